"""A service-profit chain that was estimated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, check_choice, some
from csmodels.strategy.profit_chain.means import Units
from csmodels.strategy.profit_chain.reading import Measure
from csmodels.strategy.profit_chain.rows import ordered_index, rows_of
from csmodels.strategy.profit_chain.views import (
    View,
    agreement_row,
    effect_rows,
    level_row,
    link_row,
    reliability,
)
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NUMBERS = ["estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"]


@dataclass(frozen=True, repr=False, eq=False)
class ProfitChain(Noticed, ResultBase):
    """Slopes between units along a chain of measures; made by `profit_chain`.

    Attributes
    ----------
    params : DataFrame
        Links, effects along the chain and reliabilities in the common ten columns.
    links, effects, agreement, levels, units : DataFrame
        See there.
    settings, warnings
    """

    measures: tuple[Measure, ...]
    units_read: Units
    views: FrozenMapping[str, View]
    how: str
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    place_words: FrozenMapping[Any, FrozenMapping[str, str]]
    title_key: ClassVar[str] = "heading.chain"

    @property
    def names(self) -> tuple[str, ...]:
        """Measures in the order of the chain."""
        return tuple(m.name for m in self.measures)

    @property
    def _level(self) -> float:
        return float(str(self.settings["conf_level"]))

    @property
    def _seed(self) -> int:
        return int(str(self.settings["seed"]))

    @frozen_frame
    def links(self) -> pd.DataFrame:
        """Each link by view ("total", "within", "two_way", "between"), predictor and outcome.

        ``estimate`` to ``conf_high``: slope in the measures' own units with clustered errors and t limits of
        ``df``; ``p_wild``, ``wild_low``, ``wild_high``: wild cluster bootstrap; ``beta``: slope in standard
        deviations of the view; ``reliability`` of the predictor in the view (1 where no sampling error is
        known of); ``corrected`` and its error and limits: slope without sampling errors, missing where the
        reliability is below 0.3.
        """
        level, seed = self._level, self._seed
        rows = {
            (name, self.names[i], self.names[i + 1]): link_row(view, i, i + 1, self.how, level, seed)
            for name, view in self.views.items()
            for i in range(len(self.names) - 1)
        }
        frame = pd.DataFrame(list(rows.values()))
        frame.index = ordered_index(rows, ["view", "predictor", "outcome"])
        return frame

    @frozen_frame
    def effects(self) -> pd.DataFrame:
        """By view and method ("observed", "corrected"): the effect of the first measure on the last.

        ``estimate``: product of the links, with error and limits; ``whole``: slope of the last measure on
        the first, whatever lies between, with error and limits.
        """
        rows = {
            (name, method): row
            for name, view in self.views.items()
            for method, row in effect_rows(view, self.how, self._level, self._seed).items()
        }
        frame = pd.DataFrame(list(rows.values()))
        frame.index = ordered_index(rows, ["view", "method"])
        return frame

    @frozen_frame
    def agreement(self) -> pd.DataFrame:
        """By measure with sampling errors: ICC(1), ICC(2) with limits, F test, and reliability of the means.

        ``icc1``: share of the variance of guests that lies between units; ``icc2``: reliability of the mean
        of a unit of ``size`` guests; both unweighted, missing for measures of the unit table.
        ``reliability``: the same of the means as they are used, weights and design included.
        """
        rows: dict[str, dict[str, float]] = {}
        for i, measure in enumerate(self.measures):
            if not measure.of_units:
                rows[measure.name] = agreement_row(self.units_read, i, self._level)
            elif measure.errors:
                rows[measure.name] = {
                    "n_units": self.units_read.values.shape[1],
                    "reliability": reliability(self.units_read, i),
                }
        order = list(next(rows[m.name] for m in self.measures if not m.of_units))
        frame = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=order)
        return frame.rename_axis("measure")

    @frozen_frame
    def levels(self) -> pd.DataFrame | None:
        """Links of two measures of the survey on the level of guests and of units; None without such links.

        ``guests``: slope among all guests; ``within``: among guests of the same unit; ``units``: between
        means of units; ``difference``: of the last two, what the level of analysis changes. Errors by the
        jackknife over clusters. Controls are not used here.
        """
        rows = {}
        for i in range(len(self.measures) - 1):
            if not (self.measures[i].of_units or self.measures[i + 1].of_units) and "total" in self.views:
                view = self.views["total"]
                rows[self.names[i], self.names[i + 1]] = level_row(
                    self.units_read, i, i + 1, view, self._level
                )
        if not rows:
            return None
        frame = pd.DataFrame(list(rows.values()))
        frame.index = ordered_index(rows, ["predictor", "outcome"])
        return frame

    @frozen_frame
    def units(self) -> pd.DataFrame:
        """Values of the units that count, with the persons and standard errors behind them.

        Displays leave out units of fewer than `least` guests; this table does not.
        """
        read, columns = self.units_read, {}
        for i, measure in enumerate(self.measures):
            columns[measure.name] = read.values[i]
            if not measure.of_units:
                columns[f"{measure.name}_n"] = read.n[i]
            if not measure.of_units or measure.errors:
                columns[f"{measure.name}_error"] = np.sqrt(np.diag(read.errors[i, i]))
        return pd.DataFrame(columns, index=read.index)

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Links (kind "path" of all units, else "coefficient" with the view), effects and reliabilities."""
        rows: list[dict[str, Any]] = []
        for (view, x, y), row in rows_of(self.links):
            told = {"lhs": y, "op": "~", "rhs": x if view == "total" else f"{x} | {view}"}
            kind = "path" if view == "total" else "coefficient"
            rows.append({"kind": kind, **told, **{k: row[k] for k in _NUMBERS}})
            rows.append({
                "kind": "coefficient", **told, "rhs": f"{x} | {view}, corrected",
                "estimate": row["corrected"], "std_error": row["corrected_error"],
                "conf_low": row["corrected_low"], "conf_high": row["corrected_high"],
            })  # fmt: skip
        along = " -> ".join(self.names[:-1])
        for (view, method), row in rows_of(self.effects):
            rhs = f"{along} | {view}" + ("" if method == "observed" else f", {method}")
            numbers = {k: row[k] for k in ("estimate", "std_error", "conf_low", "conf_high")}
            rows.append({"kind": "effect", "lhs": self.names[-1], "op": "~", "rhs": rhs, **numbers})
        for (name,), row in rows_of(self.agreement):
            for key, word in (("icc1", "ICC(1)"), ("icc2", "ICC(2)")):
                ends = {"conf_low": row[f"{key}_low"], "conf_high": row[f"{key}_high"]}
                rows.append({"kind": "reliability", "lhs": name, "op": ":=", "rhs": word,
                             "estimate": row[key], **ends})  # fmt: skip
            rows.append({"kind": "reliability", "lhs": name, "op": ":=", "rhs": "unit means",
                         "estimate": row["reliability"]})  # fmt: skip
        return params_table([row for row in rows if np.isfinite(row["estimate"])])

    def _view(self, view: str) -> View:
        check_choice("view", view, tuple(self.views))
        return self.views[view]

    def plot(
        self, *, view: str = "total", corrected: bool = False, lang: str = "en", ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:  # fmt: skip
        """Draw the chain with its slopes and intervals.

        Parameters
        ----------
        view : str
            One of `views`.
        corrected : bool
            Slopes without sampling errors.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.strategy.profit_chain.pictures import plot_chain

        self._view(view)
        return plot_chain(self, view, corrected, lang, ax, title)

    def plot_units(
        self, predictor: str | None = None, *, view: str = "total", lang: str = "en",
        ax: Axes | None = None, title: str | None = None,
    ) -> Axes:  # fmt: skip
        """Draw the units of one link, places apart, with the line of a view and sampling errors.

        Parameters
        ----------
        predictor : str, optional
            First measure of the link; by default the first of the chain.
        view : {"total", "within", "between"}
            Which line: of all units, one for each place, or through the means of places.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.strategy.profit_chain.pictures import plot_scatter

        first = self.names[0] if predictor is None else predictor
        if first not in self.names[:-1]:
            raise SpecificationError(
                f"predictor={first!r} begins no link; those that do: {some(map(repr, self.names[:-1]))}."
            )
        check_choice("view", view, tuple(name for name in self.views if name != "two_way"))
        return plot_scatter(self, self.names.index(first), view, lang, ax, title)

    def summary(self, lang: str = "en") -> Summary:
        """Return links, effects, agreement, levels and the multilevel caution as a document."""
        from csmodels.strategy.profit_chain.display import chain_summary

        return chain_summary(self, lang)
