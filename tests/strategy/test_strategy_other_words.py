"""The page of other words, of the decisions that follow from scores: its lines run."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import csmodels as cs

PAGE = (Path(__file__).parents[2] / "docs" / "other_words.md").read_text(encoding="utf-8")
(SECTION,) = (part for part in PAGE.split("\n## ") if part.startswith("From scores to decisions"))
ROWS = [line.strip("|").split("|") for line in SECTION.splitlines() if line.startswith("| ")][1:]
LINES = [line for row in ROWS for line in re.findall(r"`([^`]+)`", row[1])]


@lru_cache
def names() -> dict[str, Any]:
    """What the section speaks of; fewer guests, as nothing depends on how many."""
    hotel, survey = cs.datasets.load_hotel(), cs.datasets.load_telecom()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = cs.CustomerValue(lost="churned", margin="spend").fit(survey)
    return {
        "cs": cs, "survey": survey, "hotel": hotel.replace(frame=hotel.raw.head(400)), "value": value,
        "customers": cs.datasets.load_hotel_customers(),
        "said": {"complained": "complained", "handled": "handling >= 7", "stays": "loy_stay >= 7"},
    }  # fmt: skip


def test_every_row_has_a_line() -> None:
    assert len(ROWS) == len(LINES) > 15


@pytest.mark.parametrize("line", LINES)
def test_a_line_runs(line: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = eval(line, dict(names()))
    assert found is not None
