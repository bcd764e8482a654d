"""Better and worse, their joint errors, scores: textbook formulas, resamples and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from csmodels.errors import SpecificationError
from csmodels.numerics.kano.coefficients import (
    DUMOUCHEL,
    analytical,
    better_worse,
    ellipse,
    goodman,
    multinomial_covariance,
    points,
    scores_of,
    simultaneous,
)

COUNTS = np.array([32.0, 90, 88, 114, 15, 19])
SHARES = COUNTS / COUNTS.sum()


def test_variants_differ_in_the_denominator():
    np.testing.assert_allclose(better_worse(COUNTS), [178 / 324, -122 / 324])
    np.testing.assert_allclose(better_worse(COUNTS, "all_answers"), [178 / 358, -122 / 358])
    with pytest.raises(SpecificationError, match="berger"):
        better_worse(COUNTS, "berge")


def test_better_is_attractive_plus_both():
    m, o, a, i = COUNTS[:4]
    better, worse = better_worse(COUNTS)
    np.testing.assert_allclose(better - (a + o) / (m + o + a + i), 0.0)
    # what is neither better nor worse is I, and what is both is O
    np.testing.assert_allclose(better - worse, (m + o + a + o) / (m + o + a + i))


@pytest.mark.parametrize("variant", ["berger", "all_answers"])
def test_covariance_is_that_of_samples(variant):
    rng = np.random.default_rng(0)
    draws = better_worse(rng.multinomial(358, SHARES, 40_000), variant)
    want = np.cov(draws.T)
    np.testing.assert_allclose(multinomial_covariance(COUNTS, variant), want, atol=3e-5)


def test_covariance_formula():
    b, w = better_worse(COUNTS)
    cov = multinomial_covariance(COUNTS)
    np.testing.assert_allclose(cov[0, 0], b * (1 - b) / 324)
    np.testing.assert_allclose(cov[1, 1], -w * (1 + w) / 324)
    np.testing.assert_allclose(cov[0, 1], -(90 / 324 - b * -w) / 324)


def test_the_ellipse_holds_its_share_of_samples():
    cov = multinomial_covariance(COUNTS)
    centre = better_worse(COUNTS)
    edge = ellipse(centre, cov, 0.9, 50) - centre
    distance = np.einsum("ni,ij,nj->n", edge, np.linalg.inv(cov), edge)
    np.testing.assert_allclose(distance, stats.chi2.ppf(0.9, 2))
    assert np.isnan(ellipse([0, 0], [[np.nan, 0], [0, 1]])).all()
    flat = ellipse([0.3, -1.0], [[0.01, 0.0], [0.0, 0.0]])
    np.testing.assert_allclose(flat[:, 1], -1.0)


def test_simultaneous_limits_cover_all_together():
    rng = np.random.default_rng(1)
    k, reps, inside = 6, 400, 0
    for _ in range(reps):
        estimate = rng.normal(size=k)
        draws = estimate[:, None] + rng.normal(size=(k, 500))
        low, high, how = simultaneous(estimate, np.ones(k), 0.9, draws)
        inside += bool(((low <= 0) & (high >= 0)).all())
    assert how == "max_t"
    # 90 % with the error of 400 samples
    assert abs(inside / reps - 0.9) < 3 * np.sqrt(0.09 / reps)


def test_simultaneous_limits_without_resamples_are_bonferroni():
    low, high, how = simultaneous(np.zeros(3), np.array([1.0, 2.0, np.nan]), 0.95)
    z = stats.norm.ppf(1 - 0.05 / 4)
    np.testing.assert_allclose(high[:2], [z, 2 * z])
    assert how == "bonferroni"
    assert np.isnan(low[2])


def test_goodman_solves_its_quadratic():
    low, high = goodman(SHARES, 358, 6, 0.95)
    b = stats.chi2.ppf(1 - 0.05 / 6, 1)
    for limit in (low, high):
        np.testing.assert_allclose((SHARES - limit) ** 2, b * limit * (1 - limit) / 358)


def test_points_and_short_form():
    np.testing.assert_array_equal(points(np.array([1, 2, 3, 4, 5]), DUMOUCHEL[1]), [-2, -1, 0, 2, 4])
    assert scores_of(DUMOUCHEL, 3) == ((4.0, 2.0, 0.0), (0.0, 2.0, 4.0))
    assert scores_of(DUMOUCHEL, 5) == DUMOUCHEL
    assert scores_of(DUMOUCHEL, 4) is None


def test_analytical_indices():
    np.testing.assert_allclose(analytical([0.0, 0.5], [0.4, 0.0]), [[0.4, 0.0], [0.5, 90.0]])
