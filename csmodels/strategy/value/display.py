"""The printed documents of customer value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.sampling.columns import mean_words
from csmodels.tables import Block, Summary, heading, settings_block, text
from csmodels.tables.shown import display_settings, filled

if TYPE_CHECKING:
    from csmodels.strategy.value.result import CustomerValueResult

#: Written where there is nothing to print.
NOTHING = "–"
#: Shares are printed as percentages, the rest as numbers with so many decimals.
PERCENT = ("retention", "retention_after", "retention_change")
AMOUNTS = {"odds_ratio": 2, "periods": 2, "margin": 1, "value": 1, "value_after": 1, "value_change": 1}


def summary(result: CustomerValueResult, lang: str) -> Summary:
    """Figures, coefficients, levels, settings."""
    level = float(str(result.settings["conf_level"]))
    params = result.params
    rows = params[params["kind"].isin(["intercept", "coefficient"])]
    rows = (
        result._worded(rows.drop(columns=["kind", "lhs", "op"]), lang)
        if result.groups
        else rows.drop(columns=["kind", "lhs", "op"]).reset_index(drop=True)
    )
    rows["rhs"] = [text("label.value_constant", lang) if name == "1" else name for name in rows["rhs"]]
    model = result.model
    blocks: list[Block | str] = [
        figures_block(result, lang, level),
        Block(heading("value_logit", lang), filled(rows), labels={"rhs": text("column.value_term", lang)},
              formats={"rhs": "plain"}, conf_level=level),
        _levels(result, lang, level),
        settings_block(_settings(result, lang), lang),
    ]  # fmt: skip
    words = mean_words(model.satisfaction, lang)
    notes = [
        text("note.value_association", lang),
        text(f"note.value_formula_{model.first}", lang),
        text("note.value_constant", lang),
    ]
    title = text("heading.value_of", lang, outcome=model.outcome, satisfaction=words)
    return Summary(
        title, tuple(blocks), notes=tuple(notes), warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )  # fmt: skip


def figures_block(result: CustomerValueResult, lang: str, level: float) -> Block:
    """The figures in words, each in its own unit."""
    frame = result._worded(result.figures, lang) if result.groups else result.figures
    names = frame.index.get_level_values("figure")
    out = written(frame, [("percent" if name in PERCENT else AMOUNTS[str(name)]) for name in names], lang)
    words = {
        name: text(f"value.figure_{name}", lang, points=signed(result.model.points))
        for name in dict.fromkeys(names)
    }
    out = out.rename(index=words, level="figure" if out.index.nlevels > 1 else None)
    labels = {"figure": text("column.value_figure", lang), "limits": text("column.value_limits", lang,
              level=f"{100 * level:g}")}  # fmt: skip
    return Block(heading("value_figures", lang), out, labels=labels)


def signed(value: float) -> str:
    """A change with its sign."""
    return f"{value:+g}".replace("-", "−")


def written(frame: pd.DataFrame, formats: list[str | int], lang: str) -> pd.DataFrame:
    """Estimates and limits as text, each row in its own format."""
    from csmodels.tables.formats import format_value

    def one(value: float, kind: str | int) -> str:
        if pd.isna(value):
            return ""
        if np.isinf(value):
            return text("option.value_infinite", lang)
        if isinstance(kind, int):
            # five figures are enough for amounts
            return f"{value:,.{0 if abs(value) >= 10_000 else kind}f}".replace("-", "−")
        return str(format_value(value, kind, lang))

    rows = list(zip(frame["estimate"], frame["conf_low"], frame["conf_high"], formats, strict=True))
    out = pd.DataFrame({"estimate": [one(value, kind) for value, _, _, kind in rows]}, index=frame.index)
    if not frame["conf_low"].isna().all():
        out["limits"] = [
            "" if pd.isna(low) else f"[{one(low, kind)}, {one(high, kind)}]" for _, low, high, kind in rows
        ]
    return out


def _levels(result: CustomerValueResult, lang: str, level: float) -> Block:
    levels = pd.concat([result.levels.drop(columns="n"), result.people(lang)], axis=1)
    frame = result._worded(levels, lang) if result.groups else levels
    shown = pd.DataFrame({"n": frame["n"]}, index=frame.index)
    for name, kind in (("observed", "percent"), ("retention", "percent"), ("value", 1)):
        part = frame[[name, f"{name}_low", f"{name}_high"]].set_axis(
            ["estimate", "conf_low", "conf_high"], axis=1
        )
        cells = written(part, [kind] * len(part), lang)
        shown[name] = cells["estimate"]
        if "limits" in cells:
            shown[name] += " " + cells["limits"]
    shown["observed"] = shown["observed"].mask(frame["hide"], NOTHING)
    labels = {
        "satisfaction": text("column.value_satisfaction", lang),
        "observed": text("column.value_observed", lang),
        "retention": text("column.value_retention", lang),
        "value": text("column.value_value", lang),
    }
    note = text("note.value_levels", lang, level=f"{100 * level:g}")
    return Block(
        heading("value_levels", lang), shown, {"satisfaction": 1, "n": "plain"}, labels=labels, note=note
    )


def _settings(result: CustomerValueResult, lang: str) -> dict[str, object]:
    found: dict[str, object] = dict(result.settings)
    for name in ("outcome", "satisfaction", "margin"):
        column = str(found[name])
        if (words := result._wording(column, lang)) != column:
            found[name] = text("label.value_column", lang, column=column, words=words)
    return settings_in_words(found, lang)


def settings_in_words(settings: dict[str, object], lang: str) -> dict[str, object]:
    """Settings with the names and words of this room."""
    found = dict(settings)
    if found.get("horizon") == "all":
        found["horizon"] = text("option.value_horizon_all", lang)
    for name in ("customers", "cost", "points", "margin"):
        if isinstance(found.get(name), (int, float)):
            found[name] = f"{found[name]:,g}" if abs(float(str(found[name]))) < 1e6 else f"{found[name]:,.0f}"
    if "first" in found:
        found["first"] = text(f"option.value_first_{found['first']}", lang)
    shown = display_settings(found, lang)
    own = ("satisfaction", "outcome", "margin", "margin_rate", "per_period", "discount", "growth", "horizon",
           "first", "controls")  # fmt: skip
    return {(f"value_{name}" if name in own else name): value for name, value in shown.items()}
