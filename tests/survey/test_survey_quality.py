"""The quality report: what it counts, what it flags, and that it changes nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmodels.errors import SpecificationError
from csmodels.survey import DerivedItem, Item, Questionnaire, Scale, SurveyData, quality_report


def survey(**columns: object) -> SurveyData:
    """Six respondents: ratings, a routed and a derived item, choices, a number, a key and a weight."""
    ten = Scale(1, 10, special=[98])  # type: ignore[arg-type]
    ratings = tuple(Item(f"题{i}", "", ("Q",), ten) for i in range(1, 7))
    asked = Questionnaire(
        (
            Item("id", role="key"),
            *ratings,
            Item("more", scale=Scale(1, 7)),
            Item("complained", role="choice", scale=Scale(labels={0: "no", 1: "yes"})),  # type: ignore[dict-item]
            Item("handling", scale=ten, asked_if="complained == 1"),  # type: ignore[arg-type]
            Item("hotel", role="choice", scale=Scale(labels={"甲": "A", "乙": "B"})),  # type: ignore[dict-item]
            Item("nights", role="number", scale=Scale(1, 30)),
            Item("w", role="weight"),
        ),
        (DerivedItem.from_formula("blend", "handling if complained == 1 else 题1", scale=Scale(1, 10)),),
    )
    table = pd.DataFrame(
        {
            "id": range(6),
            "题1": [1, 7, 3, 10, 10, 5],
            "题2": [2, 7, 3, 10, None, 5],
            "题3": [2, 7, 4, 98, None, 5],
            "题4": [2, 7, 3, 10, None, 6],
            "题5": [5, 7, 3, 10, None, 6],
            "题6": [5, 7, 3, 10, None, 6],
            "more": [1, 7, 2, 3, 4, 5],
            "complained": [1, 0, 0, 1, 0, 0],
            "handling": [3, None, None, 10, None, None],
            "hotel": ["甲", "乙", "甲", "乙", "甲", "乙"],
            "nights": [1, 2, 3, 4, 5, 6],
            "w": [1.0, 1, 1, 1, 1, 3],
        }
    )
    return SurveyData(table.assign(**columns), asked, weights="w", name="宾客")


def test_items() -> None:
    items = survey().quality_report().items
    assert items.loc["题3", ["n", "missing", "routed", "special"]].tolist() == [4, 1, 0, 1]
    assert items.loc["handling", ["n", "missing", "routed"]].tolist() == [2, 0, 4]
    assert items.loc["题1", ["floor_share", "ceiling_share"]].tolist() == [1 / 6, 2 / 6]
    assert items.loc["题2", "distinct"] == 5
    assert items.loc["blend", "n"] == 6
    assert not items[["out_of_range", "unexpected"]].to_numpy().any()
    assert not items["constant"].any()
    assert np.isnan(items.loc["hotel", "ceiling_share"])
    assert items.loc["complained", "distinct"] == 2
    assert not {"id", "w"} & set(items.index)


def test_respondents_are_judged_over_the_largest_scale() -> None:
    report = survey().quality_report()
    assert report.scale_items == tuple(f"题{i}" for i in range(1, 7))
    people = report.respondents
    assert people["answered"].tolist() == [6, 6, 6, 5, 1, 6]
    # The special code in the middle ends the fourth respondent's run.
    assert people["longstring"].tolist() == [3, 6, 3, 3, 1, 3]
    assert people["straight_liner"].tolist() == [False, True, False, True, False, False]
    assert people.loc[5, "irv"] == pytest.approx(np.std([5, 5, 5, 6, 6, 6], ddof=1))
    assert np.isnan(people.loc[4, "irv"])
    assert people["share_missing"].tolist() == pytest.approx([0, 0, 0, 1 / 6, 5 / 6, 0])


def test_overview() -> None:
    value = survey().quality_report().overview["value"]
    assert value["rows"] == 6
    assert value["n_straight_liners"] == 2
    assert value["straight_liner_share"] == pytest.approx(1 / 3)
    assert value["effective_n"] == pytest.approx(8**2 / (5 + 9))
    answered = survey().status.drop(columns=["id", "w"]).to_numpy()
    assert value["missing_share"] == pytest.approx(
        (answered == "missing").sum() / (answered != "routed").sum()
    )
    assert value["special_share"] == pytest.approx(
        (answered == "special").sum() / (answered != "routed").sum()
    )


def test_repeated_answers_leave_straight_liners_aside() -> None:
    data = survey()
    twice = data.replace(frame=pd.concat([data.raw, data.raw], ignore_index=True))
    # Respondents 0, 2 and 5 come back complete; 1 and 3 are straight-liners, 4 has gaps.
    assert twice.quality_report().overview.loc["n_repeated_rows", "value"] == 3
    assert data.quality_report().overview.loc["n_repeated_rows", "value"] == 0


@pytest.mark.parametrize(
    ("columns", "item", "column", "expected", "message"),
    [
        (
            {"题2": [2, 11, 0, 10, 5, 5]},
            "题2",
            "out_of_range",
            2,
            "outside the questionnaire's range or codes: 题2",
        ),
        ({"complained": [1, 0, 2, 1, 0, 0]}, "complained", "out_of_range", 1, "codes: complained"),
        ({"hotel": ["甲", "丙", "甲", None, "丁", "乙"]}, "hotel", "out_of_range", 2, "codes: hotel"),
        ({"nights": [1, 2, 3, 400, 5, 6]}, "nights", "out_of_range", 1, "codes: nights"),
        ({"more": ["1", "2", "x", "4", None, "y"]}, "more", "out_of_range", 2, "Text where numbers .*: more"),
        (
            {"handling": [3, 4, None, 10, None, 98]},
            "handling",
            "unexpected",
            2,
            "not asked according .*: handling",
        ),
        ({"题4": [2] * 6}, "题4", "constant", True, "One answer only: 题4"),
        ({"题4": [98] * 6}, "题4", "n", 0, "No answer at all: 题4"),
        (
            {"题4": [98, 98, None, None, 1, 2]},
            "题4",
            "missing",
            2,
            "More than a fifth of those asked left these open: 题4",
        ),
        ({"id": [1, 1, 2, 2, 2, None]}, "题1", "n", 6, "Column id identifies respondents, but 3 rows"),
    ],
)
def test_findings(columns: dict[str, object], item: str, column: str, expected: object, message: str) -> None:
    report = survey(**columns).quality_report()
    assert report.items.loc[item, column] == expected
    assert pd.Series(report.warnings).str.contains(message).sum() == 1


def test_labelled_ends_are_a_range_too() -> None:
    scale = Scale(labels={1: "poor", 5: "good"}, special=[9])  # type: ignore[dict-item, arg-type]
    asked = Questionnaire((Item("q", scale=scale), Item("r", scale=Scale(low=1))))
    report = quality_report(SurveyData(pd.DataFrame({"q": [1, 5, 9, 7], "r": [0, 1, 1, 99]}), asked))
    assert report.items["out_of_range"].tolist() == [1, 1]
    assert report.items.loc["q", "floor_share"] == pytest.approx(1 / 3)
    assert report.scale_items == ("q",)


def test_a_weight_that_is_not_used_is_mentioned() -> None:
    data = survey()
    assert not any("not in use" in message for message in data.quality_report().warnings)
    unweighted = data.replace(weights=None).quality_report()
    assert any("SurveyData(..., weights='w')" in message for message in unweighted.warnings)
    assert "effective_n" not in unweighted.overview.index


def test_displays_in_both_languages() -> None:
    report = survey(题2=[2, 11, 0, 10, 5, 5]).quality_report()
    english, chinese = report.summary().to_text(), report.summary("zh").to_text()
    assert english.startswith("Quality of the answers: 宾客")
    assert repr(report) == english
    assert "Straight-liners" in english
    assert "33.3 %" in english
    assert "答卷质量" in chinese
    assert "超出问卷规定的范围" in chinese
    assert len(report.messages("zh")) == len(report.warnings)
    assert "题2" in report._repr_html_()
    assert report._repr_html_() == survey(题2=[2, 11, 0, 10, 5, 5]).quality_report()._repr_html_()
    with pytest.raises(SpecificationError, match="not available"):
        report.summary("fr")


def test_what_is_handed_out_cannot_change_the_report() -> None:
    report = survey().quality_report()
    handed = report.items
    handed["n"] = 0
    assert report.items.loc["题1", "n"] == 6
    with pytest.raises(AttributeError):
        report.items = pd.DataFrame()
    pd.testing.assert_frame_equal(report.data.raw, survey().raw)


def test_plain_frames_and_chosen_items() -> None:
    table = pd.DataFrame({f"q{i}": [3, 7] for i in range(5)} | {"name": ["a", "b"]})
    report = quality_report(table)
    assert report.scale_items == ("q0", "q1", "q2", "q3", "q4")
    assert report.respondents["straight_liner"].all()
    assert not quality_report(table, items=["q0", "q1"]).respondents["straight_liner"].any()
    with pytest.raises(SpecificationError, match=r"'nam', which the data lack.*Did you mean 'name'"):
        quality_report(table, items=["nam"])
    with pytest.raises(SpecificationError, match="'name', which holds text"):
        quality_report(table, items=["name"])


def test_nothing_to_judge() -> None:
    words = quality_report(pd.DataFrame({"t": ["a", "b"]}))
    assert words.scale_items == ()
    assert words.respondents["share_missing"].isna().all()
    empty = quality_report(pd.DataFrame({"q": pd.Series([], dtype=float)}))
    assert np.isnan(empty.overview.loc["straight_liner_share", "value"])
    assert "Respondents" in empty.summary().to_text()


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.sampled_from([1.0, 2.0, np.nan]), min_size=6, max_size=6), min_size=1, max_size=5)
)
def test_runs_against_a_plain_loop(rows: list[list[float]]) -> None:
    people = quality_report(pd.DataFrame(rows, columns=list("abcdef"))).respondents
    for position, row in enumerate(rows):
        longest = run = 0
        previous = np.nan
        for value in row:
            run = 0 if np.isnan(value) else run + 1 if value == previous else 1
            longest, previous = max(longest, run), value
        assert people["longstring"].iloc[position] == longest
        given_answers = [value for value in row if not np.isnan(value)]
        same = len(given_answers) >= 5 and len(set(given_answers)) == 1
        assert people["straight_liner"].iloc[position] == same
