"""How the words of a map of two figures fit: names or numbers at the points, names of the map's parts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from csmodels.plots.kano_map_frame import CORNER_SIZE, Plan, Words, plan_words, settle
from csmodels.plots.labels import ON_POINT, Box, Placement, place_labels, shared
from csmodels.plots.matrix_points import MARK, Name, Points
from csmodels.plots.point_names import LABEL_SIZE, PointNames, broken
from csmodels.plots.style import MUTED
from csmodels.plots.textfit import line_width, text_size, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.ticker import MaxNLocator

Array = NDArray[np.float64]

_TICK_SIZE, _TICK_ROOM = 9.0, 17.0  # of the numbers at the axes; their room within the usual margin
_FAR, _TOO_FAR = 26.0, 46.0  # points from which on a name is far from its point; that no name may be


def settled(drawn: Points, words: Words, ax: Axes | None) -> tuple[Plan, Axes, bool]:
    """Choose names or numbers, and the scale; make the axes if none was given."""
    return settle(
        ax,
        lambda *asked: _planned(drawn, words, *asked),
        lambda inner, scale: _clean(drawn, words, inner, scale),
    )


def _planned(
    drawn: Points, words: Words, scale: float, numbered: bool, width: float, height: float | None
) -> Plan:
    """Words around the map, with room at the left for the numbers of its axis."""
    from matplotlib.ticker import ScalarFormatter

    plan = plan_words(words, scale, numbered, width, height)
    ticks = ticks_of(scale).tick_values(*drawn.ends[1])
    form = ScalarFormatter()
    form.create_dummy_axis()
    written = form.format_ticks([float(t) for t in ticks])
    wide = max(line_width(each, _TICK_SIZE * scale) for each in written)
    more = max(0.0, wide - _TICK_ROOM * scale)
    return replace(plan, margins=replace(plan.margins, left=plan.margins.left + more))


def ticks_of(scale: float) -> MaxNLocator:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=6 if scale > 0.8 else 4, steps=[1, 2, 2.5, 5, 10])


def _clean(drawn: Points, words: Words, inner: tuple[float, float], scale: float) -> bool:
    """Whether all names find a place near their points where they cover neither each other nor a point."""
    found = _positions(drawn, broken(words.labels, inner[0], scale), inner, scale)
    at = drawn.fraction(drawn.at) * np.array(inner)
    corners = np.array(_name_boxes(drawn, inner, scale)).reshape(-1, 4)
    if found.overlap > 0 or found.covers(at) or shared(found.boxes, corners).any():
        return False
    away = found.away(at) / scale
    return bool((away > _FAR).sum() <= max(1, len(away) // 8) and (away <= _TOO_FAR).all())


def _positions(
    drawn: Points, shown: Sequence[str], inner: tuple[float, float], scale: float, size: float = LABEL_SIZE
) -> Placement:
    """Places of the labels in a data area of so many points."""
    wide, high = inner
    area = np.array(inner)
    points = [(float(x), float(y)) for x, y in drawn.fraction(drawn.at) * area]
    fixed: list[tuple[Box, float]] = []
    half = (MARK / 2 + 1.5) * scale
    for i, (x, y) in enumerate(points):
        fixed.append(((x - half, y - half, x + half, y + half), ON_POINT))
        fixed += [(box, 2.0) for box in _bars(drawn, i, area)]
    for line in drawn.lines:
        if line.axis == "x":
            at = float(drawn.fraction(np.array([line.at, 0.0]))[0]) * wide
            fixed.append(((at - 1.5, 0.0, at + 1.5, high), 2.0))
        elif line.axis == "y":
            at = float(drawn.fraction(np.array([0.0, line.at]))[1]) * high
            fixed.append(((0.0, at - 1.5, wide, at + 1.5), 2.0))
    fixed += [(box, ON_POINT) for box in _name_boxes(drawn, inner, scale)]
    sizes = [text_size(words, size * scale) for words in shown]
    divided = [
        (0 if line.axis == "x" else 1, line.at)
        for line in drawn.lines
        if line.divides and line.axis != "diagonal"
    ]
    origin = [drawn.fraction(np.full(2, at))[axis] * area[axis] for axis, at in divided]

    def misplaced(i: int, middles: Array) -> Array:
        # beyond a line a name would be read as being there
        cost = np.zeros(len(middles))
        for (axis, _), at in zip(divided, origin, strict=True):
            cost += 10.0 * ((middles[:, axis] > at) != (points[i][axis] > at))
        return cost

    return place_labels(points, sizes, fixed, inner, scale, misplaced)


def _bars(drawn: Points, i: int, area: Array) -> list[Box]:
    """Limits of a point as boxes."""
    x, x_low, x_high, y, y_low, y_high = drawn.figures[i]
    found = []
    for one, other in (((x_low, y), (x_high, y)), ((x, y_low), (x, y_high))):
        ends = np.array([one, other])
        if np.isfinite(ends).all():
            (left, low), (right, top) = drawn.fraction(ends) * area
            found.append((left - 1, low - 1, right + 1, top + 1))
    return found


def _name_boxes(drawn: Points, inner: tuple[float, float], scale: float) -> list[Box]:
    """Room of the names of the parts."""
    found = []
    for name in drawn.names:
        x, y, shown = _name_place(drawn, name, inner, scale)
        wide, high = text_size(shown, CORNER_SIZE * scale)
        left = x - wide if name.right else x
        low = y - high if name.top else y
        found.append((left, low, left + wide, low + high))
    return found


def _name_place(
    drawn: Points, name: Name, inner: tuple[float, float], scale: float
) -> tuple[float, float, str]:
    """Where the name of a part stands in its corner, in points, and its lines."""
    ends = [drawn.ends[1][i] if end is None else end for i, end in enumerate((name.low, name.high))]
    at = float(drawn.fraction(np.array([0.0, ends[name.top]]))[1]) * inner[1]
    # within its part, unless that is very narrow
    lines = [float(drawn.fraction(np.array([k.at, 0.0]))[0]) for k in drawn.lines if k.axis == "x"]
    share = (1 - max(lines) if name.right else min(lines)) if lines else 0.5
    room_ = max(share * inner[0] - 8, 0.2 * inner[0])
    shown = wrap(name.words, min(room_, 0.47 * inner[0]), CORNER_SIZE * scale)
    return inner[0] - 4 if name.right else 4.0, at - 3 if name.top else at + 3, shown


class Placed:
    """Labels and the names of the parts: made once, and put into place whenever the size is known."""

    def __init__(
        self, ax: Axes, drawn: Points, words: Words, plan: Plan, families: list[str], lang: str
    ) -> None:
        from matplotlib.patheffects import withStroke

        self.drawn, self.plan = drawn, plan
        self.size = (0.0, 0.0)
        # a white rim keeps words legible over lines
        rim = [withStroke(linewidth=2.0, foreground="white", alpha=0.85)]
        numbers = words.numbers if plan.numbered else ()
        self.labels = PointNames(ax, drawn.at, words.labels, numbers, plan.scale, families)
        style = "italic" if lang == "en" else "normal"
        self.names: list[Text] = [
            ax.text(
                0, 0, name.words, transform=ax.transAxes, ha="right" if name.right else "left",
                va="top" if name.top else "bottom", color=MUTED, family=families, parse_math=False,
                zorder=1.5,
                style=style, path_effects=rim,
            )
            for name in drawn.names
        ]  # fmt: skip

    def arrange(self, width: float, height: float) -> None:
        """Set the places for a data area of so many points."""
        if math.dist(self.size, (width, height)) < 0.5:
            return
        self.size = area = (width, height)
        scale = self.plan.scale
        for found, name in zip(self.names, self.drawn.names, strict=True):
            x, y, shown_name = _name_place(self.drawn, name, self.size, scale)
            found.set_text(shown_name)
            found.set_position((x / width, y / height))
            found.set_fontsize(CORNER_SIZE * scale)

        def place(shown: Sequence[str], size: float) -> Placement:
            return _positions(self.drawn, shown, area, scale, size)

        points = self.drawn.fraction(self.drawn.at) * np.array(area)
        self.labels.arrange(points, area, place)
