"""Scaling factors of chi-square tests for answers that are not normal, weighted or drawn by a design.

Under other than normal answers the chi-square follows a weighted sum of chi-squares of one degree of freedom
each; its mean is the trace of U Gamma, with Gamma the covariance matrix of the sample moments. Divided by the
mean weight, c = tr(U Gamma) / df, the statistic has the mean that the chi-square distribution has (Satorra
and Bentler 1994). Gamma is never formed here: in coordinates in which Sigma is the identity the trace is a
sum of variances of products of two columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.covariance import errors
from csmodels.numerics.covariance.likelihood import Sample, casewise
from csmodels.numerics.covariance.structure import Array, Structure, implied
from csmodels.numerics.draws import Design
from csmodels.numerics.linearization import moment_covariance
from csmodels.numerics.moments import Moments


@dataclass(frozen=True, eq=False)
class Respondents:
    """Complete answers of one group.

    Attributes
    ----------
    values : array, shape (n, items)
    weights : array, shape (n,), optional
        With mean 1 over all groups.
    where : array of int, shape (n,), optional
        Rows of the survey; needed with a design.
    """

    values: Array
    weights: Array | None = None
    where: NDArray[np.intp] | None = None

    @property
    def n(self) -> float:
        return float(len(self.values) if self.weights is None else self.weights.sum())

    @property
    def centred(self) -> Array:
        """Answers about their (weighted) mean."""
        return self.values - np.average(self.values, axis=0, weights=self.weights)


def gamma(
    rows: Array,
    weights: Array | None = None,
    *,
    means: bool = False,
    design: Design | None = None,
    where: NDArray[np.intp] | None = None,
) -> Array:
    """Covariance matrix of the sample moments, times n: distribution free.

    Parameters
    ----------
    rows : array, shape (n, p)
        Complete answers.
    weights : array, shape (n,), optional
    means : bool
        Means are among the moments, before the covariances.
    design, where : Design and array of int, optional
        Sampling units of the whole survey, and which of its rows these are.

    Returns
    -------
    array, shape (q, q)
        Moments as `structure.jacobian` lists them: means if asked for, then the lower triangle of the
        covariances, as `numpy.tril_indices` lists it.

    Notes
    -----
    Entry (ij, kl) is the mean of (x_i x_j - s_ij)(x_k x_l - s_kl), x about its mean (Browne 1984), divisor n.
    With weights of mean 1 each product has its squared weight; under a design the variances are those of
    totals by sampling unit (Binder 1983).

    Examples
    --------
    >>> gamma(np.array([[1.0], [2.0], [3.0], [6.0]])).tolist()
    [[12.25]]
    """
    n, p = rows.shape
    found = moment_covariance(rows, Moments.from_rows(rows, weights), weights, design, where)
    total = float(n if weights is None else weights.sum())
    # that function estimates without bias; the statistics here are defined with divisor n
    found = found * (total if design is not None else total * (n - 1) / n)
    low, high = np.tril_indices(p)
    at = np.zeros((p, p), dtype=np.intp)
    at[np.triu_indices(p)] = p + np.arange(p * (p + 1) // 2)
    order = np.concatenate([np.arange(p if means else 0), at[high, low]])
    return np.asarray(found[np.ix_(order, order)])


def satorra_bentler(
    structure: Structure,
    sample: Sample,
    theta: Array,
    rows: Sequence[Respondents],
    design: Design | None = None,
) -> float:
    """Trace of U Gamma by the expected information at the estimate.

    U = W - W D (D'W D)^-1 D'W, with W the normal-theory weights at the implied moments and D the derivatives
    of these (Satorra and Bentler 1994). Divided by the degrees of freedom it is the scaling factor of
    ``robust="sem"``.
    """
    at = implied(structure, theta[None])
    scores, whole = [], 0.0
    for g, each in enumerate(rows):
        centred = each.centred
        whole += _trace(centred, at.cov[0, g], each, design, structure.means)
        about = centred if at.mean is None else centred + at.mean[0, g]
        found = casewise(structure, theta, about, g)
        scores.append(found - np.average(found, axis=0, weights=each.weights))
    return whole - _inside(structure, sample, theta, scores, rows, design, observed=False)


def yuan_bentler(
    structure: Structure,
    sample: Sample,
    theta: Array,
    rows: Sequence[Respondents],
    design: Design | None = None,
    observed: bool = True,
) -> float:
    """Difference of the traces of the saturated and of the fitted model, each its B A^-1.

    A is the information, B the covariance matrix of the scores of respondents; of the saturated model at the
    sample moments, of the fitted one at the estimate (Yuan and Bentler 2000; Asparouhov and Muthén 2005).
    Over the degrees of freedom it is the scaling factor of ``robust="mlr"``.
    """
    scores, whole = [], 0.0
    for g, each in enumerate(rows):
        centred = each.centred
        whole += _trace(centred, sample.cov[0, g], each, design, structure.means)
        scores.append(casewise(structure, theta, each.values if structure.means else centred, g))
    return whole - _inside(structure, sample, theta, scores, rows, design, observed)


def independence_trace(
    sample: Sample, rows: Sequence[Respondents], kind: str, means: bool, design: Design | None = None
) -> float:
    """The same traces for the model in which no items correlate.

    Parameters
    ----------
    kind : {"sem", "mlr"}
        Satorra-Bentler: the variances of the sample correlations, were the items independent. Yuan-Bentler:
        the saturated model's trace less that of the variances (and means).
    """
    found = 0.0
    for g, each in enumerate(rows):
        centred, cov = each.centred, sample.cov[0, g]
        variances = np.diag(np.diag(cov))
        plain = _products(_whitened(centred, variances), each, design)
        if kind == "sem":
            found += (plain.sum() - np.trace(plain)) / 2 / each.n
            continue
        found += _trace(centred, cov, each, design, means) - np.trace(plain) / 2 / each.n
        if means:
            found -= _of_means(_whitened(centred, variances), each, design)
    return float(found)


def _inside(
    structure: Structure,
    sample: Sample,
    theta: Array,
    scores: Sequence[Array],
    rows: Sequence[Respondents],
    design: Design | None,
    observed: bool,
) -> float:
    """tr(A^-1 B) of the fitted model: what its parameters take up."""
    weights, where = joined(rows)
    filling = errors.meat(np.concatenate(scores), weights, design, where)
    info = sum(each.n for each in rows) * errors.information(structure, sample, theta, observed)
    return float((errors.inverse(info) * filling).sum())


def joined(rows: Sequence[Respondents]) -> tuple[Array | None, NDArray[np.intp] | None]:
    """Weights and places of the respondents of all groups."""
    weights = [each.weights for each in rows if each.weights is not None]
    where = [each.where for each in rows if each.where is not None]
    return (np.concatenate(weights) if weights else None), (np.concatenate(where) if where else None)


def _trace(centred: Array, cov: Array, rows: Respondents, design: Design | None, means: bool) -> float:
    """tr(W Gamma) of one group, W the normal-theory weights at `cov`."""
    white = _whitened(centred, cov)
    found = float(_products(white, rows, design).sum()) / 2 / rows.n
    return found + (_of_means(white, rows, design) if means else 0.0)


def _whitened(centred: Array, cov: Array) -> Array:
    """Rows in coordinates in which `cov` is the identity."""
    return np.linalg.solve(np.linalg.cholesky(cov), centred.T).T


def _products(white: Array, rows: Respondents, design: Design | None) -> Array:
    """n^2 times the variance of the mean product of every two columns, shape (items, items)."""
    weights = np.ones(len(white)) if rows.weights is None else rows.weights
    cross = (white * weights[:, None]).T @ white / weights.sum()
    p = len(cross)
    if design is None:
        squared = weights[:, None] ** 2
        found = (white**2 * squared).T @ white**2 - 2 * cross * ((white * squared).T @ white)
        return np.asarray(found + cross**2 * squared.sum())
    low, high = np.tril_indices(p)
    away = white[:, low] * white[:, high] - cross[low, high]
    out = np.zeros((p, p))
    out[low, high] = out[high, low] = np.diag(errors.meat(away, weights, design, rows.where))
    return out


def _of_means(white: Array, rows: Respondents, design: Design | None) -> float:
    """tr(Sigma^-1 M), M being n times the covariance matrix of the means."""
    return float(np.trace(errors.meat(white, rows.weights, design, rows.where))) / rows.n
