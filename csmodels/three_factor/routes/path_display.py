"""The printed document of penalties and rewards in a path model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csmodels.tables import Block, Summary, heading, settings_block, term, text
from csmodels.tables.shown import display_settings, without_empty
from csmodels.three_factor.penalty_reward.display import class_words, with_limits

if TYPE_CHECKING:
    from csmodels.three_factor.routes.path import PathPenalties

#: Settings of the path model that say how the figures were made.
_SAID = (
    "estimator", "n", "n_dropped", "missing", "weights", "n_effective", "design_effect", "n_without_weight",
    "replicate_weights", "se", "n_boot", "seed", "ci", "conf_level", "resample", "by",
)  # fmt: skip


def summary(result: PathPenalties, lang: str) -> Summary:
    """Penalties, rewards and classes; the coding; settings."""
    outcome = term(result.outcome, lang, section="construct")
    settings = {name: result.settings[name] for name in _SAID if name in result.settings}
    blocks: list[Block | str] = [
        _penalties(result, lang, outcome),
        _coding(result, lang),
        settings_block(display_settings(settings, lang), lang),
    ]
    notes = [text("note.three_levels", lang)]
    if (result.penalties["reversal"] != "").any():
        notes.append(text("note.three_reversal", lang))
    return Summary(
        text("heading.path_penalties_of", lang, outcome=outcome),
        tuple(blocks),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def _penalties(result: PathPenalties, lang: str, outcome: str) -> Block:
    table = result.penalties
    limited = ("penalty", "reward", "riocs", "ia")
    frame = pd.DataFrame({name: with_limits(table, name) for name in limited}, index=table.index)
    if table["ia_linear"].notna().any():
        frame["ia_linear"] = table["ia_linear"]
    if (table["class"] != "").any():
        frame["class"] = class_words(table["class"], lang)
    if table["probability"].notna().any():
        frame["probability"] = table["probability"]
    frame["reversal"] = [
        text(f"value.three_reversed_{each}", lang) if each else "" for each in table["reversal"]
    ]
    level = float(str(result.settings["conf_level"]))
    interval = text("label.interval", lang, level=f"{100 * level:g}")
    labels = {name: text(f"column.three_{name}", lang) for name in frame.columns}
    labels |= {name: f"{labels[name]} [{interval}]" for name in limited}
    note = text(
        "note.path_penalties" if result.standardized else "note.path_penalties_raw", lang, outcome=outcome
    )
    words = {name: result.asked.label(name, lang) for name in result.attributes}
    frame = result._worded(frame, lang)
    frame = frame.rename(index=words, level="attribute" if frame.index.nlevels > 1 else None)
    formats: dict[str, str | int] = {"probability": "percent", "ia_linear": 2}
    block = Block(heading("penalties", lang), frame, formats, labels=labels, note=note)
    return without_empty(block, "reversal")


def _coding(result: PathPenalties, lang: str) -> Block:
    words = {name: result.asked.label(name, lang) for name in result.attributes}
    labels = {end: text(f"column.three_{end}", lang) for end in ("low", "high")}
    note = text("note.three_coding_levels", lang)
    return Block(
        heading("three_coding", lang), result.coding.rename(index=words), labels=labels, note=note
    )  # fmt: skip
