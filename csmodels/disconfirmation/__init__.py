"""Expectation-disconfirmation: gaps, response surfaces, theories, latent models, updating."""

from csmodels.disconfirmation.contest.result import TheoryContest
from csmodels.disconfirmation.contest.simulated import simulate_theory
from csmodels.disconfirmation.contest.theories import theories
from csmodels.disconfirmation.gaps.model import GapModel
from csmodels.disconfirmation.gaps.result import GapResult
from csmodels.disconfirmation.latent.compare import SurfaceComparison
from csmodels.disconfirmation.latent.model import DisconfirmationModel
from csmodels.disconfirmation.latent.result import DisconfirmationResult
from csmodels.disconfirmation.latent.structures import edt_structures
from csmodels.disconfirmation.surface.congruence.checklist import CongruenceChecklist
from csmodels.disconfirmation.surface.congruence.cubic import CubicResult, cubic_congruence
from csmodels.disconfirmation.surface.families.fitted import families
from csmodels.disconfirmation.surface.families.frame import FamilyTable
from csmodels.disconfirmation.surface.model import ResponseSurface
from csmodels.disconfirmation.surface.result import SurfaceResult
from csmodels.disconfirmation.updating.model import ExpectationUpdating
from csmodels.disconfirmation.updating.result import UpdatingResult

__all__ = [
    "CongruenceChecklist",
    "CubicResult",
    "DisconfirmationModel",
    "DisconfirmationResult",
    "ExpectationUpdating",
    "FamilyTable",
    "GapModel",
    "GapResult",
    "ResponseSurface",
    "SurfaceComparison",
    "SurfaceResult",
    "TheoryContest",
    "UpdatingResult",
    "cubic_congruence",
    "edt_structures",
    "families",
    "simulate_theory",
    "theories",
]
