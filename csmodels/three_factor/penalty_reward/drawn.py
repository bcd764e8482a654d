"""What pictures of a penalty-reward analysis draw: tables of one group, and what is said under them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.numerics.three_factor.impact import impact
from csmodels.plots.three_look import SURE, class_word
from csmodels.tables.strings import text
from csmodels.three_factor.penalty_reward.codes import in_words
from csmodels.three_factor.penalty_reward.sample import Part

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.three_factor.penalty_reward.result import PenaltyRewardResult

SORTS = ("riocs", "class")
#: Limits of the zones of asymmetry.
ZONES = (0.1, 0.4)
_CLASSES = ("basic", "performance", "excitement", "unimportant", "")


def part_of(result: PenaltyRewardResult, group: Any) -> Part:
    """The respondents of a group."""
    result._one_group(result.coding, group)  # refuses an unknown group
    return result.parts[result.groups.index(group) if result.groups else 0]


def impact_range(result: PenaltyRewardResult, group: Any) -> pd.DataFrame:
    """See `PenaltyRewardResult.impact_range`."""
    part = part_of(result, group)
    table = result._one_group(result.asymmetry, group)[["riocs", "riocs_low", "riocs_high"]].copy()
    low, high = np.array(result.coded.scales).T
    table["performance"] = part.means
    table["performance_100"] = 100 * (part.means - low) / (high - low)
    return table


def impact_draws(result: PenaltyRewardResult, group: Any) -> pd.DataFrame | None:
    """See `PenaltyRewardResult.impact_draws`."""
    drawn = part_of(result, group).resamples
    if drawn is None:
        return None
    found = impact(*drawn)
    names = pd.MultiIndex.from_product(
        [list(result.attributes), range(len(found.ia))], names=["attribute", "resample"]
    )
    return pd.DataFrame({"riocs": found.riocs.T.ravel(), "ia": found.ia.T.ravel()}, index=names)


def labelled(result: PenaltyRewardResult, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Rows by the words of the attributes alone."""
    return frame.set_axis(pd.Index([result.model.label(name, lang) for name in frame.index]), axis=0)


def _classed(result: PenaltyRewardResult, table: pd.DataFrame, group: Any) -> pd.DataFrame:
    """The same with the class of each attribute, and whether it is unsure."""
    rows = result._one_group(result.classification, group)
    return table.assign(**{"class": rows["class"], "unsure": rows["probability"] < SURE})


def _coded(result: PenaltyRewardResult, lang: str) -> str:
    """The codes of low and high, where all attributes share them."""
    low, high = set(result.coded.low), set(result.coded.high)
    if len(low) > 1 or len(high) > 1:
        return text("figure.three_coded_varied", lang)
    return text("figure.three_coded", lang, low=in_words(low.pop()), high=in_words(high.pop()))


def _map_note(table: pd.DataFrame, lang: str, *said: str) -> tuple[str, ...]:
    """One paragraph under a map."""
    found = list(said)
    if table["unsure"].any():
        found.insert(0, text("figure.three_unsure_told", lang, share=f"{100 * SURE:g}"))
    return (("" if lang == "zh" else " ").join(found),)


def _level(result: PenaltyRewardResult) -> float:
    return float(str(result.settings["conf_level"]))


def draw_bars(
    result: PenaltyRewardResult,
    *,
    group: Any,
    sort: str | None,
    lang: str,
    ax: Axes | None,
    title: str | None,
) -> Axes:
    """Draw penalties and rewards; see `PenaltyRewardResult.plot_penalty_reward`."""
    from csmodels.plots.three_bars import penalty_reward_bars

    if sort is not None and sort not in SORTS:
        raise SpecificationError(
            f"sort={sort!r} is unknown. Choose one of {some(map(repr, SORTS))}, or None."
            f"{did_you_mean(sort, SORTS)}"
        )
    table = result._one_group(result.classification, group)
    if sort is not None:
        riocs = result._one_group(result.asymmetry, group)["riocs"]
        by_class = [_CLASSES.index(name) if sort == "class" else 0 for name in table["class"]]
        keys = pd.DataFrame({"class": by_class, "riocs": -riocs.to_numpy()})
        table = table.iloc[keys.sort_values(["class", "riocs"], kind="stable").index.to_numpy()]
    said = []
    for name, share in zip(table["class"], table["probability"], strict=True):
        word = class_word(name, lang)
        known = name and np.isfinite(share)
        said.append(
            text("figure.three_of_resamples", lang, name=word, share=f"{100 * share:.0f}") if known else word
        )
    latent = "_latent" if result.model.estimator == "ordinal" else ""
    label = text(f"figure.three_bars{latent}", lang)
    if table[["penalty_low", "reward_low"]].notna().to_numpy().any():
        label = text("figure.three_with_level", lang, label=label, level=f"{100 * _level(result):g}")
    plain = "" if table["probability"].notna().any() else "_plain"
    between = "" if lang == "zh" else " "
    rule = "_calibrated" if result.settings["rule"] == "calibrated" else ""
    note = between.join([text(f"figure.three_said{rule}{plain}", lang), _coded(result, lang)])
    return penalty_reward_bars(
        labelled(result, table, lang), said, xlabel=label, notes=(note,), lang=lang, ax=ax, title=title
    )


def draw_range(
    result: PenaltyRewardResult, *, group: Any, lang: str, ax: Axes | None, title: str | None
) -> Axes:
    """Draw range of impact by performance; see `PenaltyRewardResult.plot_impact_range`."""
    from csmodels.plots.three_maps import impact_range_map

    table = _classed(result, impact_range(result, group), group)
    label = "performance" if result.model.coding == "levels" else "disconfirmation"
    if len(set(result.coded.scales)) > 1:  # different scales can only be compared as shares of them
        label = "performance_100"
        table["performance"] = table["performance_100"]
    return impact_range_map(
        labelled(result, table, lang), ylabel=text(f"figure.three_{label}", lang), conf_level=_level(result),
        notes=_map_note(table, lang, _coded(result, lang)), lang=lang, ax=ax, title=title,
    )  # fmt: skip


def draw_asymmetry(
    result: PenaltyRewardResult, *, group: Any, clouds: bool, lang: str, ax: Axes | None, title: str | None
) -> Axes:
    """Draw range and asymmetry of impact; see `PenaltyRewardResult.plot_asymmetry`."""
    from csmodels.plots.three_maps import asymmetry_map

    table = _classed(result, result._one_group(result.asymmetry, group), group)
    drawn = impact_draws(result, group) if clouds else None
    shown = {}
    if drawn is not None:
        shown = {
            result.model.label(name, lang): drawn.loc[name].to_numpy(dtype=np.float64)
            for name in result.attributes
        }
    zones = text("figure.three_zones", lang, inner=f"{ZONES[0]:g}", outer=f"{ZONES[1]:g}")
    return asymmetry_map(
        labelled(result, table, lang), shown, limits=ZONES, alpha=round(1 - _level(result), 10),
        notes=_map_note(table, lang, zones, _coded(result, lang)), lang=lang, ax=ax, title=title,
    )  # fmt: skip
