"""Tests of groups by categories: textbook forms, special cases, and limits that hold what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from csmodels.numerics.kano.association import (
    cell_covariance,
    corrected_v,
    cramers_v,
    opposite_signs,
    pearson,
    rao_scott,
    simulated_p,
    v_limits,
)
from csmodels.numerics.kano.share_differences import share_difference

#: "Convenient storage" in four wordings, M O A I R (REPPL, public data).
F2 = np.array([[19, 36, 8, 23, 4], [11, 21, 34, 27, 2], [7, 18, 25, 28, 6], [15, 35, 11, 20, 2]])
#: The same figure by another formula.
ROUNDING = 1e-10
#: Shares of M O A I R; of two groups that want different things.
BASE = np.array([0.2, 0.25, 0.2, 0.3, 0.05])
APART = np.array([[0.3, 0.3, 0.15, 0.2, 0.05], [0.1, 0.2, 0.25, 0.4, 0.05]])


def test_chi_square_is_scipys():
    tables = np.stack([F2, F2[::-1] + 3])
    found = pearson(tables)
    for i, table in enumerate(tables):
        want = stats.contingency.chi2_contingency(table)
        assert abs(found.chi_square[i] - want.statistic) < ROUNDING
        assert found.df[i] == want.dof
        assert abs(found.smallest_expected[i] - want.expected_freq.min()) < ROUNDING
        v = cramers_v(found.chi_square[i], found.n[i], found.shorter[i])
        assert abs(v - stats.contingency.association(table, method="cramer")) < ROUNDING


def test_empty_rows_and_columns_leave_the_table():
    wide = np.insert(np.insert(F2, 2, 0, axis=1), 1, 0, axis=0)
    one, other = pearson(F2), pearson(wide)
    assert float(one.chi_square) == pytest.approx(float(other.chi_square), abs=ROUNDING)
    assert one.df == other.df == 12
    assert simulated_p(F2, 500, 3) == simulated_p(wide, 500, 3)
    nothing = pearson([[3, 4], [0, 0]])
    assert np.isnan(nothing.chi_square)
    assert np.isnan(nothing.df)
    assert np.isnan(simulated_p([[3, 4], [0, 0]], 99, 0))


def test_two_groups_and_two_categories_are_the_phi_coefficient():
    a, b, c, d = 30, 12, 18, 40
    found = pearson([[a, b], [c, d]])
    phi = (a * d - b * c) / np.sqrt((a + b) * (c + d) * (a + c) * (b + d))
    assert abs(cramers_v(found.chi_square, found.n, found.shorter) - phi) < ROUNDING


def test_bergsma_by_hand():
    found = pearson(F2)
    n, r, c = F2.sum(), 4, 5
    phi = found.chi_square / n - (r - 1) * (c - 1) / (n - 1)
    rows, columns = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    assert abs(corrected_v(found) - np.sqrt(phi / (min(rows, columns) - 1))) < ROUNDING
    assert corrected_v(pearson([[5, 5], [5, 5]])) == 0


def test_limits_of_v_invert_the_noncentral_chi_square():
    found = pearson(F2)
    low, high = (float(each) ** 2 * 352 * 3 for each in v_limits(found, 0.95))
    assert stats.ncx2.cdf(found.chi_square, 12, low) == pytest.approx(0.975, abs=1e-9)
    assert stats.ncx2.cdf(found.chi_square, 12, high) == pytest.approx(0.025, abs=1e-9)
    even = v_limits(pearson(np.tile([20, 30, 10], (3, 1))), 0.95)
    assert np.isnan(even).all()


@pytest.mark.parametrize("apart", [0.0, 0.3])
def test_limits_of_v_hold_the_v_seen(apart):
    """Small groups that are alike: inverted, the limits would end at 0, below what was seen."""
    rng = np.random.default_rng(2)
    shares = np.vstack([BASE + apart * (APART - BASE), BASE])
    tables = np.stack([rng.multinomial(30, p, 500) for p in shares], axis=1)
    found = pearson(tables)
    low, high = v_limits(found, 0.95)
    seen = cramers_v(found.chi_square, found.n, found.shorter)
    assert ((low <= seen) & (seen <= high) & (high > 0)).all()
    # some are widened, and others are not
    assert 0 < (high == seen).mean() < 0.5


@pytest.mark.parametrize("apart", [0.0, 0.5, 1.0])
def test_limits_of_v_hold_it(apart):
    rng = np.random.default_rng(1)
    sizes = np.array([90, 70, 80])
    shares = BASE + apart * (np.vstack([APART, BASE]) - BASE)
    joint = shares * (sizes / sizes.sum())[:, None]
    independent = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    truth = np.sqrt(((joint - independent) ** 2 / independent).sum() / 2)
    tables = np.stack([rng.multinomial(n, p, 2000) for n, p in zip(sizes, shares, strict=True)], axis=1)
    found = pearson(tables)
    low, high = v_limits(found, 0.95)
    held = ((low <= truth + 1e-9) & (truth <= high)).mean()
    # 2,000 samples: three standard errors are .015; the limits err to the safe side
    assert 0.935 < held < 0.985
    plain = cramers_v(found.chi_square, found.n, found.shorter)
    assert abs(corrected_v(found).mean() - truth) < 0.7 * abs(plain.mean() - truth)


def test_weights_that_are_all_alike_nearly_leave_chi_square():
    n = int(F2.sum())
    cells = np.repeat(np.arange(20), F2.ravel())
    covariance = cell_covariance(cells, np.full(n, 2.5), 20, n, None, np.arange(n))
    found = rao_scott(F2 * 2.5, covariance, n, n - 1.0)
    assert found.effect == pytest.approx(1.0, abs=0.02)
    assert found.df == pytest.approx(12.0, abs=0.2)
    scaled = rao_scott(F2 * 2.5, 4 * covariance, n, n - 1.0)
    assert scaled.effect == pytest.approx(4 * found.effect)
    assert scaled.df == pytest.approx(found.df)


def test_rao_scott_of_one_contrast_by_hand():
    """In a two by two table: the variance of the logarithm of the odds ratio over its plain one."""
    table, covariance = np.array([[30.0, 12.0], [18.0, 40.0]]), np.diag([50.0, 20.0, 30.0, 90.0])
    slopes = np.array([1, -1, -1, 1]) / table.ravel()
    by_hand = slopes @ covariance @ slopes / (1 / table).sum()
    found = rao_scott(table, covariance, 100.0, 99.0)
    assert found.effect == pytest.approx(by_hand)
    assert (found.df, found.df_error) == (pytest.approx(1.0), pytest.approx(99.0))


def test_simulated_p_is_the_exact_one_in_small_tables():
    table = np.array([[7, 2, 1], [1, 4, 5]])
    found = simulated_p(table, 20_000, 1)
    # all tables with these margins, each with its exact chance
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    law, seen, exact = stats.random_table(rows, columns), pearson(table).chi_square, 0.0
    for a in range(columns[0] + 1):
        for b in range(columns[1] + 1):
            first = np.array([a, b, rows[0] - a - b])
            if (first >= 0).all() and (first <= columns).all():
                drawn = np.stack([first, columns - first])
                exact += law.pmf(drawn) * (pearson(drawn).chi_square >= seen - 1e-9)
    assert abs(found - exact) < 4 * np.sqrt(exact * (1 - exact) / 20_000)
    assert found == simulated_p(table[::-1, ::-1], 20_000, 1)
    assert np.isnan(simulated_p(table, 0, 1))


def test_opposite_signs():
    assert opposite_signs([3.0, 2.0, 1.0]) == 1.0
    # two groups: half the tail of the smaller of both
    assert opposite_signs([3.0, -2.0]) == pytest.approx(stats.norm.sf(2.0))
    assert opposite_signs([3.0, np.nan, -2.0]) == opposite_signs([3.0, -2.0])
    assert np.isnan(opposite_signs([3.0, np.nan]))
    rng = np.random.default_rng(2)
    for groups in (2, 4):
        z = rng.normal(size=(20_000, groups))
        # rarely where all are even, and as promised where one group is far from it
        assert (opposite_signs(z) < 0.05).mean() < 0.01
        z[:, 0] += 50
        assert abs((opposite_signs(z) < 0.05).mean() - 0.05) < 0.006


@pytest.mark.parametrize("case", [(0.5, 0.5, 90, 90), (0.9, 0.7, 45, 110), (0.02, 0.02, 45, 250)])
def test_limits_of_differences_hold_them(case):
    first, second, n_first, n_second = case
    rng = np.random.default_rng(4)
    a, b = rng.binomial(n_first, first, 10_000), rng.binomial(n_second, second, 10_000)
    low, high, p = share_difference((a / n_first, b / n_second), (n_first, n_second), 0.95)
    held = ((low <= first - second) & (first - second <= high)).mean()
    assert 0.94 < held < 0.98
    assert ((p < 0.05) == ((low > 0) | (high < 0))).all()


def test_differences_are_symmetric_and_know_what_is_shared():
    low, high, p = share_difference((0.4, 0.3), (100, 80), 0.9)
    turned = share_difference((0.3, 0.4), (80, 100), 0.9)
    np.testing.assert_allclose([low, high, p], [-turned[1], -turned[0], turned[2]], atol=1e-12)
    np.testing.assert_allclose(share_difference((0.6, 0.7), (100, 80), 0.9), turned, atol=1e-12)
    shared = share_difference((0.4, 0.3), (100, 80), 0.9, correlation=0.5)
    assert shared[1] - shared[0] < high - low
    assert shared[2] < p
    few = share_difference((0.4, 0.3), (100, 80), 0.9, df=5.0)
    assert few[1] - few[0] > high - low
    assert few[2] > p
    assert share_difference((0.3, 0.3), (100, 80), 0.9)[2] == 1.0
    assert np.isnan(share_difference((np.nan, 0.3), (0, 80), 0.9)[2])
