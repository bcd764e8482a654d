"""What a survey may declare about its sampling: columns that exist, weights that can be used."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from csmodels.errors import DataError, SpecificationError, did_you_mean, some
from csmodels.survey.columns import FloatArray, numbers_in, rows_where

#: Factor of each of R replicates' squared distances from the estimate (Wolter 2007, ch. 3 to 5).
REPLICATE_METHODS = {
    "bootstrap": lambda r: 1 / r,
    "brr": lambda r: 1 / r,
    "jackknife": lambda r: (r - 1) / r,
}


def check_design(
    frame: pd.DataFrame,
    weights: str | None,
    strata: str | None,
    clusters: str | None,
    replicate_weights: tuple[str, ...],
) -> None:
    """Refuse columns of the design that are absent, incomplete or no weights."""
    for role, column in (("strata", strata), ("clusters", clusters)):
        if column is not None:
            empty = _column(frame, role, column).isna().to_numpy(dtype=bool)
            if empty.any():
                raise DataError(
                    f"Column {column!r} ({role}) is missing in {rows_where(empty, frame.index)}; "
                    "every respondent belongs to one."
                )
    for column in replicate_weights:
        _finite_weights(frame, "replicate_weights", column)
    if weights is not None and len(frame):
        values = _finite_weights(frame, "weights", weights)
        negative = values < 0
        if negative.any():
            raise DataError(
                f"Weight column {weights!r} is negative in "
                f"{rows_where(negative, frame.index)}; "
                "a weight is zero or more."
            )
        if not values.any():
            raise DataError(f"Weight column {weights!r} is zero in every row; nobody would count.")


def _column(frame: pd.DataFrame, role: str, column: str) -> pd.Series:
    if column not in frame.columns:
        hint = did_you_mean(column, frame.columns)
        raise DataError(f"The data have no column {column!r}, which {role}= names.{hint}")
    return frame[column]


def _finite_weights(frame: pd.DataFrame, role: str, column: str) -> FloatArray:
    weights = numbers_in(_column(frame, role, column), column, "weights")
    wrong = ~np.isfinite(weights)
    if wrong.any():
        raise DataError(
            f"Weight column {column!r} is missing or infinite in {rows_where(wrong, frame.index)}. "
            "Give every respondent a weight (zero for one who shall not count), or leave these rows out."
        )
    return weights


def scales_of(given: float | Iterable[float]) -> tuple[float, ...]:
    """Factors of the replicates as a tuple; one number stands for all of them."""
    return (float(given),) if isinstance(given, (int, float)) else tuple(float(each) for each in given)


def check_replicates(method: str, scales: tuple[float, ...], r: int) -> None:
    """Refuse an unknown method, and factors that do not fit the replicates."""
    if method not in REPLICATE_METHODS:
        raise SpecificationError(
            f"replicate_method={method!r} is unknown; choose one of {some(map(repr, REPLICATE_METHODS))},"
            " or give the factors themselves: replicate_scales=."
        )
    if len(scales) not in (0, 1, r):
        raise SpecificationError(f"{len(scales)} replicate_scales were given for {r} replicate weights.")
    if any(not (np.isfinite(each) and each > 0) for each in scales):
        raise SpecificationError("replicate_scales must be positive and finite.")
