"""Latent classes of categories: brute force, published figures, special cases, known classes, coverage."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from csmodels.numerics.draws import make_design
from csmodels.numerics.kano.counts import tally
from csmodels.numerics.kano.latent_classes import Profiles, climb, fit_classes, random_starts
from csmodels.numerics.kano.latent_errors import _derivatives, _tangent, class_errors, drawn_shares
from csmodels.numerics.simulation import wilson

#: Arithmetic that is the same but for its order.
EXACT = 1e-9
#: The same optimum reached along another way, in shares.
SAME = 2e-4
#: Printed to four decimals.
PRINTED = 6e-5


@pytest.fixture(scope="module")
def values():
    """216 respondents, four questions of universalistic values (Stouffer and Toby 1951; Goodman 1974)."""
    counts = [42, 23, 6, 25, 6, 24, 7, 38, 1, 4, 1, 6, 2, 9, 2, 20]
    return np.repeat(np.array(list(itertools.product((0, 1), repeat=4)), dtype=np.int8), counts, axis=0)


def simulated(n, seed, truth, sizes, missing=0.02):
    rng = np.random.default_rng(seed)
    kind = rng.choice(len(sizes), size=n, p=sizes)
    place = rng.random((n, truth.shape[1], 1))
    found = (place > np.cumsum(truth[kind], axis=2)[..., :-1]).sum(axis=2).astype(np.int8)
    found[rng.random(found.shape) < missing] = -1
    return found, kind


@pytest.fixture(scope="module")
def known():
    rng = np.random.default_rng(3)
    return rng.dirichlet([0.9] * 5 + [0.3], size=(3, 14)), np.array([0.5, 0.3, 0.2])


def solution(profiles, found):
    return found.shares[found.best], found.profiles[found.best]


def test_against_polca(values, golden):
    """poLCA 1.6 (R); its standard errors come from the squared gradients."""
    table = golden("latent_classes_values")
    profiles = Profiles(values)
    for k in (1, 2, 3):
        found = fit_classes(profiles, k, starts=6)
        expected = table.query("k == @k and quantity == 'log_likelihood'")["value"].item()
        assert found.log_likelihood[found.best] == pytest.approx(expected, abs=PRINTED)
        assert found.converged.all()
    sizes, shares = solution(profiles, found := fit_classes(profiles, 2))
    assert found.at_best == 20
    two = table.query("k == 2").set_index("quantity")["value"]
    np.testing.assert_allclose(sizes, two["share"], atol=PRINTED)
    np.testing.assert_allclose(shares[:, :, 0].ravel(), two["profile"], atol=PRINTED)
    theta = profiles.packed(sizes[None], shares[None])
    flat = np.concatenate([theta[0, :, 0], theta[1:, :, 0].T.ravel()])
    basis = _tangent(profiles, flat, flat > 0, 2)
    gradients = _derivatives(profiles, theta, flat, flat > 0)[1] @ basis
    errors = np.sqrt(np.diag(basis @ np.linalg.inv(gradients.T @ gradients) @ basis.T))
    np.testing.assert_allclose(errors[2::2], two["std_error"], atol=PRINTED)


def test_likelihood_by_hand():
    """Density as a sum over classes of a product over attributes, missing answers left out."""
    rng = np.random.default_rng(0)
    categories = rng.integers(-1, 6, size=(40, 3)).astype(np.int8)
    weights = rng.uniform(0.5, 2.0, size=40)
    profiles = Profiles(categories, weights)
    theta = random_starts(profiles, 2, 3, 0, ["a", "b", "c"])
    sizes, shares = profiles.unpacked(theta)
    _, found = profiles.step(theta)
    for member in range(3):
        total = 0.0
        for row, w in zip(categories, weights, strict=True):
            density = 0.0
            for c in range(2):
                product = sizes[member, c]
                for a, category in enumerate(row):
                    product *= shares[member, c, a, category] if category >= 0 else 1.0
                density += product
            total += w * np.log(density)
        assert found[member] == pytest.approx(total, abs=EXACT)


def test_one_class_is_the_counts():
    categories = np.random.default_rng(1).integers(-1, 6, size=(50, 4)).astype(np.int8)
    weights = np.linspace(1, 3, 50)
    found = fit_classes(Profiles(categories, weights), 1)
    counts = tally(categories, weights)
    np.testing.assert_allclose(found.profiles[0, 0], counts / counts.sum(axis=1, keepdims=True), atol=EXACT)
    plain = Profiles(categories)
    shares = fit_classes(plain, 1).profiles[0]
    errors = class_errors(plain, np.ones(1), shares)
    n = (categories >= 0).sum(axis=0)[:, None]
    np.testing.assert_allclose(errors.profiles[0], np.sqrt(shares[0] * (1 - shares[0]) / n), atol=EXACT)


def test_likelihood_never_falls(known):
    profiles = Profiles(simulated(200, 0, *known)[0])
    theta = random_starts(profiles, 3, 5, 0, list(map(str, range(14))))
    reached = [climb(profiles, theta, max_steps=steps)[1] for steps in (3, 9, 30, 90, 600)]
    assert (np.diff(reached, axis=0) >= -1e-8).all()
    before = np.full(5, -np.inf)
    for _ in range(10):
        theta, now = profiles.step(theta)
        assert (now >= before - 1e-9).all()
        before = now


def test_known_classes_are_found(known):
    truth, sizes = known
    categories, kind = simulated(1500, 5, truth, sizes)
    profiles = Profiles(categories)
    found = fit_classes(profiles, 3, starts=8)
    size, shares = solution(profiles, found)
    np.testing.assert_allclose(size, sizes, atol=0.05)
    assert np.abs(shares - truth).mean() < 0.02
    posterior = profiles.memberships(profiles.packed(size[None], shares[None]))
    assert (posterior.argmax(axis=1) == kind).mean() > 0.95
    fewer = fit_classes(profiles, 3, starts=3).log_likelihood
    np.testing.assert_allclose(fewer, found.log_likelihood[:3], atol=1e-6)


def test_order_does_not_matter(known):
    categories, _ = simulated(300, 2, *known)
    names = list("abcdefghijklmn")
    rng = np.random.default_rng(0)
    rows, columns = rng.permutation(300), rng.permutation(14)
    one = fit_classes(Profiles(categories), 3, starts=4, streams=names)
    other = fit_classes(
        Profiles(categories[rows][:, columns]), 3, starts=4, streams=[names[c] for c in columns]
    )
    np.testing.assert_allclose(one.log_likelihood, other.log_likelihood, atol=1e-5)
    np.testing.assert_allclose(one.profiles[one.best][:, columns], other.profiles[other.best], atol=SAME)


def test_weights(known):
    categories, _ = simulated(250, 4, *known)
    w = np.where(np.arange(250) % 3 == 0, 2.0, 1.0)
    weighted = fit_classes(Profiles(categories, w), 3, starts=4)
    twice = fit_classes(Profiles(np.repeat(categories, w.astype(int), axis=0)), 3, starts=4)
    np.testing.assert_allclose(weighted.profiles, twice.profiles, atol=SAME)
    assert weighted.log_likelihood[weighted.best] == pytest.approx(twice.log_likelihood[twice.best], abs=1e-6)
    # in resamples too, each with its own weights
    profiles = Profiles(categories)
    theta = random_starts(profiles, 3, 2, 0, list(map(str, range(14))))
    both = climb(profiles, theta, np.stack([w, np.ones(250)]))[1]
    assert both[1] == pytest.approx(climb(profiles, theta)[1][1], abs=1e-6)
    assert both[0] == pytest.approx(climb(Profiles(categories, w), theta)[1][0], abs=1e-6)


def test_stretches_change_nothing(known, monkeypatch):
    categories, _ = simulated(300, 2, *known)
    whole = fit_classes(Profiles(categories), 2, starts=3)
    monkeypatch.setattr("csmodels.numerics.kano.latent_classes.NUMBERS_AT_ONCE", 5000)
    parts = fit_classes(Profiles(categories), 2, starts=3)
    np.testing.assert_allclose(whole.profiles, parts.profiles, atol=SAME)


def test_second_derivatives(known):
    profiles = Profiles(simulated(150, 1, *known)[0])
    sizes, shares = solution(profiles, fit_classes(profiles, 2, starts=3))
    theta = profiles.packed(sizes[None], shares[None])
    flat = np.concatenate([theta[0, :, 0], theta[1:, :, 0].T.ravel()])
    free = flat > 0.01
    second, _ = _derivatives(profiles, theta, flat, free)
    basis = _tangent(profiles, flat, free, 2)
    np.testing.assert_allclose(basis[2:].sum(axis=0), 0, atol=EXACT)
    rng = np.random.default_rng(0)
    for _ in range(5):
        way = basis @ rng.normal(size=basis.shape[1]) / 20

        def likelihood(step, way=way):
            moved = flat + step * way
            cells = moved[2:].reshape(2, -1).T
            return profiles.step(np.concatenate([moved[None, :2], cells])[..., None])[1][0]

        curvature = (likelihood(1e-3) - 2 * likelihood(0) + likelihood(-1e-3)) / 1e-6
        assert curvature == pytest.approx(way @ second @ way, rel=1e-3)


def test_errors_against_resamples(known):
    """Started at the estimate, resamples vary as the sandwich says."""
    profiles = Profiles(simulated(400, 7, *known)[0])
    sizes, shares = solution(profiles, fit_classes(profiles, 3, starts=4))
    errors = class_errors(profiles, sizes, shares)
    counts = np.random.default_rng(0).multinomial(400, np.full(400, 1 / 400), size=150).astype(float)
    theta = np.repeat(profiles.packed(sizes[None], shares[None]), 150, axis=2)
    # a share of zero would stay zero in every resample
    varied = profiles.unpacked(climb(profiles, theta, counts, tolerance=1e-9)[0])
    np.testing.assert_allclose(varied[0].std(axis=0), errors.sizes, rtol=0.2)
    inside = (shares > 0.1) & (shares < 0.9)
    ratio = varied[1].std(axis=0)[inside] / errors.profiles[inside]
    assert 0.9 < ratio.mean() < 1.15


def test_clusters_of_one_are_no_design(known):
    categories, _ = simulated(200, 9, *known)
    profiles = Profiles(categories)
    sizes, shares = solution(profiles, fit_classes(profiles, 2, starts=3))
    plain = class_errors(profiles, sizes, shares)
    design = make_design(200, None, np.arange(200), None)
    alone = class_errors(profiles, sizes, shares, design, np.arange(200))
    np.testing.assert_allclose(alone.profiles, plain.profiles * np.sqrt(200 / 199), rtol=1e-6, atol=EXACT)
    # jackknife weights of single respondents estimate the same
    replicates = (np.ones((200, 200)) - np.eye(200)) * 200 / 199
    jackknife = class_errors(profiles, sizes, shares, replicates=(replicates, np.full(200, 199 / 200)))
    np.testing.assert_allclose(jackknife.profiles, plain.profiles * np.sqrt(200 / 199), rtol=1e-6, atol=EXACT)
    # every respondent twice in a cluster: errors of one
    double = Profiles(np.repeat(categories, 2, axis=0))
    pairs = make_design(400, None, np.repeat(np.arange(200), 2), None)
    twice = class_errors(double, sizes, shares, pairs, np.arange(400))
    inside = plain.profiles > 0.01
    np.testing.assert_allclose(twice.profiles[inside], alone.profiles[inside], rtol=1e-3)


def test_boundary_and_draws():
    wants = np.repeat(np.array([[2, 2, 2], [4, 4, 4]], dtype=np.int8), [60, 40], axis=0)
    profiles = Profiles(wants)
    sizes, shares = solution(profiles, fit_classes(profiles, 2))
    errors = class_errors(profiles, sizes, shares)
    assert errors.known
    assert errors.boundary.sum() == 12
    assert (errors.profiles == 0).all()
    np.testing.assert_allclose(errors.sizes, np.sqrt(0.24 / 100), atol=1e-6)
    np.testing.assert_allclose(drawn_shares(shares, errors, 5, 0), np.broadcast_to(shares, (5, 2, 3, 6)))


def test_classes_that_answers_cannot_tell_apart_have_no_errors():
    rng = np.random.default_rng(0)
    profiles = Profiles(rng.integers(0, 3, size=(200, 2)).astype(np.int8))
    sizes, shares = solution(profiles, fit_classes(profiles, 3, starts=2, max_steps=90))
    assert not class_errors(profiles, sizes, shares).known


def test_limits_hold_the_truth(known):
    """12 samples; Wilson's limits by the size that an error is worth, for all shares of all classes."""
    truth, sizes = known
    held = []
    for seed in range(12):
        profiles = Profiles(simulated(400, 100 + seed, truth, sizes)[0])
        size, shares = solution(profiles, fit_classes(profiles, 3, starts=2, seed=seed))
        if np.abs(shares - truth).mean() > 0.06:
            order = list(
                min(itertools.permutations(range(3)), key=lambda p: np.abs(shares[list(p)] - truth).sum())
            )
        else:
            order = [0, 1, 2]
        errors = class_errors(profiles, size, shares)
        p, e = shares[order], errors.profiles[order]
        inside = e > 0
        worth = np.where(
            inside, p * (1 - p) / np.where(inside, e, 1) ** 2, (size[order] * 400)[:, None, None]
        )
        low, high = wilson(p * worth, worth)
        held.append((low - 1e-9 <= truth) & (truth <= high + 1e-9))
    assert 0.925 < np.mean(held) < 0.975
