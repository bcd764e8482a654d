"""The multiverse printed and drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.errors import check_choice
from csmodels.numerics.three_factor.rules import CLASSES
from csmodels.sampling.columns import mean_words
from csmodels.tables import Block, Summary, text
from csmodels.tables.strings import CATALOGUE
from csmodels.three_factor.penalty_reward.display import class_words, worded
from csmodels.three_factor.penalty_reward.drawn import labelled
from csmodels.three_factor.penalty_reward.remarks import FEW

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from csmodels.three_factor.penalty_reward.multiverse import Multiverse

NAMES = (*CLASSES, "none")


def option_word(choice: str, name: str, lang: str) -> str:
    """An option of a choice in words; codes and names of the user stay as they are."""
    key = f"column.three_{name}" if choice == "rule" else f"value.three_{name}"
    return text(key, lang) if key in CATALOGUE else name


def summary(found: Multiverse, lang: str) -> Summary:
    """Choices, stability, what decides, universes that are inadvisable or missing."""
    blocks: list[Block | str] = [_choices(found, lang), _stability(found, lang), _sources(found, lang)]
    missing = _missing(found, lang)
    if missing is not None:
        blocks.append(missing)
    outcome = mean_words(found.result.model.outcomes, lang)
    title = text("heading.three_multiverse_of", lang, outcome=outcome)
    notes = []
    if (found.universes["caution"] != "").any():
        notes.append(text("note.three_inadvisable", lang, least=FEW))
    warnings = tuple(each.text(lang) for each in found.result.notices)
    return Summary(title, tuple(blocks), notes=tuple(notes), warnings=warnings, lang=lang)


def _choices(found: Multiverse, lang: str) -> Block:
    between = "；" if lang == "zh" else "; "
    options = {"coding": tuple(found.codings), "coefficient": found.coefficients, "rule": found.rules}
    said = [
        between.join(option_word(choice, each, lang) for each in names) for choice, names in options.items()
    ]
    first = [text(f"value.three_by_{choice}", lang) for choice in options]
    frame = pd.DataFrame({"choice": first, "options": said})
    return Block(text("heading.three_choices", lang), frame, header=False)


def _stability(found: Multiverse, lang: str) -> Block:
    table = found.stability
    frame = table[[*NAMES]].copy()
    frame["universe_class"] = class_words(table["class"], lang)
    for name in ("share", "share_all"):
        frame[f"universe_{name}"] = table[name]
    frame["universe_own"] = class_words(table["own"], lang)
    if table["linear"].notna().any():
        frame["universe_linear"] = table["linear"]
    frame["universe_n"] = table["n"]
    own = [name for name in frame.columns if name.startswith("universe_")]
    labels = {name: text(f"value.three_{name}", lang) for name in NAMES} | {
        name: text(f"column.three_{name}", lang) for name in own
    }
    formats: dict[str, str | int] = dict.fromkeys(
        [name for name in frame.columns if name not in ("universe_class", "universe_own", "universe_n")],
        "percent",
    )
    return Block(
        text("heading.three_stability", lang), worded(found.result, frame, lang),
        formats | {"universe_n": "count"}, labels=labels, note=text("note.three_stability", lang),
    )  # fmt: skip


def _sources(found: Multiverse, lang: str) -> Block:
    frame = worded(found.result, found.sources, lang)
    labels = {name: text(f"value.three_by_{name}", lang) for name in frame.columns}
    formats: dict[str, str | int] = dict.fromkeys(frame.columns, "percent")
    note = text("note.three_sources", lang)
    return Block(text("heading.three_sources", lang), frame, formats, labels=labels, note=note)


def _missing(found: Multiverse, lang: str) -> Block | None:
    """Codings and coefficients without estimates, with the reason; rules that do not go with coefficients."""
    table = found.universes
    lost = table[~table["estimated"]].reset_index()
    if not len(lost):
        return None
    lines = lost.assign(group=lost.iloc[:, 0] if found.groups else "")
    keys = ["group", "coding", "rule"]
    for name in reversed(keys):  # options that have all else in common stand in one line
        others = [*(each for each in keys if each != name), "coefficient", "reason", "detail"]
        lines = lines.groupby(others, sort=False)[name].agg(tuple).reset_index()
        frame = pd.DataFrame(index=lines.index)
    if found.groups:
        words = _group_words(found, lang)
        between = "、" if lang == "zh" else ", "
        frame[str(found.settings["by"])] = [
            text("value.three_all", lang) if len(each) == len(found.groups)
            else between.join(str(words.get(group, group)) for group in each)
            for each in lines["group"]
        ]  # fmt: skip
    for name, options in (("coding", tuple(found.codings)), ("rule", found.rules)):
        frame[f"universe_{name}"] = [_options(name, each, options, lang) for each in lines[name]]
    frame["universe_coefficient"] = [option_word("coefficient", each, lang) for each in lines["coefficient"]]
    frame["universe_reason"] = [
        text(f"value.three_reason_{reason}", lang) + (f": {detail}" if detail and reason == "empty" else "")
        for reason, detail in zip(lines["reason"], lines["detail"], strict=True)
    ]
    labels = {f"universe_{name}": text(f"column.three_universe_{name}", lang)
              for name in ("coding", "coefficient", "rule", "reason")}  # fmt: skip
    return Block(text("heading.three_not_estimated", lang), frame, labels=labels)


def _options(choice: str, names: tuple[str, ...], options: tuple[str, ...], lang: str) -> str:
    """Options in words, or that it is all of them."""
    if len(names) == len(options):
        return text("value.three_all", lang)
    return ("；" if lang == "zh" else "; ").join(option_word(choice, each, lang) for each in names)


def _group_words(found: Multiverse, lang: str) -> dict[Any, Any]:
    coded = [group for group in found.groups if lang != "en" or not isinstance(group, str)]
    return {group: found.group_labels.get(group, {}).get(lang, group) for group in coded}


def draw_stability(
    found: Multiverse,
    *,
    by: str | None,
    group: Any,
    inadvisable: bool,
    lang: str,
    ax: Axes | None,
    title: str | None,
) -> Axes:
    """Draw shares of universes; see `Multiverse.plot_stability`."""
    from csmodels.plots.three_stability import stability_heatmap

    if by is not None:
        check_choice("by", by, ("coding", "coefficient", "rule"))
    own = found._one_group(found.stability, group)["own"]
    table = found._one_group(found.shares(by, inadvisable=inadvisable), group)
    notes = [text("figure.three_stability", lang)]
    classes = None
    if by is None:
        shown = table[list(NAMES)]
        shown = shown.loc[:, [name != "none" or bool((shown[name] > 0).any()) for name in shown.columns]]
        cells = [[_percent(value) for value in row] for row in shown.to_numpy()]
        framed = [(i, list(shown.columns).index(name)) for i, name in enumerate(own) if name in shown.columns]
        columns = [text(f"value.three_{name}", lang) for name in shown.columns]
        across = text("figure.three_share", lang)
        notes.append(text("figure.three_stability_own", lang))
    else:
        shown, classes, framed = _most(table, by, own)
        cells = [[_percent(value) for value in row] for row in shown.to_numpy()]
        columns = [option_word(by, str(name), lang) for name in shown.columns]
        across = text(f"figure.three_share_by_{by}", lang)
        notes += [text("figure.three_stability_by", lang), text("figure.three_stability_same", lang)]
    if not inadvisable and not found.universes["advisable"][found.universes["estimated"]].all():
        notes.append(text("figure.three_stability_advisable", lang))
    between = "" if lang == "zh" else " "
    return stability_heatmap(
        labelled(found.result, shown, lang).set_axis(columns, axis=1), cells, classes=classes, framed=framed,
        across=across,
        notes=(between.join(notes),), lang=lang, ax=ax, title=title,
    )  # fmt: skip


def _percent(value: float) -> str:
    return f"{100 * value:.0f}" if np.isfinite(value) else ""


def _most(
    table: pd.DataFrame, by: str, own: pd.Series[Any]
) -> tuple[pd.DataFrame, list[list[str]], list[tuple[int, int]]]:
    """The most frequent class of each option: its share, its name, and where it is that of the analysis."""
    values = table[list(NAMES)].to_numpy(dtype=np.float64)
    known = table["n"].to_numpy() > 0
    most = np.where(known, np.nan_to_num(values).argmax(axis=1), 0)
    share = pd.Series(np.where(known, values[np.arange(len(values)), most], np.nan), index=table.index)
    named = pd.Series([NAMES[k] if ok else "" for k, ok in zip(most, known, strict=True)], index=table.index)
    options = list(dict.fromkeys(table.index.get_level_values(by)))
    shares, names = (each.unstack(by).reindex(index=own.index, columns=options) for each in (share, named))
    there = shares.columns[shares.notna().any(axis=0)]
    shares, names = shares[there], names[there]
    same = [(i, j) for i, j in np.ndindex(*names.shape) if names.iloc[i, j] == own.iloc[i]]
    return shares, names.to_numpy().tolist(), same
