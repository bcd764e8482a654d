"""How often the tests of the two largest categories reject at a tie: summed over all samples, no draws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from csmodels.numerics.kano.tests import top_two

LEVEL = 0.10
#: Respondents: from 50 on the mid-p test is to hold its level.
SIZES = range(50, 301)


@pytest.fixture(scope="module")
def rejected():
    """Chance of rejection by mid-p and exact test, given m answers in two categories of equal share."""
    top = SIZES[-1]
    chances = np.zeros((2, top + 1))
    for m in range(1, top + 1):
        a = np.arange(m // 2 + 1)
        found = top_two(np.stack([m - a, a, *np.zeros((4, len(a)))], axis=-1))
        # both orders of unequal counts
        mass = stats.binom.pmf(a, m, 0.5) * np.where(2 * a == m, 1, 2)
        chances[:, m] = mass @ (found.mid_p < LEVEL), mass @ (found.exact_p < LEVEL)
    return chances


def over_samples(rejected, n, tied):
    """The same of n respondents, of whom each is in one of the two with chance 2 tied."""
    return rejected[:, : n + 1] @ stats.binom.pmf(np.arange(n + 1), n, 2 * tied)


def test_the_exact_test_never_rejects_too_often(rejected):
    # given any number of answers in the two categories, so in every mixture of them too
    assert (rejected[1] <= LEVEL).all()
    assert rejected[1, 50:].min() > 0.05


@pytest.mark.parametrize("tied", [0.20, 0.25, 0.30, 0.35, 0.40, 0.45])
def test_the_mid_p_test_holds_its_level(rejected, tied):
    found = np.array([over_samples(rejected, n, tied) for n in SIZES])
    assert (np.abs(found[:, 0] - LEVEL) < 0.01).all()
    # what the exact test falls short of
    assert (found[:, 1] < found[:, 0]).all()


def test_where_nobody_is_in_a_third_category_the_level_steps(rejected):
    """Then m is n, and no test of whole numbers holds 10 %: mid-p errs to both sides, and evens out."""
    found = rejected[0, SIZES[0] :]
    assert 0.07 < found.min() < 0.09
    assert 0.11 < found.max() < 0.13
    assert abs(found.mean() - LEVEL) < 0.002
