"""The index of the ECSI mobile-phone survey against the published rule computed elsewhere."""

from __future__ import annotations

import pytest

import csmodels as cs
from csmodels.testing import assert_table_close

#: Figures typed with two decimals.
TWO_DECIMALS = 0.0051
#: Normalised weights typed with four decimals.
FOUR_DECIMALS = 5.1e-5
#: The Satisfaction index is known to four decimals.
SATISFACTION = 1e-4
#: Monte-Carlo error of a standard error (0.7 % of it) and of a 95 % limit (0.027 points here) from 10,000
#: resamples; the bands hold three of them, also against the seed of the published figures.
ERROR_BAND = 0.025
LIMIT_BAND = 0.08
#: The other limits come from a single seed on either side: four Monte-Carlo errors of the difference, where
#: the error of a limit is sqrt(.025 .975 / 10,000) / density = .027 standard errors.
LIMITS_OF_ONE_SEED = 4 * 2**0.5 * 0.027


@pytest.fixture(scope="module")
def resampled(mobi):
    return cs.index_model("ECSI-mobile").fit(mobi, n_boot=10_000)


@pytest.mark.parametrize("how", ["unstandardized", "standardized", "equal"])
def test_index(mobi, golden, how):
    result = cs.index_model("ECSI-mobile", index_weights=how).fit(mobi, n_boot=0)
    expected = golden("ecsi_mobile_index").set_index("construct")[how]
    assert_table_close(result.index["estimate"], expected, atol=TWO_DECIMALS)
    assert result.settings["index_weights"] == how


def test_satisfaction(resampled):
    row = resampled.index.loc["Satisfaction"]
    assert row["estimate"] == pytest.approx(72.4541, abs=SATISFACTION)
    assert row["std_error"] == pytest.approx(0.912, abs=ERROR_BAND)
    assert row["conf_low"] == pytest.approx(70.66, abs=LIMIT_BAND)
    assert row["conf_high"] == pytest.approx(74.24, abs=LIMIT_BAND)
    assert row["n"] == 250


def test_uncertainty_of_every_index(resampled, golden):
    expected = golden("ecsi_mobile_index").set_index("construct")
    for construct, row in resampled.index.iterrows():
        published = expected.loc[construct]
        band = LIMITS_OF_ONE_SEED * row["std_error"]
        assert row["conf_low"] == pytest.approx(published["conf_low"], abs=band)
        assert row["conf_high"] == pytest.approx(published["conf_high"], abs=band)
        if published["std_error"] == published["std_error"]:
            assert row["std_error"] == pytest.approx(published["std_error"], rel=ERROR_BAND)


def test_index_weights(resampled, golden):
    expected = golden("ecsi_mobile_index_weights").set_index(["construct", "item"])["weight"]
    assert_table_close(resampled.index_weights["weight"], expected, atol=FOUR_DECIMALS)
    assert resampled.index_weights[["low", "high"]].drop_duplicates().values.tolist() == [[1.0, 10.0]]
