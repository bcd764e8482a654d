"""Clusters, tiers, means of parts and tests of them: brute force, other programs, known truth."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats
from scipy.cluster.vq import kmeans2

from csmodels.numerics.draws import Design
from csmodels.numerics.gap_scores import mean_errors
from csmodels.numerics.kano import association
from csmodels.numerics.strategy import clusters, partitions
from csmodels.numerics.strategy.domains import Sample, domain_means
from csmodels.numerics.strategy.profile_tests import means_test, shares_test
from csmodels.numerics.strategy.tiers import cut_points, scores

#: Rounding of sums.
EXACT = 1e-10
#: The same after matrices are solved.
SOLVED = 1e-8


def planted(n=60, seed=0, away=6.0, p=3):
    """Three round clusters with their labels."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, n)
    middles = np.zeros((3, p))
    middles[1, 0], middles[2, 1] = away, away
    return middles[labels] + rng.normal(size=(n, p)), labels


def within(x, codes, w):
    total = 0.0
    for j in set(codes):
        mine = np.array(codes) == j
        mean = np.average(x[mine], axis=0, weights=w[mine])
        total += (w[mine, None] * (x[mine] - mean) ** 2).sum()
    return total


# k-means


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("k", [2, 3])
def test_the_best_of_all_partitions_is_found(k, weighted):
    rng = np.random.default_rng(5)
    x = rng.normal(size=(7, 2))
    w = rng.uniform(0.2, 3, 7) if weighted else np.ones(7)
    # the first row's cluster can be called the first
    partitions = [(0, *codes) for codes in product(range(k), repeat=6)]
    every = [within(x, codes, w) for codes in partitions if len(set(codes)) == k]
    found = clusters.k_means(x, k, w, starts=60)
    assert found.within[0] == pytest.approx(min(every), abs=EXACT)
    assert within(x, found.codes[0].tolist(), w) == pytest.approx(min(every), abs=EXACT)


def test_scipy_ends_where_we_end_from_the_same_start():
    x, _ = planted(200, away=2.0)
    start = x[[3, 50, 120]]
    centres, codes = kmeans2(x, start, iter=200, minit="matrix")
    found = clusters.k_means(x, 3, first=start[None])
    assert np.allclose(found.centres[0], centres, atol=EXACT)
    assert (found.codes[0] == codes).all()
    assert found.settled.all()


def test_planted_clusters_are_recovered_and_their_number_is_chosen():
    x, labels = planted(150)
    ks = np.arange(1, 6)
    found = clusters.k_means(x, ks, starts=10)
    table = partitions.overlaps(labels, found.codes[2:3], 3, 5, np.ones((1, 150), dtype=bool))
    assert partitions.adjusted_rand(table)[0] > 0.97
    mean, _ = partitions.silhouette(x, found.codes, 5)
    assert np.nanargmax(mean) == 2
    assert np.isnan(mean[0])
    gap, error = clusters.gap_statistic(x, found.within, ks, references=10)
    assert ks[clusters.chosen_by_gap(gap, error)] == 3


def test_the_gap_sees_that_there_are_no_clusters():
    x = np.random.default_rng(2).uniform(size=(120, 3))
    ks = np.arange(1, 5)
    found = clusters.k_means(x, ks)
    gap, error = clusters.gap_statistic(x, found.within, ks, references=10)
    assert ks[clusters.chosen_by_gap(gap, error)] == 1


def test_clusters_are_told_from_one_spread():
    rng = np.random.default_rng(3)
    x, _ = planted(120, away=6.0)
    assert clusters.one_group_p(x, 3, references=39) == pytest.approx(1 / 40, abs=EXACT)
    for one in (rng.normal(size=(120, 3)), rng.uniform(size=(120, 3)) * [3, 1, 1]):
        assert clusters.one_group_p(one, 3, references=39) > 0.05


def test_reference_data_are_made_in_pieces(monkeypatch):
    x, _ = planted(60, away=6.0)
    alone = [np.random.default_rng(0).normal(size=(60, 3)), x]
    monkeypatch.setattr(clusters, "HELD", 5 * x.size)
    p = [clusters.one_group_p(each, 3, references=39) for each in alone]
    assert p[0] > 0.05
    assert p[1] == pytest.approx(1 / 40, abs=EXACT)
    ks = np.arange(1, 5)
    gap, error = clusters.gap_statistic(x, clusters.k_means(x, ks).within, ks)
    assert ks[clusters.chosen_by_gap(gap, error)] == 3


def test_a_member_of_a_batch_is_fitted_as_alone():
    x, _ = planted(80, away=2.0)
    rng = np.random.default_rng(1)
    times = np.stack([np.bincount(rng.integers(0, 80, 80), minlength=80) for _ in range(6)]).astype(float)
    start = x[None, [0, 20, 40]]
    batch = clusters.k_means(x, 3, times, first=start)
    for weights, centres, total in zip(times, batch.centres, batch.within, strict=True):
        rows = np.repeat(x, weights.astype(int), axis=0)
        alone = clusters.k_means(rows, 3, first=start)
        assert np.allclose(alone.centres[0], centres, atol=SOLVED)
        assert alone.within[0] == pytest.approx(total, abs=SOLVED)


def test_pieces_of_the_batch_change_nothing(monkeypatch):
    x, _ = planted(50, away=1.0)
    whole = clusters.k_means(x, [2, 3, 4], starts=5)
    monkeypatch.setattr(clusters, "PIECE", 1)
    monkeypatch.setattr(partitions, "PIECE", 1)
    parts = clusters.k_means(x, [2, 3, 4], starts=5)
    assert np.allclose(whole.centres, parts.centres, equal_nan=True, atol=EXACT)
    assert np.array_equal(whole.codes, parts.codes)
    _, by_cluster = partitions.silhouette(x, whole.codes, 4)
    monkeypatch.undo()
    assert np.allclose(by_cluster, partitions.silhouette(x, whole.codes, 4)[1], equal_nan=True, atol=EXACT)


def test_silhouette_is_that_of_the_definition_and_weights_repeat_rows():
    x, labels = planted(40, away=2.0)
    away = np.sqrt(((x[:, None] - x) ** 2).sum(axis=2))
    widths = []
    for i, own in enumerate(labels):
        mine = (labels == own) & (np.arange(40) != i)
        a = away[i, mine].mean()
        b = min(away[i, labels == j].mean() for j in range(3) if j != own)
        widths.append((b - a) / max(a, b))
    mean, by_cluster = partitions.silhouette(x, labels[None], 3)
    assert mean[0] == pytest.approx(np.mean(widths), abs=SOLVED)
    assert by_cluster[0, 1] == pytest.approx(np.mean(np.array(widths)[labels == 1]), abs=SOLVED)
    alone, _ = partitions.silhouette(np.array([[0.0], [9.0], [10.0]]), np.array([[0, 1, 1]]), 2)
    assert alone[0] == pytest.approx((0 + 8 / 9 + 9 / 10) / 3, abs=EXACT)


def test_agreement_is_one_for_other_names_and_none_by_chance():
    codes = np.repeat([0, 1, 2], 100)
    others = np.stack([(codes + 1) % 3, np.random.default_rng(0).integers(0, 3, 300)])
    tables = partitions.overlaps(codes, others, 3, 3, np.ones((2, 300), dtype=bool))
    assert partitions.adjusted_rand(tables)[0] == pytest.approx(1.0, abs=EXACT)
    assert abs(partitions.adjusted_rand(tables)[1]) < 0.02
    assert np.allclose(partitions.jaccard(tables)[0], 1.0, atol=EXACT)
    # sets written out
    mine, theirs = set(np.flatnonzero(codes == 0)), [set(np.flatnonzero(others[1] == j)) for j in range(3)]
    expected = max(len(mine & each) / len(mine | each) for each in theirs)
    assert partitions.jaccard(tables)[1, 0] == pytest.approx(expected, abs=EXACT)


# tiers


def test_fifths_of_values_with_ties_by_hand():
    # ten values; 20, 40, 60 and 80 % are reached at 1, 2, 2 and 5
    values = np.array([1, 1, 1, 2, 2, 2, 3, 5, 8, 9.0])
    cuts = cut_points(values, 5)
    assert cuts.tolist() == [1, 2, 2, 5]
    assert scores(values, cuts).tolist() == [1, 1, 1, 2, 2, 2, 4, 4, 5, 5]
    assert scores(values, [2, 5], upper=True).tolist() == [1, 1, 1, 2, 2, 2, 2, 3, 3, 3]
    # without ties every fifth has two
    assert (
        np.bincount(scores(np.arange(10.0), cut_points(np.arange(10.0), 5)).astype(int)).tolist()[1:]
        == [2] * 5
    )


def test_weights_of_cut_points_repeat_values():
    rng = np.random.default_rng(0)
    values, w = rng.integers(0, 20, 50).astype(float), rng.integers(0, 4, 50)
    assert cut_points(values, 5, w * 0.1).tolist() == cut_points(np.repeat(values, w), 5).tolist()
    expected = np.quantile(np.repeat(values, w), [0.2, 0.4, 0.6, 0.8], method="inverted_cdf")
    assert cut_points(values, 5, w * 1.0).tolist() == expected.tolist()


# means of parts, tests


@pytest.fixture(scope="module")
def people():
    rng = np.random.default_rng(4)
    n = 240
    units = np.repeat(np.arange(40), 6)
    codes = rng.integers(0, 3, n)
    y = rng.normal(size=n) + 0.3 * codes + rng.normal(size=40)[units]
    return {
        "y": y, "codes": codes, "category": rng.integers(0, 4, n), "w": rng.uniform(0.5, 2, n), "n": n,
        "design": Design(units, np.repeat([0, 1], 20)), "where": np.arange(n),
    }  # fmt: skip


def test_simple_samples_are_tested_as_scipy_tests_them(people):
    parts = [people["y"][people["codes"] == j] for j in range(3)]
    f, p = stats.f_oneway(*parts)
    for sample in (Sample(), Sample(np.full(people["n"], 2.5))):
        found = means_test(people["y"], people["codes"], sample)
        assert np.allclose([found.statistic, found.p_value], [f, p], atol=SOLVED)
        assert (found.df, found.df_error) == (2, people["n"] - 3)
    table = np.zeros((3, 4))
    np.add.at(table, (people["codes"], people["category"]), 1)
    chi = stats.chi2_contingency(table, correction=False)
    found = shares_test(people["category"], people["codes"], Sample())
    assert np.allclose(
        [found.statistic, found.df, found.p_value], [chi.statistic, chi.dof, chi.pvalue], atol=SOLVED
    )


def test_means_of_parts_are_those_of_the_other_helper(people):
    y = people["y"].copy()
    y[::17] = np.nan
    for w, design in ((None, None), (people["w"], None), (people["w"], people["design"])):
        sample = Sample(w, design, people["where"])
        found = domain_means(np.column_stack([people["y"], y]), people["codes"], 3, sample)
        for j in range(3):
            mine = (people["codes"] == j) & np.isfinite(y)
            error, df = mean_errors(
                y[mine, None], None if w is None else w[mine], design, people["where"][mine]
            )
            assert found.mean[j, 1] == pytest.approx(
                np.average(y[mine], weights=None if w is None else w[mine])
            )
            assert found.std_error[j, 1] == pytest.approx(error[0], rel=SOLVED)
            assert found.df[j, 1] == df
    low, high = domain_means(people["y"][:, None], people["codes"], 3, Sample()).limits(0.95)
    first = people["y"][people["codes"] == 0]
    expected = stats.t.interval(0.95, len(first) - 1, first.mean(), stats.sem(first))
    assert np.allclose([low[0, 0], high[0, 0]], expected, atol=SOLVED)


def test_two_parts_in_a_design_give_the_squared_t_of_a_regression(people):
    """Wald's F of two means is the square of the slope on membership over its linearised error."""
    codes, w, y = (people["codes"] > 0).astype(int), people["w"], people["y"]
    x = np.column_stack([np.ones(people["n"]), codes])
    bread = np.linalg.inv((x * w[:, None]).T @ x)
    beta = bread @ ((x * w[:, None]).T @ y)
    pull = (x * (w * (y - x @ beta))[:, None]) @ bread
    units, strata = people["design"].units, people["design"].strata
    totals = np.zeros((40, 2))
    np.add.at(totals, units, pull)
    cov = np.zeros((2, 2))
    for s in (0, 1):
        apart = totals[strata == s] - totals[strata == s].mean(axis=0)
        cov += 20 / 19 * apart.T @ apart
    found = means_test(y, codes, Sample(w, people["design"], people["where"]))
    assert found.statistic == pytest.approx(beta[1] ** 2 / cov[1, 1], rel=SOLVED)
    assert (found.df, found.df_error) == (1, 38)


def test_shares_in_a_design_are_tested_by_the_helper_of_kano_groups(people):
    cells = people["codes"] * 4 + people["category"]
    cov = association.cell_covariance(cells, people["w"], 12, people["n"], people["design"], people["where"])
    table = np.bincount(cells, people["w"], 12).reshape(3, 4)
    fix = association.rao_scott(table, cov, people["n"], 38)
    chi = association.pearson(table * people["n"] / people["w"].sum()).chi_square
    found = shares_test(
        people["category"], people["codes"], Sample(people["w"], people["design"], people["where"])
    )
    assert found.p_value == pytest.approx(
        float(association.p_value(chi / fix.scale, fix.df, fix.df_error)), rel=SOLVED
    )


def test_a_jackknife_of_replicates_agrees_with_linearisation(people):
    units, strata = people["design"].units, people["design"].strata
    replicates = np.stack([
        people["w"] * np.where(units == u, 0.0, np.where(strata[units] == strata[u], 20 / 19, 1.0))
        for u in range(40)
    ])  # fmt: skip
    given = Sample(people["w"], None, people["where"], replicates, np.full(40, 19 / 20), 38.0)
    linear = Sample(people["w"], people["design"], people["where"])
    for test, values in ((means_test, people["y"]), (shares_test, people["category"])):
        one, other = test(values, people["codes"], given), test(values, people["codes"], linear)
        # the jackknife adds terms of second order
        assert one.p_value == pytest.approx(other.p_value, abs=0.02)
        assert one.df_error == pytest.approx(other.df_error, rel=0.02)
    pair = [
        domain_means(people["y"][:, None], people["codes"], 3, each).std_error for each in (given, linear)
    ]
    assert np.allclose(*pair, rtol=0.05)


def test_a_test_that_cannot_be_made_is_missing(people):
    one = np.zeros(people["n"], dtype=int)
    assert np.isnan(means_test(people["y"], one, Sample()).p_value)
    assert np.isnan(shares_test(people["category"], one, Sample()).p_value)
    assert np.isnan(means_test(np.ones(people["n"]), people["codes"], Sample()).p_value)
    # four parts, but three units
    few = Design(np.repeat([0, 1, 2], 80), np.zeros(3, dtype=int))
    sample = Sample(None, few, people["where"])
    assert np.isnan(means_test(people["y"], np.arange(people["n"]) % 4, sample).p_value)


def test_the_wald_test_keeps_its_level():
    """At 5 % about 5 % of samples without differences are rejected, in clusters with unequal weights."""
    rng = np.random.default_rng(9)
    design = Design(np.repeat(np.arange(30), 5), np.zeros(30, dtype=int))
    rejected = 0
    for _ in range(300):
        y = rng.normal(size=150) + rng.normal(size=30)[design.units]
        codes = np.repeat(rng.integers(0, 3, 30), 5)
        sample = Sample(rng.uniform(0.5, 1.5, 150), design, np.arange(150))
        rejected += means_test(y, codes, sample).p_value < 0.05
    # parts of whole clusters: 3 standard errors of 300 samples at 5 %, and a little for so few units
    assert rejected / 300 < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 300) + 0.02
