"""What happened to a customer, read from conditions on columns: problem, complaint, handling, staying."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, did_you_mean, some
from csmodels.survey import SurveyData
from csmodels.survey.columns import is_number_column, to_floats
from csmodels.survey.conditions import Condition
from csmodels.survey.request import plain_frame

Array = NDArray[np.float64]

#: Where a customer ends before staying or leaving, in the order of the tables.
BRANCHES = ("none", "silent", "open", "poorly", "well")
NONE, SILENT, OPEN, POORLY, WELL = range(len(BRANCHES))
#: Partly known: no complaint, but not whether there was a problem; a complaint, but not what came of it.
UNASKED, UNSETTLED = -1, len(BRANCHES)


@dataclass(frozen=True)
class Events:
    """Conditions that say what happened: a column of 0 and 1, or a comparison such as "handling >= 8".

    Attributes
    ----------
    complained, handled : str
        `handled`: the complaint was settled well.
    problem, pending : str, optional
        `pending`: the complaint is not settled yet.
    """

    complained: str
    handled: str
    problem: str | None = None
    pending: str | None = None

    def __post_init__(self) -> None:
        for each in fields(self):
            given = getattr(self, each.name)
            if (given is None and each.default is None) or (isinstance(given, str) and given.strip()):
                continue
            raise SpecificationError(
                f"{each.name}={given!r} must be a column of 0 and 1, or a comparison such as"
                ' "complained == 1".'
            )

    @property
    def settings(self) -> dict[str, object]:
        """For the settings of a result."""
        return {each.name: getattr(self, each.name) for each in fields(self) if getattr(self, each.name)}


def frame_of(data: SurveyData | pd.DataFrame) -> pd.DataFrame:
    """The cleaned answers."""
    return data._frame if isinstance(data, SurveyData) else plain_frame(data)


def event(frame: pd.DataFrame, given: str) -> Array:
    """1 where a condition holds, 0 where not, missing where its column is not answered.

    Parameters
    ----------
    frame : DataFrame
    given : str
        A column of 0 and 1 (or of yes and no as booleans), or a comparison.

    Raises
    ------
    DataError
        A column that is absent or holds more than 0 and 1.
    SpecificationError
        A comparison that cannot be read.

    Examples
    --------
    >>> answers = pd.DataFrame({"complained": [1, 0, None], "handling": [9, None, 4]})
    >>> event(answers, "complained").tolist(), event(answers, "handling >= 8").tolist()
    ([1.0, 0.0, nan], [1.0, nan, 0.0])
    """
    if given in frame.columns:
        return _binary(frame[given], given)
    if not any(sign in given for sign in "=<>"):
        raise DataError(
            f"The data have no column {given!r}.{did_you_mean(given, frame.columns)} Name a column of 0 and"
            ' 1, or write a comparison such as "handling >= 8".'
        )
    condition = Condition.from_text(given)
    found = condition.holds(frame).astype(np.float64)
    found[~condition.known(frame)] = np.nan
    return found


def _binary(column: pd.Series, name: str) -> Array:
    if not is_number_column(column):
        raise DataError(f"Column {name!r} holds text; write a comparison: \"{name} == '...'\".")
    values = to_floats(column)
    other = np.unique(values[(values != 0) & (values != 1) & ~np.isnan(values)])
    if len(other):
        raise DataError(
            f"Column {name!r} must hold 0 and 1; it holds {some(f'{x:g}' for x in other)} as well. Write"
            f' which answers count as a comparison, such as "{name} >= {other[-1]:g}".'
        )
    return values


def branches(frame: pd.DataFrame, events: Events) -> tuple[Array, int]:
    """Where each customer ends, as a position in `BRANCHES`; missing where it is not known.

    Returns
    -------
    codes : array, shape (n,)
    assumed : int
        Customers who complained without a problem of their own account; a complaint tells of one.
    """
    complained = event(frame, events.complained)
    handled = event(frame, events.handled)
    codes = np.full(len(frame), np.nan)
    assumed = 0
    if events.problem is None:
        codes[complained == 0] = NONE
    else:
        problem = event(frame, events.problem)
        codes[(complained == 0) & (problem == 0)] = NONE
        codes[(complained == 0) & (problem == 1)] = SILENT
        assumed = int(((complained == 1) & (problem == 0)).sum())
    codes[(complained == 1) & (handled == 0)] = POORLY
    codes[(complained == 1) & (handled == 1)] = WELL
    if events.pending is not None:
        pending = (complained == 1) & (event(frame, events.pending) == 1)
        both = int((pending & (handled == 1)).sum())
        if both:
            raise SpecificationError(
                f"{both} complaints are both pending ({events.pending}) and handled well ({events.handled});"
                " write conditions that exclude each other."
            )
        codes[pending] = OPEN
    return codes, assumed


def partly_known(frame: pd.DataFrame, events: Events, codes: Array) -> Array:
    """The codes of `branches`, with those of whom it is known whether they complained and no more.

    Leaving these out would leave out complaints alone where the handling is what is missing.

    Examples
    --------
    >>> answers = pd.DataFrame({"complained": [1, 1, 0, None], "handled": [1, None, None, None]})
    >>> events = Events("complained", "handled")
    >>> partly_known(answers, events, branches(answers, events)[0]).tolist()
    [4.0, 5.0, 0.0, nan]
    """
    complained = event(frame, events.complained)
    rest = np.where(complained == 1, UNSETTLED, np.where(complained == 0, UNASKED, np.nan))
    found: Array = np.where(np.isnan(codes), rest, codes)
    return found


def questions_of(events: Events, *more: str) -> tuple[str, ...]:
    """Conditions and columns that were given, in order."""
    given = (events.complained, events.handled, events.problem, events.pending, *more)
    return tuple(dict.fromkeys(each for each in given if each))
