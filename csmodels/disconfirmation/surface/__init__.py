"""Satisfaction as a surface over expectation and performance."""
