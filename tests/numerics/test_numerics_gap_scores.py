"""Reliability of a difference, constraints of a difference score, means and shares under designs."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.numerics.draws import make_design
from csmodels.numerics.gap_scores import (
    alpha,
    difference_reliability,
    gap_states,
    mean_errors,
    opposite_basis,
    opposite_test,
    reliabilities,
    share_limits,
    weighted_mean,
    zone_states,
)
from csmodels.numerics.linearization import moment_covariance
from csmodels.numerics.moments import Moments

#: Two ways to the same number in double precision.
EXACT = 1e-10
RNG = np.random.default_rng(7)


def test_edwards_example():
    # Edwards' slides: unit variances, reliabilities .75, correlation .50 leave a difference with .50
    assert float(difference_reliability(1.0, 1.0, 0.5, 0.75, 0.75)) == pytest.approx(0.5, abs=1e-15)


def test_uncorrelated_measures_keep_their_reliability_and_perfect_ones_stay_perfect():
    assert float(difference_reliability(2.0, 2.0, 0.0, 0.8, 0.8)) == pytest.approx(0.8)
    assert float(difference_reliability(1.0, 4.0, 1.2, 1.0, 1.0)) == pytest.approx(1.0)
    assert np.isnan(difference_reliability(1.0, 1.0, 1.0, 0.9, 0.9))


def test_reliability_of_a_difference_is_the_correlation_of_parallel_differences():
    n, r = 400_000, 0.6
    e = RNG.normal(size=n)
    p = r * e + np.sqrt(1 - r**2) * RNG.normal(size=n)
    rel = 0.7
    noise = np.sqrt((1 - rel) / rel)
    first, second = ((p + noise * RNG.normal(size=n)) - (e + noise * RNG.normal(size=n)) for _ in range(2))
    total = 1 / rel
    # three standard errors of a correlation at this n
    want = float(difference_reliability(total, total, r, rel, rel))
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(want, abs=3 * 0.0016)


def test_alpha_by_its_definition():
    x = RNG.normal(size=(50, 4)) + RNG.normal(size=(50, 1))
    cov = np.cov(x.T)
    want = 4 / 3 * (1 - x.var(axis=0, ddof=1).sum() / x.sum(axis=1).var(ddof=1))
    assert float(alpha(cov)) == pytest.approx(want, abs=EXACT)
    assert np.isnan(alpha(cov[:1, :1]))
    batch = np.stack([cov, 3 * cov])
    np.testing.assert_allclose(alpha(batch), [want, want], atol=EXACT)


def test_reliabilities_in_their_order():
    x = RNG.normal(size=(80, 6)) + RNG.normal(size=(80, 1))
    cov = np.cov(x.T)
    gaps = np.cov((x[:, 3:] - x[:, :3]).T)
    e, p = x[:, :3].sum(axis=1), x[:, 3:].sum(axis=1)
    of_e, of_p = alpha(cov[:3, :3]), alpha(cov[3:, 3:])
    both = np.cov(e, p)
    want = [of_e, of_p, alpha(gaps), difference_reliability(both[0, 0], both[1, 1], both[0, 1], of_e, of_p)]
    np.testing.assert_allclose(reliabilities(cov), np.array(want, dtype=float), atol=EXACT)


def test_constraint_is_the_comparison_of_two_regressions():
    n, d = 120, 3
    x = RNG.normal(size=(n, 2 * d))
    y = x @ np.array([-1.0, -0.5, 0.3, 1.0, 0.5, 0.2]) + RNG.normal(size=n)
    moments = Moments.from_rows(np.column_stack([x, y]))
    found = opposite_test(moments, 2 * d, range(d), range(d, 2 * d), range(d), n)

    def squares(design):
        full = np.column_stack([np.ones(n), design])
        return ((y - full @ np.linalg.lstsq(full, y, rcond=None)[0]) ** 2).sum()

    free, held = squares(x), squares(x[:, d:] - x[:, :d])
    assert found.statistic == pytest.approx((held - free) / d / (free / (n - 2 * d - 1)), rel=EXACT)
    assert (found.df, found.df_resid) == (3, n - 7)
    # one pair: only its own coefficients are tied
    one = opposite_test(moments, 2 * d, range(d), range(d, 2 * d), [2], n)
    tied = squares(np.column_stack([x[:, [0, 1, 3, 4]], x[:, 5] - x[:, 2]]))
    assert one.statistic == pytest.approx((tied - free) / (free / (n - 7)), rel=1e-8)


def test_basis_ties_the_chosen_pairs():
    b = opposite_basis(2, [1]) @ np.array([1.0, 2.0, 3.0])
    assert b.tolist() == [1.0, -3.0, 2.0, 3.0]


def test_mean_errors_are_those_of_a_textbook():
    x = RNG.normal(size=(30, 2))
    error, df = mean_errors(x)
    np.testing.assert_allclose(error, x.std(axis=0, ddof=1) / np.sqrt(30), rtol=EXACT)
    assert df == 29


def test_mean_errors_under_a_design_are_those_of_the_moments():
    n = 60
    x, w = RNG.normal(size=(n, 2)), RNG.uniform(0.5, 2, size=n)
    strata, clusters = np.arange(n) % 3, np.arange(n) // 5
    design = make_design(n, strata.astype(np.intp), clusters.astype(np.intp))
    error, df = mean_errors(x, w, design, np.arange(n))
    want = moment_covariance(x, Moments.from_rows(x, w), w, design, np.arange(n))
    np.testing.assert_allclose(error, np.sqrt(np.diag(want)[:2]), rtol=EXACT)
    assert df == design.df


def test_doubled_weights_change_nothing():
    x, w = RNG.normal(size=(40, 1)), RNG.uniform(0.5, 2, size=40)
    np.testing.assert_allclose(mean_errors(x, w)[0], mean_errors(x, 2 * w)[0], rtol=EXACT)
    np.testing.assert_allclose(mean_errors(x, np.full(40, 3.0))[0], mean_errors(x)[0], rtol=EXACT)


def test_wilson_limits_of_a_simple_sample():
    # Wilson (1927) for 15 of 50, by hand: (p + z²/2n ± z sqrt(p q/n + z²/4n²)) / (1 + z²/n)
    share, n, z = 0.3, 50, 1.959963984540054
    error = np.sqrt(np.array([share * (1 - share) / (n - 1)]))
    low, high, effective = share_limits(np.array([share]), error, n, None, 0.95)
    half = z * np.sqrt(share * 0.7 / n + z**2 / (4 * n**2))
    assert effective[0] == pytest.approx(n)
    assert low[0] == pytest.approx((share + z**2 / (2 * n) - half) / (1 + z**2 / n), abs=EXACT)
    assert high[0] == pytest.approx((share + z**2 / (2 * n) + half) / (1 + z**2 / n), abs=EXACT)


def test_shares_of_clusters_are_less_sure():
    share = np.array([0.4, 0.0])
    low, high, effective = share_limits(share, np.array([0.1, 0.0]), 100, np.array([1.0, 3.0] * 50), 0.95)
    assert effective[0] == pytest.approx(100 * 0.24 / 99 / 0.01)
    # none of all: Kish's effective size, (sum w)² / sum w²
    assert effective[1] == pytest.approx(200**2 / 500)
    assert low[1] == pytest.approx(0.0, abs=EXACT)
    assert high[1] > 0


def test_states():
    assert gap_states(np.array([-1.0, 1e-12, 2.0])).argmax(axis=1).tolist() == [0, 1, 2]
    p, a, d = np.array([[4.0, 5, 8], [5.0, 5, 8], [8, 5, 8], [9, 5, 8], [5, 6, 4]]).T
    states, has = zone_states(p, a, d)
    assert states.argmax(axis=1).tolist() == [0, 1, 1, 2]
    assert has.tolist() == [True, True, True, True, False]


def test_weighted_mean():
    found = weighted_mean(np.array([[1.0, 3.0]]), np.array([[3.0, 1.0]]))
    assert found.tolist() == [1.5]
