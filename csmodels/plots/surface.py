"""Surfaces over expectation and performance as maps of contour lines.

Nothing is drawn where there are no answers: every table says which of its points lie within their hull.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.surface.support import inside
from csmodels.plots.style import INK, MUTED, PALETTE, figure_style
from csmodels.plots.surface_frame import (
    BACKGROUND,
    COLORS,
    DASHES,
    LEFT,
    RIGHT,
    WIDTH,
    Words,
    dress,
    new_axes,
    scale_of,
)
from csmodels.plots.surface_tables import (
    WIDE,
    areas,
    axis_segment,
    band_of,
    bars,
    checked_tables,
    legend_keys,
    levels_of,
    mesh,
    segment,
    square,
    supported,
)
from csmodels.tables.strings import check_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

SHADES = ("#F7F6EE", "#BFDCEC", "#6FB1D6")
"""From low to high, ever darker but never so dark that lines and words on them could not be read."""

_RIM, _RIM_DASHES = 1.1, (0, (3, 2))  # of the limits of a wide band
_MOST_MARKS = 200  # answers beyond this number are a cloud, of which `figure_data` lists no points


def contour_chart(
    grid: pd.DataFrame,
    edge: pd.DataFrame,
    *,
    lines: pd.DataFrame,
    words: Words,
    axes: pd.DataFrame | None = None,
    stationary: pd.DataFrame | None = None,
    answers: pd.DataFrame | None = None,
    how: str = "counts",
    limits: tuple[float, float] | None = None,
    lang: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """Draw a surface as a map of contour lines within the hull of the answers.

    Parameters
    ----------
    grid, edge : DataFrame
        Columns ``expectation``, ``performance``, ``estimate``, ``inside``: heights over a grid, of which only
        points inside are drawn, and around the hull, counter-clockwise.
    lines : DataFrame
        The same columns, by the index level "line": congruence and incongruence.
    words : Words
    axes : DataFrame, optional
        Index level "axis" ("first", "second"); columns ``expectation``, ``performance``, both with ``_low``
        and ``_high`` (the band), ``inside``, ``covered`` (share of the hull in the band), ``supported``; what
        is not supported, or covers too much, is left out.
    stationary : DataFrame, optional
        Rows expectation and performance, columns ``estimate``, ``conf_low``, ``conf_high``; no rows for none.
    answers : DataFrame, optional
        Columns ``expectation``, ``performance``, and ``n`` where `how` is "counts".
    how : {"counts", "points", "jitter"}
    limits : (low, high), optional
        Of both ratings' axes, widened to hold all that is drawn.
    lang : {"en", "zh"}
    ax : Axes, optional

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        A table lacks a column, or nothing lies inside.
    """
    check_language(lang)
    corners = checked_tables(grid, edge, lines)
    with figure_style() as families:
        low, high = square(corners, answers, limits, how)
        handles = legend_keys(lines, axes, stationary, answers, how)
        given = ax is not None
        if ax is None:
            ax = new_axes(words, list(handles), 72 * WIDTH - LEFT - RIGHT - 6)
        ax.set(xlim=(low, high), ylim=(low, high), aspect="equal")
        ax.set_anchor("NW" if given else "C")
        isolines, heights = _draw_map(ax, grid, edge)
        circles = _draw_answers(ax, answers, how)
        drawn = _draw_axes(ax, axes, corners)
        drawn |= _draw_lines(ax, lines)
        drawn |= _draw_stationary(ax, stationary, corners)
        scale = scale_of(ax)
        _label_heights(ax, isolines, heights, corners, scale)
        if answers is not None:
            drawn[how] = key_of_answers(how)

        def resize(width: float, height: float) -> None:
            if how == "counts" and answers is not None:
                circles.set_sizes(areas(answers, min(width, height) / (high - low)))

        dress(ax, [(words.legend[name], drawn[name]) for name in handles], words, families, scale, resize)
        return ax


def shades() -> Any:
    """The colours of heights."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("surface", SHADES)


def _draw_map(ax: Axes, grid: pd.DataFrame, edge: pd.DataFrame) -> tuple[list[Array], list[float]]:
    """Fill the hull, draw contour lines and its edge; return the lines and their heights."""
    triangles, heights = mesh(grid, edge)
    levels = levels_of(heights)
    filled = ax.tricontourf(triangles, heights, levels=levels, cmap=shades(), zorder=1)
    filled.set_label(BACKGROUND)
    lines: list[Array] = []
    shown: list[float] = []
    if len(levels) > 2:
        drawn = ax.tricontour(
            triangles, heights, levels=levels, colors="#4D7F9C", linewidths=0.8, linestyles="solid", zorder=2
        )
        drawn.set_label(BACKGROUND)
        for level, path in zip(levels, drawn.get_paths(), strict=True):
            vertices = np.asarray(path.vertices)
            if len(vertices):
                lines.append(vertices)
                shown.append(float(level))
    ax.fill(edge["expectation"], edge["performance"], fill=False, edgecolor=MUTED, linewidth=0.8, zorder=3,
            label=BACKGROUND)  # fmt: skip
    return lines, shown


def _label_heights(ax: Axes, lines: list[Array], heights: list[float], corners: Array, scale: float) -> None:
    """Write each height once on its line, where it is farthest from other lines, the edge, other words."""
    low, high = ax.get_xlim()
    taken = [_densely(np.vstack([corners, corners[:1]]))]
    taken += [_densely(np.asarray(drawn.get_xydata())) for drawn in ax.get_lines()]
    obstacles = np.concatenate(taken)
    obstacles = obstacles[np.isfinite(obstacles).all(axis=1)]
    for line, level in zip(lines, heights, strict=True):
        away = np.min(np.hypot(*(line[:, None, :] - obstacles[None]).transpose(2, 0, 1)), axis=1)
        best = int((away / (high - low)).round(6).argmax())
        if away[best] < 0.02 * (high - low):
            continue  # a short piece in a corner of the hull has no room for a number
        x, y = line[best]
        words = f"{level:z.6g}".replace("-", "\N{MINUS SIGN}")
        paper = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.75}
        ax.text(
            x, y, words, ha="center", va="center", fontsize=8.5 * max(scale, 0.75), color="#1F4E68", zorder=6,
            bbox=paper,
        )  # fmt: skip
        obstacles = np.vstack([obstacles, line[best], line[best] + [0.04 * (high - low), 0]])


def _densely(points: Array) -> Array:
    """Points along a chain of straight lines, many to each."""
    share = np.linspace(0, 1, 15)[:, None, None]
    found: Array = (points[:-1] + share * (points[1:] - points[:-1])).reshape(-1, 2)
    return found


def _draw_answers(ax: Axes, answers: pd.DataFrame | None, how: str) -> Any:
    """Circles for counted answers, small points for single ones."""
    if answers is None:
        return None
    x, y = answers["expectation"], answers["performance"]
    label = "answers" if len(answers) <= _MOST_MARKS else BACKGROUND
    if how == "counts":
        low, high = ax.get_xlim()
        sizes = areas(answers, 370.0 / (high - low))
        return ax.scatter(x, y, s=sizes, facecolors="none", edgecolors=INK, linewidths=0.6, alpha=0.55,
                          zorder=4, label=label, gid="answers")  # fmt: skip
    size = 9.0 if len(answers) < 300 else 3.0
    return ax.scatter(x, y, s=size, color=INK, linewidths=0, alpha=0.45, zorder=4, label=label, gid="answers")


def key_of_answers(how: str) -> Any:
    """What stands for the answers in a legend."""
    from matplotlib.lines import Line2D

    if how == "counts":
        return Line2D([], [], linestyle="none", marker="o", markersize=8, markerfacecolor="none",
                      markeredgecolor=INK, markeredgewidth=0.7, alpha=0.7)  # fmt: skip
    return Line2D([], [], linestyle="none", marker=".", markersize=5, color=INK, alpha=0.6)


def _band_look(color: str, wide: bool) -> dict[str, Any]:
    if wide:
        return {"fill": False, "edgecolor": color, "linewidth": _RIM, "linestyle": _RIM_DASHES}
    return {"color": color, "alpha": 0.15, "linewidth": 0}


def _draw_axes(ax: Axes, axes: pd.DataFrame | None, corners: Array) -> dict[str, Any]:
    from matplotlib.patches import Patch

    found: dict[str, Any] = {}
    for name, rows in supported(axes).items():
        band = band_of(rows, corners)
        color = COLORS[name]
        area = None
        if len(band):
            # a wide band would tint the heights, which are read by colour: there its limits alone are drawn
            wide = bool((rows["covered"] > WIDE).any())
            look = _band_look(color, wide)
            if wide:
                area = Patch(**look)
            else:
                (area,) = ax.fill(band[:, 0], band[:, 1], zorder=2.5, label=f"{name} band", **look)
            for end in ("low", "high"):
                rim = rows[[f"expectation_{end}", f"performance_{end}"]].to_numpy(dtype=np.float64)
                rim = np.where(inside(corners, rim)[:, None], rim, np.nan)
                ax.plot(
                    rim[:, 0], rim[:, 1], color=color, linewidth=_RIM if wide else 0.7,
                    linestyle=_RIM_DASHES if wide else "solid", zorder=2.6,
                    label=f"{name} {end}" if wide else BACKGROUND,
                )  # fmt: skip
        ends = axis_segment(rows, corners)
        (line,) = ax.plot(
            ends[:, 0], ends[:, 1], color=color, linestyle=DASHES[name], linewidth=1.8, zorder=5, label=name
        )
        found[name] = line if area is None else (area, line)
    return found


def _draw_lines(ax: Axes, lines: pd.DataFrame) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("congruence", "incongruence"):
        ends = segment(lines, name)
        if ends is not None:
            (found[name],) = ax.plot(
                ends[:, 0], ends[:, 1], color=COLORS[name], linestyle=DASHES[name], linewidth=1.6, zorder=5,
                label=name,
            )  # fmt: skip
    return found


def _draw_stationary(ax: Axes, stationary: pd.DataFrame | None, corners: Array) -> dict[str, Any]:
    """The stationary point; its intervals as bars, as far as there are answers."""
    if stationary is None or not len(stationary):
        return {}
    x, y = stationary["estimate"].to_numpy(dtype=np.float64)
    for ends in bars(stationary, corners):
        ax.plot(
            ends[:, 0], ends[:, 1], color=PALETTE[1], linewidth=1.2, zorder=6, label="stationary interval"
        )
    (mark,) = ax.plot([x], [y], marker="D", markersize=7, color=PALETTE[1], markeredgecolor="white",
                      linestyle="none", zorder=7, label="stationary")  # fmt: skip
    return {"stationary": mark}
