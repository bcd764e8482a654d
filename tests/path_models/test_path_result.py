"""The tables of a result against direct computation from the answers."""

from __future__ import annotations

import dataclasses
import pickle

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import csmodels as cs
from csmodels.errors import DataError, SpecificationError
from csmodels.testing import assert_table_close

#: The same formula in another order of operations, on weights settled to 1e-12.
SAME = 1e-10
COLUMNS = [
    "kind",
    "lhs",
    "op",
    "rhs",
    "estimate",
    "std_error",
    "statistic",
    "p_value",
    "conf_low",
    "conf_high",
]


@pytest.fixture
def result(model, answers):
    return model.fit(answers, n_boot=400)


def test_params(result, model):
    params = result.params
    assert params.columns.tolist() == COLUMNS
    assert params["kind"].tolist() == ["weight"] * 8 + ["loading"] * 8 + ["path"] * 3
    assert params["op"].unique().tolist() == ["<~", "=~", "~"]
    paths = params[params["kind"] == "path"]
    assert list(zip(paths["lhs"], paths["rhs"], strict=True)) == list(model.paths)
    assert params.loc[params["kind"] == "weight", ["statistic", "p_value"]].isna().all(axis=None)
    assert params.loc[params["kind"] != "weight"].notna().all(axis=None)


def test_statistics_and_limits_from_the_draws(result):
    params = result.params
    draws = np.concatenate([result.estimates.draws[q][0] for q in ("weights", "loadings", "paths")])
    np.testing.assert_allclose(params["std_error"], draws.std(axis=1, ddof=1), atol=SAME)
    low, high = np.quantile(draws, [0.025, 0.975], axis=1)
    np.testing.assert_allclose(params[["conf_low", "conf_high"]], np.column_stack([low, high]), atol=SAME)
    tested = params[params["kind"] != "weight"]
    np.testing.assert_allclose(tested["statistic"], tested["estimate"] / tested["std_error"])
    # every draw lies on the side of its estimate or some do not: the p-value counts them, both tails
    below = (draws[params["kind"] != "weight"] < 0).mean(axis=1)
    expected = 2 * np.minimum(below, 1 - below)
    n_boot = result.settings["n_boot"]
    np.testing.assert_allclose(tested["p_value"], expected, atol=2 / n_boot)
    assert tested["p_value"].min() == pytest.approx(2 / (n_boot + 1))


def test_level_and_kind_of_interval(model, answers):
    normal = model.fit(answers, n_boot=300, ci="normal", conf_level=0.9)
    params = normal.params
    half = stats.norm.ppf(0.95) * params["std_error"]
    np.testing.assert_allclose(params["conf_low"], params["estimate"] - half)
    np.testing.assert_allclose(params["conf_high"], params["estimate"] + half)
    tested = params[params["kind"] != "weight"]
    np.testing.assert_allclose(tested["p_value"], 2 * stats.norm.sf(tested["statistic"].abs()), rtol=1e-8)
    assert normal.settings["conf_level"] == 0.9
    assert normal.settings["ci"] == "normal"


def test_paths_are_least_squares_on_the_scores(result, model, answers):
    scores = result.scores()
    np.testing.assert_allclose(scores.mean(), 0, atol=SAME)
    np.testing.assert_allclose(scores.std(ddof=0), 1, atol=SAME)
    paths = result.params.query("kind == 'path'").set_index(["lhs", "rhs"])["estimate"]
    n = len(answers)
    for outcome, predictors in model.structure.items():
        x, y = scores[list(predictors)].to_numpy(), scores[outcome].to_numpy()
        slopes, (rest,), *_ = np.linalg.lstsq(x, y, rcond=None)
        np.testing.assert_allclose([paths[outcome, p] for p in predictors], slopes, atol=SAME)
        row = result.r_squared.loc[outcome]
        assert row["estimate"] == pytest.approx(1 - rest / n, abs=SAME)
        adjusted = 1 - rest / n / (n - len(predictors) - 1) * (n - 1)
        assert row["r_squared_adjusted"] == pytest.approx(adjusted, abs=SAME)


def test_loadings_are_correlations_with_the_scores(result, model, answers):
    scores = result.scores()
    loadings = result.params.query("kind == 'loading'").set_index("rhs")["estimate"]
    for name, construct in model.measurement.items():
        for item in construct.items:
            assert loadings[item] == pytest.approx(answers[item].corr(scores[name]), abs=SAME)


def test_weighted_scores(model, answers):
    data = cs.SurveyData(answers, weights="weight")
    result = model.fit(data, n_boot=0)
    scores, w = result.scores(), answers["weight"].to_numpy()
    means = np.average(scores, axis=0, weights=w)
    np.testing.assert_allclose(means, 0, atol=SAME)
    np.testing.assert_allclose(np.average((scores - means) ** 2, axis=0, weights=w), 1, atol=SAME)
    slope = np.average(scores["Quality"] * scores["Value"], weights=w)
    path = result.params.query("kind == 'path' and lhs == 'Value'")["estimate"].item()
    assert path == pytest.approx(slope, abs=SAME)


def test_effects(result, model):
    effects = result.effects
    paths = result.params.query("kind == 'path'").set_index(["lhs", "rhs"])["estimate"]
    names = list(model.constructs)
    beta = pd.DataFrame(0.0, index=names, columns=names)
    for (outcome, predictor), value in paths.items():
        beta.loc[outcome, predictor] = value
    total = np.linalg.inv(np.eye(3) - beta) - np.eye(3)
    among_all = effects.query("effect == 'total'").drop(columns=["effect", "through"])
    mine = result.total_effects
    assert_table_close(
        mine[among_all.columns].set_index(["lhs", "rhs"]), among_all.set_index(["lhs", "rhs"]), atol=SAME
    )
    for row in effects.query("effect == 'total'").itertuples():
        assert row.estimate == pytest.approx(total[names.index(row.lhs), names.index(row.rhs)], abs=SAME)
    indirect = effects.query("effect == 'indirect'")
    assert indirect[["lhs", "rhs"]].values.tolist() == [["Satisfaction", "Quality"]]
    product = paths["Value", "Quality"] * paths["Satisfaction", "Value"]
    assert indirect["estimate"].item() == pytest.approx(product, abs=SAME)
    specific = effects.query("effect == 'specific'")
    assert specific["through"].tolist() == ["Value"]
    np.testing.assert_allclose(specific["estimate"], indirect["estimate"])
    # errors come from the products in each resample, not from a formula
    drawn = result.estimates.draws["paths"][0]
    assert specific["std_error"].item() == pytest.approx((drawn[0] * drawn[2]).std(ddof=1), abs=SAME)
    direct = effects.query("effect == 'direct'").set_index(["lhs", "rhs"])["std_error"]
    table = result.params.query("kind == 'path'").set_index(["lhs", "rhs"])["std_error"]
    assert_table_close(direct, table, atol=SAME)


def test_effects_in_a_longer_model(answers):
    text = "A =~ q1 + q2\nB =~ v1 + v2\nC =~ s1 + s2\nD =~ s3\nE =~ q3\n"
    model = cs.PathModel.from_syntax(text + "B ~ A\nC ~ A + B\nD ~ C + A\nE ~ D + B")
    effects = model.fit(answers, n_boot=0).effects
    specific = effects.query("effect == 'specific' and lhs == 'E' and rhs == 'A'")
    assert set(specific["through"]) == {"B", "D", "C -> D", "B -> C -> D"}
    indirect = effects.query("effect == 'indirect' and lhs == 'E' and rhs == 'A'")
    assert indirect["estimate"].item() == pytest.approx(specific["estimate"].sum(), abs=SAME)
    assert not len(effects.query("effect == 'direct' and lhs == 'E' and rhs == 'A'"))


def test_reliability_limits(result):
    draws = result.estimates.draws["reliability"][0].reshape(3, 4, -1)
    low, high = np.quantile(draws, [0.025, 0.975], axis=-1)
    measures = ["alpha", "rho_a", "rho_c", "ave"]
    table = result.reliability
    np.testing.assert_allclose(table[[f"{m}_low" for m in measures]], low, atol=SAME)
    np.testing.assert_allclose(table[[f"{m}_high" for m in measures]], high, atol=SAME)


def test_single_items(answers):
    model = cs.PathModel({"A": ["q1"], "B": ["v1", "v2"], "C": ["s1"]}, {"B": ["A"], "C": ["A", "B"]})
    result = model.fit(answers, n_boot=100)
    single = result.params[result.params["rhs"].isin(["q1", "s1"])]
    assert single["estimate"].tolist() == pytest.approx([1.0] * 4)
    # what is fixed has no error and no test
    assert single[["std_error", "statistic", "p_value", "conf_low", "conf_high"]].isna().all(axis=None)
    assert result.reliability.loc[["A", "C"]].isna().all(axis=None)
    assert result.reliability.loc["B"].notna().all()


def test_single_items_are_plain_regression(answers):
    model = cs.PathModel({"A": ["q1"], "B": ["v1"], "C": ["s1"]}, {"C": ["A", "B"], "B": ["A"]})
    result = model.fit(answers, n_boot=0)
    z = stats.zscore(answers[["q1", "v1", "s1"]].to_numpy())
    slopes = np.linalg.lstsq(z[:, :2], z[:, 2], rcond=None)[0]
    estimates = result.params.query("kind == 'path'")["estimate"].tolist()
    assert estimates == pytest.approx([*slopes, answers["q1"].corr(answers["v1"])], abs=SAME)
    assert result.settings["iterations"] <= 2


def test_mode_b_has_no_reliability(answers):
    model = cs.PathModel(
        {"A": cs.composite("q1", "q2"), "B": cs.composite("v1", "v2", mode="A")}, {"B": ["A"]}
    )
    table = model.fit(answers, n_boot=50).reliability
    assert table.loc["A"].isna().all()
    assert table.loc["B"].notna().all()


def test_no_resamples(model, answers):
    result = model.fit(answers, n_boot=0)
    assert result.params[["std_error", "statistic", "p_value", "conf_low", "conf_high"]].isna().all(axis=None)
    assert result.settings["n_boot"] == result.settings["n_boot_used"] == 0
    assert result.warnings == ()


def test_default_number_of_resamples(model, answers):
    assert model.fit(answers).settings["n_boot"] == 1000


def test_missing_answers(model, answers):
    answers.loc[[1003, 1010], "q1"] = np.nan
    answers.loc[1010, "s2"] = np.nan
    result = model.fit(answers, n_boot=0)
    assert (result.settings["n"], result.settings["n_rows"], result.settings["n_dropped"]) == (198, 200, 2)
    without = model.fit(answers.drop(index=[1003, 1010]), n_boot=0)
    assert_table_close(result.params, without.params, atol=SAME)
    scores = result.scores()
    assert scores.index.equals(answers.index)
    assert scores.index.name == "id"
    assert scores.columns.tolist() == list(model.constructs)
    assert scores.loc[[1003, 1010]].isna().all(axis=None)
    pd.testing.assert_frame_equal(scores.drop(index=[1003, 1010]), without.scores(), rtol=0, atol=SAME)


def test_scores_of_new_respondents(result, answers):
    everybody = result.scores()
    few = result.scores(answers.iloc[[5, 7]])
    pd.testing.assert_frame_equal(few, everybody.iloc[[5, 7]], rtol=0, atol=SAME)
    one = answers.iloc[[9]].assign(v1=np.nan)
    assert result.scores(one).isna().all(axis=None)
    same_answers = answers.iloc[[3, 3]].reset_index(drop=True)
    assert result.scores(same_answers).nunique().eq(1).all()
    with pytest.raises(DataError, match="no column 's3'"):
        result.scores(answers.drop(columns="s3"))


def test_scores_by_group(model, answers):
    result = model.fit(answers, by="group", n_boot=0)
    scores = result.scores()
    assert scores.index.equals(answers.index)
    by_group = scores.groupby(answers["group"])
    np.testing.assert_allclose(by_group.mean(), 0, atol=SAME)
    few = answers[answers["group"] == "west"].head(3)
    pd.testing.assert_frame_equal(result.scores(few), scores.loc[few.index], rtol=0, atol=SAME)
    with pytest.raises(SpecificationError, match="not fitted for group 'east'"):
        result.scores(few.assign(group="east"))
    with pytest.raises(DataError, match="no column 'group'"):
        result.scores(few.drop(columns="group"))


def test_tables_by_group(model, answers):
    result = model.fit(answers, by="group", n_boot=50)
    for name, table in result.tables.items():
        # who answered which item is told of the data as a whole
        assert table.index.names[0] == ("item" if name == "answers_by_item" else "group"), name
        assert "group" not in table.columns
    assert result.params.columns.tolist() == COLUMNS
    assert result.r_squared.index.names == ["group", "construct"]
    assert result.settings["n_boot_used"] == 50
    sizes = answers["group"].value_counts()
    adjusted = result.r_squared.loc["south"].loc["Value"]
    expected = 1 - (1 - adjusted["estimate"]) * (sizes["south"] - 1) / (sizes["south"] - 2)
    assert adjusted["r_squared_adjusted"] == pytest.approx(expected)


def test_tables_are_named_and_frozen(result):
    tables = result.tables
    assert list(tables) == [
        "params",
        "r_squared",
        "total_effects",
        "effects",
        "reliability",
        "answers_by_item",
    ]
    tables["params"]["estimate"] = 0
    assert result.params["estimate"].abs().min() > 0
    with pytest.raises(AttributeError):
        result.params = None
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.settings = {}
    with pytest.raises(TypeError):
        result.settings["seed"] = 5


def test_pickle(result):
    again = pickle.loads(pickle.dumps(result))
    pd.testing.assert_frame_equal(again.params, result.params)
    assert str(again) == str(result)


def test_plot_of_an_unknown_group(model, answers):
    grouped = model.fit(answers, by="group", n_boot=0)
    with pytest.raises(SpecificationError, match=r"group='nrth' is unknown.*Did you mean 'north'"):
        grouped.to_dot(group="nrth")
    with pytest.raises(SpecificationError, match="Choose a group: 'north', 'south', 'west'"):
        grouped.to_mermaid()
    assert "Quality" in grouped.to_mermaid(group="south")
    with pytest.raises(SpecificationError, match="fitted without by="):
        model.fit(answers, n_boot=0).to_dot(group="north")


def test_displays_are_pure(result, model, answers):
    again = model.fit(answers, n_boot=400)
    for form in ("to_text", "to_html", "to_latex", "to_markdown"):
        for lang in ("en", "zh"):
            text = getattr(result, form)(lang)
            assert text == getattr(again, form)(lang)
            assert " at 0x" not in text
            assert "/home" not in text
            assert ".py" not in text
    assert result.to_text("zh") != result.to_text("en")
    for heading in ("路径系数", "载荷", "权重", "信度与收敛效度", "总效应"):
        assert heading in result.to_text("zh")
    assert repr(result) == str(result) == result.to_text()


@pytest.mark.parametrize("name", ["index", "priorities", "what_if", "plot_priorities", "compare_index"])
def test_what_an_index_has_is_refused_with_the_way_to_one(model, answers, name):
    result = model.fit(answers, n_boot=0)
    with pytest.raises(AttributeError, match=r"cs\.index_model\(result\.model, scale=\(1, 10\)\)"):
        getattr(result, name)
    assert not hasattr(result, name)
    with pytest.raises(AttributeError, match="has no attribute 'parms'"):
        _ = result.parms
