"""The table of what works with what says the truth, cell by cell."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import lru_cache
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


def cells() -> list[tuple[str, str, str]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines]
    return [(row[0], name, word) for row in rows[2:] for name, word in zip(rows[0][1:], row[1:], strict=True)]


def test_the_table_has_every_fit_and_every_analysis() -> None:
    assert [(fit, name) for fit, name, _ in cells()] == [(fit, name) for fit in FITS for name in ANALYSES]


@pytest.mark.parametrize(("fit", "analysis", "word"), cells())
def test_a_cell_says_the_truth(fit: str, analysis: str, word: str) -> None:
    by = {"by": "group"} if analysis in OF_GROUPS else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if word == "yes":
            assert ANALYSES[analysis](FITS[fit](**by)) is not None
        else:
            assert word == "no"
            with pytest.raises(SpecificationError):
                ANALYSES[analysis](FITS[fit](**by))
