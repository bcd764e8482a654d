"""Expectation-disconfirmation: gaps, response surfaces, theories, latent models, updating."""

from csmodels.disconfirmation.surface.model import ResponseSurface
from csmodels.disconfirmation.surface.result import SurfaceResult

__all__ = ["ResponseSurface", "SurfaceResult"]
