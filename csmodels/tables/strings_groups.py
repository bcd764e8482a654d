"""Words of the displays, in English and Chinese: groups."""

from __future__ import annotations

GROUPS: dict[str, dict[str, tuple[str, str]]] = {}
