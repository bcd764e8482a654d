"""Further questions to a penalty-reward analysis, each of which opens a room of its own."""

from __future__ import annotations


class Analyses:
    """Mixin of `PenaltyRewardResult`."""
