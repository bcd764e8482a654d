"""Charts of key drivers: both games side by side; reach, noise and success with the stop line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.plots.charts import need_columns
from csmodels.plots.legends import draw_legend, plan_legend
from csmodels.plots.rows import (
    AXIS_SIZE,
    LEGEND_SIZE,
    PLOT_WIDTH,
    ROW_HEIGHT,
    ROW_SIZE,
    TICK_SIZE,
    TITLE_SIZE,
    Band,
    Row,
    draw_bands,
)
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import BAND, HAIRLINE, INK, MARKERS, MUTED, PALETTE, figure_style, new_figure
from csmodels.plots.textfit import LINE_HEIGHT, line_width, wrap
from csmodels.plots.three_look import PENALTY, REWARD
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Colours of the games: failures are told as penalties, delight as rewards.
COLORS = {"dissatisfiers": PENALTY, "enhancers": REWARD}
_MARKERS = {"dissatisfiers": MARKERS[1], "enhancers": MARKERS[0]}
#: Room of a driver's name, in points, and the least size of words.
LABEL_WIDTH, LEAST = 190.0, 0.6
STEP_HEIGHT = 1.25 * ROW_HEIGHT
#: Room of legend and title above two charts, in points.
LEGEND_ROOM = 70.0


def key_drivers_chart(
    frame: pd.DataFrame,
    *,
    sort: bool = True,
    conf_level: float = 0.95,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw what drivers are worth in both games, side by side, and which of them are key.

    When to use it: for `estimates` of key drivers.

    Parameters
    ----------
    frame : DataFrame
        Index levels side ("dissatisfiers", "enhancers") and driver; columns ``value``, ``conf_low``,
        ``conf_high``, ``rank``, ``key``.
    sort : bool
        The largest value of the first game first.
    conf_level, lang, ax, title
        As for :func:`csmodels.plots.interval_chart`.

    Raises
    ------
    SpecificationError
        A column is missing, the table is empty, a side is unknown.

    Examples
    --------
    >>> index = pd.MultiIndex.from_product([["dissatisfiers"], ["Room", "Staff"]], names=["side", "driver"])
    >>> numbers = {"value": [0.1, 0.2], "conf_low": [0.0, 0.1], "conf_high": [0.2, 0.3]}
    >>> ax = key_drivers_chart(pd.DataFrame(numbers | {"rank": [2, 1], "key": [False, True]}, index=index))
    >>> [words.get_text() for words in ax.texts]
    ['key, rank 1', 'rank 2']
    """
    check_language(lang)
    need_columns(frame, "value", "conf_low", "conf_high", "rank", "key")
    sides = list(dict.fromkeys(frame.index.get_level_values(0)))
    unknown = [side for side in sides if side not in COLORS]
    if unknown:
        raise SpecificationError(f"side {unknown[0]!r} is unknown; sides are {', '.join(COLORS)}.")
    first = frame.xs(sides[0], level=0)["value"]
    names = list((first.sort_values(ascending=False, kind="stable") if sort else first).index)
    legend = tuple(text(f"value.key_{side}", lang) for side in sides) if len(sides) > 1 else ()
    bands = []
    for name in names:
        rows = tuple(_row(frame.loc[(side, name)], str(side), str(name), lang) for side in sides)
        bands.append(Band(str(name), rows, together=bool(legend)))
    if not legend:
        bands = [Band("", tuple(row for band in bands for row in band.rows))]
    limited = bool(frame["conf_low"].notna().any())
    key = "key_value_axis_level" if limited else "key_value_axis"
    drawn = 100 * frame[["value", "conf_low", "conf_high"]].to_numpy(dtype=float)
    low, high = float(np.nanmin(drawn)), float(np.nanmax(drawn))
    reach = 0.05 * (max(high, 0.0) - min(low, 0.0) or 1.0)
    ax = draw_bands(
        bands,
        legend,
        ax=ax,
        title=title,
        xlabel=text(f"figure.{key}", lang, level=f"{100 * conf_level:g}"),
        limits=(min(low, 0.0) - (reach if low < 0 else 0.0), max(high, 0.0) + reach),
        reference=None,
    )
    if legend:
        _recolour_legend(ax, sides)
    return ax


def _row(record: Any, side: str, name: str, lang: str) -> Row:
    key = "key_written" if record["key"] else "key_written_not"
    return Row(
        name,
        100 * float(record["value"]),
        100 * float(record["conf_low"]),
        100 * float(record["conf_high"]),
        COLORS[side],
        _MARKERS[side],
        text(f"figure.{key}", lang, rank=int(record["rank"])),
    )


def _recolour_legend(ax: Axes, sides: list[str]) -> None:
    """Give the legend the colours of the games; by itself it takes the first of the palette."""
    legend = ax.get_legend()
    assert legend is not None  # just drawn
    for handle, side in zip(legend.get_lines(), sides, strict=True):
        handle.set_color(COLORS[side])
        handle.set_marker(_MARKERS[side])


def success_chart(
    frame: pd.DataFrame,
    *,
    side: str = "dissatisfiers",
    conf_level: float = 0.95,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw reach, noise and success as drivers are taken together, from top to bottom, and where to stop.

    When to use it: for one game of `curve` of key drivers.

    Parameters
    ----------
    frame : DataFrame
        A row for each step: ``driver``, ``reach``, ``noise``, ``success``, ``success_low``,
        ``success_high``, ``key``.
    side : {"dissatisfiers", "enhancers"}
        For the words.
    conf_level, lang, ax, title
        As for :func:`csmodels.plots.interval_chart`.

    Raises
    ------
    SpecificationError
        A column is missing, the table is empty.

    Examples
    --------
    >>> frame = pd.DataFrame({"driver": ["Room", "Staff"], "reach": [0.5, 0.6], "noise": [0.1, 0.3]})
    >>> limits = {"success_low": [0.3, 0.2], "success_high": [0.5, 0.4], "key": [True, False]}
    >>> ax = success_chart(frame.assign(success=[0.4, 0.3], **limits))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['1  Room', '2  Staff']
    """
    check_language(lang)
    need_columns(frame, "driver", "reach", "noise", "success", "success_low", "success_high", "key")
    with figure_style() as families:
        names = [f"{i}  {name}" for i, name in enumerate(frame["driver"], 1)]
        entries = _entries(side, lang)
        limited = bool(frame["success_low"].notna().any())
        key = "key_rate_axis_level" if limited else "key_rate_axis"
        xlabel = text(f"figure.{key}", lang, level=f"{100 * conf_level:g}")
        if ax is None:
            ax = _new_axes(names, [word for word, _ in entries], title)
        scale = _dress(ax, names, entries, xlabel, title, families)
        _draw(ax, frame, scale, families, text("figure.key_stop", lang))
        return ax


def success_charts(
    frames: Mapping[str, pd.DataFrame],
    *,
    conf_level: float = 0.95,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw both games side by side, each as :func:`success_chart` draws it; return the first of the axes.

    Parameters
    ----------
    frames : mapping of side to DataFrame
    conf_level, lang, title
        As for :func:`success_chart`.
    ax : Axes, optional
        Whose place both share.

    Examples
    --------
    >>> frame = pd.DataFrame({"driver": ["Room", "Staff"], "reach": [0.5, 0.6], "noise": [0.1, 0.3]})
    >>> limits = {"success_low": [0.3, 0.2], "success_high": [0.5, 0.4], "key": [True, False]}
    >>> frame = frame.assign(success=[0.4, 0.3], **limits)
    >>> ax = success_charts({"dissatisfiers": frame, "enhancers": frame})
    >>> [each.get_title(loc="left") for each in ax.figure.axes]
    ['Dissatisfiers', 'Enhancers']
    """
    check_language(lang)
    words = {side: text(f"value.key_{side}", lang) for side in frames}
    titles = {
        side: f"{title}{'：' if lang == 'zh' else ': '}{word}" if title else word
        for side, word in words.items()
    }
    if ax is None:
        drivers = [str(name) for frame in frames.values() for name in frame["driver"]]
        left = min(LABEL_WIDTH, max(line_width(f"1  {name}", ROW_SIZE) for name in drivers)) + 20
        steps = max(len(frame) for frame in frames.values())
        wide, high = left + PLOT_WIDTH + 20, STEP_HEIGHT * steps + 52 + LEGEND_ROOM
        figure = new_figure(len(frames) * wide / 72, high / 72)
        share = 1 / len(frames)
        places = [figure.add_axes((k * share + 0.005, 0.01, share - 0.01, 0.98)) for k in range(len(frames))]
    else:
        ax.set_axis_off()
        share = 1 / len(frames)
        places = [ax.inset_axes((k * share, 0.0, share - 0.02, 1.0)) for k in range(len(frames))]
    for place, (side, frame) in zip(places, frames.items(), strict=True):
        success_chart(frame, side=side, conf_level=conf_level, lang=lang, ax=place, title=titles[side])
    return places[0] if ax is None else ax


def _entries(side: str, lang: str) -> list[tuple[str, dict[str, Any]]]:
    """What the three lines are, and how they look."""
    looks: list[dict[str, Any]] = [
        {"color": PALETTE[2], "marker": MARKERS[2], "linestyle": "solid", "linewidth": 1.4},
        {"color": PALETTE[3], "marker": MARKERS[4], "linestyle": (0, (4, 2)), "linewidth": 1.4},
        {"color": INK, "marker": MARKERS[3], "linestyle": "solid", "linewidth": 2.2},
    ]
    keys = (f"key_reach_{side}", f"key_noise_{side}", "key_success")
    return [(text(f"figure.{key}", lang), look) for key, look in zip(keys, looks, strict=True)]


def _new_axes(names: list[str], legend: list[str], title: str | None) -> Axes:
    """An axes in a figure that is as high as the steps need."""
    left = min(LABEL_WIDTH, max(line_width(name, ROW_SIZE) for name in names)) + 20
    plan = plan_legend(legend, LEGEND_SIZE, PLOT_WIDTH)
    above = plan.height + 14 + (1.5 * TITLE_SIZE + 8 if title else 0)
    figure = new_figure((left + PLOT_WIDTH + 20) / 72, (above + STEP_HEIGHT * len(names) + 52) / 72)
    return figure.add_axes((0.01, 0.01, 0.98, 0.98))


def _dress(
    ax: Axes,
    names: list[str],
    entries: list[tuple[str, dict[str, Any]]],
    xlabel: str,
    title: str | None,
    families: list[str],
) -> float:
    """Names, numbers, legend and title within the place of the axes; return the scale of words."""
    from matplotlib.lines import Line2D

    width, height = room(ax)
    needed = STEP_HEIGHT * len(names) + 90
    scale = max(LEAST, min(1.0, width / (PLOT_WIDTH + 60), height / needed))
    size = ROW_SIZE * scale
    # the data keep half of a narrow place
    widest = min(LABEL_WIDTH * scale, 0.5 * width)
    lines = 2 if height > needed * scale else 1
    labels = [wrap(name, widest, size, lines) for name in names]
    left = 14 + max(line_width(line, size) for label in labels for line in label.split("\n"))
    wide = max(width - left - 12, 40.0)
    plan = plan_legend([word for word, _ in entries], LEGEND_SIZE * scale, wide, 0.3 * height)
    handles = [Line2D([], [], markeredgecolor="white", markersize=6.5, **look) for _, look in entries]
    draw_legend(ax, plan, handles, families)
    above = 6.0 + plan.height
    if title:
        written = wrap(title, wide, TITLE_SIZE * scale)
        ax.set_title(
            written, family=families, fontsize=TITLE_SIZE * scale, color=INK, pad=above, loc="left",
            parse_math=False,
        )  # fmt: skip
        above += LINE_HEIGHT * TITLE_SIZE * scale * (1 + written.count("\n")) + 6
    named = wrap(xlabel, wide, AXIS_SIZE * scale)
    ax.set_xlabel(named, family=families, fontsize=AXIS_SIZE * scale, color=INK, parse_math=False)
    below = 14 + (TICK_SIZE + AXIS_SIZE * (1 + named.count("\n"))) * LINE_HEIGHT * scale
    ax.set_yticks(range(1, len(names) + 1))
    ax.set_yticklabels(labels, linespacing=1.05)
    ax.tick_params(axis="y", labelsize=size, labelcolor="black", length=0, pad=8, labelfontfamily=families)
    ax.tick_params(
        axis="x", labelsize=TICK_SIZE * scale, labelcolor=INK, color=MUTED, length=3.5,
        labelfontfamily=families,
    )  # fmt: skip
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    for at, spine in ax.spines.items():
        spine.set_visible(at == "bottom")
        spine.set_color(MUTED)
    ax.grid(axis="x", color=HAIRLINE, linewidth=0.6, zorder=0)
    ax.set_axisbelow(True)
    keep_inside(ax, Margins(left, 12.0, above, below))
    return scale


def _draw(ax: Axes, frame: pd.DataFrame, scale: float, families: list[str], word: str) -> None:
    """The three lines, the limits of success, the key drivers' ground and the line where to stop."""
    steps = np.arange(1, len(frame) + 1)
    rates = {name: 100 * frame[name].to_numpy(dtype=float) for name in ("reach", "noise", "success")}
    low, high = (100 * frame[f"success_{end}"].to_numpy(dtype=float) for end in ("low", "high"))
    every = np.concatenate([*rates.values(), low, high])
    every = every[np.isfinite(every)]
    ax.set_xlim(min(0.0, 1.05 * float(every.min())), min(102.0, max(5.0, 1.08 * float(every.max()))))
    ax.set_ylim(len(frame) + 0.6, 0.4)
    if np.isfinite(low).all():
        ax.fill_betweenx(steps, low, high, color=INK, alpha=0.14, linewidth=0, zorder=1, label="_band")
    for (name, values), (_, look) in zip(rates.items(), _entries("dissatisfiers", "en"), strict=True):
        ax.plot(
            values, steps, markeredgecolor="white", markeredgewidth=0.6, markersize=6.5 * max(scale, 0.75),
            zorder=4 if name == "success" else 3, label=name, **look,
        )  # fmt: skip
    n_key = int(frame["key"].sum())
    if not n_key:
        return
    ax.axhspan(0.4, n_key + 0.5, facecolor=BAND, linewidth=0, zorder=0, label="_background")
    ax.axhline(n_key + 0.5, color=MUTED, linewidth=1.1, linestyle=(0, (5, 3)), zorder=2, label="stop")
    ax.annotate(
        word, (0.0, n_key + 0.5), xycoords=ax.get_yaxis_transform(), xytext=(4, -2 * scale),
        textcoords="offset points", ha="left", va="top", fontsize=LEGEND_SIZE * scale, color=MUTED,
        family=families, parse_math=False, zorder=5,
    )  # fmt: skip
