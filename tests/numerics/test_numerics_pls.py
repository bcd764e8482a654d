"""The batched algorithm against a textbook one that works on scores, one sample at a time."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from csmodels.numerics.pls import PlsSpec, fit_pls

#: Both stop at 1e-12; near the end the algorithm moves by a tenth or so of the step before.
TEXTBOOK = 1e-10
#: A batch of one and a batch of many take the same steps; sums over items may differ in the last bit.
BATCH = 1e-10
SCHEMES = ("path", "factorial", "centroid")


def textbook_pls(x: np.ndarray, spec: PlsSpec) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Lohmöller's algorithm as it is printed: columns of scores, least squares, loops."""
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    n = len(z)

    def composites(weights):
        made = np.column_stack([z[:, block] @ weights[block] for block in spec.blocks])
        return made / made.std(axis=0)

    weights = np.ones(z.shape[1])
    for _ in range(2000):
        y = composites(weights)
        proxies = np.zeros_like(y)
        for j in range(y.shape[1]):
            before, after = spec.predictors[j], spec.followers[j]
            inner = {i: np.corrcoef(y[:, i], y[:, j])[0, 1] for i in (*before, *after)}
            if spec.scheme == "centroid":
                inner = {i: np.sign(e) for i, e in inner.items()}
            if spec.scheme == "path" and before:
                slopes = np.linalg.lstsq(y[:, before], y[:, j], rcond=None)[0]
                inner.update(zip(before, slopes, strict=True))
            for i, e in inner.items():
                proxies[:, j] += e * y[:, i]
        new = np.empty_like(weights)
        for j, block in enumerate(spec.blocks):
            if spec.modes[j] == "A":
                new[block] = z[:, block].T @ proxies[:, j] / n
            else:
                new[block] = np.linalg.lstsq(z[:, block], proxies[:, j], rcond=None)[0]
            new[block] /= (z[:, block] @ new[block]).std()
        moved = np.abs(new - weights).max()
        weights = new
        if moved < 1e-12:
            break
    y = composites(weights)
    loadings = np.empty_like(weights)
    for j, block in enumerate(spec.blocks):
        loadings[block] = z[:, block].T @ y[:, j] / n
        if loadings[block].sum() < 0:
            weights[block], loadings[block], y[:, j] = -weights[block], -loadings[block], -y[:, j]
    paths, explained = np.empty(len(spec.paths)), []
    for j in spec.dependents:
        slopes = np.linalg.lstsq(y[:, spec.predictors[j]], y[:, j], rcond=None)[0]
        for i, slope in zip(spec.predictors[j], slopes, strict=True):
            paths[spec.paths.index((j, i))] = slope
        explained.append(1 - (y[:, j] - y[:, spec.predictors[j]] @ slopes).var())
    return weights, loadings, paths, np.array(explained)


def sample(seed: int, sizes: tuple[int, ...], n: int = 120) -> np.ndarray:
    """Answers with one common factor and one factor for each block; some items run backwards."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    blocks = []
    for size in sizes:
        factor = 0.7 * common + 0.6 * rng.normal(size=(n, 1))
        blocks.append(factor * rng.uniform(0.5, 1.0, size=size) + 0.8 * rng.normal(size=(n, size)))
    return np.hstack(blocks)


SIZES = (3, 4, 1, 2, 3)
PATHS = ((1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2), (4, 3), (4, 0))
MODES = {"A": ("A",) * 5, "B": ("B",) * 5, "mixed": ("A", "B", "A", "B", "A")}


def correlations(samples: list[np.ndarray]) -> np.ndarray:
    return np.stack([np.corrcoef(x.T) for x in samples])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("modes", MODES.values(), ids=MODES)
def test_textbook(scheme, modes):
    spec = PlsSpec(SIZES, modes, PATHS, scheme)
    samples = [sample(seed, SIZES) for seed in range(6)]
    found = fit_pls(correlations(samples), spec)
    assert found.converged.all()
    for b, x in enumerate(samples):
        expected = textbook_pls(x, spec)
        for name, value in zip(("weights", "loadings", "paths", "r_squared"), expected, strict=True):
            np.testing.assert_allclose(getattr(found, name)[b], value, atol=TEXTBOOK, err_msg=name)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_two_constructs(scheme):
    """With two constructs all schemes give the same, and Mode B the canonical correlation."""
    x = sample(3, (3, 2))
    r = np.corrcoef(x.T)
    found = fit_pls(r, PlsSpec((3, 2), ("B", "B"), ((1, 0),), scheme))
    a, b, c = r[:3, :3], r[3:, 3:], r[:3, 3:]
    canonical = np.sqrt(np.linalg.eigvals(np.linalg.solve(a, c) @ np.linalg.solve(b, c.T)).real.max())
    assert found.paths[0] == pytest.approx(canonical, abs=TEXTBOOK)
    assert found.r_squared[0] == pytest.approx(canonical**2, abs=TEXTBOOK)
    # Mode A: each side's weights are the covariances with the other side's composite (inter-battery)
    factor = fit_pls(r, PlsSpec((3, 2), ("A", "A"), ((1, 0),), scheme))
    u, _, v = np.linalg.svd(c)
    for mine, expected in ((factor.weights[:3], u[:, 0]), (factor.weights[3:], v[0])):
        assert np.abs(mine / np.linalg.norm(mine) @ expected) == pytest.approx(1, abs=TEXTBOOK)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_composites_have_unit_variance_and_paths_are_least_squares(scheme):
    spec = PlsSpec(SIZES, MODES["mixed"], PATHS, scheme)
    r = np.corrcoef(sample(9, SIZES).T)
    found = fit_pls(r, spec)
    w = np.zeros((len(r), len(SIZES)))
    for j, block in enumerate(spec.blocks):
        w[block, j] = found.weights[block]
    c = w.T @ r @ w
    np.testing.assert_allclose(c, found.construct_corr, atol=1e-12)
    np.testing.assert_allclose(np.diag(c), 1, atol=1e-12)
    for row, j in enumerate(spec.dependents):
        before = spec.predictors[j]
        slopes = np.linalg.solve(c[np.ix_(before, before)], c[before, j])
        mine = [found.paths[spec.paths.index((j, i))] for i in before]
        np.testing.assert_allclose(mine, slopes, atol=1e-12)
        assert found.r_squared[row] == pytest.approx(slopes @ c[before, j], abs=1e-12)


def test_single_items_have_weight_one():
    found = fit_pls(np.corrcoef(sample(2, (1, 1)).T), PlsSpec((1, 1), ("A", "B"), ((1, 0),)))
    np.testing.assert_array_equal(found.weights, [1, 1])
    np.testing.assert_allclose(found.loadings, [1, 1], atol=1e-15)


def test_single_items_without_any_correlation():
    """Nothing moves the weights, and nothing need: the composite is the item."""
    found = fit_pls(np.eye(3), PlsSpec((1, 1, 1), ("A",) * 3, ((1, 0), (2, 0), (2, 1))))
    assert found.converged.all()
    np.testing.assert_array_equal(found.weights, np.ones(3))
    np.testing.assert_array_equal(found.paths, np.zeros(3))
    np.testing.assert_array_equal(found.r_squared, np.zeros(2))


def test_batch_of_one_and_of_many():
    spec = PlsSpec(SIZES, MODES["mixed"], PATHS)
    r = correlations([sample(seed, SIZES, n=60) for seed in range(40)])
    many = fit_pls(r, spec)
    # members settle after different numbers of steps, so that freezing is put to the test
    assert len(np.unique(many.steps)) > 3
    for b in range(len(r)):
        one = fit_pls(r[b], spec)
        assert one.weights.shape == (sum(SIZES),)
        assert one.converged.shape == ()
        assert abs(int(one.steps) - int(many.steps[b])) <= 1
        for name in ("weights", "loadings", "construct_corr", "paths", "r_squared"):
            np.testing.assert_allclose(getattr(one, name), getattr(many, name)[b], atol=BATCH)


def test_leading_axes_of_any_shape():
    spec = PlsSpec((2, 3), ("A", "B"), ((1, 0),))
    r = correlations([sample(seed, (2, 3)) for seed in range(6)])
    flat, boxed = fit_pls(r, spec), fit_pls(r.reshape(2, 3, 5, 5), spec)
    for name in ("weights", "loadings", "construct_corr", "paths", "r_squared", "converged", "steps"):
        value = getattr(flat, name)
        np.testing.assert_array_equal(getattr(boxed, name), value.reshape(2, 3, *value.shape[1:]))


def test_sign_rule():
    x = sample(4, (3, 2))
    spec = PlsSpec((3, 2), ("A", "A"), ((1, 0),))
    plain = fit_pls(np.corrcoef(x.T), spec)
    turned = fit_pls(np.corrcoef((x * [-1, -1, -1, 1, 1]).T), spec)
    # the whole block reversed: its loadings stay positive, its path changes sign
    np.testing.assert_allclose(turned.loadings, plain.loadings, atol=TEXTBOOK)
    np.testing.assert_allclose(turned.paths, -plain.paths, atol=TEXTBOOK)
    one = fit_pls(np.corrcoef((x * [-1, 1, 1, 1, 1]).T), spec)
    np.testing.assert_allclose(one.loadings, plain.loadings * [-1, 1, 1, 1, 1], atol=TEXTBOOK)
    assert one.loadings[:3].sum() > 0


def test_where_loadings_cancel_the_first_item_decides():
    # weights are proportional to c = (.2, .2, -.6), loadings to Rc = (.3, .3, -.6)
    r = np.eye(4)
    r[0, 1] = r[1, 0] = 0.5
    spec = PlsSpec((3, 1), ("A", "A"), ((1, 0),))
    for sign in (1, -1):
        r[3, :3] = r[:3, 3] = sign * np.array([0.2, 0.2, -0.6])
        found = fit_pls(r, spec)
        assert found.loadings[:3].sum() == pytest.approx(0, abs=1e-12)
        assert found.loadings[0] > 0
        assert np.sign(found.paths[0]) == sign


def test_resamples_follow_the_estimate():
    x = sample(6, (3, 2))
    spec = PlsSpec((3, 2), ("A", "A"), ((1, 0),))
    r = np.corrcoef((x * [-1, -1, 1, 1, 1]).T)  # most items reversed: the sum rule turns the block
    free = fit_pls(r, spec)
    towards = -free.loadings
    aligned = fit_pls(np.stack([r, r]), spec, align_to=towards)
    np.testing.assert_allclose(aligned.loadings, np.stack([towards, towards]), atol=TEXTBOOK)
    np.testing.assert_allclose(aligned.paths, np.stack([free.paths, free.paths]), atol=TEXTBOOK)


def test_not_converged_members_are_told_and_others_untouched():
    spec = PlsSpec(SIZES, MODES["A"], PATHS)
    r = correlations([sample(seed, SIZES, n=60) for seed in range(30)])
    free = fit_pls(r, spec)
    limit = int(np.median(free.steps))
    found = fit_pls(r, spec, max_steps=limit)
    np.testing.assert_array_equal(found.converged, free.steps <= limit)
    assert 0 < found.converged.sum() < 30
    np.testing.assert_allclose(found.paths[found.converged], free.paths[found.converged], atol=BATCH)
    assert (found.steps[~found.converged] == limit).all()
    # what did not settle is still there to look at, near where it would have gone
    np.testing.assert_allclose(found.paths, free.paths, atol=1e-4)


def test_missing_members_do_not_disturb_the_others():
    spec = PlsSpec((2, 3), ("A", "B"), ((1, 0),))
    r = correlations([sample(seed, (2, 3)) for seed in range(4)])
    expected = fit_pls(r, spec)
    r[1] = np.nan
    r[2, 2, 3] = r[2, 3, 2] = 1.0  # a Mode B block whose first two items are one
    r[2, 2, 4] = r[2, 4, 2] = r[2, 3, 4]
    r[2, :2, 2], r[2, 2, :2] = r[2, :2, 3], r[2, 3, :2]
    found = fit_pls(r, spec)
    assert found.converged.tolist() == [True, False, False, True]
    for name in ("weights", "loadings", "paths", "r_squared"):
        value = getattr(found, name)
        np.testing.assert_allclose(value[[0, 3]], getattr(expected, name)[[0, 3]], atol=BATCH)
        assert np.isnan(value[[1, 2]]).any(axis=1).all()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_order_of_items_constructs_and_paths(scheme):
    x = sample(11, SIZES)
    spec = PlsSpec(SIZES, MODES["mixed"], PATHS, scheme)
    expected = fit_pls(np.corrcoef(x.T), spec)
    order = (4, 2, 0, 3, 1)
    places = [list(range(b.start, b.stop))[::-1] for b in spec.blocks]
    items = list(itertools.chain.from_iterable(places[j] for j in order))
    new = {j: i for i, j in enumerate(order)}
    paths = tuple((new[d], new[p]) for d, p in reversed(PATHS))
    turned = PlsSpec(tuple(SIZES[j] for j in order), tuple(MODES["mixed"][j] for j in order), paths, scheme)
    found = fit_pls(np.corrcoef(x[:, items].T), turned)
    np.testing.assert_allclose(found.weights, expected.weights[items], atol=BATCH)
    np.testing.assert_allclose(found.loadings, expected.loadings[items], atol=BATCH)
    np.testing.assert_allclose(found.paths, expected.paths[::-1], atol=BATCH)
