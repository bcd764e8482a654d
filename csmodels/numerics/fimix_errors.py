"""Standard errors of a finite mixture of path models, from its likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from csmodels.numerics.batch import SINGULAR, Array
from csmodels.numerics.fimix import Mixture, Scores

#: Respondents whose gradients are held at a time.
ROWS_AT_ONCE = 20_000


@dataclass(frozen=True)
class MixtureErrors:
    """Standard errors beside the parameters of one start; shapes (k, ...) as in `Mixture`."""

    intercepts: Array
    slopes: Array
    variances: Array


def mixture_errors(scores: Scores, mixture: Mixture, start: int, posterior: Array) -> MixtureErrors:
    """Standard errors of the segments' regressions; membership is uncertain, scores and k are given.

    Parameters
    ----------
    scores : Scores
    mixture : Mixture
    start : int
        Whose parameters.
    posterior : array, shape (n, k)
        Membership probabilities under these parameters.

    Returns
    -------
    MixtureErrors
        Missing where the information matrix is singular.

    Notes
    -----
    The sandwich H^-1 S H^-1 (Huber 1967; White 1982): S is the sum of squared gradients of the respondents'
    log-likelihoods and H the sum of their second derivatives, which for mixtures follow from those of the
    segments (Louis 1982). Unlike the errors of the regressions in the last step of EM it holds the
    uncertainty of membership. The errors take no account of how the scores were made, nor of k.
    """
    layout = _Layout(scores, posterior.shape[1])
    q = layout.parameters
    second, squares = np.zeros((q, q)), np.zeros((q, q))
    for first in range(0, len(posterior), ROWS_AT_ONCE):
        rows = slice(first, first + ROWS_AT_ONCE)
        more = layout.contributions(mixture, start, rows, posterior[rows])
        second += more[0]
        squares += more[1]
    scale = np.sqrt(np.abs(np.diagonal(second)))
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = second / (scale[:, None] * scale)
    if not np.isfinite(scaled).all() or np.abs(np.linalg.eigvalsh(scaled)).min() < SINGULAR:
        variances = np.full(q, np.nan)
    else:
        inverse = np.linalg.inv(scaled) / (scale[:, None] * scale)
        variances = np.diagonal(inverse @ squares @ inverse)
    return layout.unpack(np.sqrt(variances), mixture.variances[start])


class _Layout:
    """Where each parameter stands: shares, then segment by segment the regressions of all dependents."""

    def __init__(self, scores: Scores, k: int) -> None:
        self.scores, self.k, self.spec = scores, k, scores.spec
        self.coefficients = [[-1, *scores.spec.predictors[j]] for j in scores.spec.dependents]
        self.segment = sum(len(c) + 1 for c in self.coefficients)
        self.parameters = k - 1 + k * self.segment

    def contributions(
        self, mixture: Mixture, start: int, rows: slice, posterior: Array
    ) -> tuple[Array, Array]:
        """Second derivatives, and sum of squared gradients, of some respondents."""
        scores, free = self.scores, self.k - 1
        w = scores.weights[rows]
        values = scores.products[1 : scores.constructs + 1, rows].T * scores.sd + scores.mean
        shares = mixture.shares[start, :free]
        gradient = np.zeros((len(w), self.parameters))
        gradient[:, :free] = posterior[:, :free] - shares
        second = np.zeros((self.parameters, self.parameters))
        # shares enter as logarithms against the last one
        second[:free, :free] = w.sum() * (np.outer(shares, shares) - np.diag(shares))
        for g in range(self.k):
            at = slice(free + g * self.segment, free + (g + 1) * self.segment)
            mine = w * posterior[:, g]
            own, curvature = self._regressions(mixture, start, g, values, mine)
            towards = (np.arange(free) == g) - shares
            gradient[:, at] = posterior[:, g, None] * own
            second[at, at] = curvature + own.T @ (mine[:, None] * own)
            second[:free, :free] += mine.sum() * np.outer(towards, towards)
            second[:free, at] = np.outer(towards, mine @ own)
            second[at, :free] = second[:free, at].T
        weighted = w[:, None] * gradient
        return second - gradient.T @ weighted, weighted.T @ weighted

    def _regressions(
        self, mixture: Mixture, start: int, g: int, values: Array, mine: Array
    ) -> tuple[Array, Array]:
        """Gradients (n, parameters) of a segment's log density, and sums of its second derivatives."""
        gradients = []
        curvature = np.zeros((self.segment, self.segment))
        at = 0
        for row, (j, (_, *before)) in enumerate(zip(self.spec.dependents, self.coefficients, strict=True)):
            x = np.column_stack([np.ones(len(values)), values[:, before]])
            slopes = [mixture.slopes[start, g, self.spec.paths.index((j, i))] for i in before]
            variance = mixture.variances[start, g, row]
            residual = values[:, j] - x @ np.array([mixture.intercepts[start, g, row], *slopes])
            # the variance by its logarithm
            gradients += [x * (residual / variance)[:, None], (residual**2 / variance - 1)[:, None] / 2]
            end = at + x.shape[1]
            curvature[at:end, at:end] = -(x.T @ (mine[:, None] * x)) / variance
            curvature[at:end, end] = curvature[end, at:end] = -(x.T @ (mine * residual)) / variance
            curvature[end, end] = -(mine @ residual**2) / (2 * variance)
            at = end + 1
        return np.concatenate(gradients, axis=1), curvature

    def unpack(self, errors: Array, variances: Array) -> MixtureErrors:
        """The errors of all parameters by kind."""
        by_segment = errors[self.k - 1 :].reshape(self.k, self.segment)
        intercepts = np.empty((self.k, len(self.coefficients)))
        spread = np.empty_like(intercepts)
        slopes = np.empty((self.k, len(self.spec.paths)))
        at = 0
        for row, (j, (_, *before)) in enumerate(zip(self.spec.dependents, self.coefficients, strict=True)):
            intercepts[:, row] = by_segment[:, at]
            for i, predictor in enumerate(before):
                slopes[:, self.spec.paths.index((j, predictor))] = by_segment[:, at + 1 + i]
            at += len(before) + 2
            # from the logarithm back to the variance
            spread[:, row] = by_segment[:, at - 1] * variances[:, row]
        return MixtureErrors(intercepts, slopes, spread)
