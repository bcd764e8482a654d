"""How one sample is varied to learn how far its estimates can be trusted.

A variation is a list of members in a fixed order: resamples, samples with one unit left out, slightly
changed moments, replicate weights. The fit treats them all alike, as one batch. Whatever is computed
from the members, now or later, comes back to `uncertainty`, which knows what each member stands for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics import intervals
from csmodels.numerics.draws import Draws, InnerDraws, LeaveOut, PoissonDraws
from csmodels.numerics.intervals import Uncertainty, normal_limits, withhold_fixed
from csmodels.numerics.linearization import gradients, perturbed
from csmodels.numerics.moments import Array, Moments
from csmodels.numerics.resampling import BLOCK, Resampler, chunk_size, gather

Used = NDArray[np.bool_]


class Source(Protocol):
    """Rows that become moments once they are counted; complete rows are a `Resampler`."""

    n: int
    p: int

    def moments(self, counts: NDArray[Any]) -> Moments: ...


def moments_of(source: Source, draws: Draws, chunk: int | None = None) -> Iterator[Moments]:
    """Moments of counted rows, chunk by chunk."""
    if isinstance(draws, PoissonDraws) and isinstance(source, Resampler) and len(source._parts) > 1:
        for first in range(0, draws.members, 2 * BLOCK):
            last = min(first + 2 * BLOCK, draws.members)

            def counts_of(rows: slice, first: int = first, last: int = last) -> NDArray[Any]:
                return draws.part(rows, first, last)

            yield source.moments_by_stretch(counts_of)
        return
    for counts in gather(draws, chunk or chunk_size(source.n, source.p)):
        yield source.moments(counts)


@dataclass(frozen=True, eq=False)
class Variation:
    """No variation: estimates without uncertainty. The other kinds inherit from it."""

    conf_level: float = 0.95

    @property
    def n_boot(self) -> int:
        """Resamples among the members; they come first."""
        return 0

    @property
    def members(self) -> int:
        """Members in all."""
        return 0

    def samples(self) -> Iterator[Moments]:
        """The members, chunk by chunk, the same ones every time."""
        return iter(())

    def uncertainty(self, values: Array, varied: Array, used: Used, null: float = 0.0) -> Uncertainty:
        """Errors, limits and p-values of figures.

        Parameters
        ----------
        values : array, shape (k,)
            Figures of the sample itself.
        varied : array, shape (k, members)
            The same figures of every member.
        used : array of bool, shape (members,)
            Members that could be estimated.
        null : float
            The value that p-values test.
        """
        return intervals.unknown(values)

    def covariance_of(self, values: Array, varied: Array, used: Used) -> Array:
        """Covariance matrix of figures, shape (k, k), for joint tests; missing where nothing tells it.

        Parameters as for `uncertainty`.
        """
        return np.full((len(varied), len(varied)), np.nan)


@dataclass(frozen=True, eq=False, kw_only=True)
class Bootstrap(Variation):
    """Resamples, followed by what the kind of interval needs beside them.

    Attributes
    ----------
    source : Source
    draws : counts of the resamples
    ci : {"percentile", "bca", "studentized", "normal"}
    left_out : LeaveOut, optional
        For BCa.
    left_source : Source, optional
        What `left_out` counts; by default `source`.
    inner : InnerDraws, optional
        For studentised intervals.
    robust : bool
        Standard errors from the middle of the draws.
    df : float, optional
        Degrees of freedom of a survey design, for normal limits.
    """

    source: Source
    draws: Draws
    ci: str = "percentile"
    left_out: LeaveOut | None = None
    left_source: Source | None = None
    inner: InnerDraws | None = None
    robust: bool = False
    df: float | None = None

    @property
    def n_boot(self) -> int:
        return self.draws.members

    @property
    def members(self) -> int:
        further = [each.members for each in (self.left_out, self.inner) if each is not None]
        return self.n_boot + sum(further)

    def samples(self) -> Iterator[Moments]:
        yield from moments_of(self.source, self.draws)
        if self.left_out is not None:
            yield from moments_of(self.left_source or self.source, self.left_out)
        if self.inner is not None:
            yield from moments_of(self.source, self.inner)

    def uncertainty(self, values: Array, varied: Array, used: Used, null: float = 0.0) -> Uncertainty:
        b = self.n_boot
        kept = used[:b]
        left_out = draw_errors = None
        at = b
        if self.left_out is not None:
            left_out = np.where(
                used[at : at + self.left_out.members], varied[:, at : at + self.left_out.members], np.nan
            )
            at += self.left_out.members
        if self.inner is not None:
            inside = np.where(used[at:], varied[:, at:], np.nan).reshape(len(varied), b, -1)
            draw_errors = _spread(inside)[:, kept]
        draws = varied[:, :b] if kept.all() else varied[:, :b][:, kept]
        return intervals.uncertainty(
            values,
            draws,
            ci=self.ci,
            conf_level=self.conf_level,
            null=null,
            lost=1 - kept.mean() if b else 0.0,
            robust=self.robust,
            left_out=left_out,
            draw_errors=draw_errors,
            df=self.df,
        )

    def covariance_of(self, values: Array, varied: Array, used: Used) -> Array:
        found: Array = np.atleast_2d(np.cov(varied[:, : self.n_boot][:, used[: self.n_boot]]))
        return found


def _spread(inside: Array) -> Array:
    """Standard deviation over the last axis, of what is not missing."""
    count = np.isfinite(inside).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(inside, axis=-1) / count
        found: Array = np.sqrt(np.nansum((inside - mean[..., None]) ** 2, axis=-1) / (count - 1))
    return np.where(count > 1, found, np.nan)


@dataclass(frozen=True, eq=False, kw_only=True)
class Linearized(Variation):
    """Slightly changed moments: derivatives instead of resamples.

    Attributes
    ----------
    moments : Moments
        Of the sample.
    covariance : array, shape (q, q)
        Of these moments; see `moment_covariance`.
    df : float, optional
        Degrees of freedom of a survey design; limits are then Student's.
    """

    moments: Moments
    covariance: Array = field(repr=False)
    df: float | None = None

    @property
    def members(self) -> int:
        return 2 * len(self.covariance)

    def samples(self) -> Iterator[Moments]:
        every = perturbed(self.moments)
        step = chunk_size(1, self.moments.cov.shape[-1])
        for start in range(0, self.members, step):
            part = slice(start, start + step)
            mean = None if every.mean is None else every.mean[part]
            yield Moments._of(every.cov[part], mean, every.n[part])

    def variance(self, varied: Array) -> Array:
        """Variances of figures, shape (k,)."""
        slopes = gradients(varied, self.moments)
        found: Array = np.maximum(((slopes @ self.covariance) * slopes).sum(axis=1), 0.0)
        # derivatives of rounding errors alone are none: a fixed value has no error
        least = intervals.FIXED * 1e4 * np.maximum(1.0, np.abs(varied).max(axis=1))
        return np.where(found > least**2, found, 0.0)

    def covariance_of(self, values: Array, varied: Array, used: Used) -> Array:
        slopes = gradients(varied, self.moments)
        found: Array = slopes @ self.covariance @ slopes.T
        return found

    def uncertainty(self, values: Array, varied: Array, used: Used, null: float = 0.0) -> Uncertainty:
        if not used.all():
            return intervals.unknown(values)
        error = np.sqrt(self.variance(varied))
        return withhold_fixed(
            Uncertainty(values, error, *normal_limits(values, error, self.conf_level, null, self.df))
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Replicates(Variation):
    """Estimates under the replicate weights that come with a survey.

    Attributes
    ----------
    source : Source
        Of the rows without survey weights.
    draws : GivenWeights
    scales : array, shape (replicates,)
        Factor of each squared distance from the estimate; their sum is the variance.
    df : float, optional
    """

    source: Source
    draws: Draws
    scales: Array
    df: float | None = None

    @property
    def members(self) -> int:
        return self.draws.members

    def samples(self) -> Iterator[Moments]:
        return moments_of(self.source, self.draws)

    def covariance_of(self, values: Array, varied: Array, used: Used) -> Array:
        away = varied - values[:, None]
        found: Array = (away * self.scales) @ away.T
        return found

    def uncertainty(self, values: Array, varied: Array, used: Used, null: float = 0.0) -> Uncertainty:
        if not used.all():
            return intervals.unknown(values)
        error = np.sqrt(((varied - values[:, None]) ** 2 * self.scales).sum(axis=1))
        return withhold_fixed(
            Uncertainty(values, error, *normal_limits(values, error, self.conf_level, null, self.df))
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Imputed(Variation):
    """Several completed samples, pooled by Rubin's rules (Rubin 1987; Barnard and Rubin 1999).

    The first members are the completed samples themselves; then each one's slightly changed moments,
    which give the variance within.

    Attributes
    ----------
    parts : tuple of Linearized
        One for each completed sample.
    df : float, optional
        Degrees of freedom there would be without missing answers.
    """

    parts: tuple[Linearized, ...]
    df: float | None = None

    @property
    def members(self) -> int:
        return len(self.parts) + sum(part.members for part in self.parts)

    def samples(self) -> Iterator[Moments]:
        for part in self.parts:
            m = part.moments
            mean = None if m.mean is None else m.mean[None]
            yield Moments._of(m.cov[None], mean, np.atleast_1d(m.n))
        for part in self.parts:
            yield from part.samples()

    def covariance_of(self, values: Array, varied: Array, used: Used) -> Array:
        m, at = len(self.parts), len(self.parts)
        within = np.zeros((len(varied), len(varied)))
        for part in self.parts:
            within += part.covariance_of(values, varied[:, at : at + part.members], used) / m
            at += part.members
        found: Array = within + (1 + 1 / m) * np.cov(varied[:, :m])
        return found

    def uncertainty(self, values: Array, varied: Array, used: Used, null: float = 0.0) -> Uncertainty:
        from csmodels.numerics.imputation import rubin

        if not used.all():
            return intervals.unknown(values)
        m = len(self.parts)
        within, at = np.empty((m, len(values))), m
        for i, part in enumerate(self.parts):
            within[i] = part.variance(varied[:, at : at + part.members])
            at += part.members
        pooled = rubin(varied[:, :m].T, within, self.df)
        return withhold_fixed(
            Uncertainty(
                pooled.estimate,
                pooled.std_error,
                *normal_limits(pooled.estimate, pooled.std_error, self.conf_level, null, pooled.df),
            )
        )


def uncertainty_of(variation: Variation, values: Array, draws: Array) -> Uncertainty:
    """Errors and limits of figures of which some do not exist in every resample.

    Parameters
    ----------
    variation : Variation
    values : array, shape (k,)
    draws : array, shape (k, members)
        Each figure rests on the members in which it exists.
    """
    columns = np.full((5, len(values)), np.nan)
    columns[0] = values
    there = np.isfinite(values)
    whole = there & np.isfinite(draws).all(axis=1)
    every = np.ones(draws.shape[1], dtype=bool)
    parts = [(np.flatnonzero(whole), every)]
    parts += [(np.array([i]), np.isfinite(draws[i])) for i in np.flatnonzero(there & ~whole)]
    for at, used in parts:
        if len(at):
            found = variation.uncertainty(values[at], draws[at], used)
            columns[:, at] = (
                found.estimate,
                found.std_error,
                found.conf_low,
                found.conf_high,
                found.p_value,
            )
    return Uncertainty(*columns)
