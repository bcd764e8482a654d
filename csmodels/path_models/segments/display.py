"""The printed form and the picture of segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csmodels.numerics.fimix import fit_mixture
from csmodels.plots import interval_chart
from csmodels.tables import Block, Summary, heading, settings_block, term, text
from csmodels.tables.shown import filled
from csmodels.tables.strings import CATALOGUE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.path_models.segments.result import Segments


def summary(found: Segments, lang: str = "en") -> Summary:
    """Lay the segments out: criteria, sizes, paths side by side, the rest, settings."""
    level = float(str(found.settings["conf_level"]))
    arrows = {
        "lhs": term("outcome", lang, section="column"),
        "rhs": term("predictor", lang, section="column"),
    }
    criteria = found.criteria.drop(columns="n_parameters").T.set_axis(["value"], axis=1)
    words = [term(name, lang, section="column") for name in criteria.index]
    criteria.index = pd.Index(words, name="segment_criterion")
    blocks: list[Block | str] = [
        Block(heading("segment_criteria", lang), criteria, {"value": 3}),
        Block(heading("segment_sizes", lang), found.sizes, {"share": "percent", "certainty": "percent"}),
        Block(
            heading("segment_paths", lang),
            side_by_side(found, lang),
            {"lhs": "construct", "rhs": "construct"},
            labels=arrows,
        ),
    ]
    params = found.params
    for kind, labels in (("path", arrows), ("intercept", arrows), ("variance", arrows)):
        rows = params[params["kind"] == kind].drop(columns=["kind", "op"])
        if kind != "path":
            rows = rows.drop(columns="rhs")
        formats = {"lhs": "construct", "rhs": "construct"}
        shown = {name: how for name, how in formats.items() if name in rows}
        blocks.append(Block(heading(kind, lang), filled(rows), shown, labels=labels, conf_level=level))
    blocks.append(Block(heading("r_squared", lang), found.r_squared))
    blocks.append(settings_block(_settings(found, lang), lang))
    return Summary(
        text(found.title_key, lang),
        tuple(blocks),
        notes=(text("note.segments", lang), text("note.segment_errors", lang)),
        warnings=tuple(each.text(lang) for each in found.notices),
        lang=lang,
    )


def side_by_side(found: Segments, lang: str) -> pd.DataFrame:
    """Paths of all segments in columns, after those of all respondents together."""
    names = ["lhs", "rhs"]
    paths = found.params.query("kind == 'path'")
    wide = paths.reset_index().pivot(index=names, columns="segment", values="estimate")
    wide.columns = pd.Index([text("label.segment", lang, number=number) for number in wide.columns])
    # under consistent PLS the model's own paths are corrected and these are not: not to be compared
    whole, _ = fit_mixture(found._scores, 1, starts=1)
    wide = wide.loc[list(found.result.model.paths)]
    wide.insert(0, text("label.all_respondents", lang), whole.slopes[0, 0])
    return wide.reset_index()


def plot_paths(found: Segments, *, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """Paths of all segments with their intervals."""
    paths = found.params.query("kind == 'path'")
    labels = [
        f"{term(lhs, lang, section='construct')} ~ {term(rhs, lang, section='construct')}"
        for lhs, rhs in zip(paths["lhs"], paths["rhs"], strict=True)
    ]
    groups = [text("label.segment", lang, number=number) for number in paths.index]
    columns = ["estimate", "conf_low", "conf_high"]
    frame = paths[columns].set_axis(pd.MultiIndex.from_arrays([groups, labels]))
    level = float(str(found.settings["conf_level"]))
    return interval_chart(frame, ax=ax, title=title, lang=lang, conf_level=level)


def _settings(found: Segments, lang: str) -> dict[str, object]:
    """Settings with words in place of codes."""
    out: dict[str, object] = {}
    settings = {**found.settings, "n_parameters": int(found.criteria["n_parameters"].iloc[0])}
    for key, value in settings.items():
        name = f"option.{key}.{value}"
        if name in CATALOGUE:
            out[key] = text(name, lang)
        elif key == "n":
            out[key] = f"{value:,}"
        else:
            out[key] = value
    return out
