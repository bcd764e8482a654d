"""The printed form of a fitted path model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from csmodels.numerics.reliability import MEASURES
from csmodels.tables import Block, Summary, format_value, heading, params_blocks, settings_block, text
from csmodels.tables.strings import CATALOGUE

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult


def summary(result: PathResult, lang: str = "en", first: tuple[Block, ...] = (), title: str = "") -> Summary:
    """Lay a result out: what was asked first, then what it rests on.

    Parameters
    ----------
    result : PathResult
    lang : {"en", "zh"}
    first : tuple of Block
        Tables to print before the paths, e.g. the index.
    title : str
    """
    level = float(str(result.settings["conf_level"]))
    by_kind = dict(zip(_kinds(result.params), params_blocks(result.params, lang, level), strict=True))
    effects = result.effects
    effects = effects[effects["effect"] == "total"].drop(columns=["effect", "through"])
    blocks: list[Block | str] = [
        *first,
        by_kind["path"],
        Block(heading("r_squared", lang), result.r_squared, {"r_squared_adjusted": 3}, conf_level=level),
        Block(heading("total_effects", lang), _numbered(effects), conf_level=level),
        Block(heading("reliability", lang), reliability_cells(result.reliability)),
        by_kind["loading"],
        by_kind["weight"],
        settings_block(display_settings(result.settings, lang), lang),
    ]
    notes = [text("note.sign_rule", lang), text("note.reliability", lang)]
    return Summary(
        title or text(result.title_key, lang),
        tuple(blocks),
        notes=tuple(notes),
        warnings=tuple(each.text(lang) for each in result.notices),
        lang=lang,
    )


def reliability_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Each measure with its limits in one cell: ``0.78 [0.72, 0.82]``."""
    cells = {
        measure: [
            _cell(*row)
            for row in table[[measure, f"{measure}_low", f"{measure}_high"]].itertuples(index=False)
        ]
        for measure in MEASURES
    }
    return pd.DataFrame(cells, index=table.index)


def _cell(value: float, low: float, high: float) -> str:
    if pd.isna(value):
        return ""
    limits = "" if pd.isna(low) else f" [{format_value(low, 2)}, {format_value(high, 2)}]"
    return f"{format_value(value, 2)}{limits}"


def _kinds(params: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(params["kind"].tolist()))


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Without the row numbers of a larger table; groups stay."""
    return frame.reset_index(drop=True) if frame.index.name is None else frame


def display_settings(settings: Mapping[str, object], lang: str) -> dict[str, object]:
    """Settings with words in place of codes, where the catalogue has them."""
    out: dict[str, object] = {}
    for key, value in settings.items():
        name = f"option.{key}.{value}"
        if name in CATALOGUE:
            out[key] = text(name, lang)
        elif isinstance(value, Mapping):
            out[key] = ", ".join(f"{k}: {v}" for k, v in value.items())
        elif isinstance(value, float) and value == int(value):
            out[key] = int(value)
        else:
            out[key] = value
    return out
