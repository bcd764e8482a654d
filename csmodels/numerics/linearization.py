"""Standard errors without resampling: the spread of the moments, carried through the estimator.

A figure is a function of the moments, and the moments are means over the respondents. So its
influence values (Hampel 1974) are the moments' influence values times the derivatives of the figure,
and its variance under a survey design is that of a total of influence values (Binder 1983; Deville
1999). The derivatives are taken numerically, from one batch of slightly changed moments.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.draws import Design
from csmodels.numerics.moments import ROWS_AT_A_TIME, Array, Moments

Codes = NDArray[np.intp]

#: Change of a moment in units of its scale: the error of a central difference is its square.
STEP = 1e-4


def perturbed(moments: Moments, step: float = STEP) -> Moments:
    """Every mean and every covariance changed by a small step up, then down.

    Parameters
    ----------
    moments : Moments
        One sample: `cov` of shape (p, p).

    Returns
    -------
    Moments
        Batch of 2 q members, q = p + p (p + 1) / 2: all steps up, then all steps down; means first, then
        the upper triangle of the covariances row by row.
    """
    p, sd = moments.cov.shape[-1], moments.sd
    rows, columns = np.triu_indices(p)
    q = p + len(rows)
    cov = np.repeat(moments.cov[None], 2 * q, axis=0)
    mean = np.repeat((np.zeros(p) if moments.mean is None else moments.mean)[None], 2 * q, axis=0)
    item, entry = np.arange(p), p + np.arange(len(rows))
    for first, sign in ((0, 1.0), (q, -1.0)):
        mean[first + item, item] += sign * step * sd
        size = sign * step * sd[rows] * sd[columns]
        cov[first + entry, rows, columns] += size
        cov[first + entry[rows != columns], columns[rows != columns], rows[rows != columns]] += size[
            rows != columns
        ]
    return Moments._of(cov, None if moments.mean is None else mean, np.broadcast_to(moments.n, 2 * q))


def gradients(varied: Array, moments: Moments, step: float = STEP) -> Array:
    """Derivatives of figures by the moments, from their values at `perturbed` moments.

    Parameters
    ----------
    varied : array, shape (k, 2 q)

    Returns
    -------
    array, shape (k, q)
    """
    q, sd = varied.shape[1] // 2, moments.sd
    rows, columns = np.triu_indices(len(sd))
    scale = np.concatenate([sd, sd[rows] * sd[columns]])
    found: Array = (varied[:, :q] - varied[:, q:]) / (2 * step * scale)
    return found


def moment_covariance(
    rows: Array, moments: Moments, weights: Array | None = None, design: Design | None = None,
    where: Codes | None = None,
) -> Array:  # fmt: skip
    """Covariance matrix of a sample's moments, as `perturbed` orders them.

    Parameters
    ----------
    rows : array, shape (n, p)
    moments : Moments
        Of these rows and weights.
    weights : array, shape (n,), optional
    design : Design, optional
        Of the whole survey; without it the rows are independent.
    where : array of int, shape (n,), optional
        Which rows of the survey `rows` are; needed with `design`.

    Returns
    -------
    array, shape (q, q)

    Notes
    -----
    With-replacement variance of a total: sum over strata of m / (m - 1) times the cross-products of the
    units' totals about their mean, m the stratum's units (Wolter 2007, ch. 1 and 6). Units without a
    row among `rows` count with a total of zero: the rows are a domain of the survey.
    """
    n, p = rows.shape
    q = p + p * (p + 1) // 2
    if design is None:
        cov = np.zeros((q, q))
        for _, z in _influences(rows, moments, weights):
            cov += z @ z.T
        cov *= n / (n - 1)
        return cov
    assert where is not None  # given together
    units, at = np.unique(design.units[where], return_inverse=True)
    up = design.sizes / (design.sizes - 1.0)
    sums = np.zeros((len(design.sizes), q))
    squares = np.zeros((q, q))
    # where every row is a unit no totals need be held: they would be as large as all rows' products
    single = len(units) == n
    totals = np.zeros((0 if single else len(units), q))
    for part, z in _influences(rows, moments, weights):
        if single:
            strata = design.strata[units[at[part]]]
            squares += (z * up[strata]) @ z.T
            _add_by(sums, strata, z)
        else:
            _add_by(totals, at[part], z)
    if not single:
        strata = design.strata[units]
        squares = (totals * up[strata][:, None]).T @ totals
        _add_by(sums, strata, totals.T)
    found: Array = squares - (sums * (up / design.sizes)[:, None]).T @ sums
    return found


def _add_by(sums: Array, codes: Codes, z: Array) -> None:
    """Add columns of z, shape (q, rows), to the row of `sums` that their code names."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    sums[ordered[starts]] += np.add.reduceat(z[:, order], starts, axis=1).T


def _influences(rows: Array, moments: Moments, weights: Array | None) -> Iterator[tuple[slice, Array]]:
    """Each row's share in the errors of the moments, (q, rows), one stretch of rows after another."""
    n, p = rows.shape
    upper = np.triu_indices(p)
    assert moments.mean is not None
    share = np.full(n, 1 / n) if weights is None else weights / weights.sum()
    for start in range(0, n, ROWS_AT_A_TIME):
        part = slice(start, start + ROWS_AT_A_TIME)
        x = np.ascontiguousarray((rows[part] - moments.mean).T)
        z = np.empty((p + len(upper[0]), x.shape[1]))
        z[:p] = x
        at = p
        for j in range(p):
            np.multiply(x[j:], x[j], out=z[at : at + p - j])
            at += p - j
        z[p:] -= moments.cov[upper][:, None]
        z *= share[part]
        yield part, z


@dataclass(frozen=True, eq=False)
class UnitTotals:
    """Influence values of figures, summed over each sampling unit's rows among those of one sample.

    Attributes
    ----------
    units : array of int, shape (m,)
        Numbers of the units that have rows in the sample, ascending.
    values : array, shape (m, k)
    """

    units: Codes
    values: Array


def unit_totals(
    rows: Array, moments: Moments, slopes: Array, units: Codes, weights: Array | None = None
) -> UnitTotals:
    """Influence of every sampling unit on some figures of a sample.

    Parameters
    ----------
    rows : array, shape (n, p)
    moments : Moments
        Of these rows and weights.
    slopes : array, shape (k, q)
        Derivatives of the figures by the moments: see `gradients`.
    units : array of int, shape (n,)
        Number of each row's unit.
    weights : array, shape (n,), optional

    Returns
    -------
    UnitTotals
        Of the units that have a row only: other units' totals are zero.
    """
    present, at = np.unique(units, return_inverse=True)
    totals = np.zeros((len(present), len(slopes)))
    for part, z in _influences(rows, moments, weights):
        _add_by(totals, at[part], slopes @ z)
    return UnitTotals(present, totals)


def total_covariance(first: UnitTotals, second: UnitTotals, design: Design) -> Array:
    """Covariances of the figures of two samples from one survey, figure by figure, shape (k,).

    Notes
    -----
    The cross-products of the totals of units, about their means in each stratum, times m / (m - 1): what
    `moment_covariance` takes of one sample. Samples without a common unit are nearly independent, not quite
    where they share a stratum, whose units fall to the one or to the other.
    """
    i = j = np.arange(len(first.units))
    if first is not second:
        _, i, j = np.intersect1d(first.units, second.units, assume_unique=True, return_indices=True)

    def by_stratum(units: Codes, values: Array) -> Array:
        sums = np.zeros((len(design.sizes), values.shape[1]))
        if len(units):
            _add_by(sums, design.strata[units], values.T)
        return sums

    together = by_stratum(first.units[i], first.values[i] * second.values[j])
    sums = by_stratum(first.units, first.values) * by_stratum(second.units, second.values)
    sizes = design.sizes[:, None]
    found: Array = ((together - sums / sizes) * (sizes / (sizes - 1.0))).sum(axis=0)
    return found


def kish(weights: Array) -> tuple[float, float]:
    """Effective sample size and design effect of unequal weights (Kish 1965, 1992).

    Returns
    -------
    (sum w)^2 / sum w^2, and n over it.
    """
    total, squares = float(weights.sum()), float((weights**2).sum())
    effective = total**2 / squares
    return effective, len(weights) / effective
