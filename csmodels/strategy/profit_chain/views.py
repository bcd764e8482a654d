"""The links of a chain in each view of the units: all, within places over time, between places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.strategy.chain import (
    ROUNDING,
    Slopes,
    agreement,
    cluster_slopes,
    leaving_out,
    product_limits,
    residual_maker,
    sign_patterns,
    wild_limits,
    wild_p_values,
)
from csmodels.strategy.profit_chain.means import Units

Array = NDArray[np.float64]

VIEWS = ("total", "within", "two_way", "between")
#: Reliability of a predictor in a view below which its slope is not corrected. A convention: what is left
#: is noise, and dividing by it makes more.
LEAST_RELIABLE = 0.3
#: Variation that is none, against that of all units.
NOTHING = 1e-9
#: And against the size of the values.
ROUNDS = 1e-12


@dataclass(frozen=True, eq=False)
class View:
    """Units in one view, ready for slopes."""

    name: str
    values: Array
    errors: Array
    maker: Array
    clusters: NDArray[np.intp]
    n_params: int
    df: float

    @cached_property
    def left_out(self) -> Array:
        """What leaving out one cluster at a time needs."""
        return leaving_out(self.maker, self.clusters)

    def varies(self, i: int) -> bool:
        """Whether a measure varies in this view."""
        values = self.values[i]
        left, spread = self.maker @ values, values - values.mean()
        # means of equal answers differ by rounding
        least = max(NOTHING * float(spread @ spread), (ROUNDS * float(np.abs(values).max())) ** 2)
        return bool(left @ left > least)

    def slopes(self, i: int, j: int, how: str, corrected: bool) -> Slopes:
        """Slope of measure j on measure i."""
        return cluster_slopes(
            self.values[i], self.values[j], self.maker, self.clusters, self.n_params,
            left_out=self.left_out if how == "jackknife" else None,
            x_errors=self.errors[i, i] if corrected else None,
            xy_errors=self.errors[i, j] if corrected else None,
        )  # fmt: skip


def views_of(units: Units) -> dict[str, View]:
    """The views that the units allow."""
    u, g = units.values.shape[1], len(units.places)
    single = g == u
    constant = np.column_stack([np.ones(u), units.controls])
    candidates = {"total": constant}
    if not single:
        places = _dummies(units.clusters)
        candidates["within"] = np.column_stack([constant, places])
        if units.periods is not None:
            candidates["two_way"] = np.column_stack([constant, places, _dummies(units.periods)])
    found = {}
    for name, columns in candidates.items():
        maker = residual_maker(columns)
        left = round(float(np.trace(maker)))
        # effects nested in clusters do not count in the small-sample factor
        n_params = u - left + 1 - (0 if name == "total" else g - 1)
        df = left - 1 if single else g - 1
        if left >= 2 and df >= 1:
            found[name] = View(name, units.values, units.errors, maker, units.clusters, n_params, float(df))
    if not single:
        mean = (units.clusters == np.arange(g)[:, None]) / np.bincount(units.clusters)[:, None]
        maker = residual_maker(np.column_stack([np.ones(g), mean @ units.controls]))
        df = round(float(np.trace(maker))) - 1
        if df >= 1:
            errors = mean @ units.errors @ mean.T
            found["between"] = View(
                "between", units.values @ mean.T, errors, maker, np.arange(g), g - df, float(df)
            )
    return found


def _dummies(codes: NDArray[np.intp]) -> Array:
    found: Array = (codes[:, None] == np.arange(codes.max() + 1)).astype(np.float64)
    return found


def link_row(view: View, i: int, j: int, how: str, conf_level: float, seed: int) -> dict[str, Any]:
    """One link in one view: slope, errors, the wild bootstrap, reliability and the corrected slope."""
    from scipy import stats

    numbers = ("estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high", "p_wild",
               "wild_low", "wild_high", "beta", "r_squared", "reliability", "corrected", "corrected_error",
               "corrected_low", "corrected_high")  # fmt: skip
    row: dict[str, Any] = {"n_units": len(view.clusters), "n_clusters": int(view.clusters.max()) + 1}
    row |= dict.fromkeys(numbers, np.nan) | {"df": view.df}
    if not (view.varies(i) and view.varies(j)):
        return row
    x, y = view.values[i], view.values[j]
    found = view.slopes(i, j, how, corrected=False)
    b, se = float(found.slope), float(found.std_error)
    t = float(stats.t.ppf((1 + conf_level) / 2, view.df))
    left_x, left_y = view.maker @ x, view.maker @ y
    row |= {"estimate": b, "std_error": se, "conf_low": b - t * se, "conf_high": b + t * se}
    if se > 0:
        row |= {"statistic": b / se, "p_value": float(2 * stats.t.sf(abs(b / se), view.df))}
        signs = sign_patterns(row["n_clusters"], seed)
        row["p_wild"] = float(wild_p_values(x, y, view.maker, view.clusters, signs)[0])
        low, high = wild_limits(x, y, view.maker, view.clusters, signs, conf_level, se)
        row |= {"wild_low": low, "wild_high": high}
    row["beta"] = b * float(np.sqrt((left_x @ left_x) / (left_y @ left_y)))
    row["r_squared"] = row["beta"] ** 2
    fixed = view.slopes(i, j, how, corrected=True)
    row["reliability"] = float(fixed.reliability)
    if fixed.reliability >= LEAST_RELIABLE:
        c, error = float(fixed.slope), float(fixed.std_error)
        row |= {"corrected": c, "corrected_error": error}
        row |= {"corrected_low": c - t * error, "corrected_high": c + t * error}
    return row


def effect_rows(view: View, how: str, conf_level: float, seed: int) -> dict[str, dict[str, float]]:
    """The product along the chain and the slope of the last measure on the first, by method."""
    from scipy import stats

    links = [(i, i + 1) for i in range(len(view.values) - 1)]
    t = float(stats.t.ppf((1 + conf_level) / 2, view.df))
    found = {}
    for method, corrected in (("observed", False), ("corrected", True)):
        row = dict.fromkeys(
            ("estimate", "std_error", "conf_low", "conf_high", "whole", "whole_error", "whole_low",
             "whole_high"), np.nan,
        )  # fmt: skip
        found[method] = row
        last = len(view.values) - 1
        whole = view.slopes(0, last, how, corrected) if view.varies(0) and view.varies(last) else None
        if whole is not None and (not corrected or whole.reliability >= LEAST_RELIABLE):
            b, se = float(whole.slope), float(whole.std_error)
            row |= {"whole": b, "whole_error": se, "whole_low": b - t * se, "whole_high": b + t * se}
            found[method] = row
        if not all(view.varies(i) for i in range(last + 1)):
            continue
        parts = [view.slopes(i, j, how, corrected) for i, j in links]
        if corrected and any(part.reliability < LEAST_RELIABLE for part in parts):
            continue
        slopes = np.array([float(part.slope) for part in parts])
        pieces = np.stack([part.pieces for part in parts])
        se, low, high = product_limits(slopes, pieces @ pieces.T, view.df, conf_level, seed)
        found[method] = row | {
            "estimate": float(np.prod(slopes)), "std_error": se, "conf_low": low, "conf_high": high,
        }  # fmt: skip
    return found


def agreement_row(units: Units, i: int, conf_level: float) -> dict[str, float]:
    """ICC(1) and ICC(2) of a measure of the survey, and the reliability of its weighted means."""
    known = np.isfinite(units.guests[i]) & (units.weights > 0)
    found = agreement(units.guests[i, known], units.guest_units[known], conf_level)
    return {
        "n_units": found.units, "n": found.persons, "size": found.size,
        "icc1": found.icc1, "icc1_low": found.icc1_limits[0], "icc1_high": found.icc1_limits[1],
        "icc2": found.icc2, "icc2_low": found.icc2_limits[0], "icc2_high": found.icc2_limits[1],
        "f": found.f, "p_value": found.p_value, "reliability": reliability(units, i),
    }  # fmt: skip


def reliability(units: Units, i: int) -> float:
    """Share of the variance of the units' values that is no sampling error, after the survey's design."""
    centre = residual_maker(np.ones((units.values.shape[1], 1)))
    total = float(units.values[i] @ centre @ units.values[i])
    known = total > (ROUNDS * float(np.abs(units.values[i]).max())) ** 2
    return 1 - float((centre * units.errors[i, i]).sum()) / total if known else np.nan


def level_row(units: Units, i: int, j: int, view: View, conf_level: float) -> dict[str, float]:
    """Slopes of guests and of units for two measures of the survey, and how far they differ."""
    from scipy import stats

    known = np.isfinite(units.guests[[i, j]]).all(axis=0) & (units.weights > 0)
    w, unit = units.weights[known], units.guest_units[known]
    x, y = units.guests[i, known], units.guests[j, known]
    g, u = len(units.places), units.values.shape[1]
    # sums by cluster: leaving one out is a subtraction
    total = np.bincount(unit, w, minlength=u)
    # a unit without anybody who answered both is divided by one
    shared = np.where(total > 0, total, 1.0)
    mean_x, mean_y = (np.bincount(unit, w * v, minlength=u) / shared for v in (x, y))
    dx, dy = x - mean_x[unit], y - mean_y[unit]
    place = units.clusters[unit]

    def by_place(values: Array) -> Array:
        found: Array = np.bincount(place, w * values, minlength=g).astype(np.float64)
        return found

    def but_one(values: Array) -> Array:
        return np.append(values.sum(), values.sum() - values)

    ones, sx, sy, sxx, sxy = (but_one(by_place(v)) for v in (np.ones_like(x), x, y, x * x, x * y))

    def slopes(above: Array, below: Array) -> Array:
        known = below > ROUNDING * sxx
        return np.where(known, above / np.where(known, below, 1.0), np.nan)

    within = slopes(but_one(by_place(dx * dy)), but_one(by_place(dx * dx)))
    pooled = slopes(sxy - sx * sy / ones, sxx - sx**2 / ones)
    plain = View(
        "total", units.values, units.errors, residual_maker(np.ones((u, 1))), units.clusters, 2, view.df
    )
    of_units = plain.slopes(i, j, "jackknife", corrected=False)
    if not (plain.varies(i) and plain.varies(j)):
        of_units = Slopes(np.array(np.nan), np.full(g, np.nan), np.array(np.nan))
    shrink = np.sqrt((g - 1) / g)
    pieces = {
        "guests": shrink * (pooled[1:] - pooled[0]),
        "within": shrink * (within[1:] - within[0]),
        "units": of_units.pieces,
    }
    estimates = {"guests": pooled[0], "within": within[0], "units": float(of_units.slope)}
    pieces["difference"] = pieces["units"] - pieces["within"]
    estimates["difference"] = estimates["units"] - estimates["within"]
    t = float(stats.t.ppf((1 + conf_level) / 2, view.df))
    row: dict[str, float] = {"n": float(known.sum())}
    for name, estimate in estimates.items():
        error = float(np.sqrt((pieces[name] ** 2).sum()))
        row |= {name: float(estimate), f"{name}_error": error}
        row |= {f"{name}_low": float(estimate - t * error), f"{name}_high": float(estimate + t * error)}
    error = row["difference_error"]
    row["p_value"] = float(2 * stats.t.sf(abs(row["difference"]) / error, view.df)) if error > 0 else np.nan
    return row
