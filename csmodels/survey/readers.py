"""Survey files: one function for every format, and errors that say where the file is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from csmodels.errors import FileError, MissingDependencyError, SpecificationError, did_you_mean, some
from csmodels.survey.data import SurveyData
from csmodels.survey.questionnaire import Questionnaire
from csmodels.survey.textfiles import check_header, exact_keys, read_table

if TYPE_CHECKING:
    from types import ModuleType


@dataclass(frozen=True)
class Request:
    """What a reader needs to know besides the path."""

    sheet: str | int | None
    encoding: str | None
    sep: str | None
    na_values: tuple[str, ...]
    text_columns: frozenset[str]
    lang: str


def read_survey(
    path: str | Path,
    *,
    codebook: str | Path | pd.DataFrame | Questionnaire | None = None,
    sheet: str | int | None = None,
    encoding: str | None = None,
    weights: str | None = None,
    strata: str | None = None,
    clusters: str | None = None,
    lang: str = "en",
    sep: str | None = None,
    na_values: Iterable[str] = (),
) -> SurveyData:
    """Read a survey file together with its codebook.

    Parameters
    ----------
    path : str or Path
        ``.csv`` or ``.tsv`` (UTF-8 unless `encoding` says otherwise), ``.xlsx``, ``.sav`` or ``.zsav``
        (SPSS), ``.dta`` (Stata), ``.parquet``. In text files only an empty cell is missing.
    codebook : str, Path, DataFrame or Questionnaire, optional
        See :meth:`Questionnaire.from_codebook`. Without it the file ``<name>_codebook.csv`` in the same
        folder is used if there is one.
    sheet : str or int, optional
        Sheet of a workbook, by name or position from 0; needed when it has several.
    encoding : str, optional
        Of ``.csv``, ``.tsv``, ``.sav`` and ``.dta``; ``"gb18030"`` for files of Chinese Windows.
    weights, strata, clusters : str, optional
        Columns of the sampling design, see :class:`SurveyData`.
    lang : str
        Language of the labels in an SPSS or Stata file.
    sep : str, optional
        Separator of ``.csv`` (else a comma) and ``.tsv`` (else a tab).
    na_values : sequence of str
        Texts that mean a missing answer in text files and workbooks, such as ``["NA"]``.

    Returns
    -------
    SurveyData
        Of SPSS and Stata files the questions, value labels and user-missing codes form the questionnaire; a
        codebook goes before them, and what it leaves open is taken from the file. Row labels count the
        respondents from 0; errors name rows by these labels (``data.frame.loc[3]``), not by lines.

    Raises
    ------
    SpecificationError
        If `path` is no path.
    FileError
        If the file is a folder, absent, empty, of an unknown kind, in another encoding, or no table with
        distinct column names and rows of equal length.
    DataError
        If the file does not fit its codebook, or a design column cannot be used.
    MissingDependencyError
        If the optional package for the format is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "guests.csv"
    ...     _ = file.write_text("满意度,酒店\\n8,甲\\n,乙\\n", encoding="utf-8")
    ...     data = read_survey(file)
    >>> data
    SurveyData('guests', 2 rows, 2 columns)
    """
    if not isinstance(path, (str, os.PathLike)) or not os.fspath(path):
        raise SpecificationError(
            f"read_survey takes the path of a survey file, such as 'guests.csv'; got {path!r}."
            if isinstance(path, (str, int, float, type(None)))
            else f"read_survey takes the path of a survey file, not a {type(path).__name__}."
        )
    file = Path(path)
    if file.is_dir():
        raise FileError(_is_a_folder(file))
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        older = " Save an old .xls workbook as .xlsx." if file.suffix.lower() == ".xls" else ""
        kind = f"unknown kind of file {file.suffix!r}" if file.suffix else "a name without a kind of file"
        raise FileError(f"{file.name!r}: {kind}; known are {', '.join(_READERS)}.{older}")
    _check_file(file)
    declared = _codebook(file, codebook)
    keys = () if declared is None else (item.name for item in declared.items if item.role == "key")
    request = Request(sheet, encoding, sep, tuple(na_values), frozenset(keys), lang)
    frame, found = reader(file, request)
    if frame.shape[1] == 0 or len(frame) == 0:
        raise FileError(f"{file.name!r} has {frame.shape[1]} columns but no rows of answers.")
    if found is not None:
        from csmodels.survey.labelled import merge

        declared = found if declared is None else merge(declared, found)
    return SurveyData(frame, declared, weights, strata, clusters, name=file.stem, source=file.name)


def _survey_files(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.suffix.lower() in _READERS and p.is_file())


def _is_a_folder(folder: Path) -> str:
    # "." and ".." have no name of their own
    name = folder.resolve().name or str(folder)
    files = [file for file in _survey_files(folder) if not file.endswith("_codebook.csv")]
    held = f"; name a file in it: {some(map(repr, files))}" if files else ", and there is none in it"
    return f"{name!r} is a folder, not a survey file{held}."


def _check_file(file: Path) -> None:
    if not file.exists():
        folder = file.absolute().parent
        where = f"folder {folder.name!r}" if folder.name else "the folder"
        if not folder.is_dir():
            raise FileError(f"There is no {where}, so no file {file.name!r} in it.")
        hint = did_you_mean(file.name, _survey_files(folder))
        raise FileError(f"There is no file {file.name!r} in {where}.{hint}")
    if file.stat().st_size == 0:
        raise FileError(f"{file.name!r} is empty (0 bytes); export it again.")


def _codebook(file: Path, codebook: str | Path | pd.DataFrame | Questionnaire | None) -> Questionnaire | None:
    if isinstance(codebook, Questionnaire):
        return codebook
    if codebook is not None:
        return Questionnaire.from_codebook(codebook)
    beside = file.with_name(f"{file.stem}_codebook.csv")
    return Questionnaire.from_codebook(beside) if beside.is_file() else None


def _need(package: str, extra: str, file: Path) -> ModuleType:
    from importlib import import_module

    try:
        return import_module(package)
    except ImportError as error:
        raise MissingDependencyError(
            f"Reading {file.name!r} needs the package {package}, which is not installed: "
            f'pip install "csmodels[{extra}]".'
        ) from error


def _read_text(file: Path, request: Request) -> tuple[pd.DataFrame, None]:

    default = "\t" if file.suffix.lower() == ".tsv" else ","
    return (
        read_table(
            file,
            request.sep or default,
            request.encoding,
            request.na_values,
            request.text_columns,
        ),
        None,
    )


def _read_workbook(file: Path, request: Request) -> tuple[pd.DataFrame, None]:
    _need("openpyxl", "excel", file)
    from zipfile import BadZipFile

    try:
        book = pd.ExcelFile(file, engine="openpyxl")
    except (BadZipFile, KeyError, ValueError) as error:
        raise FileError(f"{file.name!r} is no xlsx workbook: {error}. Save it as .xlsx again.") from error
    with book:
        sheet = _sheet(file, [str(name) for name in book.sheet_names], request.sheet)
        header = pd.read_excel(book, sheet_name=sheet, header=None, nrows=1, dtype=str)
        if header.empty:
            raise FileError(f"{file.name!r}: sheet {sheet!r} is empty.")
        names = [name for name in header.iloc[0] if name in request.text_columns]
        frame = pd.read_excel(
            book,
            sheet_name=sheet,
            keep_default_na=False,
            na_values=["", *request.na_values],
            dtype=dict.fromkeys(names, str),
        )
        # Cells without a name at the end of the header are missing in it, but not in the rows below.
        given = header.iloc[0].fillna("").tolist()
        unnamed = [""] * (frame.shape[1] - len(given))
        check_header(f"{file.name!r}, sheet {sheet!r}", [*given, *unnamed])
    return exact_keys(frame.rename(columns=str), request.text_columns), None


def _sheet(file: Path, names: list[str], wanted: str | int | None) -> str:
    listed = ", ".join(map(repr, names))
    if wanted is None:
        if len(names) > 1:
            raise FileError(f"{file.name!r} has {len(names)} sheets; say which one: sheet= one of {listed}.")
        return names[0]
    if isinstance(wanted, int):
        if not 0 <= wanted < len(names):
            raise FileError(
                f"{file.name!r} has no sheet number {wanted}; it has {len(names)}, from 0: {listed}."
            )
        return names[wanted]
    if wanted not in names:
        hint = did_you_mean(wanted, names)
        raise FileError(f"{file.name!r} has no sheet {wanted!r}.{hint} Its sheets: {listed}.")
    return wanted


def _read_spss(file: Path, request: Request) -> tuple[pd.DataFrame, Questionnaire]:
    from csmodels.survey.labelled import read_labelled

    return read_labelled(file, _need("pyreadstat", "spss", file), request.encoding, request.lang)


def _read_parquet(file: Path, request: Request) -> tuple[pd.DataFrame, None]:
    _need("pyarrow", "parquet", file)
    try:
        return pd.read_parquet(file, engine="pyarrow").rename(columns=str), None
    except (OSError, ValueError) as error:
        reason = str(error).replace(str(file), file.name)
        raise FileError(f"{file.name!r} cannot be read as parquet: {reason}") from error


_READERS: dict[str, Callable[[Path, Request], tuple[pd.DataFrame, Questionnaire | None]]] = {
    ".csv": _read_text,
    ".tsv": _read_text,
    ".xlsx": _read_workbook,
    ".sav": _read_spss,
    ".zsav": _read_spss,
    ".dta": _read_spss,
    ".parquet": _read_parquet,
}
