"""The result of the game of key drivers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from csmodels.errors import SpecificationError, check_choice
from csmodels.sampling.grouped import Grouped, choose_group
from csmodels.tables import FrozenMapping, ResultBase, frozen_frame
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.strings import check_language, term
from csmodels.tables.summary import Summary
from csmodels.three_factor.key_drivers import figures
from csmodels.three_factor.key_drivers.codes import Coding
from csmodels.three_factor.key_drivers.model import Drivers
from csmodels.three_factor.key_drivers.part import Part

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, repr=False, eq=False)
class KeyDrivers(Grouped, Noticed, ResultBase):
    """Key dissatisfiers and key enhancers; with ``by=`` the group is an index level of all tables.

    Attributes
    ----------
    params : DataFrame
        Values (kind share; driver, game) in the common ten columns.
    estimates : DataFrame
        Index side, driver: value with limits, rank, and the driver alone.
    curve : DataFrame
        Index side, step: reach, noise and success of the first drivers together.
    totals : DataFrame
        By side: respondents, key drivers, what they reach, what all drivers are worth.
    classification : DataFrame or None
        Both games side by side, and the class they make: basic, performance, excitement, unimportant.
    coding : DataFrame
        Which answers count.
    settings, warnings
    """

    drivers: Drivers
    coded: Coding
    parts: tuple[FrozenMapping[str, Part], ...]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    labels: FrozenMapping[str, Mapping[str, str]]
    title_key: ClassVar[str] = "heading.key_drivers"

    @property
    def _level(self) -> float:
        return float(str(self.settings["conf_level"]))

    @property
    def sides(self) -> tuple[str, ...]:
        """The games that were played."""
        return self.drivers.sides

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Shapley values by driver (lhs) and game (rhs)."""
        return self._by_group(lambda g: figures.params_rows(self.drivers, self.parts[g]))

    @frozen_frame
    def estimates(self) -> pd.DataFrame:
        """Values and ranks by game and driver.

        - value: Shapley value, a difference of shares of respondents; negative ones stay negative, and the
          values of a game sum to `totals`' total. p_value tests 0.
        - share: of that sum; it may be negative or above 1 where values are
        - rank: 1 is the largest; expected_rank, rank_low, rank_high: mean of the resamples, best and worst
          within the confidence level; p_first: how many resamples it leads
        - reach, noise, success: of the driver alone, whatever else fails
        - key: before the stop; p_key: share of the resamples (own order, own stop) in which it is
        """
        return self._by_group(lambda g: figures.estimates_table(self.drivers, self.parts[g], self._level))

    @frozen_frame
    def curve(self) -> pd.DataFrame:
        """Reach, noise and success of the first drivers together, step by step.

        reach: share of the dissatisfied (delighted) who met a failure (delight) of any of them; noise: share
        of all others; success: the difference. Limits hold for the order of the sample. key: up to the
        largest success.
        """
        return self._by_group(lambda g: figures.curve_table(self.drivers, self.parts[g]))

    @frozen_frame
    def totals(self) -> pd.DataFrame:
        """By game: respondents (`n`), the dissatisfied or delighted (`n_hit`, `share_hit`), number of key
        drivers, their reach, noise and success, and `total`, what all drivers are worth together."""
        return self._by_group(lambda g: figures.totals_table(self.parts[g]))

    @frozen_frame
    def classification(self) -> pd.DataFrame | None:
        """Both games side by side; None where one was left out.

        class: a value above 0 (at the level 1 - conf_level) among the dissatisfied alone is basic, among the
        delighted alone excitement, in both performance, in none unimportant (printed as "no value shown": a
        driver that rarely fails has little value however grave its failures are); empty without errors.
        probability: share of the resamples that say so, held against the errors of the sample. Whether a
        driver is key is another question: one that mostly fails together with others may be left out.
        """
        if len(self.sides) < 2:
            return None
        return self._by_group(
            lambda g: figures.classification_table(self.drivers, self.parts[g], self._level)
        )

    @frozen_frame
    def coding(self) -> pd.DataFrame:
        """Answers that count, of every driver and of the outcome (the last row)."""
        return figures.coding_table(self.drivers, self.coded)

    def driver_label(self, name: str, lang: str = "en") -> str:
        """Words of a driver, as its question gives them; its name where there are none."""
        return self.labels.get(name, {}).get(lang) or term(name, lang, section="construct")

    def plot_key_drivers(
        self,
        *,
        group: Any = None,
        sort: bool = True,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw what each driver is worth in both games, side by side: intervals, ranks, which are key.

        Parameters
        ----------
        group : optional
            Which group to draw, after a fit with ``by=``.
        sort : bool
            The largest value of the first game first; else in the order given.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        SpecificationError
            No group chosen, an unknown group or language.
        """
        from csmodels.plots.key_drivers import key_drivers_chart

        frame = self._drawn(self.estimates, group, lang)
        words = {name: self.driver_label(name, lang) for name in self.drivers.names}
        frame = frame.rename(index=words, level="driver")
        return key_drivers_chart(frame, sort=sort, conf_level=self._level, lang=lang, ax=ax, title=title)

    def plot_success(
        self,
        side: str | None = None,
        *,
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw reach, noise and success as drivers are taken together, and the line where the search stops.

        Parameters
        ----------
        side : {"dissatisfiers", "enhancers"}, optional
            The game; by default both, side by side in one figure.
        group, lang, title
            As for `plot_key_drivers`.
        ax : Axes, optional
            Draw here; both games share its place then.

        Returns
        -------
        matplotlib.axes.Axes
            Of both games the first; ``ax.figure.axes`` has them all.

        Raises
        ------
        SpecificationError
            A game that was not played; as for `plot_key_drivers`.
        """
        from csmodels.plots.key_drivers import success_chart, success_charts

        if side is not None:
            check_choice("side", side, self.sides)
        drawn = self._drawn(self.curve, group, lang)
        frames = {}
        for each in self.sides if side is None else (side,):
            frame = pd.DataFrame(drawn.xs(each, level="side"))
            frames[each] = frame.assign(driver=[self.driver_label(name, lang) for name in frame["driver"]])
        level = self._level
        if len(frames) > 1:
            return success_charts(frames, conf_level=level, lang=lang, ax=ax, title=title)
        ((only, frame),) = frames.items()
        return success_chart(frame, side=only, conf_level=level, lang=lang, ax=ax, title=title)

    def _drawn(self, frame: pd.DataFrame, group: Any, lang: str) -> pd.DataFrame:
        check_language(lang)
        if self.groups and group is None:
            raise SpecificationError(choose_group(None, self.groups, self.group_labels))
        return self._one_group(frame, group)

    def summary(self, lang: str = "en") -> Summary:
        """Return both games as a document: totals, drivers, their order and stop, classes, coding."""
        from csmodels.three_factor.key_drivers.display import summary

        return summary(self, lang)
