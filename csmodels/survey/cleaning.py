"""From the answers as given to the answers as used: special codes, routing, derived items.

Nothing is filled or dropped: a special code becomes missing, and why an answer is missing is kept as its
status.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from csmodels.errors import DataError, did_you_mean, some
from csmodels.survey.columns import is_number_column, numbers_in, to_floats
from csmodels.survey.conditions import split_sign
from csmodels.survey.questionnaire import DerivedItem, Item, Questionnaire

#: Why a cell holds an answer or none; the position is the code in arrays.
STATUSES = ("answered", "missing", "routed", "special")
ANSWERED, MISSING, ROUTED, SPECIAL = range(4)

StatusArray = npt.NDArray[np.int8]


def check_columns(frame: pd.DataFrame) -> None:
    """Refuse column labels by which a column cannot be found."""
    if frame.columns.nlevels > 1:
        raise DataError("The data have several levels of column names; flatten them to one name a column.")
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()].unique()
        raise DataError(
            f"The data have several columns of the same name: {some(map(repr, twice))}. "
            "Rename or drop the duplicates, so that it is clear which one is meant."
        )


def check_against_questionnaire(frame: pd.DataFrame, questionnaire: Questionnaire) -> None:
    """Refuse data that lack an item of the questionnaire or already hold a derived one."""
    absent = [item.name for item in questionnaire.items if item.name not in frame.columns]
    if absent:
        undeclared = [c for c in frame.columns if c not in questionnaire]
        raise DataError(
            f"The data lack {some(map(repr, absent))} of the questionnaire.{did_you_mean(absent[0], undeclared)} "
            "Rename the column, or take a part of the questionnaire: questionnaire.select(names)."
        )
    taken = [item.name for item in questionnaire.derived if item.name in frame.columns]
    if taken:
        raise DataError(
            f"Column {some(map(repr, taken))} of the data is a derived item of the questionnaire, which would "
            "overwrite it. Rename or drop the column, or leave the item out of the questionnaire."
        )


def clean(
    raw: pd.DataFrame, questionnaire: Questionnaire
) -> tuple[pd.DataFrame, dict[str, StatusArray], dict[str, StatusArray]]:
    """Return (frame with special codes missing and derived items appended, status codes by item).

    Raises
    ------
    DataError
        If a condition or a derived item meets text where it needs numbers.
    """
    columns: dict[str, pd.Series] = {str(name): raw[name] for name in raw.columns}
    special: dict[str, StatusArray] = {}
    for item in questionnaire.items:
        columns[item.name], marked = _without_special(raw[item.name], item)
        special[item.name] = marked
    frame = pd.DataFrame(columns, index=raw.index)
    status: dict[str, StatusArray] = {}
    for item in questionnaire.items:
        _find_status(item, questionnaire, frame, special, status)
    derived: dict[str, npt.NDArray[np.float64]] = {}
    for entry in questionnaire.derived:
        derived[entry.name], status[entry.name] = _derive(entry, frame, status)
    if derived:
        frame = pd.concat([frame, pd.DataFrame(derived, index=raw.index)], axis=1)
    return frame, status
