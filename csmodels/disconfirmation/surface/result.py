"""The result of a response surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
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
from csmodels.disconfirmation.surface.model import TERMS, ResponseSurface, names_of
from csmodels.disconfirmation.surface.ratings import Ratings
from csmodels.errors import DataWarning, SpecificationError
from csmodels.numerics.surface.shape import kind
from csmodels.numerics.surface.support import Support, support
from csmodels.numerics.surface.terms import height
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
        Joint tests on both lines, of all curvature, and of the constraints behind a difference score.
    stationary_point, axes, turning_points : DataFrame
        Where the surface is flat, how it lies, where it turns on both lines.
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
        """Intercept (or thresholds), coefficients and R², in the units of the centred ratings."""
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
        rights += [f"t{i + 1}" for i in range(cuts)]
        found = figures.columns_of(one.all_params(), tested=True)
        numbers = {name: np.append(values, np.nan) for name, values in found.items()}
        numbers["estimate"][-1] = one.r_squared
        if one.first and one.variation.members:
            r2 = one.r_squared_limits()
            for name in ("std_error", "conf_low", "conf_high"):
                numbers[name][-1] = getattr(r2, name)[0]
        texts = {"kind": [*kinds, "r_squared"], "lhs": outcome, "op": [*ops, ""], "rhs": [*rights, ""]}
        return params_table({**texts, **numbers})

    @frozen_frame
    def shape(self) -> pd.DataFrame:
        """a1 ... a5: slopes and curvatures along the lines of congruence and incongruence."""
        return self._by_group(lambda g: figures.shape_table(self.parts[g]))

    @frozen_frame
    def tests(self) -> pd.DataFrame:
        """Joint tests: lines of congruence and incongruence, curvature, difference scores."""
        return self._by_group(lambda g: figures.tests_table(self.parts[g]))

    @frozen_frame
    def stationary_point(self) -> pd.DataFrame:
        """Where the surface is flat in every direction: its top, bottom or saddle."""
        return self._by_group(
            lambda g: figures.stationary_table(self.parts[g], self._support(g), self.ratings.center)
        )

    @frozen_frame
    def axes(self) -> pd.DataFrame:
        """Principal axes: curvature per unit length, angle (degrees), slope, intercept, lateral shift."""
        return self._by_group(lambda g: figures.axes_table(self.parts[g], self._support(g)))

    @frozen_frame
    def turning_points(self) -> pd.DataFrame:
        """Where the surface turns along both lines, with Fieller's limits."""
        return self._by_group(lambda g: figures.lines_table(self.parts[g], self._support(g)))

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
        """The outcome's column, or the columns that were averaged."""
        return " + ".join(names_of(self.model.outcome, "outcome"))

    @property
    def kinds(self) -> pd.Series:
        """What the stationary point is: maximum, minimum, saddle, ridge or plane; one entry per group."""
        from csmodels.numerics.surface.shape import axes

        found = [kind(axes(p.coefficients[:5]).curvature) for p in self.parts]
        index = pd.Index(self.groups, name=self.settings.get("by")) if self.groups else None
        return pd.Series(found, index=index, name="kind")

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
        base = float(one.params[0]) if one.first else 0.0
        k = one.first + one.n_terms
        controls = one.params[k : k + len(self.model.controls)]
        assert one.moments.mean is not None
        base += float(controls @ one.moments.mean[one.n_terms : one.n_terms + len(controls)])
        return base + height(one.coefficients, e.ravel(), p.ravel()).reshape(e.shape)

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
            (chi-square of Wald), df, p_value.

        Raises
        ------
        SpecificationError
            A fit without ``by=``.
        """
        if not self.groups:
            raise SpecificationError("compare_groups needs groups: fit(data, by=...).")
        k = self.parts[0].n_terms
        chosen = {"surface": np.arange(k), "linear": np.arange(2), "curvature": np.arange(2, k)}
        rows = {name: self._equality(terms) for name, terms in chosen.items()}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("test")

    def _equality(self, terms: NDArray[np.intp]) -> dict[str, float]:
        values = np.concatenate([p.coefficients[terms] for p in self.parts])
        k, g = len(terms), len(self.parts)
        spread = np.zeros((k * g, k * g))
        for i, one in enumerate(self.parts):
            part = slice(i * k, (i + 1) * k)
            spread[part, part] = figures.joint_covariance(one)[np.ix_(terms, terms)]
        differ = np.column_stack([np.ones(g - 1), -np.eye(g - 1)])
        rows = np.kron(differ, np.eye(k)).astype(np.float64)
        found = figures.wald(values, spread, rows, None)
        return {name: found[name] for name in ("statistic", "df", "p_value")}

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
