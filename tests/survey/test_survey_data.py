"""Survey data: cleaning, statuses, derived items, weights, and that nothing changes behind its back."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmodels.errors import DataError, SpecificationError
from csmodels.survey import Condition, DerivedItem, Item, Questionnaire, Scale, SurveyData, as_survey


def loyalty() -> Questionnaire:
    rise = Scale(0, 25, special=[98, 99])  # type: ignore[arg-type]
    return Questionnaire(
        (
            Item("编号", role="key"),
            Item(
                "满意度",
                {"en": "Satisfied?", "zh": "满意吗？"},
                ("Satisfaction",),
                Scale(1, 10, {}, {98: "?"}),
            ),  # type: ignore[dict-item]
            Item("stay", "Likely to stay?", ("Loyalty",), Scale(1, 10, special=[98])),  # type: ignore[arg-type]
            Item("up", "", ("Loyalty",), rise, asked_if="stay > 5"),  # type: ignore[arg-type]
            Item("down", "", ("Loyalty",), rise, asked_if="stay <= 5"),  # type: ignore[arg-type]
            Item("w", role="weight"),
        ),
        (DerivedItem.from_formula("tolerance", "up if stay > 5 else -down", "", "Loyalty", Scale(-25, 25)),),
        {"en": "Guests", "zh": "宾客"},
    )


def answers() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "编号": [11, 12, 13, 14, 15, 16, 17],
            "满意度": [7, 98, None, 3, 4, 10, 9],
            "stay": [7, 8, 3, 2, None, 98, 9],
            "up": [10, 99, None, None, None, None, None],
            "down": [None, None, 0, 5, None, None, None],
            "w": [1.0, 2.0, 1.0, 0.0, 1.0, 1.5, 1.0],
        },
        index=list("abcdefg"),
    )


@pytest.fixture
def data() -> SurveyData:
    return SurveyData(answers(), loyalty(), weights="w", name="guests")


def test_special_codes_become_missing_and_keep_their_reason(data: SurveyData) -> None:
    assert data.frame["满意度"].isna().tolist() == [False, True, True, False, False, False, False]
    assert data.status["满意度"].tolist() == [
        *("answered", "special", "missing", "answered", "answered", "answered", "answered")
    ]
    pd.testing.assert_frame_equal(data.raw, answers())
    assert list(data.frame.columns) == [*answers().columns, "tolerance"]
    assert data.frame["编号"].dtype == answers()["编号"].dtype


def test_routed_missing_is_told_from_no_response(data: SurveyData) -> None:
    # e left the gate open, f said "don't know": nobody can tell whether they were asked.
    assert data.status["up"].tolist() == [
        *("answered", "special", "routed", "routed", "missing", "missing", "missing")
    ]
    assert data.status["down"].tolist() == [
        *("routed", "routed", "answered", "answered", "missing", "missing", "routed")
    ]


def test_derived_item(data: SurveyData) -> None:
    np.testing.assert_array_equal(
        data.frame["tolerance"].to_numpy(), [10, np.nan, 0, -5, np.nan, np.nan, np.nan]
    )
    assert not np.signbit(data.frame.loc["c", "tolerance"])
    assert data.status["tolerance"].tolist() == [
        *("answered", "special", "answered", "answered", "missing", "special", "missing")
    ]
    assert data.counts("tolerance") == (3, 2, 0, 2)
    assert data.counts("up") == (1, 3, 2, 1)
    assert data.routed_rows("up").tolist() == [False, False, True, True, False, False, False]


def test_routing_runs_through_chains() -> None:
    asked = Questionnaire(
        (
            Item("third", asked_if="second == 1"),  # type: ignore[arg-type]
            Item("second", asked_if="first == 1", role="choice"),  # type: ignore[arg-type]
            Item("first", role="choice"),
        )
    )
    frame = pd.DataFrame({"first": [0, 1, 1, None], "second": [None, 0, None, None], "third": [None] * 4})
    status = SurveyData(frame, asked).status
    assert status["second"].tolist() == ["routed", "answered", "missing", "missing"]
    assert status["third"].tolist() == ["routed", "routed", "missing", "missing"]


GATE = st.sampled_from([1.0, 4.0, 6.0, 9.0, 98.0, np.nan])
RISE = st.sampled_from([0.0, 5.0, 25.0, 98.0, 99.0, np.nan])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(GATE, RISE, RISE), min_size=1, max_size=12))
def test_statuses_and_values_agree_whatever_the_answers(rows: list[tuple[float, float, float]]) -> None:
    frame = pd.DataFrame(rows, columns=["stay", "up", "down"])
    asked = loyalty().select(["stay", "up", "down", "tolerance"])
    data = SurveyData(frame, asked)
    cleaned, status = data.frame, data.status
    assert ((status == "answered").to_numpy() == cleaned[list(status)].notna().to_numpy()).all()
    assert ((status == "special").to_numpy()[:, :3] == frame.isin([98, 99]).to_numpy()).all()
    for gate, up, down, derived in zip(
        *(cleaned[name] for name in ("stay", "up", "down", "tolerance")), strict=True
    ):
        expected = np.nan if np.isnan(gate) else (up if gate > 5 else -down)
        assert derived == expected or (np.isnan(derived) and np.isnan(expected))
    for name in status:
        assert sum(data.counts(name)) == len(frame)


def test_callers_frame_and_data_live_apart() -> None:
    frame = answers()
    data = SurveyData(frame, loyalty())
    frame.loc["a", "满意度"] = 1
    frame["new"] = 1
    assert data.frame.loc["a", "满意度"] == 7
    handed = data.frame
    handed.loc["a", "满意度"] = 2
    handed["extra"] = 0
    given = data.raw
    given.loc["a", "满意度"] = 3
    assert data.frame.loc["a", "满意度"] == data.raw.loc["a", "满意度"] == 7
    assert "extra" not in data.frame
    array = np.ones((3, 2))
    shared = SurveyData(pd.DataFrame(array, columns=["a", "b"], copy=False))
    array[:] = 5
    assert (shared.frame == 1).to_numpy().all()


def test_frozen(data: SurveyData) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError, match=r"data\.replace\(weights="):
        data.weights = "x"
    with pytest.raises(dataclasses.FrozenInstanceError):
        del data.name
    data = data.replace(source="guests.csv")
    for twin in (pickle.loads(pickle.dumps(data)), copy.deepcopy(data)):
        assert twin.source == "guests.csv"
        pd.testing.assert_frame_equal(twin.frame, data.frame)
        assert twin.questionnaire == data.questionnaire
        assert twin.weights == "w"
    assert data.replace(weights=None).weights is None
    with pytest.raises(SpecificationError, match=r"no argument 'weight'.*Did you mean 'weights'"):
        data.replace(weight="w")


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "object", "category"])
def test_other_number_types_are_cleaned_alike(dtype: str) -> None:
    asked = Questionnaire((Item("q", scale=Scale(1, 10, special=[98])),))  # type: ignore[arg-type]
    data = SurveyData(pd.DataFrame({"q": pd.Series([7, 98, None], dtype="Int64").astype(dtype)}), asked)
    assert data.status["q"].tolist() == ["answered", "special", "missing"]
    assert data.frame["q"].isna().tolist() == [False, True, True]


def test_words_declared_special_free_the_numbers_around_them() -> None:
    scale = Scale(1, 10, special={"Blank": "left blank", 98: "don't know"})  # type: ignore[dict-item]
    frame = pd.DataFrame({"q": ["7", "Blank", "98", None, "10"], "r": ["7", "Blank", "much", "8", "9"]})
    data = SurveyData(frame, Questionnaire((Item("q", scale=scale), Item("r", scale=scale))))
    assert data.status["q"].tolist() == ["answered", "special", "special", "missing", "answered"]
    np.testing.assert_array_equal(data.frame["q"].to_numpy(), [7, np.nan, np.nan, np.nan, 10])
    assert data.frame["r"].dropna().tolist() == ["7", "much", "8", "9"]


def test_data_that_do_not_fit_the_questionnaire() -> None:
    with pytest.raises(DataError, match=r"lack '满意度' of the questionnaire\. Did you mean '满意度。'"):
        SurveyData(answers().rename(columns={"满意度": "满意度。"}), loyalty())
    with pytest.raises(DataError, match="'tolerance' of the data is a derived item"):
        SurveyData(answers().assign(tolerance=1), loyalty())
    survey = SurveyData(answers(), loyalty())
    with pytest.raises(DataError, match=r"data\.raw in place of data\.frame.*columns=\['tolerance'\]"):
        SurveyData(survey.frame, loyalty())
    again = SurveyData(survey.raw, loyalty())  # the remedies named there
    dropped = SurveyData(survey.frame.drop(columns=["tolerance"]), loyalty())
    for made in (again, dropped):
        pd.testing.assert_frame_equal(made.frame, survey.frame)
    with pytest.raises(DataError, match=r"column 'stay' with a number, but the column holds text"):
        SurveyData(answers().assign(stay="often"), loyalty())
    with pytest.raises(DataError, match=r"'up' holds text where the numbers of the derived item 'tolerance'"):
        SurveyData(answers().assign(up="more"), loyalty())
    with pytest.raises(DataError, match="several columns of the same name: 'a'"):
        SurveyData(pd.DataFrame([[1, 2]], columns=["a", "a"]))
    with pytest.raises(DataError, match="several levels"):
        SurveyData(pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")])))
    with pytest.raises(SpecificationError, match="takes a Questionnaire, not a str"):
        SurveyData(answers(), "codebook.csv")  # type: ignore[arg-type]


def test_weights_are_checked() -> None:
    frame = answers()
    for column, message in (
        ([1, 1, np.nan, 1, np.inf, 1, 1], "'w' is missing or infinite in rows labelled c, e"),
        ([1, -1, 1, 1, 1, 1, 1], "'w' is negative in the row labelled b"),
        ([0.0] * 7, "'w' is zero in every row"),
        (["heavy"] * 7, "'w' holds text where weights are needed: 'heavy'"),
    ):
        with pytest.raises(DataError, match=message):
            SurveyData(frame.assign(w=column), weights="w")
    with pytest.raises(DataError, match=r"no column 'ww', which weights= names.*Did you mean 'w'"):
        SurveyData(frame, weights="ww")
    with pytest.raises(DataError, match=r"'满意度' \(strata\) is missing in the row labelled c"):
        SurveyData(frame, strata="满意度")
    with pytest.raises(DataError, match="no column 'hotel', which clusters= names"):
        SurveyData(frame, clusters="hotel")
    with pytest.raises(DataError, match="'stay' is missing or infinite in the row labelled e"):
        SurveyData(frame, replicate_weights=["w", "stay"])
    with pytest.raises(SpecificationError, match="a tuple of names"):
        SurveyData(frame, replicate_weights="w")


def test_a_special_code_is_no_weight() -> None:
    asked = Questionnaire((Item("w", role="weight", scale=Scale(special=[99])),))  # type: ignore[arg-type]
    with pytest.raises(DataError, match="missing or infinite in the row labelled 1"):
        SurveyData(pd.DataFrame({"w": [1, 99]}), asked, weights="w")


def test_items_labels_and_scales(data: SurveyData) -> None:
    assert data.items("Loyalty") == ("stay", "tolerance")
    with pytest.raises(SpecificationError, match=r"no construct 'Loyality'.*Did you mean 'Loyalty'"):
        data.items("Loyality")
    with pytest.raises(SpecificationError, match="these data have none"):
        SurveyData(answers()).items("Loyalty")
    assert data.label("满意度", "zh") == "满意吗？"
    assert data.label("up") == "up"
    assert data.scale("tolerance") == (-25.0, 25.0)
    assert data.scale("w") is None
    assert SurveyData(answers()).label("stay") == "stay"
    with pytest.raises(DataError, match=r"no column 'stays'.*Did you mean 'stay'"):
        data.scale("stays")
    choice = Item("c", role="choice", scale=Scale(labels={0: "no", 1: "yes"}))  # type: ignore[dict-item]
    assert SurveyData(pd.DataFrame({"c": [0, 1]}), Questionnaire((choice,))).scale("c") == (0.0, 1.0)
    routed = Questionnaire((Item("a"), Item("b", asked_if="a == 1", constructs=("B",))))  # type: ignore[arg-type]
    with pytest.raises(SpecificationError, match=r"'B' has routed items only \(b\)"):
        SurveyData(pd.DataFrame({"a": [1], "b": [2]}), routed).items("B")


ENDS = {1: "poor", 5: "good"}


@pytest.mark.parametrize(
    ("role", "scale", "expected"),
    [
        ("rating", Scale(labels=ENDS), (1, 5)),  # type: ignore[arg-type]
        ("choice", Scale(labels=ENDS), (1, 5)),  # type: ignore[arg-type]
        ("number", Scale(labels=ENDS), None),  # type: ignore[arg-type]
        ("number", Scale(0, 30, ENDS), (0, 30)),  # type: ignore[arg-type]
        ("rating", Scale(1, 10, ENDS), (1, 10)),  # type: ignore[arg-type]
        ("choice", Scale(0, 6, ENDS), (0, 6)),  # type: ignore[arg-type]
        ("rating", Scale(labels=ENDS | {98: "don't know"}, special=[98]), (1, 5)),  # type: ignore[arg-type]
        ("rating", Scale(labels=ENDS | {"a": "none"}), (1, 5)),  # type: ignore[arg-type]
        ("rating", Scale(labels={5: "good"}), None),  # type: ignore[dict-item]
        ("rating", Scale(labels={1: "poor", "a": "none"}), None),  # type: ignore[dict-item]
        ("rating", Scale(low=0, labels=ENDS), (0, 5)),  # type: ignore[arg-type]
        ("rating", Scale(high=7, labels=ENDS), (1, 7)),  # type: ignore[arg-type]
        ("rating", Scale(low=8, labels={1: "a", 8: "b"}), None),  # type: ignore[dict-item]
        ("rating", Scale(low=1), None),
        ("rating", None, None),
    ],
)
def test_scale_ends_are_declared_or_labelled(
    role: str, scale: Scale | None, expected: tuple[float, float] | None
) -> None:
    data = SurveyData(pd.DataFrame({"q": [1, 5, 7]}), Questionnaire((Item("q", role=role, scale=scale),)))
    assert data.scale("q") == expected


def test_where_selects_respondents(data: SurveyData) -> None:
    stayers = data.where("stay > 5")
    assert stayers.frame.index.tolist() == ["a", "b", "g"]
    assert stayers.status["up"].tolist() == ["answered", "special", "missing"]
    assert stayers.weights == "w"
    mask = data.frame["stay"] > 5
    assert data.where(mask).frame.equals(stayers.frame)
    assert data.where(mask.to_numpy()).frame.equals(data.where(Condition("stay", ">", 5)).frame)
    with pytest.raises(DataError, match="one True or False for each of the 7 rows"):
        data.where(np.array([True]))
    with pytest.raises(DataError, match="one True or False"):
        data.where(np.arange(7))  # type: ignore[arg-type]
    with pytest.raises(DataError, match="labelled otherwise"):
        data.where(mask.reset_index(drop=True))


def test_describe(data: SurveyData) -> None:
    table = data.describe("zh")
    assert table.index.tolist() == ["满意度", "stay", "up", "down", "tolerance"]
    assert table.loc["满意度", "wording"] == "满意吗？"
    row = table.loc["满意度"]
    assert (row["n"], row["missing"], row["routed"], row["special"]) == (5, 1, 0, 1)
    given = np.array([7, 3, 4, 10, 9.0])
    assert row["mean"] == pytest.approx(given.mean())
    assert row["sd"] == pytest.approx(given.std(ddof=1))
    third = ((given - given.mean()) ** 3).mean() / given.std() ** 3
    assert row["skewness"] == pytest.approx(third * np.sqrt(5 * 4) / 3)
    assert (row["min"], row["max"], row["ceiling_share"]) == (3, 10, 0.2)
    plain = SurveyData(pd.DataFrame({"q": [1, 2], "t": ["a", "b"], "w": [1, 1]}), weights="w").describe()
    assert plain.index.tolist() == ["q"]
    assert np.isnan(plain.loc["q", "ceiling_share"])
    choice = Item("c", role="choice", scale=Scale(labels={1: "a", 2: "b", 3: "c"}))  # type: ignore[dict-item]
    described = SurveyData(pd.DataFrame({"c": [1, 3]}), Questionnaire((choice,))).describe()
    assert np.isnan(described.loc["c", "mean"])
    assert described.loc["c", "max"] == 3


def test_display(data: SurveyData) -> None:
    assert repr(data) == "SurveyData('Guests', 7 rows, 7 columns, 7 items, 2 constructs, weights='w')"
    assert len(data) == 7
    assert "宾客" in data.summary("zh").to_text()
    assert "顾客忠诚" in data.summary("zh").to_text()
    html = data._repr_html_()
    assert "Guests" in html
    assert "Satisfied?" in html
    assert html == SurveyData(answers(), loyalty(), weights="w")._repr_html_()
    assert not SurveyData(answers()).routed_rows("stay").any()
    plain = SurveyData(answers(), strata="编号", replicate_weights=["w"], name="<b>")
    assert repr(plain) == "SurveyData('<b>', 7 rows, 6 columns, strata='编号', 1 replicate weight)"
    assert "<b>" not in plain._repr_html_()


def test_summary_describes_scales_and_counts_what_it_leaves_out() -> None:
    ratings = tuple(
        Item(f"q{i}", f"Question {i}?", ("Quality",), Scale(1, 5, {1: "poor", 5: "good"}))  # type: ignore[dict-item]
        for i in range(9)
    )
    choices = (
        Item("c", role="choice", scale=Scale(labels={1: "yes", 2: ""})),  # type: ignore[dict-item]
        Item("d", role="choice", scale=Scale(labels={"甲": "甲", "乙": "B"})),  # type: ignore[dict-item]
    )
    asked = Questionnaire((*choices, *ratings), description="Simulated answers.")  # type: ignore[arg-type]
    table = pd.DataFrame({name: [1, 2] for name in asked.names})
    document = SurveyData(table, asked, name="wave 1").summary().to_text()
    assert document.startswith("wave 1\n")
    for words in (
        "Simulated answers.",
        "1–5 (poor – good)",
        "1 = yes, 2",
        "甲, 乙 = B",
        "3 more items follow",
    ):
        assert words in document
    assert "q6" not in document.split("Questionnaire")[1]
    assert "No questionnaire" in SurveyData(table).summary().to_text()


def test_rows_may_share_a_label() -> None:
    asked = Questionnaire((Item("q", scale=Scale(1, 10, special=[98])),))  # type: ignore[arg-type]
    data = SurveyData(pd.DataFrame({"q": [1, 2, 98]}, index=["a", "a", "b"]), asked)
    assert data.frame["q"].isna().tolist() == [False, False, True]
    assert data.where("q > 1").frame.index.tolist() == ["a"]


def test_as_survey() -> None:
    frame = answers()
    data = as_survey(frame)
    assert as_survey(data) is data
    pd.testing.assert_frame_equal(data.frame, frame)
    for thing, remedy in (
        ("file.csv", r"read_survey\(path\)"),
        (np.ones((2, 2)), "Name its columns"),
        (frame["stay"], r"series\.to_frame\(\)"),
        ([1], "Make one"),
    ):
        with pytest.raises(DataError, match=remedy):
            as_survey(thing)  # type: ignore[arg-type]
    with pytest.raises(DataError, match="needs a pandas DataFrame, not a dict"):
        SurveyData({})  # type: ignore[arg-type]
