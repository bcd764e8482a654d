"""The printed documents of survival, customer equity, break-even spending and worked examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.strategy.value.display import settings_in_words, signed, written
from csmodels.tables import Block, Summary, heading, settings_block, term, text

if TYPE_CHECKING:
    from csmodels.strategy.value.break_even_result import BreakEven
    from csmodels.strategy.value.equity_result import CustomerEquity
    from csmodels.strategy.value.survival_result import SurvivalResult
    from csmodels.strategy.value.worked import WorkedExample

#: Periods of the survival curve that are printed; the table has them all.
PRINTED = 12


def _labels(lang: str, level: float, **more: str) -> dict[str, str]:
    return {
        "figure": text("column.value_figure", lang),
        "limits": text("column.value_limits", lang, level=f"{100 * level:g}"),
        **{name: text(f"column.{key}", lang) for name, key in more.items()},
    }


def _renamed(frame: pd.DataFrame, words: dict[str, str], level: str = "figure") -> pd.DataFrame:
    return frame.rename(index=words, level=level if frame.index.nlevels > 1 else None)


def survival_summary(result: SurvivalResult, lang: str) -> Summary:
    """Figures, curve, comparison with a constant rate, settings."""
    level = float(str(result.settings["conf_level"]))
    shown = result._worded(result.figures, lang) if result.groups else result.figures
    names = list(shown.index.get_level_values("figure"))
    formats = {
        "mean_loss": "percent",
        "retention_within": "percent",
        "periods_within": 2,
        "value": 1,
        "periods": 2,
        "discounted_periods": 2,
    }
    out = written(shown, [formats.get(name, 3) for name in names], lang)  # type: ignore[misc]
    stay = result.stays[0]
    span = {"begin": stay.begin, "last": stay.last}
    out = _renamed(out, {name: text(f"value.survival_{name}", lang, **span) for name in dict.fromkeys(names)})
    curve = result.shown_curve()
    curve = result._worded(curve, lang) if result.groups else curve
    curve = curve[curve.index.get_level_values("period") <= PRINTED]
    lines = pd.DataFrame(index=curve.index)
    for name in ("survival", "retention"):
        part = curve[[name, f"{name}_low", f"{name}_high"]].set_axis(
            ["estimate", "conf_low", "conf_high"], axis=1
        )
        cells = written(part, ["percent"] * len(part), lang)
        lines[name] = cells["estimate"] + (" " + cells["limits"] if "limits" in cells else "")
    lines["observed"] = curve["observed"]
    compared = result._worded(result.comparison, lang) if result.groups else result.comparison
    words = {name: text(f"value.survival_{name}", lang) for name in ("shifted_beta_geometric", "constant")}
    blocks: list[Block | str] = [
        Block(heading("survival_figures", lang), out, labels=_labels(lang, level)),
        Block(
            heading("survival_curve", lang), lines, {"observed": "percent"},
            labels=_labels(lang, level, period="value_period", survival="survival_share",
                           retention="value_retention", observed="survival_observed"),
            note=text("note.value_levels", lang, level=f"{100 * level:g}"),
        ),
        Block(
            heading("survival_comparison", lang), _renamed(compared, words, "model"),
            {"log_likelihood": 1, "parameters": "count", "aic_difference": 1},
            labels={"model": text("column.survival_model", lang),
                    "log_likelihood": text("column.survival_log_likelihood", lang),
                    "parameters": text("column.survival_parameters", lang),
                    "aic_difference": text("column.survival_aic", lang)},
        ),
        settings_block(settings_in_words(dict(result.settings), lang), lang),
    ]  # fmt: skip
    kind = str(result.settings["survival_from"])
    notes = [text(f"note.survival_{key}", lang) for key in ("model", kind, "first")]
    return Summary(
        heading("survival", lang), tuple(blocks), notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices), lang=lang,
    )  # fmt: skip


def equity_summary(result: CustomerEquity, lang: str) -> Summary:
    """Matrix of switching, figures by brand, settings."""
    level = float(str(result.settings["conf_level"]))
    matrix = result.matrix
    cells = written(matrix, ["percent"] * len(matrix), lang)
    joined = cells["estimate"] + (" " + cells["limits"] if "limits" in cells else "")
    if (private := result._hidden()) is not None:
        people, hide = (each.stack().to_numpy() for each in private)
        joined = joined.mask(hide.astype(bool), pd.Series(people, joined.index, dtype=object))
    wide = joined.unstack("now")[list(result.brands)].rename_axis(columns=None)
    wide = result.worded(result.worded(wide.loc[list(result.brands)], lang).T, lang).T
    frame = result.worded(result.equity, lang)
    names = frame.index.get_level_values("figure")
    percent = ("share", "long_run", "equity_share")
    out = written(frame, ["percent" if name in percent else 1 for name in names], lang)
    out = out.rename(
        index={name: text(f"value.equity_{name}", lang) for name in dict.fromkeys(names)}, level="figure"
    )
    blocks: list[Block | str] = [
        Block(heading("equity_matrix", lang), wide, labels={"before": text("column.equity_before", lang)},
              note=text("note.equity_matrix", lang)),
        Block(heading("equity_figures", lang), out, labels=_labels(lang, level, brand="equity_brand")),
        settings_block(settings_in_words(dict(result.settings), lang), lang),
    ]  # fmt: skip
    notes = (text("note.equity_model", lang), text("note.equity_constant", lang))
    return Summary(
        heading("customer_equity", lang), tuple(blocks), notes=notes,
        warnings=tuple(each.text(lang) for each in result.notices), lang=lang,
    )  # fmt: skip


def break_even_summary(result: BreakEven, lang: str) -> Summary:
    """The way from driver to value, spending, settings."""
    level = float(str(result.settings["conf_level"]))
    driver = term(result.driver, lang, section="construct")
    through = term(result.through, lang, section="construct")
    frame = result._worded(result.chain, lang) if result.groups else result.chain
    names = frame.index.get_level_values("figure")
    formats: dict[str, str | int] = {"slope": 4} | dict.fromkeys(
        ("retention", "retention_after", "retention_change"), "percent"
    )
    formats |= dict.fromkeys(("break_even_once", "break_even_period", "effect", "value_change"), 2)
    out = written(frame, [formats.get(name, 1) for name in names], lang)
    fields = {"driver": driver, "through": through, "points": signed(result.points)}
    out = _renamed(out, {name: text(f"value.chain_{name}", lang, **fields) for name in dict.fromkeys(names)})
    blocks: list[Block | str] = [Block(heading("break_even_chain", lang), out, labels=_labels(lang, level))]
    spending = result.spending
    if spending is not None:
        shown = result._worded(spending, lang) if result.groups else spending
        kinds = shown.index.get_level_values("figure")
        table = written(shown, ["percent" if name == "return" else 1 for name in kinds], lang)
        table["probability"] = shown["probability"]
        table = _renamed(table, {name: text(f"value.spending_{name}", lang) for name in dict.fromkeys(kinds)})
        labels = _labels(lang, level, probability="value_pays")
        blocks.append(
            Block(heading("break_even_spending", lang), table, {"probability": "percent"}, labels=labels)
        )
    own = ("driver", "points", "through", "outcome", "margin", "margin_rate", "per_period", "discount",
           "growth", "horizon", "first", "cost", "customers", "n", "n_rows", "n_dropped", "weights", "n_boot",
           "n_boot_used", "seed", "ci", "conf_level", "by", "strata", "clusters", "replicate_weights",
           "resample", "se")  # fmt: skip
    kept = {name: value for name, value in result.settings.items() if name in own}
    kept |= {"driver": driver, "through": through}
    if kept["cost"] == "none":
        del kept["cost"]
    blocks.append(settings_block(settings_in_words(kept, lang), lang))
    notes = (text("note.value_cause", lang), text("note.break_even_resamples", lang))
    title = text("heading.break_even_of", lang, **fields)
    return Summary(
        title,
        tuple(blocks),
        notes=notes,
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def _whole(row: pd.Series) -> bool:
    """Whether a figure and its limits are whole numbers, so far as there are some."""
    return all(float(x).is_integer() for x in row if np.isfinite(x))


def worked_summary(example: WorkedExample, lang: str) -> Summary:
    """Inputs and what follows from them."""
    frame = example.table
    names = list(frame.index)
    percent = ("break_even_saved", "saved", "discount", "retention", "margin_rate")
    kinds: list[str | int] = [
        "percent" if name in percent else 0 if _whole(frame.loc[name]) else 2 for name in names
    ]
    out = written(frame, kinds, lang)
    out.index = pd.Index([text(f"value.worked_{name}", lang) for name in names], name="figure")
    labels = _labels(lang, float(str(example.settings["conf_level"])))
    notes = tuple(text(f"note.worked_{key}", lang) for key in (example.name, f"{example.name}_reading"))
    return Summary(
        heading(f"worked_{example.name}", lang), (Block("", out, labels=labels),), notes=notes, lang=lang
    )
