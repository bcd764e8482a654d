"""Shape and axes of quadratic surfaces against published figures and against calculus done numerically."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.numerics.fieller import fieller
from csmodels.numerics.moments import Moments
from csmodels.numerics.regression import least_squares
from csmodels.numerics.surface.shape import SHAPE, axes, kind, moved, shape
from csmodels.numerics.surface.support import clipped, hull, inside, support
from csmodels.numerics.surface.terms import columns, height

#: The published figures have five decimals.
FIVE_DECIMALS = 5.1e-6
#: The rest is algebra in double precision.
EXACT = 1e-9

# Shanock, Baran, Gentry, Pattison and Heggestad (2010, J. Business and Psychology 25, table 2): the
# coefficients as quoted in the documentation of R's RSA 0.10.8, the axes as that program prints them.
SHANOCK = np.array([-0.23, 0.77, -0.07, 0.27, -0.10])


def test_shape_and_axes_of_shanocks_table():
    assert shape(SHANOCK) == pytest.approx([0.54, 0.10, -1.00, -0.44, 0.03], abs=EXACT)
    found = axes(SHANOCK)
    assert found.stationary == pytest.approx([-3.60579, -1.01782], abs=FIVE_DECIMALS)
    assert found.intercept == pytest.approx([2.20952, -5.04644], abs=FIVE_DECIMALS)
    assert found.slope == pytest.approx([0.89504, -1.11727], abs=FIVE_DECIMALS)
    assert found.curvature == pytest.approx([0.0508308, -0.2208308], abs=FIVE_DECIMALS)


def test_errors_of_a1_to_a5_as_in_the_erratum():
    """Variances as in the documentation of R's RSA; a4 as Shanock et al. (2014) correct it."""
    b = np.array([0.131, 0.382, 0.074, 0.002, 0.039])
    v = np.diag([0.09, 0.09, 0.07, 0.11, 0.07]) ** 2
    for i, j, value in ((2, 4, 0.001), (2, 3, -0.003), (4, 3, -0.004)):
        v[i, j] = v[j, i] = value
    assert shape(b) == pytest.approx([0.513, 0.115, -0.251, 0.111, 0.035], abs=EXACT)
    errors = np.sqrt(np.diag(SHAPE @ v @ SHAPE.T))
    assert errors == pytest.approx([0.12728, 0.09950, 0.12728, 0.19468, 0.08832], abs=FIVE_DECIMALS)


def test_slopes_vanish_at_the_stationary_point():
    rng = np.random.default_rng(1)
    for b in rng.normal(size=(50, 5)):
        x0, y0 = axes(b).stationary
        step = 1e-5
        around = height(b, x0 + np.array([step, -step, 0, 0]), y0 + np.array([0, 0, step, -step]))
        assert around[0] == pytest.approx(around[1], abs=1e-8)
        assert around[2] == pytest.approx(around[3], abs=1e-8)
        assert axes(b).height == pytest.approx(height(b, np.array([x0]), np.array([y0]))[0], rel=1e-9)


def test_curvature_along_an_axis_is_its_eigenvalue():
    rng = np.random.default_rng(2)
    for b in rng.normal(size=(50, 5)):
        found = axes(b)
        for angle, curvature in zip(found.angle, found.curvature, strict=True):
            t = np.array([-1.0, 0, 1])
            z = height(b, t * np.cos(angle), t * np.sin(angle))
            assert (z[0] + z[2] - 2 * z[1]) / 2 == pytest.approx(curvature, abs=1e-9)


def test_axes_are_upright_to_each_other_and_pass_the_stationary_point():
    b = np.random.default_rng(3).normal(size=(200, 5))
    found = axes(b)
    assert found.slope.prod(axis=1) == pytest.approx(-1.0)
    y = found.intercept + found.slope * found.stationary[:, :1]
    assert y == pytest.approx(np.repeat(found.stationary[:, 1:], 2, axis=1), rel=1e-6)
    assert found.shift == pytest.approx(-found.intercept / (1 + found.slope), rel=1e-6)


def test_no_product_term_is_no_exception():
    found = axes(np.array([[0.1, 0.2, 0.3, 0.0, 0.1], [0.1, 0.2, 0.1, 0.0, 0.3]]))
    assert found.slope[0].tolist() == [0.0, np.inf]
    assert found.slope[1].tolist() == [np.inf, 0.0]
    assert np.isfinite(found.stationary).all()
    assert np.isfinite(found.shift).all()
    # a bowl as round as a ball has no axes
    assert np.isnan(axes(np.array([0.1, 0.2, 0.3, 0.0, 0.3])).angle).all()


def test_exchanging_the_ratings_turns_the_surface_over():
    b = np.random.default_rng(4).normal(size=(100, 5))
    turned = b[:, [1, 0, 4, 3, 2]]
    before, after = shape(b), shape(turned)
    assert after == pytest.approx(before * np.array([1, 1, -1, 1, -1]))
    assert axes(turned).slope[:, 0] == pytest.approx(1 / axes(b).slope[:, 0])
    assert axes(turned).stationary == pytest.approx(axes(b).stationary[:, ::-1])


def test_a_new_origin_leaves_the_second_order_alone():
    rng = np.random.default_rng(5)
    e, p = rng.normal(size=(2, 60))
    b = rng.normal(size=5)
    shifted = moved(b, 1.3)
    apart = height(b, e, p) - height(shifted, e - 1.3, p - 1.3)
    assert apart == pytest.approx(apart[0])
    assert shape(shifted)[[1, 3, 4]] == pytest.approx(shape(b)[[1, 3, 4]])
    assert axes(shifted).stationary == pytest.approx(axes(b).stationary - 1.3)


def test_kinds_of_stationary_points():
    assert kind(np.array([-1.0, -2])) == "maximum"
    assert kind(np.array([2.0, 1])) == "minimum"
    assert kind(np.array([1.0, -2])) == "saddle"
    assert kind(np.array([0.0, -2])) == "ridge"
    assert kind(np.array([0.0, 0])) == "plane"


def test_least_squares_is_that_of_the_rows():
    rng = np.random.default_rng(6)
    rows = rng.normal(size=(80, 4)) @ rng.normal(size=(4, 4)) + 3
    weights = rng.uniform(0.5, 2, size=80)
    moments = Moments.from_rows(rows, weights)
    found = least_squares(moments, 3, [0, 1, 2])
    root = np.sqrt(weights)[:, None]
    x = np.column_stack([np.ones(80), rows[:, :3]])
    direct, *_ = np.linalg.lstsq(x * root, rows[:, 3] * root[:, 0], rcond=None)
    assert found.params == pytest.approx(direct, rel=EXACT)
    left = rows[:, 3] - x @ direct
    assert found.residual == pytest.approx(np.average(left**2, weights=weights), rel=EXACT)


def test_constraints_are_a_regression_on_sums_of_columns():
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(50, 3))
    moments = Moments.from_rows(rows)
    found = least_squares(moments, 2, [0, 1], basis=np.array([[-1.0], [1.0]]))
    gap = rows[:, 1] - rows[:, 0]
    slope, intercept = np.polyfit(gap, rows[:, 2], 1)
    assert found.coef == pytest.approx([-slope, slope])
    assert found.intercept == pytest.approx(intercept)
    assert least_squares(moments, 2, []).residual == pytest.approx(rows[:, 2].var())


def test_collinear_columns_give_missing_coefficients():
    x = np.random.default_rng(8).normal(size=(40, 2))
    rows = np.column_stack([x[:, 0], 2 * x[:, 0], x[:, 1]])
    batch = Moments.from_rows(rows)
    assert np.isnan(least_squares(batch, 2, [0, 1]).coef).all()


def test_fieller_limits_are_where_the_test_just_rejects():
    covariance = np.array([[0.04, 0.01], [0.01, 0.02]])
    found = fieller(1.0, 2.0, covariance, df=20.0)
    from scipy.stats import t

    for ratio in (found.low, found.high):
        apart = 1.0 - ratio * 2.0
        error = np.sqrt(covariance[0, 0] - 2 * ratio * covariance[0, 1] + ratio**2 * covariance[1, 1])
        assert abs(apart / error) == pytest.approx(t.ppf(0.975, 20))
    assert found.low < 0.5 < found.high
    assert not fieller(1.0, 0.1, covariance).bounded


def test_fieller_limits_cover():
    rng = np.random.default_rng(9)
    draws = rng.normal([1.0, 0.6], 0.2, size=(2000, 2))
    limits = [fieller(a, b, np.eye(2) * 0.04) for a, b in draws]
    share = np.mean([each.low <= 1 / 0.6 <= each.high for each in limits])
    # three binomial standard errors of 2,000 draws; the set is exact, unbounded ones are all numbers
    assert 0.95 - 0.015 <= share <= 1


def test_hull_and_its_inside():
    rng = np.random.default_rng(10)
    points = rng.normal(size=(300, 2))
    corners = hull(points)
    assert inside(corners, points).all()
    assert not inside(corners, points[:1] + 50).any()
    assert not inside(corners, np.array([[np.nan, 0.0]])).any()
    from scipy.spatial import ConvexHull

    assert {tuple(c) for c in corners} == {tuple(points[i]) for i in ConvexHull(points).vertices}


def test_a_line_is_clipped_at_the_hull():
    square = np.array([[0.0, 0], [2, 0], [2, 2], [0, 2]])
    assert clipped(square, np.array([1.0, 1]), np.array([1.0, 0])) == pytest.approx((-1, 1))
    assert clipped(square, np.array([0.0, 0]), np.array([1.0, 1])) == pytest.approx((0, 2))
    assert clipped(square, np.array([5.0, 5]), np.array([1.0, -1])) is None
    assert clipped(square, np.array([5.0, 5]), np.array([1.0, 0])) is None


def test_support_counts_by_hand():
    e, p = np.array([1.0, 2, 3, 4]), np.array([2.0, 2, 1, 4])
    found = support(e, p, weights=np.array([2.0, 1, 1, 0]), top=4.0)
    assert (found.above, found.equal, found.below) == pytest.approx((0.5, 0.25, 0.25))
    # the last row has weight 0: no answer
    assert (found.n, found.n_above, found.n_equal, found.n_below) == (3, 1, 1, 1)
    assert found.corners.max() == 3
    assert found.ceiling_expectation == 0.0
    assert not found.enough("above")
    kept = support(e[:3], p[:3], weights=np.array([2.0, 1, 1]), top=4.0)
    assert (found.correlation, found.clearly_above) == (kept.correlation, kept.clearly_above)
    many = support(np.tile(e, 40), np.tile(p, 40))
    assert many.enough("both")


def test_columns_are_in_the_order_of_the_literature():
    e, p = np.array([2.0]), np.array([3.0])
    assert columns(e, p, 3)[0].tolist() == [2, 3, 4, 6, 9, 8, 12, 18, 27]
