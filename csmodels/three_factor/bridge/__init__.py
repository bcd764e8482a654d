"""The same attributes classified by a Kano questionnaire and by ratings: where they agree, and why not."""

from csmodels.three_factor.bridge.compare import compare_classifications
from csmodels.three_factor.bridge.result import ClassificationComparison

__all__ = ["ClassificationComparison", "compare_classifications"]
