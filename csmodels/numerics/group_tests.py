"""Tests that compare groups: from standard errors, and for the invariance of composites."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.moments import Moments

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TTest:
    """A t test of differences; arrays of the differences' shape."""

    statistic: Array
    df: Array
    p_value: Array


def _t_test(difference: Array, std_error: Array, df: Array) -> TTest:
    from scipy.special import stdtr

    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = difference / std_error
    df = np.broadcast_to(df, np.shape(statistic)).astype(np.float64)
    return TTest(statistic, df, 2 * stdtr(df, -np.abs(statistic)))


def pooled_t_test(difference: Array, se_1: Array, se_2: Array, n_1: float, n_2: float) -> TTest:
    """Difference of two estimates against a t distribution, for equal standard errors.

    Parameters
    ----------
    difference, se_1, se_2 : array, shape (...)
        The difference and the bootstrap standard errors in the two groups.
    n_1, n_2 : float
        Respondents in the groups.

    Notes
    -----
    Keil et al. (2000, MIS Quarterly 24), Chin (2000): t = d / [s sqrt(1/n1 + 1/n2)] with
    s^2 = [(n1 - 1)^2 se1^2 + (n2 - 1)^2 se2^2] / (n1 + n2 - 2) and n1 + n2 - 2 degrees of freedom.
    """
    df = n_1 + n_2 - 2
    pooled = ((n_1 - 1) ** 2 * se_1**2 + (n_2 - 1) ** 2 * se_2**2) / df
    return _t_test(difference, np.sqrt(pooled * (1 / n_1 + 1 / n_2)), np.asarray(df))


def welch_t_test(difference: Array, se_1: Array, se_2: Array, n_1: float, n_2: float) -> TTest:
    """The same without the assumption of equal standard errors (Welch-Satterthwaite).

    Notes
    -----
    Sarstedt, Henseler and Ringle (2011); Nitzl (2010). With v_g = (n_g - 1) / n_g se_g^2:
    t = d / sqrt(v1 + v2) and (v1 + v2)^2 / [v1^2 / (n1 - 1) + v2^2 / (n2 - 1)] - 2 degrees of freedom,
    not rounded. (Welch's own formula has no "- 2"; the literature on PLS prints it.)
    """
    v_1, v_2 = (n_1 - 1) / n_1 * se_1**2, (n_2 - 1) / n_2 * se_2**2
    with np.errstate(invalid="ignore", divide="ignore"):
        df = (v_1 + v_2) ** 2 / (v_1**2 / (n_1 - 1) + v_2**2 / (n_2 - 1)) - 2
    return _t_test(difference, np.sqrt(v_1 + v_2), df)


def composite_correlation(first: Array, second: Array, corr: Array, blocks: tuple[slice, ...]) -> Array:
    """Correlation of composites that two sets of weights make of the same items.

    Parameters
    ----------
    first, second : array, shape (..., items)
        Weights of standardised items.
    corr : array, shape (items, items)
        Correlations of the items in the pooled sample.
    blocks : tuple of slice

    Returns
    -------
    array, shape (..., constructs)
        w1'R w2 / sqrt(w1'R w1 w2'R w2), which is 1 where the weights are proportional.
    """

    def form(a: Array, b: Array, block: slice) -> Array:
        product: Array = np.einsum("...i,ij,...j->...", a[..., block], corr[block, block], b[..., block])
        return product

    return np.stack(
        [
            form(first, second, block) / np.sqrt(form(first, first, block) * form(second, second, block))
            for block in blocks
        ],
        axis=-1,
    )


def composite_moments(
    moments: Moments, pooled: Moments, weights: Array, blocks: tuple[slice, ...]
) -> tuple[Array, Array]:
    """Mean and variance of composites in each member, on the scale on which the pooled ones have 0 and 1.

    Parameters
    ----------
    moments : Moments
        Batch of shape (...,), with means.
    pooled : Moments
        One sample that standardises the items.
    weights : array, shape (items,)
        Weights of standardised items, fixed.
    blocks : tuple of slice

    Returns
    -------
    mean, variance : array, shape (..., constructs)
        Variances have the divisor of the moments, n.
    """
    assert moments.mean is not None  # moments of rows have means
    assert pooled.mean is not None
    slopes = weights / pooled.sd
    centred = (moments.mean - pooled.mean) * slopes
    mean = np.stack([centred[..., block].sum(axis=-1) for block in blocks], axis=-1)
    variance = np.stack(
        [
            np.einsum("i,...ij,j->...", slopes[block], moments.cov[..., block, block], slopes[block])
            for block in blocks
        ],
        axis=-1,
    )
    return mean, variance
