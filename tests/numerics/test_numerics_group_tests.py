"""t tests of group differences against textbook tests; figures of composites against their rows."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from csmodels.numerics.group_tests import (
    composite_correlation,
    composite_moments,
    pooled_t_test,
    welch_t_test,
)
from csmodels.numerics.moments import Moments, stack

#: Two formulas for the same test in double precision.
ROUNDING = 1e-12


def samples():
    rng = np.random.default_rng(1)
    return rng.normal(0.4, 1.0, size=23), rng.normal(0.0, 2.0, size=61)


def means(x, y):
    """Difference of means with the standard error s / sqrt(n - 1), for which the tests are textbook ones."""
    errors = [np.array([sample.std(ddof=1) / np.sqrt(len(sample) - 1)]) for sample in (x, y)]
    return np.array([x.mean() - y.mean()]), *errors, len(x), len(y)


def test_pooled_test_of_means_is_students():
    x, y = samples()
    found, expected = pooled_t_test(*means(x, y)), stats.ttest_ind(x, y)
    assert found.statistic[0] == pytest.approx(expected.statistic, abs=ROUNDING)
    assert found.df[0] == expected.df
    assert found.p_value[0] == pytest.approx(expected.pvalue, abs=ROUNDING)


def test_welch_test_of_means_is_welchs_but_for_two_degrees_of_freedom():
    x, y = samples()
    found, expected = welch_t_test(*means(x, y)), stats.ttest_ind(x, y, equal_var=False)
    assert found.statistic[0] == pytest.approx(expected.statistic, abs=ROUNDING)
    assert found.df[0] + 2 == pytest.approx(expected.df, abs=ROUNDING * 100)
    assert found.p_value[0] == pytest.approx(
        2 * stats.t.sf(abs(expected.statistic), expected.df - 2), abs=ROUNDING
    )


def test_a_fixed_coefficient_has_no_test():
    nothing = np.array([np.nan])
    for test in (pooled_t_test, welch_t_test):
        assert np.isnan(test(np.zeros(1), nothing, nothing, 50, 60).p_value).all()


def test_correlation_and_moments_of_composites_by_rows():
    rng = np.random.default_rng(2)
    rows = rng.normal(size=(90, 5)) @ rng.normal(size=(5, 5)) + 3
    pooled = Moments.from_rows(rows)
    blocks = (slice(0, 3), slice(3, 5))
    first, second = rng.uniform(0.1, 1, size=(2, 5))
    z = (rows - pooled.mean) / pooled.sd
    found = composite_correlation(first, second, pooled.corr, blocks)
    for j, block in enumerate(blocks):
        expected = np.corrcoef(z[:, block] @ first[block], z[:, block] @ second[block])[0, 1]
        assert found[j] == pytest.approx(expected, abs=ROUNDING)
    parts = [rows[:40], rows[40:]]
    mean, variance = composite_moments(stack([Moments.from_rows(x) for x in parts]), pooled, first, blocks)
    for g, x in enumerate(parts):
        for j, block in enumerate(blocks):
            scores = ((x - pooled.mean) / pooled.sd)[:, block] @ first[block]
            assert mean[g, j] == pytest.approx(scores.mean(), abs=ROUNDING)
            assert variance[g, j] == pytest.approx(scores.var(), abs=ROUNDING)


def test_proportional_weights_make_the_same_composite():
    corr = np.array([[1.0, 0.4], [0.4, 1.0]])
    weights = np.array([0.7, 0.2])
    assert composite_correlation(weights, 3 * weights, corr, (slice(0, 2),))[0] == pytest.approx(1.0)
    assert composite_correlation(weights, -weights, corr, (slice(0, 2),))[0] == pytest.approx(-1.0)
