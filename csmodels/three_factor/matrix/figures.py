"""Tables of one group: positions, dividing lines, quadrants, gaps, derived importance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.multiplicity import adjusted_p
from csmodels.numerics.three_factor import matrix
from csmodels.three_factor.matrix.model import CROSSHAIRS, STATED
from csmodels.three_factor.matrix.sample import Part

Array = NDArray[np.float64]


def limits(name: str, u: Uncertainty) -> dict[str, Array]:
    """Columns of a figure with its error and limits."""
    return {
        name: u.estimate,
        f"{name}_std_error": u.std_error,
        f"{name}_low": u.conf_low,
        f"{name}_high": u.conf_high,
    }


def words(codes: matrix.Codes, names: tuple[str, ...]) -> list[str | None]:
    """Codes by their names; None for none."""
    return [names[code] if code >= 0 else None for code in codes.tolist()]


def attribute_index(part: Part) -> pd.Index:
    return pd.Index(list(part.model.items.names), name="attribute")


def positions_table(part: Part) -> pd.DataFrame:
    """Where each attribute stands, and in which quadrant under each dividing line."""
    columns: dict[str, Any] = limits("importance", part.of(part.model.placed_by))
    columns |= limits("performance", part.of("performance"))
    if "gap" in part.figures:
        columns |= limits("gap", part.of("gap"))
    found = {kind: part.quadrants(kind) for kind in part.crosshairs}
    code, shares = found[part.model.crosshair]
    columns["quadrant"] = words(code, matrix.QUADRANTS)
    columns["probability"] = chosen(shares, code)
    for kind in CROSSHAIRS:
        if kind in found:
            columns[f"quadrant_{kind}"] = words(found[kind][0], matrix.QUADRANTS)
    every = np.stack([codes for codes, _ in found.values()])
    columns["moves"] = (every != every[0]).any(axis=0)
    return pd.DataFrame(columns, index=attribute_index(part))


def chosen(shares: Array, code: matrix.Codes) -> Array:
    """The share of each attribute's own cell; missing for none."""
    own = np.take_along_axis(shares, np.maximum(code, 0)[:, None].astype(np.intp), axis=1)[:, 0]
    return np.where(code >= 0, own, np.nan)


def crosshairs_table(part: Part) -> pd.DataFrame:
    """The dividing lines with their errors."""
    name = part.model.placed_by
    rows = []
    for kind in part.crosshairs:
        values = part.lines(kind, part.figures[name], part.figures["performance"])
        draws = part.lines(kind, part.draws[name], part.draws["performance"])
        u = part.uncertainty(np.array(values), np.array(draws))
        row: dict[str, Any] = {}
        for i, axis in enumerate(("importance", "performance")):
            row |= {key: column[i] for key, column in limits(axis, u).items()}
        rows.append(row)
    return pd.DataFrame(rows, index=pd.Index(list(part.crosshairs), name="crosshair"))


def quadrants_table(part: Part) -> pd.DataFrame:
    """Quadrant under each dividing line, and how often resamples fall into each."""
    parts = {}
    for kind in part.crosshairs:
        code, shares = part.quadrants(kind)
        columns: dict[str, Any] = {
            "quadrant": words(code, matrix.QUADRANTS),
            "probability": chosen(shares, code),
        }
        columns |= dict(zip(matrix.QUADRANTS, shares.T, strict=True))
        parts[kind] = pd.DataFrame(columns, index=attribute_index(part))
    return pd.concat(parts, names=["crosshair"])


def gaps_table(part: Part) -> pd.DataFrame:
    """Performance minus stated importance: paired t test, Wilcoxon's test, both with Holm's adjustment."""
    rows = []
    for j in range(part.layout.k):
        pair = part.pair(j)
        gap = pair.values[:, 1] - pair.values[:, 0]
        u, df = part.mean_test(pair, gap)
        spread = np.average((gap - u.estimate[0]) ** 2, weights=pair.weights)
        # ranks of weighted or clustered respondents have no such test
        ranked = None if part.by_design else matrix.signed_rank(gap[:, None])
        with np.errstate(invalid="ignore", divide="ignore"):
            statistic = u.estimate[0] / u.std_error[0]
        rows.append(
            {
                "n": len(gap),
                "importance": np.average(pair.values[:, 0], weights=pair.weights),
                "performance": np.average(pair.values[:, 1], weights=pair.weights),
                "gap": u.estimate[0],
                "gap_sd": np.sqrt(spread * len(gap) / (len(gap) - 1)),
                "std_error": u.std_error[0],
                "statistic": statistic,
                "df": np.nan if df is None else df,
                "p_value": u.p_value[0],
                "conf_low": u.conf_low[0],
                "conf_high": u.conf_high[0],
                "wilcoxon": np.nan if ranked is None else ranked.statistic[0],
                "wilcoxon_p": np.nan if ranked is None else ranked.p_value[0],
            }
        )
    table = pd.DataFrame(rows, index=attribute_index(part))
    table.insert(9, "p_holm", adjusted_p(table["p_value"].to_numpy()))
    table["wilcoxon_holm"] = adjusted_p(table["wilcoxon_p"].to_numpy())
    return table


def derived_table(part: Part) -> pd.DataFrame:
    """Importance by every method, and its rank among the attributes."""
    parts = {}
    for name in part.methods:
        u = part.of(name)
        columns = {
            "estimate": u.estimate,
            "std_error": u.std_error,
            # of a mean of answers zero means nothing
            "p_value": np.full(len(u.estimate), np.nan) if name in (STATED, "lmg") else u.p_value,
            "conf_low": u.conf_low,
            "conf_high": u.conf_high,
            "rank": matrix.ranks(u.estimate),
        }
        rank_draws = matrix.ranks(part.counted([name])[0])
        if len(rank_draws):
            tail = (1 - part.options.conf_level) / 2
            low, high = np.quantile(rank_draws, [tail, 1 - tail], axis=0)
        else:
            low = high = np.full(len(u.estimate), np.nan)
        parts[name] = pd.DataFrame({**columns, "rank_low": low, "rank_high": high}, attribute_index(part))
    return pd.concat(parts, names=["method"])


def agreement_table(part: Part) -> pd.DataFrame:
    """Stated against derived importance: their correlation across the attributes, and that of their ranks."""
    names = [name for name in part.methods if name != STATED]
    of, drawn = part.figures, part.draws
    rows = []
    for name in names:
        values = [matrix.across(of[STATED], of[name])]
        draws = [matrix.across(drawn[STATED], drawn[name])]
        values.append(matrix.across(matrix.ranks(of[STATED]), matrix.ranks(of[name])))
        draws.append(matrix.across(matrix.ranks(drawn[STATED]), matrix.ranks(drawn[name])))
        u = part.uncertainty(np.array(values), np.stack(draws, axis=-1))
        if part.errors != "bootstrap":
            # ranks have no derivative
            u.std_error[1] = u.conf_low[1] = u.conf_high[1] = np.nan
        row: dict[str, float] = {}
        for i, which in enumerate(("correlation", "rank_correlation")):
            row |= {key: column[i] for key, column in limits(which, u).items()}
        rows.append(row)
    return pd.DataFrame(rows, index=pd.Index(names, name="method"))
