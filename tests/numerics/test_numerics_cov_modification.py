"""Score tests and residuals: against refits, textbook formulas, other units, and simulated samples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import csmodels as cs
from csmodels.numerics.covariance import errors
from csmodels.numerics.covariance.likelihood import Sample, evaluate, information
from csmodels.numerics.covariance.modification import residuals, score_tests, with_cells
from csmodels.numerics.covariance.search import minimise
from csmodels.numerics.covariance.structure import MATRICES, Structure, implied, jacobian, matrices
from csmodels.path_models.likelihood.parameters import Rules, parameter_table

#: Two ways to the same number in floating point, with inverses of matrices of condition 100 between.
ROUNDING = 1e-9
#: A score test is the first term of a series of which the fall of chi-square is the sum.
FIRST_TERM = 0.12
#: Standard deviations of 1,500 samples are known to 1.8 %, 54 of them to 4 standard errors of that.
SIMULATED = 0.075
N = 4000

MODEL = cs.PathModel({"A": ["a1", "a2", "a3"], "B": ["b1", "b2", "b3"]}, {"B": ["A"]})
LAMBDA, B, PSI, THETA = (MATRICES.index(name) for name in ("Lambda", "B", "Psi", "Theta"))
#: A crossed loading, a residual covariance, the marker's loading, and one more path back.
CELLS = [(LAMBDA, 4, 0), (THETA, 3, 0), (LAMBDA, 0, 0), (B, 0, 1)]


def rows(n: int = N) -> np.ndarray:
    rng = np.random.default_rng(8)
    a = rng.normal(size=n)
    b = 0.6 * a + rng.normal(0, 0.8, n)
    items = np.stack([a, a, a, b, b, b]).T * [1, 0.8, 0.9, 1, 0.7, 0.9] + rng.normal(0, 0.7, (n, 6))
    items[:, 4] += 0.1 * a
    items[:, [0, 3]] += 0.2 * rng.normal(size=(n, 1))
    return items


def fitted(scales: np.ndarray | float = 1.0) -> tuple[Structure, Sample, np.ndarray]:
    structure = parameter_table(MODEL, Rules()).structure
    given = rows() * scales
    cov = np.cov(given.T, bias=True)
    sample = Sample(cov[None, None], None, np.ones(1))
    # scaled items give one and the same start
    unit = np.ones(6) * scales
    start = np.where(np.arange(structure.n_params) >= 0, 0.5, 0.0)[None]
    scaled, ratio = structure.rescaled(unit, np.array([unit[0], unit[3]]))
    found = minimise(scaled, Sample(cov[None, None] / np.outer(unit, unit), None, np.ones(1)), start)
    assert found.converged.all()
    return structure, sample, found.theta[0] / ratio


@pytest.fixture(scope="module")
def estimate() -> tuple[Structure, Sample, np.ndarray]:
    return fitted()


def scored(structure: Structure, sample: Sample, theta: np.ndarray, meat: np.ndarray | None = None):
    apart, which = with_cells(structure, theta, CELLS)
    new = np.arange(structure.n_params, apart.structure.n_params)
    return score_tests(apart, sample, new, N, meat), which


def test_a_statistic_is_about_what_chi_square_falls_by(estimate) -> None:
    structure, sample, theta = estimate
    found, which = scored(structure, sample, theta)
    assert which.tolist() == [[0, 0], [1, 0], [2, 0], [3, 0]]
    before = float(evaluate(structure, sample, theta[None]).value[0])
    for i in (0, 1):
        apart, _ = with_cells(structure, theta, CELLS[i : i + 1])
        freed = minimise(apart.structure, sample, apart.theta[None])
        fall = N * (before - float(freed.value[0]))
        assert fall > 4  # otherwise nothing is tested
        assert found.statistic[i] == pytest.approx(fall, rel=FIRST_TERM)
        assert found.change[i] == pytest.approx(freed.theta[0, -1], rel=FIRST_TERM)


def test_what_is_not_identified_is_missing(estimate) -> None:
    found, _ = scored(*estimate)
    assert np.isnan(found.statistic[2:]).all()
    assert np.isnan(found.change[2:]).all()


def test_the_formula_by_hand(estimate) -> None:
    """n s^2 / (I_cc - I_cp I_pp^-1 I_pc), with the score and information of one further parameter."""
    structure, sample, theta = estimate
    found, _ = scored(structure, sample, theta)
    apart, _ = with_cells(structure, theta, CELLS[:1])
    point = evaluate(apart.structure, sample, apart.theta[None])
    info = information(apart.structure, sample, point)[0]
    s = -point.gradient[0, -1] / 2
    left = info[-1, -1] - info[-1, :-1] @ np.linalg.solve(info[:-1, :-1], info[:-1, -1])
    assert found.statistic[0] == pytest.approx(N * s**2 / left, rel=ROUNDING)
    assert found.change[0] == pytest.approx(s / left, rel=ROUNDING)


def test_units_do_not_matter(estimate) -> None:
    scales = np.array([1, 100, 0.01, 1, 10, 1000.0])
    found, _ = scored(*estimate)
    scaled, _ = scored(*fitted(scales))
    # both searches stop within 1e-9 of the minimum
    np.testing.assert_allclose(scaled.statistic, found.statistic, rtol=1e-6)
    ratio = np.array([scales[4] / scales[0], scales[0] * scales[3]])
    np.testing.assert_allclose(scaled.change[:2], found.change[:2] * ratio, rtol=1e-6)


def test_robust_statistics(estimate) -> None:
    """Without scores of respondents the same; with them, their spread in the place of the information."""
    structure, sample, theta = estimate
    plain, _ = scored(structure, sample, theta)
    np.testing.assert_array_equal(plain.robust, plain.statistic)
    apart, _ = with_cells(structure, theta, CELLS)
    given = rows()
    scores = errors.casewise(apart.structure, apart.theta, given - given.mean(axis=0))
    robust, _ = scored(structure, sample, theta, errors.meat(scores))
    np.testing.assert_array_equal(robust.statistic, plain.statistic)
    k = structure.n_params
    info = errors.information(apart.structure, sample, apart.theta)
    cleared = scores[:, k] - scores[:, :k] @ np.linalg.solve(info[:k, :k], info[:k, k])
    assert robust.robust[0] == pytest.approx(cleared.sum() ** 2 / (cleared**2).sum(), rel=1e-6)
    assert robust.robust[0] != pytest.approx(plain.statistic[0], rel=1e-3)


def test_fixed_cells_are_freed_where_they_are(estimate) -> None:
    """A new parameter of a cell that is fixed at something begins there."""
    structure, _, theta = estimate
    fixed = np.flatnonzero((structure.matrix == LAMBDA) & (structure.row == 0))[0]
    held = replace(structure, values=np.where(np.arange(len(structure.row)) == fixed, 0.8, structure.values))
    apart, which = with_cells(held, theta, [(LAMBDA, 0, 0), (THETA, 0, 0), (THETA, 5, 4)])
    # the error variance is free already
    assert which.tolist() == [[0, 0], [2, 0]]
    assert apart.structure.n_params == structure.n_params + 2
    given = matrices(apart.structure, apart.theta[None])
    assert given["Lambda"][0, 0, 0, 0] == 0.8
    np.testing.assert_array_equal(
        implied(apart.structure, apart.theta[None]).cov, implied(held, theta[None]).cov
    )


def test_cells_of_groups_are_parameters_of_their_own() -> None:
    table = parameter_table(MODEL, Rules(n_groups=2, equal=("loadings",)))
    theta = np.full(table.structure.n_params, 0.5)
    apart, which = with_cells(table.structure, theta, [(LAMBDA, 4, 0)])
    assert which.tolist() == [[0, 0], [0, 1]]
    assert apart.structure.params[:, -1].tolist() == [table.structure.n_params, table.structure.n_params + 1]


# ------------------------------------------------------------------ residuals


def test_errors_of_residuals_by_hand(estimate) -> None:
    """Q Gamma Q' with the whole matrices over pairs of items (delta method)."""
    structure, sample, theta = estimate
    (found,) = residuals(structure, sample, theta, np.array([N]))
    sigma, cov = implied(structure, theta[None]).cov[0, 0], sample.cov[0, 0]
    slopes = jacobian(structure, theta[None])[0, 0]
    i, j = np.tril_indices(6)

    def gamma(c: np.ndarray) -> np.ndarray:
        return c[np.ix_(i, i)] * c[np.ix_(j, j)] + c[np.ix_(i, j)] * c[np.ix_(j, i)]

    weight = np.linalg.inv(gamma(sigma))
    q = np.eye(len(i)) - slopes @ np.linalg.solve(slopes.T @ weight @ slopes, slopes.T @ weight)
    expected = np.sqrt(np.diag(q @ gamma(cov) @ q.T) / N)
    known = ~np.isnan(found.cov_error[i, j])
    np.testing.assert_allclose(found.cov_error[i, j][known], expected[known], rtol=1e-7)
    # variances are reproduced exactly, where errors do not correlate
    assert np.isnan(np.diag(found.cov_error)).all()
    assert known.sum() == 15
    np.testing.assert_array_equal(found.cov, cov - sigma)
    assert found.mean is None
    assert found.mean_error is None


def test_errors_of_residuals_in_simulated_samples() -> None:
    """Two groups with equal loadings and intercepts: each group's residuals owe something to the other."""
    table = parameter_table(MODEL, Rules(n_groups=2, means=True, equal=("loadings", "intercepts")))
    structure, n = table.structure, np.array([150.0, 90.0])
    base = {"loadings": 0.8, "paths": 0.5, "residuals": 0.5, "variances": 0.7}
    theta = np.zeros(structure.n_params)
    for p in table.parameters:
        if p.free:
            theta[p.index] = base.get(p.kind, 0.3)
    at, members = implied(structure, theta[None]), 1500
    rng = np.random.default_rng(3)
    cov, mean = np.empty((members, 2, 6, 6)), np.empty((members, 2, 6))
    for g, size in enumerate(n.astype(int)):
        drawn = rng.multivariate_normal(at.mean[0, g], at.cov[0, g], size=(members, size))
        mean[:, g] = drawn.mean(axis=1)
        away = drawn - mean[:, g, None]
        cov[:, g] = np.einsum("mni,mnj->mij", away, away) / size
    samples = Sample(cov, mean, n / n.sum())
    found = minimise(structure, samples, np.repeat(theta[None], members, axis=0))
    assert found.converged.all()
    ends = implied(structure, found.theta)
    for g, expected in enumerate(residuals(structure, Sample(at.cov, at.mean, n / n.sum()), theta, n)):
        spread = (mean - ends.mean)[:, g].std(axis=0)
        np.testing.assert_allclose(expected.mean_error, spread, rtol=SIMULATED)
        spread = (cov - ends.cov)[:, g].std(axis=0)
        np.testing.assert_allclose(expected.cov_error, spread, rtol=SIMULATED)
