"""The figures of an assessment, all from one pass over the resamples of the fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics import validity
from csmodels.numerics.plsc import reliabilities
from csmodels.numerics.reliability import MEASURES, block_reliability
from csmodels.path_models.constructs import Construct
from csmodels.path_models.estimation import Members
from csmodels.path_models.terms import HigherOrder

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]

LIMITS = ("estimate", "std_error", "conf_low", "conf_high")


@dataclass(frozen=True, eq=False)
class Part:
    """One kind of figure: how it is computed from members, and the labels of its rows."""

    statistic: Callable[[Members], Array]
    labels: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Figures:
    """Everything that is computed beyond the tables of the fit.

    Attributes
    ----------
    result : PathResult
    thresholds : tuple of float
        Against which HTMT and HTMT2 are tested.
    """

    result: PathResult
    thresholds: tuple[float, ...]

    # ------------------------------------------------------------------ which constructs

    @cached_property
    def measured(self) -> list[int]:
        """Constructs that have items or dimensions; products have none."""
        model = self.result.model
        return [j for j, name in enumerate(model.constructs) if name not in model.terms]

    @cached_property
    def comparable(self) -> NDArray[np.bool_]:
        """Whether it makes sense to tell two constructs apart: not a higher-order one and its dimensions."""
        model = self.result.model
        names = list(model.constructs)
        found = np.zeros((len(names), len(names)), dtype=bool)
        found[np.array(self.measured)[:, None], self.measured] = True
        for j, block in enumerate(model.measurement.values()):
            if isinstance(block, HigherOrder):
                own = [names.index(name) for name in block.dimensions]
                found[j, own] = found[own, j] = False
        np.fill_diagonal(found, False)
        return found

    @cached_property
    def pairs(self) -> list[int]:
        """Places of the comparable pairs among all pairs."""
        every = validity.construct_pairs(self.result.spec)
        return [row for row, (i, j) in enumerate(every) if self.comparable[i, j]]

    # ------------------------------------------------------------------ what is computed

    def _rho(self, members: Members) -> Array | None:
        corrected = getattr(self.result.estimator, "corrected", ())
        if not any(corrected):
            return None
        return reliabilities(members.corr, self.result.spec, members.fit, corrected)

    def _cross(self, members: Members) -> Array:
        return validity.cross_loadings(members.corr, members.fit, self.result.spec, self._rho(members))

    def _cross_margin(self, members: Members) -> Array:
        spec = self.result.spec
        others = self.comparable[spec.construct_of_item]
        return validity.cross_loading_margin(self._cross(members), spec, others)[:, self._own_items]

    def _fornell_larcker_margin(self, members: Members) -> Array:
        ave = _ave(members, self.result)
        margin = validity.fornell_larcker_margin(ave, members.fit.construct_corr, self.comparable)
        return margin[:, self.measured]

    def _correlations(self, members: Members) -> Array:
        every = validity.construct_pairs(self.result.spec)
        left, right = np.array([every[row] for row in self.pairs], dtype=np.intp).reshape(-1, 2).T
        found: Array = members.fit.construct_corr[:, left, right]
        return found

    def _predictors(self, members: Members) -> Array:
        return validity.vif_predictors(members.fit.construct_corr, self.result.spec)

    def _effect_sizes(self, members: Members) -> Array:
        fit, spec = members.fit, self.result.spec
        return validity.f_squared(fit.paths, fit.r_squared, self._predictors(members), spec)

    def _full_collinearity(self, members: Members) -> Array:
        corr = validity.composite_corr(members.corr, members.fit.weights, self.result.spec)
        return validity.variance_inflation(corr[:, self._structural][:, :, self._structural])

    @cached_property
    def _structural(self) -> list[int]:
        names = self.result.model.constructs
        return [j for j in self.measured if names[j] in self.result.model.structural]

    @cached_property
    def _items(self) -> list[int]:
        """Columns of the measured constructs; those of a higher-order one are its dimensions."""
        place = self.result.spec.construct_of_item
        return [i for i in range(len(place)) if place[i] in self.measured]

    @cached_property
    def _own_items(self) -> list[int]:
        """Columns that hold items, each once."""
        own = [type(block) is Construct for block in self.result.model.measurement.values()]
        return [i for i in self._items if own[self.result.spec.construct_of_item[i]]]

    def _parts(self) -> dict[str, Part]:
        spec, model = self.result.spec, self.result.model
        names = model.constructs
        every = validity.construct_pairs(spec)
        pairs = [(names[every[row][0]], names[every[row][1]]) for row in self.pairs]
        items, own = (
            [(names[spec.construct_of_item[i]], model.columns[i]) for i in numbers]
            for numbers in (self._items, self._own_items)
        )
        cells = [(item, names[j]) for _, item in own for j in self.measured]

        def table(rows: Sequence[tuple[str, ...]], *columns: str) -> pd.DataFrame:
            return pd.DataFrame(rows, columns=list(columns))

        def single(numbers: list[int]) -> pd.DataFrame:
            return table([(names[j],) for j in numbers], "construct")

        return {
            "alpha_raw": Part(
                lambda m: validity.raw_alpha(m.moments.cov, spec)[:, self.measured], single(self.measured)
            ),
            "htmt": Part(lambda m: validity.htmt(m.corr, spec)[:, self.pairs], table(pairs, "lhs", "rhs")),
            "htmt2": Part(lambda m: validity.htmt2(m.corr, spec)[:, self.pairs], table(pairs, "lhs", "rhs")),
            "correlations": Part(self._correlations, table(pairs, "lhs", "rhs")),
            "fornell_larcker_margins": Part(self._fornell_larcker_margin, single(self.measured)),
            "cross": Part(
                lambda m: self._cross(m)[:, self._own_items][:, :, self.measured].reshape(len(m.corr), -1),
                table(cells, "item", "construct"),
            ),
            "cross_loading_margins": Part(self._cross_margin, table(own, "construct", "item")),
            "vif_items": Part(
                lambda m: validity.vif_items(m.corr, spec)[:, self._items], table(items, "construct", "item")
            ),
            "vif_constructs": Part(self._predictors, table(model.paths, "lhs", "rhs")),
            "full_collinearity": Part(self._full_collinearity, single(self._structural)),
            "f_squared": Part(self._effect_sizes, table(model.paths, "lhs", "rhs")),
        }

    # ------------------------------------------------------------------ tables

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Labels and figures of each part, stacked by group."""
        parts = self._parts()
        ends = np.cumsum([0, *(len(part.labels) for part in parts.values())])

        def every(members: Members) -> Array:
            return np.concatenate([part.statistic(members) for part in parts.values()], axis=1)

        estimates = self.result.estimates
        found = [estimates.further(g, every) for g in range(len(estimates.variations))]

        def of_group(name: str, labels: pd.DataFrame, rows: slice) -> Callable[[int], pd.DataFrame]:
            def table(g: int) -> pd.DataFrame:
                values, varied = found[g][0][rows], found[g][1][rows]
                limits = estimates.uncertainty(g, values, varied)
                frame = labels.assign(**{column: getattr(limits, column) for column in LIMITS})
                if name in ("htmt", "htmt2"):
                    for threshold in self.thresholds:
                        tested = estimates.uncertainty(g, values, varied, threshold)
                        frame[p_column(threshold)] = one_sided(tested.estimate, tested.p_value, threshold)
                return frame

            return table

        return {
            name: self.result._by_group(of_group(name, part.labels, slice(ends[at], ends[at + 1])))
            for at, (name, part) in enumerate(parts.items())
        }


def _ave(members: Members, result: PathResult) -> Array:
    """Average variance extracted, shape (members, constructs); missing as in the table of reliabilities."""
    spec, fit = result.spec, members.fit
    out = np.full((len(members.corr), len(spec.sizes)), np.nan)
    for j, (block, mode) in enumerate(zip(spec.blocks, spec.modes, strict=True)):
        if mode == "A":
            measures = block_reliability(
                members.corr[:, block, block], fit.weights[:, block], fit.loadings[:, block]
            )
            out[:, j] = measures[:, MEASURES.index("ave")]
    return out


def p_column(threshold: float) -> str:
    """Name of the column with the p-value of "HTMT is at least the threshold"."""
    return f"p_below_{threshold:g}"


def one_sided(estimate: Array, two_sided: Array, threshold: float) -> Array:
    """P-value of the hypothesis that the true value is at least the threshold, from the two-sided one."""
    return np.where(estimate < threshold, two_sided / 2, 1 - two_sided / 2)
