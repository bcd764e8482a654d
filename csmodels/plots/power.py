"""Power of each path over the sample size: lines with the limits that the simulation leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.plots.legends import draw_legend, plan_legend
from csmodels.plots.slopes import LINES
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import HAIRLINE, INK, MARKERS, MUTED, PALETTE, figure_style, new_figure
from csmodels.plots.textfit import text_size, wrap
from csmodels.tables.strings import check_language, term, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 6.0, 4.2
"""Size of a new figure in inches."""

_WORDS, _LABEL, _TITLE, _SMALLEST = 9.0, 10.0, 12.0, 6.0
_SIDE = 56.0  # of numbers and the name of the upright axis
_MOST = 0.36  # of the height may go to the legend


def power_chart(
    frame: pd.DataFrame,
    *,
    wanted: float | None = None,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the power of paths over the sample size, one line each, and the power wanted.

    When to use it: to choose a sample size where no formula fits, and to see what more respondents buy.

    Parameters
    ----------
    frame : DataFrame
        Columns ``n``, ``outcome``, ``predictor``, ``power``, ``conf_low``, ``conf_high``.
    wanted : float, optional
        Dashed line.
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        The table is empty or lacks a column.

    Examples
    --------
    >>> frame = pd.DataFrame({"n": [100, 200], "outcome": "Satisfaction", "predictor": "Quality",
    ...                       "power": [0.6, 0.9], "conf_low": [0.5, 0.8], "conf_high": [0.7, 0.95]})
    >>> ax = power_chart(frame, wanted=0.8)
    >>> ax.get_xlabel(), [float(y) for y in ax.get_lines()[0].get_ydata()]
    ('Respondents', [0.6, 0.9])
    """
    check_language(lang)
    for name in ("n", "outcome", "predictor", "power", "conf_low", "conf_high"):
        if name not in frame or not len(frame):
            raise SpecificationError(f"power is drawn from a table with rows and a column {name!r}.")
    with figure_style() as families:
        names = _names(frame, lang)
        if wanted is not None:
            names.append(text("figure.power_target", lang, power=f"{wanted:g}"))
        if ax is None:
            plan = plan_legend(names, _WORDS, 72 * WIDTH * 0.85)
            ax = new_figure(WIDTH, HEIGHT + plan.height / 72).add_axes((0.02, 0.02, 0.96, 0.96))
        width, height = room(ax)
        scale = min(1.0, max(_SMALLEST / _WORDS, width / (72 * WIDTH * 0.75), height / (72 * HEIGHT * 0.75)))
        handles = _lines(ax, frame, names)
        if wanted is not None:
            handles.append(
                ax.axhline(
                    wanted, color=MUTED, linestyle=(0, (5, 3)), linewidth=1.0, zorder=1, label=names[-1]
                )
            )
        plan = plan_legend(names, _WORDS * scale, width - _SIDE * scale, _MOST * height)
        draw_legend(ax, plan, handles, families)
        for which, key, length in (("x", "power_n_axis", width), ("y", "power_axis", height - plan.height)):
            words = wrap(text(f"figure.{key}", lang), length * 0.95, _LABEL * scale)
            getattr(ax, f"set_{which}label")(
                words, family=families, fontsize=_LABEL * scale, color=INK, parse_math=False
            )
        ax.set_ylim(0, 1.02)
        ax.tick_params(labelfontfamily=families, labelsize=_WORDS * scale, labelcolor=INK, color=MUTED)
        for side, spine in ax.spines.items():
            spine.set_visible(side in ("bottom", "left"))
            spine.set_color(MUTED)
        ax.grid(color=HAIRLINE, linewidth=0.6, zorder=0)
        ax.set_axisbelow(True)
        above = 6.0 + plan.height
        if title:
            rows = wrap(title, width * 0.95, _TITLE * scale)
            ax.set_title(
                rows,
                family=families,
                fontsize=_TITLE * scale,
                color=INK,
                pad=6.0 + plan.height,
                parse_math=False,
            )
            above += text_size(rows, _TITLE * scale)[1] + 6.0
        keep_inside(ax, Margins(48.0 * scale, 8.0, above, 38.0 * scale))
        return ax


def _names(frame: pd.DataFrame, lang: str) -> list[str]:
    """Each path in words, in the order in which the lines are drawn."""
    paths = frame[["predictor", "outcome"]].drop_duplicates().itertuples(index=False)
    return [" → ".join(term(name, lang, section="construct") for name in path) for path in paths]


def _lines(ax: Axes, frame: pd.DataFrame, names: list[str]) -> list[Any]:
    """One line for each path, told apart by colour, marker and dashes, and the limits of each point."""
    handles: list[Any] = []
    for i, (_, part) in enumerate(frame.groupby(["predictor", "outcome"], sort=False)):
        low = (part["power"] - part["conf_low"]).clip(lower=0)
        high = (part["conf_high"] - part["power"]).clip(lower=0)
        again = i // len(PALETTE)  # colours come again: with other markers and dashes
        color, marker = PALETTE[i % len(PALETTE)], MARKERS[(i + again) % len(MARKERS)]
        handles += ax.plot(
            part["n"],
            part["power"],
            color=color,
            marker=marker,
            markersize=4.5,
            linestyle=LINES[again % len(LINES)],
            zorder=3,
            label=names[i],
        )
        ax.errorbar(
            part["n"], part["power"], yerr=[low, high], fmt="none", ecolor=color, elinewidth=0.8, zorder=2
        )
    return handles
