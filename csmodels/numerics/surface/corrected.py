"""A quadratic surface without measurement error: errors-in-variables on the moments of composites.

The composites are means of items. What error adds to the moments of their squares and products follows from
the error variances alone where errors are normal, so a corrected surface is a function of moments like any
other, and all resamples are one batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import batch_last, solve
from csmodels.numerics.moments import Moments

Array = NDArray[np.float64]

#: The factors of each term of second order: of expectation (0) and performance (1).
SECOND = ((0, 0), (0, 1), (1, 1))
#: Steps of the one-factor solution, and the change at which it ends.
STEPS = 500
SETTLED = 1e-12


def product_reliability(corr: Array, first: Array, second: Array) -> Array:
    """Reliability of the product of two different centred normal scores.

    Parameters
    ----------
    corr : array
        Correlation of the two observed scores.
    first, second : array
        Their reliabilities.

    Notes
    -----
    (r² + rho_1 rho_2) / (1 + r²), with errors that are independent of each other (Bohrnstedt and Marwell
    1978; from memory, the formula confirmed by simulation). A square has the squared reliability rho² of its
    score: error is then common to both factors.

    Examples
    --------
    >>> float(product_reliability(np.array(0.3), np.array(0.8), np.array(0.7)).round(4))
    0.5963
    """
    found: Array = (corr**2 + first * second) / (1 + corr**2)
    return found


def one_factor(cov: Array) -> Array:
    """Loadings of one factor of unit variance, from covariances off the diagonal.

    Parameters
    ----------
    cov : array, shape (..., k, k)
        Covariances of the items of one construct. Two items get equal loadings; one item has no error.

    Returns
    -------
    array, shape (..., k)
        Missing where the items do not go together (two of negative covariance).

    Notes
    -----
    Unweighted least squares of the covariances between different items, which is minres (Harman and Jones
    1966): each loading in turn is s_j'l / l'l over the other items until none moves.

    Examples
    --------
    >>> loadings = np.array([0.9, 0.8, 0.6])
    >>> one_factor(np.outer(loadings, loadings) + np.diag([0.5, 0.5, 0.5])).round(6).tolist()
    [0.9, 0.8, 0.6]
    """
    k = cov.shape[-1]
    if k == 1:
        return np.sqrt(cov[..., 0])
    off = cov * (1 - np.eye(k))
    with np.errstate(invalid="ignore", divide="ignore"):
        level = np.sqrt(off.sum(axis=(-2, -1)) / (k * (k - 1)))
        loadings = np.broadcast_to(level[..., None], off.shape[:-1]).copy()
        if k == 2:
            return loadings
        size = np.nanmax(np.abs(loadings), initial=1e-300)
        for _ in range(STEPS):
            before = loadings.copy()
            for j in range(k):
                total = (loadings**2).sum(axis=-1) - loadings[..., j] ** 2
                loadings[..., j] = (off[..., j, :] * loadings).sum(axis=-1) / total
            if not np.nanmax(np.abs(loadings - before), initial=0.0) > SETTLED * size:
                break
    return loadings


@dataclass(frozen=True, eq=False)
class ErrorFree:
    """Moments of the true scores behind two composites; shapes (...) are the batch.

    Attributes
    ----------
    true : array, shape (..., 2, 2)
        Covariances of the true scores of expectation and performance, in units of the composites.
    observed : array, shape (..., 2, 2)
        Of the composites themselves.
    reliability : array, shape (..., 2)
    correlation : array, shape (...)
    """

    true: Array
    observed: Array

    @property
    def reliability(self) -> Array:
        both = [np.einsum("...kk->...k", each) for each in (self.true, self.observed)]
        found: Array = both[0] / both[1]
        return found

    @property
    def correlation(self) -> Array:
        """Of the true scores, shape (...); beyond 1 where the items cannot tell them apart."""
        variances = np.einsum("...kk->...k", self.true)
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Array = self.true[..., 0, 1] / np.sqrt(variances.prod(axis=-1))
        return found


def error_free(cov: Array, expectation: Sequence[int], performance: Sequence[int], paired: bool) -> ErrorFree:
    """Covariances of true scores of two composites (means of items) from covariances of their items.

    Parameters
    ----------
    cov : array, shape (..., items, items)
    expectation, performance : sequence of int
    paired : bool
        Whether the j-th items of both share something of their own (they ask about one attribute): their
        covariances are then left out of the one between the constructs.

    Notes
    -----
    With loadings l and m of one factor in each block, the true variances of the means are mean(l)² and
    mean(m)², and the reliabilities omega (McDonald 1999). Where items are paired their covariance is phi
    mean(l) mean(m), with phi the least-squares fit of l_j m_k phi to the covariances of different attributes;
    where they are not, that of the composites, to which errors add nothing. One item counts as free of error.

    Examples
    --------
    >>> cov = np.eye(6) + np.kron([[1.0, 0.4], [0.4, 1.0]], np.ones((3, 3)))
    >>> found = error_free(cov, [0, 1, 2], [3, 4, 5], paired=True)
    >>> found.reliability.round(4).tolist(), found.true.round(4).tolist()
    ([0.75, 0.75], [[1.0, 0.4], [0.4, 1.0]])
    """
    blocks = [list(expectation), list(performance)]
    loadings = [one_factor(cov[..., b, :][..., :, b]) for b in blocks]
    means = np.zeros((2, cov.shape[-1]))
    for i, b in enumerate(blocks):
        means[i, b] = 1 / len(b)
    observed = means @ cov @ means.T
    level = np.stack([each.mean(axis=-1) for each in loadings], axis=-1)
    true = level[..., :, None] * level[..., None, :]
    if paired and len(blocks[0]) > 1:
        between = cov[..., blocks[0], :][..., :, blocks[1]]
        crossed = loadings[0][..., :, None] * loadings[1][..., None, :] * (1 - np.eye(len(blocks[0])))
        with np.errstate(invalid="ignore", divide="ignore"):
            phi = (crossed * between).sum(axis=(-2, -1)) / (crossed**2).sum(axis=(-2, -1))
        joint = phi * true[..., 0, 1]
    else:
        joint = observed[..., 0, 1]
    true[..., 0, 1] = true[..., 1, 0] = joint
    return ErrorFree(true, observed)


def stated(observed: Array, reliability: Array) -> ErrorFree:
    """The same where reliabilities are known, and errors do not covary.

    Parameters
    ----------
    observed : array, shape (..., 2, 2)
    reliability : array, shape (2,)
    """
    true = observed.copy()
    for i in range(2):
        true[..., i, i] *= reliability[i]
    return ErrorFree(true, observed)


def _fourth(cov: Array) -> Array:
    """Covariances of squares and products of two centred normal variables, (..., 3, 3) (Isserlis 1918)."""
    out = np.empty((*cov.shape[:-2], 3, 3))
    for i, (a, b) in enumerate(SECOND):
        for j, (c, d) in enumerate(SECOND):
            out[..., i, j] = cov[..., a, c] * cov[..., b, d] + cov[..., a, d] * cov[..., b, c]
    return out


def centring(mean: Array) -> Array:
    """Matrices that turn the five terms at one centre into those about these means, (..., 5, 5).

    Parameters
    ----------
    mean : array, shape (..., 2)
        Of expectation and performance minus the centre. Constants are dropped.
    """
    e, p = mean[..., 0], mean[..., 1]
    out = np.zeros((*mean.shape[:-1], 5, 5))
    for i in range(5):
        out[..., i, i] = 1.0
    out[..., 2, 0], out[..., 4, 1] = -2 * e, -2 * p
    out[..., 3, 0], out[..., 3, 1] = -p, -e
    return out


def corrected_surface(terms: Moments, scores: ErrorFree) -> Array:
    """b1 ... b5 of a quadratic surface of true scores.

    Parameters
    ----------
    terms : Moments
        Of the terms E, P, E², EP, P² at a common centre and the outcome, in this order, with means.
    scores : ErrorFree

    Returns
    -------
    array, shape (..., 5)
        At the same centre, in units of the composites; missing where true scores have no covariance matrix
        that a regression can use.

    Notes
    -----
    With X = T + u, u normal with covariances Theta and independent of the true scores T, terms centred at
    the means have cov(X_a X_b, X_c X_d) = cov(T_a T_b, T_c T_d) + N(Sigma) - N(Sigma - Theta), where N holds
    s_ac s_bd + s_ad s_bc: what error adds does not hang on how the true scores are distributed. Covariances
    of terms of first and second order, and all with the outcome, keep their values. Where the scores are
    normal too, the share left of the variance of a product is `product_reliability`. Moment estimators of
    this kind: Fuller (1987), errors-in-variables.

    Examples
    --------
    Without error nothing is corrected:

    >>> from csmodels.numerics.regression import least_squares
    >>> from csmodels.numerics.surface.terms import columns
    >>> rng = np.random.default_rng(0)
    >>> e, p = rng.normal(size=(2, 200)) + 1
    >>> rows = np.column_stack([columns(e, p), p - 0.2 * (p - e) ** 2 + rng.normal(size=200)])
    >>> m = Moments.from_rows(rows)
    >>> sure = stated(m.cov[:2, :2], np.ones(2))
    >>> bool(np.allclose(corrected_surface(m, sure), least_squares(m, 5, range(5)).coef))
    True
    """
    assert terms.mean is not None
    turn = centring(terms.mean[..., :2])
    among = turn @ terms.cov[..., :5, :5] @ np.swapaxes(turn, -1, -2)
    between = (turn @ terms.cov[..., :5, 5, None])[..., 0]
    among[..., :2, :2] = scores.true
    among[..., 2:, 2:] -= _fourth(scores.observed) - _fourth(scores.true)
    b = regression(among, between)
    found: Array = (np.swapaxes(turn, -1, -2) @ b[..., None])[..., 0]
    return found


def regression(among: Array, between: Array) -> Array:
    """Coefficients from covariances that were corrected; missing where they are none of any variables.

    Parameters
    ----------
    among : array, shape (..., k, k)
    between : array, shape (..., k)
    """
    size = np.sqrt(np.maximum(np.einsum("...kk->...k", among), 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = among / (size[..., :, None] * size[..., None, :])
        right = between / size
    sound = np.isfinite(scaled).all(axis=(-2, -1))
    held = np.where(sound[..., None, None], scaled, np.eye(among.shape[-1]))
    sound &= np.linalg.eigvalsh(held).min(axis=-1) > 0
    # what cannot be solved is kept away from the solver, which would divide by nothing
    held = np.where(sound[..., None, None], scaled, np.eye(among.shape[-1]))
    right = np.where(sound[..., None], right, 0.0)
    solved = solve(batch_last(np.concatenate([held, right[..., None]], axis=-1), 2))[:, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        b: Array = solved.T.reshape(right.shape) / size
    return np.where(sound[..., None], b, np.nan)


def term_reliability(scores: ErrorFree) -> Array:
    """Reliabilities of E, P, E², EP, P² of normal scores, shape (..., 5); see `product_reliability`."""
    first = scores.reliability
    share = _fourth(scores.true) / _fourth(scores.observed)
    return np.concatenate([first, np.einsum("...kk->...k", share)], axis=-1)
