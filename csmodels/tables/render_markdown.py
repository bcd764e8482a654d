"""Markdown with pipe tables: for reports, repositories and chat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from csmodels.tables.formats import FIGURE_SPACE, NO_BREAK_SPACE, Column, make_grid
from csmodels.tables.strings import text
from csmodels.tables.widths import pad, text_width

if TYPE_CHECKING:
    from csmodels.tables.summary import Block, Summary

MISSING = "–"
# Signs that Markdown (or mathematics in notebooks) would read as markup anywhere in a line; a bracket only
# makes a link when a parenthesis follows its end, and `<` a tag when a letter follows.
_MARKUP = re.compile(r"[\\`*_|$~]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\](?=[(\[])")
# Signs that would make a paragraph a heading, a list or a quotation.
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+>](?=\s)|>|\d+(?=[.)]\s))")


def render(summary: Summary) -> str:
    """Write a document as Markdown."""
    parts: list[str] = []
    if summary.title:
        parts.append(f"## {escape(summary.title)}")
    if summary.warnings:
        items = [f"> - {_paragraph(warning)}" for warning in summary.warnings]
        parts.append("\n".join([f"> **{text('label.warnings', summary.lang)}**", ">", *items]))
    for block in summary.blocks:
        parts.append(_paragraph(block) if isinstance(block, str) else _table(block, summary.lang))
    parts.extend(_paragraph(note) for note in summary.notes)
    return "\n\n".join(parts)


def escape(string: str) -> str:
    """Write a text so that Markdown shows it as it is, on one line.

    Examples
    --------
    >>> print(escape("std_error | a*b"))
    std\\_error \\| a\\*b
    """
    one_line = " ".join(string.replace(FIGURE_SPACE, "").replace(NO_BREAK_SPACE, " ").split())
    return _MARKUP.sub(lambda match: "\\" + match.group(), one_line)


def _paragraph(string: str) -> str:
    return _LINE_START.sub(lambda m: m.group(1) + _escape_start(m.group(2)), escape(string))


def _escape_start(sign: str) -> str:
    # "1. " is a list item because of its point, all other signs because of their first character.
    return sign + "\\" if sign.isdigit() else "\\" + sign


def _table(block: Block, lang: str) -> str:
    grid = make_grid(block, lang)
    parts = [f"**{escape(block.title)}**"] if block.title else []
    if grid.columns and grid.n_rows:
        columns = [_cells(column, block.header) for column in grid.columns]
        rows = zip(*columns, strict=True)
        parts.append("\n".join("| " + " | ".join(row) + " |" for row in rows))
    else:
        parts.append(text("label.no_rows", lang))
    if block.note:
        parts.append(escape(text("label.note", lang) + block.note))
    return "\n\n".join(parts)


def _cells(column: Column, header: bool) -> list[str]:
    """Return head, alignment row and cells of a column, padded so that the source reads as a table too."""
    head = escape(column.header) if header else ""
    cells = [MISSING if cell is None else escape(cell) for cell in column.cells]
    width = max(3, *(text_width(cell) for cell in (head, *cells)))
    rule = "-" * (width - 1) + ":" if column.numeric else ":" + "-" * (width - 1)
    return [pad(head, width, column.numeric), rule, *(pad(cell, width, column.numeric) for cell in cells)]
