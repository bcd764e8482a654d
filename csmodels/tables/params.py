"""The tidy table of parameters: the same ten columns in every model of the library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean

KINDS: tuple[str, ...] = (
    "path",
    "weight",
    "loading",
    "covariance",
    "variance",
    "intercept",
    "effect",
    "defined",
    "r_squared",
    "reliability",
    "index",
    "coefficient",
    "penalty",
    "reward",
    "share",
)
"""What a row of a parameter table can be; a closed list."""

PARAM_COLUMNS: tuple[str, ...] = (
    "kind",
    "lhs",
    "op",
    "rhs",
    "estimate",
    "std_error",
    "statistic",
    "p_value",
    "conf_low",
    "conf_high",
)
"""The columns of a parameter table, in their order."""

_TEXTS = PARAM_COLUMNS[:4]
_NUMBERS = PARAM_COLUMNS[4:]
_REQUIRED = PARAM_COLUMNS[:5]
_COLUMNS = pd.Index(PARAM_COLUMNS)
# The type pandas itself gives to a column of texts: str from pandas 3, object before.
_TEXT_TYPE: Any = pd.Series(["text"]).dtype


def params_table(
    rows: Mapping[str, Any] | Iterable[Mapping[Any, Any]] | pd.DataFrame, index: pd.Index | None = None
) -> pd.DataFrame:
    """Return a table of parameters with exactly the columns of ``PARAM_COLUMNS``.

    Parameters
    ----------
    rows : mapping, DataFrame or iterable of mappings
        Fastest is a mapping from column to an array of one value per row; a single value stands for all
        rows. ``kind``, ``lhs``, ``op``, ``rhs`` and ``estimate`` are required; the others are missing where
        not given.
        ``op`` as in lavaan: ``lhs ~ rhs`` for a path with the dependent construct on the left, ``=~`` for a
        loading, ``<~`` for a weight.
    index : Index, optional
        Groups, one label per row; without it a DataFrame keeps its index and all else gets the default one.

    Returns
    -------
    DataFrame
        Texts and float64, on the scale the estimates were given; nothing is rounded.

    Raises
    ------
    SpecificationError
        Unknown kind or column, missing column, or columns of different lengths.

    Examples
    --------
    >>> table = params_table(
    ...     {"kind": "path", "lhs": "Loyalty", "op": "~", "rhs": ["Image", "Value"], "estimate": [0.5, 0.3]}
    ... )
    >>> table[["lhs", "op", "rhs", "estimate"]]
           lhs op    rhs  estimate
    0  Loyalty  ~  Image       0.5
    1  Loyalty  ~  Value       0.3
    """
    if isinstance(rows, pd.DataFrame):
        columns: Mapping[str, Any] = {str(name): rows[name].tolist() for name in rows.columns}
        index = rows.index if index is None else index
    else:
        columns = rows if isinstance(rows, Mapping) else _transpose(rows)
    _check_names(columns)
    n = _length(columns)
    if index is not None and len(index) != n:
        raise SpecificationError(f"index has {len(index)} labels for {n} rows of parameters.")
    texts = _text_arrays(tuple(_texts(name, columns[name], n) for name in _TEXTS))
    numbers = [_numbers(name, columns.get(name, np.nan), n) for name in _NUMBERS]
    # A given index and columns named afterwards spare pandas most of its work; copying puts the numbers in
    # one block, which makes later copies of the table cheap.
    rows_index = pd.RangeIndex(n) if index is None else index
    frame = pd.DataFrame(dict(enumerate([*texts, *numbers])), index=rows_index, copy=True)
    frame.columns = _COLUMNS
    return frame


def _transpose(rows: Iterable[Mapping[Any, Any]]) -> dict[str, list[Any]]:
    given = list(rows)
    for row in given:
        _check_names(row)
    return {name: [row.get(name, np.nan) for row in given] for name in PARAM_COLUMNS}


def _check_names(columns: Mapping[Any, Any]) -> None:
    for name in columns:
        if name not in PARAM_COLUMNS:
            known = ", ".join(PARAM_COLUMNS)
            raise SpecificationError(
                f"a parameter table has no column {name!r}.{did_you_mean(name, PARAM_COLUMNS)} "
                f"Columns: {known}."
            )
    for name in _REQUIRED:
        if name not in columns:
            raise SpecificationError(f"a parameter table needs the column {name!r}.")


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float)) or np.ndim(value) == 0


def _length(columns: Mapping[str, Any]) -> int:
    lengths = {name: len(value) for name, value in columns.items() if not _is_scalar(value)}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise SpecificationError(f"columns of a parameter table differ in length: {listed}.")
    return next(iter(lengths.values()), 1)


def _texts(name: str, value: Any, n: int) -> tuple[str, ...]:
    if _is_scalar(value):
        values: Sequence[Any] = (value,) * n
    else:
        values = value.tolist() if isinstance(value, np.ndarray) else tuple(value)
    if name == "kind":
        for kind in set(values):
            if kind not in KINDS:
                known = ", ".join(KINDS)
                raise SpecificationError(
                    f"unknown kind of parameter {kind!r}.{did_you_mean(kind, KINDS)} Kinds: {known}."
                )
    if set(map(type, values)) <= {str}:
        return tuple(values)
    # Missing texts (the right side of an R2) are empty; v != v is true of NaN alone.
    return tuple("" if v is None or v is pd.NA or v != v else str(v) for v in values)


def _numbers(name: str, value: Any, n: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    try:
        array = np.full(n, np.nan if value is None else value, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        raise SpecificationError(
            f"column {name!r} of a parameter table holds no numbers: {problem}."
        ) from None
    return array


@lru_cache(maxsize=32)
def _text_arrays(columns: tuple[tuple[str, ...], ...]) -> list[pd.api.extensions.ExtensionArray]:
    """Make the text columns in one conversion; a model's labels come back at every fit, so they are kept."""
    n = len(columns[0])
    joined = np.array([label for column in columns for label in column], dtype=object)
    array = pd.array(joined, dtype=_TEXT_TYPE)
    return [array[i * n : (i + 1) * n] for i in range(len(columns))]
