"""csmodels: customer-satisfaction models, every number with its interval.

Examples
--------
>>> import csmodels as cs
>>> hotel = cs.datasets.load_hotel()
>>> result = cs.index_model("ACSI").fit(hotel)
>>> list(result.index.columns)
['estimate', 'std_error', 'conf_low', 'conf_high', 'n']
"""

from csmodels import datasets, errors, testing
from csmodels.acsi import IndexModel, IndexResult, index_model
from csmodels.disconfirmation import (
    DisconfirmationModel,
    DisconfirmationResult,
    ExpectationUpdating,
    GapModel,
    GapResult,
    ResponseSurface,
    SurfaceResult,
    TheoryContest,
    edt_structures,
    simulate_theory,
    theories,
)
from csmodels.kano import (
    EvaluationTable,
    KanoModel,
    KanoResult,
    kano_group_tests,
    kano_questionnaire,
    kano_sample_size,
    kano_wordings,
    simulate_kano,
)
from csmodels.numerics.moments import Moments
from csmodels.path_models import (
    Construct,
    CovarianceResult,
    PathModel,
    PathResult,
    Statement,
    composite,
    cvpat_compare,
    higher_order,
    interaction,
    path_sample_size,
    population_moments,
    quadratic,
    simulate,
)
from csmodels.path_models.side_by_side.compare import Comparison, compare
from csmodels.strategy.complaints import (
    ComplaintFunnel,
    ComplaintValue,
    ServiceRecovery,
    WordOfMouth,
    complaint_funnel,
    complaint_value,
    service_recovery,
    word_of_mouth,
)
from csmodels.strategy.indicators import (
    Indicator,
    IndicatorBoard,
    IndicatorResult,
    ces,
    csat,
    indicator_sample_size,
    indicators,
    nps,
    rate,
)
from csmodels.strategy.profit_chain import ProfitChain, profit_chain
from csmodels.strategy.relationship import (
    LifeCycle,
    Migration,
    RelationshipFunnel,
    life_cycle,
    migration,
    relationship_funnel,
)
from csmodels.strategy.report import Report, report
from csmodels.strategy.segments import IDIC, idic
from csmodels.strategy.value import (
    BreakEven,
    CustomerEquity,
    CustomerValue,
    CustomerValueResult,
    ShiftedBetaGeometric,
    SurvivalResult,
    break_even,
    customer_equity,
    five_to_one,
    lifetime_value,
    one_yuan_customer,
)
from csmodels.strategy.waves import Track, track
from csmodels.survey import (
    Condition,
    DerivedItem,
    Item,
    ItemMap,
    Questionnaire,
    Scale,
    SurveyData,
    read_survey,
)
from csmodels.tables import Summary
from csmodels.three_factor import PenaltyReward, PenaltyRewardResult
from csmodels.three_factor.bridge import ClassificationComparison, compare_classifications
from csmodels.three_factor.key_drivers import KeyDrivers, key_drivers
from csmodels.three_factor.matrix import ImportancePerformance, MatrixResult
from csmodels.three_factor.relative_importance import RelativeImportance, relative_importance
from csmodels.three_factor.routes import (
    PathPenalties,
    PiecewiseRegression,
    PiecewiseResult,
    penalty_reward_path,
)

__version__ = "0.1.0"

__all__ = [
    "IDIC",
    "BreakEven",
    "ClassificationComparison",
    "Comparison",
    "ComplaintFunnel",
    "ComplaintValue",
    "Condition",
    "Construct",
    "CovarianceResult",
    "CustomerEquity",
    "CustomerValue",
    "CustomerValueResult",
    "DerivedItem",
    "DisconfirmationModel",
    "DisconfirmationResult",
    "EvaluationTable",
    "ExpectationUpdating",
    "GapModel",
    "GapResult",
    "ImportancePerformance",
    "IndexModel",
    "IndexResult",
    "Indicator",
    "IndicatorBoard",
    "IndicatorResult",
    "Item",
    "ItemMap",
    "KanoModel",
    "KanoResult",
    "KeyDrivers",
    "LifeCycle",
    "MatrixResult",
    "Migration",
    "Moments",
    "PathModel",
    "PathPenalties",
    "PathResult",
    "PenaltyReward",
    "PenaltyRewardResult",
    "PiecewiseRegression",
    "PiecewiseResult",
    "ProfitChain",
    "Questionnaire",
    "RelationshipFunnel",
    "RelativeImportance",
    "Report",
    "ResponseSurface",
    "Scale",
    "ServiceRecovery",
    "ShiftedBetaGeometric",
    "Statement",
    "Summary",
    "SurfaceResult",
    "SurveyData",
    "SurvivalResult",
    "TheoryContest",
    "Track",
    "WordOfMouth",
    "break_even",
    "ces",
    "compare",
    "compare_classifications",
    "complaint_funnel",
    "complaint_value",
    "composite",
    "csat",
    "customer_equity",
    "cvpat_compare",
    "datasets",
    "edt_structures",
    "errors",
    "five_to_one",
    "higher_order",
    "idic",
    "index_model",
    "indicator_sample_size",
    "indicators",
    "interaction",
    "kano_group_tests",
    "kano_questionnaire",
    "kano_sample_size",
    "kano_wordings",
    "key_drivers",
    "life_cycle",
    "lifetime_value",
    "migration",
    "nps",
    "one_yuan_customer",
    "path_sample_size",
    "penalty_reward_path",
    "population_moments",
    "profit_chain",
    "quadratic",
    "rate",
    "read_survey",
    "relationship_funnel",
    "relative_importance",
    "report",
    "service_recovery",
    "simulate",
    "simulate_kano",
    "simulate_theory",
    "testing",
    "theories",
    "track",
    "word_of_mouth",
]
