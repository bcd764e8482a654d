"""Path diagrams as journals print them: constructs in ellipses, coefficients on the arrows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, some
from csmodels.plots.diagram_tables import Construct, Path, read_edges, read_nodes
from csmodels.plots.layout import automatic_layout, checked_layout
from csmodels.plots.routing import HEXAGON_SLOPE, Arrow, Outline, Routing, part, route
from csmodels.plots.slot import Margins, keep_scaled, room
from csmodels.plots.style import INK, MUTED, figure_style, new_figure
from csmodels.plots.textfit import LINE_HEIGHT, line_width, text_size, wrap
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABEL_SIZE, FIGURE_SIZE, COEFFICIENT_SIZE, SMALL_SIZE = 10.0, 8.5, 9.0, 7.5
"""Font sizes in points: construct names, numbers in ellipses, coefficients, intervals and notes."""

_TITLE_SIZE = 12.0
_LEAST_NOTE = 6.0  # points; the note says how to read the picture, however small that is
_LABEL_WIDTH = 84.0  # a construct's name is broken into lines above this width
_LABEL_LINES = 5  # longer names are cut short
_MARGIN = 8.0  # around the picture
_COLUMN_GAP, _ROW_GAP = 58.0, 34.0  # between neighbouring ellipses, at least
_GROWTH = (1.0, 1.1, 1.2, 1.3, 1.45, 1.6, 1.8, 2.0, 2.3)

_POSITIVE, _NEGATIVE, _WEAK, _RIM, _FILL = "#2F4B6B", "#B03030", "#8C8C8C", "#2F4B6B", "#EEF2F7"


def path_diagram(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    *,
    layout: Mapping[str, tuple[float, float]] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    lang: str = "en",
    color: bool = True,
    intervals: bool = False,
    stars: bool = False,
    decimals: int = 2,
    note: bool = True,
) -> Axes:
    """Draw a path model: constructs in ellipses, arrows as wide as their coefficients are large.

    When to use it: to show the structure of a fitted model on one page, in print or on a slide. A negative
    path is dashed and red, one whose interval contains 0 is thin and grey, so the picture can be read in
    black and white. Arrows bend around constructs and labels avoid each other; where the constructs stand too
    close for that, the whole picture is drawn larger.

    Parameters
    ----------
    nodes : DataFrame
        Indexed by construct name. Columns, all optional: ``label`` (text to show, else the name),
        ``r_squared`` (missing for constructs without predictors), ``index`` (a 0-100 score), ``kind``
        (``"reflective"``, an ellipse, or ``"composite"``, a hexagon).
    edges : DataFrame
        Columns ``source``, ``target``, ``estimate``; optional ``conf_low``, ``conf_high``, ``p_value`` and
        ``kind``: ``"path"``, or ``"loading"`` and ``"weight"`` between a higher-order construct and its
        dimensions, which are drawn thin. Without an interval a path counts as weak when its p-value is .05
        or more.
    layout : mapping, optional
        ``{construct: (x, y)}`` with x to the right, y upwards. Units do not matter: the two closest
        constructs become neighbours, one column or one row apart. Names that are not in `nodes` are ignored.
        Without it, constructs are arranged from left to right by the length of the paths that lead to them.
    ax : Axes, optional
        Draw here, scaled to fit also when the axes changes its size later. Without it a new figure of the
        right size is made.
    title : str, optional
    lang : {"en", "zh"}
        Language of the note and of the words in the ellipses; labels are shown as given.
    color : bool
        False draws in black and grey.
    intervals : bool
        Print each path's interval under its coefficient.
    stars : bool
        Mark p-values below .05, .01 and .001.
    decimals : int
        Decimals of coefficients and R².
    note : bool
        Explain dashes, grey, brackets and stars under the picture, where they occur.

    Returns
    -------
    matplotlib Axes
        Without frame; one unit is one point (1/72 inch) at the size at which texts have 10 points.

    Raises
    ------
    SpecificationError
        A path names an unknown construct, a path is listed twice or leads to its own construct, a construct
        has no place in `layout` or shares one, an unknown kind or language.

    Examples
    --------
    >>> nodes = pd.DataFrame({"label": ["Quality", "Satisfaction"], "r_squared": [None, 0.52]})
    >>> nodes.index = ["Q", "S"]
    >>> edges = pd.DataFrame({"source": ["Q"], "target": ["S"], "estimate": [0.72]})
    >>> ax = path_diagram(nodes, edges)
    >>> [drawn.get_text() for drawn in ax.texts]
    ['Quality', 'Satisfaction', 'R² = 0.52', '0.72']
    """
    check_language(lang)
    constructs = read_nodes(nodes, lang, decimals)
    paths = read_edges(
        edges, [one.name for one in constructs], intervals=intervals, stars=stars, decimals=decimals
    )
    names = [one.name for one in constructs]
    units = _units(names, paths, layout)
    with figure_style() as families:
        plan = _plan(constructs, paths, units, decimals, intervals)
        lines = _note_lines(paths, lang, decimals) if note else []
        picture = _Picture(plan, constructs, paths, color=color, families=families, decimals=decimals)
        return picture.draw(ax, title, "; ".join(lines) if lang == "en" else "；".join(lines))


def _units(
    names: Sequence[str], paths: Sequence[Path], layout: Mapping[str, tuple[float, float]] | None
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return each construct's place in units of columns and rows."""
    if layout is None:
        # dimensions stand before their whole, whichever way their arrows point
        layout = automatic_layout(
            names,
            [(p.target, p.source) if p.kind == "loading" else (p.source, p.target) for p in paths],
        )
    absent = [name for name in names if name not in layout]
    if absent:
        raise SpecificationError(f"layout gives no place for {some(absent)}; add {{name: (x, y)}} for each.")
    points = np.array([layout[name] for name in names], dtype=np.float64)
    if not np.isfinite(points).all():
        raise SpecificationError(
            "layout has a missing or infinite coordinate; give each construct two numbers."
        )
    same = [
        f"{one} and {two}"
        for i, one in enumerate(names)
        for two in names[i + 1 :]
        if tuple(layout[one]) == tuple(layout[two])
    ]
    if same:
        raise SpecificationError(f"layout puts {some(same)} in the same place; give each construct its own.")
    return checked_layout(names, {name: layout[name] for name in names})


@dataclass(frozen=True)
class _Plan:
    """Where everything stands, in points."""

    outlines: tuple[Outline, ...]
    routing: Routing
    labels: tuple[str, ...]  # construct names, broken into lines
    low: tuple[float, float]
    high: tuple[float, float]


def _plan(
    constructs: Sequence[Construct],
    paths: Sequence[Path],
    units: np.ndarray[Any, np.dtype[np.float64]],
    decimals: int,
    intervals: bool,
) -> _Plan:
    """Find the smallest size at which arrows and labels have room."""
    labels = tuple(wrap(one.label, _LABEL_WIDTH, LABEL_SIZE, _LABEL_LINES) for one in constructs)
    a, b = _ellipse(labels, [one.figures for one in constructs])
    sizes = [_coefficient_size(path, decimals) for path in paths]
    place = {one.name: i for i, one in enumerate(constructs)}
    pairs = [(place[path.source], place[path.target]) for path in paths]
    widest = max((width for width, _ in sizes), default=0.0)
    pitch = np.array(
        [2 * a + max(_COLUMN_GAP, widest + 36), 2 * b + max(_ROW_GAP, 46.0 if intervals else 40.0)]
    )

    def attempt(growth: float) -> tuple[list[Outline], Routing]:
        centres = units * pitch * growth
        outlines = [
            Outline(float(x), float(y), a, b, one.hexagon)
            for (x, y), one in zip(centres, constructs, strict=True)
        ]
        return outlines, route(outlines, pairs, sizes)

    best = attempt(_GROWTH[0])
    for growth in _GROWTH[1:]:
        if not (best[1].overlaps or best[1].covered):
            break
        tried = attempt(growth)
        if (tried[1].overlaps, tried[1].covered) < (best[1].overlaps, best[1].covered):
            best = tried
    outlines, routing = best
    corners = [np.array([[one.x - a, one.y - b], [one.x + a, one.y + b]]) for one in outlines]
    corners += [arrow.points() for arrow in routing.arrows]
    corners += [
        np.array(arrow.label) + np.array([[-w, -h], [w, h]]) / 2
        for arrow, (w, h) in zip(routing.arrows, sizes, strict=True)
    ]
    seen = np.concatenate(corners)
    low, high = seen.min(axis=0) - _MARGIN, seen.max(axis=0) + _MARGIN
    return _Plan(tuple(outlines), routing, labels, (low[0], low[1]), (high[0], high[1]))


def _ellipse(labels: Sequence[str], figures: Sequence[str]) -> tuple[float, float]:
    """Return half-width and half-height of an ellipse that holds the text of every construct."""
    heights, corners = [], []
    for label, below in zip(labels, figures, strict=True):
        rows = [(line, LABEL_SIZE) for line in label.split("\n")]
        rows += [(line, FIGURE_SIZE) for line in below.split("\n") if line]
        total = sum(LINE_HEIGHT * size for _, size in rows)
        heights.append(total)
        top = total / 2
        for line, size in rows:
            height = LINE_HEIGHT * size
            # The corners of a line's letters, not of its line box, decide whether it fits.
            far = max(abs(top - 0.2 * height), abs(top - 0.85 * height))
            corners.append((line_width(line, size) / 2, far))
            top -= height
    b = max(23.0, math.ceil(max(heights) / 2 + 8))
    a = max((x + 5) / math.sqrt(1 - (y / b) ** 2) for x, y in corners)
    return max(40.0, float(math.ceil(a))), float(b)


def _coefficient_size(path: Path, decimals: int) -> tuple[float, float]:
    width, height = text_size(path.coefficient(decimals), COEFFICIENT_SIZE)
    if path.interval:
        below, more = text_size(path.interval, SMALL_SIZE)
        return max(width, below), height + more
    return width, height


def _note_lines(paths: Sequence[Path], lang: str, decimals: int) -> list[str]:
    lines = []
    if any(path.negative(decimals) for path in paths):
        lines.append(text("figure.negative", lang))
    if any(path.weak for path in paths):
        lines.append(text("figure.weak", lang))
    for kind in ("loading", "weight"):
        if any(path.kind == kind for path in paths):
            lines.append(text(f"figure.thin_{kind}", lang))
    if any(path.interval for path in paths):
        lines.append(text("figure.brackets", lang))
    if any(path.stars for path in paths):
        lines.append(text("figure.stars", lang))
    return lines


def _scale(offered: tuple[float, float], drawn: tuple[float, float]) -> float:
    """Return how large a picture can be in a place; words are not blown up beyond all measure."""
    return min(offered[0] / drawn[0], offered[1] / drawn[1], 1.6)


@dataclass(frozen=True)
class _Picture:
    """Puts a plan on an axes."""

    plan: _Plan
    constructs: Sequence[Construct]
    paths: Sequence[Path]
    color: bool
    families: list[str]
    decimals: int

    def draw(self, ax: Axes | None, title: str | None, note: str) -> Axes:
        (left, low), (right, high) = self.plan.low, self.plan.high
        note_size, given = SMALL_SIZE, ax is not None
        if ax is not None:
            # In a small axes the note keeps a size at which it can be read, and gets more lines.
            offered = room(ax, margin=False)
            note_size = max(SMALL_SIZE, _LEAST_NOTE / _scale(offered, (right - left, high - low)))
            title = wrap(title, offered[0], _TITLE_SIZE) if title else title
        note = wrap(note, right - left - 2 * _MARGIN * given, note_size, max_lines=4) if note else ""
        low -= text_size(note, note_size)[1] + 2 if note else 0.0
        width, height = right - left, high - low
        if ax is None:
            # A title may need more room above; the axes has the picture's size exactly, so texts keep theirs.
            head = 26.0 * (1 + title.count("\n")) if title else 0.0
            wide = max(width, text_size(title, _TITLE_SIZE)[0] + 2 * _MARGIN) if title else width
            figure = new_figure(wide / 72, (height + head) / 72)
            inches = np.array([figure.get_figwidth(), figure.get_figheight()]) * 72
            ax = figure.add_axes(
                ((inches[0] - width) / 2 / inches[0], 0.0, width / inches[0], height / inches[1])
            )
        ax.set_axis_off()
        ax.set_xlim(left, right)
        ax.set_ylim(low, high)
        ax.set_aspect("equal")
        for path, arrow in zip(self.paths, self.plan.routing.arrows, strict=True):
            self._draw_arrow(ax, path, arrow)
        for one, outline, label in zip(self.constructs, self.plan.outlines, self.plan.labels, strict=True):
            self._draw_construct(ax, one, outline, label)
        for path, arrow in zip(self.paths, self.plan.routing.arrows, strict=True):
            self._draw_coefficient(ax, path, arrow)
        if note:
            # In a given axes it hangs from below the constructs: it never rises onto them.
            y, side = (self.plan.low[1], "top") if given else (low + 2, "bottom")
            self._write(ax, left + _MARGIN, y, note, note_size, MUTED, ha="left", va=side)
        if title:
            ax.set_title(title, family=self.families, fontsize=_TITLE_SIZE, color=INK, parse_math=False)
        if given:
            above = 8.0 + LINE_HEIGHT * _TITLE_SIZE * (1 + title.count("\n")) if title else 0.0
            keep_scaled(
                ax, Margins(0.0, 0.0, above, 0.0), lambda wide, high: _scale((wide, high), (width, height))
            )
        return ax

    def _write(self, ax: Axes, x: float, y: float, words: str, size: float, color: str, **more: Any) -> None:
        options = {"ha": "center", "va": "center", "linespacing": 1.1, "zorder": 5, **more}
        ax.text(x, y, words, fontsize=size, color=color, family=self.families, parse_math=False, **options)

    def _draw_construct(self, ax: Axes, one: Construct, outline: Outline, label: str) -> None:
        from matplotlib.patches import Ellipse, Polygon

        look: dict[str, Any] = {
            "facecolor": _FILL if self.color else "white",
            "edgecolor": _RIM if self.color else "black",
            "linewidth": 1.2,
            "zorder": 3,
            "label": one.name,
        }
        x, y, a, b = outline.x, outline.y, outline.a, outline.b
        if one.hexagon:
            inner = a * (1 - HEXAGON_SLOPE)
            corners = [(-a, 0), (-inner, b), (inner, b), (a, 0), (inner, -b), (-inner, -b)]
            ax.add_patch(Polygon([(x + dx, y + dy) for dx, dy in corners], closed=True, **look))
        else:
            ax.add_patch(Ellipse((x, y), 2 * a, 2 * b, **look))
        above = LINE_HEIGHT * LABEL_SIZE * (1 + label.count("\n"))
        below = LINE_HEIGHT * FIGURE_SIZE * (1 + one.figures.count("\n")) if one.figures else 0.0
        self._write(ax, x, y + below / 2, label, LABEL_SIZE, INK)
        if one.figures:
            self._write(ax, x, y - above / 2, one.figures, FIGURE_SIZE, INK)

    def _draw_arrow(self, ax: Axes, path: Path, arrow: Arrow) -> None:
        from matplotlib.patches import PathPatch, Polygon
        from matplotlib.path import Path as Outlines

        width = path.width
        negative = path.negative(self.decimals)
        tone = _NEGATIVE if negative else _POSITIVE
        color = _WEAK if path.weak else tone if self.color else "black"
        name = f"{path.source} → {path.target}"
        # The line ends where the head begins, so that a wide line does not show beside the tip.
        length = 6.5 + 1.5 * width
        points = arrow.points(200)
        away = np.linalg.norm(points - points[-1], axis=1)
        neck = int(np.flatnonzero(away >= length)[-1]) if away[0] > length else 0
        last = arrow.first + (arrow.last - arrow.first) * neck / (len(points) - 1)
        shaft = part(arrow.control, arrow.first, last)
        straight = np.allclose(shaft[1], (shaft[0] + shaft[2]) / 2, atol=1e-6)
        codes = [Outlines.MOVETO, Outlines.LINETO] if straight else [Outlines.MOVETO, *[Outlines.CURVE3] * 2]
        line = Outlines(shaft[[0, 2]] if straight else shaft, codes)
        dashes = (0, (4.0 / max(width, 1.2) * 1.3, 2.2 / max(width, 1.2) * 1.3)) if negative else "solid"
        ax.add_patch(
            PathPatch(
                line, fill=False, edgecolor=color, linewidth=width, linestyle=dashes, capstyle="butt",
                zorder=1, label=name,
            )
        )  # fmt: skip
        ahead = (points[-1] - points[neck]) / np.linalg.norm(points[-1] - points[neck])
        side = np.array([-ahead[1], ahead[0]]) * length * 0.4
        base = points[neck] - 0.5 * ahead
        ax.add_patch(
            Polygon(
                [points[-1], base + side, base - side],
                closed=True,
                color=color,
                linewidth=0,
                zorder=2,
                label="_background",
            )
        )

    def _draw_coefficient(self, ax: Axes, path: Path, arrow: Arrow) -> None:
        from matplotlib.patches import Rectangle

        x, y = arrow.label
        width, height = _coefficient_size(path, self.decimals)
        # The white gap in the arrow: what is under the coefficient is covered.
        gap = Rectangle(
            (x - width / 2 - 2, y - height / 2), width + 4, height, linewidth=0, zorder=4, label="_background"
        )
        gap.set_facecolor("white")
        ax.add_patch(gap)
        color = MUTED if path.weak else INK
        below = text_size(path.interval, SMALL_SIZE)[1] if path.interval else 0.0
        self._write(ax, x, y + below / 2, path.coefficient(self.decimals), COEFFICIENT_SIZE, color)
        if path.interval:
            up = text_size(path.coefficient(self.decimals), COEFFICIENT_SIZE)[1]
            self._write(ax, x, y - up / 2, path.interval, SMALL_SIZE, color)
