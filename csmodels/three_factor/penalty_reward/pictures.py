"""Pictures of a penalty-reward analysis, each drawn from a table that is public too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.three_factor.penalty_reward.result import PenaltyRewardResult


class Pictures:
    """Mixin of `PenaltyRewardResult`."""

    def plot_penalty_reward(
        self,
        *,
        group: Any = None,
        sort: str | None = "riocs",
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw penalties to the left and rewards to the right of 0, with their limits.

        When to use it: to show which end of each attribute moves satisfaction. Drawn from `classification`.

        Parameters
        ----------
        group : optional
            Which group to draw, after a fit with ``by=``.
        sort : {"riocs", "class"}, optional
            The widest range of impact on top; "class": by class, then by range; None: in the order of the
            model.
        lang : {"en", "zh"}
        ax : Axes, optional
            Draw here; without it a figure 16 cm wide is made.
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
            In units of satisfaction (of the latent scale, of an ordered model), against middling ratings.
            A coefficient of the wrong sign is hatched, on the side where it is. At the right stand the class
            by the rule of the fit and the share of the resamples that give it.

        Raises
        ------
        SpecificationError
            An unknown group, order or language.

        Examples
        --------
        >>> import csmodels as cs
        >>> from csmodels.three_factor.penalty_reward.model import PenaltyReward
        >>> model = PenaltyReward("sat_overall", {"voice": "p_voice", "app": "p_app"})
        >>> ax = model.fit(cs.datasets.load_telecom(), n_boot=200).plot_penalty_reward()
        >>> [label.get_text() for label in ax.get_yticklabels()]
        ['voice', 'app']
        """
        from csmodels.three_factor.penalty_reward.drawn import draw_bars

        return draw_bars(
            cast("PenaltyRewardResult", self), group=group, sort=sort, lang=lang, ax=ax, title=title
        )

    def impact_range(self, *, group: Any = None) -> pd.DataFrame:
        """Range of impact beside mean performance.

        Parameters
        ----------
        group : optional
            Which group, after a fit with ``by=``.

        Returns
        -------
        DataFrame
            By attribute: riocs with riocs_low and riocs_high (units of satisfaction), performance (weighted
            mean rating) and performance_100, the same as a percentage of its scale.

        Raises
        ------
        SpecificationError
            An unknown group.

        Examples
        --------
        >>> import csmodels as cs
        >>> from csmodels.three_factor.penalty_reward.model import PenaltyReward
        >>> model = PenaltyReward("sat_overall", {"voice": "p_voice", "app": "p_app"})
        >>> table = model.fit(cs.datasets.load_telecom(), n_boot=0).impact_range()
        >>> bool((table["performance_100"] == 100 * (table["performance"] - 1) / 9).all())
        True
        """
        from csmodels.three_factor.penalty_reward.drawn import impact_range

        return impact_range(cast("PenaltyRewardResult", self), group)

    def plot_impact_range(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw range of impact (to the right) against mean performance (upwards).

        When to use it: to find attributes that matter much and perform below the others (lower right). Drawn
        from `impact_range` and `classification`.

        Parameters
        ----------
        group : optional
            Which group to draw, after a fit with ``by=``.
        lang : {"en", "zh"}
        ax : Axes, optional
            Draw here; without it a figure 16 cm wide is made.
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
            Lines stand at the means of the attributes (Mikulic and Prebezac 2008), which always leave some on
            either side. Marks are those of the class, half filled where less than 80 % of the resamples give
            it. Where ratings have different scales, performance is drawn as a percentage of the scale.

        Raises
        ------
        SpecificationError
            An unknown group or language.

        Examples
        --------
        >>> import csmodels as cs
        >>> from csmodels.three_factor.penalty_reward.model import PenaltyReward
        >>> model = PenaltyReward("sat_overall", {"voice": "p_voice", "app": "p_app"})
        >>> ax = model.fit(cs.datasets.load_telecom(), n_boot=200).plot_impact_range()
        >>> ax.get_ylabel()
        'Mean performance'
        """
        from csmodels.three_factor.penalty_reward.drawn import draw_range

        return draw_range(cast("PenaltyRewardResult", self), group=group, lang=lang, ax=ax, title=title)

    def impact_draws(self, *, group: Any = None) -> pd.DataFrame | None:
        """Range of impact and asymmetry of every attribute in every resample; None without resamples.

        Parameters
        ----------
        group : optional
            Which group, after a fit with ``by=``.

        Returns
        -------
        DataFrame or None
            By attribute and resample: riocs and ia, missing where the range is 0.

        Raises
        ------
        SpecificationError
            An unknown group.

        Examples
        --------
        >>> import csmodels as cs
        >>> from csmodels.three_factor.penalty_reward.model import PenaltyReward
        >>> model = PenaltyReward("sat_overall", {"voice": "p_voice", "app": "p_app"})
        >>> model.fit(cs.datasets.load_telecom(), n_boot=200).impact_draws().shape
        (400, 2)
        """
        from csmodels.three_factor.penalty_reward.drawn import impact_draws

        return impact_draws(cast("PenaltyRewardResult", self), group)

    def plot_asymmetry(
        self,
        *,
        group: Any = None,
        clouds: bool = True,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw range of impact (to the right) against its asymmetry (upwards), and that of a linear world.

        When to use it: to see which attributes are asymmetric beyond what coding and marginals alone produce.
        Drawn from `asymmetry`, `classification` and `impact_draws`.

        Parameters
        ----------
        group : optional
            Which group to draw, after a fit with ``by=``.
        clouds : bool
            Draw up to 250 resamples of each attribute.
        lang : {"en", "zh"}
        ax : Axes, optional
            Draw here; without it a figure 16 cm wide is made.
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
            The tick over or under a point is the asymmetry of an exactly linear world; the line between them
            is solid where the two differ at the level of the fit. Zones are cut at .1 and .4 by convention
            (unconfirmed).

        Raises
        ------
        SpecificationError
            An unknown group or language.

        Examples
        --------
        >>> import csmodels as cs
        >>> from csmodels.three_factor.penalty_reward.model import PenaltyReward
        >>> model = PenaltyReward("sat_overall", {"voice": "p_voice", "app": "p_app"})
        >>> ax = model.fit(cs.datasets.load_telecom(), n_boot=200).plot_asymmetry()
        >>> ax.get_xlabel()
        'Range of impact (reward − penalty)'
        """
        from csmodels.three_factor.penalty_reward.drawn import draw_asymmetry

        return draw_asymmetry(
            cast("PenaltyRewardResult", self), group=group, clouds=clouds, lang=lang, ax=ax, title=title
        )
