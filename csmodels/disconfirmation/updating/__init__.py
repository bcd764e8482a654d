"""Expectations that learn from one stay to the next."""
