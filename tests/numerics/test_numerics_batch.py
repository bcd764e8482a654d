"""Small systems are solved by LAPACK, many by elimination: the same answer, and the same ones refused."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.numerics import batch, pls

#: Two orders of rounding in systems whose smallest pivot is about .1.
ROUNDING = 1e-13
#: Both stop when no weight moves by 1e-12, after the same steps but for rounding.
SETTLED = 1e-12


@pytest.fixture(params=["few", "many"])
def kept_apart(request, monkeypatch):
    """Each form of the code on batches of any size."""
    limit = 10**9 if request.param == "few" else 0
    monkeypatch.setattr(batch, "FEW_SYSTEMS", limit)
    monkeypatch.setattr(pls, "FEW", limit)


def correlations(rng: np.random.Generator, m: int, members: int) -> np.ndarray:
    x = rng.normal(size=(members, 8 * m, m)) + rng.normal(size=(members, 8 * m, 1))
    return np.stack([np.corrcoef(each.T).reshape(m, m) for each in x], axis=-1)


@pytest.mark.parametrize("m", [1, 2, 5])
@pytest.mark.parametrize("shape", [(7,), (3, 4), (0,)])
def test_solve(kept_apart, m, shape):
    rng = np.random.default_rng(m)
    r = correlations(rng, m, int(np.prod(shape))) if np.prod(shape) else np.empty((m, m, 0))
    right = rng.normal(size=(m, 3, r.shape[-1]))
    expected = np.linalg.solve(r.transpose(2, 0, 1), right.transpose(2, 0, 1)).transpose(1, 2, 0)
    augmented = np.concatenate([r, right], axis=1).reshape(m, m + 3, *shape)
    np.testing.assert_allclose(batch.solve(augmented), expected.reshape(m, 3, *shape), rtol=0, atol=ROUNDING)


def test_singular_systems_are_missing_and_no_others(kept_apart):
    rng = np.random.default_rng(5)
    r = correlations(rng, 4, 6)
    r[..., 1] = 1.0
    r[..., 2] = np.nan
    # no sample has these correlations; the inverse exists, and means nothing
    r[:3, :3, 4] = np.array([[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]])
    right = rng.normal(size=(4, 1, 6))
    found = batch.solve(np.concatenate([r, right], axis=1))
    assert np.isnan(found).all(axis=(0, 1)).tolist() == [False, True, True, False, True, False]
    for b in (0, 3, 5):
        np.testing.assert_allclose(found[..., b], np.linalg.solve(r[..., b], right[..., b]), atol=ROUNDING)


SIZES, PATHS = (3, 4, 1, 2, 3), ((1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2), (4, 3), (4, 0))
MODES = {"A": ("A",) * 5, "B": ("B",) * 5}


@pytest.mark.parametrize("scheme", ["path", "factorial", "centroid"])
@pytest.mark.parametrize("modes", MODES.values(), ids=MODES)
def test_pls_of_few_and_of_many(monkeypatch, scheme, modes):
    spec = pls.PlsSpec(SIZES, modes, PATHS, scheme)
    r = np.moveaxis(correlations(np.random.default_rng(8), 13, 40), -1, 0).copy()
    r[2] = np.nan
    r[3, 1], r[3, :, 1] = r[3, 0], r[3, :, 0]  # an item twice in a block, as Mode B does not bear it
    r[3, 1, 1] = 1.0
    found = []
    for limit in (0, 10**9):
        monkeypatch.setattr(pls, "FEW", limit)
        monkeypatch.setattr(batch, "FEW_SYSTEMS", limit)
        found.append(pls.fit_pls(r, spec))
    many, few = found
    for name in ("weights", "loadings", "construct_corr", "paths", "r_squared"):
        np.testing.assert_allclose(
            getattr(few, name), getattr(many, name), rtol=0, atol=SETTLED, err_msg=name
        )
    np.testing.assert_array_equal(few.converged, many.converged)
    assert np.abs(few.steps - many.steps).max() <= 1
    expected = [2, 3] if modes[0] == "B" else [2]
    assert np.flatnonzero(np.isnan(few.weights).any(axis=1)).tolist() == expected


def test_no_member_at_all(kept_apart):
    found = pls.fit_pls(np.empty((0, 13, 13)), pls.PlsSpec(SIZES, MODES["B"], PATHS))
    assert found.paths.shape == (0, len(PATHS))


def test_a_missing_construct_spoils_its_own_regressions_only(kept_apart):
    c = correlations(np.random.default_rng(3), 5, 4)
    spec = pls.PlsSpec(SIZES, MODES["A"], PATHS)
    expected = pls.regressions(c.copy(), spec)
    c[4], c[:, 4] = np.nan, np.nan
    paths, r_squared = pls.regressions(c, spec)
    np.testing.assert_allclose(paths[:6], expected[0][:6], rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(r_squared[:3], expected[1][:3], rtol=0, atol=ROUNDING)
    assert np.isnan(paths[6:]).all()
    assert np.isnan(r_squared[3]).all()
