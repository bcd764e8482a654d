"""Closed forms of value, survival and switching; logistic regression under many weights at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from csmodels.numerics.draws import RowDraws, make_design
from csmodels.numerics.resampling import Resampler
from csmodels.numerics.strategy.influence import influence_covariance
from csmodels.numerics.strategy.lifetime import lifetime, multiple
from csmodels.numerics.strategy.logit import expit, logit_fit, logit_influence
from csmodels.numerics.strategy.survival import (
    discounted_lifetime,
    fit_survival,
    gradient,
    log_shares,
    lost,
    retention,
    shapes,
    survival,
)
from csmodels.numerics.strategy.switching import chain_values, long_run, with_retention
from csmodels.numerics.variation import Bootstrap
from csmodels.strategy.value.sampled import of_draws

#: Closed forms against sums: rounding alone.
EXACT = 1e-10
#: Sums cut after so many periods leave less than 1e-9.
MANY = 600
#: Estimates of two programs, each stopped near 1e-8.
SOLVED = 1e-6
#: Published to three decimals.
PRINTED = 5e-4


@pytest.mark.parametrize("first", ["now", "end"])
@pytest.mark.parametrize("horizon", [None, 7])
@pytest.mark.parametrize("growth", [0.0, 0.04])
def test_value_equals_the_sum(first: str, horizon: int | None, growth: float) -> None:
    r, i = np.array([0.0, 0.5, 0.9]), 0.1
    t = np.arange(MANY if horizon is None else horizon)[:, None]
    flows = (r * (1 + growth) / (1 + i)) ** t * (1.0 if first == "now" else r / (1 + i))
    np.testing.assert_allclose(multiple(r, i, growth, horizon, first), flows.sum(axis=0), atol=EXACT)


def test_textbook_form_and_limits() -> None:
    assert multiple(0.8, 0.12).item() == pytest.approx(0.8 / (1.12 - 0.8), abs=EXACT)
    assert multiple(1.0, 0.0, horizon=14, first="now").item() == 14.0
    assert np.isinf(multiple(1.0, 0.0).item())
    assert lifetime(0.75).item() == pytest.approx(4.0)


@pytest.mark.parametrize("first", ["now", "end"])
def test_slope_of_value_and_precision_near_one(first: str) -> None:
    r, i, step = np.array([0.3, 0.8, 0.95]), 0.1, 1e-6
    numeric = (multiple(r + step, i, first=first) - multiple(r - step, i, first=first)) / (2 * step)
    np.testing.assert_allclose(numeric, (1 + i) / (1 + i - r) ** 2, rtol=1e-6)  # error of the difference
    q = 1 - np.array([1e-9, 1e-12, 1e-15])
    np.testing.assert_allclose(multiple(q, 0.0, 0.0, 10, "now"), 10.0 - 45 * (1 - q), rtol=1e-14)


def test_survival_closed_forms() -> None:
    a, b, t = 0.6, 3.6, np.arange(1, 19)
    np.testing.assert_allclose(survival(t, a, b), np.cumprod(retention(t, a, b)), rtol=EXACT)
    np.testing.assert_allclose(lost(t, a, b), survival(t - 1, a, b) - survival(t, a, b), atol=EXACT)
    assert lost(1, a, b).item() == pytest.approx(a / (a + b))
    after = 4
    sums = (survival(np.arange(after, MANY), a, b) / 1.1 ** np.arange(MANY - after)).sum()
    assert discounted_lifetime(0.1, a, b, after).item() == pytest.approx(sums / survival(after, a, b))
    assert discounted_lifetime(0.0, 2.5, 3.0).item() == pytest.approx(4.5 / 1.5)
    assert np.isinf(discounted_lifetime(0.0, 0.9, 3.0))


@pytest.mark.parametrize(
    ("kept", "alpha", "beta"),
    [
        ([1000, 869, 743, 653, 593, 551, 517, 491], 0.668, 3.806),
        ([1000, 631, 468, 382, 326, 289, 262, 241], 0.704, 1.182),
    ],
)
def test_published_cohorts(kept: list[float], alpha: float, beta: float) -> None:
    """Fader and Hardie (2007), "high end" and "regular" customers; typed from memory, so unconfirmed."""
    there = np.array(kept, dtype=float)
    counts = np.append(there[:-1] - there[1:], there[-1])
    found = [each.item() for each in shapes(fit_survival(counts[None], 1, 7, False))]
    assert found == pytest.approx([alpha, beta], abs=PRINTED)


@pytest.mark.parametrize("stock", [True, False])
def test_survival_shares_sum_to_one_and_slopes_are_theirs(stock: bool) -> None:
    at, step = np.array([-1.2, 0.9]), 1e-6
    assert np.exp(log_shares(at, 1, 9, stock)).sum() == pytest.approx(1.0)
    for i in range(2):
        move = step * np.eye(2)[i]
        numeric = (log_shares(at + move, 1, 9, stock) - log_shares(at - move, 1, 9, stock)) / (2 * step)
        np.testing.assert_allclose(gradient(at, 1, 9, stock)[:, i], numeric, atol=1e-7)


def test_exact_stock_gives_its_parameters_back() -> None:
    counts = np.stack([survival(np.arange(1, 19), a, b) for a, b in ((0.6, 3.6), (1.5, 2.0))])
    found = fit_survival(1000 * counts, 1, 18, True)
    np.testing.assert_allclose(np.stack(shapes(found), axis=-1), [[0.6, 3.6], [1.5, 2.0]], rtol=SOLVED)


def test_logit_equals_statsmodels_weighted() -> None:
    sm = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(1)
    x = np.column_stack([np.ones(300), rng.normal(70, 12, 300), rng.integers(0, 2, 300)])
    y = (rng.random(300) < expit(-4 + 0.06 * x[:, 1] + 0.5 * x[:, 2])).astype(float)
    weights = rng.integers(0, 4, size=(3, 300)).astype(float)
    found = logit_fit(x, y, weights)
    own = logit_fit(np.repeat(x[None], 3, axis=0), y, weights)  # predictors of each member's own
    np.testing.assert_allclose(own, found, atol=EXACT)
    for row, member in zip(weights, found, strict=True):
        reference = sm.GLM(y, x, family=sm.families.Binomial(), freq_weights=row).fit(tol=1e-12)
        np.testing.assert_allclose(member, reference.params, rtol=SOLVED)
    robust = sm.GLM(y, x, family=sm.families.Binomial()).fit(cov_type="HC0", tol=1e-12)
    params = logit_fit(x, y, np.ones((1, 300)))[0]
    covariance = influence_covariance(logit_influence(x, y, np.ones(300), params))
    np.testing.assert_allclose(covariance, robust.cov_params() * 300 / 299, rtol=SOLVED)


def test_logit_without_a_maximum_is_missing() -> None:
    x = np.column_stack([np.ones(6), np.arange(6.0)])
    y = np.array([0.0, 0, 0, 1, 1, 1])
    mixed = np.array([0.0, 1, 0, 1, 0, 1])
    assert np.isnan(logit_fit(x, y, np.ones((1, 6)))).all()  # told apart
    assert np.isnan(logit_fit(x, np.ones(6), np.ones((1, 6)))).all()  # does not vary
    assert np.isnan(logit_fit(np.column_stack([x, x[:, 1]]), mixed, np.ones((1, 6)))).all()  # collinear
    assert np.isfinite(logit_fit(x, mixed, np.ones((1, 6)))).all()
    # told apart in part: all with a control at one stayed
    control = np.column_stack([np.ones(40), np.tile(np.arange(10.0), 4), np.repeat([0.0, 1.0], 20)])
    part = np.concatenate([np.tile([0.0, 1.0, 1.0, 0.0], 5), np.ones(20)])
    assert np.isnan(logit_fit(control, part, np.ones((2, 40)))).all()


def test_covariance_by_clusters_and_strata_by_hand() -> None:
    rng = np.random.default_rng(2)
    z, strata, clusters = rng.normal(size=(12, 2)), np.repeat([0, 1], 6), np.repeat(np.arange(6), 2)
    design = make_design(12, strata, clusters)
    hand = np.zeros((2, 2))
    for h in range(2):
        totals = np.array([z[clusters == c].sum(axis=0) for c in range(3 * h, 3 * h + 3)])
        hand += 3 / 2 * (totals - totals.mean(axis=0)).T @ (totals - totals.mean(axis=0))
    np.testing.assert_allclose(influence_covariance(z, design, np.arange(12)), hand, atol=EXACT)


def test_chain_equals_the_sum_and_its_special_case() -> None:
    matrix = np.array([[0.88, 0.07, 0.05], [0.08, 0.86, 0.06], [0.09, 0.11, 0.80]])
    margin = np.array([320.0, 280.0, 230.0])
    flows = sum(np.linalg.matrix_power(matrix, t) / 1.1**t for t in range(MANY)) * margin
    np.testing.assert_allclose(chain_values(matrix, margin, 0.1), flows, rtol=EXACT)
    five = sum(np.linalg.matrix_power(matrix, t) / 1.1**t for t in range(5)) * margin
    np.testing.assert_allclose(chain_values(matrix, margin, 0.1, 5), five, rtol=EXACT)
    plain = sum(np.linalg.matrix_power(matrix, t) for t in range(5)) * margin
    np.testing.assert_allclose(chain_values(matrix, margin, 0.0, 5), plain, rtol=EXACT)
    # a brand to which nobody comes back is a customer lost for good
    gone = np.array([[0.8, 0.2], [0.0, 1.0]])
    value = chain_values(gone, np.array([1.0, 0.0]), 0.1)[0, 0]
    assert value == pytest.approx(multiple(0.8, 0.1, first="now").item())
    share = long_run(matrix)
    np.testing.assert_allclose(share @ matrix, share, atol=EXACT)
    moved = with_retention(matrix, 1, 0.01)
    np.testing.assert_allclose(moved.sum(axis=1), 1.0)
    assert moved[1, 1] == pytest.approx(0.87)
    assert moved[1, 0] / moved[1, 2] == pytest.approx(matrix[1, 0] / matrix[1, 2])
    assert np.isnan(with_retention(matrix, 1, 0.2)[1]).all()  # no more than .14 leave
    both = long_run(np.stack([np.eye(2), [[0.9, 0.1], [0.3, 0.7]]]))
    assert np.isnan(both[0]).all()
    np.testing.assert_allclose(both[1], [0.75, 0.25])


def test_endless_draws_lie_above_the_others() -> None:
    rng = np.random.default_rng(7)
    source = Resampler(rng.normal(size=(20, 1)))
    draws = rng.normal(10, 1, size=(3, 200))
    draws[1, :20], draws[2, :2] = np.inf, np.nan
    varied = Bootstrap(source=source, draws=RowDraws(20, 200, 1))
    found = of_draws(varied, np.array([10.0, 10.0, 10.0]), draws)
    np.testing.assert_allclose(found.conf_low[1], np.quantile(draws[1], 0.025))
    assert np.isinf(found.conf_high[1])
    assert np.isnan(found.std_error[1])
    np.testing.assert_allclose(found.std_error[[0, 2]], [draws[0].std(ddof=1), draws[2, 2:].std(ddof=1)])
    plain = of_draws(replace(varied, ci="normal"), np.array([10.0]), draws[1:2])
    assert np.isnan(plain.conf_high[0])
