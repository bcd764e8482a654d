"""Cubic congruence: turning points and regions against brute force."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from csmodels.numerics.surface.cubic import (
    CUBIC_SHAPE,
    MODELS,
    PARTS,
    beyond,
    curvature_at,
    extremum,
    regions,
)
from csmodels.numerics.surface.terms import columns

#: Closed formulas.
EXACT = 1e-10


def test_shape_is_the_surface_along_both_lines():
    rng = np.random.default_rng(0)
    b = rng.normal(size=9)
    x = np.linspace(-2, 2, 9)
    along, across = columns(x, x, 3) @ b, columns(x, -x, 3) @ b
    u, v = (CUBIC_SHAPE @ b).reshape(2, 3)
    powers = np.stack([x, x**2, x**3])
    assert u @ powers == pytest.approx(along, abs=EXACT)
    assert v @ powers == pytest.approx(across, abs=EXACT)


def test_parts_are_what_they_are_called():
    rng = np.random.default_rng(1)
    e, p = rng.normal(size=(2, 20))
    every = columns(e, p, 3)
    expected = {
        "level": e + p,
        "square": (e - p) ** 2,
        "cube": (e - p) ** 3,
        "square_level": (e - p) ** 2 * (e + p),
    }
    for name, values in expected.items():
        assert every @ PARTS[name] == pytest.approx(values, abs=EXACT)
    assert set(MODELS) == {"CA", "RRCA", "CL", "RRCL"}


def test_the_second_extremum_is_where_the_slope_is_zero_again():
    c1, c2 = -0.4, 0.15
    turn = extremum(np.array(c1), np.array(c2))
    assert 2 * c1 * turn + 3 * c2 * turn**2 == pytest.approx(0.0, abs=EXACT)
    gap = np.array([-9.0, 0.0, turn - 0.01, turn + 0.01])
    assert beyond(gap, float(turn)).tolist() == [False, False, False, True]
    assert beyond(-gap, -float(turn)).tolist() == [False, False, False, True]


def test_without_a_cube_nothing_lies_beyond():
    assert not beyond(np.array([-5.0, 5.0]), float(extremum(np.array(-0.4), np.array(0.0)))).any()


def test_curvature_across_the_line():
    c1, c3, k = -0.3, 0.2, 1.4
    b = c1 * PARTS["square"] + c3 * PARTS["square_level"]
    h = 1e-3
    # P = 2k - E: as E moves by h from k, E - P is 2h and the level stays
    rise = columns(np.array([k + h, k]), np.array([k - h, k]), 3) @ b
    assert (rise[0] - rise[1]) / h**2 == pytest.approx(curvature_at(c1, c3, np.array(k)), abs=1e-8)


@pytest.mark.parametrize("seed", range(8))
def test_regions_by_trying_every_level(seed):
    rng = np.random.default_rng(seed)
    c1, c3 = rng.normal(size=2) * 0.1
    half = rng.normal(size=(2, 2)) * 0.03
    covariance = half @ half.T
    found = regions(c1, c3, covariance, 1.96)
    assert found[0].low == -np.inf
    assert found[-1].high == np.inf
    assert all(a.high == b.low and a.sign != b.sign for a, b in pairwise(found))
    levels = np.linspace(-30, 30, 4001)
    step = np.column_stack([np.full(4001, 4.0), 8 * levels])
    curve = step @ np.array([c1, c3])
    error = np.sqrt(((step @ covariance) * step).sum(axis=1))
    expected = np.where(np.abs(curve) > 1.96 * error, np.sign(curve), 0)
    got = np.array([next(r.sign for r in found if r.low <= k <= r.high) for k in levels])
    near_a_bound = np.array([min(abs(k - r.high) for r in found) < 1e-6 for k in levels])
    assert (got == expected)[~near_a_bound].all()
