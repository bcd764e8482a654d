"""A score over waves: levels with intervals and targets, and the control chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.plots.legends import draw_legend, plan_legend
from csmodels.plots.slot import Margins, keep_inside, room
from csmodels.plots.style import BAND, HAIRLINE, INK, MARKERS, MUTED, PALETTE, figure_style, new_figure
from csmodels.plots.textfit import text_size, wrap
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 6.3, 3.9
"""Size of a new figure in inches."""

_WORDS, _LABEL, _TITLE, _SMALLEST = 9.0, 10.0, 12.0, 6.0
_SIDE, _MOST = 58.0, 0.36
_STEP = 0.09  # between the dots of groups at one wave, in waves


def track_chart(
    frame: pd.DataFrame,
    *,
    quantity: str,
    wave: str,
    conf_level: float,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw levels by wave, one line to each group.

    Parameters
    ----------
    frame : DataFrame
        Index ``group`` (an empty text for one group) and ``wave``; columns ``estimate``, ``conf_low``,
        ``conf_high``, ``signal`` (filled dots) and perhaps ``target``.
    quantity, wave : str
        Names of the axes.
    conf_level : float
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes
        One line for each group, in order; targets are further lines.

    Raises
    ------
    SpecificationError
        A column is absent.
    """
    check_language(lang)
    _check(frame, ("estimate", "conf_low", "conf_high", "signal"))
    groups = list(dict.fromkeys(frame.index.get_level_values(0)))
    waves = list(dict.fromkeys(frame.index.get_level_values(1)))
    known = [str(group) for group in groups if group]
    signal = bool(frame["signal"].any())
    keys = [text("figure.waves_signal", lang), text("figure.waves_steady", lang)]
    words = [*known, *(keys if signal else keys[1:])]
    goals = "target" in frame and bool(frame["target"].notna().any())
    if goals:
        words.append(text("figure.waves_target", lang))

    def draw(axes: Axes) -> list[Any]:
        from matplotlib.lines import Line2D

        shown: list[Any] = []
        for i, group in enumerate(groups):
            part = pd.DataFrame(frame.xs(group, level=0)).reindex(waves)
            x = np.arange(len(waves)) + (i - (len(groups) - 1) / 2) * _STEP
            line = _levels(axes, x, part, PALETTE[i % len(PALETTE)], MARKERS[i % len(MARKERS)])
            if group:
                shown.append(line)
        if goals:
            _targets(axes, frame, groups, waves)
        dot: dict[str, Any] = {"linestyle": "none", "marker": "o", "markeredgecolor": MUTED, "markersize": 6}
        shown += [
            Line2D([], [], markerfacecolor=face, **dot)
            for face in ((MUTED, "white") if signal else ("white",))
        ]
        if goals:
            shown.append(Line2D([], [], color=INK if len(groups) == 1 else MUTED, linestyle=(0, (5, 3))))
        return shown

    note = text("figure.waves_level", lang, name=quantity, level=f"{100 * conf_level:g}")
    return _framed(draw, words, (wave, note), waves, ax, title)


def control_chart(
    frame: pd.DataFrame,
    *,
    quantity: str,
    wave: str,
    sigmas: float,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw levels by wave with the centre and control limits.

    Parameters
    ----------
    frame : DataFrame
        Index ``wave``; columns ``estimate``, ``centre``, ``lower``, ``upper``, ``signal``.
    quantity, wave : str
        Names of the axes.
    sigmas : float
        Named in the legend.
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes
        The first line holds the levels, the second the centre.

    Raises
    ------
    SpecificationError
        A column is absent.
    """
    check_language(lang)
    _check(frame, ("estimate", "centre", "lower", "upper", "signal"))
    waves = list(frame.index)
    words = [text("figure.waves_centre", lang), text("figure.waves_limits", lang, sigmas=f"{sigmas:g}")]
    signal = frame["signal"].to_numpy(dtype=bool)
    if signal.any():
        words.append(text("figure.waves_beyond", lang))

    def draw(axes: Axes) -> list[Any]:
        x = np.arange(len(waves), dtype=np.float64)
        edges = np.concatenate([x - 0.5, [x[-1] + 0.5]])
        lower, upper = (frame[name].to_numpy(dtype=np.float64) for name in ("lower", "upper"))
        band = axes.fill_between(
            edges, np.append(lower, lower[-1]), np.append(upper, upper[-1]), step="post", color=BAND,
            edgecolor=MUTED, linewidth=0.8, zorder=1,
        )  # fmt: skip
        y = frame["estimate"].to_numpy(dtype=np.float64)
        axes.plot(x, y, color=PALETTE[0], marker="o", markersize=6, linewidth=1.6, zorder=3)
        middle = axes.plot(
            edges[[0, -1]], np.repeat(frame["centre"].to_numpy()[0], 2), color=INK, linewidth=1.0, zorder=2
        )
        shown: list[Any] = [middle[0], band]
        if signal.any():
            shown += axes.plot(
                x[signal], y[signal], linestyle="none", marker="D", markersize=8.5, color=PALETTE[1], zorder=4
            )
        return shown

    return _framed(draw, words, (wave, quantity), waves, ax, title)


def _check(frame: pd.DataFrame, columns: tuple[str, ...]) -> None:
    absent = [name for name in columns if name not in frame]
    if absent or not len(frame):
        what = f"has no column {absent[0]!r}" if absent else "is empty"
        raise SpecificationError(f"the table of waves {what}.")


def _levels(ax: Axes, x: Any, part: pd.DataFrame, color: str, marker: str) -> Any:
    """A line with bars; dots are filled at a signal."""
    y = part["estimate"].to_numpy(dtype=np.float64)
    low, high = (part[name].to_numpy(dtype=np.float64) for name in ("conf_low", "conf_high"))
    line = ax.plot(
        x, y, color=color, marker=marker, markersize=6, markerfacecolor="white", linewidth=1.5, zorder=3
    )
    ax.vlines(x, low, high, color=color, linewidth=1.3, zorder=2)
    filled = part["signal"].to_numpy(dtype=bool)
    ax.scatter(x[filled], y[filled], s=40, marker=marker, color=color, zorder=4)
    return line[0]


def _targets(ax: Axes, frame: pd.DataFrame, groups: list[Any], waves: list[Any]) -> None:
    """Targets as steps, one for all groups where they share it."""
    every = [frame.xs(group, level=0)["target"].reindex(waves).to_numpy(dtype=np.float64) for group in groups]
    same = all(np.array_equal(each, every[0], equal_nan=True) for each in every)
    edges = np.arange(len(waves) + 1) - 0.5
    for i, target in enumerate(every[:1] if same else every):
        color = INK if len(groups) == 1 else MUTED if same else PALETTE[i % len(PALETTE)]
        ax.plot(
            np.repeat(edges, 2)[1:-1],
            np.repeat(target, 2),
            color=color,
            linestyle=(0, (5, 3)),
            linewidth=1.2,
            zorder=2,
        )


def _framed(
    draw: Any, words: list[str], axes: tuple[str, str], waves: list[Any], ax: Axes | None, title: str | None
) -> Axes:
    """Legend, names of the axes, waves below, all within the place of the axes."""
    with figure_style() as families:
        if ax is None:
            plan = plan_legend(words, _WORDS, 72 * WIDTH * 0.85)
            ax = new_figure(WIDTH, HEIGHT + plan.height / 72).add_axes((0.02, 0.02, 0.96, 0.96))
        width, height = room(ax)
        scale = min(1.0, max(_SMALLEST / _WORDS, width / (72 * WIDTH * 0.75), height / (72 * HEIGHT * 0.75)))
        handles = draw(ax)
        plan = plan_legend(words, _WORDS * scale, width - _SIDE * scale, _MOST * height)
        draw_legend(ax, plan, handles, families)
        more = {}
        for which, name, length in (("x", axes[0], width), ("y", axes[1], height - plan.height - 40 * scale)):
            rows = wrap(name, length, _LABEL * scale)
            more[which] = 1.3 * _LABEL * scale * rows.count("\n")
            getattr(ax, f"set_{which}label")(
                rows, family=families, fontsize=_LABEL * scale, color=INK, parse_math=False
            )
        _ticks(ax, waves, (width - 70.0 * scale) / len(waves), scale)
        ax.tick_params(labelfontfamily=families, labelsize=_WORDS * scale, labelcolor=INK, color=MUTED)
        for side, spine in ax.spines.items():
            spine.set_visible(side in ("bottom", "left"))
            spine.set_color(MUTED)
        ax.grid(axis="y", color=HAIRLINE, linewidth=0.6, zorder=0)
        ax.set_axisbelow(True)
        ax.set_xlim(-0.5, len(waves) - 0.5)
        above = 6.0 + plan.height
        if title:
            rows = wrap(title, width - 56.0 * scale, _TITLE * scale)
            ax.set_title(
                rows, family=families, fontsize=_TITLE * scale, color=INK, loc="left", pad=above,
                parse_math=False,
            )  # fmt: skip
            above += text_size(rows, _TITLE * scale)[1] + 6.0
        keep_inside(ax, Margins((48.0 + 4.0) * scale + more["y"], 8.0, above, 38.0 * scale + more["x"]))
        return ax


def _ticks(ax: Axes, waves: list[Any], width: float, scale: float) -> None:
    """Names of the waves; where they would touch, some are left out."""
    names = [str(wave) for wave in waves]
    widest = max(text_size(name, _WORDS * scale)[0] for name in names) + 8.0 * scale
    every = max(1, int(np.ceil(widest / max(width, 1.0))))
    at = list(range(0, len(names), every))
    ax.set_xticks(at, [names[i] for i in at], parse_math=False)
