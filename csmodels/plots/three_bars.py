"""Diverging bars of penalties and rewards, one row for each attribute, with its class at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.plots.charts import need_columns
from csmodels.plots.kano_frame import WIDTH, Frame, dress, new_axes, planned
from csmodels.plots.kano_look import inner_room
from csmodels.plots.slot import room
from csmodels.plots.style import INK, figure_style
from csmodels.plots.textfit import text_size, wrap
from csmodels.plots.three_look import PENALTY, REWARD, WIDER
from csmodels.plots.three_points import ends_of
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW, _LABEL, _VALUE = 20.0, 9.0, 8.5
_BAR = 0.7  # of a row
_SCALES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.55)
_LEFT_SHARE, _RIGHT_SHARE, _LEAST = 0.33, 0.2, 0.4
#: Columns of each coefficient, where its bars go, and its colour.
ENDS = (("penalty", -1, PENALTY), ("reward", 1, REWARD))


@dataclass(frozen=True)
class _Sides:
    """Words of the rows broken into lines, and the room they take, in points."""

    labels: tuple[str, ...]
    said: tuple[str, ...]
    left: float
    right: float
    tallest: float


def penalty_reward_bars(
    frame: pd.DataFrame,
    said: Sequence[str],
    *,
    xlabel: str,
    notes: Sequence[str] = (),
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw penalties to the left and rewards to the right of 0, with their intervals.

    When to use it: to show which end of each attribute moves satisfaction, and how surely.

    Parameters
    ----------
    frame : DataFrame
        One row per attribute in the order of drawing, its words as index: columns ``penalty``, ``reward``,
        each with ``_low`` and ``_high`` (missing limits draw no interval).
    said : sequence of str
        The class of each attribute, written at the right.
    xlabel : str
    notes : sequence of str
        Written under the bars.
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes
        A coefficient of the wrong sign is hatched and stands beside the other one, not over it.
    """
    check_language(lang)
    need_columns(frame, *(f"{name}{end}" for name, _, _ in ENDS for end in ("", "_low", "_high")))
    words = [str(label) for label in frame.index]
    with figure_style() as families:
        entries = _entries(frame, lang)

        def framed(sides: _Sides) -> Frame:
            legend = tuple(word for word, _ in entries)
            return Frame(title or "", xlabel, "", legend, tuple(notes), sides.left, sides.right)

        if ax is None:
            scale = 1.0 if len(words) <= 20 else max(0.78, 20 / len(words))
            sides = _sides(words, said, scale, 72 * WIDTH, 3)
            ax = new_axes(framed(sides), max(_ROW * scale, sides.tallest + 4) * len(words))
        else:
            sides, scale = _fitted(ax, words, said, framed)
        _draw(ax, frame, scale)
        dress(ax, framed(sides), [handle for _, handle in entries], families, scale)
        _write(ax, sides, scale, families)
        return ax


def _sides(words: Sequence[str], said: Sequence[str], scale: float, width: float, lines: int) -> _Sides:
    labels = tuple(wrap(word, _LEFT_SHARE * width, _LABEL * scale, lines) for word in words)
    if lines == 1:  # the class alone
        said = [each.replace("（", "(").split("(")[0].strip() for each in said]
    told = tuple(wrap(each, _RIGHT_SHARE * width, _VALUE * scale, lines) for each in said)
    sizes = [text_size(label, _LABEL * scale) for label in labels]
    beside = [text_size(each, _VALUE * scale) for each in told]
    return _Sides(
        labels,
        told,
        left=8 * scale + WIDER * max(wide for wide, _ in sizes),
        right=14 * scale + WIDER * max(wide for wide, _ in beside),
        tallest=max(high for _, high in (*sizes, *beside)),
    )


def _fitted(ax: Axes, words: Sequence[str], said: Sequence[str], framed: Any) -> tuple[_Sides, float]:
    """The largest words with which the bars keep enough of a given place."""
    width, height = room(ax)
    for lines in (3, 1):
        for scale in _SCALES:
            sides = _sides(words, said, scale, width, lines)
            m = planned(framed(sides), width, scale, height).margins
            wide, high = inner_room(ax, m)
            if wide >= _LEAST * width and high / len(words) >= sides.tallest:
                return sides, scale
    return sides, scale


def _draw(ax: Axes, frame: pd.DataFrame, scale: float) -> None:
    """Bars and intervals."""
    import matplotlib
    from matplotlib.patheffects import withStroke
    from matplotlib.ticker import MaxNLocator

    rim = [withStroke(linewidth=2.8 * scale, foreground="white")]  # seen on dark bars too
    n = len(frame)
    figures = {
        name: frame[[name, f"{name}_low", f"{name}_high"]].to_numpy(dtype=np.float64) for name, _, _ in ENDS
    }
    turned = np.column_stack([figures[name][:, 0] * side < 0 for name, side, _ in ENDS])
    split = turned.any(axis=1)
    crossing = figures["penalty"][:, 2] > figures["reward"][:, 1]  # intervals that would cover each other
    # hatches take their colour from the edge
    with matplotlib.rc_context({"hatch.linewidth": 0.8}):
        for k, (name, side, color) in enumerate(ENDS):
            # the two bars share a row, unless one of them is on the other's side
            middle = np.arange(n) + np.where(split, side * _BAR / 4, 0.0)
            high = np.where(split, _BAR / 2, _BAR)
            bars = ax.barh(middle, figures[name][:, 0], height=high, color=color, zorder=2, label=f"_{name}")
            for bar, wrong in zip(bars, turned[:, k], strict=True):
                if wrong:
                    bar.set(facecolor="white", edgecolor=color, hatch="/////", linewidth=0.8)
            for y, (_, low, top) in zip(
                middle + side * 0.14 * (crossing & ~split), figures[name], strict=True
            ):
                if np.isfinite([low, top]).all():
                    ax.plot(
                        [low, top], [y, y], color=INK, linewidth=1.1 * scale, zorder=3, solid_capstyle="butt",
                        marker="|", markersize=4.5 * scale, markeredgewidth=1.1 * scale, path_effects=rim,
                        label=f"_{name}_limits",
                    )  # fmt: skip
    ax.axvline(0.0, color=INK, linewidth=0.9, zorder=2.5, label="_zero")
    ax.set_xlim(*ends_of(0.0, *figures.values()))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5))
    ax.set_ylim(n - 0.5, -0.5)
    ax.set_yticks(range(n))


def _entries(frame: pd.DataFrame, lang: str) -> list[tuple[str, Any]]:
    from matplotlib.patches import Patch

    found: list[tuple[str, Any]] = [
        (text(f"figure.three_{name}", lang), Patch(facecolor=color)) for name, _, color in ENDS
    ]
    if any((frame[name].to_numpy(dtype=np.float64) * side < 0).any() for name, side, _ in ENDS):
        handle = Patch(facecolor="white", edgecolor=INK, hatch="/////", linewidth=0.8)
        found.append((text("figure.three_turned", lang), handle))
    return found


def _write(ax: Axes, sides: _Sides, scale: float, families: list[str]) -> None:
    """Attributes at the left, classes at the right."""
    ax.set_yticklabels(list(sides.labels), linespacing=1.1)
    ax.tick_params(axis="y", labelsize=_LABEL * scale, length=0, pad=6 * scale, labelfontfamily=families)
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    for i, each in enumerate(sides.said):
        ax.annotate(
            each, (1.0, i), xycoords=ax.get_yaxis_transform(), xytext=(8 * scale, -0.5),
            textcoords="offset points", ha="left", va="center", color=INK, family=families,
            fontsize=_VALUE * scale, parse_math=False, annotation_clip=False, linespacing=1.1, label="_class",
        )  # fmt: skip
    ax.spines["left"].set_visible(False)
    ax.grid(visible=False, axis="y")
