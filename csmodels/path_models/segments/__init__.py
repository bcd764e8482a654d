"""Unobserved segments with paths of their own: FIMIX-PLS."""
