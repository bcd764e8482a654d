"""Further questions to a map: factors, asymmetry, the importance grid, competitors."""

from __future__ import annotations

import warnings
from html import unescape

import numpy as np
import pandas as pd
import pytest
from matrix_kit import IMPORTANCE, MODEL, NAMES, PERFORMANCE, survey
from scipy import stats

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.three_factor.matrix import ImportancePerformance

#: Two ways of computing the same figure in double precision.
EXACT = 1e-10


@pytest.fixture(scope="module")
def frame():
    return survey()


@pytest.fixture(scope="module")
def result(frame):
    return MODEL.fit(frame, n_boot=300)


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
    # the p-value of the asymmetry stands beside that of the difference
    np.testing.assert_allclose(held.table["p_value"], theirs.pvalue, rtol=1e-8)
    if "p_value" in against:
        np.testing.assert_array_equal(held.table["p_linear"], against["p_value"])
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


# refused


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
