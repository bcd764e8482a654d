"""The direction in which a ridge of rank-one curvature fits best: one angle, searched all round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.moments import Moments

Array = NDArray[np.float64]
#: "tilted": E, P and u²; "level": u and u², so that the ridge rises nowhere along itself.
Kind = Literal["tilted", "level"]

#: Angles tried over the half circle, and best ones among their local maxima that are followed.
ANGLES, PEAKS = 180, 3
#: Steps of the golden section, which leave 1e-6 of a step of the grid, and of Newton's method after it.
SECTIONS, NEWTON = 30, 4
_GOLDEN = (np.sqrt(5) - 1) / 2
#: A variance below this share of what it was is none: the column is a sum of others.
_LEAST = 1e-10


def ridge(moments: Moments, predictors: Sequence[int], outcome: int, kind: Kind) -> Array:
    """The best direction of u = E x + P y for every member, shape (..., 2), of unit length and y >= 0.

    Parameters
    ----------
    moments : Moments
        With means; any leading batch axes.
    predictors : sequence of int
        Columns of E, P, E², EP, P², then controls.
    outcome : int
    kind : {"tilted", "level"}

    Notes
    -----
    What u explains, given the angle, is a ratio of short trigonometric polynomials with a few maxima only.
    The ratings are made uncorrelated with equal variances first, because a high correlation would squeeze
    the maxima into a narrow range of angles that a grid could miss.
    """
    assert moments.mean is not None
    batch = moments.cov.shape[:-2]
    chosen = [*predictors, outcome]
    size = len(chosen)
    cov = moments.cov[..., chosen, :][..., :, chosen].reshape(-1, size, size)
    mean = moments.mean[..., chosen].reshape(-1, size)
    white, turn = _whitened(cov, mean[:, :2])
    swept = _sweep(white, range(5, size - 1))
    if kind == "tilted":
        swept = _sweep(swept, range(2))
    explained = _explained(swept, kind)
    angle = _best(explained, len(cov))
    along = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    found = (along[:, None, :] @ turn)[:, 0]
    with np.errstate(invalid="ignore"):
        found = found / np.hypot(found[:, 0], found[:, 1])[:, None]
    found = np.where((found[:, 1] < 0)[:, None], -found, found)
    return found.reshape(*batch, 2)


def _whitened(cov: Array, mean: Array) -> tuple[Array, Array]:
    """Covariances after E and P are made uncorrelated with mean 0 and variance 1, and how they were."""
    a, b, c = cov[:, 0, 0], cov[:, 0, 1], cov[:, 1, 1]
    turn = np.zeros((len(cov), 2, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = np.sqrt(np.maximum(c - b**2 / a, 0.0))
        turn[:, 0, 0] = 1 / np.sqrt(a)
        turn[:, 1, 0], turn[:, 1, 1] = -b / (a * rest), 1 / rest
    full = np.zeros_like(cov)
    full[:] = np.eye(cov.shape[-1])
    full[:, :2, :2] = turn
    # squares and product about the means, then of the turned ratings
    x, y = mean[:, 0], mean[:, 1]
    about = np.zeros((len(cov), 3, 2))
    about[:, 0, 0], about[:, 1, 0], about[:, 1, 1], about[:, 2, 1] = -2 * x, -y, -x, -2 * y
    p, q, r = turn[:, 0, 0], turn[:, 1, 0], turn[:, 1, 1]
    none = np.zeros_like(p)
    squares = np.stack([p * p, none, none, p * q, p * r, none, q * q, 2 * q * r, r * r], axis=-1)
    squares = squares.reshape(-1, 3, 3)
    full[:, 2:5, 2:5] = squares
    full[:, 2:5, :2] = squares @ about
    return full @ cov @ np.swapaxes(full, -1, -2), turn


def _sweep(cov: Array, columns: Sequence[int]) -> Array:
    """Covariances of what the columns leave unexplained."""
    before = np.einsum("bkk->bk", cov).copy()
    for c in columns:
        pivot = cov[:, c, c]
        pivot = np.where(pivot > _LEAST * before[:, c], pivot, np.nan)
        cov = cov - cov[:, :, c, None] * cov[:, None, c, :] / pivot[:, None, None]
    return cov


def _explained(swept: Array, kind: Kind) -> Callable[[Any], Any]:
    """What a ridge explains as a function of angles of shape (members, any); complex ones too."""
    bends, held = swept[:, 2:5, 2:5], swept[:, 2:5, -1]
    lines, across, slopes = swept[:, :2, :2], swept[:, :2, 2:5], swept[:, :2, -1]

    def explained(angle: Any) -> Any:
        cos, sin = np.cos(angle), np.sin(angle)
        square = np.stack([cos**2, 2 * cos * sin, sin**2], axis=1)
        top, below = _product(held, square), _form(bends, square, square)
        if kind == "tilted":
            return top**2 / below
        line = np.stack([cos, sin], axis=1)
        width, mixed, slope = _form(lines, line, line), _form(across, line, square), _product(slopes, line)
        return slope**2 / width + (top - mixed * slope / width) ** 2 / (below - mixed**2 / width)

    def quiet(angle: Any) -> Any:
        with np.errstate(invalid="ignore", divide="ignore"):
            return explained(angle)

    return quiet


def _product(vector: Array, at: Any) -> Any:
    return np.einsum("bi,bia->ba", vector, at)


def _form(matrix: Array, left: Any, right: Any) -> Any:
    return (left * (matrix @ right)).sum(axis=1)


def _best(explained: Callable[[Any], Any], members: int) -> Array:
    """The angle of the highest maximum of every member, shape (members,)."""
    step = np.pi / ANGLES
    grid = np.broadcast_to(np.arange(ANGLES) * step, (members, ANGLES))
    height = explained(grid)
    height = np.where(np.isfinite(height), height, -np.inf)
    # the half circle closes on itself
    peak = (height >= np.roll(height, 1, axis=1)) & (height >= np.roll(height, -1, axis=1))
    order = np.argsort(np.where(peak, -height, np.inf), axis=1)[:, :PEAKS]
    low, high = order * step - step, order * step + step
    for _ in range(SECTIONS):
        first, second = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        better = explained(first) >= explained(second)
        low, high = np.where(better, low, first), np.where(better, second, high)
    angle = _newton(explained, (low + high) / 2, step)
    height = explained(angle)
    height = np.where(np.isfinite(height), height, -np.inf)
    best = np.argmax(height, axis=1)[:, None]
    found = np.take_along_axis(angle, best, axis=1)[:, 0]
    return np.where(np.isfinite(np.max(height, axis=1)), found, np.nan)


def _newton(explained: Callable[[Any], Any], angle: Array, step: float) -> Array:
    """Zeros of the derivative near given angles: the golden section alone leaves the square root of rounding.

    The derivative is that of a complex step (Squire and Trapp 1998): exact to the last digits.
    """

    def slope(at: Array) -> Array:
        found: Array = np.imag(explained(at + 1e-30j)) / 1e-30
        return found

    h = 1e-4 * step
    for _ in range(NEWTON):
        bend = (slope(angle + h) - slope(angle - h)) / (2 * h)
        with np.errstate(invalid="ignore", divide="ignore"):
            move = np.where(bend < 0, -slope(angle) / bend, 0.0)
        angle = angle + np.where(np.abs(move) < step / 10, move, 0.0)
    return angle
