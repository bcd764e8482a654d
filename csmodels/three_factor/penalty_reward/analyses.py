"""Further questions to a penalty-reward analysis, each of which opens a room of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.survey.design import SurveyDesign
    from csmodels.three_factor.penalty_reward.model import PenaltyReward
    from csmodels.three_factor.penalty_reward.multiverse import Multiverse
    from csmodels.three_factor.penalty_reward.result import PenaltyRewardResult
    from csmodels.three_factor.penalty_reward.sample import Part


class Analyses:
    """Mixin of `PenaltyRewardResult`."""

    if TYPE_CHECKING:
        model: PenaltyReward
        parts: tuple[Part, ...]
        settings: Mapping[str, object]
        design: SurveyDesign | None

        def _by_group(self, of_group: Callable[[int], pd.DataFrame]) -> pd.DataFrame: ...

    # against linear worlds

    def linear_worlds(self, *, n_draws: int = 1999, seed: int = 0) -> pd.DataFrame:
        """Hold the asymmetries against a linear world, and one that is linear behind its answers.

        When to use it: after a fit by least squares, where overall satisfaction was asked on a scale whose
        ends are crowded. There coefficients bend although every attribute acts linearly, and the first test
        takes that for asymmetry.

        Parameters
        ----------
        n_draws : int
            Draws for the p-values.
        seed : int

        Returns
        -------
        DataFrame
            By attribute and null ("continuous", "bounded"): `ia`, `ia_linear`, `ia_excess`,
            `ia_excess_std_error` in that world, `p_value`, `p_contrast`.

        Raises
        ------
        SpecificationError
            Another estimator than least squares.
        DataError
            More than 12 different answers of overall satisfaction.

        Notes
        -----
        In simulated samples of 1,000 whose satisfaction was linear behind answers from 1 to 5, nearly half of
        them 5, the first test rejected in 5 to 96 % at a level of 5 %, the second in 3 to 5 %.

        Examples
        --------
        >>> import csmodels as cs
        >>> from csmodels.three_factor import PenaltyReward
        >>> model = PenaltyReward("sat_overall", {"bed": "p_bed", "breakfast": "p_breakfast"})
        >>> result = model.fit(cs.datasets.load_hotel(), n_boot=0)
        >>> result.linear_worlds()[["ia", "ia_linear"]].round(1).loc["breakfast"].index.tolist()
        ['continuous', 'bounded']
        """
        from csmodels.three_factor.penalty_reward.null import linear_worlds

        units = None if self.design is None else self.design.units
        return self._by_group(
            lambda g: linear_worlds(
                self.parts[g], self.model.names, self.model.estimator, str(self.settings["errors"]), units,
                n_draws, seed,
            )
        )  # fmt: skip

    # other codings, coefficients and rules

    def multiverse(
        self,
        codings: Mapping[str, tuple[Any, Any]] | None = None,
        coefficients: Sequence[str] | None = None,
        rules: Sequence[str] | None = None,
    ) -> Multiverse:
        """Classify all attributes under every combination of coding, coefficients and rule.

        When to use it: before a class is reported. What is low and high, which coefficients are compared and
        by which rule is unsettled, and each choice changes classes (Albayrak and Caber 2013).

        Parameters
        ----------
        codings : mapping of a name to (low, high), optional
            Low and high answers as for the model: ``{"top box": ((1, 2), (5,))}``. By default the published
            ones of the scale and terciles; of disconfirmation also without the answers next to the midpoint.
            The coding of the analysis is always among them.
        coefficients : sequence of str, optional
            Beside those of the analysis, by default all that apply: "ols", "ordinal" (ordered model),
            "without_controls", and two that are inadvisable: "standardized" (least squares, times the dummy's
            standard deviation over that of satisfaction) and "simple" (least squares, attributes one by one).
        rules : sequence of str, optional
            Of "wald", "significance", "ratio_li", "ratio_zhang", "index_10", "index_20", "calibrated"; by
            default all. See `classification`.

        Returns
        -------
        Multiverse
            Tables `stability`, `sources`, `universes`, `classes`, `estimates`; `shares()`,
            `plot_stability()`. Universes without estimates stay, as missing, with the reason.

        Raises
        ------
        SpecificationError
            Unknown coefficients or rules; codes outside the scale or overlapping.

        Notes
        -----
        Inadvisable universes are estimated, shown and left out of `stability`: standardised coefficients of
        dummies say how frequent an answer is (Mikulic and Prebezac 2012), attributes one by one are credited
        with what others do, and coefficients that rest on fewer than 30 low or high answers are guesses. The
        Wald test and all cut-offs, ratios above all, call attributes of an exactly linear world basic or
        excitement, depending on the coding: column linear of `stability` says how often that alone would give
        the same class. Errors, level and survey design are those of the analysis. Published codings: 1-2 / 5,
        1-2 / 4-5 (Li 2025, from a secondary source), 1 / 5 and 1-3 / 5 of 1 to 5; 1-2 or 1-3 / 7 or 6-7 of 1
        to 7; 1-5 or 1-6 / 9-10 of 1 to 10. Terciles: the answers that hold at most a third of respondents at
        either end, the outermost one in any case; our convention. Of equal codings the first is kept.

        In 40 simulated samples of 700 (answers from 1 to 5; a linear attribute beside a basic and an exciting
        one) the linear attribute was called basic or excitement by the calibrated rule in 2 to 5 % under each
        of four codings, by the Wald rule in 2 to 50 % and by the index of .1 in 42 to 90 %.

        Examples
        --------
        >>> import csmodels as cs
        >>> from csmodels.three_factor import PenaltyReward
        >>> model = PenaltyReward("sat_overall", {"voice": "p_voice", "app": "p_app"})
        >>> found = model.fit(cs.datasets.load_telecom(), n_boot=0).multiverse(rules=["wald", "index_10"])
        >>> list(found.codings), found.coefficients
        (['1 – 6 / 9, 10', '1 – 5 / 9, 10'], ('ols', 'standardized', 'ordinal', 'simple'))
        >>> found.stability[["class", "own"]].loc["app"].tolist()
        ['excitement', 'excitement']
        """
        from csmodels.three_factor.penalty_reward.multiverse import multiverse

        return multiverse(cast("PenaltyRewardResult", self), codings, coefficients, rules)
