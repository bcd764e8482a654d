"""Rows with gaps, arranged by the items that were answered: what their likelihood is computed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.covariance.incomplete import Block, Incomplete, Pairs, Places, placed
from csmodels.numerics.covariance.structure import Array, Indices
from csmodels.numerics.gaps import Pattern, patterns


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows of one group that answered the same items."""

    group: int
    rows: Indices
    items: Indices
    gaps: Indices
    values: Array  # (rows, items), about the centre of the items


class PatternedRows:
    """Rows of every group, arranged by the items that were answered.

    Parameters
    ----------
    rows : sequence of arrays, shape (n, items)
        Of each group; NaN where there is no answer. A row without any says nothing and is passed over.
    weights : sequence of arrays, shape (n,), or None
        Survey weights of each group, together of mean 1.

    Examples
    --------
    >>> import numpy as np
    >>> rows = PatternedRows([np.array([[1, 2], [2, 1], [3, np.nan], [4, 3]])])
    >>> rows.n_patterns
    2
    """

    def __init__(self, rows: Sequence[Array], weights: Sequence[Array] | None = None) -> None:
        self.n = [len(each) for each in rows]
        self.p = int(rows[0].shape[1])
        self.weights = [np.ones(n) for n in self.n] if weights is None else list(weights)
        self.centre = np.nanmean(np.concatenate(list(rows)), axis=0)
        self._parts = [part for g, each in enumerate(rows) for part in self._of_group(g, each)]
        self._blocks: list[tuple[list[_Rows], Places]] = []
        for m in sorted({len(part.items) for part in self._parts}):
            alike = [part for part in self._parts if len(part.items) == m]
            self._blocks.append((alike, _places(alike, len(rows), self.p)))

    def _of_group(self, group: int, rows: Array) -> list[_Rows]:
        gaps = np.isnan(rows)
        found = patterns(gaps)
        whole = np.flatnonzero(~gaps.any(axis=1))
        if len(whole):
            found.append(Pattern(whole, np.zeros(0, dtype=np.intp), np.arange(self.p)))
        away = rows - self.centre
        return [
            _Rows(group, each.rows, each.answered, each.missing, away[np.ix_(each.rows, each.answered)])
            for each in found
            if len(each.answered)
        ]

    @property
    def n_patterns(self) -> int:
        """Different sets of answered items, in all groups."""
        return len(self._parts)

    @cached_property
    def told(self) -> list[Array]:
        """Weights of the rows of each group, zero where nothing was answered."""
        found = [np.zeros(n) for n in self.n]
        for part in self._parts:
            found[part.group][part.rows] = self.weights[part.group][part.rows]
        return found

    @cached_property
    def _sums(self) -> tuple[Array, Array, Array]:
        """Weights, sums and sums of squares of the answers to each item, shapes (groups, items)."""
        found = np.zeros((3, len(self.n), self.p))
        for part in self._parts:
            w = self.weights[part.group][part.rows]
            for k, sums in enumerate(
                (np.full(part.items.shape, w.sum()), w @ part.values, w @ part.values**2)
            ):
                found[k, part.group, part.items] += sums
        return found[0], found[1], found[2]

    @property
    def answers(self) -> Array:
        """Total weight of the answers to each item, shape (groups, items)."""
        return self._sums[0]

    @property
    def separate(self) -> tuple[Array, Array]:
        """Covariances and means where items are independent: each item's variance and mean alone.

        Returns
        -------
        cov, mean : arrays, shapes (groups, items, items) and (groups, items)
        """
        total, first, second = self._sums
        mean = first / total
        variance = second / total - mean**2
        return variance[:, :, None] * np.eye(self.p), mean + self.centre

    @property
    def numbers(self) -> int:
        """Numbers that one member's moments of all patterns take."""
        return sum(len(part.items) ** 2 for part in self._parts)

    def sample(self, cov: Array, mean: Array, counts: Sequence[NDArray[Any]] | None = None) -> Incomplete:
        """What structures are fitted to.

        Parameters
        ----------
        cov, mean : arrays, shapes (members, groups, items, items) and (members, groups, items)
            Moments by EM (`numerics.em.EmSource`).
        counts : sequence of arrays, shape (members, n), optional
            How often each member drew each row of each group; by default every row once.
        """
        drawn = [np.ones((1, n)) for n in self.n] if counts is None else counts
        weighted = [c * w for c, w in zip(drawn, self.weights, strict=True)]
        told = np.zeros((len(cov), len(self.n)))
        for part in self._parts:
            told[:, part.group] += weighted[part.group][:, part.rows].sum(axis=1)
        blocks = tuple(self._block(alike, places, weighted, told) for alike, places in self._blocks)
        shares = told / told.sum(axis=1, keepdims=True)
        made = Incomplete(cov, mean, shares, blocks, self._pairs(blocks), np.zeros(told.shape))
        return replace(made, fixed=made._against(cov, mean)[0])

    def _block(self, alike: list[_Rows], places: Places, weighted: list[Array], told: Array) -> Block:
        size, members = len(alike[0].items), len(told)
        share = np.empty((members, len(alike)))
        mean, cov = np.empty((members, len(alike), size)), np.empty((members, len(alike), size, size))
        for k, part in enumerate(alike):
            w, x = weighted[part.group][:, part.rows], part.values
            total = w.sum(axis=1)
            safe = np.where(total > 0, total, 1.0)[:, None]
            products = (x[:, :, None] * x[:, None, :]).reshape(len(x), -1)
            first = w @ x / safe
            cov[:, k] = (w @ products / safe).reshape(-1, size, size) - first[:, :, None] * first[:, None, :]
            mean[:, k] = first + self.centre[part.items]
            share[:, k] = total / told[:, part.group]
        groups = np.array([part.group for part in alike])
        items = np.stack([part.items for part in alike])
        gaps = np.stack([part.gaps for part in alike])
        return Block(groups, items, gaps, share, mean, cov, places)

    def _pairs(self, blocks: Sequence[Block]) -> Pairs:
        """Sums over all patterns; about the centre, so that nothing cancels."""
        shape = (len(blocks[0].share), len(self.n), self.p, self.p)
        share, first, second = np.zeros((3, *shape))
        for block in blocks:
            part = np.broadcast_to(block.share[..., None, None], block.cov.shape)
            away = block.mean - self.centre[block.items]
            share += placed(block.places.answered, part, shape)
            first += placed(block.places.answered, part * away[..., :, None], shape)
            about = block.cov + away[..., :, None] * away[..., None, :]
            second += placed(block.places.answered, part * about, shape)
        return Pairs(self.centre, share, first, second)

    def scores(self, cov: Array, mean: Array) -> list[Array]:
        """Derivatives of each respondent's log-likelihood by the moments, shape (n, moments), by group.

        Parameters
        ----------
        cov, mean : arrays, shapes (groups, items, items) and (groups, items)

        Returns
        -------
        list of arrays
            By the means, then the lower triangle of the covariances; zero in rows without any answer.
        """
        i, j = np.tril_indices(self.p)
        half = np.where(i == j, 0.5, 1.0)
        found = [np.zeros((n, self.p + len(i))) for n in self.n]
        for part in self._parts:
            inverse = np.zeros((self.p, self.p))
            pull = np.zeros((len(part.rows), self.p))
            own = np.linalg.inv(cov[part.group][np.ix_(part.items, part.items)])
            inverse[np.ix_(part.items, part.items)] = own
            pull[:, part.items] = (part.values + (self.centre - mean[part.group])[part.items]) @ own
            found[part.group][part.rows, : self.p] = pull
            found[part.group][part.rows, self.p :] = (pull[:, i] * pull[:, j] - inverse[i, j]) * half
        return found


def _places(alike: list[_Rows], groups: int, p: int) -> Places:
    """Where the patterns of a block go among the moments of all groups."""
    from scipy.sparse import csr_array

    items = np.stack([part.items for part in alike])
    gaps = np.stack([part.gaps for part in alike])
    first = np.array([part.group for part in alike])[:, None] * p

    def adds(target: Indices, size: int) -> Any:
        flat = target.ravel()
        ones = (np.ones(len(flat)), (flat, np.arange(len(flat))))
        return csr_array(ones, shape=(groups * size, len(flat)))

    def matrices(rows: Indices, columns: Indices) -> Any:
        return adds((first + rows)[:, :, None] * p + columns[:, None, :], p * p)

    return Places(adds(first + gaps, p), matrices(gaps, items), matrices(gaps, gaps), matrices(items, items))
