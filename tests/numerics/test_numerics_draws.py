"""Counts of rows: Poisson, groups, jackknife, resamples of resamples; and the moments they give."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from csmodels.numerics.draws import (
    GivenDraws,
    GivenWeights,
    InnerDraws,
    LeaveOut,
    PoissonDraws,
    RowDraws,
    make_design,
)
from csmodels.numerics.linearization import kish, moment_covariance, perturbed
from csmodels.numerics.moments import Moments
from csmodels.numerics.resampling import Resampler
from csmodels.numerics.variation import moments_of

#: Sums in another order differ in the last of 16 digits; squares of answers lose two more.
ROUNDING = 1e-11
#: Four Monte-Carlo errors of a standard deviation from 3,000 draws.
MONTE_CARLO = 4 / np.sqrt(2 * 3000)


@pytest.fixture
def rows():
    rng = np.random.default_rng(1)
    return rng.normal(size=(500, 3)) @ rng.normal(size=(3, 3)) + 5


def spread(source, draws):
    found = np.concatenate([m.mean for m in moments_of(source, draws)])
    return found.std(axis=0, ddof=1)


def test_poisson_counts_are_poisson():
    counts = np.concatenate(list(PoissonDraws(400, 512, seed=0)))
    assert counts.shape == (512, 400)
    shares = np.bincount(counts.ravel(), minlength=9)[:9] / counts.size
    expected = stats.poisson.pmf(np.arange(9), 1)
    np.testing.assert_allclose(shares, expected, atol=4 * np.sqrt(0.25 / counts.size))


def test_poisson_stretch_by_stretch_is_the_same(rows):
    """One pass over stretches of rows, or all rows of some resamples: the same numbers."""
    many = np.tile(rows, (40, 1))[:18_000]
    draws = PoissonDraws(len(many), 300, seed=3)
    source = Resampler(many)
    passed = list(moments_of(source, draws))
    counts = np.concatenate(list(draws))
    at_once = source.moments(counts)
    np.testing.assert_allclose(np.concatenate([m.cov for m in passed]), at_once.cov, rtol=ROUNDING)
    np.testing.assert_allclose(np.concatenate([m.mean for m in passed]), at_once.mean, rtol=ROUNDING)


@pytest.mark.parametrize("kind", ["poisson", "groups", "linearized"])
def test_errors_of_a_mean_are_the_textbook_s(rows, kind):
    exact = rows.std(axis=0, ddof=0) / np.sqrt(len(rows))
    if kind == "poisson":
        found = spread(Resampler(rows), PoissonDraws(500, 3000, seed=1))
        slack = MONTE_CARLO
    elif kind == "groups":
        found = spread(Resampler(rows, groups=250, seed=2), RowDraws(250, 3000, seed=1))
        # random groups add 1 / sqrt(2 groups) to the error of an error, here four times
        slack = MONTE_CARLO + 4 / np.sqrt(500)
    else:
        found = np.sqrt(np.diag(moment_covariance(rows, Moments.from_rows(rows))))[:3]
        exact, slack = exact * np.sqrt(500 / 499), 1e-12
    np.testing.assert_allclose(found, exact, rtol=slack)


def test_groups_of_one_row_are_the_rows(rows):
    """As many groups as rows: the row bootstrap, only in another order of the rows."""
    one = Resampler(rows, groups=500, seed=5)
    whole = one.moments(np.ones((1, 500)))
    expected = Moments.from_rows(rows)
    np.testing.assert_allclose(whole.cov[0], expected.cov, rtol=ROUNDING)
    np.testing.assert_allclose(whole.mean[0], expected.mean, rtol=ROUNDING)


def test_groups_with_weights(rows):
    weights = np.random.default_rng(4).uniform(0.5, 2, size=500)
    whole = Resampler(rows, weights, groups=100, seed=1).moments(np.ones((1, 100)))
    expected = Moments.from_rows(rows, weights)
    np.testing.assert_allclose(whole.cov[0], expected.cov, rtol=ROUNDING)


def test_the_jackknife_leaves_out_one_row(rows):
    few = rows[:30]
    (left_out,) = list(moments_of(Resampler(few), LeaveOut.of_rows(30)))
    for i in range(30):
        np.testing.assert_allclose(
            left_out.cov[i], Moments.from_rows(np.delete(few, i, axis=0)).cov, rtol=ROUNDING
        )


def test_a_large_jackknife_leaves_out_groups():
    counts = np.concatenate(list(LeaveOut.of_rows(5000)))
    assert counts.shape == (2000, 5000)
    left = counts == 0
    assert (left.sum(axis=0) == 1).all(), "every row is left out once"
    assert set(left.sum(axis=1)) == {2, 3}


def test_the_jackknife_of_a_stratified_sample():
    strata = np.array([0, 0, 0, 1, 1, 1, 1])
    design = make_design(7, strata, None)
    counts = np.concatenate(list(LeaveOut(design.units, design.strata)))
    np.testing.assert_allclose(counts[0], [0, 1.5, 1.5, 1, 1, 1, 1])
    np.testing.assert_allclose(counts[5], [1, 1, 1, 4 / 3, 4 / 3, 0, 4 / 3])


def test_resamples_of_resamples():
    indices = np.array([[0, 0, 1], [2, 2, 2]])
    counts = np.concatenate(list(InnerDraws(GivenDraws(indices, 3), 200, seed=0)))
    assert counts.shape == (400, 3)
    assert (counts.sum(axis=1) == 3).all()
    assert (counts[:200, 2] == 0).all()
    assert (counts[200:] == [0, 0, 3]).all()
    np.testing.assert_allclose(counts[:200, 0].mean(), 2.0, atol=4 * np.sqrt(3 * 2 / 9 / 200))


def test_given_weights_are_the_counts(rows):
    weights = np.random.default_rng(0).uniform(size=(4, 500))
    (found,) = list(moments_of(Resampler(rows), GivenWeights(weights)))
    for b in range(4):
        np.testing.assert_allclose(found.cov[b], Moments.from_rows(rows, weights[b]).cov, rtol=ROUNDING)


def test_a_cluster_is_told_by_its_stratum():
    """Cluster numbers that begin anew in every stratum are different clusters."""
    design = make_design(8, np.repeat([0, 1], 4), np.tile([0, 0, 1, 1], 2))
    assert design.units.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert design.df == 2


def test_perturbed_moments_move_one_moment_each(rows):
    moments = Moments.from_rows(rows)
    moved = perturbed(moments)
    assert moved.cov.shape == (18, 3, 3)
    changed = (moved.cov != moments.cov).reshape(18, -1).sum(axis=1) + (moved.mean != moments.mean).sum(1)
    # a covariance stands twice in the matrix
    assert changed[:9].tolist() == [1, 1, 1, 1, 2, 2, 1, 2, 1]
    np.testing.assert_allclose(np.swapaxes(moved.cov, 1, 2), moved.cov)


def test_kish():
    effective, deff = kish(np.array([1.0, 1, 2]))
    assert effective == pytest.approx(16 / 6)
    assert deff == pytest.approx(3 * 6 / 16)
