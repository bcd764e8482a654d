"""What Python seminr and seminrExtras do in each line of the benchmark."""

from __future__ import annotations

from typing import Any

import pandas as pd

from benchmarks.ecsi import ecsi, program
from benchmarks.measuring import Job


def likelihood(frame: pd.DataFrame, amount: int) -> Job:
    """The covariance model by its `estimate_cbsem`: parameters, robust errors, measures of fit, scores."""
    sm = program("seminr")
    model = ecsi()
    blocks = [sm.reflective(name, items) for name, items in model.items.items()]
    arrows = [sm.paths(from_=predictors, to=outcome) for outcome, predictors in model.structure.items()]
    parts = sm.constructs(*blocks), sm.relationships(*arrows)
    return lambda: sm.summarize(sm.estimate_cbsem(frame, *parts))


def _model(*, interaction: bool = False) -> tuple[Any, Any]:
    """Measurement and structure; with an interaction of image and value on satisfaction."""
    sm = program("seminr")
    model = ecsi()
    blocks = [sm.composite(name, items) for name, items in model.items.items()]
    structure = {outcome: list(predictors) for outcome, predictors in model.structure.items()}
    if interaction:
        blocks.append(sm.interaction_term("Image", "Value", method=sm.two_stage))
        structure["Satisfaction"].append("Image*Value")
    arrows = [sm.paths(from_=predictors, to=outcome) for outcome, predictors in structure.items()]
    return sm.constructs(*blocks), sm.relationships(*arrows)


def fit(frame: pd.DataFrame, amount: int) -> Job:
    """Fit, bootstrap (paths, weights, loadings, total effects, HTMT), summary; it has no index."""
    sm = program("seminr")
    model = _model()

    def job() -> object:
        found = sm.estimate_pls(frame, *model)
        if amount == 0:
            return found
        return sm.summarize(sm.bootstrap_model(found, nboot=amount, seed=1, cores=1))

    return job


def interaction(frame: pd.DataFrame, amount: int) -> Job:
    """The bootstrap of the model with a two-stage interaction."""
    sm = program("seminr")
    model = _model(interaction=True)

    def job() -> object:
        found = sm.estimate_pls(frame, *model)
        return sm.summarize(sm.bootstrap_model(found, nboot=amount, seed=1, cores=1))

    return job


def predict(frame: pd.DataFrame, amount: int) -> Job:
    """PLSpredict, 10 folds, once for each repetition."""
    sm = program("seminr")
    model = _model()

    def job() -> object:
        found = sm.estimate_pls(frame, *model)
        return [
            sm.summarize(sm.predict_pls(found, technique=sm.predict_DA, no_folds=10, seed=seed, cores=1))
            for seed in range(amount)
        ]

    return job


def segments(frame: pd.DataFrame, amount: int) -> Job:
    """FIMIX of seminrExtras with two segments."""
    sm, extras = program("seminr"), program("seminrExtras")
    model = _model()
    return lambda: extras.assess_fimix(sm.estimate_pls(frame, *model), K=2, nstart=amount, seed=1)
