"""The result of one indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, check_choice
from csmodels.sampling.grouped import Grouped
from csmodels.strategy.indicators.kinds import NET, SHARE, Indicator
from csmodels.strategy.indicators.sample import Part
from csmodels.tables import FrozenMapping, ResultBase, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.summary import Summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.strategy.indicators.comparison import IndicatorComparison
    from csmodels.strategy.indicators.trend import IndicatorTrend


def figures_table(part: Part) -> pd.DataFrame:
    """Estimates, errors and limits of one group, in the figures' units."""
    low, high = part.limits
    units = part.units
    columns = {
        "estimate": part.means * units,
        "std_error": part.uncertainty.std_error * units,
        "conf_low": low * units,
        "conf_high": high * units,
        "n": part.n,
        "n_effective": part.effective,
    }
    return pd.DataFrame(columns, index=pd.Index(part.indicator.names, name="figure"))


def params_of(part: Part) -> pd.DataFrame:
    """The same as parameters: net scores are tested against zero."""
    table = figures_table(part)
    net = np.array([form == NET for form in part.forms])
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = np.where(net, table["estimate"] / table["std_error"], np.nan)
    kinds = {SHARE: "share", NET: "defined"}
    return params_table(
        {
            "kind": [kinds.get(form, "index") for form in part.forms],
            "lhs": part.indicator.item,
            "op": [":=" if each else "" for each in net],
            "rhs": list(part.indicator.names),
            "estimate": table["estimate"].to_numpy(),
            "std_error": table["std_error"].to_numpy(),
            "statistic": statistic,
            "p_value": np.where(net, part.uncertainty.p_value, np.nan),
            "conf_low": table["conf_low"].to_numpy(),
            "conf_high": table["conf_high"].to_numpy(),
        }
    )


@dataclass(frozen=True, repr=False, eq=False)
class IndicatorResult(Grouped, Noticed, ResultBase):
    """An indicator with its intervals; with ``by=`` for each group, an index level of all tables.

    Made by `nps`, `csat`, `ces` and `rate`.

    Attributes
    ----------
    params : DataFrame
        All figures in the common ten columns: shares 0 to 1, net promoter scores -100 to 100, means on
        0 to 100 (customer effort: on its own scale).
    figures : DataFrame
        The same by name, with the respondents behind them.
    distribution : DataFrame
        How many gave each answer.
    indicator : Indicator
        What was computed, with scale and boxes.
    settings, warnings
    """

    indicator: Indicator
    parts: tuple[Part, ...]
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    labels: FrozenMapping[str, str]
    respondents: pd.Index
    title_key: ClassVar[str] = "heading.indicator_nps"

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Figures in the ten columns; `statistic` and `p_value` of net scores test zero."""
        return self._by_group(lambda g: params_of(self.parts[g]))

    @frozen_frame
    def figures(self) -> pd.DataFrame:
        """Index figure; columns estimate, std_error, conf_low, conf_high, n (respondents), n_effective.

        `n_effective` says as how many independent respondents of equal weight they count.
        """
        return self._by_group(lambda g: figures_table(self.parts[g]))

    @frozen_frame
    def distribution(self) -> pd.DataFrame:
        """Index answer; columns n (respondents) and share (weighted)."""
        return self._by_group(lambda g: _distribution(self.parts[g]))

    @property
    def estimate(self) -> float | pd.Series:
        """The main figure: a number, or one for each group."""
        found = self.figures["estimate"].xs(self.indicator.main, level="figure") if self.groups else None
        return float(self.figures["estimate"][self.indicator.main]) if found is None else found

    def label(self, lang: str = "en") -> str:
        """Words of the question."""
        return self.labels.get(lang) or self.indicator.item

    def compare(
        self,
        other: IndicatorResult | None = None,
        *,
        paired: bool | None = None,
        reference: Any = None,
        pairs: Sequence[Sequence[Any]] | None = None,
        adjust: str = "holm",
    ) -> IndicatorComparison:
        """Differences between groups, or between this indicator and another one.

        Use it to learn whether one hotel really has the higher score (``by=`` groups), whether guests of one
        survey answer one question better than another (`other`, ``paired=True``), or whether two surveys
        differ (`other`, ``paired=False``).

        Parameters
        ----------
        other : IndicatorResult, optional
            The second indicator, of the same kind; the difference is this one minus `other`.
        paired : bool, optional
            Whether both were answered by the same respondents (same rows of the same data); needed with
            `other`.
        reference : optional
            Compare every group with this one only.
        pairs : sequence of (group, reference), optional
            Compare these groups only; by default all pairs.
        adjust : {"holm", "bonferroni", "fdr", "none"}
            How p-values of several groups are adjusted.

        Returns
        -------
        IndicatorComparison

        Raises
        ------
        SpecificationError
            No groups and no `other`, unknown groups, other kinds of indicators.
        DataError
            Pairs whose rows do not belong together.

        Notes
        -----
        The error is sqrt(s1² + s2² - 2 c) with c the covariance under the survey's design, 0 for independent
        samples; `statistic` is difference over error. Limits and p-values of means are z or t of it; those of
        net scores are Lewis and Sauro's adjusted Wald (`adjusted_difference`), those of shares Newcombe's
        (1998, method 10; `share_difference`), which hold for few answers too; with ``interval="wald"`` or
        "bootstrap" all are plain. Under a design Student's t has the units less strata of both groups.

        Paired: the error of the mean of the respondents' own differences, which run from -2 to 2 for net
        scores; limits and p-values are plain ones, since no adjusted rule for them is published that we know
        of.

        Examples
        --------
        >>> import pandas as pd
        >>> from csmodels.strategy.indicators import nps
        >>> frame = pd.DataFrame({"x": [10, 9, 9, 3, 8, 10] * 20, "h": ["A", "A", "A", "B", "B", "B"] * 20})
        >>> nps(frame, "x", by="h").compare().table["difference"].round(6).tolist()[:1]
        [-100.0]
        """
        from csmodels.strategy.indicators.comparison import compare

        return compare(self, other, paired, reference, pairs, adjust)

    def trend(self, times: Mapping[Any, float] | Sequence[float] | None = None) -> IndicatorTrend:
        """Whether the figures change along a line over waves.

        Parameters
        ----------
        times : mapping of group to number, or numbers, optional
            When each wave was; by default 0, 1, 2 ... in the order of the groups.

        Returns
        -------
        IndicatorTrend

        Raises
        ------
        SpecificationError
            A fit without ``by=``, two waves at one time, fewer than two waves.

        Notes
        -----
        The slope is the least-squares line through all answers (net promoter scores: of 1, 0 and -1) over
        time, which is a contrast of the waves' figures; its error takes the waves' sizes as given.
        """
        from csmodels.strategy.indicators.trend import trend

        return trend(self, times)

    def shrunk(self, figure: str | None = None) -> pd.DataFrame:
        """Figures of groups pulled towards their common mean: the fewer respondents, the more.

        Use it to rank many groups of which some are small: the largest and the smallest raw figures are
        mostly those of small groups.

        Parameters
        ----------
        figure : str, optional
            By default the main one.

        Returns
        -------
        DataFrame
            By group: n, raw figure with its limits, estimate, std_error, conf_low, conf_high, and own, the
            share of the group's own figure in it.

        Raises
        ------
        SpecificationError
            A fit without groups or with fewer than three, an unknown figure.

        Notes
        -----
        Empirical Bayes: see `csmodels.numerics.strategy.shrinkage.shrink`. The variance of an answer is the
        mean over all groups, since that of a small group is a guess.
        """
        from csmodels.strategy.indicators.small_cells import shrunk

        check_choice("figure", figure or self.indicator.main, self.indicator.names)
        return shrunk(self, figure or self.indicator.main)

    def plot(
        self,
        *,
        figure: str | None = None,
        sort: bool = False,
        target: float | None = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw a figure of every group, or all figures of one sample, with intervals.

        Parameters
        ----------
        figure : str, optional
            With ``by=``: which figure; by default the main one.
        sort : bool
            Largest first.
        target : float, optional
            A dashed line, in the unit of the table.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional
        """
        from csmodels.strategy.indicators.pictures import plot_figure

        check_choice("figure", figure or self.indicator.main, self.indicator.names)
        if figure is not None and not self.groups:
            raise SpecificationError("figure= chooses what is drawn of groups; the fit has none.")
        return plot_figure(self, figure, sort, target, lang, ax, title)

    def summary(self, lang: str = "en") -> Summary:
        """The indicator as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.strategy.indicators.display import summary

        return summary(self, lang)


def _distribution(part: Part) -> pd.DataFrame:
    values, at = np.unique(part.rows.values[:, 0], return_inverse=True)
    weights = np.ones(part.n) if part.rows.weights is None else part.rows.weights
    sums = np.bincount(at, weights)
    columns = {"n": np.bincount(at), "share": sums / sums.sum()}
    return pd.DataFrame(columns, index=pd.Index(values, name="answer"))
