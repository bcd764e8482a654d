"""Where the constructs of a path diagram stand when nobody says so: an automatic layered layout.

Pure geometry on arrays. Arrows point to the right; rows are chosen so that straight arrows meet few other
constructs and cross few other arrows. A unit is the distance of two neighbours that stand in one row or
column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

ROWS = np.arange(-1.5, 1.6, 0.5)
"""The rows a construct may stand in; half rows let an arrow pass between two constructs."""

# Half the size of an ellipse and the air around it, in layout units.
_CLEARANCE = np.array([0.36, 0.36])
# Two constructs in neighbouring rows may overlap this far in x before their arrow becomes too short.
_SHORT_STEP = 0.6

# What a picture costs: each number is how many units of extra width the flaw is worth.
_COST_HIT, _COST_CROSSING, _COST_NARROW_ANGLE = 25.0, 9.0, 5.0
_COST_WIDTH, _COST_HEIGHT, _COST_LENGTH = 1.5, 2.0, 0.4


def acyclic(n: int, edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the edges without those that close a cycle, so that layers exist for any graph.

    Examples
    --------
    >>> acyclic(3, [(0, 1), (1, 2), (2, 0)])
    [(0, 1), (1, 2)]
    """
    kept: list[tuple[int, int]] = []
    reach = np.eye(n, dtype=bool)  # reach[i, j]: there is a way from i to j
    for source, target in edges:
        if reach[target, source]:
            continue
        kept.append((source, target))
        reach |= np.outer(reach[:, source], reach[target])
    return kept


def layers(n: int, edges: Sequence[tuple[int, int]]) -> IntArray:
    """Return each construct's layer: the length of the longest path to it.

    Sources stand in the layer before the first construct they lead to.

    Examples
    --------
    >>> layers(4, [(0, 1), (1, 2), (3, 2)]).tolist()
    [0, 1, 2, 1]
    """
    forward = acyclic(n, edges)
    layer = np.zeros(n, dtype=np.int64)
    for _ in range(n):
        for source, target in forward:
            layer[target] = max(layer[target], layer[source] + 1)
    for node in range(n):
        targets = [int(layer[target]) for source, target in forward if source == node]
        if targets and all(target != node for _, target in forward):
            layer[node] = min(targets) - 1
    return layer


def automatic_layout(
    names: Sequence[str], edges: Sequence[tuple[str, str]]
) -> dict[str, tuple[float, float]]:
    """Return a position for each construct, arrows to the right, as ``{name: (x, y)}``.

    The same names and edges always give the same layout: the starting points of the search come from a fixed
    seed, and costs are rounded before they are compared.

    Examples
    --------
    >>> automatic_layout(["A", "B"], [("A", "B")])
    {'A': (0.0, 0.0), 'B': (1.0, 0.0)}
    """
    n = len(names)
    at = {name: i for i, name in enumerate(names)}
    pairs = [(at[source], at[target]) for source, target in edges]
    layer = layers(n, pairs)
    order = np.argsort(layer, kind="stable")
    forward = acyclic(n, pairs)

    rng = np.random.default_rng(0)
    starts = rng.choice(ROWS, size=(400, n))
    starts[0] = 0.0
    ranked = np.argsort(_rounded_cost(starts, order, layer, forward, pairs), kind="stable")[:6]
    best, best_cost = starts[0], np.inf
    for start in [starts[0], *starts[ranked]]:
        rows, cost = _descend(start.copy(), order, layer, forward, pairs)
        if cost < best_cost:
            best, best_cost = rows, cost
    points = _positions(best[None], order, layer, forward)[0]
    points -= points.min(axis=0) if n else 0.0
    return {
        name: (round(float(x), 3), round(float(y), 3)) for name, (x, y) in zip(names, points, strict=True)
    }


def _descend(
    rows: FloatArray,
    order: IntArray,
    layer: IntArray,
    forward: Sequence[tuple[int, int]],
    pairs: Sequence[tuple[int, int]],
) -> tuple[FloatArray, float]:
    """Move one construct at a time to its best row until nothing improves."""
    cost = float(_rounded_cost(rows[None], order, layer, forward, pairs)[0])
    improved = True
    while improved:
        improved = False
        for node in order:
            tried = np.repeat(rows[None], len(ROWS), axis=0)
            tried[:, node] = ROWS
            costs = _rounded_cost(tried, order, layer, forward, pairs)
            if costs.min() < cost:
                rows, cost, improved = tried[costs.argmin()], float(costs.min()), True
    return rows, cost


def _positions(
    rows: FloatArray, order: IntArray, layer: IntArray, forward: Sequence[tuple[int, int]]
) -> FloatArray:
    """Give each construct the smallest x that keeps arrows pointing right and constructs apart.

    `rows` is (batch, n); the result is (batch, n, 2).
    """
    x = np.zeros_like(rows)
    follows = set(forward)
    for i, node in enumerate(order):
        for before in order[:i]:
            near = np.abs(rows[:, node] - rows[:, before]) < 1
            step = _SHORT_STEP if (int(before), int(node)) in follows else 0.0
            wanted = x[:, before] + np.where(near, 1.0 if layer[node] > layer[before] else 0.0, step)
            x[:, node] = np.maximum(x[:, node], wanted)
    # Sources would all stand at the left edge: bring each next to its first target.
    for node in order[::-1]:
        targets = [target for source, target in forward if source == node]
        if targets and all(target != node for _, target in forward):
            room = np.min(
                [x[:, t] - np.where(_near(rows, node, t), 1.0, _SHORT_STEP) for t in targets], axis=0
            )
            taken = np.zeros(len(rows), dtype=bool)
            for other in order:
                if other != node:
                    taken |= _near(rows, node, other) & (np.abs(x[:, other] - room) < 1)
            x[:, node] = np.where(taken, x[:, node], np.maximum(x[:, node], room))
    return np.stack([x, rows], axis=-1)


def _near(rows: FloatArray, one: int, other: int) -> NDArray[np.bool_]:
    return np.asarray(np.abs(rows[:, one] - rows[:, other]) < 1)


def _rounded_cost(
    rows: FloatArray,
    order: IntArray,
    layer: IntArray,
    forward: Sequence[tuple[int, int]],
    pairs: Sequence[tuple[int, int]],
) -> FloatArray:
    """Return the cost of each row choice (batch, n), rounded so that ties do not hang on the machine."""
    points = _positions(rows, order, layer, forward)
    n = rows.shape[1]
    apart = np.abs(points[:, :, None] - points[:, None]).max(axis=-1) + 9 * np.eye(n)
    cost = 200.0 * (apart < 0.999).sum(axis=(1, 2))
    extent = points.max(axis=1) - points.min(axis=1) if n else np.zeros((len(rows), 2))
    cost = cost + _COST_WIDTH * extent[:, 0] + _COST_HEIGHT * extent[:, 1]
    if pairs:
        ends = np.array(pairs)
        start, stop = points[:, ends[:, 0]], points[:, ends[:, 1]]
        length = np.linalg.norm(stop - start, axis=-1)
        cost = cost + _COST_LENGTH * length.sum(axis=1)
        cost = cost + _COST_HIT * _hits(points, ends, start, stop)
        cost = cost + _COST_CROSSING * _crossings(ends, start, stop)
        cost = cost + _COST_NARROW_ANGLE * _narrow(ends, start, stop, length)
    return np.asarray(np.round(cost, 6))


def _hits(points: FloatArray, ends: IntArray, start: FloatArray, stop: FloatArray) -> FloatArray:
    """Count the constructs that straight arrows run through, softly: a near miss counts in part."""
    share = np.linspace(0, 1, 15)[:, None]
    along = start[:, :, None] + share * (stop - start)[:, :, None]  # (batch, edge, step, 2)
    gap = (along[:, :, None] - points[:, None, :, None]) / _CLEARANCE  # (batch, edge, node, step, 2)
    near = np.sqrt((gap**2).sum(axis=-1)).min(axis=-1)
    own = np.zeros((len(ends), points.shape[1]), dtype=bool)
    own[np.arange(len(ends)), ends[:, 0]] = own[np.arange(len(ends)), ends[:, 1]] = True
    return np.asarray(np.where(own, 0.0, np.clip(1.4 - near, 0, 1)).sum(axis=(1, 2)))


def _crossings(ends: IntArray, start: FloatArray, stop: FloatArray) -> FloatArray:
    """Count the pairs of straight arrows that cross, among pairs without a construct in common."""
    one, two = np.triu_indices(len(ends), 1)
    common = (ends[one][:, :, None] == ends[two][:, None, :]).any(axis=(1, 2))
    one, two = one[~common], two[~common]
    a, b, c, d = start[:, one], stop[:, one], start[:, two], stop[:, two]
    crosses = (_side(a, b, c) * _side(a, b, d) < 0) & (_side(c, d, a) * _side(c, d, b) < 0)
    return np.asarray(crosses.sum(axis=1), dtype=np.float64)


def _side(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    return np.asarray(
        (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
    )


def _narrow(ends: IntArray, start: FloatArray, stop: FloatArray, length: FloatArray) -> FloatArray:
    """Count pairs of arrows that leave or reach a construct side by side, in nearly the same direction."""
    way = (stop - start) / np.maximum(length, 1e-9)[..., None]
    one, two = np.triu_indices(len(ends), 1)
    fork = (ends[one, 0] == ends[two, 0]) | (ends[one, 1] == ends[two, 1])
    one, two = one[fork], two[fork]
    cosine = (way[:, one] * way[:, two]).sum(axis=-1)
    return np.asarray(np.clip((cosine - 0.94) / 0.06, 0, 1).sum(axis=1))


def checked_layout(names: Sequence[str], layout: Mapping[str, tuple[float, float]]) -> FloatArray:
    """Return positions (n, 2) in units: the closest two constructs are one unit apart in x or in y."""
    points = np.array([layout[name] for name in names], dtype=np.float64).reshape(-1, 2)
    apart = np.abs(points[:, None] - points[None]).max(axis=-1)
    apart[np.diag_indices(len(points))] = np.inf
    nearest = apart.min() if len(points) > 1 else 1.0
    return np.asarray((points - points.min(axis=0)) / nearest)
