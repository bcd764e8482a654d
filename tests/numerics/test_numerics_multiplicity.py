"""Adjusted p-values: by hand, by loops over the definitions, and against another package."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.errors import SpecificationError
from csmodels.numerics.multiplicity import adjusted_p

#: Two orders of the same multiplications and comparisons.
ROUNDING = 1e-15


def by_definition(p: list[float], method: str) -> list[float]:
    """One test after another."""
    m, order = len(p), sorted(range(len(p)), key=p.__getitem__)
    out = [0.0] * m
    for place, i in enumerate(order):
        if method == "bonferroni":
            out[i] = min(1.0, m * p[i])
        elif method == "holm":
            out[i] = max(min(1.0, (m - j) * p[order[j]]) for j in range(place + 1))
        else:
            out[i] = min(min(1.0, m / (j + 1) * p[order[j]]) for j in range(place, m))
    return out


@pytest.mark.parametrize("method", ["holm", "bonferroni", "fdr"])
def test_by_definition(method):
    rng = np.random.default_rng(1)
    for m in (1, 2, 5, 12):
        p = rng.uniform(0, 0.3, size=m).round(2)  # with ties
        np.testing.assert_allclose(adjusted_p(p, method), by_definition(p.tolist(), method), atol=ROUNDING)


@pytest.mark.parametrize(
    ("method", "theirs"), [("holm", "holm"), ("bonferroni", "bonferroni"), ("fdr", "fdr_bh")]
)
def test_against_statsmodels(method, theirs):
    multitest = pytest.importorskip("statsmodels.stats.multitest", reason="statsmodels is not installed")
    p = np.random.default_rng(2).uniform(0, 0.2, size=9)
    expected = multitest.multipletests(p, method=theirs)[1]
    np.testing.assert_allclose(adjusted_p(p, method), expected, rtol=1e-14)


def test_missing_values_are_no_tests():
    p = np.array([0.02, np.nan, 0.01, np.nan])
    np.testing.assert_allclose(adjusted_p(p), [0.02, np.nan, 0.02, np.nan])
    assert np.isnan(adjusted_p([np.nan, np.nan])).all()
    assert adjusted_p([]).shape == (0,)


def test_families_along_the_last_axis():
    p = np.random.default_rng(3).uniform(size=(4, 5))
    together = adjusted_p(p)
    for row, expected in zip(p, together, strict=True):
        np.testing.assert_array_equal(adjusted_p(row), expected)


def test_none_changes_nothing_and_unknown_is_refused():
    np.testing.assert_array_equal(adjusted_p([0.3, 0.1], "none"), [0.3, 0.1])
    with pytest.raises(SpecificationError, match=r"adjust='holmes' is unknown\. Did you mean 'holm'"):
        adjusted_p([0.1], "holmes")


def test_holm_bounds_the_chance_of_any_finding():
    """20 true hypotheses, 2,000 times: at most 5 % with a finding, within three Monte-Carlo errors."""
    p = np.random.default_rng(4).uniform(size=(2000, 20))
    share = (adjusted_p(p).min(axis=1) <= 0.05).mean()
    assert abs(share - (1 - (1 - 0.05 / 20) ** 20)) < 3 * np.sqrt(0.05 * 0.95 / 2000)
