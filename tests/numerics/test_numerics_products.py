"""Products of scores from moments against the products themselves, row by row."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.numerics.moments import Moments, rough_centre
from csmodels.numerics.products import Columns, Combination, extended_rows
from csmodels.numerics.resampling import Resampler

#: Moments of products are sums of fourth powers; with items near 6 and standard deviations near 2.
EXACT = 1e-11
PAIRS = ((0, 2), (0, 3), (1, 2), (1, 3))


@pytest.fixture
def rows():
    rng = np.random.default_rng(3)
    return rng.integers(1, 11, size=(60, 4)).astype(float)


@pytest.fixture
def counts(rows):
    rng = np.random.default_rng(4)
    return np.stack([np.bincount(rng.integers(0, 60, 60), minlength=60) for _ in range(5)])


def columns_of(rows, counts, pairs=PAIRS, centre=None):
    centre = rough_centre(rows) if centre is None else centre
    return Columns(Resampler(extended_rows(rows, centre, pairs)).moments(counts), centre, pairs)


def scores(rows, count, weights, items):
    """Scores of the drawn rows, standardised item by item with the resample's own moments."""
    drawn = np.repeat(rows, count, axis=0)[:, items]
    return (drawn - drawn.mean(axis=0)) / drawn.std(axis=0) @ weights


def test_a_product_of_scores_has_the_moments_of_the_drawn_rows(rows, counts):
    first, second = np.array([0.6, 0.5]), np.array([0.3, 0.9])
    columns = columns_of(rows, counts)
    made = [
        columns.standardised(items, np.repeat(weights[:, None], len(counts), axis=1))
        for items, weights in (([0, 1], first), ([2, 3], second))
    ]
    (at,) = columns.add(*zip(columns.product(*made), strict=True))
    for b, count in enumerate(counts):
        product = scores(rows, count, first, [0, 1]) * scores(rows, count, second, [2, 3])
        drawn = np.repeat(rows, count, axis=0)
        assert columns.mean[at, b] == pytest.approx(product.mean(), abs=EXACT)
        assert columns.cov(at, at)[b] == pytest.approx(product.var(), abs=EXACT)
        expected = [np.cov(product, drawn[:, j], ddof=0)[0, 1] for j in range(4)]
        np.testing.assert_allclose([columns.cov(at, j)[b] for j in range(4)], expected, rtol=0, atol=EXACT)


def test_a_square_and_a_sum_of_sums(rows, counts):
    pairs = ((0, 0), (0, 1), (1, 1))
    columns = columns_of(rows, counts, pairs)
    weights = np.array([0.7, -0.4])
    score = columns.standardised([0, 1], np.repeat(weights[:, None], len(counts), axis=1))
    (whole,) = columns.add([score])
    again = Combination((whole,), np.ones((1, len(counts))))
    (at,) = columns.add(*zip(columns.product(again, again), strict=True))
    for b, count in enumerate(counts):
        square = scores(rows, count, weights, [0, 1]) ** 2
        assert columns.mean[at, b] == pytest.approx(square.mean(), abs=EXACT)
        assert columns.cov(at, at)[b] == pytest.approx(square.var(), abs=EXACT)


def test_the_centre_changes_nothing(rows, counts):
    found = []
    for centre in (np.zeros(4), rough_centre(rows), np.array([9.0, 1.0, 4.0, 5.5])):
        columns = columns_of(rows, counts, centre=centre)
        ones = np.ones((1, len(counts)))
        parts = [columns.standardised([j], ones) for j in (0, 3)]
        (at,) = columns.add(*zip(columns.product(*parts), strict=True))
        found.append(np.concatenate([columns.mean[at], *(columns.cov(at, j) for j in (at, *range(4)))]))
    np.testing.assert_allclose(found[0], found[1], rtol=0, atol=1e-9)
    np.testing.assert_allclose(found[2], found[1], rtol=0, atol=1e-9)


def test_far_from_zero_the_digits_survive(rows, counts):
    """Items such as amounts of money: products are made from centred items."""
    columns, shifted = columns_of(rows, counts), columns_of(rows + 1e6, counts)
    ones = np.ones((1, len(counts)))
    variances = []
    for each in (columns, shifted):
        product = each.product(each.standardised([0], ones), each.standardised([2], ones))
        (at,) = each.add(*zip(product, strict=True))
        variances.append(each.cov(at, at))
    np.testing.assert_allclose(variances[1], variances[0], rtol=1e-8)


def test_a_residual_is_uncorrelated_with_its_predictors(rows, counts):
    columns = columns_of(rows, counts)
    (at,) = columns.add([columns.residual(3, [0, 1, 2])])
    for j in range(3):
        np.testing.assert_allclose(columns.cov(at, j), 0, atol=EXACT)
    for b, count in enumerate(counts):
        drawn = np.repeat(rows, count, axis=0)
        design = np.column_stack([np.ones(60), drawn[:, :3]])
        left = drawn[:, 3] - design @ np.linalg.lstsq(design, drawn[:, 3], rcond=None)[0]
        assert columns.cov(at, at)[b] == pytest.approx(left.var(), abs=1e-10)


def test_moments_of_chosen_columns(rows):
    columns = columns_of(rows, np.ones((1, 60)))
    plain = Moments.from_rows(rows)
    mine = columns.moments([2, 0], 60)
    np.testing.assert_allclose(mine.cov[0], plain.cov[np.ix_([2, 0], [2, 0])], rtol=0, atol=EXACT)
    np.testing.assert_allclose(mine.mean[0], plain.mean[[2, 0]], rtol=0, atol=EXACT)
