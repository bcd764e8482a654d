"""A quadratic surface of true scores from products of different items: errors need not be normal.

Ratings pile up at the top of their scale, and then errors are skewed and smaller for who answers high: what
error adds to squares and products no longer follows from its variance. Products of different items hold no
error of this kind at all, so their means are moments of the true scores.
"""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.moments import Moments
from csmodels.numerics.surface.corrected import one_factor, regression
from csmodels.numerics.surface.terms import POWERS

Array = NDArray[np.float64]

#: Powers of expectation and performance whose means are needed: up to the fourth order, the terms first.
ORDERS = tuple((d - j, j) for d in range(1, 5) for j in range(d + 1))
#: Different attributes a product of fourth order needs.
LEAST_ITEMS = 4


def alike(items: Array, moments: Moments) -> Array:
    """Items of one construct, rescaled so that each holds the true score of their mean, plus error.

    Parameters
    ----------
    items : array, shape (n, k)
    moments : Moments
        Of the items in the sample, which decides means and loadings.

    Notes
    -----
    With x_j = m_j + l_j t + u_j, one factor, the result is m + l t + u_j l / l_j, with m and l the means of
    the m_j and l_j.
    """
    assert moments.mean is not None
    loadings = one_factor(moments.cov)
    found: Array = (items - moments.mean) * (loadings.mean() / loadings) + moments.mean.mean()
    return found


def distinct_columns(expectation: Array, performance: Array, paired: bool) -> Array:
    """Mean products of different items of each respondent, shape (n, 14).

    Parameters
    ----------
    expectation, performance : array, shape (n, k)
        Rescaled items, less the centre.
    paired : bool
        Whether the j-th items of both ask about one attribute: products then never hold both.

    Notes
    -----
    Column (a, b) of `ORDERS` is the mean over all choices of a items of expectation and b of performance,
    no attribute twice, of their product: a U-statistic within the respondent (Hoeffding 1948), whose
    expectation is T^a S^b where errors are independent between attributes. The sums are coefficients of
    prod_j (1 + s e_j + t p_j).

    Examples
    --------
    >>> e, p = np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([[1.0, 0.0, 0.0, 2.0]])
    >>> found = dict(zip(ORDERS, distinct_columns(e, p, paired=True)[0]))
    >>> [round(float(found[order]), 4) for order in ((1, 0), (2, 0), (1, 1))]
    [2.5, 5.8333, 1.75]
    """
    k, m = expectation.shape[1], performance.shape[1]
    empty = np.zeros(len(expectation))
    if paired:
        factors = [(expectation[:, j], performance[:, j]) for j in range(k)]
    else:
        factors = [(e, empty) for e in expectation.T] + [(empty, p) for p in performance.T]
    sums = {(a, b): np.zeros(len(empty)) for a in range(5) for b in range(5 - a)}
    sums[0, 0] = np.ones(len(empty))
    downwards = sorted(sums, key=lambda order: -sum(order))
    for e, p in factors:
        for a, b in downwards:
            if a:
                sums[a, b] += e * sums[a - 1, b]
            if b:
                sums[a, b] += p * sums[a, b - 1]
    columns = []
    for a, b in ORDERS:
        choices = _falling(k, a + b) if paired else _falling(k, a) * _falling(m, b)
        columns.append(sums[a, b] * (factorial(a) * factorial(b) / choices))
    return np.stack(columns, axis=-1)


def _falling(k: int, times: int) -> float:
    """k (k - 1) ... with so many factors."""
    found = 1.0
    for i in range(times):
        found *= k - i
    return found


def distinct_surface(moments: Moments) -> Array:
    """b1 ... b5 of the surface of true scores, shape (..., 5).

    Parameters
    ----------
    moments : Moments
        Of the 14 columns of `distinct_columns` and the outcome, with means.

    Returns
    -------
    array, shape (..., 5)
        Missing where the moments are none of a variable that varies.
    """
    assert moments.mean is not None
    place = {order: i for i, order in enumerate(ORDERS)}
    terms = POWERS[:5]
    mean = moments.mean
    among = np.empty((*mean.shape[:-1], 5, 5))
    for i, (a, b) in enumerate(terms):
        for j, (c, d) in enumerate(terms):
            among[..., i, j] = mean[..., place[a + c, b + d]] - mean[..., i] * mean[..., j]
    return regression(among, moments.cov[..., :5, 14])
