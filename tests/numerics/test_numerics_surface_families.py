"""Families of surfaces: against brute force, nesting, symmetries, degenerate answers."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.numerics.moments import Moments, stack
from csmodels.numerics.surface.families import (
    BASES,
    N_FREE,
    NAMES,
    NESTED,
    PIECEWISE,
    RSA_DEFAULT,
    aicc,
    akaike_weights,
    family_columns,
    fit_families,
    ml_covariance,
    n_params,
    ridge_angle,
    tangent,
)

#: The same least squares in another order of operations.
EXACT = 1e-9
#: Brute force tries 3,000 angles: near the top the loss is of second order in their distance.
BRUTE = 1e-5
#: A nested family may be better by rounding alone.
ROUNDING = 1e-9


def sample(seed: int, n: int = 150, correlation: float = 0.5, *, rounded: bool = False):
    rng = np.random.default_rng(seed)
    e, p = rng.multivariate_normal([0.4, 0.3], [[1, correlation], [correlation, 1]], size=n).T
    if rounded:
        e, p = np.clip(np.rint(e * 1.5), -4, 4), np.clip(np.rint(p * 1.5), -4, 4)
    c = rng.normal(size=n) + 0.3 * e
    z = rng.normal(size=10) @ np.array([e, p, e * e, e * p, p * p, e**3, e * e * p, e * p * p, p**3, c])
    return e, p, c, z + 2 * rng.normal(size=n) * (1 + 0.3 * np.abs(z))


def moments_of(e, p, z, *controls, weights=None):
    return Moments.from_rows(np.column_stack([family_columns(e, p), *controls, z]), weights)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("correlation", [0.0, 0.6, 0.97])
def test_a_nested_family_never_fits_better(seed, correlation):
    e, p, c, z = sample(seed, correlation=correlation)
    found = fit_families(moments_of(e, p, z, c), NAMES)
    r2 = dict(zip(NAMES, found.r_squared, strict=True))
    for small, large in NESTED:
        assert r2[small] <= r2[large] + ROUNDING, (small, large)
        assert N_FREE[small] < N_FREE[large]
    assert r2["weak"] <= r2["full"]
    assert r2["strong"] == r2["SRSQD"]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("correlation", [0.0, 0.97])
def test_the_ridge_is_the_best_of_all_angles(seed, correlation):
    e, p, c, z = sample(seed, n=80, correlation=correlation)
    found = fit_families(moments_of(e, p, z, c), ["SRSQD", "SRRR"])
    # a narrow top needs angles that are dense where a turn changes much: those of the uncorrelated ratings
    t = np.arange(3000) * np.pi / 3000
    lower = np.linalg.inv(np.linalg.cholesky(np.cov([e, p])))
    along = np.column_stack([np.cos(t), np.sin(t)]) @ lower
    for i, kind in enumerate(("level", "tilted")):
        best = 0.0
        fixed = [np.ones(len(e)), c, *((e, p) if kind == "tilted" else ())]
        base = np.linalg.qr(np.column_stack(fixed))[0]
        left = z - base @ (base.T @ z)
        for x, y in along:
            u = x * e + y * p
            more = np.column_stack([u**2] if kind == "tilted" else [u, u**2])
            more = np.linalg.qr(more - base @ (base.T @ more))[0]
            best = max(best, ((more.T @ left) ** 2).sum())
        total = ((z - z.mean()) ** 2).sum()
        r2 = 1 - ((left**2).sum() - best) / total
        assert found.r_squared[i] >= r2 - ROUNDING
        assert found.r_squared[i] == pytest.approx(r2, abs=BRUTE)
        b = found.coef[i]
        assert b[3] ** 2 == pytest.approx(4 * b[2] * b[4], abs=EXACT)
    b = found.coef[0]
    assert 2 * b[0] * b[4] == pytest.approx(b[1] * b[3], abs=EXACT)


def test_linear_families_by_the_textbook():
    e, p, c, z = sample(3)
    found = fit_families(moments_of(e, p, z, c), list(BASES))
    columns = family_columns(e, p)
    for i, (name, basis) in enumerate(BASES.items()):
        held = [columns @ b for b in basis]
        x = np.column_stack([np.ones(len(z)), *held, c])
        b = np.linalg.lstsq(x, z, rcond=None)[0]
        residual = ((z - x @ b) ** 2).mean()
        assert found.residual[i] == pytest.approx(residual, rel=EXACT), name
        assert found.intercept[i] == pytest.approx(b[0], abs=1e-8), name
        assert found.coef[i, -1] == pytest.approx(b[-1], abs=1e-8)


def test_a_batch_is_its_members():
    several = [moments_of(*(x for j, x in enumerate(sample(s)) if j != 2)) for s in range(4)]
    together = fit_families(stack(several), NAMES)
    for i, one in enumerate(several):
        alone = fit_families(one, NAMES)
        assert together.r_squared[i] == pytest.approx(alone.r_squared, abs=EXACT)
        assert together.coef[i] == pytest.approx(alone.coef, abs=1e-6)


def test_two_batch_axes():
    m = stack([moments_of(*(x for j, x in enumerate(sample(s)) if j != 2)) for s in range(4)])
    square = Moments._of(m.cov.reshape(2, 2, 12, 12), m.mean.reshape(2, 2, 12), m.n.reshape(2, 2))
    assert fit_families(square, NAMES).r_squared.reshape(4, 25) == pytest.approx(
        fit_families(m, NAMES).r_squared, abs=EXACT
    )


SWAPPED = {"onlyx": "onlyy", "onlyx2": "onlyy2"}


@pytest.mark.parametrize("rounded", [False, True])
def test_swapping_the_ratings_swaps_the_families(rounded):
    e, p, _, z = sample(5, rounded=rounded)
    here = dict(zip(NAMES, fit_families(moments_of(e, p, z), NAMES).residual, strict=True))
    there = dict(zip(NAMES, fit_families(moments_of(p, e, z), NAMES).residual, strict=True))
    for name in NAMES:
        other = {**SWAPPED, **{v: k for k, v in SWAPPED.items()}}.get(name, name)
        assert here[name] == pytest.approx(there[other], rel=1e-8), name


def test_origin_and_scale_change_no_fit():
    e, p, _, z = sample(6)
    here = fit_families(moments_of(e, p, z), NAMES)
    moved = fit_families(moments_of(e + 1.7, p + 1.7, z), NAMES)
    wider = fit_families(moments_of(10 * e, 10 * p, z), NAMES)
    polynomial = [i for i, name in enumerate(NAMES) if name != "absunc"]
    assert wider.residual == pytest.approx(here.residual, rel=1e-8)
    # what the centre of absunc is matters: its planes meet nowhere but there
    assert moved.residual[polynomial] == pytest.approx(here.residual[polynomial], rel=1e-8)
    i = NAMES.index("absunc")
    assert moved.residual[i] != pytest.approx(here.residual[i], rel=1e-4)


def test_a_weight_of_two_is_the_row_twice():
    e, p, _, z = sample(7, n=60)
    twice = np.arange(60) < 20
    weighted = fit_families(moments_of(e, p, z, weights=1.0 + twice), NAMES)
    rows = np.concatenate([np.arange(60), np.flatnonzero(twice)])
    again = fit_families(moments_of(e[rows], p[rows], z[rows]), NAMES)
    assert weighted.residual == pytest.approx(again.residual, rel=1e-8)


def test_weak_lies_on_the_edge_where_the_curvatures_disagree():
    rng = np.random.default_rng(8)
    e, p = rng.normal(size=(2, 200))
    z = e + e**2 - 0.5 * p**2 + rng.normal(size=200)
    found = fit_families(moments_of(e, p, z), ["full", "weak"])
    assert found.coef[0, 2] * found.coef[0, 4] < 0
    sides = []
    for held in ([e, p, e * p, p * p], [e, p, e * e, e * p]):
        x = np.column_stack([np.ones(200), *held])
        sides.append(((z - x @ np.linalg.lstsq(x, z, rcond=None)[0]) ** 2).mean())
    assert found.residual[1] == pytest.approx(min(sides), rel=EXACT)
    assert found.coef[1, 4] == 0
    assert tangent("weak", found.coef[1]).shape == (11, 4)


def test_a_true_ridge_is_found():
    rng = np.random.default_rng(9)
    e, p = rng.normal(size=(2, 500))
    u = 0.8 * p - 0.6 * e
    z = 1 + 0.5 * u - 2 * u**2
    found = fit_families(moments_of(e, p, z), ["SRSQD", "SRRR"])
    assert found.r_squared == pytest.approx(1.0, abs=1e-12)
    assert ridge_angle(found.coef[0]) == pytest.approx(np.arctan2(0.6, 0.8), abs=1e-9)
    assert found.coef[0, :5] == pytest.approx([-0.3, 0.4, -0.72, 1.92, -1.28], abs=1e-8)


@pytest.mark.parametrize("name", ["SRRR", "SRSQD", "RR", "cubic"])
def test_tangents_stay_in_the_family(name):
    """A small step along the tangent is a surface of the family, to first order."""
    e, p, _, z = sample(11)
    coef = fit_families(moments_of(e, p, z), [name]).coef[0]
    for step in tangent(name, coef).T:
        b = coef + 1e-5 * step
        again = fit_families(moments_of(e, p, family_columns(e, p) @ b), [name])
        assert again.r_squared[0] == pytest.approx(1.0, abs=1e-8)


def test_errors_of_a_ridge_hold():
    """Errors by the tangent against the spread over samples."""
    rng = np.random.default_rng(12)
    e, p = rng.normal(size=(2, 300))
    u = 0.9 * p - 0.4 * e
    truth = 0.3 * e + 0.5 * p - 0.8 * u**2
    fits = [moments_of(e, p, truth + rng.normal(size=300)) for _ in range(400)]
    found = fit_families(stack(fits), ["SRRR"])
    spread = found.coef[:, 0, :5].std(axis=0, ddof=1)
    told = np.sqrt(np.diag(ml_covariance(fits[0], fit_families(fits[0], ["SRRR"]), 300)[0])[:5])
    # 400 samples tell a standard deviation to 3.5 %; three of that, and the curvature of the family
    assert told == pytest.approx(spread, rel=0.15)


def test_equal_ratings_lie_on_no_side():
    columns = family_columns(np.array([1.0, 2.0, 0.1 + 0.2]), np.array([1.0, -1.0, 0.3]))
    assert columns[:, 9].tolist() == [0.0, 2.0, 0.0]
    assert columns[:, 10].tolist() == [0.0, -1.0, 0.0]


def test_too_few_values_lose_only_the_families_that_need_them():
    rng = np.random.default_rng(13)
    e, p = rng.integers(-1, 2, size=(2, 90)).astype(float)
    z = e + rng.normal(size=90)
    found = dict(zip(NAMES, fit_families(moments_of(e, p, z), NAMES).r_squared, strict=True))
    # three categories: the cube is the rating itself
    assert np.isnan(found["cubic"])
    assert np.isfinite([found[name] for name in RSA_DEFAULT]).all()


def test_names_and_counts():
    assert len(NAMES) == len(set(NAMES)) == 25
    assert len(RSA_DEFAULT) == 14
    assert set(RSA_DEFAULT) | set(PIECEWISE) <= set(NAMES)
    assert n_params(["null", "SRRR", "cubic"], 2).tolist() == [4, 8, 13]


def test_criterion_and_weights():
    values = aicc(np.array([-100.0, -98.0]), np.array([3.0, 5.0]), 50)
    assert values == pytest.approx([206 + 24 / 46, 206 + 60 / 44])
    weights = akaike_weights(np.append(values, np.nan))
    assert weights.sum() == pytest.approx(1.0)
    assert weights[2] == 0
    assert weights[0] / weights[1] == pytest.approx(np.exp((values[1] - values[0]) / 2))
    assert np.isnan(aicc(np.array([-1.0]), np.array([5.0]), 6)).all()
