"""Ranks of estimates in every resample, and what is sure of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ranks:
    """Ranks of k estimates; 1 is the largest.

    Attributes
    ----------
    rank : array of int, shape (k,)
        Of the estimates; equal ones share the better rank.
    expected : array, shape (k,)
        Mean over the resamples.
    low, high : array, shape (k,)
        Best and worst rank within the confidence level, whole numbers.
    shares : array, shape (k, k)
        Share of the resamples in which estimate i has rank j + 1.
    """

    rank: NDArray[np.intp]
    expected: Array
    low: Array
    high: Array
    shares: Array


def ranks(estimates: Array, draws: Array, conf_level: float) -> Ranks:
    """Rank estimates, and each resample's.

    Parameters
    ----------
    estimates : array, shape (k,)
    draws : array, shape (n_used, k)
        Resamples; with none of them all but the ranks are missing.
    conf_level : float

    Examples
    --------
    >>> found = ranks(np.array([0.5, 0.2]), np.array([[0.4, 0.3], [0.6, 0.1], [0.2, 0.3]]), 0.95)
    >>> found.rank.tolist(), found.low.tolist(), found.high.tolist(), found.shares.round(2).tolist()
    ([1, 2], [1.0, 1.0], [2.0, 2.0], [[0.67, 0.33], [0.33, 0.67]])
    """
    k = len(estimates)
    own = 1 + (estimates[None] > estimates[:, None]).sum(axis=1)
    if not len(draws):
        missing = np.full(k, np.nan)
        return Ranks(own, missing, missing, missing, np.full((k, k), np.nan))
    order = np.argsort(-draws, axis=1, kind="stable")
    drawn = np.sort(np.argsort(order, axis=1, kind="stable") + 1, axis=0)
    tail = (1 - conf_level) / 2
    # the smallest rank that this share of the resamples does not exceed
    low, high = (drawn[max(0, math.ceil(round(s * len(drawn), 9)) - 1)] for s in (tail, 1 - tail))
    shares = np.stack([(drawn == place).mean(axis=0) for place in range(1, k + 1)], axis=1)
    return Ranks(own, drawn.mean(axis=0), low.astype(np.float64), high.astype(np.float64), shares)
