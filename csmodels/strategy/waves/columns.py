"""Cells of waves from columns: the mean of items, or the figure of an indicator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, some
from csmodels.numerics.linearization import UnitTotals, unit_totals
from csmodels.numerics.moments import Moments
from csmodels.numerics.variation import Bootstrap, Replicates
from csmodels.sampling.options import Options
from csmodels.sampling.remarks import left_out
from csmodels.sampling.settings import counted, respondents
from csmodels.sampling.variations import GroupRows, estimate_and_variation, rows_by_group
from csmodels.strategy.indicators.kinds import MEAN, NET, Indicator
from csmodels.strategy.indicators.reading import Asked as AskedIndicator
from csmodels.strategy.indicators.reading import read
from csmodels.strategy.indicators.sample import Part
from csmodels.strategy.waves.spread import (
    Curved,
    Spread,
    block_matrix,
    design_matrix,
    from_draws,
    from_replicates,
)
from csmodels.survey import SurveyData
from csmodels.survey.answers import read_answers
from csmodels.survey.design import SurveyDesign
from csmodels.tables.notices import Notice

Array = NDArray[np.float64]
Slopes = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Columns:
    """Answers of every cell of the design of waves, ready for their means.

    Attributes
    ----------
    names : tuple of str
        Components: items, or boxes.
    weights : array, shape (k,)
        Of the components in the level; constants.
    rows : mapping of cell label to GroupRows
        Columns are the components.
    counted : bool
        Components are shares of respondents.
    ends : (low, high) or None
        What the level can be.
    settings, notices
    indicator : Indicator or None
        Settled.
    parts : mapping of cell label to Part
        Of an indicator, whose limits are used.
    """

    names: tuple[str, ...]
    weights: Array
    rows: dict[Any, GroupRows]
    counted: bool
    ends: tuple[float, float] | None
    settings: dict[str, Any]
    notices: tuple[Notice, ...]
    indicator: Indicator | None = None
    parts: Mapping[Any, Part] = field(default_factory=dict)

    @property
    def weighted(self) -> bool:
        """Whether survey weights differ between respondents."""
        found = [rows.weights for rows in self.rows.values() if rows.weights is not None]
        return bool(found) and float(np.ptp(np.concatenate(found))) > 0


def of_items(data: SurveyData, items: Sequence[str], cell: str) -> Columns:
    """The mean of items; several must have one scale."""
    # in a wave all may answer alike
    answers = counted(read_answers(data, items, by=cell, scoring=True))
    ends = {data.scale(item) for item in items}
    if len(ends) > 1:
        scales = ", ".join(f"{item} {_written(data.scale(item))}" for item in items)
        raise SpecificationError(
            f"A mean needs items of one scale; here: {scales}. Track a model with these items instead:"
            " cs.index_model(...) brings them to 0..100."
        )
    rows = {each.label: each for each in rows_by_group(answers, answers.group_names)}
    empty = [label for label, each in rows.items() if not len(each.values)]
    if empty:
        raise DataError(
            f"Nobody in {some(map(str, empty))} ({cell}) answered {' and '.join(items)}: every wave needs"
            " answers. Leave the group out, or choose waves with order=[...]."
        )
    weights = np.full(len(items), 1 / len(items))
    settings = respondents(data, answers, len(answers.values), "listwise")
    return Columns(
        tuple(items),
        weights,
        rows,
        False,
        ends.pop(),
        settings,
        tuple(left_out(answers, key="left_open_only")),
    )


def of_indicator(data: SurveyData, indicator: Indicator, cell: str, conf_level: float) -> Columns:
    """The figure of an indicator, made of its boxes where it is a difference of two."""
    found = read(indicator, data, AskedIndicator(conf_level=conf_level, least=1), cell)
    settled = found.indicator
    figure = settled.figure_of(settled.main)
    if figure.form == NET:
        at, weights = list(settled.boxes_of(figure.name)), np.array([figure.unit, -figure.unit])
    else:
        at, weights = [settled.names.index(figure.name)], np.array([figure.unit])
    rows = {
        part.rows.label: replace(part.rows, values=np.ascontiguousarray(part.table[:, at]))
        for part in found.parts
    }
    named = ("n", "n_rows", "n_dropped", "missing", "weights")
    settings = {name: found.settings[name] for name in named if name in found.settings}
    names = tuple(settled.names[i] for i in at)
    ends = (figure.low, figure.high)
    # waves say themselves which have few respondents
    notices = tuple(each for each in found.notices if each.key != "indicator_few")
    settings["interval"] = found.settings["interval"]
    return Columns(
        names, weights, rows, figure.form != MEAN, ends, settings, notices, settled,
        {part.rows.label: part for part in found.parts},
    )  # fmt: skip


def _written(ends: tuple[float, float] | None) -> str:
    return "(no scale known)" if ends is None else f"{ends[0]:g}-{ends[1]:g}"


def spread(found: Columns, labels: Sequence[Any], options: Options, design: SurveyDesign | None) -> Spread:
    """The waves of one group with their errors.

    Parameters
    ----------
    found : Columns
    labels : sequence
        Cells of the group, in the order of the waves.
    """
    rows = [found.rows[label] for label in labels]
    every = [_means(each.values, each.weights) for each in rows]
    cells = np.stack([np.stack([mean, found.weights]) for mean in every])
    n = np.array([float(len(each.values)) for each in rows])
    if options.se == "linearized":
        return _linearized(found, rows, cells, n, options, design)
    varied = [_members(each, options, design, found.weights) for each in rows]
    first, draws = varied[0][0], [part for _, part in varied]
    if isinstance(first, Bootstrap):
        return from_draws(cells, n, draws, np.ones(first.n_boot, dtype=bool), first)
    assert isinstance(first, Replicates)  # the options know no other
    return from_replicates(cells, n, draws, first)


def _means(values: Array, weights: Array | None) -> Array:
    found: Array = np.average(values, axis=0, weights=weights)
    return found


def _members(
    rows: GroupRows, options: Options, design: SurveyDesign | None, weights: Array
) -> tuple[Any, Array]:
    """How a wave is varied, and the cell of every member."""
    same: Callable[[Array], Array] = lambda values: values  # noqa: E731
    _, variation = estimate_and_variation(rows, options, design, same)
    means = np.concatenate([m.mean for m in variation.samples() if m.mean is not None])
    return variation, np.stack([means, np.broadcast_to(weights, means.shape)], axis=1)


def _linearized(
    found: Columns,
    rows: Sequence[GroupRows],
    cells: Array,
    n: Array,
    options: Options,
    design: SurveyDesign | None,
) -> Curved:
    units = None if design is None else design.units
    k = len(found.weights)
    if units is not None:
        totals = [_totals(each, units.units[each.where]) for each in rows]
        wide = [
            UnitTotals(t.units, np.concatenate([t.values, np.zeros_like(t.values)], axis=1)) for t in totals
        ]
        matrix = design_matrix(wide, units)
        alone = np.array([len(t.units) < 2 for t in totals])
        return Curved(
            cells=cells, n=n, conf_level=options.conf_level, matrix=matrix, design=units,
            rows=tuple(each.where for each in rows), unknown=alone,
        )  # fmt: skip
    # shares of simple samples have the textbook's error and normal limits, as in the board of indicators
    textbook = found.counted and not found.weighted
    blocks = []
    for each, size in zip(rows, n, strict=True):
        values = _totals(each, np.arange(len(each.values), dtype=np.intp)).values
        block = np.zeros((2 * k, 2 * k))
        block[:k, :k] = values.T @ values * (1.0 if textbook or size < 2 else size / (size - 1))
        blocks.append(block)
    df = None if textbook else np.maximum(n - 1, 1.0)
    return Curved(
        cells=cells, n=n, conf_level=options.conf_level, matrix=block_matrix(blocks), of_waves=df,
        unknown=n < 2,
    )  # fmt: skip


def _totals(rows: GroupRows, units: NDArray[np.intp]) -> UnitTotals:
    """Influence of every sampling unit on the means of the columns."""
    moments = Moments.from_rows(rows.values, rows.weights)
    k = rows.values.shape[1]
    slopes: Slopes = np.eye(k, k + k * (k + 1) // 2)
    return unit_totals(rows.values, moments, slopes, units, rows.weights)
