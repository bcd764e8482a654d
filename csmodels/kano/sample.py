"""The respondents of one group: their counts and scores, and how far each figure can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.kano.evaluation import EvaluationTable
from csmodels.numerics.intervals import Uncertainty, normal_limits, unknown, withhold_fixed
from csmodels.numerics.kano import coefficients, rules
from csmodels.numerics.kano.counts import Codes, categories, tally
from csmodels.numerics.kano.figures import AT, FIGURES, all_figures
from csmodels.numerics.kano.leading import leading_chances
from csmodels.numerics.kano.sums import Sums
from csmodels.numerics.kano.tests import TopTwo, top_two
from csmodels.numerics.linearization import kish
from csmodels.numerics.moments import Moments
from csmodels.numerics.simulation import wilson_at
from csmodels.numerics.variation import Bootstrap, Replicates, Variation, uncertainty_of
from csmodels.sampling.options import Options
from csmodels.sampling.variations import GroupRows, bootstrap
from csmodels.survey.design import SurveyDesign

Array = NDArray[np.float64]


@dataclass
class _Rows:
    """What is drawn: respondents, whose sums are made elsewhere."""

    n: int
    p: int = 0

    def moments(self, counts: NDArray[Any]) -> Moments:
        raise RuntimeError("a Kano analysis is made of counts, not of moments")


@dataclass(frozen=True, eq=False)
class Asked:
    """What is computed of every group.

    Attributes
    ----------
    table : EvaluationTable
    options : Options
        How the sample is varied.
    design : SurveyDesign or None
    variant : str
        Form of better and worse.
    tie_band : float
    top_importance : float
        Highest importance that could be given.
    wilson : bool
        Whether better and worse have Wilson's limits; else those that `options` name.
    certainty : float
        Share of the resamples that a category must lead in for a label.
    """

    table: EvaluationTable
    options: Options
    design: SurveyDesign | None
    variant: str
    tie_band: float
    top_importance: float
    wilson: bool
    certainty: float


@dataclass(frozen=True, eq=False)
class Part:
    """One group's pairs of answers.

    Attributes
    ----------
    functional, dysfunctional : array of int8, shape (n, attributes)
        Answers 1 to k; 0 where there is none.
    importance : array, shape (n, attributes), optional
    weights : array, shape (n,), optional
    where : array of int, shape (n,)
        Positions of the respondents in the data.
    label : object, optional
        The group's, with ``by=``.
    asked : Asked
    """

    functional: Codes
    dysfunctional: Codes
    importance: Array | None
    weights: Array | None
    where: NDArray[np.intp]
    label: Any
    asked: Asked

    @property
    def n(self) -> int:
        """Respondents."""
        return len(self.functional)

    @cached_property
    def categories(self) -> Codes:
        """Position in "MOAIRQ" of every pair, -1 where an answer is missing; shape (n, attributes)."""
        return categories(self.functional, self.dysfunctional, self.asked.table.codes)

    @cached_property
    def counts(self) -> Array:
        """Counts, weighted where respondents are; shape (attributes, 6)."""
        return tally(self.categories, self.weights)

    @cached_property
    def respondents(self) -> Array:
        """The same of respondents as they are."""
        return self.counts if self.weights is None else tally(self.categories)

    @cached_property
    def sums(self) -> Sums:
        return Sums(
            self.functional,
            self.dysfunctional,
            self.categories,
            self.importance,
            self.weights,
            self.asked.table.codes,
        )

    @cached_property
    def tests(self) -> TopTwo:
        """Whether the largest category leads."""
        return top_two(self.counts, self._sizes())

    def _sizes(self) -> Array | None:
        """As how many independent respondents those in the two largest categories count."""
        if self.simple:
            return None
        sizes = np.empty(len(self._pairs))
        for a, pair in enumerate(self._pairs):
            sizes[a] = self._effective(AT["lead"], a, np.isin(self.categories[:, a], pair))
        return sizes

    @cached_property
    def sizes(self) -> Array:
        """As how many respondents of equal weight those count who answered an attribute."""
        if self.weights is None:
            answers: Array = self.counts.sum(axis=1)
            return answers
        answered = self.categories >= 0
        found = [kish(self.weights[each])[0] if each.any() else 0.0 for each in answered.T]
        return np.array(found, dtype=np.float64)

    @property
    def simple(self) -> bool:
        """Whether respondents are independent and count alike."""
        return self.weights is None and self.asked.design is None

    def _effective(self, figure: int, attribute: int, inside: NDArray[np.bool_]) -> float:
        """As how many independent respondents of equal weight those `inside` count, of whom a share is taken.

        share (1 - share) / error², with the error under weights and design; Kish's size of the weights
        where the share is none or all.
        """
        if self.simple:
            return float(inside.sum())
        share, error = abs(self.estimate[attribute, figure]), self._design_errors[attribute, figure]
        if 0 < share < 1 and error > 0:
            return float(share * (1 - share) / error**2)
        weights = np.ones(int(inside.sum())) if self.weights is None else self.weights[inside]
        return kish(weights)[0] if len(weights) else 0.0

    @cached_property
    def _design_errors(self) -> Array:
        """Errors of the figures under weights and design, without resamples."""
        if self.asked.options.se == "replicates":
            return self.found.std_error
        return np.sqrt(np.maximum(np.diagonal(self._linearized, axis1=1, axis2=2), 0.0))

    @property
    def design_covariance(self) -> Array:
        """Covariances of the figures of each attribute under weights and design, without resamples."""
        return self.covariance if self.asked.options.se == "replicates" else self._linearized

    @cached_property
    def _pairs(self) -> NDArray[np.int8]:
        found = top_two(self.counts)
        return np.stack([found.first, found.second], axis=1)

    def figures(self, sums: Array) -> Array:
        """Figures of sums, shape (..., attributes, len(FIGURES))."""
        return all_figures(sums, self.asked.variant, self._pairs, self.asked.top_importance)

    @cached_property
    def estimate(self) -> Array:
        """Figures of the sample, shape (attributes, len(FIGURES))."""
        return self.figures(self.sums.totals)

    # how the sample is varied

    @cached_property
    def variation(self) -> Variation | None:
        """Resamples or replicates; None where errors are linearised or not wanted."""
        options, design = self.asked.options, self.asked.design
        rows = GroupRows(np.empty((self.n, 0)), self.weights, self.where, self.label)
        if options.se == "replicates":
            assert design is not None
            assert design.scales is not None  # the options were refused without
            return Replicates(
                conf_level=options.conf_level,
                source=_Rows(self.n),
                draws=design.replicate_draws(self.where),
                scales=design.scales,
                df=None if design.units is None else float(design.units.df),
            )
        if options.se != "bootstrap" or not options.n_boot:
            return None
        return bootstrap(rows, _Rows(self.n), options, design)

    @cached_property
    def members(self) -> Array:
        """Sums of every member of the variation, shape (members, attributes, sums)."""
        varied = self.variation
        assert isinstance(varied, (Bootstrap, Replicates))  # asked for only then
        draws = [varied.draws]
        if isinstance(varied, Bootstrap) and varied.left_out is not None:
            draws.append(varied.left_out)
        return self.sums.members(chain.from_iterable(draws), weighted=not isinstance(varied, Replicates))

    @cached_property
    def varied(self) -> Array:
        """Figures of every member, shape (members, attributes, len(FIGURES))."""
        return self.figures(self.members)

    @cached_property
    def probabilities(self) -> Array | None:
        """Share of all possible resamples in which each category is the mode, shape (attributes, 6).

        Of independent respondents who count alike it is computed, from the counts of those who answered the
        attribute; under weights and in a design resamples are drawn.
        """
        options = self.asked.options
        if options.se != "bootstrap" or not options.n_boot:
            return None
        alike = self.weights is None or bool((self.weights == self.weights[0]).all())
        if self.asked.design is None and alike:
            return leading_chances(self.respondents)
        assert isinstance(self.variation, Bootstrap)  # as was asked for
        return rules.win_shares(self.members[: self.variation.n_boot, :, :6])

    @cached_property
    def found(self) -> Uncertainty:
        """Errors and limits of all figures, arrays of shape (attributes, len(FIGURES))."""
        shape = self.estimate.shape
        flat = self._flat_linearized() if self.variation is None else self._flat_varied()
        names = ("estimate", "std_error", "conf_low", "conf_high", "p_value")
        return Uncertainty(*(getattr(flat, name).reshape(shape) for name in names))

    def _flat_varied(self) -> Uncertainty:
        assert self.variation is not None  # asked for only then
        return uncertainty_of(
            self.variation, self.estimate.ravel(), self.varied.reshape(len(self.varied), -1).T
        )

    def _flat_linearized(self) -> Uncertainty:
        values = self.estimate.ravel()
        if self.asked.options.se != "linearized":
            return unknown(values)
        error = np.where(np.isfinite(values), self._design_errors.ravel(), np.nan)
        design = self.asked.design
        df = None if design is None or design.units is None else float(design.units.df)
        limits = normal_limits(values, error, self.asked.options.conf_level, 0.0, df)
        return withhold_fixed(Uncertainty(values, error, *limits))

    @cached_property
    def covariance(self) -> Array:
        """Covariances of the figures of each attribute, shape (attributes, len(FIGURES), len(FIGURES)).

        Of the resamples that have all figures of a pair; missing without any.
        """
        k = len(FIGURES)
        if self.variation is not None:
            return np.stack([self._varied_covariance(a) for a in range(len(self.estimate))])
        if self.asked.options.se != "linearized":
            return np.full((len(self.estimate), k, k), np.nan)
        return self._linearized

    @cached_property
    def _linearized(self) -> Array:
        """Covariances by linearisation: derivatives of the figures meet the covariance of the sums."""
        design = self.asked.design
        of_sums = self.sums.covariance(None if design is None else design.units, self.where)
        slopes = self.sums.slopes(self.figures)
        found: Array = slopes @ of_sums @ np.swapaxes(slopes, -1, -2)
        missing = ~np.isfinite(self.estimate)
        found[missing] = np.nan
        np.swapaxes(found, 1, 2)[missing] = np.nan
        return found

    def _varied_covariance(self, attribute: int) -> Array:
        assert self.variation is not None  # asked for only then
        values, draws = self.estimate[attribute], self.varied[:, attribute].T
        found = np.full((len(values), len(values)), np.nan)
        there = np.flatnonzero(np.isfinite(values))
        used = np.asarray(np.isfinite(draws[there]).all(axis=0))
        first = used[: self.variation.n_boot or len(used)]
        if first.sum() > 1:
            found[np.ix_(there, there)] = self.variation.covariance_of(values[there], draws[there], used)
        return found

    # limits

    @property
    def conf_level(self) -> float:
        return self.asked.options.conf_level

    @property
    def quantile(self) -> float:
        """Quantile of limits that rest on no resamples: normal, or Student's in a survey design."""
        design = self.asked.design
        df = None if design is None or design.units is None else float(design.units.df)
        return coefficients.bonferroni(1, self.conf_level, df)

    def wilson(self, name: str, base: NDArray[np.bool_]) -> tuple[Array, Array, Array]:
        """Wilson limits of a figure that is a share, and the effective number of respondents.

        Parameters
        ----------
        name : str
            One of `FIGURES`; a negative one is turned.
        base : array of bool, shape (n, attributes)
            Of whom it is the share.
        """
        at = AT[name]
        if self.simple:
            effective = np.count_nonzero(base, axis=0).astype(np.float64)
        else:
            effective = np.array([self._effective(at, a, inside) for a, inside in enumerate(base.T)])
        low, high = self.wilson_limits(name, effective, self.quantile)
        return low, high, effective

    def wilson_limits(self, name: str, effective: Array, quantile: float) -> tuple[Array, Array]:
        """The same limits, of a share among so many, with a quantile."""
        share = np.abs(self.estimate[:, AT[name]])
        low, high = wilson_at(share, effective, quantile)
        # a share of none or all is a limit itself, which rounding would miss
        return np.minimum(low.clip(0.0, 1.0), share), np.maximum(high.clip(0.0, 1.0), share)

    def together(self, names: tuple[str, ...]) -> float:
        """Quantile at which limits of figures of all attributes hold together; never below that of one."""
        at = [AT[name] for name in names]
        estimate, error = self.estimate[:, at].ravel(), self.found.std_error[:, at].ravel()
        if isinstance(self.variation, Bootstrap):
            draws = self.varied[: self.variation.n_boot, :, at].reshape(self.variation.n_boot, -1).T
            reach = coefficients.max_t(estimate, error, self.conf_level, draws)
        else:
            design = self.asked.design
            df = None if design is None or design.units is None else float(design.units.df)
            reach = coefficients.bonferroni(int(np.isfinite(estimate).sum()), self.conf_level, df)
        return float(np.fmax(reach, self.quantile))

    def simultaneous(self, names: tuple[str, ...]) -> tuple[Array, Array, str]:
        """Limits of figures of all attributes that hold together, shape (attributes, names)."""
        at = [AT[name] for name in names]
        estimate, error = self.estimate[:, at], self.found.std_error[:, at]
        draws = None
        if isinstance(self.variation, Bootstrap):
            draws = self.varied[: self.variation.n_boot, :, at].reshape(self.variation.n_boot, -1).T
        low, high, how = coefficients.simultaneous(estimate.ravel(), error.ravel(), self.conf_level, draws)
        return low.reshape(estimate.shape), high.reshape(estimate.shape), how
