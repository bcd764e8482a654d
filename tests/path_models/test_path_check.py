"""PathModel.check(data): every kind of trouble is found, named and explained, and nothing is raised."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.path_models.planning.simulation import simulate
from csmodels.survey import DerivedItem, Item, Questionnaire, Scale, SurveyData

SMALL = cs.PathModel({"Quality": ["q1", "q2", "q3"], "Loyalty": ["l1"]}, {"Loyalty": ["Quality"]})


@pytest.fixture
def small() -> pd.DataFrame:
    return simulate(SMALL, 100, seed=2, paths=0.5, scale=(1, 10)).frame


def found(report) -> set[tuple[str, str]]:
    return {(row.item, row.finding) for row in report.findings.itertuples()}


def status(report, item: str) -> str:
    return report.items.xs(item, level="item")["status"].iloc[0]


# ------------------------------------------------------------------ one trouble at a time


def test_a_missing_column_with_a_close_name(small):
    report = SMALL.check(small.rename(columns={"q2": "Q2"}))
    assert found(report) == {("q2", "absent_close")}
    assert "'Q2' comes closest" in report.problems[0]
    assert status(report, "q2") == "absent"


def test_a_missing_column_without_one(small):
    report = SMALL.check(small.drop(columns="l1").assign(zzzzzz=1.0))
    assert found(report) == {("l1", "absent")}
    assert not report.ok


@pytest.mark.parametrize(
    ("change", "finding", "words"),
    [
        (lambda x: x.astype(object).where(x != x.iloc[0], "often"), "text", "'often'"),
        (lambda x: x.astype(int).astype(str), "numbers_as_text", "pd.to_numeric"),
        (lambda x: pd.Series(pd.Timestamp("2024-01-01"), index=x.index), "dates", "datetime"),
        (lambda x: x * np.nan, "empty", "no answer at all"),
        (lambda x: x.where(x.index > 2, np.inf), "infinite", "is infinite in 3 of 100 rows"),
        (lambda x: x * 0 + 7, "constant", "the answer 7 in every row"),
        (lambda x: (x > 5).astype(int), "yes_no", "coded 0/1, yes or no, where 1 to 10"),
        (lambda x: x.where(x.index > 4, 0), "zero", "is 0 in 5 of 100 rows"),
        (lambda x: x.where(x.index > 4, 98), "special", "holds 98 in 5 of 100 rows"),
        (lambda x: x.where(x.index > 4, -9), "special", "special=[-9]"),
        (lambda x: x.where(x.index > 4, 55), "range", "outside 1 to 10 in 5 of 100 rows: 55"),
        (lambda x: 11 - x, "reversed", "reverse coded"),
    ],
)
def test_a_miscoded_item(small, change, finding, words):
    report = SMALL.check(small.assign(q2=change(small["q2"])), scale=(1, 10))
    assert found(report) == {("q2", finding)}
    assert not report.ok
    assert words in report.problems[0]
    assert status(report, "q2") == "miscoded"
    assert "q2" in report.messages("zh", problems=True)[0]


def test_two_troubles_of_one_item(small):
    q1 = small["q1"].where(small.index > 4, 98).where(small.index != 9, 0)
    assert found(SMALL.check(small.assign(q1=q1), scale=(1, 10))) == {("q1", "special"), ("q1", "zero")}


def test_special_codes_where_no_scale_is_known(small):
    assert SMALL.check(small).ok
    coded = small.assign(q1=small["q1"].where(small.index > 4, 99), l1=small["l1"].where(small.index > 2, -1))
    assert found(SMALL.check(coded)) == {("q1", "special_open"), ("l1", "special_open")}


def test_answers_up_to_hundred_are_no_special_codes(small):
    wide = (small - 1) / 9 * 100
    wide.loc[:3, "q1"] = 99
    assert SMALL.check(wide).ok


def test_two_items_against_each_other():
    model = cs.PathModel({"Value": ["v1", "v2"], "Loyalty": ["l1"]}, {"Loyalty": ["Value"]})
    frame = simulate(model, 100, paths=0.5, scale=(1, 5)).frame
    report = model.check(frame.assign(v2=6 - frame["v2"]), scale=(1, 5))
    assert found(report) == {("v2", "opposed")}
    assert model.check(frame, scale=(1, 5)).ok


def test_items_that_merely_do_not_correlate_are_not_called_reversed():
    rng = np.random.default_rng(3)
    names = [*SMALL.items]
    reports = [SMALL.check(pd.DataFrame(rng.normal(size=(60, 4)), columns=names)) for _ in range(40)]
    # beyond two standard errors lie 2.3 % of correlations; an item is judged against two others
    assert sum(not report.ok for report in reports) <= 8


def test_a_copied_column(small):
    report = SMALL.check(small.assign(q3=small["q1"]))
    assert found(report) == {("q3", "copy")}


def test_columns_of_the_same_name(small):
    twice = pd.concat([small, small[["q1"]]], axis=1)
    report = SMALL.check(twice)
    assert not report.ok
    assert ("q1", "twice") in found(report)


def test_many_gaps_are_a_remark(small):
    report = SMALL.check(small.assign(q1=small["q1"].where(small.index > 29)))
    assert report.ok
    assert found(report) == {("q1", "missing")}
    assert "30 %" in report.remarks[0]
    assert status(report, "q1") == "remark"


def test_too_few_complete_respondents(small):
    gaps = small.copy()
    gaps.loc[gaps.index % 2 == 0, "q1"] = np.nan
    gaps.loc[gaps.index % 2 == 1, "l1"] = np.nan
    report = SMALL.check(gaps)
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
    report = model.check(SurveyData(frame, asked))
    assert ("up", "routed") in found(report)
    assert "price (up if stay > 5 else -down)" in report.problems[0]
    alone = Questionnaire((asked.items[0], asked.items[1]))
    report = model.check(SurveyData(frame, alone))
    assert ("up", "routed_alone") in found(report)
    assert "data.where('stay > 5')" in report.problems[0]


# ------------------------------------------------------------------ displays


def test_the_report_in_both_languages(small):
    report = SMALL.check(small.assign(q1=small["q1"].where(small.index > 4, 98)), "zh", scale=(1, 10))
    assert "疑为" not in str(report)
    assert "像是“不知道”" in str(report).replace("\n", "")
    assert "looks like a code" in report.to_text("en").replace("\n", " ")
    assert report.summary().lang == "zh"
    assert report.findings["message"].tolist() == list(report.problems)
    with pytest.raises(SpecificationError, match="'fr'"):
        SMALL.check(small, "fr")


def test_tables_are_copies(small):
    report = SMALL.check(small)
    table = report.items
    table["status"] = "changed"
    assert (report.items["status"] == "found").all()


def text_of(report, lang: str) -> str:
    """The report without the breaks of its lines."""
    return report.to_text(lang).replace("\n", "" if lang == "zh" else " ")


def test_one_row_is_no_plural(small):
    report = SMALL.check(small.assign(q1=small["q1"].where(small.index > 0, 98)), scale=(1, 10))
    assert "holds 98 in 1 of 100 rows" in report.problems[0]
    assert not re.search(r"\b1 rows", text_of(report, "en"))


def test_thousands_are_separated_as_in_the_tables():
    many = simulate(SMALL, 1500, seed=2, paths=0.5, scale=(1, 10)).frame
    fine = SMALL.check(many, scale=(1, 10))
    assert "1,500 of 1,500 respondents" in text_of(fine, "en")
    assert "1,500 名受访者中有 1,500 名答全" in text_of(fine, "zh")
    odd = SMALL.check(many.assign(q1=many["q1"].where(many.index >= 1100, 98)), scale=(1, 10))
    assert "98 in 1,100 of 1,500 rows" in odd.problems[0]
    assert "在 1,500 行中有 1,100 行为 98" in odd.messages("zh", problems=True)[0]


def test_no_blank_beside_a_chinese_name(small):
    """Known constructs are printed in Chinese, which takes no blank; names of one's own stay as they are."""
    own = cs.PathModel({"Quality": ["q1", "q2", "q3"], "Fans": ["l1"]}, {"Fans": ["Quality"]})
    bad = small.drop(columns="l1").assign(q1=small["q1"] * np.nan, q2=11 - small["q2"], q3="often")
    messages = own.check(bad, scale=(1, 10)).messages("zh", problems=True)
    assert len(messages) == 3
    words = " ".join(messages)
    assert "“感知质量”的题项 'q1' 没有任何回答" in words
    assert "“Fans”的题项 'l1'" in words
    assert not re.search("[\u4e00-\u9fff] [\u4e00-\u9fff]", words)


def test_a_reversed_item_is_wrong_figures_and_no_refusal(small):
    """The report says what it means by not ok, and the fit does what it says."""
    turned = small.assign(q2=11 - small["q2"])
    report = SMALL.check(turned, scale=(1, 10))
    assert not report.ok
    assert "would be refused or give wrong figures: 1." in text_of(report, "en")
    assert "否则估计会被拒绝或结果有误" in text_of(report, "zh")
    with pytest.warns(cs.errors.AdmissibilityWarning, match="q2"):
        fitted = SMALL.fit(turned, n_boot=0)
    loadings = fitted.params.query("kind == 'loading'").set_index("rhs")["estimate"]
    assert loadings["q2"] < 0


def test_items_of_a_composite_need_not_agree(small):
    """What makes up a composite may pull in two directions: worth a look, and no obstacle."""
    turned = small.assign(q2=11 - small["q2"])
    three = cs.PathModel({"Quality": cs.composite("q1", "q2", "q3"), "Loyalty": ["l1"]}, SMALL.structure)
    two = cs.PathModel({"Quality": cs.composite("q1", "q2"), "Loyalty": ["l1"]}, SMALL.structure)
    for model, key in ((three, "reversed"), (two, "opposed")):
        report = model.check(turned, scale=(1, 10))
        assert report.ok
        assert found(report) == {("q2", key)}
        assert "if its wording is reversed" in report.remarks[0]


def test_products_and_higher_order_constructs_have_no_columns(answers):
    moderated = cs.PathModel(
        {"Quality": ["q1", "q2", "q3"], "Value": ["v1", "v2"], "Satisfaction": ["s1", "s2", "s3"]},
        {"Satisfaction": ["Quality", "Value", "Quality:Value"]},
    )
    whole = cs.PathModel(
        {"Quality": ["q1", "q2", "q3"], "Value": ["v1", "v2"], "Offer": cs.higher_order("Quality", "Value"),
         "Satisfaction": ["s1", "s2", "s3"]},
        {"Satisfaction": ["Offer"]},
    )  # fmt: skip
    for model in (moderated, whole):
        report = model.check(answers, scale=(1, 10))
        assert report.ok, report.problems
        assert report.items.index.get_level_values("item").tolist() == list(model.items)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"scale": 5}, "scale=5 must be two numbers"),
        ({"scale": (10, 1)}, "must rise"),
        ({"scales": {"q1": (1, 1)}}, r"scales\['q1'\]=\(1, 1\) must rise"),
        ({"scales": {"q9": (1, 5)}}, "'q9', which is no item of the model"),
    ],
)
def test_questions_are_checked(small, options, words):
    with pytest.raises(SpecificationError, match=words):
        SMALL.check(small, **options)


def test_the_scale_of_an_item_goes_before_the_common_one(small):
    report = SMALL.check(small.assign(l1=small["l1"] * 10), scale=(1, 10), scales={"l1": (0, 100)})
    assert report.ok
    assert report.items.loc[("Loyalty", "l1"), ["low", "high"]].tolist() == [0, 100]


def test_a_scale_of_which_the_top_is_unused_makes_no_path_wrong(small):
    """It is the index that would be too low, and a path model has none."""
    report = SMALL.check(np.ceil(small / 2), scale=(1, 10))
    assert report.findings.empty
    assert found(cs.index_model(SMALL).check(np.ceil(small / 2))) == {(i, "low_scale") for i in SMALL.items}


def test_the_remedy_for_an_absent_column_is_one_the_model_has(small):
    """A path model takes no items=: its columns stand in the model."""
    messages = SMALL.check(small.drop(columns=["q1", "l1"]).assign(Q1=1.0)).problems
    assert all("in the model" in words and "items=" not in words for words in messages)
    assert len(messages) == 2


def test_a_path_model_has_no_name_and_is_called_what_it_is(small):
    report = SMALL.check(small)
    assert "Check of the data for the path model" in report.to_text("en")
    assert "数据检查：路径模型" in report.to_text("zh")


def test_tables_and_workbook(small, tmp_path):
    report = SMALL.check(small.assign(q1=small["q1"].where(small.index > 4, 98)), scale=(1, 10))
    assert list(report.tables) == ["items", "findings"]
    assert report.warnings == report.problems
    report.to_excel(tmp_path / "check.xlsx")
    sheets = pd.read_excel(tmp_path / "check.xlsx", sheet_name=None)
    assert list(sheets) == ["items", "findings", "settings"]
    assert sheets["findings"]["finding"].tolist() == ["special"]
    about = sheets["settings"].set_index("setting")["value"]
    assert about["n_rows"] == 100
    assert about["warning"] == report.problems[0]
