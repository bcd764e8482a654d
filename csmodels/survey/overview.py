"""The first look at survey data: size, design, constructs, the beginning of the questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csmodels.survey.conditions import format_number
from csmodels.survey.questionnaire import AnyItem, in_language
from csmodels.tables.strings import text
from csmodels.tables.summary import Block, Summary

if TYPE_CHECKING:
    from csmodels.survey.data import SurveyData

#: Rows of the questionnaire shown; ``data.questionnaire.to_frame()`` has all of them.
SHOWN_ITEMS = 8


def survey_overview(data: SurveyData, lang: str = "en") -> Summary:
    """Return the overview of survey data as a document."""
    blocks: list[Block | str] = [_facts(data, lang)]
    asked = data.questionnaire
    if asked is None:
        blocks.append(text("survey.no_questionnaire", lang))
        return Summary(data.title(lang) or text("survey.title", lang), tuple(blocks), lang=lang)
    if in_language(asked.description, lang, ""):
        blocks.append(in_language(asked.description, lang, ""))
    constructs = pd.DataFrame(
        {
            "count": [len(names) for names in asked.constructs.values()],
            "items": [", ".join(names) for names in asked.constructs.values()],
        },
        index=pd.Index(list(asked.constructs), name="construct"),
    )
    if len(constructs):
        blocks.append(
            Block(
                text("survey.constructs", lang),
                constructs,
                {"construct": "construct", "count": "count", "items": "plain"},
                labels={"count": text("survey.count", lang), "items": text("survey.items", lang)},
            )
        )
    shown = [asked.item(name) for name in asked.names[:SHOWN_ITEMS]]
    table = pd.DataFrame(
        {
            "wording": [in_language(item.wording, lang, "") for item in shown],
            "scale": [scale_text(item, lang) for item in shown],
            "construct": [", ".join(item.constructs) for item in shown],
        },
        index=pd.Index([item.name for item in shown], name="item"),
    )
    note = "" if len(asked) == len(shown) else text("survey.more_items", lang, n=len(asked) - len(shown))
    blocks.append(
        Block(
            text("survey.questionnaire", lang),
            table,
            {"wording": "plain", "scale": "plain", "construct": "construct"},
            note,
        )
    )
    return Summary(data.title(lang) or text("survey.title", lang), tuple(blocks), lang=lang)


def _facts(data: SurveyData, lang: str) -> Block:
    facts = {"rows": f"{len(data):,}", "columns": f"{data._frame.shape[1]:,}"}
    if data.questionnaire is not None:
        facts["n_items"] = f"{len(data.questionnaire):,}"
    design = {"weights": data.weights, "strata": data.strata, "clusters": data.clusters}
    facts |= {key: column for key, column in design.items() if column is not None}
    if data.replicate_weights:
        facts["replicate_weights"] = f"{len(data.replicate_weights):,}"
    frame = pd.DataFrame(
        {"value": list(facts.values())},
        index=pd.Index([text(f"survey.{key}", lang) for key in facts], name="figure"),
    )
    return Block("", frame, {"value": "plain"}, header=False)


def scale_text(item: AnyItem, lang: str = "en") -> str:
    """Write a scale as a questionnaire does: ``1–10 (very dissatisfied – very satisfied)``.

    Examples
    --------
    >>> from csmodels.survey import Item, Scale
    >>> scale_text(Item("q", scale=Scale(1, 10, {1: "poor", 10: "excellent"})))
    '1–10 (poor – excellent)'
    """
    if item.scale is None:
        return ""
    labels = {code: in_language(texts, lang, "") for code, texts in item.scale.labels.items()}
    if item.role == "choice" or item.scale.limits is None:
        codes = (code if isinstance(code, str) else format_number(code) for code in labels)
        parts = (
            f"{code} = {label}" if label and label != code else code
            for code, label in zip(codes, labels.values(), strict=True)
        )
        return ", ".join(parts)
    low, high = item.scale.limits
    ends = f"{format_number(low)}–{format_number(high)}"
    if labels.get(low) and labels.get(high):
        return f"{ends} ({labels[low]} – {labels[high]})"
    return ends
