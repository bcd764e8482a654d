"""Slopes between units: against statsmodels, a loop over all signs, textbook sums and known errors."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from csmodels.numerics.strategy.chain import (
    agreement,
    cluster_slopes,
    leaving_out,
    product_limits,
    residual_maker,
    sign_patterns,
    wild_limits,
    wild_p_values,
)

EXACT = 1e-9  # the same algebra in another order
SIMULATED = 0.02  # of quantiles of 40,000 draws, in standard errors of the slope
Array = NDArray[np.float64]

G, T = 8, 4
CLUSTERS = np.repeat(np.arange(G), T)
PERIODS = np.tile(np.arange(T), G)
ONE = np.ones((G * T, 1))
PLACES = (CLUSTERS[:, None] == np.arange(G)).astype(float)
TIMES = (PERIODS[:, None] == np.arange(T)).astype(float)


@pytest.fixture(scope="module")
def units() -> tuple[Array, Array, Array]:
    rng = np.random.default_rng(5)
    x = rng.normal(size=G)[CLUSTERS] * 2 + rng.normal(size=G * T)
    z = rng.normal(size=G * T) + 0.3 * x
    y = 0.5 * x - 0.2 * z + rng.normal(size=G)[CLUSTERS] + rng.normal(size=G * T)
    return x, y, z


def designs(z: Array) -> dict[str, Array]:
    return {
        "total": ONE,
        "controlled": np.column_stack([ONE, z]),
        "within": PLACES,
        "two_way": np.column_stack([PLACES, TIMES[:, 1:]]),
    }


# statsmodels 0.15.0: OLS(y, columns).fit(cov_type="cluster", cov_kwds={"groups": CLUSTERS}), params and bse.
STATSMODELS = {
    "total": (0.10597045891, 0.193048198951),
    "controlled": (0.166808846824, 0.268207649266),
    "within": (0.411816055696, 0.183445620578),
    "two_way": (0.347382587596, 0.254882044413),
}


@pytest.mark.parametrize("name", list(STATSMODELS))
def test_sandwich_is_that_of_statsmodels(name: str, units: tuple[Array, Array, Array]) -> None:
    x, y, z = units
    columns = designs(z)[name]
    found = cluster_slopes(x, y, residual_maker(columns), CLUSTERS, columns.shape[1] + 1)
    assert (found.slope, found.std_error) == pytest.approx(STATSMODELS[name], rel=EXACT)


@pytest.mark.parametrize("name", ["total", "controlled", "within", "two_way"])
def test_jackknife_leaves_out_one_cluster_at_a_time(name: str, units: tuple[Array, Array, Array]) -> None:
    x, y, z = units
    columns = designs(z)[name]
    maker = residual_maker(columns)
    found = cluster_slopes(x, y, maker, CLUSTERS, 2, left_out=leaving_out(maker, CLUSTERS))
    slow = []
    for g in range(G):
        kept = g != CLUSTERS
        full = np.column_stack([x, columns])[kept]
        slow.append(np.linalg.lstsq(full, y[kept], rcond=None)[0][0])
    whole = np.linalg.lstsq(np.column_stack([x, columns]), y, rcond=None)[0][0]
    error = np.sqrt((G - 1) / G * ((np.array(slow) - whole) ** 2).sum())
    assert found.slope == pytest.approx(whole, rel=EXACT)
    assert found.std_error == pytest.approx(error, rel=EXACT)


@pytest.mark.parametrize("name", ["total", "within", "two_way"])
def test_jackknife_of_corrected_slopes(name: str, units: tuple[Array, Array, Array]) -> None:
    x, y, z = units
    columns = designs(z)[name]
    rng = np.random.default_rng(0)
    half = rng.normal(size=(3, G * T, G * T)) * 0.1
    v, c = half[0] @ half[0].T / G, half[1] @ half[2].T / G
    c = (c + c.T) / 2
    maker = residual_maker(columns)

    def slope(kept: Array) -> float:
        m = residual_maker(columns[kept])
        over = x[kept] @ m @ y[kept] - np.trace(m @ c[np.ix_(kept, kept)])
        return float(over / (x[kept] @ m @ x[kept] - np.trace(m @ v[np.ix_(kept, kept)])))

    whole = slope(np.ones(G * T, dtype=bool))
    parts = np.array([slope(g != CLUSTERS) for g in range(G)])
    found = cluster_slopes(
        x, y, maker, CLUSTERS, 2, left_out=leaving_out(maker, CLUSTERS), x_errors=v, xy_errors=c
    )
    assert found.slope == pytest.approx(whole, rel=1e-8)
    np.testing.assert_allclose(found.pieces, np.sqrt((G - 1) / G) * (parts - whole), rtol=1e-6, atol=1e-9)


def test_samples_come_as_leading_axes(units: tuple[Array, Array, Array]) -> None:
    x, y, _ = units
    maker = residual_maker(PLACES)
    left_out = leaving_out(maker, CLUSTERS)
    both = cluster_slopes(np.stack([x, y]), np.stack([y, x]), maker, CLUSTERS, 2, left_out=left_out)
    for k, (a, b) in enumerate(((x, y), (y, x))):
        one = cluster_slopes(a, b, maker, CLUSTERS, 2, left_out=left_out)
        np.testing.assert_allclose(both.slope[k], one.slope, rtol=EXACT)
        np.testing.assert_allclose(both.pieces[k], one.pieces, rtol=1e-7)


# --- wild cluster bootstrap ---------------------------------------------------------------------------------


def slow_p(x: Array, y: Array, columns: Array, null: float) -> float:
    """All sign vectors one after the other, each with a least-squares fit and clustered errors."""

    def t_of(outcome: Array) -> float:
        full = np.column_stack([x, columns])
        bread = np.linalg.pinv(full.T @ full)
        beta = bread @ full.T @ outcome
        left = outcome - full @ beta
        meat = np.zeros_like(bread)
        for g in range(G):
            mine = np.flatnonzero(g == CLUSTERS)
            score = full[mine].T @ left[mine]
            meat += np.outer(score, score)
        return float((beta[0] - null) / np.sqrt((bread @ meat @ bread)[0, 0]))

    free = y - null * x
    fitted = columns @ np.linalg.lstsq(columns, free, rcond=None)[0] + null * x
    residual = y - fitted
    observed = abs(t_of(y))
    hits = [
        abs(t_of(fitted + np.array(signs)[CLUSTERS] * residual)) >= observed * (1 - 1e-9)
        for signs in itertools.product((1.0, -1.0), repeat=G)
    ]
    return float(np.mean(hits))


@pytest.mark.parametrize(("name", "null"), [("total", 0.0), ("two_way", 0.3)])
def test_wild_p_is_that_of_a_loop_over_all_signs(
    name: str, null: float, units: tuple[Array, Array, Array]
) -> None:
    x, y, z = units
    columns = designs(z)[name]
    found = wild_p_values(x, y, residual_maker(columns), CLUSTERS, sign_patterns(G), null)
    assert found[0] == slow_p(x, y, columns, null)
    assert found[0] * 2**G == pytest.approx(round(found[0] * 2**G))


def test_a_clear_slope_has_the_smallest_possible_p(units: tuple[Array, Array, Array]) -> None:
    x = units[0]
    y = 3 * x + 1e-3 * units[1]
    found = wild_p_values(x, y, residual_maker(ONE), CLUSTERS, sign_patterns(G))
    assert found[0] == 2.0 ** (1 - G)


def test_wild_limits_hold_what_is_not_rejected(units: tuple[Array, Array, Array]) -> None:
    x, y, _ = units
    maker, signs = residual_maker(ONE), sign_patterns(G)
    se = float(cluster_slopes(x, y, maker, CLUSTERS, 2).std_error)
    low, high = wild_limits(x, y, maker, CLUSTERS, signs, 0.95, se)
    inside = wild_p_values(x, y, maker, CLUSTERS, signs, np.array([low + 1e-6, high - 1e-6]))
    outside = wild_p_values(x, y, maker, CLUSTERS, signs, np.array([low - 1e-6, high + 1e-6]))
    assert (inside > 0.05).all()
    assert (outside <= 0.05).all()


def test_three_clusters_can_reject_nothing(units: tuple[Array, Array, Array]) -> None:
    few = CLUSTERS < 3
    x, y = units[0][few], 3 * units[0][few] + 1e-3 * units[1][few]
    maker = residual_maker(np.ones((few.sum(), 1)))
    assert wild_limits(x, y, maker, CLUSTERS[few], sign_patterns(3), 0.95, 0.1) == (-np.inf, np.inf)


def test_many_clusters_draw_signs_the_same_way_each_time() -> None:
    first = sign_patterns(13, seed=1)
    assert first.shape == (2_000, 13)
    assert (first[0] == 1).all()
    np.testing.assert_array_equal(first, sign_patterns(13, seed=1))


# --- known sampling errors ----------------------------------------------------------------------------------


def test_equal_errors_divide_the_slope_by_the_reliability(units: tuple[Array, Array, Array]) -> None:
    x, y, _ = units
    maker, variance = residual_maker(ONE), 0.7
    found = cluster_slopes(x, y, maker, CLUSTERS, 2, x_errors=np.eye(G * T) * variance)
    reliability = 1 - variance / x.var(ddof=1)
    assert found.reliability == pytest.approx(reliability, rel=EXACT)
    assert found.slope == pytest.approx(np.cov(x, y)[0, 1] / x.var(ddof=1) / reliability, rel=EXACT)


def test_unequal_and_shared_errors_by_the_sums(units: tuple[Array, Array, Array]) -> None:
    x, y, _ = units
    rng = np.random.default_rng(2)
    v, c = rng.uniform(0.1, 0.5, G * T), rng.uniform(-0.1, 0.2, G * T)
    found = cluster_slopes(
        x, y, residual_maker(PLACES), CLUSTERS, 2, x_errors=np.diag(v), xy_errors=np.diag(c)
    )
    dx, dy = (a - (np.bincount(CLUSTERS, a) / T)[CLUSTERS] for a in (x, y))
    keep = 1 - 1 / T  # what a unit's own error adds to its distance from the mean of its place
    assert found.slope == pytest.approx(
        ((dx * dy).sum() - keep * c.sum()) / ((dx * dx).sum() - keep * v.sum()), rel=EXACT
    )


def test_correction_recovers_the_slope_and_shared_errors_bias_it() -> None:
    rng = np.random.default_rng(3)
    samples, v, c = 3000, 0.8, 0.5
    true = rng.normal(size=(samples, G))[:, CLUSTERS] + 0.7 * rng.normal(size=(samples, G * T))
    noise = rng.multivariate_normal([0, 0], [[v, c], [c, 0.9]], size=(samples, G * T))
    x = true + noise[..., 0]
    y = 0.4 * true + noise[..., 1] + 0.1 * rng.normal(size=(samples, G * T))
    maker, eye = residual_maker(ONE), np.eye(G * T)
    plain = cluster_slopes(x, y, maker, CLUSTERS, 2)
    fixed = cluster_slopes(x, y, maker, CLUSTERS, 2, x_errors=v * eye, xy_errors=c * eye)
    assert abs(np.median(fixed.slope) - 0.4) < 0.02
    assert abs(np.median(plain.slope) - 0.4) > 0.04
    assert np.median(fixed.reliability) == pytest.approx(1.49 / (1.49 + v), abs=0.04)


# --- product and agreement ----------------------------------------------------------------------------------


def test_product_of_one_slope_has_the_limits_of_t() -> None:
    from scipy import stats

    error, low, high = product_limits(np.array([2.0]), np.array([[0.25]]), 7, 0.95)
    t = stats.t.ppf(0.975, 7)
    assert error == 0.5
    assert (low, high) == pytest.approx((2 - 0.5 * t, 2 + 0.5 * t), rel=EXACT)
    # times a slope that is known to be one: drawn, not reckoned
    drawn = product_limits(np.array([2.0, 1.0]), np.diag([0.25, 0.0]), 7, 0.95)
    assert drawn == pytest.approx((error, low, high), abs=SIMULATED)
    assert np.isnan(product_limits(np.array([2.0, 1.0]), np.diag([np.nan, 1.0]), 7, 0.95)).all()


def test_error_of_a_product_by_the_delta_method() -> None:
    slopes, cov = np.array([2.0, 3.0]), np.array([[0.04, 0.01], [0.01, 0.09]])
    error, low, high = product_limits(slopes, cov, 1e6, 0.95)
    assert error**2 == pytest.approx(9 * 0.04 + 4 * 0.09 + 2 * 6 * 0.01, rel=EXACT)
    assert low < 6 < high
    assert high - 6 > 6 - low  # products of positive slopes are skewed upwards


def test_agreement_by_the_sums_of_an_analysis_of_variance() -> None:
    rng = np.random.default_rng(1)
    sizes = np.array([4, 9, 6, 12, 5])
    units = np.repeat(np.arange(5), sizes)
    y = rng.normal(size=5)[units] + rng.normal(size=len(units))
    found = agreement(y, units)
    parts = [y[units == g] for g in range(5)]
    between = sum(len(p) * (p.mean() - y.mean()) ** 2 for p in parts) / 4
    within = sum(((p - p.mean()) ** 2).sum() for p in parts) / (len(y) - 5)
    size = (len(y) - (sizes**2).sum() / len(y)) / 4
    from scipy import stats

    test = stats.f_oneway(*parts)
    assert (found.f, found.p_value) == pytest.approx((test.statistic, test.pvalue), rel=EXACT)
    assert found.icc1 == pytest.approx((between - within) / (between + (size - 1) * within), rel=EXACT)
    assert found.icc2 == pytest.approx(1 - within / between, rel=EXACT)
    assert found.size == pytest.approx(size, rel=EXACT)


def test_limits_of_agreement_are_where_f_is_just_rejected() -> None:
    from scipy import stats

    rng = np.random.default_rng(4)
    units = np.repeat(np.arange(20), 10)
    y = 0.5 * rng.normal(size=20)[units] + rng.normal(size=200)
    found = agreement(y, units)
    # (1 + (n - 1) rho) / (1 - rho) times an F variable is the distribution of the test's F
    for rho, tail in zip(found.icc1_limits, (0.975, 0.025), strict=True):
        f = found.f * (1 - rho) / (1 + 9 * rho)
        assert stats.f.cdf(f, 19, 180) == pytest.approx(tail, rel=1e-7)
    for one, two in zip(found.icc1_limits, found.icc2_limits, strict=True):
        assert two == pytest.approx(10 * one / (1 + 9 * one), rel=EXACT)  # Spearman and Brown


def test_without_differences_agreement_is_negative_and_endless_with_no_spread() -> None:
    none = agreement(np.array([1.0, 3.0, 1.0, 3.0]), np.array([0, 0, 1, 1]))
    assert none.icc1 == -1.0
    full = agreement(np.array([1.0, 1.0, 3.0, 3.0]), np.array([0, 0, 1, 1]))
    assert (full.icc1, full.icc2) == (1.0, 1.0)
    for value in (0.0, 4.3, 1e6 / 3):
        alike = agreement(np.full(90, value), np.repeat(np.arange(15), 6))
        assert np.isnan([alike.icc1, alike.icc2, alike.f, alike.p_value, *alike.icc1_limits]).all()


def test_columns_of_any_size_are_taken_out() -> None:
    noise = np.random.default_rng(0).normal(size=20)
    small = residual_maker(np.column_stack([np.ones(20), noise]))
    large = residual_maker(np.column_stack([np.ones(20), 5e9 + 1e8 * noise]))
    np.testing.assert_allclose(small, large, atol=1e-7)
    assert np.trace(large) == pytest.approx(18, abs=EXACT)
