"""Importance of drivers: Shapley values of R² against all orders, subset fits and textbook formulas."""

from __future__ import annotations

import time
from itertools import combinations, pairwise, permutations
from math import factorial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from csmodels.errors import SpecificationError
from csmodels.numerics import importance
from csmodels.numerics.importance import Orders
from csmodels.numerics.ranks import ranks
from csmodels.numerics.shapley import contributions, shapley

# Both sides solve normal equations of correlations of about .5: a handful of rounding errors.
EXACT = 1e-11
# The published figures have eight decimals.
PUBLISHED = 5e-9

SWISS = Path(__file__).parents[1] / "golden" / "swiss.csv"


@pytest.fixture(scope="module")
def swiss():
    """Fertility of the Swiss provinces about 1888, and five indicators."""
    return pd.read_csv(SWISS, index_col="province")


def correlations(p, members=1, seed=0, n=60):
    """Correlations of p drivers with a common part, and an outcome; shape (members, p + 1, p + 1)."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(members):
        x = rng.normal(size=(n + 20 * p, p)) + rng.normal(size=(n + 20 * p, 1))
        y = x @ rng.normal(size=p) + 3 * rng.normal(size=len(x))
        found.append(np.corrcoef(np.column_stack([x, y]).T))
    return np.array(found)


def fitted(corr, columns):
    """R² of some columns, by solving their normal equations."""
    chosen = list(columns)
    if not chosen:
        return 0.0
    return corr[-1, chosen] @ np.linalg.solve(corr[np.ix_(chosen, chosen)], corr[chosen, -1])


def over_all_orders(corr, blocks):
    """What each block adds to R², averaged over all orders."""
    ends = np.cumsum([0, *blocks])
    places = [list(range(*pair)) for pair in pairwise(ends)]
    total = np.zeros(len(blocks))
    for order in permutations(range(len(blocks))):
        inside, before = [], 0.0
        for block in order:
            inside += places[block]
            now = fitted(corr, inside)
            total[block] += now - before
            before = now
    return total / factorial(len(blocks))


class TestShapley:
    def test_any_game_by_the_formula(self):
        p = 4
        values = np.random.default_rng(1).normal(size=(3, 2**p))
        expected = np.zeros((3, p))
        for j in range(p):
            others = [i for i in range(p) if i != j]
            for size in range(p):
                weight = factorial(size) * factorial(p - 1 - size) / factorial(p)
                for group in combinations(others, size):
                    mask = sum(1 << i for i in group)
                    expected[:, j] += weight * (values[:, mask | 1 << j] - values[:, mask])
        found = shapley(values)
        assert found == pytest.approx(expected, abs=EXACT)
        assert found.sum(axis=-1) == pytest.approx(values[:, -1] - values[:, 0], abs=EXACT)

    def test_a_player_who_adds_nothing_has_nothing(self):
        without = np.random.default_rng(2).random(4)
        assert shapley(np.concatenate([without, without]))[2] == pytest.approx(0, abs=EXACT)

    def test_contributions_by_size(self):
        values = np.random.default_rng(3).random(8)
        found = contributions(values)
        assert found[:, 0] == pytest.approx(values[[1, 2, 4]] - values[0])
        assert found[:, 2] == pytest.approx(values[7] - values[[6, 5, 3]])
        assert found[0, 1] == pytest.approx(((values[3] - values[2]) + (values[5] - values[4])) / 2)

    def test_a_number_of_values_that_is_no_power_of_two_is_refused(self):
        with pytest.raises(SpecificationError, match="3 values"):
            shapley(np.zeros(3))


class TestAllSubsets:
    @pytest.mark.parametrize("blocks", [(1, 1, 1, 1, 1), (2, 1, 3), (1, 2, 1, 1)])
    def test_all_orders(self, blocks):
        batch = correlations(sum(blocks), members=3)
        found = importance.by_size(batch, blocks).mean(axis=-1)
        for corr, shares in zip(batch, found, strict=True):
            assert shares == pytest.approx(over_all_orders(corr, blocks), abs=EXACT)

    def test_pieces_make_no_difference(self, monkeypatch):
        batch = correlations(7, members=5)
        whole = importance.by_size(batch, [1] * 7)
        subsets = importance.of_subsets(batch, [1] * 7)
        monkeypatch.setattr(importance, "AT_A_TIME", 8)
        monkeypatch.setattr(importance, "MEMBERS", 2)
        assert importance.by_size(batch, [1] * 7) == pytest.approx(whole, abs=EXACT)
        assert importance.of_subsets(batch, [1] * 7) == pytest.approx(subsets, abs=EXACT)

    def test_subset_fits_by_statsmodels(self, swiss):
        import statsmodels.api as sm

        table = swiss[[*swiss.columns[1:], "fertility"]].to_numpy()
        found = importance.of_subsets(np.corrcoef(table.T), [1] * 5)
        for mask in range(1, 32):
            chosen = [j for j in range(5) if mask >> j & 1]
            fit = sm.OLS(table[:, -1], sm.add_constant(table[:, chosen])).fit()
            assert found[mask] == pytest.approx(fit.rsquared, abs=EXACT)
        assert found[0] == 0
        assert shapley(found) == pytest.approx(
            importance.by_size(np.corrcoef(table.T), [1] * 5).mean(axis=-1), abs=EXACT
        )

    def test_swiss_provinces(self, swiss):
        corr = np.corrcoef(swiss[[*swiss.columns[1:], "fertility"]].to_numpy().T)
        expected = [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592]
        found = importance.by_size(corr, [1] * 5).mean(axis=-1)
        assert found == pytest.approx(expected, abs=PUBLISHED)
        assert found.sum() == pytest.approx(0.70673500, abs=PUBLISHED)

    @pytest.mark.parametrize("p", [2, 9, 14])
    def test_shares_sum_to_r_squared_and_are_never_negative(self, p):
        corr = correlations(p)[0]
        found = importance.by_size(corr, [1] * p).mean(axis=-1)
        assert found.sum() == pytest.approx(fitted(corr, range(p)), abs=1e-13)
        assert (found >= 0).all()

    def test_drivers_in_another_order(self):
        corr, order = correlations(6)[0], [3, 1, 5, 0, 2, 4]
        turned = corr[np.ix_([*order, 6], [*order, 6])]
        found = importance.by_size(corr, [1] * 6)[order]
        assert importance.by_size(turned, [1] * 6) == pytest.approx(found, abs=EXACT)

    def test_uncorrelated_drivers_have_their_squared_correlations(self):
        corr = np.eye(4)
        corr[:3, 3] = corr[3, :3] = [0.5, -0.3, 0.2]
        for shares in (
            importance.by_size(corr, [1] * 3).mean(axis=-1),
            importance.relative_weights(corr, [1] * 3),
            importance.pratt(corr, [1] * 3),
            importance.first(corr, [1] * 3),
            importance.last(corr, [1] * 3),
        ):
            assert shares == pytest.approx([0.25, 0.09, 0.04], abs=EXACT)

    def test_collinear_members_are_missing_and_others_are_not(self):
        batch = correlations(3, members=2)
        batch[1, 0, 1] = batch[1, 1, 0] = 1.0
        batch[1, 0, 2:] = batch[1, 1, 2:]
        batch[1, 2:, 0] = batch[1, 2:, 1]
        orders = Orders.drawn([1] * 3, 4, 0)
        for found in (
            importance.by_size(batch, [1] * 3).mean(axis=-1),
            importance.relative_weights(batch, [1] * 3),
            importance.pratt(batch, [1] * 3),
            importance.last(batch, [1] * 3),
            importance.sampled(batch, orders)[0],
        ):
            assert np.isfinite(found[0]).all()
            assert np.isnan(found[1]).all()

    def test_twenty_drivers_under_a_second(self):
        # a second is asked for; the clock of a busy machine gets five
        corr = correlations(20)[0]
        start = time.perf_counter()
        found = importance.by_size(corr, [1] * 20).mean(axis=-1)
        assert time.perf_counter() - start < 5
        assert found.sum() == pytest.approx(fitted(corr, range(20)), abs=1e-12)


class TestOtherMeasures:
    def test_last_and_partial(self):
        corr, blocks = correlations(5)[0], (2, 1, 2)
        whole = fitted(corr, range(5))
        without = np.array([fitted(corr, [2, 3, 4]), fitted(corr, [0, 1, 3, 4]), fitted(corr, [0, 1, 2])])
        assert importance.last(corr, blocks) == pytest.approx(whole - without, abs=EXACT)
        assert importance.partial(corr, blocks) == pytest.approx((whole - without) / (1 - without), abs=EXACT)
        alone = [fitted(corr, [0, 1]), fitted(corr, [2]), fitted(corr, [3, 4])]
        assert importance.first(corr, blocks) == pytest.approx(alone, abs=EXACT)

    def test_partial_is_the_squared_partial_correlation(self):
        corr = correlations(4)[0]
        precision = np.linalg.inv(corr)
        expected = precision[:-1, -1] ** 2 / (np.diag(precision)[:-1] * precision[-1, -1])
        assert importance.partial(corr, [1] * 4) == pytest.approx(expected, abs=EXACT)

    def test_relative_weights_by_a_matrix_square_root(self):
        from scipy.linalg import sqrtm

        corr = correlations(5)[0]
        root = np.real(sqrtm(corr[:-1, :-1]))
        expected = root**2 @ np.linalg.solve(root, corr[:-1, -1]) ** 2
        found = importance.relative_weights(corr, [1] * 5)
        assert found == pytest.approx(expected, abs=1e-10)  # sqrtm iterates
        assert found.sum() == pytest.approx(fitted(corr, range(5)), abs=EXACT)

    def test_two_drivers_have_one_answer(self):
        # with two drivers relative weights and LMG are the same figure
        corr = correlations(2)[0]
        assert importance.relative_weights(corr, [1, 1]) == pytest.approx(
            importance.by_size(corr, [1, 1]).mean(axis=-1), abs=EXACT
        )

    def test_pratt_sums_to_r_squared(self):
        corr = correlations(6)[0]
        slopes = np.linalg.solve(corr[:-1, :-1], corr[:-1, -1])
        assert importance.pratt(corr, [1] * 6) == pytest.approx(slopes * corr[:-1, -1], abs=EXACT)
        assert importance.pratt(corr, [2, 4]).sum() == pytest.approx(fitted(corr, range(6)), abs=EXACT)


class TestDominance:
    def test_by_comparing_all_pairs_of_models(self):
        p = 5
        corr = correlations(p, seed=4)[0]
        found = importance.dominance_shares(importance.of_subsets(corr, [1] * p))
        for i, j in permutations(range(p), 2):
            rest = [k for k in range(p) if k not in (i, j)]
            ahead = [
                fitted(corr, [*group, i]) > fitted(corr, [*group, j])
                for size in range(p - 1)
                for group in combinations(rest, size)
            ]
            assert found[i, j] == np.mean(ahead)

    def test_complete_dominance_implies_conditional_and_general(self):
        batch = correlations(6, members=20, seed=5)
        complete = importance.dominance_shares(importance.of_subsets(batch, [1] * 6)) == 1
        sizes = importance.by_size(batch, [1] * 6)
        conditional = importance.conditional_shares(sizes) == 1
        general = sizes.mean(axis=-1)
        assert complete.any()
        assert (conditional[complete]).all()
        assert (general[..., :, None] > general[..., None, :])[conditional].all()

    def test_equal_drivers_do_not_dominate_each_other(self):
        corr = np.array([[1, 0.5, 0.4], [0.5, 1, 0.4], [0.4, 0.4, 1]])
        assert importance.dominance_shares(importance.of_subsets(corr, [1, 1]))[0, 1] == 0.5
        assert importance.conditional_shares(importance.by_size(corr, [1, 1]))[0, 1] == 0.5


class TestRandomOrders:
    def test_all_orders_of_four_drivers_are_exact(self):
        corr = correlations(4)[0]
        every = np.array(list(permutations(range(4))))
        shares, errors = importance.sampled(corr, Orders((1,) * 4, every, len(every)))
        assert np.isnan(errors).all()
        assert shares == pytest.approx(importance.by_size(corr, [1] * 4).mean(axis=-1), abs=EXACT)

    def test_shares_sum_to_r_squared_with_any_orders(self):
        corr = correlations(30)[0]
        shares, _ = importance.sampled(corr, Orders.drawn([1] * 30, 1, seed=1))
        assert shares.sum() == pytest.approx(fitted(corr, range(30)), abs=EXACT)

    def test_blocks_enter_as_a_whole(self):
        corr, blocks = correlations(6)[0], (2, 1, 3)
        shares, errors = importance.sampled(corr, Orders.drawn(blocks, 300, seed=0))
        assert (np.abs(shares - over_all_orders(corr, blocks)) < 4 * errors + EXACT).all()

    def test_errors_tell_the_distance_from_the_exact_shares(self):
        corr = correlations(10)[0]
        exact = importance.by_size(corr, [1] * 10).mean(axis=-1)
        away, told = [], []
        for seed in range(150):
            shares, errors = importance.sampled(corr, Orders.drawn([1] * 10, 8, seed))
            away.append(shares - exact)
            told.append(errors)
        # 150 draws know a standard deviation to 6 %, and ten of them are averaged
        ratio = np.std(away, axis=0).mean() / np.mean(told)
        assert 0.9 < ratio < 1.1

    def test_pieces_make_no_difference(self, monkeypatch):
        batch, orders = correlations(5, members=3), Orders.drawn([1] * 5, 4, 0)
        shares, errors = importance.sampled(batch, orders)
        monkeypatch.setattr(importance, "PIECE", 300)
        found = importance.sampled(batch, orders)
        assert found[0] == pytest.approx(shares, abs=EXACT)
        assert found[1] == pytest.approx(errors, abs=1e-9)  # a difference of squares

    def test_an_outcome_explained_in_full(self):
        x = np.random.default_rng(0).normal(size=(50, 3))
        corr = np.corrcoef(np.column_stack([x, x.sum(axis=1)]).T)
        shares, _ = importance.sampled(corr, Orders.drawn([1] * 3, 4, 0))
        assert shares.sum() == pytest.approx(1, abs=1e-9)  # the last pivot is near zero


def test_ranks_without_resamples():
    found = ranks(np.array([0.2, 0.5, 0.5]), np.empty((0, 3)), 0.95)
    assert found.rank.tolist() == [3, 1, 1]
    assert np.isnan(found.low).all()


def test_interval_of_ranks_leaves_out_the_tails():
    draws = np.tile([3.0, 2.0, 1.0], (100, 1))
    draws[:2] = draws[:2, ::-1]  # 2 of 100 resamples turn everything round
    found = ranks(np.array([3.0, 2.0, 1.0]), draws, 0.95)
    assert found.low.tolist() == [1, 2, 3]
    assert found.high.tolist() == [1, 2, 3]
    assert found.shares[0].tolist() == [0.98, 0, 0.02]
    assert ranks(np.array([3.0, 2.0, 1.0]), draws, 0.98).high.tolist() == [3, 2, 3]
