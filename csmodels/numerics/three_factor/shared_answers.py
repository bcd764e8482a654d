"""Ordered logit and probit models of answers that are shared out over the categories, with all scores.

`csmodels.numerics.ordered` fits answers that were given. Here an answer may also be expected (a probability
for every category), and scores are kept for every category and not for the given one alone: that is what
the coefficients of one model under another, and their errors, are made of.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LINKS = ("logit", "probit")
#: The search ends where a Newton step would raise the log-likelihood by less than this share of an answer.
GAIN = 1e-12
STEPS = 60
#: Least curvature of the log-likelihood per answer, with columns of unit variance. Where the predictors
#: separate the categories it levels out, and the search ends on the plain.
CURVED = 1e-8
#: Least probability of a category; below it nothing can be divided.
LEAST = 1e-300


@dataclass(frozen=True, eq=False)
class SharedOut:
    """An ordered model at given parameters, n respondents and K categories.

    Attributes
    ----------
    params : array, shape (k + K - 1,)
        Coefficients, then thresholds.
    probability : array, shape (n, K)
    scores : array, shape (n, K, k + K - 1)
        Derivatives of log probabilities by the parameters.
    hessian : array, shape (k + K - 1, k + K - 1)
        Of the log-likelihood that was maximised.
    converged : bool
    """

    params: Array
    probability: Array
    scores: Array
    hessian: Array
    converged: bool


def fit_shared(x: Array, answers: Array, link: str = "logit") -> SharedOut:
    """Maximum likelihood of an ordered model.

    Parameters
    ----------
    x : array, shape (n, k)
        Predictors, without intercept.
    answers : array, shape (n, K)
        Weight of every respondent in every category: one 1 in a row for an answer, the survey weight for a
        weighted one, probabilities for an answer that is only expected.
    link : {"logit", "probit"}

    Returns
    -------
    SharedOut

    Notes
    -----
    P(y <= k) = F(t_k - x b) (McCullagh 1980). Newton's method with halved steps; the log-likelihood is
    concave (Pratt 1981), so the maximum is the only one. Without one (perfectly separated categories)
    `converged` is False.

    Examples
    --------
    >>> x = np.array([[0.0], [0], [0], [1], [1], [1]])
    >>> found = fit_shared(x, np.eye(2)[[0, 0, 1, 0, 1, 1]])
    >>> found.params.round(4).tolist(), round(float(2 * np.log(2)), 4), found.converged
    ([1.3863, 0.6931], 1.3863, True)
    """
    # columns of one size: a search among ratings and shares alike
    size = x.std(axis=0)
    size = np.where(size > 0, size, 1.0)
    z = (x - x.mean(axis=0)) / size
    k, total = x.shape[1], answers.sum()
    cumulated = np.cumsum(answers.sum(axis=0))[:-1] / total
    params = np.concatenate([np.zeros(k), _quantile(cumulated, link)])
    value = _log_likelihood(z, answers, params, link)
    converged = False
    for _ in range(STEPS):
        probability, scores, hessian = _derivatives(z, answers, params, link)
        slope = np.einsum("ik,ikm->m", answers, scores)
        try:
            step = np.linalg.solve(-hessian, slope)
        except np.linalg.LinAlgError:
            break
        gain = float(slope @ step)
        size_of_step, ahead = 1.0, params + step
        found = _log_likelihood(z, answers, ahead, link)
        while not found >= value - 1e-9 * abs(value) and size_of_step > 1e-6:
            size_of_step /= 2
            ahead = params + size_of_step * step
            found = _log_likelihood(z, answers, ahead, link)
        params, value = ahead, found
        if 0 <= gain < GAIN * total:
            converged = True
            break
    probability, scores, hessian = _derivatives(z, answers, params, link)
    converged = converged and bool(np.linalg.eigvalsh(-hessian)[0] > CURVED * total)
    return _in_own_units(params, probability, scores, hessian, x.mean(axis=0), size, converged)


def _in_own_units(
    params: Array, probability: Array, scores: Array, hessian: Array, mean: Array, size: Array, ok: bool
) -> SharedOut:
    """From standardised predictors back: b = b_z / size, t = t_z + mean b."""
    k = len(size)
    turn = np.eye(len(params))
    turn[:k, :k] = np.diag(1 / size)
    turn[k:, :k] = mean / size
    # derivatives by the new parameters: by the old ones, times the inverse of the turn
    back = np.linalg.inv(turn)
    return SharedOut(turn @ params, probability, scores @ back, back.T @ hessian @ back, ok)


def _quantile(p: Array, link: str) -> Array:
    from scipy.special import logit, ndtri

    found: Array = ndtri(p) if link == "probit" else logit(p)
    return found


def _cumulated(u: Array, link: str) -> tuple[Array, Array, Array]:
    """Distribution function, density and its slope."""
    from scipy.special import expit, ndtr

    if link == "probit":
        density = np.exp(-0.5 * u**2) / np.sqrt(2 * np.pi)
        return ndtr(u), density, -u * density
    below = expit(u)
    density = below * expit(-u)
    return below, density, density * (1 - 2 * below)


def _log_likelihood(x: Array, answers: Array, params: Array, link: str) -> float:
    thresholds = params[x.shape[1] :]
    if (np.diff(thresholds) <= 0).any():
        return -np.inf
    below, _, _ = _cumulated(thresholds - (x @ params[: x.shape[1]])[:, None], link)
    probability = np.diff(below, axis=1, prepend=0.0, append=1.0)
    return float((answers * np.log(np.maximum(probability, LEAST))).sum())


def _derivatives(x: Array, answers: Array, params: Array, link: str) -> tuple[Array, Array, Array]:
    """Probabilities (n, K), scores (n, K, m), Hessian (m, m) of the weighted log-likelihood."""
    (n, k), m = x.shape, len(params)
    cuts = m - k
    below, density, bend = _cumulated(params[k:] - (x @ params[:k])[:, None], link)
    probability = np.maximum(np.diff(below, axis=1, prepend=0.0, append=1.0), LEAST)
    scores = np.zeros((n, cuts + 1, m))
    rise = np.diff(density, axis=1, prepend=0.0, append=0.0) / probability
    scores[:, :, :k] = -rise[:, :, None] * x[:, None, :]
    at = np.arange(cuts)
    scores[:, at, k + at] = density / probability[:, :-1]
    scores[:, at + 1, k + at] = -density / probability[:, 1:]
    ratio = answers / probability
    curve = (ratio[:, :-1] - ratio[:, 1:]) * bend
    hessian = np.empty((m, m))
    hessian[:k, :k] = (x * curve.sum(axis=1)[:, None]).T @ x
    hessian[:k, k:] = -x.T @ curve
    hessian[k:, :k] = hessian[:k, k:].T
    hessian[k:, k:] = np.diag(curve.sum(axis=0))
    flat = scores.reshape(-1, m)
    hessian -= (flat * answers.reshape(-1, 1)).T @ flat
    return probability, scores, hessian
