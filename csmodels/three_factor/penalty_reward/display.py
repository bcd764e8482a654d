"""The printed document of a penalty-reward analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.plots.three_look import SURE
from csmodels.sampling.columns import mean_words
from csmodels.tables import Block, Summary, format_value, heading, settings_block, term, text
from csmodels.tables.shown import display_settings, without_empty
from csmodels.three_factor.penalty_reward.figures import RULES, own_members

if TYPE_CHECKING:
    from csmodels.three_factor.penalty_reward.result import PenaltyRewardResult


def summary(result: PenaltyRewardResult, lang: str) -> Summary:
    """Classes, asymmetry, other rules, probabilities, coding, settings."""
    level = float(str(result.settings["conf_level"]))
    blocks: list[Block | str] = [_classes(result, lang, level), _asymmetry(result, lang, level)]
    blocks.append(_rules(result, lang))
    if result.probabilities is not None:
        blocks.append(_probabilities(result, lang))
    blocks.append(_coding(result, lang))
    settings = display_settings(dict(result.settings), lang)
    blocks.append(settings_block(settings, lang))
    notes = [text("note.three_levels", lang)]
    if (result.asymmetry["reversal"] != "").any():
        notes.append(text("note.three_reversal", lang))
    return Summary(
        text("heading.three_factor_of", lang, outcome=mean_words(result.model.outcomes, lang)),
        tuple(blocks),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def worded(result: PenaltyRewardResult, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Groups and attributes by their words."""
    frame = result._worded(frame, lang)
    words = {name: result.model.label(name, lang) for name in result.attributes}
    return frame.rename(index=words, level="attribute" if frame.index.nlevels > 1 else None)


def heads(lang: str, *names: str) -> dict[str, str]:
    """Headers of columns by the words of this topic."""
    return {name: text(f"column.three_{name}", lang) for name in names}


def class_words(codes: pd.Series, lang: str) -> list[str]:
    """Classes in words; empty where a rule gives none."""
    return [text(f"value.three_{code}", lang) if code else "" for code in codes]


def with_limits(frame: pd.DataFrame, name: str, digits: int = 2) -> list[str]:
    """Estimates with their limits in one cell each."""
    found = []
    for value, low, high in frame[[name, f"{name}_low", f"{name}_high"]].itertuples(index=False):
        cell = "" if np.isnan(value) else str(format_value(value, digits))
        if cell and np.isfinite(low):
            cell += f" [{format_value(low, digits)}, {format_value(high, digits)}]"
        found.append(cell)
    return found


def _interval(lang: str, level: float, names: dict[str, str], *columns: str) -> dict[str, str]:
    interval = text("label.interval", lang, level=f"{100 * level:g}")
    return names | {name: f"{names[name]} [{interval}]" for name in columns}


def _classes(result: PenaltyRewardResult, lang: str, level: float) -> Block:
    table = result.classification
    frame = pd.DataFrame(
        {name: with_limits(table, name) for name in ("penalty", "reward")}, index=table.index
    )
    frame["class"] = class_words(table["class"], lang)
    if table["probability"].notna().any():
        frame["probability"] = table["probability"]
    contested = table["contested"].fillna(False).to_numpy(dtype=bool)
    frame["contested"] = [text("value.three_contested", lang) if each else "" for each in contested]
    other = "calibrated" if result.settings["rule"] == "wald" else "wald"
    if (table[other] != "").any():
        frame[other] = class_words(table[other], lang)
    frame["reversal"] = _reversals(table["reversal"], lang)
    labels = _interval(lang, level, heads(lang, *frame.columns), "penalty", "reward")
    block = Block(
        heading("three_classes", lang),
        worded(result, frame, lang),
        {"probability": "percent"},
        labels=labels,
        note=f"{_classes_note(result, lang, level)}{_explained(result, lang)}",
    )
    return without_empty(without_empty(block, "reversal"), "contested")


def _classes_note(result: PenaltyRewardResult, lang: str, level: float) -> str:
    """What the classes mean, and the units of the coefficients."""
    units = text("note.three_units", lang)
    if result.model.estimator == "ordinal":
        units = text("note.three_units_latent", lang, link=result.model.link)
    kind = "_calibrated" if result.settings["rule"] == "calibrated" else ""
    shown = text("note.three_shown", lang)
    if result.classification["contested"].fillna(False).any():
        shown += text("note.three_contested", lang, share=f"{100 * SURE:g}")
    alpha = f"{100 * (1 - level):g}"
    return text(f"note.three_classes{kind}", lang, alpha=alpha, shown=shown, units=units)


def _reversals(codes: pd.Series, lang: str) -> list[str]:
    return [text(f"value.three_reversed_{code}", lang) if code else "" for code in codes]


def _explained(result: PenaltyRewardResult, lang: str) -> str:
    """R² of each group in a sentence."""
    rows = result._worded(result.params[(result.params["kind"] == "r_squared").to_numpy()], lang)
    said = []
    for group, value, measure in zip(rows.index, rows["estimate"], rows["rhs"], strict=True):
        name = f"R²{f' ({measure})' if measure else ''} = {format_value(value, 'estimate')}"
        said.append(text("label.surface_of_group", lang, group=group, said=name) if result.groups else name)
    if not rows["estimate"].notna().any():
        return ""
    joint, stop = ("；", "。") if lang == "zh" else ("; ", ".")
    return ("" if lang == "zh" else " ") + joint.join(said) + stop


def _asymmetry(result: PenaltyRewardResult, lang: str, level: float) -> Block:
    table = result.asymmetry
    frame = pd.DataFrame({"riocs": with_limits(table, "riocs")}, index=table.index)
    frame[["sgp", "dgp"]] = table[["sgp", "dgp"]]
    frame["ia"] = with_limits(table, "ia")
    if table["ia_linear"].notna().any():
        frame["ia_linear"] = table["ia_linear"]
        frame["ia_excess"] = with_limits(table, "ia_excess")
    if table["p_value"].notna().any():
        frame["p_linear"] = table["p_value"]
        if len(result.attributes) > 1:
            frame["p_holm"] = table["p_holm"]
    # a head promises limits only where there are some
    limited = [
        name for name in ("riocs", "ia", "ia_excess") if name in frame and table[f"{name}_low"].notna().any()
    ]
    labels = _interval(lang, level, heads(lang, *frame.columns), *limited)
    return Block(
        heading("three_asymmetry", lang),
        worded(result, frame, lang),
        {"sgp": 2, "dgp": 2, "ia_linear": 2, "p_linear": "p", "p_holm": "p"},
        labels=labels,
        note=_asymmetry_note(result, lang, level, frame),
    )


def _asymmetry_note(result: PenaltyRewardResult, lang: str, level: float, frame: pd.DataFrame) -> str:
    """What the figures are, and where their limits come from."""
    found = text("note.three_asymmetry", lang)
    if "p_holm" in frame:
        found += text("note.three_asymmetry_p", lang)
    null = str(result.settings["null"])
    if "p_linear" in frame and not any(own_members(part, null) for part in result.parts):
        found += text("note.three_excess_null", lang, alpha=f"{1 - level:.3g}")
    if result.settings.get("ci_impact") == "delta":
        found += text("note.three_asymmetry_delta", lang)
    return found


def _rules(result: PenaltyRewardResult, lang: str) -> Block:
    table = result.classification
    names = ["wald", *RULES, "five"]
    if (table["calibrated"] != "").any():
        names.append("calibrated")
    frame = pd.DataFrame({name: class_words(table[name], lang) for name in names}, index=table.index)
    frame["agrees"] = table["agrees"]
    return Block(
        heading("three_rules", lang),
        worded(result, frame, lang),
        {"agrees": "flag"},
        labels=heads(lang, *frame.columns),
        note=text("note.three_rules", lang),
    )


def _probabilities(result: PenaltyRewardResult, lang: str) -> Block:
    table = result.probabilities
    assert table is not None  # asked before
    frame = worded(result, table, lang)
    labels = {name: text(f"value.three_{name}", lang) for name in table.columns}
    formats: dict[str, str | int] = dict.fromkeys(table.columns, "percent")
    kind = "_calibrated" if result.settings["rule"] == "calibrated" else ""
    note = text(f"note.three_probabilities{kind}", lang)
    return Block(heading("three_probabilities", lang), frame, formats, labels=labels, note=note)


def _coding(result: PenaltyRewardResult, lang: str) -> Block:
    table = result.coding
    ends = ("low", "middle", "high")
    frame = pd.DataFrame(index=table.index)
    for end in ends:
        frame[end] = table[end]
        frame[f"n_{end}"] = table[f"n_{end}"]
    labels = heads(lang, *ends) | {f"n_{end}": term("n", lang, section="column") for end in ends}
    formats: dict[str, str | int] = {f"n_{end}": "count" for end in ends}
    note = text(f"note.three_coding_{result.model.coding}", lang)
    return Block(
        heading("three_coding", lang), worded(result, frame, lang), formats, labels=labels, note=note
    )
