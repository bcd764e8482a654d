"""What a chain is asked for, and which column each of its measures is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, check_whole, did_you_mean, some
from csmodels.sampling.columns import names_of
from csmodels.survey import SurveyData
from csmodels.survey.columns import is_number_column, to_floats

Array = NDArray[np.float64]
Chain = Sequence[str] | Mapping[str, str | Sequence[str]]
#: Column of standard errors, or columns of standard deviations and of numbers of persons.
Errors = Mapping[str, str | tuple[str, str]]

#: How errors of slopes are made.
ERRORS = ("jackknife", "sandwich")
#: Names that columns and index levels of the tables have.
TAKEN = ("view", "predictor", "outcome", "measure", "method", "n", "estimate", "std_error")


@dataclass(frozen=True)
class Measure:
    """One measure of the chain: a column of the unit table, or items of the survey."""

    name: str
    columns: tuple[str, ...]
    of_units: bool
    errors: tuple[str, ...] = ()

    def sampling_variances(self, table: pd.DataFrame) -> Array:
        """Of each row of the unit table, from its own standard errors."""
        given = [number_column(table, name, "unit_errors") for name in self.errors]
        if len(given) == 1:
            found = given[0] ** 2
        else:
            if (given[1][np.isfinite(given[1])] < 1).any():
                raise DataError(f"Column {self.errors[1]!r} (unit_errors) must hold numbers of persons.")
            found = given[0] ** 2 / given[1]
        if (given[0][np.isfinite(given[0])] < 0).any():
            raise DataError(f"Column {self.errors[0]!r} (unit_errors) holds negative errors.")
        return found


def measures_of(
    chain: Chain, data: SurveyData | pd.DataFrame, frame: pd.DataFrame, table: pd.DataFrame,
    unit: tuple[str, ...], unit_errors: Errors,
) -> tuple[Measure, ...]:  # fmt: skip
    """Find every measure among the columns of the unit table, the items and the constructs of the survey.

    Raises
    ------
    SpecificationError, DataError
        Fewer than two measures, one named twice, in both tables or in neither, errors of something else.
    """
    named = (
        {str(name): names_of(given, "chain") for name, given in chain.items()}
        if isinstance(chain, Mapping)
        else {name: (name,) for name in names_of(chain, "chain")}
    )
    if len(named) < 2:
        raise SpecificationError(
            'A chain needs two measures or more, in order: chain=["employee_satisfaction",'
            ' "sat_overall", "profit_margin"].'
        )
    for name in named:
        if name in TAKEN or name in unit:
            raise SpecificationError(f"A measure cannot be called {name!r}; give it another name in chain=.")
    strange = [name for name in unit_errors if name not in named]
    if strange:
        raise SpecificationError(
            f"unit_errors= names {strange[0]!r}, which is no measure.{did_you_mean(strange[0], named)}"
        )
    found = [_measure(name, columns, data, frame, table, unit_errors) for name, columns in named.items()]
    if all(each.of_units for each in found):
        raise SpecificationError("No measure of the chain is in the survey; name items of its guests.")
    return tuple(found)


def _measure(
    name: str, columns: tuple[str, ...], data: SurveyData | pd.DataFrame, frame: pd.DataFrame,
    table: pd.DataFrame, unit_errors: Errors,
) -> Measure:  # fmt: skip
    given = unit_errors.get(name, ())
    errors = (given,) if isinstance(given, str) else tuple(given)
    in_table = all(each in table.columns for each in columns)
    in_survey = all(each in frame.columns for each in columns)
    if in_table and in_survey:
        raise SpecificationError(
            f"{some(map(repr, columns))} of the chain is in both the survey and the unit table; rename one."
        )
    if in_table:
        if len(columns) > 1:
            raise SpecificationError(
                f"Measure {name!r} names several columns of the unit table; average them there first."
            )
        if len(errors) > 2:
            raise SpecificationError(
                f"unit_errors of {name!r}: a column of standard errors, or two columns, of standard"
                " deviations and of numbers of persons."
            )
        return Measure(name, columns, True, errors)
    if errors:
        raise SpecificationError(
            f"{name!r} comes from the survey, which tells its sampling errors; leave it out of unit_errors."
        )
    if in_survey:
        return Measure(name, columns, False)
    if len(columns) == 1 and isinstance(data, SurveyData) and data.questionnaire is not None:
        constructs = {c for item in data.questionnaire.items for c in item.constructs}
        if columns[0] in constructs:
            return Measure(name, tuple(data.items(columns[0])), False)
    absent = [each for each in columns if each not in table.columns and each not in frame.columns]
    wanted = absent[0] if absent else columns[0]
    known = [*map(str, table.columns), *map(str, frame.columns)]
    raise DataError(
        f"{wanted!r} (chain) is no column of the unit table, of the survey, and no construct of its"
        f" questionnaire.{did_you_mean(wanted, known)}"
    )


def number_column(frame: pd.DataFrame, name: str, option: str) -> Array:
    """A column of numbers of the unit table."""
    if name not in frame.columns:
        raise DataError(
            f"{name!r} ({option}) is no column of the unit table.{did_you_mean(name, frame.columns)}"
        )
    if not is_number_column(frame[name]):
        raise DataError(f"Column {name!r} ({option}) of the unit table holds no numbers.")
    values = to_floats(frame[name])
    if np.isinf(values).any():
        raise DataError(f"Column {name!r} ({option}) of the unit table holds an infinite value.")
    return values


def check_units(
    unit: str | Sequence[str], cluster: str | None, frame: pd.DataFrame, table: Any
) -> tuple[tuple[str, ...], str]:
    """Columns that make a unit, and the one that its errors are clustered by."""
    keys = names_of(unit, "unit")
    if not isinstance(table, pd.DataFrame):
        raise SpecificationError("units= must be a DataFrame with a row for each unit.")
    if len(keys) > 2:
        raise SpecificationError("unit= takes one column, or two: place and period.")
    for name in keys:
        for what, where in (("survey", frame), ("unit table", table)):
            if name not in where.columns:
                raise DataError(f"The {what} has no column {name!r} (unit=).{did_you_mean(name, where)}")
    chosen = keys[0] if cluster is None else cluster
    if chosen not in keys:
        raise SpecificationError(f"cluster={cluster!r} must be one of unit=: {some(map(repr, keys))}.")
    if table.duplicated(list(keys)).any():
        twice = table.loc[table.duplicated(list(keys)), list(keys)].iloc[0].tolist()
        raise DataError(
            f"The unit table has several rows for {' '.join(map(str, twice))}; it needs one for each unit."
        )
    return keys, chosen


def check_numbers(seed: int, conf_level: float, least: int) -> None:
    """Refuse options that are no numbers, or out of range."""
    check_whole("seed", seed)
    check_whole("least", least, 1)
    if not isinstance(conf_level, (int, float)) or not 0 < conf_level < 1:
        raise SpecificationError(f"conf_level={conf_level!r} must lie between 0 and 1.")
