"""Quantiles of weighted values, and scores by them: equal values always get equal scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

#: Sums of weights that differ by less are equal: they round.
EQUAL = 1e-9


def cut_points(values: Array, parts: int, weights: Array | None = None) -> Array:
    """Values that divide a sample into parts of equal weight, shape (parts - 1,).

    Parameters
    ----------
    values : array, shape (n,)
        Missing values do not count.
    parts : int
    weights : array, shape (n,), optional

    Notes
    -----
    The j-th is the smallest value up to which at least j / parts of the weight lies, an observed value
    (Hyndman and Fan 1996, definition 1).

    Examples
    --------
    >>> cut_points(np.arange(1.0, 11.0), 5).tolist()
    [2.0, 4.0, 6.0, 8.0]
    """
    w = np.ones(len(values)) if weights is None else weights
    known = np.isfinite(values) & (w > 0)
    order = np.argsort(values[known], kind="stable")
    ordered, reached = values[known][order], np.cumsum(w[known][order])
    wanted = np.arange(1, parts) / parts * reached[-1] * (1 - EQUAL)
    found: Array = ordered[np.minimum(np.searchsorted(reached, wanted), len(ordered) - 1)]
    return found


def scores(values: Array, cuts: ArrayLike, *, upper: bool = False) -> Array:
    """1 plus the number of cut points passed; missing where the value is.

    Parameters
    ----------
    values : array, shape (n,)
    cuts : array_like
        Ascending.
    upper : bool
        Whether a value equal to a cut point has passed it, as thresholds people set are meant.

    Examples
    --------
    >>> scores(np.array([2.0, 2.5, np.nan]), [2, 4]).tolist()
    [1.0, 2.0, nan]
    """
    given = np.asarray(cuts, dtype=np.float64)
    found = np.searchsorted(given, values, side="right" if upper else "left") + 1.0
    return np.where(np.isnan(values), np.nan, found)
