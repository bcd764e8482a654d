"""Reading states and levels of respondents: conditions that hold, do not hold or are unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, check_choice, check_whole, did_you_mean
from csmodels.sampling.group_notices import group_notice, together
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import Options, design_notices
from csmodels.sampling.settings import counted_rows, respondents, uncertainty
from csmodels.sampling.variations import GroupRows, rows_by_group
from csmodels.strategy.indicators.kinds import Indicator
from csmodels.strategy.indicators.reading import FEW, Asked, settled_errors
from csmodels.strategy.indicators.sample import Part
from csmodels.strategy.privacy import few
from csmodels.strategy.relationship.parts import States, as_indicator
from csmodels.survey import SurveyData
from csmodels.survey.answers import read_answers
from csmodels.survey.columns import is_number_column
from csmodels.survey.conditions import Condition
from csmodels.survey.design import SurveyDesign, read_design
from csmodels.survey.request import check_names, plain_frame
from csmodels.tables.notices import Notice, in_words

Array = NDArray[np.float64]

INTERVALS = ("wilson", "exact", "logit", "wald")
#: Levels and columns of the tables, which a group cannot be named like.
TAKEN = (
    *("level", "stage", "before", "now", "state", "figure", "estimate"),
    *("n", "n_effective", "n_before", "std_error", "conf_low", "conf_high"),
)
CODE = "relationship code"


@dataclass(frozen=True, eq=False)
class Base:
    """Codes of respondents by group, and how errors are made."""

    rows: tuple[GroupRows, ...]
    groups: tuple[Any, ...]
    options: Options
    errors: str
    interval: str
    design: SurveyDesign | None
    settings: dict[str, Any]
    notices: tuple[Notice, ...]
    labels: Mapping[Any, Mapping[str, str]]

    def part(self, g: int, states: States, mine: Any = None, values: Any = None, kind: Any = Part) -> Any:
        """Shares of the states in a group, or of some of its rows; None where there is nobody."""
        rows = self.rows[g]
        mine = np.ones(len(rows.values), dtype=bool) if mine is None else mine
        if not mine.any():
            return None
        kept = rows.values[mine] if values is None else np.asarray(values, dtype=np.float64)[mine, None]
        weights = None if rows.weights is None else rows.weights[mine]
        chosen = replace(rows, values=kept, weights=weights, where=rows.where[mine])
        return kind(
            as_indicator(states), chosen, self.options, self.errors, self.interval, self.design
        )  # fmt: skip


def table_of(data: SurveyData | pd.DataFrame) -> pd.DataFrame:
    """The answers, cleaned."""
    return data._frame if isinstance(data, SurveyData) else plain_frame(data)


def column_of(frame: pd.DataFrame, name: Any, option: str, *, numbers: bool = False) -> pd.Series:
    """A column; refused where it is absent, or holds text in the place of numbers."""
    if not isinstance(name, str) or name not in frame:
        raise DataError(f"{option}={name!r} is no column.{did_you_mean(str(name), frame.columns)}")
    if numbers and not is_number_column(frame[name]):
        raise DataError(f"{option}={name!r} must hold numbers, not {frame[name].dtype}.")
    return frame[name]


def fulfilled(frame: pd.DataFrame, given: Any, option: str) -> Array:
    """1 where a condition holds, 0 where it does not, missing where it is not known.

    `given` is a condition such as "sat_overall >= 8", a column of 0 and 1, or True for everybody.
    """
    if given is True:
        return np.ones(len(frame))
    if isinstance(given, str) and given in frame:
        column = column_of(frame, given, option, numbers=True).to_numpy(dtype=np.float64, na_value=np.nan)
        if not np.isin(column[np.isfinite(column)], (0.0, 1.0)).all():
            raise DataError(
                f"{option}={given!r} holds more than 0 and 1: write a condition, as in '{given} >= 8'."
            )
        return column
    if isinstance(given, str) and not any(sign in given for sign in "<>=!"):
        raise DataError(f"{option}={given!r} is no column.{did_you_mean(given, frame.columns)}")
    if not isinstance(given, (str, Condition)):
        raise SpecificationError(
            f"{option}={given!r} must be a condition such as 'sat_overall >= 8', a column of 0 and 1, or True"
            " for everybody."
        )
    condition = Condition.from_text(given) if isinstance(given, str) else given
    answers = column_of(frame, condition.item, option)
    holds = np.asarray(condition.holds(frame), dtype=np.float64)
    return np.where(answers.notna().to_numpy(), holds, np.nan)


def read_codes(
    data: SurveyData | pd.DataFrame, codes: Array, asked: Asked, by: str | None, what: str,
    *, gaps: bool = False,
) -> Base:  # fmt: skip
    """Codes of all rows, missing where unknown, by group with weights and design; `gaps` in groups allowed.

    Raises
    ------
    SpecificationError, DataError
        Unknown options, a group column that is absent or named like a level of the tables, nobody known.
    """
    check_whole("least", asked.least, 1)
    if asked.interval is not None:
        check_choice("interval", asked.interval, INTERVALS)
    frame = table_of(data)
    if by in TAKEN:
        raise DataError(
            f"Column {by!r} (by=) is named like a level or column of the tables; rename it first:"
            f" frame.rename(columns={{{by!r}: {str(by) + '_group'!r}}})."
        )
    used = pd.DataFrame({CODE: codes}, index=frame.index)
    if by is not None:
        used[by] = column_of(frame, by, "by")
    survey = data if isinstance(data, SurveyData) else None
    check_names(used, None, (CODE,), by)
    if not np.isfinite(codes).any():
        raise DataError(f"Of nobody is it known {what}; look at the columns named.")
    wrapped: SurveyData | pd.DataFrame = used
    if survey is not None and survey.weights is not None:
        used[survey.weights] = frame[survey.weights]
        wrapped = SurveyData(used, weights=survey.weights, source=survey.source)
    answers = read_answers(wrapped, [CODE], by=by, scoring=True)
    design = read_design(data)
    interval, errors, options = settled_errors(Indicator("rate", CODE), asked, design, survey)
    labels = tuple(answers.group_names) if by is not None else None
    rows = [counted_rows(each) for each in rows_by_group(answers, labels)]
    for each in rows:
        if not len(each.values) and not gaps:
            where = f" in group {each.label!r} of {by!r}" if by is not None else ""
            raise DataError(f"Of nobody{where} who counts is it known {what}.")
    words = group_labels(data, by)
    equal = answers.weights is None or np.ptp(answers.weights) == 0
    kind = errors if errors != "analytic" else "formula" if design is None and equal else "linearized"
    without = 0 if answers.weights is None else int((answers.weights == 0).sum())
    settings = {
        **respondents(data, answers, sum(len(each.values) for each in rows), "listwise"),
        **uncertainty(kind, options, design, by, without=without),
        "interval": interval,
        "least": asked.least,
    }
    for name in ("ci", "n_boot", "seed"):
        settings.pop(name)
    notices = [*_few(rows, labels, words, asked.least), *design_notices(design, options)]
    return Base(tuple(rows), labels or (), options, errors, interval, design, settings, tuple(notices), words)


def _few(
    rows: Sequence[GroupRows],
    labels: Sequence[Any] | None,
    words: Mapping[Any, Mapping[str, str]],
    least: int,
) -> list[Notice]:
    where: list[list[Any]] = [[each] for each in in_words(labels or (), words)] or [[]]
    found: list[Notice] = []
    for each, group in zip(rows, where, strict=True):
        n = len(each.values)
        if labels is not None and n < least:
            found.append(group_notice("indicator_hidden", groups=group, least=least))
        elif n < FEW:
            said = n if n >= least else few(least)
            found.append(group_notice("relationship_few", groups=group, n=said, least=FEW))
    return together(found)
