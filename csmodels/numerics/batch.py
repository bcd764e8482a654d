"""Small linear algebra for many matrices at once, with the batch as the *last* axis.

Public arrays carry their batch axes first. Inside hot loops the batch comes last, so that each
numpy call is one long loop over members that lie next to each other in memory; for matrices of
2 to 10 rows this is several times faster than the stacked LAPACK calls of ``numpy.linalg``.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: A pivot of a correlation matrix below this is taken for zero: the matrix is singular.
SINGULAR = 1e-10
#: So few systems are solved by LAPACK: one call for all of them, where elimination makes many.
FEW_SYSTEMS = 32


def batch_last(a: Array, n_axes: int) -> Array:
    """Turn (..., m, k) into a contiguous (m, k, members); no copy if memory is so already."""
    members = math.prod(a.shape[: a.ndim - n_axes])
    flat = a.reshape((members, *a.shape[a.ndim - n_axes :]))
    return np.ascontiguousarray(flat.transpose(*range(1, n_axes + 1), 0))


def batch_first(a: Array, shape: tuple[int, ...]) -> Array:
    """Turn (m, k, members) into (*shape, m, k), as a view."""
    return a.transpose(-1, *range(a.ndim - 1)).reshape(*shape, *a.shape[:-1])


def solve(augmented: Array) -> Array:
    """Solve systems of correlations for several right-hand sides, by Gauss-Jordan elimination.

    Correlation matrices are positive definite with ones on the diagonal, so no rows need be exchanged.

    Parameters
    ----------
    augmented : array, shape (m, m + k, ...)
        The matrices with the right-hand sides beside them; overwritten.

    Returns
    -------
    array, shape (m, k, ...)
        Missing where the matrix is singular.
    """
    m = len(augmented)
    if m and augmented[0, 0].size <= FEW_SYSTEMS and (found := _solve_few(augmented)) is not None:
        return found
    for k in range(m):
        pivot = augmented[k, k]
        np.copyto(pivot, np.nan, where=pivot < SINGULAR)
        row = augmented[k, k + 1 :] / pivot
        augmented[:, k + 1 :] -= augmented[:, k, None] * row
        augmented[k, k + 1 :] = row
    return augmented[:, m:]


def _solve_few(augmented: Array) -> Array | None:
    """The same by LAPACK; None if a matrix is singular, so that elimination tells which."""
    m, width, *batch = augmented.shape
    systems = augmented.reshape(m, width, -1).transpose(2, 0, 1)
    try:
        # the squares of this diagonal are the pivots of the elimination
        root = np.linalg.cholesky(systems[..., :m])
    except np.linalg.LinAlgError:
        return None
    if not np.einsum("bkk->bk", root).min(initial=1.0) ** 2 >= SINGULAR:
        return None
    found = np.linalg.solve(systems[..., :m], systems[..., m:]).astype(np.float64, copy=False)
    return found.transpose(1, 2, 0).reshape(m, width - m, *batch)
