"""Plain text: for terminals, logs and ``print``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csmodels.tables.formats import FIGURE_SPACE, INTERVAL, NO_BREAK_SPACE, Column, Grid, make_grid
from csmodels.tables.strings import text
from csmodels.tables.widths import pad, text_width, wrap

if TYPE_CHECKING:
    from csmodels.tables.summary import Block, Summary

LINE_WIDTH = 88  # of paragraphs, notes and warnings
TABLE_WIDTH = 120  # of a table, if breaking its heads and texts, or the table itself, can keep it
CELL_WIDTH = 44  # longer texts inside a table are broken into lines
NARROWER = (CELL_WIDTH, 32, 26, 20, 16)  # widths of texts in a table that is too wide, the first that fits
HEAD_WIDTH = 8  # heads are not broken into shorter lines than this
MISSING = "–"
_GAP = "  "
_GLUE = "\ue000"  # stands for a space that must not end a line; never printed


def render(summary: Summary) -> str:
    """Write a document as text; it ends without a line end."""
    parts: list[str] = []
    if summary.title:
        lines = wrap(summary.title, LINE_WIDTH)
        parts.append("\n".join([*lines, "=" * max(map(text_width, lines))]))
    if summary.warnings:
        parts.append(_warning_box(summary.warnings, summary.lang))
    for block in summary.blocks:
        parts.append(
            "\n".join(wrap(block, LINE_WIDTH)) if isinstance(block, str) else _table(block, summary.lang)
        )
    if summary.notes:
        parts.append("\n".join(line for note in summary.notes for line in wrap(note, LINE_WIDTH)))
    return "\n\n".join(parts)


def _warning_box(warnings: tuple[str, ...], lang: str) -> str:
    inner = LINE_WIDTH - 4
    lines = [text("label.warnings", lang)]
    for warning in warnings:
        first, *rest = wrap(warning, inner - 2)
        lines += ["* " + first, *("  " + line for line in rest)]
    rule = "+" + "-" * (inner + 2) + "+"
    return "\n".join([rule, *(f"| {pad(line, inner)} |" for line in lines), rule])


def _table(block: Block, lang: str) -> str:
    grid = make_grid(block, lang)
    lines = [block.title] if block.title else []
    lines += table_lines(grid, block.header, text("label.no_rows", lang))
    if block.note:
        lines += wrap(f"{text('label.note', lang)}{block.note}", LINE_WIDTH)
    return "\n".join(lines)


def table_lines(grid: Grid, header: bool, no_rows: str) -> list[str]:
    """Return the lines of a three-line table: rule, heads, rule, rows, rule.

    A table above ``TABLE_WIDTH`` gets heads of several lines and narrower texts; if that is not enough its
    columns are printed in parts below each other, each with the labels of the rows.
    """
    columns = grid.columns
    laid = [_laid(column, header, CELL_WIDTH, broken=False) for column in columns]
    for width in NARROWER:
        if _total(laid) <= TABLE_WIDTH:
            break
        laid = [_laid(column, header, width, broken=True) for column in columns]
    if _total(laid) <= TABLE_WIDTH:
        return _ruled(laid, grid.n_rows, no_rows)
    lines: list[str] = []
    for part in _parts([_laid(column, header, NARROWER[2], broken=True) for column in columns]):
        lines += ["", *_ruled(part, grid.n_rows, no_rows)] if lines else _ruled(part, grid.n_rows, no_rows)
    return lines


@dataclass(frozen=True)
class _Laid:
    """A column broken into lines: of its head (none without heads) and of its cells. `figures`: no label."""

    head: list[str]
    cells: list[list[str]]
    width: int
    numeric: bool
    figures: bool


def _laid(column: Column, header: bool, cell_width: int, broken: bool) -> _Laid:
    cells = [_cell_lines(cell, column.numeric, cell_width) for cell in column.cells]
    widest = max((text_width(line) for lines in cells for line in lines), default=0)
    head = [column.header] if header else []
    if broken and header:
        words = max((text_width(word) for word in column.header.split() if word.isascii()), default=0)
        head = wrap(column.header, max(widest, words, HEAD_WIDTH))
    figures = column.numeric or any(cell and INTERVAL.search(cell) for cell in column.cells)
    return _Laid(head, cells, max([widest, *map(text_width, head)]), column.numeric, bool(figures))


def _total(columns: list[_Laid]) -> int:
    return sum(column.width for column in columns) + len(_GAP) * max(len(columns) - 1, 0)


def _parts(columns: list[_Laid]) -> list[list[_Laid]]:
    """Divide the columns so that each part fits; the labels, up to the first figure, stand in every part."""
    first = next((i for i, column in enumerate(columns) if column.figures), len(columns))
    labels, parts = columns[:first], [columns[:first]]
    for column in columns[first:]:
        if len(parts[-1]) > first and _total([*parts[-1], column]) > TABLE_WIDTH:
            parts.append([*labels])
        parts[-1].append(column)
    return parts


def _ruled(columns: list[_Laid], n_rows: int, no_rows: str) -> list[str]:
    rule = "-" * max(_total(columns), 0 if n_rows else text_width(no_rows))
    lines = [rule]
    height = max((len(column.head) for column in columns), default=0)
    for level in range(height):
        # heads stand on the rule below them
        heads = [[""] * (height - len(column.head)) + column.head for column in columns]
        lines.append(_joined([head[level] for head in heads], columns))
    lines += [rule] if height else []
    for row in range(n_rows):
        for level in range(max((len(column.cells[row]) for column in columns), default=0)):
            cells = [column.cells[row] for column in columns]
            lines.append(_joined([cell[level] if level < len(cell) else "" for cell in cells], columns))
    if not n_rows:
        lines.append(no_rows)
    return [*lines, rule]


def _joined(texts: list[str], columns: list[_Laid]) -> str:
    padded = (pad(string, c.width, c.numeric) for string, c in zip(texts, columns, strict=True))
    return _GAP.join(padded).rstrip()


def _cell_lines(cell: str | None, numeric: bool, width: int) -> list[str]:
    if cell is None:
        return [MISSING]
    plain = cell.replace(FIGURE_SPACE, " ").replace(NO_BREAK_SPACE, " ")
    if numeric:
        return [plain]
    # An interval stays on one line.
    whole = INTERVAL.sub(rf"[\1,{_GLUE}\2]", plain)
    return [line.replace(_GLUE, " ") for line in wrap(whole, width)]
