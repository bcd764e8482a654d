"""Means of the guests of each unit, with the covariances of their sampling errors, beside the unit table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, some
from csmodels.numerics.strategy.influence import influence_covariance
from csmodels.strategy.keys import as_written
from csmodels.strategy.profit_chain.reading import Measure, number_column
from csmodels.survey import SurveyData
from csmodels.survey.answers import read_answers
from csmodels.survey.columns import to_floats
from csmodels.survey.design import SurveyDesign, read_design

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Share of a mean up to which replicates leave it where it is.
STILL = 1e-12


@dataclass(frozen=True, eq=False)
class Units:
    """The units that count.

    Attributes
    ----------
    index : Index
        Keys of the units.
    values : array, shape (v, u)
        Of every measure.
    errors : array, shape (v, v, u, u)
        Sampling covariances; zero where a measure of the unit table has none.
    n : array, shape (v, u)
        Persons behind the means; missing for measures of the unit table.
    clusters : array of int, shape (u,)
    places : tuple
        Names of the clusters.
    periods : array of int, shape (u,), or None
        Where the unit has a second key.
    controls : array, shape (u, k)
    guests : array, shape (v, n)
        Answers of the guests of these units; missing for measures of the unit table.
    weights : array, shape (n,)
    guest_units : array of int, shape (n,)
    unmatched : tuple of int
        Units of the survey not in the table, units of the table without guests, units left out for
        unknown values, guests of units that do not count.
    inside : int
        Units that lie within one sampling unit of the survey's design.
    """

    index: pd.Index
    values: Array
    errors: Array
    n: Array
    clusters: Codes
    places: tuple[Any, ...]
    periods: Codes | None
    controls: Array
    guests: Array
    weights: Array
    guest_units: Codes
    unmatched: tuple[int, int, int, int]
    inside: int


def read_units(
    data: SurveyData | pd.DataFrame, frame: pd.DataFrame, table: pd.DataFrame,
    measures: Sequence[Measure], keys: tuple[str, ...], cluster: str, controls: Sequence[str],
) -> Units:  # fmt: skip
    """Join the means of the survey with the unit table.

    Raises
    ------
    DataError
        No unit in both tables, fewer than three clusters, columns that hold no numbers.
    """
    of_table = _keys(table, keys)
    # a missing key says of nobody where they were
    of_guest = np.where(_known(frame, keys), of_table.get_indexer(_keys(frame, keys)), -1)
    answers, weights = _answers(data, measures, len(frame))
    survey = answers[[not m.of_units for m in measures]]
    counts = np.isfinite(survey) & (weights > 0) & (of_guest >= 0)
    u = len(table)
    n = np.array([np.bincount(of_guest[mine], minlength=u) for mine in counts])
    held = np.array([number_column(table, name, "controls") for name in controls]).reshape(-1, u)
    own = {m.name: number_column(table, m.columns[0], "chain") for m in measures if m.of_units}
    known = np.isfinite(np.vstack([*own.values(), held, np.zeros((1, u))])).all(axis=0)
    known &= _known(table, keys)
    asked = (n >= 2).all(axis=0)
    kept = np.flatnonzero(known & asked)
    if not len(kept):
        raise DataError(
            f"No unit of the survey is in the unit table with all measures known; compare"
            f" {some(map(repr, keys))} of both: {some(map(str, _keys(frame, keys).unique()[:3]))} and"
            f" {some(map(str, of_table[:3]))}.{_alike(frame, table, keys)}"
        )
    kept = kept[of_table[kept].argsort()]
    place = np.full(u + 1, -1)
    place[kept] = np.arange(len(kept))
    where = place[of_guest]
    index = of_table[kept]
    level = keys.index(cluster)
    clusters, places = pd.factorize(index.get_level_values(level), sort=True)
    periods = None
    if len(keys) == 2 and len(places) < len(kept):
        periods = pd.factorize(index.get_level_values(1 - level), sort=True)[0]
    if len(places) < 3:
        raise DataError(
            f"Slopes between units need three clusters ({cluster!r}) or more with known values; there are"
            f" {len(places)}."
        )
    values, errors, sizes, inside = _joined(data, measures, table.iloc[kept], answers, weights, where)
    guests = answers[:, where >= 0]
    lost = (of_guest < 0) & _known(frame, keys)
    missed = _keys(frame, keys)[lost].nunique() if lost.any() else 0
    return Units(
        index, values, errors, sizes, clusters.astype(np.intp), tuple(places),
        None if periods is None else periods.astype(np.intp), held[:, kept].T, guests, weights[where >= 0],
        where[where >= 0], (int(missed), int((n == 0).any(axis=0).sum()),
                            int((~known | ~asked).sum() - (n == 0).any(axis=0).sum()),
                            int((where < 0).sum())), inside,
    )  # fmt: skip


def _keys(frame: pd.DataFrame, keys: tuple[str, ...]) -> pd.Index:
    return pd.Index(frame[keys[0]]) if len(keys) == 1 else pd.MultiIndex.from_frame(frame[list(keys)])


def _known(frame: pd.DataFrame, keys: tuple[str, ...]) -> NDArray[np.bool_]:
    """Rows whose keys are all given."""
    found: NDArray[np.bool_] = frame[list(keys)].notna().all(axis=1).to_numpy(dtype=bool)
    return found


def _alike(frame: pd.DataFrame, table: pd.DataFrame, keys: tuple[str, ...]) -> str:
    """The remedy where keys would match if both tables held them as one type."""
    for key in keys:
        if (
            not frame[key].isin(table[key]).any()
            and as_written(frame[key]).isin(as_written(table[key])).any()
        ):
            return (
                f" {key!r} is {frame[key].dtype} in the survey and {table[key].dtype} in the unit table:"
                " bring both to one type, such as text."
            )
    return ""


def _answers(data: SurveyData | pd.DataFrame, measures: Sequence[Measure], n: int) -> tuple[Array, Array]:
    """Answers to every measure, (v, n): the mean of its items where all were answered."""
    found = np.full((len(measures), n), np.nan)
    for v, measure in enumerate(measures):
        if measure.of_units:
            continue
        given = read_answers(data, measure.columns, scoring=True)
        found[v, given.rows] = given.values.mean(axis=1)
    weights = np.ones(n)
    if isinstance(data, SurveyData) and data.weights is not None:
        weights = to_floats(data._frame[data.weights])
    return found, weights


def _joined(
    data: SurveyData | pd.DataFrame, measures: Sequence[Measure], table: pd.DataFrame, answers: Array,
    weights: Array, where: Codes,
) -> tuple[Array, Array, Array, int]:  # fmt: skip
    """Values, sampling covariances and persons of the measures of each unit; units inside sampling units."""
    v, u = len(measures), len(table)
    values, sizes = np.empty((v, u)), np.full((v, u), np.nan)
    errors = np.zeros((v, v, u, u))
    mine = [i for i, m in enumerate(measures) if not m.of_units]
    for i, measure in enumerate(measures):
        if measure.of_units:
            values[i] = number_column(table, measure.columns[0], "chain")
            if measure.errors:
                variances = measure.sampling_variances(table)
                if not np.isfinite(variances).all():
                    raise DataError(f"Sampling errors of {measure.name!r} (unit_errors) are not all known.")
                errors[i, i] = np.diag(variances)
    z = np.zeros((len(mine), len(where)))
    for k, i in enumerate(mine):
        counts = np.isfinite(answers[i]) & (where >= 0) & (weights > 0)
        w, at, y = weights[counts], where[counts], answers[i, counts]
        total = np.bincount(at, w, minlength=u)
        values[i] = np.bincount(at, w * y, minlength=u) / total
        sizes[i] = np.bincount(at, minlength=u)
        z[k, counts] = w * (y - values[i, at]) / total[at]
    design = read_design(data)
    found, inside = _covariances(z, where, sizes[mine], answers[mine], values[mine], design)
    errors[np.ix_(mine, mine)] = found
    return values, errors, sizes, inside


def _covariances(
    z: Array, where: Codes, n: Array, answers: Array, means: Array, design: SurveyDesign | None,
) -> tuple[Array, int]:  # fmt: skip
    """Sampling covariances (k, k, u, u) of the means of k measures in u units, from influence values.

    A unit whose guests all come from one sampling unit has no variation that the design knows of: its guests
    count as independent. The second result is the number of such units.
    """
    k, u = n.shape
    alone = np.ones(u, dtype=bool)
    found = np.zeros((k, k, u, u))
    inside = where >= 0
    if design is not None and design.replicates is not None:
        found, alone = _replicated(where, answers, means, design)
    elif design is not None and design.units is not None:
        totals = np.zeros((len(design.units.strata), k, u))
        for j in range(k):
            np.add.at(
                totals, (design.units.units[inside], np.full(inside.sum(), j), where[inside]), z[j, inside]
            )
        first = np.unique(design.units.units, return_index=True)[1]
        flat = influence_covariance(totals.reshape(-1, k * u)[design.units.units[first]], design.units, first)
        found = flat.reshape(k, u, k, u).transpose(0, 2, 1, 3)
        pairs = np.unique(np.stack([where[inside], design.units.units[inside]]), axis=1)
        alone = np.bincount(pairs[0], minlength=u) == 1
        found[:, :, alone], found[:, :, :, alone] = 0.0, 0.0
    up, at = np.sqrt(n / (n - 1)), np.flatnonzero(alone)
    for i in range(k):
        for j in range(k):
            cross = np.bincount(where[inside], (z[i] * z[j])[inside], minlength=u) * up[i] * up[j]
            found[i, j, at, at] = cross[at]
    counted = design is not None and (design.replicates is not None or design.units is not None)
    return found, int(alone.sum()) if counted else 0


def _replicated(
    where: Codes, answers: Array, means: Array, design: SurveyDesign
) -> tuple[Array, NDArray[np.bool_]]:
    """The same from replicate weights, and units whose guests all come and go together."""
    assert design.replicates is not None
    assert design.scales is not None
    k, u = means.shape
    order = np.argsort(where, kind="stable")
    order = order[where[order] >= 0]
    starts = np.searchsorted(where[order], np.arange(u))
    found = []
    for i in range(k):
        known = np.isfinite(answers[i, order])
        w = design.replicates[:, order] * known
        y = np.where(known, answers[i, order], 0.0)
        total = np.add.reduceat(w, starts, axis=1)
        # a replicate without a guest of the unit has no mean of it
        mean = np.add.reduceat(w * y, starts, axis=1) / np.where(total > 0, total, 1.0)
        found.append(np.where(total > 0, mean - means[i], np.nan))
    away = np.stack(found, axis=1)
    gone = np.isnan(away).any(axis=(0, 1))
    still = (np.abs(np.nan_to_num(away)) <= STILL * np.abs(means)).all(axis=(0, 1))
    alone = gone | still
    away[:, :, alone] = 0.0
    flat = away.reshape(len(away), -1)
    flat = (flat * design.scales[:, None]).T @ flat
    return flat.reshape(k, u, k, u).transpose(0, 2, 1, 3), alone
