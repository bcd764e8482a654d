"""How often a sample is sure of its label: against every resample, exact chances and special cases."""

from __future__ import annotations

import math

import numpy as np
import pytest

from csmodels.numerics.kano import rules
from csmodels.numerics.kano.counts import LETTERS
from csmodels.numerics.kano.leading import leading_chances
from csmodels.numerics.kano.planning import RULES, error_bound, label_of, label_probability
from csmodels.numerics.kano.sure_labels import lead_failures, sure, sure_chances, sure_size

#: What the normal chances say of themselves: with one or two near rivals, and with several.
FEW_RIVALS, SEVERAL_RIVALS = 0.005, 0.02
#: Samples near the threshold that the normal chances put on its other side.
OTHER_SIDE = 0.02

LABEL = {"certainty": 0.9, "tie_band": 0.05, "fewest": 30}


def test_one_rival_against_every_resample() -> None:
    for n, top in ((30, 18), (100, 56), (400, 215)):
        share = top / n
        chance = [math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
        lost = sum(p * (1.0 if 2 * k < n else 0.5 * (2 * k == n)) for k, p in enumerate(chance))
        assert lead_failures([[top, n - top, 0, 0, 0, 0]])[0] == pytest.approx(lost, abs=FEW_RIVALS)


@pytest.mark.parametrize(
    ("counts", "tolerance"),
    [
        ([43, 33, 17, 4, 2, 1], FEW_RIVALS),
        ([18, 11, 7, 1, 0, 0], FEW_RIVALS),
        ([100, 80, 82, 20, 10, 8], FEW_RIVALS),
        ([524, 480, 325, 262, 247, 233], FEW_RIVALS),
        ([13, 7, 4, 3, 2, 1], SEVERAL_RIVALS),
        ([30, 20, 15, 15, 11, 8], SEVERAL_RIVALS),
        ([60, 47, 46, 45, 20, 10], SEVERAL_RIVALS),
    ],
)
def test_several_rivals_against_exact_chances(counts: list[int], tolerance: float) -> None:
    wanted = 1 - leading_chances(counts)[0]
    assert 0.001 < wanted < 0.2
    assert lead_failures([counts])[0] == pytest.approx(wanted, abs=tolerance)
    # other orders of the same counts are the same
    assert lead_failures([counts[::-1]])[0] == pytest.approx(lead_failures([counts])[0], abs=1e-12)


def test_agreement_of_all_and_ties() -> None:
    assert lead_failures([[40, 0, 0, 0, 0, 0]])[0] == 0
    assert lead_failures([[20, 20, 0, 0, 0, 0]])[0] == pytest.approx(0.5, abs=1e-6)


def test_labels_need_respondents_agreement_and_certainty() -> None:
    found = sure(
        [
            [40, 10, 0, 0, 0, 0],  # sure
            [23, 6, 0, 0, 0, 0],  # 29 respondents
            [30, 25, 5, 0, 0, 0],  # leads too little
            [5, 10, 40, 90, 5, 0],  # sure by every rule
            [32, 90, 108, 205, 5, 3],  # most want it: the rule of two camps says A
            [0, 0, 400, 430, 20, 20],  # sure to lead, but within the band of A
        ],
        **LABEL,
    )
    assert found.tolist() == [0, -1, -1, 3, -1, -1]


def test_labels_of_samples_are_those_of_exact_chances() -> None:
    shares, n = np.array([0.08, 0.15, 0.42, 0.27, 0.05, 0.03]), 90
    counts = np.random.default_rng(11).multinomial(n, shares, size=400)
    leads = leading_chances(counts)
    mode = rules.mode(counts)
    given = (rules.m_o_a_i(counts) == mode) & (rules.oam_irq(counts) == mode)
    given &= (rules.modes(counts).sum(axis=1) == 1) & (leads[np.arange(400), mode] >= 0.9)
    wanted = np.where(given, mode, -1)
    assert 0.3 < given.mean() < 0.9
    assert (sure(counts, **LABEL) != wanted).mean() <= OTHER_SIDE
    # the same seed draws the same samples
    found = sure_chances(shares, n, seed=11, draws=400, **LABEL)
    np.testing.assert_allclose(found, np.bincount(wanted[given], minlength=6) / 400, atol=OTHER_SIDE)


def test_chances_of_labels_have_their_limits() -> None:
    assert sure_chances([0.9, 0.1, 0, 0, 0, 0], 29, **LABEL).tolist() == [0.0] * 6
    assert sure_chances([1, 0, 0, 0, 0, 0], 30, **LABEL).tolist() == [1.0, 0, 0, 0, 0, 0]
    # all customers asked: the label is what their counts say
    people = [60, 20, 10, 10, 0, 0]
    assert sure_chances(people, 100, population=100, **LABEL)[0] == 1
    near = sure_chances(people, 80, population=100, **LABEL)[0]
    assert near > sure_chances(np.array(people) / 100, 80, **LABEL)[0]
    # never more often than the category is the mode
    shares = [0.1, 0.2, 0.4, 0.25, 0.03, 0.02]
    assert sure_chances(shares, 60, **LABEL)[2] < label_probability(shares, 60, 2)


@pytest.mark.parametrize("target", [0.5, 0.8, 0.95])
def test_the_size_found_is_where_the_target_begins(target: float) -> None:
    shares, tried = np.array([0.1, 0.15, 0.45, 0.25, 0.03, 0.02]), []

    def chance(n: int) -> float:
        tried.append(n)
        return float(sure_chances(shares, n, **LABEL)[2])

    found = sure_size(chance, target, 0.9, shares, 30, 10_000)
    assert found is not None
    assert len(tried) < 20
    assert chance(found) >= target > chance(found - 1)


def test_sizes_at_the_ends() -> None:
    shares = np.array([0.5, 0.5, 0, 0, 0, 0])
    assert sure_size(lambda n: 0.1, 0.9, 0.9, shares, 30, 1000) is None
    assert sure_size(lambda n: 1.0, 0.9, 0.9, shares, 30, 1000) == 30
    assert sure_size(lambda n: 1.0, 0.9, 0.9, shares, 30, 20) is None
    assert sure_size(lambda n: float(n >= 1000), 0.9, 0.9, shares, 30, 1000) == 1000
    assert sure_size(lambda n: float(n >= 31), 0.9, 0.9, shares, 30, 1000) == 31


@pytest.mark.parametrize("rule", RULES)
def test_the_bound_of_errors_holds(rule: str) -> None:
    rng = np.random.default_rng(0)
    for _ in range(12):
        shares = rng.dirichlet(np.ones(len(LETTERS)))
        shares[rng.integers(6)] = 0
        label = label_of(shares, rule)
        bound = error_bound(shares, label, rule)
        for n in (1, 6, 40, 150):
            wrong = 1 - label_probability(shares / shares.sum(), n, label, rule)
            assert (bound**n).sum() >= wrong - 1e-12


def test_the_bound_holds_for_a_small_population() -> None:
    people = np.array([3, 4, 25, 14, 2, 2])
    for n in (5, 20, 45):
        wrong = 1 - label_probability(people, n, 2, population=50)
        assert (error_bound(people, 2) ** n).sum() >= wrong - 1e-12
