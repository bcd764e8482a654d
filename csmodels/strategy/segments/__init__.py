"""Identify, differentiate, interact, customise: customers by value and need, and what to do for each."""

from csmodels.strategy.segments.model import idic
from csmodels.strategy.segments.result import IDIC

__all__ = ["IDIC", "idic"]
