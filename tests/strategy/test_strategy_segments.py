"""Customers by value and need: joins, contact data, tiers, clusters, profiles, treatments, displays."""

from __future__ import annotations

import warnings

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.numerics.simulation import wilson
from csmodels.strategy.indicators import rate
from csmodels.strategy.relationship import life_cycle
from csmodels.strategy.segments import idic
from csmodels.strategy.segments.treatments import LEVELS, OWN_STAGES, RULES, TREATMENTS
from csmodels.tables import PARAM_COLUMNS

mpl.use("Agg")

#: Rounding of sums.
EXACT = 1e-10
NUMBERS = ["estimate", "std_error", "conf_low", "conf_high"]
NEEDS = ["quiet", "meal", "wifi", "price"]


def guests(n=240, seed=0):
    """Three needs that were planted, on the same scale, among people who say yes to a different degree."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, 3, n)
    profile = np.array([[3, 0, 0, -3], [-3, 3, 0, 0], [0, -3, 3, 0]])
    level = rng.integers(4, 7, n)
    answers = np.clip(level[:, None] + profile[kind] + rng.integers(-1, 2, (n, 4)), 1, 9)
    frame = pd.DataFrame(answers, columns=NEEDS)
    frame["guest"] = np.arange(1000, 1000 + n)
    frame["kind"] = kind
    frame["sat"] = np.clip(rng.integers(4, 11, n) + (kind == 0), 1, 10)
    frame["sex"] = rng.choice(["f", "m"], n)
    frame["age"] = rng.integers(18, 80, n)
    frame["w"] = rng.uniform(0.5, 2, n)
    frame["hotel"], frame["region"] = np.arange(n) % 12, np.arange(n) % 12 % 3
    return frame


def table(n=300, seed=1):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "number": np.arange(990, 990 + n),
            "days": rng.integers(0, 700, n), "stays": rng.geometric(0.4, n),
            "spent": rng.lognormal(7, 1, n).round(), "grade": rng.choice(["gold", "none"], n),
        }
    )  # fmt: skip


def quiet(*args, **more):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        return idic(*args, **more)


@pytest.fixture(scope="module")
def found():
    frame = guests()
    frame.loc[5, "guest"] = 5  # no customer
    data = cs.SurveyData(frame, weights="w", strata="region", clusters="hotel")
    return quiet(
        data, "guest", customers=table(), customer_key="number", recency="days", frequency="stays",
        monetary="spent", needs=NEEDS, profiles=["sex", "age", "grade", "spent"], satisfaction="sat",
    )  # fmt: skip


# identify


def test_customers_are_matched_both_ways(found):
    counts = found.identify["n"]
    assert counts.to_dict() == {
        "respondents": 240, "without_key": 0, "customers": 300, "matched": 239, "not_in_customers": 1,
        "not_surveyed": 61, "contact": 0,
    }  # fmt: skip
    assert found.assign().loc[5] is None or pd.isna(found.assign().loc[5])
    assert "1 of 240" in found.warnings[0]
    assert found.settings["n"] == 239


def test_the_right_rows_are_joined(found):
    tiers = found.assigned["value"]
    base = table().set_index("number")
    scores = found.assigned["rfm_score"]
    best = base["days"].reindex(guests()["guest"]).to_numpy()
    # a shorter time never has a lower score
    recency = found.assigned["recency_score"].to_numpy()
    order = np.argsort(best[np.isfinite(recency)], kind="stable")
    assert (np.diff(recency[np.isfinite(recency)][order]) <= 0).all()
    assert scores[tiers == "high"].min() > scores[tiers == "middle"].max()


@pytest.mark.parametrize(
    ("left_out", "setting", "words"),
    [("recency", "fm_score", "frequency, money"), ("frequency", "rm_score", "recency, money"),
     ("monetary", "rf_score", "recency, frequency")],
)  # fmt: skip
def test_settings_say_what_the_value_was_made_of(left_out, setting, words):
    parts = {"recency": "days", "frequency": "stays", "monetary": "spent"}
    del parts[left_out]
    two = quiet(guests(60), "guest", customers=table(), customer_key="number", **parts)
    assert two.settings["idic_value"] == setting
    (line,) = [line for line in str(two.summary()).splitlines() if line.startswith("Value from")]
    assert line.removeprefix("Value from").strip() == words


def test_keys_that_cannot_identify_are_refused():
    frame = guests(30)
    with pytest.raises(DataError, match="stand in more than one row of survey"):
        idic(frame.assign(guest=1), "guest", value="age", needs=NEEDS)
    with pytest.raises(DataError, match="more than one row of customers"):
        idic(frame, "guest", customers=table().assign(number=1), customer_key="number", value="spent")
    with pytest.raises(DataError, match=r"object|str"):
        idic(frame, "guest", customers=table().assign(number=table()["number"].astype(str)),
             customer_key="number", value="spent")  # fmt: skip
    with pytest.raises(SpecificationError, match="needs key="):
        idic(frame, customers=table(), value="spent")
    with pytest.raises(DataError, match="Did you mean 'guest'"):
        idic(frame, "gest", value="age")


def test_a_column_of_both_tables_is_renamed_and_said():
    result = quiet(guests(), "guest", customers=table().assign(sex="x"), customer_key="number", value="spent",
                   profiles=["sex_customers"])  # fmt: skip
    assert any("_customers" in each for each in result.warnings)
    assert (result.profiles.loc["sex_customers", "estimate"] == 1).all()


# contact data


def test_contact_data_are_neither_used_nor_shown():
    frame = guests(60)
    secret = [f"138{i:08d}" for i in range(60)]
    frame["phone"] = secret
    with pytest.warns(DataWarning, match="phone seem"):
        result = idic(frame, "guest", value="age", needs=NEEDS, segments=3)
    assert result.contacts.to_numpy().tolist() == [["survey", "phone", "phone", "name"]]
    shown = result.to_text() + result.to_html("zh") + "".join(t.to_csv() for t in result.tables.values())
    assert not any(number in shown for number in secret)
    with pytest.raises(SpecificationError, match="not_contact"):
        idic(frame, "guest", value="age", profiles=["phone"])
    with pytest.raises(SpecificationError, match="contact_key=True") as refused:
        idic(frame, "phone", value="age")
    assert secret[0] not in str(refused.value)
    again = frame.assign(phone=secret[0])
    with pytest.raises(DataError, match="stand in more") as refused:
        idic(again, "phone", value="age", contact_key=True)
    assert secret[0] not in str(refused.value)
    known = pd.DataFrame({"phone": secret, "worth": range(60)})
    joined = quiet(frame, "phone", customers=known, value="worth", contact_key=True)
    assert joined.assign().index.tolist() == list(range(60))
    assert secret[3] not in joined.to_text() + joined.assigned.to_csv() + str(dict(joined.settings))


# value


def test_fifths_are_those_of_all_customers_by_hand():
    frame = pd.DataFrame({"id": range(4), "a": [1, 2, 3, 4]})
    customers = pd.DataFrame({"id": range(10), "n": [1, 1, 1, 2, 2, 2, 3, 5, 8, 9], "d": range(10)})
    result = idic(frame, "id", customers=customers, frequency="n", recency="d", value_cuts=[6])
    # n: cut points 1, 2, 2, 5; d: the shortest times are best
    assert result.assigned["frequency_score"].tolist() == [1, 1, 1, 2]
    assert result.assigned["recency_score"].tolist() == [5, 5, 4, 4]
    assert result.rfm.loc["frequency", "n"].to_dict() == {5: 2, 4: 2, 3: 0, 2: 3, 1: 3}
    assert any("n" in each and "5" in each for each in result.warnings)
    # sums 6 6 5 6 5 5 6 6 6 6
    assert result.assigned["value"].tolist() == ["high", "high", "low", "high"]
    assert result.value["customers"].to_dict() == {"high": 7, "low": 3}
    # the middle one is 6, above which is nobody
    with pytest.raises(DataError, match="tier 'high'"):
        idic(frame, "id", customers=customers, frequency="n", recency="d", tiers=2)


def test_shares_of_tiers_are_those_of_the_indicator(found):
    frame = guests()
    known = found.assigned["value"].notna().to_numpy()
    high = (found.assigned["value"] == "high").astype(float).where(known)
    data = cs.SurveyData(frame.assign(high=high.to_numpy()), weights="w", strata="region", clusters="hotel")
    expected = rate(data, "high").figures.loc["rate", NUMBERS].astype(float)
    assert np.allclose(found.value.loc["high", NUMBERS].astype(float), expected, atol=EXACT)
    part = cs.SurveyData(
        frame.assign(cell=(found.assigned["segment"] == "high, A").astype(float).where(known).to_numpy()),
        weights="w", strata="region", clusters="hotel",
    )  # fmt: skip
    expected = rate(part, "cell").figures.loc["rate", NUMBERS].astype(float)
    assert np.allclose(found.grid.loc[("high", "A"), NUMBERS].astype(float), expected, atol=EXACT)


def test_without_weights_limits_are_wilsons_and_shares_add_up():
    result = quiet(guests(), value="age", needs=NEEDS, segments=3, n_boot=0)
    assert result.grid["estimate"].sum() == pytest.approx(1, abs=EXACT)
    low, high = wilson(result.grid["n"].to_numpy(), np.full(9, 240), 0.95)
    assert np.allclose(result.grid[["conf_low", "conf_high"]], np.column_stack([low, high]), atol=EXACT)


# needs


def test_planted_needs_are_found_and_their_number_is_chosen(found):
    assert found.need_names == ("A", "B", "C")
    assert found.choice.index[found.choice["chosen"]].tolist() == [3]
    assert len(found.choice) == 5
    both = pd.crosstab(found.assigned["need"], guests()["kind"].to_numpy()).to_numpy()
    assert (both.max(axis=1) / both.sum(axis=1)).min() > 0.97
    assert (found.stability["jaccard"] > 0.9).all()
    assert float(str(found.settings["idic_agreement"])) > 0.9
    assert float(str(found.settings["idic_one_group_p"])) == pytest.approx(1 / 40, abs=EXACT)
    gap = quiet(guests(), needs=NEEDS, rule="gap", n_boot=0)
    assert len(gap.need_names) == 3


def test_a_level_of_yes_saying_is_no_need():
    rng = np.random.default_rng(0)
    level = np.repeat([0, 4], 60)
    frame = pd.DataFrame(3 + level[:, None] + rng.integers(-1, 2, (120, 4)), columns=NEEDS)
    own = quiet(frame, needs=NEEDS, segments=2, n_boot=0)
    plain = quiet(frame, needs=NEEDS, segments=2, scaling="none", n_boot=0)
    assert own.settings["idic_scaling"] == "person"
    purity = [pd.crosstab(r.assigned["need"], level).to_numpy().max(axis=1).sum() / 120 for r in (own, plain)]
    assert purity[0] < 0.7
    assert purity[1] == 1
    mixed = frame.assign(meal=frame["meal"] * 1000.5)
    assert quiet(mixed, needs=NEEDS, segments=2, n_boot=0).settings["idic_scaling"] == "columns"


def test_data_without_clusters_are_called_so():
    frame = pd.DataFrame(np.random.default_rng(0).integers(1, 10, (150, 4)), columns=NEEDS)
    with pytest.warns(DataWarning, match="do not form separate clusters"):
        result = idic(frame, needs=NEEDS, n_boot=30)
    assert float(str(result.settings["idic_one_group_p"])) > 0.05


def test_those_with_gaps_are_placed_by_what_they_answered():
    frame = guests()
    whole = quiet(frame, needs=NEEDS, segments=3, n_boot=0)
    gaps = frame.astype(dict.fromkeys(NEEDS, float))
    gaps.loc[:9, "price"] = np.nan
    gaps.loc[10, NEEDS[:3]] = np.nan
    result = quiet(gaps, needs=NEEDS, segments=3, n_boot=0)
    assert (result.settings["idic_formed"], result.settings["idic_placed"]) == (229, 10)
    assert pd.isna(result.assigned.loc[10, "need"])
    same = pd.crosstab(whole.assigned["need"], result.assigned["need"]).to_numpy()
    assert same.max(axis=1).sum() >= 235


def test_mean_needs_have_the_limits_of_a_mean():
    result = quiet(guests(), needs=NEEDS, segments=3, n_boot=0)
    mine = guests().loc[(result.assigned["need"] == "A").to_numpy(), "quiet"]
    expected = stats.t.interval(0.95, len(mine) - 1, mine.mean(), stats.sem(mine))
    row = result.needs.loc[("A", "quiet")]
    assert np.allclose(row[["conf_low", "conf_high"]].astype(float), expected, atol=1e-8)
    relative = result.needs["relative"].unstack("item")
    assert np.allclose(relative.sum(axis=1), 0, atol=EXACT)  # less the own mean: what one gains others lose


def test_segments_known_already_are_taken():
    result = quiet(guests(), value="age", segments="kind", profiles=["kind", "sat"])
    assert result.need_names == ("0", "1", "2")
    assert result.choice is None
    assert result.needs is None
    assert result.tests.loc["kind", "made_from"]
    with pytest.raises(SpecificationError, match="no items of needs"):
        result.plot_needs()


# profiles


def test_profiles_are_tested_as_scipy_tests_them():
    frame = guests()
    result = quiet(frame, value="spent", customers=table(), key="guest", customer_key="number",
                   profiles=["sat", "sex", "spent"], profile_by="value")  # fmt: skip
    tier = result.assigned["value"].to_numpy()
    parts = [frame.loc[tier == name, "sat"] for name in result.value_names]
    f, p = stats.f_oneway(*parts)
    assert np.allclose(result.tests.loc["sat", ["statistic", "p_value"]].astype(float), [f, p], atol=1e-8)
    chi = stats.chi2_contingency(pd.crosstab(tier, frame["sex"]), correction=False)
    row = result.tests.loc["sex", ["statistic", "df", "p_value"]].astype(float)
    assert np.allclose(row, [chi.statistic, chi.dof, chi.pvalue], atol=1e-8)
    # two tests count: what made the segments is none
    assert result.tests["p_holm"].min() == pytest.approx(min(2 * result.tests["p_value"].min(), 1), abs=EXACT)
    assert np.isnan(result.tests.loc["spent", "p_value"])
    shares = result.profiles.loc["sex", "estimate"].unstack("category")
    assert np.allclose(shares.sum(axis=1), 1, atol=EXACT)
    means = [frame.loc[tier == name, "sat"].mean() for name in ("high", "middle", "low")]
    assert np.allclose(result.profiles.loc[("sat", "mean"), "estimate"], means, atol=EXACT)


def test_profiles_of_a_design_are_indicators_of_a_part(found):
    frame = guests()
    segment = (found.assigned["segment"] == "low, B").to_numpy()
    data = cs.SurveyData(
        frame.assign(f=(frame["sex"] == "f").astype(float).where(segment)),
        weights="w", strata="region", clusters="hotel",
    )  # fmt: skip
    expected = rate(data, "f").figures.loc["rate", ["estimate", "std_error"]].astype(float)
    row = found.profiles.loc[("sex", "f", "low", "B"), ["estimate", "std_error"]].astype(float)
    assert np.allclose(row, expected, atol=EXACT)
    assert found.tests.loc["age", "df_error"] == 12 - 3 - 8 + 1


# treatments


def test_every_rule_leads_to_a_treatment_with_words():
    states = ("satisfied", "unsatisfied", "unclear", "unknown", *OWN_STAGES)
    assert set(RULES) == {(level, state) for level in LEVELS for state in states}
    assert set(RULES.values()) == set(TREATMENTS)


def test_treatments_follow_satisfaction_stage_and_the_user():
    frame = guests().assign(
        sat=lambda x: np.where(x["age"] > 60, 10, 4) + x["guest"] % 2 * 0.5,
        years=lambda x: x["age"] - 17, gone=lambda x: (x["kind"] == 2) * 1,
    )  # fmt: skip
    result = quiet(frame, value="age", segments="kind", satisfaction="sat", satisfied_from=7)
    assert set(result.treatments.loc["high", "code"]) == {"keep"}
    assert set(result.treatments.loc["middle", "code"]) == {"repair"}
    cycle = life_cycle(frame, tenure="years", new_until=1, left="gone")
    own = {("high", "0"): "Call them", "low": ("Newsletter", "电子报")}
    result = quiet(frame, value="age", segments="kind", satisfaction="sat", satisfied_from=7, stage=cycle,
                   treatments=own)  # fmt: skip
    assert result.treatments.loc[("high", "2"), "code"] == "win_back"
    assert result.treatments.loc[("low", "2"), "stage"] == "lost"
    assert result.treatments.loc[("high", "0"), "treatment_zh"] == "Call them"
    assert result.treatments.loc[("low", "1"), "treatment_zh"] == "电子报"
    person = result.assigned
    assert set(person.loc[frame["kind"].eq(2) & person["value"].eq("high"), "treatment"]) == {"win_back"}
    with pytest.raises(SpecificationError, match="no segment"):
        quiet(frame, value="age", treatments={"hihg": "x"})


# privacy, displays


def test_small_segments_are_hidden_with_another_that_would_give_them_away():
    frame = pd.DataFrame(
        {"worth": [1] * 40 + [9] * 30, "kind": ["a"] * 20 + ["b"] * 20 + ["a"] * 27 + ["b"] * 3}
    )
    frame["sat"], frame["sex"] = np.arange(70) % 10 + 1, ["f", "m"] * 35
    result = quiet(
        frame, value="worth", value_cuts=[5], segments="kind", satisfaction="sat", profiles=["sex"]
    )
    assert result.grid["hidden"].all()
    assert result.grid.loc[("high", "b"), "n"] == 3
    english = {b.title: b for b in result.summary().blocks if not isinstance(b, str)}
    block = english["Value by need"]
    assert block.frame.loc["high", "b"] == "<5"
    assert set(block.frame.to_numpy().ravel()) == {"<5", "hidden"}
    treated = next(
        b for b in result.summary("zh").blocks if not isinstance(b, str) and "对策" in b.title
    ).frame
    assert treated["satisfaction"].tolist()[1] == "–"
    assert treated["treatment"].tolist()[1] == "–"
    profiled = english["Who is in the segments"].frame
    assert set(profiled["high b"]) == {"<5"}
    written = {each.get_text() for each in result.plot_grid().texts}
    assert written == {"<5", "hidden"}
    mpl.pyplot.close("all")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everything_is_shown_in_both_languages(found, lang):
    words = found.to_text(lang)
    assert "idic_" not in words
    assert ("按价值" in words) == (lang == "zh")
    grid = found.plot_grid(lang=lang, title="x")
    assert len(grid.texts) == 9
    needs = found.plot_needs(lang=lang)
    assert needs.get_xlim()[1] <= 9
    figure = mpl.pyplot.figure(figsize=(7, 3))
    found.plot_grid(lang=lang, ax=figure.add_subplot(1, 2, 1))
    figure.canvas.draw()
    mpl.pyplot.close("all")
    assert found._repr_html_().count("<table") >= 9


def test_params_have_the_ten_columns(found):
    params = found.params
    assert tuple(params.columns) == PARAM_COLUMNS
    assert set(params["lhs"]) == {"value", "need", "segment", *NEEDS}
    assert len(params) == 3 + 3 + 9 + 12
    assert params.loc[params["lhs"] == "segment", "estimate"].sum() == pytest.approx(1, abs=EXACT)
    assert set(found.tables) >= {"grid", "identify", "treatments", "needs", "tests"}


def test_the_same_seed_gives_the_same_segments(found):
    again = [quiet(guests(), needs=NEEDS, n_boot=20, seed=7) for _ in range(2)]
    pd.testing.assert_frame_equal(again[0].assigned, again[1].assigned)
    pd.testing.assert_frame_equal(again[0].stability, again[1].stability)


# refusals


@pytest.mark.parametrize(
    ("more", "match"),
    [
        ({}, "made of value="),
        ({"value": "age", "recency": "sat"}, "two ways"),
        ({"recency": "age"}, "give it as value="),
        ({"needs": ["quiet"]}, "two columns or more"),
        ({"needs": "quiet"}, "list of columns"),
        ({"needs": ["quiet", "quiet"]}, "more than once"),
        ({"segments": 3, "value": "age"}, "made of needs="),
        ({"needs": NEEDS, "segments": 500}, "ask for fewer"),
        ({"needs": NEEDS, "n_boot": 1}, "at least 2"),
        ({"needs": NEEDS, "rule": "elbow"}, "rule='elbow'"),
        ({"value": "age", "value_cuts": [5, 3]}, "increase"),
        ({"value": "age", "tier_names": ["a", "b"]}, "3 different names"),
        ({"value": "age", "profile_by": "need"}, "have no need"),
        ({"value": "age", "profiles": ["guest_text"]}, "20 at most"),
        ({"value": "sex"}, "sex"),
        ({"value": "age", "satisfied_from": 5}, "satisfaction="),
        ({"value": "age", "stage": "sex"}, "stages are"),
        ({"value": "constant"}, "Nobody is in the tier"),
    ],
)
def test_what_cannot_be_is_refused(more, match):
    frame = guests().assign(guest_text=lambda x: "g" + x["guest"].astype(str), constant=1)
    with pytest.raises((SpecificationError, DataError), match=match):
        quiet(frame, "guest", **more)
