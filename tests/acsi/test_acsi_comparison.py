"""Comparing an index: differences, ranks, the same respondents, pooled weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.acsi.comparison import compare_index
from csmodels.errors import DataError, DataWarning, SpecificationError

#: The same moments summed in another order, on a scale of 100 points.
POINTS = 1e-7


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
    np.testing.assert_array_equal(table["p_first"], shares[1])
    np.testing.assert_array_equal(table["p_last"], shares[groups])


def test_pooled_weights(hotel, fit):
    found = compare_index(fit, weights="pooled")
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
    found = compare_index(fit, weights="pooled")
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
    again = compare_index(model.fit(data, by="quarter", n_boot=0), weights="pooled")
    np.testing.assert_allclose(found.draws[:, b], again.groups["estimate"], atol=POINTS)
    assert again.differences["std_error"].isna().all()


# ---------------------------------------------------------------- the same respondents


def test_same_respondents_resample_by_resample(waves):
    result = MODEL.fit(waves, by="wave", n_boot=50)
    found = compare_index(result, paired=waves["person"])
    assert found.settings["paired"] is True
    assert found.draws.shape == (2, 50)
    # the counts of each person, read off the rescaled draws of the first wave
    from csmodels.acsi.index_draws import paired_draws

    variations = paired_draws(result, waves["person"]).variations
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
    pooled = compare_index(result, paired=waves["person"], weights="pooled").differences
    assert pooled["std_error"].iloc[0] == pytest.approx(own["std_error"].iloc[0], rel=0.25)


# ---------------------------------------------------------------- errors and displays


def test_refusals(hotel, fit, waves):
    with pytest.raises(SpecificationError, match=r"no construct 'Satisfacton'\. Did you mean 'Satisfaction'"):
        compare_index(fit, "Satisfacton")
    with pytest.raises(SpecificationError, match="weights='mine' is unknown"):
        compare_index(fit, weights="mine")
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
    assert without.ranks["rank"].tolist() == [2, 1]
    with pytest.raises(SpecificationError, match="Ranks need resamples"):
        without.plot_ranks()
    with pytest.raises(SpecificationError, match="paired= draws respondents"):
        compare_index(MODEL.fit(waves, by="wave", n_boot=0), paired=waves["person"])
    with pytest.raises(SpecificationError, match='weights="pooled" needs resamples'):
        compare_index(MODEL.fit(waves, by="wave", se="linearized"), weights="pooled")


def test_linearised_errors(waves):
    found = compare_index(MODEL.fit(waves, by="wave", se="linearized"))
    errors = found.groups["std_error"]
    assert found.differences["std_error"].iloc[0] == pytest.approx(np.hypot(*errors))
    assert found.settings["difference_ci"] == "normal"
    assert "Share of resamples" not in found.to_text()


def test_linearised_errors_of_clusters_in_several_groups_are_told(waves):
    declared = cs.SurveyData(waves, clusters="person")
    with pytest.warns(DataWarning, match="clusters of the survey lie in several groups"):
        found = compare_index(MODEL.fit(declared, by="wave", se="linearized"))
    assert "Fit with the bootstrap" in found.to_text()


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


def test_display(fit):
    found = compare_index(fit)
    english, chinese = found.to_text(), found.to_text("zh")
    assert "Differences between groups (points)" in english
    assert "see invariance()" in english
    assert "各名次在重抽样中的比例" in chinese
    assert "2024年第一季度" in chinese
    assert list(found.tables) == ["groups", "differences", "ranks", "rank_probabilities"]
    assert "no: groups drawn independently" in english
    assert "Share of resamples with each rank" in english


def test_pictures(fit):
    from matplotlib import pyplot

    found = compare_index(fit)
    ax = found.plot_differences()
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows == [f"{a} − {b}" for a, b in found.differences.index]
    ax = found.plot_index(lang="zh")
    assert len(ax.get_yticklabels()) == 4
    figure, given = pyplot.subplots(figsize=(4, 3))
    ax = found.plot_ranks(ax=given)
    assert ax is given
    shares = found.rank_probabilities
    order = found.ranks["expected_rank"].sort_values(kind="stable").index
    assert [label.get_text() for label in ax.get_yticklabels()] == [str(label) for label in order]
    np.testing.assert_allclose(ax.images[0].get_array(), shares.loc[order])
    figure.canvas.draw()
    box = figure.bbox
    for label in ax.get_yticklabels():
        extent = label.get_window_extent()
        assert extent.x0 >= box.x0
    pyplot.close("all")
