"""Which equality between groups does not hold: score tests, each releasing one parameter in all groups."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.covariance.equalities import Scores, scores, separate
from csmodels.numerics.multiplicity import adjusted_p
from csmodels.path_models.likelihood.parameters import measured_by
from csmodels.path_models.likelihood.refit import prepared_again
from csmodels.path_models.likelihood.sandwich import meat as meat_of

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

#: Groups whose release lowers chi-square by amounts closer than this share explain the misfit alike.
ALIKE = 1e-6
#: Columns of the table of score tests.
SCORED = ("lhs", "op", "rhs", "chi2_change", "df", "p_value", "p_adjusted", "group", "difference")


def shared_cells(result: CovarianceResult, kind: str) -> tuple[Indices, Indices]:
    """Cells of one kind that groups share: those with a common parameter, and markers fixed in all groups.

    A marker is fixed at 1 in every group, which holds its loading equal as soon as another loading of the
    same construct is.
    """
    table = result.table
    size = table.of_one_group
    first, second = table.parameters[:size], table.parameters[size : 2 * size]
    shared = [
        i
        for i, (a, b) in enumerate(zip(first, second, strict=True))
        if a.kind == kind and a.free and a.label is None and a.index == b.index
    ]
    whole = {first[i].lhs for i in shared}
    marked = {
        (name, part)
        for name, part in zip(table.factors, table.markers, strict=True)
        if kind == "loadings" and part and name in whole
        if len(measured_by(result.model.measurement[name])) > 1
    }
    markers = [i for i, p in enumerate(first) if p.op == "=~" and (p.lhs, p.rhs) in marked and not p.free]
    return np.array(shared, dtype=np.intp), np.array(markers, dtype=np.intp)


def released(result: CovarianceResult, kind: str) -> pd.DataFrame:
    """Score test of every equality of one kind, the one that fits worst first.

    Parameters
    ----------
    result : CovarianceResult
        Fitted with these equalities.
    kind : str
        One of `EQUAL`.

    Returns
    -------
    DataFrame
        `lhs`, `op`, `rhs`; `chi2_change` (by which chi-square would about fall), `df`, `p_value`,
        `p_adjusted` (Holm, over the parameters of this kind); the `group` that differs most, and its
        `difference` from the value that the others share, in the units of the data.
    """
    from scipy.stats import chi2

    shared, markers = shared_cells(result, kind)
    cells = np.sort(np.concatenate([shared, markers]))
    one = [result.table.parameters[i] for i in cells.tolist()]
    found, at = _scores(result, cells, markers)
    change, df = found.tests(at[1:].T), len(at) - 1
    group = _odd_one(found.tests(at.reshape(-1, 1)).reshape(at.shape))
    ratio = np.array([result.estimates.ratio[p.index] if p.free else 1.0 for p in one])
    moved = found.changes(at[group, np.arange(len(cells))]) / ratio
    p_value = chi2.sf(change, df)
    frame = pd.DataFrame(
        {
            "lhs": [p.lhs for p in one],
            "op": ["~" if p.op == "~1" else p.op for p in one],
            "rhs": ["1" if p.op == "~1" else p.rhs for p in one],
            "chi2_change": change,
            "df": df,
            "p_value": p_value,
            "p_adjusted": adjusted_p(p_value) if len(p_value) else p_value,
            "group": [result.groups[g] for g in group.tolist()],
            "difference": np.where(np.isnan(change), np.nan, moved),
        }
    )
    return frame.sort_values("chi2_change", ascending=False, kind="stable", ignore_index=True)


def _scores(result: CovarianceResult, cells: Indices, markers: Indices) -> tuple[Scores, Indices]:
    """Scores of the model with separate parameters, and where the cells stand among these."""
    units, given = result.units, result.estimates
    apart = separate(units.structure, given.theta * given.ratio, markers)
    sample = units.sample(given.sample.cov, given.sample.mean, given.sample.shares)
    meat = None
    if result.settings["robust"] != "none":
        own = replace(units, structure=apart.structure)
        centred = result.settings["robust"] == "sem"
        meat = meat_of(own, apart.theta, prepared_again(result), centred)
    return scores(apart, sample, given.n_total, meat), apart.place[:, cells]


def _odd_one(single: Array) -> Indices:
    """The group, for each cell, whose release lowers chi-square most; of equal ones the last.

    The first group is the reference, so two groups are told apart by the second one's difference.
    """
    known = np.nan_to_num(single, nan=-1.0)
    best = known >= known.max(axis=0, initial=-1.0) * (1 - ALIKE)
    found: Indices = len(single) - 1 - np.argmax(best[::-1], axis=0)
    return found
