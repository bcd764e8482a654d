"""The printed document of groups compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.kano.display import in_words as said
from csmodels.kano.groups.differences import COEFFICIENTS
from csmodels.kano.groups.opposed import marked
from csmodels.kano.groups.tables import FEW_EXPECTED
from csmodels.tables import Block, Summary, format_value, heading, settings_block, term, text
from csmodels.tables.notices import in_words
from csmodels.tables.shown import display_settings

if TYPE_CHECKING:
    from csmodels.kano.groups.result import KanoGroups

#: Groups that have a column each; more share a cell.
SIDE_BY_SIDE = 6
#: Differences that are printed at most; of more, those whose p-value (Holm) is below this.
MOST_ROWS, ALPHA = 20, 0.05


def summary(found: KanoGroups, lang: str) -> Summary:
    """Tests, opposing groups, differences, settings."""
    level = f"{100 * float(str(found.settings['conf_level'])):g}"
    blocks: list[Block | str] = [_tests(found, lang, level), _opposed(found, lang)]
    blocks.append(_differences(found, lang, level))
    settings = {key: value for key, value in found.settings.items() if key != "kano_pairs"}
    if not settings["kano_draws"]:
        settings = {key: value for key, value in settings.items() if key not in ("kano_draws", "seed")}
    blocks.append(settings_block(display_settings(settings, lang), lang))
    return Summary(
        text("heading.kano_groups", lang),
        tuple(blocks),
        notes=(text("note.kano_letters", lang),),
        warnings=tuple(each.text(lang) for each in found.notices),
        lang=lang,
    )


def _attributes(found: KanoGroups, lang: str) -> dict[str, str]:
    return {name: found.result.model.label(name, lang) for name in found.result.attributes}


def _heads(lang: str, *names: str) -> dict[str, str]:
    return {name: text(f"column.kano_groups_{name}", lang) for name in names}


def _tests(found: KanoGroups, lang: str, level: str) -> Block:
    table = found.tests
    weighted = found.settings["kano_test"] == "rao_scott"
    cells = _cells(table["cramers_v"], table["cramers_v_low"], table["cramers_v_high"])
    # how far groups differ stands before how surely they do
    frame = table[["n"]].assign(cramers_v=cells)
    names = ["cramers_v_corrected", "chi_square", "df", "p_value", "p_holm", "p_simulated"]
    frame[[*names, "smallest_expected"]] = table[[*names, "smallest_expected"]]
    if weighted:
        frame["design_effect"] = table["design_effect"]
    if frame["p_simulated"].isna().all():
        frame = frame.drop(columns="p_simulated")
    formats: dict[str, str | int] = {"chi_square": 1, "df": 1 if weighted else 0, "smallest_expected": 1}
    formats |= {"p_holm": "p", "p_simulated": "p", "cramers_v_corrected": 2, "design_effect": 2}
    formats = {name: kind for name, kind in formats.items() if name in frame}
    names = [str(name) for name in frame if name not in ("n", "df", "p_value", "cramers_v")]
    labels = _heads(lang, *names)
    labels["cramers_v"] = f"{text('column.kano_groups_cramers_v', lang)} [{_interval(lang, level)}]"
    note = text("note.kano_groups_weighted" if weighted else "note.kano_groups_tests", lang)
    few = int((table["smallest_expected"] < FEW_EXPECTED).sum())
    if "p_simulated" in frame:
        more = [text("note.kano_groups_simulated", lang)]
        if few:
            least = f"{FEW_EXPECTED:g}"
            more.append(text("note.kano_groups_small", lang, least=least, n=few, of=len(table)))
        note = ("" if lang == "zh" else " ").join([note, *more])
    frame = frame.rename(index=_attributes(found, lang))
    return Block(heading("kano_groups_tests", lang), frame, formats, labels=labels, note=note)


def _opposed(found: KanoGroups, lang: str) -> Block:
    table = found.opposed
    labels = found._labels
    words = [each.text(lang) for each in in_words(found.groups, found.result.group_labels)]
    by_group: dict[str, list[str]] = {"categories": labels.cells(words, lang)}
    if len(words) <= SIDE_BY_SIDE:
        columns = zip(labels.leading.T, labels.sure.T, strict=True)
        cells = [[marked(*cell) for cell in zip(*column, strict=True)] for column in columns]
        by_group = {f"group_{g}": cell for g, cell in enumerate(cells)}
    frame = pd.DataFrame(
        {
            "overall": [said(each, lang) for each in table["agreement"]],
            **by_group,
            "degree": [term(name, lang, section="value") if name else "" for name in table["degree"]],
            "p_opposed": table["p_holm"].to_numpy(),
            "probability": table["probability"].to_numpy(),
            "alarm": [text("value.kano_groups_alarm", lang) if flag else "" for flag in table["alarm"]],
        },
        index=table.index.map(_attributes(found, lang)),
    )
    frame.index.name = "attribute"
    if frame["probability"].isna().all():
        frame = frame.drop(columns="probability")
    formats: dict[str, str | int] = {"p_opposed": "p"}
    if "probability" in frame:
        formats["probability"] = "percent"
    heads = {f"group_{g}": word for g, word in enumerate(words)}
    heads |= _heads(lang, *(str(name) for name in frame if name not in heads))
    note = text("note.kano_groups_opposed", lang)
    return Block(heading("kano_groups_opposed", lang), frame, formats, labels=heads, note=note)


def _differences(found: KanoGroups, lang: str, level: str) -> Block | str:
    every = found.differences
    table, sure = _printed(every)
    numbers = {"alpha": f"{ALPHA:g}", "shown": str(len(table)), "sure": f"{sure:,}", "of": f"{len(every):,}"}
    rest = ""
    if len(table) < len(every):
        key = "none" if not sure else "sure" if sure == len(table) else "first"
        rest = text(f"note.kano_groups_{key}", lang, **numbers)
        if found.settings["kano_pairs"] == "all":
            rest += ("" if lang == "zh" else " ") + text("note.kano_groups_fewer", lang)
    if table.empty:
        return heading("kano_groups_differences", lang) + ("：" if lang == "zh" else ": ") + rest
    columns: dict[str, Any] = {}
    for name in COEFFICIENTS:
        value, low, high = (table[f"{name}_{each}"] for each in ("difference", "low", "high"))
        columns[name] = _cells(value, low, high, signed=True)
        columns[f"{name}_p"], columns[f"{name}_p_holm"] = table[f"{name}_p"], table[f"{name}_p_holm"]
    frame = pd.DataFrame(columns, index=table.index)
    words = {each.code: each.text(lang) for each in in_words(found.groups, found.result.group_labels)}
    for level_name, mapping in (
        ("attribute", _attributes(found, lang)), ("group", words), ("reference", words)
    ):  # fmt: skip
        frame = frame.rename(index=mapping, level=level_name)
    labels = {}
    for name in COEFFICIENTS:
        labels[name] = f"{text(f'column.kano_{name}', lang)} [{_interval(lang, level)}]"
        labels[f"{name}_p"] = text("column.p_value", lang)
        labels[f"{name}_p_holm"] = text("column.kano_p_holm", lang)
    labels["reference"] = text("column.kano_groups_reference", lang)
    formats: dict[str, str | int] = {f"{name}_{p}": "p" for name in COEFFICIENTS for p in ("p", "p_holm")}
    note = text("note.kano_groups_differences", lang)
    note = (rest + ("" if lang == "zh" else " ") + note) if rest else note
    return Block(heading("kano_groups_differences", lang), frame, formats, labels=labels, note=note)


def _printed(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Differences that are printed, and how many are sure: all where they are few, else the surest."""
    p = table[[f"{name}_p_holm" for name in COEFFICIENTS]].min(axis=1).fillna(1.0).to_numpy()
    sure = int((p < ALPHA).sum())
    if len(table) <= MOST_ROWS:
        return table, sure
    first = np.sort(np.argsort(p, kind="stable")[: min(sure, MOST_ROWS)])
    return table.iloc[first], sure


def _interval(lang: str, level: str) -> str:
    return text("label.interval", lang, level=level)


def _cells(value: pd.Series, low: pd.Series, high: pd.Series, signed: bool = False) -> list[str]:
    """Figures with their limits in one cell."""
    found = []
    for x, below, above in zip(value, low, high, strict=True):
        written = format_value(x, 2) if not signed or np.isnan(x) or x <= 0 else f"+{format_value(x, 2)}"
        limits = "" if np.isnan(below) else f" [{format_value(below, 2)}, {format_value(above, 2)}]"
        found.append("" if np.isnan(x) else f"{written}{limits}")
    return found
