"""Tables of the gaps of one group: attributes, dimensions, shares, scores, zones, constraints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.gaps.sample import Found, Sample
from csmodels.numerics.gap_scores import (
    GAP_STATES,
    ZONE_STATES,
    gap_states,
    reliabilities,
    share_limits,
    zone_states,
)
from csmodels.numerics.intervals import Uncertainty
from csmodels.sampling.variations import GroupRows

Array = NDArray[np.float64]

RATINGS = ("expectation", "performance")
#: Measures of `reliability`, in the order of `reliabilities`.
MEASURES = ("alpha_expectation", "alpha_performance", "alpha_gap", "difference")
#: Row that holds all attributes together.
ALL = "all"
LEVELS = ("adequate", "desired", "performance")
DISTANCES = ("msa", "mss", "width")
FIGURES = (*LEVELS, *DISTANCES, "position", *ZONE_STATES, "no_zone")


def gap_columns(table: Array, found: Found) -> dict[str, Any]:
    """Columns of one row: means of expectation, performance and gap, the gap's test and limits."""
    u = found.uncertainty
    row: dict[str, Any] = {"n": found.n}
    for i, name in enumerate(RATINGS):
        row |= {
            name: u.estimate[i],
            f"{name}_std_error": u.std_error[i],
            f"{name}_low": u.conf_low[i],
            f"{name}_high": u.conf_high[i],
        }
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = u.estimate[2] / u.std_error[2]
    return row | {
        "gap": u.estimate[2],
        "std_error": u.std_error[2],
        "statistic": statistic,
        "df": np.nan if found.df is None else found.df,
        "p_value": u.p_value[2],
        "conf_low": u.conf_low[2],
        "conf_high": u.conf_high[2],
    }


def attributes_table(one: Sample) -> pd.DataFrame:
    """Means and paired t test of each attribute."""
    rows = []
    for each in one.model.items.attributes:
        picked = one.attribute_rows(each.name)
        rows.append(_gap_row(one, picked, picked.values))
    return pd.DataFrame(rows, index=_attribute_index(one))


def _gap_row(one: Sample, rows: GroupRows, ratings: Array) -> dict[str, Any]:
    table = np.column_stack([ratings, ratings[:, 1] - ratings[:, 0]])
    row = gap_columns(table, one.means(rows, table))
    row["gap_sd"] = _sd(table[:, 2], rows.weights)
    return row


def _sd(column: Array, weights: Array | None) -> float:
    """Standard deviation, divisor n - 1 (of weighted rows the same factor)."""
    n = len(column)
    spread = np.average((column - np.average(column, weights=weights)) ** 2, weights=weights)
    return float(np.sqrt(spread * n / (n - 1)))


def _attribute_index(one: Sample) -> pd.MultiIndex:
    pairs = [(each.dimension, each.name) for each in one.model.items.attributes]
    return pd.MultiIndex.from_tuples(pairs, names=["dimension", "attribute"])


def dimensions_table(one: Sample, reliability: pd.DataFrame) -> pd.DataFrame:
    """The same for the dimensions, with their reliabilities."""
    names = list(one.model.items.dimensions)
    rows = []
    for name in names:
        picked = one.dimension_rows(name)
        k = picked.values.shape[1] // 2
        ratings = np.column_stack([picked.values[:, :k].mean(axis=1), picked.values[:, k:].mean(axis=1)])
        rows.append({"n_attributes": k, **_gap_row(one, picked, ratings)})
    table = pd.DataFrame(rows, index=pd.Index(names, name="dimension"))
    wide = reliability["estimate"].unstack("measure").reindex(names)[list(MEASURES)]
    return table.join(wide.rename(columns={"difference": "reliability_difference"}))


def reliability_table(one: Sample) -> pd.DataFrame:
    """Alpha of expectation, performance and gap, and the reliability of the difference."""
    parts = {}
    for name in one.model.items.dimensions:
        picked = one.dimension_rows(name)
        found = one.varied(picked, picked.values, lambda m: reliabilities(m.cov), np.nan)
        parts[name] = _estimates(found.uncertainty, MEASURES, "measure")
    return pd.concat(parts, names=["dimension"])


def _estimates(u: Uncertainty, names: Sequence[str], level: str) -> pd.DataFrame:
    columns = {
        "estimate": u.estimate,
        "std_error": u.std_error,
        "conf_low": u.conf_low,
        "conf_high": u.conf_high,
    }
    return pd.DataFrame(columns, index=pd.Index(list(names), name=level))


def shares_table(one: Sample) -> pd.DataFrame:
    """Shares below, equal to and above expectation, with Wilson limits."""
    parts: dict[tuple[str, str], pd.DataFrame] = {}
    for each in one.model.items.attributes:
        picked = one.attribute_rows(each.name)
        gap = picked.values[:, 1] - picked.values[:, 0]
        parts[each.dimension, each.name] = _shares(one, picked, gap_states(gap), GAP_STATES)
    if len(parts) > 1:
        k = len(one.model.items)
        picked = one.scored
        gaps = picked.values[:, k : 2 * k] - picked.values[:, :k]
        each_state = np.mean([gap_states(gap) for gap in gaps.T], axis=0)
        parts[ALL, ALL] = _shares(one, picked, each_state, GAP_STATES)
    return pd.concat(parts, names=["dimension", "attribute"])


def _shares(one: Sample, rows: GroupRows, indicators: Array, names: Sequence[str]) -> pd.DataFrame:
    share = np.average(indicators, axis=0, weights=rows.weights)
    error = one.mean_error(rows, indicators)
    n = len(indicators)
    low, high, effective = share_limits(share, error, n, rows.weights, one.conf_level)
    columns = {
        "share": share,
        "std_error": error,
        "conf_low": low,
        "conf_high": high,
        "n": n,
        "n_effective": effective,
    }
    return pd.DataFrame(columns, index=pd.Index(list(names), name="state"))


def scores_table(one: Sample) -> pd.DataFrame:
    """Means of SERVQUAL and SERVPERF over the respondents."""
    d, names = len(one.model.items.dimensions), one.score_names
    table = one.scores[:, 2 * d : 2 * d + len(names)]
    found = one.means(one.scored, table)
    u = found.uncertainty
    gaps = np.array([name.startswith("servqual") for name in names])
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = np.where(gaps, u.estimate / u.std_error, np.nan)
    columns = {
        "estimate": u.estimate,
        "std_error": u.std_error,
        # performance alone is never tested against zero, which no scale may even contain
        "statistic": statistic,
        "df": np.nan if found.df is None else found.df,
        "p_value": np.where(gaps, u.p_value, np.nan),
        "conf_low": u.conf_low,
        "conf_high": u.conf_high,
        "sd": [_sd(column, one.scored.weights) for column in table.T],
        "n": found.n,
    }
    return pd.DataFrame(columns, index=pd.Index(list(names), name="score"))


def zones_table(one: Sample) -> pd.DataFrame:
    """Adequate and desired level, distances of performance from them, states and position."""
    zoned = one.model.zoned
    assert zoned is not None  # asked for only then
    parts = {(each.dimension, each.name): _zone(one, one.zone(each.name)) for each in zoned.attributes}
    return pd.concat(parts, names=["dimension", "attribute"])


def _zone(one: Sample, rows: GroupRows) -> pd.DataFrame:
    p, low, high = rows.values.T
    table = np.column_stack([low, high, p, p - low, p - high, high - low])
    u = one.means(rows, table).uncertainty
    means = _estimates(u, (*LEVELS, *DISTANCES), "figure")
    tested = [name in ("msa", "mss") for name in means.index]
    with np.errstate(invalid="ignore", divide="ignore"):
        means["statistic"] = np.where(tested, u.estimate / u.std_error, np.nan)
    means["p_value"] = np.where(tested, u.p_value, np.nan)
    place = one.varied(rows, rows.values, _position, np.nan)
    position = _estimates(place.uncertainty, ["position"], "figure")
    states, has = zone_states(p, low, high)
    weights = None if rows.weights is None else rows.weights[has]
    zoned = GroupRows(rows.values[has], weights, rows.where[has], rows.label)
    shares = _shares(one, zoned, states, ZONE_STATES)
    without = _shares(one, rows, (~has)[:, None].astype(np.float64), ["no_zone"])
    counts = pd.concat([shares, without]).rename(columns={"share": "estimate"}).drop(columns="n_effective")
    found = pd.concat([means.assign(n=len(p)), position.assign(n=len(p)), counts])
    columns = ["estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high", "n"]
    return found[columns].rename_axis("figure")


def _position(moments: Any) -> Array:
    """(P - A) / (D - A) of the means: 0 at the adequate level, 1 at the desired one."""
    p, low, high = (moments.mean[..., i] for i in range(3))
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = ((p - low) / (high - low))[..., None]
    return found
