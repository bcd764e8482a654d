"""Question 1: how satisfied are the customers, on a common scale, and how sure is that?"""

from __future__ import annotations

from typing import Any

from csmodels.strategy.indicators import csat, indicators
from csmodels.strategy.report.answer import Answer, Lacking
from csmodels.strategy.report.study import Study
from csmodels.strategy.report.writing import (
    column_named,
    group_named,
    interval,
    named,
    number,
    percent,
    signed,
)
from csmodels.tables import Block


def answer(study: Study, out: Answer) -> None:
    """The index with its interval, and by group."""
    try:
        _ = study.model
    except Lacking as lacking:
        out.lacks.append(lacking.notice)
        _without_model(study, out)
        with out.attempt("board"):
            _board(study, out)
        return
    with out.attempt("index"):
        _index(study, out)
    with out.attempt("groups"):
        _groups(study, out)
    with out.attempt("board"):
        _board(study, out)


def _index(study: Study, out: Answer) -> None:
    lang, result = out.lang, study.index
    name = named(study.roles.construct, lang)
    row: Any = result.index.loc[study.roles.construct]
    said = out.say(
        "index", name=name, estimate=number(row["estimate"]), limits=interval(row), n=f"{int(row['n']):,}"
    )
    out.uses("index", result, study.model.citation)
    out.figure(lambda: result.plot_index(lang=lang), "index", said)
    out.table(result.index_block(lang))
    if study.roles.model is None:
        out.note("own_index")


def _groups(study: Study, out: Answer) -> None:
    small = study.tell_left_out(study.group, out)
    lang, result = out.lang, study.by_group
    name, by = named(study.roles.construct, lang), column_named(study.group, lang)
    compared = study.compared
    ranks: Any = compared.ranks
    best, worst = ranks["estimate"].idxmax(), ranks["estimate"].idxmin()
    first = ranks["p_first"].loc[best]
    # replicate weights have no shares of resamples
    key = "groups" if first == first else "groups_without_shares"
    said = out.say(
        key, k=len(ranks), by=by, name=name, best=group_named(result, best, lang),
        worst=group_named(result, worst, lang), high=number(ranks.loc[best, "estimate"]),
        low=number(ranks.loc[worst, "estimate"]), share="" if first != first else percent(first, 0),
    )  # fmt: skip
    out.uses("groups", result, small=small)
    out.head("by_group", by=by)
    out.figure(
        lambda: result.plot_index(study.roles.construct, lang=lang), "by_group", said, name=name, by=by
    )
    out.pick(compared.summary(lang), "index_ranks")
    for group in result.failed_groups:
        out.lack("report_group_failed", group=group_named(result, group, lang))


def _without_model(study: Study, out: Answer) -> None:
    """Without a model the mean of overall satisfaction, moved to 0 to 100."""
    with out.attempt("index"):
        column = study.satisfaction[0]
        if study.survey.scale(column) is None:
            raise Lacking("report_no_scale", column=column)
        lang = out.lang
        options: Any = {"conf_level": study.asked.conf_level, "least": study.asked.least}
        result = csat(study.survey, column, **options)
        found = result.params[result.params["rhs"] == "mean"].iloc[0]
        out.say(
            "mean", column=column, estimate=number(found["estimate"]), limits=interval(found),
            n=f"{int(str(result.settings['n'])):,}",
        )  # fmt: skip
        out.uses("csat", result)
        by = study.roles.group
        shown = [result] if by is None else [result, csat(study.survey, column, by=by, **options)]
        for each in shown:
            tables = [block for block in each.summary(lang).blocks if isinstance(block, Block)]
            out.table(tables[0])


def _board(study: Study, out: Answer) -> None:
    """The scores that other surveys report: net promoters, top boxes, complaints."""
    item, lang = study.roles.recommend, out.lang
    if item is None:
        return
    lines: list[Any] = [("nps", item)]
    if study.roles.satisfaction and study.survey.scale(study.roles.satisfaction[0]) is not None:
        lines.insert(0, ("csat", study.roles.satisfaction[0]))
    if study.roles.complained is not None:
        lines.append(("rate", study.roles.complained, {"better": "lower"}))
    result = indicators(
        study.survey, lines, conf_level=study.asked.conf_level, least=study.asked.least
    )  # fmt: skip
    row: Any = result.board.xs(item, level="indicator").iloc[0]
    out.say("nps", score=signed(row["estimate"]), limits=interval(row), n=f"{int(row['n']):,}")
    out.uses("board", result, "Reichheld (2003)")
    out.head("board")
    out.pick(result.summary(lang), "indicator_board")
