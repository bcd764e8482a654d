"""Words of the report of a survey."""

from __future__ import annotations

STRATEGY_REPORT: dict[str, dict[str, tuple[str, str]]] = {}
