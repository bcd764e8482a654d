"""Discriminant validity and collinearity of constructs and items, for any number of members at once."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import Array, batch_first, batch_last, solve
from csmodels.numerics.pls import PlsFit, PlsSpec

Pairs = NDArray[np.bool_]


def construct_pairs(spec: PlsSpec) -> list[tuple[int, int]]:
    """Every pair of constructs once, (first, second) in the order of the specification.

    Examples
    --------
    >>> construct_pairs(PlsSpec((2, 2, 1), ("A", "A", "A"), ((1, 0), (2, 1))))
    [(0, 1), (0, 2), (1, 2)]
    """
    return list(combinations(range(len(spec.sizes)), 2))


def htmt(corr: Array, spec: PlsSpec) -> Array:
    """Heterotrait-monotrait ratio of correlations of every pair of constructs.

    Use it to ask whether two constructs can be told apart by their items: it estimates the correlation
    of the constructs behind the items, and close to 1 they cannot.

    Parameters
    ----------
    corr : array, shape (..., items, items)
    spec : PlsSpec

    Returns
    -------
    array, shape (..., pairs)
        In the order of `construct_pairs`; missing where one of the two is a Mode B composite with
        several items, which need not correlate.

    Notes
    -----
    Henseler, Ringle and Sarstedt (2015): the mean correlation of the items of one construct with those
    of the other, over the geometric mean of the two mean correlations within. Absolute correlations are
    taken, so that an item coded the other way does not count against the pair. A single item correlates
    with itself alone, which is 1: its ratio is not corrected for the item's error.

    Examples
    --------
    >>> r = np.array([[1, .5, .3, .3], [.5, 1, .3, .3], [.3, .3, 1, .6], [.3, .3, .6, 1]])
    >>> htmt(r, PlsSpec((2, 2), ("A", "A"), ((1, 0),))).round(4)
    array([0.5477])
    """
    return _ratios(batch_last(np.abs(corr), 2), corr.shape[:-2], spec)


def htmt2(corr: Array, spec: PlsSpec) -> Array:
    """HTMT with geometric in place of arithmetic means of the correlations.

    Use it beside `htmt` where the items of a construct load unequally: HTMT then overstates the
    correlation of the constructs, HTMT2 does not.

    Parameters
    ----------
    corr : array, shape (..., items, items)
    spec : PlsSpec

    Returns
    -------
    array, shape (..., pairs)
        As `htmt`. A correlation of exactly zero between the two blocks makes the ratio zero, within a
        block missing.

    Notes
    -----
    Roemer, Schuberth and Henseler (2021). Absolute correlations are taken as in `htmt`; the geometric
    mean does not exist for negative ones.

    Examples
    --------
    >>> r = np.array([[1, .5, .4, .2], [.5, 1, .4, .2], [.4, .4, 1, .6], [.2, .2, .6, 1]])
    >>> htmt2(r, PlsSpec((2, 2), ("A", "A"), ((1, 0),))).round(4)
    array([0.5164])
    """
    with np.errstate(divide="ignore"):
        logs = np.log(np.abs(batch_last(corr, 2)))
    return _ratios(logs, corr.shape[:-2], spec, geometric=True)


def _ratios(values: Array, shape: tuple[int, ...], spec: PlsSpec, geometric: bool = False) -> Array:
    """Means between blocks over the root of those within, of correlations or logs (p, p, members)."""
    sizes = np.array(spec.sizes, dtype=np.float64)
    sums = np.add.reduceat(np.add.reduceat(values, spec.starts, axis=0), spec.starts, axis=1)
    within = sums[np.arange(len(sizes)), np.arange(len(sizes))]
    if not geometric:
        within -= sizes[:, None]  # the diagonal; its logarithm is zero
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        within /= (sizes * (sizes - 1))[:, None]
        within[sizes == 1] = 0.0 if geometric else 1.0
        # within a Mode B block the items need not correlate at all
        within[[j for j, mode in enumerate(spec.modes) if mode == "B" and spec.sizes[j] > 1]] = np.nan
        out = np.empty((len(sizes) * (len(sizes) - 1) // 2, values.shape[-1]))
        for row, (i, j) in enumerate(construct_pairs(spec)):
            between = sums[i, j] / (sizes[i] * sizes[j])
            if geometric:
                out[row] = np.exp(between - (within[i] + within[j]) / 2)
            else:
                out[row] = between / np.sqrt(within[i] * within[j])
    out[~np.isfinite(out)] = np.nan
    return batch_first(out, shape)


def cross_loadings(corr: Array, fit: PlsFit, spec: PlsSpec, rho: Array | None = None) -> Array:
    """Correlations of every item with every construct.

    Parameters
    ----------
    corr : array, shape (..., items, items)
    fit : PlsFit
        With leading shape (...).
    spec : PlsSpec
    rho : array, shape (..., constructs), optional
        Reliabilities of the composites where the fit is consistent (1 where it is not corrected):
        correlations with the other constructs are disattenuated by their roots.

    Returns
    -------
    array, shape (..., items, constructs)
        An item's entry for its own construct is its loading.

    Notes
    -----
    Chin (1998): an item should correlate with its own construct more than with any other.
    """
    cross = _with_composites(corr, fit.weights, spec)
    if rho is not None:
        with np.errstate(invalid="ignore", divide="ignore"):
            cross = cross / np.sqrt(rho)[..., None, :]
    cross[..., np.arange(cross.shape[-2]), spec.construct_of_item] = fit.loadings
    return cross


def _with_composites(corr: Array, weights: Array, spec: PlsSpec) -> Array:
    """Correlations of every item with every composite, shape (..., items, constructs)."""
    r, w = batch_last(corr, 2), batch_last(weights, 1)
    out = np.empty((len(w), len(spec.sizes), w.shape[-1]))
    for j, block in enumerate(spec.blocks):
        np.einsum("kpb,kb->pb", r[block], w[block], out=out[:, j])
    return batch_first(out, corr.shape[:-2])


def variance_inflation(corr: Array) -> Array:
    """Variance inflation factor of each variable by all others: the diagonal of the inverse.

    Parameters
    ----------
    corr : array, shape (..., k, k)
        Correlations.

    Returns
    -------
    array, shape (..., k)
        1 / (1 - R2) of each variable's regression on the others; missing where the matrix is singular or
        no correlation matrix (as among disattenuated correlations).

    Examples
    --------
    >>> variance_inflation(np.array([[1, 0.5], [0.5, 1]])).round(4)
    array([1.3333, 1.3333])
    """
    k = corr.shape[-1]
    r = batch_last(corr, 2)
    unit = np.broadcast_to(np.eye(k)[..., None], r.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        inverse = solve(np.concatenate([r, unit], axis=1))
    factors = inverse[np.arange(k), np.arange(k)]
    # where a pivot fails, only the later rows come out missing: the whole matrix has no inverse
    factors[:, np.isnan(factors).any(axis=0)] = np.nan
    return batch_first(factors, corr.shape[:-2])


def vif_items(corr: Array, spec: PlsSpec) -> Array:
    """Variance inflation of each item by the other items of its construct.

    Parameters
    ----------
    corr : array, shape (..., items, items)
    spec : PlsSpec

    Returns
    -------
    array, shape (..., items)
        Missing for a single item, which has no others.
    """
    out = np.full(corr.shape[:-1], np.nan)
    for block, size in zip(spec.blocks, spec.sizes, strict=True):
        if size > 1:
            out[..., block] = variance_inflation(corr[..., block, block])
    return out


def vif_predictors(construct_corr: Array, spec: PlsSpec) -> Array:
    """Variance inflation of each predictor among the predictors of the same construct.

    Parameters
    ----------
    construct_corr : array, shape (..., constructs, constructs)
    spec : PlsSpec

    Returns
    -------
    array, shape (..., paths)
        In the order of ``spec.paths``; 1 for an only predictor.
    """
    out = np.ones((*construct_corr.shape[:-2], len(spec.paths)))
    for j in spec.dependents:
        before = spec.predictors[j]
        if len(before) > 1:
            places = [spec.paths.index((j, i)) for i in before]
            out[..., places] = variance_inflation(construct_corr[..., before, :][..., :, before])
    return out


def f_squared(paths: Array, r_squared: Array, vif: Array, spec: PlsSpec) -> Array:
    """Effect size of each predictor: what R2 loses without it, over what is unexplained.

    Parameters
    ----------
    paths : array, shape (..., paths)
    r_squared : array, shape (..., dependents)
    vif : array, shape (..., paths)
        From `vif_predictors`.
    spec : PlsSpec

    Returns
    -------
    array, shape (..., paths)
        Missing where R2 is 1 or more.

    Notes
    -----
    Cohen (1988): f2 = (R2 - R2 without the predictor) / (1 - R2). In a regression among standardised
    variables the drop in R2 is the squared coefficient over the predictor's variance inflation, so no
    second regression is needed; the composites stay as they are.
    """
    rows = [spec.dependents.index(d) for d, _ in spec.paths]
    unexplained = 1 - r_squared[..., rows]
    with np.errstate(invalid="ignore", divide="ignore"):
        size: Array = np.where(unexplained > 0, paths**2 / (vif * unexplained), np.nan)
    return size


def signed_root(paths: Array, f_squared: Array) -> Array:
    """The root of each effect size with the sign of its path: unlike f2 itself, it is bounded nowhere.

    Use it for normal limits of f2, which would run below zero: those of the root, squared, do not.

    Parameters
    ----------
    paths, f_squared : array, shape (..., paths)

    Returns
    -------
    array, shape (..., paths)

    Examples
    --------
    >>> signed_root(np.array([0.4, -0.3]), np.array([0.25, 0.09]))
    array([ 0.5, -0.3])
    """
    with np.errstate(invalid="ignore"):
        root: Array = np.copysign(np.sqrt(f_squared), paths)
    return root


def squared_limits(low: Array, high: Array) -> tuple[Array, Array]:
    """Limits of a square, from those of its root: the least and largest square between them.

    Examples
    --------
    >>> low, high = squared_limits(np.array([0.1, -0.1, -0.5]), np.array([0.3, 0.3, -0.2]))
    >>> low.round(2), high.round(2)
    (array([0.01, 0.  , 0.04]), array([0.09, 0.09, 0.25]))
    """
    least = np.where(low * high <= 0, 0.0, np.minimum(np.abs(low), np.abs(high)))
    # zero times missing is no zero
    least = np.where(np.isnan(low) | np.isnan(high), np.nan, least)
    found: Array = np.maximum(np.abs(low), np.abs(high)) ** 2
    return least**2, found


def composite_corr(corr: Array, weights: Array, spec: PlsSpec) -> Array:
    """Correlations of the composites themselves, which consistent PLS corrects afterwards.

    Parameters
    ----------
    corr : array, shape (..., items, items)
    weights : array, shape (..., items)
        Outer weights that give composites with variance 1.
    spec : PlsSpec

    Returns
    -------
    array, shape (..., constructs, constructs)
    """
    parts = np.moveaxis(_with_composites(corr, weights, spec), -2, -1) * weights[..., None, :]
    sums: Array = np.add.reduceat(parts, spec.starts, axis=-1)
    k = np.arange(len(spec.sizes))
    sums[..., k, k] = np.where(np.isnan(sums[..., k, k]), np.nan, 1.0)
    return sums


def fornell_larcker_margin(ave: Array, construct_corr: Array, against: Pairs | None = None) -> Array:
    """How far the root of each construct's AVE lies above its largest correlation with another one.

    Parameters
    ----------
    ave : array, shape (..., constructs)
        Average variance extracted; missing where a construct has none.
    construct_corr : array, shape (..., constructs, constructs)
    against : array of bool, shape (constructs, constructs), optional
        Which others each construct (row) is compared with; by default all.

    Returns
    -------
    array, shape (..., constructs)
        Positive where the criterion of Fornell and Larcker (1981) holds; missing where AVE is.
    """
    k = construct_corr.shape[-1]
    chosen = ~np.eye(k, dtype=bool) if against is None else against
    margin: Array = np.sqrt(ave) - _largest(construct_corr, chosen)
    return margin


def cross_loading_margin(cross: Array, spec: PlsSpec, against: Pairs | None = None) -> Array:
    """How far each item's correlation with its own construct lies above those with all others.

    Parameters
    ----------
    cross : array, shape (..., items, constructs)
        From `cross_loadings`.
    spec : PlsSpec
    against : array of bool, shape (items, constructs), optional
        Which constructs each item is compared with; by default all but its own.

    Returns
    -------
    array, shape (..., items)
        Differences of absolute correlations.
    """
    own = spec.construct_of_item[:, None] == np.arange(len(spec.sizes))
    margin: Array = np.abs(cross[..., own]) - _largest(cross, ~own if against is None else against)
    return margin


def _largest(corr: Array, chosen: Pairs) -> Array:
    """Largest absolute value of the chosen entries of each row; missing where there is none."""
    sizes = np.where(chosen, np.abs(corr), -np.inf).max(axis=-1)
    # a maximum with a missing entry is missing
    found: Array = np.where(np.isneginf(sizes), np.nan, sizes)
    return found


def raw_alpha(cov: Array, spec: PlsSpec) -> Array:
    """Cronbach's alpha of the answers as they are, from covariances.

    Parameters
    ----------
    cov : array, shape (..., items, items)
    spec : PlsSpec

    Returns
    -------
    array, shape (..., constructs)
        Missing for single items and for Mode B composites.

    Notes
    -----
    Cronbach (1951): k / (k - 1) (1 - sum of the variances / variance of the sum). Equal to the
    standardised alpha where all items of a block have one variance.
    """
    out = np.full((*cov.shape[:-2], len(spec.sizes)), np.nan)
    for j, (block, k) in enumerate(zip(spec.blocks, spec.sizes, strict=True)):
        if k > 1 and spec.modes[j] == "A":
            mine = cov[..., block, block]
            variances = np.diagonal(mine, axis1=-2, axis2=-1).sum(axis=-1)
            out[..., j] = k / (k - 1) * (1 - variances / mine.sum(axis=(-2, -1)))
    return out
