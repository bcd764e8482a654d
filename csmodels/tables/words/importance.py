"""Words of relative importance."""

from __future__ import annotations

IMPORTANCE: dict[str, dict[str, tuple[str, str]]] = {}
