"""Stages of the customer life cycle: prospective, new, mature, at risk, lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError
from csmodels.sampling.grouped import Grouped
from csmodels.strategy.indicators.reading import Asked
from csmodels.strategy.relationship.parts import States, share_params, share_table
from csmodels.strategy.relationship.questions import Questions, questions_asked
from csmodels.strategy.relationship.reading import Base, column_of, fulfilled, read_codes, table_of
from csmodels.survey import SurveyData
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame
from csmodels.tables.notices import Notice, Noticed, issue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

STAGES = ("prospective", "new", "mature", "at_risk", "lost")


@dataclass(frozen=True, repr=False, eq=False)
class LifeCycle(Grouped, Noticed, ResultBase):
    """Customers by stage of the life cycle; made by `life_cycle`.

    Attributes
    ----------
    params : DataFrame
        Shares of the stages in the common ten columns.
    stages : DataFrame
        By stage: estimate, std_error, limits, n (respondents in it), n_effective.
    assigned : DataFrame
        Column ``stage`` of every row of the data; missing where it is not known.
    rules : mapping
        What each stage was taken from.
    settings, warnings
    """

    names: tuple[str, ...]
    rules: FrozenMapping[str, str]
    base: Base
    found: pd.Series
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    questions: Questions
    title_key: ClassVar[str] = "heading.relationship_life_cycle"

    @frozen_frame
    def assigned(self) -> pd.DataFrame:
        """The stage of every row; put it beside the data for a table of migration."""
        return self.found.to_frame("stage")

    @frozen_frame
    def stages(self) -> pd.DataFrame:
        """Shares of the stages, with the respondents in each."""

        def table(g: int) -> pd.DataFrame:
            codes = self.base.rows[g].values[:, 0].astype(int)
            n = np.bincount(codes, minlength=len(self.names))
            return share_table(self.base.part(g, States(self.names)), self.names, "stage", n)

        return self._by_group(table)

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Shares of the stages in the ten columns."""

        def table(g: int) -> pd.DataFrame:
            frame = self._one_group(self.stages, self.groups[g] if self.groups else None)
            return share_params(frame, list(self.names))

        return self._by_group(table)

    def plot_stages(self, *, lang: str = "en", ax: Axes | None = None, title: str | None = None) -> Axes:
        """Draw shares of the stages with limits, one band for each group.

        Parameters
        ----------
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional
        """
        from csmodels.strategy.relationship.display import plot_stages

        return plot_stages(self, lang, ax, title)

    def summary(self, lang: str = "en") -> Summary:
        """The stages as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.strategy.relationship.display import cycle_summary

        return cycle_summary(self, lang)


def life_cycle(
    data: SurveyData | pd.DataFrame,
    *,
    tenure: str,
    recency: str | None = None,
    satisfaction: str | None = None,
    new_until: float,
    risk_after: float | None = None,
    lost_after: float | None = None,
    unsatisfied: float | None = None,
    left: Any = None,
    prospective: Any = None,
    by: str | None = None,
    interval: str | None = None,
    conf_level: float = 0.95,
    least: int = 5,
) -> LifeCycle:
    """Stage of each customer's life cycle from tenure, recency and satisfaction, and shares of the stages.

    Use it to see how many customers want which treatment, and, wave by wave, where they move (`migration`).

    Parameters
    ----------
    data : SurveyData or DataFrame
        Weights, strata, clusters and replicate weights of a SurveyData are used.
    tenure : str
        Column with the time since somebody became a customer; may be missing of those who are none yet.
    recency : str, optional
        Column with the time since the last purchase or contact, in any unit.
    satisfaction : str, optional
        Column of answers.
    new_until : float
        Customers of a tenure below it are new, in the unit of `tenure`.
    risk_after, lost_after : float, optional
        Longer without a purchase is a risk, or a loss; one of them is needed with `recency`.
    unsatisfied : float, optional
        Answers up to it are a risk; needed with `satisfaction`.
    left : optional
        Condition that somebody has left, such as ``"churned == 1"``, or a column of 0 and 1.
    prospective : optional
        Condition that somebody is no customer yet; without it nobody is: a tenure of 0 may be a customer of
        the first month.
    by : str, optional
    interval, conf_level, least
        As for `relationship_funnel`.

    Returns
    -------
    LifeCycle

    Raises
    ------
    SpecificationError
        A column without its threshold or the other way round; nothing but tenure.
    DataError
        Columns that are absent or hold no numbers, a negative tenure or recency.

    Notes
    -----
    The first that holds of: `prospective`, lost (`left`, or recency above `lost_after`), at risk
    (recency above `risk_after`, or satisfaction up to `unsatisfied`), new (tenure below `new_until`), mature.
    A respondent of whom an earlier rule is not known has no stage, unless it is a rule of the same stage
    that holds; such rows are left out and counted. The stages are the textbook's, the thresholds are the
    user's: there is no common one.

    Examples
    --------
    >>> from csmodels.strategy.relationship import life_cycle
    >>> frame = pd.DataFrame({"years": [0, 0.5, 4, 6, 9], "sat": [None, 9, 9, 3, 8], "gone": [0, 0, 0, 0, 1]})
    >>> found = life_cycle(
    ...     frame, tenure="years", satisfaction="sat", new_until=1, unsatisfied=5, left="gone",
    ...     prospective="years == 0",
    ... )
    >>> found.assigned["stage"].tolist()
    ['prospective', 'new', 'mature', 'at_risk', 'lost']
    """
    _check(recency, satisfaction, risk_after, lost_after, unsatisfied, left)
    frame = table_of(data)
    time = _times(frame, tenure, "tenure")
    since = None if recency is None else _times(frame, recency, "recency")
    said = None if satisfaction is None else column_of(frame, satisfaction, "satisfaction", numbers=True)
    answers = None if said is None else said.to_numpy(dtype=np.float64, na_value=np.nan)
    lost = [] if left is None else [fulfilled(frame, left, "left")]
    rules = {"prospective": str(prospective), "new": f"{tenure} < {new_until:g}",
             "mature": f"{tenure} >= {new_until:g}"}  # fmt: skip
    words: dict[str, list[str]] = {"at_risk": [], "lost": [] if left is None else [str(left)]}
    if since is not None and lost_after is not None:
        lost.append(_above(since, lost_after))
        words["lost"].append(f"{recency} > {lost_after:g}")
    risk = []
    if since is not None and risk_after is not None:
        risk.append(_above(since, risk_after))
        words["at_risk"].append(f"{recency} > {risk_after:g}")
    if answers is not None and unsatisfied is not None:
        risk.append(_above(-answers, -unsatisfied, equal=True))
        words["at_risk"].append(f"{satisfaction} <= {unsatisfied:g}")
    rules |= {name: ", ".join(each) for name, each in words.items() if each}
    none = np.zeros(len(frame))
    young = np.where(np.isnan(time), np.nan, time < new_until)
    steps = (
        ("prospective", none if prospective is None else fulfilled(frame, prospective, "prospective")),
        ("lost", any_of(lost) if lost else none),
        ("at_risk", any_of(risk) if risk else none),
        ("new", young),
        ("mature", 1 - young),
    )
    stage = first_that_holds(steps)
    possible = {"new", "mature", *(name for name, each in words.items() if each)}
    possible |= set() if prospective is None else {"prospective"}
    names = tuple(name for name in STAGES if name in possible)
    codes = np.array([names.index(each) if each is not None else np.nan for each in stage])
    asked = Asked(interval=interval, conf_level=conf_level, least=least)
    base = read_codes(data, codes, asked, by, "in which stage they are")
    issue(base.notices, 2)
    found = pd.Series(pd.Categorical(stage, categories=list(names)), index=frame.index)
    return LifeCycle(
        names, FrozenMapping({name: rules[name] for name in names}), base, found, base.groups,
        FrozenMapping(base.settings), base.notices, FrozenMapping(base.labels),
        questions_asked(data, [tenure, recency, satisfaction, left, prospective]),
    )  # fmt: skip


def any_of(conditions: list[Array]) -> Array:
    """1 where one holds, 0 where none does, missing where that is not known.

    Examples
    --------
    >>> any_of([np.array([1, 0, 0.0]), np.array([np.nan, np.nan, 0])]).tolist()
    [1.0, nan, 0.0]
    """
    given = np.stack(conditions)
    found: Array = np.where((given == 1).any(axis=0), 1.0, np.where(np.isnan(given).any(axis=0), np.nan, 0.0))
    return found


def first_that_holds(steps: Any) -> list[str | None]:
    """The first stage whose rule holds; None where a rule before it is not known."""
    stage = np.full(len(steps[0][1]), None, dtype=object)
    still = np.ones(len(stage), dtype=bool)
    for name, holds in steps:
        stage[still & (holds == 1)] = name
        still &= holds == 0
    return list(stage)


def _above(values: Array, limit: float, *, equal: bool = False) -> Array:
    beyond = values >= limit if equal else values > limit
    return np.where(np.isnan(values), np.nan, beyond)


def _times(frame: pd.DataFrame, name: str, option: str) -> Array:
    values = column_of(frame, name, option, numbers=True).to_numpy(dtype=np.float64, na_value=np.nan)
    if (values < 0).any():
        raise DataError(f"{option}={name!r} holds {np.nanmin(values):g}; a time is 0 or more.")
    return values


def _check(recency: Any, satisfaction: Any, risk: Any, lost: Any, unsatisfied: Any, left: Any) -> None:
    if (recency is None) != (risk is None and lost is None):
        raise SpecificationError("recency= needs risk_after= or lost_after=, and these need recency=.")
    if (satisfaction is None) != (unsatisfied is None):
        raise SpecificationError("satisfaction= needs unsatisfied=, the highest answer that is a risk.")
    if recency is None and satisfaction is None and left is None:
        raise SpecificationError(
            "Tenure alone tells new customers from mature ones; give recency=, satisfaction= or left= too."
        )
    if risk is not None and lost is not None and not risk < lost:
        raise SpecificationError(f"risk_after={risk:g} must be below lost_after={lost:g}.")
