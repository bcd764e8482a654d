"""The estimate of a covariance model, how it was varied, and the error of any figure made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.covariance.structure import Structure
from csmodels.numerics.delta import delta_method, slopes
from csmodels.numerics.intervals import Uncertainty, unknown
from csmodels.numerics.variation import Variation

Array = NDArray[np.float64]

#: A figure made from parameters (members, params) and moments (members or 1, groups, ...): (members, k).
Statistic = Callable[[Array, Sample], Array]


@dataclass(frozen=True, eq=False)
class Estimates:
    """What was estimated, in the units of the data.

    Attributes
    ----------
    structure : Structure
    theta : array, shape (params,)
    ratio : array, shape (params,)
        Parameters in scaled units over those here.
    sample : Sample
        The moments that were fitted: one member.
    n : array, shape (groups,)
        Respondents (sum of normalised weights) of each group.
    covariance : array, shape (params, params), or None
        Of the parameters' estimates, from the information or as a sandwich; missing entries where it
        does not exist, None where resamples take its place.
    variation : Variation
        The resamples, if there are any.
    draws : array, shape (members, params)
        Parameters of every resample.
    drawn : Sample or None
        Moments of every resample.
    sound : array of bool, shape (members,)
        Resamples that converged.
    df : float, optional
        Degrees of freedom of a survey design: limits are Student's.
    """

    structure: Structure
    theta: Array
    ratio: Array
    sample: Sample
    n: Array
    covariance: Array | None
    variation: Variation
    draws: Array
    drawn: Sample | None
    sound: NDArray[np.bool_]
    df: float | None = None

    @property
    def n_total(self) -> float:
        """Respondents of all groups."""
        return float(self.n.sum())

    @property
    def n_boot(self) -> int:
        return self.variation.n_boot

    def values(self, statistic: Statistic) -> Array:
        """Figures of the estimate, shape (k,)."""
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Array = statistic(self.theta[None], self.sample)[0]
        return found

    def slopes(self, statistic: Statistic) -> Array:
        """Derivatives of figures by the parameters, shape (k, params)."""
        size = np.maximum(1.0, np.abs(self.theta * self.ratio)) / np.abs(self.ratio)
        return slopes(lambda theta: statistic(theta, self.sample), self.theta, size)

    def uncertainty(self, statistic: Statistic, null: float = 0.0) -> Uncertainty:
        """Errors, limits and p-values of any figures, from resamples or by the delta method."""
        values = self.values(statistic)
        if self.variation.members:
            assert self.drawn is not None  # resamples have moments
            with np.errstate(invalid="ignore", divide="ignore"):
                varied = statistic(self.draws, self.drawn).T
            return self.variation.uncertainty(values, varied, self.sound, null)
        if self.covariance is None:
            return unknown(values)
        return delta_method(
            values, self.slopes(statistic), self.covariance, self.variation.conf_level, null, self.df
        )
