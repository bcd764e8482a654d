"""The page of other words, of the three factors: its lines run, its classes and words are ours."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import csmodels as cs
from csmodels.tables.words.three_factor import THREE_FACTOR

PAGE = (Path(__file__).parents[2] / "docs" / "other_words.md").read_text(encoding="utf-8")
HEAD = "Three factors, importance and performance"
NAMES = ("voice", "indoor", "tariff", "app")


def tables() -> list[list[list[str]]]:
    """Rows of the two tables of the section."""
    (part,) = (part for part in PAGE.split("\n## ") if part.startswith(HEAD))
    found: list[list[list[str]]] = []
    for block in re.findall(r"(?:^\|.*\n?)+", part, re.MULTILINE):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        found.append(rows[2:])
    return found


CLASSES, OTHERS = tables()
LINES = [line for row in OTHERS for line in re.findall(r"`([^`]+)`", row[1])]


@lru_cache
def names() -> dict[str, Any]:
    """What the section speaks of; expected levels stand in for asked importance."""
    survey = cs.datasets.load_telecom()
    survey = survey.replace(frame=survey.raw.head(700))
    ratings = [f"p_{name}" for name in NAMES]
    plain = survey.frame.assign(rival=["A" if i % 2 else "B" for i in range(700)])
    found: dict[str, Any] = {"cs": cs, "survey": survey, "ratings": ratings}
    found["disconfirmation"] = [f"d_{name}" for name in NAMES]
    sat = {"Satisfaction": ["sat_overall", "sat_ideal"], "Loyalty": ["loy_stay"]}
    found["path_model"] = cs.PathModel(sat, {"Loyalty": ["Satisfaction"]})
    found["kano"] = pd.DataFrame({"category": ["M", "O", "O", "A"]}, index=list(NAMES))
    found["match"] = dict(zip(NAMES, ratings, strict=True))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found["factors"] = cs.PenaltyReward("sat_overall", ratings).fit(survey, n_boot=50)
        found["shared"] = cs.relative_importance(
            survey, outcome="sat_overall", drivers=ratings, method=["lmg", "dominance"], n_boot=50
        )
        model = cs.ImportancePerformance(performance=ratings, overall="sat_overall", method="correlation")
        found["ipa"] = model.fit(survey, n_boot=50)
        found["by_rival"] = model.fit(plain, by="rival", n_boot=50)
        asked = cs.ImportancePerformance(
            importance=[f"e_{name}" for name in NAMES], performance=ratings, overall="sat_overall"
        )
        found["stated"] = asked.fit(survey, n_boot=50)
    return found


@pytest.mark.parametrize("line", LINES)
def test_a_line_runs(line: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = eval(line, dict(names()))
    assert found is not None
    if isinstance(found, (pd.DataFrame, pd.Series)):
        assert found.notna().to_numpy().any()


def test_every_row_has_a_line_of_ours() -> None:
    assert len(LINES) == len(OTHERS) > 20


def test_classes_in_bold_are_ours() -> None:
    for row in CLASSES:
        name = row[0].strip("`")
        english, chinese = THREE_FACTOR["value"][f"three_{name}"]
        bold = [re.findall(r"\*\*(.+?)\*\*", cell) for cell in row]
        assert bold == [[], [english], [], [chinese]]
