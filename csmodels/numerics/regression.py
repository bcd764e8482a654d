"""Least squares as a function of moments: one sample, or every resample at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import batch_last, solve
from csmodels.numerics.moments import Moments

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Regression:
    """Coefficients of a least-squares fit; shapes (..., ) are the batch of the moments.

    Attributes
    ----------
    coef : array, shape (..., k)
        Coefficients of the predictors in their own units; missing where predictors are collinear.
    intercept : array, shape (...)
    residual : array, shape (...)
        Mean squared residual (divisor n).
    r_squared : array, shape (...)
    """

    coef: Array
    intercept: Array
    residual: Array
    r_squared: Array

    @property
    def params(self) -> Array:
        """Intercept and coefficients, shape (..., 1 + k)."""
        return np.concatenate([self.intercept[..., None], self.coef], axis=-1)


def least_squares(
    moments: Moments, outcome: int, predictors: Sequence[int], basis: Array | None = None
) -> Regression:
    """Regress one column on others.

    Parameters
    ----------
    moments : Moments
        With means; any leading batch axes.
    outcome : int
    predictors : sequence of int, length k
    basis : array, shape (k, m), optional
        Linear constraints: the coefficients are ``basis @ free``. Equal coefficients of two predictors are
        a column with two ones. Without columns only the intercept is left.

    Returns
    -------
    Regression
        Coefficients of all k predictors, constrained ones included.

    Notes
    -----
    With S the covariances, b = B (B' S_xx B)^-1 B' S_xy, and the intercept is that of the means.

    Examples
    --------
    >>> rows = np.array([[1.0, 2.0], [2.0, 4.1], [3.0, 5.9]])
    >>> found = least_squares(Moments.from_rows(rows), outcome=1, predictors=[0])
    >>> found.coef.round(3).tolist(), found.intercept.round(3).tolist()
    ([1.95], 0.1)
    """
    assert moments.mean is not None
    chosen = list(predictors)
    among = moments.cov[..., chosen, :][..., :, chosen]
    between = moments.cov[..., chosen, outcome]
    total = moments.cov[..., outcome, outcome]
    coef = coefficients(among, between, basis)
    explained = (coef * between).sum(axis=-1)
    intercept = moments.mean[..., outcome] - (coef * moments.mean[..., chosen]).sum(axis=-1)
    # a constrained fit is a projection too, so its explained part is the covariance with the outcome
    return Regression(coef, intercept, total - explained, explained / total)


def coefficients(among: Array, between: Array, basis: Array | None = None) -> Array:
    """Solution of the normal equations, from covariances.

    Parameters
    ----------
    among : array, shape (..., k, k)
        Of the predictors.
    between : array, shape (..., k)
        Of the predictors with the outcome, or with anything else that is to be projected on them.
    basis : array, shape (k, m), optional
        As for :func:`least_squares`.

    Returns
    -------
    array, shape (..., k)
        Missing where the predictors are collinear.

    Examples
    --------
    >>> coefficients(np.array([[4.0]]), np.array([2.0])).tolist()
    [0.5]
    """
    if basis is not None:
        free = coefficients(basis.T @ among @ basis, between @ basis, None)
        whole: Array = free @ basis.T
        return whole
    shape, k = between.shape[:-1], between.shape[-1]
    if not k:
        return np.zeros((*shape, 0))
    sd = np.sqrt(np.einsum("...kk->...k", among))
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = among / (sd[..., :, None] * sd[..., None, :])
        right = between / sd
    augmented = np.concatenate([scaled, right[..., None]], axis=-1)
    solved = solve(batch_last(augmented, 2))[:, 0]
    found: Array = solved.T.reshape(*shape, k) / sd
    return found
