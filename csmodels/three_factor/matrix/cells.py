"""Attributes in the cells of a further question: by factor, by asymmetry, by two kinds of importance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice, did_you_mean, some
from csmodels.numerics.three_factor import matrix
from csmodels.tables import FrozenMapping
from csmodels.tables.frozen import frozen_frame
from csmodels.tables.notices import Notice, Noticed, notice
from csmodels.tables.result import Tabled
from csmodels.tables.summary import Summary
from csmodels.three_factor.matrix.figures import attribute_index, chosen, limits, words
from csmodels.three_factor.matrix.model import DERIVED, STATED
from csmodels.three_factor.matrix.sample import Part

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.three_factor.matrix.result import MatrixResult

Array = NDArray[np.float64]

CLASSES = ("basic", "performance", "excitement", "unimportant")


@dataclass(frozen=True, repr=False, eq=False)
class MatrixCells(Noticed, Tabled):
    """Cells of attributes; made by `three_factor`, `asymmetric`, `importance_grid`, `competitors`.

    Attributes
    ----------
    kind : str
        Which question.
    frame : DataFrame
        What `table` hands out.
    lines : mapping
        Where cells are divided: "x", "y".
    settings : mapping
    """

    kind: str
    frame: pd.DataFrame
    lines: FrozenMapping[str, tuple[float, ...]]
    result: MatrixResult
    group: Any
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...] = ()

    @frozen_frame
    def table(self) -> pd.DataFrame:
        """One row by attribute; the most urgent are those of the lowest `priority`."""
        return self.frame

    def plot(
        self, *, intervals: bool = True, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw the attributes with their cells.

        Parameters
        ----------
        intervals : bool
            Draw limits as bars.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
            Colour and mark tell the kind of factor; where names would cover each other, points get numbers
            and the names stand under the map.
        """
        from csmodels.three_factor.matrix.drawn import draw_cells

        return draw_cells(self, intervals=intervals, lang=lang, ax=ax, title=title)

    def summary(self, lang: str = "en") -> Summary:
        """Return the table as a document, with what the cells mean."""
        from csmodels.three_factor.matrix.display import cells_summary

        return cells_summary(self, lang)


def three_factor(result: MatrixResult, classification: pd.DataFrame, *, group: Any) -> MatrixCells:
    """See `MatrixResult.three_factor`."""
    g = result._group_at(group)
    part = result.parts[g]
    given = of_attributes(result, classification, "class", "classification", group)["class"]
    unknown = [
        each for each in given if not (isinstance(each, str) and each in CLASSES) and not pd.isna(each)
    ]
    if unknown:
        raise SpecificationError(
            f"class {unknown[0]!r} is unknown. Classes: {', '.join(CLASSES)}."
            f"{did_you_mean(unknown[0], CLASSES)}"
        )
    factor = np.array([CLASSES.index(each) if isinstance(each, str) else -1 for each in given])
    frame, line = _placed(part)
    frame["class"] = given.to_numpy(dtype=object)
    frame |= _celled(part, line, factor)
    frame["probability"] = _side(part)
    table = pd.DataFrame(frame, index=attribute_index(part))
    return _made(result, "three_factor", table, {"x": (line,), "y": (_importance_line(part),)}, group)


def asymmetric(result: MatrixResult, asymmetry: pd.DataFrame, *, cut: float, group: Any) -> MatrixCells:
    """See `MatrixResult.asymmetric`."""
    g = result._group_at(group)
    part = result.parts[g]
    given, columns = read_asymmetry(result, asymmetry, cut, group)
    frame, line = _placed(part)
    frame |= columns
    frame |= _celled(part, line, matrix.by_asymmetry(given["ia"], cut))
    side = _side(part)
    frame["probability"] = side
    frame["certain"] = within_a_band(columns, cut) & (side >= part.options.conf_level)
    table = pd.DataFrame(frame, index=attribute_index(part))
    lines = {"x": (line,), "y": (-cut, cut)}
    return _made(result, "asymmetric", table, lines, group, {"matrix_cut": cut})


def importance_grid(result: MatrixResult, implicit: str, *, group: Any) -> MatrixCells:
    """See `MatrixResult.importance_grid`."""
    part = result.parts[result._group_at(group)]
    check_choice("implicit", implicit, DERIVED)
    if STATED not in part.methods or len(part.methods) < 2:
        raise SpecificationError(
            "The importance grid needs stated importance and an overall judgement:"
            " ImportancePerformance(importance=[...], performance=[...], overall=...)."
        )
    if implicit not in part.methods:
        raise SpecificationError(
            f"implicit={implicit!r} was not computed; there are {some(map(repr, part.methods[1:]))}. Fit the"
            f" model with method={implicit!r} for it."
        )
    frame: dict[str, Any] = limits("explicit", part.of(STATED)) | limits("implicit", part.of(implicit))
    values = part.figures[STATED], part.figures[implicit]
    code = matrix.grid(*values)
    shares = matrix.memberships(matrix.grid(*part.counted([STATED, implicit])), len(matrix.GRID))
    frame["cell"] = words(code, matrix.GRID)
    frame["probability"] = chosen(shares, code)
    lines = {"x": (float(values[1].mean()),), "y": (float(values[0].mean()),)}
    table = pd.DataFrame(frame, index=attribute_index(part))
    more = {"matrix_implicit": implicit}
    return _made(result, "grid", table, lines, group, more, (notice("matrix_grid"),))


def _made(
    result: MatrixResult,
    kind: str,
    table: pd.DataFrame,
    lines: Mapping[str, tuple[float, ...]],
    group: Any,
    more: Mapping[str, object] | None = None,
    notices: tuple[Notice, ...] = (),
) -> MatrixCells:
    settings = FrozenMapping({**result.settings, **(more or {})})
    return MatrixCells(kind, table, FrozenMapping(lines), result, group, settings, notices)


def _placed(part: Part) -> tuple[dict[str, Any], float]:
    """Importance and performance with limits, and the line that divides performance."""
    frame = limits("importance", part.of(part.model.placed_by))
    frame |= limits("performance", part.of("performance"))
    return dict(frame), float(_lines(part)[1])


def _lines(part: Part) -> Array:
    return part.lines(part.model.crosshair, part.importance, part.figures["performance"])


def _importance_line(part: Part) -> float:
    return float(_lines(part)[0])


def _celled(part: Part, line: float, factor: NDArray[Any]) -> dict[str, Any]:
    """Columns cell and priority."""
    performance = part.figures["performance"]
    code = matrix.cells(performance, line, factor)
    names: list[str | None] = words(code, matrix.CELLS)
    high, known = matrix.above(performance, line)
    for j in np.flatnonzero((factor == 3) & known):
        names[j] = matrix.UNIMPORTANT_CELLS[int(high[j])]
    return {"cell": names, "priority": priorities(code)}


def priorities(code: matrix.Codes) -> pd.array:  # type: ignore[valid-type]
    """Whole numbers from 1; missing for none."""
    return pd.array([int(c) + 1 if c >= 0 else None for c in code], dtype="Int64")


def _side(part: Part) -> Array:
    """How often resamples put performance on the side of the line where it is."""
    high, _ = matrix.above(part.figures["performance"], _lines(part)[1])
    share = part.performing()
    return np.where(high, share, 1 - share)


# ------------------------------------------------------------------ frames of other methods


def of_attributes(
    result: MatrixResult, frame: pd.DataFrame, column: str, what: str, group: Any
) -> pd.DataFrame:
    """The rows of a frame in the order of the map's attributes."""
    if not isinstance(frame, pd.DataFrame) or column not in frame.columns:
        raise SpecificationError(f"{what} is a DataFrame by attribute with a column {column!r}.")
    found = frame
    if found.index.nlevels == 2:
        first = found.index.get_level_values(0)
        if group is None or group not in first:
            raise SpecificationError(
                f"{what} has rows for groups {some(map(repr, dict.fromkeys(first)))}; choose one of them, or"
                " give the rows of one."
            )
        found = found[first == group].droplevel(0)
    names = list(result.model.items.names)
    labels = [str(each) for each in found.index]
    twice = [each for i, each in enumerate(labels) if each in labels[:i]]
    if twice:
        raise SpecificationError(f"{what} has two rows for attribute {twice[0]!r}.")
    # penalties and rewards know attributes by their column where no other name was given
    known = dict(zip(names, result.model.items.columns("performance"), strict=True))
    rows = [name if name in labels else known[name] for name in names]
    without = [name for name, row in zip(names, rows, strict=True) if row not in labels]
    if without:
        raise SpecificationError(
            f"{what} has no row for attribute {without[0]!r}.{did_you_mean(without[0], labels)} Its rows:"
            f" {some(labels, 12)}."
        )
    return (
        found.set_axis(pd.Index(labels), axis=0).loc[rows].set_axis(pd.Index(names, name="attribute"), axis=0)
    )


def read_asymmetry(
    result: MatrixResult, asymmetry: pd.DataFrame, cut: float, group: Any
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Impact asymmetry in the order of the attributes, with its limits where there are some."""
    if isinstance(cut, bool) or not isinstance(cut, (int, float)) or not 0 <= cut < 1:
        raise SpecificationError(f"cut={cut!r} must lie between 0 and 1, such as 0.1.")
    given = of_attributes(result, asymmetry, "ia", "asymmetry", group)
    ia = given["ia"].to_numpy(dtype=float)
    wrong = [name for name, value in zip(given.index, ia, strict=True) if abs(value) > 1 + matrix.EQUAL]
    if wrong:
        raise SpecificationError(
            f"ia of {wrong[0]!r} lies outside -1 to 1: impact asymmetry is the satisfaction-generating minus"
            " the dissatisfaction-generating share."
        )
    columns = {
        name: given[name].to_numpy(dtype=float) if name in given else np.full(len(given), np.nan)
        for name in ("ia", "ia_low", "ia_high")
    }
    return given, columns


def within_a_band(columns: dict[str, Any], cut: float) -> NDArray[np.bool_]:
    """Whether the limits of asymmetry lie between the same cuts as asymmetry itself."""
    of = [matrix.by_asymmetry(columns[name], cut) for name in ("ia", "ia_low", "ia_high")]
    return np.asarray((of[0] >= 0) & (of[0] == of[1]) & (of[0] == of[2]))
