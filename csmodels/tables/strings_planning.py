"""Words of the displays, in English and Chinese: planning."""

from __future__ import annotations

PLANNING: dict[str, dict[str, tuple[str, str]]] = {}
