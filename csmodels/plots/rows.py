"""The drawing behind all interval charts: rows of dots and lines, in bands, with words at both sides."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import BAND, HAIRLINE, INK, MARKERS, MUTED, PALETTE, figure_style, new_figure
from csmodels.plots.textfit import LINE_HEIGHT, line_width, text_size, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW_SIZE, BAND_SIZE, VALUE_SIZE = 9.0, 9.5, 8.5
"""Font sizes in points: rows, names of bands, written values."""

TITLE_SIZE, AXIS_SIZE, TICK_SIZE, LEGEND_SIZE = 12.0, 10.0, 9.0, 9.0

PLOT_WIDTH = 300.0  # of the area between the labels and the written values, in points
LABEL_WIDTH = 235.0  # row labels are broken into lines above this width
_NO_MARGINS = Margins(0.0, 0.0, 0.0, 0.0)
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
class _Fit:
    """How the words are made to fit: their scale, where labels break, how much of the values is written."""

    scale: float = 1.0
    label_width: float = LABEL_WIDTH
    intervals: bool = True
    values: bool = True


_FITS = (
    (_Fit(), 150.0),
    (_Fit(label_width=130), 130.0),
    (_Fit(0.9, 100), 110.0),
    (_Fit(0.8, 90), 85.0),
    (_Fit(0.75, 75), 62.0),
    (_Fit(0.8, 90, intervals=False), 70.0),
    (_Fit(0.75, 70, intervals=False), 60.0),
    (_Fit(0.7, 60, values=False), 0.0),
)
"""In a given axes, the first that leaves so many points for the data is taken."""


_LEAST_SCALE = 0.6  # words get no smaller; labels of several lines are cut short before


@dataclass(frozen=True)
class _Frame:
    """The words around the data, broken into lines that fit, and the room they all need."""

    title: str
    xlabel: str
    legend: tuple[str, ...]
    columns: int
    title_pad: float
    margins: Margins


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
        fit = _Fit()
        frame = _Frame(title or "", xlabel, tuple(legend), len(legend), 26.0 if legend else 8.0, _NO_MARGINS)
        if ax is None:
            stack = _stack(bands)
            ax = _new_axes(stack, title, len(legend) > 0)
        else:
            width, height = room(ax)
            fit, stack, framed, inner = _placed(bands, frame, width, height)
            # Few points for each row ask for smaller words, as a narrow place does.
            fit = replace(fit, scale=min(fit.scale, max(_LEAST_SCALE, inner / stack.height)))
            frame = framed
            keep_inside(ax, frame.margins)
        ax.set_xlim(limits)
        ax.set_ylim(stack.height, 0)
        for top, bottom in stack.strips:
            ax.axhspan(top, bottom, facecolor=BAND, linewidth=0, zorder=0, label="_background")
        for value, style in ((0.0, "solid"), (reference, (0, (4, 3)))):
            if value is not None and limits[0] < value < limits[1]:
                ax.axvline(value, color=MUTED, linewidth=0.9, linestyle=style, zorder=1)
        for line in stack.lines:
            _draw_row(ax, line, families, fit.scale)
        _label(ax, stack, families, fit.scale)
        ax.set_xlabel(
            frame.xlabel, family=families, fontsize=AXIS_SIZE * fit.scale, color=INK, parse_math=False
        )
        ax.tick_params(
            axis="x", labelfontfamily=families, labelsize=TICK_SIZE * fit.scale, labelcolor=INK, color=MUTED,
            length=3.5,
        )  # fmt: skip
        for side, spine in ax.spines.items():
            spine.set_visible(side == "bottom")
            spine.set_color(MUTED)
        ax.grid(axis="x", color=HAIRLINE, linewidth=0.6, zorder=0)
        ax.set_axisbelow(True)
        if legend:
            _draw_legend(ax, frame, families, fit.scale)
        if title:
            ax.set_title(
                frame.title, family=families, fontsize=TITLE_SIZE * fit.scale, color=INK, pad=frame.title_pad,
                parse_math=False,
            )  # fmt: skip
        return ax


def _placed(
    bands: Sequence[Band], frame: _Frame, width: float, height: float
) -> tuple[_Fit, _Stack, _Frame, float]:
    """Lay the rows out; without their values where these would run together."""
    bare = [replace(band, rows=tuple(replace(row, value="") for row in band.rows)) for band in bands]
    best = _lined(bands, frame, width, height)
    close = _pitch(best[1]) * best[3] / best[1].height < VALUE_SIZE * _LEAST_SCALE
    return _lined(bare, frame, width, height) if close else best


def _lined(
    bands: Sequence[Band], frame: _Frame, width: float, height: float
) -> tuple[_Fit, _Stack, _Frame, float]:
    """Choose of how many lines labels may be; they are cut short only where that makes the rows lower."""
    found = []
    for lines in (3, 2, 1):
        fit, stack = _fitted(bands, width, lines)
        framed = _framed(frame, stack, fit, width)
        inner = height - framed.margins.above - framed.margins.below
        found.append((fit, stack, framed, inner))
        if inner >= _LEAST_SCALE * stack.height:
            break
    return min(found, key=lambda one: one[1].height)


def _pitch(stack: _Stack) -> float:
    """The least distance of two rows, in points at full size."""
    places = [line.y for line in stack.lines]
    return min((low - high for high, low in itertools.pairwise(places)), default=ROW_HEIGHT)


def _fitted(bands: Sequence[Band], width: float, lines: int) -> tuple[_Fit, _Stack]:
    """Choose how to write the words so that the data keep enough of a given width."""
    for fit, least in _FITS:
        shown = [replace(band, rows=tuple(_shortened(row, fit) for row in band.rows)) for band in bands]
        stack = _stack(shown, fit.label_width / fit.scale, lines)
        left, right = _sides(stack, fit.scale)
        if width - left - right >= least:
            break
    return fit, stack


def _shortened(row: Row, fit: _Fit) -> Row:
    if not fit.values:
        return replace(row, value="")
    return row if fit.intervals else replace(row, value=row.value.split(" [")[0])


def _sides(stack: _Stack, scale: float) -> tuple[float, float]:
    """Return the room that labels need at the left and values at the right, in points."""
    left = 12 + max(
        [line_width(line, BAND_SIZE * scale) for _, label in stack.names for line in label.split("\n")]
        + [line_width(line, ROW_SIZE * scale) for _, label in stack.details for line in label.split("\n")]
    )
    # Without values, half of the last number at the axis stands out.
    return left, 12 + max(line_width(line.row.value, VALUE_SIZE * scale) for line in stack.lines)


def _framed(frame: _Frame, stack: _Stack, fit: _Fit, width: float) -> _Frame:
    """Break title, legend and axis label where they would leave the place, and measure them."""
    scale = fit.scale
    left, right = _sides(stack, scale)
    data = max(width - left - right, 20.0)
    # Title and axis label are centred on the data and may reach over the narrower side.
    centred = data + 2 * min(left, right) - 8
    title = wrap(frame.title, centred, TITLE_SIZE * scale) if frame.title else ""
    xlabel = wrap(frame.xlabel, centred, AXIS_SIZE * scale) if frame.xlabel else ""
    size = LEGEND_SIZE * scale
    legend = tuple(wrap(name, data + right - 4 * size, size) for name in frame.legend)
    widest = max((text_size(name, size)[0] + 4.2 * size for name in legend), default=1.0)
    columns = min(len(legend), max(1, int((data + right) / widest)))
    rows = math.ceil(len(legend) / columns) * max(name.count("\n") + 1 for name in legend) if legend else 0
    over = 24.0 + 1.7 * size * (rows - 1) if legend else 0.0
    pad = over + 2 if legend else 8.0
    heading = pad + LINE_HEIGHT * TITLE_SIZE * scale * (1 + title.count("\n")) if title else over + 6
    below = (12 + (AXIS_SIZE * (1 + xlabel.count("\n")) + TICK_SIZE) * 1.2 * scale) if xlabel else 22.0
    return _Frame(title, xlabel, legend, columns, pad, Margins(left, right, heading, below))


def _stack(bands: Sequence[Band], label_width: float = LABEL_WIDTH, max_lines: int = 3) -> _Stack:
    lines: list[_Line] = []
    names: list[tuple[float, str]] = []
    details: list[tuple[float, str]] = []
    strips: list[tuple[float, float]] = []
    y = 4.0
    for i, band in enumerate(bands):
        top = y
        if band.together:
            label = wrap(band.label, label_width, BAND_SIZE, max_lines)
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
                label = wrap(row.label, label_width, ROW_SIZE, max_lines)
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


def _draw_row(ax: Axes, line: _Line, families: list[str], scale: float) -> None:
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
        [row.estimate], [line.y], linestyle="none", marker=row.marker, markersize=6.5 * max(scale, 0.75),
        color=row.color, markeredgecolor="white", markeredgewidth=0.6, zorder=4,
        label=row.label.replace("\n", " "),
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
            fontsize=VALUE_SIZE * scale,
            color=INK,
            family=families,
            parse_math=False,
            annotation_clip=False,
        )


def _label(ax: Axes, stack: _Stack, families: list[str], scale: float) -> None:
    """Write the labels as ticks: bands or plain rows as major ticks, rows within bands as minor ones."""
    for places, minor in ((stack.names, False), (stack.details, True)):
        ax.set_yticks([y for y, _ in places], minor=minor)
        ax.set_yticklabels([label for _, label in places], minor=minor, linespacing=1.05)
    main = (BAND_SIZE if stack.details or stack.strips else ROW_SIZE) * scale
    ax.tick_params(axis="y", which="major", labelsize=main, labelcolor="black", length=0, pad=8)
    ax.tick_params(axis="y", which="minor", labelsize=ROW_SIZE * scale, labelcolor="#444444", length=0, pad=8)
    ax.tick_params(axis="y", which="both", labelfontfamily=families)
    for label in [*ax.get_yticklabels(), *ax.get_yticklabels(minor=True)]:
        label.set_parse_math(False)


def _draw_legend(ax: Axes, frame: _Frame, families: list[str], scale: float) -> None:
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
        for i in range(len(frame.legend))
    ]
    ax.legend(
        handles, list(frame.legend), loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=frame.columns,
        frameon=False, borderaxespad=0.2, prop=FontProperties(family=families, size=LEGEND_SIZE * scale),
        columnspacing=1.4, handlelength=1.8,
    )  # fmt: skip
