"""Who moves where: states of the same respondents at two times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, some
from csmodels.sampling.grouped import Grouped, choose_group, group_labels
from csmodels.strategy.indicators.reading import Asked
from csmodels.strategy.relationship.panel import BEFORE, NOW, pairs_of
from csmodels.strategy.relationship.parts import Moves, Reached, States, share_params, share_table
from csmodels.strategy.relationship.questions import Questions, questions_asked
from csmodels.strategy.relationship.reading import Base, column_of, read_codes, table_of
from csmodels.survey import SurveyData
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame
from csmodels.tables.notices import Notice, Noticed, issue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]
Ints = NDArray[np.int_]

#: States above which a table of who moves where is no longer read.
MANY = 30


@dataclass(frozen=True, repr=False, eq=False)
class Migration(Grouped, Noticed, ResultBase):
    """Who moved from which state to which; made by `migration`.

    Attributes
    ----------
    params : DataFrame
        Shares of the table (state now ``~`` state before), those before and now with their change, and the
        share that stayed, in the common ten columns.
    matrix : DataFrame
        By state before and state now: share of those who were in the state before (rows sum to one).
    shares : DataFrame
        By figure ("before", "now", "change") and state, of all.
    stayed : DataFrame
        Share of all whose state is the same.
    settings, warnings
    """

    states: tuple[Any, ...]
    base: Base
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    words: FrozenMapping[Any, Mapping[str, str]]
    questions: Questions
    title_key: ClassVar[str] = "heading.relationship_migration"

    @property
    def names(self) -> tuple[str, ...]:
        """States as text."""
        return tuple(map(str, self.states))

    def _codes(self, g: int) -> tuple[Ints, Ints]:
        found = np.divmod(self.base.rows[g].values[:, 0].astype(int), len(self.states))
        return found[0], found[1]

    @frozen_frame
    def counts(self) -> pd.DataFrame:
        """Respondents (rows of the data, without weights) by state before and now."""
        k = len(self.states)

        def table(g: int) -> pd.DataFrame:
            before, now = self._codes(g)
            cells = np.bincount(before * k + now, minlength=k * k).reshape(k, k)
            return pd.DataFrame(
                cells,
                index=pd.Index(self.states, name="before"),
                columns=pd.Index(self.states, name="now"),
            )

        return self._by_group(table)

    @frozen_frame
    def matrix(self) -> pd.DataFrame:
        """Share of those of the row's state who are in the column's: estimate, limits, n, n_effective.

        n are the respondents who were in the state before.
        """

        def table(g: int) -> pd.DataFrame:
            before, now = self._codes(g)
            rows = [
                share_table(self.base.part(g, States(self.names), before == k, now), self.names, "now")
                for k in range(len(self.states))
            ]
            return pd.concat(
                [row.set_axis(pd.Index(self.states, name="now")) for row in rows],
                keys=list(self.states),
                names=["before"],
            )

        return self._by_group(table)

    @frozen_frame
    def shares(self) -> pd.DataFrame:
        """Shares of the states before and now, and now less before."""

        def table(g: int) -> pd.DataFrame:
            before, now = self._codes(g)
            states = States(self.names)
            parts = {
                "before": self.base.part(g, states, values=before),
                "now": self.base.part(g, states, values=now),
                "change": self.base.part(g, Moves(self.names)),
            }
            frames = [
                share_table(part, self.names, "state").set_axis(pd.Index(self.states, name="state"))
                for part in parts.values()
            ]
            return pd.concat(frames, keys=list(parts), names=["figure"])

        return self._by_group(table)

    @frozen_frame
    def stayed(self) -> pd.DataFrame:
        """Share of all whose state is the same."""

        def table(g: int) -> pd.DataFrame:
            before, now = self._codes(g)
            part = self.base.part(g, Reached(("stayed",)), values=before == now)
            return share_table(part, ("stayed",), "figure")

        return self._by_group(table)

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Table of moves, shares, change and the share that stayed, in the ten columns."""

        def table(g: int) -> pd.DataFrame:
            label = self.groups[g] if self.groups else None
            moves, shares = self._one_group(self.matrix, label), self._one_group(self.shares, label)
            stayed = self._one_group(self.stayed, label)
            before = [str(each) for each, _ in moves.index]
            now = [str(each) for _, each in moves.index]
            figures = [str(each) for each, _ in shares.index]
            parts = [
                share_params(moves, now, "~", before),
                share_params(shares, figures, ":=", [str(each) for _, each in shares.index]),
                share_params(stayed, "stayed", ":=", "all"),
            ]
            found = pd.concat(parts, ignore_index=True)
            change = found["lhs"].eq("change") & found["op"].eq(":=")
            found["kind"] = found["kind"].mask(change, "defined")
            k = len(self.states)
            uncertainty = self.base.part(g, Moves(self.names)).uncertainty
            with np.errstate(invalid="ignore", divide="ignore"):
                z = uncertainty.estimate / uncertainty.std_error
            found.loc[change, "statistic"] = z[:k]
            found.loc[change, "p_value"] = uncertainty.p_value[:k]
            return found

        return self._by_group(table)

    def plot(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw the table of moves as tiles: shares of the row's state with limits, darker where more go.

        Parameters
        ----------
        group : optional
            Needed after a fit with ``by=``.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.strategy.relationship.display_migration import plot_moves

        if self.groups and group is None:
            raise SpecificationError(choose_group(None, self.groups, self.group_labels))
        return plot_moves(self, group, lang, ax, title)

    def summary(self, lang: str = "en") -> Summary:
        """The table of moves as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.strategy.relationship.display_migration import migration_summary

        return migration_summary(self, lang)


def migration(
    data: SurveyData | pd.DataFrame,
    *,
    before: str | None = None,
    now: str | None = None,
    state: str | None = None,
    key: str | None = None,
    wave: str | None = None,
    waves: Sequence[Any] | None = None,
    absent: str | None = None,
    states: Sequence[Any] | None = None,
    by: str | None = None,
    interval: str | None = None,
    conf_level: float = 0.95,
    least: int = 5,
) -> Migration:
    """Table of migration: who moved from which state (stage, brand, level) to which, with intervals.

    Use it with two columns of one survey (operator a year ago and now, now and intended), or with a panel
    that has one row for each respondent and wave.

    Parameters
    ----------
    data : SurveyData or DataFrame
        Weights, strata, clusters and replicate weights of a SurveyData are used. Where states were sampled
        unequally, as operators by quota, weights are needed: moves of the sample are not those of customers.
    before, now : str, optional
        Columns of one row per respondent.
    state, key, wave : str, optional
        In their place, of a panel: columns of the state, of who it is, of the wave. Waves that follow each
        other are paired; with more than two, all moves together, and each respondent is a cluster.
    waves : sequence, optional
        Waves in time order; by default all, sorted.
    absent : str, optional
        Of a panel: the state of respondents who do not answer in the next wave, such as "lost". By default
        they are left out and counted.
    states : sequence, optional
        All states in their order; by default those there are, sorted (of ordered categories theirs).
    by : str, optional
        Segments; of a panel as they were in the first wave of each pair.
    interval, conf_level, least
        As for `relationship_funnel`.

    Returns
    -------
    Migration

    Raises
    ------
    SpecificationError
        Both kinds of columns or neither, states that are unknown.
    DataError
        Columns that are absent, a respondent twice in one wave.

    Notes
    -----
    Rows of the table are shares of a part of the respondents, with the limits of
    `csmodels.strategy.indicators.rate`. Change of a state's share: mean of (in it now) less (in it before),
    paired, with Student's limits. Of a panel, the weight and design of the first wave of each pair are used.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.strategy.relationship import migration
    >>> found = migration(cs.datasets.load_telecom(), before="operator_year_ago", now="operator")
    >>> found.matrix.loc[("Alpha", "Alpha"), "estimate"].round(2).item()
    0.89
    """
    panel = [name for name in (state, key, wave) if name is not None]
    columns = [name for name in (before, now) if name is not None]
    if (len(columns), len(panel)) not in ((2, 0), (0, 3)):
        raise SpecificationError(
            "Give before= and now=, two columns of each respondent, or state=, key= and wave= of a panel."
        )
    if not panel and (waves is not None or absent is not None):
        raise SpecificationError("waves= and absent= are for a panel (state=, key=, wave=).")
    used: SurveyData | pd.DataFrame = data
    told: dict[str, Any]
    words = group_labels(data, state or now)
    groups = group_labels(data, by)
    at = (str(before), str(now))
    if panel:
        used, told = pairs_of(data, str(state), str(key), str(wave), waves, absent, by)
        told = {"state": state, **told}
        at = (BEFORE, NOW)
    else:
        told = {"state_before": before, "state_now": now}
    frame = table_of(used)
    pair = [column_of(frame, name, option) for name, option in zip(at, ("before", "now"), strict=True)]
    order = _states(pair, states, table_of(data)[state] if state is not None else pair[0], absent)
    found = [_coded(column, order) for column in pair]
    asked = Asked(interval=interval, conf_level=conf_level, least=least)
    base = read_codes(used, found[0] * len(order) + found[1], asked, by, "where they were and are")
    issue(base.notices, 2)
    return Migration(
        order, base, base.groups, FrozenMapping(told | base.settings), base.notices, groups, words,
        questions_asked(data, panel or columns),
    )  # fmt: skip


def _states(
    pair: Sequence[pd.Series], states: Sequence[Any] | None, source: pd.Series, absent: str | None
) -> tuple[Any, ...]:
    present = pd.unique(pd.concat([each.astype(object).dropna() for each in pair]))
    if states is not None:
        if isinstance(states, str) or len(set(states)) < len(list(states)):
            raise SpecificationError(f"states={states!r} must name different states.")
        unknown = [each for each in present if each not in list(states)]
        if unknown:
            raise SpecificationError(f"states= leaves out {some(map(repr, unknown))}; name all there are.")
        return tuple(states)
    if (isinstance(source.dtype, pd.CategoricalDtype) and source.cat.ordered) or _same_categories(pair):
        order = [each for each in source.cat.categories if each in set(present)]
    else:
        try:
            order = sorted(each for each in present if each != absent)
        except TypeError:
            raise DataError("The states are text and numbers mixed; make all of one kind.") from None
    order += [each for each in present if each not in order]
    if not 2 <= len(order) <= MANY:
        raise DataError(f"There are {len(order)} states; a table of moves needs 2 to {MANY}.")
    return tuple(order)


def _same_categories(pair: Sequence[pd.Series]) -> bool:
    kinds = [each.dtype for each in pair]
    return all(isinstance(each, pd.CategoricalDtype) for each in kinds) and kinds[0] == kinds[1]


def _coded(column: pd.Series, order: tuple[Any, ...]) -> Array:
    at = {name: float(i) for i, name in enumerate(order)}
    return np.array([at.get(each, np.nan) for each in column.astype(object)])
