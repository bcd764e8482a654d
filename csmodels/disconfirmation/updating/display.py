"""The printed document of customers followed over repeated occasions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.tables import Block, Summary, text
from csmodels.tables.formats import format_value
from csmodels.tables.result import settings_block
from csmodels.tables.strings import check_language

if TYPE_CHECKING:
    from csmodels.disconfirmation.updating.result import UpdatingResult

#: Printed columns: quantity of the course, and whether the exact value stands beside it.
_SHOWN = {
    "performance": False,
    "expectation": True,
    "should_expectation": False,
    "perceived": False,
    "disconfirmation": False,
    "uncertainty": False,
    "gain": False,
    "intention": True,
}


def summary(result: UpdatingResult, lang: str) -> Summary:
    """Course of the means, parameters, and what they imply."""
    check_language(lang)
    course = result.course
    columns = {}
    for name, beside in _SHOWN.items():
        bayes = name == "perceived" and result._bayes
        if name not in course.index.get_level_values(0) or bayes:
            continue
        head = f"updating_{name.removesuffix('_expectation')}"
        part = course.xs(name)
        columns[head] = part["estimate"]
        if beside and bool(part["exact"].notna().all()):
            columns[f"updating_exact_{name}"] = part["exact"]
    formats = dict.fromkeys(columns, "estimate")
    frame = pd.DataFrame(columns).rename_axis("updating_occasion")
    settings: dict[str, object] = {
        "updating_model": text(f"option.updating_model.{result.model.model}", lang),
        **{f"updating_{name}": f"{value:g}" for name, value in result.model.parameters.items()},
        "updating_n_occasions": result.settings["n_occasions"],
        "updating_n_customers": format_value(result.settings["n_customers"], "count"),
    }
    if "seed" in result.settings:
        settings["seed"] = result.settings["seed"]
    blocks = (
        Block(text("heading.updating_course", lang), frame, formats, note=_made(result, lang)),
        settings_block(settings, lang),
    )
    return Summary(text("heading.updating", lang), blocks, notes=_implied(result, lang), lang=lang)


def _made(result: UpdatingResult, lang: str) -> str:
    if result.given:
        return text("note.updating_given", lang)
    return text("note.updating_exact", lang, n=format_value(len(result.experiences), "count"))


def _implied(result: UpdatingResult, lang: str) -> tuple[str, ...]:
    """What the parameters imply, in sentences."""
    m = result.model
    if not result._bayes:
        keep = m._number("weight")
        written = {"gain": format_value(1 - keep, "estimate"), "keep": format_value(keep, "estimate")}
        return (text("note.updating_boulding", lang, **written),)
    found = []
    first = result.exact.iloc[0]
    short = -first["neutral"]
    if m._number("risk_aversion") > 0 and np.isfinite(short) and short > 0:
        rise = short * first["gain"]
        fields = {"short": format_value(short, "estimate"), "rise": format_value(rise, "estimate")}
        found.append(text("note.updating_rust", lang, **fields))
    elif m._number("risk_aversion") == 0:
        found.append(text("note.updating_neutral", lang))
    if m.drift:
        steady = m.steady_state
        fields = {
            "gain": format_value(steady["gain"], "estimate"),
            "variance": format_value(steady["uncertainty"], "estimate"),
        }
        found.append(text("note.updating_steady", lang, **fields))
    else:
        found.append(text("note.updating_certain", lang))
    return tuple(found)
