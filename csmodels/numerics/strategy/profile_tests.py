"""Do segments differ? Tests of means and of shares that know of weights, strata and clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.kano import association
from csmodels.numerics.strategy.domains import Sample
from csmodels.numerics.strategy.influence import influence_covariance

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True)
class EqualityTest:
    """A test that segments are equal.

    Attributes
    ----------
    statistic, df, df_error, p_value : float
        F; or chi-square, of a simple sample of categories: then `df_error` is infinite.
    effect : float
        Share of the variance between segments (eta squared), or Cramer's V.
    expected : float
        Smallest expected count of categories by segments, of rows that count alike; missing of means.
    """

    statistic: float
    df: float
    df_error: float
    p_value: float
    effect: float
    expected: float = float("nan")


NONE = EqualityTest(*(float("nan"),) * 5)


def means_test(values: Array, codes: Codes, sample: Sample) -> EqualityTest:
    """Test that the means of segments are equal.

    Parameters
    ----------
    values : array, shape (n,)
    codes : array of int, shape (n,)
        Segment of each row.
    sample : Sample

    Notes
    -----
    Simple samples: analysis of variance (Fisher 1925). Otherwise the Wald statistic W of the differences
    with its linearised or replicate covariance, adjusted for few units (Korn and Graubard 1990; unconfirmed):
    F = W (d - q + 1) / (d q) with q and d - q + 1 degrees of freedom, d = units - strata (rows - 1 without a
    design), q one less than the segments.
    """
    from scipy.special import fdtrc

    present, at = np.unique(codes, return_inverse=True)
    w = np.ones(len(values)) if sample.weights is None else sample.weights
    groups, n = len(present), len(values)
    if groups < 2 or n <= groups:
        return NONE
    total: Array = np.bincount(at, w, groups).astype(np.float64)
    means: Array = np.bincount(at, w * values, groups) / total
    grand = float(np.average(values, weights=w))
    between, every = float((total * (means - grand) ** 2).sum()), float((w * (values - grand) ** 2).sum())
    if every <= 0:
        return NONE
    effect, q = between / every, groups - 1
    if sample.plain:
        scale = float(n / w.sum())
        left = (every - between) * scale
        if left <= 1e-12 * every * scale:
            return EqualityTest(np.inf, q, n - groups, 0.0, effect)
        f = between * scale / q / (left / (n - groups))
        return EqualityTest(f, q, n - groups, float(fdtrc(q, n - groups, f)), effect)
    covariance, d = _covariance(values, at, w, means, total, sample)
    apart = np.hstack([np.eye(q), -np.ones((q, 1))])
    gaps, spread = apart @ means, apart @ covariance @ apart.T
    free = d - q + 1
    # a segment within one unit, or more segments than units, cannot be tested
    if free < 1 or np.linalg.matrix_rank(spread) < q:
        return EqualityTest(np.nan, q, np.nan, np.nan, effect)
    f = float(gaps @ np.linalg.solve(spread, gaps)) * free / (d * q)
    return EqualityTest(f, q, free, float(fdtrc(q, free, f)), effect)


def _covariance(
    values: Array, at: Codes, w: Array, means: Array, total: Array, sample: Sample
) -> tuple[Array, float]:
    """Of the segments' means, and its degrees of freedom."""
    member = at[:, None] == np.arange(len(means))
    if sample.replicates is not None and sample.scales is not None:
        with np.errstate(invalid="ignore", divide="ignore"):
            drawn = (sample.replicates * values) @ member / (sample.replicates @ (member * 1.0))
        sound = np.isfinite(drawn).all(axis=1)
        away = drawn[sound] - means
        d = float(len(sample.replicates) - 1) if sample.df is None else sample.df
        return (away * sample.scales[sound][:, None]).T @ away, d
    influence = member * (w * (values - means[at]))[:, None] / total
    found = influence_covariance(influence, sample.design, sample.where)
    return found, float(len(values) - 1 if sample.design is None else sample.design.df)


def shares_test(categories: Codes, codes: Codes, sample: Sample) -> EqualityTest:
    """Test that the shares of categories are equal in all segments.

    Parameters
    ----------
    categories, codes : array of int, shape (n,)
    sample : Sample

    Notes
    -----
    Simple samples: chi-square (Pearson 1900), without a correction for continuity. Otherwise Rao and Scott
    (1984), as F with the design's degrees of freedom; see `csmodels.numerics.kano.association.rao_scott`.
    """
    _, column = np.unique(categories, return_inverse=True)
    _, row = np.unique(codes, return_inverse=True)
    rows, columns, n = int(row.max(initial=0)) + 1, int(column.max(initial=0)) + 1, len(row)
    if rows < 2 or columns < 2:
        return NONE
    w = np.ones(n) if sample.weights is None else sample.weights
    cells, size = row * columns + column, rows * columns
    table: Array = np.bincount(cells, w, size).astype(np.float64).reshape(rows, columns)
    seen = association.pearson(table * n / w.sum())
    margins = table.sum(axis=1).min() * table.sum(axis=0).min()
    least = float(margins / w.sum() ** 2 * n)
    effect = float(association.cramers_v(seen.chi_square, seen.n, seen.shorter))
    x, df = float(seen.chi_square), float(seen.df)
    if sample.plain:
        return EqualityTest(x, df, np.inf, float(association.p_value(x, df)), effect, least)
    if sample.replicates is not None and sample.scales is not None:
        drawn = sample.replicates @ (cells[:, None] == np.arange(size)).astype(np.float64)
        away = drawn / drawn.sum(axis=1, keepdims=True) - table.ravel() / table.sum()
        spread = (away * sample.scales[:, None]).T @ away
        d = float(len(drawn) - 1) if sample.df is None else sample.df
        fix = association.rao_scott(table / table.sum(), spread, n, d)
    else:
        where = np.arange(n, dtype=np.intp) if sample.where is None else sample.where
        d = float(n - 1 if sample.design is None else sample.design.df)
        spread = association.cell_covariance(cells, w, size, n, sample.design, where)
        fix = association.rao_scott(table, spread, n, d)
    if not np.isfinite(fix.scale):
        return EqualityTest(np.nan, df, np.nan, np.nan, effect, least)
    p = float(association.p_value(x / fix.scale, fix.df, fix.df_error))
    return EqualityTest(x / fix.scale / fix.df, fix.df, fix.df_error, p, effect, least)
