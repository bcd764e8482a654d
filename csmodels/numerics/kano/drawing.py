"""Answers to a Kano questionnaire drawn from known shares of the categories."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from csmodels.numerics.kano.counts import LETTERS, A, Array, Codes, I, M, O, Q, R

#: Categories from the least to the most demanding; Q, which is none, comes first.
ALONG_DEMAND = (Q, R, I, A, O, M)
#: Relative chances of the pairs of answers within a category, functional answers down. Our assumption, not an
#: estimate: neutral answers are the usual ones among the pairs that mean the same.
PAIRS: Array = np.array(
    [
        [5.0, 1.0, 6.0, 3.0, 10.0],
        [0.5, 1.5, 6.0, 2.0, 6.0],
        [3.0, 2.5, 24.0, 9.0, 2.5],
        [2.5, 1.0, 7.0, 4.0, 1.5],
        [5.0, 3.0, 2.0, 1.0, 5.0],
    ]
)
PAIRS.flags.writeable = False
#: Mean importance, on 1 to 9, of those to whom an attribute is M O A I R Q, before rounding; and the spread.
IMPORTANCE: Array = np.array([7.5, 7.0, 6.0, 4.0, 4.0, 5.0])
IMPORTANCE.flags.writeable = False
SPREAD = 2.0
#: Share of the spread that is a respondent's own habit.
HABIT = 0.5
SCALE = (1, 9)


def drawn_categories(normal: Array, shares: Array) -> Codes:
    """True categories of respondents from normal places along :data:`ALONG_DEMAND`.

    Parameters
    ----------
    normal : array, shape (n, attributes)
        Standard normal; their correlations make those of the categories.
    shares : array, shape (n, attributes, 6)
        Of each respondent's segment; may be broadcast.

    Returns
    -------
    array of int8, shape (n, attributes)
    """
    along = np.array(ALONG_DEMAND, dtype=np.int8)
    ends = np.cumsum(shares[..., along], axis=-1)[..., :-1]
    place = _normal_cdf(normal)
    passed = (place[..., None] > ends).sum(axis=-1)
    # rounding may leave a place behind the last share that is not zero
    last = len(along) - 1 - (shares[..., along[::-1]] > 0).argmax(axis=-1)
    drawn: Codes = along[np.minimum(passed, last)]
    return drawn


def _normal_cdf(x: Array) -> Array:
    from scipy.special import ndtr

    found: Array = ndtr(x)
    return found


def drawn_pairs(categories: Codes, uniform: Array, table: Codes, weights: Array) -> tuple[Codes, Codes]:
    """Pairs of answers that the evaluation table puts into given categories.

    Parameters
    ----------
    categories : array of int8, shape (n, attributes)
    uniform : array, shape (n, attributes)
        Between 0 and 1.
    table : array of int8, shape (k, k)
    weights : array, shape (k, k)
        Relative chances of the pairs within a category.

    Returns
    -------
    functional, dysfunctional : array of int8, shape (n, attributes)
        1 to k.
    """
    k = len(table)
    cells = np.zeros(categories.shape, dtype=np.intp)
    for c in range(len(LETTERS)):
        mine = categories == c
        if mine.any():
            at = np.flatnonzero(table.ravel() == c)
            chances = np.cumsum(weights.ravel()[at])
            step = np.searchsorted(chances[:-1] / chances[-1], uniform[mine], side="right")
            cells[mine] = at[step]
    return (cells // k + 1).astype(np.int8), (cells % k + 1).astype(np.int8)


def drawn_importance(categories: Codes, habit: Array, own: Array) -> Array:
    """Importance from 1 to 9: higher where an attribute is a must, and by a respondent's habit.

    Parameters
    ----------
    categories : array of int8, shape (n, attributes)
    habit : array, shape (n, 1)
    own : array, shape (n, attributes)
        Standard normal.
    """
    noise = SPREAD * (math.sqrt(HABIT) * habit + math.sqrt(1 - HABIT) * own)
    return np.clip(np.rint(IMPORTANCE[categories] + noise), *SCALE)


def mean_importance(shares: Sequence[float] | Array) -> Array:
    """Expected importance of what :func:`drawn_importance` draws, for shares of shape (..., 6).

    Examples
    --------
    >>> mean_importance([0, 0, 0, 0, 0, 1.0]).round(6).item()
    5.0
    """
    steps = np.arange(SCALE[0], SCALE[1]) + 0.5
    normal = NormalDist()
    passed = [
        sum(1 - normal.cdf((t - mean) / SPREAD) for t in steps.tolist()) for mean in IMPORTANCE.tolist()
    ]
    found: Array = np.asarray(shares, dtype=np.float64) @ (SCALE[0] + np.array(passed))
    return found
