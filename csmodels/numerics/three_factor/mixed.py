"""Least squares with random effects of groups whose variances are known."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.numerics.three_factor.columns import Array


class Generalised(NamedTuple):
    """Generalised least squares.

    Attributes
    ----------
    coef : array, shape (k,) or (k, m)
    inverse : array, shape (k, k)
        Covariance of the coefficients, divided by the residual variance.
    """

    coef: Array
    inverse: Array


def generalised(
    x: ArrayLike, y: ArrayLike, z: ArrayLike, groups: NDArray[np.intp], relative: ArrayLike
) -> Generalised:
    """Regress outcomes on predictors, given the random effects' variances.

    Parameters
    ----------
    x : array_like, shape (n, k)
        Predictors, with a constant.
    y : array_like, shape (n,) or (n, m)
        One outcome or several.
    z : array_like, shape (n, q)
        Predictors with random coefficients: a column of ones for random intercepts.
    groups : array of int, shape (n,)
        Codes 0, 1, ... of the groups.
    relative : array_like, shape (q, q)
        Covariance of the random coefficients over the residual variance; it may be singular.

    Returns
    -------
    Generalised

    Notes
    -----
    With V = I + Z D Z' in each group, X' V^-1 X = X'X - sum over groups of (Z'X)' (I + D Z'Z)^-1 D (Z'X): no
    inverse of D and nothing of the size of a group (Henderson's identities).

    Examples
    --------
    Without variance between groups it is ordinary least squares.

    >>> x = np.array([[1.0, 0], [1, 1], [1, 0], [1, 1]])
    >>> found = generalised(x, [1.0, 2, 3, 5], np.ones((4, 1)), np.array([0, 0, 1, 1]), [[0.0]])
    >>> found.coef.round(6).tolist()
    [2.0, 1.5]
    """
    x, z = np.asarray(x, dtype=np.float64), np.asarray(z, dtype=np.float64)
    outcome = np.asarray(y, dtype=np.float64)
    both = np.column_stack([x, outcome])
    of_groups = np.zeros((int(groups.max()) + 1, z.shape[1], both.shape[1]))
    among = np.zeros((len(of_groups), z.shape[1], z.shape[1]))
    np.add.at(of_groups, groups, z[:, :, None] * both[:, None, :])
    np.add.at(among, groups, z[:, :, None] * z[:, None, :])
    d = np.asarray(relative, dtype=np.float64)
    shrunk = np.linalg.solve(np.eye(len(d)) + d @ among, d @ of_groups)
    k = x.shape[1]
    whole = x.T @ both - np.einsum("gqk,gqm->km", of_groups[..., :k], shrunk)
    inverse = np.linalg.inv(whole[:, :k])
    coef = inverse @ whole[:, k:]
    return Generalised(coef[:, 0] if outcome.ndim == 1 else coef, inverse)
