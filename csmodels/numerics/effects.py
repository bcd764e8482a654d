"""Direct, indirect and total effects in a recursive system of paths."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Path = tuple[int, int]


def causal_order(n_constructs: int, paths: Sequence[Path]) -> list[int]:
    """Constructs sorted so that every predictor comes before what it predicts.

    Constructs on a cycle are left out: a shorter list than `n_constructs` says there is one.
    """
    waiting = set(range(n_constructs))
    order: list[int] = []
    while ready := [j for j in sorted(waiting) if not any(d == j and p in waiting for d, p in paths)]:
        order += ready
        waiting -= set(ready)
    return order


def chains(n_constructs: int, paths: Sequence[Path]) -> list[tuple[int, ...]]:
    """Every way along the arrows from one construct to another, as (start, ..., end).

    Ordered by end, start, and then as the arrows were given; direct paths included.
    """
    after: dict[int, list[int]] = {j: [] for j in range(n_constructs)}
    for dependent, predictor in paths:
        after[predictor].append(dependent)

    def walk(chain: tuple[int, ...]) -> list[tuple[int, ...]]:
        onward = [(*chain, j) for j in after[chain[-1]]]
        return [found for longer in onward for found in (longer, *walk(longer))]

    every = [chain for j in range(n_constructs) for chain in walk((j,))]
    return sorted(every, key=lambda chain: (chain[-1], chain[0], len(chain)))


def total_effects(n_constructs: int, path_values: Array, paths: Sequence[Path]) -> Array:
    """Total effects of every construct on every other.

    Parameters
    ----------
    n_constructs : int
    path_values : array, shape (..., paths)
    paths : sequence of (dependent, predictor)

    Returns
    -------
    array, shape (constructs, constructs, ...)
        Entry [i, j] is the effect of j on i, (I - B)^-1 - I (Bollen 1989, eq. 8.13), built up in causal
        order: the effect on a construct is that on its predictors, times their paths.
    """
    total = np.zeros((n_constructs, n_constructs, *path_values.shape[:-1]))
    for j in causal_order(n_constructs, paths):
        for i, (dependent, predictor) in enumerate(paths):
            if dependent == j:
                total[j] += path_values[..., i] * total[predictor]
                total[j, predictor] += path_values[..., i]
    return total


def along(path_values: Array, paths: Sequence[Path], way: tuple[int, ...]) -> Array:
    """The product of the coefficients along one way (Wright 1934).

    Parameters
    ----------
    path_values : array, shape (..., paths)
    paths : sequence of (dependent, predictor)
    way : tuple of constructs, (start, ..., end)

    Returns
    -------
    array, shape (...)
        A total effect is the sum of these over all ways between two constructs.
    """
    steps = [paths.index((end, start)) for start, end in pairwise(way)]
    product: Array = np.prod(path_values[..., steps], axis=-1)
    return product
