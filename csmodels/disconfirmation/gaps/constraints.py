"""What a difference score takes for granted, tested: the outcome on all expectations and performances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import fdtrc

from csmodels.disconfirmation.gaps.sample import Sample
from csmodels.disconfirmation.surface.figures import wald
from csmodels.errors import DataError, some
from csmodels.numerics.gap_scores import opposite_test
from csmodels.numerics.intervals import Uncertainty, normal_limits
from csmodels.numerics.moments import Moments
from csmodels.numerics.regression import least_squares

Array = NDArray[np.float64]

ALL = "all"


@dataclass(frozen=True, eq=False)
class Regressed:
    """The outcome on expectation and performance of all dimensions.

    Attributes
    ----------
    params : array, shape (1 + 2 D,)
        Intercept, expectations, performances.
    covariance : array, shape (1 + 2 D, 1 + 2 D)
    uncertainty : Uncertainty
        Of `params`.
    df : float or None
        For residuals, or the design's.
    moments : Moments
    n : int
    classical : bool
        One residual variance, as in a textbook's F test.
    """

    params: Array
    covariance: Array
    uncertainty: Uncertainty
    df: float | None
    moments: Moments
    n: int
    classical: bool


def regressed(one: Sample) -> Regressed:
    """Fit it, with the errors that were asked for."""
    d, n = len(one.model.items.dimensions), len(one.scores)
    columns, outcome = list(range(2 * d)), one.scores.shape[1] - 1
    table = one.scores[:, [*columns, outcome]]
    classical = one.errors == "analytic" and not one.by_design
    left = float(n - 2 * d - 1)
    if classical:
        moments = Moments.from_rows(table)
        found = least_squares(moments, 2 * d, columns)
        covariance = _classical(moments, float(found.residual), left)
        df: float | None = left
    else:
        linear = one.errors in ("analytic", "linearized")
        moments, variation = one.variation(one.scored, table, "linearized" if linear else None)
        found = least_squares(moments, 2 * d, columns)
        draws = [least_squares(m, 2 * d, columns).params for m in variation.samples()]
        varied = np.concatenate(draws)
        used = np.asarray(np.isfinite(varied).all(axis=1))
        covariance = variation.covariance_of(found.params, varied.T, used)
        units = None if one.design is None else one.design.units
        df = left if units is None else float(units.df)
        if one.errors == "replicates":
            # so many replicates tell no more of a variance
            df = min(df, float(variation.members - 1))
        if not linear:
            u = variation.uncertainty(found.params, varied.T, used)
            return Regressed(found.params, covariance, u, df, moments, n, classical)
    error = np.sqrt(np.diag(covariance))
    u = Uncertainty(found.params, error, *normal_limits(found.params, error, one.conf_level, 0.0, df))
    return Regressed(found.params, covariance, u, df, moments, n, classical)


def _classical(moments: Moments, residual: float, left: float) -> Array:
    """Covariance of intercept and coefficients with one residual variance: s² (X'X)^-1."""
    assert moments.mean is not None  # made from rows
    inner = np.linalg.inv(moments.cov[:-1, :-1])
    m = moments.mean[:-1]
    at = inner @ m
    n = float(np.ravel(moments.n)[0])
    whole = np.block([[np.atleast_2d(1.0 + m @ at), -at[None]], [-at[:, None], inner]])
    return whole * (residual * n / left) / n


def constraints_table(one: Sample, fitted: Regressed) -> pd.DataFrame:
    """b_E = -b_P: of all dimensions together where there are several, and of each."""
    names = list(one.model.items.dimensions)
    d = len(names)
    together = [ALL] if d > 1 else []
    rows: list[dict[str, Any]] = [_test(fitted, d, range(d)) for _ in together]
    b, v = fitted.params[1:], fitted.covariance[1:, 1:]
    for j in range(d):
        total = np.array([b[j] + b[d + j]])
        error = np.sqrt(np.array([v[j, j] + v[d + j, d + j] + 2 * v[j, d + j]]))
        low, high, _ = normal_limits(total, error, one.conf_level, 0.0, fitted.df)
        rows.append(
            {
                "b_expectation": b[j],
                "b_performance": b[d + j],
                "estimate": total[0],
                "std_error": error[0],
                "conf_low": low[0],
                "conf_high": high[0],
                **_test(fitted, d, [j]),
            }
        )
    order = [
        *("b_expectation", "b_performance", "estimate", "std_error", "conf_low", "conf_high"),
        *("statistic", "df", "df_resid", "p_value"),
    ]
    return pd.DataFrame(rows, index=pd.Index([*together, *names], name="constraint"))[order]


def _test(fitted: Regressed, d: int, chosen: Any) -> dict[str, float]:
    if fitted.classical:
        found = opposite_test(fitted.moments, 2 * d, range(d), range(d, 2 * d), list(chosen), fitted.n)
        p_value = float(fdtrc(found.df, found.df_resid, found.statistic))
        return {
            "statistic": found.statistic,
            "df": found.df,
            "df_resid": float(found.df_resid),
            "p_value": p_value,
        }
    sums = np.hstack([np.eye(d), np.eye(d)])[list(chosen)]
    return wald(fitted.params[1:], fitted.covariance[1:, 1:], sums, fitted.df)


def explained_table(one: Sample) -> pd.DataFrame:
    """R² of each score alone, and of the dimensions' gaps, performances, expectations and both."""
    d, names = len(one.model.items.dimensions), one.score_names
    gaps = one.scores[:, d : 2 * d] - one.scores[:, :d]
    table = np.column_stack([one.scores[:, :-1], gaps, one.scores[:, -1]])
    at = 2 * d + len(names)
    e, p, g = list(range(d)), list(range(d, 2 * d)), list(range(at, at + d))
    sets = {name: [2 * d + i] for i, name in enumerate(names)}
    if d > 1:
        # of a single dimension these are the scores
        sets |= {"gaps": g, "performances": p}
    sets |= {"expectations": e, "both": [*e, *p]}

    def statistic(moments: Moments) -> Array:
        found = [least_squares(moments, at + d, chosen).r_squared for chosen in sets.values()]
        return np.stack(found, axis=-1)

    u = one.varied(one.scored, table, statistic, np.nan).uncertainty
    k = np.array([len(chosen) for chosen in sets.values()])
    n = len(table)
    columns = {
        "n_predictors": k,
        "r_squared": u.estimate,
        "std_error": u.std_error,
        "conf_low": u.conf_low,
        "conf_high": u.conf_high,
        "r_squared_adjusted": 1 - (1 - u.estimate) * (n - 1) / (n - k - 1),
        "n": n,
    }
    return pd.DataFrame(columns, index=pd.Index(list(sets), name="explained_by"))


def check_ranks(one: Sample, where: str = "") -> None:
    """Refuse a regression that cannot be: too few rows, dimensions that are sums of each other."""
    names = list(one.model.items.dimensions)
    d, n = len(names), len(one.scores)
    if n < 2 * d + 3:
        raise DataError(
            f"{n} respondents{where} are too few to explain the outcome by expectation and performance of"
            f" {d} dimension{'s' if d > 1 else ''}: at least {2 * d + 3} are needed. Take fewer dimensions,"
            " or leave the outcome out."
        )
    table = one.scores[:, : 2 * d]
    centred = table - table.mean(axis=0)
    size = np.sqrt((centred**2).mean(axis=0))
    labels = [f"{rating} of {name}" for rating in ("expectation", "performance") for name in names]
    if (size == 0).any():
        raise DataError(f"The {labels[int(np.argmin(size))]} does not vary{where}; leave the outcome out.")
    scaled = centred / size
    if np.linalg.matrix_rank(scaled, tol=1e-7 * np.sqrt(n) * 2 * d) < 2 * d:
        _, _, v = np.linalg.svd(scaled, full_matrices=False)
        involved = [name for name, share in zip(labels, v[-1], strict=True) if abs(share) > 1e-3]
        raise DataError(
            f"The {some(involved, 6)} are linear combinations of each other{where}, so that their"
            " coefficients cannot be told apart. Leave a dimension out, or the outcome."
        )
