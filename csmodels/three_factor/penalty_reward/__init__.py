"""Penalty-reward contrasts: what low and high performance of an attribute do to satisfaction."""

from csmodels.three_factor.penalty_reward.model import PenaltyReward
from csmodels.three_factor.penalty_reward.result import PenaltyRewardResult

__all__ = ["PenaltyReward", "PenaltyRewardResult"]
