"""Covariance models of ordered answers."""
