"""From a theory and its items to a path model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csmodels.disconfirmation.latent.pairs import attributes_asked, pairs_of
from csmodels.disconfirmation.latent.products import (
    EXPECTATION_SQUARED,
    PERFORMANCE_SQUARED,
    PRODUCT,
    differences,
    product_items,
)
from csmodels.errors import SpecificationError, did_you_mean, some
from csmodels.path_models.constructs import Construct
from csmodels.path_models.model import PathModel
from csmodels.path_models.terms import ProductTerm, interaction, quadratic

if TYPE_CHECKING:
    import pandas as pd

    from csmodels.disconfirmation.latent.model import DisconfirmationModel
    from csmodels.survey import SurveyData

#: The three terms of second order, in the order of b3, b4, b5.
SECOND = (EXPECTATION_SQUARED, PRODUCT, PERFORMANCE_SQUARED)


def path_model(
    model: DisconfirmationModel, estimator: str, data: SurveyData | pd.DataFrame | None = None
) -> PathModel:
    """The path model of a theory; see `DisconfirmationModel.path_model`."""
    from csmodels.disconfirmation.latent.model import ESTIMATORS

    if estimator not in ESTIMATORS:
        raise SpecificationError(
            f"estimator={estimator!r} is not available. Choose one of {some(map(repr, ESTIMATORS))}."
            f"{did_you_mean(estimator, ESTIMATORS)}"
        )
    if model.measure == "polynomial" and estimator == "plsc":
        raise SpecificationError(
            'measure="polynomial" is not offered with estimator="plsc": two-stage terms are products of'
            " scores"
            ' that still hold error. Use "ml", whose product indicators are free of it, or "pls".'
        )
    theory = model.theory
    blocks = {theory.construct(role): items_of(model, role) for role in model.roles}
    structure = _structure(model)
    if model.measure != "polynomial":
        pairs = pairs_of(model, attributes_asked(data)).all if estimator == "ml" else []
        return PathModel(blocks, structure, covariances=pairs)
    e, p = theory.construct("expectation"), theory.construct("performance")
    if estimator == "pls":
        made = (quadratic(e), interaction(e, p), quadratic(p))
        terms: dict[str, Construct | ProductTerm] = dict(zip(SECOND, made, strict=True))
        return PathModel({**blocks, **terms}, structure)
    products = product_items(model)
    measured = dict(blocks)
    for term, columns in zip(SECOND, products, strict=True):
        measured[term] = columns
    pairs = pairs_of(model, attributes_asked(data)).all
    squares, crossed, others = products
    if len(squares) > 1:
        for j in range(len(squares)):
            pairs += [(squares[j], crossed[j]), (crossed[j], others[j])]
            if model.paired:
                pairs.append((squares[j], others[j]))
    return PathModel(measured, structure, covariances=pairs)


def items_of(model: DisconfirmationModel, role: str) -> tuple[str, ...]:
    """Columns that measure a role."""
    if role == "disconfirmation" and model.measure == "difference":
        return differences(model)
    found: tuple[str, ...] = getattr(model, role)
    return found


def _structure(model: DisconfirmationModel) -> dict[str, list[str]]:
    """Outcomes and predictors as constructs, without what has no items."""
    theory = model.theory
    if model.measure == "polynomial":
        return _with_surface(model)
    found = {}
    for outcome, predictors in theory.paths.items():
        if outcome in model.roles:
            found[theory.construct(outcome)] = [theory.construct(p) for p in predictors if p in model.roles]
    return found


def _with_surface(model: DisconfirmationModel) -> dict[str, list[str]]:
    theory = model.theory
    found: dict[str, list[str]] = {}
    for outcome, predictors in theory.paths.items():
        # expectation and performance are causes that correlate: their products could not be told from those
        # of an error term, if one of them had one
        if outcome not in model.roles or outcome in ("expectation", "performance"):
            continue
        if outcome == "satisfaction":
            linear = [theory.construct(role) for role in ("expectation", "performance")]
            more = [p for p in predictors if p in model.roles and p not in ("expectation", "performance")]
            found[theory.construct(outcome)] = [*linear, *SECOND, *(theory.construct(p) for p in more)]
        else:
            found[theory.construct(outcome)] = [theory.construct(p) for p in predictors if p in model.roles]
    return {outcome: given for outcome, given in found.items() if given}
