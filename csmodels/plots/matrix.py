"""Maps of importance, performance and asymmetry: points with intervals, dividing lines, names kept clear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.plots.kano_map_frame import Plan, Words, dress, fit_names
from csmodels.plots.legends import draw_legend
from csmodels.plots.matrix_points import Kind, Line, Name, Points
from csmodels.plots.matrix_words import Placed, settled, ticks_of
from csmodels.plots.style import figure_style
from csmodels.tables.strings import check_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Kind", "Line", "Name", "matrix_map"]


def matrix_map(
    frame: pd.DataFrame,
    lines: Sequence[Line],
    *,
    across: str,
    up: str,
    names: Sequence[Name] = (),
    kinds: Sequence[Kind] = (Kind("", ""),),
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
        drawn = Points(known, tuple(lines), tuple(names), tuple(kinds), intervals)
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
        plan, ax, given = settled(drawn, words, ax)
        ax.set_xlim(*drawn.ends[0])
        ax.set_ylim(*drawn.ends[1])
        drawn.draw(ax, plan.scale)
        _dress(ax, plan, families)
        draw_legend(ax, plan.legend, [handle for _, handle in entries], families)
        placed = Placed(ax, drawn, words, plan, families, lang)
        fit_names(ax, plan, placed.arrange, given=given)
        return ax


def _dress(ax: Axes, plan: Plan, families: list[str]) -> None:
    """Words around the map, with numbers that suit its units."""
    ends = ax.get_xlim(), ax.get_ylim()
    dress(ax, plan, families)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(ticks_of(plan.scale))
    ax.set_xlim(*ends[0])
    ax.set_ylim(*ends[1])
