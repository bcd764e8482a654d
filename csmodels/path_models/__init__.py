"""Structural equation models: constructs measured by items, and the paths between them."""

from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.path_models.model import Construct, PathModel, composite
from csmodels.path_models.planning.sample_size import path_sample_size
from csmodels.path_models.planning.simulation import population_moments, simulate
from csmodels.path_models.prediction.result import cvpat_compare
from csmodels.path_models.result import PathResult
from csmodels.path_models.statements import Statement
from csmodels.path_models.terms import higher_order, interaction, quadratic

__all__ = [
    "Construct",
    "CovarianceResult",
    "PathModel",
    "PathResult",
    "Statement",
    "composite",
    "cvpat_compare",
    "higher_order",
    "interaction",
    "path_sample_size",
    "population_moments",
    "quadratic",
    "simulate",
]
