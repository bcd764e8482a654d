"""A Kano analysis from answers to tables: raw examples, rules for weights and groups, uncertainty."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, SpecificationError
from csmodels.kano.evaluation import EvaluationTable
from csmodels.kano.model import KanoModel
from csmodels.tables import KINDS, PARAM_COLUMNS

#: Twelve respondents of an HTML teaching tool: functional and dysfunctional answer in two digits.
RAW = {
    "F1": "25 35 15 25 45 35 15 25 33 25 35 15",
    "F2": "15 15 14 15 25 13 15 15 33 15 25 15",
    "F3": "13 13 15 14 33 13 14 15 11 13 34 33",
    "F4": "33 33 13 34 33 43 13 33 33 34 32 33",
    "F5": "51 53 33 51 41 52 33 53 55 31 34 15",
}
#: Sums in another order.
ROUNDING = 1e-9
COEFFICIENTS = ("better", "worse")


def raw_frame():
    return pd.DataFrame(
        {
            f"{name}_{side}": [int(each[i]) for each in text.split()]
            for name, text in RAW.items()
            for i, side in enumerate("fd")
        }
    )


def raw_model(**options):
    return KanoModel({name: (f"{name}_f", f"{name}_d") for name in RAW}, **options)


SHARES = {
    "wifi": [0.10, 0.55, 0.15, 0.15, 0.03, 0.02],
    "bed": [0.45, 0.20, 0.10, 0.20, 0.02, 0.03],
    "robot": [0.05, 0.10, 0.33, 0.34, 0.10, 0.08],
    "ads": [0.02, 0.02, 0.02, 0.24, 0.65, 0.05],
}
#: One pair of answers of each category, in Berger's table.
PAIRS = {"M": (2, 5), "O": (1, 5), "A": (1, 3), "I": (3, 3), "R": (5, 2), "Q": (1, 1)}


def simulated(n=400, seed=0):
    rng = np.random.default_rng(seed)
    columns = {}
    for name, shares in SHARES.items():
        pairs = np.array(list(PAIRS.values()))[rng.choice(6, n, p=shares)]
        columns[f"{name}_f"], columns[f"{name}_d"] = pairs.T
        columns[f"{name}_i"] = rng.integers(1, 10, n)
    columns["hotel"] = np.array(["east", "west"])[rng.integers(0, 2, n)]
    columns["weight"] = rng.uniform(0.5, 2.0, n).round(2)
    columns["cluster"] = np.arange(n) // 4
    return pd.DataFrame(columns, index=pd.RangeIndex(501, 501 + n, name="guest"))


def model(**options):
    return KanoModel(
        {name: (f"{name}_f", f"{name}_d") for name in SHARES},
        importance={name: f"{name}_i" for name in SHARES},
        **options,
    )


@pytest.fixture(scope="module")
def frame():
    return simulated()


@pytest.fixture(scope="module")
def result(frame):
    return model().fit(frame)


# published raw answers


def test_raw_answers_of_twelve():
    found = raw_model().fit(raw_frame(), n_boot=100)
    want = {
        "F1": [8, 3, 0, 1, 0, 0, 12],
        "F2": [2, 7, 2, 1, 0, 0, 12],
        "F3": [0, 2, 6, 3, 0, 1, 12],
        "F4": [0, 0, 2, 10, 0, 0, 12],
        "F5": [0, 1, 0, 3, 7, 1, 12],
    }
    assert {name: row.tolist() for name, row in found.counts.iterrows()} == want
    coefficients = found.coefficients.loc[["F1", "F2", "F3", "F4"], ["better", "worse"]]
    printed = [[0.25, -0.92], [0.75, -0.75], [0.73, -0.18], [0.17, 0.0]]
    np.testing.assert_allclose(coefficients, printed, atol=0.0051)
    assert found.categories["mode"].tolist() == ["M", "O", "A", "I", "R"]


def test_the_reverse_one_of_twelve_is_read_as_its_absence():
    found = raw_model().fit(raw_frame(), n_boot=0)
    assert found.reread.index.tolist() == ["F5"]
    swapped = raw_frame().rename(columns={"F5_f": "F5_d", "F5_d": "F5_f"})
    by_hand = raw_model().fit(swapped, n_boot=0)
    assert found.reread.loc["F5", list("MOAIRQn")].tolist() == by_hand.counts.loc["F5"].tolist()
    assert any("largest category: F5" in each for each in found.warnings)
    turned = raw_model().fit(raw_frame(), n_boot=0, reverse="swap")
    assert turned.counts.loc["F5"].tolist() == by_hand.counts.loc["F5"].tolist()
    assert turned.counts.loc["F1"].tolist() == found.counts.loc["F1"].tolist()
    pd.testing.assert_frame_equal(turned.reread, found.reread)
    assert any("exchanged" in each for each in turned.warnings)


# tables


def test_tables_have_their_columns(result):
    names = list(SHARES)
    assert list(result.counts) == ["M", "O", "A", "I", "R", "Q", "n"]
    for table in (result.counts, result.categories, result.coefficients, result.scores, result.tests):
        assert table.index.tolist() == names
        assert table.index.name == "attribute"
    assert list(result.params) == list(PARAM_COLUMNS)
    assert set(result.params["kind"]) == {"share", "coefficient"} <= set(KINDS)
    assert result.counts_unweighted is None
    np.testing.assert_allclose(result.probabilities.sum(axis=1), 1.0)
    assert result.attributes == tuple(names)


def test_labels_where_rules_agree_and_probability_is_high(result):
    rows = result.categories
    assert rows.loc[["wifi", "bed"], "agreement"].tolist() == ["O", "M"]
    assert rows.loc["ads", "agreement"] == "R"
    assert rows["agrees"].tolist() == [True, True, False, True]
    contested = rows.loc["robot", "agreement"]
    assert contested.startswith("contested: ")
    assert "I " in contested
    assert "A " in contested


def test_a_high_probability_is_not_enough_where_rules_differ():
    # 43 % I, 38 % O, 19 % A: the mode is I in all resamples, but most want it
    n = 4000
    rows = [PAIRS["I"]] * int(0.43 * n) + [PAIRS["O"]] * int(0.38 * n) + [PAIRS["A"]] * int(0.19 * n)
    found = KanoModel({"x": ("f", "d")}).fit(pd.DataFrame(rows, columns=["f", "d"]), n_boot=200)
    row = found.categories.loc["x"]
    assert (row["mode"], row["m_o_a_i"], row["oam_irq"]) == ("I", "O", "O")
    assert row["probability"] > 0.99
    assert not row["agrees"]
    assert row["agreement"] == "contested: rules say I, O, O; I 100 %"


def test_probability_is_that_of_samples_from_the_answers(frame):
    counts = model().fit(frame, n_boot=0).counts.loc["robot", list("MOAIRQ")]
    draws = np.random.default_rng(9).multinomial(400, counts / 400, 40_000)
    won = draws == draws.max(axis=1, keepdims=True)
    want = (won / won.sum(axis=1, keepdims=True)).mean(axis=0)
    found = model().fit(frame, n_boot=4000).probabilities.loc["robot"]
    # three standard errors of the 40,000 draws: ours is computed
    np.testing.assert_allclose(found, want, atol=3 * 0.5 / np.sqrt(40_000))


def test_importance_refines(result, frame):
    rows = result.categories
    np.testing.assert_allclose(rows["importance"], [frame[f"{name}_i"].mean() for name in SHARES])
    # the reverse one is no measure of the others
    assert rows["category"].tolist().count("R") == 1
    high = rows["importance"] >= rows.loc[rows["category"] != "R", "importance"].mean()
    want = {"M": ("critical", "necessary"), "O": ("high_value_added", "low_value_added")}
    for name in ("wifi", "bed"):
        assert rows.loc[name, "refined"] == want[rows.loc[name, "category"]][0 if high[name] else 1]
    assert rows.loc["ads", "refined"] == ""


def test_analytical_scores_weigh_by_importance(result, frame):
    f_points = pd.Series({1: 1.0, 2: 0.5, 3: 0.0, 4: -0.25, 5: -0.5})
    d_points = pd.Series({1: -0.5, 2: -0.25, 3: 0.0, 4: 0.5, 5: 1.0})
    w = frame["wifi_i"] / frame[[f"{name}_i" for name in SHARES]].to_numpy().max()
    y = (w * frame["wifi_f"].map(f_points)).mean()
    x = (w * frame["wifi_d"].map(d_points)).mean()
    row = result.scores.loc["wifi"]
    np.testing.assert_allclose([row["satisfaction"], row["dissatisfaction"]], [y, x])
    np.testing.assert_allclose(row["importance_index"], np.hypot(x, y))
    np.testing.assert_allclose(row["satisfaction_index"], np.degrees(np.arctan2(y, x)))
    lower = model().fit(frame, n_boot=0, importance_top=18).scores.loc["wifi"]
    np.testing.assert_allclose(lower["importance_index"], row["importance_index"] / 2)


def test_scores_are_means(result, frame):
    points = frame["bed_f"].map({1: 4, 2: 2, 3: 0, 4: -1, 5: -2})
    np.testing.assert_allclose(
        result.scores.loc["bed", ["functional", "functional_sd"]].astype(float), [points.mean(), points.std()]
    )


# uncertainty


def test_bootstrap_and_linearised_errors_agree(frame, result):
    linear = model().fit(frame, errors="linearized")
    for name in COEFFICIENTS:
        column = f"{name}_std_error"
        np.testing.assert_allclose(linear.coefficients[column], result.coefficients[column], rtol=0.12)
    np.testing.assert_allclose(
        linear.scores["functional_std_error"], result.scores["functional_std_error"], rtol=0.12
    )
    assert linear.probabilities is None
    assert linear.categories["probability"].isna().all()
    assert linear.categories.loc["wifi", "agreement"] == "not resampled"
    assert linear.settings["simultaneous"] == "bonferroni"


def test_linearised_errors_are_the_multinomial_formula(frame):
    found = model().fit(frame, errors="linearized").coefficients
    for name in COEFFICIENTS:
        share = found[name].abs()
        want = np.sqrt(share * (1 - share) / found["n"])
        np.testing.assert_allclose(found[f"{name}_std_error"], want, rtol=1e-6)
    counts = model().fit(frame, n_boot=0).counts
    both = -(counts["O"] / found["n"] - found["better"] * -found["worse"]) / found["n"]
    np.testing.assert_allclose(found["covariance"], both, rtol=1e-5)


def test_simultaneous_limits_are_wider_and_shares_have_wilsons(result):
    rows = result.coefficients
    for name in COEFFICIENTS:
        assert (rows[f"{name}_low_all"] < rows[f"{name}_low"] + 1e-12).all()
        assert (rows[f"{name}_high_all"] > rows[f"{name}_high"] - 1e-12).all()
    share = result.shares.loc[("wifi", "O")]
    p, n, z = share["share"], 400, 1.959963984540054
    centre, half = (p + z**2 / (2 * n)) / (1 + z**2 / n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    np.testing.assert_allclose(share["conf_low"], centre - half / (1 + z**2 / n))
    assert share["low_all"] < share["conf_low"]


@pytest.mark.parametrize("ci", ["percentile", "bca", "normal"])
def test_kinds_of_limits(frame, ci):
    rows = model().fit(frame, ci=ci, n_boot=400).coefficients
    assert ((rows["better_low"] < rows["better"]) & (rows["better"] < rows["better_high"])).all()


def test_limits_cover_the_truth():
    truth = (SHARES["wifi"][1] + SHARES["wifi"][2]) / sum(SHARES["wifi"][:4])
    covered = 0
    for seed in range(100):
        row = model().fit(simulated(200, seed), n_boot=300).coefficients.loc["wifi"]
        covered += bool(row["better_low"] <= truth <= row["better_high"])
    assert covered >= 88


def test_seed_decides_resamples_and_no_probability(frame):
    first, again = (model().fit(frame, n_boot=300, seed=3, ci="percentile") for _ in range(2))
    pd.testing.assert_frame_equal(first.coefficients, again.coefficients)
    other = model().fit(frame, n_boot=200, seed=4, ci="percentile")
    assert not first.coefficients.equals(other.coefficients)
    pd.testing.assert_frame_equal(first.probabilities, other.probabilities, check_exact=True)


def test_permuting_rows_or_attributes_changes_nothing(frame):
    base = model().fit(frame, n_boot=100)
    mixed = model().fit(frame.sample(frac=1.0, random_state=1), n_boot=100, seed=8)
    shared = ["kind", "lhs", "rhs", "estimate"]
    pd.testing.assert_frame_equal(base.params[shared], mixed.params[shared])
    pd.testing.assert_frame_equal(base.probabilities, mixed.probabilities)
    pd.testing.assert_frame_equal(base.categories, mixed.categories)
    names = list(SHARES)[::-1]
    turned = KanoModel({name: (f"{name}_f", f"{name}_d") for name in names}).fit(frame, n_boot=200)
    straight = KanoModel({name: (f"{name}_f", f"{name}_d") for name in names[::-1]}).fit(frame, n_boot=200)
    pd.testing.assert_frame_equal(turned.probabilities.loc[names[::-1]], straight.probabilities)


# edges


def test_denominators_of_zero_are_missing():
    answers = pd.DataFrame({"f": [5] * 12, "d": [1] * 12, "g": [1] * 12, "e": [5] * 12})
    found = KanoModel({"rust": ("f", "d"), "heat": ("g", "e")}).fit(answers, n_boot=100)
    row = found.coefficients.loc["rust"]
    assert row[["better", "worse", "better_low", "worse_high", "covariance"]].isna().all()
    assert found.categories.loc["rust", ["mode", "quadrant", "quadrant_mean"]].tolist() == ["R", "", ""]
    assert found.scores["quadrant"].tolist() == ["", "O"]
    # all agree: no spread, Wilson's limits
    row = found.coefficients.loc["heat"]
    assert row["better"] == 1.0
    assert np.isnan(row["better_std_error"])
    assert 0.7 < row["better_low"] < 0.8
    assert row["better_high"] == 1.0
    assert "rust" in found.summary("zh").to_text()


def test_an_attribute_nobody_answered():
    answers = pd.DataFrame({"f": [1, 2, 1], "d": [5, 5, 3], "g": [None, None, 1.0], "e": [3, None, None]})
    with pytest.warns(cs.errors.DataWarning, match="Nobody answered both"):
        found = KanoModel({"one": ("f", "d"), "two": ("g", "e")}).fit(answers, n_boot=50)
    assert found.counts.loc["two", "n"] == 0
    assert found.categories.loc["two", ["mode", "category", "agreement"]].tolist() == ["", "", ""]
    assert found.tests.loc["two", "first"] == ""
    assert found.summary().to_html()


def test_each_attribute_uses_those_who_answered_both(frame):
    holes = frame.copy().astype({"wifi_f": float})
    holes.loc[holes.index[:30], "wifi_f"] = np.nan
    found = model().fit(holes, n_boot=50)
    assert found.counts["n"].tolist() == [370, 400, 400, 400]


def test_no_resamples(frame):
    found = model().fit(frame, n_boot=0)
    assert found.probabilities is None
    assert found.coefficients["better_std_error"].isna().all()
    assert found.settings["errors"] == "none"
    assert "not resampled" in found.summary().to_text()
    assert "未重抽样" in found.summary("zh").to_text()


# weights, design, groups


def test_a_constant_weight_changes_nothing(frame):
    plain = model().fit(frame, n_boot=200)
    found = model().fit(cs.SurveyData(frame.assign(w=0.1), weights="w"), n_boot=200)
    for name in ("coefficients", "probabilities", "shares", "scores", "tests"):
        mine, theirs = getattr(found, name), getattr(plain, name)
        columns = [c for c in theirs if c not in ("n", "n_first", "n_second", "chi_square", "p_chi_square")]
        pd.testing.assert_frame_equal(mine[columns], theirs[columns], rtol=1e-6)
    assert found.categories["agreement"].tolist() == plain.categories["agreement"].tolist()
    np.testing.assert_allclose(found.counts, plain.counts * 0.1)
    pd.testing.assert_frame_equal(found.counts_unweighted, plain.counts)


def test_a_weight_of_two_is_the_row_twice_and_of_zero_no_row(frame):
    weights = np.random.default_rng(1).integers(0, 3, len(frame))
    survey = cs.SurveyData(frame.assign(w=weights.astype(float)), weights="w")
    found = model().fit(survey, n_boot=0)
    twice = model().fit(frame.loc[np.repeat(frame.index, weights)].reset_index(drop=True), n_boot=0)
    np.testing.assert_allclose(found.counts, twice.counts)
    np.testing.assert_allclose(
        found.coefficients[["better", "worse"]], twice.coefficients[["better", "worse"]]
    )
    np.testing.assert_allclose(found.scores["functional"], twice.scores["functional"])
    assert found.settings["n_without_weight"] == (weights == 0).sum()
    assert found.counts_unweighted["n"].eq((weights > 0).sum()).all()


def test_weights_cost_precision(frame):
    spread = np.where(np.arange(len(frame)) % 4 == 0, 8.0, 1.0)
    survey = cs.SurveyData(frame.assign(w=spread), weights="w")
    found, plain = model().fit(survey, errors="linearized"), model().fit(frame, errors="linearized")
    ratio = found.coefficients["better_std_error"] / plain.coefficients["better_std_error"]
    # Kish: n (sum w²) / (sum w)² = 2.21, a factor of 1.49
    assert (ratio > 1.2).all()
    widths = [(each.shares["conf_high"] - each.shares["conf_low"]).mean() for each in (found, plain)]
    assert widths[0] > 1.2 * widths[1]
    assert (found.tests["p_value"].loc[["robot"]] > 0).all()


def test_copied_respondents_in_clusters_count_once(frame):
    copied = pd.concat([frame, frame]).reset_index(drop=True)
    copied["unit"] = np.tile(np.arange(len(frame)), 2)
    survey = cs.SurveyData(copied, clusters="unit")
    found = model().fit(survey, errors="linearized").coefficients
    plain = model().fit(frame, errors="linearized").coefficients
    n = len(frame)
    for name in COEFFICIENTS:
        want = plain[f"{name}_std_error"] * np.sqrt(n / (n - 1))
        np.testing.assert_allclose(found[f"{name}_std_error"], want, rtol=1e-5)
    drawn = model().fit(survey, n_boot=400).coefficients
    np.testing.assert_allclose(drawn["better_std_error"], plain["better_std_error"], rtol=0.15)
    single = model().fit(frame, n_boot=0).tests["p_value"]
    np.testing.assert_allclose(model().fit(survey, n_boot=0).tests["p_value"], single, rtol=0.1)


def test_replicate_weights(frame):
    rng = np.random.default_rng(2)
    replicates = rng.multinomial(len(frame), np.full(len(frame), 1 / len(frame)), 60).T.astype(float)
    names = [f"r{i}" for i in range(60)]
    wide = pd.concat([frame, pd.DataFrame(replicates, index=frame.index, columns=names)], axis=1)
    survey = cs.SurveyData(wide, replicate_weights=names, replicate_method="bootstrap")
    found = model().fit(survey)
    assert found.settings["errors"] == "replicates"
    assert found.probabilities is None
    counts = [
        model().fit(cs.SurveyData(wide, weights=name), n_boot=0).coefficients["better"] for name in names
    ]
    want = np.sqrt(((np.array(counts) - found.coefficients["better"].to_numpy()) ** 2).mean(axis=0))
    np.testing.assert_allclose(found.coefficients["better_std_error"], want, rtol=1e-6)


def test_groups_equal_fits_on_the_group_alone(frame):
    found = model().fit(frame, by="hotel", n_boot=200)
    assert found.counts.index.names == ["hotel", "attribute"]
    for name in ("east", "west"):
        alone = model().fit(frame[frame["hotel"] == name], n_boot=0)
        pd.testing.assert_frame_equal(found.counts.loc[name], alone.counts)
        np.testing.assert_allclose(found.coefficients.loc[name, "better"], alone.coefficients["better"])
    # groups have resamples of their own
    same = pd.concat([frame.assign(hotel="a"), frame.assign(hotel="b")])
    twins = model().fit(same, by="hotel", n_boot=200, ci="percentile")
    assert not twins.coefficients.loc["a"].equals(twins.coefficients.loc["b"])
    assert twins.probabilities.loc["a"].equals(twins.probabilities.loc["b"])
    assert "east" in found.summary().to_text()
    for name, table in found.tables.items():
        assert table.index.names[0] == "hotel", name


# options


def test_compare_tables(frame):
    answers = pd.DataFrame({"f": [2] * 6 + [1] * 4, "d": [2] * 6 + [5] * 4, "g": [1] * 10, "e": [5] * 10})
    found = KanoModel({"one": ("f", "d"), "two": ("g", "e")}).fit(answers, n_boot=0)
    table = found.compare_tables()
    assert table.loc["one"].tolist() == ["I", "Q", True]
    assert table.loc["two"].tolist() == ["O", "O", False]
    mine = EvaluationTable("mine", "QAAAO RAAIM RIIIM RIIIM RRRRQ", "house rule")
    assert list(found.compare_tables(["berger", mine])) == ["berger", "mine", "changes"]
    with pytest.raises(SpecificationError, match="3 answers"):
        found.compare_tables(["three"])
    with pytest.raises(SpecificationError, match="one name"):
        found.compare_tables(["berger", "berger"])
    grouped = model().fit(frame, by="hotel", n_boot=0).compare_tables()
    assert grouped.index.names == ["hotel", "attribute"]


def test_all_answers_in_the_denominator(frame):
    found = model().fit(frame, n_boot=100, coefficients="all_answers")
    counts = found.counts
    np.testing.assert_allclose(found.coefficients["better"], (counts["A"] + counts["O"]) / counts["n"])
    assert "over all answers" in found.summary().to_text()


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"errors": "bootstrp"}, "Did you mean 'bootstrap'"),
        ({"reverse": "swop"}, "Did you mean 'swap'"),
        ({"tie_band": 5}, "0.05"),
        ({"ci": "studentized"}, "percentile"),
        ({"coefficients": "net"}, "all_answers"),
        ({"importance_top": 5}, "highest importance"),
        ({"n_boot": 1}, "at least 2"),
        ({"errors": "replicates"}, "replicate weights"),
    ],
)
def test_options_that_are_refused(frame, options, match):
    with pytest.raises(SpecificationError, match=match):
        model().fit(frame, **options)


def test_models_that_are_refused():
    with pytest.raises(SpecificationError, match="no attribute"):
        KanoModel({"one": ("f", "d")}, importance={"two": "i"})
    with pytest.raises(SpecificationError, match="twice"):
        KanoModel({"one": ("f", "d"), "two": ("f", "e")})
    with pytest.raises(SpecificationError, match="at least one pair"):
        KanoModel({})
    with pytest.raises(SpecificationError, match="find"):
        KanoModel(["f", "d"])
    with pytest.raises(SpecificationError, match="berger"):
        KanoModel({"one": ("f", "d")}, table="bergr")


def test_a_group_named_like_a_level_is_refused(frame):
    with pytest.raises(DataError, match="rename"):
        model().fit(frame.rename(columns={"hotel": "attribute"}), by="attribute")


def test_find_and_coded_the_other_way_round(frame):
    pairs = frame[[c for c in frame if c.endswith(("_f", "_d"))]]
    found = KanoModel.find(pairs)
    assert found.names == tuple(SHARES)
    other = found.fit(6 - pairs, n_boot=0, reversed=True)
    pd.testing.assert_frame_equal(other.counts, found.fit(pairs, n_boot=0).counts)


def test_three_answers():
    answers = pd.DataFrame({"f": [1, 1, 2, 3], "d": [3, 2, 3, 1]})
    found = KanoModel({"x": ("f", "d")}, table="three").fit(answers, n_boot=50)
    assert found.counts.loc["x"].tolist() == [1, 1, 1, 1, 0, 0, 4]
    np.testing.assert_allclose(
        found.scores.loc["x", ["functional", "dysfunctional"]].astype(float), [2.5, 2.5]
    )
    assert list(found.compare_tables()) == ["three", "changes"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_displays(result, lang):
    for text in (result.to_text(lang), result.to_html(lang), result.to_latex(lang), result.to_markdown(lang)):
        assert "wifi" in text
    shown = result.to_text(lang)
    # the name of an argument is no word of a table
    assert "_" not in shown.replace("___", "").replace("importance_top=", "")
    assert ("contested" if lang == "en" else "有争议") in shown
    assert result.to_text(lang) == result.to_text(lang)
