"""The printed form of a fitted path model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csmodels.numerics.reliability import MEASURES
from csmodels.path_models.terms import HigherOrder
from csmodels.tables import Block, Summary, format_value, heading, settings_block, term, text
from csmodels.tables.shown import display_settings, filled, without_empty

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

_WORDS = {"lhs": "construct", "rhs": "construct"}


def summary(
    result: PathResult,
    lang: str = "en",
    first: tuple[Block, ...] = (),
    title: str = "",
    more_notes: tuple[str, ...] = (),
) -> Summary:
    """Lay a result out: what was asked first, then what it rests on.

    Parameters
    ----------
    result : PathResult
    lang : {"en", "zh"}
    first : tuple of Block
        Tables to print before the paths, e.g. the index.
    title : str
    more_notes : tuple of str
        Sentences to print after the others.
    """
    level = float(str(result.settings["conf_level"]))
    params = result._worded(result.params, lang)
    effects = result._worded(result.total_effects, lang).drop(columns=["effect", "through"])
    arrows = {
        "lhs": term("outcome", lang, section="column"),
        "rhs": term("predictor", lang, section="column"),
    }
    blocks_of = {
        "lhs": term("construct", lang, section="column"),
        "rhs": term("item", lang, section="column"),
    }
    blocks: list[Block | str] = [
        *first,
        _params(params, "path", arrows, lang, level),
        Block(
            heading("r_squared", lang),
            filled(result._worded(result.r_squared, lang)),
            {"r_squared_adjusted": 3},
            conf_level=level,
        ),
        Block(
            heading("total_effects", lang),
            filled(_numbered(effects)),
            _WORDS,
            labels=arrows,
            conf_level=level,
        ),
        Block(heading("reliability", lang), reliability_cells(result._worded(result.reliability, lang))),
        _params(_dimensions(result, params, lang), "loading", blocks_of, lang, level),
        _params(_dimensions(result, params, lang), "weight", blocks_of, lang, level),
        *_admissibility(result, lang),
        *_answers(result, lang),
        settings_block(display_settings(result.settings, lang), lang),
    ]
    notes = [text("note.sign_rule", lang), text("note.reliability", lang)]
    if result.settings.get("correlations") == "polychoric":
        notes.append(text("note.polychoric_reliability", lang))
    notes += _on_p_values(result, lang)
    return Summary(
        title or text(result.title_key, lang),
        tuple(blocks),
        notes=(*notes, *more_notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def _admissibility(result: PathResult, lang: str) -> list[Block]:
    if result.settings["estimator"] != "plsc":
        return []
    from csmodels.path_models.admissibility import admissibility_block

    return [without_empty(admissibility_block(result, lang), "where")]


def _answers(result: PathResult, lang: str) -> list[Block | str]:
    """Answers of each item and the rule for missing ones; a sentence where nothing is missing."""
    table = result.answers_by_item
    if table is None:
        return []
    rule = text(f"option.missing.{result.settings['missing']}", lang)
    if not table["n_missing"].any():
        return [text("note.all_answered", lang, rule=rule)]
    counts = dict.fromkeys(table.columns, "count")
    return [Block(heading("answers", lang), table, counts, note=text("note.answers", lang, rule=rule))]


def _on_p_values(result: PathResult, lang: str) -> list[str]:
    """How p-values were made, where resamples made them."""
    n_boot = int(str(result.settings["n_boot"]))
    if n_boot == 0 or result.settings["ci"] not in ("percentile", "bca", "studentized"):
        return []
    least = format_value(2 / (n_boot + 1), 4)
    return [text("note.p_value", lang, n_boot=f"{n_boot:,}", least=least)]


def reliability_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Each measure with its limits in one cell: ``0.78 [0.72, 0.82]``."""
    cells = {
        measure: [
            _cell(*row)
            for row in table[[measure, f"{measure}_low", f"{measure}_high"]].itertuples(index=False)
        ]
        for measure in MEASURES
    }
    return pd.DataFrame(cells, index=table.index)


def _cell(value: float, low: float, high: float) -> str:
    if pd.isna(value):
        return ""
    limits = "" if pd.isna(low) else f" [{format_value(low, 2)}, {format_value(high, 2)}]"
    return f"{format_value(value, 2)}{limits}"


def _dimensions(result: PathResult, params: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Dimensions of higher-order constructs by their words: they stand where items do."""
    shown = params.copy()
    for name, block in result.model.measurement.items():
        if isinstance(block, HigherOrder):
            words = {one: term(one, lang, section="construct") for one in block.dimensions}
            mine = shown["kind"].isin(["loading", "weight"]) & (shown["lhs"] == name)
            shown.loc[mine, "rhs"] = shown.loc[mine, "rhs"].replace(words)
    return shown


def _params(params: pd.DataFrame, kind: str, labels: dict[str, str], lang: str, level: float) -> Block:
    """The parameters of one kind; the heading tells what the operator would."""
    rows = _numbered(params[params["kind"] == kind].drop(columns=["kind", "op"]))
    formats = _WORDS if kind == "path" else {"lhs": "construct", "rhs": "plain"}
    return Block(heading(kind, lang), filled(rows), formats, labels=labels, conf_level=level)


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Without the row numbers of a larger table; groups stay."""
    return frame.reset_index(drop=True) if frame.index.name is None else frame
