"""Who moves from which state to which: a tile for each pair, darker where more go, with its limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.plots.kano_frame import TICK_SIZE, WIDTH, Frame, dress, new_axes, scale_of
from csmodels.plots.slot import room
from csmodels.plots.style import BAND, HAIRLINE, INK, figure_style
from csmodels.plots.textfit import line_width, wrap
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Height of a row of tiles, and most and least room for the names of the states before, in points.
ROW, _MOST, _LEAST = 40.0, 120.0, 40.0
_CELL = 9.0
#: From light to dark, told apart in grey and by the colour-blind; the darkest are left out.
_SHADE, _DARKEST = "Blues", 0.85
#: Smallest words in tiles, in points, before the limits are left out.
_SMALLEST = 5.5
#: Shares on which white letters are read better.
_WHITE_ABOVE = 0.6


def moves_chart(
    shares: pd.DataFrame,
    cells: Sequence[Sequence[str]],
    *,
    conf_level: float = 0.95,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw a table of moves as tiles, states before down and states now across.

    When to use it: for brands, stages or levels of the same customers at two times. In narrow tiles the
    limits are left out and columns are numbered like the rows.

    Parameters
    ----------
    shares : DataFrame
        0 to 1, of the row; missing ones are not shaded.
    cells : sequence of sequences of str
        Written into the tiles, of the same shape.
    conf_level : float
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        An empty table, words of another shape.

    Examples
    --------
    >>> names = ["Alpha", "Beta"]
    >>> frame = pd.DataFrame([[0.9, 0.1], [0.2, 0.8]], index=names, columns=names)
    >>> ax = moves_chart(frame, [["90 %", "10 %"], ["20 %", "80 %"]])
    >>> [each.get_text() for each in ax.texts if each.get_label().startswith("tile")][:2]
    ['90 %', '10 %']
    """
    check_language(lang)
    values = shares.to_numpy(dtype=np.float64)
    n, k = values.shape
    if not values.size or [len(row) for row in cells] != [k] * n:
        raise SpecificationError("cells= must have a text for each share of a table that is not empty.")
    rows, heads = [str(name) for name in shares.index], [str(name) for name in shares.columns]
    level = f"{100 * conf_level:g}"
    notes = [text("figure.relationship_moves", lang, level=level)]
    widest = max(line_width(f"10  {line}", TICK_SIZE) for name in rows for line in name.split("\n"))
    names = float(np.clip(widest + 10.0, _LEAST, _MOST))
    with figure_style() as families:

        def framed(scale: float) -> Frame:
            xlabel, ylabel = (text(f"column.relationship_{name}", lang) for name in ("now", "before"))
            return Frame(title or "", xlabel, ylabel, (), tuple(notes), names * scale, 8.0)

        ax = new_axes(framed(1.0), ROW * n) if ax is None else ax
        scale = scale_of(ax, 72 * WIDTH * 0.75, ROW * n, framed)
        inside = max(room(ax)[0] - (names + 36.0) * scale, 40.0)
        image = ax.pcolormesh(
            np.arange(k + 1), np.arange(n + 1), np.ma.masked_invalid(values), cmap=_SHADE, vmin=0.0,
            vmax=1.0 / _DARKEST, edgecolors=HAIRLINE, linewidth=0.8, zorder=0.5,
        )  # fmt: skip
        image.set_label("_shares")
        ax.set_facecolor(BAND)
        ax.set_xlim(0, k)
        ax.set_ylim(n, 0)
        if not _write(ax, values, cells, 0.92 * inside / k, scale, families):
            notes[0] = text("figure.relationship_moves_bare", lang)
        small = TICK_SIZE * scale
        if max(line_width(head, small) for head in heads) > 0.95 * inside / k:
            # too narrow for names: the columns are numbered like the rows
            heads = [str(j) for j in range(1, k + 1)]
            rows = [f"{i}  {name}" for i, name in enumerate(rows, 1)]
        ax.set_xticks(np.arange(k) + 0.5, heads)
        ax.set_yticks(np.arange(n) + 0.5, [_row_name(name, (names - 8.0) * scale, small) for name in rows])
        for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
            label.set_fontfamily(families)
            label.set_fontsize(small)
        dress(ax, framed(scale), [], families, scale)
        ax.tick_params(length=0.0)
        ax.grid(visible=False)
        for spine in ax.spines.values():
            spine.set_visible(False)
        return ax


def _write(
    ax: Axes,
    values: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    cells: Sequence[Sequence[str]],
    wide: float,
    scale: float,
    families: list[str],
) -> bool:
    """Words in the tiles, all of one size; in narrow tiles without the limits. Whether these are written."""
    short = [[cell.split("\n")[0] for cell in row] for row in cells]
    for written in (cells, short):
        width = max(line_width(line, _CELL) for row in written for cell in row for line in cell.split("\n"))
        size = _CELL * min(scale, wide / max(width, 1.0))
        if size >= _SMALLEST:
            break
    for i, row in enumerate(written):
        for j, cell in enumerate(row):
            ax.text(
                j + 0.5, i + 0.5, cell, ha="center", va="center", family=families, fontsize=size,
                color="white" if values[i, j] > _WHITE_ABOVE else INK, parse_math=False, zorder=3,
                linespacing=1.25, label=f"tile {i} {j}",
            )  # fmt: skip
    return written is cells


def _row_name(name: str, width: float, size: float) -> str:
    """Each of its lines as wide as there is room."""
    return "\n".join(wrap(line, width, size, 1) for line in name.split("\n"))
