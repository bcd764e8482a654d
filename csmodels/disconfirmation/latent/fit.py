"""Fitting a latent model of disconfirmation: columns, refusals, the path model, what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csmodels.disconfirmation.latent.pairs import attributes_asked, pairs_of, told
from csmodels.disconfirmation.latent.products import (
    check_answers,
    check_distinct,
    named,
    refuse_option,
    skewed,
)
from csmodels.disconfirmation.latent.soundness import Refused, forbids_surface
from csmodels.errors import ConvergenceWarning, DataError, SpecificationError
from csmodels.numerics.moments import Moments
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.path_models.result import PathResult
from csmodels.sampling.grouped import group_labels
from csmodels.sampling.remarks import Labels, left_out
from csmodels.survey.answers import MISSING, Answers, read_answers
from csmodels.tables import FrozenMapping
from csmodels.tables.notices import Group, Notice, in_words, issue, notice

if TYPE_CHECKING:
    from csmodels.disconfirmation.latent.model import DisconfirmationModel
    from csmodels.disconfirmation.latent.result import DisconfirmationResult
    from csmodels.survey import SurveyData

#: Notices of the path model that name the items left open most often.
LEFT_OUT = ("left_open", "ml_left_open", "left_open_complete")


def fit(
    model: DisconfirmationModel,
    data: SurveyData | pd.DataFrame,
    estimator: str,
    by: str | None,
    options: Mapping[str, Any],
) -> DisconfirmationResult:
    """Fit a theory; see `DisconfirmationModel.fit`."""
    from csmodels.disconfirmation.latent.result import DisconfirmationResult

    estimator = estimator.lower() if isinstance(estimator, str) else estimator
    paths = model.path_model(estimator, data)
    if isinstance(data, Moments):
        raise DataError(
            "Moments have no rows from which differences or products could be made: fit"
            " model.path_model().fit(moments, 'ml')."
        )
    options = _options(model, estimator, options)
    missing = str(options.get("missing", "listwise"))
    answers = read_answers(data, model.items, missing=missing if missing in MISSING else "em", by=by)
    check_answers(model, answers)
    labels = group_labels(data, by)
    notices = check_distinct(model, answers, by, labels)
    notices += _remarks(model, estimator)
    if estimator == "ml":
        notices += told(model, pairs_of(model, attributes_asked(data)))
    if model.measure == "polynomial" and estimator == "ml":
        counted = ~np.isnan(answers.values).any(axis=1)
        if answers.weights is not None:
            counted &= answers.weights > 0
        complete = answers.values[counted]
        notices += skewed(model, complete, {name: i for i, name in enumerate(answers.items)})
    wide = model.with_columns(data, by)
    path = paths.fit(wide, estimator, by=by, **options)
    notices += _no_surface(model, path)
    result = DisconfirmationResult(
        model=model,
        path=path,
        groups=path.groups,
        group_labels=path.group_labels,
        settings=FrozenMapping({"structure": model.theory.name, "measure": model.measure, **path.settings}),
        notices=(*notices, *_of_items(model, path.notices, answers, labels)),
    )
    # what the path model has to say was issued by its own fit
    issue(notices, stacklevel=3)
    return result


def _no_surface(model: DisconfirmationModel, path: CovarianceResult | PathResult) -> list[Notice]:
    """Why there is no latent surface, or none of some groups."""
    if model.measure != "polynomial" or not isinstance(path, CovarianceResult):
        return []
    if not path.converged:
        return [notice("latent_no_surface", ConvergenceWarning)]
    names: list[str | Group] = list(in_words(path.groups, path.group_labels)) or [""]
    return [
        # the path model's own warnings were issued: this one says what follows from them
        Refused("latent_refused", FrozenMapping({"group": name}), None, causes)
        for g, name in enumerate(names)
        if (causes := forbids_surface(path, g))
    ]


def _of_items(
    model: DisconfirmationModel, given: tuple[Notice, ...], answers: Answers, labels: Labels
) -> list[Notice]:
    """What the path model says, with the items of the questionnaire where it counts columns made of them."""
    if model.measure == "direct":
        return list(given)
    return [
        again
        for each in given
        for again in (left_out(answers, labels, each.key) if each.key in LEFT_OUT else [each])
    ]


def _options(model: DisconfirmationModel, estimator: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Options of the path model's fit, with what products need."""
    options = dict(given)
    if "equal" in options and options["equal"] and model.measure == "polynomial":
        refuse_option("equal", options["equal"], "items are centred in each group. Leave it out.")
    if model.measure != "polynomial" or estimator != "ml":
        return options
    if options.get("scaling", "marker") != "marker":
        refuse_option(
            "scaling",
            options["scaling"],
            "squares and product need the unit of their constructs. Leave it out.",
        )
    chosen = [name for name in ("robust", "information", "se", "n_boot", "ci") if options.get(name)]
    if not chosen:
        options["robust"] = "mlr"
    # many indicators, far from normal: our own search alone is quicker, and its end is certified all the same
    options.setdefault("optimizer", "scoring")
    return options


def _remarks(model: DisconfirmationModel, estimator: str) -> list[Notice]:
    """What was left out or turned, which the reader would not see in the paths."""
    found: list[Notice] = []
    found += [notice("latent_unused", role=named(model, role)) for role in model.unused]
    if model.measure == "polynomial" and estimator == "pls":
        found.append(notice("latent_pls_surface"))
    if model.measure == "polynomial" and {"performance", "disconfirmation"} & set(model.theory.paths):
        found.append(notice("latent_dropped"))
    if not model.roles or "satisfaction" not in model.roles:
        raise SpecificationError("The structure says nothing of satisfaction: name its predictors.")
    return found
