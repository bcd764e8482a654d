"""Covariance structures: implied moments, their likelihood and its derivatives, for batches of moments."""
