"""Item analysis, one factor, parallel analysis, marker correction, against psych, SciPy and brute force."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from csmodels.numerics import factors
from csmodels.numerics.factors import (
    correlation_test,
    eigenvalues,
    marker_corrected,
    marker_corrected_paths,
    omega,
    one_factor,
    parallel_eigenvalues,
    retained,
    single_factor_shares,
)
from csmodels.numerics.items import (
    alpha_if_deleted,
    end_shares,
    item_total,
    sampling_adequacy,
    skewness_kurtosis,
    sphericity,
)
from csmodels.numerics.pls import PlsSpec
from csmodels.numerics.resampling import Resampler

#: Golden figures are typed with 8 decimals.
EIGHT_DECIMALS = 6e-9
#: psych's search for loadings stops when the misfit changes by little; the largest gap on mobi is 1.3e-5.
PSYCH_LOADINGS = 2e-5
#: Where an item is a Heywood case psych keeps its unique variance at .005 instead of 0.
PSYCH_HEYWOOD = 1e-3
#: The same formula in another order of operations.
ROUNDING = 1e-12
#: Limited-memory search of SciPy, on a sum of squares.
SEARCH = 1e-7


@pytest.fixture(scope="module")
def rows(mobi) -> pd.DataFrame:
    return mobi.frame


@pytest.fixture(scope="module")
def psych_items(golden) -> pd.DataFrame:
    return golden("item_analysis_items").set_index("item")


@pytest.fixture(scope="module")
def resampled(rows, psych_items):
    """Correlations of 300 resamples of mobi, items in the order of the golden table."""
    x = rows[list(psych_items.index)].to_numpy(dtype=float)
    counts = np.random.default_rng(0).multinomial(len(x), np.full(len(x), 1 / len(x)), size=300)
    return Resampler(x).moments(counts).corr


def blocks(psych_items):
    return {
        name: list(part.index)
        for name, part in psych_items.groupby("construct", sort=False)
        if name != "Complaints"
    }


# ---------------------------------------------------------------------------- items


def test_skewness_and_kurtosis_of_psych(rows, psych_items):
    skew, kurt = skewness_kurtosis(rows[list(psych_items.index)].to_numpy(dtype=float))
    np.testing.assert_allclose(skew, psych_items["skewness"], atol=EIGHT_DECIMALS)
    np.testing.assert_allclose(kurt, psych_items["kurtosis"], atol=EIGHT_DECIMALS)


def test_skewness_with_gaps_and_weights():
    rng = np.random.default_rng(1)
    x = rng.gamma(2.0, size=(60, 2))
    gappy = x.copy()
    gappy[:7, 1] = np.nan
    skew, kurt = skewness_kurtosis(gappy)
    assert skew[1] == pytest.approx(stats.skew(x[7:, 1], bias=False), abs=ROUNDING)
    assert kurt[1] == pytest.approx(stats.kurtosis(x[7:, 1], bias=False), abs=ROUNDING)
    # a weight of zero is as good as no answer, and a common factor of the weights changes nothing
    weights = np.ones(60)
    weights[:7] = 0.0
    for scale in (1.0, 3.7):
        again = skewness_kurtosis(x, scale * weights)
        np.testing.assert_allclose([again[0][1], again[1][1]], [skew[1], kurt[1]], atol=ROUNDING)
    # without the correction for small samples, a weight of 2 is the row twice
    double = rng.integers(1, 3, size=60)
    repeated = np.repeat(x, double, axis=0)

    def plain(found, n):
        return found * (n - 2) / np.sqrt(n * (n - 1))

    weighted, _ = skewness_kurtosis(x, double.astype(float))
    twice, _ = skewness_kurtosis(repeated)
    np.testing.assert_allclose(plain(weighted, 60), plain(twice, len(repeated)), atol=ROUNDING)


def test_skewness_of_few_or_equal_answers():
    skew, kurt = skewness_kurtosis(np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 4.0]]))
    assert np.isnan(skew[0])
    assert skew[1] == pytest.approx(stats.skew([1, 2, 4], bias=False))
    assert np.isnan(kurt).all()


def test_end_shares():
    x = np.array([[1.0, 5.0], [1.0, np.nan], [5.0, 5.0], [3.0, 2.0]])
    floor, ceiling = end_shares(x, np.array([1.0, 1.0]), np.array([5.0, 5.0]))
    np.testing.assert_allclose([floor, ceiling], [[0.5, 0.0], [0.25, 2 / 3]])
    floor, _ = end_shares(x, np.array([1.0, 1.0]), np.array([5.0, 5.0]), np.array([3.0, 1.0, 1.0, 1.0]))
    assert floor[0] == pytest.approx(4 / 6)


def test_item_total_and_alpha_if_deleted_of_psych(rows, psych_items):
    for items in blocks(psych_items).values():
        cov = np.cov(rows[items].to_numpy(dtype=float).T)
        corr = np.corrcoef(rows[items].to_numpy(dtype=float).T)
        expected = psych_items.loc[items]
        np.testing.assert_allclose(item_total(cov), expected["item_total"], atol=EIGHT_DECIMALS)
        raw, standardised = expected["alpha_raw_if_deleted"], expected["alpha_if_deleted"]
        np.testing.assert_allclose(alpha_if_deleted(cov), raw, atol=EIGHT_DECIMALS)
        np.testing.assert_allclose(alpha_if_deleted(corr), standardised, atol=EIGHT_DECIMALS)


def test_item_total_by_the_book():
    x = np.random.default_rng(2).normal(size=(80, 4)) @ np.triu(np.ones((4, 4)))
    cov = np.cov(x.T)
    for i in range(4):
        rest = np.delete(x, i, axis=1)
        by_hand = np.corrcoef(x[:, i], rest.sum(axis=1))[0, 1]
        assert item_total(cov)[i] == pytest.approx(by_hand, abs=ROUNDING)
        alpha = 3 / 2 * (1 - rest.var(axis=0, ddof=1).sum() / rest.sum(axis=1).var(ddof=1))
        assert alpha_if_deleted(cov)[i] == pytest.approx(alpha, abs=ROUNDING)


def test_single_items_have_no_scale():
    one = np.ones((5, 1, 1))
    for function in (item_total, alpha_if_deleted, one_factor):
        assert np.isnan(function(one)).all()
    assert np.isnan(omega(np.ones((5, 1)))).all()


def test_kmo_and_bartlett_of_psych(rows, psych_items, golden):
    model = golden("item_analysis_model").set_index("figure")["value"]
    corr = np.corrcoef(rows[list(psych_items.index)].to_numpy(dtype=float).T)
    overall, items = sampling_adequacy(corr)
    assert float(overall) == pytest.approx(model["kmo"], abs=EIGHT_DECIMALS)
    np.testing.assert_allclose(items, psych_items["kmo"], atol=EIGHT_DECIMALS)
    statistic, df, p_value = sphericity(corr, 250)
    assert float(statistic) == pytest.approx(model["chi_squared"], abs=EIGHT_DECIMALS)
    assert (df, float(p_value)) == (276, 0.0)


def test_kmo_from_partial_correlations():
    x = np.random.default_rng(3).normal(size=(90, 4)) @ np.triu(np.ones((4, 4)))
    corr = np.corrcoef(x.T)
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    partial = np.zeros((4, 4))
    for i in range(4):
        for j in range(4):
            if i != j:
                others = z[:, [k for k in range(4) if k not in (i, j)]]
                left = [z[:, k] - others @ np.linalg.lstsq(others, z[:, k])[0] for k in (i, j)]
                partial[i, j] = np.corrcoef(left)[0, 1]
    squares = (corr - np.eye(4)) ** 2
    overall, items = sampling_adequacy(corr)
    assert float(overall) == pytest.approx(squares.sum() / (squares.sum() + (partial**2).sum()), abs=ROUNDING)
    by_item = squares.sum(axis=1) / (squares.sum(axis=1) + (partial**2).sum(axis=1))
    np.testing.assert_allclose(items, by_item, atol=ROUNDING)


def test_singular_and_missing_correlations_give_no_figures():
    singular = np.ones((3, 3))
    lost = np.full((3, 3), np.nan)
    good = 0.5 + 0.5 * np.eye(3)
    batch = np.stack([singular, lost, good])
    overall, items = sampling_adequacy(batch)
    assert np.isnan(overall[:2]).all()
    assert np.isnan(items[:2]).all()
    assert np.isfinite(overall[2])
    statistic, _, p_value = sphericity(batch, 100)
    assert np.isnan(statistic[:2]).all()
    assert np.isnan(p_value[:2]).all()
    assert np.isnan(sphericity(good, np.nan)[0])
    assert np.isnan(one_factor(batch)[1]).all()
    assert np.isnan(eigenvalues(batch)[1]).all()


def test_bartlett_holds_its_level():
    """Independent normal items: 5 % of 2,000 samples are rejected, within four Monte-Carlo errors."""
    x = np.random.default_rng(4).normal(size=(2000, 60, 5))
    z = x - x.mean(axis=1, keepdims=True)
    cov = np.swapaxes(z, 1, 2) @ z
    sd = np.sqrt(np.diagonal(cov, axis1=1, axis2=2))
    _, _, p_value = sphericity(cov / sd[:, :, None] / sd[:, None], 60)
    assert (p_value < 0.05).mean() == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / 2000))


# ---------------------------------------------------------------------------- one factor


def misfit(loadings, corr):
    upper = np.triu_indices(len(corr), 1)
    return float(((corr - np.outer(loadings, loadings))[upper] ** 2).sum())


def slope(loadings, corr):
    """Of the misfit, by the loadings."""
    left = corr - np.outer(loadings, loadings)
    np.fill_diagonal(left, 0.0)
    return -2 * left @ loadings


def test_one_factor_and_omega_of_psych(rows, psych_items, golden):
    expected = golden("item_analysis_blocks").set_index("construct")
    for name, items in blocks(psych_items).items():
        corr = np.corrcoef(rows[items].to_numpy(dtype=float).T)
        found, theirs = one_factor(corr), psych_items.loc[items, "loading"].to_numpy()
        heywood = name == "Loyalty"
        assert misfit(found, corr) <= misfit(theirs, corr) + EIGHT_DECIMALS
        np.testing.assert_allclose(found, theirs, atol=3e-3 if heywood else PSYCH_LOADINGS)
        tolerance = PSYCH_HEYWOOD if heywood else PSYCH_LOADINGS
        assert float(omega(found)) == pytest.approx(expected.loc[name, "omega"], abs=tolerance)
        assert (np.abs(found).max() == 1.0) == heywood


@pytest.mark.parametrize("k", [3, 4, 6])
def test_one_factor_against_a_search(k):
    rng = np.random.default_rng(k)
    # three items are solved without a search; of more, scales that hang together have one minimum
    strength = rng.uniform(0.0 if k == 3 else 0.6, 1.5, size=(20, 1, k))
    x = rng.normal(size=(20, 40, k)) + rng.normal(size=(20, 40, 1)) * strength
    corr = np.stack([np.corrcoef(each.T) for each in x])
    found = one_factor(corr)
    bounds, options = [(-1, 1)] * k, {"ftol": 1e-15}
    for r, loadings in zip(corr, found, strict=True):
        starts = rng.uniform(-1, 1, size=(8, k))
        best = min(
            optimize.minimize(
                misfit, start, args=(r,), jac=slope, bounds=bounds, method="L-BFGS-B", options=options
            ).fun
            for start in starts
        )
        assert misfit(loadings, r) == pytest.approx(best, abs=SEARCH)


def test_one_factor_of_every_resample(resampled, psych_items):
    """Also where an item hardly correlates with the others (CUSL2): a missing draw would cost the limits."""
    order = list(psych_items.index)
    for items in blocks(psych_items).values():
        at = [order.index(item) for item in items]
        corr = resampled[:, at][:, :, at]
        found = one_factor(corr)
        assert np.isfinite(found).all()
        assert np.abs(found).max() <= 1
        assert (found.sum(axis=-1) > 0).all()
        # the batch a member stands in does not matter
        np.testing.assert_array_equal(found[5], one_factor(corr[5]))


def test_true_loadings_are_found_whatever_their_signs():
    loadings = np.array([0.9, -0.5, 0.7, 0.6, 0.3])
    corr = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    np.testing.assert_allclose(one_factor(corr), loadings, atol=1e-10)
    np.testing.assert_allclose(one_factor(corr[:3, :3]), loadings[:3], atol=1e-10)
    np.testing.assert_allclose(one_factor(-corr[:2, :2] + 2 * np.eye(2)), [np.sqrt(0.45)] * 2)


def test_uncorrelated_items_have_no_factor():
    for k in (2, 3, 5):
        np.testing.assert_allclose(one_factor(np.eye(k)), 0.0)
        assert float(omega(one_factor(np.eye(k)))) == 0.0


def test_a_factor_that_does_not_settle_is_missing(monkeypatch, resampled):
    monkeypatch.setattr(factors, "MAX_ROUNDS", 1)
    assert np.isnan(one_factor(resampled[:3])).all()


def test_omega_equals_alpha_for_equal_loadings():
    k, r = 4, 0.36
    corr = np.full((k, k), r) + (1 - r) * np.eye(k)
    assert float(omega(one_factor(corr))) == pytest.approx(k * r / (1 + (k - 1) * r), abs=ROUNDING)


def test_omega_is_the_squared_correlation_of_sum_and_factor():
    rng = np.random.default_rng(5)
    loadings = np.array([0.9, 0.7, 0.5, 0.4])
    factor = rng.normal(size=400_000)
    items = factor[:, None] * loadings + rng.normal(size=(400_000, 4)) * np.sqrt(1 - loadings**2)
    squared = np.corrcoef(items.sum(axis=1), factor)[0, 1] ** 2
    # error of a correlation near .87 from 400,000 rows, about 4e-4
    assert float(omega(loadings)) == pytest.approx(squared, abs=2e-3)


# ---------------------------------------------------------------------------- components and chance


def test_eigenvalues_and_shares_of_psych(rows, psych_items, golden):
    model = golden("item_analysis_model").set_index("figure")["value"]
    corr = np.corrcoef(rows[list(psych_items.index)].to_numpy(dtype=float).T)
    published = golden("item_analysis_parallel")["eigenvalue"]
    np.testing.assert_allclose(eigenvalues(corr), published, atol=EIGHT_DECIMALS)
    component, factor = single_factor_shares(corr)
    assert component == pytest.approx(model["harman_component"], abs=EIGHT_DECIMALS)
    assert factor == pytest.approx(model["harman_factor"], abs=1e-7)


def test_parallel_analysis_of_r(golden):
    """Means and 95th percentiles over 2,000 samples, within four errors of their own."""
    published = golden("item_analysis_parallel")
    chance = parallel_eigenvalues(250, 24, 2000)
    errors = chance.std(axis=0) / np.sqrt(2000)
    assert (np.abs(chance.mean(axis=0) - published["simulated_mean"]) < 4.5 * errors).all()
    # a 95th percentile of nearly normal values has about twice the error of the mean
    gaps = np.abs(np.quantile(chance, 0.95, axis=0) - published["simulated_95"])
    assert (gaps < 4.5 * 2.2 * errors).all()


@pytest.mark.parametrize(("n", "p"), [(12, 6), (7, 6), (5, 6)])
def test_wishart_draws_are_those_of_rows(n, p):
    """Small samples, where any slip in the degrees of freedom shows; the last with fewer rows than items."""
    rng = np.random.default_rng(6)
    x = rng.normal(size=(4000, n, p))
    z = x - x.mean(axis=1, keepdims=True)
    z /= np.sqrt((z**2).sum(axis=1, keepdims=True))
    by_rows = eigenvalues(np.swapaxes(z, 1, 2) @ z)
    drawn = parallel_eigenvalues(n, p, 4000)
    for at in range(min(n - 1, p)):
        assert stats.ks_2samp(by_rows[:, at], drawn[:, at]).pvalue > 1e-4


def test_parallel_draws_depend_on_the_seed_alone():
    many = parallel_eigenvalues(100, 5, 600, seed=3)
    np.testing.assert_array_equal(many[:300], parallel_eigenvalues(100, 5, 300, seed=3))
    assert not np.array_equal(many[:10], parallel_eigenvalues(100, 5, 10, seed=4))
    assert parallel_eigenvalues(100, 5, 0).shape == (0, 5)
    np.testing.assert_allclose(many.sum(axis=1), 5.0)


def test_components_after_the_first_failure_are_not_kept():
    values = np.array([[3.0, 1.1, 1.3, 0.6], [0.9, 0.8, 0.7, 0.6]])
    limits = np.array([1.5, 1.2, 1.1, 1.0])
    np.testing.assert_array_equal(retained(values, limits), [[True, False, False, False], [False] * 4])


# ---------------------------------------------------------------------------- the marker variable


def test_marker_correction_removes_a_method_all_share():
    """Answers = construct + equal method factor: the marker shares the method alone."""
    true = np.array([[1.0, 0.4, 0.0], [0.4, 1.0, 0.3], [0.0, 0.3, 1.0]])
    share = 0.2
    observed = (1 - share) * true + share
    np.testing.assert_allclose(marker_corrected(observed, share), true, atol=ROUNDING)
    np.testing.assert_allclose(marker_corrected(np.stack([observed, true]), [share, 0.0]), [true, true])


def test_marker_corrected_paths_are_regressions():
    corr = np.array([[1.0, 0.5, 0.6], [0.5, 1.0, 0.55], [0.6, 0.55, 1.0]])
    spec = PlsSpec((1, 1, 1), ("A", "A", "A"), ((1, 0), (2, 0), (2, 1)))
    corrected = marker_corrected(corr, 0.15)
    by_hand = np.linalg.solve(corrected[:2, :2], corrected[:2, 2])
    np.testing.assert_allclose(marker_corrected_paths(corr, 0.15, spec), [corrected[1, 0], *by_hand])


def test_t_test_of_a_correlation():
    x = np.random.default_rng(7).normal(size=(2, 30))
    known = stats.pearsonr(*x)
    t, p = correlation_test(np.array(known.statistic), 28)
    assert float(p) == pytest.approx(known.pvalue, rel=1e-9)
    assert np.sign(t) == np.sign(known.statistic)
    assert np.isnan(correlation_test(np.array(0.5), 0)[1])
