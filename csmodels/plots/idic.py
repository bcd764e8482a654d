"""Customers by value and need: a grid of shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.plots.kano_look import inner_room
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import BAND, INK, figure_style, new_figure
from csmodels.plots.textfit import LINE_HEIGHT, line_width, text_size, wrap
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WORD, _CELL_WORD, _AXIS, _TITLE = 9.0, 9.5, 10.0, 12.0
_WIDTH, _HIGH = 450.0, 46.0  # of a new figure, and of its rows, in points
_SMALLEST = 0.5
_SHADE, _DARKEST = "Blues", 0.75  # of the colours: words stand on them
_LIGHT = 0.62  # of the largest share, above which words are white


def segment_grid(
    shares: pd.DataFrame,
    words: Sequence[Sequence[str]],
    *,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw segments as a grid, value down and need across, the darker the more people.

    When to use it: to see where the customers are, before they are treated differently.

    Parameters
    ----------
    shares : DataFrame
        Between 0 and 1; missing ones are drawn grey.
    words : sequence of sequence of str
        What is written in the cells.
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        An empty table, or words of another shape.

    Examples
    --------
    >>> shares = pd.DataFrame([[0.3, 0.1], [0.2, 0.4]], index=["high", "low"], columns=["A", "B"])
    >>> ax = segment_grid(shares, [["30 %", "10 %"], ["20 %", "40 %"]])
    >>> [each.get_text() for each in ax.texts]
    ['30 %', '10 %', '20 %', '40 %']
    """
    check_language(lang)
    cells = shares.to_numpy(dtype=np.float64)
    if not cells.size or [len(row) for row in words] != [cells.shape[1]] * cells.shape[0]:
        raise SpecificationError("segment_grid() takes a table of shares, and a text for each cell.")
    rows, columns = [str(x) for x in shares.index], [str(x) for x in shares.columns]
    with figure_style() as families:
        sheet = _Sheet(rows, columns, lang, title or "", families)
        given = ax is not None
        if ax is None:
            ax, scale, margins = sheet.new_axes()
        else:
            scale, margins = sheet.fitted(ax, *room(ax))
        _shade(ax, cells)
        written = _write(ax, cells, words, families)
        sheet.dress(ax, scale, margins)

        def arrange(wide: float, high: float) -> None:
            _fit(written, wide / len(columns), high / len(rows))

        if given:
            keep_inside(ax, margins, arrange)
        else:
            arrange(_WIDTH - margins.left - margins.right, _HIGH * len(rows))
        return ax


def _shade(ax: Axes, cells: NDArray[np.float64]) -> None:
    high, wide = cells.shape
    most = float(np.nanmax(cells, initial=0.0)) or 1.0
    image = ax.pcolormesh(
        np.arange(wide + 1), np.arange(high + 1), np.ma.masked_invalid(cells), cmap=_SHADE, vmin=0.0,
        vmax=most / _DARKEST, zorder=0.5, edgecolors="white", linewidth=1.5,
    )  # fmt: skip
    image.set_label("_segments")
    ax.set_facecolor(BAND)
    ax.set_xlim(0, wide)
    ax.set_ylim(high, 0)


def _write(
    ax: Axes, cells: NDArray[np.float64], words: Sequence[Sequence[str]], families: list[str]
) -> list[tuple[Any, str]]:
    most = float(np.nanmax(cells, initial=0.0))
    found = []
    for i, row in enumerate(words):
        for j, said in enumerate(row):
            dark = np.isfinite(cells[i, j]) and cells[i, j] > _LIGHT * most
            note = ax.text(
                j + 0.5, i + 0.5, said, ha="center", va="center", color="white" if dark else INK, zorder=3,
                family=families, parse_math=False,
            )  # fmt: skip
            found.append((note, said))
    return found


def _fit(written: list[tuple[Any, str]], wide: float, high: float) -> None:
    """One size for the words of all cells."""
    widest = max(line_width(words, _CELL_WORD) for _, words in written)
    scale = min(1.0, 0.92 * wide / max(widest, 1.0), 0.9 * high / (LINE_HEIGHT * _CELL_WORD))
    for note, _ in written:
        note.set_fontsize(max(1.0, _CELL_WORD * scale))


class _Sheet:
    """The words around the cells."""

    def __init__(
        self, rows: list[str], columns: list[str], lang: str, title: str, families: list[str]
    ) -> None:
        self.rows, self.columns, self.title, self.families = rows, columns, title, families
        self.heads = [text(f"figure.idic_{name}", lang) for name in ("value_axis", "need_label")]

    def new_axes(self) -> tuple[Axes, float, Margins]:
        margins, inner = self._margins(1.0, _WIDTH), _HIGH * len(self.rows)
        figure = new_figure(_WIDTH / 72, (margins.above + inner + margins.below) / 72)
        wide, high = figure.get_figwidth() * 72, figure.get_figheight() * 72
        across = _WIDTH - margins.left - margins.right
        box = (margins.left / wide, margins.below / high, across / wide, inner / high)
        return figure.add_axes(box), 1.0, margins

    def fitted(self, ax: Axes, width: float, height: float) -> tuple[float, Margins]:
        """The largest scale at which the cells keep half of a place."""
        scale, margins = 1.0, self._margins(1.0, width)
        for scale in (1.0, 0.9, 0.8, 0.7, 0.6, _SMALLEST):
            margins = self._margins(scale, width)
            wide, high = inner_room(ax, margins)
            if wide >= 0.5 * width and high >= 0.5 * height:
                break
        return scale, margins

    def _margins(self, scale: float, width: float) -> Margins:
        size = _WORD * scale
        rows = [wrap(words, 0.2 * width, size, 2) for words in self.rows]
        left = 14 * scale + LINE_HEIGHT * _AXIS * scale + max(text_size(words, size)[0] for words in rows)
        cell = max(10.0, (width - left - 6) / len(self.columns) - 6)
        columns = [wrap(words, cell, size, 4) for words in self.columns]
        self.shown = (rows, columns)
        self.broken_title = wrap(self.title, width - 12, _TITLE * scale) if self.title else ""
        above = 14 * scale + max(text_size(words, size)[1] for words in columns) + LINE_HEIGHT * _AXIS * scale
        if self.broken_title:
            above += text_size(self.broken_title, _TITLE * scale)[1] + 4
        return Margins(left, 6.0, above, 6.0)

    def dress(self, ax: Axes, scale: float, margins: Margins) -> None:
        """Tiers and needs along the sides, title."""
        style: dict[str, Any] = {"family": self.families, "parse_math": False, "color": INK}
        ax.xaxis.tick_top()
        ax.xaxis.set_label_position("top")
        ax.set_xticks(np.arange(len(self.columns)) + 0.5, self.shown[1], linespacing=1.05)
        ax.set_yticks(np.arange(len(self.rows)) + 0.5, self.shown[0], linespacing=1.05)
        ax.tick_params(
            length=0, pad=4 * scale, labelsize=_WORD * scale, labelcolor=INK, labelfontfamily=self.families
        )
        for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
            label.set_parse_math(False)
        for spine in ax.spines.values():
            spine.set_visible(False)
        ax.set_ylabel(self.heads[0], fontsize=_AXIS * scale, **style)
        ax.set_xlabel(self.heads[1], fontsize=_AXIS * scale, labelpad=6 * scale, **style)
        if self.broken_title:
            pad = margins.above - text_size(self.broken_title, _TITLE * scale)[1] - 2
            ax.set_title(self.broken_title, fontsize=_TITLE * scale, pad=pad, **style)
