"""Where there are answers: what a surface can be asked about, and what it would have to invent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Fewest rows, and smallest share of them, on a side of the line of congruence before anything is said of it.
LEAST_ROWS = 30
LEAST_SHARE = 0.10
#: A rating counts as above or below the other beyond this share of the pooled standard deviation.
CLEARLY = 0.5


@dataclass(frozen=True, eq=False)
class Support:
    """How the answers lie over the plane of expectation and performance.

    Attributes
    ----------
    n : int
    above, equal, below : float
        Shares of performance above, equal to and below expectation (weighted).
    n_above, n_equal, n_below : int
        Rows behind them.
    clearly_above, clearly_below : float
        Shares that differ by more than half a pooled standard deviation.
    ceiling_expectation, ceiling_performance : float
        Shares of answers at the top of the scale; missing where the scale is not known.
    correlation : float
        Of the two ratings.
    corners : array, shape (corners, 2)
        Convex hull of the answers, counter-clockwise; centred ratings.
    """

    n: int
    above: float
    equal: float
    below: float
    n_above: int
    n_equal: int
    n_below: int
    clearly_above: float
    clearly_below: float
    ceiling_expectation: float
    ceiling_performance: float
    correlation: float
    corners: Array

    def enough(self, side: str) -> bool:
        """Whether there are rows enough above, below or on both sides ("above", "below", "both")."""
        if side == "both":
            return self.enough("above") and self.enough("below")
        rows, share = (self.n_above, self.above) if side == "above" else (self.n_below, self.below)
        return rows >= LEAST_ROWS and share >= LEAST_SHARE

    def inside(self, points: Array) -> NDArray[np.bool_]:
        """Whether points, shape (k, 2), lie in the hull; missing ones do not."""
        return inside(self.corners, points)


def support(
    expectation: Array,
    performance: Array,
    weights: Array | None = None,
    top: float | None = None,
) -> Support:
    """Describe where the answers lie.

    Parameters
    ----------
    expectation, performance : array, shape (n,)
        Centred at the same value.
    weights : array, shape (n,), optional
        Rows of weight 0 count for nothing.
    top : float, optional
        Upper end of the scale, centred too.
    """
    if weights is not None and not weights.all():
        kept = weights > 0
        expectation, performance, weights = expectation[kept], performance[kept], weights[kept]
    w = np.ones(len(expectation)) if weights is None else weights
    total = w.sum()

    def share(mask: NDArray[np.bool_]) -> float:
        return float(w[mask].sum() / total)

    # means of several items differ in their last digit where they are equal
    gap = performance - expectation
    gap = np.where(np.abs(gap) < 1e-9, 0.0, gap)
    pooled = np.sqrt((np.var(expectation, ddof=1) + np.var(performance, ddof=1)) / 2)
    at_top = [np.nan, np.nan] if top is None else [share(x >= top - 1e-9) for x in (expectation, performance)]
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = float(np.corrcoef(expectation, performance)[0, 1])
    return Support(
        n=len(gap),
        above=share(gap > 0),
        equal=share(gap == 0),
        below=share(gap < 0),
        n_above=int((gap > 0).sum()),
        n_equal=int((gap == 0).sum()),
        n_below=int((gap < 0).sum()),
        clearly_above=share(gap > CLEARLY * pooled),
        clearly_below=share(gap < -CLEARLY * pooled),
        ceiling_expectation=at_top[0],
        ceiling_performance=at_top[1],
        correlation=correlation,
        corners=hull(np.column_stack([expectation, performance])),
    )


def hull(points: Array) -> Array:
    """Corners of the convex hull, counter-clockwise, by the monotone chain of Andrew (1979).

    Parameters
    ----------
    points : array, shape (n, 2)

    Examples
    --------
    >>> hull(np.array([[0.0, 0], [2, 0], [1, 1], [2, 2], [0, 2]])).tolist()
    [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]]
    """
    ordered = np.unique(points, axis=0)
    if len(ordered) < 3:
        return ordered

    def half(chain: Array) -> list[Array]:
        kept: list[Array] = []
        for point in chain:
            while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= 0:
                kept.pop()
            kept.append(point)
        return kept

    lower, upper = half(ordered), half(ordered[::-1])
    return np.array(lower[:-1] + upper[:-1])


def _turn(a: Array, b: Array, c: Array) -> float:
    """Twice the area of a triangle; positive for a turn to the left."""
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))


def inside(corners: Array, points: Array) -> NDArray[np.bool_]:
    """Whether points lie in a convex polygon or on its edge.

    Parameters
    ----------
    corners : array, shape (corners, 2)
        Counter-clockwise.
    points : array, shape (k, 2)
    """
    points = np.asarray(points, dtype=np.float64)
    if len(corners) < 3:
        return np.zeros(len(points), dtype=bool)
    start, edge = corners, np.roll(corners, -1, axis=0) - corners
    away = points[:, None, :] - start[None]
    with np.errstate(invalid="ignore"):
        cross = edge[None, :, 0] * away[..., 1] - edge[None, :, 1] * away[..., 0]
        slack = 1e-9 * np.abs(corners).max()
        found: NDArray[np.bool_] = (cross >= -slack).all(axis=1)
    return found


def clipped(corners: Array, point: Array, direction: Array) -> tuple[float, float] | None:
    """Where a line through a polygon begins and ends, as multiples of its direction; None outside.

    Parameters
    ----------
    corners : array, shape (corners, 2)
        Counter-clockwise.
    point, direction : array, shape (2,)
    """
    if len(corners) < 3:
        return None
    edge = np.roll(corners, -1, axis=0) - corners
    # inside is where edge x (point + t direction - corner) >= 0 for every edge
    at = edge[:, 0] * (point[1] - corners[:, 1]) - edge[:, 1] * (point[0] - corners[:, 0])
    grow = edge[:, 0] * direction[1] - edge[:, 1] * direction[0]
    if ((np.abs(grow) < 1e-12) & (at < 0)).any():
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = -at / grow
    low = crossing[grow > 1e-12].max(initial=-np.inf)
    high = crossing[grow < -1e-12].min(initial=np.inf)
    return (float(low), float(high)) if low < high else None
