"""Words of latent segments of a Kano analysis."""

from __future__ import annotations

KANO_SEGMENTS: dict[str, dict[str, tuple[str, str]]] = {}
