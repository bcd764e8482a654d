"""The check of an index model: the published items may be found by other names, or be absent."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from csmodels.acsi.model import IndexModel
from csmodels.errors import CsmodelsError
from csmodels.path_models.check import Scout
from csmodels.path_models.check_items import Range
from csmodels.path_models.check_report import CheckReport, Finding
from csmodels.survey import SurveyData
from csmodels.tables import check_language
from csmodels.tables.notices import notice


def check(model: IndexModel, data: object, lang: str = "en") -> CheckReport:
    """Look whether the data hold every item of an index model, coded as the model expects.

    See `IndexModel.check`.
    """
    return IndexScout(model).report(data, check_language(lang))


class IndexScout(Scout):
    """Looks for the items that an index model would take, on the scales that its index rests on."""

    assumes = True

    def __init__(self, model: IndexModel) -> None:
        super().__init__(model.path_model(), model.scale, model.scales)
        self.index, self.name = model, model.name
        #: Items that nobody named may be absent: the construct is measured by the others, or left out.
        self.published = model.items is None

    def survey(self, data: SurveyData | pd.DataFrame) -> SurveyData:
        """The data with the published routing and derived items."""
        return self.index._survey(data)

    def choose(self, survey: SurveyData) -> None:
        """Take the questionnaire's items where the model finds them there."""
        if not self.published:
            return
        try:
            found = self.index._find(survey)
        except CsmodelsError:
            return
        known = self.index.published.items
        if any(not set(items) <= set(known[name]) for name, items in found.items()):
            self.blocks = {name: tuple(found.get(name, ())) for name in known}

    def without_items(self, name: str) -> Finding | None:
        """A published construct is left out with its paths; without satisfaction there is no index."""
        if not self.published:
            return None
        lost = name == "Satisfaction"
        key = "check_no_satisfaction" if lost else "check_left_out"
        return Finding(name, "", notice(key, construct=name), lost)

    def absent(self, name: str, item: str, frame: pd.DataFrame) -> Finding:
        """A published item is not needed, one that the user named is."""
        if not self.published:
            return super().absent(name, item, frame)
        return Finding(name, item, notice("check_fewer", item=item, construct=name), problem=False)

    def known_range(self, item: str, survey: SurveyData | None) -> Range | None:
        """Ends as given, by the questionnaire, or as published."""
        return self.index._known_range(item, survey)

    def fitted_ranges(self) -> Mapping[str, Range]:
        """An index refuses answers beyond the ends of a scale."""
        return {item: self.expected[item] for _, item in self.looks}
