"""Tables and documents: tidy parameter tables, result protocol, summaries as text, HTML, LaTeX and Markdown."""

from __future__ import annotations

from csmodels.tables.frozen import FrozenMapping, frozen_frame
from csmodels.tables.result import (
    KINDS,
    PARAM_COLUMNS,
    ResultBase,
    params_table,
    write_excel,
)
from csmodels.tables.strings import CATALOGUE, LANGUAGES, check_language, term, text
from csmodels.tables.summary import Block, Summary

__all__ = [
    "CATALOGUE",
    "KINDS",
    "LANGUAGES",
    "PARAM_COLUMNS",
    "Block",
    "FrozenMapping",
    "ResultBase",
    "Summary",
    "check_language",
    "frozen_frame",
    "params_table",
    "term",
    "text",
    "write_excel",
]
