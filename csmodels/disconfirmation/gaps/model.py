"""Gaps between expectation and performance, attribute by attribute: what is asked for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.survey.item_map import ItemMap, Tuples
from csmodels.tables.frozen import FrozenMapping

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.disconfirmation.gaps.result import GapResult
    from csmodels.survey import Questionnaire, SurveyData

PAIR = ("expectation", "performance")
ZONE = ("adequate", "desired")

Pairs = Mapping[str, Sequence[Tuples] | Mapping[str, Tuples]]
#: Of a dimension or attribute: a number, a column, or the columns of a dimension's attributes.
Importance = float | str | Sequence[str]
#: Attribute -> column, or dimension -> columns in the order of its pairs.
Levels = Mapping[str, str | Sequence[str | None]]


@dataclass(frozen=True)
class GapModel:
    """Performance minus expectation by attribute and dimension: SERVQUAL, SERVPERF, zones of tolerance.

    Use it to see where customers get less than they expected, how surely, and whether the gap is worth
    computing at all: its reliability, and the tests of what a difference score takes for granted.

    Parameters
    ----------
    pairs : mapping or ItemMap
        Dimension -> (expectation item, performance item) tuples: ``{"Reliability": [("e5", "p5"), ...]}``, or
        dimension -> attribute -> tuple, where attributes are to have names of your own.
    importance : mapping, optional
        Weights of the dimensions, all of one kind: numbers (``{"Reliability": 32, ...}``, 100 points shared
        out, say), or columns of each respondent's own importance; several columns of a dimension are
        averaged. Keys are dimensions, or attributes, whose importance is averaged within their dimension.
    adequate, desired : mapping, optional
        The lowest acceptable and the wished-for level, for zones of tolerance: attribute -> column, or
        dimension -> columns in the order of its pairs, None where it was not asked.
    outcome : str or sequence of str, optional
        Overall judgement, such as satisfaction; several columns are averaged. With it the scores are compared
        by what they explain, and the constraints behind a difference are tested.
    scale : (low, high), optional
        Ends of the scale of all ratings, where the data are a plain DataFrame; a questionnaire knows them.

    Raises
    ------
    SpecificationError
        An unpaired item, an item used twice, an unknown attribute, importance that is not positive.

    Notes
    -----
    Disconfirmation is performance minus expectation, so that a negative gap is a shortfall (gap 5 of
    Parasuraman, Zeithaml and Berry 1985, 1988). With g_d the mean gap of dimension d and w_d its importance:

    - SERVQUAL = mean of g_d (Parasuraman, Zeithaml and Berry 1988); weighted, sum w_d g_d / sum w_d;
    - SERVPERF = mean of the dimensions' performance (Cronin and Taylor 1992); weighted likewise.

    Unconfirmed, from memory: how both papers weigh (a weighted SERVPERF is attributed to Cronin and Taylor),
    and that Cronin and Taylor sum items, where means are taken here.

    Examples
    --------
    >>> import csmodels as cs
    >>> from csmodels.disconfirmation.gaps.model import GapModel
    >>> model = GapModel({"Room": [("e_bed", "p_bed"), ("e_quiet", "p_quiet")]}, outcome="sat_overall")
    >>> result = model.fit(cs.datasets.load_hotel(), n_boot=200)
    >>> result.attributes.index.get_level_values("attribute").tolist()
    ['bed', 'quiet']
    """

    pairs: Pairs | ItemMap
    importance: Mapping[str, Importance] | None = None
    adequate: Levels | None = None
    desired: Levels | None = None
    outcome: str | Sequence[str] | None = None
    scale: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        items = self.pairs if isinstance(self.pairs, ItemMap) else ItemMap.from_pairs(self.pairs)
        items.require(*PAIR)
        for aspect in ZONE:
            levels = getattr(self, aspect)
            if levels is not None:
                items = items.with_items(aspect, by_attribute(levels, items, aspect))
                object.__setattr__(self, aspect, FrozenMapping(levels))
        _check_zone(items)
        object.__setattr__(self, "pairs", items)
        if self.importance is not None:
            object.__setattr__(self, "importance", by_dimension(self.importance, items))
        outcome = (self.outcome,) if isinstance(self.outcome, str) else tuple(self.outcome or ())
        if not all(isinstance(name, str) and name for name in outcome):
            raise SpecificationError(f"outcome={self.outcome!r} must name a column, or several.")
        object.__setattr__(self, "outcome", outcome or None)
        named = list(items.items) + list(outcome)
        twice = [name for i, name in enumerate(named) if name in named[:i]]
        if twice:
            raise SpecificationError(f"Item {twice[0]!r} is used twice: as outcome and in a pair.")
        if self.scale is not None:
            low, high = map(float, self.scale)
            if not low < high:
                raise SpecificationError(f"scale={self.scale!r} must be (low, high), such as (1, 7).")
            object.__setattr__(self, "scale", (low, high))

    @property
    def items(self) -> ItemMap:
        """All attributes with their items, those of zones too; `pair_items` has the pairs alone."""
        assert isinstance(self.pairs, ItemMap)  # made when the model was
        return self.pairs

    @property
    def pair_items(self) -> tuple[str, ...]:
        """Columns of the pairs alone: expectations in the order of the attributes, then performances.

        Examples
        --------
        >>> model = GapModel({"Room": [("e_bed", "p_bed"), ("e_quiet", "p_quiet")]})
        >>> model.pair_items
        ('e_bed', 'e_quiet', 'p_bed', 'p_quiet')
        """
        return tuple(column for aspect in PAIR for column in self.items.columns(aspect))

    @property
    def weights(self) -> FrozenMapping[str, Any]:
        """Importance by dimension, numbers or tuples of columns; empty without importance."""
        return FrozenMapping(self.importance or {})

    @property
    def own_importance(self) -> bool:
        """Whether respondents say themselves what is important."""
        return any(isinstance(each, tuple) for each in self.weights.values())

    @property
    def importance_items(self) -> tuple[str, ...]:
        """Columns of the respondents' own importance."""
        return tuple(n for each in self.weights.values() if isinstance(each, tuple) for n in each)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Columns of the outcome; none without one."""
        return tuple(self.outcome or ())

    @property
    def zoned(self) -> ItemMap | None:
        """The attributes with adequate and desired level; None where there are none."""
        return self.items.having(*PAIR, *ZONE)

    @classmethod
    def from_questionnaire(
        cls,
        data: SurveyData | Questionnaire,
        *,
        dimensions: Mapping[str, Sequence[str]] | None = None,
        attributes: Sequence[str] | None = None,
        importance: Mapping[str, Importance] | None = None,
        outcome: str | Sequence[str] | None = None,
        zones: bool = True,
    ) -> GapModel:
        """Build the model from what the questionnaire says of attribute and aspect.

        Parameters
        ----------
        data : SurveyData or Questionnaire
        dimensions : mapping of dimension to attributes, optional
            Without it all attributes belong to one dimension, "overall".
        attributes : sequence of str, optional
            Only these attributes; by default those with expectation and performance.
        importance, outcome
            As for the model; items that ask for importance are used where every attribute has one.
        zones : bool
            Whether to take in the adequate and desired levels that the questionnaire asks for; False for
            gaps alone.

        Examples
        --------
        >>> import csmodels as cs
        >>> model = GapModel.from_questionnaire(cs.datasets.load_hotel(), outcome="sat_overall")
        >>> len(model.items), model.zoned.names
        (8, ('cleanliness', 'quiet', 'checkin', 'breakfast'))
        >>> GapModel.from_questionnaire(cs.datasets.load_hotel(), zones=False).zoned is None
        True
        """
        aspects = (*PAIR, *(ZONE if zones else ()), "importance")
        items = ItemMap.from_questionnaire(data, aspects, dimensions=dimensions, attributes=attributes)
        if dimensions is None and attributes is None:
            paired = items.having(*PAIR)
            if paired is None:
                items.require(*PAIR)
            items = paired or items
        if importance is None and all("importance" in each.items for each in items.attributes):
            importance = {each.name: each.items["importance"] for each in items.attributes}
        return cls(items, importance=importance, outcome=outcome)

    def fit(
        self,
        data: SurveyData | pd.DataFrame,
        *,
        errors: str | None = None,
        missing: str = "listwise",
        n_boot: int | None = None,
        seed: int = 0,
        ci: str | None = None,
        conf_level: float = 0.95,
        by: str | None = None,
        ranges: Mapping[str, tuple[float, float]] | None = None,
    ) -> GapResult:
        """Compute gaps, scores, zones and tests.

        Parameters
        ----------
        data : SurveyData or DataFrame
        errors : {"analytic", "linearized", "replicates", "bootstrap"}, optional
            "analytic", the default: means by the paired t test (under survey weights, strata and clusters its
            linearised form), the constraints by the classical F test (under a design by a linearised one),
            and reliabilities, R² and positions from resamples. The others use one way for all figures;
            "replicates" is the default with replicate weights.
        missing : {"listwise", "available"}
            Respondents who left any item of the pairs, of importance or of the outcome open are left out; or
            each attribute, dimension and score uses all who answered what it needs. Zones rest on those who
            answered all their items (of the attribute, with "available").
        n_boot : int, optional
            Resamples; 1,000 by default.
        seed : int
        ci : {"percentile", "bca", "normal"}, optional
            Limits from resamples.
        conf_level : float
        by : str, optional
            Column of groups.
        ranges : mapping of item to (low, high), optional
            Admissible answers, where the data have no questionnaire.

        Returns
        -------
        GapResult

        Raises
        ------
        SpecificationError
            Options that are unknown or contradict the data.
        DataError
            Expectation and performance on different scales, a constant item, importance that is not positive,
            a zone of tolerance whose desired level is mostly not above the adequate one, too few rows.
        """
        from csmodels.disconfirmation.gaps.fit import fit
        from csmodels.sampling.regressions import Asked

        asked = Asked(errors, missing, n_boot, seed, ci, conf_level)
        return fit(self, data, asked, by=by, ranges=dict(ranges or {}))


def by_attribute(levels: Levels, items: ItemMap, what: str) -> dict[str, str]:
    """Columns by attribute, from attributes or from dimensions with their columns in order."""
    found: dict[str, str] = {}
    for name, given in levels.items():
        if isinstance(given, str):
            items.attribute(name)
            found[name] = given
            continue
        if name not in items.dimensions:
            known = (*items.dimensions, *items.names)
            raise SpecificationError(
                f"{what}= names {name!r}, which is no dimension.{did_you_mean(name, known)}"
            )
        members = items.dimensions[name]
        if len(given) != len(members):
            raise SpecificationError(
                f"{what}= has {len(given)} columns for the {len(members)} pairs of {name!r}: unpaired. Write"
                f" None where an attribute has none, or name attributes: {{{members[0]!r}: ...}}."
            )
        found |= {member: column for member, column in zip(members, given, strict=True) if column is not None}
    return found


def by_dimension(given: Mapping[str, Importance], items: ItemMap) -> FrozenMapping[str, Any]:
    """Importance of each dimension: a number, or a tuple of columns that are averaged."""
    held: dict[str, list[float | str]] = {name: [] for name in items.dimensions}
    numbers = strings = 0
    for name, each in given.items():
        if name in held:
            dimension = name
        elif name in items.names:
            dimension = items.attribute(name).dimension
        else:
            known = (*held, *items.names)
            raise SpecificationError(
                f"importance= names {name!r}, which is no dimension and no attribute."
                f"{did_you_mean(name, known)} Dimensions: {some(held, 12)}."
            )
        for one in (each,) if isinstance(each, (str, int, float)) else tuple(each):
            if isinstance(one, str):
                strings += 1
            elif isinstance(one, bool) or not (math.isfinite(one) and one > 0):
                raise SpecificationError(
                    f"importance={one!r} of {name!r} is not positive; leave out a dimension that does not"
                    " count."
                )
            else:
                numbers += 1
            held[dimension].append(one)
    if numbers and strings:
        raise SpecificationError("importance= takes numbers or columns, not both.")
    without = [name for name, values in held.items() if not values]
    if without:
        raise SpecificationError(
            f"importance= has nothing for {some(map(repr, without))}; weigh every dimension, or none."
        )
    if strings:
        return FrozenMapping({name: tuple(values) for name, values in held.items()})
    return FrozenMapping({name: float(sum(values)) / len(values) for name, values in held.items()})  # type: ignore[arg-type]


def _check_zone(items: ItemMap) -> None:
    for each in items.attributes:
        known = [aspect for aspect in ZONE if aspect in each.items]
        if len(known) == 1:
            other = ZONE[1 - ZONE.index(known[0])]
            raise SpecificationError(
                f"Attribute {each.name!r} has the {known[0]} level {each.items[known[0]]!r}, but no {other}"
                " one: a zone of tolerance needs both."
            )
