"""Charts of estimates with their intervals: dots and lines, row by row, readable in print."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.plots.diagram_tables import number
from csmodels.plots.rows import LEGEND_SIZE, PLOT_WIDTH, Band, Row, draw_bands
from csmodels.plots.style import MARKERS, PALETTE
from csmodels.plots.textfit import line_width
from csmodels.tables.strings import check_language, term, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MANY_GROUPS = 3
"""Up to so many groups share a row and are told apart in a legend; more are written out, one row each."""

FIGURES = ("estimate", "conf_low", "conf_high")
"""Columns that every interval chart draws."""


def interval_chart(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    xlabel: str | None = None,
    lang: str = "en",
    limits: tuple[float, float] | None = None,
    group: str | None = None,
    sort: bool = False,
    reference: float | None = None,
    values: bool = False,
    decimals: int = 2,
    conf_level: float | None = None,
) -> Axes:
    """Draw estimates as dots with their intervals as lines, one row each.

    When to use it: for paths, effects, coefficients, of one model or by group. Two estimates are compared at
    a glance, and so is each with zero, which is marked where it lies within the axis.

    Parameters
    ----------
    frame : DataFrame
        Columns ``estimate``, ``conf_low``, ``conf_high`` (missing limits draw a dot alone). The index gives
        the rows; with two levels the first is the group, the second the row.
    ax : Axes, optional
        Draw here, in the place of this axes: it gets narrower where labels and written values need room, and
        in a small place words get smaller and long ones are cut, then the intervals and last the values are
        not written.
        Without it a new figure is made, as high as its rows need.
    title, xlabel : str, optional
    lang : {"en", "zh"}
        Language of the axis and of names the library knows, such as ``Satisfaction``; others stay as they
        are.
    limits : (low, high), optional
        Ends of the axis, else all intervals fit.
    group : str, optional
        Name of the index level that holds the group, if it is not the first of two.
    sort : bool
        Rows by falling estimate (by mean over the groups), else in the order of the table.
    reference : float, optional
        Draw a dashed line at this value, for example a threshold.
    values : bool
        Write each estimate and interval at the right.
    decimals : int
        Of the written values.
    conf_level : float, optional
        Level of the intervals, to be named at the axis: 0.95.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    SpecificationError
        A column is missing, the table is empty, the index has no level of that name or more than two levels,
        a row occurs twice.

    Examples
    --------
    >>> frame = pd.DataFrame({"estimate": [0.4], "conf_low": [0.3], "conf_high": [0.5]})
    >>> frame.index = ["Value ~ Quality"]
    >>> ax = interval_chart(frame)
    >>> ax.get_xlabel(), [label.get_text() for label in ax.get_yticklabels()]
    ('Estimate and interval', ['Value ~ Quality'])
    """
    bands, legend = _named(ax, *_bands(frame, lang, group, sort, _written(decimals) if values else None))
    label = xlabel if xlabel is not None else _axis("estimate_axis", lang, conf_level, bands)
    return draw_bands(
        bands, legend, ax=ax, title=title, xlabel=label, limits=limits or _fitting(bands), reference=reference
    )


def index_chart(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    xlabel: str | None = None,
    lang: str = "en",
    limits: tuple[float, float] | None = None,
    group: str | None = None,
    sort: bool = False,
    reference: float | None = None,
    conf_level: float | None = None,
) -> Axes:
    """Draw 0-100 indices with intervals, and write each value beside its row: ``72.5 [70.7, 74.2]``.

    When to use it: for the index table of a satisfaction model, alone or by hotel, operator, quarter.

    Parameters
    ----------
    frame : DataFrame
        As for :func:`interval_chart`, on the scale 0 to 100.
    limits : (low, high), optional
        Ends of the axis. Without it the axis runs over whole tens around the intervals, which shows
        differences; ``(0, 100)`` shows levels.
    ax, title, xlabel, lang, group, sort, reference, conf_level
        As for :func:`interval_chart`.

    Raises
    ------
    SpecificationError
        As for :func:`interval_chart`.

    Examples
    --------
    >>> frame = pd.DataFrame({"estimate": [72.46], "conf_low": [70.66], "conf_high": [74.24]})
    >>> frame.index = ["Satisfaction"]
    >>> ax = index_chart(frame, lang="zh")
    >>> [words.get_text() for words in ax.texts], [float(end) for end in ax.get_xlim()]
    (['72.5 [70.7, 74.2]'], [70.0, 80.0])
    """
    bands, legend = _named(ax, *_bands(frame, lang, group, sort, _written(1)))
    label = xlabel if xlabel is not None else _axis("index_axis", lang, conf_level, bands)
    return draw_bands(
        bands, legend, ax=ax, title=title, xlabel=label, limits=limits or _tens(bands), reference=reference
    )


def loadings_chart(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    xlabel: str | None = None,
    lang: str = "en",
    limits: tuple[float, float] | None = None,
    sort: bool = False,
    reference: float | None = None,
    values: bool = True,
    decimals: int = 2,
    conf_level: float | None = None,
) -> Axes:
    """Draw the loadings of all items with their intervals, construct by construct.

    When to use it: to see which items measure their construct well. `reference` draws the threshold of your
    choice, often 0.7.

    Parameters
    ----------
    frame : DataFrame
        Columns ``construct``, ``item``, ``estimate``, ``conf_low``, ``conf_high``; ``item`` may hold
        wordings.
    sort : bool
        Within each construct by falling loading, else in the order of the table.
    ax, title, xlabel, lang, limits, reference, values, decimals, conf_level
        As for :func:`interval_chart`.

    Raises
    ------
    SpecificationError
        A column is missing or the table is empty.

    Examples
    --------
    >>> frame = pd.DataFrame({"construct": ["Value"] * 2, "item": ["v1", "v2"], "estimate": [0.8, 0.9]})
    >>> ax = loadings_chart(frame.assign(conf_low=[0.7, 0.8], conf_high=[0.85, 0.95]))
    >>> [words.get_text() for words in ax.texts]
    ['0.80 [0.70, 0.85]', '0.90 [0.80, 0.95]']
    """
    check_language(lang)
    need_columns(frame, "construct", "item", *FIGURES)
    write = _written(decimals) if values else None
    bands = []
    for i, construct in enumerate(dict.fromkeys(frame["construct"])):
        block = frame.loc[frame["construct"] == construct]
        if sort:
            block = block.sort_values("estimate", ascending=False, kind="stable")
        rows = tuple(_row(record, str(record["item"]), i, write) for record in block.to_dict("records"))
        bands.append(Band(term(construct, lang, section="construct"), rows))
    label = xlabel if xlabel is not None else _axis("loading_axis", lang, conf_level, bands)
    return draw_bands(
        bands, (), ax=ax, title=title, xlabel=label, limits=limits or _fitting(bands), reference=reference
    )


def need_columns(frame: pd.DataFrame, *columns: str) -> None:
    """Refuse a table that lacks columns, names the closest, or has no rows."""
    for column in columns:
        if column not in frame.columns:
            raise SpecificationError(
                f"the table has no column {column!r}.{did_you_mean(column, frame.columns)} "
                f"Its columns: {some(frame.columns, 12)}."
            )
    if len(frame) == 0:
        raise SpecificationError("the table has no rows: there is nothing to draw.")


def _bands(
    frame: pd.DataFrame,
    lang: str,
    group: str | None,
    sort: bool,
    write: Callable[[float, float, float], str] | None,
) -> tuple[list[Band], tuple[str, ...]]:
    """Return the rows to draw, in bands, and the legend's words.

    Without groups one band without a name holds all rows. A few groups stand close together in one band for
    each row of the table; many groups get a row each, below the band's name.
    """
    check_language(lang)
    need_columns(frame, *FIGURES)
    if frame.index.nlevels > 2:
        raise SpecificationError(
            f"the table's index has {frame.index.nlevels} levels; a chart shows two, the group and the row. "
            "Select one value of the others first, for example with .xs()."
        )
    if frame.index.has_duplicates:
        twice = some(frame.index[frame.index.duplicated()].unique())
        raise SpecificationError(f"the table lists {twice} more than once; each row must have its own name.")
    level = _group_level(frame.index, group)
    if level is None:
        if sort:
            frame = frame.sort_values("estimate", ascending=False, kind="stable")
        records = zip(frame.index, frame.to_dict("records"), strict=True)
        return [Band("", tuple(_row(record, _name(key, lang), 0, write) for key, record in records))], ()

    groups = list(dict.fromkeys(frame.index.get_level_values(level)))
    rows = frame.index.get_level_values(1 - level)
    keys = list(dict.fromkeys(rows))
    if sort:
        mean = frame.groupby(rows, sort=False)["estimate"].mean()
        keys = list(mean.sort_values(ascending=False, kind="stable").index)
    words = {one: str(one) for one in groups}
    bands = []
    for key in keys:
        part = frame.loc[rows == key].to_dict("records")
        of = frame.index.get_level_values(level)[rows == key]
        drawn = dict(zip(of, part, strict=True))
        bands.append(
            Band(
                _name(key, lang),
                tuple(_row(drawn[one], words[one], i, write) for i, one in enumerate(groups) if one in drawn),
                together=len(groups) <= MANY_GROUPS,
            )
        )
    return bands, tuple(words.values()) if len(groups) <= MANY_GROUPS else ()


def _named(ax: Axes | None, bands: list[Band], legend: tuple[str, ...]) -> tuple[list[Band], tuple[str, ...]]:
    """Bands and legend as they are; names too long for the one line that a new figure has go to the rows."""
    # each name has a handle and a gap beside it
    needed = sum(line_width(name, LEGEND_SIZE) + 4.5 * LEGEND_SIZE for name in legend)
    if ax is not None or needed <= PLOT_WIDTH:
        return bands, legend
    return [replace(band, together=False) for band in bands], ()


def _group_level(index: pd.Index[Any], group: str | None) -> int | None:
    if group is not None and group not in index.names:
        raise SpecificationError(
            f"the index has no level {group!r}.{did_you_mean(group, index.names)} "
            f"Its levels: {some(index.names)}."
        )
    if index.nlevels == 1:
        return None
    return 0 if group is None else list(index.names).index(group)


def _name(key: object, lang: str) -> str:
    return term(key, lang, section="construct")


def _row(
    record: dict[Any, Any], label: str, look: int, write: Callable[[float, float, float], str] | None
) -> Row:
    estimate, low, high = (float(record[column]) for column in ("estimate", "conf_low", "conf_high"))
    look %= len(PALETTE)
    words = write(estimate, low, high) if write is not None else ""
    return Row(label, estimate, low, high, PALETTE[look], MARKERS[look], words)


def _written(decimals: int) -> Callable[[float, float, float], str]:
    def write(estimate: float, low: float, high: float) -> str:
        if not math.isfinite(estimate):
            return "–"
        if not (math.isfinite(low) and math.isfinite(high)):
            return number(estimate, decimals)
        return f"{number(estimate, decimals)} [{number(low, decimals)}, {number(high, decimals)}]"

    return write


def _axis(key: str, lang: str, conf_level: float | None, bands: Sequence[Band]) -> str:
    """Return the axis label; it speaks of intervals where one is drawn."""
    rows = [row for band in bands for row in band.rows]
    if not any(math.isfinite(row.low) and math.isfinite(row.high) for row in rows):
        return text(f"figure.{key}_plain", lang)
    if conf_level is None:
        return text(f"figure.{key}", lang)
    return text(f"figure.{key}_level", lang, level=f"{100 * conf_level:g}")


def _ends(bands: Sequence[Band]) -> tuple[float, float]:
    drawn = np.array([[row.estimate, row.low, row.high] for band in bands for row in band.rows])
    drawn = drawn[np.isfinite(drawn)]
    return (float(drawn.min()), float(drawn.max())) if len(drawn) else (0.0, 1.0)


def _fitting(bands: Sequence[Band]) -> tuple[float, float]:
    """Return ends with a little air; zero is taken in when it is not far."""
    low, high = _ends(bands)
    span = high - low or 1.0
    if 0 < low < span:
        low = 0.0
    elif -span < high < 0:
        high = 0.0
    return low - 0.04 * span, high + 0.04 * span


def _tens(bands: Sequence[Band]) -> tuple[float, float]:
    """Return whole tens around all intervals, within 0 to 100 unless the values are not."""
    low, high = _ends(bands)
    low, high = 10 * math.floor(low / 10), 10 * math.ceil(high / 10)
    return float(low), float(high if high > low else low + 10)
