"""Maps of attributes: points by class, their names near them, or numbers with the names under the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from csmodels.plots.kano_frame import WIDTH, Frame, dress, new_axes, planned, scale_of
from csmodels.plots.labels import ON_POINT, Box, Placement, place_labels
from csmodels.plots.point_names import LABEL_SIZE, PointNames, broken
from csmodels.plots.slot import room
from csmodels.plots.style import INK
from csmodels.plots.textfit import text_size
from csmodels.plots.three_look import CLASSES, class_point, class_word
from csmodels.tables.strings import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARK_SIZE = 6.5
HEIGHT = 372.0  # of the data area in a new figure, in points
_LEAST = (330.0, 300.0)  # width and height at which words are as large as they should be
_MOST_FAR = 0.45  # of the names may need a line to their point; else points get numbers
Array = NDArray[np.float64]
Entries = list[tuple[str, Any]]


@dataclass(frozen=True, eq=False)
class PointMap:
    """What a map holds, in data units.

    Attributes
    ----------
    names : tuple of str
    at : array, shape (n, 2)
    classes : tuple of str
    unsure : tuple of bool
    ends : ((x, x), (y, y))
        Of the axes.
    segments : sequence of (x, y, x, y)
        Bars and the like, which labels should not cover.
    upright, level : tuple of float
        Where lines cross the whole map.
    """

    names: tuple[str, ...]
    at: Array
    classes: tuple[str, ...]
    unsure: tuple[bool, ...]
    ends: tuple[tuple[float, float], tuple[float, float]]
    segments: Sequence[tuple[float, float, float, float]] = ()
    upright: tuple[float, ...] = ()
    level: tuple[float, ...] = ()
    costs: dict[str, float] = field(default_factory=lambda: {"segment": 3.0, "line": 2.0})

    def points(self, values: Any, area: tuple[float, float]) -> Array:
        """Places of (x, y) in a data area of so many points; shape (..., 2)."""
        low, high = np.array(self.ends).T
        found: Array = (np.asarray(values, dtype=np.float64) - low) / (high - low) * np.array(area)
        return found

    def _fixed(self, area: tuple[float, float], scale: float) -> list[tuple[Box, float]]:
        """Points, bars and lines as boxes, with how much it costs to cover them."""
        found: list[tuple[Box, float]] = []
        reach = (MARK_SIZE / 2 + 1.5) * scale
        for x, y in self.points(self.at, area).tolist():
            found.append(((x - reach, y - reach, x + reach, y + reach), ON_POINT))
        for x0, y0, x1, y1 in self.segments:
            (a, b), (c, d) = self.points([(x0, y0), (x1, y1)], area).tolist()
            box = (min(a, c) - 1, min(b, d) - 1, max(a, c) + 1, max(b, d) + 1)
            found.append((box, self.costs["segment"]))
        for x in self.upright:
            at = float(self.points((x, 0.0), area)[0])
            found.append(((at - 1.5, 0.0, at + 1.5, area[1]), self.costs["line"]))
        for y in self.level:
            at = float(self.points((0.0, y), area)[1])
            found.append(((0.0, at - 1.5, area[0], at + 1.5), self.costs["line"]))
        return found

    def positions(
        self, shown: Sequence[str], area: tuple[float, float], scale: float, size: float
    ) -> Placement:
        """Places of the labels in a data area of so many points."""
        points = [tuple(each) for each in self.points(self.at, area).tolist()]
        sizes = [text_size(each, size * scale) for each in shown]
        return place_labels(points, sizes, self._fixed(area, scale), area, scale)

    def clean(self, area: tuple[float, float], scale: float) -> bool:
        """Whether names find places that can be read: clear of each other and of points, most near."""
        found = self.positions(broken(self.names, area[0], scale), area, scale, LABEL_SIZE)
        at = self.points(self.at, area)
        inside = (at[:, None] > found.boxes[:, :2]) & (at[:, None] < found.boxes[:, 2:])
        near = found.far.sum() <= _MOST_FAR * len(at)
        return bool(near and found.overlap == 0 and not inside.all(axis=-1).any())

    def entries(self, lang: str) -> Entries:
        """The legend of the marks: classes that are there, and unsure ones."""
        from matplotlib.lines import Line2D

        found: Entries = [
            (class_word(name, lang), Line2D([], [], **class_point(name, False, MARK_SIZE)))
            for name in (*CLASSES, "")
            if name in self.classes
        ]
        if any(self.unsure):
            style = class_point("performance", True, MARK_SIZE) | {"color": INK, "markeredgecolor": INK}
            found.append((text("figure.three_unsure", lang), Line2D([], [], **style)))
        return found


def draw_map(
    drawn: PointMap,
    framed: Callable[[float, bool], Frame],
    handles: Sequence[Any],
    draw: Callable[[Axes, float], None],
    families: list[str],
    ax: Axes | None,
) -> Axes:
    """Choose names or numbers and the size of words, then draw the map and all words.

    Parameters
    ----------
    drawn : PointMap
    framed : callable
        From a scale, and whether points have numbers, to the words around the map.
    handles : sequence
        Of the legend.
    draw : callable
        Draws what lies under the points, for an axes and a scale.
    families : list of str
        Fonts.
    ax : Axes, optional
    """

    def names_fit(width: float, height: float | None, scale: float) -> bool:
        m = planned(framed(scale, False), width, scale, height).margins
        high = HEIGHT if height is None else height - m.above - m.below
        return drawn.clean((max(width - m.left - m.right, 40.0), max(high, 40.0)), scale)

    if ax is None:
        numbered, scale = not names_fit(72 * WIDTH, None, 1.0), 1.0
        ax = new_axes(framed(scale, numbered), HEIGHT)
    else:
        width, height = room(ax)
        scale = scale_of(ax, *_LEAST, lambda scale: framed(scale, False))
        numbered = not names_fit(width, height, scale)
        if numbered:
            scale = scale_of(ax, *_LEAST, lambda scale: framed(scale, True))
    (x0, x1), (y0, y1) = drawn.ends
    ax.set_xlim(x0, x1)
    ax.set_ylim(y0, y1)
    draw(ax, scale)
    for (x, y), name, unsure in zip(drawn.at, drawn.classes, drawn.unsure, strict=True):
        ax.plot([x], [y], label="_attribute", **class_point(name, unsure, MARK_SIZE * max(scale, 0.75)))
    numbers = [str(i) for i in range(1, len(drawn.names) + 1)] if numbered else []
    labels = PointNames(ax, drawn.at, drawn.names, numbers, scale, families)

    def arrange(width: float, height: float) -> None:
        area = (width, height)
        points = drawn.points(drawn.at, area)
        labels.arrange(points, area, lambda shown, size: drawn.positions(shown, area, scale, size))

    dress(ax, framed(scale, numbered), handles, families, scale, arrange)
    ax.grid(visible=False)
    return ax


def ends_of(*values: Any, air: float = 0.05, zero: bool = False) -> tuple[float, float]:
    """Ends of an axis that holds all values, with a little air; from 0 where asked for.

    Examples
    --------
    >>> [round(end, 3) for end in ends_of([1.0, 2.0])], [round(end, 3) for end in ends_of([2.0], zero=True)]
    ([0.95, 2.05], [0.0, 2.1])
    """
    known = np.concatenate([np.ravel(np.asarray(each, dtype=np.float64)) for each in values])
    known = known[np.isfinite(known)]
    if not len(known):
        return 0.0, 1.0
    low, high = (0.0 if zero else float(known.min())), float(known.max())
    span = (high - low) or abs(high) or 1.0
    return (0.0 if zero else low - air * span), high + air * span
