"""The printed comparison of families: a verdict in words, the table, estimates, tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.surface.families.tables import off_the_answers
from csmodels.tables import Block, Summary, text
from csmodels.tables.formats import format_value
from csmodels.tables.result import heading, settings_block
from csmodels.tables.shares import of_several, share_cell, share_column
from csmodels.tables.shown import display_settings
from csmodels.tables.strings import CATALOGUE, term

if TYPE_CHECKING:
    from csmodels.disconfirmation.surface.families.fitted import FamiliesResult

#: Families within so much of the best are hardly worse (Burnham and Anderson 2002, from memory, unconfirmed).
NEAR = 2.0
#: Families whose estimates are printed.
_SHOWN = 4
_COLUMNS = (
    "log_likelihood",
    "n_params",
    "aicc",
    "delta",
    "weight",
    "r_squared",
    "selected",
    "selected_corrected",
    "redundant_with",
)
_SHARES: dict[str, str | int] = {"weight": 3, "selected": "percent", "selected_corrected": "percent"}
#: What the estimates of a family say: (phrase, figure whose sign says it).
_SAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "onlyx": (("expectation", "b1"),),
    "onlyy": (("performance", "b2"),),
    "additive": (("expectation", "b1"), ("performance", "b2")),
    "diff": (("gap", "b2"),),
    "mean": (("level", "a1"),),
    "absdiff": (("equal", "w2"),),
    "SQD": (("equal", "b3"),),
    "SSQD": (("shifted", "b3"),),
    "SRSQD": (("rotated", ""),),
    "strong": (("rotated", ""),),
    "RR": (("level", "a1"), ("equal", "b3")),
    "SRR": (("level", "a1"), ("shifted", "b3")),
    "SRRR": (("rotated", ""),),
    "CA": (("equal", "b3"),),
    "RRCA": (("level", "u1"), ("equal", "b3")),
    "RRCL": (("level", "u1"),),
}


def summary(result: FamiliesResult, lang: str) -> Summary:
    """Verdict, table, estimates of the families within delta 2, their nested tests, settings."""
    level = float(str(result.settings["conf_level"]))
    blocks: list[Block | str] = [verdict(result, g, lang) for g in range(len(result.parts))]
    blocks.append(_comparison(result, lang))
    blocks += _estimates(result, lang, level)
    blocks += _nested(result, lang)
    blocks.append(settings_block(display_settings(dict(result.settings), lang), lang))
    notes = [text("note.families", lang)]
    if set(result.names) - set(result.weighted):
        notes.append(text("note.families_piecewise", lang))
    if any(set(near(result, g)[:_SHOWN]) & set(off_the_answers(p)) for g, p in enumerate(result.parts)):
        notes.append(text("note.families_beyond", lang))
    if result.parts[0].variation.n_boot:
        notes.append(text("note.families_selected", lang))
    if len(result.nested_tests):
        notes.append(text("note.families_nested", lang))
    if not result.parts[0].variation.members and result.parts[0].plain:
        notes.append(text("note.families_ml", lang))
    return Summary(
        text("heading.families_of", lang, outcome=result.outcome_name),
        tuple(blocks),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def named(code: Any, lang: str) -> str:
    """A family by its code and its words."""
    return text("label.family_named", lang, code=code, words=text(f"label.family_{code}", lang))


def near(result: FamiliesResult, g: int) -> list[str]:
    """The best family and those within delta 2, best first; twins of another one left out."""
    table = _of(result, result.table, g)
    close = table[(table["delta"] <= NEAR) & table["weight"].notna()]
    return [str(n) for n in close.index if close.loc[n, "redundant_with"] not in set(close.index)]


def verdict(result: FamiliesResult, g: int, lang: str) -> str:
    """The best family in words, what it says, how sure that is."""
    table = _of(result, result.table, g)
    close = near(result, g)
    if not close:
        return _grouped(result, g, text("label.verdict_none", lang), lang)
    best = close[0]
    row = {name: float(table[name].loc[best]) for name in ("r_squared", "selected")}
    shares = of_several(table["weight"], table["weight"].notna().to_numpy())
    meaning = text(f"label.meaning_{best}", lang)
    fields = {"k": len(result.weighted), "family": named(best, lang), "meaning": meaning}
    parts = [text("label.verdict_best", lang, **fields)]
    said = _said(result, g, best, lang)
    if said:
        parts.append(text("label.verdict_says", lang, said=said))
    weight = share_cell(float(shares[best]), 2)
    r2 = format_value(100 * row["r_squared"], 1)
    parts.append(text("label.verdict_share", lang, r2=r2, weight=weight))
    if np.isfinite(row["selected"]):
        parts.append(text("label.verdict_selected", lang, share=share_cell(row["selected"])))
    others = _list([named(name, lang) for name in close[1:]], lang)
    parts.append(
        text("label.verdict_near", lang, families=others) if others else text("label.verdict_alone", lang)
    )
    within = table.index[(table["delta"] <= NEAR) & table["weight"].notna()]
    twins = [named(name, lang) for name in within if str(name) not in close]
    if twins:
        parts.append(text("label.verdict_twins", lang, families=_list(twins, lang)))
    return _grouped(result, g, (" " if lang == "en" else "").join(parts), lang)


def _list(words: list[str], lang: str) -> str:
    return (", " if lang == "en" else "、").join(words)


def _said(result: FamiliesResult, g: int, name: str, lang: str) -> str:
    """What the signs of a family's estimates say."""
    estimates = _of(result, result.estimates, g)
    beyond = name in off_the_answers(result.parts[g])
    found = []
    for phrase, figure in _SAYS.get(name, ()):
        own = estimates.loc[name]
        # a rotated ridge bends by b3 + b5, of one sign: the larger of the two tells it
        key = figure or str(own.loc[["b3", "b5"], "estimate"].abs().idxmax())
        row = own.loc[key]
        way = "up" if row["estimate"] > 0 else "down"
        said = text(f"label.says_{phrase}_{way}", lang)
        if phrase in ("shifted", "rotated") and beyond:
            said = text("label.says_beyond", lang, said=said)
        # figures whose sign a family fixes have limits and no p-value
        if row["conf_low"] <= 0 <= row["conf_high"]:
            said = text("label.says_not_told", lang, said=said)
        found.append(said)
    return (" and " if lang == "en" else "，").join(found)


def _of(result: FamiliesResult, frame: pd.DataFrame, g: int) -> pd.DataFrame:
    """The rows of one group."""
    return result._one_group(frame, result.groups[g] if result.groups else None)


def _grouped(result: FamiliesResult, g: int, sentence: str, lang: str) -> str:
    if not result.groups:
        return sentence
    group = result.groups[g]
    word = result.group_labels.get(group, {}).get(lang, group)
    return text("label.in_group", lang, group=word, sentence=sentence)


def _comparison(result: FamiliesResult, lang: str) -> Block:
    table = result.table[list(_COLUMNS)].dropna(axis=1, how="all")
    table["weight"] = of_several(table["weight"], table["weight"].notna().to_numpy())
    for name, kind in _SHARES.items():
        if name in table:
            table[name] = share_column(table[name], kind)
    if not table["redundant_with"].any():
        table = table.drop(columns="redundant_with")
    formats: dict[str, str | int] = {
        "log_likelihood": 2,
        "n_params": "count",
        "aicc": 2,
        "delta": 2,
        **_SHARES,
    }
    labels = {"family": term("surface_family", lang, section="column")}
    worded = result._worded(_rename(table, -1, lang), lang)
    return Block(heading("families", lang), worded, formats, labels=labels)


def _rename(frame: pd.DataFrame, level: int, lang: str) -> pd.DataFrame:
    codes = frame.index.get_level_values(level).unique()
    words = {code: named(code, lang) for code in codes}
    return frame.rename(index=words, level=level if frame.index.nlevels > 1 else None)


def _estimates(result: FamiliesResult, lang: str, level: float) -> list[Block | str]:
    parts = []
    for g in range(len(result.parts)):
        own = _of(result, result.estimates, g)
        shown = [n for n in near(result, g)[:_SHOWN] if n in own.index.get_level_values(0)]
        if shown:
            mine = own.loc[shown].copy()
            mine.loc[_withheld(result, g, mine)] = np.nan
            parts.append((result.groups[g] if result.groups else "", mine))
    if not parts:
        return []
    frame = pd.concat([p for _, p in parts], keys=[k for k, _ in parts]) if result.groups else parts[0][1]
    if result.groups:
        frame = frame.rename_axis([str(result.settings["by"]), "family", "figure"])
    frame = frame[_telling(frame)]
    figures = frame.index.get_level_values("figure").unique()
    words = {f: _figure(str(f), lang) for f in figures}
    frame = frame.rename(index=words, level="figure")
    frame = frame.dropna(axis=1, how="all")
    labels = {"family": term("surface_family", lang, section="column")}
    worded = result._worded(frame, lang)
    return [Block(heading("family_estimates", lang), worded, labels=labels, conf_level=level)]


def _withheld(result: FamiliesResult, g: int, frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Rows whose numbers do not print: C of a ridge that runs past all answers."""
    beyond = frame.index.get_level_values(0).isin(off_the_answers(result.parts[g]))
    found: NDArray[np.bool_] = beyond & (frame.index.get_level_values(-1) == "C")
    return found


def _telling(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Rows that print: sums of the coefficients (a1 ...) only where these do not tell all."""
    whole = frame.index.get_level_values("family").isin(["full", "weak", "IA", "cubic"])
    sums = frame.index.get_level_values("figure").str.match("[auv][1-5]$")
    found: NDArray[np.bool_] = whole | ~sums
    return found


def _figure(name: str, lang: str) -> str:
    """A figure's name: in words where it has one of its own."""
    key = f"label.figure_{name}"
    return text(key, lang) if key in CATALOGUE else name


def _nested(result: FamiliesResult, lang: str) -> list[Block | str]:
    """Tests of the families within delta 2 against those that contain them."""
    parts = []
    for g in range(len(result.parts)):
        own = _of(result, result.nested_tests, g)
        mine = own[own.index.get_level_values("smaller").isin(near(result, g)[:_SHOWN])]
        parts.append(mine)
    if not any(len(part) for part in parts):
        return []
    frame = parts[0]
    if result.groups:
        frame = pd.concat(parts, keys=list(result.groups), names=[str(result.settings["by"])])
    frame = result._worded(frame, lang)
    formats: dict[str, str | int] = {"df": "count", "statistic": 3, "f_statistic": 3, "f_p_value": "p"}
    return [Block(heading("nested_tests", lang), frame.drop(columns="df_resid"), formats)]
