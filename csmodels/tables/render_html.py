"""HTML for notebooks: a three-line table that reads in light and dark themes and in black-and-white print.

Only inline styles, no script and nothing from outside, so that the fragment can be pasted anywhere. Colours
are the page's own (rules take the colour of the text); the one tint, behind warnings, is transparent and
carries no meaning that the frame does not carry.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from csmodels.tables.formats import INTERVAL, MINUS, NO_BREAK_SPACE, Column, Grid, make_grid
from csmodels.tables.strings import text
from csmodels.tables.widths import text_width

if TYPE_CHECKING:
    from csmodels.tables.summary import Block, Summary

_LANGUAGE_TAGS = {"en": "en", "zh": "zh-Hans"}
_THICK, _THIN, _FAINT = "2px solid", "1px solid", "1px solid rgba(128,128,128,.45)"
# Notebook style sheets stripe rows, centre tables and align cells; every such property is set here.
_DOCUMENT = "color:inherit;line-height:1.4;max-width:100%;overflow-x:auto;margin:.4em 0"
_TITLE = "font-size:1.2em;font-weight:600;margin:0 0 .5em"
_BOX = (
    "border:1px solid;border-left-width:6px;background:rgba(240,170,0,.13);padding:.4em .8em;"
    "margin:0 0 .8em;max-width:52em;break-inside:avoid"
)
_TABLE = (
    f"border-collapse:collapse;border:none;border-top:{_THICK};border-bottom:{_THICK};margin:0;"
    "table-layout:auto;width:auto;color:inherit;font-size:1em;font-variant-numeric:tabular-nums lining-nums"
)
_CAPTION = (
    "caption-side:top;text-align:left;font-weight:600;padding:0 0 .3em;color:inherit;white-space:nowrap"
)
_ROW = "background:transparent;border:none"
# In a narrow page only long texts and long heads break: not names, and no interval inside its brackets.
_SHORT_TEXT, _SHORT_HEAD = 20, 12
_NOTE = "font-size:.9em;margin:.3em 0 0;max-width:58em"


def render(summary: Summary) -> str:
    """Write a document as one ``div`` of class ``csmodels-summary``."""
    parts = [f'<div class="csmodels-summary" lang="{_LANGUAGE_TAGS[summary.lang]}" style="{_DOCUMENT}">']
    if summary.title:
        parts.append(f'<div role="heading" aria-level="3" style="{_TITLE}">{escape(summary.title)}</div>')
    if summary.warnings:
        parts.append(_warning_box(summary.warnings, summary.lang))
    for block in summary.blocks:
        parts.append(_paragraph(block) if isinstance(block, str) else _table(block, summary.lang))
    parts.extend(f'<p style="{_NOTE}">{escape(note)}</p>' for note in summary.notes)
    parts.append("</div>")
    return "\n".join(parts)


def _paragraph(string: str) -> str:
    return f'<p style="margin:0 0 .8em;max-width:58em">{escape(string)}</p>'


def _warning_box(warnings: tuple[str, ...], lang: str) -> str:
    items = "".join(f'<li style="margin:.1em 0">{escape(warning)}</li>' for warning in warnings)
    return (
        f'<div role="note" style="{_BOX}"><strong>{text("label.warnings", lang)}</strong>'
        f'<ul style="margin:.2em 0 0;padding-left:1.3em">{items}</ul></div>'
    )


def _table(block: Block, lang: str) -> str:
    grid = make_grid(block, lang)
    parts = ['<div style="margin:0 0 1em">', f'<table style="{_TABLE}">']
    if block.title:
        parts.append(f'<caption style="{_CAPTION}">{escape(block.title)}</caption>')
    if block.header and grid.columns:
        heads = "".join(_head(column) for column in grid.columns)
        parts.append(
            f'<thead style="border:none"><tr style="{_ROW};border-bottom:{_THIN}">{heads}</tr></thead>'
        )
    parts.append(f"<tbody>{_body(grid, text('label.no_rows', lang))}</tbody></table>")
    if block.note:
        parts.append(
            f'<p style="{_NOTE}"><strong>{text("label.note", lang)}</strong>{escape(block.note)}</p>'
        )
    parts.append("</div>")
    return "\n".join(parts)


def _head(column: Column) -> str:
    space = "nowrap" if text_width(column.header) <= _SHORT_HEAD else "normal;min-width:6em"
    return (
        f'<th scope="col" style="text-align:{_side(column)};vertical-align:bottom;padding:.25em .7em;'
        f'border:none;font-weight:600;white-space:{space}">{escape(column.header)}</th>'
    )


def _body(grid: Grid, no_rows: str) -> str:
    if not grid.n_rows:
        span = max(1, len(grid.columns))
        style = "text-align:left;padding:.2em .7em"
        return f'<tr style="{_ROW}"><td colspan="{span}" style="{style}">{no_rows}</td></tr>'
    styles = [_cell_style(column) for column in grid.columns]
    rows = []
    for row in range(grid.n_rows):
        rule = f";border-top:{_FAINT}" if row in grid.breaks else ""
        cells = "".join(
            f'<td style="{style}">{_cell(column, row)}</td>'
            for column, style in zip(grid.columns, styles, strict=True)
        )
        rows.append(f'<tr style="{_ROW}{rule}">{cells}</tr>')
    return "\n".join(rows)


def _side(column: Column) -> str:
    return "right" if column.numeric else "left"


def _cell_style(column: Column) -> str:
    # Long texts (question wordings) may break; numbers and names never do.
    cells = [] if column.numeric else [cell for cell in column.cells if cell]
    space = "white-space:nowrap"
    if any(INTERVAL.search(cell) for cell in cells):
        space = "white-space:normal;max-width:28em"
    elif max((text_width(cell) for cell in cells), default=0) > _SHORT_TEXT:
        space = "white-space:normal;min-width:10em;max-width:28em"
    return f"text-align:{_side(column)};vertical-align:baseline;padding:.15em .7em;border:none;{space}"


def _cell(column: Column, row: int) -> str:
    cell = column.cells[row]
    if cell is None:
        return ""
    if not column.numeric and INTERVAL.search(cell):
        return escape(MINUS.sub("\u2212", INTERVAL.sub(rf"[\1,{NO_BREAK_SPACE}\2]", cell)))
    # A true minus sign is as wide as a digit in tabular figures; a hyphen is not.
    return escape(cell.replace("-", "\u2212") if column.numeric else cell)
