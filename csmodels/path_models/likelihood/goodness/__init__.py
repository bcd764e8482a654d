"""How well a covariance model fits: measures, tests, comparison of nested models."""
