"""Three-factor theory from ratings: basic, performance, excitement; importance and performance."""

from csmodels.three_factor.penalty_reward import PenaltyReward, PenaltyRewardResult

__all__ = ["PenaltyReward", "PenaltyRewardResult"]
