"""Words of waves and targets."""

from __future__ import annotations

STRATEGY_WAVES: dict[str, dict[str, tuple[str, str]]] = {}
