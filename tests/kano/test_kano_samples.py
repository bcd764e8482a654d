"""The simulated Kano surveys: what they were made from comes out again, as surely as it is said to."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import csmodels as cs
from csmodels.kano.model import KanoModel

TRUTH = json.loads((Path(__file__).resolve().parents[2] / "datasets" / "truth.json").read_text())
SURVEYS = {
    "hotel_kano": cs.datasets.load_hotel_kano,
    "telecom_kano": cs.datasets.load_telecom_kano,
}


@pytest.fixture(scope="module", params=SURVEYS)
def fitted(request):
    data = SURVEYS[request.param]()
    return KanoModel.find(data).fit(data), TRUTH[request.param]["implied"]


def test_labels_are_right_where_they_are_given(fitted):
    result, truth = fitted
    rows = result.categories
    want = {name: each["category"] for name, each in truth.items()}
    given = rows[rows["agrees"]]
    assert len(given) >= 10
    assert [want[name] for name in given.index] == given["agreement"].tolist()


def test_the_truth_is_found_as_often_as_its_probability_says(fitted):
    result, truth = fitted
    chances = [result.probabilities.loc[name, each["category"]] for name, each in truth.items()]
    right = (result.categories["category"] == [each["category"] for each in truth.values()]).sum()
    spread = np.sqrt((np.array(chances) * (1 - np.array(chances))).sum())
    assert abs(right - np.sum(chances)) <= 3 * spread + 1


def test_limits_hold_the_truth(fitted):
    result, truth = fitted
    rows = result.coefficients
    single, together = 0, True
    for name, each in truth.items():
        row, (m, o, a, i) = rows.loc[name], each["weighted"][:4]
        for value, figure in (((a + o) / (m + o + a + i), "better"), (-(o + m) / (m + o + a + i), "worse")):
            single += bool(row[f"{figure}_low"] <= value <= row[f"{figure}_high"])
            together &= bool(row[f"{figure}_low_all"] <= value <= row[f"{figure}_high_all"])
    # 32 limits of 95 %, of correlated answers: 26 or fewer would be far out
    assert single >= 27
    assert together


def test_scores_are_near_the_truth(fitted):
    result, truth = fitted
    for name, each in truth.items():
        row = result.scores.loc[name]
        for figure in ("functional", "dysfunctional"):
            assert abs(row[figure] - each[figure]) < 4 * row[f"{figure}_std_error"]


def test_attributes_have_words(fitted):
    result, _ = fitted
    name = result.attributes[0]
    assert result.model.label(name) != name
    assert result.model.label(name, "zh") in result.to_text("zh").replace("\n", "")
    assert result.reread is not None
