"""Fitting a surface: coefficients from moments, their covariance, their resamples."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.surface.estimates import Estimates
from csmodels.disconfirmation.surface.model import ResponseSurface, names_of
from csmodels.disconfirmation.surface.ratings import Ratings, check_ranks, ratings_of, remarks
from csmodels.errors import DataError, SpecificationError, check_choice
from csmodels.numerics.regression import least_squares
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import Options, how_resampled, settled
from csmodels.sampling.remarks import left_out
from csmodels.sampling.variations import GroupRows, estimate_and_variation, rows_by_group
from csmodels.survey import SurveyData
from csmodels.survey.answers import Answers, read_answers
from csmodels.survey.design import SurveyDesign, read_design
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import issue

if TYPE_CHECKING:
    from csmodels.disconfirmation.surface.result import SurfaceResult

Array = NDArray[np.float64]

ESTIMATORS = ("ols", "logit", "probit")
#: Errors from residuals, by statsmodels; the first is the default.
SANDWICHES = ("HC3", "HC0", "HC1", "HC2")
ERRORS = (*SANDWICHES, "classical", "ml", "cluster", "linearized", "replicates", "bootstrap")
MISSING = ("listwise", "mi")
#: Errors that come from the varied moments and not from residuals.
BY_VARIATION = ("linearized", "replicates", "bootstrap")


@dataclass(frozen=True)
class Asked:
    """What the user asked of a fit; None stands for what follows from the data."""

    estimator: str = "ols"
    errors: str | None = None
    missing: str = "listwise"
    n_boot: int | None = None
    seed: int = 0
    ci: str | None = None
    conf_level: float = 0.95


def fit(
    model: ResponseSurface,
    data: SurveyData | pd.DataFrame,
    asked: Asked,
    *,
    by: str | None,
    ranges: dict[str, tuple[float, float]],
) -> SurfaceResult:
    """Fit a surface; see `ResponseSurface.fit` for the options."""
    from csmodels.disconfirmation.surface.result import SurfaceResult

    design = read_design(data)
    errors, options = _settled(asked, design)
    least = 3 + len(model.controls) + (5 if model.degree == 2 else 9)
    limits = {**_ranges(model), **ranges}
    given = read_answers(data, model.items, missing=options.missing, by=by, ranges=limits, min_rows=least)
    answers = _counted(given)
    complete = answers.values[~np.isnan(answers.values).any(axis=1)]
    whole = None if answers.weights is None else answers.weights[~np.isnan(answers.values).any(axis=1)]
    ratings = ratings_of(model, data, complete, whole)
    labels = tuple(answers.group_names) if by is not None else None
    parts = [
        _one_group(rows, ratings, asked, errors, options, design, by)
        for rows in rows_by_group(answers, labels)
    ]
    words = group_labels(data, by)
    # imputation, the remedy, is for least squares with linearised errors
    imputable = asked.estimator == "ols" and (design is None or design.units is not None)
    notices = left_out(given, words, "left_open_terms" if imputable else "left_open_only")
    notices += remarks(ratings, complete)
    result = SurfaceResult(
        model=model,
        ratings=ratings,
        parts=tuple(parts),
        answers=answers,
        groups=labels or (),
        settings=FrozenMapping(
            _settings(data, answers, len(given) - len(answers), asked, errors, options, design, by, ratings)
        ),
        notices=(),
        group_labels=words,
        questionnaire=data.questionnaire if isinstance(data, SurveyData) else None,
        design=design,
    )
    found = (*notices, *result._remarks())
    object.__setattr__(result, "notices", found)
    issue(found, stacklevel=3)
    return result


def _ranges(model: ResponseSurface) -> dict[str, tuple[float, float]]:
    """Admissible answers from the model's scale."""
    if model.scale is None:
        return {}
    ratings = (*names_of(model.expectation, "expectation"), *names_of(model.performance, "performance"))
    return dict.fromkeys(ratings, model.scale)


def _counted(answers: Answers) -> Answers:
    """The respondents that count: one of weight 0 has no share in any figure, count or resample.

    The design keeps their strata and clusters, which are looked up by the rows' places in the survey.
    """
    if answers.weights is None or answers.weights.all():
        return answers
    kept = answers.weights > 0
    return replace(
        answers,
        values=answers.values[kept],
        index=answers.index[kept],
        weights=answers.weights[kept],
        groups=None if answers.groups is None else answers.groups[kept],
        group_codes=None if answers.group_codes is None else answers.group_codes[kept],
        rows=answers.rows[kept],
    )


def _settled(asked: Asked, design: SurveyDesign | None) -> tuple[str, Options]:
    """Errors and how the sample is varied; contradictions are refused."""
    for name, value, choices in (
        ("estimator", asked.estimator, ESTIMATORS),
        ("errors", asked.errors, ERRORS),
        ("missing", asked.missing, MISSING),
    ):
        if value is not None:
            check_choice(name, value, choices)
    units = design is not None and design.units is not None
    replicates = design is not None and design.replicates is not None
    errors = asked.errors or (
        "replicates" if replicates else "linearized" if units or asked.missing == "mi" else "HC3"
    )
    ordered = asked.estimator != "ols"
    if ordered and design is not None:
        raise SpecificationError(
            f"estimator={asked.estimator!r} does not know strata, clusters or replicate weights; fit"
            ' estimator="ols" with them.'
        )
    if ordered and (asked.errors not in (None, "ml") or asked.missing != "listwise" or asked.n_boot):
        raise SpecificationError(
            f"estimator={asked.estimator!r} has the errors of maximum likelihood, listwise answers and no"
            " resamples; leave errors, missing and n_boot out."
        )
    if errors == "cluster" and not units:
        raise SpecificationError('errors="cluster" needs cs.SurveyData(frame, clusters="...").')
    if asked.missing == "mi" and errors != "linearized":
        raise SpecificationError(f'missing="mi" goes with errors="linearized", not {errors!r}.')
    se = errors if errors in ("linearized", "replicates") else "bootstrap"
    n_boot = 0 if ordered else asked.n_boot
    if errors == "bootstrap" and asked.n_boot == 0:
        raise SpecificationError('errors="bootstrap" needs resamples; leave n_boot out for 1,000.')
    options = settled(
        Options(
            se=se, ci=asked.ci, n_boot=n_boot, seed=asked.seed, conf_level=asked.conf_level,
            resample="rows", missing=asked.missing,
        ),
        design,
    )  # fmt: skip
    return ("ml" if ordered else errors), options


def _one_group(
    rows: GroupRows,
    ratings: Ratings,
    asked: Asked,
    errors: str,
    options: Options,
    design: SurveyDesign | None,
    by: str | None,
) -> Estimates:
    where = "" if by is None else f" in group {rows.label!r} of {by!r}"
    full = ~np.isnan(rows.values).any(axis=1)
    table = ratings.extend(rows.values[full])
    check_ranks(ratings, table, where)
    weights = None if rows.weights is None else rows.weights[full]
    moments, variation = estimate_and_variation(rows, options, design, ratings.extend)
    if asked.estimator != "ols":
        params, of_params, r2, levels = _ordered(table, weights, asked.estimator)
        return Estimates(
            params, of_params, None, 0, ratings.n_terms, moments, variation,
            np.empty((0, len(params))), np.empty(0, dtype=bool), r2, np.empty(0), table, weights, rows.label,
            levels=levels,
        )  # fmt: skip
    k = table.shape[1] - 1
    found = least_squares(moments, k, range(k))
    draws, means = [], []
    for members in variation.samples():
        draws.append(least_squares(members, k, range(k)))
        assert members.mean is not None  # moments of rows
        means.append(members.mean[:, ratings.n_terms : k])
    varied = np.concatenate([d.params for d in draws]) if draws else np.empty((0, k + 1))
    used = np.asarray(np.isfinite(varied).all(axis=1))
    explained = np.concatenate([d.r_squared for d in draws]) if draws else np.empty(0)
    covariance: Array | None = None
    df = None if design is None or design.units is None else float(design.units.df)
    if errors not in BY_VARIATION:
        clusters = None
        if errors == "cluster":
            assert design is not None  # refused without
            assert design.units is not None
            clusters = design.units.units[rows.where][full]
        covariance, df = _covariance(table, weights, errors, clusters)
    return Estimates(
        found.params, covariance, df, 1, ratings.n_terms, moments, variation, varied,
        used, float(found.r_squared), explained, table, weights, rows.label,
        control_draws=np.concatenate(means) if means else None,
    )  # fmt: skip


def _covariance(
    table: Array, weights: Array | None, errors: str, clusters: NDArray[np.intp] | None
) -> tuple[Array, float | None]:
    """Covariance of intercept and coefficients, by statsmodels, and the degrees of freedom of limits."""
    import statsmodels.api as sm

    x, z = sm.add_constant(table[:, :-1], has_constant="add"), table[:, -1]
    # only ratios of survey weights matter: they are made to sum to the number of rows
    w = np.ones(len(z)) if weights is None else weights * (len(z) / weights.sum())
    model = sm.WLS(z, x, weights=w)
    left = float(len(z) - x.shape[1])
    if errors == "cluster":
        assert clusters is not None  # read with the design
        fitted = model.fit(cov_type="cluster", cov_kwds={"groups": clusters})
        return np.asarray(fitted.cov_params()), float(len(np.unique(clusters)) - 1)
    if errors in SANDWICHES:
        return np.asarray(model.fit(cov_type=errors).cov_params()), left
    found = np.asarray(model.fit().cov_params())
    if errors == "ml":
        return found * left / len(z), None
    return found, left


def _ordered(table: Array, weights: Array | None, link: str) -> tuple[Array, Array, float, Array]:
    """An ordered logit or probit model, by statsmodels: coefficients, then thresholds; the categories."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    if weights is not None:
        raise SpecificationError(
            f'estimator={link!r} does not know survey weights; fit estimator="ols", or leave them out:'
            " cs.SurveyData(frame)."
        )
    z = table[:, -1]
    levels = np.unique(z)
    if len(levels) > 12:
        raise DataError(
            f"The outcome has {len(levels)} different values; estimator={link!r} is for few ordered"
            ' categories. Use estimator="ols".'
        )
    codes = np.searchsorted(levels, z)
    # squares and products have other sizes than ratings: the search wants columns of one size
    size = table[:, :-1].std(axis=0)
    model = OrderedModel(pd.Series(pd.Categorical(codes, ordered=True)), table[:, :-1] / size, distr=link)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # what it says is said below
        fitted = model.fit(method="bfgs", disp=False, maxiter=500, gtol=1e-7)
    if not fitted.mle_retvals["converged"]:
        raise DataError(
            f"The ordered {link} model did not converge: perhaps the answers separate the categories of the"
            ' outcome completely. Use estimator="ols", or join rare categories.'
        )
    k = len(size)
    per_unit = np.append(1 / size, np.ones(len(levels) - 1))
    # the further thresholds are logarithms of distances; what is printed is the thresholds themselves
    raw = np.asarray(fitted.params) * per_unit
    cov = np.asarray(fitted.cov_params()) * np.outer(per_unit, per_unit)
    steps = np.exp(raw[k + 1 :])
    params = np.concatenate([raw[:k], raw[k] + np.concatenate([[0.0], np.cumsum(steps)])])
    turn = np.eye(len(raw))
    for i in range(len(steps)):
        turn[k + 1 + i, k:] = 0.0
        turn[k + 1 + i, k] = 1.0
        turn[k + 1 + i, k + 1 : k + 2 + i] = steps[: i + 1]
    return params, turn @ cov @ turn.T, float(1 - fitted.llf / fitted.llnull), levels


def _settings(
    data: SurveyData | pd.DataFrame,
    answers: Answers,
    without: int,
    asked: Asked,
    errors: str,
    options: Options,
    design: SurveyDesign | None,
    by: str | None,
    ratings: Ratings,
) -> dict[str, object]:
    survey = data if isinstance(data, SurveyData) else None
    settings: dict[str, Any] = {
        "estimator": asked.estimator,
        "n": len(answers),
        "n_rows": answers.n_rows,
        "n_dropped": answers.n_dropped,
        "missing": options.missing,
        "weights": survey.weights if survey is not None and survey.weights else "none",
        "center": ratings.center,
        "errors": errors,
        "n_boot": options.n_boot or 0,
        "seed": options.seed,
        "ci": options.ci or "normal",
        "conf_level": options.conf_level,
    }
    if without:
        settings["n_without_weight"] = without
    if options.n_boot:
        settings["resample"] = how_resampled(options, design)
    if by is not None:
        settings["by"] = by
    return settings
