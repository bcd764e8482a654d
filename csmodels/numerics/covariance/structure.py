"""A linear structural model in numbers, the moments it implies, and their derivatives.

Items depend on factors, factors on each other (Jöreskog 1973; Bollen 1989, eq. 8.3-8.4)::

    x = nu + Lambda eta + e,    eta = alpha + B eta + zeta
    Sigma = L Psi L' + Theta,   mu = nu + L alpha,   L = Lambda (I - B)^-1

Every entry that may differ from zero is a *cell*: fixed, or a multiple of one parameter. Cells that share
a parameter are equal up to their factors, within a group or across groups. The derivative of Sigma by a
cell is u w' + w u' with u and w from the columns [L | C' | I], C = (I - B)^-1 Psi L'; so gradient and
information are look-ups in one small matrix.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
#: Real arrays, or complex ones where a derivative is taken by a complex step.
Numbers = NDArray[Any]
Indices = NDArray[np.intp]

#: Matrices of the model, in the order in which cells are listed.
MATRICES = ("Lambda", "B", "Psi", "Theta", "nu", "alpha")
SYMMETRIC = ("Psi", "Theta")


@dataclass(frozen=True, eq=False)
class Structure:
    """Cells of the model matrices.

    Attributes
    ----------
    n_items, n_factors, n_params : int
    matrix : array of int, shape (cells,)
        Position in `MATRICES`.
    row, column : array of int, shape (cells,)
        Psi and Theta: the lower triangle (row >= column); nu and alpha: column 0.
    params : array of int, shape (groups, cells)
        Which parameter; -1 for a fixed cell.
    values : array, shape (groups, cells)
        What fixed cells hold; 0 where there is a parameter.
    factors : array, shape (groups, cells)
        The cell is its parameter times this.
    means : bool
        Whether the model says something about means; otherwise they are free, and left out.
    """

    n_items: int
    n_factors: int
    n_params: int
    matrix: Indices
    row: Indices
    column: Indices
    params: Indices
    values: Array
    factors: Array
    means: bool = False

    @property
    def n_groups(self) -> int:
        return len(self.params)

    @cached_property
    def places(self) -> tuple[tuple[Indices, Indices, Indices], ...]:
        """For each matrix: its cells, their rows and their columns."""
        found = []
        for k in range(len(MATRICES)):
            cells = np.flatnonzero(self.matrix == k)
            found.append((cells, self.row[cells], self.column[cells]))
        return tuple(found)

    @cached_property
    def loads(self) -> Array:
        """Derivative of every cell by every parameter, shape (groups, cells, params)."""
        found = np.zeros((*self.params.shape, self.n_params))
        g, c = np.nonzero(self.params >= 0)
        found[g, c, self.params[g, c]] = self.factors[g, c]
        return found

    @cached_property
    def one_to_one(self) -> tuple[Indices, Array] | None:
        """The cell of each parameter and its factor, where each parameter has one cell (one group)."""
        if self.n_groups > 1 or (np.count_nonzero(self.loads[0], axis=0) != 1).any():
            return None
        cells = np.abs(self.loads[0]).argmax(axis=0)
        return cells, self.factors[0, cells]

    @cached_property
    def columns(self) -> tuple[Indices, Indices, Array, Array, Indices]:
        """How the derivative by each cell is put together.

        Returns
        -------
        u, w : positions among the columns [L | C' | I]
        half : 1, or 1/2 on a diagonal; 0 for nu and alpha
        fixed, scaled : factor of u in the derivative of mu, and which entry of (I - B)^-1 alpha multiplies
            it (-1: none)
        """
        m = self.n_factors
        u, w = np.zeros_like(self.row), np.zeros_like(self.row)
        half, fixed = np.ones(len(u)), np.zeros(len(u))
        scaled = np.full(len(u), -1)
        for k, (cells, rows, cols) in enumerate(self.places):
            name = MATRICES[k]
            from_items = name in ("Lambda", "Theta", "nu")
            u[cells] = rows + 2 * m if from_items else rows
            if name in ("Lambda", "B"):
                w[cells], scaled[cells], fixed[cells] = m + cols, cols, 1.0
            elif name in SYMMETRIC:
                w[cells] = cols + 2 * m if from_items else cols
                half[cells] = np.where(rows == cols, 0.5, 1.0)
            else:
                w[cells], half[cells], fixed[cells] = u[cells], 0.0, 1.0
        return u, w, half, fixed, scaled

    def rescaled(self, items: Array, factors: Array) -> tuple[Structure, Array]:
        """The same model of items and factors divided by scales.

        Parameters
        ----------
        items, factors : array, shape (n_items,), (n_factors,)
            What each item and each factor is divided by, in every group.

        Returns
        -------
        Structure
        array, shape (params,)
            New parameters over the old ones.
        """
        change = np.ones(len(self.row))
        for k, (cells, rows, cols) in enumerate(self.places):
            of_row = items if MATRICES[k] in ("Lambda", "Theta", "nu") else factors
            if MATRICES[k] in ("Lambda", "B"):
                change[cells] = factors[cols] / of_row[rows]
            elif MATRICES[k] in SYMMETRIC:
                change[cells] = 1 / (of_row[rows] * of_row[cols])
            else:
                change[cells] = 1 / of_row[rows]
        ratio = np.ones(self.n_params)
        g, c = np.nonzero(self.params >= 0)
        # the first cell of a parameter decides; assigned last to first
        ratio[self.params[g, c][::-1]] = change[c][::-1]
        factors_now = self.factors.copy()
        factors_now[g, c] *= change[c] / ratio[self.params[g, c]]
        return replace(self, values=self.values * change, factors=factors_now), ratio

    def cells(self, theta: Numbers) -> Numbers:
        """Values of all cells, shape (members, groups, cells), of parameters (members, params)."""
        padded = np.concatenate([theta, np.zeros((len(theta), 1), dtype=theta.dtype)], axis=1)
        found: Numbers = self.values + self.factors * padded[:, self.params]
        return found


@dataclass(frozen=True, eq=False)
class Implied:
    """Moments implied by parameters, with what their derivatives need; shapes (members, groups, ...).

    Attributes
    ----------
    cov : array, (..., items, items)
    mean : array, (..., items), or None
    basis : array, (..., items, 2 factors + items)
        The columns [L | C' | I].
    shift : array, (..., factors), or None
        (I - B)^-1 alpha, the factors' means.
    """

    cov: Numbers
    mean: Numbers | None
    basis: Numbers
    shift: Numbers | None

    @property
    def arrays(self) -> tuple[Numbers, ...]:
        """Those that there are."""
        return tuple(each for each in (self.cov, self.mean, self.basis, self.shift) if each is not None)

    def take(self, which: Indices) -> Implied:
        """Some of the members."""
        mean = None if self.mean is None else self.mean[which]
        shift = None if self.shift is None else self.shift[which]
        return Implied(self.cov[which], mean, self.basis[which], shift)


def matrices(structure: Structure, theta: Numbers) -> dict[str, Numbers]:
    """The model matrices by name, shapes (members, groups, ...)."""
    values = structure.cells(theta)
    p, m = structure.n_items, structure.n_factors
    shapes = ((p, m), (m, m), (m, m), (p, p), (p,), (m,))
    found = {}
    for name, shape, (cells, rows, cols) in zip(MATRICES, shapes, structure.places, strict=True):
        made = np.zeros((len(theta), structure.n_groups, *shape), dtype=theta.dtype)
        if len(shape) == 1:
            made[..., rows] = values[..., cells]
        else:
            made[..., rows, cols] = values[..., cells]
            if name in SYMMETRIC:
                made[..., cols, rows] = values[..., cells]
        found[name] = made
    return found


def implied(structure: Structure, theta: Numbers) -> Implied:
    """Implied moments of a batch of parameters, shape (members, params)."""
    given = matrices(structure, theta)
    p, m = structure.n_items, structure.n_factors
    eye = np.broadcast_to(np.eye(m), given["B"].shape)
    # without paths among factors there is nothing to invert
    inner: Numbers = np.linalg.inv(eye - given["B"]) if len(structure.places[1][0]) else eye
    outer = given["Lambda"] @ inner
    crossed = inner @ given["Psi"] @ _t(outer)
    basis = np.empty((*crossed.shape[:2], p, 2 * m + p), dtype=crossed.dtype)
    basis[..., :m], basis[..., m : 2 * m], basis[..., 2 * m :] = outer, _t(crossed), np.eye(p)
    cov = given["Lambda"] @ crossed + given["Theta"]
    if not structure.means:
        return Implied(cov, None, basis, None)
    shift = (inner @ given["alpha"][..., None])[..., 0]
    mean = given["nu"] + (given["Lambda"] @ shift[..., None])[..., 0]
    return Implied(cov, mean, basis, shift)


def factor_cov(structure: Structure, theta: Array) -> Array:
    """Implied covariances of the factors, shape (members, groups, factors, factors)."""
    given = matrices(structure, theta)
    inner = np.linalg.inv(np.eye(structure.n_factors) - given["B"])
    return np.asarray(inner @ given["Psi"] @ _t(inner), dtype=np.float64)


def mean_slopes(structure: Structure, at: Implied) -> Numbers:
    """Factor of u in the derivative of mu by each cell, shape (members, groups, cells)."""
    *_, fixed, scaled = structure.columns
    assert at.shift is not None
    padded = np.concatenate([at.shift, np.ones((*at.shift.shape[:-1], 1), dtype=at.shift.dtype)], axis=-1)
    found: Numbers = fixed * padded[..., scaled]
    return found


def jacobian(structure: Structure, theta: Array) -> Array:
    """Derivatives of the implied moments by the parameters, shape (members, groups, moments, params).

    The moments are the means (if modelled), then the lower triangle of the covariances, as
    `numpy.tril_indices` lists it.
    """
    at = implied(structure, theta)
    u, w, half, *_ = structure.columns
    left, right = at.basis[..., u], at.basis[..., w] * half
    rows, cols = np.tril_indices(structure.n_items)
    parts = [left[..., rows, :] * right[..., cols, :] + right[..., rows, :] * left[..., cols, :]]
    if structure.means:
        parts.insert(0, left * mean_slopes(structure, at)[..., None, :])
    found: Array = np.concatenate(parts, axis=-2) @ structure.loads
    return found


def _t(a: Numbers) -> Numbers:
    return np.swapaxes(a, -1, -2)
