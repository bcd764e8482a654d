"""Importance-performance map: drivers as points with intervals, labels that keep clear of each other."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import HAIRLINE, INK, MARKERS, MUTED, PALETTE, figure_style, new_figure
from csmodels.plots.textfit import LINE_HEIGHT, text_size, wrap
from csmodels.tables.strings import check_language, term, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABEL_SIZE, CORNER_SIZE, TITLE_SIZE, AXIS_SIZE, TICK_SIZE = 9.0, 8.5, 12.0, 10.0, 9.0
WIDTH, HEIGHT = 400.0, 330.0  # of the data area in a new figure, in points
_COLUMNS = tuple(f"{name}{part}" for name in ("importance", "performance") for part in ("", "_low", "_high"))
#: Places of a label round its point: direction, then distance in points.
_DISTANCES = (7.0, 14.0, 24.0, 36.0, 50.0, 66.0)
_DIRECTIONS = ((1, 1), (1, -1), (-1, 1), (-1, -1), (1, 0), (-1, 0), (0, 1), (0, -1))


@dataclass(frozen=True)
class _Box:
    """A rectangle in points, from the lower left corner of the data area."""

    left: float
    low: float
    right: float
    top: float

    def shared(self, other: _Box) -> float:
        """Area in common with another box."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.low, other.low)
        return wide * high if wide > 0 and high > 0 else 0.0

    def outside(self, width: float, height: float) -> float:
        """How far it reaches out of the data area."""
        return max(0.0, -self.left, self.right - width) + max(0.0, -self.low, self.top - height)


def priority_map(
    frame: pd.DataFrame,
    lines: pd.DataFrame,
    *,
    target: str,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw drivers by importance (to the right) and performance (upwards), with intervals as bars.

    When to use it: to show at a glance what matters most and does worst, the lower right quadrant.

    Parameters
    ----------
    frame : DataFrame
        Columns ``importance`` and ``performance``, each with ``_low`` and ``_high`` (missing limits draw
        no bar). The last index level gives the labels; with groups the first level tells them.
    lines : DataFrame
        Columns ``importance`` and ``performance``, a row for each group: where quadrants are divided.
    target : str
        Whose index the importance is measured in.
    lang : {"en", "zh"}
    ax : Axes, optional
        Draw here, in the place of this axes.
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> frame = pd.DataFrame({"importance": [0.6, 0.2], "performance": [75.0, 62.0]})
    >>> frame.index = ["Quality", "Value"]
    >>> for name in ("importance", "performance"):
    ...     frame[f"{name}_low"], frame[f"{name}_high"] = frame[name] - 0.1, frame[name] + 0.1
    >>> ax = priority_map(frame, frame.mean().to_frame().T, target="Satisfaction")
    >>> [words.get_text() for words in ax.texts[:2]]
    ['Quality', 'Value']
    """
    check_language(lang)
    groups = _groups(frame, lines)
    with figure_style() as families:
        margins = _margins(title, len(groups) > 1)
        width, height = WIDTH, HEIGHT
        if ax is None:
            ax = _new_axes(margins)
        else:
            whole = room(ax)
            width = max(whole[0] - margins.left - margins.right, 60.0)
            height = max(whole[1] - margins.above - margins.below, 60.0)
            keep_inside(ax, margins)
        scale = max(0.7, min(1.0, width / 260, height / 210))
        ends = _ends(frame)
        ax.set_xlim(ends[0])
        ax.set_ylim(ends[1])
        _draw_lines(ax, lines, len(groups))
        for look, (name, part) in enumerate(groups):
            _draw_points(ax, part, look, name)
        _write_labels(ax, frame, groups, ends, (width, height), lang, families, scale)
        label = text("figure.importance_axis", lang, target=term(target, lang, section="construct"))
        for axis, words in (("x", label), ("y", text("figure.performance_axis", lang))):
            size = AXIS_SIZE * scale
            limit = width + 20 if axis == "x" else height
            getattr(ax, f"set_{axis}label")(
                wrap(words, limit, size), family=families, fontsize=size, color=INK, parse_math=False
            )
        ax.tick_params(
            labelfontfamily=families, labelsize=TICK_SIZE * scale, labelcolor=INK, color=MUTED, length=3.5
        )
        for side, spine in ax.spines.items():
            spine.set_visible(side in ("bottom", "left"))
            spine.set_color(MUTED)
        ax.grid(color=HAIRLINE, linewidth=0.6, zorder=0)
        ax.set_axisbelow(True)
        if len(groups) > 1:
            from matplotlib.font_manager import FontProperties

            ax.legend(
                loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(groups), frameon=False,
                borderaxespad=0.2, prop=FontProperties(family=families, size=TICK_SIZE * scale),
            )  # fmt: skip
        if title:
            ax.set_title(
                wrap(title, width + 20, TITLE_SIZE * scale), family=families, fontsize=TITLE_SIZE * scale,
                color=INK, pad=26 if len(groups) > 1 else 8, parse_math=False,
            )  # fmt: skip
        return ax


def _groups(frame: pd.DataFrame, lines: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Parts of the table that are drawn in one colour."""
    if lines.index.name is None or lines.index.name not in frame.index.names:
        return [("", frame)]
    first = frame.index.get_level_values(0)
    return [(str(name), frame[first == name]) for name in lines.index]


def _margins(title: str | None, legend: bool) -> Margins:
    above = 8.0 + (20.0 if legend else 0.0) + (24.0 if title else 0.0)
    return Margins(left=50.0, right=14.0, above=above, below=42.0)


def _new_axes(margins: Margins) -> Axes:
    wide, high = margins.left + WIDTH + margins.right, margins.above + HEIGHT + margins.below
    figure = new_figure(wide / 72, high / 72)
    wide, high = figure.get_figwidth() * 72, figure.get_figheight() * 72
    return figure.add_axes((margins.left / wide, margins.below / high, WIDTH / wide, HEIGHT / high))


def _ends(frame: pd.DataFrame) -> list[tuple[float, float]]:
    """Ends of both axes: all intervals and a little air."""
    found = []
    for name in ("importance", "performance"):
        values = frame[[name, f"{name}_low", f"{name}_high"]].to_numpy(dtype=float)
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        span = high - low or 1.0
        found.append((low - 0.12 * span, high + 0.12 * span))
    return found


def _draw_lines(ax: Axes, lines: pd.DataFrame, groups: int) -> None:
    for look, (x, y) in enumerate(lines[["importance", "performance"]].to_numpy(dtype=float)):
        color = MUTED if groups == 1 else PALETTE[look]
        ax.axvline(x, color=color, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        ax.axhline(y, color=color, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)


def _draw_points(ax: Axes, part: pd.DataFrame, look: int, name: str) -> None:
    color = PALETTE[look]
    for x, x_low, x_high, y, y_low, y_high in part[list(_COLUMNS)].to_numpy(dtype=float):
        if math.isfinite(x_low) and math.isfinite(x_high):
            ax.plot([x_low, x_high], [y, y], color=color, linewidth=1.1, alpha=0.55, zorder=2)
        if math.isfinite(y_low) and math.isfinite(y_high):
            ax.plot([x, x], [y_low, y_high], color=color, linewidth=1.1, alpha=0.55, zorder=2)
    ax.plot(
        part["importance"], part["performance"], linestyle="none", marker=MARKERS[look], markersize=7,
        color=color, markeredgecolor="white", markeredgewidth=0.6, zorder=4, label=name or "_drivers",
    )  # fmt: skip


def _write_labels(
    ax: Axes,
    frame: pd.DataFrame,
    groups: list[tuple[str, pd.DataFrame]],
    ends: list[tuple[float, float]],
    size: tuple[float, float],
    lang: str,
    families: list[str],
    scale: float,
) -> None:
    """Write each label where it covers least, then the names of the quadrants in the corners."""
    (x0, x1), (y0, y1) = ends

    def place(x: float, y: float) -> tuple[float, float]:
        return (x - x0) / (x1 - x0) * size[0], (y - y0) / (y1 - y0) * size[1]

    corners = _corners(lang, size, scale)
    taken = [(box, 3.0) for _, box, _ in corners]
    for values in frame[list(_COLUMNS)].to_numpy(dtype=float):
        taken += _obstacles(values, place)
    written = []
    for look, (_, part) in enumerate(groups):
        for key, x, y in zip(part.index, part["importance"], part["performance"], strict=True):
            last = key[-1] if isinstance(key, tuple) else key
            words = wrap(term(last, lang, section="construct"), 110 * scale, LABEL_SIZE * scale)
            written.append((place(x, y), words, look, (x, y)))
    # the crowded ones choose first
    crowd = [sum(math.dist(at, other) < 60 for other, *_ in written) for at, *_ in written]
    for i in sorted(range(len(written)), key=lambda i: -crowd[i]):
        at, words, look, data = written[i]
        box, far = _best(at, text_size(words, LABEL_SIZE * scale), taken, size)
        taken.append((box, 40.0))
        middle = ((box.left + box.right) / 2 - at[0], (box.low + box.top) / 2 - at[1])
        color: Any = INK if len(groups) == 1 else PALETTE[look]
        arrow = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 4}
        ax.annotate(
            words, data, xytext=middle, textcoords="offset points", ha="center", va="center",
            fontsize=LABEL_SIZE * scale, color=color, family=families, parse_math=False, linespacing=1.05,
            zorder=5, annotation_clip=False, arrowprops=arrow if far > _DISTANCES[1] else None,
        )  # fmt: skip
    for words, _, (x, y) in corners:
        ax.text(
            x, y, words, transform=ax.transAxes, ha="left" if x < 0.5 else "right",
            va="bottom" if y < 0.5 else "top", fontsize=CORNER_SIZE * scale, color=MUTED, family=families,
            parse_math=False, style="normal", zorder=1.5,
        )  # fmt: skip


def _corners(
    lang: str, size: tuple[float, float], scale: float
) -> list[tuple[str, _Box, tuple[float, float]]]:
    """Names of the quadrants, their boxes and their places in parts of the axes."""
    found = []
    for (x, y), name in (((0.99, 0.01), "improve"), ((0.99, 0.99), "keep"), ((0.01, 0.01), "minor"),
                         ((0.01, 0.99), "excess")):  # fmt: skip
        words = text(f"value.{name}", lang)
        wide, high = text_size(words, CORNER_SIZE * scale)
        left = x * size[0] if x < 0.5 else x * size[0] - wide
        low = y * size[1] if y < 0.5 else y * size[1] - high
        found.append((words, _Box(left, low, left + wide, low + high), (x, y)))
    return found


def _obstacles(values: Any, place: Any) -> list[tuple[_Box, float]]:
    """A point and its bars as boxes, with how much it costs to cover them."""
    x, x_low, x_high, y, y_low, y_high = values
    across, up = place(x, y)
    found = [(_Box(across - 5, up - 5, across + 5, up + 5), 20.0)]
    if math.isfinite(x_low) and math.isfinite(x_high):
        found.append((_Box(place(x_low, y)[0], up - 1.5, place(x_high, y)[0], up + 1.5), 2.0))
    if math.isfinite(y_low) and math.isfinite(y_high):
        found.append((_Box(across - 1.5, place(x, y_low)[1], across + 1.5, place(x, y_high)[1]), 2.0))
    return found


def _best(
    at: tuple[float, float],
    words: tuple[float, float],
    taken: list[tuple[_Box, float]],
    size: tuple[float, float],
) -> tuple[_Box, float]:
    """The place of a label round its point that covers least, near places first."""
    wide, high = words[0] + 2, words[1] / LINE_HEIGHT + 3
    best, least, chosen = _Box(0, 0, 0, 0), math.inf, 0.0
    for distance, (right, up) in itertools.product(_DISTANCES, _DIRECTIONS):
        step = distance / math.hypot(right, up)
        x = at[0] + right * (step + wide / 2)
        y = at[1] + up * (step + high / 2)
        box = _Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        cost = sum(weight * box.shared(other) for other, weight in taken)
        cost += 200 * box.outside(*size) + 0.8 * distance
        if cost < least:
            best, least, chosen = box, cost, distance
    return best, chosen
