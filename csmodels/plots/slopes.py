"""Slopes of a moderated or curved effect: lines with bands of their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import HAIRLINE, INK, MUTED, PALETTE, figure_style, new_figure
from csmodels.plots.textfit import wrap
from csmodels.tables.strings import check_language, term, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 6.0, 4.2
"""Size of a new figure in inches."""

LINES = ("solid", (0, (6, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
"""One dash to each colour, so that lines can be told apart in black and white."""

_WORDS, _TITLE, _SMALLEST = 9.0, 12.0, 6.0


def slopes_chart(
    frame: pd.DataFrame,
    *,
    outcome: str,
    predictor: str,
    moderator: str | None = None,
    conf_level: float | None = None,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the expected outcome along a predictor, one line for each level of the moderator.

    When to use it: an interaction or a quadratic effect is read from its picture, seldom from its number.

    Parameters
    ----------
    frame : DataFrame
        Index levels: level of the moderator, score of the predictor; columns ``estimate``, ``conf_low``,
        ``conf_high`` (missing limits draw a line without a band).
    outcome, predictor : str
        Constructs, named at the axes.
    moderator : str, optional
        Named in the legend; without it there is one line and no legend.
    conf_level : float, optional
        Level of the bands, named in the legend.
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        The table is empty, has another index or lacks a column.

    Examples
    --------
    >>> index = pd.MultiIndex.from_product([[-1.0, 1.0], [-2.0, 2.0]], names=["moderator", "predictor"])
    >>> frame = pd.DataFrame({"estimate": [-1.0, 1.0, -0.2, 0.2]}, index=index)
    >>> frame["conf_low"], frame["conf_high"] = frame["estimate"] - 0.1, frame["estimate"] + 0.1
    >>> ax = slopes_chart(frame, outcome="Satisfaction", predictor="Quality", moderator="Value")
    >>> ax.get_ylabel(), len(ax.get_lines())
    ('Satisfaction (standardised score)', 2)
    """
    check_language(lang)
    _check(frame)
    names = {
        each: text("figure.score_axis", lang, name=term(name, lang, section="construct"))
        for each, name in (("x", predictor), ("y", outcome))
    }
    with figure_style() as families:
        if ax is None:
            figure = new_figure(WIDTH, HEIGHT)
            ax = figure.add_axes((0.12, 0.14, 0.85, 0.74))
        width, height = room(ax)
        scale = min(1.0, max(_SMALLEST / _WORDS, width / (72 * WIDTH * 0.75), height / (72 * HEIGHT * 0.75)))
        size = _WORDS * scale
        banded = False
        for i, (_, part) in enumerate(frame.groupby(level=0, sort=False)):
            x = part.index.get_level_values(1).to_numpy()
            color = PALETTE[i % len(PALETTE)]
            low, high = part["conf_low"].to_numpy(), part["conf_high"].to_numpy()
            if not (pd.isna(low).all() or pd.isna(high).all()):
                ax.fill_between(x, low, high, color=color, alpha=0.15, linewidth=0, zorder=1, label="_band")
                banded = True
            name = None if moderator is None else _level(float(part.index[0][0]), moderator, lang)
            ax.plot(
                x,
                part["estimate"].to_numpy(),
                color=color,
                linestyle=LINES[i % len(LINES)],
                linewidth=1.8,
                zorder=3,
                label=name or "_line",
            )
        if moderator is not None or (banded and conf_level is not None):
            note = None if conf_level is None or not banded else f"{100 * conf_level:g}"
            _legend(ax, families, size, lang, note)
        for which, name in names.items():
            length = (width if which == "x" else height) * 0.95
            words = wrap(name, length, 10 * scale)
            getattr(ax, f"set_{which}label")(
                words, family=families, fontsize=10 * scale, color=INK, parse_math=False
            )
        ax.tick_params(labelfontfamily=families, labelsize=size, labelcolor=INK, color=MUTED, length=3.5)
        for side, spine in ax.spines.items():
            spine.set_visible(side in ("bottom", "left"))
            spine.set_color(MUTED)
        ax.grid(color=HAIRLINE, linewidth=0.6, zorder=0)
        ax.set_axisbelow(True)
        ax.margins(x=0.0)
        above = 6.0
        if title:
            words = wrap(title, width * 0.95, _TITLE * scale)
            ax.set_title(
                words,
                family=families,
                fontsize=_TITLE * scale,
                color=INK,
                pad=6.0,
                parse_math=False,
            )
            above += 1.35 * _TITLE * scale * (1 + words.count("\n")) + 6.0
        keep_inside(ax, Margins(48.0 * scale, 8.0, above, 38.0 * scale))
        return ax


def _check(frame: pd.DataFrame) -> None:
    if not len(frame) or frame.index.nlevels != 2:
        raise SpecificationError(
            "slopes are drawn from a table with two index levels: the moderator's level and the predictor's"
            " score."
        )
    absent = [name for name in ("estimate", "conf_low", "conf_high") if name not in frame]
    if absent:
        raise SpecificationError(f"the table of slopes has no column {absent[0]!r}.")


def _level(level: float, moderator: str, lang: str) -> str:
    """The moderator's level in words."""
    name = term(moderator, lang, section="construct")
    if level == 0:
        return text("figure.level_mean", lang, name=name)
    key = "level_above" if level > 0 else "level_below"
    return text(f"figure.{key}", lang, name=name, level=f"{abs(level):g}")


def _legend(ax: Axes, families: list[str], size: float, lang: str, level: str | None) -> None:
    """Name the lines where they hide least, and what the bands are."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import Patch

    handles, labels = ax.get_legend_handles_labels()
    if level is not None:
        handles = [*handles, Patch(facecolor=MUTED, alpha=0.25)]
        labels = [*labels, text("figure.bands", lang, level=level)]
    ax.legend(
        handles,
        labels,
        loc="best",
        frameon=True,
        framealpha=0.85,
        edgecolor="none",
        prop=FontProperties(family=families, size=size),
        handlelength=2.6,
    )
