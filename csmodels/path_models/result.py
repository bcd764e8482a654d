"""PathResult: what a fitted path model says, as tables, scores and pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, some
from csmodels.numerics.em import expected_rows
from csmodels.numerics.missing import mean_rows
from csmodels.numerics.moments import Moments
from csmodels.numerics.pls import PlsSpec
from csmodels.numerics.reliability import MEASURES
from csmodels.path_models.analyses import Analyses
from csmodels.path_models.effects import Row, effect_rows, effects_table
from csmodels.path_models.estimation import Estimates, Estimator, Members, Statistic
from csmodels.path_models.model import PathModel
from csmodels.path_models.pictures import Pictures
from csmodels.sampling.grouped import Grouped, answers_by_item
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, read_answers
from csmodels.survey.design import SurveyDesign
from csmodels.tables import FrozenMapping, ResultBase, Summary, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed

Array = NDArray[np.float64]

LIMITS = ("estimate", "std_error", "conf_low", "conf_high")
FIGURES = ("estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high")
#: What only the result of an index model has.
OF_AN_INDEX = frozenset(
    {"index", "index_weights", "index_scores", "plot_index", "compare_index", "priorities"}
    | {"plot_priorities", "what_if"}
)


@dataclass(frozen=True, eq=False)
class Further:
    """Further figures of one group: arrays of shape (k,), and `draws` of shape (k, resamples used)."""

    estimate: Array
    std_error: Array
    conf_low: Array
    conf_high: Array
    p_value: Array
    draws: Array


@dataclass(frozen=True, repr=False, eq=False)
class PathResult(Analyses, Pictures, Grouped, Noticed, ResultBase):
    """A fitted path model; made by `PathModel.fit`, not by hand.

    Attributes
    ----------
    model : PathModel
    estimates : Estimates
        Arrays behind the tables: `estimates.values`, and `estimates.draws` with the resamples.
    answers : Answers or None
        The complete rows the model was fitted to.
    groups : tuple
        Labels of the groups with ``by=``, else empty.
    group_labels : mapping of group to its words by language
        From the questionnaire; displays and pictures use them, tables keep the labels of the data.
    failed_groups : mapping of group to text
        Groups that could not be estimated, and why; they are in no table.
    design : SurveyDesign or None
        Sampling units and replicate weights that the survey declared.
    settings : mapping
        What was asked for and what was used: estimator, scheme, n, resamples, seed, level ...
    notices : tuple of Notice
        What the reader must know; `warnings` gives the sentences.

    Notes
    -----
    Tables: `params`, `r_squared`, `effects`, `reliability`; `tables` names them all. With ``by=`` the
    group is an index level of each. Standard errors are standard deviations of the resamples (under
    ``estimator="plsc"`` half the distance of their 84th and 16th percentile); `statistic` is the estimate
    over its standard error. `p_value` belongs to the interval: it is below .05 exactly where the 95 %
    interval leaves out zero, and with B resamples never below 2 / (B + 1), except under normal limits (so
    the former holds from B = 40 on). Both are missing where zero is no hypothesis (weights, R2,
    reliability) or the value is fixed.
    """

    model: PathModel
    estimates: Estimates
    answers: Answers | None
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    failed_groups: FrozenMapping[Any, str]
    design: SurveyDesign | None
    title_key: ClassVar[str] = "heading.path_model"

    if not TYPE_CHECKING:  # for mypy these names do not exist

        def __getattr__(self, name: str) -> Any:
            """Say how to get an index where one is asked for; other names are missing as usual."""
            if name in OF_AN_INDEX and not hasattr(type(self), name):
                raise AttributeError(
                    f"A path model has no {name!r}: an index needs the ends of the answer scale. Fit the"
                    " same model as an index:"
                    f" cs.index_model(result.model, scale=(1, 10)).fit(data).{name}"
                )
            return object.__getattribute__(self, name)

    @property
    def converged(self) -> bool:
        """Whether the weights settled, in every group."""
        return bool(self.settings["converged"])

    # ------------------------------------------------------------------ tables

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Weights (``<~``), loadings (``=~``) and paths (``~``, the dependent construct on the left)."""
        blocks = [(name, item) for name, c in self.model.measurement.items() for item in c.items]
        parts = (
            ("weight", "<~", "weights", blocks, False),
            ("loading", "=~", "loadings", blocks, True),
            ("path", "~", "paths", list(self.model.paths), True),
        )

        def of_group(g: int) -> pd.DataFrame:
            table: dict[str, list[Any]] = {name: [] for name in ("kind", "lhs", "op", "rhs")}
            numbers = []
            for kind, op, quantity, names, tested in parts:
                table["kind"] += [kind] * len(names)
                table["op"] += [op] * len(names)
                table["lhs"] += [lhs for lhs, _ in names]
                table["rhs"] += [rhs for _, rhs in names]
                numbers.append(self._figures(g, *self._of(g, quantity), tested=tested))
            joined = {key: np.concatenate([part[key] for part in numbers]) for key in numbers[0]}
            return params_table({**table, **joined})

        return self._by_group(of_group)

    @frozen_frame
    def r_squared(self) -> pd.DataFrame:
        """Explained variance of each dependent construct, with the adjusted one."""
        dependents = [name for name in self.model.constructs if self._predictors(name)]
        index = pd.Index(dependents, name="construct")
        k = np.array([len(self._predictors(name)) for name in dependents])

        def of_group(g: int) -> pd.DataFrame:
            n, figures = self._n(g), self._figures(g, *self._of(g, "r_squared"), tested=False)
            table = {name: figures[name] for name in LIMITS}
            table["r_squared_adjusted"] = 1 - (1 - figures["estimate"]) * (n - 1) / (n - k - 1)
            return pd.DataFrame(table, index=index)

        return self._by_group(of_group)

    @frozen_frame
    def total_effects(self) -> pd.DataFrame:
        """Total effect of each construct (``rhs``) on each that it reaches (``lhs``)."""
        return self._effects_table(
            [row for row in effect_rows(self.model, specific=False) if row[0] == "total"]
        )

    @frozen_frame
    def effects(self) -> pd.DataFrame:
        """Direct, total indirect, total and specific indirect effects between constructs.

        Columns ``effect`` (direct, indirect, total, specific), ``lhs`` (on), ``rhs`` (of), ``through``
        (the constructs on the way, for specific effects) and the figures. The number of ways grows fast
        with the number of constructs; `total_effects` needs none of them.
        """
        return self._effects_table(effect_rows(self.model, specific=True))

    def _effects_table(self, rows: list[Row]) -> pd.DataFrame:
        def of_group(g: int) -> pd.DataFrame:
            values, varied = self._of(g, "paths")

            def figures(effects_of: Callable[[Array], Array]) -> dict[str, Array]:
                return self._figures(g, effects_of(values), effects_of(varied.T).T)

            return effects_table(self.model, rows, figures)

        return self._by_group(of_group)

    @frozen_frame
    def reliability(self) -> pd.DataFrame:
        """Cronbach's alpha (of standardised items), rho_a, rho_c and AVE by construct, then their limits.

        Missing for single items and for Mode B composites, which have no reliability.
        """
        shape = (len(self.model.constructs), len(MEASURES))

        def of_group(g: int) -> pd.DataFrame:
            figures = self._figures(g, *self._of(g, "reliability"), tested=False)
            columns = {m: figures["estimate"].reshape(shape)[:, i] for i, m in enumerate(MEASURES)}
            for i, measure in enumerate(MEASURES):
                columns[f"{measure}_low"] = figures["conf_low"].reshape(shape)[:, i]
                columns[f"{measure}_high"] = figures["conf_high"].reshape(shape)[:, i]
            return pd.DataFrame(columns, index=pd.Index(self.model.constructs, name="construct"))

        return self._by_group(of_group)

    @frozen_frame
    def admissibility(self) -> pd.DataFrame | None:
        """Whether the estimates can be what they claim to be, in five checks; after ``estimator="plsc"``.

        Index ``check``: the five checks and ``all_checks`` (below the group with ``by=``). Columns
        ``admissible``, ``where`` (the places that fail, with their values) and ``share_failed`` (share of
        the resamples that fail). None with other estimators.
        """
        from csmodels.path_models.admissibility import admissibility

        return admissibility(self) if self.settings["estimator"] == "plsc" else None

    @frozen_frame
    def answers_by_item(self) -> pd.DataFrame | None:
        """How many of the respondents given answered each item, and how many answers were used."""
        return answers_by_item(self.answers)

    # ------------------------------------------------------------------ further figures

    @property
    def estimator(self) -> Estimator:
        """What turns moments into a fit of this model."""
        return self.estimates.estimator

    @property
    def spec(self) -> PlsSpec:
        """The model in numbers: sizes of blocks, modes, paths."""
        return self.estimates.estimator.spec

    def members(self) -> Members:
        """The estimate as a batch of fitted members, one for each group."""
        return self.estimates.members

    def further(self, statistic: Statistic, group: int = 0, *, null: float = 0.0) -> Further:
        """Any further figures of the fit, with errors and limits from the same resamples.

        Parameters
        ----------
        statistic : function of Members
            Returns an array of shape (members, k).
        group : int
            Position of the group.
        null : float
            The value that p-values test.
        """
        values, varied = self.estimates.further(group, statistic)
        found = self.estimates.uncertainty(group, values, varied, null)
        n_boot = self.estimates.n_boot
        draws = varied[:, :n_boot][:, self.estimates.sound[group][:n_boot]]
        return Further(found.estimate, found.std_error, found.conf_low, found.conf_high, found.p_value, draws)

    def tabulate(
        self, statistic: Statistic, index: pd.Index, *, tested: bool = False, null: float = 0.0
    ) -> pd.DataFrame:
        """Further figures as a table, by group: estimate, error and limits, with a test if asked for."""
        return self.tabulate_all({"all": (statistic, index)}, tested=tested, null=null)["all"]

    def tabulate_all(
        self, statistics: Mapping[str, tuple[Statistic, pd.Index]], *, tested: bool = False, null: float = 0.0
    ) -> dict[str, pd.DataFrame]:
        """Several tables of further figures from one pass over the resamples."""
        ends = np.cumsum([0, *(len(index) for _, index in statistics.values())])

        def every(members: Members) -> Array:
            return np.concatenate([statistic(members) for statistic, _ in statistics.values()], axis=1)

        columns = FIGURES if tested else LIMITS
        found = [
            self._figures(g, *self.estimates.further(g, every), tested=tested, null=null)
            for g in range(len(self.estimates.variations))
        ]

        def table(at: int, index: pd.Index) -> pd.DataFrame:
            part = slice(ends[at], ends[at + 1])

            def of_group(g: int) -> pd.DataFrame:
                return pd.DataFrame({name: found[g][name][part] for name in columns}, index=index)

            return self._by_group(of_group)

        return {name: table(at, index) for at, (name, (_, index)) in enumerate(statistics.items())}

    # ------------------------------------------------------------------ respondents

    def scores(self, data: SurveyData | pd.DataFrame | None = None) -> pd.DataFrame:
        """Construct scores of the respondents: mean 0 and standard deviation 1 in the sample fitted.

        Parameters
        ----------
        data : SurveyData or DataFrame, optional
            Respondents to score with the weights, means and standard deviations of this fit; by
            default those it was fitted to. With ``by=`` the new data need the column of groups.

        Returns
        -------
        DataFrame
            One row per respondent given, in the order and with the index of the data; missing for
            respondents with an unanswered item.

        Raises
        ------
        SpecificationError
            The model was fitted from moments, without rows or means, or a group is unknown.
        """
        if self.estimates.moments.mean is None:
            raise SpecificationError(
                "Scores need means; this model was fitted from Moments or polychoric correlations, which have"
                " none."
            )
        return self._score(data, *self.estimator.score_weights(self.members()))

    def _score(self, data: SurveyData | pd.DataFrame | None, slopes: Array, shifts: Array) -> pd.DataFrame:
        """Sums of slope times column, plus shift: (groups, constructs, columns), (groups, constructs)."""
        if data is None and self.answers is None:
            raise SpecificationError("This model was fitted from Moments: give the respondents to score.")
        answers = self.answers if data is None else self._read(data)
        assert answers is not None  # both empty cases were refused above
        codes = np.zeros(len(answers.values), dtype=np.intp)
        if self.groups and answers.group_codes is not None:
            unknown = [n for n in answers.group_names if n not in (*self.groups, *self.failed_groups)]
            if unknown:
                raise SpecificationError(f"The model was not fitted for group {some(map(repr, unknown))}.")
            known = [self.groups.index(n) if n in self.groups else -1 for n in answers.group_names]
            codes = np.array(known)[answers.group_codes]
        out = np.full((answers.n_rows, slopes.shape[1]), np.nan)
        for g in range(len(slopes)):
            mine = codes == g
            filled = self.estimator.extend(self._filled(answers.values[mine], g))
            out[answers.rows[mine]] = filled @ slopes[g].T + shifts[g]
        columns = pd.Index(self.model.constructs, name="construct")
        return pd.DataFrame(out, index=answers.all_rows, columns=columns)

    def _filled(self, values: Array, g: int) -> Array:
        """Answers with the missing ones replaced by what the others lead one to expect."""
        rule = str(self.settings["missing"])
        if rule in ("listwise", "none") or not np.isnan(values).any():
            return values
        moments = self.estimates.moments
        assert moments.mean is not None  # moments of rows have means
        mine = Moments._of(moments.cov[g], moments.mean[g], None)
        if rule == "mean":
            return mean_rows(values, mine)
        return expected_rows(values, mine)

    def _read(self, data: SurveyData | pd.DataFrame) -> Answers:
        """Answers of respondents who are only to be scored."""
        by = self.settings.get("by")
        by = None if by is None else str(by)
        return read_answers(data, self.model.items, missing=self._missing, by=by, scoring=True)

    @property
    def _missing(self) -> str:
        """The rule for missing answers when respondents are scored."""
        rule = str(self.settings["missing"])
        return "listwise" if rule == "none" else rule

    # ------------------------------------------------------------------ displays

    def summary(self, lang: str = "en") -> Summary:
        """The result as a document: paths, effects, explained variance, reliability, weights, settings.

        Parameters
        ----------
        lang : {"en", "zh"}
        """
        from csmodels.path_models.display import summary

        return summary(self, lang)

    # ------------------------------------------------------------------ helpers

    def _n(self, g: int) -> float:
        """Respondents used in a group."""
        if self.answers is None:
            return float(self.estimates.moments.n[g])
        if self.answers.group_codes is None:
            return float(len(self.answers.values))
        return float((self.answers.group_codes == g).sum())

    def _predictors(self, construct: str) -> tuple[str, ...]:
        return tuple(self.model.structure.get(construct, ()))

    def _of(self, g: int, quantity: str) -> tuple[Array, Array]:
        """A quantity's estimates (k,), and the same of every member of the group's variation."""
        return self.estimates.values[quantity][g], self.estimates.varied[g][quantity]

    def _figures(
        self, g: int, values: Array, varied: Array, tested: bool = True, null: float = 0.0
    ) -> dict[str, Array]:
        """Columns of a table: estimate, error, test and limits."""
        found = self.estimates.uncertainty(g, values, varied, null)
        missing = np.full(len(values), np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            statistic = (found.estimate - null) / found.std_error if tested else missing
        return {
            "estimate": found.estimate,
            "std_error": found.std_error,
            "statistic": statistic,
            "p_value": found.p_value if tested else missing,
            "conf_low": found.conf_low,
            "conf_high": found.conf_high,
        }

    def _limits(self, g: int, values: Array, draws: Array, index: pd.Index, **more: object) -> pd.DataFrame:
        """A table of figures for which zero is no hypothesis, and further columns."""
        figures = self._figures(g, values, draws, tested=False)
        return pd.DataFrame({**{name: figures[name] for name in LIMITS}, **more}, index=index)
