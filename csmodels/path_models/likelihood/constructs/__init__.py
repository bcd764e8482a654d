"""Figures of single constructs: scores, index, reliability."""
