"""Which waves and groups there are, in which order, and the survey with one column for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, did_you_mean, some
from csmodels.survey import SurveyData
from csmodels.survey.data import as_survey
from csmodels.survey.request import check_names, read_groups

Array = NDArray[np.float64]

#: Index levels of the tables, which a group cannot be named like.
LEVELS = ("wave", "against", "item", "part", "n")


@dataclass(frozen=True, eq=False)
class Layout:
    """Waves, groups and the column that tells their cells apart.

    Attributes
    ----------
    survey : SurveyData
        With `column`.
    column : str
        The wave's own, or one that joins group and wave.
    waves, groups : tuple
        Labels in order; no groups without ``by=``.
    cells : tuple of tuples
        Labels in `column`, one tuple for each group (or one in all), one label for each wave.
    """

    survey: SurveyData
    column: str
    waves: tuple[Any, ...]
    groups: tuple[Any, ...]
    cells: tuple[tuple[Any, ...], ...]


def laid_out(
    data: SurveyData | pd.DataFrame,
    wave: str,
    by: str | None,
    order: Sequence[Any] | None,
    paired: str | None,
) -> Layout:
    """Read waves and groups; a group without one of the waves is refused."""
    survey = _with_people(as_survey(data), paired)
    frame = survey.frame
    for name in (wave, *(() if by is None else (by,))):
        if not isinstance(name, str):
            raise SpecificationError(f"wave= and by= name one column each; got {name!r}.")
    if wave == by:
        raise SpecificationError(f"wave={wave!r} and by={by!r} are one column; changes need another for by=.")
    if by in LEVELS:
        raise DataError(f"Column {by!r} (by=) is named like an index level of the tables; rename it first.")
    check_names(frame, survey, (wave,), by)
    names, codes = read_groups(frame, survey, wave)
    waves = _ordered(tuple(names.tolist()), order)
    keep = np.isin(codes, [names.tolist().index(each) for each in waves])
    if by is None:
        survey = _only(survey, keep)
        return Layout(survey, wave, waves, (), (waves,))
    found, of_group = read_groups(frame, survey, by)
    groups = tuple(found.tolist())
    labels = np.array([str(each) for each in names.tolist()], dtype=object)
    words = np.array([str(each) for each in groups], dtype=object)
    column = f"{by} | {wave}"
    raw = survey.raw
    raw[column] = words[of_group] + " | " + labels[codes]
    joined = _only(survey.replace(frame=raw), keep)
    present = set(joined.frame[column])
    cells = tuple(tuple(f"{g} | {w}" for w in waves) for g in groups)
    absent = [label for row in cells for label in row if label not in present]
    if absent:
        raise DataError(
            f"No respondents in {some(absent)} ({column}): every group needs every wave. Leave the group out,"
            " or choose waves with order=[...]."
        )
    return Layout(joined, column, waves, groups, cells)


def _only(survey: SurveyData, keep: NDArray[np.bool_]) -> SurveyData:
    return survey if keep.all() else survey.where(keep)


def _ordered(names: tuple[Any, ...], order: Sequence[Any] | None) -> tuple[Any, ...]:
    waves = names if order is None else tuple(order)
    for each in waves:
        if each not in names:
            raise DataError(
                f"order= names wave {each!r}, which is not in the data.{did_you_mean(each, names)}"
            )
    if len(set(waves)) < len(waves):
        raise SpecificationError("order= names a wave twice.")
    if len(waves) < 2:
        raise DataError(f"Changes need two waves at least; there is {some(map(repr, waves))}.")
    return waves


def _with_people(survey: SurveyData, paired: str | None) -> SurveyData:
    """The survey in which a respondent's rows of all waves are one sampling unit."""
    if paired is None:
        return survey
    if survey.clusters == paired:
        return survey
    if survey.clusters is not None or survey.replicate_weights:
        raise SpecificationError(
            f"paired={paired!r}: the survey declares its own sampling units"
            f" ({survey.clusters or 'replicate weights'}), and what waves share is in the errors already"
            " where these lie in several waves; leave paired= out."
        )
    frame = survey.frame
    check_names(frame, None, (paired,), None)
    people = frame[paired]
    if people.isna().any():
        raise DataError(f"paired={paired!r} is missing in {int(people.isna().sum())} of {len(frame)} rows.")
    if people.nunique() == len(people):
        raise DataError(f"paired={paired!r} names nobody twice, so nothing is paired; leave it out.")
    if (
        survey.strata is not None
        and (frame.groupby(paired, observed=True)[survey.strata].nunique() > 1).any()
    ):
        raise SpecificationError(
            f"paired={paired!r}: respondents have rows in several strata ({survey.strata}). Give all rows of"
            " one the same stratum, such as that of the first wave."
        )
    return survey.replace(clusters=paired)


def target_table(
    targets: float | Mapping[Any, float] | None, waves: Sequence[Any], groups: Sequence[Any]
) -> Array | None:
    """Targets by group and wave, shape (groups or 1, waves); missing where there is none.

    Examples
    --------
    >>> target_table({"Q1": 70, "Q2": 72}, ["Q1", "Q2", "Q3"], []).tolist()
    [[70.0, 72.0, nan]]
    """
    if targets is None:
        return None
    out = np.full((max(1, len(groups)), len(waves)), np.nan)
    if not isinstance(targets, Mapping):
        out[:] = _number(targets)
        return out
    for key, value in targets.items():
        if key in waves:
            out[:, list(waves).index(key)] = _number(value)
        elif key in groups:
            out[list(groups).index(key)] = _number(value)
        else:
            known = [*waves, *groups]
            raise SpecificationError(
                f"targets= names {key!r}, which is neither a wave nor a group.{did_you_mean(key, known)}"
                f" Known: {some(map(str, known), 12)}."
            )
    return out


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)) or not np.isfinite(value):
        raise SpecificationError(f"targets={value!r} must be a number on the scale of the level, such as 75.")
    return float(value)
