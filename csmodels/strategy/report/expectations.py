"""Question 5: do customers judge against what they expected?"""

from __future__ import annotations

from typing import Any

from csmodels.strategy.report.answer import Answer
from csmodels.strategy.report.study import Study
from csmodels.strategy.report.writing import interval, names, number, percent, probability, signed

ALPHA = 0.05


def answer(study: Study, out: Answer) -> None:
    """The three outcomes, the gaps, and what satisfaction follows."""
    with out.attempt("gaps"):
        _gaps(study, out)
        with out.attempt("theories"):
            _theories(study, out)


def _gaps(study: Study, out: Answer) -> None:
    lang, result = out.lang, study.gaps
    every = _shares(result, "all")
    said = out.say(
        "outcomes", below=percent(every["below"]["share"]), equal=percent(every["equal"]["share"]),
        above=percent(every["above"]["share"]), below_limits=_percent_limits(every["below"]),
        equal_limits=_percent_limits(every["equal"]), above_limits=_percent_limits(every["above"]),
    )  # fmt: skip
    table = result.attributes.droplevel("dimension")
    missed = table[(table["gap"] < 0) & (table["p_value"] < ALPHA)].sort_values("gap")
    beaten = table[(table["gap"] > 0) & (table["p_value"] < ALPHA)].sort_values("gap", ascending=False)
    for key, part in (("shortfalls", missed), ("exceeded", beaten)):
        if len(part):
            first = part.iloc[0]
            told = [result.attribute_label(str(name), lang) for name in part.index]
            out.say(
                key, names=names(told, lang), first=told[0], gap=signed(first["gap"], 2),
                limits=interval(first, 2),
            )  # fmt: skip
    if not len(missed) and not len(beaten):
        out.say("no_gaps", alpha=f"{100 * ALPHA:g}")
    out.uses("gaps", result, "Parasuraman, Zeithaml and Berry (1985, 1988); Cronin and Taylor (1992)")
    out.head("outcomes")
    out.figure(lambda: _bars(result, lang), "outcomes", said)
    shown = result.summary(lang)
    out.figure(lambda: result.plot_gaps(lang=lang), "gaps")
    out.pick(shown, "gap_attributes", "gap_shares")
    if result.zones is not None:
        out.figure(lambda: result.plot_zones(lang=lang), "zones")
        out.pick(shown, "gap_states")
    tests = result.constraints
    if tests is not None:
        p = float(tests["p_value"].iloc[0])
        out.say("difference_refuted" if p < ALPHA else "difference_stands", p=probability(p, lang))


def _shares(result: Any, attribute: str) -> dict[str, dict[str, float]]:
    frame = result.shares
    mine = frame[frame.index.get_level_values("attribute") == attribute]
    return {str(key[-1]): dict(row) for key, row in zip(mine.index, mine.to_dict("records"), strict=True)}


def _percent_limits(row: dict[str, float]) -> str:
    return f"[{number(100 * row['conf_low'])}, {number(100 * row['conf_high'])}]"


def _bars(result: Any, lang: str) -> Any:
    from csmodels.plots.three_outcomes import outcome_bars

    frame = result.shares
    wide = frame["share"].unstack("state").droplevel("dimension")
    order = [name for name in dict.fromkeys(frame.index.get_level_values("attribute")) if name != "all"]
    order = sorted(order, key=lambda name: -float(wide.loc[name, "below"]))
    table = wide.loc[[*order, "all"], ["below", "equal", "above"]]
    from csmodels.tables import text

    words = {name: result.attribute_label(name, lang) for name in order}
    table.index = [words.get(name, text("label.report_all_answers", lang)) for name in table.index]
    return outcome_bars(table, lang=lang)


def _theories(study: Study, out: Answer) -> None:
    lang, result = out.lang, study.contest
    out.uses("theories", result)
    out.head("theories")
    out.parts.append(result.verdict(lang))
    out.sentences.append(_first_sentence(result.verdict(lang), lang))
    out.pick(result.summary(lang), "theory_contest")


def _first_sentence(words: str, lang: str) -> str:
    end = "。" if lang == "zh" else ". "
    first = words.split(end)[0]
    return first if first == words else first + end.strip()
