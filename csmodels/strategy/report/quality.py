"""Can the answers be trusted? What was found in the survey, and what its columns were taken for."""

from __future__ import annotations

import pandas as pd

from csmodels.strategy.report.answer import Answer
from csmodels.strategy.report.study import Study
from csmodels.strategy.report.writing import number, percent
from csmodels.survey import SurveyData
from csmodels.survey.quality import QualityReport
from csmodels.tables import Block, heading, text

#: Items listed with missing answers, those with most first.
SHOWN = 12


def answer(study: Study, out: Answer) -> None:
    """Size, design, missing answers, careless respondents."""
    report = study.survey.quality_report()
    lang, survey = out.lang, study.survey
    figures = report.overview["value"]
    out.say(
        "quality", n=f"{len(survey):,}", items=int(figures["n_items"]),
        missing=percent(figures["missing_share"]),
    )  # fmt: skip
    if "effective_n" in figures.index and figures["effective_n"] == figures["effective_n"]:
        out.say("effective", n=number(float(figures["effective_n"]), 0))
    for words in report.messages(lang):
        out.warnings.append(words)
    out.head("data")
    first = report.summary(lang).blocks[0]
    if isinstance(first, Block):
        out.table(first)
    out.table(_design(survey, lang))
    if (block := _missing(report, survey, lang)) is not None:
        out.table(block)
    out.head("roles")
    out.table(_roles(study, lang))
    out.note("roles")


def _design(survey: SurveyData, lang: str) -> Block:
    """Weights, strata, clusters, replicate weights: which there are."""
    none = text("label.report_none", lang)
    rows = {
        "weights": survey.weights, "strata": survey.strata, "clusters": survey.clusters,
        "replicate_weights": len(survey.replicate_weights) or None,
    }  # fmt: skip
    frame = pd.DataFrame(
        {"value": [none if value is None else str(value) for value in rows.values()]},
        index=pd.Index([text(f"label.report_design_{name}", lang) for name in rows], name="figure"),
    )
    return Block(heading("report_design", lang), frame, {"value": "plain"}, header=False)


def _missing(report: QualityReport, survey: SurveyData, lang: str) -> Block | None:
    """Items with answers missing, out of range or special, those with most first."""
    items = report.items
    kept = items[(items["missing"] > 0) | (items["out_of_range"] > 0)]
    if not len(kept):
        return None
    order = (kept["missing"] + kept["out_of_range"]).sort_values(ascending=False, kind="stable").index[:SHOWN]
    names = ["n", "missing", "routed", "special", "out_of_range"]
    frame = kept.loc[order, names].rename(columns={"n": "answers"})
    frame.insert(0, "wording", [survey.label(str(name), lang) for name in order])
    words = {name: text(f"survey.column_{name}", lang) for name in names if name != "n"}
    words |= {
        "answers": text("survey.column_n", lang),
        "wording": text("column.wording", lang),
        "item": text("column.item", lang),
    }
    formats: dict[str, str | int] = dict.fromkeys(("answers", *names[1:]), "count")
    return Block(heading("report_missing", lang), frame, formats | {"item": "plain"}, labels=words)


def _roles(study: Study, lang: str) -> Block:
    """What each column was taken for, and how that is known."""
    rows = [
        {
            "role": text(f"label.report_role_{each.role}", lang),
            "what": each.what or text("label.report_none", lang),
            "how": text(f"label.report_how_{each.how}", lang),
        }
        for each in study.roles.found
    ]
    labels = {name: text(f"column.report_{name}", lang) for name in ("role", "what", "how")}
    return Block(heading("report_roles_table", lang), pd.DataFrame(rows), labels=labels)
