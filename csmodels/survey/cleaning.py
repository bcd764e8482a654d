"""From the answers as given to the answers as used: special codes, routing, derived items.

Nothing is filled or dropped: a special code becomes missing, and why an answer is missing is kept as its
status.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import numpy.typing as npt
import pandas as pd

from csmodels.errors import DataError, did_you_mean, some
from csmodels.survey.columns import (
    BoolArray,
    FloatArray,
    is_number_column,
    numbers_in,
    set_missing,
    to_floats,
)
from csmodels.survey.conditions import format_number, split_sign
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
            f"The data lack {some(map(repr, absent))} of the "
            f"questionnaire.{did_you_mean(absent[0], undeclared)} "
            "Rename the column, or take a part of the questionnaire: questionnaire.select(names)."
        )
    taken = [item.name for item in questionnaire.derived if item.name in frame.columns]
    if taken:
        one = len(taken) == 1
        it = "it" if one else "them"
        raise DataError(
            f"{'Column' if one else 'Columns'} {some(map(repr, taken))} of the data "
            f"{'is a derived item' if one else 'are derived items'} of the questionnaire, which would "
            f"overwrite {it}. If the frame comes from a SurveyData, take its answers as "
            "they were given, data.raw in place of data.frame; to change something else about it, use "
            f"data.replace(...). Otherwise drop {it} (frame.drop(columns={taken!r})), or "
            f"leave the {'item' if one else 'items'} out of the questionnaire."
        )


def clean(raw: pd.DataFrame, questionnaire: Questionnaire) -> tuple[pd.DataFrame, dict[str, StatusArray]]:
    """Return (frame with special codes missing and derived items appended, status codes by item).

    Raises
    ------
    DataError
        If a condition or a derived item meets text where it needs numbers.
    """
    columns: dict[Hashable, pd.Series] = {name: raw[name] for name in raw.columns}
    special: dict[str, BoolArray] = {}
    for item in questionnaire.items:
        columns[item.name], special[item.name] = _without_special(raw[item.name], item)
    frame = pd.DataFrame(columns, index=raw.index, columns=raw.columns)
    status: dict[str, StatusArray] = {}
    for item in questionnaire.items:
        _add_status(item, questionnaire, frame, special, status)
    derived: dict[str, FloatArray] = {}
    for entry in questionnaire.derived:
        derived[entry.name], status[entry.name] = _derive(entry, frame, status)
    if derived:
        frame = pd.concat([frame, pd.DataFrame(derived, index=raw.index)], axis=1)
    return frame, {name: status[name] for name in questionnaire.names}


def _without_special(column: pd.Series, item: Item) -> tuple[pd.Series, BoolArray]:
    """Set special codes missing; return the column and where they were."""
    codes = list(item.scale.special) if item.scale is not None else []
    none = np.zeros(len(column), dtype=bool)
    if not codes:
        return column, none
    numeric = is_number_column(column)
    if numeric:
        marked = np.isin(to_floats(column), [c for c in codes if not isinstance(c, str)])
    else:
        # Codes of a text column are compared as they would be written: 98 finds "98".
        written = [c if isinstance(c, str) else format_number(c) for c in codes]
        marked = column.astype(object).isin([*written, *codes]).to_numpy(dtype=bool)
    if not marked.any():
        return column, none
    cleaned = set_missing(column, marked)
    if not numeric and is_number_column(cleaned):
        cleaned = pd.Series(to_floats(cleaned), index=cleaned.index, name=cleaned.name)
    elif not numeric and item.role in {"rating", "number"}:
        # A word such as "Blank" made the file's reader take the whole column for text; without it the
        # answers are numbers again. Anything else that is no number stays, to be refused by name.
        as_numbers = pd.to_numeric(cleaned.astype(object), errors="coerce")
        if np.isfinite(as_numbers[cleaned.notna()]).all():
            cleaned = as_numbers.astype(np.float64)
    return cleaned, marked


def _add_status(
    item: Item,
    questionnaire: Questionnaire,
    frame: pd.DataFrame,
    special: dict[str, BoolArray],
    status: dict[str, StatusArray],
) -> None:
    """Find why cells of an item are empty, after those of the item its routing depends on."""
    if item.name in status:
        return
    found = np.where(frame[item.name].isna().to_numpy(dtype=bool), MISSING, ANSWERED).astype(np.int8)
    found[special[item.name]] = SPECIAL
    if item.asked_if is not None:
        gate = item.asked_if.item
        _add_status(_asked(questionnaire, gate), questionnaire, frame, special, status)
        # Who was not asked the first question was not asked what follows from it either. Where the first
        # question was asked and left open, nobody can tell, and the empty cell counts as no response.
        refused = item.asked_if.known(frame) & ~item.asked_if.holds(frame)
        found[(found == MISSING) & (refused | (status[gate] == ROUTED))] = ROUTED
    status[item.name] = found


def _asked(questionnaire: Questionnaire, name: str) -> Item:
    return next(item for item in questionnaire.items if item.name == name)


def _derive(
    entry: DerivedItem, frame: pd.DataFrame, status: dict[str, StatusArray]
) -> tuple[FloatArray, StatusArray]:
    """Compute a derived item; return its values and statuses."""
    known, holds = entry.condition.known(frame), entry.condition.holds(frame)
    values = np.full(len(frame), np.nan)
    # Without an answer to the condition, the reason for that is the reason here.
    found = status[entry.condition.item].copy()
    for text, applies in ((entry.then, holds), (entry.otherwise, known & ~holds)):
        sign, column = split_sign(text)
        numbers = numbers_in(frame[column], column, f"the numbers of the derived item {entry.name!r}")
        values[applies] = sign * numbers[applies] + 0.0  # no negative zero
        found[applies] = status[column][applies]
    return values, found
