"""Satisfaction curves: how satisfaction grows with what is offered, drawn through better and worse."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from csmodels.numerics.kano.counts import LETTERS, A, Array, Codes, I, M, O


def offered(points: int) -> Array:
    """How much of the attribute is offered, from 0 (nothing) to 1 (all), shape (points,).

    Examples
    --------
    >>> offered(3).tolist()
    [0.0, 0.5, 1.0]
    """
    return np.linspace(0.0, 1.0, points)


def growth(categories: Codes, x: ArrayLike) -> Array:
    """Which share of the way from worse to better is gone where x is offered.

    Parameters
    ----------
    categories : array of int8, shape (...)
        Positions in `LETTERS`; others than M, O, A and I have no curve.
    x : array_like, shape (points,)
        From 0 to 1.

    Returns
    -------
    array, shape (..., points)
        Missing where there is no curve.

    Notes
    -----
    O: x; A: (exp(x) - 1) / (e - 1); M: e (1 - exp(-x)) / (e - 1) (Wang and Ji 2010, by the code of Atlason
    and Giacalone 2018): 0 at x = 0 and 1 at x = 1. I: 1/2 everywhere, a flat line midway, our convention: it
    meets neither better nor worse.

    Examples
    --------
    >>> growth(np.array([0, 1, 2, 3], dtype=np.int8), [0, 0.5, 1]).round(4).tolist()
    [[0.0, 0.6225, 1.0], [0.0, 0.5, 1.0], [0.0, 0.3775, 1.0], [0.5, 0.5, 0.5]]
    """
    at = np.asarray(x, dtype=np.float64)
    shapes = np.full((len(LETTERS) + 1, len(at)), np.nan)
    shapes[M] = -math.e * np.expm1(-at) / (math.e - 1)
    shapes[O] = at
    shapes[A] = np.expm1(at) / (math.e - 1)
    shapes[I] = 0.5
    found: Array = shapes[np.asarray(categories, dtype=np.intp)]
    return found


def curves(better: ArrayLike, worse: ArrayLike, gone: Array) -> Array:
    """Satisfaction along the curves: worse + (better - worse) times the share that is gone.

    Parameters
    ----------
    better, worse : array_like, shape (...)
    gone : array, shape (..., points)
        As :func:`growth` has it.

    Returns
    -------
    array, shape (..., points)
        From -1 (all dissatisfied) to 1 (all satisfied).

    Examples
    --------
    >>> curves(0.6, -0.4, growth(np.int8(1), [0, 0.5, 1])).round(3).tolist()
    [-0.4, 0.1, 0.6]
    """
    low, high = (np.asarray(each, dtype=np.float64)[..., None] for each in (worse, better))
    # as a mean of the two, which meets both ends exactly
    return np.asarray(low * (1 - gone) + high * gone)


def curve_errors(covariance: Array, gone: Array) -> Array:
    """Standard errors along a curve, from the covariance of better and worse.

    Parameters
    ----------
    covariance : array, shape (..., 2, 2)
        Of better and worse in this order.
    gone : array, shape (..., points)

    Returns
    -------
    array, shape (..., points)
    """
    toward = np.stack([gone, 1 - gone], axis=-1)
    variance = np.einsum("...pi,...ij,...pj->...p", toward, covariance, toward)
    found: Array = np.sqrt(np.maximum(variance, 0.0))
    return found


def within_reach(low: Array, high: Array, gone: Array) -> tuple[Array, Array]:
    """Limits cut to what a curve can reach, since better is 0 to 1 and worse -1 to 0."""
    return np.maximum(low, gone - 1), np.minimum(high, gone)
