"""Penalty-reward contrasts: what low and high performance of an attribute do to satisfaction."""
