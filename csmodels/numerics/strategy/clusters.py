"""k-means of many samples and starts in one batch; how many clusters there are; how stable they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Numbers of a piece of the batch, fits x clusters x rows: what stays in a processor's cache.
PIECE = 2**18
#: Numbers of reference data sets that are held at once.
HELD = 2**24
#: Steps after which a fit that still moves is called unsettled; from good starts a dozen is usual.
STEPS = 300
#: Relative difference of sums of squares below which they are the same.
EQUAL = 1e-10
#: Difference of squared distances, against the largest square of a row, below which two centres are equally
#: near: the first is taken.
TIE = 1e-9
#: A start is given up for a better one when a step lowers its sum of squares by less than this share.
SLOW = 1e-3


@dataclass(frozen=True, eq=False)
class Clusters:
    """The best of several starts, for every member of a batch.

    Attributes
    ----------
    centres : array, shape (members, most, p)
        Missing beyond the member's number of clusters, and of clusters without a row.
    codes : array of int, shape (members, n)
        The cluster of every row, rows of weight 0 included.
    within : array, shape (members,)
        Weighted sum of squared distances to the own centre.
    settled : array of bool, shape (members,)
        Whether the codes no longer changed.
    """

    centres: Array
    codes: Codes
    within: Array
    settled: NDArray[np.bool_]


def k_means(
    x: Array, k: ArrayLike, weights: Array | None = None, *, starts: int = 25, seed: int = 0,
    first: Array | None = None,
) -> Clusters:  # fmt: skip
    """Partition rows so that squared distances to the clusters' means are small, from many starts at once.

    Parameters
    ----------
    x : array, shape (n, p) or (members, n, p)
    k : int or array of int, shape (members,)
        Clusters of each member.
    weights : array, shape (n,) or (members, n), optional
        0 takes a row out of a member: resamples are weights.
    starts : int
        Each start is seeded by k-means++; the best end is kept.
    seed : int
    first : array, shape (starts, most, p), optional
        Centres to start from, instead.

    Returns
    -------
    Clusters

    Notes
    -----
    Lloyd's (1982) steps from the starts of Arthur and Vassilvitskii (2007): the next centre is a row drawn
    with a chance of weight times squared distance to the nearest centre so far. A step cannot raise the sum
    of squares; where it ends is a local minimum, hence the starts. All members and starts move together: each
    until a step lowers its sum of squares by less than 0.1 %, and the best of every member to its end.

    Examples
    --------
    >>> found = k_means(np.array([[0.0], [1.0], [9.0], [10.0]]), 2)
    >>> float(found.within[0]), sorted(found.centres[0, :, 0].tolist())
    (1.0, [0.5, 9.5])
    """
    wanted = np.atleast_1d(np.asarray(k, dtype=np.intp))
    given = np.ones(x.shape[-2]) if weights is None else np.asarray(weights, dtype=np.float64)
    members = max(len(wanted), len(x) if x.ndim == 3 else 1, len(given) if given.ndim == 2 else 1)
    wanted = np.broadcast_to(wanted, members)
    given = np.broadcast_to(given, (members, x.shape[-2]))
    most, n, p = int(wanted.max()), x.shape[-2], x.shape[-1]
    starts = starts if first is None else len(first)
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed])))
    drawn = rng.random((members, starts, most))
    centres, within = np.empty((members, most, p)), np.empty(members)
    codes, settled = np.empty((members, n), dtype=np.intp), np.empty(members, dtype=bool)
    size, at_once = max(1, PIECE // (starts * most * n)), max(1, PIECE // (most * n))
    for at in range(0, members, size):
        part = slice(at, at + size)
        rows = x if x.ndim == 2 else x[part]
        ends, totals = [], []
        for begin in range(0, starts, at_once):
            some = slice(begin, begin + at_once)
            many = min(at_once, starts - begin)
            fits = _Fits.of(rows, wanted[part], given[part], many, most)
            begun = fits.run(
                fits.seeded(drawn[part, some]) if first is None else fits.placed(first[some]), SLOW
            )
            ends.append(begun.centres.reshape(-1, many, most, p))
            totals.append(begun.within.reshape(-1, many))
        sums, reached = np.concatenate(totals, axis=1), np.concatenate(ends, axis=1)
        # equal ends differ by rounding: the first of them, whatever the size of the piece
        best = (sums <= sums.min(axis=1, keepdims=True) * (1 + EQUAL)).argmax(axis=1)
        final = _Fits.of(rows, wanted[part], given[part], 1, most).run(reached[np.arange(len(best)), best])
        centres[part], codes[part] = final.centres, final.codes
        within[part], settled[part] = final.within, final.settled
    return Clusters(centres, codes, within, settled)


@dataclass(frozen=True, eq=False)
class _Fits:
    """A piece of the batch: every member with every start is one fit."""

    x: Array  # (n, p), or (fits, n, p)
    k: Codes  # (fits,)
    weights: Array  # (fits, n)
    most: int

    @classmethod
    def of(cls, x: Array, k: Codes, weights: Array, starts: int, most: int) -> _Fits:
        rows = x if x.ndim == 2 else np.repeat(x, starts, axis=0)
        return cls(rows, np.repeat(k, starts), np.repeat(weights, starts, axis=0), most)

    def kept(self, which: NDArray[np.bool_] | Codes) -> _Fits:
        return _Fits(
            self.x if self.x.ndim == 2 else self.x[which], self.k[which], self.weights[which], self.most
        )

    def rows(self, at: Codes) -> Array:
        """One row of each fit, shape (fits, p)."""
        found: Array = self.x[at] if self.x.ndim == 2 else self.x[np.arange(len(at)), at]
        return found

    def distances(self, centres: Array) -> Array:
        """Squared distances less the rows' own squares, shape (fits, centres, n)."""
        cross: Array = np.matmul(centres, np.swapaxes(self.x, -1, -2))
        cross *= -2.0
        cross += (centres**2).sum(axis=-1)[..., None]
        return cross

    @property
    def squares(self) -> Array:
        found: Array = (self.x**2).sum(axis=-1)
        return found

    def seeded(self, drawn: Array) -> Array:
        """Starts by k-means++, shape (fits, most, p)."""
        u = drawn.reshape(len(self.k), -1)
        centres = np.full((len(self.k), self.most, self.x.shape[-1]), np.nan)
        chance, nearest = self.weights, np.full(self.weights.shape, np.inf)
        for j in range(self.most):
            sums = np.cumsum(chance, axis=1)
            at = (sums <= (u[:, j] * sums[:, -1])[:, None]).sum(axis=1)
            centres[:, j] = self.rows(np.minimum(at, chance.shape[1] - 1))
            away = np.maximum(self.distances(centres[:, j : j + 1])[:, 0] + self.squares, 0.0)
            nearest = np.minimum(nearest, away)
            chance = self.weights * nearest
        return self._masked(centres)

    def placed(self, first: Array) -> Array:
        fits = len(self.k) // len(first)
        return self._masked(np.tile(first[:, : self.most], (fits, 1, 1)).astype(np.float64))

    def _masked(self, centres: Array) -> Array:
        centres[np.arange(self.most) >= self.k[:, None]] = np.nan
        return centres

    def nearest(self, centres: Array) -> tuple[NDArray[np.int8], Array]:
        """The nearest centre of every row, and its distance less the row's square."""
        away = self.distances(np.nan_to_num(centres))
        absent = np.isnan(centres[..., 0])
        if absent.any():
            # centres that a fit does not have are as far as can be
            away[absent] = np.inf
        codes, least = np.zeros(self.weights.shape, dtype=np.int8), away[:, 0].copy()
        # whole answers lie equally far from two centres often, and rounding differs between machines
        tie = TIE * float(self.squares.max(initial=0.0))
        for j in range(1, self.most):
            closer = away[:, j] < least - tie
            np.copyto(codes, np.int8(j), where=closer)
            np.copyto(least, away[:, j], where=closer)
        return codes, least

    def means(self, codes: NDArray[np.int8], before: Array) -> Array:
        """Means of the clusters; one without a row stays where it was."""
        centres, mine = before.copy(), np.empty_like(self.weights)
        for j in range(self.most):
            np.multiply(self.weights, codes == j, out=mine)
            total = mine.sum(axis=1)
            sums = mine @ self.x if self.x.ndim == 2 else np.matmul(mine[:, None], self.x)[:, 0]
            some = (total > 0) & (j < self.k)
            centres[some, j] = sums[some] / total[some, None]
        return centres

    def run(self, centres: Array, slow: float = 0.0) -> Clusters:
        """Steps until no row changes its cluster, or a step gains less than the share `slow`.

        Fits that are done leave the batch.
        """
        n = self.weights.shape[1]
        codes, within = np.full((len(self.k), n), -1, dtype=np.int8), np.full(len(self.k), np.inf)
        active, fits = np.arange(len(self.k)), self
        settled = np.zeros(len(self.k), dtype=bool)
        squares = self.squares
        for _ in range(STEPS):
            found, least = fits.nearest(centres[active])
            moved = (found != codes[active]).any(axis=1)
            codes[active] = found
            least += squares
            np.maximum(least, 0.0, out=least)
            sums = np.einsum("fn,fn->f", fits.weights, least)
            still = moved & (sums < within[active] * (1 - slow)) if slow else moved
            within[active] = sums
            settled[active[~moved]] = True
            if not still.any():
                break
            active, fits = active[still], fits.kept(still)
            squares = squares if squares.ndim == 1 else squares[still]
            centres[active] = fits.means(found[still], centres[active])
        return Clusters(centres, codes.astype(np.intp), within, settled)


def in_order(found: Clusters, weights: Array, member: int = 0) -> tuple[Array, Codes]:
    """Centres and codes of one member, the largest cluster first; clusters without a row are left out."""
    most = found.centres.shape[1]
    sizes = np.bincount(found.codes[member], weights, most)
    order = [j for j in np.argsort(-sizes, kind="stable").tolist() if sizes[j] > 0]
    place = np.full(most, -1, dtype=np.intp)
    place[order] = np.arange(len(order))
    return found.centres[member][order], place[found.codes[member]]


def nearest_centre(x: Array, centres: Array) -> Codes:
    """The nearest centre of every row by the columns it answers, shape (n,); -1 where it answers none.

    Examples
    --------
    >>> rows = np.array([[0.1, np.nan], [np.nan, np.nan]])
    >>> nearest_centre(rows, np.array([[0.0, 9.0], [1.0, 9.0]])).tolist()
    [0, -1]
    """
    away = (x[:, None, :] - centres) ** 2
    known = ~np.isnan(x)
    codes: Codes = np.nansum(away, axis=2).argmin(axis=1)
    return np.where(known.any(axis=1), codes, -1)


# ------------------------------------------------------------------ how many clusters


def gap_statistic(
    x: Array, within: Array, ks: Codes, weights: Array | None = None, *, references: int = 20,
    starts: int = 5, seed: int = 0,
) -> tuple[Array, Array]:  # fmt: skip
    """How much better k clusters do than in data without any (Tibshirani, Walther and Hastie 2001).

    Parameters
    ----------
    x : array, shape (n, p)
    within : array, shape (ks,)
        Sums of squares of the data.
    ks : array of int
    weights : array, shape (n,), optional
    references : int
        Data sets drawn evenly from the box along the principal axes.
    starts, seed : int

    Returns
    -------
    gap, error : array, shape (ks,)
        Mean log sum of squares of the references less that of the data; sd sqrt(1 + 1 / references).
    """
    w = np.ones(len(x)) if weights is None else weights
    centre = np.average(x, axis=0, weights=w)
    axes = np.linalg.svd((x - centre) * np.sqrt(w)[:, None], full_matrices=False)[2]
    along = (x - centre) @ axes.T
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, 1])))
    low, high = along.min(axis=0), along.max(axis=0)
    left, size = [], max(1, HELD // (x.size * len(ks)))
    for at in range(0, references, size):
        some = min(size, references - at)
        drawn = rng.uniform(low, high, size=(some, len(x), along.shape[1])) @ axes
        found = k_means(
            np.repeat(drawn, len(ks), axis=0), np.tile(ks, some), w, starts=starts, seed=seed + at
        )
        left.append(found.within)
    logs = np.log(np.maximum(np.concatenate(left), np.finfo(float).tiny)).reshape(references, len(ks))
    gap = logs.mean(axis=0) - np.log(np.maximum(within, np.finfo(float).tiny))
    error: Array = logs.std(axis=0) * np.sqrt(1 + 1 / references)
    return gap, error


def chosen_by_gap(gap: Array, error: Array) -> int:
    """Place of the smallest k whose gap is not below the next one less its error; the last where none is."""
    for i in range(len(gap) - 1):
        if gap[i] >= gap[i + 1] - error[i + 1]:
            return i
    return len(gap) - 1


def one_group_p(
    x: Array, k: int, weights: Array | None = None, *, references: int = 99, starts: int = 5, seed: int = 0
) -> float:
    """p-value that evenly spread rows would be divided into k clusters as well as these.

    Parameters
    ----------
    x : array, shape (n, p)
    k : int
    weights : array, shape (n,), optional
    references : int
        Samples that are even along the principal axes, with the covariances of `x`.
    starts, seed : int

    Notes
    -----
    What is compared is the share of the sum of squares that is left within clusters: the cluster index of
    Liu, Hayes, Nobel and Marron (2008; unconfirmed), who compare with normal samples. Even ones, as the gap
    statistic takes them, can be divided better than normal ones: the test errs to the side of no clusters.
    Rows and references are one batch with equally many starts.
    """
    n = len(x)
    w = np.ones(n) if weights is None else weights
    centred = x - np.average(x, axis=0, weights=w)
    values, axes = np.linalg.eigh((centred * w[:, None]).T @ centred / w.sum())
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, 2])))
    # of variance 1 between -sqrt(3) and sqrt(3)
    root = axes * np.sqrt(3 * np.maximum(values, 0.0))
    left: list[float] = []
    size = max(1, HELD // x.size)
    for at in range(0, references + 1, size):
        some = min(size, references + 1 - at)
        drawn = rng.uniform(-1.0, 1.0, size=(some - (at == 0), n, x.shape[1])) @ root.T
        # the rows themselves go first
        every = np.concatenate([centred[None], drawn]) if at == 0 else drawn
        every -= np.average(every, axis=1, weights=w)[:, None]
        found = k_means(every, k, w, starts=starts, seed=seed + at)
        left += (found.within / np.einsum("i,mip,mip->m", w, every, every)).tolist()
    return float((1 + (np.array(left[1:]) <= left[0]).sum()) / (1 + references))
