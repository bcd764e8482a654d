"""Fitting a path model by maximum likelihood: the covariance-based structural equation model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import SpecificationError
from csmodels.numerics.covariance import errors
from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.covariance.search import minimise
from csmodels.numerics.moments import Moments
from csmodels.numerics.variation import Bootstrap, Variation
from csmodels.path_models.likelihood import incomplete
from csmodels.path_models.likelihood.asked import (
    Likelihood,
    is_observed,
    options_of,
    robust_where_needed,
    rules_of,
    settings_of,
)
from csmodels.path_models.likelihood.estimates import Estimates
from csmodels.path_models.likelihood.parameters import ParameterTable, parameter_table
from csmodels.path_models.likelihood.respondents import group_moments, normalised, regular
from csmodels.path_models.likelihood.sandwich import covariance_of
from csmodels.path_models.likelihood.solve import Optimum, Scaled, identified, scaled, solve, starts
from csmodels.path_models.model import PathModel
from csmodels.path_models.prepared import Prepared, prepare
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import Options, design_notices, how_resampled
from csmodels.survey import SurveyData
from csmodels.survey.design import read_design
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import issue

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.result import CovarianceResult

Array = NDArray[np.float64]

#: Steps of a resample's search, which begins at the estimate.
STEPS_OF_RESAMPLES = 60
#: Gradient at which a resample's search ends: thousands of times below its own standard error.
ENOUGH = 1e-7


def fit(
    model: PathModel,
    data: SurveyData | pd.DataFrame | Moments,
    likelihood: Likelihood,
    *,
    missing: str = "listwise",
    n_boot: int | None = None,
    seed: int = 0,
    se: str | None = None,
    ci: str | None = None,
    conf_level: float = 0.95,
    resample: str = "rows",
    by: str | None = None,
    resample_indices: NDArray[np.integer[Any]] | None = None,
    ranges: dict[str, tuple[float, float]] | None = None,
    stacklevel: int = 3,
) -> CovarianceResult:
    """Fit a path model by maximum likelihood; see `PathModel.fit` for the options."""
    from csmodels.path_models.likelihood.remarks import notices_of
    from csmodels.path_models.likelihood.result import CovarianceResult

    incomplete.check_missing(missing, likelihood.robust)
    design = read_design(data)
    likelihood, options = options_of(
        data, design, likelihood, missing=missing, n_boot=n_boot, seed=seed, se=se, ci=ci,
        conf_level=conf_level, resample=resample, indices=resample_indices,
    )  # fmt: skip
    if likelihood.equal and by is None:
        raise SpecificationError("equal= holds parameters equal across groups: name their column, by=.")
    prepared = prepare(model, data, len(model.items) + 2, options, by, ranges, design)
    moments, variations = group_moments(prepared, options)
    if (kept := regular(model, prepared, moments)) is not prepared:
        prepared = kept
        moments, variations = group_moments(prepared, options)
    groups = prepared.labels or ()
    varied = variations[0].members > 0
    likelihood = robust_where_needed(likelihood, prepared, varied)
    n = np.array([float(m.n) for m in moments])
    raw = Sample(
        np.stack([m.cov for m in moments])[None],
        None if moments[0].mean is None else np.stack([np.asarray(m.mean) for m in moments])[None],
        n / n.sum(),
    )
    rules = rules_of(model, likelihood, raw, max(1, len(groups)))
    if rules.means and raw.mean is None:
        raise SpecificationError("Intercepts need means: give Moments their mean=, or leave intercepts out.")
    table = parameter_table(model, rules)
    units = scaled(table, np.sqrt(np.einsum("gii,g->i", raw.cov[0], raw.shares)))
    theta, optimum, covariance, fitted = estimated(model, table, units, raw, n, likelihood, prepared)
    draws, drawn, sound = _resampled(units, theta, variations, raw, fitted)
    estimates = Estimates(
        structure=table.structure,
        theta=theta / units.ratio,
        ratio=units.ratio,
        sample=raw,
        n=n,
        covariance=None if varied else covariance,
        variation=variations[0],
        draws=draws,
        drawn=drawn,
        sound=sound,
        df=None if design is None or design.units is None else float(design.units.df),
    )
    told = replace(options, missing=missing) if missing == "fiml" else options
    result = CovarianceResult(
        model=model,
        table=table,
        estimates=estimates,
        optimum=optimum,
        units=units,
        answers=prepared.answers,
        groups=tuple(groups),
        settings=FrozenMapping(
            _settings(data, prepared, told, likelihood, estimates, by) | {"optimizer": optimum.optimizer}
        ),
        notices=(),
        group_labels=group_labels(data, by),
        failed_groups=FrozenMapping(prepared.failed),
        design=design,
        incomplete=None if fitted is None else fitted.likelihood,
        questionnaire=data.questionnaire if isinstance(data, SurveyData) else None,
    )
    notices = (*design_notices(prepared.design, options), *notices_of(result, data))
    # what was computed for the notices stays with the result, which nobody has seen yet
    object.__setattr__(result, "notices", notices)
    issue(notices, stacklevel)
    return result


def optimum_of(
    model: PathModel, table: ParameterTable, units: Scaled, raw: Sample, optimizer: str = "scoring"
) -> tuple[Array, Optimum]:
    """The estimate in scaled units; refused where the model is not identified."""
    sample = units.sample(raw.cov, raw.mean, raw.shares)
    begin = starts(model, table, units, sample)
    rng = np.random.default_rng(0)
    some_values = begin["plain"] + rng.uniform(-0.1, 0.1, table.structure.n_params)
    free = identified(units, some_values)
    if free.shape[1]:
        from csmodels.path_models.likelihood.remarks import not_identified

        raise SpecificationError(not_identified(table, free))
    if optimizer == "scoring":
        return solve(units, sample, begin)
    from csmodels.path_models.covariance import semopy_estimate

    found, said = semopy_estimate(table, units, sample, begin["components"])
    theta, optimum = solve(units, sample, begin if found is None else {"semopy": found, **begin})
    return theta, replace(optimum, said=said)


def estimated(
    model: PathModel,
    table: ParameterTable,
    units: Scaled,
    raw: Sample,
    n: Array,
    likelihood: Likelihood,
    prepared: Prepared,
) -> tuple[Array, Optimum, Array, incomplete.IncompleteFit | None]:
    """The estimate, its certificate and its covariance matrix; from the rows where answers are missing."""
    theta, optimum = optimum_of(model, table, units, raw, likelihood.optimizer)
    if prepared.answers is None or prepared.answers.complete:
        sample = units.sample(raw.cov, raw.mean, raw.shares)
        return theta, optimum, covariance_of(units, sample, theta, n, likelihood, prepared), None
    fitted = incomplete.fit_incomplete(
        model, table, units, raw, theta, normalised(prepared.rows),
        observed=is_observed(likelihood),
        robust=likelihood.robust is not None,
        design=None if prepared.design is None else prepared.design.units,
    )  # fmt: skip
    return fitted.theta, replace(fitted.optimum, said=optimum.said), fitted.covariance, fitted


def _resampled(
    units: Scaled,
    theta: Array,
    variations: list[Variation],
    raw: Sample,
    fitted: incomplete.IncompleteFit | None,
) -> tuple[Array, Sample | None, NDArray[np.bool_]]:
    """Parameters of every resample, each search beginning at the estimate."""
    if not variations[0].members:
        return np.empty((0, len(theta))), None, np.empty(0, dtype=bool)
    if len(variations) > 1 and any(isinstance(v, Bootstrap) and v.members > v.n_boot for v in variations):
        raise SpecificationError('ci="bca" and "studentized" are for one sample; with by= use "percentile".')
    if fitted is not None:
        return incomplete.resampled(
            units, fitted, raw, variations, max_steps=STEPS_OF_RESAMPLES, tolerance=ENOUGH
        )
    parts = [list(variation.samples()) for variation in variations]
    cov = np.stack([np.concatenate([m.cov for m in part]) for part in parts], axis=1)
    mean = np.stack([np.concatenate([np.asarray(m.mean) for m in part]) for part in parts], axis=1)
    drawn = Sample(cov, mean, raw.shares)
    info = errors.information(units.structure, units.sample(raw.cov, raw.mean, raw.shares), theta)
    known = errors.inverse(2 * info)
    # where the likelihood is flat each search makes its own way
    inverse = None if np.isnan(known).any() else known
    found = minimise(
        units.structure, units.sample(cov, mean, raw.shares), np.repeat(theta[None], len(cov), axis=0),
        STEPS_OF_RESAMPLES,
        ENOUGH,
        inverse,
    )  # fmt: skip
    draws = np.where(found.converged[:, None], found.theta / units.ratio, np.nan)
    return draws, drawn, found.converged


def _settings(
    data: object,
    prepared: Prepared,
    options: Options,
    likelihood: Likelihood,
    estimates: Estimates,
    by: str | None,
) -> dict[str, object]:
    kind = "observed" if is_observed(likelihood) else "expected"
    formula = f"robust_{likelihood.robust}" if likelihood.robust else kind
    errors = {
        "se": options.se if estimates.variation.members else formula,
        "robust": likelihood.robust or "none",
        "information": kind,
    }
    settings = settings_of(data, prepared, options, likelihood, estimates, {"estimator": "ml"}, errors)
    if errors["se"] == "bootstrap":
        settings["resample"] = how_resampled(options, prepared.design)
    if likelihood.equal:
        settings["equal"] = ", ".join(likelihood.equal)
    if likelihood.reliability:
        stated = (f"{name} {value:g}" for name, value in likelihood.reliability.items())
        settings["reliability"] = ", ".join(stated)
    if by is not None:
        settings["by"] = by
    return settings
