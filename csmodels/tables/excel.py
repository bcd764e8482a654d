"""Tables as an Excel workbook, one sheet each, at full precision."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from csmodels.errors import FileError, MissingDependencyError, SpecificationError
from csmodels.tables.widths import text_width

_MAX_WIDTH = 60
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def write_excel(path: str | Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables to an ``.xlsx`` file, one sheet each; index levels become the first columns.

    Parameters
    ----------
    path : str or Path
        A name ending in ``.xlsx``; an existing file is replaced.
    tables : mapping of name to DataFrame
        A name that Excel refuses (longer than 31 characters, ``[ ] : * ? / \\``) is shortened.

    Raises
    ------
    SpecificationError
        No table.
    FileError
        A folder that does not exist, or a file name with another ending.
    MissingDependencyError
        openpyxl is not installed; the message gives the install command.
    """
    target = Path(path)
    if not tables:
        raise SpecificationError("there is no table to write.")
    if target.suffix.lower() != ".xlsx":
        raise FileError(f"{target.name!r} is no Excel file name; end it in .xlsx.")
    if not target.parent.is_dir():
        raise FileError(f"the folder {str(target.parent)!r} does not exist; create it first.")
    try:
        import openpyxl  # noqa: F401 - asked here, so that the message can name the remedy
    except ImportError:
        raise MissingDependencyError(
            'Excel files need the package openpyxl: pip install "csmodels[excel]"'
        ) from None
    used: set[str] = set()
    with pd.ExcelWriter(target, engine="openpyxl") as writer:
        for name, frame in tables.items():
            sheet = sheet_name(name, used)
            used.add(sheet.casefold())
            flat = frame.copy()
            if flat.columns.nlevels > 1:
                flat.columns = pd.Index([" / ".join(map(str, labels)) for labels in flat.columns])
            default = isinstance(flat.index, pd.RangeIndex) and flat.index.name is None
            flat.to_excel(writer, sheet_name=sheet, index=not default, merge_cells=False)
            _finish(writer.sheets[sheet])


def sheet_name(name: str, used: set[str]) -> str:
    """Return a sheet name that Excel accepts and that is not among `used` (in lower case).

    Examples
    --------
    >>> sheet_name("loadings", set()), sheet_name("loadings", {"loadings"}), sheet_name("a/b", set())
    ('loadings', 'loadings_2', 'a_b')
    """
    base = _FORBIDDEN.sub("_", name).strip("'")[:31] or "table"
    candidate, number = base, 1
    while candidate.casefold() in used:
        number += 1
        suffix = f"_{number}"
        candidate = base[: 31 - len(suffix)] + suffix
    return candidate


def _finish(sheet: Any) -> None:
    sheet.freeze_panes = "A2"
    for column in sheet.columns:
        width = 0
        for cell in column:
            # A text such as the operator "=~" is no formula.
            if cell.data_type == "f":
                cell.data_type = "s"
            if isinstance(cell.value, float):
                cell.number_format = "0.000"
                width = max(width, 9)
            elif cell.value is not None:
                width = max(width, text_width(str(cell.value)))
        sheet.column_dimensions[column[0].column_letter].width = min(width, _MAX_WIDTH) + 2
