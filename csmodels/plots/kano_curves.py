"""Satisfaction curves of a Kano analysis, with their bands and a name at the end of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.plots.charts import need_columns
from csmodels.plots.kano_frame import WIDTH, Frame, dress, new_axes, planned, scale_of
from csmodels.plots.kano_look import LINES, category_word
from csmodels.plots.slot import room
from csmodels.plots.style import INK, MUTED, figure_style
from csmodels.plots.textfit import LINE_HEIGHT, line_width, text_size, wrap
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from matplotlib.text import Annotation

#: One dash to each category, so that curves can be told apart in black and white.
DASHES: dict[str, Any] = {
    "M": "solid",
    "O": (0, (6, 2)),
    "A": (0, (6, 2, 1.5, 2)),
    "I": (0, (1.5, 1.5)),
}
THIN = "I"  # whose curve is a chord
LABEL_SIZE = 8.5
HEIGHT = 300.0  # of the data area in a new figure, in points; more where labels need it
FEW = 6  # so many bands can lie over each other; of more only a shade is drawn
_COLUMNS = ("category", "contested", "satisfaction", "conf_low", "conf_high")
_SIDE = 34.0  # of the numbers at the left
_LEADER = 20.0  # between the end of a curve and its name
_NAMES = 0.34  # of the width may go to the names
_AIR = 1.5
_TOP = 1.04  # of the axis: satisfaction reaches from -1 to 1


def curves_chart(
    frame: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    conf_level: float | None = None,
    notes: Sequence[str] = (),
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw satisfaction along what is offered, one curve with its band for each attribute.

    Parameters
    ----------
    frame : DataFrame
        Index levels attribute and what is offered, 0 to 1; columns ``category``, ``contested``,
        ``satisfaction``, ``conf_low``, ``conf_high`` (missing limits draw no band). An attribute without
        satisfaction has no curve and is named under the picture.
    names : mapping, optional
        Words of the attributes.
    conf_level : float, optional
        Level of the bands, named under the picture.
    notes : sequence of str
        What else is said there.
    lang : {"en", "zh"}
    ax : Axes, optional
        Draw here, in the place of this axes.
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        A column is missing, the table is empty.

    Examples
    --------
    >>> index = pd.MultiIndex.from_product([["Wi-Fi"], [0.0, 1.0]], names=["attribute", "offered"])
    >>> values = {"category": "O", "contested": False, "satisfaction": [-0.6, 0.8], "conf_low": [-0.7, 0.7]}
    >>> ax = curves_chart(pd.DataFrame({**values, "conf_high": [-0.5, 0.9]}, index=index))
    >>> ax.texts[0].get_text(), ax.get_lines()[1].get_ydata().tolist()
    ('Wi-Fi · O', [-0.6, 0.8])
    """
    check_language(lang)
    need_columns(frame, *_COLUMNS)
    parts = [(str(name), part.droplevel(0)) for name, part in frame.groupby(level=0, sort=False)]
    words = {name: (names or {}).get(name, name) for name, _ in parts}
    drawn = [(name, part) for name, part in parts if part["satisfaction"].notna().all()]
    letters = [letter for letter in DASHES if any(part["category"].iloc[0] == letter for _, part in drawn)]
    notes = (*_notes(parts, drawn, words, lang, conf_level), *notes)
    with figure_style() as families:

        def framed(width: float, scale: float, lines: int = 3) -> tuple[Frame, list[str]]:
            labels = [_label(name, part, words, width, scale, lines) for name, part in drawn]
            widest = max((text_size(label, LABEL_SIZE * scale)[0] for label in labels), default=0.0)
            found = Frame(
                title=title or "",
                xlabel=text("figure.kano_curves_x", lang),
                ylabel=text("figure.kano_curves_y", lang),
                legend=tuple(category_word(letter, lang) for letter in letters),
                notes=notes,
                left=_SIDE * scale,
                right=_LEADER + widest + 6.0 if labels else 10.0,
            )
            return found, labels

        if ax is None:
            frame_, labels = framed(72 * WIDTH, 1.0)
            ax = new_axes(frame_, max(HEIGHT, 1.02 * _heights(labels, LABEL_SIZE).sum()))
            scale = 1.0
        else:
            width, height = room(ax)
            scale = scale_of(ax, 340.0, 240.0, lambda scale: framed(width, scale)[0])
            frame_, labels = framed(width, scale)
            margins = planned(frame_, width, scale, height).margins
            if _heights(labels, LABEL_SIZE * scale).sum() > height - margins.above - margins.below:
                # a low place: names of one line, cut short where they are long
                frame_, labels = framed(width, scale, 1)
        ax.set_xlim(0.0, 1.0)
        ax.set_ylim(-_TOP, _TOP)
        ax.axhline(0.0, color=MUTED, linewidth=0.9, zorder=1, label="_zero")
        for name, part in drawn:
            _draw(ax, part, words[name], len(drawn))
        marks = [_name(ax, part, label, families) for (_, part), label in zip(drawn, labels, strict=True)]
        ends = np.array([part["satisfaction"].iloc[-1] for _, part in drawn], dtype=np.float64)

        def arrange(wide: float, high: float) -> None:
            _spread(marks, ends, LABEL_SIZE * scale, (wide, high))

        dress(ax, frame_, [_handle(letter) for letter in letters], families, scale, arrange)
        return ax


def _label(
    name: str, part: pd.DataFrame, words: Mapping[str, str], width: float, scale: float, lines: int
) -> str:
    """Name and category; a question mark where the label is contested."""
    size = LABEL_SIZE * scale
    letter = f" · {part['category'].iloc[0]}{'?' if part['contested'].iloc[0] else ''}"
    if lines == 1:
        return wrap(words[name], _NAMES * width - line_width(letter, size), size, 1) + letter
    return wrap(words[name] + letter, _NAMES * width, size, lines)


def _heights(labels: Sequence[str], size: float) -> NDArray[np.float64]:
    return np.array([LINE_HEIGHT * size * (label.count("\n") + 1) + _AIR for label in labels])


def _draw(ax: Axes, part: pd.DataFrame, name: str, many: int) -> None:
    letter = part["category"].iloc[0]
    color, x = LINES[letter], part.index.to_numpy(dtype=np.float64)
    low, high = (part[each].to_numpy(dtype=np.float64) for each in ("conf_low", "conf_high"))
    if np.isfinite(low).any():
        alpha = 0.18 if many <= FEW else 0.09
        ax.fill_between(x, low, high, color=color, alpha=alpha, linewidth=0, zorder=1.5, label="_band")
    # a contested shape is thinner, and so is that of an indifferent attribute
    thin = bool(part["contested"].iloc[0]) or letter == THIN
    ax.plot(
        x, part["satisfaction"].to_numpy(dtype=np.float64), color=color, linestyle=DASHES[letter],
        linewidth=0.9 if thin else 1.7, zorder=3, label=name,
    )  # fmt: skip


def _name(ax: Axes, part: pd.DataFrame, label: str, families: list[str]) -> tuple[Annotation, Line2D]:
    """The name of a curve and a line to it from its end; where exactly is settled when the size is known."""
    color = LINES[part["category"].iloc[0]]
    (leader,) = ax.plot(
        [], [], color=color, linewidth=0.6, transform=ax.transAxes, clip_on=False, zorder=2.5, label="_leader"
    )
    name = ax.annotate(
        label, (1.0, float(part["satisfaction"].iloc[-1])), xytext=(_LEADER, 0.0),
        textcoords="offset points", ha="left", va="center", color=INK, family=families, parse_math=False,
        linespacing=1.05, zorder=5, annotation_clip=False,
    )  # fmt: skip
    return name, leader


def _spread(
    marks: Sequence[tuple[Annotation, Line2D]],
    ends: NDArray[np.float64],
    size: float,
    area: tuple[float, float],
) -> None:
    """Set the names at the heights of the ends of their curves, moved apart where they would overlap."""
    if not marks:
        return
    wide, high = area
    at = (ends + _TOP) / (2 * _TOP) * high
    labels = [mark.get_text() for mark, _ in marks]
    size *= min(1.0, high / float(_heights(labels, size).sum()))
    middles = apart(at, _heights(labels, size), high)
    for (mark, leader), end, middle in zip(marks, at.tolist(), middles.tolist(), strict=True):
        mark.set_fontsize(size)
        mark.set_position((_LEADER, middle - end))
        x = [1.0, 1 + (_LEADER - 6) / wide, 1 + (_LEADER - 2) / wide]
        leader.set_data(x, [end / high, middle / high, middle / high])


def apart(at: NDArray[np.float64], heights: NDArray[np.float64], high: float) -> NDArray[np.float64]:
    """Middles of labels in one column, nearest to the wanted ones (in squares), none over another.

    Parameters
    ----------
    at : array, shape (labels,)
        Wanted middles.
    heights : array, shape (labels,)
    high : float
        Of the column; labels leave it only where they have no room.

    Examples
    --------
    >>> apart(np.array([50.0, 50.0, 0.0]), np.array([10.0, 10.0, 10.0]), 100.0).tolist()
    [45.0, 55.0, 5.0]
    """
    order = np.argsort(at, kind="stable")
    tall = heights[order]
    # without overlap, middles less what the labels below take never fall: pool neighbours that do
    below = np.cumsum(tall) - tall / 2
    blocks: list[list[float]] = []
    for wanted in (at[order] - below).tolist():
        blocks.append([wanted, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            last, many = blocks.pop()
            first, few = blocks[-1]
            blocks[-1] = [(first * few + last * many) / (few + many), few + many]
    start = np.repeat([each[0] for each in blocks], [int(each[1]) for each in blocks])
    free = max(high - float(tall.sum()), 0.0)
    out = np.empty(len(at))
    out[order] = start.clip(0.0, free) + below
    return out


def _handle(letter: str) -> Any:
    from matplotlib.lines import Line2D

    width = 0.9 if letter == THIN else 1.7
    return Line2D([], [], color=LINES[letter], linestyle=DASHES[letter], linewidth=width)


def _notes(
    parts: Sequence[tuple[str, pd.DataFrame]],
    drawn: Sequence[tuple[str, pd.DataFrame]],
    words: Mapping[str, str],
    lang: str,
    conf_level: float | None,
) -> list[str]:
    """What bands, question marks and chords are, and which attributes have no curve."""
    found = []
    banded = any(part["conf_low"].notna().any() for _, part in drawn)
    if banded and conf_level is not None:
        found.append(text("figure.kano_curves_bands", lang, level=f"{100 * conf_level:g}"))
    elif drawn:
        found.append(text("figure.kano_curves_shape", lang))
    if any(part["category"].iloc[0] == "I" for _, part in drawn):
        found.append(text("figure.kano_curves_chord", lang))
    if any(part["contested"].iloc[0] for _, part in drawn):
        found.append(text("figure.kano_curves_contested", lang))
    there = {name for name, _ in drawn}
    absent = [words[name] for name, _ in parts if name not in there]
    if absent:
        between = "、" if lang == "zh" else ", "
        found.append(text("figure.kano_curves_none", lang, attributes=between.join(absent)))
    return found
