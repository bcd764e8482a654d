"""Around a picture of a Kano analysis: title, legend, names of axes and notes, and the room they take."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csmodels.plots.keys import plan_key
from csmodels.plots.legends import LegendPlan, draw_legend, plan_legend
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import HAIRLINE, INK, MUTED, new_figure
from csmodels.plots.textfit import LINE_HEIGHT, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 6.3
"""Width of a new figure in inches: 16 cm, that of the text of a page."""

TITLE_SIZE, AXIS_SIZE, TICK_SIZE, LEGEND_SIZE, NOTE_SIZE = 12.0, 10.0, 9.0, 8.5, 8.0
SMALLEST = 0.6  # of these sizes, in a small place
_EDGE = 4.0  # kept free at the edges, in points
_MOST, _MOST_KEY = 0.3, 0.4  # of the height may go to the legend, and to names under the picture
_DATA = 0.5  # of the height should be left to the data
_LINES = 6  # a note is cut after so many


@dataclass(frozen=True)
class Frame:
    """What is written around the data.

    Attributes
    ----------
    title, xlabel, ylabel : str
    legend : tuple of str
    notes : tuple of str
        Small under the picture, each in lines of its own.
    left, right : float
        Room for numbers and names of rows at the left, and for what stands at the right, in points.
    key : tuple of str
        Names of numbered points, in columns under the picture.
    """

    title: str
    xlabel: str
    ylabel: str
    legend: tuple[str, ...]
    notes: tuple[str, ...]
    left: float
    right: float = 8.0
    key: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Plan:
    """The words broken into lines, and the room around the data area."""

    title: str
    xlabel: str
    notes: str
    key: tuple[str, ...]  # one text of lines for each column
    columns: tuple[float, ...]  # where each starts
    key_height: float
    legend: LegendPlan
    margins: Margins


def planned(frame: Frame, width: float, scale: float, height: float | None = None) -> _Plan:
    """Break the words for so many points of width in all, and of height where it is given."""
    tall = LINE_HEIGHT * AXIS_SIZE * scale
    left = frame.left + _EDGE + (tall + 2.0 if frame.ylabel else 0.0)
    data = max(width - left - frame.right, 40.0)
    title = wrap(frame.title, data + frame.right, TITLE_SIZE * scale) if frame.title else ""
    # centred under the data: reaches as far as the narrower side
    xlabel = wrap(frame.xlabel, data + 2 * min(left, frame.right) - 8, AXIS_SIZE * scale)
    notes = "\n".join(wrap(note, width - 3 * _EDGE, NOTE_SIZE * scale, _LINES) for note in frame.notes)
    most = math.inf if height is None else _MOST * height
    legend = plan_legend(frame.legend, LEGEND_SIZE * scale, data + frame.right - 8, most)
    above = 8.0 + legend.height
    if title:
        above += LINE_HEIGHT * TITLE_SIZE * scale * (title.count("\n") + 1) + 6.0
    below = 8.0 + LINE_HEIGHT * TICK_SIZE * scale + tall * (xlabel.count("\n") + 1) + _EDGE
    numbered = [f"{i}  {name}" for i, name in enumerate(frame.key, 1)]
    most = math.inf if height is None else _MOST_KEY * height
    key, columns, high = plan_key(numbered, width - 3 * _EDGE, NOTE_SIZE * scale, most)
    below += high
    if notes:
        below += LINE_HEIGHT * NOTE_SIZE * scale * (notes.count("\n") + 1) + 4.0
    margins = Margins(left, frame.right, above, below)
    return _Plan(title, xlabel, notes, key, columns, high, legend, margins)


def new_axes(frame: Frame, height: float, width: float = 72 * WIDTH) -> Axes:
    """An axes in a new figure, with a data area of so many points of height."""
    margins = planned(frame, width, 1.0).margins
    figure = new_figure(width / 72, (height + margins.above + margins.below) / 72)
    return figure.add_axes((0.0, 0.0, 1.0, 1.0))


def scale_of(ax: Axes, width: float, height: float, framed: Callable[[float], Frame] | None = None) -> float:
    """How large words may be in the room of an axes, where this width and height are those for scale 1.

    With `framed`, which makes the words for a scale, they get smaller until the data have enough room.
    """
    wide, high = room(ax)
    scale = min(1.0, max(SMALLEST, min(wide / width, high / height)))
    while framed is not None and scale > SMALLEST:
        margins = planned(framed(scale), wide, scale, high).margins
        if high - margins.above - margins.below >= _DATA * high:
            break
        scale = max(SMALLEST, scale - 0.05)
    return scale


def dress(
    ax: Axes,
    frame: Frame,
    handles: Sequence[Any],
    families: list[str],
    scale: float,
    resize: Callable[[float, float], None] | None = None,
) -> None:
    """Write it all, within the place of the axes; `resize` is told the size of the data area in points."""
    width, height = room(ax)
    plan = planned(frame, width, scale, height)
    draw_legend(ax, plan.legend, handles, families)
    words: dict[str, Any] = {"family": families, "color": INK, "parse_math": False}
    ax.set_xlabel(plan.xlabel, fontsize=AXIS_SIZE * scale, **words)
    if frame.ylabel:
        inner = max(height - plan.margins.above - plan.margins.below, 40.0)
        ax.set_ylabel(wrap(frame.ylabel, inner, AXIS_SIZE * scale), fontsize=AXIS_SIZE * scale, **words)
    if plan.title:
        pad = 6.0 + plan.legend.height
        ax.set_title(plan.title, fontsize=TITLE_SIZE * scale, pad=pad, loc="left", **words)
    under: dict[str, Any] = {
        "xycoords": "axes fraction", "textcoords": "offset points", "ha": "left", "va": "top",
        "fontsize": NOTE_SIZE * scale, "annotation_clip": False, "linespacing": LINE_HEIGHT,
    }  # fmt: skip
    at = 2 * _EDGE - plan.margins.left
    high = LINE_HEIGHT * NOTE_SIZE * scale * (plan.notes.count("\n") + 1) if plan.notes else 0.0
    low = high + _EDGE - plan.margins.below
    if plan.notes:
        ax.annotate(plan.notes, (0.0, 0.0), xytext=(at, low), **under, **words | {"color": MUTED})
    for column, start in zip(plan.key, plan.columns, strict=True):
        ax.annotate(column, (0.0, 0.0), xytext=(at + start, low + plan.key_height), **under, **words)
    ax.tick_params(
        labelfontfamily=families, labelsize=TICK_SIZE * scale, labelcolor=INK, color=MUTED, length=3.5
    )
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("bottom", "left"))
        spine.set_color(MUTED)
    ax.grid(color=HAIRLINE, linewidth=0.6, zorder=0)
    ax.set_axisbelow(True)
    keep_inside(ax, plan.margins, resize)
