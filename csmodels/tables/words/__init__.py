"""Words of the displays, one file per topic, in English and Chinese."""

from csmodels.tables.words.assessment import ASSESSMENT
from csmodels.tables.words.checklist import CHECKLIST
from csmodels.tables.words.constructs import CONSTRUCTS
from csmodels.tables.words.covariance import COVARIANCE
from csmodels.tables.words.design import DESIGN
from csmodels.tables.words.diagnostics import DIAGNOSTICS
from csmodels.tables.words.families import FAMILIES
from csmodels.tables.words.gaps import GAPS
from csmodels.tables.words.groups import GROUPS
from csmodels.tables.words.importance import IMPORTANCE
from csmodels.tables.words.incomplete import INCOMPLETE
from csmodels.tables.words.items import ITEMS
from csmodels.tables.words.kano import KANO
from csmodels.tables.words.kano_groups import KANO_GROUPS
from csmodels.tables.words.kano_planning import KANO_PLANNING
from csmodels.tables.words.kano_plots import KANO_PLOTS
from csmodels.tables.words.kano_quality import KANO_QUALITY
from csmodels.tables.words.kano_reading import KANO_READING
from csmodels.tables.words.kano_segments import KANO_SEGMENTS
from csmodels.tables.words.ladder import LADDER
from csmodels.tables.words.latent import LATENT
from csmodels.tables.words.likelihood import LIKELIHOOD
from csmodels.tables.words.matrix import MATRIX
from csmodels.tables.words.measures import MEASURES
from csmodels.tables.words.moderation import MODERATION
from csmodels.tables.words.ordinal import ORDINAL
from csmodels.tables.words.planning import PLANNING
from csmodels.tables.words.prediction import PREDICTION
from csmodels.tables.words.priorities import PRIORITIES
from csmodels.tables.words.segments import SEGMENTS
from csmodels.tables.words.strategy_chain import STRATEGY_CHAIN
from csmodels.tables.words.strategy_complaints import STRATEGY_COMPLAINTS
from csmodels.tables.words.strategy_indicators import STRATEGY_INDICATORS
from csmodels.tables.words.strategy_relationship import STRATEGY_RELATIONSHIP
from csmodels.tables.words.strategy_report import STRATEGY_REPORT
from csmodels.tables.words.strategy_segments import STRATEGY_SEGMENTS
from csmodels.tables.words.strategy_value import STRATEGY_VALUE
from csmodels.tables.words.strategy_waves import STRATEGY_WAVES
from csmodels.tables.words.surface import SURFACE
from csmodels.tables.words.surface_plots import SURFACE_PLOTS
from csmodels.tables.words.survey import SURVEY
from csmodels.tables.words.theories import THEORIES
from csmodels.tables.words.three_bridge import THREE_BRIDGE
from csmodels.tables.words.three_factor import THREE_FACTOR
from csmodels.tables.words.three_null import THREE_NULL
from csmodels.tables.words.three_plots import THREE_PLOTS
from csmodels.tables.words.three_routes import THREE_ROUTES
from csmodels.tables.words.updating import UPDATING

#: Words of a topic by section of the catalogue; see `csmodels.tables.strings`.
TOPICS = (
    ASSESSMENT,
    CHECKLIST,
    COVARIANCE,
    DESIGN,
    DIAGNOSTICS,
    FAMILIES,
    GAPS,
    GROUPS,
    INCOMPLETE,
    ITEMS,
    KANO,
    KANO_PLANNING,
    KANO_READING,
    KANO_GROUPS,
    KANO_PLOTS,
    KANO_QUALITY,
    KANO_SEGMENTS,
    LADDER,
    LATENT,
    LIKELIHOOD,
    MEASURES,
    MODERATION,
    ORDINAL,
    PLANNING,
    PREDICTION,
    PRIORITIES,
    SEGMENTS,
    STRATEGY_INDICATORS,
    STRATEGY_WAVES,
    STRATEGY_RELATIONSHIP,
    STRATEGY_VALUE,
    STRATEGY_COMPLAINTS,
    STRATEGY_SEGMENTS,
    STRATEGY_CHAIN,
    STRATEGY_REPORT,
    SURFACE,
    SURFACE_PLOTS,
    THEORIES,
    THREE_BRIDGE,
    MATRIX,
    THREE_PLOTS,
    IMPORTANCE,
    THREE_ROUTES,
    THREE_NULL,
    THREE_FACTOR,
    UPDATING,
)

__all__ = ["CONSTRUCTS", "SURVEY", "TOPICS"]
