"""Satisfaction along attributes of performance: lines that may bend at a knot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.plots.legends import draw_legend, plan_legend
from csmodels.plots.slopes import HEIGHT, LINES, WIDTH
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import HAIRLINE, INK, MARKERS, MUTED, PALETTE, figure_style, new_figure
from csmodels.plots.textfit import wrap
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WORDS, _LABEL, _TITLE, _SMALLEST = 9.0, 10.0, 12.0, 6.0
_SIDE = 56.0  # of numbers and the name of the upright axis
_MOST = 0.36  # of the height may go to the legend


def piecewise_chart(
    frame: pd.DataFrame,
    *,
    words: Mapping[str, str],
    outcome: str,
    knots: Mapping[str, float],
    note: str = "",
    conf_level: float | None = None,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the expected outcome along each attribute, with a mark where its line may bend.

    Parameters
    ----------
    frame : DataFrame
        Index attribute, side ("below", "above"), rating; columns ``estimate``, ``conf_low``, ``conf_high``.
    words : mapping of attribute to its words in the legend
        Those that are drawn, in this order.
    outcome : str
        Named at the upright axis.
    knots : mapping of attribute to rating
    note : str
        Written under the name of the lower axis: how many of the attributes are drawn.
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
        A table without rows or with another index.

    Examples
    --------
    >>> index = pd.MultiIndex.from_tuples(
    ...     [("bed", "below", 1.0), ("bed", "below", 3.0), ("bed", "above", 3.0), ("bed", "above", 5.0)],
    ...     names=["attribute", "side", "rating"])
    >>> frame = pd.DataFrame({"estimate": [4.0, 6.0, 6.0, 6.5]}, index=index)
    >>> frame["conf_low"], frame["conf_high"] = frame["estimate"] - 0.2, frame["estimate"] + 0.2
    >>> ax = piecewise_chart(frame, words={"bed": "Bed"}, outcome="Satisfaction", knots={"bed": 3.0})
    >>> ax.get_ylabel(), [words.get_text() for words in ax.get_legend().get_texts()]
    ('Satisfaction', ['Bed'])
    """
    check_language(lang)
    if not len(frame) or frame.index.nlevels != 3:
        raise SpecificationError("Lines are drawn from a table with index attribute, side and rating.")
    with figure_style() as families:
        names, labels = list(words), list(words.values())
        banded = conf_level is not None and bool(frame["conf_low"].notna().any())
        if banded:
            labels.append(text("figure.bands", lang, level=f"{100 * (conf_level or 0):g}"))
        if ax is None:
            plan = plan_legend(labels, _WORDS, 72 * WIDTH * 0.85)
            ax = new_figure(WIDTH, HEIGHT + plan.height / 72).add_axes((0.02, 0.02, 0.96, 0.96))
        width, height = room(ax)
        scale = min(1.0, max(_SMALLEST / _WORDS, width / (72 * WIDTH * 0.75), height / (72 * HEIGHT * 0.75)))
        handles = _draw(ax, frame, names, knots, banded)
        plan = plan_legend(labels, _WORDS * scale, width - _SIDE * scale, _MOST * height)
        draw_legend(ax, plan, handles, families)
        more = {}
        axes = (("x", text("figure.piecewise_rating", lang)), ("y", outcome))
        lengths = {"x": width - _SIDE * scale, "y": height - plan.height - 60 * scale}
        for which, name in axes:
            broken = wrap(name, lengths[which], _LABEL * scale)
            if which == "x" and note:
                broken += "\n" + wrap(note, lengths[which], _LABEL * scale)
            named = getattr(ax, f"set_{which}label")
            named(broken, family=families, fontsize=_LABEL * scale, color=INK, parse_math=False)
            more[which] = 1.3 * _LABEL * scale * broken.count("\n")
        _tidy(ax, families, _WORDS * scale)
        above = 6.0 + plan.height
        if title:
            size = _TITLE * scale
            broken = wrap(title, width * 0.95, size)
            ax.set_title(broken, family=families, fontsize=size, color=INK, pad=above, parse_math=False)
            above += 1.35 * size * (1 + broken.count("\n")) + 6.0
        keep_inside(ax, Margins(48.0 * scale + more["y"], 8.0, above, 38.0 * scale + more["x"]))
        return ax


def _draw(
    ax: Axes, frame: pd.DataFrame, names: list[str], knots: Mapping[str, float], banded: bool
) -> list[Any]:
    """Draw both sides of every attribute; return what stands for them in a legend."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = []
    for i, name in enumerate(names):
        look: dict[str, Any] = {
            "color": PALETTE[i % len(PALETTE)],
            "linestyle": LINES[i % len(LINES)],
            "linewidth": 1.8,
        }
        mark: dict[str, Any] = {"marker": MARKERS[i % len(MARKERS)], "markersize": 5.5}
        for side in ("below", "above"):
            levels = (frame.index.get_level_values(0) == name) & (frame.index.get_level_values(1) == side)
            part = frame[levels].droplevel([0, 1])
            x = part.index.to_numpy()
            if banded:
                low, high = part["conf_low"].to_numpy(), part["conf_high"].to_numpy()
                ax.fill_between(x, low, high, color=look["color"], alpha=0.12, linewidth=0, zorder=1)
            ax.plot(x, part["estimate"].to_numpy(), zorder=3, **look)
            at = part["estimate"].iloc[-1 if side == "below" else 0]
            ax.plot([knots[name]], [at], color=look["color"], linestyle="none", zorder=4, **mark)
        handles.append(Line2D([], [], **look, **mark))
    if banded:
        handles.append(Patch(facecolor=MUTED, alpha=0.25))
    return handles


def _tidy(ax: Axes, families: list[str], size: float) -> None:
    """Numbers, spines and grid."""
    ax.tick_params(labelfontfamily=families, labelsize=size, labelcolor=INK, color=MUTED, length=3.5)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("bottom", "left"))
        spine.set_color(MUTED)
    ax.grid(color=HAIRLINE, linewidth=0.6, zorder=0)
    ax.set_axisbelow(True)
    ax.margins(x=0.02)
