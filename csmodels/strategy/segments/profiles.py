"""Who is in a segment: means and shares of profile variables, and tests that the segments differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError
from csmodels.numerics.multiplicity import adjusted_p
from csmodels.numerics.simulation import wilson_at
from csmodels.numerics.strategy.domains import Sample, domain_means
from csmodels.numerics.strategy.indicators import effective_sizes
from csmodels.numerics.strategy.profile_tests import EqualityTest, means_test, shares_test
from csmodels.sampling.grouped import group_labels
from csmodels.strategy.relationship.reading import Base
from csmodels.strategy.segments.joining import Joined
from csmodels.survey import SurveyData
from csmodels.survey.columns import is_number_column, to_floats

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Categories of a profile variable above which it is no profile but a list of names.
MOST = 20
#: The category of a variable whose mean is shown.
MEAN = "mean"


@dataclass(frozen=True, eq=False)
class Variable:
    """A profile variable of all rows of the survey.

    Attributes
    ----------
    name : str
    categories : tuple
        Empty where its mean is shown.
    values : array, shape (n,)
        Numbers, or positions of categories; missing where not known.
    labels : mapping
        Words of the categories.
    """

    name: str
    categories: tuple[Any, ...]
    values: Array
    labels: Mapping[Any, Mapping[str, str]]


def read_variables(joined: Joined, data: Any, names: Iterable[str]) -> tuple[Variable, ...]:
    """Profile variables: choices, texts and categories by their shares, other numbers by their mean.

    Raises
    ------
    DataError
        A column that is absent, or has too many categories.
    """
    if isinstance(names, str):
        raise SpecificationError(f"profiles= takes a list of columns, not a single text: [{names!r}].")
    return tuple(_variable(joined, data, name) for name in dict.fromkeys(names))


def _variable(joined: Joined, data: Any, name: str) -> Variable:
    column = joined.column(name, "profiles")
    labels = group_labels(data, name)
    asked = data.questionnaire if isinstance(data, SurveyData) else None
    choice = asked is not None and name in asked and asked.item(name).role == "choice"
    if is_number_column(column) and not choice and not isinstance(column.dtype, pd.CategoricalDtype):
        return Variable(name, (), to_floats(column), labels)
    codes: Any
    categories: Any
    if isinstance(column.dtype, pd.CategoricalDtype):
        categories, codes = column.cat.categories, column.cat.codes.to_numpy()
    else:
        codes, categories = pd.factorize(column, sort=True)
    if len(categories) > MOST:
        raise DataError(
            f"profiles={name!r} has {len(categories)} categories; {MOST} at most tell segments apart: put"
            " some together."
        )
    values = np.where(codes >= 0, codes, np.nan).astype(np.float64)
    return Variable(name, tuple(categories), values, labels)


def sample_of(base: Base) -> Sample:
    """How the rows of a base were drawn."""
    rows, design = base.rows[0], base.design
    if base.errors == "replicates" and design is not None and design.replicates is not None:
        df = None if design.units is None else float(design.units.df)
        return Sample(rows.weights, None, rows.where, design.replicates[:, rows.where], design.scales, df)
    return Sample(rows.weights, None if design is None else design.units, rows.where)


def profile_table(
    variables: Sequence[Variable], base: Base, codes: Codes, segments: pd.MultiIndex, conf_level: float
) -> pd.DataFrame:
    """Means and shares of all variables by segment."""
    sample = sample_of(base)
    where = base.rows[0].where
    parts = [_profile(each, sample, each.values[where], codes, segments, conf_level) for each in variables]
    return pd.concat(parts)


def _profile(
    variable: Variable, sample: Sample, values: Array, codes: Codes, segments: pd.MultiIndex, level: float
) -> pd.DataFrame:
    known = np.isfinite(values)
    shares = len(variable.categories) > 0
    columns = values[:, None]
    if shares:
        columns = np.where(known[:, None], columns == np.arange(len(variable.categories)), np.nan)
    found = domain_means(columns, codes, len(segments), sample)
    low, high = found.limits(level)
    if shares:
        low, high = _share_limits(found.mean, found.std_error, found.n, codes, known, sample, level)
    rows = []
    for j, category in enumerate(variable.categories or (MEAN,)):
        table = pd.DataFrame(
            {
                "estimate": found.mean[:, j], "std_error": found.std_error[:, j], "conf_low": low[:, j],
                "conf_high": high[:, j], "n": found.n[:, j],
            },
            index=segments,
        )  # fmt: skip
        member = known & (values == j if shares else True)
        table["people"] = np.bincount(codes[member], minlength=len(segments))
        rows.append(pd.concat({(variable.name, category): table}, names=["variable", "category"]))
    return pd.concat(rows)


def _share_limits(
    share: Array, error: Array, n: Codes, codes: Codes, known: NDArray[np.bool_], sample: Sample, level: float
) -> tuple[Array, Array]:
    """Wilson's, for the effective size where respondents are weighted or clustered."""
    from scipy.special import ndtri

    z = float(ndtri((1 + level) / 2))
    size = n.astype(np.float64)
    if not sample.plain:
        for s in range(len(share)):
            mine = known & (codes == s)
            if mine.any():
                w = None if sample.weights is None else sample.weights[mine]
                size[s] = effective_sizes(share[s] * (1 - share[s]), error[s], int(mine.sum()), w)
    low, high = wilson_at(np.clip(share, 0, 1), size, z)
    return np.maximum(np.minimum(low, share), 0.0), np.minimum(np.maximum(high, share), 1.0)


def equality_table(
    variables: Sequence[Variable], base: Base, codes: Codes, made_from: Iterable[str]
) -> pd.DataFrame:
    """One test for each variable; none of those that the segments were made from."""
    sample, where, used = sample_of(base), base.rows[0].where, set(made_from)
    rows = []
    for each in variables:
        values = each.values[where]
        known = np.isfinite(values)
        test: EqualityTest | None = None
        if each.name not in used:
            part = sample.part(known)
            if each.categories:
                test = shares_test(values[known].astype(np.intp), codes[known], part)
            else:
                test = means_test(values[known], codes[known], part)
        nothing = float("nan")
        rows.append(
            {
                "kind": "share" if each.categories else "mean", "n": int(known.sum()),
                "statistic": nothing if test is None else test.statistic,
                "df": nothing if test is None else test.df,
                "df_error": nothing if test is None else test.df_error,
                "p_value": nothing if test is None else test.p_value,
                "effect": nothing if test is None else test.effect,
                "expected": nothing if test is None else test.expected, "made_from": test is None,
            }
        )  # fmt: skip
    table = pd.DataFrame(rows, index=pd.Index([each.name for each in variables], name="variable"))
    table.insert(6, "p_holm", adjusted_p(table["p_value"].to_numpy(dtype=np.float64)))
    return table
