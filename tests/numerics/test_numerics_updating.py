"""Updating of beliefs: recursions against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.numerics.updating import (
    certainty_equivalent,
    gains,
    geometric_weights,
    normal_weights,
    ratcheted,
    steady_state,
    updated,
)

#: The same quantity by two routes, in double precision.
EXACT = 1e-10


@pytest.mark.parametrize(("prior", "noise", "drift"), [(1.0, 1.0, 0.0), (2.0, 0.5, 0.3), (0.0, 1.0, 0.2)])
def test_recursion_and_conditioning_agree(prior, noise, drift):
    """The filter occasion by occasion, and one conditioning of a normal vector on all occasions."""
    x = np.random.default_rng(0).normal(6, 2, (4, 12))
    variance, gain = gains(12, prior, noise, drift)
    recursive = updated(x, 5.0, variance, gain).mean
    weights, direct = normal_weights(12, prior, noise, drift)
    assert variance == pytest.approx(direct, abs=EXACT)
    whole = (1 - weights.sum(axis=1)) * 5.0 + x @ weights.T
    assert recursive == pytest.approx(whole, abs=EXACT)


def test_conjugate_normal_formulas():
    """Precisions add: 1 / (1/prior + t/noise); the mean weighs by precision (DeGroot 1970)."""
    x = np.array([[6.0, 9.0, 7.5]])
    variance, gain = gains(3, 2.0, 0.5)
    t = np.arange(4)
    assert variance == pytest.approx(1 / (1 / 2.0 + t / 0.5), abs=EXACT)
    mean = updated(x, 5.0, variance, gain).mean[0, -1]
    assert mean == pytest.approx((5.0 / 2.0 + x.sum() / 0.5) / (1 / 2.0 + 3 / 0.5), abs=EXACT)


def test_geometric_weights_are_boulding_s_recursion():
    x = np.random.default_rng(1).normal(size=(3, 9))
    recursive = updated(x, 2.0, np.full(10, np.nan), np.full(9, 0.3)).mean
    weights = geometric_weights(9, 0.7)
    direct = (1 - weights.sum(axis=1)) * 2.0 + x @ weights.T
    assert recursive == pytest.approx(direct, abs=EXACT)
    assert 1 - weights.sum(axis=1) == pytest.approx(0.7 ** np.arange(10), abs=EXACT)


@pytest.mark.parametrize("drift", [0.05, 0.5, 3.0])
def test_the_gain_settles(drift):
    variance, gain = gains(400, 4.0, 1.5, drift)
    settled = steady_state(1.5, drift)
    assert (variance[-1], gain[-1]) == pytest.approx(settled, abs=EXACT)
    # Riccati's equation: what an occasion takes away the drift gives back
    assert (1 - settled[1]) * settled[0] + drift == pytest.approx(settled[0], abs=EXACT)
    # then it is exponential smoothing (Muth 1960)
    weights, _ = normal_weights(60, 4.0, 1.5, drift)
    smooth = geometric_weights(60, 1 - settled[1])
    assert weights[-1, -10:] == pytest.approx(smooth[-1, -10:], abs=1e-3)


def test_certain_customers_learn_nothing():
    variance, gain = gains(3, 0.0, 0.0)
    assert variance.tolist() == [0.0] * 4
    assert gain.tolist() == [0.0] * 3
    assert steady_state(1.0, 0.0) == (0.0, 0.0)


def test_standards_only_rise():
    x = np.random.default_rng(2).normal(7, 2, (5, 20))
    assert ratcheted(x, 7.0, 1.0)[:, 1:] == pytest.approx(np.maximum(7.0, np.maximum.accumulate(x, axis=1)))
    part = ratcheted(x, 7.0, 0.4)
    assert (np.diff(part, axis=1) >= 0).all()
    # one level throughout: the distance shrinks by the same share
    level = ratcheted(np.full((1, 6), 9.0), 7.0, 0.4)[0]
    assert level == pytest.approx(9 - 2 * 0.6 ** np.arange(7), abs=EXACT)


def test_certainty_equivalent_by_integration():
    """The sure value whose utility is the mean of -exp(-r x) over a normal x."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    mean, variance, r = 6.0, 1.7, 0.8
    utility = -(weights * np.exp(-r * (mean + np.sqrt(variance) * nodes))).sum() / weights.sum()
    sure = -np.log(-utility) / r
    assert float(certainty_equivalent(np.array(mean), np.array(variance), r)) == pytest.approx(sure, abs=1e-9)
