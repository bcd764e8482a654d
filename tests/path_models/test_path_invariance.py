"""What must not change a result: order, scale, chunks, groups beside each other.

The order of sets and hashes: test_path_edge_models.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.numerics import moments as moments_module
from csmodels.numerics import resampling
from csmodels.testing import assert_table_close

#: Weights settle to 1e-12; sums in another order add rounding.
SAME = 1e-10
QUANTITIES = ("weights", "loadings", "paths", "r_squared", "reliability")


def keyed(result: cs.PathResult) -> dict[str, pd.DataFrame]:
    """The tables by names instead of positions."""
    numbers = ["estimate", "std_error", "conf_low", "conf_high"]
    return {
        "params": result.params.set_index(["kind", "lhs", "rhs"])[numbers],
        "effects": result.effects.set_index(["effect", "lhs", "rhs", "through"])[numbers],
        "r_squared": result.r_squared,
        "reliability": result.reliability,
    }


def same_draws(one: cs.PathResult, two: cs.PathResult, atol: float = SAME) -> None:
    for name in QUANTITIES:
        mine, other = one.estimates.draws[name], two.estimates.draws[name]
        np.testing.assert_allclose(mine, other, rtol=0, atol=atol, err_msg=name)


def test_order_of_rows(model, answers):
    order = np.random.default_rng(1).permutation(len(answers))
    result = model.fit(answers, n_boot=0)
    turned = model.fit(answers.iloc[order], n_boot=0)
    assert_table_close(keyed(turned), keyed(result), atol=SAME)
    pd.testing.assert_frame_equal(turned.scores(), result.scores().iloc[order], rtol=0, atol=SAME)
    # the same rows in each resample, wherever they stand
    indices = np.random.default_rng(2).integers(0, len(answers), size=(30, len(answers)))
    place = np.argsort(order)
    one = model.fit(answers, resample_indices=indices)
    two = model.fit(answers.iloc[order], resample_indices=place[indices])
    same_draws(one, two)


@pytest.mark.parametrize("scheme", ["path", "factorial", "centroid"])
def test_order_of_items_and_constructs(answers, scheme):
    blocks = {
        "Quality": ["q1", "q2", "q3"],
        "Value": cs.composite("v1", "v2"),
        "Satisfaction": ["s1", "s2", "s3"],
    }
    structure = {"Value": ["Quality"], "Satisfaction": ["Quality", "Value"]}
    turned_blocks = {
        "Satisfaction": ["s3", "s1", "s2"],
        "Value": cs.composite("v2", "v1"),
        "Quality": ["q2", "q3", "q1"],
    }
    turned_structure = {"Satisfaction": ["Value", "Quality"], "Value": ["Quality"]}
    one = cs.PathModel(blocks, structure).fit(answers, scheme=scheme, n_boot=100)
    two = cs.PathModel(turned_blocks, turned_structure).fit(
        answers[answers.columns[::-1]], scheme=scheme, n_boot=100
    )
    assert_table_close(keyed(two), keyed(one), atol=SAME)


def test_scale_of_an_item(model, answers):
    changed = answers.assign(q2=answers["q2"] * 1000 - 7, s1=answers["s1"] / 3)
    one, two = model.fit(answers, n_boot=100), model.fit(changed, n_boot=100)
    assert_table_close(keyed(two), keyed(one), atol=SAME)
    pd.testing.assert_frame_equal(two.scores(), one.scores(), rtol=0, atol=SAME)


def test_constant_weight_changes_nothing(model, answers):
    plain = model.fit(answers, n_boot=100)
    weighted = model.fit(cs.SurveyData(answers.assign(w=3.0), weights="w"), n_boot=100)
    assert_table_close(keyed(weighted), keyed(plain), atol=SAME)
    assert weighted.settings["weights"] == "w"
    assert plain.settings["weights"] == "none"


def test_a_weight_of_two_is_the_row_twice(model, answers):
    weights = np.where(np.arange(len(answers)) % 3 == 0, 2.0, 1.0)
    weighted = model.fit(cs.SurveyData(answers.assign(w=weights), weights="w"), n_boot=0)
    doubled = model.fit(answers.loc[answers.index.repeat(weights.astype(int))], n_boot=0)
    a, b = keyed(weighted), keyed(doubled)
    # the adjusted R2 counts respondents, not weights
    assert_table_close(a["params"], b["params"], atol=SAME)
    assert_table_close(a["effects"], b["effects"], atol=SAME)
    assert_table_close(a["reliability"], b["reliability"], atol=SAME)
    assert_table_close(a["r_squared"]["estimate"], b["r_squared"]["estimate"], atol=SAME)


def test_rows_of_weight_zero_do_not_count(model, answers):
    weights = np.where(answers["group"] == "west", 0.0, 1.0)
    weighted = model.fit(cs.SurveyData(answers.assign(w=weights), weights="w"), n_boot=0)
    without = model.fit(answers[answers["group"] != "west"], n_boot=0)
    assert_table_close(weighted.params, without.params, atol=SAME)


@pytest.mark.parametrize("resamples", [1, 10, 1000])
@pytest.mark.parametrize("rows", [10, 199, 200])
def test_chunks(model, answers, monkeypatch, resamples, rows):
    data = cs.SurveyData(answers, weights="weight")
    expected = model.fit(data, n_boot=60)
    monkeypatch.setattr(resampling, "RESAMPLES_AT_A_TIME", resamples)
    monkeypatch.setattr(resampling, "ROWS_AT_A_TIME", rows)
    monkeypatch.setattr(moments_module, "ROWS_AT_A_TIME", rows)
    same_draws(model.fit(data, n_boot=60), expected)


def test_fewer_resamples_are_the_first_of_more(model, answers):
    short, long = (model.fit(answers, n_boot=b) for b in (500, 1000))
    for name in QUANTITIES:
        mine, all_of_them = short.estimates.draws[name], long.estimates.draws[name]
        np.testing.assert_allclose(mine, all_of_them[..., :500], rtol=0, atol=SAME)
    assert short.settings["n_boot"] == 500
    assert long.settings["n_boot_used"] == 1000


def test_the_seed_decides(model, answers):
    one, again, other = (model.fit(answers, n_boot=50, seed=s) for s in (3, 3, 4))
    pd.testing.assert_frame_equal(one.params, again.params)
    assert (one.params["estimate"] == other.params["estimate"]).all()
    assert not np.allclose(one.estimates.draws["paths"], other.estimates.draws["paths"])


def test_a_group_is_the_fit_on_the_group_alone(model, answers):
    data = cs.SurveyData(answers, weights="weight")
    together = model.fit(data, by="group", n_boot=300)
    assert together.groups == ("north", "south", "west")
    for name in together.groups:
        alone = model.fit(data.where((answers["group"] == name).to_numpy()), by="group", n_boot=300)
        g = together.groups.index(name)
        for quantity in QUANTITIES:
            np.testing.assert_allclose(
                together.estimates.draws[quantity][g], alone.estimates.draws[quantity][0], atol=SAME
            )
        plain = model.fit(data.where((answers["group"] == name).to_numpy()), n_boot=300)
        for quantity in QUANTITIES:
            np.testing.assert_allclose(
                together.estimates.values[quantity][g], plain.estimates.values[quantity][0], atol=SAME
            )
        assert_table_close(
            together.params.loc[name].reset_index(drop=True), alone.params.reset_index(drop=True), atol=1e-8
        )
        assert_table_close(together.r_squared.loc[name], alone.r_squared.loc[name], atol=SAME)
        assert_table_close(together.reliability.loc[name], alone.reliability.loc[name], atol=SAME)
        effects = together.effects.loc[name].reset_index(drop=True)
        assert_table_close(effects, alone.effects.reset_index(drop=True), atol=1e-8)
        pd.testing.assert_frame_equal(
            together.scores()[(answers["group"] == name).to_numpy()], alone.scores(), rtol=0, atol=SAME
        )


def test_groups_are_resampled_independently(model, answers):
    """Equal groups in equal order: with the same row numbers their draws would move together."""
    twin = pd.concat([answers.assign(group="one"), answers.assign(group="two")], ignore_index=True)
    draws = model.fit(twin, by="group", n_boot=400).estimates.draws["paths"]
    for path in range(draws.shape[1]):
        # 400 independent pairs: the correlation has standard deviation .05
        assert abs(np.corrcoef(draws[0, path], draws[1, path])[0, 1]) < 0.2


def test_more_items_change_no_draw(model, answers):
    """The rows drawn depend on seed and number of rows alone, not on what is measured."""
    small = cs.PathModel({"A": ["q1"], "B": ["s1"]}, {"B": ["A"]}).fit(answers, n_boot=40)
    indices_free = small.estimates.draws["paths"][0, 0]
    big = cs.PathModel({"A": ["q1"], "B": ["s1"], "C": ["v1"]}, {"B": ["A"], "C": ["A"]})
    np.testing.assert_allclose(big.fit(answers, n_boot=40).estimates.draws["paths"][0, 0], indices_free)


def test_fitting_changes_nothing(model, answers):
    before, specification = answers.copy(), str(model)
    result = model.fit(answers, n_boot=20)
    pd.testing.assert_frame_equal(answers, before)
    assert str(model) == specification
    first = result.params
    answers.loc[:, "q1"] = 1.0
    first["estimate"] = 0.0
    assert (result.params["estimate"] != 0).all()
