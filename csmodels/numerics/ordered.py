"""Ordered logit and probit regression by Newton steps, with the rows' scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

LINKS = ("logit", "probit")
#: Newton steps, and how often one of them is halved: the likelihood is concave, a handful of steps is usual.
STEPS, HALVINGS = 60, 40
#: Largest slope of the mean log-likelihood at the estimate, with columns of unit variance.
FLAT = 1e-10
#: Mean log-likelihoods closer than this are equal.
ROUNDING = 1e-14
#: Smallest curvature of the mean log-likelihood: below it a direction is flat, because the answers separate
#: the categories and a coefficient runs to infinity.
CURVED = 1e-8


@dataclass(frozen=True, eq=False)
class Ordered:
    """A fitted ordered model of m categories: P(y <= j) = F(threshold_j - x b).

    Attributes
    ----------
    coef : array, shape (k,)
    thresholds : array, shape (m - 1,)
    covariance : array, shape (k + m - 1, k + m - 1)
        Of `params`: the inverse of the observed information.
    log_likelihood, null_log_likelihood : float
        Of the model, and of one with thresholds alone.
    converged : bool
        False where the answers separate the categories, so that no maximum exists.
    link : str
    """

    coef: Array
    thresholds: Array
    covariance: Array
    log_likelihood: float
    null_log_likelihood: float
    converged: bool
    link: str

    @property
    def params(self) -> Array:
        """Coefficients, then thresholds."""
        return np.concatenate([self.coef, self.thresholds])

    @property
    def mcfadden(self) -> float:
        """1 - log-likelihood / that of the thresholds alone (McFadden 1974): no share of variance."""
        return 1 - self.log_likelihood / self.null_log_likelihood


class _Terms(NamedTuple):
    """Log-probabilities of the answers and their derivatives by both ends of the category, shape (n,)."""

    log_p: Array
    upper: Array
    lower: Array
    upper_2: Array
    lower_2: Array
    both: Array


def fit_ordered(x: ArrayLike, codes: ArrayLike, link: str = "logit") -> Ordered:
    """Maximum likelihood.

    Parameters
    ----------
    x : array_like, shape (n, k)
        Predictors, without a constant.
    codes : array_like of int, shape (n,)
        Categories 0, 1, ..., m - 1, lowest first; each must occur.
    link : {"logit", "probit"}
        Distribution of the latent error: logistic or standard normal.

    Returns
    -------
    Ordered

    Notes
    -----
    The proportional-odds model of McCullagh (1980) and its probit form. The log-likelihood is concave in
    coefficients and thresholds (Pratt 1981), so Newton steps, halved where they overshoot, find its maximum.

    Examples
    --------
    Without predictors the thresholds are those of the shares.

    >>> found = fit_ordered(np.empty((4, 0)), [0, 1, 1, 2])
    >>> found.thresholds.round(4).tolist()
    [-1.0986, 1.0986]
    """
    given = np.asarray(x, dtype=np.float64)
    answers = np.asarray(codes, dtype=np.intp)
    m, k = int(answers.max()) + 1, given.shape[1]
    centre, size = given.mean(axis=0), given.std(axis=0)
    scaled = (given - centre) / size
    start = _marginal(answers, m, link)
    at, fitted, converged = _climb(np.concatenate([np.zeros(k), start]), scaled, answers, link)
    information = -second_derivatives(at, scaled, answers, link)
    try:
        covariance = np.linalg.inv(information)
    except np.linalg.LinAlgError:
        covariance, converged = np.full_like(information, np.nan), False
    # back to the columns' own units: b = b_s / size, and thresholds move by the centre
    turn = np.eye(len(at))
    turn[:k, :k] = np.diag(1 / size)
    turn[k:, :k] = centre / size
    params = turn @ at
    null = _terms(np.concatenate([np.zeros(k), start]), scaled, answers, link).log_p.sum()
    return Ordered(
        params[:k], params[k:], turn @ covariance @ turn.T, fitted, float(null), converged, link
    )  # fmt: skip


def scores(params: Array, x: Array, codes: Codes, link: str) -> Array:
    """Derivatives of each row's log-likelihood by coefficients and thresholds, shape (n, k + m - 1)."""
    terms = _terms(params, x, codes, link)
    upper, lower = _ends(codes, len(params) - x.shape[1])
    slope = -(terms.upper + terms.lower)[:, None] * x
    return np.hstack([slope, terms.upper[:, None] * upper + terms.lower[:, None] * lower])


def second_derivatives(params: Array, x: Array, codes: Codes, link: str) -> Array:
    """Second derivatives of the log-likelihood: minus the observed information."""
    terms = _terms(params, x, codes, link)
    upper, lower = (np.hstack([-x, end]) for end in _ends(codes, len(params) - x.shape[1]))
    mixed = (upper * terms.both[:, None]).T @ lower
    found: Array = (
        (upper * terms.upper_2[:, None]).T @ upper
        + (lower * terms.lower_2[:, None]).T @ lower
        + mixed
        + mixed.T
    )
    return found


def probabilities(params: Array, x: Array, link: str) -> Array:
    """Probability of each category for each row, shape (n, m).

    Examples
    --------
    >>> probabilities(np.array([0.0, 0.0]), np.zeros((1, 1)), "probit").tolist()
    [[0.5, 0.5]]
    """
    k = x.shape[1]
    upto = _distribution(params[k:] - (x @ params[:k])[:, None], link)
    ends = np.ones((len(x), 1))
    return np.diff(np.hstack([0 * ends, upto, ends]), axis=1)


def _climb(at: Array, x: Array, codes: Codes, link: str) -> tuple[Array, float, bool]:
    """Newton steps up the concave log-likelihood, halved where they lead down or thresholds cross."""
    n = len(x)
    value = _mean(at, x, codes, link)
    for _ in range(STEPS):
        slope = scores(at, x, codes, link).mean(axis=0)
        if np.abs(slope).max() < FLAT:
            bend = np.linalg.eigvalsh(-second_derivatives(at, x, codes, link) / n)
            return at, n * value, bool(bend[0] > CURVED)
        try:
            step = np.linalg.solve(-second_derivatives(at, x, codes, link) / n, slope)
        except np.linalg.LinAlgError:
            break
        for _ in range(HALVINGS):
            new = _mean(at + step, x, codes, link)
            if new >= value - ROUNDING:
                break
            step = step / 2
        else:
            break
        at, value = at + step, new
    return at, n * value, False


def _mean(params: Array, x: Array, codes: Codes, link: str) -> float:
    """Mean log-likelihood; minus infinity where thresholds cross."""
    if (np.diff(params[x.shape[1] :]) <= 0).any():
        return -np.inf
    return float(_terms(params, x, codes, link).log_p.mean())


def _terms(params: Array, x: Array, codes: Codes, link: str) -> _Terms:
    k = x.shape[1]
    cuts = np.concatenate([[-np.inf], params[k:], [np.inf]])
    eta = x @ params[:k]
    upper, lower = cuts[codes + 1] - eta, cuts[codes] - eta
    # in the upper tail the difference of two numbers near 1 is that of their complements
    flip = lower > 0
    high, low = np.where(flip, -lower, upper), np.where(flip, -upper, lower)
    p = np.maximum(_distribution(high, link) - _distribution(low, link), np.finfo(float).tiny)
    f_u, d_u = _density(upper, link)
    f_l, d_l = _density(lower, link)
    first, second = f_u / p, -f_l / p
    return _Terms(
        np.log(p), first, second, d_u / p - first**2, -d_l / p - second**2, -first * second
    )  # fmt: skip


def _ends(codes: Codes, n_thresholds: int) -> tuple[Array, Array]:
    """Which threshold is the upper end of each row's category, and which the lower; zeros at the outside."""
    each = np.eye(n_thresholds + 2)
    return each[codes + 1][:, 1:-1], each[codes][:, 1:-1]


def _marginal(codes: Codes, m: int, link: str) -> Array:
    """Thresholds that give the observed shares."""
    upto = np.cumsum(np.bincount(codes, minlength=m))[:-1] / len(codes)
    if link == "logit":
        return np.asarray(np.log(upto / (1 - upto)))
    from scipy.special import ndtri

    return np.asarray(ndtri(upto))


def _distribution(z: Array, link: str) -> Array:
    if link == "logit":
        from scipy.special import expit

        return np.asarray(expit(z))
    from scipy.special import ndtr

    return np.asarray(ndtr(z))


def _density(z: Array, link: str) -> tuple[Array, Array]:
    """Density and its derivative; both 0 at infinity."""
    if link == "logit":
        # of the nearer tail: 1 - share would lose the digits of a share near 1
        share = _distribution(-np.abs(z), link)
        density = share * (1 - share)
        return density, -np.sign(z) * density * (1 - 2 * share)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    return density, -np.where(np.isfinite(z), z, 0.0) * density
