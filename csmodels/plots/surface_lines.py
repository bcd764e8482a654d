"""Curves along the lines of congruence and incongruence of a surface, where there are answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError
from csmodels.plots.style import HAIRLINE, INK, MUTED, PALETTE, figure_style
from csmodels.plots.surface_frame import DASHES, Words, dress, new_axes, scale_of
from csmodels.plots.surface_tables import groups, need, within
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HEIGHT = 290.0  # of the data area of a new picture, in points


def lines_chart(
    frame: pd.DataFrame,
    *,
    words: Words,
    conf_level: float | None = None,
    limits: tuple[float, float] | None = None,
    lang: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """Draw the outcome along the lines of congruence and incongruence, with bands, where there are answers.

    Parameters
    ----------
    frame : DataFrame
        Columns ``performance``, ``estimate``, ``conf_low``, ``conf_high``, ``inside``; last index level
        "line"; with several surfaces a first level tells them.
    words : Words
        Its legend has "congruence", "incongruence" and, of several surfaces, "group 0" and so on.
    conf_level : float, optional
        Of the bands.
    limits : (low, high), optional
        Ends of the outcome's scale, beyond which bands are cut off; curves are not.
    lang : {"en", "zh"}
    ax : Axes, optional

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        A table lacks a column, or neither line crosses the answers.

    Examples
    --------
    >>> index = pd.Index(["congruence"] * 2 + ["incongruence"] * 2, name="line")
    >>> frame = pd.DataFrame({"performance": [1.0, 7.0, 3.0, 5.0], "estimate": [2.0, 6.0, 4.0, 5.0]}, index)
    >>> frame["conf_low"], frame["conf_high"] = frame["estimate"] - 0.2, frame["estimate"] + 0.2
    >>> words = Words("", "Expectation", "Performance", "Satisfaction",
    ...               {"congruence": "P = E", "incongruence": "P = 8 − E"})
    >>> ax = lines_chart(frame.assign(inside=True), words=words)
    >>> ax.get_xlabel(), [line.get_label() for line in ax.get_lines()]
    ('Performance', ['P = E', 'P = 8 − E'])
    """
    check_language(lang)
    need(frame, "performance", "estimate", "conf_low", "conf_high", "inside")
    if not bool(frame["inside"].any()):
        raise SpecificationError(
            "neither the line of congruence nor that of incongruence crosses the answers."
        )
    keys = [name for name in ("congruence", "incongruence") if within(frame, name) is not None]
    parts = groups(frame)
    band = text("figure.bands", lang, level=f"{100 * (conf_level or 0):g}") if conf_level else ""
    banded = bool(frame[["conf_low", "conf_high"]].notna().all(axis=1).any()) and bool(band)
    with figure_style() as families:
        labels = [words.legend[name] for name in keys]
        labels += [words.legend[f"group {i}"] for i in range(len(parts))] if len(parts) > 1 else []
        if ax is None:
            ax = new_axes(words, [*labels, *([band] if banded else [])], _HEIGHT)
        scale = scale_of(ax)
        handles = _draw_curves(ax, parts, words, keys)
        entries = list(zip(labels, handles, strict=False))
        if banded:
            from matplotlib.patches import Patch

            entries.append((band, Patch(facecolor=MUTED, alpha=0.25)))
        ax.grid(color=HAIRLINE, linewidth=0.6, zorder=0)
        ax.set_axisbelow(True)
        ax.margins(x=0.02)
        if limits is not None:
            ax.set_ylim(_upright(frame, limits))
        # the outcome stands upright, performance below
        dress(
            ax,
            entries,
            replace(words, expectation=words.performance, performance=words.outcome),
            families,
            scale,
        )
        return ax


def _upright(frame: pd.DataFrame, limits: tuple[float, float]) -> tuple[float, float]:
    """Range that holds all curves, and their bands as far as the outcome's scale goes."""
    rows = frame[frame["inside"].astype(bool)]
    curves, bands = rows["estimate"], rows[["conf_low", "conf_high"]].clip(*limits).stack()
    low, high = (float(getattr(pd.concat([curves, bands.dropna()]), end)()) for end in ("min", "max"))
    air = 0.04 * (high - low) or 0.5
    return low - air, high + air


def _draw_curves(ax: Axes, parts: list[pd.DataFrame], words: Words, keys: list[str]) -> list[Any]:
    """Curves with bands; return what stands for lines, then for groups, in a legend."""
    from matplotlib.lines import Line2D

    several = len(parts) > 1
    for i, part in enumerate(parts):
        for name in keys:
            rows = within(part, name)
            if rows is None:
                continue
            color = PALETTE[i] if several or name == "congruence" else PALETTE[1]
            x = rows["performance"].to_numpy()
            low, high = rows["conf_low"].to_numpy(), rows["conf_high"].to_numpy()
            if np.isfinite(low).any():
                # a height without error is fixed: the origin of a latent scale
                low, high = (np.where(np.isfinite(end), end, rows["estimate"]) for end in (low, high))
                ax.fill_between(x, low, high, color=color, alpha=0.16, linewidth=0, zorder=1, label="_band")
            label = words.legend[name] + (f", {words.legend[f'group {i}']}" if several else "")
            ax.plot(
                x, rows["estimate"].to_numpy(), color=color, linestyle=DASHES[name], linewidth=1.8,
                marker="os^D"[i] if several else "", markevery=10, markersize=4.5, zorder=3, label=label,
            )  # fmt: skip
    handles: list[Any] = [
        Line2D([], [], color=INK if several else PALETTE[j], linestyle=DASHES[name], linewidth=1.8)
        for j, name in enumerate(keys)
    ]
    if several:
        handles += [
            Line2D([], [], color=PALETTE[i], marker="os^D"[i], markersize=4.5, linewidth=1.8)
            for i in range(len(parts))
        ]
    return handles
