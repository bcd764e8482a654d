"""Stacked bars of the three outcomes: less than expected, as expected, more than expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.plots.slot import Margins, keep_inside
from csmodels.plots.style import INK, MUTED, figure_style, new_figure
from csmodels.plots.textfit import text_size, wrap
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STATES = ("below", "equal", "above")
#: Vermilion, grey, blue: told apart with any colour vision, and in grey by their lightness.
COLORS = {"below": "#D55E00", "equal": "#D9D9D9", "above": "#0072B2"}
INKS = {"below": "white", "equal": INK, "above": "white"}
_WIDTH, _ROW, _LABEL, _INSIDE = 470.0, 24.0, 9.0, 8.0
_LABELS = 0.36  # of the width, at most
_LEAST = 0.07  # of a bar, into which a number is written


def outcome_bars(
    frame: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw the shares of the three outcomes as bars that make up 100 %, one for each row.

    When to use it: to show how many got less than they expected, and where.

    Parameters
    ----------
    frame : DataFrame
        Shares ``below``, ``equal``, ``above`` of 0 to 1; the index gives the labels, from top to bottom.
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> shares = pd.DataFrame({"below": [0.4], "equal": [0.2], "above": [0.4]}, index=["bed"])
    >>> len(outcome_bars(shares).patches)
    3
    """
    check_language(lang)
    shares = frame[list(STATES)].to_numpy(dtype=float)
    with figure_style() as families:
        labels = [wrap(str(name), _LABELS * _WIDTH, _LABEL) for name in frame.index]
        left = max(text_size(each, _LABEL)[0] for each in labels) + 12
        margins = Margins(left=left, right=14.0, above=26.0 + (20.0 if title else 0.0), below=34.0)
        given = ax is not None
        if ax is None:
            high = margins.above + _ROW * len(frame) + margins.below
            figure = new_figure(_WIDTH / 72, high / 72)
            wide, high = figure.get_figwidth() * 72, figure.get_figheight() * 72
            ax = figure.add_axes(
                (left / wide, margins.below / high, (wide - left - 14) / wide, _ROW * len(frame) / high)
            )
        starts = np.cumsum(shares, axis=1) - shares
        for c, state in enumerate(STATES):
            word = text(f"figure.report_{state}", lang)
            ax.barh(
                range(len(shares)), 100 * shares[:, c], left=100 * starts[:, c], height=0.74,
                color=COLORS[state], edgecolor="white", linewidth=0.7, label=word,
            )  # fmt: skip
            for i, share in enumerate(shares[:, c]):
                if share >= _LEAST:
                    ax.text(
                        100 * (starts[i, c] + share / 2), i, f"{100 * share:.0f}", ha="center", va="center",
                        color=INKS[state], fontsize=_INSIDE, family=families, parse_math=False,
                    )  # fmt: skip
        ax.set_xlim(0, 100)
        ax.set_ylim(len(shares) - 0.5, -0.5)
        ax.set_yticks(range(len(shares)), labels, family=families, fontsize=_LABEL, parse_math=False)
        ax.set_xlabel(text("figure.report_share", lang), family=families, color=INK)
        ax.tick_params(labelfontfamily=families, labelcolor=INK, color=MUTED, length=3)
        ax.tick_params(axis="y", length=0)
        for side, spine in ax.spines.items():
            spine.set_visible(side == "bottom")
            spine.set_color(MUTED)
        ax.legend(
            loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, borderaxespad=0.2,
            prop={"family": families, "size": _LABEL}, handlelength=1.2, columnspacing=1.2,
        )  # fmt: skip
        if title:
            ax.set_title(title, family=families, loc="left", pad=24, parse_math=False)
        if given:
            keep_inside(ax, margins)
        return ax
