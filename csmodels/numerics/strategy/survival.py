"""The shifted-beta-geometric model of how long customers stay: closed forms and maximum likelihood."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

#: Bounds of the search: logit of the mean loss rate, logarithm of alpha + beta.
BOUNDS = ((-12.0, 12.0), (-6.0, 12.0))
#: log(alpha + beta) from which on customers cannot be told to differ.
ALIKE = 11.0
TOLERANCE = 1e-9
MOST_STEPS = 200


def survival(periods: ArrayLike, alpha: ArrayLike, beta: ArrayLike) -> Array:
    """Share of customers still there after so many periods: B(alpha, beta + t) / B(alpha, beta).

    Examples
    --------
    >>> survival([1, 2], 0.6, 3.6).round(4).tolist()
    [0.8571, 0.7582]
    """
    from scipy.special import betaln

    t, a, b = (np.asarray(each, dtype=np.float64) for each in (periods, alpha, beta))
    return np.exp(betaln(a, b + t) - betaln(a, b))


def retention(periods: ArrayLike, alpha: ArrayLike, beta: ArrayLike) -> Array:
    """Share kept in period t of those who were there before it: (beta + t - 1) / (alpha + beta + t - 1).

    Examples
    --------
    >>> retention([1, 10], 0.6, 3.6).round(4).tolist()
    [0.8571, 0.9545]
    """
    t, a, b = (np.asarray(each, dtype=np.float64) for each in (periods, alpha, beta))
    found: Array = (b + t - 1) / (a + b + t - 1)
    return found


def lost(periods: ArrayLike, alpha: ArrayLike, beta: ArrayLike) -> Array:
    """Share lost in period t: B(alpha + 1, beta + t - 1) / B(alpha, beta).

    Examples
    --------
    >>> lost([1, 2], 0.6, 3.6).round(4).tolist()
    [0.1429, 0.0989]
    """
    from scipy.special import betaln

    t, a, b = (np.asarray(each, dtype=np.float64) for each in (periods, alpha, beta))
    return np.exp(betaln(a + 1, b + t - 1) - betaln(a, b))


def discounted_lifetime(discount: float, alpha: ArrayLike, beta: ArrayLike, after: ArrayLike = 0.0) -> Array:
    """Discounted expected periods of a customer who has stayed `after` of them; the coming one counts 1.

    Sum over t = 0, 1, ... of S(after + t) / S(after) / (1 + d)^t, which is the hypergeometric function
    2F1(1, beta + n; alpha + beta + n; 1 / (1 + d)) with n = after (Fader and Hardie 2010, unconfirmed).

    Examples
    --------
    >>> discounted_lifetime(0.1, 0.6, 3.6).round(3).item()
    6.134
    >>> discounted_lifetime(0.0, 3.0, 4.0).item()
    3.0
    """
    from scipy.special import hyp2f1

    a, b = (
        np.asarray(alpha, dtype=np.float64),
        np.asarray(beta, dtype=np.float64) + np.asarray(after, dtype=np.float64),
    )
    if discount == 0:
        with np.errstate(divide="ignore"):
            return np.where(a > 1, (a + b - 1) / (a - 1), np.inf)
    return np.asarray(hyp2f1(1.0, b, a + b, 1 / (1 + discount)), dtype=np.float64)


def shapes(params: Array) -> tuple[Array, Array]:
    """Alpha and beta of logit(alpha / (alpha + beta)) and log(alpha + beta), shape (..., 2)."""
    from scipy.special import expit

    both = np.exp(params[..., 1])
    return both * expit(params[..., 0]), both * expit(-params[..., 0])


def log_shares(params: Array, first: int, last: int, stock: bool) -> Array:
    """Logarithms of the shares of the categories, shape (..., categories).

    Of a stock: completed periods first, ..., last, proportional to survival. Of a cohort: lost in period
    first, ..., last of those who were there before period first, and at the end those still there.
    """
    from scipy.special import betaln, logsumexp

    a, b = (each[..., None] for each in shapes(params))
    t = np.arange(first, last + 1, dtype=np.float64)
    if stock:
        log_s = betaln(a, b + t) - betaln(a, b)
        found: Array = log_s - logsumexp(log_s, axis=-1, keepdims=True)
        return found
    gone = betaln(a + 1, b + t - 1)
    there = betaln(a, b + last)
    before = betaln(a, b + first - 1)
    every: Array = np.concatenate([gone, np.broadcast_to(there, (*gone.shape[:-1], 1))], axis=-1)
    return every - np.asarray(before, dtype=np.float64)


def gradient(params: Array, first: int, last: int, stock: bool) -> Array:
    """Derivatives of the logarithms of the shares, shape (..., categories, 2)."""
    from scipy.special import digamma as psi

    a, b = (each[..., None] for each in shapes(params))
    t = np.arange(first, last + 1, dtype=np.float64)

    def stayed(at: Array) -> tuple[Array, Array]:
        """Of the logarithm of survival by alpha and by beta."""
        common = psi(a + b) - psi(a + b + at)
        return common, common + psi(b + at) - psi(b)

    if stock:
        by = list(stayed(t))
        shares = np.exp(log_shares(params, first, last, stock))
        by = [each - (shares * each).sum(axis=-1, keepdims=True) for each in by]
    else:
        common = psi(a + b) - psi(a + b + t)
        gone = (common + psi(a + 1) - psi(a), common + psi(b + t - 1) - psi(b))
        there, before = stayed(np.array([float(last)])), stayed(np.array([first - 1.0]))
        by = [
            np.concatenate([one, end], axis=-1) - start
            for one, end, start in zip(gone, there, before, strict=True)
        ]
    turn = a * b / (a + b)  # of alpha by the logit of the mean; beta falls as much
    return np.stack([turn * (by[0] - by[1]), a * by[0] + b * by[1]], axis=-1)


def fit_survival(counts: Array, first: int, last: int, stock: bool, start: Array | None = None) -> Array:
    """Maximum likelihood for every row of counts.

    Parameters
    ----------
    counts : array, shape (members, categories)
    first, last, stock
        As for `log_shares`.
    start : array, shape (2,), optional

    Returns
    -------
    array, shape (members, 2)
        logit(alpha / (alpha + beta)), log(alpha + beta); at a bound where customers do not differ.

    Notes
    -----
    Scoring by Fisher's information, which is that of a multinomial, with damping: a step that lowers the
    likelihood is tried again, shorter.
    """
    members = len(counts)
    low, high = (np.array([pair[end] for pair in BOUNDS]) for end in (0, 1))
    x = np.tile(np.array([-1.5, 1.0]) if start is None else start, (members, 1))
    total = counts.sum(axis=1)
    damping = np.full(members, 1e-6)
    value = (counts * log_shares(x, first, last, stock)).sum(axis=1)
    left = np.arange(members)
    for _ in range(MOST_STEPS):
        shares = np.exp(log_shares(x[left], first, last, stock))
        slopes = gradient(x[left], first, last, stock)
        score = (counts[left][..., None] * slopes).sum(axis=1)
        information = np.einsum("mc,mci,mcj->mij", shares, slopes, slopes) * total[left][:, None, None]
        across = (shares[..., None] * slopes).sum(axis=1)
        information -= across[:, :, None] * across[:, None, :] * total[left][:, None, None]
        ridge = damping[left] * np.maximum(np.einsum("mii->m", information), 1e-12)
        information[:, [0, 1], [0, 1]] += ridge[:, None]
        step = np.linalg.solve(information, score[..., None])[..., 0]
        new = np.clip(x[left] + step, low, high)
        gained = (counts[left] * log_shares(new, first, last, stock)).sum(axis=1)
        better = gained >= value[left] - 1e-12 * np.abs(value[left])
        moved = np.abs(new - x[left]).max(axis=1)
        x[left[better]], value[left[better]] = new[better], gained[better]
        damping[left] = np.where(better, np.maximum(damping[left] / 10, 1e-12), damping[left] * 10)
        done = (better & (moved < TOLERANCE)) | (damping[left] > 1e12)
        left = left[~done]
        if not len(left):
            break
    x[left] = np.nan
    return x
