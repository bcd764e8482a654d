"""SPSS and Stata files, which carry a part of their questionnaire: questions, value labels, missing codes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

from csmodels.errors import FileError
from csmodels.survey.columns import is_number_column, set_missing
from csmodels.survey.questionnaire import Code, Item, Questionnaire, Scale

_Texts = dict[Code, dict[str, str]]


def read_labelled(
    file: Path, pyreadstat: ModuleType, encoding: str | None, lang: str
) -> tuple[pd.DataFrame, Questionnaire]:
    """Read a .sav, .zsav or .dta file with its user-missing codes as they are, and describe its columns.

    An empty text counts as missing: neither program has another way to leave a text open.
    """
    if encoding is not None and not _one_byte_letters(encoding):
        raise FileError(
            f"{file.name!r}: files of SPSS and Stata cannot be in encoding={encoding!r}; leave it out, or "
            "name another one."
        )
    read = pyreadstat.read_dta if file.suffix.lower() == ".dta" else pyreadstat.read_sav
    try:
        frame, meta = read(str(file), user_missing=True, encoding=encoding)
    except (pyreadstat.ReadstatError, UnicodeDecodeError, LookupError) as error:
        reason = str(error).replace(str(file), file.name)
        if _is_decoding(error):
            hint = (
                'Its texts may be in another encoding: try encoding="gb18030".'
                if encoding is None
                else f"It was read with encoding={encoding!r}; leave that out, or name another one."
            )
        else:
            hint = "The file may be damaged or only be named so: save it again, or get it anew."
        raise FileError(
            f"{file.name!r} cannot be read as a file of "
            f"{'Stata' if read is pyreadstat.read_dta else 'SPSS'}: "
            f"{reason}. {hint}"
        ) from error
    for name in frame.columns:
        if types.is_string_dtype(frame[name].dtype):
            blank = frame[name].astype(object).map(lambda value: isinstance(value, str) and not value.strip())
            frame[name] = set_missing(frame[name], blank.to_numpy(dtype=bool))
    items = [_item(frame[name], str(name), meta, lang) for name in frame.columns]
    title = {lang: meta.file_label} if meta.file_label else {}
    return frame, Questionnaire(tuple(item for item in items if item is not None), title=title)


def _one_byte_letters(encoding: str) -> bool:
    """Whether Latin letters take one byte, as they must; with others pyreadstat reads nonsense unasked."""
    try:
        return "a".encode(encoding) == b"a"
    except LookupError:  # pyreadstat may know it, and says so if not
        return True


def _is_decoding(error: Exception) -> bool:
    """Whether texts could not be decoded; pyreadstat says so in words only."""
    return isinstance(error, (UnicodeDecodeError, LookupError)) or any(
        words in str(error) for words in ("encoding", "character set")
    )


def _item(column: pd.Series, name: str, meta: Any, lang: str) -> Item | None:
    """Describe a column; dates are no answers to a question and get no item."""
    special = _special_codes(column, name, meta)
    labels: _Texts = {
        _code(code): {lang: str(text)} for code, text in meta.variable_value_labels.get(name, {}).items()
    }
    marked = column.isin(list(special)).to_numpy(dtype=bool)
    numeric = is_number_column(column) or is_number_column(set_missing(column, marked))
    if not numeric and not column.dropna().map(lambda value: isinstance(value, str)).all():
        return None
    named = {code: labels.get(code, {}) for code in special}
    answers = {code: texts for code, texts in labels.items() if code not in special}
    wording = meta.column_names_to_labels.get(name)
    return Item(
        name,
        {lang: wording} if wording and wording != name else {},
        (),
        Scale(labels=answers, special=named) if answers or named else None,
        _role(numeric, meta.variable_measure.get(name), bool(answers)),
    )


def _role(numeric: bool, measure: str | None, labelled: bool) -> str:
    """What SPSS calls nominal is a choice, ordinal a rating; without its word, labels decide."""
    if not numeric or measure == "nominal":
        return "choice"
    if measure == "ordinal" or (measure == "scale" and labelled):
        return "rating"
    return "choice" if labelled else "number"


def _code(value: object) -> Code:
    return value if isinstance(value, str) else float(value)  # type: ignore[arg-type]


def _special_codes(column: pd.Series, name: str, meta: Any) -> list[Code]:
    """Codes declared missing; of a range, those that occur or have a label."""
    codes: list[Code] = [_code(value) for value in meta.missing_user_values.get(name, [])]
    ranges = meta.missing_ranges.get(name, [])
    if not ranges:
        return codes
    labels = meta.variable_value_labels.get(name, {})
    present = {_code(value) for value in (*column.dropna().unique(), *labels)}
    for limits in ranges:
        low, high = _code(limits["lo"]), _code(limits["hi"])
        if low == high:
            codes.append(low)
        else:
            codes += sorted(c for c in present if not isinstance(c, str) and float(low) <= c <= float(high))
    return list(dict.fromkeys(code for code in codes if isinstance(code, str) or np.isfinite(code)))


def merge(codebook: Questionnaire, file: Questionnaire) -> Questionnaire:
    """Complete a codebook by what the file says: columns it leaves out, labels and missing codes."""
    described = {item.name: item for item in file.items}
    items = [
        _complete(item, described.pop(item.name)) if item.name in described else item
        for item in codebook.items
    ]
    free = [item for item in described.values() if item.name not in codebook]
    return Questionnaire(
        (*items, *free), codebook.derived, codebook.title or file.title, codebook.description
    )


def _complete(item: Item, found: Item) -> Item:
    own, other = item.scale or Scale(), found.scale or Scale()
    special = {**other.special, **own.special}
    labels = own.labels or {code: texts for code, texts in other.labels.items() if code not in special}
    scale = Scale(own.low, own.high, labels, special)
    return replace(item, wording=item.wording or found.wording, scale=None if scale == Scale() else scale)
