"""Screens of respondents: how often somebody answered in a way, and how often chance alone would do it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.kano.counts import Array

Bools = NDArray[np.bool_]
Counts = NDArray[np.intp]


def tails(asked: Bools, chances: Array) -> Array:
    """Probability that at least 0, 1, 2, ... of somebody's pairs are of a kind.

    Parameters
    ----------
    asked : array of bool, shape (n, attributes)
        Pairs of each respondent that count.
    chances : array, shape (attributes,)
        Of a pair to be of the kind.

    Returns
    -------
    array, shape (n, attributes + 2)
        The last column is 0.

    Notes
    -----
    The number is Poisson binomial where pairs are independent: its distribution is built up attribute by
    attribute, for every pattern of answered pairs once.

    Examples
    --------
    >>> import numpy as np
    >>> tails(np.array([[True, True], [True, False]]), np.array([0.5, 0.5])).tolist()
    [[1.0, 0.75, 0.25, 0.0], [1.0, 0.5, 0.0, 0.0]]
    """
    patterns, which = _patterns(asked)
    k = asked.shape[1]
    exact = np.zeros((len(patterns), k + 2))
    exact[:, 0] = 1.0
    for a in range(k):
        chance = np.where(patterns[:, a], chances[a], 0.0)[:, None]
        moved = exact[:, :-1] * chance
        exact *= 1 - chance
        exact[:, 1:] += moved
    # the last column is empty: nobody has more than all of them
    found = np.minimum(np.cumsum(exact[:, ::-1], axis=1)[:, ::-1], 1.0)
    return np.asarray(found[which])


def _patterns(asked: Bools) -> tuple[Bools, Counts]:
    """The different rows, and which of them each row is."""
    packed = np.ascontiguousarray(np.packbits(asked, axis=1))
    rows = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, which = np.unique(rows, return_index=True, return_inverse=True)
    return asked[first], which.ravel()


def by_chance(found: Counts, tail: Array) -> Array:
    """Probability of as many or more, shape (n,).

    Parameters
    ----------
    found : array of int, shape (n,)
    tail : array, shape (n, attributes + 2)
        As from :func:`tails`.
    """
    return np.asarray(np.take_along_axis(tail, found[:, None], axis=1)[:, 0])


def critical(tail: Array, alarm: float, least: int) -> Counts:
    """Smallest number, at least `least`, that chance reaches with a probability of no more than `alarm`.

    Examples
    --------
    >>> import numpy as np
    >>> tail = tails(np.ones((1, 16), dtype=bool), np.full(16, 0.02))
    >>> tail[0, :5].round(4).tolist(), critical(tail, 0.01, 2).tolist()
    ([1.0, 0.2762, 0.0399, 0.0037, 0.0002], [3])
    """
    rare = tail <= alarm
    rare[:, :least] = False
    # more pairs than there are is never reached, and always rare
    return np.asarray(np.where(rare.any(axis=1), rare.argmax(axis=1), tail.shape[1] - 1))


def all_the_same(answers: NDArray[np.integer[Any]], judged: Bools) -> Bools:
    """Who gave one and the same answer to every question answered.

    Parameters
    ----------
    answers : array of int, shape (n, attributes)
        0 where there is none.
    judged : array of bool, shape (n,)
        Who answered enough to be judged.

    Examples
    --------
    >>> import numpy as np
    >>> given = np.array([[3, 0, 3], [3, 2, 3]], dtype=np.int8)
    >>> all_the_same(given, np.array([True, True])).tolist()
    [True, False]
    """
    top = np.iinfo(answers.dtype).max
    least = np.where(answers > 0, answers, top).min(axis=1, initial=top)
    return np.asarray(judged & (answers.max(axis=1, initial=0) == least))


def same_by_chance(asked: Bools, shares: Array) -> Array:
    """Probability of one answer all the way down, were questions answered independently, shape (n,).

    Parameters
    ----------
    asked : array of bool, shape (n, attributes)
        Questions that were answered.
    shares : array, shape (attributes, answers)
        How often each answer is given.

    Examples
    --------
    >>> import numpy as np
    >>> same_by_chance(np.array([[True, True], [True, False]]), np.array([[0.5, 0.5], [0.2, 0.8]])).tolist()
    [0.5, 1.0]
    """
    patterns, which = _patterns(asked)
    chance = np.where(patterns[:, :, None], shares[None], 1.0).prod(axis=1)
    return np.asarray(np.minimum(chance.sum(axis=1), 1.0)[which])


def answer_shares(answers: NDArray[np.integer[Any]], size: int, weights: Array | None) -> Array:
    """Shares of the answers 1 to `size` of every attribute, shape (attributes, size); 0 without any."""
    counts = np.stack([np.bincount(column, weights, size + 1)[1:] for column in answers.T])
    return np.asarray(counts / np.maximum(counts.sum(axis=1, keepdims=True), np.finfo(float).tiny))
