"""Item analysis and common-method checks: what theses report beside a path model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from csmodels.errors import ConvergenceWarning, SpecificationError, did_you_mean
from csmodels.numerics.factors import (
    eigenvalues,
    omega,
    one_factor,
    parallel_eigenvalues,
    retained,
    single_factor_shares,
)
from csmodels.numerics.items import (
    alpha_if_deleted,
    end_shares,
    item_total,
    sampling_adequacy,
    skewness_kurtosis,
    sphericity,
)
from csmodels.numerics.linearization import kish
from csmodels.numerics.pls import PlsSpec
from csmodels.numerics.validity import composite_corr, raw_alpha, variance_inflation
from csmodels.path_models.constructs import Construct
from csmodels.path_models.estimation import Members, Statistic
from csmodels.path_models.item_marker import MarkerCheck, check_marker, check_share
from csmodels.tables import Displayed, FrozenMapping, Summary, frozen_frame
from csmodels.tables.notices import Notice, issue, notice

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]
Range = tuple[float, float]

#: Figures of an item that are resampled, in the order of `ItemAnalysis.item_limits`.
ITEM_FIGURES = ("mean", "item_total", "alpha_if_deleted", "alpha_raw_if_deleted", "kmo")
#: Figures of a block of items that are resampled.
BLOCK_FIGURES = ("alpha", "alpha_raw", "omega")
#: A component is kept while its eigenvalue exceeds this share of those that chance gives.
HORN = 0.95


@dataclass(frozen=True, repr=False, eq=False)
class ItemAnalysis(Displayed):
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
    Tables: `items`, `item_limits`, `blocks`, `sampling_adequacy`, `parallel`, `common_method`; `tables` names them
    all. With ``by=`` the group is an index level of each. Intervals come from the resamples of the fit.
    """

    result: PathResult
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    marker: MarkerCheck | None
    ranges: FrozenMapping[str, Range]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader must know, in plain sentences."""
        return tuple(each.text() for each in self.notices)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by name; copies."""
        return {
            name: getattr(self, name)
            for name, value in vars(type(self)).items()
            if isinstance(value, frozen_frame)
        }

    # ------------------------------------------------------------------ tables

    @frozen_frame
    def items(self) -> pd.DataFrame:
        """One row per construct and item.

        Columns ``n`` (answers), ``mean``, ``sd`` (divisor n - 1), ``skewness`` and ``kurtosis`` (G1, G2; 0 for
        normal answers), ``floor_share`` and ``ceiling_share`` (answers at the ends of the scale, where it is
        known), ``item_total`` (correlation with the sum of the construct's other items), ``alpha_if_deleted`` and
        ``alpha_raw_if_deleted`` (standardised and raw alpha of the others), ``kmo`` (sampling adequacy among
        all items of the model). What needs a scale of several items is missing for single items and for
        Mode B composites.
        """
        resampled = self.item_limits["estimate"].unstack("measure")

        def of_group(g: int) -> pd.DataFrame:
            described = self._described(g)
            mine = resampled.loc[self.result.groups[g]] if self.result.groups else resampled
            for name in ITEM_FIGURES:
                described[name] = mine[name].reindex(described.index)
            order = ["n", "mean", "sd", "skewness", "kurtosis", "floor_share", "ceiling_share"]
            return described[[*order, *ITEM_FIGURES[1:]]]

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
        found.insert(0, "n_items", [len(self._measured[name]) for name in names])
        # unstacking sorts; the constructs keep the order of the model
        order = pd.Index([name for name, _ in self._scales], name="construct")

        def of_group(g: int) -> pd.DataFrame:
            mine = found.loc[self.result.groups[g]] if self.result.groups else found
            return mine.reindex(order)

        return self.result._by_group(of_group)

    @frozen_frame
    def sampling_adequacy(self) -> pd.DataFrame:
        """KMO of all items with its limits, and Bartlett's test of sphericity; one row (per group).

        Columns ``n`` (respondents; under survey weights Kish's effective number), ``kmo``, ``kmo_low``,
        ``kmo_high``, ``chi_squared``, ``df``, ``p_value``. Resamples repeat respondents, which raises partial
        correlations, so percentile limits of KMO lie rather low.
        """
        corr = self._item_corr(self.result.members())
        statistic, df, p_value = sphericity(corr, self._effective)
        kmo = self._resampled["kmo"]

        def of_group(g: int) -> pd.DataFrame:
            mine = kmo.loc[[self.result.groups[g]]] if self.result.groups else kmo
            row = {
                "n": self._effective[g],
                "kmo": mine["estimate"].iloc[0],
                "kmo_low": mine["conf_low"].iloc[0],
                "kmo_high": mine["conf_high"].iloc[0],
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
        found = eigenvalues(self._item_corr(self.result.members()))
        p = found.shape[-1]
        labels = pd.RangeIndex(1, p + 1, name="component")
        draws = int(str(self.settings["n_parallel"]))
        seed = int(str(self.settings["seed"]))

        def of_group(g: int) -> pd.DataFrame:
            n = self._effective[g]
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
        ``corrected_path`` (between ``lhs`` and ``rhs``; ``uncorrected`` is the figure before). Correlations are
        tested by Student's t, paths by their standard error.
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
            return found.reindex(columns=list(_METHOD_COLUMNS)).astype({"uncorrected": float})

        return self.result._by_group(of_group)

    def summary(self, lang: str = "en") -> Summary:
        """The analysis as a document: items, reliability, factors, common-method checks.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.path_models.item_display import summary

        return summary(self, lang)

    # ------------------------------------------------------------------ what the tables are made of

    @cached_property
    def _measured(self) -> dict[str, tuple[str, ...]]:
        """Constructs with items of their own: neither products nor constructs made of constructs."""
        blocks = self.result.model.measurement.items()
        return {name: block.items for name, block in blocks if type(block) is Construct}

    @property
    def _keys(self) -> list[tuple[str, str]]:
        return [(name, item) for name, items in self._measured.items() for item in items]

    @cached_property
    def _scales(self) -> list[tuple[str, slice]]:
        """Measured constructs with the places of their items among all items."""
        ends = np.cumsum([0, *(len(items) for items in self._measured.values())]).tolist()
        return [(name, slice(ends[i], ends[i + 1])) for i, name in enumerate(self._measured)]

    @property
    def _spec(self) -> PlsSpec:
        """Sizes and modes of the measured constructs."""
        blocks = self.result.model.measurement
        sizes = tuple(len(items) for items in self._measured.values())
        return PlsSpec(sizes, tuple(blocks[name].mode for name in self._measured), ())

    @cached_property
    def _places(self) -> list[int]:
        """Columns of the fitted correlations that hold the items."""
        columns = list(self.result.model.columns)
        return [columns.index(item) for _, item in self._keys]

    @property
    def shown(self) -> list[str]:
        """Constructs whose correlations are examined: products and dimensions only repeat others."""
        model = self.result.model
        return [name for name in model.structural if name not in model.terms]

    def _item_corr(self, members: Members) -> Array:
        return _sub(members.corr, self._places)

    @cached_property
    def _effective(self) -> Array:
        """Respondents of each group; under survey weights Kish's effective number."""
        result = self.result
        found = []
        for g in range(max(1, len(result.groups))):
            rows, weights = group_rows(result, g)
            if rows is None:
                found.append(result._n(g))
            else:
                found.append(float(len(rows)) if weights is None else kish(weights)[0])
        return np.array(found, dtype=np.float64)

    def _described(self, g: int) -> pd.DataFrame:
        """What the answers themselves say of each item."""
        index = pd.MultiIndex.from_tuples(self._keys, names=["construct", "item"])
        moments = self.result.members().moments
        sd = np.sqrt(np.diagonal(moments.cov[g])[self._places])
        unknown = np.full(len(index), np.nan)
        columns = dict.fromkeys(("n", "sd", "skewness", "kurtosis", "floor_share", "ceiling_share"), unknown)
        columns["n"], columns["sd"] = np.full(len(index), self.result._n(g)), sd
        rows, weights = group_rows(self.result, g)
        if rows is not None:
            # rows hold the items as read from the data, in the order of the measured constructs
            known = ~np.isnan(rows) if weights is None else ~np.isnan(rows) & (weights > 0)[:, None]
            n = known.sum(axis=0)
            columns["n"], columns["sd"] = n, sd * np.sqrt(n / np.maximum(n - 1, 1))
            columns["skewness"], columns["kurtosis"] = skewness_kurtosis(rows, weights)
            ends = np.array([self.ranges.get(item, (np.nan, np.nan)) for _, item in self._keys], dtype=float)
            floor, ceiling = end_shares(rows, ends[:, 0], ends[:, 1], weights)
            known_ends = np.isfinite(ends).all(axis=1)
            columns["floor_share"] = np.where(known_ends, floor, np.nan)
            columns["ceiling_share"] = np.where(known_ends, ceiling, np.nan)
        frame = pd.DataFrame(columns, index=index)
        return frame.astype({"n": "int64"}) if frame["n"].notna().all() else frame

    @cached_property
    def _resampled(self) -> dict[str, pd.DataFrame]:
        """All figures with limits, from one pass over the resamples."""
        keys, names = self._keys, list(self._measured)
        item_rows = [(*key, measure) for measure in ITEM_FIGURES for key in keys]
        block_rows = [(name, measure) for measure in BLOCK_FIGURES for name in names]
        statistics: dict[str, tuple[Statistic, pd.Index]] = {
            "items": (
                self._item_figures,
                pd.MultiIndex.from_tuples(item_rows, names=["construct", "item", "measure"]),
            ),
            "blocks": (
                self._block_figures,
                pd.MultiIndex.from_tuples(block_rows, names=["construct", "measure"]),
            ),
            "kmo": (
                lambda m: sampling_adequacy(self._item_corr(m))[0][:, None],
                pd.Index(["kmo"], name="measure"),
            ),
            "harman": (
                lambda m: single_factor_shares(self._item_corr(m)),
                pd.Index(["component", "factor"], name="measure"),
            ),
            "collinearity": (
                lambda m: variance_inflation(self.construct_corr(m)),
                pd.Index(self.shown, name="construct"),
            ),
        }
        return self.result.tabulate_all(statistics)

    def construct_corr(self, members: Members) -> Array:
        """Correlations of the composites, shape (members, constructs, constructs), products left out."""
        found = composite_corr(members.corr, members.fit.weights, self.result.spec)
        return _sub(found, [self.result.model.constructs.index(name) for name in self.shown])

    def _item_figures(self, members: Members) -> Array:
        """Those of `ITEM_FIGURES`, each of all items, side by side."""
        cov, corr = _sub(members.moments.cov, self._places), self._item_corr(members)
        mean = members.moments.mean
        unknown = np.full(corr.shape[:-1], np.nan)
        found = {name: unknown.copy() for name in ITEM_FIGURES}
        found["mean"] = unknown if mean is None else mean[:, self._places]
        for (_, block), mode in zip(self._scales, self._spec.modes, strict=True):
            if mode == "A":  # the items of a formative block need not hang together
                inside = (slice(None), block, block)
                found["item_total"][:, block] = item_total(cov[inside])
                found["alpha_if_deleted"][:, block] = alpha_if_deleted(corr[inside])
                found["alpha_raw_if_deleted"][:, block] = alpha_if_deleted(cov[inside])
        found["kmo"] = sampling_adequacy(corr)[1]
        return np.concatenate([found[name] for name in ITEM_FIGURES], axis=-1)

    def _block_figures(self, members: Members) -> Array:
        """Those of `BLOCK_FIGURES`, each of all measured constructs, side by side."""
        cov, corr = _sub(members.moments.cov, self._places), self._item_corr(members)
        omegas = np.full((len(corr), len(self._scales)), np.nan)
        for j, ((_, block), mode) in enumerate(zip(self._scales, self._spec.modes, strict=True)):
            if mode == "A":
                omegas[:, j] = omega(one_factor(corr[:, block, block]))
        return np.concatenate([raw_alpha(corr, self._spec), raw_alpha(cov, self._spec), omegas], axis=-1)


_METHOD_COLUMNS = (
    *("check", "lhs", "rhs", "uncorrected", "estimate", "std_error", "statistic", "p_value"),
    *("conf_low", "conf_high"),
)


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
        correlations with the constructs, the second smallest (a stricter correction), or a value from 0 to below
        1 to see how large it would have to be. A negative correlation corrects nothing, and is told.
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
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
            raise SpecificationError(f"{name}={value!r} must be a whole number, 0 or more.")
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
    result, names = analysis.result, list(analysis._measured)
    figures = analysis._block_figures(result.members()).reshape(-1, len(BLOCK_FIGURES), len(names))
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


def group_rows(result: PathResult, g: int) -> tuple[Array | None, Array | None]:
    """Answers and survey weights of a group; both missing where there are no rows."""
    answers = result.answers
    if answers is None:
        return None, None
    if not result.groups or answers.group_codes is None:
        return answers.values, answers.weights
    mine = answers.group_codes == list(answers.group_names).index(result.groups[g])
    return answers.values[mine], None if answers.weights is None else answers.weights[mine]


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


def _sub(matrices: Array, places: list[int]) -> Array:
    """Rows and columns of every matrix; the matrices themselves where all are asked for."""
    if places == list(range(matrices.shape[-1])):
        return matrices
    found: Array = matrices[..., places, :][..., :, places]
    return found
