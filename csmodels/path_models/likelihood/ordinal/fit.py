"""Fitting a path model to ordered items: polychoric correlations and diagonally weighted least squares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, DataWarning, SpecificationError, some
from csmodels.numerics.covariance import errors, least_squares
from csmodels.numerics.covariance.least_squares import Target
from csmodels.numerics.covariance.likelihood import Sample
from csmodels.numerics.moments import Moments
from csmodels.numerics.polychoric import MOST_CATEGORIES, Polychoric, PolychoricSource, polychoric
from csmodels.numerics.variation import Variation
from csmodels.path_models.likelihood.asked import Likelihood, rules_of, settings_of
from csmodels.path_models.likelihood.estimates import Estimates
from csmodels.path_models.likelihood.ordinal.table import Reduced, reduced
from csmodels.path_models.likelihood.parameters import ParameterTable, Scaling, parameter_table
from csmodels.path_models.likelihood.respondents import normalised
from csmodels.path_models.likelihood.solve import Optimum, Scaled, Start, starts
from csmodels.path_models.model import PathModel
from csmodels.path_models.prepared import Prepared, prepare
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import Options, settled
from csmodels.sampling.variations import GroupRows, bootstrap
from csmodels.survey import SurveyData
from csmodels.survey.design import SurveyDesign, read_design
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Notice, issue, notice

if TYPE_CHECKING:
    from csmodels.path_models.likelihood.ordinal.result import OrdinalResult

Array = NDArray[np.float64]

#: Steps of a resample's search, which begins at the estimate.
STEPS_OF_RESAMPLES = 60
#: An eigenvalue of the correlations below this is negative, not rounding.
NEGATIVE = -1e-10


def fit_ordinal(
    model: PathModel,
    data: SurveyData | pd.DataFrame | Moments,
    *,
    scaling: Scaling = "marker",
    reliability: Mapping[str, float] | None = None,
    equal: tuple[str, ...] = (),
    missing: str = "listwise",
    n_boot: int | None = None,
    seed: int = 0,
    ci: str | None = None,
    conf_level: float = 0.95,
    by: str | None = None,
    resample_indices: NDArray[np.integer[Any]] | None = None,
    ranges: dict[str, tuple[float, float]] | None = None,
    stacklevel: int = 3,
) -> OrdinalResult:
    """Fit a path model to ordered items (``estimator="wlsmv"``); see `PathModel.fit` for the options.

    Every item is thought to be cut from a normal variable; the model is fitted to the polychoric correlations
    of these, weighted by the inverse of their variances (Muthén 1984; Muthén, du Toit and Spisic 1997).
    Errors and tests are robust. Variances are 1 (the delta parameterisation), thresholds are free in every
    group.

    Raises
    ------
    SpecificationError
        Moments in place of answers; a rule for missing answers but ``"listwise"``; a model that is not
        identified.
    DataError
        An item with more than 20 different answers, or two that go together perfectly.
    """
    from csmodels.path_models.likelihood.ordinal.result import OrdinalResult
    from csmodels.path_models.likelihood.remarks import notices_of

    likelihood = Likelihood(scaling=scaling, reliability=reliability, equal=equal)
    _refuse(model, data, missing, likelihood)
    design = read_design(data)
    options = settled(
        Options(
            se="bootstrap", ci=ci, n_boot=n_boot or 0, seed=seed, conf_level=conf_level, resample="rows",
            missing=missing, indices=resample_indices,
        ),
        design,
    )  # fmt: skip
    prepared = prepare(model, data, len(model.items) + 2, options, by, ranges, design)
    groups = tuple(prepared.labels or ())
    rows = normalised(prepared.rows)
    found = [correlated(model, each) for each in rows]
    n = np.array([_total(each) for each in rows])
    sample = Sample(np.stack([each.corr for each in found])[None], None, n / n.sum())
    table = parameter_table(model, rules_of(model, likelihood, sample, max(1, len(groups))))
    part = reduced(table)
    gammas = [_gamma(each, of, None) for each, of in zip(found, rows, strict=True)]
    target = Target(
        np.stack([each.values for each in found])[None],
        1 / np.stack([np.diag(each) for each in gammas])[None],
        sample.shares,
        part.whole,
    )
    theta, optimum = optimum_of(model, part, sample, target)
    if designed := design is not None and design.units is not None:
        gammas = [_gamma(each, of, design) for each, of in zip(found, rows, strict=True)]
    robust = least_squares.robust(part.structure, target, theta, gammas, n, corrected=not designed)
    slopes = part.slopes(theta)
    draws, drawn, sound, variation = _resampled(part, theta, rows, options, prepared, target)
    units = _as_they_are(table)
    estimates = Estimates(
        structure=table.structure,
        theta=part.expand(theta[None])[0],
        ratio=units.ratio,
        sample=sample,
        n=n,
        covariance=None if options.n_boot else slopes @ robust.covariance @ slopes.T,
        variation=variation,
        draws=draws,
        drawn=drawn,
        sound=sound,
        df=None if design is None or design.units is None else float(design.units.df),
    )
    result = OrdinalResult(
        model=model,
        table=table,
        estimates=estimates,
        optimum=optimum,
        units=units,
        answers=prepared.answers,
        groups=groups,
        settings=FrozenMapping(_settings(data, prepared, options, likelihood, estimates, by)),
        notices=(),
        group_labels=group_labels(data, by),
        failed_groups=FrozenMapping(prepared.failed),
        design=design,
        questionnaire=data.questionnaire if isinstance(data, SurveyData) else None,
        polychorics=tuple(found),
        target=target,
        robust=robust,
    )
    notices = [*notices_of(result, data), *_notices(model, found)]
    issue(notices, stacklevel)
    return replace(result, notices=tuple(notices))


def _as_they_are(table: ParameterTable) -> Scaled:
    """Correlations are scaled already."""
    return Scaled(table.structure, np.ones(table.structure.n_params), np.ones(len(table.items)))


def _refuse(model: PathModel, data: object, missing: str, likelihood: Likelihood) -> None:
    """Refuse what ordered items do not have."""
    if isinstance(data, Moments):
        raise SpecificationError(
            'estimator="wlsmv" needs the answers: polychoric correlations come from tables of them.'
        )
    if missing != "listwise":
        raise SpecificationError(
            f'missing={missing!r} is not offered with estimator="wlsmv"; use missing="listwise", which leaves'
            " out (and counts) respondents with a gap."
        )
    said = next((str(each) for each in model.statements if each.op == "~1"), None)
    if said is not None:
        raise SpecificationError(
            f"'{said}' speaks of an intercept; ordered items have thresholds in its place, which are free."
            ' Leave it out, or fit estimator="ml".'
        )
    if likelihood.equal:
        raise SpecificationError(
            'equal= is not offered with estimator="wlsmv": every group has thresholds of its own and items of'
            " unit variance, so equal loadings would not mean that the groups answer alike. Leave equal= out,"
            ' or fit estimator="ml" with robust="mlr".'
        )


def correlated(model: PathModel, rows: GroupRows) -> Polychoric:
    """Polychoric correlations of one group's answers, or the reason why there are none."""
    where = "" if rows.label is None else f" in group {rows.label!r}"
    counted = rows.values if rows.weights is None else rows.values[rows.weights > 0]
    for j, item in enumerate(model.items):
        different = len(np.unique(counted[:, j]))
        if not 1 < different <= MOST_CATEGORIES:
            raise DataError(
                f"{item!r} takes {different} different values{where}; ordered items have 2 to"
                f' {MOST_CATEGORIES}. Fit it as a measurement (estimator="ml" or "pls" without polychoric'
                " correlations), or put its values into categories."
            )
    found = polychoric(rows.values, rows.weights)
    if found.perfect:
        first, second = (model.items[i] for i in found.perfect[0])
        raise DataError(
            f"The answers to {first!r} and {second!r} go together perfectly{where}, so their polychoric"
            " correlation does not exist. Leave one of them out, or join rare categories."
        )
    return found


def _total(rows: GroupRows) -> float:
    return float(len(rows.values) if rows.weights is None else rows.weights.sum())


def _gamma(found: Polychoric, rows: GroupRows, design: SurveyDesign | None) -> Array:
    """n times the covariance matrix of the correlations; of totals of sampling units under a design."""
    units = None if design is None else design.units
    return _total(rows) * errors.meat(found.influence, rows.weights, units, rows.where)


def optimum_of(model: PathModel, part: Reduced, sample: Sample, target: Target) -> tuple[Array, Optimum]:
    """The estimate and its certificate; refused where the model is not identified."""
    begin = starts(model, part.table, _as_they_are(part.table), sample)
    structure = part.structure
    generic = begin["plain"] + np.random.default_rng(0).uniform(-0.1, 0.1, structure.n_params)
    free = least_squares.blind(structure, target, generic)
    if free.shape[1]:
        from csmodels.path_models.likelihood.remarks import not_identified

        raise SpecificationError(not_identified(part.table, free))
    names = list(begin)
    many = Target(
        np.repeat(target.values, len(names), axis=0),
        np.repeat(target.weights, len(names), axis=0),
        target.shares,
        target.whole,
    )
    ends = least_squares.minimise(structure, many, np.stack([begin[name] for name in names]))
    order = np.lexsort((ends.value, ~ends.converged)).tolist()
    best = order[0]
    theta = ends.theta[best]
    curved = least_squares.hessian(structure, target, theta)
    curvature = float(np.linalg.eigvalsh(curved)[0]) if curved.size else np.inf
    searches = tuple(
        Start(
            names[i], float(ends.value[i]), float(ends.gradient[i]), int(ends.steps[i]),
            bool(ends.converged[i]),
        )
        for i in order
    )  # fmt: skip
    return theta, Optimum(float(ends.value[best]), float(ends.gradient[best]), curvature, searches)


def _resampled(
    part: Reduced,
    theta: Array,
    rows: list[GroupRows],
    options: Options,
    prepared: Prepared,
    target: Target,
) -> tuple[Array, Sample | None, NDArray[np.bool_], Variation]:
    """Parameters of every resample: its own correlations and weights, one batch of searches."""
    if not options.n_boot:
        nothing = np.empty(0, dtype=bool)
        return np.empty((0, part.n_whole)), None, nothing, Variation(options.conf_level)
    sources = [PolychoricSource(each.values, each.weights, variances=True) for each in rows]
    variations = [
        bootstrap(each, source, options, prepared.design) for each, source in zip(rows, sources, strict=True)
    ]
    if len(variations) > 1 and variations[0].members > variations[0].n_boot:
        raise SpecificationError('ci="bca" and "studentized" are for one sample; with by= use "percentile".')
    samples = [list(variation.samples()) for variation in variations]
    corr = np.stack([np.concatenate([m.cov for m in each]) for each in samples], axis=1)
    # n times the variances is what the weights are the inverse of
    gamma = np.stack(
        [np.concatenate([m.variances * np.asarray(m.n)[:, None] for m in each]) for each in samples],  # type: ignore[attr-defined]
        axis=1,
    )
    first, second = np.tril_indices(corr.shape[-1], -1)
    values = corr[..., first, second]
    usable = np.isfinite(values).all(axis=(1, 2)) & np.isfinite(gamma).all(axis=(1, 2))
    usable &= (gamma > 0).all(axis=(1, 2))
    draws, sound = np.full((len(corr), part.n_whole), np.nan), np.zeros(len(corr), dtype=bool)
    mine = np.flatnonzero(usable)
    ends = least_squares.minimise(
        part.structure,
        Target(values[mine], 1 / gamma[mine], target.shares, target.whole),
        np.repeat(theta[None], len(mine), axis=0),
        STEPS_OF_RESAMPLES,
    )
    sound[mine] = ends.converged
    draws[sound] = part.expand(ends.theta[ends.converged])
    return draws, Sample(corr, None, target.shares), sound, variations[0]


def _notices(model: PathModel, found: list[Polychoric]) -> list[Notice]:
    """Empty cells that were filled; correlations that are no correlation matrix."""
    said: list[Notice] = []
    filled = dict.fromkeys(
        f"{model.items[i]} × {model.items[j]}" for each in found for i, j in each.corrected
    )
    if filled:
        said.append(notice("ordinal_filled", DataWarning, pairs=some(filled, 4), n=len(filled)))
    lowest = min(float(np.linalg.eigvalsh(each.corr)[0]) for each in found)
    if lowest < NEGATIVE:
        said.append(notice("ordinal_indefinite", DataWarning, value=f"{lowest:.3f}"))
    return said


def _settings(
    data: object,
    prepared: Prepared,
    options: Options,
    likelihood: Likelihood,
    estimates: Estimates,
    by: str | None,
) -> dict[str, object]:
    errors = {
        "se": "bootstrap" if options.n_boot else "robust_wlsmv",
        "robust": "wlsmv",
        "information": "expected",
    }
    first = {"estimator": "wlsmv", "correlations": "polychoric"}
    settings = settings_of(data, prepared, options, likelihood, estimates, first, errors)
    if by is not None:
        settings["by"] = by
    return settings
