"""Piecewise regression of satisfaction on performance: what is asked for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csmodels.errors import SpecificationError, check_choice, did_you_mean, some
from csmodels.numerics.three_factor.piecewise import FORMS
from csmodels.sampling.columns import mean_name, names_of
from csmodels.survey.attributes import Attribute
from csmodels.survey.item_map import ItemMap
from csmodels.tables.frozen import FrozenMapping

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.survey import Questionnaire, SurveyData
    from csmodels.three_factor.routes.piecewise.result import PiecewiseResult

KNOTS = ("midpoint", "mean")
#: "midpoint", "mean" or a rating; or one of them for each attribute.
Knot = str | float | Mapping[str, str | float]


@dataclass(frozen=True)
class PiecewiseRegression:
    """What a rating does to satisfaction below a knot, and above it.

    Use it where ratings are averages or have many steps, or where the cut into low, middling and high answers
    of :class:`~csmodels.three_factor.penalty_reward.PenaltyReward` seems arbitrary: here every step counts,
    and in an exactly linear world both slopes are the same whatever the marginals.

    Parameters
    ----------
    overall : str or sequence of str
        Column of overall satisfaction; several columns are averaged.
    attributes : sequence of str, mapping of name to column or columns, or ItemMap
        Ratings of performance; several columns of one attribute are averaged. Of an item map the items with
        that aspect. Columns in a list are called by the words that the questionnaire has for them.
    knot : {"midpoint", "mean"}, float, or mapping of attribute to these
        Where the line may bend: the middle of the scale, the (weighted) mean of all answers, or a rating.
        "mean" is taken from the whole sample, the same for all groups and resamples.
    form : {"spline", "moderated"}
        Two lines that meet at the knot; or two that may miss each other there (a jump).
    controls : sequence of str
        Further predictors, entered as they are.
    scale : (low, high), optional
        Ends of the scale of all attributes, where the data are a plain DataFrame; a questionnaire knows them.

    Raises
    ------
    SpecificationError
        A column in two roles, an unknown form or knot.

    Notes
    -----
    - spline: S = b0 + sum_j b_j min(Q_j - k_j, 0) + a_j max(Q_j - k_j, 0), with slope b below and a above;
    - moderated: S = b0 + sum_j b1 Q + b2 D + b3 Q D, D = 1 above the knot (Lin, Yang, Chan and Sheu 2010; the
      form from memory, unconfirmed). With Q counted from the knot the slopes are b1 and b1 + b3, and b2 is
      the jump.

    A steeper slope below than above is a basic factor, the reverse an excitement factor. Satisfaction on a
    short scale is bounded: where many give the highest answer, slopes above flatten whatever the attribute.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.three_factor.routes import PiecewiseRegression
    >>> model = PiecewiseRegression("sat_overall", {"bed": "p_bed", "breakfast": "p_breakfast"}, knot=7)
    >>> result = model.fit(cs.datasets.load_hotel(), n_boot=200)
    >>> result.slopes["below"].round(2).to_dict(), result.slopes["above"].round(2).to_dict()
    ({'bed': 0.42, 'breakfast': 0.25}, {'bed': 0.4, 'breakfast': 0.53})
    """

    overall: str | tuple[str, ...]
    attributes: Sequence[str] | Mapping[str, str | Sequence[str]] | ItemMap
    knot: Knot = "midpoint"
    form: str = "spline"
    controls: tuple[str, ...] = ()
    scale: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        check_choice("form", self.form, FORMS)
        names = names_of(self.overall, "overall")
        object.__setattr__(self, "overall", names[0] if len(names) == 1 else names)
        if not isinstance(self.attributes, ItemMap):
            object.__setattr__(self, "attributes", _named(self.attributes))
        if isinstance(self.controls, str):
            raise SpecificationError(f"controls takes several columns; for one write [{self.controls!r}].")
        object.__setattr__(self, "controls", tuple(self.controls))
        twice = [name for i, name in enumerate(self.columns) if name in self.columns[:i]]
        if twice:
            raise SpecificationError(
                f"Column {twice[0]!r} is named twice: satisfaction, attributes and controls are different"
                " columns."
            )
        if isinstance(self.knot, Mapping):
            object.__setattr__(self, "knot", FrozenMapping(self.knot))
            for name in self.knot:
                if name not in self.names:
                    raise SpecificationError(
                        f"knot= names {name!r}, which is no attribute.{did_you_mean(name, self.names)}"
                        f" Attributes: {some(self.names, 12)}."
                    )
        for name in self.names:
            _check_knot(self.knot_of(name), name)
        if self.scale is not None:
            low, high = map(float, self.scale)
            if not low < high:
                raise SpecificationError(f"scale={self.scale!r} must be (low, high), such as (1, 10).")
            object.__setattr__(self, "scale", (low, high))

    @property
    def ratings(self) -> dict[str, tuple[str, ...]]:
        """Columns of each attribute."""
        if isinstance(self.attributes, ItemMap):
            columns = self.attributes.columns("performance")
            return {name: (column,) for name, column in zip(self.attributes.names, columns, strict=True)}
        assert isinstance(self.attributes, FrozenMapping)  # made when the model was
        return dict(self.attributes)

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes in their order."""
        return tuple(self.ratings)

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
        rated = (column for columns in self.ratings.values() for column in columns)
        return (*rated, *self.controls, *self.outcomes)

    @property
    def figures(self) -> tuple[str, ...]:
        """What each attribute has a coefficient for: below, above, and in the moderated form jump."""
        return ("below", "above") if self.form == "spline" else ("below", "above", "jump")

    @property
    def items(self) -> ItemMap | None:
        """The attributes with their items; None where one of them is the mean of several columns."""
        if isinstance(self.attributes, ItemMap):
            return self.attributes
        if any(len(columns) > 1 for columns in self.ratings.values()):
            return None
        each = self.ratings.items()
        return ItemMap(tuple(Attribute(name, {"performance": column}) for name, (column,) in each))

    def label(self, name: str, lang: str = "en") -> str:
        """Words of an attribute in a language; its name where the model has none."""
        if isinstance(self.attributes, ItemMap):
            return self.attributes.attribute(name).label(lang)
        return name

    def knot_of(self, name: str) -> str | float:
        """What was asked for an attribute: a word or a rating."""
        if isinstance(self.knot, Mapping):
            return self.knot.get(name, "midpoint")
        return self.knot

    @classmethod
    def from_questionnaire(
        cls,
        data: SurveyData | Questionnaire,
        overall: str | Sequence[str],
        *,
        attributes: Sequence[str] | None = None,
        **options: Any,
    ) -> PiecewiseRegression:
        """Build the model from what the questionnaire says of attribute and aspect.

        Parameters
        ----------
        data : SurveyData or Questionnaire
        overall : str or sequence of str
        attributes : sequence of str, optional
            Only these; by default all whose performance was asked.
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
        >>> cs.PiecewiseRegression.from_questionnaire(hotel, "sat_overall", knot="mean").names[:2]
        ('cleanliness', 'quiet')
        """
        items = ItemMap.from_questionnaire(data, ["performance"], attributes=attributes)
        return cls(names_of(overall, "overall"), items, **options)

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
        ranges: Mapping[str, tuple[float, float]] | None = None,
    ) -> PiecewiseResult:
        """Estimate both slopes of every attribute, their difference, and what it makes of the attributes.

        Parameters
        ----------
        data : SurveyData or DataFrame
        by : str, optional
            Column of groups; every table then has the group as first index level.
        errors : str, optional
            "HC3" (default; Long and Ervin 2000), "HC0", "HC1", "HC2", "classical", "ml", "cluster" (sums
            within the survey's clusters), "linearized" (default where the survey declares strata or
            clusters), "replicates" (default with replicate weights) or "bootstrap".
        n_boot : int, optional
            Resamples for the probabilities of classes and the limits of R²; 1,000 by default, 0 for none.
        seed : int
        conf_level : float
            Its complement is the level of all tests.
        ci : {"percentile", "bca", "normal"}, optional
            Limits from resamples.
        ranges : mapping of column to (low, high), optional
            Admissible answers, where the data have no questionnaire.

        Returns
        -------
        PiecewiseResult

        Raises
        ------
        SpecificationError
            Options that are unknown or contradict the data; a knot outside the scale; an attribute whose
            columns are on different scales.
        DataError
            No answer below or above a knot; in the moderated form fewer than two different answers on a side;
            columns that are linear combinations of each other; answers that cannot be read.
        """
        from csmodels.sampling.regressions import Asked
        from csmodels.three_factor.routes.piecewise.fit import fit

        asked = Asked(errors, "listwise", n_boot, seed, ci, conf_level)
        return fit(self, data, asked, by=by, ranges=dict(ranges or {}))


def _named(given: Any) -> FrozenMapping[str, tuple[str, ...]]:
    """Columns by attribute."""
    if isinstance(given, str):
        raise SpecificationError(f"attributes takes several columns; for one write [{given!r}].")
    if not isinstance(given, Mapping):
        listed = list(given)
        twice = [name for i, name in enumerate(listed) if name in listed[:i]]
        if twice:
            raise SpecificationError(f"Column {twice[0]!r} is named twice in attributes=.")
        given = {name: name for name in listed}
    if not given:
        raise SpecificationError('attributes= is empty; name the rated columns: ["p_bed", "p_quiet"].')
    for name in given:
        if not isinstance(name, str) or not name.strip():
            raise SpecificationError(f"The name of an attribute is a text, not {name!r}.")
    return FrozenMapping({name: names_of(columns, f"attribute {name!r}") for name, columns in given.items()})


def _check_knot(knot: object, name: str) -> None:
    if isinstance(knot, str) and knot in KNOTS:
        return
    number = isinstance(knot, (int, float)) and not isinstance(knot, bool) and math.isfinite(knot)
    if not number:
        raise SpecificationError(
            f"knot={knot!r} of {name!r} must be 'midpoint', 'mean' or a rating, such as knot=5.5."
        )
