"""Survey designs: weights, strata, clusters and replicate weights in estimates and standard errors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.numerics.draws import UnitDraws, make_design

#: R prints 12 digits; our derivatives are numeric, with steps of 1e-4.
AGAINST_R = 2e-7
#: Replicates need no derivatives.
REPLICATES = 1e-10
#: Four Monte-Carlo errors of a standard error from 4,000 resamples, 1 / sqrt(2 * 4000) each.
MONTE_CARLO = 4 / np.sqrt(2 * 4000)
#: Resampled and linearised errors differ by terms of order 1 / units, 25 clusters here.
FEW_UNITS = 0.05


@pytest.fixture(scope="module")
def frame():
    frame = cs.datasets.load_ecsi_mobile().frame
    i = np.arange(len(frame))
    return frame.assign(
        w=1 + (7 * i) % 11 / 4,
        stratum=i % 5,
        cluster=i // 10,
        cluster_stratum=(i // 10) % 6,
        domain=np.where(frame["PERV1"] > 5, "high", "low"),
    )


DESIGNS = {
    "weighted": {},
    "strata": {"strata": "stratum"},
    "clusters": {"clusters": "cluster"},
    "clusters in strata": {"clusters": "cluster", "strata": "cluster_stratum"},
}


@pytest.fixture(scope="module")
def index():
    items = {"Quality": [f"PERQ{i}" for i in range(1, 8)], "Satisfaction": ["CUSA1", "CUSA2", "CUSA3"]}
    return cs.index_model("ECSI-mobile", items=items, index_weights="equal")


@pytest.fixture(scope="module")
def single():
    return cs.PathModel({"Value": ["PERV1"], "Satisfaction": ["CUSA1"]}, {"Satisfaction": ["Value"]})


def expected(golden, design):
    table = golden("survey_design")
    return table[table["design"] == design].set_index("figure")


@pytest.mark.parametrize("design", DESIGNS)
def test_linearised_errors_are_those_of_r_survey(frame, index, golden, design):
    data = cs.SurveyData(frame, weights="w", **DESIGNS[design])
    result = index.fit(data, se="linearized")
    published = expected(golden, design)
    for column in ("estimate", "std_error"):
        ours = result.index[column].reindex(published.index)
        np.testing.assert_allclose(ours, published[column], rtol=AGAINST_R)


def test_a_group_is_a_domain_of_the_design(frame, index, golden):
    data = cs.SurveyData(frame, weights="w", **DESIGNS["clusters in strata"])
    high = index.fit(data, se="linearized", by="domain").index.loc["high"]
    published = expected(golden, "domain")
    for column in ("estimate", "std_error"):
        np.testing.assert_allclose(high[column].reindex(published.index), published[column], rtol=AGAINST_R)


@pytest.mark.parametrize("design", DESIGNS)
def test_the_bootstrap_agrees_with_the_linearised_errors(frame, index, design):
    data = cs.SurveyData(frame, weights="w", **DESIGNS[design])
    drawn = index.fit(data, n_boot=4000)
    linear = index.fit(data, se="linearized")
    # paths are curved functions of the moments: terms of second order are theirs, not the design's
    for table, extra in (("index", 0.0), ("params", FEW_UNITS)):
        ours, theirs = getattr(drawn, table)["std_error"], getattr(linear, table)["std_error"]
        slack = MONTE_CARLO + extra + (1 / 25 if "cluster" in design else 1 / 250)
        if table == "params":
            ours, theirs = ours[drawn.params["kind"] == "path"], theirs[drawn.params["kind"] == "path"]
        np.testing.assert_allclose(ours, theirs, rtol=slack)


def jackknife_weights(frame, strata):
    """Replicate weights of the delete-one-cluster jackknife, with R's factors."""
    columns, factors = {}, []
    of_cluster = frame.groupby("cluster")[strata].first() if strata else pd.Series(0, range(25))
    for c in range(25):
        mine = of_cluster[of_cluster == of_cluster[c]].index
        up = len(mine) / (len(mine) - 1)
        factor = np.where(frame["cluster"].isin(mine), up, 1.0)
        columns[f"r{c}"] = frame["w"] * np.where(frame["cluster"] == c, 0.0, factor)
        factors.append((len(mine) - 1) / len(mine))
    return frame.assign(**columns), tuple(columns), tuple(factors)


@pytest.mark.parametrize(("design", "strata"), [("JK1", None), ("JKn", "cluster_stratum")])
def test_replicate_weights_as_in_r_survey(frame, index, single, golden, design, strata):
    wide, columns, factors = jackknife_weights(frame, strata)
    how = {"replicate_method": "jackknife"} if strata is None else {"replicate_scales": factors}
    data = cs.SurveyData(wide, weights="w", replicate_weights=columns, **how)
    published = expected(golden, design)
    result = index.fit(data)
    assert result.settings["se"] == "replicates"
    np.testing.assert_allclose(
        result.index["std_error"], published["std_error"].reindex(result.index.index), rtol=REPLICATES
    )
    path = single.fit(data).params.query("kind == 'path'").iloc[0]
    assert path["estimate"] == pytest.approx(published.loc["correlation", "estimate"], rel=REPLICATES)
    assert path["std_error"] == pytest.approx(published.loc["correlation", "std_error"], rel=REPLICATES)


def test_a_constant_weight_changes_nothing(frame, index):
    plain = index.fit(frame, n_boot=50)
    weighted = index.fit(cs.SurveyData(frame.assign(w=3.0), weights="w"), n_boot=50)
    np.testing.assert_allclose(weighted.index, plain.index, rtol=1e-10)
    assert weighted.settings["design_effect"] == pytest.approx(1.0)


def test_a_weight_of_two_is_the_row_twice(frame, index):
    twice = frame.loc[frame.index.repeat(np.where(frame["stratum"] == 0, 2, 1))].reset_index(drop=True)
    weighted = cs.SurveyData(frame.assign(w=np.where(frame["stratum"] == 0, 2.0, 1.0)), weights="w")
    mine, theirs = index.fit(weighted, n_boot=0), index.fit(twice, n_boot=0)
    np.testing.assert_allclose(mine.params["estimate"], theirs.params["estimate"], rtol=1e-9)
    np.testing.assert_allclose(mine.index["estimate"], theirs.index["estimate"], rtol=1e-10)


def test_effective_sample_size_is_kish(frame, index):
    result = index.fit(cs.SurveyData(frame, weights="w", clusters="cluster"), n_boot=0)
    assert result.settings["n_effective"] == pytest.approx(222.531987714, rel=1e-9)
    assert result.settings["design_effect"] == pytest.approx(250 / 222.531987714, rel=1e-9)
    shown = result.summary().to_text()
    assert "Effective sample size (Kish)" in shown
    assert "Clusters" in shown
    assert "有效样本量" in result.summary("zh").to_text()


def test_whole_clusters_are_drawn_within_strata(frame):
    strata, clusters = frame["cluster_stratum"].to_numpy(), frame["cluster"].to_numpy()
    design = make_design(250, strata, clusters)
    counts = np.concatenate(list(UnitDraws(design, np.arange(250), 600, seed=1)))
    assert counts.shape == (600, 250)
    for c in range(25):
        assert (np.ptp(counts[:, clusters == c], axis=1) == 0).all()
    # Rao and Wu: m - 1 units drawn, each with the factor m / (m - 1): every stratum keeps its total
    for s in range(6):
        of_units = counts[:, [np.flatnonzero(clusters == c)[0] for c in range(25) if c % 6 == s]]
        m = of_units.shape[1]
        np.testing.assert_allclose(of_units.sum(axis=1), m)
        np.testing.assert_allclose(of_units / (m / (m - 1)), np.rint(of_units / (m / (m - 1))), atol=1e-12)


def test_groups_that_share_clusters_move_together(frame, index):
    """Two groups made of the same clusters: their resamples are joint, so differences can be taken."""
    shared = frame.assign(half=np.where(np.arange(250) % 2 == 0, "a", "b"))
    effect = np.random.default_rng(0).normal(scale=2.0, size=25)[shared["cluster"]]
    items = [*index.items["Quality"], *index.items["Satisfaction"]]
    shared[items] = np.clip(shared[items].add(effect, axis=0), 1, 10)
    joint = index.fit(cs.SurveyData(shared, clusters="cluster"), by="half", n_boot=500)
    alone = index.fit(shared, by="half", n_boot=500)
    for result, least, most in ((joint, 0.5, 1.0), (alone, -0.2, 0.2)):
        draws = result.estimates.draws["statistic"][:, 1]
        assert least < np.corrcoef(draws)[0, 1] < most


def test_a_lone_cluster_is_refused(frame, index):
    lone = frame.assign(cluster_stratum=np.where(frame["cluster"] == 3, "alone", "others"))
    data = cs.SurveyData(lone, strata="cluster_stratum", clusters="cluster")
    with pytest.raises(SpecificationError, match=r"Stratum 'alone' has one cluster only.*Join it"):
        index.fit(data)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"resample": "groups"}, "declares strata or clusters"),
        ({"resample": "poisson"}, "declares strata or clusters"),
        ({"ci": "studentized"}, "independent respondents"),
        ({"se": "replicates"}, "needs replicate weights"),
        ({"se": "linearized", "ci": "bca"}, "needs resamples"),
        ({"se": "linearized", "n_boot": 100}, "contradicts"),
        ({"se": "linearised"}, "unknown.*linearized"),
        ({"missing": "em", "se": "linearized"}, "goes with se=.bootstrap"),
    ],
)
def test_contradictions_are_refused(frame, index, options, message):
    data = cs.SurveyData(frame, clusters="cluster")
    with pytest.raises(SpecificationError, match=message):
        index.fit(data, **options)


def test_bca_leaves_out_whole_clusters(frame, index):
    data = cs.SurveyData(frame, weights="w", clusters="cluster")
    result = index.fit(data, ci="bca", n_boot=200)
    variation = result.estimates.variations[0]
    assert variation.left_out.members == 25
    left_out = result.estimates.varied[0]["statistic"][:, 200:]
    without = index.fit(cs.SurveyData(frame[frame["cluster"] != 7], weights="w"), n_boot=0)
    np.testing.assert_allclose(left_out[:, 7], without.index["estimate"], rtol=1e-9)


def test_draws_of_units_do_not_depend_on_the_subset():
    """Large and small subsets of a survey see the same resampled clusters."""
    clusters = np.arange(20_000) % 9000
    design = make_design(20_000, clusters % 3, clusters)
    small, large = np.arange(100), np.arange(9000)
    few = np.concatenate(list(UnitDraws(design, small, 300, seed=0)))
    many = np.concatenate(list(UnitDraws(design, large, 300, seed=0)))
    np.testing.assert_array_equal(few, many[:, :100])


def test_imputation_does_not_pass_over_replicate_weights(frame, index):
    wide, columns, _ = jackknife_weights(frame, None)
    data = cs.SurveyData(wide, weights="w", replicate_weights=columns, replicate_method="jackknife")
    with pytest.raises(SpecificationError, match=r"cannot use replicate weights.*strata= or clusters="):
        index.fit(data, missing="mi")
    with pytest.warns(cs.errors.DataWarning, match="replicate weights are not used"):
        result = index.fit(data, se="linearized")
    assert "replicate weights are not used" in result.warnings[0]


def test_rows_without_weight_are_counted(frame, index):
    some = frame.assign(w=np.where(np.arange(250) < 100, 0.0, 1.0))
    result = index.fit(cs.SurveyData(some, weights="w"), n_boot=20)
    assert result.settings["n_without_weight"] == 100
    assert "Answers with weight 0" in result.summary().to_text()
    alone = index.fit(frame.iloc[100:], n_boot=0)
    np.testing.assert_allclose(result.index["estimate"], alone.index["estimate"], rtol=1e-12)


def test_few_sampling_units_are_told_and_normal_limits_are_students(frame, index):
    """With 5 clusters a percentile interval is far too narrow; limits with Student's t are not."""
    few = cs.SurveyData(frame.assign(fifth=np.arange(250) // 50), clusters="fifth")
    with pytest.warns(cs.errors.DataWarning, match=r"Only 5 sampling units \(4 degrees of freedom\)"):
        index.fit(few, n_boot=200)
    normal = index.fit(few, n_boot=200, ci="normal").index
    half = stats.t.ppf(0.975, 4) * normal["std_error"]
    np.testing.assert_allclose(normal["conf_high"] - normal["estimate"], half, rtol=1e-9)
    linear = index.fit(few, se="linearized").index
    np.testing.assert_allclose(
        linear["conf_high"] - linear["estimate"], stats.t.ppf(0.975, 4) * linear["std_error"], rtol=1e-9
    )


def test_one_cluster_is_refused(frame, index):
    with pytest.raises(SpecificationError, match="There is only one cluster"):
        index.fit(cs.SurveyData(frame.assign(one=1), clusters="one"))
