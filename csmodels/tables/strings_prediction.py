"""Words of the displays, in English and Chinese: prediction."""

from __future__ import annotations

PREDICTION: dict[str, dict[str, tuple[str, str]]] = {}
