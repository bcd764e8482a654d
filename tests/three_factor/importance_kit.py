"""Drivers of the sample survey, simulated ones, and what is found of them."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from csmodels.errors import DataWarning
from csmodels.three_factor.relative_importance import relative_importance
from csmodels.three_factor.relative_importance.model import METHODS

ROOM = ["room_bed", "room_shower", "room_quiet"]
BLOCKS = {"Room": ROOM, "Staff": "arrival_friendly", "Food": ["breakfast_food", "breakfast_surroundings"]}


def of_hotel(hotel):
    """Four drivers by every method."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        return relative_importance(
            hotel, outcome="sat_overall", drivers=[*ROOM, "breakfast_food"], method=METHODS, n_boot=300
        )


def by_member(hotel):
    """Three blocks of drivers in two groups."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        return relative_importance(
            hotel, outcome=["sat_overall", "sat_ideal"], drivers=BLOCKS, by="member", n_boot=100
        )


def simulated(p, n=400, seed=0):
    """Correlated drivers x0, x1, ... of falling importance, and y."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p)) + 0.7 * rng.normal(size=(n, 1))
    y = x @ np.linspace(0.6, 0.1, p) + 1.5 * rng.normal(size=n)
    return pd.DataFrame(np.column_stack([x, y]), columns=[*names(p), "y"])


def names(p):
    """Names of such drivers."""
    return [f"x{i}" for i in range(p)]
