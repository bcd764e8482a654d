"""Waves and targets: what changed since the last quarter, by what, is it noise, and is the target met."""

from __future__ import annotations

from csmodels.strategy.waves.model import track
from csmodels.strategy.waves.result import Track

__all__ = ["Track", "track"]
