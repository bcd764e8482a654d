"""The printed document of a Kano analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.kano.figures import CATEGORIES
from csmodels.kano.labels import CONTESTED, FEWEST_FOR_LABEL, RULES, TOO_FEW
from csmodels.tables import Block, Summary, format_value, heading, settings_block, term, text
from csmodels.tables.shown import display_settings, filled

if TYPE_CHECKING:
    from csmodels.kano.result import KanoResult


def summary(result: KanoResult, lang: str) -> Summary:
    """Labels, counts, coefficients, tests, scores, reverse attributes, settings."""
    level = float(str(result.settings["conf_level"]))
    blocks: list[Block | str] = [_categories(result, lang), _counts(result, lang)]
    blocks.append(_coefficients(result, lang, level))
    blocks.append(_tests(result, lang))
    if result.scores is not None:
        blocks.append(_scores(result, result.scores, lang, level))
    if result.reread is not None:
        blocks.append(_reread(result, result.reread, lang, level))
    blocks.append(settings_block(display_settings(dict(result.settings), lang), lang))
    return Summary(
        text("heading.kano", lang),
        tuple(blocks),
        notes=(text("note.kano_letters", lang),),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def worded(result: KanoResult, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Groups and attributes by their words."""
    frame = result._worded(frame, lang)
    words = {name: result.model.label(name, lang) for name in result.attributes}
    return frame.rename(index=words, level="attribute" if frame.index.nlevels > 1 else None)


def _heads(lang: str, *names: str) -> dict[str, str]:
    return {name: text(f"column.kano_{name}", lang) for name in names}


def in_words(agreement: str, lang: str) -> str:
    """The label of `agreement`, or what it is between, in a language.

    Examples
    --------
    >>> in_words("contested: I 84 %, O 16 %", "zh"), in_words("M", "zh")
    ('有争议：I 84 %, O 16 %', 'M')
    >>> in_words("contested: rules say I, I, O; I 94 %, O 6 %", "zh")
    '有争议：各规则为 I, I, O；I 94 %, O 6 %'
    """
    if agreement.startswith(TOO_FEW):
        n, _, shares = agreement.partition("(")[2].partition(")")
        key = "kano_too_few_between" if shares else "kano_too_few"
        return text(f"value.{key}", lang, n=n, between=shares.removeprefix(": "))
    if agreement.startswith(CONTESTED + RULES):
        rules, _, shares = agreement.removeprefix(CONTESTED + RULES).partition("; ")
        key = "kano_contested_rules_between" if shares else "kano_contested_rules"
        return text(f"value.{key}", lang, rules=rules, between=shares)
    if agreement.startswith(CONTESTED):
        return text("value.kano_contested", lang, between=agreement.removeprefix(CONTESTED))
    words = {"not resampled": "value.kano_not_resampled", "without errors": "value.kano_segment_no_error"}
    return text(words[agreement], lang) if agreement in words else agreement


def agreements(result: KanoResult, lang: str) -> list[str]:
    """The same of every row of `categories`."""
    return [in_words(each, lang) for each in result.categories["agreement"]]


def _categories(result: KanoResult, lang: str) -> Block:
    columns = ["agreement", "mode", "m_o_a_i", "oam_irq", "category_strength", "total_strength"]
    table = result.categories.assign(agreement=agreements(result, lang))
    if table["importance"].notna().any():
        table["refined"] = [term(name, lang, section="value") for name in table["refined"]]
        columns += ["importance", "refined"]
    band = f"{100 * float(str(result.settings['tie_band'])):g}"
    numbers = {
        "agreed": f"{100 * float(str(result.settings['certainty'])):g}",
        "fewest": str(FEWEST_FOR_LABEL),
    }
    note = text("note.kano_agreement", lang, band=band, **numbers)
    formats: dict[str, str | int] = {
        "category_strength": "percent",
        "total_strength": "percent",
        "importance": 2,
    }
    frame = worded(result, table[columns], lang)
    return Block(heading("kano_categories", lang), frame, formats, labels=_heads(lang, *columns), note=note)


def _counts(result: KanoResult, lang: str) -> Block:
    weighted = result.counts_unweighted is not None
    frame = worded(result, result.counts, lang)
    formats: dict[str, str | int] = dict.fromkeys(CATEGORIES, 1 if weighted else "count")
    formats["n"] = 1 if weighted else "count"
    labels = {name: name for name in CATEGORIES}
    return Block(
        heading("kano_counts_weighted" if weighted else "kano_counts", lang), frame, formats, labels=labels
    )


def with_limits(frame: pd.DataFrame, name: str) -> list[str]:
    """Estimate with its limits in one cell."""
    rows = zip(frame[name], frame[f"{name}_low"], frame[f"{name}_high"], strict=True)
    return [cell_text(*row) for row in rows]


def cell_text(value: float, low: float, high: float) -> str:
    if np.isnan(value):
        return ""
    limits = "" if np.isnan(low) else f" [{format_value(low, 2)}, {format_value(high, 2)}]"
    return f"{format_value(value, 2)}{limits}"


def _with_interval(
    heads: dict[str, str], table: pd.DataFrame, names: tuple[str, ...], lang: str, level: float
) -> dict[str, str]:
    """Heads of columns that hold limits, where there are any, say so."""
    interval = text("label.interval", lang, level=f"{100 * level:g}")
    limited = [name for name in names if table[f"{name}_low"].notna().any()]
    return heads | {name: f"{heads[name]} [{interval}]" for name in limited}


def _coefficients(result: KanoResult, lang: str, level: float) -> Block:
    table = result.coefficients
    quadrants = result.categories[["quadrant", "quadrant_mean"]]
    frame = pd.DataFrame({name: with_limits(table, name) for name in ("better", "worse")}, index=table.index)
    frame = frame.join(quadrants)
    frame[["reverse_share", "questionable_share"]] = table[["reverse_share", "questionable_share"]]
    labels = _with_interval(_heads(lang, *frame.columns), table, ("better", "worse"), lang, level)
    formats: dict[str, str | int] = {"reverse_share": "percent", "questionable_share": "percent"}
    note = text(f"note.kano_coefficients_{result.settings['coefficients']}", lang)
    return Block(
        heading("kano_coefficients", lang), worded(result, frame, lang), formats, labels=labels, note=note
    )


def _tests(result: KanoResult, lang: str) -> Block:
    table = result.tests
    weighted = result.counts_unweighted is not None

    def pair(first: str, second: str, one: float, other: float) -> str:
        kind: str | int = 1 if weighted else "count"
        return f"{first} {format_value(one, kind)}, {second} {format_value(other, kind)}" if first else ""

    named = ("first", "second", "n_first", "n_second")
    said = {True: text("value.kano_fong_rejects", lang), False: text("value.kano_fong_not", lang)}
    frame = pd.DataFrame(
        {
            "top_two": [pair(*row) for row in table[list(named)].itertuples(index=False)],
            "p_mid": table["p_value"],
            "p_holm": table["p_holm"],
            "p_exact": table["p_exact"],
            "fong": [said[bool(flag)] for flag in table["fong_rejects"]],
        },
        index=table.index,
    )
    formats: dict[str, str | int] = {"p_mid": "p", "p_holm": "p", "p_exact": "p"}
    labels = _heads(lang, *frame.columns)
    note = text("note.kano_tests", lang)
    return Block(heading("kano_tests", lang), worded(result, frame, lang), formats, labels=labels, note=note)


def _scores(result: KanoResult, table: pd.DataFrame, lang: str, level: float) -> Block:
    frame = pd.DataFrame(
        {name: with_limits(table, name) for name in ("functional", "dysfunctional")}, index=table.index
    )
    frame["score_quadrant"] = table["quadrant"]
    frame[["importance_index", "satisfaction_index"]] = table[["importance_index", "satisfaction_index"]]
    formats: dict[str, str | int] = {"importance_index": 3, "satisfaction_index": 1}
    heads = _heads(lang, *frame.columns)
    labels = _with_interval(heads, table, ("functional", "dysfunctional"), lang, level)
    note = text("note.kano_scores", lang)
    return Block(heading("kano_scores", lang), worded(result, frame, lang), formats, labels=labels, note=note)


def _reread(result: KanoResult, table: pd.DataFrame, lang: str, level: float) -> Block:
    frame = table[[*CATEGORIES, "n"]].copy()
    frame["agreement"] = [in_words(each, lang) for each in table["agreement"]]
    frame[["m_o_a_i", "oam_irq"]] = table[["m_o_a_i", "oam_irq"]]
    for name in ("better", "worse"):
        frame[name] = with_limits(table, name)
    heads = _heads(lang, "agreement", "m_o_a_i", "oam_irq", "better", "worse")
    labels = {name: name for name in CATEGORIES}
    labels |= _with_interval(heads, table, ("better", "worse"), lang, level)
    weighted = result.counts_unweighted is not None
    formats: dict[str, str | int] = dict.fromkeys([*CATEGORIES, "n"], 1 if weighted else "count")
    shown = worded(result, filled(frame), lang)
    note = text("note.kano_reread", lang)
    return Block(heading("kano_reread", lang), shown, formats, labels=labels, note=note)
