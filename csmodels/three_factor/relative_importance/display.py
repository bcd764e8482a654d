"""The printed document of relative importance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.tables import Block, Summary, heading, settings_block, term, text
from csmodels.tables.formats import format_value
from csmodels.three_factor.shown import shown_settings

if TYPE_CHECKING:
    from csmodels.three_factor.relative_importance.result import RelativeImportance

#: Up to so many drivers all pairs are printed; the tables have them all.
PAIRS_PRINTED = 6
_SUM = ("lmg", "dominance", "relative_weights", "pratt")


def summary(result: RelativeImportance, lang: str) -> Summary:
    """Importance by method, pairs of drivers, dominance, settings."""
    level = float(str(result.settings["conf_level"]))
    methods = result.drivers.methods
    # general dominance is LMG: the same figures are not printed twice
    shown = [name for name in methods if name != "dominance" or "lmg" not in methods]
    blocks: list[Block | str] = [_of_method(result, name, lang, level) for name in shown]
    if len(methods) > 1:
        blocks.append(_side_by_side(result, lang))
    few = len(result.drivers.names) <= PAIRS_PRINTED
    if few and result.parts[0].variation.members:
        blocks.append(_pairs(result, lang, level))
    blocks += _dominance(result, lang, few)
    blocks.append(settings_block(_settings(result, lang), lang))
    notes = [_explained(result, lang)]
    if any(name in _SUM for name in methods):
        notes.append(text("note.importance_sum", lang))
    if "lmg" in methods or "dominance" in methods:
        notes.append(text("note.importance_lmg", lang))
    if result.parts[0].variation.members:
        notes.append(text("note.importance_bounded", lang))
    title = text("heading.importance_of", lang, outcome=result.outcome_words(lang))
    return Summary(
        title,
        tuple(blocks),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def method_word(name: str, lang: str) -> str:
    """A method in words."""
    return text(f"value.importance_{name}", lang)


def _settings(result: RelativeImportance, lang: str) -> dict[str, object]:
    found = shown_settings(dict(result.settings), lang)
    between = "、" if lang == "zh" else ", "
    found["method"] = between.join(method_word(name, lang) for name in result.drivers.methods)
    words = {"orders": "importance_orders", "method": "importance_method"}
    return {words.get(key, key): value for key, value in found.items()}


def _named(result: RelativeImportance, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Groups and drivers by their words."""
    frame = result._worded(frame, lang)
    words = {name: result.driver_label(name, lang) for name in result.drivers.names}
    for name in ("driver", "than", "over"):
        if name in frame.index.names:
            frame = frame.rename(index=words, level=name if frame.index.nlevels > 1 else None)
    return frame


def _of_method(result: RelativeImportance, method: str, lang: str, level: float) -> Block:
    frame = _named(result, pd.DataFrame(result.estimates.xs(method, level="method")), lang)
    places = [
        "" if pd.isna(low) else f"{low}" if low == high else f"{low}–{high}"
        for low, high in zip(frame["rank_low"], frame["rank_high"], strict=True)
    ]
    shown = frame[["estimate", "conf_low", "conf_high", "share", "rank"]].assign(
        importance_ranks=places, importance_first=frame["p_first"]
    )
    if "sampling_error" in frame:
        shown["sampling_error"] = frame["sampling_error"]
    empty = ["conf_low", "conf_high"] if shown["conf_low"].isna().all() else []
    if frame["p_first"].isna().all():
        empty += ["importance_ranks", "importance_first"]
    formats: dict[str, str | int] = {"rank": "count", "importance_first": "percent", "sampling_error": 4}
    labels = {
        "estimate": text("column.importance_value", lang),
        "share": text("column.importance_share", lang),
        "importance_ranks": text("column.importance_ranks", lang, level=f"{100 * level:g}"),
    }
    title = text("heading.importance_by", lang, method=method_word(method, lang))
    return Block(title, shown.drop(columns=empty), formats, labels=labels, conf_level=level)


def _side_by_side(result: RelativeImportance, lang: str) -> Block:
    frame = _named(result, result.shares, lang)
    labels = {name: method_word(name, lang) for name in result.drivers.methods}
    return Block(
        heading("importance_shares", lang), frame, dict.fromkeys(frame.columns, "percent"), labels=labels
    )


def _pairs(result: RelativeImportance, lang: str, level: float) -> Block:
    method = result.drivers.methods[0]
    frame = _named(result, pd.DataFrame(result.comparisons.xs(method, level="method")), lang)
    frame = frame[["difference", "conf_low", "conf_high", "p_value", "p_adjusted", "probability"]]
    frame = frame.rename(columns={"probability": "importance_ahead"})
    if frame["importance_ahead"].isna().all():
        frame = frame.drop(columns="importance_ahead")
    formats: dict[str, str | int] = {
        "difference": 3, "conf_low": 3, "p_adjusted": "p", "importance_ahead": "percent",
    }  # fmt: skip
    title = text("heading.importance_pairs", lang, method=method_word(method, lang))
    note = text("note.importance_pairs", lang)
    return Block(title, frame, formats, conf_level=level, note=note)


def _dominance(result: RelativeImportance, lang: str, few: bool) -> list[Block]:
    conditional, dominance = result.conditional, result.dominance
    if conditional is None or dominance is None:
        return []
    formats: dict[Any, str | int] = dict.fromkeys(conditional.columns, 3)
    labels = {k: text("column.importance_others", lang, k=k) for k in conditional.columns}
    frame = _named(result, conditional.rename_axis(columns=None), lang)
    blocks = [Block(heading("importance_conditional", lang), frame, formats, labels=labels)]
    if not few:
        return blocks
    shown = _named(result, dominance[dominance["general"]], lang)
    words = [term(f"dominance_{kind}", lang, section="value") for kind in shown["dominance"]]
    table = pd.DataFrame({"dominance": words}, index=shown.index)
    for kind in ("complete", "conditional", "general"):
        if not shown[f"p_{kind}"].isna().all():
            table[f"p_{kind}"] = shown[f"p_{kind}"]
    percents = {name: "percent" for name in table.columns if name != "dominance"}
    heads = {name: text(f"column.importance_{name}", lang) for name in percents}
    note = text("note.importance_dominance", lang)
    if percents:
        note += text("note.importance_dominance_seen", lang)
    blocks.append(Block(heading("importance_dominance", lang), table, percents, labels=heads, note=note))
    return blocks


def _explained(result: RelativeImportance, lang: str) -> str:
    """R² of each group, in a sentence."""
    rows = result.params[result.params["kind"] == "r_squared"]
    found = []
    for at, row in rows.iterrows():
        written = f"R² = {format_value(row['estimate'], 'estimate')}"
        if pd.notna(row["conf_low"]):
            low, high = (format_value(row[end], "estimate") for end in ("conf_low", "conf_high"))
            written += f" [{low}, {high}]"
        if result.groups:
            word = result._worded(pd.DataFrame(index=pd.Index([at])), lang).index[0]
            written = f"{word}{'：' if lang == 'zh' else ': '}{written}"
        found.append(written)
    return ("；" if lang == "zh" else "; ").join(found) + ("。" if lang == "zh" else ".")
