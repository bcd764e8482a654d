"""The service-profit chain: measures from top to bottom with their slopes, and the units of one link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.plots.charts import need_columns
from csmodels.plots.kano_frame import TICK_SIZE, WIDTH, Frame, dress, new_axes, scale_of
from csmodels.plots.slot import room
from csmodels.plots.style import HAIRLINE, INK, MARKERS, MUTED, PALETTE, figure_style
from csmodels.plots.textfit import wrap
from csmodels.tables.strings import check_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Heights of a measure and of a link, and the height of a scatter, in points.
BOX, GAP, HEIGHT = 30.0, 58.0, 270.0
#: Where the boxes end, as a part of the width.
_RIGHT = 0.46
_LABEL = 10.0


def chain_diagram(
    labels: Sequence[str],
    links: pd.DataFrame,
    *,
    notes: Sequence[str] = (),
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw a chain of measures from top to bottom, with words beside each arrow.

    When to use it: to show a chain of regressions, such as the service-profit chain, with its uncertainty.
    An arrow is grey and dashed where the interval holds zero or nothing was estimated.

    Parameters
    ----------
    labels : sequence of str
        Measures in order.
    links : DataFrame
        One row fewer: ``estimate``, ``low``, ``high`` and ``words``, lines written beside the arrow.
    notes : sequence of str
        Written under the picture.
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        Fewer than two measures, a table of another length or without a column.

    Examples
    --------
    >>> links = pd.DataFrame({"estimate": [0.5], "low": [0.1], "high": [0.9], "words": ["0.5"]})
    >>> ax = chain_diagram(["Employees", "Guests"], links)
    >>> [words.get_text() for words in ax.texts if words.get_text()]
    ['Employees', 'Guests', '0.5']
    """
    check_language(lang)
    need_columns(links, "estimate", "low", "high", "words")
    if len(labels) < 2 or len(links) != len(labels) - 1:
        raise SpecificationError("A chain needs two measures or more, and one link fewer than measures.")
    whole = len(labels) * BOX + len(links) * GAP
    with figure_style() as families:

        def framed(scale: float) -> Frame:
            return Frame(title or "", "", "", (), tuple(notes), 4.0)

        ax = new_axes(framed(1.0), whole) if ax is None else ax
        scale = scale_of(ax, 72 * WIDTH * 0.75, whole, framed)
        dress(ax, framed(scale), [], families, scale)
        ax.set_axis_off()
        ax.set_xlim(0.0, 1.0)
        ax.set_ylim(whole + 2.0, -2.0)
        width = room(ax)[0]
        words: dict[str, Any] = {"family": families, "color": INK, "parse_math": False, "va": "center"}
        for i, label in enumerate(labels):
            _box(ax, i * (BOX + GAP))
            ax.text(
                _RIGHT / 2, i * (BOX + GAP) + BOX / 2,
                wrap(label, _RIGHT * width - 16, _LABEL * scale, 2), ha="center",
                fontsize=_LABEL * scale, zorder=4, **words,
            )  # fmt: skip
        for i, row in enumerate(links.to_dict("records")):
            top = BOX + i * (BOX + GAP)
            sure = bool(row["low"] > 0 or row["high"] < 0)
            ax.annotate(
                "", (_RIGHT / 2, top + GAP), (_RIGHT / 2, top),
                arrowprops={
                    "arrowstyle": "-|>", "color": PALETTE[0] if sure else MUTED, "lw": 1.8,
                    "linestyle": "-" if sure else (0, (4, 2)), "shrinkA": 1.0, "shrinkB": 1.0,
                    "mutation_scale": 13.0,
                },
                zorder=3,
            )  # fmt: skip
            lines = [
                wrap(line, (1 - _RIGHT / 2) * width - 26, TICK_SIZE * scale, 2)
                for line in str(row["words"]).split("\n")
            ]
            ax.text(
                _RIGHT / 2 + 12.0 / width, top + GAP / 2, "\n".join(lines), ha="left",
                fontsize=TICK_SIZE * scale, linespacing=1.3, **words,
            )  # fmt: skip
        return ax


def _box(ax: Axes, top: float) -> None:
    from matplotlib.patches import Rectangle

    ax.add_patch(
        Rectangle(
            (0.004, top), _RIGHT - 0.004, BOX, facecolor="#EAF1F7", edgecolor=PALETTE[0], linewidth=1.1,
            zorder=2,
        )
    )  # fmt: skip


def unit_scatter(
    points: pd.DataFrame,
    *,
    slope: float,
    view: str = "total",
    xlabel: str,
    ylabel: str,
    notes: Sequence[str] = (),
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw units by two measures, places apart, with sampling errors and the line of a view.

    When to use it: to see on how many places a slope between units rests, and how noisy they are.

    Parameters
    ----------
    points : DataFrame
        ``place``, ``x``, ``y``, ``x_error``, ``y_error`` (0 or missing where none is known).
    slope : float
        Of the line; missing draws none.
    view : {"total", "within", "between"}
        A line through all units, one through each place's mean, or one through the means, which are marked.
    xlabel, ylabel : str
    notes : sequence of str
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        A column is missing.

    Examples
    --------
    >>> points = pd.DataFrame({"place": ["A", "A", "B"], "x": [1.0, 2.0, 3.0], "y": [2.0, 3.0, 5.0]})
    >>> points["x_error"], points["y_error"] = 0.1, 0.0
    >>> ax = unit_scatter(points, slope=1.5, xlabel="Employees", ylabel="Guests")
    >>> [label.get_text() for label in ax.get_legend().get_texts()]
    ['A', 'B']
    """
    check_language(lang)
    need_columns(points, "place", "x", "y", "x_error", "y_error")
    places = tuple(dict.fromkeys(points["place"]))
    with figure_style() as families:

        def framed(scale: float) -> Frame:
            return Frame(title or "", xlabel, ylabel, places, tuple(notes), 34.0 * scale)

        ax = new_axes(framed(1.0), HEIGHT) if ax is None else ax
        scale = scale_of(ax, 72 * WIDTH * 0.75, HEIGHT, framed)
        handles = []
        for i, place in enumerate(places):
            mine = points[points["place"] == place]
            color = PALETTE[i % len(PALETTE)]
            errors = {
                f"{axis}err": mine[f"{axis}_error"].fillna(0.0)
                for axis in ("x", "y") if mine[f"{axis}_error"].gt(0).any()
            }  # fmt: skip
            if errors:
                ax.errorbar(
                    mine["x"], mine["y"], **errors, fmt="none", ecolor=color, alpha=0.3, elinewidth=0.8,
                    zorder=2, label="_errors",
                )  # fmt: skip
            marker = MARKERS[(i + i // len(PALETTE)) % len(MARKERS)]
            handles += ax.plot(
                mine["x"], mine["y"], linestyle="", marker=marker, color=color,
                markersize=6.0 * scale, markeredgecolor="white", markeredgewidth=0.6, zorder=4, label=place,
            )  # fmt: skip
        if np.isfinite(slope):
            _lines(ax, points, slope, view, scale)
        ax.tick_params(labelfontfamily=families, labelsize=TICK_SIZE * scale, labelcolor=INK, color=MUTED)
        for side, spine in ax.spines.items():
            spine.set_visible(side in ("bottom", "left"))
            spine.set_color(MUTED)
        ax.grid(color=HAIRLINE, linewidth=0.6, zorder=0)
        ax.set_axisbelow(True)
        dress(ax, framed(scale), handles, families, scale)
        return ax


def _lines(ax: Axes, points: pd.DataFrame, slope: float, view: str, scale: float) -> None:
    """The line of a view, or one through the mean of each place."""
    means = points.groupby("place", sort=False)[["x", "y"]].mean()
    parts = [points]
    centres = [points[["x", "y"]].mean()]
    if view == "within":
        parts = [part for _, part in points.groupby("place", sort=False)]
        centres = [means.loc[name] for name in means.index]
    if view == "between":
        parts, centres = [means], [means.mean()]
        ax.plot(
            means["x"], means["y"], linestyle="", marker="o", markersize=11.0 * scale,
            markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.0, zorder=5, label="_means",
        )  # fmt: skip
    for part, centre in zip(parts, centres, strict=True):
        x = np.array([part["x"].min(), part["x"].max()])
        ax.plot(
            x, centre["y"] + slope * (x - centre["x"]), color=INK,
            linewidth=0.9 if view == "within" else 1.5, zorder=3, label="_line",
        )  # fmt: skip
