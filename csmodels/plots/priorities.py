"""Importance-performance map: drivers as points with intervals, labels that keep clear of each other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.plots.labels import Array, Box, place_labels
from csmodels.plots.slot import Margins, keep_inside
from csmodels.plots.style import HAIRLINE, INK, MARKERS, MUTED, PALETTE, figure_style, new_figure
from csmodels.plots.textfit import text_size, wrap
from csmodels.tables.strings import check_language, term, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from matplotlib.text import Annotation, Text

LABEL_SIZE, CORNER_SIZE, TITLE_SIZE, AXIS_SIZE, TICK_SIZE, MARK_SIZE = 9.0, 8.5, 12.0, 10.0, 9.0, 7.0
SMALLEST = 0.7  # of these sizes, in a small place
WIDTH, HEIGHT = 400.0, 330.0  # of the data area in a new figure, in points
_COLUMNS = tuple(f"{name}{part}" for name in ("importance", "performance") for part in ("", "_low", "_high"))
#: Names of the quadrants and their corners, in parts of the data area.
_CORNERS = (("improve", 0.99, 0.01), ("keep", 0.99, 0.99), ("minor", 0.01, 0.01), ("excess", 0.01, 0.99))


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
        given = ax is not None
        ax = _new_axes(margins) if ax is None else ax
        for name, (low, high) in zip("xy", _ends(frame), strict=True):
            getattr(ax, f"set_{name}lim")(low, high)
        _draw_lines(ax, lines, len(groups))
        marks = [_draw_points(ax, part, look, name) for look, (name, part) in enumerate(groups)]
        words = _Words(ax, frame, lines, groups, marks, lang, families)
        words.name_axes(text("figure.importance_axis", lang, target=term(target, lang, section="construct")))
        ax.tick_params(labelfontfamily=families, labelcolor=INK, color=MUTED, length=3.5)
        for side, spine in ax.spines.items():
            spine.set_visible(side in ("bottom", "left"))
            spine.set_color(MUTED)
        ax.grid(color=HAIRLINE, linewidth=0.6, zorder=0)
        ax.set_axisbelow(True)
        if len(groups) > 1:
            words.add_legend()
        if title:
            words.add_title(title)
        if given:  # its size is only known when the figure is drawn
            keep_inside(ax, margins, words.arrange)
        else:
            words.arrange(WIDTH, HEIGHT)
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


def _draw_points(ax: Axes, part: pd.DataFrame, look: int, name: str) -> Line2D:
    color = PALETTE[look]
    for x, x_low, x_high, y, y_low, y_high in part[list(_COLUMNS)].to_numpy(dtype=float):
        if math.isfinite(x_low) and math.isfinite(x_high):
            ax.plot([x_low, x_high], [y, y], color=color, linewidth=1.1, alpha=0.55, zorder=2)
        if math.isfinite(y_low) and math.isfinite(y_high):
            ax.plot([x, x], [y_low, y_high], color=color, linewidth=1.1, alpha=0.55, zorder=2)
    (mark,) = ax.plot(
        part["importance"], part["performance"], linestyle="none", marker=MARKERS[look],
        markersize=MARK_SIZE, color=color, markeredgecolor="white", markeredgewidth=0.6, zorder=4,
        label=name or "_drivers",
    )  # fmt: skip
    return mark


class _Words:
    """All words of a map: made once, and put into place whenever the size of the data area is known."""

    def __init__(
        self,
        ax: Axes,
        frame: pd.DataFrame,
        lines: pd.DataFrame,
        groups: list[tuple[str, pd.DataFrame]],
        marks: list[Line2D],
        lang: str,
        families: list[str],
    ) -> None:
        self.ax, self.marks, self.families = ax, marks, families
        self.figures = frame[list(_COLUMNS)].to_numpy(dtype=float)
        self.divided = lines[["importance", "performance"]].to_numpy(dtype=float)
        self.size = (0.0, 0.0)
        self.titles: list[tuple[str, Text, float, float]] = []
        self.labels = [
            self._label(key, (x, y), look, INK if len(groups) == 1 else PALETTE[look], lang)
            for look, (_, part) in enumerate(groups)
            for key, x, y in zip(part.index, part["importance"], part["performance"], strict=True)
        ]
        self.corners = [self._corner(text(f"value.{name}", lang), x, y) for name, x, y in _CORNERS]
        self.performance = text("figure.performance_axis", lang)

    def _label(
        self, key: Any, at: tuple[float, float], look: int, color: Any, lang: str
    ) -> tuple[str, Annotation, int]:
        words = term(key[-1] if isinstance(key, tuple) else key, lang, section="construct")
        arrow = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 4}
        note = self.ax.annotate(
            words, at, xytext=(0, 0), textcoords="offset points", ha="center", va="center",
            color=color, family=self.families, parse_math=False, linespacing=1.05, zorder=5,
            annotation_clip=False, arrowprops=arrow,
        )  # fmt: skip
        return words, note, look

    def _corner(self, words: str, x: float, y: float) -> tuple[str, Text]:
        return words, self.ax.text(
            x, y, words, transform=self.ax.transAxes, ha="left" if x < 0.5 else "right",
            va="bottom" if y < 0.5 else "top", color=MUTED, family=self.families, parse_math=False,
            zorder=1.5, linespacing=1.05,
        )  # fmt: skip

    def name_axes(self, importance: str) -> None:
        """Write what the axes show."""
        style: dict[str, Any] = {"family": self.families, "color": INK, "parse_math": False}
        across = self.ax.set_xlabel(importance, **style)
        up = self.ax.set_ylabel(self.performance, **style)
        self.titles += [(importance, across, AXIS_SIZE, 20.0), (self.performance, up, AXIS_SIZE, 0.0)]

    def add_title(self, title: str) -> None:
        """Write the title, above the legend if there is one."""
        pad = 26 if len(self.marks) > 1 else 8
        found = self.ax.set_title(title, family=self.families, color=INK, pad=pad, parse_math=False)
        self.titles.append((title, found, TITLE_SIZE, 20.0))

    def add_legend(self) -> None:
        """Tell the groups apart."""
        from matplotlib.font_manager import FontProperties

        self.ax.legend(
            loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(self.marks), frameon=False,
            borderaxespad=0.2, prop=FontProperties(family=self.families, size=TICK_SIZE),
        )  # fmt: skip

    # ------------------------------------------------------------------ in a data area of some size

    def arrange(self, width: float, height: float) -> None:
        """Set sizes and places for a data area of so many points."""
        if math.dist(self.size, (width, height)) < 0.5:
            return
        self.size = (width, height)
        scale = max(SMALLEST, min(1.0, width / 260, height / 210))
        self.ax.tick_params(labelsize=TICK_SIZE * scale)
        for mark in self.marks:
            mark.set_markersize(MARK_SIZE * scale)
        for words, found, points, more in self.titles:
            room = height if found is self.ax.yaxis.label else width + more
            found.set_fontsize(points * scale)
            found.set_text(wrap(words, room, points * scale))
        legend = self.ax.get_legend()
        for words_ in legend.get_texts() if legend is not None else ():
            words_.set_fontsize(TICK_SIZE * scale)
        self._place(scale)

    def _place(self, scale: float) -> None:
        """Write the names of the quadrants in the corners, then the labels where they cover least."""
        fixed = [*self._obstacles(scale), *((box, 12.0) for box in self._corner_boxes(scale))]
        points, sizes, lines = [], [], []
        for words, note, look in self.labels:
            shown = wrap(words, min(110 * scale, 0.45 * self.size[0]), LABEL_SIZE * scale)
            note.set_text(shown)
            note.set_fontsize(LABEL_SIZE * scale)
            points.append(self._at(*note.xy))
            sizes.append(text_size(shown, LABEL_SIZE * scale))
            lines.append(np.array(self._at(*self.divided[look])))

        def misplaced(i: int, middles: Array) -> Array:
            # in another quadrant it would be read as being there
            cost: Array = 30.0 * ((middles > lines[i]) != (np.array(points[i]) > lines[i])).sum(axis=1)
            return cost

        found = place_labels(points, sizes, fixed, self.size, scale, misplaced)
        for (_, note, _), at, (x, y), far in zip(self.labels, points, found.centres, found.far, strict=True):
            note.set_position((x - at[0], y - at[1]))
            assert note.arrow_patch is not None  # made with one
            note.arrow_patch.set_visible(bool(far))

    def _corner_boxes(self, scale: float) -> list[Box]:
        """Write the quadrants' names, within their quadrant where it is wide enough."""
        found = []
        lines = np.array([self._at(*at) for at in self.divided])
        width, height = self.size
        for words, corner in self.corners:
            x, y = corner.get_position()
            room = lines[:, 0].min() if x < 0.5 else width - lines[:, 0].max()
            shown = wrap(words, max(room - 6, 0.2 * width), CORNER_SIZE * scale)
            corner.set_text(shown)
            corner.set_fontsize(CORNER_SIZE * scale)
            wide, high = text_size(shown, CORNER_SIZE * scale)
            left = x * width if x < 0.5 else x * width - wide
            low = y * height if y < 0.5 else y * height - high
            found.append((left, low, left + wide, low + high))
        return found

    def _obstacles(self, scale: float) -> list[tuple[Box, float]]:
        """Points, their bars and the dividing lines as boxes, with how much it costs to cover them."""
        found: list[tuple[Box, float]] = []
        for x, x_low, x_high, y, y_low, y_high in self.figures:
            across, up = self._at(x, y)
            reach = 5 * scale
            found.append(((across - reach, up - reach, across + reach, up + reach), 20.0))
            for low, high in (((x_low, y), (x_high, y)), ((x, y_low), (x, y_high))):
                if np.isfinite([*low, *high]).all():
                    (left, down), (right, top) = self._at(*low), self._at(*high)
                    found.append(((left - 1.5, down - 1.5, right + 1.5, top + 1.5), 2.0))
        for across, up in (self._at(*at) for at in self.divided):
            found.append(((across - 2, 0.0, across + 2, self.size[1]), 4.0))
            found.append(((0.0, up - 2, self.size[0], up + 2), 4.0))
        return found

    def _at(self, x: float, y: float) -> tuple[float, float]:
        """Place of a point in the data area, in points."""
        (x0, x1), (y0, y1) = self.ax.get_xlim(), self.ax.get_ylim()
        return (x - x0) / (x1 - x0) * self.size[0], (y - y0) / (y1 - y0) * self.size[1]
