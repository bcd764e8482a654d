"""Items that ask about the same attribute: whose errors are correlated, and how that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from csmodels.errors import SpecificationError
from csmodels.sampling.group_notices import group_notice
from csmodels.survey import SurveyData
from csmodels.tables.notices import Notice, notice

if TYPE_CHECKING:
    from csmodels.disconfirmation.latent.model import DisconfirmationModel

Pair = tuple[str, str]
#: Roles whose items may ask about the same attributes.
SIDES = ("expectation", "performance", "disconfirmation")


@dataclass(frozen=True)
class Pairs:
    """Pairs of items by how they were found.

    Attributes
    ----------
    known : tuple of pairs
        The questionnaire gives both items one attribute.
    ordered : tuple of pairs
        They are taken to ask about the same thing because they stand at the same place.
    made : tuple of pairs
        One item is the difference of the other and a third.
    open : bool
        Items of disconfirmation as many as the others, of which nothing is known: left unpaired.
    """

    known: tuple[Pair, ...]
    ordered: tuple[Pair, ...]
    made: tuple[Pair, ...]
    open: bool

    @property
    def all(self) -> list[Pair]:
        """All pairs, each once."""
        return [*self.known, *self.ordered, *self.made]


def attributes_asked(data: Any) -> dict[str, str]:
    """Attribute of each item by the questionnaire; empty without one."""
    asked = data.questionnaire if isinstance(data, SurveyData) else None
    if asked is None:
        return {}
    items = [asked.item(name) for name in asked.names]
    return {item.name: item.attribute for item in items if item.attribute is not None}


def pairs_of(model: DisconfirmationModel, asked: Mapping[str, str]) -> Pairs:
    """Items of different roles whose errors are correlated.

    Parameters
    ----------
    asked : mapping of item to attribute
    """
    from csmodels.disconfirmation.latent.paths import items_of

    known: list[Pair] = []
    ordered: list[Pair] = []
    made: list[Pair] = []
    left_open = False
    for first, second in combinations([role for role in SIDES if role in model.roles], 2):
        one, other = items_of(model, first), items_of(model, second)
        # single items have no error in the model, so there is nothing to correlate
        if min(len(one), len(other)) < 2:
            continue
        if model.measure == "difference" and second == "disconfirmation":
            made += zip(one, other, strict=True)
        elif not model.paired:
            continue
        elif all(name in asked for name in (*one, *other)):
            known += [(a, b) for a in one for b in other if asked[a] == asked[b]]
        elif second != "disconfirmation" or model.paired == "all":
            ordered += zip(one, other, strict=True)
        else:
            left_open |= len(one) == len(other)
    return Pairs(tuple(known), tuple(ordered), tuple(made), left_open)


def check_order(model: DisconfirmationModel, asked: Mapping[str, str]) -> None:
    """Refuse differences and products of items that ask about different attributes."""
    for e, p in zip(model.expectation, model.performance, strict=True):
        if e in asked and p in asked and asked[e] != asked[p]:
            raise SpecificationError(
                f"By the questionnaire {e!r} asks about {asked[e]!r} and {p!r} about {asked[p]!r}, but"
                f" measure={model.measure!r} pairs items in their order. Name expectation= and performance="
                " in the same order of attributes."
            )


def told(model: DisconfirmationModel, pairs: Pairs) -> list[Notice]:
    """Which pairs were made, and how they were found."""
    found: list[Notice] = []
    if pairs.known:
        found.append(group_notice("latent_pairs_known", items=_joined(pairs.known)))
    if pairs.ordered:
        found.append(group_notice("latent_pairs_ordered", items=_joined(pairs.ordered)))
    if pairs.open:
        found.append(notice("latent_pairs_open"))
    if pairs.made:
        items = [f"{p} − {e}" for e, p in zip(model.expectation, model.performance, strict=True)]
        found.append(group_notice("latent_pairs_made", items=items))
    return found


def _joined(pairs: tuple[Pair, ...]) -> list[str]:
    """Items of one attribute together, as ``e_bed ~ p_bed ~ d_bed``."""
    sets: list[list[str]] = []
    for pair in pairs:
        mine = next((each for each in sets if set(each) & set(pair)), None)
        if mine is None:
            sets.append(list(pair))
        else:
            mine += [name for name in pair if name not in mine]
    return [" ~ ".join(each) for each in sets]
