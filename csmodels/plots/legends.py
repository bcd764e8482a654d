"""Legends above the data, never over them, broken into the columns and lines that a given width allows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csmodels.plots.textfit import LINE_HEIGHT, text_size, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HANDLE, _SPACING = 4.2, 1.4  # room of a handle, and between columns, in units of the font size
_GAP = 6.0


@dataclass(frozen=True)
class LegendPlan:
    """Labels broken into lines, the number of columns, and the height it all takes, in points."""

    labels: tuple[str, ...]
    columns: int
    height: float
    size: float


def plan_legend(
    labels: Sequence[str], size: float, width: float, most: float = math.inf, least: float = 5.0
) -> LegendPlan:
    """Lay a legend out for so many points of width, in smaller words if it would be higher than `most`.

    Examples
    --------
    >>> plan_legend(["Value", "Quality"], 9, 300).columns, plan_legend([], 9, 300).height
    (2, 0.0)
    """
    plan = _planned(labels, size, width)
    while plan.height > most and size - 0.5 >= least:
        size -= 0.5
        plan = _planned(labels, size, width)
    return plan


def _planned(labels: Sequence[str], size: float, width: float) -> LegendPlan:
    if not labels:
        return LegendPlan((), 1, 0.0, size)
    broken = tuple(wrap(label, max(width - _HANDLE * size, 6 * size), size) for label in labels)
    widest = max(text_size(label, size)[0] for label in broken) + (_HANDLE + _SPACING) * size
    columns = max(1, min(len(labels), int((width + _SPACING * size) / widest)))
    rows = math.ceil(len(labels) / columns)
    # matplotlib fills columns: the tallest one decides
    heights = [text_size(label, size)[1] for label in broken]
    tallest = max(sum(heights[at : at + rows]) for at in range(0, len(labels), rows))
    return LegendPlan(broken, columns, tallest + (LINE_HEIGHT - 1) * size * rows + _GAP, size)


def draw_legend(ax: Axes, plan: LegendPlan, handles: Sequence[Any], families: list[str]) -> None:
    """Write a planned legend above the axes, flush with their left edge."""
    from matplotlib.font_manager import FontProperties

    if not plan.labels:
        return
    legend = ax.legend(
        list(handles), list(plan.labels), loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=plan.columns,
        frameon=False, borderaxespad=0.2, borderpad=0.2, labelspacing=0.35, columnspacing=_SPACING,
        handlelength=2.6, prop=FontProperties(family=families, size=plan.size),
    )  # fmt: skip
    for words in legend.get_texts():
        words.set_parse_math(False)
