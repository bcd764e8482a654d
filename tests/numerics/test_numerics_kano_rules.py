"""Rules for categories, against published tables. Counts are typed in the order M O A I R Q.

STP25: README of the R package stp25kano (simulated answers, n = 296). PUDDING: proofofthepudding.be, 25
respondents. DECISIONLAB: documentation of the Python tool decisionlab (invented figures).
"""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.numerics.kano.coefficients import better_worse
from csmodels.numerics.kano.counts import LETTERS
from csmodels.numerics.kano.rules import (
    m_o_a_i,
    mode,
    modes,
    oam_irq,
    quadrant,
    refined,
    scores_quadrant,
    strengths,
    win_shares,
)

#: counts, mode, M>O>A>I, total and category strength in %, CS+, CS-.
STP25 = {
    "Service app": ([95, 123, 45, 33, 0, 0], "O", "O", 89, 9, 0.568, -0.736),
    "Excellent service": ([101, 54, 54, 81, 3, 3], "M", "M", 71, 7, 0.372, -0.534),
    "Hotline": ([15, 24, 121, 124, 6, 6], "I", "A", 54, 1, 0.511, -0.137),
    "Loan machine": ([65, 87, 93, 51, 0, 0], "A", "O", 83, 2, 0.608, -0.514),
    "Ready-to-use return": ([9, 18, 83, 177, 6, 3], "I", "I", 37, 32, 0.352, -0.094),
}
PUDDING = [([9, 10, 1, 2, 3, 0], "O", 0.50, -0.864), ([9, 5, 4, 2, 4, 1], "M", 0.45, -0.70)]
#: Digits printed in a table are half a unit off at most.
DIGITS = {3: 0.00051, 2: 0.0051, 0: 0.51}


@pytest.mark.parametrize("name", STP25)
def test_stp25(name):
    counts, label, banded, total, category, better, worse = STP25[name]
    assert LETTERS[mode(counts)] == label
    assert LETTERS[m_o_a_i(counts)] == banded
    np.testing.assert_allclose(100 * strengths(counts), [category, total], atol=DIGITS[0])
    np.testing.assert_allclose(better_worse(counts), [better, worse], atol=DIGITS[3])


@pytest.mark.parametrize(("counts", "label", "better", "worse"), PUDDING)
def test_pudding(counts, label, better, worse):
    assert LETTERS[mode(counts)] == label
    np.testing.assert_allclose(better_worse(counts), [better, worse], atol=DIGITS[3])


@pytest.mark.parametrize(
    ("counts", "label", "better", "worse"),
    [
        ([4, 10, 44, 22, 0, 0], "A", 0.68, -0.17),
        ([60, 12, 6, 10, 0, 2], "M", 0.20, -0.82),
        ([20, 44, 16, 18, 2, 0], "O", 0.61, -0.65),
        ([10, 10, 12, 55, 8, 0], "I", 0.25, -0.23),
        ([0, 20, 20, 8, 0, 0], "OA", 0.83, -0.42),
    ],
)
def test_decisionlab(counts, label, better, worse):
    assert "".join(x for x, flag in zip(LETTERS, modes(counts), strict=True) if flag) == label
    np.testing.assert_allclose(better_worse(counts), [better, worse], atol=DIGITS[2])


def test_a_tie_goes_to_what_matters_most():
    assert LETTERS[mode([0, 20, 20, 8, 0, 0])] == "O"
    assert LETTERS[mode([5, 5, 5, 5, 5, 5])] == "M"
    assert LETTERS[mode([0, 0, 0, 5, 5, 5])] == "I"


def test_the_tie_band_is_a_share_of_all_answers():
    counts = [40, 0, 45, 15, 0, 0]  # five points apart
    assert LETTERS[m_o_a_i(counts, 0.05)] == "M"
    assert LETTERS[m_o_a_i(counts, 0.049)] == "A"
    assert LETTERS[m_o_a_i(counts, 0.0)] == "A"


def test_two_camps():
    assert LETTERS[oam_irq([32, 90, 88, 105, 15, 28])] == "O"
    # as many on both sides: the attribute is not wanted
    assert LETTERS[oam_irq([20, 20, 10, 30, 20, 0])] == "I"
    assert LETTERS[oam_irq([20, 20, 11, 30, 20, 0])] == "M"
    assert LETTERS[oam_irq([0, 0, 0, 3, 9, 2])] == "R"


def test_nobody_has_no_category():
    none = np.zeros(6)
    assert mode(none) == m_o_a_i(none) == oam_irq(none) == -1
    assert np.isnan(strengths(none)).all()
    assert np.isnan(better_worse(none)).all()


@pytest.mark.parametrize("rule", [mode, m_o_a_i, oam_irq])
def test_the_unit_of_weights_changes_nothing(rule):
    # three answers of weight .1 differ from three tenths in the last digit
    counts = np.array([0.1 + 0.1 + 0.1, 0.3, 0.2, 0.3, 0.0, 0.0])
    assert rule(counts) == rule(counts * 7) == rule(np.array([3, 3, 2, 3, 0, 0]))


def test_rules_take_batches():
    rng = np.random.default_rng(0)
    batch = rng.integers(0, 9, (4, 7, 6))
    for rule in (mode, m_o_a_i, oam_irq):
        want = [[rule(each) for each in row] for row in batch]
        np.testing.assert_array_equal(rule(batch), want)


def test_win_shares_share_ties_and_sum_to_one():
    rng = np.random.default_rng(1)
    found = win_shares(rng.integers(0, 5, (500, 3, 6)))
    np.testing.assert_allclose(found.sum(axis=-1), 1.0)
    assert np.isnan(win_shares(np.zeros((4, 6)))).all()


def test_quadrants():
    assert [LETTERS[q] for q in quadrant([0.6, 0.6, 0.4, 0.4], [-0.6, -0.4, -0.6, -0.4])] == list("OAMI")
    assert LETTERS[quadrant(0.5, -0.5)] == "O"
    assert LETTERS[quadrant(0.4, -0.2, (0.3, 0.3))] == "A"
    assert quadrant(np.nan, -0.5) == -1
    assert LETTERS[scores_quadrant(2.9, 2.3)] == "O"


def test_refined_splits_at_the_mean_of_the_attributes():
    found = refined(["M", "O", "A", "I", "R", "M"], [8, 4, 8, 4, 9, np.nan])
    assert found == ["critical", "low_value_added", "highly_attractive", "care_free", "", ""]
    assert refined(["M"], [np.nan]) == [""]
