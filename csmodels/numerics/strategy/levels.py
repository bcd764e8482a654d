"""Shares of nested levels where it is not known of everybody which were reached."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]


def at_level(depth: Array, level: int) -> tuple[Bools, Bools]:
    """Who stood before a level and is known to have passed it or not, and who passed it.

    Parameters
    ----------
    depth : array, shape (n,)
        Levels passed, plus one half where the next is not known.
    level : int
        0 for the first.

    Examples
    --------
    >>> known, passed = at_level(np.array([0.0, 1.0, 1.5, 2.0]), 1)
    >>> known.tolist(), passed.tolist()
    ([False, True, False, True], [False, False, False, True])
    """
    passed = np.floor(depth) > level
    return passed | (depth == level), passed


def level_influences(depth: Array, weights: Array | None, levels: int) -> Array:
    """Columns whose weighted means are the shares that reach each level, and whose errors are the shares'.

    Parameters
    ----------
    depth : array, shape (n,)
        Levels passed, plus one half where the next is not known.
    weights : array, shape (n,), optional
    levels : int

    Returns
    -------
    array, shape (n, levels)
        Where all is known: 1 for those who reach a level, 0 for the others.

    Notes
    -----
    The share of level k is the product of the conversions c_1 ... c_k, each among those who stood before the
    level and of whom the step is known (the product-limit form of Kaplan and Meier 1958); respondents whose
    next step is unknown are taken to be like the others who came as far. Columns: the share plus Taylor's
    linearisation, sum over j of [product of the other c up to k] W r_j (p_j - c_j) / W_j, with r_j who is
    known, p_j who passed, W_j their weight and W that of all.

    Examples
    --------
    Two of four pass the first level; of one of them the second is not known, the other passes it.

    >>> level_influences(np.array([0.0, 0.0, 1.5, 2.0]), None, 2).mean(axis=0).tolist()
    [0.5, 0.5]
    """
    w = np.ones(len(depth)) if weights is None else weights
    steps = np.zeros((len(depth), levels))
    kept = np.zeros(levels)
    for j in range(levels):
        known, passed = at_level(depth, j)
        base = float(w @ known)
        if base > 0:
            kept[j] = float(w @ passed) / base
            steps[:, j] = w.sum() * known * (passed - kept[j]) / base
    found = np.empty((len(depth), levels))
    for k in range(levels):
        others = np.array([np.prod(np.delete(kept[: k + 1], j)) for j in range(k + 1)])
        found[:, k] = np.prod(kept[: k + 1]) + steps[:, : k + 1] @ others
    return found
