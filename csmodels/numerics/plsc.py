"""Consistent partial least squares: PLS corrected for the error in its composites, batched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import SINGULAR, Array, batch_first, batch_last
from csmodels.numerics.pls import PlsFit, PlsSpec, regressions
from csmodels.numerics.reliability import MEASURES, block_reliability

#: A reliability or loading may pass its bound by this much before it counts: rounding alone.
SLACK = 1e-9

#: The five parts of `admissibility`, in the order of its last axis.
CHECKS = ("convergence", "loadings", "variances", "matrices", "reliabilities")


def consistent(corr: Array, spec: PlsSpec, fit: PlsFit, reflective: tuple[bool, ...]) -> PlsFit:
    """Correct a PLS fit for the measurement error of its reflective constructs.

    Use it where items are caused by their construct: composites of such items hold error, so that PLS
    paths are too small and loadings too large. Composites are not corrected.

    Parameters
    ----------
    corr : array, shape (..., items, items)
        The correlations that were fitted.
    spec : PlsSpec
    fit : PlsFit
        From `fit_pls(corr, spec)`, with leading shape (...).
    reflective : tuple of bool
        For each construct, whether it is corrected; single items and Mode B blocks never are.

    Returns
    -------
    PlsFit
        The weights, `converged` and `steps` of `fit`, with consistent `loadings`, `construct_corr`,
        `paths` and `r_squared`. A member of which some rho_a is not positive is missing in them. Nothing is
        clipped: correlations above 1 and explained variances above 1 are possible, see `admissibility`.

    Notes
    -----
    Dijkstra and Henseler (2015). With rho_a of each construct (their eq. 3; 1 where it is not corrected)
    and outer weights w of composites with variance 1:

    - correlations of constructs: composite correlation / sqrt(rho_a_i rho_a_j);
    - loadings: sqrt(rho_a) w / w'w; those of constructs that are not corrected stay;
    - paths and R2: least squares on the corrected correlations.

    Examples
    --------
    >>> import numpy as np
    >>> from csmodels.numerics.pls import PlsSpec, fit_pls
    >>> true = np.array([0.9, 0.8, 0.7, 0.9, 0.8, 0.7])
    >>> between = np.kron(np.array([[1, 0.6], [0.6, 1]]), np.ones((3, 3)))
    >>> corr = np.outer(true, true) * between
    >>> np.fill_diagonal(corr, 1.0)
    >>> spec = PlsSpec(sizes=(3, 3), modes=("A", "A"), paths=((1, 0),))
    >>> fit = fit_pls(corr, spec)
    >>> found = consistent(corr, spec, fit, (True, True))
    >>> fit.paths.round(3), found.paths.round(3), found.loadings.round(3)
    (array([0.513]), array([0.6]), array([0.9, 0.8, 0.7, 0.9, 0.8, 0.7]))
    """
    corrected = corrected_constructs(spec, reflective)
    rho = reliabilities(corr, spec, fit, reflective)
    shape = fit.converged.shape
    # what is zero up to rounding would be divided by, and give correlations of any size
    root = np.sqrt(np.where(rho > SLACK, rho, np.nan))
    loadings = fit.loadings.copy()
    for j in corrected:
        block = spec.blocks[j]
        w = fit.weights[..., block]
        loadings[..., block] = w * (root[..., j] / (w**2).sum(axis=-1))[..., None]
    c = batch_last(fit.construct_corr, 2).copy()
    roots = batch_last(root, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        c /= roots[:, None] * roots
    k = np.arange(len(c))
    c[k, k] = np.where(np.isnan(c[k, k]), np.nan, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        paths, r_squared = regressions(c, spec)
    _indefinite(c, spec, paths, r_squared)
    return replace(
        fit,
        loadings=loadings,
        construct_corr=batch_first(c, shape),
        paths=batch_first(paths, shape),
        r_squared=batch_first(r_squared, shape),
    )


def corrected_constructs(spec: PlsSpec, reflective: tuple[bool, ...]) -> list[int]:
    """Numbers of the constructs that are corrected: reflective, Mode A, with more than one item."""
    return [
        j
        for j, (size, mode) in enumerate(zip(spec.sizes, spec.modes, strict=True))
        if reflective[j] and size > 1 and mode == "A"
    ]


def reliabilities(corr: Array, spec: PlsSpec, fit: PlsFit, reflective: tuple[bool, ...]) -> Array:
    """The rho_a of each construct as the correction uses it.

    Parameters
    ----------
    corr, spec, fit, reflective
        As for `consistent`; `fit` may be the PLS fit or the consistent one, only its weights are used.

    Returns
    -------
    array, shape (..., constructs)
        1 for single items and composites, which are not corrected.
    """
    rho = np.ones((*fit.converged.shape, len(spec.sizes)))
    at = MEASURES.index("rho_a")
    for j in corrected_constructs(spec, reflective):
        block = spec.blocks[j]
        w = fit.weights[..., block]
        rho[..., j] = block_reliability(corr[..., block, block], w, w)[..., at]
    return rho


def _indefinite(c: Array, spec: PlsSpec, paths: Array, r_squared: Array) -> None:
    """Fill in regressions that elimination without exchanges left out, in place.

    Corrected correlations need not be positive definite, which `batch.solve` takes for singular. Their
    equations can have a solution all the same: inadmissible, but a draw that belongs to its distribution.
    """
    for row, j in enumerate(spec.dependents):
        before = spec.predictors[j]
        left = np.flatnonzero(np.isnan(r_squared[row]) & ~np.isnan(c[before, j]).any(axis=0))
        if not len(left):
            continue
        predictors = np.moveaxis(c[np.ix_(before, before)][..., left], -1, 0)
        known = ~np.isnan(predictors).any(axis=(-2, -1))
        left, predictors = left[known], predictors[known]
        regular = np.abs(np.linalg.eigvalsh(predictors)).min(axis=-1, initial=np.inf) > SINGULAR
        left, predictors = left[regular], predictors[regular]
        outcome = c[before, j][:, left]
        slopes = np.linalg.solve(predictors, outcome.T[..., None])[..., 0].T
        r_squared[row, left] = (slopes * outcome).sum(axis=0)
        for slope, i in zip(slopes, before, strict=True):
            paths[spec.paths.index((j, i)), left] = slope


def admissibility(fit: PlsFit, corr: Array, spec: PlsSpec, reflective: tuple[bool, ...]) -> NDArray[np.bool_]:
    """Whether a fit can be what it claims to be, in five parts.

    Use it on every consistent fit: the correction divides by reliabilities, and with few answers or
    constructs that are hardly distinct it leaves the space of possible parameters.

    Parameters
    ----------
    fit : PlsFit
        From `consistent` (or `fit_pls`, of which it tells the little that can go wrong).
    corr : array, shape (..., items, items)
    spec : PlsSpec
    reflective : tuple of bool
        As for `consistent`.

    Returns
    -------
    array of bool, shape (..., 5)
        True where the part holds, in the order of `CHECKS`. What is missing does not hold.

    Notes
    -----
    1. convergence: the weights settled;
    2. loadings: every loading lies within [-1, 1], so that no item's error variance is negative;
    3. variances: no unexplained variance of a construct (1 - R2) is negative, nor any R2;
    4. matrices: the construct correlations lie within [-1, 1] and form a positive semi-definite matrix, and
       so does the matrix of item correlations that they and the loadings imply (the items of a composite
       correlate among themselves as observed);
    5. reliabilities: every rho_a lies within [0, 1].

    Reports of this kind have five parts in other programs too, not all of them the same.
    """
    with np.errstate(invalid="ignore"):
        loadings = (np.abs(fit.loadings) <= 1 + SLACK).all(axis=-1)
        variances = ((fit.r_squared >= -SLACK) & (fit.r_squared <= 1 + SLACK)).all(axis=-1)
        within = (np.abs(fit.construct_corr) <= 1 + SLACK).all(axis=(-2, -1))
        rho = reliabilities(corr, spec, fit, reflective)
        reliable = ((rho >= -SLACK) & (rho <= 1 + SLACK)).all(axis=-1)
    matrices = np.array(within & _semi_definite(fit.construct_corr))
    # error variances that are not negative make the implied matrix positive semi-definite by themselves
    doubtful = matrices & ~loadings
    if doubtful.any():
        some = replace(fit, loadings=fit.loadings[doubtful], construct_corr=fit.construct_corr[doubtful])
        matrices[doubtful] = _semi_definite(implied_items(some, corr[doubtful], spec, reflective))
    return np.stack([fit.converged, loadings, variances, matrices, reliable], axis=-1)


def implied_items(fit: PlsFit, corr: Array, spec: PlsSpec, reflective: tuple[bool, ...]) -> Array:
    """Item correlations that the measurement model implies with free construct correlations.

    Parameters
    ----------
    fit, corr, spec, reflective
        As for `admissibility`.

    Returns
    -------
    array, shape (..., items, items)
        Between constructs, loading times construct correlation times loading; within a reflective block
        loading times loading with ones on the diagonal; within a composite's block as observed.
    """
    of = spec.construct_of_item
    between = fit.construct_corr[..., of[:, None], of]
    implied = fit.loadings[..., :, None] * fit.loadings[..., None, :] * between
    corrected = corrected_constructs(spec, reflective)
    for j, block in enumerate(spec.blocks):
        if j not in corrected:
            implied[..., block, block] = corr[..., block, block]
    diagonal = np.arange(len(of))
    implied[..., diagonal, diagonal] = np.where(np.isnan(implied[..., diagonal, diagonal]), np.nan, 1.0)
    return implied


def _semi_definite(matrices: Array) -> NDArray[np.bool_]:
    """Whether no eigenvalue of each matrix is negative; a missing one is not."""
    known = np.asarray(~np.isnan(matrices).any(axis=(-2, -1)))
    least = np.linalg.eigvalsh(np.where(known[..., None, None], matrices, np.eye(matrices.shape[-1])))[..., 0]
    return np.asarray(known & (least >= -SLACK * matrices.shape[-1]))
