"""Arithmetic of indicators, waves and customer value."""
