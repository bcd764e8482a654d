"""How well a partition of rows fits, and how far partitions agree."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Numbers of a piece of the table of distances: what stays in a processor's cache.
PIECE = 2**18


def silhouette(x: Array, codes: Codes, most: int, weights: Array | None = None) -> tuple[Array, Array]:
    """Mean silhouette widths of several partitions of the same rows (Rousseeuw 1987).

    Parameters
    ----------
    x : array, shape (n, p)
    codes : array of int, shape (partitions, n)
    most : int
        Clusters of the partition that has most.
    weights : array, shape (n,), optional

    Returns
    -------
    mean : array, shape (partitions,)
        Missing of a partition in one cluster.
    by_cluster : array, shape (partitions, most)

    Notes
    -----
    s = (b - a) / max(a, b), a the row's mean distance to the others of its cluster and b the smallest of its
    mean distances to another cluster; 0 of a row that is alone.

    Examples
    --------
    >>> mean, _ = silhouette(np.array([[0.0], [1.0], [9.0], [10.0]]), np.array([[0, 0, 1, 1]]), 2)
    >>> round(float(mean[0]), 4)
    0.8885
    """
    n = len(x)
    w = np.ones(n) if weights is None else weights
    several = len(codes)
    member = codes[:, :, None] == np.arange(most)
    held = (member * w[:, None]).transpose(1, 0, 2).reshape(n, several * most)
    total = held.sum(axis=0).reshape(several, most)
    rows = (member * 1.0).sum(axis=1)
    widths = np.empty((n, several))
    for part, away in _all_distances(x):
        sums = (away @ held).reshape(-1, several, most)
        mine = member.transpose(1, 0, 2)[part]
        own = np.where(mine, total - w[part, None, None], total)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = sums / np.where(own > 0, own, np.nan)
        a = np.where(mine, mean, np.nan)
        b = np.where(mine | (total == 0), np.inf, mean).min(axis=2)
        a = np.nansum(a, axis=2)
        alone = (mine * rows).sum(axis=2) <= 1
        # without a second cluster there is no b, and no width
        b = np.where(np.isinf(b), np.nan, b)
        top = np.maximum(a, b)
        widths[part] = np.where(alone, 0.0, (b - a) / np.where(top > 0, top, 1.0))
    split = (total > 0).sum(axis=1) > 1
    mean = np.where(split, (widths * w[:, None]).sum(axis=0) / w.sum(), np.nan)
    each = np.einsum("i,im,mik->mk", w, np.nan_to_num(widths), member * 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return mean, np.where(split[:, None], each / total, np.nan)


def _all_distances(x: Array) -> Iterator[tuple[slice, Array]]:
    """Distances of some rows to all, a stretch after another."""
    squares, n = (x**2).sum(axis=1), len(x)
    size = max(1, PIECE // n)
    for at in range(0, n, size):
        part = slice(at, at + size)
        away = squares[part, None] + squares - 2 * x[part] @ x.T
        np.maximum(away, 0.0, out=away)
        # rounding must not leave a row away from itself
        away[np.arange(len(away)), np.arange(at, at + len(away))] = 0.0
        yield part, np.sqrt(away)


def overlaps(codes: Codes, others: Codes, k: int, most: int, present: NDArray[np.bool_]) -> Array:
    """Rows in each cluster of one partition and of each of several others, shape (members, k, most).

    Parameters
    ----------
    codes : array of int, shape (n,)
    others : array of int, shape (members, n)
    present : array of bool, shape (members, n)
        Rows that count in a member.
    """
    members = len(others)
    cell = (np.arange(members)[:, None] * k + codes) * most + others
    counted = np.bincount(cell[present], minlength=members * k * most)
    return counted.reshape(members, k, most).astype(np.float64)


def jaccard(tables: Array) -> Array:
    """Similarity of each cluster with the one most like it, shape (members, k); missing of an absent cluster.

    Rows in both over rows in either, the largest over the clusters of the other partition (Hennig 2007).

    Examples
    --------
    >>> jaccard(np.array([[[3.0, 1.0], [0.0, 4.0]]])).tolist()
    [[0.75, 0.8]]
    """
    either = tables.sum(axis=2, keepdims=True) + tables.sum(axis=1, keepdims=True) - tables
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = np.where(either > 0, tables / either, 0.0).max(axis=2)
    return np.where(tables.sum(axis=2) > 0, alike, np.nan)


def adjusted_rand(tables: Array) -> Array:
    """Agreement of two partitions beyond chance, shape (members,): 1 is the same, 0 what chance makes.

    Hubert and Arabie (1985): pairs of rows together in both, less what the margins lead to expect.

    Examples
    --------
    >>> adjusted_rand(np.array([[[2.0, 0.0], [0.0, 2.0]], [[1.0, 1.0], [1.0, 1.0]]])).round(9).tolist()
    [1.0, -0.5]
    """

    def pairs(counts: Array) -> Array:
        return counts * (counts - 1) / 2

    both = pairs(tables).sum(axis=(1, 2))
    first, second = pairs(tables.sum(axis=2)).sum(axis=1), pairs(tables.sum(axis=1)).sum(axis=1)
    every = pairs(tables.sum(axis=(1, 2)))
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = first * second / every
        found: Array = (both - expected) / ((first + second) / 2 - expected)
    return found
