"""Item analysis: distribution of answers, item-total correlations, sampling adequacy, sphericity.

What is a function of moments takes any leading batch axes; only skewness, kurtosis and shares of
answers need the rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import batch_first, batch_last, solve

Array = NDArray[np.float64]


def item_total(cov: Array) -> Array:
    """Correlation of each item with the sum of the other items of its block (corrected item-total).

    Use it to find an item that does not go with its scale; .3 to .5 are the usual lower bounds.

    Parameters
    ----------
    cov : array, shape (..., k, k)
        Covariances of the block's items: of answers as they are, or correlations for standardised items.

    Returns
    -------
    array, shape (..., k)
        Missing for a single item.

    Notes
    -----
    Without the item itself in the sum (Cureton 1966; psych's r.drop and SPSS's corrected item-total
    correlation): (c_i - c_ii) / sqrt(c_ii (c - 2 c_i + c_ii)), with c_i the sum of row i and c of all.

    Examples
    --------
    >>> item_total(np.array([[1.0, 0.5], [0.5, 1.0]]))
    array([0.5, 0.5])
    """
    if cov.shape[-1] == 1:
        return np.full(cov.shape[:-1], np.nan)
    variance = np.diagonal(cov, axis1=-2, axis2=-1)
    rows = cov.sum(axis=-1)
    rest = rows.sum(axis=-1)[..., None] - 2 * rows + variance
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = (rows - variance) / np.sqrt(variance * rest)
    return found


def alpha_if_deleted(cov: Array) -> Array:
    """Cronbach's alpha of a block without each of its items.

    Parameters
    ----------
    cov : array, shape (..., k, k)
        Covariances give the raw alpha, correlations the standardised one.

    Returns
    -------
    array, shape (..., k)
        Missing for blocks of one or two items: what is left has no alpha.

    Notes
    -----
    Cronbach (1951) on the k - 1 other items.

    Examples
    --------
    >>> r = np.full((3, 3), 0.5) + 0.5 * np.eye(3)
    >>> alpha_if_deleted(r).round(4)
    array([0.6667, 0.6667, 0.6667])
    """
    left = cov.shape[-1] - 1
    if left < 2:
        return np.full(cov.shape[:-1], np.nan)
    variance = np.diagonal(cov, axis1=-2, axis2=-1)
    rows = cov.sum(axis=-1)
    total = rows.sum(axis=-1)[..., None] - 2 * rows + variance
    within = variance.sum(axis=-1)[..., None] - variance
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = left / (left - 1) * (1 - within / total)
    return found


def sampling_adequacy(corr: Array) -> tuple[Array, Array]:
    """Kaiser-Meyer-Olkin measure of sampling adequacy, of all items together and of each.

    Use it to say whether the correlations suit a factor analysis: .8 is meritorious, below .5
    unacceptable (Kaiser 1974).

    Parameters
    ----------
    corr : array, shape (..., p, p)

    Returns
    -------
    overall : array, shape (...)
    items : array, shape (..., p)
        Missing where the correlations have no inverse.

    Notes
    -----
    Kaiser and Rice (1974): sum of squared correlations over that sum plus the sum of squared partial
    correlations given all other items, off the diagonal; for an item over its own row.

    Examples
    --------
    >>> r = np.full((3, 3), 0.5) + 0.5 * np.eye(3)
    >>> overall, items = sampling_adequacy(r)
    >>> float(overall.round(4)), items.round(4).tolist()
    (0.6923, [0.6923, 0.6923, 0.6923])
    """
    p = corr.shape[-1]
    r = batch_last(corr, 2)
    unit = np.broadcast_to(np.eye(p)[..., None], r.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        inverse = solve(np.concatenate([r, unit], axis=1))
        scale = np.sqrt(inverse[np.arange(p), np.arange(p)])
        # where the last pivot fails all of the inverse is unknown, though its first rows may hold numbers
        scale[:, np.isnan(scale).any(axis=0)] = np.nan
        partial = inverse / scale[:, None] / scale
    off = ~np.eye(p, dtype=bool)[..., None]
    simple, given = (np.where(off, each**2, 0.0).sum(axis=1) for each in (r, partial))
    with np.errstate(invalid="ignore", divide="ignore"):
        items = simple / (simple + given)
        overall = simple.sum(axis=0) / (simple.sum(axis=0) + given.sum(axis=0))
    # one item has no correlations, and uncorrelated items nothing to compare: 0/0
    shape = corr.shape[:-2]
    return overall.reshape(shape), batch_first(items, shape)


def sphericity(corr: Array, n: Any) -> tuple[Array, int, Array]:
    """Bartlett's test of sphericity: are the items uncorrelated in the population?

    Use it beside the KMO measure; with the samples of surveys it rejects nearly always.

    Parameters
    ----------
    corr : array, shape (..., p, p)
    n : float or array, shape (...)
        Respondents; missing where unknown.

    Returns
    -------
    statistic : array, shape (...)
        Chi-squared; missing where the correlations are singular.
    df : int
    p_value : array, shape (...)

    Notes
    -----
    Bartlett (1951): -(n - 1 - (2p + 5) / 6) ln |R|, with p (p - 1) / 2 degrees of freedom. It assumes
    normal items.

    Examples
    --------
    >>> statistic, df, p_value = sphericity(np.array([[1.0, 0.3], [0.3, 1.0]]), n=100)
    >>> float(statistic.round(4)), df, float(p_value.round(4))
    (9.1953, 1, 0.0024)
    """
    from scipy.special import chdtrc

    p = corr.shape[-1]
    df = p * (p - 1) // 2
    known = np.asarray(np.isfinite(corr).all(axis=(-2, -1)))
    sign, log_determinant = np.linalg.slogdet(np.where(known[..., None, None], corr, np.eye(p)))
    factor = np.asarray(n, dtype=np.float64) - 1 - (2 * p + 5) / 6
    usable = known & (sign > 0) & np.isfinite(log_determinant) & (factor > 0)
    statistic = np.where(usable, -factor * np.where(usable, log_determinant, 0.0), np.nan)
    # rounding may leave the determinant of uncorrelated items a hair above one
    statistic = np.where(statistic < 0, 0.0, statistic)
    return statistic, df, chdtrc(df, statistic)


def skewness_kurtosis(rows: Array, weights: Array | None = None) -> tuple[Array, Array]:
    """Skewness and excess kurtosis of each item, as SPSS, SAS and Excel give them (G1 and G2).

    Use them to describe answers: surveys of satisfaction are skewed to the left. Both are 0 for normal
    answers.

    Parameters
    ----------
    rows : array, shape (n, p)
        Missing answers are left out item by item.
    weights : array, shape (n,), optional
        Survey weights; only their ratios matter.

    Returns
    -------
    skewness, kurtosis : array, shape (p,)
        Missing with fewer than 3 (4) answers, or for a constant item.

    Notes
    -----
    Joanes and Gill (1998): with g1 = m3 / m2^1.5 and g2 = m4 / m2^2 - 3, G1 = g1 sqrt(n (n - 1)) / (n - 2)
    and G2 = (n - 1) / ((n - 2)(n - 3)) [(n + 1) g2 + 6]; psych's ``type=2``. With weights the moments are
    weighted and n counts the respondents with a positive weight.

    Examples
    --------
    >>> skew, kurt = skewness_kurtosis(np.array([[1.0], [2.0], [3.0], [9.0]]))
    >>> skew.round(4), kurt.round(4)
    (array([1.6964]), array([3.0144]))
    """
    x = np.asarray(rows, dtype=np.float64)
    known = ~np.isnan(x)
    w = known.astype(np.float64) if weights is None else known * np.asarray(weights)[:, None]
    n = (w > 0).sum(axis=0).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = w / w.sum(axis=0)
        filled = np.where(known, x, 0.0)
        mean = (share * filled).sum(axis=0)
        gap = np.where(known, x - mean, 0.0)
        squares = gap**2
        m2 = (share * squares).sum(axis=0)
        # rounding leaves a trace of variance in a constant column of decimals
        m2 = np.where(m2 > 1e-24 * np.maximum(1.0, mean**2), m2, np.nan)
        g1 = (share * squares * gap).sum(axis=0) / m2**1.5
        g2 = (share * squares**2).sum(axis=0) / m2**2 - 3
        skewness = g1 * np.sqrt(n * (n - 1)) / np.where(n > 2, n - 2, np.nan)
        kurtosis = (n - 1) / np.where(n > 3, (n - 2) * (n - 3), np.nan) * ((n + 1) * g2 + 6)
    return skewness, kurtosis


def end_shares(rows: Array, low: Array, high: Array, weights: Array | None = None) -> tuple[Array, Array]:
    """Shares of the answers at the lower and the upper end of the scale (floor and ceiling).

    Use them to see where a scale cannot tell respondents apart: more than 15 % at one end is the usual
    threshold (Terwee et al. 2007).

    Parameters
    ----------
    rows : array, shape (n, p)
        Missing answers are left out item by item.
    low, high : array, shape (p,)
        Ends of the items' scales.
    weights : array, shape (n,), optional

    Returns
    -------
    floor, ceiling : array, shape (p,)

    Examples
    --------
    >>> end_shares(np.array([[1.0], [10.0], [10.0], [5.0]]), np.array([1.0]), np.array([10.0]))
    (array([0.25]), array([0.5]))
    """
    known = ~np.isnan(rows)
    w = known.astype(np.float64) if weights is None else known * np.asarray(weights)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        total = w.sum(axis=0)
        return (w * (rows == low)).sum(axis=0) / total, (w * (rows == high)).sum(axis=0) / total
