"""Indicators of satisfaction: net promoter score, boxes, effort, rates; a board of them with targets."""

from csmodels.strategy.indicators.ask import ces, csat, nps, rate
from csmodels.strategy.indicators.board import IndicatorBoard, indicators
from csmodels.strategy.indicators.comparison import IndicatorComparison
from csmodels.strategy.indicators.kinds import Indicator
from csmodels.strategy.indicators.result import IndicatorResult
from csmodels.strategy.indicators.sample_size import IndicatorSampleSize, indicator_sample_size
from csmodels.strategy.indicators.trend import IndicatorTrend

__all__ = [
    "Indicator",
    "IndicatorBoard",
    "IndicatorComparison",
    "IndicatorResult",
    "IndicatorSampleSize",
    "IndicatorTrend",
    "ces",
    "csat",
    "indicator_sample_size",
    "indicators",
    "nps",
    "rate",
]
