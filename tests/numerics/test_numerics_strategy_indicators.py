"""Limits of shares and net scores, sample sizes, shrinkage, contrasts over waves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from csmodels.numerics.simulation import wilson_at
from csmodels.numerics.strategy.indicators import (
    adjusted_difference,
    adjusted_wald,
    analytic_errors,
    exact_limits,
    logit_limits,
    margin_size,
    net_variance,
)
from csmodels.numerics.strategy.shrinkage import (
    between_variance,
    departures,
    shrink,
    slope_contrast,
    wald,
)

#: Two programs with the same formula.
SAME = 1e-10
#: Coverage over 4,000 samples has a standard error of .0035; three of them, and the steps of a small sample.
COVERAGE = 0.018
Z = 1.959963984540054


@pytest.mark.parametrize(("hits", "n"), [(0, 7), (1, 7), (3, 7), (7, 7), (40, 1162), (581, 1162)])
def test_limits_equal_statsmodels(hits, n):
    assert np.allclose(wilson_at(hits / n, n, Z), proportion_confint(hits, n, method="wilson"), atol=SAME)
    assert np.allclose(exact_limits(hits / n, n, 0.95), proportion_confint(hits, n, method="beta"), atol=SAME)


def test_logit_limits_are_those_of_a_logistic_regression():
    import statsmodels.api as sm

    y = np.repeat([1.0, 0.0], [13, 37])
    fit = sm.Logit(y, np.ones(50)).fit(disp=0)
    by_hand = 1 / (1 + np.exp(-np.asarray(fit.conf_int())[0]))
    p = 13 / 50
    # the optimiser stops at 1e-8
    assert np.allclose(logit_limits(p, math.sqrt(p * (1 - p) / 50), Z), by_hand, atol=1e-7)
    assert np.isnan(logit_limits(1.0, 0.0, Z)[0])


def test_net_variance_is_that_of_the_scores():
    scores = np.repeat([1.0, 0.0, -1.0], [291, 476, 395])
    assert np.isclose(net_variance(291 / 1162, 395 / 1162), scores.var(), atol=SAME)


@pytest.mark.parametrize(("p", "d", "n"), [(0.5, 1 / 6, 20), (0.8, 0.05, 20), (0.3, 0.3, 50)])
def test_adjusted_limits_cover_where_plain_ones_do_not(p, d, n):
    rng = np.random.default_rng(3)
    share = rng.multinomial(n, [p, 1 - p - d, d], 4000) / n
    low, high = adjusted_wald(share[:, 0], share[:, 2], n, Z)
    assert abs(np.mean((low <= p - d) & (p - d <= high)) - 0.95) < COVERAGE
    half = Z * np.sqrt(net_variance(share[:, 0], share[:, 2]) / n)
    plain = np.mean(abs(share[:, 0] - share[:, 2] - (p - d)) <= half)
    assert plain < 0.945


@pytest.mark.parametrize(
    ("one", "two"), [((0.8, 0.05, 20), (0.5, 0.2, 20)), ((0.6, 0.1, 10), (0.3, 0.3, 50))]
)
def test_adjusted_differences_cover_where_plain_ones_do_not(one, two):
    rng = np.random.default_rng(4)
    shares = [rng.multinomial(n, [p, 1 - p - d, d], 4000) / n for p, d, n in (one, two)]
    tops, bottoms = ([each[:, k] for each in shares] for k in (0, 2))
    low, high, _ = adjusted_difference(tuple(tops), tuple(bottoms), (one[2], two[2]), Z)
    truth = one[0] - one[1] - two[0] + two[1]
    assert abs(np.mean((low <= truth) & (truth <= high)) - 0.95) < COVERAGE
    errors = [net_variance(t, b) / each[2] for t, b, each in zip(tops, bottoms, (one, two), strict=True)]
    gap = tops[0] - bottoms[0] - tops[1] + bottoms[1] - truth
    assert np.mean(abs(gap) <= Z * np.sqrt(errors[0] + errors[1])) < 0.945


def test_adjusted_difference_of_shared_units():
    # samples whose errors go together fully: the difference has none
    low, high, z = adjusted_difference((0.5, 0.5), (0.2, 0.2), (50, 50), Z, 1.0)
    assert float(low) == float(high) == 0
    assert np.isnan(z)


def test_errors_under_weights_equal_a_linearisation_by_hand():
    rng = np.random.default_rng(5)
    z, w = rng.choice([-1.0, 0.0, 1.0], 200), rng.uniform(0.5, 2, 200)
    mean = (w * z).sum() / w.sum()
    influence = w * (z - mean) / w.sum()
    by_hand = math.sqrt(200 / 199 * (influence**2).sum())
    error, df = analytic_errors(z[:, None], np.array([True]), w, None, np.arange(200))
    assert np.isclose(error[0], by_hand, rtol=1e-12)
    assert df == 199
    # weights that are all equal are none, and the divisor is the textbook's
    plain, normal = analytic_errors(z[:, None], np.array([True]), np.full(200, 3.0), None, np.arange(200))
    assert normal is None
    assert np.isclose(plain[0], z.std() / math.sqrt(200), rtol=1e-12)


def test_sample_sizes():
    n = margin_size(0.25, 0.05, Z)
    assert n == 385
    assert Z * math.sqrt(0.25 / n) <= 0.05 < Z * math.sqrt(0.25 / (n - 1))
    assert margin_size(0.25, 0.05, Z, 10) <= 10


def test_shrinkage_by_brute_force():
    y, v = np.array([3.0, 10.0, 12.0, 30.0]), np.array([4.0, 9.0, 25.0, 100.0])
    t = between_variance(y, v)
    w = 1 / (v + t)
    assert np.isclose((w * (y - (w * y).sum() / w.sum()) ** 2).sum(), 3, atol=1e-8)
    found = shrink(y, v)
    assert np.all((found.estimate - found.mean) * (y - found.estimate) >= 0)
    assert np.all(np.diff(found.own) < 0)
    # cells that chance tells apart become one; cells that are sure stay themselves
    assert np.allclose(shrink(np.array([1.0, 1.1, 0.9]), np.full(3, 100.0)).estimate, 1.0)
    assert np.allclose(shrink(y, np.full(4, 1e-9)).estimate, y, atol=1e-6)


def test_shrinkage_is_nearer_the_truth_and_says_how_near():
    rng = np.random.default_rng(8)
    inside, apart, raw = [], 0.0, 0.0
    for _ in range(300):
        v = 6000 / rng.choice([15, 40, 100, 300], 20)
        truth = 20 + 10 * rng.normal(size=20)
        y = truth + np.sqrt(v) * rng.normal(size=20)
        found = shrink(y, v)
        inside.append(np.mean(abs(found.estimate - truth) <= Z * found.std_error))
        apart += ((found.estimate - truth) ** 2).mean()
        raw += ((y - truth) ** 2).mean()
    assert apart < 0.5 * raw
    # 6,000 limits of the same 300 sets: three standard errors
    assert abs(np.mean(inside) - 0.95) < 0.025


def test_slope_contrast_is_the_regression_of_all_answers():
    rng = np.random.default_rng(2)
    time = np.repeat([0.0, 1.0, 3.0], [20, 50, 30])
    y, w = rng.normal(size=100) + time, rng.uniform(0.5, 2, 100)
    sizes = np.array([w[time == t].sum() for t in (0, 1, 3)])
    means = np.array([np.average(y[time == t], weights=w[time == t]) for t in (0, 1, 3)])
    slope = slope_contrast(np.array([0.0, 1.0, 3.0]), sizes) @ means
    assert np.isclose(slope, np.polyfit(time, y, 1, w=np.sqrt(w))[0], rtol=1e-10)


def test_wald_tests_of_lines():
    times = np.array([0.0, 1.0, 2.0, 5.0])
    basis = departures(times)
    assert basis.shape == (2, 4)
    assert np.allclose(basis @ (3 + 2 * times), 0, atol=1e-12)
    statistic, q, p = wald(np.eye(2), np.array([1.0, 2.0]), np.diag([1.0, 4.0]), None)
    assert (q, round(statistic, 12)) == (2, 2.0)
    assert np.isclose(p, math.exp(-1))  # chi-square of 2 degrees of freedom
    # one contrast with df: the square of a t test
    from scipy.stats import t

    assert np.isclose(wald(np.eye(1), np.array([2.0]), np.eye(1), 9)[2], 2 * t.sf(2, 9))
