"""Partial least squares path modelling on correlation matrices, for any number of them at once.

The algorithm of Wold (1982) and Lohmöller (1989): outer weights, inner weights by one of three
schemes, Mode A or Mode B, repeated until no weight moves. It needs correlations alone, so groups,
resamples and permutations are members of one batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import Array, batch_first, batch_last, solve

Scheme = Literal["path", "factorial", "centroid"]

#: An estimate has converged when no outer weight moves by more than this in one step.
TOLERANCE = 1e-12
MAX_STEPS = 300
#: Converged members are dropped from the arrays when this share of them is done.
DROP_SHARE = 0.5


@dataclass(frozen=True)
class PlsSpec:
    """Which items belong to which construct, and which construct depends on which.

    Parameters
    ----------
    sizes : tuple of int
        Number of items of each construct; the items lie in this order, block after block.
    modes : tuple of {"A", "B"}
    paths : tuple of (dependent, predictor)
        Numbers of constructs; ordered as they will be reported.
    scheme : {"path", "factorial", "centroid"}
    """

    sizes: tuple[int, ...]
    modes: tuple[str, ...]
    paths: tuple[tuple[int, int], ...]
    scheme: Scheme = "path"

    @cached_property
    def blocks(self) -> tuple[slice, ...]:
        """Where each construct's items lie."""
        ends = np.cumsum(self.sizes).tolist()
        return tuple(slice(end - size, end) for end, size in zip(ends, self.sizes, strict=True))

    @cached_property
    def predictors(self) -> tuple[list[int], ...]:
        """For each construct, those with an arrow into it."""
        return tuple([p for d, p in self.paths if d == j] for j in range(len(self.sizes)))

    @cached_property
    def followers(self) -> tuple[list[int], ...]:
        """For each construct, those it has an arrow into."""
        return tuple([d for d, p in self.paths if p == j] for j in range(len(self.sizes)))

    @cached_property
    def construct_of_item(self) -> NDArray[np.intp]:
        """Number of the construct of each item."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    @cached_property
    def starts(self) -> list[int]:
        """Number of the first item of each construct."""
        return [block.start for block in self.blocks]

    @cached_property
    def regression(self) -> tuple[tuple[NDArray[np.intp], ...], ...]:
        """Where each construct's system of equations lies: its predictors, beside them the construct."""
        return tuple(np.ix_(before, [*before, j]) for j, before in enumerate(self.predictors))

    @cached_property
    def dependents(self) -> tuple[int, ...]:
        """Constructs with at least one predictor, in order."""
        return tuple(j for j, before in enumerate(self.predictors) if before)


@dataclass(frozen=True)
class PlsFit:
    """What the algorithm found, for a batch of shape `(...)`.

    Attributes
    ----------
    weights : array, shape (..., items)
        Outer weights of standardised items; they give composites with variance 1.
    loadings : array, shape (..., items)
        Correlations of the items with their own composite.
    construct_corr : array, shape (..., constructs, constructs)
    paths : array, shape (..., paths)
        Regression coefficients between composites, in the order of `PlsSpec.paths`.
    r_squared : array, shape (..., dependents)
    converged : array of bool, shape (...)
    steps : array of int, shape (...)
    """

    weights: Array
    loadings: Array
    construct_corr: Array
    paths: Array
    r_squared: Array
    converged: NDArray[np.bool_]
    steps: NDArray[np.intp]


def fit_pls(
    corr: Array,
    spec: PlsSpec,
    *,
    align_to: Array | None = None,
    tolerance: float = TOLERANCE,
    max_steps: int = MAX_STEPS,
) -> PlsFit:
    """Fit a path model by PLS to each correlation matrix of a batch.

    Parameters
    ----------
    corr : array, shape (..., items, items)
        Correlations, items in the order of `spec`.
    spec : PlsSpec
    align_to : array, shape (items,), optional
        Loadings of the estimate: a resample's construct is turned so that the inner product of
        its loadings with these is not negative. Without it the loadings of each construct sum
        to a positive number (the first item decides where the sum is zero).
    tolerance, max_steps : float, int
        A member stops, and is frozen, when no weight moves by more than `tolerance`.

    Returns
    -------
    PlsFit
        Members that cannot be computed (a constant item, a singular block) are missing; members
        that did not settle carry ``converged == False``.

    Notes
    -----
    Inner weights (Lohmöller 1989, ch. 2): centroid, the sign of the correlation; factorial, the
    correlation; path weighting, the regression coefficient for a construct's predictors and the
    correlation for those it predicts. All constructs are updated together.
    """
    shape = corr.shape[:-2]
    r = batch_last(corr, 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        weights, converged, steps = _iterate(r, spec, tolerance, max_steps)
        weights, loadings, composites = _orient(r, spec, weights, align_to)
        paths, r_squared = regressions(composites, spec)
    return PlsFit(
        weights=batch_first(weights, shape),
        loadings=batch_first(loadings, shape),
        construct_corr=batch_first(composites, shape),
        paths=batch_first(paths, shape),
        r_squared=batch_first(r_squared, shape),
        converged=converged.reshape(shape),
        steps=steps.reshape(shape),
    )


def _iterate(
    r: Array, spec: PlsSpec, tolerance: float, max_steps: int
) -> tuple[Array, NDArray[np.bool_], NDArray[np.intp]]:
    """Outer weights of every member, each frozen at the step in which it settled."""
    p, members = len(r), r.shape[-1]
    result = np.full((p, members), np.nan)
    converged = np.zeros(members, dtype=bool)
    steps = np.full(members, max_steps, dtype=np.intp)
    active = np.arange(members)
    inverses = _block_inverses(r, spec)
    w, v = _normalised(np.ones((p, members)), r, spec)
    done = np.zeros(members, dtype=bool)
    for step in range(1, max_steps + 1):
        new, v = _normalised(_outer_weights(v, w, spec, inverses), r, spec)
        settled = ~done & (np.abs(new - w).max(axis=0) < tolerance)
        w = new
        if settled.any():
            result[:, active[settled]] = w[:, settled]
            converged[active[settled]] = True
            steps[active[settled]] = step
            done |= settled
        # a member that is missing will stay missing: it counts as done, not as converged
        done |= np.isnan(w).any(axis=0)
        left = ~done
        if not left.any():
            return result, converged, steps
        if left.mean() < 1 - DROP_SHARE:
            r, w, v, active = r[..., left], w[:, left], v[..., left], active[left]
            inverses = {j: inverse[..., left] for j, inverse in inverses.items()}
            done = np.zeros(len(active), dtype=bool)
    result[:, active[~done]] = w[:, ~done]
    return result, converged, steps


def _block_inverses(r: Array, spec: PlsSpec) -> dict[int, Array]:
    """Inverse correlations within each Mode B block."""
    inverses = {}
    for j, (block, mode) in enumerate(zip(spec.blocks, spec.modes, strict=True)):
        if mode == "B" and spec.sizes[j] > 1:
            unit = np.broadcast_to(np.eye(spec.sizes[j])[..., None], r[block, block].shape)
            inverses[j] = solve(np.concatenate([r[block, block], unit], axis=1))
    return inverses


def _normalised(w: Array, r: Array, spec: PlsSpec) -> tuple[Array, Array]:
    """Weights that give composites with variance 1, and the correlations of all items with these."""
    v = _with_composites(r, spec, w)
    variances = np.add.reduceat(w * v[spec.construct_of_item, np.arange(len(w))], spec.starts, axis=0)
    scale = 1 / np.sqrt(variances)
    v *= scale[:, None]
    return w * scale[spec.construct_of_item], v


def _with_composites(r: Array, spec: PlsSpec, w: Array) -> Array:
    """Covariances of every item with every composite: shape (constructs, items, members)."""
    out = np.empty((len(spec.sizes), *w.shape))
    for j, block in enumerate(spec.blocks):
        np.einsum("kpb,kb->pb", r[block], w[block], out=out[j])
    return out


def _outer_weights(v: Array, w: Array, spec: PlsSpec, inverses: dict[int, Array]) -> Array:
    """One round: correlations of the composites, inner weights, outer weights of any length."""
    c = _composite_corr(v, w, spec)
    new = np.empty_like(w)
    for j, block in enumerate(spec.blocks):
        if spec.sizes[j] == 1:
            # the composite is the item, even where no neighbour correlates with it
            new[block] = 1.0
            continue
        (i, weight), *others = _inner_weights(c, spec, j)
        proxy = weight * v[i, block]
        for i, weight in others:
            proxy += weight * v[i, block]
        new[block] = np.einsum("klb,lb->kb", inverses[j], proxy) if j in inverses else proxy
    return new


def _composite_corr(v: Array, w: Array, spec: PlsSpec) -> Array:
    """Correlations between composites of variance 1: shape (constructs, constructs, members)."""
    k = len(spec.sizes)
    c = np.empty((k, k, w.shape[-1]))
    for j, block in enumerate(spec.blocks):
        np.einsum("ikb,kb->ib", v[:, block], w[block], out=c[j])
    return c


def _inner_weights(c: Array, spec: PlsSpec, j: int) -> list[tuple[int, Array]]:
    """Neighbours of construct j and their inner weights, each of shape (members,)."""
    before, after = spec.predictors[j], spec.followers[j]
    if spec.scheme == "centroid":
        return [(i, np.sign(c[i, j])) for i in before + after]
    if spec.scheme == "factorial" or not before:
        return [(i, c[i, j]) for i in before + after]
    return [*zip(before, _slopes(c, spec, j), strict=True), *((i, c[i, j]) for i in after)]


def _slopes(c: Array, spec: PlsSpec, j: int) -> Array:
    """Regression coefficients of composite j on its predictors: shape (predictors, members)."""
    before = spec.predictors[j]
    if len(before) == 1:
        return c[before, j]
    return solve(c[spec.regression[j]])[:, 0]


def _orient(r: Array, spec: PlsSpec, w: Array, align_to: Array | None) -> tuple[Array, Array, Array]:
    """Turn constructs by the sign rule; weights, loadings and correlations of composites."""
    w = w.copy()
    loadings = np.empty_like(w)
    for block in spec.blocks:
        own = np.einsum("kpb,kb->pb", r[block, block], w[block])
        if align_to is None:
            towards = own.sum(axis=0)
            towards = np.where(np.abs(towards) > 1e-12, towards, own[0])
        else:
            towards = (own * align_to[block, None]).sum(axis=0)
        sign = np.where(towards < 0, -1.0, 1.0)
        w[block] *= sign
        loadings[block] = own * sign
    c = _composite_corr(_with_composites(r, spec, w), w, spec)
    k = np.arange(len(c))
    c[k, k] = np.where(np.isnan(c[k, k]), np.nan, 1.0)
    return w, loadings, c


def regressions(c: Array, spec: PlsSpec) -> tuple[Array, Array]:
    """Least squares of every dependent composite on its predictors."""
    members = c.shape[-1]
    paths = np.empty((len(spec.paths), members))
    r_squared = np.empty((len(spec.dependents), members))
    for row, j in enumerate(spec.dependents):
        before = spec.predictors[j]
        slopes = _slopes(c, spec, j)
        r_squared[row] = (slopes * c[before, j]).sum(axis=0)
        for slope, i in zip(slopes, before, strict=True):
            paths[spec.paths.index((j, i))] = slope
    return paths, r_squared
