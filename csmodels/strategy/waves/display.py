"""The printed document of tracked waves, and what its pictures are drawn from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.strategy.privacy import without_small
from csmodels.strategy.waves.private import (
    check_baseline,
    hidden_waves,
    least_of,
    shielded,
    whole_groups,
)
from csmodels.strategy.waves.wording import item_words, level_words
from csmodels.tables import CATALOGUE, Block, FrozenMapping, Summary, heading, settings_block, term, text
from csmodels.tables.formats import Format
from csmodels.tables.notices import Group
from csmodels.tables.shown import display_settings, filled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.strategy.waves.result import Track

#: Shares and means of scales get more decimals than points do.
_SMALL = 2.0


def summary(result: Track, lang: str) -> Summary:
    """Levels, changes, their parts, trend, targets, noise, settings."""
    level = float(str(result.settings["conf_level"]))
    power = f"{100 * float(str(result.settings['power'])):g}"
    places = decimals(result)
    blocks: list[Block | str] = [
        _levels(result, lang, level, places),
        _changes(result, lang, level, power, places),
    ]
    blocks += _decomposition(result, lang, level, places)
    if len(whole_groups(result, result.trend)):
        blocks.append(_trend(result, lang, level, places))
    if result.goals is not None:
        blocks.append(_targets(result, lang, level, places))
    if not whole_groups(result, result.noise)["noise"].isna().all():
        blocks.append(_noise(result, lang, level, power, places))
    settings = display_settings(dict(result.settings), lang)
    if hidden_waves(result):
        for name in ("n", "n_rows", "n_dropped", "n_asked"):
            settings.pop(name, None)
    blocks.append(settings_block(settings, lang))
    return Summary(
        text("heading.waves_of", lang, name=result.label(lang)),
        tuple(blocks),
        notes=(text("note.waves_noise", lang),),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def decimals(result: Track) -> Format:
    """How the level is written: shares in per cent, others with decimals that suit their scale."""
    ends = result.tracked.ends
    if ends == (0.0, 1.0):
        return "percent"
    if ends is not None and ends[1] - ends[0] <= _SMALL:
        return 3
    return 2


def _named(result: Track, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Groups, waves, ways of comparing and items by their words."""
    if result.groups:
        frame = result._worded(frame, lang)
    for name in ("wave", "against", "part"):
        if name in frame.index.names:
            words = {each: _word(result, name, each, lang) for each in frame.index.unique(level=name)}
            frame = frame.rename(index=words, level=name if frame.index.nlevels > 1 else None)
    if "since" in frame:
        frame = frame.assign(since=[_word(result, "wave", each, lang) for each in frame["since"]])
    return frame


def _word(result: Track, name: str, value: Any, lang: str) -> Any:
    if name == "wave":
        return (
            value
            if lang == "en" and isinstance(value, str)
            else result.wave_labels.get(value, {}).get(lang, value)
        )
    return term(f"waves_{value}", lang, section="value")


def _labels(frame: pd.DataFrame, lang: str) -> dict[str, str]:
    """Headers of the columns and levels that belong to waves alone."""
    names = [str(name) for name in (*frame.index.names, *frame.columns) if name is not None]
    return {n: text(f"column.waves_{n}", lang) for n in names if f"column.waves_{n}" in CATALOGUE}


def _levels(result: Track, lang: str, level: float, places: Format) -> Block:
    frame = _named(result, shielded(result, filled(result.levels), lang), lang)
    formats: dict[str, Format] = dict.fromkeys(("estimate", "std_error", "conf_low"), places)
    labels = {"wave": text("column.waves_wave", lang)}
    return Block(heading("waves_levels", lang), frame, formats, labels=labels, conf_level=level)


def _changes(result: Track, lang: str, level: float, power: str, places: Format) -> Block:
    frame = _named(result, shielded(result, filled(result.changes)), lang).drop(
        columns="statistic", errors="ignore"
    )
    if "std_error" not in frame:
        kept = Block(heading("waves_changes", lang), frame[["since", "change"]], {"change": places})
        return replace(kept, labels=_labels(frame, lang))
    formats: dict[str, Format] = {
        **dict.fromkeys(("change", "std_error", "conf_low", "noise", "detectable"), places),
        "p_adjusted": "p", "signal": "flag",
    }  # fmt: skip
    note = text("note.waves_changes", lang, power=power, alpha=f"{100 * (1 - level):.3g}")
    return Block(
        heading("waves_changes", lang),
        frame,
        formats,
        note=note,
        labels=_labels(frame, lang),
        conf_level=level,
    )


def _decomposition(result: Track, lang: str, level: float, places: Format) -> list[Block | str]:
    """Parts of the changes; of one item there is nothing to divide."""
    if len(result.tracked.components) < 2:
        return []
    blocks: list[Block | str] = []
    estimated = "wave_weights" in result.settings
    if estimated:
        frame = _named(result, shielded(result, filled(result.parts)), lang).drop(
            columns="statistic", errors="ignore"
        )
        formats: dict[str, Format] = dict.fromkeys(("estimate", "std_error", "conf_low"), places)
        blocks.append(
            Block(heading("waves_parts", lang), frame, formats, labels=_labels(frame, lang), conf_level=level)
        )
    latest = result.waves[-1]
    found = shielded(result, result.decomposition).xs(("previous", latest), level=("against", "wave"))
    found = found[found["of_mean"].notna()]
    if not len(found):
        return blocks
    kept = ["mean_before", "mean_after", "weight_before", "weight_after", "of_mean", "of_weight", "total"]
    frame = _named(result, pd.DataFrame(found)[kept], lang)
    if not estimated or result.settings["wave_weights"] == "first":
        frame = frame.drop(columns=["weight_before", "of_weight", "total"]).rename(
            columns={"weight_after": "weight"}
        )
    weights = ("weight", "weight_before", "weight_after")
    where: dict[str, Format] = {str(name): places for name in frame if name not in weights}
    if frame["mean_after"].abs().max() <= 1:  # shares of respondents
        where |= {"mean_before": 3, "mean_after": 3}
    words = {name: _component(result, name, lang) for name in result.tracked.components}
    frame = frame.rename(index=words, level="item" if frame.index.nlevels > 1 else None)
    title = text("heading.waves_decomposition", lang, wave=_word(result, "wave", latest, lang))
    note = text("note.waves_decomposition" if estimated else "note.waves_by_mean", lang)
    blocks.append(Block(title, frame, where, labels=_labels(frame, lang), note=note))
    return blocks


def _component(result: Track, name: str, lang: str) -> str:
    """A box in words, or an item with its question."""
    if f"value.waves_{name}" in CATALOGUE:
        return text(f"value.waves_{name}", lang)
    return item_words(name, result.tracked.items.get(name, {}), lang)


def _trend(result: Track, lang: str, level: float, places: Format) -> Block:
    frame = filled(whole_groups(result, result.trend)).drop(columns="statistic", errors="ignore")
    if frame["wald"].isna().all():
        frame = frame.drop(columns=["wald", "wald_df", "p_equal"])
    frame = _named(result, frame, lang) if result.groups else frame.reset_index(drop=True)
    labels = {**_labels(frame, lang), "estimate": text("column.waves_slope", lang)}
    formats: dict[str, Format] = {
        **dict.fromkeys(("estimate", "std_error", "conf_low"), places), "wald": 2, "wald_df": "count",
        "p_equal": "p",
    }  # fmt: skip
    note = text("note.waves_trend", lang)
    return Block(heading("waves_trend", lang), frame, formats, labels=labels, note=note, conf_level=level)


def _targets(result: Track, lang: str, level: float, places: Format) -> Block:
    found = result.targets
    assert found is not None  # asked for with targets only
    frame = _named(result, shielded(result, found)[found["target"].notna()], lang)
    frame = frame.assign(
        state=[term(f"waves_{s}", lang, section="value") if s else "" for s in frame["state"]]
    )
    # the column of the catalogue named "target" is a construct
    frame = frame.rename(columns={"target": "goal", "conf_low": "gap_low", "conf_high": "gap_high"})
    intervals = frame.rename(columns={"gap_low": "conf_low", "gap_high": "conf_high"})
    formats: dict[str, Format] = {
        **dict.fromkeys(("goal", "estimate", "gap", "conf_low"), places), "probability": "percent",
    }  # fmt: skip
    drawn = int(str(result.settings["n_boot"])) > 0
    note = text("note.waves_targets_drawn" if drawn else "note.waves_targets_normal", lang)
    labels = _labels(intervals, lang)
    return Block(
        heading("waves_targets", lang), intervals, formats, labels=labels, note=note, conf_level=level
    )


def _noise(result: Track, lang: str, level: float, power: str, places: Format) -> Block:
    frame = _named(result, whole_groups(result, result.noise), lang)
    formats: dict[str, Format] = {
        **dict.fromkeys(("std_error", "noise", "detectable"), places), "here": "flag", "n": "count",
    }  # fmt: skip
    note = text("note.waves_sizes", lang, power=power)
    return Block(
        heading("waves_noise", lang), frame, formats, labels=_labels(frame, lang), note=note, conf_level=level
    )


# ---------------------------------------------------------------------- pictures


def drawn_track(result: Track, group: Any, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """Draw levels from the public tables."""
    from csmodels.plots.waves import track_chart

    chosen = list(result.groups) if group is None else [group]
    parts = {}
    levels = shielded(result, result.levels)
    compared = shielded(result, result.changes)
    for each in chosen or [None]:
        frame = result._one_group(levels, each).copy()
        changes = result._one_group(compared, each).loc["previous"]
        frame["signal"] = changes["signal"].reindex(frame.index).fillna(False).astype(bool)
        found = result.targets
        if found is not None:
            frame["target"] = result._one_group(found, each)["target"]
        words = "" if each is None else _group(result, each, lang)
        parts[words] = _named_waves(result, frame, lang)
    table = pd.concat(parts, names=["group"])
    title = _question(result, lang) if title is None else title
    return track_chart(
        table, quantity=_quantity(result, lang), conf_level=float(str(result.settings["conf_level"])),
        wave=_wave_name(result, lang), lang=lang, ax=ax, title=title,
    )  # fmt: skip


def drawn_control(
    result: Track,
    frame: pd.DataFrame,
    group: Any,
    sigmas: float,
    lang: str,
    ax: Axes | None,
    title: str | None,
) -> Axes:
    """Draw a control chart of one group."""
    from csmodels.plots.waves import control_chart

    check_baseline(result, group, frame)
    least = least_of(result)
    frame = without_small(
        frame.assign(signal=frame["signal"] & (frame["n"] >= least)), "n", least, ["estimate"]
    )
    if title is None and group is not None:
        title = _group(result, group, lang)
    title = _question(result, lang) if title is None else title
    return control_chart(
        _named_waves(result, frame, lang), quantity=_quantity(result, lang), sigmas=sigmas,
        wave=_wave_name(result, lang), lang=lang, ax=ax, title=title,
    )  # fmt: skip


def _quantity(result: Track, lang: str) -> str:
    """What is tracked, for an axis: without the question."""
    if not result.tracked.words:
        return result.label(lang)
    return level_words({name: {} for name in result.tracked.items}, result.tracked.indicator)[lang]


def _question(result: Track, lang: str) -> str | None:
    """The question of one item, as title; none of several items and of constructs."""
    items = result.tracked.items
    if not result.tracked.words or len(items) > 1:
        return None
    ((name, words),) = items.items()
    return words[lang] if words[lang] != name else None


def _named_waves(result: Track, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    out = frame.copy()
    out.index = pd.Index([str(_word(result, "wave", each, lang)) for each in frame.index], name="wave")
    return out


def _group(result: Track, group: Any, lang: str) -> str:
    """A group in words; English text labels are words already."""
    return Group(group, FrozenMapping(result.group_labels.get(group, {}))).text(lang)


def _wave_name(result: Track, lang: str) -> str:
    return text("figure.waves_wave", lang)
