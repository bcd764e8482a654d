"""The terms of a surface, in the order in which every array of coefficients holds them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Powers of expectation and performance of b1, b2, ...: the order of the literature (Edwards and Parry 1993;
#: Humberg, Schoenbrodt, Back and Nestler 2022 for the cubic ones).
POWERS = ((1, 0), (0, 1), (2, 0), (1, 1), (0, 2), (3, 0), (2, 1), (1, 2), (0, 3))
#: How many of them a surface of each degree has.
N_TERMS = {1: 2, 2: 5, 3: 9}


def columns(expectation: Array, performance: Array, degree: int = 2) -> Array:
    """Columns of a polynomial surface, shape (n, terms).

    Parameters
    ----------
    expectation, performance : array, shape (n,)
        Centred at the same value.
    degree : {1, 2, 3}
    """
    wanted = POWERS[: N_TERMS[degree]]
    return np.stack([expectation**i * performance**j for i, j in wanted], axis=-1)


def height(coefficients: Array, expectation: Array, performance: Array) -> Array:
    """The surface without its intercept at points.

    Parameters
    ----------
    coefficients : array, shape (..., terms)
        b1, b2, ...; 5 terms for a quadratic surface, 9 for a cubic one.
    expectation, performance : array, shape (points,)

    Returns
    -------
    array, shape (..., points)
    """
    k = coefficients.shape[-1]
    degree = next(d for d, terms in N_TERMS.items() if terms == k)
    found: Array = coefficients @ columns(expectation, performance, degree).T
    return found
