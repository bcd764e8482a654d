"""model.check(data): every kind of trouble is found, named and explained, and nothing is raised."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.acsi.check import check
from csmodels.errors import CsmodelsError, SpecificationError
from csmodels.path_models.planning.simulation import simulate
from csmodels.survey import DerivedItem, Item, Questionnaire, Scale, SurveyData

SMALL = cs.PathModel({"Quality": ["q1", "q2", "q3"], "Loyalty": ["l1"]}, {"Loyalty": ["Quality"]})


@pytest.fixture
def acsi() -> pd.DataFrame:
    """Simulated answers under the published names, without any trouble."""
    model = cs.index_model("ACSI")
    return simulate(model, 200, seed=1, paths=0.4, means={"Satisfaction": 7}).frame


@pytest.fixture
def small() -> pd.DataFrame:
    return simulate(SMALL, 100, seed=2, paths=0.5, scale=(1, 10)).frame


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


# ------------------------------------------------------------------ one trouble at a time


def test_a_missing_column_with_a_close_name(small):
    report = check(SMALL, small.rename(columns={"q2": "Q2"}))
    assert found(report) == {("q2", "absent_close")}
    assert "'Q2' comes closest" in report.problems[0]
    assert status(report, "q2") == "absent"


def test_a_missing_column_without_one(small):
    report = check(SMALL, small.drop(columns="l1").assign(zzzzzz=1.0))
    assert found(report) == {("l1", "absent")}
    assert not report.ok


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


@pytest.mark.parametrize(
    ("change", "finding", "words"),
    [
        (lambda x: x.astype(object).where(x != x.iloc[0], "often"), "text", "'often'"),
        (lambda x: x.astype(int).astype(str), "numbers_as_text", "pd.to_numeric"),
        (lambda x: pd.Series(pd.Timestamp("2024-01-01"), index=x.index), "dates", "datetime"),
        (lambda x: x * np.nan, "empty", "no answer at all"),
        (lambda x: x.where(x.index > 2, np.inf), "infinite", "3 infinite values"),
        (lambda x: x * 0 + 7, "constant", "the answer 7 in every row"),
        (lambda x: (x > 5).astype(int), "yes_no", "coded 0/1, yes or no, where 1 to 10"),
        (lambda x: x.where(x.index > 4, 0), "zero", "is 0 in 5 rows"),
        (lambda x: x.where(x.index > 4, 98), "special", "holds 98 in 5 rows"),
        (lambda x: x.where(x.index > 4, -9), "special", "special=[-9]"),
        (lambda x: x.where(x.index > 4, 55), "range", "5 answers outside 1 to 10: 55"),
        (lambda x: 11 - x, "reversed", "reverse coded"),
    ],
)
def test_a_miscoded_item(small, change, finding, words):
    report = check(SMALL, small.assign(q2=change(small["q2"])), scale=(1, 10))
    assert found(report) == {("q2", finding)}
    assert not report.ok
    assert words in report.problems[0]
    assert status(report, "q2") == "miscoded"
    assert "q2" in report.messages("zh", problems=True)[0]


def test_two_troubles_of_one_item(small):
    q1 = small["q1"].where(small.index > 4, 98).where(small.index != 9, 0)
    assert found(check(SMALL, small.assign(q1=q1), scale=(1, 10))) == {("q1", "special"), ("q1", "zero")}


def test_special_codes_where_no_scale_is_known(small):
    assert check(SMALL, small).ok
    coded = small.assign(q1=small["q1"].where(small.index > 4, 99), l1=small["l1"].where(small.index > 2, -1))
    assert found(check(SMALL, coded)) == {("q1", "special_open"), ("l1", "special_open")}


def test_answers_up_to_hundred_are_no_special_codes(small):
    wide = (small - 1) / 9 * 100
    wide.loc[:3, "q1"] = 99
    assert check(SMALL, wide).ok


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


def test_two_items_against_each_other():
    model = cs.PathModel({"Value": ["v1", "v2"], "Loyalty": ["l1"]}, {"Loyalty": ["Value"]})
    frame = simulate(model, 100, paths=0.5, scale=(1, 5)).frame
    report = check(model, frame.assign(v2=6 - frame["v2"]), scale=(1, 5))
    assert found(report) == {("v2", "opposed")}
    assert check(model, frame, scale=(1, 5)).ok


def test_items_that_merely_do_not_correlate_are_not_called_reversed():
    rng = np.random.default_rng(3)
    names = [*SMALL.items]
    reports = [check(SMALL, pd.DataFrame(rng.normal(size=(60, 4)), columns=names)) for _ in range(40)]
    # beyond two standard errors lie 2.3 % of correlations; an item is judged against two others
    assert sum(not report.ok for report in reports) <= 8


def test_a_copied_column(small):
    report = check(SMALL, small.assign(q3=small["q1"]))
    assert found(report) == {("q3", "copy")}


def test_columns_of_the_same_name(small):
    twice = pd.concat([small, small[["q1"]]], axis=1)
    report = check(SMALL, twice)
    assert not report.ok
    assert ("q1", "twice") in found(report)


def test_many_gaps_are_a_remark(small):
    report = check(SMALL, small.assign(q1=small["q1"].where(small.index > 29)))
    assert report.ok
    assert found(report) == {("q1", "missing")}
    assert "30 %" in report.remarks[0]
    assert status(report, "q1") == "remark"


def test_too_few_complete_respondents(small):
    gaps = small.copy()
    gaps.loc[gaps.index % 2 == 0, "q1"] = np.nan
    gaps.loc[gaps.index % 2 == 1, "l1"] = np.nan
    report = check(SMALL, gaps)
    assert ("", "few_complete") in found(report)
    assert report.complete == 0


def test_a_routed_item_and_the_derived_one_to_use():
    asked = Questionnaire(
        (
            Item("stay", scale=Scale(1, 10)),
            Item("up", constructs=("Loyalty",), scale=Scale(0, 25), asked_if="stay > 5"),
            Item("down", constructs=("Loyalty",), scale=Scale(0, 25), asked_if="stay <= 5"),
        ),
        (DerivedItem.from_formula("price", "up if stay > 5 else -down"),),
    )
    frame = pd.DataFrame({"stay": [3, 7, 9, 2], "up": [np.nan, 5, 9, np.nan], "down": [4, np.nan, np.nan, 8]})
    model = cs.PathModel({"Stay": ["stay"], "Loyalty": ["up", "down"]}, {"Loyalty": ["Stay"]})
    report = check(model, SurveyData(frame, asked))
    assert ("up", "routed") in found(report)
    assert "price (up if stay > 5 else -down)" in report.problems[0]
    alone = Questionnaire((asked.items[0], asked.items[1]))
    report = check(model, SurveyData(frame, alone))
    assert ("up", "routed_alone") in found(report)
    assert "data.where('stay > 5')" in report.problems[0]


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
        report = check(model, data)
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


# ------------------------------------------------------------------ displays


def test_the_report_in_both_languages(small):
    report = check(SMALL, small.assign(q1=small["q1"].where(small.index > 4, 98)), "zh", scale=(1, 10))
    assert "疑为" not in str(report)
    assert "像是“不知道”" in str(report).replace("\n", "")
    assert "looks like a code" in report.to_text("en").replace("\n", " ")
    assert report.summary().lang == "zh"
    assert report.findings["message"].tolist() == list(report.problems)
    with pytest.raises(SpecificationError, match="'fr'"):
        check(SMALL, small, "fr")


def test_tables_are_copies(small):
    report = check(SMALL, small)
    table = report.items
    table["status"] = "changed"
    assert (report.items["status"] == "found").all()


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
