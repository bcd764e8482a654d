"""Tables of customers by value and need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.strategy.domains import domain_means
from csmodels.strategy.relationship.parts import States, share_table
from csmodels.strategy.relationship.reading import Base
from csmodels.strategy.segments.profiles import sample_of
from csmodels.strategy.segments.treatments import level_of_tier, state_of, treatment
from csmodels.strategy.segments.worth import PARTS, RFM
from csmodels.tables import params_table

if TYPE_CHECKING:
    from csmodels.strategy.segments.result import IDIC

Codes = NDArray[np.intp]


def value_table(result: IDIC) -> pd.DataFrame | None:
    """Tiers, the highest first."""
    worth, base = result.worth, result.bases.value
    if worth is None or base is None:
        return None
    codes = base.rows[0].values[:, 0].astype(np.intp)
    k = len(worth.names)
    n = np.bincount(codes, minlength=k)
    found = domain_means(worth.measure[base.rows[0].where][:, None], codes, k, sample_of(base))
    ends = {"above": [np.nan, *worth.cuts], "up_to": [*worth.cuts, np.nan]}
    table = pd.DataFrame(ends, index=list(worth.names))
    table = table.join(share_table(base.part(0, States(worth.names)), worth.names, "value", n))
    table["mean"], table["mean_error"] = found.mean[:, 0], found.std_error[:, 0]
    if worth.base is not None:
        known = worth.base[np.isfinite(worth.base)].astype(np.intp)
        table["customers"] = np.bincount(known, minlength=k)
        table["response"] = table["n"] / table["customers"]
    return table.rename_axis("value").iloc[::-1]


def rfm_table(result: IDIC) -> pd.DataFrame | None:
    """Scores with the values they stand for; of recency the shortest time is best."""
    worth = result.worth
    if worth is None or not worth.part_cuts:
        return None
    parts = []
    for name in RFM:
        if name not in worth.part_cuts:
            continue
        cuts = worth.part_cuts[name]
        low, high = [np.nan, *cuts], [*cuts, np.nan]
        scored = worth.base_parts[name]
        counts = np.bincount(scored[np.isfinite(scored)].astype(np.intp), minlength=PARTS + 1)[1:]
        shorter = name == "recency"
        table = pd.DataFrame(
            {
                "column": worth.columns[name],
                "least": high if shorter else low, "most": low if shorter else high, "n": counts,
            },
            index=pd.Index(range(1, PARTS + 1), name="score"),
        )  # fmt: skip
        parts.append(pd.concat({name: table.iloc[::-1]}, names=["part"]))
    return pd.concat(parts)


def need_shares(result: IDIC) -> pd.DataFrame | None:
    """Shares of the clusters of needs among those whose need is known."""
    base = result.bases.need
    if result.need is None or base is None:
        return None
    n = np.bincount(base.rows[0].values[:, 0].astype(np.intp), minlength=len(result.need_names))
    return share_table(base.part(0, States(result.need_names)), result.need_names, "need", n)


def needs_table(result: IDIC) -> pd.DataFrame | None:
    """Mean answers by cluster and item, and how they lie against the average respondent."""
    need, base = result.need, result.bases.need
    if need is None or base is None or not need.items:
        return None
    rows, sample = base.rows[0], sample_of(base)
    codes, k = rows.values[:, 0].astype(np.intp), len(need.names)
    found = domain_means(need.answers[rows.where], codes, k, sample)
    against = domain_means(need.relative[rows.where], codes, k, sample)
    low, high = found.limits(result.conf_level)
    index = pd.MultiIndex.from_product([need.names, need.items], names=["need", "item"])
    return pd.DataFrame(
        {
            "estimate": found.mean.ravel(), "std_error": found.std_error.ravel(), "conf_low": low.ravel(),
            "conf_high": high.ravel(), "relative": against.mean.ravel(),
            "relative_error": against.std_error.ravel(), "n": found.n.ravel(),
        },
        index=index,
    )  # fmt: skip


def need_params(table: pd.DataFrame) -> pd.DataFrame:
    """Mean needs in the ten columns: the coefficient of belonging to the cluster, without an intercept."""
    numbers = {name: table[name].to_numpy() for name in ("estimate", "std_error", "conf_low", "conf_high")}
    needs, items = (table.index.get_level_values(i) for i in (0, 1))
    rows = {"kind": "coefficient", "lhs": list(items), "op": "~", "rhs": [f"need={n}" for n in needs]}
    return params_table({**rows, **numbers})


# ------------------------------------------------------------------ profiles


def profiled(result: IDIC) -> tuple[Base, Codes, pd.MultiIndex]:
    """The respondents that are profiled, the segment of each, and the segments in the order shown."""
    by = result.profile_by
    if by == "segment":
        base, index = result.bases.segment, result.segments
    else:
        found = result.bases.value if by == "value" else result.bases.need
        assert found is not None  # refused before
        base = found
        values = result.value_names[::-1] if by == "value" else ("all",)
        names = ("all",) if by == "value" else result.need_names
        index = pd.MultiIndex.from_product([values, names], names=["value", "need"])
    codes = base.rows[0].values[:, 0].astype(np.intp)
    if by == "need":
        return base, codes, index
    per = len(result.need_names) if by == "segment" else 1
    tiers = len(result.value_names)
    return base, (tiers - 1 - codes // per) * per + codes % per, index


def made_from(result: IDIC) -> list[str]:
    """Columns that the segments profiled were made from."""
    found = []
    if result.worth is not None and result.profile_by != "need":
        found += list(result.worth.columns.values())
    if result.need is not None and result.profile_by != "value":
        found += [*result.need.items, str(result.settings.get("idic_given", ""))]
    return found


# ------------------------------------------------------------------ treatments


def treatment_table(result: IDIC) -> pd.DataFrame:
    """One row for each segment, the most valuable first."""
    telling, grid = result.telling, result.grid
    rows, sample = result.bases.segment.rows[0], sample_of(result.bases.segment)
    per, tiers = len(result.need_names), len(result.value_names)
    raw = rows.values[:, 0].astype(np.intp)
    codes = (tiers - 1 - raw // per) * per + raw % per
    table = grid[["n", "estimate", "conf_low", "conf_high"]].rename(columns={"estimate": "share"})
    table["leading"] = [_leading(result, need) for _, need in table.index]
    found = domain_means(telling.answers[rows.where][:, None], codes, len(table), sample)
    low, high = found.limits(result.conf_level)
    table["satisfaction"], table["satisfaction_low"] = found.mean[:, 0], low[:, 0]
    table["satisfaction_high"], table["n_satisfaction"] = high[:, 0], found.n[:, 0]
    states = zip(found.mean[:, 0], low[:, 0], high[:, 0], strict=True)
    table["state"] = [state_of(*each, telling.satisfied_from) for each in states]
    stages = telling.stages[rows.where]
    common = [_most(stages[codes == s], rows.weights, codes == s) for s in range(len(table))]
    table["stage"] = [name for name, _ in common]
    table["stage_share"] = [share for _, share in common]
    level = [level_of_tier(result.value_names.index(value), tiers) for value, _ in table.index]
    given = zip(level, table["state"], table["stage"], strict=True)
    table["code"] = [treatment(value, state, stage) for value, state, stage in given]
    table["own"] = [telling.own.owns(*segment) for segment in table.index]
    for lang in ("en", "zh"):
        table[f"treatment_{lang}"] = [
            telling.own.words(value, need, code, lang)
            for (value, need), code in zip(table.index, table["code"], strict=True)
        ]
    return table


def _leading(result: IDIC, need: str) -> str:
    if result.need is None or not result.need.items:
        return ""
    found = result.need.leading(result.need_names.index(need), weights_of(result))
    return ", ".join(found)


def weights_of(result: IDIC) -> Any:
    """Weights of all rows of the survey; None without."""
    base = result.bases.need or result.bases.segment
    if base.rows[0].weights is None:
        return None
    w = np.zeros(len(result.joined.frame))
    w[base.rows[0].where] = base.rows[0].weights
    return w


def _most(stages: Any, weights: Any, mine: Any) -> tuple[str | None, float]:
    """The stage most of a segment are in, and their share of those whose stage is known."""
    w = np.ones(len(stages)) if weights is None else weights[mine]
    known = np.array([isinstance(each, str) for each in stages], dtype=bool)
    if not known.any():
        return None, float("nan")
    sums = pd.Series(w[known]).groupby(np.asarray(stages[known], dtype=object)).sum()
    return str(sums.idxmax()), float(sums.max() / sums.sum())


def assigned_table(result: IDIC) -> pd.DataFrame:
    """Of every row of the survey."""
    table = pd.DataFrame(index=result.joined.frame.index)
    for name, codes, names in (
        ("value", None if result.worth is None else result.worth.codes, result.value_names),
        ("need", None if result.need is None else result.need.codes, result.need_names),
    ):
        if codes is None:
            continue
        whole = np.where(np.isfinite(codes), codes, -1).astype(int)
        table[name] = pd.Categorical.from_codes(whole, categories=pd.Index(names), ordered=name == "value")
    if result.worth is not None:
        for name in result.worth.parts.columns:
            table[f"{name}_score"] = result.worth.parts[name].to_numpy()
        if len(result.worth.parts.columns):
            table["rfm_score"] = result.worth.measure
    per = len(result.need_names)
    known = np.isfinite(result.codes)
    segment = np.full(len(table), None, dtype=object)
    code = np.full(len(table), None, dtype=object)
    tiers, states = len(result.value_names), result.treatments["state"].to_dict()
    for i in np.flatnonzero(known):
        at, need = divmod(int(result.codes[i]), per)
        value, word = result.value_names[at], result.need_names[need]
        both = [x for x, there in ((value, result.worth), (word, result.need)) if there is not None]
        segment[i] = ", ".join(both)
        stage = result.telling.stages[i]
        state = str(states[value, word])
        code[i] = treatment(level_of_tier(at, tiers), state, stage if isinstance(stage, str) else None)
    table["segment"], table["treatment"] = segment, code
    return table
