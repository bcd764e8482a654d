"""Careless and contradictory respondents: each screen against brute force, its effects against a refit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, SpecificationError
from csmodels.kano.model import KanoModel
from csmodels.kano.planning.simulate import simulate_kano

#: Sums in another order.
ROUNDING = 1e-12
TRUTH = json.loads((Path(__file__).resolve().parents[2] / "datasets" / "truth.json").read_text())
NAMES = list("abcdefgh")
#: M O A I R Q
USUAL = {"O": 0.4, "A": 0.2, "I": 0.25, "M": 0.1, "R": 0.03, "Q": 0.02}
CARELESS = {"random": 0.05, "same_answer": 0.05, "misreading": 0.05}
BEFORE_AFTER = ("category", "better", "worse")


def answers_of(n=300, seed=0, names=NAMES, **options):
    shares = dict.fromkeys(names, USUAL)
    shares[names[-1]] = {"R": 0.6, "I": 0.4}  # customers want it absent
    return simulate_kano(shares, n, seed, careless=CARELESS, missing=0.03, **options)


@pytest.fixture(scope="module")
def made():
    return answers_of()


@pytest.fixture(scope="module")
def fitted(made):
    return made.model.fit(made.frame, n_boot=200)


@pytest.fixture(scope="module")
def quality(fitted):
    return fitted.quality()


def longest(values):
    """Longest run of one answer; a gap ends it."""
    best = run = 0
    before = None
    for value in values:
        run = 0 if value is None else run + 1 if value == before else 1
        before, best = value, max(best, run)
    return best


def test_respondents_by_brute_force(made, quality):
    table = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]
    found = quality.respondents
    for label, row in made.frame.iterrows():
        f = [None if np.isnan(row[f"{x}_f"]) else int(row[f"{x}_f"]) for x in NAMES]
        d = [None if np.isnan(row[f"{x}_d"]) else int(row[f"{x}_d"]) for x in NAMES]
        pairs = [None if None in pair else pair for pair in zip(f, d, strict=True)]
        letters = ["" if pair is None else table[pair[0] - 1][pair[1] - 1] for pair in pairs]
        mine = found.loc[label]
        for letter in "MOAIRQ":
            assert mine[letter] == letters.count(letter)
            if any(letters):
                assert mine[f"share_{letter}"] == pytest.approx(letters.count(letter) / mine["pairs"])
        assert mine["reverse_counted"] == letters[:-1].count("R")  # the last one is reverse to most
        known = [pair for pair in pairs if pair]
        assert mine["contradictory"] == known.count((1, 1)) + known.count((5, 5)) == letters.count("Q")
        assert mine["contradictory_wide"] == sum(a == b != 3 for a, b in known)
        for name, series in (("functional", f), ("dysfunctional", d), ("both", pairs)):
            assert mine[f"{name}_run"] == longest(series)
            given = [x for x in series if x is not None]
            assert mine[f"{name}_same"] == (len(given) >= 5 and len(set(given)) == 1)


def test_screens_by_their_limits(made, fitted):
    strict = fitted.quality(max_questionable=1, max_reverse=0.2, max_contradictory=2, max_indifferent=0.5)
    who = strict.respondents
    asked = who["pairs"] - made.frame[["h_f", "h_d"]].notna().all(axis=1)
    assert (who["many_questionable"] == (who["Q"] > 1)).all()
    assert (who["many_reverse"] == (who["reverse_counted"] > 0.2 * asked + 1e-9)).all()
    assert (who["many_contradictory"] == (who["contradictory_wide"] > 2)).all()
    assert (who["many_indifferent"] == (who["I"] > 0.5 * who["pairs"])).all()
    names = [name for name in strict.screens.index if name != "any"]
    assert (who["any"] == who[names].any(axis=1)).all()
    assert strict.screens["flagged"].tolist() == [who[name].sum() for name in strict.screens.index]
    assert strict.screens.loc["many_questionable", "limit"] == 2
    assert "more than 20 %" in strict.screens.loc["many_reverse", "rule"]


def test_by_default_chance_decides(quality):
    who = quality.respondents
    for name in ("questionable", "reverse", "contradictory"):
        count = {"questionable": "Q", "reverse": "reverse_counted", "contradictory": "contradictory_wide"}
        rare = (who[f"{name}_chance"] <= 0.01) & (who[count[name]] >= 2)
        assert (who[f"many_{name}"] == rare).all()
        assert who[f"many_{name}"].any()
    assert "many_indifferent" not in quality.screens.index
    assert (quality.screens["expected"].drop("any") <= 0.01 * 300).all()


def test_reverse_attributes_make_nobody_careless():
    shares = {name: {"I": 0.1, "O": 0.9} for name in "abcdi"} | {name: {"R": 1.0} for name in "efgh"}
    made = simulate_kano(shares, 200, importance=False)
    who = made.model.fit(made.frame, n_boot=0).quality(max_reverse=0).respondents
    assert (who["R"] == 4).all()
    assert not who["many_reverse"].any()


def test_an_attribute_reverse_to_the_own_group_counts_for_nobody_in_it():
    parts = {"east": {"a": {"R": 1.0}, "b": {"I": 1.0}}, "west": {"a": {"O": 1.0}, "b": {"R": 0.3, "I": 0.7}}}
    made = simulate_kano(parts, 300, segments={"east": 0.4, "west": 0.6}, importance=False)
    alone = made.model.fit(made.frame, n_boot=0).quality(max_reverse=0).respondents
    groups = made.model.fit(made.frame, by="segment", n_boot=0).quality(max_reverse=0).respondents
    east = made.frame["segment"] == "east"
    assert alone.loc[east, "many_reverse"].all()
    assert not groups.loc[east, "many_reverse"].any()
    west = groups[~east]
    assert (west["reverse_counted"] == west["R"]).all()
    assert (west["many_reverse"] == (west["R"] > 0)).all()
    assert west["many_reverse"].any()
    assert (groups["group"] == made.frame["segment"]).all()


def refit(model, frame, quality, screen, **options):
    return model.fit(frame.loc[quality.keep(screen)], n_boot=0, **options)


def test_effects_are_those_of_a_refit(made, fitted, quality):
    for screen in quality.screens.index:
        again = refit(made.model, made.frame, quality, screen)
        rows = quality.effects.loc[screen]
        assert rows["n_left"].tolist() == again.counts["n"].tolist()
        assert rows["category_after"].tolist() == again.categories["category"].tolist()
        for name in ("better", "worse"):
            np.testing.assert_array_equal(rows[f"{name}_after"], again.coefficients[name])
            change = again.coefficients[name] - fitted.coefficients[name]
            np.testing.assert_array_equal(rows[f"{name}_change"], change)
        assert (rows["category"] == fitted.categories["category"]).all()
        assert (rows["probability"] == fitted.categories["probability"]).all()


def test_effects_of_groups_and_weights_are_those_of_a_refit(made):
    rng = np.random.default_rng(1)
    frame = made.frame.assign(
        hotel=rng.choice(["east", "west"], len(made.frame)), weight=rng.uniform(0.5, 2, len(made.frame))
    )
    frame.loc[[5, 6], "weight"] = 0.0
    data = cs.SurveyData(frame, weights="weight")
    quality = made.model.fit(data, by="hotel", n_boot=50).quality()
    for screen in ("any", "many_questionable", "straight_both"):
        kept = cs.SurveyData(frame.loc[quality.keep(screen)], weights="weight")
        again = made.model.fit(kept, by="hotel", n_boot=0)
        rows = quality.effects.xs(screen, level="screen")
        assert rows.index.equals(again.counts.index)
        assert rows["category_after"].tolist() == again.categories["category"].tolist()
        for name in ("better", "worse"):
            assert rows[f"{name}_after"].to_numpy() == pytest.approx(
                again.coefficients[name].to_numpy(), abs=ROUNDING
            )
    counted = quality._persons.counted
    assert counted.sum() == len(frame) - 2
    flagged = quality.respondents["any"] & counted
    weights = frame["weight"]
    share = weights[quality.respondents["any"]].sum() / weights.sum()
    assert quality.screens.loc["any", "share"] == pytest.approx(share)
    assert quality.screens.loc["any", "flagged"] == flagged.sum()


@pytest.mark.parametrize("ci", ["percentile", "bca", "normal"])
def test_changes_are_paired(made, ci):
    frame = made.frame.iloc[:120]
    result = made.model.fit(frame, n_boot=100, ci=ci)
    quality = result.quality()
    part = result.parts[0]
    keep = ~quality.respondents["any"].to_numpy()
    counts = np.concatenate(list(part.variation.draws)).astype(float)
    coded = np.eye(7)[part.categories][..., :6]  # -1, a missing pair, is the last one

    def better(rows):
        m, o, a, i, _, _ = np.moveaxis(np.einsum("bn,nac->bac", counts[:, rows], coded[rows]), -1, 0)
        return (a + o) / (m + o + a + i), (m, o, a, i)

    everybody = np.ones(len(keep), dtype=bool)
    draws = better(keep)[0] - better(everybody)[0]
    rows = quality.effects.loc["any"]
    assert rows["better_change_std_error"].to_numpy() == pytest.approx(draws.std(axis=0, ddof=1))
    if ci == "percentile":
        low = np.quantile(draws, 0.025, axis=0, method="hazen")
        assert rows["better_change_low"].to_numpy() == pytest.approx(low, abs=0.01)
    # probabilities are those of a fit to the respondents who stay
    left = made.model.fit(frame[keep], n_boot=2).categories
    assert rows["probability_after"].to_numpy() == pytest.approx(left["probability"].to_numpy())
    assert (rows["probability_after"] != rows["probability"]).any()
    # pairing is the point: two samples on their own would be far less sure
    alone = result.coefficients["better_std_error"].to_numpy()
    assert (rows["better_change_std_error"].to_numpy() < alone).all()


def test_linearised_errors_are_near_those_of_the_resamples(made, quality):
    rows = made.model.fit(made.frame, errors="linearized").quality().effects.loc["any"]
    boot = quality.effects.loc["any"]
    for name in ("better", "worse"):
        # 200 resamples: errors are within 15 % with near certainty
        assert rows[f"{name}_change_std_error"].iloc[:-1].to_numpy() == pytest.approx(
            boot[f"{name}_change_std_error"].iloc[:-1].to_numpy(), rel=0.2
        )
        assert (rows[f"{name}_change_low"] < rows[f"{name}_change"]).iloc[:-1].all()


def test_designs(made):
    rng = np.random.default_rng(3)
    n = len(made.frame)
    frame = made.frame.assign(
        region=np.arange(n) % 3, city=np.arange(n) % 60, **{f"r{i}": rng.uniform(0, 2, n) for i in range(30)}
    )
    clustered = cs.SurveyData(frame, strata="region", clusters="city")
    errors = {}
    for how in ("bootstrap", "linearized"):
        options = {"n_boot": 200} if how == "bootstrap" else {}
        rows = made.model.fit(clustered, errors=how, **options).quality().effects.loc["any"]
        errors[how] = rows["better_change_std_error"].to_numpy()[:-1]
    assert errors["bootstrap"] == pytest.approx(errors["linearized"], rel=0.25)
    replicated = cs.SurveyData(
        frame.assign(w=1.0),
        weights="w",
        replicate_weights=[f"r{i}" for i in range(30)],
        replicate_method="bootstrap",
    )
    result = made.model.fit(replicated)
    quality = result.quality()
    rows = quality.effects.loc["any"]
    keep = ~quality.respondents["any"].to_numpy()
    coded = np.eye(7)[result.parts[0].categories][..., :6]
    weights = frame[[f"r{i}" for i in range(30)]].to_numpy().T

    def better(w, rows):
        m, o, a, i = np.moveaxis(np.einsum("bn,nac->bac", w[:, rows], coded[rows])[..., :4], -1, 0)
        return (a + o) / (m + o + a + i)

    every, one = np.ones(n, dtype=bool), np.ones((1, n))
    away = (better(weights, keep) - better(weights, every)) - (better(one, keep) - better(one, every))
    assert rows["better_change_std_error"].to_numpy() == pytest.approx(np.sqrt((away**2).mean(axis=0)))
    assert np.isnan(rows["probability_after"]).all()


def test_weights_of_two_are_duplicated_rows(made):
    double = np.arange(len(made.frame)) % 3 == 0
    weighted = cs.SurveyData(made.frame.assign(weight=1.0 + double), weights="weight")
    rows = pd.concat([made.frame, made.frame[double]], ignore_index=True)
    one = made.model.fit(weighted, n_boot=0).quality()
    other = made.model.fit(rows, n_boot=0).quality()
    assert one.screens["share"].to_numpy() == pytest.approx(other.screens["share"].to_numpy())
    for name in BEFORE_AFTER:
        after = f"{name}_after"
        if name == "category":
            assert (one.effects[after] == other.effects[after]).all()
        else:
            assert one.effects[after].to_numpy() == pytest.approx(other.effects[after].to_numpy())


def test_order_of_rows_and_attributes_changes_nothing(made, fitted, quality):
    shuffled = made.frame.sample(frac=1, random_state=0)
    again = made.model.fit(shuffled, n_boot=0).quality()
    pd.testing.assert_frame_equal(again.respondents.sort_index(), quality.respondents)
    names = NAMES[::-1]
    turned = KanoModel({name: made.model.pairs[name] for name in names}).fit(made.frame, n_boot=0).quality()
    flags = list(quality.screens.index)
    pd.testing.assert_frame_equal(turned.respondents[flags], quality.respondents[flags])


def test_exchanged_pairs_flag_the_same_people(made, quality):
    swapped = made.model.fit(made.frame, n_boot=50, reverse="swap").quality()
    pd.testing.assert_frame_equal(swapped.respondents, quality.respondents)
    assert swapped.effects.loc[("any", "h"), "category"] != "R"


def test_tables_without_q_or_r_have_the_screens_they_can():
    shares = {name: {"M": 0.4, "O": 0.2, "A": 0.2, "I": 0.2} for name in NAMES}
    short = simulate_kano(shares, 200, table="three", careless={"same_answer": 0.1}, importance=False)
    quality = short.model.fit(short.frame, n_boot=20).quality()
    straight = ["straight_functional", "straight_dysfunctional", "straight_both", "any"]
    assert quality.screens.index.tolist() == straight
    assert (quality.respondents["contradictory_wide"] == 0).all()
    lazy = short.style == "same_answer"
    assert quality.respondents.loc[lazy, "straight_both"].all()
    wide = answers_of(table="pouliot")
    found = wide.model.fit(wide.frame, n_boot=0).quality()
    # its Q are the pairs of one answer already
    assert "many_contradictory" not in found.screens.index
    assert (found.respondents["Q"] == found.respondents["contradictory_wide"]).all()


def test_where_everybody_answers_alike_nobody_is_a_straight_liner():
    frame = pd.DataFrame({f"{name}_{side}": [1] * 20 for name in NAMES for side in "fd"})
    result = KanoModel({name: (f"{name}_f", f"{name}_d") for name in NAMES}).fit(frame, n_boot=20)
    quality = result.quality()
    assert quality.respondents["functional_same"].all()
    assert not quality.respondents["any"].any()
    assert (quality.attributes["alarm"] & quality.attributes["sure"]).all()
    everybody = result.quality(max_questionable=0.5)
    assert len(everybody.keep()) == 0
    rows = everybody.effects.loc["any"]
    assert (rows["n_left"] == 0).all()
    assert rows["better_change"].isna().all()
    assert "100 %" in everybody.to_text() or "100.0 %" in everybody.to_text()


def test_few_answers_are_not_judged():
    frame = pd.DataFrame({f"{name}_{side}": [1, 2, 3] for name in "abcd" for side in "fd"})
    quality = KanoModel({n: (f"{n}_f", f"{n}_d") for n in "abcd"}).fit(frame, n_boot=0).quality()
    assert not quality.respondents[["functional_same", "both_same"]].any(axis=None)
    assert any("takes 5 attributes" in each for each in quality.warnings)


def test_attributes_have_wilson_limits(fitted, quality):
    shares = fitted.shares.xs("Q", level="category")
    assert (quality.attributes["questionable_low"] == shares["conf_low"]).all()
    assert quality.attributes["reverse_mode"].tolist() == [False] * 7 + [True]


def test_options_are_checked(fitted, quality):
    for options in (
        {"max_questionable": -1},
        {"max_reverse": 1.5},
        {"max_questionable": True},
        {"chance": 0},
    ):
        with pytest.raises(SpecificationError, match=next(iter(options))):
            fitted.quality(**options)
    with pytest.raises(SpecificationError, match="Did you mean 'many_reverse'"):
        quality.keep("many_revers")
    with pytest.raises(SpecificationError, match="max_indifferent"):
        quality.keep("many_indifferent")


def test_row_labels_that_are_not_unique_name_nobody(made):
    twice = pd.concat([made.frame, made.frame])
    with pytest.raises(DataError, match="reset_index"):
        made.model.fit(twice, n_boot=0).quality().keep()


def test_groups_cannot_be_named_like_a_level(made):
    frame = made.frame.assign(screen=np.arange(300) % 2)
    with pytest.raises(DataError, match="rename"):
        made.model.fit(frame, by="screen", n_boot=0).quality()


@pytest.mark.parametrize("by", [None, "town"])
def test_report_in_both_languages(made, by):
    frame = made.frame.iloc[:150].assign(town=np.arange(150) % 2)
    quality = made.model.fit(frame, by=by, n_boot=20).quality()
    english, chinese = quality.summary(), quality.summary("zh")
    assert "Labels without those flagged" in english.to_text()
    assert "受访者筛查" in chinese.to_text()
    assert "many_" not in english.to_text() + chinese.to_text()
    assert english.to_latex()
    assert chinese.to_html()
    assert set(quality.tables) == {"screens", "effects", "attributes", "respondents"}


SURVEYS = {"hotel_kano": cs.datasets.load_hotel_kano, "telecom_kano": cs.datasets.load_telecom_kano}


@pytest.mark.parametrize("name", SURVEYS)
def test_careless_respondents_of_the_samples_are_found(name):
    data = SURVEYS[name]()
    quality = KanoModel.find(data).fit(data, n_boot=0).quality()
    who = quality.respondents
    keys = data.frame.loc[who.index].iloc[:, 0]
    styles = TRUTH[name]["sample"]["careless_and_contradictory"]
    mine = {style: keys.isin(listed) for style, listed in styles.items()}
    careful = ~np.logical_or.reduce(list(mine.values()))
    assert (who["straight_both"] == mine["same_answer"]).all()
    assert who.loc[mine["contradictory"], "many_contradictory"].mean() >= 0.75
    assert who.loc[mine["contradictory"], "any"].mean() >= 0.8
    assert who.loc[mine["random"], "many_reverse"].mean() >= 0.5
    assert not who.loc[careful, "many_questionable"].any()
    assert who.loc[careful, "many_contradictory"].sum() <= 3
    # respondents differ in how demanding they are: some careful ones have many R
    assert who.loc[careful, "any"].mean() < 0.02


@pytest.mark.parametrize(("correlation", "most"), [(0.0, 0.01), (0.4, 0.06)])
def test_careful_respondents_are_seldom_flagged(correlation, most):
    kinds = [[0.5, 0.3, 0.04, 0.13, 0.02, 0.01], [0.05, 0.2, 0.5, 0.23, 0.01, 0.01]]
    kinds += [[0.08, 0.12, 0.15, 0.6, 0.04, 0.01], [0.01, 0.02, 0.05, 0.3, 0.6, 0.02]]
    shares = {f"a{i}": dict(zip("MOAIRQ", kinds[i % 4], strict=True)) for i in range(16)}
    made = simulate_kano(shares, 3000, 7, correlation=correlation, importance=False)
    quality = made.model.fit(made.frame, n_boot=0).quality()
    flagged = quality.screens["flagged"]
    if not correlation:
        expected = quality.screens["expected"].drop("any")
        # Poisson: four standard deviations
        assert (abs(flagged.drop("any") - expected) <= 4 * np.sqrt(expected) + 1).all()
    assert flagged["any"] / 3000 < most
