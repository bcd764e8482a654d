"""Question 7: which numbers can be reproduced, how, and which figures of the textbook?"""

from __future__ import annotations

import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from csmodels.errors import CsmodelsError
from csmodels.sampling.settings import designed
from csmodels.strategy.complaints import word_of_mouth
from csmodels.strategy.complaints.word_of_mouth import TEXTBOOK_DISSATISFIED, TEXTBOOK_SATISFIED
from csmodels.strategy.report.answer import Answer, Lacking
from csmodels.strategy.report.study import Study
from csmodels.strategy.report.writing import interval, number, percent
from csmodels.strategy.value import five_to_one, one_yuan_customer
from csmodels.tables import Block, heading, text

PACKAGES = ("csmodels", "numpy", "scipy", "pandas", "statsmodels", "matplotlib")
#: Settings that say how a figure was made, in this order.
SETTINGS = ("n", "n_dropped", "missing", "weights", "strata", "clusters", "se", "errors", "n_boot", "seed",
            "ci", "conf_level")  # fmt: skip


def answer(study: Study, out: Answer, others: Sequence[Answer]) -> None:
    """Textbook figures, methods, settings, versions."""
    lang = out.lang
    one = one_yuan_customer().table["estimate"]
    out.say("textbook", year=number(one["per_year"], 0), total=number(one["total"], 0))
    key = "reproduce_replicates" if study.survey.replicate_weights else "reproduce"
    out.say(key, seed=study.asked.seed, n_boot=f"{study.asked.n_boot:,}")
    out.head("textbook")
    out.table(_textbook(study, lang))
    out.note("textbook")
    out.head("methods")
    out.note("methods")
    for block in _methods(study, others, lang):
        out.table(block)
    out.table(_versions(lang))
    out.head("call")
    out.note("call", call=call_of(study))


def _textbook(study: Study, lang: str) -> Block:
    """The textbook's figures beside what can be computed."""
    one = one_yuan_customer().table["estimate"]
    five = five_to_one().table["estimate"]
    rows = [
        ("one_year", number(one["per_year"], 0), "reproduced"),
        ("one_total", number(one["total"], 0), "reproduced"),
        ("one_present", number(one["present"], 0), "computed"),
        ("five", percent(five["break_even_saved"], 0), "rule"),
    ]
    frame = pd.DataFrame([_line(*row, lang) for row in [*rows, _mouth(study)]])
    labels = {name: text(f"column.report_{name}", lang) for name in ("textbook", "computed", "verdict")}
    return Block(heading("report_textbook_table", lang), frame, labels=labels)


def _line(key: str, computed: str, verdict: str, lang: str) -> dict[str, str]:
    fields = {
        "good": "–".join(f"{each:g}" for each in TEXTBOOK_SATISFIED),
        "bad": "–".join(f"{each:g}" for each in TEXTBOOK_DISSATISFIED),
    }
    return {
        "textbook": text(f"label.report_textbook_{key}", lang, **fields),
        "computed": computed or text("label.report_none", lang),
        "verdict": text(f"label.report_verdict_{verdict}", lang),
    }


def _mouth(study: Study) -> tuple[str, str, str]:
    """Balance of word of mouth of this survey, with the textbook's multipliers as inputs."""
    try:
        column = study.satisfaction[0]
        found = word_of_mouth(
            study.survey, column, conf_level=study.asked.conf_level, least=study.asked.least
        ).figures
        row: Any = found.loc["balance"]
    except (CsmodelsError, Lacking):
        return ("mouth", "", "input")
    return (
        "mouth",
        text("label.report_balance", study.lang, balance=number(row["estimate"], 0) + interval(row, 0)),
        "input",
    )


def _methods(study: Study, others: Sequence[Answer], lang: str) -> list[Block]:
    """How each figure was made, one row for each computation; sources under it."""
    rows, sources = [], {}
    for each in others:
        for method in each.methods:
            settings = dict(method.settings)
            # not all results name strata and clusters among their settings, though all use them
            if "weights" in settings and method.name != text("label.report_method_kano", lang):
                settings = {**designed(study.survey), **settings}
            kept = [
                f"{text(f'setting.{name}', lang)}: {settings[name]}"
                for name in SETTINGS if name in settings and settings[name] not in (None, "", "none")
            ]  # fmt: skip
            rows.append(
                {"method": method.name, "settings": "; ".join(kept) if lang == "en" else "；".join(kept)}
            )
            if method.source:
                sources[method.name] = method.source
    made = pd.DataFrame(rows, columns=["method", "settings"]).drop_duplicates("method")
    labels = {name: text(f"column.report_{name}", lang) for name in ("method", "settings", "citation")}
    blocks = [Block(heading("report_methods_table", lang), made, labels=labels)]
    if sources:
        cited = pd.DataFrame({"method": list(sources), "citation": list(sources.values())})
        blocks.append(Block(heading("report_citations", lang), cited, labels=labels))
    return blocks


def _versions(lang: str) -> Block:
    versions = {"Python": platform.python_version()}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:  # a checkout that is not installed
            continue
    frame = pd.DataFrame({"package": list(versions), "version": list(versions.values())})
    labels = {name: text(f"column.report_{name}", lang) for name in ("package", "version")}
    return Block(heading("report_versions", lang), frame, {"version": "plain"}, labels=labels)


def call_of(study: Study) -> str:
    """The call that makes this report again, with every role written out."""
    roles, asked = study.roles, study.asked
    parts = ["data", '"report.html"', f'"{asked.lang}"']

    def add(name: str, value: object) -> None:
        parts.append(f"{name}={written(value)}")

    if roles.model is not None and asked.model is None:
        add("model", roles.model.name)
    elif asked.model is not None:
        add("model", asked.model)
    if roles.construct != "Satisfaction":
        add("construct", roles.construct)
    for name in ("wave", "group", "lost", "kept", "recommend", "complained", "handled"):
        value = getattr(roles, name)
        if value is not None or getattr(asked, name) is False:
            add(name, False if value is None else value)
    if roles.satisfaction:
        add("satisfaction", roles.satisfaction if len(roles.satisfaction) > 1 else roles.satisfaction[0])
    for name in ("attributes", "pairs", "loyalty", "kano", "life_cycle", "segments", "scale", "title"):
        if getattr(asked, name) is not None:
            add(name, getattr(asked, name))
    for name, given in asked.money.items():
        add(name, given)
    if asked.currency:
        add("currency", asked.currency)
    for name in ("n_boot", "seed", "conf_level", "least"):
        add(name, getattr(asked, name))
    return f"cs.report({', '.join(parts)})"


def written(value: object) -> str:
    """An argument as it is typed; dots for what only a name can stand for.

    Examples
    --------
    >>> written("spend"), written(["a", "b"]), written({"until": 12}), written(pd.DataFrame())
    ('"spend"', '["a", "b"]', '{"until": 12}', '...')
    """
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (bool, int, float, np.number)):
        return f"{value!r}" if isinstance(value, (bool, int)) else f"{value:g}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{written(k)}: {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(written, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return "..."
