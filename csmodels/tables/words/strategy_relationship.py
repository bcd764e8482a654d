"""Words of relationship levels, life cycle and the service-profit chain."""

from __future__ import annotations

STRATEGY_RELATIONSHIP: dict[str, dict[str, tuple[str, str]]] = {}
