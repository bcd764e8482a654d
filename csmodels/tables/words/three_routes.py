"""Words of piecewise regressions and penalty-reward in path models."""

from __future__ import annotations

THREE_ROUTES: dict[str, dict[str, tuple[str, str]]] = {}
