"""Heat-map of the pairs of answers to one attribute's two questions: where its categories come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.plots.cjk import LATIN_FAMILY
from csmodels.plots.kano_look import inner_room
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import INK, MUTED, figure_style, new_figure
from csmodels.plots.textfit import LINE_HEIGHT, line_width, text_size, wrap
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COUNT, _LETTER, _WORD, _AXIS, _TITLE, _NOTE = 9.5, 8.5, 9.0, 10.0, 12.0, 8.0
_CELL, _HIGH = 56.0, 40.0  # of a new figure, in points
_WIDTH = 450.0
_SMALLEST = 0.55
_SHADE = "Blues"
_DARKEST = 0.85  # of the colours: the last ones are too dark to tell apart in grey


def answer_heatmap(
    counts: pd.DataFrame,
    letters: Sequence[str],
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    heads: tuple[str, str],
    notes: Sequence[str] = (),
    weighted: bool = False,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw how many respondents gave each pair of answers, with the category of each pair.

    When to use it: to see why an attribute has its category, and where contradictory answers come from.

    Parameters
    ----------
    counts : DataFrame
        Answers to the first question down, to the second across.
    letters : sequence of str
        The categories, one text of letters per row.
    rows, columns : sequence of str
        Words of the answers.
    heads : (str, str)
        What the rows and the columns are answers to.
    notes : sequence of str
        Written under the map.
    weighted : bool
        Cells are sums of weights, written with one decimal.
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes
    """
    check_language(lang)
    cells = counts.to_numpy(dtype=float)
    k = len(cells)
    total = text("figure.kano_pairs_total", lang)
    with figure_style() as families:
        sheet = _Sheet((list(rows), list(columns)), heads, total, list(notes), title or "", families)
        given = ax is not None
        if ax is None:
            ax, scale, margins = sheet.new_axes(k)
        else:
            width, height = room(ax)
            scale, margins = sheet.fitted(ax, width, height, k)
        _shade(ax, cells)
        _borders(ax, letters)
        # totals have a row and a column of their own
        ax.set_xlim(0, k + 1)
        ax.set_ylim(k + 1, 0)
        written = _write(ax, cells, letters, weighted, families)
        sheet.dress(ax, k, scale, margins)

        def arrange(wide: float, high: float) -> None:
            _fit(written, wide / (k + 1), high / (k + 1))

        if given:
            keep_inside(ax, margins, arrange)
        else:
            arrange(_WIDTH - margins.left - margins.right, _HIGH * (k + 1))
        return ax


def _shade(ax: Axes, cells: NDArray[np.float64]) -> None:
    """Cells by count: white for nobody, the darkest for the most frequent pair."""
    k, most = len(cells), cells.max() if cells.size else 0.0
    image = ax.pcolormesh(
        np.arange(k + 1), np.arange(k + 1), cells, cmap=_SHADE, vmin=0.0, vmax=(most or 1.0) / _DARKEST,
        zorder=0.5, edgecolors="white", linewidth=1.0,
    )  # fmt: skip
    image.set_label("_pairs")


def _borders(ax: Axes, letters: Sequence[str]) -> None:
    """Lines where the category changes, and round the whole."""
    k = len(letters)
    style: dict[str, Any] = {"color": INK, "linewidth": 1.0, "zorder": 2, "clip_on": False}
    for i in range(k):
        for j in range(k):
            if j + 1 < k and letters[i][j] != letters[i][j + 1]:
                ax.plot([j + 1, j + 1], [i, i + 1], label="_border", **style)
            if i + 1 < k and letters[i][j] != letters[i + 1][j]:
                ax.plot([j, j + 1], [i + 1, i + 1], label="_border", **style)
    ax.plot([0, k, k, 0, 0], [0, 0, k, k, 0], label="_frame", **style)


def _write(
    ax: Axes, cells: NDArray[np.float64], letters: Sequence[str], weighted: bool, families: list[str]
) -> list[tuple[Any, str, float]]:
    """Counts and categories in the cells, sums in the margins: texts, what each says, its size."""
    k, most = len(cells), float(cells.max()) if cells.size else 0.0
    form = "{:,.1f}" if weighted else "{:,.0f}"
    style: dict[str, Any] = {"ha": "center", "va": "center", "family": families, "parse_math": False}
    found = []
    for i in range(k):
        for j in range(k):
            ink = "white" if most and cells[i, j] > 0.75 * most else INK
            words = form.format(cells[i, j])
            count = ax.text(j + 0.5, i + 0.64, words, color=ink, zorder=3, label=f"count {i} {j}", **style)
            letter = ax.text(
                j + 0.5, i + 0.27, letters[i][j], color=ink, zorder=3, label=f"letter {i} {j}",
                **style | {"family": LATIN_FAMILY, "weight": "bold"},
            )  # fmt: skip
            found += [(count, words, _COUNT), (letter, letters[i][j], _LETTER)]
    for i, (across, down) in enumerate(zip(cells.sum(axis=1), cells.sum(axis=0), strict=True)):
        for x, y, value in ((k + 0.5, i + 0.5, across), (i + 0.5, k + 0.5, down)):
            words = form.format(value)
            found.append((ax.text(x, y, words, color=MUTED, label="total", **style), words, _COUNT))
    words = form.format(cells.sum())
    whole = ax.text(k + 0.5, k + 0.5, words, color=INK, label="total", **style)
    return [*found, (whole, words, _COUNT)]


def _fit(written: list[tuple[Any, str, float]], wide: float, high: float) -> None:
    """Sizes of the words in the cells: one for all, so that they can be compared."""
    widest = max(line_width(words, size) for _, words, size in written)
    scale = min(1.0, 0.92 * wide / widest, 0.9 * high / (LINE_HEIGHT * (_COUNT + _LETTER)))
    for note, _, size in written:
        note.set_fontsize(max(1.0, size * scale))


class _Sheet:
    """The words around the cells."""

    def __init__(
        self,
        words: tuple[list[str], list[str]],
        heads: tuple[str, str],
        total: str,
        notes: list[str],
        title: str,
        families: list[str],
    ) -> None:
        self.rows, self.columns = [*words[0], total], [*words[1], total]
        self.heads, self.notes, self.title, self.families = heads, notes, title, families

    def new_axes(self, k: int) -> tuple[Axes, float, Margins]:
        """A figure 16 cm wide."""
        margins = self._margins(1.0, _WIDTH, k)
        high = margins.above + _HIGH * (k + 1) + margins.below
        figure = new_figure(_WIDTH / 72, high / 72)
        wide, high = figure.get_figwidth() * 72, figure.get_figheight() * 72
        inner = _WIDTH - margins.left - margins.right
        box = (margins.left / wide, margins.below / high, inner / wide, _HIGH * (k + 1) / high)
        return figure.add_axes(box), 1.0, margins

    def fitted(self, ax: Axes, width: float, height: float, k: int) -> tuple[float, Margins]:
        """The largest scale at which the cells keep half of a place."""
        scale, margins = 1.0, self._margins(1.0, width, k)
        for scale in (1.0, 0.9, 0.8, 0.7, 0.6, _SMALLEST):
            margins = self._margins(scale, width, k)
            wide, high = inner_room(ax, margins)
            cell = wide / (k + 1) - 2
            words = max(text_size(each, _WORD * scale)[0] for each in self.shown[1])
            if wide >= 0.4 * width and high >= 0.45 * height and words <= cell:
                break
        return scale, margins

    def _margins(self, scale: float, width: float, k: int) -> Margins:
        self._break(scale, width, k)
        size = _WORD * scale
        left = 14 * scale + max(text_size(words, size)[0] for words in self.shown[0])
        left += LINE_HEIGHT * _AXIS * scale + 2
        above = 8 * scale + max(text_size(words, size)[1] for words in self.shown[1])
        above += LINE_HEIGHT * _AXIS * scale + 8
        if self.broken_title:
            above += text_size(self.broken_title, _TITLE * scale)[1] + 4
        below = 6 + (text_size(self.broken_notes, _NOTE * scale)[1] + 6 if self.notes else 0.0)
        return Margins(left, 6.0, above, below)

    def _break(self, scale: float, width: float, k: int) -> None:
        """Break the words for one scale and width."""
        size = _WORD * scale
        rows = [wrap(words, 0.22 * width, size, 2) for words in self.rows]
        left = 16 * scale + LINE_HEIGHT * _AXIS * scale + max(text_size(words, size)[0] for words in rows)
        cell = max(10.0, (width - left - 6) / (k + 1) - 4)
        self.shown = (rows, [wrap(words, cell, size, 3) for words in self.columns])
        self.broken_title = wrap(self.title, width - 12, _TITLE * scale) if self.title else ""
        self.broken_notes = "\n".join(wrap(note, width - 12, _NOTE * scale, 8) for note in self.notes)

    def dress(self, ax: Axes, k: int, scale: float, margins: Margins) -> None:
        """Answers along both sides, what they answer, title, notes."""
        style: dict[str, Any] = {"family": self.families, "parse_math": False}
        middles = np.arange(k + 1) + 0.5
        ax.xaxis.tick_top()
        ax.xaxis.set_label_position("top")
        ax.set_xticks(middles, self.shown[1], linespacing=1.05)
        ax.set_yticks(middles, self.shown[0], linespacing=1.05)
        ax.tick_params(
            length=0, pad=4 * scale, labelsize=_WORD * scale, labelcolor=INK, labelfontfamily=self.families
        )
        for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
            label.set_parse_math(False)
        for side in ("right", "left", "top", "bottom"):
            ax.spines[side].set_visible(False)
        across: dict[str, Any] = {"fontsize": _AXIS * scale, "color": INK, **style}
        ax.set_ylabel(self.heads[0], **across)
        ax.set_xlabel(self.heads[1], labelpad=6 * scale, **across)
        # over the cells, not over the totals
        ax.xaxis.label.set_x(k / (k + 1) / 2)
        ax.yaxis.label.set_y(1 - k / (k + 1) / 2)
        if self.broken_title:
            pad = margins.above - text_size(self.broken_title, _TITLE * scale)[1] - 2
            ax.set_title(self.broken_title, fontsize=_TITLE * scale, color=INK, pad=pad, **style)
        if self.notes:
            ax.annotate(
                self.broken_notes, (0, 0), (6 - margins.left, -6), xycoords="axes fraction",
                textcoords="offset points", ha="left", va="top", color=MUTED, annotation_clip=False,
                fontsize=_NOTE * scale, linespacing=LINE_HEIGHT, **style,
            )  # fmt: skip
