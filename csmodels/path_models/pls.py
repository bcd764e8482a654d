"""Fitting a path model by PLS: the estimate, its groups and its resamples as one batch of moments."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.errors import DataError, SpecificationError, check_choice
from csmodels.numerics.linearization import kish
from csmodels.numerics.moments import Moments, stack
from csmodels.numerics.pls import TOLERANCE, PlsSpec
from csmodels.numerics.reliability import block_reliability
from csmodels.numerics.variation import Bootstrap, Variation
from csmodels.path_models.admissibility import QUANTITY, admissibility_notices, checks
from csmodels.path_models.estimation import (
    Estimates,
    Estimator,
    Members,
    PlsEstimator,
    Statistic,
    sound,
)
from csmodels.path_models.model import PathModel, check_recursive
from csmodels.path_models.ordinal_pls import check_correlations, polychoric_and_variation
from csmodels.path_models.prepared import Prepared, prepare
from csmodels.path_models.reasons import why_not
from csmodels.path_models.remarks import data_notices, estimate_notices
from csmodels.progress import with_progress
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import Options, design_notices, how_resampled, settled
from csmodels.sampling.variations import (
    GROUPS,
    estimate_and_variation,
)
from csmodels.survey import SurveyData
from csmodels.survey.design import read_design
from csmodels.survey.groups import keep_groups
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import in_words, issue

if TYPE_CHECKING:
    from csmodels.path_models.result import PathResult

Array = NDArray[np.float64]

SCHEMES = ("path", "factorial", "centroid")


def plan(model: PathModel, scheme: str) -> PlsSpec:
    """Translate a model into numbers for the algorithm."""
    check_choice("scheme", scheme, SCHEMES)
    return _planned(model, scheme)


@lru_cache(maxsize=32)
def _planned(model: PathModel, scheme: str) -> PlsSpec:
    check_recursive(model)
    place = {name: i for i, name in enumerate(model.constructs)}
    return PlsSpec(
        sizes=tuple(len(c.items) for c in model.measurement.values()),
        modes=tuple(c.mode for c in model.measurement.values()),
        paths=tuple((place[d], place[p]) for d, p in model.paths),
        scheme=scheme,  # type: ignore[arg-type]
    )


def make_estimator(model: PathModel, scheme: str, name: str) -> Estimator:
    """The estimator of a model: PLS, consistent PLS, or the one for models with further terms."""
    spec = plan(model, scheme)
    if not model.plain:
        from csmodels.path_models.terms import refuse_terms
        from csmodels.path_models.two_stage import terms_estimator

        if name != "pls":
            refuse_terms(model, f'estimator="{name}"')
        return terms_estimator(model, spec.scheme)
    if name == "plsc":
        return PlsEstimator(spec, tuple(c.kind == "reflective" for c in model.measurement.values()))
    return PlsEstimator(spec)


def fit(
    model: PathModel,
    data: SurveyData | pd.DataFrame | Moments,
    *,
    estimator: str = "pls",
    scheme: str = "path",
    correlations: str = "pearson",
    missing: str = "listwise",
    n_imputations: int = 20,
    n_boot: int | None = None,
    seed: int = 0,
    se: str | None = None,
    resample: str = "rows",
    ci: str | None = None,
    conf_level: float = 0.95,
    by: str | None = None,
    resample_indices: NDArray[np.integer[Any]] | None = None,
    progress: bool | None = None,
    ranges: dict[str, tuple[float, float]] | None = None,
    statistic: Statistic | None = None,
    stacklevel: int = 3,
) -> PathResult:
    """Fit a path model by PLS; see `PathModel.fit` for the options.

    `ranges` (admissible answers of items) and `statistic` (further figures from the same resamples,
    kept under the name "statistic") are for models built on this one.
    """
    from csmodels.path_models.result import PathResult

    made = make_estimator(model, scheme, estimator)
    design = read_design(data)
    asked = Options(
        se=se,
        ci=ci,
        n_boot=n_boot,
        seed=seed,
        conf_level=conf_level,
        resample=resample,
        missing="none" if isinstance(data, Moments) else missing,
        n_imputations=n_imputations,
        indices=resample_indices,
        robust=estimator == "plsc",
    )
    options = settled(check_correlations(model, correlations, asked), design)
    if resample_indices is not None and by is not None:
        raise SpecificationError("resample_indices go with one sample of rows: not with by= or Moments.")
    prepared = prepare(model, data, _min_rows(made.spec), options, by, ranges, design)
    made, moments, variations = _moments(model, made, prepared, options, correlations)
    members = made.members(moments)
    prepared, members, variations = _drop_failed(model, made, prepared, members, variations)
    estimates = _estimates(made, members, variations, statistic, progress)
    labels = prepared.labels or ()
    words = group_labels(data, by)
    remarks = data_notices(model, data, prepared.answers, prepared.failed, words)
    if correlations == "polychoric":  # which no rule for missing answers goes with
        remarks = [replace(r, key="left_open_complete") if r.key == "left_open" else r for r in remarks]
    notices = [
        *remarks,
        *design_notices(prepared.design, options),
        *estimate_notices(model, estimates, labels, words),
        *(admissibility_notices(model, estimates, in_words(labels, words)) if estimator == "plsc" else []),
    ]
    issue(notices, stacklevel)
    return PathResult(
        model=model,
        estimates=estimates,
        # without the answers whatever works on rows is refused: it would correlate them as numbers
        answers=prepared.answers if correlations == "pearson" else None,
        groups=tuple(labels),
        settings=FrozenMapping(
            _settings(data, prepared, options, estimates, estimator, scheme, by)
            | ({} if correlations == "pearson" else {"correlations": correlations})
        ),
        notices=tuple(notices),
        group_labels=words,
        failed_groups=FrozenMapping(prepared.failed),
        design=prepared.design,
    )


def _moments(
    model: PathModel, made: Estimator, prepared: Prepared, options: Options, correlations: str
) -> tuple[Estimator, Moments, list[Variation]]:
    """Moments of every group and the ways they are varied; the estimator for these answers."""
    if prepared.moments is not None:
        return made, prepared.moments, [Variation(options.conf_level)]
    if correlations == "polychoric":
        each = [polychoric_and_variation(model, rows, options, prepared.design) for rows in prepared.rows]
        return made, stack([moments for moments, _ in each]), [variation for _, variation in each]
    if not model.plain:
        complete = np.concatenate([rows.values for rows in prepared.rows])
        made = made.fitted_to(complete[~np.isnan(complete).any(axis=1)])
    found = [estimate_and_variation(rows, options, prepared.design, made.extend) for rows in prepared.rows]
    return made, stack([moments for moments, _ in found]), [variation for _, variation in found]


def _drop_failed(
    model: PathModel,
    made: Estimator,
    prepared: Prepared,
    members: Members,
    variations: list[Variation],
) -> tuple[Prepared, Members, list[Variation]]:
    """Leave out groups without an estimate, and say why; without any estimate this is an error."""
    bad = np.isnan(members.fit.paths).any(axis=-1) | np.isnan(members.fit.weights).any(axis=-1)
    if not bad.any():
        return prepared, members, variations
    reasons = {int(g): why_not(model, made, members.take(int(g))) for g in np.flatnonzero(bad)}
    labels = prepared.labels
    if labels is None or bad.all():
        first = min(reasons)
        place = "" if labels is None else f" in group {labels[first]!r}"
        raise DataError(reasons[first].replace("{group}", place))
    good = np.flatnonzero(~bad).tolist()
    kept = tuple(labels[g] for g in good)
    failed = {**prepared.failed, **{labels[g]: why.replace("{group}", "") for g, why in reasons.items()}}
    return (
        replace(
            prepared,
            answers=None if prepared.answers is None else keep_groups(prepared.answers, kept),
            rows=[prepared.rows[g] for g in good],
            labels=kept,
            failed=failed,
        ),
        members.take(good),
        [variations[g] for g in good],
    )


def _estimates(
    made: Estimator,
    members: Members,
    variations: list[Variation],
    statistic: Statistic | None,
    progress: bool | None,
) -> Estimates:
    """Every figure of every group, and of every member by which the groups are varied."""
    values = _quantities(made, members, statistic)
    varied, good = [], []
    total = sum(variation.members for variation in variations)
    for g, variation in enumerate(variations):
        mine = members.take(g)
        held = {name: np.empty((v.shape[-1], variation.members)) for name, v in values.items()}
        used, at = np.zeros(variation.members, dtype=bool), 0
        chunks = ((len(part.cov), part) for part in variation.samples())
        for part in with_progress(chunks, total, "bootstrap", progress):
            found = made.members(part, mine.moments, mine)
            with np.errstate(invalid="ignore", divide="ignore"):
                figures = _quantities(made, found, statistic)
            here = slice(at, at + len(part.cov))
            used[here] = sound(found)
            for name, figure in figures.items():
                held[name][:, here] = figure.T
            at = here.stop
        for array in held.values():
            np.copyto(array, np.nan, where=~used)
        varied.append(FrozenMapping(held))
        good.append(used)
    return Estimates(made, members, FrozenMapping(values), tuple(variations), tuple(varied), tuple(good))


def _quantities(made: Estimator, members: Members, statistic: Statistic | None) -> dict[str, Array]:
    """Every figure of a batch of members, each of shape (members, k)."""
    found, spec = members.fit, made.spec
    blocks = []
    for block, mode in zip(spec.blocks, spec.modes, strict=True):
        weights, loadings = found.weights[:, block], found.loadings[:, block]
        measures = block_reliability(members.corr[:, block, block], weights, loadings)
        # a formative block need not hang together: these measures say nothing about it
        blocks.append(measures if mode == "A" else np.full_like(measures, np.nan))
    values = {
        "weights": found.weights,
        "loadings": found.loadings,
        "paths": made.shown_paths(members),
        "r_squared": found.r_squared,
        "reliability": np.concatenate(blocks, axis=-1),
    }
    if any(getattr(made, "corrected", ())):
        values[QUANTITY] = checks(made, members)
    if statistic is not None:
        values["statistic"] = statistic(members)
    return values


def _settings(
    data: object,
    prepared: Prepared,
    options: Options,
    estimates: Estimates,
    estimator: str,
    scheme: str,
    by: str | None,
) -> dict[str, object]:
    answers, labels = prepared.answers, prepared.labels or ()
    n = len(answers) if answers else estimates.moments.n[0]
    survey = data if isinstance(data, SurveyData) else None
    fit = estimates.members.fit
    settings: dict[str, object] = {
        "estimator": estimator,
        "scheme": scheme,
        "n": n,
        "n_rows": answers.n_rows if answers else n,
        "n_dropped": answers.n_dropped if answers else 0,
        "missing": options.missing,
        "weights": survey.weights if survey is not None and survey.weights else "none",
    }
    if options.missing == "mi":
        settings["n_imputations"] = options.n_imputations
    if answers is not None and answers.weights is not None:
        effective, deff = kish(answers.weights)
        if not answers.weights.all():
            settings["n_without_weight"] = int((answers.weights == 0).sum())
        settings |= {"n_effective": effective, "design_effect": deff}
    if survey is not None and prepared.design is not None and prepared.design.units is not None:
        units = prepared.design.units
        settings |= {role: name for role in ("strata", "clusters") if (name := getattr(survey, role))}
        settings |= {"n_units": len(units.strata), "design_df": units.df}
    if options.se == "replicates" and survey is not None:
        settings["replicate_weights"] = len(survey.replicate_weights)
    settings |= {
        "se": options.se,
        "resample": how_resampled(options, prepared.design),
        "n_boot": estimates.n_boot,
        "n_boot_used": _one_or_each(estimates.used.sum(axis=1), labels),
        "seed": options.seed,
        "ci": options.ci,
        "conf_level": options.conf_level,
        "converged": bool(fit.converged.all()),
        "iterations": _one_or_each(fit.steps, labels),
        "tolerance": TOLERANCE,
    }
    if options.ci == "bca" and options.n_boot:
        left_out = [
            v.left_out.members for v in estimates.variations if isinstance(v, Bootstrap) and v.left_out
        ]
        settings["n_left_out"] = _one_or_each(np.array(left_out), labels)
    if settings["resample"] == "groups":
        sizes = [min(GROUPS, len(rows.values)) for rows in prepared.rows]
        settings["n_groups"] = _one_or_each(np.array(sizes), labels)
    if by is not None:
        settings["by"] = by
    return settings


def _min_rows(spec: PlsSpec) -> int:
    """Fewest rows on which every regression of the algorithm has an answer."""
    regressions = [len(before) for before in spec.predictors]
    blocks = [size for size, mode in zip(spec.sizes, spec.modes, strict=True) if mode == "B"]
    return max(3, *(k + 2 for k in (*regressions, *blocks)))


def _one_or_each(values: NDArray[Any], groups: tuple[Any, ...]) -> object:
    """One number, or the number of each group where they differ."""
    numbers = [int(v) for v in values]
    if len(set(numbers)) == 1:
        return numbers[0]
    return FrozenMapping(dict(zip(groups, numbers, strict=True))) if groups else numbers[0]
