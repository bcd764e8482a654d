"""The complaint funnel: a bar for each step, and how many of the step before it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.plots.charts import need_columns
from csmodels.plots.kano_frame import TICK_SIZE, WIDTH, Frame, dress, new_axes, scale_of
from csmodels.plots.slot import room
from csmodels.plots.style import INK, MUTED, PALETTE, figure_style
from csmodels.plots.textfit import line_width, wrap
from csmodels.tables.formats import format_value
from csmodels.tables.shares import share_cell
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Height of a row, and room for the names of the steps, in points.
ROW = 34.0
_NAMES = 92.0


def funnel_chart(
    steps: pd.DataFrame,
    *,
    conf_level: float | None = None,
    hidden: str = "",
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw of 100 customers how many reach each step, with the conversions written beside the bars.

    When to use it: to see where customers are lost between a problem and staying.

    Parameters
    ----------
    steps : DataFrame
        Index of steps (customers, problem, complained, handled, stays); ``share`` of all customers (missing:
        not drawn), and ``estimate``, ``conf_low``, ``conf_high`` of the conversion.
    conf_level : float, optional
    hidden : str
        Written in the place of a bar that is not drawn.
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
    >>> frame = pd.DataFrame({"share": [1.0, 0.2], "estimate": [1.0, 0.2]}, index=["customers", "complained"])
    >>> ax = funnel_chart(frame.assign(conf_low=[np.nan, 0.18], conf_high=[np.nan, 0.22]))
    >>> [float(bar.get_width()) for bar in ax.patches]
    [100.0, 20.0]
    """
    check_language(lang)
    need_columns(steps, "share", "estimate", "conf_low", "conf_high")
    shares = 100 * steps["share"].to_numpy(dtype=np.float64)
    level = f"{100 * (conf_level or 0.95):g}"
    notes = (text("figure.complaint_interval", lang, level=level),)
    names = [text(f"value.complaint_step_{name}", lang) for name in steps.index]
    with figure_style() as families:

        def framed(scale: float) -> Frame:
            return Frame(title or "", text("figure.complaint_x", lang), "", (), notes, _NAMES * scale, 14.0)

        height = ROW * len(steps) + 14.0
        ax = new_axes(framed(1.0), height) if ax is None else ax
        scale = scale_of(ax, 72 * WIDTH * 0.75, height, framed)
        size = TICK_SIZE * scale
        colors = [PALETTE[2] if name in ("handled", "stays") else PALETTE[0] for name in steps.index]
        drawn = np.nan_to_num(shares)
        ax.barh(range(len(steps)), drawn, 0.62, color=colors, alpha=0.85, zorder=2)
        # the axis goes on beyond 100, so that words beside a long bar have room
        inside = max(room(ax)[0] - (_NAMES + 20.0) * scale, 60.0)
        ax.set_xlim(0.0, 100.0)
        for i, (long, short) in enumerate(_told(steps, lang, hidden)):
            if not long:
                continue
            wide = [line_width(each, size) / inside * 100 + 3.0 for each in (long, short)]
            # beside the bar, else in it, else the share alone
            told = long if drawn[i] + wide[0] <= 100 or wide[0] <= drawn[i] else short
            within = drawn[i] + wide[told != long] > 100
            ax.annotate(
                told, (drawn[i], i), xytext=(-4 if within else 4, 0), textcoords="offset points",
                ha="right" if within else "left", va="center", color="white" if within else INK,
                family=families, fontsize=size, parse_math=False, zorder=5,
            )  # fmt: skip
        ax.set_yticks(range(len(steps)), [wrap(name, (_NAMES - 8) * scale, size, 2) for name in names])
        ax.set_ylim(len(steps) - 0.5, -0.5)
        for label in ax.get_yticklabels():
            label.set_fontfamily(families)
            label.set_fontsize(size)
        ax.tick_params(axis="y", length=0.0)
        ax.axvline(0.0, color=MUTED, linewidth=0.9, zorder=3, label="_zero")
        dress(ax, framed(scale), [], families, scale)
        ax.grid(visible=False, axis="y")
        return ax


def _told(steps: pd.DataFrame, lang: str, hidden: str) -> list[tuple[str, str]]:
    """What is written beside each bar: share of all, and of the step before with its interval; the first."""
    found = []
    for i, (name, row) in enumerate(steps.to_dict("index").items()):
        if not np.isfinite(row["share"]):
            found.append((hidden, hidden))
            continue
        told = share = str(share_cell(row["share"]))
        if i and np.isfinite(row["estimate"]):
            conversion = str(share_cell(row["estimate"]))
            if np.isfinite(row["conf_low"]):
                ends = [str(format_value(row[end], "percent")) for end in ("conf_low", "conf_high")]
                conversion += f" [{ends[0].rstrip('%').strip()}, {ends[1].rstrip('%').strip()}]"
            key = "complaint_of_decided" if name == "handled" else "complaint_of_before"
            told += " · " + text(f"figure.{key}", lang, share=conversion)
        found.append((told, share))
    return found
