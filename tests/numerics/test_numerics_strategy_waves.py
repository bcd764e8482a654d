"""Arithmetic of waves: parts of a change, noise, control limits, chances."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from csmodels.numerics.strategy import waves

EXACT = 1e-12  # sums of a few products in double precision

RNG = np.random.default_rng(7)
CELLS = np.stack([RNG.uniform(50, 90, (4, 3)), RNG.dirichlet([3, 3, 3], 4)], axis=1)
PAIRS = {"previous": [(1, 0), (2, 1), (3, 2)], "first": [(1, 0), (2, 0), (3, 0)]}


@pytest.mark.parametrize("against", PAIRS)
def test_parts_sum_to_the_change(against):
    pairs = waves.pairs_of(4, against)
    assert pairs == PAIRS[against]
    found = waves.parts(CELLS, pairs)
    np.testing.assert_allclose(found.sum(axis=(-1, -2)), waves.changes(CELLS, pairs), atol=1e-11)


def test_parts_are_kitagawas():
    (m0, w0), (m1, w1) = CELLS[0], CELLS[1]
    found = waves.parts(CELLS, [(1, 0)])[0]
    np.testing.assert_allclose(found[0], (w0 + w1) / 2 * (m1 - m0), atol=EXACT)
    # in the sum the centre changes nothing
    assert found[1].sum() == pytest.approx(((m0 + m1) / 2 * (w1 - w0)).sum(), abs=1e-11)


def test_parts_do_not_depend_on_where_the_scale_begins():
    shifted = CELLS.copy()
    shifted[:, 0] += 1000
    np.testing.assert_allclose(waves.parts(shifted, [(1, 0)]), waves.parts(CELLS, [(1, 0)]), atol=1e-9)


def test_parts_of_a_batch_are_those_of_its_members():
    batch = np.stack([CELLS, CELLS * 1.1])
    found = waves.parts(batch, [(2, 1)])
    np.testing.assert_array_equal(found[1], waves.parts(batch[1], [(2, 1)]))


def test_frozen_weights_leave_answers_alone():
    found = waves.parts(waves.frozen(CELLS), PAIRS["previous"])
    assert not found[:, 1].any()
    assert CELLS[1, 1, 0] != CELLS[0, 1, 0]  # what was given stays


def test_slope_is_least_squares():
    y = waves.levels(CELLS)
    assert waves.slope_weights(4) @ y == pytest.approx(np.polyfit(range(4), y, 1)[0], abs=1e-11)


def test_one_level_is_hotellings():
    rows = np.random.default_rng(1).normal(size=(30, 2)) + 0.3
    cov = np.cov(rows.T) / 30
    statistic, p = waves.equal_levels(rows.mean(axis=0), cov, 29.0)
    # Hotelling's T² of n rows: (n - k) / ((n - 1) k) T² is F(k, n - k)
    assert p == pytest.approx(stats.f.sf(statistic * 28 / (29 * 2), 2, 28), abs=EXACT)
    assert waves.equal_levels(rows.mean(axis=0), cov, None)[1] == pytest.approx(stats.chi2.sf(statistic, 2))
    assert np.isnan(waves.equal_levels(np.zeros(2), np.zeros((2, 2)), None)[1])
    assert np.isnan(waves.equal_levels(np.ones(2), np.eye(2), 1.0)[1])


def test_noise_is_what_unchanged_populations_show():
    rng = np.random.default_rng(3)
    change = rng.normal(size=(20_000, 2)) @ [1, -1] / np.sqrt(50)
    error = np.sqrt(2 / 50)
    band, detectable = waves.noise(error, 0.95, 0.8)
    # three Monte Carlo errors of a share of .05 in 20,000: 0.0046
    assert (np.abs(change) > band).mean() == pytest.approx(0.05, abs=0.0047)
    assert (np.abs(change + detectable) > band).mean() == pytest.approx(0.8, abs=0.0086)
    assert waves.noise(1.0, 0.95, 0.8, 5.0)[0] == pytest.approx(stats.t.ppf(0.975, 5))


def test_wave_size_finds_the_change():
    n = waves.wave_size(20.0, 3.0, 0.95, 0.8)
    assert (
        waves.noise(20 * np.sqrt(2 / n), 0.95, 0.8)[1]
        <= 3
        < waves.noise(20 * np.sqrt(2 / (n - 1)), 0.95, 0.8)[1]
    )


def test_control_limits():
    level, error = np.array([70.0, 74.0, 71.0, 80.0]), np.array([1.0, 1.0, 2.0, 1.0])
    n, base = np.array([100.0, 300.0, 100.0, 100.0]), np.array([True, True, True, False])
    centre, reach = waves.control_limits(level, error, n, base, 3.0, "sampling")
    assert centre == pytest.approx((7000 + 22200 + 7100) / 500)
    # what one respondent varies by is that of the baseline together
    one = np.sqrt(np.average(error[:3] ** 2 * n[:3], weights=n[:3]))
    np.testing.assert_allclose(reach, 3 * one / np.sqrt(n))
    _, same = waves.control_limits(level, error, n, base, 3.0, "moving_range")
    # steps of 4 and 3; d2 of two observations is tabled as 1.128
    np.testing.assert_allclose(same, 3 * 3.5 / 1.128, rtol=1e-3)


def test_small_shares_pass_control_limits_seldom():
    # with each wave's own error 13 % of these waves are called a signal, since an error of 0 has no limits
    rng = np.random.default_rng(5)
    n, base, beyond = np.full(12, 40.0), np.ones(12, dtype=bool), []
    for x in rng.binomial(40, 0.05, (300, 12)) / 40:
        centre, reach = waves.control_limits(x, np.sqrt(x * (1 - x) / 40), n, base, 3.0, "sampling")
        beyond.append(np.mean(np.abs(x - centre) > reach))
    assert np.mean(beyond) < 0.012


def test_chance_met():
    level, error, target = np.array([75.0]), np.array([2.0]), np.array([73.0])
    draws = np.array([[72.0, 73.0, 74.0, 76.0]])
    assert waves.chance_met(level, error, target, draws, None, False)[0] == 0.75
    assert waves.chance_met(level, error, target, draws, None, True)[0] == 0.5
    assert waves.chance_met(level, error, target, None, np.array([4.0]), True)[0] == pytest.approx(
        stats.t.sf(1, 4)
    )
    assert np.isnan(waves.chance_met(level, error, np.array([np.nan]), None, None, False)[0])
