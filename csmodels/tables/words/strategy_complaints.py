"""Words of word of mouth and complaints."""

from __future__ import annotations

STRATEGY_COMPLAINTS: dict[str, dict[str, tuple[str, str]]] = {}
