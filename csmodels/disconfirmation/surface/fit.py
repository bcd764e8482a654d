"""Fitting a surface: coefficients from moments, their covariance, their resamples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csmodels.disconfirmation.surface.estimates import Estimates
from csmodels.disconfirmation.surface.model import ResponseSurface
from csmodels.disconfirmation.surface.ratings import Ratings, check_ranks, ratings_of, remarks
from csmodels.numerics.regression import least_squares
from csmodels.sampling.columns import names_of
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.options import Options
from csmodels.sampling.ordered import ordered
from csmodels.sampling.regressions import BY_VARIATION, Asked, residual_covariance, settle
from csmodels.sampling.remarks import left_out
from csmodels.sampling.settings import counted, respondents, uncertainty
from csmodels.sampling.variations import GroupRows, estimate_and_variation, rows_by_group
from csmodels.survey import SurveyData
from csmodels.survey.answers import read_answers
from csmodels.survey.design import SurveyDesign, read_design
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import issue

if TYPE_CHECKING:
    from csmodels.disconfirmation.surface.result import SurfaceResult

Array = NDArray[np.float64]

ESTIMATORS = ("ols", "logit", "probit")


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
    errors, options = settle(asked, design, ESTIMATORS)
    least = 3 + len(model.controls) + (5 if model.degree == 2 else 9)
    limits = {**_ranges(model), **ranges}
    given = read_answers(data, model.items, missing=options.missing, by=by, ranges=limits, min_rows=least)
    answers = counted(given)
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
            {
                "estimator": asked.estimator,
                **respondents(data, answers, len(answers), options.missing),
                "center": ratings.center,
                **uncertainty(errors, options, design, by, without=len(given) - len(answers)),
            }
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
        by_order, levels = ordered(table, weights, asked.estimator)
        return Estimates(
            by_order.params, by_order.covariance, None, 0, ratings.n_terms, moments, variation,
            np.empty((0, len(by_order.params))), np.empty(0, dtype=bool), by_order.mcfadden, np.empty(0),
            table, weights, rows.label, levels=levels,
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
        covariance, df = residual_covariance(table, weights, errors, clusters)
    return Estimates(
        found.params, covariance, df, 1, ratings.n_terms, moments, variation, varied,
        used, float(found.r_squared), explained, table, weights, rows.label,
        control_draws=np.concatenate(means) if means else None,
    )  # fmt: skip
