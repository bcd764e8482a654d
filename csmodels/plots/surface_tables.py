"""What the tables of a surface hold for a picture: triangles, lines, bands, a legend's order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.surface.lines import clip_polygon

Array = NDArray[np.float64]

#: An axis whose band covers more than this share of the hull may lie anywhere: it is not drawn.
MOST_COVERED = 0.75
#: A band that covers more than this would tint the heights below it: its limits alone are drawn.
WIDE = 0.25


def need(frame: pd.DataFrame, *columns: str) -> None:
    absent = [name for name in columns if name not in frame]
    if absent:
        raise SpecificationError(f"the table of the surface has no column {absent[0]!r}.")


def checked_tables(grid: pd.DataFrame, edge: pd.DataFrame, lines: pd.DataFrame) -> Array:
    """Refuse tables that lack columns or points; return the hull, shape (corners, 2)."""
    for frame in (grid, edge, lines):
        need(frame, "expectation", "performance", "estimate", "inside")
    if len(edge) < 3:
        raise SpecificationError(
            "the answers have no area: their hull needs three corners before a surface can be drawn over it."
        )
    return edge[["expectation", "performance"]].to_numpy(dtype=np.float64)


def mesh(grid: pd.DataFrame, edge: pd.DataFrame) -> tuple[Any, Array]:
    """Triangles over the hull, exact at its edge, and the heights of their corners."""
    from matplotlib.tri import Triangulation

    columns = ["expectation", "performance", "estimate"]
    rim = edge[columns].to_numpy(dtype=np.float64)
    within = grid.loc[grid["inside"].astype(bool), columns].to_numpy(dtype=np.float64)
    # points next to the edge would make needles of triangles
    step = float(np.median(np.diff(np.unique(grid["expectation"])))) if len(grid) > 1 else 0.0
    within = within[_from_edge(within[:, :2], rim[:, :2]) > 0.2 * step]
    points = np.concatenate([rim, within])
    found = Triangulation(points[:, 0], points[:, 1])
    a, b, c = (points[found.triangles[:, i], :2] for i in range(3))
    area = np.abs((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])
    found.set_mask(area < 1e-9 * area.max())
    return found, points[:, 2]


def _from_edge(points: Array, corners: Array) -> Array:
    """Distance of points within a polygon from its nearest side."""
    sides = np.roll(corners, -1, axis=0) - corners
    length = np.hypot(sides[:, 0], sides[:, 1])
    sides, corners = sides[length > 0], corners[length > 0]
    away = points[:, None, :] - corners[None]
    cross = (sides[:, 0] * away[..., 1] - sides[:, 1] * away[..., 0]) / length[length > 0]
    found: Array = cross.min(axis=1) if len(points) else np.empty(0)
    return found


def levels_of(heights: Array) -> Array:
    """Round heights for contour lines, from below the lowest to above the highest; two for a flat surface."""
    from matplotlib.ticker import MaxNLocator

    low, high = float(heights.min()), float(heights.max())
    if high - low <= 1e-9 * max(1.0, abs(high)):
        return np.array([low - 0.5, low + 0.5])
    return np.asarray(MaxNLocator(nbins=9, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))


def square(
    corners: Array, answers: pd.DataFrame | None, limits: tuple[float, float] | None, how: str = ""
) -> tuple[float, float]:
    """One range for both axes: equal answers then lie on the diagonal."""
    held = [corners.ravel()]
    if answers is not None:
        held.append(answers[["expectation", "performance"]].to_numpy(dtype=np.float64).ravel())
    if limits is not None:
        held.append(np.array(limits, dtype=np.float64))
    values = np.concatenate(held)
    low, high = float(values.min()), float(values.max())
    air = 0.04 * (high - low)
    if answers is not None and how == "counts":
        air = max(air, 0.55 * _step(answers))  # half of the largest circle
    return low - air, high + air


def _step(answers: pd.DataFrame) -> float:
    """Distance of neighbouring answers."""
    values = np.unique(answers[["expectation", "performance"]].to_numpy(dtype=np.float64))
    return float(np.median(np.diff(values))) if len(values) > 1 else 1.0


def within(lines: pd.DataFrame, name: str) -> pd.DataFrame | None:
    """The part of a line that lies inside; None where it misses the answers."""
    rows = lines[(lines.index.get_level_values(-1) == name) & lines["inside"].astype(bool)]
    return rows if len(rows) else None


def ends_of(rows: pd.DataFrame) -> Array:
    """First and last point of a straight line, shape (2, 2)."""
    return rows[["expectation", "performance"]].iloc[[0, -1]].to_numpy(dtype=np.float64)


def segment(lines: pd.DataFrame, name: str) -> Array | None:
    """Where a line enters and leaves the hull, shape (2, 2)."""
    rows = within(lines, name)
    return None if rows is None else ends_of(rows)


def supported(axes: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    """Axes that may be drawn, by name."""
    if axes is None:
        return {}
    need(axes, "expectation", "performance", "inside", "covered", "supported")
    kept = axes["supported"].astype(bool) & (axes["covered"] <= MOST_COVERED)
    parts = {name: axes.index == name for name in ("first", "second")}
    return {name: axes[mine] for name, mine in parts.items() if mine.any() and bool(kept[mine].all())}


def band_of(rows: pd.DataFrame, corners: Array) -> Array:
    """The band of an axis within the hull, shape (k, 2)."""
    low, high = (
        rows[[f"expectation_{end}", f"performance_{end}"]].to_numpy(dtype=np.float64)
        for end in ("low", "high")
    )
    return clip_polygon(np.concatenate([low, high[::-1]]), corners)


def axis_segment(rows: pd.DataFrame, corners: Array) -> Array:
    """Where an axis enters and leaves the hull, shape (2, 2)."""
    start, end = ends_of(rows)
    found = clip_polygon(np.array([start, end, end]), corners)
    along = (found - start) @ (end - start)
    return found[[int(along.argmin()), int(along.argmax())]]


def bars(stationary: pd.DataFrame, corners: Array) -> list[Array]:
    """Intervals of the stationary point as lines within the hull, each of shape (2, 2)."""
    found = []
    at = stationary["estimate"].to_numpy(dtype=np.float64)
    for i in range(2):
        limits = stationary.iloc[i][["conf_low", "conf_high"]].to_numpy(dtype=np.float64)
        line = np.array([at, at, at])
        line[:, i] = [limits[0], limits[1], limits[1]]
        line = clip_polygon(line, corners) if np.isfinite(limits).all() else line[:0]
        if len(line):
            found.append(line[[int(line[:, i].argmin()), int(line[:, i].argmax())]])
    return found


def legend_keys(
    lines: pd.DataFrame,
    axes: pd.DataFrame | None,
    stationary: pd.DataFrame | None,
    answers: pd.DataFrame | None,
    how: str,
) -> list[str]:
    """What a picture holds, in the order of its legend."""
    found = [name for name in ("congruence", "incongruence") if segment(lines, name) is not None]
    found += list(supported(axes))
    found += ["stationary"] if stationary is not None and len(stationary) else []
    return found + ([how] if answers is not None else [])


def groups(frame: pd.DataFrame) -> list[pd.DataFrame]:
    if frame.index.nlevels == 1:
        return [frame]
    return [part for _, part in frame.groupby(level=0, sort=False)]


def areas(answers: pd.DataFrame, per_unit: float) -> Array:
    """Areas of circles in square points: the largest touches its neighbours."""
    n = answers["n"].to_numpy(dtype=np.float64)
    areas: Array = (0.9 * _step(answers) * per_unit) ** 2 * n / n.max()
    return np.maximum(areas, 1.5)
