"""Chart of how a model's errors of prediction differ from a benchmark's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csmodels.plots.charts import loadings_chart
from csmodels.tables.strings import term, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def rmse_chart(
    frame: pd.DataFrame,
    benchmark: str,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    lang: str = "en",
    conf_level: float | None = None,
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
    label = text("figure.rmse_difference", lang, benchmark=term(benchmark, lang, section="value"))
    drawn = frame[["estimate", "conf_low", "conf_high"]].reset_index()
    return loadings_chart(drawn, ax=ax, title=title, xlabel=label, lang=lang, conf_level=conf_level)
