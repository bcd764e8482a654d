"""Gaps as dumbbells, and zones of tolerance as bars: row by row, readable in print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean
from csmodels.plots.legends import LegendPlan, draw_legend, plan_legend
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import HAIRLINE, INK, MUTED, PALETTE, figure_style, new_figure
from csmodels.plots.textfit import text_size, wrap
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW, _ROW_SIZE, _VALUE_SIZE, _LEGEND_SIZE, _AXIS_SIZE, _TITLE_SIZE = 24.0, 9.5, 8.5, 9.0, 10.0, 12.0
_DATA = 330.0  # points of the data area of a new figure
_LABEL = 190.0  # row labels are broken into lines above this width
_LEAST, _SMALLEST = 0.6, 0.55  # data keep this part of a given axes' width or words get smaller, down to
_OFFSET = 0.14  # of a row: expectation and performance stand apart by this much, up and down

_EXPECTED, _RECEIVED = PALETTE[0], PALETTE[1]
_SHORT, _OVER = "#C44E52", "#4C956C"
_ZONE = "#BFD3E6"


@dataclass(frozen=True)
class _Layout:
    """Words broken into lines that fit, at one scale, and the room around the data."""

    scale: float
    labels: tuple[str, ...]
    values: tuple[str, ...]
    legend: LegendPlan
    xlabel: str
    title: str
    margins: Margins
    rows: float  # points of a row


def gap_chart(
    frame: pd.DataFrame,
    *,
    sort: bool = True,
    conf_level: float | None = None,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw expectation and performance as dumbbells: two dots with intervals, joined by the gap.

    When to use it: to see at a glance which attributes fall short of what was expected, and how surely. The
    gap and its interval are written at the right.

    Parameters
    ----------
    frame : DataFrame
        One row per attribute, its label as index; columns ``expectation``, ``performance``, each with
        ``_low`` and ``_high``, and ``gap``, ``conf_low``, ``conf_high``.
    sort : bool
        The largest shortfall on top; else in the order of the table.
    conf_level : float, optional
        Level of the intervals, to be named at the axis.
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        A column is missing or the table is empty.

    Examples
    --------
    >>> row = {"expectation": 8.0, "expectation_low": 7.8, "expectation_high": 8.2, "performance": 7.5,
    ...        "performance_low": 7.3, "performance_high": 7.7, "gap": -0.5, "conf_low": -0.7,
    ...        "conf_high": -0.3}
    >>> ax = gap_chart(pd.DataFrame([row], index=["Bed"]))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Bed']
    """
    check_language(lang)
    sides = [f"{name}{end}" for name in ("expectation", "performance") for end in ("", "_low", "_high")]
    _need(frame, [*sides, "gap", "conf_low", "conf_high"], "gaps")
    if sort:
        frame = frame.sort_values("gap", kind="stable")
    values = [
        _written(gap, low, high)
        for gap, low, high in zip(frame["gap"], frame["conf_low"], frame["conf_high"], strict=True)
    ]
    sign = frame["gap"].to_numpy(dtype=np.float64)
    sides_there = [name for name, there in (("short", sign < 0), ("over", sign >= 0)) if there.any()]
    words = [text(f"figure.gap_{name}", lang) for name in ("expectation", "performance", *sides_there)]
    with figure_style() as families:
        plan = _planned(frame.index, values, words, conf_level, lang, ax, title)
        ax = _axes(ax, plan)
        known = frame[sides].to_numpy(dtype=np.float64)
        _frame(ax, plan, _limits(known), families, text("figure.gap_title", lang))
        handles = _handles(plan.scale, sides_there)
        for i, (_, row) in enumerate(frame.iterrows()):
            color = _SHORT if row["gap"] < 0 else _OVER
            ends = [row["expectation"], row["performance"]]
            ax.plot(ends, [i - _OFFSET, i + _OFFSET], color=color, linewidth=3.2 * plan.scale, alpha=0.45,
                    solid_capstyle="round", zorder=2, label="_gap")  # fmt: skip
            for name, place, shade, marker in (
                ("expectation", i - _OFFSET, _EXPECTED, "o"),
                ("performance", i + _OFFSET, _RECEIVED, "s"),
            ):
                _dot(ax, row[name], row[f"{name}_low"], row[f"{name}_high"], place, shade, marker, plan.scale)
        draw_legend(ax, plan.legend, handles, families)
        return ax


def zone_chart(
    frame: pd.DataFrame,
    *,
    conf_level: float | None = None,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw each zone of tolerance as a bar from the adequate to the desired level, performance as a dot.

    When to use it: to see whether performance is acceptable, and how far from what is wished for. The shares
    of respondents below, inside and above their own zone are written at the right.

    Parameters
    ----------
    frame : DataFrame
        One row per attribute, its label as index; columns of two levels: ``estimate``, ``conf_low``,
        ``conf_high``, and under each ``adequate``, ``desired``, ``performance``, ``below``, ``inside``,
        ``above``.
    conf_level : float, optional
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        A column is missing or the table is empty.
    """
    check_language(lang)
    levels = ("adequate", "desired", "performance")
    states = ("below", "inside", "above")
    ends = ("estimate", "conf_low", "conf_high")
    _need(frame, [(end, name) for end in ends for name in levels], "zones")
    _need(frame, [("estimate", state) for state in states], "zones")
    at = {(end, name): frame[(end, name)].to_numpy(dtype=np.float64) for end in ends for name in levels}
    held = np.column_stack([frame[("estimate", state)].to_numpy(dtype=np.float64) for state in states])
    values = [" · ".join(f"{100 * share:.0f}" for share in row) for row in held]
    words = [text(f"figure.{name}", lang) for name in ("zone_bar", "zone_performance")]
    heading = text("figure.zone_states", lang)
    with figure_style() as families:
        plan = _planned(frame.index, values, words, conf_level, lang, ax, title, heading)
        ax = _axes(ax, plan)
        _frame(ax, plan, _limits(np.concatenate(list(at.values()))), families, heading)
        for i in range(len(frame)):
            low, high = (float(at["estimate", name][i]) for name in ("adequate", "desired"))
            ax.barh(i, high - low, left=low, height=0.5, color=_ZONE, edgecolor=MUTED,
                    linewidth=0.8 * plan.scale, zorder=2, label="_zone")  # fmt: skip
            for name in ("adequate", "desired"):
                span = [at["conf_low", name][i], at["conf_high", name][i]]
                ax.plot(span, [i, i], color=MUTED, linewidth=1.2 * plan.scale, zorder=3, label=f"_{name}")
            mean, least, most = (float(at[end, "performance"][i]) for end in ends)
            _dot(ax, mean, least, most, i, _RECEIVED, "s", plan.scale)
        draw_legend(ax, plan.legend, _zone_handles(plan.scale), families)
        return ax


def _need(frame: pd.DataFrame, columns: Sequence[Any], what: str) -> None:
    if not len(frame):
        raise SpecificationError(f"{what} are drawn from a table with rows; this one has none.")
    for name in columns:
        if name not in frame.columns:
            raise SpecificationError(
                f"the table of {what} has no column {name!r}.{did_you_mean(name, frame.columns)}"
            )


def _written(gap: float, low: float, high: float) -> str:
    limits = "" if np.isnan(low) else f" [{low:z.2f}, {high:z.2f}]"
    return f"{gap:+.2f}{limits}".replace("-", "−")


def _limits(known: Any) -> tuple[float, float]:
    low, high = float(np.nanmin(known)), float(np.nanmax(known))
    air = 0.06 * (high - low) or 0.5
    return low - air, high + air


def _planned(
    labels: pd.Index[Any],
    values: Sequence[str],
    words: Sequence[str],
    conf_level: float | None,
    lang: str,
    ax: Axes | None,
    title: str | None,
    heading: str = "",
) -> _Layout:
    """Break all words so that the data keep enough of the place; smaller words where nothing else helps."""
    key = "gap_axis" if conf_level is None else "gap_axis_level"
    xlabel = text(f"figure.{key}", lang, **({} if conf_level is None else {"level": f"{100 * conf_level:g}"}))
    heading = heading or text("figure.gap_title", lang)
    if ax is None:
        return _laid(labels, values, words, xlabel, title, heading, 1.0, _LABEL, None, None)
    width, height = room(ax)
    plan = None
    for scale, share in ((1.0, 0.3), (0.9, 0.27), (0.8, 0.25), (0.7, 0.25), (_SMALLEST, 0.25)):
        shown = values if scale > 0.75 else [value.split(" [")[0] for value in values]
        plan = _laid(labels, shown, words, xlabel, title, heading, scale, share * width, width, height)
        inner = width - plan.margins.left - plan.margins.right
        most = max(text_size(label, _ROW_SIZE * scale)[1] for label in plan.labels)
        if inner >= (1 - _LEAST) * width and plan.rows >= most:
            break
    assert plan is not None  # the loop ran
    return plan


def _laid(
    labels: pd.Index[Any],
    values: Sequence[str],
    words: Sequence[str],
    xlabel: str,
    title: str | None,
    heading: str,
    scale: float,
    label_width: float,
    width: float | None,
    height: float | None,
) -> _Layout:
    size = _ROW_SIZE * scale
    broken = tuple(wrap(str(label), label_width, size) for label in labels)
    left = 14 * scale + max(text_size(label, size)[0] for label in broken)
    told = _heading(heading, scale)
    widest = [told, *values]
    right = 14 * scale + max(text_size(each, _VALUE_SIZE * scale)[0] for each in widest)
    data = _DATA if width is None else max(20.0, width - left - right)
    legend = plan_legend(words, _LEGEND_SIZE * scale, data)
    top = wrap(title, data + right, _TITLE_SIZE * scale) if title else ""
    below = wrap(xlabel, data + min(left, right), _AXIS_SIZE * scale)
    head = text_size(top, _TITLE_SIZE * scale)[1] + 8 if top else 0.0
    above = max(legend.height, text_size(told, _VALUE_SIZE * scale)[1]) + head + 6.0
    foot = (18 + 1.3 * _AXIS_SIZE * (1 + below.count("\n")) + 9) * scale
    tallest = max(text_size(label, size)[1] for label in broken) + 4
    rows = max(_ROW, tallest) if height is None else max(1.0, (height - above - foot) / len(broken))
    margins = Margins(left, right, above, foot)
    return _Layout(scale, broken, tuple(values), legend, below, top, margins, rows)


def _heading(heading: str, scale: float) -> str:
    """What stands over the written values."""
    return wrap(heading, 120 * scale, _VALUE_SIZE * scale)


def _axes(ax: Axes | None, plan: _Layout) -> Axes:
    if ax is None:
        m = plan.margins
        width = m.left + _DATA + m.right + 6
        height = m.above + plan.rows * len(plan.labels) + m.below
        figure = new_figure(width / 72, height / 72)
        width, height = figure.get_figwidth() * 72, figure.get_figheight() * 72
        share = (_DATA / width, plan.rows * len(plan.labels) / height)
        return figure.add_axes((m.left / width, m.below / height, *share))
    keep_inside(ax, plan.margins)
    return ax


def _frame(ax: Axes, plan: _Layout, limits: tuple[float, float], families: list[str], heading: str) -> None:
    """Labels, written values and their heading, axis, title."""
    n, scale = len(plan.labels), plan.scale
    ax.set_xlim(limits)
    ax.set_ylim(n - 0.5, -0.5)
    ax.set_yticks(range(n))
    ax.set_yticklabels(list(plan.labels), linespacing=1.05)
    ax.tick_params(axis="y", labelsize=_ROW_SIZE * scale, length=0, pad=8 * scale, labelfontfamily=families)
    ax.tick_params(
        axis="x", labelsize=9 * scale, labelfontfamily=families, labelcolor=INK, color=MUTED, length=3.5
    )
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    for side, spine in ax.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(MUTED)
    ax.grid(axis="x", color=HAIRLINE, linewidth=0.6, zorder=0)
    ax.set_axisbelow(True)
    for i in range(n - 1):
        ax.axhline(i + 0.5, color=HAIRLINE, linewidth=0.5, zorder=0, label="_line")
    ax.set_xlabel(plan.xlabel, family=families, fontsize=_AXIS_SIZE * scale, color=INK, parse_math=False)
    across = ax.get_yaxis_transform()
    style: dict[str, Any] = {
        "xycoords": across, "textcoords": "offset points", "ha": "left", "color": INK, "family": families,
        "parse_math": False, "annotation_clip": False, "fontsize": _VALUE_SIZE * scale,
    }  # fmt: skip
    for i, value in enumerate(plan.values):
        ax.annotate(value, (1.0, i), xytext=(8 * scale, 0), va="center", **style)
    told = _heading(heading, scale)
    style |= {"color": MUTED}
    ax.annotate(told, (1.0, -0.5), xytext=(8 * scale, 3), va="bottom", **style)
    if plan.title:
        ax.set_title(
            plan.title, family=families, fontsize=_TITLE_SIZE * scale, color=INK,
            pad=plan.margins.above - text_size(plan.title, _TITLE_SIZE * scale)[1], parse_math=False,
        )  # fmt: skip


def _dot(
    ax: Axes, value: float, low: float, high: float, y: float, color: str, marker: str, scale: float
) -> None:
    if np.isfinite([low, high]).all():
        ax.plot([low, high], [y, y], color=color, linewidth=1.6 * scale, solid_capstyle="butt", zorder=4,
                label="_interval")  # fmt: skip
    ax.plot([value], [y], linestyle="none", marker=marker, markersize=6.0 * max(scale, 0.7), color=color,
            markeredgecolor="white", markeredgewidth=0.6, zorder=5, label="_mean")  # fmt: skip


def _handles(scale: float, sides: Sequence[str]) -> list[Any]:
    from matplotlib.lines import Line2D

    size = 6.0 * max(scale, 0.7)
    dots = [
        Line2D([], [], color=color, marker=marker, markersize=size, markeredgecolor="white", linewidth=1.6)
        for color, marker in ((_EXPECTED, "o"), (_RECEIVED, "s"))
    ]
    colors = [_SHORT if side == "short" else _OVER for side in sides]
    return [*dots, *(Line2D([], [], color=c, linewidth=3.2, alpha=0.45) for c in colors)]


def _zone_handles(scale: float) -> list[Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    size = 6.0 * max(scale, 0.7)
    dot = Line2D([], [], color=_RECEIVED, marker="s", markersize=size, markeredgecolor="white", linewidth=1.6)
    return [Patch(facecolor=_ZONE, edgecolor=MUTED, linewidth=0.8), dot]
