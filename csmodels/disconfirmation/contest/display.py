"""The printed document of a contest of theories, and the table that its picture is drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.disconfirmation.contest.figures import STANDING
from csmodels.disconfirmation.contest.loss import MODELS
from csmodels.disconfirmation.contest.verdict import named, sentences
from csmodels.numerics.surface.support import LEAST_ROWS, LEAST_SHARE
from csmodels.numerics.surface.theories import NAMES
from csmodels.tables import Block, Summary, text
from csmodels.tables.formats import interval_cells
from csmodels.tables.result import heading, settings_block
from csmodels.tables.shares import of_several, share_column
from csmodels.tables.shown import display_settings, filled
from csmodels.tables.strings import CATALOGUE, term

if TYPE_CHECKING:
    from csmodels.disconfirmation.contest.result import TheoryContest

_SHOWN = ("n_params", "aicc", "delta", "weight", "r_squared", "selected")


def summary(result: TheoryContest, lang: str) -> Summary:
    """Verdict, theories, their constraints, coefficients, loss aversion, settings."""
    level = float(str(result.settings["conf_level"]))
    blocks: list[Block | str] = [
        *_verdicts(result, lang),
        _contest(result, lang),
        _says(lang),
        _coefficients(result, lang, level),
        _loss(result, lang, level),
        settings_block(display_settings(_settings(result), lang), lang),
    ]
    center = f"{float(str(result.settings['center'])):g}"
    notes = [text("note.theory_table", lang), text("note.theory_notation", lang, center=center)]
    if result.contest["selected"].notna().any():
        notes.append(text("note.theory_resamples", lang))
    notes += [text("note.theory_loss", lang), text("note.theory_cause", lang)]
    if not all(part.lying.enough("both") for part in result.parts):
        share = f"{100 * LEAST_SHARE:g}"
        notes.append(text("note.theory_sides", lang, rows=LEAST_ROWS, share=share))
    return Summary(
        text("heading.theories_of", lang, outcome=result.outcome_name),
        tuple(blocks),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def _settings(result: TheoryContest) -> dict[str, object]:
    """Settings as they are printed: the typical gap with the decimals of an answer."""
    return {**result.settings, "typical_gap": f"{result.typical_gap:.2f}"}


def _verdicts(result: TheoryContest, lang: str) -> list[str]:
    """One paragraph for each group."""
    joint = "" if lang == "zh" else " "
    if not result.groups:
        return [joint.join(sentences(result, None, lang))]
    names = pd.DataFrame(index=pd.Index(result.groups, name=str(result.settings["by"])))
    words = result._worded(names, lang).index
    colon = "：" if lang == "zh" else ": "
    by = term(str(result.settings["by"]), lang, section="column")
    return [
        f"{by} = {word}{colon}{joint.join(sentences(result, group, lang))}"
        for word, group in zip(words, result.groups, strict=True)
    ]


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """By falling support: AICc within each group."""
    if frame.index.nlevels == 1:
        return frame.sort_values("aicc", kind="stable")
    parts = [part.sort_values("aicc", kind="stable") for _, part in frame.groupby(level=0, sort=False)]
    return pd.concat(parts)


def _theories(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The level of theories in words."""
    words = {name: named(name, lang) for name in NAMES}
    return frame.rename(index=words, level=-1 if frame.index.nlevels > 1 else None)


def _contest(result: TheoryContest, lang: str) -> Block:
    frame = _ordered(result.contest)
    shown = frame[list(_SHOWN)].copy()
    shown = shown.drop(columns="selected") if shown["selected"].isna().all() else shown
    shown["weight"] = share_column(of_several(shown["weight"], frame["status"].isin(STANDING).to_numpy()))
    if "selected" in shown:
        shown["selected"] = share_column(shown["selected"])
    shown["status"] = [text(f"label.theory_is_{status}", lang) for status in frame["status"]]
    labels = {name: text(f"label.theory_{name}", lang) for name in shown.columns}
    labels["theory"] = text("label.theory", lang)
    formats: dict[str, str | int] = {
        "n_params": "count", "aicc": 1, "delta": 1, "weight": "percent", "r_squared": 3,
        "selected": "percent", "status": "plain",
    }  # fmt: skip
    formats = {name: kind for name, kind in formats.items() if name in shown}
    worded = result._worded(_theories(shown, lang), lang)
    return Block(heading("theory_contest", lang), worded, formats, labels=labels)


def _says(lang: str) -> Block:
    column, index = text("label.theory_says", lang), text("label.theory", lang)
    frame = pd.DataFrame(
        {column: [text(f"label.says_{name}", lang) for name in NAMES]},
        index=pd.Index([named(name, lang) for name in NAMES], name=index),
    )
    return Block(heading("theory_says", lang), frame)


def _coefficients(result: TheoryContest, lang: str, level: float) -> Block:
    """Of the best theory and those not told apart from it, in each group."""
    status = result.contest["status"]
    chosen = set(status.index[status.isin(["best", "alike"])])
    params = result.params[result.params["kind"] != "r_squared"]
    keep = []
    for group, theory in zip(params.index, params["lhs"], strict=True):
        keep.append(((group, theory) if result.groups else theory) in chosen)
    rows = params[keep]
    names = [
        _term("intercept" if op == "~1" else right, lang)
        for op, right in zip(rows["op"], rows["rhs"], strict=True)
    ]
    levels = [[named(name, lang) for name in rows["lhs"]], names]
    heads = [text("label.theory", lang), text("label.theory_coefficient", lang)]
    if result.groups:
        levels.insert(0, list(rows.index))
        heads.insert(0, str(rows.index.name))
    numbers = filled(rows.drop(columns=["kind", "lhs", "op", "rhs"]))
    frame = numbers.set_axis(pd.MultiIndex.from_arrays(levels, names=heads))
    return Block(heading("theory_coefficients", lang), result._worded(frame, lang), conf_level=level)


def _term(name: str, lang: str) -> str:
    key = f"label.theory_term_{name}"
    return text(key if key in CATALOGUE else f"label.term_{name}", lang)


def _loss(result: TheoryContest, lang: str, level: float) -> Block:
    frame = result.loss_aversion
    per_cent = f"{100 * level:g}"
    known = frame["conf_low"].notna() & frame["status"].ne("unbounded")
    cells = {}
    for name, low, high in (("profile", "conf_low", "conf_high"), ("fieller", "fieller_low", "fieller_high")):
        head = text(f"label.loss_{name}", lang, level=per_cent)
        ends = [frame[end].where(known).tolist() for end in (low, high)]
        cells[head] = interval_cells(ends[0], ends[1], 2, lang)
    shown = pd.DataFrame(
        {
            text("label.loss_ratio", lang): frame["estimate"],
            **cells,
            text("label.loss_above", lang): frame["slope_above"],
            text("label.loss_below", lang): frame["slope_below"],
            text("label.loss_said", lang): [
                text(f"label.loss_is_{status}", lang) for status in frame["status"]
            ],
        },
        index=frame.index,
    )
    words = {name: text(f"label.loss_{name}", lang) for name in MODELS}
    shown = shown.rename(index=words, level=-1 if shown.index.nlevels > 1 else None)
    shown = shown.dropna(axis=1, how="all")
    formats: dict[str, str | int] = {head: 2 for head in shown.columns if shown[head].dtype == np.float64}
    labels = {"model": text("label.loss_model", lang)}
    return Block(heading("loss_aversion", lang), result._worded(shown, lang), formats, labels=labels)


def drawn(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Weights and shares of resamples by theory in words, the best one first; the surface left out."""
    shown = frame.drop(index="surface").sort_values("delta", kind="stable")
    held = shown["status"].isin(STANDING)
    shown = pd.concat([shown[held], shown[~held]])
    out = shown[["weight", "selected"]].astype(np.float64)
    stands = shown.index.isin(held.index[held])
    words = [
        named(str(name), lang)
        if standing
        else f"{named(str(name), lang)}\n{text(f'label.theory_is_{why}', lang)}"
        for name, standing, why in zip(shown.index, stands, shown["status"], strict=True)
    ]
    return out.set_axis(pd.Index(words, name="theory"))
