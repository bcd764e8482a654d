"""Satisfaction curves: the published forms, the points they pass through, errors along them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from csmodels.numerics.kano.counts import A, I, M, O, Q, R
from csmodels.numerics.kano.curves import curve_errors, curves, growth, offered, within_reach

#: Sums and exponentials of numbers near 1: a few units of the last place.
EXACT = 1e-14
X = offered(41)


def codes(*letters):
    return np.array(letters, dtype=np.int8)


@pytest.mark.parametrize(("better", "worse"), [(0.6, -0.4), (0.0, -1.0), (1.0, 0.0), (0.3, -0.9)])
def test_curves_are_the_published_forms(better, worse):
    """Wang and Ji (2010) in the form of the R code of Atlason and Giacalone (2018)."""
    e, span = math.e, better - worse
    published = {
        O: span * X + worse,
        A: span / (e - 1) * np.exp(X) - (better - e * worse) / (e - 1),
        M: -e * span / (e - 1) * np.exp(-X) + (e * better - worse) / (e - 1),
    }
    for category, wanted in published.items():
        found = curves(better, worse, growth(codes(category), X))[0]
        np.testing.assert_allclose(found, wanted, atol=EXACT, rtol=0)


def test_curves_pass_through_worse_and_better_exactly():
    rng = np.random.default_rng(0)
    better, worse = rng.random(200), -rng.random(200)
    gone = growth(codes(*rng.choice([M, O, A], 200)), X)
    found = curves(better, worse, gone)
    np.testing.assert_array_equal(found[:, 0], worse)
    np.testing.assert_array_equal(found[:, -1], better)
    assert (np.diff(gone, axis=1) > 0).all()


def test_must_be_is_above_the_line_and_attractive_below_it():
    must, line, attractive = growth(codes(M, O, A), X)[:, 1:-1]
    assert (must > line).all()
    assert (attractive < line).all()
    # one is the other turned by half a circle
    np.testing.assert_allclose(must, 1 - attractive[::-1], atol=EXACT, rtol=0)


def test_indifferent_is_flat_and_others_have_no_curve():
    flat = curves(0.4, -0.2, growth(codes(I), X))[0]
    np.testing.assert_allclose(flat, 0.1, atol=EXACT, rtol=0)
    assert np.isnan(growth(codes(R, Q, -1), X)).all()


def test_errors_are_those_of_a_weighted_sum():
    rng = np.random.default_rng(1)
    draws = rng.multivariate_normal([0.5, -0.4], [[0.004, -0.001], [-0.001, 0.002]], 500)
    gone = growth(codes(M, A, I), X)
    cov = np.broadcast_to(np.cov(draws.T), (3, 2, 2))
    along = curves(draws[:, :1], draws[:, 1:], gone[None])
    np.testing.assert_allclose(curve_errors(cov, gone), along.std(axis=0, ddof=1), rtol=1e-10)


def test_limits_stay_where_a_curve_can_be():
    gone = growth(codes(O), X)[0]
    low, high = within_reach(np.full(41, -2.0), np.full(41, 2.0), gone)
    np.testing.assert_allclose(low, X - 1, atol=EXACT, rtol=0)
    np.testing.assert_allclose(high, X, atol=EXACT, rtol=0)
