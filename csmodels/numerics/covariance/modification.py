"""Score tests at an estimate: what the discrepancy would gain from a further parameter, and residuals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from csmodels.numerics.covariance import errors
from csmodels.numerics.covariance.equalities import Indices, Separate, scores
from csmodels.numerics.covariance.likelihood import Sample, evaluate, information
from csmodels.numerics.covariance.structure import Array, Structure, implied, jacobian

#: A parameter whose information, given the others, is a smaller share of its information than this cannot
#: be told from them: adding it changes nothing that is observed.
NOT_IDENTIFIED = 1e-8

Cell = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class ScoreTests:
    """One test for each parameter that was tried.

    Attributes
    ----------
    statistic : array, shape (k,)
        Chi-square with one degree of freedom: about what the model's chi-square would fall by. Missing
        where the parameter is not identified beside the others.
    change : array, shape (k,)
        Value that the parameter would about take, over the one it has.
    robust : array, shape (k,)
        The statistic with the spread that the respondents' scores have, whatever their distribution;
        `statistic` where these are not given. p-values come from it, so under robust errors they are no tails
        of `statistic`, which is the index that other programs print.
    """

    statistic: Array
    change: Array
    robust: Array


def score_tests(
    apart: Separate, sample: Sample, at: Indices, n: float, meat: Array | None = None
) -> ScoreTests:
    """Test parameters that were not estimated, each by itself.

    Parameters
    ----------
    apart : Separate
        Its `joined` are the directions that were estimated.
    sample : Sample
        The moments the model was fitted to, one member.
    at : array of int, shape (k,)
        Positions of the parameters to test.
    n : float
        Respondents.
    meat : array, shape (params, params), optional
        Covariance of the total score of respondents, for `robust`.

    Notes
    -----
    With s the score of a parameter and V its expected information that the estimated ones leave, the
    statistic is s^2 / V and the expected change s / V (Sörbom 1989; as a test Rao 1948); see
    `csmodels.numerics.covariance.equalities.scores`.
    """
    found = scores(apart, sample, n, meat=meat)
    whole = n * np.diag(errors.information(apart.structure, sample, apart.theta))[at]
    left = np.diag(found.bread)[at]
    # each against its own information, so that the items' units do not matter
    known = left > NOT_IDENTIFIED * whole
    left = np.where(known, left, np.nan)
    score, spread = found.score[at], np.where(known, np.diag(found.spread)[at], np.nan)
    return ScoreTests(score**2 / left, score / left, score**2 / spread)


def with_cells(structure: Structure, theta: Array, cells: Sequence[Cell]) -> tuple[Separate, Indices]:
    """The model with a parameter more for each cell that it does not have, or holds at a fixed value.

    Parameters
    ----------
    structure : Structure
    theta : array, shape (params,)
        The estimate.
    cells : sequence of (matrix, row, column)
        As in `Structure`; each is added in every group in which it is not free already.

    Returns
    -------
    Separate
        The new parameters come last; at the estimate they are 0, on top of what a cell is fixed at.
    array of int, shape (k, 2)
        Which cell, and which group, each new parameter is.
    """
    known = {
        place: i
        for i, place in enumerate(
            zip(structure.matrix.tolist(), structure.row.tolist(), structure.column.tolist(), strict=True)
        )
    }
    added = [cell for cell in cells if cell not in known]
    place = {**known, **{cell: len(known) + i for i, cell in enumerate(added)}}
    wide = ((0, 0), (0, len(added)))
    params = np.pad(structure.params, wide, constant_values=-1)
    factors = np.pad(structure.factors, wide)
    which: list[tuple[int, int]] = []
    for i, cell in enumerate(cells):
        for g in np.flatnonzero(params[:, place[cell]] < 0).tolist():
            params[g, place[cell]] = structure.n_params + len(which)
            factors[g, place[cell]] = 1.0
            which.append((i, g))
    new = np.array(added, dtype=np.intp).reshape(-1, 3)
    grown = replace(
        structure,
        n_params=structure.n_params + len(which),
        matrix=np.append(structure.matrix, new[:, 0]),
        row=np.append(structure.row, new[:, 1]),
        column=np.append(structure.column, new[:, 2]),
        params=params,
        values=np.pad(structure.values, wide),
        factors=factors,
    )
    here = np.concatenate([theta, np.zeros(len(which))])
    joined = np.eye(grown.n_params)[:, : structure.n_params]
    return Separate(grown, here, joined, params), np.array(which, dtype=np.intp).reshape(-1, 2)


@dataclass(frozen=True, eq=False)
class Residuals:
    """Observed less implied moments of one group.

    Attributes
    ----------
    cov : array, shape (items, items)
    mean : array, shape (items,), or None
    cov_error, mean_error : array, or None
        Their standard errors; missing where the model reproduces a moment exactly.
    """

    cov: Array
    mean: Array | None
    cov_error: Array
    mean_error: Array | None


#: A residual whose variance is a smaller share of its moment's than this is zero by construction.
EXACT = 1e-8


def residuals(structure: Structure, sample: Sample, theta: Array, n: Array) -> list[Residuals]:
    """What the model leaves unexplained in each group, with normal-theory standard errors.

    Parameters
    ----------
    sample : Sample
        One member.
    theta : array, shape (params,)
    n : array, shape (groups,)
        Respondents of each group.

    Notes
    -----
    Sample moments s move the estimate by B Delta' V ds, B the inverse information, Delta the derivatives of
    the implied moments and V the information of moments under the model; what is left of ds has the
    variance of Q Gamma Q', Q = I - Delta B Delta' V, with Gamma that of normal moments at the *sample's*
    covariances, so that a model that does not hold does not set the errors (delta method; residuals over
    such errors are the ``standardized`` residuals of lavaan).
    """
    point = evaluate(structure, sample, theta[None])
    inner = errors.inverse(information(structure, sample, point)[0])
    at = implied(structure, theta[None])
    slopes = jacobian(structure, theta[None])[0]
    pulls = [
        _pull(slopes[g], sample.cov[0, g], np.linalg.inv(at.cov[0, g]), structure.means)
        for g in range(structure.n_groups)
    ]
    filling = sum(share * pull.own for share, pull in zip(n / n.sum(), pulls, strict=True))
    moved = inner @ filling @ inner / n.sum()
    found = []
    for g, pull in enumerate(pulls):
        mean = None
        if at.mean is not None and sample.mean is not None:
            mean = np.asarray(sample.mean[0, g] - at.mean[0, g])
        sampling = _sampling_variances(sample.cov[0, g], structure.means) / n[g]
        shared = ((slopes[g] @ inner) * pull.across).sum(axis=1) / n.sum()
        left = sampling - 2 * shared + ((slopes[g] @ moved) * slopes[g]).sum(axis=1)
        error = np.sqrt(np.where(left > EXACT * sampling, left, np.nan))
        rows, cols = np.tril_indices(structure.n_items)
        cov_error = np.empty((structure.n_items, structure.n_items))
        cov_error[rows, cols] = cov_error[cols, rows] = error[-len(rows) :]
        mean_error = error[: structure.n_items] if structure.means else None
        found.append(Residuals(sample.cov[0, g] - at.cov[0, g], mean, cov_error, mean_error))
    return found


@dataclass(frozen=True, eq=False)
class _Pull:
    """How a group's moments pull at the parameters: K = Delta' V.

    Attributes
    ----------
    across : array, shape (moments, params)
        Gamma K'.
    own : array, shape (params, params)
        K Gamma K'.
    """

    across: Array
    own: Array


def _pull(slopes: Array, cov: Array, inverse: Array, means: bool) -> _Pull:
    """As matrices: V turns a change A of Sigma into Sigma^-1 A Sigma^-1 / 2, and Gamma K into 2 S K S."""
    p = len(cov)
    rows, cols = np.tril_indices(p)
    change = np.empty((slopes.shape[1], p, p))
    change[:, rows, cols] = change[:, cols, rows] = slopes[-len(rows) :].T
    pull = inverse @ change @ inverse / 2
    turned = 2 * cov @ pull @ cov
    across = turned[:, rows, cols].T
    own = np.einsum("kij,lij->kl", pull, turned, optimize=True)
    if not means:
        return _Pull(across, own)
    of_means = inverse @ slopes[:p]
    return _Pull(np.concatenate([cov @ of_means, across]), own + of_means.T @ cov @ of_means)


def _sampling_variances(cov: Array, means: bool) -> Array:
    """Variances, times n, of normal means and of the lower triangle of normal covariances."""
    rows, cols = np.tril_indices(len(cov))
    variances = np.diag(cov)
    second = variances[rows] * variances[cols] + cov[rows, cols] ** 2
    return np.concatenate([variances, second]) if means else second
