"""How far better and worse move when some respondents are left out, and how sure the move is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.draws import Design
from csmodels.numerics.kano.counts import A, Array, Codes, I, M, O
from csmodels.numerics.linearization import UnitTotals, total_covariance

Bools = NDArray[np.bool_]


def sums_left(every: Array, removed: Array, rounding: float = 1e-9) -> Array:
    """Sums of those who stay: sums of all less those of who go, same shape (..., attributes, sums).

    Weighted sums of nobody are zero, not what rounding leaves of a difference.
    """
    left = every - removed
    scale = np.abs(every[..., :6]).sum(axis=-1, keepdims=True)
    return np.where(np.abs(left) <= rounding * scale, 0.0, left)


def linearized_errors(
    categories: Codes,
    kept: Bools,
    weights: Array | None,
    variant: str,
    design: Design | None = None,
    where: NDArray[np.intp] | None = None,
) -> Array:
    """Standard errors of the changes of better and worse, shape (attributes, 2); missing without a base.

    Parameters
    ----------
    categories : array of int8, shape (n, attributes)
    kept : array of bool, shape (n,)
        Who stays.
    weights : array, shape (n,), optional
    variant : {"berger", "all_answers"}
    design : Design, optional
    where : array of int, shape (n,), optional
        Which rows of the survey these are; with `design`.

    Notes
    -----
    Better is a ratio N / D of sums, so a respondent's influence on it is w (num - better den) / D; on the
    change it is the influence among those who stay less the influence among all. Independent respondents:
    the sum of its squares. In a design: squares of the units' totals about their stratum's mean.
    """
    w = np.ones(len(categories)) if weights is None else weights
    out = np.full((categories.shape[1], 2), np.nan)
    for a, column in enumerate(categories.T):
        base = (column >= 0) & ((column <= I) | (variant != "berger"))
        tops = ((column == A) | (column == O), -1.0 * ((column == O) | (column == M)))
        for i, top in enumerate(tops):
            influence = _influence(top, base, w * kept) - _influence(top, base, w)
            if not np.isfinite(influence).all():
                continue
            if design is None or where is None:
                out[a, i] = np.sqrt((influence**2).sum())
            else:
                units, at = np.unique(design.units[where], return_inverse=True)
                totals = UnitTotals(units, np.bincount(at, influence).astype(np.float64)[:, None])
                out[a, i] = np.sqrt(max(0.0, float(total_covariance(totals, totals, design)[0])))
    return out


def _influence(top: Array | Bools, base: Bools, weights: Array) -> Array:
    """What each respondent adds to the error of a ratio of sums."""
    total = (weights * base).sum()
    if total <= 0:
        return np.full(len(base), np.nan)
    ratio = (weights * top).sum() / total
    found: Array = weights * (top - ratio * base) / total
    return found
