"""Tests of counts: whether the largest category really leads, and whether all are equally frequent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.numerics.kano.counts import Array, I, Q
from csmodels.numerics.kano.rules import EQUAL

#: Factor of the form in circulation under Fong's name: a two-sided test at 10 %.
FONG = 1.65


@dataclass(frozen=True, eq=False)
class TopTwo:
    """The two largest categories of each attribute, and whether the first leads.

    Attributes
    ----------
    first, second : array of int8, shape (...)
        Positions in `LETTERS`, of M, O, A, I and R; -1 where nobody answered.
    counts : array, shape (..., 2)
        Their counts.
    mid_p, exact_p : array, shape (...)
        Two-sided p-values of the binomial test that both are equally frequent.
    fong_gap, fong_needed : array, shape (...)
        Difference of the counts, and the difference that the form in circulation asks for.
    """

    first: NDArray[np.int8]
    second: NDArray[np.int8]
    counts: Array
    mid_p: Array
    exact_p: Array
    fong_gap: Array
    fong_needed: Array


def top_two(counts: ArrayLike, sizes: ArrayLike | None = None) -> TopTwo:
    """Test whether the largest category is more frequent than the second.

    Parameters
    ----------
    counts : array_like, shape (..., 6)
        In the order of `LETTERS`; equal counts in this order.
    sizes : array_like, shape (...), optional
        As how many independent respondents those in the two categories count, where they are weighted or
        clustered; without it their number. All tests take the counts for so many.

    Notes
    -----
    Given the m = a + b answers in the two categories, a is binomial with share 1/2 if both are equally
    frequent. exact_p = 2 P(X <= min(a, b)), at most 1, is conservative; mid_p counts half of P(X = min(a, b))
    (Lancaster 1961, from memory, unconfirmed). With m no whole number the incomplete beta function stands
    for the sum.

    The form in circulation under Fong's name (1996; the paper itself was not read) calls the lead significant
    if a - b >= 1.65 sqrt((a + b) (2 n - a - b) / (2 n)), with n all six counts. It leaves out the covariance
    of the two counts: at two equal shares of 40 % it rejects in 20 % of samples, not in 10.

    Examples
    --------
    >>> found = top_two([32, 90, 88, 105, 15, 28])
    >>> round(float(found.mid_p), 4), round(float(found.exact_p), 4)
    (0.2839, 0.3161)
    """
    given = np.asarray(counts, dtype=np.float64)[..., :Q]
    n = np.asarray(counts, dtype=np.float64).sum(axis=-1)
    total = given.sum(axis=-1, keepdims=True)
    # weighted counts that are equal but for rounding keep the order of the letters
    order = np.argsort(
        -np.round(np.where(total > 0, given / np.maximum(total, EQUAL), 0.0), 9), kind="stable"
    )
    both = np.take_along_axis(given, order[..., :2], axis=-1)
    m = both.sum(axis=-1)
    size = m if sizes is None else np.asarray(sizes, dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        least = np.where(m > 0, both.min(axis=-1) * size / m, np.nan)
        # the form takes counts of respondents: weighted ones are brought to the size they stand for
        scale = np.where(m > 0, size / m, np.nan)
        needed = FONG * np.sqrt(scale * m * (2 * n - m) / (2 * n))
    mid_p, exact_p = _binomial_half(least, np.where(m > 0, size, np.nan))
    there = n > 0
    return TopTwo(
        first=np.where(there & (both[..., 0] > 0), order[..., 0], -1).astype(np.int8),
        second=np.where(there & (both[..., 0] > 0), order[..., 1], -1).astype(np.int8),
        counts=both,
        mid_p=mid_p,
        exact_p=exact_p,
        fong_gap=np.where(there, scale * (both[..., 0] - both[..., 1]), np.nan),
        fong_needed=np.where(there, needed, np.nan),
    )


def _binomial_half(least: Array, size: Array) -> tuple[Array, Array]:
    """Two-sided mid-p and exact p-value of `least` in `size` draws of share 1/2."""
    at_most, below = _half_cdf(least, size), _half_cdf(least - 1, size)
    mid = np.minimum(1.0, at_most + below)
    exact = np.minimum(1.0, 2 * at_most)
    return mid, exact


def _half_cdf(x: Array, size: Array) -> Array:
    """P(X <= x) of a binomial with share 1/2: the incomplete beta function, for fractions of counts too."""
    from scipy.special import betainc

    inside = x > -1
    found: Array = np.where(inside, betainc(size - x, np.where(inside, x + 1, 1.0), 0.5), 0.0)
    return np.where(np.isnan(x) | np.isnan(size), np.nan, found)


def equal_shares(counts: ArrayLike) -> tuple[Array, Array]:
    """Chi-square that M, O, A and I are equally frequent, 3 degrees of freedom, with its p-value.

    When to use it: rarely. Hardly any attribute has equal shares, and to reject them names no category.

    Parameters
    ----------
    counts : array_like, shape (..., 6)

    Returns
    -------
    statistic, p_value : array, shape (...)
        Missing where nobody is in the four.

    Examples
    --------
    >>> statistic, p_value = equal_shares([95, 123, 45, 33, 0, 0])
    >>> round(float(statistic), 2)
    72.49
    """
    from scipy.special import chdtrc

    four = np.asarray(counts, dtype=np.float64)[..., : I + 1]
    mean = four.mean(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = ((four - mean) ** 2 / mean).sum(axis=-1)
        p_value: Array = chdtrc(3, statistic)
    return statistic, p_value
