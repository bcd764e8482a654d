"""The printed documents of an importance-performance analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.tables import Block, Summary, format_value, heading, settings_block, text
from csmodels.tables.shown import filled
from csmodels.three_factor.matrix.model import CROSSHAIRS, STATED
from csmodels.three_factor.shown import shown_settings

if TYPE_CHECKING:
    from csmodels.three_factor.matrix.cells import MatrixCells
    from csmodels.three_factor.matrix.result import MatrixResult

#: Words of cells of the importance grid, and of classes.
GRID_WORDS = {
    "performance_high": "performance_high",
    "performance_low": "performance_low",
    "basic": "matrix_grid_basic",
    "excitement": "matrix_grid_excitement",
}
CLASS_WORDS = {
    "basic": "matrix_basic",
    "performance": "matrix_factor_performance",
    "excitement": "matrix_excitement",
    "unimportant": "matrix_unimportant",
}


def summary(result: MatrixResult, lang: str) -> Summary:
    """Positions, dividing lines and what they move, gaps, derived importance, settings."""
    level = float(str(result.settings["conf_level"]))
    blocks: list[Block | str] = [_positions(result, lang, level), _crosshairs(result, lang, level)]
    blocks.append(_moves(result, lang))
    blocks += [block for block in (_gaps(result, lang, level), _derived(result, lang)) if block is not None]
    agreement = result.agreement
    if agreement is not None:
        blocks.append(_agreement(result, agreement, lang, level))
    blocks.append(settings_block(shown_settings(dict(result.settings), lang), lang))
    return Summary(
        text("heading.matrix", lang),
        tuple(blocks),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def worded(result: MatrixResult, frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Groups and attributes by their words."""
    frame = result._worded(frame, lang) if result.groups else frame
    names = {name: result.attribute_label(name, lang) for name in result.model.items.names}
    if "attribute" not in frame.index.names:
        return frame
    return frame.rename(index=names, level="attribute" if frame.index.nlevels > 1 else None)


def quadrant_word(name: object, lang: str) -> str:
    """A quadrant in words; nothing for none."""
    return text(f"value.{name}", lang) if isinstance(name, str) else ""


def cell(row: Any, name: str, decimals: int = 2) -> str:
    """A figure with its limits in one cell."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if not np.isfinite(row[name]):
        return ""
    written = str(format_value(row[name], decimals))
    if not np.isfinite(low):
        return written
    return f"{written} [{format_value(low, decimals)}, {format_value(high, decimals)}]"


def _cells(frame: pd.DataFrame, name: str, decimals: int = 2) -> list[str]:
    return [cell(row, name, decimals) for _, row in frame.iterrows()]


def _percent(share: pd.Series) -> list[str]:
    return ["" if np.isnan(each) else f"{100 * each:.0f}" for each in share.to_numpy(dtype=float)]


def _headed(name: str, lang: str, level: float, low: pd.Series | None = None) -> str:
    """A head that names the level of the limits, where there are any."""
    if low is not None and not low.notna().any():
        return name
    return f"{name} [{text('column.matrix_interval', lang, level=f'{100 * level:g}')}]"


def _positions(result: MatrixResult, lang: str, level: float) -> Block:
    frame = result.positions
    decimals = 2 if result.model.placed_by == STATED else 3
    shown = pd.DataFrame(index=frame.index)
    labels = {}
    for name, word, places in (
        ("importance", "importance", decimals),
        ("performance", "matrix_performance", 2),
    ):
        shown[name] = _cells(frame, name, places)
        labels[name] = _headed(text(f"column.{word}", lang), lang, level, frame[f"{name}_low"])
    if "gap" in frame and result.model.placed_by == STATED:
        # its limits are told once, with its test
        shown["gap"] = [format_value(each, 2) for each in frame["gap"]]
        labels["gap"] = text("column.matrix_gap", lang)
    shown["quadrant"] = [quadrant_word(each, lang) for each in frame["quadrant"]]
    notes = [text("note.matrix_quadrants", lang)]
    if frame["probability"].notna().any():
        shown["probability"] = _percent(frame["probability"])
        labels["probability"] = text("column.matrix_probability", lang)
        notes.append(text("note.matrix_in_it", lang))
    note = ("" if lang == "zh" else " ").join(notes)
    return Block(heading("matrix_positions", lang), worded(result, shown, lang), labels=labels, note=note)


def _crosshairs(result: MatrixResult, lang: str, level: float) -> Block:
    frame = result.crosshairs
    decimals = 2 if result.model.placed_by == STATED else 3
    shown = pd.DataFrame(
        {
            "importance": _cells(frame, "importance", decimals),
            "performance": _cells(frame, "performance", 2),
        },
        index=frame.index,
    )
    shown = result._worded(shown, lang) if result.groups else shown
    words = {name: text(f"value.{_line_word(name)}", lang) for name in ("midpoint", "mean", "median")}
    shown = shown.rename(index=words, level="crosshair" if shown.index.nlevels > 1 else None)
    labels = {
        "importance": _headed(text("column.importance", lang), lang, level, frame["importance_low"]),
        "performance": _headed(
            text("column.matrix_performance", lang), lang, level, frame["performance_low"]
        ),
    }
    return Block(heading("matrix_crosshairs", lang), shown, labels=labels)


def _line_word(name: str) -> str:
    return name if name == "midpoint" else f"matrix_{name}"


def _moves(result: MatrixResult, lang: str) -> Block | str:
    """Attributes whose quadrant depends on the dividing line, under each of the lines."""
    positions = result.positions
    moving = positions[positions["moves"].to_numpy(dtype=bool)]
    if not len(moving):
        return text("note.matrix_moves_none", lang)
    lines = [name for name in CROSSHAIRS if f"quadrant_{name}" in positions]
    shares = pd.DataFrame(result.quadrants["probability"].unstack("crosshair")).reindex(moving.index)
    shown = pd.DataFrame(index=moving.index)
    for name in lines:
        words = [quadrant_word(each, lang) for each in moving[f"quadrant_{name}"]]
        known = _percent(shares[name])
        shown[name] = [
            f"{word} ({share})" if share else word for word, share in zip(words, known, strict=True)
        ]
    labels = {name: text(f"value.{_line_word(name)}", lang) for name in lines}
    note = text("note.matrix_moves", lang) if shares.notna().to_numpy().any() else ""
    return Block(heading("matrix_moves", lang), worded(result, shown, lang), labels=labels, note=note)


def _gaps(result: MatrixResult, lang: str, level: float) -> Block | None:
    gaps = result.gaps
    if gaps is None:
        return None
    columns = ["n", "gap", "conf_low", "conf_high", "statistic", "df", "p_holm", "wilcoxon_holm"]
    frame = gaps[columns]
    design = bool(frame["wilcoxon_holm"].isna().all())
    frame = frame.drop(columns="wilcoxon_holm") if design else frame
    labels = {
        "gap": text("column.matrix_gap", lang),
        "conf_low": text("column.matrix_gap_interval", lang, level=f"{100 * level:g}"),
        "statistic": text("column.matrix_t", lang),
    }
    formats: dict[Any, str | int] = {"gap": 2, "conf_low": 2, "statistic": 2, "df": 0}
    formats |= {"p_holm": "p", "wilcoxon_holm": "p"} if not design else {"p_holm": "p"}
    note = text("note.matrix_gaps", lang)
    if design:
        note = (
            f"{note} {text('note.matrix_gaps_design', lang)}"
            if lang == "en"
            else (f"{note}{text('note.matrix_gaps_design', lang)}")
        )
    return Block(
        heading("matrix_gaps", lang), worded(result, filled(frame), lang), formats, note=note, labels=labels,
        conf_level=level,
    )  # fmt: skip


def _derived(result: MatrixResult, lang: str) -> Block | None:
    table = result.derived
    if table is None:
        return None
    cells = pd.Series(
        [
            f"{format_value(value, 2 if method == STATED else 3)} ({rank:g})" if np.isfinite(value) else ""
            for method, value, rank in zip(
                table.index.get_level_values("method"), table["estimate"], table["rank"], strict=True
            )
        ],
        index=table.index,
        dtype=object,
    )
    methods = list(dict.fromkeys(table.index.get_level_values("method")))
    wide = pd.DataFrame(cells.unstack("method"))[methods].rename_axis(columns=None)
    order = table.xs(methods[0], level="method").index
    wide = worded(result, wide.reindex(order), lang)
    labels = {name: text(f"value.matrix_by_{name}", lang) for name in methods}
    return Block(heading("matrix_derived", lang), wide, labels=labels, note=text("note.matrix_derived", lang))


def _agreement(result: MatrixResult, table: pd.DataFrame, lang: str, level: float) -> Block:
    shown = pd.DataFrame(
        {
            "correlation": _cells(table, "correlation", 2),
            "rank_correlation": _cells(table, "rank_correlation", 2),
        },
        index=table.index,
    )
    shown = result._worded(shown, lang) if result.groups else shown
    methods = dict.fromkeys(table.index.get_level_values("method"))
    words = {name: text(f"value.matrix_by_{name}", lang) for name in methods}
    shown = shown.rename(index=words, level="method" if shown.index.nlevels > 1 else None)
    labels = {
        "correlation": _headed(
            text("column.matrix_correlation", lang), lang, level, table["correlation_low"]
        ),
        "rank_correlation": _headed(
            text("column.rank_correlation", lang), lang, level, table["rank_correlation_low"]
        ),
    }
    limited = bool(table["correlation_low"].notna().any())
    note = text("note.matrix_agreement" if limited else "note.matrix_agreement_only", lang)
    return Block(heading("matrix_agreement", lang), shown, labels=labels, note=note)


# ------------------------------------------------------------------ cells


def cell_word(cells: MatrixCells, name: object, lang: str) -> str:
    """What a cell means, in words; nothing for none."""
    if not isinstance(name, str):
        return ""
    if cells.kind == "grid":
        return text(f"value.{GRID_WORDS[name]}", lang)
    if cells.kind == "competitors":
        return text(f"value.matrix_rival_{name}", lang)
    line = text(f"value.matrix_below_{cells.settings['matrix_crosshair']}", lang)
    return text(f"value.matrix_{name}", lang, line=line)


def part_word(kind: str, name: str, lang: str) -> str:
    """The same in a word or two, for a part of a map."""
    return text(f"figure.matrix_{'rival_' if kind == 'competitors' else ''}{name}", lang)


def sided(cells: MatrixCells) -> NDArray[np.bool_]:
    """Attributes of which it is sure on which side of the line, or of the competitor, they are."""
    table = cells.table
    if cells.kind == "competitors":
        return np.asarray((table["conf_low"] > 0) | (table["conf_high"] < 0))
    return np.asarray(table["side"] >= float(str(cells.settings["conf_level"])))


def rival_word(cells: MatrixCells, lang: str) -> str:
    """The competitor in words."""
    rival = cells.settings["matrix_rival"]
    if rival == "all" and "all" not in cells.result.groups:
        return text("value.matrix_all", lang)
    return cells.result.group_word(rival, lang)


def cells_summary(cells: MatrixCells, lang: str) -> Summary:
    """The table of one further question, and what its cells mean."""
    level = float(str(cells.settings["conf_level"]))
    make = _grid if cells.kind == "grid" else _rivals if cells.kind == "competitors" else _factors
    frame, labels, formats, notes = make(cells, lang, level)
    names = {name: cells.result.attribute_label(name, lang) for name in frame.index}
    title = text(f"heading.matrix_{cells.kind}", lang, **_named(cells, lang))
    block = Block(
        heading("matrix_cells", lang),
        filled(frame.rename(index=names)),
        formats,
        labels=labels,
        conf_level=level,
    )
    return Summary(
        title,
        (block, settings_block(shown_settings(_settings(cells, lang), lang), lang)),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in cells.notices),
        lang=lang,
    )


def _settings(cells: MatrixCells, lang: str) -> dict[str, object]:
    found = dict(cells.settings)
    if cells.kind == "competitors":
        found["matrix_own"] = cells.result.group_word(cells.group, lang)
        found["matrix_rival"] = rival_word(cells, lang)
    return found


def _named(cells: MatrixCells, lang: str) -> dict[str, str]:
    if cells.kind != "competitors":
        return {}
    return {"own": cells.result.group_word(cells.group, lang), "rival": rival_word(cells, lang)}


Printed = tuple[pd.DataFrame, dict[Any, str], dict[Any, str | int], list[str]]


def _factors(cells: MatrixCells, lang: str, level: float) -> Printed:
    table = cells.table
    decimals = 2 if cells.result.model.placed_by == STATED else 3
    shown = pd.DataFrame(
        {"importance": _cells(table, "importance", decimals), "performance": _cells(table, "performance")},
        index=table.index,
    )
    labels: dict[Any, str] = {
        "importance": _headed(text("column.importance", lang), lang, level, table["importance_low"]),
        "performance": _headed(
            text("column.matrix_performance", lang), lang, level, table["performance_low"]
        ),
    }
    formats: dict[Any, str | int] = {}
    notes = [text("note.matrix_cells", lang, line=format_value(cells.lines["x"][0], 2))]
    if "ia" in table:
        formats |= _add_asymmetry(cells, shown, labels, lang, level)
        word = f"note.matrix_cut{_against(cells)}"
        notes.append(text(word, lang, cut=f"{cells.lines['y'][1]:g}", level=f"{100 * level:g}"))
    else:
        shown["class"] = [
            text(f"value.{CLASS_WORDS[each]}", lang) if isinstance(each, str) else ""
            for each in table["class"]
        ]
        labels["class"] = text("column.matrix_class", lang)
    notes += _add_cells(cells, shown, labels, lang, level)
    if "probability" in table and table["probability"].notna().any():
        shown["probability"] = _percent(table["probability"])
        labels["probability"] = text("column.matrix_probability", lang)
        notes.append(text("note.matrix_in_it", lang))
    elif table["side"].notna().any():
        shown["side"] = _percent(table["side"])
        labels["side"] = text("column.matrix_side", lang)
        notes.append(text("note.matrix_side", lang))
    return _certain(table, shown, labels, lang, formats, notes)


def _against(cells: MatrixCells) -> str:
    """End of the key of words that depend on what asymmetry is held against."""
    return "_linear" if cells.settings["matrix_against"] == "linear" else ""


def _add_asymmetry(
    cells: MatrixCells, shown: pd.DataFrame, labels: dict[Any, str], lang: str, level: float
) -> dict[Any, str | int]:
    """Asymmetry with limits; where it is held against a linear world also that world's and the excess."""
    table = cells.table
    labels["ia"] = text("column.matrix_ia", lang)
    formats: dict[Any, str | int] = {}
    if "ia_excess" in table:
        shown["ia"] = [format_value(each, 2) if np.isfinite(each) else "" for each in table["ia"]]
        shown["ia_linear"] = table["ia_linear"]
        formats["ia_linear"] = 2
        labels["ia_linear"] = text("column.matrix_ia_linear", lang)
    name = "ia_excess" if _against(cells) else "ia"
    shown[name] = _cells(table, name)
    labels[name] = _headed(text(f"column.matrix_{name}", lang), lang, level, table[f"{name}_low"])
    p = "p_linear" if "p_linear" in table else "p_value"
    if p in table and "ia_excess" in table and table["ia_excess"].notna().any():
        shown["p_linear"] = table[p].where(table["ia_linear"].notna())
        formats["p_linear"] = "p"
        labels["p_linear"] = text("column.matrix_p_linear", lang)
    return formats


def _add_cells(
    cells: MatrixCells, shown: pd.DataFrame, labels: dict[Any, str], lang: str, level: float
) -> list[str]:
    """Cell, priority, and what they mean where that can be said; the notes on it."""
    table = cells.table
    shown["cell"] = ["" if each is None else str(each) for each in table["cell"]]
    shown["priority"] = ["" if pd.isna(each) else str(each) for each in table["priority"]]
    sure = sided(cells)
    if sure.any():
        words = [cell_word(cells, each, lang) for each in table["cell"]]
        shown["meaning"] = [word if there else "" for word, there in zip(words, sure, strict=True)]
        labels["meaning"] = text("column.matrix_meaning", lang)
    if sure.all():
        return []
    word = "matrix_rival_blank" if cells.kind == "competitors" else "matrix_blank"
    return [text(f"note.{word}", lang, level=f"{100 * level:g}")]


def _certain(
    table: pd.DataFrame,
    shown: pd.DataFrame,
    labels: dict[Any, str],
    lang: str,
    formats: dict[Any, str | int],
    notes: list[str],
) -> Printed:
    if "certain" in table:
        shown["certain"] = table["certain"].to_numpy()
        labels["certain"] = text("column.matrix_certain", lang)
        formats["certain"] = "flag"
    return shown, labels, formats, notes


def _grid(cells: MatrixCells, lang: str, level: float) -> Printed:
    table = cells.table
    shown = pd.DataFrame(
        {"explicit": _cells(table, "explicit"), "implicit": _cells(table, "implicit", 3)}, index=table.index
    )
    labels: dict[Any, str] = {
        name: _headed(text(f"column.matrix_{name}", lang), lang, level, table[f"{name}_low"])
        for name in ("explicit", "implicit")
    }
    shown["cell"] = [cell_word(cells, each, lang) for each in table["cell"]]
    if table["probability"].notna().any():
        shown["probability"] = _percent(table["probability"])
        labels["probability"] = text("column.matrix_probability", lang)
    return shown, labels, {}, []


def _rivals(cells: MatrixCells, lang: str, level: float) -> Printed:
    table = cells.table
    columns = ["own", "rival", "difference", "conf_low", "conf_high", "p_holm"]
    shown = table[columns].copy()
    labels: dict[Any, str] = _named(cells, lang)
    formats: dict[Any, str | int] = {"own": 2, "rival": 2, "difference": 2, "conf_low": 2, "p_holm": "p"}
    notes = [text("note.matrix_rival", lang)]
    if "ia" not in table:
        return shown, labels, formats, notes
    formats |= _add_asymmetry(cells, shown, labels, lang, level)
    notes.append(text(f"note.matrix_rival_cells{_against(cells)}", lang, cut=f"{cells.lines['y'][1]:g}"))
    notes += _add_cells(cells, shown, labels, lang, level)
    return _certain(table, shown, labels, lang, formats, notes)
