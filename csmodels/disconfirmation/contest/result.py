"""The result of a contest of theories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.contest import figures
from csmodels.disconfirmation.contest.loss import loss_table
from csmodels.disconfirmation.contest.theories import Part
from csmodels.disconfirmation.surface.figures import support_table
from csmodels.disconfirmation.surface.ratings import Ratings
from csmodels.errors import DataWarning
from csmodels.sampling.columns import mean_name, names_of
from csmodels.sampling.grouped import Grouped
from csmodels.survey.answers import Answers
from csmodels.survey.questionnaire import Questionnaire
from csmodels.tables import FrozenMapping, ResultBase, frozen_frame
from csmodels.tables.notices import Notice, Noticed, in_words, notice
from csmodels.tables.strings import check_language
from csmodels.tables.summary import Summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]


@dataclass(frozen=True, repr=False, eq=False)
class TheoryContest(Grouped, Noticed, ResultBase):
    """Theories of satisfaction set against each other; with ``by=`` one contest for each group.

    Attributes
    ----------
    contest : DataFrame
        A row for each theory: log_likelihood, n_params, aicc, delta (to the best theory that stands),
        weight (0 for those that do not), r_squared, signs_hold, selected (share of resamples in which it
        literally has the lowest AICc of the theories that stand there: nothing is added for repeated rows,
        unlike `selected_corrected` of the families of surfaces), evidence_ratio (how many times likelier the
        best one is), status: "best", "alike" (delta up to 2), "worse", "signs" (other signs than asserted),
        "few_rows" (too few answers on one side of expectation), "not_estimated",
        "yardstick" (the surface, which does not compete).
    params : DataFrame
        Coefficients of every theory, the theory in `lhs`.
    loss_aversion : DataFrame
        Ratio of the slopes below and above expectation, or why there is none.
    nested : DataFrame
        Likelihood-ratio tests of theories that are special cases of others.
    support : DataFrame
        How many answers lie above, at and below expectation.
    settings, warnings
    """

    ratings: Ratings
    typical_gap: float
    parts: tuple[Part, ...]
    answers: Answers
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    questionnaire: Questionnaire | None = None
    title_key: ClassVar[str] = "heading.theories"

    def _position(self, group: Any) -> int:
        """Number of a group; of the whole where there are none."""
        self._one_group(pd.DataFrame(index=pd.Index(self.groups)), group)
        return self.groups.index(group) if self.groups else 0

    @property
    def _n_controls(self) -> int:
        return len(self.ratings.model.controls)

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Intercept, coefficients, exponents and R² of every theory."""
        return self._by_group(lambda g: figures.params_of(self.parts[g]))

    @frozen_frame
    def contest(self) -> pd.DataFrame:
        """The theories side by side, in their fixed order."""
        return self._by_group(lambda g: figures.contest_table(self.parts[g], self._n_controls))

    @frozen_frame
    def loss_aversion(self) -> pd.DataFrame:
        """How many times a point below expectation weighs a point above it.

        Rows: "asymmetric" (a point of expectation missed against one exceeded, at the same performance: the
        ratio b3 / b2 of the asymmetric theory), "performance_point" (a point of performance below against one
        above expectation, at the same expectation: (b1 + b3) / (b1 + b2)), "piecewise" (the gap alone,
        straight lines), "prospect_value" (the value function: ratio at a gap of typical size,
        `typical_gap`). The profile takes the effective number of weighted respondents and knows no clusters;
        Fieller's limits rest on the resamples or replicates, and on the design with them. Columns
        estimate, conf_low, conf_high (profile likelihood), fieller_low, fieller_high, slope_above,
        slope_below, n_above, n_below, status: "estimated"; "no_upper" (no upper limit); "no_gain" (no
        positive slope above expectation: a lower limit at most); "no_loss"; "unbounded" (the answers exclude
        no ratio); "few_above", "few_below" (unidentified: fewer than 30 answers or 10 % on that side).
        """
        return self._by_group(lambda g: loss_table(self.parts[g], self._n_controls))

    @frozen_frame
    def nested(self) -> pd.DataFrame:
        """Tests of smaller theories within larger ones: columns statistic (chi-square), df, p_value."""
        return self._by_group(lambda g: figures.nested_table(self.parts[g]))

    @frozen_frame
    def support(self) -> pd.DataFrame:
        """Shares of performance above, at and below expectation, and of answers at the ceiling."""
        return self._by_group(lambda g: support_table(self.parts[g].lying))

    @property
    def best(self) -> str | pd.Series:
        """The theory with the smallest AICc of those that stand; by group, one entry each."""
        rows = self.contest[self.contest["status"] == "best"]
        names = rows.index.get_level_values("theory")
        if not self.groups:
            return str(names[0])
        return pd.Series(names, index=rows.index.get_level_values(0), name="best")

    @property
    def outcome_name(self) -> str:
        """The outcome's column, or "mean(a, b, c)" of the columns that were averaged."""
        names = names_of(self.ratings.model.outcome, "outcome")
        return mean_name(names)

    def verdict(self, lang: str = "en", *, group: Any = None) -> str:
        """What the contest says and what it cannot say, in sentences.

        Parameters
        ----------
        lang : {"en", "zh"}
        group : optional
            Which group, after a fit with ``by=``.
        """
        from csmodels.disconfirmation.contest.verdict import sentences

        check_language(lang)
        found = sentences(self, group, lang)
        return ("" if lang == "zh" else " ").join(found)

    def plot_weights(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw the weight of each theory as a bar and its share of resamples as a point.

        Parameters
        ----------
        group : optional
            Which group, after a fit with ``by=``.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib Axes
        """
        from csmodels.disconfirmation.contest.display import drawn
        from csmodels.plots.theories import weights_chart

        check_language(lang)
        frame = self._one_group(self.contest, group)
        return weights_chart(drawn(frame, lang), lang=lang, ax=ax, title=title)

    def summary(self, lang: str = "en") -> Summary:
        """Return the contest as a document: verdict, theories, coefficients, loss aversion, settings."""
        from csmodels.disconfirmation.contest.display import summary

        return summary(self, lang)

    def _remarks(self) -> list[Notice]:
        """What the reader must know of the support, group by group."""
        found = []
        named = in_words(self.groups, self.group_labels) if self.groups else ("",)
        for one, group in zip(self.parts, named, strict=True):
            for side in ("above", "below"):
                rows, share = (getattr(one.lying, name) for name in (f"n_{side}", side))
                if not one.lying.enough(side):
                    fields = {"n": rows, "share": f"{100 * share:.1f}", "group": group}
                    found.append(notice(f"surface_few_{side}", DataWarning, **fields))
        return found
