"""Permutations: which rows may change places, how often, and the p-values that follow."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from csmodels.errors import SpecificationError
from csmodels.numerics import permutation
from csmodels.numerics.permutation import (
    can_move,
    chunk_size,
    exceedance_of_draws,
    exceedance_p,
    groups_of_indices,
    membership_counts,
    permuted_groups,
    regrouped,
    two_sided_p,
)

#: Shares of counted pairs differ by rounding alone.
ROUNDING = 1e-14


def all_of(codes, n, seed=0, stream=1, **design):
    return np.concatenate(list(permuted_groups(np.asarray(codes), n, seed, stream, **design)))


def test_every_permutation_keeps_the_sizes_of_the_groups():
    codes = np.repeat([0, 1, 2], [5, 8, 4])
    memberships = all_of(codes, 300)
    assert memberships.shape == (300, 17)
    assert (np.sort(memberships, axis=1) == codes).all()
    assert len(np.unique(memberships, axis=0)) > 290


def test_the_numbers_depend_on_seed_and_stream_alone(monkeypatch):
    codes = np.repeat([0, 1], [40, 30])
    strata = np.tile([0, 1], 35)
    whole, parted = all_of(codes, 600), all_of(codes, 600, strata=strata)
    np.testing.assert_array_equal(all_of(codes, 300), whole[:300])
    np.testing.assert_array_equal(all_of(codes, 1), whole[:1])
    monkeypatch.setattr(permutation, "CELLS_AT_A_TIME", 300)  # four permutations at a time
    np.testing.assert_array_equal(all_of(codes, 600), whole)
    np.testing.assert_array_equal(all_of(codes, 600, strata=strata), parted)
    assert (all_of(codes, 600, seed=1) != whole).any()
    assert (all_of(codes, 600, stream=2) != whole).any()


@pytest.mark.parametrize("strata", [None, [0, 0, 0, 0]], ids=["shuffled", "sorted"])
def test_all_permutations_are_equally_likely(strata):
    """Six ways to put two of four rows in a group; each share within four Monte-Carlo errors of 1/6."""
    design = {} if strata is None else {"strata": np.array([0, 0, 0, 0, 1])}
    codes = np.array([0, 0, 1, 1, 0]) if strata else np.array([0, 0, 1, 1])
    drawn = Counter(tuple(row[:4]) for row in all_of(codes, 6000, **design).tolist())
    assert len(drawn) == 6
    assert max(abs(count / 6000 - 1 / 6) for count in drawn.values()) < 4 * np.sqrt(5 / 36 / 6000)


def test_rows_stay_in_their_stratum():
    rng = np.random.default_rng(3)
    codes, strata = rng.integers(0, 3, size=60), rng.integers(0, 4, size=60)
    memberships = all_of(codes, 50, strata=strata)
    for stratum in range(4):
        mine = memberships[:, strata == stratum]
        assert (np.sort(mine, axis=1) == np.sort(codes[strata == stratum])).all()
    assert (memberships != codes).any()


def test_clusters_within_one_group_move_as_wholes():
    units = np.repeat(np.arange(12), 5)
    codes = (units >= 7).astype(int)
    memberships = all_of(codes, 80, units=units)
    by_unit = memberships.reshape(80, 12, 5)
    assert (by_unit == by_unit[:, :, :1]).all()
    assert (np.sort(by_unit[:, :, 0], axis=1) == [0] * 7 + [1] * 5).all()


def test_rows_of_a_cluster_in_several_groups_change_places_with_each_other():
    """Ten respondents in two waves, three more in one wave each."""
    units = np.array([*np.tile(np.arange(10), 2), 10, 11, 12])
    codes = np.array([*[0] * 10, *[1] * 10, 0, 1, 1])
    memberships = all_of(codes, 100, units=units)
    waves = memberships[:, :20].reshape(100, 2, 10)
    assert (waves.sum(axis=1) == 1).all()
    assert 0.4 < waves[:, 0].mean() < 0.6
    assert (memberships[:, 20:].sum(axis=1) == 2).all()
    assert (memberships[:, 20:] != codes[20:]).any()


def test_can_move():
    codes = np.array([0, 0, 1, 1])
    assert can_move(codes)
    assert not can_move(codes, strata=np.array([0, 0, 1, 1]))
    assert can_move(codes, strata=np.array([0, 1, 1, 1]))
    assert can_move(codes, units=np.array([0, 0, 1, 1]))
    assert not can_move(codes, units=np.array([0, 1, 2, 3]), strata=np.array([0, 0, 1, 1]))
    assert can_move(codes, units=np.array([0, 1, 1, 2]), strata=np.array([0, 0, 0, 1]))


def test_counts_of_the_rows():
    counts = membership_counts(np.array([[0, 1, -1, 1], [1, 0, -1, 1]]), 2)
    assert counts.tolist() == [[1, 0, 0, 0], [0, 1, 0, 1], [0, 1, 0, 0], [1, 0, 0, 1]]


def test_given_permutations():
    codes = np.array([0, 0, 1])
    (found,) = groups_of_indices(codes, np.array([[2, 0, 1], [0, 1, 2]]))
    assert found.tolist() == [[1, 0, 0], [0, 0, 1]]
    with pytest.raises(SpecificationError, match=r"shape \(n_permutations, 3\)"):
        list(groups_of_indices(codes, np.array([[0, 1]])))
    with pytest.raises(SpecificationError, match="every row number from 0 to 2 once"):
        list(groups_of_indices(codes, np.array([[0, 1, 1]])))


def test_pieces_and_chunks():
    batches = [np.arange(10).reshape(5, 2), np.arange(4).reshape(2, 2)]
    assert [len(part) for part in regrouped(iter(batches), 3)] == [3, 2, 2]
    # small batches are joined: many small fits cost more than one large one
    joined = list(regrouped(iter(batches), 7))
    assert [len(part) for part in joined] == [7]
    np.testing.assert_array_equal(joined[0], np.concatenate(batches))
    assert chunk_size(10**9, 5) == 1
    assert chunk_size(10, 2) == permutation.MEMBERS_AT_A_TIME // 2


def test_p_values_by_loops():
    rng = np.random.default_rng(5)
    observed, permuted = rng.normal(size=3), rng.normal(size=(3, 40))
    permuted[:, 7] = np.nan
    for j in range(3):
        larger = sum(value >= observed[j] for value in permuted[j] if value == value)
        assert exceedance_p(observed, permuted)[j] == (1 + larger) / 40
        apart = sum(abs(value) >= abs(observed[j]) for value in permuted[j] if value == value)
        assert two_sided_p(observed, permuted)[j] == (1 + apart) / 40


def test_p_values_at_the_edges():
    assert exceedance_p(np.array([9.0]), np.zeros((1, 99)))[0] == 0.01  # never zero
    # the same figure from sums in another order counts as equal
    assert exceedance_p(np.array([0.1 + 0.2]), np.full((1, 4), 0.3))[0] == 1.0
    assert np.isnan(exceedance_p(np.array([np.nan]), np.zeros((1, 9))))[0]
    assert np.isnan(exceedance_p(np.array([1.0]), np.full((1, 9), np.nan)))[0]


def test_pairs_of_draws_by_loops():
    rng = np.random.default_rng(6)
    # halves with mean zero, so that there are ties
    first, second = (
        np.concatenate([half, -half], axis=1)
        for half in (rng.integers(-4, 5, size=(2, n)) / 2 for n in (8, 16))
    )
    for j in range(2):
        u = [2 * first[j].mean() - d for d in first[j]]
        v = [2 * second[j].mean() - d for d in second[j]]
        share = sum(a > b for a in u for b in v) / (16 * 32)
        assert any(a == b for a in u for b in v)
        assert exceedance_of_draws(first, second)[j] == pytest.approx(share, abs=ROUNDING)
    assert np.isnan(exceedance_of_draws(first[:, :0], second)).all()
