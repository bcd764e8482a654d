"""read_answers: what it takes, what it refuses, and that its messages name place and remedy."""

from __future__ import annotations

import time
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmodels.errors import DataError, SpecificationError
from csmodels.survey import (
    DerivedItem,
    Item,
    Questionnaire,
    Scale,
    SurveyData,
    identical_items,
    read_answers,
)


def frame(n: int = 12) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    table = pd.DataFrame(rng.integers(1, 11, (n, 3)).astype(float), columns=["满意", "q2", "q3"])
    table["hotel"] = np.where(np.arange(n) % 2, "乙", "甲")
    return table


def test_values_in_the_order_asked_for() -> None:
    table = frame()
    taken = read_answers(table, ["q3", "满意"])
    assert taken.items == ("q3", "满意")
    np.testing.assert_array_equal(taken.values, table[["q3", "满意"]].to_numpy())
    assert taken.index.equals(table.index)
    assert (taken.weights, taken.groups, taken.group_names, taken.group_codes) == (None, None, (), None)
    assert (taken.n_rows, taken.n_dropped, len(taken)) == (12, 0, 12)
    assert taken.missing_by_item.to_dict() == {"q3": 0, "满意": 0}
    assert repr(taken) == "Answers(12 of 12 rows, 2 items)"
    assert taken.values.flags.c_contiguous
    assert not taken.values.flags.writeable
    assert not np.shares_memory(taken.values, table.to_numpy())


def test_incomplete_rows_are_left_out_and_counted() -> None:
    table = frame()
    table.loc[[2, 5], "q2"] = np.nan
    table.loc[5, "满意"] = None
    taken = read_answers(table, ["满意", "q2"])
    assert taken.index.tolist() == [0, 1, 3, 4, 6, 7, 8, 9, 10, 11]
    assert taken.rows.tolist() == taken.index.tolist()
    assert taken.n_dropped == 2
    assert taken.missing_by_item.to_dict() == {"满意": 1, "q2": 2}
    np.testing.assert_array_equal(taken.values, table[["满意", "q2"]].dropna().to_numpy())


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(*[st.one_of(st.integers(1, 10).map(float), st.just(np.nan))] * 3),
        min_size=2,
        max_size=15,
    ),
    st.permutations(["a", "b", "c"]),
)
def test_agrees_with_dropna(rows: list[tuple[float, ...]], order: list[str]) -> None:
    table = pd.DataFrame(rows, columns=["a", "b", "c"])
    complete = table[order].dropna()
    if len(complete) < 2 or (complete.nunique() == 1).any():
        with pytest.raises(DataError):
            read_answers(table, order)
        return
    taken = read_answers(table, order)
    np.testing.assert_array_equal(taken.values, complete.to_numpy())
    assert taken.index.equals(complete.index)
    assert taken.missing_by_item.to_dict() == table[order].isna().sum().to_dict()


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([1, 2, None, 4], dtype="Int64"),
        pd.Series([1, 2, None, 4], dtype="Float64"),
        pd.Series([1, 2, None, 4], dtype="object"),
        pd.Series([1, 2, None, 4], dtype="float32"),
        pd.Series([1, 2, None, 4]).astype("category"),
        pd.Series([Decimal(1), Decimal(2), None, Decimal(4)], dtype="object"),
        pd.Series([1, 2, None, 4], dtype="int64[pyarrow]"),
    ],
    ids=lambda column: str(column.dtype),
)
def test_number_types(column: pd.Series) -> None:
    taken = read_answers(pd.DataFrame({"q": column, "r": [4, 3, 2, 1]}), ["q", "r"])
    assert taken.values.tolist() == [[1, 4], [2, 3], [4, 1]]
    assert taken.values.dtype == np.float64


@pytest.mark.parametrize("dtype", ["bool", "boolean", "uint8", "object", "category"])
def test_zero_one_types(dtype: str) -> None:
    taken = read_answers(pd.DataFrame({"q": pd.Series([True, False, True]).astype(dtype)}), ["q"])
    assert taken.values.tolist() == [[1.0], [0.0], [1.0]]


def refused(table: object, items: list[str], message: str, **options: object) -> None:
    with pytest.raises(DataError, match=message):
        read_answers(table, items, **options)  # type: ignore[arg-type]


def test_absent_columns() -> None:
    refused(frame(), ["q22", "w"], r"no column 'q22'\. Did you mean 'q2'\? Also absent: 'w'\. Its 4 columns")
    refused(frame().rename(columns={"q2": 2}), ["2"], r"column named by the number 2;.*rename\(columns=str\)")
    refused(frame(), ["q2"], r"no column 'hotels' \(by=\)\. Did you mean 'hotel'", by="hotels")


def test_repeated_names() -> None:
    refused(frame(), ["q2", "q3", "q2"], "Item 'q2' is listed twice")
    twice = pd.concat([frame(), frame()[["q3"]]], axis=1)
    refused(twice, ["q2"], "several columns of the same name: 'q3'")
    refused(frame(), ["q2", "hotel"], "'hotel' is an item of the model and cannot group", by="hotel")
    refused([1, 2], ["q2"], "not a list")
    levels = pd.DataFrame([[1], [2]], columns=pd.MultiIndex.from_tuples([("a", "b")]))
    refused(levels, ["a"], "several levels of column names")


def test_options_are_checked() -> None:
    for items, options, message in (
        (["q2"], {"missing": "listwse"}, r"available: 'listwise', 'mean', .*Did you mean 'listwise'"),
        ("q2", {}, r"for one write \['q2'\]"),
        ([], {}, "No items are named"),
        (["q2"], {"ranges": {"q22": (1, 10)}}, "ranges= names 'q22'.*Did you mean 'q2'"),
        (["q2"], {"by": ["hotel"]}, "by= takes one column, named by text, not a list: by='hotel'"),
        (["q2"], {"by": ["hotel", "year"]}, r"by= takes one column.*not a list; got \['hotel', 'year'\]"),
        (["q2"], {"by": 3}, "not a int; got 3"),
    ):
        with pytest.raises(SpecificationError, match=message):
            read_answers(frame(), items, **options)  # type: ignore[arg-type]


def test_text_is_shown_with_its_rows() -> None:
    table = frame()
    refused(
        table.assign(q2=["7", "8"] * 6), ["q2"], r"numbers stored as text \(for example '7'\).*to_numeric"
    )
    words = table["q2"].astype(object)
    words[3], words[7] = "很好", "n/a"
    refused(
        table.assign(q2=words),
        ["q2"],
        "holds text where ratings are needed: '很好', 'n/a' in rows labelled 3, 7",
    )
    words[7] = "inf"
    refused(table.assign(q2=words), ["q2"], "'很好', 'inf' in rows labelled 3, 7")
    refused(table, ["hotel"], "'甲', '乙' in rows labelled 0, 1, 2, 3, 4 and 7 more")
    refused(table.assign(q2=table["hotel"].astype("category")), ["q2"], "holds text")
    refused(table.assign(q2=pd.Timestamp("2024-01-01")), ["q2"], "holds dates")
    refused(table.assign(q2=1j), ["q2"], "complex numbers")


def test_infinite_values() -> None:
    table = frame()
    table.loc[4, "q2"] = -np.inf
    refused(table, ["满意", "q2"], "'q2' has 1 infinite value in the row labelled 4")
    table.loc[3, "满意"] = np.nan
    table.loc[5, "q2"] = np.inf
    refused(table, ["满意", "q2"], "'q2' has 2 infinite values in rows labelled 4, 5")


def test_answers_outside_the_range() -> None:
    table = frame()
    table.loc[[4, 9], "q2"] = [98, 0]
    table.loc[9, "q3"] = np.nan  # the row would be left out, and its wrong answer is still an error
    refused(
        table,
        ["q2", "q3"],
        "'q2' has 2 values outside its range 1 to 10: 0, 98 in rows labelled 4, 9.*special code",
        ranges={"q2": (1, 10)},
    )
    asked = Questionnaire((Item("q2", scale=Scale(1, 10)), Item("q3", scale=Scale(0, 2), role="number")))
    refused(
        SurveyData(table, asked), ["q2", "q3"], "'q2' has 2 values outside its questionnaire range 1 to 10"
    )
    assert read_answers(SurveyData(table, asked), ["q2", "q3"], ranges={"q2": (0, 98)}).n_dropped == 1
    declared = Questionnaire((Item("q2", scale=Scale(1, 10, special=[98, 0])),))  # type: ignore[arg-type]
    assert read_answers(SurveyData(table, declared), ["q2"]).n_dropped == 2


def test_answers_outside_the_labelled_codes() -> None:
    scale = Scale(labels={1: "poor", 5: "good"}, special=[9])  # type: ignore[dict-item, arg-type]
    asked = Questionnaire((Item("q", scale=scale),))
    table = pd.DataFrame({"q": [1, 4, 9, 7]})
    refused(SurveyData(table, asked), ["q"], "outside its labelled range 1 to 5: 7 in the row labelled 3")
    assert read_answers(SurveyData(table.iloc[:3], asked), ["q"]).n_dropped == 1


def test_errors_begin_with_the_file() -> None:
    table = frame().assign(w=1.0)
    data = SurveyData(table, weights="w", source="t.csv")
    assert data.replace(weights=None).where("q2 > 0").source == "t.csv"
    refused(data, ["q22"], r"^'t\.csv': The data have no column 'q22'")
    refused(data, ["hotel"], r"^'t\.csv': Column 'hotel' holds text.* in rows labelled 0, 1")
    refused(data, ["q2"], r"^'t\.csv': Column 'q2' has 12 values outside", ranges={"q2": (90, 91)})
    refused(data, ["q2", "q2"], "^Item 'q2' is listed twice")
    refused(table, ["q22"], "^The data have no column")
    with pytest.raises(DataError, match=r"^'t\.csv': Weight column 'w' is negative in the row labelled 0"):
        data.replace(frame=table.assign(w=[-1.0] + [1.0] * 11))
    with pytest.raises(DataError, match=r"^'t\.csv': The condition 'w22 == 1' needs a column 'w22'"):
        data.where("w22 == 1")
    with pytest.raises(DataError, match=r"^'t\.csv': The data have no column 'q22'"):
        data.scale("q22")


def test_constant_items() -> None:
    table = frame().assign(q2=7.0)
    refused(
        table, ["满意", "q2"], r"Column 'q2' has the same answer \(7\) in all 12 complete rows.*Leave it out"
    )
    refused(table.assign(q3=1), ["q3", "q2"], r"Columns 'q3', 'q2' have the same answer \(1, \.\.\.\)")
    table = frame()
    table.loc[1:, "q2"] = 3
    table.loc[0, "满意"] = np.nan
    refused(table, ["满意", "q2"], r"'q2' has the same answer \(3\) in all 11 complete rows")
    table = frame()
    table.loc[table["hotel"] == "乙", "q2"] = 4
    refused(table, ["满意", "q2"], r"'q2' in group '乙' \(the first: 4 in every row\)", by="hotel")


def test_rows_without_weight_do_not_make_an_item_vary() -> None:
    table = frame().assign(w=1.0, q2=5.0)
    table.loc[3, ["q2", "w"]] = [6.0, 0.0]
    refused(SurveyData(table, weights="w"), ["q2", "q3"], "'q2' has the same answer")
    kept = read_answers(SurveyData(table, weights="w"), ["满意", "q3"])
    assert kept.weights is not None
    assert kept.weights.tolist() == table["w"].tolist()
    assert len(kept) == 12


def test_nothing_to_compute_from() -> None:
    refused(frame().iloc[:0], ["q2"], "no rows")
    refused(
        frame().assign(q2=np.nan, q3=np.nan), ["q2", "满意", "q3"], "'q2', 'q3' have no answer in any row"
    )
    asked = Questionnaire((Item("q2", scale=Scale(1, 10, special=[98])),))  # type: ignore[arg-type]
    refused(
        SurveyData(frame().assign(q2=98), asked), ["q2"], r"\(12 special codes of 'q2' count as missing\.\)"
    )
    holes = frame()
    holes.loc[:8, "q2"] = np.nan
    refused(
        holes,
        ["q2", "q3"],
        r"Only 3 of 12 rows have .*at least 5 are needed.*missing in 'q2' \(9\)",
        min_rows=5,
    )
    holes.loc[9:, "q3"] = np.nan
    refused(holes, ["q2", "q3"], "None of 12 rows have an answer to every item; at least 2")
    refused(holes.assign(q3=range(12)).iloc[8:10], ["q2", "q3"], "Only 1 of 2 rows has")
    weighted = SurveyData(frame().assign(w=[1.0] + [0.0] * 11), weights="w")
    refused(weighted, ["q2"], "Only 1 of 12 rows has an answer to every item and a weight above zero")


def test_weights_follow_their_rows() -> None:
    table = frame().assign(w=np.arange(12.0))
    table.loc[[1, 6], "q2"] = np.nan
    taken = read_answers(SurveyData(table, weights="w"), ["q2", "q3"])
    assert taken.weights is not None
    assert taken.weights.tolist() == [0, 2, 3, 4, 5, 7, 8, 9, 10, 11]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["b", "a", "c"], ("a", "b", "c")),
        ([10, 9, 1], (1, 9, 10)),
        (["10", 9, 1.5], (1.5, 9, "10")),
        ([True, False, True], (False, True)),
        (pd.Categorical(["low", "high", "low"], ["none", "low", "high"], ordered=True), ("low", "high")),
        (pd.Categorical(["low", "high", "low"], ["none", "low", "high"]), ("high", "low")),
    ],
    ids=str,
)
def test_groups_are_sorted(labels: object, expected: tuple[object, ...]) -> None:
    column = pd.Series(labels).iloc[np.tile([0, 1, 2], 4)].reset_index(drop=True)
    table = frame().assign(group=column)
    taken = read_answers(table, ["满意", "q2"], by="group")
    assert taken.group_names == expected
    assert taken.groups is not None
    assert taken.group_codes is not None
    assert taken.groups.tolist() == column.tolist()
    assert [taken.group_names[code] for code in taken.group_codes] == column.tolist()
    assert repr(taken) == f"Answers(12 of 12 rows, 2 items, {len(expected)} groups)"


def test_groups_follow_their_rows() -> None:
    table = frame()
    table.loc[0, "q2"] = np.nan
    taken = read_answers(table, ["q2", "q3"], by="hotel")
    assert taken.groups is not None
    assert taken.groups.tolist() == table["hotel"].tolist()[1:]


def test_groups_are_checked() -> None:
    table = frame()
    table.loc[[0, 3], "hotel"] = None
    refused(table, ["q2"], r"'hotel' \(by=\) is missing in 2 of 12 rows: rows labelled 0, 3", by="hotel")
    table = frame()
    table.loc[table.index[::2][1:], "q2"] = np.nan
    refused(table, ["q2"], r"Group '甲' \(1\) of 'hotel' \(by=\) has fewer than 2 complete rows", by="hotel")
    refused(frame(), ["q2"], r"Groups '乙' \(6\), '甲' \(6\) of .* have fewer than 7", by="hotel", min_rows=7)
    table.loc[0, "q2"] = np.nan
    refused(table, ["q2"], r"Group '甲' \(0\)", by="hotel")
    asked = Questionnaire((Item("q2", role="choice"), Item("why", role="choice", asked_if="q2 == 1")))  # type: ignore[arg-type]
    routed = SurveyData(pd.DataFrame({"q2": [0, 1, 1], "why": [None, 1, 2], "q3": [1, 2, 3]}), asked)
    refused(routed, ["q3"], r"missing in 1 of 3 rows \(1 of them were not asked\)", by="why")


@pytest.mark.parametrize("name", ["construct", "item", "estimate", "lhs", "through", "n"])
def test_groups_are_not_named_like_a_column_of_the_results(name: str) -> None:
    table = frame().rename(columns={"hotel": name})
    for scoring in (False, True):
        refused(
            table,
            ["q2"],
            rf"'{name}' \(by=\) is named like .*frame\.rename\(columns={{'{name}': '{name}_group'}}\)",
            by=name,
            scoring=scoring,
        )
    renamed = table.rename(columns={name: f"{name}_group"})
    assert read_answers(renamed, ["q2"], by=f"{name}_group").group_names == ("乙", "甲")


def routed_survey() -> SurveyData:
    asked = Questionnaire(
        (
            Item("stay"),
            Item("up", asked_if="stay > 5"),  # type: ignore[arg-type]
            Item("down", asked_if="stay <= 5"),  # type: ignore[arg-type]
            Item("complained", role="choice"),
            Item("handling", asked_if="complained == 1"),  # type: ignore[arg-type]
        ),
        (DerivedItem.from_formula("tolerance", "up if stay > 5 else -down"),),
    )
    table = pd.DataFrame(
        {
            "stay": [7, 8, 2, 3, None],
            "up": [5, 10, None, None, None],
            "down": [None, None, 3, 1, None],
            "complained": [1, 1, 0, 0, 1],
            "handling": [4, 6, None, None, 9],
        }
    )
    return SurveyData(table, asked)


def test_routed_columns_are_refused_with_the_derived_item() -> None:
    data = routed_survey()
    refused(
        data,
        ["stay", "up"],
        r"'up' was asked only if stay > 5, so 2 respondents of 5 could not answer it\. Use the derived item "
        r"'tolerance' in its place \(up if stay > 5 else -down\)",
    )
    refused(data, ["handling"], r"no derived item .*data\.where\('complained == 1'\)")
    taken = read_answers(data, ["tolerance", "stay"])
    assert taken.values[:, 0].tolist() == [5, 10, -3, -1]
    assert taken.n_dropped == 1
    # Among those who were asked, a routed column is a column like any other.
    assert len(read_answers(data.where("complained == 1"), ["handling"])) == 3


def test_identical_items() -> None:
    values = np.array([[1.0, 2, 1, 1], [0.0, 1, -0.0, 0], [3.0, 1, 3, 3]])
    assert identical_items(values, ["a", "b", "c", "d"]) == [("a", "c"), ("a", "d")]
    assert identical_items(values[:, :2], ["a", "b"]) == []


def test_data_are_left_as_they_were() -> None:
    table = frame()
    before = table.copy()
    read_answers(table, ["满意", "q2"], by="hotel")
    pd.testing.assert_frame_equal(table, before)


def test_large_files_are_quick() -> None:
    """The bound is far above what it takes (5-50 ms) and far below what a loop over cells would take."""
    names = [f"q{i}" for i in range(24)]
    values = np.random.default_rng(0).integers(1, 11, (100_000, 24)).astype(float)
    table = pd.DataFrame(values, columns=names)
    best = np.inf
    for _ in range(3):
        start = time.perf_counter()
        read_answers(table, names)
        best = min(best, time.perf_counter() - start)
    assert best < 0.5
