"""The Kano questionnaire: pairs of questions, evaluation tables, categories with their uncertainty."""

from csmodels.kano.evaluation import TABLES, EvaluationTable, evaluation_table
from csmodels.kano.groups.result import KanoGroups
from csmodels.kano.groups.tables import kano_group_tests
from csmodels.kano.model import KanoModel
from csmodels.kano.planning.questionnaire import KanoQuestionnaire, kano_questionnaire
from csmodels.kano.planning.sample_size import KanoSampleSize, kano_sample_size
from csmodels.kano.planning.simulate import SimulatedKano, simulate_kano
from csmodels.kano.quality.result import KanoQuality
from csmodels.kano.reading import KanoAnswers, find_importance, find_pairs, from_long, read_kano
from csmodels.kano.result import KanoResult
from csmodels.kano.segments.result import KanoSegments
from csmodels.kano.wordings import kano_wordings

__all__ = [
    "TABLES",
    "EvaluationTable",
    "KanoAnswers",
    "KanoGroups",
    "KanoModel",
    "KanoQuality",
    "KanoQuestionnaire",
    "KanoResult",
    "KanoSampleSize",
    "KanoSegments",
    "SimulatedKano",
    "evaluation_table",
    "find_importance",
    "find_pairs",
    "from_long",
    "kano_group_tests",
    "kano_questionnaire",
    "kano_sample_size",
    "kano_wordings",
    "read_kano",
    "simulate_kano",
]
