"""Tables of one fitted surface: shape, joint tests, stationary point, axes, support."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtrc, fdtrc

from csmodels.disconfirmation.surface.claims import (
    CUBIC,
    axis_reasons,
    mismatch_reason,
    point_reason,
    shape_reasons,
)
from csmodels.disconfirmation.surface.estimates import Estimates
from csmodels.numerics.fieller import fieller
from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.surface.shape import SHAPE, axes, shape
from csmodels.numerics.surface.support import Support
from csmodels.numerics.surface.terms import N_TERMS

Array = NDArray[np.float64]

#: Joint hypotheses about b1 ... b5: rows of linear combinations that are zero.
TESTS: dict[str, Array] = {
    "congruence": SHAPE[[0, 1]],
    "incongruence": SHAPE[[2, 3]],
    "curvature": np.eye(5)[2:],
    # what a difference score takes for granted (Edwards 1994): P - E, and its square
    "difference": np.array([[1.0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1]]),
    "squared_difference": np.array([[1.0, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, -1], [0, 0, 1, 1, 1]]),
}
#: What a joint test is: F where the errors have degrees of freedom, else chi-square.
F, CHI_SQUARE = "F", "chi2"
AXES = ("first", "second")
QUANTITIES = ("curvature", "angle", "slope", "intercept", "shift")


def columns_of(found: Uncertainty, *, tested: bool) -> dict[str, Array]:
    """Columns of a table from figures and their errors."""
    columns = {"estimate": found.estimate, "std_error": found.std_error}
    if tested:
        with np.errstate(invalid="ignore", divide="ignore"):
            columns["statistic"] = found.estimate / found.std_error
        columns["p_value"] = found.p_value
    return {**columns, "conf_low": found.conf_low, "conf_high": found.conf_high}


def shape_table(one: Estimates) -> pd.DataFrame:
    """a1 ... a5 with errors and tests against zero."""
    found = one.uncertainty(lambda b: shape(b[:, :5]))
    index = pd.Index([f"a{i}" for i in range(1, 6)], name="shape")
    return pd.DataFrame(columns_of(found, tested=True), index=index)


def tests_table(one: Estimates, lying: Support) -> pd.DataFrame:
    """Joint tests: statistic, df, df_resid, p_value, whether it is an F or a chi-square, what may be read."""
    rows = [wald(one.coefficients[:5], joint_covariance(one)[:5, :5], c, one.df) for c in TESTS.values()]
    table = pd.DataFrame(rows, index=pd.Index(list(TESTS), name="test"))
    table["test_statistic"] = CHI_SQUARE if one.df is None else F
    every = shape_reasons(lying)
    reasons = [every[f"test_{name}"] for name in table.index]
    return table.assign(supported=[not reason for reason in reasons], reason=reasons)


def joint_covariance(one: Estimates) -> Array:
    """Covariance of b1, b2, ... by whatever the fit knows of their errors."""
    known = one.coefficient_covariance
    if known is not None:
        return known
    return one.variation.covariance_of(one.coefficients, one.coefficient_draws.T, one.used)


def wald(values: Array, covariance: Array, rows: Array, df: float | None) -> dict[str, float]:
    """Test that linear combinations are zero: F with `df` for residuals, chi-square without."""
    apart = rows @ values
    spread = rows @ covariance @ rows.T
    k = len(rows)
    if not np.isfinite(spread).all() or np.linalg.matrix_rank(spread) < k:
        return {"statistic": np.nan, "df": k, "df_resid": np.nan if df is None else df, "p_value": np.nan}
    size = float(apart @ np.linalg.solve(spread, apart))
    if df is None:
        return {"statistic": size, "df": k, "df_resid": np.nan, "p_value": float(chdtrc(k, size))}
    p_value = float(fdtrc(k, df, size / k))
    return {"statistic": size / k, "df": k, "df_resid": df, "p_value": p_value}


def stationary_table(one: Estimates, lying: Support, center: float) -> pd.DataFrame:
    """Where both slopes are zero, controls at their means; `as_asked` is on the questionnaire's scale."""

    def statistic(b: Array, base: Array) -> Array:
        found = axes(b[:, :5])
        return np.column_stack([found.stationary, base + found.height])

    found = one.resampled_heights(statistic)
    index = pd.Index(["expectation", "performance", "outcome"], name="stationary_point")
    table = pd.DataFrame(columns_of(found, tested=False), index=index)
    table["as_asked"] = table["estimate"] + np.array([center, center, 0.0])
    return _said(table, one, [point_reason(lying, found.estimate[:2])] * 3)


def _said(table: pd.DataFrame, one: Estimates, reasons: list[str]) -> pd.DataFrame:
    """A table with what may be read of it; places of a cubic surface are not those of its quadratic terms."""
    if one.n_terms != N_TERMS[2]:
        reasons = [CUBIC] * len(table)
        numbers = table.select_dtypes("number").columns
        table = table.assign(**dict.fromkeys(numbers, np.nan))
        if "kind" in table:
            table["kind"] = None
    table["supported"] = [not reason for reason in reasons]
    table["reason"] = reasons
    return table


def axes_table(one: Estimates, lying: Support) -> pd.DataFrame:
    """Principal axes; angles in degrees, all else in units of the centred ratings."""
    here = axes(one.coefficients[None, :5])
    index = pd.MultiIndex.from_product([AXES, QUANTITIES], names=["axis", "quantity"])
    straight = one.resampled(_straight)
    # axes have no sense of direction: those of resamples are turned to lie near the estimate's
    turned = one.resampled(lambda b: _near(axes(b[:, :5]).angle, here.angle[0]))
    rows: list[dict[str, Any]] = []
    reasons: list[str] = []
    for i in range(2):
        angle = {name: value[i] for name, value in columns_of(turned, tested=False).items()}
        parts = {name: value[3 * i : 3 * i + 3] for name, value in columns_of(straight, tested=False).items()}
        curvature, intercept, shift = ({name: value[j] for name, value in parts.items()} for j in range(3))
        slope = _slope(angle)
        upright = bool(np.isinf(slope["conf_low"]))
        # the shift runs off as well where the axis may lie along the line of incongruence
        aslant = upright or _passes(angle, -np.pi / 4)
        degrees = {name: np.degrees(value) for name, value in angle.items()}
        rows += [curvature, degrees, slope, _unbounded(intercept, upright), _unbounded(shift, aslant)]
        width = float(angle["conf_high"] - angle["conf_low"])
        why = axis_reasons(lying, here.angle[0, i], width, here.stationary[0], float(here.shift[0, i]))
        reasons += [why[name] for name in QUANTITIES]
    return _said(pd.DataFrame(rows, index=index), one, reasons)


def _unbounded(figure: dict[str, float], runs_off: bool) -> dict[str, float]:
    """A ratio whose denominator may be zero has no moments, and no limits."""
    if not runs_off:
        return figure
    return {**figure, "std_error": np.nan, "conf_low": -np.inf, "conf_high": np.inf}


def _passes(angle: dict[str, float], direction: float) -> bool:
    """Whether the limits of a line's angle enclose a direction, or its opposite."""
    low, high = ((angle[end] - direction) / np.pi for end in ("conf_low", "conf_high"))
    return bool(np.isfinite([low, high]).all() and np.floor(low) != np.floor(high))


def _straight(b: Array) -> Array:
    """Curvature, intercept and shift of the first axis, then of the second."""
    found = axes(b[:, :5])
    parts = (found.curvature, found.intercept, found.shift)
    return np.column_stack([part[:, i] for i in range(2) for part in parts])


def _near(angle: Array, target: Array) -> Array:
    """Angles of lines, turned by half circles until they lie within a right angle of the target."""
    found: Array = target + (angle - target + np.pi / 2) % np.pi - np.pi / 2
    return found


def _slope(angle: dict[str, float]) -> dict[str, float]:
    """Slope of a line from its angle; unbounded where the limits pass the upright."""
    low, high = angle["conf_low"], angle["conf_high"]
    known = np.isfinite([low, high]).all()
    limits = (float(np.tan(low)), float(np.tan(high))) if known else (np.nan, np.nan)
    estimate = float(np.tan(angle["estimate"])) if np.abs(np.cos(angle["estimate"])) > 1e-12 else np.inf
    error = angle["std_error"] / np.cos(angle["estimate"]) ** 2 if np.isfinite(estimate) else np.nan
    found = {"estimate": estimate, "std_error": error, "conf_low": limits[0], "conf_high": limits[1]}
    return _unbounded(found, _passes(angle, np.pi / 2))


def lines_table(one: Estimates, lying: Support, center: float) -> pd.DataFrame:
    """Where the surface turns along the lines of congruence and incongruence, with Fieller's limits.

    Positions are expectations: performance is equal to it, or its mirror image. `as_asked` is the expectation
    on the scale of the questionnaire.
    """
    spread = SHAPE[:4] @ joint_covariance(one)[:5, :5] @ SHAPE[:4].T
    a = shape(one.coefficients[:5])
    rows, reasons = {}, []
    for name, slope, sign in (("congruence", 0, 1.0), ("incongruence", 2, -1.0)):
        bent = slope + 1
        ratio = -a[slope] / (2 * a[bent]) if a[bent] else np.nan
        pair = spread[np.ix_([slope, bent], [slope, bent])] * np.array([[1.0, -2], [-2, 4]])
        level = one.variation.conf_level
        limits = fieller(float(a[slope]), float(-2 * a[bent]), pair, level, one.df)
        reason = point_reason if name == "congruence" else mismatch_reason
        reasons.append(reason(lying, np.array([ratio, sign * ratio])))
        rows[name] = {
            "estimate": ratio,
            "conf_low": limits.low,
            "conf_high": limits.high,
            "kind": "maximum" if a[bent] < 0 else "minimum",
            "as_asked": ratio + center,
        }
    return _said(pd.DataFrame.from_dict(rows, orient="index").rename_axis("line"), one, reasons)


def claims_table(one: Estimates, lying: Support, center: float) -> pd.DataFrame:
    """Which figures the answers can tell, and why not the others."""
    reasons = shape_reasons(lying)
    reasons["stationary_point"] = str(stationary_table(one, lying, center)["reason"].iloc[0])
    turning = lines_table(one, lying, center)["reason"]
    reasons |= {f"turning_point_{line}": str(turning[line]) for line in turning.index}
    lines = axes_table(one, lying)["reason"]
    reasons |= {f"{axis}_axis": str(lines.loc[[(axis, "shift")]].iloc[0]) for axis in AXES}
    index = pd.Index(list(reasons), name="claim")
    return pd.DataFrame(
        {"supported": [not reason for reason in reasons.values()], "reason": list(reasons.values())}, index
    )


def support_table(lying: Support) -> pd.DataFrame:
    """Rows and shares above, at and below expectation; ceilings; correlation."""
    shares = {
        "above": (lying.above, lying.n_above),
        "equal": (lying.equal, lying.n_equal),
        "below": (lying.below, lying.n_below),
        "clearly_above": (lying.clearly_above, np.nan),
        "clearly_below": (lying.clearly_below, np.nan),
        "ceiling_expectation": (lying.ceiling_expectation, np.nan),
        "ceiling_performance": (lying.ceiling_performance, np.nan),
    }
    frame = pd.DataFrame.from_dict(shares, orient="index", columns=["share", "n"])
    enough = [lying.enough("above"), np.nan, lying.enough("below")]
    frame["enough"] = pd.Series(enough, index=frame.index[:3], dtype=object)
    return frame.rename_axis("support")
