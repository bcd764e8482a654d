"""Means of parts of a sample, and regressions, as functions of the weights, with their influence values."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Smallest eigenvalue of the cross-products of scaled columns below which they are collinear.
SINGULAR = 1e-10


def part_means(values: Array, parts: Bools, weights: Array) -> Array:
    """Weighted means of columns, each over its own part of the rows.

    Parameters
    ----------
    values, parts : array, shape (n, q)
    weights : array, shape (members, n)

    Returns
    -------
    array, shape (members, q)
        Missing where a part has no weight.

    Examples
    --------
    >>> x, part = np.array([[1.0], [0.0], [1.0]]), np.array([[True], [True], [False]])
    >>> part_means(x, part, np.ones((1, 3))).tolist()
    [[0.5]]
    """
    base = weights @ parts.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = np.where(base > 0, (weights @ np.where(parts, values, 0.0)) / base, np.nan)
    return found


def part_influence(values: Array, parts: Bools, weights: Array, means: Array) -> Array:
    """Shares of the rows in the errors of `part_means`, shape (n, q): w (x - mean) / sum of w in the part.

    Columns whose part is empty have none.
    """
    base = weights @ parts.astype(np.float64)
    apart = np.where(parts, values - np.where(base > 0, means, 0.0), 0.0)
    found: Array = weights[:, None] * apart / np.where(base > 0, base, 1.0)
    return found


def weighted_squares(x: Array, y: Array, weights: Array) -> Array:
    """Coefficients of least squares for every row of weights.

    Parameters
    ----------
    x : array, shape (n, k)
    y : array, shape (n,)
    weights : array, shape (members, n)

    Returns
    -------
    array, shape (members, k)
        Missing where columns are collinear.

    Examples
    --------
    >>> x = np.column_stack([np.ones(3), [0.0, 1.0, 2.0]])
    >>> weighted_squares(x, np.array([1.0, 3.0, 5.0]), np.ones((1, 3))).round(6).tolist()
    [[1.0, 2.0]]
    """
    n, k = x.shape
    scale = np.sqrt((x**2).mean(axis=0))
    scaled = x / np.where(scale > 0, scale, 1.0)
    total = weights.sum(axis=1)
    cross = weights @ (scaled[:, :, None] * scaled[:, None, :]).reshape(n, k * k)
    cross = cross.reshape(-1, k, k) / np.where(total > 0, total, 1.0)[:, None, None]
    right = (weights @ (scaled * y[:, None])) / np.where(total > 0, total, 1.0)[:, None]
    sound = np.linalg.eigvalsh(cross)[:, 0] > SINGULAR
    found = np.full((len(weights), k), np.nan)
    found[sound] = np.linalg.solve(cross[sound], right[sound][..., None])[..., 0]
    out: Array = found / np.where(scale > 0, scale, 1.0)
    return out


def squares_influence(x: Array, y: Array, weights: Array, beta: Array) -> Array:
    """Shares of the rows in the errors of least squares, shape (n, k): w (y - x b) x (X'WX)^-1."""
    cross = (x * weights[:, None]).T @ x
    pulls = x * (weights * (y - x @ beta))[:, None]
    found: Array = np.asarray(np.linalg.solve(cross, pulls.T).T, dtype=np.float64)
    return found
