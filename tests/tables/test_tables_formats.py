"""Numbers, intervals and words as they are printed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmodels.errors import SpecificationError
from csmodels.tables import FORMATS, Block, format_value
from csmodels.tables.formats import FIGURE_SPACE, default_format, interval_cells, make_grid
from csmodels.tables.widths import pad, text_width, wrap

CASES: list[tuple[object, str | int, str | None]] = [
    (0.5051, "estimate", "0.505"),
    (-0.0004, "estimate", "0.000"),
    (-0.0005001, "estimate", "-0.001"),
    (72.4541, "index", "72.45"),
    (-0.004, "index", "0.00"),
    (1234567, "count", "1,234,567"),
    (12.0, "count", "12"),
    (-0.2, "count", "0"),
    (0.1234, "percent", "12.3\u00a0%"),
    (0.0, "p", "<.001"),
    (0.0009999, "p", "<.001"),
    (0.001, "p", ".001"),
    (0.05, "p", ".050"),
    (1.0, "p", "1.000"),
    (3.14159, 1, "3.1"),
    (2.5, 0, "2"),
    (float("inf"), "estimate", "∞"),
    (float("-inf"), 2, "-∞"),
    (np.float64(1.5), "estimate", "1.500"),
    (np.int64(2024), "plain", "2024"),
    (10.0, "plain", "10"),
    (0.25, "plain", "0.25"),
    (-0.0, "plain", "0"),
    (np.bool_(True), "flag", "yes"),
    (False, "flag", "no"),
    (True, "estimate", "True"),
    ("text", "estimate", "text"),
    ("ServiceQuality", "construct", "Service quality"),
    ("Image -> Value -> x1", "chain", "Image → Value → x1"),
    ("r_squared", "value", "R²"),
    (None, "estimate", None),
    (float("nan"), "p", None),
    (pd.NA, "count", None),
    (pd.NaT, "plain", None),
]


@pytest.mark.parametrize(("value", "kind", "expected"), CASES)
def test_values(value: object, kind: str | int, expected: str | None) -> None:
    assert format_value(value, kind) == expected


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["estimate", "index", "count", "percent", 0, 4]),
)
def test_no_negative_zero(value: float, kind: str | int) -> None:
    written = format_value(value, kind)
    assert written is not None
    digits = written.replace(",", "").replace("\u00a0%", "")
    assert not (digits.startswith("-") and float(digits) == 0)


def test_intervals_line_up() -> None:
    nan = float("nan")
    cells = interval_cells([-0.1, 9.5, nan, 1.0], [0.25, 10.75, nan, nan], "index")
    space = FIGURE_SPACE
    assert cells == (f"[-0.10, {space}0.25]", "[9.50, 10.75]", None, f"[1.00, {space * 4}–]")


@pytest.mark.parametrize("kind", ["estimat", 1.5, -1, True, None])
def test_unknown_format_names_the_column(kind: object) -> None:
    frame = pd.DataFrame({"estimate": [1.0]})
    with pytest.raises(SpecificationError, match="column 'estimate'"):
        Block("", frame, {"estimate": kind})  # type: ignore[dict-item]


def test_every_format_writes_every_kind_of_value() -> None:
    for kind in FORMATS:
        for value in (0.5, 2, True, "text"):
            assert isinstance(format_value(value, kind, "zh"), str)


def test_default_formats() -> None:
    assert default_format("p_value") == "p"
    assert default_format("ceiling_share") == "percent"
    assert default_format("n_dropped") == "count"
    assert default_format("q1") == "estimate"
    assert default_format("low", pd.Series([1.0, np.nan])) == "plain"
    assert default_format("gap", pd.Series([1.0, 2.5])) == "estimate"
    assert default_format("gap", pd.Series([True])) == "flag"
    assert default_format("year", pd.Series([2024])) == "plain"
    assert default_format("year", pd.Index(["2024Q1"])) == "plain"
    assert default_format(3, pd.Series(["x"])) == "plain"


def test_grid_blanks_repeated_outer_labels_only() -> None:
    index = pd.MultiIndex.from_tuples(
        [("A", "x", 1), ("A", "x", 2), ("A", "y", 1), ("B", "y", 1), ("B", "y", 1), ("A", "y", 1)],
        names=["hotel", "quarter", "item"],
    )
    grid = make_grid(Block("", pd.DataFrame({"estimate": np.arange(6.0)}, index=index)), "en")
    hotel, quarter, item, _ = grid.columns
    assert hotel.cells == ("A", "", "", "B", "", "A")
    assert quarter.cells == ("x", "", "y", "y", "", "y")
    assert item.cells == ("1", "2", "1", "1", "1", "1")
    assert grid.breaks == {3, 5}


def test_grid_headers_follow_labels_catalogue_and_names() -> None:
    frame = pd.DataFrame({"estimate": [1.0], "Value": [0.2], "mine": [1], ("a", "n"): [1]})
    grid = make_grid(Block("", frame, labels={"mine": "My own"}), "zh")
    assert [column.header for column in grid.columns] == ["估计值", "感知价值", "My own", "a / 样本量"]


def test_interval_column_takes_format_level_and_place() -> None:
    frame = pd.DataFrame({"estimate": [72.454], "conf_low": [70.661], "conf_high": [74.239], "n": [250]})
    grid = make_grid(Block("", frame, {"estimate": "index"}, conf_level=0.9), "en")
    assert [column.header for column in grid.columns] == ["Estimate", "90 % CI", "n"]
    assert grid.columns[1].cells == ("[70.66, 74.24]",)
    grid = make_grid(Block("", frame, {"conf_low": 1}, labels={"conf_low": "Limits"}, conf_level=0.995), "en")
    assert (grid.columns[1].header, grid.columns[1].cells) == ("Limits", ("[70.7, 74.2]",))
    assert make_grid(Block("", frame, conf_level=0.995), "en").columns[1].header == "99.5 % CI"


def test_one_limit_alone_stays_a_column() -> None:
    grid = make_grid(Block("", pd.DataFrame({"conf_low": [0.1]})), "en")
    assert grid.columns[0].header == "Lower limit"


def test_alignment_follows_content() -> None:
    frame = pd.DataFrame(
        {
            "estimate": [1.0, np.nan],
            "item": ["a", "b"],
            "mixed": [1.0, "text"],
            "empty": [np.nan, np.nan],
            "none": pd.Series([None, None], dtype=object),
            "flag": [True, False],
        }
    )
    numeric = {column.header: column.numeric for column in make_grid(Block("", frame), "en").columns}
    assert numeric == {
        "Estimate": True,
        "Item": False,
        "mixed": False,
        "empty": True,
        "none": False,
        "flag": False,
    }


@given(st.text(alphabet="ab ,.（“满意度”）。1R²\n", max_size=60), st.integers(4, 20))
def test_wrapping_keeps_every_character_and_the_width(string: str, width: int) -> None:
    lines = wrap(string, width)
    assert "".join("".join(lines).split()) == "".join(string.split())
    assert max(map(text_width, lines)) <= width


def test_wrapping_respects_chinese_punctuation() -> None:
    assert wrap("请检查（题项），再读数。", 8) == ["请检查", "（题", "项），再", "读数。"]


def test_widths() -> None:
    assert text_width("e\u0301") == 1
    assert text_width("。") == 2
    assert pad("满意", 3) == "满意"


def test_conf_level_is_a_probability() -> None:
    with pytest.raises(SpecificationError, match="95"):
        Block("", pd.DataFrame({"estimate": [1.0]}), conf_level=95)
