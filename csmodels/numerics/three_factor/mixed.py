"""Regression with random effects of groups: variances by restricted likelihood, then least squares."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.numerics.three_factor.columns import Array

#: Change of the criterion, and slope, at which the search stops.
STILL, FLAT = 1e-14, 1e-9


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


class Variances(NamedTuple):
    """What the search found.

    Attributes
    ----------
    relative : array, shape (q,)
        Variances of the random coefficients over the residual one.
    residual : float
    converged : bool
    """

    relative: Array
    residual: float
    converged: bool


class _Sums(NamedTuple):
    """Sums of products: of all rows, and of each group; columns x, then y."""

    whole: Array
    with_z: Array
    among_z: Array
    n: int
    k: int


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
    relative : array_like, shape (q,) or (q, q)
        Variances (or covariances) of the random coefficients over the residual variance; they may be 0.

    Returns
    -------
    Generalised

    Notes
    -----
    With V = I + Z D Z' in each group, X' V^-1 X = X'X - sum over groups of (Z'X)' (I + D Z'Z)^-1 D (Z'X): no
    inverse of D and nothing of the size of a group.

    Examples
    --------
    Without variance between groups it is ordinary least squares.

    >>> x = np.array([[1.0, 0], [1, 1], [1, 0], [1, 1]])
    >>> found = generalised(x, [1.0, 2, 3, 5], np.ones((4, 1)), np.array([0, 0, 1, 1]), [0.0])
    >>> found.coef.round(6).tolist()
    [2.0, 1.5]
    """
    outcome = np.asarray(y, dtype=np.float64)
    sums = _sums(np.asarray(x, dtype=np.float64), outcome, np.asarray(z, dtype=np.float64), groups)
    weighed = _weighed(sums, np.asarray(relative, dtype=np.float64))[0]
    inverse = np.asarray(np.linalg.inv(weighed[: sums.k, : sums.k]), dtype=np.float64)
    coef: Array = inverse @ weighed[: sums.k, sums.k :]
    return Generalised(coef[:, 0] if outcome.ndim == 1 else coef, inverse)


def restricted(x: ArrayLike, y: ArrayLike, z: ArrayLike, groups: NDArray[np.intp]) -> Variances:
    """Variances of independent random coefficients by restricted maximum likelihood (REML).

    Parameters
    ----------
    x, z, groups : as for :func:`generalised`
    y : array_like, shape (n,)

    Returns
    -------
    Variances

    Notes
    -----
    The criterion log|V| + log|X' V^-1 X| + (n - k) log(y' P y) is searched over the relative standard
    deviations (as Bates, Maechler, Bolker and Walker 2015 do), for which zero is an ordinary end of the
    range: groups that do not differ are an estimate of zero and no failure.

    Examples
    --------
    >>> y = np.array([1.0, 2, 5, 6, 9, 10])
    >>> found = restricted(np.ones((6, 1)), y, np.ones((6, 1)), np.array([0, 0, 1, 1, 2, 2]))
    >>> round(found.residual, 4), round(found.relative[0] * found.residual, 4).item()
    (0.5, 15.75)
    """
    from scipy.optimize import minimize

    given, outcome, random = (np.asarray(each, dtype=np.float64) for each in (x, y, z))
    sums = _sums(given, outcome, random, groups)
    q = sums.among_z.shape[1]

    def criterion(sd: Array) -> tuple[float, Array]:
        return _criterion(sums, sd)

    found = minimize(
        criterion, np.ones(q), jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * q,
        options={"ftol": STILL, "gtol": FLAT, "maxiter": 500},
    )  # fmt: skip
    relative = np.square(found.x)
    residual = _criterion_parts(sums, relative)[1] / (sums.n - sums.k)
    slope = np.where(found.x > 0, found.jac, np.minimum(found.jac, 0.0))
    return Variances(relative, residual, bool(np.abs(slope).max() < 1e-3))


def _sums(x: Array, y: Array, z: Array, groups: NDArray[np.intp]) -> _Sums:
    both = np.column_stack([x, y])
    n_groups, q = int(groups.max()) + 1, z.shape[1]
    with_z = np.zeros((n_groups, q, both.shape[1]))
    among_z = np.zeros((n_groups, q, q))
    np.add.at(with_z, groups, z[:, :, None] * both[:, None, :])
    np.add.at(among_z, groups, z[:, :, None] * z[:, None, :])
    return _Sums(both.T @ both, with_z, among_z, len(x), x.shape[1])


def _weighed(sums: _Sums, relative: Array) -> tuple[Array, Array, Array]:
    """[X y]' V^-1 [X y]; Z' V^-1 [X y] of each group; Z' V^-1 Z of each group."""
    d = np.diag(relative) if relative.ndim == 1 else relative
    inner = np.eye(len(d)) + d @ sums.among_z
    shrunk = np.linalg.solve(inner, d @ sums.with_z)
    whole = sums.whole - np.einsum("gqk,gqm->km", sums.with_z, shrunk)
    z_both = sums.with_z - sums.among_z @ shrunk
    z_z = sums.among_z - sums.among_z @ np.linalg.solve(inner, d @ sums.among_z)
    return whole, z_both, z_z


def _criterion_parts(sums: _Sums, relative: Array) -> tuple[Array, float]:
    """Coefficients, and the weighed sum of squared residuals."""
    whole = _weighed(sums, relative)[0]
    k = sums.k
    coef = np.asarray(np.linalg.solve(whole[:k, :k], whole[:k, k]), dtype=np.float64)
    return coef, float(whole[k, k] - coef @ whole[:k, k])


def _criterion(sums: _Sums, sd: Array) -> tuple[float, Array]:
    """The restricted deviance, without constants, and its slope by the relative standard deviations."""
    k, relative = sums.k, np.square(sd)
    whole, z_both, z_z = _weighed(sums, relative)
    coef, rest = _criterion_parts(sums, relative)
    inverse = np.linalg.inv(whole[:k, :k])
    inner = np.eye(len(sd)) + np.diag(relative) @ sums.among_z
    value = float(np.linalg.slogdet(inner)[1].sum() + np.linalg.slogdet(whole[:k, :k])[1])
    value += (sums.n - k) * np.log(rest)
    z_x = z_both[..., :k]
    left = z_both[..., k] - z_x @ coef
    slope: Array = np.einsum("gqq->q", z_z) - np.einsum("gqk,km,gqm->q", z_x, inverse, z_x)
    slope = slope - (sums.n - k) / rest * np.square(left).sum(axis=0)
    return value, 2 * sd * slope
