"""Words of careless and contradictory answers to a Kano questionnaire."""

from __future__ import annotations

KANO_QUALITY: dict[str, dict[str, tuple[str, str]]] = {}
