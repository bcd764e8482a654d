"""The complaint funnel: who had a problem, who complained, whose complaint was handled well, who stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.sampling.group_notices import group_notice, together
from csmodels.sampling.grouped import Grouped, choose_group
from csmodels.strategy.complaints.events import (
    UNASKED,
    UNSETTLED,
    Events,
    branches,
    event,
    frame_of,
    partly_known,
    questions_of,
)
from csmodels.strategy.complaints.reading import (
    FEW,
    Asked,
    Read,
    read,
)
from csmodels.strategy.complaints.tree import tables_of
from csmodels.strategy.relationship.questions import Questions, questions_asked
from csmodels.survey import SurveyData
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed, in_words, issue, notice

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, repr=False, eq=False)
class ComplaintFunnel(Grouped, Noticed, ResultBase):
    """From a problem to staying; made by `complaint_funnel`. With ``by=`` the group is an index level.

    Attributes
    ----------
    params : DataFrame
        Conversions, shares of all, staying by branch and its differences in the common ten columns.
    steps, branches, contrasts : DataFrame
        See there.
    settings, warnings
    """

    events: Events
    made: tuple[dict[str, pd.DataFrame], ...]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    questions: Questions
    title_key: ClassVar[str] = "heading.complaint_funnel"

    @frozen_frame
    def steps(self) -> pd.DataFrame:
        """By step (customers, problem, complained, handled, stays): how many reach it.

        ``n``: who reached it; ``base``: of whom the conversion is a share (of complaints those that are
        decided); ``estimate`` with error and limits: the conversion; ``share``, ``share_low``,
        ``share_high``: those who reach it of all customers. Where it is not known what came of some
        complaints (or whether some customers had a problem), shares are not ``n`` over the number in all:
        these are taken to be like the others.
        """
        return self._by_group(lambda g: self.made[g]["steps"])

    @frozen_frame
    def branches(self) -> pd.DataFrame:
        """By branch: customers ``n``, their ``share`` of all with limits, and of them who stay (``n_stay``).

        Branches: ``none`` (no problem; without ``problem=`` no complaint), ``silent`` (a problem, no
        complaint), ``open`` (a complaint that is pending), ``poorly`` and ``well`` (handled). ``estimate``
        with error and limits is the share of them who stay.
        """
        return self._by_group(lambda g: self.made[g]["branches"])

    @frozen_frame
    def contrasts(self) -> pd.DataFrame:
        """Differences of the shares who stay between branches, with limits; as observed, not effects.

        Without ``problem=`` the branch ``none`` are customers without a complaint, silent ones among them.
        """
        return self._by_group(lambda g: self.made[g]["contrasts"])

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """All figures in the ten columns."""
        return self._by_group(lambda g: _params(self.made[g]))

    def plot_funnel(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw the funnel: of 100 customers how many reach each step, and the conversions with intervals.

        Parameters
        ----------
        group : optional
            Which group, after a fit with ``by=``.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.strategy.complaints.pictures import plot_funnel

        if self.groups and group is None:
            raise SpecificationError(choose_group(None, self.groups, self.group_labels))
        return plot_funnel(self, group, lang, ax, title)

    def plot_stays(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw the share who stay in each branch with its interval; of all groups where none is chosen."""
        from csmodels.strategy.complaints.pictures import plot_stays

        return plot_stays(self, group, lang, ax, title)

    def summary(self, lang: str = "en") -> Summary:
        """Return funnel, branches, differences and settings as a document."""
        from csmodels.strategy.complaints.display import funnel_summary

        return funnel_summary(self, lang)


def complaint_funnel(
    data: SurveyData | pd.DataFrame,
    *,
    complained: str,
    handled: str,
    stays: str,
    problem: str | None = None,
    pending: str | None = None,
    by: str | None = None,
    errors: str | None = None,
    n_boot: int | None = None,
    seed: int = 0,
    conf_level: float = 0.95,
    least: int = 5,
) -> ComplaintFunnel:
    """From a problem to staying: who complained, whose complaint was handled well, who stayed.

    Use it to find where customers are lost: because they do not complain, because complaints are handled
    poorly, or in spite of good handling.

    Parameters
    ----------
    data : SurveyData or DataFrame
        Weights, strata, clusters and replicate weights are used.
    complained, handled, stays : str
        Each a column of 0 and 1, or a comparison: ``"complaint_outcome == 1"``, ``"handling >= 8"``,
        ``"churned == 0"``.
    problem : str, optional
        Who had a problem; then those who did not complain are split in those without a problem and silent
        ones. A complaint counts as a problem. The sample surveys have no such question: without it those
        without a complaint stand in for those without a problem, and `warnings` says so. An item such as
        ``"net_voice <= 4"`` is a proxy too, one of a single kind of problem.
    pending : str, optional
        Complaints not decided yet: handled neither well nor poorly.
    by : str, optional
    errors : {"linearized", "bootstrap", "replicates"}, optional
        Linearised by default; replicate weights where the survey has them.
    n_boot, seed : int
    conf_level : float
    least : int
        Displays hide cells of fewer customers.

    Returns
    -------
    ComplaintFunnel

    Raises
    ------
    SpecificationError
        A condition that cannot be read, complaints both pending and handled well.
    DataError
        Absent columns, columns of other values than 0 and 1, nobody who can be used.

    Notes
    -----
    Customers count of whom it is known whether they complained and whether they stay. Where a complaint is
    known and not what came of it, shares are products along the funnel: of customers who complain, and of
    complaints with a known end those that ended so (linearised); leaving such customers out would leave out
    complaints alone. Shares have Wilson's (1927) limits, under weights or
    a design those of the logit; differences Newcombe's (1998, method 10) with the effective numbers. The
    differences compare customers who differ in more than the handling: those with a complaint were less
    satisfied before it, and those who are content anyway find handling good.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.strategy.complaints import complaint_funnel
    >>> found = complaint_funnel(
    ...     cs.datasets.load_telecom(), complained="complained", handled="complaint_outcome == 1",
    ...     stays="churned == 0", pending="complaint_outcome == 4",
    ... )  # fmt: skip
    >>> found.steps["estimate"].round(2).tolist()
    [1.0, 0.21, 0.26, 0.86]
    >>> found.warnings[0].split(":")[0]
    'There is no question on problems (problem=)'
    """
    events = Events(complained, handled, problem, pending)
    asked = Asked(by, errors, n_boot, seed, conf_level, least)
    found = funnel_rows(data, events, stays, asked)
    made = tuple(tables_of(group, events) for group in found.groups)
    notices = (*found.notices, *_few(found, made))
    issue(notices, stacklevel=2)
    return ComplaintFunnel(
        events=events, made=made, groups=found.labels, settings=FrozenMapping(found.settings),
        notices=notices, group_labels=found.words,
        questions=questions_asked(data, questions_of(events, stays)),
    )  # fmt: skip


def funnel_rows(data: SurveyData | pd.DataFrame, events: Events, stays: str, asked: Asked) -> Read:
    """Columns complaint (the branch) and stays of those of whom both are known."""
    frame = frame_of(data)
    codes, assumed = branches(frame, events)
    columns = {"complaint": partly_known(frame, events, codes), "stays": event(frame, stays)}
    found = read(data, columns, asked, {**events.settings, "stays": stays})
    every = np.concatenate([group.column("complaint") for group in found.groups])
    told = [] if events.problem is not None else [notice("complaint_proxy")]
    counts = {"assumed": assumed, "unsettled": int((every == UNSETTLED).sum()),
              "unasked": int((every == UNASKED).sum())}  # fmt: skip
    told += [notice(f"complaint_{name}", n=n) for name, n in counts.items() if n]
    return Read(found.groups, found.labels, found.words, found.settings, (*found.notices, *told))


def _params(made: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    names = ("estimate", "std_error", "conf_low", "conf_high")
    for name, row in made["steps"].iloc[1:].to_dict("index").items():
        rows.append(
            {"kind": "share", "lhs": str(name), "op": "|", "rhs": "base", **{k: row[k] for k in names}}
        )
    for name, row in made["branches"].to_dict("index").items():
        of_all = {"estimate": row["share"], "conf_low": row["share_low"], "conf_high": row["share_high"]}
        rows.append({"kind": "share", "lhs": str(name), "op": "", "rhs": "", **of_all})
        rows.append(
            {"kind": "share", "lhs": "stays", "op": "|", "rhs": str(name), **{k: row[k] for k in names}}
        )
    for name, row in made["contrasts"].to_dict("index").items():
        tested = {k: row[k] for k in (*names, "p_value")}
        tested["statistic"] = row["estimate"] / row["std_error"] if row["std_error"] > 0 else np.nan
        rows.append({"kind": "effect", "lhs": str(name), "op": ":=", "rhs": "stays", **tested})
    return params_table(rows)


def _few(found: Read, made: tuple[dict[str, pd.DataFrame], ...]) -> list[Notice]:
    """Branches of few customers."""
    groups: tuple[Any, ...] = in_words(found.labels, found.words) or ("",)
    out = []
    for tables, group in zip(made, groups, strict=True):
        n = tables["branches"]["n"]
        small = n[(n < FEW) & (n.index != "open")]
        if len(small):
            out.append(group_notice("complaint_few", groups=[group] if group else [], least=FEW))
    return together(out)
