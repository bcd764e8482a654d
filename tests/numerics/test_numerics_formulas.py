"""Reliability, effects, the index and small linear algebra against their textbook formulas."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.numerics.batch import batch_first, batch_last, solve
from csmodels.numerics.effects import along, causal_order, chains, total_effects
from csmodels.numerics.index import index_scores, normalised_weights
from csmodels.numerics.moments import Moments
from csmodels.numerics.reliability import block_reliability

#: The same formula in another order of operations.
ROUNDING = 1e-12


@pytest.fixture
def block():
    """Correlations, weights and loadings of four items; a fifth of them runs the other way."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(200, 1)) * [1, 0.8, 0.6, 0.9] + rng.normal(size=(200, 4))
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    w = rng.uniform(0.2, 0.5, size=4)
    w /= (z @ w).std()
    return z, w, z.T @ (z @ w) / 200


def test_reliability_by_the_book(block):
    z, w, loadings = block
    r = np.corrcoef(z.T)
    alpha, rho_a, rho_c, ave = block_reliability(r, w, loadings)
    k = 4
    items = z.var(axis=0).sum()
    assert alpha == pytest.approx(k / (k - 1) * (1 - items / z.sum(axis=1).var()), abs=ROUNDING)
    off = r - np.diag(np.diag(r))
    outer = np.outer(w, w)
    below = w @ (outer - np.diag(np.diag(outer))) @ w
    assert rho_a == pytest.approx((w @ w) ** 2 * (w @ off @ w) / below, abs=ROUNDING)
    true = loadings.sum() ** 2
    assert rho_c == pytest.approx(true / (true + sum(1 - lam**2 for lam in loadings)), abs=ROUNDING)
    assert ave == pytest.approx(np.mean([lam**2 for lam in loadings]), abs=ROUNDING)


def test_reliability_of_parallel_items():
    """Items with equal correlations r: alpha is Spearman-Brown, and rho_a is the same."""
    r, k = 0.4, 5
    corr = np.full((k, k), r) + (1 - r) * np.eye(k)
    w = np.full(k, 1 / np.sqrt(corr.sum()))
    alpha, rho_a, _, ave = block_reliability(corr, w, corr @ w)
    spearman_brown = k * r / (1 + (k - 1) * r)
    assert alpha == pytest.approx(spearman_brown)
    assert rho_a == pytest.approx(spearman_brown)
    assert ave == pytest.approx((corr @ w)[0] ** 2)


def test_reliability_batches_and_single_items(block):
    z, w, loadings = block
    r = np.corrcoef(z.T)
    many = block_reliability(
        np.broadcast_to(r, (2, 3, 4, 4)), np.tile(w, (2, 3, 1)), np.tile(loadings, (2, 3, 1))
    )
    assert many.shape == (2, 3, 4)
    np.testing.assert_allclose(many[1, 2], block_reliability(r, w, loadings), atol=ROUNDING)
    single = block_reliability(np.ones((7, 1, 1)), np.ones((7, 1)), np.ones((7, 1)))
    assert single.shape == (7, 4)
    assert np.isnan(single).all()


PATHS = ((1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2), (5, 3), (4, 3), (5, 4), (5, 0))


def test_total_effects_are_the_inverse():
    rng = np.random.default_rng(4)
    values = rng.normal(size=(20, len(PATHS)))
    ways = chains(6, PATHS)
    matrices = total_effects(6, values, PATHS)
    for b in range(20):
        beta = np.zeros((6, 6))
        for (d, p), value in zip(PATHS, values[b], strict=True):
            beta[d, p] = value
        inverse = np.linalg.inv(np.eye(6) - beta) - np.eye(6)
        total = np.zeros((6, 6))
        for way in ways:
            total[way[-1], way[0]] += along(values[b], PATHS, way)
        np.testing.assert_allclose(total, inverse, atol=1e-10)
        np.testing.assert_allclose(matrices[..., b], inverse, atol=1e-10)


def test_effects_that_sum_to_zero_are_not_lost():
    """a -> b .5, b -> c .5, a -> d -1: another program stops its sum early and loses a -> c."""
    paths = ((1, 0), (2, 1), (3, 0))
    ways = chains(4, paths)
    values = np.array([0.5, 0.5, -1.0])
    assert along(values, paths, (0, 1, 2)) == 0.25
    assert total_effects(4, values, paths)[2, 0] == 0.25
    assert set(ways) == {(0, 1), (1, 2), (0, 3), (0, 1, 2)}


def test_causal_order():
    assert causal_order(4, [(0, 3), (1, 0), (2, 1)]) == [3, 0, 1, 2]
    assert causal_order(3, [(1, 0), (2, 1), (1, 2)]) == [0]


RANGES = np.array([[1, 10], [1, 7], [0, 1], [-25, 25]], dtype=float)


@pytest.mark.parametrize("how", ["unstandardized", "standardized", "equal"])
def test_index_from_the_rows(how):
    rng = np.random.default_rng(5)
    rows = np.column_stack(
        [rng.integers(1, 11, 80), rng.integers(1, 8, 80), rng.integers(0, 2, 80), rng.integers(-25, 26, 80)]
    ).astype(float)
    survey_weights = rng.uniform(0.5, 2, 80)
    moments = Moments.from_rows(rows, survey_weights)
    weights = np.array([0.5, 0.7, 1.0, 0.3])
    blocks = (slice(0, 2), slice(2, 4))
    index, shares = index_scores(moments, weights, blocks, RANGES, how)
    sd = np.sqrt(
        np.average(
            (rows - np.average(rows, axis=0, weights=survey_weights)) ** 2, axis=0, weights=survey_weights
        )
    )
    for j, block in enumerate(blocks):
        if how == "unstandardized":
            # as published: weighted sums of the mean and of the ends of the scales
            u = weights[block] / sd[block]
            mean = np.average(rows[:, block], axis=0, weights=survey_weights)
            low, high = RANGES[block].T
            expected = 100 * (u @ mean - u @ low) / (u @ high - u @ low)
        else:
            share = weights[block] / weights[block].sum() if how == "standardized" else np.array([0.5, 0.5])
            rescaled = 100 * (rows[:, block] - RANGES[block, 0]) / np.ptp(RANGES[block], axis=1)
            expected = np.average(rescaled @ share, weights=survey_weights)
        assert index[j] == pytest.approx(expected, abs=1e-10)
        assert shares[block].sum() == pytest.approx(1)


def test_index_of_the_ends():
    """Everybody at the top is 100, everybody at the bottom 0, whatever the weights."""
    weights = np.array([0.2, 0.9, 0.4, 0.1])
    for row, expected in ((RANGES[:, 1], 100), (RANGES[:, 0], 0), (RANGES.mean(axis=1), 50)):
        moments = Moments(np.diag([4.0, 2.0, 0.2, 90.0]), row, n=10)
        index, _ = index_scores(moments, weights, (slice(0, 4),), RANGES, "unstandardized")
        assert index[0] == pytest.approx(expected, abs=1e-12)


def test_weights_that_sum_to_zero_give_no_index():
    shares = normalised_weights(np.array([1.0, -1.0]), np.ones(2), np.array([[1.0, 10]] * 2), "standardized")
    assert np.isnan(shares).all()


def test_solve_many_systems():
    rng = np.random.default_rng(6)
    x = rng.normal(size=(30, 50, 4))
    a = np.stack([np.corrcoef(sample.T) for sample in x])
    b = rng.normal(size=(30, 4, 2))
    found = solve(batch_last(np.concatenate([a, b], axis=-1), 2))
    np.testing.assert_allclose(batch_first(found, (30,)), np.linalg.solve(a, b), atol=1e-10)


def test_solve_tells_singular_systems():
    a = np.stack([np.eye(3), np.ones((3, 3)), np.eye(3)])
    augmented = np.concatenate([a, np.ones((3, 3, 1))], axis=-1)
    found = batch_first(solve(batch_last(augmented, 2)), (3,))
    assert np.isnan(found[1]).any()
    np.testing.assert_array_equal(found[[0, 2]], np.ones((2, 3, 1)))


@pytest.mark.parametrize("shape", [(), (5,), (2, 3), (0,)])
def test_batch_axes_round_trip(shape):
    a = np.arange(float(np.prod(shape, dtype=int) * 6)).reshape(*shape, 2, 3)
    turned = batch_last(a, 2)
    assert turned.shape == (2, 3, int(np.prod(shape, dtype=int)))
    np.testing.assert_array_equal(batch_first(turned, shape), a)
