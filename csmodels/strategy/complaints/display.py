"""The printed documents of word of mouth and complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csmodels.strategy.complaints.private import RECOVERY, hidden_contrasts, hidden_parts, hidden_rows
from csmodels.strategy.privacy import few
from csmodels.strategy.relationship.questions import question_blocks
from csmodels.strategy.value.display import settings_in_words, written
from csmodels.tables import Block, Summary, heading, settings_block, text

if TYPE_CHECKING:
    from csmodels.strategy.complaints.funnel import ComplaintFunnel
    from csmodels.strategy.complaints.recovery import ServiceRecovery
    from csmodels.strategy.complaints.word_of_mouth import WordOfMouth
    from csmodels.strategy.complaints.worth import ComplaintValue

NOTHING = "–"
#: Settings whose names mean something else elsewhere.
_OWN = ("complained", "handled", "problem", "pending", "stays", "item", "value")
_PERCENT = ("complain", "handled_well", "stays_well", "stays_poorly", "saved")


def branch_word(name: str, problem: bool, lang: str) -> str:
    """A branch in words; "none" is no problem where problems were asked for."""
    return text(
        f"value.complaint_{name}_problem" if name == "none" and problem else f"value.complaint_{name}", lang
    )


def contrast_word(name: str, problem: bool, lang: str) -> str:
    """A difference in words; without a question on problems it is from those without a complaint."""
    key = f"{name}_contrast" if name == "silent" else name
    if not problem and name in ("recovered", "failed", "well_less_none", "poorly_less_none"):
        key = f"{name}_proxy"
    return text(f"value.complaint_{key}", lang)


def _settings(result: Any, lang: str, hide: bool = False) -> Block:
    found = settings_in_words(dict(result.settings), lang)
    for name in _OWN:
        if name in found:
            found = {(f"complaint_{name}" if k == name else k): v for k, v in found.items()}
    if "value_controls" in found:
        found = {("complaint_controls" if k == "value_controls" else k): v for k, v in found.items()}
    if hide:  # a number of all would give a hidden one away
        found = {k: v for k, v in found.items() if k not in ("n", "n_rows", "n_dropped")}
    return settings_block(found, lang)


def _summary(result: Any, title: str, blocks: list[Block | str], notes: list[str], lang: str) -> Summary:
    told = tuple(each.text(lang) for each in result.notices)
    return Summary(
        text(f"heading.{title}", lang), tuple(blocks), notes=tuple(notes), warnings=told, lang=lang
    )


def _labels(result: Any, lang: str, **more: str) -> dict[str, str]:
    level = f"{100 * float(str(result.settings['conf_level'])):g}"
    found = {"limits": text("column.complaint_limits", lang, level=level)}
    return found | {name: text(f"column.complaint_{key}", lang) for name, key in more.items()}


def _least(result: Any) -> int:
    return int(str(result.settings["least"]))


def _cells(frame: pd.DataFrame, kind: str | int, lang: str, names: tuple[str, str, str]) -> pd.Series:
    """Estimate and limits in one cell."""
    part = frame[list(names)].set_axis(["estimate", "conf_low", "conf_high"], axis=1)
    found = written(part, [kind] * len(part), lang)
    cells = found["estimate"] + (" " + found["limits"] if "limits" in found else "")
    return cells.str.strip().replace("", NOTHING)


def _private(
    shown: pd.DataFrame, frame: pd.DataFrame, hidden: pd.Series, least: int, lang: str
) -> pd.DataFrame:
    """People as they may be printed, and nothing of hidden rows."""
    hide = hidden.to_numpy(dtype=bool)
    if not hide.any():
        return shown
    out = shown.copy()
    word = text("value.private_hidden", lang)
    for name in out.columns:
        if name == "n":
            out[name] = [
                (few(least) if n < least else word) if h else f"{n:,}"
                for n, h in zip(frame["n"], hide, strict=True)
            ]
        else:
            out[name] = out[name].astype(object).where(~hide, NOTHING)
    return out


def _renamed(result: Any, frame: pd.DataFrame, words: dict[str, str], level: str, lang: str) -> pd.DataFrame:
    out = result._worded(frame, lang) if result.groups else frame
    return out.rename(index=words, level=level if out.index.nlevels > 1 else None)


def word_of_mouth_summary(result: WordOfMouth, lang: str) -> Summary:
    """Shares, what is told, settings."""
    shares, figures = result.shares, result.figures
    least = _least(result)
    hidden = hidden_rows(shares, least, "figure")
    first = pd.DataFrame({"n": shares["n"]}, index=shares.index)
    first["share"] = _cells(shares, "percent", lang, ("estimate", "conf_low", "conf_high"))
    kinds: list[str | int] = [2 if name in ("bad_per_good", "break_even") else 1 for name in
                              figures.index.get_level_values("figure")]  # fmt: skip
    second = written(figures, kinds, lang)
    first = _private(first, shares, hidden, least, lang)
    if hidden.any():
        # what they tell would give away the share of those who are hidden
        out = set(hidden.index[hidden].get_level_values(0))
        hide = [g in out or not result.groups for g in figures.index.get_level_values(0)]
        second = second.mask(pd.Series(hide, index=second.index), NOTHING)
    words = {
        name: text(f"value.wom_{name}", lang)
        for name in (*shares.index.unique("figure"), *figures.index.unique("figure"))
    }
    labels = _labels(result, lang, figure="figure", share="share", n="n")
    telling = result.telling
    ratio = sum(telling.dissatisfied) / sum(telling.satisfied)
    blocks: list[Block | str] = [
        Block(heading("wom_shares", lang), _renamed(result, first, words, "figure", lang), labels=labels),
        Block(heading("wom_figures", lang), _renamed(result, second, words, "figure", lang), labels=labels),
        _settings(result, lang, bool(hidden.any())),
        *question_blocks(result.questions, lang),
    ]
    notes = [text("note.wom_inputs", lang, ratio=f"{ratio:.2g}"), text("note.wom_between", lang)]
    return _summary(result, "word_of_mouth", blocks, notes, lang)


def funnel_summary(result: ComplaintFunnel, lang: str) -> Summary:
    """Steps, branches, differences, settings."""
    least = _least(result)
    steps, branches, contrasts = result.steps, result.branches, result.contrasts
    limits = ("estimate", "conf_low", "conf_high")
    of_all = ("share", "share_low", "share_high")
    hide = hidden_parts(result)
    shown = pd.DataFrame({name: [f"{n:,}" for n in steps[name]] for name in ("n", "base")}, index=steps.index)
    shown["conversion"] = _cells(steps, "percent", lang, limits)
    shown["share"] = _cells(steps, "percent", lang, of_all)
    first = _private(shown, steps, hide["steps"], least, lang)
    second = pd.DataFrame({"n": branches["n"]}, index=branches.index)
    second["share"] = _cells(branches, "percent", lang, of_all)
    second["stays"] = _cells(branches, "percent", lang, limits).mask(hide["stays"], few(least))
    second = _private(second, branches, hide["branches"], least, lang)
    third = pd.DataFrame({"difference": _cells(contrasts, "percent", lang, limits)}, index=contrasts.index)
    third["p_value"] = contrasts["p_value"]
    third = third[~hide["contrasts"]]
    problem = result.events.problem is not None
    step_words = {name: text(f"value.complaint_step_{name}", lang) for name in steps.index.unique("step")}
    branch_words = {name: branch_word(name, problem, lang) for name in branches.index.unique("branch")}
    words = {name: contrast_word(name, problem, lang) for name in contrasts.index.unique("contrast")}
    labels = _labels(result, lang, step="step", branch="branch", contrast="contrast", base="base",
                     n="n", conversion="conversion", share="share", stays="stays",
                     difference="contrast")  # fmt: skip
    labels["contrast"] = ""
    blocks: list[Block | str] = [
        Block(heading("complaint_steps", lang), _renamed(result, first, step_words, "step", lang),
              {"base": "plain"}, labels=labels,
              note=text("note.complaint_steps", lang)),
        Block(heading("complaint_branches", lang), _renamed(result, second, branch_words, "branch", lang),
              labels=labels),
    ]  # fmt: skip
    if len(third):
        block = _renamed(result, third, words, "contrast", lang)
        blocks.append(Block(heading("complaint_contrasts", lang), block, labels=labels))
    blocks += [
        _settings(result, lang, bool(hide["branches"].any())),
        *question_blocks(result.questions, lang),
    ]
    return _summary(result, "complaint_funnel", blocks, [text("note.complaint_caveat", lang)], lang)


def recovery_summary(result: ServiceRecovery, lang: str) -> Summary:
    """Means, differences, settings."""
    least = _least(result)
    means = result.means
    hidden = hidden_rows(means, least, "branch")
    shown = pd.DataFrame({"n": means["n"]}, index=means.index)
    shown["mean"] = _cells(means, 2, lang, ("estimate", "conf_low", "conf_high"))
    shown = _private(shown, means, hidden, least, lang)
    problem = "problem" in result.settings
    branch_words = {name: branch_word(name, problem, lang) for name in means.index.unique("branch")}
    labels = _labels(result, lang, outcome="outcome", branch="branch", contrast="contrast", mean="mean",
                     n="n", n_first="n_first", n_second="n_second", state="state")  # fmt: skip
    blocks: list[Block | str] = [
        Block(
            heading("recovery_means", lang),
            _renamed(result, shown, branch_words, "branch", lang),
            labels=labels,
        )
    ]
    level = float(str(result.settings["conf_level"]))
    tables = [("recovery_contrasts", result.contrasts)]
    if result.adjusted is not None:
        tables.append(("recovery_adjusted", result.adjusted))
    for key, table in tables:
        frame = table[~hidden_contrasts(table, hidden, RECOVERY)]
        if not len(frame):
            continue
        out = frame.drop(columns=["n_first", "n_second", "statistic"])
        states = {"above": "above", "below": "below", "open": "undecided"}
        out["state"] = [text(f"value.complaint_{states[s]}", lang) for s in frame["state"]]
        words = {name: contrast_word(name, problem, lang) for name in frame.index.unique("contrast")}
        title = text(f"heading.{key}", lang, controls=", ".join(result.controls))
        out = _renamed(result, out, words, "contrast", lang)
        blocks.append(Block(title, out, labels=labels, conf_level=level))
    blocks += [_settings(result, lang, bool(hidden.any())), *question_blocks(result.questions, lang)]
    notes = [text("note.recovery_verdict", lang), text("note.recovery_caveat", lang)]
    return _summary(result, "service_recovery", blocks, notes, lang)


def worth_summary(result: ComplaintValue, lang: str) -> Summary:
    """Figures, settings."""
    frame = result.figures
    names = list(frame.index.get_level_values("figure"))
    kinds: list[str | int] = ["percent" if name in _PERCENT else 1 for name in names]
    shown = written(frame, kinds, lang)
    small = [n < _least(result) for n in result.smallest]
    few_in = {g for g, hide in zip(result.groups, small, strict=True) if hide} if result.groups else set()
    hide = (
        [g in few_in for g in frame.index.get_level_values(0)] if result.groups else [small[0]] * len(frame)
    )
    shown = shown.mask(pd.Series(hide, index=frame.index), NOTHING)
    words = {name: text(f"value.worth_{name}", lang) for name in dict.fromkeys(names)}
    labels = _labels(result, lang, figure="figure")
    blocks: list[Block | str] = [
        Block(heading("worth_figures", lang), _renamed(result, shown, words, "figure", lang), labels=labels),
        _settings(result, lang, any(small)),
        *question_blocks(result.questions, lang),
    ]
    notes = [text("note.worth_formula", lang), text("note.complaint_caveat", lang)]
    return _summary(result, "complaint_value", blocks, notes, lang)
