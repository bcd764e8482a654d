"""Other routes from ratings to the three factors: piecewise regression, penalty-reward in a path model."""

from csmodels.three_factor.routes.path import PathPenalties, penalty_reward_path
from csmodels.three_factor.routes.piecewise import PiecewiseRegression, PiecewiseResult

__all__ = ["PathPenalties", "PiecewiseRegression", "PiecewiseResult", "penalty_reward_path"]
