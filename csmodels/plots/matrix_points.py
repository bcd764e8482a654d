"""The points of a map of two figures, their limits, and the lines that divide it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.plots.style import INK, MARKERS, MUTED, PALETTE
from csmodels.plots.three_look import class_point, line_color

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

#: Diameter of a point.
MARK = 6.5
_AIR = 0.07  # of the span of the figures, beyond them
_COLUMNS = ("x", "x_low", "x_high", "y", "y_low", "y_high")


@dataclass(frozen=True)
class Line:
    """A line across the map, or the diagonal.

    Attributes
    ----------
    axis : {"x", "y", "diagonal"}
        Where `at` is read: a line at an x runs upwards.
    at : float
        Nothing for the diagonal y = x.
    style : str
        "solid", "dash", "dot" or "mixed".
    label : str
        For the legend; lines of one label are told once.
    divides : bool
        Whether names should stay on their point's side of it.
    """

    axis: str
    at: float
    style: str
    label: str
    divides: bool = True


@dataclass(frozen=True)
class Name:
    """The name of a part of the map.

    Attributes
    ----------
    words : str
    right, top : bool
        In which corner of its part it stands.
    low, high : float, optional
        Ends of its part along y, in data units; the ends of the map by default.
    """

    words: str
    right: bool
    top: bool
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Kind:
    """How the points of one kind look.

    Attributes
    ----------
    label : str
        For the legend; empty for none.
    look : str
        A class, which looks the same in every picture; empty for plain points.
    """

    label: str
    look: str


_DASHES: dict[str, Any] = {
    "solid": "-",
    "dash": (0, (5, 3)),
    "dot": (0, (1.2, 2.2)),
    "mixed": (0, (6, 2, 1.2, 2)),
}


class Points:
    """The points, their limits and the lines, in data units."""

    def __init__(
        self,
        frame: pd.DataFrame,
        lines: tuple[Line, ...],
        names: tuple[Name, ...],
        kinds: tuple[Kind, ...],
        intervals: bool,
    ) -> None:
        self.lines, self.names, self.kinds = lines, names, kinds
        figures = frame[list(_COLUMNS)].to_numpy(dtype=float, copy=True)
        if not intervals:
            figures[:, [1, 2, 4, 5]] = np.nan
        self.figures = figures
        self.at = figures[:, [0, 3]]
        self.kind = frame["kind"].to_numpy(dtype=int)
        self.hollow = frame["hollow"].to_numpy(dtype=bool)
        self.ends = self._ends()

    def _ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        found = []
        for i, axis in enumerate("xy"):
            values = [
                *self.figures[:, 3 * i : 3 * i + 3].ravel(),
                *(k.at for k in self.lines if k.axis == axis),
            ]
            known = np.array([each for each in values if math.isfinite(each)])
            low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
            air = _AIR * (high - low) or 0.5
            found.append((low - air, high + air))
        return found[0], found[1]

    def fraction(self, points: Array) -> Array:
        """Places in parts of the data area."""
        low, high = np.array(self.ends).T
        found: Array = (points - low) / (high - low)
        return found

    def draw(self, ax: Axes, scale: float) -> None:
        """Lines, limits, points."""
        for line in self.lines:
            style: dict[str, Any] = {
                "color": MUTED, "linewidth": 1.0 * scale, "linestyle": _DASHES[line.style], "zorder": 1,
            }  # fmt: skip
            if line.axis == "diagonal":
                ax.axline((0.0, 0.0), slope=1.0, label="_diagonal", **style)
            else:
                getattr(ax, "axvline" if line.axis == "x" else "axhline")(line.at, label="_line", **style)
        for i, (x, x_low, x_high, y, y_low, y_high) in enumerate(self.figures):
            look: dict[str, Any] = {
                "color": self.color(i), "linewidth": 1.0 * scale, "alpha": 0.45, "zorder": 2,
                "label": "_limits",
            }  # fmt: skip
            if np.isfinite([x_low, x_high]).all():
                ax.plot([x_low, x_high], [y, y], **look)
            if np.isfinite([y_low, y_high]).all():
                ax.plot([x, x], [y_low, y_high], **look)
            ax.plot(
                [x], [y], label="_attribute", **_look(self.kinds[self.kind[i]].look, self.hollow[i], scale)
            )

    def color(self, i: int) -> str:
        return _color(self.kinds[self.kind[i]].look)

    def entries(self, hollow: str, limits: str) -> list[tuple[str, Any]]:
        """The legend: kinds that are there, hollow marks, limits, lines."""
        from matplotlib.lines import Line2D

        found: list[tuple[str, Any]] = []
        for k, kind in enumerate(self.kinds):
            if kind.label and (self.kind == k).any():
                found.append((kind.label, Line2D([], [], **_look(kind.look, False, 1.0))))
        if hollow and self.hollow.any():
            look = _look("", True, 1.0) | {"color": INK, "markeredgecolor": INK}
            found.append((hollow, Line2D([], [], **look)))
        if limits and np.isfinite(self.figures[:, [1, 4]]).any():
            found.append((limits, Line2D([], [], color=INK, linewidth=1.0, alpha=0.55)))
        for label, style in dict.fromkeys((line.label, line.style) for line in self.lines if line.label):
            found.append((label, Line2D([], [], color=MUTED, linewidth=1.0, linestyle=_DASHES[style])))
        return found


def _color(look: str) -> str:
    return line_color(look) if look else PALETTE[0]


def _look(look: str, hollow: bool, scale: float) -> dict[str, Any]:
    color = _color(look)
    mark = class_point(look, False, MARK)["marker"] if look else MARKERS[0]
    found: dict[str, Any] = {
        "linestyle": "none", "marker": mark, "markersize": MARK * max(scale, 0.75), "color": color,
        "markeredgecolor": color if hollow else "white", "markeredgewidth": 1.3 if hollow else 0.6,
        "zorder": 4,
    }  # fmt: skip
    return found | ({"markerfacecolor": "white"} if hollow else {})
