"""The respondents of one group: the rows each figure rests on, and how its error is computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from csmodels.disconfirmation.gaps.model import PAIR, ZONE, GapModel
from csmodels.numerics.gap_scores import mean_errors, weighted_mean
from csmodels.numerics.intervals import Uncertainty, normal_limits, withhold_fixed
from csmodels.numerics.moments import Moments
from csmodels.numerics.variation import Variation
from csmodels.sampling.options import Options
from csmodels.sampling.variations import GroupRows, estimate_and_variation
from csmodels.survey.design import SurveyDesign

Array = NDArray[np.float64]

#: From moments with leading batch axes to figures of shape (..., k).
Statistic = Callable[[Moments], Array]


@dataclass(frozen=True, eq=False)
class Found:
    """Figures of one sample with their uncertainty.

    Attributes
    ----------
    uncertainty : Uncertainty
    df : float or None
        Of Student's limits.
    n : int
        Respondents.
    """

    uncertainty: Uncertainty
    df: float | None
    n: int


@dataclass(frozen=True, eq=False)
class Sample:
    """One group's answers to the pairs, importance and outcome, and to the zones.

    Attributes
    ----------
    model : GapModel
    rows : GroupRows
        Columns as `items`; with gaps where ``missing="available"``.
    items : tuple of str
    zone_rows : GroupRows or None
        Columns as `zone_items`.
    zone_items : tuple of str
    options : Options
        How the sample is varied.
    errors : str
        As settled: see `GapModel.fit`.
    design : SurveyDesign or None
    """

    model: GapModel
    rows: GroupRows
    items: tuple[str, ...]
    zone_rows: GroupRows | None
    zone_items: tuple[str, ...]
    options: Options
    errors: str
    design: SurveyDesign | None

    # rows

    def pick(self, columns: Sequence[str]) -> GroupRows:
        """Those who answered all of some items."""
        return _complete(self.rows, self.items, columns)

    def pair(self, attribute: str) -> tuple[Array, Array, Array]:
        """Expectation, performance and gap of those who answered both."""
        e, p = self.attribute_rows(attribute).values.T
        return e, p, p - e

    def attribute_rows(self, attribute: str) -> GroupRows:
        """Columns expectation, performance."""
        items = self.model.items.attribute(attribute).items
        return self.pick([items[aspect] for aspect in PAIR])

    def dimension_rows(self, dimension: str) -> GroupRows:
        """Columns of the dimension's expectations, then of its performances."""
        members = [self.model.items.attribute(name) for name in self.model.items.dimensions[dimension]]
        return self.pick([each.items[aspect] for aspect in PAIR for each in members])

    def zone(self, attribute: str) -> GroupRows:
        """Columns performance, adequate, desired."""
        assert self.zone_rows is not None  # read where attributes have zones
        items = self.model.items.attribute(attribute).items
        return _complete(
            self.zone_rows, self.zone_items, [items[aspect] for aspect in ("performance", *ZONE)]
        )

    @cached_property
    def scored(self) -> GroupRows:
        """Those who answered all items, of importance and outcome too: columns as `items`."""
        return self.pick(self.items)

    @cached_property
    def scores(self) -> Array:
        """Respondents' figures, shape (n, 2 D + s [+ 1]): E and P by dimension, scores, outcome.

        In the order of `score_names`.
        """
        return self.score_table(self.scored.values)

    @property
    def score_names(self) -> tuple[str, ...]:
        """Names of the scores."""
        names = ("servqual", "servperf")
        if not self.model.weights:
            return names
        return ("servqual", "servqual_weighted", "servperf", "servperf_weighted")

    def score_table(self, values: Array) -> Array:
        """The same from any complete answers; columns as `items`."""
        e, p = self.dimension_means(values)
        weights = self._importance(values)
        columns = [e, p]
        for each in (p - e, p):
            columns.append(each.mean(axis=1, keepdims=True))
            if weights is not None:
                columns.append(weighted_mean(each, weights)[:, None])
        k = len(self.model.outcomes)
        if k:
            columns.append(values[:, -k:].mean(axis=1, keepdims=True))
        return np.column_stack(columns)

    def dimension_means(self, values: Array) -> tuple[Array, Array]:
        """Expectation and performance of each dimension, shape (n, D) each."""
        k = len(self.model.items)
        codes = list(self.model.items.dimensions)
        of = np.array([codes.index(each.dimension) for each in self.model.items.attributes])
        turn = np.eye(len(codes))[of] / np.bincount(of)[of][:, None]
        return values[:, :k] @ turn, values[:, k : 2 * k] @ turn

    def _importance(self, values: Array) -> Array | None:
        """Importance by respondent and dimension; None without."""
        given = self.model.weights
        if not given:
            return None
        if not self.model.own_importance:
            numbers = np.array([float(given[name]) for name in self.model.items.dimensions])
            return np.broadcast_to(numbers, (len(values), len(numbers)))
        at = {name: i for i, name in enumerate(self.items)}
        parts = [values[:, [at[item] for item in given[d]]].mean(axis=1) for d in self.model.items.dimensions]
        return np.column_stack(parts)

    # errors

    @property
    def conf_level(self) -> float:
        return self.options.conf_level

    @property
    def by_design(self) -> bool:
        """Whether respondents are weighted or sampled in strata or clusters."""
        return self.rows.weights is not None or self.design is not None

    def means(self, rows: GroupRows, table: Array) -> Found:
        """Means of columns with their errors: Student's t, or by the variation that was asked for."""
        values = np.average(table, axis=0, weights=rows.weights)
        if self.errors in ("bootstrap", "replicates"):
            found = self.varied(rows, table, lambda m: m.mean)  # type: ignore[arg-type,return-value]
            return replace(found, n=len(table))
        units = None if self.design is None else self.design.units
        error, df = mean_errors(table, rows.weights, units, rows.where)
        limits = normal_limits(values, error, self.conf_level, 0.0, df)
        return Found(withhold_fixed(Uncertainty(values, error, *limits)), df, len(table))

    def mean_error(self, rows: GroupRows, table: Array) -> Array:
        """Standard errors of means of indicators, for limits of shares."""
        if self.errors == "replicates":
            return self.means(rows, table).uncertainty.std_error
        units = None if self.design is None else self.design.units
        return mean_errors(table, rows.weights, units, rows.where)[0]

    def variation(self, rows: GroupRows, table: Array, se: str | None = None) -> tuple[Moments, Variation]:
        """Moments of a table of these rows, and how they are varied; `se` overrides the way."""
        options = self.options if se is None else replace(self.options, se=se, ci="normal", n_boot=0)
        units = replace(rows, values=table)
        return estimate_and_variation(units, options, self.design, lambda values: values)

    def varied(self, rows: GroupRows, table: Array, statistic: Statistic, null: float = 0.0) -> Found:
        """Figures of the moments of a table, with errors from the varied moments."""
        moments, variation = self.variation(rows, table)
        draws = [statistic(m) for m in variation.samples()]
        values = statistic(moments)
        varied = np.concatenate(draws) if draws else np.empty((0, len(values)))
        # a figure that does not exist at all must not cost the others their resamples
        there = np.isfinite(values)
        used = np.asarray(np.isfinite(varied[:, there]).all(axis=1))
        found = variation.uncertainty(values, varied.T, used, null)
        df = getattr(variation, "df", None)
        return Found(found, df, len(table))


def _complete(rows: GroupRows, items: tuple[str, ...], columns: Sequence[str]) -> GroupRows:
    """The rows of those who answered some columns, and these columns."""
    values = rows.values[:, [items.index(name) for name in columns]]
    gaps = np.isnan(values).any(axis=1)
    if not gaps.any():
        return replace(rows, values=values)
    kept = ~gaps
    weights = None if rows.weights is None else rows.weights[kept]
    return replace(rows, values=values[kept], weights=weights, where=rows.where[kept])
