"""Covariance of estimates from the rows' influence values, under a survey's strata and clusters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.draws import Design

Array = NDArray[np.float64]


def influence_covariance(
    influence: Array, design: Design | None = None, where: NDArray[np.intp] | None = None
) -> Array:
    """Covariance matrix of estimates whose errors are totals of influence values.

    Parameters
    ----------
    influence : array, shape (n, k)
        Weights included.
    design : Design, optional
        Of the whole survey; without it the rows are independent.
    where : array of int, shape (n,), optional
        Which rows of the survey these are; needed with `design`.

    Returns
    -------
    array, shape (k, k)

    Notes
    -----
    With-replacement variance of a total (Binder 1983; Wolter 2007): in each stratum m / (m - 1) times the
    cross-products of the units' totals about their mean; units without a row count with a total of zero.

    Examples
    --------
    >>> influence_covariance(np.array([[1.0], [-1.0]])).tolist()
    [[4.0]]
    """
    n, k = influence.shape
    if design is None:
        centred = influence - influence.mean(axis=0)
        found: Array = centred.T @ centred * (n / (n - 1))
        return found
    assert where is not None  # given together
    totals = np.zeros((len(design.strata), k))
    np.add.at(totals, design.units[where], influence)
    means = np.zeros((len(design.sizes), k))
    np.add.at(means, design.strata, totals)
    means /= design.sizes[:, None]
    centred = totals - means[design.strata]
    up = (design.sizes / (design.sizes - 1.0))[design.strata]
    cross: Array = (centred * up[:, None]).T @ centred
    return cross
