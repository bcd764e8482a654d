"""What must hold of answers before any arithmetic; each check refuses with place and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from csmodels.errors import DataError, some
from csmodels.survey.columns import FloatArray, count, rows_where
from csmodels.survey.conditions import format_number
from csmodels.survey.data import SurveyData, item_range

if TYPE_CHECKING:
    from csmodels.survey.answers import Answers


def check_answered(
    missing: npt.NDArray[np.int64], n_rows: int, names: tuple[str, ...], survey: SurveyData | None
) -> None:
    empty = [name for name, gaps in zip(names, missing, strict=True) if gaps == n_rows]
    if empty:
        special = 0 if survey is None else survey.counts(empty[0])[3]
        note = f" ({count(special, 'special code')} of {empty[0]!r} count as missing.)" if special else ""
        raise DataError(
            f"{_columns(empty)} no answer in any row; leave {_it(empty)} out of the model or read the file "
            f"again.{note}"
        )


def check_finite(
    values: FloatArray, lowest: FloatArray, highest: FloatArray, names: tuple[str, ...], index: pd.Index
) -> None:
    # a column without any answer has missing limits, and is another check's business
    for position in np.flatnonzero(np.isinf(lowest) | np.isinf(highest)):
        infinite = np.isinf(values[:, position])
        raise DataError(
            f"Column {names[position]!r} has {count(int(infinite.sum()), 'infinite value')} in "
            f"{rows_where(infinite, index)}; correct them, or set them missing (an empty cell)."
        )


def check_ranges(
    values: FloatArray,
    lowest: FloatArray,
    highest: FloatArray,
    names: tuple[str, ...],
    index: pd.Index,
    survey: SurveyData | None,
    ranges: Mapping[str, tuple[float, float]],
) -> None:
    questionnaire = None if survey is None else survey.questionnaire
    if questionnaire is None and not ranges:
        return
    for position, name in enumerate(names):
        limits, whose = ranges.get(name), "range"
        if limits is None and questionnaire is not None and name in questionnaire:
            item = questionnaire.item(name)
            # The range of a free number is what is plausible, no rule: the quality report looks at it.
            limits = None if item.role == "number" else item_range(item)
            declared = item.scale is not None and item.scale.limits is not None
            whose = "questionnaire range" if declared else "labelled range"
        if limits is None or (limits[0] <= lowest[position] and highest[position] <= limits[1]):
            continue
        column = values[:, position]
        outside = (column < limits[0]) | (column > limits[1])
        found = some(map(format_number, np.unique(column[outside])))
        raise DataError(
            f"Column {name!r} has {count(int(outside.sum()), 'value')} outside its {whose} "
            f"{format_number(limits[0])} to {format_number(limits[1])}: {found} in "
            f"{rows_where(outside, index)}. "
            "Correct them; if a value is a code such as 98 for 'don't know', declare it in the questionnaire "
            "as a special code; if the range is wrong, correct the range."
        )


def check_enough(answers: Answers, by: str | None, least: int) -> None:
    """Enough complete rows that count, overall and in each group."""
    counts_too = np.ones(len(answers), dtype=bool) if answers.weights is None else answers.weights > 0
    weighted = "" if counts_too.all() else " and a weight above zero"
    have = int(counts_too.sum())
    if have < least:
        remedy = f"{_most_missing(answers)} Leave out items, or take more data together."
        raise DataError(
            f"{'Only ' if have else ''}{have or 'None'} of {count(answers.n_rows, 'row')} "
            f"{'has' if have == 1 else 'have'} an answer to every item{weighted}; at least {least} are "
            f"needed.{remedy}"
        )
    if answers.group_codes is None:
        return
    sizes = np.bincount(answers.group_codes[counts_too], minlength=len(answers.group_names))
    small = [f"{answers.group_names[g]!r} ({sizes[g]})" for g in np.flatnonzero(sizes < least)]
    if small:
        who = f"Group {small[0]}" if len(small) == 1 else f"Groups {some(small)}"
        raise DataError(
            f"{who} of {by!r} (by=) {'has' if len(small) == 1 else 'have'} fewer than {least} complete "
            f"rows{weighted}.{_most_missing(answers)} Leave small groups out or merge them."
        )


def _most_missing(answers: Answers) -> str:
    gaps = answers.missing_by_item[answers.missing_by_item > 0]
    worst = gaps.sort_values(ascending=False, kind="stable").head(3)
    named = some(f"{name!r} ({number})" for name, number in worst.items())
    return f" Most answers are missing in {named}." if named else ""


def check_varying(answers: Answers, by: str | None) -> None:
    """No item constant, among the rows that count, in the whole or in a group."""
    values, codes = answers.values, answers.group_codes
    if answers.weights is not None and not answers.weights.all():
        values, codes = values[answers.weights > 0], None if codes is None else codes[answers.weights > 0]
    if codes is None:
        # Only an item whose first and last answers agree can be constant.
        suspects = np.flatnonzero(values[0] == values[-1])
        constant = [i for i in suspects if (values[:, i] == values[0, i]).all()]
        if constant:
            names = [answers.items[i] for i in constant]
            first = format_number(values[0, constant[0]])
            raise DataError(
                f"{_columns(names)} the same answer ({first}{', ...' if len(names) > 1 else ''}) in all "
                f"{len(values)} complete rows; what does not vary explains nothing. Leave {_it(names)} out "
                "of the model."
            )
        return
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(len(answers.group_names)))
    grouped = values[order]
    low = np.minimum.reduceat(grouped, starts, axis=0)
    high = np.maximum.reduceat(grouped, starts, axis=0)
    places = np.argwhere(low == high)
    if len(places):
        where = [f"{answers.items[i]!r} in group {answers.group_names[g]!r}" for g, i in places]
        group, item = places[0]
        raise DataError(
            f"Within groups of {by!r} (by=) an item has one answer only: {some(where)} (the first: "
            f"{format_number(low[group, item])} in every row). Leave the item out of the model, or the group "
            "out of the data."
        )


def _columns(names: Iterable[str]) -> str:
    listed = [repr(n) for n in names]
    return f"Column {listed[0]} has" if len(listed) == 1 else f"Columns {some(listed)} have"


def _it(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"
