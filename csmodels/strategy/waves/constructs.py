"""Cells of waves from a fitted index model: 0-100 means of a construct's items and their weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.acsi.result import IndexResult
from csmodels.errors import SpecificationError, did_you_mean
from csmodels.numerics.index import index_scores
from csmodels.numerics.linearization import gradients, unit_totals
from csmodels.numerics.variation import Bootstrap, Linearized, Replicates, Variation
from csmodels.path_models.estimation import Members
from csmodels.sampling.variations import rows_by_group
from csmodels.strategy.waves.spread import (
    Curved,
    Spread,
    block_matrix,
    design_matrix,
    from_draws,
    from_replicates,
)

Array = NDArray[np.float64]


def check_construct(result: IndexResult, construct: str) -> None:
    """Refuse a construct that the model does not have."""
    names = result.model.constructs
    if construct not in names:
        raise SpecificationError(
            f"There is no construct {construct!r}.{did_you_mean(construct, names)}"
            f" Constructs: {', '.join(names)}."
        )


def spreads(result: IndexResult, construct: str, groups: Sequence[Sequence[Any]]) -> list[Spread]:
    """The waves of every group with their errors.

    Parameters
    ----------
    result : IndexResult
        Fitted by cell.
    construct : str
    groups : sequence of sequences of cell labels
    """
    where = result.model.constructs.index(construct)
    block = result.spec.blocks[where]
    ends = np.array([result.ranges[item] for item in result.model.items])
    how: Any = result.settings["index_weights"]

    def cell(members: Members) -> Array:
        """Means on 0 to 100, then weights: (members, 2 k)."""
        moments = members.moments
        assert moments.mean is not None  # an index was refused without
        shares = index_scores(moments, members.fit.weights, result.spec.blocks, ends, how)[1]
        means = 100 * (moments.mean - ends[:, 0]) / (ends[:, 1] - ends[:, 0])
        return np.concatenate([means[:, block], shares[:, block]], axis=1)

    wanted = [label for labels in groups for label in labels]
    found = {label: result.estimates.further(result.groups.index(label), cell) for label in wanted}
    return [_spread(result, labels, found) for labels in groups]


def _spread(result: IndexResult, labels: Sequence[Any], found: dict[Any, tuple[Array, Array]]) -> Spread:
    at = [result.groups.index(label) for label in labels]
    values = np.stack([found[label][0] for label in labels])
    cells = values.reshape(len(labels), 2, -1)
    n = np.array([result._n(g) for g in at])
    variations = [result.estimates.variations[g] for g in at]
    varied = [found[label][1] for label in labels]
    sound = np.logical_and.reduce([result.estimates.sound[g] for g in at]) if _alike(variations) else None
    first = variations[0]
    if all(isinstance(each, Bootstrap) for each in variations) and isinstance(first, Bootstrap):
        n_boot = first.n_boot
        used = np.logical_and.reduce([result.estimates.sound[g][:n_boot] for g in at])
        return from_draws(cells, n, [_cells(v[:, :n_boot]) for v in varied], used, first)
    if isinstance(first, Replicates):
        assert sound is not None  # all waves have the survey's replicates
        return from_replicates(cells, n, [_cells(v) for v in varied], first)
    level = float(str(result.settings["conf_level"]))
    if type(first) is Variation:
        return Spread(cells=cells, n=n, conf_level=level)
    design = None if result.design is None else result.design.units
    if design is not None and all(isinstance(each, Linearized) for each in variations):
        totals = []
        for rows, variation, members in zip(_rows(result, labels), variations, varied, strict=True):
            assert isinstance(variation, Linearized)
            slopes = gradients(members, variation.moments)
            extended = result.estimator.extend(rows.values)
            totals.append(
                unit_totals(extended, variation.moments, slopes, design.units[rows.where], rows.weights)
            )
        matrix = design_matrix(totals, design)
        return Curved(cells=cells, n=n, conf_level=level, matrix=matrix, df=float(design.df))
    blocks = [
        each.covariance_of(values[w], varied[w], result.estimates.sound[g])
        for w, (each, g) in enumerate(zip(variations, at, strict=True))
    ]
    return Curved(cells=cells, n=n, conf_level=level, matrix=block_matrix(blocks))


def _alike(variations: Sequence[Variation]) -> bool:
    return len({each.members for each in variations}) == 1


def _cells(varied: Array) -> Array:
    """Figures of members, (2 k, members), as cells (members, 2, k)."""
    return varied.T.reshape(varied.shape[1], 2, -1)


def _rows(result: IndexResult, labels: Sequence[Any]) -> list[Any]:
    assert result.answers is not None  # waves come from rows
    every = {rows.label: rows for rows in rows_by_group(result.answers, result.groups)}
    return [every[label] for label in labels]
