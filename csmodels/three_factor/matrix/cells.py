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
from csmodels.three_factor.matrix import joint
from csmodels.three_factor.matrix.figures import attribute_index, chosen, limits, words
from csmodels.three_factor.matrix.given import of_attributes, read_asymmetry, table_of
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


def three_factor(result: MatrixResult, classification: Any, *, group: Any) -> MatrixCells:
    """See `MatrixResult.three_factor`."""
    g = result._group_at(group)
    part = result.parts[g]
    frame_given = table_of(classification, "classification")
    given = of_attributes(result, frame_given, "class", "classification", group)["class"]
    # an attribute without a class is empty in the tables of other methods
    given = given.where(given != "", None)
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
    drawn = joint.classes_drawn(result, part, classification, group, factor)
    frame |= _counted(part, drawn, line, factor)
    table = pd.DataFrame(frame, index=attribute_index(part))
    return _made(result, "three_factor", table, {"x": (line,), "y": (_importance_line(part),)}, group)


def asymmetric(
    result: MatrixResult, asymmetry: Any, *, cut: float, against: str | None, group: Any
) -> MatrixCells:
    """See `MatrixResult.asymmetric`."""
    g = result._group_at(group)
    part = result.parts[g]
    given = read_asymmetry(result, asymmetry, cut, against, group)
    frame, line = _placed(part)
    frame |= given.columns
    frame |= _celled(part, line, given.factor)
    drawn = joint.asymmetry_drawn(result, part, asymmetry, group, given)
    counted = _counted(part, drawn, line, given.factor)
    frame |= counted
    frame["certain"] = given.within_a_band() & (counted["side"] >= part.options.conf_level)
    table = pd.DataFrame(frame, index=attribute_index(part))
    lines = {"x": (line,), "y": (-cut, cut)}
    more = {"matrix_against": given.against, "matrix_cut": cut}
    return _made(result, "asymmetric", table, lines, group, more, given.changes(part))


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
    # the grid has no other lines than the means, whatever divides the map
    more = {"matrix_implicit": implicit, "matrix_crosshair": "mean"}
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


def _counted(part: Part, drawn: Array | None, line: float, factor: NDArray[Any]) -> dict[str, Array]:
    """How often resamples put performance on its side of the line, and the attribute into its cell.

    The second only where the factor varies in the same resamples.
    """
    performance = part.figures["performance"]
    high, _ = matrix.above(performance, line)
    share = part.performing()
    found = {"side": np.where(high, share, 1 - share)}
    if drawn is not None:
        found["probability"] = joint.shares(part, drawn, matrix.cells(performance, line, factor))
    return found
