"""Measurement quality: reliability, validity, collinearity, fit, and a verdict for each criterion."""
