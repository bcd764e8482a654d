"""Moments of rows with gaps that are functions of sums: pairwise correlations, and means put in the gaps."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.errors import SpecificationError
from csmodels.numerics import missing
from csmodels.numerics.missing import MeanSource, PairwiseSource, mean_rows, not_positive
from csmodels.numerics.moments import Moments
from csmodels.numerics.resampling import Resampler

#: Sums in another order differ in the last of 16 digits; squares of answers from 1 to 10 lose two more.
ROUNDING = 1e-12
#: Figures of R are typed with 11 digits.
TYPED = 1e-9


@pytest.fixture
def rows():
    rng = np.random.default_rng(1)
    x = rng.integers(1, 11, size=(60, 4)).astype(float)
    x[rng.random((60, 4)) < 0.2] = np.nan
    x[7] = [np.nan, np.nan, np.nan, 5]
    x[11] = np.nan
    return x


@pytest.fixture
def weights():
    return np.random.default_rng(2).uniform(0.2, 3.0, size=60)


def pairwise_by_hand(x, w):
    """Item by item and pair by pair."""
    p = x.shape[1]
    mean, sd, corr = np.empty(p), np.empty(p), np.eye(p)
    for j in range(p):
        known = ~np.isnan(x[:, j])
        mean[j] = np.average(x[known, j], weights=w[known])
        sd[j] = np.sqrt(np.average((x[known, j] - mean[j]) ** 2, weights=w[known]))
        for k in range(p):
            both = known & ~np.isnan(x[:, k])
            pair = np.cov(x[both][:, [j, k]].T, aweights=w[both])
            corr[j, k] = pair[0, 1] / np.sqrt(pair[0, 0] * pair[1, 1]) if j != k else 1.0
    return mean, corr * np.outer(sd, sd)


def filled_by_hand(x, w):
    """Put each item's weighted mean in its gaps, then take the moments."""
    mean = np.array([np.average(c[~np.isnan(c)], weights=w[~np.isnan(c)]) for c in x.T])
    filled = np.where(np.isnan(x), mean, x)
    return mean, np.cov(filled.T, aweights=w, ddof=0)


KINDS = [(PairwiseSource, pairwise_by_hand), (MeanSource, filled_by_hand)]


@pytest.mark.parametrize(("kind", "by_hand"), KINDS)
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("numbers_at_a_time", [1, 2**9, 2**22])
def test_resamples_by_hand(rows, weights, kind, by_hand, weighted, numbers_at_a_time, monkeypatch):
    monkeypatch.setattr(missing, "NUMBERS_AT_A_TIME", numbers_at_a_time)
    counts = np.random.default_rng(3).multinomial(60, np.full(60, 1 / 60), size=8).astype(np.uint8)
    w = weights if weighted else np.ones(60)
    found = kind(rows, weights if weighted else None).moments(counts)
    for b, drawn in enumerate(counts):
        mean, cov = by_hand(rows[drawn > 0], (drawn * w)[drawn > 0])
        np.testing.assert_allclose(found.mean[b], mean, rtol=0, atol=ROUNDING)
        np.testing.assert_allclose(found.cov[b], cov, rtol=0, atol=ROUNDING)
        assert found.n[b] == pytest.approx((drawn * w).sum())


@pytest.mark.parametrize("kind", [PairwiseSource, MeanSource])
def test_without_gaps_they_are_the_moments_of_complete_rows(kind, weights):
    x = np.random.default_rng(4).normal(size=(60, 5)) * [1, 2, 3, 4, 5] + 100
    counts = np.random.default_rng(5).uniform(0, 2, size=(3, 60))
    found, complete = kind(x, weights).moments(counts), Resampler(x, weights).moments(counts)
    np.testing.assert_allclose(found.cov, complete.cov, rtol=1e-10)
    np.testing.assert_allclose(found.mean, complete.mean, rtol=1e-12)


@pytest.mark.parametrize("kind", [PairwiseSource, MeanSource])
def test_a_weight_of_two_is_the_row_twice(rows, kind):
    twice = np.where(np.arange(60) < 20, 2.0, 1.0)
    doubled = np.concatenate([rows, rows[:20]])
    one, other = kind(rows, twice).moments(np.ones((1, 60))), kind(doubled).moments(np.ones((1, 80)))
    np.testing.assert_allclose(one.cov, other.cov, rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(one.mean, other.mean, rtol=0, atol=ROUNDING)


def test_pairwise_correlations_of_r(golden, mobi_with_gaps):
    """Means, standard deviations and cor(use = "pairwise.complete.obs") of R."""
    table = golden("missing_pairwise").set_index("item")
    found = PairwiseSource(mobi_with_gaps).moments(np.ones((1, 250)))
    answered = (~np.isnan(mobi_with_gaps)).sum(axis=0)
    np.testing.assert_allclose(found.mean[0], table["mean"], rtol=0, atol=TYPED)
    np.testing.assert_allclose(
        found.sd[0] * np.sqrt(answered / (answered - 1)), table["sd"], rtol=0, atol=TYPED
    )
    np.testing.assert_allclose(found.corr[0], table[table.index], rtol=0, atol=TYPED)


def test_what_the_answers_do_not_determine_is_missing():
    nan = np.nan
    apart = np.array([[1, nan, 3], [2, nan, 5], [4, nan, 1], [nan, 1, 2], [nan, 3, 4], [nan, 2, 9]])
    found = PairwiseSource(apart).moments(np.ones((1, 6))).cov[0]
    assert np.isnan([found[0, 1], found[1, 0]]).all()
    assert np.isfinite(np.delete(found.ravel(), [1, 3])).all()
    # the second item has one answer only among those who gave the first too
    alike = np.array([[1, 7], [2, 7], [4, 7], [nan, 3], [nan, 5]])
    found = PairwiseSource(alike).moments(np.ones((1, 5)))
    assert np.isnan(found.cov[0, 0, 1])
    assert found.cov[0, 1, 1] == pytest.approx(np.var([7, 7, 7, 3, 5]))
    for kind in (PairwiseSource, MeanSource):
        counts = np.array([[1.0] * 6, [0.0] * 6, [1, 1, 1, 0, 0, 0]])
        members = kind(apart).moments(counts)
        assert np.isnan(members.cov[1]).all()
        assert np.isnan(members.mean[2]).tolist() == [False, True, False]
        assert np.isnan(members.cov[2, 1]).all()
        alone = kind(apart).moments(counts[:1])
        np.testing.assert_allclose(alone.cov[0], members.cov[0], rtol=0, atol=ROUNDING)


def test_pairwise_matrices_that_no_answers_could_have():
    nan = np.nan
    # each pair agrees, or disagrees, where it was answered together: no three items can
    first = [[1, 1, nan], [2, 2, nan], [3, 3, nan]]
    x = np.array([*first, *([1, nan, 1], [2, nan, 2], [3, nan, 3]), *([nan, 1, 3], [nan, 2, 2], [nan, 3, 1])])
    corr = PairwiseSource(x).moments(np.ones((1, 9))).corr
    np.testing.assert_allclose(corr[0], [[1, 1, 1], [1, 1, -1], [1, -1, 1]], atol=ROUNDING)
    assert not_positive(corr).tolist() == [True]
    singular = np.ones((2, 2))  # an item twice: no negative eigenvalue but rounding
    assert not not_positive(singular)
    assert not not_positive(np.full((2, 2), nan))
    assert not_positive(np.stack([corr, corr])).shape == (2, 1)


def test_means_in_the_gaps(rows):
    moments = Moments(np.eye(4), mean=[1.0, 2.0, 3.0, 4.0])
    filled = mean_rows(rows, moments)
    assert filled[7].tolist() == [1, 2, 3, 5]
    assert np.isnan(filled[11]).all()
    known = ~np.isnan(rows)
    np.testing.assert_array_equal(filled[known], rows[known])
    assert np.isnan(rows).sum() == (~known).sum()
    with pytest.raises(SpecificationError, match="moments with means"):
        mean_rows(rows, Moments(np.eye(4)))
