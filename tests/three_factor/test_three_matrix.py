"""Importance against performance: textbook tests, special cases, resamples, designs, refusals."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from matrix_kit import IMPORTANCE, MODEL, NAMES, PERFORMANCE, survey
from scipy import stats

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.numerics.moments import Moments
from csmodels.numerics.multiplicity import adjusted_p
from csmodels.numerics.regression import least_squares
from csmodels.survey.item_map import ItemMap
from csmodels.three_factor.matrix import ImportancePerformance

#: Two ways of computing the same figure in double precision.
EXACT = 1e-10


@pytest.fixture(scope="module")
def frame():
    return survey()


@pytest.fixture(scope="module")
def result(frame):
    return MODEL.fit(frame, n_boot=300)


# figures


def test_positions_are_means_and_quadrants_follow(result, frame):
    positions = result.positions
    assert list(positions.index) == NAMES
    np.testing.assert_allclose(positions["importance"], frame[IMPORTANCE].mean(), atol=EXACT)
    np.testing.assert_allclose(positions["performance"], frame[PERFORMANCE].mean(), atol=EXACT)
    np.testing.assert_allclose(
        positions["gap"],
        frame[PERFORMANCE].mean().to_numpy() - frame[IMPORTANCE].mean().to_numpy(),
        atol=EXACT,
    )
    expected = {"bed": "concentrate", "staff": "keep", "food": "minor", "price": "excess"}
    assert positions["quadrant"].drop("calm").to_dict() == expected
    assert (positions.loc[list(expected), "probability"] > 0.95).all()
    lines = result.crosshairs
    assert lines.loc["midpoint", ["importance", "performance"]].tolist() == [4, 4]
    assert lines.loc["median", "importance"] == frame[IMPORTANCE].mean().median()
    # price is important by the middle of the scale, and less so than the other attributes
    assert positions.loc["price", "quadrant_midpoint"] == "keep"
    assert positions.loc["price", "moves"]
    assert not positions.loc["food", "moves"]


def test_probabilities_are_shares_of_resamples(result):
    quadrants = result.quadrants
    shares = quadrants[["concentrate", "keep", "minor", "excess"]]
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    own = [shares.at[key, row["quadrant"]] for key, row in quadrants.iterrows()]
    np.testing.assert_allclose(quadrants["probability"], own)
    part = result.parts[0]
    importance, performance = part.draws["stated"], part.draws["performance"]
    important = importance[:, 4] >= importance.mean(axis=1)
    performing = performance[:, 4] >= performance.mean(axis=1)
    row = quadrants.loc[("mean", "calm")]
    assert row["concentrate"] == pytest.approx((important & ~performing).mean())
    assert row["excess"] == pytest.approx((~important & performing).mean())


def test_gaps_are_textbook_tests(result, frame):
    gaps = result.gaps
    d = frame[PERFORMANCE].to_numpy() - frame[IMPORTANCE].to_numpy()
    theirs = stats.ttest_1samp(d, 0)
    np.testing.assert_allclose(gaps["statistic"], theirs.statistic, rtol=1e-9)
    np.testing.assert_allclose(gaps["p_value"], theirs.pvalue, rtol=1e-8)
    np.testing.assert_allclose(gaps[["conf_low", "conf_high"]].T, theirs.confidence_interval(), rtol=1e-9)
    np.testing.assert_allclose(gaps["p_holm"], adjusted_p(theirs.pvalue), rtol=1e-8)
    ranked = [stats.wilcoxon(column, correction=True, method="asymptotic").pvalue for column in d.T]
    np.testing.assert_allclose(gaps["wilcoxon_p"], ranked, rtol=1e-8)


def test_derived_importance_by_every_method(result, frame):
    derived = result.derived["estimate"]
    p, y = frame[PERFORMANCE].to_numpy(), frame["overall"].to_numpy()
    np.testing.assert_allclose(derived.loc["correlation"], frame[PERFORMANCE].corrwith(frame["overall"]))
    z = (p - p.mean(0)) / p.std(0)
    b = np.linalg.lstsq(z, (y - y.mean()) / y.std(), rcond=None)[0]
    np.testing.assert_allclose(derived.loc["regression"], b, atol=EXACT)
    logs = np.log(p)
    for j in range(5):
        x = np.column_stack([np.ones(len(y)), np.delete(logs, j, axis=1)])
        left = [v - x @ np.linalg.lstsq(x, v, rcond=None)[0] for v in (logs[:, j], y)]
        assert derived.loc["partial_log"].iloc[j] == pytest.approx(np.corrcoef(left)[0, 1], abs=EXACT)
    ranks = result.derived.loc["correlation", ["rank", "rank_low", "rank_high"]]
    assert sorted(ranks["rank"]) == [1, 2, 3, 4, 5]
    assert (ranks["rank_low"] <= ranks["rank_high"]).all()


def test_shares_of_r_squared_sum_to_it(frame):
    model = ImportancePerformance(None, PERFORMANCE, overall="overall", method="lmg")
    found = model.fit(frame, n_boot=40).positions["importance"]
    fitted = least_squares(Moments.from_rows(frame[[*PERFORMANCE, "overall"]].to_numpy()), 5, range(5))
    assert found.sum() == pytest.approx(float(fitted.r_squared), abs=EXACT)
    assert found.idxmax() == "p_bed"


# resamples, weights, designs, groups


def test_resamples_repeat_and_agree_with_linearised_errors(result, frame):
    again = MODEL.fit(frame, n_boot=300)
    pd.testing.assert_frame_equal(result.positions, again.positions)
    linear = MODEL.fit(frame, errors="linearized")
    for name in ("importance", "performance", "gap"):
        # 300 resamples tell a standard error to about 4 %
        np.testing.assert_allclose(
            result.positions[f"{name}_std_error"], linear.positions[f"{name}_std_error"], rtol=0.2
        )
    np.testing.assert_allclose(result.positions["probability"], linear.positions["probability"], atol=0.08)
    np.testing.assert_allclose(linear.positions["gap_std_error"], result.gaps["std_error"], rtol=1e-6)
    ratio = result.derived["std_error"] / linear.derived["std_error"]
    assert ratio.between(0.8, 1.3).all()


def test_a_weight_of_two_is_the_row_twice(frame):
    weight = np.where(np.arange(len(frame)) % 3 == 0, 2, 1)
    weighted = cs.SurveyData(frame.assign(weight=weight), weights="weight")
    one = MODEL.fit(weighted, n_boot=0)
    two = MODEL.fit(frame.loc[frame.index.repeat(weight)].reset_index(drop=True), n_boot=0)
    names = ["importance", "performance", "gap"]
    pd.testing.assert_frame_equal(one.positions[names], two.positions[names])
    pd.testing.assert_series_equal(one.derived["estimate"], two.derived["estimate"])
    assert one.gaps["wilcoxon_p"].isna().all()
    assert one.positions["probability"].isna().all()


def test_groups_are_separate_fits(frame):
    data = frame.assign(hotel=np.repeat(["East", "West"], 120))
    both = MODEL.fit(data, by="hotel", n_boot=50)
    alone = MODEL.fit(data[data["hotel"] == "West"], n_boot=50)
    for table in ("positions", "crosshairs", "derived", "gaps"):
        mine, theirs = getattr(both, table).loc["West"], getattr(alone, table)
        column = theirs.columns[0]
        pd.testing.assert_series_equal(mine[column], theirs[column])
    assert both.params.index.names[0] == "hotel"


def test_clusters_and_replicates(frame):
    clusters = np.arange(len(frame)) // 6
    shift = np.random.default_rng(1).normal(0, 1.5, clusters.max() + 1)[clusters]
    moved = frame.copy()
    moved[PERFORMANCE] = np.clip(np.rint(moved[PERFORMANCE].add(shift, axis=0)), 1, 7)
    data = cs.SurveyData(moved.assign(place=clusters), clusters="place")
    drawn, plain = MODEL.fit(data, n_boot=300), MODEL.fit(moved, n_boot=300)
    linear = MODEL.fit(data, errors="linearized")
    wider = drawn.positions["performance_std_error"] / plain.positions["performance_std_error"]
    assert (wider > 1.3).all()
    np.testing.assert_allclose(
        drawn.positions["performance_std_error"], linear.positions["performance_std_error"], rtol=0.2
    )
    assert (drawn.gaps["df"] == clusters.max()).all()
    # the jackknife: leave out one of 40 places, which are 40 replicate weights
    columns = {f"r{u}": (clusters != u) * 40 / 39 for u in range(40)}
    replicated = cs.SurveyData(
        moved.assign(w=1.0, **columns), weights="w", replicate_weights=list(columns), replicate_scales=39 / 40
    )
    jack = MODEL.fit(replicated)
    assert jack.settings["errors"] == "replicates"
    np.testing.assert_allclose(
        jack.positions["performance_std_error"], linear.positions["performance_std_error"], rtol=1e-3
    )
    np.testing.assert_allclose(jack.gaps["std_error"], linear.gaps["std_error"], rtol=1e-3)
    assert jack.positions["probability"].between(0.2, 1).all()


def test_unanswered_items(frame):
    gappy = frame.copy()
    gappy.loc[:9, "p_bed"] = np.nan
    gappy.loc[5:20, "i_calm"] = np.nan
    listwise, available = MODEL.fit(gappy, n_boot=40), MODEL.fit(gappy, n_boot=40, missing="available")
    assert listwise.settings["n"] == len(frame) - 21
    np.testing.assert_allclose(available.positions["performance"], gappy[PERFORMANCE].mean(), atol=EXACT)
    assert available.gaps["n"].tolist() == [230, 240, 240, 240, 224]
    assert any("available" in each for each in listwise.warnings)


# what is asked for, and refused


def test_ways_to_name_attributes(frame):
    by_name = ImportancePerformance(
        dict(zip(NAMES, IMPORTANCE, strict=True)), dict(zip(NAMES, PERFORMANCE, strict=True))
    )
    pairs = list(zip(IMPORTANCE, PERFORMANCE, strict=True))
    mapped = ImportancePerformance(
        performance=ItemMap.from_pairs({"Hotel": pairs}, ("importance", "performance"))
    )
    for model in (by_name, mapped):
        assert model.placed_by == "stated"
        assert model.columns == (*PERFORMANCE, *IMPORTANCE)
        pd.testing.assert_index_equal(
            model.fit(frame, n_boot=0).positions.index, pd.Index(NAMES, name="attribute")
        )
    derived = ImportancePerformance("derived", mapped.items, overall="overall")
    assert (derived.stated, derived.placed_by) == ((), "partial")
    # the overall judgement has two names, and one meaning
    again = ImportancePerformance("derived", mapped.items, outcome="overall")
    assert again == derived
    with pytest.raises(SpecificationError, match="two words for one thing"):
        ImportancePerformance("derived", mapped.items, outcome="overall", overall="other")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"importance": IMPORTANCE[:3], "performance": PERFORMANCE}, "3 columns for 5"),
        ({"importance": "derived", "performance": PERFORMANCE}, "overall="),
        ({"importance": "derive", "performance": PERFORMANCE}, "Did you mean 'derived'"),
        ({"performance": PERFORMANCE, "method": "stated", "overall": "overall"}, "ask for importance"),
        ({"performance": PERFORMANCE, "method": "corelation", "overall": "overall"}, "correlation"),
        ({"performance": PERFORMANCE, "overall": "p_bed"}, "used twice"),
        ({"performance": PERFORMANCE[:1], "overall": "overall"}, "at least two"),
        ({"performance": ["p_bed", "p_bed"], "overall": "overall"}, "listed twice"),
        ({"importance": IMPORTANCE, "performance": PERFORMANCE, "scale": (7, 1)}, "scale="),
        ({"importance": IMPORTANCE, "performance": PERFORMANCE, "crosshair": "zero"}, "crosshair"),
    ],
)
def test_models_that_cannot_be(options, said):
    with pytest.raises(SpecificationError, match=said):
        ImportancePerformance(**options)


def test_fits_that_cannot_be(frame):
    zero = frame.assign(p_bed=frame["p_bed"] - 1)
    model = ImportancePerformance(None, PERFORMANCE, overall="overall", method="partial_log")
    with pytest.raises(DataError, match="'p_bed' is 0"):
        model.fit(zero)
    assert ImportancePerformance(None, PERFORMANCE, overall="overall").fit(zero, n_boot=0).settings
    plain = ImportancePerformance(None, PERFORMANCE, overall="overall", method="correlation")
    assert "partial_log" not in plain.fit(zero, n_boot=0).derived.index
    copied = frame.assign(p_calm=frame["p_bed"] + frame["p_food"])
    with pytest.raises(DataError, match="linear combinations"):
        ImportancePerformance(None, PERFORMANCE, overall="overall", method="partial").fit(copied)
    with pytest.raises(DataError, match="too few"):
        model.fit(frame.head(7))
    with pytest.raises(SpecificationError, match="midpoint"):
        ImportancePerformance(None, PERFORMANCE, overall="overall", crosshair="midpoint").fit(frame)
    with pytest.raises(SpecificationError, match="ranges="):
        MODEL.fit(frame, ranges={"bed": (1, 7)})
    many = {f"q{j}": np.random.default_rng(j).integers(1, 8, 60) for j in range(18)}
    costly = ImportancePerformance(None, list(many), overall="y", method="lmg")
    with pytest.raises(SpecificationError, match="n_boot=0"):
        costly.fit(pd.DataFrame({**many, "y": np.arange(60)}))


def test_what_must_be_said(frame):
    with pytest.warns(DataWarning, match="Only 25 respondents"):
        MODEL.fit(frame.head(25), n_boot=0)
    no_scale = ImportancePerformance(IMPORTANCE, PERFORMANCE).fit(frame, n_boot=0)
    assert "no midpoint" in no_scale.warnings[0]
    assert "quadrant_midpoint" not in no_scale.positions
    tens = frame.copy()
    tens[IMPORTANCE] = 10 * tens[IMPORTANCE]
    apart = ImportancePerformance(IMPORTANCE, PERFORMANCE).fit(tens, n_boot=0)
    assert apart.gaps is None
    assert "different scales" in apart.warnings[0]
    reverse = frame.assign(overall=11 - frame["overall"])
    derived = ImportancePerformance(None, PERFORMANCE, overall="overall", method="correlation")
    with pytest.warns(DataWarning, match="below zero"):
        derived.fit(reverse, n_boot=0)


def test_questionnaires_know_words_and_scales():
    hotel = cs.datasets.load_hotel()
    model = ImportancePerformance.from_questionnaire(hotel, overall="sat_overall")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = model.fit(hotel, n_boot=50)
    assert result.attribute_label("bed", "zh") == "床和枕头的舒适程度"
    assert result.settings["scale"] == "1–10"
    assert result.gaps is None
    assert "midpoint" not in result.crosshairs.index
