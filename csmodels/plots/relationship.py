"""Levels of relationship and stages of the life cycle: shares as bars with limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.plots.charts import need_columns
from csmodels.plots.rows import Band, Row, draw_bands
from csmodels.plots.style import MARKERS, PALETTE
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Height of a bar in points, and how strongly it is coloured behind its dot.
_THICK, _FAINT = 11.0, 0.28


def share_bars(
    frame: pd.DataFrame,
    *,
    conf_level: float = 0.95,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw shares as bars from zero with their limits, in bands of segments.

    When to use it: for funnels, whose bars get shorter from level to level, and for stages.

    Parameters
    ----------
    frame : DataFrame
        One row per bar: ``band`` (empty without segments), ``label``, ``estimate``, ``conf_low``,
        ``conf_high`` (per cent; limits may be missing), ``value`` (what is written at the right).
    conf_level : float
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
    >>> row = {"band": "", "label": "Loyalty", "estimate": 45.0, "conf_low": 42.0, "conf_high": 48.0}
    >>> ax = share_bars(pd.DataFrame([row | {"value": "45.0 %"}]))
    >>> [float(bar.get_width()) for bar in ax.patches if bar.get_label() == "share"]
    [45.0]
    """
    check_language(lang)
    need_columns(frame, "band", "label", "estimate", "conf_low", "conf_high", "value")
    names = list(dict.fromkeys(frame["band"]))
    bands, order = [], []
    for at, name in enumerate(names):
        block = frame.loc[frame["band"] == name]
        color, marker = PALETTE[at % len(PALETTE)], MARKERS[at % len(MARKERS)]
        rows = [
            Row(
                str(each["label"]), float(each["estimate"]), float(each["conf_low"]),
                float(each["conf_high"]), color, marker, str(each["value"]),
            )
            for each in block.to_dict("records")
        ]  # fmt: skip
        bands.append(Band(str(name), tuple(rows)))
        order += rows
    xlabel = text("figure.relationship_axis", lang, level=f"{100 * conf_level:g}")
    drawn = draw_bands(
        bands, (), ax=ax, title=title, xlabel=xlabel, limits=(0.0, 101.0), reference=None
    )  # fmt: skip
    dots = [line for line in drawn.get_lines() if line.get_linestyle() == "None"]
    for dot, row in zip(dots, order, strict=True):
        if not np.isfinite(row.estimate):
            continue
        y = float(np.asarray(dot.get_ydata(), dtype=np.float64)[0])
        bars = drawn.barh(
            y, row.estimate, height=_THICK, color=row.color, alpha=_FAINT, linewidth=0, zorder=1
        )
        for bar in bars:
            bar.set_label("share")
    return drawn
