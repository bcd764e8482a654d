"""Words of penalty-reward contrasts."""

from __future__ import annotations

THREE_FACTOR: dict[str, dict[str, tuple[str, str]]] = {}
