"""The printed document of a response surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csmodels.disconfirmation.surface.model import TERMS
from csmodels.numerics.surface.support import LEAST_ROWS, LEAST_SHARE
from csmodels.tables import Block, Summary, text
from csmodels.tables.formats import format_value
from csmodels.tables.result import heading, settings_block
from csmodels.tables.shown import display_settings
from csmodels.tables.strings import term

if TYPE_CHECKING:
    from csmodels.disconfirmation.surface.result import SurfaceResult

_NUMBERS = ["estimate", "std_error", "conf_low", "conf_high"]


def summary(result: SurfaceResult, lang: str) -> Summary:
    """Coefficients, shape, joint tests, stationary point, axes, support, settings."""
    level = float(str(result.settings["conf_level"]))
    blocks: list[Block | str] = [_coefficients(result, lang, level)]
    blocks.append(_block(result, "shape", _labelled(result.shape, "", lang), lang, level))
    tests = _labelled(result.tests, "test_", lang).dropna(axis=1, how="all")
    blocks.append(_block(result, "tests", tests, lang, level, {"df": "count", "df_resid": "count"}))
    blocks.append(_stationary(result, lang, level))
    blocks.append(_axes(result, lang, level))
    lying = _labelled(result.support, "support_", lang)
    # a word for the two sides that need enough rows, nothing for the others
    yes, no = (term(word, lang, section="value") for word in ("yes", "no"))
    lying["enough"] = ["" if v != v else yes if v else no for v in lying["enough"]]
    formats: dict[str, str | int] = {"share": "percent", "n": "count", "enough": "plain"}
    blocks.append(_block(result, "support", lying, lang, level, formats))
    blocks.append(settings_block(display_settings(dict(result.settings), lang), lang))
    center = f"{float(str(result.settings['center'])):g}"
    notes = [text("note.surface_direction", lang, center=center)]
    if _withholds(result):
        notes.append(text("note.surface_withheld", lang, rows=LEAST_ROWS, share=f"{100 * LEAST_SHARE:g}"))
    return Summary(
        text("heading.surface_of", lang, outcome=result.outcome_name),
        tuple(blocks),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def _coefficients(result: SurfaceResult, lang: str, level: float) -> Block:
    """Intercept and coefficients, as the literature numbers them; R² under the table."""
    table = result._worded(result.params, lang)
    rows = table[table["kind"].isin(["intercept", "coefficient"])]
    numbers = {term: i + 1 for i, term in enumerate(TERMS)}

    def named(op: str, right: str) -> str:
        if op == "~1":
            return f"b0: {term('intercept', lang, section='value')}"
        if right in numbers:
            return text("label.surface_b", lang, i=numbers[right], term=text(f"label.term_{right}", lang))
        return right

    names = [named(op, right) for op, right in zip(rows["op"], rows["rhs"], strict=True)]
    rows = rows.drop(columns=["kind", "lhs", "op", "rhs"])
    column = term("surface_term", lang, section="column")
    if result.groups:
        rows = rows.set_axis(pd.MultiIndex.from_arrays([rows.index, names], names=[rows.index.name, column]))
    else:
        rows = rows.set_axis(pd.Index(names, name=column))
    return Block(heading("coefficient", lang), rows, note=_explained(result, table, lang), conf_level=level)


def _explained(result: SurfaceResult, table: pd.DataFrame, lang: str) -> str:
    """R² with its limits, in a sentence for each group."""
    found = []
    for group, row in table[table["kind"] == "r_squared"].iterrows():
        head = f"{group}: " if result.groups else ""
        written = f"R² = {format_value(row['estimate'], 'estimate')}"
        if np.isfinite(row["conf_low"]):
            low, high = (format_value(row[end], "estimate") for end in ("conf_low", "conf_high"))
            written += f" [{low}, {high}]"
        found.append(f"{head}{written}")
    return "; ".join(found) + "."


def _withholds(result: SurfaceResult) -> bool:
    frames = (result.stationary_point, result.axes)
    return not all(bool(frame["supported"].all()) for frame in frames)


def _block(
    result: SurfaceResult,
    name: str,
    frame: pd.DataFrame,
    lang: str,
    level: float,
    formats: dict[str, str | int] | None = None,
) -> Block:
    worded = result._worded(frame, lang)
    return Block(heading(name, lang), worded, formats or {}, conf_level=level)


def _labelled(frame: pd.DataFrame, prefix: str, lang: str) -> pd.DataFrame:
    """The last index level in words."""
    names = frame.index.get_level_values(-1).unique()
    words = {name: text(f"label.{prefix}{name}", lang) for name in names}
    return frame.rename(index=words, level=-1 if frame.index.nlevels > 1 else None)


def _hide(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Figures outside the answers are withheld in print, with the reason in their place."""
    out = frame.drop(columns="supported")
    hidden = ~frame["supported"].to_numpy(dtype=bool)
    shown = [name for name in out.columns if name in (*_NUMBERS, "as_asked")]
    out.loc[hidden, shown] = np.nan
    if hidden.any():
        out["said"] = np.where(hidden, text("label.withheld_outside", lang), "")
    return out


def _stationary(result: SurfaceResult, lang: str, level: float) -> Block:
    frame = _hide(result.stationary_point, lang)
    words = {name: term(name, lang, section="value") for name in ("expectation", "performance")}
    words["outcome"] = result.outcome_name
    frame = frame.rename(index=words, level=-1 if frame.index.nlevels > 1 else None)
    kinds = result.kinds
    told = ", ".join(
        (f"{group}: " if result.groups else "") + term(str(what), lang, section="value")
        for group, what in kinds.items()
    )
    worded = result._worded(frame, lang)
    return Block(f"{heading('stationary_point', lang)} ({told})", worded, conf_level=level)


def _axes(result: SurfaceResult, lang: str, level: float) -> Block:
    frame = _hide(result.axes, lang)
    words = {
        name: term(name, lang, section="value")
        for name in ("first", "second", "curvature", "angle", "slope", "intercept", "shift")
    }
    return Block(heading("axes", lang), result._worded(frame.rename(index=words), lang), conf_level=level)
