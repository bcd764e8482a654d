"""What handling complaints is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError
from csmodels.sampling.grouped import Grouped, choose_group
from csmodels.strategy.complaints.events import OPEN, POORLY, SILENT, WELL, Events, questions_of
from csmodels.strategy.complaints.funnel import funnel_rows
from csmodels.strategy.complaints.reading import Asked, Group, figures_frame
from csmodels.strategy.relationship.questions import Questions, questions_asked
from csmodels.strategy.value.economics import Economics, check_number
from csmodels.survey import SurveyData
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed, issue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

#: Figures with the scale of their limits and their kind in `params`.
FIGURES = {
    "complain": ("logit", "share"),
    "handled_well": ("logit", "share"),
    "stays_well": ("logit", "share"),
    "stays_poorly": ("logit", "share"),
    "saved": ("plain", "effect"),
    "value": ("log", "defined"),
    "break_even": ("plain", "defined"),
    "net": ("plain", "defined"),
    "all": ("plain", "defined"),
    "now": ("plain", "defined"),
    "left": ("plain", "defined"),
    "encouraged": ("plain", "defined"),
}
#: Positions of the estimated means.
_COMPLAIN, _WELL, _STAYS_WELL, _STAYS_POORLY, _STAYS_SILENT, _STAYS = range(6)


@dataclass(frozen=True)
class Worth:
    """Amounts: value of a customer who stays, cost of handling one complaint well, customers."""

    value: float | None
    economics: Economics
    cost: float
    customers: float

    def figures(self, x: Array) -> Array:
        """From estimated means (members, 6) to the figures (members, k)."""
        complain, well = x[:, _COMPLAIN], x[:, _WELL]
        kept, lost, silent = x[:, _STAYS_WELL], x[:, _STAYS_POORLY], x[:, _STAYS_SILENT]
        saved = kept - lost
        if self.value is None:
            value = self.economics.per() * self.economics.multiple(x[:, _STAYS])
        else:
            value = np.full(len(x), float(self.value))
        net = saved * value - self.cost
        every = self.customers * complain * net
        handled = well * kept + (1 - well) * lost
        encouraged = (handled - silent) * value - well * self.cost
        columns = [complain, well, kept, lost, saved, value, saved * value, net, every, well * every]
        return np.column_stack([*columns, (1 - well) * every, encouraged])


@dataclass(frozen=True, repr=False, eq=False)
class ComplaintValue(Grouped, Noticed, ResultBase):
    """What handling complaints is worth; made by `complaint_value`.

    Attributes
    ----------
    params, figures : DataFrame
        See `figures`; the same in the common ten columns.
    settings, warnings
    """

    worth: Worth
    made: tuple[pd.DataFrame, ...]
    smallest: tuple[int, ...]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    questions: Questions
    title_key: ClassVar[str] = "heading.complaint_value"

    @frozen_frame
    def figures(self) -> pd.DataFrame:
        """By figure: estimate, error and limits.

        ``complain``: customers who complain; ``handled_well``: of the decided complaints; ``stays_well``,
        ``stays_poorly``: who stay; ``saved``: their difference; ``value`` of a customer who stays;
        ``break_even``: what handling a complaint well may cost at most; ``net``: that less its cost. Over
        all `customers`: ``all``: worth of handling all complaints well and not poorly; ``now``: of those
        that are handled well; ``left``: of those that are not. ``encouraged``: worth of one more complaint
        by a silent customer with a problem, handled as complaints are now; with ``problem=`` only (the
        sample surveys have no question on problems).
        """
        return self._by_group(lambda g: self.made[g])

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """The figures in the ten columns."""

        def rows(frame: pd.DataFrame) -> pd.DataFrame:
            items = frame.to_dict("index").items()
            return params_table(
                [
                    {"kind": FIGURES[str(k)][1], "lhs": str(k), "op": ":=", "rhs": "complaints", **v}
                    for k, v in items
                ]
            )

        return self._by_group(lambda g: rows(self.made[g]))

    def plot(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw what handling is worth: now, what is left to be had, all together.

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
        from csmodels.strategy.complaints.pictures import plot_worth

        if self.groups and group is None:
            raise SpecificationError(choose_group(None, self.groups, self.group_labels))
        return plot_worth(self, group, lang, ax, title)

    def summary(self, lang: str = "en") -> Summary:
        """Return the figures and the settings as a document."""
        from csmodels.strategy.complaints.display import worth_summary

        return worth_summary(self, lang)


def complaint_value(
    data: SurveyData | pd.DataFrame,
    *,
    complained: str,
    handled: str,
    stays: str,
    value: float | None = None,
    margin: float | None = None,
    discount: float = 0.10,
    growth: float = 0.0,
    horizon: int | None = None,
    cost: float = 0.0,
    customers: float = 1.0,
    problem: str | None = None,
    pending: str | None = None,
    by: str | None = None,
    errors: str | None = None,
    n_boot: int | None = None,
    seed: int = 0,
    conf_level: float = 0.95,
    least: int = 5,
) -> ComplaintValue:
    """Worth of handling complaints well: complaints times customers saved times what they are worth.

    Use it to find what a well-handled complaint may cost, and whether it pays to ask for complaints.

    Parameters
    ----------
    data : SurveyData or DataFrame
        Weights, strata, clusters and replicate weights are used.
    complained, handled, stays, problem, pending
        As for `complaint_funnel`.
    value : float
        Of a customer who stays; without it the lifetime value from `margin`. One of the two.
    margin : float
        Profit from a customer in a period; the first comes at once, and retention is the share of all
        customers who stay, whose error is carried through.
    discount, growth, horizon
        As for `lifetime_value`.
    cost : float
        Of handling one complaint well, beyond that of handling it poorly.
    customers : float
        By which ``all``, ``now`` and ``left`` are multiplied; 1 for a customer on the average.
    by, errors, n_boot, seed, conf_level, least
        As for `complaint_funnel`.

    Returns
    -------
    ComplaintValue

    Raises
    ------
    SpecificationError
        Not exactly one of `value` and `margin`, a sum that does not end, a condition that cannot be read.
    DataError
        No complaint handled well, or none poorly.

    Notes
    -----
    value = P(complain) {[P(stay | handled well) - P(stay | handled poorly)] V - cost}, after Fornell and
    Wernerfelt (1987), who maximise complaints subject to their cost; the form is unconfirmed.
    It takes the difference in staying for an effect of handling. Part of it is not: customers who like the
    firm find handling good and stay. Word of mouth is not in it.

    Examples
    --------
    >>> frame = pd.DataFrame({"c": [1] * 40 + [0] * 160, "h": [1] * 20 + [0] * 20 + [None] * 160})
    >>> frame["s"] = [1] * 18 + [0] * 2 + [1] * 10 + [0] * 10 + [1] * 140 + [0] * 20
    >>> found = complaint_value(frame, complained="c", handled="h", stays="s", value=1000, cost=50)
    >>> found.figures["estimate"][["saved", "break_even", "all"]].round(2).tolist()
    [0.4, 400.0, 70.0]
    """
    if (value is None) == (margin is None):
        raise SpecificationError(
            "Say what a customer is worth: value=..., or margin=... of a period; one of the two."
        )
    for name, given in (("value", value), ("margin", margin), ("cost", cost), ("customers", customers)):
        if given is not None:
            check_number(name, given, 0.0)
    economics = Economics(1.0 if margin is None else margin, 1.0, 1.0, discount, growth, horizon, "now")
    worth = Worth(value, economics, cost, customers)
    events = Events(complained, handled, problem, pending)
    found = funnel_rows(data, events, stays, Asked(by, errors, n_boot, seed, conf_level, least))
    made = tuple(_of_group(group, worth) for group in found.groups)
    issue(found.notices, stacklevel=2)
    amounts: dict[str, object] = {"value": value} if value is not None else {
        "margin": margin, "discount": discount, "growth": growth,
        "horizon": "all" if horizon is None else horizon,
    }  # fmt: skip
    settings = {**amounts, "cost_of_complaint": cost, "customers": customers, **found.settings}
    return ComplaintValue(
        worth=worth, made=made, smallest=tuple(_smallest(each) for each in found.groups),
        groups=found.labels, settings=FrozenMapping(settings),
        notices=found.notices, group_labels=found.words,
        questions=questions_asked(data, questions_of(events, stays)),
    )  # fmt: skip


def _smallest(group: Group) -> int:
    """Fewest customers the figures rest on: of a branch, who stay in it, or who leave."""
    codes, stays = group.column("complaint"), group.column("stays") == 1
    cells = [int(((codes == branch) & (stays == kept)).sum()) for branch in (WELL, POORLY) for kept in (0, 1)]
    return min(n for n in cells if n)


def _of_group(group: Group, worth: Worth) -> pd.DataFrame:
    codes, stays = group.column("complaint"), group.column("stays")
    where = "" if group.rows.label is None else f" in group {group.rows.label!r}"
    for branch, word in ((WELL, "well"), (POORLY, "poorly")):
        if not (codes == branch).any():
            raise DataError(
                f"No complaint was handled {word}{where}: there is nothing to compare. Look at handled=."
            )
    every = np.ones(len(codes), dtype=bool)
    decided = (codes == POORLY) | (codes == WELL)
    parts = [every, decided, codes == WELL, codes == POORLY, codes == SILENT, every]
    columns = [(codes >= OPEN).astype(np.float64), (codes == WELL).astype(np.float64), *[stays] * 4]
    means = group.means(np.column_stack(columns), np.column_stack(parts))
    if worth.value is None:
        worth.economics.check(float(means.params[_STAYS]))
    scales = {name: scale for name, (scale, _) in FIGURES.items()}
    frame = figures_frame(means, worth.figures, scales)
    # nobody is silent where problems were not asked for
    return frame if (codes == SILENT).any() else frame.drop(index="encouraged")
