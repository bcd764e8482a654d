"""Partial least squares path modelling on correlation matrices, for any number of them at once.

The algorithm of Wold (1982) and Lohmöller (1989): outer weights, inner weights by one of three
schemes, Mode A or Mode B, repeated until no weight moves. It needs correlations alone, so groups,
resamples and permutations are members of one batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import Array, batch_first, batch_last, solve

Scheme = Literal["path", "factorial", "centroid"]

#: An estimate has converged when no outer weight moves by more than this in one step.
TOLERANCE = 1e-12
MAX_STEPS = 300
#: Converged members are dropped from the arrays when this share of them is done.
DROP_SHARE = 0.5
#: With so few members the time goes into numpy calls, not into numbers: fewer, denser ones are faster.
FEW = 32


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
    def arrows(self) -> Array:
        """One where the first construct follows from the second: shape (constructs, constructs, 1)."""
        there = np.zeros((len(self.sizes), len(self.sizes), 1))
        for dependent, predictor in self.paths:
            there[dependent, predictor] = 1.0
        return there

    @cached_property
    def single_items(self) -> list[int]:
        """Numbers of the items that are a construct of their own."""
        return [block.start for block, size in zip(self.blocks, self.sizes, strict=True) if size == 1]

    @cached_property
    def construct_of_item(self) -> NDArray[np.intp]:
        """Number of the construct of each item."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    @cached_property
    def starts(self) -> list[int]:
        """Number of the first item of each construct."""
        return [block.start for block in self.blocks]

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
    r = _laid_out(batch_last(corr, 2))
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


def _laid_out(r: Array) -> Array:
    """Correlations (items, items, members); the matrix of each of few members lies in one piece."""
    return np.ascontiguousarray(r.T).T if r.shape[-1] <= FEW else r


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
    w, v, c = _normalised(np.ones((p, members)), r, spec)
    left = np.ones(members, dtype=bool)
    for step in range(1, max_steps + 1):
        new, v, c = _normalised(_outer_weights(v, c, spec, inverses), r, spec)
        moved = np.abs(new - w).max(axis=0)
        w = new
        moving = moved >= tolerance
        if members and moving.all():
            continue
        settled = left & (moved < tolerance)
        result[:, active[settled]] = w[:, settled]
        converged[active[settled]] = True
        steps[active[settled]] = step
        # a member whose weights, and so their move, are missing will stay so: done, but not converged
        left &= moving
        if not left.any():
            return result, converged, steps
        if left.mean() < 1 - DROP_SHARE:
            r, w, v, c, active = _laid_out(r[..., left]), w[:, left], v[..., left], c[..., left], active[left]
            inverses = {j: inverse[..., left] for j, inverse in inverses.items()}
            left = np.ones(len(active), dtype=bool)
    result[:, active[left]] = w[:, left]
    return result, converged, steps


def _block_inverses(r: Array, spec: PlsSpec) -> dict[int, Array]:
    """Inverse correlations within each Mode B block."""
    inverses = {}
    for j, (block, mode) in enumerate(zip(spec.blocks, spec.modes, strict=True)):
        if mode == "B" and spec.sizes[j] > 1:
            unit = np.broadcast_to(np.eye(spec.sizes[j])[..., None], r[block, block].shape)
            inverses[j] = solve(np.concatenate([r[block, block], unit], axis=1))
    return inverses


def _normalised(w: Array, r: Array, spec: PlsSpec) -> tuple[Array, Array, Array]:
    """Weights that give composites with variance 1; correlations of these with all items and each other."""
    v = _with_composites(r, spec, w)
    c = _between_composites(v, w, spec)
    scale = 1 / np.sqrt(np.einsum("jjb->jb", c))
    v *= scale[:, None]
    c *= scale[:, None] * scale
    return w * scale[spec.construct_of_item], v, c


def _with_composites(r: Array, spec: PlsSpec, w: Array) -> Array:
    """Covariances of every item with every composite: shape (constructs, items, members)."""
    members = w.shape[-1]
    if members <= FEW:
        wide = np.zeros((members, len(w), len(spec.sizes)))
        wide[:, np.arange(len(w)), spec.construct_of_item] = w.T
        v: Array = (r.T @ wide).T
        return v
    v = np.empty((len(spec.sizes), *w.shape))
    for j, block in enumerate(spec.blocks):
        np.einsum("kpb,kb->pb", r[block], w[block], out=v[j])
    return v


def _between_composites(v: Array, w: Array, spec: PlsSpec) -> Array:
    """Covariances between composites: shape (constructs, constructs, members)."""
    if w.shape[-1] <= FEW:
        c: Array = np.add.reduceat(v * w, spec.starts, axis=1)
        return c
    c = np.empty((len(v), len(v), w.shape[-1]))
    for j, block in enumerate(spec.blocks):
        np.einsum("ikb,kb->ib", v[:, block], w[block], out=c[j])
    return c


def _outer_weights(v: Array, c: Array, spec: PlsSpec, inverses: dict[int, Array]) -> Array:
    """One round: inner weights, proxies, outer weights of any length."""
    inner = _inner_weights(c, spec)
    if v.shape[-1] <= FEW:
        new: Array = np.einsum("ikb,ikb->kb", v, inner[:, spec.construct_of_item])
    else:
        new = np.empty(v.shape[1:])
        for j, block in enumerate(spec.blocks):
            first, *others = spec.predictors[j] + spec.followers[j]
            np.multiply(inner[first, j], v[first, block], out=new[block])
            for i in others:
                new[block] += inner[i, j] * v[i, block]
    for j, inverse in inverses.items():
        new[spec.blocks[j]] = np.einsum("klb,lb->kb", inverse, new[spec.blocks[j]])
    # a composite of one item is that item, even where no neighbour correlates with it
    new[spec.single_items] = 1.0
    return new


def _inner_weights(c: Array, spec: PlsSpec) -> Array:
    """Weight of the first construct in the proxy of the second, for all pairs of neighbours."""
    if spec.scheme == "path":
        return _put_slopes(c * spec.arrows, c, spec)
    return (np.sign(c) if spec.scheme == "centroid" else c) * (spec.arrows + spec.arrows.swapaxes(0, 1))


def _put_slopes(out: Array, c: Array, spec: PlsSpec) -> Array:
    """Write the regression coefficient on the first construct of the second where an arrow joins them."""
    direct, systems = _equations(spec.paths, c.shape[-1] <= FEW)
    out[direct] = c[direct]
    for each in systems:
        augmented = c[each.cells]
        np.copyto(augmented, each.unit, where=each.unused)
        out[each.arrows] = solve(augmented)[:, 0][each.known]
    return out


class _Systems(NamedTuple):
    """Regressions that are solved in one go.

    The shorter ones are filled up by the unit matrix to the size of the longest.

    Attributes
    ----------
    cells : pair of int arrays
        Entries of the correlations that make the matrices (predictors, predictors + 1, regressions).
    unused, unit : arrays, shape (predictors, predictors + 1, regressions, 1)
        What is filled up, and with what.
    known : array of bool, shape (predictors, regressions)
        Which rows are not.
    arrows : pair of int arrays
        Where their solutions belong: predictors, dependents.
    """

    cells: tuple[NDArray[np.intp], ...]
    unused: NDArray[np.bool_]
    unit: Array
    known: NDArray[np.bool_]
    arrows: tuple[NDArray[np.intp], ...]


@lru_cache(maxsize=128)
def _equations(
    paths: tuple[tuple[int, int], ...], together: bool
) -> tuple[tuple[NDArray[np.intp], ...], list[_Systems]]:
    """The arrows that need no regression, and the regressions of the others: one by one or all together."""
    before = {d: [p for e, p in paths if e == d] for d, _ in paths}
    direct = np.array([(p, d) for d, p in paths if len(before[d]) == 1], dtype=np.intp).reshape(-1, 2).T
    several = [j for j, predictors in before.items() if len(predictors) > 1]
    systems = []
    for group in [several] if together and several else [[j] for j in several]:
        most = max(len(before[j]) for j in group)
        # a construct is no predictor of itself: this marks the rows to fill up
        rows = np.array([before[j] + [j] * (most - len(before[j])) for j in group]).T
        known = rows != group
        unused = ~(known[:, None] & np.vstack([known, np.ones_like(known[:1])]))[..., None]
        unit = np.broadcast_to(np.eye(most, most + 1)[..., None, None], unused.shape)
        arrows = rows[known], np.broadcast_to(group, rows.shape)[known]
        systems.append(_Systems((rows[:, None], np.vstack([rows, group])), unused, unit, known, arrows))
    return (direct[0], direct[1]), systems


def _orient(r: Array, spec: PlsSpec, w: Array, align_to: Array | None) -> tuple[Array, Array, Array]:
    """Turn constructs by the sign rule; weights, loadings and correlations of composites."""
    of = spec.construct_of_item
    v = _with_composites(r, spec, w)
    own = v[of, np.arange(len(w))]
    if align_to is None:
        towards = np.add.reduceat(own, spec.starts)
        towards = np.where(np.abs(towards) > 1e-12, towards, own[spec.starts])
    else:
        towards = np.add.reduceat(own * align_to[:, None], spec.starts)
    sign = np.where(towards < 0, -1.0, 1.0)
    c = _between_composites(v, w, spec) * (sign[:, None] * sign)
    k = np.arange(len(c))
    c[k, k] = np.where(np.isnan(c[k, k]), np.nan, 1.0)
    return w * sign[of], own * sign[of], c


def regressions(c: Array, spec: PlsSpec) -> tuple[Array, Array]:
    """Least squares of every dependent composite on its predictors."""
    dependents, predictors = np.array(spec.paths, dtype=np.intp).reshape(-1, 2).T
    slopes = _put_slopes(np.zeros_like(c), c, spec)
    # zero times missing is missing: a construct without correlations must spoil its own regressions only
    explained = np.where(spec.arrows.swapaxes(0, 1) > 0, slopes * c, 0.0).sum(axis=0)
    return slopes[predictors, dependents], explained[list(spec.dependents)]
