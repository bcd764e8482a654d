"""Expectations over repeated occasions: experiences, expectations, intentions, spread of the belief."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.plots.legends import draw_legend, plan_legend
from csmodels.plots.slopes import LINES
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import HAIRLINE, INK, MUTED, PALETTE, figure_style, new_figure
from csmodels.plots.textfit import text_size, wrap
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 6.0, 4.2
"""Size of a new figure in inches."""

_WORDS, _LABEL, _TITLE, _SMALLEST = 9.0, 10.0, 12.0, 6.0
_SIDE, _MOST = 56.0, 0.36
_QUANTITIES = {
    "performance": "performance",
    "expectation": "expectation",
    "should_expectation": "should",
    "intention": "intention",
}


def updating_chart(
    course: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw the course of experiences, expectations and intentions.

    When to use it: to show a class how expectations follow experience, and how doubt shrinks.

    Parameters
    ----------
    course : DataFrame
        Index ``quantity`` and ``occasion``, column ``estimate``; quantities ``performance``, ``expectation``
        and, where there are, ``should_expectation``, ``intention``, ``uncertainty`` (a variance: a band
        around the expectation).
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        The table has no column ``estimate``, or no rows of performance or expectation.

    Examples
    --------
    >>> quantities = ["performance", "expectation"]
    >>> index = pd.MultiIndex.from_product([quantities, [1, 2]], names=["quantity", "occasion"])
    >>> ax = updating_chart(pd.DataFrame({"estimate": [8.0, 8.0, 6.0, 7.0]}, index=index))
    >>> ax.get_xlabel(), [float(y) for y in ax.get_lines()[1].get_ydata()]
    ('Occasion', [6.0, 7.0])
    """
    from matplotlib.ticker import MaxNLocator

    check_language(lang)
    known = set(course.index.get_level_values(0)) if course.index.nlevels == 2 else set()
    if "estimate" not in course or not {"performance", "expectation"} <= known:
        raise SpecificationError(
            "the course of expectations is drawn from a table with a column 'estimate' and rows by quantity"
            " ('performance', 'expectation') and occasion."
        )
    with figure_style() as families:
        names = [text(f"label.updating_{word}", lang) for key, word in _QUANTITIES.items() if key in known]
        if "uncertainty" in known:
            names.append(text("label.updating_band", lang))
        if ax is None:
            plan = plan_legend(names, _WORDS, 72 * WIDTH * 0.85)
            ax = new_figure(WIDTH, HEIGHT + plan.height / 72).add_axes((0.02, 0.02, 0.96, 0.96))
        width, height = room(ax)
        scale = min(1.0, max(_SMALLEST / _WORDS, width / (72 * WIDTH * 0.75), height / (72 * HEIGHT * 0.75)))
        handles = _drawn(ax, course, known)
        plan = plan_legend(names, _WORDS * scale, width - _SIDE * scale, _MOST * height)
        draw_legend(ax, plan, handles, families)
        for which, length in (("x", width), ("y", height - plan.height)):
            words = wrap(text(f"figure.updating_{which}", lang), length * 0.95, _LABEL * scale)
            getattr(ax, f"set_{which}label")(
                words, family=families, fontsize=_LABEL * scale, color=INK, parse_math=False
            )
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.tick_params(labelfontfamily=families, labelsize=_WORDS * scale, labelcolor=INK, color=MUTED)
        for side, spine in ax.spines.items():
            spine.set_visible(side in ("bottom", "left"))
            spine.set_color(MUTED)
        ax.grid(color=HAIRLINE, linewidth=0.6, zorder=0)
        ax.set_axisbelow(True)
        above = 6.0 + plan.height
        if title:
            rows = wrap(title, width - 56.0 * scale, _TITLE * scale)
            ax.set_title(
                rows, family=families, fontsize=_TITLE * scale, color=INK, loc="left", pad=above,
                parse_math=False,
            )  # fmt: skip
            above += text_size(rows, _TITLE * scale)[1] + 6.0
        keep_inside(ax, Margins(48.0 * scale, 8.0, above, 38.0 * scale))
        return ax


def _drawn(ax: Axes, course: pd.DataFrame, known: set[Any]) -> list[Any]:
    """Experiences as dots, expectations and intentions as lines, told apart by colour and dashes."""
    looks: dict[str, dict[str, Any]] = {
        "performance": {"color": INK, "marker": "o", "linestyle": "none", "markersize": 4.5},
        "expectation": {"color": PALETTE[0], "linestyle": LINES[0]},
        "should_expectation": {"color": PALETTE[1], "linestyle": (0, (5, 3))},
        "intention": {"color": PALETTE[2], "linestyle": (0, (1, 1.5)), "linewidth": 2.0},
    }
    handles: list[Any] = []
    for name, look in looks.items():
        if name in known:
            part = course.xs(name)["estimate"]
            handles += ax.plot(part.index.to_numpy(), part.to_numpy(), zorder=3, **look)
    if "uncertainty" in known:
        middle = course.xs("expectation")["estimate"].to_numpy()
        half = np.sqrt(course.xs("uncertainty")["estimate"].to_numpy())
        occasions = course.xs("expectation").index.to_numpy()
        handles.append(
            ax.fill_between(
                occasions, middle - half, middle + half, color=PALETTE[0], alpha=0.15, linewidth=0, zorder=1
            )
        )
    return handles
