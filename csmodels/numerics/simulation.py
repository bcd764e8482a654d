"""Simulated truth: implied correlations, exact moments of rounded answers, samples of covariance matrices."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csmodels.numerics.effects import causal_order
from csmodels.numerics.intervals import LOST_WITHHOLD, middle_spread

Array = NDArray[np.float64]

#: Samples that share one seed ``SeedSequence([seed, n, block])``, whatever is held at a time.
BLOCK = 32
#: The series for rounded answers stops when what is left is below this share of a variance.
SERIES = 1e-14
SERIES_MOST = 6000


def construct_correlations(
    n_constructs: int,
    path_values: Sequence[float] | Array,
    paths: Sequence[tuple[int, int]],
    exogenous: Array | None = None,
) -> tuple[Array, Array]:
    """Correlations that standardised paths imply between constructs, and the variance they explain.

    Parameters
    ----------
    n_constructs : int
    path_values : array, shape (paths,)
        Standardised coefficients.
    paths : sequence of (dependent, predictor)
        Without a cycle.
    exogenous : array, shape (constructs, constructs), optional
        Correlations between constructs without a predictor; by default none.

    Returns
    -------
    correlations : array, shape (constructs, constructs)
    explained : array, shape (constructs,)
        R2 of each construct, 0 for one without a predictor; 1 or more is no model.

    Notes
    -----
    In causal order: cor(j, i) = sum_p b_jp cor(p, i) for every earlier construct i, and
    R2_j = sum_pq b_jp b_jq cor(p, q), since errors are independent of what comes before (Wright 1934).
    """
    phi = np.eye(n_constructs) if exogenous is None else np.array(exogenous, dtype=np.float64)
    explained = np.zeros(n_constructs)
    outcomes = {dependent for dependent, _ in paths}
    before = [j for j in range(n_constructs) if j not in outcomes]
    for j in causal_order(n_constructs, paths):
        if j not in outcomes:
            continue
        at = [i for i, (dependent, _) in enumerate(paths) if dependent == j]
        predictors = [paths[i][1] for i in at]
        slopes = np.asarray(path_values, dtype=np.float64)[at]
        phi[j, :] = phi[:, j] = 0.0
        phi[j, before] = phi[before, j] = slopes @ phi[np.ix_(predictors, before)]
        phi[j, j] = 1.0
        explained[j] = slopes @ phi[np.ix_(predictors, predictors)] @ slopes
        before.append(j)
    return phi, explained


def implied_correlations(
    construct_corr: Array, loadings: Array, blocks: Sequence[slice], within: Sequence[Array | None]
) -> Array:
    """Correlations of the items: loading times construct correlation times loading.

    Parameters
    ----------
    construct_corr : array, shape (constructs, constructs)
    loadings : array, shape (items,)
        Of a common factor, or the correlations of a composite with its items.
    blocks : sequence of slice
    within : sequence of array or None
        Correlations of the items of each composite; None for a common factor, whose items correlate
        through it alone.

    Notes
    -----
    The same rule holds between the blocks of composites (Dijkstra 2017; Henseler 2021, ch. 2).
    """
    owner = np.concatenate([np.full(b.stop - b.start, j) for j, b in enumerate(blocks)])
    corr: Array = loadings[:, None] * construct_corr[np.ix_(owner, owner)] * loadings
    for block, mine in zip(blocks, within, strict=True):
        if mine is not None:
            corr[block, block] = mine
    np.fill_diagonal(corr, 1.0)
    return corr


# ------------------------------------------------------------------ rounded answers


def rounded_moments(mean: Array, sd: Array, corr: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Means and covariances of normal variables rounded to whole steps of a scale and cut at its ends.

    Parameters
    ----------
    mean, sd : array, shape (items,)
        Of the variables before rounding.
    corr : array, shape (items, items)
    low, high : array, shape (items,)
        Ends of each scale; missing for an item that is not rounded.

    Returns
    -------
    mean : array, shape (items,)
    cov : array, shape (items, items)

    Notes
    -----
    An answer is low plus the number of thresholds passed. The covariance of two functions of standard
    normal variables with correlation r is sum_k r^k a_k b_k, with a_k and b_k their coefficients in
    normalised Hermite polynomials (Mehler 1866); a step at t has a_k = h_{k-1}(t) phi(t) / sqrt(k).
    """
    p = len(mean)
    steps = [_thresholds(*ends) for ends in zip(mean, sd, low, high, strict=True)]
    owner = np.repeat(np.arange(p), [len(t) for t in steps])
    t = np.concatenate(steps) if len(owner) else np.empty(0)
    passed = np.array([0.5 * math.erfc(x / math.sqrt(2)) for x in t.tolist()])
    smooth = np.isnan(low)
    new_mean = np.where(smooth, mean, np.nan_to_num(low) + np.bincount(owner, passed, minlength=p))
    # the variance of a count of ordered events: E[c^2] = sum_k (2 k - 1) P(c >= k)
    order = np.concatenate([np.arange(len(each)) for each in steps]) if len(owner) else np.empty(0)
    square = np.bincount(owner, (2 * order + 1) * passed, minlength=p)
    variance = np.where(smooth, sd**2, square - np.bincount(owner, passed, minlength=p) ** 2)
    off = corr - np.diag(np.diag(corr))
    cov = np.zeros((p, p))
    for coefficients in reversed(list(_hermite(t, owner, smooth, sd, np.abs(off).max(initial=0.0)))):
        # Horner's rule in r: each term is multiplied once more than the one before it
        cov = off * (np.outer(coefficients, coefficients) + cov)
    np.fill_diagonal(cov, variance)
    return new_mean, cov


def _thresholds(mean: float, sd: float, low: float, high: float) -> Array:
    """Standardised places between the answers of a scale; none where the scale is missing."""
    if math.isnan(low):
        return np.empty(0)
    return (np.arange(low, high) + 0.5 - mean) / sd


def _hermite(
    t: Array, owner: NDArray[np.intp], smooth: NDArray[np.bool_], sd: Array, largest: float
) -> Iterator[Array]:
    """Coefficients of every item, order after order, until nothing is left of the largest correlation."""
    p = len(sd)
    orders = SERIES_MOST if largest >= 1 else _orders(largest)
    density = np.exp(-0.5 * t**2) / math.sqrt(2 * math.pi)
    now, earlier = np.ones_like(t), np.zeros_like(t)
    for k in range(1, orders + 1):
        linear = np.where(smooth, sd, 0.0) if k == 1 else np.zeros(p)
        yield linear + np.bincount(owner, now * density, minlength=p) / math.sqrt(k)
        now, earlier = (t * now - math.sqrt(k - 1) * earlier) / math.sqrt(k), now


def _orders(largest: float) -> int:
    return 1 if largest <= 0 else min(SERIES_MOST, max(2, math.ceil(math.log(SERIES) / math.log(largest))))


# ------------------------------------------------------------------ samples


def bartlett(rng: np.random.Generator, p: int, df: int, size: int) -> Array:
    """Factors A of sample cross-products: A A' is Wishart with unit covariance (Bartlett 1933).

    Parameters
    ----------
    rng : numpy Generator
    p, df, size : int
        Variables, degrees of freedom (fewer than p give a singular matrix, as so few rows do), samples.

    Returns
    -------
    array, shape (size, p, min(p, df))
        Lower trapezoidal; with L L' = Sigma and n rows, (L A)(L A)' / n is a sample covariance matrix
        (divisor n) of normal rows, without a row being drawn.
    """
    k = min(p, df)
    factor = np.tril(rng.standard_normal((size, p, k)))
    at = np.arange(k)
    factor[:, at, at] = np.sqrt(rng.chisquare(df - at, size=(size, k)))
    return factor


def sampled_paths(
    root: Array,
    n: int,
    estimate: Callable[[Array], Array],
    *,
    count: int,
    draws: int,
    seed: int,
    robust: bool = False,
) -> tuple[Array, Array]:
    """Estimates and bootstrap standard errors of many samples of n normal rows.

    Parameters
    ----------
    root : array, shape (items, items)
        L with L L' the population's correlations.
    n : int
        Rows of a sample.
    estimate : function of correlations, shape (members, items, items)
        Returns (members, k).
    count, draws : int
        Samples, and bootstrap draws for the standard error of each.
    seed : int
    robust : bool
        Standard errors from the middle of the draws, where single draws explode.

    Returns
    -------
    estimates, std_errors : array, shape (count, k)
        Errors are missing where the sample, or more than half of its draws, cannot be estimated.

    Notes
    -----
    A bootstrap sample of n rows from a sample with covariance S has, for normal rows, a covariance matrix
    that is Wishart around S with n - 1 degrees of freedom, divided by n. It is drawn so, from the factor of
    S at hand, and samples and draws are one batch of matrices.
    """
    parts = [
        _block_of_samples(
            root, n, estimate, min(BLOCK, count - start), draws, [seed, n, start // BLOCK], robust
        )
        for start in range(0, count, BLOCK)
    ]
    estimates, errors = zip(*parts, strict=True)
    return np.concatenate(estimates), np.concatenate(errors)


def _block_of_samples(
    root: Array,
    n: int,
    estimate: Callable[[Array], Array],
    count: int,
    draws: int,
    seeds: list[int],
    robust: bool,
) -> tuple[Array, Array]:
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seeds)))
    # always a whole block, so that the first samples do not depend on how many are asked for
    factor = root @ bartlett(rng, len(root), n - 1, BLOCK)[:count]
    k = factor.shape[-1]
    inner = bartlett(rng, k, n - 1, BLOCK * draws).reshape(BLOCK, draws, k, -1)[:count]
    again = factor[:, None] @ inner
    estimates = estimate(_correlations(factor))
    redone = estimate(_correlations(again.reshape(count * draws, *again.shape[2:])))
    redone = np.moveaxis(redone.reshape(count, draws, -1), 1, -1)
    errors = _spread(redone, robust)
    errors[(np.isnan(redone).mean(axis=-1) > LOST_WITHHOLD) | np.isnan(estimates)] = np.nan
    return estimates, errors


def _spread(draws: Array, robust: bool) -> Array:
    """Standard errors from draws, shape (..., draws), some of which may be missing."""
    count = (~np.isnan(draws)).sum(axis=-1)
    if robust:
        errors = middle_spread(draws)
        some = (count > 0) & (count < draws.shape[-1])
        for place in np.argwhere(some):
            mine = draws[tuple(place)]
            errors[tuple(place)] = middle_spread(mine[~np.isnan(mine)])
        return errors
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = np.nansum(draws, axis=-1) / count
        found: Array = np.sqrt(np.nansum((draws - centre[..., None]) ** 2, axis=-1) / (count - 1))
        return found


def _correlations(factor: Array) -> Array:
    """Correlations of A A', for a batch of factors."""
    with np.errstate(invalid="ignore", divide="ignore"):
        unit: Array = factor / np.sqrt((factor**2).sum(axis=-1, keepdims=True))
        corr: Array = unit @ np.swapaxes(unit, -1, -2)
        return corr


def wilson(hits: NDArray[np.intp], of: NDArray[np.intp], conf_level: float = 0.95) -> tuple[Array, Array]:
    """Limits of a share (Wilson 1927): of `hits` among `of`, arrays of one shape."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / of
    return wilson_at(share, of, NormalDist().inv_cdf((1 + conf_level) / 2))


def wilson_at(share: ArrayLike, n: ArrayLike, z: ArrayLike) -> tuple[Array, Array]:
    """The same of shares among `n`, with a quantile in place of the level; arrays that fit each other."""
    p, of, k = (np.asarray(each, dtype=np.float64) for each in (share, n, z))
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = (p + k**2 / (2 * of)) / (1 + k**2 / of)
        half = k * np.sqrt(p * (1 - p) / of + k**2 / (4 * of**2)) / (1 + k**2 / of)
    return centre - half, centre + half


# ------------------------------------------------------------------ formulas


def inverse_square_root_n(path: float, needed: float) -> int:
    """Smallest whole n with |path| sqrt(n) > needed (Kock and Hadaya 2018, eq. 5).

    Parameters
    ----------
    path : float
        Smallest path that must be found.
    needed : float
        Normal quantiles of the test and of the power, added: 1.645 + 0.842 for a one-sided test at .05
        with power .8.
    """
    return math.floor((needed / abs(path)) ** 2) + 1


def gamma_exponential_n(path: float, needed: float) -> int:
    """Smallest whole n by the gamma-exponential method (Kock and Hadaya 2018, eq. 6 and 7).

    The standard error 1/sqrt(n) is smoothed by exp(-e |path| / sqrt(n)) and, where that leaves n at 10 or
    less, corrected by the gamma function instead. Their Exhibit B.1 evaluates the gamma function at n/2
    and (n + 1)/2, where eq. 6 has (n - 1)/2 and n/2; eq. 6 is used here.
    """
    b = abs(path)
    n = 1
    while b * math.sqrt(n) * math.exp(math.e * b / math.sqrt(n)) <= needed:
        n += 1
    if n > 10:
        return n
    n = 2
    while b * math.sqrt(n) * math.sqrt((n - 1) / 2) * _gamma_ratio(n) <= needed:
        n += 1
    return n


def _gamma_ratio(n: int) -> float:
    return math.exp(math.lgamma((n - 1) / 2) - math.lgamma(n / 2))
