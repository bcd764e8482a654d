"""IndexModel.check(data): published items by any name, and never a crash or a false yes."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import CsmodelsError
from csmodels.path_models.planning.simulation import simulate

SMALL = cs.PathModel({"Quality": ["q1", "q2", "q3"], "Loyalty": ["l1"]}, {"Loyalty": ["Quality"]})


@pytest.fixture
def acsi() -> pd.DataFrame:
    """Simulated answers under the published names, without any trouble."""
    model = cs.index_model("ACSI")
    return simulate(model, 200, seed=1, paths=0.4, means={"Satisfaction": 7}).frame


def found(report) -> set[tuple[str, str]]:
    return {(row.item, row.finding) for row in report.findings.itertuples()}


def status(report, item: str) -> str:
    return report.items.xs(item, level="item")["status"].iloc[0]


def test_data_without_trouble(acsi):
    report = cs.index_model("ACSI").check(acsi)
    assert report.ok
    assert not len(report.findings)
    assert (report.items["status"] == "found").all()
    assert (report.n, report.complete) == (200, 200)
    assert report.items.loc[("Satisfaction", "SATIS"), ["low", "high"]].tolist() == [1, 10]
    assert report.items.loc[("Loyalty", "PTOL"), ["low", "high"]].tolist() == [-25, 25]
    assert "All 14 items are there" in str(report).replace("\n", " ")


@pytest.mark.parametrize(
    ("load", "items"),
    [(cs.datasets.load_hotel, 14), (cs.datasets.load_telecom, 15)],
    ids=["hotel", "telecom"],
)
def test_the_sample_surveys_are_sound(load, items):
    """Their columns have names of their own and are found by the questionnaire's construct keys."""
    report = cs.index_model("ACSI").check(load())
    assert report.ok
    assert len(report.items) == items
    assert (report.items["status"] == "found").all()


def test_fewer_published_items_and_a_construct_left_out_are_remarks(acsi):
    report = cs.index_model("ACSI").check(acsi.drop(columns=["IDEAL", "COMP"]))
    assert report.ok
    assert found(report) == {("IDEAL", "fewer"), ("", "left_out")}
    assert "Complaints has no item" in report.remarks[1]
    result = cs.index_model("ACSI").fit(acsi.drop(columns=["IDEAL", "COMP"]), n_boot=0)
    assert result.index.index.tolist() == ["Expectations", "Quality", "Value", "Satisfaction", "Loyalty"]


def test_no_satisfaction_is_a_problem(acsi):
    report = cs.index_model("ACSI").check(acsi.drop(columns=["SATIS", "CONFIRM", "IDEAL"]))
    assert not report.ok
    assert ("", "no_satisfaction") in found(report)


def test_items_named_by_the_user_must_all_be_there(acsi):
    model = cs.index_model("ACSI", items={"Quality": ["OVERALLQ", "nowhere"], "Satisfaction": ["SATIS"]})
    assert found(model.check(acsi)) == {("nowhere", "absent")}


def test_yes_no_in_the_published_coding(acsi):
    report = cs.index_model("ACSI").check(acsi.assign(COMP=acsi["COMP"] + 1))
    assert found(report) == {("COMP", "yes_no_codes")}


def test_a_shorter_scale_than_assumed(acsi):
    ratings = [name for name in acsi if name not in ("COMP", "PTOL")]
    short = acsi.assign(**{name: np.ceil(acsi[name] / 2) for name in ratings})
    report = cs.index_model("ACSI").check(short)
    assert found(report) == {(name, "low_scale") for name in ratings}
    assert report.ok
    assert cs.index_model("ACSI", scale=(1, 5)).check(short).findings.empty


def test_routing_shows_without_a_questionnaire(acsi):
    stays = acsi["REPUR"] > 5
    split = acsi.drop(columns="PTOL").assign(
        up=acsi["PTOL"].abs().where(stays), down=acsi["PTOL"].abs().where(~stays)
    )
    items = {"Satisfaction": ["SATIS", "IDEAL"], "Loyalty": ["REPUR", "up", "down"]}
    model = cs.index_model("ACSI", items=items, scales={"up": (0, 25), "down": (0, 25)})
    assert ("down", "never_together") in found(model.check(split))


def test_the_published_derived_item_is_made_for_the_check(acsi):
    """Price tolerance asked in two ways: the model derives it, and so does the check."""
    stays = acsi["REPUR"] > 5
    raw = acsi.drop(columns="PTOL").assign(
        HIGHPTOL=acsi["PTOL"].abs().where(stays), LOWPTOL=acsi["PTOL"].abs().where(~stays)
    )
    report = cs.index_model("ACSI").check(raw)
    assert report.ok
    assert status(report, "PTOL") == "found"


# ------------------------------------------------------------------ never a crash, never a false yes


@pytest.mark.parametrize(
    "data",
    [
        None,
        5,
        "answers.csv",
        np.ones((3, 3)),
        [1, 2],
        pd.Series([1, 2]),
        pd.DataFrame(),
        pd.DataFrame(columns=["q1", "q2", "q3", "l1"]),
        pd.DataFrame({"q1": [1]}),
        pd.DataFrame({0: [1, 2], 1: [3, 4]}),
        pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "b"), ("a", "c")])),
        pd.DataFrame({"q1": [[1], [2]], "q2": [{}, {}], "q3": [object(), 1], "l1": [1j, 2j]}),
        pd.DataFrame({name: pd.Categorical(["a", "b", "a"]) for name in SMALL.items}),
        pd.DataFrame({name: pd.array([1, None, 3], dtype="Int64") for name in SMALL.items}),
        pd.DataFrame({name: [True, False, True] for name in SMALL.items}),
        pd.DataFrame({name: [np.inf, -np.inf, np.nan] for name in SMALL.items}),
        pd.DataFrame({name: [1e308, -1e308, 1.0] for name in SMALL.items}),
    ],
    ids=lambda data: type(data).__name__,
)
@pytest.mark.parametrize("model", [SMALL, cs.index_model("ACSI")], ids=["path", "index"])
def test_bad_data_never_crash_the_report(model, data):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = model.check(data)
        assert not report.ok
        for lang in ("en", "zh"):
            assert report.summary(lang).to_text()
            assert report.summary(lang).to_html()
        assert report._repr_html_()
        assert len(report.items) in (len(model.items) if model is SMALL else 14, 0)


TROUBLES = (
    lambda x: x,
    lambda x: x.where(x.index % 3 > 0),
    lambda x: x * 0,
    lambda x: x * np.nan,
    lambda x: x.astype(str),
    lambda x: 11 - x,
    lambda x: x.where(x.index > 3, 98),
    lambda x: x.where(x.index > 3, np.inf),
    lambda x: x / 3,
    lambda x: x > 5,
)


def test_where_a_fit_is_refused_the_report_is_not_ok(acsi):
    """Random troubles in random items: no refusal of `fit` comes as a surprise."""
    rng = np.random.default_rng(4)
    model = cs.index_model("ACSI")
    surprises, refused, fine = [], 0, 0
    for _ in range(60):
        frame = acsi.head(80).copy()
        for name in rng.choice(list(frame), size=rng.integers(0, 3), replace=False):
            frame[name] = TROUBLES[rng.integers(len(TROUBLES))](frame[name])
        frame = frame.drop(columns=rng.choice(list(frame), size=rng.integers(0, 2), replace=False))
        ok = model.check(frame).ok
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model.fit(frame, n_boot=0)
        except CsmodelsError as error:
            refused += 1
            surprises += [str(error)] if ok else []
        else:
            fine += ok
    assert surprises == []
    assert refused > 10
    assert fine > 10


def test_a_seven_point_scale_taken_for_ten_points_is_told():
    """Answers from 1 to 7 fit into 1 to 10, and make every index too low: check and fit say so."""
    hotel = cs.datasets.load_hotel()
    items = {name: list(hotel.items(name)) for name in ("Expectations", "Quality", "Value", "Satisfaction")}
    columns = [item for block in items.values() for item in block]
    seven = (1 + (hotel.frame[columns] - 1) * 6 / 9).round()
    model = cs.index_model("ACSI", items=items)
    report = model.check(seven)
    assert any("1 to 10" in text and "7" in text for text in report.remarks)
    with pytest.warns(cs.errors.DataWarning, match="no answer is above 7"):
        low = model.fit(seven, n_boot=0)
    right = cs.index_model("ACSI", items=items, scale=(1, 7))
    assert right.check(seven).remarks == ()
    high = right.fit(seven, n_boot=0)
    assert high.index.loc["Satisfaction", "estimate"] - low.index.loc["Satisfaction", "estimate"] > 15
