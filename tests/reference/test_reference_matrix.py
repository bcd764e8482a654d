"""Importance-performance figures of the kiosk survey, against R 4.2.2."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from csmodels.three_factor.matrix import ImportancePerformance

pytestmark = pytest.mark.reference

#: The file prints 11 significant digits.
PRINTED = 1e-9
#: Differences of figures printed with 11 decimals.
DECIMALS = 1e-10


@pytest.fixture(scope="module")
def golden(reference):
    return json.loads((reference / "kiosk" / "golden_metrics.json").read_text())["kiosk_servqual"]


@pytest.fixture(scope="module")
def result(reference):
    frame = pd.read_csv(reference / "kiosk" / "kiosk_clean.csv")
    columns = [[f"ipa{j}_{i}" for j in range(1, 25)] for i in (1, 2)]
    model = ImportancePerformance(*columns, overall=[f"total{i}" for i in range(1, 5)], scale=(1, 7))
    return model.fit(frame, n_boot=50)


def test_places_and_lines(result, golden):
    items, ipa = pd.DataFrame(golden["items"]), golden["ipa"]
    np.testing.assert_allclose(
        result.positions[["importance", "performance"]], items[["imp", "perf"]], rtol=PRINTED
    )
    lines = result.crosshairs[["importance", "performance"]]
    np.testing.assert_allclose(lines.loc["mean"], [ipa["grand_imp"], ipa["grand_perf"]], rtol=PRINTED)
    np.testing.assert_allclose(lines.loc["median"], [ipa["median_imp"], ipa["median_perf"]], rtol=PRINTED)


def test_derived_importance(result, golden):
    ipa, derived = golden["ipa"], result.derived["estimate"]
    np.testing.assert_allclose(derived.loc["correlation"], ipa["derived_importance_r"], atol=DECIMALS)
    # what the file calls partial are R's coefficients of lm(scale(y) ~ scale(x)), no partial correlations
    np.testing.assert_allclose(derived.loc["regression"], ipa["derived_importance_partial"], atol=DECIMALS)
    assert np.abs(derived.loc["partial"] - np.array(ipa["derived_importance_partial"])).max() > 0.05
    found = result.agreement.loc["correlation", "correlation"]
    assert abs(found - ipa["cor_stated_derived"]) < DECIMALS


def test_partial_correlation_of_logarithms(result):
    # R 4.2.2: correlation of the residuals of lm(log(p_j) ~ log(p_others)) and lm(y ~ log(p_others))
    expected = {"ipa1": 0.11309246564, "ipa2": 0.04083033263, "ipa18": 0.27484921244, "ipa24": -0.02742289219}
    found = result.derived.loc["partial_log", "estimate"]
    for name, value in expected.items():
        assert abs(found[name] - value) < DECIMALS


def test_signed_ranks(result):
    # R 4.2.2: wilcox.test(performance, importance, paired = TRUE, exact = FALSE)
    expected = {
        "ipa1": (300, 8.794487516054e-20),
        "ipa12": (971.5, 2.174521587050e-18),
        "ipa24": (2779.5, 5.035519783210e-01),
    }
    for name, (statistic, p_value) in expected.items():
        row = result.gaps.loc[name]
        assert row["wilcoxon"] == statistic
        assert row["wilcoxon_p"] == pytest.approx(p_value, rel=PRINTED)
