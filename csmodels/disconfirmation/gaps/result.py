"""The result of a gap analysis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.gaps import constraints, figures
from csmodels.disconfirmation.gaps.constraints import Regressed
from csmodels.disconfirmation.gaps.model import GapModel
from csmodels.disconfirmation.gaps.sample import Sample
from csmodels.errors import SpecificationError
from csmodels.sampling.grouped import Grouped
from csmodels.survey.answers import Answers, read_answers
from csmodels.tables import FrozenMapping, ResultBase, frozen_frame, params_table
from csmodels.tables.listing import listed
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.strings import text
from csmodels.tables.summary import Summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.survey import SurveyData

Array = NDArray[np.float64]
_NUMBERS = ("estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high")


@dataclass(frozen=True, repr=False, eq=False)
class GapResult(Grouped, Noticed, ResultBase):
    """Gaps, scores, zones and tests; with ``by=`` for each group, which is an index level of all tables.

    Attributes
    ----------
    params : DataFrame
        Scores, gaps, reliabilities, shares, coefficients and R² in the common ten columns.
    attributes, dimensions : DataFrame
        Means of expectation, performance and gap with errors and limits; `std_error`, `statistic`, `df`,
        `p_value`, `conf_low`, `conf_high` are the gap's (paired t test). Dimensions have their reliabilities
        too.
    reliability : DataFrame
        Alpha of expectation, performance, gap, and reliability of the difference, with limits.
    shares : DataFrame
        The expectation equation: shares of answers below, equal to and above expectation.
    scores : DataFrame
        SERVQUAL and SERVPERF, unweighted and weighted.
    zones : DataFrame or None
        Zone of tolerance of each attribute that has one.
    explained, constraints : DataFrame or None
        With an outcome: R² of the scores, and tests of b_E = -b_P.
    settings, warnings
    """

    model: GapModel
    parts: tuple[Sample, ...]
    answers: Answers
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    title_key: ClassVar[str] = "heading.gaps"

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Scores (index), gaps (defined), reliabilities, shares, coefficients, R²."""
        return self._by_group(self._params)

    @frozen_frame
    def attributes(self) -> pd.DataFrame:
        """Expectation, performance and gap of each attribute; columns n, expectation, performance (each with
        _std_error, _low, _high), gap and its error, t, df, p and limits, gap_sd."""
        return self._by_group(lambda g: figures.attributes_table(self.parts[g]))

    @frozen_frame
    def dimensions(self) -> pd.DataFrame:
        """The same for dimensions, with alpha of both ratings and of the gaps, and the reliability of the
        difference."""
        return self._by_group(
            lambda g: figures.dimensions_table(self.parts[g], self._of_group(self.reliability, g))
        )

    @frozen_frame
    def reliability(self) -> pd.DataFrame:
        """Reliabilities with errors and limits; index dimension, measure."""
        return self._by_group(lambda g: figures.reliability_table(self.parts[g]))

    @frozen_frame
    def shares(self) -> pd.DataFrame:
        """Shares below, equal to and above expectation by attribute, and of all answers ("all").

        Limits are Wilson's, with the effective sample size `n_effective` under weights or a design.
        """
        return self._by_group(lambda g: figures.shares_table(self.parts[g]))

    @frozen_frame
    def scores(self) -> pd.DataFrame:
        """Mean scores with errors; `sd` over respondents."""
        return self._by_group(lambda g: figures.scores_table(self.parts[g]))

    @frozen_frame
    def zones(self) -> pd.DataFrame | None:
        """Zones of tolerance, index dimension, attribute, figure.

        Figures: means of adequate, desired and performance; msa = performance - adequate and mss =
        performance - desired (Parasuraman, Zeithaml and Berry 1994: from memory, unconfirmed), width =
        desired - adequate, the zone of tolerance (Zeithaml, Berry and Parasuraman 1993); position = msa /
        width of the means (0 at the adequate, 1 at the desired level); shares below, inside and above the
        zone, of those whose desired level is above the adequate one; no_zone, the share of all others.
        """
        if self.model.zoned is None:
            return None
        return self._by_group(lambda g: figures.zones_table(self.parts[g]))

    @frozen_frame
    def explained(self) -> pd.DataFrame | None:
        """R² of each score alone, and of the dimensions' gaps, performances, expectations, and both.

        The gap and the performance of a single dimension are the scores, and are not listed again.
        With many predictors R² runs high in a small sample, and higher in its resamples; beside it stands the
        adjusted one.
        """
        if not self.model.outcomes:
            return None
        return self._by_group(lambda g: constraints.explained_table(self.parts[g]))

    @frozen_frame
    def constraints(self) -> pd.DataFrame | None:
        """Tests that a difference tells all: b_E = -b_P for all dimensions ("all", if several), and for each.

        `estimate` is b_E + b_P, zero if the difference tells all (Edwards 1994); expectation and performance
        of all dimensions are in the regression.
        """
        if not self.model.outcomes:
            return None
        return self._by_group(lambda g: constraints.constraints_table(self.parts[g], self._regressed[g]))

    @cached_property
    def _regressed(self) -> tuple[Regressed, ...]:
        return tuple(constraints.regressed(part) for part in self.parts)

    def _of_group(self, frame: pd.DataFrame, g: int) -> pd.DataFrame:
        return self._one_group(frame, self.groups[g] if self.groups else None)

    @property
    def outcome_name(self) -> str:
        """The outcome's column, or the mean of several; in tables always in English."""
        return self.outcome_words()

    def outcome_words(self, lang: str = "en") -> str:
        """The outcome's column, or "mean of" the columns that were averaged, in a language."""
        names = self.model.outcomes
        if len(names) < 2:
            return "".join(names)
        return text("value.gap_outcome", lang, names=listed(names, lang, limit=None))

    def respondent_scores(
        self, data: SurveyData | pd.DataFrame | None = None, level: str = "scores"
    ) -> pd.DataFrame:
        """Scores of every respondent: SERVQUAL, SERVPERF and their weighted versions.

        Parameters
        ----------
        data : SurveyData or DataFrame, optional
            Other respondents with the same items; by default those of the fit.
        level : {"scores", "dimensions"}
            The scores, or the gap of each dimension.

        Returns
        -------
        DataFrame
            One row per row of the data; missing for those who left an item open.

        Raises
        ------
        SpecificationError
            An unknown level.
        """
        if level not in ("scores", "dimensions"):
            raise SpecificationError(f"level={level!r} is unknown. Choose 'scores' or 'dimensions'.")
        answers = self.answers
        values, index, rows = answers.values, answers.all_rows, answers.rows
        used = list(self.parts[0].items)
        if data is not None:
            k = len(self.model.outcomes)
            wanted = used[:-k] if k else used
            read = read_answers(data, wanted, missing="listwise", scoring=True)
            values, index, rows = read.values, read.all_rows, read.rows
            # the outcome is no part of a score
            values = np.column_stack([values, np.zeros((len(values), k))])
        known = ~np.isnan(values).any(axis=1)
        names = self.parts[0].score_names
        d = len(self.model.items.dimensions)
        table = self.parts[0].score_table(values[known])
        if level == "scores":
            columns, found = list(names), table[:, 2 * d : 2 * d + len(names)]
        else:
            columns, found = list(self.model.items.dimensions), table[:, d : 2 * d] - table[:, :d]
        out = np.full((len(index), len(columns)), np.nan)
        out[rows[known]] = found
        return pd.DataFrame(out, index=index, columns=columns)

    def _params(self, g: int) -> pd.DataFrame:
        """One group's rows."""
        rows: list[dict[str, Any]] = []

        def add(kind: str, lhs: str, op: str, rhs: str, row: Any, estimate: str = "estimate") -> None:
            numbers = {name: row[name] for name in _NUMBERS if name in row.index}
            rows.append(
                {"kind": kind, "lhs": lhs, "op": op, "rhs": rhs, **numbers, "estimate": row[estimate]}
            )

        for name, row in self._of_group(self.scores, g).iterrows():
            add("index", str(name), "", "", row)
        for frame in (self.dimensions, self.attributes):
            for key, row in self._of_group(frame, g).iterrows():
                name = key[-1] if isinstance(key, tuple) else key
                add("defined", str(name), ":=", "performance - expectation", row, "gap")
        for kind, frame, estimate in (
            ("reliability", self.reliability, "estimate"),
            ("share", self.shares, "share"),
        ):
            mine = self._of_group(frame, g)
            for key, (_, row) in zip(mine.index.tolist(), mine.iterrows(), strict=True):
                add(kind, key[-2], "", key[-1], row, estimate)
        return params_table([*rows, *self._outcome_params(g)])

    def _outcome_params(self, g: int) -> list[dict[str, Any]]:
        """Coefficients of the regression on both ratings, and the R² of all sets."""
        if not self.model.outcomes:
            return []
        fitted, outcome = self._regressed[g], self.outcome_name
        u = fitted.uncertainty
        names = [f"{r}[{d}]" for r in figures.RATINGS for d in self.model.items.dimensions]
        rows = [
            {
                "kind": "coefficient" if i else "intercept",
                "lhs": outcome,
                "op": "~" if i else "~1",
                "rhs": names[i - 1] if i else "",
                "estimate": u.estimate[i],
                "std_error": u.std_error[i],
                "statistic": u.estimate[i] / u.std_error[i],
                "p_value": u.p_value[i],
                "conf_low": u.conf_low[i],
                "conf_high": u.conf_high[i],
            }
            for i in range(len(u.estimate))
        ]
        explained = self.explained
        assert explained is not None  # there is an outcome
        for name, row in self._of_group(explained, g).iterrows():
            numbers = {each: row[each] for each in ("std_error", "conf_low", "conf_high")}
            left = {"kind": "r_squared", "lhs": outcome, "op": "", "rhs": str(name)}
            rows.append({**left, "estimate": row["r_squared"], **numbers})
        return rows

    def attribute_label(self, name: str, lang: str = "en") -> str:
        """Words of an attribute, as its questions give them."""
        return self.model.items.attribute(name).label(lang)

    def plot_gaps(
        self,
        *,
        level: str = "attributes",
        group: Any = None,
        sort: bool = True,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw expectation and performance of each attribute as a dumbbell, the largest shortfall first.

        Parameters
        ----------
        level : {"attributes", "dimensions"}
        group : optional
            Which group to draw, after a fit with ``by=``.
        sort : bool
            By gap; else in the order of the model.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        SpecificationError
            An unknown level, group or language.
        """
        from csmodels.plots.gaps import gap_chart

        if level not in ("attributes", "dimensions"):
            raise SpecificationError(f"level={level!r} is unknown. Choose 'attributes' or 'dimensions'.")
        frame = self._one_group(getattr(self, level), group)
        frame = self._drawn(frame, lang)
        conf_level = float(str(self.settings["conf_level"]))
        return gap_chart(frame, sort=sort, conf_level=conf_level, lang=lang, ax=ax, title=title)

    def plot_zones(
        self,
        *,
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw the zone of tolerance of each attribute as a bar, and where performance lies in it.

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

        Raises
        ------
        SpecificationError
            A model without adequate and desired levels, an unknown group or language.
        """
        from csmodels.plots.gaps import zone_chart

        zones = self.zones
        if zones is None:
            raise SpecificationError(
                "The model has no zones of tolerance: name the items of the adequate and the desired level,"
                " GapModel(pairs, adequate={...}, desired={...})."
            )
        frame = self._one_group(zones, group)
        order = frame.droplevel(-1).index.unique()
        wide = pd.DataFrame(frame[["estimate", "conf_low", "conf_high"]].unstack("figure")).loc[order]
        wide = self._drawn(wide, lang)
        conf_level = float(str(self.settings["conf_level"]))
        return zone_chart(wide, conf_level=conf_level, lang=lang, ax=ax, title=title)

    def _drawn(self, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
        """Rows by their words alone."""
        from csmodels.disconfirmation.gaps.display import dimension_word

        if "attribute" in frame.index.names:
            names = frame.index.get_level_values("attribute")
            return frame.set_axis(pd.Index([self.attribute_label(n, lang) for n in names]), axis=0)
        return frame.set_axis(pd.Index([dimension_word(n, lang) for n in frame.index]), axis=0)

    def _only(self, g: int) -> GapResult:
        """The result of one group, as if it had been fitted alone."""
        return replace(self, parts=(self.parts[g],), groups=())

    def summary(self, lang: str = "en") -> Summary:
        """Return the gaps as a document: scores, dimensions, attributes, shares, zones, tests, settings."""
        from csmodels.disconfirmation.gaps.display import summary

        return summary(self, lang)
