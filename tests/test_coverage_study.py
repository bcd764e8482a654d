"""Whether intervals keep their promise: the short form of ``make coverage``."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

#: Samples of the short study and their resamples; the whole one has 2,000 and 1,000.
SAMPLES, RESAMPLES = 80, 300


@pytest.fixture(scope="module")
def coverage():
    path = Path(__file__).resolve().parent.parent / "benchmarks" / "coverage.py"
    spec = importlib.util.spec_from_file_location("coverage_study", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_intervals_hold_the_truth(coverage):
    """The band asked of 2,000 samples, wider by three Monte-Carlo errors of 80."""
    table = coverage.study(SAMPLES, n_boot=RESAMPLES)
    shares = coverage.asked(table)
    assert len(shares) == 5 + 10 + 7
    low, high = coverage.BAND
    slack = [3 * np.sqrt(share * (1 - share) / SAMPLES) for share in (low, high)]
    outside = table.loc[shares.index][~shares.between(low - slack[0], high + slack[1])]
    assert outside.empty, f"\n{outside}"
    # all figures come from the same samples: their mean is worth some six independent ones, three errors
    assert shares.mean() == pytest.approx(0.95, abs=3 * np.sqrt(0.95 * 0.05 / SAMPLES / 6))


def test_the_truth_is_that_of_endless_samples(coverage):
    """A very large sample lies within its standard errors of the population's figures."""
    import csmodels as cs

    model, truth = coverage.population()
    exact = model.fit(cs.population_moments(model.path_model(), **truth))
    large = model.fit(cs.simulate(model.path_model(), 100_000, seed=5, **truth), se="linearized")
    for name in ("params", "index"):
        mine, theirs = getattr(large, name), getattr(exact, name)
        gap = (mine["estimate"] - theirs["estimate"]).abs() / mine["std_error"]
        assert gap.max() < 4.5
