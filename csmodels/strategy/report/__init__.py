"""One page that answers the questions of a satisfaction survey."""

from csmodels.strategy.report.ask import report
from csmodels.strategy.report.result import Report

__all__ = ["Report", "report"]
