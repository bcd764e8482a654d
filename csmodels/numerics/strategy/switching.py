"""Customers who move between brands: the value of a Markov chain, closed forms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Determinants below this are rounding errors: the shares it settles at are not the chain's alone.
SINGULAR = 1e-12


def chain_values(
    matrix: Array, margin: Array, discount: float, horizon: int | None = None, first: str = "now"
) -> Array:
    """What each brand earns from a customer who is with a brand now, discounted.

    Parameters
    ----------
    matrix : array, shape (..., J, J)
        Share of the customers of the row that are with the column one period later.
    margin : array, shape (..., J)
        Of a customer in a period.
    discount : float
    horizon : int, optional
        Periods that are counted; all by default.
    first : {"now", "end"}
        Whether the first margin comes at once or after the first move.

    Returns
    -------
    array, shape (..., J, J)
        Entry [k, j]: from a customer of k to brand j.

    Notes
    -----
    With D = P / (1 + d): sum over t = 0, 1, ... of D^t diag(m) = (I - D)^-1 diag(m), over T periods
    (I - D)^-1 (I - D^T) diag(m); multiplied by D where the first margin comes after the first move.

    Examples
    --------
    >>> chain_values(np.array([[1.0]]), np.array([10.0]), 0.25).round(6).tolist()
    [[50.0]]
    """
    j = matrix.shape[-1]
    moved = matrix / (1 + discount)
    if horizon is None:
        total = np.linalg.inv(np.eye(j) - moved)  # rows of D sum to less than one
    elif discount == 0:
        total = np.broadcast_to(np.eye(j), matrix.shape).copy()
        power = total
        for _ in range(horizon - 1):
            power = power @ moved
            total = total + power
    else:
        total = np.linalg.inv(np.eye(j) - moved) @ (np.eye(j) - np.linalg.matrix_power(moved, horizon))
    if first == "end":
        total = moved @ total
    found: Array = total * margin[..., None, :]
    return found


def long_run(matrix: Array) -> Array:
    """Shares that the chain settles at, shape (..., J): those that one more move leaves as they are.

    Missing where these depend on the shares now, as where nobody ever leaves two of the brands.

    Examples
    --------
    >>> long_run(np.array([[0.9, 0.1], [0.3, 0.7]])).round(4).tolist()
    [0.75, 0.25]
    """
    j = matrix.shape[-1]
    system = np.swapaxes(matrix, -1, -2) - np.eye(j)
    system = np.concatenate([system[..., :-1, :], np.ones((*matrix.shape[:-2], 1, j))], axis=-2)
    many = system.reshape(-1, j, j)
    right = np.zeros((len(many), j, 1))
    right[:, -1] = 1.0
    with np.errstate(invalid="ignore"):
        sound = np.abs(np.linalg.det(many)) > SINGULAR
    found = np.full((len(many), j), np.nan)
    found[sound] = np.linalg.solve(many[sound], right[sound])[..., 0]
    shares: Array = np.maximum(found, 0.0).reshape(matrix.shape[:-1])  # no -0.0
    return shares


def with_retention(matrix: Array, brand: int, points: float) -> Array:
    """The matrix with so much more kept by a brand, taken from those who leave it in proportion.

    The row is missing where fewer than `points` leave.
    """
    found = matrix.copy()
    kept = matrix[..., brand, brand]
    with np.errstate(divide="ignore", invalid="ignore"):
        less = (1 - kept - points) / (1 - kept)
    less = np.where(less >= 0, less, np.nan)
    with np.errstate(invalid="ignore"):
        found[..., brand, :] *= less[..., None]
    found[..., brand, brand] = np.where(np.isnan(less), np.nan, kept + points)
    return found
