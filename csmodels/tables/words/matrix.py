"""Words of importance-performance analysis."""

from __future__ import annotations

MATRIX: dict[str, dict[str, tuple[str, str]]] = {}
