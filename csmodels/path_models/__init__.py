"""Structural equation models: constructs measured by items, and the paths between them."""

from csmodels.path_models.model import Construct, PathModel, composite
from csmodels.path_models.result import PathResult

__all__ = ["Construct", "PathModel", "PathResult", "composite"]
