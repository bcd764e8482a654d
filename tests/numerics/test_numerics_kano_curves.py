"""Satisfaction curves: the published forms, the points they pass through, errors along them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from csmodels.numerics.kano.counts import A, I, M, O, Q, R
from csmodels.numerics.kano.curves import curve_errors, curve_limits, curves, growth, offered, within_reach

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
    gone = growth(codes(*rng.choice([M, O, A, I], 200)), X)
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


def test_indifferent_is_a_chord_and_others_have_no_curve():
    chord = curves(0.4, -0.2, growth(codes(I), X))[0]
    np.testing.assert_allclose(chord, np.linspace(-0.2, 0.4, 41), atol=EXACT, rtol=0)
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


def test_limits_between_the_ends_by_hand():
    """Zou and Donner (2008): distances of the limits, put together as errors of a weighted sum are."""
    better, worse, rho = (0.9, 0.7, 0.96), (-0.3, -0.5, -0.15), -0.4
    low, high = curve_limits(better, worse, rho, X)
    g, at = X[10], worse[0] + (better[0] - worse[0]) * X[10]
    down = (g * 0.2) ** 2 + ((1 - g) * 0.2) ** 2 + 2 * rho * g * (1 - g) * 0.2 * 0.2
    up = (g * 0.06) ** 2 + ((1 - g) * 0.15) ** 2 + 2 * rho * g * (1 - g) * 0.06 * 0.15
    np.testing.assert_allclose(at - low[10], math.sqrt(down), rtol=1e-12)
    np.testing.assert_allclose(high[10] - at, math.sqrt(up), rtol=1e-12)
    assert (low[0], high[0], low[-1], high[-1]) == (*worse[1:], *better[1:])


def test_limits_from_symmetric_ones_are_normal():
    cov = np.array([[0.004, -0.001], [-0.001, 0.002]])
    error = np.sqrt(np.diag(cov))
    ends = [(at, at - 1.96 * e, at + 1.96 * e) for at, e in zip((0.5, -0.4), error, strict=True)]
    low, high = curve_limits(*ends, cov[0, 1] / error.prod(), X)
    wide = 1.96 * curve_errors(cov, X)
    np.testing.assert_allclose(high - low, 2 * wide, rtol=1e-12)
    # one end that does not vary has no correlation
    assert np.isfinite(curve_limits(*ends, np.nan, X)).all()
