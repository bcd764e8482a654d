"""The page of other words, of the Kano questionnaire: its lines run, its letters and words are ours."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import csmodels as cs
from csmodels.numerics.kano.counts import LETTERS
from csmodels.tables.words.kano import KANO

PAGE = (Path(__file__).parents[2] / "docs" / "other_words.md").read_text(encoding="utf-8")
WORDS = ("must_be", "one_dimensional", "attractive", "indifferent", "reverse", "questionable")


def tables() -> list[list[list[str]]]:
    """Rows of the two tables of the section."""
    (part,) = (part for part in PAGE.split("\n## ") if part.startswith("The Kano questionnaire"))
    found: list[list[list[str]]] = []
    for block in re.findall(r"(?:^\|.*\n?)+", part, re.MULTILINE):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        found.append(rows[2:])
    return found


CATEGORIES, OTHERS = tables()
LINES = [line for row in OTHERS for line in re.findall(r"`([^`]+)`", row[1])]


@lru_cache
def names() -> dict[str, Any]:
    """What the section speaks of."""
    answers = cs.datasets.load_hotel_kano().frame
    answers = answers.assign(group=answers["purpose"].fillna("unknown"))
    listed = ("wifi", "bed", "lobby_events", "sales_calls")
    pairs = {name: (f"{name}_f", f"{name}_d") for name in listed}
    model = cs.KanoModel(pairs, {name: f"{name}_i" for name in listed})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kano = model.fit(answers, n_boot=50)
        by_group = model.fit(answers, by="group", n_boot=50)
    return {"cs": cs, "answers": answers, "model": model, "kano": kano, "by_group": by_group}


@pytest.mark.parametrize("line", LINES)
def test_a_line_runs(line: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = eval(line, dict(names()))
    assert found is not None
    if isinstance(found, (pd.DataFrame, pd.Series)):
        assert found.notna().to_numpy().any()


def test_every_row_has_a_line_of_ours() -> None:
    assert len(LINES) == len(OTHERS) > 15


def test_letters_and_words_in_bold_are_ours() -> None:
    for row, letter, key in zip(CATEGORIES, LETTERS, WORDS, strict=True):
        assert row[0] == f"`{letter}`"
        english, chinese = KANO["value"][key]
        bold = [re.findall(r"\*\*(.+?)\*\*", cell) for cell in row]
        assert bold == [[], [english.lower()], [], [chinese]]


def test_what_the_notes_say_of_ties_and_tables() -> None:
    pairs = {"x": ("f", "d")}
    tied = pd.DataFrame({"f": [1, 1], "d": [5, 3]})
    assert cs.KanoModel(pairs).fit(tied, n_boot=0).categories.loc["x", "mode"] == "O/A"
    expected = pd.DataFrame({"f": [2], "d": [2]})
    for table, letter in (("berger", "I"), ("pouliot", "Q")):
        assert cs.KanoModel(pairs, table=table).fit(expected, n_boot=0).counts.loc["x", letter] == 1
