"""Theories of satisfaction set against each other on the same answers."""
