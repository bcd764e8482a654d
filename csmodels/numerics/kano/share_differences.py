"""Differences of two shares with limits that hold for few respondents too, and for shares near 0 and 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from csmodels.numerics.kano.counts import Array
from csmodels.numerics.simulation import wilson_at

#: Halvings of the search for a p-value, and where it ends: in normal quantiles.
HALVINGS, FARTHEST = 60, 40.0


def share_difference(
    shares: tuple[ArrayLike, ArrayLike], sizes: tuple[ArrayLike, ArrayLike], conf_level: float,
    correlation: ArrayLike = 0.0, df: float | None = None,
) -> tuple[Array, Array, Array]:  # fmt: skip
    """First share minus second: limits, and the p-value that agrees with them.

    Parameters
    ----------
    shares : two array_likes, shape (...)
        Between 0 and 1.
    sizes : two array_likes, shape (...)
        As how many independent respondents each counts.
    conf_level : float
    correlation : array_like
        Of the two shares' errors, where groups have sampling units in common.
    df : float, optional
        Degrees of freedom of a survey design: Student's quantiles in place of normal ones.

    Returns
    -------
    low, high, p_value : array, shape (...)
        The p-value is the level at which the interval just touches zero.

    Notes
    -----
    Newcombe (1998, Statistics in Medicine 17, method 10): the limits of Wilson (1927) of both shares, put
    together by squares; with a correlation as Zou and Donner (2008) do.

    Examples
    --------
    Newcombe's first example, 56 of 70 and 48 of 80.

    >>> low, high, p = share_difference((56 / 70, 48 / 80), (70, 80), 0.95)
    >>> round(float(low), 4), round(float(high), 4), bool(p < 0.05)
    (0.0524, 0.3339, True)
    """
    from scipy.special import ndtr, ndtri, stdtr, stdtrit

    p, n = [np.asarray(x, dtype=np.float64) for x in shares], [np.asarray(x, np.float64) for x in sizes]
    rho = np.clip(np.asarray(correlation, dtype=np.float64), -1.0, 1.0)
    upper = (1 + conf_level) / 2
    z = float(ndtri(upper) if df is None else stdtrit(df, upper))
    low, high = _limits(p, n, rho, np.asarray(z))
    gap = p[0] - p[1]
    near, far = np.zeros(np.shape(low)), np.full(np.shape(low), FARTHEST)
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        ends = _limits(p, n, rho, middle)
        apart = np.where(gap > 0, ends[0] > 0, ends[1] < 0)
        near, far = np.where(apart, middle, near), np.where(apart, far, middle)
    tail = ndtr(-near) if df is None else stdtr(df, -near)
    found = np.where(gap == 0, 1.0, 2 * tail)
    return low, high, np.where(np.isnan(low), np.nan, found)


def _limits(p: list[Array], n: list[Array], rho: Array, z: Array) -> tuple[Array, Array]:
    (low_1, high_1), (low_2, high_2) = (wilson_at(*each, z) for each in zip(p, n, strict=True))
    down, up = [p[0] - low_1, high_2 - p[1]], [high_1 - p[0], p[1] - low_2]
    reach = [np.sqrt(np.maximum(a**2 + b**2 - 2 * rho * a * b, 0.0)) for a, b in (down, up)]
    return p[0] - p[1] - reach[0], p[0] - p[1] + reach[1]
