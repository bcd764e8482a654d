"""Published satisfaction-index models as data: constructs, items, arrows, ranges, citation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.survey import Condition, DerivedItem, Item, Questionnaire, Scale, SurveyData, as_survey
from csmodels.tables import FrozenMapping

Range = tuple[float, float]


@dataclass(frozen=True)
class PublishedModel:
    """A satisfaction-index model as it was published.

    Attributes
    ----------
    name : str
    items : mapping of construct to tuple of item names
        The published names; they find the columns of a plain DataFrame.
    structure : mapping of outcome to tuple of predictors
    citation : str
    ranges : mapping of item to (low, high)
        Ranges that differ from the 1 to 10 of the other items.
    questionnaire : Questionnaire or None
        Routed questions and the items derived from them, by their published names.
    layout : mapping of construct to (x, y)
        Places in the path diagram.
    note : str
        What is particular about this version.
    """

    name: str
    items: Mapping[str, tuple[str, ...]]
    structure: Mapping[str, tuple[str, ...]]
    citation: str
    ranges: Mapping[str, Range] = field(default_factory=dict)
    questionnaire: Questionnaire | None = None
    layout: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("items", "structure", "ranges", "layout"):
            object.__setattr__(self, name, FrozenMapping(getattr(self, name)))

    def with_derived(self, data: SurveyData | pd.DataFrame, items: Iterable[str]) -> SurveyData:
        """The survey, with the published routing and derived items where `items` need them.

        A survey with a questionnaire of its own, or with the derived items as columns, is left as it is.
        """
        survey = as_survey(data)
        if survey.questionnaire is not None or self.questionnaire is None:
            return survey
        columns = set(survey.frame.columns)
        derived = {item.name for item in self.questionnaire.derived}
        routed = {item.name for item in self.questionnaire.items if item.asked_if is not None}
        known = {item.name for item in self.questionnaire.items} <= columns and not derived & columns
        needed = (derived | routed) & set(items)
        return survey.replace(questionnaire=self.questionnaire) if needed and known else survey


def _numbered(stem: str, count: int) -> tuple[str, ...]:
    return tuple(f"{stem}{i}" for i in range(1, count + 1))


_PRICE_ITEMS = (
    Item("REPUR"),
    Item("HIGHPTOL", scale=Scale(0, 25), asked_if=Condition.from_text("REPUR > 5")),
    Item("LOWPTOL", scale=Scale(0, 25), asked_if=Condition.from_text("REPUR <= 5")),
)
_PRICE_TOLERANCE = DerivedItem.from_formula(
    "PTOL",
    "HIGHPTOL if REPUR > 5 else -LOWPTOL",
    wording={
        "en": "Price tolerance: accepted rise, or needed cut with a minus sign, in per cent",
        "zh": "价格容忍度：可接受的涨价幅度，或所需降价幅度（负号），百分比",
    },
    constructs=("Loyalty",),
    scale=Scale(-25, 25),
)

ACSI = PublishedModel(
    name="ACSI",
    items={
        "Expectations": ("OVERALLX", "CUSTOMX", "WRONGX"),
        "Quality": ("OVERALLQ", "CUSTOMQ", "WRONGQ"),
        "Value": ("PQ", "QP"),
        "Satisfaction": ("SATIS", "CONFIRM", "IDEAL"),
        "Complaints": ("COMP",),
        "Loyalty": ("REPUR", "PTOL"),
    },
    structure={
        "Quality": ("Expectations",),
        "Value": ("Expectations", "Quality"),
        "Satisfaction": ("Expectations", "Quality", "Value"),
        "Complaints": ("Satisfaction",),
        "Loyalty": ("Satisfaction", "Complaints"),
    },
    citation=(
        "Fornell, C., Johnson, M. D., Anderson, E. W., Cha, J., & Bryant, B. E. (1996). The American"
        " Customer Satisfaction Index: Nature, purpose, and findings. Journal of Marketing, 60(4), 7-18."
    ),
    ranges={"COMP": (0, 1), "PTOL": (-25, 25)},
    questionnaire=Questionnaire(_PRICE_ITEMS, (_PRICE_TOLERANCE,)),
    layout={
        "Expectations": (0.0, 0.0),
        "Quality": (0.0, 2.0),
        "Value": (1.0, 1.0),
        "Satisfaction": (2.0, 1.0),
        "Complaints": (3.0, 2.0),
        "Loyalty": (3.0, 0.0),
    },
    note=(
        "Item names are those of ACSI's public data. Price tolerance is one item made of the accepted rise"
        " (likely to stay) and the needed cut (otherwise); its range of -25 to 25 per cent is a convention"
        " of this library."
    ),
)

_ECSI_MOBILE_STRUCTURE = {
    "Expectations": ("Image",),
    "Quality": ("Expectations",),
    "Value": ("Expectations", "Quality"),
    "Satisfaction": ("Image", "Expectations", "Quality", "Value"),
    "Complaints": ("Satisfaction",),
    "Loyalty": ("Image", "Satisfaction", "Complaints"),
}

ECSI_MOBILE = PublishedModel(
    name="ECSI-mobile",
    items={
        "Image": _numbered("IMAG", 5),
        "Expectations": _numbered("CUEX", 3),
        "Quality": _numbered("PERQ", 7),
        "Value": _numbered("PERV", 2),
        "Satisfaction": _numbered("CUSA", 3),
        "Complaints": ("CUSCO",),
        "Loyalty": _numbered("CUSL", 3),
    },
    structure=_ECSI_MOBILE_STRUCTURE,
    citation=(
        "Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M., & Lauro, C. (2005). PLS path modeling."
        " Computational Statistics & Data Analysis, 48(1), 159-205."
    ),
    layout={
        "Image": (0.0, 3.0),
        "Expectations": (0.0, 1.6),
        "Quality": (1.2, -0.6),
        "Value": (1.3, 1.0),
        "Satisfaction": (2.5, 1.8),
        "Complaints": (3.7, 0.8),
        "Loyalty": (3.7, 3.0),
    },
    note="Complaints is the handling of complaints, rated by all respondents.",
)

ECSI = PublishedModel(
    name="ECSI",
    items={
        "Image": _numbered("IMAG", 5),
        "Expectations": _numbered("CUEX", 3),
        "ProductQuality": _numbered("PERQH", 3),
        "ServiceQuality": _numbered("PERQS", 4),
        "Value": _numbered("PERV", 2),
        "Satisfaction": _numbered("CUSA", 3),
        "Loyalty": _numbered("CUSL", 3),
    },
    structure={
        "Expectations": ("Image",),
        "ProductQuality": ("Expectations",),
        "ServiceQuality": ("Expectations",),
        "Value": ("Expectations", "ProductQuality", "ServiceQuality"),
        "Satisfaction": ("Image", "Expectations", "ProductQuality", "ServiceQuality", "Value"),
        "Loyalty": ("Image", "Satisfaction"),
    },
    citation=(
        "ECSI Technical Committee (1998). European Customer Satisfaction Index: Foundation and structure"
        " for harmonized national pilot projects; arrows as in Tenenhaus et al. (2005), with quality"
        " split into product and service and without complaints."
    ),
    layout={
        "Image": (0.0, 3.0),
        "Expectations": (0.0, 1.6),
        "ProductQuality": (0.7, -1.0),
        "ServiceQuality": (1.5, 1.2),
        "Value": (1.1, 0.1),
        "Satisfaction": (3.0, 1.7),
        "Loyalty": (3.0, 3.0),
    },
    note=(
        "The item names are names of this library; the technical report of 1998 was not at hand, so its"
        " title is cited from the literature and not confirmed."
    ),
)

#: Models by name; names are found whatever their capitals.
CATALOGUE: Mapping[str, PublishedModel] = FrozenMapping(
    {model.name: model for model in (ACSI, ECSI, ECSI_MOBILE)}
)


def published(name: str) -> PublishedModel:
    """The published model of a name.

    Raises
    ------
    SpecificationError
        Unknown name; lists the known ones.

    Examples
    --------
    >>> from csmodels.acsi.catalogue import published
    >>> published("acsi").structure["Satisfaction"]
    ('Expectations', 'Quality', 'Value')
    """
    found = {known.casefold(): model for known, model in CATALOGUE.items()}.get(str(name).casefold())
    if found is None:
        raise SpecificationError(
            f"There is no published model {name!r}.{did_you_mean(name, CATALOGUE)}"
            f" Models: {some(CATALOGUE, 20)}."
        )
    return found
