"""How distinct the constructs of a covariance model are: their correlations, whatever its paths say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.covariance.modification import with_cells
from csmodels.numerics.covariance.search import minimise
from csmodels.numerics.covariance.structure import MATRICES, Structure, factor_cov, implied, matrices
from csmodels.path_models.terms import HigherOrder

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

Array = NDArray[np.float64]

#: Largest entry of the gradient at the minimum: correlations are wanted to three digits or four.
CLOSE = 1e-6


def free_correlations(result: CovarianceResult) -> Array:
    """Correlations of the constructs in the measurement model: no paths, every pair free to covary.

    Use it where paths look odd. Paths that fit badly distort the correlations that they imply; these are
    what the answers alone say about how distinct the constructs are.

    Parameters
    ----------
    result : CovarianceResult

    Returns
    -------
    array, shape (groups, constructs, constructs)
        Those that the fitted model implies, where the measurement model has no solution. Missing beside a
        construct of negative variance.
    """
    units, given = result.units, result.estimates
    theta = given.theta * given.ratio
    structure, start = _without_paths(result, theta)
    sample = units.sample(given.sample.cov, given.sample.mean, given.sample.shares)
    found = minimise(structure, sample, start[None], tolerance=CLOSE)
    if not found.converged[0]:
        return correlations(units.structure, theta)
    return correlations(structure, found.theta[0])


def correlations(structure: Structure, theta: Array) -> Array:
    """Implied correlations of the factors in each group, shape (groups, factors, factors)."""
    cov = factor_cov(structure, theta[None])[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        sd = np.sqrt(np.einsum("gii->gi", cov))
        found: Array = cov / (sd[:, :, None] * sd[:, None, :])
    return found


def _without_paths(result: CovarianceResult, theta: Array) -> tuple[Structure, Array]:
    """The measurement model in scaled units, and where to begin: what the paths imply."""
    table, fitted = result.table, result.units.structure
    kept = [i for i, p in enumerate(table.parameters[: table.of_one_group]) if p.op != "~"]
    numbers, params = np.unique(fitted.params[:, kept], return_inverse=True)
    # the first number is that of fixed cells, if there are any
    params = params.reshape(-1, len(kept)) - int(numbers[0] < 0)
    bare = replace(
        fitted,
        n_params=len(numbers) - int(numbers[0] < 0),
        matrix=fitted.matrix[kept],
        row=fitted.row[kept],
        column=fitted.column[kept],
        params=params,
        values=fitted.values[:, kept],
        factors=fitted.factors[:, kept],
    )
    psi = MATRICES.index("Psi")
    parts = {
        part
        for whole in result.model.measurement.values()
        if isinstance(whole, HigherOrder)
        for part in whole.dimensions
    }
    # dimensions are joined by their construct
    free = [i for i, name in enumerate(table.factors) if name not in parts]
    cells = [(psi, a, b) for a in free for b in free if b < a]
    structure = with_cells(bare, np.zeros(bare.n_params), cells)[0].structure
    return structure, _begin(structure, fitted, theta, free)


def _begin(structure: Structure, fitted: Structure, theta: Array, free: list[int]) -> Array:
    """Parameters at which the measurement model implies what the fitted one does."""
    target = matrices(fitted, theta[None])
    inside = np.ix_(free, free)
    total = factor_cov(fitted, theta[None])[0]
    target["Psi"][0, :, inside[0], inside[1]] = np.moveaxis(total[:, inside[0], inside[1]], 0, -1)
    shift = implied(fitted, theta[None]).shift
    if shift is not None:
        target["alpha"][..., free] = shift[..., free]
    found = np.zeros(structure.n_params)
    for k, (cells, rows, columns) in enumerate(structure.places):
        at = (rows,) if MATRICES[k] in ("nu", "alpha") else (rows, columns)
        values = target[MATRICES[k]][0][(slice(None), *at)]
        params = structure.params[:, cells]
        mine = params >= 0
        above = values - structure.values[:, cells]
        found[params[mine]] = above[mine] / structure.factors[:, cells][mine]
    return found
