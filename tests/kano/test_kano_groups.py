"""Groups of a Kano analysis compared: tests, differences, designs, and labels for all that mislead."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from kano_groups_kit import LETTERS, designed, from_shares
from scipy import stats

import csmodels as cs
from csmodels.errors import DataError, SpecificationError
from csmodels.kano.groups.display import _printed
from csmodels.kano.groups.tables import kano_group_tests
from csmodels.kano.model import KanoModel
from csmodels.kano.opposition import degree

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "kano_groups.csv"
TRUTH = json.loads((Path(__file__).resolve().parents[2] / "datasets" / "truth.json").read_text())
#: Sums in another order.
ROUNDING = 1e-9
#: R prints ten digits; derivatives by steps of 1e-5 leave an error of about 1e-9 of a standard error.
PRINTED, STEPS = 1e-8, 1e-7
NAMES = ("wifi", "robot")
#: Groups that oppose each other in `robot`, with as many who want it as want it absent.
OPPOSED = {
    "east": {"wifi": {"O": 60, "M": 20, "I": 20}, "robot": {"A": 70, "I": 20, "R": 10}},
    "west": {"wifi": {"O": 62, "M": 18, "I": 20}, "robot": {"A": 10, "I": 20, "R": 70}},
    "mid": {"wifi": {"O": 60, "M": 20, "I": 20}, "robot": {"A": 15, "I": 70, "R": 15}},
}


def model(*names):
    return KanoModel({name: (f"{name}_f", f"{name}_d") for name in names or NAMES})


def survey(**options):
    return cs.SurveyData(designed().drop(columns=list(NAMES)), **options)


@pytest.fixture(scope="module")
def plain():
    return model().fit(designed(), by="group", n_boot=200)


@pytest.fixture(scope="module")
def compared(plain):
    return plain.compare_groups(n_draws=999)


# tests


def test_chi_square_of_respondents(compared):
    data = designed()
    for name in NAMES:
        table = pd.crosstab(data["group"], data[name]).drop(columns="Q", errors="ignore")
        want = stats.contingency.chi2_contingency(table)
        row = compared.tests.loc[name]
        assert row["chi_square"] == pytest.approx(want.statistic, abs=ROUNDING)
        assert row["p_value"] == pytest.approx(want.pvalue, abs=ROUNDING)
        assert (row["df"], row["n"], row["n_left_out"]) == (
            want.dof,
            table.sum().sum(),
            240 - table.sum().sum(),
        )
        assert row["cramers_v"] == pytest.approx(stats.contingency.association(table), abs=ROUNDING)
        assert row["cramers_v_low"] <= row["cramers_v_corrected"] <= row["cramers_v_high"]
        assert row["p_simulated"] == pytest.approx(want.pvalue, abs=0.06)
    worst = compared.tests["p_value"].min()
    assert compared.tests["p_holm"].min() == pytest.approx(2 * worst)


def test_the_same_of_counts(plain, compared):
    from_counts = kano_group_tests(plain.counts, n_draws=999)
    pd.testing.assert_frame_equal(from_counts, compared.tests)
    all_six = kano_group_tests(plain.counts, categories=LETTERS, n_draws=0)
    assert all_six["n_left_out"].eq(0).all()
    assert all_six.loc["robot", "df"] == 10
    assert all_six["p_simulated"].isna().all()


def test_identical_groups():
    data = designed()
    twice = pd.concat([data.assign(group="one"), data.assign(group="other")], ignore_index=True)
    found = model().fit(twice, by="group", n_boot=100).compare_groups(n_draws=99)
    assert found.tests["chi_square"].tolist() == pytest.approx([0, 0], abs=ROUNDING)
    assert found.tests["p_value"].tolist() == [1, 1]
    assert found.tests["p_simulated"].tolist() == [1, 1]
    rows = found.differences
    assert rows["better_difference"].eq(0).all()
    assert rows["worse_p"].eq(1).all()
    np.testing.assert_allclose(rows["better_low"], -rows["better_high"], atol=ROUNDING)
    assert not found.opposed["alarm"].any()


def test_rows_and_groups_in_any_order(compared):
    shuffled = designed().sample(frac=1.0, random_state=3)
    found = model().fit(shuffled, by="group", n_boot=0).compare_groups(n_draws=999)
    pd.testing.assert_frame_equal(found.tests, compared.tests)
    pd.testing.assert_frame_equal(found.differences, compared.differences, atol=ROUNDING)
    renamed = designed().replace({"group": {"east": "z"}})
    other = model("robot", "wifi").fit(renamed, by="group", n_boot=0).compare_groups(n_draws=999)
    pd.testing.assert_frame_equal(other.tests.loc[list(NAMES)], compared.tests, atol=ROUNDING)


def test_a_constant_weight_changes_nothing(compared):
    weighted = cs.SurveyData(designed().drop(columns=list(NAMES)).assign(w=2.0), weights="w")
    found = model().fit(weighted, by="group", n_boot=200).compare_groups(n_draws=999)
    pd.testing.assert_frame_equal(found.tests, compared.tests, atol=ROUNDING)
    pd.testing.assert_frame_equal(found.differences, compared.differences, atol=ROUNDING)
    np.testing.assert_allclose(found.opposed["p_value"], compared.opposed["p_value"], atol=1e-6)


def test_weights_of_two_are_rows_twice_for_figures_and_clusters_for_errors(compared):
    """The row twice as two rows of one cluster has the figures, and nearly the errors, of the weight."""
    data = designed()
    heavy = np.where(np.arange(len(data)) % 3 == 0, 2.0, 1.0)
    by_weight = cs.SurveyData(data.drop(columns=list(NAMES)).assign(w=heavy), weights="w")
    rows = data.loc[data.index.repeat(heavy.astype(int))].drop(columns=list(NAMES))
    twice = cs.SurveyData(rows.assign(person=rows.index).reset_index(drop=True), clusters="person")
    one, other = (model().fit(each, by="group", n_boot=0).compare_groups() for each in (by_weight, twice))
    np.testing.assert_allclose(one.tests["cramers_v"], other.tests["cramers_v"], atol=ROUNDING)
    np.testing.assert_allclose(one.tests["p_value"], other.tests["p_value"], atol=0.005)
    both = [each.differences for each in (one, other)]
    for column in ("better_difference", "worse_difference"):
        np.testing.assert_allclose(both[0][column], both[1][column], atol=ROUNDING)
    np.testing.assert_allclose(both[0]["better_std_error"], both[1]["better_std_error"], rtol=0.005)


@pytest.mark.parametrize("design", ["weights", "clusters", "strata", "replicates"])
def test_designs_as_in_r_survey(design):
    options = {
        "weights": {},
        "clusters": {"clusters": "cluster"},
        "strata": {"clusters": "cluster", "strata": "stratum"},
        "replicates": {
            "replicate_weights": [f"rep{r}" for r in range(8)],
            "replicate_method": "jackknife",
        },
    }[design]
    data = survey(weights="w", **options)
    found = model().fit(data, by="group", errors=None if design == "replicates" else "linearized")
    groups = found.compare_groups()
    golden = pd.read_csv(GOLDEN, index_col=["attribute", "design"])
    for name in NAMES:
        want, row = golden.loc[(name, design)], groups.tests.loc[name]
        assert row["chi_square"] / row["df"] == pytest.approx(want["f"], rel=PRINTED)
        assert row["df"] == pytest.approx(want["df"], rel=PRINTED)
        assert row["df_error"] == pytest.approx(want["df_error"], rel=PRINTED)
        assert row["p_value"] == pytest.approx(want["p_value"], rel=PRINTED)
        assert np.isnan(row["p_simulated"])
        # errors of independent respondents come without R's factor n / (n - 1)
        factor = np.sqrt(239 / 240) if design == "weights" else 1.0
        for pair, figure in ((("north", "east"), "better"), (("west", "north"), "worse")):
            line = groups.differences.loc[(name, *pair)]
            assert line[f"{figure}_difference"] == pytest.approx(want[f"{figure}_difference"], rel=STEPS)
            assert line[f"{figure}_std_error"] == pytest.approx(
                want[f"{figure}_std_error"] * factor, rel=STEPS
            )


def test_units_in_two_groups_are_not_independent():
    """Everybody asked twice with the same answers: the difference is 0 and has no error."""
    data = designed()
    twice = pd.concat([data.assign(wave=1), data.assign(wave=2)], ignore_index=True)
    twice["person"] = np.tile(np.arange(len(data)), 2)
    frame = cs.SurveyData(twice.drop(columns=list(NAMES)), clusters="person")
    rows = model().fit(frame, by="wave", n_boot=0).compare_groups().differences
    assert rows["better_std_error"].isna().all()
    # limits of Wilson are not symmetric: what is left of them
    assert (rows["better_high"] - rows["better_low"]).max() < 0.005


# differences


def test_differences_by_hand(plain, compared):
    coefficients = plain.coefficients
    for (name, group, reference), row in compared.differences.iterrows():
        for figure in ("better", "worse"):
            one, other = (coefficients.loc[(g, name)] for g in (group, reference))
            assert row[f"{figure}_difference"] == pytest.approx(one[figure] - other[figure])
            p = [abs(each[figure]) for each in (one, other)]
            error = np.sqrt(sum(x * (1 - x) / each["n"] for x, each in zip(p, (one, other), strict=True)))
            assert row[f"{figure}_std_error"] == pytest.approx(error, rel=STEPS)
            assert row[f"{figure}_low"] < row[f"{figure}_difference"] < row[f"{figure}_high"]
    six = compared.differences["better_p"]
    assert len(six) == 6
    assert compared.differences["better_p_holm"].min() == pytest.approx(min(1.0, 6 * six.min()))


def test_pairs_and_reference(plain):
    def index(**options):
        found = plain.compare_groups(n_draws=0, **options)
        return [pair for name, *pair in found.differences.index.tolist() if name == "wifi"]

    assert index() == [["north", "east"], ["west", "east"], ["west", "north"]]
    assert index(reference="north") == [["east", "north"], ["west", "north"]]
    assert index(pairs=[("west", "east")]) == [["west", "east"]]
    params = plain.compare_groups(reference="east", n_draws=0).params
    assert params.index.names == ["group", "reference"]
    assert params.loc[("west", "east")]["rhs"].tolist() == ["better", "better", "worse", "worse"]
    assert params["kind"].eq("coefficient").all()
    for options, words in (
        ({"reference": "noth"}, "noth"),
        ({"pairs": [("west", "west")]}, "different groups"),
        ({"pairs": []}, "empty"),
        ({"pairs": [("west", "east")] * 2}, "twice"),
        ({"pairs": [("west", "east")], "reference": "east"}, "not both"),
        ({"categories": "MM"}, "categories"),
        ({"n_draws": -1}, "n_draws"),
    ):
        with pytest.raises(SpecificationError, match=words):
            plain.compare_groups(**options)
    with pytest.raises(SpecificationError, match="by="):
        model().fit(designed(), n_boot=0).compare_groups()


@pytest.mark.filterwarnings("ignore:Nobody answered both:csmodels.errors.DataWarning")
def test_groups_without_answers_are_missing():
    data = designed()
    data.loc[data["group"] == "east", "robot_f"] = np.nan
    found = model().fit(data, by="group", n_boot=50).compare_groups(n_draws=99)
    assert found.tests.loc["robot", "df"] == 4
    rows = found.differences.loc["robot"]
    assert rows.loc[("north", "east")].isna().all()
    assert rows.loc[("west", "north")].notna().all()


# opposing groups


@pytest.mark.parametrize("n_boot", [0, 300])
def test_the_alarm(n_boot):
    found = model().fit(from_shares(OPPOSED), by="group", n_boot=n_boot)
    table = found.compare_groups(n_draws=0).opposed
    assert table["alarm"].to_dict() == {"wifi": False, "robot": True}
    assert table["degree"].to_dict() == {"wifi": "", "robot": "opposed"}
    assert table.loc["robot", "p_holm"] < 1e-6
    mark = "" if n_boot else "?"
    assert table.loc["robot", "categories"] == f"east A{mark}, mid I{mark}, west R{mark}"
    (alarm,) = [each for each in found.warnings if "different things" in each]
    assert "robot (east A" in alarm
    assert "wifi" not in alarm
    if n_boot:
        assert table.loc["robot", "probability"] > 0.99
        assert table.loc["wifi", "probability"] == 0
    else:
        assert np.isnan(table.loc["robot", "probability"])


def test_the_test_of_leanings_by_hand():
    found = model().fit(from_shares(OPPOSED), by="group", n_boot=0).compare_groups(n_draws=0)
    z = np.array([60 / np.sqrt(80), -60 / np.sqrt(80), 0.0])
    least = z[0] ** 2
    by_hand = 2 / 4 * stats.chi2.sf(least, 1) + 1 / 4 * stats.chi2.sf(least, 2)
    assert found.opposed.loc["robot", "p_value"] == pytest.approx(by_hand)


@pytest.mark.filterwarnings("ignore:Most respondents who are not indifferent:csmodels.errors.DataWarning")
def test_groups_that_are_alike_raise_no_alarm():
    """As many who want it as want it absent, in every group: nothing is hidden."""
    rng = np.random.default_rng(5)
    alarms = 0
    for _ in range(8):
        letters = rng.choice(list("AIR"), (300, 8), p=[0.35, 0.3, 0.35])
        frame = pd.DataFrame({"group": np.arange(300) % 5})
        for j in range(8):
            frame[f"a{j}_f"] = np.select([letters[:, j] == "A", letters[:, j] == "R"], [1, 5], 3)
            frame[f"a{j}_d"] = np.select([letters[:, j] == "A", letters[:, j] == "R"], [3, 2], 3)
        names = [f"a{j}" for j in range(8)]
        opposed = model(*names).fit(frame, by="group", n_boot=0).compare_groups(n_draws=0).opposed
        alarms += int(opposed["alarm"].any())
    assert alarms <= 1


def test_labels_that_differ_behind_an_indifferent_one():
    shares = {
        "east": {"robot": {"A": 60, "I": 30, "M": 10}},
        "west": {"robot": {"M": 60, "I": 30, "A": 10}},
        "mid": {"robot": {"I": 94, "A": 3, "M": 3}},
    }
    found = model("robot").fit(from_shares(shares), by="group", n_boot=300).compare_groups(n_draws=0)
    row = found.opposed.loc["robot"]
    assert (row["category"], row["degree"], row["alarm"]) == ("I", "differ", True)
    assert row["p_value"] == 1.0


def test_a_pair_exchanged_in_one_group_is_compared_as_answered():
    data = from_shares(OPPOSED)
    kept = model().fit(data, by="group", n_boot=100).compare_groups(n_draws=0)
    swapped = model().fit(data, by="group", n_boot=100, reverse="swap").compare_groups(n_draws=0)
    pd.testing.assert_frame_equal(kept.tests, swapped.tests)
    assert swapped.opposed.loc["robot", "alarm"]
    assert any("as they were answered" in each for each in swapped.warnings)


@pytest.mark.parametrize(("name", "by"), [("hotel_kano", "purpose"), ("telecom_kano", "main_use")])
def test_the_opposed_attribute_of_the_samples(name, by):
    data = getattr(cs.datasets, f"load_{name}")()
    data = data.where(data.frame[by].notna().to_numpy())
    found = KanoModel.find(data).fit(data, by=by, n_boot=300)
    groups = found.compare_groups()
    hidden = TRUTH[name]["opposed"]["attribute"]
    assert groups.opposed.index[groups.opposed["alarm"]].tolist() == [hidden]
    assert groups.opposed.loc[hidden, "category"] == "I"
    assert groups.opposed.loc[hidden, "probability"] > 0.99
    assert groups.tests["p_value"].idxmin() == hidden
    assert any(found.model.label(hidden) in each for each in found.warnings if "different things" in each)
    chinese = groups.to_text("zh")
    assert found.model.label(hidden, "zh") in chinese.replace("\n", "")
    assert "请分组报告" in chinese


def test_degrees():
    assert degree(["M", "R"]) == degree(["R", "I", "", "A"]) == "opposed"
    assert degree(["M", "A"]) == degree(["R", "I"]) == degree(["I", "O"]) == "differ"
    assert (
        degree([])
        == degree(["R"])
        == degree(["I", "", "I"])
        == degree(["A", "Q"])
        == degree(["A", "M/O"])
        == ""
    )


# counts


def counts(**columns):
    index = pd.MultiIndex.from_product([["a", "b"], ["wifi"]], names=["group", "attribute"])
    return pd.DataFrame(columns, index=index)


def test_published_counts_are_checked():
    good = {"M": [10, 20], "I": [30, 5]}
    found = kano_group_tests(counts(**good), n_draws=0)
    assert found.loc["wifi", "n"] == 65
    assert kano_group_tests(counts(**good, n=[40, 25]), n_draws=0).equals(found)
    for given, words in (
        (counts(**good, n=[40, 26]), "sum"),
        (counts(M=[10.5, 3], I=[3, 4]), "whole numbers"),
        (counts(M=[-1, 3], I=[3, 4]), "whole numbers"),
        (counts(M=[np.nan, 3], I=[3, 4]), "whole numbers"),
        (counts(M=["x", "y"]), "numbers"),
        (counts(**good, must=[1, 2]), "must"),
        (counts(**good).droplevel(0), "indexed by group and attribute"),
        (pd.concat([counts(**good)] * 2), "more than once"),
    ):
        with pytest.raises(DataError, match=words):
            kano_group_tests(given)


# display


def test_display(compared):
    english = compared.to_text()
    for words in ("Groups of a Kano analysis compared", "Cramer", "Tables drawn", "Compared with"):
        assert words in english
    assert "类别分布" in compared.to_text("zh")
    assert set(compared.tables) == {"params", "tests", "differences", "opposed"}
    without = model().fit(survey(weights="w"), by="group", n_boot=0).compare_groups()
    assert "Rao and Scott" in without.to_text()
    assert "Design effect" in without.to_text()
    assert any("Without resamples" in each for each in without.warnings)
    assert "Rao–Scott" in without.to_text("zh")


def test_of_many_differences_the_sure_ones_are_printed():
    data = cs.datasets.load_telecom_kano()
    result = cs.KanoModel.find(data).fit(data, by="main_use", n_boot=0)
    found = result.compare_groups()
    frame = found.differences
    sure = (frame[["better_p_holm", "worse_p_holm"]] < 0.05).any(axis=1)
    assert len(frame) == 96
    shown, count = _printed(frame)
    assert count == sure.sum() > 0
    assert len(shown) == min(20, count)
    assert sure[shown.index].all()
    for lang, words in (
        ("en", ("of 96 rows", "`differences`", "compare_groups(reference=...)")),
        ("zh", ("96 行中仅列出", "`differences`", "compare_groups(reference=...)")),
    ):
        said = found.to_text(lang).replace("\n", " ")
        assert all(each in said for each in words)
    against = result.compare_groups(reference=found.groups[0], categories="MOAI")
    assert "reference=..." not in against.to_text()
    # all stand where they are few, and where none is sure it is said
    few = frame.iloc[:20]
    assert _printed(few)[0] is few
    none = _printed(frame.assign(better_p_holm=1.0, worse_p_holm=1.0))
    assert len(none[0]) == none[1] == 0
    # more than a page: the surest
    all_sure = frame.assign(better_p_holm=np.linspace(0.04, 0.0, 96), worse_p_holm=1.0)
    assert _printed(all_sure)[0].index.equals(frame.index[-20:])


def test_no_sure_difference_is_a_sentence(monkeypatch):
    found = model().fit(designed(), by="group", n_boot=0).compare_groups(n_draws=0)
    monkeypatch.setattr("csmodels.kano.groups.display.ALPHA", 0.0)
    monkeypatch.setattr("csmodels.kano.groups.display.MOST_ROWS", 1)
    assert "none of the" in found.to_text().replace("\n", " ")
    assert all("`differences`" in found.to_text(lang) for lang in ("en", "zh"))


def test_small_expected_counts_are_a_note_where_tables_are_drawn():
    frame = designed(60)
    drawn = model().fit(frame, by="group", n_boot=0).compare_groups(n_draws=99)
    rough = model().fit(frame, by="group", n_boot=0).compare_groups(n_draws=0)
    assert (drawn.tests["smallest_expected"] < 5).any()
    assert not any("expected" in each for each in drawn.warnings)
    assert any("n_draws" in each for each in rough.warnings)
    assert "read the simulated p-value" in drawn.to_text().replace("\n", " ")
    assert "请看模拟 p 值" in drawn.to_text("zh").replace("\n", "")
