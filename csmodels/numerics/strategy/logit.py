"""Logistic regression under many sets of weights at once: resamples, replicates, groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import batch_last, solve

Array = NDArray[np.float64]

#: The last step of Newton's method, in parts of the coefficients: what is left is about its square.
TOLERANCE = 1e-7
FULL_STEPS, MOST_STEPS = 12, 60
#: Linear predictors beyond this in all weight mean that the outcome is told apart perfectly.
SEPARATED = 25.0


def expit(x: Array) -> Array:
    """The logistic function.

    Examples
    --------
    >>> expit(np.array([0.0])).tolist()
    [0.5]
    """
    from scipy.special import expit as of

    found: Array = of(x)
    return found


def summed(weights: Array, member: NDArray[np.intp], cells: int) -> Array:
    """Weights of rows that are alike, together.

    Parameters
    ----------
    weights : array, shape (members, n)
    member : array of int, shape (n,)
        The cell of every row.
    cells : int

    Returns
    -------
    array, shape (members, cells)

    Examples
    --------
    >>> summed(np.array([[1.0, 2.0, 4.0]]), np.array([0, 1, 0]), 2).tolist()
    [[5.0, 2.0]]
    """
    from scipy.sparse import csr_array

    n = len(member)
    into = csr_array((np.ones(n), (np.arange(n), member)), shape=(n, cells))
    return np.asarray(weights @ into, dtype=np.float64)


def logit_fit(x: Array, y: Array, weights: Array, start: Array | None = None) -> Array:
    """Coefficients of maximum likelihood for every row of weights.

    Parameters
    ----------
    x : array, shape (n, k) or (members, n, k)
        Predictors, the intercept's ones among them.
    y : array, shape (n,)
        0 or 1.
    weights : array, shape (members, n)
        Rows of weight 0 have no part.
    start : array, shape (k,), optional
        Where the search starts.

    Returns
    -------
    array, shape (members, k)
        Missing where predictors are collinear, the outcome does not vary, or it is told apart perfectly.

    Notes
    -----
    Newton's method on sum w (y eta - log(1 + exp eta)), which is concave; a step is halved as often as the
    likelihood falls.

    Examples
    --------
    >>> x = np.column_stack([np.ones(4), [0.0, 0.0, 1.0, 1.0]])
    >>> logit_fit(x, np.array([0.0, 1.0, 1.0, 1.0]), np.array([[3.0, 1.0, 1.0, 1.0]])).shape
    (1, 2)
    """
    members, k = len(weights), x.shape[-1]
    beta = np.zeros((members, k))
    if start is None:
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.clip((weights @ y) / weights.sum(axis=1), 1e-6, 1 - 1e-6)
        beta[:, 0] = np.log(share / (1 - share))  # the first predictor is the intercept
    else:
        beta[:] = start
    first = beta.copy()
    every = np.arange(members)
    left = _newton(x, y, weights, beta, every, safe=False)
    if len(left):  # from far away full steps can overshoot
        beta[left] = first[left]
        beta[_newton(x, y, weights, beta, left, safe=True)] = np.nan
    # a coefficient that runs away settles numerically where every answer is told apart
    eta = np.abs(_linear(x, beta))
    with np.errstate(invalid="ignore"):
        beta[np.where(weights > 0, eta, np.inf).min(axis=1) > SEPARATED] = np.nan
    return beta


def _newton(
    x: Array, y: Array, weights: Array, beta: Array, left: NDArray[np.intp], *, safe: bool
) -> NDArray[np.intp]:
    """Newton's steps in place; which members did not settle. `safe` halves steps that lose likelihood."""
    lost: list[NDArray[np.intp]] = []
    value = _likelihood(x, y, weights, beta[left], left) if safe else np.empty(0)
    for _ in range(MOST_STEPS if safe else FULL_STEPS):
        step = _step(_of(x, left), y, weights[left], beta[left])
        new = beta[left] + step
        if safe:
            for _ in range(20):
                gained = _likelihood(x, y, weights, new, left)
                worse = gained < value - 1e-9 * np.abs(value)
                if not worse.any():
                    break
                step[worse] /= 2
                new[worse] = beta[left][worse] + step[worse]
            value = gained
        beta[left] = new
        sound = np.isfinite(new).all(axis=1)
        lost.append(left[~sound])
        with np.errstate(invalid="ignore"):
            going = sound & (np.abs(step).max(axis=1) > TOLERANCE * (1 + np.abs(new).max(axis=1)))
        left, value = left[going], value[going] if safe else value
        if not len(left):
            break
    return np.concatenate([*lost, left])


def _of(x: Array, which: NDArray[np.intp]) -> Array:
    return x if x.ndim == 2 else x[which]


def _linear(x: Array, beta: Array) -> Array:
    """Linear predictors, (members, n)."""
    found: Array = beta @ x.T if x.ndim == 2 else (x @ beta[:, :, None])[:, :, 0]
    return found


def _likelihood(x: Array, y: Array, weights: Array, beta: Array, which: NDArray[np.intp]) -> Array:
    eta = _linear(_of(x, which), beta)
    with np.errstate(invalid="ignore"):
        found: Array = (weights[which] * (y * eta - np.logaddexp(0.0, eta))).sum(axis=1)
    return found


def _step(x: Array, y: Array, weights: Array, beta: Array) -> Array:
    p = expit(_linear(x, beta))
    away, bend = weights * (y - p), weights * p * (1 - p)
    k = x.shape[-1]
    if x.ndim == 2:
        slope = away @ x
        curve = (bend @ (x[:, :, None] * x[:, None, :]).reshape(len(x), k * k)).reshape(-1, k, k)
    else:
        slope = (away[:, None, :] @ x)[:, 0]
        curve = x.swapaxes(1, 2) @ (bend[:, :, None] * x)
    scale = np.sqrt(np.einsum("mkk->mk", curve))
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = curve / (scale[:, :, None] * scale[:, None, :])
        right = slope / scale
    found = solve(batch_last(np.concatenate([scaled, right[..., None]], axis=-1), 2))[:, 0]
    step: Array = found.T / scale
    return step


def logit_influence(x: Array, y: Array, weights: Array, beta: Array) -> Array:
    """Each row's share in the error of the coefficients, (n, k): inverse information times score.

    Parameters
    ----------
    x : array, shape (n, k)
    y, weights : array, shape (n,)
    beta : array, shape (k,)
    """
    p = expit(x @ beta)
    information = x.T @ ((weights * p * (1 - p))[:, None] * x)
    return np.asarray(np.linalg.solve(information, ((weights * (y - p))[:, None] * x).T).T, dtype=np.float64)
