"""What is known of either classification: frames, or what a result holds of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from csmodels.errors import DataError, SpecificationError, some
from csmodels.survey import Questionnaire, SurveyData
from csmodels.survey.templates import attribute_labels
from csmodels.tables import FrozenMapping

#: Kano category -> class of the three-factor theory; reverse and questionable have none.
COUNTERPARTS = {"M": "basic", "O": "performance", "A": "excitement", "I": "unimportant"}
CLASSES = tuple(COUNTERPARTS.values())


@dataclass(frozen=True, eq=False)
class Side:
    """One classification.

    Attributes
    ----------
    frame : DataFrame
        By attribute.
    probabilities : DataFrame, optional
        Share of the resamples by category or class.
    coding : DataFrame, optional
        How many answers were low and high.
    columns : mapping of attribute to column
        Rated items, as far as known.
    labels : mapping of attribute to (language to words)
    """

    frame: pd.DataFrame
    probabilities: pd.DataFrame | None = None
    coding: pd.DataFrame | None = None
    columns: Mapping[str, str] = FrozenMapping()
    labels: Mapping[str, Mapping[str, str]] = FrozenMapping()


#: The table of a result in which a column is.
_TABLES = {"class": "classification", "category": "categories"}


def side_of(given: Any, table: str, needed: str, group: Any, word: str, *, other: str = "") -> Side:
    """Read a frame, or a result that has one.

    Parameters
    ----------
    given : DataFrame or result
    table : str
        Name of the table that a result has: "classification" or "categories".
    needed : str
        Column that must be there.
    group : optional
        Of a fit with ``by=``.
    word : str
        What the argument is called.
    other : str
        Column by which the other classification is known, should both have been swapped.
    """
    result = None if isinstance(given, pd.DataFrame) else given
    frame = given if result is None else getattr(result, table, None)
    if not isinstance(frame, pd.DataFrame):
        raise SpecificationError(
            f"{word}= must be a table such as result.{table}, or a result that has one, not"
            f" {type(given).__name__}.{_swapped(given, other)}"
        )
    if needed not in frame.columns:
        raise DataError(
            f"The table {word}= has no column {needed!r}; it has {some(map(str, frame.columns), 6)}. Give"
            f" result.{table}.{_swapped(frame, other)}"
        )
    frame = _one_group(frame, group, word)
    twice = frame.index[frame.index.duplicated()]
    if len(twice):
        raise DataError(f"The table {word}= names attribute {twice[0]!r} twice.")
    if result is None:
        return Side(frame)
    beside: dict[str, pd.DataFrame] = {}
    for name in ("probabilities", "coding"):
        more = getattr(result, name, None)
        if isinstance(more, pd.DataFrame) and set(frame.index) <= set(more.index.get_level_values(-1)):
            grouped = more.index.nlevels > 1
            beside[name] = _one_group(more, group, word) if grouped else more
    return Side(frame, columns=_columns(result), labels=_labels(result), **beside)


def _swapped(given: Any, other: str) -> str:
    """Whether what was given is the other classification."""
    frame = given if isinstance(given, pd.DataFrame) else getattr(given, _TABLES.get(other, ""), None)
    if not (isinstance(frame, pd.DataFrame) and other in frame.columns):
        return ""
    return " Are the two swapped? compare_classifications(ratings, kano): ratings come first."


def worded(side: Side, asked: SurveyData | Questionnaire | None) -> Side:
    """The same with the words of the rated items, where the survey of the ratings tells them."""
    questionnaire = asked.questionnaire if isinstance(asked, SurveyData) else asked
    if questionnaire is None:
        return side
    items = {str(name): side.columns.get(str(name), str(name)) for name in side.frame.index}
    known = {
        name: {"performance": item}
        for name, item in items.items()
        if item in questionnaire and not side.labels.get(name)
    }
    words = attribute_labels(questionnaire, known) if known else {}
    more = {name: FrozenMapping(each) for name, each in words.items() if each}
    return replace(side, labels=FrozenMapping({**side.labels, **more}))


def _one_group(frame: pd.DataFrame, group: Any, word: str) -> pd.DataFrame:
    """The rows of one group; all where there are no groups."""
    if frame.index.nlevels == 1:
        return frame
    groups = list(dict.fromkeys(frame.index.get_level_values(0)))
    if group is None:
        raise SpecificationError(
            f"{word}= is a table by group: choose one by group=, such as group={groups[0]!r}."
        )
    if group not in groups:
        raise SpecificationError(f"{word}= has no group {group!r}; it has {some(map(repr, groups), 12)}.")
    return pd.DataFrame(frame.xs(group, level=0))


def _attributes(result: Any) -> list[Any]:
    """Attributes of the item map behind a result, where it has one."""
    # a path result holds its items with what was asked of it
    holder = getattr(result, "model", None) or getattr(result, "asked", None)
    items = getattr(holder, "items", None)
    return list(getattr(items, "attributes", ()))


def _columns(result: Any) -> FrozenMapping[str, str]:
    """Rated items: of an item map, or of the drivers of a game."""
    drivers = getattr(getattr(result, "drivers", None), "drivers", None)
    if isinstance(drivers, Mapping):
        return FrozenMapping({name: column for name, column in drivers.items() if isinstance(column, str)})
    found = {}
    for each in _attributes(result):
        rated = [each.items[aspect] for aspect in ("performance", "disconfirmation") if aspect in each.items]
        if rated:
            found[each.name] = rated[0]
    return FrozenMapping(found)


def _labels(result: Any) -> FrozenMapping[str, Mapping[str, str]]:
    return FrozenMapping({each.name: FrozenMapping(each.labels) for each in _attributes(result)})
