"""Surfaces of true scores from moments: corrected for normal errors, and from products of different items."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from csmodels.numerics.moments import Moments
from csmodels.numerics.regression import least_squares
from csmodels.numerics.surface.corrected import (
    ErrorFree,
    corrected_surface,
    error_free,
    one_factor,
    product_reliability,
    stated,
    term_reliability,
)
from csmodels.numerics.surface.distinct import ORDERS, alike, distinct_columns, distinct_surface
from csmodels.numerics.surface.shape import moved
from csmodels.numerics.surface.terms import columns

#: Identities of linear algebra on matrices of order 5.
EXACT = 1e-9
#: One-factor loadings stop at changes of 1e-12.
FITTED = 1e-8
#: 400,000 respondents: standard errors of the coefficients are below .004; four of them.
SAMPLED = 0.015

B = np.array([0.3, 0.6, -0.15, 0.2, -0.1])
TRUE = np.array([[0.8, 0.3], [0.3, 1.1]])
ERRORS = np.array([[0.4, 0.1], [0.1, 0.5]])


def isserlis(s: np.ndarray) -> np.ndarray:
    """Covariances of X², XY, Y² of centred normal X, Y, written out."""
    (xx, xy), (_, yy) = s
    return np.array(
        [
            [2 * xx**2, 2 * xx * xy, 2 * xy**2],
            [2 * xx * xy, xx * yy + xy**2, 2 * xy * yy],
            [2 * xy**2, 2 * xy * yy, 2 * yy**2],
        ]
    )


def population() -> Moments:
    """Exact moments of terms and outcome where true scores and errors are normal."""
    cov = np.zeros((6, 6))
    cov[:2, :2], cov[2:5, 2:5] = TRUE + ERRORS, isserlis(TRUE + ERRORS)
    of_truth = np.zeros((5, 5))
    of_truth[:2, :2], of_truth[2:, 2:] = TRUE, isserlis(TRUE)
    cov[:5, 5] = cov[5, :5] = of_truth @ B
    cov[5, 5] = B @ of_truth @ B + 1
    mean = np.zeros(6)
    mean[2:5] = (TRUE + ERRORS)[[0, 0, 1], [0, 1, 1]]
    return Moments(cov, mean)


def simulated(n: int, seed: int, mean: tuple[float, float] = (0.0, 0.0)) -> tuple[np.ndarray, ...]:
    """Items of expectation and performance (paired errors), outcome, and the true scores."""
    rng = np.random.default_rng(seed)
    t = rng.multivariate_normal(mean, TRUE, size=n)
    loadings = np.array([1.2, 1.0, 0.8, 1.1, 0.9])  # mean 1: true scores of the item means are t
    same = 0.5 * rng.normal(size=(n, 5))
    e, p = (t[:, i, None] * loadings + same + 0.8 * rng.normal(size=(n, 5)) for i in range(2))
    z = columns(t[:, 0], t[:, 1]) @ B + 0.5 * rng.normal(size=n)
    return e, p, z, t


def test_exact_moments_give_the_coefficients_back() -> None:
    found = corrected_surface(population(), ErrorFree(TRUE, TRUE + ERRORS))
    assert found == pytest.approx(B, abs=EXACT)


def test_without_the_correction_they_are_bent() -> None:
    """The test above could not fail if error bent nothing."""
    assert np.abs(least_squares(population(), 5, range(5)).coef - B).max() > 0.05


def test_a_reliability_of_one_changes_nothing() -> None:
    rng = np.random.default_rng(3)
    e, p = rng.normal(size=(2, 300)) + 0.7
    rows = np.column_stack([columns(e, p), rng.normal(size=300) + e * p])
    moments = Moments.from_rows(rows)
    sure = stated(moments.cov[:2, :2], np.ones(2))
    assert corrected_surface(moments, sure) == pytest.approx(
        least_squares(moments, 5, range(5)).coef, abs=EXACT
    )


def test_reliabilities_are_those_of_bohrnstedt_and_marwell() -> None:
    """Independent errors: rho² of a square, (r² + rho rho') / (1 + r²) of a product; figures of a simulation
    of two million rows gave .6141 and .640 for the values below."""
    observed = np.array([[1.0, 0.5], [0.5, 1.0]])
    found = term_reliability(stated(observed, np.array([0.8, 0.7])))
    assert found == pytest.approx([0.8, 0.7, 0.64, (0.25 + 0.56) / 1.25, 0.49], abs=EXACT)
    assert found[3] == pytest.approx(product_reliability(np.array(0.5), 0.8, 0.7), abs=EXACT)


def test_reliability_of_a_product_by_simulation() -> None:
    rng = np.random.default_rng(1)
    t = rng.multivariate_normal([0, 0], [[0.8, 0.5], [0.5, 0.7]], size=400_000)
    x = t + rng.normal(size=t.shape) * np.sqrt([0.2, 0.3])
    share = np.var(t[:, 0] * t[:, 1]) / np.var(x[:, 0] * x[:, 1])
    assert share == pytest.approx(product_reliability(np.array(0.5), 0.8, 0.7), abs=0.01)


@pytest.mark.parametrize("k", [3, 4, 6])
def test_one_factor_finds_loadings(k: int) -> None:
    loadings = np.linspace(0.5, 1.3, k)
    cov = np.outer(loadings, loadings) + np.diag(np.linspace(0.2, 2, k))
    assert one_factor(cov) == pytest.approx(loadings, abs=FITTED)
    batch = np.stack([cov, 4 * cov])
    assert one_factor(batch) == pytest.approx(np.stack([loadings, 2 * loadings]), abs=FITTED)


def test_two_items_are_taken_for_alike_and_one_for_error_free() -> None:
    assert one_factor(np.array([[2.0, 0.81], [0.81, 3.0]])) == pytest.approx([0.9, 0.9], abs=EXACT)
    assert one_factor(np.array([[4.0]])) == pytest.approx([2.0], abs=EXACT)
    assert np.isnan(one_factor(np.array([[1.0, -0.3], [-0.3, 1.0]]))).all()


def test_paired_errors_leave_the_correlation_alone() -> None:
    loadings = np.array([0.9, 0.7, 0.8, 0.6])
    between = 0.3 * np.outer(loadings, loadings)
    own = np.outer(loadings, loadings) + np.diag([0.5, 0.6, 0.4, 0.7])
    cov = np.block([[own, between + 0.2 * np.eye(4)], [between + 0.2 * np.eye(4), own]])
    found = error_free(cov, range(4), range(4, 8), paired=True)
    assert float(found.correlation) == pytest.approx(0.3, abs=FITTED)
    plain = error_free(cov, range(4), range(4, 8), paired=False)
    assert float(plain.correlation) > 0.35


@pytest.mark.parametrize("paired", [True, False])
def test_products_of_different_items_by_brute_force(paired: bool) -> None:
    rng = np.random.default_rng(8)
    e, p = rng.normal(size=(2, 3, 5))
    found = distinct_columns(e, p, paired)
    for at, (a, b) in enumerate(ORDERS):
        every = []
        if paired:
            for chosen in permutations(range(5), a + b):
                every.append(e[:, chosen[:a]].prod(axis=1) * p[:, chosen[a:]].prod(axis=1))
        else:
            every = [
                e[:, list(i)].prod(axis=1) * p[:, list(j)].prod(axis=1)
                for i in permutations(range(5), a)
                for j in permutations(range(5), b)
            ]
        assert found[:, at] == pytest.approx(np.mean(every, axis=0), abs=EXACT)


def test_items_without_error_give_least_squares() -> None:
    rng = np.random.default_rng(5)
    e, p = rng.normal(size=(2, 200))
    z = rng.normal(size=200) + e * p
    same = [np.repeat(x[:, None], 4, axis=1) for x in (e, p)]
    found = distinct_surface(Moments.from_rows(np.column_stack([distinct_columns(*same, True), z])))
    plain = least_squares(Moments.from_rows(np.column_stack([columns(e, p), z])), 5, range(5)).coef
    assert found == pytest.approx(plain, abs=EXACT)


def test_truth_is_recovered_by_both() -> None:
    e, p, z, _ = simulated(400_000, 11, (0.4, -0.3))
    rows = np.column_stack([columns(e.mean(axis=1), p.mean(axis=1)), z])
    terms = Moments.from_rows(rows)
    of_items = Moments.from_rows(np.column_stack([e, p]))
    scores = error_free(of_items.cov, range(5), range(5, 10), paired=True)
    assert corrected_surface(terms, scores) == pytest.approx(B, abs=SAMPLED)
    turned = [alike(x, Moments.from_rows(x)) for x in (e, p)]
    products = Moments.from_rows(np.column_stack([distinct_columns(*turned, True), z]))
    assert distinct_surface(products) == pytest.approx(B, abs=SAMPLED)
    assert np.abs(least_squares(terms, 5, range(5)).coef - B).max() > 4 * SAMPLED


def test_ceilings_bend_the_corrected_surface_and_not_that_of_different_items() -> None:
    """Ratings cut from normal scores that pile up at the top; the truth is the regression on what the mean of
    the items is expected to be, given the scores."""
    rng = np.random.default_rng(2)
    n, k = 200_000, 6
    cuts = np.array([-2.6, -2.3, -1.9, -1.6, -1.2, -0.7, -0.2, 0.3, 0.9])
    e = rng.normal(size=n)
    p = 0.5 * e + np.sqrt(0.75) * rng.normal(size=n)
    z = 0.3 * e + 0.9 * p + 0.5 * rng.normal(size=n)

    def ratings(x: np.ndarray) -> np.ndarray:
        noisy = 0.65 * x[:, None] + np.sqrt(1 - 0.65**2) * rng.normal(size=(n, k))
        return 1.0 + np.searchsorted(cuts, noisy)

    from scipy.stats import norm

    def expected(x: np.ndarray) -> np.ndarray:
        found: np.ndarray = 1 + norm.sf((cuts[:, None] - 0.65 * x) / np.sqrt(1 - 0.65**2)).sum(axis=0)
        return found

    x, y = ratings(e) - 7.7, ratings(p) - 7.7
    true = columns(expected(e) - 7.7, expected(p) - 7.7)
    truth = least_squares(Moments.from_rows(np.column_stack([true, z])), 5, range(5)).coef
    terms = Moments.from_rows(np.column_stack([columns(x.mean(axis=1), y.mean(axis=1)), z]))
    scores = error_free(Moments.from_rows(np.column_stack([x, y])).cov, range(k), range(k, 2 * k), False)
    bent = corrected_surface(terms, scores)
    turned = [alike(each, Moments.from_rows(each)) for each in (x, y)]
    found = distinct_surface(Moments.from_rows(np.column_stack([distinct_columns(*turned, False), z])))
    # standard errors at this size are about .003
    assert found[2:] == pytest.approx(truth[2:], abs=0.015)
    assert abs(bent[4] - truth[4]) > 0.03


def test_the_centre_moves_both_as_it_moves_any_surface() -> None:
    e, p, z, _ = simulated(500, 4)
    of_items = Moments.from_rows(np.column_stack([e, p]))
    scores = error_free(of_items.cov, range(5), range(5, 10), paired=True)
    found = {}
    for centre in (0.0, 0.5):
        x, y = e - centre, p - centre
        terms = Moments.from_rows(np.column_stack([columns(x.mean(axis=1), y.mean(axis=1)), z]))
        products = Moments.from_rows(np.column_stack([distinct_columns(x, y, True), z]))
        found[centre] = corrected_surface(terms, scores), distinct_surface(products)
    for before, after in zip(found[0.0], found[0.5], strict=True):
        assert moved(before, 0.5) == pytest.approx(after, abs=1e-7)


def test_many_samples_are_many_single_ones() -> None:
    parts = [simulated(300, seed) for seed in (1, 2)]
    tables = [np.column_stack([columns(e.mean(axis=1), p.mean(axis=1)), z]) for e, p, z, _ in parts]
    terms = [Moments.from_rows(t) for t in tables]
    covs = [Moments.from_rows(np.column_stack([e, p])).cov for e, p, _, _ in parts]
    single = [
        corrected_surface(t, error_free(c, range(5), range(5, 10), True))
        for t, c in zip(terms, covs, strict=True)
    ]
    batch = Moments._of(np.stack([t.cov for t in terms]), np.stack([t.mean for t in terms]), None)
    together = corrected_surface(batch, error_free(np.stack(covs), range(5), range(5, 10), True))
    assert together == pytest.approx(np.stack(single), abs=FITTED)


def test_more_error_than_variance_is_missing() -> None:
    moments = population()
    nothing = ErrorFree(np.array([[-0.1, 0.0], [0.0, 0.5]]), TRUE + ERRORS)
    assert np.isnan(corrected_surface(moments, nothing)).all()
