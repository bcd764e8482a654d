"""The minimum of a discrepancy, searched for every member of a batch at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.covariance.likelihood import (
    Point,
    Sample,
    evaluate,
    information,
)
from csmodels.numerics.covariance.structure import Array, Structure

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
