"""Discriminant validity and collinearity against loops, regressions and populations that are known."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from statistics import geometric_mean

import numpy as np
import pytest

from csmodels.numerics import validity
from csmodels.numerics.pls import PlsSpec, fit_pls
from csmodels.numerics.reliability import block_reliability

#: The same formula in another order of operations.
ROUNDING = 1e-12
SPEC = PlsSpec((3, 1, 2, 4), ("A", "A", "A", "A"), ((1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2)))


@pytest.fixture(scope="module")
def rows():
    """Answers to ten items; the second runs the other way."""
    rng = np.random.default_rng(11)
    common = rng.normal(size=(150, 1))
    own = rng.normal(size=(150, 4)) + 0.7 * common
    x = own[:, SPEC.construct_of_item] + rng.normal(size=(150, 10)) * np.linspace(0.5, 1.4, 10)
    x[:, 1] *= -1
    return x


@pytest.fixture(scope="module")
def corr(rows):
    return np.corrcoef(rows.T)


def population(between: np.ndarray, loadings: np.ndarray, spec: PlsSpec) -> np.ndarray:
    place = spec.construct_of_item
    r = np.outer(loadings, loadings) * between[place][:, place]
    np.fill_diagonal(r, 1.0)
    return r


@pytest.mark.parametrize(("ratio", "mean"), [(validity.htmt, np.mean), (validity.htmt2, geometric_mean)])
def test_ratios_by_loops(corr, ratio, mean):
    found = ratio(corr, SPEC)
    items = [list(range(b.start, b.stop)) for b in SPEC.blocks]

    def within(j):
        pairs = [abs(corr[a, b]) for a, b in combinations(items[j], 2)]
        return mean(pairs) if pairs else 1.0

    for value, (i, j) in zip(found, validity.construct_pairs(SPEC), strict=True):
        between = mean([abs(corr[a, b]) for a, b in product(items[i], items[j])])
        assert value == pytest.approx(between / np.sqrt(within(i) * within(j)), abs=ROUNDING)


def test_ratios_of_a_known_population():
    """Equal loadings: both are the constructs' correlation. Unequal ones: HTMT2 still is, HTMT is not."""
    between = np.array([[1.0, 0.6, 0.3], [0.6, 1.0, 0.5], [0.3, 0.5, 1.0]])
    spec = PlsSpec((3, 4, 2), ("A",) * 3, ((1, 0), (2, 1)))
    true = [0.6, 0.3, 0.5]
    equal = population(between, np.repeat([0.8, 0.6, 0.7], spec.sizes), spec)
    np.testing.assert_allclose(validity.htmt(equal, spec), true, atol=ROUNDING)
    np.testing.assert_allclose(validity.htmt2(equal, spec), true, atol=ROUNDING)
    unequal = population(between, np.array([0.95, 0.6, 0.3, 0.9, 0.8, 0.4, 0.3, 0.9, 0.5]), spec)
    np.testing.assert_allclose(validity.htmt2(unequal, spec), true, atol=ROUNDING)
    assert (validity.htmt(unequal, spec) > np.array(true) + 0.01).all()


def test_ratios_do_not_depend_on_the_direction_of_items(corr):
    turn = np.where(np.arange(10) % 3, 1.0, -1.0)
    for ratio in (validity.htmt, validity.htmt2):
        np.testing.assert_allclose(ratio(corr * np.outer(turn, turn), SPEC), ratio(corr, SPEC), atol=ROUNDING)


def test_composites_of_mode_b_have_no_ratio(corr):
    spec = replace(SPEC, modes=("B", "B", "A", "A"))
    for ratio in (validity.htmt, validity.htmt2):
        missing = np.isnan(ratio(corr, spec))
        # a Mode B block of one item is that item
        assert missing.tolist() == [0 in pair for pair in validity.construct_pairs(spec)]


def test_correlations_of_zero():
    """Uncorrelated blocks: 0. Uncorrelated items within: no ratio; nothing is infinite."""
    spec = PlsSpec((2, 2), ("A", "A"), ((1, 0),))
    r = np.eye(4)
    r[0, 1] = r[1, 0] = r[2, 3] = r[3, 2] = 0.5
    assert validity.htmt(r, spec) == validity.htmt2(r, spec) == 0
    assert np.isnan(validity.htmt(np.eye(4), spec)).all()
    assert np.isnan(validity.htmt2(np.eye(4), spec)).all()


def test_batches_and_missing_members(corr):
    many = np.broadcast_to(corr, (2, 3, 10, 10)).copy()
    many[1, 2] = np.nan
    with np.errstate(invalid="ignore"):
        fit = fit_pls(many, SPEC)
    one = fit_pls(corr, SPEC)
    vif = validity.vif_predictors(fit.construct_corr, SPEC)
    cross = validity.cross_loadings(many, fit, SPEC)
    pairs = [
        (validity.htmt(many, SPEC), validity.htmt(corr, SPEC)),
        (validity.htmt2(many, SPEC), validity.htmt2(corr, SPEC)),
        (validity.vif_items(many, SPEC), validity.vif_items(corr, SPEC)),
        (vif, validity.vif_predictors(one.construct_corr, SPEC)),
        (cross, validity.cross_loadings(corr, one, SPEC)),
        (validity.cross_loading_margin(cross, SPEC), None),
        (validity.f_squared(fit.paths, fit.r_squared, vif, SPEC), None),
        (validity.composite_corr(many, fit.weights, SPEC), one.construct_corr),
    ]
    for found, single in pairs:
        assert found.shape[:2] == (2, 3)
        if single is not None:
            np.testing.assert_allclose(found[0, 1], single, atol=ROUNDING)
        assert np.isfinite(np.delete(found.reshape(6, -1), 5, axis=0)).any(axis=1).all()
        left = found[1, 2].ravel()
        # a construct's only predictor has VIF 1 by definition
        assert np.isnan(left[left != 1]).all()


def test_cross_loadings_are_correlations_with_the_scores(rows, corr):
    fit = fit_pls(corr, SPEC)
    z = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    scores = np.stack([z[:, b] @ fit.weights[b] for b in SPEC.blocks], axis=1)
    expected = z.T @ scores / len(z)
    found = validity.cross_loadings(corr, fit, SPEC)
    np.testing.assert_allclose(found, expected, atol=ROUNDING)
    np.testing.assert_allclose(
        validity.composite_corr(corr, fit.weights, SPEC), np.corrcoef(scores.T), atol=ROUNDING
    )
    margin = validity.cross_loading_margin(found, SPEC)
    for item, row in enumerate(np.abs(expected)):
        own = SPEC.construct_of_item[item]
        assert margin[item] == pytest.approx(row[own] - np.delete(row, own).max(), abs=ROUNDING)


def test_cross_loadings_of_a_consistent_fit(corr):
    fit = fit_pls(corr, SPEC)
    rho = np.array([0.8, 1.0, 0.7, 0.9])
    consistent = replace(fit, loadings=fit.loadings * 0.9)
    found = validity.cross_loadings(corr, consistent, SPEC, rho)
    plain = validity.cross_loadings(corr, fit, SPEC)
    own = SPEC.construct_of_item[:, None] == np.arange(4)
    np.testing.assert_allclose(found[own], consistent.loadings)
    np.testing.assert_allclose(found[~own], (plain / np.sqrt(rho))[~own], atol=ROUNDING)


def test_inflation_by_regressions(rows, corr):
    z = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    found = validity.vif_items(corr, SPEC)
    assert np.isnan(found[3])  # a single item
    for block in SPEC.blocks:
        for item in range(block.start, block.stop) if block.stop - block.start > 1 else ():
            others = [i for i in range(block.start, block.stop) if i != item]
            left = z[:, item] - z[:, others] @ np.linalg.lstsq(z[:, others], z[:, item])[0]
            assert found[item] == pytest.approx(1 / left.var(), abs=1e-10)


def test_inflation_of_a_singular_matrix_is_missing():
    r = np.stack([np.eye(3), np.eye(3)])
    r[1, 0, 1] = r[1, 1, 0] = 1.0
    found = validity.variance_inflation(r)
    np.testing.assert_array_equal(found[0], 1.0)
    assert np.isnan(found[1]).all()


def test_predictors_and_effect_sizes_by_leaving_out(corr):
    fit = fit_pls(corr, SPEC)
    c = fit.construct_corr

    def explained(outcome, predictors):
        b = np.linalg.solve(c[np.ix_(predictors, predictors)], c[predictors, outcome])
        return b @ c[predictors, outcome]

    vif = validity.vif_predictors(c, SPEC)
    sizes = validity.f_squared(fit.paths, fit.r_squared, vif, SPEC)
    for row, (outcome, predictor) in enumerate(SPEC.paths):
        others = [i for i in SPEC.predictors[outcome] if i != predictor]
        full = explained(outcome, SPEC.predictors[outcome])
        less = explained(outcome, others) if others else 0.0
        assert sizes[row] == pytest.approx((full - less) / (1 - full), abs=ROUNDING)
        among = explained(predictor, others) if others else 0.0
        assert vif[row] == pytest.approx(1 / (1 - among), abs=ROUNDING)


def test_effect_size_needs_unexplained_variance():
    spec = PlsSpec((2, 2), ("A", "A"), ((1, 0),))
    for r_squared in (1.0, 1.2):
        size = validity.f_squared(np.array([1.0]), np.array([r_squared]), np.ones(1), spec)
        assert np.isnan(size).all()


def test_margin_of_fornell_and_larcker():
    c = np.array([[1.0, -0.7, 0.2], [-0.7, 1.0, 0.5], [0.2, 0.5, 1.0]])
    found = validity.fornell_larcker_margin(np.array([0.64, 0.25, np.nan]), c)
    np.testing.assert_allclose(found[:2], [0.1, -0.2], atol=ROUNDING)
    assert np.isnan(found[2])
    assert (np.diag(c) == 1).all()  # what was given stays


def test_raw_alpha(rows, corr):
    cov = np.cov(rows.T, ddof=0)
    spec = replace(SPEC, modes=("A", "A", "B", "A"))
    found = validity.raw_alpha(cov, spec)
    assert np.isnan(found[1:3]).all()
    block = spec.blocks[3]
    total = rows[:, block].sum(axis=1)
    assert found[3] == pytest.approx(4 / 3 * (1 - rows[:, block].var(axis=0).sum() / total.var()))
    standardised = block_reliability(corr[block, block], np.ones(4), np.ones(4))[0]
    assert validity.raw_alpha(corr, spec)[3] == pytest.approx(standardised, abs=ROUNDING)
    assert found[3] != pytest.approx(standardised, abs=1e-4)


def test_limits_of_squares():
    """The least and largest square between two limits, over a fine grid."""
    rng = np.random.default_rng(4)
    low, high = np.sort(rng.normal(size=(2, 40)), axis=0)
    squares = np.linspace(low, high, 20_001) ** 2
    least, largest = validity.squared_limits(low, high)
    np.testing.assert_allclose(least, squares.min(axis=0), atol=1e-6)
    np.testing.assert_allclose(largest, squares.max(axis=0), rtol=1e-12)
    assert ((least == 0) == (low * high <= 0)).all()
    assert np.isnan(validity.squared_limits(np.array([np.nan]), np.array([np.nan]))).all()
