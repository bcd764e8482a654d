"""The drawing behind all interval charts: rows of dots and lines, in bands, with words at both sides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csmodels.plots.style import BAND, HAIRLINE, INK, MARKERS, MUTED, PALETTE, figure_style, new_figure
from csmodels.plots.textfit import line_width, text_size, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW_SIZE, BAND_SIZE, VALUE_SIZE = 9.0, 9.5, 8.5
"""Font sizes in points: rows, names of bands, written values."""

PLOT_WIDTH = 300.0  # of the area between the labels and the written values, in points
LABEL_WIDTH = 235.0  # row labels are broken into lines above this width
ROW_HEIGHT, DETAIL_HEIGHT, TOGETHER_HEIGHT, BAND_GAP = 17.0, 13.5, 12.5, 8.0


@dataclass(frozen=True)
class Row:
    """One estimate: its label, its numbers, its look, and what is written at the right."""

    label: str
    estimate: float
    low: float
    high: float
    color: str
    marker: str
    value: str


@dataclass(frozen=True)
class Band:
    """Rows that belong together; with `together` they share the band's label, else each has its own."""

    label: str
    rows: tuple[Row, ...]
    together: bool = False


@dataclass(frozen=True)
class _Line:
    """A row at its height, in points below the top."""

    y: float
    row: Row


@dataclass(frozen=True)
class _Stack:
    """All rows from top to bottom: where each stands, the words at its left, which strips are shaded."""

    lines: tuple[_Line, ...]
    names: tuple[tuple[float, str], ...]  # main labels: plain rows, or names of bands
    details: tuple[tuple[float, str], ...]  # rows' labels below a band's name
    strips: tuple[tuple[float, float], ...]
    height: float


def draw_bands(
    bands: Sequence[Band],
    legend: Sequence[str],
    *,
    ax: Axes | None,
    title: str | None,
    xlabel: str,
    limits: tuple[float, float],
    reference: float | None,
) -> Axes:
    """Draw rows of estimates with intervals; `legend` names the groups of bands whose rows stand together."""
    with figure_style() as families:
        stack = _stack(bands)
        if ax is None:
            ax = _new_axes(stack, title, len(legend) > 0)
        ax.set_xlim(limits)
        ax.set_ylim(stack.height, 0)
        for top, bottom in stack.strips:
            ax.axhspan(top, bottom, facecolor=BAND, linewidth=0, zorder=0, label="_background")
        for value, style in ((0.0, "solid"), (reference, (0, (4, 3)))):
            if value is not None and limits[0] < value < limits[1]:
                ax.axvline(value, color=MUTED, linewidth=0.9, linestyle=style, zorder=1)
        for line in stack.lines:
            _draw_row(ax, line, families)
        _label(ax, stack, families)
        ax.set_xlabel(xlabel, family=families, fontsize=10, color=INK, parse_math=False)
        ax.tick_params(
            axis="x", labelfontfamily=families, labelsize=9, labelcolor=INK, color=MUTED, length=3.5
        )
        for side, spine in ax.spines.items():
            spine.set_visible(side == "bottom")
            spine.set_color(MUTED)
        ax.grid(axis="x", color=HAIRLINE, linewidth=0.6, zorder=0)
        ax.set_axisbelow(True)
        if legend:
            _draw_legend(ax, legend, families)
        if title:
            pad = 26.0 if legend else 8.0
            ax.set_title(title, family=families, fontsize=12, color=INK, pad=pad, parse_math=False)
        return ax


def _stack(bands: Sequence[Band]) -> _Stack:
    lines: list[_Line] = []
    names: list[tuple[float, str]] = []
    details: list[tuple[float, str]] = []
    strips: list[tuple[float, float]] = []
    y = 4.0
    for i, band in enumerate(bands):
        top = y
        if band.together:
            label = wrap(band.label, LABEL_WIDTH, BAND_SIZE)
            height = max(TOGETHER_HEIGHT * len(band.rows), text_size(label, BAND_SIZE)[1])
            first = y + BAND_GAP / 2 + (height - TOGETHER_HEIGHT * len(band.rows)) / 2
            lines += [_Line(first + TOGETHER_HEIGHT * (k + 0.5), row) for k, row in enumerate(band.rows)]
            names.append((y + (height + BAND_GAP) / 2, label))
            y += height + BAND_GAP
        else:
            if band.label:
                names.append((y + ROW_HEIGHT / 2 + 2, band.label))
                y += ROW_HEIGHT
            for row in band.rows:
                label = wrap(row.label, LABEL_WIDTH, ROW_SIZE)
                least = DETAIL_HEIGHT if band.label else ROW_HEIGHT
                height = max(least, text_size(label, ROW_SIZE)[1] + (4 if "\n" in label else 0))
                (details if band.label else names).append((y + height / 2, label))
                lines.append(_Line(y + height / 2, row))
                y += height
            y += BAND_GAP / 2 if band.label else 0.0
        if i % 2 == 0 and len(bands) > 1:
            strips.append((top, y))
    return _Stack(tuple(lines), tuple(names), tuple(details), tuple(strips), y + 4.0)


def _new_axes(stack: _Stack, title: str | None, legend: bool) -> Axes:
    """Make a figure in which everything has its room: labels left, values right, title and legend above."""
    left = 16 + max(
        [line_width(line, BAND_SIZE) for _, label in stack.names for line in label.split("\n")]
        + [line_width(line, ROW_SIZE) for _, label in stack.details for line in label.split("\n")]
    )
    right = 16 + max(line_width(line.row.value, VALUE_SIZE) for line in stack.lines)
    above = 8.0 + (22.0 * (1 + title.count("\n")) if title else 0.0) + (24.0 if legend else 0.0)
    below = 40.0
    width, height = left + PLOT_WIDTH + right, above + stack.height + below
    figure = new_figure(width / 72, height / 72)
    width, height = figure.get_figwidth() * 72, figure.get_figheight() * 72
    box = (left / width, below / height, PLOT_WIDTH / width, stack.height / height)
    return figure.add_axes(box)


def _draw_row(ax: Axes, line: _Line, families: list[str]) -> None:
    row = line.row
    if math.isfinite(row.low) and math.isfinite(row.high):
        ax.plot(
            [row.low, row.high],
            [line.y, line.y],
            color=row.color,
            linewidth=1.8,
            solid_capstyle="butt",
            zorder=3,
        )
    ax.plot(
        [row.estimate], [line.y], linestyle="none", marker=row.marker, markersize=6.5, color=row.color,
        markeredgecolor="white", markeredgewidth=0.6, zorder=4, label=row.label.replace("\n", " "),
    )  # fmt: skip
    if row.value:
        # x in parts of the axes, y in rows: the values form a column beside the axes.
        ax.annotate(
            row.value,
            (1.0, line.y),
            xycoords=ax.get_yaxis_transform(),
            xytext=(8, -0.8),
            textcoords="offset points",
            ha="left",
            va="center",
            fontsize=VALUE_SIZE,
            color=INK,
            family=families,
            parse_math=False,
            annotation_clip=False,
        )


def _label(ax: Axes, stack: _Stack, families: list[str]) -> None:
    """Write the labels as ticks: bands or plain rows as major ticks, rows within bands as minor ones."""
    for places, minor in ((stack.names, False), (stack.details, True)):
        ax.set_yticks([y for y, _ in places], minor=minor)
        ax.set_yticklabels([label for _, label in places], minor=minor, linespacing=1.05)
    main = BAND_SIZE if stack.details or stack.strips else ROW_SIZE
    ax.tick_params(axis="y", which="major", labelsize=main, labelcolor="black", length=0, pad=8)
    ax.tick_params(axis="y", which="minor", labelsize=ROW_SIZE, labelcolor="#444444", length=0, pad=8)
    ax.tick_params(axis="y", which="both", labelfontfamily=families)
    for label in [*ax.get_yticklabels(), *ax.get_yticklabels(minor=True)]:
        label.set_parse_math(False)


def _draw_legend(ax: Axes, legend: Sequence[str], families: list[str]) -> None:
    """Name the groups above the axes, in the order in which they stand."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.lines import Line2D

    handles = [
        Line2D(
            [],
            [],
            color=PALETTE[i],
            marker=MARKERS[i],
            markersize=6.5,
            markeredgecolor="white",
            linewidth=1.8,
        )
        for i in range(len(legend))
    ]
    ax.legend(
        handles, list(legend), loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(legend), frameon=False,
        borderaxespad=0.2, prop=FontProperties(family=families, size=9), columnspacing=1.4, handlelength=1.8,
    )  # fmt: skip
