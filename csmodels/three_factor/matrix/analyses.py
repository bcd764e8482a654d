"""Further questions to an importance-performance analysis: factors, asymmetry, competitors, the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.three_factor.matrix.cells import MatrixCells


class Analyses:
    """Mixin of `MatrixResult`."""

    def three_factor(self, classification: pd.DataFrame | Any, *, group: Any = None) -> MatrixCells:
        """Three-factor importance-performance analysis: what a weak performance means for each factor.

        When to use it: with a classification at hand. A basic factor that performs poorly comes first
        whatever its average importance, and a strong one needs no more; an excitement factor can wait.

        Parameters
        ----------
        classification : DataFrame or result
            Index attribute, column ``class``: basic, performance, excitement, unimportant; or a result with
            such a `classification`: penalties and rewards, key drivers, piecewise regression. Attributes that
            the map does not have are not used.
        group : optional
            After a fit with ``by=``; a classification by group is then read for it.

        Returns
        -------
        MatrixCells
            Cell by attribute: L or H (performance below the line of the model's crosshair, or not) with B, P,
            E or U; `priority` 1 to 6 in the order LB, LP, LE, HB, HP, HE (the order of asymmetric analysis,
            Caber, Albayrak and Loiacono 2013), none for unimportant attributes. `side`: share of the
            resamples in which performance is on this side of the line. `probability`: share of those in
            which the attribute is in this cell; it is there where the result of penalties and rewards that
            is given rests on the same resamples of the same respondents.

        Raises
        ------
        SpecificationError
            No column ``class``, an unknown class, an attribute that is not classified.

        Examples
        --------
        >>> import csmodels as cs
        >>> import pandas as pd
        >>> from csmodels.three_factor.matrix import ImportancePerformance
        >>> hotel = cs.datasets.load_hotel()
        >>> model = ImportancePerformance(
        ...     performance=["p_quiet", "p_staff"], overall="sat_overall", method="correlation"
        ... )
        >>> classes = pd.DataFrame({"class": ["basic", "excitement"]}, index=["p_quiet", "p_staff"])
        >>> model.fit(hotel, n_boot=50).three_factor(classes).table["cell"].to_dict()
        {'p_quiet': 'LB', 'p_staff': 'HE'}
        """
        from csmodels.three_factor.matrix.cells import three_factor

        return three_factor(self, classification, group=group)  # type: ignore[arg-type]

    def asymmetric(
        self,
        asymmetry: pd.DataFrame | Any,
        *,
        cut: float = 0.1,
        against: str | None = None,
        group: Any = None,
    ) -> MatrixCells:
        """Asymmetric importance-performance analysis: performance against impact asymmetry, in six cells.

        Parameters
        ----------
        asymmetry : DataFrame or result
            Index attribute, column ``ia`` (-1 to 1), and perhaps ``ia_low``, ``ia_high``, ``ia_linear``,
            ``ia_excess`` with limits, ``p_value``; or a result with such an `asymmetry`, that of
            `PenaltyReward`.
        cut : float
            Impact asymmetry from which on an attribute is a basic (-cut) or an excitement factor (cut).
        against : {"linear", "zero"}, optional
            What asymmetry is held against: that of an exactly linear world (``ia_excess``), which few low or
            high answers can make large, or zero, as in the literature. By default "linear" where there is
            ``ia_linear``; a notice names the attributes that the other choice would put into another cell.
        group : optional
            After a fit with ``by=``.

        Returns
        -------
        MatrixCells
            As for :meth:`three_factor`, with the columns of `asymmetry`; `certain` tells where performance is
            on its side of the line in as many resamples as the level of confidence says, and the limits of
            asymmetry (or of its excess) stay between two cuts.

        Raises
        ------
        SpecificationError
            No column ``ia``, values outside -1 to 1, an attribute without a row, a cut outside 0 to 1,
            ``against="linear"`` without ``ia_linear``.

        Notes
        -----
        Caber, Albayrak and Loiacono (2013): performance is divided at the grand mean, or where the model's
        crosshair lies; priority falls in the order LB, LP, LE, HB, HP, HE. They hold asymmetry against zero;
        a linear world shows an asymmetry of its own as soon as low and high answers differ in number or
        distance, so that the same cuts are put to what exceeds it.

        Examples
        --------
        >>> import csmodels as cs
        >>> import pandas as pd
        >>> from csmodels.three_factor.matrix import ImportancePerformance
        >>> hotel = cs.datasets.load_hotel()
        >>> model = ImportancePerformance(
        ...     performance=["p_quiet", "p_staff"], overall="sat_overall", method="correlation"
        ... )
        >>> ia = pd.DataFrame({"ia": [-0.5, 0.3]}, index=["p_quiet", "p_staff"])
        >>> model.fit(hotel, n_boot=50).asymmetric(ia).table["priority"].to_dict()
        {'p_quiet': 1, 'p_staff': 6}
        """
        from csmodels.three_factor.matrix.cells import asymmetric

        return asymmetric(self, asymmetry, cut=cut, against=against, group=group)  # type: ignore[arg-type]

    def importance_grid(self, implicit: str = "correlation", *, group: Any = None) -> MatrixCells:
        """Importance grid: what respondents say is important against what their answers show.

        When to use it: to compare with studies that used it. For classes of your own use penalties and
        rewards: the grid takes for granted that the difference of two kinds of importance tells levels of
        performance apart, which it need not (Mikulic and Prebezac 2011); the result says so.

        Parameters
        ----------
        implicit : {"correlation", "partial", "partial_log", "regression", "lmg"}
            The derived importance; "lmg" only where the model was fitted with it.
        group : optional
            After a fit with ``by=``.

        Returns
        -------
        MatrixCells
            Cells "basic" (said to be important, but shows little), "excitement" (the reverse),
            "performance_high" and "performance_low", with the share of resamples that agree.

        Raises
        ------
        SpecificationError
            No stated importance, no overall judgement, an unknown method.

        Notes
        -----
        Vavra (1997); divided at the means of the attributes.
        """
        from csmodels.three_factor.matrix.cells import importance_grid

        return importance_grid(self, implicit, group=group)  # type: ignore[arg-type]

    def competitors(
        self,
        own: Any,
        rival: Any = None,
        *,
        asymmetry: pd.DataFrame | Any = None,
        cut: float = 0.1,
        against: str | None = None,
    ) -> MatrixCells:
        """Compare the performance of one group with another's, or with all others, attribute by attribute.

        When to use it: after a fit with ``by=`` the supplier. With `asymmetry` it is asymmetric
        impact-competitor analysis (AICA, Albayrak 2019, known from its abstract alone): a shortfall against
        the competitor weighs most for a basic factor.

        Parameters
        ----------
        own : object
            The group whose view is taken.
        rival : object, optional
            The competitor; by default the mean of all other groups, each counting the same.
        asymmetry : DataFrame or result, optional
            As for :meth:`asymmetric`, of the own customers.
        cut, against
            As for :meth:`asymmetric`.

        Returns
        -------
        MatrixCells
            Performance of both, difference with error, limits, test (Holm over the attributes), importance to
            the own customers; with `asymmetry` the cell (L: performs worse than the competitor) and priority.

        Raises
        ------
        SpecificationError
            A fit without groups, an unknown group, linearised errors in a survey with strata or clusters
            (groups may share sampling units; resamples take account of it).

        Notes
        -----
        Groups of independent respondents: Welch's t test. In a survey with strata, clusters or replicate
        weights: differences taken resample by resample.

        Examples
        --------
        >>> import csmodels as cs
        >>> from csmodels.three_factor.matrix import ImportancePerformance
        >>> telecom = cs.datasets.load_telecom()
        >>> model = ImportancePerformance.from_questionnaire(telecom, overall="sat_overall")
        >>> result = model.fit(telecom, by="operator", n_boot=50)
        >>> result.competitors(result.groups[0], result.groups[1]).table.columns[:3].tolist()
        ['own', 'rival', 'difference']
        """
        from csmodels.three_factor.matrix.rivals import competitors

        return competitors(
            self,  # type: ignore[arg-type]
            own,
            rival,
            asymmetry=asymmetry,
            cut=cut,
            against=against,
        )
