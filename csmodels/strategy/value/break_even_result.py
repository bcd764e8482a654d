"""The way from a driver to value, as tables and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.sampling.grouped import Grouped, choose_group
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame, term
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.params import params_table
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Figures of the chain in their order, and their kind in `params`.
FIGURES = {
    "driver": "index",
    "effect": "effect",
    "index": "index",
    "index_after": "index",
    "slope": "coefficient",
    "retention": "share",
    "retention_after": "share",
    "retention_change": "effect",
    "margin": "defined",
    "value": "defined",
    "value_after": "defined",
    "value_change": "effect",
    "break_even_once": "defined",
    "break_even_period": "defined",
}


@dataclass(frozen=True, repr=False, eq=False)
class BreakEven(Grouped, Noticed, ResultBase):
    """The way from a driver to value; made by `break_even`.

    Attributes
    ----------
    params, chain : DataFrame
        Figures of the way (see `chain`), in the common ten columns and by name.
    spending : DataFrame or None
        With ``cost=``: gain less cost, return, and the share of the resamples in which it pays.
    settings, warnings
    """

    driver: str
    through: str
    points: float
    cost: float | None
    customers: float
    made: Mapping[str, pd.DataFrame]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    title_key: ClassVar[str] = "heading.break_even"

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """The figures of the way in the common ten columns."""

        def rows(frame: pd.DataFrame) -> pd.DataFrame:
            return params_table(
                [
                    {"kind": FIGURES[str(name)], "lhs": str(name), "op": ":=", "rhs": self.driver, **row}
                    for name, row in frame.to_dict("index").items()
                ]
            )

        return self._by_group(
            lambda g: rows(self._one_group(self.chain, self.groups[g] if self.groups else None))
        )

    @frozen_frame
    def chain(self) -> pd.DataFrame:
        """By figure: estimate, error and limits.

        ``driver``: its index now; ``effect``: points of the index `through` for the push; ``index``,
        ``index_after``; ``slope``: of the logit of being kept by a point of that index; ``retention``,
        ``retention_after``, ``retention_change``; ``margin`` of a period; ``value``, ``value_after``,
        ``value_change`` of a customer; ``break_even_once``: what may be spent per customer, once, for the
        push; ``break_even_period``: what may be spent per customer in each period that he or she stays.
        """
        return self.made["chain"]

    @frozen_frame
    def spending(self) -> pd.DataFrame | None:
        """With ``cost=``: ``gain``, ``net`` (gain less cost) and ``return`` (net / cost) with limits.

        All customers together; ``probability``, of net: share of the resamples in which the gain is above
        the cost.
        """
        return self.made.get("spending")

    def plot_value(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw the value of a customer as a waterfall: now, what the push adds, its cost, after.

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
        from csmodels.plots.customer_value import waterfall_chart
        from csmodels.strategy.value.display import signed

        check_language(lang)
        if self.groups and group is None:
            raise SpecificationError(choose_group(None, self.groups, self.group_labels))
        frame = self._one_group(self.chain, group)
        rows = frame.loc[["value", "value_change", "value_after"]].assign(whole=[True, False, True])
        word = term(self.driver, lang, section="construct")
        push = text("figure.value_driver", lang, driver=word, points=signed(self.points))
        words = [text("figure.value_now", lang), push, text("figure.value_after", lang)]
        if self.cost is not None:
            cost = pd.DataFrame({"estimate": [-self.cost], "whole": [False]})
            net = rows.iloc[[2]].copy()
            for name in ("estimate", "conf_low", "conf_high"):
                net[name] -= self.cost
            rows = pd.concat([rows.iloc[:2], cost, net])
            words.insert(2, text("figure.value_cost", lang))
        rows.index = pd.Index(words, name="step")
        level = float(str(self.settings["conf_level"]))
        return waterfall_chart(
            rows, ylabel=text("figure.value_y", lang), conf_level=level, lang=lang, ax=ax, title=title
        )

    def summary(self, lang: str = "en") -> Summary:
        """Return the way from driver to value as a document."""
        from csmodels.strategy.value.display_more import break_even_summary

        return break_even_summary(self, lang)
