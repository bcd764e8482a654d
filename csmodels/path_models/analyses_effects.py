"""What can be asked of the effects in a fitted path model: through what they run, and on what they depend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.path_models.moderation.mediation import Mediation
    from csmodels.path_models.result import PathResult

#: Levels of a moderator, in standard deviations from its mean.
LEVELS = (-1.0, 0.0, 1.0)


class EffectAnalyses:
    """Mixin of `PathResult`: mediation, moderation and curved effects."""

    @property
    def _self(self) -> PathResult:
        return cast("PathResult", self)

    def mediation(self) -> Mediation:
        """Indirect effects, their share of the total, and a verdict in words.

        Use it to say whether an effect is fully or partly mediated, and by what: it covers every way along
        the arrows from one construct to another.

        Returns
        -------
        Mediation
            `effects` is the table: one row for each way, with the indirect, direct and total effect and their
            limits, ``vaf`` and ``verdict``; `sentences(lang)` says each row in words.

        Raises
        ------
        SpecificationError
            No construct affects another one through a third; the fit has no intervals.

        Notes
        -----
        Verdicts rest on the intervals of the indirect effect and the direct path (Zhao, Lynch and Chen 2010);
        VAF = indirect / total.

        Examples
        --------
        >>> import csmodels as cs
        >>> result = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), n_boot=50)
        >>> found = result.mediation().effects.set_index(["predictor", "through", "outcome"])
        >>> found.loc[("Quality", "Value", "Satisfaction"), "verdict"]
        'complementary'
        """
        from csmodels.path_models.moderation.mediation import mediation

        return mediation(self._self)

    def simple_slopes(
        self, outcome: str, predictor: str, moderator: str | None = None, at: Sequence[float] = LEVELS
    ) -> pd.DataFrame:
        """Slope of a predictor at levels of its moderator (of itself, for a quadratic term).

        Use it to read an interaction: how strong is the effect for those low, average and high on the
        moderator?

        Parameters
        ----------
        outcome, predictor : str
            Constructs at the ends of the moderated path.
        moderator : str, optional
            By default the only construct that moderates the path, or the predictor itself where only its
            square is in the model.
        at : sequence of float
            Levels in standard deviations from the mean.

        Returns
        -------
        DataFrame
            Index: the levels, named after the moderator, below the group with ``by=``. Columns ``estimate``
            (standard deviations of the outcome per standard deviation of the predictor), ``std_error``,
            ``statistic``, ``p_value``, ``conf_low``, ``conf_high``.

        Raises
        ------
        SpecificationError
            The effect is not moderated; there are several moderators to choose from; an orthogonalised
            product, whose main path is an average and not a slope at the mean; a construct that the model
            does not have; levels that are no different numbers.

        Notes
        -----
        With b the path of the predictor, d that of the product and w the level: b + d w (Aiken and West
        1991). For a quadratic path q and a level z of the predictor: b + 2 q z.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel.from_syntax('''
        ...     Quality =~ qual_overall + qual_custom
        ...     Value =~ value_price + value_quality
        ...     Satisfaction =~ sat_overall + sat_ideal
        ...     Satisfaction ~ Quality + Value + Quality:Value
        ... ''')
        >>> result = model.fit(cs.datasets.load_hotel(), n_boot=50)
        >>> slopes = result.simple_slopes("Satisfaction", "Quality", "Value")
        >>> slopes.index.name, slopes.index.tolist()
        ('Value', [-1.0, 0.0, 1.0])
        """
        from csmodels.path_models.moderation.slopes import simple_slopes

        return simple_slopes(self._self, outcome, predictor, moderator, at)

    def turning_point(self, outcome: str, predictor: str) -> pd.DataFrame:
        """Where the effect of a predictor with a quadratic term changes its sign.

        Use it after `cs.quadratic`: beyond this level more of the predictor helps no more (negative
        quadratic path) or begins to help (positive one).

        Parameters
        ----------
        outcome, predictor : str
            Constructs at the ends of the curved effect.

        Returns
        -------
        DataFrame
            Index ``quantity``, below the group with ``by=``: ``path`` (b), ``quadratic`` (q) and
            ``turning_point`` (in standard deviations of the predictor from its mean). Columns ``estimate``,
            ``std_error``, ``conf_low``, ``conf_high``; the last three are missing for the turning point where
            the interval of q holds zero, because a straight line turns nowhere.

        Raises
        ------
        SpecificationError
            No quadratic term of the predictor, or not the predictor itself, among the predictors of the
            outcome.

        Notes
        -----
        The slope b + 2 q z is zero at z = -b / (2 q). Outside the observed scores it says that the effect
        only flattens.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel.from_syntax('''
        ...     Quality =~ qual_overall + qual_custom
        ...     Satisfaction =~ sat_overall + sat_ideal
        ...     Satisfaction ~ Quality + Quality:Quality
        ... ''')
        >>> result = model.fit(cs.datasets.load_hotel(), n_boot=50)
        >>> found = result.turning_point("Satisfaction", "Quality")["estimate"]
        >>> bool(abs(found["turning_point"] + found["path"] / (2 * found["quadratic"])) < 1e-12)
        True
        """
        from csmodels.path_models.moderation.slopes import turning_point

        return turning_point(self._self, outcome, predictor)

    def moderated_mediation(self, at: Sequence[float] = LEVELS) -> pd.DataFrame:
        """Index of moderated mediation of every indirect effect with a moderated path.

        Use it where a path on the way from a predictor over a mediator to an outcome is moderated: is the
        mediation itself moderated, and how strong is it for whom?

        Parameters
        ----------
        at : sequence of float
            Levels of the moderator in standard deviations from the mean.

        Returns
        -------
        DataFrame
            Index levels ``outcome``, ``predictor``, ``through``, ``moderator`` and ``quantity``, below the
            group with ``by=``; the quantity is ``index`` (change of the indirect effect when the moderator
            rises by one standard deviation) or ``at -1``, ``at 0`` ... (the indirect effect there). Columns
            ``estimate``, ``std_error``, ``statistic``, ``p_value``, ``conf_low``, ``conf_high``. No index
            where the moderator acts on several steps.

        Raises
        ------
        SpecificationError
            No indirect effect of the model is moderated; levels that are no different numbers.

        Notes
        -----
        Hayes (2015): with a first step a + d w and a second step b the indirect effect is (a + d w) b and its
        index d b; likewise for any other step.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel.from_syntax('''
        ...     Expectations =~ exp_overall + exp_custom
        ...     Quality =~ qual_overall + qual_custom
        ...     Value =~ value_price + value_quality
        ...     Satisfaction =~ sat_overall + sat_ideal
        ...     Value ~ Quality + Expectations + Quality:Expectations
        ...     Satisfaction ~ Quality + Value
        ... ''')
        >>> found = model.fit(cs.datasets.load_hotel(), n_boot=50).moderated_mediation(at=(0, 1))
        >>> found.loc[("Satisfaction", "Quality", "Value", "Expectations")].index.tolist()
        ['index', 'at 0', 'at 1']
        """
        from csmodels.path_models.moderation.slopes import moderated_mediation

        return moderated_mediation(self._self, at)

    def plot_slopes(
        self,
        outcome: str,
        predictor: str,
        moderator: str | None = None,
        at: Sequence[float] = LEVELS,
        *,
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw the outcome along the predictor, one line for each level of the moderator, with bands.

        Use it beside `simple_slopes`: the table says how steep each line is, the picture where they lie.

        Parameters
        ----------
        outcome, predictor, moderator, at
            As for `simple_slopes`.
        group : optional
            Which group to draw, after a fit with ``by=``.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
            Lines of expected scores with all other predictors at their means; the bands are the intervals.

        Raises
        ------
        SpecificationError
            As for `simple_slopes`; an unknown group, or none named after a fit with ``by=``.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = cs.PathModel.from_syntax('''
        ...     Quality =~ qual_overall + qual_custom
        ...     Satisfaction =~ sat_overall + sat_ideal
        ...     Satisfaction ~ Quality + Quality:Quality
        ... ''')
        >>> ax = model.fit(cs.datasets.load_hotel(), n_boot=50).plot_slopes("Satisfaction", "Quality")
        >>> ax.get_xlabel()
        'Quality (standardised score)'
        """
        from csmodels.path_models.moderation.slopes import plot_slopes

        return plot_slopes(
            self._self, outcome, predictor, moderator, at, group=group, lang=lang, ax=ax, title=title
        )
