"""Interact and customise: what to do for whom, by value, satisfaction and stage, as a suggestion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.tables import text

Array = NDArray[np.float64]

#: What can be suggested; the words stand in the catalogue as ``value.idic_do_...``.
TREATMENTS = ("attract", "welcome", "keep", "develop", "repair", "secure", "win_back", "economical")
SATISFIED, UNSATISFIED, UNCLEAR, UNKNOWN = "satisfied", "unsatisfied", "unclear", "unknown"
#: Levels of value that the rules know.
LEVELS = ("low", "middle", "high")

#: By level of value and state: a stage of the life cycle that calls for something of its own goes first.
RULES: Mapping[tuple[str, str], str] = {
    **{(level, "prospective"): "attract" for level in LEVELS},
    **{(level, "new"): "welcome" for level in LEVELS},
    ("high", "lost"): "win_back",
    ("middle", "lost"): "win_back",
    ("low", "lost"): "economical",
    ("high", "at_risk"): "secure",
    ("middle", "at_risk"): "secure",
    ("low", "at_risk"): "economical",
    ("high", SATISFIED): "keep",
    ("high", UNSATISFIED): "secure",
    ("high", UNCLEAR): "keep",
    ("high", UNKNOWN): "keep",
    ("middle", SATISFIED): "develop",
    ("middle", UNSATISFIED): "repair",
    ("middle", UNCLEAR): "develop",
    ("middle", UNKNOWN): "develop",
    **{("low", state): "economical" for state in (SATISFIED, UNSATISFIED, UNCLEAR, UNKNOWN)},
}
OWN_STAGES = ("prospective", "new", "at_risk", "lost")


def level_of_tier(at: int, tiers: int) -> str:
    """The level of value that a tier counts as; one tier alone counts as the middle.

    Examples
    --------
    >>> [level_of_tier(i, 3) for i in range(3)], [level_of_tier(i, 5) for i in range(5)], level_of_tier(0, 1)
    (['low', 'middle', 'high'], ['low', 'middle', 'middle', 'middle', 'high'], 'middle')
    """
    if tiers == 1:
        return "middle"
    return "low" if at == 0 else "high" if at == tiers - 1 else "middle"


def state_of(mean: float, low: float, high: float, satisfied_from: float) -> str:
    """Whether the customers of a segment are satisfied on average; unclear where the limits say neither.

    Examples
    --------
    >>> state_of(8.4, 8.1, 8.7, 8.0), state_of(7.9, 7.6, 8.2, 8.0), state_of(7.0, 6.7, 7.3, 8.0)
    ('satisfied', 'unclear', 'unsatisfied')
    """
    if not np.isfinite(mean):
        return UNKNOWN
    if np.isfinite(low) and low >= satisfied_from:
        return SATISFIED
    if np.isfinite(high) and high < satisfied_from:
        return UNSATISFIED
    return UNCLEAR


def treatment(level: str, state: str, stage: str | None) -> str:
    """What the rules suggest: of the stage if it calls for something of its own, else of the satisfaction.

    Examples
    --------
    >>> treatment("high", "satisfied", "mature"), treatment("high", "satisfied", "lost")
    ('keep', 'win_back')
    """
    return RULES[level, stage if stage in OWN_STAGES else state]


@dataclass(frozen=True)
class OwnTreatments:
    """Treatments of the user, by segment, tier or need; what is not named keeps its suggestion."""

    given: Mapping[Any, tuple[str, str]]

    def words(self, value: str, need: str, code: str, lang: str) -> str:
        """What is written for a segment."""
        for name in ((value, need), value, need):
            if name in self.given:
                return self.given[name][0 if lang == "en" else 1]
        return text(f"value.idic_do_{code}", lang)

    def owns(self, value: str, need: str) -> bool:
        """Whether the segment's treatment is the user's."""
        return any(name in self.given for name in ((value, need), value, need))


def own_treatments(given: Any, values: tuple[str, ...], needs: tuple[str, ...]) -> OwnTreatments:
    """Read ``treatments=``: a mapping, or a table with a column ``treatment`` indexed by value and need.

    Raises
    ------
    SpecificationError
        A segment that does not exist, something else than texts.
    """
    if given is None:
        return OwnTreatments({})
    if isinstance(given, pd.DataFrame):
        if "treatment" not in given:
            raise SpecificationError(
                "treatments= is a table without a column 'treatment'."
                + did_you_mean("treatment", given.columns)
            )
        given = given["treatment"].dropna().to_dict()
    if not isinstance(given, Mapping):
        raise SpecificationError(
            'treatments= takes a mapping such as {("high", "A"): "Call", "low": "Newsletter"}, or a table'
            " indexed by value and need with a column 'treatment'."
        )
    if set(values) & set(needs):
        # one name for both would leave open what is meant
        known: set[Any] = {(v, n) for v in values for n in needs}
    else:
        known = {(v, n) for v in values for n in needs} | set(values) | set(needs)
    found = {}
    for name, words in given.items():
        if name not in known:
            raise SpecificationError(
                f"treatments= names {name!r}, which is no segment. Values: {some(values)};"
                f" needs: {some(needs)}."
            )
        both = (words, words) if isinstance(words, str) else words
        if not (isinstance(both, tuple) and len(both) == 2 and all(isinstance(x, str) for x in both)):
            raise SpecificationError(f"treatments={{{name!r}: ...}} takes a text, or (English, Chinese).")
        found[name] = both
    return OwnTreatments(found)
