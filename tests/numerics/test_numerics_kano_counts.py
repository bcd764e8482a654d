"""Categories, counts and the counts of resamples, against loops over respondents."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.errors import DataError
from csmodels.numerics.draws import RowDraws
from csmodels.numerics.kano.counts import LETTERS, categories, resampled, tally
from csmodels.numerics.kano.sums import NAMES, PLACE, Sums

BERGER = np.array(
    [[LETTERS.index(x) for x in row] for row in ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")], dtype=np.int8
)
#: Sums in another order.
ROUNDING = 1e-10


def answers(n=200, attributes=3, seed=0):
    rng = np.random.default_rng(seed)
    return (rng.integers(0, 6, (n, attributes), dtype=np.int8) for _ in range(2))


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("n", [1, 200, 20_000])
def test_categories_equal_a_look_up_pair_by_pair(order, n):
    f, d = (np.asarray(each, order=order) for each in answers(n))
    found = categories(f, d, BERGER)
    rows = range(0, n, max(1, n // 100))
    want = [[BERGER[x - 1, y - 1] if x and y else -1 for x, y in zip(f[i], d[i], strict=True)] for i in rows]
    assert found[list(rows)].tolist() == np.array(want).tolist()
    assert found.dtype == np.int8


def test_three_answers():
    table = np.array([[LETTERS.index(x) for x in row] for row in ("AAO", "IIM", "IIM")], dtype=np.int8)
    f, d = np.array([[1, 2, 0]], dtype=np.int8), np.array([[3, 3, 1]], dtype=np.int8)
    assert categories(f, d, table).tolist() == [[1, 0, -1]]


def test_answers_that_are_none_are_refused():
    f, d = answers()
    with pytest.raises(DataError, match="functional answers are not all 0 to 5"):
        categories(f + np.int8(1), d, BERGER)
    with pytest.raises(DataError, match="shape"):
        categories(f[:5], d, BERGER)


def test_counts_add_up_and_do_not_depend_on_the_order_of_rows():
    f, d = answers()
    found = categories(f, d, BERGER)
    counts = tally(found)
    np.testing.assert_array_equal(counts.sum(axis=1), (found >= 0).sum(axis=0))
    order = np.random.default_rng(1).permutation(len(f))
    np.testing.assert_array_equal(tally(categories(f[order], d[order], BERGER)), counts)
    np.testing.assert_array_equal(tally(categories(f[:, ::-1], d[:, ::-1], BERGER)), counts[::-1])


def test_a_weight_of_two_is_the_row_twice():
    f, d = answers()
    found = categories(f, d, BERGER)
    weights = np.random.default_rng(2).integers(0, 3, len(f)).astype(float)
    twice = categories(np.repeat(f, weights.astype(int), 0), np.repeat(d, weights.astype(int), 0), BERGER)
    np.testing.assert_array_equal(tally(found, weights), tally(twice))


@pytest.mark.parametrize("weighted", [False, True])
def test_resamples_are_the_counts_of_drawn_respondents(weighted):
    f, d = answers(50)
    found = categories(f, d, BERGER)
    weights = np.random.default_rng(3).uniform(0.5, 2.0, 50) if weighted else None
    batch = resampled(found, RowDraws(50, 20, 7), weights)
    counts = np.concatenate(list(RowDraws(50, 20, 7)))
    for member, times in zip(batch, counts, strict=True):
        rows = np.repeat(np.arange(50), times)
        want = tally(found[rows], None if weights is None else weights[rows])
        np.testing.assert_allclose(member, want, rtol=ROUNDING, atol=ROUNDING)


def made(importance, weights=None, n=300):
    f, d = answers(n)
    return Sums(f, d, categories(f, d, BERGER), importance, weights, BERGER)


def importances(n=300):
    rng = np.random.default_rng(5)
    found = rng.integers(1, 10, (n, 3)).astype(float)
    found[rng.random((n, 3)) < 0.1] = np.nan
    return found


@pytest.mark.parametrize("importance", [None, importances(), importances() + 0.123])
@pytest.mark.parametrize("weighted", [False, True])
def test_sums_by_cell_equal_sums_over_rows(importance, weighted):
    weights = np.random.default_rng(4).uniform(0.5, 2.0, 300) if weighted else None
    sums = made(importance, weights)
    x = sums.columns(slice(None)).astype(np.float64)
    w = np.ones(300) if weights is None else weights
    rtol = 1e-6 if importance is not None else ROUNDING
    np.testing.assert_allclose(sums.totals, np.einsum("n,nac->ac", w, x), rtol=rtol, atol=ROUNDING)
    want = np.einsum("n,nac,nad->acd", w**2, x, x)
    np.testing.assert_allclose(sums.covariance(), want, rtol=rtol, atol=1e-8)
    np.testing.assert_allclose(sums.totals[:, :6], tally(sums.categories, weights), rtol=ROUNDING)


def test_scores_are_sums_of_points():
    sums = made(None)
    f_points, d_points = np.array([0, 4, 2, 0, -1, -2]), np.array([0, -2, -1, 0, 2, 4])
    known = (sums.functional > 0) & (sums.dysfunctional > 0)
    np.testing.assert_array_equal(sums.totals[:, PLACE["f"]], (f_points[sums.functional] * known).sum(axis=0))
    np.testing.assert_array_equal(
        sums.totals[:, PLACE["d2"]], (d_points[sums.dysfunctional] ** 2 * known).sum(axis=0)
    )


def test_members_are_sums_of_drawn_respondents():
    sums = made(importances())
    batch = sums.members(RowDraws(300, 5, 1))
    counts = np.concatenate(list(RowDraws(300, 5, 1))).astype(float)
    want = np.einsum("bn,nac->bac", counts, sums.columns(slice(None)).astype(np.float64))
    np.testing.assert_allclose(batch, want, rtol=ROUNDING, atol=ROUNDING)
    assert batch.shape == (5, 3, len(NAMES))


@pytest.mark.parametrize(("numbers", "held"), [(1, 1), (500, 10_000), (2**22, 1000)])
def test_the_size_of_pieces_changes_nothing(monkeypatch, numbers, held):
    sums = made(importances())
    whole = sums.members(RowDraws(300, 40, 3))
    monkeypatch.setattr("csmodels.numerics.kano.counts.NUMBERS_AT_A_TIME", numbers)
    monkeypatch.setattr("csmodels.numerics.kano.counts.COUNTS_AT_A_TIME", held)
    np.testing.assert_allclose(sums.members(RowDraws(300, 40, 3)), whole, rtol=ROUNDING)
