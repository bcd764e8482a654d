"""The key-driver game against all subsets and all orders; kappa against statsmodels."""

from __future__ import annotations

from itertools import permutations
from math import factorial

import numpy as np
import pytest

from csmodels.numerics.agreement import cohens_kappa
from csmodels.numerics.key_drivers import Patterns, columns, entry_order, key_sets, rates, shared_out, stop
from csmodels.numerics.moments import Moments
from csmodels.numerics.shapley import shapley

# The same sums in another order.
EXACT = 1e-12


def game(flags, hit, weights):
    """v of every coalition, straight from its definition: bit j of the number says whether j is in."""
    p = flags.shape[1]
    found = np.zeros(2**p)
    for s in range(1, 2**p):
        failed = flags[:, [j for j in range(p) if s >> j & 1]].any(axis=1)
        reach, noise = (np.average(failed[who], weights=weights[who]) for who in (hit, ~hit))
        found[s] = reach - noise
    return found


def by_orders(values, p):
    """What each player adds, averaged over all p! orders."""
    found = np.zeros(p)
    for order in permutations(range(p)):
        inside = 0
        for j in order:
            found[j] += values[inside | 1 << j] - values[inside]
            inside |= 1 << j
    return found / factorial(p)


def drawn(seed, n=200, p=5):
    """Failures that differ in frequency, one of them more frequent among the satisfied; weights."""
    rng = np.random.default_rng(seed)
    flags = rng.random((n, p)) < np.array([0.05, 0.3, 0.5, 0.2, 0.1, 0.4])[:p]
    hit = rng.random(n) < 0.25 + 0.3 * flags[:, 1] - 0.2 * flags[:, 2]
    return flags, hit, rng.uniform(0.3, 2.0, n)


def moments_of(flags, hit, weights, order=None):
    order = np.arange(flags.shape[1]) if order is None else order
    return Moments.from_rows(columns(flags, hit, order), weights)


class TestClosedForm:
    @pytest.mark.parametrize("weighted", [False, True])
    @pytest.mark.parametrize("seed", [0, 1, 2])
    def test_equals_all_orders_and_all_subsets(self, seed, weighted):
        flags, hit, weights = drawn(seed)
        weights = weights if weighted else np.ones(len(hit))
        values = game(flags, hit, weights)
        found = rates(moments_of(flags, hit, weights)).success[0]
        np.testing.assert_allclose(found, by_orders(values, 5), atol=EXACT)
        np.testing.assert_allclose(found, shapley(values), atol=EXACT)

    def test_ten_drivers_against_all_subsets(self):
        rng = np.random.default_rng(3)
        flags, hit = rng.random((150, 10)) < 0.3, rng.random(150) < 0.4
        values = game(flags, hit, np.ones(150))
        np.testing.assert_allclose(
            rates(moments_of(flags, hit, None)).success[0], shapley(values), atol=EXACT
        )

    def test_efficiency_is_kept_with_a_negative_value(self):
        flags, hit, weights = drawn(1)
        found = rates(moments_of(flags, hit, weights)).success[0]
        assert found.min() < -0.05
        assert found.sum() == pytest.approx(game(flags, hit, weights)[-1], abs=EXACT)

    def test_missing_answers_that_are_no_event_stay_in_the_base(self):
        flags, hit, weights = drawn(2)
        gaps = np.random.default_rng(9).random(flags.shape) < 0.2
        values = game(flags & ~gaps, hit, weights)
        found = rates(moments_of(flags & ~gaps, hit, weights)).success[0]
        np.testing.assert_allclose(found, by_orders(values, 5), atol=EXACT)

    def test_who_fails_on_k_drivers_gives_a_kth_to_each(self):
        flags, _, _ = drawn(0)
        given = shared_out(flags).sum(axis=1)
        np.testing.assert_allclose(given, flags.any(axis=1), atol=EXACT)


class TestRates:
    def test_alone_and_together_are_coalitions_of_the_game(self):
        flags, hit, weights = drawn(4)
        order = np.array([3, 0, 4, 1, 2])
        values, found = game(flags, hit, weights), rates(moments_of(flags, hit, weights, order)).success
        np.testing.assert_allclose(found[1], values[[1 << j for j in range(5)]], atol=EXACT)
        first = np.cumsum([1 << j for j in order])
        np.testing.assert_allclose(found[2], values[first], atol=EXACT)

    def test_without_two_kinds_of_respondents_nothing_is_known(self):
        flags, _, _ = drawn(0)
        assert np.isnan(rates(moments_of(flags, np.ones(200, dtype=bool), None)).success).all()

    def test_batch_of_weights(self):
        flags, hit, _ = drawn(5)
        counts = np.random.default_rng(1).multinomial(200, np.full(200, 1 / 200), size=4)
        singles = [rates(moments_of(flags, hit, c.astype(float))).success for c in counts]
        made = [moments_of(flags, hit, c.astype(float)) for c in counts]
        batch = Moments._of(np.stack([m.cov for m in made]), np.stack([m.mean for m in made]), 200.0)
        np.testing.assert_allclose(rates(batch).success, singles, atol=EXACT)


class TestKeySets:
    def test_each_resample_has_its_own_order_and_stop(self):
        flags, hit, weights = drawn(6)
        counts = np.random.default_rng(2).multinomial(200, np.full(200, 1 / 200), size=20)
        expected, values = [], []
        for c in counts:
            game_of = game(flags, hit, c * weights)
            mine = shapley(game_of)
            order = entry_order(mine)
            success = game_of[np.cumsum([1 << j for j in order])]
            best = int(stop(success))
            expected.append(np.isin(np.arange(5), order[:best]))
            values.append(mine)
        found = key_sets(flags, hit, weights, [counts[:7], counts[7:]], np.array(values))
        np.testing.assert_array_equal(found, expected)
        assert 0 < found.mean() < 1

    def test_patterns_hold_every_respondent_once(self):
        flags, _, weights = drawn(7)
        found = Patterns.of(flags)
        np.testing.assert_array_equal(np.sort(found.rows), np.arange(200))
        sums = found.sums(weights[None])[0]
        for pattern, total in zip(found.flags, sums, strict=True):
            assert weights[(flags == pattern).all(axis=1)].sum() == pytest.approx(total)

    def test_equal_values_keep_their_order(self):
        assert entry_order(np.array([0.1, 0.3, 0.1 + 1e-16, 0.3])).tolist() == [1, 3, 0, 2]


class TestKappa:
    @pytest.mark.parametrize("seed", range(4))
    def test_equals_statsmodels(self, seed):
        from statsmodels.stats.inter_rater import cohens_kappa as of_statsmodels

        rng = np.random.default_rng(seed)
        one = rng.integers(0, 4, 40)
        other = np.where(rng.random(40) < 0.5, one, rng.integers(0, 4, 40))
        table = np.zeros((4, 4))
        np.add.at(table, (one, other), 1)
        theirs, found = of_statsmodels(table), cohens_kappa(one, other, 4)
        assert found.kappa == pytest.approx(theirs.kappa, abs=EXACT)
        assert found.std_error == pytest.approx(theirs.std_kappa, abs=EXACT)
        assert found.conf_low == pytest.approx(theirs.kappa_low, abs=1e-9)

    def test_complete_agreement_has_no_error(self):
        codes = np.array([0, 1, 2, 0])
        found = cohens_kappa(codes, codes, 4)
        assert (found.kappa, found.share) == (1.0, 1.0)
        assert np.isnan(found.std_error)
        assert np.isnan(found.conf_low)

    def test_one_class_alone_has_no_kappa(self):
        found = cohens_kappa(np.zeros(5, int), np.zeros(5, int), 4)
        assert found.share == 1.0
        assert np.isnan(found.kappa)

    def test_nothing_to_compare(self):
        assert cohens_kappa(np.empty(0, int), np.empty(0, int), 4).n == 0
