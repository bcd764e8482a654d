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


def solve(augmented: Array) -> Array:
    """Solve systems of correlations for several right-hand sides, by Gauss-Jordan elimination.

    Correlation matrices are positive definite with ones on the diagonal, so no rows need be exchanged.

    Parameters
    ----------
    augmented : array, shape (m, m + k, members)
        The matrices with the right-hand sides beside them; overwritten.

    Returns
    -------
    array, shape (m, k, members)
        Missing where the matrix is singular.
    """
    m = len(augmented)
    for k in range(m):
        pivot = augmented[k, k]
        np.copyto(pivot, np.nan, where=pivot < SINGULAR)
        row = augmented[k, k + 1 :] / pivot
        augmented[:, k + 1 :] -= augmented[:, k, None] * row
        augmented[k, k + 1 :] = row
    return augmented[:, m:]
