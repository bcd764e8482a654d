"""The conditions of congruence on one surface, their tests, and what the answers can tell of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.surface import figures
from csmodels.disconfirmation.surface.claims import mismatch_reason, shape_reasons
from csmodels.disconfirmation.surface.estimates import Estimates
from csmodels.numerics.fieller import fieller
from csmodels.numerics.surface.equivalence import WITHHELD, equal, negative, two_one_sided, verdict
from csmodels.numerics.surface.shape import SHAPE, axes, shape
from csmodels.numerics.surface.support import Support

Array = NDArray[np.float64]
Bounds = Mapping[str, tuple[float, float]]

#: Effects that count as none: standard deviations of the outcome per standard deviation of a rating.
BOUND = 0.10
#: Rows of the table: what is to be shown, and the claim that needs it.
CONDITIONS = {
    "p10": ("= 0", "broad"),
    "p11": ("= 1", "broad"),
    "a3/a4": ("= 0", "broad"),
    "a3": ("= 0", "broad"),
    "a5": ("= 0", "broad"),
    "a4": ("< 0", "broad"),
    "a1": ("= 0", "strict"),
    "a2": ("= 0", "strict"),
}
#: What each claim needs: by the published rule, and of the coefficients that it stands for.
PUBLISHED = {"broad": ["p10", "p11", "a4"], "strict": ["p10", "p11", "a4", "a1", "a2"]}
NEEDED = {"broad": ["a3", "a5", "a4"], "strict": ["a3", "a5", "a4", "a1", "a2"]}
COEFFICIENTS = tuple(f"a{i}" for i in range(1, 6))
_COLUMNS = [
    "asks", "claim", "estimate", "std_error", "conf_low", "conf_high", "p_value", "bound_low", "bound_high",
    "p_equivalence", "published", "status", "supported", "reason",
]  # fmt: skip


def scales(one: Estimates, estimator: str) -> tuple[float, float]:
    """Standard deviation of the outcome, and the pooled one of both ratings.

    An ordered model's outcome is its latent scale: variance of what the terms explain plus that of the link
    (McKelvey and Zavoina 1975; from memory, unconfirmed).
    """
    spread = one.moments.cov
    rating = float(np.sqrt((spread[0, 0] + spread[1, 1]) / 2))
    if estimator == "ols":
        return float(np.sqrt(spread[-1, -1])), rating
    k = spread.shape[0] - 1
    slopes = one.params[:k]
    link = np.pi**2 / 3 if estimator == "logit" else 1.0
    return float(np.sqrt(slopes @ spread[:k, :k] @ slopes + link)), rating


def bounds_of(one: Estimates, bound: float | Bounds, estimator: str) -> dict[str, tuple[float, float]]:
    """Bounds of a1 ... a5 in their own units."""
    outcome, rating = scales(one, estimator)
    share = BOUND if isinstance(bound, Mapping) else bound
    found = {}
    for name in COEFFICIENTS:
        size = share * outcome / (rating if name in ("a1", "a3") else rating**2)
        found[name] = (-size, size)
    return {**found, **(bound if isinstance(bound, Mapping) else {})}


def conditions_table(one: Estimates, lying: Support, bounds: Bounds) -> pd.DataFrame:
    """The conditions of one surface, see `CongruenceChecklist.conditions`."""
    alpha = 1 - one.variation.conf_level
    every = figures.axes_table(one, lying)
    first = every[every.index.get_level_values("axis") == "first"].droplevel("axis")
    rows = {**_axis_rows(one, first, alpha), **_coefficient_rows(one, bounds, alpha)}
    reasons = _reasons(one, lying, str(first["reason"]["intercept"]))
    for name, (asks, claim) in CONDITIONS.items():
        row = rows[name]
        row |= {"asks": asks, "claim": claim, "reason": reasons[name], "supported": not reasons[name]}
        if reasons[name]:
            row |= {"published": None, "status": WITHHELD}
    table = pd.DataFrame(
        [rows[name] for name in CONDITIONS], index=pd.Index(list(CONDITIONS), name="condition")
    )
    words = {
        name: table[name].astype(object).where(table[name].notna(), None) for name in ("published", "status")
    }
    return table.assign(**words)[_COLUMNS]


def _coefficient_rows(one: Estimates, bounds: Bounds, alpha: float) -> dict[str, dict[str, Any]]:
    """a1 ... a5 with tests of difference and of equality."""
    found = one.uncertainty(lambda b: shape(b[:, :5]))
    low, high = np.array([bounds[name] for name in COEFFICIENTS]).T
    test = two_one_sided(found.estimate, found.std_error, low, high, alpha, one.df)
    columns: dict[str, Any] = figures.columns_of(found, tested=True)
    columns |= {"bound_low": low, "bound_high": high, "p_equivalence": test.p_value}
    columns["status"] = equal(found.p_value, test.p_value, alpha)
    columns["published"] = _not_significant(found.p_value, alpha)
    rows = {name: {key: value[i] for key, value in columns.items()} for i, name in enumerate(COEFFICIENTS)}
    at = COEFFICIENTS.index("a4")
    # of a4 only one side matters: what lies above the lower bound is too small a fall to count
    rows["a4"] |= {
        "bound_high": np.nan,
        "p_equivalence": test.p_low[at],
        "status": negative(found.estimate, found.p_value, test.p_low, alpha)[at],
        "published": bool(found.estimate[at] < 0 and found.p_value[at] < alpha),
    }
    return rows


def _not_significant(p_values: Array, alpha: float) -> list[bool | None]:
    return [bool(p >= alpha) if np.isfinite(p) else None for p in p_values]


def _axis_rows(one: Estimates, first: pd.DataFrame, alpha: float) -> dict[str, dict[str, Any]]:
    """p10 and p11 from resamples, and a3/a4 with Fieller's limits."""
    numbers = ["estimate", "std_error", "conf_low", "conf_high"]
    empty = dict.fromkeys(("bound_low", "bound_high", "p_equivalence", "p_value"), np.nan)
    rows: dict[str, dict[str, Any]] = {}
    # an axis has no sense of direction: its angle is counted in the half circle around 45 degrees
    start = figures._near(axes(one.coefficients[:5]).angle[0], np.array(np.pi / 4))
    crossing = one.resampled(lambda b: axes(b[:, :5]).intercept[:, :1])
    turned = one.resampled(lambda b: figures._near(axes(b[:, :5]).angle[:, :1], start), null=np.pi / 4)
    for name, quantity, found in (("p10", "intercept", crossing), ("p11", "slope", turned)):
        values = first[numbers].loc[[quantity]].to_numpy()[0]
        met = _not_significant(found.p_value, alpha)[0]
        rows[name] = {**empty, **dict(zip(numbers, values, strict=True)), "status": None, "published": met}
        rows[name]["p_value"] = found.p_value[0]
        if name == "p10" and np.isinf(values[2:]).all():
            # limits that leave nothing out reject nothing
            rows[name] |= {"p_value": np.nan, "published": True}
    ridge = dict(zip(numbers, _ridge(one), strict=True))
    rows["a3/a4"] = {**empty, **ridge, "status": None, "published": None}
    return rows


def _ridge(one: Estimates) -> list[float]:
    """a3 / a4 with Fieller's limits."""
    pair = SHAPE[[2, 3]]
    top, bottom = pair @ one.coefficients[:5]
    spread = pair @ figures.joint_covariance(one)[:5, :5] @ pair.T
    limits = fieller(float(top), float(bottom), spread, one.variation.conf_level, one.df)
    return [top / bottom if bottom else np.nan, np.nan, limits.low, limits.high]


def _reasons(one: Estimates, lying: Support, axis: str) -> dict[str, str]:
    """Why the answers cannot tell a condition: by the rule of all tables; see `claims`."""
    # the ridge crosses the line of incongruence at half its distance
    ridge = _ridge(one)[0] / 2
    places = {"p10": axis, "p11": axis, "a3/a4": mismatch_reason(lying, np.array([-ridge, ridge]))}
    every = {**shape_reasons(lying), **places}
    return {name: every[name] for name in CONDITIONS}


def verdicts_table(conditions: pd.DataFrame) -> pd.DataFrame:
    """What the conditions say together, see `CongruenceChecklist.verdicts`."""
    rows = {}
    for claim in NEEDED:
        met = [conditions.loc[name, "published"] for name in PUBLISHED[claim]]
        rule = "not_met" if False in met else "withheld" if None in met else "met"
        needed = [str(conditions.loc[name, "status"]) for name in NEEDED[claim]]
        rows[claim] = {"verdict": verdict(needed), "published": rule}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("claim")
