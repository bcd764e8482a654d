"""Tables of key drivers, one group at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.intervals import Uncertainty, normal_limits
from csmodels.tables import params_table
from csmodels.three_factor.key_drivers.codes import Coding
from csmodels.three_factor.key_drivers.model import Drivers
from csmodels.three_factor.key_drivers.part import ALONE, TOGETHER, VALUES, Part
from csmodels.three_factor.penalty_reward.codes import in_words

Array = NDArray[np.float64]
Sides = Mapping[str, Part]

#: Class by whether a driver is worth something among the dissatisfied, and among the delighted.
CLASSES = {
    (True, False): "basic",
    (True, True): "performance",
    (False, True): "excitement",
    (False, False): "unimportant",
}


def _index(drivers: Drivers) -> pd.Index:
    return pd.Index(list(drivers.names), name="driver")


def estimates_table(drivers: Drivers, sides: Sides, conf_level: float) -> pd.DataFrame:
    """Values, ranks, and each driver alone."""
    parts = {}
    for side, part in sides.items():
        found = part.uncertainty("success", VALUES)
        share, drawn = part.shares()
        of_share = part.variation.uncertainty(share, drawn.T, part.used, 0.0)
        place = part.ranked(conf_level)
        columns = {
            "value": part.values,
            "std_error": found.std_error,
            "p_value": found.p_value,
            "conf_low": found.conf_low,
            "conf_high": found.conf_high,
            "share": share,
            "share_low": of_share.conf_low,
            "share_high": of_share.conf_high,
            "rank": place.rank,
            "expected_rank": place.expected,
            "rank_low": pd.Series(place.low, dtype="Int64").array,
            "rank_high": pd.Series(place.high, dtype="Int64").array,
            "p_first": place.shares[:, 0],
            "reach": part.reach[ALONE],
            "noise": part.noise[ALONE],
            "success": part.success[ALONE],
            "key": part.is_key,
            "p_key": part.p_key,
        }
        parts[side] = pd.DataFrame(columns, index=_index(drivers))
    return pd.concat(parts, names=["side"])


def _limited(prefix: str, found: Uncertainty) -> dict[str, Array]:
    return {prefix: found.estimate, f"{prefix}_low": found.conf_low, f"{prefix}_high": found.conf_high}


def curve_table(drivers: Drivers, sides: Sides) -> pd.DataFrame:
    """Reach, noise and success of the first drivers together."""
    parts = {}
    for side, part in sides.items():
        columns: dict[str, Any] = {"driver": [drivers.names[j] for j in part.order]}
        for what in ("reach", "noise", "success"):
            columns |= _limited(what, part.uncertainty(what, TOGETHER))
        columns["key"] = part.is_key[part.order]
        steps = pd.RangeIndex(1, len(part.order) + 1, name="step")
        parts[side] = pd.DataFrame(columns, index=steps)
    return pd.concat(parts, names=["side"])


def totals_table(sides: Sides) -> pd.DataFrame:
    """How many respondents were hit, how many drivers are key, what they reach, what all are worth."""
    rows = {}
    for side, part in sides.items():
        at = part.stop - 1
        whole = part.uncertainty("success", TOGETHER)
        rows[side] = {
            "n": part.n,
            "n_hit": part.n_hit,
            "share_hit": part.hit,
            "n_key": part.stop,
            "reach": part.reach[TOGETHER, at] if at >= 0 else 0.0,
            "noise": part.noise[TOGETHER, at] if at >= 0 else 0.0,
            "success": part.success[TOGETHER, at] if at >= 0 else 0.0,
            "total": part.total,
            "total_low": whole.conf_low[-1],
            "total_high": whole.conf_high[-1],
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("side")


def classification_table(drivers: Drivers, sides: Sides, conf_level: float) -> pd.DataFrame:
    """Both games side by side, and the class that they make of each driver."""
    low, high = (sides[side] for side in ("dissatisfiers", "enhancers"))
    found = [part.uncertainty("success", VALUES) for part in (low, high)]
    above = [(one.estimate > 0) & (one.p_value < 1 - conf_level) & np.isfinite(one.p_value) for one in found]
    known = np.isfinite(found[0].std_error) & np.isfinite(found[1].std_error)
    classes = [CLASSES[bool(a), bool(b)] if there else "" for a, b, there in zip(*above, known, strict=True)]
    columns: dict[str, Any] = {}
    for word, part, one in zip(("dissatisfier", "enhancer"), (low, high), found, strict=True):
        columns |= {
            word: part.values,
            f"{word}_p_value": one.p_value,
            f"{word}_rank": part.ranked(conf_level).rank,
            f"{word}_key": part.is_key,
        }
    columns |= {"class": classes, "probability": _how_often(low, high, found, above, conf_level)}
    return pd.DataFrame(columns, index=_index(drivers))


def _how_often(
    low: Part, high: Part, found: list[Uncertainty], above: list[NDArray[np.bool_]], conf_level: float
) -> Array:
    """Share of the resamples in the same class; each is held against the errors of the sample."""
    b = min(low.variation.n_boot, high.variation.n_boot)
    seen = low.used[:b] & high.used[:b]
    if not seen.any():
        return np.full(len(low.order), np.nan)
    same = np.ones((int(seen.sum()), len(low.order)), dtype=bool)
    for part, one, own in zip((low, high), found, above, strict=True):
        values = part.reach_draws[:b, VALUES] - part.noise_draws[:b, VALUES]
        _, _, p_value = normal_limits(values[seen], one.std_error, conf_level, 0.0)
        same &= ((values[seen] > 0) & (p_value < 1 - conf_level)) == own
    return np.where(np.isfinite(found[0].std_error), same.mean(axis=0), np.nan)


def coding_table(drivers: Drivers, coded: Coding) -> pd.DataFrame:
    """Answers that count as events; the outcome is the last row."""
    names = [*drivers.names, drivers.outcome]
    columns = {
        side: [in_words(codes) for codes in (*coded.drivers[side], coded.outcome[side])]
        for side in drivers.sides
    }
    return pd.DataFrame(columns, index=pd.Index(names, name="driver"))


def params_rows(drivers: Drivers, sides: Sides) -> pd.DataFrame:
    """Values in the common ten columns."""
    rows: list[dict[str, Any]] = []
    for side, part in sides.items():
        found = part.uncertainty("success", VALUES)
        for j, name in enumerate(drivers.names):
            with np.errstate(invalid="ignore", divide="ignore"):
                statistic = found.estimate[j] / found.std_error[j]
            rows.append(
                {
                    "kind": "share", "lhs": name, "op": "", "rhs": side, "estimate": found.estimate[j],
                    "std_error": found.std_error[j], "statistic": statistic, "p_value": found.p_value[j],
                    "conf_low": found.conf_low[j], "conf_high": found.conf_high[j],
                }
            )  # fmt: skip
    return params_table(rows)
