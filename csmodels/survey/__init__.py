"""What was asked and what was answered: questionnaires, survey data, files, quality."""

from __future__ import annotations

from csmodels.survey.answers import Answers, identical_items, read_answers
from csmodels.survey.conditions import Condition
from csmodels.survey.data import SurveyData, as_survey
from csmodels.survey.item_map import Attribute, ItemMap
from csmodels.survey.quality import QualityReport, quality_report
from csmodels.survey.questionnaire import DerivedItem, Item, Questionnaire, Scale
from csmodels.survey.readers import read_survey

__all__ = [
    "Answers",
    "Attribute",
    "Condition",
    "DerivedItem",
    "Item",
    "ItemMap",
    "QualityReport",
    "Questionnaire",
    "Scale",
    "SurveyData",
    "as_survey",
    "identical_items",
    "quality_report",
    "read_answers",
    "read_survey",
]
