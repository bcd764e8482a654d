"""Covariance structures: derivatives against differences and textbook formulas, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest

import csmodels as cs
from csmodels.numerics.covariance import errors
from csmodels.numerics.covariance.likelihood import (
    Sample,
    casewise,
    discrepancy,
    evaluate,
    hessian,
    information,
)
from csmodels.numerics.covariance.search import minimise
from csmodels.numerics.covariance.structure import implied, jacobian
from csmodels.path_models.likelihood.parameters import ParameterTable, Rules, parameter_table

#: Central differences with step 1e-5 are off by about 1e-9 of the third derivative.
DIFFERENCES = 1e-7
#: Two ways to the same number in floating point.
ROUNDING = 1e-11
#: Two searches end within their stopping rule of 1e-9 of each other, times a condition number of some 100.
SAME_MINIMUM = 1e-6

MODEL = cs.PathModel(
    {"A": ["a1", "a2", "a3"], "B": ["b1", "b2"], "C": ["c1"], "D": ["d1", "d2", "d3"]},
    {"B": ["A"], "C": ["A", "B"], "D": ["B", "C"]},
)
RULES = {
    "one group": Rules(),
    "means": Rules(means=True),
    "unit variance": Rules(scaling="unit"),
    "equal loadings": Rules(n_groups=2, equal=("loadings",)),
    "equal intercepts": Rules(n_groups=2, means=True, equal=("loadings", "intercepts")),
}


@pytest.fixture(params=RULES)
def table(request: pytest.FixtureRequest) -> ParameterTable:
    return parameter_table(MODEL, RULES[request.param])


def rows_of(groups: int, n: int = 200) -> list[np.ndarray]:
    """Answers of four factors with a fifth behind some items: the model fits badly enough to count."""
    rng = np.random.default_rng(5)
    of_item = [0, 0, 0, 1, 1, 2, 3, 3, 3]
    found = []
    for g in range(groups):
        a, method = rng.normal(size=(2, n))
        b = 0.6 * a + rng.normal(0, 0.8, n)
        c = 0.3 * a + 0.4 * b + rng.normal(0, 0.8, n)
        d = 0.4 * b + 0.4 * c + rng.normal(0, 0.8, n)
        factors = np.stack([a, b, c, d])[of_item].T
        items = factors * rng.uniform(0.7, 1.1, 9) + rng.normal(0, 0.6, (n, 9)) + 0.3 * g
        items[:, ::2] += 0.25 * method[:, None]
        found.append(items)
    return found


def sample_of(table: ParameterTable) -> Sample:
    rows = rows_of(table.structure.n_groups)
    cov = np.stack([np.cov(x.T, bias=True) for x in rows])[None]
    mean = np.stack([x.mean(axis=0) for x in rows])[None]
    return Sample(cov, mean if table.structure.means else None, np.full(len(rows), 1 / len(rows)))


def somewhere(table: ParameterTable, members: int = 1) -> np.ndarray:
    """Parameters at which the implied matrix is positive definite."""
    base = {"loadings": 0.9, "paths": 0.2, "residuals": 0.6, "variances": 0.8}
    theta = np.zeros(table.structure.n_params)
    for p in table.parameters:
        if p.free:
            theta[p.index] = base.get(p.kind, 0.1)
    moved = np.random.default_rng(1).uniform(-0.05, 0.05, (members, len(theta)))
    return theta + moved


def by_differences(function, theta: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """Derivatives of an array-valued function of one parameter vector, parameters last."""
    eye = np.eye(len(theta)) * step
    return np.stack([(function(theta + e) - function(theta - e)) / (2 * step) for e in eye], axis=-1)


def test_the_gradient_agrees_with_differences(table: ParameterTable) -> None:
    sample, theta, structure = sample_of(table), somewhere(table), table.structure

    def value(at: np.ndarray) -> np.ndarray:
        return discrepancy(sample, implied(structure, at[None]))[0]

    found = evaluate(structure, sample, theta).gradient[0]
    np.testing.assert_allclose(found, by_differences(value, theta[0]), atol=DIFFERENCES)


def test_second_derivatives_agree_with_differences_of_the_gradient(table: ParameterTable) -> None:
    sample, theta, structure = sample_of(table), somewhere(table), table.structure

    def gradient(at: np.ndarray) -> np.ndarray:
        return evaluate(structure, sample, at[None]).gradient[0]

    found = hessian(structure, sample, theta)[0]
    np.testing.assert_allclose(found, by_differences(gradient, theta[0]), atol=10 * DIFFERENCES)


def test_the_jacobian_agrees_with_differences(table: ParameterTable) -> None:
    theta, structure = somewhere(table), table.structure
    rows, cols = np.tril_indices(structure.n_items)

    def moments(at: np.ndarray) -> np.ndarray:
        found = implied(structure, at[None])
        parts = [found.cov[0][:, rows, cols]]
        if found.mean is not None:
            parts.insert(0, found.mean[0])
        return np.concatenate(parts, axis=-1)

    np.testing.assert_allclose(
        jacobian(structure, theta)[0], by_differences(moments, theta[0]), atol=DIFFERENCES
    )


def test_the_information_is_that_of_the_normal_distribution(table: ParameterTable) -> None:
    """1/2 tr(W dSigma W dSigma) + dmu' W dmu (Bollen 1989, appendix 4B), group by group."""
    theta, structure = somewhere(table), table.structure
    sample, at = sample_of(table), implied(structure, theta)
    p, k = structure.n_items, structure.n_params
    slope = jacobian(structure, theta)[0]
    expected = np.zeros((k, k))
    for g in range(structure.n_groups):
        inverse = np.linalg.inv(at.cov[0, g])
        means = p if structure.means else 0
        lower = np.zeros((k, p, p))
        rows, cols = np.tril_indices(p)
        lower[:, rows, cols] = lower[:, cols, rows] = slope[g, means:].T
        weighted = inverse @ lower
        each = 0.5 * np.einsum("aij,bji->ab", weighted, weighted)
        if structure.means:
            each += slope[g, :p].T @ inverse @ slope[g, :p]
        expected += sample.shares[g] * each
    found = information(structure, sample, evaluate(structure, sample, theta))[0]
    np.testing.assert_allclose(found, expected, atol=ROUNDING)


def test_scores_of_respondents_add_up_to_the_gradient(table: ParameterTable) -> None:
    """The log-likelihood is -n/2 times the discrepancy, but for a constant."""
    sample, theta, structure = sample_of(table), somewhere(table), table.structure
    total = np.zeros(structure.n_params)
    n = 0
    for g, rows in enumerate(rows_of(structure.n_groups)):
        values = rows if structure.means else rows - rows.mean(axis=0)
        total += casewise(structure, theta[0], values, g).sum(axis=0)
        n += len(rows)
    gradient = evaluate(structure, sample, theta).gradient[0]
    np.testing.assert_allclose(total, -n / 2 * gradient, rtol=1e-9, atol=1e-9)


def test_a_batch_of_one_equals_a_batch_of_many(table: ParameterTable) -> None:
    sample, start = sample_of(table), somewhere(table, members=3)
    mean = None if sample.mean is None else np.repeat(sample.mean, 3, axis=0)
    many = minimise(table.structure, Sample(np.repeat(sample.cov, 3, axis=0), mean, sample.shares), start)
    assert many.converged.all()
    for i in range(3):
        one = minimise(table.structure, sample, start[i : i + 1])
        np.testing.assert_allclose(one.theta[0], many.theta[i], atol=SAME_MINIMUM)


def test_units_do_not_matter(table: ParameterTable) -> None:
    """Items times 100, one of them times 3: the same discrepancy, parameters changed by known factors."""
    sample, structure = sample_of(table), table.structure
    scale = np.full(structure.n_items, 100.0)
    if structure.n_groups == 1:
        scale[0] = 3.0
    mean = None if sample.mean is None else sample.mean * scale
    changed = Sample(sample.cov * np.multiply.outer(scale, scale), mean, sample.shares)
    factors = np.array([1 / scale[table.items.index(m)] if m else 1.0 for m in table.markers])
    again, ratio = structure.rescaled(1 / scale, factors)
    theta = somewhere(table)
    np.testing.assert_allclose(
        discrepancy(changed, implied(again, theta * ratio)),
        discrepancy(sample, implied(structure, theta)),
        atol=1e-9,
    )


def test_the_information_tells_the_spread_of_estimates() -> None:
    """500 samples of 2,000 from the model: spread of the estimates against the information's errors."""
    table = parameter_table(MODEL, Rules())
    structure, truth = table.structure, somewhere(table)
    cov = implied(structure, truth).cov[0, 0]
    rng, n, members = np.random.default_rng(3), 2000, 500
    rows = rng.multivariate_normal(np.zeros(len(cov)), cov, size=(members, n))
    centred = rows - rows.mean(axis=1, keepdims=True)
    sample = Sample((np.swapaxes(centred, 1, 2) @ centred / n)[:, None], None, np.ones(1))
    found = minimise(structure, sample, np.repeat(truth, members, axis=0))
    assert found.converged.all()
    population = Sample(cov[None, None], None, np.ones(1))
    expected = np.sqrt(np.diag(errors.inverse(n * errors.information(structure, population, truth[0]))))
    # a standard deviation of 500 draws is off by 3 %; the largest of 26 of them by three of that
    np.testing.assert_allclose(found.theta.std(axis=0, ddof=1), expected, rtol=0.12)
