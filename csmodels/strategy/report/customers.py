"""Question 6: which customers stay, what are they worth, and who is treated how?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from csmodels.strategy.complaints import complaint_funnel
from csmodels.strategy.report.answer import Answer, Lacking
from csmodels.strategy.report.drivers import money, places_of
from csmodels.strategy.report.study import Study
from csmodels.strategy.report.writing import column_named, interval, percent, probability, signed
from csmodels.strategy.segments import idic
from csmodels.tables import Block, heading, term, text
from csmodels.tables.result import group_words

#: Error rate of a difference that counts.
ALPHA = 0.05
#: Curves that can be told apart in one picture.
CURVES = 4


def answer(study: Study, out: Answer) -> None:
    """Retention and value, stages of the life cycle, segments."""
    with out.attempt("retention"):
        _retention(study, out)
    with out.attempt("retention_groups"):
        _by_group(study, out)
    with out.attempt("complaints"):
        _complaints(study, out)
    with out.attempt("life_cycle"):
        _stages(study, out)
    with out.attempt("segments"):
        _segments(study, out)


def _retention(study: Study, out: Answer) -> None:
    lang, result = out.lang, study.value()
    figures: Any = result.figures
    kept, more = figures.loc["retention"], figures.loc["retention_after"]
    fields = {
        "retention": percent(kept["estimate"]), "limits": interval(kept, 1, scale=100),
        "after": percent(more["estimate"]), "after_limits": interval(more, 1, scale=100),
    }  # fmt: skip
    said = out.say("retention", **fields)
    if study.has_margin:
        worth = figures.loc["value"]
        said += " " + out.say(
            "value",
            value=money(worth["estimate"], study),
            limits=interval(worth, places_of(worth["estimate"])),
        )
    else:
        out.lack("report_no_margin")
    out.uses("retention", result, "Rust and Zahorik (1993)")
    out.head("retention")
    out.figure(lambda: result.plot_retention(lang=lang), "retention", said)
    out.table(_figures_block(study, result, lang))
    out.table(_levels_block(study, result, lang))
    out.note("retention")


#: Figures that are in money, and so mean nothing without a margin.
AMOUNTS = ("margin", "value", "value_after", "value_change")


def _figures_block(study: Study, result: Any, lang: str) -> Block:
    """The figures of the result's own display; those in money only where a margin is given."""
    shown = result.summary(lang).blocks[0]
    assert isinstance(shown, Block)
    if study.has_margin:
        return shown
    keep = [name not in AMOUNTS for name in result.figures.index.get_level_values("figure")]
    return replace(shown, frame=shown.frame[keep])


def _levels_block(study: Study, result: Any, lang: str) -> Block:
    """Retention by level of satisfaction, small levels without figures."""
    title = heading("value_levels", lang)
    shown = next(b for b in result.summary(lang).blocks if isinstance(b, Block) and b.title == title)
    return (
        shown
        if study.has_margin
        else replace(shown, frame=shown.frame.drop(columns="value", errors="ignore"))
    )


def _by_group(study: Study, out: Answer) -> None:
    lang = out.lang
    by = study.group
    small = study.tell_left_out(by, out, study.outcome_columns)
    result = study.value(by)
    found: Any = result.figures.xs("retention", level="figure")
    kept = group_words(found, result.groups, result.group_labels, lang)
    most: Any = kept["estimate"].idxmax()
    fewest: Any = kept["estimate"].idxmin()
    fields: dict[str, object] = {"by": column_named(by, lang), "most": most, "least": fewest}
    for name, group in (("high", most), ("low", fewest)):
        row: Any = kept.loc[group]
        fields[name] = percent(row["estimate"]) + interval(row, 1, scale=100)
    p = alike(kept)
    fields["p"] = "" if p is None else probability(p, lang)
    key = "retention_groups" if p is not None and p < ALPHA else "retention_groups_open"
    said = out.say(key if p is not None else "retention_groups_untested", **fields)
    # by group only the retention observed is shown
    out.uses("retention_groups", result, small=small, silent=("value_beyond",))
    if len(kept) <= CURVES:
        out.figure(lambda: result.plot_retention(lang=lang), "retention_by", said, by=column_named(by, lang))
    cells = {"retention": [percent(r["estimate"]) + interval(r, 1, scale=100) for _, r in kept.iterrows()]}
    shown = pd.DataFrame(cells, index=kept.index.rename("groups"))
    labels = {name: text(f"column.report_{name}", lang) for name in ("groups", "retention")}
    out.table(
        Block(text("heading.report_retention_by", lang, by=column_named(by, lang)), shown, labels=labels)
    )


def alike(kept: pd.DataFrame) -> float | None:
    """p-value that the groups have one retention: a Wald test of independent groups; None without errors."""
    from scipy.special import chdtrc

    values, errors = (kept[name].to_numpy(dtype=float) for name in ("estimate", "std_error"))
    if not (np.isfinite(errors) & (errors > 0)).all():
        return None
    weights = errors**-2.0
    spread = float((weights * (values - weights @ values / weights.sum()) ** 2).sum())
    return float(chdtrc(len(values) - 1, spread))


def _complaints(study: Study, out: Answer) -> None:
    """From a complaint to staying, where it was asked who complained and how that was handled."""
    complained, handled = study.roles.complained, study.roles.handled
    if complained is None or handled is None or not study.roles.outcome:
        return
    lang = out.lang
    ((how, column),) = study.roles.outcome.items()
    result = complaint_funnel(
        study.survey, complained=complained, handled=handled, stays=f"{column} == {int(how == 'kept')}",
        conf_level=study.asked.conf_level, least=study.asked.least,
    )  # fmt: skip
    steps, contrasts = result.steps, result.contrasts
    enough = bool((result.branches["n"] >= study.asked.least).all())
    said = ""
    if enough and "well_less_poorly" in contrasts.index:
        stays: Any = result.branches["estimate"]
        share: Any = steps.loc["complained"]
        gap: Any = contrasts.loc["well_less_poorly"]
        well, poorly = (percent(stays[branch]) for branch in ("well", "poorly"))
        said = out.say(
            "complaints", share=percent(share["share"]), well=well, poorly=poorly,
            gap=signed(100 * gap["estimate"], 1), limits=interval(gap, 1, scale=100),
        )  # fmt: skip
    out.uses("complaints", result)
    out.head("complaints")
    if enough:
        out.figure(lambda: result.plot_funnel(lang=lang), "complaints", said)
    out.pick(result.summary(lang), "complaint_steps", "complaint_branches", "complaint_contrasts")
    out.note("complaints", handled=handled)


def _stages(study: Study, out: Answer) -> None:
    if study.asked.life_cycle is None:
        raise Lacking("report_no_life_cycle")
    lang = out.lang
    result = study.stages
    table: Any = result.stages
    if not result.groups:
        top = table["estimate"].idxmax()
        out.say(
            "stages",
            stage=term(f"relationship_{top}", lang, section="value"),
            share=percent(table.loc[top, "estimate"]),
        )
    out.uses("life_cycle", result)
    out.head("life_cycle")
    out.figure(lambda: result.plot_stages(lang=lang), "stages")
    for block in result.summary(lang).blocks[:1]:
        if isinstance(block, Block):
            out.table(block)


def _segments(study: Study, out: Answer) -> None:
    """Segments by value and need: as asked for, or by what is known of both."""
    given = study.asked.segments
    options = _known(study) if given is None else dict(given)
    if not options:
        raise Lacking("report_no_segments")
    if study.roles.satisfaction:
        options.setdefault("satisfaction", study.satisfaction[0])
    if study.asked.life_cycle is not None and "stage" not in options:
        options["stage"] = study.stages
    options.setdefault("seed", study.asked.seed)
    lang = out.lang
    try:
        result = idic(study.survey, **{"least": study.asked.least, **options})
    except TypeError as error:  # an option that idic does not have
        raise Lacking("report_options", name="segments", reason=str(error)) from None
    grid = result.grid
    kind = "segments" if result.needs is not None and result.value is not None else "segments_one"
    said = out.say(
        kind,
        k=int((grid["n"] > 0).sum()),
        by=text(f"label.report_by_{'value' if result.needs is None else 'need'}", lang),
    )
    out.uses("segments", result)
    out.head("segments")
    out.figure(lambda: result.plot_grid(lang=lang), "segments", said)
    if result.needs is not None:
        out.figure(lambda: result.plot_needs(lang=lang), "needs")
    for block in result.summary(lang).blocks:
        if isinstance(block, Block) and block.title not in (
            heading("settings", lang),
            heading("idic_identify", lang),
        ):
            out.table(block)


def _known(study: Study) -> dict[str, Any]:
    """What a customer brings, where that is a column, and importances, where they were asked."""
    options: dict[str, Any] = {}
    paid = study.asked.money.get("margin")
    if isinstance(paid, str):
        options["value"] = paid
    asked = study.survey.questionnaire
    items = [] if asked is None else [asked.item(name) for name in asked.names]
    needs = [item.name for item in items if item.aspect == "importance"]
    if len(needs) > 1:
        options["needs"] = needs
    return options
