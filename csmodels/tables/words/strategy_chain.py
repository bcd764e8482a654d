"""Words of the service-profit chain."""

from __future__ import annotations

STRATEGY_CHAIN: dict[str, dict[str, tuple[str, str]]] = {}
