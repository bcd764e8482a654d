"""Products of scores as linear combinations of columns, so that they stay functions of moments.

With items centred at a fixed point, x, and their pairwise products as further columns of the rows, the
product of two scores is linear in these columns: for scores u'(x - d) and v'(x - d), d being the means,

    u'(x - d) v'(x - d) = sum_kl u_k v_l x_k x_l - (v'd) u'x - (u'd) v'x + (u'd)(v'd).

The moments of the extended rows thus give the moments of any such product in any resample, group or
fold, whose means and weights may differ, without another look at the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.batch import batch_last, solve
from csmodels.numerics.moments import Moments

Array = NDArray[np.float64]
Pair = tuple[int, int]


def extended_rows(rows: Array, centre: Array, pairs: Sequence[Pair]) -> Array:
    """The rows with products of centred items beside them: shape (n, items + pairs)."""
    n, p = rows.shape
    out = np.empty((n, p + len(pairs)))
    out[:, :p] = rows
    centred = rows - centre
    for at, (k, m) in enumerate(pairs, start=p):
        np.multiply(centred[:, k], centred[:, m], out=out[:, at])
    return out


@dataclass(frozen=True)
class Combination:
    """A linear combination of columns, for a batch of members.

    Attributes
    ----------
    columns : tuple of int
    slopes : array, shape (columns, members)
    """

    columns: tuple[int, ...]
    slopes: Array

    def through(self, parts: dict[int, Combination]) -> Combination:
        """The same, with combined columns replaced by what they are made of."""
        if not any(column in parts for column in self.columns):
            return self
        summed: dict[int, Array] = {}
        for column, slope in zip(self.columns, self.slopes, strict=True):
            part = parts.get(column, Combination((column,), np.ones((1, 1))))
            for inner, inner_slope in zip(part.columns, part.slopes, strict=True):
                summed[inner] = summed.get(inner, 0.0) + slope * inner_slope
        return Combination(tuple(summed), np.stack(list(summed.values())))


class Columns:
    """Moments of columns and of combinations added to them; the batch of members lies last.

    Parameters
    ----------
    moments : Moments
        Of the extended rows, batch of shape (members,): items, then products of the `pairs`.
    centre : array, shape (items,)
        Where the items were centred before they were multiplied.
    pairs : sequence of (int, int)
        Items of each product column; the first item is not behind the second.
    """

    def __init__(self, moments: Moments, centre: Array | None, pairs: Sequence[Pair]) -> None:
        self._given = batch_last(moments.cov, 2)
        # covariances of each column added, with the columns given, those added before it, and itself
        self._added: list[Array] = []
        self.mean = None if moments.mean is None else batch_last(moments.mean, 1)
        self.members = self._given.shape[-1]
        self.made: dict[int, Combination] = {}
        items = len(self._given) - len(pairs)
        self._place = {pair: items + i for i, pair in enumerate(pairs)}
        self._centre = centre

    def cov(self, first: int, second: int) -> Array:
        """Covariances of two columns, shape (members,)."""
        low, high = sorted((first, second))
        if high < len(self._given):
            found: Array = self._given[low, high]
        else:
            found = self._added[high - len(self._given)][low]
        return found

    def within(self, columns: Sequence[int]) -> Array:
        """Covariances among some columns, shape (columns, columns, members)."""
        out = np.empty((len(columns), len(columns), self.members))
        for i, first in enumerate(columns):
            for j, second in enumerate(columns[: i + 1]):
                out[i, j] = out[j, i] = self.cov(first, second)
        return out

    def sd(self, columns: Sequence[int]) -> Array:
        """Standard deviations, shape (columns, members)."""
        return np.sqrt(np.stack([self.cov(column, column) for column in columns]))

    def corr(self, columns: Sequence[int]) -> Array:
        """Correlations of some columns, shape (members, columns, columns)."""
        sd = self.sd(columns)
        within = self.within(columns)
        within /= sd
        within /= sd[:, None]
        return np.moveaxis(within, -1, 0)

    def moments(self, columns: Sequence[int], n: object) -> Moments:
        """Moments of some columns."""
        mean = None if self.mean is None else np.moveaxis(self.mean[list(columns)], -1, 0)
        return Moments._of(np.moveaxis(self.within(columns), -1, 0), mean, n)

    def add(self, combinations: Sequence[Combination], constants: Sequence[Array] | None = None) -> list[int]:
        """Put combinations beside the columns; gives their numbers."""
        first = len(self._given) + len(self._added)
        for at, made in enumerate(combinations, start=first):
            self._added.append(self._covariances(made))
            self.made[at] = made.through(self.made)
        if self.mean is not None:
            means = [np.einsum("jb,jb->b", self.mean[list(c.columns)], c.slopes) for c in combinations]
            if constants is not None:
                means = [mean + constant for mean, constant in zip(means, constants, strict=True)]
            self.mean = np.concatenate([self.mean, np.reshape(means, (len(means), self.members))])
        return list(range(first, first + len(combinations)))

    def _covariances(self, made: Combination) -> Array:
        """Covariances of a combination with all columns so far, and its variance at the end."""
        p = len(self._given)
        row = np.zeros((p + len(self._added) + 1, self.members))
        for column, slope in zip(made.columns, made.slopes, strict=True):
            row[:p] += slope * (self._given[column] if column < p else self._added[column - p][:p])
            for i in range(len(self._added)):
                row[p + i] += slope * self.cov(column, p + i)
        for column, slope in zip(made.columns, made.slopes, strict=True):
            row[-1] += slope * row[column]
        return row

    def standardised(self, columns: Sequence[int], weights: Array) -> Combination:
        """The score of a block: weights of shape (columns, members) of its standardised columns."""
        return Combination(tuple(columns), weights / self.sd(columns))

    def product(self, first: Combination, second: Combination) -> tuple[Combination, Array]:
        """The product of two scores, each centred at its mean, and the constant that belongs to it."""
        assert self.mean is not None  # products are made from rows
        assert self._centre is not None
        first, second = first.through(self.made), second.through(self.made)
        involved = sorted({*first.columns, *second.columns})
        u, v = (self._spread(each, involved) for each in (first, second))
        off = self.mean[involved] - self._centre[involved][:, None]
        u_off, v_off = (np.einsum("kb,kb->b", each, off) for each in (u, v))
        number = {column: i for i, column in enumerate(involved)}
        wanted = {(min(k, m), max(k, m)) for k in first.columns for m in second.columns}
        pairs = sorted(wanted)
        k, m = ([number[pair[side]] for pair in pairs] for side in (0, 1))
        crossed = np.where((np.array(k) != np.array(m))[:, None], u[m] * v[k], 0.0)
        slopes = np.concatenate([u[k] * v[m] + crossed, -(v_off * u) - (u_off * v)])
        columns = (*(self._place[pair] for pair in pairs), *involved)
        # the product columns are those of items less the centre, the items themselves are not
        constant = u_off * v_off + np.einsum(
            "kb,kb->b", v_off * u + u_off * v, np.broadcast_to(self._centre[involved][:, None], u.shape)
        )
        return Combination(columns, slopes), constant

    def _spread(self, given: Combination, involved: list[int]) -> Array:
        out = np.zeros((len(involved), self.members))
        out[[involved.index(column) for column in given.columns]] = given.slopes
        return out

    def residual(self, column: int, predictors: Sequence[int]) -> Combination:
        """A column less its regression on others."""
        every = [*predictors, column]
        corr = batch_last(self.corr(every), 2)
        slopes = solve(corr[: len(predictors)].copy())[:, 0]
        sd = self.sd(every)
        return Combination(
            (column, *predictors), np.concatenate([np.ones_like(sd[-1:]), -slopes * sd[-1] / sd[:-1]])
        )
