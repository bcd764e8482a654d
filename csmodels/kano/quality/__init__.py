"""Careless and contradictory respondents of a Kano questionnaire, and what leaving them out would change."""

from csmodels.kano.quality.result import KanoQuality

__all__ = ["KanoQuality"]
