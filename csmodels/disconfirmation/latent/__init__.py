"""Latent models of expectation, performance and disconfirmation."""
