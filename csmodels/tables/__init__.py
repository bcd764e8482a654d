"""Tables and documents: parameter tables, the result protocol, text, HTML, LaTeX and Markdown."""

from __future__ import annotations

from csmodels.tables.excel import write_excel
from csmodels.tables.formats import FORMATS, format_value
from csmodels.tables.frozen import FrozenMapping, frozen_frame
from csmodels.tables.params import KINDS, PARAM_COLUMNS, params_table
from csmodels.tables.result import (
    Displayed,
    ResultBase,
    Tabled,
    heading,
    params_blocks,
    settings_block,
)
from csmodels.tables.strings import CATALOGUE, LANGUAGES, check_language, term, text
from csmodels.tables.summary import Block, Summary

__all__ = [
    "CATALOGUE",
    "FORMATS",
    "KINDS",
    "LANGUAGES",
    "PARAM_COLUMNS",
    "Block",
    "Displayed",
    "FrozenMapping",
    "ResultBase",
    "Summary",
    "Tabled",
    "check_language",
    "format_value",
    "frozen_frame",
    "heading",
    "params_blocks",
    "params_table",
    "settings_block",
    "term",
    "text",
    "write_excel",
]
