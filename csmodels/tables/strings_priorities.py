"""Words of the displays, in English and Chinese: priorities."""

from __future__ import annotations

PRIORITIES: dict[str, dict[str, tuple[str, str]]] = {}
