"""The table of parameters and the result protocol."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from csmodels.errors import FileError, MissingDependencyError, SpecificationError
from csmodels.tables import (
    KINDS,
    PARAM_COLUMNS,
    FrozenMapping,
    ResultBase,
    frozen_frame,
    heading,
    params_table,
    write_excel,
)

ROWS: list[dict[str, object]] = [
    {"kind": "loading", "lhs": "Quality", "op": "=~", "rhs": "q1", "estimate": 0.9, "std_error": 0.02},
    {
        "kind": "path",
        "lhs": "Value",
        "op": "~",
        "rhs": "Quality",
        "estimate": 0.5,
        "conf_low": 0.4,
        "conf_high": 0.6,
    },
    {"kind": "r_squared", "lhs": "Value", "op": "r2", "rhs": None, "estimate": 0.25},
]


@dataclass(frozen=True, repr=False, eq=False)
class PathsResult(ResultBase):
    rows: tuple[Mapping[str, object], ...]
    settings: Mapping[str, object]
    warnings: tuple[str, ...] = ()

    @frozen_frame
    def params(self) -> pd.DataFrame:
        """Loadings, paths and R2."""
        return params_table(self.rows)

    @frozen_frame
    def index(self) -> pd.DataFrame:
        names = pd.Index(["Quality", "Value"], name="construct")
        return pd.DataFrame({"estimate": [72.45, 60.0], "n": [250, 250]}, index=names)

    @frozen_frame
    def effects(self) -> pd.DataFrame | None:
        return None


@pytest.fixture
def result() -> PathsResult:
    settings = FrozenMapping({"estimator": "pls", "seed": 0, "conf_level": 0.9})
    return PathsResult(tuple(ROWS), settings, ("One loading is weak.",))


def arrays() -> dict[str, object]:
    return {
        "kind": "path",
        "lhs": np.array(["Value", "Loyalty"], dtype=object),
        "op": "~",
        "rhs": ["Quality", "Value"],
        "estimate": np.array([0.5, 0.25]),
        "p_value": np.array([0.0, 0.5]),
    }


def test_params_from_rows() -> None:
    table = params_table(ROWS)
    assert tuple(table.columns) == PARAM_COLUMNS
    assert table["rhs"].tolist() == ["q1", "Quality", ""]
    assert table["std_error"].isna().tolist() == [False, True, True]
    assert set(table.dtypes.iloc[4:].astype(str)) == {"float64"}
    assert table.dtypes.iloc[:4].tolist() == [pd.Series(["text"]).dtype] * 4


def test_params_from_arrays_frame_and_rows_agree() -> None:
    table = params_table(arrays())
    pd.testing.assert_frame_equal(params_table(table.to_dict("records")), table)
    pd.testing.assert_frame_equal(params_table(table[table.columns[::-1]]), table)
    assert table["kind"].tolist() == ["path", "path"]
    assert table["statistic"].isna().all()


def test_params_groups_are_an_index_level() -> None:
    groups = pd.Index(["A", "B"], name="hotel")
    table = params_table(arrays(), index=groups)
    assert table.index.equals(groups)
    assert tuple(table.columns) == PARAM_COLUMNS
    assert params_table(table).index.equals(groups)
    with pytest.raises(SpecificationError, match="1 labels for 2 rows"):
        params_table(arrays(), index=groups[:1])


def test_params_without_rows() -> None:
    table = params_table([])
    assert tuple(table.columns) == PARAM_COLUMNS
    assert len(table) == 0


def test_params_share_nothing_with_their_source_or_each_other() -> None:
    given = arrays()
    first, second = params_table(given), params_table(given)
    first.loc[0, "lhs"] = "changed"
    first["rhs"].array[0] = "changed"
    first.loc[0, "estimate"] = 9.0
    estimates = given["estimate"]
    assert isinstance(estimates, np.ndarray)
    estimates[:] = 7.0
    third = params_table({**given, "estimate": [0.5, 0.25]})
    pd.testing.assert_frame_equal(second, third)
    assert third.loc[0, "lhs"] == "Value"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "paths"}, r"'paths'.*'path'"),
        ({"kind": ["path", "p"]}, "Kinds: path, weight"),
        ({"stderr": 0.1}, r"'stderr'.*std_error"),
        ({"rhs": ["Quality"]}, "lhs 2, rhs 1, estimate 2"),
        ({"estimate": ["a", "b"]}, "'estimate'"),
    ],
)
def test_params_refusals(change: dict[str, object], message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        params_table({**arrays(), **change})


@pytest.mark.parametrize("name", PARAM_COLUMNS[:5])
def test_params_required_columns(name: str) -> None:
    columns = arrays()
    del columns[name]
    with pytest.raises(SpecificationError, match=f"needs the column '{name}'"):
        params_table(columns)


def test_every_kind_is_accepted() -> None:
    table = params_table({"kind": KINDS, "lhs": "a", "op": "~", "rhs": "b", "estimate": 0.0})
    assert tuple(table["kind"]) == KINDS


def test_tables_are_copies(result: PathsResult) -> None:
    handed = result.params
    handed["estimate"] = 0.0
    handed.index.name = "changed"
    handed.columns.name = "changed"
    handed["lhs"].array[0] = "changed"
    tables = result.tables
    tables["index"]["estimate"] = 0.0
    pd.testing.assert_frame_equal(result.params, params_table(ROWS))
    assert result.index["estimate"].tolist() == [72.45, 60.0]


def test_tables_in_order_without_absent_ones(result: PathsResult) -> None:
    assert list(result.tables) == ["params", "index"]
    assert result.effects is None


def test_tables_are_made_once() -> None:
    calls = []

    class Once:
        @frozen_frame
        def table(self) -> pd.DataFrame:
            calls.append(1)
            return pd.DataFrame({"n": [1]})

    once = Once()
    assert calls == []
    pd.testing.assert_frame_equal(once.table, once.table)
    assert calls == [1]


def test_a_kept_frame_of_somebody_else_is_copied() -> None:
    source = pd.DataFrame({"n": [1]})

    class Holder:
        @frozen_frame
        def table(self) -> pd.DataFrame:
            return source

    holder = Holder()
    assert holder.table["n"].tolist() == [1]
    source.loc[0, "n"] = 2
    assert holder.table["n"].tolist() == [1]


def test_plain_table_fields_are_copied_too() -> None:
    @dataclass(frozen=True, repr=False, eq=False)
    class Plain(ResultBase):
        params: pd.DataFrame
        settings: Mapping[str, object]
        warnings: tuple[str, ...] = ()

    plain = Plain(params_table(ROWS), {})
    handed = plain.tables["params"]
    handed.loc[0, "estimate"] = 0.0
    assert plain.params.loc[0, "estimate"] == 0.9
    assert "Settings" not in str(plain)


def test_results_are_frozen(result: PathsResult) -> None:
    with pytest.raises(FrozenInstanceError):
        result.warnings = ()  # type: ignore[misc]
    with pytest.raises(AttributeError):
        result.params = pd.DataFrame()
    with pytest.raises(TypeError):
        result.settings["seed"] = 1  # type: ignore[index]
    assert PathsResult.params.__doc__ == "Loadings, paths and R2."


def test_results_can_be_pickled(result: PathsResult) -> None:
    twin = pickle.loads(pickle.dumps(result))
    assert str(twin) == str(result)
    assert twin.settings == result.settings


def test_summary_shows_everything(result: PathsResult) -> None:
    written = result.to_text()
    for word in ("Loadings", "Path coefficients", "Explained variance", "Satisfaction index", "Settings"):
        assert word in written
    assert "One loading is weak." in written
    assert "90 % CI" in written
    # Columns without any value are left out.
    assert "Statistic" not in written
    assert "路径系数" in result.to_text("zh")
    assert "随机种子" in result.to_markdown("zh")
    assert "顾客" not in result.to_latex("en")
    assert result._repr_html_() == result.to_html() == result.summary().to_html()
    assert repr(result) == str(result) == result.summary().to_text()


def test_summary_keeps_groups() -> None:
    @dataclass(frozen=True, repr=False, eq=False)
    class Grouped(ResultBase):
        settings: Mapping[str, object]
        warnings: tuple[str, ...] = ()

        @frozen_frame
        def params(self) -> pd.DataFrame:
            return params_table(arrays(), index=pd.Index(["东店", "西店"], name="hotel"))

    written = Grouped({}).to_text("zh")
    assert "酒店" in written
    assert "西店" in written


def test_headings_of_unknown_tables() -> None:
    assert heading("weights", "zh") == "权重"
    assert heading("my_table", "zh") == "My table"


def test_excel_round_trip(result: PathsResult, tmp_path: Path) -> None:
    path = tmp_path / "结果.xlsx"
    result.to_excel(path)
    sheets = pd.read_excel(path, sheet_name=None, keep_default_na=False, na_values=[""])
    assert list(sheets) == ["params", "index", "settings"]
    params = sheets["params"]
    assert tuple(params.columns) == PARAM_COLUMNS
    # An operator that starts with an equals sign is a text, not a formula.
    assert params["op"].tolist() == ["=~", "~", "r2"]
    np.testing.assert_array_equal(params["estimate"], result.params["estimate"])
    assert sheets["index"]["construct"].tolist() == ["Quality", "Value"]
    assert sheets["settings"]["setting"].tolist() == ["estimator", "seed", "conf_level", "warning"]
    result.to_excel(path, tables=["index"])
    assert list(pd.read_excel(path, sheet_name=None)) == ["index"]


def test_excel_names_and_headers(tmp_path: Path) -> None:
    wide = pd.DataFrame([[1.5, 2.0]], columns=pd.MultiIndex.from_tuples([("A", "n"), ("B", "n")]))
    path = tmp_path / "t.xlsx"
    write_excel(path, {"a" * 40: wide, "a" * 41: wide, "x/y": wide})
    sheets = pd.read_excel(path, sheet_name=None)
    assert list(sheets) == ["a" * 31, "a" * 29 + "_2", "x_y"]
    assert list(sheets["x_y"].columns) == ["A / n", "B / n"]


def test_excel_refusals(result: PathsResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SpecificationError, match=r"'indx'.*'index'"):
        result.to_excel(tmp_path / "t.xlsx", tables=["indx"])
    with pytest.raises(SpecificationError, match="no table"):
        result.to_excel(tmp_path / "t.xlsx", tables=[])
    with pytest.raises(FileError, match=r"\.xlsx"):
        result.to_excel(tmp_path / "t.csv")
    with pytest.raises(FileError, match="absent"):
        result.to_excel(tmp_path / "absent" / "t.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "csmodels\[excel\]"'):
        result.to_excel(tmp_path / "t.xlsx")
    assert list(tmp_path.iterdir()) == []
