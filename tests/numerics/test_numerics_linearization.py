"""Totals of influence values by sampling unit, and the covariance of two samples from one survey."""

from __future__ import annotations

import numpy as np
import pytest

from csmodels.numerics import linearization
from csmodels.numerics.draws import Design
from csmodels.numerics.linearization import moment_covariance, total_covariance, unit_totals
from csmodels.numerics.moments import Moments

#: The same sums in another order.
ROUNDING = 1e-12


@pytest.fixture
def survey():
    """90 rows of 3 items in 18 units of 3 strata; a domain of each row, weights."""
    rng = np.random.default_rng(6)
    units = rng.permutation(np.arange(90) % 18)
    design = Design(units, np.repeat([0, 1, 2], [4, 6, 8]))
    rows = rng.normal(size=(90, 3)) + rng.normal(size=(18, 3))[units]
    domain = rng.integers(0, 3, size=90)
    domain[units == 5] = 0  # a unit without the other domains
    return rows, design, domain, rng.uniform(0.5, 2, size=90)


def part_of(survey, domain, slopes):
    rows, design, domains, weights = survey
    where = np.flatnonzero(domains == domain)
    moments = Moments.from_rows(rows[where], weights[where])
    totals = unit_totals(rows[where], moments, slopes, design.units[where], weights[where])
    return where, moments, totals


@pytest.mark.parametrize("clusters", [True, False])
def test_one_sample_has_the_variance_of_its_moments(survey, clusters):
    rows, design, domains, weights = survey
    if not clusters:  # every row a unit: no totals are held on the way
        design = Design(np.arange(90), np.arange(90) % 4)
        survey = (rows, design, domains, weights)
    slopes = np.random.default_rng(1).normal(size=(4, 9))
    where, moments, totals = part_of(survey, 1, slopes)
    cov = moment_covariance(rows[where], moments, weights[where], design, where)
    expected = np.diag(slopes @ cov @ slopes.T)
    np.testing.assert_allclose(total_covariance(totals, totals, design), expected, rtol=ROUNDING)


def test_difference_of_two_means_by_the_textbook(survey):
    """Ratio means of two domains: residuals summed by unit, spread about the stratum's mean, by loops."""
    rows, design, domains, weights = survey
    slopes = np.eye(3, 9)  # the means themselves
    (_, _, first), (_, _, second) = (part_of(survey, domain, slopes) for domain in (0, 1))
    found = [total_covariance(*pair, design) for pair in ((first, first), (second, second), (first, second))]
    for item in range(3):
        z = np.zeros(18)
        for sign, domain in ((1, 0), (-1, 1)):
            mine = domains == domain
            w = weights * mine / weights[mine].sum()
            centre = (w * rows[:, item]).sum()
            for i in np.flatnonzero(mine):
                z[design.units[i]] += sign * w[i] * (rows[i, item] - centre)
        variance = 0.0
        for stratum, m in enumerate((4, 6, 8)):
            own = z[design.strata == stratum]
            variance += m / (m - 1) * ((own - own.mean()) ** 2).sum()
        assert found[0][item] + found[1][item] - 2 * found[2][item] == pytest.approx(variance, rel=1e-10)


def test_stretches_of_rows_change_nothing(survey, monkeypatch):
    slopes = np.random.default_rng(2).normal(size=(2, 9))
    whole = part_of(survey, 0, slopes)[2]
    monkeypatch.setattr(linearization, "ROWS_AT_A_TIME", 7)
    pieces = part_of(survey, 0, slopes)[2]
    np.testing.assert_array_equal(pieces.units, whole.units)
    np.testing.assert_allclose(pieces.values, whole.values, rtol=1e-10, atol=1e-14)
