"""The sums behind every figure of a Kano analysis: counts, scores, importance; and their covariance.

A figure of an attribute is a function of its sums, so it is computed once for the sample and in one batch for
all resamples. Where errors are linearised its derivatives meet the covariance of the sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmodels.numerics.draws import Design
from csmodels.numerics.kano.coefficients import ANALYTICAL, DUMOUCHEL, scores_of
from csmodels.numerics.kano.counts import LETTERS, Array, Codes, counted_sums

#: Sums behind the counts: scores functional and dysfunctional (DuMouchel) and their squares;
#: importance times score functional and dysfunctional (analytical Kano), and who has both; importance, and
#: who has it.
NAMES = (
    *LETTERS,
    *("f", "d", "f2", "d2"),
    *("wf", "wd", "both", "importance", "n_importance"),
)
PLACE = {name: i for i, name in enumerate(NAMES)}
#: Change of a sum in units of the answers to its attribute, for derivatives.
STEP = 1e-5

#: From sums (..., attributes, len(NAMES)) to figures (..., attributes, k).
Statistic = Callable[[Array], Array]


@dataclass(frozen=True, eq=False)
class Sums:
    """Answers of some respondents, ready to be summed as often as needed.

    Attributes
    ----------
    functional, dysfunctional : array of int8, shape (n, attributes)
        Answers 1 to k; 0 where there is none.
    categories : array of int8, shape (n, attributes)
    importance : array, shape (n, attributes), optional
        Missing where there is none.
    weights : array, shape (n,), optional
    table : array of int8, shape (k, k)
        Position in `LETTERS` of each pair of answers.
    """

    functional: Codes
    dysfunctional: Codes
    categories: Codes
    importance: Array | None
    weights: Array | None
    table: Codes

    @property
    def n(self) -> int:
        return len(self.categories)

    @property
    def attributes(self) -> int:
        return int(self.categories.shape[1])

    @cached_property
    def cells(self) -> tuple[Array, Array, Array]:
        """What a respondent adds to the sums, by pair of answers: shapes ((k + 1)², len(NAMES)).

        The first as it is, the second where importance is stated, the third times the importance. Where none
        is asked all respondents weigh the same.
        """
        answers, k = len(self.table), len(self.table) + 1
        letters = np.full((k, k), -1, dtype=np.int8)
        letters[1:, 1:] = self.table
        known = letters.ravel() >= 0
        plain, stated, times = (np.zeros((k * k, len(NAMES))) for _ in range(3))
        plain[:, :6] = letters.ravel()[:, None] == np.arange(6)
        scores = []
        for scheme in (DUMOUCHEL, ANALYTICAL):
            f, d = scores_of(scheme, answers) or ((0.0,) * answers,) * 2
            scores += [np.repeat([0.0, *f], k) * known, np.tile([0.0, *d], k) * known]
        for name, column in zip(("f", "d"), scores[:2], strict=True):
            plain[:, PLACE[name]], plain[:, PLACE[f"{name}2"]] = column, column**2
        asked = self.importance is not None
        for name, column in zip(("wf", "wd"), scores[2:], strict=True):
            (times if asked else plain)[:, PLACE[name]] = column
        (stated if asked else plain)[:, PLACE["both"]] = known
        if asked:
            times[:, PLACE["importance"]] = stated[:, PLACE["n_importance"]] = 1.0
        return plain, stated, times

    def _pairs(self, rows: slice, attributes: slice = slice(None)) -> NDArray[np.uint8]:
        """Which cell of the table, missing answers with it, a respondent is in; shape (rows, attributes)."""
        k = len(self.table) + 1
        f = self.functional[rows, attributes].astype(np.uint8)
        return np.asarray(f * np.uint8(k) + self.dysfunctional[rows, attributes].astype(np.uint8))

    def columns(self, rows: slice, attributes: slice = slice(None)) -> NDArray[Any]:
        """What is summed, shape (rows, attributes, len(NAMES)); 0 where an answer is missing."""
        pairs = self._pairs(rows, attributes)
        plain, stated, times = (each.astype(np.float32) for each in self.cells)
        out: NDArray[Any] = plain[pairs]
        if self.importance is not None:
            importance = self.importance[rows, attributes]
            has = np.isfinite(importance)
            # as exact as importance is: whole numbers are small, others need all digits
            kind: Any = np.float32 if np.isfinite(self._largest) else np.float64
            out = out.astype(kind, copy=False) + stated[pairs] * has[..., None]
            out += times[pairs] * np.where(has, importance, 0.0).astype(kind)[..., None]
        return out

    @cached_property
    def _largest(self) -> float:
        """Largest value of a column, in quarters; infinite where importance is no whole number."""
        if self.importance is None:
            return 64.0
        known = self.importance[np.isfinite(self.importance)]
        whole = bool((known == np.rint(known)).all())
        return max(64.0, 4 * float(np.abs(known).max(initial=0.0))) if whole else np.inf

    @cached_property
    def totals(self) -> Array:
        """Sums over the respondents, shape (attributes, len(NAMES))."""
        out = np.empty((self.attributes, len(NAMES)))
        for a, row in enumerate(out):
            sums = self._sums_by_cell(a, self.weights)
            row[:] = sum(s @ cells for s, cells in zip(sums, self.cells, strict=False))
        return out

    def _sums_by_cell(self, attribute: int, weights: Array | None) -> tuple[Array, ...]:
        """Sums of weight, of weight where importance is stated, times importance and times its square."""
        cells = self._pairs(slice(None), slice(attribute, attribute + 1))[:, 0]
        size = len(self.cells[0])
        first: Array = np.bincount(cells, weights, size).astype(np.float64)
        if self.importance is None:
            return first, *(np.zeros(size),) * 3
        importance = self.importance[:, attribute]
        has = np.isfinite(importance)
        w = has.astype(np.float64) if weights is None else has * weights
        i = np.where(has, importance, 0.0)
        rest: list[Array] = [
            np.bincount(cells, each, size).astype(np.float64) for each in (w, w * i, w * i**2)
        ]
        return first, *rest

    def members(self, counts_iterator: Iterable[NDArray[Any]], weighted: bool = True) -> Array:
        """The same of every resample, shape (members, attributes, len(NAMES)).

        Parameters
        ----------
        counts_iterator : iterable of array, shape (batch, n)
        weighted : bool
            False where the counts are weights themselves, such as replicate weights.
        """
        k = self.attributes * len(NAMES)
        found = counted_sums(
            lambda rows: self.columns(rows).reshape(-1, k),
            self.n,
            k,
            counts_iterator,
            self.weights if weighted else None,
            self._largest,
        )
        return found.reshape(-1, self.attributes, len(NAMES))

    def covariance(self, design: Design | None = None, where: NDArray[np.intp] | None = None) -> Array:
        """Covariance of the sums of each attribute, shape (attributes, len(NAMES), len(NAMES)).

        Parameters
        ----------
        design : Design, optional
            Of the whole survey; without it respondents are independent.
        where : array of int, shape (n,), optional
            Which rows of the survey these are.

        Notes
        -----
        Every figure is a ratio of sums, so respondents' sums need no centring: for independent ones this is
        the sum of w² x x', which gives better and worse the multinomial variances B (1 - B) / N. In a design:
        the sum over strata of m / (m - 1) times the cross-products of the units' totals about their mean.
        """
        c = len(NAMES)
        out = np.zeros((self.attributes, c, c))
        for a in range(self.attributes):
            if design is not None and where is not None:
                out[a] = self._by_units(a, design, where)
            else:
                out[a] = self._products(a)
        return out

    def _products(self, attribute: int) -> Array:
        """Sum of w² x x' over respondents, from their numbers in each cell."""
        plain, stated, times = self.cells
        weights = None if self.weights is None else self.weights**2
        n, has, first, second = self._sums_by_cell(attribute, weights)
        both = plain + stated / 2
        # x = plain + has stated + importance times, with has² = has and has importance = importance
        crossed = (both * has[:, None]).T @ stated
        mixed = ((plain + stated) * first[:, None]).T @ times
        found: Array = (plain * n[:, None]).T @ plain + (times * second[:, None]).T @ times
        return found + crossed + crossed.T + mixed + mixed.T

    def _weighted(self, rows: slice, attribute: int) -> Array:
        x = self.columns(rows, slice(attribute, attribute + 1))[:, 0].astype(np.float64)
        return x if self.weights is None else x * self.weights[rows][:, None]

    def _by_units(self, attribute: int, design: Design, where: NDArray[np.intp]) -> Array:
        x, c = self._weighted(slice(None), attribute), len(NAMES)
        units = design.units[where]
        totals = np.stack(
            [np.bincount(units, column, minlength=len(design.strata)) for column in x.T], axis=1
        )
        sizes = design.sizes.astype(np.float64)
        means = np.stack([np.bincount(design.strata, t, minlength=len(sizes)) for t in totals.T], axis=1)
        centred = totals - (means / sizes[:, None])[design.strata]
        up = (sizes / (sizes - 1.0))[design.strata]
        found: Array = (centred * up[:, None]).T @ centred
        return found.reshape(c, c)

    def slopes(self, statistic: Statistic) -> Array:
        """Derivatives of figures by the sums, shape (attributes, k, len(NAMES)), from one batch of sums."""
        c = len(NAMES)
        step = STEP * np.maximum(self.totals[:, :6].sum(axis=1), 1e-300)
        move = np.eye(c)[:, None, :] * step[None, :, None]
        # sums below none are met where a category is empty, and do no harm: ratios are smooth
        up, down = statistic(self.totals + move), statistic(self.totals - move)
        found: Array = np.moveaxis((up - down) / (2 * step[None, :, None]), 0, -1)
        return found
