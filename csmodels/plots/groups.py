"""Charts that compare groups: differences with their intervals, probabilities of ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.plots.charts import interval_chart
from csmodels.plots.diagram_tables import number
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import HAIRLINE, INK, figure_style, new_figure
from csmodels.plots.textfit import line_width, text_size, wrap
from csmodels.tables.strings import check_language, term, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VALUE_SIZE, TICK_SIZE, AXIS_SIZE, TITLE_SIZE, SMALLEST = 8.0, 9.0, 10.0, 12.0, 0.7
"""Font sizes of a map of ranks in points, and how small they may get."""

LEAST_WIDTH = 210.0  # of a new map of ranks in points, for the words below few ranks


def differences_chart(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    lang: str = "en",
    conf_level: float = 0.95,
    decimals: int = 2,
) -> Axes:
    """Draw differences between groups as dots with intervals, beside a line at zero.

    When to use it: which groups differ, and by how much? One look answers for all pairs.

    Parameters
    ----------
    frame : DataFrame
        Index levels ``group_1`` and ``group_2``; columns ``difference``, ``conf_low``, ``conf_high``, and
        ``lhs`` and ``rhs`` where coefficients are compared, one row for each and pair.
    ax : Axes, optional
    title : str, optional
    lang : {"en", "zh"}
    conf_level : float
        Level of the intervals, named at the axis.
    decimals : int
        Of the values written beside the rows.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        The table is empty or a column is missing.

    Examples
    --------
    >>> index = pd.MultiIndex.from_tuples([("A", "B")], names=["group_1", "group_2"])
    >>> values = {"difference": [2.5], "conf_low": [0.5], "conf_high": [4.5]}
    >>> ax = differences_chart(pd.DataFrame(values, index=index))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['A − B']
    """
    check_language(lang)
    pairs = [f"{a} − {b}" for a, b in frame.index]
    drawn = frame.rename(columns={"difference": "estimate"}).assign(pair=pairs)
    if "lhs" in frame:
        names = [
            " ~ ".join(term(one, lang, section="construct") for one in (lhs, rhs) if one)
            for lhs, rhs in zip(frame["lhs"], frame["rhs"], strict=True)
        ]
        drawn.index = pd.MultiIndex.from_arrays([pairs, names], names=["pair", "coefficient"])
        if len(set(pairs)) == 1:
            drawn = drawn.droplevel(0)
            title = pairs[0] if title is None else title
    else:
        drawn.index = pd.Index(pairs, name="pair")
    return interval_chart(
        drawn[["estimate", "conf_low", "conf_high"]],
        ax=ax,
        title=title,
        xlabel=text("figure.difference_axis", lang, level=f"{100 * conf_level:g}"),
        lang=lang,
        reference=0.0,
        values=True,
        decimals=decimals,
        conf_level=conf_level,
    )


def ranks_chart(
    frame: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None, lang: str = "en"
) -> Axes:
    """Draw the probability of every rank of every group as a heat map, the groups sorted by expected rank.

    When to use it: may a league table be read as an order? Dark cells off one line of dark cells say no.

    Parameters
    ----------
    frame : DataFrame
        One row for each group; columns 1, 2, ... hold the probabilities of the ranks, which sum to 1.
    ax : Axes, optional
    title : str, optional
    lang : {"en", "zh"}

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        The table is empty.

    Examples
    --------
    >>> shares = pd.DataFrame({1: [0.1, 0.9], 2: [0.9, 0.1]}, index=["A", "B"])
    >>> ax = ranks_chart(shares)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['B', 'A']
    """
    check_language(lang)
    if frame.empty:
        raise SpecificationError("There are no ranks to draw: the table is empty.")
    shares = frame.to_numpy(dtype=np.float64)
    order = np.argsort(shares @ np.arange(1, shares.shape[1] + 1), kind="stable")
    shares = shares[order]
    labels = [str(name) for name in frame.index[order]]
    with figure_style() as families:
        if ax is None:
            wide = 72 * (0.3 + 0.62 * shares.shape[1]) + max(line_width(name, TICK_SIZE) for name in labels)
            high = 72 * (0.9 + 0.36 * len(shares))
            ax = new_figure(max(wide, LEAST_WIDTH) / 72, high / 72).subplots()
        width, height = room(ax)
        scale = max(
            SMALLEST, min(1.0, width / (46.0 * shares.shape[1] + 40), height / (18.0 * len(shares) + 50))
        )
        words: dict[str, Any] = {"family": families, "color": INK, "parse_math": False}
        drawn = ax.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
        drawn.set_zorder(0)
        ax.set_xticks(range(shares.shape[1]), [str(rank) for rank in frame.columns])
        ax.set_yticks(range(len(labels)), labels)
        for label in ax.get_yticklabels():
            label.set_parse_math(False)
        ax.tick_params(length=0, labelsize=TICK_SIZE * scale, labelcolor=INK, labelfontfamily=families)
        for spine in ax.spines.values():
            spine.set_color(HAIRLINE)
        ax.set_xlabel(text("figure.rank_axis", lang), fontsize=AXIS_SIZE * scale, **words)
        above = 6.0
        left = 10 + max(line_width(label, TICK_SIZE * scale) for label in labels)
        if title:
            broken = wrap(title, width - left, TITLE_SIZE * scale)
            ax.set_title(broken, fontsize=TITLE_SIZE * scale, **words)
            above += text_size(broken, TITLE_SIZE * scale)[1] + 6.0
        for (row, column), share in np.ndenumerate(shares):
            if share >= 0.005:
                colour = "white" if share > 0.55 else INK
                size = VALUE_SIZE * scale
                ax.text(column, row, number(share, 2), ha="center", va="center", color=colour, fontsize=size)
        keep_inside(ax, Margins(left=left, right=6, above=above, below=36 * scale))
    return ax
