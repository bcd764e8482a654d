"""Change of an indicator over waves: slope, departure from a line, any change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, check_choice
from csmodels.numerics.intervals import normal_limits
from csmodels.numerics.strategy.indicators import units_and_df
from csmodels.numerics.strategy.shrinkage import departures, slope_contrast, wald
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.strategy.indicators.result import IndicatorResult

Array = NDArray[np.float64]


@dataclass(frozen=True, repr=False, eq=False)
class IndicatorTrend(Noticed, ResultBase):
    """Slopes of an indicator's figures over waves; made by :meth:`IndicatorResult.trend`.

    Attributes
    ----------
    slopes : DataFrame
        Index figure: estimate (change per unit of time), std_error, statistic, p_value, limits.
    tests : DataFrame
        Index figure, test: "line" (do the waves depart from a line? missing with two waves) and "change"
        (do any two waves differ?); columns statistic (chi-square), df, p_value.
    waves : DataFrame
        Index figure, wave: time, figure with limits, and fitted, the line.
    settings, warnings
    """

    result: IndicatorResult
    times: tuple[float, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    title_key: ClassVar[str] = "heading.indicator_trend"

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Slopes in the ten columns."""
        table = self.slopes
        rows = {"kind": "coefficient", "lhs": table.index.tolist(), "op": "~", "rhs": "time"}
        return params_table(rows | {name: table[name].to_numpy() for name in table.columns})

    @frozen_frame
    def slopes(self) -> pd.DataFrame:
        """Change per unit of time."""
        parts = self.result.parts
        rows = []
        for j, _ in enumerate(self.result.indicator.names):
            weights = slope_contrast(np.array(self.times), self._sizes)
            values, covariance = self._figures(j)
            slope = float(weights @ values)
            error = np.sqrt(np.maximum(0.0, np.array([weights @ covariance @ weights])))
            error = np.where(error > 0, error, np.nan)
            df = _df(self.result)
            low, high, p = normal_limits(np.array([slope]), error, parts[0].options.conf_level, 0.0, df)
            rows.append((slope, error[0], slope / error[0], p[0], low[0], high[0]))
        columns = ["estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"]
        return pd.DataFrame(rows, columns=columns, index=pd.Index(self.result.indicator.names, name="figure"))

    @frozen_frame
    def tests(self) -> pd.DataFrame:
        """Joint tests."""
        rows = {}
        k = len(self.times)
        every = np.eye(k)[1:] - np.eye(k)[:1]
        for j, name in enumerate(self.result.indicator.names):
            values, covariance = self._figures(j)
            if k > 2:
                rows[name, "line"] = wald(
                    departures(np.array(self.times)), values, covariance, _df(self.result)
                )
            rows[name, "change"] = wald(every, values, covariance, _df(self.result))
        found = pd.DataFrame.from_dict(rows, orient="index", columns=["statistic", "df", "p_value"])
        found.index = pd.MultiIndex.from_tuples(list(rows), names=["figure", "test"])
        return found

    @frozen_frame
    def waves(self) -> pd.DataFrame:
        """Figures and fitted line of each wave."""
        table = self.result.figures
        by = str(self.result.settings["by"])
        frames = {}
        for name in self.result.indicator.names:
            mine = table.xs(name, level="figure")[["estimate", "conf_low", "conf_high", "n"]]
            slope = float(self.slopes["estimate"][name])
            times, sizes = np.array(self.times), self._sizes
            centre = (sizes * mine["estimate"].to_numpy()).sum() / sizes.sum()
            fitted = centre + slope * (times - (sizes * times).sum() / sizes.sum())
            frames[name] = mine.assign(time=times, fitted=fitted)
        found = pd.concat(frames, names=["figure"])
        found.index = found.index.set_names(["figure", by])
        return found

    @property
    def _sizes(self) -> Array:
        return np.array([part.weight for part in self.result.parts])

    def _figures(self, j: int) -> tuple[Array, Array]:
        """One figure of all waves in its unit, and its covariances."""
        parts = self.result.parts
        unit = parts[0].units[j]
        covariance = np.diag([part.std_error[j] ** 2 for part in parts])
        for a, one in enumerate(parts):
            for b in range(a):
                covariance[a, b] = covariance[b, a] = one.covariance(parts[b])[j]
        return np.array([part.means[j] for part in parts]) * unit, covariance * unit**2

    def plot(
        self, *, figure: str | None = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw a figure over the waves with its intervals, and the fitted line.

        Parameters
        ----------
        figure : str, optional
            By default the main one.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional
        """
        from csmodels.strategy.indicators.pictures import plot_trend

        name = figure or self.result.indicator.main
        check_choice("figure", name, self.result.indicator.names)
        return plot_trend(self, name, lang, ax, title)

    def summary(self, lang: str = "en") -> Summary:
        """The trend as a document.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.strategy.indicators.display import trend_summary

        return trend_summary(self, lang)


def _df(result: IndicatorResult) -> float | None:
    """Degrees of freedom of a survey design: of the units of all waves together."""
    design = result.parts[0].design
    if design is None or design.units is None:
        return None
    return units_and_df(design.units, np.concatenate([part.rows.where for part in result.parts]))[1]


def trend(result: IndicatorResult, times: Mapping[Any, float] | Sequence[float] | None) -> IndicatorTrend:
    """See :meth:`IndicatorResult.trend`."""
    groups = result.groups
    if len(groups) < 2:
        raise SpecificationError("A trend needs two waves or more: compute the indicator with by= the wave.")
    if times is None:
        found = tuple(float(i) for i in range(len(groups)))
    else:
        given = [times.get(each) for each in groups] if isinstance(times, Mapping) else list(times)
        if len(given) != len(groups) or any(each is None for each in given):
            raise SpecificationError(
                f"times= needs a number for each of the {len(groups)} waves {', '.join(map(repr, groups))}."
            )
        found = tuple(float(each) for each in given if each is not None)
    if len(set(found)) < len(found) or not np.isfinite(found).all():
        raise SpecificationError(f"times={list(found)!r} must be different finite numbers.")
    settings = {"by": result.settings["by"], "conf_level": result.settings["conf_level"]}
    return IndicatorTrend(result, found, FrozenMapping(settings), result.notices)
