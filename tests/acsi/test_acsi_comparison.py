"""Comparing an index: differences, ranks, the same respondents, pooled weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.acsi.comparison import compare_index
from csmodels.acsi.index_draws import paired_result
from csmodels.errors import DataError, DataWarning, SpecificationError

#: The same moments summed in another order, on a scale of 100 points.
POINTS = 1e-7
#: A jackknife of 250 respondents against linearisation: both leave out terms of the order 1 / 250.
ALL_BUT_ONE = 0.02
#: Two standard errors that estimate the same, one or both from 600 resamples: three Monte-Carlo errors of
#: their ratio, 3 / sqrt(2 x 600) for each, and what linearisation leaves out.
TWO_ERRORS = 0.13


@pytest.fixture(scope="module")
def hotel():
    return cs.datasets.load_hotel()


@pytest.fixture(scope="module")
def fit(hotel):
    return cs.index_model("ACSI").fit(hotel, by="quarter", n_boot=300)


MODEL = cs.index_model(
    "ACSI",
    items={"Quality": ["q1", "q2", "q3"], "Value": ["v1", "v2"], "Satisfaction": ["s1", "s2", "s3"]},
)


@pytest.fixture
def waves(answers):
    """The same respondents in two waves, a little happier in the second; simulated."""
    items = [name for name in answers if name[0] in "qvs" and name[1:].isdigit()]
    rng = np.random.default_rng(3)
    later = answers[items] + rng.choice([-1, 0, 0, 1, 1], size=(len(answers), len(items)))
    both = pd.concat([answers[items], later.clip(1, 10)], ignore_index=True)
    both["wave"] = np.repeat(["w1", "w2"], len(answers))
    both["person"] = np.tile(np.arange(len(answers)), 2)
    return both.sample(frac=1, random_state=4)


def test_groups_are_the_index_table(fit):
    found = compare_index(fit, "Loyalty")
    expected = fit.index.xs("Loyalty", level="construct")
    pd.testing.assert_frame_equal(found.groups, expected[found.groups.columns])


def test_differences_of_independent_groups(fit):
    found = compare_index(fit)
    draws = fit.estimates.draws["statistic"][:, fit.model.constructs.index("Satisfaction")]
    table, index = found.differences, found.groups
    assert len(table) == 6
    for (a, b), row in table.iterrows():
        i, j = (fit.groups.index(label) for label in (a, b))
        gap = draws[i] - draws[j]
        assert row["difference"] == index.loc[a, "estimate"] - index.loc[b, "estimate"]
        assert row["std_error"] == pytest.approx(gap.std(ddof=1))
        assert (row["conf_low"], row["conf_high"]) == pytest.approx(tuple(np.quantile(gap, [0.025, 0.975])))
        # independent groups: variances add, within the error of 300 resamples
        assert row["std_error"] == pytest.approx(np.hypot(*index.loc[[a, b], "std_error"]), rel=0.2)
        # p-value and interval tell the same story
        assert (row["p_value"] < 0.05) == (row["conf_low"] > 0 or row["conf_high"] < 0)
    p = table["p_value"].sort_values(kind="stable")
    holm = np.minimum(np.maximum.accumulate(p * np.arange(6, 0, -1)), 1)
    np.testing.assert_allclose(table["p_adjusted"][p.index], holm)


def test_detectable_difference(fit):
    table = compare_index(fit, power=0.9).differences
    np.testing.assert_allclose(table["detectable"], (1.959964 + 1.281552) * table["std_error"], rtol=1e-6)


def test_ranks_by_loops(fit):
    found = compare_index(fit)
    groups = len(fit.groups)
    draws = fit.estimates.draws["statistic"][:, fit.model.constructs.index("Satisfaction")]
    counts, ranks = np.zeros((groups, groups)), np.zeros((groups, draws.shape[1]))
    for b in range(draws.shape[1]):
        for g in range(groups):
            ranks[g, b] = 1 + sum(draws[h, b] > draws[g, b] for h in range(groups))
            counts[g, int(ranks[g, b]) - 1] += 1
    shares = found.rank_probabilities
    np.testing.assert_allclose(shares, counts / draws.shape[1])
    np.testing.assert_allclose(shares.sum(axis=0), 1)
    table = found.ranks
    np.testing.assert_allclose(table["expected_rank"], ranks.mean(axis=1))
    assert table["rank"].tolist() == found.groups["estimate"].rank(ascending=False).tolist()
    np.testing.assert_array_equal(table["rank_low"], np.quantile(ranks, 0.025, axis=1, method="inverted_cdf"))
    np.testing.assert_array_equal(
        table["rank_high"], np.quantile(ranks, 0.975, axis=1, method="inverted_cdf")
    )
    assert table[["rank", "rank_low", "rank_high"]].dtypes.map(pd.api.types.is_integer_dtype).all()
    np.testing.assert_array_equal(table["p_first"], shares[1])
    np.testing.assert_array_equal(table["p_last"], shares[groups])


def test_pooled_weights(hotel, fit):
    found = compare_index(fit, item_weights="pooled")
    pooled = cs.index_model("ACSI").fit(hotel, n_boot=0)
    shares = pooled.index_weights.loc["Satisfaction"]
    rows = hotel.frame.loc[pooled.answers.index]
    for label, row in found.groups.iterrows():
        mine = rows[rows["quarter"] == label]
        means = [
            100 * (np.average(mine[item], weights=mine["weight"]) - s["low"]) / (s["high"] - s["low"])
            for item, s in shares.iterrows()
        ]
        assert row["estimate"] == pytest.approx(np.dot(shares["weight"], means), abs=POINTS)
    # the groups' indices average to the index of all
    average = np.average(found.groups["estimate"], weights=rows.groupby("quarter")["weight"].sum())
    assert average == pytest.approx(pooled.index.loc["Satisfaction", "estimate"], abs=POINTS)
    own = compare_index(fit)
    np.testing.assert_allclose(found.differences["std_error"], own.differences["std_error"], rtol=0.1)


def test_pooled_weights_resample_by_resample(fit):
    """The pooled sample of resample b is all groups' rows of resample b."""
    found = compare_index(fit, item_weights="pooled")
    answers, b = fit.answers, 7
    counts = np.zeros(len(answers.values))
    for g, variation in enumerate(fit.estimates.variations):
        mine = answers.group_codes == g
        counts[mine] = np.concatenate(list(variation.draws))[b]
    items = list(fit.model.items)
    frame = pd.DataFrame(np.repeat(answers.values, counts.astype(int), axis=0), columns=items)
    frame["quarter"] = np.repeat(answers.groups, counts.astype(int))
    frame["weight"] = np.repeat(answers.weights, counts.astype(int))
    measured = {name: list(c.items) for name, c in fit.model.measurement.items()}
    scales = dict(fit.ranges)
    model = cs.index_model("ACSI", items=measured, scales=scales)
    data = cs.SurveyData(frame, weights="weight")
    again = compare_index(model.fit(data, by="quarter", n_boot=0), item_weights="pooled")
    np.testing.assert_allclose(found.draws[:, b], again.groups["estimate"], atol=POINTS)
    assert again.differences["std_error"].isna().all()


# ---------------------------------------------------------------- the same respondents


def test_same_respondents_resample_by_resample(waves):
    result = MODEL.fit(waves, by="wave", n_boot=50)
    found = compare_index(result, paired=waves["person"])
    assert found.settings["paired"] is True
    assert found.draws.shape == (2, 50)
    # the counts of each person, read off the rescaled draws of the first wave
    variations = paired_result(result, waves["person"]).estimates.variations
    counts = [np.concatenate(list(v.draws)) for v in variations]
    people = [waves.loc[waves["wave"] == w, "person"].to_numpy() for w in ("w1", "w2")]
    for b in (0, 31):
        by_person = [pd.Series(c[b], index=p).sort_index() for c, p in zip(counts, people, strict=True)]
        pd.testing.assert_series_equal(*by_person)
        weighted = waves.assign(w=waves["person"].map(by_person[0]))
        alone = MODEL.fit(cs.SurveyData(weighted, weights="w"), by="wave", n_boot=0).index
        expected = alone.xs("Satisfaction", level="construct")["estimate"]
        np.testing.assert_allclose(found.draws[:, b], expected, atol=POINTS)


def test_same_respondents_make_a_difference_more_certain(waves):
    result = MODEL.fit(waves, by="wave", n_boot=400)
    paired = compare_index(result, paired=waves["person"]).differences
    independent = compare_index(result).differences
    assert (paired["difference"] == independent["difference"]).all()
    assert (paired["std_error"] < 0.5 * independent["std_error"]).all()
    # the mean of the respondents' own changes has about this error
    scores = MODEL.fit(waves, by="wave", n_boot=0).index_scores()["Satisfaction"]
    by_person = scores.groupby([waves["person"], waves["wave"]]).first().unstack()
    change = by_person["w1"] - by_person["w2"]
    assert paired["std_error"].iloc[0] == pytest.approx(change.std(ddof=1) / np.sqrt(len(change)), rel=0.2)


def test_declared_clusters_are_the_same_draws(waves):
    declared = MODEL.fit(cs.SurveyData(waves, clusters="person"), by="wave", n_boot=100)
    given = MODEL.fit(waves, by="wave", n_boot=100)
    for found in (compare_index(declared), compare_index(declared, paired="person")):
        expected = compare_index(given, paired=waves["person"])
        assert found.settings["paired"] is True
        pd.testing.assert_frame_equal(found.differences, expected.differences)
        pd.testing.assert_frame_equal(found.groups, expected.groups)


def test_same_respondents_with_pooled_weights(waves):
    result = MODEL.fit(waves, by="wave", n_boot=200)
    own = compare_index(result, paired=waves["person"]).differences
    pooled = compare_index(result, paired=waves["person"], item_weights="pooled").differences
    assert pooled["std_error"].iloc[0] == pytest.approx(own["std_error"].iloc[0], rel=0.25)


@pytest.mark.parametrize("resample", ["groups", "poisson"])
def test_same_respondents_are_drawn_however_the_fit_was(waves, resample):
    """The fit's own resamples may be of random groups of rows: respondents are drawn from the rows."""
    by_rows = compare_index(MODEL.fit(waves, by="wave", n_boot=50), paired=waves["person"])
    fit = MODEL.fit(waves, by="wave", n_boot=50, resample=resample)
    found = compare_index(fit, paired=waves["person"])
    pd.testing.assert_frame_equal(found.differences, by_rows.differences)
    pd.testing.assert_frame_equal(found.groups, by_rows.groups)


# ---------------------------------------------------------------- ... of a survey with a design


ITEMS = list(MODEL.path_model().items)


@pytest.fixture(scope="module")
def panel(mobi):
    """Real answers moved by noise: once in the first wave, twenty times by everyone in the second."""
    columns = ["PERQ1", "PERQ2", "PERQ3", "PERV1", "PERV2", "CUSA1", "CUSA2", "CUSA3"]
    real = mobi.frame[columns].to_numpy()
    rng = np.random.default_rng(8)

    def moved():
        noise = rng.choice([-1, 0, 0, 0, 1], size=real.shape)
        frame = pd.DataFrame((real + noise).clip(1, 10), columns=ITEMS)
        return frame.assign(person=np.arange(len(real)), stratum=np.arange(len(real)) % 3)

    waves = [moved().assign(wave="w1"), *(moved().assign(wave="w2") for _ in range(20))]
    return pd.concat(waves, ignore_index=True)


def fitted(frame, n_boot=600, **declared):
    return MODEL.fit(cs.SurveyData(frame, **declared) if declared else frame, by="wave", n_boot=n_boot)


def test_waves_of_very_different_size_draw_the_same_clusters(panel):
    """250 rows against 5,000: resample b of both waves has every respondent equally often."""
    fit = fitted(panel, 300, clusters="person", strata="stratum")
    counts = [np.concatenate(list(variation.draws)) for variation in fit.estimates.variations]
    people = [panel.loc[panel["wave"] == wave, "person"].to_numpy() for wave in ("w1", "w2")]
    np.testing.assert_array_equal(counts[0][:, people[1]], counts[1])


def test_errors_of_a_panel_in_a_stratified_sample(panel):
    """Clusters, respondents in strata, and linearised errors tell one error: that of the own changes."""
    clusters = fitted(panel, clusters="person", strata="stratum")
    strata = fitted(panel, strata="stratum")
    declared = compare_index(clusters)
    paired = compare_index(strata, paired=panel["person"])
    error = paired.differences["std_error"].iloc[0]
    assert declared.differences["std_error"].iloc[0] == pytest.approx(error, rel=TWO_ERRORS)
    # which it is exactly, as the same seed draws the same respondents
    pd.testing.assert_frame_equal(declared.differences, paired.differences)
    pd.testing.assert_frame_equal(
        compare_index(clusters, paired=panel["person"]).differences, paired.differences
    )
    linearised = MODEL.fit(cs.SurveyData(panel, strata="stratum"), by="wave", se="linearized")
    found = compare_index(linearised, paired=panel["person"]).differences["std_error"].iloc[0]
    assert found == pytest.approx(error, rel=TWO_ERRORS)
    # the jackknife of respondents within strata, by replicate weights: they know nothing of units
    sizes = panel.groupby("stratum")["person"].nunique()
    people = np.arange(250)
    m = sizes.to_numpy()[people % 3]
    up = np.where(panel["stratum"].to_numpy()[:, None] == people % 3, m / (m - 1), 1.0)
    left_out = pd.DataFrame(up * (panel["person"].to_numpy()[:, None] != people)).add_prefix("r")
    declared_weights = cs.SurveyData(
        panel.join(left_out), replicate_weights=list(left_out), replicate_scales=((m - 1) / m).tolist()
    )
    jackknife = compare_index(MODEL.fit(declared_weights, by="wave")).differences["std_error"].iloc[0]
    assert found == pytest.approx(jackknife, rel=ALL_BUT_ONE)
    assert declared.settings["paired"] is paired.settings["paired"] is True
    # independent groups would have had an error of another size
    assert compare_index(strata).settings["paired"] is False
    assert compare_index(strata).differences["std_error"].iloc[0] > 2 * error


def test_strata_stay_where_respondents_are_paired(panel):
    """Strata that tell the levels of satisfaction apart, changes included: errors become smaller."""
    level = panel.groupby("person")[["s1", "s2", "s3"]].transform("mean").mean(axis=1)
    sorted_out = panel.assign(stratum=pd.qcut(level, 10, labels=False))
    stratified = compare_index(fitted(sorted_out, strata="stratum"), paired=panel["person"]).groups
    plain = compare_index(fitted(panel), paired=panel["person"]).groups
    assert (stratified["std_error"] < 0.6 * plain["std_error"]).all()


def test_clusters_above_the_respondents_stay(panel):
    """Respondents in 25 clusters: the fit's draws of clusters hold both waves of everyone already."""
    frame = panel.assign(branch=panel["person"] // 10)
    fit = fitted(frame, 100, clusters="branch")
    found = compare_index(fit, paired=frame["person"])
    pd.testing.assert_frame_equal(found.differences, compare_index(fit).differences)
    assert found.settings["paired"] is True
    assert "taken into account" in found.to_text()


def test_respondents_across_the_design_are_refused(panel):
    moved = panel["wave"].eq("w2") & panel["person"].isin([3, 4])
    across = panel.assign(stratum=panel["stratum"].where(~moved, (panel["stratum"] + 1) % 3))
    with pytest.raises(
        SpecificationError, match=r"2 respondents have rows in several strata .*3.*4.*first wave"
    ):
        compare_index(fitted(across, 9, strata="stratum"), paired=across["person"])
    across = panel.assign(branch=(panel["person"] // 10).where(~moved, 7))
    with pytest.raises(
        SpecificationError, match=r"2 respondents have rows in several clusters .*hold all rows"
    ):
        compare_index(fitted(across, 9, clusters="branch"), paired=across["person"])
    alone = panel.assign(stratum=panel["stratum"].where(panel["person"] != 17, 9))
    with pytest.raises(SpecificationError, match=r"Respondent 17 \(paired=\) is alone in a stratum"):
        compare_index(fitted(alone, 9, strata="stratum"), paired=alone["person"])


def test_clusters_that_do_not_link_the_groups_are_not_called_so(panel):
    """Clusters of one wave each: nothing is shared, and the name of the clusters pairs nothing."""
    frame = panel.assign(branch=panel["wave"] + (panel["person"] // 10).astype(str))
    fit = fitted(frame, 50, clusters="branch")
    assert compare_index(fit).settings["paired"] is False
    with pytest.raises(DataError, match="no cluster lies in two groups"):
        compare_index(fit, paired="branch")


# ---------------------------------------------------------------- errors and displays


def test_refusals(hotel, fit, waves):
    with pytest.raises(SpecificationError, match=r"no construct 'Satisfacton'\. Did you mean 'Satisfaction'"):
        compare_index(fit, "Satisfacton")
    with pytest.raises(SpecificationError, match="item_weights='mine' is unknown"):
        compare_index(fit, item_weights="mine")
    with pytest.raises(SpecificationError, match="power=1 must lie between"):
        compare_index(fit, power=1)
    with pytest.raises(SpecificationError, match="fit the model with by="):
        compare_index(cs.index_model("ACSI").fit(hotel, n_boot=0))
    result = MODEL.fit(waves, by="wave", n_boot=9)
    with pytest.raises(SpecificationError, match="does not know this column"):
        compare_index(result, paired="person")
    with pytest.raises(DataError, match="399 labels for 400 rows"):
        compare_index(result, paired=waves["person"].iloc[1:])
    with pytest.raises(DataError, match="other row labels"):
        compare_index(result, paired=waves["person"].reset_index(drop=True))
    with pytest.raises(DataError, match="missing in 1 of 400 rows"):
        compare_index(
            result, paired=waves["person"].astype(float).mask(waves["person"].eq(3) & waves["wave"].eq("w1"))
        )
    with pytest.raises(DataError, match="nobody who answered in two groups"):
        compare_index(result, paired=np.arange(400))
    without = compare_index(MODEL.fit(waves, by="wave", n_boot=0))
    assert without.ranks["p_first"].isna().all()
    assert without.ranks["rank_low"].isna().all()
    assert without.ranks["rank_low"].dtype == "Int64"
    assert without.ranks["rank"].tolist() == [2, 1]
    with pytest.raises(SpecificationError, match="Ranks need resamples"):
        without.plot_ranks()
    with pytest.raises(SpecificationError, match="this fit has none"):
        compare_index(MODEL.fit(waves, by="wave", n_boot=0), paired=waves["person"])
    with pytest.raises(SpecificationError, match='item_weights="pooled" needs resamples'):
        compare_index(MODEL.fit(waves, by="wave", se="linearized"), item_weights="pooled")


def test_linearised_errors(waves):
    found = compare_index(MODEL.fit(waves, by="wave", se="linearized"))
    errors = found.groups["std_error"]
    assert found.differences["std_error"].iloc[0] == pytest.approx(np.hypot(*errors))
    assert found.settings["difference_ci"] == "normal"
    assert "Share of resamples" not in found.to_text()


def test_linearised_errors_of_the_same_respondents(waves):
    """Influence values of both waves in one sum: clusters, and respondents given, against resamples."""
    declared = MODEL.fit(cs.SurveyData(waves, clusters="person"), by="wave", se="linearized")
    given = MODEL.fit(waves, by="wave", se="linearized")
    found = compare_index(declared)
    for other in (compare_index(given, paired=waves["person"]), compare_index(declared, paired="person")):
        pd.testing.assert_frame_equal(found.differences, other.differences)
        pd.testing.assert_frame_equal(found.groups, other.groups)
        assert other.settings["paired"] is True
    assert found.warnings == ()
    row = found.differences.iloc[0]
    drawn = compare_index(MODEL.fit(waves, by="wave", n_boot=600), paired=waves["person"]).differences
    assert row["std_error"] == pytest.approx(drawn["std_error"].iloc[0], rel=TWO_ERRORS)
    assert row["std_error"] < 0.5 * compare_index(given).differences["std_error"].iloc[0]
    # limits by the degrees of freedom of 200 respondents
    from scipy.stats import t

    half = (row["conf_high"] - row["conf_low"]) / 2
    assert half == pytest.approx(t.ppf(0.975, 199) * row["std_error"])


def test_imputed_answers_of_the_same_respondents_are_told(waves):
    holes = waves.mask(np.random.default_rng(1).random(waves.shape) < 0.03)
    holes = waves.assign(**{item: holes[item] for item in ("q1", "v2", "s3")})
    declared = cs.SurveyData(holes, clusters="person")
    fit = MODEL.fit(declared, by="wave", missing="mi", n_imputations=3)
    with pytest.warns(DataWarning, match="clusters of the survey lie in several groups"):
        found = compare_index(fit)
    assert found.settings["paired"] is False
    assert "none: groups are independent" in found.to_text()
    assert found.differences["std_error"].iloc[0] == pytest.approx(np.hypot(*found.groups["std_error"]))
    with pytest.raises(SpecificationError, match="imputed group by group"):
        compare_index(fit, paired="person")


def test_replicate_weights_are_shared_by_the_groups(waves):
    """Twenty replicates that leave out a twentieth of the people each, in both waves: one error by loops."""
    parts = waves["person"] % 20
    names = [f"r{r}" for r in range(20)]
    weights = pd.DataFrame({name: (parts != r) * 20 / 19 for r, name in enumerate(names)}, index=waves.index)
    survey = cs.SurveyData(waves.join(weights), replicate_weights=names, replicate_method="jackknife")
    found = compare_index(MODEL.fit(survey, by="wave")).differences

    def gap(rows):
        index = MODEL.fit(rows, by="wave", n_boot=0).index.xs("Satisfaction", level="construct")["estimate"]
        return index["w1"] - index["w2"]

    gaps = np.array([gap(waves[parts != r]) for r in range(20)])
    assert found["difference"].iloc[0] == pytest.approx(gap(waves), abs=POINTS)
    expected = np.sqrt(((gaps - gap(waves)) ** 2).sum() * 19 / 20)
    assert found["std_error"].iloc[0] == pytest.approx(expected, abs=POINTS)
    fit = MODEL.fit(survey, by="wave")
    assert compare_index(fit).settings["paired"] is True
    with pytest.raises(SpecificationError, match="leave paired= out"):
        compare_index(fit, paired=waves["person"])


def test_display(fit):
    found = compare_index(fit)
    english, chinese = found.to_text(), found.to_text("zh")
    assert "Differences between groups (points)" in english
    assert "see invariance()" in english
    assert "各名次在重抽样中的比例" in chinese
    assert "2024年第一季度" in chinese
    assert list(found.tables) == ["groups", "differences", "ranks", "rank_probabilities"]
    assert "none: groups are independent" in english
    assert "题项权重来源" in chinese
    assert "Share of resamples with each rank" in english
    assert "Rank 4" in english
    assert "第 4 名" in chinese
    assert "95 % of them lie between the best and the worst rank" in " ".join(english.split())
    assert "最差名次" in chinese


def test_ranks_go_into_a_workbook(fit, waves, tmp_path):
    compare_index(fit).to_excel(tmp_path / "ranks.xlsx")
    back = pd.read_excel(tmp_path / "ranks.xlsx", sheet_name="ranks")
    assert pd.api.types.is_integer_dtype(back["rank_low"])
    without = compare_index(MODEL.fit(waves, by="wave", n_boot=0))
    without.to_excel(tmp_path / "none.xlsx")
    assert pd.read_excel(tmp_path / "none.xlsx", sheet_name="ranks")["rank_low"].isna().all()


def test_pictures(fit):
    from matplotlib import pyplot

    found = compare_index(fit)
    ax = found.plot_differences()
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows == [f"{a} − {b}" for a, b in found.differences.index]
    assert ax.get_title() == "Satisfaction index: differences between groups (Quarter)"
    assert found.plot_differences(lang="zh").get_title() == "顾客满意度指数：组间差异（季度）"
    assert found.plot_differences(title="").get_title() == ""
    ax = found.plot_index(lang="zh")
    assert len(ax.get_yticklabels()) == 4
    figure, given = pyplot.subplots(figsize=(4, 3))
    ax = found.plot_ranks(ax=given)
    assert ax is given
    shares = found.rank_probabilities
    order = found.ranks["expected_rank"].sort_values(kind="stable").index
    assert [label.get_text() for label in ax.get_yticklabels()] == [str(label) for label in order]
    np.testing.assert_allclose(ax.images[0].get_array(), shares.loc[order])
    figure.draw_without_rendering()
    box = figure.bbox
    for label in ax.get_yticklabels():
        extent = label.get_window_extent()
        assert extent.x0 >= box.x0
    pyplot.close("all")


def test_adjusted_p_values_that_cannot_be_small_are_told():
    """500 resamples, 28 pairs: 28 times 2 / 501 is above .05, however far apart the hotels are."""
    hotel = cs.datasets.load_hotel()
    model = cs.index_model("ACSI")
    few = model.fit(hotel, by="hotel", n_boot=500).compare_index()
    assert any("500 resamples" in each and "at least 1,120" in each for each in few.warnings)
    assert (few.differences["p_adjusted"] > 0.05).all()
    enough = model.fit(hotel, by="hotel", n_boot=1200).compare_index()
    normal = model.fit(hotel, by="hotel", n_boot=500, ci="normal").compare_index()
    for found in (enough, normal):
        assert not any("once it is adjusted" in each for each in found.warnings)
        assert (found.differences["p_adjusted"] < 0.05).any()
    groups = model.fit(hotel, by="quarter", n_boot=0).compare_groups(99)
    assert any("99 permutations" in each for each in groups.warnings)
