"""The printed report on the quality of Kano answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.kano.display import cell_text, worded
from csmodels.kano.fit import MANY_Q
from csmodels.kano.labels import TOO_FEW, per_cent
from csmodels.survey.quality import SHOWN_RESPONDENTS
from csmodels.tables import Block, Summary, heading, settings_block, term, text
from csmodels.tables.shown import display_settings

if TYPE_CHECKING:
    from csmodels.kano.quality.result import KanoQuality


def summary(found: KanoQuality, lang: str) -> Summary:
    """Screens, labels without the flagged, labels that change, attributes, respondents, settings."""
    blocks: list[Block | str] = [_screens(found, lang), _effects(found, lang)]
    changed = found.effects[found.effects["changed"]]
    blocks.append(_changed(found, changed, lang) if len(changed) else text(_NONE, lang))
    blocks.append(_attributes(found, lang))
    if found.screens.loc["any", "flagged"]:
        blocks.append(_respondents(found, lang))
    blocks.append(settings_block(display_settings(dict(found.settings), lang), lang))
    return Summary(
        text("heading.kano_quality", lang),
        tuple(blocks),
        notes=(text("note.kano_letters", lang),),
        warnings=tuple(each.text(lang) for each in found.notices),
        lang=lang,
    )


_NONE = "note.kano_quality_none_changed"


def _head(name: str, lang: str) -> str:
    return text(f"column.kano_{name}", lang)


def _screen(name: str, lang: str) -> str:
    return term(name, lang, section="value")


def _screens(found: KanoQuality, lang: str) -> Block:
    table = found.screens
    rules = [found._rule(screen, lang) for screen in found._screens.values()]
    frame = table[["flagged", "share", "expected"]].assign(rule=rules)[
        ["rule", "flagged", "share", "expected"]
    ]
    frame.index = pd.Index([_screen(name, lang) for name in table.index], name="screen")
    labels = {name: _head(f"screen_{name}", lang) for name in frame.columns}
    labels["screen"] = _head("screen", lang)
    formats: dict[str, str | int] = {"flagged": "count", "share": "percent", "expected": 1}
    note = text("note.kano_quality_screens", lang)
    return Block(heading("kano_quality_screens", lang), frame, formats, labels=labels, note=note)


def _labelled(found: KanoQuality, rows: Any, after: str, lang: str) -> list[str]:
    """Labels with the share of resamples in which the category leads."""
    cells, certainty = [], found.result.parts[0].asked.certainty
    columns = [f"category{after}", f"label{after}", f"probability{after}"]
    for category, label, probability in rows[columns].itertuples(index=False):
        if not category:
            cells.append("")
            continue
        share = "" if np.isnan(probability) else per_cent(probability, certainty)
        if label in (category, "not resampled"):
            key = "kano_quality_label"
            cells.append(text(f"value.{key}", lang, label=category, share=share) if share else category)
        else:
            why = "few" if label == TOO_FEW else "contested"
            key = f"kano_quality_{why}{'' if share else '_plain'}"
            cells.append(text(f"value.{key}", lang, label=category, share=share))
    return cells


def _effects(found: KanoQuality, lang: str) -> Block:
    rows: Any = found.effects.xs("any", level="screen")
    frame = pd.DataFrame({"n_left": rows["n_left"]}, index=rows.index)
    for name, after in (("before", ""), ("after", "_after")):
        frame[name] = _labelled(found, rows, after, lang)
    for name in ("better", "worse"):
        limits = rows[[f"{name}_change", f"{name}_change_low", f"{name}_change_high"]]
        frame[name] = [cell_text(*row) for row in limits.itertuples(index=False)]
    labels = {name: _head(f"quality_{name}", lang) for name in frame.columns}
    if rows["better_change_low"].notna().any():
        level = f"{100 * float(str(found.settings['conf_level'])):g}"
        interval = text("label.interval", lang, level=level)
        labels |= {name: f"{labels[name]} [{interval}]" for name in ("better", "worse")}
    kind = {"bootstrap": "effects", "linearized": "linearized", "replicates": "linearized"}
    key = kind.get(str(found.settings["errors"]), "point")
    note = text("note.kano_quality_point" if key == "point" else f"note.kano_quality_{key}", lang)
    title = heading("kano_quality_effects", lang)
    return Block(title, worded(found.result, frame, lang), {"n_left": "count"}, labels=labels, note=note)


def _changed(found: KanoQuality, rows: pd.DataFrame, lang: str) -> Block:
    frame = pd.DataFrame({"n_left": rows["n_left"]}, index=rows.index)
    for name, after in (("before", ""), ("after", "_after")):
        frame[name] = _labelled(found, rows, after, lang)
    words = {name: _screen(name, lang) for name in found._screens}
    frame = worded(found.result, frame, lang).rename(index=words, level="screen")
    labels = {name: _head(f"quality_{name}", lang) for name in frame.columns}
    labels["screen"] = _head("screen", lang)
    return Block(heading("kano_quality_changed", lang), frame, {"n_left": "count"}, labels=labels)


def _attributes(found: KanoQuality, lang: str) -> Block:
    table = found.attributes
    frame = pd.DataFrame({"n": table["n"]}, index=table.index)
    for name in ("questionable", "reverse"):
        columns = table[[name, f"{name}_low", f"{name}_high"]]
        frame[name] = [_percent(*row) for row in columns.itertuples(index=False)]
    said = {1: text("value.kano_quality_alarm", lang), 2: text("value.kano_quality_sure", lang), 0: ""}
    alarms = table["alarm"].astype(int) + table["sure"].astype(int)
    if alarms.any():
        frame["alarm"] = [said[each] for each in alarms]
    labels = {name: _head(f"quality_{name}", lang) for name in frame.columns if name != "n"}
    interval = text("label.interval", lang, level=f"{100 * float(str(found.settings['conf_level'])):g}")
    labels |= {name: f"{labels[name]}, % [{interval}]" for name in ("questionable", "reverse")}
    note = text("note.kano_quality_attributes", lang, share=f"{100 * MANY_Q:.0f}")
    title = heading("kano_quality_attributes", lang)
    return Block(title, worded(found.result, frame, lang), {"n": "count"}, labels=labels, note=note)


def _percent(value: float, low: float, high: float) -> str:
    if np.isnan(value):
        return ""
    one, two, three = (f"{100 * each:.1f}" for each in (value, low, high))
    return one if np.isnan(low) else f"{one} [{two}, {three}]"


def _named_screens(row: Any) -> list[str]:
    """Screens that flag somebody; one pair all the way down says that both sides are straight."""
    parts = ("straight_functional", "straight_dysfunctional") if row["straight_both"] else ()
    return [name for name, flag in row.items() if flag and name not in parts]


def _respondents(found: KanoQuality, lang: str) -> Block:
    table = found.respondents
    names = [name for name in found._screens if name != "any"]
    flagged = table[table["any"] & found._persons.counted]
    first = (-flagged[names].sum(axis=1)).sort_values(kind="stable").index if table.index.is_unique else None
    shown = (flagged if first is None else flagged.loc[first]).head(SHOWN_RESPONDENTS)
    frame = shown[["pairs", "Q", "reverse_counted"]].rename(columns={"reverse_counted": "R"})
    frame["wide"] = shown["contradictory_wide"]
    runs = shown[["functional_run", "dysfunctional_run", "both_run"]]
    frame["runs"] = [", ".join(map(str, row)) for row in runs.itertuples(index=False)]
    joint = "、" if lang == "zh" else ", "
    frame["screens"] = [
        joint.join(_screen(name, lang) for name in _named_screens(row)) for _, row in shown[names].iterrows()
    ]
    labels = {name: _head(f"quality_{name}", lang) for name in ("pairs", "wide", "runs", "screens")}
    labels |= {"Q": "Q", "R": "R", "respondent": _head("quality_respondent", lang)}
    note = text("note.kano_quality_respondents", lang, shown=len(frame), n=len(flagged))
    title = heading("kano_quality_respondents", lang)
    formats = dict.fromkeys(("pairs", "Q", "R", "wide"), "count")
    return Block(title, frame.rename_axis(index="respondent"), formats, labels=labels, note=note)
