"""The printed document of two classifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csmodels.tables import Block, Summary, heading, text
from csmodels.tables.listing import listed
from csmodels.tables.strings import CATALOGUE
from csmodels.three_factor.bridge.reasons import REASONS

if TYPE_CHECKING:
    from csmodels.three_factor.bridge.result import ClassificationComparison


def summary(result: ClassificationComparison, lang: str) -> Summary:
    """Attributes, agreement by rule, what may explain the differences, who is alone."""
    level = float(str(result.settings["conf_level"]))
    blocks: list[Block | str] = [_attributes(result, lang), _agreement(result, lang, level)]
    seen = _seen(result)
    if seen:
        blocks.append(_reasons(result, seen, lang))
    notes = [text("note.bridge_classes", lang)]
    for side in ("kano", "ratings"):
        alone = [result.label(name, lang) for name, where in result.alone if where == side]
        if alone:
            notes.append(text(f"note.bridge_only_{side}", lang, names=listed(alone, lang, 8)))
    return Summary(
        heading("bridge", lang),
        tuple(blocks),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def class_word(name: str, lang: str) -> str:
    """A class in words; nothing for none."""
    return text(f"value.three_{name}", lang) if name else ""


def _seen(result: ClassificationComparison) -> list[str]:
    told = {name for each in result.comparison["reasons"] for name in each.split(", ")}
    return [name for name in REASONS if name in told]


def _attributes(result: ClassificationComparison, lang: str) -> Block:
    frame = result.comparison
    shown = pd.DataFrame(
        {
            "bridge_kano": [class_word(each, lang) for each in frame["kano"]],
            "bridge_category": frame["category"].to_numpy(),
            "bridge_kano_p": frame["kano_probability"].to_numpy(),
            "bridge_ratings": [class_word(each, lang) for each in frame["ratings"]],
            "bridge_ratings_p": frame["ratings_probability"].to_numpy(),
            "bridge_agrees": frame["agrees"].array,
            "bridge_why": [
                ("；" if lang == "zh" else "; ").join(
                    text(f"value.bridge_{name}", lang) for name in each.split(", ") if name
                )
                for each in frame["reasons"]
            ],
        },
        index=frame.index.map(lambda name: result.label(name, lang)).rename("attribute"),
    )
    empty = [name for name in ("bridge_kano_p", "bridge_ratings_p") if shown[name].isna().all()]
    percents = dict.fromkeys(("bridge_kano_p", "bridge_ratings_p"), "percent")
    return Block(
        heading("bridge_attributes", lang), shown.drop(columns=empty), {**percents, "bridge_agrees": "flag"}
    )


def _agreement(result: ClassificationComparison, lang: str, level: float) -> Block:
    frame = result.agreement
    words = [
        text(f"column.three_{rule}", lang) if f"column.three_{rule}" in CATALOGUE else rule
        for rule in frame.index
    ]
    shown = frame[["n", "n_agree", "share", "kappa", "conf_low", "conf_high"]].set_axis(words)
    shown = shown.rename_axis("bridge_rule").rename(
        columns={"n_agree": "bridge_n", "share": "bridge_share", "kappa": "bridge_kappa"}
    )
    formats: dict[str, str | int] = {
        "n": "count", "bridge_n": "count", "bridge_share": "percent", "bridge_kappa": 2, "conf_low": 2,
    }  # fmt: skip
    title = heading("bridge_agreement", lang)
    return Block(title, shown, formats, conf_level=level, note=text("note.bridge_kappa", lang))


def _reasons(result: ClassificationComparison, seen: list[str], lang: str) -> Block:
    """The reasons that occur, in full."""
    frame = pd.DataFrame(
        {
            "reason": [text(f"value.bridge_{name}", lang) for name in seen],
            "meaning": [text(f"note.bridge_{name}", lang) for name in seen],
        }
    )
    return Block(heading("bridge_reasons", lang), frame, header=False)
