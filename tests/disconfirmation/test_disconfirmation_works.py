"""The table of what works with what, for expectation and performance: every cell is tried."""

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
HEAD = "| the answers |"
NAMES = ("bed", "quiet", "staff", "shower")
FEW = {"n_boot": 20}


@lru_cache
def answers() -> pd.DataFrame:
    """Four hundred complete rows of the simulated hotel survey, in two groups and 40 clusters."""
    columns = [f"{aspect}_{name}" for aspect in ("e", "p") for name in NAMES] + ["sat_overall"]
    frame = cs.datasets.load_hotel().frame[columns].astype(float).dropna().head(400).reset_index(drop=True)
    at = np.arange(len(frame))
    drawn = np.random.default_rng(0).poisson(1, (len(frame), 20)).astype(float)
    more = pd.DataFrame(drawn, columns=[f"r{i}" for i in range(20)])
    frame = frame.assign(group=np.where(at % 2, "a", "b"), cluster=at // 10, w=1 + at % 3 / 2)
    return pd.concat([frame, more], axis=1)


def with_gaps() -> pd.DataFrame:
    gone = np.random.default_rng(1).random(len(answers())) < 0.05
    return answers().assign(p_bed=answers()["p_bed"].mask(gone))


REPLICATES = {"replicate_weights": [f"r{i}" for i in range(20)], "replicate_method": "bootstrap"}
#: What is given, and the options that go with it.
DATA: dict[str, Callable[[], tuple[Any, dict[str, Any]]]] = {
    "independent respondents": lambda: (answers(), FEW),
    "survey weights": lambda: (cs.SurveyData(answers(), weights="w"), FEW),
    "clusters": lambda: (cs.SurveyData(answers(), clusters="cluster"), {}),
    "replicate weights": lambda: (cs.SurveyData(answers(), **REPLICATES), {}),
    "groups": lambda: (answers(), {**FEW, "by": "group"}),
    "multiple imputation": lambda: (with_gaps(), {"missing": "mi"}),
    "ordered outcome": lambda: (
        answers().assign(sat_overall=np.digitize(answers()["sat_overall"], [5, 7, 9]) * 1.0),
        {"estimator": "probit"},
    ),
}


def surface(data: Any, options: dict[str, Any]) -> Any:
    model = cs.ResponseSurface("sat_overall", expectation="e_bed", performance="p_bed", scale=(1, 10))
    return model.fit(data, **options)


def gaps(data: Any, options: dict[str, Any]) -> Any:
    pairs = {"Room": [(f"e_{name}", f"p_{name}") for name in NAMES]}
    return cs.GapModel(pairs, scale=(1, 10)).fit(data, **options)


def contest(data: Any, options: dict[str, Any]) -> Any:
    roles = {"outcome": "sat_overall", "expectation": "e_bed", "performance": "p_bed"}
    return cs.theories(data, **roles, scale=(1, 10), **options)


ANALYSES: dict[str, Callable[[Any, dict[str, Any]], object]] = {
    "GapModel": gaps,
    "ResponseSurface": surface,
    "families": lambda data, options: surface(data, options).families(n_boot=options.get("n_boot")),
    "cubic": lambda data, options: surface(data, options).cubic(),
    "checklist": lambda data, options: surface(data, options).checklist(),
    "theories": contest,
}


def cells() -> list[tuple[str, str, str]]:
    part = HEAD + PAGE.read_text(encoding="utf-8").split(HEAD)[1]
    lines = []
    for line in part.splitlines():
        if not line.startswith("|"):
            break
        lines.append([cell.strip(" `") for cell in line.strip("|").split("|")])
    return [
        (row[0], name, word) for row in lines[2:] for name, word in zip(lines[0][1:], row[1:], strict=True)
    ]


def test_the_table_has_every_kind_of_data_and_every_analysis() -> None:
    assert [(kind, name) for kind, name, _ in cells()] == [(d, a) for d in DATA for a in ANALYSES]


@pytest.mark.parametrize(("kind", "analysis", "word"), cells())
def test_a_cell_says_the_truth(kind: str, analysis: str, word: str) -> None:
    data, options = DATA[kind]()
    if analysis in ("GapModel", "theories") and kind == "ordered outcome":
        assert word == "no"  # they take no estimator
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if word == "yes":
            found = ANALYSES[analysis](data, options)
            assert str(found.summary())
        else:
            assert word == "no"
            with pytest.raises(SpecificationError):
                ANALYSES[analysis](data, options)
