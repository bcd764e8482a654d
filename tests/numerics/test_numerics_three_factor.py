"""Columns, projection and rules of penalty-reward contrasts against brute force and published figures."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.numerics.moments import Moments, stack
from csmodels.numerics.three_factor.columns import Layout, coded, extended
from csmodels.numerics.three_factor.impact import impact, linear_null, penalty_reward, reversed_signs
from csmodels.numerics.three_factor.rules import (
    BASIC,
    EXCITEMENT,
    FIVE,
    NONE,
    PERFORMANCE,
    UNIMPORTANT,
    by_index,
    by_ratio,
    by_significance,
    by_wald,
    five_classes,
)

#: Least squares from moments and from rows differ by rounding alone.
ROUNDING = 1e-9
#: The published asymmetries were computed from coefficients with more digits than are printed.
PRINTED = 0.02

#: Wang et al. (2024), Table 4: penalty, reward, asymmetry, type of six hotel attributes.
WANG = (
    (-0.71, 0.22, -0.53, "basic"),
    (-0.46, 0.84, 0.30, "excitement"),
    (-0.02, 0.18, 0.81, "excitement"),
    (-0.36, 0.18, -0.32, "basic"),
    (-0.75, 0.73, -0.02, "performance"),
    (-0.47, 0.15, -0.53, "basic"),
)


def survey(n=400, j=4, seed=3, controls=1):
    rng = np.random.default_rng(seed)
    z = 0.7 * rng.normal(size=(n, 1)) + 0.7 * rng.normal(size=(n, j))
    x = np.digitize(z, [-1.5, -0.8, 0.0, 0.9]) + 1.0
    c = rng.normal(size=(n, controls))
    y = 0.3 * x.sum(axis=1) + 0.5 * np.minimum(x[:, 0] - 3, 0) + 0.2 * c.sum(axis=1) + rng.normal(size=n)
    return x, c, y


def rows_of(x, c, y):
    j = x.shape[1]
    return extended(x, c, y, low=[(1, 2)] * j, high=[(5,)] * j)


def lstsq(x, y):
    return np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), y)[0]


def test_missing_ratings_have_no_dummies():
    found = coded([[1.0, np.nan], [5.0, 3.0]], low=[(1,), (1,)], high=[(5,), (5,)])
    assert np.isnan(found[0]).tolist() == [False, True, False, True]
    assert found[1].tolist() == [0, 0, 1, 0]


def test_coefficients_are_those_of_least_squares():
    rows, layout = rows_of(*survey()), Layout(4, 1)
    p, r = penalty_reward(Moments.from_rows(rows), layout)
    wanted = lstsq(rows[:, [*layout.dummies, *layout.controls]], rows[:, layout.outcome])
    assert np.concatenate([p, r]) == pytest.approx(wanted[1:9], abs=ROUNDING)


def test_linear_null_is_the_regression_of_fitted_values():
    rows, layout = rows_of(*survey()), Layout(4, 1)
    straight = rows[:, [*layout.linear, *layout.controls]]
    b = lstsq(straight, rows[:, layout.outcome])
    fitted = b[0] + straight @ b[1:]
    wanted = lstsq(rows[:, [*layout.dummies, *layout.controls]], fitted)[1:9]
    assert np.concatenate(linear_null(Moments.from_rows(rows), layout)) == pytest.approx(wanted, abs=ROUNDING)


def test_an_exactly_linear_outcome_is_its_own_null():
    x, c, _ = survey()
    rows, layout = rows_of(x, c, 1 + 0.3 * x.sum(axis=1) + 0.5 * c[:, 0]), Layout(4, 1)
    moments = Moments.from_rows(rows)
    found, null = penalty_reward(moments, layout), linear_null(moments, layout)
    assert np.stack(found) == pytest.approx(np.stack(null), abs=ROUNDING)


def test_one_attribute_alone_has_the_closed_form():
    x, _, _ = survey(j=1)
    y = 2.0 + 0.7 * x[:, 0] + np.random.default_rng(0).normal(size=len(x))
    rows = extended(x, np.empty((len(x), 0)), y, low=[(1, 2)], high=[(5,)])
    found = impact(*linear_null(Moments.from_rows(rows), Layout(1))).ia[0]
    low, middle, high = (x[chosen].mean() for chosen in (x <= 2, (x > 2) & (x < 5), x == 5))
    assert found == pytest.approx(((high - middle) - (middle - low)) / (high - low), abs=ROUNDING)


def test_a_batch_equals_its_members():
    layout = Layout(4, 1)
    parts = [Moments.from_rows(rows_of(*survey(seed=seed))) for seed in range(3)]
    for function in (penalty_reward, linear_null):
        together = np.stack(function(stack(parts), layout), axis=1)
        alone = np.stack([np.stack(function(each, layout)) for each in parts])
        assert together == pytest.approx(alone, abs=ROUNDING)


def test_published_asymmetries_from_rounded_coefficients():
    p, r, ia, kinds = zip(*WANG, strict=True)
    found = impact(p, r)
    assert found.ia == pytest.approx(ia, abs=PRINTED)
    assert found.ia.round(3).tolist() == [-0.527, 0.292, 0.8, -0.333, -0.014, -0.516]
    names = ("basic", "performance", "excitement")
    assert tuple(names[code] for code in by_index(found.ia, 0.2)) == kinds


def test_shares_of_impact_and_their_limits():
    rng = np.random.default_rng(1)
    p, r = rng.normal(size=(2, 50, 7))
    found = impact(p, r)
    known = found.riocs > 0
    assert (found.riocs >= 0).all()
    assert (found.sgp + found.dgp)[known] == pytest.approx(1.0)
    assert (np.abs(found.ia[known]) <= 1).all()
    assert np.isnan(found.ia[~known]).all()
    # the unit of satisfaction does not matter, and a mirror turns the asymmetry
    assert impact(3 * p, 3 * r).ia[known] == pytest.approx(found.ia[known])
    assert impact(-r, -p).ia[known] == pytest.approx(-found.ia[known])


def test_wrong_signs_are_flagged_and_count_as_nothing():
    p, r = np.array([0.4, -0.4, 0.4]), np.array([0.3, -0.3, -0.3])
    found = impact(p, r)
    assert found.ia[:2].tolist() == [1.0, -1.0]
    assert np.isnan(found.ia[2])
    assert found.riocs.tolist() == [0.3, 0.4, 0.0]
    low, high = reversed_signs(p, r)
    assert (low.tolist(), high.tolist()) == ([True, False, True], [False, True, True])
    se = np.full(3, 0.05)
    assert by_wald(p, r, se, se, 0.0).tolist() == [EXCITEMENT, BASIC, UNIMPORTANT]
    assert by_ratio(p, r).tolist() == [EXCITEMENT, BASIC, NONE]


@pytest.mark.parametrize(
    ("p", "r", "wald", "significance"),
    [
        (-0.6, 0.05, BASIC, BASIC),
        (-0.6, 0.30, BASIC, PERFORMANCE),
        (-0.4, 0.35, PERFORMANCE, PERFORMANCE),
        (-0.3, 0.15, PERFORMANCE, BASIC),
        (-0.05, 0.6, EXCITEMENT, EXCITEMENT),
        (-0.1, 0.1, UNIMPORTANT, UNIMPORTANT),
    ],
)
def test_rules_of_errors(p, r, wald, significance):
    assert by_wald(p, r, 0.1, 0.1, 0.0) == wald
    assert by_significance(p, r, 0.1, 0.1) == significance


def test_wald_uses_the_covariance_and_students_t():
    # the sum of two coefficients that move together is less certain than that of two that move apart
    assert by_wald(-0.6, 0.3, 0.1, 0.1, 0.009) == PERFORMANCE
    assert by_wald(-0.6, 0.3, 0.1, 0.1, -0.005) == BASIC
    assert by_wald(-0.5, 0.2, 0.1, 0.1, 0.0, df=None) == BASIC
    assert by_wald(-0.5, 0.2, 0.1, 0.1, 0.0, df=4) == PERFORMANCE
    assert by_wald(np.nan, 0.2, 0.1, 0.1, 0.0) == NONE


def test_ratios_at_their_limits():
    p = np.full(4, -1.0)
    r = np.array([0.89, 0.9, 1.1, 1.11])
    assert by_ratio(p, r).tolist() == [BASIC, PERFORMANCE, PERFORMANCE, EXCITEMENT]
    zhang = (1 / 1.5, 1 / 0.67)
    found = by_ratio(p, [1 / 1.5, 0.7, 1.4, 1 / 0.67], *zhang, inclusive=True)
    assert found.tolist() == [BASIC, PERFORMANCE, PERFORMANCE, EXCITEMENT]
    assert by_ratio(0.0, 0.5) == EXCITEMENT


def test_indices_at_their_limits():
    assert by_index([-0.11, -0.1, 0.1, 0.11, np.nan]).tolist() == [0, 1, 1, 2, -1]
    found = five_classes([-0.41, -0.4, -0.1, 0.1, 0.4, 0.41, np.nan])
    assert [FIVE[code] if code >= 0 else "" for code in found] == [
        *("frustrator", "dissatisfier", "hybrid", "hybrid", "satisfier", "delighter", "")
    ]
