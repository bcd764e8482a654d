"""Piecewise regression: the slope of satisfaction below a knot of performance, and above it."""

from csmodels.three_factor.routes.piecewise.model import PiecewiseRegression
from csmodels.three_factor.routes.piecewise.result import PiecewiseResult

__all__ = ["PiecewiseRegression", "PiecewiseResult"]
