"""Routing conditions and formulas: reading, writing, deciding."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmodels.errors import DataError, SpecificationError
from csmodels.survey import Condition, DerivedItem
from csmodels.survey.conditions import format_number, parse_formula

NAMES = st.text(alphabet="abcxyz满意度价格 _.-1", min_size=1, max_size=8).map(str.strip).filter(bool)
CONDITIONS = st.builds(
    Condition,
    NAMES,
    st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
    st.one_of(
        st.floats(allow_nan=False, allow_infinity=False, width=32),
        st.text(alphabet="ab 是否'=<>", max_size=5),
    ),
)


@settings(deadline=None, max_examples=150)
@given(CONDITIONS)
def test_a_condition_reads_back_what_it_writes(condition: Condition) -> None:
    assert Condition.from_text(str(condition)) == condition


@settings(deadline=None, max_examples=100)
@given(CONDITIONS, NAMES, NAMES, st.booleans(), st.booleans())
def test_a_formula_reads_back_what_it_writes(
    condition: Condition, one: str, other: str, minus_one: bool, minus_other: bool
) -> None:
    then, otherwise = ("-" * minus_one) + f"`{one}`", ("-" * minus_other) + f"`{other}`"
    derived = DerivedItem("result item", condition, then, otherwise)
    again = DerivedItem.from_formula("result item", derived.formula)
    assert again.formula == derived.formula
    assert again.sources == (one, other)
    assert again.condition == condition


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("complained == 1", Condition("complained", "==", 1.0)),
        ("再次购买>=6", Condition("再次购买", ">=", 6.0)),
        ("`was it ok?` != 'no'", Condition("was it ok?", "!=", "no")),
        ("spend < -2.5e1", Condition("spend", "<", -25.0)),
    ],
)
def test_from_text(text: str, expected: Condition) -> None:
    assert Condition.from_text(text) == expected


@pytest.mark.parametrize(
    "text", ["", "complained", "complained = 1", "complained == yes", "== 1", "a == 1 or b"]
)
def test_unreadable_conditions_are_refused(text: str) -> None:
    with pytest.raises(SpecificationError, match="complained == 1"):
        Condition.from_text(text)


def test_a_single_equals_sign_is_explained() -> None:
    with pytest.raises(SpecificationError, match="two signs"):
        Condition.from_text("complained = 1")


def test_a_condition_must_be_sensible() -> None:
    with pytest.raises(SpecificationError, match="unknown operator '~'"):
        Condition("a", "~", 1.0)
    with pytest.raises(SpecificationError, match="not a finite number"):
        Condition("a", "==", np.inf)
    with pytest.raises(SpecificationError, match="both kinds of quotation marks"):
        Condition("a", "==", "'\"")
    with pytest.raises(SpecificationError, match="no column name"):
        Condition("a`b", "==", 1.0)


@pytest.mark.parametrize("dtype", ["float64", "Float64", "Int64", "object", "category"])
def test_missing_answers_fulfil_no_condition(dtype: str) -> None:
    frame = pd.DataFrame({"满意": pd.Series([1, None, 5], dtype="Float64").astype(dtype)})
    for op, expected in (
        ("==", [True, False, False]),
        ("!=", [False, False, True]),
        (">", [False, False, True]),
    ):
        condition = Condition("满意", op, 1.0)
        assert condition.holds(frame).tolist() == expected
        assert condition.known(frame).tolist() == [True, False, True]


@pytest.mark.parametrize("dtype", ["object", "str", "category"])
def test_texts_are_compared_with_texts(dtype: str) -> None:
    frame = pd.DataFrame({"quarter": pd.Series(["2024Q1", None, "2024Q3"], dtype=dtype)})
    assert Condition.from_text("quarter >= '2024Q2'").holds(frame).tolist() == [False, False, True]
    assert Condition.from_text("quarter == '2024Q1'").holds(frame).tolist() == [True, False, False]


def test_numbers_and_texts_do_not_compare() -> None:
    frame = pd.DataFrame({"n": [1, 2], "t": ["a", "b"]})
    with pytest.raises(DataError, match="compares column 't' with a number, but the column holds text"):
        Condition("t", "==", 1.0).holds(frame)
    with pytest.raises(DataError, match="compares column 'n' with text, but the column holds numbers"):
        Condition("n", "==", "a").holds(frame)
    with pytest.raises(DataError, match=r"needs a column 'nn', which the data lack\. Did you mean 'n'"):
        Condition("nn", "==", 1.0).holds(pd.DataFrame({"n": [1]}).rename(columns={"x": "y"}))


def test_a_column_without_answers_fulfils_nothing() -> None:
    frame = pd.DataFrame({"a": pd.Series([None, None], dtype=object)})
    assert not Condition("a", "==", 1.0).holds(frame).any()
    assert not Condition("a", "==", "x").holds(frame).any()


def test_formula_is_read_in_parts() -> None:
    assert parse_formula("-`down %` if 再购 <= 5 else up") == (
        Condition("再购", "<=", 5.0),
        "-`down %`",
        "up",
    )
    with pytest.raises(SpecificationError, match="Cannot read the formula 'up - down'"):
        parse_formula("up - down")


def test_numbers_are_written_without_loss() -> None:
    assert [format_number(x) for x in (1, 1.0, -0.5, 0.1 + 0.2)] == ["1", "1", "-0.5", "0.30000000000000004"]
