"""Words of ratings beside the Kano questionnaire, and key drivers."""

from __future__ import annotations

THREE_BRIDGE: dict[str, dict[str, tuple[str, str]]] = {}
