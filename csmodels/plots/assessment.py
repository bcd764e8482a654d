"""Discriminant validity as a triangle of cells: HTMT, and Fornell and Larcker's criterion."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.plots.charts import need_columns
from csmodels.plots.diagram_tables import number
from csmodels.plots.slot import Margins, keep_scaled
from csmodels.plots.style import HAIRLINE, INK, figure_style, new_figure
from csmodels.plots.textfit import LINE_HEIGHT, text_size, wrap
from csmodels.tables.strings import check_language, term, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAME_SIZE, VALUE_SIZE, DETAIL_SIZE, TITLE_SIZE, NOTE_SIZE = 9.0, 10.0, 6.5, 12.0, 8.0
CELL_HEIGHT, LEAST_WIDTH, MOST_WIDTH = 34.0, 58.0, 84.0
"""Size of a cell in points; it is as wide as the words below it need."""

NAME_LINES = 5  # of a name below its column; longer ones are cut short
LEAST_SHEET = 260.0  # in points, for the title of a picture of two constructs
SHADE = "#00487A"  # dark enough for white digits
DARK = 0.7  # shares of the shade above which digits are white
GAP = 6.0
NO_MARGINS = Margins(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Cell:
    """One pair: its row and column, its value, what is written below it, and whether it stands out."""

    row: int
    column: int
    value: float
    detail: str = ""
    bold: bool = False


def htmt_chart(
    frame: pd.DataFrame,
    *,
    marks: Sequence[float] = (0.85,),
    ax: Axes | None = None,
    title: str | None = None,
    lang: str = "en",
    decimals: int = 2,
) -> Axes:
    """Draw heterotrait-monotrait ratios of all pairs as cells, darker the closer to 1.

    When to use it: to see at a glance which constructs cannot be told apart. Cells with a bold frame reach
    the smallest of the marks, which prints in black and white too.

    Parameters
    ----------
    frame : DataFrame
        Columns ``lhs``, ``rhs`` and ``estimate``; ``conf_low`` and ``conf_high`` are written where they are
        known. A pair without a ratio stays empty.
    marks : sequence of float
        Thresholds.
    ax : Axes, optional
    title : str, optional
    lang : {"en", "zh"}
    decimals : int

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        A column is missing or the table is empty.

    Examples
    --------
    >>> frame = pd.DataFrame({"lhs": ["Quality"], "rhs": ["Satisfaction"], "estimate": [0.954]})
    >>> ax = htmt_chart(frame)
    >>> [words.get_text() for words in ax.texts][:3]
    ['Satisfaction', 'Quality', 'Heterotrait-monotrait ratios (HTMT)']
    """
    check_language(lang)
    need_columns(frame, "lhs", "rhs", "estimate")
    names = list(dict.fromkeys([*frame["lhs"], *frame["rhs"]]))
    place = {name: i for i, name in enumerate(names)}
    least = min(marks, default=math.inf)
    cells = []
    for record in frame.to_dict("records"):
        low, high = (float(record.get(end, np.nan)) for end in ("conf_low", "conf_high"))
        detail = f"[{number(low, decimals)}, {number(high, decimals)}]" if low == low and high == high else ""
        value = float(record["estimate"])
        ends = sorted((place[record["lhs"]], place[record["rhs"]]))
        cells.append(Cell(ends[1] - 1, ends[0], value, detail, value >= least))
    note = text("figure.htmt_marks", lang, threshold=f"{least:g}") if any(c.bold for c in cells) else ""
    words = [term(name, lang, section="construct") for name in names]
    heading = text("figure.htmt_title", lang) if title is None else title
    return _draw(_sheet(words[1:], words[:-1], heading, note), cells, ax, decimals)


def fornell_larcker_chart(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    lang: str = "en",
    decimals: int = 2,
) -> Axes:
    """Draw the correlations of constructs with the roots of AVE on the diagonal.

    When to use it: as the picture of Fornell and Larcker's table. A correlation that exceeds one of its
    two roots has a bold frame.

    Parameters
    ----------
    frame : DataFrame
        Constructs as index and as columns; the lower triangle and the diagonal are drawn.
    ax, title, lang, decimals
        As for `htmt_chart`.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        Index and columns differ, or the table is empty.

    Examples
    --------
    >>> names = ["Quality", "Value"]
    >>> ax = fornell_larcker_chart(pd.DataFrame([[0.8, np.nan], [0.6, 0.9]], index=names, columns=names))
    >>> [words.get_text() for words in ax.texts if words.get_text().startswith("0.")]
    ['0.80', '0.60', '0.90']
    """
    check_language(lang)
    if len(frame) == 0 or list(frame.index) != list(frame.columns):
        raise SpecificationError("the table needs the same constructs as rows and as columns.")
    matrix = frame.to_numpy(dtype=np.float64)
    cells = []
    for i in range(len(matrix)):
        for j in range(i + 1):
            roots = matrix[[i, j], [i, j]]
            above = i != j and bool((np.abs(matrix[i, j]) > roots).any())
            cells.append(Cell(i, j, float(matrix[i, j]), bold=above))
    note = text("figure.fornell_larcker_marks", lang)
    words = [term(name, lang, section="construct") for name in frame.index]
    heading = text("figure.fornell_larcker_title", lang) if title is None else title
    return _draw(_sheet(words, words, heading, note), cells, ax, decimals)


@dataclass(frozen=True)
class _Sheet:
    """All words broken into lines, and where the grid lies; in points at full size."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    title: str
    note: str
    left: float
    above: float
    cell: float
    width: float
    height: float

    @property
    def foot(self) -> float:
        """Room for the note."""
        return text_size(self.note, NOTE_SIZE)[1] + GAP if self.note else 0.0

    def corner(self, row: float, column: float) -> tuple[float, float]:
        """Place of a cell's upper left corner."""
        return self.left + self.cell * column, self.above + CELL_HEIGHT * row


def _sheet(rows: Sequence[str], columns: Sequence[str], title: str, note: str) -> _Sheet:
    wanted = max(text_size(wrap(name, MOST_WIDTH, NAME_SIZE, NAME_LINES), NAME_SIZE)[0] for name in columns)
    cell = min(max(LEAST_WIDTH, wanted + GAP), MOST_WIDTH)
    below = tuple(wrap(name, cell - GAP, NAME_SIZE, NAME_LINES) for name in columns)
    left = max(text_size(name, NAME_SIZE)[0] for name in rows) + 2 * GAP
    width = max(left + cell * len(columns) + GAP, LEAST_SHEET)
    title = wrap(title, width - 2 * GAP, TITLE_SIZE) if title else ""
    note = wrap(note, width - left - GAP, NOTE_SIZE) if note else ""
    above = text_size(title, TITLE_SIZE)[1] + GAP if title else GAP
    names = max(text_size(name, NAME_SIZE)[1] for name in below) + GAP
    foot = text_size(note, NOTE_SIZE)[1] + GAP if note else 0.0
    height = above + CELL_HEIGHT * len(rows) + names + foot
    return _Sheet(tuple(rows), below, title, note, left, above, cell, width, height)


def _draw(sheet: _Sheet, cells: Sequence[Cell], ax: Axes | None, decimals: int) -> Axes:
    """Draw a grid of cells with names at the left and below; data units are points at full size."""
    with figure_style() as families:
        given = ax is not None
        if ax is None:
            ax = new_figure(sheet.width / 72, sheet.height / 72).add_axes((0.0, 0.0, 1.0, 1.0))
        ax.set_xlim(0, sheet.width)
        ax.set_ylim(sheet.height, 0)
        ax.set_aspect("equal")
        ax.set_axis_off()
        # frames drawn last lie on top of their neighbours' thin ones
        for cell in sorted(cells, key=lambda one: one.bold):
            _draw_cell(ax, cell, sheet)
        for x, y, words, size, look in (*_names(sheet), *_figures(sheet, cells, decimals)):
            look = {"color": INK, "ha": "center", "va": "center", **look}
            drawn = ax.text(x, y, words, fontsize=size, family=families, parse_math=False, **look)
            drawn.set_linespacing(LINE_HEIGHT)
        if given:
            keep_scaled(ax, NO_MARGINS, lambda w, h: min(1.0, w / sheet.width, h / sheet.height))
        return ax


#: A text: its place, words, size and look.
_Words = tuple[float, float, str, float, dict[str, Any]]


def _names(sheet: _Sheet) -> Iterator[_Words]:
    """Names of rows and columns, title and note."""
    for i, name in enumerate(sheet.rows):
        _, y = sheet.corner(i + 0.5, 0)
        yield sheet.left - GAP, y, name, NAME_SIZE, {"ha": "right"}
    # on one line all names stand on it, whatever letters they have
    one = all("\n" not in name for name in sheet.columns)
    for j, name in enumerate(sheet.columns):
        x, y = sheet.corner(len(sheet.rows), j + 0.5)
        down, va = (GAP / 2 + NAME_SIZE, "baseline") if one else (GAP / 2, "top")
        yield x, y + down, name, NAME_SIZE, {"va": va}
    if sheet.title:
        yield sheet.width / 2, sheet.above / 2, sheet.title, TITLE_SIZE, {}
    if sheet.note:
        yield sheet.left, sheet.height - sheet.foot / 2, sheet.note, NOTE_SIZE, {"ha": "left"}


def _figures(sheet: _Sheet, cells: Sequence[Cell], decimals: int) -> Iterator[_Words]:
    """What is written in the cells."""
    for cell in cells:
        if math.isfinite(cell.value):
            x, y = sheet.corner(cell.row + 0.5, cell.column + 0.5)
            look = {"color": "white" if _share(cell.value) > DARK else INK}
            yield x, y - (4.5 if cell.detail else 0.0), number(cell.value, decimals), VALUE_SIZE, look
            if cell.detail:
                yield x, y + 8.0, cell.detail, DETAIL_SIZE, look


def _share(value: float) -> float:
    """How dark a cell is: from white at 0 to the full shade at 1 and above."""
    return float(np.clip(abs(value), 0.0, 1.0) ** 2)


def _draw_cell(ax: Axes, cell: Cell, sheet: _Sheet) -> None:
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    shade = np.array(to_rgb(SHADE))
    share = _share(cell.value) if math.isfinite(cell.value) else 0.0
    ax.add_patch(
        Rectangle(
            sheet.corner(cell.row, cell.column),
            sheet.cell,
            CELL_HEIGHT,
            facecolor=tuple(1 - share * (1 - shade)),
            edgecolor=INK if cell.bold else HAIRLINE,
            linewidth=1.8 if cell.bold else 0.8,
            zorder=3 if cell.bold else 2,
        )
    )
