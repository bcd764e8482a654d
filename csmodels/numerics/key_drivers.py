"""The game of key drivers: which failures set the dissatisfied apart from the others.

A set of drivers S is worth v(S) = P(any driver of S fails | hit) - P(any driver of S fails | not hit):
"reach" minus "noise", where a respondent is hit who is dissatisfied (Conklin, Powaga and Lipovetsky 2004,
European Journal of Operational Research 154, 819-827). The mirror game takes delight and the delighted.

The Shapley value of this game needs no subsets. v is a weighted sum of one game for each respondent,
u(S) = 1 where S holds any of the k drivers that fail for this respondent, and 0 elsewhere. The k drivers are
interchangeable in u, the others add nothing, and u of all drivers is 1: so each of the k has 1 / k (symmetry,
null player, efficiency). The Shapley value is linear in the game, so that of v is a difference of two means
of 1 / k. It is exact for any number of drivers, may be negative, and sums to v of all drivers.

So all figures are functions of the moments of a few columns, and resamples are a batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.moments import Moments

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Two sets of drivers that are worth as much, but for rounding.
EQUAL = 1e-12


def shared_out(flags: Flags) -> Array:
    """Each respondent's 1, shared evenly among the drivers that fail; 0 where none does.

    Parameters
    ----------
    flags : array of bool, shape (n, P)

    Examples
    --------
    >>> shared_out(np.array([[True, True, False], [False, False, False]])).tolist()
    [[0.5, 0.5, 0.0], [0.0, 0.0, 0.0]]
    """
    found: Array = flags / np.maximum(flags.sum(axis=1, keepdims=True), 1)
    return found


def columns(flags: Flags, hit: Flags, order: NDArray[np.intp]) -> Array:
    """The columns whose moments hold all figures, shape (n, 3 P + 1).

    Parameters
    ----------
    flags : array of bool, shape (n, P)
        Which drivers fail.
    hit : array of bool, shape (n,)
        Who is dissatisfied.
    order : array of int, shape (P,)
        The order in which drivers are taken together.

    Returns
    -------
    array
        Shares of each failure, failures, whether any of the first 1 ... P drivers of the order fails, hit.
    """
    together = np.logical_or.accumulate(flags[:, order], axis=1)
    return np.column_stack([shared_out(flags), flags, together, hit]).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Rates:
    """Means of columns among those who are hit and among the others.

    Attributes
    ----------
    reach, noise : array, shape (..., 3, P)
        Of shared failures, of failures, of failures of any of the first drivers; missing where all or none
        are hit.
    hit : array, shape (...)
        Share of those who are hit.
    """

    reach: Array
    noise: Array
    hit: Array

    @property
    def success(self) -> Array:
        """Reach minus noise, (..., 3, P): Shapley values, v of each driver alone, v of the first ones."""
        return self.reach - self.noise


def rates(moments: Moments) -> Rates:
    """Means among the hit and the others, from moments of `columns`.

    Notes
    -----
    The difference of two means by a 0/1 column d is the slope cov(x, d) / var(d).

    Examples
    --------
    >>> flags = np.array([[True, True], [True, False], [False, False], [True, False]])
    >>> hit = np.array([True, True, False, False])
    >>> found = rates(Moments.from_rows(columns(flags, hit, np.array([0, 1]))))
    >>> found.success[0].tolist(), found.success[2].tolist()
    ([0.25, 0.25], [0.5, 0.5])
    """
    assert moments.mean is not None  # made from rows
    share = moments.mean[..., -1]
    spread = moments.cov[..., -1, -1]
    # the variance of a 0/1 column, by its own share: 0 means that no two groups exist
    sound = (share > EQUAL) & (share < 1 - EQUAL)
    slope = moments.cov[..., :-1, -1] / np.where(sound, spread, np.nan)[..., None]
    mean = moments.mean[..., :-1]
    noise = mean - slope * share[..., None]
    shape = (*noise.shape[:-1], 3, noise.shape[-1] // 3)
    return Rates((noise + slope).reshape(shape), noise.reshape(shape), share)


def entry_order(values: Array) -> NDArray[np.intp]:
    """Drivers by value, the largest first; equal ones (but for rounding) as they stand. Shape (..., P)."""
    return np.argsort(-np.round(values, 12), axis=-1, kind="stable")


def stop(success: Array) -> NDArray[np.intp]:
    """How many of the first drivers are worth most together; 0 where no number is worth anything.

    Parameters
    ----------
    success : array, shape (..., P)
        v of the first 1 ... P drivers.

    Returns
    -------
    array of int, shape (...)
        The smallest number with the largest v.

    Examples
    --------
    >>> stop(np.array([[0.2, 0.3, 0.3, 0.1], [-0.1, -0.2, -0.2, -0.3]])).tolist()
    [2, 0]
    """
    best = success.max(axis=-1, keepdims=True)
    first = (success >= best - EQUAL).argmax(axis=-1) + 1
    found: NDArray[np.intp] = np.where(best[..., 0] > EQUAL, first, 0)
    return found


@dataclass(frozen=True, eq=False)
class Patterns:
    """Respondents with the same failures, taken together.

    Attributes
    ----------
    flags : array of bool, shape (U, P)
        The patterns that occur.
    rows : array of int, shape (n,)
        Respondents, pattern by pattern.
    starts : array of int, shape (U,)
        Where each pattern begins among them.
    """

    flags: Flags
    rows: NDArray[np.intp]
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, flags: Flags) -> Patterns:
        """Find the patterns of all respondents."""
        seen, which = np.unique(flags, axis=0, return_inverse=True)
        which = which.ravel()
        rows = np.argsort(which, kind="stable")
        starts = np.searchsorted(which[rows], np.arange(len(seen)))
        return cls(seen, rows, starts)

    def sums(self, weights: Array) -> Array:
        """Weights of each pattern, shape (members, U), from those of respondents, (members, n)."""
        found: Array = np.add.reduceat(weights[:, self.rows], self.starts, axis=1)
        return found


def key_sets(
    flags: Flags, hit: Flags, weights: Array | None, counts: Iterable[NDArray[Any]], values: Array
) -> Flags:
    """Which drivers are key in each resample, with the resample's own order and its own stop.

    Parameters
    ----------
    flags : array of bool, shape (n, P)
    hit : array of bool, shape (n,)
    weights : array, shape (n,), optional
    counts : iterable of array, each of shape (members, n)
        How often each row was drawn.
    values : array, shape (all members, P)
        Shapley values of the resamples, which give the orders.

    Returns
    -------
    array of bool, shape (all members, P)
    """
    patterns = Patterns.of(flags)
    w = np.ones(len(hit)) if weights is None else weights
    found, at = [], 0
    for piece in counts:
        drawn = piece * w
        mine = values[at : at + len(piece)]
        at += len(piece)
        total = drawn.sum(axis=1, keepdims=True)
        among = drawn @ hit[:, None]
        with np.errstate(invalid="ignore", divide="ignore"):
            # what a respondent adds to reach minus noise
            worth = patterns.sums(np.where(hit, drawn / among, -drawn / (total - among)))
        found.append(_keys(patterns.flags, np.nan_to_num(worth), mine))
    return np.concatenate(found) if found else np.empty((0, flags.shape[1]), dtype=bool)


def _keys(flags: Flags, worth: Array, values: Array) -> Flags:
    """Drivers before the stop, of a piece of the resamples."""
    b, p = values.shape
    place = np.argsort(entry_order(values), axis=-1)
    small = place.astype(np.int16)
    # patterns first: each driver changes whole rows
    first = np.full((len(flags), b), p, dtype=np.int16)
    for j in range(p):
        mine = flags[:, j]
        first[mine] = np.minimum(first[mine], small[:, j])
    cells = first.T + np.arange(b)[:, None] * (p + 1)
    added = np.bincount(cells.ravel(), weights=worth.ravel(), minlength=b * (p + 1)).reshape(b, p + 1)
    success: Array = np.cumsum(added[:, :p], axis=1, dtype=np.float64)
    return place < stop(success)[:, None]
