"""The result of a penalty-reward analysis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from csmodels.sampling.grouped import Grouped
from csmodels.sampling.regressions import Asked
from csmodels.survey.answers import Answers
from csmodels.survey.design import SurveyDesign
from csmodels.tables import FrozenMapping, ResultBase, frozen_frame
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.summary import Summary
from csmodels.three_factor.penalty_reward import figures
from csmodels.three_factor.penalty_reward.analyses import Analyses
from csmodels.three_factor.penalty_reward.codes import Coding
from csmodels.three_factor.penalty_reward.model import PenaltyReward
from csmodels.three_factor.penalty_reward.pictures import Pictures
from csmodels.three_factor.penalty_reward.sample import Part

if TYPE_CHECKING:
    from csmodels.three_factor.penalty_reward.null import Calibration


@dataclass(frozen=True, repr=False, eq=False)
class PenaltyRewardResult(Analyses, Pictures, Grouped, Noticed, ResultBase):
    """Penalties, rewards and what they make of the attributes; with ``by=`` the group is an index level.

    Attributes
    ----------
    params : DataFrame
        Penalties and rewards (kinds of their own), intercept or thresholds, controls, R².
    asymmetry : DataFrame
        Range and asymmetry of impact, and the asymmetry that a linear world would show.
    classification : DataFrame
        The class of every attribute by every rule.
    probabilities : DataFrame or None
        Shares of the resamples by class.
    coding : DataFrame
        Which answers were low and high, and how many gave them.
    parts : tuple of Part
        Coefficients, their draws and rows, one for each group.
    calibrations : tuple of Calibration
        Asymmetries held against the linear world, one for each group.
    settings, warnings
    """

    model: PenaltyReward
    coded: Coding
    parts: tuple[Part, ...]
    calibrations: tuple[Calibration, ...]
    answers: Answers
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    asked: Asked
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    design: SurveyDesign | None = None
    title_key: ClassVar[str] = "heading.three_factor"

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes in their order."""
        return self.model.names

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Intercept or thresholds, penalties, rewards, controls and R², in the units of satisfaction.

        Of an ordered model coefficients are in units of the latent scale.
        """
        return self._by_group(
            lambda g: figures.params(self.parts[g], self.attributes, self.model.outcome_name)
        )

    @frozen_frame
    def asymmetry(self) -> pd.DataFrame:
        """Range and asymmetry of the impact of each attribute.

        - riocs: range of impact on satisfaction, max(0, reward) + max(0, -penalty);
        - sgp, dgp: shares of it that generate satisfaction and dissatisfaction; ia = sgp - dgp, from -1 to 1
          (Mikulic and Prebezac 2008);
        - ia_linear: the asymmetry that an exactly linear model of these answers implies under this coding;
          p_value tests that the attribute shows no other one, p_holm is adjusted for all attributes (of a
          group; Holm 1979); ia_excess = ia - ia_linear;
        - p_contrast: the same test of reward + penalty, which is no ratio;
        - reversal: which coefficient has the wrong sign ("", "penalty", "reward", "both"). It counts as 0 in
          the range and not by its size.

        Shares are missing where the range is 0. Limits come from the resamples (or the other variation of the
        sample); without any from the delta method, which knows no limits of an asymmetry of -1 or 1. The
        excess belongs to the linear world of the fit (null=): where resamples do not know it (null="bounded",
        ordered and mixed models, no resamples) its error is that in the linear world, and its limits reach as
        far as the largest excess that the test does not reject: they hold 0 exactly where p_value is not
        below 1 - conf_level.
        """
        return self._by_group(
            lambda g: figures.asymmetry(self.parts[g], self.attributes, self.calibrations[g], self._null)
        )

    @frozen_frame
    def classification(self) -> pd.DataFrame:
        """Penalty, reward and the class of each attribute: basic, performance, excitement or unimportant.

        - wald: neither coefficient differs from zero in its own direction: unimportant; reward + penalty = 0
          not rejected: performance; else basic or excitement by the larger one. wald_p_value is that test's;
        - significance: only a significant penalty: basic; only a significant reward: excitement; both:
          performance; none: unimportant;
        - ratio_li, ratio_zhang: reward over penalty below 0.9 and above 1.1 (Li 2025), up to 1 / 1.5 and from
          1 / 0.67 (Zhang 2025; both from a secondary source);
        - index_10, index_20: asymmetry beyond 0.1 (usual), beyond 0.2 (Wang et al. 2024); five: frustrator,
          dissatisfier, hybrid, satisfier, delighter with limits 0.1 and 0.4 (unconfirmed);
        - calibrated: performance unless the asymmetry differs from that of an exactly linear world;
        - class: that of the rule of the fit, wald by default; probability: share of the resamples that give
          it; contested: whether that is less than 80 % (a convention; unknown without resamples); agrees:
          whether all rules give it (rules without unimportant attributes are not asked for these).

        All tests at the level 1 - conf_level, attribute by attribute. "unimportant" means not shown to
        matter, "performance" not shown to be asymmetric; neither is proved by a test that does not reject.

        The Wald test asks whether reward + penalty = 0, which an exactly linear world need not give: where
        linear attributes of 1 to 5 were simulated (1,000 respondents, 6 attributes correlated .5), it called
        50 % of them basic with answers that were mostly high and codes 1-2 / 5, and 60 % with symmetric
        answers and codes 1-3 / 5; the calibrated rule called 4 to 5 % basic or excitement.
        """
        return self._by_group(
            lambda g: figures.classification(
                self.parts[g], self.attributes, self.calibrations[g], self._rule, self._null
            )
        )

    @frozen_frame
    def probabilities(self) -> pd.DataFrame | None:
        """Share of the resamples in which the rule of the fit gives each class; None without resamples.

        Each resample is classified with the standard errors and critical values of the sample. With
        rule="calibrated" it has a linear world of its own; that of null="bounded" is held at the sample's.
        """
        if all(part.resamples is None for part in self.parts):
            return None
        return self._by_group(
            lambda g: figures.probabilities(  # type: ignore[arg-type,return-value]
                self.parts[g], self.attributes, self.calibrations[g], self._rule, self._null
            )
        )

    @frozen_frame
    def coding(self) -> pd.DataFrame:
        """Codes that were low, middling (the reference) and high; respondents and (weighted) shares."""
        return self._by_group(lambda g: figures.coding(self.parts[g], self.attributes, self.coded))

    @property
    def _null(self) -> str:
        return str(self.settings["null"])

    @property
    def _rule(self) -> str:
        return str(self.settings["rule"])

    def summary(self, lang: str = "en") -> Summary:
        """Return the analysis as a document: classes, asymmetry, rules, coding, settings."""
        from csmodels.three_factor.penalty_reward.display import summary

        return summary(self, lang)
