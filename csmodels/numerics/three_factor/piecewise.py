"""Ratings bent at a knot: columns whose coefficients are the slopes below and above it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from csmodels.numerics.three_factor.columns import Array

FORMS = ("spline", "moderated")


def bent(ratings: ArrayLike, knots: ArrayLike, form: str = "spline") -> Array:
    """Columns of a piecewise regression.

    Parameters
    ----------
    ratings : array_like, shape (n, J)
    knots : array_like, shape (J,)
    form : {"spline", "moderated"}

    Returns
    -------
    array, shape (n, 2 J) or (n, 3 J)
        ``[below_1 .. below_J | above_1 .. above_J]``, and for "moderated" ``| jump_1 .. jump_J``.

    Notes
    -----
    With x the distance of a rating from its knot, the spline has min(x, 0) and max(x, 0): its two lines meet
    at the knot. The moderated form, S = b0 + b1 Q + b2 D + b3 Q D with D = 1 above the knot (Lin, Yang, Chan
    and Sheu 2010; the form from memory, unconfirmed), lets them miss each other: with Q = x its columns are
    x (1 - D), x D and D, so that the coefficients are b1, b1 + b3 and the jump b2 at the knot. An answer at
    the knot itself is not above it.

    Examples
    --------
    >>> bent([[1], [3], [5]], [3]).tolist()
    [[-2.0, 0.0], [0.0, 0.0], [0.0, 2.0]]
    >>> bent([[1], [3], [5]], [3], "moderated").tolist()
    [[-2.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 2.0, 1.0]]
    """
    x = np.asarray(ratings, dtype=np.float64) - np.asarray(knots, dtype=np.float64)
    # a difference of rounding is at the knot: a mean of ratings seldom is exactly
    x = np.where(np.abs(x) < 1e-9, 0.0, x)
    parts = [np.minimum(x, 0.0), np.maximum(x, 0.0)]
    if form == "moderated":
        parts.append((x > 0).astype(np.float64))
    return np.hstack(parts)


def heights(grid: ArrayLike, knot: float, form: str = "spline") -> Array:
    """Multipliers of (below, above[, jump]) along one attribute, shape (points, 2 or 3).

    Examples
    --------
    >>> heights([2.0, 5.0], 3.0).tolist()
    [[-1.0, 0.0], [0.0, 2.0]]
    """
    return bent(np.asarray(grid, dtype=np.float64)[:, None], [knot], form)
