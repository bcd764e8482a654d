"""Tables of relative importance, one group at a time."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.importance import conditional_shares
from csmodels.numerics.intervals import normal_limits
from csmodels.numerics.multiplicity import adjusted_p
from csmodels.numerics.ranks import Ranks, ranks
from csmodels.numerics.variation import Bootstrap
from csmodels.tables.params import params_table
from csmodels.three_factor.relative_importance.model import Drivers
from csmodels.three_factor.relative_importance.part import Part

Array = NDArray[np.float64]

#: Kinds of dominance, the strongest first; each implies the next.
KINDS = ("complete", "conditional", "general")


def wide(drivers: Drivers, of_method: dict[str, Array]) -> pd.DataFrame:
    """A column for each method."""
    return pd.DataFrame(of_method, index=pd.Index(drivers.names, name="driver"))


def ranked(part: Part, method: str, conf_level: float) -> Ranks:
    """Ranks by one method, and in the resamples."""
    return ranks(part.values[method], part.resamples(part.draws[method]), conf_level)


def estimates_table(drivers: Drivers, part: Part, conf_level: float) -> pd.DataFrame:
    """Importance and share with errors and limits, and ranks."""
    frames = {}
    for method in drivers.methods:
        found = part.uncertainty(part.values[method], part.draws[method])
        share, drawn = part.shares(method)
        of_share = part.uncertainty(share, drawn)
        place = ranked(part, method, conf_level)
        columns = {
            "estimate": found.estimate,
            "std_error": found.std_error,
            "conf_low": found.conf_low,
            "conf_high": found.conf_high,
            "share": of_share.estimate,
            "share_std_error": of_share.std_error,
            "share_low": of_share.conf_low,
            "share_high": of_share.conf_high,
            "rank": place.rank,
            "expected_rank": place.expected,
            "rank_low": pd.Series(place.low, dtype="Int64").array,
            "rank_high": pd.Series(place.high, dtype="Int64").array,
            "p_first": place.shares[:, 0],
        }
        if drivers.rounds and method in ("lmg", "dominance"):
            columns["sampling_error"] = part.sampling_error
        frames[method] = pd.DataFrame(columns, index=pd.Index(drivers.names, name="driver"))
    return pd.concat(frames, names=["method"])


def rank_table(drivers: Drivers, part: Part, conf_level: float) -> pd.DataFrame:
    """Share of the resamples in which each driver has each rank."""
    frames = {}
    for method in drivers.methods:
        shares = ranked(part, method, conf_level).shares
        columns = pd.Index(range(1, len(shares) + 1), name="rank")
        frames[method] = pd.DataFrame(shares, index=pd.Index(drivers.names, name="driver"), columns=columns)
    return pd.concat(frames, names=["method"])


def comparisons_table(drivers: Drivers, part: Part) -> pd.DataFrame:
    """Differences of all pairs of drivers, and how often one is ahead.

    p-values are those of the difference over its error: B resamples prove none below 2 / (B + 1), which
    times the number of pairs would never reject.
    """
    pairs = list(combinations(range(len(drivers.names)), 2))
    a, b = (np.array(side) for side in zip(*pairs, strict=True))
    keys = [(drivers.names[i], drivers.names[j]) for i, j in pairs]
    frames = {}
    for method in drivers.methods:
        value, drawn = part.values[method], part.draws[method]
        gaps = drawn[:, a] - drawn[:, b]
        found = part.uncertainty(value[a] - value[b], gaps)
        p_value = found.p_value
        if isinstance(part.variation, Bootstrap):
            level, df = part.variation.conf_level, part.variation.df
            *_, p_value = normal_limits(found.estimate, found.std_error, level, 0.0, df)
        seen = part.resamples(gaps)
        ahead = ((seen > 0) + 0.5 * (seen == 0)).mean(axis=0) if len(seen) else np.full(len(a), np.nan)
        frames[method] = pd.DataFrame(
            {
                "difference": found.estimate,
                "std_error": found.std_error,
                "conf_low": found.conf_low,
                "conf_high": found.conf_high,
                "p_value": p_value,
                "p_adjusted": adjusted_p(p_value, "holm"),
                "probability": ahead,
            },
            index=pd.MultiIndex.from_tuples(keys, names=["driver", "than"]),
        )
    return pd.concat(frames, names=["method"])


def conditional_table(drivers: Drivers, part: Part) -> pd.DataFrame:
    """Mean contribution to models of each number of other drivers."""
    assert part.sizes is not None  # asked for
    columns = pd.Index(range(len(drivers.names)), name="others")
    return pd.DataFrame(part.sizes, index=pd.Index(drivers.names, name="driver"), columns=columns)


def dominance_table(drivers: Drivers, part: Part) -> pd.DataFrame:
    """Of every driver over every other: the three kinds of dominance, and how often resamples show them."""
    assert part.sizes is not None  # asked for
    pairs = list(permutations(range(len(drivers.names)), 2))
    a, b = (np.array(side) for side in zip(*pairs, strict=True))
    missing = np.full(len(pairs), np.nan)
    of_sizes = conditional_shares(part.sizes)[a, b]
    complete = missing if part.complete is None else part.complete[a, b]
    values = part.sizes.mean(axis=-1)
    general = values[a] > values[b]
    columns: dict[str, Any] = {
        "complete_share": complete,
        "conditional_share": of_sizes,
        "general": general,
        "dominance": [
            _kind(one, two, three) for one, two, three in zip(complete, of_sizes, general, strict=True)
        ],
    }
    probability = dict.fromkeys(KINDS, missing)
    if part.complete_draws is not None:
        probability["complete"] = _how_often(part.resamples(part.complete_draws)[:, a, b] == 1)
    if part.sizes_draws is not None:
        drawn = part.resamples(part.sizes_draws)
        probability["conditional"] = _how_often(conditional_shares(drawn)[:, a, b] == 1)
    seen = part.resamples(part.draws["dominance"])
    probability["general"] = _how_often(seen[:, a] > seen[:, b])
    columns |= {f"p_{kind}": probability[kind] for kind in KINDS}
    keys = [(drivers.names[i], drivers.names[j]) for i, j in pairs]
    return pd.DataFrame(columns, index=pd.MultiIndex.from_tuples(keys, names=["driver", "over"]))


def _kind(complete: float, conditional: float, general: bool) -> str:
    """The strongest kind of dominance; complete dominance is unknown with very many drivers."""
    if complete == 1:
        return "complete"
    if conditional == 1:
        return "conditional"
    return "general" if general else "none"


def _how_often(seen: NDArray[np.bool_]) -> Array:
    return seen.mean(axis=0) if len(seen) else np.full(seen.shape[1], np.nan)


def params_rows(drivers: Drivers, part: Part, outcome: str) -> pd.DataFrame:
    """Importance by method, and R², in the common ten columns."""
    rows: list[dict[str, Any]] = []
    for method in drivers.methods:
        found = part.uncertainty(part.values[method], part.draws[method])
        for i, name in enumerate(drivers.names):
            rows.append(
                {
                    "kind": "share", "lhs": name, "op": "", "rhs": method, "estimate": found.estimate[i],
                    "std_error": found.std_error[i], "conf_low": found.conf_low[i],
                    "conf_high": found.conf_high[i],
                }
            )  # fmt: skip
    found = part.uncertainty(np.array([part.r_squared]), part.r_squared_draws[:, None])
    rows.append(
        {
            "kind": "r_squared", "lhs": outcome, "op": "", "rhs": "", "estimate": found.estimate[0],
            "std_error": found.std_error[0], "conf_low": found.conf_low[0], "conf_high": found.conf_high[0],
        }
    )  # fmt: skip
    return params_table(rows)
