"""LaTeX with booktabs: for theses, papers and slides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from csmodels.tables.formats import FIGURE_SPACE, MINUS, NO_BREAK_SPACE, Column, Grid, make_grid
from csmodels.tables.strings import text
from csmodels.tables.widths import text_width

if TYPE_CHECKING:
    from csmodels.tables.summary import Block, Summary

LONG = 40  # rows from which a table may break over pages
PAGE = 95  # letters of a line, about; wider tables are set smaller
WIDE = 40  # text columns with longer cells get a width, so that lines break

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "–": "--",
    "—": "---",
    "…": r"\ldots{}",
    FIGURE_SPACE: r"\phantom{0}",
    NO_BREAK_SPACE: "~",
}
# Signs that standard text fonts lack, in mathematics.
_MATHS = {
    "−": "-",
    "±": r"\pm",
    "×": r"\times",
    "·": r"\cdot",
    "→": r"\rightarrow",
    "←": r"\leftarrow",
    "↔": r"\leftrightarrow",
    "≤": r"\leq",
    "≥": r"\geq",
    "≠": r"\neq",
    "≈": r"\approx",
    "∞": r"\infty",
    "²": "^2",
    "³": "^3",
    "√": r"\surd",
    "Δ": r"\Delta",
    "Σ": r"\Sigma",
    "Φ": r"\Phi",
    "α": r"\alpha",
    "β": r"\beta",
    "γ": r"\gamma",
    "δ": r"\delta",
    "ε": r"\varepsilon",
    "η": r"\eta",
    "λ": r"\lambda",
    "μ": r"\mu",
    "ξ": r"\xi",
    "π": r"\pi",
    "ρ": r"\rho",
    "σ": r"\sigma",
    "τ": r"\tau",
    "φ": r"\varphi",
    "χ": r"\chi",
    "ω": r"\omega",
}
# Straight quotes around words; those of code, as in missing="em", stay what they are.
_QUOTED = re.compile(r'(?<![\w=(\[])"([^"\n]*)"')
_LINE_ENDS = re.compile(r"\s*[\r\n]\s*")
_ESCAPES = str.maketrans({**_SPECIAL, **{sign: f"${maths}$" for sign, maths in _MATHS.items()}})


def escape(string: str) -> str:
    """Write a text so that LaTeX prints it as it is.

    Examples
    --------
    >>> print(escape("50 % of R² & std_error"))
    50 \\% of R$^2$ \\& std\\_error
    """
    written = MINUS.sub("$-$", _LINE_ENDS.sub(" ", string).translate(_ESCAPES))
    return _QUOTED.sub(r"``\1''", written)


def _guard(line: str) -> str:
    """Keep a bracket or star from being read as an argument of the row end or item before it."""
    return "{}" + line if line.startswith(("[", "*")) else line


def render(summary: Summary) -> str:
    """Write a document as LaTeX for the body of a page; the first line names the packages it needs."""
    lang = summary.lang
    grids = [None if isinstance(block, str) else make_grid(block, lang) for block in summary.blocks]
    packages = r"\usepackage{booktabs}"
    if any(grid is not None and grid.n_rows > LONG for grid in grids):
        packages += r" \usepackage{longtable}"
    parts = ["% " + text("note.latex_packages", lang, packages=packages)]
    if summary.title:
        parts.append(rf"\noindent\textbf{{{escape(summary.title)}}}\par\medskip")
    if summary.warnings:
        parts.append(_warning_box(summary.warnings, lang))
    for block, grid in zip(summary.blocks, grids, strict=True):
        if isinstance(block, str):
            parts.append(_paragraph(block))
        elif grid is not None:
            parts.append(_table(block, grid, lang))
    parts.extend(_paragraph(note) for note in summary.notes)
    return "\n\n".join(parts)


def _paragraph(string: str) -> str:
    return r"\noindent " + escape(string)


def _warning_box(warnings: tuple[str, ...], lang: str) -> str:
    items = "\n".join(rf"\item {_guard(escape(warning))}" for warning in warnings)
    return "\n".join(
        [
            r"\noindent\fbox{\begin{minipage}{\dimexpr\linewidth-2\fboxsep-2\fboxrule}",
            rf"\textbf{{{text('label.warnings', lang)}}}",
            r"\begin{itemize}",
            items,
            r"\end{itemize}",
            r"\end{minipage}}\par\medskip",
        ]
    )


def _table(block: Block, grid: Grid, lang: str) -> str:
    layout = "".join(_column_type(column) for column in grid.columns) or "l"
    caption = rf"\caption{{{escape(block.title)}}}" if block.title else ""
    small = _smaller(grid, block.header)
    body = _body(grid, text("label.no_rows", lang))
    heads = [r"\toprule"]
    if block.header and grid.columns:
        heads += [_guard(" & ".join(escape(column.header) for column in grid.columns)) + r" \\", r"\midrule"]
    note = ""
    if block.note:
        note = rf"{{\footnotesize\emph{{{text('label.note', lang)}}}{escape(block.note)}\par}}"
    if grid.n_rows > LONG:
        # The caption stands on the first page only, so that the list of tables names it once.
        lines = [
            "{" + small if small else "",
            rf"\begin{{longtable}}{{{layout}}}",
            caption + r" \\" if caption else "",
        ]
        lines += [*heads, r"\endfirsthead", *heads, r"\endhead", r"\bottomrule", r"\endfoot"]
        lines += [*body, r"\end{longtable}", "}" if small else "", note]
    else:
        lines = [r"\begin{table}[htbp]", r"\centering", caption, small, rf"\begin{{tabular}}{{{layout}}}"]
        lines += [*heads, *body, r"\bottomrule", r"\end{tabular}"]
        lines += [r"\par\smallskip" if note else "", note, r"\end{table}"]
    return "\n".join(line for line in lines if line)


def _smaller(grid: Grid, header: bool) -> str:
    """What makes a wide table fit a page better: smaller letters, columns closer together."""
    texts = [[*(cell for cell in c.cells if cell), c.header if header else ""] for c in grid.columns]
    width = sum(min(WIDE, max(map(text_width, cells))) + 2 for cells in texts)
    if width <= PAGE:
        return ""
    size = r"\footnotesize" if width <= 1.35 * PAGE else r"\scriptsize"
    return size + r"\setlength{\tabcolsep}{3pt}"


def _column_type(column: Column) -> str:
    if column.numeric:
        return "r"
    widest = max((text_width(cell) for cell in column.cells if cell), default=0)
    return r"p{0.4\linewidth}" if widest > WIDE else "l"


def _body(grid: Grid, no_rows: str) -> list[str]:
    if not grid.n_rows:
        return [rf"\multicolumn{{{max(1, len(grid.columns))}}}{{l}}{{{no_rows}}} \\"]
    lines = []
    for row in range(grid.n_rows):
        if row in grid.breaks:
            lines.append(r"\addlinespace")
        lines.append(_guard(" & ".join(_cell(column, row) for column in grid.columns)) + r" \\")
    return lines


def _cell(column: Column, row: int) -> str:
    cell = column.cells[row]
    if cell is None:
        return ""
    return escape(cell)
