"""Charts that compare groups: differences with their intervals, probabilities of ranks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.plots.charts import _bands, _written
from csmodels.plots.diagram_tables import number
from csmodels.plots.rows import draw_bands
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import HAIRLINE, INK, MARKERS, MUTED, figure_style, new_figure
from csmodels.plots.textfit import line_width, text_size, wrap
from csmodels.tables.strings import check_language, term, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VALUE_SIZE, TICK_SIZE, AXIS_SIZE, TITLE_SIZE, SMALLEST = 8.0, 9.0, 10.0, 12.0, 0.7
"""Font sizes of a map of ranks in points, and how small they may get."""

MARKS = ("survives", "fails")  # what filled and hollow dots stand for
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

    When to use it: which groups differ, and by how much? One look answers for all pairs. Where the table has
    p-values adjusted for the number of tests, dots are filled where p is at most 1 - `conf_level` and hollow
    where it is larger: with many pairs some intervals miss zero by chance.

    Parameters
    ----------
    frame : DataFrame
        Index levels ``group_1`` and ``group_2``; columns ``difference``, ``conf_low``, ``conf_high``,
        ``p_adjusted`` if known, and ``lhs`` and ``rhs`` where coefficients are compared, one row for each
        and pair.
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
    pairs = [pair_words(a, b) for a, b in frame.index]
    drawn = frame.rename(columns={"difference": "estimate"})
    if "lhs" in frame:
        names = [
            " ~ ".join(term(one, lang, section="construct") for one in (lhs, rhs) if one)
            for lhs, rhs in zip(frame["lhs"], frame["rhs"], strict=True)
        ]
        drawn.index = pd.MultiIndex.from_arrays([pairs, names], names=["pair", "coefficient"])
        # in the order in which the rows are drawn: all pairs of a coefficient together
        order = {name: place for place, name in enumerate(dict.fromkeys(names))}
        drawn = drawn.iloc[np.argsort([order[name] for name in names], kind="stable")]
        if len(set(pairs)) == 1:
            drawn = drawn.droplevel(0)
            title = pairs[0] if title is None else title
    else:
        drawn.index = pd.Index(pairs, name="pair")
    bands, of_pairs = _bands(drawn, lang, None, False, _written(decimals))
    if ax is None:
        # a new figure has one line for a legend, too short for names of pairs: each row has its own
        bands, of_pairs = [replace(band, together=False) for band in bands], ()
    kept = _kept(drawn, 1 - conf_level)
    alpha = f"{1 - conf_level:g}"
    marks = () if kept is None else (text(f"figure.{key}", lang, alpha=alpha) for key in MARKS)
    ax = draw_bands(
        bands,
        (*of_pairs, *marks),
        ax=ax,
        title=title,
        xlabel=text("figure.difference_axis", lang, level=f"{100 * conf_level:g}"),
        limits=_around_zero(drawn),
        reference=None,
    )
    if kept is not None:
        _hollow(ax, ~kept)
    return ax


def pair_words(first: object, second: object) -> str:
    """How a pair of groups is written: the first minus the second."""
    return f"{first} − {second}"


def _kept(frame: pd.DataFrame, alpha: float) -> NDArray[np.bool_] | None:
    """Which differences survive the adjustment for many tests; None where none was tested."""
    if "p_adjusted" not in frame or frame["p_adjusted"].isna().all():
        return None
    found: NDArray[np.bool_] = frame["p_adjusted"].to_numpy(dtype=np.float64) <= alpha
    return found


def _around_zero(frame: pd.DataFrame) -> tuple[float, float]:
    """Ends of the axis with a little air; zero, where a line is drawn, lies within."""
    figures = frame[["estimate", "conf_low", "conf_high"]].to_numpy(dtype=np.float64)
    low, high = (float(end(figures[np.isfinite(figures)], initial=0.0)) for end in (np.min, np.max))
    span = high - low or 1.0
    return low - 0.06 * span, high + 0.06 * span


def _hollow(ax: Axes, which: NDArray[np.bool_]) -> None:
    """Empty the dots of some rows, and the last one of the legend, whose last two tell what that means."""
    from matplotlib.lines import Line2D

    dots = [line for line in ax.lines if line.get_marker() != "None"]
    colour = dots[0].get_color() if len({dot.get_color() for dot in dots}) == 1 else MUTED
    legend = ax.get_legend()
    assert legend is not None  # drawn with the words of the marks
    handles = [handle for handle in legend.legend_handles if isinstance(handle, Line2D)][-len(MARKS) :]
    for handle in handles:
        handle.set(marker=MARKERS[0], color=colour, markerfacecolor=colour, linestyle="none")
    for dot in [*(dot for dot, empty in zip(dots, which, strict=True) if empty), handles[-1]]:
        dot.set(markerfacecolor="white", markeredgecolor=dot.get_color(), markeredgewidth=1.4)


def ranks_chart(
    frame: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None, lang: str = "en"
) -> Axes:
    """Draw the probability of every rank of every group as a heat map, the groups sorted by expected rank.

    When to use it: may a league table be read as an order? Dark cells off one line of dark cells say no.

    Parameters
    ----------
    frame : DataFrame
        One row for each group; columns 1, 2, ... hold the probabilities of the ranks, which sum to 1.
    ax, title, lang
        As for `differences_chart`.

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
