"""Intervals and p-values against numpy and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import csmodels as cs
from csmodels.numerics.intervals import check_options, normal_p_value, uncertainty

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
    np.testing.assert_allclose(normal_p_value(z), 2 * stats.norm.sf(np.abs(z)), rtol=1e-12)


def test_options_refused():
    with pytest.raises(cs.errors.SpecificationError, match=r"ci='exact' is unknown.*'percentile', 'bca'"):
        check_options("exact", 0.95)
    for level in (0.0, 1.0, 95, -0.1):
        with pytest.raises(cs.errors.SpecificationError, match="between 0 and 1"):
            check_options("percentile", level)
