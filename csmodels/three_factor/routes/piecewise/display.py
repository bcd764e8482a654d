"""The printed document of a piecewise regression."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csmodels.sampling.columns import mean_words
from csmodels.tables import Block, Summary, format_value, heading, settings_block, text
from csmodels.tables.shown import display_settings
from csmodels.three_factor.penalty_reward.display import class_words, with_limits

if TYPE_CHECKING:
    from csmodels.three_factor.routes.piecewise.result import PiecewiseResult


def summary(result: PiecewiseResult, lang: str) -> Summary:
    """Slopes, shares of classes, settings."""
    level = float(str(result.settings["conf_level"]))
    blocks: list[Block | str] = [_slopes(result, lang, level), _answers(result, lang)]
    if result.probabilities is not None:
        blocks.append(_probabilities(result, lang))
    blocks.append(settings_block(display_settings(dict(result.settings), lang), lang))
    return Summary(
        text("heading.piecewise_of", lang, outcome=mean_words(result.model.outcomes, lang)),
        tuple(blocks),
        notes=(text("note.piecewise_bounded", lang),),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def _worded(result: PiecewiseResult, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Groups and attributes by their words."""
    frame = result._worded(frame, lang)
    words = {name: result.label(name, lang) for name in result.attributes}
    return frame.rename(index=words, level="attribute" if frame.index.nlevels > 1 else None)


def _slopes(result: PiecewiseResult, lang: str, level: float) -> Block:
    table = result.slopes
    limited = ["below", "above", "difference", *result.model.figures[2:]]
    frame = pd.DataFrame({name: with_limits(table, name) for name in limited[:3]}, index=table.index)
    frame["p_value"] = table["p_value"]
    if "jump" in limited:
        frame["jump"] = with_limits(table, "jump")
    frame["class"] = class_words(table["class"], lang)
    if table["probability"].notna().any():
        frame["probability"] = table["probability"]
    interval = text("label.interval", lang, level=f"{100 * level:g}")
    labels = {name: f"{text(f'column.piecewise_{name}', lang)} [{interval}]" for name in limited}
    labels |= {"p_value": text("column.piecewise_p_value", lang)}
    labels |= {name: text(f"column.three_{name}", lang) for name in ("class", "probability")}
    note = text("note.piecewise_slopes", lang, alpha=f"{100 * (1 - level):g}")
    return Block(
        heading("piecewise_slopes", lang),
        _worded(result, frame, lang),
        {"p_value": "p", "probability": "percent"},
        labels=labels,
        note=note + _explained(result, lang),
    )


def _explained(result: PiecewiseResult, lang: str) -> str:
    """R² of each group in a sentence."""
    params = result.params
    rows = result._worded(params[(params["kind"] == "r_squared").to_numpy()], lang)
    said = []
    for group, value in zip(rows.index, rows["estimate"], strict=True):
        name = f"R² = {format_value(value, 'estimate')}"
        said.append(text("label.surface_of_group", lang, group=group, said=name) if result.groups else name)
    joint, stop = ("；", "。") if lang == "zh" else ("; ", ".")
    return ("" if lang == "zh" else " ") + joint.join(said) + stop


def _answers(result: PiecewiseResult, lang: str) -> Block:
    """Knots, and how many answers lie on each side."""
    names = ["knot", "n_below", "n_at", "n_above"]
    labels = {name: text(f"column.piecewise_{name}", lang) for name in names}
    formats: dict[str, str | int] = {"knot": 2, "n_below": "count", "n_at": "count", "n_above": "count"}
    frame = _worded(result, result.slopes[names], lang)
    return Block(heading("piecewise_answers", lang), frame, formats, labels=labels)


def _probabilities(result: PiecewiseResult, lang: str) -> Block:
    table = result.probabilities
    assert table is not None  # asked before
    labels = {name: text(f"value.three_{name}", lang) for name in table.columns}
    formats: dict[str, str | int] = dict.fromkeys(table.columns, "percent")
    return Block(
        heading("three_probabilities", lang),
        _worded(result, table, lang),
        formats,
        labels=labels,
        note=text("note.three_probabilities", lang),
    )
