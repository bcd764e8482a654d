"""Words of pictures of a Kano analysis."""

from __future__ import annotations

KANO_PLOTS: dict[str, dict[str, tuple[str, str]]] = {}
