"""The tables of what works with what, for the three factors: every cell is tried."""

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
HEAD, MODELS_HEAD = "| the ratings |", "| the model of satisfaction |"
NAMES = ("p_bed", "p_quiet", "p_breakfast")
FEW: dict[str, Any] = {"n_boot": 20}


@lru_cache
def answers() -> pd.DataFrame:
    """Complete answers of 400 simulated hotel guests, in two groups and 40 clusters."""
    columns = [*NAMES, "sat_overall", "sat_ideal", "repurchase"]
    frame = cs.datasets.load_hotel().frame[columns].astype(float)
    frame = frame.dropna().head(400).reset_index(drop=True)
    at = np.arange(len(frame))
    drawn = np.random.default_rng(0).poisson(1, (len(frame), 20)).astype(float)
    more = pd.DataFrame(drawn, columns=[f"r{i}" for i in range(20)])
    frame = frame.assign(group=np.where(at % 2, "a", "b"), cluster=at // 10, stratum=at // 200)
    frame["five"] = np.digitize(frame["sat_overall"], [4, 6, 8, 9]) + 1.0
    return pd.concat([frame.assign(w=1 + at % 3 / 2), more], axis=1)


def with_gaps() -> pd.DataFrame:
    gone = np.random.default_rng(1).random((len(answers()), len(NAMES))) < 0.05
    names = list(NAMES)
    return answers().assign(**answers()[names].mask(gone))


REPLICATES: dict[str, Any] = {
    "replicate_weights": [f"r{i}" for i in range(20)],
    "replicate_method": "bootstrap",
}
#: What is given, and the options of the fit.
DATA: dict[str, Callable[[], tuple[Any, dict[str, Any]]]] = {
    "independent respondents": lambda: (answers(), FEW),
    "linearised errors": lambda: (answers(), {"errors": "linearized"}),
    "survey weights": lambda: (cs.SurveyData(answers(), weights="w"), FEW),
    "strata and clusters": lambda: (cs.SurveyData(answers(), clusters="cluster", strata="stratum"), {}),
    "replicate weights": lambda: (cs.SurveyData(answers(), **REPLICATES), {}),
    "missing answers": lambda: (with_gaps(), FEW),
    "groups": lambda: (answers(), {**FEW, "by": "group"}),
    "no resamples": lambda: (answers(), {"n_boot": 0}),
}


@lru_cache
def penalties(kind: str) -> Any:
    data, options = DATA[kind]()
    return cs.PenaltyReward("sat_overall", NAMES, scale=(1, 10)).fit(data, **options)


def has_test(result: Any) -> bool:
    return bool(result.asymmetry["p_value"].notna().all())


def matrix(kind: str) -> Any:
    data, options = DATA[kind]()
    model = cs.ImportancePerformance(
        "derived", NAMES, overall="sat_overall", method="correlation", scale=(1, 10)
    )
    return model.fit(data, **options)


def in_a_path_model(kind: str) -> Any:
    data, options = DATA[kind]()
    options = {"se" if name == "errors" else name: value for name, value in options.items()}
    model = cs.PathModel({"Sat": ["sat_overall", "sat_ideal"], "Loy": ["repurchase"]}, {"Loy": ["Sat"]})
    return cs.penalty_reward_path(
        model, data, outcome="Sat", attributes=NAMES, scale=(1, 10), **options
    )  # fmt: skip


def piecewise(kind: str) -> Any:
    data, options = DATA[kind]()
    return cs.PiecewiseRegression("sat_overall", NAMES, knot=7, scale=(1, 10)).fit(data, **options)


def importance(kind: str) -> Any:
    data, options = DATA[kind]()
    return cs.relative_importance(data, outcome="sat_overall", drivers=NAMES, **options)


def drivers(kind: str) -> Any:
    data, options = DATA[kind]()
    return cs.key_drivers(data, outcome="sat_overall", drivers=NAMES, scale=(1, 10), **options)


#: Each says whether it has what its column is about.
ANALYSES: dict[str, Callable[[str], bool]] = {
    "PenaltyReward": lambda kind: bool(str(penalties(kind).summary())),
    "p_value": lambda kind: has_test(penalties(kind)),
    "probabilities": lambda kind: penalties(kind).probabilities is not None,
    "multiverse": lambda kind: bool(str(penalties(kind).multiverse(rules=["wald"]).summary())),
    "PiecewiseRegression": lambda kind: bool(str(piecewise(kind).summary())),
    "penalty_reward_path": lambda kind: bool(str(in_a_path_model(kind).summary())),
    "relative_importance": lambda kind: bool(str(importance(kind).summary())),
    "ImportancePerformance": lambda kind: bool(str(matrix(kind).summary())),
    "key_drivers": lambda kind: bool(str(drivers(kind).summary())),
}

MODELS: dict[str, dict[str, Any]] = {
    "least squares": {},
    "ordered model": {"estimator": "ordinal"},
    "mixed model": {"estimator": "mixed"},
}


def model_of(name: str, data: Any, **options: Any) -> Any:
    more: dict[str, Any] = {"group": "cluster"} if name == "mixed model" else {}
    model = cs.PenaltyReward("five", ["p_bed", "p_quiet"], scale=(1, 10), **MODELS[name])
    return model.fit(data, n_boot=0, **more, **options)


ASKED: dict[str, Callable[[str], bool]] = {
    "weights": lambda name: bool(model_of(name, cs.SurveyData(answers(), weights="w"))),
    "clusters": lambda name: bool(model_of(name, cs.SurveyData(answers(), clusters="cluster"))),
    "by=": lambda name: bool(model_of(name, answers(), by="group")),
    'null="bounded"': lambda name: bool(model_of(name, answers(), null="bounded")),
    "p_value": lambda name: has_test(model_of(name, answers())),
    "multiverse": lambda name: bool(model_of(name, answers()).multiverse(rules=["wald"])),
}


def cells(head: str) -> list[tuple[str, str, str]]:
    part = head + PAGE.read_text(encoding="utf-8").split(head)[1]
    lines = []
    for line in part.splitlines():
        if not line.startswith("|"):
            break
        lines.append([cell.strip(" `") for cell in line.strip("|").split("|")])
    return [
        (row[0], name, word) for row in lines[2:] for name, word in zip(lines[0][1:], row[1:], strict=True)
    ]


def found(asked: Callable[[str], bool], name: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return "yes" if asked(name) else "no"
        except SpecificationError:
            return "no"


def test_the_tables_have_every_kind_of_data_and_every_analysis() -> None:
    assert [(kind, name) for kind, name, _ in cells(HEAD)] == [(d, a) for d in DATA for a in ANALYSES]
    assert [(kind, name) for kind, name, _ in cells(MODELS_HEAD)] == [(m, a) for m in MODELS for a in ASKED]


@pytest.mark.parametrize(("kind", "analysis", "word"), cells(HEAD))
def test_a_cell_says_the_truth(kind: str, analysis: str, word: str) -> None:
    assert found(ANALYSES[analysis], kind) == word


@pytest.mark.parametrize(("model", "asked", "word"), cells(MODELS_HEAD))
def test_a_cell_of_the_models_says_the_truth(model: str, asked: str, word: str) -> None:
    assert found(ASKED[asked], model) == word
