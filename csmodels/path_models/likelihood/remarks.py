"""What the reader of a covariance model must know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import AdmissibilityWarning, DataWarning, ResamplingWarning, some
from csmodels.numerics import intervals
from csmodels.numerics.moments import Moments
from csmodels.path_models.likelihood.defined import Defined
from csmodels.path_models.likelihood.diagnosis.plausibility import optimum_notices, plausibility_notices
from csmodels.path_models.likelihood.incomplete import ALIKE
from csmodels.path_models.likelihood.parameters import ParameterTable
from csmodels.path_models.remarks import data_notices
from csmodels.sampling.group_notices import group_notice, together
from csmodels.survey import SurveyData
from csmodels.tables.notices import Notice, in_words, notice

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

Array = NDArray[np.float64]


def not_identified(table: ParameterTable, directions: Array) -> str:
    """Which parameters cannot be told apart, and what to do."""
    size = np.abs(directions).max(axis=1)
    inside = set(np.flatnonzero(size > 0.05 * size.max()).tolist())
    at = {p.index: p for p in reversed(table.parameters) if p.index in inside}
    # the first group speaks for all, but for what is free in later ones alone
    told = [p for p in at.values() if not p.group] or list(at.values())
    named = [
        (f"{p.lhs} ~ 1" if p.op == "~1" else f"{p.lhs} {p.op} {p.rhs}")
        + (f" (group {p.group + 1})" if p.group else "")
        for p in reversed(told)
    ]
    return (
        f"The model is not identified: {some(named, 6)} can change together without changing what the"
        " model says about the answers. Give each construct at least three items (two, where it is joined to"
        " others), fix a parameter, or leave out a covariance."
    )


def notices_of(result: CovarianceResult, data: SurveyData | pd.DataFrame | Moments) -> list[Notice]:
    """Everything that must be said about a fit: its data, its search, its errors, its figures."""
    return [
        *_of_data(result, data),
        *optimum_notices(result),
        *_alike(result),
        *_errors(result),
        *_lost(result),
        *test_notices(result),
        *plausibility_notices(result),
        *defined_notices(result),
    ]


def _of_data(result: CovarianceResult, data: SurveyData | pd.DataFrame | Moments) -> list[Notice]:
    """What PLS says of its data too; how to keep respondents who left items open is another matter here."""
    if isinstance(data, Moments):
        # what is said there, that moments give no intervals, does not hold under a likelihood
        return []
    found = data_notices(result.model, data, result.answers, result.failed_groups, result.group_labels)
    key = "left_open_complete" if result.settings["estimator"] == "wlsmv" else "ml_left_open"
    return [replace(each, key=key) if each.key == "left_open" else each for each in found]


def _alike(result: CovarianceResult) -> list[Notice]:
    """Two items that nearly repeat each other, where the search failed: the usual reason."""
    if result.converged:
        return []
    found = []
    names = in_words(result.groups, result.group_labels)
    for g, cov in enumerate(result.estimates.sample.cov[0]):
        sd = np.sqrt(np.diag(cov))
        corr = np.tril(cov / np.multiply.outer(sd, sd), -1)
        i, j = divmod(int(np.abs(corr).argmax()), len(corr))
        if abs(corr[i, j]) >= ALIKE:
            items = {"first": result.table.items[j], "second": result.table.items[i]}
            value = f"{corr[i, j]:.5g}"
            place = names[g : g + 1]
            found.append(group_notice("ml_items_alike", DataWarning, groups=place, value=value, **items))
    return together(found)


def _errors(result: CovarianceResult) -> list[Notice]:
    """No standard errors, where they were to come from the information; few sampling units."""
    covariance, found = result.estimates.covariance, []
    if covariance is not None and not np.isfinite(np.diag(covariance)).all():
        found.append(notice("ml_no_errors", AdmissibilityWarning))
    units = None if result.design is None else result.design.units
    k = result.table.structure.n_params
    if units is not None and units.df < k:
        fields = {"units": f"{len(units.strata):,}", "df": f"{units.df:,}", "k": f"{k:,}"}
        found.append(notice("ml_few_units", DataWarning, **fields))
    return found


def test_notices(result: CovarianceResult) -> list[Notice]:
    """A scaled test that does not exist."""
    if result.settings["robust"] == "none" or result.estimates.n_boot or not result.converged:
        return []
    measures = result.fit_measures
    gone = measures["df"] > 0 and np.isnan(measures.get("chi2_scaled", 0.0))
    return [notice("ml_no_scaled_test", DataWarning)] if gone else []


def defined_notices(result: CovarianceResult) -> list[Notice]:
    """Defined parameters that have no value at the estimate."""
    model = result.model
    if not model.defined:
        return []
    statistic = Defined(result.figures)
    values = result.estimates.values(statistic).reshape(statistic.groups, -1)
    found = []
    for g, row in enumerate(values):
        names = [name for name, value in zip(statistic.names, row, strict=True) if not np.isfinite(value)]
        if names:
            items = [f"{name} := {model.defined[name]}" for name in names]
            # one value for all groups needs no group
            place = in_words(result.groups[g : g + 1], result.group_labels) if statistic.groups > 1 else ()
            found.append(group_notice("ml_defined_missing", DataWarning, items=items, groups=place))
    return together(found)


def _lost(result: CovarianceResult) -> list[Notice]:
    """Resamples that could not be estimated, where they cost the intervals something."""
    used, n_boot = result.estimates.sound, result.estimates.n_boot
    lost = int((~used[:n_boot]).sum())
    if not lost > intervals.LOST_WARN * n_boot:
        return []
    key = "ml_resamples_withheld" if lost > intervals.LOST_WITHHOLD * n_boot else "resamples_lost"
    return [notice(key, ResamplingWarning, group="", lost=lost, n_boot=n_boot)]
