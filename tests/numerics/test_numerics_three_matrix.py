"""Importance against performance: formulas against residuals, scipy and R."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from csmodels.errors import SpecificationError
from csmodels.numerics.three_factor import matrix

#: Two ways of computing the same figure in double precision.
EXACT = 1e-10
#: R prints twelve digits.
PRINTED = 1e-11


def sample(seed=0, n=80, k=5):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, k)) + rng.normal(size=(n, 1))
    return x, x @ rng.uniform(0, 1, k) + rng.normal(size=n)


def residual(y, x):
    design = np.column_stack([np.ones(len(x)), x])
    return y - design @ np.linalg.lstsq(design, y, rcond=None)[0]


def test_derived_importance_is_that_of_residuals():
    x, y = sample()
    found = matrix.derived(np.corrcoef(np.column_stack([x, y]).T))
    for j in range(5):
        others = np.delete(x, j, axis=1)
        partial = np.corrcoef(residual(x[:, j], others), residual(y, others))[0, 1]
        assert abs(found.partial[j] - partial) < EXACT
        assert abs(found.correlation[j] - np.corrcoef(x[:, j], y)[0, 1]) < EXACT
    z, w = (x - x.mean(0)) / x.std(0), (y - y.mean()) / y.std()
    np.testing.assert_allclose(found.regression, np.linalg.lstsq(z, w, rcond=None)[0], atol=EXACT)


def test_a_batch_is_each_of_its_members_and_collinear_ones_are_missing():
    whole = [np.corrcoef(np.column_stack(sample(seed)).T) for seed in range(3)]
    x, y = sample()
    x[:, 4] = x[:, 3]
    batch = matrix.derived(np.array([*whole, np.corrcoef(np.column_stack([x, y]).T)]))
    for one, corr in enumerate(whole):
        np.testing.assert_allclose(batch.partial[one], matrix.derived(corr).partial, atol=EXACT)
    assert np.isnan(batch.partial[3]).any()
    assert np.isfinite(batch.correlation[3]).all()


def test_uncorrelated_attributes_need_no_holding():
    corr = np.eye(4)
    corr[3, :3] = corr[:3, 3] = [0.3, 0.4, 0.5]
    found = matrix.derived(corr)
    np.testing.assert_allclose(found.regression, found.correlation, atol=EXACT)
    # each partial correlation is r / sqrt(1 - R² + r²)
    r = np.array([0.3, 0.4, 0.5])
    np.testing.assert_allclose(found.partial, r / np.sqrt(1 - (r**2).sum() + r**2), atol=EXACT)


def test_quadrants_and_what_lies_on_a_line():
    grid = np.array(list(itertools.product([1.0, 3.0, 5.0], repeat=2)))
    codes = matrix.quadrants(grid[:, 0], grid[:, 1], [3.0, 3.0])
    words = [matrix.QUADRANTS[code] for code in codes]
    expected = ["minor", "excess", "excess", "concentrate", "keep", "keep", "concentrate", "keep", "keep"]
    assert words == expected
    # a mean in another order of adding is still on the line
    assert matrix.quadrants([0.1 + 0.2], [0.3], [0.3, 0.1 + 0.2]).tolist() == [1]
    assert matrix.quadrants([np.nan, 1.0], [1.0, 1.0], [1.0, 1.0]).tolist() == [-1, 1]


def test_lines_are_means_and_medians_of_each_member():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 7, 5))
    np.testing.assert_allclose(matrix.crosshair(x, y, "mean"), np.column_stack([x.mean(1), y.mean(1)]))
    np.testing.assert_allclose(
        matrix.crosshair(x, y, "median"), np.column_stack([np.median(x, 1), np.median(y, 1)])
    )
    with pytest.raises(SpecificationError, match="midpoint"):
        matrix.crosshair(x, y, "midpoint")


def test_priority_falls_as_published():
    low, high = [2.0] * 3, [5.0] * 3
    codes = matrix.cells([*low, *high], 4.0, [0, 1, 2, 0, 1, 2])
    assert [matrix.CELLS[code] for code in codes] == ["LB", "LP", "LE", "HB", "HP", "HE"]
    assert codes.tolist() == [0, 1, 2, 3, 4, 5]
    assert matrix.cells([2.0, np.nan], 4.0, [-1, 0]).tolist() == [-1, -1]
    assert matrix.by_asymmetry([-0.11, -0.1, 0.1, 0.11], 0.1).tolist() == [0, 1, 1, 2]


def test_memberships_sum_to_one():
    rng = np.random.default_rng(2)
    codes = rng.integers(-1, 4, (60, 6)).astype(np.int8)
    shares = matrix.memberships(codes, 4)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=EXACT)
    kept = codes[:, 2][codes[:, 2] >= 0]
    np.testing.assert_allclose(shares[2], np.bincount(kept, minlength=4) / len(kept))
    assert np.isnan(matrix.memberships(codes[:0], 4)).all()


def test_signed_ranks_are_those_of_r_and_scipy():
    d = np.array([1, 2, -1, 0, 3, -2, 2, 4, -1, 1, 2, 0, -3, 5, 1.0])
    # R 4.2.2: wilcox.test(d, exact = FALSE)
    found = matrix.signed_rank(d[:, None])
    assert (found.statistic[0], found.n[0]) == (67, 13)
    assert abs(found.p_value[0] - 0.138423707302) < PRINTED
    rng = np.random.default_rng(3)
    table = np.round(rng.normal(0.2, 1.5, (90, 4)))
    found = matrix.signed_rank(table)
    for j, column in enumerate(table.T):
        theirs = stats.wilcoxon(column, correction=True, method="asymptotic")
        assert abs(found.p_value[j] - theirs.pvalue) < EXACT
        m = (column != 0).sum()
        assert min(found.statistic[j], m * (m + 1) / 2 - found.statistic[j]) == theirs.statistic
    assert np.isnan(matrix.signed_rank(np.zeros((5, 1))).p_value).all()


def test_ranks_and_agreement():
    rng = np.random.default_rng(4)
    x, y = rng.integers(0, 5, (2, 12)).astype(float)
    np.testing.assert_allclose(matrix.ranks(x), stats.rankdata(-x))
    assert abs(matrix.across(x, y) - stats.pearsonr(x, y)[0]) < EXACT
    assert abs(matrix.across(matrix.ranks(x), matrix.ranks(y)) - stats.spearmanr(x, y)[0]) < EXACT
    assert np.isnan(matrix.ranks([1.0, np.nan])[1])


def test_normal_members_have_the_covariance_asked_for():
    cov = np.array([[1.0, 0.6, 0.0], [0.6, 2.0, 0.0], [0.0, 0.0, 0.0]])
    drawn = matrix.normal_members(np.array([1.0, 2.0, 3.0]), cov, 20000, [0])
    # twenty thousand draws: three standard errors of a covariance of 2
    np.testing.assert_allclose(np.cov(drawn.T), cov, atol=0.06)
    np.testing.assert_allclose(drawn[:, 2], 3.0)
    assert matrix.normal_members(np.ones(2), np.full((2, 2), np.nan), 10, [0]).shape == (0, 2)
