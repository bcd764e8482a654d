"""Pictures of a penalty-reward analysis, each drawn from a table that is public too."""

from __future__ import annotations


class Pictures:
    """Mixin of `PenaltyRewardResult`."""
