"""Tests of the two largest categories: published figures, binomial sums, and how often they reject."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from csmodels.numerics.kano.counts import LETTERS
from csmodels.numerics.kano.tests import equal_shares, top_two

#: README of the R package stp25kano: counts M O A I R Q, chi-square of M, O, A, I, Fong's gap, what it needs.
STP25 = [
    ([95, 123, 45, 33, 0, 0], 72.49, 28, 19.4),
    ([101, 54, 54, 81, 3, 3], 21.64, 20, 18.5),
    ([15, 24, 121, 124, 6, 6], 150.06, 3, 19.8),
    ([65, 87, 93, 51, 0, 0], 15.41, 6, 18.5),
    ([9, 18, 83, 177, 6, 3], 251.30, 94, 19.9),
]
DRAWS = 20_000


@pytest.mark.parametrize(("counts", "chi_square", "gap", "needed"), STP25)
def test_stp25(counts, chi_square, gap, needed):
    found = top_two(counts)
    assert found.fong_gap == gap
    assert abs(found.fong_needed - needed) < 0.051
    assert abs(equal_shares(counts)[0] - chi_square) < 0.0051


def test_fong_of_pudding():
    # proofofthepudding.be, attribute 1: 1 against 5.7
    found = top_two([9, 10, 1, 2, 3, 0])
    assert found.fong_gap == 1
    assert abs(found.fong_needed - 5.7) < 0.051


def test_transfer_f11():
    # REPPL, Berger's table: 114 of 204, exact p .107; the form in circulation calls it significant
    found = top_two([32, 90, 88, 114, 15, 19])
    assert (LETTERS[found.first], LETTERS[found.second]) == ("I", "O")
    assert abs(found.exact_p - 0.107) < 0.0005
    assert found.fong_gap == 24
    assert abs(found.fong_needed - 19.9) < 0.051
    assert found.fong_gap >= found.fong_needed


@pytest.mark.parametrize(("a", "b"), [(10, 9), (18, 5), (7, 7), (3, 0), (1, 0)])
def test_binomial_sums(a, b):
    found = top_two([a, b, 0, 0, 0, 2])
    low, m = min(a, b), a + b
    want = 2 * stats.binom.cdf(low, m, 0.5)
    np.testing.assert_allclose(found.exact_p, min(1.0, want))
    mid = want - stats.binom.pmf(low, m, 0.5)
    np.testing.assert_allclose(found.mid_p, min(1.0, mid))


def test_questionable_is_no_contender_and_nobody_has_no_test():
    found = top_two([3, 2, 0, 0, 0, 50])
    assert (LETTERS[found.first], LETTERS[found.second]) == ("M", "O")
    none = top_two(np.zeros(6))
    assert none.first == none.second == -1
    assert np.isnan([none.mid_p, none.exact_p, none.fong_needed]).all()


def test_sizes_take_the_place_of_the_counts():
    plain = top_two([30, 20, 5, 5, 0, 0])
    weighted = top_two(np.array([30, 20, 5, 5, 0, 0]) * 2.5, sizes=50)
    np.testing.assert_allclose(
        [weighted.mid_p, weighted.exact_p, weighted.fong_gap, weighted.fong_needed],
        [plain.mid_p, plain.exact_p, plain.fong_gap, plain.fong_needed],
    )
    half = top_two([30, 20, 5, 5, 0, 0], sizes=25)
    assert half.mid_p > plain.mid_p


@pytest.mark.parametrize("n", [50, 100, 200, 1000])
@pytest.mark.parametrize("tied", [0.40, 0.45])
def test_how_often_ties_are_rejected(n, tied):
    rest = (1 - 2 * tied) / 4
    rng = np.random.default_rng(n)
    found = top_two(rng.multinomial(n, [tied, tied, rest, rest, rest, rest], DRAWS))
    rejected = {
        "mid": (found.mid_p < 0.10).mean(),
        "exact": (found.exact_p < 0.10).mean(),
        "fong": (found.fong_gap >= found.fong_needed).mean(),
    }
    assert 0.09 <= rejected["mid"] <= 0.11
    assert rejected["exact"] <= 0.10
    # the form in circulation: a "10 % test" that rejects twice as often
    assert 0.17 <= rejected["fong"] <= 0.23
