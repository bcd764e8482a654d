"""The printed document of a gap analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.disconfirmation.gaps.figures import ALL, MEASURES
from csmodels.numerics.gap_scores import GAP_STATES, ZONE_STATES
from csmodels.survey.item_map import OVERALL
from csmodels.tables import Block, Summary, format_value, heading, settings_block, term, text
from csmodels.tables.shown import display_settings, filled

if TYPE_CHECKING:
    from csmodels.disconfirmation.gaps.result import GapResult

_LIMITS = ("conf_low", "conf_high")


def dimension_word(name: str, lang: str) -> str:
    """A dimension in words: its own name, unless it is the one that was given none."""
    return text("value.gap_overall", lang) if name == OVERALL else term(name, lang, section="construct")


def summary(result: GapResult, lang: str) -> Summary:
    """Scores, dimensions, attributes, shares, zones, tests, settings."""
    level = float(str(result.settings["conf_level"]))
    blocks: list[Block | str] = [_scores(result, lang, level)]
    if len(result.model.items.dimensions) > 1:
        blocks.append(_gaps(result, result.dimensions, "gap_dimensions", lang, level))
    blocks.append(_gaps(result, result.attributes, "gap_attributes", lang, level))
    blocks += _reliability(result, lang)
    blocks.append(_shares(result, lang))
    blocks += _zones(result, lang)
    blocks += _explained(result, lang, level)
    blocks.append(settings_block(display_settings(dict(result.settings), lang), lang))
    notes = [text("note.gap_direction", lang)]
    if result.parts[0].by_design:
        notes.append(text("note.gap_design", lang))
    return Summary(
        text("heading.gaps", lang),
        tuple(blocks),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def worded(result: GapResult, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Groups, dimensions and attributes by their words; a single dimension without a name is not printed."""
    frame = result._worded(frame, lang)
    names = list(frame.index.names)
    if "attribute" in names:
        words = {name: result.attribute_label(name, lang) for name in result.model.items.names}
        alone = list(result.model.items.dimensions) == [OVERALL]
        together = text("value.gap_all", lang)
        words[ALL] = together if alone else ""
        frame = frame.rename(index=words, level="attribute")
        if alone:
            return frame.droplevel("dimension")
        words = {d: dimension_word(d, lang) for d in result.model.items.dimensions} | {ALL: together}
        return frame.rename(index=words, level="dimension")
    words = {OVERALL: text("value.gap_overall", lang)}
    for name in names:
        if name in ("dimension", "constraint"):
            known = {d: dimension_word(d, lang) for d in result.model.items.dimensions}
            known[ALL] = text("value.gap_all", lang)
            frame = frame.rename(index=known, level=name if len(names) > 1 else None)
    return frame


def _said(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The last level, words of the catalogue."""
    names = frame.index.get_level_values(-1).unique()
    words = {name: term(name, lang, section="value") for name in names}
    return frame.rename(index=words, level=-1 if frame.index.nlevels > 1 else None)


def _heads(lang: str, *names: str) -> dict[str, str]:
    return {name: text(f"column.gap_{name}", lang) for name in names}


def _scores(result: GapResult, lang: str, level: float) -> Block:
    frame = _said(result._worded(result.scores, lang), lang).drop(columns=["n"])
    return Block(heading("gap_scores", lang), filled(frame), {"df": 0}, conf_level=level)


def _gaps(result: GapResult, table: pd.DataFrame, name: str, lang: str, level: float) -> Block:
    columns = ["n", "expectation", "performance", "gap", *_LIMITS, "statistic", "df", "p_value"]
    frame = worded(result, table[columns], lang)
    of = text("column.gap_interval", lang, level=f"{100 * level:g}")
    labels = {**_heads(lang, "expectation", "performance", "statistic"), "conf_low": of}
    formats: dict[str, str | int] = {"expectation": 2, "performance": 2, "gap": 2, "conf_low": 2}
    formats |= {"statistic": 2, "df": 0}
    return Block(heading(name, lang), filled(frame), formats, labels=labels, conf_level=level)


def _reliability(result: GapResult, lang: str) -> list[Block]:
    """Each reliability with its limits in one cell; nothing where no dimension has two attributes."""
    table = result.reliability.dropna(subset=["estimate"])
    if not len(table):
        return []
    cells = _cells(table["estimate"], table[_LIMITS[0]], table[_LIMITS[1]], 2)
    wide = cells.unstack("measure").reindex(columns=list(MEASURES))
    wide = wide.reindex(table.droplevel(-1).index.unique())
    labels = {**_heads(lang, *MEASURES[:3]), "difference": text("column.gap_reliability_difference", lang)}
    wide = worded(result, wide.fillna("").rename_axis(columns=None), lang)
    note = text("note.gap_reliability", lang)
    return [Block(heading("gap_reliability", lang), wide, labels=labels, note=note)]


def _cells(estimate: pd.Series, low: pd.Series, high: pd.Series, decimals: int | str) -> pd.Series:
    """Estimate with its limits in one cell."""

    def cell(value: float, below: float, above: float) -> str:
        if np.isnan(value):
            return ""
        if decimals == "percent":
            limits = "" if np.isnan(below) else f" [{100 * below:.0f}, {100 * above:.0f}]"
            return f"{100 * value:.0f}{limits}"
        written = [format_value(each, decimals) for each in (below, above)]
        limits = "" if np.isnan(below) else f" [{written[0]}, {written[1]}]"
        return f"{format_value(value, decimals)}{limits}"

    rows = zip(estimate, low, high, strict=True)
    return pd.Series([cell(*row) for row in rows], index=estimate.index, dtype=object)


def _wide(frame: pd.DataFrame, names: tuple[str, ...], estimate: str, decimals: int | str) -> pd.DataFrame:
    """One column of cells for each of some rows of the last level, in the order of the table."""
    part = frame[frame.index.get_level_values(-1).isin(names)]
    cells = pd.DataFrame(_cells(part[estimate], part[_LIMITS[0]], part[_LIMITS[1]], decimals).unstack(-1))
    return cells[list(names)].reindex(frame.droplevel(-1).index.unique()).rename_axis(columns=None)


def _shares(result: GapResult, lang: str) -> Block:
    wide = worded(result, _wide(result.shares, GAP_STATES, "share", "percent"), lang)
    labels = {name: f"{text(f'column.gap_{name}', lang)} (%)" for name in GAP_STATES}
    note = text("note.gap_shares", lang, all=text("value.gap_all", lang))
    return Block(heading("gap_shares", lang), wide, labels=labels, note=note)


def _zones(result: GapResult, lang: str) -> list[Block]:
    zones = result.zones
    if zones is None:
        return []
    levels = ("adequate", "desired", "performance", "msa", "mss", "position")
    first = worded(result, _wide(zones, levels, "estimate", 2), lang)
    labels = {
        **{name: text(f"column.{name}", lang) for name in levels[:2]},
        **_heads(lang, *levels[2:]),
    }
    states = _wide(zones, (*ZONE_STATES, "no_zone"), "estimate", "percent")
    heads = {name: f"{text(f'column.gap_zone_{name}', lang)} (%)" for name in ZONE_STATES}
    heads["no_zone"] = f"{text('column.gap_no_zone', lang)} (%)"
    return [
        Block(heading("gap_zones", lang), first, labels=labels, note=text("note.gap_zones", lang)),
        Block(
            heading("gap_states", lang),
            worded(result, states, lang),
            labels=heads,
            note=text("note.gap_states", lang),
        ),
    ]


def _explained(result: GapResult, lang: str, level: float) -> list[Block]:
    explained, tests = result.explained, result.constraints
    if explained is None or tests is None:
        return []
    r2 = _said(result._worded(explained, lang), lang)
    r2 = r2[["n_predictors", "r_squared", *_LIMITS, "r_squared_adjusted"]]
    frame = worded(result, tests, lang).drop(columns=["std_error"])
    heads = {"estimate": text("column.gap_sum", lang), "statistic": text("column.gap_f", lang)}
    kinds: dict[str, str | int] = {"df": 0, "df_resid": 0, "b_expectation": 3, "b_performance": 3}
    title = text("heading.gap_explained", lang, outcome=result.outcome_words(lang))
    return [
        Block(title, filled(r2), {"n_predictors": "count"}, conf_level=level),
        Block(
            heading("gap_constraints", lang),
            frame,
            kinds,
            labels=heads,
            note=text("note.gap_constraints", lang),
            conf_level=level,
        ),
    ]
