"""Answers in long form, one row per respondent and attribute, turned into one row per respondent."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from csmodels.errors import DataError, did_you_mean, some
from csmodels.kano.layouts.names import Pairs
from csmodels.survey.columns import naming_file, rows_where
from csmodels.survey.data import SurveyData
from csmodels.survey.item_map import ItemMap

#: Columns of the long form that hold answers, or say to what.
ANSWERS = (
    *("attribute", "functional", "dysfunctional", "importance"),
    *("aspect", "value", "item", "dimension"),
)


def is_long(frame: pd.DataFrame, respondent: str = "respondent") -> bool:
    """Whether a table has one row per respondent and attribute.

    Raises
    ------
    DataError
        It has but for the column of the respondents, which must be named.
    """
    there = set(frame.columns) | set(frame.index.names)
    if "attribute" not in there or not any(
        pair <= there for pair in ({"functional", "dysfunctional"}, {"aspect", "value"})
    ):
        return False
    if respondent not in there:
        others = [name for name in frame.columns if name not in ANSWERS]
        raise DataError(
            f"The data are in long form, one row per respondent and attribute, and have no column"
            f" {respondent!r}.{did_you_mean(respondent, others)} Say which column names the respondents:"
            f" respondent=... (there are {some(map(repr, others), 8)})."
        )
    return True


def as_wide(
    data: SurveyData | pd.DataFrame,
    columns: Collection[str],
    respondent: str = "respondent",
    by: str | None = None,
) -> SurveyData | pd.DataFrame:
    """Turn answers in long form into one row per respondent; all others are returned as they are.

    Parameters
    ----------
    data : SurveyData or DataFrame
    columns : collection of str
        The columns wanted: data that have them are not in long form.
    respondent : str
        Column of the respondents.
    by : str, optional
        Column of groups.

    Raises
    ------
    DataError
        As :func:`from_long`; the group, a weight or a unit of the design differs within a respondent; a
        questionnaire, whose items the turned columns are not.
    """
    survey = data if isinstance(data, SurveyData) else None
    frame = survey._frame if survey is not None else data
    if not isinstance(frame, pd.DataFrame) or set(columns) <= set(frame.columns):
        return data
    with naming_file("" if survey is None else survey.source):
        if not is_long(frame, respondent):
            return data
        wide = from_long(frame, respondent=respondent)[0]
        design = () if survey is None else (survey.weights, survey.strata, survey.clusters)
        _check_kept(frame, wide, respondent, [name for name in (by, *design) if name is not None])
        if survey is None:
            return wide
        _check_kept(frame, wide, respondent, survey.replicate_weights)
        if survey.questionnaire is not None:
            raise DataError(
                "The answers are in long form, and their questionnaire does not know the columns they are"
                " turned into. Fit without it: data.replace(questionnaire=None)."
            )
        return survey.replace(frame=wide)


def _check_kept(frame: pd.DataFrame, wide: pd.DataFrame, respondent: str, names: Iterable[str]) -> None:
    """Refuse columns that would be lost, since they are not the respondent's but the answer's."""
    for name in names:
        if name in frame.columns and name not in wide.columns and name != respondent:
            held = frame.groupby(respondent, sort=False)[name].nunique(dropna=False)
            several = held.index[held > 1]
            many = f"has several values for {respondent} {some(several, 4)}"
            why = "holds answers" if name in ANSWERS else many
            raise DataError(
                f"Column {name!r} {why}; groups, weights and units are of respondents, one value for each"
                f" {respondent!r}."
            )


def from_long(
    frame: pd.DataFrame,
    *,
    respondent: str = "respondent",
    attribute: str = "attribute",
    functional: str = "functional",
    dysfunctional: str = "dysfunctional",
    importance: str = "importance",
) -> tuple[pd.DataFrame, Pairs, dict[str, str]]:
    """Turn one row per respondent and attribute into one row per respondent.

    Parameters
    ----------
    frame : DataFrame
        Columns for the respondent, the attribute and each question (or ``aspect`` and ``value``, one row per
        question). Columns that have one value for each respondent (a group, a weight) are kept; others are
        answers about attributes and are not.
    respondent, attribute, functional, dysfunctional, importance : str
        Names of these columns.

    Returns
    -------
    wide : DataFrame
        One row per respondent, labelled by it; what a respondent was not asked is missing.
    pairs : dict
        Attribute -> (functional column, dysfunctional column).
    importance : dict
        Attribute -> column, where importance was asked.

    Raises
    ------
    DataError
        A column is absent, a respondent or attribute is missing, two answers to one question; the rows are
        named.

    Examples
    --------
    >>> long = pd.DataFrame({"respondent": [1, 1, 2], "attribute": ["wifi", "bed", "wifi"],
    ...                      "functional": [1, 2, 1], "dysfunctional": [3, 5, 4]})
    >>> wide, pairs, _ = from_long(long)
    >>> pairs["bed"], wide["functional_bed"].tolist()
    (('functional_bed', 'dysfunctional_bed'), [2.0, nan])
    """
    given = {respondent: "respondent", attribute: "attribute", functional: "functional"}
    given |= {dysfunctional: "dysfunctional", importance: "importance"}
    table = frame.reset_index() if respondent in frame.index.names else frame
    for name in (respondent, attribute):
        if name not in table.columns:
            raise DataError(
                f"Answers in long form need a column {name!r}.{did_you_mean(name, table.columns)} Rename"
                f" yours, or name it: csmodels.kano.from_long(frame, {given[name]}=...)."
            )
        gaps = table[name].isna().to_numpy(dtype=bool)
        if gaps.any():
            raise DataError(
                f"Column {name!r} of the long form is missing in {rows_where(gaps, table.index)}; every row"
                f" belongs to one {given[name]}."
            )
    used = [name for name in (*given, "aspect", "value", "item", "dimension") if name in table.columns]
    items, wide = ItemMap.from_long(table[used].rename(columns=given))
    items.require("functional", "dysfunctional")
    pairs = {a.name: (a.items["functional"], a.items["dysfunctional"]) for a in items.attributes}
    rated = {a.name: a.items["importance"] for a in items.attributes if "importance" in a.items}
    kept = _of_respondents(table.drop(columns=[c for c in used if c != respondent]), respondent)
    return pd.concat([kept.loc[wide.index], wide], axis=1), pairs, rated


def _of_respondents(table: pd.DataFrame, respondent: str) -> pd.DataFrame:
    """One row per respondent, with the columns that have one value for each."""
    grouped = table.groupby(respondent, sort=False)
    same = grouped.nunique(dropna=False).max() <= 1
    first = table.drop_duplicates(respondent).set_index(respondent)
    return first[[c for c in first.columns if same[c]]]
