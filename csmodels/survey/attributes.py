"""An attribute that several items ask about, on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from csmodels.errors import DataError, SpecificationError, did_you_mean, some
from csmodels.survey.data import SurveyData
from csmodels.survey.questionnaire import ASPECTS
from csmodels.tables.frozen import FrozenMapping

#: Dimension of attributes that were given none.
OVERALL = "overall"


@dataclass(frozen=True)
class Attribute:
    """The items that ask about one attribute.

    Parameters
    ----------
    name : str
    items : mapping of aspect to column
        See :data:`ASPECTS`.
    dimension : str
        What the attribute is a part of, such as a dimension of SERVQUAL.
    labels : mapping of language to text
        Words for displays.

    Raises
    ------
    SpecificationError
        An unknown aspect, no item, an item in two aspects.

    Examples
    --------
    >>> Attribute("bed", {"expectation": "e_bed", "performance": "p_bed"}, "Room").label("zh")
    'bed'
    """

    name: str
    items: Mapping[str, str]
    dimension: str = OVERALL
    labels: Mapping[str, str] = field(default_factory=FrozenMapping)

    def __post_init__(self) -> None:
        for what, name in (("attribute", self.name), ("dimension", self.dimension)):
            if not isinstance(name, str) or not name.strip():
                raise SpecificationError(f"The name of an {what} is a text, not {name!r}.")
        for aspect, column in self.items.items():
            if aspect not in ASPECTS:
                raise SpecificationError(
                    f"Attribute {self.name!r}: unknown aspect {aspect!r}; use one of {', '.join(ASPECTS)}."
                    f"{did_you_mean(aspect, ASPECTS)}"
                )
            if not isinstance(column, str) or not column:
                raise SpecificationError(
                    f"Attribute {self.name!r}: its {aspect} item is a column's name, not {column!r}."
                )
        if not self.items:
            raise SpecificationError(f"Attribute {self.name!r} has no items.")
        object.__setattr__(self, "items", FrozenMapping(self.items))
        object.__setattr__(self, "labels", FrozenMapping(self.labels))

    def label(self, lang: str = "en") -> str:
        """Words in a language; the name where there are none."""
        return self.labels.get(lang) or self.name


def common_scale(
    data: SurveyData | pd.DataFrame, items: Iterable[str], what: str
) -> tuple[float, float] | None:
    """The one scale of items that are compared number by number; None where it is not known.

    Raises
    ------
    DataError
        The questionnaire gives them different scales.
    """
    if not isinstance(data, SurveyData):
        return None
    known = {name: data.scale(name) for name in items if name in data._frame.columns}
    scales = {scale for scale in known.values() if scale is not None}
    if len(scales) > 1:
        shown: dict[tuple[float, float], str] = {}
        for name, scale in known.items():
            if scale is not None:
                shown.setdefault(scale, name)
        told = (f"{name} {scale[0]:g} to {scale[1]:g}" for scale, name in shown.items())
        raise DataError(
            f"{what} are on different scales ({some(told, 4)}): their difference would mean nothing. Rescale"
            " them first, or ask all on one scale."
        )
    return next(iter(scales), None)
