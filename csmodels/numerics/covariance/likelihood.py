"""The normal-theory discrepancy of implied and observed moments, its derivatives, and its minimum."""

from __future__ import annotations

from dataclasses import dataclass

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

    def take(self, which: NDArray[np.intp] | slice) -> Sample:
        """Some of the members."""
        mean = None if self.mean is None else self.mean[which]
        return Sample(self.cov[which], mean, self.shares[which] if self.shares.ndim == 2 else self.shares)


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


def discrepancy(sample: Sample, at: Implied) -> Array:
    """F = sum over groups of share x (log|Sigma| + tr(S Sigma^-1) - log|S| - p + d' Sigma^-1 d).

    Infinite where Sigma is not positive definite. Jöreskog (1969, eq. 2); with means Jöreskog (1971).
    """
    inverse, logs = _inverse(at.cov)
    return _value(sample, at, inverse, logs)


def _inverse(cov: Array) -> tuple[Array, Array]:
    """Inverse and log-determinant; the latter infinite where a matrix is not positive definite."""
    good = _positive(cov)
    safe = cov if good.all() else np.where(good[..., None, None], cov, np.eye(cov.shape[-1]))
    inverse = np.asarray(np.linalg.inv(safe), dtype=np.float64)
    logs: Array = np.where(good, np.linalg.slogdet(safe)[1], np.inf)
    return inverse, logs


def _value(sample: Sample, at: Implied, inverse: Array, logs: Array) -> Array:
    fixed = np.linalg.slogdet(sample.cov)[1] + sample.cov.shape[-1]
    each = logs + (inverse * _about(sample, at)).sum(axis=(-2, -1)) - fixed
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
    uu, ww, uw = crossed[..., u[:, None], u], crossed[..., w[:, None], w], crossed[..., u[:, None], w]
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
) -> Minimum:
    """Minimise the discrepancy of every member: Fisher scoring far from the minimum, then BFGS.

    Parameters
    ----------
    structure : Structure
    sample : Sample
    start : array, shape (members, params)
        Parameters under which Sigma is positive definite.

    Notes
    -----
    Each member goes its own way and stops when the largest entry of its gradient is below `tolerance`,
    so a batch of one equals a batch of many. A step that does not lower the discrepancy is taken back and
    the damping raised (Levenberg 1944). Near the minimum the information no longer is the curvature where
    a model fits badly; there the inverse it began with is corrected step by step (BFGS; Nocedal and Wright
    2006, eq. 6.17).
    """
    search = _Search(structure, sample, start.copy(), tolerance)
    for _ in range(max_steps + 1):
        if not len(search.active):
            break
        search.step()
    return Minimum(search.theta, search.value, search.largest, search.steps, search.converged)


class _Search:
    """Where every member stands; arrays of shape (members, ...)."""

    def __init__(self, structure: Structure, sample: Sample, theta: Array, tolerance: float) -> None:
        members, k = theta.shape
        self.structure, self.sample, self.tolerance = structure, sample, tolerance
        self.theta = theta
        self.steps = np.zeros(members, dtype=np.intp)
        self.damping = np.zeros(members)
        self.inverse = np.empty((members, k, k))
        # members whose step comes from the information, not from the corrected inverse
        self.scoring = np.ones(members, dtype=bool)
        point = evaluate(structure, sample, theta)
        self.value, self.gradient = point.value.copy(), point.gradient.copy()
        self.largest = np.abs(self.gradient).max(axis=-1, initial=0.0)
        self.converged = np.isfinite(self.value) & (self.largest < tolerance)
        self.active = np.flatnonzero(np.isfinite(self.value) & ~self.converged)

    def step(self) -> None:
        """Move every active member, or raise its damping."""
        self._renew()
        here = self.active
        move = -(self.inverse[here] @ self.gradient[here, :, None])[..., 0]
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

    def _renew(self) -> None:
        """Inverses from the information, damped, for members that are far away or just failed."""
        which = self.active[self.scoring[self.active]]
        if not len(which):
            return
        sample = self._part(which)
        info = 2 * information(self.structure, sample, evaluate(self.structure, sample, self.theta[which]))
        diagonal = np.einsum("bkk->bk", info)
        # a trace of damping keeps directions without any information from blowing up
        diagonal += (self.damping[which, None] + 1e-12) * diagonal + 1e-14
        self.inverse[which] = np.linalg.inv(info)

    def _accept(
        self, which: NDArray[np.intp], theta: Array, move: Array, point: Point, better: NDArray[np.bool_]
    ) -> None:
        gradient = point.gradient[better]
        change = gradient - self.gradient[which]
        self.theta[which], self.value[which] = theta, point.value[better]
        self.gradient[which] = gradient
        self.largest[which] = np.abs(gradient).max(axis=-1, initial=0.0)
        self.steps[which] += 1
        self.converged[which] = self.largest[which] < self.tolerance
        self.damping[which] = np.where(self.damping[which] < 1e-6, 0.0, self.damping[which] / 10)
        self.scoring[which] = (self.largest[which] > NEAR) | (self.damping[which] > 0)
        self._correct(which, move, change)

    def _correct(self, which: NDArray[np.intp], move: Array, change: Array) -> None:
        """The BFGS update of the inverses of members near the minimum."""
        along = (move * change).sum(axis=-1)
        use = (along > 0) & ~self.scoring[which] & ~self.converged[which]
        at, s, y, rho = which[use], move[use], change[use], 1 / along[use]
        old = self.inverse[at]
        pushed = (old @ y[..., None])[..., 0]
        both = s[..., :, None] * pushed[..., None, :]
        grown = rho * (1 + rho * (y * pushed).sum(axis=-1))
        self.inverse[at] = (
            old
            - rho[:, None, None] * (both + _t(both))
            + grown[:, None, None] * s[..., :, None] * s[..., None, :]
        )


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
    try:
        np.linalg.cholesky(safe)
    except np.linalg.LinAlgError:
        return finite & (np.linalg.eigvalsh(safe)[..., 0] > 0)
    return finite
