"""The columns of a penalty-reward analysis, and how ratings become low and high ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Layout:
    """Which column is what: ``[L_1 .. L_J | H_1 .. H_J | X_1 .. X_J | controls | y]``.

    Parameters
    ----------
    n_attributes : int
        J.
    n_controls : int

    Examples
    --------
    >>> layout = Layout(2, n_controls=1)
    >>> layout.low, layout.high, layout.linear, layout.controls, layout.outcome, layout.n_columns
    ([0, 1], [2, 3], [4, 5], [6], 7, 8)
    """

    n_attributes: int
    n_controls: int = 0

    @cached_property
    def low(self) -> list[int]:
        """Dummies of low performance."""
        return list(range(self.n_attributes))

    @cached_property
    def high(self) -> list[int]:
        """Dummies of high performance."""
        return list(range(self.n_attributes, 2 * self.n_attributes))

    @cached_property
    def linear(self) -> list[int]:
        """The ratings themselves."""
        return list(range(2 * self.n_attributes, 3 * self.n_attributes))

    @cached_property
    def controls(self) -> list[int]:
        """Further predictors."""
        return list(range(3 * self.n_attributes, self.outcome))

    @property
    def outcome(self) -> int:
        """Overall satisfaction."""
        return 3 * self.n_attributes + self.n_controls

    @property
    def n_columns(self) -> int:
        return self.outcome + 1

    @property
    def dummies(self) -> list[int]:
        """Low, then high."""
        return [*self.low, *self.high]


def coded(values: ArrayLike, low: Sequence[Sequence[float]], high: Sequence[Sequence[float]]) -> Array:
    """Dummies of low and of high performance.

    Parameters
    ----------
    values : array_like, shape (n, J)
        Ratings.
    low, high : sequence of J sequences of codes
        The answers of each attribute that count as low and as high; all others are the reference.

    Returns
    -------
    array, shape (n, 2 J)
        1 and 0, low first; missing where the rating is.

    Examples
    --------
    >>> coded([[1, 5], [3, 4]], low=[(1, 2), (1, 2)], high=[(5,), (4, 5)]).tolist()
    [[1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 1.0]]
    """
    x = np.asarray(values, dtype=np.float64)
    ends = [np.isin(x[:, j], codes[j]) for codes in (low, high) for j in range(x.shape[1])]
    found = np.column_stack(ends).astype(np.float64)
    return np.where(np.isnan(np.hstack([x, x])), np.nan, found)


def extended(
    ratings: ArrayLike,
    controls: ArrayLike,
    outcome: ArrayLike,
    low: Sequence[Sequence[float]],
    high: Sequence[Sequence[float]],
) -> Array:
    """All columns in the order of `Layout`.

    Parameters
    ----------
    ratings : array_like, shape (n, J)
    controls : array_like, shape (n, c)
    outcome : array_like, shape (n,)
    low, high : as for :func:`coded`

    Returns
    -------
    array, shape (n, 3 J + c + 1)

    Examples
    --------
    >>> extended([[1], [3]], np.empty((2, 0)), [4, 6], low=[(1,)], high=[(5,)]).tolist()
    [[1.0, 0.0, 1.0, 4.0], [0.0, 0.0, 3.0, 6.0]]
    """
    x = np.asarray(ratings, dtype=np.float64)
    return np.column_stack([coded(x, low, high), x, np.asarray(controls), np.asarray(outcome)])
