"""Whether groups have the same surface; groups that share clusters are dependent samples."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.surface import figures
from csmodels.disconfirmation.surface.estimates import Estimates
from csmodels.errors import SpecificationError
from csmodels.numerics.draws import Design
from csmodels.numerics.linearization import UnitTotals, gradients, total_covariance, unit_totals
from csmodels.numerics.variation import Linearized
from csmodels.sampling.variations import rows_by_group

if TYPE_CHECKING:
    from csmodels.disconfirmation.surface.result import SurfaceResult

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


def compare(result: SurfaceResult) -> pd.DataFrame:
    """Tests of equal surfaces; see `SurfaceResult.compare_groups`."""
    if not result.groups:
        raise SpecificationError("compare_groups needs groups: fit(data, by=...).")
    k, g = result.parts[0].n_terms, len(result.parts)
    values = np.concatenate([one.coefficients for one in result.parts])
    spread = group_covariance(result)
    differ = np.column_stack([np.ones(g - 1), -np.eye(g - 1)])
    chosen = {"surface": np.arange(k), "linear": np.arange(2), "curvature": np.arange(2, k)}
    rows: dict[str, dict[str, object]] = {}
    for name, terms in chosen.items():
        asked = np.kron(differ, np.eye(k)[terms]).astype(np.float64)
        found = figures.wald(values, spread, asked, None)
        rows[name] = {each: found[each] for each in ("statistic", "df", "p_value")}
        rows[name]["test_statistic"] = figures.CHI_SQUARE
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("test")


def group_covariance(result: SurfaceResult) -> Array:
    """Covariance of b1, b2, ... of all groups, one group after the other, shape (groups k, groups k).

    Raises
    ------
    SpecificationError
        Clusters with respondents of several groups, and errors that know nothing of clusters.
    """
    parts, errors = result.parts, str(result.settings["errors"])
    units = None if result.design is None else result.design.units
    joint = errors == "replicates" or (errors == "bootstrap" and units is not None)
    if joint:  # the same replicates or drawn units in every group
        values = np.concatenate([one.coefficients for one in parts])
        varied = np.concatenate([one.coefficient_draws for one in parts], axis=1).T
        used = np.asarray(np.all([one.used for one in parts], axis=0))
        return parts[0].variation.covariance_of(values, varied, used)
    if units is None:
        return _apart(parts)
    mine = [_units(result, one, units) for one in parts]
    if errors == "cluster":
        return _by_cluster(parts, mine)
    if errors == "linearized" and all(isinstance(one.variation, Linearized) for one in parts):
        return _by_totals(parts, mine, units)
    shared = sum(len(np.intersect1d(a, b)) for a, b in combinations(mine, 2))
    if shared:
        imputed = result.settings["missing"] == "mi"
        what = 'missing="mi"' if imputed else f"errors={errors!r}"
        how = 'missing="listwise"' if imputed else 'errors="linearized" or "cluster"'
        raise SpecificationError(
            f"The groups are not independent: there are clusters with respondents of several groups, which"
            f" {what} does not know of. Fit with {how} to compare the groups."
        )
    return _apart(parts)


def _apart(parts: tuple[Estimates, ...]) -> Array:
    """Groups that have nothing in common."""
    k = parts[0].n_terms
    spread = np.zeros((k * len(parts), k * len(parts)))
    for i, one in enumerate(parts):
        spread[i * k : (i + 1) * k, i * k : (i + 1) * k] = figures.joint_covariance(one)
    return spread


def _units(result: SurfaceResult, one: Estimates, units: Design) -> Codes:
    """Number of the sampling unit of each row of a group."""
    found: Codes = units.units[rows_by_group(result.answers, (one.label,))[0].where]
    return found


def _by_cluster(parts: tuple[Estimates, ...], units: list[Codes]) -> Array:
    """Sandwich of one regression with a surface for each group: sums of scores by cluster, over all groups.

    With the factor M / (M - 1) (N - 1) / (N - K) of M clusters, N rows, K coefficients.
    """
    clusters, at = np.unique(np.concatenate(units), return_inverse=True)
    starts = np.cumsum([0, *(len(each) for each in units)])
    every = []
    for one, start, end in zip(parts, starts, starts[1:], strict=False):
        x = np.column_stack([np.ones(one.n), one.rows[:, :-1]])
        w = np.ones(one.n) if one.weights is None else one.weights
        weighted = x * w[:, None]
        scores = weighted * (one.rows[:, -1] - x @ one.params)[:, None]
        sums = np.zeros((len(clusters), x.shape[1]))
        np.add.at(sums, at[start:end], scores)
        every.append((sums @ np.linalg.inv(x.T @ weighted))[:, one._terms])
    influence = np.concatenate(every, axis=1)
    m, n, k = len(clusters), int(starts[-1]), sum(len(one.params) for one in parts)
    found: Array = influence.T @ influence * (m / (m - 1)) * ((n - 1) / (n - k))
    return found


def _by_totals(parts: tuple[Estimates, ...], units: list[Codes], design: Design) -> Array:
    """Linearised: totals of the coefficients' influence values by sampling unit."""
    k = parts[0].n_terms
    totals = [
        unit_totals(one.rows, one.moments, gradients(one.coefficient_draws.T, one.moments), mine, one.weights)
        for one, mine in zip(parts, units, strict=True)
    ]

    def between(a: UnitTotals, b: UnitTotals) -> Array:
        first = UnitTotals(a.units, np.repeat(a.values, k, axis=1))
        second = UnitTotals(b.units, np.tile(b.values, k))
        return total_covariance(first, second, design).reshape(k, k)

    return np.block([[between(a, b) for b in totals] for a in totals])
