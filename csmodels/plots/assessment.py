"""Discriminant validity as a triangle of cells: HTMT, and Fornell and Larcker's criterion."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.plots.diagram_tables import number
from csmodels.plots.slot import Margins, keep_scaled, room
from csmodels.plots.style import HAIRLINE, INK, figure_style, new_figure
from csmodels.plots.textfit import LINE_HEIGHT, text_size, wrap
from csmodels.tables.strings import check_language, term, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAME_SIZE, VALUE_SIZE, DETAIL_SIZE, TITLE_SIZE, NOTE_SIZE = 9.0, 10.0, 6.5, 12.0, 8.0
CELL_HEIGHT, LEAST_WIDTH, MOST_WIDTH = 34.0, 58.0, 84.0
"""Size of a cell in points; it is as wide as the words below it need."""

SHADE = "#0072B2"
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
    ['Satisfaction', 'Quality', '0.95']
    """
    check_language(lang)
    for column in ("lhs", "rhs", "estimate"):
        if column not in frame.columns:
            raise SpecificationError(
                f"the table has no column {column!r}.{did_you_mean(column, frame.columns)} "
                f"Its columns: {some(frame.columns, 12)}."
            )
    if len(frame) == 0:
        raise SpecificationError("the table has no rows: there is nothing to draw.")
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
    return _draw(words[1:], words[:-1], cells, ax=ax, title=heading, note=note, decimals=decimals)


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
    return _draw(words, words, cells, ax=ax, title=heading, note=note, decimals=decimals)


def _draw(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Cell],
    *,
    ax: Axes | None,
    title: str,
    note: str,
    decimals: int,
) -> Axes:
    """Draw a grid of cells with names at the left and below; data units are points at full size."""
    with figure_style() as families:
        wanted = max(text_size(wrap(name, MOST_WIDTH, NAME_SIZE), NAME_SIZE)[0] for name in columns)
        wide = min(max(LEAST_WIDTH, wanted + GAP), MOST_WIDTH)
        below = [wrap(name, wide - GAP, NAME_SIZE) for name in columns]
        left = max(text_size(name, NAME_SIZE)[0] for name in rows) + 2 * GAP
        width = left + wide * len(columns) + GAP
        heading = wrap(title, width - 2 * GAP, TITLE_SIZE) if title else ""
        remark = wrap(note, width - 2 * GAP, NOTE_SIZE) if note else ""
        above = text_size(heading, TITLE_SIZE)[1] + GAP if title else GAP
        names = max(text_size(name, NAME_SIZE)[1] for name in below) + GAP
        foot = text_size(remark, NOTE_SIZE)[1] + GAP if note else 0.0
        height = above + CELL_HEIGHT * len(rows) + names + foot
        scale = 1.0
        if ax is None:
            ax = new_figure(width / 72, height / 72).add_axes((0.0, 0.0, 1.0, 1.0))
        else:
            given = room(ax)
            scale = min(given[0] / width, given[1] / height)
        ax.set_xlim(0, width)
        ax.set_ylim(height, 0)
        ax.set_aspect("equal")
        ax.set_axis_off()

        def write(x: float, y: float, words: str, size: float, **look: object) -> None:
            options = {"color": INK, "ha": "center", "va": "center", **look}
            drawn = ax.text(x, y, words, fontsize=size, family=families, parse_math=False, **options)  # type: ignore[arg-type]
            drawn.set_linespacing(LINE_HEIGHT)

        top = above + CELL_HEIGHT * len(rows)
        for j, name in enumerate(below):
            write(left + wide * (j + 0.5), top + GAP / 2, name, NAME_SIZE, va="top")
        for i, name in enumerate(rows):
            write(left - GAP, above + CELL_HEIGHT * (i + 0.5), name, NAME_SIZE, ha="right")
        # frames drawn last lie on top of their neighbours' thin ones
        for cell in sorted(cells, key=lambda one: one.bold):
            corner = (left + wide * cell.column, above + CELL_HEIGHT * cell.row)
            _draw_cell(ax, cell, corner, wide)
        for cell in cells:
            if math.isfinite(cell.value):
                x, y = left + wide * (cell.column + 0.5), above + CELL_HEIGHT * (cell.row + 0.5)
                ink = "white" if _share(cell.value) > 0.62 else INK
                up = 4.5 if cell.detail else 0.0
                write(x, y - up, number(cell.value, decimals), VALUE_SIZE, color=ink)
                if cell.detail:
                    write(x, y + 8.0, cell.detail, DETAIL_SIZE, color=ink)
        if title:
            write(width / 2, above / 2, heading, TITLE_SIZE)
        if note:
            write(left, height - foot / 2, remark, NOTE_SIZE, ha="left")
        if scale < 1 or ax.get_subplotspec() is not None:
            keep_scaled(ax, NO_MARGINS, lambda w, h: min(1.0, w / width, h / height))
        return ax


def _share(value: float) -> float:
    """How dark a cell is: from white at 0 to the full shade at 1 and above."""
    return float(np.clip(abs(value), 0.0, 1.0) ** 2) * 0.85


def _draw_cell(ax: Axes, cell: Cell, corner: tuple[float, float], width: float) -> None:
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    shade = np.array(to_rgb(SHADE))
    share = _share(cell.value) if math.isfinite(cell.value) else 0.0
    ax.add_patch(
        Rectangle(
            corner,
            width,
            CELL_HEIGHT,
            facecolor=tuple(1 - share * (1 - shade)),
            edgecolor=INK if cell.bold else HAIRLINE,
            linewidth=1.8 if cell.bold else 0.8,
            zorder=3 if cell.bold else 2,
        )
    )
