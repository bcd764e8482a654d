"""Small cells are hidden, and cannot be found again from what is printed."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from csmodels.errors import SpecificationError
from csmodels.strategy.privacy import hidden_cells, private_counts, without_small


def test_a_second_cell_is_hidden_where_the_sum_is_known():
    counts = pd.Series({"A": 120, "B": 3, "C": 40})
    assert hidden_cells(counts).tolist() == [False, True, True]
    assert hidden_cells(counts, totals=()).tolist() == [False, True, False]
    assert private_counts(counts).tolist() == ["120", "<5", "hidden"]
    assert private_counts(counts, lang="zh").tolist() == ["120", "<5", "隐去"]
    assert private_counts(pd.Series([0, 5, 9])).tolist() == ["0", "5", "9"]
    assert private_counts(pd.Series([9, 20, 30]), least=10).tolist() == ["<10", "hidden", "30"]


def test_a_second_cell_that_tells_the_first_is_not_enough():
    # 1 + 5 = 6: a small cell and one of 5 or more can only be 1 and 5
    assert hidden_cells(pd.Series([1, 5, 40])).tolist() == [True, False, True]


def test_a_table_needs_a_ring_of_four():
    hidden = hidden_cells(pd.DataFrame([[3, 20, 30], [40, 50, 60], [10, 20, 30]]))
    assert hidden.to_numpy().sum() == 4
    assert (hidden.sum(axis=0).isin([0, 2])).all()
    assert (hidden.sum(axis=1).isin([0, 2])).all()
    rows = hidden_cells(pd.DataFrame([[3, 20, 30], [40, 50, 60]]), totals=("rows",))
    assert rows.to_numpy().sum() == 2


@pytest.mark.parametrize("seed", range(6))
def test_nobody_can_work_out_a_small_cell(seed):
    """Every table of whole numbers that agrees with what is printed: small cells take several values."""
    rng = np.random.default_rng(seed)
    counts = rng.choice([1, 2, 3, 4, 6, 7, 8, 9], size=(2, 3))
    hidden = hidden_cells(pd.DataFrame(counts)).to_numpy()
    small = counts < 5
    assert hidden[small].all()
    if hidden.all():
        return  # then the sums are not printed either
    at = np.argwhere(hidden)
    choices = [range(1, 5) if small[i, j] else range(5, 40) for i, j in at]
    possible = []
    for values in itertools.islice(itertools.product(*choices), 3_000_000):
        table = counts.copy()
        table[tuple(at.T)] = values
        if (table.sum(axis=0) == counts.sum(axis=0)).all() and (table.sum(1) == counts.sum(1)).all():
            possible.append(values)
        if len(possible) > 200:
            break
    for k, (i, j) in enumerate(at):
        if small[i, j]:
            assert len({values[k] for values in possible}) > 1


def test_one_sum_is_worked_out_without_programmes():
    """All that lines of two and three small cells and larger ones can be, against every count that agrees."""
    for counts in itertools.product([1, 2, 4, 5, 6, 9], repeat=3):
        hidden = hidden_cells(pd.Series(counts)).to_numpy()
        small = np.array(counts) < 5
        assert hidden[small].all()
        if hidden.all() or not small.any():
            continue
        ranges = [range(1, 5) if s else range(5, 30) for s, h in zip(small, hidden, strict=True) if h]
        total = sum(n for n, h in zip(counts, hidden, strict=True) if h)
        possible = [each for each in itertools.product(*ranges) if sum(each) == total]
        assert all(len(set(column)) > 1 for column in zip(*possible, strict=True))
    many = pd.Series(np.arange(1000) % 40 + 1)
    assert hidden_cells(many).sum() == 100


def test_figures_of_few_people_become_missing():
    table = pd.DataFrame({"n": [3, 40, 0], "mean": [9.0, 7.5, 1.0], "name": ["a", "b", "c"]})
    found = without_small(table, "n")
    assert found["mean"].isna().tolist() == [True, False, False]
    assert found["n"].tolist() == [3, 40, 0]
    assert table["mean"].notna().all()


@pytest.mark.parametrize("counts", [[0.5, 2], [-1, 2], [np.nan, 3]])
def test_shares_are_no_counts(counts):
    with pytest.raises(SpecificationError, match="whole numbers"):
        hidden_cells(pd.Series(counts))
