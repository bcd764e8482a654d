"""Assessment: whether the items of a fitted path model measure what they should, in one call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics import validity
from csmodels.numerics.reliability import MEASURES
from csmodels.path_models.assessment.criteria import effect_size, htmt_criteria
from csmodels.path_models.assessment.figures import Figures
from csmodels.path_models.assessment.model_fit import fit_measures
from csmodels.path_models.estimation import Members
from csmodels.path_models.items.result import ItemAnalysis, item_analysis
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame
from csmodels.tables.notices import Notice, Noticed, notice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.path_models.result import PathResult

#: Settings of the fit that an assessment does not repeat.
_NOT_REPEATED = ("n_rows", "n_dropped", "converged", "iterations", "tolerance")


def assess(
    result: PathResult,
    *,
    htmt_thresholds: Iterable[float] = (0.85, 0.90, 1.0),
    fit: bool = True,
    **item_options: Any,
) -> Assessment:
    """Assess the measurement of a fitted path model: reliability, validity, collinearity, fit.

    Use it before any path is interpreted. Every figure has an interval from the resamples of the fit
    itself, and every rule of thumb comes with its source and a verdict that takes the interval into
    account.

    Parameters
    ----------
    result : PathResult
    htmt_thresholds : iterable of float
        HTMT and HTMT2 are tested against each of these.
    fit : bool
        Whether to compute the fit of the whole model; its critical values take one more fit per resample
        and model.
    **item_options
        Of the item analysis: `marker`, `n_parallel`, `seed`, `ranges`; see
        `csmodels.path_models.items.result.item_analysis`.

    Returns
    -------
    Assessment

    Raises
    ------
    SpecificationError
        A threshold that is not a positive number, or an option of the item analysis that is wrong.
    DataError
        A marker variable that does not fit the data.

    Notes
    -----
    HTMT: Henseler, Ringle and Sarstedt (2015). HTMT2: Roemer, Schuberth and Henseler (2021). Two-sided
    intervals of the level of the fit are compared with the thresholds; a 90 % interval (``conf_level=0.9``
    in `fit`) makes that a one-sided test at 5 %.

    Examples
    --------
    >>> import csmodels as cs
    >>> result = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), n_boot=100)
    >>> found = assess(result)
    >>> found.htmt[["lhs", "rhs"]].values.tolist()[0]
    ['Expectations', 'Quality']
    >>> sorted(found.verdicts["verdict"].unique())
    ['borderline', 'met', 'not_met']
    """
    rules = htmt_criteria(htmt_thresholds)
    notices = list(result.notices)
    with_fit = fit and result.model.plain
    if fit and not with_fit:
        notices.append(notice("fit_needs_plain_model"))
    if result.estimates.n_boot == 0:
        notices.append(notice("assessed_without_resamples"))
    items = item_analysis(result, **item_options)
    notices += items.notices
    shown = {key: value for key, value in result.settings.items() if key not in _NOT_REPEATED}
    shown |= {key: value for key, value in items.settings.items() if key != "seed"}
    return Assessment(
        result=result,
        item_analysis=items,
        htmt_thresholds=tuple(rule.threshold for rule in rules),
        with_fit=with_fit,
        settings=FrozenMapping(shown),
        notices=tuple(notices),
    )


@dataclass(frozen=True, repr=False, eq=False)
class Assessment(Noticed, ResultBase):
    """What `PathResult.assess` found; its tables are made when they are asked for.

    Attributes
    ----------
    result : PathResult
        The fit that was assessed.
    item_analysis : ItemAnalysis
        Items and common-method checks, with further tables.
    htmt_thresholds : tuple of float
    with_fit : bool
        Whether the fit of the whole model is among the tables.
    settings : mapping
    notices : tuple of Notice
        What the reader must know; `warnings` gives the sentences.

    Notes
    -----
    Tables: `reliability`, `loadings`, `fornell_larcker`, `fornell_larcker_margins`, `correlations`, `htmt`,
    `htmt2`, `cross_loadings`, `cross_loading_margins`, `vif_items`, `vif_constructs`, `full_collinearity`,
    `f_squared`, `fit`, `items`, `scales`, `sampling_adequacy`, `parallel`, `common_method`, `verdicts`. With
    ``by=`` the group is an index level of each.
    """

    result: PathResult
    item_analysis: ItemAnalysis
    htmt_thresholds: tuple[float, ...]
    with_fit: bool
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by name; copies."""
        names = [name for name, value in vars(Assessment).items() if isinstance(value, frozen_frame)]
        found = {name: getattr(self, name) for name in names}
        return {name: frame for name, frame in found.items() if frame is not None}

    @cached_property
    def _figures(self) -> dict[str, pd.DataFrame]:
        return Figures(self.result, self.htmt_thresholds).tables

    # ------------------------------------------------------------------ reliability, convergent validity

    @frozen_frame
    def reliability(self) -> pd.DataFrame:
        """Alpha of standardised items and of the answers as they are, rho_a, rho_c, AVE; then their limits.

        Missing for single items and for Mode B composites, which have no reliability.
        """
        known = self.result.reliability
        raw = self._figures["alpha_raw"].set_index("construct", append=bool(self.result.groups))
        known = known.loc[raw.index]
        known["alpha_raw"] = raw["estimate"]
        known["alpha_raw_low"], known["alpha_raw_high"] = raw["conf_low"], raw["conf_high"]
        order = ("alpha", "alpha_raw", *MEASURES[1:])
        limits = [f"{measure}_{end}" for measure in order for end in ("low", "high")]
        found: pd.DataFrame = known[[*order, *limits]]
        return found

    @frozen_frame
    def loadings(self) -> pd.DataFrame:
        """Loadings of all items on their construct."""
        table = self.result.params.query("kind == 'loading'")
        table = table[~table["lhs"].isin(self.result.model.terms)]
        named = table.rename(columns={"lhs": "construct", "rhs": "item"})
        found = named[["construct", "item", "estimate", "std_error", "conf_low", "conf_high"]]
        return found if self.result.groups else found.reset_index(drop=True)

    # ------------------------------------------------------------------ discriminant validity

    @frozen_frame
    def fornell_larcker(self) -> pd.DataFrame:
        """Correlations of the constructs, with the root of AVE on the diagonal (Fornell and Larcker 1981).

        Each root should exceed all correlations in its row and column. The upper triangle is empty.
        """
        names = self._measured

        def of_group(correlations: pd.DataFrame, reliability: pd.DataFrame) -> pd.DataFrame:
            matrix = np.full((len(names), len(names)), np.nan)
            places = [[names.index(str(name)) for name in correlations[end]] for end in ("rhs", "lhs")]
            matrix[places[0], places[1]] = correlations["estimate"]
            np.fill_diagonal(matrix, np.sqrt(reliability["ave"]))
            return pd.DataFrame(matrix, index=pd.Index(names, name="construct"), columns=names)

        return self._each_group(of_group, self._figures["correlations"], self.reliability)

    @frozen_frame
    def fornell_larcker_margins(self) -> pd.DataFrame:
        """By how much the root of each construct's AVE exceeds its largest correlation; above 0 is right."""
        return self._figures["fornell_larcker_margins"]

    @frozen_frame
    def correlations(self) -> pd.DataFrame:
        """Correlations of the constructs, pair by pair."""
        return self._figures["correlations"]

    @frozen_frame
    def htmt(self) -> pd.DataFrame:
        """Heterotrait-monotrait ratios; ``p_below_0.85`` tests whether the ratio is at least 0.85.

        A small p-value speaks for a ratio below the threshold, hence for two different constructs. Missing
        for Mode B composites; a single item is taken as it is.
        """
        return self._figures["htmt"]

    @frozen_frame
    def htmt2(self) -> pd.DataFrame:
        """The same with geometric means, for items that load unequally."""
        return self._figures["htmt2"]

    @frozen_frame
    def cross_loadings(self) -> pd.DataFrame:
        """Correlations of every item with every construct; an item's own construct has its loading."""

        def of_group(cells: pd.DataFrame) -> pd.DataFrame:
            wide = cells.pivot(index="item", columns="construct", values="estimate")
            items = pd.Index(dict.fromkeys(cells["item"]), name="item")
            found: pd.DataFrame = wide.loc[items, self._measured].rename_axis(None, axis=1)
            return found

        return self._each_group(of_group, self._figures["cross"])

    @frozen_frame
    def cross_loading_margins(self) -> pd.DataFrame:
        """By how much each item's loading exceeds its largest correlation with another construct."""
        return self._figures["cross_loading_margins"]

    # ------------------------------------------------------------------ collinearity, effect sizes

    @frozen_frame
    def vif_items(self) -> pd.DataFrame:
        """Variance inflation of each item by the others of its construct; a concern for Mode B."""
        return self._figures["vif_items"]

    @frozen_frame
    def vif_constructs(self) -> pd.DataFrame:
        """Variance inflation of each predictor (``rhs``) among those of the same outcome (``lhs``)."""
        return self._figures["vif_constructs"]

    @frozen_frame
    def full_collinearity(self) -> pd.DataFrame:
        """Variance inflation of each composite by all others (Kock 2015): a check of common method."""
        return self._figures["full_collinearity"]

    @frozen_frame
    def f_squared(self) -> pd.DataFrame:
        """Effect size of each predictor, with Cohen's (1988) word for it.

        The composites stay as they are when a predictor is left out (as in SmartPLS and ADANCO; seminr
        fits the smaller model anew). Normal limits (linearised errors, replicate weights, ``ci="normal"``)
        are those of the root with the sign of the path, squared: never below zero, and zero where those of
        the root enclose it.
        """
        table = self._figures["f_squared"]
        if self.result.settings["ci"] == "normal":
            table = table.assign(**dict(zip(("conf_low", "conf_high"), self._root_limits(), strict=True)))
        return table.assign(size=table["estimate"].map(effect_size).astype(object))

    # ------------------------------------------------------------------ the model as a whole

    @frozen_frame
    def fit(self) -> pd.DataFrame | None:
        """SRMR, d_ULS and d_G of the saturated and the estimated model; see `PathResult.fit_measures`."""
        return fit_measures(self.result) if self.with_fit else None

    # ------------------------------------------------------------------ items

    @frozen_frame
    def items(self) -> pd.DataFrame:
        """Distribution of each item, item-total correlation, alpha if deleted, sampling adequacy."""
        return self.item_analysis.items

    @frozen_frame
    def scales(self) -> pd.DataFrame:
        """Standardised and raw alpha and omega of each block of items, with limits."""
        return self.item_analysis.blocks

    @frozen_frame
    def sampling_adequacy(self) -> pd.DataFrame:
        """Kaiser-Meyer-Olkin measure of all items, and Bartlett's test of sphericity."""
        return self.item_analysis.sampling_adequacy

    @frozen_frame
    def parallel(self) -> pd.DataFrame:
        """Parallel analysis of the principal components of all items."""
        return self.item_analysis.parallel

    @frozen_frame
    def common_method(self) -> pd.DataFrame:
        """Signs of common-method variance: Harman's test, full collinearity, marker variable."""
        return self.item_analysis.common_method

    # ------------------------------------------------------------------ verdicts

    @frozen_frame
    def verdicts(self) -> pd.DataFrame:
        """Every rule applied: met, borderline (by the estimate, not by the interval) or not met.

        Columns ``criterion``, ``threshold``, ``lhs`` and ``rhs`` (construct and item, a pair, outcome and
        predictor, or model and measure), the figures, ``verdict`` and ``source``.
        """
        from csmodels.path_models.assessment.verdicts import verdicts

        return verdicts(self)

    # ------------------------------------------------------------------ displays

    def summary(self, lang: str = "en") -> Summary:
        """The assessment as a document, verdicts first.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.path_models.assessment.display import summary

        return summary(self, lang)

    def plot_htmt(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw HTMT of all pairs as a triangle of cells, darker the closer to 1.

        Parameters
        ----------
        group : optional
            Which group to draw, after a fit with ``by=``.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.plots.assessment import htmt_chart

        table = self.result._one_group(self.htmt, group)
        return htmt_chart(table, marks=self.htmt_thresholds, ax=ax, title=title, lang=lang)

    def plot_fornell_larcker(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw the correlations of the constructs with the roots of AVE on the diagonal.

        Parameters
        ----------
        group, lang, ax, title
            As for `plot_htmt`.

        Returns
        -------
        matplotlib.axes.Axes
        """
        from csmodels.plots.assessment import fornell_larcker_chart

        table = self.result._one_group(self.fornell_larcker, group)
        return fornell_larcker_chart(table, ax=ax, title=title, lang=lang)

    # ------------------------------------------------------------------ helpers

    def _root_limits(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Limits of the effect sizes from those of their roots."""
        result = self.result

        def roots(members: Members) -> NDArray[np.float64]:
            fit = members.fit
            inflation = validity.vif_predictors(fit.construct_corr, result.spec)
            sizes = validity.f_squared(fit.paths, fit.r_squared, inflation, result.spec)
            return validity.signed_root(fit.paths, sizes)

        found = result.tabulate(roots, pd.RangeIndex(len(result.model.paths)))
        return validity.squared_limits(found["conf_low"].to_numpy(), found["conf_high"].to_numpy())

    @property
    def _measured(self) -> list[str]:
        terms = self.result.model.terms
        return [name for name in self.result.model.constructs if name not in terms]

    def _each_group(self, make: Any, *tables: Any) -> pd.DataFrame:
        """A table made from those of one group, for each group."""
        groups = self.result.groups

        def of_group(g: int) -> pd.DataFrame:
            mine = (self.result._one_group(table, groups[g] if groups else None) for table in tables)
            made: pd.DataFrame = make(*mine)
            return made

        return self.result._by_group(of_group)
