"""What the gap model refuses, what it warns of, and in which words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.disconfirmation.gaps.model import GapModel
from csmodels.errors import DataError, DataWarning, SpecificationError

PAIRS = {"Room": [("e1", "p1"), ("e2", "p2")]}


def answers(n: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    columns = {name: rng.integers(1, 8, size=n).astype(float) for name in ("e1", "e2", "p1", "p2", "w")}
    columns |= {
        "a1": rng.integers(1, 4, size=n).astype(float),
        "d1": rng.integers(4, 8, size=n).astype(float),
    }
    columns["sat"] = rng.normal(size=n)
    columns["g"] = np.where(np.arange(n) % 2, "x", "y")
    return pd.DataFrame(columns)


DATA = answers()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"pairs": {"Room": [("e1",)]}}, "unpaired"),
        ({"pairs": {"Room": [("e1", "p1"), ("e2", "p1")]}}, "'p1' is used twice"),
        ({"pairs": {"Room": {"bed": {"performance": "p1"}}}}, "no expectation item"),
        ({"outcome": "p1"}, "'p1' is used twice"),
        ({"outcome": ["sat", "sat"]}, "'sat' is used twice"),
        ({"importance": {"Rom": 2}}, "Did you mean 'Room'"),
        ({"importance": {"Room": -2}}, "not positive"),
        ({"importance": {"Room": 0}}, "not positive"),
        ({"importance": {"p1": 2, "p2": "w"}}, "numbers or columns"),
        ({"importance": {}}, "nothing for 'Room'"),
        ({"adequate": {"p1": "a1"}}, "needs both"),
        ({"adequate": {"Room": ["a1"]}, "desired": {"Room": ["d1"]}}, "1 columns for the 2 pairs"),
        ({"adequate": {"p3": "a1"}, "desired": {"p3": "d1"}}, "no attribute 'p3'"),
        ({"adequate": {"p1": "d1"}, "desired": {"p1": "d1"}}, "'d1' is used twice"),
        ({"scale": (7, 1)}, "must be"),
    ],
)
def test_models_that_are_none(given, message):
    with pytest.raises(SpecificationError, match=message):
        GapModel(**{"pairs": PAIRS, **given})


def test_models_are_frozen_and_can_be_compared():
    model = GapModel(PAIRS, importance={"Room": 2})
    assert model == GapModel(PAIRS, importance={"Room": 2})
    assert hash(model) == hash(GapModel(PAIRS, importance={"Room": 2}))
    with pytest.raises(AttributeError):
        model.scale = (1, 7)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"errors": "bootstap"}, "Did you mean 'bootstrap'"),
        ({"missing": "em"}, "Choose one of 'listwise', 'available'"),
        ({"errors": "replicates"}, "needs replicate weights"),
        ({"errors": "bootstrap", "n_boot": 0}, "needs resamples"),
        ({"errors": "linearized", "n_boot": 50}, "contradicts"),
        ({"ranges": {"e9": (1, 7)}}, "no item of the model"),
        ({"conf_level": 95}, "between 0 and 1"),
    ],
)
def test_options_that_are_none(options, message):
    with pytest.raises(SpecificationError, match=message):
        GapModel(PAIRS).fit(DATA, **options)


def test_different_scales_are_refused():
    items = [cs.Item(n, scale=cs.Scale(1, 10 if n == "p2" else 7)) for n in ("e1", "e2", "p1", "p2")]
    data = cs.SurveyData(DATA, cs.Questionnaire(tuple(items)))
    with pytest.raises(DataError, match=r"on different scales .*p2 1 to 10"):
        GapModel(PAIRS).fit(data)


def test_different_spans_are_warned_of_where_no_scale_is_known():
    wide = DATA.assign(p1=DATA["p1"] * 2, p2=DATA["p2"] * 2)
    with pytest.warns(DataWarning, match="expectation span 6 and to performance 12"):
        GapModel(PAIRS).fit(wide, n_boot=0)
    GapModel(PAIRS, scale=(1, 14)).fit(wide, n_boot=0)


def test_answers_outside_the_scale():
    with pytest.raises(DataError, match=r"'e1' has 1 value outside its range 1 to 7: 0"):
        GapModel(PAIRS, scale=(1, 7)).fit(DATA.assign(e1=DATA["e1"].where(DATA.index != 4, 0)))


def test_constant_items_and_constant_gaps():
    with pytest.raises(DataError, match="'e1' has the same answer"):
        GapModel(PAIRS).fit(DATA.assign(e1=5.0))
    with pytest.warns(DataWarning, match="same for every respondent: p1"):
        found = GapModel(PAIRS).fit(DATA.assign(p1=DATA["e1"]), n_boot=20)
    row = found.attributes.loc[("Room", "p1")]
    assert row["gap"] == 0
    assert np.isnan([row["std_error"], row["p_value"], row["conf_low"]]).all()
    found.summary("zh").to_text()


def test_few_rows():
    with pytest.warns(DataWarning, match="Only 29 respondents"):
        GapModel(PAIRS).fit(DATA.iloc[:29], n_boot=0)
    GapModel(PAIRS).fit(DATA.iloc[:30], n_boot=0)
    with pytest.raises(DataError, match="at least 3 are needed"):
        GapModel(PAIRS).fit(DATA.iloc[:2])
    with pytest.warns(DataWarning, match=r"\[[xy]\]") as found:
        GapModel(PAIRS).fit(DATA.iloc[:58], by="g", n_boot=0)
    assert len(found) == 2


def test_importance_of_zero_is_no_answer_unless_points_were_shared_out():
    model = GapModel({"Room": [("e1", "p1")], "Hall": [("e2", "p2")]}, importance={"Room": "w", "Hall": "v"})
    zero = DATA.assign(w=DATA["w"].where(DATA.index != 2, 0), v=DATA["p1"])
    with pytest.raises(DataError, match=r"'w' is 0 in the row labelled 2.*not positive"):
        model.fit(zero)
    with pytest.raises(DataError, match="negative"):
        model.fit(zero.assign(w=-1 * DATA["w"]))
    points = np.where(DATA.index % 5 == 0, 0, 40)
    found = model.fit(DATA.assign(w=points, v=100 - points), n_boot=0)
    first = found.respondent_scores().iloc[0]
    assert first["servperf_weighted"] == DATA["p2"].iloc[0]


def zoned(frame: pd.DataFrame, **options):
    return GapModel(PAIRS, adequate={"p1": "a1"}, desired={"p1": "d1"}).fit(frame, n_boot=0, **options)


def test_zones_that_most_do_not_have():
    with pytest.raises(DataError, match=r"not above the adequate level 'a1' for 100 %.*exchanged"):
        zoned(DATA.assign(a1=DATA["d1"], d1=DATA["a1"]))
    same = DATA.assign(d1=DATA["a1"].where(DATA.index < 40, 7.0))
    with pytest.raises(DataError, match=r"no zone of tolerance\. Leave"):
        zoned(same)
    some = DATA.assign(d1=DATA["a1"].where(DATA.index < 12, DATA["d1"]))
    with pytest.warns(DataWarning, match=r"p1 \(20 %\)"):
        found = zoned(some)
    assert found.zones.loc[("Room", "p1", "no_zone"), "estimate"] == pytest.approx(0.2)
    with pytest.raises(DataError, match="in group 'x' of 'g'"):
        zoned(DATA.assign(d1=DATA["a1"].where(DATA["g"] == "x", DATA["d1"])), by="g")


def test_models_without_zones_draw_none():
    with pytest.raises(SpecificationError, match="no zones of tolerance"):
        GapModel(PAIRS).fit(DATA, n_boot=0).plot_zones()


def test_regressions_that_cannot_be():
    model = GapModel({"Room": [("e1", "p1")], "Hall": [("e2", "p2")]}, outcome="sat")
    with pytest.raises(DataError, match="linear combinations"):
        model.fit(DATA.assign(e2=DATA["e1"]))
    with pytest.raises(DataError, match="6 respondents are too few"):
        model.fit(DATA.iloc[:6])
    # without an outcome there is nothing to explain
    found = GapModel(PAIRS).fit(DATA, n_boot=0)
    assert found.explained is None
    assert found.constraints is None


def test_unpaired_items_of_a_questionnaire():
    hotel = cs.datasets.load_hotel()
    asked = hotel.questionnaire.select([n for n in hotel.questionnaire.names if n != "p_bed"])
    assert "bed" not in GapModel.from_questionnaire(asked).items.names
    with pytest.raises(SpecificationError, match="'e_bed', but no performance item"):
        GapModel.from_questionnaire(asked, attributes=["bed", "quiet"])


def test_groups_and_levels_of_pictures_and_scores():
    found = GapModel(PAIRS).fit(DATA, n_boot=0, by="g")
    with pytest.raises(SpecificationError, match="Choose a group"):
        found.plot_gaps()
    with pytest.raises(SpecificationError, match=r"unknown\. Choose 'attributes'"):
        found.plot_gaps(level="items")
    with pytest.raises(SpecificationError, match="Choose 'scores'"):
        found.respondent_scores(level="items")


def test_groups_are_not_named_like_levels_of_the_tables():
    with pytest.raises(DataError, match="rename it first"):
        GapModel(PAIRS).fit(DATA.rename(columns={"g": "attribute"}), by="attribute")


def test_few_respondents_with_a_weight():
    data = cs.SurveyData(DATA.assign(weight=(DATA.index < 2).astype(float)), weights="weight")
    with pytest.raises(DataError, match=r"Only 2 of 60 rows .* weight above zero"):
        GapModel(PAIRS).fit(data)


def test_respondents_left_out_are_told_of_first():
    gaps = DATA.assign(e1=DATA["e1"].where(DATA.index >= 12))
    found = GapModel(PAIRS).fit(gaps, n_boot=0)
    told = str(found.warnings[0])
    for words in ("Left out: 12 of 60 respondents", "e1 (12)", 'missing="available"'):
        assert words in told
    assert "已剔除" in found.summary("zh").to_text()
    with pytest.warns(DataWarning):
        few = GapModel(PAIRS).fit(gaps.iloc[:40], n_boot=0)
    assert [each.key for each in few.notices] == ["left_open_available", "gap_few_rows"]
    # each figure then says itself whom it rests on
    assert not GapModel(PAIRS).fit(gaps, missing="available", n_boot=0).notices


def test_a_questionnaire_s_zones_may_be_left_aside():
    hotel = cs.datasets.load_hotel()
    found = GapModel.from_questionnaire(hotel, zones=False).fit(hotel, n_boot=0)
    assert found.zones is None
    assert not [each for each in found.notices if each.key == "gap_no_zone"]
    with pytest.warns(DataWarning, match=r"speed of check-in") as told:
        GapModel.from_questionnaire(hotel).fit(hotel, n_boot=0)
    assert not any("checkin" in str(each.message) for each in told)
