"""Real Kano questionnaires through our readers: four wordings, a German example, a Korean survey."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csmodels.kano.evaluation import TABLES
from csmodels.kano.reading import find_pairs, read_kano
from csmodels.numerics.kano.counts import LETTERS, categories, tally

pytestmark = pytest.mark.reference

#: Means of importance are printed with six decimals.
PRINTED = 5e-7
SHOWN = list("AOMIRQ")

#: Counts A O M I R Q by Pouliot's table, as Reppel's project prints them (358 respondents).
POULIOT = {
    "F6": [91, 19, 9, 160, 49, 30],
    "F7": [70, 121, 59, 77, 9, 22],
    "F8": [78, 122, 66, 62, 7, 23],
    "F9": [145, 76, 25, 78, 12, 22],
    "F10": [18, 174, 90, 42, 7, 27],
    "F11": [88, 90, 32, 105, 15, 28],
}
#: I and Q by Berger's table; the other counts are the same.
BERGER = {"F6": (177, 13), "F7": (87, 12), "F8": (71, 14), "F9": (85, 15), "F10": (52, 17), "F11": (114, 19)}
IMPORTANCE = [5.089385, 6.804469, 7.125698, 6.664804, 7.729050, 6.865922]

#: Convenient storage in four wordings, Berger's table.
CONVENIENT = {
    1: ("en.like", [8, 36, 19, 23, 4, 1]),
    2: ("en.enjoy", [34, 21, 11, 27, 2, 2]),
    3: ("en.helpful", [25, 18, 7, 28, 6, 5]),
    4: ("en.short", [11, 35, 15, 20, 2, 3]),
}


def counts(frame, table="berger", **more):
    """Counts by attribute, and the answers."""
    answers = read_kano(frame, table=table, **more)
    letters = categories(answers.functional, answers.dysfunctional, TABLES[table].codes)
    found = pd.DataFrame(tally(letters), index=list(answers.attributes), columns=list(LETTERS))
    return found.astype(int), answers


@pytest.fixture(scope="module")
def transfers(reference):
    return pd.read_csv(reference / "kano_reppl" / "transfers--all_cohorts-clean.csv")


def test_transfers_by_pouliots_table_and_their_importance(transfers):
    found, answers = counts(transfers, "pouliot")
    assert found[SHOWN].T.to_dict("list") == POULIOT
    np.testing.assert_allclose(answers.importance.mean(axis=0), IMPORTANCE, atol=PRINTED)
    assert answers.importance_columns["F10"] == "F10_importance"
    assert answers.notices == ()


def test_transfers_by_bergers_table(transfers):
    found, _ = counts(transfers)
    assert dict(zip(found.index, zip(found["I"], found["Q"], strict=True), strict=True)) == BERGER
    same = list("AOMR")
    assert found[same].T.to_dict("list") == {
        name: [dict(zip(SHOWN, row, strict=True))[letter] for letter in same] for name, row in POULIOT.items()
    }


@pytest.mark.parametrize("cohort", CONVENIENT)
def test_storage_in_four_wordings(reference, cohort):
    frame = pd.read_csv(reference / "kano_reppl" / f"storage--cohort{cohort}-clean.csv")
    found, answers = counts(frame)
    name, row = CONVENIENT[cohort]
    assert found.loc["F2", SHOWN].tolist() == row
    assert answers.wordings == (name,)
    assert list(answers.attributes) == ["F1", "F2", "F3", "F4", "F5"]
    # in these files the dysfunctional question of F4 comes first
    assert answers.pairs["F4"] == ("F4_functional", "F4_dysfunctional")


def test_no_neighbour_is_taken_for_a_partner(transfers):
    """F1 is a part of F10 and F11, and the two questions of F10 stand the other way round."""
    with pytest.raises(ValueError, match="The first question of a pair is the functional one"):
        find_pairs(transfers, "alternating")


def test_car_example_with_missing_rows(reference):
    frame = pd.read_csv(reference / "kano_cars" / "car_example_31rows.txt", sep=r"\s+", comment="#")
    names = {"attribute 2": "Sicherheit", "attribute 10": "Rostflecken"}
    found, answers = counts(frame, attributes=find_pairs(frame, names=names))
    assert found.loc["Sicherheit"].tolist() == [18, 5, 1, 1, 1, 1]
    assert found.loc["Rostflecken"].tolist() == [0, 0, 0, 0, 27, 0]
    assert (answers.n_rows, answers.n_dropped) == (31, 4)
    assert answers.rows.tolist() == [i for i in range(31) if i not in (5, 11, 17, 23)]
    assert answers.answered.loc["attribute 5", ["both", "one_only"]].tolist() == [26, 1]


def test_korean_survey_in_words(reference):
    frame = pd.read_csv(reference / "kiosk" / "kiosk_clean.csv")
    pairs = find_pairs(frame, "alternating")
    assert pairs == find_pairs(frame, pattern=("kano{}_1", "kano{}_2"))
    answers = read_kano(frame, pairs)
    assert answers.wordings == ("ko.maeum",)
    # 29 pairs of 194 people; how often each answer stands in the file
    both = np.concatenate([answers.functional.ravel(), answers.dysfunctional.ravel()])
    assert np.bincount(both, minlength=6).tolist() == [0, 3074, 1601, 2070, 1790, 2717]
