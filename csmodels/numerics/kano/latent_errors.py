"""How far latent classes can be trusted: influence of every respondent, covariances, draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import SINGULAR
from csmodels.numerics.draws import Design
from csmodels.numerics.kano.counts import LETTERS, Array
from csmodels.numerics.kano.latent_classes import Profiles

#: Respondents whose influence is held at a time.
ROWS_AT_ONCE = 20_000
#: Shares that stand for fewer respondents than this are on the boundary: they have no error.
NOBODY = 0.05


@dataclass(frozen=True, eq=False)
class ClassErrors:
    """Covariances of sizes and shares of one solution.

    Attributes
    ----------
    covariance : array, shape (k + k * attributes * 6, same)
        Of the sizes, then of the shares by class, attribute, category; 0 for shares on the boundary. Missing
        where the information is singular.
    boundary : array of bool, shape (k, attributes, 6)
        Shares of used categories that are 0 (or 1) but for rounding.
    """

    covariance: Array
    boundary: NDArray[np.bool_]
    k: int
    attributes: int

    @property
    def known(self) -> bool:
        """Whether there are errors."""
        return bool(np.isfinite(self.covariance).all())

    @property
    def sizes(self) -> Array:
        """Standard errors of the sizes, shape (k,)."""
        return np.sqrt(np.maximum(np.diagonal(self.covariance)[: self.k], 0.0))

    @property
    def profiles(self) -> Array:
        """Standard errors of the shares, shape (k, attributes, 6)."""
        found = np.sqrt(np.maximum(np.diagonal(self.covariance)[self.k :], 0.0))
        return found.reshape(self.k, self.attributes, len(LETTERS))

    def of_attribute(self, a: int) -> Array:
        """Covariance of an attribute's shares, shape (k * 6, k * 6), by class and category."""
        cells = np.arange(self.k * self.attributes * len(LETTERS)).reshape(self.k, self.attributes, -1)
        at = self.k + cells[:, a].ravel()
        return self.covariance[np.ix_(at, at)]


def class_errors(
    profiles: Profiles,
    shares: Array,
    given: Array,
    design: Design | None = None,
    where: NDArray[np.intp] | None = None,
    replicates: tuple[Array, Array] | None = None,
) -> ClassErrors:
    """Covariances of a solution; membership is uncertain, the number of classes is given.

    Parameters
    ----------
    profiles : Profiles
    shares : array, shape (k,)
    given : array, shape (k, attributes, 6)
        The solution, at a maximum of the likelihood.
    design, where : optional
        Units and strata of the whole survey, and which of its rows the respondents are.
    replicates : (array of shape (replicates, n), array of shape (replicates,)), optional
        Replicate weights, on the scale of the respondents' own, and their factors.

    Notes
    -----
    Sandwich H⁻¹ S H⁻¹ (Huber 1967; White 1982): H are the second derivatives of the log-likelihood, which for
    mixtures follow from the memberships (Louis 1982), S the sum over respondents (in a design: units) of
    squared gradients. Shares move along those directions only in which they go on summing to 1. Shares on the
    boundary stay where they are.
    """
    k, attributes, width = given.shape
    theta = profiles.packed(shares[None], given[None])
    flat = np.concatenate([theta[0, :, 0], theta[1:, :, 0].T.ravel()])
    reach = np.concatenate([np.ones(k), np.repeat(shares, len(profiles.used))])
    free = flat * reach * profiles.n > NOBODY
    basis = _tangent(profiles, flat, free, k)
    second, gradients = _derivatives(profiles, theta, flat, free)
    information = -basis.T @ second @ basis
    values = np.linalg.eigvalsh(information) if information.size else np.ones(1)
    # where each class's cells stand among all categories
    place = np.concatenate(
        [np.arange(k), (k + np.arange(k)[:, None] * attributes * width + profiles.used).ravel()]
    )
    size = k + k * attributes * width
    boundary = np.zeros(size, dtype=bool)
    boundary[place] = ~free
    edges = boundary[k:].reshape(given.shape)
    edges |= (edges.sum(axis=2) == _used(profiles) - 1)[..., None] & ~edges & (given > 0)
    if not np.isfinite(information).all() or values.min() < SINGULAR * values.max():
        return ClassErrors(np.full((size, size), np.nan), edges, k, attributes)
    influence = gradients @ (basis @ np.linalg.inv(information))
    middle = _spread(influence, profiles.weights, design, where, replicates)
    covariance = np.zeros((size, size))
    covariance[np.ix_(place, place)] = basis @ middle @ basis.T
    return ClassErrors(covariance, edges, k, attributes)


def _used(profiles: Profiles) -> NDArray[np.intp]:
    """How many categories of each attribute somebody is in, shape (attributes,)."""
    return np.bincount(profiles.attribute_of, minlength=profiles.attributes)


def _tangent(profiles: Profiles, flat: Array, free: NDArray[np.bool_], k: int) -> Array:
    """Directions in which each set of shares goes on summing to 1, columns scaled by Fisher's information."""
    blocks = [np.arange(k)]
    cells = k + np.arange(k * len(profiles.used)).reshape(k, -1)
    blocks += [mine[profiles.attribute_of == a] for mine in cells for a in np.unique(profiles.attribute_of)]
    columns = []
    for block in blocks:
        mine = block[free[block]]
        if len(mine) < 2:
            continue
        root = np.sqrt(flat[mine])
        # an orthogonal complement of the square roots
        complement = np.linalg.svd(root[None])[2][1:].T
        here = np.zeros((len(flat), len(mine) - 1))
        here[mine] = root[:, None] * complement
        columns.append(here)
    return np.concatenate(columns, axis=1) if columns else np.zeros((len(flat), 0))


def _derivatives(
    profiles: Profiles, theta: Array, flat: Array, free: NDArray[np.bool_]
) -> tuple[Array, Array]:
    """Second derivatives of the log-likelihood, and respondents' gradients, of unweighted rows (n, q)."""
    k, cells = theta.shape[1], len(profiles.used)
    inverse = np.where(free, 1.0 / np.maximum(flat, 1e-300), 0.0)
    post = profiles.memberships(theta)
    second = np.zeros((len(flat), len(flat)))
    same = profiles.attribute_of[:, None] == profiles.attribute_of
    gradients = np.empty((profiles.rows, len(flat)))
    for first in range(0, profiles.rows, ROWS_AT_ONCE):
        rows = slice(first, first + ROWS_AT_ONCE)
        x, p, w = profiles.indicators(rows), post[rows], profiles.weights[rows]
        g = gradients[rows]
        g[:, :k] = p * inverse[:k]
        for c in range(k):
            at = slice(k + c * cells, k + (c + 1) * cells)
            u = x * inverse[at]
            g[:, at] = p[:, c, None] * u
            mine = w * p[:, c]
            # a respondent is in one category of an attribute: two of them never meet
            second[at, at] += np.where(same, 0.0, u.T @ (mine[:, None] * u))
            crossed = (mine @ u) * inverse[c]
            second[c, at] += crossed
            second[at, c] += crossed
        second -= g.T @ (w[:, None] * g)
    return second, gradients


def _spread(
    influence: Array,
    weights: Array,
    design: Design | None,
    where: NDArray[np.intp] | None,
    replicates: tuple[Array, Array] | None,
) -> Array:
    """Covariance of the sum over respondents of weight times influence."""
    if replicates is not None:
        moved = (replicates[0] - weights) @ influence
        found: Array = (moved * replicates[1][:, None]).T @ moved
        return found
    weighted = influence * weights[:, None]
    if design is None or where is None:
        return weighted.T @ weighted
    totals = np.zeros((len(design.strata), influence.shape[1]))
    np.add.at(totals, design.units[where], weighted)
    sizes = design.sizes.astype(np.float64)
    means = np.zeros((len(sizes), influence.shape[1]))
    np.add.at(means, design.strata, totals)
    centred = totals - (means / sizes[:, None])[design.strata]
    up = sizes / (sizes - 1.0)
    return (centred * up[design.strata][:, None]).T @ centred


def drawn_shares(given: Array, errors: ClassErrors, draws: int, seed: int) -> Array:
    """Shares as they could have come out: normal around the estimates, with their covariances.

    Parameters
    ----------
    given : array, shape (k, attributes, 6)
    errors : ClassErrors

    Returns
    -------
    array, shape (draws, k, attributes, 6)
        Each attribute with the same standard normal numbers, so that the order of attributes does not matter.
    """
    k, attributes, width = given.shape
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, k])))
    normal = rng.standard_normal((draws, k * width))
    out = np.empty((draws, k, attributes, width))
    for a in range(attributes):
        values, vectors = np.linalg.eigh(errors.of_attribute(a))
        # the symmetric root, which is the only one
        root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
        out[:, :, a] = given[:, a] + (normal @ root).reshape(draws, k, width)
    return out
