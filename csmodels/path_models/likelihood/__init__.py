"""Covariance-based structural equation models: parameters, estimates, statistics and their displays."""
