"""Words of pictures of a penalty-reward analysis."""

from __future__ import annotations

THREE_PLOTS: dict[str, dict[str, tuple[str, str]]] = {}
