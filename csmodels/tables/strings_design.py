"""Words of the displays, in English and Chinese: design."""

from __future__ import annotations

DESIGN: dict[str, dict[str, tuple[str, str]]] = {}
