"""The likelihood of rows with gaps: row by row, by differences, and where answers are complete."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

import csmodels as cs
from csmodels.numerics.covariance.incomplete import Incomplete, normal_weights
from csmodels.numerics.covariance.incomplete_tests import IncompleteTests
from csmodels.numerics.covariance.likelihood import (
    Sample,
    casewise,
    discrepancy,
    evaluate,
    hessian,
    information,
)
from csmodels.numerics.covariance.patterned import PatternedRows
from csmodels.numerics.covariance.search import minimise
from csmodels.numerics.covariance.structure import Implied, implied, jacobian
from csmodels.numerics.em import EmSource
from csmodels.path_models.likelihood.parameters import ParameterTable, Rules, parameter_table

#: Central differences with step 1e-5 are off by about 1e-9 of the third derivative.
DIFFERENCES = 1e-7
#: Two ways to the same number in floating point; sums over some 200 rows.
ROUNDING = 1e-10
#: Two searches end within their stopping rule of 1e-9 of each other, times a condition number of some 100.
SAME_MINIMUM = 1e-6
#: EM stops 1e-11 standard deviations from its limit; sums of 200 scores there.
EM = 1e-6

MODEL = cs.PathModel(
    {"A": ["a1", "a2", "a3"], "B": ["b1", "b2"], "C": ["c1", "c2", "c3"]}, {"B": ["A"], "C": ["A", "B"]}
)
RULES = {
    "one group": Rules(means=True),
    "two groups": Rules(n_groups=2, means=True),
    "equal intercepts": Rules(n_groups=2, means=True, equal=("loadings", "intercepts")),
}


@pytest.fixture(params=RULES)
def table(request: pytest.FixtureRequest) -> ParameterTable:
    return parameter_table(MODEL, RULES[request.param])


def rows_of(groups: int, n: int = 150, share: float = 0.15) -> list[np.ndarray]:
    """Answers with gaps, one row without any; the groups have different sizes."""
    rng = np.random.default_rng(8)
    found = []
    for g in range(groups):
        size = n + 60 * g
        a = rng.normal(size=size)
        b = 0.6 * a + rng.normal(0, 0.8, size)
        c = 0.3 * a + 0.4 * b + rng.normal(0, 0.8, size)
        factors = np.stack([a, b, c])[[0, 0, 0, 1, 1, 2, 2, 2]].T
        items = factors * rng.uniform(0.7, 1.1, 8) + rng.normal(0, 0.6, (size, 8)) + 4 + 0.3 * g
        items[:, ::2] += 0.25 * rng.normal(size=size)[:, None]
        items[rng.random(items.shape) < share] = np.nan
        found.append(items)
    if share:
        found[0][3] = np.nan
    return found


def sample_of(rows: list[np.ndarray], weights: list[np.ndarray] | None = None) -> Incomplete:
    every = [EmSource(x, None if weights is None else weights[g]).estimate for g, x in enumerate(rows)]
    assert all(each.converged[0] for each in every)
    cov = np.stack([each.moments.cov[0] for each in every])[None]
    mean = np.stack([np.asarray(each.moments.mean)[0] for each in every])[None]
    return PatternedRows(rows, weights).sample(cov, mean)


def somewhere(table: ParameterTable, members: int = 1) -> np.ndarray:
    """Parameters at which the implied matrix is positive definite."""
    base = {"loadings": 0.9, "paths": 0.2, "residuals": 0.6, "variances": 0.8, "intercepts": 4.0}
    theta = np.zeros(table.structure.n_params)
    for p in table.parameters:
        if p.free:
            theta[p.index] = base.get(p.kind, 0.1)
    return theta + np.random.default_rng(1).uniform(-0.05, 0.05, (members, len(theta)))


def by_differences(function, theta: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """Derivatives of an array-valued function of one parameter vector, parameters last."""
    eye = np.eye(len(theta)) * step
    return np.stack([(function(theta + e) - function(theta - e)) / (2 * step) for e in eye], axis=-1)


def log_density(rows: np.ndarray, cov: np.ndarray, mean: np.ndarray) -> float:
    """Row by row, of what was answered."""
    total = 0.0
    for row in rows:
        seen = ~np.isnan(row)
        if seen.any():
            total += multivariate_normal.logpdf(row[seen], mean[seen], cov[np.ix_(seen, seen)])
    return total


def told(rows: list[np.ndarray]) -> int:
    return sum(int((~np.isnan(x)).any(axis=1).sum()) for x in rows)


def test_the_discrepancy_is_what_row_by_row_likelihoods_differ_by(table: ParameterTable) -> None:
    rows, theta = rows_of(table.structure.n_groups), somewhere(table)
    sample, at = sample_of(rows), implied(table.structure, theta)
    own = sum(log_density(x, at.cov[0, g], at.mean[0, g]) for g, x in enumerate(rows))
    free = sum(log_density(x, sample.cov[0, g], sample.mean[0, g]) for g, x in enumerate(rows))
    n = told(rows)
    assert discrepancy(sample, at)[0] == pytest.approx(2 * (free - own) / n, abs=ROUNDING)
    assert n * sample.log_likelihood(at.cov, at.mean) == pytest.approx(own, abs=n * ROUNDING)


def test_the_gradient_agrees_with_differences(table: ParameterTable) -> None:
    structure, theta = table.structure, somewhere(table)
    sample = sample_of(rows_of(structure.n_groups))

    def value(at: np.ndarray) -> np.ndarray:
        return discrepancy(sample, implied(structure, at[None]))[0]

    found = evaluate(structure, sample, theta).gradient[0]
    np.testing.assert_allclose(found, by_differences(value, theta[0]), atol=DIFFERENCES)


def test_second_derivatives_by_moments_are_those_by_imaginary_steps(table: ParameterTable) -> None:
    """Sums over patterns of derivatives by moments, against the gradient itself moved off the real line."""
    structure, theta = table.structure, somewhere(table)
    sample = sample_of(rows_of(structure.n_groups))
    found = sample.curvature(structure, theta[0])
    np.testing.assert_allclose(found, hessian(structure, sample, theta)[0], atol=ROUNDING)


def test_scores_of_respondents_add_up_to_the_gradient(table: ParameterTable) -> None:
    structure, theta = table.structure, somewhere(table)
    rows = rows_of(structure.n_groups)
    at, slopes = implied(structure, theta), jacobian(structure, theta)[0]
    scores = PatternedRows(rows).scores(at.cov[0], at.mean[0])
    assert not scores[0][3].any()  # this row says nothing
    total = sum(each.sum(axis=0) @ slopes[g] for g, each in enumerate(scores))
    gradient = evaluate(structure, sample_of(rows), theta).gradient[0]
    np.testing.assert_allclose(total, -told(rows) / 2 * gradient, atol=1e-9)


def test_the_score_of_a_row_is_the_slope_of_its_log_likelihood() -> None:
    table = parameter_table(MODEL, RULES["one group"])
    rows, theta = rows_of(1), somewhere(table)[0]
    at, slopes = implied(table.structure, theta[None]), jacobian(table.structure, theta[None])[0, 0]
    found = PatternedRows(rows).scores(at.cov[0], at.mean[0])[0] @ slopes
    for i in (0, 5, 11):

        def value(there: np.ndarray, i: int = i) -> np.ndarray:
            moved = implied(table.structure, there[None])
            return np.asarray(log_density(rows[0][i : i + 1], moved.cov[0, 0], moved.mean[0, 0]))

        np.testing.assert_allclose(found[i], by_differences(value, theta), atol=DIFFERENCES)


def test_the_expected_information_is_the_mean_of_the_patterns(table: ParameterTable) -> None:
    """1/2 tr(W dSigma W dSigma) + dmu' W dmu of what each respondent answered (Bollen 1989, appendix 4B)."""
    structure, theta = table.structure, somewhere(table)
    rows = rows_of(structure.n_groups)
    at, slopes = implied(structure, theta), jacobian(structure, theta)[0]
    p, k = structure.n_items, structure.n_params
    low, high = np.tril_indices(p)
    expected = np.zeros((k, k))
    for g, x in enumerate(rows):
        lower = np.zeros((k, p, p))
        lower[:, low, high] = lower[:, high, low] = slopes[g, p:].T
        for row in x:
            seen = np.flatnonzero(~np.isnan(row))
            if not len(seen):
                continue
            inverse = np.linalg.inv(at.cov[0, g][np.ix_(seen, seen)])
            weighted = inverse @ lower[:, seen[:, None], seen]
            expected += 0.5 * np.einsum("aij,bji->ab", weighted, weighted)
            expected += slopes[g, seen].T @ inverse @ slopes[g, seen]
    found = told(rows) * sample_of(rows).expected(structure, theta[0])
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-8)


def test_information_about_moments_is_the_slope_of_the_scores() -> None:
    rows = rows_of(1)
    sample, patterned = sample_of(rows), PatternedRows(rows)
    p = patterned.p
    low, high = np.tril_indices(p)

    def total(moments: np.ndarray) -> np.ndarray:
        cov = np.zeros((p, p))
        cov[low, high] = cov[high, low] = moments[p:]
        return patterned.scores(cov[None], moments[None, :p])[0].sum(axis=0)

    at = np.concatenate([sample.mean[0, 0], sample.cov[0, 0][low, high]])
    found = told(rows) * sample.information(sample.cov[0], sample.mean[0])[0]
    np.testing.assert_allclose(found, -by_differences(total, at), rtol=1e-6, atol=1e-4)
    np.testing.assert_allclose(total(at), 0.0, atol=EM)


def test_moments_of_em_have_no_discrepancy(table: ParameterTable) -> None:
    sample = sample_of(rows_of(table.structure.n_groups))
    slopes = sample.against(Implied(sample.cov, sample.mean, np.empty(0), None))
    assert slopes.value[0] == 0.0
    np.testing.assert_allclose(slopes.gap, 0.0, atol=EM)
    np.testing.assert_allclose(slopes.pull, 0.0, atol=EM)


def test_complete_rows_are_complete_moments(table: ParameterTable) -> None:
    structure, theta = table.structure, somewhere(table)
    rows = rows_of(structure.n_groups, share=0.0)
    gaps = sample_of(rows)
    plain = Sample(gaps.cov, gaps.mean, gaps.shares[0])
    ours, theirs = evaluate(structure, gaps, theta), evaluate(structure, plain, theta)
    np.testing.assert_allclose(ours.value, theirs.value, atol=ROUNDING)
    np.testing.assert_allclose(ours.gradient, theirs.gradient, atol=ROUNDING)
    np.testing.assert_allclose(
        gaps.expected(structure, theta[0]), information(structure, plain, theirs)[0], atol=ROUNDING
    )
    np.testing.assert_allclose(
        gaps.curvature(structure, theta[0]), hessian(structure, plain, theta)[0], atol=ROUNDING
    )
    at, slopes = implied(structure, theta), jacobian(structure, theta)[0]
    scores = PatternedRows(rows).scores(at.cov[0], at.mean[0])
    for g, x in enumerate(rows):
        np.testing.assert_allclose(scores[g] @ slopes[g], casewise(structure, theta[0], x, g), atol=ROUNDING)


def test_whole_weights_are_repeated_rows() -> None:
    table = parameter_table(MODEL, RULES["two groups"])
    rows, theta = rows_of(2), somewhere(table)
    rng = np.random.default_rng(4)
    times = [rng.integers(0, 3, len(x)) for x in rows]
    mean = sum(t.sum() for t in times) / sum(len(t) for t in times)
    weighted = sample_of(rows, [t / mean for t in times])
    repeated = sample_of([np.repeat(x, t, axis=0) for x, t in zip(rows, times, strict=True)])
    ours, theirs = (evaluate(table.structure, each, theta) for each in (weighted, repeated))
    np.testing.assert_allclose(ours.value, theirs.value, atol=ROUNDING)
    np.testing.assert_allclose(ours.gradient, theirs.gradient, atol=1e-8)


def test_members_are_searched_as_if_each_were_alone() -> None:
    """Drawn rows as counts in one batch, against the drawn rows themselves."""
    table = parameter_table(MODEL, RULES["two groups"])
    rows, structure = rows_of(2), table.structure
    rng = np.random.default_rng(6)
    drawn = [rng.integers(0, len(x), (3, len(x))) for x in rows]
    counts = [
        np.stack([np.bincount(d, minlength=len(x)) for d in each])
        for each, x in zip(drawn, rows, strict=True)
    ]
    sources = [EmSource(x) for x in rows]
    moments = [source.moments(c) for source, c in zip(sources, counts, strict=True)]
    cov = np.stack([m.cov for m in moments], axis=1)
    mean = np.stack([np.asarray(m.mean) for m in moments], axis=1)
    many = PatternedRows(rows).sample(cov, mean, counts)
    start = np.repeat(somewhere(table), 3, axis=0)
    found = minimise(structure, many, start)
    assert found.converged.all()
    for i in range(3):
        alone = sample_of([x[each[i]] for x, each in zip(rows, drawn, strict=True)])
        one = minimise(structure, alone, start[:1])
        np.testing.assert_allclose(found.theta[i], one.theta[0], atol=SAME_MINIMUM)
        np.testing.assert_allclose(found.value[i], one.value[0], atol=1e-9)


def test_independent_items_have_the_moments_of_their_answers() -> None:
    rows = rows_of(2)
    cov, mean = PatternedRows(rows).separate
    for g, x in enumerate(rows):
        np.testing.assert_allclose(mean[g], np.nanmean(x, axis=0), atol=ROUNDING)
        np.testing.assert_allclose(cov[g], np.diag(np.nanvar(x, axis=0)), atol=ROUNDING)


def test_weights_of_complete_answers_by_kronecker_products() -> None:
    """W = 1/2 D' (Sigma^-1 x Sigma^-1) D with D the duplication matrix."""
    cov = np.cov(rows_of(1, share=0.0)[0].T)
    inverse, p = np.linalg.inv(cov), len(cov)
    low, high = np.tril_indices(p)
    doubled = np.zeros((p * p, len(low)))
    doubled[low * p + high, np.arange(len(low))] = 1.0
    doubled[high * p + low, np.arange(len(low))] = 1.0
    expected = doubled.T @ np.kron(inverse, inverse) @ doubled / 2
    found = normal_weights(cov)
    np.testing.assert_allclose(found[p:, p:], expected, atol=ROUNDING)
    np.testing.assert_allclose(found[:p, :p], inverse, atol=ROUNDING)
    assert not found[:p, p:].any()


def test_complete_normal_answers_need_no_correction(table: ParameterTable) -> None:
    """The corrected chi-square is then the plain one, and its factor 1 for any model."""
    structure = table.structure
    rows = rows_of(structure.n_groups, share=0.0)
    sample = sample_of(rows)
    theta = minimise(structure, sample, somewhere(table)).theta[0]
    where = [np.arange(len(x)) for x in rows]
    tests = IncompleteTests(sample, PatternedRows(rows), structure, theta, where, robust=False)
    own, base = tests.corrected()
    assert own.factor == pytest.approx(1.0, abs=1e-9)
    assert base.factor == pytest.approx(1.0, abs=1e-9)
    plain = discrepancy(sample, implied(structure, theta[None]))[0]
    assert own.chi2 == pytest.approx(told(rows) * plain, abs=1e-8)
