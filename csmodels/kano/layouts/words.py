"""What a column seems to hold, before anything is said about it: Kano answers, a rating scale, or neither."""

from __future__ import annotations

from typing import NoReturn

import numpy as np
import pandas as pd

from csmodels.errors import DataError, some
from csmodels.kano.answer_codes import known_word
from csmodels.kano.wordings import NOT_A_RATING, rating_scale
from csmodels.survey.columns import is_number_column, to_floats


def texts(frame: pd.DataFrame) -> list[str]:
    """Names of the columns, as far as they are texts."""
    return [name for name in frame.columns if isinstance(name, str)]


def in_words(column: pd.Series) -> bool:
    """Whether most answers of a column are words of a known wording, and none belongs to a rating scale."""
    if is_number_column(column) or rated(column):
        return False
    answers = column.dropna().astype(object)
    known = answers.map(lambda each: isinstance(each, str) and known_word(each))
    return bool(known.sum() * 2 > len(known))


def rated(column: pd.Series) -> bool:
    """Whether a column has a word of a scale of satisfaction or agreement."""
    return any(isinstance(each, str) and rating_scale(each) for each in column.dropna().unique())


def looks_kano(column: pd.Series) -> bool:
    """Whether a column could be a Kano question: words of a wording, or numbers 1 to 5 and nothing else."""
    if not is_number_column(column):
        return in_words(column)
    values = to_floats(column)
    values = values[~np.isnan(values)]
    return bool(len(values)) and bool(np.isin(values, (1, 2, 3, 4, 5)).all()) and column.dtype != bool


def refuse(frame: pd.DataFrame, layout: str | None = None) -> NoReturn:
    """Say why there are no pairs, and what would make some."""
    words = [c for c in texts(frame) if not is_number_column(frame[c])]
    scales = [c for c in words if rated(frame[c])]
    kano = [c for c in words if in_words(frame[c])]
    if layout == "questionnaire":
        raise DataError(
            "The questionnaire has no items with the aspects functional and dysfunctional; give items their"
            " attribute and aspect, or use another layout=."
        )
    if kano:
        raise DataError(
            f"No pairs in the names of columns, but {len(kano)} columns hold Kano answers:"
            f' {some(map(repr, kano))}. Say how they stand: layout="alternating" (each pair side by side),'
            ' layout="block" (all functional ones first), or pattern=("{}_f", "{}_d").'
        )
    if scales:
        raise DataError(
            f"No column holds Kano answers; {some(map(repr, scales))} hold a rating scale. {NOT_A_RATING}"
        )
    raise DataError(
        "No pairs of a functional and a dysfunctional question were found. Columns are paired by their names"
        " (wifi_f and wifi_d, F1_functional and F1_dysfunctional), by pattern=(...), by"
        ' layout="alternating" or "block" with columns=[...], or written down: {"Wi-Fi": ("q7", "q8")}.'
    )
