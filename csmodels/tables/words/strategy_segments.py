"""Words of segments of customers."""

from __future__ import annotations

STRATEGY_SEGMENTS: dict[str, dict[str, tuple[str, str]]] = {}
