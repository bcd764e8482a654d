"""Small cells pulled towards the others, and change over waves as a contrast of their figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Halvings of the search for the variance between cells.
HALVINGS = 200


@dataclass(frozen=True, eq=False)
class Shrunk:
    """Figures of cells pulled towards their common mean.

    Attributes
    ----------
    estimate, std_error : array, shape (cells,)
    own : array, shape (cells,)
        Share of each cell's own figure in its estimate; the rest is the common mean's.
    mean : float
        Common mean.
    between : float
        Variance of the cells' true figures.
    """

    estimate: Array
    std_error: Array
    own: Array
    mean: float
    between: float


def between_variance(values: Array, variances: Array) -> float:
    """Variance between cells beyond sampling error (Paule and Mandel 1982): 0 where chance tells all.

    The root of sum (y - m)² / (v + t) = cells - 1, with m the mean weighted by 1 / (v + t).
    """

    def excess(t: float) -> float:
        w = 1 / (variances + t)
        mean = float((w * values).sum() / w.sum())
        return float((w * (values - mean) ** 2).sum()) - (len(values) - 1)

    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, float(np.ptp(values)) ** 2 + float(variances.max())
    while excess(high) > 0:
        high *= 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2


def shrink(values: Array, variances: Array) -> Shrunk:
    """Empirical-Bayes estimates of cells (Fay and Herriot 1979, without covariates).

    Parameters
    ----------
    values, variances : array, shape (cells,)
        Figures of the cells and their sampling variances, all above zero.

    Notes
    -----
    b y + (1 - b) m with b = t / (t + v). Mean squared error b v + (1 - b)² / sum 1 / (v + t) + 2 v² / (v +
    t)³ times 2 cells / [sum 1 / (v + t)]²: the third term pays for an estimated t (Datta, Rao and Smith 2005,
    from memory, unconfirmed); it is at most v, since a cell's own figure is never worse than that.

    Examples
    --------
    Two cells of the same size, far apart, keep most of their own figures.

    >>> found = shrink(np.array([10.0, 20.0, 60.0]), np.array([4.0, 4.0, 400.0]))
    >>> bool(found.own[2] < found.own[0]), bool(found.estimate[2] < 60)
    (True, True)
    """
    t = between_variance(values, variances)
    w = 1 / (variances + t)
    mean = float((w * values).sum() / w.sum())
    own = t * w
    slack = 2 * len(values) / w.sum() ** 2
    squared = own * variances + (1 - own) ** 2 / w.sum() + 2 * variances**2 * w**3 * slack
    return Shrunk(own * values + (1 - own) * mean, np.sqrt(np.minimum(squared, variances)), own, mean, t)


def slope_contrast(times: Array, sizes: Array) -> Array:
    """Coefficients of the waves' means whose sum is the least-squares slope over time.

    Parameters
    ----------
    times, sizes : array, shape (waves,)
        Sizes are sums of weights: the slope is that of a regression of all answers on their time.
    """
    away = times - (sizes * times).sum() / sizes.sum()
    found: Array = sizes * away / (sizes * away**2).sum()
    return found


def departures(times: Array) -> Array:
    """Contrasts of waves that are zero where the figure changes along a line, shape (waves - 2, waves)."""
    basis = np.column_stack([np.ones_like(times), times])
    _, _, rows = np.linalg.svd(basis.T)
    found: Array = rows[2:]
    return found


def wald(contrasts: Array, values: Array, covariance: Array, df: float | None) -> tuple[float, int, float]:
    """Joint test that contrasts are zero: statistic, its degrees of freedom, p-value.

    Chi-square; in a design of `df` degrees of freedom an F test of the same statistic, over q and with
    df - q + 1 below (Korn and Graubard 1990). Missing where an error is missing.
    """
    from scipy.special import chdtrc, fdtrc

    found = contrasts @ values
    spread = contrasts @ covariance @ contrasts.T
    q = len(contrasts)
    if not np.isfinite(spread).all():
        return float("nan"), q, float("nan")
    statistic = float(found @ np.linalg.pinv(spread, hermitian=True) @ found)
    if df is None:
        return statistic, q, float(chdtrc(q, statistic))
    left = df - q + 1
    if left <= 0:
        return statistic, q, float("nan")
    return statistic, q, float(fdtrc(q, left, statistic * left / (df * q)))
