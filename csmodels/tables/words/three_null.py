"""Words of the test against a linear world."""

from __future__ import annotations

THREE_NULL: dict[str, dict[str, tuple[str, str]]] = {}
