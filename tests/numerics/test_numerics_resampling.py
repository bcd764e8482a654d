"""Resamples: their moments against the rows drawn, and the numbers that may not matter."""

from __future__ import annotations

import numpy as np
import pytest

import csmodels as cs
from csmodels.numerics import resampling
from csmodels.numerics.draws import GivenDraws, RowDraws
from csmodels.numerics.moments import Moments
from csmodels.numerics.resampling import Resampler, bootstrap_counts, counts_of_indices
from csmodels.numerics.variation import moments_of

#: Sums in another order differ in the last of 16 digits; squares of answers from 1 to 10 lose two more.
ROUNDING = 1e-12
#: How often the first twelve of 250 rows are drawn in resamples 0, 255, 256 and 599 of seed 0.
PINNED = [
    [0, 1, 0, 1, 2, 0, 1, 0, 0, 1, 1, 2],
    [0, 0, 1, 3, 2, 0, 1, 1, 0, 0, 0, 4],
    [2, 1, 1, 2, 1, 0, 2, 0, 1, 1, 0, 2],
    [1, 2, 0, 0, 1, 0, 3, 2, 1, 1, 3, 1],
]


@pytest.fixture
def rows():
    return np.random.default_rng(1).integers(1, 11, size=(53, 3)).astype(float)


@pytest.fixture
def weights():
    return np.random.default_rng(2).uniform(0.2, 3.0, size=53)


def joined(parts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Covariances, means and sizes of all resamples."""
    found = list(parts)
    return tuple(np.concatenate([getattr(m, name) for m in found]) for name in ("cov", "mean", "n"))


@pytest.mark.parametrize("rows_at_a_time", [1, 10, 52, 53, 8192])
@pytest.mark.parametrize("weighted", [False, True])
def test_moments_of_the_rows_drawn(rows, weights, weighted, rows_at_a_time, monkeypatch):
    monkeypatch.setattr(resampling, "ROWS_AT_A_TIME", rows_at_a_time)
    indices = np.random.default_rng(3).integers(0, 53, size=(20, 53))
    used = weights if weighted else None
    cov, mean, n = joined(moments_of(Resampler(rows, used), GivenDraws(indices, 53)))
    for b, drawn in enumerate(indices):
        w = weights[drawn] if weighted else np.ones(53)
        np.testing.assert_allclose(cov[b], np.cov(rows[drawn].T, aweights=w, ddof=0), atol=ROUNDING)
        np.testing.assert_allclose(mean[b], np.average(rows[drawn], axis=0, weights=w), atol=ROUNDING)
        assert n[b] == pytest.approx(w.sum())


def test_drawn_resamples_are_moments_of_their_counts(rows):
    counts = np.concatenate(list(bootstrap_counts(53, 300, seed=4)))
    cov, mean, _ = joined(moments_of(Resampler(rows), RowDraws(53, 300, 4)))
    for b in (0, 255, 256, 299):
        expected = Moments.from_rows(np.repeat(rows, counts[b], axis=0))
        np.testing.assert_allclose(cov[b], expected.cov, atol=ROUNDING)
        np.testing.assert_allclose(mean[b], expected.mean, atol=ROUNDING)


def test_counts_are_resamples():
    counts = np.concatenate(list(bootstrap_counts(40, 2000, seed=0)))
    assert counts.shape == (2000, 40)
    assert (counts.sum(axis=1) == 40).all()
    # every row is drawn once on average, with the variance 1 - 1/n of a multinomial count; bands of five
    # standard errors of 80,000 counts
    assert counts.mean(axis=0) == pytest.approx(np.ones(40), abs=5 / np.sqrt(2000))
    assert counts.astype(float).var() == pytest.approx(1 - 1 / 40, abs=5 * np.sqrt(3 / 80_000))
    # resamples are not copies of each other
    assert len(np.unique(counts, axis=0)) == 2000


def test_draws_are_the_same_on_every_machine():
    """Stored figures rest on these draws: neither constants of the module nor numpy may change them."""
    counts = np.concatenate(list(bootstrap_counts(250, 600, seed=0)))
    assert [counts[b, :12].tolist() for b in (0, 255, 256, 599)] == PINNED


def test_more_resamples_begin_with_the_same_ones():
    short, long = (np.concatenate(list(bootstrap_counts(30, b, seed=1))) for b in (500, 1000))
    np.testing.assert_array_equal(short, long[:500])
    other = np.concatenate(list(bootstrap_counts(30, 500, seed=2)))
    assert not np.array_equal(short, other)


@pytest.mark.parametrize("chunk", [1, 7, 256, 1000])
def test_the_chunk_does_not_matter(rows, weights, chunk):
    source, draws = Resampler(rows, weights), RowDraws(53, 300, 5)
    expected = joined(moments_of(source, draws))
    found = joined(moments_of(source, draws, chunk))
    for one, two in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, two, atol=ROUNDING)


def test_layout_has_the_resample_last_in_memory(rows):
    (part,) = moments_of(Resampler(rows), RowDraws(53, 64, 0))
    assert part.cov.shape == (64, 3, 3)
    assert part.cov.strides[0] == part.cov.itemsize


@pytest.mark.parametrize(
    ("indices", "words"),
    [
        (np.zeros((2, 5)), "whole numbers"),
        (np.zeros(5, dtype=int), r"shape \(n_boot, draws\)"),
        (np.array([[0, 53]]), "between 0 and 52"),
        (np.array([[-1, 2]]), "between 0 and 52"),
        (np.zeros((1, 300), dtype=int), "more than 255 times"),
    ],
)
def test_indices_refused(indices, words):
    with pytest.raises(cs.errors.SpecificationError, match=words):
        list(counts_of_indices(indices, 53))
