"""One figure by several methods: dots with intervals, one colour and marker for each method."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.plots.charts import FIGURES, interval_chart, need_columns
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

REACH = 0.5
"""An interval may reach beyond all estimates by this share of their span before it is cut."""

LEAST_SPAN = 1.0
"""Span that estimates close together are given, in units of the figure: standardised paths."""


def methods_chart(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    lang: str = "en",
    conf_level: float | None = None,
) -> Axes:
    """Draw figures of several methods row by row, with intervals that are cut where they dwarf the others.

    When to use it: the same paths estimated by PLS, consistent PLS and maximum likelihood. One unstable
    estimate can have an interval many times as long as the others; its end then is an arrow at the edge.

    Parameters
    ----------
    frame : DataFrame
        Columns ``estimate``, ``conf_low``, ``conf_high``; index levels method and row.
    ax : Axes, optional
    title : str, optional
    lang : {"en", "zh"}
    conf_level : float, optional
        Level of the intervals, to be named at the axis.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        A column is missing, the table is empty, a row occurs twice for a method.

    Examples
    --------
    >>> rows = pd.MultiIndex.from_tuples([("PLS", "A → B"), ("ML", "A → B")])
    >>> values = {"estimate": [0.5, 0.7], "conf_low": [0.4, -9.0], "conf_high": [0.6, 10.0]}
    >>> ax = methods_chart(pd.DataFrame(values, index=rows))
    >>> [words.get_text() for words in ax.get_legend().get_texts()]
    ['PLS', 'ML']
    >>> ax.get_xlabel()
    'Standardised path and interval (arrow: goes on)'
    """
    check_language(lang)
    need_columns(frame, *FIGURES)
    low, high = limits(frame)
    ends = frame[["conf_low", "conf_high"]]
    drawn = frame.assign(
        conf_low=ends["conf_low"].clip(lower=low), conf_high=ends["conf_high"].clip(upper=high)
    )
    below, above = ends["conf_low"] < low, ends["conf_high"] > high
    label = _axis(frame, lang, conf_level)
    if (below | above).any():
        cut = text("figure.cb_cut", lang)
        label = f"{label}（{cut}）" if lang == "zh" else f"{label} ({cut})"
    held = [] if ax is None else list(ax.lines)
    ax = interval_chart(drawn, ax=ax, title=title, xlabel=label, lang=lang, limits=(low, high))
    dots = [line for line in ax.lines if line not in held and line.get_marker() not in ("None", None, "")]
    _arrows(ax, dots, frame, below, above)
    return ax


def limits(frame: pd.DataFrame) -> tuple[float, float]:
    """Ends of the axis: all estimates, zero, and intervals as far as they do not dwarf the estimates."""
    estimates = frame["estimate"].to_numpy(dtype=np.float64)
    estimates = estimates[np.isfinite(estimates)]
    first, last = float(min(estimates.min(initial=0.0), 0.0)), float(max(estimates.max(initial=0.0), 0.0))
    reach = REACH * max(last - first, LEAST_SPAN)
    ends = [frame[name].to_numpy(dtype=np.float64) for name in ("conf_low", "conf_high")]
    low = float(np.clip(np.nanmin(np.append(ends[0], first)), first - reach, first))
    high = float(np.clip(np.nanmax(np.append(ends[1], last)), last, last + reach))
    air = 0.04 * (high - low)
    return low - air, high + air


def _axis(frame: pd.DataFrame, lang: str, conf_level: float | None) -> str:
    known = frame[["conf_low", "conf_high"]].notna().all(axis=1).any()
    if not known:
        return text("figure.cb_axis_plain", lang)
    if conf_level is None:
        return text("figure.cb_axis", lang)
    return text("figure.cb_axis_level", lang, level=f"{100 * conf_level:g}")


def _arrows(
    ax: Axes, dots: list[Line2D], frame: pd.DataFrame, below: pd.Series[bool], above: pd.Series[bool]
) -> None:
    """Arrow heads at the edge in place of ends that lie outside, at the heights of the dots of their rows."""
    rows = list(dict.fromkeys(frame.index.get_level_values(1)))
    methods = list(dict.fromkeys(frame.index.get_level_values(0)))
    order = [(method, row) for row in rows for method in methods if (method, row) in frame.index]
    edges = ax.get_xlim()
    for key, dot in zip(order, dots, strict=True):
        for cut, edge, head in ((below, edges[0], "<"), (above, edges[1], ">")):
            if cut[key]:
                y = float(np.asarray(dot.get_ydata())[0])
                ax.plot(
                    [edge], [y], marker=head, markersize=5, color=dot.get_color(), clip_on=False, zorder=4,
                    linestyle="none", label="_cut",
                )  # fmt: skip
