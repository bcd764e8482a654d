"""Tables of one group: coefficients, asymmetry, classification, coding."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.multiplicity import adjusted_p
from csmodels.numerics.three_factor.impact import impact, reversed_signs
from csmodels.numerics.three_factor.rules import (
    BASIC,
    CLASSES,
    EXCITEMENT,
    FIVE,
    NONE,
    PERFORMANCE,
    UNIMPORTANT,
    by_index,
    by_ratio,
    by_significance,
    by_wald,
    five_classes,
)
from csmodels.plots.three_look import SURE
from csmodels.tables import params_table
from csmodels.three_factor.penalty_reward.codes import Coding, in_words
from csmodels.three_factor.penalty_reward.sample import Part

if TYPE_CHECKING:
    from csmodels.three_factor.penalty_reward.null import Calibration

Array = NDArray[np.float64]
Codes = NDArray[np.int8]

#: Published rules that need no errors, by their column.
RULES = ("significance", "ratio_li", "ratio_zhang", "index_10", "index_20")
#: Of these, the ones that call no attribute unimportant.
WITHOUT_UNIMPORTANT = ("ratio_li", "ratio_zhang", "index_10", "index_20")
#: Ratios of reward to penalty at which the classes of Zhang (2025) begin.
ZHANG = (1 / 1.5, 1 / 0.67)


def _index(names: tuple[str, ...]) -> pd.Index:
    return pd.Index(list(names), name="attribute")


def words(codes: Codes, names: tuple[str, ...] = CLASSES) -> list[str]:
    """Classes by their codes; empty where there is none."""
    return [names[code] if code != NONE else "" for code in codes]


def params(part: Part, names: tuple[str, ...], outcome: str) -> pd.DataFrame:
    """Intercept or thresholds, penalties, rewards, controls, explained variance."""
    own, beside = part.coefficients, part.others
    kinds = [*("penalty",) * part.size, *("reward",) * part.size]
    rows = [("lhs", kind, "~", name) for kind, name in zip(kinds, names * 2, strict=True)]
    at_front = [i for i, (kind, _, _) in enumerate(beside.names) if kind == "intercept"]
    behind = [i for i in range(len(beside.names)) if i not in at_front]
    texts = [
        *(beside.names[i] for i in at_front),
        *((kind, op, right) for _, kind, op, right in rows),
        *(beside.names[i] for i in behind),
        ("r_squared", "", part.r_squared_kind),
    ]
    numbers: dict[str, Any] = {}
    for name in ("estimate", "std_error", "p_value", "conf_low", "conf_high"):
        of_others = getattr(beside.values, name)
        parts = (of_others[at_front], getattr(own, name), of_others[behind], getattr(part.r_squared, name))
        numbers[name] = np.concatenate(parts)
    numbers["p_value"][-1] = np.nan
    with np.errstate(invalid="ignore", divide="ignore"):
        numbers["statistic"] = numbers["estimate"] / numbers["std_error"]
    numbers["statistic"][-1] = np.nan
    kind, op, right = (list(column) for column in zip(*texts, strict=True))
    return params_table({"kind": kind, "lhs": outcome, "op": op, "rhs": right, **numbers})


def _limits(prefix: str, found: Uncertainty) -> dict[str, Array]:
    return {
        f"{prefix}_std_error": found.std_error,
        f"{prefix}_low": found.conf_low,
        f"{prefix}_high": found.conf_high,
    }


def reversal(part: Part) -> list[str]:
    """Which of the two coefficients has the wrong sign: "", "penalty", "reward" or "both"."""
    low, high = reversed_signs(part.penalty, part.reward)
    named = {(False, False): "", (True, False): "penalty", (False, True): "reward", (True, True): "both"}
    return [named[bool(p), bool(r)] for p, r in zip(low, high, strict=True)]


def asymmetry(part: Part, names: tuple[str, ...], calibration: Calibration, null: str) -> pd.DataFrame:
    """Range of impact, its asymmetry, and what a linear world would show of it."""
    j = part.size
    own = part.impact
    errors = part.uncertainty(lambda p, r: np.concatenate([impact(p, r).riocs, impact(p, r).ia], axis=-1))
    riocs, ia = (_part_of(errors, slice(at, at + j)) for at in (0, j))
    # normal limits may leave the ends of a share: nothing lies beyond
    riocs, ia = _within(riocs, 0.0, np.inf), _within(ia, -1.0, 1.0)
    excess = _excess(part, calibration, null)
    columns: dict[str, Any] = {
        "riocs": own.riocs,
        "sgp": own.sgp,
        "dgp": own.dgp,
        "ia": own.ia,
        "ia_linear": calibration.ia_linear,
        "p_value": calibration.p_value,
        "p_holm": adjusted_p(calibration.p_value),
        **_limits("ia", ia),
        "ia_excess": own.ia - calibration.ia_linear,
        **_limits("ia_excess", excess),
        "p_contrast": calibration.p_contrast,
        **_limits("riocs", riocs),
        "reversal": reversal(part),
    }
    return pd.DataFrame(columns, index=_index(names))


def own_members(part: Part, null: str) -> bool:
    """Whether the members of the variation know the linear world that asymmetries are held against."""
    return null == "continuous" and part.has_null and part.variation.members > 0


def _excess(part: Part, calibration: Calibration, null: str) -> Uncertainty:
    """Errors of the excess over the linear world that was asked for, and over no other."""
    if own_members(part, null):
        return part.null_uncertainty(lambda p, r, p0, r0: impact(p, r).ia - impact(p0, r0).ia)
    return calibration.excess_uncertainty(part.alpha)


def _part_of(found: Uncertainty, at: slice) -> Uncertainty:
    return Uncertainty(**{name: getattr(found, name)[at] for name in vars(found)})


def _within(found: Uncertainty, low: float, high: float) -> Uncertainty:
    return replace(
        found, conf_low=np.clip(found.conf_low, low, high), conf_high=np.clip(found.conf_high, low, high)
    )


def by_rule(penalty: Array, reward: Array, part: Part) -> dict[str, Codes]:
    """Classes by every rule, of these coefficients with the errors of the sample; any leading batch axes.

    Keys are "wald" and `RULES`.
    """
    se_p, se_r = part.std_error
    ia = impact(penalty, reward).ia
    return {
        "wald": by_wald(penalty, reward, se_p, se_r, part.shared, part.alpha, part.df),
        "significance": by_significance(penalty, reward, se_p, se_r, part.alpha, part.df),
        "ratio_li": by_ratio(penalty, reward),
        "ratio_zhang": by_ratio(penalty, reward, *ZHANG, inclusive=True),
        "index_10": by_index(ia, 0.1),
        "index_20": by_index(ia, 0.2),
    }


def calibrated(part: Part, calibration: Calibration) -> Codes:
    """Classes by the test against the linear model.

    Unimportant where neither coefficient differs from zero in its own direction; performance unless the
    test rejects; then basic or excitement, as the asymmetry lies below or above that of the linear model.
    """
    significant = by_rule(part.penalty, part.reward, part)["significance"]
    p = np.asarray(calibration.p_value)
    return _against_linear(significant, np.where(np.isnan(p), np.nan, calibration.excess), p < part.alpha)


def _against_linear(significant: Codes, excess: Array, rejected: NDArray[np.bool_]) -> Codes:
    bent = np.where(excess < 0, BASIC, EXCITEMENT)
    found = np.where(rejected, bent, PERFORMANCE)
    found = np.where(significant == UNIMPORTANT, UNIMPORTANT, found)
    return np.where(np.isnan(excess) | (significant == NONE), NONE, found).astype(np.int8)


def by_default(part: Part, calibration: Calibration, rule: str) -> Codes:
    """Classes by the rule of the analysis."""
    if rule == "calibrated":
        return calibrated(part, calibration)
    return by_rule(part.penalty, part.reward, part)["wald"]


def agreement(rules: dict[str, Codes], against_linear: Codes, default: Codes) -> NDArray[np.bool_]:
    """Whether every rule that has the class of the default rule gives it."""
    found = default != NONE
    for name, codes in rules.items():
        silent = (default == UNIMPORTANT) & (name in WITHOUT_UNIMPORTANT)
        found &= (codes == default) | silent
    return np.asarray(found & ((against_linear == default) | (against_linear == NONE)))


def class_shares(part: Part, calibration: Calibration, rule: str, null: str) -> Array | None:
    """Share of the resamples in which the rule of the analysis gives each class, shape (J, classes).

    With the standard errors and critical values of the sample: a resample has none of its own.
    """
    drawn = part.resamples
    if drawn is None:
        return None
    se_p, se_r = part.std_error
    if rule == "calibrated":
        given = _calibrated_resamples(part, calibration, null)
    else:
        given = by_wald(*drawn, se_p, se_r, part.shared, part.alpha, part.df)
    return np.stack([(given == code).mean(axis=0) for code in range(len(CLASSES))], axis=-1)


def _calibrated_resamples(part: Part, calibration: Calibration, null: str) -> Codes:
    """Classes of the resamples by their excess.

    Each resample has a linear world of its own, but for a bounded one: its ordered model is not refitted, and
    the asymmetry that it implies is held at that of the sample.
    """
    drawn = part.resamples
    assert drawn is not None  # asked before
    linear = calibration.ia_linear
    if own_members(part, null):
        kept = part.used[: part.n_boot]
        linear = impact(
            *(each[: part.n_boot][kept] for each in (part.null_penalty_draws, part.null_reward_draws))
        ).ia
    apart = impact(*drawn).ia - linear
    se_p, se_r = part.std_error
    significant = by_significance(*drawn, se_p, se_r, part.alpha, part.df)
    beyond = np.abs(apart) > calibration.reach(part.alpha)
    return _against_linear(significant, apart, beyond)


def classification(
    part: Part, names: tuple[str, ...], calibration: Calibration, rule: str, null: str
) -> pd.DataFrame:
    """Penalty and reward with their errors, and the class by every rule."""
    found = part.coefficients
    penalty, reward = (_part_of(found, slice(at, at + part.size)) for at in (0, part.size))
    rules = by_rule(part.penalty, part.reward, part)
    against = calibrated(part, calibration)
    shares = class_shares(part, calibration, rule, null)
    default = by_default(part, calibration, rule)
    chance = np.full(part.size, np.nan)
    if shares is not None:
        known = default != NONE
        chance[known] = shares[np.flatnonzero(known), default[known]]
    columns: dict[str, Any] = {
        "penalty": part.penalty,
        **_limits("penalty", penalty),
        "reward": part.reward,
        **_limits("reward", reward),
        "wald": words(rules["wald"]),
        "wald_p_value": part.contrast().p_value,
        **{name: words(rules[name]) for name in RULES},
        "five": words(five_classes(part.impact.ia), FIVE),
        "calibrated": words(against),
        "class": words(default),
        "probability": chance,
        # unknown without resamples
        "contested": pd.arrays.BooleanArray(chance < SURE, np.isnan(chance)),
        "agrees": agreement(rules, against, default),
        "reversal": reversal(part),
    }
    return pd.DataFrame(columns, index=_index(names))


def probabilities(
    part: Part, names: tuple[str, ...], calibration: Calibration, rule: str, null: str
) -> pd.DataFrame | None:
    """Shares of the resamples by class."""
    shares = class_shares(part, calibration, rule, null)
    return None if shares is None else pd.DataFrame(shares, index=_index(names), columns=list(CLASSES))


def coding(part: Part, names: tuple[str, ...], coded: Coding) -> pd.DataFrame:
    """Low, middling and high answers: codes, respondents, shares."""
    low, high = part.rows[:, part.layout.low], part.rows[:, part.layout.high]
    kinds = {"low": low, "middle": 1 - low - high, "high": high}
    weights = part.weights
    columns: dict[str, Any] = {
        "low": [in_words(codes) for codes in coded.low],
        "middle": [_between(part, coded, j) for j in range(part.size)],
        "high": [in_words(codes) for codes in coded.high],
        **{f"n_{name}": table.sum(axis=0).astype(int) for name, table in kinds.items()},
        **{f"share_{name}": np.average(table, axis=0, weights=weights) for name, table in kinds.items()},
    }
    return pd.DataFrame(columns, index=_index(names))


def _between(part: Part, coded: Coding, j: int) -> str:
    """The answers of the reference: other codes of a scale of whole numbers, else those that were given."""
    low, high = coded.scales[j]
    answers = part.rows[:, part.layout.linear[j]]
    whole = float(low).is_integer() and (answers == np.round(answers)).all()
    every = np.arange(low, high + 1) if whole else np.unique(answers)
    ends = {*coded.low[j], *coded.high[j]}
    return in_words(tuple(float(code) for code in every if float(code) not in ends))
