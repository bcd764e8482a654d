"""Small linear algebra for many matrices at once, with the batch as the *last* axis.

Public arrays carry their batch axes first. Inside hot loops the batch comes last, so that each
numpy call is one long loop over members that lie next to each other in memory; for matrices of
2 to 10 rows this is several times faster than the stacked LAPACK calls of ``numpy.linalg``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: A pivot of a correlation matrix below this is taken for zero: the matrix is singular.
SINGULAR = 1e-10


def batch_last(a: Array, n_axes: int) -> Array:
    """Turn (..., m, k) into a contiguous (m, k, members); no copy if memory is so already."""
    members = int(np.prod(a.shape[: a.ndim - n_axes]))
    flat = a.reshape((members, *a.shape[a.ndim - n_axes :]))
    return np.ascontiguousarray(np.moveaxis(flat, 0, -1))


def batch_first(a: Array, shape: tuple[int, ...]) -> Array:
    """Turn (m, k, members) into (*shape, m, k), as a view."""
    return np.moveaxis(a, -1, 0).reshape(*shape, *a.shape[:-1])


def factor(a: Array) -> tuple[Array, Array]:
    """LDL' factors of correlation matrices.

    Parameters
    ----------
    a : array, shape (m, m, members)

    Returns
    -------
    lower : array, shape (m, m, members)
        Unit lower triangle (the upper part is not used).
    pivots : array, shape (m, members)
        Missing where the matrix is singular, so that what follows is missing too.
    """
    m = len(a)
    lower, pivots = np.empty_like(a), np.empty_like(a[0])
    for i in range(m):
        pivots[i] = a[i, i]
        for k in range(i):
            entry = a[i, k].copy()
            for below in range(k):
                entry -= lower[i, below] * lower[k, below] * pivots[below]
            lower[i, k] = entry / pivots[k]
            pivots[i] -= lower[i, k] * entry
        np.copyto(pivots[i], np.nan, where=pivots[i] < SINGULAR)
    return lower, pivots


def solve(factors: tuple[Array, Array], b: Array) -> Array:
    """Solve for one right-hand side each: `b` has shape (m, members)."""
    lower, pivots = factors
    x = b.copy()
    m = len(b)
    for i in range(m):
        for k in range(i):
            x[i] -= lower[i, k] * x[k]
    x /= pivots
    for i in reversed(range(m)):
        for k in range(i + 1, m):
            x[i] -= lower[k, i] * x[k]
    return x
