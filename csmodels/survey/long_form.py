"""Answers about attributes in long form: one row for each respondent and attribute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from csmodels.errors import DataError, SpecificationError, did_you_mean, some
from csmodels.survey.attributes import OVERALL, Attribute
from csmodels.survey.questionnaire import ASPECTS

#: Columns of the long forms.
RESPONDENT, DIMENSION, ATTRIBUTE, ASPECT, ITEM, VALUE = (
    "respondent", "dimension", "attribute", "aspect", "item", "value",
)  # fmt: skip


def to_long(
    attributes: Sequence[Attribute],
    frame: pd.DataFrame,
    keep: Sequence[str] = (),
    stacked: bool = False,
    respondent: str = RESPONDENT,
) -> pd.DataFrame:
    """Answers below each other; see `ItemMap.to_long` for the arguments.

    Raises
    ------
    DataError
        A column is absent, or row labels occur twice.
    """
    aspects = [aspect for aspect in ASPECTS if any(aspect in each.items for each in attributes)]
    items = [item for each in attributes for item in each.items.values()]
    absent = [name for name in (*items, *keep) if name not in frame.columns]
    if absent:
        raise DataError(f"The data have no column {absent[0]!r}.{did_you_mean(absent[0], frame.columns)}")
    if not frame.index.is_unique:
        raise DataError("The data have row labels that occur twice; use reset_index(drop=True) first.")
    parts = []
    for each in attributes:
        held: dict[str, Any] = {respondent: frame.index, DIMENSION: each.dimension, ATTRIBUTE: each.name}
        held |= {name: frame[name].to_numpy() for name in keep}
        if stacked:
            for aspect in (aspect for aspect in aspects if aspect in each.items):
                column = each.items[aspect]
                more = {ASPECT: aspect, ITEM: column, VALUE: frame[column].to_numpy()}
                parts.append(pd.DataFrame({**held, **more}))
        else:
            for aspect in aspects:
                asked = aspect in each.items
                held[aspect] = frame[each.items[aspect]].to_numpy() if asked else float("nan")
            parts.append(pd.DataFrame(held))
    # each part has all respondents in order: a stable sort by position puts a respondent's rows together
    long = pd.concat([part.assign(_at=range(len(frame))) for part in parts], ignore_index=True)
    return long.sort_values("_at", kind="stable").drop(columns="_at").reset_index(drop=True)


def from_long(
    frame: pd.DataFrame, respondent: str = RESPONDENT
) -> tuple[tuple[Attribute, ...], pd.DataFrame]:
    """Attributes and wide answers; see `ItemMap.from_long` for the arguments.

    Raises
    ------
    DataError
        A column is absent, or a respondent has two answers to one item.
    """
    table = frame.reset_index() if respondent in frame.index.names else frame
    long = _stacked(table, respondent)
    answered = [respondent, ITEM]
    twice = long.duplicated(answered, keep=False)
    if twice.any():
        row = long[twice].iloc[0]
        answers = int((long[answered] == row[answered]).all(axis=1).sum())
        raise DataError(
            f"Respondent {row[respondent]} has {answers} answers to {row[ASPECT]} of {row[ATTRIBUTE]!r}"
            f" (item {row[ITEM]!r}); one is needed. Drop the others, or average them first."
        )
    wide = long.pivot(index=respondent, columns=ITEM, values=VALUE)
    wide = wide.reindex(list(dict.fromkeys(long[respondent]))).rename_axis(columns=None)
    return attributes_of(long.drop_duplicates(ITEM)), wide


def _need(frame: pd.DataFrame, columns: Iterable[str], what: str) -> None:
    for name in columns:
        if name not in frame.columns:
            raise DataError(f"{what} needs a column {name!r}.{did_you_mean(name, frame.columns)}")


def attributes_of(table: pd.DataFrame) -> tuple[Attribute, ...]:
    """Attributes from a table with one row per item: columns item, attribute, aspect, perhaps dimension."""
    _need(table, (ITEM, ATTRIBUTE, ASPECT), "A table of items")
    return tuple(_attributes(table))


def _attributes(table: pd.DataFrame) -> Iterator[Attribute]:
    known = DIMENSION in table.columns
    for name, rows in table.groupby(ATTRIBUTE, sort=False):
        dimensions = list(dict.fromkeys(rows[DIMENSION])) if known else [OVERALL]
        if len(dimensions) > 1:
            raise SpecificationError(
                f"Attribute {name!r} stands in the dimensions {some(map(repr, dimensions))}; each has one."
            )
        twice = rows[ASPECT].duplicated()
        if twice.any():
            aspect = rows[ASPECT][twice].iloc[0]
            raise SpecificationError(f"Attribute {name!r} has two {aspect} items; each aspect has one.")
        items = dict(zip(rows[ASPECT].astype(str), rows[ITEM].astype(str), strict=True))
        yield Attribute(str(name), items, str(dimensions[0]))


def _stacked(table: pd.DataFrame, respondent: str) -> pd.DataFrame:
    """Long answers with one row per respondent, attribute and aspect, and the names of their items."""
    _need(table, (respondent, ATTRIBUTE), "Answers in long form")
    if ASPECT in table.columns:
        _need(table, (VALUE,), "Answers in long form with a column 'aspect'")
        long = table.copy()
    else:
        there = [aspect for aspect in ASPECTS if aspect in table.columns]
        if not there:
            raise DataError(
                "Answers in long form need the columns 'aspect' and 'value', or a column for each aspect:"
                f" {', '.join(ASPECTS)}."
            )
        ids = [respondent, ATTRIBUTE, *([DIMENSION] if DIMENSION in table.columns else [])]
        long = table.melt(ids, there, ASPECT, VALUE)
        # an aspect that no respondent was asked of an attribute is no item
        asked = long.groupby([ATTRIBUTE, ASPECT])[VALUE].transform("count") > 0
        long = long[asked]
    if ITEM not in long.columns:
        long = long.assign(**{ITEM: long[ASPECT].astype(str) + "_" + long[ATTRIBUTE].astype(str)})
    return long
