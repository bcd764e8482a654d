"""Intervals and p-values against numpy and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import csmodels as cs
from csmodels.numerics.intervals import check_options, normal_limits, uncertainty

#: The same formula in another order of operations.
ROUNDING = 1e-13


@pytest.fixture
def draws():
    return np.random.default_rng(8).normal(size=(3, 999)) * np.array([[1.0], [20.0], [0.01]])


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
@pytest.mark.parametrize("count", [2, 10, 999])
def test_percentile(draws, level, count):
    found = uncertainty(np.zeros(3), draws[:, :count], conf_level=level)
    low, high = np.quantile(draws[:, :count], [(1 - level) / 2, (1 + level) / 2], axis=1)
    np.testing.assert_allclose(found.conf_low, low, rtol=ROUNDING)
    np.testing.assert_allclose(found.conf_high, high, rtol=ROUNDING)
    np.testing.assert_allclose(found.std_error, draws[:, :count].std(axis=1, ddof=1), rtol=ROUNDING)


def test_normal(draws):
    estimates = np.array([0.1, 3.0, -0.002])
    found = uncertainty(estimates, draws, ci="normal", conf_level=0.9)
    low, high = stats.norm.interval(0.9, loc=estimates, scale=draws.std(axis=1, ddof=1))
    np.testing.assert_allclose(found.conf_low, low, rtol=1e-12)
    np.testing.assert_allclose(found.conf_high, high, rtol=1e-12)


def test_too_few_resamples_give_nothing(draws):
    for count in (0, 1):
        found = uncertainty(np.zeros(3), draws[:, :count])
        assert np.isnan([found.std_error, found.conf_low, found.conf_high]).all()


def test_a_fixed_value_has_no_error():
    draws = np.vstack([np.ones(50), np.arange(50.0), 1 + 1e-15 * np.arange(50)])
    found = uncertainty(np.array([1.0, 25.0, 1.0]), draws)
    assert np.isnan(found.std_error).tolist() == [True, False, True]
    assert np.isnan(found.conf_low).tolist() == np.isnan(found.conf_high).tolist() == [True, False, True]


def test_limits_are_withheld_when_most_resamples_are_lost(draws):
    half, more = (uncertainty(np.zeros(3), draws, lost=lost) for lost in (0.5, 0.51))
    assert np.isfinite(half.conf_low).all()
    assert np.isnan(more.conf_low).all()
    assert np.isnan(more.conf_high).all()
    np.testing.assert_array_equal(more.std_error, half.std_error)


def test_p_values():
    z = np.array([[0.0, 1.0, -1.959963984540054], [5.0, -10.0, np.nan]])
    p_value = normal_limits(2 * z, np.full(z.shape, 2.0), 0.95, 0.0)[2]
    np.testing.assert_allclose(p_value, 2 * stats.norm.sf(np.abs(z)), rtol=1e-12)


def test_options_refused():
    with pytest.raises(cs.errors.SpecificationError, match=r"ci='exact' is unknown.*'percentile', 'bca'"):
        check_options("exact", 0.95)
    for level in (0.0, 1.0, 95, -0.1):
        with pytest.raises(cs.errors.SpecificationError, match="between 0 and 1"):
            check_options("percentile", level)


# ---------------------------------------------------------------- BCa, studentised, p-values that match


@pytest.fixture
def skewed():
    """Means of a skewed sample: 4,000 resamples, the jackknife, and errors within each resample."""
    rng = np.random.default_rng(3)
    sample = rng.exponential(size=40)
    indices = rng.integers(0, 40, size=(4000, 40))
    drawn = sample[indices]
    left_out = np.array([np.delete(sample, i).mean() for i in range(40)])
    return {
        "sample": sample,
        "estimate": np.array([sample.mean()]),
        "draws": drawn.mean(axis=1)[None],
        "left_out": left_out[None],
        "draw_errors": (drawn.std(axis=1, ddof=1) / np.sqrt(40))[None],
    }


def test_bca_by_its_formula(skewed):
    """Efron and Tibshirani (1993), ch. 14.3, step by step."""
    draws, estimate, left_out = (skewed[k][0] for k in ("draws", "estimate", "left_out"))
    z0 = stats.norm.ppf((draws < estimate).mean())
    gap = left_out.mean() - left_out
    a = (gap**3).sum() / (6 * (gap**2).sum() ** 1.5)
    places = [stats.norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z))) for z in stats.norm.ppf([0.025, 0.975])]
    found = uncertainty(skewed["estimate"], skewed["draws"], ci="bca", left_out=skewed["left_out"])
    np.testing.assert_allclose(
        [found.conf_low[0], found.conf_high[0]], np.quantile(draws, places), rtol=1e-12
    )
    assert a > 0.02, "the sample is skewed, or nothing would be tested"


def test_bca_agrees_with_scipy(skewed):
    """SciPy draws its own resamples: Monte-Carlo error of a 2.5 % quantile, four times."""
    found = uncertainty(skewed["estimate"], skewed["draws"], ci="bca", left_out=skewed["left_out"])
    peer = stats.bootstrap(
        (skewed["sample"],), np.mean, n_resamples=4000, method="BCa", rng=np.random.default_rng(1)
    ).confidence_interval
    error = 4 * np.sqrt(0.025 * 0.975 / 4000) / stats.norm.pdf(1.96) * found.std_error[0]
    assert found.conf_low[0] == pytest.approx(peer.low, abs=error)
    assert found.conf_high[0] == pytest.approx(peer.high, abs=error)


def test_studentised_by_its_formula(skewed):
    draws, errors, estimate = (skewed[k][0] for k in ("draws", "draw_errors", "estimate"))
    se = draws.std(ddof=1)
    t = np.quantile((draws - estimate) / errors, [0.975, 0.025])
    found = uncertainty(
        skewed["estimate"], skewed["draws"], ci="studentized", draw_errors=skewed["draw_errors"]
    )
    np.testing.assert_allclose([found.conf_low[0], found.conf_high[0]], estimate - t * se, rtol=1e-12)


@pytest.mark.parametrize("ci", ["percentile", "bca", "studentized", "normal"])
@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.99])
def test_p_values_match_the_interval(skewed, ci, level):
    """Tested against its own limits, a figure has a p-value of one minus the level."""
    given = {k: skewed[k] for k in ("left_out", "draw_errors")}

    def found(null=0.0):
        return uncertainty(skewed["estimate"], skewed["draws"], ci=ci, conf_level=level, null=null, **given)

    for limit in (found().conf_low[0], found().conf_high[0]):
        assert found(limit).p_value[0] == pytest.approx(1 - level, abs=1e-9)


def test_p_values_of_resamples_are_never_zero(skewed):
    given = {k: skewed[k] for k in ("left_out", "draw_errors")}
    for ci in ("percentile", "bca", "studentized"):
        for null in (-50.0, 50.0):
            far = uncertainty(skewed["estimate"], skewed["draws"], ci=ci, null=null, **given)
            assert far.p_value[0] == pytest.approx(2 / 4001)


@pytest.mark.parametrize("shift", [-2.3, -1.0, 0.0, 1.0, 2.3])
def test_bca_tests_what_its_interval_says(shift):
    """Estimates far from the middle of their draws, too: p < .05 exactly where the 95 % interval excludes
    the null value, never below 2 / (B + 1), and no nearer null value has a smaller p-value."""
    rng = np.random.default_rng(8)
    draws = np.sort(rng.normal(size=(1, 999)))
    left_out = rng.exponential(size=(1, 50))
    nulls = np.unique(
        np.r_[np.linspace(-6, 6, 241), draws[0, [0, 1, -2, -1]] + 1e-9, draws[0, [0, -1]] - 1e-9]
    )
    found = [
        uncertainty(np.array([shift]), draws, ci="bca", left_out=left_out, null=float(null)) for null in nulls
    ]
    p_value = np.array([each.p_value[0] for each in found])
    outside = (nulls < found[0].conf_low[0]) | (nulls > found[0].conf_high[0])
    np.testing.assert_array_equal(p_value < 0.05, outside)
    assert p_value.min() == pytest.approx(2 / 1000)
    beyond = (nulls < draws.min()) | (nulls > draws.max())
    assert beyond.sum() > 50
    np.testing.assert_allclose(p_value[beyond], p_value.min())


def test_symmetric_draws_make_all_kinds_agree():
    """A special case that must collapse: symmetric draws, no skewness, equal errors."""
    z = stats.norm.ppf((np.arange(2001) + 0.5) / 2001)[None]
    estimate = np.zeros(1)
    extra = {"left_out": np.array([[-1.0, 1.0, -2.0, 2.0]]), "draw_errors": np.full_like(z, z.std(ddof=1))}
    limits = {
        ci: (found := uncertainty(estimate, z, ci=ci, **extra)).conf_high[0] - found.conf_low[0]
        for ci in ("percentile", "bca", "studentized", "normal")
    }
    np.testing.assert_allclose(list(limits.values()), 2 * 1.959964, rtol=5e-3)


def test_robust_errors_survive_an_exploding_draw(draws):
    wild = draws.copy()
    wild[0, 5] = 1e9
    calm = uncertainty(np.zeros(3), draws, robust=True)
    found = uncertainty(np.zeros(3), wild, robust=True)
    np.testing.assert_allclose(found.std_error, calm.std_error, rtol=0.01)
    q16, q84 = np.quantile(draws, stats.norm.cdf([-1, 1]), axis=1)
    np.testing.assert_allclose(calm.std_error, (q84 - q16) / 2, rtol=ROUNDING)


def test_resamples_without_an_error_of_their_own_do_not_narrow_the_interval(skewed):
    """A resample whose inner resamples all agree has no t: it may not pull the quantiles to the middle."""
    errors = skewed["draw_errors"].copy()
    errors[0, ::10] = 0.0
    given = {"ci": "studentized", "draw_errors": errors}
    found = uncertainty(skewed["estimate"], skewed["draws"], **given)
    plain = uncertainty(
        skewed["estimate"], skewed["draws"], ci="studentized", draw_errors=skewed["draw_errors"]
    )
    assert found.conf_low[0] < plain.conf_low[0]
    assert found.conf_high[0] > plain.conf_high[0]
