"""Words of the displays, in English and Chinese: moderation."""

from __future__ import annotations

MODERATION: dict[str, dict[str, tuple[str, str]]] = {}
