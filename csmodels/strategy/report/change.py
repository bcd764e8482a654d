"""Question 2: did it change since the last wave, and do groups really differ?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from csmodels.strategy.report.answer import Answer, Lacking
from csmodels.strategy.report.study import Study
from csmodels.strategy.report.writing import (
    column_named,
    group_named,
    interval,
    named,
    number,
    probability,
    signed,
)
from csmodels.strategy.waves import Track
from csmodels.tables import Block, heading, text
from csmodels.tables.notices import Group

#: Error rate of a difference that counts, for all of a kind together.
ALPHA = 0.05
#: Differences between groups that are printed; further ones are counted.
SHOWN = 15


def answer(study: Study, out: Answer) -> None:
    """Changes over the waves, and differences between groups."""
    with out.attempt("waves"):
        _waves(study, out)
    with out.attempt("differences"):
        _differences(study, out)


def _waves(study: Study, out: Answer) -> None:
    small = study.tell_left_out(study.wave, out)
    lang, result = out.lang, study.track
    name = named(result.label(lang), lang)
    scale = result.tracked.ends
    places = 1 if scale is None or scale[1] - scale[0] > 20 else 2
    changes, last = result.changes, result.waves[-1]
    said = ""
    for against in ("previous", "first"):
        if (against, last) not in changes.index or (against == "first" and len(result.waves) < 3):
            continue
        said = said or _said(out, result, changes.loc[(against, last)], name, places)
        if against == "first":
            _said(out, result, changes.loc[(against, last)], name, places)
    out.uses("track", result, small=small)
    out.head("waves")
    out.figure(lambda: result.plot_track(lang=lang), "track", said, name=name)
    out.pick(result.summary(lang), "waves_levels", "waves_changes", "waves_parts")
    out.note("waves")


def _said(out: Answer, result: Track, row: Any, name: str, places: int) -> str:
    """One sentence on a change: whether it is more than noise decides the wording."""
    fields = {
        "name": name, "wave": _wave(result, result.waves[-1], out.lang),
        "since": _wave(result, row["since"], out.lang),
        "change": signed(row["change"], places), "limits": interval(row, places),
        "p": probability(row["p_adjusted"], out.lang), "noise": number(row["noise"], places),
    }  # fmt: skip
    if not bool(row["signal"]):
        return out.say("change_noise", **fields)
    return out.say("change_up" if row["change"] > 0 else "change_down", **fields)


def _wave(result: Track, wave: Any, lang: str) -> str:
    words = Group(wave, result.wave_labels.get(wave, {}))  # type: ignore[arg-type]
    return words.text(lang)


def _differences(study: Study, out: Answer) -> None:
    small = study.tell_left_out(study.group, out)
    lang, result, compared = out.lang, study.by_group, study.compared
    by, name = column_named(study.group, lang), named(study.roles.construct, lang)
    frame = compared.differences
    if not len(frame):
        raise Lacking("report_one_group", column=study.group)
    surely = frame[frame["p_adjusted"] < ALPHA]
    out.uses("differences", compared, small=small)
    if len(surely):
        pair: Any = surely["difference"].abs().idxmax()
        row = surely.loc[pair]
        above, below = pair if row["difference"] > 0 else pair[::-1]
        size = abs(float(row["difference"]))
        ends = sorted((abs(float(row["conf_low"])), abs(float(row["conf_high"]))))
        said = out.say(
            "differences", k=len(surely), all=len(frame), by=by, above=group_named(result, above, lang),
            below=group_named(result, below, lang), size=number(size),
            limits=f" [{number(ends[0])}, {number(ends[1])}]",
        )  # fmt: skip
    else:
        said = out.say("no_differences", all=len(frame), by=by, name=name, alpha=f"{100 * ALPHA:g}")
    out.head("differences", by=by)
    if compared.ranks["p_first"].notna().all():  # ranks are drawn from resamples
        out.figure(lambda: compared.plot_ranks(lang=lang), "ranks", said, by=by)
    out.table(_block(study, frame, lang))
    if len(frame) > SHOWN:
        out.note("differences_shown", shown=SHOWN, all=len(frame))


def _block(study: Study, frame: pd.DataFrame, lang: str) -> Block:
    """Differences, the largest first."""
    order = frame["difference"].abs().sort_values(ascending=False, kind="stable").index[:SHOWN]
    shown = frame.loc[order, ["difference", "conf_low", "conf_high", "p_value", "p_adjusted"]]
    words = {g: group_named(study.by_group, g, lang) for g in study.by_group.groups}
    shown.index = pd.Index(
        [text("label.report_pair", lang, a=words[a], b=words[b]) for a, b in shown.index], name="groups"
    )
    return Block(
        heading("index_differences", lang), shown,
        {"difference": 1, "conf_low": 1, "p_value": "p", "p_adjusted": "p"},
        labels={"groups": text("column.report_groups", lang)}, conf_level=study.asked.conf_level,
    )  # fmt: skip
