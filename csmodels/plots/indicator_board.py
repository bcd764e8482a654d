"""A board of indicators: each on its own scale, with its interval and its target."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.plots.charts import need_columns
from csmodels.plots.rows import Band, Row, draw_bands
from csmodels.plots.style import INK, MARKERS, PALETTE
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Colour and marker by state, in the order of the legend; the last of indicators without a target.
STATES = ("open", "missed", "met", "none")
#: Half the height of a target's mark, in points.
_MARK = 6.0


def board_chart(
    frame: pd.DataFrame,
    *,
    conf_level: float | None = None,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw indicators of several units on one axis from the least to the most each can be.

    When to use it: to see at a glance which targets are met, missed, or not decided by the sample.

    Parameters
    ----------
    frame : DataFrame
        One row per indicator: ``dimension`` (empty without), ``label``, ``estimate``, ``conf_low``,
        ``conf_high``, ``target`` (positions from 0 to 100, targets may be missing), ``state`` ("met",
        "missed", "open" or empty), ``value`` (what is written at the right).
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

    Examples
    --------
    >>> row = {"dimension": "", "label": "NPS", "estimate": 60.0, "conf_low": 58.0, "conf_high": 62.0}
    >>> more = {"target": 65.0, "state": "missed", "value": "20.0 [16.0, 24.0]"}
    >>> ax = board_chart(pd.DataFrame([row | more]))
    >>> [float(line.get_xdata()[0]) for line in ax.get_lines() if line.get_label() == "target"]
    [65.0]
    """
    check_language(lang)
    need_columns(frame, "dimension", "label", "estimate", "conf_low", "conf_high", "target", "state", "value")
    targets = frame["target"].notna().any()
    bands = []
    for dimension in dict.fromkeys(frame["dimension"]):
        block = frame.loc[frame["dimension"] == dimension].to_dict("records")
        bands.append(Band(str(dimension), tuple(_row(record, bool(targets)) for record in block)))
    known = STATES if frame["target"].isna().any() else STATES[:3]
    legend = [text(f"figure.indicator_state_{each}", lang) for each in known] if targets else []
    key = "indicator_board_axis" if targets else "indicator_board_axis_plain"
    xlabel = text(f"figure.{key}", lang, level=f"{100 * (conf_level or 0.95):g}")
    drawn = draw_bands(
        bands, legend, ax=ax, title=title, xlabel=xlabel, limits=_limits(frame), reference=None
    )
    _mark(drawn, frame)
    return drawn


def _row(record: dict[Any, Any], targets: bool) -> Row:
    state = record["state"] if record["state"] in STATES else "none"
    look = STATES.index(str(state)) if targets else 0
    numbers = (float(str(record[name])) for name in ("estimate", "conf_low", "conf_high"))
    estimate, low, high = numbers
    return Row(str(record["label"]), estimate, low, high, PALETTE[look], MARKERS[look], str(record["value"]))


def _limits(frame: pd.DataFrame) -> tuple[float, float]:
    """Whole tens around everything, with a little air at the ends of the scale."""
    drawn = frame[["estimate", "conf_low", "conf_high", "target"]].to_numpy(dtype=float).ravel()
    drawn = drawn[[math.isfinite(x) for x in drawn]]
    if not len(drawn):
        return -1.0, 101.0
    low, high = 10 * math.floor(drawn.min() / 10), 10 * math.ceil(drawn.max() / 10)
    return low - 1.0, max(high, low + 10) + 1.0


def _mark(ax: Axes, frame: pd.DataFrame) -> None:
    """Targets as upright marks, at the height of their row's dot."""
    dots = [line for line in ax.get_lines() if line.get_linestyle() == "None"]
    # rows are drawn in the order of their bands, which is not always that of the table
    order = [i for d in dict.fromkeys(frame["dimension"]) for i in frame.index[frame["dimension"] == d]]
    for dot, i in zip(dots, order, strict=True):
        target = float(frame.loc[i, "target"])
        if math.isfinite(target):
            y = float(np.asarray(dot.get_ydata(), dtype=np.float64)[0])
            ax.plot(
                [target, target], [y - _MARK, y + _MARK], color=INK, linewidth=1.6, solid_capstyle="butt",
                zorder=5, label="target",
            )  # fmt: skip
