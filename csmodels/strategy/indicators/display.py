"""The printed documents of indicators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.strategy.indicators.kinds import MEAN, SHARE, Figure, Indicator
from csmodels.strategy.privacy import hidden_cells, private_counts
from csmodels.tables import Block, Summary, heading, settings_block, text
from csmodels.tables.formats import format_value
from csmodels.tables.shares import share_cell
from csmodels.tables.shown import display_settings

if TYPE_CHECKING:
    from csmodels.strategy.indicators.board import IndicatorBoard
    from csmodels.strategy.indicators.comparison import IndicatorComparison
    from csmodels.strategy.indicators.result import IndicatorResult
    from csmodels.strategy.indicators.trend import IndicatorTrend

_LIMITS = ("conf_low", "conf_high")
#: What stands for a figure that is not printed.
NOTHING = "–"


def figure_word(kind: str, name: str, lang: str, indicator: Indicator | None = None) -> str:
    """A figure in words; boxes with the answers they hold."""
    word = text(f"value.indicator_{kind}_{name}" if kind != "rate" else "value.indicator_rate", lang)
    if indicator is None or name not in ("top", "bottom", "promoters", "passives", "detractors"):
        return word
    low, high = indicator.ends
    below, above = indicator.limits
    span = {
        "top": (above, high), "promoters": (above, high), "bottom": (low, below), "detractors": (low, below),
        "passives": (below + 1, above - 1),
    }[name]  # fmt: skip
    answers = f"{span[0]:g}" if span[0] == span[1] else f"{span[0]:g}–{span[1]:g}"
    return text("value.indicator_box", lang, name=word, answers=answers)


def written(value: float, figure: Figure, *, difference: bool = False) -> str:
    """A number in its unit: per cent of shares, points of net promoter scores, the scale's unit of means."""
    if not np.isfinite(value):
        return NOTHING
    if figure.form == MEAN:
        return str(format_value(value, 1 if figure.high == 100 else 2))
    if figure.unit == 100:
        return str(format_value(value, 1))
    if figure.form == SHARE and not difference:
        return str(share_cell(float(np.clip(value, 0, 1))))
    return str(format_value(value, "percent"))


def _cells(frame: pd.DataFrame, figures: list[Figure], *names: str, difference: bool = False) -> pd.DataFrame:
    """Numbers of several units as words, limits in one cell."""
    out = frame.copy()
    rows = range(len(frame))
    for name in names:
        out[name] = [written(float(frame[name].iloc[i]), figures[i], difference=difference) for i in rows]
    pairs = [
        tuple(written(float(frame[end].iloc[i]), figures[i], difference=difference) for end in _LIMITS)
        for i in rows
    ]
    at = out.columns.get_loc("conf_low")
    out = out.drop(columns=list(_LIMITS))
    cells = [NOTHING if NOTHING in pair else f"[{pair[0]}, {pair[1]}]" for pair in pairs]
    out.insert(int(at), "interval", cells)  # type: ignore[arg-type]
    return out


def summary(result: IndicatorResult, lang: str) -> Summary:
    """Figures, answers, settings."""
    indicator = result.indicator
    frame = result.figures
    figures = [indicator.figure_of(name) for name in frame.index.get_level_values("figure")]
    shown = _cells(frame, figures, "estimate", "std_error", difference=True)
    shown["estimate"] = [written(v, f) for v, f in zip(frame["estimate"], figures, strict=True)]
    simple = bool(np.allclose(frame["n"], frame["n_effective"]))
    shown = shown.drop(columns=["n_effective"]) if simple else shown
    shown = _private(result, frame, shown, int(str(result.settings["least"])), lang)
    words = {name: figure_word(indicator.kind, name, lang, indicator) for name in indicator.names}
    shown = result._worded(shown, lang).rename(index=words, level="figure" if result.groups else None)
    labels = _heads(result.settings, lang)
    block = Block(heading("indicator_figures", lang), shown, {"n_effective": 1}, labels=labels)
    question = text("label.indicator_question", lang, item=indicator.item, words=result.label(lang))
    notes = [text(f"note.indicator_{indicator.kind}", lang)]
    if not simple:
        notes.append(text("note.indicator_effective", lang))
    return Summary(
        text(f"heading.indicator_{indicator.kind}", lang),
        (question, block, _settings(result, lang)),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def _heads(settings: Mapping[str, object], lang: str) -> dict[str, str]:
    level = f"{100 * float(str(settings['conf_level'])):g}"
    return {
        "interval": text("label.interval", lang, level=level),
        "figure": text("column.indicator_figure", lang),
        "n_effective": text("column.indicator_n_effective", lang),
    }


def _settings(result: Any, lang: str) -> Block:
    given = dict(result.settings)
    if "n_asked" in given:
        given["n_asked"] = f"{given['n_asked']:,}"
    settings = display_settings(given, lang)
    if hidden_sizes(result).any():
        # the number in all would give the only small group away
        for name in ("n", "n_rows", "n_dropped", "n_asked"):
            settings.pop(name, None)
    return settings_block(settings, lang)


def hidden_sizes(result: Any) -> pd.Series:
    """Which groups are too small to be printed."""
    if not result.groups:
        return pd.Series(False, index=[0])
    reads = [result] if hasattr(result, "parts") else list(result.items.values())
    least = int(str(result.settings["least"]))
    sizes = [min(each.parts[g].n for each in reads) for g in range(len(result.groups))]
    return pd.Series(np.array(sizes) < least, index=list(result.groups))


def _private(result: Any, frame: pd.DataFrame, shown: pd.DataFrame, least: int, lang: str) -> pd.DataFrame:
    """Without the figures of groups that are too small, and without numbers that give theirs away.

    The number of all together is known, so that of a second group is hidden with the small one's. Its figures
    stay: nothing of all together stands beside them.
    """
    if not result.groups:
        return shown
    small = (frame["n"] < least).to_numpy()
    if not small.any():
        return shown
    out = shown.copy()
    sizes = frame["n"].groupby(level=list(range(1, frame.index.nlevels)), sort=False)
    n = sizes.transform(lambda each: private_counts(each, least, lang=lang))
    hidden = sizes.transform(lambda each: hidden_cells(each, least)).to_numpy(dtype=bool)
    for name in out.columns:
        if name == "n":
            out[name] = n.astype(object)
        elif name not in ("figure",):
            plain = out[name]
            if pd.api.types.is_numeric_dtype(plain):
                plain = plain.map(lambda x: format_value(float(x), 1))
            out[name] = plain.where(~(hidden if name == "n_effective" else small), NOTHING)
    return out


def board_summary(result: IndicatorBoard, lang: str) -> Summary:
    """The board, settings."""
    frame = result.board
    names = frame.index.get_level_values("indicator")
    which = [result.items[name].indicator for name in names]
    figures = [one.figure_of(one.main) for one in which]
    shown = _cells(frame.drop(columns="std_error"), figures, "estimate", "target", "gap")
    shown["gap"] = [written(v, f, difference=True) for v, f in zip(frame["gap"], figures, strict=True)]
    shown["figure"] = [figure_word(one.kind, one.main, lang, one) for one in which]
    shown["p_met"] = [NOTHING if np.isnan(p) else str(share_cell(p, 2)) for p in frame["p_met"]]
    shown["state"] = [
        text(f"value.indicator_{s}", lang) if isinstance(s, str) else NOTHING for s in frame["state"]
    ]
    shown = _private(result, frame, shown, int(str(result.settings["least"])), lang)
    if not result.targets:
        shown = shown.drop(columns=["target", "gap", "p_met", "state"])
    shown = _board_words(result, shown, lang)
    labels = _heads(result.settings, lang) | {
        "indicator": text("column.indicator_name", lang),
        "target": text("column.indicator_target", lang),
        "gap": text("column.indicator_gap", lang),
        "p_met": text("column.indicator_p_met", lang),
        "state": text("column.indicator_state", lang),
    }
    notes = [text("note.indicator_targets", lang)] if result.targets else []
    if any(one.better == "lower" for one in which):
        notes.append(text("note.indicator_lower", lang))
    return Summary(
        text("heading.indicator_board", lang),
        (Block(heading("indicator_board", lang), shown, labels=labels), _settings(result, lang)),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def board_label(result: IndicatorBoard, name: str, lang: str) -> str:
    """An indicator as the board names it; an arrow where less is better."""
    word = result.label(name, lang)
    return f"{word} ↓" if result.items[name].indicator.better == "lower" else word


def _board_words(result: IndicatorBoard, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    from csmodels.strategy.indicators.board import OVERALL

    frame = result._worded(frame, lang)
    frame = frame.rename(index={n: board_label(result, n, lang) for n in result.items}, level="indicator")
    if set(result.dimensions.values()) == {OVERALL}:
        return frame.droplevel("dimension")
    return frame.rename(index={OVERALL: text("value.indicator_overall", lang)}, level="dimension")


def comparison_summary(result: IndicatorComparison, lang: str) -> Summary:
    """Differences."""
    one = result.result.indicator
    frame = result.table
    figures = [one.figure_of(name) for name in frame.index.get_level_values("figure")]
    shown = _cells(frame, figures, "first", "second", "difference", "std_error", difference=True)
    if (frame["p_adjusted"].fillna(-1) == frame["p_value"].fillna(-1)).all():
        shown = shown.drop(columns="p_adjusted")
    words = {name: figure_word(one.kind, name, lang, one) for name in one.names}
    shown = shown.rename(index=words, level="figure" if shown.index.nlevels > 1 else None)
    for level in ("group", "reference"):
        if level in shown.index.names:
            known = {
                g: w.get(lang, g) for g, w in result.result.group_labels.items() if not isinstance(g, str)
            }
            shown = shown.rename(index=known, level=level)
    if result.other is not None and result.result.groups:
        shown = result.result._worded(shown, lang)
    names = ("first", "second", "reference", "p_adjusted", "n_first", "n_second")
    labels = _heads(result.settings, lang) | {each: text(f"column.indicator_{each}", lang) for each in names}
    formats = {"statistic": 2, "p_adjusted": "p", "n_first": "count", "n_second": "count"}
    shown = _hide_small(result, frame, shown)
    plain = result.result.settings["interval"] in ("wald", "bootstrap")
    kind = "paired" if result.paired else "plain" if plain else "independent"
    return Summary(
        text("heading.indicator_differences", lang),
        (Block(heading("indicator_differences", lang), shown, formats, labels=labels),),  # type: ignore[arg-type]
        notes=(text(f"note.indicator_{kind}", lang),),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def _hide_small(result: IndicatorComparison, frame: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Without pairs of groups of which one has too few people, and then without numbers of people."""
    if not result.result.groups:
        return shown
    least = int(str(result.result.settings["least"]))
    sizes = ["n_first", "n_second"]
    kept = (frame[sizes] >= least).all(axis=1).to_numpy()
    return shown if kept.all() else shown.loc[kept].drop(columns=sizes)


def trend_summary(result: IndicatorTrend, lang: str) -> Summary:
    """Slopes and tests; nothing where a wave is too small, since they would tell its figure."""
    if hidden_sizes(result.result).any():
        hidden = text("note.indicator_trend_hidden", lang, least=result.result.settings["least"])
        warned = tuple(each.text(lang) for each in result.notices)
        return Summary(text("heading.indicator_trend", lang), (hidden,), warnings=warned, lang=lang)
    one = result.result.indicator
    words = {name: figure_word(one.kind, name, lang, one) for name in one.names}
    slopes = result.slopes
    figures = [one.figure_of(name) for name in slopes.index]
    shown = _cells(slopes, figures, "estimate", "std_error", difference=True).rename(index=words)
    labels = _heads(result.settings, lang) | {"estimate": text("column.indicator_slope", lang)}
    tests = result.tests.rename(index=words, level="figure")
    said = {name: text(f"value.indicator_test_{name}", lang) for name in ("line", "change")}
    tests = tests.rename(index=said, level="test")
    heads = {"figure": labels["figure"], "test": text("column.indicator_test", lang), "df": "df"}
    return Summary(
        text("heading.indicator_trend", lang),
        (
            Block(heading("indicator_slopes", lang), shown, {"statistic": 2}, labels=labels),
            Block(heading("indicator_tests", lang), tests, {"statistic": 2, "df": "count"}, labels=heads),
        ),
        notes=(text("note.indicator_trend", lang),),
        lang=lang,
    )
