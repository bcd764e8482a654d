"""Comparing groups: invariance of composites, differences of coefficients."""
