"""The chance of the right Kano label against enumeration, simulation, and sub-samples of a real survey."""

from __future__ import annotations

import math

import numpy as np
import pytest

from csmodels.numerics.kano import rules
from csmodels.numerics.kano.counts import LETTERS, A, I, categories
from csmodels.numerics.kano.drawing import (
    PAIRS,
    drawn_categories,
    drawn_importance,
    drawn_pairs,
    mean_importance,
)
from csmodels.numerics.kano.planning import (
    RULES,
    box_probability,
    label_of,
    label_probability,
    needed,
    sample_size,
)

#: Sums of double-precision numbers of order 1.
EXACT = 1e-12
#: Poisson chances of thousands carry the rounding of their logarithms.
LARGE = 1e-9
#: Three standard errors of a share of 40,000.
SIMULATED = 0.0076
#: Published figures have two decimals.
PRINTED = 0.005

SHARES = np.array([0.12, 0.2, 0.28, 0.25, 0.1, 0.05])
BERGER = np.array(
    [[LETTERS.index(c) for c in row] for row in ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]], np.int8
)


def compositions(n: int, k: int):
    if k == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for rest in compositions(n - first, k - 1):
            yield (first, *rest)


def labels(rule: str, counts: np.ndarray, band: float) -> np.ndarray:
    if rule == "m_o_a_i":
        return rules.m_o_a_i(counts, band)
    return (rules.mode if rule == "mode" else rules.oam_irq)(counts)


@pytest.mark.parametrize("n", [1, 2, 5, 8])
@pytest.mark.parametrize(
    ("rule", "band"), [("mode", 0), ("m_o_a_i", 0.05), ("m_o_a_i", 0.25), ("oam_irq", 0)]
)
def test_every_possible_sample(n: int, rule: str, band: float) -> None:
    counts = np.array(list(compositions(n, 6)))
    factorials = np.array([math.factorial(i) for i in range(n + 1)], dtype=float)
    chance = factorials[n] / factorials[counts].prod(axis=1) * (SHARES**counts).prod(axis=1)
    wanted = np.bincount(labels(rule, counts, band), chance, minlength=6)
    found = [label_probability(SHARES, n, c, rule, tie_band=band) for c in range(6)]
    np.testing.assert_allclose(found, wanted, atol=EXACT, rtol=0)


@pytest.mark.parametrize("rule", RULES)
def test_every_possible_sample_of_a_small_population(rule: str) -> None:
    people, n = np.array([3, 4, 5, 4, 2, 1]), 8
    counts = np.array([c for c in compositions(n, 6) if (np.array(c) <= people).all()])
    ways = np.array([math.prod(map(math.comb, people.tolist(), c)) for c in counts.tolist()], dtype=float)
    wanted = np.bincount(labels(rule, counts, 0.15), ways / math.comb(19, n), minlength=6)
    found = [label_probability(people, n, c, rule, tie_band=0.15, population=19) for c in range(6)]
    np.testing.assert_allclose(found, wanted, atol=EXACT, rtol=0)
    assert (
        label_probability(people, 19, label_of(people, rule, 0.15), rule, tie_band=0.15, population=19) == 1
    )


@pytest.mark.parametrize("rule", RULES)
def test_simulated_samples(rule: str) -> None:
    counts = np.random.default_rng(4).multinomial(150, SHARES, size=40_000)
    wanted = np.bincount(labels(rule, counts, 0.05), minlength=6) / 40_000
    found = [label_probability(SHARES, 150, c, rule) for c in range(6)]
    np.testing.assert_allclose(found, wanted, atol=SIMULATED, rtol=0)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("n", [60, 1000, 8000])
def test_chances_of_all_labels_sum_to_one(rule: str, n: int) -> None:
    assert sum(label_probability(SHARES, n, c, rule) for c in range(6)) == pytest.approx(1, abs=LARGE)


def test_two_categories_are_a_binomial() -> None:
    from scipy.stats import binom

    # A comes before I, so that it wins an even split
    wanted = binom.sf(99, 200, 0.54)
    assert label_probability([0, 0, 0.54, 0.46, 0, 0], 200, A) == pytest.approx(wanted, abs=EXACT)
    box = box_probability(200, [0.54, 0.46], [[100, 0]], [[200, 200]])
    assert box[0] == pytest.approx(wanted, abs=EXACT)


#: Counts of six features in a real survey of 358 (kano.md R2, Berger's table), M O A I R Q.
TRANSFERS = {
    "F6": (9, 19, 91, 177, 49, 13),
    "F7": (59, 121, 70, 87, 9, 12),
    "F8": (66, 122, 78, 71, 7, 14),
    "F9": (25, 76, 145, 85, 12, 15),
    "F10": (90, 174, 18, 52, 7, 17),
    "F11": (32, 90, 88, 114, 15, 19),
}


@pytest.mark.parametrize(
    ("n", "weakest", "strongest"), [(30, 0.57, 0.94), (50, 0.63, 0.98), (100, 0.76, 1.0), (200, 0.95, 1.0)]
)
def test_sub_samples_of_a_real_survey(n: int, weakest: float, strongest: float) -> None:
    """Simulated share of sub-samples with the full survey's mode; how it treated ties is not known."""

    def chance(counts: tuple[int, ...], ties_won: bool) -> float:
        label = int(np.argmax(counts))
        order = [label] if ties_won else []
        order += [c for c in range(6) if c != label] + ([] if ties_won else [label])
        return label_probability(np.array(counts)[order], n, order.index(label), population=358)

    lost = [chance(counts, False) for counts in TRANSFERS.values()]
    won = [chance(counts, True) for counts in TRANSFERS.values()]
    assert int(np.argmin(lost)) == list(TRANSFERS).index("F11")
    assert min(lost) - PRINTED <= weakest <= min(won) + PRINTED
    assert max(lost) - PRINTED <= strongest <= max(won) + PRINTED


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("target", [0.7, 0.9])
def test_the_size_found_is_the_last_before_which_the_target_fails(rule: str, target: float) -> None:
    shares = [0.08, 0.12, 0.45, 0.27, 0.05, 0.03]
    found = sample_size(shares, target, rule)
    assert found is not None
    chances = [label_probability(shares, n, A, rule) for n in range(1, found + 60)]
    assert chances[found - 2] < target
    assert min(chances[found - 1 :]) >= target


def test_a_band_makes_saw_teeth_and_the_last_one_counts() -> None:
    shares = [0, 0, 0.33, 0.45, 0.12, 0.1]
    # a tooth is 20 respondents long: five of them beyond the size found
    chances = np.array([label_probability(shares, n, I, "m_o_a_i") for n in range(1, 301)])
    found = sample_size(shares, 0.85, "m_o_a_i", most=300)
    assert found == np.flatnonzero(chances < 0.85)[-1] + 2 < 185
    # it is not the first size that reaches the target
    assert found > np.flatnonzero(chances >= 0.85)[0] + 1


def test_no_size_is_enough_for_a_tie() -> None:
    assert sample_size([0, 0.5, 0.5, 0, 0, 0], 0.9, most=2000) is None
    # nor for a lead that is the band itself
    assert sample_size([0, 0, 0.40, 0.45, 0.15, 0], 0.9, "m_o_a_i", most=2000) is None


def test_a_census_is_always_right() -> None:
    assert sample_size([0, 0, 51, 49, 0, 0], 0.99, population=100) <= 100


def test_needed_skips_teeth_that_fail() -> None:
    assert needed(lambda n: 0.0 if n in (12, 14) else min(1.0, n / 10), 0.9, 100) == 15
    assert needed(lambda n: 0.5, 0.9, 100) is None
    assert needed(lambda n: 1.0, 0.9, 100) == 1


def test_drawn_answers_fall_into_their_category() -> None:
    rng = np.random.default_rng(0)
    true = rng.integers(0, 6, size=(500, 3)).astype(np.int8)
    functional, dysfunctional = drawn_pairs(true, rng.random((500, 3)), BERGER, PAIRS)
    np.testing.assert_array_equal(categories(functional, dysfunctional, BERGER), true)
    assert set(functional.ravel()) == set(dysfunctional.ravel()) == {1, 2, 3, 4, 5}


def test_a_common_trait_leaves_the_shares_alone() -> None:
    rng = np.random.default_rng(5)
    normal = np.sqrt(0.6) * rng.standard_normal((40_000, 1)) + np.sqrt(0.4) * rng.standard_normal((40_000, 2))
    found = drawn_categories(normal, np.broadcast_to(SHARES, (1, 2, 6)))
    for column in found.T:
        np.testing.assert_allclose(np.bincount(column, minlength=6) / 40_000, SHARES, atol=SIMULATED)
    # who must have one attribute is more likely to have to have the other
    must = found == 0
    assert must.all(axis=1).mean() > 2 * must[:, 0].mean() * must[:, 1].mean()


def test_expected_importance() -> None:
    rng = np.random.default_rng(6)
    true = rng.choice(6, p=SHARES, size=(40_000, 1)).astype(np.int8)
    drawn = drawn_importance(true, *rng.standard_normal((2, 40_000, 1)))
    assert set(np.unique(drawn)) == set(range(1, 10))
    # three standard errors of a mean whose standard deviation is below 2.5
    assert drawn.mean() == pytest.approx(mean_importance(SHARES), abs=3 * 2.5 / 200)
