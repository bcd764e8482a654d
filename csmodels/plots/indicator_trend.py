"""A figure over waves: dots with intervals, joined, and the straight line through them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.plots.charts import need_columns
from csmodels.plots.legends import draw_legend, plan_legend
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import HAIRLINE, INK, MUTED, PALETTE, figure_style, new_figure
from csmodels.plots.textfit import line_width, text_size, wrap
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 6.0, 3.8
"""Size of a new figure in inches."""

_WORDS, _LABEL, _TITLE, _SMALLEST = 9.0, 10.0, 12.0, 6.0
_AIR = 0.35  # of the distance of two waves, at both ends


def wave_chart(
    frame: pd.DataFrame,
    *,
    ylabel: str,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw a figure over waves with its intervals, and the fitted line.

    When to use it: to see whether a change is steady, and larger than the intervals.

    Parameters
    ----------
    frame : DataFrame
        Index waves; columns ``time``, ``estimate``, ``conf_low``, ``conf_high``, and ``fitted`` for the line
        (missing in all rows: no line).
    ylabel : str
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
    >>> frame = pd.DataFrame({"time": [0.0, 1.0], "estimate": [10.0, 14.0], "conf_low": [6.0, 10.0],
    ...                       "conf_high": [14.0, 18.0], "fitted": [10.0, 14.0]}, index=["Q1", "Q2"])
    >>> ax = wave_chart(frame, ylabel="NPS")
    >>> [label.get_text() for label in ax.get_xticklabels()]
    ['Q1', 'Q2']
    """
    check_language(lang)
    need_columns(frame, "time", "estimate", "conf_low", "conf_high", "fitted")
    # the index may be named like a column
    frame = frame.rename_axis(None).sort_values("time", kind="stable")
    fitted = bool(frame["fitted"].notna().any())
    names = [text("figure.indicator_waves", lang), text("figure.indicator_line", lang)][: 1 + fitted]
    with figure_style() as families:
        if ax is None:
            plan = plan_legend(names, _WORDS, 72 * WIDTH * 0.85)
            ax = new_figure(WIDTH, HEIGHT + plan.height / 72).add_axes((0.02, 0.02, 0.96, 0.96))
        width, height = room(ax)
        scale = min(1.0, max(_SMALLEST / _WORDS, width / (72 * WIDTH * 0.75), height / (72 * HEIGHT * 0.75)))
        time = frame["time"].to_numpy()
        low = (frame["estimate"] - frame["conf_low"]).clip(lower=0)
        high = (frame["conf_high"] - frame["estimate"]).clip(lower=0)
        bars = ax.errorbar(
            time, frame["estimate"], yerr=[low, high], color=PALETTE[0], marker="o", markersize=6.0 * scale,
            markeredgecolor="white", linewidth=1.2, elinewidth=1.8, capsize=0, zorder=3, label=names[0],
        )  # fmt: skip
        shown: list[Any] = [bars]
        if fitted:
            shown += ax.plot(
                time, frame["fitted"], color=PALETTE[1], linestyle=(0, (5, 3)), linewidth=1.4, zorder=2,
                label=names[1],
            )  # fmt: skip
        air = _AIR * (time[-1] - time[0]) / max(1, len(time) - 1) if len(time) > 1 else 0.5
        ax.set_xlim(time[0] - air, time[-1] + air)
        plan = plan_legend(names, _WORDS * scale, width - 60 * scale, 0.3 * height)
        draw_legend(ax, plan, shown, families)
        deep = _ticks(ax, frame, width - 70 * scale, _WORDS * scale)
        words = wrap(ylabel, (height - plan.height) * 0.9, _LABEL * scale)
        ax.set_ylabel(words, family=families, fontsize=_LABEL * scale, color=INK, parse_math=False)
        ax.tick_params(labelfontfamily=families, labelsize=_WORDS * scale, labelcolor=INK, color=MUTED)
        for side, spine in ax.spines.items():
            spine.set_visible(side in ("bottom", "left"))
            spine.set_color(MUTED)
        ax.grid(axis="y", color=HAIRLINE, linewidth=0.6, zorder=0)
        ax.set_axisbelow(True)
        above = 6.0 + plan.height
        if title:
            rows = wrap(title, width * 0.95, _TITLE * scale)
            ax.set_title(
                rows, family=families, fontsize=_TITLE * scale, color=INK, pad=6.0 + plan.height,
                parse_math=False,
            )  # fmt: skip
            above += text_size(rows, _TITLE * scale)[1] + 6.0
        left = 46.0 * scale + text_size(words, _LABEL * scale)[1]
        keep_inside(ax, Margins(left, 8.0, above, deep + 10.0))
        return ax


def _ticks(ax: Axes, frame: pd.DataFrame, width: float, size: float) -> float:
    """Name the waves, as many as have room, and return the height the names take."""
    labels = [str(name) for name in frame.index]
    each = width / max(1, len(labels))
    step = max(1, -(-int(max(line_width(label, size) for label in labels) + 6) // max(1, int(each))))
    if step > 1 and len(labels) <= 6:
        step, labels = 1, [wrap(label, each - 4, size, 2) for label in labels]
    ax.set_xticks(frame["time"].to_numpy()[::step])
    shown = labels[::step]
    ax.set_xticklabels(shown)
    for label in ax.get_xticklabels():
        label.set_parse_math(False)
    return max(text_size(label, size)[1] for label in shown) + 4.0
