"""Cubic surfaces: their shape along both lines, and where asymmetric or level-dependent congruence holds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Rows u1, u2, u3 (congruence) and v1, v2, v3 (incongruence), columns b1 ... b9: slope, curvature and cubic
#: part along the lines (Humberg, Schoenbrodt, Back and Nestler 2022).
CUBIC_SHAPE = np.array(
    [
        [1.0, 1, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 1, 1, 1, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 1, 1, 1, 1],
        [1, -1, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 1, -1, 1, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 1, -1, 1, -1],
    ]
)
#: The four models: which of the level E + P, the square (E - P)², the cube (E - P)³ and the square times the
#: level they hold.
MODELS: dict[str, tuple[str, ...]] = {
    "CA": ("square", "cube"),
    "RRCA": ("level", "square", "cube"),
    "CL": ("square", "square_level"),
    "RRCL": ("level", "square", "square_level"),
}
#: Coefficients b1 ... b9 that each of these columns stands for.
PARTS: dict[str, Array] = {
    "level": np.array([1.0, 1, 0, 0, 0, 0, 0, 0, 0]),
    "square": np.array([0.0, 0, 1, -2, 1, 0, 0, 0, 0]),
    "cube": np.array([0.0, 0, 0, 0, 0, 1, -3, 3, -1]),
    "square_level": np.array([0.0, 0, 0, 0, 0, 1, -1, -1, 1]),
}


@dataclass(frozen=True)
class Region:
    """Levels between two bounds on which mismatch acts in one way.

    Attributes
    ----------
    low, high : float
        Of the level, the mean of expectation and performance; infinite at the ends.
    sign : {-1, 0, 1}
        Of the curvature across the line of congruence: mismatch lowers the outcome, cannot be told to act,
        or raises it.
    """

    low: float
    high: float
    sign: int


def extremum(square: Array, cube: Array) -> Array:
    """E - P on the second line of extrema of asymmetric congruence: -2 c1 / (3 c2).

    The outcome c1 (E - P)² + c2 (E - P)³ turns at E = P and there once more: beyond, a larger mismatch would
    act the other way round, so the model may be read only before.

    Parameters
    ----------
    square, cube : array
        c1 = b3 and c2 = b6.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = -2 * np.asarray(square) / (3 * np.asarray(cube))
    return found


def beyond(gap: Array, turn: float) -> NDArray[np.bool_]:
    """Which mismatches E - P lie on the far side of the second extremum."""
    if not np.isfinite(turn) or turn == 0:
        return np.zeros(len(gap), dtype=bool)
    found: NDArray[np.bool_] = gap * np.sign(turn) > abs(turn)
    return found


def curvature_at(square: float, square_level: float, level: Array) -> Array:
    """Second-order coefficient across the line of congruence: 4 c1 + 8 k c3, at mean level k."""
    found: Array = 4 * square + 8 * square_level * np.asarray(level, dtype=np.float64)
    return found


def regions(square: float, square_level: float, covariance: Array, quantile: float) -> list[Region]:
    """Levels at which the curvature is significantly negative, positive, or neither.

    Parameters
    ----------
    square, square_level : float
        c1 = b3 and c3 = b6 of level-dependent congruence.
    covariance : array, shape (2, 2)
        Of the two.
    quantile : float
        1.96 for a test at 5 %.

    Notes
    -----
    Bounds are the levels k with (4 c1 + 8 k c3)² = z² (16 V33 + 64 k V36 + 64 k² V66): a quadratic equation
    (Humberg, Schönbrodt, Back and Nestler 2022, after Johnson and Neyman 1936).

    Examples
    --------
    >>> found = regions(-0.13, 0.07, np.diag([0.001, 0.0004]), 1.96)
    >>> [(round(each.low, 3), round(each.high, 3), each.sign) for each in found]
    [(-inf, 0.426, -1), (0.426, 2.28, 0), (2.28, inf, 1)]
    """
    z2 = quantile**2
    v33, v36, v66 = covariance[0, 0], covariance[0, 1], covariance[1, 1]
    a = 4 * square_level**2 - 4 * z2 * v66
    b = 4 * square * square_level - 4 * z2 * v36
    c = square**2 - z2 * v33
    if not np.isfinite([a, b, c]).all():
        return []
    roots = np.roots([a, b, c]) if a != 0 or b != 0 else np.empty(0)
    cuts = sorted(float(root.real) for root in roots if abs(root.imag) < 1e-12 * max(1.0, abs(root)))
    ends = [-np.inf, *cuts, np.inf]
    found: list[Region] = []
    for low, high in pairwise(ends):
        at = _middle(low, high)
        curve = float(curvature_at(square, square_level, np.array(at)))
        error = np.sqrt(16 * v33 + 64 * at * v36 + 64 * at**2 * v66)
        sign = int(np.sign(curve)) if abs(curve) > quantile * error else 0
        if not found or found[-1].sign != sign:
            found.append(Region(low, high, sign))
        else:
            found[-1] = Region(found[-1].low, high, sign)
    return found


def _middle(low: float, high: float) -> float:
    if np.isinf(low) and np.isinf(high):
        return 0.0
    if np.isinf(low):
        return high - max(1.0, abs(high))
    return low + max(1.0, abs(low)) if np.isinf(high) else (low + high) / 2
