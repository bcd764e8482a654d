"""Pictures of loyalty and value: retention along satisfaction, survival, steps of value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.plots.charts import need_columns
from csmodels.plots.kano_frame import TICK_SIZE, WIDTH, Frame, dress, new_axes, scale_of
from csmodels.plots.slot import room
from csmodels.plots.style import INK, MARKERS, MUTED, PALETTE, figure_style
from csmodels.plots.textfit import wrap
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEIGHT = 240.0
"""Of the data area in a new figure, in points."""

#: Dashes of the lines, one to each group.
DASHES: tuple[Any, ...] = ("solid", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)), (0, (1, 1)))
_LEFT = 34.0
_DIGIT = 6.6  # width of a digit beside the axis
_FEW = 3  # groups whose points are drawn beside their curves


def retention_chart(
    curve: pd.DataFrame,
    levels: pd.DataFrame,
    *,
    satisfaction: str = "",
    conf_level: float | None = None,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the share kept along satisfaction, with the band of the curve and the observed shares.

    Parameters
    ----------
    curve : DataFrame
        Index satisfaction, with a first level of groups where there are some; ``estimate``, ``conf_low``,
        ``conf_high``.
    levels : DataFrame
        Index alike; ``observed``, ``observed_low``, ``observed_high``.
    satisfaction : str
        Name of the axis.
    conf_level : float, optional
    lang : {"en", "zh"}
    ax : Axes, optional
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> at = pd.Index([1.0, 10.0], name="satisfaction")
    >>> low, high = [0.3, 0.8], [0.5, 0.95]
    >>> curve = pd.DataFrame({"estimate": [0.4, 0.9], "conf_low": low, "conf_high": high}, at)
    >>> seen = pd.DataFrame({"observed": [0.5, 0.9], "observed_low": low, "observed_high": 1.0}, at)
    >>> retention_chart(curve, seen, satisfaction="Overall").get_xlabel()
    'Overall'
    """
    need_columns(curve, "estimate", "conf_low", "conf_high")
    need_columns(levels, "observed", "observed_low", "observed_high")
    notes = [text("figure.value_band", lang, level=f"{100 * (conf_level or 0.95):g}")]
    if _groups(curve) and len(_groups(curve)) > _FEW:
        notes = [text("figure.value_band_only", lang, level=f"{100 * (conf_level or 0.95):g}")]
    return _lines(
        curve, ("estimate", "conf_low", "conf_high"), levels, ("observed", "observed_low", "observed_high"),
        (satisfaction, text("figure.value_retention_y", lang)), notes, lang, ax, title,
    )  # fmt: skip


def survival_chart(
    curve: pd.DataFrame,
    *,
    figure: str = "survival",
    stock: bool = False,
    conf_level: float | None = None,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw survival or retention by completed periods, with its band and the observed shares.

    Parameters
    ----------
    curve : DataFrame
        Index period, with a first level of groups where there are some; columns `figure`, the same with
        ``_low`` and ``_high``, and ``observed`` (shares that survival is compared with).
    figure : {"survival", "retention"}
    stock : bool
        Whether the observed shares are those of present customers, scaled to the curve.
    conf_level, lang, ax, title
        As for `retention_chart`.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> at = pd.Index([0, 1], name="period")
    >>> curve = pd.DataFrame({"survival": [1, 0.8], "survival_low": [0.9, 0.7], "survival_high": 1}, at)
    >>> survival_chart(curve.assign(observed=0.8)).get_xlabel()
    'Completed periods'
    """
    names = (figure, f"{figure}_low", f"{figure}_high")
    need_columns(curve, *names)
    seen = curve.assign(low=np.nan, high=np.nan) if figure == "survival" and "observed" in curve else None
    notes = [text("figure.survival_band", lang, level=f"{100 * (conf_level or 0.95):g}")]
    if seen is not None:
        notes.append(text("figure.survival_scaled" if stock else "figure.survival_points", lang))
    labels = (text("figure.survival_x", lang), text(f"figure.survival_{figure}", lang))
    return _lines(curve, names, seen, ("observed", "low", "high"), labels, notes, lang, ax, title)


def _groups(frame: pd.DataFrame) -> list[Any]:
    return list(dict.fromkeys(frame.index.get_level_values(0))) if frame.index.nlevels > 1 else []


def _lines(
    curve: pd.DataFrame, names: tuple[str, str, str], points: pd.DataFrame | None,
    seen: tuple[str, str, str], labels: tuple[str, str], notes: Sequence[str], lang: str, ax: Axes | None,
    title: str | None,
) -> Axes:  # fmt: skip
    """Curves with bands, points with bars, one colour and dash to each group."""
    from matplotlib.lines import Line2D
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    check_language(lang)
    groups = _groups(curve)
    legend = tuple(str(group) for group in groups)
    with figure_style() as families:

        def framed(scale: float) -> Frame:
            return Frame(title or "", labels[0], labels[1], legend, tuple(notes), _LEFT * scale, 12.0)

        ax = new_axes(framed(1.0), HEIGHT) if ax is None else ax
        scale = scale_of(ax, 72 * WIDTH * 0.75, HEIGHT, framed)
        handles = []
        shown = groups or [None]
        for at, group in enumerate(shown):
            part = curve if group is None else curve.xs(group)
            look = {"color": PALETTE[at % len(PALETTE)], "linestyle": DASHES[at % len(DASHES)]}
            x = part.index.to_numpy(dtype=np.float64)
            middle, low, high = (part[name].to_numpy(dtype=np.float64) for name in names)
            ax.plot(x, middle, linewidth=1.7, zorder=3, label=str(group or "_curve"), **look)
            if np.isfinite(low).any():
                alpha = 0.18 if len(shown) <= _FEW else 0.09
                ax.fill_between(
                    x, low, high, color=look["color"], alpha=alpha, linewidth=0, zorder=1.5, label="_band"
                )
            if points is not None and len(shown) <= _FEW:
                dots = points if group is None else pd.DataFrame(points.xs(group))
                aside = (at - (len(shown) - 1) / 2) * 0.012 * float(np.ptp(curve.index.get_level_values(-1)))
                _draw_points(ax, dots, seen, at, look["color"], aside)
            handles.append(Line2D([], [], linewidth=1.7, **look))
        ax.set_ylim(0.0, 1.03)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        dress(ax, framed(scale), handles if groups else [], families, scale)
        return ax


def _draw_points(
    ax: Axes, dots: pd.DataFrame, seen: tuple[str, str, str], at: int, color: str, aside: float
) -> None:
    """Observed shares; of several groups they stand a little beside each other."""
    x = dots.index.to_numpy(dtype=np.float64) + aside
    y, low, high = (dots[name].to_numpy(dtype=np.float64) for name in seen)
    if np.isfinite(low).any():
        ax.vlines(x, low, high, color=color, linewidth=0.9, zorder=2, label="_bars")
    ax.plot(
        x, y, linestyle="none", marker=MARKERS[at % len(MARKERS)], markersize=4.5, markerfacecolor="white",
        markeredgecolor=color, markeredgewidth=1.1, zorder=4, label="_observed",
    )  # fmt: skip


def waterfall_chart(
    steps: pd.DataFrame,
    *,
    ylabel: str = "",
    percent: bool = False,
    conf_level: float | None = None,
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw steps as a waterfall: whole bars stand on zero, the others on the bar before them.

    Parameters
    ----------
    steps : DataFrame
        Index: words of the steps; ``estimate``, ``conf_low``, ``conf_high`` (a change's limits are drawn from
        where it starts; missing ones draw no bar) and ``whole``, whether a step stands on zero.
    ylabel : str
    percent : bool
        Whether the figures are shares.
    conf_level, lang, ax, title
        As for `retention_chart`.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> frame = pd.DataFrame({"estimate": [100.0, 8.0, 108.0]}, index=["now", "change", "after"])
    >>> frame = frame.assign(conf_low=1.0, conf_high=120.0, whole=[True, False, True])
    >>> ax = waterfall_chart(frame)
    >>> [float(bar.get_height()) for bar in ax.patches], float(ax.patches[1].get_y())
    ([100.0, 8.0, 108.0], 100.0)
    """
    from matplotlib.ticker import FuncFormatter, PercentFormatter

    check_language(lang)
    need_columns(steps, "estimate", "conf_low", "conf_high", "whole")
    values = steps["estimate"].to_numpy(dtype=np.float64)
    whole = steps["whole"].to_numpy(dtype=bool)
    start, at = np.zeros(len(values)), 0.0
    for i, value in enumerate(values):  # bars
        start[i] = 0.0 if whole[i] else at
        at = start[i] + value
    limits = [steps[name].to_numpy(dtype=np.float64) for name in ("conf_low", "conf_high")]
    notes = []
    if np.isfinite(limits[0]).any():
        key = "figure.value_bars" if whole.all() else "figure.value_steps"
        notes = [text(key, lang, level=f"{100 * (conf_level or 0.95):g}")]
    most = float(np.nanmax(np.abs(np.where(np.isfinite(limits), limits, 0.0) + start), initial=np.abs(at)))
    left = max(44.0, _DIGIT * len(f"{max(most, float(np.abs(values).max())):,.0f}"))
    with figure_style() as families:

        def framed(scale: float) -> Frame:
            return Frame(title or "", "", ylabel, (), tuple(notes), left * scale, 10.0)

        ax = new_axes(framed(1.0), HEIGHT) if ax is None else ax
        scale = scale_of(ax, 72 * WIDTH * 0.75, HEIGHT, framed)
        for i, value in enumerate(values):
            color = PALETTE[0] if whole[i] else PALETTE[2] if value >= 0 else PALETTE[1]
            ax.bar(i, value, 0.55, bottom=start[i], color=color, alpha=0.85, zorder=2)
            low, high = (start[i] + end[i] for end in limits)
            if np.isfinite(low):
                ax.vlines(i, low, high, color=INK, linewidth=1.2, zorder=4, label="_limits")
            if i and not whole[i]:
                ax.plot([i - 1, i], [start[i]] * 2, color=MUTED, linewidth=0.8, zorder=1, label="_join")
            kind = ",.0f" if abs(value) >= 10_000 else ",.1f"
            told = f"{100 * value:.1f} %" if percent else f"{value:{kind}}".replace("-", "−")
            top = max(start[i], start[i] + value, high if np.isfinite(high) else -np.inf)
            ax.annotate(
                told, (i, top), xytext=(0, 3), textcoords="offset points", ha="center", va="bottom",
                color=INK, family=families, fontsize=TICK_SIZE * scale, parse_math=False, zorder=5,
            )  # fmt: skip
        ax.axhline(0.0, color=MUTED, linewidth=0.9, zorder=3, label="_zero")
        ax.margins(y=0.12)
        each = (room(ax)[0] - 70.0 * scale) / len(values) - 6.0
        words = [wrap(str(name), each, TICK_SIZE * scale, 3) for name in steps.index]
        ax.set_xticks(range(len(values)), words)
        ax.set_xlim(-0.6, len(values) - 0.4)
        lines = max(word.count("\n") for word in words)
        formatter = PercentFormatter(1.0, decimals=0) if percent else FuncFormatter(lambda v, _: f"{v:,.0f}")
        ax.yaxis.set_major_formatter(formatter)
        # the empty name of the axis below makes the room that words of several lines need
        frame = framed(scale)
        spacer = "\n".join([" "] * lines) if lines else ""
        dress(
            ax,
            Frame(frame.title, spacer, frame.ylabel, (), frame.notes, frame.left, 10.0),
            [],
            families,
            scale,
        )
        ax.set_xlabel("")
        ax.tick_params(axis="x", length=0.0)
        ax.grid(visible=False, axis="x")
        return ax
