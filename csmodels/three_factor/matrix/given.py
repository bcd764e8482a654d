"""What other methods know of the attributes: tables that were handed over, in the order of the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice, did_you_mean, some
from csmodels.numerics.three_factor import matrix
from csmodels.tables.notices import Notice, notice
from csmodels.three_factor.matrix.fit import named_attributes

if TYPE_CHECKING:
    from csmodels.three_factor.matrix.result import MatrixResult
    from csmodels.three_factor.matrix.sample import Part

Array = NDArray[np.float64]

#: What asymmetry is held against: that of an exactly linear world, or none at all.
AGAINST = ("linear", "zero")
#: Columns of a frame of asymmetry that the cells keep.
KEPT = ("ia", "ia_low", "ia_high", "ia_linear", "p_value", "ia_excess", "ia_excess_low", "ia_excess_high")


def table_of(given: Any, name: str) -> Any:
    """A frame, or the table of that name that a result has."""
    found = given if isinstance(given, pd.DataFrame) else getattr(given, name, None)
    if not isinstance(found, pd.DataFrame):
        raise SpecificationError(
            f"{name} must be a DataFrame by attribute, or a result that has one as its {name!r}, not"
            f" {type(given).__name__}."
        )
    return found


def of_attributes(
    result: MatrixResult, frame: pd.DataFrame, column: str, what: str, group: Any
) -> pd.DataFrame:
    """The rows of a frame in the order of the map's attributes."""
    if column not in frame.columns:
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
    labels = [str(each) for each in found.index]
    twice = [each for i, each in enumerate(labels) if each in labels[:i]]
    if twice:
        raise SpecificationError(f"{what} has two rows for attribute {twice[0]!r}.")
    names = list(result.model.items.names)
    rows = known_as(result, labels)
    without = [name for name, row in zip(names, rows, strict=True) if row not in labels]
    if without:
        raise SpecificationError(
            f"{what} has no row for attribute {without[0]!r}.{did_you_mean(without[0], labels)} Its rows:"
            f" {some(labels, 12)}."
        )
    by_name = found.set_axis(pd.Index(labels), axis=0).loc[rows]
    return by_name.set_axis(pd.Index(names, name="attribute"), axis=0)


def known_as(result: MatrixResult, labels: list[str]) -> list[str]:
    """The map's attributes as another method names them: by their column where it knows no other name."""
    items = result.model.items
    known = zip(items.names, items.columns("performance"), strict=True)
    return [name if name in labels else column for name, column in known]


@dataclass(frozen=True, eq=False)
class Asymmetry:
    """Impact asymmetry in the order of the attributes.

    Attributes
    ----------
    against : {"linear", "zero"}
    columns : dict
        Those of the frame that was given, asymmetry with limits at least.
    cut : float
    """

    against: str
    columns: dict[str, Array]
    cut: float

    @property
    def name(self) -> str:
        """The column by which attributes are sorted into cells."""
        return "ia_excess" if self.against == "linear" else "ia"

    @property
    def value(self) -> Array:
        return self.columns[self.name]

    @property
    def factor(self) -> matrix.Codes:
        """0 basic, 1 performance, 2 excitement; -1 where it is missing."""
        return matrix.by_asymmetry(self.value, self.cut)

    def within_a_band(self) -> NDArray[np.bool_]:
        """Whether the limits lie between the same cuts as asymmetry itself."""
        low, high = (
            matrix.by_asymmetry(self.columns[f"{self.name}_{end}"], self.cut) for end in ("low", "high")
        )
        return np.asarray((self.factor >= 0) & (self.factor == low) & (self.factor == high))

    def changes(self, part: Part) -> tuple[Notice, ...]:
        """Which attributes the other choice would put elsewhere; nothing where there is no other."""
        if "ia_excess" not in self.columns:
            return ()
        other = matrix.by_asymmetry(self.columns["ia" if self.against == "linear" else "ia_excess"], self.cut)
        moved = np.flatnonzero(other != self.factor)
        if not len(moved):
            return ()
        return (notice(f"matrix_against_{self.against}", attributes=named_attributes(part, moved.tolist())),)


def read_asymmetry(
    result: MatrixResult, given: Any, cut: float, against: str | None, group: Any
) -> Asymmetry:
    """Impact asymmetry in the order of the attributes, with its limits where there are some."""
    if isinstance(cut, bool) or not isinstance(cut, (int, float)) or not 0 <= cut < 1:
        raise SpecificationError(f"cut={cut!r} must lie between 0 and 1, such as 0.1.")
    if against is not None:
        check_choice("against", against, AGAINST)
    frame = of_attributes(result, table_of(given, "asymmetry"), "ia", "asymmetry", group)
    columns = {name: frame[name].to_numpy(dtype=float) for name in KEPT if name in frame}
    wrong = [
        name for name, value in zip(frame.index, columns["ia"], strict=True) if abs(value) > 1 + matrix.EQUAL
    ]
    if wrong:
        raise SpecificationError(
            f"ia of {wrong[0]!r} lies outside -1 to 1: impact asymmetry is the satisfaction-generating minus"
            " the dissatisfaction-generating share."
        )
    unknown = np.full(len(frame), np.nan)
    linear = bool(np.isfinite(columns.get("ia_linear", unknown)).any())
    if against == "linear" and not linear:
        raise SpecificationError(
            'against="linear" needs a column ia_linear: the asymmetry that an exactly linear world would'
            ' show, as `asymmetry` of a PenaltyReward result has it. Without it choose against="zero".'
        )
    needed = ["ia_low", "ia_high"]
    if linear:
        columns.setdefault("ia_excess", columns["ia"] - columns["ia_linear"])
        needed += ["ia_excess_low", "ia_excess_high"]
    else:
        columns = {name: column for name, column in columns.items() if "excess" not in name}
    for name in needed:
        columns.setdefault(name, unknown)
    return Asymmetry(against or ("linear" if linear else "zero"), columns, cut)
