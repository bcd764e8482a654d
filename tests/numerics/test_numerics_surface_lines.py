"""Lines and polygons over the plane of the ratings, against areas and slopes worked out directly."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.numerics.surface.lines import (
    along_line,
    axis_across,
    axis_offset,
    clip_polygon,
    edge_points,
)
from csmodels.numerics.surface.shape import axes
from csmodels.numerics.surface.support import hull, inside

#: The same geometry twice, in double precision.
EXACT = 1e-9
#: A share of a million random points: four standard errors.
COUNTED = 2e-3

SHANOCK = np.array([-0.23, 0.77, -0.07, 0.27, -0.10])  # coefficients of Shanock et al. 2010, Table 2


def area(polygon):
    x, y = polygon.T
    return abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


@pytest.mark.parametrize("seed", range(5))
def test_clipped_area_by_counting_points(seed):
    rng = np.random.default_rng(seed)
    corners = hull(rng.normal(size=(12, 2)))
    other = hull(rng.normal(size=(8, 2)) + 0.5)
    points = rng.uniform(-4, 4, size=(1_000_000, 2))
    counted = (inside(corners, points) & inside(other, points)).mean() * 64
    assert area(clip_polygon(other, corners)) == pytest.approx(counted, abs=64 * COUNTED)
    assert inside(corners, clip_polygon(other, corners)).all()


def test_clipping_of_polygons_apart_or_within():
    square = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]])
    assert len(clip_polygon(square + 3, square)) == 0
    small = 0.5 + 0.1 * square
    assert area(clip_polygon(small, square)) == pytest.approx(0.01, abs=EXACT)
    assert area(clip_polygon(square, small)) == pytest.approx(0.01, abs=EXACT)


def test_edge_holds_its_corners_and_lies_on_its_sides():
    corners = hull(np.random.default_rng(0).normal(size=(30, 2)))
    found = edge_points(corners, 100)
    assert 100 <= len(found) < 100 + len(corners)
    assert all(np.abs(found - corner).sum(axis=1).min() == 0 for corner in corners)
    assert area(found) == pytest.approx(area(corners), abs=EXACT)


def test_a_line_is_cut_at_the_polygon():
    square = np.array([[1.0, 0], [3, 0], [3, 1], [1, 1]])
    places, within = along_line(square, np.zeros(2), np.array([1.0, 1.0]), 5)
    # the diagonal touches the corner (1, 1) alone
    assert not within.any()
    places, within = along_line(square, np.zeros(2), np.array([2.0, 0.5]), 5)
    assert places[within] == pytest.approx(np.linspace(0.5, 1.5, 5))
    places, within = along_line(square, np.array([0.0, 9]), np.array([1.0, 0.0]), 5)
    assert len(places) == len(within) == 0


def test_axes_are_where_the_slope_across_is_zero():
    b1, b2, b3, b4, b5 = SHANOCK
    for i in range(2):
        angle = axes(SHANOCK).angle[i]
        normal = np.array([-np.sin(angle), np.cos(angle)])
        for along in (-3.0, 0.0, 5.0):
            x, y = axis_offset(SHANOCK, i) * normal + along * np.array([np.cos(angle), np.sin(angle)])
            slope = normal @ [b1 + 2 * b3 * x + b4 * y, b2 + b4 * x + 2 * b5 * y]
            assert slope == pytest.approx(0, abs=EXACT)
    # and they meet Edwards and Parry's line: performance = p10 + p11 expectation
    found = axes(SHANOCK)
    for i in range(2):
        distance = found.intercept[i] * np.cos(found.angle[i])
        assert axis_offset(SHANOCK, i) == pytest.approx(distance, abs=EXACT)


def test_axes_beside_a_line_by_crossing_both():
    rng = np.random.default_rng(1)
    many = SHANOCK + rng.normal(scale=0.02, size=(20, 5))
    origin, angle, along = np.array([0.3, -0.2]), float(axes(SHANOCK).angle[0]), np.array([-1.0, 0.0, 2.0])
    found = axis_across(many, 0, origin, angle, along)
    way, normal = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    for b, row in zip(many, found, strict=True):
        one = axes(b)
        for u, v in zip(along, row, strict=True):
            x, y = origin + u * way + v * normal
            assert y == pytest.approx(one.intercept[0] + one.slope[0] * x, abs=1e-6)


def test_a_ridge_has_its_crest_but_no_other_axis():
    ridge = np.array([0.3, -0.3, -0.5, 1.0, -0.5])  # -(P - E)²/2 - 0.3 (P - E): crest at P - E = -0.3
    assert axis_offset(ridge, 0) == pytest.approx(-0.3 / np.sqrt(2), abs=EXACT)
    assert not np.isfinite(axis_offset(ridge, 1)) or abs(axis_offset(ridge, 1)) > 1e6
