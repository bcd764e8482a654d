"""PLSpredict and CVPAT against seminr and seminrExtras with the same folds, and against special cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot

import csmodels as cs
from csmodels.errors import AdmissibilityWarning, DataError, DataWarning, SpecificationError
from csmodels.path_models.prediction.result import cvpat_compare, pls_predict
from csmodels.testing import assert_table_close, figure_data

#: Both programs stop at 1e-12; the largest gap is 5e-13.
SAME_STOP = 1e-11
#: Figures typed with ten decimals.
TEN_DECIMALS = 6e-11
#: The same sums in another order.
ROUNDING = 1e-10

TECHNIQUES = ["direct_antecedents", "earliest_antecedents"]


@pytest.fixture(scope="module")
def ecsi(mobi):
    return cs.index_model("ECSI-mobile").path_model().fit(mobi, n_boot=200)


@pytest.fixture(scope="module")
def predicted(ecsi):
    return pls_predict(ecsi)


# ------------------------------------------------------------------ other programs


def seminr_model(mobi):
    seminr = pytest.importorskip("seminr", reason="the package seminr is not installed")
    published = cs.index_model("ECSI-mobile").path_model()
    blocks = [seminr.composite(name, list(c.items)) for name, c in published.measurement.items()]
    arrows = [seminr.paths(predictor, outcome) for outcome, predictor in published.paths]
    constructs, relations = seminr.constructs(*blocks), seminr.relationships(*arrows)
    return seminr, seminr.estimate_pls(mobi.frame, constructs, relations, stop_criterion=12)


@pytest.mark.parametrize("technique", TECHNIQUES)
@pytest.mark.parametrize("folds", [10, 7])
def test_same_folds_as_seminr(mobi, ecsi, technique, folds):
    seminr, theirs = seminr_model(mobi)
    order = np.random.default_rng(folds).permutation(250)
    # seminr cuts the ordered rows into stretches of equal width
    codes = np.empty(250, dtype=int)
    codes[order] = np.clip(np.ceil(np.arange(250) / 249 * folds), 1, None) - 1
    function = {"direct_antecedents": seminr.predict_DA, "earliest_antecedents": seminr.predict_EA}[technique]
    other = seminr.predict_pls(theirs, technique=function, no_folds=folds, ordering=order.tolist())
    mine = pls_predict(ecsi, fold_indices=codes, technique=technique)
    columns = list(other.items.pls_out_of_sample.cols)
    table = mine.items.droplevel("construct").loc[columns]
    for suffix, residuals in (
        ("", other.items.pls_out_of_sample_residuals.values),
        ("_lm", other.items.lm_out_of_sample_residuals.values),
    ):
        rmse, mae = np.sqrt((residuals**2).mean(axis=0)), np.abs(residuals).mean(axis=0)
        np.testing.assert_allclose(table[f"rmse{suffix}"], rmse, rtol=0, atol=SAME_STOP)
        np.testing.assert_allclose(table[f"mae{suffix}"], mae, rtol=0, atol=SAME_STOP)
    # construct scores have divisor n there too, but for the factor of n and n - 1
    predicted, actual = other.composites.composite_out_of_sample, other.composites.actuals_star
    names = list(mine.items_of)
    at = [predicted.cols.index(name) for name in names]
    size = np.bincount(codes)[codes][:, None]
    scale = np.sqrt((250 - size) / (250 - size - 1)), np.sqrt(250 / 249)
    gap = actual.values[:, at] * scale[1] - predicted.values[:, at] * scale[0]
    expected = np.sqrt((gap**2).mean(axis=0))
    np.testing.assert_allclose(mine.constructs.loc[names, "rmse"], expected, rtol=0, atol=SAME_STOP)


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_cvpat_of_seminr_extras(ecsi, golden, technique):
    """Leaving one out needs no draw of folds.

    seminrExtras predicts by the mean of the whole sample where we take the training samples'. With one row
    left out a deviation from the latter is n / (n - 1) times that from the former.
    """
    published = golden("ecsi_mobile_cvpat").query("technique == @technique").set_index("construct")
    found = pls_predict(ecsi, folds=250, technique=technique)
    assert found.settings["repeats"] == 1
    table = found.cvpat
    assert_table_close(table.loc["lm"]["loss"], published["loss"], atol=TEN_DECIMALS)
    assert_table_close(table.loc["lm"]["loss_benchmark"], published["loss_lm"], atol=TEN_DECIMALS)
    assert_table_close(-table.loc["lm"]["statistic"], published["t_lm"], atol=1e-9)
    means = published["loss_ia_in_sample"] * (250 / 249) ** 2
    assert_table_close(table.loc["ia"]["loss_benchmark"], means, atol=TEN_DECIMALS)


def test_two_models_as_seminr_extras(mobi, ecsi, golden):
    published = golden("ecsi_mobile_cvpat_compare").set_index("construct")
    structure = {**ecsi.model.structure, "Loyalty": ["Satisfaction", "Complaints"]}
    smaller = cs.PathModel(ecsi.model.measurement, structure).fit(mobi, n_boot=0)
    first, second = pls_predict(ecsi, folds=250), pls_predict(smaller, folds=250)
    found = cvpat_compare(first, second)
    assert_table_close(found["loss"], published["loss"], atol=TEN_DECIMALS)
    assert_table_close(found["loss_other"], published["loss_other"], atol=TEN_DECIMALS)
    assert_table_close(-found["statistic"], published["t"], atol=1e-7)
    back = cvpat_compare(second, first)
    assert_table_close(back["difference"], -found["difference"], atol=ROUNDING)
    assert_table_close(back["p_value"], found["p_value"], atol=ROUNDING)


# ------------------------------------------------------------------ special cases


def test_tables_agree_with_each_other(predicted):
    items, tests = predicted.items, predicted.cvpat
    expected = 1 - (items["rmse"] / items["rmse_ia"]) ** 2
    assert_table_close(items["q2_predict"], expected, atol=ROUNDING)
    by_repeat = predicted.by_repeat
    pooled = np.sqrt((by_repeat["rmse"] ** 2).groupby(level=["construct", "item"]).mean())
    assert_table_close(items["rmse"], pooled, atol=ROUNDING)
    mean = by_repeat["mae_lm"].groupby(level=["construct", "item"]).mean()
    assert_table_close(items["mae_lm"], mean, atol=ROUNDING)
    loss = (items["rmse"] ** 2).groupby(level="construct").mean()
    assert_table_close(tests.loc["lm"]["loss"].drop("overall"), loss, atol=ROUNDING)
    parts = tests["difference"].drop("overall", level="construct").groupby(level="benchmark").mean()
    assert_table_close(tests["difference"].xs("overall", level="construct"), parts, atol=ROUNDING)
    gap = predicted.differences["estimate"].loc["lm"]
    assert_table_close(gap, items["rmse"] - items["rmse_lm"], atol=ROUNDING)
    assert (items["rmse"] > predicted.in_sample["rmse"]).all()
    assert set(predicted.tables) >= {"items", "constructs", "cvpat"}


def test_verdicts_follow_the_intervals(predicted):
    items, gap = predicted.items, predicted.differences.loc["lm"]
    assert set(items["verdict"]) > {"better_than_lm"}
    for key, row in items.iterrows():
        expected = "similar_to_lm"
        if gap.loc[key, "conf_high"] < 0:
            expected = "better_than_lm"
        if gap.loc[key, "conf_low"] > 0:
            expected = "worse_than_lm"
        assert row["verdict"] == ("no_better_than_mean" if row["q2_predict"] <= 0 else expected)
    better = (items["rmse"] < items["rmse_lm"]).groupby(level="construct").mean()
    words = predicted.constructs["power"]
    assert words["Complaints"] == "none"
    assert better["Complaints"] == 0
    for name, share in better.items():
        word = "none" if share == 0 else "low" if share < 0.5 else "medium" if share < 1 else "high"
        assert words[name] == word


def test_in_sample_is_the_fit_itself(ecsi, predicted):
    r_squared = ecsi.r_squared["estimate"]
    inside = predicted.constructs["rmse_in_sample"]
    assert_table_close(inside, np.sqrt(1 - r_squared), atol=ROUNDING)


def test_folds_given_are_folds_drawn(ecsi, predicted):
    again = pls_predict(ecsi, fold_indices=predicted.parts[0].codes, seed=99)
    pd.testing.assert_frame_equal(again.items, predicted.items)
    other = pls_predict(ecsi, seed=1)
    assert (other.items["rmse"] != predicted.items["rmse"]).all()


def test_order_of_rows_does_not_matter(answers, model):
    folds = np.arange(200) % 8
    shuffled = np.random.default_rng(1).permutation(200)
    first = pls_predict(model.fit(answers, n_boot=0), fold_indices=folds)
    second = pls_predict(model.fit(answers.iloc[shuffled], n_boot=0), fold_indices=folds[shuffled])
    assert_table_close(second.items.drop(columns="verdict"), first.items.drop(columns="verdict"), atol=1e-9)


def test_a_weight_of_two_is_the_row_twice(answers, model):
    weights = np.where(np.arange(200) % 3 == 0, 2.0, 1.0)
    folds = np.arange(200) % 8
    weighted = cs.SurveyData(answers.assign(twice=weights), weights="twice")
    rows = np.repeat(np.arange(200), weights.astype(int))
    first = pls_predict(model.fit(weighted, n_boot=0), fold_indices=folds)
    second = pls_predict(model.fit(answers.iloc[rows], n_boot=0), fold_indices=folds[rows])
    same = ["rmse", "mae", "q2_predict", "rmse_lm", "mae_lm", "rmse_ia", "mae_ia"]
    assert_table_close(second.items[same], first.items[same], atol=1e-9)
    losses = ["loss", "loss_benchmark", "difference"]
    assert_table_close(second.cvpat[losses], first.cvpat[losses], atol=1e-9)
    plain = pls_predict(model.fit(answers, n_boot=0), fold_indices=folds)
    assert (plain.items["rmse"] != first.items["rmse"]).all()


def test_groups_are_fits_of_their_own(answers, model):
    found = pls_predict(model.fit(answers, by="group", n_boot=50), folds=5, repeats=2)
    assert found.items.index.names == ["group", "construct", "item"]
    for name, part in zip(found.groups, found.parts, strict=True):
        mine = answers[answers["group"] == name]
        alone = pls_predict(model.fit(mine, n_boot=0), fold_indices=part.codes)
        assert_table_close(found.items.loc[name], alone.items, atol=ROUNDING)
        statistic = found.cvpat.loc[name]["statistic"]
        assert_table_close(statistic, alone.cvpat["statistic"], atol=1e-8)
    assert not np.array_equal(found.parts[0].codes[0][:40], found.parts[1].codes[0][:40])


def test_what_is_true_is_predicted_and_what_is_noise_is_not():
    """Two constructs, correlation .8 of composites known: Q2_predict of an item is (.8 loading)^2."""
    rng = np.random.default_rng(12)
    n = 4000
    cause = rng.normal(size=n)
    effect = 0.8 * cause + 0.6 * rng.normal(size=n)
    columns = {f"x{i}": cause + 0.3 * rng.normal(size=n) for i in range(3)}
    columns |= {f"y{i}": effect + 0.3 * rng.normal(size=n) for i in range(3)}
    apart = rng.normal(size=n)
    columns |= {f"z{i}": apart + 0.5 * rng.normal(size=n) for i in range(2)}
    model = cs.PathModel(
        {"X": ["x0", "x1", "x2"], "Y": ["y0", "y1", "y2"], "Z": ["z0", "z1"]}, {"Y": ["X"], "Z": ["Y"]}
    )
    found = pls_predict(model.fit(pd.DataFrame(columns), n_boot=0), repeats=2)
    # the composite of X is the cause with reliability 1 / (1 + .03)
    truth = 0.64 / 1.03 / 1.09
    assert found.items.loc["Y", "q2_predict"].to_numpy() == pytest.approx(truth, abs=0.03)
    assert (found.items.loc["Y", "q2_low"] < truth).all()
    assert (found.items.loc["Y", "q2_high"] > truth).all()
    noise = found.items.loc["Z"]
    assert (noise["q2_predict"].abs() < 0.003).all()
    # noise is no reason to prefer the model; that it predicts a little worse than the mean may show
    assert found.cvpat.loc["ia"].loc["Z", "statistic"] > -2
    assert found.cvpat.loc["ia"].loc["Y", "p_value"] < 1e-12


def test_limits_come_from_the_resamples_of_the_fit(mobi, ecsi, predicted):
    assert predicted.settings["limits"] == "resampled"
    assert pls_predict(ecsi.model.fit(mobi, n_boot=0)).settings["limits"] == "t"
    table = predicted.cvpat
    assert ((table["conf_low"] < table["difference"]) & (table["difference"] < table["conf_high"])).all()
    narrow = (table["conf_high"] - table["conf_low"]) / (2 * 1.97 * table["std_error"])
    assert narrow.between(0.8, 1.2).all()


def test_clusters_widen_the_test(answers, model):
    """Whole clusters repeated: respondents are not independent, and the design says so."""
    rows = np.repeat(np.arange(100), 2)
    doubled = answers.iloc[rows].reset_index(drop=True).assign(cluster=rows)
    folds = rows % 8
    plain = pls_predict(model.fit(doubled, n_boot=50), fold_indices=folds).cvpat
    survey = cs.SurveyData(doubled, clusters="cluster")
    clustered = pls_predict(model.fit(survey, n_boot=50), fold_indices=folds).cvpat
    assert_table_close(clustered["difference"], plain["difference"], atol=ROUNDING)
    ratio = clustered["std_error"] / plain["std_error"]
    assert ratio.to_numpy() == pytest.approx(np.sqrt(2 * 199 / 200 * 100 / 99), abs=0.01)


def test_the_design_counts_without_resamples_too(answers, model):
    rows = np.repeat(np.arange(100), 2)
    doubled = answers.iloc[rows].reset_index(drop=True).assign(cluster=rows)
    survey = cs.SurveyData(doubled, clusters="cluster")
    first = pls_predict(model.fit(survey, n_boot=50), fold_indices=rows % 8)
    second = pls_predict(model.fit(survey, se="linearized"), fold_indices=rows % 8)
    assert_table_close(second.cvpat["std_error"], first.cvpat["std_error"], atol=ROUNDING)
    assert second.settings["limits"] == "t"


def test_jackknife_replicates_are_the_textbooks_error(answers, model):
    """The mean without each row in turn: (n - 1) / n times the squared distances is s^2 / n."""
    names = [f"r{i}" for i in range(200)]
    replicates = pd.DataFrame((1 - np.eye(200)) * 200 / 199, columns=names, index=answers.index)
    wide = pd.concat([answers, replicates], axis=1)
    survey = cs.SurveyData(wide, replicate_weights=names, replicate_method="jackknife")
    folds = np.arange(200) % 8
    found = pls_predict(model.fit(survey), fold_indices=folds)
    plain = pls_predict(model.fit(answers, n_boot=0), fold_indices=folds)
    for table in ("cvpat", "differences"):
        ours, theirs = (getattr(each, table)["std_error"] for each in (found, plain))
        assert_table_close(ours, theirs, atol=ROUNDING)


# ------------------------------------------------------------------ clusters


@pytest.fixture(scope="module")
def fourfold(mobi):
    """Every respondent of the survey four times, in an order that hides it, declared as clusters."""
    rows = np.random.default_rng(5).permutation(np.repeat(np.arange(len(mobi.frame)), 4))
    frame = mobi.frame.iloc[rows].reset_index(drop=True).assign(respondent=rows)
    return frame, cs.SurveyData(frame, clusters="respondent")


def test_copies_of_a_respondent_tell_nothing_of_him(ecsi, predicted, fourfold):
    """Whole clusters are held out: the losses are those of the respondents themselves."""
    frame, survey = fourfold
    found = pls_predict(ecsi.model.fit(survey, se="linearized"))
    assert found.settings["folds_of"] == "clusters"
    assert not found.warnings
    losses = ["rmse", "mae", "q2_predict", "rmse_lm", "mae_lm", "rmse_ia", "mae_ia"]
    assert_table_close(found.items[losses], predicted.items[losses], atol=1e-9)
    tests = ["loss", "loss_benchmark", "difference", "std_error", "p_value"]
    assert_table_close(found.cvpat[tests], predicted.cvpat[tests], atol=1e-9)
    # without clusters the linear model has seen most held-out answers, and the verdict is reversed
    loose = pls_predict(ecsi.model.fit(frame, n_boot=0))
    assert loose.settings["folds_of"] == "respondents"
    assert predicted.cvpat.loc[("lm", "overall"), "difference"] < 0
    assert loose.cvpat.loc[("lm", "overall"), "difference"] > 0
    assert loose.cvpat.loc[("lm", "overall"), "p_value"] < 0.05


def test_no_cluster_stands_in_two_folds(answers, model):
    clusters = np.random.default_rng(2).integers(0, 40, size=200)
    survey = cs.SurveyData(answers.assign(household=clusters), clusters="household")
    found = pls_predict(model.fit(survey, by="group", n_boot=20), folds=5, repeats=3)
    for part in found.parts:
        table = pd.DataFrame(part.codes.T).groupby(clusters[part.rows.where]).nunique()
        assert (table == 1).all(axis=None)
        # folds differ by one cluster at most
        first = pd.DataFrame(part.codes.T).groupby(clusters[part.rows.where]).first()
        assert all(np.ptp(np.bincount(first[r])) <= 1 for r in first)


def test_strata_alone_leave_the_folds_as_they_are(answers, model):
    survey = cs.SurveyData(answers, strata="group")
    found = pls_predict(model.fit(survey, n_boot=20), folds=5, repeats=2)
    plain = pls_predict(model.fit(answers, n_boot=20), folds=5, repeats=2)
    assert found.settings["folds_of"] == "respondents"
    assert np.array_equal(found.parts[0].codes, plain.parts[0].codes)


def test_folds_and_clusters_are_counted(answers, model):
    survey = cs.SurveyData(answers.assign(household=np.arange(200) // 5), clusters="household")
    fitted = model.fit(survey, n_boot=20)
    with pytest.raises(SpecificationError, match="folds=41 is more than the 40 clusters"):
        pls_predict(fitted, folds=41)
    assert pls_predict(fitted, folds=40).settings["repeats"] == 1


def test_given_folds_that_split_clusters_are_told(answers, model):
    clusters = np.arange(200) // 5
    survey = cs.SurveyData(answers.assign(household=clusters), clusters="household")
    fitted = model.fit(survey, n_boot=20)
    folds = np.stack([clusters % 8, clusters % 8])
    whole = pls_predict(fitted, fold_indices=folds)
    assert whole.settings["folds_of"] == "clusters"
    assert not whole.warnings
    folds[1, [0, 1, 14]] += 1  # in the second repeat, two clusters
    with pytest.warns(DataWarning, match="split 2 of 40 clusters"):
        found = pls_predict(fitted, fold_indices=folds)
    assert found.settings["folds_of"] == "respondents"
    assert "split 2 of 40 clusters" in found.summary().to_text()
    assert "40 个群中的 2 个" in found.summary("zh").to_text()


@pytest.mark.parametrize(
    ("lang", "of_clusters", "of_respondents"),
    [("en", "whole clusters", "respondents"), ("zh", "整群", "受访者")],
)
def test_displays_say_what_folds_consist_of(answers, model, lang, of_clusters, of_respondents):
    survey = cs.SurveyData(answers.assign(household=np.arange(200) // 5), clusters="household")
    label = {"en": "Folds consist of", "zh": "分折单位"}[lang]
    for data, words in ((survey, of_clusters), (answers, of_respondents)):
        shown = pls_predict(model.fit(data, n_boot=20), folds=5, repeats=1).summary(lang).to_text()
        line = next(line for line in shown.splitlines() if label in line)
        assert words in line


@pytest.mark.parametrize(
    ("declared", "english", "chinese"),
    [
        ({}, "t test; limits from resampled respondents", "t 检验；区间由受访者重抽样"),
        ({"clusters": "household"}, "limits from resampled clusters", "标准误按群间差异计算；区间由整群"),
        ({"strata": "group"}, "respondents resampled within strata", "区间由层内受访者重抽样"),
    ],
)
def test_the_note_says_what_was_resampled(answers, model, declared, english, chinese):
    survey = cs.SurveyData(answers.assign(household=np.arange(200) // 5), **declared)
    found = pls_predict(model.fit(survey, n_boot=20), folds=5, repeats=1)
    assert english in " ".join(found.to_text().split())
    assert chinese.replace(" ", "") in "".join(found.to_text("zh").split())
    without = pls_predict(model.fit(survey, se="linearized"), folds=5, repeats=1)
    assert "limits by Student's t" in " ".join(without.to_text().split())
    assert "resampled" not in without.to_text()


# ------------------------------------------------------------------ what must be told


def test_no_linear_model_is_told(answers, model):
    broken = answers.assign(v2=answers["q1"] + answers["q2"] - answers["v1"])
    with pytest.warns(AdmissibilityWarning, match="linear model does not exist.*Satisfaction"):
        found = pls_predict(model.fit(broken, n_boot=0))
    assert set(found.items.loc["Satisfaction", "verdict"]) <= {"no_lm", "no_better_than_mean"}
    assert found.constructs.loc["Satisfaction", "power"] == "unknown"
    assert found.items.loc["Value", "rmse_lm"].notna().all()
    assert "没有线性模型基准" in found.summary("zh").to_text()


def test_a_fold_that_the_model_cannot_do_without(answers, model):
    highest = answers[["v1", "q1", "s1"]].sum(axis=1)
    rare = answers.assign(v2=np.where(highest == highest.max(), 2.0, 1.0))
    fitted = model.fit(rare, n_boot=0)
    with pytest.raises(DataError, match=r"Without fold .* 'v2' is then the same everywhere"):
        pls_predict(fitted)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"folds": 1}, "folds=1 must be a whole number, 2 or more"),
        ({"folds": 201}, "folds=201 is more than the 200 respondents"),
        ({"repeats": 0}, "repeats=0 must be"),
        ({"seed": -1}, "seed=-1"),
        ({"technique": "all"}, "technique='all' is unknown"),
        ({"fold_indices": np.zeros(200, dtype=int)}, "two or more"),
        ({"fold_indices": np.zeros(3, dtype=int)}, r"shape \(repeats, 200\)"),
        ({"fold_indices": np.full(200, 0.5)}, "whole numbers"),
    ],
)
def test_options_are_checked(answers, model, options, message):
    with pytest.raises(SpecificationError, match=message):
        pls_predict(model.fit(answers, n_boot=0), **options)


def test_what_cannot_be_predicted_is_refused(answers, model, ecsi, predicted):
    fitted = model.fit(answers, n_boot=0)
    items = list(fitted.model.items)
    from_moments = model.fit(cs.Moments(answers[items].corr(), n=200))
    with pytest.raises(SpecificationError, match="needs respondents"):
        pls_predict(from_moments)
    with pytest.raises(SpecificationError, match="estimator='plsc'"):
        pls_predict(model.fit(answers, estimator="plsc", n_boot=0))
    grouped = model.fit(answers, by="group", n_boot=0)
    with pytest.raises(SpecificationError, match="not with by="):
        pls_predict(grouped, fold_indices=np.arange(200) % 5)
    gaps = answers.copy()
    gaps.loc[gaps.index[3], "q1"] = np.nan
    with pytest.raises(SpecificationError, match="missing='listwise'"):
        pls_predict(model.fit(gaps, missing="mean", n_boot=0))
    with pytest.raises(SpecificationError, match="different items"):
        cvpat_compare(pls_predict(fitted), predicted)
    with pytest.raises(SpecificationError, match="different respondents or folds"):
        cvpat_compare(pls_predict(fitted), pls_predict(fitted, seed=1))


def test_displays(predicted):
    english, chinese = predicted.summary().to_text(), predicted.summary("zh").to_text()
    for words in (
        "Prediction by item",
        "0.111 [0.0",
        "10 folds, 10 repeats",
        "Overall",
        "direct antecedents",
    ):
        assert words in english
    for words in ("各题项的预测", "优于线性模型", "总体", "直接前因", "10 折、重复 10 次"):
        assert words in chinese
    assert repr(predicted) == english


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_plot_shows_the_table(predicted, lang):
    ax = predicted.plot_differences(lang=lang)
    gap = predicted.differences.loc["lm"]
    drawn = [line for line in ax.lines if line.get_marker() not in ("None", "", None)]
    assert [float(line.get_xdata()[0]) for line in drawn] == gap["estimate"].tolist()
    assert "RMSE" in ax.get_xlabel()
    assert "95 %" in ax.get_xlabel()
    # differences of hundredths and less need the third decimal
    low = gap["conf_low"].iloc[0]
    assert f"{low:.3f}".replace("-", "−") in " ".join(words.get_text() for words in ax.texts)
    assert figure_data(ax)
    pyplot.close("all")
    with pytest.raises(SpecificationError, match="benchmark='mean'"):
        predicted.plot_differences("mean")
    with pytest.raises(SpecificationError, match="without by="):
        predicted.plot_differences(group="north")
