"""What the coefficients of a quadratic surface say of its shape: slopes, curvatures, axes, top or bottom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Rows a1 ... a5, columns b1 ... b5 (Edwards and Parry 1993; a5: Humberg, Nestler and Back 2019).
#: a1 and a2 are slope and curvature where performance equals expectation (line of congruence), a3 and a4
#: where one is the mirror image of the other (line of incongruence).
SHAPE = np.array(
    [
        [1.0, 1, 0, 0, 0],
        [0, 0, 1, 1, 1],
        [1, -1, 0, 0, 0],
        [0, 0, 1, -1, 1],
        [0, 0, 1, 0, -1],
    ]
)
#: A curvature below this share of the largest one is rounding: the surface is a ridge or flat there.
FLAT = 1e-9


@dataclass(frozen=True, eq=False)
class Axes:
    """Principal axes of quadratic surfaces; shapes (...) are the batch of the coefficients.

    The first axis is the direction in which the surface curves upwards most (or downwards least).

    Attributes
    ----------
    curvature : array, shape (..., 2)
        Second-order coefficient along each axis per squared unit of length: the eigenvalues l1 >= l2 of
        [[b3, b4/2], [b4/2, b5]].
    angle : array, shape (..., 2)
        Of each axis with the expectation axis, in radians, in (-pi/2, pi/2]. Missing where both
        curvatures are equal and no direction is special.
    slope : array, shape (..., 2)
        Performance per expectation along the axis, p11 and p21; infinite for an upright axis.
    intercept : array, shape (..., 2)
        Performance at expectation 0, p10 and p20. Missing without a stationary point.
    shift : array, shape (..., 2)
        Expectation where the axis crosses the line of incongruence (performance = -expectation): the
        lateral shift C1, C2.
    stationary : array, shape (..., 2)
        Expectation and performance where both slopes are zero. Missing for a ridge.
    height : array, shape (...)
        Of the surface above its intercept at the stationary point.
    """

    curvature: Array
    angle: Array
    slope: Array
    intercept: Array
    shift: Array
    stationary: Array
    height: Array


def shape(coefficients: Array) -> Array:
    """a1 ... a5 of quadratic surfaces.

    Parameters
    ----------
    coefficients : array, shape (..., 5)
        b1 ... b5 of expectation, performance, expectation², expectation x performance, performance².

    Returns
    -------
    array, shape (..., 5)

    Examples
    --------
    >>> shape(np.array([-0.23, 0.77, -0.07, 0.27, -0.10])).round(2).tolist()
    [0.54, 0.1, -1.0, -0.44, 0.03]
    """
    found: Array = coefficients @ SHAPE.T
    return found


def axes(coefficients: Array) -> Axes:
    """Principal axes from eigenvectors, so that a surface without product term is no exception.

    Parameters
    ----------
    coefficients : array, shape (..., 5)

    Notes
    -----
    Edwards and Parry (1993) write the slopes as p11 = (b5 - b3 + sqrt((b3 - b5)² + b4²)) / b4, which is 0/0
    where b4 = 0; the eigenvector is defined there too.

    Examples
    --------
    >>> found = axes(np.array([-0.23, 0.77, -0.07, 0.27, -0.10]))
    >>> found.slope.round(5).tolist(), found.stationary.round(5).tolist()
    ([0.89504, -1.11727], [-3.60579, -1.01782])
    """
    b1, b2, b3, b4, b5 = np.moveaxis(coefficients, -1, 0)
    root = np.hypot(b3 - b5, b4)
    curvature = np.stack([b3 + b5 + root, b3 + b5 - root], axis=-1) / 2
    size = np.abs(curvature).max(axis=-1)
    # the angle of the first axis is half that of the vector (b3 - b5, b4); the second is upright to it
    first = np.arctan2(b4, b3 - b5) / 2
    first = np.where(root > FLAT * size, first, np.nan)
    angle = np.stack([first, np.where(first > 0, first - np.pi / 2, first + np.pi / 2)], axis=-1)
    slope = np.where(np.abs(angle) >= np.pi / 2 - FLAT, np.inf, np.tan(angle))
    determinant = 4 * b3 * b5 - b4**2
    curved = np.abs(curvature).min(axis=-1) > FLAT * size
    with np.errstate(invalid="ignore", divide="ignore"):
        x0 = np.where(curved, (b2 * b4 - 2 * b1 * b5) / determinant, np.nan)
        y0 = np.where(curved, (b1 * b4 - 2 * b2 * b3) / determinant, np.nan)
        intercept = y0[..., None] - slope * x0[..., None]
        # crossing of (x0, y0) + t (cos, sin) with performance = -expectation, good for upright axes too
        cos, sin = np.cos(angle), np.sin(angle)
        along = np.where(np.abs(cos + sin) > FLAT, cos + sin, np.nan)
        shift = x0[..., None] - cos * (x0 + y0)[..., None] / along
    stationary = np.stack([x0, y0], axis=-1)
    return Axes(curvature, angle, slope, intercept, shift, stationary, (b1 * x0 + b2 * y0) / 2)


def kind(curvature: Array) -> str:
    """What a stationary point is: "maximum", "minimum", "saddle", "ridge" or "plane".

    Parameters
    ----------
    curvature : array, shape (2,)
        The eigenvalues, the larger one first.
    """
    size = np.abs(curvature).max()
    if size == 0 or not np.isfinite(size):
        return "plane"
    if np.abs(curvature).min() <= FLAT * size:
        return "ridge"
    if curvature[0] < 0:
        return "maximum"
    return "minimum" if curvature[1] > 0 else "saddle"


def moved(coefficients: Array, by: float) -> Array:
    """Coefficients after both ratings are centred at a value higher by `by`.

    Second-order coefficients, and with them a2, a4 and a5, do not depend on the centre; b1, b2, a1 and a3
    do.

    Parameters
    ----------
    coefficients : array, shape (..., 5)
    """
    b1, b2, b3, b4, b5 = np.moveaxis(coefficients, -1, 0)
    return np.stack([b1 + by * (2 * b3 + b4), b2 + by * (b4 + 2 * b5), b3, b4, b5], axis=-1)
