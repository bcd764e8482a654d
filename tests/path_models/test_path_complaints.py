"""What users of other programs complain of, beyond the table of test_path_edge_cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from edge_cases_kit import (
    FEW,
    fit,
    formative,
    quietly,
)

import csmodels as cs
from csmodels.errors import (
    DataError,
    DataWarning,
    SpecificationError,
)
from csmodels.numerics.pls import MAX_STEPS

# ---------------------------------------------------------------------- what users complain of


def test_users_htmt_is_tested_against_its_threshold(model, answers):
    """Not against zero, which it can never be; few resamples and single items give no crash."""
    for options in ({}, {"estimator": "plsc"}, {"by": "group"}):
        result, _ = quietly(model.fit, answers, n_boot=30, **options)
        htmt = result.assess(fit=False).htmt
        assert [c for c in htmt if c.startswith("p_")] == ["p_below_0.85", "p_below_0.9", "p_below_1"]
        assert htmt.drop(columns=["lhs", "rhs"]).notna().all(axis=None)
        assert (htmt["p_below_1"] <= htmt["p_below_0.85"]).all()
    two = cs.PathModel({"A": ["q1", "q2"], "B": ["v1"]}, {"B": ["A"]})
    assert len(two.fit(answers, n_boot=30).assess(fit=False).htmt) <= 1


def test_users_weights_that_do_not_exist_have_a_reason(answers):
    """Elsewhere: "missing value where TRUE/FALSE needed" in the loop over weights."""
    cancelling = cs.PathModel({"A": ["q1", "turned"], "Y": ["s1", "s2"]}, {"Y": ["A"]})
    turned = answers.assign(turned=11 - answers["q1"])
    for options in ({}, {"estimator": "plsc"}, {"se": "linearized"}):
        with pytest.raises(DataError, match=r"cancel each other out.*another one reversed"):
            fit(cancelling, turned, **options)
    partly = turned.assign(turned=turned["turned"].where(answers["group"] == "north", answers["q2"]))
    with pytest.warns(DataWarning, match="Group north could not be estimated.*cancel each other out"):
        result = cancelling.fit(partly, by="group", n_boot=0)
    assert result.groups == ("south", "west")


def test_users_braces_in_a_name_are_no_placeholder(answers):
    curly = cs.PathModel({"A": cs.composite("q{1}", "q2"), "Y": ["s1"]}, {"Y": ["A"]})
    with pytest.raises(DataError, match=r"'q\{1\}' and 'q2' of 'A'"):
        curly.fit(answers.assign(**{"q{1}": answers["q2"] + 1}), n_boot=0)


def test_users_specification_errors_say_what_is_wrong(answers):
    with pytest.raises(SpecificationError, match="'q1' is listed twice for construct 'A'"):
        cs.PathModel({"A": ["q1", "q1"], "B": ["v1"]}, {"B": ["A"]})
    with pytest.raises(SpecificationError, match="Item 'q1' belongs to 'A' and 'B'"):
        cs.PathModel({"A": ["q1", "q2"], "B": ["q1"]}, {"B": ["A"]}).fit(answers)
    # the same name for a construct and its item is nothing to complain of
    assert cs.PathModel({"q1": ["q1"], "v1": ["v1"]}, {"v1": ["q1"]}).fit(answers, n_boot=0).warnings == ()


def test_users_columns_of_any_kind_elsewhere_in_the_data(model, answers):
    """A factor, a text, a date or an object beside the items disturbs no table and no display."""
    frame = answers.assign(
        city=pd.Categorical(["a", "b"] * 100),
        text="x",
        day=pd.Timestamp("2026-01-01"),
        thing=[object()] * 200,
    )
    plain, full = (model.fit(each, n_boot=FEW) for each in (answers, frame))
    assert str(plain.summary()) == str(full.summary())
    assert str(full.assess().summary()) == str(plain.assess().summary())
    pd.testing.assert_frame_equal(full.scores(), plain.scores())
    by_city, _ = quietly(model.fit, frame, by="city", n_boot=FEW)
    assert by_city.groups == ("a", "b")
    assert str(quietly(by_city.compare_groups, 20)[0].summary())


def test_users_bootstrap_always_ends(model, answers):
    """No draw is repeated until it succeeds: those that fail are lost, and each has a last step."""
    noise = np.random.default_rng(1).normal(size=len(answers))
    near = answers.assign(q3=answers["q1"] + 1e-4 * noise)
    result, told = quietly(formative(model).fit, near, n_boot=60)
    assert any("resamples could not be estimated, so no limits are given" in line for line in told)
    assert result.settings["n_boot_used"] < 30
    assert len(result.estimates.used[0]) == 60
    assert int(result.estimates.members.fit.steps.max()) <= MAX_STEPS
    assert result.params[["conf_low", "conf_high"]].isna().all(axis=None)


def test_users_higher_order_models_show_their_lower_order(answers):
    blocks = {"A": ["q1", "q2", "q3"], "B": ["v1", "v2"], "C": cs.higher_order("A", "B"), "Y": ["s1", "s2"]}
    result = fit(cs.PathModel(blocks, {"Y": ["C"]}), answers)
    assert (
        result.reliability.loc[["A", "B", "C", "Y"], ["alpha", "rho_a", "rho_c", "ave"]]
        .notna()
        .all(axis=None)
    )
    assert result.assess().reliability.loc[["A", "B"], "alpha"].notna().all()
    single = {"A": ["q1"], "B": ["v1"], "C": cs.higher_order("A", "B"), "Y": ["s1", "s2"]}
    small = fit(cs.PathModel(single, {"Y": ["C"]}), answers)
    assert small.reliability.loc[["A", "B"]].isna().all(axis=None)
    assert small.reliability.loc["C", ["alpha", "ave"]].notna().all()
