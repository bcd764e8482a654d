"""Around a better-worse map: its words broken into lines, and the room they take."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from csmodels.plots.kano_look import inner_room
from csmodels.plots.keys import plan_key
from csmodels.plots.legends import LegendPlan, plan_legend
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import HAIRLINE, INK, MUTED, new_figure
from csmodels.plots.textfit import LINE_HEIGHT, line_width, text_size, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CORNER_SIZE = 9.0
"""Font size of the names of its parts, in points."""

WIDTH, HEIGHT = 392.0, 372.0
"""Data area of a new figure, in points: 16 cm wide with its words."""

LEFT, RIGHT = 46.0, 12.0
_SMALLEST = 0.6  # of all words, in a small place
_TITLE, _AXIS, _TICK, _LEGEND, _NOTE = 12.0, 10.0, 9.0, 8.5, 8.0


@dataclass(frozen=True)
class Words:
    """Everything a map says, unbroken."""

    labels: tuple[str, ...]
    numbers: tuple[str, ...]  # which stand for the labels where these do not fit
    title: str
    across: str
    up: str
    legend: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """Words broken into lines that fit, at one scale, and the room around the data."""

    scale: float
    numbered: bool
    title: str
    across: str
    up: str
    legend: LegendPlan
    key: tuple[str, ...]  # one text of lines per column
    columns: tuple[float, ...]  # where each column starts, in points
    notes: str
    margins: Margins


def plan_words(words: Words, scale: float, numbered: bool, width: float, height: float | None) -> Plan:
    """Break the words for one scale and measure the room around the data."""
    left, right = (LEFT if scale == 1 else 14 + 32 * scale), RIGHT * max(scale, 0.8)
    inner = max(40.0, width - left - right)
    most = math.inf if height is None else 0.3 * height
    legend = plan_legend(words.legend, _LEGEND * scale, inner, most)
    title = wrap(words.title, width - 12, _TITLE * scale) if words.title else ""
    across = wrap(words.across, inner + min(left, right), _AXIS * scale)
    numbers = words.numbers if numbered else ()
    lines = [f"{number}  {label}" for number, label in zip(numbers, words.labels, strict=bool(numbers))]
    most = math.inf if height is None or width <= 128 else 0.4 * height
    key, columns, key_high = plan_key(lines, width - 8, _NOTE * scale, most)
    notes = "\n".join(wrap(note, width - 12, _NOTE * scale, max_lines=12) for note in words.notes)
    note_high = text_size(notes, _NOTE * scale)[1] + 4 if notes else 0.0
    above = legend.height + 6 + (text_size(title, _TITLE * scale)[1] + 6 if title else 0.0)
    below = _foot(across, scale) + key_high + note_high + 4
    up = words.up
    if height is not None and line_width(up, _AXIS * scale) > height - above - below:
        up = up.replace("：", ":").split(":")[0]  # the name alone where the explanation does not fit
    return Plan(
        scale, numbered, title, across, up, legend, key, columns, notes, Margins(left, right, above, below)
    )


def _foot(across: str, scale: float) -> float:
    """Room of the numbers and the name of the axis."""
    return 8 + (LINE_HEIGHT * _TICK + 4) * scale + text_size(across, _AXIS * scale)[1]


def new_axes(plan: Plan) -> Axes:
    m = plan.margins
    wide, high = m.left + WIDTH + m.right, m.above + HEIGHT + m.below
    figure = new_figure(wide / 72, high / 72)
    wide, high = figure.get_figwidth() * 72, figure.get_figheight() * 72
    return figure.add_axes((m.left / wide, m.below / high, WIDTH / wide, HEIGHT / high))


def settle(
    ax: Axes | None,
    planned: Callable[[float, bool, float, float | None], Plan],
    clean: Callable[[tuple[float, float], float], bool],
) -> tuple[Plan, Axes, bool]:
    """Choose names or numbers, and the scale; make the axes if none was given.

    Parameters
    ----------
    ax : Axes, optional
    planned : callable
        From a scale, whether points have numbers, the width and the height in points (none in a new figure)
        to the words around the map.
    clean : callable
        Whether names can be read in a data area of so many points, at a scale.

    Returns
    -------
    Plan, Axes
    bool
        Whether the axes was given.
    """
    if ax is None:
        plan = planned(1.0, not clean((WIDTH, HEIGHT), 1.0), LEFT + WIDTH + RIGHT, None)
        return plan, new_axes(plan), False
    width, height = room(ax)
    scale = max(_SMALLEST, min(1.0, width / 330, height / 300))
    plan = planned(scale, False, width, height)
    if not clean(_inner(plan, ax), scale):
        plan = planned(scale, True, width, height)
        while plan.scale > _SMALLEST and _inner(plan, ax)[1] < 0.45 * height:
            plan = planned(max(_SMALLEST, plan.scale - 0.1), True, width, height)
    return plan, ax, True


def _inner(plan: Plan, ax: Axes) -> tuple[float, float]:
    width, height = inner_room(ax, plan.margins)
    return max(20.0, width), max(20.0, height)


def fit_names(ax: Axes, plan: Plan, arrange: Callable[[float, float], None], *, given: bool) -> None:
    """Put names into place now, and again whenever a given axes gets another size."""
    if given:
        keep_inside(ax, plan.margins, arrange)
        return
    box, figure = ax.get_position(), ax.figure
    wide, high = figure.get_size_inches()  # type: ignore[union-attr]
    arrange(box.width * 72 * wide, box.height * 72 * high)


def dress(ax: Axes, plan: Plan, families: list[str]) -> None:
    """Names of the axes, numbers, title, names under the map, notes."""
    scale = plan.scale
    style: dict[str, Any] = {"family": families, "color": INK, "parse_math": False}
    ax.set_xlabel(plan.across, fontsize=_AXIS * scale, **style)
    ax.set_ylabel(plan.up, fontsize=_AXIS * scale, **style)
    ax.set_xticks(np.linspace(0, 1, 6))
    ax.set_yticks(np.linspace(0, 1, 6))
    ax.tick_params(labelsize=_TICK * scale, labelfontfamily=families, labelcolor=INK, color=MUTED, length=3.5)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("bottom", "left"))
        spine.set_color(MUTED)
    ax.grid(color=HAIRLINE, linewidth=0.5, zorder=0)
    ax.set_axisbelow(True)
    if plan.title:
        pad = plan.legend.height + 6
        ax.set_title(plan.title, fontsize=_TITLE * scale, pad=pad, **style)
    under: dict[str, Any] = {
        "xycoords": "axes fraction", "textcoords": "offset points", "ha": "left", "va": "top",
        "fontsize": _NOTE * scale, "annotation_clip": False, "linespacing": LINE_HEIGHT,
    }  # fmt: skip
    at = -_foot(plan.across, scale)
    for column, start in zip(plan.key, plan.columns, strict=True):
        ax.annotate(column, (0, 0), (start + 4 - plan.margins.left, at), **under, **style)
    if plan.key:
        at -= LINE_HEIGHT * _NOTE * scale * max(column.count("\n") + 1 for column in plan.key) + 6
    if plan.notes:
        muted = style | {"color": MUTED}
        ax.annotate(plan.notes, (0, 0), (6 - plan.margins.left, at), **under, **muted)
