"""Columns of piecewise regressions, and least squares with random effects of known variance."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.numerics.three_factor.mixed import generalised, restricted
from csmodels.numerics.three_factor.piecewise import bent, heights

EXACT = 1e-12
#: Sums over groups against an inverse of the whole matrix.
BRUTE_FORCE = 1e-9
#: A search that stops where the criterion is flat to rounding.
SEARCH = 1e-6
#: statsmodels stops earlier: the balanced case, which has a formula, shows which one is exact.
STATSMODELS = 3e-4


def test_both_sides_add_up_to_the_rating():
    rng = np.random.default_rng(0)
    x = rng.integers(1, 8, (50, 3)).astype(float)
    knots = [3.0, 4.5, 6.0]
    found = bent(x, knots)
    np.testing.assert_allclose(found[:, :3] + found[:, 3:], x - knots, atol=EXACT)
    assert (found[:, :3] * found[:, 3:] == 0).all()
    moderated = bent(x, knots, "moderated")
    np.testing.assert_array_equal(moderated[:, :6], found)
    np.testing.assert_array_equal(moderated[:, 6:], x > knots)


def test_a_mean_of_ratings_at_the_knot_is_at_the_knot():
    assert bent([[np.mean([0.1, 0.2])]], [0.15], "moderated").tolist() == [[0.0, 0.0, 0.0]]
    assert heights([0.15 + 1e-12], 0.15, "moderated").tolist() == [[0.0, 0.0, 0.0]]


@pytest.mark.parametrize("variances", [(0.0, 0.0), (0.7, 0.0), (0.4, 1.5)])
def test_generalised_least_squares_by_brute_force(variances):
    rng = np.random.default_rng(1)
    n = 80
    groups = rng.integers(0, 6, n)
    x = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
    z = x[:, :2]
    y = rng.normal(size=(n, 2))
    d = np.diag(variances)
    same = groups[:, None] == groups[None, :]
    whole = np.linalg.inv(np.eye(n) + same * (z @ d @ z.T))
    inverse = np.linalg.inv(x.T @ whole @ x)
    found = generalised(x, y, z, groups, variances)
    np.testing.assert_allclose(found.inverse, inverse, rtol=BRUTE_FORCE)
    np.testing.assert_allclose(found.coef, inverse @ x.T @ whole @ y, rtol=BRUTE_FORCE, atol=EXACT)
    alone = generalised(x, y[:, 0], z, groups, variances)
    np.testing.assert_allclose(alone.coef, found.coef[:, 0], atol=EXACT)
    if not any(variances):
        np.testing.assert_allclose(found.coef, np.linalg.lstsq(x, y, rcond=None)[0], atol=BRUTE_FORCE)


def test_balanced_groups_have_the_variances_of_the_analysis_of_variance():
    """With groups of one size REML is (mean square between - within) / size, and 0 where that is negative."""
    rng = np.random.default_rng(2)
    groups = np.repeat(np.arange(12), 5)
    y = rng.normal(size=12)[groups] + rng.normal(size=60)
    means = y.reshape(12, 5).mean(axis=1)
    between, within = 5 * means.var(ddof=1), y.reshape(12, 5).var(axis=1, ddof=1).mean()
    one = np.ones((60, 1))
    found = restricted(one, y, one, groups)
    assert found.converged
    assert found.residual == pytest.approx(within, rel=SEARCH)
    assert found.relative[0] * found.residual == pytest.approx((between - within) / 5, rel=SEARCH)
    flat = restricted(one, y - means[groups], one, groups)
    assert flat.converged
    assert flat.relative[0] == 0.0


def test_variances_of_statsmodels():
    from statsmodels.regression.mixed_linear_model import MixedLM

    rng = np.random.default_rng(4)
    groups = rng.integers(0, 25, 400)
    x = np.column_stack([np.ones(400), rng.normal(size=(400, 2))])
    y = x @ [1.0, 0.5, -0.5] + 0.8 * rng.normal(size=25)[groups] + rng.normal(size=400)
    fitted = MixedLM(y, x, groups=groups).fit(reml=True)
    found = restricted(x, y, x[:, :1], groups)
    assert found.relative[0] * found.residual == pytest.approx(float(fitted.cov_re[0, 0]), rel=STATSMODELS)
    assert found.residual == pytest.approx(float(fitted.scale), rel=STATSMODELS)
