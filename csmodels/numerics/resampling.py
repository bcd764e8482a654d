"""Resamples of the rows, delivered as batches of moments.

A bootstrap of B resamples is one matrix product: how often each row was drawn, times the rows'
products. The draws come in fixed blocks with seeds of their own, so that neither the chunk size
nor the number of groups nor anything else can change them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.moments import ROWS_AT_A_TIME, Array, Moments, rough_centre

#: Resamples that share one seed ``SeedSequence([seed, block])``.
BLOCK = 256
#: Draws held at a time while counting (a power of two, so that it divides a block evenly).
DRAWS_AT_A_TIME = 2**20
#: Row counts (one byte each) held at a time.
COUNTS_AT_A_TIME = 2**24
#: Numbers of a chunk's largest array (its covariances, or its counts of a stretch of rows).
NUMBERS_AT_A_TIME = 2**22
#: Most resamples delivered at a time.
RESAMPLES_AT_A_TIME = 8192

#: Whole numbers of one byte from a bootstrap; other weights where a design asks for them.
Counts = NDArray[Any]


def bootstrap_counts(n: int, n_boot: int, seed: int, stream: int | None = None) -> Iterator[Counts]:
    """How often each of n rows is drawn, for one small batch of resamples after another.

    The size of a batch depends on n alone; the counts depend on (n, seed, stream, number of the
    resample). Samples that are compared need streams of their own: with equal row numbers their
    resamples would not be independent.

    Yields
    ------
    counts : array of uint8, shape (batch, n)
        Every row of it sums to n.
    """
    unit = max(1, min(BLOCK, 2 ** int(np.log2(DRAWS_AT_A_TIME / n)))) if n < DRAWS_AT_A_TIME else 1
    dtype = np.uint16 if n <= 2**16 else np.uint32
    offsets = np.arange(unit, dtype=np.intp)[:, None] * n
    for block_start in range(0, n_boot, BLOCK):
        block = [seed, block_start // BLOCK, *(() if stream is None else (stream,))]
        seeds = np.random.SeedSequence(block)
        rng = np.random.Generator(np.random.SFC64(seeds))
        for start in range(block_start, min(block_start + BLOCK, n_boot), unit):
            drawn = rng.integers(0, n, size=(unit, n), dtype=dtype)
            counts = np.bincount((drawn + offsets).ravel(), minlength=unit * n).reshape(unit, n)
            yield counts[: n_boot - start].astype(np.uint8)


def counts_of_indices(indices: NDArray[np.integer], n: int) -> Iterator[Counts]:
    """The same from given row numbers, shape (n_boot, draws): a resample drawn elsewhere."""
    indices = np.asarray(indices)
    if indices.ndim != 2 or not np.issubdtype(indices.dtype, np.integer):
        raise SpecificationError("Resample indices must be whole numbers of shape (n_boot, draws).")
    if indices.size == 0:
        raise SpecificationError("Resample indices are empty; give at least one resample of one row.")
    if indices.min() < 0 or indices.max() >= n:
        raise SpecificationError(f"Resample indices must lie between 0 and {n - 1}, the complete rows.")
    for row in indices:
        counts = np.bincount(row, minlength=n)
        if counts.max(initial=0) > 255:
            raise SpecificationError("A resample draws one row more than 255 times.")
        yield counts.astype(np.uint8)[None]


def chunk_size(n: int, p: int) -> int:
    """Resamples at a time that keep memory small: large chunks save calls, and that is what costs."""
    largest = max(p * p, min(n, ROWS_AT_A_TIME))
    return max(1, min(RESAMPLES_AT_A_TIME, NUMBERS_AT_A_TIME // largest, COUNTS_AT_A_TIME // n))


def gather(batches: Iterable[Counts], size: int) -> Iterator[Counts]:
    """Join small batches of counts into chunks of about `size` resamples."""
    held: list[Counts] = []
    for batch in batches:
        held.append(batch)
        if sum(len(b) for b in held) >= size:
            yield np.concatenate(held) if len(held) > 1 else held[0]
            held = []
    if held:
        yield np.concatenate(held) if len(held) > 1 else held[0]


def _products(x: Array, weights: Array | None) -> Array:
    """Weight, weighted items and weighted products of the rows: shape (1 + p + p(p+1)/2, n)."""
    n, p = x.shape
    columns = np.ascontiguousarray(x.T)
    out = np.empty((1 + p + p * (p + 1) // 2, n))
    out[0] = 1.0 if weights is None else weights
    np.multiply(columns, out[0], out=out[1 : p + 1])
    at = 1 + p
    for j in range(p):
        np.multiply(columns[j:], out[1 + j], out=out[at : at + p - j])
        at += p - j
    return out


def _counted(products: Array, counts: Counts) -> Array:
    """Products of the rows times how often each was drawn, shape (products, resamples)."""
    out = np.empty((len(products), len(counts)))
    # counts become floats a few at a time, in memory that stays in the cache
    held = np.empty((min(BLOCK, len(counts)), counts.shape[1]))
    for start in range(0, len(counts), BLOCK):
        part = counts[start : start + BLOCK]
        np.copyto(held[: len(part)], part)
        np.matmul(products, held[: len(part)].T, out=out[:, start : start + BLOCK])
    return out


class Resampler:
    """Turns counts of rows into moments; keeps the rows' products while they are small.

    Parameters
    ----------
    rows : array, shape (n, p)
        Complete rows.
    weights : array, shape (n,), optional
        Survey weights: a drawn row brings its weight along.
    groups : int, optional
        Put the rows at random into so many groups of equal size, once, and draw these instead: `n`,
        the length of a row of counts, is then the number of groups. What a draw costs no longer
        depends on the number of rows; the price is an error of the standard errors of about
        1 / sqrt(2 groups).
    seed : int
        Decides which rows make a group.
    """

    def __init__(
        self, rows: Array, weights: Array | None = None, *, groups: int | None = None, seed: int = 0
    ) -> None:
        self.centre = rough_centre(rows)
        self.rows = rows
        self.weights = weights
        self.n, self.p = rows.shape
        if groups is not None:
            self._kept: Array | None = self._sums_of_groups(groups, seed)
            self.n, self._parts = groups, [slice(0, groups)]
            return
        starts = range(0, self.n, ROWS_AT_A_TIME)
        self._parts = [slice(start, min(start + ROWS_AT_A_TIME, self.n)) for start in starts]
        self._kept = None

    def _sums_of_groups(self, groups: int, seed: int) -> Array:
        """Products summed within each group: shape (products, groups)."""
        order = np.random.default_rng(np.random.SeedSequence([seed], spawn_key=(2,))).permutation(self.n)
        ends = np.linspace(0, self.n, groups + 1).astype(np.intp)
        upper = np.triu_indices(self.p)
        out = np.empty((1 + self.p + len(upper[0]), groups))
        for g, (start, end) in enumerate(pairwise(ends.tolist())):
            mine = order[start:end]
            x = self.rows[mine] - self.centre
            w = None if self.weights is None else self.weights[mine]
            weighted = x if w is None else x * w[:, None]
            out[0, g] = len(mine) if w is None else w.sum()
            out[1 : 1 + self.p, g] = weighted.sum(axis=0)
            out[1 + self.p :, g] = (weighted.T @ x)[upper]
        return out

    def _part(self, rows: slice) -> Array:
        weights = None if self.weights is None else self.weights[rows]
        return _products(self.rows[rows] - self.centre, weights)

    def moments(self, counts: Counts) -> Moments:
        """Moments of each resample; `counts` has shape (resamples, n)."""
        if counts.shape[1] != self.n:
            raise ValueError(f"counts are of {counts.shape[1]} rows or groups, the source has {self.n}")
        return self.moments_by_stretch(lambda rows: counts[:, rows])

    def moments_by_stretch(self, counts: Callable[[slice], Counts]) -> Moments:
        """The same where counts are made for one stretch of rows after another, in one pass."""
        if self._kept is None and len(self._parts) == 1:
            self._kept = self._part(self._parts[0])
        sums: Array | None = None
        for rows in self._parts:
            products = self._kept if self._kept is not None else self._part(rows)
            share = _counted(products, counts(rows))
            sums = share if sums is None else np.add(sums, share, out=sums)
        assert sums is not None  # a sample has at least one row: checked when it was read
        return self._from_sums(sums)

    def _from_sums(self, sums: Array) -> Moments:
        p, members = self.p, sums.shape[1]
        cov = np.empty((p, p, members))
        # a resample of rows without weight has no moments: missing, as everything computed from it
        total = np.where(sums[0] > 0, sums[0], np.nan)
        shift = sums[1 : p + 1] / total
        at = 1 + p
        for j in range(p):
            row = cov[j, j:]
            np.divide(sums[at : at + p - j], total, out=row)
            row -= shift[j:] * shift[j]
            cov[j + 1 :, j] = row[1:]
            at += p - j
        mean = shift + self.centre[:, None]
        return Moments._of(np.moveaxis(cov, -1, 0), mean.T, total)
