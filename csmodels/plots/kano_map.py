"""Better-worse map: attributes as points with joint ellipses, labels that keep clear of each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.numerics.kano.coefficients import ellipse as ellipse_points
from csmodels.plots.kano_look import CATEGORIES, LINES, category_word, point_look
from csmodels.plots.kano_map_frame import CORNER_SIZE, Plan, Words, dress, fit_names, plan_words, settle
from csmodels.plots.labels import ON_POINT, Box, Placement, place_labels
from csmodels.plots.legends import draw_legend
from csmodels.plots.point_names import LABEL_SIZE, PointNames, broken
from csmodels.plots.style import INK, MUTED, figure_style
from csmodels.plots.textfit import text_size
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

_MARK, _MARKS = 6.5, (4.5, 11.0)  # diameter of a point; of the least and the most important one
_OUTLINE = 36  # points of an ellipse
_FAR = 26.0  # points from which on a name is far from its point
#: Places of the quadrants' names, in parts of the data area.
_CORNERS = (("A", 0.01, 0.99), ("O", 0.99, 0.99), ("I", 0.01, 0.01), ("M", 0.99, 0.01))
_DASHES: dict[str, Any] = {"half": (0, (5, 3)), "mean": (0, (1.2, 2.2))}
_ENDS = ("better_low", "better_high", "worse_low", "worse_high")


def better_worse_map(
    frame: pd.DataFrame,
    lines: dict[str, tuple[float, float]],
    *,
    conf_level: float = 0.95,
    ellipse: bool = True,
    size: bool = False,
    labels: bool = True,
    notes: Sequence[str] = (),
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw attributes by better (upwards) and worse without its sign (to the right), both 0 to 1.

    When to use it: to show at a glance what kind of attribute each one is, and how surely. Where names would
    cover each other the points get numbers, and the names stand under the map.

    Parameters
    ----------
    frame : DataFrame
        One row per attribute, its label as index: columns ``better``, ``better_std_error``, ``better_low``,
        ``better_high``, the same of ``worse`` (-1 to 0), ``covariance``, ``category`` (its letter),
        ``contested`` (bool) and, with `size`, ``importance``. Rows without coefficients are not drawn.
    lines : mapping
        Of "half", "mean" those that are drawn: where, as (better, worse without its sign).
    conf_level : float
        Of the ellipses.
    ellipse : bool
        Draw joint regions; limits as bars where there is no region but there are limits.
    size : bool
        Marks by importance.
    labels : bool
        Name the points.
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
    there = np.isfinite(frame[["better", "worse"]].to_numpy(dtype=float)).all(axis=1)
    known = frame[there]
    with figure_style() as families:
        drawn = _Map(known, lines, conf_level, size, families)
        entries = drawn.entries(lang, ellipse)
        words = Words(
            tuple(str(label) for label in known.index) if labels else (),
            tuple(str(i + 1) for i in np.flatnonzero(there)),
            title or "",
            text("figure.kano_map_worse", lang),
            text("figure.kano_map_better", lang),
            tuple(word for word, _ in entries),
            tuple(notes),
        )
        plan, ax, given = settle(
            ax,
            lambda *asked: plan_words(words, *asked),
            lambda inner, scale: _clean(drawn, words, inner, scale),
        )
        ax.set_xlim(0, 1)
        ax.set_ylim(0, 1)
        drawn.draw(ax, plan.scale, ellipse)
        dress(ax, plan, families)
        draw_legend(ax, plan.legend, [handle for _, handle in entries], families)
        placed = _Placed(ax, drawn, words, plan, families, lang)
        fit_names(ax, plan, placed.arrange, given=given)
        return ax


class _Map:
    """The points, their regions and the lines, in data units."""

    def __init__(
        self,
        frame: pd.DataFrame,
        lines: dict[str, tuple[float, float]],
        conf_level: float,
        size: bool,
        families: list[str],
    ) -> None:
        self.frame, self.lines, self.level, self.families = frame, lines, conf_level, families
        self.at = np.column_stack([-frame["worse"].to_numpy(float), frame["better"].to_numpy(float)])
        self.letters = [str(letter) for letter in frame["category"]]
        self.contested = frame["contested"].to_numpy(dtype=bool)
        self.importance = frame["importance"].to_numpy(dtype=float) if size else np.full(len(frame), np.nan)
        self.sizes = _mark_sizes(self.importance) if size else np.full(len(frame), _MARK)
        self.regions = [_region(row, conf_level) for _, row in frame.iterrows()]
        self.limits = frame[list(_ENDS)].to_numpy(dtype=float)

    def draw(self, ax: Axes, scale: float, ellipse: bool) -> None:
        """Lines, regions, points."""
        from matplotlib.colors import to_rgba
        from matplotlib.patches import Polygon

        for name, (better, worse) in self.lines.items():
            style = {"color": MUTED, "linewidth": 1.0 * scale, "linestyle": _DASHES[name], "zorder": 1}
            ax.axvline(worse, label=f"_{name}", **style)
            ax.axhline(better, label=f"_{name}", **style)
        for i, ((x, y), letter) in enumerate(zip(self.at, self.letters, strict=True)):
            color = LINES.get(letter, INK)
            region = self.regions[i]
            if ellipse and region is not None:
                # a region may reach beyond what coefficients can be: the axes cut it off
                ax.add_patch(
                    Polygon(region, closed=True, facecolor=to_rgba(color, 0.10),
                            edgecolor=to_rgba(color, 0.75), linewidth=0.8 * scale, zorder=2.5,
                            label="_ellipse")
                )  # fmt: skip
            elif ellipse:
                self._bars(ax, i, color, scale)
            ax.plot([x], [y], label="_attribute", **self.look(i, scale))

    def look(self, i: int, scale: float) -> dict[str, Any]:
        """Marker of an attribute: hollow where R or Q leads, half filled where the label is contested."""
        return point_look(self.letters[i], bool(self.contested[i]), float(self.sizes[i]) * max(scale, 0.75))

    def _bars(self, ax: Axes, i: int, color: str, scale: float) -> None:
        """Limits of each coefficient on its own, where they have no joint region."""
        x, y = self.at[i]
        low, high, worse_low, worse_high = self.limits[i]
        for ends in (([x, x], [low, high]), ([-worse_low, -worse_high], [y, y])):
            if np.isfinite(ends).all():
                ax.plot(
                    *ends,
                    color=color,
                    linewidth=1.0 * scale,
                    alpha=0.7,
                    zorder=2.5,
                    clip_on=False,
                    label="_limits",
                )

    def entries(self, lang: str, ellipse: bool) -> list[tuple[str, Any]]:
        """The legend: categories that are there, regions, lines, sizes."""
        from matplotlib.lines import Line2D
        from matplotlib.patches import Patch

        found: list[tuple[str, Any]] = []
        for letter in [each for each in CATEGORIES if each in self.letters]:
            word = category_word(letter, lang)
            if letter in "RQ":
                word = text("figure.kano_map_hollow", lang, category=word)
            found.append((word, Line2D([], [], **point_look(letter, False, _MARK))))
        if self.contested.any():
            handle = Line2D([], [], **(point_look("O", True, _MARK) | {"color": INK, "markeredgecolor": INK}))
            found.append((text("figure.kano_map_contested", lang), handle))
        if ellipse and any(region is not None for region in self.regions):
            word = text("figure.kano_map_ellipse", lang, level=f"{100 * self.level:g}")
            found.append((word, Patch(facecolor="#EEEEEE", edgecolor=INK, linewidth=0.8)))
        for name in self.lines:
            handle = Line2D([], [], color=MUTED, linewidth=1.0, linestyle=_DASHES[name])
            found.append((text(f"figure.kano_map_{name}", lang), handle))
        known = self.importance[np.isfinite(self.importance)]
        for value in sorted({float(known.min()), float(known.max())}) if len(known) else ():
            size = float(_MARKS[0] if len(known) < 2 or value == known.min() else _MARKS[1])
            word = text("figure.kano_map_importance", lang, value=f"{value:.1f}")
            found.append((word, Line2D([], [], **(point_look("O", False, size) | {"color": MUTED}))))
        return found


def _mark_sizes(importance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Diameters from the least to the most important attribute; the smallest where none was stated."""
    known = importance[np.isfinite(importance)]
    if not len(known) or known.max() == known.min():
        return np.full(len(importance), _MARKS[0])
    share = (importance - known.min()) / (known.max() - known.min())
    found: NDArray[np.float64] = _MARKS[0] + (_MARKS[1] - _MARKS[0]) * np.nan_to_num(share, nan=0.0)
    return found


def _region(row: pd.Series[Any], conf_level: float) -> NDArray[np.float64] | None:
    """The joint region as (worse without its sign, better); None without errors."""
    both = float(row["covariance"])
    cov = [
        [float(row["worse_std_error"]) ** 2, -both],
        [-both, float(row["better_std_error"]) ** 2],
    ]
    found = ellipse_points([-float(row["worse"]), float(row["better"])], cov, conf_level, _OUTLINE)
    return found if np.isfinite(found).all() else None


# ------------------------------------------------------------------ how the words fit


def _clean(drawn: _Map, words: Words, inner: tuple[float, float], scale: float) -> bool:
    """Whether all names find a place where they cover neither each other nor a point."""
    if not words.labels:
        return True
    found = _positions(drawn, broken(words.labels, inner[0], scale), inner, scale)
    at = drawn.at * np.array(inner)
    if found.overlap > 0 or found.covers(at):
        return False
    # many names far from their points are harder to read than numbers
    return bool((found.away(at) > _FAR * scale).sum() <= len(at) / 5)


def _positions(
    drawn: _Map, shown: Sequence[str], inner: tuple[float, float], scale: float, size: float = LABEL_SIZE
) -> Placement:
    """Places of the labels in a data area of so many points."""
    wide, high = inner
    points = [(float(x) * wide, float(y) * high) for x, y in drawn.at]
    fixed: list[tuple[Box, float]] = []
    for (x, y), mark in zip(points, drawn.sizes, strict=True):
        half = (float(mark) / 2 + 1.5) * scale
        fixed.append(((x - half, y - half, x + half, y + half), ON_POINT))
    for region in drawn.regions:
        if region is not None:
            (left, low), (right, top) = region.min(axis=0), region.max(axis=0)
            fixed.append(((left * wide, low * high, right * wide, top * high), 0.04))
    for better, worse in drawn.lines.values():
        fixed.append(((worse * wide - 1.5, 0.0, worse * wide + 1.5, high), 2.0))
        fixed.append(((0.0, better * high - 1.5, wide, better * high + 1.5), 2.0))
    for box in _corner_boxes(inner, scale):
        fixed.append((box, ON_POINT))
    reach = [max(0.0, (float(mark) - _MARK) / 2) * scale for mark in drawn.sizes]
    sizes = [text_size(words, size * scale) for words in shown]

    def misplaced(i: int, middles: NDArray[np.float64]) -> NDArray[np.float64]:
        # in another quadrant a name would be read as being there
        cost = np.zeros(len(middles))
        for better, worse in drawn.lines.values():
            line = np.array([worse * wide, better * high])
            cost += 10.0 * ((middles > line) != (np.array(points[i]) > line)).sum(axis=1)
        return cost

    return place_labels(points, sizes, fixed, inner, scale, misplaced, reach)


def _corner_boxes(inner: tuple[float, float], scale: float) -> list[Box]:
    """Room that the quadrants' names may take in either language."""
    wide, high = min(0.32 * inner[0], 118 * scale), 1.5 * CORNER_SIZE * scale
    return [
        (x * (inner[0] - wide), y * (inner[1] - high), x * (inner[0] - wide) + wide,
         y * (inner[1] - high) + high)
        for x, y in ((0, 0), (0, 1), (1, 0), (1, 1))
    ]  # fmt: skip


class _Placed:
    """Names and the quadrants' names: made once, and put into place whenever the size is known."""

    def __init__(
        self, ax: Axes, drawn: _Map, words: Words, plan: Plan, families: list[str], lang: str
    ) -> None:
        self.drawn, self.plan = drawn, plan
        self.size = (0.0, 0.0)
        self.corners = [self._corner(ax, letter, x, y, families, lang) for letter, x, y in _CORNERS]
        numbers = words.numbers if plan.numbered else ()
        self.names = PointNames(ax, drawn.at, words.labels, numbers, plan.scale, families)

    def _corner(self, ax: Axes, letter: str, x: float, y: float, families: list[str], lang: str) -> Text:
        return ax.text(
            x, y, category_word(letter, lang), transform=ax.transAxes, ha="left" if x < 0.5 else "right",
            va="bottom" if y < 0.5 else "top", color=MUTED, family=families, parse_math=False, zorder=1.5,
            fontsize=CORNER_SIZE * self.plan.scale, style="italic" if lang == "en" else "normal",
        )  # fmt: skip

    def arrange(self, width: float, height: float) -> None:
        """Set the places for a data area of so many points."""
        if math.dist(self.size, (width, height)) < 0.5:
            return
        self.size = area = (width, height)
        scale = self.plan.scale
        for corner in self.corners:
            wide = text_size(corner.get_text(), CORNER_SIZE * scale)[0]
            corner.set_fontsize(CORNER_SIZE * scale * min(1.0, 0.48 * width / wide))

        def place(shown: Sequence[str], size: float) -> Placement:
            return _positions(self.drawn, shown, area, scale, size)

        self.names.arrange(self.drawn.at * np.array(area), area, place)
