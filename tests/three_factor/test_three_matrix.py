"""Importance against performance: textbook tests, special cases, resamples, designs, refusals."""

from __future__ import annotations

import warnings
from html import unescape

import numpy as np
import pandas as pd
import pytest
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
NAMES = ["bed", "staff", "food", "price", "calm"]
IMPORTANCE, PERFORMANCE = ([f"{kind}_{name}" for name in NAMES] for kind in "ip")
MEANS = {"i": [6.5, 6.0, 3.0, 4.2, 5.2], "p": [3.0, 5.8, 3.2, 5.5, 4.4]}


def survey(n=240, seed=0, **more):
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    columns = {}
    for kind in "ip":
        raw = np.array(MEANS[kind]) + 0.7 * common + rng.normal(size=(n, 5))
        columns |= dict(zip([f"{kind}_{name}" for name in NAMES], np.clip(np.rint(raw), 1, 7).T, strict=True))
    p = np.column_stack([columns[name] for name in PERFORMANCE])
    y = p @ [0.5, 0.3, 0.1, 0.1, 0.2] + rng.normal(size=n)
    return pd.DataFrame({**columns, "overall": np.clip(np.rint(y), 1, 10), **more})


MODEL = ImportancePerformance(IMPORTANCE, PERFORMANCE, overall="overall", scale=(1, 7))


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


# further questions


def test_three_factors_and_asymmetry(result):
    classes = pd.DataFrame(
        {"class": ["basic", "performance", "excitement", "unimportant", "basic"]}, index=NAMES
    )
    cells = result.three_factor(classes)
    assert cells.table["cell"].tolist() == ["LB", "HP", "LE", "HU", "HB"]
    assert cells.table["priority"].tolist() == [1, 5, 3, pd.NA, 4]
    ia = pd.DataFrame({"ia": [-0.5, 0.0, 0.4, 0.4, -0.3]}, index=PERFORMANCE)
    found = result.asymmetric(ia).table
    assert found["cell"].tolist() == ["LB", "HP", "LE", "HE", "HB"]
    assert not found["certain"].any()
    sure = result.asymmetric(ia.assign(ia_low=ia["ia"] - 0.05, ia_high=ia["ia"] + 0.05)).table["certain"]
    assert sure.tolist() == [True, True, True, True, bool(found.at["calm", "side"] >= 0.95)]
    assert "probability" not in found
    wide = result.asymmetric(ia.assign(ia_low=ia["ia"] - 0.5, ia_high=ia["ia"] + 0.5)).table["certain"]
    assert not wide.any()


def linear(ia, ia_linear):
    """A frame of asymmetry with what a linear world shows."""
    ia, ia_linear = np.array(ia), np.array(ia_linear)
    excess = ia - ia_linear
    columns = {"ia": ia, "ia_low": ia - 0.05, "ia_high": ia + 0.05, "ia_linear": ia_linear, "p_value": 0.5}
    limits = {"ia_excess": excess, "ia_excess_low": excess - 0.05, "ia_excess_high": excess + 0.05}
    return pd.DataFrame({**columns, **limits}, index=NAMES)


def test_asymmetry_is_held_against_a_linear_world(result):
    frame = linear([-0.5, 0.0, 0.4, 0.4, -0.3], [-0.45, 0.0, 0.0, 0.35, 0.0])
    found = result.asymmetric(frame)
    assert found.table["cell"].tolist() == ["LP", "HP", "LE", "HP", "HB"]
    assert found.settings["matrix_against"] == "linear"
    for name in ("ia", "ia_linear", "p_value", "ia_excess"):
        np.testing.assert_allclose(found.table[name], frame[name])
    assert found.table["certain"].tolist()[2]
    # bed is on the edge of the cut: its excess of -0.05 reaches from -0.1 to 0
    (told,) = found.warnings
    assert "bed, price" in told
    assert "food" not in told
    zero = result.asymmetric(frame, against="zero")
    assert zero.table["cell"].tolist() == ["LB", "HP", "LE", "HE", "HB"]
    assert "bed, price" in zero.warnings[0]
    plain = result.asymmetric(frame[["ia"]])
    assert (plain.settings["matrix_against"], plain.warnings) == ("zero", ())
    with pytest.raises(SpecificationError, match="needs a column ia_linear"):
        result.asymmetric(frame[["ia"]], against="linear")
    with pytest.raises(SpecificationError, match="against"):
        result.asymmetric(frame, against="linea")
    # limits that the frame does not have are not made up
    short = result.asymmetric(frame[["ia", "ia_linear"]]).table
    np.testing.assert_allclose(short["ia_excess"], frame["ia_excess"])
    assert not short["certain"].any()


def test_cells_are_counted_jointly_where_resamples_are_the_same(frame):
    model = ImportancePerformance(None, PERFORMANCE, overall="overall", scale=(1, 7))
    placed = model.fit(frame, n_boot=80)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rated = cs.PenaltyReward("overall", PERFORMANCE, low=range(1, 4), high=range(5, 8), scale=(1, 7))
        same, fewer = rated.fit(frame, n_boot=80), rated.fit(frame, n_boot=60)
        other = rated.fit(frame.iloc[::-1].reset_index(drop=True), n_boot=80)
    for found in (
        placed.asymmetric(same, against="zero"),
        placed.asymmetric(same),
        placed.three_factor(same),
    ):
        table = found.table
        # both must hold: the joint share is no larger than the share on this side of the line
        known = table["priority"].notna()
        assert (table["probability"][known] <= table["side"][known] + EXACT).all()
        assert table["probability"][known].notna().all()
    part, draws = same.parts[0], placed.parts[0].draws["performance"]
    high = draws >= draws.mean(axis=1, keepdims=True) * (1 - 1e-12)
    with np.errstate(invalid="ignore", divide="ignore"):
        reward, penalty = np.maximum(part.reward_draws, 0), np.maximum(-part.penalty_draws, 0)
        ia = (reward - penalty) / (reward + penalty)
    table = placed.asymmetric(same, against="zero").table
    for j, cell in enumerate(table["cell"]):
        known = np.isfinite(ia[:, j])
        factor = np.where(ia[:, j] < -0.1, "B", np.where(ia[:, j] > 0.1, "E", "P"))
        hit = (factor == cell[1]) & (high[:, j] == (cell[0] == "H"))
        assert table["probability"].iloc[j] == pytest.approx(hit[known].mean(), abs=EXACT)
    # other resamples, other respondents, or a frame tell of one side alone
    for each in (fewer, other, same.asymmetry):
        assert "probability" not in placed.asymmetric(each).table
    assert "probability" not in placed.three_factor(same.classification).table


def test_words_say_what_is_sure(result):
    classes = pd.DataFrame({"class": ["basic"] * 5}, index=NAMES)
    found = result.three_factor(classes)
    printed = found.to_text()
    assert "On this side of the line" in " ".join(printed.split())
    assert "Resamples in it" not in printed
    sure = found.table["side"] >= 0.95
    assert sure.sum() < 5
    html = unescape(found.to_html("en"))
    assert "first: a basic factor below the others' mean" in html
    assert html.count("first: a basic") + html.count("hold: more may add little") == sure.sum()
    assert "always puts some attributes below it" in " ".join(printed.split())


def test_importance_grid_is_divided_at_means(frame):
    model = ImportancePerformance(
        IMPORTANCE, PERFORMANCE, overall="overall", crosshair="median", scale=(1, 7)
    )
    cells = model.fit(frame, n_boot=0).importance_grid()
    assert cells.settings["matrix_crosshair"] == "mean"
    assert cells.lines["y"] == (cells.table["explicit"].mean(),)


def test_importance_grid_warns_of_itself(result):
    cells = result.importance_grid()
    table = cells.table
    for name, row in table.iterrows():
        said = row["explicit"] >= table["explicit"].mean()
        shown = row["implicit"] >= table["implicit"].mean()
        expected = (
            ("performance_high" if shown else "basic")
            if said
            else ("excitement" if shown else "performance_low")
        )
        assert row["cell"] == expected, name
    assert "Prebežac (2011)" in cells.warnings[0]
    with pytest.raises(SpecificationError, match="lmg"):
        result.importance_grid("lmg")


def test_competitors_are_welch_tests(frame):
    rng = np.random.default_rng(2)
    data = frame.assign(hotel=rng.choice(["A", "B", "C"], len(frame)))
    result = MODEL.fit(data, by="hotel", n_boot=40)
    table = result.competitors("A", "B").table
    a, b = (data.loc[data["hotel"] == g, PERFORMANCE] for g in "AB")
    theirs = stats.ttest_ind(a, b, equal_var=False)
    np.testing.assert_allclose(table["statistic"], theirs.statistic, rtol=1e-9)
    np.testing.assert_allclose(table["p_value"], theirs.pvalue, rtol=1e-8)
    np.testing.assert_allclose(table[["conf_low", "conf_high"]].T, theirs.confidence_interval(), rtol=1e-8)
    others = result.competitors("A")
    c = data.loc[data["hotel"] == "C", PERFORMANCE]
    np.testing.assert_allclose(others.table["rival"], (b.mean() + c.mean()) / 2, atol=EXACT)
    assert "2 groups" in others.warnings[0]
    ia = pd.DataFrame({"ia": [-0.5, 0.0, 0.5, 0.5, -0.5]}, index=NAMES)
    cells = result.competitors("A", "B", asymmetry=ia).table
    ahead = cells["difference"] >= 0
    assert [cell[0] for cell in cells["cell"]] == ["H" if each else "L" for each in ahead]
    assert [cell[1] for cell in cells["cell"]] == ["B", "P", "E", "E", "B"]
    against = linear([-0.5, 0.0, 0.5, 0.5, -0.5], [-0.5, 0.0, 0.0, 0.0, 0.0])
    held = result.competitors("A", "B", asymmetry=against)
    assert [cell[1] for cell in held.table["cell"]] == ["P", "P", "E", "E", "B"]
    assert "bed" in held.warnings[0]
    clear = (held.table["conf_low"] > 0) | (held.table["conf_high"] < 0)
    printed = held.to_html("en")
    assert sum(printed.count(word) for word in ("behind", "ahead")) == clear.sum()


def test_competitors_who_share_sampling_units(frame):
    place = np.arange(len(frame)) // 6
    moved = frame.copy()
    shift = np.random.default_rng(3).normal(0, 1.5, place.max() + 1)[place]
    moved[PERFORMANCE] = np.clip(np.rint(moved[PERFORMANCE].add(shift, axis=0)), 1, 7)
    moved = moved.assign(place=place, sex=np.arange(len(frame)) % 2)
    shared = MODEL.fit(cs.SurveyData(moved, clusters="place"), by="sex", n_boot=300)
    alone = MODEL.fit(moved, by="sex", n_boot=40)
    # what both groups have of a place cancels in their difference
    assert (shared.competitors(0, 1).table["std_error"] < alone.competitors(0, 1).table["std_error"]).all()
    linear = MODEL.fit(cs.SurveyData(moved, clusters="place"), by="sex", errors="linearized")
    with pytest.raises(SpecificationError, match="bootstrap"):
        linear.competitors(0, 1)


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


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (pd.DataFrame({"class": ["basic"] * 4}, index=NAMES[:4]), "no row for attribute 'calm'"),
        (pd.DataFrame({"class": ["basics"] * 5}, index=NAMES), "Did you mean 'basic'"),
        (pd.DataFrame({"factor": ["basic"] * 5}, index=NAMES), "column 'class'"),
        (pd.DataFrame({"class": ["basic"] * 6}, index=[*NAMES, "bed"]), "two rows"),
    ],
)
def test_classifications_that_cannot_be_used(result, given, said):
    with pytest.raises(SpecificationError, match=said):
        result.three_factor(given)


def test_asymmetry_that_cannot_be(result):
    with pytest.raises(SpecificationError, match="outside -1 to 1"):
        result.asymmetric(pd.DataFrame({"ia": [2.0] * 5}, index=NAMES))
    with pytest.raises(SpecificationError, match="cut="):
        result.asymmetric(pd.DataFrame({"ia": [0.0] * 5}, index=NAMES), cut=2)
    with pytest.raises(SpecificationError, match="by="):
        result.competitors("A", "B")


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
