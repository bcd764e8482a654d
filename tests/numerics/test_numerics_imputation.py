"""Multiple imputation: draws from the right distribution, and Rubin's rules by their formulas."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from csmodels.errors import DataError, SpecificationError
from csmodels.numerics.em import EmSource, expected_rows
from csmodels.numerics.imputation import impute, rubin
from csmodels.numerics.moments import Moments

#: Sums in another order.
ROUNDING = 1e-10


def gappy(n=200, share=0.25, seed=1):
    rng = np.random.default_rng(seed)
    cov = [[4, 1, 1.2], [1, 1, 0.6], [1.2, 0.6, 2.25]]
    x = rng.multivariate_normal([5, 7, 6], cov, size=n)
    x[rng.random(x.shape) < share] = np.nan
    return x


def test_answers_stay_and_gaps_are_filled():
    x = gappy()
    versions = impute(x, 4, seed=3)
    known = ~np.isnan(x)
    assert versions.shape == (4, 200, 3)
    assert np.isfinite(versions).all()
    for version in versions:
        np.testing.assert_array_equal(version[known], x[known])
    assert (np.ptp(versions, axis=0)[~known] > 0).all()
    complete = np.arange(12.0).reshape(4, 3)
    np.testing.assert_array_equal(impute(complete, 2), [complete, complete])


def test_every_draw_follows_from_the_seed():
    x = gappy()
    five = impute(x, 5, seed=3)
    np.testing.assert_array_equal(impute(x, 5, seed=3), five)
    np.testing.assert_allclose(impute(x, 3, seed=3), five[:3], rtol=0, atol=1e-7)
    gaps = np.isnan(x)
    for other in (impute(x, 5, seed=4), impute(x, 5, seed=3, stream=0), impute(x, 5, seed=3, stream=3)):
        assert not np.isclose(other[:, gaps], five[:, gaps]).any()


def test_draws_have_the_conditional_distribution():
    """1,000 imputations of 2,000 rows: parameters hardly vary, so draws are normal given the answers."""
    x = gappy(2000)
    x[0] = [3.0, np.nan, np.nan]
    x[1] = np.nan
    found = EmSource(x).estimate.moments
    mean, cov = found.mean[0], found.cov[0]
    versions = impute(x, 1000, seed=0)
    expected = mean[1:] + cov[1:, 0] / cov[0, 0] * (3.0 - mean[0])
    rest = cov[1:, 1:] - np.outer(cov[1:, 0], cov[1:, 0]) / cov[0, 0]
    # bands of four Monte-Carlo errors, sqrt(1/1000) and sqrt(2/1000), and a little for the parameters
    sd = np.sqrt(np.diagonal(rest))
    np.testing.assert_allclose(versions[:, 0, 1:].mean(axis=0), expected, atol=4 * 0.035 * sd.max())
    np.testing.assert_allclose(np.cov(versions[:, 0, 1:].T), rest, atol=4 * 0.05 * rest.max())
    np.testing.assert_allclose(versions[:, 1].mean(axis=0), mean, atol=4 * 0.035 * 2)
    np.testing.assert_allclose(np.cov(versions[:, 1].T), cov, atol=4 * 0.05 * cov.max())


def test_parameters_vary_as_in_a_bootstrap():
    """Proper imputation: means of 40 rows imputed by the rest differ by more than the draws alone."""
    x = gappy(60, share=0)
    x[20:, 2] = np.nan
    means = impute(x, 400, seed=1)[:, 20:, 2].mean(axis=1)
    found = EmSource(x).estimate.moments.cov[0]
    rest = found[2, 2] - found[2, :2] @ np.linalg.solve(found[:2, :2], found[:2, 2])
    draws_alone = np.sqrt(rest / 40)
    from_twenty = np.sqrt(rest / 20)  # error of a regression on twenty rows, at its centre
    assert means.std() > np.sqrt(draws_alone**2 + from_twenty**2) * 0.9


def test_weights_come_along():
    """Rows that hardly weigh, and answered otherwise, do not change what the others' gaps are filled with."""
    x = gappy(300)
    x[150:] = -3 * x[150:]
    weights = np.where(np.arange(300) < 150, 1.0, 1e-9)
    filled = impute(x, 300, weights=weights)[:, :150].mean(axis=0)
    part = EmSource(x[:150]).estimate.moments
    expected = expected_rows(x[:150], Moments(part.cov[0], part.mean[0]))
    told = ~np.isnan(expected)
    # four errors of a mean of 300 draws with a standard deviation of at most 2
    np.testing.assert_allclose(filled[told], expected[told], atol=4 * 2 / np.sqrt(300))


def test_refusals():
    with pytest.raises(SpecificationError, match="n_imputations=1: two or more"):
        impute(gappy(), 1)
    x = gappy(20)
    x[:, 2] = x[:, 0] + x[:, 1]
    with pytest.raises(DataError, match="did not converge in 3 of 3 bootstrap samples of 20 rows x 3 items"):
        impute(x, 3)
    for q, u in (([1.0, 2.0], [1.0, 1.0]), ([[1.0]], [[1.0]]), ([[1.0], [2.0]], [[1.0, 2.0], [1.0, 2.0]])):
        with pytest.raises(SpecificationError, match="shape"):
            rubin(q, u)


def test_rubins_rules_by_hand():
    """m = 5 estimates; every line is a formula of Rubin (1987) or Barnard and Rubin (1999)."""
    q, u, complete = [10.0, 11.0, 9.5, 10.5, 12.0], [4.0, 4.5, 3.8, 4.2, 4.0], 97
    estimate, within = sum(q) / 5, sum(u) / 5
    between = sum((value - estimate) ** 2 for value in q) / 4
    total = within + 1.2 * between
    share = 1.2 * between / total
    old = 4 / share**2
    observed = 98 / 100 * 97 * (1 - share)
    df = old * observed / (old + observed)
    riv = 1.2 * between / within
    pooled = rubin(np.array(q)[:, None], np.array(u)[:, None], complete)
    for name, value in (
        ("estimate", estimate),
        ("std_error", total**0.5),
        ("df", df),
        ("within", within),
        ("between", between),
        ("riv", riv),
        ("fmi", (riv + 2 / (df + 3)) / (1 + riv)),
    ):
        assert getattr(pooled, name)[0] == pytest.approx(value, abs=ROUNDING), name
    low, high = pooled.interval(0.9)
    half = stats.t.ppf(0.95, df) * total**0.5
    assert (low[0], high[0]) == pytest.approx((estimate - half, estimate + half))
    assert pooled.p_value(8.0)[0] == pytest.approx(2 * stats.t.sf((estimate - 8) / total**0.5, df))
    assert rubin(np.array(q)[:, None], np.array(u)[:, None]).df[0] == pytest.approx(old)


def test_imputations_that_agree_leave_the_complete_sample():
    pooled = rubin([[1.0, 0.0], [1.0, 0.0]], [[0.25, np.nan], [0.25, np.nan]], 50)
    assert pooled.std_error[0] == 0.5
    assert pooled.df[0] == pytest.approx(51 / 53 * 50)
    assert (pooled.riv[0], pooled.between[0]) == (0, 0)
    assert np.isnan([pooled.std_error[1], pooled.df[1], pooled.fmi[1]]).all()
    normal = rubin([[1.0], [1.0]], [[0.25], [0.25]])
    assert normal.df[0] == np.inf
    assert normal.interval()[1][0] == pytest.approx(1 + stats.norm.ppf(0.975) * 0.5)
    assert normal.p_value()[0] == pytest.approx(2 * stats.norm.sf(2))
    assert normal.fmi[0] == 0


def test_limits_of_a_mean_cover_the_truth():
    """Samples of 80 rows, in which the second item is missing more often where the first is low."""
    rng = np.random.default_rng(100)
    n_samples, covered, by_rows = 70, 0, 0
    for b in range(n_samples):
        x = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=80)
        x[rng.random(80) < 1 / (1 + np.exp(2 * x[:, 0])), 1] = np.nan
        versions = impute(x, 10, seed=b)[:, :, 1]
        pooled = rubin(versions.mean(axis=1)[:, None], versions.var(axis=1, ddof=1)[:, None] / 80, 79)
        low, high = pooled.interval(0.95)
        covered += int(low[0] < 0 < high[0])
        known = x[~np.isnan(x[:, 1]), 1]
        by_rows += int(abs(known.mean()) < 2 * known.std(ddof=1) / np.sqrt(len(known)))
    # three Monte-Carlo errors of 0.95 in 70 samples are 0.078
    assert covered / n_samples > 0.95 - 0.079
    assert by_rows / n_samples < 0.5
