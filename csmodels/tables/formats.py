"""From a table of numbers to a grid of strings: decimals, p-values, intervals, blanked labels.

All output formats print the same grid; they differ in how they escape, align and rule it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import pandas as pd
from pandas.api import types

from csmodels.errors import SpecificationError, did_you_mean
from csmodels.tables.strings import term, text

if TYPE_CHECKING:
    from csmodels.tables.summary import Block

Format = str | int
FORMATS: tuple[str, ...] = (
    "estimate",
    "index",
    "p",
    "count",
    "percent",
    "flag",
    "construct",
    "value",
    "chain",
    "plain",
)

# A digit's width of nothing: pads upper limits so that the decimals of an interval column stand in line.
FIGURE_SPACE = "\u2007"
# Keeps a number and its unit on one line.
NO_BREAK_SPACE = "\u00a0"
# An interval written into a cell of words, as in ``0.78 [0.72, 0.82]``.
INTERVAL = re.compile(r"\[([^\s\[\],]+), ([^\s\[\],]+)\]")
# The sign of a number inside such a cell.
MINUS = re.compile(r"(?<![\w-])-(?=\d)")

_DECIMALS = {"estimate": 3, "index": 2}
_WORDS = ("flag", "construct", "value", "chain")

_DEFAULTS: dict[str, Format] = {
    **dict.fromkeys(
        (
            *("estimate", "std_error", "statistic", "conf_low", "conf_high"),
            *(
                "alpha",
                "rho_a",
                "rho_c",
                "ave",
                "htmt",
                "vif",
                "r_squared",
                "r_squared_adjusted",
                "f_squared",
            ),
            *("direct", "indirect", "total", "weight", "loading", "mean", "sd", "skewness"),
        ),
        "estimate",
    ),
    **dict.fromkeys(("n", "missing", "routed", "special", "out_of_range", "answered", "distinct"), "count"),
    **dict.fromkeys(("construct", "lhs", "rhs", "source", "target", "outcome", "predictor"), "construct"),
    **dict.fromkeys(("kind", "effect", "role"), "value"),
    **dict.fromkeys(("through",), "chain"),
    "p_value": "p",
    "share": "percent",
}


@dataclass(frozen=True)
class Column:
    """One printed column; a missing value is None, a blanked label is an empty string."""

    header: str
    cells: tuple[str | None, ...]
    numeric: bool


@dataclass(frozen=True)
class Grid:
    """A printed table: its columns, and the rows that start a new group."""

    columns: tuple[Column, ...]
    breaks: frozenset[int]
    n_rows: int


def check_format(kind: Format, column: Hashable = None) -> Format:
    """Return `kind` if it is a number format; raise SpecificationError naming the column otherwise."""
    where = "" if column is None else f" of column {column!r}"
    if (
        isinstance(kind, bool)
        or not isinstance(kind, (str, int))
        or (isinstance(kind, str) and kind not in FORMATS)
    ):
        known = ", ".join(FORMATS)
        raise SpecificationError(
            f"unknown format {kind!r}{where}.{did_you_mean(kind, FORMATS)} "
            f"Formats: {known}, or a number of decimals."
        )
    if isinstance(kind, int) and not 0 <= kind <= 15:
        raise SpecificationError(f"{kind} decimals{where} cannot be printed; choose 0 to 15.")
    return kind


def default_format(name: Hashable, values: pd.Series | pd.Index | None = None) -> Format:
    """Return the format of a column that nobody named: by its name, or else by its type."""
    if isinstance(name, str):
        if name in _DEFAULTS:
            return _DEFAULTS[name]
        if name.endswith("_share") or name.startswith("share_"):
            return "percent"
        if name.startswith("n_"):
            return "count"
    if values is None:
        return "estimate"
    if types.is_bool_dtype(values.dtype):
        return "flag"
    if types.is_float_dtype(values.dtype):
        present = values.dropna()
        return "plain" if bool((present % 1 == 0).all()) else "estimate"
    return "plain"


def is_missing(value: Any) -> bool:
    """Whether a cell holds no value: None, NaN, NaT or NA."""
    return value is None or bool(types.is_scalar(value) and pd.isna(value))


def format_value(value: object, kind: Format, lang: str = "en") -> str | None:
    """Write one value; None where it is missing.

    Parameters
    ----------
    value : object
    kind : str or int
        One of ``FORMATS`` or a number of decimals. A text under a number format is written as it is.
    lang : {"en", "zh"}

    Examples
    --------
    >>> format_value(-0.0001, "estimate"), format_value(72.454, "index"), format_value(1600, "count")
    ('0.000', '72.45', '1,600')
    >>> format_value(0.0002, "p"), format_value(0.034, "p")
    ('<.001', '.034')
    >>> format_value("Satisfaction", "construct", "zh"), format_value(True, "flag", "zh")
    ('顾客满意度', '是')
    """
    if is_missing(value):
        return None
    if kind in _WORDS:
        return _word(value, str(kind), lang)
    if types.is_bool(value) or not isinstance(value, Real):
        return str(value)
    if kind == "plain":
        return str(int(value)) if isinstance(value, Integral) else f"{float(value):z.6g}"
    number = float(value)
    if math.isinf(number):
        return "∞" if number > 0 else "-∞"
    if kind == "p":
        return "<.001" if number < 0.001 else f"{number:.3f}".removeprefix("0")
    if kind == "count":
        return f"{number:z,.0f}"
    if kind == "percent":
        return f"{100 * number:z.1f}{NO_BREAK_SPACE}%"
    decimals = kind if isinstance(kind, int) else _DECIMALS[kind]
    return f"{number:z.{decimals}f}"


def _word(value: object, kind: str, lang: str) -> str:
    if kind == "flag":
        return text("value.yes" if value else "value.no", lang)
    if kind == "chain":
        return " → ".join(term(part.strip(), lang, section="construct") for part in str(value).split("->"))
    return term(value, lang, section=kind)


def interval_cells(
    low: Sequence[object], high: Sequence[object], kind: Format = "estimate", lang: str = "en"
) -> tuple[str | None, ...]:
    """Merge two columns of limits into ``[low, high]``; upper limits are padded to the same width.

    Examples
    --------
    >>> interval_cells([70.66, float("nan")], [74.24, float("nan")], "index")
    ('[70.66, 74.24]', None)
    """
    lows = [format_value(value, kind, lang) for value in low]
    highs = [format_value(value, kind, lang) for value in high]
    width = max((len(h) for h in highs if h is not None), default=0)
    return tuple(
        None if a is None and b is None else f"[{a or '–'}, {(b or '–').rjust(width, FIGURE_SPACE)}]"
        for a, b in zip(lows, highs, strict=True)
    )


def make_grid(block: Block, lang: str) -> Grid:
    """Write every cell of a block: index levels first, then its columns, limits merged."""
    frame = block.frame
    index, breaks = _index_columns(block, lang)
    merge = "conf_low" in frame.columns and "conf_high" in frame.columns
    columns = list(index)
    for position, name in enumerate(frame.columns):
        values = frame.iloc[:, position]
        if merge and name == "conf_high":
            continue
        if merge and name == "conf_low":
            kind = block.formats.get("conf_low", block.formats.get("estimate", "estimate"))
            cells = interval_cells(values.tolist(), frame["conf_high"].tolist(), kind, lang)
            level = f"{100 * block.conf_level:.10g}"
            header = block.labels.get("conf_low", text("label.interval", lang, level=level))
            columns.append(Column(header, cells, numeric=True))
            continue
        columns.append(_column(name, values, block, lang))
    return Grid(tuple(columns), breaks, len(frame))


def _column(name: Hashable, values: pd.Series | pd.Index, block: Block, lang: str) -> Column:
    kind = block.formats.get(name, default_format(name, values))
    items = values.tolist()
    cells = tuple(format_value(value, kind, lang) for value in items)
    numeric = kind not in _WORDS and all(
        isinstance(v, Real) and not types.is_bool(v) for v in items if not is_missing(v)
    )
    # A column without any value is a column of numbers if its type says so.
    if numeric and all(cell is None for cell in cells):
        numeric = types.is_numeric_dtype(values.dtype)
    return Column(_header(name, block, lang), cells, numeric)


def _header(name: Hashable, block: Block, lang: str) -> str:
    if name in block.labels:
        return block.labels[name]
    parts = name if isinstance(name, tuple) else (name,)
    return " / ".join(_header_word(part, lang) for part in parts if part is not None and part != "")


def _header_word(name: object, lang: str) -> str:
    # Wide tables (correlations, one column per construct) have constructs as heads.
    word = term(name, lang, section="column")
    return word if word != str(name) else term(name, lang, section="construct")


def _index_columns(block: Block, lang: str) -> tuple[list[Column], frozenset[int]]:
    index = block.frame.index
    if isinstance(index, pd.RangeIndex) and index.name is None and index.start == 0 and index.step == 1:
        return [], frozenset()
    levels = [index.get_level_values(level) for level in range(index.nlevels)]
    columns: list[Column] = []
    same = [False] + [True] * (len(index) - 1)
    breaks: frozenset[int] = frozenset()
    for depth, values in enumerate(levels):
        column = _column(values.name, values, block, lang)
        if depth < len(levels) - 1:
            # A label is repeated only where all outer labels are repeated too.
            items = values.tolist()
            same = [same[i] and i > 0 and items[i] == items[i - 1] for i in range(len(items))]
            cells = tuple("" if same[i] else cell for i, cell in enumerate(column.cells))
            column = Column(column.header, cells, column.numeric)
            if depth == 0:
                breaks = frozenset(i for i in range(1, len(items)) if not same[i])
        columns.append(column)
    return columns, breaks
