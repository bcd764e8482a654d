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
    and Giacalone 2018): 0 at x = 0 and 1 at x = 1. I: x too, a straight chord, our convention: whatever lies
    between them, worse and better are its ends.

    Examples
    --------
    >>> growth(np.array([0, 1, 2, 3], dtype=np.int8), [0, 0.5, 1]).round(4).tolist()
    [[0.0, 0.6225, 1.0], [0.0, 0.5, 1.0], [0.0, 0.3775, 1.0], [0.0, 0.5, 1.0]]
    """
    at = np.asarray(x, dtype=np.float64)
    shapes = np.full((len(LETTERS) + 1, len(at)), np.nan)
    shapes[M] = -math.e * np.expm1(-at) / (math.e - 1)
    shapes[[O, I]] = at
    shapes[A] = np.expm1(at) / (math.e - 1)
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


def curve_limits(
    better: tuple[ArrayLike, ArrayLike, ArrayLike],
    worse: tuple[ArrayLike, ArrayLike, ArrayLike],
    correlation: ArrayLike,
    gone: Array,
) -> tuple[Array, Array]:
    """Limits along a curve from those of its ends, which they meet.

    Parameters
    ----------
    better, worse : three array_likes each, shape (...)
        Estimate, lower and upper limit.
    correlation : array_like, shape (...)
        Of the errors of better and worse; 0 where it is not known, since one of both does not vary.
    gone : array, shape (..., points)

    Returns
    -------
    low, high : array, shape (..., points)

    Notes
    -----
    Zou and Donner (2008, Statistics in Medicine 27; the method of variance estimates recovery): on either
    side the distances of the limits from the estimates, times their weights, are put together by squares
    with twice their product times the correlation, as standard errors of a sum are. Limits may be those of
    Wilson, which are not symmetric.

    Examples
    --------
    >>> low, high = curve_limits((0.6, 0.5, 0.7), (-0.4, -0.5, -0.3), 0.0, np.array([0.0, 0.5, 1.0]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([-0.5, 0.029, 0.5], [-0.3, 0.171, 0.7])
    """
    at = curves(better[0], worse[0], gone)
    (b, b_low, b_high), (w, w_low, w_high) = (
        [np.asarray(each, dtype=np.float64)[..., None] for each in end] for end in (better, worse)
    )
    rho = np.clip(np.nan_to_num(np.asarray(correlation, dtype=np.float64)), -1.0, 1.0)[..., None]

    def reach(of_better: Array, of_worse: Array) -> Array:
        one, two = gone * of_better, (1 - gone) * of_worse
        found: Array = np.sqrt(np.maximum(one**2 + two**2 + 2 * rho * one * two, 0.0))
        return found

    low, high = at - reach(b - b_low, w - w_low), at + reach(b_high - b, w_high - w)
    # at its ends the curve is one of both, whose limits need no rounding
    for end, limits in ((gone == 0, (w_low, w_high)), (gone == 1, (b_low, b_high))):
        low, high = np.where(end, limits[0], low), np.where(end, limits[1], high)
    return low, high


def within_reach(low: Array, high: Array, gone: Array) -> tuple[Array, Array]:
    """Limits cut to what a curve can reach, since better is 0 to 1 and worse -1 to 0."""
    return np.maximum(low, gone - 1), np.minimum(high, gone)
