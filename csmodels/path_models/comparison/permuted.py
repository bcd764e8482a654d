"""Groups with their rows exchanged at random: what the tests of invariance and of group differences share."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataWarning, ResamplingWarning, SpecificationError, check_whole
from csmodels.numerics.draws import Design
from csmodels.numerics.intervals import LOST_WARN
from csmodels.numerics.permutation import (
    can_move,
    chunk_size,
    groups_of_indices,
    membership_counts,
    permuted_groups,
    regrouped,
)
from csmodels.numerics.variation import Imputed, Source
from csmodels.path_models.comparison.differences import share_units
from csmodels.path_models.estimation import Members, sound
from csmodels.progress import with_progress
from csmodels.sampling.variations import GroupRows, complete_source
from csmodels.tables import Block, FrozenMapping, Summary, Tabled, settings_block, term, text
from csmodels.tables.notices import Notice, Noticed, notice
from csmodels.tables.shown import display_settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]
Codes = NDArray[np.intp]
#: Positions of the groups that are compared with each other.
Contest = tuple[int, ...]
Pair = tuple[int, int]
#: Levels of an index that hold groups.
GROUP_LEVELS = ("group_1", "group_2")
#: Figures of members, (members, k), as everywhere in the library.
Figures = Callable[[Members], Array]
#: From the figures of all groups in each permutation, (permutations, groups, k), to what is tested.
Contrast = Callable[[Array], Array]


@dataclass(frozen=True, eq=False)
class Permuted:
    """What is tested, observed and under every permutation.

    Attributes
    ----------
    observed : array, shape (k,)
    draws : array, shape (k, n_permutations)
        A permutation in which a group could not be fitted is missing.
    """

    observed: Array
    draws: Array

    @property
    def lost(self) -> int:
        """Permutations that could not be fitted."""
        return int(np.isnan(self.draws).all(axis=0).sum()) if self.draws.size else 0


@dataclass(frozen=True, repr=False, eq=False)
class Compared(Noticed, Tabled):
    """What comparisons of groups share: settings, notices, pairs, displays of tables by pair.

    Attributes
    ----------
    settings : mapping
    notices : tuple of Notice
        What the reader must know; `warnings` gives the sentences.
    result : PathResult
        The fit whose groups are compared.
    pairs : tuple of (int, int)
        Positions of the compared groups in ``result.groups``.
    """

    result: PathResult
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    pairs: tuple[Pair, ...]

    @cached_property
    def _pair_index(self) -> pd.MultiIndex:
        """The labels of the groups of each pair."""
        groups = self.result.groups
        return pd.MultiIndex.from_tuples([(groups[a], groups[b]) for a, b in self.pairs], names=GROUP_LEVELS)

    def _document(self, lang: str, title: str, blocks: list[Block | str], notes: tuple[str, ...]) -> Summary:
        """The printed form: tables, settings, notes, and what the reader must know on top."""
        # a fit without resamples hides its seed; a comparison still has one
        shown = display_settings({**self.settings, "n_boot": -1}, lang)
        shown |= {"n_boot": f"{n:,}"} if isinstance(n := self.settings.get("n_boot"), int) else {}
        settings = settings_block({key: shown[key] for key in self.settings}, lang)
        warned = tuple(each.text(lang) for each in self.notices)
        return Summary(title, (*blocks, settings), notes=notes, warnings=warned, lang=lang)

    def _worded(self, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
        """Groups by the words of the questionnaire, in every level of the index that holds groups."""
        words = self._group_words(lang)
        own = (*GROUP_LEVELS, self.settings["by"])
        levels = [name for name in frame.index.names if name in own]
        for name in levels:
            at = name if isinstance(frame.index, pd.MultiIndex) else None
            frame = frame.rename(index=words, level=at)
        return frame

    def _group_words(self, lang: str) -> dict[Any, Any]:
        """The words of each group; labels that are words already, such as ``2024Q1``, stay in English."""
        labels = self.result.group_labels
        coded = [g for g in self.result.groups if lang != "en" or not isinstance(g, str)]
        return {g: labels.get(g, {}).get(lang, g) for g in coded}

    def _draw_differences(
        self,
        table: pd.DataFrame,
        quantity: str,
        *,
        lang: str,
        ax: Axes | None,
        title: str | None,
        decimals: int,
    ) -> Axes:
        """Draw rows of the table of differences; the title names the quantity and what makes the groups."""
        from csmodels.plots.groups import differences_chart, pair_words

        frame = self._worded(table, lang)
        if title is None:
            by = term(self.settings["by"], lang, section="column")
            pair = (
                "" if len(self.pairs) > 1 else text("figure.one_pair", lang, pair=pair_words(*frame.index[0]))
            )
            title = text("figure.differences_title", lang, quantity=quantity, by=by, pair=pair)
        level = float(str(self.settings["conf_level"]))
        return differences_chart(frame, ax=ax, title=title, lang=lang, conf_level=level, decimals=decimals)


@dataclass(frozen=True, eq=False)
class Permuter:
    """The rows of a result's groups, ready to be exchanged between any of them.

    Attributes
    ----------
    result : PathResult
    codes : array of int, shape (n,)
        Position of each row's group in `result.groups`, -1 for rows of a group that was not fitted.
    units, strata : array of int, shape (n,), or None
        The survey's clusters and strata.
    """

    result: PathResult
    codes: Codes
    units: Codes | None = None
    strata: Codes | None = None

    @classmethod
    def of(cls, result: PathResult, what: str) -> Permuter:
        """Take the rows of a result, or say why there is nothing to compare.

        Raises
        ------
        SpecificationError
            The model was fitted without groups, without rows, or fewer than two groups were fitted.
        """
        check_groups(result, what)
        answers = result.answers
        assert answers is not None  # groups come from rows
        assert answers.group_codes is not None
        place = {name: i for i, name in enumerate(result.groups)}
        known = np.array([place.get(name, -1) for name in answers.group_names], dtype=np.intp)
        design = _units(result)
        units = None if design is None else design.units[answers.rows]
        strata = None if design is None else design.strata[units]
        return cls(result, known[answers.group_codes], units, strata)

    def pairs(self) -> list[Pair]:
        """All pairs of groups."""
        return pairs_of(self.result)

    def contests(self) -> list[Contest]:
        """All pairs of groups; with more than two groups, all of them together comes last."""
        every = tuple(range(len(self.result.groups)))
        return [*self.pairs(), every] if len(every) > 2 else [*self.pairs()]

    @property
    def imputed(self) -> bool:
        """Whether answers were filled in, group by group."""
        answers = self.result.answers
        assert answers is not None  # groups come from rows
        return self.result.settings["missing"] == "mi" and bool(np.isnan(answers.values).any())

    def obstacle(self, contest: Contest) -> Notice | None:
        """Why rows cannot change places between these groups, if they cannot."""
        names = ", ".join(str(self.result.groups[g]) for g in contest)
        if self.imputed:
            return notice("no_permutation_imputed", DataWarning)
        if self.units is None:
            return None
        rows = np.isin(self.codes, contest)
        if can_move(self.codes[rows], self.units[rows], _part(self.strata, rows)):
            return None
        return notice("no_permutation_design", DataWarning, group=names)

    def permute(
        self,
        contest: Contest,
        make: Callable[[Members], tuple[Figures, Contrast]],
        *,
        n_permutations: int,
        seed: int,
        toward: Members | None = None,
        indices: NDArray[np.integer] | None = None,
        progress: bool | None = None,
    ) -> Permuted:
        """Exchange the rows of some groups and contrast these groups' figures each time.

        Parameters
        ----------
        contest : tuple of int
            Positions of the groups in `result.groups`.
        make : callable
            From the pooled sample of these groups, fitted (a batch of one), to the figures of a member
            and the contrast that is tested.
        n_permutations, seed : int
        toward : Members, optional
            A batch of one: each construct is turned the way it points there; without it, the way it points
            in the pooled sample of these groups.
        indices : array of int, shape (n_permutations, n), optional
            Permutations of these groups' rows, drawn elsewhere.
        progress : bool, optional
        """
        rows, codes = self._rows(contest)
        estimator, source = self.result.estimator, self._source(rows)
        pooled = self._fitted(source, len(codes))
        figures, contrast = make(pooled)
        toward = pooled if toward is None else toward
        groups = len(contest)

        def contrasted(memberships: Codes) -> Array:
            moments = source.moments(membership_counts(memberships, groups))
            members = estimator.members(moments, pooled.moments, toward)
            with np.errstate(invalid="ignore", divide="ignore"):
                found = figures(members)
            found = np.where(sound(members)[:, None], found, np.nan)
            return contrast(found.reshape(len(memberships), groups, -1))

        observed = contrasted(codes[None])[0]
        if indices is not None:
            batches = groups_of_indices(codes, indices)
            n_permutations = len(indices)
        else:
            units, strata = _part(self.units, rows), _part(self.strata, rows)
            stream = self._stream(contest)
            batches = permuted_groups(codes, n_permutations, seed, stream, units=units, strata=strata)

        def chunks() -> Iterator[tuple[int, Codes]]:
            for part in regrouped(batches, chunk_size(len(codes), groups)):
                yield len(part), part

        parts = [
            contrasted(part) for part in with_progress(chunks(), n_permutations, "permutations", progress)
        ]
        return Permuted(observed, np.concatenate(parts).T)

    def pooled(self, contest: Contest) -> Members:
        """The rows of some groups as one sample, fitted: a batch of one."""
        rows, codes = self._rows(contest)
        return self._fitted(self._source(rows), len(codes))

    def _rows(self, contest: Contest) -> tuple[NDArray[np.bool_], Codes]:
        """Which rows are in these groups, and each one's position in the contest."""
        rows = np.isin(self.codes, contest)
        renumber = np.full(len(self.result.groups) + 1, -1, dtype=np.intp)
        renumber[list(contest)] = np.arange(len(contest))
        return rows, renumber[self.codes[rows]]

    def _fitted(self, source: Source, n: int) -> Members:
        return self.result.estimator.members(source.moments(np.ones((1, n), dtype=np.uint8)))

    def _source(self, rows: NDArray[np.bool_]) -> Source:
        """What makes moments of these rows, by the fit's rule for missing answers."""
        answers = self.result.answers
        assert answers is not None
        values = self.result.estimator.extend(answers.values[rows])
        weights = None if answers.weights is None else answers.weights[rows]
        mine = GroupRows(values, weights, answers.rows[rows])
        return complete_source(mine, str(self.result.settings["missing"]))

    def _stream(self, contest: Contest) -> int:
        """Random numbers of their own for every set of groups, told by the labels."""
        labels = "\n".join(str(self.result.groups[g]) for g in contest)
        return zlib.crc32(labels.encode())

    def lost_notices(self, contest: Contest, permuted: Permuted) -> list[Notice]:
        """A warning where many permutations could not be fitted."""
        total = permuted.draws.shape[1]
        if permuted.lost <= LOST_WARN * total:
            return []
        names = ", ".join(str(self.result.groups[g]) for g in contest)
        return [notice("permutations_lost", ResamplingWarning, lost=permuted.lost, total=total, group=names)]


def pairs_of(result: PathResult) -> list[Pair]:
    """All pairs of groups, as positions in ``result.groups``."""
    return list(combinations(range(len(result.groups)), 2))


def check_groups(result: PathResult, what: str) -> None:
    """Refuse to compare where there are not two fitted groups."""
    failed = result.failed_groups
    if result.answers is None:
        raise SpecificationError(
            f"{what} needs the answers of the groups; this model was fitted from Moments or polychoric"
            " correlations."
        )
    if len(result.groups) >= 2:
        return
    if not result.groups and not failed:
        raise SpecificationError(f"{what} compares groups: fit the model with by= and a column of groups.")
    reasons = "".join(f" {label!r}: {reason}" for label, reason in failed.items())
    raise SpecificationError(f"{what} needs two groups; {len(result.groups)} could be fitted.{reasons}")


def check_permutations(n_permutations: int, seed: int) -> None:
    """Refuse counts that are no counts."""
    check_whole("n_permutations", n_permutations, 1)
    check_whole("seed", seed)


def failed_notices(result: PathResult) -> list[Notice]:
    """One notice for each group that could not be fitted, with the reason."""
    failed = result.failed_groups
    return [notice("group_left_out", group=label, reason=reason) for label, reason in failed.items()]


def floor_notices(draws: int, least: float, tests: int, alpha: float, adjust: str) -> list[Notice]:
    """A remark where no adjusted p-value can be small, however large the difference.

    Parameters
    ----------
    draws : int
        Resamples or permutations.
    least : float
        The smallest p-value times (draws + 1): 2 for two-sided percentiles, 1 for permutations.
    tests : int
        Tests adjusted together.
    alpha : float
        Level that an adjusted p-value must fall below.
    """
    floor = least / (draws + 1)
    if adjust not in ("holm", "bonferroni") or tests < 2 or draws == 0 or floor * tests < alpha:
        return []
    needed = int(np.ceil(least * tests / alpha))
    return [
        notice(
            "p_floor_permutations" if least == 1 else "p_floor",
            tests=tests,
            draws=f"{draws:,}",
            adjusted=f"{min(1.0, floor * tests):.3f}",
            needed=f"{needed:,}",
        )
    ]


def joint_notices(result: PathResult) -> list[Notice]:
    """A warning where errors are taken as independent although clusters lie in several groups."""
    imputed = any(isinstance(variation, Imputed) for variation in result.estimates.variations)
    return [notice("errors_independent", DataWarning)] if imputed and share_units(result) else []


def _units(result: PathResult) -> Design | None:
    """Clusters and strata of the survey."""
    return None if result.design is None else result.design.units


def _part(values: Codes | None, rows: NDArray[np.bool_]) -> Codes | None:
    return None if values is None else values[rows]
