"""The result of a response surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from csmodels.disconfirmation.surface import figures
from csmodels.disconfirmation.surface.congruence.checklist import Checked
from csmodels.disconfirmation.surface.congruence.cubic import WithCubic
from csmodels.disconfirmation.surface.drawn.pictures import Pictures
from csmodels.disconfirmation.surface.estimates import Estimates
from csmodels.disconfirmation.surface.families.fitted import WithFamilies
from csmodels.disconfirmation.surface.model import TERMS, ResponseSurface
from csmodels.disconfirmation.surface.ratings import Ratings
from csmodels.errors import DataWarning
from csmodels.numerics.surface.shape import axes, kind
from csmodels.numerics.surface.support import Support, support
from csmodels.numerics.surface.terms import height
from csmodels.sampling.columns import mean_name, names_of
from csmodels.sampling.grouped import Grouped
from csmodels.survey.answers import Answers
from csmodels.survey.design import SurveyDesign
from csmodels.survey.questionnaire import Questionnaire
from csmodels.tables import FrozenMapping, ResultBase, frozen_frame, params_table
from csmodels.tables.notices import Notice, Noticed, notice
from csmodels.tables.summary import Summary

Array = NDArray[np.float64]


@dataclass(frozen=True, repr=False, eq=False)
class SurfaceResult(WithFamilies, WithCubic, Checked, Pictures, Grouped, Noticed, ResultBase):
    """A fitted response surface; with ``by=`` one for each group, the group an index level of all tables.

    Attributes
    ----------
    params : DataFrame
        Intercept, coefficients (b1 ... in the order of the literature), R².
    shape : DataFrame
        Rows a1 ... a5: slope and curvature along the lines of congruence and incongruence, and b3 - b5.
        Columns estimate, std_error, statistic, p_value, conf_low, conf_high.
    tests : DataFrame
        Joint tests on both lines, of all curvature, and of the constraints behind a difference score; column
        ``test_statistic`` says whether the statistic is an "F" or a chi-square, "chi2".
    stationary_point, axes, turning_points : DataFrame
        Where the surface is flat, how it lies, where it turns on both lines; missing for a cubic surface.
    claims : DataFrame
        Which of these figures the answers can tell.
    support : DataFrame
        How many answers lie above, at and below expectation, and at the ceiling.
    settings, warnings
    """

    model: ResponseSurface
    ratings: Ratings
    parts: tuple[Estimates, ...]
    answers: Answers
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    questionnaire: Questionnaire | None = None
    design: SurveyDesign | None = None
    title_key: ClassVar[str] = "heading.response_surface"

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Intercept (or thresholds), coefficients and R², in the units of the centred ratings.

        Of an ordered model the thresholds have the categories they part on the right side, ``1|2``, and the
        R² is McFadden's.
        """
        return self._by_group(lambda g: self._params(self.parts[g]))

    def _params(self, one: Estimates) -> pd.DataFrame:
        outcome = self.outcome_name
        names = [*TERMS[: one.n_terms], *self.model.controls]
        kinds, ops, rights = ["coefficient"] * len(names), ["~"] * len(names), list(names)
        if one.first:
            kinds, ops, rights = ["intercept", *kinds], ["~1", *ops], ["", *rights]
        cuts = len(one.params) - len(kinds)
        kinds += ["intercept"] * cuts
        ops += ["|"] * cuts
        if one.levels is not None:
            named = [f"{level:g}" for level in one.levels]
            rights += [f"{low}|{high}" for low, high in pairwise(named)]
        found = figures.columns_of(one.all_params(), tested=True)
        numbers = {name: np.append(values, np.nan) for name, values in found.items()}
        numbers["estimate"][-1] = one.r_squared
        if one.first and one.variation.members:
            r2 = one.r_squared_limits()
            for name in ("std_error", "conf_low", "conf_high"):
                numbers[name][-1] = getattr(r2, name)[0]
        # McFadden's compares log-likelihoods: no share of variance
        explained = "" if one.first else "McFadden"
        texts = {"kind": [*kinds, "r_squared"], "lhs": outcome, "op": [*ops, ""], "rhs": [*rights, explained]}
        return params_table({**texts, **numbers})

    @frozen_frame
    def shape(self) -> pd.DataFrame:
        """a1 ... a5: slopes and curvatures along the lines of congruence and incongruence."""
        return self._by_group(lambda g: figures.shape_table(self.parts[g]))

    @frozen_frame
    def tests(self) -> pd.DataFrame:
        """Joint tests: lines of congruence and incongruence, curvature, difference scores."""
        return self._by_group(lambda g: figures.tests_table(self.parts[g], self._support(g)))

    @frozen_frame
    def stationary_point(self) -> pd.DataFrame:
        """Where the surface is flat in every direction: its top, bottom or saddle, and its height there.

        The height is that of `predict`, with controls at their means: of each resample where there are
        resamples, of the sample (and fixed) where errors come from the delta method.
        """
        return self._by_group(
            lambda g: figures.stationary_table(self.parts[g], self._support(g), self.ratings.center)
        )

    @frozen_frame
    def axes(self) -> pd.DataFrame:
        """Principal axes: curvature per unit length, angle (degrees), slope, intercept, lateral shift.

        Where the limits of the angle pass the upright, slope, intercept and shift have none, and no standard
        error: such ratios have no moments. The same holds of the shift where they pass the line of
        incongruence.
        """
        return self._by_group(lambda g: figures.axes_table(self.parts[g], self._support(g)))

    @frozen_frame
    def turning_points(self) -> pd.DataFrame:
        """Where the surface turns along both lines, with Fieller's limits."""
        return self._by_group(
            lambda g: figures.lines_table(self.parts[g], self._support(g), self.ratings.center)
        )

    @frozen_frame
    def claims(self) -> pd.DataFrame:
        """Which figures the answers can tell: one row per claim, columns ``supported`` and ``reason``.

        A reason is "rows" (fewer than 30 rows or 10 % on one side of performance = expectation: a3, a4, a5,
        the tests of incongruence and of difference scores, the turning point on mismatch and the axes need
        both sides, a point beside the line its own), "outside" (off the convex hull of the answers; for a1
        and a3, which are slopes at the centre, the centre), "undirected" (the angle of an axis has an
        interval wider than 90 degrees) or "cubic" (a figure that cubic surfaces do not have). Summaries
        leave these figures out; the tables hold them.
        """
        return self._by_group(
            lambda g: figures.claims_table(self.parts[g], self._support(g), self.ratings.center)
        )

    @frozen_frame
    def support(self) -> pd.DataFrame:
        """Shares of performance above, at and below expectation, and of answers at the ceiling."""
        return self._by_group(lambda g: figures.support_table(self._support(g)))

    @cached_property
    def _supports(self) -> tuple[Support, ...]:
        scale = self.ratings.scale
        top = None if scale is None else scale[1] - self.ratings.center
        return tuple(support(p.rows[:, 0], p.rows[:, 1], p.weights, top) for p in self.parts)

    def _support(self, g: int) -> Support:
        return self._supports[g]

    @property
    def outcome_name(self) -> str:
        """The outcome's column, or "mean(a, b, c)" of the columns that were averaged."""
        names = names_of(self.model.outcome, "outcome")
        return mean_name(names)

    @property
    def kinds(self) -> pd.Series:
        """What the stationary point is: maximum, minimum, saddle, ridge or plane; one entry per group.

        Missing for cubic surfaces, which may have several.
        """
        found: list[str | None] = [None] * len(self.parts)
        if self.model.degree == 2:
            found = [kind(axes(p.coefficients).curvature) for p in self.parts]
        index = pd.Index(self.groups, name=self.settings.get("by")) if self.groups else None
        return pd.Series(found, index=index, name="kind", dtype=object if self.model.degree != 2 else None)

    def predict(
        self, expectation: ArrayLike, performance: ArrayLike, *, group: Any = None, centred: bool = False
    ) -> Array:
        """Height of the surface at points, controls at their means.

        Parameters
        ----------
        expectation, performance : array_like
            Ratings as asked; centred ones with ``centred=True``.
        group : optional
            Which group's surface, after a fit with ``by=``.

        Returns
        -------
        array
            In units of the outcome, or of the latent scale of an ordered model.
        """
        one = self.parts[self._position(group)]
        shift = 0.0 if centred else self.ratings.center
        e, p = (np.asarray(x, dtype=np.float64) - shift for x in (expectation, performance))
        e, p = np.broadcast_arrays(e, p)
        return one.base + height(one.coefficients, e.ravel(), p.ravel()).reshape(e.shape)

    def _position(self, group: Any) -> int:
        if not self.groups:
            self._one_group(pd.DataFrame(), group)
            return 0
        self._one_group(pd.DataFrame(index=pd.Index(self.groups)), group)
        return self.groups.index(group)

    def compare_groups(self) -> pd.DataFrame:
        """Test whether the groups have the same surface: all coefficients equal, controls aside.

        Returns
        -------
        DataFrame
            Rows "surface" (all terms), "linear" (b1, b2) and "curvature" (the rest); columns statistic
            (chi-square of Wald), df, p_value, test_statistic ("chi2").

        Raises
        ------
        SpecificationError
            A fit without ``by=``; clusters that hold respondents of several groups, with errors that do not
            know of clusters.

        Notes
        -----
        Groups that share clusters are no independent samples. Their covariance is that of the sums of scores
        by cluster ("cluster": one regression with a surface for each group and the factor
        M / (M - 1) (N - 1) / (N - K) over all of them), of totals of influence values by sampling unit
        ("linearized"), of the same replicate weights or of units drawn together ("replicates", "bootstrap").
        The statistic takes the covariance for known: with few clusters it rejects too often.
        """
        from csmodels.disconfirmation.surface.comparison import compare

        return compare(self)

    def _remarks(self) -> list[Notice]:
        """What the reader must know of the support, group by group."""
        found = []
        for g, lying in enumerate(self._supports):
            where = f" [{self.groups[g]}]" if self.groups else ""
            for side, rows, share in (
                ("above", lying.n_above, lying.above),
                ("below", lying.n_below, lying.below),
            ):
                if not lying.enough(side):
                    fields = {"n": rows, "share": f"{100 * share:.1f}", "group": where}
                    found.append(notice(f"surface_few_{side}", DataWarning, **fields))
        return found

    def _only(self, g: int) -> SurfaceResult:
        """The result of one group, as if it had been fitted alone."""
        return replace(self, parts=(self.parts[g],), groups=())

    def summary(self, lang: str = "en") -> Summary:
        """Return the surface as a document: coefficients, shape, tests, axes, support, settings."""
        from csmodels.disconfirmation.surface.display import summary

        return summary(self, lang)
