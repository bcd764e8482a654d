"""Maps of a penalty-reward analysis: range of impact by performance, and by its asymmetry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.plots.charts import need_columns
from csmodels.plots.kano_frame import Frame
from csmodels.plots.style import INK, MUTED, figure_style
from csmodels.plots.textfit import text_size
from csmodels.plots.three_look import line_color
from csmodels.plots.three_points import Array, Entries, PointMap, draw_map, ends_of
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIDE = 34.0  # of the numbers at the left
_ZONE = 8.0  # font size of the names of zones
_CLOUD = 250  # points of a cloud at most: more hide each other
#: Zones of asymmetry between the limits, from below.
ZONES = ("frustrator", "dissatisfier", "hybrid", "satisfier", "delighter")
_DASH: Any = (0, (5, 3))


def impact_range_map(
    frame: pd.DataFrame,
    *,
    ylabel: str,
    conf_level: float | None = None,
    notes: Sequence[str] = (),
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw attributes by the range of their impact (to the right) and mean performance (upwards).

    Where names would cover each other the points get numbers, and the names stand under the map.

    Parameters
    ----------
    frame : DataFrame
        By attribute, its words as index: columns ``riocs``, ``riocs_low``, ``riocs_high`` (missing limits
        draw no bar), ``performance``, ``class`` and ``unsure`` (bool).
    ylabel : str
        What performance is measured in.
    conf_level : float, optional
        Of the bars.
    notes : sequence of str
        Written under the map.
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes
        Lines stand at the means of the attributes drawn.
    """
    check_language(lang)
    need_columns(frame, "riocs", "riocs_low", "riocs_high", "performance", "class", "unsure")
    known = frame[np.isfinite(frame[["riocs", "performance"]].to_numpy(dtype=np.float64)).all(axis=1)]
    at = known[["riocs", "performance"]].to_numpy(dtype=np.float64)
    low, high = (known[f"riocs_{end}"].to_numpy(dtype=np.float64) for end in ("low", "high"))
    bars = [
        (a, float(y), b, float(y))
        for a, b, (_, y) in zip(low, high, at, strict=True)
        if np.isfinite([a, b]).all()
    ]
    middle = tuple(at.mean(axis=0).tolist()) if len(at) else (0.5, 0.5)
    drawn = _points(known, at, (ends_of(at[:, 0], high, zero=True), ends_of(at[:, 1], air=0.1)), bars,
                    upright=(middle[0],), level=(middle[1],))  # fmt: skip
    with figure_style() as families:
        from matplotlib.lines import Line2D

        entries = drawn.entries(lang)
        entries.append((text("figure.three_means", lang), Line2D([], [], color=MUTED, linestyle=_DASH)))
        if bars and conf_level is not None:
            word = text("figure.three_bars_level", lang, level=f"{100 * conf_level:g}")
            entries.append((word, Line2D([], [], color=INK, linewidth=1.1, alpha=0.7)))
        said = [*_missing(frame, known, "three_no_range", lang), *notes]

        def framed(scale: float, numbered: bool) -> Frame:
            across = text("figure.three_riocs", lang)
            return _frame(title, across, ylabel, entries, said, scale, 12.0, drawn, numbered)

        def draw(ax: Axes, scale: float) -> None:
            style: dict[str, Any] = {
                "color": MUTED,
                "linewidth": 1.0 * scale,
                "linestyle": _DASH,
                "zorder": 1,
            }
            ax.axvline(middle[0], label="_mean", **style)
            ax.axhline(middle[1], label="_mean", **style)
            _draw_bars(ax, drawn, known["class"], low, high, at)

        return draw_map(drawn, framed, [handle for _, handle in entries], draw, families, ax)


def asymmetry_map(
    frame: pd.DataFrame,
    clouds: Mapping[str, Array] | None = None,
    *,
    limits: tuple[float, float] = (0.1, 0.4),
    alpha: float = 0.05,
    notes: Sequence[str] = (),
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw attributes by range of impact (to the right) and its asymmetry (upwards, -1 to 1).

    A tick shows the asymmetry that an exactly linear world would have: what counts is how far the point is
    from its tick, not how far from 0.

    Parameters
    ----------
    frame : DataFrame
        By attribute, its words as index: columns ``riocs``, ``ia``, ``ia_linear``, ``p_value``, ``class`` and
        ``unsure`` (bool).
    clouds : mapping of the index to arrays, shape (members, 2), optional
        Range and asymmetry of each resample.
    limits : (inner, outer)
        Of the zones.
    alpha : float
        Below this p-value the line from tick to point is solid.
    notes : sequence of str
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes
    """
    check_language(lang)
    need_columns(frame, "riocs", "ia", "ia_linear", "p_value", "class", "unsure")
    known = frame[np.isfinite(frame[["riocs", "ia"]].to_numpy(dtype=np.float64)).all(axis=1)]
    at = known[["riocs", "ia"]].to_numpy(dtype=np.float64)
    shown = [_thinned((clouds or {}).get(name)) for name in known.index]
    linear, p = (known[name].to_numpy(dtype=np.float64) for name in ("ia_linear", "p_value"))
    ticks = [(x, y, x, t) for (x, y), t in zip(at, linear, strict=True) if np.isfinite(t)]
    every = np.concatenate([at[:, 0], *(cloud[:, 0] for cloud in shown)])
    lines = tuple(sign * limit for limit in limits for sign in (-1, 1))
    drawn = _points(known, at, (ends_of(every, zero=True), (-1.08, 1.08)), ticks, level=(*lines, 0.0))
    with figure_style() as families:
        entries = drawn.entries(lang) + _asymmetry_entries(ticks, p, alpha, shown, lang)
        said = [*_missing(frame, known, "three_no_asymmetry", lang), *notes]
        words = [text(f"value.three_{zone}", lang) for zone in ZONES]

        def framed(scale: float, numbered: bool) -> Frame:
            right = 10.0 + max(text_size(word, _ZONE * scale)[0] for word in words)
            across, up = text("figure.three_riocs", lang), text("figure.three_ia", lang)
            return _frame(title, across, up, entries, said, scale, right, drawn, numbered)

        def draw(ax: Axes, scale: float) -> None:
            _zones(ax, limits, words, scale, families)
            for cloud, name in zip(shown, known["class"], strict=True):
                if len(cloud):
                    ax.plot(
                        cloud[:, 0], cloud[:, 1], linestyle="none", marker=".", markersize=3.0 * scale,
                        alpha=0.3, markeredgewidth=0, color=line_color(name), zorder=1.5, label="_cloud",
                        rasterized=True,
                    )  # fmt: skip
            for (x, y), to, chance in zip(at, linear, p, strict=True):
                if np.isfinite(to):
                    _tick(ax, float(x), float(y), float(to), bool(chance < alpha), scale)

        made = draw_map(drawn, framed, [handle for _, handle in entries], draw, families, ax)
        made.set_yticks(np.linspace(-1, 1, 5))
        return made


def _points(
    known: pd.DataFrame,
    at: Array,
    ends: tuple[tuple[float, float], tuple[float, float]],
    segments: Sequence[tuple[float, float, float, float]],
    upright: tuple[float, ...] = (),
    level: tuple[float, ...] = (),
) -> PointMap:
    classes = tuple(str(name) for name in known["class"])
    unsure = tuple(bool(flag) for flag in known["unsure"])
    names = tuple(str(name) for name in known.index)
    return PointMap(names, at, classes, unsure, ends, segments, upright, level)


def _frame(
    title: str | None,
    across: str,
    up: str,
    entries: Entries,
    notes: Sequence[str],
    scale: float,
    right: float,
    drawn: PointMap,
    numbered: bool,
) -> Frame:
    return Frame(
        title=title or "",
        xlabel=across,
        ylabel=up,
        legend=tuple(word for word, _ in entries),
        notes=tuple(notes),
        left=_SIDE * scale,
        right=right,
        key=drawn.names if numbered else (),
    )


def _draw_bars(
    ax: Axes, drawn: PointMap, classes: pd.Series[Any], low: Array, high: Array, at: Array
) -> None:
    for a, b, (_, y), name in zip(low, high, at, classes, strict=True):
        if np.isfinite([a, b]).all():
            color = line_color(str(name))
            ax.plot([a, b], [y, y], color=color, linewidth=1.1, alpha=0.7, zorder=2, label="_bar")


def _thinned(cloud: Array | None) -> Array:
    """Every so many of the resamples, so that points of a cloud do not hide each other."""
    if cloud is None:
        return np.empty((0, 2))
    sound = cloud[np.isfinite(cloud).all(axis=1)]
    return sound[:: max(1, -(-len(sound) // _CLOUD))]


def _tick(ax: Axes, x: float, y: float, to: float, differs: bool, scale: float) -> None:
    """What a linear world would show, and a line from there to the point."""
    style: Any = "solid" if differs else (0, (1, 1.5))
    ax.plot([x, x], [to, y], color=INK, linewidth=0.9 * scale, linestyle=style, zorder=2.5, label="_excess")
    ax.plot(
        [x], [to], linestyle="none", marker="_", markersize=10 * max(scale, 0.75), markeredgewidth=1.6,
        color=INK, zorder=3, label="_linear", clip_on=False,
    )  # fmt: skip


def _zones(
    ax: Axes, limits: tuple[float, float], words: list[str], scale: float, families: list[str]
) -> None:
    """Lines at the limits and at 0, and the names of the zones at the right."""
    inner, outer = limits
    for limit, style in ((inner, _DASH), (outer, (0, (1.2, 2.2)))):
        for y in (-limit, limit):
            ax.axhline(y, color=MUTED, linewidth=0.9 * scale, linestyle=style, zorder=1, label="_limit")
    ax.axhline(0.0, color="#BDBDBD", linewidth=0.7, zorder=0.5, label="_zero")
    edges = (-1.0, -outer, -inner, inner, outer, 1.0)
    for word, low, high in zip(words, edges[:-1], edges[1:], strict=True):
        ax.annotate(
            word, (1.0, (low + high) / 2), xycoords=ax.get_yaxis_transform(), xytext=(5, 0),
            textcoords="offset points", ha="left", va="center", color=MUTED, family=families,
            fontsize=_ZONE * scale, parse_math=False, annotation_clip=False, label="_zone",
        )  # fmt: skip


def _asymmetry_entries(
    ticks: Sequence[Any], p: Array, alpha: float, shown: Sequence[Array], lang: str
) -> Entries:
    from matplotlib.lines import Line2D

    found: Entries = []
    if ticks:
        mark = Line2D([], [], linestyle="none", marker="_", markersize=10, markeredgewidth=1.6, color=INK)
        found.append((text("figure.three_linear", lang), mark))
        if (p < alpha).any():
            word = text("figure.three_differs", lang, alpha=f"{alpha:g}")
            found.append((word, Line2D([], [], color=INK, linewidth=0.9)))
    if any(len(cloud) for cloud in shown):
        dots = Line2D([], [], linestyle="none", marker=".", markersize=4, color=MUTED, alpha=0.7)
        found.append((text("figure.three_cloud", lang), dots))
    return found


def _missing(frame: pd.DataFrame, known: pd.DataFrame, key: str, lang: str) -> list[str]:
    absent = [str(name) for name in frame.index if name not in known.index]
    between = "、" if lang == "zh" else ", "
    return [text(f"figure.{key}", lang, attributes=between.join(absent))] if absent else []
