"""Item analysis and common-method checks: what theses report beside a path model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from csmodels.errors import ConvergenceWarning, SpecificationError, check_whole, did_you_mean
from csmodels.numerics.factors import eigenvalues, parallel_eigenvalues, retained
from csmodels.numerics.items import sphericity
from csmodels.path_models.items.figures import BLOCK_FIGURES, ITEM_FIGURES, ItemFigures, Range
from csmodels.path_models.items.marker import MarkerCheck, check_marker, check_share
from csmodels.tables import FrozenMapping, Summary, frozen_frame
from csmodels.tables.notices import Notice, Noticed, issue, notice
from csmodels.tables.result import Tabled

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

#: A component is kept while its eigenvalue exceeds this share of those that chance gives.
HORN = 0.95
#: Columns of `ItemAnalysis.common_method`.
METHOD_COLUMNS = (
    *("check", "lhs", "rhs", "uncorrected", "estimate", "std_error", "statistic", "p_value"),
    *("conf_low", "conf_high"),
)


@dataclass(frozen=True, repr=False, eq=False)
class ItemAnalysis(Noticed, Tabled):
    """Items, scales and common-method checks of a fitted model; made by `item_analysis`.

    Attributes
    ----------
    result : PathResult
    settings : mapping
        Marker variable, simulated samples, seed, level of the intervals.
    notices : tuple of Notice
        What the reader must know; `warnings` gives the sentences.
    marker : MarkerCheck or None
    ranges : mapping of item to (low, high)
        Ends of the scales, where known.

    Notes
    -----
    Tables: `items`, `item_limits`, `blocks`, `sampling_adequacy`, `parallel`, `common_method`; `tables` names
    them all. With ``by=`` the group is an index level of each. Intervals come from the resamples of the fit.
    """

    result: PathResult
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    marker: MarkerCheck | None
    ranges: FrozenMapping[str, Range]

    # ------------------------------------------------------------------ tables

    @frozen_frame
    def items(self) -> pd.DataFrame:
        """One row per construct and item.

        Columns ``n`` (answers), ``mean``, ``sd`` (divisor n - 1), ``skewness`` and ``kurtosis`` (G1, G2; 0
        for normal answers), ``floor_share`` and ``ceiling_share`` (answers at the ends of the scale, where it
        is known), ``item_total`` (correlation with the sum of the construct's other items),
        ``alpha_if_deleted`` and ``alpha_raw_if_deleted`` (standardised and raw alpha of the others), ``kmo``
        (sampling adequacy among all items of the model). What needs a scale of several items is missing for
        single items and for Mode B composites.
        """
        resampled = self.item_limits["estimate"].unstack("measure")

        def of_group(g: int) -> pd.DataFrame:
            described = self.figures.described(g, self.ranges)
            mine = resampled.loc[self.result.groups[g]] if self.result.groups else resampled
            for name in ITEM_FIGURES:
                described[name] = mine[name].reindex(described.index)
            described["kmo"] = self.figures.kmo[1][g]
            order = ["n", "mean", "sd", "skewness", "kurtosis", "floor_share", "ceiling_share"]
            return described[[*order, *ITEM_FIGURES[1:], "kmo"]]

        return self.result._by_group(of_group)

    @frozen_frame
    def item_limits(self) -> pd.DataFrame:
        """Estimate, standard error and limits of those figures of the items that are resampled."""
        return self._resampled["items"]

    @frozen_frame
    def blocks(self) -> pd.DataFrame:
        """Reliability by construct: standardised and raw alpha and omega, then their limits.

        Missing for single items and for Mode B composites, which have no reliability; a construct made of
        constructs has no row.
        """
        long = self._resampled["blocks"].unstack("measure")
        columns = {measure: long["estimate"][measure] for measure in BLOCK_FIGURES}
        for measure in BLOCK_FIGURES:
            columns[f"{measure}_low"] = long["conf_low"][measure]
            columns[f"{measure}_high"] = long["conf_high"][measure]
        found = pd.DataFrame(columns)
        names = found.index.get_level_values("construct")
        found.insert(0, "n_items", [len(self.figures.measured[name]) for name in names])
        # unstacking sorts; the constructs keep the order of the model
        order = pd.Index([name for name, _ in self.figures.scales], name="construct")

        def of_group(g: int) -> pd.DataFrame:
            mine = found.loc[self.result.groups[g]] if self.result.groups else found
            return mine.reindex(order)

        return self.result._by_group(of_group)

    @frozen_frame
    def sampling_adequacy(self) -> pd.DataFrame:
        """KMO of all items, and Bartlett's test of sphericity; one row (per group).

        Columns ``n`` (respondents; under survey weights Kish's effective number), ``kmo``, ``chi_squared``,
        ``df``, ``p_value``. KMO has no limits: chance correlations
        raise partial ones, so that the KMO of a sample lies below that of the population, and that of a
        resample lower still. In simulated samples of 150 to 1,000 respondents 95 % percentile limits held the
        population's value in 0 to 83 % of the samples; limits corrected for the bias did so in 55 to 100 %,
        depending on the number of items, and may lie beside the estimate.
        """
        corr = self.figures.item_corr(self.result.members())
        statistic, df, p_value = sphericity(corr, self.figures.effective)

        def of_group(g: int) -> pd.DataFrame:
            row = {
                "n": self.figures.effective[g],
                "kmo": self.figures.kmo[0][g],
                "chi_squared": statistic[g],
                "df": df,
                "p_value": p_value[g],
            }
            return pd.DataFrame([row])

        return self.result._by_group(of_group)

    @frozen_frame
    def parallel(self) -> pd.DataFrame:
        """Parallel analysis of the principal components of all items.

        Columns ``eigenvalue``, ``share`` (of the variance), ``simulated_mean`` and ``simulated_95`` (mean and
        95th percentile over simulated samples of independent normal answers) and ``retain``, which is
        unknown without simulated samples.
        """
        found = eigenvalues(self.figures.item_corr(self.result.members()))
        p = found.shape[-1]
        labels = pd.RangeIndex(1, p + 1, name="component")
        draws = int(str(self.settings["n_parallel"]))
        seed = int(str(self.settings["seed"]))

        def of_group(g: int) -> pd.DataFrame:
            n = self.figures.effective[g]
            mean = limit = np.full(p, np.nan)
            keep = pd.array([pd.NA] * p, dtype="boolean")
            if draws and n > 1:
                chance = parallel_eigenvalues(n, p, draws, seed)
                mean, limit = chance.mean(axis=0), np.quantile(chance, HORN, axis=0)
                keep = pd.array(retained(found[g], limit), dtype="boolean")
            columns = {"eigenvalue": found[g], "share": found[g] / p, "simulated_mean": mean}
            return pd.DataFrame({**columns, "simulated_95": limit, "retain": keep}, index=labels)

        return self.result._by_group(of_group)

    @frozen_frame
    def common_method(self) -> pd.DataFrame:
        """Common-method checks, one row per figure, with limits.

        Column ``check`` says which: ``harman_component`` and ``harman_factor`` (share of the variance of all
        items that the first principal component and a single common factor account for),
        ``full_collinearity`` (variance inflation of the construct ``lhs`` by all others), and with a marker
        variable ``marker_correlation`` (of the marker with ``lhs``), ``corrected_correlation`` and
        ``corrected_path`` (between ``lhs`` and ``rhs``; ``uncorrected`` is the figure before). Correlations
        are tested by Student's t, paths as those of the fit.
        """
        names = self.shown
        rows = [("harman_component", "", ""), ("harman_factor", "", "")]
        rows += [("full_collinearity", name, "") for name in names]

        def of_group(g: int) -> pd.DataFrame:
            parts = []
            for table in ("harman", "collinearity"):
                frame = self._resampled[table]
                parts.append(frame.loc[self.result.groups[g]] if self.result.groups else frame)
            found = pd.concat(parts, ignore_index=True)
            found = pd.concat([pd.DataFrame(rows, columns=["check", "lhs", "rhs"]), found], axis=1)
            if self.marker is not None:
                found = pd.concat([found, self.marker.table(g)], ignore_index=True)
            ordered: pd.DataFrame = found.reindex(columns=list(METHOD_COLUMNS))
            return ordered.astype({"uncorrected": float})

        return self.result._by_group(of_group)

    def summary(self, lang: str = "en") -> Summary:
        """The analysis as a document: items, reliability, factors, common-method checks.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.path_models.items.display import summary

        return summary(self, lang)

    @cached_property
    def figures(self) -> ItemFigures:
        """What the tables are made of: functions of fitted members."""
        return ItemFigures(self.result)

    @property
    def shown(self) -> list[str]:
        """Constructs whose correlations are examined: products and dimensions only repeat others."""
        return self.figures.shown

    @cached_property
    def _resampled(self) -> dict[str, pd.DataFrame]:
        """All figures with limits, from one pass over the resamples."""
        return self.result.tabulate_all(self.figures.statistics())


def item_analysis(
    result: PathResult,
    *,
    marker: pd.Series | ArrayLike | None = None,
    marker_share: str | float = "smallest",
    n_parallel: int = 1000,
    seed: int = 0,
    ranges: Mapping[str, Range] | Range | None = None,
) -> ItemAnalysis:
    """Describe the items, the scales and the signs of common-method variance of a fitted model.

    Use it for the tables that come before the model in a thesis: distribution of the items, item-total
    correlations, alpha if deleted, omega, KMO and Bartlett, parallel analysis, Harman's test, full
    collinearity, and the correction by a marker variable.

    Parameters
    ----------
    result : PathResult
        Fitted with or without groups, from answers or from Moments. Moments give no skewness, kurtosis
        or shares at the ends of the scale.
    marker : Series or array, optional
        Answers to a question that has nothing to do with the constructs but was asked in the same way:
        one per row of the data, as a Series with the index of the data or in their order.
    marker_share : {"smallest", "second_smallest"} or float
        The correlation r_M that the common method is taken to cause: the smallest by size of the marker's
        correlations with the constructs, the second smallest (a stricter correction), or a value from 0 to
        below 1 to see how large it would have to be. A negative correlation corrects nothing, and is told.
    n_parallel : int
        Simulated samples of the parallel analysis; 0 for none.
    seed : int
        Of the simulated samples.
    ranges : (low, high) or mapping of item to (low, high), optional
        Ends of the scales, for the shares of answers at them; an index model knows its own.

    Returns
    -------
    ItemAnalysis

    Raises
    ------
    SpecificationError
        Counts that are no counts, ranges of unknown items, a marker for a model fitted from Moments.
    DataError
        A marker that does not fit the data, is no number or does not vary.

    Notes
    -----
    alpha: Cronbach (1951); omega: McDonald (1999); KMO: Kaiser and Rice (1974); parallel analysis: Horn
    (1965); corrected correlation (r - r_M) / (1 - r_M): Lindell and Whitney (2001); full collinearity: Kock
    (2015).

    Examples
    --------
    >>> import csmodels as cs
    >>> hotel = cs.datasets.load_hotel()
    >>> result = cs.index_model("ACSI").fit(hotel, n_boot=200, progress=False)
    >>> analysis = item_analysis(result, n_parallel=200)
    >>> analysis.blocks.loc["Satisfaction", ["alpha", "alpha_raw", "omega"]].round(3).tolist()
    [0.887, 0.887, 0.888]
    >>> int(analysis.parallel["retain"].sum())  # components above chance
    3

    The nights that guests stayed have nothing to do with satisfaction; a method that correlates answers by .1
    would change the paths little:

    >>> marked = item_analysis(result, marker=hotel.frame["nights"], marker_share=0.1, n_parallel=0)
    >>> paths = marked.common_method.query("check == 'corrected_path' and lhs == 'Satisfaction'")
    >>> paths[["rhs", "uncorrected", "estimate"]].round(2).to_numpy().tolist()
    [['Expectations', 0.13, 0.12], ['Quality', 0.61, 0.61], ['Value', 0.16, 0.15]]
    """
    for name, value in (("n_parallel", n_parallel), ("seed", seed)):
        check_whole(name, value)
    check_share(marker_share)
    settings: dict[str, object] = {"n_parallel": int(n_parallel), "seed": int(seed)}
    if marker is not None:
        settings["marker"] = str(getattr(marker, "name", None) or "marker")
        settings["marker_share"] = marker_share
    notices: list[Notice] = []
    if result.answers is None:
        notices.append(notice("items_from_moments"))
        if not np.isfinite(result._n(0)):
            notices.append(notice("items_without_n"))
    scales = FrozenMapping(_checked_ranges(result, ranges))
    made = ItemAnalysis(result, FrozenMapping(settings), (), None, scales)
    found, checked = _omega_notices(made), None
    if marker is not None:
        checked, told = check_marker(made, marker, marker_share)
        found += told
    issue(found, stacklevel=2)
    return replace(made, notices=(*notices, *found), marker=checked)


def _omega_notices(analysis: ItemAnalysis) -> list[Notice]:
    """A warning for every scale whose single factor was not found."""
    result, names = analysis.result, list(analysis.figures.measured)
    figures = analysis.figures.of_blocks(result.members()).reshape(-1, len(BLOCK_FIGURES), len(names))
    lost = np.isnan(figures[:, 2]) & np.isfinite(figures[:, 0])
    return [
        notice(
            "no_omega",
            ConvergenceWarning,
            construct=names[j],
            group=f" [{result.groups[g]}]" if result.groups else "",
        )
        for g, j in np.argwhere(lost).tolist()
    ]


def _checked_ranges(result: PathResult, ranges: Mapping[str, Range] | Range | None) -> dict[str, Range]:
    """Ends of the items' scales: as given, or as the model knows them."""
    if ranges is None:
        return dict(getattr(result, "ranges", {}))
    items = result.model.items
    given = dict(ranges) if isinstance(ranges, Mapping) else dict.fromkeys(items, ranges)
    for name, ends in given.items():
        if name not in items:
            raise SpecificationError(
                f"ranges= names {name!r}, no item of the model.{did_you_mean(name, items)}"
            )
        if len(ends) != 2 or not ends[0] < ends[1]:
            raise SpecificationError(
                f"The range {ends!r} of item {name!r} must be (low, high), e.g. (1, 10)."
            )
    return given
