"""Identify: one row for each customer, by a key; survey and customer table put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_object_dtype

from csmodels.errors import DataError, DataWarning, SpecificationError, did_you_mean, some
from csmodels.strategy.keys import as_written
from csmodels.strategy.relationship.reading import table_of
from csmodels.strategy.segments.contact import contact_columns
from csmodels.survey import SurveyData
from csmodels.survey.columns import is_number_column, to_floats
from csmodels.tables.notices import Notice, notice

Array = NDArray[np.float64]

#: Whole numbers up to which decimal ones hold every digit.
EXACT_TO = 2**53
#: Ending of a customer table's column that the survey has too.
SUFFIX = "_customers"
CHECKS = (
    *("respondents", "without_key", "customers", "matched", "not_in_customers", "not_surveyed", "contact"),
)


@dataclass(frozen=True, eq=False)
class Joined:
    """The respondents with what the customer table knows of them.

    Attributes
    ----------
    frame : DataFrame
        One row for each respondent; contact data left out.
    customers : DataFrame or None
        All customers, surveyed or not, with the names that `frame` uses; without contact data.
    labels : Index
        What `IDIC.assign` names the respondents by.
    matched : array of bool, shape (n,)
    counts : dict of str to int
        Of `CHECKS`.
    contacts : DataFrame
        Columns that seem to hold contact data: table, column, kind, seen_in.
    notices : tuple of Notice
    """

    frame: pd.DataFrame
    customers: pd.DataFrame | None
    labels: pd.Index
    matched: NDArray[np.bool_]
    counts: dict[str, int]
    contacts: pd.DataFrame
    notices: tuple[Notice, ...]

    def column(self, name: Any, option: str) -> pd.Series:
        """A column that may be used; contact data and names that nobody has are refused."""
        if name in set(self.contacts["column"]) and name not in self.frame:
            raise SpecificationError(
                f"{option}={name!r} seems to hold contact data, which segments never need. If it holds none,"
                f" say so: not_contact=[{name!r}]."
            )
        if not isinstance(name, str) or name not in self.frame:
            raise DataError(f"{option}={name!r} is no column.{did_you_mean(str(name), self.frame.columns)}")
        return self.frame[name]

    def numbers(self, name: Any, option: str) -> Array:
        """A column of numbers; of one that holds text no value is shown: it may be a name."""
        found = self.column(name, option)
        if is_number_column(found):
            return to_floats(found)
        if pd.api.types.is_datetime64_any_dtype(found.dtype):
            remedy = "it holds dates: count the days to a fixed one"
        else:
            read = pd.to_numeric(found.dropna(), errors="coerce")
            remedy = (
                f"its numbers are stored as text: frame[{name!r}] = pd.to_numeric(frame[{name!r}])"
                if read.notna().all()
                else f"{int(read.isna().sum())} rows hold text: correct them or make them missing"
            )
        raise DataError(f"{option}={name!r} must hold numbers, but {remedy}.")

    def base(self, name: str) -> pd.Series | None:
        """The column of all customers; None of a column that the survey alone has."""
        return None if self.customers is None or name not in self.customers else self.customers[name]


def join(
    data: SurveyData | pd.DataFrame,
    key: str | None,
    customers: pd.DataFrame | None,
    customer_key: str | None,
    not_contact: Iterable[str],
    contact_key: bool,
) -> Joined:
    """Put survey and customer table together.

    Raises
    ------
    SpecificationError
        A customer table without a key; a key that seems to hold contact data, unless asked for.
    DataError
        A key that is absent, stands twice, or matches nobody.
    """
    frame = table_of(data)
    if customers is not None and not isinstance(customers, pd.DataFrame):
        customers = table_of(customers)
    kept = _kept(not_contact, [*frame.columns, *(() if customers is None else customers.columns)])
    if customers is None and customer_key is not None:
        raise SpecificationError("customer_key= is the key of customers=, which is not given.")
    if customers is not None and key is None:
        raise SpecificationError("customers= needs key=, the survey's column that says who answered.")
    other = (customer_key or key) if customers is not None else None
    tables = [("survey", frame, key)] + ([] if customers is None else [("customers", customers, other)])
    contacts = []
    for name, table, its_key in tables:
        flagged = contact_columns(table, kept)
        _check_key(table, its_key, name, flagged, contact_key)
        contacts += [(name, column, *how) for column, how in flagged.items()]
    listed = pd.DataFrame(contacts, columns=["table", "column", "kind", "seen_in"])
    flagged_survey = set(listed.loc[listed["table"] == "survey", "column"])
    out = frame.drop(columns=list(flagged_survey - {key}))
    contact = key is not None and key in flagged_survey
    labels = frame.index if key is None or contact else pd.Index(frame[key], name=key)
    told: list[Notice] = []
    if len(listed):
        columns = ", ".join(map(str, dict.fromkeys(listed["column"])))
        told.append(notice("idic_contact", DataWarning, columns=columns))
    if customers is None or other is None:
        counts = {"respondents": len(frame), "contact": len(listed)}
        if key is not None:
            counts["without_key"] = int(frame[key].isna().sum())
        out = out.drop(columns=[key]) if contact else out
        return Joined(out, None, labels, np.ones(len(frame), dtype=bool), counts, listed, tuple(told))
    flagged_customers = set(listed.loc[listed["table"] == "customers", "column"])
    base, renamed = _base(customers, other, flagged_customers, out)
    if renamed:
        told.append(notice("idic_renamed", columns=", ".join(renamed), suffix=SUFFIX))
    keyless = len(customers) - len(base)
    if keyless:
        told.append(notice("idic_keyless", DataWarning, n=keyless, column=other))
    matched = frame[key].isin(base.index).to_numpy() & frame[key].notna().to_numpy()
    _check_matches(frame[key], base.index, matched, key, other)
    found = base.reindex(frame[key]).set_axis(out.index)
    out = pd.concat([out.drop(columns=[key]) if contact else out, found], axis=1)
    counts = {
        "respondents": len(frame), "without_key": int(frame[key].isna().sum()), "customers": len(base),
        "matched": int(matched.sum()), "not_in_customers": int((~matched & frame[key].notna()).sum()),
        "not_surveyed": len(base) - int(matched.sum()), "contact": len(listed),
    }  # fmt: skip
    lost = len(frame) - int(matched.sum())
    if lost:
        told.append(notice("idic_unmatched", DataWarning, n=lost, rows=len(frame)))
        alike = as_written(frame.loc[~matched, key].dropna()).isin(as_written(base.index))
        if alike.any():
            told.append(notice("idic_alike", DataWarning, n=int(alike.sum())))
    return Joined(out, base, labels, matched, counts, listed, tuple(told))


def _kept(not_contact: Iterable[str], columns: Sequence[Any]) -> set[str]:
    if isinstance(not_contact, str):
        raise SpecificationError(f"not_contact= takes a list of columns, not one text: [{not_contact!r}].")
    kept = set(not_contact)
    for name in kept - set(columns):
        raise DataError(f"not_contact= names {name!r}, which is no column.{did_you_mean(str(name), columns)}")
    return kept


def _base(
    customers: pd.DataFrame, key: str, flagged: set[str], survey: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """The customers by key; columns that the survey has too get an ending."""
    base = customers[customers[key].notna()].set_index(key)
    base = base.drop(columns=[name for name in base.columns if name in flagged])
    again = [name for name in base.columns if name in survey.columns]
    taken = {name: f"{name}{SUFFIX}" for name in again}
    clash = [name for name in taken.values() if name in base.columns or name in survey.columns]
    if clash:
        raise DataError(f"customers= and the survey share the columns {some(again)}; rename them first.")
    return base.rename(columns=taken), [str(name) for name in again]


def _check_key(
    frame: pd.DataFrame, key: str | None, table: str, flagged: dict[str, tuple[str, str]], asked: bool
) -> None:
    if key is None:
        return
    option = "key" if table == "survey" else "customer_key"
    if not isinstance(key, str) or key not in frame:
        raise DataError(f"{option}={key!r} is no column of {table}.{did_you_mean(str(key), frame.columns)}")
    if key in flagged and not asked:
        raise SpecificationError(
            f"{option}={key!r} seems to hold contact data ({flagged[key][0]}). Join by a number that means"
            " nothing outside; or say contact_key=True: it is then used to join and nowhere shown."
        )
    given = frame[key].dropna()
    if pd.api.types.is_float_dtype(given.dtype) and (given.abs() >= EXACT_TO).any():
        raise DataError(
            f"{option}={key!r} of {table} holds decimal numbers of 16 digits or more, whose last digits are"
            " lost: customers would be taken for others. Read the column as text: dtype={"
            + repr(key)
            + ": str}."
        )
    if is_object_dtype(given.dtype) and as_written(given).nunique() < given.nunique():
        raise DataError(
            f"{option}={key!r} of {table} holds keys that are written alike but are of different types, such"
            f" as 1 and '1': bring them to one type, frame[{key!r}] = frame[{key!r}].astype(str)."
        )
    twice = given[given.duplicated()].unique().tolist()
    if len(twice):
        # a key of contact data must not be printed, not even in an error
        which = f"{len(twice)} values" if key in flagged else some(map(repr, twice))
        raise DataError(
            f"{option}={key!r}: {which} stand in more than one row of {table}, where a customer has one. Keep"
            " one row each, such as the latest: frame.drop_duplicates(key, keep='last')."
        )


def _check_matches(
    keys: pd.Series, base: pd.Index, matched: NDArray[np.bool_], key: str | None, other: str
) -> None:
    if matched.any():
        return
    kinds = (
        f" One holds {keys.dtype}, the other {base.dtype}: bring them to one type."
        if keys.dtype != base.dtype
        else ""
    )
    if as_written(keys).isin(as_written(base)).any():
        kinds = (
            f" They would match if both were written alike, as 1, '1' and '1.0' are not ({keys.dtype},"
            f" {base.dtype}): bring them to one type."
        )
    raise DataError(f"No value of key={key!r} stands in {other!r} of customers=.{kinds}")
