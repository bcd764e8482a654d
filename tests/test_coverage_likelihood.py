"""Whether intervals of maximum likelihood keep their promise: the short form of ``make coverage``."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

#: Samples of the short study; the whole one has 2,000.
SAMPLES = 400


@pytest.fixture(scope="module")
def found():
    path = Path(__file__).resolve().parent.parent / "benchmarks" / "coverage_likelihood.py"
    spec = importlib.util.spec_from_file_location("coverage_likelihood", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, module.study(SAMPLES)


def test_intervals_hold_the_truth(found):
    """The band asked of 2,000 samples, wider by three Monte-Carlo errors of 400."""
    module, table = found
    shares = module.asked(table)
    assert len(shares) == 3 * 21
    low, high = module.BAND
    slack = [3 * np.sqrt(share * (1 - share) / SAMPLES) for share in (low, high)]
    outside = shares[~shares.between(low - slack[0], high + slack[1])]
    assert outside.empty, f"\n{outside}"


def test_errors_of_the_information_are_too_small_for_long_tails(found):
    """Of variances they miss; the sandwich does not. A study that cannot tell them apart shows nothing."""
    _, table = found
    shares = table["share"].unstack("errors").loc["long tails"]
    variances = shares[shares.index.str.contains("~~")]
    assert variances["expected"].mean() < 0.92
    assert variances["sandwich"].mean() > 0.92
