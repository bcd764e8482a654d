"""Figures of a covariance model as functions of its parameters: shapes (members, params) to (members, k)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.covariance.structure import factor_cov, matrices
from csmodels.path_models.likelihood.estimates import Statistic
from csmodels.path_models.likelihood.parameters import ParameterTable
from csmodels.path_models.model import PathModel

Array = NDArray[np.float64]


class Figures:
    """The figures of one model.

    Parameters
    ----------
    model : PathModel
    table : ParameterTable
    """

    def __init__(self, model: PathModel, table: ParameterTable) -> None:
        self.model, self.table = model, table
        self.item = {name: i for i, name in enumerate(table.items)}
        self.place = {name: i for i, name in enumerate((*table.items, *table.factors))}

    def parameters(self, theta: Array, sample: Sample) -> Array:
        """Every parameter, fixed ones too, group after group."""
        found: Array = self.table.structure.cells(theta).reshape(len(theta), -1)
        return found

    def variances(self, theta: Array) -> Array:
        """Implied variances of items, then of factors: shape (members, groups, items + factors)."""
        structure = self.table.structure
        given, between = matrices(structure, theta), factor_cov(structure, theta)
        # the diagonal of Lambda Phi Lambda' + Theta alone
        items = ((given["Lambda"] @ between) * given["Lambda"]).sum(axis=-1)
        items = items + np.einsum("bgii->bgi", given["Theta"])
        return np.concatenate([items, np.einsum("bgii->bgi", between)], axis=-1)

    def standardized(self, theta: Array, sample: Sample) -> Array:
        """Every parameter with items and constructs scaled to unit variance.

        Residual covariances become correlations of the residuals, as in lavaan's ``std.all``.
        """
        values = self.table.structure.cells(theta)
        variances = self.variances(theta)
        sd = np.sqrt(variances)
        out = np.empty_like(values)
        residual = self._residuals(theta)
        for i, p in enumerate(self.table.parameters[: self.table.of_one_group]):
            # a construct may bear the name of its only item: the kind tells which is meant
            of_items = p.kind in ("residuals", "residual_covariances", "intercepts")
            place = {**self.place, **self.item} if of_items or p.op == "=~" else self.place
            left = sd[..., (place if of_items else self.place)[p.lhs]]
            if p.op == "~1":
                out[..., i] = values[..., i] / left
                continue
            right = sd[..., place[p.rhs]]
            if p.op == "=~":
                out[..., i] = values[..., i] * left / right
            elif p.op == "~":
                out[..., i] = values[..., i] * right / left
            elif p.lhs == p.rhs:
                out[..., i] = values[..., i] / left**2
            else:
                scale = residual[..., place[p.lhs]] * residual[..., place[p.rhs]]
                out[..., i] = values[..., i] / np.sqrt(scale)
        return out.reshape(len(theta), -1)

    def _residuals(self, theta: Array) -> Array:
        """Residual variances of items and factors, (members, groups, items + factors)."""
        given = matrices(self.table.structure, theta)
        parts = [np.einsum("bgii->bgi", given[name]) for name in ("Theta", "Psi")]
        return np.concatenate(parts, axis=-1)

    def explained(self, names: list[str]) -> Statistic:
        """R2 of items or constructs, group after group: 1 - residual variance / implied variance."""
        at = [self.place[name] for name in names]

        def statistic(theta: Array, sample: Sample) -> Array:
            share = self._residuals(theta)[..., at] / self.variances(theta)[..., at]
            found: Array = (1 - share).reshape(len(theta), -1)
            return found

        return statistic

    def paths(self, group: int, standardized: bool = False) -> Statistic:
        """Path coefficients of one group, in the order of the model's paths."""
        first = group * self.table.of_one_group
        at = [first + self.table.where(d, "~", p) for d, p in self.model.paths]

        def statistic(theta: Array, sample: Sample) -> Array:
            every = self.standardized if standardized else self.parameters
            return every(theta, sample)[:, at]

        return statistic

    def factor_correlations(self, theta: Array, sample: Sample) -> Array:
        """Correlations of every pair of constructs (lower triangle, by rows), group after group."""
        cov = factor_cov(self.table.structure, theta)
        sd = np.sqrt(np.einsum("bgii->bgi", cov))
        corr = cov / (sd[..., :, None] * sd[..., None, :])
        rows, cols = np.tril_indices(cov.shape[-1], -1)
        found: Array = corr[..., rows, cols].reshape(len(theta), -1)
        return found
