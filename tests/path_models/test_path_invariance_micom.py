"""MICOM by explicit loops over rows and permutations, where it must collapse, and what it finds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.numerics.group_tests import composite_correlation
from csmodels.numerics.moments import Moments
from csmodels.path_models.comparison.invariance import invariance

#: Scores of single rows against moments: sums of 200 products in another order.
BY_ROWS = 1e-9
#: openpls stops earlier; the largest gap is 3e-6.
OPENPLS_STOP = 1e-5
STEPS = ("composition", "means", "variances")


@pytest.fixture
def two(answers):
    return answers[answers["group"] != "west"]


def by_rows(model, frame: pd.DataFrame, in_first: np.ndarray) -> np.ndarray:
    """The three figures of every construct from scores of single respondents."""
    first, second = (model.fit(part, n_boot=0) for part in (frame[in_first], frame[~in_first]))
    pooled = model.fit(frame, n_boot=0)
    found = []
    for name, construct in model.measurement.items():
        items = list(construct.items)
        z = (frame[items] - frame[items].mean()) / frame[items].std(ddof=0)

        def scores(fit, name=name, z=z):
            weights = fit.params.query(f"kind == 'weight' and lhs == '{name}'")["estimate"].to_numpy()
            return z.to_numpy() @ weights

        own = scores(pooled)
        found.append(
            [
                np.corrcoef(scores(first), scores(second))[0, 1],
                own[in_first].mean() - own[~in_first].mean(),
                np.log(own[in_first].var() / own[~in_first].var()),
            ]
        )
    return np.array(found).T.ravel()


@pytest.mark.parametrize("mode", ["A", "B"])
def test_by_loops_over_rows_and_permutations(two, model, mode):
    model = cs.PathModel(
        {name: cs.composite(*c.items, mode=mode) for name, c in model.measurement.items()}, model.structure
    )
    rng = np.random.default_rng(1)
    indices = np.stack([rng.permutation(len(two)) for _ in range(5)])
    found = invariance(model.fit(two, by="group", n_boot=0), indices=indices)
    member = (two["group"] == "north").to_numpy()
    (permuted,) = found.permuted
    np.testing.assert_allclose(permuted.observed, by_rows(model, two, member), atol=BY_ROWS)
    expected = [by_rows(model, two, member[order]) for order in indices]
    np.testing.assert_allclose(permuted.draws.T, expected, atol=BY_ROWS)
    assert found.settings["n_permutations"] == 5


def test_tables_follow_from_the_permutations(two, model):
    found = invariance(model.fit(two, by="group", n_boot=0), n_permutations=199)
    (permuted,) = found.permuted
    k = len(model.constructs)
    for j, name in enumerate(model.constructs):
        at = ("north", "south", name)
        c, draws = permuted.observed[j], permuted.draws[j]
        row = found.composition.loc[at]
        assert row["correlation"] == c
        assert row["quantile"] == np.quantile(draws, 0.05)
        assert row["p_value"] == (1 + (draws <= c + 1e-10).sum()) / 200
        assert row["holds"] == (row["p_value"] > 0.05)
        for table, step in ((found.means, 1), (found.variances, 2)):
            gap, draws = permuted.observed[step * k + j], permuted.draws[step * k + j]
            row = table.loc[at]
            assert row["difference"] == gap
            assert (row["low"], row["high"]) == tuple(np.quantile(draws, [0.025, 0.975]))
            assert row["p_value"] == (1 + (abs(draws) >= abs(gap) - 1e-10).sum()) / 200


def test_verdicts(two, model):
    found = invariance(model.fit(two, by="group", n_boot=0), n_permutations=99, alpha=0.5)
    verdicts = found.verdicts
    for at, row in verdicts.iterrows():
        held = [bool(getattr(found, name).loc[at, "holds"]) for name in STEPS]
        assert row[list(STEPS)].tolist() == held
        full = "full" if held[1] and held[2] else "partial"
        assert row["invariance"] == (full if held[0] else "none")
    assert verdicts["invariance"].nunique() > 1


def test_the_same_answers_in_both_groups(answers, model):
    items = list(model.items)
    twice = pd.concat([answers[items]] * 2, ignore_index=True)
    twice["group"] = np.repeat(["a", "b"], len(answers))
    found = invariance(model.fit(twice, by="group", n_boot=0), n_permutations=49)
    np.testing.assert_allclose(found.composition["correlation"], 1, atol=1e-12)
    for table in (found.means, found.variances):
        np.testing.assert_allclose(table["difference"], 0, atol=1e-12)
        assert (table["p_value"] == 1).all()
    assert (found.verdicts["invariance"] == "full").all()


def test_a_single_item_is_always_the_same_composite(answers):
    model = cs.PathModel({"Quality": ["q1", "q2"], "Overall": ["s1"]}, {"Overall": ["Quality"]})
    found = invariance(model.fit(answers, by="group", n_boot=0), n_permutations=49)
    single = found.composition.xs("Overall", level="construct")
    np.testing.assert_allclose(single["correlation"], 1, atol=1e-12)
    assert (single["p_value"] == 1).all()


def test_against_openpls(mobi, golden):
    theirs = golden("ecsi_mobile_micom").set_index("construct")
    frame = mobi.frame.assign(early=np.where(mobi.frame["CUEX1"] < 8, "a", "b"))
    fit = cs.index_model("ECSI-mobile").path_model().fit(frame, by="early", scheme="centroid", n_boot=0)
    found = invariance(fit, n_permutations=9)
    n = frame["early"].value_counts()
    unbiased = np.log(n["a"] / (n["a"] - 1)) - np.log(n["b"] / (n["b"] - 1))
    np.testing.assert_allclose(found.means["difference"], theirs["mean_diff"], atol=OPENPLS_STOP)
    ratio = found.variances["difference"] + unbiased
    np.testing.assert_allclose(ratio, theirs["log_var_ratio"], atol=OPENPLS_STOP)
    # theirs weights raw items by the weights of standardised ones
    covariances = Moments.from_rows(frame[list(fit.model.items)]).cov
    raw = composite_correlation(*fit.estimates.values["weights"], covariances, fit.spec.blocks)
    np.testing.assert_allclose(raw, theirs["c"], atol=OPENPLS_STOP)


def groups(n: int, seed: int, weights: tuple[float, float] = (0.8, 0.2), shift: float = 0.0) -> pd.DataFrame:
    """Two groups whose outcome depends on a composite of two items; simulated."""
    rng = np.random.default_rng(seed)
    parts = []
    for label, (a, b), move in (("a", (0.8, 0.2), 0.0), ("b", weights, shift)):
        x = rng.normal(size=(n, 2))
        y = 0.8 * (a * x[:, 0] + b * x[:, 1]) + 0.4 * rng.normal(size=n)
        parts.append(pd.DataFrame({"x1": x[:, 0] + move, "x2": x[:, 1] + move, "y": y, "group": label}))
    return pd.concat(parts, ignore_index=True)


COMPOSITE = cs.PathModel({"X": cs.composite("x1", "x2", mode="B"), "Y": ["y"]}, {"Y": ["X"]})


def test_finds_composites_made_in_different_ways():
    found = invariance(COMPOSITE.fit(groups(300, 1, weights=(0.2, 0.8)), by="group", n_boot=0), 199)
    assert found.verdicts.loc[("a", "b", "X"), "invariance"] == "none"
    assert found.composition.loc[("a", "b", "X"), "correlation"] < 0.8


def test_finds_different_means_of_the_same_composite():
    found = invariance(COMPOSITE.fit(groups(300, 2, shift=0.5), by="group", n_boot=0), 199)
    row = found.verdicts.loc[("a", "b", "X")]
    assert (row["composition"], row["means"], row["invariance"]) == (True, False, "partial")


def test_holds_its_level():
    """Equal groups, 90 surveys of 2 x 60, 99 permutations: p-values are even, and 5 % lie below .05."""
    p = []
    surveys = 90
    for seed in range(surveys):
        fit = COMPOSITE.fit(groups(60, 100 + seed), by="group", n_boot=0)
        found = invariance(fit, n_permutations=99, seed=seed)
        p.append([getattr(found, name).loc[("a", "b", "X"), "p_value"] for name in STEPS])
    # three Monte-Carlo errors each; the mean would also show a test that never rejects
    assert (np.mean(np.array(p) <= 0.05, axis=0) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / surveys)).all()
    assert np.mean(p, axis=0) == pytest.approx(np.full(3, 0.505), abs=3 * np.sqrt(1 / 12 / surveys))


def test_a_pair_is_the_same_among_three_groups_and_alone(answers, two, model):
    three = invariance(model.fit(answers, by="group", n_boot=0), n_permutations=99)
    alone = invariance(model.fit(two, by="group", n_boot=0), n_permutations=99)
    assert three.composition.index.get_level_values(0).nunique() == 2
    for name in STEPS:
        columns = [c for c in getattr(alone, name).columns if c not in ("p_adjusted", "holds")]
        both = getattr(three, name)[columns].iloc[: len(model.constructs)]
        pd.testing.assert_frame_equal(both, getattr(alone, name)[columns])
        by_construct = getattr(three, name)[["p_value", "p_adjusted"]].unstack("construct")
        for construct in model.constructs:
            p = by_construct["p_value", construct].sort_values()
            holm = np.minimum(np.maximum.accumulate(p * [3, 2, 1]), 1)
            pd.testing.assert_series_equal(
                by_construct["p_adjusted", construct][p.index], holm, check_names=False
            )


def test_seed_decides_and_weights_that_are_equal_change_nothing(two, model):
    fit = model.fit(two, by="group", n_boot=0)
    first, again = (invariance(fit, 49, seed=5).means for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    assert (invariance(fit, 49, seed=6).means["low"] != first["low"]).any()
    weighted = cs.SurveyData(two.assign(weight=2.0), weights="weight")
    same = invariance(model.fit(weighted, by="group", n_boot=0), 49, seed=5).means
    pd.testing.assert_frame_equal(first, same, rtol=1e-9)


def test_weights_count(two, model):
    """A weight of 0 takes a row out; every row twice in one call equals weights of 2."""
    weights = np.where(np.arange(len(two)) % 7 == 0, 0.0, 1.0)
    weighted = cs.SurveyData(two.assign(weight=weights), weights="weight")
    found = invariance(model.fit(weighted, by="group", n_boot=0), 9)
    fewer = invariance(model.fit(two[weights > 0], by="group", n_boot=0), 9)
    np.testing.assert_allclose(found.permuted[0].observed, fewer.permuted[0].observed, atol=1e-10)


@pytest.mark.parametrize("missing", ["em", "mean", "pairwise"])
def test_missing_answers_by_the_rule_of_the_fit(two, model, missing):
    gaps = two.astype({"q1": float})
    gaps.loc[gaps.index[::9], "q1"] = np.nan
    fit = model.fit(gaps, by="group", missing=missing, n_boot=0)
    found = invariance(fit, n_permutations=9)
    weights = fit.estimates.values["weights"]
    block = slice(0, 3)
    pooled = model.fit(gaps, missing=missing, n_boot=0).estimates.members.corr[0][block, block]
    a, b = weights[0][block], weights[1][block]
    expected = a @ pooled @ b / np.sqrt(a @ pooled @ a * (b @ pooled @ b))
    assert found.composition.loc[("north", "south", "Quality"), "correlation"] == pytest.approx(
        expected, abs=1e-8
    )
    assert np.isfinite(found.permuted[0].draws).all()


def test_imputed_answers_cannot_change_places(two, model):
    gaps = two.astype({"q1": float})
    gaps.loc[gaps.index[::9], "q1"] = np.nan
    with pytest.raises(SpecificationError, match="Imputed answers depend on the groups"):
        invariance(model.fit(gaps, by="group", missing="mi", n_imputations=3), n_permutations=9)


def test_refusals(answers, two, model):
    with pytest.raises(SpecificationError, match="fit the model with by="):
        invariance(model.fit(answers, n_boot=0))
    fit = model.fit(two, by="group", n_boot=0)
    with pytest.raises(SpecificationError, match="n_permutations=0 must be a whole number, 1 or more"):
        invariance(fit, n_permutations=0)
    with pytest.raises(SpecificationError, match="adjust='hulm' is unknown"):
        invariance(fit, adjust="hulm")
    with pytest.raises(SpecificationError, match="alpha=2 must lie between 0 and 1"):
        invariance(fit, alpha=2)
    with pytest.raises(SpecificationError, match="go with two groups"):
        invariance(model.fit(answers, by="group", n_boot=0), indices=np.zeros((2, 200), dtype=int))
    strata = cs.SurveyData(two.assign(stratum=two["group"]), strata="stratum")
    with pytest.raises(SpecificationError, match="whole strata of the survey"):
        invariance(model.fit(strata, by="group", n_boot=9))


def test_display(answers, model):
    found = invariance(model.fit(answers, by="group", n_boot=0), n_permutations=19)
    english, chinese = found.to_text(), found.to_text("zh")
    assert "Step 2: compositional invariance" in english
    assert "第 2 步：组成不变性" in chinese
    assert "p, adjusted" in english
    assert list(found.tables) == ["configural", *STEPS, "verdicts"]
    assert found.configural.loc["items", "content"] == ", ".join(model.items)
    assert "Permutations" in english
    assert "19" in english
    # 19 permutations are few, and the result says so
    assert all("19 permutations" in each for each in found.warnings)


def test_the_first_step_is_printed_in_words(answers, model):
    """Options and constructs have words in a display; tables keep their names."""
    found = invariance(model.fit(answers, by="group", n_boot=0), n_permutations=19)
    content = found.configural["content"]
    assert content[["constructs", "treatment"]].tolist() == ["Quality, Value, Satisfaction", "listwise"]
    english, chinese = found.to_text(), found.to_text("zh")
    for words in ("listwise, complete answers only", "PLS path modelling, path weighting"):
        assert words in english
    for words in ("感知质量、感知价值、顾客满意度", "成列删除，仅用完整答卷", "PLS 路径建模、路径加权"):
        assert words in chinese
    for word in ("listwise", "pls,", "Quality"):
        assert word not in chinese


def test_products_and_two_stage_constructs_are_refused(answers):
    """Step 3 compares composites of the pooled sample, and theirs are not made from a group's moments."""
    items = {"Quality": ["q1", "q2", "q3"], "Value": ["v1", "v2"], "Satisfaction": ["s1", "s2", "s3"]}
    product = cs.PathModel(items, {"Satisfaction": ["Quality", "Value", "Quality:Value"]})
    whole = cs.PathModel({**items, "Whole": cs.higher_order("Quality", "Value")}, {"Satisfaction": ["Whole"]})
    for each in (product, whole):
        with pytest.raises(SpecificationError, match=r"invariance\(\) is not available"):
            each.fit(answers, by="group", n_boot=0).invariance(9)
