"""How likely each category leads a resample, without resamples: against all samples, draws and planning."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from csmodels.numerics.kano import leading
from csmodels.numerics.kano.leading import leading_chances
from csmodels.numerics.kano.planning import label_probability

#: Sums over all samples in double precision; the reach of the exact sum; normal counts beyond it.
EXACT, REACH, NORMAL = 1e-12, 1e-7, 5e-4


def every_sample(counts):
    """The same by listing all samples."""
    n, k = sum(counts), len(counts)
    share = np.array(counts) / n
    found = np.zeros(k)
    for first in itertools.product(range(n + 1), repeat=k - 1):
        if sum(first) <= n:
            sample = np.array([*first, n - sum(first)])
            ways = math.factorial(n) / math.prod(math.factorial(x) for x in sample)
            best = sample == sample.max()
            found += ways * np.prod(share**sample) * best / best.sum()
    return found


@pytest.mark.parametrize(
    "counts", [[3, 2, 1, 1], [4, 4, 0, 1], [1, 1, 1, 1, 1, 1], [2, 0, 0], [5, 3], [1], [0, 9, 7]]
)
def test_small_samples_by_listing_them(counts):
    np.testing.assert_allclose(leading_chances(counts), every_sample(counts), atol=EXACT)


@pytest.mark.parametrize(
    "counts", [[32, 90, 88, 114, 15, 19], [60, 55, 52, 50, 49, 48], [300, 298, 1, 1, 0, 0]]
)
def test_larger_ones_by_drawing_them(counts):
    n = sum(counts)
    draws = np.random.default_rng(5).multinomial(n, np.array(counts) / n, 60_000)
    best = draws == draws.max(axis=1, keepdims=True)
    want = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    # four standard errors
    np.testing.assert_allclose(leading_chances(counts), want, atol=4 * 0.5 / np.sqrt(60_000))


def test_what_planning_computes_where_ties_go_to_the_first():
    # an odd sample of two categories has no ties
    counts = np.array([0, 0, 52, 49, 0, 0])
    want = [label_probability(counts / 101, 101, c) for c in (2, 3)]
    np.testing.assert_allclose(leading_chances(counts)[2:4], want, atol=REACH)


def test_a_wider_reach_changes_nothing(monkeypatch):
    rng = np.random.default_rng(2)
    tables = [rng.multinomial(int(rng.integers(1, 700)), rng.dirichlet([3.0] * 6)) for _ in range(25)]
    near = [leading_chances(each) for each in tables]
    for name, value in (("RARE", 40.0), ("REACH", 10.0), ("FEW", 30)):
        monkeypatch.setattr(leading, name, value)
    np.testing.assert_allclose(near, [leading_chances(each) for each in tables], atol=REACH)


def test_normal_counts_stand_in_above(monkeypatch):
    n = leading.EXACT + 10
    gaps = np.array([0.0, 0.01, 0.03, 0.05])
    tables = [np.round(n * np.array([0.3, 0.3 - gap, 0.24, 0.06 + gap, 0.05, 0.05])) for gap in gaps]
    rough = [leading_chances(each) for each in tables]
    monkeypatch.setattr(leading, "EXACT", n + 100)
    exact = [leading_chances(each) for each in tables]
    np.testing.assert_allclose(rough, exact, atol=NORMAL)
    assert not np.array_equal(rough, exact)


def test_a_million_answers():
    n = 1_000_000
    # a lead of two standard errors of the difference
    first = 300_000 + round(math.sqrt(600_000))
    counts = np.array([first, 600_000 - first, 200_000, 100_000, 90_000, 10_000])
    assert counts.sum() == n
    lead = math.erf((counts[0] - counts[1]) / math.sqrt(2 * 600_000)) / 2 + 0.5
    np.testing.assert_allclose(leading_chances(counts)[:2], [lead, 1 - lead], atol=1e-6)


def test_batches_orders_and_empty_tables():
    tables = np.array([[5, 4, 3, 0, 0, 0], [0] * 6, [40, 41, 42, 43, 0, 9], [7, 7, 0, 0, 0, 0]])
    found = leading_chances(tables)
    assert np.isnan(found[1]).all()
    for row, each in zip(tables, found, strict=True):
        np.testing.assert_allclose(leading_chances(row), each, atol=REACH)
        np.testing.assert_allclose(leading_chances(row[::-1])[::-1], each, atol=REACH)
    np.testing.assert_allclose(found[[0, 2, 3]].sum(axis=1), 1.0)
    assert found[3, 0] == pytest.approx(0.5, abs=EXACT)
    assert leading_chances(tables.reshape(2, 2, 6)).shape == (2, 2, 6)
