"""The table of what works with what says the truth, cell by cell."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import SpecificationError

PAGE = Path(__file__).parents[2] / "docs" / "what_works.md"
ITEMS = {
    "Expectations": ["exp_overall", "exp_custom"],
    "Quality": ["qual_overall", "qual_custom", "qual_reliability"],
    "Value": ["value_quality", "value_price"],
    "Satisfaction": ["sat_overall", "sat_expectation", "sat_ideal"],
}
COLUMNS = [item for items in ITEMS.values() for item in items]
BEFORE = ["Expectations", "Quality", "Value"]
STRUCTURE = {"Quality": BEFORE[:1], "Value": BEFORE[:2], "Satisfaction": BEFORE}
FEW = {"n_boot": 20, "progress": False}


@lru_cache
def answers() -> pd.DataFrame:
    """Two hundred complete rows of the simulated hotel survey, in two groups and 40 clusters."""
    frame = cs.datasets.load_hotel().frame[COLUMNS].astype(float)
    frame = frame.where((frame >= 1) & (frame <= 10)).dropna().head(200).reset_index(drop=True)
    drawn = np.random.default_rng(0).poisson(1, (len(frame), 20)).astype(float)
    at = np.arange(len(frame))
    weights = pd.DataFrame(drawn, columns=[f"r{i}" for i in range(20)])
    return pd.concat([frame.assign(group=np.where(at % 2, "a", "b"), cluster=at // 5), weights], axis=1)


def with_gaps() -> pd.DataFrame:
    gone = np.random.default_rng(1).random((len(answers()), len(COLUMNS))) < 0.03
    return answers().assign(**answers()[COLUMNS].mask(gone))


def higher_order(method: str) -> cs.PathModel:
    whole = cs.higher_order("Quality", "Value", method=method)
    return cs.PathModel(
        {**ITEMS, "Service": whole}, {"Service": ["Expectations"], "Satisfaction": ["Service"]}
    )


def moments() -> cs.Moments:
    values = answers()[COLUMNS]
    return cs.Moments(values.cov(ddof=0).to_numpy(), values.mean().to_numpy(), len(values), COLUMNS)


PLAIN = cs.PathModel(ITEMS, STRUCTURE)
PRODUCT = cs.PathModel(ITEMS, {**STRUCTURE, "Satisfaction": [*BEFORE, "Quality:Value"]})
FITS: dict[str, Callable[..., Any]] = {
    "PLS": lambda **by: PLAIN.fit(answers(), **by, **FEW),
    "consistent PLS": lambda **by: PLAIN.fit(answers(), "plsc", **by, **FEW),
    "with products": lambda **by: PRODUCT.fit(answers(), **by, **FEW),
    "higher order, two-stage": lambda **by: higher_order("disjoint_two_stage").fit(answers(), **by, **FEW),
    "higher order, repeated indicators": lambda **by: higher_order("repeated_indicators").fit(
        answers(), **by, **FEW
    ),
    "clusters": lambda **by: PLAIN.fit(cs.SurveyData(answers(), clusters="cluster"), **by, **FEW),
    "replicate weights": lambda **by: PLAIN.fit(
        cs.SurveyData(
            answers(), replicate_weights=[f"r{i}" for i in range(20)], replicate_method="bootstrap"
        ),
        **by,
    ),
    "linearised errors": lambda **by: PLAIN.fit(answers(), se="linearized", **by),
    "EM for missing answers": lambda **by: PLAIN.fit(with_gaps(), missing="em", **by, **FEW),
    "multiple imputation": lambda **by: PLAIN.fit(with_gaps(), missing="mi", n_imputations=3, **by),
    "published moments": lambda **by: PLAIN.fit(moments(), **by),
}
ANALYSES: dict[str, Callable[[Any], object]] = {
    "assess": lambda result: result.assess().summary(),
    "fit_measures": lambda result: result.fit_measures(),
    "mediation": lambda result: result.mediation().summary(),
    "pls_predict": lambda result: result.pls_predict(folds=3, repeats=1),
    "segments": lambda result: result.segments(2, starts=2),
    "invariance": lambda result: result.invariance(20),
    "compare_groups": lambda result: result.compare_groups(20),
}
OF_GROUPS = ("invariance", "compare_groups")


def ordered() -> pd.DataFrame:
    """The answers cut into four categories."""
    cut = [np.searchsorted([5, 7, 8], answers()[item]) + 1.0 for item in COLUMNS]
    return answers().assign(**dict(zip(COLUMNS, cut, strict=True)))


OURS = {"estimator": "ml", "optimizer": "scoring"}
LIKELIHOOD: dict[str, Callable[..., Any]] = {
    "maximum likelihood": lambda **by: PLAIN.fit(answers(), **OURS, **by),
    "robust": lambda **by: PLAIN.fit(answers(), **OURS, robust="mlr", **by),
    "clusters, likelihood": lambda **by: PLAIN.fit(
        cs.SurveyData(answers(), clusters="cluster"), **OURS, **by
    ),
    "resamples": lambda **by: PLAIN.fit(answers(), **OURS, n_boot=20, **by),
    "full information": lambda **by: PLAIN.fit(with_gaps(), **OURS, missing="fiml", **by),
    "ordered answers": lambda **by: PLAIN.fit(ordered(), "wlsmv", **by),
    "moments, likelihood": lambda **by: PLAIN.fit(moments(), **OURS, **by),
}
OF_LIKELIHOOD: dict[str, Callable[[Any], object]] = {
    "fit_measures": lambda result: result.fit_measures,
    "modification_indices": lambda result: result.modification_indices(),
    "residuals": lambda result: result.residuals(),
    "reliability": lambda result: result.reliability,
    "scores": lambda result: result.scores(),
    "construct_index": lambda result: result.construct_index(scale=(1, 10)),
    "bollen_stine": lambda result: result.bollen_stine(n_boot=20),
    "invariance": lambda result: result.invariance(),
}
TABLES = ((FITS, ANALYSES), (LIKELIHOOD, OF_LIKELIHOOD))


def cells() -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for part in PAGE.read_text(encoding="utf-8").split("| the fit |")[1:]:
        whole = ("| the fit |" + part).splitlines()
        lines = list(takewhile(lambda line: line.startswith("|"), whole))
        rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines]
        for row in rows[2:]:
            found += [(row[0], name, word) for name, word in zip(rows[0][1:], row[1:], strict=True)]
    return found


def test_the_tables_have_every_fit_and_every_analysis() -> None:
    wanted = [(fit, name) for fits, analyses in TABLES for fit in fits for name in analyses]
    assert [(fit, name) for fit, name, _ in cells()] == wanted


@pytest.mark.parametrize(("fit", "analysis", "word"), cells())
def test_a_cell_says_the_truth(fit: str, analysis: str, word: str) -> None:
    by = {"by": "group"} if analysis in OF_GROUPS else {}
    fits, analyses = TABLES[fit in LIKELIHOOD]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if word == "yes":
            assert analyses[analysis](fits[fit](**by)) is not None
        else:
            assert word == "no"
            with pytest.raises(SpecificationError):
                analyses[analysis](fits[fit](**by))
