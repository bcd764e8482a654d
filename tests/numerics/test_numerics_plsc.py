"""Consistent PLS against seminr draw by draw, a population it must recover, cases where it must collapse."""

from __future__ import annotations

import numpy as np
import pytest

import csmodels as cs
from csmodels.numerics.pls import PlsSpec, fit_pls
from csmodels.numerics.plsc import CHECKS, admissibility, consistent, implied_items, reliabilities
from csmodels.path_models.pls import plan

#: Figures are typed with 8 decimals; the largest gap is 5e-9.
SEMINR = 2e-8
#: Both programs stop at 1e-12. Draws in which a correlation of constructs passes 1 divide by almost nothing,
#: so that the gap is a share of the figure.
DRAWS_ABSOLUTE, DRAWS_SHARE = 1e-9, 1e-9
#: An exact population: PLS itself stops at 1e-12.
EXACT = 1e-10
RESAMPLES = 40


@pytest.fixture(scope="module")
def ecsi(mobi):
    model = cs.index_model("ECSI-mobile").path_model()
    x = mobi.frame[list(model.items)].to_numpy(dtype=float)
    return model, plan(model, "path"), x


def fitted(x, spec, reflective):
    corr = np.corrcoef(x, rowvar=False)
    fit = fit_pls(corr, spec)
    return corr, fit, consistent(corr, spec, fit, reflective)


def population(loadings, construct_corr, sizes):
    """Item correlations of a factor model."""
    of = np.repeat(np.arange(len(sizes)), sizes)
    corr = np.outer(loadings, loadings) * np.asarray(construct_corr)[np.ix_(of, of)]
    np.fill_diagonal(corr, 1.0)
    return corr


THREE = PlsSpec((3, 2, 3), ("A", "A", "A"), ((1, 0), (2, 0), (2, 1)))
TRUE_LOADINGS = np.array([0.9, 0.8, 0.7, 0.85, 0.75, 0.8, 0.6, 0.9])
TRUE_CORR = np.array([[1, 0.5, 0.62], [0.5, 1, 0.61], [0.62, 0.61, 1]])


def test_ecsi_mobile_against_seminr(ecsi, golden):
    model, spec, x = ecsi
    _, _, found = fitted(x, spec, (True,) * 7)
    expected = golden("ecsi_mobile_plsc").set_index(["quantity", "lhs", "rhs"])["value"]
    blocks = [("loading", name, item) for name, c in model.measurement.items() for item in c.items]
    np.testing.assert_allclose(found.loadings, expected.loc[blocks], rtol=0, atol=SEMINR)
    paths = [("path", *pair) for pair in model.paths]
    np.testing.assert_allclose(found.paths, expected.loc[paths], rtol=0, atol=SEMINR)
    explained = expected.loc["r_squared"].droplevel("rhs")
    dependents = [model.constructs[j] for j in spec.dependents]
    np.testing.assert_allclose(found.r_squared, explained.loc[dependents], rtol=0, atol=SEMINR)


def seminr_model(mobi, model, modes):
    """The same model in seminr; constructs named in `modes` are composites, the others reflective."""
    seminr = pytest.importorskip("seminr", reason="the package seminr is not installed")
    how = {"A": seminr.mode_A, "B": seminr.mode_B}
    blocks = [
        seminr.composite(name, list(c.items), how[modes[name]])
        if name in modes
        else seminr.reflective(name, list(c.items))
        for name, c in model.measurement.items()
    ]
    arrows = [seminr.paths(predictor, outcome) for outcome, predictor in model.paths]
    theirs = seminr.estimate_pls(
        mobi.frame, seminr.constructs(*blocks), seminr.relationships(*arrows), stop_criterion=12
    )
    spec = plan(model, "path")
    mine = tuple(modes.get(name, "A") for name in model.constructs)
    return theirs, PlsSpec(spec.sizes, mine, spec.paths, "path"), seminr


def places(model):
    """Rows and columns of seminr's matrices, in the order of this library's arrays."""
    return {
        "paths": [(predictor, outcome) for outcome, predictor in model.paths],
        "loadings": [(item, name) for name, c in model.measurement.items() for item in c.items],
    }


def cells(matrix, where):
    return [matrix.values[matrix.rows.index(row), matrix.cols.index(column)] for row, column in where]


@pytest.mark.parametrize(
    "modes", [{}, {"Image": "B", "Value": "B"}], ids=["factors", "factors and composites"]
)
def test_draw_by_draw_against_seminr(ecsi, mobi, modes):
    """The same rows go to both programs; nothing is dropped, whatever the draw looks like."""
    model, _, x = ecsi
    theirs, spec, seminr = seminr_model(mobi, model, modes)
    indices = np.random.default_rng(5).integers(0, len(x), size=(RESAMPLES, len(x)))
    booted = seminr.bootstrap_model(theirs, indices=indices, nboot=RESAMPLES)
    assert booted.fails == 0

    reflective = tuple(name not in modes for name in model.constructs)
    corr = np.stack([np.corrcoef(x[rows], rowvar=False) for rows in indices])
    estimate = fit_pls(np.corrcoef(x, rowvar=False), spec)
    found = consistent(corr, spec, fit_pls(corr, spec, align_to=estimate.loadings), reflective)
    if not modes:
        assert np.abs(found.paths).max() > 2  # else the test would not reach the draws it is about
    for quantity, matrices in (("paths", booted.boot_paths), ("loadings", booted.boot_loadings)):
        expected = np.array([cells(m, places(model)[quantity]) for m in matrices])
        np.testing.assert_allclose(
            getattr(found, quantity), expected, rtol=DRAWS_SHARE, atol=DRAWS_ABSOLUTE, err_msg=quantity
        )


def test_mode_a_composites_differ_from_seminr(ecsi, mobi):
    """seminr corrects the correlations of Mode A composites, and not their loadings; here neither is."""
    model, _, x = ecsi
    modes = {"Image": "A", "Value": "A"}
    theirs, spec, _ = seminr_model(mobi, model, modes)
    expected = {"paths": theirs.path_coef, "loadings": theirs.outer_loadings}
    expected = {quantity: cells(matrix, places(model)[quantity]) for quantity, matrix in expected.items()}
    _, _, mine = fitted(x, spec, tuple(name not in modes for name in model.constructs))
    _, _, as_factors = fitted(x, spec, (True,) * 7)
    np.testing.assert_allclose(mine.loadings, expected["loadings"], rtol=0, atol=DRAWS_ABSOLUTE)
    np.testing.assert_allclose(as_factors.paths, expected["paths"], rtol=0, atol=DRAWS_ABSOLUTE)
    assert np.abs(mine.paths - expected["paths"]).max() > 0.1


@pytest.mark.parametrize("scheme", ["path", "factorial", "centroid"])
def test_population_is_recovered(scheme):
    """What the correction is for: with a factor model's own correlations the truth comes out."""
    spec = PlsSpec(THREE.sizes, THREE.modes, THREE.paths, scheme)
    corr = population(TRUE_LOADINGS, TRUE_CORR, spec.sizes)
    fit = fit_pls(corr, spec)
    found = consistent(corr, spec, fit, (True, True, True))
    np.testing.assert_allclose(found.loadings, TRUE_LOADINGS, atol=EXACT)
    np.testing.assert_allclose(found.construct_corr, TRUE_CORR, atol=EXACT)
    slopes = np.linalg.solve(TRUE_CORR[:2, :2], TRUE_CORR[:2, 2])
    np.testing.assert_allclose(found.paths, [0.5, *slopes], atol=EXACT)
    np.testing.assert_allclose(found.r_squared, [0.25, slopes @ TRUE_CORR[:2, 2]], atol=EXACT)
    np.testing.assert_allclose(implied_items(found, corr, spec, (True,) * 3), corr, atol=EXACT)
    assert np.all(np.abs(fit.paths - found.paths) > 0.01)


def test_rho_a_is_the_squared_correlation_with_the_factor():
    corr = population(TRUE_LOADINGS, TRUE_CORR, THREE.sizes)
    fit = fit_pls(corr, THREE)
    rho = reliabilities(corr, THREE, fit, (True, True, True))
    for j, block in enumerate(THREE.blocks):
        with_factor = fit.weights[block] @ TRUE_LOADINGS[block]
        assert rho[j] == pytest.approx(with_factor**2, abs=EXACT)


def test_composites_and_single_items_stay(ecsi):
    _, spec, x = ecsi
    _, fit, found = fitted(x, spec, (False,) * 7)
    for quantity in ("weights", "loadings", "construct_corr", "paths", "r_squared"):
        np.testing.assert_array_equal(getattr(found, quantity), getattr(fit, quantity))
    # single items alone: nothing to correct either
    few = PlsSpec((1, 1, 1), ("A",) * 3, ((1, 0), (2, 0), (2, 1)))
    _, fit, found = fitted(x[:, [0, 5, 8]], few, (True,) * 3)
    np.testing.assert_array_equal(found.paths, fit.paths)


def test_only_reflective_blocks_are_corrected(ecsi):
    _, spec, x = ecsi
    reflective = (True, False, True, False, True, True, True)
    corr, fit, found = fitted(x, spec, reflective)
    rho = reliabilities(corr, spec, fit, reflective)
    assert rho[[1, 3, 5]].tolist() == [1.0, 1.0, 1.0]
    ratio = fit.construct_corr / found.construct_corr
    expected = np.sqrt(np.outer(rho, rho))
    np.fill_diagonal(expected, 1.0)
    np.testing.assert_allclose(ratio, expected, rtol=EXACT)
    np.testing.assert_array_equal(found.loadings[spec.blocks[1]], fit.loadings[spec.blocks[1]])


def test_batch_of_many_equals_batches_of_one(ecsi):
    _, spec, x = ecsi
    rng = np.random.default_rng(8)
    corr = np.stack([np.corrcoef(x[rng.integers(0, 250, 250)], rowvar=False) for _ in range(12)])
    corr = corr.reshape(3, 4, *corr.shape[1:])
    reflective = (True,) * 7
    many = consistent(corr, spec, fit_pls(corr, spec), reflective)
    verdicts = admissibility(many, corr, spec, reflective)
    assert many.paths.shape == (3, 4, 12)
    assert verdicts.shape == (3, 4, 5)
    for place in np.ndindex(3, 4):
        one = consistent(corr[place], spec, fit_pls(corr[place], spec), reflective)
        np.testing.assert_allclose(many.paths[place], one.paths, rtol=1e-8)
        alone = admissibility(one, corr[place], spec, reflective)
        assert alone.tolist() == verdicts[place].tolist()


def indefinite():
    """Two constructs that are measured worse than they correlate: their corrected correlation passes 1."""
    corr = population(np.full(6, 0.5), np.array([[1, 0.9, 0.5], [0.9, 1, 0.5], [0.5, 0.5, 1]]), (2, 2, 2))
    corr[:2, 2:4] = corr[2:4, :2] = 0.3  # 0.3 / (0.5 * 0.5) = 1.2
    return corr


def test_indefinite_correlations_have_paths_by_the_formula():
    corr = indefinite()
    spec = PlsSpec((2, 2, 2), ("A",) * 3, ((2, 0), (2, 1)))
    found = consistent(corr, spec, fit_pls(corr, spec), (True,) * 3)
    between = found.construct_corr
    assert between[0, 1] == pytest.approx(1.2, abs=1e-9)
    slopes = np.linalg.solve(between[:2, :2], between[:2, 2])
    np.testing.assert_allclose(found.paths, slopes, rtol=1e-10)
    assert found.r_squared[0] == pytest.approx(slopes @ between[:2, 2], rel=1e-10)
    # the other members of the batch are not touched by it
    both = np.stack([corr, population(np.full(6, 0.8), np.eye(3) * 0.6 + 0.4, (2, 2, 2))])
    batch = consistent(both, spec, fit_pls(both, spec), (True,) * 3)
    np.testing.assert_allclose(batch.paths[0], slopes, rtol=1e-10)
    assert np.isfinite(batch.paths[1]).all()


def verdict(corr, spec, reflective=None, max_steps=300):
    reflective = (True,) * len(spec.sizes) if reflective is None else reflective
    fit = fit_pls(corr, spec, max_steps=max_steps)
    found = consistent(corr, spec, fit, reflective)
    return dict(zip(CHECKS, admissibility(found, corr, spec, reflective).tolist(), strict=True)), found


def test_admissible_population():
    corr = population(TRUE_LOADINGS, TRUE_CORR, THREE.sizes)
    assert all(verdict(corr, THREE)[0].values())


def test_convergence_is_reported():
    corr = population(TRUE_LOADINGS, TRUE_CORR, THREE.sizes)
    holds, _ = verdict(corr, THREE, max_steps=1)
    assert not holds["convergence"]
    assert holds["loadings"]


def test_correlation_above_one_is_reported():
    holds, found = verdict(indefinite(), PlsSpec((2, 2, 2), ("A",) * 3, ((1, 0), (2, 1))))
    assert not holds["matrices"]
    assert not holds["variances"]
    assert found.r_squared[0] > 1
    assert holds["convergence"]
    assert holds["loadings"]
    assert holds["reliabilities"]


def test_loading_and_reliability_above_one_are_reported():
    """Two items that correlate at .5 and weigh 3 to 1: rho_a is (1 + 9)^2 .5 / (3 (1 + 9 + 3)) by hand."""
    corr = population(np.array([0.9, 0.3, 0.7, 0.7]), np.array([[1, 0.5], [0.5, 1]]), (2, 2))
    corr[0, 1] = corr[1, 0] = 0.5
    spec = PlsSpec((2, 2), ("A", "A"), ((1, 0),))
    holds, found = verdict(corr, spec)
    rho = reliabilities(corr, spec, found, (True, True))
    assert rho[0] == pytest.approx(50 / 39, abs=EXACT)
    # each squared loading is the correlation of the items times the ratio of their weights
    np.testing.assert_allclose(found.loadings[:2] ** 2, [1.5, 0.5 / 3], atol=EXACT)
    assert not holds["loadings"]
    assert not holds["reliabilities"]
    assert holds["variances"]
    assert holds["convergence"]


def test_negative_reliability_leaves_the_member_missing():
    corr = np.eye(4)
    corr[0, 1] = corr[1, 0] = -0.4  # items of one block that contradict each other
    corr[:2, 2:] = corr[2:, :2] = 0.2
    corr[2, 3] = corr[3, 2] = 0.5
    holds, found = verdict(corr, PlsSpec((2, 2), ("A", "A"), ((1, 0),)))
    assert np.isnan(found.paths).all()
    assert not holds["reliabilities"]
    assert not holds["loadings"]
    assert not holds["variances"]
    assert not holds["matrices"]
    assert holds["convergence"]


def test_mode_b_blocks_are_never_corrected(ecsi):
    _, spec, x = ecsi
    modes = ("B",) + ("A",) * 6
    mixed = PlsSpec(spec.sizes, modes, spec.paths, spec.scheme)
    corr, fit, _ = fitted(x, mixed, (True,) * 7)
    assert reliabilities(corr, mixed, fit, (True,) * 7)[0] == 1.0


def test_implied_matrix_needs_no_eigenvalues_where_loadings_are_possible(ecsi):
    """The shortcut of `admissibility` against the eigenvalues themselves, on draws of every sort."""
    _, spec, x = ecsi
    rng = np.random.default_rng(2)
    corr = np.stack([np.corrcoef(x[rng.integers(0, 250, 40)], rowvar=False) for _ in range(60)])
    reflective = (True, True, True, True, True, True, False)
    found = consistent(corr, spec, fit_pls(corr, spec), reflective)
    holds = admissibility(found, corr, spec, reflective)
    known = ~np.isnan(found.construct_corr).any(axis=(-2, -1))
    implied = implied_items(found, corr, spec, reflective)[known]
    expected = (
        (np.abs(found.construct_corr[known]) <= 1).all(axis=(-2, -1))
        & (np.linalg.eigvalsh(found.construct_corr[known])[:, 0] >= -1e-8)
        & (np.linalg.eigvalsh(implied)[:, 0] >= -1e-7)
    )
    assert holds[known, CHECKS.index("matrices")].tolist() == expected.tolist()
    assert not holds[~known, CHECKS.index("matrices")].any()
