"""Importance against performance: derived importance, dividing lines, quadrants, cells, signed ranks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.batch import batch_first, batch_last, solve

Array = NDArray[np.float64]
Codes = NDArray[np.int8]

#: Quadrants by their code; -1 stands for none.
QUADRANTS = ("concentrate", "keep", "minor", "excess")
#: Cells of performance (low, high) by factor (basic, performance, excitement), the most urgent first.
CELLS = ("LB", "LP", "LE", "HB", "HP", "HE")
#: Those of attributes that are no factor at all.
UNIMPORTANT_CELLS = ("LU", "HU")
#: Cells of the importance grid by explicit, then implicit importance (high or low).
GRID = ("performance_high", "basic", "excitement", "performance_low")
NONE = -1
#: Figures that differ by less than this share of the larger one are equal: means of the same answers, added
#: in another order, differ in their last digits.
EQUAL = 1e-9


@dataclass(frozen=True, eq=False)
class Derived:
    """What the answers say of importance, arrays of shape (..., J).

    Attributes
    ----------
    correlation : array
        With the outcome.
    partial : array
        The same with all other attributes held.
    regression : array
        Standardised coefficients.
    """

    correlation: Array
    partial: Array
    regression: Array


def derived(corr: ArrayLike) -> Derived:
    """Importance of attributes for an outcome, from their correlations.

    Parameters
    ----------
    corr : array_like, shape (..., J + 1, J + 1)
        Of the attributes, the outcome last.

    Returns
    -------
    Derived
        Partial correlations and coefficients are missing where attributes are collinear.

    Notes
    -----
    With R the correlations of the attributes, r those with the outcome, K the inverse of R: b = K r,
    R² = r'b, and the partial correlation of attribute j with the outcome is
    b_j / sqrt(b_j² + (1 - R²) K_jj).

    Examples
    --------
    >>> found = derived([[1, 0.5, 0.4], [0.5, 1, 0.5], [0.4, 0.5, 1]])
    >>> found.regression.round(4).tolist(), found.partial.round(4).tolist()
    ([0.2, 0.4], [0.2, 0.378])
    """
    c = np.asarray(corr, dtype=np.float64)
    j = c.shape[-1] - 1
    of = c[..., :j, j]
    if not j:
        return Derived(of, of, of)
    right = np.concatenate([of[..., None], np.broadcast_to(np.eye(j), (*c.shape[:-2], j, j))], axis=-1)
    augmented = np.concatenate([c[..., :j, :j], right], axis=-1)
    found = batch_first(solve(batch_last(augmented, 2)), c.shape[:-2])
    b = found[..., 0]
    inverse = np.diagonal(found[..., 1:], axis1=-2, axis2=-1)
    left = np.clip(1 - (of * b).sum(axis=-1), 0.0, None)[..., None]
    with np.errstate(invalid="ignore", divide="ignore"):
        partial = b / np.sqrt(b**2 + left * inverse)
    return Derived(of, partial, b)


def crosshair(importance: ArrayLike, performance: ArrayLike, kind: str) -> Array:
    """Where quadrants are divided: at the mean or the median of the attributes' figures.

    Parameters
    ----------
    importance, performance : array_like, shape (..., J)
    kind : {"mean", "median"}

    Returns
    -------
    array, shape (..., 2)
        Importance, performance; missing where a figure is.

    Examples
    --------
    >>> crosshair([6.0, 4.0, 5.9], [3.0, 5.0, 4.0], "median").tolist()
    [5.9, 4.0]
    """
    if kind not in ("mean", "median"):
        raise SpecificationError(f"kind={kind!r} is unknown. Choose 'mean' or 'median'.")
    both = np.stack([np.asarray(importance, dtype=float), np.asarray(performance, dtype=float)], axis=-2)
    found: Array = both.mean(axis=-1) if kind == "mean" else np.median(both, axis=-1)
    return found


def above(figures: ArrayLike, line: ArrayLike) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which figures are at or above a line, and which can be compared; shapes (..., J) and (...)."""
    x, at = np.asarray(figures, dtype=float), np.asarray(line, dtype=float)[..., None]
    known = np.isfinite(x) & np.isfinite(at)
    with np.errstate(invalid="ignore"):
        high = x >= at - EQUAL * np.maximum(np.abs(x), np.abs(at))
    return np.asarray(high & known), np.asarray(known)


def quadrants(importance: ArrayLike, performance: ArrayLike, lines: ArrayLike) -> Codes:
    """Quadrant of each attribute; a figure on the line counts as high.

    Parameters
    ----------
    importance, performance : array_like, shape (..., J)
    lines : array_like, shape (..., 2)
        Of importance, of performance.

    Returns
    -------
    array of int8, shape (..., J)
        Position in `QUADRANTS` (Martilla and James 1977); -1 where a figure or a line is missing.

    Examples
    --------
    >>> codes = quadrants([6, 6, 3, 3], [2, 5, 2, 5], [4.0, 4.0])
    >>> [QUADRANTS[code] for code in codes]
    ['concentrate', 'keep', 'minor', 'excess']
    """
    at = np.asarray(lines, dtype=float)
    important, known = above(importance, at[..., 0])
    performing, also = above(performance, at[..., 1])
    code = np.where(important, 0, 2) + np.where(performing, 1, 0)
    return np.where(known & also, code, NONE).astype(np.int8)


def memberships(codes: Codes, k: int) -> Array:
    """How often each attribute falls into each of k cells.

    Parameters
    ----------
    codes : array of int8, shape (members, J)
    k : int

    Returns
    -------
    array, shape (J, k)
        Shares of the members in which it falls into any; missing without members.

    Examples
    --------
    >>> memberships(np.array([[0, 3], [0, 1], [1, -1]], dtype=np.int8), 4).round(2).tolist()
    [[0.67, 0.33, 0.0, 0.0], [0.0, 0.5, 0.0, 0.5]]
    """
    hits = (codes[..., None] == np.arange(k)).sum(axis=0).astype(np.float64)
    total = hits.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, hits / total, np.nan)


def cells(performance: ArrayLike, line: ArrayLike, factor: ArrayLike) -> Codes:
    """Cell of performance by factor.

    Parameters
    ----------
    performance : array_like, shape (..., J)
    line : array_like, shape (...)
        A performance on it counts as high.
    factor : array_like of int, shape (..., J)
        0 basic, 1 performance, 2 excitement; -1 none.

    Returns
    -------
    array of int8, shape (..., J)
        Position in `CELLS`, which is their order of priority too; -1 for none.

    Examples
    --------
    >>> [CELLS[code] for code in cells([2.0, 5.0], 4.0, [0, 2])]
    ['LB', 'HE']
    """
    high, known = above(performance, line)
    of = np.asarray(factor)
    return np.where(known & (of >= 0) & (of < 3), 3 * high + of, NONE).astype(np.int8)


def by_asymmetry(ia: ArrayLike, cut: float) -> Codes:
    """Factor by impact asymmetry: 0 below -cut, 2 above cut, 1 between; -1 where it is missing.

    Examples
    --------
    >>> by_asymmetry([-0.4, 0.1, 0.2, float("nan")], 0.1).tolist()
    [0, 1, 2, -1]
    """
    x = np.asarray(ia, dtype=float)
    with np.errstate(invalid="ignore"):
        code = np.where(x < -cut, 0, np.where(x > cut, 2, 1))
    return np.where(np.isfinite(x), code, NONE).astype(np.int8)


def grid(explicit: ArrayLike, implicit: ArrayLike) -> Codes:
    """Cell of the importance grid: explicit against implicit importance, divided at their means.

    Parameters
    ----------
    explicit, implicit : array_like, shape (..., J)

    Returns
    -------
    array of int8, shape (..., J)
        Position in `GRID`; -1 where a figure is missing.

    Notes
    -----
    Vavra (1997): high explicit and low implicit importance make a basic factor, the reverse an excitement
    factor; attributes alike in both are performance factors, important or unimportant ones.

    Examples
    --------
    >>> [GRID[code] for code in grid([6, 6, 3, 3], [0.5, 0.1, 0.5, 0.1])]
    ['performance_high', 'basic', 'excitement', 'performance_low']
    """
    e, i = np.asarray(explicit, dtype=float), np.asarray(implicit, dtype=float)
    (said, known), (shown, also) = above(e, e.mean(axis=-1)), above(i, i.mean(axis=-1))
    code = np.where(said, 0, 2) + np.where(shown, 0, 1)
    return np.where(known & also, code, NONE).astype(np.int8)


def across(one: ArrayLike, other: ArrayLike) -> Array:
    """Correlation of two figures across the attributes: (..., J) and (..., J) to (...).

    Examples
    --------
    >>> float(across([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]).round(12))
    1.0
    """
    x, y = (np.asarray(each, dtype=float) for each in (one, other))
    x, y = x - x.mean(axis=-1, keepdims=True), y - y.mean(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = (x * y).sum(axis=-1) / np.sqrt((x**2).sum(axis=-1) * (y**2).sum(axis=-1))
    return found


def ranks(figures: ArrayLike) -> Array:
    """Ranks along the last axis, 1 for the largest; equal ones share their mean rank, missing ones have none.

    Examples
    --------
    >>> ranks([0.3, 0.5, 0.3]).tolist()
    [2.5, 1.0, 2.5]
    """
    x = np.asarray(figures, dtype=float)
    larger = (x[..., None, :] > x[..., :, None]).sum(axis=-1)
    equal = (x[..., None, :] == x[..., :, None]).sum(axis=-1)
    return np.where(np.isfinite(x), larger + (equal + 1) / 2, np.nan)


@dataclass(frozen=True, eq=False)
class SignedRank:
    """Wilcoxon's test of each column.

    Attributes
    ----------
    statistic : array, shape (J,)
        Sum of the ranks of positive differences.
    p_value : array, shape (J,)
        Two-sided, normal approximation.
    n : array of int, shape (J,)
        Differences that are not zero.
    """

    statistic: Array
    p_value: Array
    n: NDArray[Any]


def signed_rank(differences: ArrayLike) -> SignedRank:
    """Wilcoxon's signed-rank test that differences are symmetric about zero.

    Parameters
    ----------
    differences : array_like, shape (n, J)

    Notes
    -----
    Zero differences are left out (Wilcoxon 1945). With m others the rank sum V has mean m (m + 1) / 4 and
    variance m (m + 1) (2 m + 1) / 24 - sum (t³ - t) / 48 over ties of t; the p-value is normal, with a
    continuity correction of one half, as in R's ``wilcox.test(exact = FALSE)``.

    Examples
    --------
    >>> found = signed_rank([[1.0], [2.0], [-1.0], [0.0], [3.0]])
    >>> found.statistic.tolist(), found.n.tolist()
    ([8.5], [4])
    """
    from scipy.special import ndtr
    from scipy.stats import rankdata

    d = np.asarray(differences, dtype=float)
    # means of several answers differ in their last digit where they are equal
    d = np.where(np.abs(d) < EQUAL, 0.0, d)
    size, zero = np.abs(d), d == 0
    zeros = zero.sum(axis=0)
    m = len(d) - zeros
    # zeros have the lowest ranks: what is left after them are ranks among the others
    rank = rankdata(size, axis=0) - zeros
    tied = rankdata(size, "max", axis=0) - rankdata(size, "min", axis=0) + 1
    ties = np.where(zero, 0.0, tied**2 - 1).sum(axis=0)
    statistic = np.where(d > 0, rank, 0.0).sum(axis=0)
    gap = statistic - m * (m + 1) / 4
    spread = m * (m + 1) * (2 * m + 1) / 24 - ties / 48
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (gap - 0.5 * np.sign(gap)) / np.sqrt(spread)
        p = np.minimum(1.0, 2 * ndtr(-np.abs(z)))
    return SignedRank(statistic, np.where(m > 0, p, np.nan), m)


def normal_members(values: Array, covariance: Array, members: int, seed: list[int]) -> Array:
    """Figures that vary as a covariance says, where there are no resamples to count in.

    Parameters
    ----------
    values : array, shape (k,)
    covariance : array, shape (k, k)
    members : int
    seed : list of int

    Returns
    -------
    array, shape (members, k)
        None at all where the covariance is not known.
    """
    if not np.isfinite(covariance).all():
        return np.empty((0, len(values)))
    roots, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed)))
    moved = rng.standard_normal((members, len(values))) * np.sqrt(np.clip(roots, 0.0, None))
    found: Array = values + moved @ vectors.T
    return found
