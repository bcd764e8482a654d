"""Plain text: for terminals, logs and ``print``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csmodels.tables.formats import FIGURE_SPACE, NO_BREAK_SPACE, Grid, make_grid
from csmodels.tables.strings import text
from csmodels.tables.widths import pad, text_width, wrap

if TYPE_CHECKING:
    from csmodels.tables.summary import Block, Summary

LINE_WIDTH = 88  # of paragraphs, notes and warnings
CELL_WIDTH = 44  # longer texts inside a table are broken into lines
MISSING = "–"
_GAP = "  "


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
    """Return the lines of a three-line table: rule, heads, rule, rows, rule."""
    cells = [[_cell_lines(cell, column.numeric) for cell in column.cells] for column in grid.columns]
    widths = [
        max(
            [
                text_width(column.header) if header else 0,
                *(text_width(line) for lines in rows for line in lines),
            ]
        )
        for column, rows in zip(grid.columns, cells, strict=True)
    ]
    rule = "-" * max(sum(widths) + len(_GAP) * (len(widths) - 1), 0 if grid.n_rows else text_width(no_rows))
    lines = [rule]
    if header and grid.columns:
        heads = (pad(c.header, w, c.numeric) for c, w in zip(grid.columns, widths, strict=True))
        lines += [_GAP.join(heads).rstrip(), rule]
    for row in range(grid.n_rows):
        height = max((len(rows[row]) for rows in cells), default=0)
        for level in range(height):
            parts = (
                pad(rows[row][level] if level < len(rows[row]) else "", width, column.numeric)
                for column, rows, width in zip(grid.columns, cells, widths, strict=True)
            )
            lines.append(_GAP.join(parts).rstrip())
    if not grid.n_rows:
        lines.append(no_rows)
    lines.append(rule)
    return lines


def _cell_lines(cell: str | None, numeric: bool) -> list[str]:
    if cell is None:
        return [MISSING]
    plain = cell.replace(FIGURE_SPACE, " ").replace(NO_BREAK_SPACE, " ")
    return [plain] if numeric else wrap(plain, CELL_WIDTH)
