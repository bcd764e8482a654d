"""Rows of a table with their labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    """Labels of each row, one for each index level, and its values by column."""
    values: list[dict[str, Any]] = [
        {str(name): value for name, value in row.items()} for row in frame.to_dict("records")
    ]
    labels = [tuple(map(str, at)) if isinstance(at, tuple) else (str(at),) for at in frame.index]
    return list(zip(labels, values, strict=True))


def ordered_index(labels: Iterable[tuple[str, ...]], names: list[str]) -> pd.MultiIndex:
    """Labels in their own order, as pandas wants it for looking up the first of them alone."""
    every = list(labels)
    levels = [list(dict.fromkeys(column)) for column in zip(*every, strict=True)]
    codes = [
        [level.index(value) for value in column]
        for level, column in zip(levels, zip(*every, strict=True), strict=True)
    ]
    return pd.MultiIndex(levels=levels, codes=codes, names=names)
