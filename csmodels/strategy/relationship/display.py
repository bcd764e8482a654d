"""Documents and pictures of the funnel and of the life cycle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.numerics.strategy.levels import at_level
from csmodels.plots.relationship import share_bars
from csmodels.strategy.indicators.display import NOTHING
from csmodels.strategy.privacy import few, hidden_cells, private_counts
from csmodels.strategy.relationship.life_cycle import STAGES
from csmodels.strategy.relationship.questions import question_blocks
from csmodels.tables import Block, Summary, heading, settings_block, text
from csmodels.tables.formats import format_value
from csmodels.tables.shares import share_cell
from csmodels.tables.shown import display_settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.strategy.relationship.funnel import RelationshipFunnel
    from csmodels.strategy.relationship.life_cycle import LifeCycle

_KNOWN = ("awareness", "contact", "satisfaction", "loyalty", *STAGES)


def level_word(name: Any, lang: str) -> str:
    """A level or stage in words; names the library does not know stay as they are."""
    return text(f"value.relationship_{name}", lang) if name in _KNOWN else str(name)


def share_text(value: float) -> str:
    """A share in per cent."""
    return NOTHING if not np.isfinite(value) else str(share_cell(float(np.clip(value, 0, 1))))


def limits_text(row: Mapping[Any, Any], *, signed: bool = False) -> str:
    """Limits of a share or of a difference in per cent."""
    ends = [float(row[name]) for name in ("conf_low", "conf_high")]
    if not np.isfinite(ends).all():
        return NOTHING
    low, high = (str(format_value(x, "percent")) if signed else share_text(x) for x in ends)
    return f"[{low}, {high}]"


def level_of(settings: Mapping[str, object]) -> float:
    """Of the limits."""
    return float(str(settings["conf_level"]))


def least_of(result: Any) -> int:
    """Fewest people that are printed."""
    return int(str(result.settings["least"]))


def settings_shown(result: Any, lang: str, *, hide: bool) -> Block:
    """Settings; without the numbers of respondents where they would give a small group away."""
    settings = display_settings(dict(result.settings), lang)
    if hide:
        for name in ("n", "n_rows", "n_dropped", "n_unknown"):
            settings.pop(name, None)
    return settings_block(settings, lang)


def small_groups(result: Any) -> bool:
    """Whether a group has too few people."""
    sizes = [len(each.values) for each in result.base.rows]
    return bool(result.groups) and min(sizes) < least_of(result)


def _cells_hidden(passed: int, asked: int, least: int) -> bool:
    """Whether few passed, or few did not."""
    return any(0 < n < least for n in (passed, asked - passed))


def _hidden_of_group(result: RelationshipFunnel, g: int, least: int) -> dict[str, list[bool]]:
    depth = result.base.rows[g].values[:, 0]
    found: dict[str, list[bool]] = {"share": [], "conversion": [], "alone": []}
    # who stopped since the last level that is printed
    few_in_all, stopped, before = 0 < len(depth) < least, 0, False
    for k in range(len(result.names)):
        asked, passed = (int(each.sum()) for each in at_level(depth, k))
        stopped += asked - passed
        small = few_in_all or 0 < passed < least or 0 < stopped < least
        found["share"].append(small)
        # from a level that is not printed the conversion would tell how many reached it
        found["conversion"].append(small or before)
        own = result.own_answers(g, k)
        found["alone"].append(_cells_hidden(int(own.sum()), len(own), least))
        stopped = stopped if small else 0
        before = small
    return found


def hidden_levels(result: RelationshipFunnel) -> pd.DataFrame:
    """Which figures of the funnel must not be printed: shares, conversions, conditions alone.

    A level is hidden where few reached it, or where few stopped between it and the last level before that is
    printed; the conversion from a hidden level too.
    """
    least = least_of(result)
    found = [pd.DataFrame(_hidden_of_group(result, g, least)) for g in range(len(result.base.rows))]
    return pd.concat(found).set_axis(result.shares.index)


def _stand_in(result: RelationshipFunnel, lang: str) -> list[str]:
    """What is printed for a hidden figure: that few reached the level, or that it would give few away."""
    least, found = least_of(result), []
    for rows in result.base.rows:
        for k in range(len(result.names)):
            passed = int(at_level(rows.values[:, 0], k)[1].sum())
            found.append(few(least) if passed < least else text("value.private_hidden", lang))
    return found


def funnel_summary(result: RelationshipFunnel, lang: str) -> Summary:
    """Shares and conversions, conditions, settings."""
    shares, steps, alone = result.shares, result.conversions, result.alone
    least = least_of(result)
    shown = pd.DataFrame(index=shares.index)
    # the number in all groups together is known
    totals = ("columns",) if result.groups else ()
    by_level = shares["n"].groupby(level="level", sort=False)
    shown["n"] = by_level.transform(lambda n: private_counts(n, least, lang=lang, totals=totals))
    hidden, words = hidden_levels(result), _stand_in(result, lang)
    for name, frame in (("share", shares), ("conversion", steps), ("alone", alone)):
        small = hidden[name]
        records = frame.to_dict("records")
        instead = words if name != "alone" else [few(least)] * len(words)
        shown[name] = [
            word if hide else share_text(row["estimate"])
            for row, hide, word in zip(records, small, instead, strict=True)
        ]
        shown[f"{name}_limits"] = [
            NOTHING if hide else limits_text(row) for row, hide in zip(records, small, strict=True)
        ]
    shown = _named(result, shown, "level", lang)
    level = text("column.relationship_limits", lang, level=f"{100 * level_of(result.settings):g}")
    labels = {name: text(f"column.relationship_{name}", lang) for name in ("share", "conversion", "alone")}
    labels |= {f"{name}_limits": level for name in ("share", "conversion", "alone")}
    labels |= {"level": text("column.relationship_level", lang)}
    meant = {name: text("value.relationship_everybody", lang) if each == "all" else each
             for name, each in result.levels.items()}  # fmt: skip
    rules = _rules(meant, "level", "condition", lang)
    return _document(
        result, "funnel", lang,
        [Block(heading("relationship_levels", lang), shown, {"n": "plain"}, labels=labels), rules],
        "levels",
    )  # fmt: skip


def cycle_summary(result: LifeCycle, lang: str) -> Summary:
    """Shares of the stages, rules, settings."""
    frame = _safe_stages(result, lang)
    records = frame.to_dict("records")
    shown = pd.DataFrame(index=frame.index)
    shown["n"] = frame["people"]
    shown["share"] = [
        row["people"] if row["hide"] else share_text(row["estimate"]) for row in records
    ]  # fmt: skip
    shown["limits"] = [NOTHING if row["hide"] else limits_text(row) for row in records]
    shown = _named(result, shown, "stage", lang)
    labels = {
        "stage": text("column.relationship_stage", lang),
        "share": text("column.relationship_of_all", lang),
        "limits": text("column.relationship_limits", lang, level=f"{100 * level_of(result.settings):g}"),
    }
    rules = _rules(dict(result.rules), "stage", "rule", lang)
    return _document(
        result, "life_cycle", lang,
        [Block(heading("relationship_stages", lang), shown, {"n": "plain"}, labels=labels), rules],
        "stages",
    )  # fmt: skip


def _safe_stages(result: LifeCycle, lang: str) -> pd.DataFrame:
    """Stages with the people in them as they may be printed; shares give people away as well."""

    frame = result.stages.copy()
    # of groups the people of a stage in all of them are known too
    counts = frame["n"].unstack("stage") if result.groups else frame["n"]
    for name, found in (
        ("people", private_counts(counts, least_of(result), lang=lang)),
        ("hide", hidden_cells(counts, least_of(result))),
    ):
        frame[name] = found.stack().reindex(frame.index) if isinstance(found, pd.DataFrame) else found
    if result.groups:
        # limits of a share of nobody would tell how few there are in all
        in_all = frame["n"].groupby(level=0, sort=False).transform("sum")
        few_in_all = in_all < least_of(result)
        frame["people"] = frame["people"].mask(few_in_all, few(least_of(result)))
        frame["hide"] = frame["hide"].astype(bool) | few_in_all
    return frame


def _named(result: Any, frame: pd.DataFrame, level: str, lang: str) -> pd.DataFrame:
    frame = result._worded(frame, lang) if result.groups else frame
    names = dict.fromkeys(frame.index.get_level_values(level))
    words = {name: level_word(name, lang) for name in names}
    return frame.rename(index=words, level=level if frame.index.nlevels > 1 else None)


def _rules(rules: Mapping[str, str], level: str, column: str, lang: str) -> Block:
    frame = pd.DataFrame(
        {column: list(rules.values())},
        index=pd.Index([level_word(name, lang) for name in rules], name=level),
    )
    labels = {name: text(f"column.relationship_{name}", lang) for name in (level, column)}
    title = "relationship_conditions" if column == "condition" else "relationship_rules"
    return Block(heading(title, lang), frame, {column: "plain"}, labels=labels)


def _document(result: Any, name: str, lang: str, blocks: list[Block], note: str) -> Summary:
    small = small_groups(result)
    return Summary(
        heading(f"relationship_{name}", lang),
        (*blocks, settings_shown(result, lang, hide=small), *question_blocks(result.questions, lang)),
        notes=(text(f"note.relationship_{note}", lang),),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def plot_funnel(result: RelationshipFunnel, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """Shares of levels by segment; written: the share, and the conversion from the level before."""
    shares, steps = result.shares, result.conversions
    first = result.names[0]
    values = []
    hide_levels = hidden_levels(result)
    hidden = hide_levels["conversion"]
    for at, row, step, hide in zip(
        shares.index, shares.to_dict("records"), steps.to_dict("records"), hidden, strict=True
    ):
        name = at[-1] if isinstance(at, tuple) else at
        share = share_text(row["estimate"])
        if name == first or not np.isfinite(step["estimate"]) or hide:
            values.append(share)
        else:
            conversion = share_text(step["estimate"])
            values.append(text("figure.relationship_value", lang, share=share, conversion=conversion))
    drawn = shares.assign(value=values)
    small = hide_levels["share"]
    drawn.loc[small, ["estimate", "conf_low", "conf_high"]] = np.nan
    drawn["value"] = drawn["value"].mask(small, pd.Series(_stand_in(result, lang), index=drawn.index))
    return _bars(result, drawn, "level", lang, ax, title)


def plot_stages(result: LifeCycle, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """Shares of stages by group."""
    frame = _safe_stages(result, lang)
    values = [
        row["people"] if row["hide"] else share_text(row["estimate"]) for row in frame.to_dict("records")
    ]
    drawn = frame.assign(value=values)
    drawn.loc[frame["hide"].astype(bool), ["estimate", "conf_low", "conf_high"]] = np.nan
    return _bars(result, drawn, "stage", lang, ax, title)


def _bars(
    result: Any, frame: pd.DataFrame, level: str, lang: str, ax: Axes | None, title: str | None
) -> Axes:  # fmt: skip
    worded = _named(result, frame, level, lang)
    table = pd.DataFrame(
        {
            "band": [""] * len(frame) if not result.groups else worded.index.get_level_values(0).map(str),
            "label": worded.index.get_level_values(level),
            **{name: 100 * frame[name].to_numpy() for name in ("estimate", "conf_low", "conf_high")},
            "value": frame["value"].to_numpy(),
        }
    )
    return share_bars(table, conf_level=level_of(result.settings), lang=lang, ax=ax, title=title)
