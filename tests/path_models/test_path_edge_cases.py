"""Numerical edge cases, one section each: what other programs pass over in silence is said or refused.

The edge cases in order, their tests by prefix, and those elsewhere that pin the core behaviour. The first
seven stand here, the next five in test_path_edge_samples, the rest in test_path_edge_models:

===================================  ======================  ==============================================
case                                 tests                   elsewhere
===================================  ======================  ==============================================
zero-variance item                   test_zero_variance_     test_path_model, test_path_uncertainty
single-item construct                test_single_item_       test_path_result, test_path_assessment
sign indeterminacy                   test_sign_              test_path_resamples, test_numerics_pls
one reverse-coded item (Mode A)      test_reversed_          test_path_resamples, test_path_check
non-convergence                      test_not_settled_       test_path_resamples, test_numerics_pls
duplicate item, Mode B               test_duplicate_         test_path_model
near-collinear Mode B                test_near_collinear_    -
n < p                                test_few_rows_          test_path_resamples
NaN, infinite, all-NaN columns       test_no_numbers_        test_path_model, test_path_missing
n = 1                                test_one_row_           test_path_model
inadmissible PLSc                    test_inadmissible_      test_path_admissibility, test_numerics_plsc
zero-variance resamples              test_lost_              test_path_resamples, test_path_groups
cyclic path model                    test_cycle_             test_path_model, test_path_terms
total effects that cancel            test_effects_           test_path_result
hash order                           test_hash_              test_path_edge_models
routed answers                       test_routed_            test_path_missing, test_acsi_index
negative normalised weight           test_negative_weight_   test_acsi_index, test_acsi_priorities
what users complain of               test_users_             (further cases of the same kind)
===================================  ======================  ==============================================
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from edge_cases_kit import (
    RULES,
    SAME,
    UNCERTAIN,
    WAYS,
    fit,
    formative,
    named,
    path_figures,
    quietly,
    small_index,
)

import csmodels as cs
from csmodels.errors import (
    AdmissibilityWarning,
    ConvergenceWarning,
    DataError,
    DataWarning,
    ResamplingWarning,
)
from csmodels.path_models import estimation as fitting


@pytest.fixture
def index():
    return small_index()


# ---------------------------------------------------------------------- zero-variance item


@pytest.mark.parametrize("options", WAYS, ids=named)
def test_zero_variance_is_refused_by_name(model, answers, options):
    with pytest.raises(DataError, match=r"Column 'q2' has the same answer \(5\)"):
        fit(model, answers.assign(q2=5), **options)


@pytest.mark.parametrize("rule", RULES)
def test_zero_variance_under_every_rule_for_gaps(model, index, answers, rule):
    frame = answers.assign(q2=5.0)
    frame.loc[1003, "q2"] = np.nan
    for each in (model, index):
        with pytest.raises(DataError, match="'q2' has the same answer"):
            fit(each, frame, missing=rule)


def test_zero_variance_up_to_rounding(model, answers):
    """Computed items: 0.1 + 0.2 is not 0.3, and what is left after centring is noise of the processor."""
    nearly = np.where(answers["q1"] > 5, 0.1 + 0.2, 0.3)
    assert len(np.unique(nearly)) == 2
    with pytest.raises(DataError, match="'q2' has the same answer"):
        model.fit(answers.assign(q2=nearly), n_boot=0)
    south = answers["group"] == "south"
    told = pytest.warns(DataWarning, match="Group south could not be estimated.*'q2'")
    with told:
        model.fit(answers.assign(q2=np.where(south, nearly, answers["q2"])), by="group", n_boot=0)
    # a scale may be as fine, and lie as high, as it likes
    fine = model.fit(answers.assign(q2=1e6 + 1e-6 * answers["q2"]), n_boot=0)
    np.testing.assert_allclose(
        path_figures(fine)["estimate"], path_figures(model.fit(answers, n_boot=0))["estimate"], atol=1e-4
    )


@pytest.mark.parametrize("rule", ["listwise", "mean", "em"])
@pytest.mark.parametrize("estimator", ["pls", "plsc"])
def test_zero_variance_in_a_group(index, answers, estimator, rule):
    """The group and its item are named; every further analysis is about the other groups."""
    frame = answers.copy()
    frame.loc[frame["group"] == "south", "q2"] = 5.0
    frame.loc[frame.index[::9], "s1"] = np.nan
    result, told = quietly(fit, index, frame, by="group", estimator=estimator, missing=rule)
    assert any("Group south could not be estimated" in line and "'q2'" in line for line in told)
    assert result.groups == ("north", "west")
    assert "'q2'" in result.failed_groups["south"]
    pairs, _ = quietly(result.compare_groups, 20)
    assert pairs.differences.index.unique().tolist() == [("north", "west")]
    made = [
        result.index,
        result.compare_index("Satisfaction").differences,
        quietly(result.assess)[0].reliability,
        quietly(result.invariance, 20)[0].composition,
        result.priorities().table,
    ]
    for table in made:
        labels = pd.DataFrame(table).reset_index().astype(str)
        assert not (labels == "south").any(axis=None)
    texts = (result.summary(), result.mediation().summary(), result.what_if({"Quality": 1}).summary("zh"))
    assert all("nan" not in str(each).lower().split() for each in texts)


def test_zero_variance_in_published_moments(model, answers):
    constant = answers[list(model.items)].assign(q2=5.0).cov()
    with pytest.raises(DataError, match="variance of item 'q2' is not positive"):
        cs.Moments(constant, n=200)


# ---------------------------------------------------------------------- single-item construct


@pytest.mark.parametrize("options", [*WAYS, {"by": "group"}], ids=named)
def test_single_item_is_fixed_and_has_no_errors(answers, options):
    """Weight and loading are 1 by construction: no error, no test, no reliability."""
    single = cs.PathModel({"A": ["q1", "q2"], "B": ["v1"], "C": ["s1"]}, {"B": ["A"], "C": ["A", "B"]})
    result, told = quietly(fit, single, answers, **options)
    assert not [line for line in told if "Admissibility" not in line and options.get("by") is None]
    fixed = result.params[result.params["rhs"].isin(["v1", "s1"])]
    assert set(fixed["kind"]) == {"weight", "loading"}
    np.testing.assert_allclose(fixed["estimate"], 1.0, atol=SAME)
    assert fixed[UNCERTAIN].isna().all(axis=None)
    assessed, _ = quietly(result.assess)
    for table in (result.reliability, assessed.reliability):
        mine = table[table.index.get_level_values("construct") != "A"]
        assert mine.select_dtypes("number").isna().all(axis=None)
    shown = assessed.loadings[assessed.loadings["construct"] == "B"]
    assert shown[["std_error", "conf_low", "conf_high"]].isna().all(axis=None)
    # what is not fixed has its interval all the same
    assert path_figures(result)[["std_error", "conf_low", "conf_high"]].notna().all(axis=None)


@pytest.mark.parametrize("rule", RULES[1:])
def test_single_item_with_gaps(answers, rule):
    frame = answers.copy()
    frame.loc[frame.index[::7], "v1"] = np.nan
    single = cs.PathModel({"A": ["q1", "q2"], "B": ["v1"]}, {"B": ["A"]})
    params = fit(single, frame, missing=rule).params
    fixed = params[params["rhs"] == "v1"]
    np.testing.assert_allclose(fixed["estimate"], 1.0, atol=SAME)
    assert fixed[UNCERTAIN].isna().all(axis=None)


# ---------------------------------------------------------------------- sign indeterminacy


def ambiguous(n: int = 150) -> tuple[cs.PathModel, pd.DataFrame]:
    """A block of two items whose loadings nearly cancel: its direction is a coin toss."""
    rng = np.random.default_rng(0)
    construct = rng.normal(size=n)
    signs = {"a1": 1, "a2": -1, "b1": 1, "b2": 1}
    frame = {name: s * construct + rng.normal(scale=0.5, size=n) for name, s in signs.items()}
    return cs.PathModel({"A": ["a1", "a2"], "B": ["b1", "b2"]}, {"B": ["A"]}), pd.DataFrame(frame)


@pytest.mark.parametrize("options", WAYS, ids=named)
def test_sign_of_every_member_follows_the_estimate(options):
    """A draw turned round would make an error near 1 out of one near .03."""
    model, frame = ambiguous()
    result, told = quietly(fit, model, frame, **options)
    assert any("runs against the other items of A" in line for line in told)
    row = path_figures(result).iloc[0]
    assert abs(row["estimate"]) > 0.8
    assert row["std_error"] < 0.1
    assert row["conf_low"] * row["conf_high"] > 0
    replayed = result.further(lambda members: members.fit.paths)
    np.testing.assert_allclose(replayed.std_error, row["std_error"])
    if replayed.draws.shape[1]:
        assert (np.sign(replayed.draws) == np.sign(row["estimate"])).all()


def test_sign_rule_is_stated(model, answers):
    printed = " ".join(str(model.fit(answers, n_boot=20).summary()).split())
    assert "turned so that its loadings sum to a positive number; resamples follow" in printed


def test_sign_that_differs_between_groups_is_told():
    """Else the groups' paths would differ by twice their size, with an interval far from zero."""
    model, frame = ambiguous(400)
    found = []
    for seed in range(4):
        # without the second column, the first decides in both groups
        for columns in (["a1", "a2"], ["a1", "a1b"]):
            own = cs.PathModel({**model.measurement, "A": columns}, model.structure)
            frame = frame.assign(a1b=frame["a1"] - 0.5 * frame["a2"])
            frame["g"] = np.random.default_rng(seed).choice(["x", "y"], size=len(frame))
            result, told = quietly(own.fit, frame, by="g", n_boot=0)
            first, second = np.sign(path_figures(result)["estimate"])
            line = "A points in opposite directions in groups x and y: its paths in these tables"
            assert any(line in each for each in told) == (first != second)
            found.append(bool(first != second))
    assert set(found) == {True, False}


# ---------------------------------------------------------------------- one reverse-coded item


@pytest.mark.parametrize(
    "options", [{}, {"estimator": "plsc"}, {"se": "linearized"}, {"missing": "em"}], ids=named
)
def test_reversed_item_is_told_by_every_estimator(model, index, answers, options):
    turned = answers.assign(q2=11 - answers["q2"])
    for each, construct in ((model, "Quality"), (index, "Quality")):
        result, told = quietly(fit, each, turned, **options)
        expected = (
            f"AdmissibilityWarning: q2 runs against the other items of {construct}: it looks reverse coded"
        )
        assert any(line.startswith(expected) for line in told)
        assert any("q2 runs against" in line for line in result.warnings)


def test_reversed_in_one_group_only(model, answers):
    west = answers["group"] == "west"
    frame = answers.assign(q2=answers["q2"].where(~west, 11 - answers["q2"]))
    with pytest.warns(AdmissibilityWarning, match=r"q2 runs against .* of Quality \[west\]") as told:
        model.fit(frame, by="group", n_boot=0)
    assert len(told) == 1


# ---------------------------------------------------------------------- non-convergence


@pytest.mark.parametrize("estimator", ["pls", "plsc"])
def test_not_settled_is_told_group_by_group(model, answers, monkeypatch, estimator):
    steps = quietly(model.fit, answers, estimator, by="group", n_boot=0)[0].settings["iterations"]
    slow = max(steps, key=steps.get)
    real, limit = fitting.fit_pls, steps[slow] - 1
    monkeypatch.setattr(fitting, "fit_pls", lambda *a, **k: real(*a, **{**k, "max_steps": limit}))
    result, told = quietly(model.fit, answers, estimator, by="group", n_boot=0)
    told = [line for line in told if ConvergenceWarning.__name__ in line]
    behind = [g for g, n in steps.items() if n > limit]
    assert [f"[{g}]" in line for g, line in zip(behind, told, strict=True)] == [True] * len(behind)
    assert not result.converged
    assert re.search(r"Converged\W+no\b", str(result.summary()))
    if estimator == "plsc":
        assert not result.admissibility.loc[(slow, "convergence"), "admissible"]
        assert not result.admissibility.loc[(slow, "all_checks"), "admissible"]


def test_not_settled_without_resamples(index, answers, monkeypatch):
    """Linearised errors and index models say it as well; no error is computed from what did not settle."""
    real = fitting.fit_pls
    monkeypatch.setattr(fitting, "fit_pls", lambda *a, **k: real(*a, **{**k, "max_steps": 2}))
    with pytest.warns((ConvergenceWarning, ResamplingWarning)) as told:
        result = index.fit(answers, se="linearized")
    assert sum(w.category is ConvergenceWarning for w in told) == 1
    assert not result.converged
    assert result.index[["std_error", "conf_low", "conf_high"]].isna().all(axis=None)


# ---------------------------------------------------------------------- duplicate item, Mode B


@pytest.mark.parametrize("rule", RULES)
def test_duplicate_names_the_pair(model, answers, rule):
    twice = answers.assign(q3=answers["q1"])
    with pytest.raises(
        DataError, match=r"'q1' and 'q3' of 'Quality'.*correlation 1, infinite condition number"
    ):
        fit(formative(model), twice, missing=rule)
    with pytest.raises(DataError, match=r"'q1' and 'q3' of 'Quality' hold the same answers"):
        fit(model, twice, missing=rule)


@pytest.mark.parametrize(("scale", "sign"), [(2.0, "1"), (-1.0, "-1")])
def test_duplicate_on_another_scale(model, answers, scale, sign):
    frame = answers.assign(q3=30 + scale * answers["q1"])
    with pytest.raises(DataError, match=rf"'q1' and 'q3' of 'Quality'.*correlation {sign},.*Leave one out"):
        formative(model).fit(frame)
    with pytest.raises(DataError, match="'q1' and 'q3' of 'Quality'"):
        formative(model).fit(cs.Moments(frame[list(model.items)].cov(), n=200))


def test_duplicate_in_one_group(model, answers):
    frame = answers.assign(q3=answers["q3"].where(answers["group"] != "south", answers["q1"]))
    with pytest.warns(DataWarning, match="Group south could not be estimated.*'q1' and 'q3' of 'Quality'"):
        result = formative(model).fit(frame, by="group", n_boot=0)
    assert result.groups == ("north", "west")


def test_duplicate_within_a_higher_order_model(answers):
    blocks = {
        "A": cs.composite("q1", "q2"),
        "B": ["v1", "v2"],
        "C": cs.higher_order("A", "B"),
        "Y": ["s1", "s2"],
    }
    with pytest.raises(DataError, match="'q1' and 'q2' of 'A' are linearly dependent"):
        cs.PathModel(blocks, {"Y": ["C"]}).fit(answers.assign(q2=answers["q1"]), n_boot=0)
    # dimensions that repeat each other: no answer is missing, and nothing of the kind may be said
    alike = {"A": ["q1"], "B": ["v1"], "C": cs.higher_order("A", "B"), "Y": ["s1", "s2"]}
    with pytest.raises(DataError, match="linearly dependent"):
        cs.PathModel(alike, {"Y": ["C"]}).fit(answers.assign(v1=answers["q1"]), n_boot=0)


def test_near_collinear_block_shows_its_condition_number(model, answers):
    """Weights of some hundreds that cancel: the figures exist, and nobody may take them for steady."""
    noise = np.random.default_rng(1).normal(size=len(answers))
    near = answers.assign(q3=answers["q1"] + 0.01 * noise)
    own = np.corrcoef(near[["q1", "q2", "q3"]].T)
    # the standardised items as a matrix: its condition number is the root of that of the correlations
    condition = f"{np.sqrt(np.linalg.cond(own)):.0f}"
    words = rf"q1, q3 of Quality nearly repeat each other \(condition number {condition};"
    with pytest.warns(DataWarning, match=words):
        formative(model).fit(near, n_boot=0)
    with pytest.warns(DataWarning, match=words):
        formative(model).fit(cs.Moments(near[list(model.items)].cov(), n=200))
    with pytest.warns(DataWarning, match=r"nearly repeat each other \[south\]"):
        formative(model).fit(
            answers.assign(q3=near["q3"].where(answers["group"] == "south", answers["q3"])),
            by="group",
            n_boot=0,
        )
    # correlation weights do not suffer from it, and ordinary blocks are left in peace
    assert model.fit(near, n_boot=0).warnings == ()
    assert formative(model).fit(answers, n_boot=0).warnings == ()
