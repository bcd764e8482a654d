"""How much asymmetry an exactly linear world shows, and how much by chance.

A **linear world** is a model of satisfaction that is linear in the ratings: satisfaction itself (least
squares), what lies behind its few ordered answers (bounded), or the index of an ordered model. Given the
ratings, it implies penalties and rewards, which depend on how the ratings were coded, spread and
correlated; and it tells how far estimated ones stray from them.

Ratings are held fixed. In a linear world the estimated coefficients are the implied ones plus a weighted
sum of the errors, with weights that the ratings tell and that no linear slope enters; so nothing is gained
by drawing ratings too. With errors of one variance that sum is uncorrelated with the slopes, hence with the
implied coefficients: these are held as well, which makes the test exact for normal errors, whatever the
statistic. To draw them too, or to redraw the outcome and compare with an asymmetry held where it was found,
adds the slopes' own noise to the draws but not to the statistic, and the size falls short of the level.

To first order the departures are sums over respondents of known *shares*. Their covariance (by respondent,
or by sampling unit of a survey) gives as many draws as wanted from a table of 2 J columns, without one more
fit: a score, or multiplier, bootstrap of one step.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.draws import Design
from csmodels.numerics.three_factor.impact import impact

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


def covariance(shares: Array, design: Design | None = None, where: Codes | None = None) -> Array:
    """Covariance of what the shares add up to.

    Parameters
    ----------
    shares : array, shape (n, k)
    design : Design, optional
        Strata and clusters of the whole survey; without it the rows are independent.
    where : array of int, shape (n,), optional
        Which rows of the survey these are; needed with `design`.

    Returns
    -------
    array, shape (k, k)

    Notes
    -----
    Under a design the totals of units about their mean in each stratum, times m / (m - 1), as in
    :func:`csmodels.numerics.linearization.moment_covariance`; units without a row count as zeros.

    Examples
    --------
    >>> covariance(np.array([[1.0], [-1.0], [2.0]])).tolist()
    [[6.0]]
    """
    if design is None:
        found: Array = shares.T @ shares
        return found
    assert where is not None  # given together
    totals = np.zeros((len(design.strata), shares.shape[1]))
    np.add.at(totals, design.units[where], shares)
    sums = np.zeros((len(design.sizes), shares.shape[1]))
    np.add.at(sums, design.strata, totals)
    up = design.sizes / (design.sizes - 1.0)
    centre = (sums * (up / design.sizes)[:, None]).T @ sums
    return np.asarray((totals * up[design.strata][:, None]).T @ totals - centre)


def replicated(shares: Array, weights: Array, replicates: Array, scales: Array) -> Array:
    """Covariance of what the shares add up to, from a survey's replicate weights.

    Parameters
    ----------
    shares : array, shape (n, k)
    weights : array, shape (n,)
        Those of the sample.
    replicates : array, shape (R, n)
    scales : array, shape (R,)
        Factor of each squared distance from the sample's sum.

    Returns
    -------
    array, shape (k, k)

    Examples
    --------
    The jackknife of two respondents.

    >>> replicated(np.array([[1.0], [-1.0]]), np.ones(2), 2 * np.eye(2), np.full(2, 0.5)).tolist()
    [[4.0]]
    """
    total = weights.sum()
    ratios = np.where(weights > 0, replicates / np.where(weights > 0, weights, 1.0), 0.0)
    ratios *= total / replicates.sum(axis=1, keepdims=True)
    apart = ratios @ shares - shares.sum(axis=0)
    found: Array = (apart.T * scales) @ apart
    return found


class Excess(NamedTuple):
    """Asymmetry beyond that of the linear world; all of shape (J,) but `draws`.

    Attributes
    ----------
    ia_linear : array
        Of the linear world.
    excess : array
        Asymmetry less `ia_linear`; missing where an attribute has neither penalty nor reward.
    std_error : array
        Of the excess in the linear world.
    p_value : array
        Two-sided, from the draws; never below 1 / (draws + 1).
    p_contrast : array
        Two-sided, of reward + penalty = those implied, by Student's t.
    draws : array, shape (n_draws, J)
        The excess in the linear world.
    """

    ia_linear: Array
    excess: Array
    std_error: Array
    p_value: Array
    p_contrast: Array
    draws: Array


def excess(
    estimated: Array,
    implied: Array,
    errors: Array,
    df: float = np.inf,
    n_draws: int = 1999,
    seed: int = 0,
    stream: int = 0,
) -> Excess:
    """Test asymmetry against the linear world.

    Parameters
    ----------
    estimated, implied : array, shape (2, J)
    errors : array, shape (2 J, 2 J)
        Covariance of their difference: penalties, then rewards.
    df : float
        Degrees of freedom of that covariance.
    n_draws, seed : int
    stream : int
        Tells samples apart.

    Returns
    -------
    Excess

    Notes
    -----
    The statistic is |IA - IA0|; a draw adds Student's t noise to the implied coefficients. The contrast
    (r + p) - (r0 + p0) needs no draws and knows no missing asymmetry, but has little power where the coding
    makes IA0 large: there a kink changes the ratio of reward to penalty more than their sum. A draw whose
    asymmetry is missing (neither penalty nor reward) counts as far away.

    Examples
    --------
    >>> found = excess(np.array([[-0.6], [0.1]]), np.array([[-0.4], [0.3]]), np.diag([0.01, 0.01]))
    >>> found.excess.round(3).tolist(), found.p_contrast.round(4).tolist(), bool(found.p_value[0] < 0.05)
    ([-0.571], [0.0047], True)
    """
    j = estimated.shape[1]
    ia_linear = impact(*implied).ia
    found = impact(*estimated).ia - ia_linear
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, stream])))
    # one row after another, so that the first draws are the same however many are asked for
    normal = rng.standard_normal((n_draws, 2 * j + 1))
    moved = (normal[:, 1:] @ _root(errors).T) * _tail(normal[:, :1], df)
    drawn = moved.reshape(n_draws, 2, j) + implied
    apart = impact(drawn[:, 0], drawn[:, 1]).ia - ia_linear
    far = ~(np.abs(apart) < np.abs(found))
    p_value = np.where(np.isnan(found), np.nan, (1 + far.sum(axis=0)) / (n_draws + 1))
    spread = _spread(apart)
    return Excess(ia_linear, found, spread, p_value, _contrast(estimated, implied, errors, df), apart)


def reach(draws: Array, alpha: float) -> Array:
    """The largest excess of either sign that the test does not reject.

    Parameters
    ----------
    draws : array, shape (n_draws, J)
        Of `Excess`; a missing one counts as far away.
    alpha : float

    Returns
    -------
    array, shape (J,)
        An excess beyond it is one whose p-value is below `alpha`; infinite where none is, missing without
        draws.

    Examples
    --------
    >>> draws = np.linspace(-1.0, 1.0, 1999)[:, None]
    >>> reach(draws, 0.05).round(2).tolist(), reach(draws[:9], 0.05).tolist()
    ([0.95], [inf])
    """
    n, j = draws.shape
    if not n:
        return np.full(j, np.nan)
    # as many draws may lie as far as the excess
    most = int(((1 + np.arange(n + 1)) / (n + 1) < alpha).sum()) - 1
    if most < 0:
        return np.full(j, np.inf)
    far = np.sort(np.where(np.isnan(draws), np.inf, np.abs(draws)), axis=0)[::-1]
    return np.asarray(far[min(most, n - 1)], dtype=np.float64)


def _spread(drawn: Array) -> Array:
    """Standard deviation of each column, of what is not missing."""
    known = np.isfinite(drawn)
    count = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, drawn, 0.0).sum(axis=0) / count
        squares = np.where(known, (drawn - mean) ** 2, 0.0).sum(axis=0)
        return np.asarray(np.where(count > 1, np.sqrt(squares / (count - 1)), np.nan))


def _contrast(estimated: Array, implied: Array, errors: Array, df: float) -> Array:
    """Two-sided p-values of (r + p) - (r0 + p0)."""
    from scipy.special import ndtr, stdtr

    eye = np.eye(estimated.shape[1])
    take = np.hstack([eye, eye])
    spread = np.sqrt(np.maximum(((take @ errors) * take).sum(axis=1), 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        t = -np.abs((estimated - implied).sum(axis=0) / spread)
    return np.asarray(2 * (ndtr(t) if np.isinf(df) else stdtr(df, t)), dtype=np.float64)


def _tail(normal: Array, df: float) -> Array | float:
    """What turns normal draws into Student's: a chi-square by its quantile, so one number for each draw."""
    if np.isinf(df):
        return 1.0
    from scipy.special import gammaincinv, ndtr

    return np.asarray(np.sqrt(df / (2 * gammaincinv(df / 2, ndtr(normal)))), dtype=np.float64)


def _root(square: Array) -> Array:
    """Lower triangular root of a covariance that may be singular.

    Unlike that of an eigenvalue problem it has no signs left open: all machines draw the same.
    """
    size = np.sqrt(np.maximum(np.diagonal(square), 0.0))
    unit = np.where(size > 0, size, 1.0)
    left = square / np.outer(unit, unit)
    root = np.zeros_like(left)
    for i in range(len(left)):
        if left[i, i] > 1e-10:
            root[:, i] = left[:, i] / np.sqrt(left[i, i])
            left = left - np.outer(root[:, i], root[:, i])
    found: Array = root * unit[:, None]
    return found
