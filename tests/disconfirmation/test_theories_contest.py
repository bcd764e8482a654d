"""Theories of satisfaction against each other: truths recovered, what is withheld, what is said."""

from __future__ import annotations

import re
import warnings
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.disconfirmation.contest.simulated import simulate_theory
from csmodels.disconfirmation.contest.theories import theories
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.numerics.fieller import fieller
from csmodels.numerics.surface.theories import NAMES, THEORIES
from csmodels.tables.strings import CATALOGUE

#: Doubled or reordered rows: the same sums in another order.
EXACT = 1e-8
#: Standard errors of 1,000 resamples against statsmodels' robust ones.
BOOTSTRAP = 0.10
HOTEL = ("cleanliness", "quiet", "shower", "bed", "checkin", "facilities", "breakfast", "staff")
TELECOM = ("voice", "indoor", "internet", "tariff", "courtesy", "app")
SATISFACTION = ("sat_overall", "sat_expectation", "sat_ideal")


def run(data, **options):
    """The contest on a simulated survey, without its warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        roles = {"outcome": "satisfaction", "expectation": "expectation", "performance": "performance"}
        return theories(data, **{**roles, "scale": (1, 10), "n_boot": 200, **options})


def on_survey(data, attributes, **options):
    return run(
        data,
        outcome=list(SATISFACTION),
        expectation=[f"e_{name}" for name in attributes],
        performance=[f"p_{name}" for name in attributes],
        scale=None,
        **options,
    )


@pytest.fixture(scope="module")
def hotel():
    return on_survey(cs.datasets.load_hotel(), HOTEL)


@pytest.fixture(scope="module")
def telecom():
    return on_survey(cs.datasets.load_telecom(), TELECOM)


@pytest.fixture(scope="module")
def answers():
    return simulate_theory("assimilation", n=400, seed=2, shift=-0.3)


@pytest.fixture(scope="module")
def result(answers):
    return run(answers)


def test_hotel_guests_are_hurt_by_shortfalls_and_hardly_helped_by_surpluses(hotel):
    assert hotel.best == "asymmetric"
    assert hotel.contest.loc["asymmetric", "selected"] > 0.9
    mine = hotel.params[hotel.params["lhs"] == "asymmetric"].set_index("rhs")
    assert mine.loc["shortfall", "conf_low"] > 0
    assert mine.loc["surplus", "conf_low"] < 0 < mine.loc["surplus", "conf_high"]
    ratio = hotel.loss_aversion.loc["asymmetric"]
    assert ratio["status"] == "no_upper"
    assert ratio["conf_low"] > 2
    assert ratio["conf_high"] == np.inf


def test_telecom_subscribers_assimilate_and_loss_aversion_is_unidentified(telecom):
    assert telecom.best == "assimilation"
    assert telecom.support.loc["above", "share"] < 0.10
    ratios = telecom.loss_aversion
    assert set(ratios["status"]) == {"few_above"}
    numbers = ["estimate", "conf_low", "conf_high", "fieller_low", "fieller_high"]
    assert ratios[numbers].isna().all(axis=None)
    assert set(telecom.contest.loc[["asymmetric", "prospect_value"], "status"]) == {"few_rows"}
    slope = telecom.params.set_index(["lhs", "rhs"]).loc[("assimilation", "expectation"), "conf_low"]
    assert slope.item() > 0.2
    verdict = telecom.verdict()
    assert "minus the slope of expectation" in verdict
    assert "cannot be learnt" in verdict
    assert "Left out: " in telecom.warnings[0]
    assert "Performance is above expectation in only" in telecom.warnings[1]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("null", "surface")])
def test_the_theory_that_was_simulated_is_recognised_and_its_meaning_said(name):
    found = run(simulate_theory(name, n=2000, seed=5))
    assert found.contest.loc[name, "status"] in ("best", "alike")
    for lang in ("en", "zh"):
        text = found.verdict(lang)
        alike = (found.contest["status"] == "alike").any()
        assert ("For management" in text or "管理含义" in text) is not alike
        meaning = CATALOGUE[f"label.means_{found.best}"][lang]
        assert (meaning in text) is not alike


@pytest.mark.parametrize("name", [name for name in NAMES if name != "surface"])
def test_what_a_theory_means_is_no_claim_about_causes(name):
    english, chinese = (CATALOGUE[f"label.means_{name}"][lang] for lang in ("en", "zh"))
    assert not any(
        word in english for word in ("would cost", "costs", "gains,", "promise what", "raise what")
    )
    assert not any(word in chinese for word in ("有损", "代价", "只承诺", "应一同提高"))
    # whoever speaks of changing something says that the answers do not tell what it would do
    assert ("whether" in english) == ("cannot tell" in english)
    assert ("是否会" in chinese) == ("无法说明" in chinese)


def test_one_row_for_each_theory_weights_over_those_that_stand(result):
    table = result.contest
    assert table.index.tolist() == list(NAMES)
    assert table["weight"].sum() == pytest.approx(1)
    assert table["selected"].sum() == pytest.approx(1)
    assert table.loc["surface", ["weight", "selected"]].isna().all()
    stands = table["status"].isin(["best", "alike", "worse"])
    assert (table.loc[~stands & (table.index != "surface"), "weight"] == 0).all()
    best = table.loc[result.best]
    assert (best["delta"], best["evidence_ratio"]) == (0, 1)
    np.testing.assert_allclose(table["delta"], table["aicc"] - best["aicc"])
    held = table[stands]
    np.testing.assert_allclose(held["evidence_ratio"], best["weight"] / held["weight"], rtol=EXACT)
    assert [len(theory.terms) + 2 + theory.extra for theory in THEORIES] == table["n_params"].tolist()
    assert table.loc["prospect_value", "n_params"] == 6


def test_a_theory_with_other_signs_is_marked_and_cannot_win(answers):
    turned = answers.assign(satisfaction=-answers["satisfaction"])
    found = run(turned).contest
    assert not found.loc["assimilation", "signs_hold"]
    assert found.loc["assimilation", "status"] == "signs"
    assert found.loc["assimilation", "weight"] == 0
    assert found.loc["assimilation", "delta"] < 0
    words = run(turned).verdict()
    assert "would fit better, but with other signs" in words


def test_coefficients_are_those_of_statsmodels_and_resamples_agree_with_robust_errors(answers):
    import statsmodels.api as sm

    found = run(answers, n_boot=1000).params.set_index(["lhs", "rhs"])
    e, p = answers["expectation"] - 5.5, answers["performance"] - 5.5
    d = p - e
    design = {"performance": p, "surplus": d.clip(lower=0), "shortfall": d.clip(upper=0)}
    fit = sm.OLS(answers["satisfaction"], sm.add_constant(pd.DataFrame(design))).fit(cov_type="HC1")
    for name in design:
        row = found.loc[[("asymmetric", name)]].iloc[0]
        assert row["estimate"] == pytest.approx(fit.params[name], rel=EXACT)
        assert row["std_error"] == pytest.approx(fit.bse[name], rel=BOOTSTRAP)
    r_squared = found[found["kind"] == "r_squared"].loc["asymmetric", "estimate"]
    assert r_squared.item() == pytest.approx(fit.rsquared, rel=EXACT)


def test_nested_tests_are_likelihood_ratios(result):
    table, fits = result.nested, result.contest["log_likelihood"]
    row = table.loc[("assimilation", "surface")]
    assert row["statistic"] == pytest.approx(2 * (fits["surface"] - fits["assimilation"]))
    assert row["df"] == 3
    assert "prospect_value" not in table.index.get_level_values("larger")
    assert (table["statistic"] > -1e-8).all()


def test_a_weight_of_two_is_the_row_twice_for_estimates(answers):
    counts = np.arange(len(answers)) % 2 + 1
    doubled = run(answers.loc[answers.index.repeat(counts)], n_boot=0)
    weighted = run(cs.SurveyData(answers.assign(w=counts), weights="w"), n_boot=0)
    columns = ["r_squared", "signs_hold"]
    pd.testing.assert_frame_equal(weighted.contest[columns], doubled.contest[columns], rtol=EXACT)
    np.testing.assert_allclose(weighted.params["estimate"], doubled.params["estimate"], rtol=1e-6, atol=EXACT)


def test_a_design_is_respected_and_replicate_weights_choose_no_winners(answers):
    half = np.arange(len(answers)) // 2
    doubled = answers.loc[answers.index.repeat(2)].reset_index(drop=True)
    pairs = cs.SurveyData(doubled.assign(who=np.arange(len(doubled)) // 2), clusters="who")
    clustered, naive = run(pairs, n_boot=400), run(doubled, n_boot=400)
    errors = [one.params.set_index(["lhs", "rhs"])["std_error"] for one in (clustered, naive)]
    ratio = (errors[0] / errors[1]).loc["assimilation"]
    # every answer stands there twice, so that it is no news the second time
    np.testing.assert_allclose(ratio, np.sqrt(2), rtol=0.15)
    weights = {f"r{i}": np.where(half % 20 == i, 0.0, 20 / 19) for i in range(20)}
    survey = cs.SurveyData(
        answers.assign(w=1.0, **weights),
        weights="w",
        replicate_weights=list(weights),
        replicate_method="jackknife",
    )
    found = run(survey, n_boot=None)
    assert found.contest["selected"].isna().all()
    assert (found.params["std_error"].dropna() > 0).all()


def test_unit_and_centre_change_no_verdict(answers):
    wide = answers.assign(**{k: 10 * answers[k] for k in ("expectation", "performance")})
    here = run(answers, n_boot=100)
    for other in (run(wide, scale=(10, 100), n_boot=100), run(answers, center="pooled", n_boot=100)):
        columns = ["delta", "weight", "r_squared", "selected"]
        pd.testing.assert_frame_equal(other.contest[columns], here.contest[columns], rtol=1e-6, atol=1e-6)
        names = ["estimate", "conf_low", "conf_high", "status"]
        pd.testing.assert_frame_equal(other.loss_aversion[names], here.loss_aversion[names], rtol=1e-6)


def test_groups_are_contests_of_their_own(answers):
    both = pd.concat(
        [answers.assign(wave=1), simulate_theory("experience", n=400, seed=3).assign(wave=2)],
        ignore_index=True,
    )
    found = run(both, by="wave", n_boot=50)
    assert found.best.to_dict() == {1: "assimilation", 2: "experience"}
    assert found.contest.index.names == ["wave", "theory"]
    alone = run(answers, n_boot=50).contest
    np.testing.assert_allclose(found.contest.loc[1, "aicc"], alone["aicc"], rtol=1e-6)
    assert found.loss_aversion.index.nlevels == 2
    assert "wave = 2: " in found.to_text()
    named = run(both.rename(columns={"wave": "operator"}), by="operator", n_boot=0)
    assert "Operator = 2: " in named.to_text()
    assert "运营商 = 2：" in named.to_text("zh")
    with pytest.raises(SpecificationError, match="Choose a group"):
        found.verdict()
    assert found.verdict(group=2) != found.verdict(group=1)


def test_without_resamples_there_are_no_shares_and_fieller_rests_on_one_variance():
    import statsmodels.api as sm

    answers = simulate_theory("disconfirmation", n=400, seed=2)
    found = run(answers, n_boot=0)
    assert found.contest["selected"].isna().all()
    assert found.params["std_error"].isna().all()
    row = found.loss_aversion.loc["piecewise"]
    np.testing.assert_allclose(
        [row["fieller_low"], row["fieller_high"]], [row["conf_low"], row["conf_high"]], rtol=1e-6
    )
    d = answers["performance"] - answers["expectation"]
    x = sm.add_constant(np.column_stack([d.clip(lower=0), d.clip(upper=0)]))
    fit = sm.OLS(answers["satisfaction"].to_numpy(), x).fit()
    assert row["estimate"] == pytest.approx(fit.params[2] / fit.params[1], rel=EXACT)


def test_a_negative_slope_above_expectation_is_translated():
    rng = np.random.default_rng(8)
    frame = simulate_theory("null", n=1500, seed=8, noise=0)
    d = frame["performance"] - frame["expectation"]
    p = frame["performance"] - 5.5
    frame["satisfaction"] = 6 + p - 0.4 * d.clip(lower=0) + 0.4 * d.clip(upper=0) + rng.normal(size=1500)
    found = run(frame)
    assert found.best == "asymmetric"
    assert "assimilation above confirmation" in found.verdict()
    assert "确认点以上的同化" in found.verdict("zh")
    row = found.loss_aversion.loc["asymmetric"]
    assert row["status"] == "no_gain"
    assert np.isnan(row["estimate"])


def test_noise_alone_is_told():
    found = run(simulate_theory("null", n=600, seed=4))
    assert found.best == "null"
    assert "neither rating" in found.verdict()
    assert found.contest.loc["null", "selected"] < 0.9


def test_the_same_seed_gives_the_same_shares(answers):
    first, again, other = (run(answers, seed=seed).contest["selected"] for seed in (1, 1, 2))
    pd.testing.assert_series_equal(first, again)
    assert not first.equals(other)


def test_controls_are_held_constant(answers):
    rng = np.random.default_rng(3)
    age = rng.normal(size=len(answers))
    shifted = answers.assign(age=age, satisfaction=answers["satisfaction"] + 3 * age)
    with_it = run(shifted, controls=["age"], n_boot=0)
    without = run(shifted, n_boot=0)
    assert with_it.contest["n_params"].eq(without.contest["n_params"] + 1).all()
    assert with_it.contest.loc["null", "r_squared"] > 0.5
    assert with_it.contest.loc["assimilation", "aicc"] < without.contest.loc["assimilation", "aicc"] - 500


def test_what_contradicts_itself_is_refused(answers):
    with pytest.raises(SpecificationError, match="complete answers only"):
        run(answers, missing="mi")
    with pytest.raises(SpecificationError, match="two roles"):
        run(answers, controls=["expectation"])
    with pytest.raises(SpecificationError, match="for one write"):
        run(answers, controls="expectation")
    with pytest.raises(SpecificationError, match="studentized"):
        run(answers, ci="studentized")
    with pytest.raises(DataError, match="performance - expectation"):
        run(answers.assign(gap=answers["performance"] - answers["expectation"]), controls=["gap"])
    with pytest.raises(DataError, match="needs the scale"):
        run(answers, scale=None)
    with pytest.raises(DataError, match="does not vary"):
        run(answers.assign(satisfaction=5.0))
    with pytest.raises(DataError, match="rows"):
        run(answers.head(9))
    for scale in ((10, 1), (1,), ("1", "ten"), 10, (1, np.inf)):
        with pytest.raises(SpecificationError, match="scale="):
            run(answers, scale=scale)
    # 99 stands for "no answer" in many files
    with pytest.raises(DataError, match="99"):
        run(answers.assign(expectation=answers["expectation"].mask(answers.index == 3, 99.0)))
    with pytest.raises(SpecificationError, match="Did you mean 'expectation'"):
        run(answers, ranges={"expecttion": (1, 10)})


def test_respondents_of_weight_zero_count_for_nothing(answers):
    more = pd.concat([answers.assign(w=1.0, g="x"), answers.head(80).assign(w=0.0, g="x")])
    more = pd.concat([more.reset_index(drop=True), answers.assign(w=1.5, g="y")], ignore_index=True)
    more.loc[len(answers), ["expectation", "performance"]] = [1.0, 10.0]
    found = run(cs.SurveyData(more, weights="w"), n_boot=0, by="g")
    there = run(cs.SurveyData(more[more["w"] > 0], weights="w"), n_boot=0, by="g")
    for name in ("contest", "params", "loss_aversion", "support", "nested"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(there, name))
    assert (found.settings["n"], found.settings["n_without_weight"]) == (800, 80)
    assert found.typical_gap == there.typical_gap
    few = more.assign(w=more["w"].where((more["g"] == "x") | (more.index % 50 == 0), 0.0))
    with pytest.raises(DataError, match="fewer than 12"):
        run(cs.SurveyData(few, weights="w"), by="g")


def test_a_point_of_performance_is_not_a_point_of_expectation():
    """Slopes of performance below and above expectation: b1 + b3 and b1 + b2, limits by their covariance."""
    import statsmodels.api as sm

    answers = simulate_theory("asymmetric", n=600, seed=4, coefficients=[0.5, 0.3, 0.7])
    found = run(answers, n_boot=0)
    row = found.loss_aversion.loc["performance_point"]
    e, p = answers["expectation"], answers["performance"]
    d = p - e
    # the same plane pair written in expectation: its slopes are those of performance at the same expectation
    design = sm.add_constant(np.column_stack([e, d.clip(lower=0), d.clip(upper=0)]))
    fit = sm.OLS(answers["satisfaction"].to_numpy(), design).fit()
    above, below = fit.params[2:]
    assert row["slope_above"] == pytest.approx(above, rel=EXACT)
    assert row["slope_below"] == pytest.approx(below, rel=EXACT)
    assert row["estimate"] == pytest.approx(below / above, rel=EXACT)
    limits = fieller(below, above, fit.cov_params()[2:, 2:][::-1, ::-1], df=fit.df_resid)
    for kind in ("fieller", "conf"):
        assert row[f"{kind}_low"] == pytest.approx(limits.low, rel=1e-6)
        assert row[f"{kind}_high"] == pytest.approx(limits.high, rel=1e-6)
    # 1.2 / .8 against .7 / .3: they are told apart, in words too
    assert found.loss_aversion.loc["asymmetric", "estimate"] > row["conf_high"]
    english, chinese = found.verdict(), found.verdict("zh")
    assert "At the same performance, a point of expectation missed weighs" in english
    assert "At the same expectation, a point of performance below" in english
    assert f"weighs {row['estimate']:.2f} times a point of performance above it" in english
    assert "在表现相同时，未达到的一分期望" in chinese
    assert "在期望相同时，低于期望处的一分表现" in chinese
    boot = run(answers, n_boot=400).loss_aversion.loc["performance_point"]
    assert boot["fieller_low"] == pytest.approx(limits.low, abs=0.15)


def test_respondents_left_out_are_told_first():
    answers = simulate_theory("assimilation", n=300, seed=1)
    answers.loc[answers.index < 60, "performance"] = np.nan
    found = run(answers, n_boot=0)
    assert "Left out: 60 of 300 respondents (20.0" in found.warnings[0]
    assert "missing=" not in found.warnings[0]  # no other rule is offered here
    assert "60" in found.notices[0].text("zh")


def test_weights_make_a_remark_and_no_warning(answers):
    survey = cs.SurveyData(answers.assign(w=np.arange(len(answers)) % 3 + 1.0), weights="w")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        roles = {"outcome": "satisfaction", "expectation": "expectation", "performance": "performance"}
        found = theories(survey, **roles, scale=(1, 10), n_boot=0)
    assert any("pseudo-likelihood" in each for each in found.warnings)
    assert not any("pseudo-likelihood" in each for each in run(answers, n_boot=0).warnings)


def test_a_weight_that_is_nearly_all_does_not_print_as_all(hotel):
    assert 0.9999 < hotel.contest["weight"].max() < 1
    for lang in ("en", "zh"):
        words = hotel.to_text(lang)
        assert ">\N{NO-BREAK SPACE}99.9\N{NO-BREAK SPACE}%" in words
        assert not re.search("(weight|权重) 100", words)
    drawn = [words.get_text() for words in hotel.plot_weights().texts]
    assert ">\N{NO-BREAK SPACE}99.9\N{NO-BREAK SPACE}%" in drawn
    # where rounding makes it one exactly, other theories still stand
    sure = run(simulate_theory("asymmetric", n=3000, seed=5), n_boot=0)
    assert sure.contest["weight"].max() == 1
    assert "weight >\N{NO-BREAK SPACE}99.9" in sure.verdict()


def test_the_surface_may_bend_where_the_scale_ends():
    rng = np.random.default_rng(1)
    frame = simulate_theory("null", n=800, seed=1, noise=0)
    e, p = frame["expectation"] - 5.5, frame["performance"] - 5.5
    frame["satisfaction"] = 0.4 * p + 0.2 * e + 0.15 * e * p + rng.normal(size=800)
    found = run(frame, n_boot=0)
    assert "or the scale does, at its ends" in found.verdict()
    assert "量表在其两端" in found.verdict("zh")


def test_a_simulation_refuses_what_it_does_not_know():
    with pytest.raises(SpecificationError, match="Did you mean 'assimilation'"):
        simulate_theory("asimilation")
    with pytest.raises(SpecificationError, match="has 2 coefficients"):
        simulate_theory("assimilation", coefficients=[1.0])
    with pytest.raises(SpecificationError, match="between -1 and 1"):
        simulate_theory("null", correlation=1.5)
    wide = simulate_theory("disconfirmation", n=50, seed=1, scale=(0, 100), rounded=False)
    assert wide[["expectation", "performance"]].to_numpy().min() >= 0
    same = simulate_theory("disconfirmation", n=50, seed=1, rounded=False)
    np.testing.assert_allclose(wide["satisfaction"], same["satisfaction"])


def test_documents_name_every_theory_in_both_languages(hotel, telecom):
    for found in (hotel, telecom):
        english, chinese = found.to_text(), found.to_text("zh")
        for text, lang in ((english, "en"), (chinese, "zh")):
            # each theory with its constraints, in a table and not only in the list of weights
            for name in NAMES:
                says = CATALOGUE[f"label.says_{name}"][lang]
                row = next(line for line in text.splitlines() if says[:12] in line)
                assert CATALOGUE[f"label.theory_{name}"][lang] in row
            assert "label." not in text
            assert not re.search(r"\bnan\b", text.lower())
        # theories stand in the order of AICc, each with its own
        rows = english.split("The theories side by side")[1].splitlines()[4:]
        for name, row in zip(found.contest["aicc"].sort_values().index, rows, strict=False):
            assert row.startswith(CATALOGUE[f"label.theory_{name}"]["en"])
            assert f"{found.contest.loc[name, 'aicc']:.1f}" in row
    unidentified = [line for line in telecom.to_text().splitlines() if "unidentified: too few above" in line]
    assert len(unidentified) == len(telecom.loss_aversion)
    assert "unidentified" not in hotel.to_text()


def test_bars_are_the_weights_and_points_the_shares(result):
    ax = result.plot_weights(title="Guests")
    table = result.contest.drop(index="surface")
    widths = [bar.get_width() for bar in ax.patches]
    np.testing.assert_allclose(sorted(widths), sorted(table["weight"]), atol=1e-12)
    np.testing.assert_allclose(sorted(ax.lines[0].get_xdata()), sorted(table["selected"]))
    assert widths == sorted(widths, reverse=True)
    from csmodels.plots.theories import _place

    for weight, share in ((1.0, 0.995), (0.986, 0.936), (0.5, 0.95), (0.8, 0.86), (0.9, 0.2), (0.3, 0.1)):
        at, right = _place(weight, share)
        low, high = (at + 0.01, at + 0.14) if right else (at - 0.12, at)
        assert not low < share < high
        assert high <= 1
    names = [words.get_text() for words in result.plot_weights(lang="zh").texts]
    assert "同化论" in names


def test_words_of_a_picture_in_a_small_place_do_not_overlap(result):
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(9, 4.5), layout="constrained")
    for ax, lang in zip(axes, ("en", "zh"), strict=True):
        result.plot_weights(ax=ax, lang=lang)
    figure.draw_without_rendering()
    for ax in axes:
        boxes = [label.get_window_extent() for label in ax.get_xticklabels()]
        assert all(a.x1 < b.x0 for a, b in pairwise(boxes))
        assert all(words.get_window_extent().x0 >= 0 for words in ax.texts)
    assert axes[0].get_legend().get_window_extent().x1 < axes[1].get_window_extent().x0
    pyplot.close(figure)
