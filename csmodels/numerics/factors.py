"""One factor, eigenvalues, parallel analysis, marker correction, for any number of matrices at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import SINGULAR, batch_first, batch_last, solve
from csmodels.numerics.pls import PlsSpec, regressions
from csmodels.numerics.resampling import BLOCK

Array = NDArray[np.float64]

#: Loadings have settled when none moves by more than this in one round.
TOLERANCE = 1e-12
MAX_ROUNDS = 500
#: Rounds of one loading after another before all are moved together: few matrices need the costly step.
SIMPLE_ROUNDS = 25
#: Settled members are dropped from the arrays when this share of them is done.
DROP_SHARE = 0.5
#: Keeps simulated data apart from resamples and permutations of the same seed.
KIND = 3


def one_factor(corr: Array) -> Array:
    """Loadings of a single common factor, by minimum residuals (unweighted least squares).

    Parameters
    ----------
    corr : array, shape (..., k, k)
        Correlations of the items.

    Returns
    -------
    array, shape (..., k)
        Summing to a positive number. None exceeds 1 in size: where the unrestricted solution would, an
        item is all factor (a Heywood case) and its loading is 1. Missing for a single item, for missing
        correlations, and where the solution does not settle.

    Notes
    -----
    Harman and Jones (1966): the loadings l that minimise the sum over i < j of (r_ij - l_i l_j)^2, one
    loading after another, each within [-1, 1] (Harman and Fukuda 1966), from the first principal axis on.
    Where items hardly hang together there can be several minima; the one found need not be the lowest. Two
    items do not identify two loadings; both get the root of their correlation. Three items are fitted
    exactly, if no loading is at its bound.

    Examples
    --------
    >>> l = np.array([0.9, 0.8, 0.7, 0.6])
    >>> r = np.outer(l, l) + np.diag(1 - l**2)
    >>> one_factor(r).round(6)
    array([0.9, 0.8, 0.7, 0.6])
    """
    shape, k = corr.shape[:-2], corr.shape[-1]
    members = corr.reshape(-1, k, k)
    known = np.isfinite(members).all(axis=(-2, -1))
    found = np.full((len(members), k), np.nan)
    if k == 2:
        r = members[known, 0, 1]
        root = np.sqrt(np.abs(r))
        found[known] = np.stack([root, np.sign(r) * root], axis=-1)
    elif k > 2 and known.any():
        found[known] = (_three_items if k == 3 else _minimum_residuals)(members[known])
    found *= np.where(found.sum(axis=-1) < 0, -1.0, 1.0)[:, None]
    return found.reshape(*shape, k)


def _three_items(corr: Array) -> Array:
    """The same for three items: exact where three loadings give the correlations, else one at its bound."""
    pairs = corr[:, [0, 0, 1], [1, 2, 2]]
    with np.errstate(invalid="ignore", divide="ignore"):
        squares = pairs.prod(axis=-1)[:, None] / pairs[:, ::-1] ** 2
        fits = ((squares > 0) & (squares <= 1)).all(axis=-1)
        signs = np.stack([np.ones(len(corr)), np.sign(pairs[:, 0]), np.sign(pairs[:, 1])], axis=-1)
        found = np.where(fits[:, None], signs * np.sqrt(np.where(fits[:, None], squares, 0.0)), 0.0)
    others = ~fits & (np.abs(pairs) > SINGULAR).any(axis=-1)
    if others.any():
        off = _off_diagonal(corr[others])
        tried = []
        for item in range(3):
            loadings = off[item].copy()
            loadings[item] = 1.0
            tried.append(_settled(off, loadings, fixed=item))
        misfit = [(_residuals(off, each.T) ** 2).sum(axis=(0, 1)) for each in tried]
        best = np.argmin(misfit, axis=0)
        found[others] = np.stack(tried)[best, np.arange(len(best))]
    return found


def _minimum_residuals(corr: Array) -> Array:
    """Descent from the first principal axis, one loading after another."""
    values, vectors = np.linalg.eigh(corr)
    start = vectors[..., -1] * np.sqrt(np.maximum(values[..., -1:], 0.0))
    return _settled(_off_diagonal(corr), batch_last(np.clip(start, -1, 1), 1))


def _off_diagonal(corr: Array) -> Array:
    """Correlations with the batch last, (k, k, members), and zeros on the diagonal."""
    off = batch_last(corr, 2).copy()
    here = np.arange(len(off))
    off[here, here] = 0.0
    return off


def _settled(off: Array, loadings: Array, fixed: int | None = None) -> Array:
    """Rounds of improvements until nothing moves, (members, k); missing where that takes too long."""
    found = np.full(loadings.shape[::-1], np.nan)
    left = np.arange(len(found))
    going = np.ones(len(left), dtype=bool)
    for number in range(MAX_ROUNDS):
        before = loadings.copy()
        # where an item hardly correlates with the others, single loadings creep along a valley
        if number >= SIMPLE_ROUNDS and fixed is None:
            _newton_step(off, loadings)
        _one_round(off, loadings, fixed)
        # a settled member keeps its loadings, so that its neighbours in the batch cannot matter
        loadings[:, ~going] = before[:, ~going]
        going &= ~(np.abs(loadings - before).max(axis=0) < TOLERANCE)
        if not going.any():
            break
        if going.mean() < 1 - DROP_SHARE:
            found[left[~going]] = loadings[:, ~going].T
            off, loadings, left = off[..., going], loadings[:, going], left[going]
            going = np.ones(len(left), dtype=bool)
    found[left[~going]] = loadings[:, ~going].T
    return found


def _one_round(off: Array, loadings: Array, fixed: int | None) -> None:
    """Improve each loading in turn, given all others; in place."""
    squares = (loadings**2).sum(axis=0)
    for i in range(len(loadings)):
        if i == fixed:
            continue
        squares -= loadings[i] ** 2
        product = (off[i] * loadings).sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            best = np.clip(product / squares, -1.0, 1.0)
        # without any other loading this one changes nothing
        loadings[i] = np.where(squares > 0, best, 0.0)
        squares += loadings[i] ** 2


def _newton_step(off: Array, loadings: Array) -> None:
    """Move all loadings together where that fits better; in place."""
    k = len(loadings)
    here = np.arange(k)
    residual = _residuals(off, loadings)
    slope = -(residual * loadings).sum(axis=1)
    # a loading held at its bound stays there
    held = (np.abs(loadings) >= 1) & (slope * loadings < 0)
    slope[held] = 0.0
    curvature = loadings[:, None] * loadings - residual
    curvature[here, here] = (loadings**2).sum(axis=0) - loadings**2
    curvature = np.where(held[:, None] | held, np.eye(k)[..., None], curvature)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        step = solve(np.concatenate([curvature, slope[:, None]], axis=1))[:, 0]
        trial = np.clip(loadings - step, -1.0, 1.0)
        better = (_residuals(off, trial) ** 2).sum(axis=(0, 1)) < (residual**2).sum(axis=(0, 1))
    loadings[:, better] = trial[:, better]


def _residuals(off: Array, loadings: Array) -> Array:
    """Correlations that the factor leaves unexplained, zero on the diagonal."""
    rest: Array = off - loadings[:, None] * loadings
    here = np.arange(len(loadings))
    rest[here, here] = 0.0
    return rest


def omega(loadings: Array) -> Array:
    """McDonald's omega: reliability of the sum of standardised items, if one factor causes them.

    Use it in place of alpha where the items load unequally; alpha is then too low.

    Parameters
    ----------
    loadings : array, shape (..., k)
        Of a one-factor solution, e.g. `one_factor`.

    Returns
    -------
    array, shape (...)
        Missing for a single item.

    Notes
    -----
    McDonald (1999): (sum l)^2 / [(sum l)^2 + sum (1 - l^2)]. Equal to standardised alpha where all
    loadings are equal.

    Examples
    --------
    >>> float(omega(np.array([0.8, 0.8, 0.8])).round(4))
    0.8421
    """
    if loadings.shape[-1] == 1:
        return np.full(loadings.shape[:-1], np.nan)
    common = loadings.sum(axis=-1) ** 2
    found: Array = common / (common + (1 - loadings**2).sum(axis=-1))
    return found


def eigenvalues(corr: Array) -> Array:
    """Eigenvalues of correlation matrices, the largest first; missing where an entry is.

    Parameters
    ----------
    corr : array, shape (..., p, p)

    Returns
    -------
    array, shape (..., p)
    """
    known = np.asarray(np.isfinite(corr).all(axis=(-2, -1)))
    safe = np.where(known[..., None, None], corr, np.eye(corr.shape[-1]))
    found = np.linalg.eigvalsh(safe)[..., ::-1]
    return np.where(known[..., None], found, np.nan)


def single_factor_shares(corr: Array) -> Array:
    """Share of the variance of all items that one component, and one common factor, account for.

    Use it for Harman's test: above one half, a single source may lie behind all answers.

    Parameters
    ----------
    corr : array, shape (..., p, p)

    Returns
    -------
    array, shape (..., 2)
        First the unrotated first principal component (largest eigenvalue over p), then a single common
        factor by minimum residuals (mean squared loading), which is never larger and is what principal
        axis factoring with one factor gives.

    Notes
    -----
    Harman (1967); Podsakoff and Organ (1986). The test is weak: it finds only gross method variance.

    Examples
    --------
    >>> r = np.full((4, 4), 0.25) + 0.75 * np.eye(4)
    >>> single_factor_shares(r).round(4)
    array([0.4375, 0.25  ])
    """
    component = eigenvalues(corr)[..., 0] / corr.shape[-1]
    factor = (one_factor(corr) ** 2).mean(axis=-1)
    return np.stack([component, factor], axis=-1)


def parallel_eigenvalues(n: float, p: int, draws: int, seed: int = 0) -> Array:
    """Eigenvalues of correlation matrices of independent normal items: what chance alone gives.

    Parameters
    ----------
    n : float
        Respondents; need not be whole (an effective sample size).
    p : int
        Items.
    draws : int
        Simulated samples; they come in blocks with seeds of their own, so that the first 500 of 1,000
        are the 500.
    seed : int

    Returns
    -------
    array, shape (draws, p)
        The largest first.

    Notes
    -----
    Horn (1965). The samples' covariances are drawn directly from their Wishart distribution by Bartlett's
    (1933) decomposition, so that the time does not depend on n; with fewer respondents than items rows
    are drawn instead.

    Examples
    --------
    >>> parallel_eigenvalues(n=100, p=6, draws=500).mean(axis=0).round(2)
    array([1.34, 1.17, 1.05, 0.93, 0.82, 0.68])
    """
    parts = []
    for block, start in enumerate(range(0, draws, BLOCK)):
        rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, block, 0, KIND])))
        cov = _null_covariances(rng, n, p)[: draws - start]
        sd = np.sqrt(np.diagonal(cov, axis1=-2, axis2=-1))
        parts.append(eigenvalues(cov / sd[:, :, None] / sd[:, None, :]))
    return np.concatenate(parts) if parts else np.empty((0, p))


def _null_covariances(rng: np.random.Generator, n: float, p: int) -> Array:
    """A block of scatter matrices of n rows of p independent normal items."""
    if n - 1 < p:
        rows = rng.standard_normal((BLOCK, int(n), p))
        rows -= rows.mean(axis=1, keepdims=True)
        few: Array = np.matmul(rows.swapaxes(-1, -2), rows)
        return few
    root = np.tril(rng.standard_normal((BLOCK, p, p)), -1)
    root[:, np.arange(p), np.arange(p)] = np.sqrt(rng.chisquare(n - 1 - np.arange(p), size=(BLOCK, p)))
    scatter: Array = np.matmul(root, root.swapaxes(-1, -2))
    return scatter


def retained(values: Array, limits: Array) -> NDArray[np.bool_]:
    """Components to keep: those before the first that does not exceed its limit.

    Parameters
    ----------
    values, limits : array, shape (..., p)
        Eigenvalues, the largest first, and what chance gives, e.g. the 95th percentile.

    Returns
    -------
    array of bool, shape (..., p)

    Examples
    --------
    >>> retained(np.array([2.0, 0.9, 0.8]), np.array([1.2, 1.0, 0.7]))
    array([ True, False, False])
    """
    return np.logical_and.accumulate(values > limits, axis=-1)


def marker_corrected(corr: Array, marker: Any) -> Array:
    """Correlations with the share of a common method taken out.

    Parameters
    ----------
    corr : array, shape (..., k, k)
        Correlations of the constructs.
    marker : float or array, shape (...)
        The correlation that the method alone is thought to cause.

    Returns
    -------
    array, shape (..., k, k)

    Notes
    -----
    Lindell and Whitney (2001): (r - r_M) / (1 - r_M), the partial correlation given a method factor that
    every construct shares in equal measure.

    Examples
    --------
    >>> marker_corrected(np.array([[1.0, 0.5], [0.5, 1.0]]), 0.2)[0, 1].round(4)
    np.float64(0.375)
    """
    share = np.asarray(marker, dtype=np.float64)[..., None, None]
    found: Array = (corr - share) / (1 - share)
    k = np.arange(corr.shape[-1])
    found[..., k, k] = 1.0
    return found


def correlation_test(r: Array, df: Any) -> tuple[Array, Array]:
    """Student's t test of correlations against zero.

    Parameters
    ----------
    r : array, shape (...)
    df : float or array that broadcasts
        n - 2 for a correlation; n - 3 for one corrected for a marker variable (Lindell and Whitney 2001).

    Returns
    -------
    statistic, p_value : array, shape (...)
        t = r sqrt(df / (1 - r^2)), two-sided; missing without degrees of freedom.

    Examples
    --------
    >>> t, p = correlation_test(np.array(0.375), 97)
    >>> float(t.round(4)), float(p.round(6))
    (3.9841, 0.000131)
    """
    from scipy.special import stdtr

    left = np.asarray(df, dtype=np.float64)
    left = np.where(left > 0, left, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = r * np.sqrt(left / (1 - r**2))
        return statistic, 2 * stdtr(left, -np.abs(statistic))


def marker_corrected_paths(construct_corr: Array, marker: Any, spec: PlsSpec) -> Array:
    """Path coefficients that corrected correlations give.

    Parameters
    ----------
    construct_corr : array, shape (..., constructs, constructs)
    marker : float or array, shape (...)
    spec : PlsSpec

    Returns
    -------
    array, shape (..., paths)
        In the order of ``spec.paths``; missing where the corrected correlations of the predictors are none.

    Examples
    --------
    >>> spec = PlsSpec((2, 2), ("A", "A"), ((1, 0),))
    >>> marker_corrected_paths(np.array([[1.0, 0.5], [0.5, 1.0]]), 0.2, spec).round(4)
    array([0.375])
    """
    corrected = batch_last(marker_corrected(construct_corr, marker), 2)
    paths, _ = regressions(corrected, spec)
    return batch_first(paths, construct_corr.shape[:-2])
