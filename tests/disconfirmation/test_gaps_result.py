"""Gaps of simulated and sample surveys against textbook formulas, special cases and simulated truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import csmodels as cs
from csmodels.disconfirmation.gaps.model import GapModel
from csmodels.disconfirmation.gaps.result import GapResult
from csmodels.tables import KINDS

#: Two ways to the same number in double precision.
EXACT = 1e-10
PAIRS = {"Room": [("e1", "p1"), ("e2", "p2")], "Staff": [("e3", "p3"), ("e4", "p4")]}
ZONES = {"adequate": {"p1": "a1", "Staff": ["a3", None]}, "desired": {"p1": "d1", "p3": "d3"}}


def simulated(n: int = 150, seed: int = 3) -> pd.DataFrame:
    """Four pairs from 1 to 7, importance of both dimensions, levels, outcome, group and weight."""
    rng = np.random.default_rng(seed)
    frame = {}
    general = rng.normal(size=n)
    for i in range(1, 5):
        e = 5 + 0.5 * general + rng.normal(size=n)
        p = 4.5 + 0.4 * general + 0.2 * i + rng.normal(size=n)
        frame[f"e{i}"], frame[f"p{i}"] = (np.clip(np.rint(x), 1, 7) for x in (e, p))
        frame[f"a{i}"] = np.clip(np.rint(3.5 + rng.normal(size=n) * 0.6), 1, 7)
        frame[f"d{i}"] = np.clip(np.rint(6.3 + rng.normal(size=n) * 0.6), 1, 7)
    frame["i1"], frame["i2"] = rng.integers(3, 8, size=n), rng.integers(1, 8, size=n)
    frame["sat"] = sum(frame[f"p{i}"] for i in range(1, 5)) / 4 + rng.normal(size=n)
    frame["group"] = np.where(np.arange(n) % 3 == 0, "b", "a")
    frame["weight"] = rng.uniform(0.5, 2.0, size=n)
    return pd.DataFrame(frame)


DATA = simulated()
MODEL = GapModel(PAIRS, importance={"Room": "i1", "Staff": "i2"}, outcome="sat", scale=(1, 7), **ZONES)


@pytest.fixture(scope="module")
def result() -> GapResult:
    return MODEL.fit(DATA, n_boot=200)


def test_paired_t_test(result):
    for name, i in (("p1", 1), ("p4", 4)):
        row = result.attributes.xs(name, level="attribute").iloc[0]
        want = stats.ttest_rel(DATA[f"p{i}"], DATA[f"e{i}"])
        assert row["statistic"] == pytest.approx(want.statistic, abs=EXACT)
        assert row["p_value"] == pytest.approx(want.pvalue, rel=1e-8)
        limits = want.confidence_interval(0.95)
        assert (row["conf_low"], row["conf_high"]) == pytest.approx((limits.low, limits.high), abs=EXACT)
        assert row["gap"] == pytest.approx(row["performance"] - row["expectation"], abs=EXACT)
        assert row["n"] == 150


def test_scores_are_means_of_dimensions(result):
    gap = (
        np.column_stack([DATA[f"p{i}"] - DATA[f"e{i}"] for i in range(1, 5)]).reshape(150, 2, 2).mean(axis=2)
    )
    mine = result.respondent_scores()
    np.testing.assert_allclose(mine["servqual"], gap.mean(axis=1), atol=EXACT)
    w = DATA[["i1", "i2"]].to_numpy()
    np.testing.assert_allclose(mine["servqual_weighted"], (w * gap).sum(axis=1) / w.sum(axis=1), atol=EXACT)
    assert result.scores.loc["servqual_weighted", "estimate"] == pytest.approx(
        mine["servqual_weighted"].mean()
    )
    # performance against zero is no hypothesis
    assert np.isnan(result.scores.loc["servperf", "p_value"])
    dims = result.respondent_scores(level="dimensions")
    np.testing.assert_allclose(dims[["Room", "Staff"]], gap, atol=EXACT)


def test_scores_of_other_respondents(result):
    other = simulated(20, seed=9).drop(columns="sat")
    other.loc[3, "e1"] = np.nan
    found = result.respondent_scores(other)
    assert found["servqual"].isna().tolist() == [i == 3 for i in range(20)]
    pd.testing.assert_frame_equal(result.respondent_scores(DATA), result.respondent_scores())


def test_equal_importance_is_none():
    numbers = GapModel(PAIRS, importance={"Room": 3, "Staff": 3}).fit(DATA, n_boot=0)
    scores = numbers.scores["estimate"]
    assert scores["servqual_weighted"] == pytest.approx(scores["servqual"], abs=EXACT)
    assert scores["servperf_weighted"] == pytest.approx(scores["servperf"], abs=EXACT)


def test_importance_of_attributes_is_averaged_within_dimensions():
    by_attribute = GapModel(PAIRS, importance={"p1": 2, "p2": 4, "p3": 1, "p4": 1})
    assert dict(by_attribute.weights) == {"Room": 3.0, "Staff": 1.0}


def test_shares_add_up_and_have_wilson_limits(result):
    shares = result.shares["share"].unstack("state")
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=EXACT)
    row = result.shares.loc[("Room", "p1", "below")]
    below = int((DATA["p1"] < DATA["e1"]).sum())
    want = stats.binomtest(below, 150).proportion_ci(method="wilson")
    assert (row["share"], row["n_effective"]) == pytest.approx((below / 150, 150))
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((want.low, want.high), abs=1e-8)
    pooled = result.shares.xs("all", level="dimension")["share"]
    gaps = np.column_stack([DATA[f"p{i}"] - DATA[f"e{i}"] for i in range(1, 5)])
    assert pooled.droplevel(0)["above"] == pytest.approx((gaps > 0).mean())


def test_pooled_shares_know_that_answers_of_one_person_go_together():
    # four times the same answers are 150 answers, not 600
    copies = pd.DataFrame({f"{x}{i}": DATA[f"{x}1"] for x in "ep" for i in range(1, 5)})
    found = GapModel(PAIRS).fit(copies, n_boot=0)
    pooled = found.shares.xs("all", level="dimension")["n_effective"]
    np.testing.assert_allclose(pooled, 150.0, rtol=1e-9)


def test_zones_by_hand(result):
    zone = result.zones.loc[("Room", "p1")]
    p, a, d = DATA["p1"], DATA["a1"], DATA["d1"]
    assert zone.loc["msa", "estimate"] == pytest.approx((p - a).mean())
    assert zone.loc["mss", "statistic"] == pytest.approx(stats.ttest_rel(p, d).statistic)
    assert zone.loc["position", "estimate"] == pytest.approx((p - a).mean() / (d - a).mean())
    has = d > a
    assert zone.loc["inside", "estimate"] == pytest.approx(((p >= a) & (p <= d))[has].mean())
    assert zone.loc["below", "n"] == has.sum()
    assert zone.loc["no_zone", "estimate"] == pytest.approx((d <= a).mean())
    # nobody is counted twice: with a zone, or without
    assert zone.loc["below", "n"] + zone.loc["no_zone", "estimate"] * len(DATA) == pytest.approx(len(DATA))
    assert zone.loc["adequate":"width", "conf_low"].lt(zone.loc["adequate":"width", "estimate"]).all()
    assert result.zones.index.unique("attribute").tolist() == ["p1", "p3"]


def test_regression_against_statsmodels(result):
    import statsmodels.api as sm

    e = np.column_stack([DATA[["e1", "e2"]].mean(axis=1), DATA[["e3", "e4"]].mean(axis=1)])
    p = np.column_stack([DATA[["p1", "p2"]].mean(axis=1), DATA[["p3", "p4"]].mean(axis=1)])
    fitted = sm.OLS(DATA["sat"].to_numpy(), sm.add_constant(np.column_stack([e, p]))).fit()
    both = fitted.f_test(np.array([[0, 1, 0, 1, 0], [0, 0, 1, 0, 1]]))
    table = result.constraints
    assert table.loc["all", "statistic"] == pytest.approx(float(both.fvalue), rel=1e-9)
    assert table.loc["all", "p_value"] == pytest.approx(float(both.pvalue), rel=1e-7)
    one = fitted.t_test(np.array([[0, 0, 1, 0, 1]]))
    assert table.loc["Staff", "estimate"] == pytest.approx(float(one.effect[0]), rel=1e-9)
    assert table.loc["Staff", "std_error"] == pytest.approx(float(np.ravel(one.sd)[0]), rel=1e-9)
    assert table.loc["Staff", "statistic"] == pytest.approx(float(np.ravel(one.tvalue)[0]) ** 2, rel=1e-9)
    coefficients = result.params.query("kind in ('intercept', 'coefficient')")
    np.testing.assert_allclose(coefficients["estimate"], fitted.params, rtol=1e-9)
    np.testing.assert_allclose(coefficients["std_error"], fitted.bse, rtol=1e-9)
    r2 = result.explained
    assert r2.loc["both", "r_squared"] == pytest.approx(fitted.rsquared, rel=1e-10)
    assert r2.loc["both", "r_squared_adjusted"] == pytest.approx(fitted.rsquared_adj, rel=1e-10)
    assert r2.loc["gaps", "r_squared"] <= r2.loc["both", "r_squared"]


def test_a_true_difference_is_not_rejected_and_performance_alone_is():
    rejected = {"difference": 0, "performance": 0}
    for seed in range(40):
        frame = simulated(150, seed)
        rng = np.random.default_rng(1000 + seed)
        p, e = (frame[[f"{x}{i}" for i in range(1, 5)]].mean(axis=1) for x in "pe")
        for name, y in (("difference", p - e), ("performance", p)):
            frame["sat"] = y + rng.normal(size=150)
            found = GapModel(PAIRS, outcome="sat").fit(frame, n_boot=0)
            rejected[name] += found.constraints.loc["all", "p_value"] < 0.05
    # binomial of 40 tests at level .05: more than 6 happen once in 300 times
    assert rejected["difference"] <= 6
    assert rejected["performance"] >= 36


def test_swapping_the_roles_turns_the_signs():
    turned = GapModel({d: [pair[::-1] for pair in block] for d, block in PAIRS.items()}).fit(DATA, n_boot=0)
    straight = GapModel(PAIRS).fit(DATA, n_boot=0)
    np.testing.assert_allclose(turned.attributes["gap"], -straight.attributes["gap"], atol=EXACT)
    np.testing.assert_allclose(turned.attributes["p_value"], straight.attributes["p_value"], rtol=1e-8)
    np.testing.assert_allclose(
        turned.dimensions["reliability_difference"], straight.dimensions["reliability_difference"], atol=EXACT
    )
    shares = straight.shares["share"].unstack("state")
    mirrored = turned.shares["share"].unstack("state")
    np.testing.assert_allclose(mirrored["above"], shares["below"], atol=EXACT)


def test_scale_and_origin_do_not_matter():
    columns = [f"{x}{i}" for x in "ep" for i in range(1, 5)]
    moved = DATA.assign(**{name: 10 * DATA[name] + 5 for name in columns})
    a, b = (GapModel(PAIRS, outcome="sat").fit(frame, n_boot=50) for frame in (DATA, moved))
    np.testing.assert_allclose(b.attributes["gap"], 10 * a.attributes["gap"], atol=1e-8)
    np.testing.assert_allclose(b.attributes["statistic"], a.attributes["statistic"], rtol=1e-8)
    np.testing.assert_allclose(b.reliability, a.reliability, rtol=1e-7, atol=1e-9)
    assert b.constraints.loc["all", "statistic"] == pytest.approx(a.constraints.loc["all", "statistic"])


def test_ways_to_errors_agree(result):
    others = {errors: MODEL.fit(DATA, errors=errors) for errors in ("linearized", "bootstrap")}
    for found in others.values():
        # 1,000 resamples know a standard error to about 2 %; four times that
        np.testing.assert_allclose(found.attributes["std_error"], result.attributes["std_error"], rtol=0.09)
        np.testing.assert_allclose(found.attributes["gap"], result.attributes["gap"], atol=EXACT)
    np.testing.assert_allclose(
        others["linearized"].attributes["p_value"], result.attributes["p_value"], rtol=1e-8
    )
    assert others["linearized"].settings["n_boot"] == 0
    np.testing.assert_allclose(
        others["linearized"].reliability["std_error"], others["bootstrap"].reliability["std_error"], rtol=0.15
    )


def test_weights_of_one_change_nothing_and_weights_count():
    flat = cs.SurveyData(DATA.assign(one=2.0), weights="one")
    a, b = MODEL.fit(DATA, n_boot=20), MODEL.fit(flat, n_boot=20)
    pd.testing.assert_frame_equal(a.attributes, b.attributes, rtol=1e-9)
    pd.testing.assert_frame_equal(a.shares, b.shares, rtol=1e-9)
    weighted = MODEL.fit(cs.SurveyData(DATA, weights="weight"), n_boot=20)
    want = np.average(DATA["p1"] - DATA["e1"], weights=DATA["weight"])
    assert weighted.attributes["gap"].iloc[0] == pytest.approx(want)
    assert (weighted.shares["n_effective"].iloc[:-3] < 150).mean() > 0.5


def test_clusters_widen_and_set_the_degrees_of_freedom():
    # every answer ten times in a cluster of its own: the design knows that there are 15 answers, not 150
    few = pd.concat([DATA.iloc[:15]] * 10).assign(village=np.tile(np.arange(15), 10)).reset_index(drop=True)
    alone = GapModel(PAIRS).fit(DATA.iloc[:60], n_boot=0)
    model = GapModel(PAIRS)
    with pytest.warns(cs.errors.DataWarning, match="fewer than 30"):
        small = model.fit(DATA.iloc[:15], n_boot=0)
    clustered = model.fit(cs.SurveyData(few, clusters="village"), n_boot=0)
    np.testing.assert_allclose(clustered.attributes["std_error"], small.attributes["std_error"], rtol=1e-9)
    np.testing.assert_allclose(clustered.attributes["conf_low"], small.attributes["conf_low"], rtol=1e-9)
    assert clustered.attributes["df"].unique().tolist() == [14]
    assert alone.attributes["df"].unique().tolist() == [59]


def test_replicate_weights():
    rng = np.random.default_rng(1)
    n, r = len(DATA), 200
    counts = rng.multinomial(n, np.ones(n) / n, size=r).T
    frame = pd.concat([DATA.assign(one=1.0), pd.DataFrame(counts).add_prefix("r")], axis=1)
    data = cs.SurveyData(frame, weights="one", replicate_weights=[f"r{i}" for i in range(r)])
    found = MODEL.fit(data)
    gap = (DATA["p1"] - DATA["e1"]).to_numpy()
    varied = gap @ counts / counts.sum(axis=0)
    want = np.sqrt(((varied - gap.mean()) ** 2).mean())
    assert found.attributes["std_error"].iloc[0] == pytest.approx(want, rel=1e-9)
    assert found.settings["errors"] == "replicates"
    assert found.constraints["df_resid"].max() <= r - 1
    assert found.shares["std_error"].notna().all()


def test_groups_are_fits_of_their_own():
    found = MODEL.fit(DATA, by="group", n_boot=0)
    alone = MODEL.fit(DATA[DATA["group"] == "b"], n_boot=0)
    for name, table in alone.tables.items():
        mine = found.tables[name].loc["b"]
        numbers = table.select_dtypes("number")
        np.testing.assert_allclose(
            mine[numbers.columns].to_numpy(), numbers.to_numpy(), rtol=1e-9, equal_nan=True
        )
    assert found.attributes.index.names == ["group", "dimension", "attribute"]


def test_available_answers_are_used():
    gaps = DATA.copy()
    gaps.loc[:49, "p1"] = np.nan
    model = GapModel(PAIRS, outcome="sat")
    strict, loose = (model.fit(gaps, missing=how, n_boot=0) for how in ("listwise", "available"))
    assert strict.attributes["n"].unique().tolist() == [100]
    assert loose.attributes["n"].tolist() == [100, 150, 150, 150]
    assert loose.dimensions["n"].tolist() == [100, 150]
    full = model.fit(DATA, n_boot=0)
    pd.testing.assert_series_equal(loose.attributes["gap"].iloc[1:], full.attributes["gap"].iloc[1:])
    assert loose.respondent_scores()["servqual"].isna().sum() == 50


def test_params_are_the_common_table(result):
    assert set(result.params["kind"]) <= set(KINDS)
    gap = result.params.query("op == ':=' and lhs == 'p1'").iloc[0]
    row = result.attributes.loc[("Room", "p1")]
    assert gap["estimate"] == row["gap"]
    assert gap["conf_high"] == row["conf_high"]


def test_seeds_and_refits_agree(result):
    again = MODEL.fit(DATA, n_boot=200)
    pd.testing.assert_frame_equal(result.reliability, again.reliability)
    other = MODEL.fit(DATA, n_boot=200, seed=1)
    assert not np.allclose(other.reliability["conf_low"], result.reliability["conf_low"])


def test_without_resamples_there_are_no_limits_of_reliabilities():
    found = MODEL.fit(DATA, n_boot=0)
    assert found.reliability["conf_low"].isna().all()
    assert found.attributes["conf_low"].notna().all()
    assert "α" in found.summary().to_text()


def test_coverage_of_gaps_and_of_the_difference_s_reliability():
    rng = np.random.default_rng(11)
    k, n, runs, truth = 3, 120, 100, {"gap": -0.4}
    # parallel items: true variance 1 for both, correlated .5, error variance 1 in each of k items
    rel = 1 / (1 + 1 / k)
    size = 1 + 1 / k
    truth["difference"] = (2 * size * rel - 2 * 0.5) / (2 * size - 2 * 0.5)
    hits = dict.fromkeys(truth, 0)
    pairs = {"d": [(f"e{i}", f"p{i}") for i in range(k)]}
    for _ in range(runs):
        e = rng.normal(size=n)
        p = 0.5 * e + np.sqrt(0.75) * rng.normal(size=n) + truth["gap"]
        frame = {f"{x}{i}": t + rng.normal(size=n) for x, t in (("e", e), ("p", p)) for i in range(k)}
        found = GapModel(pairs, scale=None).fit(pd.DataFrame(frame), n_boot=199)
        for name, row in (("gap", found.dimensions.iloc[0]), ("difference", found.reliability.iloc[3])):
            hits[name] += row["conf_low"] <= truth[name] <= row["conf_high"]
    # 100 runs of 95 % intervals: below 88 happens once in a thousand times
    assert hits["gap"] >= 88
    # percentile limits of a reliability are a little narrow at n = 120
    assert hits["difference"] >= 86


def test_hotel_keeps_what_was_built_in():
    # the simulation makes about half of the guests receive more than they expected
    hotel = cs.datasets.load_hotel()
    with pytest.warns(cs.errors.DataWarning, match="desired level"):
        found = GapModel.from_questionnaire(hotel, outcome="sat_overall").fit(hotel, n_boot=0)
    above = found.shares.xs("all", level="dimension")["share"].droplevel(0)["above"]
    assert 0.35 < above < 0.55
    # performance tells more than the difference, as in all real surveys
    r2 = found.explained["r_squared"]
    assert r2["servperf"] > r2["servqual"]
    assert found.constraints.loc["overall", "p_value"] < 1e-6


def test_who_desires_just_what_is_adequate_has_no_zone():
    # the same levels for 30 of 150, whose performance lies exactly there: neither inside nor counted twice
    frame = DATA.assign(a1=DATA["a1"].clip(upper=3), d1=DATA["d1"].clip(lower=5))
    frame.loc[:29, ["a1", "d1", "p1"]] = 4.0
    with pytest.warns(cs.errors.DataWarning, match="desired level"):
        zone = MODEL.fit(frame, n_boot=0).zones.loc[("Room", "p1")]
    assert zone.loc["no_zone", "estimate"] == pytest.approx(0.2)
    assert zone.loc[["below", "inside", "above"], "n"].unique().tolist() == [120]
    rest = frame.iloc[30:]
    inside = ((rest["p1"] >= rest["a1"]) & (rest["p1"] <= rest["d1"])).mean()
    assert zone.loc["inside", "estimate"] == pytest.approx(inside)


@pytest.mark.parametrize("errors", [None, "linearized", "bootstrap"])
def test_respondents_of_weight_zero_count_for_nothing(errors):
    rng = np.random.default_rng(4)
    ghosts = simulated(40, seed=8).assign(weight=0.0, sat=rng.normal(50, 9, 40))
    data = pd.concat([DATA, ghosts], ignore_index=True).sample(frac=1, random_state=1, ignore_index=True)
    alone = data[data["weight"] > 0].reset_index(drop=True)
    model = GapModel(PAIRS, importance={"Room": "i1", "Staff": "i2"}, outcome="sat", **ZONES)
    with_ghosts, without = (
        model.fit(cs.SurveyData(frame, weights="weight"), errors=errors, n_boot=None if errors else 20)
        for frame in (data, alone)
    )
    for name, table in without.tables.items():
        pd.testing.assert_frame_equal(with_ghosts.tables[name], table, rtol=1e-9, obj=name)
    assert with_ghosts.settings["n"] == without.settings["n"] == 150
    assert with_ghosts.settings["n_without_weight"] == 40
    assert "40" in with_ghosts.summary("zh").to_text()


def test_clusters_of_weight_zero_stay_in_the_design():
    frame = DATA.assign(village=np.arange(150) // 10, one=1.0)
    frame.loc[frame["village"] == 3, "one"] = 0.0
    found = GapModel(PAIRS).fit(cs.SurveyData(frame, weights="one", clusters="village"), n_boot=0)
    assert found.attributes["n"].unique().tolist() == [140]
    # a domain of the survey: its empty village still is one of 15
    assert found.attributes["df"].unique().tolist() == [14]


def test_a_single_dimension_is_not_listed_twice():
    model = GapModel({"Room": PAIRS["Room"]}, outcome="sat")
    found = model.fit(DATA, n_boot=0)
    assert found.explained.index.tolist() == ["servqual", "servperf", "expectations", "both"]
    assert found.constraints.index.tolist() == ["Room"]
    assert found.params.query("kind == 'r_squared'")["rhs"].tolist() == found.explained.index.tolist()


def test_an_outcome_of_several_columns_is_a_mean():
    found = GapModel(PAIRS, outcome=["sat", "weight"]).fit(DATA, n_boot=0)
    assert found.outcome_name == "mean of sat, weight"
    assert found.params.query("kind == 'r_squared'")["lhs"].unique().tolist() == ["mean of sat, weight"]
    assert "What explains mean of sat, weight" in found.summary().to_text()
    assert "sat、weight 的均值" in found.summary("zh").to_text()
    np.testing.assert_allclose(found.parts[0].scores[:, -1], DATA[["sat", "weight"]].mean(axis=1))


def test_columns_of_the_pairs_are_told_from_those_of_zones():
    assert MODEL.pair_items == ("e1", "e2", "e3", "e4", "p1", "p2", "p3", "p4")
    assert set(MODEL.items.items) - set(MODEL.pair_items) == {"a1", "d1", "a3", "d3"}
