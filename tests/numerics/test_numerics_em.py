"""EM: against lavaan, the likelihood and a step written out row by row; truth under MCAR and MAR."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.errors import SpecificationError
from csmodels.numerics import em, gaps
from csmodels.numerics.em import EmSource, expected_rows
from csmodels.numerics.missing import PairwiseSource
from csmodels.numerics.moments import Moments
from csmodels.numerics.resampling import Resampler, bootstrap_counts

#: EM stops at an estimated 1e-11 standard deviations from the limit; a starting point farther away, or
#: another batch, ends elsewhere within it. The estimate of the distance may be several times too small.
STOP = 1e-9
#: Figures of lavaan are typed with 11 digits.
TYPED = 1e-9


def gappy(n=80, p=5, share=0.15, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 1)) + rng.normal(size=(n, p)) * np.linspace(0.6, 1.2, p) + 5
    x[rng.random((n, p)) < share] = np.nan
    return x


def step_by_hand(x, w, mean, cov):
    """One EM step, row by row (Little and Rubin 2019, ch. 11)."""
    total, first, second = 0.0, np.zeros(len(mean)), np.zeros_like(cov)
    for row, weight in zip(x, w, strict=True):
        m, o = np.isnan(row), ~np.isnan(row)
        if not o.any():
            continue
        slopes = np.linalg.solve(cov[np.ix_(o, o)], cov[np.ix_(o, m)]).T
        filled, extra = row.copy(), np.zeros_like(cov)
        filled[m] = mean[m] + slopes @ (row[o] - mean[o])
        extra[np.ix_(m, m)] = cov[np.ix_(m, m)] - slopes @ cov[np.ix_(o, m)]
        total, first = total + weight, first + weight * filled
        second += weight * (np.outer(filled, filled) + extra)
    mean = first / total
    return mean, second / total - np.outer(mean, mean)


def log_likelihood(x, w, mean, cov):
    """Of the answers there are, under a multivariate normal distribution."""
    found = 0.0
    for row, weight in zip(x, w, strict=True):
        o = ~np.isnan(row)
        gap, s = row[o] - mean[o], cov[np.ix_(o, o)]
        found -= weight * (np.linalg.slogdet(s)[1] + gap @ np.linalg.solve(s, gap) if o.any() else 0.0) / 2
    return found


def test_saturated_moments_of_lavaan(golden, mobi_with_gaps):
    table = golden("missing_em").set_index("item")
    fit = EmSource(mobi_with_gaps).estimate
    assert fit.converged.tolist() == [True]
    np.testing.assert_allclose(fit.moments.mean[0], table["mean"], rtol=0, atol=TYPED)
    np.testing.assert_allclose(fit.moments.cov[0], table[table.index], rtol=0, atol=TYPED)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("cells_at_a_time", [1, 2**8])
def test_a_fixed_point_of_the_step_written_out(weighted, cells_at_a_time, monkeypatch):
    monkeypatch.setattr(gaps, "CELLS_AT_A_TIME", cells_at_a_time)
    x = gappy(share=0.3)
    w = np.random.default_rng(2).uniform(0.2, 3, 80) if weighted else np.ones(80)
    counts = np.random.default_rng(3).multinomial(80, np.full(80, 1 / 80), size=4).astype(np.uint8)
    counts[0] = 1
    fit = EmSource(x, w if weighted else None).fit(counts)
    assert fit.converged.all()
    for b, drawn in enumerate(counts):
        mean, cov = fit.moments.mean[b], fit.moments.cov[b]
        again = step_by_hand(x, drawn * w, mean, cov)
        np.testing.assert_allclose(again[0], mean, rtol=0, atol=STOP)
        np.testing.assert_allclose(again[1], cov, rtol=0, atol=STOP)
        told = (drawn * w)[~np.isnan(x).all(axis=1)].sum()
        assert fit.moments.n[b] == pytest.approx(told)


def test_nowhere_near_is_more_likely():
    x, w, rng = gappy(share=0.3), np.ones(80), np.random.default_rng(4)
    found = EmSource(x).estimate.moments
    best = log_likelihood(x, w, found.mean[0], found.cov[0])
    for _ in range(20):
        move = rng.normal(size=(5, 5)) * 1e-3
        worse = log_likelihood(x, w, found.mean[0] + rng.normal(size=5) * 1e-3, found.cov[0] + move + move.T)
        assert worse < best


def test_without_gaps_it_is_the_moments_of_complete_rows():
    x = gappy(share=0)
    counts = np.random.default_rng(5).uniform(0, 2, size=(3, 80))
    found, complete = EmSource(x).moments(counts), Resampler(x).moments(counts)
    np.testing.assert_allclose(found.cov, complete.cov, rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.mean, complete.mean, rtol=0, atol=1e-12)


def test_two_items_by_the_factored_likelihood():
    """With gaps in one of two items the maximum is known in closed form (Anderson 1957)."""
    x = gappy(p=2, share=0)
    x[50:, 1] = np.nan
    part, found = x[:50], EmSource(x).estimate.moments
    slope = np.cov(part.T)[0, 1] / np.cov(part.T)[0, 0]
    rest = np.cov(part.T, ddof=0)
    mean = part[:, 1].mean() + slope * (x[:, 0].mean() - part[:, 0].mean())
    variance = rest[1, 1] - slope * rest[0, 1] + slope**2 * x[:, 0].var()
    np.testing.assert_allclose(found.mean[0], [x[:, 0].mean(), mean], rtol=0, atol=STOP)
    expected = [[x[:, 0].var(), slope * x[:, 0].var()], [slope * x[:, 0].var(), variance]]
    np.testing.assert_allclose(found.cov[0], expected, rtol=0, atol=STOP)


def test_start_and_batch_do_not_matter(monkeypatch):
    x = gappy(share=0.3)
    counts = np.concatenate(list(bootstrap_counts(80, 30, seed=0)))
    source = EmSource(x)
    warm, cold = source.moments(counts), source.fit(counts).moments
    np.testing.assert_allclose(warm.cov, cold.cov, rtol=0, atol=STOP)
    np.testing.assert_allclose(warm.mean, cold.mean, rtol=0, atol=STOP)
    alone = source.moments(counts[7:8])
    np.testing.assert_allclose(alone.cov[0], warm.cov[7], rtol=0, atol=STOP)
    monkeypatch.setattr(em, "NUMBERS_AT_A_TIME", 4 * 25)
    np.testing.assert_allclose(source.moments(counts).cov, warm.cov, rtol=0, atol=STOP)


def test_units_and_order_do_not_matter():
    x = gappy(share=0.2)
    scale, shift = np.array([1, 10, 1e-3, 1e4, 1]), np.array([0, 50, 3, -1e5, 1e3])
    one, other = EmSource(x).estimate.moments, EmSource(x * scale + shift).estimate.moments
    np.testing.assert_allclose(other.corr, one.corr, rtol=0, atol=STOP)
    np.testing.assert_allclose((other.mean - shift) / scale, one.mean, rtol=0, atol=STOP)
    back = EmSource(x[::-1, ::-1]).estimate.moments
    np.testing.assert_allclose(back.cov[:, ::-1, ::-1], one.cov, rtol=0, atol=STOP)


def test_rows_without_answers_say_nothing():
    x = gappy()
    more = np.concatenate([x, np.full((9, 5), np.nan)])
    one, other = EmSource(x).estimate.moments, EmSource(more).estimate.moments
    np.testing.assert_allclose(other.cov, one.cov, rtol=0, atol=STOP)
    assert other.n[0] == one.n[0] == (~np.isnan(x).all(axis=1)).sum()


def test_a_weight_of_two_is_the_row_twice():
    x = gappy()
    one = EmSource(x, np.where(np.arange(80) < 30, 2.0, 1.0)).estimate.moments
    other = EmSource(np.concatenate([x, x[:30]])).estimate.moments
    np.testing.assert_allclose(one.cov, other.cov, rtol=0, atol=STOP)
    np.testing.assert_allclose(one.mean, other.mean, rtol=0, atol=STOP)


def test_members_that_cannot_be_computed_are_missing_and_do_not_disturb_the_others():
    x = gappy()
    counts = np.ones((4, 80))
    counts[1] = 0  # nobody
    counts[2, 4:] = 0  # four rows of five items: no covariance matrix of full rank
    source = EmSource(x)
    fit = source.fit(counts)
    assert fit.converged.tolist() == [True, False, False, True]
    found = source.moments(counts)
    assert np.isnan(found.cov[1:3]).all()
    np.testing.assert_allclose(found.cov[3], source.estimate.moments.cov[0], rtol=0, atol=STOP)


@pytest.mark.parametrize("follows", [True, False])
def test_no_moments_where_items_follow_from_others_or_have_no_answer(follows):
    x = gappy()
    x[:, 4] = x[:, 0] + x[:, 1] if follows else np.nan
    source = EmSource(x)
    assert not source.estimate.converged[0]
    assert np.isnan(source.moments(np.ones((2, 80))).cov).all()


def test_few_steps_are_told():
    fit = EmSource(gappy(share=0.4), max_steps=3).estimate
    assert (fit.converged[0], fit.steps[0]) == (False, 3)
    assert np.isfinite(fit.moments.cov).all()


def population(seed, n=6000):
    rng = np.random.default_rng(seed)
    cov = np.array([[1, 0.6, 0.5, 0.4], [0.6, 1, 0.5, 0.3], [0.5, 0.5, 1, 0.6], [0.4, 0.3, 0.6, 1]])
    return rng, cov, rng.multivariate_normal(np.zeros(4), cov, size=n)


# Standard errors of a mean and a covariance of 6,000 rows are about 0.013 and 0.018; gaps widen them by
# less than a half. The bands are four of these; the biases that must be seen are over 0.1.
MEAN_BAND, COV_BAND, BIAS = 0.08, 0.11, 0.12


def test_truth_is_found_when_answers_are_missing_completely_at_random():
    rng, cov, x = population(8)
    x[rng.random(x.shape) < 0.2] = np.nan
    found = EmSource(x).estimate.moments
    np.testing.assert_allclose(found.mean[0], 0, atol=MEAN_BAND)
    np.testing.assert_allclose(found.cov[0], cov, atol=COV_BAND)


def test_truth_is_found_when_answers_are_missing_at_random():
    """Who gave a low first answer skips the others more often: leaving out rows or pairs is biased."""
    rng, cov, x = population(9)
    skips = rng.random(x.shape) < 1 / (1 + np.exp(2 + 3 * x[:, :1]))
    skips[:, 0] = False
    x[skips] = np.nan
    found = EmSource(x).estimate.moments
    np.testing.assert_allclose(found.mean[0], 0, atol=MEAN_BAND)
    np.testing.assert_allclose(found.cov[0], cov, atol=COV_BAND)
    complete = x[~np.isnan(x).any(axis=1)]
    assert (complete.mean(axis=0) > BIAS).all()
    assert (np.diagonal(cov - np.cov(complete.T))[:2] > BIAS).all()
    pairs = PairwiseSource(x).moments(np.ones((1, len(x))))
    assert (pairs.mean[0, 1:] > BIAS).all()


def test_expected_answers():
    x = gappy(share=0.4)
    x[3] = np.nan
    found = EmSource(x).estimate.moments
    mean, cov = found.mean[0], found.cov[0]
    filled = expected_rows(x, Moments(cov, mean))
    for i, row in enumerate(x):
        o = ~np.isnan(row)
        np.testing.assert_array_equal(filled[i, o], row[o])
        if o.any():
            by_hand = mean[~o] + cov[np.ix_(~o, o)] @ np.linalg.solve(cov[np.ix_(o, o)], row[o] - mean[o])
            np.testing.assert_allclose(filled[i, ~o], by_hand, rtol=0, atol=1e-10)
    assert np.isnan(filled[3]).all()
    # the mean of the expected answers is the mean: the fixed point again
    np.testing.assert_allclose(np.nanmean(filled, axis=0), mean, rtol=0, atol=STOP)


def test_expected_answers_where_answered_items_follow_from_each_other():
    moments = Moments([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]], mean=[0, 0, 0])
    filled = expected_rows(np.array([[2.0, 2.0, np.nan]]), moments)
    np.testing.assert_allclose(filled, [[2, 2, 1]], atol=1e-12)
    with pytest.raises(SpecificationError, match="moments with means"):
        expected_rows(np.array([[2.0, np.nan]]), Moments(np.eye(2)))
