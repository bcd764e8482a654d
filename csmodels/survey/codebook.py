"""Questionnaires as tables: reading and writing codebooks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from csmodels.errors import CsmodelsError, FileError, SpecificationError, did_you_mean
from csmodels.survey.conditions import format_number
from csmodels.survey.questionnaire import AnyItem, Code, DerivedItem, Item, Scale

_FIXED = ("item", "role", "construct", "low", "high", "asked_if", "formula", "attribute", "aspect")
_BY_LANGUAGE = ("wording", "labels", "special")
_QUOTED = re.compile(r"'.*'", re.DOTALL)
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?(e[-+]?\d+)?")


def read_codebook(source: str | Path | pd.DataFrame) -> tuple[tuple[Item, ...], tuple[DerivedItem, ...]]:
    """Read the items and derived items of a codebook.

    Columns, of which only ``item`` is required:

    ``item`` (column name), ``role`` (rating, choice, number, key, weight, derived; default rating),
    ``construct`` (keys separated by ``|``), ``wording_en``, ``wording_zh`` (any language code),
    ``low``, ``high`` (questionnaire range), ``labels_en`` ... (``1=poor|10=excellent``),
    ``special_en`` ... (``98=don't know|99=refused``), ``asked_if`` (``complained == 1``), ``formula``
    (derived items: ``price_up if repurchase > 5 else -price_down``), ``attribute``, ``aspect``.
    A ``|``, ``=`` or backslash that belongs to a text is written with a backslash before it; a code that is
    a text and looks like a number stands in quotation marks (``'1'=first class``).

    Raises
    ------
    FileError
        If the file is absent, empty or not UTF-8.
    SpecificationError
        For an unknown column, or a cell that cannot be read; named by item and column.
    """
    if isinstance(source, pd.DataFrame):
        name, table = "The codebook", source
    else:
        name, table = f"Codebook {Path(source).name}", _read_file(Path(source))
    _check_columns(name, table)
    items: list[Item] = []
    derived: list[DerivedItem] = []
    for number, record in enumerate(table.to_dict("records"), start=1):
        row = {str(column): _text(value) for column, value in record.items()}
        try:
            if not row["item"]:
                raise SpecificationError("the column 'item' is empty; every row names an item.")
            entry = _entry(row)
        except CsmodelsError as error:
            where = f"{name}, item {row['item']!r}" if row["item"] else f"{name}, row {number}"
            raise SpecificationError(f"{where}: {error}") from error
        if isinstance(entry, Item):
            items.append(entry)
        else:
            derived.append(entry)
    return tuple(items), tuple(derived)


def _read_file(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise FileError(f"There is no codebook file {path.name!r} in folder {path.parent.name or '.'!r}.")
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(
            f"Codebook {path.name!r} is not UTF-8: byte {error.start} cannot be read. Save it as UTF-8 "
            "(in a spreadsheet: CSV UTF-8)."
        ) from error
    except pd.errors.EmptyDataError as error:
        raise FileError(f"Codebook {path.name!r} is empty.") from error
    except pd.errors.ParserError as error:
        raise FileError(f"Codebook {path.name!r} is no table of equal rows: {error}") from error


def _check_columns(name: str, table: pd.DataFrame) -> None:
    columns = [str(c) for c in table.columns]
    if "item" not in columns:
        raise SpecificationError(
            f"{name} has no column 'item'.{did_you_mean('item', columns)} Its columns are: "
            f"{', '.join(columns)}."
        )
    for column in columns:
        kind, _, language = column.partition("_")
        if column not in _FIXED and not (kind in _BY_LANGUAGE and language):
            known = [*_FIXED, *(f"{part}_{lang}" for part in _BY_LANGUAGE for lang in ("en", "zh"))]
            raise SpecificationError(
                f"{name} has an unknown column {column!r}.{did_you_mean(column, known)} "
                f"Known are {', '.join(known)}, and other language codes in place of en and zh."
            )


def _text(value: object) -> str:
    """A cell as text: missing is empty, ``1.0`` is ``1``."""
    if isinstance(value, float):
        return "" if value != value else format_number(value)
    return "" if value is None or value is pd.NA else str(value).strip()


def _entry(row: Mapping[str, str]) -> AnyItem:
    role = row.get("role") or ("derived" if row.get("formula") else "rating")
    wording = {column[8:]: text for column, text in row.items() if column.startswith("wording_") and text}
    constructs = tuple(part.strip() for part in row.get("construct", "").split("|") if part.strip())
    scale = _scale(row)
    attribute, aspect = row.get("attribute") or None, row.get("aspect") or None
    formula, asked_if = row.get("formula", ""), row.get("asked_if", "")
    if role == "derived":
        if not formula:
            raise SpecificationError("a derived item needs a formula in the column 'formula'.")
        if asked_if:
            raise SpecificationError("a derived item is not asked; leave the column 'asked_if' empty.")
        return DerivedItem.from_formula(row["item"], formula, wording, constructs, scale, attribute, aspect)
    if formula:
        raise SpecificationError(f"an item with a formula has the role 'derived', not {role!r}.")
    return Item(row["item"], wording, constructs, scale, role, asked_if or None, attribute, aspect)  # type: ignore[arg-type]


def _scale(row: Mapping[str, str]) -> Scale | None:
    ends: dict[str, float | None] = {}
    for end in ("low", "high"):
        text = row.get(end, "")
        try:
            ends[end] = float(text) if text else None
        except ValueError as error:
            raise SpecificationError(f"column {end!r} holds {text!r}, which is no number.") from error
    codes: dict[str, dict[Code, dict[str, str]]] = {"labels": {}, "special": {}}
    for column, text in row.items():
        kind, _, language = column.partition("_")
        if kind in codes and text:
            for code, label in _read_codes(text, column):
                texts = codes[kind].setdefault(code, {})
                if label:
                    texts[language] = label
    if ends["low"] is None and ends["high"] is None and not codes["labels"] and not codes["special"]:
        return None
    return Scale(ends["low"], ends["high"], codes["labels"], codes["special"])


def _split(text: str, mark: str, limit: int = -1) -> list[str]:
    """Split at a mark that has no backslash before it; the backslashes stay."""
    parts: list[str] = []
    current, escaped = "", False
    for character in text:
        if character == mark and not escaped and (limit < 0 or len(parts) < limit):
            parts.append(current)
            current = ""
            continue
        escaped = character == "\\" and not escaped
        current += character
    return [*parts, current]


def _read_codes(text: str, column: str) -> list[tuple[Code, str]]:
    found: dict[Code, str] = {}
    for part in _split(text, "|"):
        pieces = _split(part, "=", 1)
        code_text = _unescape(pieces[0].strip())
        if len(pieces) < 2 or not code_text:
            raise SpecificationError(
                f"column {column!r} holds {part!r}; write CODE=TEXT, several separated by '|', "
                "for example 98=don't know|99=refused."
            )
        code = _read_code(code_text)
        if code in found:
            raise SpecificationError(f"column {column!r} gives the code {code_text} twice.")
        found[code] = _unescape(pieces[1].strip())
    return list(found.items())


def _read_code(text: str) -> Code:
    """A number where it looks like one; quotation marks make it a text: ``'1'``."""
    if _QUOTED.fullmatch(text):
        return text[1:-1]
    return float(text) if _NUMBER.fullmatch(text) else text


def _escape(text: str) -> str:
    return re.sub(r"([\\|=])", r"\\\1", text)


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _write_codes(codes: Mapping[Code, Mapping[str, str]], language: str, first: bool) -> str:
    """Codes without a text in any language are kept under the first language, with an empty text."""
    return "|".join(
        f"{_escape(_written(code))}={_escape(texts.get(language, ''))}"
        for code, texts in codes.items()
        if language in texts or (first and not texts)
    )


def _written(code: Code) -> str:
    if not isinstance(code, str):
        return format_number(code)
    return f"'{code}'" if _NUMBER.fullmatch(code) or _QUOTED.fullmatch(code) else code


def _languages(entries: Iterable[AnyItem]) -> list[str]:
    found = ["en", "zh"]
    for entry in entries:
        texts: list[Mapping[str, str]] = [entry.wording]
        if entry.scale is not None:
            texts += [*entry.scale.labels.values(), *entry.scale.special.values()]
        found += [language for text in texts for language in text]
    return list(dict.fromkeys(found))


def codebook_frame(items: Sequence[Item], derived: Sequence[DerivedItem]) -> pd.DataFrame:
    """Write items as a codebook table of texts, one row an item; see :func:`read_codebook`."""
    entries: list[AnyItem] = [*items, *derived]
    languages = _languages(entries)
    rows = []
    for entry in entries:
        scale = entry.scale or Scale()
        row = {"item": entry.name, "role": entry.role, "construct": "|".join(entry.constructs)}
        row |= {f"wording_{lang}": entry.wording.get(lang, "") for lang in languages}
        row |= {
            end: "" if value is None else format_number(value)
            for end, value in (("low", scale.low), ("high", scale.high))
        }
        for kind, codes in (("labels", scale.labels), ("special", scale.special)):
            row |= {f"{kind}_{lang}": _write_codes(codes, lang, lang == "en") for lang in languages}
        row["asked_if"] = "" if entry.asked_if is None else str(entry.asked_if)
        row["formula"] = entry.formula if isinstance(entry, DerivedItem) else ""
        row["attribute"], row["aspect"] = entry.attribute or "", entry.aspect or ""
        rows.append(row)
    columns = list(rows[0]) if rows else list(codebook_columns())
    return pd.DataFrame(rows, columns=columns, dtype=object)


def codebook_columns() -> tuple[str, ...]:
    """Column names of a codebook in English and Chinese, in order."""
    by_language = {part: [f"{part}_en", f"{part}_zh"] for part in _BY_LANGUAGE}
    return (
        *("item", "role", "construct"),
        *by_language["wording"],
        *("low", "high"),
        *by_language["labels"],
        *by_language["special"],
        *("asked_if", "formula", "attribute", "aspect"),
    )
