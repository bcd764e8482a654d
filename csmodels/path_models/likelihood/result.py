"""CovarianceResult: what a covariance model says, as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.intervals import Uncertainty
from csmodels.path_models.effects import Row, effect_rows, effects_table
from csmodels.path_models.likelihood.constructs.reliability import Reliable
from csmodels.path_models.likelihood.constructs.scores import Scored
from csmodels.path_models.likelihood.defined import with_defined
from csmodels.path_models.likelihood.diagnosis.diagnostics import Diagnosed
from csmodels.path_models.likelihood.diagnosis.plausibility import Plausible
from csmodels.path_models.likelihood.estimates import Estimates, Statistic
from csmodels.path_models.likelihood.figures import Figures
from csmodels.path_models.likelihood.goodness.measures import Measured
from csmodels.path_models.likelihood.incomplete import IncompleteLikelihood
from csmodels.path_models.likelihood.invariance.ladder import Invariant
from csmodels.path_models.likelihood.parameters import ParameterTable
from csmodels.path_models.likelihood.pictures import CovariancePictures
from csmodels.path_models.likelihood.solve import Optimum, Scaled
from csmodels.path_models.model import PathModel
from csmodels.sampling.grouped import Grouped, answers_by_item
from csmodels.survey.answers import Answers
from csmodels.survey.design import SurveyDesign
from csmodels.survey.questionnaire import Questionnaire
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed

Array = NDArray[np.float64]

LIMITS = ("estimate", "std_error", "conf_low", "conf_high")
#: Kind of a row of `params`, by what the parameter is.
KIND = {
    "loadings": "loading",
    "paths": "path",
    "residuals": "variance",
    "variances": "variance",
    "covariances": "covariance",
    "residual_covariances": "covariance",
    "intercepts": "intercept",
    "means": "intercept",
}


@dataclass(frozen=True, repr=False, eq=False)
class CovarianceResult(
    CovariancePictures,
    Measured,
    Plausible,
    Reliable,
    Diagnosed,
    Invariant,
    Scored,
    Grouped,
    Noticed,
    ResultBase,
):
    """A path model fitted by maximum likelihood; made by `PathModel.fit`, not by hand.

    Attributes
    ----------
    model : PathModel
    table : ParameterTable
        Every parameter of every group, free or fixed.
    estimates : Estimates
        Arrays behind the tables, in the units of the data.
    optimum : Optimum
        The certificate: gradient and curvature at the estimate, and where each search ended.
    units : Scaled
        The structure in units in which items have unit variance.
    answers : Answers or None
    groups : tuple
    settings : mapping
    notices : tuple of Notice
    group_labels, failed_groups : mapping
    design : SurveyDesign or None
    incomplete : IncompleteLikelihood or None
        With ``missing="fiml"``, where answers are missing: what measures of fit come from.
    questionnaire : Questionnaire or None
        That of the survey: `construct_index` takes the ends of the items' scales from it.
    """

    model: PathModel
    table: ParameterTable
    estimates: Estimates
    optimum: Optimum
    units: Scaled
    answers: Answers | None
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    failed_groups: FrozenMapping[Any, str]
    design: SurveyDesign | None
    incomplete: IncompleteLikelihood | None = None
    questionnaire: Questionnaire | None = None
    title_key: ClassVar[str] = "heading.path_model"

    @property
    def converged(self) -> bool:
        """Whether the search ended at a proper maximum of the likelihood."""
        return self.optimum.certified

    @cached_property
    def figures(self) -> Figures:
        """Figures of this model as functions of its parameters."""
        return Figures(self.model, self.table)

    # ------------------------------------------------------------------ tables

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Loadings (``=~``), paths (``~``), (co)variances (``~~``), intercepts (``~1``), defined (``:=``).

        Returns
        -------
        DataFrame
            In units of the items and constructs. ``kind``, ``lhs``, ``op``, ``rhs``, ``estimate``,
            ``std_error``, ``statistic`` (estimate over error), ``p_value``, ``conf_low``, ``conf_high``;
            below the group with ``by=``. What is fixed, as the loading of a marker, has no error.
        """
        return with_defined(self, self._parameters(self._columns(self.figures.parameters)))

    @frozen_frame
    def standardized(self) -> pd.DataFrame:
        """The parameters with items and constructs scaled to unit variance, with errors of their own.

        Use it to compare arrows with each other, and with those of partial least squares. Errors and limits
        are those of the standardised figures (delta method or resamples), not rescaled ones.

        Returns
        -------
        DataFrame
            The rows and columns of `params`. Intercepts are in standard deviations; defined parameters are
            computed from standardised ones.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> result = model.fit(cs.datasets.load_hotel(), "ml")
        >>> result.standardized.query("kind == 'path'")["estimate"].round(2).tolist()
        [0.85]
        """
        found = _columns_of(self.standardized_figures)
        return with_defined(self, self._parameters(found), standardized=True)

    @cached_property
    def standardized_figures(self) -> Uncertainty:
        """The same as arrays, every group's parameters after each other."""
        return self.estimates.uncertainty(self.figures.standardized)

    def _parameters(self, found: dict[str, Array]) -> pd.DataFrame:
        every, size = self.table.parameters, self.table.of_one_group

        def of_group(g: int) -> pd.DataFrame:
            part = slice(g * size, (g + 1) * size)
            head = {
                "kind": [KIND[p.kind] for p in every[part]],
                "lhs": [p.lhs for p in every[part]],
                "op": [p.op for p in every[part]],
                "rhs": [p.rhs for p in every[part]],
            }
            return params_table({**head, **{name: values[part] for name, values in found.items()}})

        return self._by_group(of_group)

    @frozen_frame
    def r_squared(self) -> pd.DataFrame:
        """Explained variance of each dependent construct.

        Returns
        -------
        DataFrame
            Index ``construct`` (below the group with ``by=``);
            ``estimate``, ``std_error``, ``conf_low``, ``conf_high``.
        """
        names = [name for name in self.model.constructs if self.model.structure.get(name)]
        return self.tabulate(self.figures.explained(names), pd.Index(names, name="construct"))

    @frozen_frame
    def total_effects(self) -> pd.DataFrame:
        """Total effect of each construct (``rhs``) on each it reaches (``lhs``), in their units.

        The last two columns are the effect between constructs of unit variance and its standard error.

        Returns
        -------
        DataFrame
            Those rows of `effects` whose ``effect`` is "total".
        """
        rows = effect_rows(self.model, specific=False)
        return self._effects([row for row in rows if row[0] == "total"])

    @frozen_frame
    def effects(self) -> pd.DataFrame:
        """Direct, total indirect, total and specific indirect effects between constructs.

        Returns
        -------
        DataFrame
            ``effect``, ``lhs`` (affected), ``rhs`` (cause), ``path`` (the way of a specific one), figures in
            units of the constructs as in `params`, ``standardized`` and ``standardized_std_error`` (between
            constructs of unit variance); below the group with ``by=``.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> result = model.fit(cs.datasets.load_hotel(), "ml")
        >>> result.effects[["effect", "standardized"]].round(2).values.tolist()
        [['direct', 0.85], ['total', 0.85]]
        """
        return self._effects(effect_rows(self.model, specific=True))

    def _effects(self, rows: list[Row]) -> pd.DataFrame:
        def of_group(g: int) -> pd.DataFrame:
            own, unit = self.figures.paths(g), self.figures.paths(g, standardized=True)

            def figures(effects_of: Callable[[Array], Array]) -> dict[str, Array]:
                found = self._columns(lambda theta, sample: effects_of(own(theta, sample)))
                beside = self.estimates.uncertainty(lambda theta, sample: effects_of(unit(theta, sample)))
                return {
                    **found,
                    "standardized": beside.estimate,
                    "standardized_std_error": beside.std_error,
                }

            return effects_table(self.model, rows, figures)

        return self._by_group(of_group)

    # ------------------------------------------------------------------ further figures

    def tabulate(
        self, statistic: Statistic, index: pd.Index, *, tested: bool = False, null: float = 0.0
    ) -> pd.DataFrame:
        """Any further figures as a table, by group, with errors and limits like those of the parameters.

        Parameters
        ----------
        statistic : function of (parameters, Sample)
            Arrays (members, params) to (members, groups x k), group after group.
        index : Index
            Of the k rows of one group.
        tested : bool
            Add the columns ``statistic`` and ``p_value``.
        null : float
            The value that p-values test.

        Returns
        -------
        DataFrame
            Rows of `index` (below the group with ``by=``);
            ``estimate``, ``std_error``, ``conf_low``, ``conf_high``.

        Examples
        --------
        The ratio of two loadings, by the delta method:

        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> result = model.fit(cs.datasets.load_hotel(), "ml")
        >>> at = [result.table.where("Satisfaction", "=~", item) for item in ("sat_expectation", "sat_ideal")]
        >>> a, b = (result.table.parameters[i].index for i in at)
        >>> def ratio(theta, sample):
        ...     return theta[:, [a]] / theta[:, [b]]
        >>> result.tabulate(ratio, ["ratio"]).columns.tolist()
        ['estimate', 'std_error', 'conf_low', 'conf_high']
        """
        found = self._columns(statistic, null)
        columns = list(found) if tested else list(LIMITS)

        def of_group(g: int) -> pd.DataFrame:
            part = slice(g * len(index), (g + 1) * len(index))
            return pd.DataFrame({name: found[name][part] for name in columns}, index=index)

        return self._by_group(of_group)

    def _columns(self, statistic: Statistic, null: float = 0.0) -> dict[str, Array]:
        """Columns of a table: estimate, error, test and limits."""
        return _columns_of(self.estimates.uncertainty(statistic, null), null)

    # ------------------------------------------------------------------ displays

    @frozen_frame
    def answers_by_item(self) -> pd.DataFrame | None:
        """How many of the respondents given answered each item, and how many answers were used.

        Returns
        -------
        DataFrame or None
            Index ``item``; None of moments.
        """
        return answers_by_item(self.answers)

    def summary(self, lang: str = "en") -> Summary:
        """The result as a document: paths, fit, certificate, effects, reliability, loadings, settings.

        Parameters
        ----------
        lang : {"en", "zh"}

        Returns
        -------
        Summary
            Shows itself in notebooks; `print` it elsewhere. `to_latex`, `to_markdown`, `to_html` and
            `to_text` give it as text.

        Raises
        ------
        SpecificationError
            Unknown language.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel({"Quality": ["qual_overall", "qual_custom", "qual_reliability"],
        ...                       "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"]},
        ...                      {"Satisfaction": ["Quality"]})
        >>> result = model.fit(cs.datasets.load_hotel(), "ml")
        >>> print(result.summary().to_text().splitlines()[0])
        Path model (maximum likelihood)
        """
        from csmodels.path_models.likelihood.display import summary

        return summary(self, lang)


def _columns_of(found: Uncertainty, null: float = 0.0) -> dict[str, Array]:
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = (found.estimate - null) / found.std_error
    return {
        "estimate": found.estimate,
        "std_error": found.std_error,
        "statistic": ratio,
        "p_value": found.p_value,
        "conf_low": found.conf_low,
        "conf_high": found.conf_high,
    }
