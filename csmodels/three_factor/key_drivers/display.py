"""The printed document of key drivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csmodels.tables import Block, Summary, heading, settings_block, text
from csmodels.three_factor.shown import shown_settings

if TYPE_CHECKING:
    from csmodels.three_factor.key_drivers.result import KeyDrivers


def summary(result: KeyDrivers, lang: str) -> Summary:
    """Totals, then each game with its order, then both together, coding and settings."""
    level = float(str(result.settings["conf_level"]))
    blocks: list[Block | str] = [_totals(result, lang)]
    for side in result.sides:
        blocks += [_values(result, side, lang, level), _curve(result, side, lang, level)]
    if (classes := _classes(result, lang, level)) is not None:
        blocks.append(classes)
    blocks.append(_coding(result, lang))
    blocks.append(settings_block(shown_settings(dict(result.settings), lang), lang))
    drawn = any(part.variation.n_boot for part in result.parts[0].values())
    stop = text("note.key_stop", lang) + (text("note.key_stop_drawn", lang) if drawn else "")
    notes = [text("note.key_value", lang), text("note.key_mixed", lang), stop]
    notes.append(text(f"note.key_{result.settings['missing']}", lang))
    return Summary(
        text("heading.key_drivers_of", lang, outcome=result.drivers.outcome),
        tuple(blocks),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def side_word(side: str, lang: str) -> str:
    """A game in words."""
    return text(f"value.key_{side}", lang)


def class_word(name: str, lang: str) -> str:
    """A class in words; no value in either game is no proof that a driver does not matter."""
    if name == "unimportant":
        return text("value.key_no_value", lang)
    return text(f"value.three_{name}", lang) if name else ""


def _named(result: KeyDrivers, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Groups and drivers by their words."""
    if result.groups and str(result.settings["by"]) in frame.index.names:
        frame = result._worded(frame, lang)
    words = {name: result.driver_label(name, lang) for name in result.drivers.names}
    if "driver" in frame.index.names:
        frame = frame.rename(index=words, level="driver" if frame.index.nlevels > 1 else None)
    return frame


def _totals(result: KeyDrivers, lang: str) -> Block:
    frame = _named(result, result.totals, lang)
    words = {side: side_word(side, lang) for side in result.sides}
    frame = frame.rename(index=words, level="side" if frame.index.nlevels > 1 else None)
    frame = frame.rename(columns={"share_hit": "key_share_hit", "n_key": "key_n", "total": "key_total"})
    shown = frame[["n", "key_share_hit", "key_n", "reach", "noise", "success", "key_total"]]
    kinds = ("key_share_hit", "reach", "noise", "success", "key_total")
    formats: dict[str, str | int] = {**dict.fromkeys(kinds, "percent"), "key_n": "count"}
    labels = {"side": text("column.key_side", lang)} | _rates(lang)
    return Block(heading("key_totals", lang), shown, formats, labels=labels)


def _rates(lang: str) -> dict[str, str]:
    return {name: text(f"column.key_{name}", lang) for name in ("reach", "noise", "success")}


def _values(result: KeyDrivers, side: str, lang: str, level: float) -> Block:
    frame = _named(result, pd.DataFrame(result.estimates.xs(side, level="side")), lang)
    places = [
        "" if pd.isna(low) else f"{low}" if low == high else f"{low}–{high}"
        for low, high in zip(frame["rank_low"], frame["rank_high"], strict=True)
    ]
    shown = frame[["value", "conf_low", "conf_high", "p_value", "rank"]].assign(
        key_ranks=places, reach=frame["reach"], noise=frame["noise"], key=frame["key"], p_key=frame["p_key"]
    )
    empty = [name for name in ("conf_low", "conf_high", "p_value", "p_key") if shown[name].isna().all()]
    if "p_key" in empty:
        empty.append("key_ranks")
    formats: dict[str, str | int] = {
        "value": 3, "conf_low": 3, "rank": "count", "reach": "percent", "noise": "percent", "key": "flag",
        "p_key": "percent",
    }  # fmt: skip
    labels = {
        "value": text("column.key_value", lang),
        "key": text("column.key_key", lang),
        "p_key": text("column.key_p_key", lang),
        "key_ranks": text("column.key_ranks", lang, level=f"{100 * level:g}"),
    } | _rates(lang)
    title = text("heading.key_values", lang, side=side_word(side, lang))
    note = text("note.key_alone", lang)
    return Block(title, shown.drop(columns=empty), formats, labels=labels, conf_level=level, note=note)


def _curve(result: KeyDrivers, side: str, lang: str, level: float) -> Block:
    frame = _named(result, pd.DataFrame(result.curve.xs(side, level="side")), lang)
    shown = pd.DataFrame(
        {
            "driver": [result.driver_label(name, lang) for name in frame["driver"]],
            "reach": frame["reach"],
            "noise": frame["noise"],
            "success": frame["success"],
            "conf_low": frame["success_low"],
            "conf_high": frame["success_high"],
            "key": frame["key"],
        },
        index=frame.index,
    )
    if shown["conf_low"].isna().all():
        shown = shown.drop(columns=["conf_low", "conf_high"])
    formats: dict[str, str | int] = {
        **dict.fromkeys(("reach", "noise", "success"), "percent"), "conf_low": "percent", "key": "flag",
    }  # fmt: skip
    labels = {"step": text("column.key_step", lang), "key": text("column.key_key", lang)} | _rates(lang)
    title = text("heading.key_curve", lang, side=side_word(side, lang))
    return Block(title, shown, formats, labels=labels, conf_level=level)


def _classes(result: KeyDrivers, lang: str, level: float) -> Block | None:
    found = result.classification
    if found is None:
        return None
    frame = _named(result, found, lang)
    shown = frame[["dissatisfier", "dissatisfier_rank", "enhancer", "enhancer_rank"]]
    classed = bool((frame["class"] != "").any())
    if classed:
        shown = shown.assign(three_class=[class_word(name, lang) for name in frame["class"]])
    if classed and frame["probability"].notna().any():
        shown = shown.assign(three_probability=frame["probability"])
    formats: dict[str, str | int] = {
        "dissatisfier": 3, "enhancer": 3, "dissatisfier_rank": "count", "enhancer_rank": "count",
        "three_probability": "percent",
    }  # fmt: skip
    labels = {name: text(f"column.key_{name}", lang) for name in shown.columns if "three" not in name}
    word = "note.key_classes" if classed else "note.key_no_classes"
    note = text(word, lang, alpha=f"{100 * (1 - level):.3g}")
    return Block(heading("key_classes", lang), shown, formats, labels=labels, note=note)


def _coding(result: KeyDrivers, lang: str) -> Block:
    frame = result.coding
    words = {name: result.driver_label(name, lang) for name in result.drivers.names}
    labels = {side: text(f"column.key_codes_{side}", lang) for side in result.sides}
    return Block(heading("key_coding", lang), frame.rename(index=words), labels=labels)
