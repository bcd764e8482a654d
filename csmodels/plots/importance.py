"""Chart of relative importance: bars with intervals, and ranks with theirs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.plots.charts import MANY_GROUPS, need_columns
from csmodels.plots.rows import LEGEND_SIZE, PLOT_WIDTH, Band, Row, draw_bands
from csmodels.plots.style import MARKERS, PALETTE
from csmodels.plots.textfit import line_width
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Height of the bars in points: of a row of its own, and of rows that stand close together.
BAR, BAR_TOGETHER = 9.0, 7.0
PALE = 0.45


def importance_chart(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    lang: str = "en",
    sort: bool = True,
    conf_level: float = 0.95,
) -> Axes:
    """Draw shares as bars with intervals, and write each rank with its interval at the right.

    When to use it: which drivers matter most, and may their order be believed? Where intervals of ranks
    overlap, the order is not sure.

    Parameters
    ----------
    frame : DataFrame
        Columns ``share``, ``share_low``, ``share_high`` (parts of 1), ``rank``, ``rank_low``, ``rank_high``;
        the index gives the drivers, or groups and drivers.
    ax : Axes, optional
    title : str, optional
    lang : {"en", "zh"}
    sort : bool
        The largest first, by mean over the groups.
    conf_level : float
        Named at the axis.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        A column is missing or the table is empty.

    Examples
    --------
    >>> columns = {"share": [0.4, 0.6], "share_low": [0.3, 0.5], "share_high": [0.5, 0.7]}
    >>> ranks = {"rank": [2, 1], "rank_low": [1, 1], "rank_high": [2, 2]}
    >>> ax = importance_chart(pd.DataFrame(columns | ranks, index=["Room", "Staff"]))
    >>> [label.get_text() for label in ax.get_yticklabels()], [words.get_text() for words in ax.texts]
    (['Staff', 'Room'], ['rank 1 [1–2]', 'rank 2 [1–2]'])
    """
    check_language(lang)
    need_columns(frame, "share", "share_low", "share_high", "rank", "rank_low", "rank_high")
    grouped = frame.index.nlevels > 1
    names = frame.index.get_level_values(-1)
    keys = list(dict.fromkeys(names))
    if sort:
        mean = frame["share"].groupby(names.to_numpy(), sort=False).mean()
        keys = list(mean.sort_values(ascending=False, kind="stable").index)
    groups = [str(one) for one in dict.fromkeys(frame.index.get_level_values(0))] if grouped else []
    legend = tuple(groups) if len(groups) <= MANY_GROUPS else ()
    needed = sum(line_width(name, LEGEND_SIZE) + 4.5 * LEGEND_SIZE for name in legend)
    if ax is None and needed > PLOT_WIDTH:
        legend = ()
    bands: list[Band] = []
    for key in keys:
        rows = []
        for at, record in zip(frame.index[names == key], frame[names == key].to_dict("records"), strict=True):
            label = str(at[0]) if grouped else str(key)
            look = groups.index(label) % len(PALETTE) if grouped else 0
            share, low, high = (100 * float(record[c]) for c in ("share", "share_low", "share_high"))
            written = _rank(record, lang)
            rows.append(Row(label, share, low, high, PALETTE[look], MARKERS[look], written))
        if grouped:
            bands.append(Band(str(key), tuple(rows), together=bool(legend)))
        else:
            bands.append(Band("", tuple(rows)))
    if not grouped:
        bands = [replace(bands[0], rows=tuple(row for band in bands for row in band.rows))]
    drawn = np.array([[row.estimate, row.low, row.high] for band in bands for row in band.rows])
    drawn = drawn[np.isfinite(drawn)]
    limited = bool(frame["share_low"].notna().any())
    level = f"{100 * conf_level:g}"
    key_of_axis = "importance_share_axis_level" if limited else "importance_share_axis"
    low_end, top = min(0.0, float(drawn.min(initial=0.0))), float(drawn.max(initial=1.0))
    ax = draw_bands(
        bands,
        legend,
        ax=ax,
        title=title,
        xlabel=text(f"figure.{key_of_axis}", lang, level=level),
        limits=(1.05 * low_end, 1.05 * top),
        reference=None,
    )
    _bars(ax, BAR_TOGETHER if legend else BAR)
    return ax


def _bars(ax: Axes, height: float) -> None:
    """Put a pale bar from zero behind every dot; the rows' unit is a point."""
    dots = [line for line in ax.lines if line.get_marker() not in ("None", None, "")]
    for dot in dots:
        (x,), (y,) = (np.asarray(each, dtype=np.float64) for each in (dot.get_xdata(), dot.get_ydata()))
        colour = dot.get_color()
        ax.barh(y, x, height=height, color=colour, alpha=PALE, linewidth=0, zorder=2, label="_bar")
        dot.set_markersize(0.75 * dot.get_markersize())


def _rank(record: dict[str, object], lang: str) -> str:
    """A rank with its interval, such as ``rank 2 [1–3]``."""
    rank, low, high = (record[name] for name in ("rank", "rank_low", "rank_high"))
    if pd.isna(low) or pd.isna(high):  # type: ignore[call-overload]
        return text("figure.importance_rank", lang, rank=rank)
    limits = f"{low}" if low == high else f"{low}–{high}"
    return text("figure.importance_rank_range", lang, rank=rank, range=limits)
