"""Columns of a DataFrame as arrays of numbers, whatever their dtype, with errors that show the place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from numbers import Real

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api import types

from csmodels.errors import DataError, some

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


def rows_where(mask: BoolArray, index: pd.Index) -> str:
    """Write the index labels of the marked rows: ``the row labelled 4``, ``rows labelled 3, 7 and 40 more``.

    The word keeps the labels apart from line numbers of a file, which count the header and start at 1.
    """
    labels = index[np.asarray(mask, dtype=bool)]
    return f"{'the row' if len(labels) == 1 else 'rows'} labelled {some(labels)}"


@contextmanager
def naming_file(source: str) -> Iterator[None]:
    """Put the name of the file in front of what is wrong with its data: ``'guests.csv': Column ...``."""
    try:
        yield
    except DataError as error:
        if source and not str(error).startswith(f"{source!r}: "):
            error.args = (f"{source!r}: {error}",)
        raise


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Write a number with its noun: ``1 value``, ``3 values``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def _all_numbers(values: npt.NDArray[np.object_]) -> bool:
    return all(isinstance(v, (Real, Decimal, np.number, np.bool_)) for v in values)


def is_number_column(column: pd.Series) -> bool:
    """Whether a column can be used as numbers as it stands: numeric, boolean, categories of numbers,
    or an object column whose every answer is a number."""
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        categories = dtype.categories
        return types.is_numeric_dtype(categories.dtype) or types.is_bool_dtype(categories.dtype)
    if types.is_complex_dtype(dtype):
        return False
    if types.is_numeric_dtype(dtype) or types.is_bool_dtype(dtype):
        return True
    if dtype.kind == "O" and isinstance(dtype, np.dtype):
        return _all_numbers(column[column.notna()].to_numpy(dtype=object))
    return False


def to_floats(column: pd.Series) -> FloatArray:
    """Return a number column as float64, missing as NaN; shape (n,). The caller has checked the kind."""
    if column.dtype == object or isinstance(column.dtype, pd.CategoricalDtype):
        values = np.full(len(column), np.nan)
        known = column.notna().to_numpy(dtype=bool)
        values[known] = column.astype(object).to_numpy(dtype=object)[known].astype(np.float64)
        return values
    if types.is_extension_array_dtype(column.dtype):
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    return column.to_numpy(dtype=np.float64)


def set_missing(column: pd.Series, marked: BoolArray) -> pd.Series:
    """Return the column with the marked cells missing; shape of both (n,)."""
    if column.dtype != np.dtype(object):
        return column.mask(marked)
    # Masking objects guesses a new dtype in some versions of pandas and warns about it.
    values = column.to_numpy(dtype=object, copy=True)
    values[marked] = np.nan
    return pd.Series(values, index=column.index, name=column.name, dtype=object)


def numbers_in(column: pd.Series, name: object, what: str = "ratings") -> FloatArray:
    """Return a column as float64 or refuse it with the reason.

    Raises
    ------
    DataError
        If the column holds text, dates or anything else that is not a number; the message shows the
        first texts, their rows and the remedy.
    """
    if is_number_column(column):
        return to_floats(column)
    raise DataError(_why_no_numbers(column, name, what))


def _why_no_numbers(column: pd.Series, name: object, what: str) -> str:
    dtype = column.dtype
    if types.is_datetime64_any_dtype(dtype) or types.is_timedelta64_dtype(dtype):
        return f"Column {name!r} holds dates or durations, not {what}; leave it out or recode it as numbers."
    if types.is_complex_dtype(dtype):
        return f"Column {name!r} holds complex numbers, not {what}; leave it out."
    texts = column.astype(object)
    number_like = pd.to_numeric(texts, errors="coerce").notna() & texts.map(_is_finite_text)
    offending = (texts.notna() & ~number_like).to_numpy(dtype=bool)
    if not offending.any():
        return (
            f"Column {name!r} holds numbers stored as text (for example {next(iter(texts.dropna()))!r}); "
            f"convert it first: frame[{name!r}] = pd.to_numeric(frame[{name!r}])."
        )
    shown = some(dict.fromkeys(repr(v) for v in texts[offending]), limit=3)
    return (
        f"Column {name!r} holds text where {what} are needed: {shown} in "
        f"{rows_where(offending, column.index)}. "
        "Correct these cells; if such a text stands for no answer, declare it as a special code in the "
        "questionnaire or read the file with na_values=[...]."
    )


def _is_finite_text(value: object) -> bool:
    """Texts such as 'inf' and 'nan' are words here, not numbers."""
    return not isinstance(value, str) or value.strip().lower().lstrip("+-") not in {"inf", "infinity", "nan"}
