"""The parameters of a model of correlations: residual variances are what the factors leave of 1."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.covariance.structure import Structure, implied, jacobian
from csmodels.path_models.likelihood.parameters import Parameter, ParameterTable

Array = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Reduced:
    """A model without its residual variances, and the way back to the whole of it.

    Attributes
    ----------
    table : ParameterTable
        Residual variances that were free are fixed at 0: they follow from the rest.
    whole : array of int
        Items whose residual variance is fixed (single items): their implied variance must be 1.
    kept : array of int, shape (params,)
        Where each parameter is among those of the whole model.
    groups, items, places : array of int
        Group and item of each residual variance that follows, and its place in the whole model.
    n_whole : int
        Parameters of the whole model.
    """

    table: ParameterTable
    whole: Indices
    kept: Indices
    groups: Indices
    items: Indices
    places: Indices
    n_whole: int

    @property
    def structure(self) -> Structure:
        return self.table.structure

    def expand(self, theta: Array) -> Array:
        """All parameters, residual variances included, from those that were fitted: (members, params)."""
        cov = implied(self.structure, theta).cov
        out = np.empty((len(theta), self.n_whole))
        out[:, self.kept] = theta
        out[:, self.places] = 1.0 - cov[:, self.groups, self.items, self.items]
        return out

    def slopes(self, theta: Array) -> Array:
        """Derivatives of all parameters by those that were fitted, shape (whole, params)."""
        k = len(theta)
        out = np.zeros((self.n_whole, k))
        out[self.kept, np.arange(k)] = 1.0
        # the diagonal entry of item i in the lower triangle by rows
        on = self.items * (self.items + 3) // 2
        out[self.places] = -jacobian(self.structure, theta[None])[0, self.groups, on]
        return out


def reduced(table: ParameterTable) -> Reduced:
    """Take the residual variances of items out of a model.

    Raises
    ------
    SpecificationError
        A residual variance with a label.
    """
    for p in table.parameters:
        if p.kind == "residuals" and p.free and p.label:
            raise SpecificationError(
                f"'{p.lhs} ~~ {p.label}*{p.rhs}' labels a residual variance. Ordered items have no variance"
                " of their own, so what factors leave of it is no parameter; leave the label out."
            )
    derived = [p for p in table.parameters if p.kind == "residuals" and p.free]
    kept = sorted({p.index for p in table.parameters if p.free} - {p.index for p in derived})
    number = {old: new for new, old in enumerate(kept)}

    def renumbered(p: Parameter) -> Parameter:
        if p.free and p.index in number:
            return replace(p, index=number[p.index])
        return replace(p, index=-1, value=0.0, start=None) if p.free else p

    parameters = tuple(renumbered(p) for p in table.parameters)
    index = np.array([p.index for p in parameters], dtype=np.intp)
    index = index.reshape(table.structure.n_groups, -1)
    structure = replace(
        table.structure,
        n_params=len(kept),
        params=index,
        factors=np.where(index >= 0, table.structure.factors, 0.0),
    )
    given = {p.lhs for p in table.parameters if p.kind == "residuals" and not p.free}
    return Reduced(
        replace(table, parameters=parameters, structure=structure),
        np.array([i for i, item in enumerate(table.items) if item in given], dtype=np.intp),
        np.array(kept, dtype=np.intp),
        np.array([p.group for p in derived], dtype=np.intp),
        np.array([table.items.index(p.lhs) for p in derived], dtype=np.intp),
        np.array([p.index for p in derived], dtype=np.intp),
        table.structure.n_params,
    )
