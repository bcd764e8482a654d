"""What a fit tells its reader of respondents left out, and of what holds in several groups."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import AdmissibilityWarning, DataWarning
from csmodels.sampling.group_notices import group_notice, together
from csmodels.survey import Item, Questionnaire, Scale
from csmodels.tables.notices import in_words, notice

LETTERS = "ABCDEFG"


def open_items(answers: pd.DataFrame, item: str, n: int, where: str | None = None) -> pd.DataFrame:
    """The answers with an item left open by the first n respondents (of a group)."""
    gaps = answers.copy()
    rows = gaps.index if where is None else gaps.index[gaps["group"] == where]
    gaps.loc[rows[:n], item] = np.nan
    return gaps


@pytest.fixture
def grouped(answers):
    """Seven copies of the sample, each a group of its own."""
    return pd.concat([answers.assign(group=letter) for letter in LETTERS], ignore_index=True)


# ------------------------------------------------------------------ respondents left out


def test_many_left_out_are_told_with_the_remedy(model, answers):
    gaps = open_items(open_items(answers, "v1", 15), "q2", 9)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a remark, no warning
        result = model.fit(gaps, n_boot=0)
    assert len(result.warnings) == 1
    told = result.warnings[0].replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith("Left out: 15 of 200 respondents (7.5 %), who did not answer every item.")
    assert "Most often unanswered: v1 (15), q2 (9)." in told
    assert 'missing="em" or missing="mi"' in told
    chinese = result.notices[0].text("zh").replace("\N{NO-BREAK SPACE}", " ")
    assert "200 名受访者中的 15 名（7.5 %）" in chinese
    assert "v1 (15)、q2 (9)" in chinese
    assert "Left out: 15 of 200" in result.to_text().replace("\N{NO-BREAK SPACE}", " ")


def test_few_left_out_are_not_told(model, answers):
    """Exactly 5 % are not more than 5 %."""
    assert model.fit(open_items(answers, "v1", 10), n_boot=0).warnings == ()
    assert len(model.fit(open_items(answers, "v1", 11), n_boot=0).warnings) == 1


def test_whoever_is_kept_is_not_left_out(model, answers):
    gaps = open_items(answers, "v1", 40)
    assert model.fit(gaps, missing="em", n_boot=0).warnings == ()
    assert model.fit(gaps, missing="pairwise", n_boot=0).warnings == ()


def test_products_have_one_remedy_less(answers):
    blocks = {"Quality": ["q1", "q2"], "Value": ["v1", "v2"], "Satisfaction": ["s1", "s2"]}
    model = cs.PathModel(blocks, {"Satisfaction": ["Quality", "Value", "Quality:Value"]})
    told = model.fit(open_items(answers, "v1", 40), n_boot=0).warnings[0]
    assert 'missing="mi"' in told
    assert 'missing="em"' not in told


def test_a_group_is_named_even_where_few_are_left_out_in_all(model, answers):
    gaps = open_items(answers, "v1", 8, where="south")
    size = int((answers["group"] == "south").sum())
    assert 8 / size > 0.05
    assert model.fit(gaps, n_boot=0).warnings == ()
    result = model.fit(gaps, n_boot=0, by="group")
    told = result.warnings[0].replace("\N{NO-BREAK SPACE}", " ")
    assert "Left out: 8 of 200 respondents (4.0 %)" in told
    assert f"; more than 5 % in group south ({800 / size:.1f} %). Most" in told
    assert "north" not in told


def test_groups_are_named_by_the_words_of_the_questionnaire(model, answers):
    codes = {name: i for i, name in enumerate(("north", "south", "west"))}
    gaps = open_items(answers, "v1", 8, where="south").replace({"group": codes}).astype({"group": int})
    words = {0: {"en": "North", "zh": "北"}, 1: {"en": "South", "zh": "南"}, 2: {"en": "West", "zh": "西"}}
    data = cs.SurveyData(gaps, Questionnaire([Item("group", scale=Scale(labels=words))]))
    with pytest.warns(AdmissibilityWarning, match=r"inadmissible \[West\]"):
        told = model.fit(data, "ml", by="group").warnings[0]
    assert "; more than 5 % in group South (" in told.replace("\N{NO-BREAK SPACE}", " ")
    failed = notice("group_failed", name=in_words([1], words)[0], reason="...")
    assert failed.text().startswith("Group South could not")
    assert failed.text("zh").startswith("组别 南 无法")
    place = notice("inadmissible_draws", share="4 %", group=in_words([1], words)[0])
    assert "inadmissible [South];" in place.text()
    # English texts are words already; without words the code is all there is
    north, other = in_words(["north", 7], {"north": {"en": "N", "zh": "北"}})
    assert (north.text(), north.text("zh"), other.text("zh")) == ("north", "北", "7")


def test_sizes_of_groups_count_those_left_out(answers):
    taken = cs.survey.answers.read_answers(open_items(answers, "v1", 30), ["v1", "q1"], by="group")
    expected = answers["group"].value_counts().sort_index().tolist()
    assert taken.group_sizes.tolist() == expected
    kept = cs.survey.groups.keep_groups(taken, ["north", "west"])
    assert kept.group_sizes.tolist() == [expected[0], expected[2]]


# ------------------------------------------------------------------ one sentence for several groups


def test_one_sentence_names_the_groups(model, grouped):
    turned = grouped.assign(q2=11 - grouped["q2"])
    with pytest.warns(AdmissibilityWarning) as told:
        result = model.fit(turned, by="group", n_boot=0)
    assert len(told) == len(result.warnings) == 1
    assert result.warnings[0].startswith(
        "q2 runs against the other items of Quality in groups A, B, C, D and 3 more: it looks reverse coded."
        " Recode it"
    )
    assert "方向相反（组别 A、B、C、D，另有 3 组），疑为反向题" in result.notices[0].text("zh")


def test_what_differs_between_groups_stays_apart(model, grouped):
    """Another item against its block is another sentence."""
    turned = grouped.copy()
    mine = turned["group"].isin(["A", "B"])
    turned.loc[mine, "q2"] = 11 - turned.loc[mine, "q2"]
    turned.loc[~mine, "q3"] = 11 - turned.loc[~mine, "q3"]
    with pytest.warns(AdmissibilityWarning):
        result = model.fit(turned, by="group", n_boot=0)
    against = [line for line in result.warnings if "runs against" in line]
    assert [line.split(":")[0] for line in against] == [
        "q2 runs against the other items of Quality in groups A, B",
        "q3 runs against the other items of Quality in groups C, D, E, F and 1 more",
    ]


def test_several_items_run():
    """The grammar follows the number of items."""
    notice = group_notice("reversed_items", items=["q2", "q3"], construct="Quality")
    assert notice.text().startswith("q2, q3 run against the other items of Quality: they look reverse coded.")
    assert notice.text("zh").startswith("q2、q3 与“感知质量”的其他题项方向相反，")


def test_the_plural_is_used(answers):
    blocks = {"Quality": ["q1", "q2", "q3", "v1", "v2"], "Satisfaction": ["s1", "s2", "s3"]}
    turned = answers.assign(v1=11 - answers["v1"], v2=11 - answers["v2"])
    with pytest.warns(AdmissibilityWarning, match="^v1, v2 run against the other items of Quality: they"):
        cs.PathModel(blocks, {"Satisfaction": ["Quality"]}).fit(turned, n_boot=0)


def test_numbers_that_differ_become_a_span():
    told = [
        group_notice("resamples_lost", groups=[label], lost=lost, n_boot=500)
        for label, lost in (("A", 40), ("B", 26), ("C", 31))
    ]
    (merged,) = together(told)
    assert merged.text().startswith("26 to 40 of 500 resamples could not be estimated in groups A, B, C;")
    assert merged.text("zh").startswith("500 次重抽样中有 26 至 40 次无法估计（组别 A、B、C）")
    assert together(told[:1])[0].text().startswith("40 of 500 resamples could not be estimated [A];")


def test_small_groups_share_a_sentence(model, grouped):
    few = pd.concat([grouped[grouped["group"] == "A"], grouped[grouped["group"] == "B"].tail(7)])
    several = pd.concat([few, grouped[grouped["group"] == "C"].tail(6)])

    def told(data):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", AdmissibilityWarning)  # chance turns items of such small groups
            found = model.fit(data, by="group", n_boot=0).warnings
        return [line for line in found if "complete answers" in line]

    assert told(few) == ["Group B has only 7 complete answers for 8 items: its estimates are unsteady."]
    assert told(several) == [
        "Fewer complete answers than the 8 items in groups B (7), C (6): their estimates are unsteady."
    ]


def test_groups_that_fail_alike_share_a_sentence(model, grouped):
    one_answer = grouped.copy()
    one_answer.loc[one_answer["group"].isin(["B", "D"]), "v1"] = 5
    with pytest.warns(DataWarning) as told:
        result = model.fit(one_answer, by="group", n_boot=0)
    assert len(told) == 1
    assert result.groups == ("A", "C", "E", "F", "G")
    assert result.warnings[0].startswith("No estimates, and no place in any table in groups B, D: ")
    assert "v1" in result.warnings[0]


@pytest.mark.parametrize("ci", ["percentile", "bca", "studentized", "normal"])
def test_the_smallest_p_value_is_told(model, answers, ci):
    result = model.fit(answers, n_boot=99, ci=ci)
    told = "with 99 resamples it cannot be below 0.0200" in " ".join(result.to_text().split())
    assert told is (ci != "normal")
    least = result.params.query("kind == 'path'")["p_value"].min()
    assert least == pytest.approx(2 / 100) if told else least < 2 / 100
