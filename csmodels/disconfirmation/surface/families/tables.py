"""Tables of the comparison of families."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtrc, fdtrc

from csmodels.numerics.delta import delta_method, slopes
from csmodels.numerics.intervals import Uncertainty, unknown
from csmodels.numerics.moments import Moments
from csmodels.numerics.surface.cubic import CUBIC_SHAPE
from csmodels.numerics.surface.families import (
    COEFFICIENTS,
    N_COLUMNS,
    NESTED,
    SAME_FIT,
    Fits,
    aicc,
    akaike_weights,
    fit_families,
    ml_covariance,
    n_params,
    tangent,
)
from csmodels.numerics.surface.shape import SHAPE
from csmodels.numerics.surface.support import clipped
from csmodels.numerics.variation import Bootstrap, Variation

Array = NDArray[np.float64]

_COLUMNS = ("estimate", "std_error", "p_value", "conf_low", "conf_high")
#: A figure that a family fixes moves by less than this along its tangent.
_FIXED = 1e-9


@dataclass(frozen=True, eq=False)
class FamilyFits:
    """Families in one group.

    Attributes
    ----------
    n, n_controls : int
        Respondents of positive weight; controls.
    plain : bool
        Independent respondents without weights: errors of maximum likelihood hold.
    fits : Fits
    moments : Moments
    variation : Variation
    draws : array, shape (members, f, 11 + controls)
        Coefficients of each member.
    shares : dict of name to array, shape (f,)
        Shares of resamples in which the family has the lowest criterion: "selected_corrected" and "selected".
    corners : array, shape (corners, 2)
        Convex hull of the answers, centred.
    """

    n: int
    n_controls: int
    plain: bool
    fits: Fits
    moments: Moments
    variation: Variation
    draws: Array
    shares: dict[str, Array]
    corners: Array

    @property
    def names(self) -> tuple[str, ...]:
        return self.fits.names

    @property
    def log_likelihood(self) -> Array:
        return self.fits.log_likelihood(self.n)

    @property
    def n_params(self) -> Array:
        return n_params(self.names, self.n_controls)


def comparison(part: FamilyFits, weighted: tuple[str, ...]) -> pd.DataFrame:
    """Columns as `families` lists them, the lowest criterion first."""
    k, r2, n = part.n_params, part.fits.r_squared, part.n
    criterion = aicc(part.log_likelihood, k, n)
    counted = np.isin(part.names, weighted)
    weight = np.where(counted, akaike_weights(np.where(counted, criterion, np.nan)), np.nan)
    least = float(np.min(criterion[counted & np.isfinite(criterion)], initial=np.inf))
    left = n - k + 1
    # a family without any support is beaten by more than the largest number there is
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        adjusted = 1 - (1 - r2) * (n - 1) / left
        ratio = np.exp((criterion - least) / 2)
    table = pd.DataFrame(
        {
            "log_likelihood": part.log_likelihood,
            "n_params": k.astype(int),
            "aicc": criterion,
            "delta": criterion - least,
            "weight": weight,
            "r_squared": r2,
            "r_squared_adjusted": adjusted,
            "p_value": _against_controls(part),
            "evidence_ratio": np.where(counted, ratio, np.nan),
            "selected": part.shares["selected"],
            "selected_corrected": part.shares["selected_corrected"],
            "redundant_with": _twins(part),
        },
        index=pd.Index(part.names, name="family"),
    )
    table = table.sort_values("aicc", kind="stable")
    cumulative = table["weight"].fillna(0.0).cumsum().where(table["weight"].notna())
    table.insert(list(table.columns).index("evidence_ratio"), "cumulative", cumulative)
    return table


def _against_controls(part: FamilyFits) -> Array:
    """F test of each family against the controls alone."""
    none = _r_squared_of_controls(part)
    free = part.n_params - 2 - part.n_controls
    left = part.n - part.n_params + 1
    r2 = part.fits.r_squared
    with np.errstate(invalid="ignore", divide="ignore"):
        size = (r2 - none) / free / ((1 - r2) / left)
        found = np.asarray(fdtrc(free, left, size), dtype=np.float64)
    return np.where(free > 0, found, np.nan)


def _r_squared_of_controls(part: FamilyFits) -> float:
    return float(fit_families(part.moments, ["null"]).r_squared[0])


def _twins(part: FamilyFits) -> list[str]:
    """For each family the simplest other one with the same log-likelihood and no more parameters."""
    found, ll, k = [], part.log_likelihood, part.n_params
    for i in range(len(part.names)):
        same = [
            j
            for j in range(len(part.names))
            if j != i and abs(ll[i] - ll[j]) < SAME_FIT and (k[j] < k[i] or (k[j] == k[i] and j < i))
        ]
        found.append(part.names[min(same, key=lambda j: (k[j], j))] if same else "")
    return found


def nested_table(part: FamilyFits) -> pd.DataFrame:
    """Rows (larger, smaller); likelihood ratio as chi-square, and the F test of least squares."""
    rows, index = [], []
    ll, k, n = part.log_likelihood, part.n_params, part.n
    at = {name: i for i, name in enumerate(part.names)}
    for small, large in NESTED:
        if small in at and large in at:
            i, j = at[small], at[large]
            df = k[j] - k[i]
            ratio = max(0.0, 2 * (ll[j] - ll[i])) if np.isfinite(ll[[i, j]]).all() else np.nan
            left = n - k[j] + 1
            grown = part.fits.residual[i] / part.fits.residual[j] - 1
            f_value = max(0.0, grown) * left / df if np.isfinite(grown) else np.nan
            index.append((large, small))
            rows.append(
                {
                    "statistic": ratio,
                    "df": int(df),
                    "p_value": float(chdtrc(df, ratio)),
                    "f_statistic": f_value,
                    "df_resid": left,
                    "f_p_value": float(fdtrc(df, left, f_value)),
                }
            )
    columns = ["statistic", "df", "p_value", "f_statistic", "df_resid", "f_p_value"]
    made = pd.MultiIndex.from_tuples(index, names=["larger", "smaller"])
    return pd.DataFrame(rows, index=made, columns=columns)


def coefficient_table(part: FamilyFits) -> pd.DataFrame:
    """Intercept and coefficients, a row for each family."""
    values = np.column_stack([part.fits.intercept, part.fits.coef[:, :N_COLUMNS]])
    return pd.DataFrame(values, index=pd.Index(part.names, name="family"), columns=["b0", *COEFFICIENTS])


#: A figure of coefficients, (members, 11) to (members,).
Figure = Callable[[Array], Array]


def _line(row: Array) -> Figure:
    full = np.zeros(N_COLUMNS)
    full[: len(row)] = row
    return lambda b: b @ full


def _figures() -> dict[str, Figure]:
    found: dict[str, Figure] = {f"a{i + 1}": _line(row) for i, row in enumerate(SHAPE)}
    names = ("u1", "u2", "u3", "v1", "v2", "v3")
    return {**found, **{name: _line(row) for name, row in zip(names, CUBIC_SHAPE, strict=True)}}


_SHAPES = _figures()
_QUADRATIC, _CUBIC = ("a1", "a2", "a3", "a4", "a5"), ("u1", "u2", "u3", "v1", "v2", "v3")
#: Figures with the meaning that a family gives them: C is where the ridge lies, S its direction,
#: mean_effect the slope along it (of SRRR per unit of performance: b2 + b1 / S), a4_rescaled the curvature
#: across it after E is rescaled by S.
_FIGURES: dict[str, dict[str, Figure]] = {
    "SSQD": {"C": lambda b: b[:, 0] / (2 * b[:, 2])},
    "RR": {"mean_effect": _SHAPES["a1"]},
    "RRCA": {"mean_effect": _SHAPES["a1"]},
    "RRCL": {"mean_effect": _SHAPES["a1"]},
    "SRR": {"mean_effect": _SHAPES["a1"], "C": lambda b: (b[:, 0] - b[:, 1]) / (4 * b[:, 2])},
    "SRSQD": {
        "S": lambda b: -b[:, 3] / (2 * b[:, 4]),
        "C": lambda b: -b[:, 1] / (2 * b[:, 4]),
        "a4_rescaled": lambda b: _rescaled(b),
    },
    "SRRR": {
        "mean_effect": lambda b: (b[:, 1] * b[:, 3] - 2 * b[:, 0] * b[:, 4]) / b[:, 3],
        "S": lambda b: -b[:, 3] / (2 * b[:, 4]),
        "C": lambda b: -(2 * b[:, 0] * b[:, 4] + b[:, 1] * b[:, 3]) / (4 * b[:, 3] * b[:, 4]),
        "a4_rescaled": lambda b: _rescaled(b),
    },
}
_FIGURES["strong"] = _FIGURES["SRSQD"]
#: What p-values test where it is not zero: no rescaling.
_NULLS = {"S": 1.0}
#: Families whose curvature is that of one square: what is a square times it has its sign whatever the answers
#: say of the figure, so that zero is an end of what it can be and no p-value tests it.
_ONE_SQUARE = ("SRRR", "SRSQD", "strong")
_OF_ONE_SIGN = ("b3", "b5", "a2", "a4", "a4_rescaled")


def off_the_answers(part: FamilyFits) -> list[str]:
    """Families whose ridge, performance = C + S x expectation, runs past all answers: C is a guess there."""
    found = []
    for i, name in enumerate(part.names):
        own = _FIGURES.get(name, {})
        coef = part.fits.coef[i, None, :N_COLUMNS]
        if "C" not in own or not np.isfinite(coef).all():
            continue
        with np.errstate(invalid="ignore", divide="ignore"):
            shift = float(own["C"](coef)[0])
            slope = float(own["S"](coef)[0]) if "S" in own else 1.0
        line = np.array([0.0, shift]), np.array([1.0, slope])
        if not np.isfinite([shift, slope]).all() or clipped(part.corners, *line) is None:
            found.append(name)
    return found


def _rescaled(b: Array) -> Array:
    s = -b[:, 3] / (2 * b[:, 4])
    found: Array = b[:, 2] / s**2 - b[:, 3] / s + b[:, 4]
    return found


def estimate_table(part: FamilyFits) -> pd.DataFrame:
    """Coefficients and figures of every family; what a family fixes is left out."""
    plain = part.plain and not part.variation.members
    covariance = ml_covariance(part.moments, part.fits, part.n) if plain else None
    parts = {
        name: _of_family(part, i, None if covariance is None else covariance[i])
        for i, name in enumerate(part.names)
        if np.isfinite(part.fits.coef[i]).all()
    }
    filled = {name: frame for name, frame in parts.items() if len(frame)}
    if not filled:  # only the family without any coefficient was asked for
        index = pd.MultiIndex.from_arrays([[], []], names=["family", "figure"])
        return pd.DataFrame(columns=list(_COLUMNS), index=index, dtype=float)
    return pd.concat(filled, names=["family", "figure"])


def _of_family(part: FamilyFits, i: int, covariance: Array | None) -> pd.DataFrame:
    name, coef = part.names[i], part.fits.coef[i, :N_COLUMNS]
    moving = tangent(name, coef)
    free = np.flatnonzero(np.abs(moving).max(axis=1, initial=0.0) > _FIXED)
    piecewise = bool(set(free) & {9, 10})
    lines = () if piecewise or not len(free) else _CUBIC if free.max() > 4 else _QUADRATIC
    shown: dict[str, Figure] = {COEFFICIENTS[j]: _line(np.eye(N_COLUMNS)[j]) for j in free}
    for line in lines:
        if np.abs(_SHAPES[line](moving.T)).max(initial=0.0) > _FIXED:
            shown[line] = _SHAPES[line]
    shown |= _FIGURES.get(name, {})
    if not shown:
        return pd.DataFrame()
    return pd.concat(
        [
            pd.DataFrame(
                {c: getattr(found, c) for c in _COLUMNS},
                index=pd.Index([key], name="figure"),
            )
            for key, figure in shown.items()
            for found in [_uncertain(part, i, figure, coef, covariance, key)]
        ]
    )


def _uncertain(
    part: FamilyFits, i: int, figure: Figure, coef: Array, covariance: Array | None, key: str
) -> Uncertainty:
    found = _of_figure(part, i, figure, coef, covariance, key)
    if part.names[i] in _ONE_SQUARE and key in _OF_ONE_SIGN:
        return replace(found, p_value=np.full(1, np.nan))
    return found


def _of_figure(
    part: FamilyFits, i: int, figure: Figure, coef: Array, covariance: Array | None, key: str
) -> Uncertainty:
    null = _NULLS.get(key, 0.0)

    def statistic(b: Array) -> Array:
        with np.errstate(invalid="ignore", divide="ignore"):
            return figure(b)[:, None]

    values = statistic(coef[None])[0]
    variation = part.variation
    if variation.members:
        varied = statistic(part.draws[:, i, :N_COLUMNS]).T
        used: NDArray[np.bool_] = np.isfinite(varied[0])
        ratio = key in ("C", "S", "a4_rescaled") or (key, part.names[i]) == ("mean_effect", "SRRR")
        if isinstance(variation, Bootstrap) and ratio:
            # single draws of a ratio explode where its denominator passes zero
            variation = replace(variation, robust=True)
        return variation.uncertainty(values, varied, used, null)
    if covariance is None:
        return unknown(values)
    error = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    size = np.where(error > 0, error, np.maximum(np.abs(coef), 1e-8))
    level = variation.conf_level
    return delta_method(values, slopes(statistic, coef, size), covariance, level, null)
