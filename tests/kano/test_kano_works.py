"""The table of what works with what, for the Kano questionnaire: every cell is tried."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from kano_kit import WORDS

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.kano.evaluation import EvaluationTable

PAGE = Path(__file__).parents[2] / "docs" / "what_works.md"
HEAD = "| the Kano answers |"
NAMES = ("wifi", "bed", "lobby_events", "sales_calls", "quiet")
FEW = {"n_boot": 30}


@lru_cache
def answers() -> pd.DataFrame:
    """Complete answers of the simulated hotel guests about five attributes, in two groups and 40 clusters."""
    columns = [f"{name}_{side}" for name in NAMES for side in "fdi"]
    frame = cs.datasets.load_hotel_kano().frame[columns].astype(float)
    frame = frame.dropna().head(400).reset_index(drop=True)
    at = np.arange(len(frame))
    drawn = np.random.default_rng(0).poisson(1, (len(frame), 20)).astype(float)
    more = pd.DataFrame(drawn, columns=[f"r{i}" for i in range(20)])
    frame = frame.assign(group=np.where(at % 2, "a", "b"), cluster=at // 10, stratum=at // 200)
    return pd.concat([frame.assign(w=1 + at % 3 / 2), more], axis=1)


def with_gaps() -> pd.DataFrame:
    items = [column for column in answers() if column.endswith(("_f", "_d", "_i"))]
    gone = np.random.default_rng(1).random((len(answers()), len(items))) < 0.05
    return answers().assign(**answers()[items].mask(gone))


def three_answers() -> pd.DataFrame:
    """The short form: like, must be, neutral; neutral, live with, dislike."""
    frame = answers().copy()
    for name in NAMES:
        frame[f"{name}_f"] = frame[f"{name}_f"].clip(upper=3)
        frame[f"{name}_d"] = frame[f"{name}_d"].clip(lower=3) - 2
    return frame


def in_words() -> pd.DataFrame:
    frame = answers().copy()
    for column in (f"{name}_{side}" for name in NAMES for side in "fd"):
        frame[column] = frame[column].map(dict(enumerate(WORDS, 1)))
    return frame


def long_form() -> pd.DataFrame:
    """One row per respondent and attribute."""
    given = answers().reset_index(names="respondent")
    rows = [
        given[["respondent", "group"]].assign(
            attribute=name, functional=given[f"{name}_f"], dysfunctional=given[f"{name}_d"]
        )
        for name in NAMES
    ]
    return pd.concat(rows, ignore_index=True)


OWN = EvaluationTable("own", "QAAAO RQIIM RIIIM RIIIM RRRRQ", "a test")
REPLICATES = {"replicate_weights": [f"r{i}" for i in range(20)], "replicate_method": "bootstrap"}
#: What is given, the options of the fit, and those of the model.
DATA: dict[str, Callable[[], tuple[Any, dict[str, Any], dict[str, Any]]]] = {
    "independent respondents": lambda: (answers(), FEW, {}),
    "linearised errors": lambda: (answers(), {"errors": "linearized"}, {}),
    "survey weights": lambda: (cs.SurveyData(answers(), weights="w"), FEW, {}),
    "strata and clusters": lambda: (
        cs.SurveyData(answers(), clusters="cluster", strata="stratum"),
        FEW,
        {},
    ),
    "replicate weights": lambda: (cs.SurveyData(answers(), **REPLICATES), {}, {}),
    "missing answers": lambda: (with_gaps(), FEW, {}),
    "answers in words": lambda: (in_words(), FEW, {}),
    "long form": lambda: (long_form(), FEW, {}),
    "three answers": lambda: (three_answers(), FEW, {"table": "three"}),
    "a table of your own": lambda: (answers(), FEW, {"table": OWN}),
    "exchanged reverse attributes": lambda: (answers(), {**FEW, "reverse": "swap"}, {}),
    "groups": lambda: (answers(), {**FEW, "by": "group"}, {}),
}


@lru_cache
def fit(kind: str, by: str | None = None) -> Any:
    data, options, how = DATA[kind]()
    options = options if by is None else {**options, "by": by}
    frame = data.frame if isinstance(data, cs.SurveyData) else data
    if "attribute" in frame:
        return cs.KanoModel.find(frame, **how).fit(frame, **options)
    pairs = {name: (f"{name}_f", f"{name}_d") for name in NAMES}
    return cs.KanoModel(pairs, {name: f"{name}_i" for name in NAMES}, **how).fit(data, **options)


def compared(kind: str) -> Any:
    found = fit(kind, "group").compare_groups(n_draws=50)
    assert len(found.tests) == len(NAMES)
    return found.summary()


ANALYSES: dict[str, Callable[[str], Any]] = {
    "fit": lambda kind: fit(kind).summary(),
    "probabilities": lambda kind: fit(kind).probabilities,
    "compare_tables": lambda kind: fit(kind).compare_tables(),
    "compare_groups": compared,
    "segments": lambda kind: fit(kind).segments(2, starts=3).summary(),
    "quality": lambda kind: fit(kind).quality().summary(),
    "curves": lambda kind: fit(kind).curves(points=3),
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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if word == "yes":
            found = ANALYSES[analysis](kind)
            assert str(found)
            assert found is not None
        elif analysis == "probabilities":
            assert word == "no"
            assert ANALYSES[analysis](kind) is None
        else:
            assert word == "no"
            with pytest.raises(SpecificationError):
                ANALYSES[analysis](kind)
