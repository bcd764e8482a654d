"""What each respondent did: questionable and reverse pairs, contradictions, runs of one answer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.kano.evaluation import DYSFUNCTIONAL, FUNCTIONAL
from csmodels.numerics.kano.counts import Array, Codes, I, Q, R, categories, tally
from csmodels.numerics.kano.rules import mode
from csmodels.numerics.kano.screens import (
    Counts,
    all_the_same,
    answer_shares,
    by_chance,
    critical,
    same_by_chance,
    tails,
)
from csmodels.survey.quality import FEWEST_ANSWERS, longest_runs

if TYPE_CHECKING:
    from csmodels.kano.result import KanoResult

Bools = NDArray[np.bool_]

#: Of these a screen needs at least two: one pair is never many.
LEAST = 2
#: Screens in their order; the last is any of those before it.
SCREENS = (
    "many_questionable",
    "many_reverse",
    "many_contradictory",
    "straight_functional",
    "straight_dysfunctional",
    "straight_both",
    "many_indifferent",
    "any",
)
NEUTRAL = 3


@dataclass(frozen=True)
class Limits:
    """What is many: pairs (a whole number), a share of the pairs (less than 1), or None for chance.

    Attributes
    ----------
    questionable, reverse, contradictory : number, optional
    indifferent : number, optional
        None for no such screen.
    chance : float
    """

    questionable: float | None = None
    reverse: float | None = None
    contradictory: float | None = None
    indifferent: float | None = None
    chance: float = 0.01

    def __post_init__(self) -> None:
        for name in ("questionable", "reverse", "contradictory", "indifferent"):
            given = getattr(self, name)
            if given is None:
                continue
            number = isinstance(given, (int, float, np.integer)) and not isinstance(given, bool)
            whole = number and given >= 0 and float(given).is_integer()
            if not number or not (whole or 0 < given < 1):
                raise SpecificationError(
                    f"max_{name}={given!r} is a number of pairs (0, 1, 2, ...) or a share of a respondent's"
                    " pairs, more than 0 and less than 1."
                )
        if isinstance(self.chance, bool) or not isinstance(self.chance, float) or not 0 < self.chance < 1:
            raise SpecificationError(
                f"chance={self.chance!r} must lie between 0 and 1, such as 0.01: how seldom careful"
                " respondents may be flagged by chance."
            )


@dataclass(frozen=True, eq=False)
class Screen:
    """A screen and whom it flags.

    Attributes
    ----------
    name : str
    flags : array of bool, shape (n,)
    expected : array, shape (n,), optional
        Probability that chance alone would flag a respondent.
    limit : float
        Pairs from which on a respondent who answered all is flagged, or the share above which; missing for
        straight-lining.
    how : {"chance", "pairs", "share", "straight", ""}
    """

    name: str
    flags: Bools
    expected: Array | None
    limit: float = math.nan
    how: str = ""


@dataclass(frozen=True, eq=False)
class Persons:
    """The respondents of a result, as they answered: reverse attributes are not exchanged.

    Attributes
    ----------
    result : KanoResult
    limits : Limits
    """

    result: KanoResult
    limits: Limits

    @cached_property
    def weights(self) -> Array | None:
        return self.result.answers.weights

    @cached_property
    def counted(self) -> Bools:
        """Who has a share in the figures: those of weight 0 have none."""
        w = self.weights
        return np.ones(len(self.result.answers), dtype=bool) if w is None else w > 0

    @cached_property
    def functional(self) -> Codes:
        return self.result.answers.functional

    @cached_property
    def dysfunctional(self) -> Codes:
        return self.result.answers.dysfunctional

    @cached_property
    def categories(self) -> Codes:
        return categories(self.functional, self.dysfunctional, self.result.table.codes)

    @cached_property
    def answered(self) -> Bools:
        """Pairs with both answers."""
        return self.categories >= 0

    @cached_property
    def pairs(self) -> NDArray[np.int16]:
        """One number for each pair of answers; 0 where an answer is missing."""
        k = np.int16(len(self.result.table.codes))
        both = (self.functional.astype(np.int16) - 1) * k + self.dysfunctional
        return np.where(self.answered, both, 0).astype(np.int16)

    @cached_property
    def reverse(self) -> Bools:
        """Attributes whose R does not count, shape (n, attributes): those reverse to all, or to the group."""
        answers = self.result.answers
        out = np.zeros(self.categories.shape, dtype=bool)
        out |= mode(tally(self.categories, self.weights)) == R
        for g in range(len(self.result.groups)):
            mine = answers.group_codes == g
            weights = None if self.weights is None else self.weights[mine]
            out[mine] |= mode(tally(self.categories[mine], weights)) == R
        return out

    @cached_property
    def same_answer(self) -> tuple[Bools, Bools]:
        """Pairs of one answer to both questions: like or dislike (Berger), all but neutral (Pouliot)."""
        size = len(self.result.table.codes)
        f = np.array([0, *FUNCTIONAL[size]])[self.functional]
        d = np.array([0, *DYSFUNCTIONAL[size]])[self.dysfunctional]
        equal = (f == d) & self.answered
        return equal & ((f == 1) | (f == 5)), equal & (f != NEUTRAL)

    @cached_property
    def runs(self) -> dict[str, tuple[Counts, Bools, Array]]:
        """Longest run, whether all answers are the same, and the probability that chance makes them so.

        Somebody is judged who answered five questions and at least half of them.
        """
        size = len(self.result.table.codes)
        found = {}
        sides: tuple[tuple[str, NDArray[Any], int], ...] = (
            ("functional", self.functional, size),
            ("dysfunctional", self.dysfunctional, size),
            ("both", self.pairs, size * size),
        )
        for name, codes, answers in sides:
            known = codes > 0
            given = known.sum(axis=1)
            judged = (given >= FEWEST_ANSWERS) & (2 * given >= codes.shape[1])
            shares = answer_shares(codes, answers, self.weights)
            run = longest_runs(np.where(known, codes, np.nan))
            chance = np.where(judged, same_by_chance(known, shares), 0.0)
            found[name] = (run, all_the_same(codes, judged), chance)
        return found

    # ------------------------------------------------------------------ screens

    @cached_property
    def kinds(self) -> dict[str, tuple[Bools, Bools]]:
        """Pairs of each kind, and the pairs that could have been; only kinds that the table has."""
        codes = self.result.table.codes
        wide = self.same_answer[1]
        found: dict[str, tuple[Bools, Bools]] = {}
        if (codes == Q).any():
            found["questionable"] = (self.categories == Q, self.answered)
        if (codes == R).any():
            counts = self.answered & ~self.reverse
            found["reverse"] = ((self.categories == R) & counts, counts)
        if len(codes) == 5 and not np.array_equal(codes == Q, _pouliot()):
            found["contradictory"] = (wide, self.answered)
        if self.limits.indifferent is not None:
            found["indifferent"] = (self.categories == I, self.answered)
        return found

    @cached_property
    def chances(self) -> dict[str, Array]:
        """Probability of as many pairs of a kind, or more, were respondents alike and pairs independent."""
        return {name: by_chance(hits.sum(axis=1), tail) for name, (hits, tail) in self._tails.items()}

    @cached_property
    def _tails(self) -> dict[str, tuple[Bools, Array]]:
        found = {}
        for name, (hits, asked) in self.kinds.items():
            w = np.ones(len(hits)) if self.weights is None else self.weights
            total = w @ asked
            shares = (w @ hits) / np.where(total > 0, total, 1.0)
            found[name] = (hits, tails(asked, shares.clip(0.0, 1.0)))
        return found

    @cached_property
    def screens(self) -> tuple[Screen, ...]:
        """All screens, the union last."""
        found = {screen.name: screen for screen in (*self._many(), *self._straight())}
        ordered = [found[name] for name in SCREENS if name in found]
        union = np.logical_or.reduce([screen.flags for screen in ordered])
        return (*ordered, Screen("any", union, None))

    def _many(self) -> Iterator[Screen]:
        for name, (hits, tail) in self._tails.items():
            number, given = hits.sum(axis=1), getattr(self.limits, name)
            asked = self.kinds[name][1].sum(axis=1)
            if given is None:
                least, how = critical(tail, self.limits.chance, LEAST), "chance"
                most = asked == asked.max(initial=0)
                limit = float(least[most].min(initial=hits.shape[1] + 1))
            elif 0 < given < 1:
                # the smallest number that exceeds the share
                least, how = np.floor(given * asked + 1e-9).astype(np.intp) + 1, "share"
                limit = float(given)
            else:
                least, how = np.full(len(hits), int(given) + 1), "pairs"
                limit = float(given) + 1
            reached = np.minimum(least, tail.shape[1] - 1)
            yield Screen(f"many_{name}", number >= least, by_chance(reached, tail), limit, how)

    def _straight(self) -> Iterator[Screen]:
        for name, (_, same, chance) in self.runs.items():
            # where so many give one answer that chance makes straight lines, nothing tells them apart
            told = chance <= self.limits.chance
            yield Screen(f"straight_{name}", same & told, np.where(told, chance, 0.0), how="straight")


def _pouliot() -> Any:
    from csmodels.kano.evaluation import TABLES

    return TABLES["pouliot"].codes == Q
