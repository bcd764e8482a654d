"""Arithmetic of penalty-reward contrasts."""
