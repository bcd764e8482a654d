"""The result of sharing out what drivers explain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from csmodels.errors import SpecificationError, check_choice
from csmodels.sampling.grouped import Grouped, choose_group
from csmodels.tables import FrozenMapping, ResultBase, frozen_frame
from csmodels.tables.listing import listed
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.strings import check_language, term, text
from csmodels.tables.summary import Summary
from csmodels.three_factor.relative_importance import figures
from csmodels.three_factor.relative_importance.model import Drivers
from csmodels.three_factor.relative_importance.part import Part

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, repr=False, eq=False)
class RelativeImportance(Grouped, Noticed, ResultBase):
    """Importance of drivers by some methods; with ``by=`` the group is an index level of all tables.

    Attributes
    ----------
    params : DataFrame
        Kinds share (driver, method) and r_squared in the common ten columns.
    importance, shares : DataFrame
        Driver by method: in units of R², and in parts of the sum.
    estimates : DataFrame
        Index method, driver: importance and share with limits, rank with its interval.
    rank_probabilities, comparisons : DataFrame
        How often each driver has each rank in the resamples; differences of all pairs.
    conditional, dominance : DataFrame or None
        With ``method="dominance"`` and all subsets.
    settings, warnings

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.three_factor.relative_importance import relative_importance
    >>> corr = [[1, 0.4, 0.5], [0.4, 1, 0.3], [0.5, 0.3, 1]]
    >>> moments = cs.Moments(corr, names=["room", "staff", "sat"])
    >>> found = relative_importance(moments, outcome="sat", drivers=["room", "staff"])
    >>> found.importance["lmg"].round(3).to_dict()
    {'room': 0.211, 'staff': 0.051}
    """

    drivers: Drivers
    parts: tuple[Part, ...]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    labels: FrozenMapping[str, Mapping[str, str]]
    title_key: ClassVar[str] = "heading.relative_importance"

    @property
    def _level(self) -> float:
        return float(str(self.settings["conf_level"]))

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Importance by driver (lhs) and method (rhs) in units of R², and R²."""
        return self._by_group(
            lambda g: figures.params_rows(self.drivers, self.parts[g], self.outcome_words())
        )

    @frozen_frame
    def importance(self) -> pd.DataFrame:
        """Driver by method. LMG, dominance, relative weights and Pratt are parts of R², and sum to it; first,
        last and partial are no parts of one whole."""
        return self._by_group(lambda g: figures.wide(self.drivers, dict(self.parts[g].values)))

    @frozen_frame
    def shares(self) -> pd.DataFrame:
        """The same divided by its sum."""

        def table(g: int) -> pd.DataFrame:
            part = self.parts[g]
            return figures.wide(self.drivers, {name: part.shares(name)[0] for name in self.drivers.methods})

        return self._by_group(table)

    @frozen_frame
    def estimates(self) -> pd.DataFrame:
        """Importance (`estimate`) and `share`, each with error and limits; ranks.

        `rank`: 1 is the largest; `expected_rank`, `rank_low`, `rank_high`: mean of the resamples, best and
        worst rank within the confidence level; `p_first`: share of the resamples in which it is the largest.
        `sampling_error`, with random orders: standard error that comes from drawing orders, beside the
        sample's. Ranks of resamples are missing without resamples.
        """
        return self._by_group(lambda g: figures.estimates_table(self.drivers, self.parts[g], self._level))

    @frozen_frame
    def rank_probabilities(self) -> pd.DataFrame:
        """Share of the resamples in which each driver has each rank."""
        return self._by_group(lambda g: figures.rank_table(self.drivers, self.parts[g], self._level))

    @frozen_frame
    def comparisons(self) -> pd.DataFrame:
        """Importance of one driver minus another's, all pairs; p-values by Holm within a method as well.

        `p_value` takes the difference over its standard error for normal (of Student's t under a design):
        shares of resamples prove no p-value small enough for many pairs. Limits are those that were asked
        for, such as quantiles of the resamples, and may tell a little else.
        `probability`: share of the resamples in which the first is more important.
        """
        return self._by_group(lambda g: figures.comparisons_table(self.drivers, self.parts[g]))

    @frozen_frame
    def conditional(self) -> pd.DataFrame | None:
        """What a driver adds to R² on average, by the number of other drivers in the model.

        Column 0 is R² alone, the last the R² lost without it; their mean is general dominance.
        """
        if any(part.sizes is None for part in self.parts):
            return None
        return self._by_group(lambda g: figures.conditional_table(self.drivers, self.parts[g]))

    @frozen_frame
    def dominance(self) -> pd.DataFrame | None:
        """Of every driver over every other (Budescu 1993; Azen and Budescu 2003).

        `complete_share`: share of the models without both in which it adds more (1: complete dominance);
        `conditional_share`: share of the model sizes in which it does on average (1: conditional); `general`:
        whether its mean is larger; `dominance`: the strongest of them; `p_complete`, `p_conditional`,
        `p_general`: share of the resamples that show it. Of resamples complete dominance is looked at up to
        10 drivers, of the sample up to 20.
        """
        if any(part.sizes is None for part in self.parts):
            return None
        return self._by_group(lambda g: figures.dominance_table(self.drivers, self.parts[g]))

    def outcome_words(self, lang: str = "en") -> str:
        """The outcome's column, or "mean of" the columns that were averaged, in a language."""
        names = self.drivers.outcome
        if len(names) == 1:
            return names[0]
        return text("value.gap_outcome", lang, names=listed(names, lang, limit=None))

    def driver_label(self, name: str, lang: str = "en") -> str:
        """Words of a driver, as its question gives them; its name where there are none."""
        words = self.labels.get(name, {})
        return words.get(lang) or term(name, lang, section="construct")

    def plot_importance(
        self,
        *,
        method: str | None = None,
        group: Any = None,
        sort: bool = True,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw the drivers' shares as bars with intervals, and write each rank with its interval beside it.

        Parameters
        ----------
        method : str, optional
            Of those computed; the first by default.
        group : optional
            Which group to draw, after a fit with ``by=``; by default all groups side by side.
        sort : bool
            The largest first; else in the order given.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        SpecificationError
            An unknown method, group or language.
        """
        from csmodels.plots.importance import importance_chart

        frame = self._drawn(self.estimates, method, group, lang)
        return importance_chart(frame, sort=sort, conf_level=self._level, lang=lang, ax=ax, title=title)

    def plot_ranks(
        self,
        *,
        method: str | None = None,
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw how often each driver has each rank in the resamples, as a heat map.

        Parameters as for `plot_importance`; after a fit with ``by=`` a group must be chosen.

        Raises
        ------
        SpecificationError
            No resamples, no group chosen, an unknown method, group or language.
        """
        from csmodels.plots.groups import ranks_chart

        if self.groups and group is None:
            raise SpecificationError(choose_group(None, self.groups, self.group_labels))
        frame = self._drawn(self.rank_probabilities, method, group, lang)
        if frame.isna().to_numpy().all():
            raise SpecificationError(
                'Ranks are drawn from resamples, and there are none: fit with errors="bootstrap".'
            )
        return ranks_chart(frame, lang=lang, ax=ax, title=title)

    def _drawn(self, frame: pd.DataFrame, method: str | None, group: Any, lang: str) -> pd.DataFrame:
        """Rows of one method, drivers and groups by their words."""
        check_language(lang)
        chosen = self.drivers.methods[0] if method is None else method
        check_choice("method", chosen, self.drivers.methods)
        if group is not None or not self.groups:
            frame = self._one_group(frame, group)
        mine = pd.DataFrame(frame.xs(chosen, level="method"))
        words = {name: self.driver_label(name, lang) for name in self.drivers.names}
        if isinstance(mine.index, pd.MultiIndex):
            return self._worded(mine, lang).rename(index=words, level="driver")
        return mine.rename(index=words)

    def summary(self, lang: str = "en") -> Summary:
        """Return importance, ranks, comparisons and dominance as a document."""
        from csmodels.three_factor.relative_importance.display import summary

        return summary(self, lang)
