"""Permutations of the rows over groups: each is one more set of group memberships, hence of counts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.resampling import gather

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Permutations that share one seed ``SeedSequence([seed, block, stream, KIND])``.
BLOCK = 256
#: Keeps the permutations apart from bootstrap resamples of the same seed, block and stream.
KIND = 2
#: Random keys, or memberships, held at a time.
CELLS_AT_A_TIME = 2**22
#: Members fitted at a time.
MEMBERS_AT_A_TIME = 4096
#: Two figures that differ by less than this, relative to their size, are the same one computed twice.
SAME = 1e-10


def permuted_groups(
    codes: Codes,
    n_permutations: int,
    seed: int,
    stream: int,
    *,
    units: Codes | None = None,
    strata: Codes | None = None,
) -> Iterator[Codes]:
    """Group memberships of all rows under one permutation after another.

    Parameters
    ----------
    codes : array of int, shape (n,)
        Group of each row.
    n_permutations, seed, stream : int
        The permutations depend on these and on the length of `codes`; not on the size of the batches.
    units : array of int, shape (n,), optional
        Clusters of rows that are not independent of each other. A cluster within one group moves as a
        whole, among such clusters; in a cluster that lies in several groups (the same respondent in two
        waves) its rows change places with each other.
    strata : array of int, shape (n,), optional
        Rows, or clusters, change places within their stratum only.

    Yields
    ------
    array of int, shape (batch, n)

    Notes
    -----
    Permutations with replacement from all permutations that the design allows (Pitman 1937; Good 2005): under
    the hypothesis that the groups come from one population, each is as likely as the one observed.
    """
    moving, block_of, row_of = _movable(codes, units, strata)
    batch = max(1, min(BLOCK, 2 ** int(np.log2(max(1, CELLS_AT_A_TIME // max(1, len(codes)))))))
    home = np.argsort(block_of, kind="stable")
    one_block = len(np.unique(block_of)) == 1
    for start in range(0, n_permutations, BLOCK):
        sequence = np.random.SeedSequence([seed, start // BLOCK, stream, KIND])
        rng = np.random.Generator(np.random.SFC64(sequence))
        for at in range(start, min(start + BLOCK, n_permutations), batch):
            size = min(batch, BLOCK)
            moved = np.broadcast_to(moving, (size, len(moving)))
            if one_block:
                new = rng.permuted(moved, axis=1)
            else:
                # sorting by block and then by chance shuffles within blocks
                order = np.argsort(block_of + rng.random((size, len(moving))), axis=1, kind="stable")
                new = np.empty((size, len(moving)), dtype=np.intp)
                new[:, home] = moving[order]
            yield new[: n_permutations - at][:, row_of]


def _movable(codes: Codes, units: Codes | None, strata: Codes | None) -> tuple[Codes, Codes, Codes]:
    """What changes places: group of each piece, the block it stays in, and the piece of each row.

    A piece is a row, or a cluster that lies in one group. Pieces change places within their block: the
    stratum, or for rows of a cluster in several groups that cluster.
    """
    n = len(codes)
    stratum = np.zeros(n, dtype=np.intp) if strata is None else np.unique(strata, return_inverse=True)[1]
    if units is None:
        return codes, stratum, np.arange(n)
    unit = np.unique(units, return_inverse=True)[1]
    highest, lowest = np.zeros(unit.max() + 1, dtype=np.intp), np.full(unit.max() + 1, codes.max())
    np.maximum.at(highest, unit, codes)
    np.minimum.at(lowest, unit, codes)
    split = (highest != lowest)[unit]
    # rows of split clusters are pieces of their own, numbered after the clusters
    piece = np.where(split, len(highest) + np.arange(n), unit)
    block = np.where(split, stratum.max() + 1 + unit, stratum)
    _, first, row_of = np.unique(piece, return_index=True, return_inverse=True)
    return codes[first], block[first], row_of


def can_move(codes: Codes, units: Codes | None = None, strata: Codes | None = None) -> bool:
    """Whether the design leaves anything to permute: a block with pieces of more than one group."""
    moving, block_of, _ = _movable(codes, units, strata)
    pairs = np.unique(np.column_stack([block_of, moving]), axis=0)
    return bool((np.unique(pairs[:, 0], return_counts=True)[1] > 1).any())


def groups_of_indices(codes: Codes, indices: NDArray[np.integer]) -> Iterator[Codes]:
    """The same from given permutations of the row numbers, shape (n_permutations, n): drawn elsewhere."""
    indices = np.asarray(indices)
    n = len(codes)
    if indices.ndim != 2 or indices.shape[1] != n or not np.issubdtype(indices.dtype, np.integer):
        raise SpecificationError(f"Permutations must be whole numbers of shape (n_permutations, {n}).")
    if len(indices) == 0 or (np.sort(indices, axis=1) != np.arange(n)).any():
        raise SpecificationError(f"Each permutation must hold every row number from 0 to {n - 1} once.")
    yield codes[indices]


def membership_counts(memberships: Codes, n_groups: int) -> NDArray[np.uint8]:
    """Counts of the rows by permutation and group, for `Resampler.moments`.

    Parameters
    ----------
    memberships : array of int, shape (permutations, n)
        Group of each row; a negative one is in no group.
    n_groups : int

    Returns
    -------
    array of uint8, shape (permutations * n_groups, n)
        Groups vary fastest. Each row of the data is counted once in each permutation.
    """
    counts: NDArray[np.uint8] = (memberships[:, None, :] == np.arange(n_groups)[:, None]).astype(np.uint8)
    return counts.reshape(-1, memberships.shape[1])


def chunk_size(n: int, n_groups: int) -> int:
    """Permutations to be counted and fitted at a time."""
    return max(1, min(MEMBERS_AT_A_TIME // n_groups, 2 * CELLS_AT_A_TIME // (n * n_groups)))


def regrouped(memberships: Iterator[Codes], size: int) -> Iterator[Codes]:
    """Join small batches of memberships, and cut large ones, to pieces of at most `size` permutations."""
    for batch in gather(memberships, size):
        for start in range(0, len(batch), size):
            yield batch[start : start + size]


def exceedance_p(observed: Array, permuted: Array) -> Array:
    """Share of permutations with a figure at least as large as the observed one, which counts as one of them.

    Parameters
    ----------
    observed : array, shape (...)
    permuted : array, shape (..., permutations)
        A permutation that could not be computed is missing, and is not counted.

    Returns
    -------
    array, shape (...)
        (1 + number at least as large) / (1 + number computed), so that it is never zero (Phipson and Smyth
        2010, eq. 2); missing where the observed figure is, or where no permutation was computed.
    """
    # the same value reached by sums in another order must count as equal
    slack = SAME * np.maximum(1.0, np.abs(observed))
    used = (~np.isnan(permuted)).sum(axis=-1)
    with np.errstate(invalid="ignore"):
        reached = (permuted >= (observed - slack)[..., None]).sum(axis=-1)
    return np.where(np.isnan(observed) | (used == 0), np.nan, (1 + reached) / (1 + used))


def two_sided_p(observed: Array, permuted: Array) -> Array:
    """The same for a difference whose sign is open: by its absolute value."""
    return exceedance_p(np.abs(observed), np.abs(permuted))


def exceedance_of_draws(first: Array, second: Array) -> Array:
    """Share of all pairs of draws in which the first, each mirrored at its mean, is larger than the second.

    Parameters
    ----------
    first : array, shape (..., n_first)
    second : array, shape (..., n_second)

    Returns
    -------
    array, shape (...)
        The mean over all pairs of [2 m1 - d1 > 2 m2 - d2], with m the means of the draws.

    Notes
    -----
    One minus this is the p-value of Henseler, Ringle and Sinkovics (2009). All pairs are counted by sorting
    the draws of both groups together once, not by forming the pairs.
    """
    if first.shape[-1] == 0 or second.shape[-1] == 0:
        return np.full(np.broadcast_shapes(first.shape[:-1], second.shape[:-1]), np.nan)
    u = 2 * first.mean(axis=-1, keepdims=True) - first
    v = 2 * second.mean(axis=-1, keepdims=True) - second
    # a stable sort leaves equal values of u before those of v, so that ties do not count
    order = np.argsort(np.concatenate([u, v], axis=-1), axis=-1, kind="stable")
    of_second = order >= first.shape[-1]
    below = np.cumsum(of_second, axis=-1)
    pairs = first.shape[-1] * second.shape[-1]
    share: Array = np.where(of_second, 0, below).sum(axis=-1) / pairs
    return share
