"""Shapley values of any game whose values of all coalitions are known."""

from __future__ import annotations

from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError

Array = NDArray[np.float64]


def shapley(values: Array) -> Array:
    """Share of each player in the value of all players together.

    Parameters
    ----------
    values : array, shape (..., 2**p)
        Value of every coalition; player j is in coalition number s where bit j of s is set, so that the first
        is the value of nobody and the last that of all.

    Returns
    -------
    array, shape (..., p)
        They sum to ``values[..., -1] - values[..., 0]``.

    Raises
    ------
    SpecificationError
        The number of values is no power of two.

    Notes
    -----
    phi_j = sum over S without j of |S|! (p - |S| - 1)! / p! (v(S + j) - v(S)) (Shapley 1953, A value for
    n-person games).

    Examples
    --------
    >>> shapley(np.array([0.0, 1.0, 2.0, 5.0])).tolist()
    [2.0, 3.0]
    """
    found: Array = contributions(values).mean(axis=-1)
    return found


def contributions(values: Array) -> Array:
    """What each player adds on average to coalitions of each size.

    Parameters
    ----------
    values : array, shape (..., 2**p)
        As for :func:`shapley`.

    Returns
    -------
    array, shape (..., p, p)
        Player j, coalitions of k = 0 ... p - 1 others; the mean over k is the Shapley value.

    Examples
    --------
    >>> contributions(np.array([0.0, 1.0, 2.0, 5.0])).tolist()
    [[1.0, 3.0], [2.0, 4.0]]
    """
    given = np.asarray(values, dtype=np.float64)
    size = given.shape[-1] if given.ndim else 0
    if size < 2 or size & (size - 1):
        raise SpecificationError(f"{size} values of coalitions were given; p players have 2**p of them.")
    flat = np.ascontiguousarray(given.reshape(-1, size).T)
    found = averages(*tally(flat))
    return found.transpose(2, 0, 1).reshape(*given.shape[:-1], *found.shape[:2])


def tally(values: Array) -> tuple[Array, Array]:
    """Sums of the values of all coalitions of each size, with each player and in all.

    Parameters
    ----------
    values : array, shape (2**c, batch)

    Returns
    -------
    having : array, shape (c, c + 1, batch)
        Of the coalitions of s players with player j.
    every : array, shape (c + 1, batch)
    """
    n, batch = values.shape
    c = n.bit_length() - 1
    having = np.zeros((c, c + 1, batch))
    # coalitions of the players not yet looked at, by the number of those who were: the last player first,
    # whose coalitions are the second half
    folded = values[None]
    for j in range(c - 1, -1, -1):
        seen, half = len(folded), 1 << j
        without, with_j = folded[:, :half], folded[:, half:]
        by_size = _sizes(j) @ with_j
        for s in range(seen):
            having[j, s + 1 : s + j + 2] += by_size[s]
        folded = np.zeros((seen + 1, half, batch))
        folded[:-1] = without
        folded[1:] += with_j
    return having, folded[:, 0]


def averages(having: Array, every: Array) -> Array:
    """Mean contribution of each player to coalitions of each size, from the sums of :func:`tally`.

    Returns
    -------
    array, shape (p, p, batch)
        Player j, coalitions of k others.
    """
    p = len(having)
    ways = np.array([comb(p - 1, k) for k in range(p)], dtype=np.float64)[:, None]
    found: Array = (having[:, 1:] - (every - having)[:, :-1]) / ways
    return found


@lru_cache(maxsize=32)
def _sizes(players: int) -> Array:
    """Which coalitions have how many players, shape (players + 1, 2**players)."""
    count = np.zeros(1, dtype=np.intp)
    for _ in range(players):
        count = np.concatenate([count, count + 1])
    found: Array = (count == np.arange(players + 1)[:, None]).astype(np.float64)
    return found
