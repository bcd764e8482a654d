"""Levels of relationship: who knows us, has dealt with us, is satisfied, is loyal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.kano.groups.differences import check_pairs
from csmodels.numerics.multiplicity import adjusted_p, check_adjustment
from csmodels.numerics.strategy.levels import at_level
from csmodels.sampling.grouped import Grouped
from csmodels.strategy.indicators.comparison import difference_of
from csmodels.strategy.indicators.reading import Asked
from csmodels.strategy.indicators.sample import Part
from csmodels.strategy.relationship.parts import (
    LevelPart,
    Reached,
    States,
    share_params,
    share_table,
    without_limits,
)
from csmodels.strategy.relationship.questions import Questions, questions_asked
from csmodels.strategy.relationship.reading import TAKEN, Base, fulfilled, read_codes, table_of
from csmodels.survey import SurveyData
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame
from csmodels.tables.notices import Notice, Noticed, issue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: The textbook's four levels of relationship.
LEVELS = ("awareness", "contact", "satisfaction", "loyalty")
#: The condition of a level that everybody asked is on by definition.
ALL = "all"


@dataclass(frozen=True, repr=False, eq=False)
class RelationshipFunnel(Grouped, Noticed, ResultBase):
    """Shares of customers at each level of relationship; made by `relationship_funnel`.

    Attributes
    ----------
    params : DataFrame
        Shares (``op`` empty) and conversions (level ``~`` the level before), in the common ten columns.
    shares : DataFrame
        By level: who reaches it and all before it. A level given as True has no limits: it is no estimate.
    conversions : DataFrame
        By level: share of those who reached the level before.
    alone : DataFrame
        By level: who fulfils its condition, whatever the levels before: loyal without being satisfied.
    settings, warnings
    """

    levels: FrozenMapping[str, str]
    base: Base
    conditions: tuple[Base, ...]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    questions: Questions
    title_key: ClassVar[str] = "heading.relationship_funnel"

    @property
    def names(self) -> tuple[str, ...]:
        """Levels in their order."""
        return tuple(self.levels)

    @property
    def _given(self) -> list[bool]:
        """Levels that everybody asked is on by definition."""
        return [each == ALL for each in self.levels.values()]

    def _level_part(self, g: int) -> Part:
        part: Part = self.base.part(g, States(self.names), kind=LevelPart)
        return part

    def _step(self, g: int, level: int) -> Part | None:
        known, passed = at_level(self.base.rows[g].values[:, 0], level)
        part: Part | None = self.base.part(g, Reached((self.names[level],)), known, passed)
        return part

    @frozen_frame
    def shares(self) -> pd.DataFrame:
        """Who reaches each level: estimate, std_error, limits, n (of whom it is known), n_effective."""

        def table(g: int) -> pd.DataFrame:
            depth = self.base.rows[g].values[:, 0]
            # known to have passed, or to have stopped before
            n = [int(((depth % 1 == 0) | (depth > k + 1)).sum()) for k in range(len(self.names))]
            frame = share_table(self._level_part(g), self.names, "level", n)
            given = np.cumprod(self._given).astype(bool)
            return without_limits(frame, given)

        return self._by_group(table)

    @frozen_frame
    def conversions(self) -> pd.DataFrame:
        """Share of those who reached the level before; n of these. The first level: of all."""

        def table(g: int) -> pd.DataFrame:
            parts = [share_table(self._step(g, k), (name,), "level") for k, name in enumerate(self.names)]
            return without_limits(pd.concat(parts), self._given)

        return self._by_group(table)

    @frozen_frame
    def alone(self) -> pd.DataFrame:
        """Who fulfils the condition of each level, whatever the levels before."""

        def table(g: int) -> pd.DataFrame:
            parts = []
            for name, each in zip(self.names, self.conditions, strict=True):
                at = self._place(each, g)
                found = None if at is None else each.part(at, Reached((name,)))
                parts.append(share_table(found, (name,), "level"))
            return without_limits(pd.concat(parts), self._given)

        return self._by_group(table)

    def _place(self, condition: Base, g: int) -> int | None:
        """A group among those of whom a condition is known."""
        if not self.groups:
            return 0
        label = self.groups[g]
        return condition.groups.index(label) if label in condition.groups else None

    def own_answers(self, g: int, level: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        """1 and 0 of the respondents of a group of whom a level's own condition is known."""
        condition = self.conditions[level]
        at = self._place(condition, g)
        return np.empty(0) if at is None else condition.rows[at].values[:, 0]

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Shares and conversions in the ten columns."""
        before = [("", ""), *(("~", name) for name in self.names[:-1])]

        def table(g: int) -> pd.DataFrame:
            shares, steps = self._of(self.shares, g), self._of(self.conversions, g)
            later = share_params(
                steps.iloc[1:], list(self.names[1:]), "~", [name for _, name in before[1:]]
            )  # fmt: skip
            return pd.concat([share_params(shares, list(self.names)), later], ignore_index=True)

        return self._by_group(table)

    def _of(self, frame: pd.DataFrame, g: int) -> pd.DataFrame:
        return self._one_group(frame, self.groups[g] if self.groups else None)

    def compare(
        self,
        reference: Any = None,
        pairs: Sequence[Sequence[Any]] | None = None,
        adjust: str = "holm",
    ) -> pd.DataFrame:
        """Differences of conversions between segments.

        Parameters
        ----------
        reference : optional
            The segment others are compared with; by default all pairs.
        pairs : sequence of (segment, segment), optional
        adjust : str
            Of p-values over the pairs of one level: "holm", "bonferroni", "BH" ...

        Returns
        -------
        DataFrame
            Index level, group, reference; first, second, difference, std_error, statistic, p_value,
            conf_low, conf_high, n_first, n_second, p_adjusted.

        Raises
        ------
        SpecificationError
            A fit without ``by=``, unknown segments.

        Notes
        -----
        Newcombe (1998, method 10) as in `share_difference`, with the covariance of the segments under the
        survey's design. Left out are levels that nobody of a segment came to and those given as
        True.
        """
        check_adjustment(adjust)
        if len(self.groups) < 2:
            raise SpecificationError("There are no segments to compare: compute the funnel with by=.")
        rows = {}
        chosen = check_pairs(self.groups, reference, pairs)
        for k, name in enumerate(self.names):
            for a, b in chosen if not self._given[k] else []:
                one, two = self._step(a, k), self._step(b, k)
                if one is not None and two is not None:
                    found = difference_of(one, two)
                    rows[name, self.groups[a], self.groups[b]] = {
                        key: np.ravel(value)[0] for key, value in found.items()
                    }
        frame = pd.DataFrame.from_dict(rows, orient="index")
        frame.index = pd.MultiIndex.from_tuples(list(rows), names=["level", "group", "reference"])
        frame["p_adjusted"] = frame.groupby(level="level", sort=False)["p_value"].transform(
            lambda p: adjusted_p(p.to_numpy(), adjust)
        )
        return frame

    def plot_funnel(self, *, lang: str = "en", ax: Axes | None = None, title: str | None = None) -> Axes:
        """Draw shares of the levels as bars with limits, one band for each segment; conversions in words.

        Parameters
        ----------
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional
        """
        from csmodels.strategy.relationship.display import plot_funnel

        return plot_funnel(self, lang, ax, title)

    def summary(self, lang: str = "en") -> Summary:
        """The funnel as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.strategy.relationship.display import funnel_summary

        return funnel_summary(self, lang)


def relationship_funnel(
    data: SurveyData | pd.DataFrame,
    levels: Mapping[str, Any],
    *,
    by: str | None = None,
    interval: str | None = None,
    conf_level: float = 0.95,
    least: int = 5,
) -> RelationshipFunnel:
    """Funnel of relationship levels: the share at each level and conversions between levels.

    Use it to see where customers are lost on the way from knowing a firm to being loyal to it.

    Parameters
    ----------
    data : SurveyData or DataFrame
        Weights, strata, clusters and replicate weights of a SurveyData are used.
    levels : mapping of level to condition
        In order; the textbook's are "awareness", "contact", "satisfaction" and "loyalty". A condition is
        text such as ``"sat_overall >= 8"``, a column of 0 and 1, or True for a level that everybody asked
        has reached (contact, in a survey of customers).
    by : str, optional
        Column of segments.
    interval : {"wilson", "exact", "logit", "wald"}, optional
        "wilson" by default, "logit" under weights or a design.
    conf_level : float
    least : int
        Displays hide figures of fewer respondents: of fewer who reached a level, and of fewer who stopped
        before it, whom the difference from the level before would give away.

    Returns
    -------
    RelationshipFunnel

    Raises
    ------
    SpecificationError
        Fewer than two levels, a condition that cannot be read.
    DataError
        A column that is absent, a level of which nothing is known.

    Notes
    -----
    A level is reached by those who reached all before it and fulfil its condition. Where an answer is
    missing the respondent counts up to the level before: shares are products of the conversions, each among
    those of whom the step is known (`csmodels.numerics.strategy.levels.level_influences`); with all answers
    given they are plain shares. Errors by linearisation; under replicate weights those of the linearised
    values.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.strategy.relationship import relationship_funnel
    >>> frame = pd.DataFrame({"knows": [1, 1, 1, 1, 0], "used": [1, 1, 1, 0, 0]})
    >>> frame["sat"] = [9, 8, 4, None, None]
    >>> found = relationship_funnel(
    ...     frame, {"awareness": "knows", "contact": "used", "satisfaction": "sat >= 8"}
    ... )
    >>> found.shares["estimate"].round(6).tolist()
    [0.8, 0.6, 0.4]
    >>> found.conversions["estimate"].round(4).tolist()
    [0.8, 0.75, 0.6667]
    """
    if not isinstance(levels, Mapping) or len(levels) < 2:
        raise SpecificationError(
            "levels= maps two levels or more to conditions, in order, such as"
            " {'contact': True, 'satisfaction': 'sat_overall >= 8', 'loyalty': 'loy_stay >= 8'}."
        )
    for name in levels:
        if not isinstance(name, str) or name in TAKEN:
            raise SpecificationError(f"A level cannot be called {name!r}; give it another name.")
    asked = Asked(interval=interval, conf_level=conf_level, least=least)
    frame = table_of(data)
    states = [fulfilled(frame, given, f"levels[{name!r}]") for name, given in levels.items()]
    base = read_codes(data, depths(np.column_stack(states)), asked, by, "which level is reached")
    conditions = tuple(
        read_codes(data, values, asked, by, f"whether {name!r} holds", gaps=True)
        for name, values in zip(levels, states, strict=True)
    )
    unknown = [int((row.values[:, 0] % 1 != 0).sum()) for row in base.rows]
    settings = base.settings | {"missing": "levels", "n_unknown": sum(unknown)}
    issue(base.notices, 2)
    written = {name: ALL if given is True else str(given) for name, given in levels.items()}
    return RelationshipFunnel(
        FrozenMapping(written), base, conditions, base.groups, FrozenMapping(settings), base.notices,
        FrozenMapping(base.labels), questions_asked(data, levels.values()),
    )  # fmt: skip


def depths(states: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Levels passed in a row, plus one half where the next is unknown; missing where the first is.

    Examples
    --------
    >>> depths(np.array([[1, 1], [1, 0], [1, np.nan], [0, np.nan], [np.nan, 1]])).tolist()
    [2.0, 1.0, 1.5, 0.0, nan]
    """
    open_ = np.cumprod(states == 1, axis=1)
    depth = open_.sum(axis=1).astype(np.float64)
    at = np.minimum(depth.astype(int), states.shape[1] - 1)
    unknown = np.isnan(states[np.arange(len(states)), at])
    found = depth + 0.5 * unknown
    return np.where(unknown & (depth == 0), np.nan, found)
