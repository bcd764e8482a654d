"""DuMouchel's plane: attributes by the means of their scores, with error bars drawn wherever they reach."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.plots.charts import need_columns
from csmodels.plots.kano_frame import WIDTH, Frame, dress, new_axes, planned, scale_of
from csmodels.plots.kano_look import CATEGORIES, LINES, category_word, point_look
from csmodels.plots.labels import ON_POINT, Box, Placement, place_labels, shared
from csmodels.plots.point_names import LABEL_SIZE, PointNames, broken
from csmodels.plots.slot import room
from csmodels.plots.style import INK, MUTED, figure_style
from csmodels.plots.textfit import LINE_HEIGHT, text_size
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

CORNER_SIZE, MARK_SIZE = 9.0, 6.5
HEIGHT = 372.0  # of the data area in a new figure, in points
#: Scores that lie in a quadrant, and what divides these.
SQUARE, LINE = (0.0, 4.0), 2.0
#: Ground beyond the quadrants.
SHADE = "#EFEFEF"
_SIDE = 34.0  # of the numbers at the left
_AIR = 0.12  # beyond the last point or bar, in scores
#: Quadrants: letter, and its end of either axis.
_QUADRANTS = (("A", 0, 1), ("O", 1, 1), ("I", 0, 0), ("M", 1, 0))
_MOST_FAR = 0.45  # of the names may need a line to their point; else points get numbers
_COLUMNS = tuple(f"{name}{end}" for name in ("dysfunctional", "functional") for end in ("", "_low", "_high"))
Array = NDArray[np.float64]


def plane_chart(
    frame: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    conf_level: float | None = None,
    notes: Sequence[str] = (),
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw attributes by dysfunctional (to the right) and functional score (upwards), with error bars.

    Where names would cover each other the points get numbers, and the names stand under the picture.

    Parameters
    ----------
    frame : DataFrame
        By attribute: columns ``dysfunctional`` and ``functional``, each with ``_low`` and ``_high`` (missing
        limits draw no bar), ``category`` (its letter), ``contested`` (whether that label is). The axes
        reach from 0 to 4 and further wherever a mean or a bar lies outside.
    names : mapping, optional
        Words of the attributes.
    conf_level : float, optional
        Level of the bars, named under the picture.
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
    >>> values = {"dysfunctional": [1.0], "dysfunctional_low": [0.8], "dysfunctional_high": [1.2]}
    >>> values |= {"functional": [-0.5], "functional_low": [-0.8], "functional_high": [-0.2]}
    >>> ax = plane_chart(pd.DataFrame({**values, "category": "R", "contested": False}, index=["Calls"]))
    >>> [round(float(end), 2) for end in ax.get_ylim()]
    [-0.92, 4.12]
    """
    check_language(lang)
    need_columns(frame, *_COLUMNS, "category", "contested")
    known = frame[np.isfinite(frame[["dysfunctional", "functional"]].to_numpy(dtype=np.float64)).all(axis=1)]
    words = {str(name): (names or {}).get(str(name), str(name)) for name in frame.index}
    with figure_style() as families:
        drawn = _Plane(known, [words[str(name)] for name in known.index])
        entries = drawn.entries(lang)
        told = (*_notes(frame, known, words, lang, conf_level), *notes)

        def framed(scale: float, numbered: bool) -> Frame:
            return Frame(
                title=title or "",
                xlabel=text("figure.kano_plane_x", lang),
                ylabel=text("figure.kano_plane_y", lang),
                legend=tuple(word for word, _ in entries),
                notes=told,
                left=_SIDE * scale,
                right=12.0,
                key=tuple(drawn.names) if numbered else (),
            )

        def names_fit(width: float, height: float | None, scale: float) -> bool:
            m = planned(framed(scale, False), width, scale, height).margins
            high = HEIGHT if height is None else height - m.above - m.below
            return drawn.clean((max(width - m.left - m.right, 40.0), max(high, 40.0)), scale, lang)

        if ax is None:
            numbered, scale = not names_fit(72 * WIDTH, None, 1.0), 1.0
            ax = new_axes(framed(scale, numbered), HEIGHT)
        else:
            width, height = room(ax)
            scale = scale_of(ax, 330.0, 300.0, lambda scale: framed(scale, False))
            numbered = not names_fit(width, height, scale)
            if numbered:
                scale = scale_of(ax, 330.0, 300.0, lambda scale: framed(scale, True))
        drawn.draw(ax, scale)
        placed = _Placed(ax, drawn, numbered, scale, families, lang)
        dress(ax, framed(scale, numbered), [handle for _, handle in entries], families, scale, placed.arrange)
        ax.grid(visible=False)
        return ax


class _Plane:
    """The points and bars, in scores."""

    def __init__(self, frame: pd.DataFrame, names: list[str]) -> None:
        self.frame, self.names = frame, names
        self.figures = frame[list(_COLUMNS)].to_numpy(dtype=np.float64)
        self.at = self.figures[:, [0, 3]]
        self.looks = [
            (str(letter), str(letter) not in ("R", "Q", "") and bool(contested))
            for letter, contested in zip(frame["category"], frame["contested"], strict=True)
        ]
        self.ends = [_ends(self.figures[:, :3]), _ends(self.figures[:, 3:])]

    def draw(self, ax: Axes, scale: float) -> None:
        """The ground, the lines, bars and points."""
        (x0, x1), (y0, y1) = self.ends
        ax.set_xlim(x0, x1)
        ax.set_ylim(y0, y1)
        for span, ends in ((ax.axvspan, (x0, x1)), (ax.axhspan, (y0, y1))):
            for low, high in ((ends[0], SQUARE[0]), (SQUARE[1], ends[1])):
                if high - low > _AIR + 1e-9:
                    span(low, high, facecolor=SHADE, linewidth=0, zorder=0, label="_outside")
        for line in (ax.axvline, ax.axhline):
            line(LINE, color=MUTED, linewidth=1.0, linestyle=(0, (5, 3)), zorder=1, label="_line")
            for edge in SQUARE:
                line(edge, color="#BDBDBD", linewidth=0.7, zorder=0.5, label="_edge")
        for (x, x_low, x_high, y, y_low, y_high), look in zip(self.figures, self.looks, strict=True):
            style: dict[str, Any] = {
                "color": LINES.get(look[0], INK),
                "linewidth": 1.1,
                "alpha": 0.7,
                "zorder": 2,
            }
            if np.isfinite([x_low, x_high]).all():
                ax.plot([x_low, x_high], [y, y], label="_bar", **style)
            if np.isfinite([y_low, y_high]).all():
                ax.plot([x, x], [y_low, y_high], label="_bar", **style)
        for (x, y), look in zip(self.at, self.looks, strict=True):
            ax.plot([x], [y], label="_attribute", **point_look(*look, MARK_SIZE * max(scale, 0.75)))

    def entries(self, lang: str) -> list[tuple[str, Any]]:
        """The legend: categories that are there, contested labels, lines."""
        from matplotlib.lines import Line2D

        found: list[tuple[str, Any]] = []
        for letter in [each for each in CATEGORIES if any(each == look[0] for look in self.looks)]:
            word = category_word(letter, lang)
            if letter in "RQ":
                word = text("figure.kano_map_hollow", lang, category=word)
            found.append((word, Line2D([], [], **point_look(letter, False, MARK_SIZE))))
        if any(contested for _, contested in self.looks):
            style = point_look("O", True, MARK_SIZE) | {"color": INK, "markeredgecolor": INK}
            found.append((text("figure.kano_map_contested", lang), Line2D([], [], **style)))
        dashed = Line2D([], [], color=MUTED, linewidth=1.0, linestyle=(0, (5, 3)))
        return [*found, (text("figure.kano_plane_lines", lang), dashed)]

    def points(self, values: Any, area: tuple[float, float]) -> Array:
        """Places of (x, y) in the data area, in points; shape (..., 2)."""
        low, high = np.array(self.ends).T
        found: Array = (np.asarray(values, dtype=np.float64) - low) / (high - low) * np.array(area)
        return found

    def obstacles(self, area: tuple[float, float], scale: float) -> list[tuple[Box, float]]:
        """Points and bars as boxes, with how much it costs to cover them."""
        found: list[tuple[Box, float]] = []
        reach = (MARK_SIZE / 2 + 1.5) * scale
        for x, x_low, x_high, y, y_low, y_high in self.figures:
            across, up = self.points((x, y), area).tolist()
            found.append(((across - reach, up - reach, across + reach, up + reach), ON_POINT))
            for low, high in (((x_low, y), (x_high, y)), ((x, y_low), (x, y_high))):
                if np.isfinite([*low, *high]).all():
                    (left, down), (right, top) = self.points([low, high], area).tolist()
                    found.append(((left - 1, down - 1, right + 1, top + 1), 3.0))
        return found

    def corners(self, area: tuple[float, float], scale: float, lang: str) -> list[Box]:
        """Where the names of the quadrants stand: in a corner of theirs, or where fewest points are."""
        fixed = self.obstacles(area, scale)
        boxes, costs = np.array([box for box, _ in fixed]).reshape(-1, 4), np.array([c for _, c in fixed])
        found = []
        for letter, right, top in _QUADRANTS:
            wide, high = text_size(category_word(letter, lang), CORNER_SIZE * scale)
            ends = [(max(SQUARE[0], e[0]), min(SQUARE[1], e[1])) for e in self.ends]
            low = [ends[k][0] if not side else LINE for k, side in enumerate((right, top))]
            up = [ends[k][1] if side else LINE for k, side in enumerate((right, top))]
            (x0, y0), (x1, y1) = self.points([low, up], area).tolist()
            room_x, room_y = max(x1 - x0 - wide - 6, 0.0), max(y1 - y0 - high - 4, 0.0)
            # from the outer corner inwards
            shares = [(a, b) for b in (0.0, 0.5, 1.0) for a in (0.0, 0.5, 1.0)]
            places = np.array(
                [
                    (
                        x0 + 3 + room_x * (1 - a if right else a),
                        y0 + 2 + room_y * (1 - b if top else b),
                    )
                    for a, b in shares
                ]
            )
            tried = np.column_stack([places, places + np.array([wide, high])])
            cost = shared(tried, boxes) @ costs if len(boxes) else np.zeros(len(tried))
            found.append(tuple(tried[int((cost + 4.0 * np.arange(len(tried))).argmin())].tolist()))
        return found

    def positions(
        self, shown: Sequence[str], area: tuple[float, float], scale: float, size: float, lang: str
    ) -> Placement:
        """Places of the labels in a data area of so many points."""
        fixed = self.obstacles(area, scale)
        fixed += [(box, ON_POINT) for box in self.corners(area, scale, lang)]
        across, up = self.points((LINE, LINE), area).tolist()
        fixed.append(((across - 1.5, 0.0, across + 1.5, area[1]), 2.0))
        fixed.append(((0.0, up - 1.5, area[0], up + 1.5), 2.0))
        points = [tuple(each) for each in self.points(self.at, area).tolist()]
        return place_labels(points, [text_size(each, size * scale) for each in shown], fixed, area, scale)

    def clean(self, area: tuple[float, float], scale: float, lang: str) -> bool:
        """Whether names find places that can be read: clear of each other and of points, most near."""
        shown = broken(self.names, area[0], scale)
        found = self.positions(shown, area, scale, LABEL_SIZE, lang)
        near = found.far.sum() <= _MOST_FAR * len(self.at)
        return bool(near and found.overlap == 0 and not found.covers(self.points(self.at, area)))


def _ends(values: Array) -> tuple[float, float]:
    """Ends of an axis: 0 to 4, and further where a mean or a bar is outside."""
    known = values[np.isfinite(values)]
    low, high = min(SQUARE[0], known.min(initial=0.0)), max(SQUARE[1], known.max(initial=0.0))
    return float(low) - _AIR, float(high) + _AIR


class _Placed:
    """Labels and the quadrants' names: made once, and put into place whenever the size is known."""

    def __init__(
        self, ax: Axes, drawn: _Plane, numbered: bool, scale: float, families: list[str], lang: str
    ) -> None:
        self.drawn, self.scale, self.lang = drawn, scale, lang
        self.size = (0.0, 0.0)
        numbers = [str(i) for i in range(1, len(drawn.names) + 1)] if numbered else ()
        self.labels = PointNames(ax, drawn.at, drawn.names, numbers, scale, families)
        self.corners: list[Text] = [
            ax.text(
                0.0, 0.0, category_word(letter, lang), transform=ax.transAxes, ha="left", va="bottom",
                color=MUTED, family=families, parse_math=False, zorder=1.5, fontsize=CORNER_SIZE * scale,
                style="italic" if lang == "en" else "normal",
            )
            for letter, _, _ in _QUADRANTS
        ]  # fmt: skip

    def arrange(self, width: float, height: float) -> None:
        """Set the places for a data area of so many points."""
        if math.dist(self.size, (width, height)) < 0.5:
            return
        self.size = area = (width, height)
        boxes = self.drawn.corners(area, self.scale, self.lang)
        for corner, (left, low, _, top) in zip(self.corners, boxes, strict=True):
            # a line of text is a little lower than the room it is given
            corner.set_position((left / width, (low + (1 - 1 / LINE_HEIGHT) * (top - low) / 2) / height))

        def place(shown: Sequence[str], size: float) -> Placement:
            return self.drawn.positions(shown, area, self.scale, size, self.lang)

        self.labels.arrange(self.drawn.points(self.drawn.at, area), area, place)


def _notes(
    frame: pd.DataFrame, known: pd.DataFrame, words: Mapping[str, str], lang: str, conf_level: float | None
) -> list[str]:
    """What the points and bars are, what the shade is, who is missing."""
    found = []
    if conf_level is not None and known[["functional_low", "dysfunctional_low"]].notna().to_numpy().any():
        found.append(text("figure.kano_plane_bars", lang, level=f"{100 * conf_level:g}"))
    elif len(known):
        found.append(text("figure.kano_plane_plain", lang))
    lowest = known[[c for c in _COLUMNS if not c.endswith("_high")]].min().min() if len(known) else 0.0
    if lowest < SQUARE[0]:
        found.append(text("figure.kano_plane_outside", lang))
    absent = [words[str(name)] for name in frame.index if name not in known.index]
    if absent:
        between = "、" if lang == "zh" else ", "
        found.append(text("figure.kano_plane_missing", lang, attributes=between.join(absent)))
    return found
