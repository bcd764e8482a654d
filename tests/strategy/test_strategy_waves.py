"""Scores over waves: changes, what they are made of, targets, control charts."""

from __future__ import annotations

from functools import cache

import matplotlib
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.strategy.indicators.kinds import Indicator
from csmodels.strategy.indicators.reading import Asked, read
from csmodels.strategy.waves import Track, track
from csmodels.tables import PARAM_COLUMNS

matplotlib.use("Agg")

EXACT = 1e-10  # the same sums in another order
DELTA = 1e-6  # derivatives are numerical
MC = 0.15  # a standard error from 400 resamples has a relative error of 3.5 %; four of these


@cache
def hotel():
    return cs.datasets.load_hotel()


@cache
def telecom():
    return cs.datasets.load_telecom()


@cache
def of_index(weights: str = "own") -> Track:
    return track(
        hotel(), cs.index_model("ACSI"), wave="quarter", n_boot=400, item_weights=weights, targets=72
    )


@cache
def fitted():
    return cs.index_model("ACSI").fit(hotel(), by="quarter", n_boot=400)


@cache
def of_operators() -> Track:
    return track(
        telecom(), "qual_overall", wave="quarter", by="operator", targets={"Alpha": 8.0, "Beta": 7.5}
    )


def panel(n: int = 60, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    person = rng.normal(size=n)
    parts = [
        pd.DataFrame({"who": range(n), "wave": w, "x": 7 + 0.3 * w + person + 0.5 * rng.normal(size=n)})
        for w in range(3)
    ]
    return pd.concat(parts, ignore_index=True)


# ------------------------------------------------------------------ against textbook formulas


def test_a_change_of_a_mean_is_welchs_test():
    frame = panel()
    found = track(frame, "x", wave="wave", adjust="none").changes
    groups = [frame.loc[frame["wave"] == w, "x"] for w in range(3)]
    for against, w, since in (("previous", 1, 0), ("previous", 2, 1), ("first", 2, 0)):
        welch = stats.ttest_ind(groups[w], groups[since], equal_var=False)
        row = found.loc[(against, w)]
        assert row["since"] == since
        assert row["statistic"] == pytest.approx(welch.statistic, rel=DELTA)
        assert row["p_value"] == pytest.approx(welch.pvalue, rel=1e-5)
        assert row["conf_low"] == pytest.approx(welch.confidence_interval().low, rel=1e-5)
        # the noise is half the interval
        assert row["noise"] == pytest.approx((row["conf_high"] - row["conf_low"]) / 2, rel=DELTA)


def test_the_same_respondents_make_it_the_paired_test():
    frame = panel()
    found = track(frame, "x", wave="wave", paired="who", adjust="none")
    wide = frame.pivot(index="who", columns="wave", values="x")
    paired = stats.ttest_rel(wide[1], wide[0])
    row = found.changes.loc[("previous", 1)]
    assert row["statistic"] == pytest.approx(paired.statistic, rel=DELTA)
    assert row["p_value"] == pytest.approx(paired.pvalue, rel=1e-5)
    # one level: Hotelling's T² of the differences
    away = wide[[1, 2]].to_numpy() - wide[[0]].to_numpy()
    t2 = away.mean(0) @ np.linalg.solve(np.cov(away.T) / len(away), away.mean(0))
    assert found.trend["wald"].iloc[0] == pytest.approx(t2, rel=DELTA)
    alone = track(frame, "x", wave="wave").changes.loc[("previous", 1), "std_error"]
    assert row["std_error"] < 0.7 * alone
    drawn = track(frame, "x", wave="wave", paired="who", n_boot=400).changes.loc[("previous", 1)]
    assert drawn["std_error"] == pytest.approx(row["std_error"], rel=MC)


@pytest.mark.parametrize("kind", ["nps", "csat", "rate"])
def test_levels_are_the_indicators(kind):
    item = {"nps": "recommendation", "csat": "sat_overall", "rate": "complained"}[kind]
    found = track(hotel(), item, wave="quarter", kind=kind)
    board = read(Indicator(kind, item), hotel(), Asked(interval="wald"), "quarter")
    unit = 100 if kind == "nps" else 1
    for part, (_, row) in zip(board.parts, found.levels.iterrows(), strict=True):
        assert row["estimate"] == pytest.approx(unit * part.means[0], abs=EXACT)
        assert row["std_error"] == pytest.approx(unit * part.std_error[0], rel=DELTA)


def test_nps_of_simple_samples_has_the_textbooks_error():
    frame = pd.DataFrame({"q": ["a"] * 10 + ["b"] * 8, "r": [10] * 5 + [8] * 3 + [3] * 2 + [9] * 4 + [2] * 4})
    with pytest.warns(DataWarning, match="fewer than 30"):
        found = track(frame, "r", wave="q", kind="nps", scale=(0, 10))
    p, d, n = 0.5, 0.2, 10
    assert found.levels.loc["a", "estimate"] == pytest.approx(30, abs=EXACT)
    assert found.levels.loc["a", "std_error"] == pytest.approx(
        100 * np.sqrt((p + d - (p - d) ** 2) / n), rel=DELTA
    )
    parts = found.decomposition.loc[("previous", "b")]
    assert parts["of_mean"].to_dict() == pytest.approx({"promoters": 0.0, "detractors": -30.0})


def test_weighted_means_by_hand():
    frame, w = telecom().frame, telecom().weights
    used = frame[["qual_overall", "operator", "quarter", w]].dropna()
    part = used[(used["operator"] == "Beta") & (used["quarter"] == "2024Q3")]
    x, weight = part["qual_overall"].to_numpy(), part[w].to_numpy()
    mean = np.average(x, weights=weight)
    z = weight / weight.sum() * (x - mean)
    error = np.sqrt(len(z) / (len(z) - 1) * (z**2).sum())
    row = of_operators().levels.loc[("Beta", "2024Q3")]
    assert row["estimate"] == pytest.approx(mean, abs=EXACT)
    assert row["std_error"] == pytest.approx(error, rel=DELTA)


def test_clusters_and_strata_by_hand():
    rng = np.random.default_rng(5)
    shop = np.repeat(np.arange(12), 10)
    frame = pd.DataFrame({"shop": shop, "region": shop % 2, "wave": np.tile([0, 1], 60)})
    frame["x"] = rng.normal(size=12)[shop] + rng.normal(size=120)
    survey = cs.SurveyData(frame, clusters="shop", strata="region")
    row = track(survey, "x", wave="wave").changes.loc[("previous", 1)]
    total = np.zeros(12)
    for sign, w in ((1, 1), (-1, 0)):
        part = frame[frame["wave"] == w]
        np.add.at(total, part["shop"], sign * (part["x"] - part["x"].mean()) / len(part))
    variance = sum(6 * total[r::2].var(ddof=1) for r in (0, 1))
    assert row["std_error"] == pytest.approx(np.sqrt(variance), rel=DELTA)
    assert row["conf_high"] - row["change"] == pytest.approx(
        stats.t.ppf(0.975, 10) * row["std_error"], rel=DELTA
    )


def test_replicate_weights_are_used():
    frame = panel(40)
    reps = {f"r{i}": np.where(frame["who"] == i, 0.0, 40 / 39) for i in range(40)}
    survey = cs.SurveyData(frame.assign(**reps), replicate_weights=tuple(reps), replicate_method="jackknife")
    found = track(survey, "x", wave="wave")
    wide = frame.pivot(index="who", columns="wave", values="x")
    # the jackknife of a mean difference is its textbook error
    error = (wide[1] - wide[0]).std() / np.sqrt(40)
    assert found.changes.loc[("previous", 1), "std_error"] == pytest.approx(error, rel=DELTA)
    assert found.settings["errors"] == "replicates"


def test_mean_of_items_and_constant_weights():
    frame = panel().assign(y=lambda f: f["x"] ** 2 / 7, w=2.0)
    found = track(frame, ["x", "y"], wave="wave")
    one = track(frame.assign(m=(frame["x"] + frame["y"]) / 2), "m", wave="wave")
    names = ["change", "std_error", "p_value"]
    np.testing.assert_allclose(found.changes[names], one.changes[names], rtol=1e-5)
    weighted = track(cs.SurveyData(frame, weights="w"), ["x", "y"], wave="wave")
    np.testing.assert_allclose(found.changes[names], weighted.changes[names], rtol=1e-5)
    sums = found.decomposition["total"].groupby(level=["against", "wave"]).sum()
    np.testing.assert_allclose(sums.loc["first"], found.changes.loc["first", "change"], atol=EXACT)


# ------------------------------------------------------------------ models


def test_levels_and_changes_are_those_of_the_index():
    found, compared = of_index(), fitted().compare_index("Satisfaction")
    columns = ["estimate", "std_error", "conf_low", "conf_high"]
    own = fitted().index.xs("Satisfaction", level="construct")
    np.testing.assert_allclose(found.levels[columns], own[columns], atol=1e-9)
    gap = compared.differences.loc[("2024Q1", "2024Q3")]
    row = found.changes.loc[("first", "2024Q3")]
    assert row["change"] == pytest.approx(-gap["difference"], abs=1e-9)
    assert row["std_error"] == pytest.approx(gap["std_error"], abs=1e-9)
    assert row["conf_low"] == pytest.approx(-gap["conf_high"], abs=1e-9)


def test_a_fit_by_wave_serves_as_well():
    found = track(hotel(), fitted(), wave="quarter")
    pd.testing.assert_frame_equal(found.levels, of_index().levels)


def test_parts_sum_in_every_comparison():
    found = of_index()
    by_item = found.decomposition["total"].groupby(level=["against", "wave"]).sum()
    by_part = found.parts["estimate"].groupby(level=["against", "wave"]).sum()
    for each in (by_item, by_part):
        np.testing.assert_allclose(each, found.changes["change"].reindex(each.index), atol=EXACT)
    assert (found.parts["std_error"] > 0).all()


def test_weights_of_the_first_wave():
    found = of_index("first")
    shares = fitted().index_weights.loc["2024Q1"].xs("Satisfaction")["weight"]
    frame, w = hotel().frame, hotel().weights
    used = frame.loc[fitted().answers.index]
    part = used[used["quarter"] == "2024Q4"]
    low, high = fitted().index_weights.loc["2024Q1"].xs("Satisfaction")[["low", "high"]].iloc[0]
    means = [100 * (np.average(part[item], weights=part[w]) - low) / (high - low) for item in shares.index]
    assert found.levels.loc["2024Q4", "estimate"] == pytest.approx(shares.to_numpy() @ means, abs=1e-9)
    assert found.levels.loc["2024Q1", "estimate"] == of_index().levels.loc["2024Q1", "estimate"]
    weights = found.parts.xs("weights", level="part")["estimate"]
    assert not weights.any()


def test_linearised_errors_agree_with_resamples():
    linear = track(hotel(), cs.index_model("ACSI"), wave="quarter", errors="linearized")
    np.testing.assert_allclose(linear.changes["std_error"], of_index().changes["std_error"], rtol=MC)
    means = linear.parts.xs("means", level="part")["std_error"]
    np.testing.assert_allclose(means, of_index().parts.xs("means", level="part")["std_error"], rtol=MC)


def test_linearised_errors_in_a_design_are_those_of_the_comparison():
    frame = hotel().raw
    frame["shop"] = np.arange(len(frame)) % 40
    survey = hotel().replace(frame=frame, clusters="shop")
    found = track(survey, cs.index_model("ACSI"), wave="quarter", errors="linearized")
    fit = cs.index_model("ACSI").fit(survey, by="quarter", se="linearized")
    gap = fit.compare_index("Satisfaction").differences.loc[("2024Q2", "2024Q3")]
    row = found.changes.loc[("previous", "2024Q3")]
    assert row["std_error"] == pytest.approx(gap["std_error"], rel=1e-5)
    assert row["p_value"] == pytest.approx(gap["p_value"], rel=1e-4)
    # respondents of several waves are such clusters
    alone = hotel().replace(frame=frame)
    paired = track(alone, cs.index_model("ACSI"), wave="quarter", errors="linearized", paired="shop")
    np.testing.assert_allclose(paired.changes["std_error"], found.changes["std_error"])


def test_a_path_model_becomes_an_index():
    model = cs.PathModel(
        {"Quality": ["qual_overall", "qual_custom"], "Satisfaction": ["sat_overall", "sat_ideal"]},
        {"Satisfaction": ["Quality"]},
    )
    found = track(hotel(), model, wave="quarter", construct="Quality", scale=(1, 10), n_boot=50)
    own = cs.index_model(model, scale=(1, 10)).fit(hotel(), by="quarter", n_boot=0)
    expected = own.index.xs("Quality", level="construct")["estimate"]
    np.testing.assert_allclose(found.levels["estimate"], expected, atol=1e-9)


# ------------------------------------------------------------------ truth of the samples


def test_hotels_rose_in_the_third_quarter():
    # truth: performance by quarter 0.00, 0.03, 0.26, 0.29
    signal = of_index().changes.loc["previous", "signal"]
    assert signal.to_dict() == {"2024Q2": False, "2024Q3": True, "2024Q4": False}
    assert of_index().trend["p_value"].iloc[0] < 0.01


def test_beta_fell_in_the_third_quarter():
    # truth: network by quarter 0.00, 0.03, -0.55, -0.20; the others rise by 0.05 and 0.08 in all
    changes = of_operators().changes.xs("previous", level="against")
    found = changes.loc[changes["signal"], "change"]
    assert found.index.tolist() == [("Beta", "2024Q3"), ("Beta", "2024Q4")]
    assert found.iloc[0] < 0 < found.iloc[1]


def test_unchanged_populations_show_no_more_than_noise():
    rng = np.random.default_rng(11)
    frame = pd.DataFrame({"g": np.repeat(np.arange(150), 80), "wave": np.tile([0, 1], 6_000)})
    frame["x"] = rng.integers(1, 11, size=len(frame)).astype(float)
    found = track(frame, "x", wave="wave", by="g")
    p = np.array([course.changes("previous").p_value[0] for course in found._courses])
    # three errors of a share of .05 in 150: .053
    assert (p < 0.05).mean() == pytest.approx(0.05, abs=0.053)
    assert np.concatenate(found._adjusted["previous"]).min() > 0.05


# ------------------------------------------------------------------ targets, control, noise


def test_targets():
    found = of_index().targets
    normal = stats.norm.cdf(found["gap"] / of_index().levels["std_error"])
    np.testing.assert_allclose(found["probability"], normal, atol=0.04)
    assert found.loc["2024Q1", "state"] == "missed"
    operators = of_operators().targets
    assert operators.loc["Gamma", "target"].isna().all()
    assert set(operators.loc["Gamma", "state"]) == {""}
    assert operators.loc[("Beta", "2024Q3"), "state"] == "missed"


def test_fewer_complaints_are_better():
    found = track(hotel(), "complained", wave="quarter", kind="rate", targets=0.5, better="lower")
    assert (found.targets["probability"] > 0.99).all()
    assert set(found.targets["state"]) == {"met"}


def test_control_limits_and_runs():
    frame = pd.DataFrame({"wave": np.repeat(np.arange(12), 40)})
    rng = np.random.default_rng(2)
    frame["x"] = rng.normal(size=480) + 0.5 * (frame["wave"] >= 4)
    found = track(frame, "x", wave="wave")
    table = found.control_limits(baseline=[0, 1, 2, 3])
    assert table["centre"].iloc[0] == pytest.approx(frame.loc[frame["wave"] < 4, "x"].mean())
    # one respondent's variance over the baseline together
    error = np.sqrt((found.levels["std_error"][:4] ** 2).mean())
    np.testing.assert_allclose(table["upper"] - table["centre"], 3 * error, rtol=1e-9)
    np.testing.assert_allclose(table["distance"], (table["estimate"] - table["centre"]) / error, rtol=1e-9)
    # eight waves above the centre are a signal whatever their limits say
    assert table.loc[11, "run"] >= 8
    assert bool(table.loc[11, "signal"])
    spread = found.control_limits(sigma="moving_range")
    assert (spread["upper"] - spread["centre"]).nunique() == 1
    pd.testing.assert_frame_equal(found.control, found.control_limits())


def test_noise_and_sample_size():
    found = of_index()
    table = found.noise
    ratio = table.loc[100, "noise"] / table.loc[400, "noise"]
    assert ratio == pytest.approx(2)
    n = found.sample_size(3.0)
    sizes = np.array([n - 1, n])
    error = table.loc[100, "std_error"] * np.sqrt(100 / sizes)
    detectable = error * table.loc[100, "detectable"] / table.loc[100, "std_error"]
    assert detectable[1] <= 3.0 < detectable[0]
    assert of_operators().sample_size(0.3).index.tolist() == ["Alpha", "Beta", "Gamma"]


# ------------------------------------------------------------------ tables, displays, pictures


def test_params_and_tables():
    found = of_operators()
    assert tuple(found.params.columns) == PARAM_COLUMNS
    beta = found.params.loc["Beta"]
    assert beta["rhs"].tolist()[4:] == [
        "2024Q2 - 2024Q1", "2024Q3 - 2024Q2", "2024Q4 - 2024Q3", "2024Q3 - 2024Q1", "2024Q4 - 2024Q1",
    ]  # fmt: skip
    assert beta["p_value"].isna().tolist() == [True] * 4 + [False] * 5
    assert list(found.tables) == [
        "params", "levels", "changes", "parts", "decomposition", "trend", "targets", "control", "noise",
    ]  # fmt: skip


def test_without_errors_nothing_is_called_noise():
    found = track(hotel(), cs.index_model("ACSI"), wave="quarter", n_boot=0)
    assert found.changes["signal"].isna().all()
    assert found.parts["estimate"].notna().all()
    words = found.to_text()
    assert "Signal" not in words
    assert "What change is noise" not in words
    assert len(found.plot_track().get_lines()) == 1
    matplotlib.pyplot.close("all")


def test_p_values_pay_for_all_changes():
    found = of_operators().changes.xs("previous", level="against")
    from csmodels.numerics.multiplicity import adjusted_p

    np.testing.assert_allclose(found["p_adjusted"], adjusted_p(found["p_value"], "holm"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_displays(lang):
    for found in (of_index(), of_operators()):
        words = found.to_text(lang)
        assert "waves_" not in words
        assert "conf_low" not in words
        assert ("目标" if lang == "zh" else "Targets") in words
    score = track(hotel(), "recommendation", wave="quarter", kind="nps").to_text(lang)
    assert ("推荐者" if lang == "zh" else "promoters") in score
    assert ("权重带来" if lang == "zh" else "By its weight") in of_index().to_text(lang)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pictures_draw_the_tables(lang):
    found = of_operators()
    ax = found.plot_track(lang=lang)
    np.testing.assert_allclose(ax.get_lines()[1].get_ydata(), found.levels.loc["Beta", "estimate"])
    control = found.plot_control(group="Beta", lang=lang, baseline=["2024Q1", "2024Q2"])
    np.testing.assert_allclose(control.get_lines()[0].get_ydata(), found.levels.loc["Beta", "estimate"])
    table = found.control_limits(baseline=["2024Q1", "2024Q2"]).loc["Beta"]
    assert control.get_lines()[1].get_ydata()[0] == table["centre"].iloc[0]
    assert control.get_lines()[2].get_xdata().tolist() == np.flatnonzero(table["signal"]).tolist()
    matplotlib.pyplot.close("all")


# ------------------------------------------------------------------ order and refusals


def test_order_chooses_and_arranges_waves():
    frame = panel().assign(wave=lambda f: f["wave"].map({0: "Jan", 1: "Feb", 2: "Mar"}))
    found = track(frame, "x", wave="wave", order=["Jan", "Feb", "Mar"])
    assert found.levels.index.tolist() == ["Jan", "Feb", "Mar"]
    two = track(frame, "x", wave="wave", order=["Jan", "Mar"])
    assert two.changes.loc[("previous", "Mar"), "change"] == pytest.approx(
        found.changes.loc[("first", "Mar"), "change"], abs=EXACT
    )


@pytest.mark.parametrize(
    ("changed", "error", "words"),
    [
        ({"wave": "quartr"}, DataError, "quarter"),
        ({"order": ["2024Q1", "2024Q9"]}, DataError, "2024Q9"),
        ({"order": ["2024Q1"]}, DataError, "two waves"),
        ({"by": "quarter"}, SpecificationError, "another for by="),
        ({"kind": "npss"}, SpecificationError, "kind"),
        ({"targets": {"2024Q7": 3}}, SpecificationError, "neither a wave nor a group"),
        ({"targets": "high"}, SpecificationError, "must be a number"),
        ({"construct": "Quality"}, SpecificationError, "for models"),
        ({"what": ["sat_overall", "complained"]}, SpecificationError, "one scale"),
        (
            {"what": cs.index_model("ACSI"), "construct": "Qualty"},
            SpecificationError,
            "Did you mean 'Quality'",
        ),
        ({"what": cs.index_model("ACSI"), "kind": "nps"}, SpecificationError, "has an index"),
        ({"paired": "guest"}, DataError, "nobody twice"),
        ({"power": 1.5}, SpecificationError, "power"),
        ({"n_boot": 0, "errors": "bootstrap"}, SpecificationError, "needs resamples"),
    ],
)
def test_refusals(changed, error, words):
    asked = {"what": "sat_overall", "wave": "quarter", **changed}
    with pytest.raises(error, match=words):
        track(hotel(), asked.pop("what"), **asked)


def test_further_refusals():
    with pytest.raises(SpecificationError, match="give the model itself"):
        track(hotel(), fitted(), wave="hotel")
    with pytest.raises(SpecificationError, match="no wave"):
        of_index().control_limits(baseline=["2023Q1"])
    with pytest.raises(SpecificationError, match="Choose a group"):
        of_operators().plot_control()
    frame = panel().assign(g=lambda f: np.where(f["wave"] < 2, "a", "b"))
    with pytest.raises(DataError, match="every group needs every wave"):
        track(frame, "x", wave="wave", by="g")
