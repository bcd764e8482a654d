"""Question 3: what drives satisfaction, and what is one more point of it worth in loyalty and money?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from csmodels.acsi.result import IndexResult
from csmodels.strategy.report.answer import Answer, Lacking
from csmodels.strategy.report.study import LOYALTY, Study
from csmodels.strategy.report.writing import interval, named, names, number, signed
from csmodels.strategy.value import BreakEven, break_even
from csmodels.tables import Block, heading, text
from csmodels.tables.listing import listed

#: Drivers of which the way to retention and money is worked out, the most important first.
WORTH = 3


def answer(study: Study, out: Answer) -> None:
    """Drivers among the constructs, then among the attributes, then their worth."""
    if study.roles.model is not None:
        with out.attempt("drivers"):
            _constructs(study, out)
    with out.attempt("attributes"):
        _attributes(study, out)
    with out.attempt("worth"):
        _worth(study, out)


# ------------------------------------------------------------------ constructs


def _constructs(study: Study, out: Answer) -> None:
    lang, result, target = out.lang, study.index, study.roles.construct
    found = result.priorities(target)
    table = found.table
    top: Any = table["importance"].idxmax()
    row: Any = table.loc[top]
    name = named(target, lang)
    said = out.say(
        "driver", driver=named(str(top), lang), target=name, effect=number(row["importance"], 2),
        limits=interval(row, 2, names=("importance_low", "importance_high")),
    )  # fmt: skip
    said += _others(out, table["importance"], table, {str(n): named(str(n), lang) for n in table.index})
    urgent = table.index[table["quadrant"] == "improve"]
    if len(urgent):
        said += " " + out.say("improve", names=names([named(str(n), lang) for n in urgent], lang))
    else:
        said += " " + out.say("improve_none")
    out.uses("drivers", found, study.model.citation)
    out.head("driver_model")
    out.figure(lambda: result.plot_path(lang=lang), "path", name=name)
    out.pick(result.summary(lang), "paths", "r_squared")
    out.figure(lambda: found.plot(lang=lang), "priorities", said, name=name)
    out.table(_effects(result, table, lang, target))
    out.note("drivers", target=name)


def _others(out: Answer, size: pd.Series, table: pd.DataFrame, words: Mapping[str, str]) -> str:
    """Say which drivers may matter as much as the first, by their intervals."""
    top: Any = size.idxmax()
    scale = size / table["importance"]
    reach = (table["importance_high"] * scale)[size.index != top]
    low = float(table["importance_low"][top] * scale[top])
    close = [words[str(name)] for name in reach.sort_values(ascending=False).index if reach[name] > low]
    return " " + out.say("others_close", names=listed(close, out.lang, limit=3)) if close else ""


def _effects(result: IndexResult, table: pd.DataFrame, lang: str, target: str) -> Block:
    """Performance, effect on satisfaction and on loyalty of every driver, the most important first."""
    order = table["importance"].sort_values(ascending=False, kind="stable").index
    frame = pd.DataFrame(
        {
            "performance": table["performance"].loc[order],
            "on_target": _written(table.loc[order], lang),
            "quadrant": table["quadrant"].loc[order],
        }
    )
    labels = {
        "construct": text("column.driver", lang),
        "on_target": text("column.report_on", lang, name=named(target, lang)),
    }  # fmt: skip
    if LOYALTY in result.model.constructs and target != LOYALTY:
        loyal = result.priorities(LOYALTY).table
        frame.insert(2, "on_loyalty", _written(loyal.reindex(order), lang))
        labels["on_loyalty"] = text("column.report_on", lang, name=named(LOYALTY, lang))
    frame.index.name = "construct"
    formats: dict[str, str | int] = {"construct": "construct", "performance": 1, "quadrant": "value"}
    return Block(heading("report_effects", lang), frame, formats, labels=labels)


def _written(table: pd.DataFrame, lang: str, scale: float = 1.0, places: int = 2) -> list[str]:
    """Effects with their limits, in one cell each."""
    ends = ("importance_low", "importance_high")
    return [
        "" if pd.isna(row["importance"])
        else number(scale * row["importance"], places) + interval(row, places, scale=scale, names=ends)
        for _, row in table.iterrows()
    ]  # fmt: skip


# ------------------------------------------------------------------ attributes


def _attributes(study: Study, out: Answer) -> None:
    lang, result, target = out.lang, study.attributes, study.roles.construct
    found = result.priorities(target)
    table, rated = found.table, study.rated
    words = {study.construct_of(each.name): each.label(lang) for each in rated.attributes}
    points = answer_points(study)
    step = table["importance"] * pd.Series(points)
    top = str(step.idxmax())
    row, ends = table.loc[top], ("importance_low", "importance_high")
    fields: dict[str, object] = {
        "attribute": words[top], "target": named(target, lang), "effect": number(float(step[top]), 1),
        "limits": interval(row, 1, scale=points[top], names=ends),
    }  # fmt: skip
    loyal = None
    if LOYALTY in result.model.constructs:
        loyal = result.priorities(LOYALTY).table
        effect: Any = loyal.loc[top]
        said = out.say(
            "attribute_loyalty", loyalty=named(LOYALTY, lang),
            more=number(points[top] * effect["importance"], 1),
            more_limits=interval(effect, 1, scale=points[top], names=ends), **fields,
        )  # fmt: skip
    else:
        out.lack("report_no_loyalty")
        said = out.say("attribute", **fields)
    said += _others(out, step, table, words)
    out.uses("attributes", found)
    out.head("attributes")
    shown = found.table.rename(index=words)
    out.figure(
        lambda: _map(shown, found.lines, target, lang), "attribute_map", said, name=named(target, lang)
    )
    out.table(_attribute_block(study, table, loyal, words, points))
    out.note("attributes", target=named(target, lang))


def answer_points(study: Study) -> dict[str, float]:
    """Points of 0 to 100 that one point of each attribute's answer scale is."""
    found = {}
    for each in study.rated.attributes:
        ends = study.survey.scale(each.items["performance"])
        assert ends is not None  # looked at when the model was made
        found[study.construct_of(each.name)] = 100 / (ends[1] - ends[0])
    return found


def _map(table: pd.DataFrame, lines: pd.DataFrame, target: str, lang: str) -> Any:
    from csmodels.plots.priorities import priority_map

    return priority_map(table, lines, target=target, lang=lang)


def _attribute_block(
    study: Study,
    table: pd.DataFrame,
    loyal: pd.DataFrame | None,
    words: dict[str, str],
    points: dict[str, float],
) -> Block:
    lang, target = study.lang, study.roles.construct
    order = (table["importance"] * pd.Series(points)).sort_values(ascending=False, kind="stable").index
    cells = {name: _written(table.loc[[name]], lang, points[name])[0] for name in order}
    frame = pd.DataFrame(
        {"performance": table["performance"].loc[order], "on_target": [cells[n] for n in order]},
        index=pd.Index([words[str(name)] for name in order], name="attribute"),
    )
    frame["performance"] = table["performance"].loc[order].to_numpy()
    labels = {
        "attribute": text("column.report_attribute", lang),
        "on_target": text("column.report_on", lang, name=named(target, lang)),
        "on_loyalty": text("column.report_on", lang, name=named(LOYALTY, lang)),
    }
    if loyal is not None:
        frame["on_loyalty"] = [_written(loyal.loc[[name]], lang, points[str(name)])[0] for name in order]
    frame["quadrant"] = table["quadrant"].loc[order].to_numpy()
    return Block(
        heading("report_attribute_effects", lang), frame,
        {"attribute": "plain", "performance": 1, "quadrant": "value"}, labels=labels,
    )  # fmt: skip


# ------------------------------------------------------------------ worth


def _worth(study: Study, out: Answer) -> None:
    """The way from a driver to retention, and to money where a margin is given."""
    outcome = study.outcome
    lang, rows = out.lang, []
    found: list[tuple[str, float, BreakEven]] = []
    if study.roles.model is not None:
        table = study.index.priorities(study.roles.construct).table
        for name in table["importance"].sort_values(ascending=False, kind="stable").index[:WORTH]:
            found.append((named(str(name), lang), 1.0, _chain(study, study.index, str(name), 1.0, outcome)))
    if study.roles.attributes is not None:
        result, points = study.attributes, answer_points(study)
        table = result.priorities(study.roles.construct).table
        order = (table["importance"] * pd.Series(points)).sort_values(ascending=False, kind="stable").index
        words = {study.construct_of(each.name): each.label(lang) for each in study.rated.attributes}
        for name in map(str, order[:WORTH]):
            found.append((words[name], 0.0, _chain(study, result, name, points[name], outcome)))
    if not found:
        raise Lacking("report_no_attributes")
    for name, of_index, chain in found:
        rows.append(_worth_row(name, bool(of_index), chain, lang, study))
    out.uses("worth", found[0][2])
    # the attribute if there is one: a point of its scale is what a manager can picture
    name, of_index, chain = next((each for each in found if not each[1]), found[0])
    kept: Any = chain.chain.loc["retention_change"]
    unit = text("label.report_index_point" if of_index else "label.report_scale_point", lang)
    out.say(
        "worth_retention", driver=name, unit=unit, change=signed(100 * kept["estimate"], 2),
        limits=interval(kept, 2, scale=100),
    )  # fmt: skip
    if study.has_margin:
        gain: Any = chain.chain.loc["value_change"]
        key = "worth_money" if gain["conf_low"] > 0 else "worth_money_open"
        out.say(
            key, gain=money(gain["estimate"], study), limits=interval(gain, places_of(gain["estimate"])),
            least=money(gain["conf_low"], study),
        )  # fmt: skip
    else:
        out.lack("report_no_margin")
    out.head("worth")
    frame = pd.DataFrame(rows).set_index("driver")
    labels = {
        "driver": text("column.driver", lang), "unit": text("column.report_unit", lang),
        "retention_change": text("column.report_retention_change", lang),
        "value_change": text("column.report_value_change", lang),
    }  # fmt: skip
    out.table(Block(heading("report_worth_table", lang), frame, {"driver": "plain"}, labels=labels))
    out.note("worth", shown=WORTH)


def _chain(
    study: Study, result: IndexResult, driver: str, points: float, outcome: dict[str, str]
) -> BreakEven:
    return break_even(
        result, study.survey, driver, points=points, through=study.roles.construct,
        **{**outcome, **study.asked.money},
    )  # fmt: skip


def _worth_row(name: str, of_index: bool, chain: BreakEven, lang: str, study: Study) -> dict[str, str]:
    figures: Any = chain.chain
    kept, gain = figures.loc["retention_change"], figures.loc["value_change"]
    row = {
        "driver": name,
        "unit": text("label.report_index_point" if of_index else "label.report_scale_point", lang),
        "retention_change": signed(100 * kept["estimate"], 2) + interval(kept, 2, scale=100),
    }
    if study.has_margin:
        row["value_change"] = number(gain["estimate"], places_of(gain["estimate"])) + interval(
            gain, places_of(gain["estimate"])
        )
    return row


def money(value: float, study: Study) -> str:
    """An amount with its currency, if that was named."""
    return f"{number(value, places_of(value))} {study.asked.currency}".strip()


def places_of(value: float) -> int:
    """Decimal places of an amount and its limits."""
    return 0 if abs(value) >= 100 else 2


__all__ = ["answer", "answer_points", "money", "places_of"]
