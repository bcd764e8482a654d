"""Bars of weights: how the support is shared out among families or theories."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.plots.charts import need_columns
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import HAIRLINE, INK, MUTED, PALETTE, figure_style, new_figure
from csmodels.plots.textfit import line_width, wrap
from csmodels.tables.shares import of_several, share_cell
from csmodels.tables.strings import CATALOGUE, check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, ROW = 7.0, 0.24
"""Width of a new figure and height of a bar with its gap, in inches."""

_WORDS, _LABEL, _TITLE, _SMALLEST = 9.0, 10.0, 12.0, 5.5
_LEAST_BAR = 0.005  # weights below this are listed in one line and not drawn


def weights_chart(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    xlabel: str | None = None,
    lang: str = "en",
) -> Axes:
    """Draw weights as bars, the largest on top, each with its number.

    When to use it: to show at a glance whether one family of surfaces (or theory) stands out or several share
    the support. Families with less than .005 are left out of the picture.

    Parameters
    ----------
    frame : DataFrame
        Column ``weight``; rows without one are not drawn. The index names the rows; families of surfaces are
        written with their words.
    ax : Axes, optional
        Draw here, in the place of this axes.
    title, xlabel : str, optional
    lang : {"en", "zh"}

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        No column ``weight``, no row with one, or several index levels.

    Examples
    --------
    >>> frame = pd.DataFrame({"weight": [0.2, 0.7, 0.1]}, index=["RR", "SRR", "null"])
    >>> ax = weights_chart(frame)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['SRR: shifted rising ridge', 'RR: rising ridge', 'null: no effect']
    """
    check_language(lang)
    need_columns(frame, "weight")
    if frame.index.nlevels > 1:
        raise SpecificationError(
            "the table has several groups; draw one of them, for example frame.loc['Hotel 1']."
        )
    drawn = frame["weight"].dropna().sort_values(ascending=False, kind="stable")
    drawn = of_several(drawn, (drawn > 0).to_numpy())
    drawn = drawn[drawn >= min(_LEAST_BAR, drawn.max())] if len(drawn) else drawn
    if not len(drawn):
        raise SpecificationError("no row of the table has a weight: there is nothing to draw.")
    with figure_style() as families:
        given = ax is not None
        if ax is None:
            height = ROW * len(drawn) + 0.75 + (0.35 if title else 0.0)
            ax = new_figure(WIDTH, height).add_axes((0.02, 0.02, 0.96, 0.96))
        width, height = room(ax)
        scale = 1.0
        if given:
            fits = (width / (72 * WIDTH * 0.75), height / (72 * ROW * len(drawn) + 40.0))
            scale = min(1.0, max(_SMALLEST / _WORDS, min(fits)))
        _draw(ax, drawn, lang, families, scale, width)
        label = text("figure.weight_axis", lang) if xlabel is None else xlabel
        ax.set_xlabel(label, family=families, fontsize=_LABEL * scale, color=INK, parse_math=False)
        above = 6.0
        if title:
            words = wrap(title, width * 0.95, _TITLE * scale)
            ax.set_title(
                words, family=families, fontsize=_TITLE * scale, color=INK, pad=6.0, parse_math=False
            )
            above += 1.35 * _TITLE * scale * (1 + words.count("\n")) + 6.0
        left = max(line_width(t.get_text(), _WORDS * scale) for t in ax.get_yticklabels()) + 10.0
        keep_inside(ax, Margins(left, 10.0, above, 36.0 * scale + 4.0))
        return ax


def _draw(
    ax: Axes, drawn: pd.Series[float], lang: str, families: list[str], scale: float, width: float
) -> None:
    """Bars from the top down, numbers beside them, names at the left."""
    places = range(len(drawn))
    ax.barh(list(places), drawn.to_numpy(), height=0.68, color=PALETTE[0], zorder=2)
    size = _WORDS * scale
    longest = 0.5 * width
    names = [_cut(_named(str(name), lang), longest, size) for name in drawn.index]
    ax.set_yticks(list(places), names)
    ax.set_ylim(len(drawn) - 0.5, -0.5)
    # room for the number beside the longest bar
    ax.set_xlim(0.0, _end(float(drawn.max()) * 1.14))
    for place, weight in zip(places, drawn, strict=True):
        ax.annotate(
            str(share_cell(weight, 2 if weight >= 0.0095 else 3)),
            (weight, place),
            xytext=(3.0, 0.0),
            textcoords="offset points",
            va="center",
            family=families,
            fontsize=size,
            color=INK,
        )
    ax.tick_params(labelfontfamily=families, labelsize=size, labelcolor=INK, color=MUTED, length=3.0)
    ax.tick_params(axis="y", length=0.0)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("bottom", "left"))
        spine.set_color(MUTED)
    ax.grid(axis="x", color=HAIRLINE, linewidth=0.6, zorder=0)
    ax.grid(visible=False, axis="y")
    ax.set_axisbelow(True)


def _end(value: float) -> float:
    """A round number at or above the value, at most a little over one."""
    step = 0.05 if value < 0.5 else 0.1
    return step * math.ceil(value / step - 1e-9)


def _named(name: str, lang: str) -> str:
    key = f"label.family_{name}"
    return text("label.family_bar", lang, code=name, words=text(key, lang)) if key in CATALOGUE else name


def _cut(name: str, longest: float, size: float) -> str:
    """A name as it is, or shortened where it would take too much of the place."""
    if line_width(name, size) <= longest:
        return name
    while len(name) > 1 and line_width(f"{name}…", size) > longest:
        name = name[:-1]
    return f"{name.rstrip()}…"
