"""What a model asks of a table: its columns by name, and the groups of its rows; refused with the remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from csmodels.errors import DataError, SpecificationError, did_you_mean, some
from csmodels.survey.cleaning import check_columns
from csmodels.survey.columns import count, rows_where
from csmodels.survey.data import SurveyData, as_survey
from csmodels.survey.questionnaire import Questionnaire
from csmodels.tables.params import PARAM_COLUMNS

# Groups become an index level named after their column. A table that has a level or column of that name
# already could not be filtered by it or turned into plain columns (reset_index).
_TABLE_NAMES = frozenset({*PARAM_COLUMNS, "construct", "item", "effect", "through", "weight", "n"})


def item_names(
    items: Sequence[str], by: str | None, ranges: Mapping[str, tuple[float, float]] | None
) -> tuple[str, ...]:
    """The items asked for, in order; refused where they cannot be meant so.

    Raises
    ------
    SpecificationError
        One text instead of several names, no item, ranges of other items, several columns for `by`.
    DataError
        An item that is named twice, or that groups the rows too; `by` named like a column of the tables.
    """
    if isinstance(items, str):
        raise SpecificationError(f"items= takes several columns; for one write [{items!r}].")
    if by is not None and not isinstance(by, str):
        several = isinstance(by, (list, tuple)) and len(by) == 1
        raise SpecificationError(
            f"by= takes one column, named by text, not a {type(by).__name__}"
            f"{f': by={by[0]!r}' if several else f'; got {by!r}'}."
        )
    names = tuple(items)
    if not names:
        raise SpecificationError("No items are named; a model needs at least one column.")
    if len(set(names)) < len(names):
        twice = dict.fromkeys(n for n in names if names.count(n) > 1)
        raise DataError(f"Item {some(map(repr, twice))} is listed twice; name each column once.")
    for name in ranges or {}:
        if name not in names:
            raise SpecificationError(
                f"ranges= names {name!r}, which is no item asked for.{did_you_mean(name, names)}"
            )
    if by is not None and by in names:
        raise DataError(
            f"Column {by!r} is an item of the model and cannot group the rows too; choose another column for "
            "by=."
        )
    if by in _TABLE_NAMES:
        raise DataError(
            f"Column {by!r} (by=) is named like a column of the results' tables, which would hold the name "
            f"twice; rename it first: frame.rename(columns={{{by!r}: {by + '_group'!r}}})."
        )
    return names


def plain_frame(data: object) -> pd.DataFrame:
    """A DataFrame is read where it lies: copying it first would cost more than the checks."""
    if not isinstance(data, pd.DataFrame):
        return as_survey(data).frame  # type: ignore[arg-type]
    if data.columns.nlevels > 1 or not data.columns.is_unique:
        check_columns(data)
    return data


def check_names(
    frame: pd.DataFrame, survey: SurveyData | None, names: tuple[str, ...], by: str | None
) -> None:
    """Refuse columns that are absent; with a survey also those that not everybody was asked.

    Raises
    ------
    DataError
        Names the column and the nearest name, or the item that stands for a routed one.
    """
    columns = frame.columns
    absent = [n for n in (*names, *(() if by is None else (by,))) if n not in columns]
    if absent:
        spelled_as_text = [c for c in columns if not isinstance(c, str) and str(c) == absent[0]]
        hint = (
            f" There is a column named by the number {spelled_as_text[0]}; name columns by text: "
            "frame.rename(columns=str)."
            if spelled_as_text
            else did_you_mean(absent[0], columns)
        )
        more = f" Also absent: {some(map(repr, absent[1:]))}." if len(absent) > 1 else ""
        where = " (by=)" if absent[0] == by else ""
        raise DataError(
            f"The data have no column {absent[0]!r}{where}.{hint}{more} "
            f"Its {count(len(columns), 'column')}: {some(columns, limit=10)}."
        )
    if survey is not None and survey.questionnaire is not None:
        for name in names:
            if name in survey._routed:
                raise DataError(_why_routed(survey, survey.questionnaire, name))


def _why_routed(survey: SurveyData, questionnaire: Questionnaire, name: str) -> str:
    asked_if = questionnaire.item(name).asked_if
    unasked = int(survey.routed_rows(name).sum())
    fact = (
        f"Column {name!r} was asked only if {asked_if}, so {count(unasked, 'respondent')} of {len(survey)} "
        "could not answer it"
    )
    derived = [item for item in questionnaire.derived if name in item.sources]
    if derived:
        named = some(repr(item.name) for item in derived)
        return f"{fact}. Use the derived item {named} in its place ({derived[0].formula})."
    return (
        f"{fact}, and no derived item of the questionnaire contains it. Analyse those who were asked: "
        f"data.where({str(asked_if)!r}), or leave the item out."
    )


def read_groups(
    frame: pd.DataFrame, survey: SurveyData | None, by: str
) -> tuple[pd.Index, npt.NDArray[np.intp]]:
    """Return (sorted labels, position of each row's label); an ordered categorical keeps its order.

    Raises
    ------
    DataError
        A row without a group.
    """
    column = frame[by]
    unknown = column.isna().to_numpy(dtype=bool)
    if unknown.any():
        unasked = 0 if survey is None else int(survey.routed_rows(by).sum())
        why = f" ({unasked} of them were not asked)" if unasked else ""
        raise DataError(
            f"Column {by!r} (by=) is missing in {int(unknown.sum())} of {count(len(frame), 'row')}{why}: "
            f"{rows_where(unknown, frame.index)}. Leave these rows out or give them a group of their own."
        )
    if isinstance(column.dtype, pd.CategoricalDtype) and column.dtype.ordered:
        present = np.unique(column.cat.codes.to_numpy())
        labels = column.dtype.categories[present]
        return labels, np.searchsorted(present, column.cat.codes.to_numpy())
    found_codes, found = pd.factorize(column)
    found = pd.Index(found)
    found = pd.Index(found.categories.take(found.codes)) if isinstance(found, pd.CategoricalIndex) else found
    try:
        order = sorted(range(len(found)), key=found.tolist().__getitem__)
    except TypeError:  # labels of several kinds, such as 1 and "1"
        order = sorted(range(len(found)), key=lambda i: (type(found[i]).__name__, str(found[i])))
    position = np.empty(len(found), dtype=np.intp)
    position[order] = np.arange(len(found))
    return found[order], position[found_codes]
