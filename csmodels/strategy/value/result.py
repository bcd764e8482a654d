"""The result of retention on satisfaction and customer value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.sampling.columns import mean_name, mean_words
from csmodels.sampling.grouped import Grouped, choose_group
from csmodels.strategy.privacy import few, hidden_cells
from csmodels.strategy.value import figures
from csmodels.strategy.value.economics import check_number
from csmodels.strategy.value.levels import Levels
from csmodels.strategy.value.model import CustomerValue
from csmodels.strategy.value.sampled import Sampled
from csmodels.tables import FrozenMapping, ResultBase, frozen_frame
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.strings import check_language, text
from csmodels.tables.summary import Summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Columns of `levels` that are drawn, of levels with people enough.
DRAWN = ("observed", "observed_low", "observed_high")


@dataclass(frozen=True, repr=False, eq=False)
class CustomerValueResult(Grouped, Noticed, ResultBase):
    """Retention by satisfaction and customer value; with ``by=`` the group is an index level of all tables.

    Attributes
    ----------
    params : DataFrame
        Coefficients of the logit of being kept, and all figures, in the common ten columns.
    figures : DataFrame
        Retention, odds ratio of the push, retention after it, periods a customer stays, margin of a period,
        value now, after the push, and its change.
    levels, curve : DataFrame
        Observed and fitted retention and value by satisfaction; the drawn curve.
    settings, warnings

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.strategy.value import CustomerValue
    >>> found = CustomerValue(kept="came_back").fit(cs.datasets.load_hotel())
    >>> found.params["rhs"].tolist()[:2], bool(found.params["estimate"][1] > 0)
    (['1', 'sat_overall'], True)
    """

    model: CustomerValue
    parts: tuple[Sampled, ...]
    observed: tuple[Levels, ...]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    labels: FrozenMapping[Any, Mapping[str, str]]
    title_key: ClassVar[str] = "heading.customer_value"

    @property
    def _level(self) -> float:
        return float(str(self.settings["conf_level"]))

    @property
    def _least(self) -> int:
        return int(str(self.settings["least"]))

    def _wording(self, name: str, lang: str) -> str:
        """The questionnaire's wording of a column, or its name."""
        return self.labels.get(name, {}).get(lang, name)

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Coefficients and figures in the common ten columns."""
        name = mean_name(self.model.satisfaction)
        return self._by_group(lambda g: figures.params_rows(self.model, self.parts[g], name))

    @frozen_frame
    def figures(self) -> pd.DataFrame:
        """By figure: estimate, error and limits.

        ``retention``: share kept in one period, as observed; ``odds_ratio``: factor of the odds of being kept
        for the push; ``retention_after`` and ``retention_change``: with everybody's satisfaction pushed up by
        `points`; ``periods``: expected periods a customer stays; ``margin`` of a period; ``value``: of a
        customer at this retention; ``value_after``, ``value_change``: with the push.
        """
        return self._by_group(lambda g: figures.figures_table(self.model, self.parts[g]))

    @frozen_frame
    def levels(self) -> pd.DataFrame:
        """By level of satisfaction: respondents, observed and fitted retention, value, with limits.

        Averaged satisfaction with many values is put into classes of equal width. Value: at the retention of
        the level and the mean payment of all. Levels with few customers are here, but neither printed nor
        drawn (`least`).
        """
        return self._by_group(lambda g: figures.levels_table(self.model, self.parts[g], self.observed[g]))

    @frozen_frame
    def curve(self) -> pd.DataFrame:
        """Fitted retention along satisfaction with its (pointwise) limits, at the mean of the controls."""
        return self._by_group(lambda g: figures.curve_table(self.model, self.parts[g], self.observed[g]))

    def people(self, lang: str = "en") -> pd.DataFrame:
        """Respondents by level of satisfaction as they may be printed.

        Use it where `levels` is published: it has ``n`` as a text ("<5" for fewer than `least`, "hidden"
        where the sum of all would give such a level away), and ``hide``, whether the observed share must go
        as well.

        Parameters
        ----------
        lang : {"en", "zh"}
        """

        word = text("value.private_hidden", lang)

        def rows(g: int) -> pd.DataFrame:
            n = self._one_group(self.levels, self.groups[g] if self.groups else None)["n"]
            hide = pd.Series(hidden_cells(n, self._least))
            # as `private_counts` writes them; which are hidden is worked out once
            told = [
                (few(self._least) if size < self._least else word) if small else f"{size:,}"
                for size, small in zip(n, hide, strict=True)
            ]
            return pd.DataFrame({"n": told, "hide": hide}, index=n.index)

        return self._by_group(rows)

    def predict(self, satisfaction: float, group: Any = None) -> pd.DataFrame:
        """Retention and value of a customer at one level of satisfaction, with limits.

        Parameters
        ----------
        satisfaction : float
            Outside the answers that were given the curve is extrapolated.
        group : optional
            After a fit with ``by=``.
        """
        import numpy as np

        check_number("satisfaction", satisfaction)
        part = self.parts[self._place(group)]
        kept, value = figures.at_levels(self.model, part, np.array([float(satisfaction)]))
        found = pd.concat([kept, value])
        found.index = pd.Index(["retention", "value"], name="figure")
        return found

    def _place(self, group: Any) -> int:
        if not self.groups:
            if group is not None:
                raise SpecificationError(f"group={group!r}: the model was fitted without by=.")
            return 0
        if group not in self.groups:
            raise SpecificationError(choose_group(group, self.groups, self.group_labels))
        return self.groups.index(group)

    def plot_retention(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw retention along satisfaction: curve with its band, observed shares as points with bars.

        Parameters
        ----------
        group : optional
            Which group to draw, after a fit with ``by=``; by default the curves of all.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.plots.customer_value import retention_chart

        check_language(lang)
        curve, levels = self.curve, self.levels
        levels = levels.assign(**{name: levels[name].mask(self.people()["hide"]) for name in DRAWN})
        if group is not None:
            curve, levels = self._one_group(curve, group), self._one_group(levels, group)
        elif self.groups:
            curve, levels = self._worded(curve, lang), self._worded(levels, lang)
        name = mean_name(self.model.satisfaction)
        words = self._wording(name, lang)
        words = mean_words(self.model.satisfaction, lang, start=True) if words == name else words
        return retention_chart(
            curve, levels, satisfaction=words, conf_level=self._level, lang=lang, ax=ax, title=title
        )

    def plot_value(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw what the push is worth as a waterfall: value now, its change, value after, with intervals.

        Parameters as for `plot_retention`; after a fit with ``by=`` a group must be chosen.
        """
        from csmodels.plots.customer_value import waterfall_chart
        from csmodels.strategy.value.display import signed

        check_language(lang)
        self._place(group)
        frame = self._one_group(self.figures, group)
        names = ("value", "value_change", "value_after")
        rows = frame.loc[list(names)]
        pushed = text("figure.value_push", lang, points=signed(self.model.points))
        rows.index = pd.Index(
            [text("figure.value_now", lang), pushed, text("figure.value_after", lang)], name="step"
        )
        return waterfall_chart(
            rows.assign(whole=[True, False, True]), ylabel=text("figure.value_y", lang),
            conf_level=self._level, lang=lang, ax=ax, title=title,
        )  # fmt: skip

    def summary(self, lang: str = "en") -> Summary:
        """Return retention, value and the settings as a document."""
        from csmodels.strategy.value.display import summary

        return summary(self, lang)
