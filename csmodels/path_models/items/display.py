"""The printed form of an item analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csmodels.path_models.display import _cell
from csmodels.tables import Block, Summary, heading, settings_block, text
from csmodels.tables.shown import display_settings, filled

if TYPE_CHECKING:
    from csmodels.path_models.items.result import ItemAnalysis

_RELIABILITY = ("alpha", "alpha_raw", "omega")
#: Components shown after the last that is kept; the table has all of them.
MORE_COMPONENTS = 2
_DECIMALS: dict[str, str | int] = {
    **dict.fromkeys(("mean", "sd", "skewness", "kurtosis"), 2),
    **dict.fromkeys(("item_total", "alpha_if_deleted", "alpha_raw_if_deleted", "kmo"), 3),
    "item": "plain",
    "construct": "construct",
}


def summary(analysis: ItemAnalysis, lang: str = "en") -> Summary:
    """Lay an item analysis out: items, scales, factors, common-method checks."""
    result = analysis.result
    level = float(str(result.settings["conf_level"]))
    items = _worded(analysis, analysis.items.dropna(axis=1, how="all"), lang)
    blocks: list[Block | str] = [
        Block(heading("item_table", lang), items, _DECIMALS),
        Block(heading("item_blocks", lang), _cells(_worded(analysis, analysis.blocks, lang), _RELIABILITY)),
        Block(
            heading("sampling_adequacy", lang),
            _worded(analysis, analysis.sampling_adequacy, lang),
            {"kmo": 3, "chi_squared": 1, "n": "count", "df": "count"},
        ),
        Block(
            heading("parallel", lang), _leading(analysis, lang), {"component": "count", "share": "percent"}
        ),
        *_method_blocks(analysis, lang, level),
    ]
    # the number of resamples decides which settings of a fit are shown; these are all shown
    shown = display_settings({**analysis.settings, "n_boot": 1}, lang)
    blocks.append(settings_block({name: shown[name] for name in analysis.settings}, lang))
    keys = ("items_shape", "items_reliability", "items_kmo")
    notes = [text(f"note.{key}", lang) for key in keys]
    notes.append(text("note.items_parallel", lang, n_parallel=analysis.settings["n_parallel"]))
    notes.append(text("note.items_harman", lang))
    if analysis.marker is not None:
        shares = ", ".join(f"{each:.3f}" for each in analysis.marker.shares)
        notes.append(text("note.items_marker", lang, shares=shares))
    warned = tuple(each.text(lang) for each in analysis.notices)
    title = text("heading.item_analysis", lang)
    return Summary(title, tuple(blocks), notes=tuple(notes), warnings=warned, lang=lang)


def _cells(table: pd.DataFrame, measures: tuple[str, ...]) -> pd.DataFrame:
    """Each measure with its limits in one cell; other columns as they are."""
    out = table.copy()
    for measure in measures:
        limits = [f"{measure}_low", f"{measure}_high"]
        cells = [_cell(*row) for row in table[[measure, *limits]].itertuples(index=False)]
        out[measure] = pd.Series(cells, index=table.index, dtype=object)
        out = out.drop(columns=limits)
    return out


def _leading(analysis: ItemAnalysis, lang: str) -> pd.DataFrame:
    """The components that are kept in any group, and a few more."""
    table = analysis.parallel
    kept = table.index.get_level_values("component")[table["retain"].fillna(False).to_numpy(dtype=bool)]
    last = (max(kept) if len(kept) else 1) + MORE_COMPONENTS
    shown = table[table.index.get_level_values("component") <= last].dropna(axis=1, how="all")
    return _worded(analysis, shown, lang)


def _worded(analysis: ItemAnalysis, table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Groups by the words of the questionnaire; other tables as they are."""
    return analysis.result._worded(table, lang) if analysis.result.groups else table


def _method_blocks(analysis: ItemAnalysis, lang: str, level: float) -> list[Block | str]:
    """One table per kind of common-method check."""
    table = _worded(analysis, analysis.common_method, lang)
    is_harman = table["check"].str.startswith("harman")
    # nothing to show where nothing was corrected
    corrected = analysis.marker is not None and bool((analysis.marker.shares > 0).any())
    is_corrected = table["check"].str.startswith("corrected") & corrected
    parts = [
        (
            "harman",
            is_harman,
            {"check": "value", "estimate": "percent", "std_error": "percent"},
            "share_of_variance",
        ),
        ("all_collinearity", table["check"] == "full_collinearity", {"lhs": "construct"}, "vif"),
        ("marker_correlation", table["check"] == "marker_correlation", {"lhs": "construct"}, "correlation"),
        ("marker_corrected", is_corrected, {"check": "value"}, "corrected"),
    ]
    blocks: list[Block | str] = []
    for name, rows, formats, label in parts:
        mine = table[rows]
        if len(mine):
            empty = [c for c in mine if mine[c].isna().all() or (mine[c] == "").all()]
            mine = filled(mine.drop(columns=empty))
            if name in ("all_collinearity", "marker_correlation"):
                mine = mine.drop(columns="check")
            labels = {"estimate": text(f"label.{label}", lang), "lhs": text("column.construct", lang)}
            if name == "marker_corrected":
                labels = {"estimate": labels["estimate"], "lhs": text("column.outcome", lang)}
                labels["rhs"] = text("column.predictor", lang)
            mine = mine if analysis.result.groups else mine.reset_index(drop=True)
            blocks.append(Block(heading(name, lang), mine, formats, labels=labels, conf_level=level))
    return blocks
