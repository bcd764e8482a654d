"""Words of groups of a Kano analysis compared."""

from __future__ import annotations

KANO_GROUPS: dict[str, dict[str, tuple[str, str]]] = {}
