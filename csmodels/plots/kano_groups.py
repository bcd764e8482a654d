"""Better and worse of several groups, attribute by attribute: dots with intervals, joined by a thin line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean
from csmodels.plots.charts import need_columns
from csmodels.plots.kano_frame import WIDTH, Frame, dress, new_axes, planned, scale_of
from csmodels.plots.slot import room
from csmodels.plots.style import BAND, INK, MARKERS, MUTED, PALETTE, figure_style
from csmodels.plots.textfit import LINE_HEIGHT, line_width, wrap
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COEFFICIENTS = ("both", "better", "worse")
ROW_SIZE = 9.0
MARK_SIZE = 5.5
#: Ends of the axis, and what is drawn.
ENDS = {"both": (-1.0, 1.0), "better": (0.0, 1.0), "worse": (-1.0, 0.0)}
#: Groups that can be told apart by colour and marker.
MOST_GROUPS = len(PALETTE)
_NAMES = 0.36  # of the width may go to the names of attributes
_BETWEEN = 7.0  # free between attributes, in points
_PAGE = 620.0  # of height, in points; many rows come closer to stay within
_CLOSEST = 0.66
_AIR = 0.02  # beyond the ends of the axis, for dots that stand there


@dataclass(frozen=True)
class _Rows:
    """Attributes from top to bottom, in points below the top."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    middles: tuple[float, ...]
    heights: tuple[float, ...]
    pitch: float

    @property
    def height(self) -> float:
        return sum(self.heights)


def groups_chart(
    frame: pd.DataFrame,
    *,
    coefficient: str = "both",
    names: Mapping[str, str] | None = None,
    groups: Mapping[Any, str] | None = None,
    outside: pd.Series[bool] | None = None,
    conf_level: float | None = None,
    notes: Sequence[str] = (),
    lang: str = "en",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw better and worse of every group in one row for each attribute.

    Parameters
    ----------
    frame : DataFrame
        Index levels group and attribute; columns ``better`` and ``worse``, each with ``_low`` and ``_high``
        (missing limits draw a dot alone). What is missing is not drawn, and named under the picture.
    coefficient : {"both", "better", "worse"}
    names, groups : mapping, optional
        Words of attributes and of groups.
    outside : Series of bool, optional
        By group and attribute: where better and worse do not speak for the group, drawn hollow.
    conf_level : float, optional
        Level of the intervals, named at the axis.
    notes : sequence of str
        What else is said under the picture.
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
        A column is missing, the table is empty or has no groups, more than 8 groups, an unknown coefficient.

    Examples
    --------
    >>> index = pd.MultiIndex.from_tuples([("young", "Wi-Fi"), ("old", "Wi-Fi")])
    >>> values = {"better": [0.6, 0.2], "better_low": [0.5, 0.1], "better_high": [0.7, 0.3]}
    >>> ax = groups_chart(pd.DataFrame(values, index=index), coefficient="better")
    >>> [words.get_text() for words in ax.get_legend().get_texts()]
    ['young', 'old']
    """
    check_language(lang)
    parts = checked(coefficient)
    need_columns(frame, *(f"{part}{end}" for part in parts for end in ("", "_low", "_high")))
    members = _members(frame)
    rows_of = tuple(dict.fromkeys(str(name) for name in frame.index.get_level_values(1)))
    words = {name: (names or {}).get(name, name) for name in rows_of}
    told = tuple(str((groups or {}).get(group, group)) for group in members)
    hollow = outside.to_dict() if outside is not None else {}
    notes = (*_notes(frame, parts, words, dict(zip(members, told, strict=True)), hollow, lang), *notes)
    level = "" if conf_level is None or not _limited(frame, parts) else "_level"
    with figure_style() as families:

        def framed(width: float, scale: float) -> tuple[Frame, _Rows]:
            rows = _stacked(rows_of, words, len(members), width, scale)
            widest = max(
                line_width(line, ROW_SIZE * scale) for label in rows.labels for line in label.split("\n")
            )
            found = Frame(
                title=title or "",
                xlabel=text(
                    f"figure.kano_groups_plot_{coefficient}{level}",
                    lang,
                    level=f"{100 * (conf_level or 0):g}",
                ),
                ylabel="",
                legend=told,
                notes=notes,
                left=widest + 12.0,
                right=12.0,
            )
            return found, rows

        if ax is None:
            frame_, rows = framed(72 * WIDTH, 1.0)
            ax = new_axes(frame_, rows.height)
        width, height = room(ax)
        frame_, rows = framed(width, 1.0)
        margins = planned(frame_, width, 1.0).margins
        most = rows.height + margins.above + margins.below
        scale = scale_of(ax, 300.0, most, lambda scale: framed(width, scale)[0])
        frame_, rows = framed(width, scale)
        inner = height - margins.above - margins.below
        mark = MARK_SIZE * min(1.0, max(0.55, inner / rows.height), max(0.72, rows.pitch / 5.4))
        low, high = ENDS[coefficient]
        ax.set_xlim(low - _AIR, high + _AIR)
        ax.set_ylim(rows.height, 0.0)
        _strips(ax, rows)
        if coefficient == "both":
            ax.axvline(0.0, color=MUTED, linewidth=1.1, zorder=1.2, label="_zero")
        for part in parts:
            _draw(ax, frame, part, members, rows, mark, hollow)
        ax.set_yticks(rows.middles, rows.labels, linespacing=1.05)
        handles = [_handle(g, mark) for g in range(len(members))]
        dress(ax, frame_, handles, families, scale)
        ax.tick_params(axis="y", length=0, pad=6, labelsize=ROW_SIZE * scale)
        for label in ax.get_yticklabels():
            label.set_parse_math(False)
        ax.grid(axis="y", visible=False)
        ax.spines["left"].set_visible(False)
        return ax


def checked(coefficient: str) -> tuple[str, ...]:
    """Which coefficients are drawn.

    Examples
    --------
    >>> checked("both"), checked("worse")
    (('worse', 'better'), ('worse',))
    """
    if coefficient not in COEFFICIENTS:
        raise SpecificationError(
            f"coefficient={coefficient!r} is unknown.{did_you_mean(coefficient, COEFFICIENTS)}"
            f" Choose one of {', '.join(map(repr, COEFFICIENTS))}."
        )
    return ("worse", "better") if coefficient == "both" else (coefficient,)


def _members(frame: pd.DataFrame) -> list[Any]:
    if frame.index.nlevels != 2:
        raise SpecificationError("Groups are drawn from a table by group and attribute, two index levels.")
    found = list(dict.fromkeys(frame.index.get_level_values(0)))
    if len(found) > MOST_GROUPS:
        raise SpecificationError(
            f"{len(found)} groups cannot be told apart in one picture; draw up to {MOST_GROUPS} of them, with"
            " groups= or from fewer rows."
        )
    return found


def _limited(frame: pd.DataFrame, parts: Sequence[str]) -> bool:
    return any(bool(frame[f"{part}_low"].notna().any()) for part in parts)


def _stacked(
    keys: tuple[str, ...], words: Mapping[str, str], groups: int, width: float, scale: float
) -> _Rows:
    """Heights of the rows: groups stand below each other, closer the more they are."""
    pitch = {1: 9.0, 2: 8.0, 3: 7.0}.get(groups, 6.0 if groups == 4 else 5.4)
    closer = min(1.0, max(_CLOSEST, _PAGE / (len(keys) * (groups * pitch + _BETWEEN))))
    pitch *= closer
    labels = tuple(wrap(words[key], _NAMES * width, ROW_SIZE * scale, max_lines=2) for key in keys)
    lines = [LINE_HEIGHT * ROW_SIZE * (label.count("\n") + 1) for label in labels]
    heights = [max(groups * pitch, line) + closer * _BETWEEN for line in lines]
    middles = np.cumsum(heights) - np.array(heights) / 2
    return _Rows(keys, labels, tuple(middles.tolist()), tuple(heights), pitch)


def _strips(ax: Axes, rows: _Rows) -> None:
    """Every other row on a light ground."""
    for i, (middle, height) in enumerate(zip(rows.middles, rows.heights, strict=True)):
        if i % 2 == 0:
            top, bottom = middle - height / 2, middle + height / 2
            ax.axhspan(top, bottom, facecolor=BAND, linewidth=0, zorder=0, label="_background")


def _draw(
    ax: Axes,
    frame: pd.DataFrame,
    part: str,
    members: Sequence[Any],
    rows: _Rows,
    mark: float,
    hollow: Mapping[Any, bool],
) -> None:
    """One coefficient: in each row a dot and an interval for every group, joined from group to group."""
    columns = frame[[part, f"{part}_low", f"{part}_high"]]
    held = {key: tuple(values) for key, *values in columns.itertuples()}
    for name, middle in zip(rows.names, rows.middles, strict=True):
        first = middle - rows.pitch * (len(members) - 1) / 2
        dots = []
        for g, group in enumerate(members):
            value, low, high = held.get((group, name), (np.nan,) * 3)
            if not np.isfinite(value):
                continue
            y = first + g * rows.pitch
            dots.append((value, y))
            if np.isfinite(low) and np.isfinite(high):
                ax.plot(
                    [low, high], [y, y], color=PALETTE[g], linewidth=1.3, solid_capstyle="butt", zorder=3,
                    label=f"_{part}_interval",
                )  # fmt: skip
            ax.plot(
                [value], [y], linestyle="none", zorder=4, label=f"_{part}",
                **_look(g, mark, bool(hollow.get((group, name), False))),
            )  # fmt: skip
        if len(dots) > 1:
            x, y_ = zip(*dots, strict=True)
            ax.plot(x, y_, color=INK, linewidth=0.6, alpha=0.55, zorder=2, label=f"_{part}_joined")


def _look(g: int, mark: float, hollow: bool = False) -> dict[str, Any]:
    return {
        "marker": MARKERS[g],
        "markersize": mark,
        "color": PALETTE[g],
        "markerfacecolor": "white" if hollow else PALETTE[g],
        "markeredgecolor": PALETTE[g] if hollow else "white",
        "markeredgewidth": 1.1 if hollow else 0.5,
    }


def _handle(g: int, mark: float) -> Any:
    from matplotlib.lines import Line2D

    return Line2D([], [], linewidth=1.3, **_look(g, mark))


def _notes(
    frame: pd.DataFrame,
    parts: Sequence[str],
    words: Mapping[str, str],
    told: Mapping[Any, str],
    hollow: Mapping[Any, bool],
    lang: str,
) -> list[str]:
    found = []
    missing = frame[list(parts)].isna().all(axis=1)
    if any(hollow.get(key, False) and not missing[key] for key in frame.index):
        found.append(text("figure.kano_groups_plot_hollow", lang))
    if missing.any():
        groups: dict[Any, list[str]] = {group: [] for group in told}
        for group, name in frame.index[missing]:
            groups[group].append(words[str(name)])
        between = "、" if lang == "zh" else ", "
        named = [f"{told[group]}: {between.join(each)}" for group, each in groups.items() if each]
        found.append(text("figure.kano_groups_plot_missing", lang, attributes="; ".join(named)))
    return found
