"""Comma- and tab-separated files, read strictly: nothing is guessed, filled up or renamed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from csmodels.errors import FileError, some


def read_table(
    file: Path, sep: str, encoding: str | None, na_values: tuple[str, ...], text_columns: frozenset[str]
) -> pd.DataFrame:
    """Read a separated text file with a header line; see :func:`csmodels.survey.read_survey`.

    `text_columns` (respondent keys) stay text where a number would lose their leading zeros.
    """
    text = _decode(file, encoding)
    if not text.strip():
        raise FileError(f"{file.name!r} is empty; export it again.")
    header = _check_shape(file, text, sep)
    frame = pd.read_csv(
        io.StringIO(text),
        sep=sep,
        keep_default_na=False,
        na_values=["", *na_values],
        dtype={name: str for name in text_columns if name in header},
        low_memory=False,
    )
    return exact_keys(frame, text_columns)


def exact_keys(frame: pd.DataFrame, names: frozenset[str]) -> pd.DataFrame:
    """Make numbers of the respondent keys that were read as text, where that loses nothing."""
    for name in names:
        if name in frame.columns:
            numbers = pd.to_numeric(frame[name].astype(object), errors="coerce")
            if numbers.notna().all() and (numbers.astype(str) == frame[name].astype(str)).all():
                frame[name] = numbers
    return frame


def _decode(file: Path, encoding: str | None) -> str:
    content = file.read_bytes()
    used = encoding or "utf-8-sig"
    try:
        return content.decode(used)
    except LookupError as error:
        raise FileError(
            f"{file.name!r}: there is no encoding {encoding!r}; usual are 'utf-8', 'gb18030', 'utf-16', "
            "'cp1252'."
        ) from error
    except UnicodeDecodeError as error:
        start = error.start + (3 if used == "utf-8-sig" and content.startswith(b"\xef\xbb\xbf") else 0)
        line = content.count(b"\n", 0, start) + 1
        raise FileError(
            f"{file.name!r} is not {'UTF-8' if encoding is None else encoding}: byte {start} (line {line}) "
            f"is 0x{content[start]:02x}, which cannot be read. {_encoding_hint(content, used)}"
        ) from error


def _encoding_hint(content: bytes, used: str) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return 'The file begins as UTF-16 files do: encoding="utf-16".'
    if used != "gb18030":
        return (
            'Files of Chinese Windows are read with encoding="gb18030", Western ones with encoding="cp1252"; '
            "or save the file as UTF-8."
        )
    return "Save the file as UTF-8."


def _check_shape(file: Path, text: str, sep: str) -> list[str]:
    """Refuse empty or repeated column names and rows longer or shorter than the header; return the header."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sep, strict=True)
    wrong: list[str] = []
    header: list[str] = []
    try:
        for row in rows:
            if not row:
                continue
            if not header:
                header = row
            elif len(row) != len(header):
                wrong.append(f"line {rows.line_num} ({len(row)})")
    except csv.Error as error:
        raise FileError(
            f"{file.name!r}, line {rows.line_num}: {error}. Is a quotation mark missing or left open?"
        ) from error
    if len(header) == 1:
        other = next((mark for mark in (";", "\t", ",", "|") if mark != sep and mark in header[0]), None)
        if other is not None:
            raise FileError(
                f"{file.name!r}: the header is one column holding {other!r}; if that separates the columns, "
                f"read with sep={other!r}."
            )
    if wrong:
        raise FileError(
            f"{file.name!r}: the header names {len(header)} columns, but these lines have another number: "
            f"{some(wrong)}. Is a separator missing, or a text with a {sep!r} in it not in quotation marks?"
        )
    check_header(repr(file.name), header)
    return header


def check_header(where: str, names: list[str]) -> None:
    """Refuse column names that are empty or stand twice in a file; pandas would make up others."""
    empty = [number for number, name in enumerate(names, 1) if not name.strip()]
    if empty:
        which = f"column {empty[0]} has" if len(empty) == 1 else f"columns {some(empty)} have"
        raise FileError(
            f"{where}: {which} no name in the header. Name every column in the file, or delete it there; "
            "pandas saves a table without its nameless row labels by index=False."
        )
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    if twice:
        places = [
            f"{name!r} (columns {some(i for i, n in enumerate(names, 1) if n == name)})" for name in twice
        ]
        raise FileError(f"{where}: column names stand twice: {some(places)}. Rename them in the file.")
