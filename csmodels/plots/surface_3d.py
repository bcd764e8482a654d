"""A surface over expectation and performance in three dimensions, within the hull of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.plots import surface_tables as tables
from csmodels.plots.style import INK, MUTED, PALETTE, figure_style
from csmodels.plots.surface import key_of_answers, shades
from csmodels.plots.surface_frame import BACKGROUND, COLORS, DASHES, Words, dress, new_axes, scale_of
from csmodels.tables.strings import check_language

if TYPE_CHECKING:
    Axes3D = Any  # matplotlib's third dimension has no types

Array = NDArray[np.float64]

_SIDE = 340.0  # of the data area of a new figure, in points
_FLOOR = 0.45  # the floor lies below the surface by this share of its height
_ZOOM = 0.98  # as large as names and numbers around the box allow
_STEPS = 81  # points of a line on the surface


def surface_chart(
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
    ax: Axes3D | None = None,
    elev: float = 26.0,
    azim: float = -120.0,
) -> Axes3D:
    """Draw a surface within the hull of the answers; hull, answers and bands lie on the floor below it.

    Parameters
    ----------
    grid, edge, lines, words, axes, stationary, answers, how, limits, lang
        As for :func:`csmodels.plots.surface.contour_chart`.
    ax : Axes3D, optional
    elev, azim : float
        Where the viewer stands, in degrees.

    Returns
    -------
    Axes3D

    Raises
    ------
    SpecificationError
        A table lacks a column, or `ax` has two dimensions.
    """
    check_language(lang)
    if ax is not None and not hasattr(ax, "plot_trisurf"):
        raise SpecificationError(
            'plot_surface draws in three dimensions: give it an axes made with projection="3d",'
            ' such as figure.add_subplot(projection="3d").'
        )
    corners = tables.checked_tables(grid, edge, lines)
    with figure_style() as families:
        keys = tables.legend_keys(lines, axes, stationary, answers, how)
        if ax is None:
            ax = new_axes(words, keys, _SIDE, spatial=True)
        found = tables.mesh(grid, edge)
        low, high = tables.square(corners, answers, limits, how)
        levels = tables.levels_of(found[1])
        top = float(levels[-1])
        floor = float(levels[0]) - _FLOOR * (top - float(levels[0]))
        ax.set(xlim=(low, high), ylim=(low, high), zlim=(floor, top))
        ax.computed_zorder = False
        handles = _draw_floor(ax, corners, floor, axes, answers, how)
        on = _Heights(*found)
        _draw_surface(ax, on, edge, levels, (low, high))
        handles |= _draw_lines(ax, on, lines, axes, corners, stationary, floor)
        ax.view_init(elev=elev, azim=azim)
        ax.set_box_aspect((1, 1, 0.72), zoom=_ZOOM)
        scale = scale_of(ax)
        _name_axes(ax, words, families, scale, levels)
        dress(ax, [(words.legend[key], handles[key]) for key in keys], words, families, scale, spatial=True)
        return ax


class _Heights:
    """Heights of the drawn surface, between its points too."""

    def __init__(self, triangles: Any, heights: Array) -> None:
        from scipy.interpolate import LinearNDInterpolator

        self.triangles, self.heights = triangles, heights
        points = np.column_stack([triangles.x, triangles.y])
        self._middle = points.mean(axis=0)
        self._between = LinearNDInterpolator(points, heights)

    def __call__(self, x: Array, y: Array) -> Array:
        """Heights at points; missing outside."""
        points = np.column_stack([x, y])
        # rounding must not put the end of a line outside
        found: Array = self._between(points + 1e-7 * (self._middle - points))
        return found


def _draw_floor(
    ax: Axes3D,
    corners: Array,
    floor: float,
    axes: pd.DataFrame | None,
    answers: pd.DataFrame | None,
    how: str,
) -> dict[str, Any]:
    """Hull, bands of axes and answers below the surface; return what stands for them in a legend."""
    from mpl_toolkits.mplot3d.art3d import Poly3DCollection  # type: ignore[import-untyped]

    found: dict[str, Any] = {}
    ring = np.vstack([corners, corners[:1]])
    ax.plot(ring[:, 0], ring[:, 1], floor, color=MUTED, linewidth=0.8, zorder=1, label="hull")
    for name, rows in tables.supported(axes).items():
        band = tables.band_of(rows, corners)
        if len(band):
            flat_band = np.column_stack([band, np.full(len(band), floor)])
            area = Poly3DCollection([flat_band], facecolor=COLORS[name], alpha=0.22, linewidth=0, zorder=1)
            area.set_label(f"{name} band")
            ax.add_collection3d(area)
    if answers is not None:
        low, high = ax.get_xlim()
        x, y = answers["expectation"].to_numpy(), answers["performance"].to_numpy()
        counted = how == "counts"
        size: Any = tables.areas(answers, 0.45 * _SIDE / (high - low)) if counted else 2.5
        look: dict[str, Any] = {"color": INK, "linewidths": 0}
        if counted:
            look = {"facecolors": "none", "edgecolors": INK, "linewidths": 0.5}
        ax.scatter(
            x, y, floor, s=size, depthshade=False, zorder=2, alpha=0.5, label="answers",
            **look,
        )  # fmt: skip
        found[how] = key_of_answers(how)
    return found


def _draw_surface(
    ax: Axes3D, on: _Heights, edge: pd.DataFrame, levels: Array, ends: tuple[float, float]
) -> None:
    """The surface, with a mesh of lines at round answers."""
    from matplotlib.ticker import MaxNLocator

    sheet = ax.plot_trisurf(
        on.triangles, on.heights, cmap=shades(), vmin=levels[0], vmax=levels[-1], linewidth=0,
        antialiased=False, zorder=3,
    )  # fmt: skip
    sheet.set_label(BACKGROUND)
    ring = pd.concat([edge, edge.iloc[:1]])
    ax.plot(
        ring["expectation"], ring["performance"], ring["estimate"], color=MUTED, linewidth=0.9, zorder=4,
        label=BACKGROUND,
    )  # fmt: skip
    places = np.linspace(*ends, _STEPS)
    for at in MaxNLocator(nbins=11, steps=[1, 2, 5, 10]).tick_values(*ends):
        still = np.full(_STEPS, at)
        for x, y in ((still, places), (places, still)):
            ax.plot(x, y, on(x, y), color="#3E6F8C", linewidth=0.45, alpha=0.7, zorder=4, label=BACKGROUND)


def _draw_lines(
    ax: Axes3D,
    on: _Heights,
    lines: pd.DataFrame,
    axes: pd.DataFrame | None,
    corners: Array,
    stationary: pd.DataFrame | None,
    floor: float,
) -> dict[str, Any]:
    """Both lines, principal axes and stationary point, on the surface and as shadows on the floor."""
    from matplotlib.patches import Patch

    ways = {name: tables.segment(lines, name) for name in ("congruence", "incongruence")}
    ways |= {name: tables.axis_segment(rows, corners) for name, rows in tables.supported(axes).items()}
    found: dict[str, Any] = {}
    for name, ends in ways.items():
        if ends is None:
            continue
        look = {"color": COLORS[name], "linestyle": DASHES[name]}
        x, y = (np.linspace(ends[0, i], ends[1, i], _STEPS) for i in range(2))
        (found[name],) = ax.plot(x, y, on(x, y), linewidth=1.9, zorder=6, label=name, **look)
        ax.plot(ends[:, 0], ends[:, 1], floor, linewidth=0.9, alpha=0.6, zorder=2, label=BACKGROUND, **look)
        if name in ("first", "second"):
            found[name] = (Patch(facecolor=COLORS[name], alpha=0.22), found[name])
    if stationary is not None and len(stationary):
        at = stationary["estimate"].to_numpy(dtype=np.float64)
        z = on(at[:1], at[1:])
        for ends in tables.bars(stationary, corners):
            ax.plot(
                ends[:, 0], ends[:, 1], floor, color=PALETTE[1], linewidth=1.2, zorder=2, label="interval"
            )
        (found["stationary"],) = ax.plot(
            at[:1], at[1:], z, marker="D", markersize=7, color=PALETTE[1], markeredgecolor="white",
            linestyle="none", zorder=7, label="stationary",
        )  # fmt: skip
    return found


def _name_axes(ax: Axes3D, words: Words, families: list[str], scale: float, levels: Array) -> None:
    """The name of the upright axis, and the look of panes and numbers."""
    size = 10.0 * scale
    ax.zaxis.set_rotate_label(False)
    ax.set_zlabel(
        words.height, family=families, fontsize=size, color=INK, parse_math=False, rotation=90, labelpad=3.0
    )
    ax.set_zticks(levels[:: 1 + len(levels) // 7])
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.pane.set_facecolor("white")
        axis.pane.set_edgecolor("#BFBFBF")
        axis._axinfo["grid"].update(color="#E3E3E3", linewidth=0.5)
    ax.zaxis.set_tick_params(labelfontfamily=families, labelsize=9.0 * scale, labelcolor=INK)
