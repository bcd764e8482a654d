"""From the tables of an importance-performance analysis to its maps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, check_choice
from csmodels.numerics.three_factor import matrix
from csmodels.plots.matrix import Kind, Line, Name, matrix_map
from csmodels.tables import text
from csmodels.three_factor.matrix.cells import CLASSES, MatrixCells
from csmodels.three_factor.matrix.display import CLASS_WORDS, GRID_WORDS, part_word, rival_word
from csmodels.three_factor.matrix.model import CROSSHAIRS, STATED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.three_factor.matrix.result import MatrixResult

_STYLES = {"mean": "dash", "median": "dot", "midpoint": "mixed"}
_SIDES = ("x", "y")


def draw_map(
    result: MatrixResult,
    *,
    group: Any,
    crosshair: str | Sequence[str] | None,
    diagonal: bool | None,
    intervals: bool,
    lang: str,
    ax: Axes | None,
    title: str | None,
) -> Axes:
    """See `MatrixResult.plot_map`."""
    part = result.parts[result._group_at(group)]
    chosen = [result.model.crosshair] if crosshair is None else crosshair
    chosen = [chosen] if isinstance(chosen, str) else list(chosen)
    for each in chosen:
        check_choice("crosshair", each, CROSSHAIRS)
        if each not in part.crosshairs:
            raise SpecificationError(
                "There is no midpoint: it needs stated importance and the scales of both ratings,"
                " scale=(1, 5)."
            )
    same = result.model.placed_by == STATED and part.same_scale
    if diagonal and not same:
        raise SpecificationError(
            "diagonal=True needs stated importance on the scale of performance; leave it out."
        )
    positions = result._one_group(result.positions, group)
    at = result._one_group(result.crosshairs, group)
    lines = []
    for each in chosen:
        word = text(f"figure.matrix_line_{each}", lang)
        lines += [
            Line("x", float(at["performance"][each]), _STYLES[each], word),
            Line("y", float(at["importance"][each]), _STYLES[each], word),
        ]
    frame = _points(result, positions, "performance", "importance", lang)
    frame["hollow"] = positions["moves"].to_numpy(dtype=bool)
    drawn_diagonal = same if diagonal is None else diagonal
    if drawn_diagonal and _crossed(frame):
        lines.append(Line("diagonal", 0.0, "solid", text("figure.matrix_diagonal", lang), divides=False))
    corners = [
        ("concentrate", False, True),
        ("keep", True, True),
        ("minor", False, False),
        ("excess", True, False),
    ]
    return matrix_map(
        frame,
        lines,
        across=text("figure.matrix_performance", lang),
        up=_importance_word(result, lang),
        names=[Name(_capital(text(f"value.{name}", lang)), right, top) for name, right, top in corners],
        hollow=text("figure.matrix_moving", lang),
        limits=_limits(result, lang),
        intervals=intervals,
        lang=lang,
        ax=ax,
        title=title,
    )


def _crossed(frame: pd.DataFrame) -> bool:
    """Whether the diagonal runs through the map."""
    x, y = (frame[[f"{s}", f"{s}_low", f"{s}_high"]].to_numpy(dtype=float) for s in _SIDES)
    return bool(np.nanmin(x) < np.nanmax(y) and np.nanmin(y) < np.nanmax(x))


def _points(result: MatrixResult, table: pd.DataFrame, across: str, up: str, lang: str) -> pd.DataFrame:
    """Places and limits by the attributes' words, all of one kind."""
    columns: dict[str, Any] = {}
    for axis, name in zip(_SIDES, (across, up), strict=True):
        columns[axis] = table[name].to_numpy(dtype=float)
        for end in ("low", "high"):
            column = f"{name}_{end}"
            known = column in table
            columns[f"{axis}_{end}"] = table[column].to_numpy(dtype=float) if known else np.nan
    labels = [result.attribute_label(name, lang) for name in table.index]
    return pd.DataFrame(columns, index=pd.Index(labels)).assign(kind=0, hollow=False)


def _importance_word(result: MatrixResult, lang: str, method: str | None = None) -> str:
    method = method or result.model.placed_by
    if method == STATED:
        return text("figure.matrix_importance_stated", lang)
    word = text(f"value.matrix_by_{method}", lang)
    return text("figure.matrix_importance_derived", lang, method=word)


def _limits(result: MatrixResult, lang: str) -> str:
    return text("figure.matrix_limits", lang, level=f"{100 * float(str(result.settings['conf_level'])):g}")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def draw_cells(cells: MatrixCells, *, intervals: bool, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """See `MatrixCells.plot`."""
    make = {"three_factor": _three_factor, "asymmetric": _asymmetric, "grid": _grid, "competitors": _rivals}
    found = make[cells.kind](cells, lang)
    return matrix_map(
        **found, limits=_limits(cells.result, lang), intervals=intervals, lang=lang, ax=ax, title=title
    )


def _kinds(lang: str) -> list[Kind]:
    return [Kind(_capital(text(f"value.{CLASS_WORDS[name]}", lang)), name) for name in CLASSES]


def _plain(cells: MatrixCells, lang: str) -> list[Line]:
    word = text("figure.matrix_line", lang)
    return [Line(axis, at, "dash", word) for axis in _SIDES for at in cells.lines[axis]]


def _three_factor(cells: MatrixCells, lang: str) -> dict[str, Any]:
    table, result = cells.table, cells.result
    frame = _points(result, table, "performance", "importance", lang)
    of = [CLASSES.index(each) if isinstance(each, str) else 3 for each in table["class"]]
    frame["kind"] = of
    return {
        "frame": frame,
        "lines": _plain(cells, lang),
        "across": text("figure.matrix_performance", lang),
        "up": _importance_word(result, lang),
        "kinds": _kinds(lang),
    }


def _bands(cells: MatrixCells, lang: str) -> list[Name]:
    """Names of the six cells: factors upwards, low and high performance."""
    cut = cells.lines["y"][1]
    ends = {"B": (None, -cut), "P": (-cut, cut), "E": (cut, None)}
    if cut == 0:
        ends.pop("P")
    return [
        Name(_capital(part_word(cells.kind, f"{side}{factor}", lang)), side == "H", factor == "E", low, high)
        for factor, (low, high) in ends.items()
        for side in "LH"
        if factor != "P"
    ]


def _asymmetry(cells: MatrixCells, across: str, lang: str) -> dict[str, Any]:
    """What maps of impact asymmetry have in common."""
    table = cells.table
    name = "ia_excess" if cells.settings["matrix_against"] == "linear" else "ia"
    frame = _points(cells.result, table, across, name, lang)
    cut = cells.lines["y"][1]
    frame["kind"] = [code if code >= 0 else 3 for code in matrix.by_asymmetry(table[name], cut).tolist()]
    if table[[f"{name}_low", f"{name}_high"]].notna().any(axis=None):
        frame["hollow"] = ~table["certain"].to_numpy(dtype=bool)
    lines = [Line("x", at, "dash", text("figure.matrix_line", lang)) for at in cells.lines["x"]]
    lines += [
        Line("y", at, "dot", text("figure.matrix_cuts", lang)) for at in dict.fromkeys(cells.lines["y"])
    ]
    return {
        "frame": frame,
        "lines": lines,
        "up": text(f"figure.matrix_{name}", lang),
        "names": _bands(cells, lang),
        "kinds": _kinds(lang),
        "hollow": text("figure.matrix_uncertain", lang),
    }


def _asymmetric(cells: MatrixCells, lang: str) -> dict[str, Any]:
    return {**_asymmetry(cells, "performance", lang), "across": text("figure.matrix_performance", lang)}


def _grid(cells: MatrixCells, lang: str) -> dict[str, Any]:
    frame = _points(cells.result, cells.table, "implicit", "explicit", lang)
    implicit = str(cells.settings["matrix_implicit"])
    corners = {
        "basic": (False, True), "performance_high": (True, True),
        "performance_low": (False, False), "excitement": (True, False),
    }  # fmt: skip
    return {
        "frame": frame,
        "lines": _plain(cells, lang),
        "across": _importance_word(cells.result, lang, implicit),
        "up": text("figure.matrix_importance_stated", lang),
        "names": [
            Name(_capital(text(f"value.{GRID_WORDS[name]}", lang)), right, top)
            for name, (right, top) in corners.items()
        ],
    }


def _rivals(cells: MatrixCells, lang: str) -> dict[str, Any]:
    own = cells.result.group_word(cells.group, lang)
    across = text("figure.matrix_relative", lang, own=own, rival=rival_word(cells, lang))
    table = cells.table.rename(columns={"conf_low": "difference_low", "conf_high": "difference_high"})
    if "ia" in table:
        return {**_asymmetry(_with(cells, table), "difference", lang), "across": across}
    return {
        "frame": _points(cells.result, table, "difference", "importance", lang),
        "lines": _plain(cells, lang),
        "across": across,
        "up": _importance_word(cells.result, lang),
    }


def _with(cells: MatrixCells, table: pd.DataFrame) -> MatrixCells:
    from dataclasses import replace

    return replace(cells, frame=table)
