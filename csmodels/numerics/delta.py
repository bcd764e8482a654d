"""Errors of figures that are functions of estimates with a known covariance: the delta method."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.intervals import Uncertainty, normal_limits, withhold_fixed

Array = NDArray[np.float64]

#: Step of a numerical derivative, in units of the estimate's size: the error of a central difference is
#: its square.
STEP = 1e-5
#: Standard errors below this share of the figure are rounding: the figure is fixed.
FIXED = 1e-10


def slopes(statistic: Callable[[Array], Array], at: Array, size: Array) -> Array:
    """Derivatives of figures by the estimates, shape (figures, estimates).

    Parameters
    ----------
    statistic : callable
        From estimates of shape (members, k) to figures of shape (members, figures).
    at : array, shape (k,)
    size : array, shape (k,)
        Scale of each estimate: the step is in its units.
    """
    steps = STEP * size
    moves = np.diag(steps)
    with np.errstate(invalid="ignore", divide="ignore"):
        varied = statistic(np.concatenate([at + moves, at - moves]))
    k = len(steps)
    found: Array = ((varied[:k] - varied[k:]) / (2 * steps[:, None])).T
    return found


def delta_method(
    values: Array,
    derivatives: Array,
    covariance: Array,
    conf_level: float,
    null: float = 0.0,
    df: float | None = None,
) -> Uncertainty:
    """Errors and normal (or Student's) limits of figures.

    Parameters
    ----------
    values : array, shape (figures,)
    derivatives : array, shape (figures, k)
    covariance : array, shape (k, k)
        Of the estimates; missing entries where it is not known.
    conf_level, null : float
    df : float, optional
        Degrees of freedom: limits are Student's.
    """
    # an estimate without a variance spoils only what depends on it
    known = np.isfinite(np.diag(covariance))
    filled = np.where(known[:, None] & known[None, :], covariance, 0.0)
    variance = np.maximum(((derivatives @ filled) * derivatives).sum(axis=1), 0.0)
    touched = (np.abs(derivatives[:, ~known]) > 0).any(axis=1)
    error = np.where(touched, np.nan, np.sqrt(variance))
    error = np.where(error <= FIXED * np.maximum(1.0, np.abs(values)), 0.0, error)
    limits = normal_limits(values, error, conf_level, null, df)
    return withhold_fixed(Uncertainty(values, error, *limits))
