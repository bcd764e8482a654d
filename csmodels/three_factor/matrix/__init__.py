"""Importance against performance: maps, gaps, revised and asymmetric forms, competitors."""

from csmodels.three_factor.matrix.cells import MatrixCells
from csmodels.three_factor.matrix.model import ImportancePerformance
from csmodels.three_factor.matrix.result import MatrixResult

__all__ = ["ImportancePerformance", "MatrixCells", "MatrixResult"]
