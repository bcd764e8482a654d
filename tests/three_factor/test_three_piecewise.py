"""Piecewise regression: by hand, by statsmodels, its two forms, refusals, truth of simulated surveys."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from matplotlib import pyplot

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.survey.item_map import ItemMap
from csmodels.three_factor.routes import PiecewiseRegression

#: The same regression by another program.
SAME = 1e-9
#: Numerical derivatives of linearised errors.
LINEARIZED = 1e-5
ATTRIBUTES = ["a1", "a2", "a3"]
MODEL = PiecewiseRegression("y", ATTRIBUTES, knot=4, controls=["c"])


@pytest.fixture(autouse=True)
def _figures():
    matplotlib.use("Agg")
    yield
    pyplot.close("all")


def survey(n=500, seed=3, noise=1.0, bend=0.35):
    """Answers 1 to 7: the first bends down at 4, the second is straight, the third bends up."""
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 8, (n, 3))
    y = 5 + 0.4 * (x - 4).sum(axis=1) - bend * np.maximum(x[:, 0] - 4, 0) + bend * np.maximum(x[:, 2] - 4, 0)
    frame = pd.DataFrame(x, columns=ATTRIBUTES).assign(c=rng.normal(size=n))
    frame["y"] = y + 0.5 * frame["c"] + noise * rng.normal(size=n) * (0.5 + 0.2 * x[:, 1])
    return frame.assign(
        g=np.array(["n", "s"])[np.arange(n) % 2], w=rng.integers(1, 3, n).astype(float), u=np.arange(n) // 5
    )


def columns(frame, knot=4.0, jump=False):
    x = frame[ATTRIBUTES].to_numpy() - knot
    parts = [np.minimum(x, 0), np.maximum(x, 0), *([x > 0] if jump else []), frame[["c"]].to_numpy()]
    return sm.add_constant(np.hstack(parts).astype(float))


def test_one_attribute_by_hand():
    """1, 3, 5 with satisfaction 2, 6, 7: slopes 2 and .5, a difference of -1.5."""
    frame = pd.DataFrame({"a": [1, 3, 5] * 20, "y": [2.0, 6.0, 7.0] * 20}) + np.tile([0, 0], (60, 1))
    frame["y"] += np.repeat([-0.5, 0.5], 30)  # the same in every answer: no slope changes
    with pytest.warns(DataWarning, match="Few answers on one side of the knot: a"):
        result = PiecewiseRegression("y", ["a"], knot=3).fit(frame, n_boot=0)
    row = result.slopes.loc["a"]
    assert row[["below", "above", "difference"]].tolist() == pytest.approx([2.0, 0.5, -1.5], abs=SAME)
    assert row[["n_below", "n_at", "n_above"]].tolist() == [20, 20, 20]
    assert (row["knot"], row["class"]) == (3.0, "basic")
    assert result.params["estimate"].iloc[0] == pytest.approx(6.0, abs=SAME)
    ends = result.lines.groupby(level=["attribute", "side"], sort=False)["estimate"].agg(["first", "last"])
    np.testing.assert_allclose(ends, [[2.0, 6.0], [6.0, 7.0]], atol=SAME)


@pytest.mark.parametrize("errors", ["HC3", "HC1", "classical"])
@pytest.mark.parametrize("form", ["spline", "moderated"])
def test_statsmodels(form, errors):
    frame = survey()
    model = PiecewiseRegression("y", ATTRIBUTES, knot=4, controls=["c"], form=form)
    result = model.fit(frame, errors=errors, n_boot=0)
    table = columns(frame, jump=form == "moderated")
    fitted = sm.OLS(frame["y"], table).fit(
        **({} if errors == "classical" else {"cov_type": errors}), use_t=True
    )
    own = result.params.iloc[: table.shape[1]]
    np.testing.assert_allclose(own["estimate"], fitted.params, atol=SAME)
    np.testing.assert_allclose(own["std_error"], fitted.bse, rtol=SAME)
    np.testing.assert_allclose(own["p_value"], fitted.pvalues, atol=SAME)
    for j, name in enumerate(ATTRIBUTES):
        contrast = np.zeros(table.shape[1])
        contrast[[1 + j, 4 + j]] = -1, 1
        test = fitted.t_test(contrast)
        row = result.slopes.loc[name]
        assert row["difference"] == pytest.approx(test.effect.item(), abs=SAME)
        assert row["p_value"] == pytest.approx(test.pvalue.item(), abs=SAME)
        assert [row["difference_low"], row["difference_high"]] == pytest.approx(test.conf_int()[0], abs=SAME)
    assert result.params["estimate"].iloc[-1] == pytest.approx(fitted.rsquared, abs=SAME)


def test_the_moderated_form_is_the_regression_with_an_interaction():
    """S = b0 + b1 Q + b2 D + b3 QD: slopes b1 and b1 + b3, the jump b2 + b3 times the knot."""
    frame = survey()
    q, d = frame["a1"].to_numpy(), (frame["a1"] > 3.5).to_numpy(dtype=float)
    b = sm.OLS(frame["y"], sm.add_constant(np.column_stack([q, d, q * d]))).fit().params.to_numpy()
    row = PiecewiseRegression("y", ["a1"], knot=3.5, form="moderated").fit(frame, n_boot=0).slopes.loc["a1"]
    assert row[["below", "above", "jump"]].tolist() == pytest.approx(
        [b[1], b[1] + b[3], b[2] + 3.5 * b[3]], abs=SAME
    )


def test_without_jump_both_forms_agree():
    frame = survey(noise=1e-9)
    one, other = (
        PiecewiseRegression("y", ATTRIBUTES, knot=4, controls=["c"], form=form).fit(frame, n_boot=0).slopes
        for form in ("spline", "moderated")
    )
    np.testing.assert_allclose(one[["below", "above"]], other[["below", "above"]], atol=1e-7)
    np.testing.assert_allclose(one["below"], [0.4, 0.4, 0.4], atol=1e-7)
    np.testing.assert_allclose(one["above"], [0.05, 0.4, 0.75], atol=1e-7)
    np.testing.assert_allclose(other["jump"], 0.0, atol=1e-7)


def test_knots():
    frame = survey()
    fitted = PiecewiseRegression("y", ATTRIBUTES, knot={"a1": "mean", "a2": 5}, scale=(1, 7)).fit(
        frame, n_boot=0
    )
    assert fitted.knots == pytest.approx((frame["a1"].mean(), 5.0, 4.0))
    seen = PiecewiseRegression("y", ATTRIBUTES).fit(frame, n_boot=0)
    assert seen.knots == (4.0, 4.0, 4.0)
    assert any("taken from the answers, 1 to 7" in each for each in seen.warnings)
    weighted = PiecewiseRegression("y", ATTRIBUTES, knot="mean").fit(
        cs.SurveyData(frame, weights="w"), n_boot=0
    )
    assert weighted.knots[0] == pytest.approx(np.average(frame["a1"], weights=frame["w"]))


def test_several_columns_are_averaged():
    frame = survey()
    both = PiecewiseRegression("y", {"room": ["a1", "a2"], "a3": "a3"}, knot=4).fit(frame, n_boot=0)
    frame["room"] = frame[["a1", "a2"]].mean(axis=1)
    alone = PiecewiseRegression("y", ["room", "a3"], knot=4).fit(frame, n_boot=0)
    pd.testing.assert_frame_equal(both.slopes, alone.slopes)


@pytest.mark.filterwarnings("ignore::csmodels.errors.DataWarning")
def test_what_is_refused():
    frame = survey()
    for knot, where in ((7, "none is above"), (0.5, "none is below"), (12.0, "run from 1 to 7")):
        with pytest.raises(DataError, match=where):
            PiecewiseRegression("y", ATTRIBUTES, knot=knot).fit(frame)
    with pytest.raises(SpecificationError, match="not inside the scale from 1 to 7"):
        PiecewiseRegression("y", ATTRIBUTES, knot=7, scale=(1, 7)).fit(frame)
    with pytest.raises(DataError, match="one single answer above the knot 6"):
        PiecewiseRegression("y", ATTRIBUTES, knot=6, form="moderated").fit(frame)
    with pytest.raises(DataError, match="linear combinations"):
        PiecewiseRegression("y", ["a1", "twice"], knot=4).fit(frame.assign(twice=8 - frame["a1"]))
    with pytest.raises(DataError, match="in group 's'"):
        PiecewiseRegression("y", ["a1"], knot=4).fit(frame[(frame["g"] == "n") | (frame["a1"] <= 4)], by="g")
    wrong_words = {
        "'midpoint', 'mean' or": {"knot": "median"},
        "form": {"form": "cubic"},
        "no attribute": {"knot": {"a9": 3}},
        "named twice": {"controls": ["a1"]},
    }
    for told, wrong in wrong_words.items():
        with pytest.raises(SpecificationError, match=told):
            PiecewiseRegression("y", ATTRIBUTES, **wrong)
    with pytest.raises(SpecificationError, match="several columns"):
        PiecewiseRegression("y", "a1")


def test_falling_slopes_are_warned_of():
    frame = survey().assign(y=lambda f: 10 - f["y"])
    with pytest.warns(DataWarning, match="falls significantly where the rating rises"):
        result = MODEL.fit(frame, n_boot=0)
    assert result.slopes.loc["a2", "class"] == "unimportant"


def test_weights_and_groups():
    frame = survey()
    weighted = MODEL.fit(cs.SurveyData(frame, weights="w"), n_boot=0)
    doubled = MODEL.fit(frame.loc[np.repeat(frame.index, frame["w"].astype(int))], n_boot=0)
    for name in ("below", "above", "difference"):
        np.testing.assert_allclose(weighted.slopes[name], doubled.slopes[name], atol=SAME)
    grouped = MODEL.fit(frame, by="g", n_boot=0)
    alone = MODEL.fit(frame[frame["g"] == "s"], n_boot=0)
    pd.testing.assert_frame_equal(grouped.slopes.loc["s"], alone.slopes)
    pd.testing.assert_frame_equal(grouped.lines.loc["s"], alone.lines)


def test_errors_of_a_clustered_design():
    """The linearised error is the sandwich of sums by cluster, with m / (m - 1)."""
    frame = survey()
    result = MODEL.fit(cs.SurveyData(frame, clusters="u"))
    assert result.settings["errors"] == "linearized"
    x, y = columns(frame), frame["y"].to_numpy()
    bread = np.linalg.inv(x.T @ x)
    b = bread @ x.T @ y
    sums = pd.DataFrame(x * (y - x @ b)[:, None]).groupby(frame["u"].to_numpy()).sum().to_numpy()
    m = len(sums)
    errors = np.sqrt(np.diag(bread @ (m / (m - 1) * sums.T @ sums) @ bread))
    np.testing.assert_allclose(result.params["std_error"].iloc[: len(b)], errors, rtol=LINEARIZED)


def test_a_linear_world_is_called_linear():
    """Size of the test of the difference at 5 %, on skewed correlated answers: 360 tests, three errors."""
    rng = np.random.default_rng(11)
    rejected = tests = 0
    model = PiecewiseRegression("y", ATTRIBUTES, knot=4)
    for _ in range(120):
        z = 0.7 * rng.normal(size=(300, 1)) + 0.7 * rng.normal(size=(300, 3))
        x = np.digitize(z, [-1.9, -1.5, -0.9, -0.3, 0.2, 0.6]) + 1
        frame = pd.DataFrame(x, columns=ATTRIBUTES).assign(y=0.3 * x.sum(axis=1) + rng.normal(size=300))
        found = model.fit(frame, n_boot=0).slopes["p_value"]
        rejected, tests = rejected + int((found < 0.05).sum()), tests + 3
    assert 0.016 < rejected / tests < 0.084


@pytest.mark.parametrize("name", ["hotel", "telecom"])
@pytest.mark.filterwarnings("ignore::csmodels.errors.DataWarning")
def test_truth_of_the_sample_surveys(name):
    """Every attribute of both simulated surveys gets the class it was made with."""
    data = getattr(cs.datasets, f"load_{name}")()
    told = json.loads((Path(__file__).parents[2] / "datasets" / "truth.json").read_text(encoding="utf-8"))
    told = told[{"hotel": "hotel_guests", "telecom": "telecom_subscribers"}[name]]["attributes"]
    items = ItemMap.from_questionnaire(data, ["performance"])
    result = PiecewiseRegression("sat_overall", items, knot="mean").fit(data, n_boot=0)
    assert result.slopes["class"].tolist() == [told[each]["kind"] for each in items.names]


def test_classes_of_the_resamples():
    result = MODEL.fit(survey(2000), n_boot=300)
    shares = result.probabilities
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=1e-12)
    own = result.slopes["class"]
    assert own.tolist() == ["basic", "performance", "excitement"]
    picked = [shares.loc[name, own[name]] for name in own.index]
    np.testing.assert_allclose(result.slopes["probability"], picked, atol=1e-12)
    assert MODEL.fit(survey(), n_boot=0).probabilities is None
    varied = MODEL.fit(survey(2000), n_boot=300, errors="bootstrap").slopes["below_std_error"]
    np.testing.assert_allclose(varied, result.slopes["below_std_error"], rtol=0.2)


def test_displays_and_picture():
    result = MODEL.fit(survey(), by="g", n_boot=100)
    english, chinese = result.summary().to_text(), result.summary("zh").to_text()
    for word in ("Piecewise regression of y", "Slope below", "excitement", "two lines that meet"):
        assert word in english
    for word in ("分段回归", "低侧斜率", "兴奋"):
        assert word in chinese
    ax = result.plot_lines(["a3", "a1"], group="s", title="Bend")
    assert [words.get_text() for words in ax.get_legend().get_texts()] == [
        "a3",
        "a1",
        "Bands: 95 % intervals",
    ]
    drawn = result.lines.loc["s"].loc["a3"].loc["below", "estimate"]
    np.testing.assert_array_equal(ax.get_lines()[0].get_ydata(), drawn)
    said = ("Rating\n2 of 3 attributes", "y", "Bend")
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title()) == said
    assert result.plot_lines(group="n", lang="zh").get_xlabel() == "评分"
    with pytest.raises(SpecificationError, match="no attribute 'a4'"):
        result.plot_lines(["a4"], group="n")
    with pytest.raises(SpecificationError, match="Choose a group"):
        result.plot_lines()


def test_words_of_the_questionnaire():
    """Columns in a list are called by their attributes, also a single one; names that were given stay."""
    hotel = cs.datasets.load_hotel()
    listed = PiecewiseRegression("sat_overall", ["p_bed"]).fit(hotel, n_boot=0)
    assert "comfort of bed and pillow" in listed.summary().to_text()
    assert "床和枕头的舒适程度" in listed.summary("zh").to_text()
    assert listed.slopes.index.tolist() == ["p_bed"]
    named = PiecewiseRegression("sat_overall", {"our beds": "p_bed"}).fit(hotel, n_boot=0)
    assert "our beds" in named.summary().to_text()
    model = PiecewiseRegression.from_questionnaire(hotel, "sat_overall", attributes=["bed", "quiet"], knot=7)
    assert (model.columns, model.knot) == (("p_bed", "p_quiet", "sat_overall"), 7)
    result = model.fit(hotel, n_boot=0)
    assert "comfort of bed and pillow" in result.summary().to_text()
    ax = result.plot_lines()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("Rating", "How satisfied are you with the hotel overall?")
    assert result.plot_lines(lang="zh").get_ylabel() == "总体而言，您对本酒店的满意程度如何？"


def test_the_picture_says_how_many_attributes_it_shows():
    rng = np.random.default_rng(2)
    names = [f"b{i}" for i in range(8)]
    frame = pd.DataFrame(rng.integers(1, 8, (200, 8)), columns=names)
    frame["y"] = frame @ np.arange(8) / 10 + rng.normal(size=200)
    result = PiecewiseRegression("y", names, knot=4).fit(frame, n_boot=0)
    english = result.plot_lines().get_xlabel()
    assert english == "Rating\n6 of 8 attributes: those with the largest slopes"
    assert result.plot_lines(lang="zh").get_xlabel() == "评分\n8 个属性中斜率最大的 6 个"
    assert result.plot_lines(["b0"]).get_xlabel() == "Rating\n1 of 8 attributes"


def test_classification_goes_to_the_bridge():
    frame = survey(2000)
    result = PiecewiseRegression("y", ATTRIBUTES, knot=4).fit(frame, n_boot=100)
    table = result.classification
    assert table.columns[:2].tolist() == ["class", "probability"]
    pd.testing.assert_series_equal(table["class"], result.slopes["class"])
    kano = pd.DataFrame({"category": ["M", "O", "O"]}, index=ATTRIBUTES)
    found = cs.compare_classifications(result, kano).comparison
    assert found["ratings"].tolist() == ["basic", "performance", "excitement"]
    assert found["agrees"].tolist() == [True, True, False]
