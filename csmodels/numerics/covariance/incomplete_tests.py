"""What tests of structures fitted to rows with gaps are compared with, or scaled by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.covariance import errors
from csmodels.numerics.covariance.incomplete import Incomplete, normal_weights
from csmodels.numerics.covariance.likelihood import Sample, discrepancy
from csmodels.numerics.covariance.patterned import PatternedRows
from csmodels.numerics.covariance.structure import Array, Implied, Structure, implied, jacobian
from csmodels.numerics.draws import Design


@dataclass(frozen=True, eq=False)
class Corrected:
    """What complete answers would have said about the fit.

    Attributes
    ----------
    chi2 : float
        n times the discrepancy of complete moments, taken at the moments of EM.
    factor : float
        What it is expected to be where the model holds, per degree of freedom.
    """

    chi2: float
    factor: float


@dataclass(frozen=True, eq=False)
class IncompleteTests:
    """Traces and corrections of the tests of one fit.

    Attributes
    ----------
    sample : Incomplete
        Of one member.
    rows : PatternedRows
    structure : Structure
    theta : array, shape (params,)
        The estimate.
    where : sequence of arrays of int
        Rows of the survey, by group; needed with a design.
    design : Design, optional
    robust : bool
        Scores of respondents tell their own spread; otherwise the information does, as under normal answers.
    """

    sample: Incomplete
    rows: PatternedRows
    structure: Structure
    theta: Array
    where: Sequence[NDArray[np.intp]]
    design: Design | None = None
    robust: bool = True

    @property
    def n(self) -> float:
        """Respondents with any answer, by their weights."""
        return sum(float(each.sum()) for each in self.rows.told)

    @cached_property
    def _at(self) -> tuple[Array, Array]:
        """Implied moments."""
        at = implied(self.structure, self.theta[None])
        assert at.mean is not None  # gaps need means
        return at.cov[0], at.mean[0]

    @property
    def _em(self) -> tuple[Array, Array]:
        assert self.sample.mean is not None  # gaps need means
        return self.sample.cov[0], self.sample.mean[0]

    def _meat(self, scores: Sequence[Array], groups: Sequence[int]) -> Array:
        weights = np.concatenate([self.rows.weights[g] for g in groups])
        where = np.concatenate([self.where[g] for g in groups])
        return errors.meat(np.concatenate(list(scores)), weights, self.design, where)

    @cached_property
    def filling(self) -> Array:
        """Covariance matrix of the total score of the model's parameters, (params, params)."""
        slopes = jacobian(self.structure, self.theta[None])[0]
        scores = [each @ slopes[g] for g, each in enumerate(self.rows.scores(*self._at))]
        return self._meat(scores, range(len(scores)))

    @property
    def trace(self) -> float:
        """tr(A^-1 B) of the model, A the observed information and B the covariance matrix of the scores."""
        info = self.n * errors.information(self.structure, self.sample, self.theta, observed=True)
        return float((errors.inverse(info) * self.filling).sum())

    @cached_property
    def trace_saturated(self) -> float:
        """The same with all means, variances and covariances free."""
        return self._trace(*self._em, np.arange(self._size))

    @cached_property
    def trace_separate(self) -> float:
        """The same with means and variances free and covariances zero."""
        return self._trace(*self.rows.separate, self._separate)

    @property
    def _size(self) -> int:
        """Moments of a group."""
        p = self.rows.p
        return p + p * (p + 1) // 2

    @property
    def _separate(self) -> NDArray[np.intp]:
        """Which moments are means and variances."""
        low, high = np.tril_indices(self.rows.p)
        return np.concatenate([np.arange(self.rows.p), self.rows.p + np.flatnonzero(low == high)])

    def _trace(self, cov: Array, mean: Array, free: NDArray[np.intp]) -> float:
        info = self.sample.information(cov, mean)[:, free[:, None], free]
        scores = self.rows.scores(cov, mean)
        total = 0.0
        for g, told in enumerate(self.rows.told):
            filling = self._meat([scores[g][:, free]], [g])
            total += float((errors.inverse(told.sum() * info[g]) * filling).sum())
        return total

    def corrected(self) -> tuple[Corrected, Corrected]:
        """Fit as complete answers would show it, of the model and of independent items.

        Notes
        -----
        Gaps lower the noncentrality of the likelihood-ratio test, so that measures made from it make a bad
        model look better. Here the discrepancy of complete moments is taken at the moments of EM, and less
        its expectation tr(W R G R'), R = I - D (D'V D)^-1 D'V: D are the slopes of the moments by the
        parameters, V the observed information about the moments, W that of complete answers, both at the
        moments of EM, G the covariance matrix of these moments (Zhang and Savalei 2023).
        """
        slopes = jacobian(self.structure, self.theta[None])[0]
        separate = np.zeros((len(slopes), self._size, len(slopes) * len(self._separate)))
        for g in range(len(slopes)):
            own = g * len(self._separate) + np.arange(len(self._separate))
            separate[g, self._separate, own] = 1.0
        cov, mean = self.rows.separate
        return self._corrected(*self._at, slopes), self._corrected(cov, mean, separate)

    def _corrected(self, cov: Array, mean: Array, slopes: Array) -> Corrected:
        complete = Sample(self.sample.cov, self.sample.mean, self.sample.shares)
        at = Implied(cov[None], mean[None], np.empty(0), None)
        chi2 = self.n * float(discrepancy(complete, at)[0])
        info, spread, weights = self._of_moments
        crossed = np.swapaxes(slopes, -1, -2) @ info
        bread = errors.inverse((crossed @ slopes).sum(axis=0))
        size = len(slopes) * self._size
        df = size - slopes.shape[-1]
        # R as blocks of groups by groups; everything else is block by block
        away = np.eye(size).reshape(len(slopes), self._size, len(slopes), self._size)
        away = away - np.einsum("gik,kl,hlj->gihj", slopes, bread, crossed, optimize=True)
        moved = np.einsum("gihj,hjk->gihk", away, spread, optimize=True)
        held = np.einsum("gij,gjhk->gihk", weights, away, optimize=True)
        return Corrected(chi2, float((moved * held).sum()) / df if df else np.nan)

    @cached_property
    def _of_moments(self) -> tuple[Array, Array, Array]:
        """V, G and W of each group, each times the group's part of the respondents (G divided by it)."""
        cov, mean = self._em
        info = self.sample.information(cov, mean)
        scores = self.rows.scores(cov, mean)
        spread, weights = np.empty_like(info), np.empty_like(info)
        for g, told in enumerate(self.rows.told):
            inner = errors.inverse(info[g])
            share = told.sum() / self.n
            middle = self._meat([scores[g]], [g]) / told.sum() if self.robust else info[g]
            spread[g] = inner @ middle @ inner / share
            weights[g] = normal_weights(cov[g]) * share
            info[g] *= share
        return info, spread, weights
