"""Rules that turn counts into a category. All take counts of shape (..., 6) in the order of `LETTERS`."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.numerics.kano.counts import LETTERS, A, Array, I, M, O, Q, R

Positions = NDArray[np.int8]
Bools = NDArray[np.bool_]

#: Weighted counts that differ by less than this share of all are equal.
EQUAL = 1e-9
#: Band around the largest count that counts as a tie, in shares of all answers.
TIE_BAND = 0.05
#: Attributes of which a mean that parts high from low is taken. A convention.
FEWEST_FOR_MEAN = 3
#: What :func:`refined` calls a category of high and of low importance.
REFINED = {
    "M": ("critical", "necessary"),
    "O": ("high_value_added", "low_value_added"),
    "A": ("highly_attractive", "less_attractive"),
    "I": ("potential", "care_free"),
}


def _ties(counts: Array, slack: Array | float = 0.0) -> Bools:
    """Which counts reach the largest one, but for `slack`; none where nobody answered."""
    total = counts.sum(axis=-1, keepdims=True)
    reached: Bools = counts >= counts.max(axis=-1, keepdims=True) - slack - EQUAL * total
    return np.asarray(reached & (total > 0))


def _first(marked: Bools) -> Positions:
    """Position of the first one marked; -1 where none is."""
    return np.where(marked.any(axis=-1), marked.argmax(axis=-1), -1).astype(np.int8)


def modes(counts: ArrayLike) -> Bools:
    """Which categories have the largest count: several where they tie, none where nobody answered.

    Parameters
    ----------
    counts : array_like, shape (..., 6)

    Returns
    -------
    array of bool, shape (..., 6)

    Examples
    --------
    >>> modes([0, 20, 20, 8, 0, 0]).tolist()
    [False, True, True, False, False, False]
    """
    return _ties(np.asarray(counts, dtype=np.float64))


def mode(counts: ArrayLike) -> Positions:
    """Position of the largest count, exact ties by M > O > A > I > R > Q; -1 where nobody answered.

    Examples
    --------
    >>> LETTERS[mode([0, 20, 20, 8, 0, 0])]
    'O'
    """
    return _first(modes(counts))


def m_o_a_i(counts: ArrayLike, tie_band: float = TIE_BAND) -> Positions:
    """The rule M > O > A > I: of the categories that tie, the one that matters most.

    Parameters
    ----------
    counts : array_like, shape (..., 6)
    tie_band : float
        Counts that fall short of the largest by no more than this share of all six tie with it; 0 for exact
        ties alone.

    Returns
    -------
    array of int8, shape (...)
        Position in `LETTERS`, -1 where nobody answered.

    Notes
    -----
    Attributed to Matzler, Hinterhuber, Bailom and Sauerwein (1996), from secondary sources; what counts as a
    tie is a convention (5 and 6 points of per cent are both in use). R and Q come behind I.

    Examples
    --------
    124 of 296 find it indifferent and 121 attractive: nearly a tie, and an attractive one matters more.

    >>> hotline = [15, 24, 121, 124, 6, 6]
    >>> LETTERS[m_o_a_i(hotline)], LETTERS[m_o_a_i(hotline, tie_band=0.0)]
    ('A', 'I')
    """
    given = np.asarray(counts, dtype=np.float64)
    return _first(_ties(given, tie_band * given.sum(axis=-1, keepdims=True)))


def oam_irq(counts: ArrayLike) -> Positions:
    """The rule of two camps: if O + A + M > I + R + Q, the largest of M, O, A; else of I, R, Q.

    Parameters
    ----------
    counts : array_like, shape (..., 6)

    Returns
    -------
    array of int8, shape (...)
        Ties by M, O, A and by I, R, Q; -1 where nobody answered.

    Notes
    -----
    Walden in Berger et al. (1993), as the analysis published with the REPPL data uses it.

    Examples
    --------
    The largest count is that of I, but most respondents want the attribute.

    >>> LETTERS[oam_irq([32, 90, 88, 105, 15, 28])]
    'O'
    """
    given = np.asarray(counts, dtype=np.float64)
    total = given.sum(axis=-1, keepdims=True)
    wanted = given[..., [M, O, A]].sum(axis=-1) - given[..., [I, R, Q]].sum(axis=-1)
    camp = np.where(
        (wanted > EQUAL * total[..., 0])[..., None], np.arange(len(LETTERS)) < I, np.arange(len(LETTERS)) >= I
    )
    held = np.where(camp, given, -1.0)
    marked = (held >= held.max(axis=-1, keepdims=True) - EQUAL * total) & (total > 0) & camp
    return _first(marked)


def strengths(counts: ArrayLike) -> Array:
    """Category strength and total strength.

    Parameters
    ----------
    counts : array_like, shape (..., 6)

    Returns
    -------
    array, shape (..., 2)
        (largest - second) / n over M, O, A, I, R, and (M + O + A) / n, with n all six; missing where n is 0.

    Notes
    -----
    Lee and Newcomb (1997), from secondary sources.

    Examples
    --------
    >>> strengths([101, 54, 54, 81, 3, 3]).round(3).tolist()
    [0.068, 0.706]
    """
    given = np.asarray(counts, dtype=np.float64)
    n = given.sum(axis=-1)
    ordered = np.sort(given[..., :Q], axis=-1)
    total = given[..., [M, O, A]].sum(axis=-1)
    both = np.stack([ordered[..., -1] - ordered[..., -2], total], axis=-1)
    return _over(both, n[..., None])


def win_shares(counts: ArrayLike) -> Array:
    """Share of the members of a batch in which each category has the largest count.

    Parameters
    ----------
    counts : array_like, shape (members, ..., 6)
        Of resamples; members in which nobody answered do not count.

    Returns
    -------
    array, shape (..., 6)
        Sums to 1: a tie is shared evenly. Missing where no member has answers.

    Examples
    --------
    >>> win_shares([[3, 1, 0, 0, 0, 0], [2, 2, 0, 0, 0, 0]]).tolist()
    [0.75, 0.25, 0.0, 0.0, 0.0, 0.0]
    """
    won = modes(counts)
    several = won.sum(axis=-1, keepdims=True)
    shared = won / np.maximum(several, 1)
    return _over(shared.sum(axis=0), (several > 0).sum(axis=0))


def quadrant(better: ArrayLike, worse: ArrayLike, lines: ArrayLike = (0.5, 0.5)) -> Positions:
    """Quadrant of the better-worse map: A, O, M or I.

    Parameters
    ----------
    better, worse : array_like
        Coefficients, `worse` negative.
    lines : (better, worse)
        Where the lines are drawn, both positive: 0.5 (Berger et al. 1993), or the means of the attributes.
        A point on a line lies above it.

    Returns
    -------
    array of int8
        Position in `LETTERS`, -1 where a coefficient is missing.

    Examples
    --------
    >>> LETTERS[quadrant(0.68, -0.31)]
    'A'
    """
    up, out = np.asarray(better, dtype=np.float64), -np.asarray(worse, dtype=np.float64)
    return _quarter(up, out, lines)


def _quarter(up: Array, out: Array, lines: ArrayLike) -> Positions:
    """Category of what is satisfying by `up` and dissatisfying in its absence by `out`."""
    high, wide = np.asarray(lines, dtype=np.float64)
    above, right = up >= high - EQUAL, out >= wide - EQUAL
    found = np.where(above, np.where(right, O, A), np.where(right, M, I))
    return np.where(np.isnan(up) | np.isnan(out), -1, found).astype(np.int8)


def scores_quadrant(functional: ArrayLike, dysfunctional: ArrayLike, line: float = 2.0) -> Positions:
    """Quadrant of the plane of mean scores (DuMouchel in Berger et al. 1993): A, O, M or I, lines at 2.

    A negative mean lies outside the plane, -1: there are many reverse or contradictory pairs.

    Examples
    --------
    >>> LETTERS[scores_quadrant(2.9, 1.8)]
    'A'
    """
    f, d = np.asarray(functional, dtype=np.float64), np.asarray(dysfunctional, dtype=np.float64)
    outside = (f < 0) | (d < 0)
    return np.where(outside, -1, _quarter(f, d, (line, line))).astype(np.int8)


def refined(letters: list[str], importance: ArrayLike) -> list[str]:
    """The eight categories of refined Kano: M, O, A and I, each of high or low importance.

    Parameters
    ----------
    letters : list of str
        Category of each attribute.
    importance : array_like, shape (attributes,)
        Mean importance of each; the mean over the attributes in M, O, A and I parts high from low.

    Returns
    -------
    list of str
        A key of `REFINED`; empty for R, Q and where importance is missing, and everywhere where fewer than
        three attributes have a mean to be held against.

    Notes
    -----
    Yang (2005, Total Quality Management and Business Excellence 16).

    Examples
    --------
    >>> refined(["O", "I", "A"], [7.7, 5.1, 6.6])
    ['high_value_added', 'care_free', 'highly_attractive']
    """
    given = np.asarray(importance, dtype=np.float64)
    known = np.isfinite(given) & np.array([letter in REFINED for letter in letters], dtype=bool)
    if known.sum() < FEWEST_FOR_MEAN:
        return [""] * len(letters)
    middle = given[known].mean()
    return [
        REFINED[letter][0 if value >= middle else 1] if flag else ""
        for letter, value, flag in zip(letters, given, known, strict=True)
    ]


def _over(top: Array, bottom: Array) -> Array:
    """A ratio; missing where the denominator is zero."""
    top, bottom = np.broadcast_arrays(top, bottom)
    found: Array = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)
    return found
