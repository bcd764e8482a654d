"""Diagonally weighted least squares: derivatives, minima, constraints and tests, each found another way."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels import PathModel
from csmodels.numerics.covariance import least_squares
from csmodels.numerics.covariance.least_squares import Target
from csmodels.path_models.likelihood.ordinal.table import reduced
from csmodels.path_models.likelihood.parameters import parameter_table

#: Derivatives by central differences of 1e-6.
NUMERICAL = 1e-7
#: Minima: the gradient is below 1e-10 where curvatures are of the order of .1.
MINIMUM = 1e-8

MODEL = PathModel(
    {"A": ["a1", "a2", "a3"], "S": ["s"], "B": ["b1", "b2", "b3"]}, {"S": ["A"], "B": ["A", "S"]}
)


def laid_out():
    """The structure of `MODEL`, in which the single item s must have unit variance."""
    part = reduced(parameter_table(MODEL))
    return part.table, part.whole


def truth(table, values: dict) -> np.ndarray:
    """Parameters by name."""
    theta = np.zeros(table.structure.n_params)
    for (lhs, op, rhs), value in values.items():
        theta[table.parameters[table.where(lhs, op, rhs)].index] = value
    return theta


TRUE = {
    ("A", "=~", "a2"): 0.9, ("A", "=~", "a3"): 1.1, ("B", "=~", "b2"): 0.8, ("B", "=~", "b3"): 1.2,
    ("S", "~", "A"): 0.6, ("B", "~", "A"): 0.5, ("B", "~", "S"): 0.3,
    ("A", "~~", "A"): 0.5, ("S", "~~", "S"): 1 - 0.6**2 * 0.5, ("B", "~~", "B"): 0.3,
}  # fmt: skip


def target_of(table, whole, theta, rng=None, members: int = 1) -> Target:
    """Correlations implied by parameters, with noise if a generator is given."""
    from csmodels.numerics.covariance.structure import implied

    rows, cols = np.tril_indices(len(table.items), -1)
    values = implied(table.structure, theta[None]).cov[..., rows, cols]
    values = np.repeat(values, members, axis=0)
    if rng is not None:
        values = values + rng.normal(scale=0.04, size=values.shape)
    weights = np.ones_like(values) if rng is None else rng.uniform(0.5, 2, values.shape)
    return Target(values, weights, np.ones(1), whole)


def test_derivatives():
    table, whole = laid_out()
    rng = np.random.default_rng(0)
    target = target_of(table, whole, truth(table, TRUE), rng)
    theta = truth(table, TRUE) + rng.normal(scale=0.1, size=table.structure.n_params)
    at = least_squares.evaluate(table.structure, target, theta[None])
    step = 1e-6
    for j in range(len(theta)):
        moved = np.stack([theta, theta])
        moved[:, j] += [step, -step]
        each = [least_squares.evaluate(table.structure, target, one[None]) for one in moved]
        slope = (each[0].value[0] - each[1].value[0]) / (2 * step)
        assert at.gradient[0, j] == pytest.approx(slope, abs=NUMERICAL)
        gap = (each[0].gap[0] - each[1].gap[0]) / (2 * step)
        np.testing.assert_allclose(at.gap_slopes[0, :, j], gap, atol=NUMERICAL)


def test_truth_is_found_and_single_items_have_unit_variance():
    table, whole = laid_out()
    theta = truth(table, TRUE)
    target = target_of(table, whole, theta)
    start = np.where(theta > 0, 0.4, theta)
    start[[p.index for p in table.parameters if p.kind == "loadings" and p.free]] = 1.0
    found = least_squares.minimise(table.structure, target, start[None])
    assert found.converged.all()
    np.testing.assert_allclose(found.theta[0], theta, atol=MINIMUM)
    assert found.value[0] < 1e-16


def test_minimum_is_that_of_a_general_optimiser():
    from scipy.optimize import minimize

    table, whole = laid_out()
    theta = truth(table, TRUE)
    rng = np.random.default_rng(1)
    target = target_of(table, whole, theta, rng)
    found = least_squares.minimise(table.structure, target, theta[None])

    def point(values):
        return least_squares.evaluate(table.structure, target, values[None])

    other = minimize(
        lambda v: point(v).value[0], theta, jac=lambda v: point(v).gradient[0], method="SLSQP",
        constraints={"type": "eq", "fun": lambda v: point(v).gap[0], "jac": lambda v: point(v).gap_slopes[0]},
        options={"ftol": 1e-15, "maxiter": 500},
    )  # fmt: skip
    np.testing.assert_allclose(found.theta[0], other.x, atol=1e-6)
    assert found.value[0] <= other.fun + 1e-12
    curved = least_squares.hessian(table.structure, target, found.theta[0])
    assert curved.shape == (len(theta) - 1, len(theta) - 1)
    assert np.linalg.eigvalsh(curved)[0] > 0


def test_members_go_their_own_way():
    table, whole = laid_out()
    theta = truth(table, TRUE)
    target = target_of(table, whole, theta, np.random.default_rng(2), members=6)
    together = least_squares.minimise(table.structure, target, np.repeat(theta[None], 6, axis=0))
    for i in range(6):
        alone = least_squares.minimise(table.structure, target.take(np.array([i])), theta[None])
        np.testing.assert_allclose(together.theta[i], alone.theta[0], atol=1e-12)


def test_directions_without_information():
    """Two factors of two items that nothing joins cannot be told apart from others."""
    rng = np.random.default_rng(3)
    loose = reduced(parameter_table(PathModel({"A": ["a1", "a2"]}))).table
    target = target_of(loose, np.empty(0, dtype=int), np.full(loose.structure.n_params, 0.5))
    assert least_squares.blind(loose.structure, target, rng.uniform(0.3, 0.6, 2)).shape == (2, 1)
    table, whole = laid_out()
    target = target_of(table, whole, truth(table, TRUE))
    assert least_squares.blind(table.structure, target, truth(table, TRUE) + 0.05).shape[1] == 0


def test_robust_errors_and_tests_against_their_distribution():
    """Correlations drawn with a known covariance matrix: spread, mean and variance of what comes out."""
    table, whole = laid_out()
    theta = truth(table, TRUE)
    clean = target_of(table, whole, theta)
    rng = np.random.default_rng(4)
    pairs, n, members = clean.values.shape[-1], 4000.0, 4000
    root = rng.normal(size=(pairs, pairs)) / np.sqrt(pairs) + 0.7 * np.eye(pairs)
    gamma = root @ root.T
    weights = 1 / np.diag(gamma)[None, None]
    noise = rng.normal(size=(members, 1, pairs)) @ root.T / np.sqrt(n)
    drawn = Target(clean.values + noise, np.repeat(weights, members, axis=0), np.ones(1), whole)
    found = least_squares.minimise(table.structure, drawn, np.repeat(theta[None], members, axis=0))
    assert found.converged.all()
    one = Target(clean.values, weights, np.ones(1), whole)
    said = least_squares.robust(table.structure, one, theta, [gamma], np.array([n]), corrected=False)
    # a standard deviation from 4,000 draws is good to 1.1 %; derivatives of the second order add to it
    np.testing.assert_allclose(np.sqrt(np.diag(said.covariance)), found.theta.std(axis=0), rtol=0.05)
    chi2 = n * found.value
    assert said.test.df == pairs - (len(theta) - 1)
    assert chi2.mean() == pytest.approx(said.test.trace, rel=0.05)
    assert chi2.var() == pytest.approx(2 * said.test.trace_squared, rel=0.12)
    scaled = chi2 / said.test.factor + said.test.shift
    assert scaled.mean() == pytest.approx(said.test.df, rel=0.05)
    assert scaled.var() == pytest.approx(2 * said.test.df, rel=0.12)


def test_weights_that_are_the_whole_truth_need_no_scaling():
    """Independent correlations: the diagonal weights are the optimal ones, factor 1 and shift 0."""
    table, whole = laid_out()
    theta = truth(table, TRUE)
    clean = target_of(table, whole, theta)
    gamma = np.diag(np.random.default_rng(5).uniform(0.5, 2, clean.values.shape[-1]))
    target = Target(clean.values, 1 / np.diag(gamma)[None, None], np.ones(1), whole)
    said = least_squares.robust(table.structure, target, theta, [gamma], np.array([300.0]))
    assert said.test.factor == pytest.approx(1.0)
    assert said.test.shift == pytest.approx(0.0, abs=1e-9)
    assert said.baseline.factor == pytest.approx(1.0)
    assert said.test.mean_adjusted == pytest.approx(said.test.chi2)
