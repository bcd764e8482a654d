"""Polychoric correlations: of the normal variables that ordered answers are thought to be cut from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import DataError
from csmodels.numerics.moments import Moments
from csmodels.numerics.pair_tables import (
    LIMIT,
    Cells,
    correlate,
    influence,
    thresholds_of,
)

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Most categories of an ordered item: what has more is a measurement, not a category.
MOST_CATEGORIES = 20
#: Entries of tables (cells x pairs x members) held at a time.
CELLS_AT_A_TIME = 2**22


@dataclass(frozen=True, eq=False)
class Categories:
    """Answers as numbers of categories.

    Attributes
    ----------
    codes : array of int, shape (n, p)
        0 for the lowest answer that occurs.
    levels : tuple of arrays, one per item
        The answers that occur, ascending.
    """

    codes: Codes
    levels: tuple[Array, ...]

    @classmethod
    def of(cls, rows: Array, weights: Array | None = None) -> Categories:
        """Number the answers of complete rows; answers of rows without weight make no category.

        Raises
        ------
        DataError
            An item with one category, or with more than `MOST_CATEGORIES`; the message has its number.
        """
        counted = rows if weights is None else rows[weights > 0]
        codes, levels = np.empty(rows.shape, dtype=np.intp), []
        for j in range(rows.shape[1]):
            found = np.unique(counted[:, j])
            if not 1 < len(found) <= MOST_CATEGORIES:
                raise DataError(
                    f"Item number {j + 1} takes {len(found)} different values; polychoric correlations are"
                    f" for 2 to {MOST_CATEGORIES} ordered categories."
                )
            codes[:, j] = np.minimum(np.searchsorted(found, rows[:, j]), len(found) - 1)
            levels.append(found)
        return cls(codes, tuple(levels))

    @property
    def most(self) -> int:
        """Categories of the item that has most."""
        return max(len(each) for each in self.levels)


@dataclass(frozen=True, eq=False)
class Batch:
    """Correlations of many samples.

    Attributes
    ----------
    corr : array, shape (members, p, p)
        Missing where an item has one category only.
    variances : array, shape (members, pairs), or None
        Of the correlations; pairs as `numpy.tril_indices` lists them.
    n : array, shape (members,)
        Sum of the weights.
    """

    corr: Array
    variances: Array | None
    n: Array


class VarianceMoments(Moments):
    """Correlations as moments, with the variance of each beside them, shape (members, pairs)."""

    variances: Array


class PolychoricSource:
    """Rows that become polychoric correlations once they are counted.

    Tables of pairs of items are linear in how often rows count, so all members of a batch are one sparse
    matrix product; then all pairs of all members are solved at once.

    Parameters
    ----------
    rows : array, shape (n, p)
        Complete answers.
    weights : array, shape (n,), optional
    variances : bool
        Give the variance of every correlation too.
    """

    def __init__(self, rows: Array, weights: Array | None = None, *, variances: bool = False) -> None:
        self.n, self.p = rows.shape
        self.weights = weights
        self.variances = variances
        self.categories = Categories.of(rows, weights)

    @cached_property
    def pairs(self) -> tuple[Codes, Codes]:
        """Items of each pair: the lower triangle by rows."""
        return np.tril_indices(self.p, -1)

    @cached_property
    def _cells(self) -> tuple[Any, Any]:
        """Which cell of each table each row is in, and which category of each item: sparse (cells, n)."""
        from scipy.sparse import csr_array

        k, codes, (first, second) = self.categories.most, self.categories.codes, self.pairs
        of_pairs = (codes[:, first] * k + codes[:, second]) * len(first) + np.arange(len(first))
        of_items = codes * self.p + np.arange(self.p)
        made = []
        for places, size in ((of_pairs, k * k * len(first)), (of_items, k * self.p)):
            width = places.shape[1]
            rows = np.repeat(np.arange(self.n), width)
            ones = np.ones(self.n * width)
            made.append(csr_array((ones, (places.ravel(), rows)), shape=(size, self.n)))
        return made[0], made[1]

    def tables(self, weights: Array) -> Cells:
        """Tables of all pairs under weights of shape (members, n); batch axes come last."""
        of_pairs, of_items = self._cells
        k, members = self.categories.most, len(weights)
        counted = np.ascontiguousarray(weights.T, dtype=np.float64)
        margins = (of_items @ counted).reshape(k, self.p, members)
        counts = (of_pairs @ counted).reshape(k, k, -1, members)
        two = np.array([len(each) == 2 for each in self.categories.levels])
        return Cells.of(counts, margins, self.pairs, two[self.pairs[0]] & two[self.pairs[1]])

    def batch(self, counts: NDArray[Any]) -> Batch:
        """Correlations of each member; `counts` has shape (members, n)."""
        size = max(1, CELLS_AT_A_TIME // (self.categories.most**2 * max(1, len(self.pairs[0]))))
        parts = [self._part(counts[start : start + size]) for start in range(0, len(counts), size)]
        return Batch(
            np.concatenate([part.corr for part in parts]),
            np.concatenate([np.asarray(part.variances) for part in parts]) if self.variances else None,
            np.concatenate([part.n for part in parts]),
        )

    def _part(self, counts: NDArray[Any]) -> Batch:
        weights = counts if self.weights is None else counts * self.weights
        cells = self.tables(weights)
        found = correlate(cells)
        variances = None
        if self.variances:
            # a row drawn twice is two rows, each with its weight squared
            squares = counts if self.weights is None else counts * self.weights**2
            again = cells.counts if self.weights is None else self.tables(squares).counts
            table = influence(cells, found).correlations
            variances = (again * table**2).sum(axis=(0, 1)).T
        corr = np.empty((len(counts), self.p, self.p))
        corr[:] = np.eye(self.p)
        first, second = self.pairs
        corr[:, first, second] = corr[:, second, first] = found.r.T
        return Batch(corr, variances, np.asarray(weights.sum(axis=1), dtype=np.float64))

    def moments(self, counts: NDArray[Any]) -> Moments:
        """The same as `Moments` (variances 1, no means), for whatever takes these."""
        found = self.batch(counts)
        made = VarianceMoments._of(found.corr, None, found.n)
        if found.variances is not None:
            object.__setattr__(made, "variances", found.variances)
        return made


@dataclass(frozen=True, eq=False)
class Polychoric:
    """Polychoric correlations of one sample, with what every respondent contributes to their errors.

    Attributes
    ----------
    corr : array, shape (p, p)
    thresholds : tuple of arrays, one per item
        Where the normal variable is cut; one fewer than the item has categories.
    levels : tuple of arrays
        The categories, as answered.
    influence : array, shape (n, pairs)
        Times its weight, a respondent's share in the errors of the correlations (lower triangle by rows).
    threshold_influence : array, shape (n, thresholds)
        The same of the thresholds, item after item.
    perfect : tuple of (int, int)
        Pairs whose answers go together perfectly: their correlation is at the limit of the search.
    corrected : tuple of (int, int)
        Pairs of yes/no items with an empty cell, which counts as half a respondent.
    """

    corr: Array
    thresholds: tuple[Array, ...]
    levels: tuple[Array, ...]
    influence: Array
    threshold_influence: Array
    perfect: tuple[tuple[int, int], ...]
    corrected: tuple[tuple[int, int], ...]

    @property
    def values(self) -> Array:
        """The correlations of the pairs, shape (pairs,)."""
        return self.corr[np.tril_indices(len(self.corr), -1)]

    def covariance(self, weights: Array | None = None) -> Array:
        """Covariance matrix of the thresholds (first) and correlations: Gamma over n."""
        every = np.concatenate([self.threshold_influence, self.influence], axis=1)
        given = every if weights is None else every * weights[:, None]
        found: Array = given.T @ given
        return found


def polychoric(rows: Array, weights: Array | None = None) -> Polychoric:
    """Polychoric correlations of all pairs of items in two steps, with casewise influence.

    Use them for answers in few ordered categories, whose product-moment correlations are too small.

    Parameters
    ----------
    rows : array, shape (n, p)
        Complete answers; every value that occurs is a category.
    weights : array, shape (n,), optional

    Returns
    -------
    Polychoric

    Raises
    ------
    DataError
        An item with one category, or with more than `MOST_CATEGORIES`.

    Notes
    -----
    Thresholds are normal quantiles of the margins; given these, the likelihood of each pair's table is
    maximised over its correlation (Olsson 1979). Of two yes/no items whose table has an empty cell, this
    cell counts as half a respondent and the margins stay (Brown and Benedetti 1977). The error of the first
    step enters the errors of the second (Muthén 1984; Jöreskog 1994); the information is the sum of squared
    scores.

    Examples
    --------
    >>> import numpy as np
    >>> from csmodels.numerics.polychoric import polychoric
    >>> table = [[40, 10], [10, 40]]
    >>> rows = np.array([(a, b) for a in (0, 1) for b in (0, 1) for _ in range(table[a][b])], float)
    >>> found = polychoric(rows)  # both cut at 0: the sine of (share alike - 1/2) pi
    >>> float(found.corr[0, 1].round(6)), float(np.sin(0.3 * np.pi).round(6))
    (0.809017, 0.809017)
    """
    source = PolychoricSource(rows, weights)
    cells = source.tables((np.ones(source.n) if weights is None else weights)[None])
    found = correlate(cells)
    table = influence(cells, found)
    codes, (first, second) = source.categories.codes, source.pairs
    pair = np.arange(len(first))
    corr = np.eye(source.p)
    corr[first, second] = corr[second, first] = found.r[:, 0]
    cuts = thresholds_of(cells.margins)[..., 0]
    sizes = [len(each) for each in source.categories.levels]
    item = np.arange(source.p)
    # (n, p, K - 1), of which each item has its own number
    of_cuts = np.moveaxis(table.thresholds[:, codes, item, 0], 0, -1)
    return Polychoric(
        corr,
        tuple(cuts[: size - 1, j] for j, size in enumerate(sizes)),
        source.categories.levels,
        table.correlations[codes[:, first], codes[:, second], pair, 0],
        np.concatenate([of_cuts[:, j, : size - 1] for j, size in enumerate(sizes)], axis=1),
        _named(source.pairs, np.abs(found.r[:, 0]) >= np.tanh(LIMIT) * (1 - 1e-12)),
        _named(source.pairs, cells.corrected[:, 0]),
    )


def _named(pairs: tuple[Codes, Codes], which: NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    first, second = (each[which].tolist() for each in pairs)
    return tuple(zip(second, first, strict=True))


__all__ = ["Batch", "Categories", "Polychoric", "PolychoricSource", "polychoric"]
