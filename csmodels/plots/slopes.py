"""Slopes of a moderated or curved effect: lines with bands of their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.plots.legends import draw_legend, plan_legend
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

_WORDS, _LABEL, _TITLE, _SMALLEST = 9.0, 10.0, 12.0, 6.0
_SIDE = 56.0  # of numbers and the name of the upright axis
_MOST = 0.36  # of the height may go to the legend


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
        levels = _levels(frame, moderator, lang)
        words = list(levels)
        if conf_level is not None and _banded(frame):
            words.append(text("figure.bands", lang, level=f"{100 * conf_level:g}"))
        if ax is None:
            plan = plan_legend(words, _WORDS, 72 * WIDTH * 0.85)
            figure = new_figure(WIDTH, HEIGHT + plan.height / 72)
            ax = figure.add_axes((0.02, 0.02, 0.96, 0.96))
        width, height = room(ax)
        scale = min(1.0, max(_SMALLEST / _WORDS, width / (72 * WIDTH * 0.75), height / (72 * HEIGHT * 0.75)))
        lines, bands = _draw(ax, frame, levels)
        handles = [*(lines if levels else []), *([bands] if len(words) > len(levels) else [])]
        plan = plan_legend(words, _WORDS * scale, width - _SIDE * scale, _MOST * height)
        draw_legend(ax, plan, handles, families)
        lengths = {"x": width - _SIDE * scale, "y": height - plan.height - 60 * scale}
        more = _name_axes(ax, names, lengths, families, scale)
        _tidy(ax, families, _WORDS * scale)
        above = 6.0 + plan.height
        if title:
            above += _put_title(ax, wrap(title, width * 0.95, _TITLE * scale), above, families, scale)
        keep_inside(ax, Margins(48.0 * scale + more["y"], 8.0, above, 38.0 * scale + more["x"]))
        return ax


def _name_axes(
    ax: Axes, names: dict[str, str], lengths: dict[str, float], families: list[str], scale: float
) -> dict[str, float]:
    """Name both axes; return what the names take beyond a single line, in points."""
    more = {}
    for which, name in names.items():
        words = wrap(name, lengths[which], _LABEL * scale)
        getattr(ax, f"set_{which}label")(
            words, family=families, fontsize=_LABEL * scale, color=INK, parse_math=False
        )
        more[which] = 1.3 * _LABEL * scale * words.count("\n")
    return more


def _tidy(ax: Axes, families: list[str], size: float) -> None:
    """Numbers, spines and grid; the lines reach both ends."""
    ax.tick_params(labelfontfamily=families, labelsize=size, labelcolor=INK, color=MUTED, length=3.5)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("bottom", "left"))
        spine.set_color(MUTED)
    ax.grid(color=HAIRLINE, linewidth=0.6, zorder=0)
    ax.set_axisbelow(True)
    ax.margins(x=0.0)


def _put_title(ax: Axes, title: str, pad: float, families: list[str], scale: float) -> float:
    """Write the title above the legend; return the height it takes, in points."""
    size = _TITLE * scale
    ax.set_title(title, family=families, fontsize=size, color=INK, pad=pad, parse_math=False)
    return 1.35 * size * (1 + title.count("\n")) + 6.0


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


def _levels(frame: pd.DataFrame, moderator: str | None, lang: str) -> list[str]:
    """What the lines stand for, in words."""
    if moderator is None:
        return []
    return [_level(float(level), moderator, lang) for level in frame.index.unique(level=0)]


def _banded(frame: pd.DataFrame) -> bool:
    return not bool(frame["conf_low"].isna().all() or frame["conf_high"].isna().all())


def _draw(ax: Axes, frame: pd.DataFrame, names: list[str]) -> tuple[list[Any], Any]:
    """Draw the lines and their bands; return what stands for them in a legend."""
    from matplotlib.patches import Patch

    lines: list[Any] = []
    for i, (_, part) in enumerate(frame.groupby(level=0, sort=False)):
        x = part.index.get_level_values(1).to_numpy()
        color = PALETTE[i % len(PALETTE)]
        low, high = part["conf_low"].to_numpy(), part["conf_high"].to_numpy()
        if not (pd.isna(low).all() or pd.isna(high).all()):
            ax.fill_between(x, low, high, color=color, alpha=0.15, linewidth=0, zorder=1, label="_band")
        lines += ax.plot(
            x,
            part["estimate"].to_numpy(),
            color=color,
            linestyle=LINES[i % len(LINES)],
            linewidth=1.8,
            zorder=3,
            label=names[i] if names else "_line",
        )
    return lines, Patch(facecolor=MUTED, alpha=0.25)
