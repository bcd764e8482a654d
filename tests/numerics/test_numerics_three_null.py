"""The linear world: what it implies, how far estimates stray from it, size and power of the test."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from csmodels.numerics.draws import make_design
from csmodels.numerics.moments import Moments
from csmodels.numerics.ordered import fit_ordered
from csmodels.numerics.three_factor.columns import Layout, extended
from csmodels.numerics.three_factor.impact import linear_null, penalty_reward
from csmodels.numerics.three_factor.linear_null import covariance, excess, replicated
from csmodels.numerics.three_factor.linear_worlds import (
    bounded_world,
    linear_world,
    mixed_covariance,
    ordered_world,
)
from csmodels.numerics.three_factor.shared_answers import fit_shared

#: Rounding of a few thousand sums.
CLOSE = 1e-9
#: Two searches that both end at a slope of about 1e-10.
SEARCHED = 1e-6
#: Central differences with steps of 1e-5.
DIFFERENCED = 1e-5
#: Standard deviations of 200 refits: a Monte-Carlo error of 5 %, times three (of 60: 9 %).
REFITTED = 0.15


def rows_of(n=400, attributes=3, controls=0, seed=0, cuts=None):
    """Ratings from 1 to 5 of a linear world, coded 1-2 and 5; with cuts the answers that lie before it."""
    rng = np.random.default_rng(seed)
    normal = np.sqrt(0.5) * (rng.standard_normal((n, 1)) + rng.standard_normal((n, attributes)))
    x = 1.0 + np.searchsorted([-1.2, -0.6, 0.2, 0.9], normal)
    beside = rng.standard_normal((n, controls))
    y = 0.3 * x.sum(axis=1) + beside.sum(axis=1) + rng.standard_normal(n)
    if cuts is not None:
        y = 1.0 + np.searchsorted(cuts, y)
    layout = Layout(attributes, controls)
    return extended(x, beside, y, [(1, 2)] * attributes, [(5,)] * attributes), layout


CUTS = (1.2, 2.0, 2.8, 3.6)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("controls", [0, 2])
def test_coefficients_are_those_of_the_moments(weighted, controls):
    rows, layout = rows_of(controls=controls)
    weights = np.random.default_rng(1).uniform(0.5, 2, len(rows)) if weighted else None
    world = linear_world(rows, layout, weights)
    moments = Moments.from_rows(rows, weights)
    np.testing.assert_allclose(world.estimated, penalty_reward(moments, layout), atol=CLOSE)
    np.testing.assert_allclose(world.implied, linear_null(moments, layout), atol=CLOSE)
    assert world.df == len(rows) - 1 - 3 - controls


def test_exactly_linear_answers_depart_by_nothing():
    rows, layout = rows_of()
    rows[:, layout.outcome] = 2 + rows[:, layout.linear] @ [0.2, 0.5, 1.0]
    world = linear_world(rows, layout)
    np.testing.assert_allclose(world.estimated, world.implied, atol=CLOSE)
    # three levels have no room for a bend: the dummies hold the ratings
    rows, layout = rows_of()
    three = np.clip(rows[:, layout.linear], 2, 4)
    table = extended(three, np.empty((len(three), 0)), three.sum(axis=1), [(2,)] * 3, [(4,)] * 3)
    world = linear_world(table, layout)
    np.testing.assert_allclose(world.implied, [[-1] * 3, [1] * 3], atol=CLOSE)


def test_departure_is_the_weighted_sum_of_the_errors():
    """(G - G P) e: the shares of HC0 add up to estimated less implied coefficients."""
    rows, layout = rows_of(controls=1)
    for weights in (None, np.random.default_rng(1).uniform(0.5, 2, len(rows))):
        world = linear_world(rows, layout, weights, "HC0")
        apart = (world.estimated - world.implied).ravel()
        np.testing.assert_allclose(world.shares.sum(axis=0), apart, atol=CLOSE)


def test_contrast_equals_textbook_sandwich():
    """Row by row: the contrast is a'y, its variance a' diag(e^2 / (1 - h)^2) a; and sigma^2 a'a."""
    rows, layout = rows_of(n=60, attributes=2)
    n, y = len(rows), rows[:, layout.outcome]
    bent = np.column_stack([np.ones(n), rows[:, layout.dummies]])
    straight = np.column_stack([np.ones(n), rows[:, layout.linear]])
    hat = straight @ np.linalg.inv(straight.T @ straight) @ straight.T
    e = y - hat @ y
    take = np.linalg.inv(bent.T @ bent) @ bent.T @ (np.eye(n) - hat)
    for errors in ("HC3", "classical"):
        world = linear_world(rows, layout, errors=errors)
        found = covariance(world.shares)
        for j in range(2):
            a = take[1 + j] + take[3 + j]
            wide = e / (1 - np.diag(hat)) if errors == "HC3" else np.sqrt(e @ e / (n - 3)) * np.ones(n)
            by_hand = sum((a[i] * wide[i]) ** 2 for i in range(n))
            sum_of_two = np.eye(4)[j] + np.eye(4)[2 + j]
            assert sum_of_two @ found @ sum_of_two == pytest.approx(by_hand, rel=CLOSE)


def test_departures_are_uncorrelated_with_what_is_implied():
    """With errors of one variance: why the implied coefficients may be held."""
    rows, layout = rows_of()
    n = len(rows)
    bent = np.column_stack([np.ones(n), rows[:, layout.dummies]])
    straight = np.column_stack([np.ones(n), rows[:, layout.linear]])
    project = np.linalg.pinv(bent) @ straight @ np.linalg.pinv(straight)
    shares = linear_world(rows, layout, errors="classical").shares
    np.testing.assert_allclose(project @ shares, 0, atol=CLOSE)


def test_mixed_without_groups_is_least_squares():
    rows, layout = rows_of(controls=1)
    world = linear_world(rows, layout, errors="classical")
    residual = rows[:, layout.outcome] - _fitted_values(rows, layout)
    scale = residual @ residual / world.df
    found = mixed_covariance(
        rows, layout, np.ones((len(rows), 1)), np.arange(len(rows)) % 7, np.zeros((1, 1)), scale
    )
    np.testing.assert_allclose(found, covariance(world.shares), atol=CLOSE)


def _fitted_values(rows, layout):
    x = np.column_stack([np.ones(len(rows)), rows[:, [*layout.linear, *layout.controls]]])
    return x @ np.linalg.lstsq(x, rows[:, layout.outcome], rcond=None)[0]


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_given_answers_have_the_estimates_of_the_ordered_model(link):
    rows, layout = rows_of(cuts=CUTS)
    codes = rows[:, layout.outcome].astype(int) - 1
    x = rows[:, layout.dummies]
    found, other = fit_shared(x, np.eye(5)[codes], link), fit_ordered(x, codes, link)
    assert found.converged
    np.testing.assert_allclose(found.params, other.params, atol=SEARCHED)
    np.testing.assert_allclose(np.linalg.inv(-found.hessian), other.covariance, atol=SEARCHED)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_expected_answers_give_back_the_parameters(link):
    """Answers shared out by a model's own probabilities have that model as their estimate."""
    rows, layout = rows_of(cuts=CUTS)
    x = rows[:, layout.linear]
    model = fit_shared(x, np.eye(5)[rows[:, layout.outcome].astype(int) - 1], link)
    again = fit_shared(x, model.probability, link)
    np.testing.assert_allclose(again.params, model.params, atol=SEARCHED)
    # scores have expectation 0 in every row
    np.testing.assert_allclose(np.einsum("ik,ikm->im", model.probability, model.scores), 0, atol=CLOSE)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_scores_are_derivatives(link):
    from csmodels.numerics.three_factor import shared_answers

    rows, layout = rows_of(n=50, cuts=CUTS)
    x = rows[:, layout.linear]
    answers = np.random.default_rng(0).dirichlet(np.ones(5), len(x))
    at = np.array([0.2, 0.3, 0.4, 1.0, 2.0, 3.0, 4.0])
    _, scores, hessian = shared_answers._derivatives(x, answers, at, link)
    slope = np.einsum("ik,ikm->m", answers, scores)
    for m, step in enumerate(1e-5 * np.eye(len(at))):
        up, down = (shared_answers._log_likelihood(x, answers, at + s * step, link) for s in (1, -1))
        assert (up - down) / 2e-5 == pytest.approx(slope[m], abs=DIFFERENCED)
        ahead, behind = (shared_answers._derivatives(x, answers, at + s * step, link)[1] for s in (1, -1))
        turn = np.einsum("ik,ikm->m", answers, ahead - behind) / 2e-5
        np.testing.assert_allclose(turn, hessian[m], atol=1e3 * DIFFERENCED)


def test_separated_answers_are_refused():
    rows, layout = rows_of(attributes=1)
    rows[:, layout.outcome] = 1.0 + (rows[:, layout.linear[0]] > 2)
    with pytest.raises(ValueError, match="no maximum"):
        bounded_world(rows, layout)


@pytest.mark.parametrize("kind", ["bounded", "logit"])
def test_one_step_scatters_like_refits(kind):
    """Answers drawn from the linear ordered model, and everything fitted anew."""
    rows, layout = rows_of(n=500, attributes=2, cuts=CUTS)
    link = "probit" if kind == "bounded" else "logit"

    def world_of(table):
        return bounded_world(table, layout) if kind == "bounded" else ordered_world(table, layout, link)

    null = fit_shared(rows[:, layout.linear], np.eye(5)[rows[:, layout.outcome].astype(int) - 1], link)
    rng, apart = np.random.default_rng(3), []
    upto = np.cumsum(null.probability, axis=1)
    for _ in range(200 if kind == "bounded" else 60):
        drawn = rows.copy()
        drawn[:, layout.outcome] = 1.0 + (rng.random(len(rows))[:, None] > upto[:, :-1]).sum(axis=1)
        found = world_of(drawn)
        apart.append((found.estimated - found.implied).ravel())
    expected = np.sqrt(np.diag(covariance(world_of(rows).shares)))
    slack = REFITTED if kind == "bounded" else 1.8 * REFITTED
    np.testing.assert_allclose(np.std(apart, axis=0), expected, rtol=slack)
    # and no bias: means within 3.5 Monte-Carlo errors
    assert (np.abs(np.mean(apart, axis=0)) < 3.5 * expected / np.sqrt(len(apart))).all()


def test_a_weight_of_two_is_the_row_twice():
    for make, cuts in ((linear_world, None), (bounded_world, CUTS), (ordered_world, CUTS)):
        rows, layout = rows_of(n=200, attributes=2, cuts=cuts)
        weights = np.where(np.arange(200) % 3 == 0, 2.0, 1.0)
        one = make(rows, layout, weights=weights)
        two = make(np.repeat(rows, weights.astype(int), axis=0), layout)
        np.testing.assert_allclose(one.estimated, two.estimated, atol=SEARCHED)
        np.testing.assert_allclose(one.implied, two.implied, atol=SEARCHED)
        half = make(rows, layout, weights=weights / 2)
        np.testing.assert_allclose(half.shares, one.shares, atol=SEARCHED)


def test_units_add_up_before_they_are_squared():
    rng = np.random.default_rng(0)
    shares = rng.standard_normal((12, 3))
    alone = make_design(12, None, np.arange(12))
    centred = shares - shares.mean(axis=0)
    np.testing.assert_allclose(
        covariance(shares, alone, np.arange(12)), 12 / 11 * centred.T @ centred, atol=CLOSE
    )
    clusters = np.repeat(np.arange(4), 3)
    totals = np.array([shares[clusters == c].sum(axis=0) for c in range(4)])
    away = totals - totals.mean(axis=0)
    found = covariance(shares, make_design(12, None, clusters), np.arange(12))
    np.testing.assert_allclose(found, 4 / 3 * away.T @ away, atol=CLOSE)
    # a domain: units without a row are zeros
    some = np.arange(6)
    away = np.vstack([totals[:2], np.zeros((2, 3))])
    away = away - away.mean(axis=0)
    found = covariance(shares[some], make_design(12, None, clusters), some)
    np.testing.assert_allclose(found, 4 / 3 * away.T @ away, atol=CLOSE)


def test_replicates_of_the_jackknife_are_the_rows():
    """Delete-one weights: (n - 1) / n times the sum of squares, for shares that add up to zero."""
    shares = np.random.default_rng(0).standard_normal((20, 2))
    shares -= shares.mean(axis=0)
    replicates = (1 - np.eye(20)) * 20 / 19
    found = replicated(shares, np.ones(20), replicates, np.full(20, 19 / 20))
    np.testing.assert_allclose(found, 20 / 19 * shares.T @ shares, atol=CLOSE)


def test_draws_have_the_given_covariance_even_if_singular():
    rng = np.random.default_rng(0)
    half = rng.standard_normal((2, 4))
    errors = 1e-6 * half.T @ half  # rank 2 of 4, so small that the asymmetry is linear
    implied = np.array([[-0.5, -0.2], [0.4, 0.3]])
    found = excess(implied, implied, errors, n_draws=20000)
    slope = 2 / (implied[1] - implied[0]) ** 2
    for j in range(2):
        d = slope[j] * np.array([implied[1, j], -implied[0, j]])
        own = errors[np.ix_([j, 2 + j], [j, 2 + j])]
        assert found.std_error[j] == pytest.approx(np.sqrt(d @ own @ d), rel=0.03)
    assert (found.p_value == 1).all()


def test_first_draws_do_not_depend_on_their_number():
    implied, errors = np.array([[-0.5], [0.4]]), 0.01 * np.eye(2)
    few, many = (excess(implied + 0.1, implied, errors, 30.0, n).draws for n in (100, 300))
    np.testing.assert_array_equal(few, many[:100])
    other = excess(implied + 0.1, implied, errors, 30.0, 100, seed=1).draws
    assert not np.isclose(few, other).any()


def test_missing_asymmetry_has_no_p_value_and_counts_as_far():
    errors = 0.01 * np.eye(4)
    implied = np.array([[0.1, -0.01], [-0.1, 0.01]])  # the first has both signs reversed
    found = excess(np.array([[-0.2, -0.2], [0.1, 0.1]]), implied, errors)
    assert np.isnan(found.ia_linear[0])
    assert np.isnan(found.p_value[0])
    assert np.isfinite(found.p_contrast).all()
    lost = np.isnan(found.draws[:, 1])
    assert 0.1 < lost.mean() < 0.4
    assert found.p_value[1] > lost.mean()


def test_few_units_widen_the_draws():
    implied = np.array([[-0.5], [0.5]])
    wide, narrow = (excess(implied + 0.05, implied, 0.001 * np.eye(2), df) for df in (3.0, np.inf))
    assert wide.std_error[0] > 1.3 * narrow.std_error[0]
    assert wide.p_contrast[0] > narrow.p_contrast[0]


# size and power: the short form of `make coverage`


@pytest.fixture(scope="module")
def study():
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "coverage_linear_null.py"
    spec = importlib.util.spec_from_file_location("coverage_linear_null", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_size_and_power_in_the_six_designs(study):
    """The band of 500 samples, wider by three Monte-Carlo errors of 40 samples with 6 attributes."""
    table = study.study(40, "continuous", n_draws=299)
    slack = 3 * np.sqrt(0.05 * 0.95 / 240)
    assert table["size"].between(0.03 - slack, 0.07 + slack).all()
    assert 0.03 < table["size"].mean() < 0.07
    assert 0.03 < table["size_contrast"].mean() < 0.07
    goal = np.array(study.TABLE)
    assert (table["power"] > goal - 0.1 - 3 * np.sqrt(goal * (1 - goal) / 40)).all()
    # the linear asymmetry is that of the research table, and far from 0
    expected = [-0.29, 0.24, -0.32, -0.03, 0.00, -0.54]
    np.testing.assert_allclose(table["ia_linear"], expected, atol=0.03)


@pytest.mark.parametrize("null", ["bounded", "logit"])
def test_a_ceiling_is_no_asymmetry(study, null):
    """Behind answers from 1 to 5 the world is linear: only a null that knows their ends says so."""
    design = (("symmetric", "1-2 / 5"),)
    table = study.study(20, "1 to 5", design, nulls=("ols", null), n_draws=199).set_index("null")
    assert table.loc["ols", "size"] > 0.8
    assert table.loc[null, "size"] < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 120)
    assert table.loc[null, "power"] > 0.2
