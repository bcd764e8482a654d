"""OwnModel: a path model of the user's, in the place of a published one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from csmodels.acsi.entries.entry import Arrows, Range
from csmodels.path_models.model import PathModel
from csmodels.path_models.terms import refuse_terms
from csmodels.survey import SurveyData, as_survey
from csmodels.tables import FrozenMapping, text


@dataclass(frozen=True)
class OwnModel:
    """What an index needs to know of a model that nobody has published: its constructs and arrows.

    Attributes
    ----------
    model : PathModel
    """

    model: PathModel

    #: What a publication would say; nothing is known beyond the model.
    name: ClassVar[str] = "own_model"
    citation: ClassVar[str] = ""
    arrows: ClassVar[Arrows] = "published"  # by their author: there is no doubt to be told
    items_confirmed: ClassVar[bool] = False
    ranges: ClassVar[Mapping[str, Range]] = FrozenMapping()
    layout: ClassVar[Mapping[str, tuple[float, float]]] = FrozenMapping()

    def __post_init__(self) -> None:
        refuse_terms(self.model, "An index")

    @property
    def items(self) -> Mapping[str, tuple[str, ...]]:
        """Columns of each construct."""
        return {name: construct.items for name, construct in self.model.measurement.items()}

    def heading(self, lang: str = "en") -> str:
        """Title of a fitted model."""
        return text("heading.own_index", lang)

    def measured(self, items: Mapping[str, tuple[str, ...]]) -> PathModel:
        """The model, which names its columns itself."""
        return self.model

    def with_derived(self, data: SurveyData | pd.DataFrame, items: Iterable[str]) -> SurveyData:
        """The data as a survey; there is no published routing to add."""
        return as_survey(data)

    def provenance(self, lang: str = "en") -> tuple[str, ...]:
        """Nothing is published, so nothing has a source."""
        return ()
