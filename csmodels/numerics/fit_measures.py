"""How well a path model reproduces the correlations of its items: implied matrices and discrepancies."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import SINGULAR, Array
from csmodels.numerics.effects import causal_order, total_effects
from csmodels.numerics.pls import PlsSpec

#: The measures, in the order of the last axis of `discrepancies`.
MEASURES = ("srmr", "d_uls", "d_g")


def implied_corr(
    corr: Array, loadings: Array, construct_corr: Array, spec: PlsSpec, observed: Sequence[bool]
) -> Array:
    """Correlations of the items that a model implies.

    Parameters
    ----------
    corr : array, shape (..., items, items)
        Observed correlations.
    loadings : array, shape (..., items)
    construct_corr : array, shape (..., constructs, constructs)
        As estimated (the saturated model), or as the paths imply them (the estimated model).
    spec : PlsSpec
    observed : sequence of bool
        For each construct, whether its items correlate among each other as observed (a composite, ``<~``)
        or as their loadings say (reflective, ``=~``).

    Returns
    -------
    array, shape (..., items, items)
        Loading times construct correlation times loading; ones on the diagonal.
    """
    place = spec.construct_of_item
    implied = construct_corr[..., place, :][..., :, place]
    implied *= loadings[..., :, None]
    implied *= loadings[..., None, :]
    for block, as_observed in zip(spec.blocks, observed, strict=True):
        if as_observed:
            implied[..., block, block] = corr[..., block, block]
    item = np.arange(implied.shape[-1])
    implied[..., item, item] = np.where(np.isnan(implied[..., item, item]), np.nan, 1.0)
    return implied


def structural_corr(construct_corr: Array, paths: Array, spec: PlsSpec) -> Array:
    """Correlations of the constructs that a recursive structure implies, all variances being 1.

    Parameters
    ----------
    construct_corr : array, shape (..., constructs, constructs)
        Those among exogenous constructs are free and taken from here.
    paths : array, shape (..., paths)
    spec : PlsSpec

    Returns
    -------
    array, shape (..., constructs, constructs)
        In causal order, a construct's correlation with each before it is the sum over its predictors of
        path times the predictor's correlation.
    """
    implied = construct_corr.copy()
    known = [j for j, before in enumerate(spec.predictors) if not before]
    for j in causal_order(len(spec.sizes), spec.paths):
        before = spec.predictors[j]
        if not before:
            continue
        slopes = paths[..., [spec.paths.index((j, i)) for i in before]]
        row = (slopes[..., :, None] * implied[..., before, :][..., :, known]).sum(axis=-2)
        implied[..., j, known] = row
        implied[..., known, j] = row
        known.append(j)
    return implied


def structural_corr_adanco(construct_corr: Array, paths: Array, r_squared: Array, spec: PlsSpec) -> Array:
    """The same as the program ADANCO 2 computes it, for comparison with its figures.

    Notes
    -----
    ``(I - B)^-1 Psi (I - B)^-T``, where the errors of dependent constructs have variance 1 - R2 as estimated
    and exogenous constructs correlate as estimated; the diagonal is then set to 1. Where a path is missing
    between constructs that correlate, the variances before that step are not 1, so that correlations
    differ from those of `structural_corr`. Inferred from the program's printed figures.
    """
    k = len(spec.sizes)
    shape = construct_corr.shape[:-2]
    psi = np.zeros((*shape, k, k))
    free = [j for j, before in enumerate(spec.predictors) if not before]
    psi[..., np.array(free)[:, None], free] = construct_corr[..., free, :][..., :, free]
    for row, j in enumerate(spec.dependents):
        psi[..., j, j] = 1 - r_squared[..., row]
    total = np.moveaxis(total_effects(k, paths, spec.paths), (0, 1), (-2, -1)) + np.eye(k)
    implied: Array = total @ psi @ np.swapaxes(total, -1, -2)
    each = np.arange(k)
    implied[..., each, each] = np.where(np.isnan(implied[..., each, each]), np.nan, 1.0)
    return implied


def discrepancies(corr: Array, implied: Array, log_base: float = math.e) -> Array:
    """SRMR, squared Euclidean and geodesic distance between observed and implied correlations.

    Parameters
    ----------
    corr, implied : array, shape (..., items, items)
    log_base : float
        Base of the logarithm in d_G.

    Returns
    -------
    array, shape (..., 3)
        In the order of `MEASURES`. d_G is missing where one of the matrices is not positive definite.

    Notes
    -----
    With D the difference of the two matrices of p items: SRMR is the root of the mean of the squares
    of its p (p + 1) / 2 elements on and below the diagonal (Hu and Bentler 1999); d_ULS = 1/2 trace(D'D),
    d_G = 1/2 sum of the squared logarithms of the eigenvalues of S^-1 Sigma (Dijkstra and Henseler 2015).

    Examples
    --------
    >>> observed = np.array([[1, 0.5], [0.5, 1]])
    >>> discrepancies(observed, np.eye(2)).round(4)
    array([0.2887, 0.25  , 0.3224])
    """
    p = corr.shape[-1]
    squares = (corr - implied) ** 2
    diagonal = np.diagonal(squares, axis1=-2, axis2=-1).sum(axis=-1)
    total = squares.sum(axis=(-2, -1))
    srmr = np.sqrt((total + diagonal) / (p * (p + 1)))
    parts: list[Array] = [srmr, total / 2, _geodesic(corr, implied, log_base)]
    found: Array = np.stack(parts, axis=-1)
    return found


def _geodesic(corr: Array, implied: Array, log_base: float) -> Array:
    lower, sound = _cholesky(corr)
    out = np.full(sound.shape, np.nan)
    half = np.linalg.solve(lower, implied[sound])
    middle = np.linalg.solve(lower, np.swapaxes(half, -1, -2))
    usable = np.isfinite(middle).all(axis=(-2, -1))
    values = np.full(middle.shape[:-1], np.nan)
    values[usable] = np.linalg.eigvalsh(middle[usable])
    with np.errstate(invalid="ignore"):
        logs = np.log(np.where(values > 0, values, np.nan)) / math.log(log_base)
    out[sound] = (logs**2).sum(axis=-1) / 2
    return out


def _cholesky(corr: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Cholesky factors of the members that have one, and which those are."""
    sound = np.asarray(np.isfinite(corr).all(axis=(-2, -1)))
    try:
        lower = np.linalg.cholesky(corr[sound])
    except np.linalg.LinAlgError:
        # LAPACK does not say which member failed
        sound[sound] = np.linalg.eigvalsh(corr[sound])[..., 0] > SINGULAR
        lower = np.linalg.cholesky(corr[sound])
    enough = np.diagonal(lower, axis1=-2, axis2=-1).min(axis=-1) ** 2 > SINGULAR
    sound[sound] = enough
    return lower[enough], sound


def null_transformation(corr: Array, implied: Array) -> Array:
    """The matrix T that turns standardised answers into answers for which the model holds.

    Parameters
    ----------
    corr, implied : array, shape (items, items)
        Of one sample.

    Returns
    -------
    array, shape (items, items)
        S^-1/2 Sigma^1/2 with symmetric roots: rows Z with correlations S become Z T with covariances Sigma
        (Beran and Srivastava 1985; Bollen and Stine 1992). All missing where a root does not exist.
    """
    roots: list[Array] = []
    for matrix, power in ((corr, -0.5), (implied, 0.5)):
        if not np.isfinite(matrix).all():
            return np.full(corr.shape, np.nan)
        values, vectors = np.linalg.eigh(matrix)
        if values[0] < SINGULAR:
            return np.full(corr.shape, np.nan)
        roots.append((vectors * values**power) @ vectors.T)
    transformation: Array = roots[0] @ roots[1]
    return transformation
