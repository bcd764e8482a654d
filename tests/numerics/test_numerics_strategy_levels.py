"""Shares of nested levels: plain shares where all is known, Kaplan-Meier with Greenwood's error where not."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.numerics.strategy.levels import at_level, level_influences

#: Rounding of sums.
EXACT = 1e-12
#: Three standard errors of a share of 40,000 respondents.
SAMPLED = 0.0075


def test_plain_shares_where_all_is_known():
    depth = np.repeat([0.0, 1.0, 2.0, 3.0], [10, 20, 30, 40])
    found = level_influences(depth, None, 3)
    assert np.allclose(found, depth[:, None] > np.arange(3), atol=EXACT)


def test_product_limit_and_greenwood():
    depth = np.repeat([0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0], [10, 4, 20, 6, 30, 8, 40])
    found = level_influences(depth, None, 3)
    counts = [at_level(depth, k) for k in range(3)]
    known, passed = (np.array([each[i].sum() for each in counts]) for i in (0, 1))
    assert known.tolist() == [114, 98, 70]
    assert passed.tolist() == [104, 78, 40]
    steps = passed / known
    shares = np.cumprod(steps)
    assert np.allclose(found.mean(axis=0), shares, atol=EXACT)
    # Greenwood (1926): S^2 sum of (1 - c) / (N c)
    greenwood = shares**2 * np.cumsum((1 - steps) / (known * steps))
    n = len(depth)
    assert np.allclose(((found - shares) ** 2).sum(axis=0) / n**2, greenwood, atol=EXACT)


def test_weights_are_repeated_rows():
    depth, weights = np.array([0.0, 0.5, 1.0, 1.5, 2.0]), np.array([3.0, 1.0, 2.0, 2.0, 4.0])
    weighted = level_influences(depth, weights, 2)
    repeated = level_influences(np.repeat(depth, weights.astype(int)), None, 2)
    assert np.allclose(np.repeat(weighted, weights.astype(int), axis=0), repeated, atol=EXACT)


def test_answers_missing_at_a_level_do_not_lower_it():
    rng = np.random.default_rng(5)
    n = 40_000
    first, second = rng.random(n) < 0.6, rng.random(n) < 0.5
    unknown = rng.random(n) < 0.3  # of the second level, which only those of the first are asked
    depth = np.where(~first, 0.0, np.where(unknown, 1.5, 1.0 + second))
    shares = level_influences(depth, None, 2).mean(axis=0)
    assert np.allclose(shares, [0.6, 0.3], atol=SAMPLED)
    # leaving out those with an unknown level would not do: it keeps everybody who failed at the first
    complete = depth[depth % 1 == 0]
    assert (complete >= 1).mean() < 0.6 - 5 * SAMPLED


@pytest.mark.parametrize("depth", [[0.0, 0.0], [0.5, 0.0, 0.0]])
def test_nobody_passes(depth):
    assert np.allclose(level_influences(np.array(depth), None, 2), 0.0, atol=EXACT)
