"""What the pictures of indicators show: from results to tables that are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.plots.indicator_board import board_chart
from csmodels.plots.indicator_trend import wave_chart
from csmodels.strategy.indicators.board import OVERALL
from csmodels.strategy.indicators.display import board_label, figure_word, written
from csmodels.strategy.indicators.kinds import MEAN, Figure
from csmodels.strategy.privacy import without_small
from csmodels.tables.strings import check_language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.strategy.indicators.board import IndicatorBoard
    from csmodels.strategy.indicators.result import IndicatorResult
    from csmodels.strategy.indicators.trend import IndicatorTrend

_DRAWN = ("estimate", "conf_low", "conf_high")


def printed_unit(figure: Figure) -> float:
    """What a number of a table is multiplied by for an axis: shares are drawn in per cent."""
    return 1.0 if figure.form == MEAN or figure.unit == 100 else 100.0


def axis_words(figure: Figure, kind: str, lang: str, level: float) -> str:
    """Name and unit of a figure at an axis."""
    unit = "scale" if figure.form == MEAN else "points" if figure.unit == 100 else "percent"
    name = figure_word(kind, figure.name, lang)
    return text(f"figure.indicator_axis_{unit}", lang, name=name, level=f"{100 * level:g}")


def plot_figure(
    result: IndicatorResult, figure: str | None, sort: bool, target: float | None, lang: str,
    ax: Axes | None, title: str | None,
) -> Axes:  # fmt: skip
    """Groups, or the shares of one sample."""
    from csmodels.plots.charts import interval_chart

    check_language(lang)
    one = result.indicator
    level = float(str(result.settings["conf_level"]))
    frame = result.figures
    if result.groups:
        chosen = one.figure_of(figure or one.main)
        frame = pd.DataFrame(frame.xs(chosen.name, level="figure"))
        frame = without_small(frame, "n", int(str(result.settings["least"])), list(_DRAWN))
        frame = result._worded(frame, lang)
        xlabel = axis_words(chosen, one.kind, lang, level)
        unit = printed_unit(chosen)
    else:
        # figures of one unit stand side by side
        chosen = one.figure_of(one.main)
        same = [f.name for f in one.figures if (f.form == MEAN) == (chosen.form == MEAN)]
        if one.kind == "nps":
            same = list(one.names)
        frame = frame.loc[same].copy()
        if one.kind == "nps":
            frame.loc["nps", list(_DRAWN)] = frame.loc["nps", list(_DRAWN)] / 100
        frame = frame.rename(index={n: figure_word(one.kind, n, lang, one) for n in same})
        scale = "scale" if chosen.form == MEAN else "percent_all"
        xlabel = text(f"figure.indicator_axis_{scale}", lang, name="", level=f"{100 * level:g}").strip(" ,，")
        unit = 1.0 if chosen.form == MEAN else 100.0
    shown = frame[list(_DRAWN)] * unit
    shown.index = shown.index.map(str)
    reference = None if target is None else target * unit
    return interval_chart(
        shown, ax=ax, title=title, xlabel=xlabel, lang=lang, sort=sort, reference=reference, values=True,
        decimals=2 if chosen.form == MEAN and chosen.high != 100 else 1, conf_level=level,
    )  # fmt: skip


def board_frame(result: IndicatorBoard, group: Any, lang: str) -> pd.DataFrame:
    """What the board's picture draws: positions from 0 to 100 between the ends of each figure.

    Columns dimension, label, estimate, conf_low, conf_high, target (positions), state, value (as written).
    """
    if result.groups and group is None:
        group = result.groups[0] if len(result.groups) == 1 else group
    frame = result.board
    if result.groups:
        from csmodels.errors import SpecificationError
        from csmodels.sampling.grouped import choose_group

        if group not in result.groups:
            raise SpecificationError(choose_group(group, result.groups, result.group_labels))
        frame = pd.DataFrame(frame.xs(group, level=0))
    else:
        frame = result._one_group(frame, group)
    frame = without_small(frame, "n", int(str(result.settings["least"])), (*_DRAWN, "target"))
    rows = []
    for (dimension, name), row in zip(frame.index.tolist(), frame.to_dict("records"), strict=True):
        one = result.items[name].indicator
        figure = one.figure_of(one.main)

        def place(value: float, figure: Figure = figure) -> float:
            return 100 * (value - figure.low) / (figure.high - figure.low)

        value = written(row["estimate"], figure)
        if np.isfinite(row["conf_low"]):
            ends = [written(row[end], figure).removesuffix("\u00a0%") for end in _DRAWN[1:]]
            value += f" [{ends[0]}, {ends[1]}]"
        if np.isfinite(row["target"]):
            value += f" | {written(row['target'], figure)}"
        word = text("value.indicator_overall", lang) if dimension == OVERALL else dimension
        rows.append(
            {
                "dimension": "" if set(result.dimensions.values()) == {OVERALL} else word,
                "label": f"{board_label(result, name, lang)}",
                **{each: place(row[each]) for each in (*_DRAWN, "target")},
                "state": row["state"] if isinstance(row["state"], str) else "",
                "value": value.replace("-", "−"),
            }
        )
    return pd.DataFrame(rows)


def plot_board(result: IndicatorBoard, group: Any, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """The board."""
    check_language(lang)
    level = float(str(result.settings["conf_level"]))
    return board_chart(board_frame(result, group, lang), conf_level=level, lang=lang, ax=ax, title=title)


def plot_trend(result: IndicatorTrend, name: str, lang: str, ax: Axes | None, title: str | None) -> Axes:
    """One figure over the waves."""
    check_language(lang)
    one = result.result.indicator
    figure = one.figure_of(name)
    level = float(str(result.settings["conf_level"]))
    frame = pd.DataFrame(result.waves.xs(name, level="figure"))
    least = int(str(result.result.settings["least"]))
    if (frame["n"] < least).any():
        # the line would tell the figure that is hidden
        frame["fitted"] = np.nan
    frame = without_small(frame, "n", least, list(_DRAWN))
    frame[[*_DRAWN, "fitted"]] *= printed_unit(figure)
    frame = result.result._worded(frame, lang)
    frame.index = frame.index.map(str)
    return wave_chart(frame, ylabel=axis_words(figure, one.kind, lang, level), lang=lang, ax=ax, title=title)
