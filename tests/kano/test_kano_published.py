"""Published Kano counts from answers to tables: every printed figure comes out of `KanoModel`.

Answers are made again from the counts, one pair of answers for each category; where a table has attributes
with different numbers of respondents, the others left the attribute open.

STP25: README of the R package stp25kano (simulated answers, n = 296). DECISIONLAB: documentation of the
Python tool decisionlab (invented figures). PUDDING: proofofthepudding.be, 25 respondents. SKI: shares in %
attributed to Sauerwein, Bailom, Matzler and Hinterhuber (1996), from a secondary source, unconfirmed;
coefficients recomputed. Figures of a web page: tests/golden/README.md.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from kano_kit import LETTERS, answers_with, fitted

from csmodels.numerics.kano.coefficients import better_worse

GOLDEN = Path(__file__).parents[1] / "golden"
#: Half a unit of the last digit printed, and rounding.
ZERO, ONE, TWO, THREE, NINE = 0.501, 0.0501, 0.00501, 0.000501, 5.01e-10

#: M O A I R Q; mode and M > O > A > I; total, category strength in %; better; worse; chi-square; Fong's gap,
#: what it needs, verdict.
STP25 = {
    "Service app": ([95, 123, 45, 33, 0, 0], "OO", 89, 9, 0.568, -0.736, 72.49, 28, 19.4, True),
    "Excellent service": ([101, 54, 54, 81, 3, 3], "MM", 71, 7, 0.372, -0.534, 21.64, 20, 18.5, True),
    "Hotline": ([15, 24, 121, 124, 6, 6], "IA", 54, 1, 0.511, -0.137, 150.06, 3, 19.8, False),
    "Loan machine": ([65, 87, 93, 51, 0, 0], "AO", 83, 2, 0.608, -0.514, 15.41, 6, 18.5, False),
    "Ready-to-use return": ([9, 18, 83, 177, 6, 3], "II", 37, 32, 0.352, -0.094, 251.30, 94, 19.9, True),
}
#: M O A I R Q; mode, ties with a stroke; better; worse.
DECISIONLAB = {
    "Dark mode": ([4, 10, 44, 22, 0, 0], "A", 0.68, -0.17),
    "Two-factor": ([60, 12, 6, 10, 0, 2], "M", 0.20, -0.82),
    "Bulk export": ([20, 44, 16, 18, 2, 0], "O", 0.61, -0.65),
    "Digest": ([10, 10, 12, 55, 8, 0], "I", 0.25, -0.23),
    "Offline sync": ([0, 20, 20, 8, 0, 0], "O/A", 0.83, -0.42),
}
PUDDING = {"#1": ([9, 10, 1, 2, 3, 0], "O", 0.50, -0.864), "#2": ([9, 5, 4, 2, 4, 1], "M", 0.45, -0.70)}
#: Per mille; better and worse with three digits (the table prints two).
SKI = {
    "Edge grip": ([493, 323, 70, 95, 3, 15], "M", 0.401, -0.832),
    "Ease of turn": ([305, 451, 104, 115, 12, 12], "O", 0.569, -0.775),
    "Service": ([29, 216, 638, 85, 7, 25], "A", 0.882, -0.253),
}


@pytest.fixture(scope="module")
def stp25():
    return fitted({name: row[0] for name, row in STP25.items()})


@pytest.mark.parametrize("name", STP25)
def test_stp25(stp25, name):
    counts, both, total, strength, better, worse, chi_square, gap, needed, rejects = STP25[name]
    assert stp25.counts.loc[name].tolist() == [*counts, 296]
    row = stp25.categories.loc[name]
    assert row["mode"] + row["m_o_a_i"] == both
    found = 100 * row[["total_strength", "category_strength"]].astype(float)
    np.testing.assert_allclose(found, [total, strength], atol=ZERO)
    found = stp25.coefficients.loc[name, ["better", "worse"]]
    np.testing.assert_allclose(found, [better, worse], atol=THREE)
    test = stp25.tests.loc[name]
    assert abs(test["chi_square"] - chi_square) <= TWO
    assert test["fong_gap"] == gap
    assert abs(test["fong_needed"] - needed) <= ONE
    assert test["fong_rejects"] == rejects


@pytest.mark.parametrize("name", DECISIONLAB)
def test_decisionlab(name):
    counts, mode, better, worse = DECISIONLAB[name]
    found = fitted({each: row[0] for each, row in DECISIONLAB.items()})
    assert found.counts.loc[name].tolist() == [*counts, sum(counts)]
    assert found.categories.loc[name, "mode"] == mode
    np.testing.assert_allclose(found.coefficients.loc[name, ["better", "worse"]], [better, worse], atol=TWO)


def test_a_tie_is_told_and_no_label_given():
    # 20 attractive, 20 one-dimensional: printed as a tie
    found = fitted({"Offline sync": DECISIONLAB["Offline sync"][0]}, n_boot=300)
    row = found.categories.loc["Offline sync"]
    assert (row["mode"], row["category"], row["m_o_a_i"]) == ("O/A", "O", "O")
    assert not row["agrees"]
    assert row["agreement"].startswith("contested: ")


@pytest.mark.parametrize(("name", "gap", "needed"), [("#1", 1, 5.7), ("#2", 4, None)])
def test_pudding(name, gap, needed):
    counts, mode, better, worse = PUDDING[name]
    found = fitted({each: row[0] for each, row in PUDDING.items()})
    assert found.counts.loc[name].tolist() == [*counts, 25]
    assert found.categories.loc[name, "mode"] == mode
    np.testing.assert_allclose(found.coefficients.loc[name, ["better", "worse"]], [better, worse], atol=THREE)
    test = found.tests.loc[name]
    assert test["fong_gap"] == gap
    assert not test["fong_rejects"]
    assert needed is None or abs(test["fong_needed"] - needed) <= ONE


@pytest.mark.parametrize("name", SKI)
def test_ski(name):
    counts, mode, better, worse = SKI[name]
    found = fitted({each: row[0] for each, row in SKI.items()})
    assert found.counts.loc[name, LETTERS].tolist() == counts
    assert found.categories.loc[name, "category"] == mode
    np.testing.assert_allclose(found.coefficients.loc[name, ["better", "worse"]], [better, worse], atol=THREE)


def test_thirty_illustrative_features():
    printed = pd.read_csv(GOLDEN / "kano_coefficients.csv", index_col="feature")
    assert len(printed) == 30
    found = better_worse(printed[LETTERS])
    np.testing.assert_allclose(found[:, 0], printed["better"], atol=TWO)
    np.testing.assert_allclose(found[:, 1], printed["worse"], atol=NINE)
    whole = fitted({str(i): row for i, row in (100 * printed[LETTERS]).round().astype(int).iterrows()})
    np.testing.assert_allclose(whole.coefficients["better"], printed["better"], atol=TWO)
    np.testing.assert_allclose(whole.coefficients["worse"], printed["worse"], atol=NINE)


def test_answers_are_made_from_counts():
    """The kit of this file: counts that differ in their sum leave the rest open."""
    frame = answers_with({"a": [1, 0, 2, 0, 0, 0], "b": [0, 0, 0, 0, 1, 0]})
    assert frame["a_f"].tolist() == [2, 1, 1]
    assert frame["b_d"].isna().sum() == 2
