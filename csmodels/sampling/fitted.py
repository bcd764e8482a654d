"""A least-squares regression of one group: coefficients, how they vary, the error of what is made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import ResamplingWarning
from csmodels.numerics.delta import delta_method
from csmodels.numerics.intervals import LOST_WARN, LOST_WITHHOLD, Uncertainty
from csmodels.numerics.regression import least_squares
from csmodels.numerics.variation import Variation
from csmodels.sampling.group_notices import group_notice
from csmodels.sampling.options import Options
from csmodels.sampling.regressions import BY_VARIATION, residual_covariance
from csmodels.sampling.variations import GroupRows, estimate_and_variation
from csmodels.survey.design import SurveyDesign
from csmodels.tables.notices import Group, Notice

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Fitted:
    """One regression.

    Attributes
    ----------
    params : array, shape (1 + k,)
        Intercept, coefficients.
    covariance : array, shape (1 + k, 1 + k)
    df : float or None
        Degrees of freedom of Student's limits; None for normal ones.
    by_variation : bool
        Whether errors come from `variation` and not from residuals.
    variation : Variation
    draws : array, shape (members, 1 + k)
        `params` of each member.
    used : array of bool, shape (members,)
    r_squared : float
    r_squared_draws : array, shape (members,)
    rows : array, shape (n, columns)
        The table that was regressed.
    weights : array, shape (n,), optional
    label : object, optional
        Of the group.
    """

    params: Array
    covariance: Array
    df: float | None
    by_variation: bool
    variation: Variation
    draws: Array
    used: NDArray[np.bool_]
    r_squared: float
    r_squared_draws: Array
    rows: Array
    weights: Array | None
    label: Any = None

    @property
    def n(self) -> int:
        return len(self.rows)

    @property
    def conf_level(self) -> float:
        return self.variation.conf_level

    @property
    def resamples(self) -> Array:
        """`params` of the resamples that could be estimated, shape (resamples, 1 + k)."""
        b = self.variation.n_boot
        return self.draws[:b][self.used[:b]]

    def linear(self, combinations: Array, null: float = 0.0) -> Uncertainty:
        """Errors of sums of coefficients.

        Parameters
        ----------
        combinations : array, shape (figures, 1 + k)
        null : float
            The value that p-values test.
        """
        values = combinations @ self.params
        if self.by_variation:
            return self.variation.uncertainty(values, combinations @ self.draws.T, self.used, null)
        return delta_method(values, combinations, self.covariance, self.conf_level, null, self.df)

    def covariance_of(self, combinations: Array) -> Array:
        """Covariance of sums of coefficients, shape (figures, figures)."""
        return combinations @ self.covariance @ combinations.T

    def r_squared_limits(self) -> Uncertainty:
        """R² with limits from the members; shape (1,)."""
        return self.variation.uncertainty(
            np.array([self.r_squared]), self.r_squared_draws[None], self.used, np.nan
        )


def regressed(
    rows: GroupRows,
    extend: Callable[[Array], Array],
    predictors: Sequence[int],
    outcome: int,
    errors: str,
    options: Options,
    design: SurveyDesign | None,
) -> Fitted:
    """Fit one regression with the errors that were asked for.

    Parameters
    ----------
    rows : GroupRows
        Complete answers.
    extend : callable
        From answers to the table of columns.
    predictors : sequence of int
        Columns of that table.
    outcome : int
    errors : str
        As settled by :func:`csmodels.sampling.regressions.settle`.
    options : Options
    design : SurveyDesign, optional
    """
    moments, variation = estimate_and_variation(rows, options, design, extend)
    table = extend(rows.values)
    chosen = list(predictors)
    found = least_squares(moments, outcome, chosen)
    members = [least_squares(each, outcome, chosen) for each in variation.samples()]
    k = len(chosen)
    draws = np.concatenate([one.params for one in members]) if members else np.empty((0, k + 1))
    explained = np.concatenate([one.r_squared for one in members]) if members else np.empty(0)
    used = np.asarray(np.isfinite(draws).all(axis=1))
    df = None if design is None or design.units is None else float(design.units.df)
    by_variation = errors in BY_VARIATION
    if by_variation:
        covariance = variation.covariance_of(found.params, draws.T, used)
    else:
        clusters = None
        if errors == "cluster":
            assert design is not None  # refused without
            assert design.units is not None
            clusters = design.units.units[rows.where]
        columns = table[:, [*chosen, outcome]]
        covariance, df = residual_covariance(columns, rows.weights, errors, clusters)
    return Fitted(
        found.params, covariance, df, by_variation, variation, draws, used, float(found.r_squared),
        explained, table, rows.weights, rows.label,
    )  # fmt: skip


def lost_resamples(n_boot: int, used: NDArray[np.bool_], group: Group | None) -> list[Notice]:
    """Resamples that could not be estimated, where they are many."""
    lost = int((~used[:n_boot]).sum())
    if lost <= LOST_WARN * n_boot:
        return []
    key = "resamples_withheld" if lost > LOST_WITHHOLD * n_boot else "resamples_lost"
    places = [] if group is None else [group]
    return [group_notice(key, ResamplingWarning, groups=places, lost=lost, n_boot=n_boot)]
