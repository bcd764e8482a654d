"""The answers of one group to one question: figures, errors, limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.draws import Design
from csmodels.numerics.intervals import Uncertainty, normal_limits, unknown
from csmodels.numerics.linearization import UnitTotals, total_covariance
from csmodels.numerics.simulation import wilson_at
from csmodels.numerics.strategy.indicators import (
    adjusted_wald,
    analytic_errors,
    effective_sizes,
    exact_limits,
    korn_graubard,
    logit_limits,
    net_variance,
    unit_influences,
    units_and_df,
)
from csmodels.numerics.variation import Replicates, Variation
from csmodels.sampling.options import Options
from csmodels.sampling.variations import GroupRows, estimate_and_variation
from csmodels.strategy.indicators.kinds import MEAN, NET, SHARE, Indicator
from csmodels.survey.design import SurveyDesign

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Part:
    """One group's answers to the question of an indicator.

    Attributes
    ----------
    indicator : Indicator
        Settled.
    rows : GroupRows
        One column: the answers (of a rate, who counts).
    options : Options
        How the sample is varied.
    errors : {"analytic", "replicates", "bootstrap"}
    interval : str
        As settled: "adjusted_wald", "wald", "wilson", "exact", "logit" or "bootstrap".
    design : SurveyDesign or None
    """

    indicator: Indicator
    rows: GroupRows
    options: Options
    errors: str
    interval: str
    design: SurveyDesign | None

    @property
    def n(self) -> int:
        """Respondents."""
        return len(self.rows.values)

    @cached_property
    def table(self) -> Array:
        """Columns whose means are the figures, shape (n, figures)."""
        return self.indicator.columns(self.rows.values[:, 0])

    @cached_property
    def units(self) -> Array:
        """What the means are multiplied by."""
        return np.array([each.unit for each in self.indicator.figures])

    @property
    def forms(self) -> tuple[str, ...]:
        return tuple(each.form for each in self.indicator.figures)

    @cached_property
    def means(self) -> Array:
        """Means of the columns."""
        found: Array = np.average(self.table, axis=0, weights=self.rows.weights)
        return found

    @property
    def weight(self) -> float:
        """Sum of the weights."""
        return float(self.n if self.rows.weights is None else self.rows.weights.sum())

    @property
    def _sampled(self) -> Design | None:
        return None if self.design is None else self.design.units

    @cached_property
    def alone(self) -> bool:
        """Whether all respondents lie in one sampling unit, so that nothing tells their error."""
        return self._sampled is not None and units_and_df(self._sampled, self.rows.where)[0] < 2

    # errors of the means

    @cached_property
    def varied(self) -> tuple[Variation, Array]:
        """How the sample is varied, and the means of every member, shape (members, figures)."""
        rows = GroupRows(self.table, self.rows.weights, self.rows.where, self.rows.label)
        _, variation = estimate_and_variation(rows, self.options, self.design, lambda values: values)
        draws = [m.mean for m in variation.samples() if m.mean is not None]
        return variation, np.concatenate(draws) if draws else np.empty((0, len(self.means)))

    @cached_property
    def _analytic(self) -> tuple[Array, float | None]:
        counted = np.array([form != MEAN for form in self.forms])
        return analytic_errors(self.table, counted, self.rows.weights, self._sampled, self.rows.where)

    @property
    def df(self) -> float | None:
        """Degrees of freedom of limits of shares and scores; None where they are normal.

        In a survey's design those of the units that hold respondents of this group.
        """
        if self.errors == "replicates":
            found = getattr(self.varied[0], "df", None)
            return None if found is None else float(found)
        return self._analytic[1]

    @cached_property
    def dfs(self) -> Array:
        """Degrees of freedom of each figure; infinite where its limits are normal."""
        if self.df is not None:
            return np.full(len(self.forms), float(self.df))
        if self.errors != "analytic":
            return np.full(len(self.forms), np.inf)
        # a mean has Student's limits in a simple sample too
        return np.where([form == MEAN for form in self.forms], max(1, self.n - 1), np.inf)

    @cached_property
    def uncertainty(self) -> Uncertainty:
        """Plain limits of the means, and p-values against zero: normal or Student's, or of resamples."""
        if self.alone:
            return unknown(self.means)
        if self.errors == "analytic":
            error = self._analytic[0]
            limits = normal_limits(self.means, error, self.options.conf_level, 0.0, self.dfs)
            return Uncertainty(self.means, error, *limits)
        variation, draws = self.varied
        used = np.asarray(np.isfinite(draws).all(axis=1))
        return variation.uncertainty(self.means, draws.T, used)

    @cached_property
    def std_error(self) -> Array:
        """Standard errors of the means; 0 where all answer alike, missing where nothing tells them."""
        if self.alone or self.n < 2:
            return np.full(len(self.means), np.nan)
        return np.nan_to_num(self.uncertainty.std_error)

    @cached_property
    def effective(self) -> Array:
        """As how many independent answers each figure counts."""
        p = self.means
        variance = np.empty(len(p))
        for j, form in enumerate(self.forms):
            if form == SHARE:
                variance[j] = p[j] * (1 - p[j])
            elif form == NET:
                variance[j] = float(net_variance(*(p[list(self._boxes(j))])))
            else:
                spread = np.average((self.table[:, j] - p[j]) ** 2, weights=self.rows.weights)
                variance[j] = spread * self.n / max(1, self.n - 1)
        if self.alone:
            return np.full(len(p), np.nan)
        if self.design is None and self.rows.weights is None:
            return np.full(len(p), float(self.n))
        return effective_sizes(variance, self.std_error, self.n, self.rows.weights)

    def _boxes(self, j: int) -> tuple[int, int]:
        return self.indicator.boxes_of(self.indicator.names[j])

    @property
    def quantile(self) -> float:
        from scipy.special import stdtrit

        upper = (1 + self.options.conf_level) / 2
        return NormalDist().inv_cdf(upper) if self.df is None else float(stdtrit(self.df, upper))

    # limits of the figures

    @cached_property
    def limits(self) -> tuple[Array, Array]:
        """Limits of the means by the rule that was asked for."""
        found = self.uncertainty
        low, high = found.conf_low.copy(), found.conf_high.copy()
        if self.interval != "bootstrap" and not self.alone:
            for j, form in enumerate(self.forms):
                if form == NET and self.interval != "wald":
                    top, bottom = self.means[list(self._boxes(j))]
                    low[j], high[j] = adjusted_wald(top, bottom, self.effective[j], self.quantile)
                elif form == SHARE:
                    low[j], high[j] = self._share(j)
        return low, high

    def _share(self, j: int) -> tuple[float, float]:
        p, n = float(np.clip(self.means[j], 0, 1)), float(self.effective[j])
        how = self.interval
        if how == "wald":
            return float(self.uncertainty.conf_low[j]), float(self.uncertainty.conf_high[j])
        if how == "logit":
            low, high = logit_limits(p, self.std_error[j], self.quantile)
            if np.isfinite(low):
                return float(low), float(high)
            how = "exact"  # a share of none or all has no logit
        if how == "exact":
            size = n if self.df is None else float(korn_graubard(n, self.n, self.df, self.options.conf_level))
            low, high = exact_limits(p, size, self.options.conf_level)
        else:
            low, high = wilson_at(p, n, self.quantile)
        return max(0.0, min(float(low), p)), min(1.0, max(float(high), p))

    # together with other groups

    @cached_property
    def totals(self) -> UnitTotals | None:
        """Influence of the sampling units; None where there are none."""
        if self._sampled is None:
            return None
        return unit_influences(self.table, self.rows.weights, self._sampled, self.rows.where)

    def covariance(self, other: Part) -> Array:
        """Covariances of the figures' means with those of another group of the survey, shape (figures,)."""
        if self.errors == "replicates":
            variation, draws = self.varied
            assert isinstance(variation, Replicates)  # what the errors come from
            apart, others = draws - self.means, other.varied[1] - other.means
            found: Array = (apart * others * variation.scales[:, None]).sum(axis=0)
            return found
        if self.totals is None or other.totals is None or self._sampled is None:
            return np.zeros(len(self.means))
        return total_covariance(self.totals, other.totals, self._sampled)
