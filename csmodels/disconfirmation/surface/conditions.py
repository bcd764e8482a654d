"""The conditions of congruence on one surface, each with its tests and with what the answers can tell of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.surface import figures
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
    (McKelvey and Zavoina 1975).
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
    found = one.uncertainty(lambda b: shape(b[:, :5]))
    table = pd.DataFrame(figures.columns_of(found, tested=True), index=pd.Index(COEFFICIENTS))
    low, high = np.array([bounds[name] for name in COEFFICIENTS]).T
    test = two_one_sided(found.estimate, found.std_error, low, high, alpha, one.df)
    table["bound_low"], table["bound_high"], table["p_equivalence"] = low, high, test.p_value
    status = equal(found.p_value, test.p_value, alpha)
    met: list[bool | None] = [bool(p >= alpha) if np.isfinite(p) else None for p in found.p_value]
    at = COEFFICIENTS.index("a4")
    status[at] = negative(found.estimate, found.p_value, test.p_low, alpha)[at]
    met[at] = bool(found.estimate[at] < 0 and found.p_value[at] < alpha)
    # of a4 only one side matters: what lies above the lower bound is too small a fall to count
    table.loc["a4", ["bound_high", "p_equivalence"]] = np.nan, test.p_low[at]
    table["status"], table["published"] = pd.Series([status, met], dtype=object)
    axis = _axis_rows(one, lying, alpha).reindex(columns=table.columns)
    rows = {name: axis.loc[name] if name in axis.index else table.loc[name] for name in CONDITIONS}
    numbers = [name for name in table.columns if name not in ("status", "published")]
    joined = pd.DataFrame.from_dict(rows, orient="index").rename_axis("condition")
    joined[numbers] = joined[numbers].astype(float)
    return _withheld(joined, one, lying)


def _axis_rows(one: Estimates, lying: Support, alpha: float) -> pd.DataFrame:
    """p10 and p11 from resamples, and a3/a4 with Fieller's limits."""
    numbers = ["estimate", "std_error", "conf_low", "conf_high"]
    first = figures.axes_table(one, lying).loc["first"]
    rows = first.loc[["intercept", "slope"], numbers].set_axis(["p10", "p11"])
    # an axis has no sense of direction: its angle is counted in the half circle around 45 degrees
    start = figures._near(axes(one.coefficients[:5]).angle[0], np.array(np.pi / 4))
    crossing = one.resampled(lambda b: axes(b[:, :5]).intercept[:, :1])
    turned = one.resampled(lambda b: figures._near(axes(b[:, :5]).angle[:, :1], start), null=np.pi / 4)
    p_values = [float(crossing.p_value[0]), float(turned.p_value[0])]
    rows["p_value"] = p_values
    rows.loc["a3/a4", numbers] = _ridge(one)
    met = [bool(p >= alpha) if np.isfinite(p) else None for p in p_values]
    rows["published"] = pd.Series([*met, None], index=rows.index, dtype=object)
    return rows


def _ridge(one: Estimates) -> list[float]:
    """a3 / a4 with Fieller's limits."""
    pair = SHAPE[[2, 3]]
    top, bottom = pair @ one.coefficients[:5]
    spread = pair @ figures.joint_covariance(one)[:5, :5] @ pair.T
    limits = fieller(float(top), float(bottom), spread, one.variation.conf_level, one.df)
    return [top / bottom if bottom else np.nan, np.nan, limits.low, limits.high]


def _withheld(table: pd.DataFrame, one: Estimates, lying: Support) -> pd.DataFrame:
    """Take back what the answers cannot tell, with the reason."""
    both = lying.enough("both")
    centre = bool(lying.inside(np.zeros((1, 2)))[0])
    along = bool(figures.axes_table(one, lying).loc[("first", "intercept"), "supported"])
    for name in table.index:
        outside = (name in ("a1", "a3", "a3/a4") and not centre) or (name in ("p10", "p11") and not along)
        few = name not in ("a1", "a2") and not both
        table.loc[name, "reason"] = "rows" if few else "outside" if outside else ""
        table.loc[name, "asks"], table.loc[name, "claim"] = CONDITIONS[name]
    table["supported"] = table["reason"] == ""
    decides = table["status"].notna()
    table["status"] = table["status"].astype(object).where(decides, None)
    table.loc[~table["supported"] & decides, "status"] = WITHHELD
    table["published"] = table["published"].astype(object).where(table["supported"], None)
    return table[_COLUMNS]


def verdicts_table(conditions: pd.DataFrame) -> pd.DataFrame:
    """What the conditions say together, see `CongruenceChecklist.verdicts`."""
    rows = {}
    for claim in NEEDED:
        met = [conditions.loc[name, "published"] for name in PUBLISHED[claim]]
        rule = "not_met" if False in met else "withheld" if None in met else "met"
        needed = [conditions.loc[name, "status"] for name in NEEDED[claim]]
        rows[claim] = {"verdict": verdict(needed), "published": rule}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("claim")
