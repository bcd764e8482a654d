"""Words of loyalty and customer value."""

from __future__ import annotations

STRATEGY_VALUE: dict[str, dict[str, tuple[str, str]]] = {}
