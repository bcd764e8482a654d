"""Surfaces as pictures, and the tables behind them."""
