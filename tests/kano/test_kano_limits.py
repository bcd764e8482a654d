"""Limits of better and worse: Wilson's by default, with or without resamples, weights and designs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from kano_kit import answers_with, fitted
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

import csmodels as cs

#: The same formula in another order.
ROUNDING = 1e-12
COUNTS = {"wifi": [20, 45, 25, 30, 3, 2], "bed": [8, 2, 0, 5, 0, 1], "pool": [0, 0, 9, 3, 1, 0]}
LIMITS = [f"{name}_{end}" for name in ("better", "worse") for end in ("low", "high")]


def shares(counts):
    m, o, a, i = counts[:4]
    return {"better": (a + o, m + o + a + i), "worse": (m + o, m + o + a + i)}


def test_limits_are_wilsons_without_resamples():
    rows = fitted(COUNTS).coefficients
    for name, counts in COUNTS.items():
        for which, (hits, of) in shares(counts).items():
            low, high = proportion_confint(hits, of, method="wilson")
            wanted = (low, high) if which == "better" else (-high, -low)
            got = rows.loc[name, [f"{which}_low", f"{which}_high"]].tolist()
            np.testing.assert_allclose(got, wanted, atol=ROUNDING)
    assert rows["better_std_error"].isna().all()
    assert rows.loc["pool", ["worse", "worse_high"]].tolist() == [0.0, 0.0]


def test_resamples_change_errors_and_no_limits():
    plain, drawn = fitted(COUNTS), fitted(COUNTS, n_boot=200)
    pd.testing.assert_frame_equal(plain.coefficients[LIMITS], drawn.coefficients[LIMITS])
    assert drawn.coefficients.loc["wifi", "better_std_error"] > 0
    named = {each: fit.settings.get(each) for each in ("ci", "ci_scores", "simultaneous") for fit in (drawn,)}
    assert named == {"ci": "wilson", "ci_scores": "percentile", "simultaneous": "max_t"}
    assert plain.settings["ci"] == "wilson"
    assert plain.settings["simultaneous"] == "bonferroni"
    assert "ci_scores" not in plain.settings
    for lang, words in (("en", "Wilson (shares"), ("zh", "Wilson（占比")):
        assert words in drawn.to_text(lang)


def test_params_have_the_same_limits():
    found = fitted(COUNTS)
    rows = found.params[found.params["kind"] == "coefficient"].set_index(["lhs", "rhs"])
    for (name, which), row in rows.iterrows():
        wanted = found.coefficients.loc[name, [f"{which}_low", f"{which}_high"]]
        assert row[["conf_low", "conf_high"]].tolist() == wanted.tolist()


@pytest.mark.parametrize("ci", ["percentile", "bca", "normal"])
def test_other_limits_where_they_are_named(ci):
    named, default = fitted(COUNTS, ci=ci, n_boot=300), fitted(COUNTS, n_boot=300)
    assert named.settings["ci"] == ci
    assert "ci_scores" not in named.settings
    assert (named.coefficients.loc["wifi", LIMITS] != default.coefficients.loc["wifi", LIMITS]).all()
    np.testing.assert_allclose(
        named.coefficients.loc["wifi", LIMITS].to_numpy(float),
        default.coefficients.loc["wifi", LIMITS].to_numpy(float),
        atol=0.03,
    )
    pd.testing.assert_frame_equal(fitted(COUNTS, ci="wilson", n_boot=300).coefficients, default.coefficients)


def test_limits_that_hold_together_are_wilsons_with_a_farther_quantile():
    rows = fitted(COUNTS).coefficients
    z = stats.norm.ppf(1 - 0.025 / 6)
    hits, of = shares(COUNTS["bed"])["better"]
    low, high = proportion_confint(hits, of, alpha=2 * stats.norm.sf(z), method="wilson")
    np.testing.assert_allclose(
        rows.loc["bed", ["better_low_all", "better_high_all"]].to_numpy(float), [low, high]
    )
    drawn = fitted(COUNTS, n_boot=300).coefficients
    for name in ("better", "worse"):
        assert (drawn[f"{name}_low_all"] <= drawn[f"{name}_low"]).all()
        assert (drawn[f"{name}_high_all"] >= drawn[f"{name}_high"]).all()


@pytest.mark.parametrize("n", [10, 25])
def test_limits_of_few_hold_the_truth(n):
    """Percentiles of resamples are too narrow here: 5 % of answers are outside I."""
    made, p = 1000, (0.1, 0.8, 0.05, 0.05)
    counts = np.random.default_rng(4).multinomial(n, p, made)
    model = {f"a{j}": [*row, 0, 0] for j, row in enumerate(counts)}
    rows = fitted(model).coefficients
    held = ((rows["better_low"] <= 0.85) & (rows["better_high"] >= 0.85)).mean()
    # 95 % with three errors of 1,000 samples, and the steps of so few answers
    assert 0.93 < held < 0.99


def test_weights_count_by_their_effective_number():
    frame = answers_with(COUNTS)
    weights = np.random.default_rng(0).gamma(4.0, 0.25, len(frame))
    survey = cs.SurveyData(frame.assign(w=weights), weights="w")
    found = cs.KanoModel({"wifi": ("wifi_f", "wifi_d")}).fit(survey, n_boot=0).coefficients.loc["wifi"]
    exact = cs.KanoModel({"wifi": ("wifi_f", "wifi_d")}).fit(survey, errors="linearized").coefficients
    p, error = found["better"], exact.loc["wifi", "better_std_error"]
    n = p * (1 - p) / error**2
    np.testing.assert_allclose(
        found[["better_low", "better_high"]].to_numpy(float),
        proportion_confint(p * n, n, method="wilson"),
        rtol=1e-6,
    )
    assert n < 120


def test_designs_take_students_quantile():
    frame = answers_with(COUNTS)
    frame["unit"] = np.arange(len(frame)) % 8
    found = cs.KanoModel({"wifi": ("wifi_f", "wifi_d")}).fit(cs.SurveyData(frame, clusters="unit"), n_boot=0)
    row = found.coefficients.loc["wifi"]
    part = found.parts[0]
    n = part.wilson("better", part.categories >= 0)[2][0]
    z = stats.t.ppf(0.975, 7)
    want = proportion_confint(row["better"] * n, n, alpha=2 * stats.norm.sf(z), method="wilson")
    np.testing.assert_allclose(row[["better_low", "better_high"]].to_numpy(float), want, rtol=1e-6)


def test_groups_of_one_and_of_none():
    rows = fitted({"one": [0, 1, 0, 0, 0, 0], "none": [0, 0, 0, 0, 1, 0]}).coefficients
    assert rows.loc["one", "better_low"] == pytest.approx(0.2065, abs=1e-4)
    assert rows.loc["one", "better_high"] == 1.0
    assert rows.loc["none", LIMITS].isna().all()
