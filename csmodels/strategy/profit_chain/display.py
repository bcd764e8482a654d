"""The printed document of a service-profit chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.strategy.profit_chain.rows import rows_of
from csmodels.tables import Block, Summary, heading, settings_block, text
from csmodels.tables.formats import format_value
from csmodels.tables.shown import display_settings
from csmodels.tables.strings import term

if TYPE_CHECKING:
    from csmodels.strategy.profit_chain.result import ProfitChain

NOTHING = "–"
_OWN = ("unit", "cluster", "n_units", "n_clusters", "controls", "errors")


def number(value: float, like: float | None = None) -> str:
    """A slope with as many decimals as its size asks for."""
    if np.isnan(value):
        return NOTHING
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value if like is None or not np.isfinite(like) else like)
    return f"{value:.{0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 3}f}".replace("-", "−")


def limits(row: Mapping[Any, Any], low: str, high: str, like: str) -> str:
    """Limits in brackets; nothing where there are none."""
    if np.isnan(row[low]) and np.isnan(row[high]):
        return NOTHING
    return f"[{number(row[low], row[like])}, {number(row[high], row[like])}]"


def with_limits(row: Mapping[Any, Any], name: str, low: str, high: str) -> str:
    """A slope and its limits in one cell."""
    if np.isnan(row[name]):
        return NOTHING
    return f"{number(row[name])} {limits(row, low, high, name)}"


def measure_word(name: str, lang: str) -> str:
    """A measure in words: constructs are known, other names stay as they are."""
    return term(name, lang, section="construct")


def view_word(view: str, lang: str) -> str:
    """A view in words."""
    return text(f"value.chain_view_{view}", lang)


def p_text(value: float, lang: str) -> str:
    """A p-value."""
    return NOTHING if np.isnan(value) else str(format_value(value, "p", lang))


def chain_summary(result: ProfitChain, lang: str) -> Summary:
    """Links, effects, agreement, levels, settings."""
    blocks: list[Block | str] = [_links(result, lang), _effects(result, lang), _agreement(result, lang)]
    if result.levels is not None:
        blocks.append(_levels(result, result.levels, lang))
    found = dict(result.settings)
    found["chain"] = " → ".join(measure_word(name, lang) for name in result.names)
    named = {(f"chain_{name}" if name in _OWN else name): value for name, value in found.items()}
    for name in ("chain_n_units", "chain_n_clusters", "patterns"):
        named[name] = f"{int(str(named[name])):,}"
    blocks.append(settings_block(display_settings(named, lang), lang))
    notes = tuple(text(f"note.chain_{name}", lang) for name in ("multilevel", "cause", "views"))
    told = tuple(each.text(lang) for each in result.notices)
    return Summary(heading("chain", lang), tuple(blocks), notes=notes, warnings=told, lang=lang)


def _level(result: ProfitChain) -> str:
    return f"{100 * float(str(result.settings['conf_level'])):g}"


def _arrow(first: str, second: str, lang: str) -> str:
    return f"{measure_word(first, lang)} → {measure_word(second, lang)}"


def _links(result: ProfitChain, lang: str) -> Block:
    level = _level(result)
    rows, index = [], []
    for (view, x, y), row in rows_of(result.links):
        index.append((view_word(view, lang), _arrow(x, y, lang)))
        rows.append({
            "slope": number(row["estimate"]),
            "limits": limits(row, "conf_low", "conf_high", "estimate"),
            "p_value": p_text(row["p_value"], lang),
            "p_wild": p_text(row["p_wild"], lang),
            "wild": limits(row, "wild_low", "wild_high", "estimate"),
            "reliability": NOTHING if np.isnan(row["reliability"]) else f"{max(row['reliability'], 0):.2f}",
            "corrected": with_limits(row, "corrected", "corrected_low", "corrected_high"),
        })  # fmt: skip
    frame = pd.DataFrame(rows, index=pd.MultiIndex.from_tuples(index, names=["view", "link"]))
    labels = _labels(lang, level, frame, "view", "link")
    note = text("note.chain_reliability", lang)
    return Block(heading("chain_links", lang), frame, {"p_value": "plain"}, labels=labels, note=note)


def _labels(lang: str, level: str, frame: pd.DataFrame, *levels: str) -> dict[str, str]:
    names = [name for name in (*frame.columns, *levels) if name not in ("p_value", "n")]
    return {name: text(f"column.chain_{name}", lang, level=level) for name in names}


def _effects(result: ProfitChain, lang: str) -> Block:
    rows, index = [], []
    for (view, method), row in rows_of(result.effects):
        index.append((view_word(view, lang), text(f"value.chain_{method}", lang)))
        rows.append({
            "product": with_limits(row, "estimate", "conf_low", "conf_high"),
            "whole": with_limits(row, "whole", "whole_low", "whole_high"),
        })  # fmt: skip
    frame = pd.DataFrame(rows, index=pd.MultiIndex.from_tuples(index, names=["view", "method"]))
    labels = _labels(lang, _level(result), frame, "view", "method")
    note = text("note.chain_product", lang)
    return Block(heading("chain_effects", lang), frame, labels=labels, note=note)


def _agreement(result: ProfitChain, lang: str) -> Block:
    rows, index = [], []
    for (name,), row in rows_of(result.agreement):
        index.append(measure_word(name, lang))
        rows.append({
            "n": NOTHING if np.isnan(row["n"]) else f"{int(row['n']):,}",
            "size": NOTHING if np.isnan(row["size"]) else f"{row['size']:.1f}",
            "icc1": with_limits(row, "icc1", "icc1_low", "icc1_high"),
            "icc2": with_limits(row, "icc2", "icc2_low", "icc2_high"),
            "of_means": f"{row['reliability']:.2f}".replace("-", "−"),
        })  # fmt: skip
    frame = pd.DataFrame(rows, index=pd.Index(index, name="measure"))
    labels = _labels(lang, _level(result), frame, "measure")
    note = text("note.chain_agreement", lang)
    return Block(heading("chain_agreement", lang), frame, {"n": "plain"}, labels=labels, note=note)


def _levels(result: ProfitChain, levels: pd.DataFrame, lang: str) -> Block:
    rows, index = [], []
    for (x, y), row in rows_of(levels):
        index.append(_arrow(x, y, lang))
        rows.append({
            **{name: with_limits(row, name, f"{name}_low", f"{name}_high")
               for name in ("guests", "within", "units", "difference")},
            "p_value": p_text(row["p_value"], lang),
        })  # fmt: skip
    frame = pd.DataFrame(rows, index=pd.Index(index, name="link"))
    labels = _labels(lang, _level(result), frame, "link")
    note = text("note.chain_levels", lang)
    return Block(heading("chain_levels", lang), frame, {"p_value": "plain"}, labels=labels, note=note)
