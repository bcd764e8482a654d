"""Where the labels of points stand: near them, clear of each other and of what must not be covered."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.plots.textfit import LINE_HEIGHT

Array = NDArray[np.float64]

#: A rectangle in points: left, low, right, top, from the lower left corner of the data area.
Box = tuple[float, float, float, float]

#: Cost of a place for one point of area: over another label, over a point.
ON_LABEL, ON_POINT = 40.0, 20.0
#: Cost of standing nearer to another point than to one's own, and of a line through a label or a point.
_MISREAD, _CROSSED = 45.0, 60.0

#: Places of a label round its point: direction, then distance in points.
_DISTANCES = (7.0, 14.0, 24.0, 36.0, 50.0, 66.0)
_DIRECTIONS = (
    (1, 1), (1, -1), (-1, 1), (-1, -1), (1, 0), (-1, 0), (0, 1), (0, -1),
    (0.5, 1), (0.5, -1), (-0.5, 1), (-0.5, -1), (1, 0.5), (1, -0.5), (-1, 0.5), (-1, -0.5),
)  # fmt: skip
_NEAR = 2 * len(_DIRECTIONS)  # places that need no line to their point
_SWEEPS = 4  # how often every label may choose again
_AT_ONCE = 8  # places whose lines are looked at together, the cheapest first
_STEPS = np.linspace(0.0, 1.0, 9)  # where along a line is looked for what it crosses


@dataclass(frozen=True)
class Placement:
    """Where labels stand.

    Attributes
    ----------
    boxes : array, shape (labels, 4)
        Left, low, right, top, with a point of air all round.
    far : array of bool, shape (labels,)
        Which labels need a line to their point.
    overlap : float
        Area in which labels cover each other.
    """

    boxes: Array
    far: NDArray[np.bool_]
    overlap: float

    @property
    def centres(self) -> Array:
        """Middles of the boxes, shape (labels, 2)."""
        return (self.boxes[:, :2] + self.boxes[:, 2:]) / 2

    def covers(self, points: Array) -> bool:
        """Whether a label stands on one of these points, shape (points, 2)."""
        return bool(_inside(points[:, None], self.boxes).any())

    def away(self, points: Array) -> Array:
        """How far each label is from its own point, shape (labels,)."""
        beside = np.maximum(self.boxes[:, :2] - points, points - self.boxes[:, 2:]).clip(0)
        found: Array = np.hypot(beside[:, 0], beside[:, 1])
        return found


def place_labels(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    fixed: Sequence[tuple[Box, float]],
    area: tuple[float, float],
    scale: float = 1.0,
    penalty: Callable[[int, Array], Array] | None = None,
    reach: Sequence[float] | None = None,
) -> Placement:
    """Choose a place for the label of every point, where it covers least and is near.

    When to use it: for labels in a data area whose size in points is known.

    Parameters
    ----------
    points : sequence of (x, y)
        In points from the lower left corner of the data area.
    sizes : sequence of (width, height)
        Of the labels, as :func:`csmodels.plots.textfit.text_size` measures them.
    fixed : sequence of (box, cost)
        What should not be covered, and the cost of each point of area that is.
    area : (width, height)
        Of the data area, which labels do not leave.
    scale : float
        Of the distances.
    penalty : callable, optional
        Given the position of a label and the middles of its possible places, shape (places, 2): their
        further cost, shape (places,).
    reach : sequence of float, optional
        How far each point's mark reaches beyond the usual one, in points.

    Returns
    -------
    Placement

    Examples
    --------
    >>> found = place_labels([(30, 20), (70, 80)], [(40, 13), (40, 13)], [], (100, 100))
    >>> found.overlap, found.far.tolist()
    (0.0, [False, False])
    """
    if not len(points):
        return Placement(np.empty((0, 4)), np.empty(0, dtype=bool), 0.0)
    choices, doubtful = [], []
    for i, (at, words) in enumerate(zip(points, sizes, strict=True)):
        places, cost = _places(at, words, fixed, area, scale, 0.0 if reach is None else reach[i])
        if penalty is not None:
            cost = cost + penalty(i, (places[:, :2] + places[:, 2:]) / 2)
        away, misread = _misread(i, points, places)
        doubtful.append(misread)
        choices.append((places, cost + away))
    chosen = _together(points, choices)
    boxes = np.array([places[k] for (places, _), k in zip(choices, chosen, strict=True)])
    far = np.array([k >= _NEAR or doubtful[i][k] for i, k in enumerate(chosen)], dtype=bool)
    return Placement(boxes, far, float(np.triu(shared(boxes, boxes), 1).sum()))


def _places(
    at: tuple[float, float],
    words: tuple[float, float],
    fixed: Sequence[tuple[Box, float]],
    area: tuple[float, float],
    scale: float,
    reach: float,
) -> tuple[Array, Array]:
    """Possible places of a label round its point, near ones first, and what they cost."""
    wide, high = words[0] + 2, words[1] / LINE_HEIGHT + 3
    distance = np.repeat(np.array(_DISTANCES), len(_DIRECTIONS))
    right, up = np.tile(np.array(_DIRECTIONS).T, len(_DISTANCES))
    step = (distance * scale + reach) / np.hypot(right, up)
    # a label that would reach out of the data area moves in
    x = (at[0] + right * (step + wide / 2)).clip(wide / 2, max(area[0] - wide / 2, wide / 2))
    y = (at[1] + up * (step + high / 2)).clip(high / 2, max(area[1] - high / 2, high / 2))
    places = np.column_stack([x - wide / 2, y - high / 2, x + wide / 2, y + high / 2])
    if not fixed:
        return places, distance
    covered = shared(places, np.array([box for box, _ in fixed]))
    return places, covered @ np.array([cost for _, cost in fixed]) + distance


def _misread(i: int, points: Sequence[tuple[float, float]], places: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Which places are nearer to another point or nearly so, and what that or a line through one costs."""
    at = np.array(points)
    beside = np.maximum(places[:, None, :2] - at, at - places[:, None, 2:]).clip(0)
    away = np.hypot(beside[..., 0], beside[..., 1])
    own = away[:, i].copy()
    away[:, i] = np.inf
    nearest = away.min(axis=1)
    doubtful = np.asarray(nearest < 1.5 * own + 3)
    cost: Array = np.where(nearest < own + 1.5, _MISREAD, np.where(doubtful, _MISREAD / 3, 0.0))
    others = np.delete(at, i, axis=0)
    if len(others):
        line = _lines(at[i], places[_NEAR:])
        apart = line[:, :, None] - others
        gaps = np.hypot(apart[..., 0], apart[..., 1])
        cost[_NEAR:] += _CROSSED * (gaps < 5).any(axis=(1, 2))
    return cost, doubtful


def _lines(at: Array, boxes: Array) -> Array:
    """Points along the lines from a point to the middles of boxes, shape (boxes, steps, 2)."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    found: Array = at + _STEPS[:, None] * (middles - at)[:, None]
    return found


def _crossings(at: Array, places: Array, far: NDArray[np.bool_], boxes: Array, lines: Array) -> Array:
    """What it costs that lines of others run through places, and the places' own lines through others."""
    others = lines[np.isfinite(lines[:, 0, 0])]
    cost = np.zeros(len(places))
    if len(others):
        cost += _CROSSED * _crossing(others, places, axis=0)
    if far.any():
        own = _lines(at, places[far])
        cost[far] += _CROSSED * _crossing(own, boxes, axis=1)
        if len(others):
            cost[far] += _CROSSED / 2 * _meeting(own, others)
    return cost


def _crossing(lines: Array, boxes: Array, axis: int) -> NDArray[np.intp]:
    """How many lines run through each box (axis 0), or through how many boxes each line runs (axis 1)."""
    return np.asarray(_inside(lines[:, :, None], boxes).any(axis=1).sum(axis=axis))


def _inside(points: Array, boxes: Array) -> NDArray[np.bool_]:
    """Which points lie within which boxes; the last axis of the points is taken apart, as it is short."""
    x, y = points[..., 0], points[..., 1]
    left, low, right, top = boxes.T
    return np.asarray((x > left) & (x < right) & (y > low) & (y < top))


def _meeting(own: Array, lines: Array) -> NDArray[np.intp]:
    """How many other lines each line crosses, shape (lines,)."""
    a, b, c, d = own[:, None, 0], own[:, None, -1], lines[:, 0], lines[:, -1]

    def turn(start: Array, way: Array, at: Array) -> Array:
        found: Array = np.sign(
            way[..., 0] * (at[..., 1] - start[..., 1]) - way[..., 1] * (at[..., 0] - start[..., 0])
        )
        return found

    one, two = b - a, d - c
    apart = (turn(a, one, c) * turn(a, one, d) < 0) & (turn(c, two, a) * turn(c, two, b) < 0)
    return np.asarray(apart.sum(axis=1))


def _together(points: Sequence[tuple[float, float]], choices: list[tuple[Array, Array]]) -> list[int]:
    """Which of its places each label takes: of several orders of choosing, the one that costs least."""
    crowd = [sum(math.dist(at, other) < 60 for other in points) for at in points]
    keys: tuple[Callable[[int], float], ...] = (
        lambda i: -crowd[i],
        lambda i: points[i][0],
        lambda i: -points[i][0],
        lambda i: points[i][1],
        lambda i: -points[i][1],
    )
    at = np.array(points)
    tried = [_in_order(sorted(range(len(points)), key=key), choices, at) for key in keys]
    return min(tried, key=lambda found: found[0])[1]


def _in_order(order: list[int], choices: list[tuple[Array, Array]], at: Array) -> tuple[float, list[int]]:
    """Labels that choose one after the other, then again among all others: cost, and their places."""
    chosen: dict[int, int] = {}
    paid: dict[int, float] = {}
    boxes = np.zeros((len(order), 4))  # those without a place have no area
    lines = np.full((len(order), len(_STEPS), 2), np.nan)  # of the far ones
    for _ in range(_SWEEPS):
        before = dict(chosen)
        for i in order:
            places, cost = choices[i]
            boxes[i], lines[i] = 0.0, np.nan
            plain = cost + ON_LABEL * shared(places, boxes).sum(axis=1)
            order_of = np.argsort(plain, kind="stable")
            best, least = 0, math.inf
            for start in range(0, len(order_of), _AT_ONCE):
                tried = order_of[start : start + _AT_ONCE]
                if plain[tried[0]] >= least:
                    break  # crossings only add to the cost
                now = plain[tried] + _crossings(at[i], places[tried], tried >= _NEAR, boxes, lines)
                if now.min() < least:
                    best, least = int(tried[now.argmin()]), float(now.min())
            chosen[i], paid[i] = best, least
            boxes[i] = places[best]
            if best >= _NEAR:
                lines[i] = _lines(at[i], places[best : best + 1])[0]
        if chosen == before:
            break
    return sum(paid.values()), [chosen[i] for i in sorted(chosen)]


def shared(boxes: Array, others: Array) -> Array:
    """Area in common of each box with each of the others.

    Examples
    --------
    >>> shared(np.array([[0.0, 0.0, 2.0, 2.0]]), np.array([[1.0, 1.0, 3.0, 3.0]])).tolist()
    [[1.0]]
    """
    left, low, right, top = others.T
    # side by side, not stacked: a reduction over an axis of two takes longer than the rest
    wide = np.minimum(boxes[:, 2, None], right) - np.maximum(boxes[:, 0, None], left)
    high = np.minimum(boxes[:, 3, None], top) - np.maximum(boxes[:, 1, None], low)
    area: Array = np.maximum(wide, 0) * np.maximum(high, 0)
    return area
