"""Moments of rows with gaps, as functions of sums: pairwise correlations, and means put in the gaps.

Both rules need nothing but sums over rows, so a resample is one matrix product, as with complete rows.
The likelihood's answer to the same question is in em.py.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.moments import Array, Moments

#: A correlation matrix whose smallest eigenvalue lies below minus this is one that no answers could have.
NEGATIVE = 1e-8
#: A variance below this share of the mean square is rounding: the item does not vary there.
ROUNDING = 1e-12
#: Numbers of a chunk's largest array: the products of a stretch of rows, or the sums of some members.
NUMBERS_AT_A_TIME = 2**22

Weights = NDArray[np.float64] | NDArray[np.integer]


def centre_and_scale(rows: Array) -> tuple[Array, Array]:
    """Mean and standard deviation of the answers of each item; 0 and 1 where there are none to tell."""
    answered = ~np.isnan(rows)
    n = np.maximum(answered.sum(axis=0), 1)
    centre = np.where(answered, rows, 0.0).sum(axis=0) / n
    spread = np.sqrt((np.where(answered, rows - centre, 0.0) ** 2).sum(axis=0) / n)
    return centre, np.where(spread > 0, spread, 1.0)


def slices(total: int, size: int) -> Iterator[slice]:
    """Cut `total` things into stretches of at most `size`."""
    for start in range(0, total, max(1, size)):
        yield slice(start, min(start + max(1, size), total))


class _GapSums(ABC):
    """Sums over the answered cells of each pair of items; what both sources below are made from."""

    # sums of x_j^2 over the rows that answered k too; only correlations need them
    squares = False

    def __init__(self, rows: Array, weights: Array | None = None) -> None:
        self.rows = np.asarray(rows, dtype=np.float64)
        self.weights = None if weights is None else np.asarray(weights, dtype=np.float64)
        self.n, self.p = self.rows.shape
        self.centre, _ = centre_and_scale(self.rows)
        self._kinds = 4 if self.squares else 3
        size = NUMBERS_AT_A_TIME // (self._kinds * self.p**2)
        self._parts = list(slices(self.n, size))
        self._kept = self._products(self._parts[0]) if len(self._parts) == 1 else None

    def _products(self, part: slice) -> Array:
        """Weighted r_j r_k, x_j r_k, x_j x_k (and x_j^2 r_k) of some rows: (kinds p^2 + 1, rows)."""
        x = (self.rows[part] - self.centre).T
        answered = ~np.isnan(x)
        weights = np.ones(x.shape[1]) if self.weights is None else self.weights[part]
        x = np.where(answered, x, 0.0)
        weighted = answered * weights
        out = np.empty((self._kinds * self.p**2 + 1, x.shape[1]))
        out[-1] = weights
        cells = out[:-1].reshape(self._kinds, self.p, self.p, x.shape[1])
        np.multiply(answered[:, None], weighted, out=cells[0])
        np.multiply(x[:, None], weighted, out=cells[1])
        np.multiply(x[:, None], x * weights, out=cells[2])
        if self.squares:
            np.multiply((x * x)[:, None], weighted, out=cells[3])
        return out

    def moments(self, counts: Weights) -> Moments:
        """Moments of each member.

        Parameters
        ----------
        counts : array, shape (members, n)
            Weights of the rows, zero or more; they multiply the survey weights.

        Returns
        -------
        Moments
            Of shape (members, p, p), laid out with the member as last axis; `n` is the total weight of all
            rows. Missing where the member's answers do not determine them.
        """
        members = len(counts)
        mean = np.empty((self.p, members))
        cov = np.empty((self.p, self.p, members))
        total = np.empty(members)
        for part in slices(members, NUMBERS_AT_A_TIME // (self._kinds * self.p**2)):
            sums = self._sums(counts[part])
            total[part] = np.where(sums[-1] > 0, sums[-1], np.nan)
            cells = sums[:-1].reshape(self._kinds, self.p, self.p, -1)
            with np.errstate(invalid="ignore", divide="ignore"):
                mean[:, part], cov[..., part] = self._moments(cells, total[part])
        mean += self.centre[:, None]
        return Moments._of(np.moveaxis(cov, -1, 0), mean.T, total)

    def _sums(self, counts: Weights) -> Array:
        sums: Array | None = None
        for part in self._parts:
            products = self._products(part) if self._kept is None else self._kept
            share = products @ counts[:, part].T.astype(np.float64)
            sums = share if sums is None else np.add(sums, share, out=sums)
        assert sums is not None  # a sample has at least one row: checked when it was read
        return sums

    @abstractmethod
    def _moments(self, cells: Array, total: Array) -> tuple[Array, Array]:
        """Means and covariances from the sums, by the rule of the source."""


class PairwiseSource(_GapSums):
    """Moments from all the answers there are: each correlation from the rows that answered both items.

    Use it when gaps are many and scattered, and treat it with care: different entries rest on different
    respondents, so the matrix need not be one that any answers could have (see `not_positive`), and the
    estimates are biased unless answers are missing completely at random. EM (`em.EmSource`) needs less.

    Parameters
    ----------
    rows : array, shape (n, p)
        Answers; NaN where there is none.
    weights : array, shape (n,), optional
        Survey weights.

    Notes
    -----
    Means and standard deviations are those of all answers to an item; the correlation of two items is that
    of the rows with both, with means and standard deviations of these rows, as ``cor(use =
    "pairwise.complete.obs")`` of R has it; ``cov = D r D`` with D the standard deviations.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.array([[1, 2], [2, 1], [3, 4], [4, np.nan]])
    >>> found = PairwiseSource(rows).moments(np.ones((1, 4)))
    >>> found.mean.round(4).tolist(), found.corr[0, 0, 1].round(4).tolist()
    ([[2.5, 2.3333]], 0.6547)
    """

    squares = True

    def _moments(self, cells: Array, total: Array) -> tuple[Array, Array]:
        weight = np.where(cells[0] > 0, cells[0], np.nan)
        mean, product, square = cells[1] / weight, cells[2] / weight, cells[3] / weight
        other = mean.swapaxes(0, 1)
        variance = square - mean**2
        np.copyto(variance, np.nan, where=variance <= ROUNDING * square)
        corr = (product - mean * other) / np.sqrt(variance * variance.swapaxes(0, 1))
        own = np.arange(self.p)
        corr[own, own] = 1.0
        sd = np.sqrt(np.maximum(square[own, own] - mean[own, own] ** 2, 0.0))
        return mean[own, own], corr * sd[:, None] * sd


class MeanSource(_GapSums):
    """Moments of the rows after each gap was filled with the item's mean.

    Use it to reproduce studies that did so. It shrinks variances and correlations, and its standard errors
    are too small: with EM there is no reason left to use it. The means are those of each member's own rows:
    a resample of n rows is filled anew.

    Parameters
    ----------
    rows : array, shape (n, p)
        Answers; NaN where there is none.
    weights : array, shape (n,), optional
        Survey weights.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.array([[1, 2], [2, 1], [3, 4], [4, np.nan]])
    >>> found = MeanSource(rows).moments(np.ones((1, 4)))
    >>> filled = mean_rows(rows, Moments(found.cov[0], found.mean[0]))
    >>> bool(np.allclose(found.cov[0], np.cov(filled.T, ddof=0)))
    True
    """

    def _moments(self, cells: Array, total: Array) -> tuple[Array, Array]:
        weight, first, second = cells
        own = np.arange(self.p)
        mean = first[own, own] / np.where(weight[own, own] > 0, weight[own, own], np.nan)
        # sum of (x_j - mean_j)(x_k - mean_k) over the rows that answered both; the others add zero
        cov = second - first.swapaxes(0, 1) * mean[:, None] - first * mean + weight * mean[:, None] * mean
        return mean, cov / total


def not_positive(corr: Array) -> NDArray[np.bool_]:
    """Tell which pairwise matrices are no correlation matrices.

    Parameters
    ----------
    corr : array, shape (..., p, p)

    Returns
    -------
    array of bool, shape (...)
        True where an eigenvalue lies below -1e-8; False where the matrix has missing entries.

    Examples
    --------
    >>> import numpy as np
    >>> r = np.array([[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]])
    >>> not_positive(np.stack([r, np.eye(3)])).tolist()
    [True, False]
    """
    flat = corr.reshape(-1, *corr.shape[-2:])
    known = np.isfinite(flat).all(axis=(-2, -1))
    negative = np.zeros(len(flat), dtype=bool)
    negative[known] = np.linalg.eigvalsh(flat[known])[:, 0] < -NEGATIVE
    return negative.reshape(corr.shape[:-2])


def mean_rows(rows: Array, moments: Moments) -> Array:
    """Put the item's mean in each gap; rows without any answer stay missing.

    Parameters
    ----------
    rows : array, shape (n, p)
    moments : Moments of one sample
        Its `mean`, shape (p,), is what goes in.

    Returns
    -------
    array, shape (n, p)
        A copy; answers as they are.
    """
    if moments.mean is None:
        raise SpecificationError("Missing answers can be filled only from moments with means.")
    gaps = np.isnan(rows)
    gaps[gaps.all(axis=1)] = False
    return np.where(gaps, moments.mean, rows)
