"""Penalty-reward contrasts: what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from csmodels.errors import SpecificationError, check_choice, did_you_mean, some
from csmodels.sampling.columns import mean_name, names_of
from csmodels.survey.attributes import Attribute
from csmodels.survey.item_map import ItemMap
from csmodels.tables.frozen import FrozenMapping

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.survey import Questionnaire, SurveyData
    from csmodels.three_factor.penalty_reward.result import PenaltyRewardResult

ESTIMATORS = ("ols", "ordinal", "mixed")
CODINGS = ("levels", "disconfirmation")
LINKS = ("logit", "probit")
#: Codes that count as low, or as high.
Codes = tuple[float, ...]
#: One answer, several, or those of each attribute.
GivenCodes = float | Sequence[float] | Mapping[str, float | Sequence[float]]


@dataclass(frozen=True)
class PenaltyReward:
    """Which attributes only prevent dissatisfaction, which delight: penalty-reward contrasts.

    Use it where attributes were rated and satisfaction was asked: what does low performance of an attribute
    take away from satisfaction, and what does high performance add, compared with a middling one? The result
    classifies attributes as basic, performance, excitement or unimportant, and holds the asymmetry against
    what an exactly linear world would show.

    Parameters
    ----------
    overall : str or sequence of str
        Column of overall satisfaction; several columns are averaged.
    attributes : sequence of str, mapping of name to column, or ItemMap
        Ratings of performance; of an item map the items with that aspect (with
        ``coding="disconfirmation"`` those of disconfirmation). Columns without a name of yours are shown by
        the words of the questionnaire.
    low, high : code, sequence of codes, or mapping of attribute to codes, optional
        Answers that count as low and as high performance; all others are the reference. By default by the
        scale: 1-2 and 5 of 1 to 5, 1-3 and 7 of 1 to 7, 1-6 and 9-10 of 1 to 10, 0-6 and 9-10 of 0 to 10 (our
        convention). The choice changes what is found: it is printed with the result, in ``result.coding``.
    controls : sequence of str
        Further predictors, entered as they are.
    estimator : {"ols", "ordinal", "mixed"}
        Least squares; an ordered model of few answers of satisfaction; a model with random intercepts of
        groups (``fit(group=...)``).
    coding : {"levels", "disconfirmation"}
        "disconfirmation" for answers to "worse or better than expected": below the midpoint of the scale is
        low, above it high, the midpoint itself ("as expected") the reference, as Brandt (1987) coded it.
    scale : (low, high), optional
        Ends of the scale of all attributes, where the data are a plain DataFrame; a questionnaire knows them.
    link : {"logit", "probit"}
        Of the ordered model.
    slopes : sequence of str
        Of the mixed model: attributes whose penalty and reward vary between groups too (random slopes,
        independent of each other).
    standardized : bool
        Refused: see the notes.

    Raises
    ------
    SpecificationError
        A column in two roles, codes that are low and high at once, an unknown estimator or coding,
        ``standardized=True``.

    Notes
    -----
    y = b0 + sum_j (p_j L_j + r_j H_j) + controls, with L and H dummies of low and high performance (Brandt
    1987). The penalty p is normally negative, the reward r normally positive; both are in units of
    satisfaction. Coefficients are never standardised: that of a dummy multiplied by its standard deviation
    says how frequent an answer is, not what it does (Mikulic and Prebezac 2012).

    Penalties and rewards are about levels of performance. Whether an attribute must be there at all is asked
    by a Kano questionnaire; the two need not agree (Mikulic and Prebezac 2011).

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.three_factor.penalty_reward.model import PenaltyReward
    >>> model = PenaltyReward("sat_overall", {"voice": "p_voice", "app": "p_app"})
    >>> result = model.fit(cs.datasets.load_telecom(), n_boot=200)
    >>> result.coding[["low", "middle", "high"]]
                 low middle   high
    attribute
    voice      1 – 6   7, 8  9, 10
    app        1 – 6   7, 8  9, 10
    >>> result.classification["class"].tolist()
    ['basic', 'excitement']
    """

    overall: str | tuple[str, ...]
    attributes: Sequence[str] | Mapping[str, str] | ItemMap
    low: GivenCodes | None = None
    high: GivenCodes | None = None
    controls: tuple[str, ...] = ()
    estimator: str = "ols"
    coding: str = "levels"
    scale: tuple[float, float] | None = None
    link: str = "logit"
    slopes: tuple[str, ...] = ()
    standardized: InitVar[bool] = False

    def __post_init__(self, standardized: bool) -> None:
        refuse_standardized(standardized)
        check_choice("estimator", self.estimator, ESTIMATORS)
        check_choice("coding", self.coding, CODINGS)
        check_choice("link", self.link, LINKS)
        names = names_of(self.overall, "overall")
        object.__setattr__(self, "overall", names[0] if len(names) == 1 else names)
        object.__setattr__(self, "attributes", _items(self.attributes, self.aspect))
        if isinstance(self.controls, str):
            raise SpecificationError(f"controls takes several columns; for one write [{self.controls!r}].")
        object.__setattr__(self, "controls", tuple(self.controls))
        twice = [name for i, name in enumerate(self.columns) if name in self.columns[:i]]
        if twice:
            raise SpecificationError(
                f"Column {twice[0]!r} is named twice: satisfaction, attributes and controls are different"
                " columns."
            )
        for end in ("low", "high"):
            object.__setattr__(self, end, _codes(getattr(self, end), end, self.names))
        object.__setattr__(self, "slopes", _slopes(self))
        for name in self.names:
            check_apart(name, self.given("low", name), self.given("high", name))
        if self.scale is not None:
            object.__setattr__(self, "scale", _ends(self.scale))

    @property
    def aspect(self) -> str:
        """What the items of an item map ask."""
        return "performance" if self.coding == "levels" else "disconfirmation"

    @property
    def items(self) -> ItemMap:
        """The attributes with their columns."""
        assert isinstance(self.attributes, ItemMap)  # made when the model was
        return self.attributes

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes in their order."""
        return self.items.names

    @property
    def ratings(self) -> tuple[str, ...]:
        """Columns of the attributes."""
        return self.items.columns(self.aspect)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Columns of overall satisfaction."""
        return names_of(self.overall, "overall")

    @property
    def outcome_name(self) -> str:
        """The column of overall satisfaction, or "mean(a, b)" of several."""
        return mean_name(self.outcomes)

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns: attributes, controls, overall satisfaction."""
        return (*self.ratings, *self.controls, *self.outcomes)

    def label(self, name: str, lang: str = "en") -> str:
        """Words of an attribute in a language; its name where the questionnaire has none."""
        return self.items.attribute(name).label(lang)

    def given(self, end: str, name: str) -> Codes | None:
        """The codes that were given for an attribute, or None: ``given("low", "bed")``."""
        codes: FrozenMapping[str, Codes] = getattr(self, end)
        return codes.get(name)

    @classmethod
    def from_questionnaire(
        cls,
        data: SurveyData | Questionnaire,
        overall: str | Sequence[str],
        *,
        attributes: Sequence[str] | None = None,
        coding: str = "levels",
        **options: Any,
    ) -> PenaltyReward:
        """Build the model from what the questionnaire says of attribute and aspect.

        Parameters
        ----------
        data : SurveyData or Questionnaire
        overall : str or sequence of str
        attributes : sequence of str, optional
            Only these; by default all whose performance (or disconfirmation) was asked.
        coding : {"levels", "disconfirmation"}
            Which items are taken.
        **options
            As for the model.

        Raises
        ------
        SpecificationError
            No questionnaire, or no such items.

        Examples
        --------
        >>> import csmodels as cs
        >>> hotel = cs.datasets.load_hotel()
        >>> PenaltyReward.from_questionnaire(hotel, "sat_overall").ratings[:2]
        ('p_cleanliness', 'p_quiet')
        >>> PenaltyReward.from_questionnaire(hotel, "sat_overall", coding="disconfirmation").ratings[:2]
        ('d_cleanliness', 'd_quiet')
        """
        check_choice("coding", coding, CODINGS)
        aspect = "performance" if coding == "levels" else "disconfirmation"
        items = ItemMap.from_questionnaire(data, [aspect], attributes=attributes)
        return cls(names_of(overall, "overall"), items, coding=coding, **options)

    def fit(
        self,
        data: SurveyData | pd.DataFrame,
        *,
        by: str | None = None,
        errors: str | None = None,
        n_boot: int | None = None,
        seed: int = 0,
        conf_level: float = 0.95,
        ci: str | None = None,
        missing: str = "listwise",
        group: str | None = None,
        null: str | None = None,
        rule: str = "wald",
        ranges: Mapping[str, tuple[float, float]] | None = None,
        standardized: bool = False,
    ) -> PenaltyRewardResult:
        """Estimate penalties and rewards, their asymmetry, and what it makes of the attributes.

        Parameters
        ----------
        data : SurveyData or DataFrame
        by : str, optional
            Column of groups; every table then has the group as first index level. A group that cannot be
            estimated is left out, with a notice that says why.
        errors : str, optional
            Standard errors of penalties and rewards: "HC3" (default; Long and Ervin 2000), "HC0", "HC1",
            "HC2", "classical", "ml", "cluster" (sums within the survey's clusters), "linearized" (default
            where the survey declares strata or clusters), "replicates" (default with replicate weights) or
            "bootstrap". Ordered models have the errors of maximum likelihood, mixed ones those of generalised
            least squares with variances by restricted maximum likelihood.
        n_boot : int, optional
            Resamples for the limits of ranges and asymmetries and the probabilities of classes; 1,000 by
            default, 0 for none.
        seed : int
        conf_level : float
            Its complement is the level of all tests.
        ci : {"percentile", "bca", "normal"}, optional
            Limits from resamples.
        missing : {"listwise"}
            Respondents who left an attribute, a control or overall satisfaction open are left out.
        group : str, optional
            With ``estimator="mixed"``: column of the groups (hotels) that have random intercepts.
        null : {"continuous", "bounded"}, optional
            The linear world that asymmetries are held against: satisfaction itself is linear in the ratings
            (default), or ("bounded") what lies behind its few ordered answers is. With
            ``estimator="ordinal"`` it is the latter in any case, with "mixed" the former.
        rule : {"wald", "calibrated"}
            What decides `class`, its probability and the pictures: the Wald test of reward + penalty = 0,
            which an exactly linear world can fool (see `PenaltyRewardResult.classification`), or the test
            against the linear world. A notice names the attributes where the two differ.
        ranges : mapping of column to (low, high), optional
            Admissible answers, where the data have no questionnaire.
        standardized : bool
            Refused.

        Returns
        -------
        PenaltyRewardResult

        Raises
        ------
        SpecificationError
            Options that are unknown or contradict the data; codes outside the scale; no default coding for
            the scale.
        DataError
            An attribute without any low, high or middling answer; dummies that are sums of others; answers
            that cannot be read.
        """
        from csmodels.sampling.regressions import Asked
        from csmodels.three_factor.penalty_reward.fit import fit

        refuse_standardized(standardized)
        asked = Asked(errors, missing, n_boot, seed, ci, conf_level, self.estimator)
        return fit(self, data, asked, by=by, group=group, null=null, rule=rule, ranges=dict(ranges or {}))


def refuse_standardized(asked: object) -> None:
    """Standardised coefficients of dummies mean nothing: say why, and what to read instead."""
    if asked:
        raise SpecificationError(
            "standardized=True is refused: low and high are dummies, and a dummy's coefficient times its"
            " standard deviation says how many gave the answer, not what it does to satisfaction (Mikulic and"
            " Prebezac 2012). Penalties and rewards are all in units of satisfaction and can be compared as"
            " they are."
        )


def check_apart(name: str, low: Codes | None, high: Codes | None) -> None:
    """Refuse codes that are low and high at once, or the wrong way round."""
    if low is None or high is None:
        return
    both = sorted(set(low) & set(high))
    if both:
        raise SpecificationError(
            f"Attribute {name!r}: {some(f'{code:g}' for code in both)} is in low= and in high=; an answer is"
            " one of them, or the reference."
        )
    if max(low) > min(high):
        raise SpecificationError(
            f"Attribute {name!r}: low={_written(low)} reaches above high={_written(high)}. If 1 is the best"
            " answer, reverse the ratings first."
        )


def _written(codes: Codes) -> str:
    return "(" + ", ".join(f"{code:g}" for code in codes) + ")"


def _items(given: Any, aspect: str) -> ItemMap:
    if isinstance(given, ItemMap):
        return given.require(aspect)
    if isinstance(given, str):
        raise SpecificationError(f"attributes takes several columns; for one write [{given!r}].")
    named = dict(given) if isinstance(given, Mapping) else {name: name for name in given}
    if not isinstance(given, Mapping) and len(named) < len(list(given)):
        twice = next(name for name in given if list(given).count(name) > 1)
        raise SpecificationError(f"Column {twice!r} is named twice in attributes=.")
    if not named:
        raise SpecificationError('attributes= is empty; name the rated columns: ["p_bed", "p_quiet"].')
    for name, column in named.items():
        if not isinstance(column, str) or not column:
            raise SpecificationError(
                f"Attribute {name!r}: {column!r} is no column. Low and high are answers to one question; of"
                " several items choose one, or use cs.PiecewiseRegression with their mean."
            )
    return ItemMap(tuple(Attribute(name, {aspect: column}) for name, column in named.items()))


def _codes(given: Any, end: str, names: tuple[str, ...]) -> FrozenMapping[str, Codes]:
    """Codes by attribute, of those for which some were given."""
    if given is None:
        return FrozenMapping()
    if not isinstance(given, Mapping):
        codes = _tuple(given, end)
        return FrozenMapping(dict.fromkeys(names, codes))
    for name in given:
        if name not in names:
            raise SpecificationError(
                f"{end}= names {name!r}, which is no attribute.{did_you_mean(name, names)} Attributes:"
                f" {some(names, 12)}."
            )
    return FrozenMapping({name: _tuple(codes, end) for name, codes in given.items()})


def _tuple(given: Any, end: str) -> Codes:
    one = isinstance(given, (int, float, np.number)) and not isinstance(given, bool)
    codes = (given,) if one else tuple(given) if isinstance(given, (Sequence, range, np.ndarray, set)) else ()
    try:
        found = tuple(sorted({float(code) for code in codes}))
    except (TypeError, ValueError):
        found = ()
    if not found or isinstance(given, str) or not np.isfinite(found).all():
        example = "(1, 2)" if end == "low" else "(5,)"
        raise SpecificationError(
            f"{end}={given!r} must be answers, such as {end}={example}, or such answers by attribute:"
            f' {end}={{"bed": {example}}}.'
        )
    return found


def _ends(given: Any) -> tuple[float, float]:
    try:
        low, high = map(float, given)
    except (TypeError, ValueError):
        low, high = 0.0, 0.0
    if not low < high:
        raise SpecificationError(f"scale={given!r} must be two numbers (low, high), such as scale=(1, 10).")
    return low, high


def _slopes(model: PenaltyReward) -> tuple[str, ...]:
    """The attributes whose coefficients vary between groups."""
    if isinstance(model.slopes, str):
        raise SpecificationError(f"slopes takes several attributes; for one write [{model.slopes!r}].")
    found = tuple(model.slopes)
    if found and model.estimator != "mixed":
        raise SpecificationError('slopes= are random slopes: they go with estimator="mixed".')
    for i, name in enumerate(found):
        model.items.attribute(name)
        if name in found[:i]:
            raise SpecificationError(f"Attribute {name!r} stands in slopes= twice.")
    return found
