"""Means of parts and weighted least squares: brute force, and influence against derivatives."""

from __future__ import annotations

import numpy as np

from csmodels.numerics.strategy.ratios import (
    part_influence,
    part_means,
    squares_influence,
    weighted_squares,
)

#: Rounding of sums.
EXACT = 1e-10
#: Error of a one-sided difference quotient.
DERIVATIVE = 1e-5


def sample(seed=0, n=40):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    return x, x @ [1.0, 2.0] + rng.normal(size=n), rng.uniform(0.5, 2, size=n)


def test_part_means_are_averages_and_empty_parts_are_missing():
    _, y, w = sample()
    parts = np.column_stack([y > 1, np.zeros(len(y), dtype=bool)])
    found = part_means(np.column_stack([y, y]), parts, w[None])[0]
    assert np.isclose(found[0], np.average(y[y > 1], weights=w[y > 1]), atol=EXACT)
    assert np.isnan(found[1])
    assert not part_influence(np.column_stack([y, y]), parts, w, np.nan_to_num(found))[:, 1].any()


def test_influence_is_the_derivative_by_a_row_s_weight():
    x, y, w = sample(1)
    parts = (y > 0)[:, None]
    means, beta = part_means(y[:, None], parts, w[None])[0], weighted_squares(x, y, w[None])[0]
    step = 1e-7
    moved = w + step * np.eye(len(w))
    slopes = (part_means(y[:, None], parts, moved) - means) / step * w[:, None]
    assert np.allclose(part_influence(y[:, None], parts, w, means), slopes, atol=DERIVATIVE)
    slopes = (weighted_squares(x, y, moved) - beta) / step * w[:, None]
    assert np.allclose(squares_influence(x, y, w, beta), slopes, atol=DERIVATIVE)


def test_weighted_squares_equal_lstsq_and_collinear_is_missing():
    x, y, w = sample(2)
    root = np.sqrt(w)
    expected = np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0]
    assert np.allclose(weighted_squares(x, y, w[None])[0], expected, atol=EXACT)
    assert np.isnan(weighted_squares(np.column_stack([x, x[:, 1]]), y, w[None])).all()
    # a resample without a group has no mean of it
    only = np.where(x[:, 1] > 0, 0.0, w)
    groups = np.column_stack([x[:, 1] > 0, x[:, 1] <= 0]).astype(float)
    assert np.isnan(weighted_squares(groups, y, only[None])).all()
