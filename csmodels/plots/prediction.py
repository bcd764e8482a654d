"""Chart of how a model's errors of prediction differ from a benchmark's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csmodels.plots.charts import loadings_chart
from csmodels.tables.strings import term, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Intervals narrower than this need a third decimal to be told from zero.
NARROW = 0.1


def rmse_chart(
    frame: pd.DataFrame,
    benchmark: str,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    lang: str = "en",
    conf_level: float | None = None,
    decimals: int | None = None,
) -> Axes:
    """Draw by item the root mean squared error minus a benchmark's, with intervals and a line at zero.

    When to use it: to see which items the model predicts better than the benchmark (left of zero), and
    whether that could be chance.

    Parameters
    ----------
    frame : DataFrame
        Index levels ``construct`` and ``item``; columns ``estimate``, ``conf_low``, ``conf_high``.
    benchmark : {"lm", "ia"}
    ax, title, lang, conf_level
        As for :func:`csmodels.plots.interval_chart`.
    decimals : int, optional
        Of the written values; by default 2, and 3 where half of the intervals are narrower than 0.1 (in
        units of the answers).

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> index = pd.MultiIndex.from_tuples([("Value", "v1")], names=["construct", "item"])
    >>> frame = pd.DataFrame({"estimate": [-0.1], "conf_low": [-0.2], "conf_high": [0.05]}, index=index)
    >>> ax = rmse_chart(frame, "lm")
    >>> float(ax.lines[-1].get_xdata()[0])
    -0.1
    """
    interval = "" if conf_level is None else text("figure.rmse_interval", lang, level=f"{100 * conf_level:g}")
    against = term(benchmark, lang, section="value")
    label = text("figure.rmse_difference", lang, benchmark=against, interval=interval)
    drawn = frame[["estimate", "conf_low", "conf_high"]].reset_index()
    if decimals is None:
        decimals = 3 if (drawn["conf_high"] - drawn["conf_low"]).median() < NARROW else 2
    return loadings_chart(
        drawn, ax=ax, title=title, xlabel=label, lang=lang, conf_level=conf_level, decimals=decimals
    )
