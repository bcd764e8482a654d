"""The respondents of one group: their figures, how these vary, and how often a point changes its quadrant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.gap_scores import mean_errors
from csmodels.numerics.intervals import Uncertainty, normal_limits, withhold_fixed
from csmodels.numerics.moments import Moments
from csmodels.numerics.three_factor import matrix
from csmodels.numerics.variation import Bootstrap, Variation, uncertainty_of
from csmodels.sampling.options import Options
from csmodels.sampling.variations import GroupRows, estimate_and_variation
from csmodels.survey.design import SurveyDesign
from csmodels.three_factor.matrix.model import CROSSHAIRS, STATED, ImportancePerformance

Array = NDArray[np.float64]

#: Draws that stand for resamples where errors come without any.
MEMBERS = 4000


@dataclass(frozen=True)
class Layout:
    """Columns of the rows: performance, its logarithms, stated importance, the overall judgement.

    Attributes
    ----------
    k : int
        Attributes.
    logs, stated : bool
    outcomes : int
        Columns that the overall judgement is the mean of.
    """

    k: int
    logs: bool
    stated: bool
    outcomes: int

    @property
    def performance(self) -> list[int]:
        return list(range(self.k))

    @property
    def importance(self) -> list[int]:
        return list(range(self.k, 2 * self.k)) if self.stated else []

    @property
    def outcome(self) -> int:
        return self.k * (1 + self.stated)

    @property
    def logarithms(self) -> list[int]:
        return list(range(self.outcome + 1, self.outcome + 1 + self.k)) if self.logs else []

    def extend(self, answers: Array) -> Array:
        """Add what is computed from the answers of each respondent."""
        first = self.k * (1 + self.stated)
        parts = [answers[:, :first]]
        if self.outcomes:
            parts.append(answers[:, first:].mean(axis=1, keepdims=True))
        if self.logs:
            parts.append(np.log(answers[:, : self.k]))
        return np.column_stack(parts)


@dataclass(frozen=True, eq=False)
class Part:
    """One group.

    Attributes
    ----------
    model : ImportancePerformance
    rows : GroupRows
        Columns as `model.columns`.
    layout : Layout
    midpoint : tuple of float
        Of importance and performance; missing where it is not known.
    same_scale : bool
        Whether stated importance and performance may be subtracted.
    options : Options
    errors : str
    design : SurveyDesign or None
    """

    model: ImportancePerformance
    rows: GroupRows
    layout: Layout
    midpoint: tuple[float, float]
    same_scale: bool
    options: Options
    errors: str
    design: SurveyDesign | None

    @property
    def n(self) -> int:
        return len(self.rows.values)

    @property
    def label(self) -> Any:
        return self.rows.label

    @property
    def methods(self) -> tuple[str, ...]:
        """Importances that are computed."""
        found = [STATED] if self.layout.stated else []
        if self.layout.outcomes:
            found += ["correlation", "partial"]
            found += ["partial_log"] if self.layout.logs else []
            found += ["regression"]
        if self.model.placed_by == "lmg":
            found.append("lmg")
        return tuple(found)

    # figures

    def _figures(self, moments: Moments) -> dict[str, Array]:
        """Every figure of every attribute, shapes (..., J)."""
        assert moments.mean is not None
        at = self.layout
        found = {"performance": moments.mean[..., at.performance]}
        if at.stated:
            found[STATED] = moments.mean[..., at.importance]
            if self.same_scale:
                found["gap"] = found["performance"] - found[STATED]
        if at.outcomes:
            corr = moments.take([*at.performance, at.outcome]).corr
            plain = matrix.derived(corr)
            found |= {
                "correlation": plain.correlation,
                "partial": plain.partial,
                "regression": plain.regression,
            }
            if "lmg" in self.methods:
                found["lmg"] = lmg(corr)
        if at.logs:
            found["partial_log"] = matrix.derived(moments.take([*at.logarithms, at.outcome]).corr).partial
        return found

    @cached_property
    def _varied(self) -> tuple[Moments, Variation]:
        return estimate_and_variation(self.rows, self.options, self.design, self.layout.extend)

    @property
    def variation(self) -> Variation:
        return self._varied[1]

    @cached_property
    def figures(self) -> dict[str, Array]:
        """Of the sample, shape (J,) each."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self._figures(self._varied[0])

    @cached_property
    def draws(self) -> dict[str, Array]:
        """Of every member of the variation, shape (members, J) each."""
        with np.errstate(invalid="ignore", divide="ignore"):
            parts = [self._figures(moments) for moments in self.variation.samples()]
        empty = np.empty((0, self.layout.k))
        return {name: np.concatenate([p[name] for p in parts]) if parts else empty for name in self.figures}

    @property
    def importance(self) -> Array:
        """The importance that places the points."""
        return self.figures[self.model.placed_by]

    def uncertainty(self, values: Array, draws: Array) -> Uncertainty:
        """Errors and limits of figures (k,) from those of the members (members, k)."""
        return uncertainty_of(self.variation, values, draws.T)

    def of(self, name: str) -> Uncertainty:
        """Errors and limits of one figure of all attributes."""
        return self.uncertainty(self.figures[name], self.draws[name])

    # dividing lines and quadrants

    @property
    def crosshairs(self) -> tuple[str, ...]:
        """The lines that can be drawn: a midpoint needs scales of stated importance and performance."""
        return tuple(c for c in CROSSHAIRS if c != "midpoint" or np.isfinite(self.midpoint).all())

    def lines(self, kind: str, importance: Array, performance: Array) -> Array:
        """Where quadrants are divided, shape (..., 2), in a sample or in every member."""
        if kind == "midpoint":
            return np.broadcast_to(np.array(self.midpoint), (*importance.shape[:-1], 2))
        return matrix.crosshair(importance, performance, kind)

    @cached_property
    def placed(self) -> tuple[Array, Array]:
        """Importance and performance in as many samples as quadrants are counted in, (members, J) each."""
        importance, performance = self.counted([self.model.placed_by, "performance"])
        return importance, performance

    def counted(self, names: Sequence[str]) -> tuple[Array, ...]:
        """Figures in resamples, or as their covariance lets them vary; shape (members, J) each."""
        variation = self.variation
        drawn = [self.draws[name] for name in names]
        if isinstance(variation, Bootstrap):
            return tuple(each[: variation.n_boot] for each in drawn)
        k = self.layout.k
        values = np.concatenate([self.figures[name] for name in names])
        varied = np.concatenate(drawn, axis=1)
        if not len(varied):
            return tuple(np.empty((0, k)) for _ in names)
        used = np.asarray(np.isfinite(varied).all(axis=1))
        covariance = variation.covariance_of(values, varied.T, used)
        stream = self.rows.stream
        seed = [self.options.seed, *(() if stream is None else (stream,))]
        found = matrix.normal_members(values, covariance, MEMBERS, seed)
        return tuple(found[:, i * k : (i + 1) * k] for i in range(len(names)))

    def quadrants(self, kind: str) -> tuple[matrix.Codes, Array]:
        """Quadrant of each attribute (J,), and how often it falls into each, (J, 4)."""
        importance, performance = self.importance, self.figures["performance"]
        code = matrix.quadrants(importance, performance, self.lines(kind, importance, performance))
        drawn = self.placed
        return code, matrix.memberships(
            matrix.quadrants(*drawn, self.lines(kind, *drawn)), len(matrix.QUADRANTS)
        )

    def performing(self) -> Array:
        """How often each attribute's performance is at or above the line, shape (J,)."""
        importance, performance = self.placed
        line = self.lines(self.model.crosshair, importance, performance)[..., 1]
        high, known = matrix.above(performance, line)
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Array = high.sum(axis=0) / known.sum(axis=0)
        return found

    # pairs of stated importance and performance

    def pair(self, j: int) -> GroupRows:
        """Stated importance and performance of those who answered both."""
        k = self.layout.k
        values = self.rows.values[:, [k + j, j]]
        kept = ~np.isnan(values).any(axis=1)
        weights = None if self.rows.weights is None else self.rows.weights[kept]
        return replace(self.rows, values=values[kept], weights=weights, where=self.rows.where[kept])

    @property
    def by_design(self) -> bool:
        """Whether respondents are weighted or sampled in strata or clusters."""
        return self.rows.weights is not None or self.design is not None

    def mean_test(self, rows: GroupRows, column: Array) -> tuple[Uncertainty, float | None]:
        """Mean of a column, Student's t test that it is zero; its form under a design or replicates."""
        values = np.atleast_1d(np.average(column, weights=rows.weights))
        table = column[:, None]
        if self.errors == "replicates":
            unit = replace(rows, values=table)
            moments, variation = estimate_and_variation(unit, self.options, self.design, lambda v: v)
            drawn = np.concatenate([m.mean for m in variation.samples() if m.mean is not None])
            assert moments.mean is not None
            return uncertainty_of(variation, moments.mean, drawn.T), getattr(variation, "df", None)
        units = None if self.design is None else self.design.units
        error, df = mean_errors(table, rows.weights, units, rows.where)
        limits = normal_limits(values, error, self.options.conf_level, 0.0, df)
        return withhold_fixed(Uncertainty(values, error, *limits)), df


def lmg(corr: Array) -> Array:
    """Shares of R² averaged over all orders, from correlations with the outcome last."""
    from csmodels.numerics.importance import by_size

    found: Array = by_size(corr, [1] * (corr.shape[-1] - 1)).mean(axis=-1)
    return found
