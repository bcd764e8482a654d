"""Moments against numpy.cov, and the ways to put them together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import CsmodelsError
from csmodels.numerics import moments as module
from csmodels.numerics.moments import Moments, stack

#: Sums of squares of answers from 1 to 10 lose two of 16 digits at most.
ROUNDING = 1e-12


@pytest.fixture
def rows():
    return np.random.default_rng(1).integers(1, 11, size=(97, 4)).astype(float)


@pytest.fixture
def weights():
    return np.random.default_rng(2).uniform(0.2, 3.0, size=97)


@pytest.mark.parametrize("rows_at_a_time", [1, 10, 96, 97, 8192])
def test_from_rows(rows, weights, rows_at_a_time, monkeypatch):
    monkeypatch.setattr(module, "ROWS_AT_A_TIME", rows_at_a_time)
    plain = Moments.from_rows(rows)
    np.testing.assert_allclose(plain.cov, np.cov(rows.T, bias=True), atol=ROUNDING)
    np.testing.assert_allclose(plain.mean, rows.mean(axis=0), atol=ROUNDING)
    assert plain.n == 97
    weighted = Moments.from_rows(rows, weights)
    np.testing.assert_allclose(weighted.cov, np.cov(rows.T, aweights=weights, ddof=0), atol=ROUNDING)
    np.testing.assert_allclose(weighted.mean, np.average(rows, axis=0, weights=weights), atol=ROUNDING)
    assert weighted.n == pytest.approx(weights.sum())


def test_far_from_zero(rows):
    """Centring first: a constant of a million must not eat the digits."""
    far = Moments.from_rows(rows + 1e6)
    np.testing.assert_allclose(far.cov, np.cov(rows.T, bias=True), atol=1e-8)


def test_correlations_and_deviations(rows):
    found = Moments.from_rows(rows)
    np.testing.assert_allclose(found.corr, np.corrcoef(rows.T), atol=ROUNDING)
    np.testing.assert_allclose(found.sd, rows.std(axis=0), atol=ROUNDING)


def test_a_weight_of_two_is_the_row_twice(rows):
    weights = np.where(np.arange(97) < 40, 2.0, 1.0)
    one, two = Moments.from_rows(rows, weights), Moments.from_rows(np.vstack([rows, rows[:40]]))
    np.testing.assert_allclose(one.cov, two.cov, atol=ROUNDING)
    np.testing.assert_allclose(one.mean, two.mean, atol=ROUNDING)
    assert one.n == two.n == 137


def test_add_and_subtract(rows):
    whole, first, second = (Moments.from_rows(part) for part in (rows, rows[:30], rows[30:]))
    for made, expected in ((first + second, whole), (whole - second, first)):
        np.testing.assert_allclose(made.cov, expected.cov, atol=ROUNDING)
        np.testing.assert_allclose(made.mean, expected.mean, atol=ROUNDING)
        assert made.n == expected.n
    both = stack([first, second])
    assert both.cov.shape == (2, 4, 4)
    assert both.mean.shape == (2, 4)
    # a batch minus one sample: leave-a-part-out
    rest = stack([whole, whole]) - both
    np.testing.assert_allclose(rest.cov[0], second.cov, atol=ROUNDING)
    with pytest.raises(cs.errors.SpecificationError, match="only with mean and n"):
        Moments(np.eye(2)) + Moments(np.eye(2))


def test_take(rows):
    names = ["a", "b", "c", "d"]
    whole = Moments(np.cov(rows.T), rows.mean(axis=0), n=97, names=names)
    part = whole.take([2, 0])
    assert part.names == ("c", "a")
    np.testing.assert_array_equal(part.cov, whole.cov[np.ix_([2, 0], [2, 0])])
    np.testing.assert_array_equal(part.mean, whole.mean[[2, 0]])


def test_names_of_a_frame(rows):
    frame = pd.DataFrame(rows, columns=["q1", "q2", "质量", "价值"])
    assert Moments(frame.cov()).names == ("q1", "q2", "质量", "价值")


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"cov": [1.0, 2.0]}, "SpecificationError", r"shape \(\.\.\., p, p\)"),
        ({"cov": np.ones((2, 3))}, "SpecificationError", r"not \(2, 3\)"),
        ({"cov": np.eye(2), "names": ["a"]}, "SpecificationError", "1 names were given for 2 items"),
        ({"cov": np.eye(2), "mean": [1, 2, 3]}, "SpecificationError", r"mean must have shape \(\.\.\., 2\)"),
        ({"cov": [[1, np.nan], [np.nan, 1]]}, "DataError", "missing or infinite"),
        ({"cov": [[1, 0.2], [0.4, 1]]}, "SpecificationError", "not symmetric"),
        ({"cov": [[1, 0], [0, 0]], "names": ["a", "b"]}, "DataError", "item 'b' is not positive"),
        ({"cov": [[-1, 0], [0, 1]]}, "DataError", "number 1"),
        ({"cov": np.eye(2), "names": ["a", "a"]}, "SpecificationError", "'a' is named twice"),
        ({"cov": np.eye(2), "mean": [1, np.inf]}, "DataError", "missing or infinite"),
        ({"cov": np.eye(2), "n": 0}, "SpecificationError", "n=0 must be positive"),
        ({"cov": [["1", "x"], ["x", "1"]]}, "SpecificationError", "cov must hold numbers only"),
        ({"cov": [[1, 1.2], [1.2, 1]]}, "DataError", "smallest eigenvalue is negative"),
    ],
)
def test_refusals(arguments, error, words):
    with pytest.raises(getattr(cs.errors, error), match=words):
        cs.Moments(**arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"cov": [[1, 1.5], [1.5, 1]]}, "no covariance matrix"),
        ({"cov": np.eye(2), "n": -5}, "must be positive"),
        ({"cov": np.eye(2), "names": ["a", "a"]}, "named twice"),
        ({"cov": np.eye(2), "mean": [1, np.nan]}, "missing or infinite"),
        ({"cov": [["x", 1], [1, 1]]}, "numbers only"),
    ],
)
def test_impossible_moments_are_refused(arguments, message):
    with pytest.raises(CsmodelsError, match=message):
        Moments(**arguments)
