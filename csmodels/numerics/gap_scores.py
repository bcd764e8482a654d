"""Gaps between expectation and performance: scores, reliability of a difference, tests of its constraints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.draws import Design
from csmodels.numerics.linearization import kish, total_covariance, unit_totals
from csmodels.numerics.moments import Moments
from csmodels.numerics.regression import least_squares
from csmodels.numerics.simulation import wilson

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Means of several answers differ in their last digit where they are equal.
EQUAL = 1e-9
#: A variance of a difference below this share of its parts is rounding.
ROUNDING = 1e-12
#: States of a respondent towards the expectation, and towards the zone of tolerance.
GAP_STATES = ("below", "equal", "above")
ZONE_STATES = ("below", "inside", "above")


def difference_reliability(var_e: Array, var_p: Array, cov_ep: Array, rel_e: Array, rel_p: Array) -> Array:
    """Reliability of performance minus expectation, any shape.

    Parameters
    ----------
    var_e, var_p, cov_ep : array
        Variances and covariance of the two composites.
    rel_e, rel_p : array
        Their reliabilities.

    Notes
    -----
    (s_E² r_EE + s_P² r_PP - 2 s_EP) / (s_E² + s_P² - 2 s_EP), errors of the two uncorrelated (Edwards 1994,
    Organizational Behavior and Human Decision Processes 58). Two reliable measures that correlate highly have
    an unreliable difference.

    Examples
    --------
    Edwards' example: unit variances, reliabilities .75, correlation .50.

    >>> float(difference_reliability(1.0, 1.0, 0.5, 0.75, 0.75))
    0.5
    """
    var_e, var_p, cov_ep = (np.asarray(x, dtype=np.float64) for x in (var_e, var_p, cov_ep))
    spread = np.asarray(var_e + var_p - 2 * cov_ep)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = (var_e * rel_e + var_p * rel_p - 2 * cov_ep) / spread
    return np.where(spread > ROUNDING * (var_e + var_p), found, np.nan)


def alpha(cov: Array) -> Array:
    """Cronbach's alpha of the sum of the items as they are, from covariances (..., k, k).

    Missing for a single item, and where the sum does not vary.

    Notes
    -----
    k / (k - 1) (1 - trace / sum of all covariances) (Cronbach 1951).
    """
    k = cov.shape[-1]
    if k < 2:
        return np.full(cov.shape[:-2], np.nan)
    parts, whole = np.trace(cov, axis1=-2, axis2=-1), cov.sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        found = k / (k - 1) * (1 - parts / whole)
    return np.where(whole > ROUNDING * parts, found, np.nan)


def reliabilities(cov: Array) -> Array:
    """Alpha of expectation, of performance, of the gaps, and the reliability of their difference.

    Parameters
    ----------
    cov : array, shape (..., 2 k, 2 k)
        Covariances of k expectation items, then their k performance items.

    Returns
    -------
    array, shape (..., 4)
        The reliability of the difference takes the alphas for those of the composites.
    """
    k = cov.shape[-1] // 2
    e, p, ep = cov[..., :k, :k], cov[..., k:, k:], cov[..., :k, k:]
    gap = e + p - ep - np.swapaxes(ep, -1, -2)
    of_e, of_p = alpha(e), alpha(p)
    variances = (e.sum(axis=(-2, -1)), p.sum(axis=(-2, -1)), ep.sum(axis=(-2, -1)))
    return np.stack([of_e, of_p, alpha(gap), difference_reliability(*variances, of_e, of_p)], axis=-1)


def weighted_mean(values: Array, weights: Array) -> Array:
    """Weighted means of rows: sum of w x over sum of w; shapes (n, k) to (n,)."""
    found: Array = (values * weights).sum(axis=1) / weights.sum(axis=1)
    return found


@dataclass(frozen=True, eq=False)
class Constraint:
    """Test of equal and opposite coefficients.

    Attributes
    ----------
    statistic : float
        F.
    df, df_resid : int
    """

    statistic: float
    df: int
    df_resid: int


def opposite_basis(k: int, chosen: Sequence[int]) -> Array:
    """Coefficients of k expectations, then k performances, with b_E = -b_P for the chosen pairs.

    Returns
    -------
    array, shape (2 k, 2 k - len(chosen))
        What `least_squares` takes as `basis`.

    Examples
    --------
    >>> opposite_basis(1, [0]).tolist()
    [[-1.0], [1.0]]
    """
    columns = []
    for j in range(k):
        e, p = np.eye(2 * k)[j], np.eye(2 * k)[k + j]
        columns += [p - e] if j in chosen else [e, p]
    return np.column_stack(columns)


def opposite_test(
    moments: Moments,
    outcome: int,
    first: Sequence[int],
    second: Sequence[int],
    chosen: Sequence[int],
    n: float,
) -> Constraint:
    """F test that a difference tells all that two ratings tell: b_E = -b_P for the chosen pairs.

    Parameters
    ----------
    moments : Moments
        One sample.
    outcome : int
    first, second : sequence of int
        Columns of expectations and of performances, pair by pair.
    chosen : sequence of int
        Pairs whose coefficients are constrained.
    n : float
        Respondents.

    Notes
    -----
    F = [(R² - R²_c) / q] / [(1 - R²) / (n - 2 k - 1)] with q constraints (Edwards 1994: the difference score
    is the regression on both ratings under these constraints).
    """
    k, q = len(first), len(chosen)
    predictors = [*first, *second]
    free = float(least_squares(moments, outcome, predictors).r_squared)
    held = float(least_squares(moments, outcome, predictors, opposite_basis(k, chosen)).r_squared)
    left = round(n) - 2 * k - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = np.divide((free - held) / q, (1 - free) / left)
    return Constraint(float(statistic), q, left)


def mean_errors(
    table: Array, weights: Array | None = None, design: Design | None = None, where: Codes | None = None
) -> tuple[Array, float]:
    """Standard errors of the means of columns, by linearisation, and their degrees of freedom.

    Parameters
    ----------
    table : array, shape (n, k)
    weights : array, shape (n,), optional
    design : Design, optional
        Of the whole survey; without it the rows are independent.
    where : array of int, shape (n,), optional
        Which rows of the survey these are.

    Returns
    -------
    array, shape (k,)
        Without weights and design s / sqrt(n).
    float
        n - 1 (rows with a weight), or the design's units minus strata.
    """
    n, k = table.shape
    error = np.empty(k)
    if design is None:
        # every row its own unit, so that nothing is summed: influences sum to zero
        share = np.full(n, 1 / n) if weights is None else weights / weights.sum()
        for j in range(k):
            error[j] = np.linalg.norm((table[:, j] - share @ table[:, j]) * share)
        counted = n if weights is None else int((weights > 0).sum())
        with np.errstate(divide="ignore", invalid="ignore"):
            return error * np.sqrt(np.divide(n, n - 1)), float(counted - 1)
    assert where is not None  # given with the design
    # column by column: the influence of products, which the means do not need, would fill the memory
    for j in range(k):
        column = np.ascontiguousarray(table[:, j : j + 1])
        totals = unit_totals(
            column, Moments.from_rows(column, weights), np.array([[1.0, 0.0]]), design.units[where], weights
        )
        error[j] = np.sqrt(max(0.0, float(total_covariance(totals, totals, design)[0])))
    df = float(design.df)
    return error, df


def share_limits(
    share: Array, error: Array, n: int, weights: Array | None, conf_level: float
) -> tuple[Array, Array, Array]:
    """Wilson limits of shares, for the effective sample size where respondents are weighted or clustered.

    Parameters
    ----------
    share, error : array, shape (k,)
        Shares and their standard errors under the design.
    n : int
        Respondents.
    weights : array, optional
    conf_level : float

    Returns
    -------
    low, high, effective : array, shape (k,)

    Notes
    -----
    Wilson (1927) with n over the design effect, error² / [share (1 - share) / (n - 1)]: the number of simple
    random answers that would be as precise. A share of none or all has no error of its own; there Kish's
    effective size of the weights is taken.
    """
    simple = share * (1 - share) / max(1, n - 1)
    fallback = float(n) if weights is None else kish(weights)[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        effective = np.where((simple > 0) & (error > 0), n * simple / error**2, fallback)
    low, high = wilson(share * effective, effective, conf_level)  # type: ignore[arg-type]
    return np.maximum(low, 0.0), np.minimum(high, 1.0), effective


def gap_states(gap: Array) -> Array:
    """Indicators of a gap below, at and above zero: shape (n,) to (n, 3)."""
    return np.column_stack([gap < -EQUAL, np.abs(gap) <= EQUAL, gap > EQUAL]).astype(np.float64)


def zone_states(performance: Array, adequate: Array, desired: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Indicators of performance below, inside and above the zone of tolerance, and who has a zone.

    Returns
    -------
    array, shape (n, 3)
        Of those with a zone: desired is above adequate. The ends belong to the zone.
    array of bool, shape (n,)
        Who has one.
    """
    has = desired > adequate + EQUAL
    p, low, high = performance[has], adequate[has], desired[has]
    below, above = p < low - EQUAL, p > high + EQUAL
    return np.column_stack([below, ~(below | above), above]).astype(np.float64), has
