"""Words of the displays, in English and Chinese: assessment."""

from __future__ import annotations

ASSESSMENT: dict[str, dict[str, tuple[str, str]]] = {}
