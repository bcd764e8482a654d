"""Words of indicators and their board."""

from __future__ import annotations

STRATEGY_INDICATORS: dict[str, dict[str, tuple[str, str]]] = {}
