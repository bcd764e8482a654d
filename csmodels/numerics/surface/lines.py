"""Lines and polygons over the plane of the ratings: what a picture of a surface is drawn from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.surface.shape import axes
from csmodels.numerics.surface.support import clipped

Array = NDArray[np.float64]


def edge_points(corners: Array, size: int) -> Array:
    """Points around a polygon, corners among them, about `size` of them in even steps.

    Parameters
    ----------
    corners : array, shape (corners, 2)
    size : int

    Examples
    --------
    >>> edge_points(np.array([[0.0, 0], [2, 0], [0, 2]]), 4).round(1).tolist()
    [[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [1.0, 1.0], [0.0, 2.0], [0.0, 1.0]]
    """
    sides = np.roll(corners, -1, axis=0) - corners
    length = np.hypot(sides[:, 0], sides[:, 1])
    steps = np.maximum(1, np.ceil(size * length / length.sum() - 1e-9)).astype(int)
    parts = [
        corner + side * (np.arange(k) / k)[:, None]
        for corner, side, k in zip(corners, sides, steps, strict=True)
    ]
    found: Array = np.concatenate(parts)
    return found


def along_line(corners: Array, point: Array, direction: Array, size: int) -> tuple[Array, NDArray[np.bool_]]:
    """Places along a line over the box around a polygon, and which of them lie within the polygon.

    Parameters
    ----------
    corners : array, shape (corners, 2)
        Counter-clockwise.
    point, direction : array, shape (2,)
    size : int
        Even steps within the polygon.

    Returns
    -------
    array, shape (k,)
        Multiples of the direction; where the line enters and leaves the polygon are among them. None at all
        where the line misses the box.
    array of bool, shape (k,)
    """
    low, high = corners.min(axis=0), corners.max(axis=0)
    box = np.array([low, [high[0], low[1]], high, [low[0], high[1]]])
    whole, within = clipped(box, point, direction), clipped(corners, point, direction)
    if whole is None:
        return np.empty(0), np.empty(0, dtype=bool)
    if within is None:
        places = np.linspace(*whole, size)
        return places, np.zeros(size, dtype=bool)
    step = (within[1] - within[0]) / max(1, size - 1)
    slack = 1e-9 * (whole[1] - whole[0])
    before = np.arange(within[0] - step, whole[0] - slack, -step)[::-1]
    after = np.arange(within[1] + step, whole[1] + slack, step)
    inner = np.linspace(*within, size)
    inside = np.repeat([False, True, False], [len(before), size, len(after)])
    return np.concatenate([before, inner, after]), inside


def axis_offset(coefficients: Array, axis: int) -> Array:
    """Distance of a principal axis from the origin, along its normal (-sin, cos) of its angle.

    Parameters
    ----------
    coefficients : array, shape (..., 5)
    axis : {0, 1}

    Returns
    -------
    array, shape (...)
        Infinite or missing where the surface is not curved across the axis.

    Notes
    -----
    A principal axis is where the slope across it is zero. With gradient g at the origin, n the unit normal
    and l the curvature across the axis (the other eigenvalue), the slope along n at x is n'g + 2 l n'x: so
    n'x = -n'g / (2 l) on the axis. A surface without stationary point (a ridge) has its crest all the same.
    """
    found = axes(coefficients)
    theta, other = found.angle[..., axis], found.curvature[..., 1 - axis]
    slope = -np.sin(theta) * coefficients[..., 0] + np.cos(theta) * coefficients[..., 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        offset: Array = -slope / (2 * other)
    return offset


def axis_across(coefficients: Array, axis: int, origin: Array, angle: float, along: Array) -> Array:
    """How far beside a given line the principal axes of surfaces run.

    Parameters
    ----------
    coefficients : array, shape (..., 5)
        Of a batch, for example resamples.
    axis : {0, 1}
    origin : array, shape (2,)
        A point of the given line.
    angle : float
        Of the given line with the expectation axis, in radians.
    along : array, shape (k,)
        Places along it, measured from the origin.

    Returns
    -------
    array, shape (..., k)
        Distance from each place, along the line's normal (-sin, cos), to the surface's axis.
    """
    theta = axes(coefficients).angle[..., axis]
    normal = np.stack([-np.sin(theta), np.cos(theta)], axis=-1)
    places = origin + along[:, None] * np.array([np.cos(angle), np.sin(angle)])
    turned = normal @ np.array([-np.sin(angle), np.cos(angle)])
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = (axis_offset(coefficients, axis)[..., None] - normal @ places.T) / turned[..., None]
    return found


def clip_polygon(polygon: Array, corners: Array) -> Array:
    """The part of a polygon that lies within a convex one (Sutherland and Hodgman 1974).

    Parameters
    ----------
    polygon : array, shape (n, 2)
    corners : array, shape (corners, 2)
        Convex, counter-clockwise.

    Returns
    -------
    array, shape (k, 2)
        No rows where they have nothing in common.

    Examples
    --------
    >>> square = np.array([[0.0, 0], [2, 0], [2, 2], [0, 2]])
    >>> clip_polygon(square + 1, square).tolist()
    [[1.0, 2.0], [1.0, 1.0], [2.0, 1.0], [2.0, 2.0]]
    """
    found = list(polygon)
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        side = end - start
        away = [float(side[0] * (p[1] - start[1]) - side[1] * (p[0] - start[0])) for p in found]
        kept = []
        for i, (point, here) in enumerate(zip(found, away, strict=True)):
            before, there = found[i - 1], away[i - 1]
            if (here >= 0) != (there >= 0):
                kept.append(before + (point - before) * (there / (there - here)))
            if here >= 0:
                kept.append(point)
        found = kept
    return np.array(found, dtype=np.float64).reshape(-1, 2)
