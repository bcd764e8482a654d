"""Edge cases of samples: few rows, no numbers, inadmissible estimates, lost resamples.

The table of all cases stands at the top of test_path_edge_cases.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from edge_cases_kit import RULES, SAME, WAYS, fit, formative, named, path_figures, quietly, rare, small_index

import csmodels as cs
from csmodels.errors import (
    DataError,
    DataWarning,
)
from csmodels.numerics.plsc import CHECKS


@pytest.fixture
def index():
    return small_index()


# ---------------------------------------------------------------------- n < p


@pytest.mark.parametrize("options", WAYS, ids=named)
def test_few_rows_are_allowed_in_mode_a_with_a_note(model, answers, options):
    few = answers.sample(5, random_state=3)
    result, _ = quietly(fit, model, few, **options)
    assert "Only 5 complete answers for 8 items: the estimates are unsteady." in result.warnings
    assert path_figures(result)["estimate"].notna().all()
    assert "unsteady" in str(result.summary())
    assert quietly(result.assess)[0].loadings["estimate"].notna().all()


def test_few_rows_in_a_group_and_in_moments(model, answers):
    frame = answers.assign(group=np.where(np.arange(200) < 5, "tiny", "rest"))
    result, _ = quietly(model.fit, frame, by="group", n_boot=0)
    assert result.warnings[0].startswith("Group tiny has only 5 complete answers for 8 items")
    moments = cs.Moments(answers[list(model.items)].cov(), n=5)
    assert "Only 5 complete answers for 8 items" in model.fit(moments).warnings[1]


def test_few_rows_are_refused_where_mode_b_is_singular(answers):
    wide = cs.PathModel({"Q": cs.composite("q1", "q2", "q3", "v1", "v2"), "S": ["s1", "s2"]}, {"S": ["Q"]})
    for n in (3, 5, 6):
        with pytest.raises(DataError, match=rf"Only {n} of {n} rows .* at least 7 are needed"):
            wide.fit(answers.head(n))
    # rows enough, but only four different ones
    again = pd.concat([answers.head(4)] * 5, ignore_index=True)
    with pytest.raises(DataError, match="items of 'Q' are linearly dependent"):
        wide.fit(again)


# ---------------------------------------------------------------------- NaN, infinite, all-NaN columns


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("estimator", ["pls", "plsc"])
def test_no_numbers_are_refused_by_name(model, index, answers, estimator, rule):
    for each in (model, index):
        with pytest.raises(DataError, match="Column 'q2' has no answer in any row"):
            fit(each, answers.assign(q2=np.nan), estimator=estimator, missing=rule)
        infinite = answers.assign(q2=answers["q2"].where(answers.index != 1001, -np.inf))
        with pytest.raises(DataError, match=r"Column 'q2' has 1 infinite value in .*1001"):
            fit(each, infinite, estimator=estimator, missing=rule)


@pytest.mark.parametrize("rule", RULES)
def test_no_numbers_in_a_group(model, answers, rule):
    frame = answers.assign(q2=answers["q2"].where(answers["group"] != "south"))
    with pytest.warns(DataWarning, match="Group south could not be estimated.*'q2'"):
        result = fit(model, frame, by="group", missing=rule)
    assert result.groups == ("north", "west")
    assert np.isfinite(result.params["estimate"]).all()


def test_no_numbers_in_moments_and_weights(model, answers):
    covariances = answers[list(model.items)].cov()
    for bad in (np.nan, np.inf):
        broken = covariances.copy()
        broken.iloc[0, 1] = broken.iloc[1, 0] = bad
        with pytest.raises(DataError, match="missing or infinite"):
            cs.Moments(broken, n=200)
        weights = answers["weight"].where(answers.index != 1001, bad)
        with pytest.raises(DataError, match=r"'weight' is missing or infinite.*1001"):
            model.fit(cs.SurveyData(answers.assign(weight=weights), weights="weight"), n_boot=0)


@pytest.mark.parametrize("rule", RULES)
def test_no_numbers_for_some_are_counted_in_the_display(model, answers, rule):
    frame = answers.copy()
    frame.loc[frame.index[:20], "q2"] = np.nan
    result = fit(model, frame, missing=rule)
    assert result.settings["missing"] == rule
    assert result.settings["n_dropped"] == (20 if rule == "listwise" else 0)
    assert result.answers_by_item.loc["q2", "n_missing"] == 20
    assert "Missing answers" in str(result.summary())


# ---------------------------------------------------------------------- n = 1


def test_one_row_is_an_error(model, index, answers):
    for each in (model, formative(model), index):
        for options in ({}, {"estimator": "plsc"}, {"se": "linearized"}, {"missing": "em"}):
            with pytest.raises(DataError, match="Only 1 of 1 row has an answer"):
                fit(each, answers.head(1), **options)
    with pytest.raises(DataError, match="n=1 respondents; at least 4 are needed"):
        model.fit(cs.Moments(answers[list(model.items)].cov(), n=1))
    lone = answers.assign(weight=(np.arange(200) == 0).astype(float))
    with pytest.raises(DataError, match=r"Only 1 of 200 rows .* weight above zero"):
        model.fit(cs.SurveyData(lone, weights="weight"))


def test_one_row_in_a_group(model, answers):
    frame = answers.assign(group=np.where(np.arange(200) < 1, "one", answers["group"]))
    with pytest.warns(DataWarning, match="Group one could not be estimated.*Only 1 of its rows"):
        result = model.fit(frame, by="group", n_boot=0)
    assert "one" not in result.groups


# ---------------------------------------------------------------------- inadmissible PLSc


def test_inadmissible_samples_of_thirty_are_never_bare(model, answers):
    """Forty small samples: each is admissible, or inadmissible with its reasons, or refused with them."""
    outcomes = {"admissible": 0, "inadmissible": 0, "refused": 0}
    for seed in range(40):
        try:
            result, told = quietly(model.fit, answers.sample(30, random_state=seed), "plsc", n_boot=20)
        except DataError as error:
            assert "rho_a is not positive for '" in str(error)  # noqa: PT017 - one of three right outcomes
            outcomes["refused"] += 1
            continue
        report = result.admissibility
        assert report.index.tolist() == [*CHECKS, "all_checks"]
        assert report["share_failed"].notna().all()
        admissible = bool(report.loc["all_checks", "admissible"])
        assert admissible == report.loc[list(CHECKS), "admissible"].all()
        assert admissible == (not any("estimates are inadmissible" in line for line in told))
        loadings = result.params.query("kind == 'loading'")["estimate"]
        outside = loadings.abs().max() > 1 + SAME or result.r_squared["estimate"].max() > 1 + SAME
        assert not (outside and admissible)
        if not admissible:
            assert report.loc[~report["admissible"], "where"].str.len().sum() > 0
            assert "inadmissible" in str(result.summary())
            assert "不可接受" in str(result.summary("zh"))
        if not admissible and not outcomes["inadmissible"]:
            assert quietly(result.assess)[0].loadings["estimate"].notna().all()
        outcomes["admissible" if admissible else "inadmissible"] += 1
    assert min(outcomes.values()) >= 2, outcomes


def test_inadmissible_reliability_of_zero_or_less_is_refused_by_name():
    """A square root of a negative number elsewhere; zero gives correlations without bound."""
    names = ["a1", "a2", "b1", "b2"]
    plsc_model = cs.PathModel({"A": names[:2], "B": names[2:]}, {"B": ["A"]})
    for own in (0.0, -0.2):
        corr = np.eye(4) + 0.3
        corr[:2, :2] = [[1, own], [own, 1]]
        corr[2:, 2:] = [[1, 0.5], [0.5, 1]]
        with pytest.raises(DataError, match=r"rho_a is not positive for 'A' \(-?0\.\d+\)"):
            plsc_model.fit(cs.Moments(np.where(np.eye(4) == 1, 1.0, corr), n=100, names=names), "plsc")


def test_inadmissible_resamples_of_very_few_rows(model, answers):
    """Among resamples of five rows some have a reliability of exactly zero."""
    result, told = quietly(model.fit, answers.sample(5, random_state=3), "plsc", n_boot=200)
    assert any("estimates are inadmissible" in line for line in told)
    kept = result.estimates.draws["paths"][0][:, result.estimates.used[0]]
    assert np.isfinite(kept).all()


# ---------------------------------------------------------------------- zero-variance resamples


@pytest.mark.parametrize(
    "options", [o for o in WAYS if "se" not in o and o != {"estimator": "plsc"}], ids=named
)
def test_lost_resamples_are_counted_in_every_way(model, answers, options):
    result, told = quietly(model.fit, rare(answers), n_boot=200, **options)
    lost = 200 - result.settings["n_boot_used"]
    assert 0.28 < lost / 200 < 0.46  # the chance that a row is not drawn is .37
    assert any(f"ResamplingWarning: {lost} of 200 resamples could not be estimated" in line for line in told)
    assert re.search(rf"Resamples used\W+{200 - lost}\b", str(result.summary()))
    figures = path_figures(result)
    assert figures[["std_error", "conf_low", "conf_high", "p_value"]].notna().all(axis=None)
    further = result.further(lambda members: members.fit.r_squared)
    assert further.draws.shape == (2, 200 - lost)
    htmt, _ = quietly(lambda: result.assess(fit=False).htmt)
    assert htmt[["conf_low", "conf_high"]].notna().all(axis=None)


def test_lost_resamples_below_five_percent_are_counted_in_silence(model, answers):
    result, told = quietly(model.fit, rare(answers, 4), n_boot=400)
    assert 0 < 400 - result.settings["n_boot_used"] <= 20
    assert not any("Resampling" in line for line in told)


def test_lost_resamples_of_an_index(index, answers):
    result, _ = quietly(index.fit, rare(answers), n_boot=200, by=None)
    assert result.settings["n_boot_used"] < 200
    tables = (result.index, result.priorities().table, result.what_if({"Quality": 1}).table)
    for table in tables:
        assert np.isfinite(table.select_dtypes("number").to_numpy(dtype=float)).any()
    with pytest.raises(DataError, match=r"Without fold .* item 'v1' is then the same everywhere"):
        result.pls_predict(5, 2)
