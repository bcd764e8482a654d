"""Folds, losses and their uncertainty against loops over the folds and textbook formulas."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from csmodels.numerics import prediction
from csmodels.numerics.draws import Design, GivenDraws
from csmodels.numerics.moments import Moments
from csmodels.numerics.pls import PlsSpec, fit_pls
from csmodels.numerics.prediction import Linear, Places, draw_folds, held_out_losses, training_moments

#: The same sums in another order.
ROUNDING = 1e-10
#: A numerical derivative with a step of 1e-6.
DERIVATIVE = 1e-6

SPEC = PlsSpec(sizes=(3, 2, 3, 1), modes=("A", "B", "A", "A"), paths=((1, 0), (2, 0), (2, 1), (3, 2)))
BLOCKS = ([0, 1, 2], [3, 4], [5, 6, 7], [8])
CAUSES = {1: [0], 2: [0, 1], 3: [2]}


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    rng = np.random.default_rng(3)
    first = rng.normal(size=(97, 1))
    second = 0.6 * first + 0.8 * rng.normal(size=(97, 1))
    third = 0.5 * first + 0.5 * second + 0.6 * rng.normal(size=(97, 1))
    last = 0.7 * third + 0.7 * rng.normal(size=(97, 1))
    signal = np.hstack([first] * 3 + [second] * 2 + [third] * 3 + [last])
    return 5 + 2 * signal + rng.normal(size=(97, 9))


@pytest.fixture(scope="module")
def weights() -> np.ndarray:
    return np.random.default_rng(4).uniform(0.5, 2.0, 97)


def one_fold(train, test, weights, technique):
    """PLS prediction and linear model of one fold, as a textbook would write them down."""
    mean = np.average(train, axis=0, weights=weights)
    cov = np.cov(train.T, aweights=weights, ddof=0)
    sd = np.sqrt(np.diag(cov))
    fit = fit_pls((cov / np.outer(sd, sd))[None], SPEC)
    z = (test - mean) / sd
    scores = np.stack([z[:, block] @ fit.weights[0, block] for block in BLOCKS], axis=1)
    predicted = np.zeros_like(scores)
    for j in range(4):
        if j not in CAUSES:
            predicted[:, j] = scores[:, j]
            continue
        known = scores if technique == "direct_antecedents" else predicted
        for cause in CAUSES[j]:
            predicted[:, j] += fit.paths[0, SPEC.paths.index((j, cause))] * known[:, cause]
    items = np.hstack([np.outer(predicted[:, j], fit.loadings[0, BLOCKS[j]]) for j in CAUSES])
    columns = [k for j in CAUSES for k in BLOCKS[j]]
    linear = []
    root = np.sqrt(np.ones(len(train)) if weights is None else weights)[:, None]
    for j in CAUSES:
        causes = CAUSES[j] if technique == "direct_antecedents" else [0]
        x = [k for cause in causes for k in BLOCKS[cause]]
        left = np.c_[np.ones(len(train)), train[:, x]]
        beta = np.linalg.lstsq(left * root, train[:, BLOCKS[j]] * root, rcond=None)[0]
        linear.append(np.c_[np.ones(len(test)), test[:, x]] @ beta)
    return items * sd[columns] + mean[columns], predicted[:, list(CAUSES)], np.hstack(linear), mean[columns]


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("technique", ["direct_antecedents", "earliest_antecedents"])
def test_the_batch_is_a_loop_over_the_folds(rows, weights, technique, weighted):
    w = weights if weighted else None
    codes = draw_folds(len(rows), 7, 3, seed=1)
    repeats = [Places.of(each) for each in codes]
    moments = training_moments(rows, w, repeats)
    fit = fit_pls(moments.corr, SPEC)
    model = prediction.pls_predictor(moments, fit, SPEC, technique)
    benchmark = prediction.linear_model(moments, SPEC, technique)
    items = prediction.endogenous_items(SPEC)
    assert items.tolist() == [3, 4, 5, 6, 7, 8]
    targets = np.concatenate([rows[:, items], np.zeros((97, 3))], axis=1)
    columns = np.concatenate([np.arange(9), np.arange(6), np.arange(6)])
    joined = Linear.joined([model, benchmark], moments.mean[:, items])
    found = held_out_losses(joined, rows, targets, columns, w, repeats)

    gaps = np.empty((3, 97, 21))
    for r, each in enumerate(codes):
        for fold in range(7):
            out = each == fold
            train = None if w is None else w[~out]
            pls, scores, linear, mean = one_fold(rows[~out], rows[out], train, technique)
            y = rows[out][:, items]
            gaps[r, out] = np.concatenate([y - pls, -scores, y - linear, y - mean], axis=1)
    np.testing.assert_allclose(found.squared, (gaps**2).mean(axis=0), rtol=0, atol=ROUNDING)
    share = None if w is None else np.broadcast_to(w[:, None], gaps[0].shape)
    squared = np.stack([np.average(g**2, axis=0, weights=share) for g in gaps])
    absolute = np.stack([np.average(np.abs(g), axis=0, weights=share) for g in gaps])
    np.testing.assert_allclose(found.mean_squared, squared, rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(found.mean_absolute, absolute, rtol=0, atol=ROUNDING)


@pytest.mark.parametrize("folds", [2, 7, 97])
def test_training_moments_are_those_of_the_other_rows(rows, weights, folds):
    codes = draw_folds(len(rows), folds, 1, seed=2)
    found = training_moments(rows, weights, [Places.of(codes[0])])
    for fold in range(folds):
        others = Moments.from_rows(rows[codes[0] != fold], weights[codes[0] != fold])
        np.testing.assert_allclose(found.cov[fold], others.cov, rtol=0, atol=ROUNDING)
        np.testing.assert_allclose(found.mean[fold], others.mean, rtol=0, atol=ROUNDING)
        assert found.n[fold] == pytest.approx(others.n, abs=ROUNDING)


def test_pieces_change_nothing(rows, monkeypatch):
    repeats = [Places.of(each) for each in draw_folds(len(rows), 5, 2, seed=1)]

    def losses():
        moments = training_moments(rows, None, repeats)
        model = prediction.linear_model(moments, SPEC, "direct_antecedents")
        y = rows[:, prediction.endogenous_items(SPEC)]
        return held_out_losses(model, rows, y, np.arange(6), None, repeats)

    whole = losses()
    monkeypatch.setattr(prediction, "NUMBERS_AT_A_TIME", 60)
    parts = losses()
    assert sum(1 for _ in repeats[0].pieces(27)) > 20
    for name in ("squared", "mean_squared", "mean_absolute"):
        np.testing.assert_allclose(getattr(parts, name), getattr(whole, name), rtol=0, atol=ROUNDING)


def test_folds_are_balanced_and_keep_when_there_are_more():
    codes = draw_folds(23, 5, 4, seed=9)
    assert all(sorted(np.bincount(each)) == [4, 4, 5, 5, 5] for each in codes)
    np.testing.assert_array_equal(draw_folds(23, 5, 2, seed=9), codes[:2])
    assert (codes[0] != codes[1]).any()
    assert (draw_folds(23, 5, 1, seed=9, stream=7) != codes[:1]).any()


def test_no_linear_model_where_regressors_depend_on_each_other(rows):
    broken = rows.copy()
    broken[:, 4] = broken[:, 0] + broken[:, 1] - broken[:, 3]
    moments = training_moments(broken, None, [Places.of(draw_folds(97, 4, 1, seed=1)[0])])
    found = prediction.linear_model(moments, SPEC, "direct_antecedents")
    missing = np.isnan(found.constant).all(axis=0)
    # only the third construct is regressed on all five items
    assert missing.tolist() == [False, False, True, True, True, False]


def test_errors_of_means_are_the_textbooks(rows, weights):
    errors, df = prediction.mean_errors(rows)
    np.testing.assert_allclose(errors, stats.sem(rows), rtol=1e-12)
    assert df == 96
    for w in (None, weights):
        alone = Design(np.arange(97), np.zeros(97, dtype=np.intp))
        under = prediction.mean_errors(rows, w, alone, np.arange(97))
        np.testing.assert_allclose(under[0], prediction.mean_errors(rows, w)[0], rtol=1e-12)
        assert under[1] == 96
    clusters = Design(np.arange(97) // 10, np.zeros(10, dtype=np.intp))
    even = prediction.mean_errors(rows[:90], None, Design(clusters.units[:90], np.zeros(9, dtype=np.intp)))
    means = rows[:90].reshape(9, 10, 9).mean(axis=1)
    np.testing.assert_allclose(even[0], stats.sem(means), rtol=1e-12)
    assert even[1] == 8


def test_resampled_means(rows, weights):
    indices = np.random.default_rng(1).integers(0, 97, (4, 97))
    found = prediction.resampled_means(rows, weights, GivenDraws(indices, 97))
    expected = np.stack([np.average(rows[i], axis=0, weights=weights[i]) for i in indices], axis=1)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("which", ["difference", "q2"])
def test_influence_is_the_derivative_by_the_weight(weights, which):
    rng = np.random.default_rng(8)
    first, second = rng.chisquare(1, (2, 97, 2))

    def figure(w):
        if which == "difference":
            return prediction.rmse_difference(first, second, w)
        losses = [prediction.Losses(each, each[:1], each[:1]) for each in (first, second)]
        return prediction.q2_predict(*losses, w)

    value, influence = figure(weights)
    assert (np.abs(np.average(influence, axis=0, weights=weights)) < ROUNDING).all()
    total = weights.sum()
    for row in (0, 50, 96):
        moved = weights.copy()
        moved[row] += 1e-6 * total
        slope = (figure(moved)[0] - value) / 1e-6
        np.testing.assert_allclose(slope, influence[row], rtol=0, atol=100 * DERIVATIVE)
