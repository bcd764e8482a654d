"""Expectations that learn from one occasion to the next."""
