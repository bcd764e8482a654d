"""Pictures of a Kano analysis, each drawn from a table that is public too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.kano.result import KanoResult


class Pictures:
    """Mixin of `KanoResult`."""

    # the map, the bars, the pairs of answers

    def plot_better_worse(
        self,
        *,
        group: Any = None,
        lines: str | Sequence[str] = ("half", "mean"),
        ellipse: bool = True,
        size: str | None = None,
        labels: bool = True,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw better against worse, each attribute with its joint ellipse: the map of the questionnaire.

        When to use it: to show all attributes at once, and how sure their places are: attributes whose
        ellipses meet a line may belong to either side. Ellipses are those of a normal distribution; where
        fewer than 100 answers count, or they leave the square, the picture says that they are approximate.
        Drawn from `coefficients` and `categories`.

        Parameters
        ----------
        group : optional
            Which group to draw, after a fit with ``by=``.
        lines : sequence of {"half", "mean"}
            Where quadrants are divided: at .5 (Berger et al. 1993), at the means of the attributes drawn,
            which always leave some on either side, or both; empty for none.
        ellipse : bool
            Draw joint regions at the level of the fit. Without resamples that vary (all answers agree), the
            limits of each coefficient stand as bars.
        size : {"importance"}, optional
            Marks by mean importance.
        labels : bool
            Name the attributes. Where names would cover each other, points get numbers and the names stand
            under the map.
        lang : {"en", "zh"}
        ax : Axes, optional
            Draw here; without it a figure 16 cm wide is made.
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
            x is -worse, y is better. Filled marks have a sure label, half filled ones a contested one; hollow
            ones are reverse or questionable, for whom better and worse are those of a minority. Attributes
            without coefficients are named under the map.

        Raises
        ------
        SpecificationError
            An unknown group, line, size or language; `size` without importance.

        Examples
        --------
        >>> import csmodels as cs
        >>> data = cs.datasets.load_hotel_kano()
        >>> ax = cs.KanoModel.find(data).fit(data, n_boot=100).plot_better_worse()
        >>> ax.get_xlabel()
        '−Worse: dissatisfaction where it is missing'
        """
        from csmodels.kano.drawn import draw_map

        return draw_map(
            cast("KanoResult", self), group=group, lines=lines, ellipse=ellipse, size=size, labels=labels,
            lang=lang, ax=ax, title=title,
        )  # fmt: skip

    def plot_categories(
        self,
        *,
        group: Any = None,
        sort: str | None = "total_strength",
        values: str | None = "percent",
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw how the answers to each attribute divide into categories: stacked bars of 100 %.

        When to use it: to see what stands behind the labels. At the right are n (in a weighted survey the sum
        of weights) and the label; where it is contested, the share of resamples in which each category leads,
        or what the rules say where they disagree. Drawn from `counts`, `categories` and `probabilities`.

        Parameters
        ----------
        group : optional
            Which group to draw, after a fit with ``by=``.
        sort : {"total_strength", "category_strength", "category"}, optional
            The strongest on top; "category": by category, then by total strength; None: in the order of the
            model.
        values : {"percent", "count"}, optional
            What is written into the bars where it fits; None for the letters alone.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        SpecificationError
            An unknown group, order, kind of values or language.

        Examples
        --------
        >>> import csmodels as cs
        >>> data = cs.datasets.load_hotel_kano()
        >>> ax = cs.KanoModel.find(data).fit(data, n_boot=100).plot_categories()
        >>> ax.get_yticklabels()[0].get_text()
        'a clean room'
        """
        from csmodels.kano.drawn import draw_bars

        return draw_bars(
            cast("KanoResult", self), group=group, sort=sort, values=values, lang=lang, ax=ax, title=title
        )

    def answers_table(self, attribute: str, *, group: Any = None) -> pd.DataFrame:
        """How many respondents gave each pair of answers about an attribute; sums of weights if weighted.

        Parameters
        ----------
        attribute : str
        group : optional
            Which group, after a fit with ``by=``.

        Returns
        -------
        DataFrame
            Functional answers down, dysfunctional answers across, as the evaluation table has them. Where
            ``reverse="swap"`` exchanged the questions of the attribute, the dysfunctional answers are down,
            as the names of index and columns say.

        Raises
        ------
        SpecificationError
            An unknown attribute or group.

        Examples
        --------
        >>> import pandas as pd
        >>> import csmodels as cs
        >>> answers = pd.DataFrame({"wifi_f": [1, 1, 2, 2, 1, 3], "wifi_d": [5, 5, 5, 5, 3, 3]})
        >>> cs.KanoModel({"Wi-Fi": ("wifi_f", "wifi_d")}).fit(answers, n_boot=0).answers_table("Wi-Fi")
        dysfunctional  like  must_be  neutral  live_with  dislike
        functional
        like              0        0        1          0        2
        must_be           0        0        0          0        2
        neutral           0        0        1          0        0
        live_with         0        0        0          0        0
        dislike           0        0        0          0        0
        """
        from csmodels.kano.drawn import answers_table

        return answers_table(cast("KanoResult", self), attribute, group)

    def plot_answers(
        self,
        attribute: str,
        *,
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw the pairs of answers about an attribute as a heat-map, with the category of each pair.

        When to use it: to see where a category comes from, and whether contradictory answers (Q) or reversed
        ones (R) sit in one corner. Drawn from `answers_table`.

        Parameters
        ----------
        attribute : str
        group : optional
            Which group to draw, after a fit with ``by=``.
        lang : {"en", "zh"}
        ax : Axes, optional
        title : str, optional
            The words of the attribute by default.

        Returns
        -------
        matplotlib.axes.Axes
            Lines divide the categories; how many answered both questions is said under the map.

        Raises
        ------
        SpecificationError
            An unknown attribute, group or language.

        Examples
        --------
        >>> import csmodels as cs
        >>> data = cs.datasets.load_hotel_kano()
        >>> ax = cs.KanoModel.find(data).fit(data, n_boot=0).plot_answers("wifi")
        >>> ax.get_title()
        'free and fast Wi-Fi'
        """
        from csmodels.kano.drawn import draw_answers

        return draw_answers(cast("KanoResult", self), attribute, group=group, lang=lang, ax=ax, title=title)

    # the plane of scores, satisfaction curves, groups

    def plot_continuous(
        self, *, group: Any = None, lang: str = "en", ax: Axes | None = None, title: str | None = None
    ) -> Axes:
        """Draw the means of DuMouchel's scores: dysfunctional to the right, functional upwards.

        When to use it: beside the map of better and worse, since it uses all answers rather than categories.
        Quadrants, with lines at 2, have no firm basis: equal means come from different answers. Drawn from
        `scores` and `categories`.

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
            From 0 to 4, and further wherever a mean or a limit lies outside, on grey ground; bars are the
            limits of the fit. Filled marks have a sure label, half filled ones a contested one, hollow ones
            are reverse or questionable. Where names would cover each other, points get numbers and the names
            stand under the picture.

        Raises
        ------
        SpecificationError
            An unknown group or language; a form with other than 5 or 3 answers, which has no scores.

        Examples
        --------
        >>> import csmodels as cs
        >>> data = cs.datasets.load_hotel_kano()
        >>> ax = cs.KanoModel.find(data).fit(data, n_boot=100).plot_continuous()
        >>> ax.get_xlabel()
        'Dysfunctional score (without it)'
        """
        from csmodels.kano.drawn_curves import draw_plane

        return draw_plane(cast("KanoResult", self), group=group, lang=lang, ax=ax, title=title)

    def plot_curves(
        self,
        attributes: Sequence[str] | str | None = None,
        *,
        group: Any = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw how satisfaction grows with what is offered: Kano's diagram, from the data, with bands.

        When to use it: to explain categories to those who decide. The ends of a curve are estimates, worse
        and better; the shape between them is that of its category. Drawn from `curves`.

        Parameters
        ----------
        attributes : sequence of str, optional
            By default all; up to six are read best.
        group : optional
            Which group to draw, after a fit with ``by=``.
        lang : {"en", "zh"}
        ax : Axes, optional
            Draw here; without it a figure 16 cm wide is made.
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
            A thin curve and a question mark say that the label, and so the shape, is contested. Attributes
            without a curve are named under the picture.

        Raises
        ------
        SpecificationError
            An unknown attribute, group or language.

        Examples
        --------
        >>> import csmodels as cs
        >>> data = cs.datasets.load_hotel_kano()
        >>> ax = cs.KanoModel.find(data).fit(data, n_boot=100).plot_curves(["wifi", "breakfast"])
        >>> [words.get_text() for words in ax.texts[:2]]
        ['free and fast Wi-Fi · M', 'a varied breakfast\\nof good quality · A']
        """
        from csmodels.kano.drawn_curves import draw_curves

        return draw_curves(cast("KanoResult", self), attributes, group=group, lang=lang, ax=ax, title=title)

    def plot_groups(
        self,
        coefficient: str = "both",
        *,
        attributes: Sequence[str] | str | None = None,
        groups: Sequence[Any] | None = None,
        lang: str = "en",
        ax: Axes | None = None,
        title: str | None = None,
    ) -> Axes:
        """Draw better and worse of every group side by side, attribute by attribute, with their limits.

        When to use it: after a fit with ``by=``, to see where groups want different things. Limits of single
        groups that overlap do not say that the groups are equal. Drawn from `coefficients`.

        Parameters
        ----------
        coefficient : {"both", "better", "worse"}
        attributes : sequence of str, optional
            By default all.
        groups : sequence, optional
            By default all; up to 8 can be told apart.
        lang : {"en", "zh"}
        ax : Axes, optional
            Draw here; without it a figure 16 cm wide is made.
        title : str, optional

        Returns
        -------
        matplotlib.axes.Axes
            Worse left of 0, better right of it. Hollow: the group's largest category is R or Q.

        Raises
        ------
        SpecificationError
            No groups, too many, or an unknown one; an unknown attribute, coefficient or language.

        Examples
        --------
        >>> import csmodels as cs
        >>> data = cs.datasets.load_hotel_kano()
        >>> result = cs.KanoModel.find(data).fit(data, by="member", n_boot=100)
        >>> ax = result.plot_groups(attributes=["wifi", "lobby_events"])
        >>> [label.get_text() for label in ax.get_yticklabels()]
        ['free and fast Wi-Fi', 'games and music in the\\nlobby in the evening']
        """
        from csmodels.kano.drawn_curves import draw_groups

        return draw_groups(
            cast("KanoResult", self), coefficient, attributes=attributes, groups=groups, lang=lang, ax=ax,
            title=title,
        )  # fmt: skip
