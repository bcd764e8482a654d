"""Relative importance: how much of what is explained each driver, or block of drivers, stands for."""

from csmodels.three_factor.relative_importance.model import Drivers, relative_importance
from csmodels.three_factor.relative_importance.result import RelativeImportance

__all__ = ["Drivers", "RelativeImportance", "relative_importance"]
