"""The normal-theory discrepancy of implied and observed moments, and its derivatives."""

from __future__ import annotations

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

    def repeated(self, times: int) -> Sample:
        """Every member so many times."""
        mean = None if self.mean is None else np.repeat(self.mean, times, axis=0)
        shares = np.repeat(self.shares, times, axis=0) if self.shares.ndim == 2 else self.shares
        return Sample(np.repeat(self.cov, times, axis=0), mean, shares)

    def against(self, at: Implied) -> Slopes:
        """The discrepancy from implied moments, and its derivatives by them."""
        if np.iscomplexobj(at.cov):
            value, inverse = np.empty(0), np.linalg.inv(at.cov)
        else:
            inverse, logs = _inverse(at.cov)
            value = _value(self, at, inverse, logs)
        gap = inverse - inverse @ _about(self, at) @ inverse
        pull = None
        if at.mean is not None:
            assert self.mean is not None  # given where means are modelled
            pull = (inverse @ (self.mean - at.mean)[..., None])[..., 0]
        return Slopes(value, gap, pull, inverse)

    def expected(self, structure: Structure, theta: Array) -> Array:
        """Expected information of one respondent, (params, params); of one member."""
        found: Array = information(structure, self, evaluate(structure, self, theta[None]))[0]
        return found

    def curvature(self, structure: Structure, theta: Array) -> Array:
        """Second derivatives of the discrepancy, (params, params); of one member."""
        found: Array = hessian(structure, self, theta[None])[0]
        return found


@dataclass(frozen=True, eq=False)
class Slopes:
    """The discrepancy and its derivatives by the implied moments; shapes (members, groups, ...).

    Attributes
    ----------
    value : array, (members,)
        Infinite where Sigma is not positive definite; empty where the moments are complex.
    gap : array, (..., items, items)
        Derivative of each group's discrepancy by Sigma.
    pull : array, (..., items), or None
        Minus half its derivative by mu.
    inverse : array, (..., items, items)
        Of Sigma.
    """

    value: Array
    gap: Numbers
    pull: Numbers | None
    inverse: Numbers


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
    return sample.against(at).value


def _inverse(cov: Array) -> tuple[Array, Array]:
    """Inverse and log-determinant; the latter infinite where a matrix is not positive definite."""
    try:
        root = np.linalg.cholesky(cov)
    except np.linalg.LinAlgError:
        good = positive(cov)
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
    by = sample.against(at)
    return Point(by.value, chained(structure, at, by, sample.shares), at, by.inverse)


def chained(structure: Structure, at: Implied, by: Slopes, shares: Array) -> Numbers:
    """From derivatives by the implied moments to those by the parameters, (members, params)."""
    u, w, half, *_ = structure.columns
    cells = 2 * half * (_t(at.basis) @ (by.gap @ at.basis))[..., u, w]
    if at.mean is not None:
        assert by.pull is not None  # given where means are modelled
        pulled = (at.basis * by.pull[..., None]).sum(axis=-2)
        cells = cells - 2 * mean_slopes(structure, at) * pulled[..., u]
    return _gather(structure, cells * (shares[..., None] if shares.ndim == 2 else shares[None, :, None]))


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
        many = sample.take(slice(i, i + 1)).repeated(k)
        found[i] = evaluate(structure, many, moved).gradient.imag / IMAGINARY
    return (found + np.swapaxes(found, -1, -2)) / 2


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


def positive(cov: Array) -> NDArray[np.bool_]:
    """Which matrices are positive definite."""
    finite = np.asarray(np.isfinite(cov).all(axis=(-2, -1)), dtype=np.bool_)
    safe: Array = cov if finite.all() else np.where(finite[..., None, None], cov, np.eye(cov.shape[-1]))
    # far enough from zero that a Cholesky root exists too
    least = 1e-14 * np.abs(safe).max(axis=(-2, -1))
    good: NDArray[np.bool_] = finite & (np.linalg.eigvalsh(safe)[..., 0] > least)
    return good
