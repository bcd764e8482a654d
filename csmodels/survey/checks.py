"""What must hold of answers before any arithmetic; each check refuses with place and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from csmodels.errors import DataError, some
from csmodels.numerics.moments import ROWS_AT_A_TIME
from csmodels.survey.columns import FloatArray, count, rows_where
from csmodels.survey.conditions import format_number
from csmodels.survey.data import SurveyData, item_range

#: Computed answers that differ by less than this share of themselves differ by rounding alone.
ROUNDING = 1e-14
#: A correlation of two rows is plus or minus one whatever they answered.
FEWEST_PAIRS = 3

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


def check_enough(answers: Answers, by: str | None, least: int, of: str = "") -> None:
    """Enough rows that count, overall and in each group; where gaps are kept, enough answers too.

    `of` names what the rows are a part of, where that is not all rows given.
    """
    listwise = answers.missing == "listwise"
    counts_too = np.ones(len(answers), dtype=bool) if answers.weights is None else answers.weights > 0
    weighted = "" if counts_too.all() else " and a weight above zero"
    have = int(counts_too.sum())
    if have < least:
        remedy = f"{_most_missing(answers)} Leave out items, or take more data together."
        raise DataError(
            f"{'Only ' if have else ''}{have or 'None'} of {of or count(answers.n_rows, 'row')} "
            f"{'has' if have == 1 else 'have'} an answer to {'every' if listwise else 'any'} item{weighted}; "
            f"at least {least} are needed.{remedy}"
        )
    if answers.group_codes is not None:
        sizes = np.bincount(answers.group_codes[counts_too], minlength=len(answers.group_names))
        small = [f"{answers.group_names[g]!r} ({sizes[g]})" for g in np.flatnonzero(sizes < least)]
        if small:
            who = f"Group {small[0]}" if len(small) == 1 else f"Groups {some(small)}"
            raise DataError(
                f"{who} of {by!r} (by=) {'has' if len(small) == 1 else 'have'} fewer than {least} "
                f"{'complete rows' if listwise else 'rows with an answer'}{weighted}."
                f"{_most_missing(answers)} Leave small groups out or merge them."
            )
    if not listwise and not answers.complete:
        _check_gaps(answers, counts_too, least)


def _check_gaps(answers: Answers, counts_too: npt.NDArray[np.bool_], least: int) -> None:
    """Enough answers to each item, and to each pair of items whose correlation is taken from them."""
    codes = np.zeros(len(answers), dtype=np.intp) if answers.group_codes is None else answers.group_codes
    for g in range(codes.max(initial=0) + 1):
        place = f" in group {answers.group_names[g]!r}" if answers.group_codes is not None else ""
        joint = _joint_answers(answers.values, counts_too & (codes == g))
        own = np.diagonal(joint)
        rare = [f"{answers.items[i]!r} ({own[i]})" for i in np.flatnonzero(own < least)]
        if rare:
            raise DataError(
                f"Too few answers to {some(rare)}{place}; at least {least} are needed to use the rows that "
                f"left items open (missing={_rule(answers)}). Leave the item out of the model"
                f"{', or the group out of the data' if place else ''}."
            )
        needed = max(FEWEST_PAIRS, least)
        if answers.missing == "mean" or joint.min() >= needed:
            continue
        scarce = np.argwhere(np.triu(joint < needed))
        first, second = scarce[0]
        others = f" {count(len(scarce) - 1, 'other pair')} likewise." if len(scarce) > 1 else ""
        raise DataError(
            f"Only {count(int(joint[first, second]), 'respondent')} answered both {answers.items[first]!r} "
            f"and {answers.items[second]!r}{place}; at least {needed} are needed for their correlation "
            f"(missing={_rule(answers)}).{others} Leave one of them out of the model."
        )


def _rule(answers: Answers) -> str:
    """The rule as a user may have asked for it: full-information likelihood begins with EM, too."""
    return "'em' or 'fiml'" if answers.missing == "em" else repr(answers.missing)


def _joint_answers(values: FloatArray, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """How many of some rows answered each pair of items, (p, p); the diagonal is of single items."""
    joint = np.zeros((values.shape[1], values.shape[1]), dtype=np.int64)
    chosen = np.flatnonzero(rows)
    for start in range(0, len(chosen), ROWS_AT_A_TIME):
        # single precision holds whole numbers of this size exactly
        answered = (~np.isnan(values[chosen[start : start + ROWS_AT_A_TIME]])).astype(np.float32)
        joint += (answered.T @ answered).astype(np.int64)
    return joint


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
        # Only an item whose first and last answers agree, or are not both there, can be constant.
        ends = np.sort(values[[0, -1]], axis=0)
        suspects = np.flatnonzero(_equal(*ends) | np.isnan(ends.sum(axis=0)))
        constant = [i for i in suspects if _same(values[:, i])]
        if constant:
            names = [answers.items[i] for i in constant]
            first = format_number(np.fmax.reduce(values[:, constant[0]]))
            where = f"in all {len(values)} complete rows"
            if answers.missing != "listwise":
                where = f"wherever {'it was' if len(names) == 1 else 'they were'} answered"
            raise DataError(
                f"{_columns(names)} the same answer ({first}{', ...' if len(names) > 1 else ''}) {where}; "
                f"what does not vary explains nothing. Leave {_it(names)} out of the model."
            )
        return
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(len(answers.group_names)))
    grouped = values[order]
    low = np.fmin.reduceat(grouped, starts, axis=0)
    high = np.fmax.reduceat(grouped, starts, axis=0)
    places = np.argwhere(_equal(low, high))
    if len(places):
        places_found = [f"{answers.items[i]!r} in group {answers.group_names[g]!r}" for g, i in places]
        group, item = places[0]
        raise DataError(
            f"Within groups of {by!r} (by=) an item has one answer only: {some(places_found)} (the first: "
            f"{format_number(low[group, item])} in every row). Leave the item out of the model, or the group "
            "out of the data."
        )


def _same(column: FloatArray) -> bool:
    """Whether all the answers there are agree."""
    return bool(_equal(np.fmin.reduce(column), np.fmax.reduce(column)))


def _equal(low: FloatArray, high: FloatArray) -> npt.NDArray[np.bool_]:
    """Whether numbers agree up to the rounding of a calculation: 0.1 + 0.2 and 0.3 are one answer."""
    return np.asarray(high - low <= ROUNDING * np.maximum(np.abs(low), np.abs(high)))


def _columns(names: Iterable[str]) -> str:
    listed = [repr(n) for n in names]
    return f"Column {listed[0]} has" if len(listed) == 1 else f"Columns {some(listed)} have"


def _it(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"
