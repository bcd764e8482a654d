"""The coefficients of a surface in one group, how they vary, and the error of any figure made from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.delta import delta_method, slopes
from csmodels.numerics.intervals import Uncertainty
from csmodels.numerics.moments import Moments
from csmodels.numerics.variation import Variation

Array = NDArray[np.float64]

#: A figure made from coefficients b1, b2, ... of the surface's terms, (members, terms) to (members, k).
Statistic = Callable[[Array], Array]
#: The same of coefficients and the heights of the surface at the centre, shape (members,).
BasedStatistic = Callable[[Array, Array], Array]


@dataclass(frozen=True, eq=False)
class Estimates:
    """One fitted surface.

    Attributes
    ----------
    params : array, shape (1 + k,)
        Intercept, terms of the surface, controls. Of an ordered model the terms and controls, then its
        thresholds.
    covariance : array, shape (1 + k, 1 + k), or None
        Of `params`; None where `variation` tells all errors.
    df : float or None
        Degrees of freedom for Student's limits; None for normal ones.
    first : int
        Position of b1 in `params`.
    n_terms : int
        Terms of the surface.
    moments : Moments
        Of terms, controls and outcome.
    variation : Variation
    draws : array, shape (members, 1 + k)
        `params` of each member.
    used : array of bool, shape (members,)
    r_squared : float
        Share of variance explained; McFadden's for ordered models.
    r_squared_draws : array, shape (members,)
    rows : array, shape (n, columns)
        Terms, controls, outcome of each respondent.
    weights : array, shape (n,), optional
    label : object, optional
        Of the group.
    control_draws : array, shape (members, controls), optional
        Means of the controls in each member.
    levels : array, optional
        Categories of an ordered outcome, lowest first.
    """

    params: Array
    covariance: Array | None
    df: float | None
    first: int
    n_terms: int
    moments: Moments
    variation: Variation
    draws: Array
    used: NDArray[np.bool_]
    r_squared: float
    r_squared_draws: Array
    rows: Array
    weights: Array | None
    label: Any = None
    control_draws: Array | None = None
    levels: Array | None = None

    @property
    def n(self) -> int:
        return len(self.rows)

    @property
    def _terms(self) -> slice:
        return slice(self.first, self.first + self.n_terms)

    @property
    def coefficients(self) -> Array:
        """b1, b2, ...; shape (terms,)."""
        return self.params[self._terms]

    @property
    def coefficient_draws(self) -> Array:
        """b1, b2, ... of each member, shape (members, terms)."""
        return self.draws[:, self._terms]

    @property
    def base(self) -> float:
        """Height of the surface at the centre: intercept, and controls at their means."""
        return float(self._bases(self.params[None], self._control_means[None])[0])

    @property
    def _control_means(self) -> Array:
        assert self.moments.mean is not None  # moments of rows
        return self.moments.mean[self.n_terms : self.moments.cov.shape[-1] - 1]

    def _bases(self, params: Array, means: Array) -> Array:
        """Heights at the centre of members, shape (members,)."""
        at = self.first + self.n_terms
        controls = (params[:, at : at + means.shape[1]] * means).sum(axis=1)
        found: Array = controls + (params[:, 0] if self.first else 0.0)
        return found

    @property
    def coefficient_covariance(self) -> Array | None:
        return None if self.covariance is None else self.covariance[self._terms, self._terms]

    def all_params(self, null: float = 0.0) -> Uncertainty:
        """Errors, limits and p-values of `params`."""
        if self.covariance is None:
            return self.variation.uncertainty(self.params, self.draws.T, self.used, null)
        k = len(self.params)
        level = self.variation.conf_level
        return delta_method(self.params, np.eye(k), self.covariance, level, null, self.df)

    def r_squared_limits(self) -> Uncertainty:
        """R² with limits from resamples."""
        values = np.array([self.r_squared])
        return self.variation.uncertainty(values, self.r_squared_draws[None], self.used, np.nan)

    def uncertainty(self, statistic: Statistic, null: float = 0.0) -> Uncertainty:
        """Errors of smooth figures of the coefficients: by the delta method where a covariance is known."""
        covariance = self.coefficient_covariance
        if covariance is None:
            return self.resampled(statistic, null)
        return self._linearized(statistic, covariance, null)

    def resampled(self, statistic: Statistic, null: float = 0.0) -> Uncertainty:
        """The same from resamples, for ratios and angles; by the delta method where there are none."""
        values = self.values(statistic)
        if not self.variation.members:
            covariance = self.coefficient_covariance
            assert covariance is not None  # a fit has one or the other
            return self._linearized(statistic, covariance, null)
        with np.errstate(invalid="ignore", divide="ignore"):
            varied = statistic(self.coefficient_draws).T
        used = self.used & np.isfinite(varied).all(axis=0)
        return self.variation.uncertainty(values, varied, used, null)

    def resampled_heights(self, statistic: BasedStatistic) -> Uncertainty:
        """As `resampled`, of figures that need the height at the centre too.

        Controls stand at the means of each member; by the delta method at those of the sample.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            values = statistic(self.coefficients[None], np.array([self.base]))[0]
        if not self.variation.members:
            assert self.covariance is not None  # a fit has one or the other
            means = self._control_means[None]

            def of_params(params: Array) -> Array:
                return statistic(params[:, self._terms], self._bases(params, means))

            return self._by_delta(of_params, values, self.params, self.covariance, 0.0)
        means = self._control_means[None] if self.control_draws is None else self.control_draws
        with np.errstate(invalid="ignore", divide="ignore"):
            varied = statistic(self.coefficient_draws, self._bases(self.draws, means)).T
        used = self.used & np.isfinite(varied).all(axis=0)
        return self.variation.uncertainty(values, varied, used)

    def _linearized(self, statistic: Statistic, covariance: Array, null: float) -> Uncertainty:
        return self._by_delta(statistic, self.values(statistic), self.coefficients, covariance, null)

    def _by_delta(
        self, statistic: Statistic, values: Array, at: Array, covariance: Array, null: float
    ) -> Uncertainty:
        size = np.sqrt(np.maximum(np.diag(covariance), 0.0))
        size = np.where(np.isfinite(size) & (size > 0), size, np.maximum(np.abs(at), 1e-8))
        derivatives = slopes(statistic, at, size)
        level = self.variation.conf_level
        return delta_method(values, derivatives, covariance, level, null, self.df)

    def values(self, statistic: Statistic) -> Array:
        """Figures of the estimate, shape (k,)."""
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Array = statistic(self.coefficients[None])[0]
        return found
