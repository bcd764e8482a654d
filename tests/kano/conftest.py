"""A Kano file with every pair of answers."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def coded() -> pd.DataFrame:
    """All 25 pairs of answers about three attributes whose names contain each other."""
    pairs = np.array(list(itertools.product(range(1, 6), repeat=2)))
    held = {}
    for shift, name in enumerate(("room", "room_service", "service")):
        held[f"{name}_f"], held[f"{name}_d"] = np.roll(pairs, shift, axis=0).T
    return pd.DataFrame(held, index=pd.RangeIndex(101, 126))


@pytest.fixture
def expected(coded):
    names = ("room", "room_service", "service")
    return {name: (coded[f"{name}_f"].to_numpy(), coded[f"{name}_d"].to_numpy()) for name in names}
