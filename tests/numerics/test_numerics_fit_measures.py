"""Implied correlations and discrepancies against matrix formulas, loops and models that hold exactly."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import linalg

from csmodels.numerics import fit_measures
from csmodels.numerics.pls import PlsSpec, fit_pls

#: The same formula in another order of operations.
ROUNDING = 1e-12
#: Matrix roots and eigenvalues of 8 items.
EIGEN = 1e-9

#: Two correlated causes, an outcome of the first, an outcome of all but the second.
PATHS = ((2, 0), (2, 1), (3, 0), (3, 2))
SPEC = PlsSpec((2, 2, 3, 1), ("A", "A", "A", "A"), PATHS)


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(12)
    own = rng.normal(size=(120, 4)) @ rng.normal(size=(4, 4)) * 0.5 + rng.normal(size=(120, 1))
    return own[:, SPEC.construct_of_item] + rng.normal(size=(120, 8))


@pytest.fixture(scope="module")
def corr(rows):
    return np.corrcoef(rows.T)


@pytest.fixture(scope="module")
def fit(corr):
    return fit_pls(corr, SPEC)


def test_structure_by_its_matrix_formula(fit):
    """(I - B)^-1 Psi (I - B)^-T, where Psi is what gives every construct variance 1."""
    found = fit_measures.structural_corr(fit.construct_corr, fit.paths, SPEC)
    beta = np.zeros((4, 4))
    for (d, p), value in zip(PATHS, fit.paths, strict=True):
        beta[d, p] = value
    psi = np.eye(4)
    psi[0, 1] = psi[1, 0] = fit.construct_corr[0, 1]
    total = np.linalg.inv(np.eye(4) - beta)
    for j in (2, 3):
        psi[j, j] = 0
        psi[j, j] = 1 - (total @ psi @ total.T)[j, j]
    np.testing.assert_allclose(found, total @ psi @ total.T, atol=ROUNDING)
    # the arrow that is left out is where the two models part
    gap = np.abs(found - fit.construct_corr)
    assert gap[1, 3] > 1e-3
    gap[1, 3] = gap[3, 1] = 0
    np.testing.assert_allclose(gap, 0, atol=ROUNDING)


def test_a_structure_with_all_arrows_is_the_saturated_model(corr):
    spec = PlsSpec(SPEC.sizes, SPEC.modes, ((1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2)))
    fit = fit_pls(corr, spec)
    found = fit_measures.structural_corr(fit.construct_corr, fit.paths, spec)
    np.testing.assert_allclose(found, fit.construct_corr, atol=ROUNDING)
    other = fit_measures.structural_corr_adanco(fit.construct_corr, fit.paths, fit.r_squared, spec)
    np.testing.assert_allclose(other, fit.construct_corr, atol=ROUNDING)


def test_implied_correlations_by_loops(corr, fit):
    observed = [True, False, False, False]
    found = fit_measures.implied_corr(corr, fit.loadings, fit.construct_corr, SPEC, observed)
    place = SPEC.construct_of_item
    for i in range(8):
        for j in range(8):
            between = fit.construct_corr[place[i], place[j]]
            expected = fit.loadings[i] * between * fit.loadings[j]
            if i == j:
                expected = 1.0
            elif place[i] == place[j] == 0:
                expected = corr[i, j]
            assert found[i, j] == pytest.approx(expected, abs=ROUNDING)


def test_a_true_model_has_no_discrepancy():
    loadings = np.array([0.9, 0.8, 0.7, 0.6, 0.8, 0.7, 0.9, 1.0])
    between = np.array([[1, 0.3, 0, 0], [0.3, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1.0]])
    paths = np.array([0.4, 0.3, 0.2, 0.5])
    between = fit_measures.structural_corr(between, paths, SPEC)
    corr = fit_measures.implied_corr(np.eye(8), loadings, between, SPEC, [False] * 4)
    again = fit_measures.implied_corr(
        corr, loadings, fit_measures.structural_corr(between, paths, SPEC), SPEC, [False] * 4
    )
    np.testing.assert_allclose(fit_measures.discrepancies(corr, again), 0, atol=ROUNDING)


def test_discrepancies_by_the_book(corr, fit):
    implied = fit_measures.implied_corr(corr, fit.loadings, fit.construct_corr, SPEC, [False] * 4)
    srmr, d_uls, d_g = fit_measures.discrepancies(corr, implied)
    squares = [(corr[i, j] - implied[i, j]) ** 2 for i in range(8) for j in range(i + 1)]
    assert srmr == pytest.approx(np.sqrt(sum(squares) / 36), abs=ROUNDING)
    assert d_uls == pytest.approx(np.trace((corr - implied).T @ (corr - implied)) / 2, abs=ROUNDING)
    values = linalg.eigvals(implied, corr).real
    assert d_g == pytest.approx(0.5 * np.sum(np.log(values) ** 2), abs=EIGEN)
    decimal = fit_measures.discrepancies(corr, implied, 10.0)
    assert decimal[2] == pytest.approx(0.5 * np.sum(np.log10(values) ** 2), abs=EIGEN)
    assert decimal[:2].tolist() == [srmr, d_uls]
    # a distance: the same from either side
    assert fit_measures.discrepancies(implied, corr)[2] == pytest.approx(d_g, abs=EIGEN)


def test_what_is_not_positive_definite_has_no_geodesic_distance(corr):
    """One such member does not touch the others, on either side."""
    bad = corr.copy()
    bad[0, 1] = bad[1, 0] = 1.2
    missing = np.full((8, 8), np.nan)
    good = np.eye(8)
    singular = corr.copy()
    singular[1], singular[:, 1] = singular[0], singular[:, 0]
    observed = np.stack([corr, bad, corr, missing, corr, singular, corr])
    implied = np.stack([good, good, bad, good, missing, good, good])
    found = fit_measures.discrepancies(observed, implied)
    expected = fit_measures.discrepancies(corr, good)
    np.testing.assert_allclose(found[[0, 6]], [expected, expected], atol=ROUNDING)
    assert np.isfinite(found[[1, 2, 5], :2]).all()
    assert np.isnan(found[[1, 2, 5], 2]).all()
    assert np.isnan(found[[3, 4]]).all()


def test_batches(corr, fit):
    many = np.broadcast_to(corr, (2, 3, 8, 8))
    fits = fit_pls(many, SPEC)
    between = fit_measures.structural_corr(fits.construct_corr, fits.paths, SPEC)
    implied = fit_measures.implied_corr(many, fits.loadings, between, SPEC, [False, True, False, False])
    found = fit_measures.discrepancies(many, implied)
    assert found.shape == (2, 3, 3)
    one = fit_measures.structural_corr(fit.construct_corr, fit.paths, SPEC)
    single = fit_measures.implied_corr(corr, fit.loadings, one, SPEC, [False, True, False, False])
    np.testing.assert_allclose(found[1, 2], fit_measures.discrepancies(corr, single), atol=ROUNDING)
    adanco = fit_measures.structural_corr_adanco(fits.construct_corr, fits.paths, fits.r_squared, SPEC)
    assert adanco.shape == (2, 3, 4, 4)


def test_answers_are_turned_so_that_the_model_holds(rows, corr, fit):
    implied = fit_measures.implied_corr(corr, fit.loadings, fit.construct_corr, SPEC, [False] * 4)
    turn = fit_measures.null_transformation(corr, implied)
    z = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    np.testing.assert_allclose(np.corrcoef((z @ turn).T), implied, atol=EIGEN)
    np.testing.assert_allclose(turn, linalg.inv(linalg.sqrtm(corr)) @ linalg.sqrtm(implied), atol=EIGEN)
    same = fit_measures.null_transformation(corr, corr)
    np.testing.assert_allclose(same, np.eye(8), atol=EIGEN)


def test_no_turning_towards_an_impossible_matrix(corr):
    bad = corr.copy()
    bad[0, 1] = bad[1, 0] = 1.2
    assert np.isnan(fit_measures.null_transformation(corr, bad)).all()
    assert np.isnan(fit_measures.null_transformation(bad, corr)).all()
    assert np.isnan(fit_measures.null_transformation(corr, np.full((8, 8), np.nan))).all()
