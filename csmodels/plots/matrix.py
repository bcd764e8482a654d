"""Maps of importance, performance and asymmetry: points with intervals, dividing lines, names kept clear."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.plots.kano_map_frame import (
    CORNER_SIZE,
    HEIGHT,
    LABEL_SIZE,
    LEFT,
    RIGHT,
    WIDTH,
    Plan,
    Words,
    dress,
    new_axes,
    plan_words,
)
from csmodels.plots.labels import ON_POINT, Box, Placement, place_labels, shared
from csmodels.plots.legends import draw_legend
from csmodels.plots.slot import keep_inside, room
from csmodels.plots.style import INK, MARKERS, MUTED, PALETTE, figure_style
from csmodels.plots.textfit import line_width, text_size, wrap
from csmodels.tables.strings import check_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation, Text
    from matplotlib.ticker import MaxNLocator

Array = NDArray[np.float64]

MARK = 6.5
TICK_SIZE, TICK_ROOM = 9.0, 17.0  # of the numbers at the axes; their room within the usual margin
_SMALLEST = 0.6
_FAR, _TOO_FAR = 26.0, 46.0  # points from which on a name is far from its point; that no name may be
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
    look : int
        Position among colours and marks.
    """

    label: str
    look: int


_DASHES: dict[str, Any] = {
    "solid": "-",
    "dash": (0, (5, 3)),
    "dot": (0, (1.2, 2.2)),
    "mixed": (0, (6, 2, 1.2, 2)),
}


def matrix_map(
    frame: pd.DataFrame,
    lines: Sequence[Line],
    *,
    across: str,
    up: str,
    names: Sequence[Name] = (),
    kinds: Sequence[Kind] = (Kind("", 0),),
    hollow: str = "",
    limits: str = "",
    intervals: bool = True,
    notes: Sequence[str] = (),
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw attributes as points with limits, the lines that divide the map, and the names of its parts.

    When to use it: for any map of two figures of each attribute. Where names would cover each other the
    points get numbers, and the names stand under the map.

    Parameters
    ----------
    frame : DataFrame
        One row per attribute, its label as index: columns ``x``, ``x_low``, ``x_high``, ``y``, ``y_low``,
        ``y_high`` (missing limits draw no bar), ``kind`` (position among `kinds`) and ``hollow`` (bool).
        Rows without a place are not drawn.
    lines : sequence of Line
    across, up : str
        Names of the axes.
    names : sequence of Name
    kinds : sequence of Kind
    hollow, limits : str
        What hollow marks and bars mean, for the legend; empty for none.
    intervals : bool
        Draw limits as bars.
    notes : sequence of str
        Written under the map.
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> frame = pd.DataFrame({"x": [3.2, 4.1], "y": [6.0, 5.0]}, index=["Quiet", "Staff"])
    >>> for name in ("x", "y"):
    ...     frame[f"{name}_low"], frame[f"{name}_high"] = frame[name] - 0.1, frame[name] + 0.1
    >>> frame["kind"], frame["hollow"] = 0, False
    >>> ax = matrix_map(frame, [Line("x", 3.6, "dash", "Mean")], across="Performance", up="Importance")
    >>> [words.get_text() for words in ax.texts]
    ['Quiet', 'Staff']
    """
    check_language(lang)
    there = np.isfinite(frame[["x", "y"]].to_numpy(dtype=float)).all(axis=1)
    known = frame[there]
    with figure_style() as families:
        drawn = _Map(known, tuple(lines), tuple(names), tuple(kinds), intervals)
        entries = drawn.entries(hollow, limits)
        words = Words(
            tuple(str(label) for label in known.index),
            tuple(str(i + 1) for i in np.flatnonzero(there)),
            title or "",
            across,
            up,
            tuple(word for word, _ in entries),
            tuple(notes),
        )
        plan, ax, given = _settle(drawn, words, ax)
        ax.set_xlim(*drawn.ends[0])
        ax.set_ylim(*drawn.ends[1])
        drawn.draw(ax, plan.scale)
        _dress(ax, plan, families)
        draw_legend(ax, plan.legend, [handle for _, handle in entries], families)
        placed = _Placed(ax, drawn, words, plan, families, lang)
        if given:
            keep_inside(ax, plan.margins, placed.arrange)
        else:
            box, figure = ax.get_position(), ax.figure
            wide, high = figure.get_size_inches()  # type: ignore[union-attr]
            placed.arrange(box.width * 72 * wide, box.height * 72 * high)
        return ax


def _dress(ax: Axes, plan: Plan, families: list[str]) -> None:
    """Words around the map, with numbers that suit its units."""
    ends = ax.get_xlim(), ax.get_ylim()
    dress(ax, plan, families)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(_ticks(plan.scale))
    ax.set_xlim(*ends[0])
    ax.set_ylim(*ends[1])


class _Map:
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
        figures = frame[list(_COLUMNS)].to_numpy(dtype=float)
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
        return PALETTE[self.kinds[self.kind[i]].look]

    def entries(self, hollow: str, limits: str) -> list[tuple[str, Any]]:
        """The legend: kinds that are there, hollow marks, limits, lines."""
        from matplotlib.lines import Line2D

        found: list[tuple[str, Any]] = []
        for k, kind in enumerate(self.kinds):
            if kind.label and (self.kind == k).any():
                found.append((kind.label, Line2D([], [], **_look(kind.look, False, 1.0))))
        if hollow and self.hollow.any():
            look = _look(0, True, 1.0) | {"color": INK, "markeredgecolor": INK}
            found.append((hollow, Line2D([], [], **look)))
        if limits and np.isfinite(self.figures[:, [1, 4]]).any():
            found.append((limits, Line2D([], [], color=INK, linewidth=1.0, alpha=0.55)))
        for label, style in dict.fromkeys((line.label, line.style) for line in self.lines if line.label):
            found.append((label, Line2D([], [], color=MUTED, linewidth=1.0, linestyle=_DASHES[style])))
        return found


def _look(look: int, hollow: bool, scale: float) -> dict[str, Any]:
    color = PALETTE[look]
    found: dict[str, Any] = {
        "linestyle": "none", "marker": MARKERS[look], "markersize": MARK * max(scale, 0.75), "color": color,
        "markeredgecolor": color if hollow else "white", "markeredgewidth": 1.3 if hollow else 0.6,
        "zorder": 4,
    }  # fmt: skip
    return found | ({"markerfacecolor": "white"} if hollow else {})


# ------------------------------------------------------------------ how the words fit


def _settle(drawn: _Map, words: Words, ax: Axes | None) -> tuple[Plan, Axes, bool]:
    """Choose names or numbers, and the scale; make the axes if none was given."""
    if ax is None:
        numbered = not _clean(drawn, words, (WIDTH, HEIGHT), 1.0)
        plan = _planned(drawn, words, 1.0, numbered, LEFT + WIDTH + RIGHT, None)
        return plan, new_axes(plan), False
    width, height = room(ax)
    scale = max(_SMALLEST, min(1.0, width / 330, height / 300))
    plan = _planned(drawn, words, scale, False, width, height)
    if not _clean(drawn, words, _inner(plan, width, height), scale):
        plan = _planned(drawn, words, scale, True, width, height)
        while plan.scale > _SMALLEST and _inner(plan, width, height)[1] < 0.45 * height:
            plan = _planned(drawn, words, max(_SMALLEST, plan.scale - 0.1), True, width, height)
    return plan, ax, True


def _planned(
    drawn: _Map, words: Words, scale: float, numbered: bool, width: float, height: float | None
) -> Plan:
    """Words around the map, with room at the left for the numbers of its axis."""
    from matplotlib.ticker import ScalarFormatter

    plan = plan_words(words, scale, numbered, width, height)
    ticks = _ticks(scale).tick_values(*drawn.ends[1])
    form = ScalarFormatter()
    form.create_dummy_axis()
    written = form.format_ticks([float(t) for t in ticks])
    wide = max(line_width(each, TICK_SIZE * scale) for each in written)
    more = max(0.0, wide - TICK_ROOM * scale)
    return replace(plan, margins=replace(plan.margins, left=plan.margins.left + more))


def _ticks(scale: float) -> MaxNLocator:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=6 if scale > 0.8 else 4, steps=[1, 2, 2.5, 5, 10])


def _inner(plan: Plan, width: float, height: float) -> tuple[float, float]:
    m = plan.margins
    return max(20.0, width - m.left - m.right), max(20.0, height - m.above - m.below)


def _clean(drawn: _Map, words: Words, inner: tuple[float, float], scale: float) -> bool:
    """Whether all names find a place near their points where they cover neither each other nor a point."""
    found = _positions(drawn, _broken(words.labels, inner[0], scale), inner, scale)
    at = drawn.fraction(drawn.at) * np.array(inner)
    inside = (at[:, None] > found.boxes[None, :, :2]) & (at[:, None] < found.boxes[None, :, 2:])
    corners = np.array(_name_boxes(drawn, inner, scale)).reshape(-1, 4)
    if found.overlap > 0 or inside.all(axis=-1).any() or shared(found.boxes, corners).any():
        return False
    beside = np.maximum(found.boxes[:, :2] - at, at - found.boxes[:, 2:]).clip(0)
    away = np.hypot(beside[:, 0], beside[:, 1]) / scale
    return bool((away > _FAR).sum() <= max(1, len(away) // 8) and (away <= _TOO_FAR).all())


def _broken(labels: Sequence[str], width: float, scale: float) -> list[str]:
    return [wrap(label, min(112 * scale, 0.4 * width), LABEL_SIZE * scale) for label in labels]


def _positions(
    drawn: _Map, shown: Sequence[str], inner: tuple[float, float], scale: float, size: float = LABEL_SIZE
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


def _bars(drawn: _Map, i: int, area: Array) -> list[Box]:
    """Limits of a point as boxes."""
    x, x_low, x_high, y, y_low, y_high = drawn.figures[i]
    found = []
    for one, other in (((x_low, y), (x_high, y)), ((x, y_low), (x, y_high))):
        ends = np.array([one, other])
        if np.isfinite(ends).all():
            (left, low), (right, top) = drawn.fraction(ends) * area
            found.append((left - 1, low - 1, right + 1, top + 1))
    return found


def _name_boxes(drawn: _Map, inner: tuple[float, float], scale: float) -> list[Box]:
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
    drawn: _Map, name: Name, inner: tuple[float, float], scale: float
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


class _Placed:
    """Labels and the names of the parts: made once, and put into place whenever the size is known."""

    def __init__(
        self, ax: Axes, drawn: _Map, words: Words, plan: Plan, families: list[str], lang: str
    ) -> None:
        from matplotlib.patheffects import withStroke

        self.ax, self.drawn, self.words, self.plan = ax, drawn, words, plan
        self.size = (0.0, 0.0)
        self.known: dict[tuple[int, int], tuple[list[str], float, Placement]] = {}
        # a white rim keeps words legible over lines
        rim = [withStroke(linewidth=2.0, foreground="white", alpha=0.85)]
        arrow = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 3}
        self.labels: list[Annotation] = [
            ax.annotate(
                "", (float(x), float(y)), xytext=(0, 0), textcoords="offset points", ha="center", va="center",
                color=INK, family=families, parse_math=False, linespacing=1.05, zorder=5,
                annotation_clip=False, arrowprops=dict(arrow), label=name, path_effects=rim,
            )
            for name, (x, y) in zip(words.labels, drawn.at, strict=True)
        ]  # fmt: skip
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
        self.size = (width, height)
        scale = self.plan.scale
        for found, name in zip(self.names, self.drawn.names, strict=True):
            x, y, shown_name = _name_place(self.drawn, name, self.size, scale)
            found.set_text(shown_name)
            found.set_position((x / width, y / height))
            found.set_fontsize(CORNER_SIZE * scale)
        # layout engines try sizes, and come back to them
        key = (round(width), round(height))
        if key not in self.known:
            self.known[key] = self._chosen(width, height)
        shown, now, placement = self.known[key]
        points = self.drawn.fraction(self.drawn.at) * np.array(self.size)
        for note, words, at, centre, far in zip(
            self.labels, shown, points, placement.centres, placement.far, strict=True
        ):
            note.set_text(words)
            note.set_fontsize(now * scale)
            note.set_position((centre[0] - float(at[0]), centre[1] - float(at[1])))
            assert note.arrow_patch is not None  # made with one
            note.arrow_patch.set_visible(bool(far))

    def _chosen(self, width: float, height: float) -> tuple[list[str], float, Placement]:
        """What the points are named, in which size and where; smaller where names would overlap."""
        scale, shown = self.plan.scale, list(self.words.numbers)
        for smaller in (1.0, 0.85, 0.7):
            now = LABEL_SIZE * smaller
            if not self.plan.numbered:
                shown = _broken(self.words.labels, width, scale * smaller)
            found = _positions(self.drawn, shown, (width, height), scale, now)
            if found.overlap == 0:
                break
        return shown, now, found
