"""Bars of theories: AICc weights, and how often resamples choose each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import HAIRLINE, INK, MUTED, PALETTE, figure_style, new_figure
from csmodels.plots.textfit import text_size
from csmodels.tables.shares import of_several, share_cell
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABEL_SIZE, REASON_SIZE, VALUE_SIZE, AXIS_SIZE, TITLE_SIZE = 9.0, 7.5, 8.5, 10.0, 12.0
WIDTH, ROW = 330.0, 27.0  # of the data area in a new figure, in points
SMALLEST = 0.6  # of these sizes, in a small place


def weights_chart(
    frame: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None, lang: str = "en"
) -> Axes:
    """Draw weights as bars and shares of resamples as points, one row each, from the top.

    When to use it: to show which theory the answers favour, and whether other answers might favour another.

    Parameters
    ----------
    frame : DataFrame
        Columns ``weight`` and ``selected`` (missing: no points); the index gives the rows, a second line of
        a label is written smaller.
    ax : Axes, optional
        Draw here, in the place of this axes.
    title : str, optional
    lang : {"en", "zh"}

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> frame = pd.DataFrame({"weight": [0.8, 0.2], "selected": [0.7, 0.3]}, index=["one", "two"])
    >>> ax = weights_chart(frame)
    >>> [float(bar.get_width()) for bar in ax.patches]
    [0.8, 0.2]
    """
    check_language(lang)
    resampled = bool(frame["selected"].notna().any())
    with figure_style() as families:
        given = ax is not None
        axis_label = text("figure.theory_share" if resampled else "figure.theory_weights", lang)
        margins, scale = _margins(frame, title, resampled, ax)
        ax = _new_axes(margins, len(frame)) if ax is None else ax
        _draw(ax, frame, lang, resampled, scale)
        _name_rows(ax, [str(name) for name in frame.index], families, scale)
        ax.set_xlim(0, 1)
        ax.set_ylim(len(frame) - 0.5, -0.5)
        ax.set_yticks([])
        ticks = np.linspace(0, 1, 3 if scale < 1 else 6)
        ax.set_xticks(ticks, [f"{100 * x:.0f} %" for x in ticks])
        ax.set_xlabel(axis_label, fontsize=AXIS_SIZE * scale, family=families, color=INK)
        ax.tick_params(labelfontfamily=families, labelcolor=INK, color=MUTED, labelsize=LABEL_SIZE * scale)
        for side, spine in ax.spines.items():
            spine.set_visible(side in ("bottom", "left"))
            spine.set_color(MUTED)
        ax.grid(axis="x", color=HAIRLINE, linewidth=0.6, zorder=0)
        ax.set_axisbelow(True)
        if resampled:
            _legend(ax, families, scale, given)
        if title:
            pad = (24.0 if resampled else 8.0) * scale
            ax.set_title(title, fontsize=TITLE_SIZE * scale, family=families, color=INK, loc="left", pad=pad)
        if given:
            keep_inside(ax, margins)
        return ax


def _margins(
    frame: pd.DataFrame, title: str | None, resampled: bool, ax: Axes | None
) -> tuple[Margins, float]:
    """Room for the words, and the size of all words in a small place."""
    widest = max(_label_width(str(name)) for name in frame.index)
    scale = 1.0
    if ax is not None:
        wide, high = room(ax)
        needed_high = ROW * len(frame) + 42.0 + (22.0 if resampled else 6.0) + (24.0 if title else 0.0)
        scale = max(SMALLEST, min(1.0, wide / (widest + 0.8 * WIDTH), high / needed_high))
    above = (26.0 if resampled else 8.0) + (22.0 if title else 0.0)
    found = Margins(widest + 12.0, 20.0, above, 40.0)
    return Margins(*(scale * side for side in (found.left, found.right, found.above, found.below))), scale


def _label_width(name: str) -> float:
    first, *rest = name.split("\n")
    return max([text_size(first, LABEL_SIZE)[0], *(text_size(line, REASON_SIZE)[0] for line in rest)])


def _new_axes(margins: Margins, rows: int) -> Axes:
    wide = margins.left + WIDTH + margins.right
    high = margins.above + ROW * rows + margins.below
    figure = new_figure(wide / 72, high / 72)
    wide, high = figure.get_figwidth() * 72, figure.get_figheight() * 72
    place = (margins.left / wide, margins.below / high, WIDTH / wide, ROW * rows / high)
    return figure.add_axes(place)


def _draw(ax: Axes, frame: pd.DataFrame, lang: str, resampled: bool, scale: float) -> None:
    places = np.arange(len(frame))
    weights = frame["weight"].to_numpy(dtype=np.float64)
    name = text("figure.theory_weights", lang)
    ax.barh(places, weights, height=0.55, color=PALETTE[4], edgecolor=PALETTE[0], label=name, zorder=2)
    if resampled:
        ax.plot(
            frame["selected"].to_numpy(dtype=np.float64), places, linestyle="none", marker="D",
            markersize=5.5 * scale, color=PALETTE[1], markeredgecolor="white", markeredgewidth=0.7,
            label=text("figure.theory_selected", lang), zorder=3, clip_on=False,
        )  # fmt: skip
    told = of_several(frame["weight"], weights > 0).tolist()
    chosen = np.nan_to_num(frame["selected"].to_numpy(dtype=np.float64))
    for place, weight, share, exact in zip(places, weights.tolist(), chosen.tolist(), told, strict=True):
        if weight < 0.0005:
            continue
        at, outside = _place(weight, share)
        ax.annotate(
            str(share_cell(exact)), (at, place), xytext=(7 * scale if outside else 0, 0),
            textcoords="offset points", ha="left" if outside else "right", va="center",
            fontsize=VALUE_SIZE * scale, color=INK, zorder=4,
        )  # fmt: skip


def _place(weight: float, share: float) -> tuple[float, bool]:
    """Where a weight is written, and whether to the right of that place: clear of bar's end and point."""
    wide = 0.16  # of the axis, that a written weight and its distance take
    far = max(weight, share)
    if far < 1 - wide:
        return far, True
    if share - weight > wide:
        return weight, True
    near = weight - wide < share < weight + 0.02
    return (min(weight, share) - 0.03 if near else weight - 0.02), False


def _name_rows(ax: Axes, names: list[str], families: list[str], scale: float) -> None:
    """Theories at the left; why one does not stand, in a smaller line below its name."""
    across = ax.get_yaxis_transform()
    for place, name in enumerate(names):
        first, *rest = name.split("\n")
        lift = 4.5 * scale if rest else 0.0
        for line, size, color, up in (
            (first, LABEL_SIZE, MUTED if rest else INK, lift),
            ("".join(rest), REASON_SIZE, MUTED, -6.0 * scale),
        ):
            if line:
                ax.annotate(
                    line, (0, place), xycoords=across, xytext=(-6 * scale, up), textcoords="offset points",
                    ha="right", va="center", fontsize=size * scale, family=families, color=color,
                )  # fmt: skip


def _legend(ax: Axes, families: list[str], scale: float, given: bool) -> None:
    from matplotlib.font_manager import FontProperties

    # in a given place it may need the room above the names of the rows too
    points, bars = ax.get_legend_handles_labels()[0]
    ax.legend(
        [bars, points], [str(each.get_label()) for each in (bars, points)],
        loc="lower right" if given else "lower left", bbox_to_anchor=(1.0 if given else 0.0, 1.0),
        ncol=2, frameon=False, borderaxespad=0.2,
        handlelength=1.2, columnspacing=1.2, prop=FontProperties(family=families, size=VALUE_SIZE * scale),
        labelcolor=INK,
    )  # fmt: skip
