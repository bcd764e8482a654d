"""The helpers of tests and notebooks: they pass what agrees, fail what does not, and print stable text."""

from __future__ import annotations

import re

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from csmodels.testing import assert_table_close, figure_data


@pytest.fixture(autouse=True)
def _agg() -> None:
    matplotlib.use("Agg")


FRAME = pd.DataFrame(
    {"lhs": ["Value", "Loyalty"], "estimate": [0.5, -0.25], "p_value": [np.nan, 0.04], "n": [250, 250]},
    index=pd.Index(["a", "b"], name="row"),
)


def passes(capsys: pytest.CaptureFixture[str], *tables: object, **options: object) -> str:
    assert_table_close(*tables, **options)
    return capsys.readouterr().out.strip()


def test_frames_are_matched_by_label(capsys: pytest.CaptureFixture[str]) -> None:
    shuffled = FRAME.iloc[::-1, [3, 1, 0, 2]]
    assert passes(capsys, shuffled, FRAME) == "8 values agree within atol=1e-06 (worst: below 1e-10)"


@pytest.mark.parametrize(
    ("gap", "bound"),
    [(0.0, "1e-10"), (1e-16, "1e-10"), (3e-15, "1e-10"), (4e-9, "1e-08"), (9.9e-8, "1e-07"), (2e-7, "1e-06")],
)
def test_of_the_worst_difference_only_the_order_is_told(
    gap: float, bound: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = passes(capsys, pd.Series({"x": gap, "y": 1.0}), pd.Series({"x": 0.0, "y": 1.0}), name="paths")
    assert out == f"paths: 2 values agree within atol=1e-06 (worst: below {bound})"


def test_relative_and_absolute_tolerance_add(capsys: pytest.CaptureFixture[str]) -> None:
    assert "rtol=0.01 and atol=0.5" in passes(capsys, [100.0, 1.0], [101.4, 1.0], rtol=0.01, atol=0.5)
    with pytest.raises(AssertionError, match=r"rtol=0.01 and atol=0.3.*\n  \[0\] is 100.0, expected 101.4"):
        assert_table_close([100.0, 1.0], [101.4, 1.0], rtol=0.01, atol=0.3)


def test_the_worst_cells_are_named_first() -> None:
    other = FRAME.assign(estimate=[0.501, -0.35])
    with pytest.raises(AssertionError) as failure:
        assert_table_close(other, FRAME, name="params")
    assert str(failure.value).split("\n") == [
        "params: 2 of 8 values differ by more than atol=1e-06:",
        "  [b, estimate] is -0.35, expected -0.25 (difference 0.1)",
        "  [a, estimate] is 0.501, expected 0.5 (difference 0.001)",
    ]


def test_a_long_list_of_differences_is_cut() -> None:
    with pytest.raises(AssertionError) as failure:
        assert_table_close(np.arange(30.0), np.arange(30.0) + 1)
    assert str(failure.value).endswith("and 20 more")


@pytest.mark.parametrize(
    ("actual", "expected", "message"),
    [
        (FRAME.drop(columns="n"), FRAME, "no column n."),
        (FRAME, FRAME.drop(columns="n"), "column n not expected."),
        (FRAME.rename(index={"a": "c"}), FRAME, "no row a; row c not expected."),
        (pd.Series({"x": 1.0}), pd.Series({"y": 1.0}), "no label y; label x not expected."),
        ({"x": 1.0}, {"x": 1.0, "y": 2.0}, "no key y."),
        (pd.Series([1.0, 2.0], index=["x", "x"]), pd.Series([1.0, 2.0], index=["x", "x"]), "more than once"),
        ({"index": FRAME}, {"index": FRAME.drop(index="a")}, "in [index]: row a not expected."),
        (np.zeros((2, 3)), np.zeros((3, 2)), "shape (2, 3) is not the expected (3, 2)"),
        (FRAME, FRAME.to_numpy(), "cannot compare DataFrame with ndarray"),
        (FRAME.iloc[:0], FRAME.iloc[:0], "nothing to compare"),
        ({}, {}, "nothing to compare"),
        ([np.nan, 1.0], [0.0, 1.0], "[0] is nan, expected 0.0"),
        ([0.0, 1.0], [np.nan, 1.0], "[0] is 0.0, expected nan"),
        ([np.inf], [1.0], "[0] is inf, expected 1.0"),
        (FRAME.assign(lhs=["Value", "Image"]), FRAME, "[b, lhs] is Image, expected Loyalty"),
        ({"x": "1"}, {"x": 1}, "[x] is 1, expected 1"),
    ],
)
def test_fails_where_tables_differ(actual: object, expected: object, message: str) -> None:
    with pytest.raises(AssertionError, match=re.escape(message)):
        assert_table_close(actual, expected)


def test_missing_agrees_with_missing_and_infinite_with_infinite(capsys: pytest.CaptureFixture[str]) -> None:
    assert passes(capsys, [np.nan, np.inf, 1.0], [np.nan, np.inf, 1.0]).startswith("3 values agree")
    assert passes(capsys, pd.Series({"x": None}), {"x": np.nan}).startswith("1 value agrees")


def test_nested_tables_and_several_levels(capsys: pytest.CaptureFixture[str]) -> None:
    index = pd.MultiIndex.from_product([["A", "B"], ["Value", "Quality"]], names=["hotel", "construct"])
    scores = pd.Series([1.0, 2, 3, 4], index=index)
    out = passes(capsys, {"s": scores.iloc[::-1], "x": 1}, {"x": 1, "s": scores})
    assert out.startswith("5 values agree")
    with pytest.raises(AssertionError, match=r"\[s, \('B', 'Quality'\)\] is 5.0, expected 4.0"):
        assert_table_close({"s": scores.replace(4, 5)}, {"s": scores})


def test_figure_data_tells_all_that_is_seen() -> None:
    figure = Figure()
    figure.suptitle("Two waves")
    left, right = figure.subplots(1, 2)
    left.set(title="Index", xlabel="score", ylabel="wave", ylim=(0, 2), xticks=[0, 1, 2, 3], yticks=[1])
    left.set_xlim(0, 2)
    left.set_title("(a)", loc="left")
    left.scatter([1.0], [1.23456], label="hotel")
    left.bar([1], [2.0], width=0.5)
    left.fill_between([0, 1], [0, 0], [1, 1])
    left.vlines([0], 1, 2, label="ends")
    left.text(0.5, 0.5, "two\nlines")
    left.annotate("72.5", (1, 1), xytext=(5, 0), textcoords="offset points")
    left.plot([0, 1], [-0.0001, np.nan], label="trend")
    left.legend()
    right.imshow([[0.1, 0.2], [0.3, 0.4]])
    right.set_axis_off()
    lines = figure_data(figure).split("\n")
    assert lines[0] == "figure: Two waves"
    assert lines[1] == "axes 1: (a) | Index"
    assert lines[2] == "  x axis: score | 0, 1, 2"
    assert lines[3] == "  y axis: wave | 1"
    assert "  points hotel: (1.000, 1.235)" in lines
    assert "  rectangle: (0.750, 0.000) (1.250, 2.000)" in lines
    assert "  text two / lines: (0.500, 0.500)" in lines
    assert "  text 72.5: (1.000, 1.000)" in lines
    assert "  line trend: (0.000, 0.000) (1.000, nan)" in lines
    area = next(line for line in lines if line.startswith("  area: "))
    assert all(corner in area for corner in ("(0.000, 0.000)", "(1.000, 1.000)", "(1.000, 0.000)"))
    assert "  lines ends: (0.000, 1.000) (0.000, 2.000)" in lines
    assert any(line.startswith("  legend: ") and "hotel" in line for line in lines)
    assert lines[-3:] == ["axes 2", "  image: 0.100 0.200", "  image: 0.300 0.400"]


def test_figure_data_notices_what_changed_and_nothing_else() -> None:
    def drawn(value: float, label: str = "index") -> str:
        axes = Figure().subplots()
        axes.plot([0, 1], [0.5, value], label=label)
        return figure_data(axes)

    assert drawn(0.7) == drawn(0.7 + 1e-9)
    assert drawn(0.7) != drawn(0.702)
    assert drawn(0.7) != drawn(0.7, "loyalty")
    assert figure_data(Figure()) == ""


def test_figure_data_leaves_out_what_is_hidden_or_only_background() -> None:
    axes = Figure().subplots()
    axes.set(xticks=[], yticks=[])
    axes.axhspan(0, 1, label="_background")
    axes.plot([0, 1], [0, 1])[0].set_visible(False)
    assert figure_data(axes) == "axes 1"
