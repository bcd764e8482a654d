"""What displays leave out, and settings in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from csmodels.tables.strings import CATALOGUE, text
from csmodels.tables.summary import Block

_COUNTS = (
    "n",
    "n_rows",
    "n_groups",
    "n_left_out",
    "n_without_weight",
    "n_dropped",
    "n_boot",
    "n_boot_used",
    "n_units",
    "design_df",
)
_NUMBERS = {"n_effective": 1, "design_effect": 3}


def without_empty(block: Block, column: str) -> Block:
    """A table without a column of words in which nothing stands."""
    if not len(block.frame) or (block.frame[column] != "").any():
        return block
    return replace(block, frame=block.frame.drop(columns=column))


def filled(frame: pd.DataFrame) -> pd.DataFrame:
    """Without the columns of errors, tests and limits that have no value, as in a fit without resamples."""
    figures = ("std_error", "statistic", "p_value", "conf_low", "conf_high")
    return frame.drop(columns=[name for name in figures if name in frame and frame[name].isna().all()])


def display_settings(settings: Mapping[str, object], lang: str) -> dict[str, object]:
    """Settings with words in place of codes, where the catalogue has them."""
    out: dict[str, object] = {}
    without: tuple[str, ...] = ()
    if settings.get("n_boot", 1) == 0:
        without = ("resample", "n_boot", "n_boot_used", "seed")
        if settings.get("se") in ("bootstrap", "none"):
            without = ("se", "resample", "n_boot_used", "seed", "ci", "conf_level")
    for key, value in settings.items():
        if key in without:
            continue
        name = f"option.{key}.{value}"
        if name in CATALOGUE:
            out[key] = text(name, lang)
        elif isinstance(value, Mapping):
            out[key] = ", ".join(f"{k}: {v}" for k, v in value.items())
        elif isinstance(value, float) and not math.isfinite(value):
            out[key] = text("option.unknown", lang)
        elif key in _NUMBERS and isinstance(value, float):
            out[key] = f"{value:,.{_NUMBERS[key]}f}"
        elif key in _COUNTS and isinstance(value, (int, float)):
            out[key] = f"{int(value):,}"
        else:
            out[key] = value
    return out
