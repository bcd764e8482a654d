"""SERVQUAL and SERVPERF of the kiosk survey, against R 4.2.2 and psych 2.2.9."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from csmodels.disconfirmation.gaps.model import GapModel

pytestmark = pytest.mark.reference

#: The file prints 11 significant digits.
PRINTED = 1e-9
NAMES = [
    "reliability",
    "fun",
    "control",
    "economy",
    "personalisation",
    "convenience",
    "security",
    "tangibles",
]
OUTCOME = [f"total{i}" for i in range(1, 5)]


@pytest.fixture(scope="module")
def golden(reference):
    return json.loads((reference / "kiosk" / "golden_metrics.json").read_text())["kiosk_servqual"]


@pytest.fixture(scope="module")
def result(reference):
    frame = pd.read_csv(reference / "kiosk" / "kiosk_clean.csv")
    triples = {name: range(3 * i + 1, 3 * i + 4) for i, name in enumerate(NAMES)}
    pairs = {name: [(f"sq{j}_1", f"sq{j}_2") for j in of] for name, of in triples.items()}
    importance = {name: [f"ipa{j}_1" for j in of] for name, of in triples.items()}
    return GapModel(pairs, importance=importance, outcome=OUTCOME, scale=(1, 7)).fit(frame, n_boot=200)


def test_items(result, golden):
    want = pd.DataFrame(golden["items"])
    columns = ["expectation", "performance", "gap", "gap_sd", "statistic", "p_value"]
    np.testing.assert_allclose(
        result.attributes[columns], want[["E", "P", "gap", "gap_sd", "t", "p"]], rtol=PRINTED
    )


def test_dimensions_and_reliabilities(result, golden):
    want = pd.DataFrame(golden["dims"])
    columns = ["expectation", "performance", "gap"]
    np.testing.assert_allclose(result.dimensions[columns], want[["E", "P", "gap"]], rtol=PRINTED)
    measures = ["alpha_expectation", "alpha_performance", "alpha_gap", "reliability_difference"]
    names = ["alpha_E", "alpha_P", "alpha_gap", "alpha_diff_formula"]
    np.testing.assert_allclose(result.dimensions[measures], want[names], rtol=PRINTED)


def test_scores_and_what_they_explain(result, golden):
    want = pd.DataFrame(golden["scores_vs_satisfaction"]).T
    want.index = ["servqual", "servqual_weighted", "servperf", "servperf_weighted"]
    scores, r2 = result.scores, result.explained
    np.testing.assert_allclose(scores[["estimate", "sd"]], want[["mean", "sd"]], rtol=PRINTED)
    np.testing.assert_allclose(r2.loc[want.index, "r_squared"], want["r2"], rtol=PRINTED)
    np.testing.assert_allclose(r2.loc[want.index, "r_squared_adjusted"], want["adj"], rtol=PRINTED)
    dims = golden["r2_dims"]
    for name, key in (("performances", "P_only"), ("gaps", "gap"), ("both", "E_and_P")):
        assert r2.loc[name, "r_squared"] == pytest.approx(dims[key], rel=PRINTED)


def test_the_difference_is_rejected(result, golden):
    row = result.constraints.loc["all"]
    assert row["statistic"] == pytest.approx(golden["r2_dims"]["F_gap_constraint"], rel=PRINTED)
    assert (row["df"], row["df_resid"]) == (8, 177)
    assert row["p_value"] < 1e-6


def test_the_outcome_is_the_mean_of_its_items(result, reference):
    frame = pd.read_csv(reference / "kiosk" / "kiosk_clean.csv")
    np.testing.assert_allclose(result.parts[0].scores[:, -1], frame[OUTCOME].mean(axis=1))
