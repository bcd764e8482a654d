"""Item analysis of fitted models: against psych, against hand computation, and where figures do not exist."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import ConvergenceWarning, DataError, DataWarning, SpecificationError
from csmodels.numerics import factors
from csmodels.path_models.items.result import item_analysis

#: Golden figures are typed with 8 decimals; sums in another order add rounding.
EIGHT_DECIMALS = 1e-8
#: psych bounds unique variances at .005 and stops early; see tests/golden/README.md.
PSYCH_OMEGA = 1e-3
#: The same figure reached in two ways.
SAME = 1e-10


@pytest.fixture(scope="module")
def ecsi(mobi):
    return item_analysis(cs.index_model("ECSI-mobile").fit(mobi, n_boot=100, progress=False))


@pytest.fixture
def fitted(model, answers):
    return model.fit(answers, n_boot=100, progress=False)


def test_items_of_psych(ecsi, golden):
    expected = golden("item_analysis_items").set_index(["construct", "item"])
    found = ecsi.items
    assert list(found.index) == [
        (c, i) for c, block in ecsi.result.model.measurement.items() for i in block.items
    ]
    for column in expected.columns.drop("loading"):
        theirs = expected[column].reindex(found.index)
        np.testing.assert_allclose(found[column], theirs, atol=EIGHT_DECIMALS, err_msg=column)
    assert (found["n"] == 250).all()


def test_blocks_of_psych(ecsi, golden):
    expected = golden("item_analysis_blocks").set_index("construct")
    found = ecsi.blocks
    assert found.loc["Satisfaction", "alpha_raw"] == pytest.approx(0.770113, abs=5e-7)
    for column in ("alpha", "alpha_raw"):
        np.testing.assert_allclose(found.loc[expected.index, column], expected[column], atol=EIGHT_DECIMALS)
    np.testing.assert_allclose(found.loc[expected.index, "omega"], expected["omega"], atol=PSYCH_OMEGA)
    assert list(found.index) == list(ecsi.result.model.constructs)
    assert found.loc["Complaints"].drop("n_items").isna().all()
    assert found["n_items"].tolist() == [5, 3, 7, 2, 3, 1, 3]


def test_alpha_and_its_limits_are_those_of_the_result(ecsi):
    theirs = ecsi.result.reliability
    for column in ("alpha", "alpha_low", "alpha_high"):
        np.testing.assert_allclose(ecsi.blocks[column], theirs[column], atol=SAME)


def test_adequacy_components_and_harman_of_psych(ecsi, golden):
    model = golden("item_analysis_model").set_index("figure")["value"]
    row = ecsi.sampling_adequacy.iloc[0]
    assert row["kmo"] == pytest.approx(model["kmo"], abs=EIGHT_DECIMALS)
    assert row["chi_squared"] == pytest.approx(model["chi_squared"], abs=1e-7)
    assert (row["df"], row["n"]) == (276, 250)
    parallel, published = ecsi.parallel, golden("item_analysis_parallel")
    np.testing.assert_allclose(parallel["eigenvalue"], published["eigenvalue"], atol=EIGHT_DECIMALS)
    assert parallel["retain"].tolist() == [True, True] + [False] * 22
    method = ecsi.common_method.set_index("check")
    for name in ("harman_component", "harman_factor"):
        assert method.loc[name, "estimate"] == pytest.approx(model[name], abs=1e-7)
        assert method.loc[name, "conf_low"] < model[name] < method.loc[name, "conf_high"]


def test_full_collinearity_is_one_over_what_regression_leaves(ecsi):
    scores = ecsi.result.scores()
    found = ecsi.common_method.query("check == 'full_collinearity'").set_index("lhs")
    for name in scores:
        others = scores.drop(columns=name).to_numpy()
        left = scores[name] - others @ np.linalg.lstsq(others, scores[name])[0]
        assert found.loc[name, "estimate"] == pytest.approx(scores[name].var() / left.var(), rel=1e-9)
    assert (found["conf_low"] < found["estimate"]).all()


def test_every_resampled_figure_has_limits(ecsi):
    table = ecsi.item_limits
    known = table["estimate"].notna()
    assert table.loc[known, ["std_error", "conf_low", "conf_high"]].notna().all().all()
    # 24 means, 23 item-totals of scales, 21 alphas if deleted of scales of three, of two kinds
    assert known.groupby(level="measure").sum().to_dict() == {
        "mean": 24,
        "item_total": 23,
        "alpha_if_deleted": 21,
        "alpha_raw_if_deleted": 21,
    }
    means = table.xs("mean", level="measure")
    textbook = ecsi.items["sd"] / np.sqrt(250)
    # a bootstrap error of 100 resamples is off by 1 / sqrt(200), 7 %; four such errors
    np.testing.assert_allclose(means["std_error"], textbook, rtol=0.28)


def test_kmo_is_shown_without_limits_and_the_note_says_why(ecsi):
    assert ecsi.items["kmo"].between(0.5, 1).all()
    row = ecsi.sampling_adequacy.iloc[0]
    english, chinese = ecsi.to_text(), ecsi.to_text("zh")
    line = next(line for line in english.splitlines() if "KMO" in line and "df" in line)
    shown = english.splitlines()[english.splitlines().index(line) + 2]
    assert f"{row['kmo']:.3f}" in shown
    assert "[" not in shown
    assert "bootstrap limits would mislead" in " ".join(english.split())
    assert "不给出区间" in chinese


def test_ends_of_the_scale(ecsi, fitted, answers):
    assert ecsi.items["ceiling_share"].notna().all()  # the index model knows its scales
    plain = item_analysis(fitted)
    assert plain.items[["floor_share", "ceiling_share"]].isna().all().all()
    known = item_analysis(fitted, ranges=(1, 10)).items
    assert known.loc[("Quality", "q1"), "ceiling_share"] == pytest.approx((answers["q1"] == 10).mean())
    some = item_analysis(fitted, ranges={"q1": (1, 10)}).items["floor_share"]
    assert some.notna().sum() == 1
    with pytest.raises(SpecificationError, match=r"q11.*Did you mean 'q1'"):
        item_analysis(fitted, ranges={"q11": (1, 10)})
    with pytest.raises(SpecificationError, match=r"must be \(low, high\)"):
        item_analysis(fitted, ranges=(10, 1))


# ------------------------------------------------------------------------ groups, weights, missing answers


def test_groups_are_the_analyses_of_each_group(model, answers):
    both = item_analysis(model.fit(answers, by="group", n_boot=60, progress=False), n_parallel=300)
    for name in ("north", "south", "west"):
        one = item_analysis(
            model.fit(answers[answers["group"] == name], n_boot=0, progress=False), n_parallel=300
        )
        for table in ("items", "blocks", "sampling_adequacy", "parallel", "common_method"):
            mine = getattr(both, table).loc[[name]].reset_index(drop=True)
            alone = getattr(one, table).reset_index(drop=True)
            figures = [c for c in mine if not c.endswith(("_low", "_high", "error"))]
            pd.testing.assert_frame_equal(
                mine[figures], alone[figures], check_dtype=False, rtol=1e-9, atol=SAME
            )
    assert both.item_limits.index.names == ["group", "construct", "item", "measure"]
    for table in both.tables.values():
        assert table.index.names[0] == "group"
    assert "south" in both.to_text()


def test_survey_weights(model, answers):
    survey = cs.SurveyData(answers, weights="weight")
    found = item_analysis(model.fit(survey, n_boot=50, progress=False), ranges=(1, 10), n_parallel=200)
    w = answers["weight"]
    items = found.items.droplevel("construct")
    assert items.loc["q1", "mean"] == pytest.approx(np.average(answers["q1"], weights=w))
    assert items.loc["q1", "floor_share"] == pytest.approx(w[answers["q1"] == 1].sum() / w.sum())
    effective = w.sum() ** 2 / (w**2).sum()
    assert found.sampling_adequacy["n"].iloc[0] == pytest.approx(effective)
    assert (items["n"] == 200).all()
    same = cs.SurveyData(answers.assign(weight=3.0), weights="weight")
    constant = item_analysis(model.fit(same, n_boot=0, progress=False), n_parallel=200)
    plain = item_analysis(model.fit(answers, n_boot=0, progress=False), n_parallel=200)
    pd.testing.assert_frame_equal(constant.items, plain.items, rtol=1e-9, atol=SAME)
    pd.testing.assert_frame_equal(constant.parallel, plain.parallel, rtol=1e-9)
    pd.testing.assert_frame_equal(constant.sampling_adequacy, plain.sampling_adequacy, rtol=1e-9)


@pytest.mark.parametrize("missing", ["pairwise", "em", "mean"])
def test_missing_answers(model, answers, missing):
    gaps = answers.copy()
    gaps.loc[gaps.index[:20], "q1"] = np.nan
    found = item_analysis(model.fit(gaps, missing=missing, n_boot=30, progress=False), n_parallel=50)
    items = found.items.droplevel("construct")
    assert items["n"].drop("q1").eq(200).all()
    assert items.loc["q1", "n"] == 180
    from scipy import stats

    skew = stats.skew(gaps["q1"].dropna(), bias=False)
    assert items.loc["q1", "skewness"] == pytest.approx(skew)
    assert found.blocks["omega_low"].notna().all()
    assert found.to_text()


# ---------------------------------------------------------------------------- what does not exist


def test_moments_give_what_moments_can(model, answers, fitted):
    items = list(model.items)
    sample = answers[items]
    moments = cs.Moments(sample.cov(ddof=0), mean=sample.mean(), n=200)
    found = item_analysis(model.fit(moments), n_parallel=300)
    full = item_analysis(fitted, n_parallel=300)
    assert found.items[["skewness", "kurtosis", "floor_share"]].isna().all().all()
    for column in ("n", "mean", "item_total", "alpha_if_deleted", "alpha_raw_if_deleted", "kmo"):
        np.testing.assert_allclose(found.items[column], full.items[column], atol=SAME)
    np.testing.assert_allclose(found.items["sd"], sample.std(ddof=0), atol=SAME)
    np.testing.assert_allclose(found.blocks["omega"], full.blocks["omega"], atol=SAME)
    pd.testing.assert_frame_equal(found.parallel, full.parallel, atol=SAME)
    assert found.sampling_adequacy["p_value"].iloc[0] < 0.001
    assert "skewness" in found.warnings[0]
    assert "偏度" in found.to_text("zh")
    assert "Skewness" not in found.to_text().split("Sampling")[0].split("Items\n")[1]
    with pytest.raises(SpecificationError, match="fitted from Moments"):
        item_analysis(model.fit(moments), marker=np.arange(200))


def test_moments_without_n_and_means(model, answers):
    found = item_analysis(model.fit(cs.Moments(answers[list(model.items)].corr())))
    assert found.items[["n", "mean"]].isna().all().all()
    assert np.isnan(found.sampling_adequacy["p_value"].iloc[0])
    assert found.parallel["retain"].isna().all()
    assert "number of respondents is unknown" in found.warnings[1]
    assert found.to_text()


def test_formative_blocks_and_single_items(answers):
    blocks = {
        "Quality": cs.composite("q1", "q2", "q3"),
        "Value": ["v1"],
        "Satisfaction": ["s1", "s2", "s3"],
    }
    model = cs.PathModel(blocks, {"Satisfaction": ["Quality", "Value"]})
    found = item_analysis(model.fit(answers, n_boot=30, progress=False), n_parallel=50)
    scale = ["item_total", "alpha_if_deleted", "alpha_raw_if_deleted"]
    assert found.items.loc[["Quality", "Value"], scale].isna().all().all()
    assert found.items.loc["Satisfaction", scale].notna().all().all()
    assert found.items["kmo"].notna().all()
    assert found.blocks["omega"].notna().tolist() == [False, False, True]


def test_higher_order_constructs_and_products(answers):
    model = cs.PathModel.from_syntax(
        """
        Quality =~ q1 + q2 + q3
        Value =~ v1 + v2
        Offer =~ Quality + Value
        Satisfaction =~ s1 + s2 + s3
        Satisfaction ~ Offer
        """
    )
    found = item_analysis(
        model.fit(answers, n_boot=20, progress=False), marker=answers["weight"], marker_share=0.1
    )
    assert list(found.blocks.index) == ["Quality", "Value", "Satisfaction"]
    assert len(found.items) == 8
    method = found.common_method
    assert method.query("check == 'full_collinearity'")["lhs"].tolist() == ["Offer", "Satisfaction"]
    assert not (method["check"] == "corrected_path").any()
    assert (method["check"] == "corrected_correlation").sum() == 1
    moderated = cs.PathModel(
        {"Quality": ["q1", "q2", "q3"], "Value": ["v1", "v2"], "Satisfaction": ["s1", "s2", "s3"]},
        {"Satisfaction": ["Quality", "Value", "Quality:Value"]},
    )
    with_product = item_analysis(moderated.fit(answers, n_boot=20, progress=False), n_parallel=20)
    assert len(with_product.items) == 8
    assert with_product.common_method["lhs"].tolist()[2:] == ["Quality", "Value", "Satisfaction"]


def test_a_scale_without_its_factor_is_told(fitted, monkeypatch):
    monkeypatch.setattr(factors, "MAX_ROUNDS", 0)
    monkeypatch.setattr(factors, "_three_items", factors._minimum_residuals)
    with pytest.warns(ConvergenceWarning, match=r"one-factor solution of (Quality|Satisfaction)"):
        found = item_analysis(fitted, n_parallel=0)
    assert found.blocks["omega"].notna().tolist() == [False, True, False]
    assert len(found.warnings) == 2


def test_counts_are_counts(fitted):
    for name, value in (("n_parallel", -1), ("n_parallel", 2.5), ("seed", True)):
        with pytest.raises(SpecificationError, match=name):
            item_analysis(fitted, **{name: value})


# ---------------------------------------------------------------------------- the marker variable


def test_marker_correction_by_hand(fitted, answers):
    marker = pd.Series(np.random.default_rng(4).normal(size=200) + answers["q1"], name="blue")
    found = item_analysis(fitted, marker=marker, n_parallel=0).common_method.set_index("check")
    scores = fitted.scores()
    r = [np.corrcoef(marker, scores[name])[0, 1] for name in scores]
    np.testing.assert_allclose(found.loc["marker_correlation", "estimate"], r, atol=SAME)
    share = min(r)
    pair = found.loc["corrected_correlation"].iloc[0]
    before = np.corrcoef(scores["Quality"], scores["Value"])[0, 1]
    after = (before - share) / (1 - share)
    assert (pair["lhs"], pair["rhs"]) == ("Quality", "Value")
    assert pair["uncorrected"] == pytest.approx(before, abs=SAME)
    assert pair["estimate"] == pytest.approx(after, abs=SAME)
    assert pair["statistic"] == pytest.approx(after / np.sqrt((1 - after**2) / 197))
    paths = found.loc["corrected_path"].set_index(["lhs", "rhs"])
    mine = fitted.params.query("kind == 'path'").set_index(["lhs", "rhs"])
    np.testing.assert_allclose(paths["uncorrected"], mine["estimate"], atol=SAME)
    assert (paths["conf_low"] < paths["estimate"]).all()
    assert paths.loc[("Value", "Quality"), "estimate"] == pytest.approx(after, abs=SAME)


def test_a_share_of_zero_changes_nothing(fitted, answers):
    found = item_analysis(fitted, marker=answers["weight"], marker_share=0.0, n_parallel=0)
    table = found.common_method.query("check == 'corrected_path'").set_index(["lhs", "rhs"])
    mine = fitted.params.query("kind == 'path'").set_index(["lhs", "rhs"])
    for column in ("estimate", "std_error", "conf_low", "conf_high"):
        np.testing.assert_allclose(table[column], mine[column], atol=SAME)
    assert "Corrected for the marker" not in found.to_text()


def test_which_correlation_stands_for_the_method(fitted, answers):
    marker = answers["q1"] + np.random.default_rng(1).normal(size=200)
    shares = [
        item_analysis(fitted, marker=marker, marker_share=rule, n_parallel=0).marker.shares[0]
        for rule in ("smallest", "second_smallest", 0.3)
    ]
    assert 0 < shares[0] < shares[1]
    assert shares[2] == 0.3
    against = item_analysis(fitted, marker=-marker, n_parallel=0)
    assert against.marker.shares[0] == 0.0
    assert "nothing is corrected" in against.warnings[0]
    for wrong in ("largest", 1.0, -0.1, True):
        with pytest.raises(SpecificationError, match="marker_share"):
            item_analysis(fitted, marker=marker, marker_share=wrong)


def test_marker_with_gaps_weights_and_another_order(model, answers):
    survey = cs.SurveyData(answers, weights="weight")
    result = model.fit(survey, n_boot=0, progress=False)
    marker = pd.Series(np.random.default_rng(3).normal(size=200), index=answers.index)
    marker[answers.index[:15]] = np.nan
    with pytest.warns(DataWarning, match="15 respondents gave no answer"):
        found = item_analysis(result, marker=marker.sample(frac=1, random_state=1), n_parallel=0)
    scores, w = result.scores()["Quality"].iloc[15:], answers["weight"].iloc[15:]
    cov = np.cov(marker.iloc[15:], scores, aweights=w)
    assert found.marker.correlations[0, 0] == pytest.approx(cov[0, 1] / np.sqrt(cov[0, 0] * cov[1, 1]))
    assert found.marker.n[0] == pytest.approx(w.sum() ** 2 / (w**2).sum())


def test_marker_by_group(model, answers):
    marker = answers["q1"] + np.random.default_rng(2).normal(size=200)
    found = item_analysis(
        model.fit(answers, by="group", n_boot=20, progress=False), marker=marker, n_parallel=0
    )
    south = answers[answers["group"] == "south"]
    alone = item_analysis(
        model.fit(south, n_boot=0, progress=False), marker=marker[south.index], n_parallel=0
    )
    mine = found.common_method.loc["south", ["check", "lhs", "rhs", "uncorrected", "estimate"]]
    theirs = alone.common_method[["check", "lhs", "rhs", "uncorrected", "estimate"]]
    pd.testing.assert_frame_equal(mine.reset_index(drop=True), theirs, rtol=1e-9, atol=SAME)


def test_a_marker_that_cannot_be_used(fitted, answers):
    with pytest.raises(SpecificationError, match=r"frame\['weight'\]"):
        item_analysis(fitted, marker="weight")
    with pytest.raises(DataError, match="3 values for 200 rows"):
        item_analysis(fitted, marker=[1.0, 2.0, 3.0])
    with pytest.raises(DataError, match="no answer for rows 1001"):
        item_analysis(fitted, marker=pd.Series(np.arange(200.0)))
    with pytest.raises(DataError, match="numbers only"):
        item_analysis(fitted, marker=answers["group"])
    with pytest.raises(DataError, match="must vary"):
        item_analysis(fitted, marker=np.ones(200))
    with pytest.raises(DataError, match="infinite"):
        item_analysis(fitted, marker=np.r_[np.inf, np.arange(199)])


# ---------------------------------------------------------------------------- displays


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_display(ecsi, lang):
    text = ecsi.to_text(lang)
    assert "0.77 [" in text  # raw alpha of Satisfaction with its limits
    assert "2868.6" in text
    for make in (ecsi.to_html, ecsi.to_latex, ecsi.to_markdown):
        assert "2868.6" in make(lang)


def test_display_with_marker(fitted, answers):
    marker = (answers["q1"] + np.random.default_rng(1).normal(size=200)).rename("blue")
    found = item_analysis(fitted, marker=marker, n_parallel=0)
    text, chinese = found.to_text(), found.to_text("zh")
    assert "Corrected for the marker variable" in text
    assert "blue" in text
    assert f"{found.marker.shares[0]:.3f}" in text
    assert "经标记变量校正" in chinese
    assert "by chance" not in text.lower().split("harman")[0].split("parallel analysis")[1]


def test_tables_are_copies(ecsi):
    changed = ecsi.items
    changed["mean"] = 0.0
    assert ecsi.items["mean"].min() > 1
    assert set(ecsi.tables) == {
        *("items", "item_limits", "blocks", "sampling_adequacy", "parallel", "common_method")
    }
