"""Stacked bars of the Kano categories, one for each attribute, with its label at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.plots.kano_look import CATEGORIES, COLORS, HATCHES, INKS, category_word
from csmodels.plots.legends import LegendPlan, draw_legend, plan_legend
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import INK, MUTED, figure_style, new_figure
from csmodels.plots.textfit import LINE_HEIGHT, line_width, text_size, wrap
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW, _LABEL, _VALUE, _INSIDE, _LEGEND, _AXIS, _TITLE = 22.0, 9.0, 8.5, 7.5, 8.5, 10.0, 12.0
_WIDTH = 450.0  # of a new figure, in points: 16 cm
_LEFT_SHARE, _RIGHT_SHARE, _LEAST = 0.33, 0.22, 0.4
_SMALLEST = 0.55
_BAR = 0.74  # of a row


@dataclass(frozen=True)
class _Plan:
    """Words broken into lines that fit, at one scale, and the room around the bars."""

    scale: float
    labels: tuple[str, ...]
    values: tuple[str, ...]
    counts: tuple[str, ...]
    heads: tuple[str, str]
    places: tuple[float, float]  # of both columns at the right, in points from the bars
    legend: LegendPlan
    across: str
    title: str
    margins: Margins
    rows: float  # points of a row


def category_bars(
    frame: pd.DataFrame,
    said: Sequence[str],
    *,
    head: str,
    values: str | None = "percent",
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the share of every category as bars that make up 100 %, one bar for each attribute.

    When to use it: to see behind the labels: how many respondents each attribute divides into which groups.

    Parameters
    ----------
    frame : DataFrame
        One row per attribute in the order of drawing, its label as index: columns ``M O A I R Q n``, counts
        or sums of weights.
    said : sequence of str
        The label of each attribute, or what it is between, written at the right.
    head : str
        Over these.
    values : {"percent", "count"}, optional
        What is written into the bars where it fits; None for their letters alone.
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes
    """
    check_language(lang)
    counts = frame[list(CATEGORIES)].to_numpy(dtype=float)
    sums = counts.sum(axis=1)
    shares = 100 * np.divide(counts, sums[:, None], out=np.zeros_like(counts), where=sums[:, None] > 0)
    heads = (head, text("figure.kano_bars_n", lang))
    words = [category_word(letter, lang) for letter in CATEGORIES]
    with figure_style() as families:
        numbers = [f"{total:,.0f}" for total in sums]
        plan, ax, given = _settle(frame.index, said, numbers, heads, words, lang, title, ax)
        _dress(ax, plan, families)
        starts = np.cumsum(shares, axis=1) - shares
        for c, letter in enumerate(CATEGORIES):
            _bar(ax, letter, starts[:, c], shares[:, c])
        inside = _Inside(ax, shares, counts, values, plan.scale, families)
        for i in np.flatnonzero(sums == 0).tolist():
            ax.text(50, i, text("figure.kano_bars_none", lang), ha="center", va="center", color=MUTED,
                    family=families, fontsize=_VALUE * plan.scale, parse_math=False)  # fmt: skip
        draw_legend(ax, plan.legend, [_patch(letter) for letter in CATEGORIES], families)
        _lift(ax, plan)
        if given:
            keep_inside(ax, plan.margins, inside.arrange)
        else:
            inside.arrange(_WIDTH - plan.margins.left - plan.margins.right, plan.rows * len(sums))
        return ax


def _lift(ax: Axes, plan: _Plan) -> None:
    """Set the legend over the heads of the columns at the right, into which it may reach."""
    from matplotlib.transforms import ScaledTranslation

    told = max(text_size(each, _VALUE * plan.scale)[1] for each in plan.heads)
    up = ScaledTranslation(0.0, told / 72, ax.figure.dpi_scale_trans)
    legend = ax.get_legend()
    assert legend is not None  # drawn just now
    legend.set_bbox_to_anchor((0.0, 1.0), transform=ax.transAxes + up)


def _look(letter: str) -> dict[str, Any]:
    return {
        "facecolor": COLORS[letter], "edgecolor": MUTED if letter == "Q" else "white", "linewidth": 0.7,
        "hatch": HATCHES.get(letter),
    }  # fmt: skip


def _patch(letter: str) -> Any:
    from matplotlib.patches import Patch

    return Patch(**_look(letter))


def _bar(ax: Axes, letter: str, starts: Any, shares: Any) -> None:
    import matplotlib

    # hatches take their colour from the edge, so those bars get a white one
    with matplotlib.rc_context({"hatch.linewidth": 0.6}):
        bars = ax.barh(
            range(len(shares)), shares, left=starts, height=_BAR, zorder=2, label=letter, **_look(letter)
        )
    for bar in bars:
        bar.set_visible(bool(bar.get_width() > 0))


class _Inside:
    """What is written into the bars, where it fits."""

    def __init__(
        self, ax: Axes, shares: Any, counts: Any, values: str | None, scale: float, families: list[str]
    ) -> None:
        self.size = _INSIDE * scale
        self.found = []
        for i, c in zip(*np.nonzero(shares > 0), strict=True):
            letter = CATEGORIES[c]
            number = {"percent": f"{shares[i, c]:.0f}", "count": f"{counts[i, c]:,.0f}"}.get(values or "", "")
            middle = shares[i, :c].sum() + shares[i, c] / 2
            style: dict[str, Any] = {"color": INKS[letter], "family": families, "fontsize": self.size}
            if letter in HATCHES:  # a plain ground behind words on hatches
                ground = {"boxstyle": "round,pad=0.12", "facecolor": COLORS[letter], "edgecolor": "none"}
                style["bbox"] = ground
            note = ax.text(
                middle, i, "", ha="center", va="center_baseline", zorder=3, parse_math=False,
                label=f"{letter} {i}", **style,
            )  # fmt: skip
            self.found.append((note, shares[i, c], [f"{letter} {number}".strip(), number or letter]))

    def arrange(self, width: float, height: float) -> None:
        """Write letter and number, the number alone or nothing, as each bar is wide."""
        for note, share, forms in self.found:
            room = share / 100 * width - 3
            fitting = [form for form in forms if line_width(form, self.size) <= room]
            note.set_text(fitting[0] if fitting else "")
            note.set_visible(bool(fitting))


def _settle(
    labels: pd.Index[Any],
    said: Sequence[str],
    numbers: Sequence[str],
    heads: tuple[str, str],
    words: Sequence[str],
    lang: str,
    title: str | None,
    ax: Axes | None,
) -> tuple[_Plan, Axes, bool]:
    """Break all words so that the bars keep enough of the place; smaller words where nothing else helps."""
    texts = ([str(label) for label in labels], list(said), list(numbers))
    across = text("figure.kano_bars_share", lang)
    if ax is None:
        own = _laid(texts, heads, words, across, title, _whole(len(labels)), _WIDTH, None)
        m = own.margins
        high = m.above + own.rows * len(labels) + m.below
        figure = new_figure(_WIDTH / 72, high / 72)
        wide, full = figure.get_figwidth() * 72, figure.get_figheight() * 72
        box = ((_WIDTH - m.left - m.right) / wide, own.rows * len(labels) / full)
        return own, figure.add_axes((m.left / wide, m.below / full, *box)), False
    width, height = room(ax)
    plan: _Plan | None = None
    for scale in (1.0, 0.9, 0.8, 0.7, 0.6, _SMALLEST):
        plan = _laid(texts, heads, words, across, title, scale, width, height)
        inner = width - plan.margins.left - plan.margins.right
        if inner >= _LEAST * width and plan.rows >= _tallest(plan):
            break
    assert plan is not None  # the loop ran
    if plan.rows < _tallest(plan):  # one line for each, cut short where it is long
        plan = _laid(texts, heads, words, across, title, _SMALLEST, width, height, lines=1)
    return plan, ax, True


def _tallest(plan: _Plan) -> float:
    labels = max(text_size(label, _LABEL * plan.scale)[1] for label in plan.labels)
    return max(labels, *(text_size(value, _VALUE * plan.scale)[1] for value in plan.values))


def _whole(rows: int) -> float:
    """Scale of a new figure: many rows are lower, so that they stand on one page."""
    return 1.0 if rows <= 20 else max(0.78, 20 / rows)


def _laid(
    texts: tuple[list[str], list[str], list[str]],
    heads: tuple[str, str],
    words: Sequence[str],
    across: str,
    title: str | None,
    scale: float,
    width: float,
    height: float | None,
    lines: int = 3,
) -> _Plan:
    size, small = _LABEL * scale, _VALUE * scale
    labels = tuple(wrap(label, _LEFT_SHARE * width, size, lines) for label in texts[0])
    values = tuple(wrap(value, _RIGHT_SHARE * width, small, lines) for value in texts[1])
    left = 14 * scale + max(text_size(label, size)[0] for label in labels)
    gap = 8 * scale
    first = max(text_size(each, small)[0] for each in (heads[0], *values))
    second = max(line_width(each, small) for each in (heads[1], *texts[2]))
    # n stands before the label, flush right; labels of any length follow
    places = (gap + second, gap + second + 1.2 * gap)
    right = places[1] + first + 4
    data = max(20.0, width - left - right)
    legend = plan_legend(words, _LEGEND * scale, data + right - 4)
    told = max(text_size(each, small)[1] for each in heads) + 4
    top = wrap(title, width - 12, _TITLE * scale) if title else ""
    above = legend.height + told + 4 + (text_size(top, _TITLE * scale)[1] + 6 if top else 0.0)
    foot = 8 + (LINE_HEIGHT * 9 + 4) * scale + LINE_HEIGHT * _AXIS * scale + 4
    tall = max(
        [text_size(label, size)[1] for label in labels] + [text_size(value, small)[1] for value in values]
    )
    rows = max(_ROW * scale, tall + 3) if height is None else max(1.0, (height - above - foot) / len(labels))
    return _Plan(
        scale, labels, values, tuple(texts[2]), heads, places, legend, across, top,
        Margins(left, right, above, foot), rows,
    )  # fmt: skip


def _dress(ax: Axes, plan: _Plan, families: list[str]) -> None:
    """Labels, axis, columns at the right with their heads, title."""
    n, scale = len(plan.labels), plan.scale
    ax.set_xlim(0, 100)
    ax.set_ylim(n - 0.5, -0.5)
    ax.set_yticks(range(n))
    ax.set_yticklabels(list(plan.labels), linespacing=1.1)
    ax.set_xticks([0, 25, 50, 75, 100])
    ax.tick_params(axis="y", labelsize=_LABEL * scale, length=0, pad=6 * scale, labelfontfamily=families)
    ax.tick_params(
        axis="x", labelsize=9 * scale, labelfontfamily=families, labelcolor=INK, color=MUTED, length=3.5
    )
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    for side, spine in ax.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(MUTED)
    style: dict[str, Any] = {"family": families, "parse_math": False}
    ax.set_xlabel(plan.across, fontsize=_AXIS * scale, color=INK, **style)
    beside: dict[str, Any] = style | {
        "xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "annotation_clip": False,
        "fontsize": _VALUE * scale, "linespacing": 1.15,
    }  # fmt: skip
    columns = ((plan.places[0], "right", plan.counts), (plan.places[1], "left", plan.values))
    for (at, side, cells), head in zip(columns, reversed(plan.heads), strict=True):
        for i, cell in enumerate(cells):
            ax.annotate(cell, (1.0, i), xytext=(at, -0.5), va="center", ha=side, color=INK, **beside)
        ax.annotate(head, (1.0, -0.5), xytext=(at, 3), va="bottom", ha=side, color=MUTED, **beside)
    if plan.title:
        pad = plan.margins.above - text_size(plan.title, _TITLE * scale)[1] - 2
        ax.set_title(plan.title, fontsize=_TITLE * scale, color=INK, pad=pad, **style)
