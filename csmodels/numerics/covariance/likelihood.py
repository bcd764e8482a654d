"""The normal-theory discrepancy of implied and observed moments, its derivatives, and its minimum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.covariance.structure import (
    Array,
    Implied,
    Numbers,
    Structure,
    implied,
    mean_slopes,
)

#: Largest entry of the gradient at a minimum, items scaled to unit variance.
GRADIENT = 1e-9
#: Steps before a member counts as not converged.
MAX_STEPS = 200
#: Gradient below which the corrected inverse takes over from the information.
NEAR = 0.01
#: Moves that are remembered.
MEMORY = 15
#: Damping at which no step helps.
HOPELESS = 1e8
#: Step of a derivative in the imaginary direction: no difference is taken, so it may be tiny.
IMAGINARY = 1e-30


@dataclass(frozen=True, eq=False)
class Sample:
    """Moments that a structure is fitted to.

    Attributes
    ----------
    cov : array, shape (members, groups, items, items)
    mean : array, shape (members, groups, items), or None
        Needed where the structure models means.
    shares : array, shape (groups,) or (members, groups)
        Each group's part of the respondents.
    """

    cov: Array
    mean: Array | None
    shares: Array

    @cached_property
    def logs(self) -> Array:
        """log|S| + p, the part of the discrepancy that no parameter changes."""
        found: Array = np.linalg.slogdet(self.cov)[1] + self.cov.shape[-1]
        return found

    def take(self, which: NDArray[np.intp] | slice) -> Sample:
        """Some of the members."""
        mean = None if self.mean is None else self.mean[which]
        shares = self.shares[which] if self.shares.ndim == 2 else self.shares
        part = Sample(self.cov[which], mean, shares)
        part.__dict__["logs"] = self.logs[which]  # what cached_property would compute again
        return part


@dataclass(frozen=True, eq=False)
class Point:
    """The discrepancy and its derivatives at some parameters; shapes (members, ...).

    Attributes
    ----------
    value : array, (members,)
        Infinite where Sigma is not positive definite.
    gradient : array, (members, params)
    at : Implied
    inverse : array, (members, groups, items, items)
        Of Sigma.
    """

    value: Array
    gradient: Numbers
    at: Implied
    inverse: Numbers

    def take(self, which: NDArray[np.intp]) -> Point:
        """Some of the members."""
        if len(which) == len(self.inverse):
            return self
        return Point(self.value[which], self.gradient[which], self.at.take(which), self.inverse[which])

    def put(self, which: NDArray[np.intp], other: Point, part: NDArray[np.bool_]) -> None:
        """Take over a part of another point's members; value and gradient stand elsewhere."""
        self.inverse[which] = other.inverse[part]
        for mine, theirs in zip(self.at.arrays, other.at.arrays, strict=True):
            mine[which] = theirs[part]


def discrepancy(sample: Sample, at: Implied) -> Array:
    """F = sum over groups of share x (log|Sigma| + tr(S Sigma^-1) - log|S| - p + d' Sigma^-1 d).

    Infinite where Sigma is not positive definite. Jöreskog (1969, eq. 2); with means Jöreskog (1971).
    """
    inverse, logs = _inverse(at.cov)
    return _value(sample, at, inverse, logs)


def _inverse(cov: Array) -> tuple[Array, Array]:
    """Inverse and log-determinant; the latter infinite where a matrix is not positive definite."""
    try:
        root = np.linalg.cholesky(cov)
    except np.linalg.LinAlgError:
        good = _positive(cov)
        safe = np.where(good[..., None, None], cov, np.eye(cov.shape[-1]))
        inverse, logs = _inverse(safe)
        return inverse, np.where(good, logs, np.inf)
    logs = 2 * np.log(np.einsum("...kk->...k", root)).sum(axis=-1)
    return np.asarray(np.linalg.inv(cov), dtype=np.float64), logs


def _value(sample: Sample, at: Implied, inverse: Array, logs: Array) -> Array:
    each = logs + (inverse * _about(sample, at)).sum(axis=(-2, -1)) - sample.logs
    total: Array = (each * sample.shares).sum(axis=-1)
    return total


def evaluate(structure: Structure, sample: Sample, theta: Numbers) -> Point:
    """The discrepancy and its gradient; of complex parameters the gradient alone."""
    at = implied(structure, theta)
    if np.iscomplexobj(theta):
        value, inverse = np.empty(0), np.linalg.inv(at.cov)
    else:
        inverse, logs = _inverse(at.cov)
        value = _value(sample, at, inverse, logs)
    gap = inverse - inverse @ _about(sample, at) @ inverse
    u, w, half, *_ = structure.columns
    cells = 2 * half * (_t(at.basis) @ (gap @ at.basis))[..., u, w]
    if at.mean is not None:
        assert sample.mean is not None  # given where means are modelled
        away = (inverse @ (sample.mean - at.mean)[..., None])[..., 0]
        pulled = (at.basis * away[..., None]).sum(axis=-2)
        cells = cells - 2 * mean_slopes(structure, at) * pulled[..., u]
    shares = sample.shares[..., None] if sample.shares.ndim == 2 else sample.shares[None, :, None]
    return Point(value, _gather(structure, cells * shares), at, inverse)


def information(structure: Structure, sample: Sample, point: Point) -> Array:
    """Expected information of one respondent, (members, params, params).

    Half the expected second derivatives of the discrepancy.
    """
    u, w, half, *_ = structure.columns
    crossed = _t(point.at.basis) @ point.inverse @ point.at.basis
    # one flat index: half the time of two where members are few
    flat, width = crossed.reshape(*crossed.shape[:-2], -1), crossed.shape[-1]
    uu, ww, uw = (flat.take(a[:, None] * width + b, axis=-1) for a, b in ((u, u), (w, w), (u, w)))
    info = (uu * ww + uw * _t(uw)) * np.multiply.outer(half, half)
    if point.at.mean is not None:
        on_mean = mean_slopes(structure, point.at)
        info = info + uu * on_mean[..., :, None] * on_mean[..., None, :]
    shares = sample.shares[..., None] if sample.shares.ndim == 2 else sample.shares[None, :, None]
    return _gather_twice(structure, info * shares[..., None])


def hessian(structure: Structure, sample: Sample, theta: Array) -> Array:
    """Second derivatives of the discrepancy, shape (members, params, params), exact to rounding.

    The gradient is taken at parameters moved by an imaginary step: its imaginary part over the step
    is the derivative, without a difference (Squire and Trapp 1998).
    """
    k = structure.n_params
    found = np.empty((len(theta), k, k))
    for i in range(len(theta)):
        moved = theta[i] + 1j * IMAGINARY * np.eye(k)
        one = sample.take(slice(i, i + 1))
        mean = None if one.mean is None else np.repeat(one.mean, k, axis=0)
        shares = np.repeat(one.shares, k, axis=0) if one.shares.ndim == 2 else one.shares
        many = Sample(np.repeat(one.cov, k, axis=0), mean, shares)
        found[i] = evaluate(structure, many, moved).gradient.imag / IMAGINARY
    return (found + np.swapaxes(found, -1, -2)) / 2


@dataclass(frozen=True, eq=False)
class Minimum:
    """Where the search ended; shapes (members, ...).

    Attributes
    ----------
    theta : array, (members, params)
    value : array, (members,)
        The discrepancy.
    gradient : array, (members,)
        Largest entry of its gradient.
    steps : array of int, (members,)
    converged : array of bool, (members,)
    """

    theta: Array
    value: Array
    gradient: Array
    steps: NDArray[np.intp]
    converged: NDArray[np.bool_]


def minimise(
    structure: Structure,
    sample: Sample,
    start: Array,
    max_steps: int = MAX_STEPS,
    tolerance: float = GRADIENT,
    inverse: Array | None = None,
) -> Minimum:
    """Minimise the discrepancy of every member: Fisher scoring far from the minimum, then BFGS.

    Parameters
    ----------
    structure : Structure
    sample : Sample
    start : array, shape (members, params)
        Parameters under which Sigma is positive definite.
    max_steps : int
    tolerance : float
    inverse : array, shape (params, params), optional
        Inverse second derivatives to begin with, for starts so near that no information is needed: resamples
        that begin at the estimate.

    Notes
    -----
    Each member goes its own way and stops when the largest entry of its gradient is below `tolerance`,
    so a batch of one equals a batch of many. A step that does not lower the discrepancy is taken back and
    the damping raised (Levenberg 1944). Near the minimum the information no longer is the curvature where
    a model fits badly; there the inverse it began with is corrected by the moves made since (BFGS).
    """
    search = _Search(structure, sample, start.copy(), tolerance, inverse)
    for _ in range(max_steps + 1):
        if not len(search.active):
            break
        search.step()
    return Minimum(search.theta, search.value, search.largest, search.steps, search.converged)


class _Search:
    """Where every member stands; arrays of shape (members, ...)."""

    def __init__(
        self, structure: Structure, sample: Sample, theta: Array, tolerance: float, inverse: Array | None
    ) -> None:
        members, k = theta.shape
        self.structure, self.sample, self.tolerance = structure, sample, tolerance
        self.theta = theta
        self.steps = np.zeros(members, dtype=np.intp)
        self.damping = np.zeros(members)
        # members whose step comes from their own information; the others correct the inverse they have
        self.scoring = np.full(members, inverse is None)
        self.shared = inverse
        self.inverse = np.empty((members if inverse is None else 0, k, k))
        self.memory = _Memory(members, k)
        point = evaluate(structure, sample, theta)
        self.value, self.gradient, self.point = point.value.copy(), point.gradient.copy(), point
        self.largest = np.abs(self.gradient).max(axis=-1, initial=0.0)
        self.converged = np.isfinite(self.value) & (self.largest < tolerance)
        self.active = np.flatnonzero(np.isfinite(self.value) & ~self.converged)

    def step(self) -> None:
        """Move every active member, or raise its damping."""
        self._renew()
        here = self.active
        move = -self.memory.apply(here, self.gradient[here], self._inverse)
        tried = self.theta[here] + move
        point = evaluate(self.structure, self._part(here), tried)
        # near the minimum the discrepancy no longer tells points apart
        slack = 1e-13 * np.maximum(1.0, np.abs(self.value[here]))
        better = point.value <= self.value[here] + slack
        self._accept(here[better], tried[better], move[better], point, better)
        worse = here[~better]
        self.damping[worse] = np.where(
            self.scoring[worse], np.maximum(self.damping[worse] * 10, 1e-3), self.damping[worse]
        )
        self.scoring[worse] = True
        left = ~self.converged[here] & (self.damping[here] < HOPELESS)
        self.active = here[left]

    def _part(self, which: NDArray[np.intp]) -> Sample:
        return self.sample if len(which) == len(self.theta) else self.sample.take(which)

    def _inverse(self, which: NDArray[np.intp], vectors: Array) -> Array:
        """The inverses that members began with, times vectors."""
        if self.shared is not None:
            return vectors @ self.shared
        found: Array = (self.inverse[which] @ vectors[..., None])[..., 0]
        return found

    def _renew(self) -> None:
        """Inverses from the information, damped, for members that are far away or just failed."""
        which = self.active[self.scoring[self.active]]
        if not len(which):
            return
        if self.shared is not None:  # from here on each member has an inverse of its own
            self.inverse = np.repeat(self.shared[None], len(self.theta), axis=0)
            self.shared = None
        info = 2 * information(self.structure, self._part(which), self.point.take(which))
        diagonal = np.einsum("bkk->bk", info)
        # a trace of damping keeps directions without any information from blowing up
        diagonal += (self.damping[which, None] + 1e-12) * diagonal + 1e-14
        self.inverse[which] = np.linalg.inv(info)
        self.memory.forget(which)

    def _accept(
        self, which: NDArray[np.intp], theta: Array, move: Array, point: Point, better: NDArray[np.bool_]
    ) -> None:
        gradient = point.gradient[better]
        self.memory.keep(which, move, gradient - self.gradient[which])
        self.theta[which], self.value[which] = theta, point.value[better]
        self.gradient[which] = gradient
        self.point.put(which, point, better)
        self.largest[which] = np.abs(gradient).max(axis=-1, initial=0.0)
        self.steps[which] += 1
        self.converged[which] = self.largest[which] < self.tolerance
        self.damping[which] = np.where(self.damping[which] < 1e-6, 0.0, self.damping[which] / 10)
        self.scoring[which] &= (self.largest[which] > NEAR) | (self.damping[which] > 0)


class _Memory:
    """The last moves of every member and how they changed its gradient: BFGS without matrices.

    The two-loop recursion of Nocedal (1980); Nocedal and Wright (2006, algorithm 7.4).
    """

    def __init__(self, members: int, k: int) -> None:
        self.moves = np.zeros((MEMORY, members, k))
        self.changes = np.zeros((MEMORY, members, k))
        # zero where there is nothing to remember
        self.rho = np.zeros((MEMORY, members))
        self.next = 0

    def keep(self, which: NDArray[np.intp], move: Array, change: Array) -> None:
        """Remember a move in the place of the oldest one; none for members that stood still."""
        slot = self.next % MEMORY
        self.next += 1
        along = (move * change).sum(axis=-1)
        self.rho[slot] = 0.0
        self.rho[slot, which] = np.divide(1.0, along, out=np.zeros_like(along), where=along > 0)
        self.moves[slot, which], self.changes[slot, which] = move, change

    def forget(self, which: NDArray[np.intp]) -> None:
        """For members with a new inverse."""
        self.rho[:, which] = 0.0

    def apply(
        self,
        which: NDArray[np.intp],
        gradient: Array,
        inverse: Callable[[NDArray[np.intp], Array], Array],
    ) -> Array:
        """The corrected inverse times the gradient."""
        slots = [i % MEMORY for i in range(max(0, self.next - MEMORY), self.next)]
        slots = [slot for slot in slots if self.rho[slot, which].any()]
        left, shares = gradient.copy(), {}
        for slot in reversed(slots):
            share = self.rho[slot, which] * (self.moves[slot, which] * left).sum(axis=-1)
            left -= share[:, None] * self.changes[slot, which]
            shares[slot] = share
        found = inverse(which, left)
        for slot in slots:
            back = self.rho[slot, which] * (self.changes[slot, which] * found).sum(axis=-1)
            found += (shares[slot] - back)[:, None] * self.moves[slot, which]
        return found


def casewise(structure: Structure, theta: Array, rows: Array, group: int = 0) -> Array:
    """Derivatives of each respondent's log-likelihood by the parameters, shape (n, params).

    Parameters
    ----------
    theta : array, shape (params,)
    rows : array, shape (n, items)
        Complete answers of one group; about their mean where the structure models no means.
    """
    at = implied(structure, theta[None])
    inverse = np.linalg.inv(at.cov[0, group])
    centred = rows if at.mean is None else rows - at.mean[0, group]
    u, w, half, *_ = structure.columns
    basis = at.basis[0, group]
    seen = centred @ inverse @ basis
    expected = ((inverse @ basis[:, u]) * basis[:, w]).sum(axis=0)
    cells = half * (seen[:, u] * seen[:, w] - expected)
    if structure.means:
        cells = cells + mean_slopes(structure, at)[0, group] * seen[:, u]
    found: Array = cells @ structure.loads[group]
    return found


def _about(sample: Sample, at: Implied) -> Numbers:
    """Second moments about the implied means."""
    if at.mean is None or sample.mean is None:
        return sample.cov
    away = sample.mean - at.mean
    found: Numbers = sample.cov + away[..., :, None] * away[..., None, :]
    return found


def _gather(structure: Structure, cells: Numbers) -> Numbers:
    """From derivatives by cells (members, groups, cells) to those by parameters."""
    if structure.one_to_one is not None:
        which, factors = structure.one_to_one
        found: Numbers = cells[:, 0, which] * factors
        return found
    summed: Numbers = np.einsum("bgc,gck->bk", cells, structure.loads)
    return summed


def _gather_twice(structure: Structure, info: Numbers) -> Numbers:
    if structure.one_to_one is not None:
        which, factors = structure.one_to_one
        found: Numbers = info[:, 0, which[:, None], which] * np.multiply.outer(factors, factors)
        return found
    loads = structure.loads
    summed: Numbers = (np.swapaxes(loads, -1, -2) @ info @ loads).sum(axis=1)
    return summed


def _t(a: Numbers) -> Numbers:
    return np.swapaxes(a, -1, -2)


def _positive(cov: Array) -> NDArray[np.bool_]:
    """Which matrices are positive definite."""
    finite = np.asarray(np.isfinite(cov).all(axis=(-2, -1)), dtype=np.bool_)
    safe: Array = cov if finite.all() else np.where(finite[..., None, None], cov, np.eye(cov.shape[-1]))
    # far enough from zero that a Cholesky root exists too
    least = 1e-14 * np.abs(safe).max(axis=(-2, -1))
    good: NDArray[np.bool_] = finite & (np.linalg.eigvalsh(safe)[..., 0] > least)
    return good
