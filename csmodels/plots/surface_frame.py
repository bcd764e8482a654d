"""Around a picture of a surface: its words, colours and dashes, and the room they take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from csmodels.plots.legends import draw_legend, plan_legend
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import INK, MUTED, PALETTE, new_figure
from csmodels.plots.textfit import LINE_HEIGHT, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 6.0
"""Width of a new figure in inches."""

DASHES: dict[str, Any] = {
    "congruence": "solid",
    "incongruence": (0, (6, 2)),
    "first": (0, (6, 2, 1.5, 2)),
    "second": (0, (1.5, 1.5)),
}
COLORS = {"congruence": INK, "incongruence": INK, "first": PALETTE[1], "second": PALETTE[3]}

#: Label of what only supports a picture.
BACKGROUND = "_background"

#: Room of numbers and name beside the data area, and what is kept free on the other side, in points.
LEFT, RIGHT = 48.0, 10.0

_WORDS, _LEGEND, _LABEL, _TITLE, _NOTE, _SMALLEST = 9.0, 8.0, 10.0, 12.0, 8.0, 6.0
_ASIDE = 32.0  # of the name of the upright axis beside a box in three dimensions
_SPATIAL = 0.82  # of the height of a figure in three dimensions is the width of its words
_MOST = 0.34  # of the height may go to the legend


@dataclass(frozen=True)
class Words:
    """What a picture of a surface says.

    Attributes
    ----------
    title, expectation, performance, outcome : str
    height : str
        A short word for the outcome as a height.
    legend : mapping
        Of "congruence", "incongruence", "first", "second", "stationary", "counts", "points", "jitter"; of
        several surfaces "group 0" and so on.
    notes : sequence of str
        Written small under the picture, each in lines of its own.
    """

    title: str
    expectation: str
    performance: str
    outcome: str
    legend: Mapping[str, str]
    notes: Sequence[str] = field(default=())
    height: str = ""


def new_axes(words: Words, labels: Sequence[str], height: float, *, spatial: bool = False) -> Any:
    """An axes in a new figure with a data area of so many points of height."""
    texts = [words.legend.get(name, name) for name in labels]
    wide = 72 * WIDTH - 6
    room_for = _SPATIAL * (height + 100) if spatial else wide - LEFT - 4
    above, below = _above(words, texts, room_for, 1.0)[0], _below(words, wide, 1.0)
    figure = new_figure(WIDTH, (height + above + below + 6) / 72)
    return figure.add_axes((0.01, 0.01, 0.98, 0.98), projection="3d" if spatial else None)


def scale_of(ax: Axes) -> float:
    """How large words may be in the room of an axes, at most 1."""
    width, height = room(ax)
    return float(min(1.0, max(_SMALLEST / _WORDS, width / (72 * WIDTH * 0.8), height / 260)))


def _above(
    words: Words, labels: Sequence[str], width: float, scale: float, most: float = np.inf
) -> tuple[float, Any]:
    """Room for title and legend, and the legend's plan."""
    plan = plan_legend(labels, _LEGEND * scale, width, most)
    above = 8.0 + plan.height
    if words.title:
        lines = wrap(words.title, width, _TITLE * scale).count("\n") + 1
        above += 1.35 * _TITLE * scale * lines + 6.0
    return above, plan


def _below(words: Words, width: float, scale: float) -> float:
    """Room for numbers, the name of the axis and notes."""
    notes = _note_lines(words, width, scale).count("\n") + 1 if words.notes else 0
    name = wrap(words.expectation, width - LEFT * scale, _LABEL * scale).count("\n") + 1
    return (
        22.0 + LINE_HEIGHT * _LABEL * name + (4.0 + LINE_HEIGHT * _NOTE * notes if notes else 0.0)
    ) * scale + 4


def _note_lines(words: Words, width: float, scale: float) -> str:
    return "\n".join(wrap(note, width - 8.0, _NOTE * scale, max_lines=6) for note in words.notes)


def dress(
    ax: Axes,
    entries: Sequence[tuple[str, Any]],
    words: Words,
    families: list[str],
    scale: float,
    resize: Any = None,
    *,
    spatial: bool = False,
) -> None:
    """Legend, names of axes, numbers, title and notes, all within the place of the axes.

    With `spatial` the axes has three dimensions, and its own place holds numbers and names already.
    """
    width, height = room(ax)
    labels = [label for label, _ in entries]
    if spatial:  # its place is square, and words begin at its left edge
        ax.set_anchor("W")
        width = min(width - _ASIDE - 8.0, _SPATIAL * height)
    below = _below(words, width, scale)
    long = height - _above(words, labels, width, scale, _MOST * height)[0] - below
    further = _name_axes(ax, words, families, scale, width, long, spatial)
    left = LEFT * scale + further["y"]
    aside = _ASIDE + further["y"]
    wide = width - further["y"] if spatial else width - left - 4.0
    above, plan = _above(words, labels, wide, scale, _MOST * height)
    draw_legend(ax, plan, [handle for _, handle in entries], families)
    ax.tick_params(
        labelfontfamily=families, labelsize=_WORDS * scale, labelcolor=INK, color=MUTED, length=3.5
    )
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("bottom", "left"))
        spine.set_color(MUTED)
    if words.title:
        ax.set_title(
            wrap(words.title, wide, _TITLE * scale), fontsize=_TITLE * scale, pad=6.0 + plan.height,
            loc="left", family=families, color=INK, parse_math=False,
        )  # fmt: skip
    notes = _note_lines(words, width, scale)
    high = LINE_HEIGHT * _NOTE * scale * (notes.count("\n") + 1) if notes else 0.0
    # numbers and names reach out of a box in three dimensions
    under = 14.0 + 1.6 * max(further.values())
    if notes:
        place = (4.0 - aside, -under) if spatial else (4.0 - left, high - below + 2.0)
        ax.annotate(
            notes, (0.0, 0.0), xycoords="axes fraction", xytext=place, textcoords="offset points", ha="left",
            va="top", fontsize=_NOTE * scale, family=families, color=MUTED, parse_math=False,
            annotation_clip=False, linespacing=LINE_HEIGHT / 1.2,
        )  # fmt: skip
    if spatial:
        keep_inside(ax, Margins(aside, 4.0, above, high + under + 4.0), resize)
    else:
        keep_inside(ax, Margins(left, RIGHT, above, below), resize)


def _name_axes(
    ax: Axes, words: Words, families: list[str], scale: float, width: float, long: float, spatial: bool
) -> dict[str, float]:
    """Name both axes; return what the names take beyond a single line, in points."""
    size = _LABEL * scale
    lengths = {"x": width - LEFT * scale, "y": max(long, 60.0)}
    further = {}
    for which, name in (("x", words.expectation), ("y", words.performance)):
        shown = wrap(name, 0.5 * width if spatial else lengths[which], size)
        further[which] = LINE_HEIGHT * size * shown.count("\n")
        more: dict[str, Any] = {"labelpad": 3.0 + 0.7 * further[which]} if spatial else {}
        getattr(ax, f"set_{which}label")(
            shown, fontsize=size, family=families, color=INK, parse_math=False, **more
        )
    return further
