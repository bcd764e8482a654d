"""Further questions to a Kano analysis, each of which opens a room of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.kano.groups.result import KanoGroups
    from csmodels.kano.quality.result import KanoQuality
    from csmodels.kano.sample import Part
    from csmodels.kano.segments.result import KanoSegments


class Analyses:
    """Mixin of `KanoResult`."""

    if TYPE_CHECKING:
        parts: tuple[Part, ...]
        groups: tuple[Any, ...]

        @property
        def attributes(self) -> tuple[str, ...]: ...

        @property
        def categories(self) -> pd.DataFrame: ...

        @property
        def coefficients(self) -> pd.DataFrame: ...

        def _by_group(self, of_group: Callable[[int], pd.DataFrame]) -> pd.DataFrame: ...

        def _one_group(self, frame: pd.DataFrame, group: Any) -> pd.DataFrame: ...

    # groups

    def compare_groups(
        self,
        reference: Any = None,
        pairs: Sequence[Sequence[Any]] | None = None,
        *,
        categories: str = "MOAIR",
        seed: int = 0,
        n_draws: int = 9999,
    ) -> KanoGroups:
        """Compare the groups of a fit with ``by=``: tests, differences, and labels for all that mislead.

        When to use it: before one label is reported for everybody. Groups that oppose each other sum up to
        "indifferent", or to no label at all.

        Parameters
        ----------
        reference : optional
            A group that every other one is compared with; by default all pairs of groups are compared.
        pairs : sequence of (group, reference), optional
            The pairs to compare, in place of `reference`.
        categories : str
            Those whose frequencies are tested. Q is left out by default: contradictory pairs are no opinion.
        seed : int
        n_draws : int
            Tables drawn for the simulated p-values; 0 for none.

        Returns
        -------
        KanoGroups
            Tables `tests`, `differences` and `opposed`.

        Raises
        ------
        SpecificationError
            A fit without groups, unknown groups or categories, or other options that cannot be.

        Notes
        -----
        Chi-square (Pearson 1900) of groups by categories, under weights or a design after Rao and Scott
        (1981, 1984) in second order; Cramer's V with limits from the noncentral chi-square (Smithson 2003)
        and without its bias (Bergsma 2013). In simulated samples of two to four groups of 80 to 250 with a V
        of .13 to .68, 95 % limits held it in 95 to 99.6 %. Differences of better and worse have Newcombe's
        (1998) limits, which need no resamples. A fit with ``reverse="swap"`` may have exchanged a pair of
        questions in some groups alone: such an attribute is compared as it was answered.

        Examples
        --------
        >>> import csmodels as cs
        >>> telecom = cs.datasets.load_telecom_kano()
        >>> result = cs.KanoModel.find(telecom).fit(telecom, by="main_use", n_boot=200)
        >>> result.compare_groups().opposed.query("alarm")[["category", "degree"]]
                        category   degree
        attribute
        personal_offers        I  opposed
        """
        from csmodels.kano.groups.result import compare_groups

        return compare_groups(
            self,  # type: ignore[arg-type]
            reference=reference,
            pairs=pairs,
            categories=categories,
            seed=seed,
            n_draws=n_draws,
        )

    # pictures of satisfaction

    def curves(self, attributes: Sequence[str] | str | None = None, points: int = 41) -> pd.DataFrame:
        """Satisfaction along what is offered of each attribute: the curves of Kano's diagram, from the data.

        When to use it: to draw the curves yourself, or to read how much satisfaction half of an attribute
        would bring if its category is right; :meth:`plot_curves` draws them.

        Parameters
        ----------
        attributes : sequence of str, optional
            By default all.
        points : int
            How many values of x, from 0 (not offered) to 1 (fully offered).

        Returns
        -------
        DataFrame
            By attribute and `offered`, with ``by=`` the group as first level: category (the largest, whose
            shape the curve has), contested (whether its label is), satisfaction (-1 to 1), std_error,
            conf_low, conf_high. Missing where the largest category is R or Q, which have no curve.

        Raises
        ------
        SpecificationError
            An unknown attribute; fewer than 2 points.

        Notes
        -----
        With W worse and B better, satisfaction is W + (B - W) g(x): O: g = x; A: g = (exp(x) - 1) / (e - 1);
        M: g = e (1 - exp(-x)) / (e - 1) (Wang and Ji 2010, by the code of Atlason and Giacalone 2018). I:
        g = x, a straight chord, our convention. All pass through (0, W) and (1, B). The shape between both
        ends is assumed, not measured: nobody was asked about half of it. Limits hold at each x on its own
        and take the category as known. At the ends they are those of `coefficients`; between them the two
        are put together with the covariance of B and W (Zou and Donner 2008). A fit with an explicit ``ci=``
        takes them from the resamples, unless B or W does not vary.

        Examples
        --------
        >>> import pandas as pd
        >>> from csmodels.kano.model import KanoModel
        >>> answers = pd.DataFrame({"f": [1, 1, 1, 1, 3], "d": [5, 5, 5, 3, 3]})
        >>> result = KanoModel({"Wi-Fi": ("f", "d")}).fit(answers, n_boot=0)
        >>> result.curves(points=3)[["category", "satisfaction"]].round(2)
                          category  satisfaction
        attribute offered
        Wi-Fi     0.0            O          -0.6
                  0.5            O           0.1
                  1.0            O           0.8
        """
        from csmodels.kano.curves import check_points, chosen, curves_table

        names, points = chosen(self.attributes, attributes), check_points(points)

        def of_group(g: int) -> pd.DataFrame:
            group = self.groups[g] if self.groups else None
            coefficients = self._one_group(self.coefficients, group)
            categories = self._one_group(self.categories, group)
            return curves_table(self.parts[g], coefficients, categories, names, points)

        return self._by_group(of_group)

    # quality of the answers

    def quality(
        self,
        max_questionable: float | None = None,
        max_reverse: float | None = None,
        max_contradictory: float | None = None,
        max_indifferent: float | None = None,
        *,
        chance: float = 0.01,
    ) -> KanoQuality:
        """Who answered carelessly or contradicted themselves, and what leaving them out does to each label.

        When to use it: before a label is reported. Nothing is left out; if a label rests on those flagged,
        report it with them and without.

        Parameters
        ----------
        max_questionable, max_reverse, max_contradictory : number, optional
            Q, R (of attributes that are not reverse to most) and pairs of one answer to both questions
            (other than neutral: Pouliot's Q) above which a respondent is flagged: a number of pairs (2), or a
            share of the respondent's pairs (0.1). By default two or more, and so many that chance brings them
            to at most `chance` of the respondents.
        max_indifferent : number, optional
            The same of I. By default nobody is flagged for being indifferent: that is an opinion.
        chance : float
            Of a careful respondent to be flagged, by each screen. A convention.

        Returns
        -------
        KanoQuality
            Tables `screens`, `effects`, `attributes`, `respondents`; `keep()` names who remains.

        Raises
        ------
        SpecificationError
            A limit or a chance that is none.

        Notes
        -----
        Screens: many_questionable, many_reverse, many_contradictory, straight_functional,
        straight_dysfunctional, straight_both (one answer, or one pair of answers, all the way down; five
        answers and half of the questions at least), many_indifferent, and any of them. Those that the
        evaluation table cannot show are left away: the short form has neither Q nor R. To screen by the
        number of Q and I is what the R package stp25kano offers; it gives no limits.

        Examples
        --------
        >>> import csmodels as cs
        >>> made = cs.simulate_kano(
        ...     {name: {"O": 0.5, "A": 0.2, "I": 0.3} for name in "abcdefgh"},
        ...     400,
        ...     careless={"same_answer": 0.05},
        ... )
        >>> quality = made.model.fit(made.frame, n_boot=200).quality()
        >>> lazy = made.style == "same_answer"
        >>> quality.respondents["straight_both"].equals(lazy.rename("straight_both"))
        True
        >>> quality.effects.loc["any", ["label", "label_after"]].loc["a"].tolist()
        ['O', 'O']
        """
        from csmodels.kano.quality.persons import Limits
        from csmodels.kano.quality.result import KanoQuality

        limits = Limits(max_questionable, max_reverse, max_contradictory, max_indifferent, chance)
        return KanoQuality(self, limits)  # type: ignore[arg-type]

    # latent segments

    def segments(self, k: int, *, starts: int = 20, seed: int = 0) -> KanoSegments:
        """Unobserved segments of respondents who want different things (latent classes of Kano profiles).

        When to use it: when one label for all may hide several, above all where an attribute is indifferent
        or contested. Choose `k` by `compare_segments`, and look for a variable that explains the segments
        afterwards. Leave careless respondents out first (`quality`), or they make segments of their own.

        Parameters
        ----------
        k : int
            Number of segments; 1 gives the shares of all respondents.
        starts, seed : int
            Random starts of the EM algorithm; the best solution is shown.

        Returns
        -------
        KanoSegments
            Tables `sizes`, `profiles`, `shares`, `categories`, `coefficients`, `hidden` (attributes without a
            clear label whose segments differ), `criteria`, `params`; by respondent `membership`,
            `assignments`.

        Raises
        ------
        SpecificationError
            An analysis fitted with ``by=``; a number that is no whole number from 1 (`k`, `starts`) or 0
            (`seed`).
        DataError
            More segments than the answers can tell apart.

        Notes
        -----
        The latent class model (Lazarsfeld and Henry 1968; Goodman 1974): within a segment the categories
        M, O, A, I, R, Q of different attributes are independent; a pair without an answer counts as missing
        at random. Maximum likelihood by EM; survey weights count respondents. Errors are those of a sandwich,
        by the survey's design. In simulated samples of 300 and 600 respondents (14 attributes, segments of
        50, 30 and 20 %) limits of 95 % held the true shares in 93 to 97 %, and labels whose probability was
        given as .90 to .99 were right in 94 to 98 %; 25 samples of 600 without segments, cut into two and
        three, gave no alarm of opposing ones. They rest on the number of segments: where `k` is wrong they
        describe no segment that exists. A general readiness to demand more or less of everything is
        cut into segments as well.

        Examples
        --------
        >>> import numpy as np, pandas as pd
        >>> from csmodels.kano.model import KanoModel
        >>> rng = np.random.default_rng(0)
        >>> keen = np.arange(400) < 200
        >>> def asked(ours, theirs):
        ...     usual = np.where(keen, ours, theirs)
        ...     return np.where(rng.random(400) < 0.95, usual, 3)
        >>> answers = pd.DataFrame({name: asked(*pair) for name, pair in {
        ...     "music_f": (1, 5), "music_d": (3, 1), "bar_f": (1, 2), "bar_d": (5, 5),
        ...     "pool_f": (1, 1), "pool_d": (5, 3), "gym_f": (3, 3), "gym_d": (3, 4)}.items()})
        >>> result = KanoModel.find(answers).fit(answers, n_boot=200, seed=1)
        >>> result.segments(2).hidden[["categories", "degree", "camps"]]
                  categories   degree  camps
        attribute
        music           R, A  opposed   True
        bar             M, O   differ  False
        pool            A, O   differ  False
        """
        from csmodels.kano.segments.find import segments

        return segments(self, k, starts=starts, seed=seed, stacklevel=3)  # type: ignore[arg-type]

    def compare_segments(
        self, ks: Sequence[int] = (1, 2, 3, 4, 5, 6), *, starts: int = 20, seed: int = 0
    ) -> pd.DataFrame:
        """Information criteria and separation for several numbers of latent segments.

        When to use it: to choose the number of segments. Of each criterion the smallest value is preferred,
        the entropy says how clearly the segments lie apart, and a smallest segment of a few percent is often
        a way of filling in the form.

        Parameters
        ----------
        ks : sequence of int
            Numbers of segments to try.
        starts, seed : int
            As for `segments`.

        Returns
        -------
        DataFrame
            Index ``segments``; columns ``log_likelihood``, ``n_parameters``, the criteria ``aic``, ``aic3``,
            ``aic4``, ``bic``, ``caic``, ``hq``, ``mdl5``, ``entropy`` (normed, 0 to 1), ``smallest_share``
            and ``share_at_best`` (of the starts).

        Raises
        ------
        SpecificationError, DataError
            As `segments`.

        Warns
        -----
        DataWarning
            The survey declares clusters, strata or replicate weights, of which the likelihood knows nothing.

        Notes
        -----
        Criteria are -2 log L + c times the number of parameters: see `csmodels.numerics.fimix`. Segments have
        many parameters (five for each attribute), and BIC asks for few of them in samples of some hundreds.

        Examples
        --------
        >>> import csmodels as cs
        >>> from csmodels.kano.model import KanoModel
        >>> data = cs.datasets.load_hotel_kano()
        >>> table = KanoModel.find(data).fit(data, n_boot=0).compare_segments((1, 2), starts=2)
        >>> int(table["bic"].idxmin()), table["n_parameters"].tolist()
        (2, [80, 161])
        """
        from csmodels.kano.segments.find import compare_segments

        return compare_segments(self, ks, starts=starts, seed=seed, stacklevel=3)  # type: ignore[arg-type]
