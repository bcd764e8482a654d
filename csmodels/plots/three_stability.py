"""Heat-map of a multiverse: how many of its universes give an attribute each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.plots.kano_frame import AXIS_SIZE, LEGEND_SIZE, NOTE_SIZE, TITLE_SIZE
from csmodels.plots.kano_look import inner_room
from csmodels.plots.legends import LegendPlan, draw_legend, plan_legend
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import HAIRLINE, INK, MUTED, figure_style, new_figure
from csmodels.plots.textfit import LINE_HEIGHT, text_size, wrap
from csmodels.plots.three_look import CLASSES, WIDER, class_color, class_ink
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CELL, _ROW_LABEL, _HEAD = 8.5, 9.0, 8.5
_WIDTH, _ROW = 450.0, 20.0  # of a new figure, in points: 16 cm; of one line in a row
_SCALES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.55)
_SHADE = "Blues"
_DARKEST = 0.85  # of the colours: the last ones are too dark to tell apart in grey
_LEGIBLE = 0.85  # of the size of words in cells, below which letters stand for them
Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Plan:
    """Words broken into lines that fit, at one scale."""

    scale: float
    rows: tuple[str, ...]
    heads: tuple[str, ...]
    title: str
    across: str
    notes: str
    margins: Margins
    tallest: float  # row of labels
    legend: LegendPlan
    over: float  # height of what stands between data and legend


def stability_heatmap(
    shares: pd.DataFrame,
    cells: Sequence[Sequence[str]],
    *,
    classes: Sequence[Sequence[str]] | None = None,
    framed: Sequence[tuple[int, int]] = (),
    across: str,
    notes: Sequence[str] = (),
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw shares as shades, or classes as colours, with what is said of each in its cell.

    When to use it: to show which findings do not hang on the choices of the analyst.

    Parameters
    ----------
    shares : DataFrame
        0 to 1, or missing; words of the attributes down, of the columns across.
    cells : sequence of sequences of str
        Written into the cells, of the same shape.
    classes : sequence of sequences of str, optional
        Class of each cell, "" for none: cells have its colour, its word is written over the share (its first
        letter where words are too long), and a legend stands above.
    framed : sequence of (row, column)
        Cells with a border.
    across : str
        What the columns and shades are.
    notes : sequence of str
        Written under the map.
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes
    """
    check_language(lang)
    values = shares.to_numpy(dtype=np.float64)
    n, k = values.shape
    lines = 1 if classes is None else 2
    present = [
        name for name in (*CLASSES, "none") if classes is not None and any(name in row for row in classes)
    ]
    legend = [text(f"value.three_{name}", lang) for name in present]
    words = ([str(name) for name in shares.index], [str(name) for name in shares.columns])
    with figure_style() as families:
        given = ax is not None
        if ax is None:
            plan = _planned(words, title, across, notes, legend, 1.0, _WIDTH, 3)
            ax = _new_axes(plan, n, lines)
        else:
            plan = _fitted(ax, words, title, across, notes, legend)
        ax.set_xlim(0, k)
        ax.set_ylim(n, 0)
        _shade(ax, values, classes)
        written = _write(ax, values, cells, classes, lang, families)
        for i, j in framed:
            _border(ax, i, j, plan.scale)
        _dress(ax, plan, families)
        _legend(ax, plan, present, families)

        def arrange(wide: float, high: float) -> None:
            _fit(written, 0.9 * wide / k, 0.95 * high / n, lines)

        if given:
            keep_inside(ax, plan.margins, arrange)
        else:
            box = ax.get_position()
            figure = ax.figure
            arrange(box.width * 72 * figure.get_figwidth(), box.height * 72 * figure.get_figheight())  # type: ignore[union-attr]
        return ax


def _border(ax: Axes, i: int, j: int, scale: float) -> None:
    """A frame that is seen on dark and light cells."""
    from matplotlib.patheffects import withStroke

    x, y = (0.04, 0.96, 0.96, 0.04, 0.04), (0.08, 0.08, 0.92, 0.92, 0.08)
    rim = [withStroke(linewidth=3.6 * scale, foreground="white")]
    ax.plot(
        [j + part for part in x], [i + part for part in y], color=INK, linewidth=1.3 * scale, zorder=2,
        path_effects=rim, solid_joinstyle="miter", label="_own",
    )  # fmt: skip


def _shade(ax: Axes, values: Array, classes: Sequence[Sequence[str]] | None) -> None:
    n, k = values.shape
    shown, style = values, dict[str, Any](cmap=_SHADE, vmin=0.0, vmax=1.0 / _DARKEST)
    if classes is not None:
        from matplotlib.colors import ListedColormap

        names = [*CLASSES, "none"]
        shown = np.array([[names.index(name) if name else np.nan for name in row] for row in classes])
        colors = ListedColormap([class_color(name) for name in names])
        style = {"cmap": colors, "vmin": -0.5, "vmax": len(names) - 0.5}
    image = ax.pcolormesh(
        np.arange(k + 1), np.arange(n + 1), np.ma.masked_invalid(shown), zorder=0.5,
        edgecolors=HAIRLINE if classes is None else "white", linewidth=0.6 if classes is None else 1.4,
        **style,
    )  # fmt: skip
    image.set_label("_shares" if classes is None else "_classes")


def _write(
    ax: Axes,
    values: Array,
    cells: Sequence[Sequence[str]],
    classes: Sequence[Sequence[str]] | None,
    lang: str,
    families: list[str],
) -> list[tuple[Any, str, str]]:
    """Texts of the cells, each with its long and its short form."""
    found = []
    for i, row in enumerate(cells):
        for j, cell in enumerate(row):
            ink, long, short = "white" if values[i, j] > 0.6 else INK, cell, cell
            if classes is not None and classes[i][j]:
                word = text(f"value.three_{classes[i][j]}", lang)
                ink, long, short = class_ink(classes[i][j]), f"{word}\n{cell}", f"{word[0].upper()}\n{cell}"
            note = ax.text(
                j + 0.5, i + 0.5, long, ha="center", va="center", zorder=3, family=families, parse_math=False,
                color=ink, linespacing=1.05, label=f"cell {i} {j}",
            )  # fmt: skip
            found.append((note, long, short))
    return found


def _fit(written: list[tuple[Any, str, str]], wide: float, high: float, lines: int) -> None:
    """One size for all cells; the short forms where the long ones would be too small."""
    tall = min(1.0, high / (LINE_HEIGHT * _CELL * lines))
    sizes = [
        min([tall, *(wide / text_size(form, _CELL)[0] for each in written if (form := each[k]))])
        for k in (1, 2)
    ]
    k = 1 if sizes[0] >= min(_LEGIBLE, sizes[1]) else 2
    for each in written:
        each[0].set_text(each[k])
        each[0].set_fontsize(max(1.0, _CELL * sizes[k - 1]))


def _planned(
    words: tuple[list[str], list[str]],
    title: str | None,
    across: str,
    notes: Sequence[str],
    legend: Sequence[str],
    scale: float,
    width: float,
    lines: int,
) -> _Plan:
    rows = tuple(wrap(name, 0.3 * width, _ROW_LABEL * scale, lines) for name in words[0])
    sizes = [text_size(name, _ROW_LABEL * scale) for name in rows]
    left = 12 * scale + WIDER * max(wide for wide, _ in sizes)
    cell = max(10.0, (width - left - 6) / len(words[1]) - 4)
    heads = tuple(wrap(name, cell, _HEAD * scale, 3) for name in words[1])
    above_data = max(text_size(head, _HEAD * scale)[1] for head in heads) + 6
    top = wrap(across, width - left - 6, AXIS_SIZE * scale)
    above_data += text_size(top, AXIS_SIZE * scale)[1] + 4
    planned = plan_legend(legend, LEGEND_SIZE * scale, width - left - 6)
    over = above_data
    above_data += max(planned.height - 4, 0.0) if legend else 0.0
    broken = wrap(title, width - 12, TITLE_SIZE * scale) if title else ""
    above = above_data + 4 + (text_size(broken, TITLE_SIZE * scale)[1] + 4 if broken else 0.0)
    said = "\n".join(wrap(note, width - 12, NOTE_SIZE * scale, 8) for note in notes)
    below = 6 + (text_size(said, NOTE_SIZE * scale)[1] + 6 if said else 0.0)
    tallest = max(high for _, high in sizes) + 4
    margins = Margins(left, 6.0, above, below)
    return _Plan(scale, rows, heads, broken, top, said, margins, tallest, planned, over)


def _new_axes(plan: _Plan, n: int, lines: int) -> Axes:
    m = plan.margins
    row = max(_ROW + LINE_HEIGHT * _CELL * (lines - 1), plan.tallest)
    high = m.above + row * n + m.below
    figure = new_figure(_WIDTH / 72, high / 72)
    wide, high = figure.get_figwidth() * 72, figure.get_figheight() * 72
    inner = _WIDTH - m.left - m.right
    return figure.add_axes((m.left / wide, m.below / high, inner / wide, row * n / high))


def _fitted(
    ax: Axes,
    words: tuple[list[str], list[str]],
    title: str | None,
    across: str,
    notes: Sequence[str],
    legend: Sequence[str],
) -> _Plan:
    """The largest words with which the cells keep enough of a given place."""
    width, height = room(ax)
    plan = None
    for lines in (3, 1):
        for scale in _SCALES:
            plan = _planned(words, title, across, notes, legend, scale, width, lines)
            wide, high = inner_room(ax, plan.margins)
            # a head in a column that is too narrow for its longest word would cover the next one
            column = max(text_size(head, _HEAD * scale)[0] for head in plan.heads)
            fits = column <= wide / len(plan.heads) - 2
            if fits and wide >= 0.4 * width and high >= max(0.45 * height, plan.tallest * len(plan.rows)):
                return plan
    assert plan is not None  # the loop ran
    return plan


def _legend(ax: Axes, plan: _Plan, present: Sequence[str], families: list[str]) -> None:
    """The classes, over the heads of the columns."""
    from matplotlib.patches import Patch
    from matplotlib.transforms import ScaledTranslation

    if not present:
        return
    draw_legend(ax, plan.legend, [Patch(facecolor=class_color(name), edgecolor=MUTED, linewidth=0.5)
                                  for name in present], families)  # fmt: skip
    legend = ax.get_legend()
    assert legend is not None  # drawn just now
    up = ScaledTranslation(0.0, plan.over / 72, ax.figure.dpi_scale_trans)
    legend.set_bbox_to_anchor((0.0, 1.0), transform=ax.transAxes + up)


def _dress(ax: Axes, plan: _Plan, families: list[str]) -> None:
    scale, m = plan.scale, plan.margins
    style: dict[str, Any] = {"family": families, "parse_math": False, "color": INK}
    ax.xaxis.tick_top()
    ax.xaxis.set_label_position("top")
    ax.set_xticks(np.arange(len(plan.heads)) + 0.5, plan.heads, linespacing=1.05)
    ax.set_yticks(np.arange(len(plan.rows)) + 0.5, plan.rows, linespacing=1.05)
    ax.tick_params(
        axis="x", length=0, pad=3, labelsize=_HEAD * scale, labelcolor=INK, labelfontfamily=families
    )
    ax.tick_params(
        axis="y", length=0, pad=4, labelsize=_ROW_LABEL * scale, labelcolor=INK, labelfontfamily=families
    )
    for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
        label.set_parse_math(False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_xlabel(plan.across, fontsize=AXIS_SIZE * scale, labelpad=4, **style)
    if plan.title:
        pad = m.above - text_size(plan.title, TITLE_SIZE * scale)[1] - 4
        ax.set_title(plan.title, fontsize=TITLE_SIZE * scale, pad=pad, **style)
    if plan.notes:
        ax.annotate(
            plan.notes, (0, 0), (6 - m.left, -6), xycoords="axes fraction", textcoords="offset points",
            ha="left", va="top", annotation_clip=False, fontsize=NOTE_SIZE * scale, linespacing=LINE_HEIGHT,
            **style | {"color": MUTED},
        )  # fmt: skip
