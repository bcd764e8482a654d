"""Estimators side by side, with the reasons of their differences."""
