"""Words of the displays, in English and Chinese: segments."""

from __future__ import annotations

SEGMENTS: dict[str, dict[str, tuple[str, str]]] = {}
