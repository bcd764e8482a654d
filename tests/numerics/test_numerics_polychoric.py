"""Polychoric correlations against R, against integrals done otherwise, and against what must come out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, special, stats

from csmodels.errors import DataError
from csmodels.numerics import bivariate_normal, pair_tables
from csmodels.numerics.polychoric import MOST_CATEGORIES, PolychoricSource, polychoric

#: Probabilities: rounding of sums of a few numbers near 1.
EXACT = 1e-13
#: lavaan's search stops at about this; ours goes on.
LAVAAN = 1e-6
#: Gamma hangs on the correlations, whose error lavaan's tolerance is.
GAMMA = 1e-5
#: psych integrates less accurately: it differs from lavaan, too, by up to 2e-5.
PSYCH = 5e-5
#: Derivatives by central differences.
NUMERICAL = 1e-6


def cut(rng: np.random.Generator, n: int, corr: np.ndarray, cuts: list[list[float]]) -> np.ndarray:
    """Ordered answers cut from normal variables, numbered from 1."""
    y = rng.multivariate_normal(np.zeros(len(corr)), corr, size=n)
    return np.column_stack([np.searchsorted(c, y[:, j]) + 1.0 for j, c in enumerate(cuts)])


# ---------------------------------------------------------------------- the bivariate normal


@pytest.mark.parametrize("r", [0.0, 0.1, -0.3, 0.31, -0.75, 0.76, 0.925, -0.926, 0.99, -0.9999])
def test_joint_probabilities(r):
    """Against the integral of the conditional probability."""
    points = [(0.0, 0.0), (0.3, -1.2), (-1.5, -0.4), (2.0, 2.1), (1.0, -1.0), (0.0, 0.7), (-3.0, 1.0)]
    h, k = np.array(points).T
    root = np.sqrt(1 - r * r)
    for x, y in points:
        # where the conditional probability is steepest
        steep = [t for t in (y / r if r else 0.0,) if -12 < t < x]
        expected, _ = integrate.quad(
            lambda t, y=y: stats.norm.pdf(t) * special.ndtr((y - r * t) / root),
            -12, x, epsabs=1e-14, epsrel=1e-13, limit=500, points=steep,
        )  # fmt: skip
        found = bivariate_normal.cdf(np.array([x]), np.array([y]), np.array([r]))[0]
        assert found == pytest.approx(expected, abs=1e-12)
    both = bivariate_normal.cdf(h[:, None], k[:, None], np.array([r, -r]))
    # P(X < h, Y < k) of r and P(X < h, -Y < -k) of -r add up to P(X < h)
    other = bivariate_normal.cdf(h[:, None], -k[:, None], np.array([-r, r]))
    np.testing.assert_allclose(both + other, special.ndtr(h)[:, None] + 0 * both, atol=EXACT)


def test_both_ways_to_integrate_agree():
    rng = np.random.default_rng(0)
    r = rng.uniform(-0.925, 0.925, 2000)
    h, k = rng.normal(size=(2, 2000)) * 1.5
    np.testing.assert_allclose(bivariate_normal.cdf(h, k, r), bivariate_normal._by_owen(h, k, r), atol=EXACT)


def test_infinite_limits_and_the_origin():
    r = np.array([0.5, -0.95])
    inf, zero = np.full(2, np.inf), np.zeros(2)
    np.testing.assert_allclose(bivariate_normal.cdf(inf, zero, r), 0.5, atol=EXACT)
    np.testing.assert_allclose(bivariate_normal.cdf(-inf, zero, r), 0.0, atol=EXACT)
    np.testing.assert_allclose(
        bivariate_normal.cdf(zero, zero, r), 0.25 + np.arcsin(r) / (2 * np.pi), atol=EXACT
    )
    np.testing.assert_array_equal(bivariate_normal.density(inf, zero, r), 0.0)


def test_density_is_the_derivative_by_the_correlation():
    rng = np.random.default_rng(1)
    h, k = rng.normal(size=(2, 200))
    r, step = rng.uniform(-0.95, 0.95, 200), 1e-6
    at = bivariate_normal.density(h, k, r)
    by_r = (bivariate_normal.cdf(h, k, r + step) - bivariate_normal.cdf(h, k, r - step)) / (2 * step)
    np.testing.assert_allclose(at, by_r, atol=1e-8)
    up, down = bivariate_normal.density(h, k, r + step), bivariate_normal.density(h, k, r - step)
    slope = bivariate_normal.density_slope(h, k, r, at)
    np.testing.assert_allclose(slope, (up - down) / (2 * step), rtol=1e-5, atol=1e-7)


# ---------------------------------------------------------------------- against R


@pytest.fixture(scope="module")
def categories(golden):
    """Holzinger and Swineford's nine tests in four categories each."""
    pytest.importorskip("semopy")
    from semopy.examples import holzinger39

    frame, cuts = holzinger39.get_data(), golden("ml_ordinal_cuts").set_index("item")
    return np.column_stack(
        [np.searchsorted(cuts.loc[item], frame[item], side="right") + 1.0 for item in cuts.index]
    )


def test_correlations_of_lavaan_and_psych(categories, golden):
    expected = golden("ml_ordinal_correlations")
    found = polychoric(categories)
    np.testing.assert_allclose(found.values, expected["lavaan"], atol=LAVAAN)
    np.testing.assert_allclose(found.values, expected["psych"], atol=PSYCH)


def test_two_categories_are_tetrachoric(categories, golden):
    expected = golden("ml_ordinal_correlations")
    found = polychoric((categories > 2) * 1.0)
    np.testing.assert_allclose(found.values, expected["lavaan_two"], atol=LAVAAN)
    np.testing.assert_allclose(found.values, expected["psych_two"], atol=PSYCH)


def test_thresholds_and_their_errors(categories, golden):
    expected = golden("ml_ordinal_thresholds")
    found = polychoric(categories)
    np.testing.assert_allclose(np.concatenate(found.thresholds), expected["estimate"], atol=1e-8)
    n = len(categories)
    # lavaan: divisor n - 1
    errors = np.sqrt(np.diag(found.covariance())[:27] * n / (n - 1))
    np.testing.assert_allclose(errors, expected["std_error"], rtol=1e-8)


def test_variances_of_lavaan(categories, golden):
    found = polychoric(categories)
    gamma = len(categories) * (found.influence**2).sum(axis=0)
    np.testing.assert_allclose(gamma, golden("ml_ordinal_correlations")["gamma"], rtol=GAMMA)


# ---------------------------------------------------------------------- by brute force


def test_correlation_maximises_the_likelihood():
    """Against a general optimiser and general integrals, for items of 3 and 4 categories."""
    from scipy.optimize import minimize_scalar

    rng = np.random.default_rng(3)
    x = cut(rng, 250, np.array([[1, 0.45], [0.45, 1]]), [[-0.5, 0.8], [-1.0, 0.1, 0.9]])
    weights = rng.uniform(0.5, 2, 250)
    found = polychoric(x, weights)
    a, b = (np.concatenate([[-9.0], each, [9.0]]) for each in found.thresholds)

    def minus_log(r: float) -> float:
        joint = stats.multivariate_normal([0, 0], [[1, r], [r, 1]])
        corners = np.array([[joint.cdf([s, t]) for t in b] for s in a])
        p = np.diff(np.diff(corners, axis=0), axis=1)
        return -float(weights @ np.log(p[x[:, 0].astype(int) - 1, x[:, 1].astype(int) - 1]))

    best = minimize_scalar(minus_log, bounds=(0, 0.9), method="bounded", options={"xatol": 1e-9})
    # scipy's own probabilities are good to 1e-7 or so
    assert found.corr[0, 1] == pytest.approx(best.x, abs=1e-5)


def test_influence_is_the_derivative_by_weight():
    """Raising a respondent's weight moves thresholds and correlations by the influence values.

    Correlations to the first order in n: their information is the sum of squared scores, not the second
    derivative; what a respondent does is compared in units of the standard error.
    """
    rng = np.random.default_rng(4)
    corr = np.array([[1, 0.5, 0.3], [0.5, 1, 0.4], [0.3, 0.4, 1]])
    x = cut(rng, 4000, corr, [[0.2], [-0.5, 0.8], [-1.0, 0.1, 0.9]])
    weights = rng.uniform(0.5, 2, len(x))
    found = polychoric(x, weights)
    step = 1e-3
    for row in (0, 17, 1234):
        moved = np.array([weights, weights])
        moved[0, row] += step
        moved[1, row] -= step
        up, down = (polychoric(x, w) for w in moved)
        cuts = (np.concatenate(up.thresholds) - np.concatenate(down.thresholds)) / (2 * step)
        np.testing.assert_allclose(cuts, found.threshold_influence[row], atol=NUMERICAL * 1e-2)
        by_weight = (up.values - down.values) / (2 * step)
        error = np.sqrt((found.influence**2).sum(axis=0))
        np.testing.assert_allclose(by_weight / error, found.influence[row] / error, atol=0.003)


def test_weights_are_repeated_rows():
    rng = np.random.default_rng(5)
    x = cut(rng, 120, np.array([[1, 0.5], [0.5, 1]]), [[0.2], [-0.5, 0.8]])
    times = rng.integers(1, 4, 120)
    once, again = polychoric(x, times.astype(float)), polychoric(np.repeat(x, times, axis=0))
    np.testing.assert_allclose(once.corr, again.corr, atol=1e-12)
    np.testing.assert_allclose(np.repeat(once.influence, times, axis=0), again.influence, atol=1e-12)


def test_batches_of_resamples_equal_single_ones():
    rng = np.random.default_rng(6)
    corr = np.full((4, 4), 0.4) + 0.6 * np.eye(4)
    x = cut(rng, 200, corr, [[0.2], [-0.5, 0.8], [-1.0, 0.1, 0.9], [0.0, 1.8]])
    weights = rng.uniform(0.5, 2, 200)
    counts = rng.multinomial(200, np.full(200, 1 / 200), size=7)
    source = PolychoricSource(x, weights, variances=True)
    found = source.batch(counts)
    for each, count in enumerate(counts):
        rows = np.repeat(np.arange(200), count)
        one = polychoric(x[rows], weights[rows])
        np.testing.assert_allclose(found.corr[each], one.corr, atol=1e-10)
        variances = ((one.influence * weights[rows, None]) ** 2).sum(axis=0)
        np.testing.assert_allclose(found.variances[each], variances, rtol=1e-8)
        assert found.n[each] == pytest.approx(weights[rows].sum())


# ---------------------------------------------------------------------- special cases


def test_a_constant_item_in_a_resample_is_missing():
    x = np.array([[1.0, 1], [1, 2], [1, 1], [2, 2], [1, 2]])
    found = PolychoricSource(x).batch(np.array([[1, 1, 1, 1, 1], [2, 1, 1, 0, 1]]))
    assert np.isfinite(found.corr[0]).all()
    assert np.isnan(found.corr[1, 0, 1])


def test_an_unused_category_changes_nothing():
    """A resample that lost the middle category has the correlation of the table without it."""
    rng = np.random.default_rng(7)
    x = cut(rng, 300, np.array([[1, 0.5], [0.5, 1]]), [[-0.5, 0.5], [-0.4, 0.6]])
    counts = np.where(x[:, 0] == 2, 0, 1)
    found = PolychoricSource(x).batch(counts[None])
    np.testing.assert_allclose(found.corr[0], polychoric(x[counts > 0]).corr, atol=1e-9)


def test_many_categories_come_to_pearson():
    rng = np.random.default_rng(8)
    y = rng.multivariate_normal([0, 0, 0], [[1, 0.6, -0.3], [0.6, 1, 0.1], [-0.3, 0.1, 1]], size=20000)
    cuts = special.ndtri(np.arange(1, MOST_CATEGORIES) / MOST_CATEGORIES)
    found = polychoric(np.searchsorted(cuts, y).astype(float))
    np.testing.assert_allclose(found.corr, np.corrcoef(y, rowvar=False), atol=0.003)


def test_truth_is_recovered_with_its_errors():
    """200 samples: the mean is the truth, and the spread what the influence values say."""
    rng = np.random.default_rng(9)
    corr = np.array([[1, 0.5, 0.2], [0.5, 1, -0.4], [0.2, -0.4, 1]])
    values, errors = [], []
    for _ in range(200):
        found = polychoric(cut(rng, 500, corr, [[-0.3], [-1.0, 0.2, 1.0], [0.0, 0.7]]))
        values.append(found.values)
        errors.append(np.sqrt((found.influence**2).sum(axis=0)))
    truth = corr[np.tril_indices(3, -1)]
    spread = np.std(values, axis=0)
    assert (np.abs(np.mean(values, axis=0) - truth) < 4 * spread / np.sqrt(200)).all()
    # a spread of 200 is known to 5 %, three of which are allowed
    np.testing.assert_allclose(np.mean(errors, axis=0), spread, rtol=0.15)


def test_perfect_association_is_named():
    rng = np.random.default_rng(10)
    x = rng.integers(1, 4, size=(100, 2)).astype(float)
    found = polychoric(np.column_stack([x, 4 - x[:, 0]]))
    assert found.perfect == ((0, 2),)
    assert found.corr[0, 2] == pytest.approx(-np.tanh(pair_tables.LIMIT))
    assert abs(found.corr[0, 1]) < 0.5


def test_an_empty_cell_of_a_fourfold_table_counts_as_half_a_respondent():
    table = np.array([[30, 12], [0, 58]])
    cells = [(a, b) for a in (0, 1) for b in (0, 1) for _ in range(table[a, b])]
    found = polychoric(np.array(cells, dtype=float))
    assert found.corrected == ((0, 1),)
    # the margins are kept: the same by weights that are the corrected table
    filled = np.array([29.5, 12.5, 0.5, 57.5])
    expected = polychoric(np.array([(0, 0), (0, 1), (1, 0), (1, 1)], dtype=float), filled)
    assert found.corr[0, 1] == pytest.approx(expected.corr[0, 1], abs=1e-10)
    assert found.thresholds[0] == pytest.approx(expected.thresholds[0])


def test_pairs_of_yes_no_items_are_corrected_beside_longer_ones():
    rng = np.random.default_rng(11)
    x = np.column_stack(
        [np.repeat([0.0, 1.0], 50), np.repeat([0.0, 1.0, 1.0], [40, 10, 50]), rng.integers(1, 6, 100)]
    )
    assert polychoric(x).corrected == ((0, 1),)


@pytest.mark.parametrize("column", [np.ones(50), np.arange(50.0)])
def test_items_that_are_no_categories_are_refused(column):
    with pytest.raises(DataError, match="Item number 2"):
        polychoric(np.column_stack([np.tile([1.0, 2.0], 25), column]))
