"""What several tests of the arithmetic use."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture(scope="session")
def mobi_with_gaps(mobi):
    """Ten items of the real ECSI survey with gaps made by a rule (golden/README.md)."""
    items = [f"CUEX{i}" for i in (1, 2, 3)] + [f"CUSA{i}" for i in (1, 2, 3)] + ["CUSCO"]
    x = mobi.frame[items + [f"CUSL{i}" for i in (1, 2, 3)]].to_numpy(dtype=float)
    i, j = np.indices(x.shape)
    return np.where((i * i + 3 * i * j + 7 * j) % 17 < 2, np.nan, x)
