"""The result of a piecewise regression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.sampling.columns import mean_words
from csmodels.sampling.fitted import Fitted
from csmodels.sampling.grouped import Grouped
from csmodels.survey.answers import Answers
from csmodels.tables import FrozenMapping, ResultBase, frozen_frame, text
from csmodels.tables.notices import Notice, Noticed
from csmodels.tables.summary import Summary
from csmodels.three_factor.routes.piecewise import figures
from csmodels.three_factor.routes.piecewise.model import PiecewiseRegression

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Attributes drawn where none are named.
DRAWN = 6


@dataclass(frozen=True, repr=False, eq=False)
class PiecewiseResult(Grouped, Noticed, ResultBase):
    """Slopes below and above the knot; with ``by=`` for each group, which is an index level of all tables.

    Attributes
    ----------
    params : DataFrame
        Intercept, slopes, jumps, controls; differences of slopes; R².
    slopes : DataFrame
        By attribute: knot, answers on each side, both slopes, their difference with its test, the class.
    classification : DataFrame
        By attribute: the class, its share of the resamples, and what it rests on.
    probabilities : DataFrame or None
        Shares of the resamples by class.
    lines : DataFrame
        Expected satisfaction along each attribute.
    knots : tuple of float
    settings, warnings
    """

    model: PiecewiseRegression
    knots: tuple[float, ...]
    parts: tuple[Fitted, ...]
    answers: Answers
    groups: tuple[Any, ...]
    settings: FrozenMapping[str, object]
    notices: tuple[Notice, ...]
    group_labels: FrozenMapping[Any, Mapping[str, str]]
    labels: FrozenMapping[str, Mapping[str, str]]
    outcome_labels: Mapping[str, str]
    title_key: ClassVar[str] = "heading.piecewise"

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes in their order."""
        return self.model.names

    def label(self, name: str, lang: str = "en") -> str:
        """Words of an attribute in a language; its name where there are none."""
        return self.labels.get(name, {}).get(lang, name)

    def outcome_words(self, lang: str = "en") -> str:
        """The question about satisfaction, where the data have it and it is short; else the column."""
        return self.outcome_labels.get(lang) or mean_words(self.model.outcomes, lang, start=True)

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Intercept, ``below[name]``, ``above[name]`` (and ``jump[name]``), controls, differences, R².

        Slopes are in units of satisfaction per step of the rating; the intercept is satisfaction where all
        attributes are at their knots.
        """
        return self._by_group(lambda g: figures.params(self.model, self.parts[g]))

    @frozen_frame
    def slopes(self) -> pd.DataFrame:
        """Slopes of each attribute below and above its knot.

        - n_below, n_at, n_above: respondents on each side, and at the knot;
        - below, above: slopes with errors and limits; difference = above - below, p_value of its test against
          0; in the moderated form jump and its p-value, which have no part in the class;
        - class: unimportant where neither slope is significantly positive; performance where the difference
          is not significant; else basic (steeper below) or excitement (steeper above);
        - probability: share of the resamples with that class, by the standard errors of the sample.
        """
        return self._by_group(lambda g: figures.slopes(self.model, self.parts[g], self.knots))

    @frozen_frame
    def classification(self) -> pd.DataFrame:
        """Class of each attribute and its share of the resamples; both slopes and the test between them.

        What :func:`csmodels.compare_classifications` holds against a Kano questionnaire.
        """
        table = self.slopes
        return table[["class", "probability", "below", "above", "difference", "p_value"]].copy()

    @frozen_frame
    def probabilities(self) -> pd.DataFrame | None:
        """Share of the resamples in each class; None without resamples."""
        if not all(len(part.resamples) for part in self.parts):
            return None
        return self._by_group(
            lambda g: figures.probabilities(self.model, self.parts[g])  # type: ignore[arg-type,return-value]
        )

    @frozen_frame
    def lines(self) -> pd.DataFrame:
        """Expected satisfaction along each attribute, everything else at its mean in the sample.

        Index attribute, side of the knot, rating; from the lowest to the highest answer. Limits are those of
        a point of the line, with the means taken as fixed.
        """
        return self._by_group(lambda g: figures.lines(self.model, self.parts[g], self.knots))

    def plot_lines(
        self,
        attributes: Sequence[str] | None = None,
        *,
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw satisfaction along attributes: one that bends at the knot is basic, or an excitement factor.

        Parameters
        ----------
        attributes : sequence of str, optional
            By default the six with the largest slopes (or all, where there are no more). Where some are left
            out, the picture says how many of how many it shows.
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
            An unknown attribute, group or language.
        """
        from csmodels.plots.piecewise import piecewise_chart

        slopes = self._one_group(self.slopes, group)
        frame = self._one_group(self.lines, group)
        every = len(self.attributes)
        note = "figure.piecewise_of"
        if attributes is None:
            note = "figure.piecewise_largest"
            size = slopes[["below", "above"]].abs().max(axis=1)
            largest = set(size.nlargest(DRAWN).index)
            attributes = [name for name in self.attributes if name in largest]
        attributes = [attributes] if isinstance(attributes, str) else list(attributes)
        for name in attributes:
            if name not in self.attributes:
                near = did_you_mean(name, self.attributes)
                raise SpecificationError(
                    f"There is no attribute {name!r}.{near} Attributes: {some(self.attributes, 12)}."
                )
        words = {name: self.label(name, lang) for name in attributes}
        left = len(words) < every
        return piecewise_chart(
            frame,
            words=words,
            outcome=self.outcome_words(lang),
            note=text(note, lang, shown=len(words), n=every) if left else "",
            knots=dict(zip(self.attributes, self.knots, strict=True)),
            conf_level=float(str(self.settings["conf_level"])),
            lang=lang,
            ax=ax,
            title=title,
        )

    def summary(self, lang: str = "en") -> Summary:
        """Return the analysis as a document: slopes and classes, resamples by class, settings."""
        from csmodels.three_factor.routes.piecewise.display import summary

        return summary(self, lang)
