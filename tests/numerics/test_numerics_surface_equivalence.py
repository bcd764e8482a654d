"""Tests of equality: against t-tests, published figures and a small simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from csmodels.numerics.surface.equivalence import equal, negative, two_one_sided, verdict

#: The same formula twice, in double precision.
EXACT = 1e-12


def test_both_bounds_at_zero_are_plain_t_tests():
    """p-values of the one-sided t-tests; together never below one half: nothing is shown to be equal."""
    estimate, error = np.array([0.3, -0.2, 0.0]), np.array([0.1, 0.4, 0.2])
    found = two_one_sided(estimate, error, np.zeros(3), np.zeros(3), df=20)
    t = estimate / error
    assert found.p_low == pytest.approx(stats.t.sf(t, 20), abs=EXACT)
    assert found.p_high == pytest.approx(stats.t.cdf(t, 20), abs=EXACT)
    assert (found.p_value >= 0.5).all()
    two_sided = 2 * stats.t.sf(np.abs(t), 20)
    # what remains is the plain significance test
    assert equal(two_sided, found.p_value, 0.05) == ["violated", "open", "open"]


def test_against_one_sample_t_tests():
    """Raw data: the two one-sided one-sample t-tests of scipy against each bound."""
    x = np.random.default_rng(0).normal(0.05, 1, 80)
    error = x.std(ddof=1) / np.sqrt(80)
    found = two_one_sided(np.array([x.mean()]), np.array([error]), np.array([-0.3]), np.array([0.25]), df=79)
    assert found.p_low[0] == pytest.approx(stats.ttest_1samp(x, -0.3, alternative="greater").pvalue)
    assert found.p_high[0] == pytest.approx(stats.ttest_1samp(x, 0.25, alternative="less").pvalue)
    limits = stats.ttest_1samp(x, 0).confidence_interval(0.90)
    assert (found.conf_low[0], found.conf_high[0]) == pytest.approx((limits.low, limits.high))


def test_equal_exactly_where_the_interval_lies_within_the_bounds():
    rng = np.random.default_rng(1)
    estimate, error = rng.normal(0, 0.2, 500), rng.uniform(0.01, 0.2, 500)
    found = two_one_sided(estimate, error, np.full(500, -0.2), np.full(500, 0.2), alpha=0.05, df=50)
    within = (found.conf_low > -0.2) & (found.conf_high < 0.2)
    assert np.array_equal(within, found.p_value < 0.05)
    assert 50 < within.sum() < 450


@pytest.mark.parametrize("df", [None, 40])
def test_size_and_power(df):
    """At a bound the error is alpha; at zero the power is that of the textbook's formula."""
    rng = np.random.default_rng(2)
    n, bound, error = 40_000, 0.3, 0.1
    spread = np.full(n, error) if df is None else error * np.sqrt(rng.chisquare(df, n) / df)
    bounds = np.full(n, -bound), np.full(n, bound)
    for true, expected in ((bound, 0.05), (0.0, None)):
        found = two_one_sided(rng.normal(true, error, n), spread, *bounds, df=df)
        share = np.mean(found.p_value < 0.05)
        if expected is None:
            quantile = bound / error - stats.norm.ppf(0.95)
            expected = 2 * stats.norm.cdf(quantile) - 1
            # Student's limits and a random error cost a little power
            assert share == pytest.approx(expected, abs=0.01 if df is None else 0.03)
        else:
            # 4 binomial standard errors
            assert share == pytest.approx(expected, abs=4 * np.sqrt(0.05 * 0.95 / n))


def test_checklist_of_published_coefficients():
    """The 362 rows of R's RSA `motcon2`: a4 -.24899 (.053), p10 -.37787 (.244), p11 .61221 (.168).

    a4 is negative; p10 does not differ from 0; p11 does from 1 (95 % limits .283 to .94). Equality of
    neither is shown.
    """
    estimate, error = np.array([-0.37787, 0.61221 - 1]), np.array([0.244, 0.168])
    p = 2 * stats.norm.sf(np.abs(estimate / error))
    assert (p >= 0.05).tolist() == [True, False]
    limits = 0.61221 + np.array([-1, 1]) * stats.norm.ppf(0.975) * 0.168
    assert limits == pytest.approx([0.283, 0.94], abs=2e-3)
    test = two_one_sided(estimate, error, np.full(2, -0.3), np.full(2, 0.3))
    assert equal(p, test.p_value, 0.05) == ["open", "violated"]
    curved = np.array([-0.24899])
    p4 = 2 * stats.norm.sf(np.abs(curved / 0.053))
    low = two_one_sided(curved, np.array([0.053]), np.array([-0.1]), np.array([0.1])).p_low
    assert negative(curved, p4, low, 0.05) == ["holds"]
    assert verdict(["holds", "open", "violated"]) == "not_supported"


def test_a_fall_too_small_to_count():
    """Not significant and above the bound: violated. Not significant and perhaps large: open."""
    estimate, error = np.array([0.0, 0.0, 0.2, -0.05]), np.array([0.03, 0.2, 0.03, 0.01])
    p = 2 * stats.norm.sf(np.abs(estimate / error))
    test = two_one_sided(estimate, error, np.full(4, -0.1), np.full(4, 0.1))
    assert negative(estimate, p, test.p_low, 0.05) == ["violated", "open", "violated", "holds"]


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        (["holds", "holds"], "supported"),
        (["holds", "open"], "undecided"),
        (["open", "violated"], "not_supported"),
        (["withheld", "holds"], "withheld"),
        (["withheld", "open"], "withheld"),
        (["withheld", "violated"], "not_supported"),
    ],
)
def test_verdicts(conditions, said):
    assert verdict(conditions) == said
