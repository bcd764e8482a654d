"""Screens of respondents and paired changes: against enumeration and brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from csmodels.numerics.draws import Design
from csmodels.numerics.kano.changes import linearized_errors, sums_left
from csmodels.numerics.kano.coefficients import better_worse
from csmodels.numerics.kano.counts import resampled, tally
from csmodels.numerics.kano.screens import (
    all_the_same,
    answer_shares,
    by_chance,
    critical,
    same_by_chance,
    tails,
)
from csmodels.numerics.resampling import bootstrap_counts
from csmodels.numerics.variation import Bootstrap, uncertainty_of

#: Sums in another order.
ROUNDING = 1e-12


def enumerated(chances):
    """Probability of at least 0, 1, ... hits, from every possible outcome."""
    found = np.zeros(len(chances) + 2)
    for outcome in itertools.product((0, 1), repeat=len(chances)):
        found[sum(outcome)] += np.prod([p if x else 1 - p for p, x in zip(chances, outcome, strict=True)])
    return found[::-1].cumsum()[::-1]


def test_tails_are_those_of_all_outcomes():
    rng = np.random.default_rng(0)
    chances = np.array([0.02, 0.3, 0.0, 1.0, 0.15])
    asked = rng.random((40, 5)) < 0.7
    found = tails(asked, chances)
    for row, mine in zip(found, asked, strict=True):
        want = enumerated(chances[mine])
        assert row[: len(want)] == pytest.approx(want, abs=ROUNDING)
        assert (row[len(want) :] == 0).all()


def test_nobody_asked_has_none():
    found = tails(np.zeros((2, 3), dtype=bool), np.full(3, 0.5))
    assert found.tolist() == [[1.0, 0.0, 0.0, 0.0, 0.0]] * 2
    assert critical(found, 0.01, 2).tolist() == [2, 2]


def test_more_than_nine_attributes_are_told_apart():
    # patterns are packed into bytes: the ninth is in the second
    asked = np.ones((2, 12), dtype=bool)
    asked[1, 10] = False
    found = tails(asked, np.full(12, 0.5))
    assert found[0, 12] == pytest.approx(0.5**12)
    assert found[1, 12] == 0


def test_critical_number_is_rare_and_the_one_below_is_not():
    chances = np.full(16, 0.05)
    tail = tails(np.ones((1, 16), dtype=bool), chances)
    at = critical(tail, 0.01, 2)
    assert by_chance(at, tail)[0] <= 0.01 < by_chance(at - 1, tail)[0]
    # one pair is never many, however rare
    assert critical(tails(np.ones((1, 16), dtype=bool), np.full(16, 1e-6)), 0.01, 2).tolist() == [2]


def test_same_answers_by_chance_are_those_of_all_answers():
    rng = np.random.default_rng(1)
    shares = rng.dirichlet(np.ones(3), size=4)
    asked = np.array([[True] * 4, [True, False, True, True]])
    found = same_by_chance(asked, shares)
    for row, mine in zip(found, asked, strict=True):
        total = 0.0
        for answers in itertools.product(range(3), repeat=int(mine.sum())):
            if len(set(answers)) == 1:
                total += np.prod(shares[mine][np.arange(len(answers)), answers])
        assert row == pytest.approx(total, abs=ROUNDING)


def test_all_the_same_looks_over_gaps():
    given = np.array([[3, 0, 3], [3, 2, 3], [0, 0, 0], [1, 1, 1]], dtype=np.int8)
    judged = np.array([True, True, False, True])
    assert all_the_same(given, judged).tolist() == [True, False, False, True]


def test_shares_of_answers():
    given = np.array([[1, 0], [2, 0], [2, 0]], dtype=np.int8)
    assert answer_shares(given, 2, None).tolist() == [[1 / 3, 2 / 3], [0.0, 0.0]]
    assert answer_shares(given, 2, np.array([2.0, 1.0, 1.0]))[0].tolist() == [0.5, 0.5]


@pytest.fixture
def drawn():
    rng = np.random.default_rng(2)
    categories = rng.integers(-1, 6, (150, 3)).astype(np.int8)
    return categories, rng.random(150) < 0.8, rng.uniform(0.5, 2.0, 150)


@pytest.mark.parametrize("variant", ["berger", "all_answers"])
def test_linearized_errors_are_those_of_a_jackknife(drawn, variant):
    categories, kept, weights = drawn

    def change(w):
        return better_worse(tally(categories[kept], w[kept]), variant) - better_worse(
            tally(categories, w), variant
        )

    # without anybody in turn: the derivative of the change by the weights, from differences
    step = 1e-6
    influences = []
    for i in range(len(weights)):
        up, down = weights.copy(), weights.copy()
        up[i] *= 1 + step
        down[i] *= 1 - step
        influences.append((change(up) - change(down)) / (2 * step))
    want = np.sqrt((np.array(influences) ** 2).sum(axis=0))
    found = linearized_errors(categories, kept, weights, variant)
    assert found == pytest.approx(want, rel=1e-6)


def test_a_design_of_single_rows_gives_the_simple_error(drawn):
    categories, kept, weights = drawn
    n = len(weights)
    rows = np.arange(n)
    simple = linearized_errors(categories, kept, weights, "berger")
    design = Design(rows, np.zeros(n, dtype=np.intp))
    found = linearized_errors(categories, kept, weights, "berger", design, rows)
    assert found == pytest.approx(simple * np.sqrt(n / (n - 1)), rel=1e-9)
    # neighbours in one unit: the sum of squares of the units' totals
    pairs = Design(rows // 2, np.zeros(n // 2, dtype=np.intp))
    assert (linearized_errors(categories, kept, weights, "berger", pairs, rows) != found).any()


def test_nobody_left_has_no_error(drawn):
    categories, _, weights = drawn
    nobody = np.zeros(len(weights), dtype=bool)
    assert np.isnan(linearized_errors(categories, nobody, weights, "berger")).all()


def test_bootstrap_and_linearisation_agree(drawn):
    categories, kept, _ = drawn
    every = resampled(categories, bootstrap_counts(150, 4000, 0))
    gone = resampled(categories[~kept], (c[:, ~kept] for c in bootstrap_counts(150, 4000, 0)))
    draws = better_worse(sums_left(every, gone)) - better_worse(every)
    # errors of 4,000 resamples are within 5 %, and linearisation leaves out terms of 1 / n
    assert draws.std(axis=0) == pytest.approx(linearized_errors(categories, kept, None, "berger"), rel=0.1)


def test_sums_left_are_those_of_who_stays(drawn):
    categories, kept, weights = drawn

    def draws():
        return bootstrap_counts(150, 64, 3)

    every = resampled(categories, draws(), weights)
    gone = resampled(categories[~kept], (c[:, ~kept] for c in draws()), weights[~kept])
    stay = resampled(categories[kept], (c[:, kept] for c in draws()), weights[kept])
    assert sums_left(every, gone) == pytest.approx(stay, abs=1e-9)
    # where nobody stays, the sum is zero and not what rounding leaves
    assert (sums_left(every, every * (1 + 1e-14)) == 0).all()


def test_figures_missing_in_some_resamples_rest_on_the_others():
    rng = np.random.default_rng(4)
    draws = rng.normal(size=(3, 200))
    draws[1, :50] = np.nan
    values = np.array([0.0, 0.0, np.nan])
    varied = Bootstrap(source=None, draws=_Fixed(200))  # type: ignore[arg-type]
    found = uncertainty_of(varied, values, draws)
    assert found.std_error[:2] == pytest.approx([draws[0].std(ddof=1), draws[1, 50:].std(ddof=1)])
    assert np.isnan(found.std_error[2])


class _Fixed:
    def __init__(self, members):
        self.members = members
