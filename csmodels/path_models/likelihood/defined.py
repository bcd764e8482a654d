"""Defined parameters: figures that the model text makes of labelled parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.covariance.likelihood import Sample
from csmodels.path_models import expressions
from csmodels.path_models.likelihood.figures import Figures
from csmodels.path_models.statements import in_order
from csmodels.tables import params_table

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

Array = NDArray[np.float64]

#: The group of a figure that is one and the same for all groups.
OVERALL = "overall"


class Defined:
    """The defined parameters of a model as a function of its parameters.

    Parameters
    ----------
    figures : Figures
    standardized : bool
        Made of standardised parameters; a label that stands in several places means the first one.

    Attributes
    ----------
    groups : int
        How many times each figure is there: once where every label is one and the same parameter in all
        groups, otherwise once for each group.
    """

    def __init__(self, figures: Figures, standardized: bool = False) -> None:
        table, defined = figures.table, figures.model.defined
        self.names = tuple(defined)
        self.read = {name: expressions.read(text) for name, text in defined.items()}
        self.order = in_order({name: one.names for name, one in self.read.items()})
        self.parameters = figures.standardized if standardized else figures.parameters
        self.places: list[dict[str, int]] = [{} for _ in range(table.structure.n_groups)]
        held: dict[str, set[tuple[int, float]]] = {}
        for i, p in enumerate(table.parameters):
            if p.label is not None:
                self.places[p.group].setdefault(p.label, i)
                held.setdefault(p.label, set()).add((p.index, 0.0 if p.free else p.value))
        used = {part for one in self.read.values() for part in one.names if part not in defined}
        # standardised by each group's own spread
        apart = standardized or any(len(held[label]) > 1 for label in used)
        self.groups = table.structure.n_groups if apart else 1

    def __call__(self, theta: Array, sample: Sample) -> Array:
        """Values, shape (members, groups x figures), group after group."""
        every = self.parameters(theta, sample)
        found = np.empty((len(theta), self.groups, len(self.names)))
        for g in range(self.groups):
            values = {label: every[:, i] for label, i in self.places[g].items()}
            # a logarithm of a negative figure is missing, which the table shows
            with np.errstate(all="ignore"):
                for name in self.order:
                    values[name] = self.read[name](values)
            for k, name in enumerate(self.names):
                found[:, g, k] = values[name]
        # so is what was divided by zero: an infinite figure is none
        found[~np.isfinite(found)] = np.nan
        return found.reshape(len(theta), -1)


def defined_table(result: CovarianceResult, standardized: bool = False) -> pd.DataFrame:
    """Defined parameters (``:=``) with errors by the delta method, or from resamples.

    Parameters
    ----------
    result : CovarianceResult
    standardized : bool
        Made of standardised parameters, as in lavaan's ``std.all``.

    Returns
    -------
    DataFrame
        Rows of `CovarianceResult.params`: kind "defined", name, ``:=`` and expression. With groups, one row
        "overall" for each figure where the groups share its labels, otherwise one for each group.

    Notes
    -----
    Delta method: Sobel (1982), for any differentiable figure.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.path_models.likelihood.defined import defined_table
    >>> model = cs.PathModel.from_syntax('''
    ...     Quality =~ qual_overall + qual_custom
    ...     Satisfaction =~ sat_overall + sat_ideal
    ...     Loyalty =~ repurchase
    ...     Satisfaction ~ a*Quality
    ...     Loyalty ~ b*Satisfaction
    ...     indirect := a*b
    ... ''')
    >>> table = defined_table(model.fit(cs.datasets.load_hotel(), "ml"))
    >>> table[["kind", "lhs", "op", "rhs"]].values.tolist()
    [['defined', 'indirect', ':=', 'a*b']]
    """
    statistic = Defined(result.figures, standardized)
    head: dict[str, Any] = {
        "kind": "defined",
        "lhs": list(statistic.names) * statistic.groups,
        "op": ":=",
        "rhs": list(result.model.defined.values()) * statistic.groups,
    }
    rows = {**head, **result._columns(statistic)}
    if not result.groups:
        return params_table(rows)
    groups = list(result.groups) if statistic.groups > 1 else [OVERALL]
    index = pd.Index(np.repeat(np.array(groups, dtype=object), len(statistic.names)))
    return params_table(rows, index.rename(str(result.settings["by"])))


def with_defined(result: CovarianceResult, params: pd.DataFrame, standardized: bool = False) -> pd.DataFrame:
    """The table of parameters with the defined ones at its end."""
    if not result.model.defined:
        return params
    return pd.concat([params, defined_table(result, standardized)], ignore_index=not result.groups)
