"""Which rows a member of a batch holds, and how often: bootstraps, clusters, jackknife, given weights.

Every class stands for a matrix of counts, shape (members, n), that is too large to be held: iterating
gives it in pieces (batch, n), the same ones every time. What a count means is the source's affair:
moments of reweighted rows come from ``source.moments(counts)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.resampling import BLOCK, DRAWS_AT_A_TIME, Counts, bootstrap_counts, counts_of_indices

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Most members of a jackknife: a larger sample is left out in groups of rows.
JACKKNIFE_MEMBERS = 2000
#: Numbers in a piece of counts.
PIECE = 2**22
#: Poisson(1) has less than one count in 10 million above this.
POISSON_TOP = 10


@dataclass(frozen=True, eq=False)
class RowDraws:
    """The bootstrap of n independent rows (Efron 1979); `stream` tells samples apart."""

    n: int
    members: int
    seed: int
    stream: int | None = None

    def __iter__(self) -> Iterator[Counts]:
        return bootstrap_counts(self.n, self.members, self.seed, self.stream)


@dataclass(frozen=True, eq=False)
class GivenDraws:
    """Resamples drawn elsewhere: row numbers of shape (members, draws)."""

    indices: NDArray[np.integer]
    n: int

    @property
    def members(self) -> int:
        return len(self.indices)

    def __iter__(self) -> Iterator[Counts]:
        return counts_of_indices(self.indices, self.n)


@dataclass(frozen=True, eq=False)
class GivenWeights:
    """Weights of the rows for each member, shape (members, n), such as a survey's replicate weights."""

    weights: Array

    @property
    def members(self) -> int:
        return len(self.weights)

    def __iter__(self) -> Iterator[Array]:
        size = max(1, PIECE // self.weights.shape[1])
        for start in range(0, self.members, size):
            yield self.weights[start : start + size]


@dataclass(frozen=True, eq=False)
class PoissonDraws:
    """The Poisson bootstrap: each row is drawn a Poisson(1) number of times, whatever the others do.

    For samples too large to be held at once (Chamandy, Muralidharan, Najmi and Naidu 2012): a stretch
    of rows needs no other. `part` gives all members of one stretch, iterating gives all rows of some
    members; both are the same numbers. Probabilities are rounded to multiples of 1/65,536.
    """

    n: int
    members: int
    seed: int
    stream: int | None = None
    stretch: int = 8192

    @cached_property
    def _table(self) -> NDArray[np.uint8]:
        k = np.arange(POISSON_TOP + 1)
        shares = np.cumsum(np.exp(-1.0) / np.cumprod(np.maximum(k, 1)))
        ends = np.minimum(np.rint(shares * 65536), 65536).astype(np.intp)
        return np.searchsorted(ends, np.arange(65536), side="right").astype(np.uint8)

    def part(self, rows: slice, first: int, last: int) -> NDArray[np.uint8]:
        """Counts of members first to last (whole blocks) in one stretch of rows, (members, rows)."""
        out = np.empty((last - first, rows.stop - rows.start), dtype=np.uint8)
        name = rows.start // self.stretch
        for start in range(first, last, BLOCK):
            key = [self.seed, start // BLOCK, *(() if self.stream is None else (self.stream,))]
            seeds = np.random.SeedSequence(key, spawn_key=(name,))
            rng = np.random.Generator(np.random.SFC64(seeds))
            size = (min(BLOCK, last - start), out.shape[1])
            drawn = rng.integers(0, 65536, size=(BLOCK, out.shape[1]), dtype=np.uint16)[: size[0]]
            out[start - first : start - first + size[0]] = self._table[drawn]
        return out

    def stretches(self) -> list[slice]:
        """The stretches of rows."""
        return [slice(s, min(s + self.stretch, self.n)) for s in range(0, self.n, self.stretch)]

    def __iter__(self) -> Iterator[Counts]:
        for first in range(0, self.members, BLOCK):
            last = min(first + BLOCK, self.members)
            parts = [self.part(rows, first, last) for rows in self.stretches()]
            yield np.concatenate(parts, axis=1)


@dataclass(frozen=True, eq=False)
class Design:
    """How the rows of a survey were sampled.

    Attributes
    ----------
    units : array of int, shape (n_all,)
        Number of the sampling unit (cluster, or the row itself) of every row of the survey.
    strata : array of int, shape (n_units,)
        Number of each unit's stratum.
    """

    units: Codes
    strata: Codes

    @cached_property
    def sizes(self) -> Codes:
        """Units in each stratum."""
        return np.bincount(self.strata)

    @property
    def df(self) -> int:
        """Degrees of freedom: units minus strata."""
        return len(self.strata) - len(self.sizes)


@dataclass(frozen=True, eq=False)
class UnitDraws:
    """The rescaled bootstrap of a stratified sample of clusters (Rao and Wu 1988; Rao, Wu and Yue 1992).

    In each stratum m - 1 of the m units are drawn with replacement, and a unit drawn t times gets
    the factor t m / (m - 1), so that the variance is right however few units a stratum has. The draws
    are the same for every subset of the rows: subsets that share units move together.

    Attributes
    ----------
    design : Design
    rows : array of int
        Which rows of the survey the counts are for.
    """

    design: Design
    rows: Codes
    members: int
    seed: int

    def __iter__(self) -> Iterator[Array]:
        design, mine = self.design, self.design.units[self.rows]
        order = np.argsort(design.strata, kind="stable")
        ends = np.cumsum(design.sizes)
        n_units = len(order)
        # a piece follows from the design alone, or the stream of random numbers would depend on the subset
        piece = max(1, min(BLOCK, 2 ** int(np.log2(max(1, DRAWS_AT_A_TIME // n_units)))))
        rows = max(1, PIECE // max(1, len(mine)))
        for start in range(0, self.members, BLOCK):
            rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence([self.seed, start // BLOCK])))
            for at in range(start, min(start + BLOCK, self.members), piece):
                counts = np.empty((piece, n_units))
                for end, m in zip(ends, design.sizes, strict=True):
                    drawn = rng.integers(0, m, size=(piece, m - 1)) + np.arange(piece)[:, None] * m
                    times = np.bincount(drawn.ravel(), minlength=piece * m).reshape(piece, m)
                    counts[:, order[end - m : end]] = times * (m / (m - 1))
                kept = counts[: self.members - at]
                for first in range(0, len(kept), rows):
                    yield kept[first : first + rows][:, mine]


@dataclass(frozen=True, eq=False)
class LeaveOut:
    """The jackknife: one unit left out at a time, the others of its stratum weighted up (Rust 1985).

    Attributes
    ----------
    units : array of int, shape (n,)
        Number of the unit of each row.
    strata : array of int, shape (n_units,)
    """

    units: Codes
    strata: Codes

    @classmethod
    def of_rows(cls, n: int) -> LeaveOut:
        """One row at a time; every so-manieth row together where there are very many."""
        members = min(n, JACKKNIFE_MEMBERS)
        return cls(np.arange(n) % members, np.zeros(members, dtype=np.intp))

    @property
    def members(self) -> int:
        return len(self.strata)

    def __iter__(self) -> Iterator[Array]:
        sizes = np.bincount(self.strata)
        row_strata = self.strata[self.units]
        step = max(1, PIECE // len(self.units))
        for start in range(0, self.members, step):
            left = np.arange(start, min(start + step, self.members))
            strata = self.strata[left]
            up = sizes[strata] / (sizes[strata] - 1)
            counts = np.where(row_strata == strata[:, None], up[:, None], 1.0)
            counts[self.units == left[:, None]] = 0.0
            yield counts


@dataclass(frozen=True, eq=False)
class InnerDraws:
    """Resamples of each resample, `inner` of them: what a studentised interval needs."""

    outer: RowDraws | GivenDraws
    inner: int
    seed: int

    @property
    def members(self) -> int:
        return self.outer.members * self.inner

    def __iter__(self) -> Iterator[Counts]:
        n, number = self.outer.n, 0
        stream = getattr(self.outer, "stream", None)
        offsets = np.arange(self.inner)[:, None] * n
        for counts in self.outer:
            for row in counts:
                held = np.repeat(np.arange(n), row)
                key = [self.seed, number, *(() if stream is None else (stream,))]
                rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(key, spawn_key=(1,))))
                drawn = held[rng.integers(0, len(held), size=(self.inner, len(held)))]
                flat = np.bincount((drawn + offsets).ravel(), minlength=self.inner * n)
                yield np.minimum(flat, 255).astype(np.uint8).reshape(self.inner, n)
                number += 1


Draws = RowDraws | GivenDraws | GivenWeights | PoissonDraws | UnitDraws | LeaveOut | InnerDraws


def make_design(
    n: int, strata: Codes | None, clusters: Codes | None, stratum_names: list[object] | None = None
) -> Design | None:
    """Units and strata from codes of the rows; a cluster is told by its stratum and its number.

    Raises
    ------
    SpecificationError
        A stratum with one unit: nothing tells how much its units differ.
    """
    if strata is None and clusters is None:
        return None
    of_row = np.zeros(n, dtype=np.intp) if strata is None else strata
    if clusters is None:
        units, unit_strata = np.arange(n), of_row
    else:
        pairs = of_row * (int(clusters.max()) + 1) + clusters
        _, first, units = np.unique(pairs, return_index=True, return_inverse=True)
        unit_strata = of_row[first]
    sizes = np.bincount(unit_strata)
    lone = np.flatnonzero(sizes == 1)
    if len(lone) and strata is None:
        raise SpecificationError(
            "There is only one cluster, so its sampling error cannot be estimated. Leave clusters= out, or"
            " name the column that tells the sampling units apart."
        )
    if len(lone):
        name = lone[0] if stratum_names is None else stratum_names[int(lone[0])]
        what = "one respondent" if clusters is None else "one cluster"
        raise SpecificationError(
            f"Stratum {name!r} has {what} only, so its sampling error cannot be estimated. Join it with a"
            " similar stratum in the column of strata."
        )
    return Design(np.asarray(units, dtype=np.intp), np.asarray(unit_strata, dtype=np.intp))
