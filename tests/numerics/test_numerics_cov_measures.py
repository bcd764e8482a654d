"""Fit of covariance structures: scaling factors against the matrices that define them, special cases."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import csmodels as cs
from csmodels.numerics.covariance import errors, measures, robust
from csmodels.numerics.covariance.likelihood import Sample, evaluate, information
from csmodels.numerics.covariance.robust import Respondents
from csmodels.numerics.covariance.search import minimise
from csmodels.numerics.covariance.structure import Implied, Structure, implied, jacobian
from csmodels.numerics.draws import make_design
from csmodels.path_models.likelihood.parameters import Rules, parameter_table

#: Two ways to the same number in floating point; traces are about 10.
ROUNDING = 1e-9
#: An analytic search stops at a gradient of 1e-9.
MINIMUM = 1e-10

MODEL = cs.PathModel({"A": ["a1", "a2", "a3"], "B": ["b1", "b2"]}, {"B": ["A"]})
RULES = {
    "one group": Rules(),
    "means": Rules(means=True),
    "equal loadings": Rules(n_groups=2, equal=("loadings",)),
    "equal intercepts": Rules(n_groups=2, means=True, equal=("loadings", "intercepts")),
}


@pytest.fixture(params=RULES)
def structure(request: pytest.FixtureRequest) -> Structure:
    return parameter_table(MODEL, RULES[request.param]).structure


def respondents(groups: int, weighted: bool = False, n: int = 150) -> list[Respondents]:
    """Skewed answers that no model here fits exactly; weights have mean 1 over all groups."""
    rng = np.random.default_rng(8)
    found = []
    for g in range(groups):
        size = n + 40 * g
        a = rng.exponential(size=size)
        b = 0.5 * a + rng.normal(size=size)
        factors = np.stack([a, a, a, b, b], axis=1)
        values = factors * [1.0, 0.8, 1.2, 1.0, 0.9] + rng.exponential(size=(size, 5)) + 0.2 * g
        weights = rng.uniform(0.5, 1.5, size) if weighted else None
        found.append(Respondents(values, weights))
    if weighted:
        mean = np.concatenate([each.weights for each in found]).mean()
        found = [Respondents(each.values, each.weights / mean) for each in found]
    return found


def sample_of(rows: list[Respondents], structure: Structure) -> Sample:
    weights = [np.ones(len(r.values)) if r.weights is None else r.weights for r in rows]
    cov = np.stack([np.cov(r.values.T, aweights=w, ddof=0) for r, w in zip(rows, weights, strict=True)])
    mean = np.stack([np.average(r.values, axis=0, weights=w) for r, w in zip(rows, weights, strict=True)])
    n = np.array([r.n for r in rows])
    return Sample(cov[None], mean[None] if structure.means else None, n / n.sum())


def fitted(structure: Structure, sample: Sample) -> np.ndarray:
    start = np.full((1, structure.n_params), 0.6)
    found = minimise(structure, sample, start)
    assert found.converged.all()
    return found.theta[0]


def textbook_gamma(rows: Respondents, means: bool) -> np.ndarray:
    """Mean of the products of (x_i, x_i x_j - s_ij), each with its squared weight."""
    weights = np.ones(len(rows.values)) if rows.weights is None else rows.weights
    x = rows.values - np.average(rows.values, axis=0, weights=weights)
    low, high = np.tril_indices(x.shape[1])
    products = x[:, low] * x[:, high]
    products = products - np.average(products, axis=0, weights=weights)
    z = np.concatenate([x, products], axis=1) if means else products
    return (z * weights[:, None] ** 2).T @ z / weights.sum()


def normal_weights(cov: np.ndarray, means: bool) -> np.ndarray:
    """1/2 D'(Sigma^-1 x Sigma^-1)D with D the duplication matrix (Browne 1974), means before it."""
    p = len(cov)
    low, high = np.tril_indices(p)
    duplication = np.zeros((p * p, len(low)))
    duplication[low * p + high, np.arange(len(low))] = 1
    duplication[high * p + low, np.arange(len(low))] = 1
    inverse = np.linalg.inv(cov)
    found = duplication.T @ np.kron(inverse, inverse) @ duplication / 2
    if not means:
        return found
    out = np.zeros((p + len(found), p + len(found)))
    out[:p, :p], out[p:, p:] = inverse, found
    return out


def blocks(parts: list[np.ndarray], factors: np.ndarray) -> np.ndarray:
    size = sum(len(part) for part in parts)
    out, at = np.zeros((size, size)), 0
    for part, factor in zip(parts, factors, strict=True):
        out[at : at + len(part), at : at + len(part)] = part * factor
        at += len(part)
    return out


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("means", [False, True])
def test_gamma_is_the_mean_of_products(weighted: bool, means: bool) -> None:
    (rows,) = respondents(1, weighted)
    found = robust.gamma(rows.values, rows.weights, means=means)
    np.testing.assert_allclose(found, textbook_gamma(rows, means), rtol=1e-10, atol=ROUNDING)


def test_gamma_of_normal_answers_is_the_inverse_of_the_normal_weights() -> None:
    """200,000 normal rows: an entry is off by about 1/450 of its standard deviation over rows, below 4."""
    cov = np.array([[1.0, 0.5, 0.3], [0.5, 1.5, 0.4], [0.3, 0.4, 0.8]])
    rows = np.random.default_rng(1).multivariate_normal(np.zeros(3), cov, size=200_000)
    expected = np.linalg.inv(normal_weights(cov, means=True))
    np.testing.assert_allclose(robust.gamma(rows, means=True), expected, atol=0.06)


def test_gamma_under_a_design_of_single_rows_is_the_plain_one() -> None:
    """A design without clusters differs by its factor n / (n - 1) alone."""
    (rows,) = respondents(1)
    n = len(rows.values)
    design = make_design(n, None, np.arange(n))
    found = robust.gamma(rows.values, design=design, where=np.arange(n))
    np.testing.assert_allclose(found * (n - 1) / n, robust.gamma(rows.values), rtol=1e-10)


@pytest.mark.parametrize("weighted", [False, True])
def test_satorra_bentler_is_the_trace_of_u_gamma(structure: Structure, weighted: bool) -> None:
    rows = respondents(structure.n_groups, weighted)
    sample = sample_of(rows, structure)
    theta = fitted(structure, sample)
    at, slopes = implied(structure, theta[None]), jacobian(structure, theta[None])[0]
    gamma = blocks([textbook_gamma(r, structure.means) for r in rows], 1 / sample.shares)
    w = blocks(
        [normal_weights(at.cov[0, g], structure.means) for g in range(structure.n_groups)], sample.shares
    )
    d = np.concatenate(list(slopes))
    u = w - w @ d @ np.linalg.inv(d.T @ w @ d) @ d.T @ w
    found = robust.satorra_bentler(structure, sample, theta, rows)
    np.testing.assert_allclose(found, np.trace(u @ gamma), rtol=ROUNDING)


@pytest.mark.parametrize("weighted", [False, True])
def test_yuan_bentler_is_a_difference_of_traces(structure: Structure, weighted: bool) -> None:
    """Expected information; A and B of the saturated model are those of the moments themselves."""
    rows = respondents(structure.n_groups, weighted)
    sample = sample_of(rows, structure)
    theta = fitted(structure, sample)
    saturated = sum(
        np.trace(normal_weights(sample.cov[0, g], structure.means) @ textbook_gamma(r, structure.means))
        for g, r in enumerate(rows)
    )
    scores = []
    for g, r in enumerate(rows):
        values = r.values if structure.means else r.centred
        scores.append(errors.casewise(structure, theta, values, g))
    n = sum(r.n for r in rows)
    weights, _ = robust.joined(rows)
    every = np.concatenate(scores) * (1.0 if weights is None else weights[:, None])
    info = n * information(structure, sample, evaluate(structure, sample, theta[None]))[0]
    expected = saturated - np.trace(np.linalg.inv(info) @ every.T @ every)
    found = robust.yuan_bentler(structure, sample, theta, rows, observed=False)
    np.testing.assert_allclose(found, expected, rtol=ROUNDING)


@pytest.mark.parametrize("kind", ["sem", "mlr"])
@pytest.mark.parametrize("weighted", [False, True])
def test_the_independence_model_is_one_of_variances_alone(kind: str, weighted: bool) -> None:
    """The short form against the general one, on a structure without any covariance."""
    p = 5
    alone = Structure(
        p, 0, p, np.full(p, 3), np.arange(p), np.arange(p), np.arange(p)[None], np.zeros((1, p)),
        np.ones((1, p)),
    )  # fmt: skip
    rows = respondents(1, weighted)
    sample = sample_of(rows, alone)
    theta = np.diag(sample.cov[0, 0]).copy()
    if kind == "sem":
        expected = robust.satorra_bentler(alone, sample, theta, rows)
    else:
        expected = robust.yuan_bentler(alone, sample, theta, rows)
    found = robust.independence_trace(sample, rows, kind, means=False)
    np.testing.assert_allclose(found, expected, rtol=ROUNDING)
    np.testing.assert_allclose(
        measures.independence(sample), evaluate(alone, sample, theta[None]).value, atol=MINIMUM
    )


@pytest.mark.parametrize("kind", ["sem", "mlr"])
def test_clusters_of_single_rows_change_a_factor_by_n_over_n_minus_1(kind: str) -> None:
    structure = parameter_table(MODEL).structure
    (plain,) = respondents(1)
    n = len(plain.values)
    placed = [Respondents(plain.values, None, np.arange(n))]
    sample = sample_of([plain], structure)
    theta, design = fitted(structure, sample), make_design(n, None, np.arange(n))
    trace = robust.satorra_bentler if kind == "sem" else robust.yuan_bentler
    np.testing.assert_allclose(
        trace(structure, sample, theta, placed, design) * (n - 1) / n,
        trace(structure, sample, theta, [plain]),
        rtol=ROUNDING,
    )
    np.testing.assert_allclose(
        robust.independence_trace(sample, placed, kind, False, design) * (n - 1) / n,
        robust.independence_trace(sample, [plain], kind, False),
        rtol=ROUNDING,
    )


@pytest.mark.parametrize("trace", [robust.satorra_bentler, robust.yuan_bentler])
def test_scaling_factors_of_normal_answers_are_one(trace) -> None:
    """20,000 normal answers from the model: the factor is off by about sqrt(2 x 30 / n / df), 3 %."""
    structure = parameter_table(MODEL).structure
    truth = np.full((1, structure.n_params), 0.6)
    cov = implied(structure, truth).cov[0, 0]
    values = np.random.default_rng(2).multivariate_normal(np.zeros(5), cov, size=20_000)
    rows = [Respondents(values)]
    sample = sample_of(rows, structure)
    df = measures.n_moments(sample, False) - structure.n_params
    assert df == 4
    assert trace(structure, sample, fitted(structure, sample), rows) / df == pytest.approx(1, abs=0.06)


def test_the_saturated_log_likelihood_is_that_of_the_normal_distribution() -> None:
    rows = respondents(2)
    structure = parameter_table(MODEL, RULES["equal intercepts"]).structure
    sample = sample_of(rows, structure)
    n = sum(r.n for r in rows)
    expected = sum(
        stats.multivariate_normal(sample.mean[0, g], sample.cov[0, g]).logpdf(r.values).sum()
        for g, r in enumerate(rows)
    )
    assert measures.saturated_log_likelihood(sample, n)[0] == pytest.approx(expected, rel=1e-12)


def test_limits_of_the_rmsea_are_where_the_noncentral_chi_square_puts_them() -> None:
    chi2, df, n = 85.3, 24, 301
    found = measures.rmsea(chi2, df, n)
    for limit, probability in (("rmsea_low", 0.95), ("rmsea_high", 0.05)):
        noncentrality = found[limit] ** 2 * n * df
        assert stats.ncx2.cdf(chi2, df, noncentrality) == pytest.approx(probability, abs=1e-9)
    assert found["rmsea_p_close"] == pytest.approx(stats.ncx2.sf(chi2, df, 0.05**2 * n * df), rel=1e-6)


@pytest.mark.parametrize("df", [5, 200, 2000])
@pytest.mark.parametrize("share", [1.01, 3.0, 100.0])
def test_limits_of_the_rmsea_exist_for_large_and_small_chi_squares(df: int, share: float) -> None:
    found = measures.rmsea(df * share, df, 100_000.0)
    assert 0 <= found["rmsea_low"] < found["rmsea"] < found["rmsea_high"] < 1
    noncentrality = found["rmsea_high"] ** 2 * 100_000 * df
    assert stats.ncx2.cdf(df * share, df, noncentrality) == pytest.approx(0.05, abs=1e-6)


def test_a_chi_square_below_its_degrees_of_freedom_has_rmsea_zero() -> None:
    found = measures.rmsea(10.0, 20, 300)
    assert found["rmsea"] == found["rmsea_low"] == 0
    assert found["rmsea_high"] < 0.05
    # so small that even the central distribution gives less than 5 % of it
    assert measures.rmsea(5.0, 20, 300)["rmsea_high"] == 0


def test_several_groups_multiply_the_rmsea_by_the_root_of_their_number() -> None:
    one, two = measures.rmsea(80.0, 30, 300), measures.rmsea(80.0, 30, 300, groups=2)
    for name in ("rmsea", "rmsea_low", "rmsea_high"):
        assert two[name] == pytest.approx(one[name] * np.sqrt(2), rel=1e-9)


def test_cfi_is_kept_between_0_and_1_and_tli_is_not() -> None:
    well = measures.incremental(10.0, 20, 500.0, 30)
    assert well["cfi"] == 1
    assert well["tli"] > 1
    badly = measures.incremental(900.0, 20, 500.0, 30)
    assert badly["cfi"] == 0
    assert badly["tli"] < 0
    nothing = measures.incremental(10.0, 20, 25.0, 30)
    assert nothing["cfi"] == 1


def test_a_saturated_model_has_no_test_and_fits_perfectly() -> None:
    assert measures.incremental(0.0, 0, 500.0, 3) == {"cfi": 1, "tli": 1, "nfi": 1, "ifi": 1}
    found = measures.rmsea(0.0, 0, 300)
    assert (found["rmsea"], found["rmsea_low"], found["rmsea_high"]) == (0, 0, 0)
    assert np.isnan(found["rmsea_p_close"])
    assert np.isnan(measures.p_value(0.0, 0))


def test_what_is_unknown_stays_unknown() -> None:
    for chi2, df, factor in ((np.nan, 10, 1.0), (20.0, np.nan, 1.0), (20.0, 10, np.nan), (20.0, -3, 1.0)):
        assert np.isnan(list(measures.rmsea(chi2, df, 300, factor=factor).values())).all()
    assert np.isnan(list(measures.incremental(np.nan, 10, 500.0, 15).values())).all()
    assert np.isnan(list(measures.incremental(0.4, 0.5, 500.0, 0).values())).all()
    assert np.isnan(measures.p_value(np.inf, 10))


def residuals(cov: np.ndarray, of_model: np.ndarray, mean=None, of_mean=None) -> tuple[Sample, Implied]:
    sample = Sample(cov[None, None], None if mean is None else mean[None, None], np.ones(1))
    return sample, Implied(
        of_model[None, None], None if of_mean is None else of_mean[None, None], of_model, None
    )


def test_srmr_and_gfi_of_two_items_by_hand() -> None:
    cov, of_model = np.array([[4.0, 3.0], [3.0, 9.0]]), np.diag([4.0, 9.0])
    sample, at = residuals(cov, of_model)
    # one residual of three, .5 in units of the standard deviations
    assert measures.srmr(sample, at, False)[0] == pytest.approx(np.sqrt(0.25 / 3))
    # Sigma^-1 S has rows (1, 3/4) and (1/3, 1): its square has the trace 2.5, without the unit 0.5
    assert measures.gfi(sample, at)[0] == pytest.approx(1 - 0.5 / 2.5)
    sample, at = residuals(cov, of_model, np.array([1.0, 1.0]), np.array([2.0, 1.0]))
    assert measures.srmr(sample, at, True)[0] == pytest.approx(np.sqrt((0.25 + 0.25) / 5))
    assert measures.srmr(sample, at, False)[0] > 0


def test_a_scaled_difference_by_hand() -> None:
    # df 10 and 6, factors 1.2 and 1.1: (12 - 6.6) / 4 = 1.35
    assert measures.scaled_difference((50.0, 10, 1.2), (23.0, 6, 1.1)) == pytest.approx((20.0, 1.35))
    chi2, factor = measures.scaled_difference((50.0, 7, 1.0), (23.0, 6, 1.5))
    assert np.isnan(chi2)
    assert factor == pytest.approx(-2)
    # against a saturated model the difference is the scaled chi-square itself
    assert measures.scaled_difference((50.0, 10, 1.25), (0.0, 0, np.nan)) == pytest.approx((40.0, 1.25))
