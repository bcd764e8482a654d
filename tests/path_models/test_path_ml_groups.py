"""Multi-group fits by maximum likelihood: equalities, latent means, groups that fail, against lavaan."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.path_models.likelihood.refit import refit
from csmodels.path_models.statements import Statement, covariance

#: lavaan stops where its steps no longer matter, at about this distance from the maximum (times the figure).
LAVAAN = 2e-4
#: Chi-square is flat at the maximum, so lavaan's distance from it hardly shows.
CHI2 = 1e-6
#: Two ways to the same maximum, each with a gradient below 1e-8.
SAME = 1e-6

BLOCKS = {"visual": ["x1", "x2", "x3"], "textual": ["x4", "x5", "x6"], "speed": ["x7", "x8", "x9"]}
LEVELS = {
    "configural": (),
    "metric": ("loadings",),
    "scalar": ("loadings", "intercepts"),
    "strict": ("loadings", "intercepts", "residuals"),
}


@pytest.fixture(scope="module")
def schools() -> pd.DataFrame:
    pytest.importorskip("semopy")
    from semopy.examples import holzinger39

    found: pd.DataFrame = holzinger39.get_data()
    return found.assign(w=1 + (found["id"].astype(int) % 3) / 2)


@pytest.fixture(scope="module")
def democracy() -> pd.DataFrame:
    """The 75 countries, divided at odd and even rows; the division means nothing."""
    pytest.importorskip("semopy")
    from semopy.examples import political_democracy

    found: pd.DataFrame = political_democracy.get_data()
    return found.assign(half=np.where(np.arange(len(found)) % 2 == 0, "odd", "even"))


@pytest.fixture(scope="module")
def model() -> cs.PathModel:
    return cs.PathModel(BLOCKS, {})


@pytest.fixture(scope="module")
def democracy_model() -> cs.PathModel:
    pairs = [("y1", "y5"), ("y2", "y4"), ("y2", "y6"), ("y3", "y7"), ("y4", "y8"), ("y6", "y8")]
    return cs.PathModel(
        {"ind60": ["x1", "x2", "x3"], "dem60": ["y1", "y2", "y3", "y4"], "dem65": ["y5", "y6", "y7", "y8"]},
        {"dem60": ["ind60"], "dem65": ["ind60", "dem60"]},
        statements=[covariance(pair) for pair in pairs],
    )


def chi2(result) -> float:
    return float(result.optimum.discrepancy * result.estimates.n_total)


def assert_like_lavaan(result, figures: pd.DataFrame, atol: float = LAVAAN) -> None:
    """Estimates, errors and standardised estimates of every parameter that lavaan lists."""
    raw, standard = result.params, result.standardized
    assert len(figures) == len(raw)
    for row in figures.fillna({"rhs": ""}).itertuples():
        at = result.table.where(row.lhs, row.op, row.rhs, row.group - 1)
        for frame, column, wanted in (
            (raw, "estimate", row.estimate),
            (raw, "std_error", row.std_error),
            (standard, "estimate", row.standardized),
        ):
            value = float(np.nan_to_num(frame[column].to_numpy()[at]))
            assert value == pytest.approx(wanted, rel=atol, abs=atol), (row, column)


# ---------------------------------------------------------------------- groups without equalities


@pytest.mark.parametrize("options", [{}, {"means": True}, {"scaling": "unit"}, {"robust": "mlr"}])
def test_without_equalities_a_joint_fit_is_separate_fits(schools, model, options):
    joint = model.fit(schools, "ml", by="school", **options)
    total = 0.0
    for group in joint.groups:
        alone = model.fit(schools[schools["school"] == group], "ml", **options)
        total += chi2(alone)
        for table in ("params", "standardized"):
            mine, other = getattr(joint, table).loc[group], getattr(alone, table)
            columns = ["estimate", "std_error", "conf_low", "conf_high"]
            np.testing.assert_allclose(
                mine[columns].to_numpy(float), other[columns].to_numpy(float), rtol=SAME, atol=SAME
            )
    assert chi2(joint) == pytest.approx(total, rel=1e-9)


def test_resamples_of_a_group_are_those_of_the_group(schools, model):
    joint = model.fit(schools, "ml", by="school", n_boot=20)
    assert joint.estimates.draws.shape == (20, joint.table.structure.n_params)
    equal = model.fit(schools, "ml", by="school", n_boot=20, equal=("loadings",))
    loadings = equal.params.query("kind == 'loading'")["std_error"].to_numpy().reshape(2, -1)
    np.testing.assert_array_equal(loadings[0], loadings[1])


# ---------------------------------------------------------------------- equalities, against lavaan


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("scaling", ["marker", "unit"])
def test_chi_square_of_the_levels(schools, model, golden, level, scaling):
    wanted = golden("ml_ladder").query("ladder == 'hs' and level == @level").iloc[0]
    result = model.fit(schools, "ml", by="school", means=True, equal=LEVELS[level], scaling=scaling)
    assert result.converged
    assert result.optimum.agree
    assert chi2(result) == pytest.approx(wanted["chi2"], abs=CHI2)


@pytest.mark.parametrize("level", ["metric", "scalar", "strict"])
def test_parameters_of_the_levels(schools, model, golden, level):
    figures = golden("ml_ladder_params").query("ladder == 'hs' and level == @level")
    result = model.fit(schools, "ml", by="school", means=True, equal=LEVELS[level])
    assert_like_lavaan(result, figures)


def test_partial_invariance(schools, model, golden):
    figures = golden("ml_ladder_params").query("ladder == 'hs_partial'")
    result = model.fit(schools, "ml", by="school", equal=LEVELS["scalar"], free=["x3 ~ 1", "x7~1"])
    assert_like_lavaan(result, figures)


@pytest.mark.parametrize(("ladder", "robust"), [("hs_mlr", "mlr"), ("hs_mlm", "sem")])
def test_robust_errors_of_latent_means(schools, model, golden, ladder, robust):
    figures = golden("ml_ladder_params").query("ladder == @ladder")
    result = model.fit(schools, "ml", by="school", equal=LEVELS["scalar"], robust=robust)
    assert_like_lavaan(result, figures)


def test_weights(schools, model, golden):
    figures = golden("ml_ladder_params").query("ladder == 'hs_weights'")
    result = model.fit(cs.SurveyData(schools, weights="w"), "ml", by="school", equal=LEVELS["scalar"])
    assert result.settings["robust"] == "mlr"
    assert_like_lavaan(result, figures)


@pytest.mark.filterwarnings("ignore::csmodels.errors.CsmodelsWarning")
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("scaling", ["marker", "unit"])
def test_a_structural_model(democracy, democracy_model, golden, level, scaling):
    wanted = golden("ml_ladder").query("ladder == 'pd' and level == @level").iloc[0]
    result = democracy_model.fit(democracy, "ml", by="half", means=True, equal=LEVELS[level], scaling=scaling)
    if (level, scaling) == ("configural", "unit"):
        # the maximum has a negative variance of dem60 or dem65, which no standard deviation has: there is
        # no maximum under unit variance, and the fit says so
        marker = democracy_model.fit(democracy, "ml", by="half", means=True)
        assert (marker.params.query("lhs == rhs and lhs in ('dem60', 'dem65')")["estimate"] < 0).any()
        assert not result.converged
    else:
        assert result.converged
        assert chi2(result) == pytest.approx(wanted["chi2"], abs=1e-5)


@pytest.mark.filterwarnings("ignore::csmodels.errors.CsmodelsWarning")
def test_parameters_of_a_structural_model(democracy, democracy_model, golden):
    figures = golden("ml_ladder_params").query("ladder == 'pd'")
    result = democracy_model.fit(democracy, "ml", by="half", equal=LEVELS["scalar"])
    assert_like_lavaan(result, figures, atol=1e-3)


@pytest.mark.parametrize("scaling", ["marker", "unit"])
@pytest.mark.parametrize(
    ("equal", "wanted", "df"),
    [
        # R: cfa(m, HolzingerSwineford1939, group = "school", group.equal = c("loadings", "lv.variances")) ...
        (("loadings", "variances"), 127.834, 57),
        (("loadings", "variances", "covariances"), 129.561, 60),
        (("loadings", "covariances"), 126.476, 57),
        (("loadings", "intercepts", "means"), 204.605, 63),
    ],
)
def test_equal_variances_covariances_and_means(schools, model, equal, wanted, df, scaling):
    result = model.fit(schools, "ml", by="school", equal=equal, scaling=scaling, means=True)
    assert chi2(result) == pytest.approx(wanted, abs=5e-4)
    assert 108 - result.table.structure.n_params == df


@pytest.mark.parametrize("scaling", ["marker", "unit"])
@pytest.mark.parametrize(
    ("level", "wanted", "df"),
    [("configural", 85.966, 24), ("metric", 89.914, 28), ("scalar", 127.547, 32), ("strict", 138.641, 38)],
)
def test_a_single_item_and_paths(schools, level, wanted, df, scaling):
    """R: the same levels of 'visual =~ x1+x2+x3; speed =~ x7+x8+x9; t =~ x4; speed ~ visual + t'."""
    blocks = {"visual": BLOCKS["visual"], "speed": BLOCKS["speed"], "t": ["x4"]}
    lone = cs.PathModel(blocks, {"speed": ["visual", "t"]})
    result = lone.fit(schools, "ml", by="school", equal=LEVELS[level], scaling=scaling, means=True)
    assert chi2(result) == pytest.approx(wanted, abs=5e-4)
    assert 70 - result.table.structure.n_params == df


@pytest.mark.parametrize("scaling", ["marker", "unit"])
@pytest.mark.parametrize(
    ("level", "wanted", "df"), [("metric", 125.767, 56), ("scalar", 165.841, 62), ("strict", 182.835, 71)]
)
def test_dimensions_of_a_higher_order_construct_carry_the_means(schools, level, wanted, df, scaling):
    """R: the same with 'g =~ visual + textual + speed' and 'g ~ c(0, 0)*1'."""
    whole = cs.PathModel({**BLOCKS, "g": cs.higher_order("visual", "textual", "speed")}, {})
    result = whole.fit(schools, "ml", by="school", equal=LEVELS[level], scaling=scaling, means=True)
    assert chi2(result) == pytest.approx(wanted, abs=5e-4)
    assert 108 - result.table.structure.n_params == df


def test_one_label_makes_groups_equal(schools):
    """R: cfa('visual =~ x1 + a*x2 + x3; textual =~ x4 + x5 + x6', ..., group = "school"): 32.091, df 17."""
    blocks = {name: BLOCKS[name] for name in ("visual", "textual")}
    labelled = cs.PathModel(blocks, {}, statements=[Statement("visual", "=~", "x2", label="a")])
    result = labelled.fit(schools, "ml", by="school")
    assert chi2(result) == pytest.approx(32.091, abs=5e-4)
    assert 42 - result.table.structure.n_params == 17


# ---------------------------------------------------------------------- special cases


@pytest.mark.parametrize("scaling", ["marker", "unit"])
def test_equalities_of_identical_groups_cost_nothing(schools, model, scaling):
    twice = pd.concat([schools.assign(copy="a"), schools.assign(copy="b")])
    once = model.fit(schools, "ml", means=True, scaling=scaling)
    every = (*LEVELS["strict"], "variances", "covariances", "means")
    both = model.fit(twice, "ml", by="copy", equal=every, scaling=scaling)
    assert chi2(both) == pytest.approx(2 * chi2(once), rel=1e-9)
    np.testing.assert_allclose(both.params.loc["b", "estimate"], once.params["estimate"], atol=SAME)
    # the same answers twice: errors smaller by sqrt(2)
    mine, other = both.params.loc["b", "std_error"].to_numpy(), once.params["std_error"].to_numpy()
    known = ~np.isnan(other)
    np.testing.assert_allclose(mine[known] * np.sqrt(2), other[known], rtol=SAME, atol=SAME)


def test_the_order_of_groups_turns_latent_means(schools, model):
    turned = schools.assign(school=schools["school"].map({"Pasteur": "A", "Grant-White": "B"}))
    one = model.fit(schools, "ml", by="school", equal=LEVELS["scalar"])
    two = model.fit(turned, "ml", by="school", equal=LEVELS["scalar"])
    assert one.groups == ("Grant-White", "Pasteur")
    assert two.groups == ("A", "B")
    assert chi2(two) == pytest.approx(chi2(one), rel=1e-9)

    def mean(result, group):
        rows = result.params.loc[group].query("op == '~1' and lhs in ('visual', 'textual', 'speed')")
        return rows["estimate"].to_numpy()

    np.testing.assert_array_equal(mean(one, "Grant-White"), 0)
    np.testing.assert_array_equal(mean(two, "A"), 0)
    np.testing.assert_allclose(mean(two, "B"), -mean(one, "Pasteur"), atol=SAME)


def test_order_of_rows(schools, model):
    mixed = schools.sample(frac=1, random_state=1)
    one = model.fit(schools, "ml", by="school", equal=LEVELS["scalar"])
    two = model.fit(mixed, "ml", by="school", equal=LEVELS["scalar"])
    assert one.groups == two.groups
    np.testing.assert_allclose(two.params["estimate"], one.params["estimate"], atol=SAME)


@pytest.mark.parametrize("scaling", ["marker", "unit"])
def test_a_construct_without_shared_loadings_keeps_a_unit_of_its_own(schools, model, scaling):
    freed = ["visual =~ x2", "visual =~ x3"] + (["visual =~ x1"] if scaling == "unit" else [])
    result = model.fit(schools, "ml", by="school", equal=("loadings",), free=freed, scaling=scaling)
    other = model.fit(schools, "ml", by="school", equal=("loadings",), free=["visual =~ x2", "visual =~ x3"])
    assert chi2(result) == pytest.approx(chi2(other), abs=CHI2)


@pytest.mark.parametrize("scaling", ["marker", "unit"])
def test_a_construct_without_shared_intercepts_keeps_an_origin_of_its_own(schools, model, scaling):
    freed = ["x1 ~ 1", "x2 ~ 1", "x3 ~ 1"]
    result = model.fit(schools, "ml", by="school", equal=LEVELS["scalar"], free=freed, scaling=scaling)
    means = result.params.query("lhs == 'visual' and op == '~1'")["estimate"]
    assert means.tolist() == [0, 0]
    # one origin per group for three intercepts: as good as a free mean and one equal intercept
    other = model.fit(schools, "ml", by="school", equal=LEVELS["scalar"], free=freed[:2], scaling=scaling)
    assert chi2(result) == pytest.approx(chi2(other), abs=CHI2)


def test_a_mean_that_the_user_fixes_stays(schools):
    said = cs.PathModel(BLOCKS, {}, statements=[Statement("speed", "~1", "", fixed=0.0)])
    result = said.fit(schools, "ml", by="school", equal=LEVELS["scalar"])
    means = result.params.query("lhs == 'speed' and op == '~1'")["estimate"]
    assert means.tolist() == [0, 0]
    free = cs.PathModel(BLOCKS, {}).fit(schools, "ml", by="school", equal=LEVELS["scalar"])
    assert result.table.structure.n_params == free.table.structure.n_params - 1
    assert chi2(result) > chi2(free)


def test_a_statement_on_an_intercept_asks_for_means(schools):
    said = cs.PathModel(BLOCKS, {}, statements=[Statement("x1", "~1", "", fixed=5.0)])
    result = said.fit(schools, "ml")
    assert result.params.query("lhs == 'x1' and op == '~1'")["estimate"].tolist() == [5.0]
    assert "x2" in result.params.query("op == '~1'")["lhs"].tolist()


def test_items_times_a_hundred(schools, model):
    big = schools.assign(**{item: schools[item] * 100 for item in ("x1", "x5", "x9")})
    for level in ("scalar", "strict"):
        one = model.fit(schools, "ml", by="school", equal=LEVELS[level])
        two = model.fit(big, "ml", by="school", equal=LEVELS[level])
        assert chi2(two) == pytest.approx(chi2(one), rel=1e-9)


def test_latent_means_of_a_simulated_truth_are_recovered(model):
    """Three groups, means 0, .5 and -1 of one construct; loadings, intercepts and errors are equal."""
    rng = np.random.default_rng(3)
    parts = []
    for name, shift in (("a", 0.0), ("b", 0.5), ("c", -1.0)):
        factors = rng.normal(size=(4000, 3)) + np.array([shift, 0, 0])
        columns = {}
        for f, items in enumerate(BLOCKS.values()):
            for j, item in enumerate(items):
                columns[item] = 3 + (1 - 0.2 * j) * factors[:, f] + rng.normal(scale=0.8, size=4000)
        parts.append(pd.DataFrame(columns).assign(g=name))
    result = model.fit(pd.concat(parts), "ml", by="g", equal=LEVELS["strict"])
    rows = result.params.query("op == '~1' and lhs == 'visual'")
    # within four standard errors, about .1
    errors = rows["std_error"].fillna(0).to_numpy()
    assert (np.abs(rows["estimate"].to_numpy() - [0, 0.5, -1.0]) <= 4 * errors).all()
    assert errors.max() < 0.04


# ----------------------------------------------------------------- groups that fail, words that fit nothing


def test_a_small_group_is_told_apart(schools, model):
    more = pd.concat([schools, schools.iloc[:6].assign(school="Tiny")])
    with pytest.warns(cs.errors.DataWarning, match="Tiny"):
        result = model.fit(more, "ml", by="school")
    assert result.groups == ("Grant-White", "Pasteur")
    assert "6 of its rows" in result.failed_groups["Tiny"]
    assert chi2(result) == pytest.approx(115.851, abs=5e-4)


def test_a_group_with_dependent_items_is_told_apart(schools, model):
    third = schools.iloc[:100].assign(school="Twin")
    more = pd.concat([schools, third.assign(x3=third["x2"] * 2)])
    with pytest.warns(cs.errors.DataWarning, match="Twin"):
        result = model.fit(more, "ml", by="school")
    assert result.groups == ("Grant-White", "Pasteur")
    assert "'x2', 'x3'" in result.failed_groups["Twin"]
    assert chi2(result) == pytest.approx(115.851, abs=5e-4)
    with pytest.raises(cs.errors.DataError, match="'x2', 'x3' are linearly dependent"):
        model.fit(schools.assign(x3=schools["x2"] * 2), "ml")
    with pytest.raises(cs.errors.DataError, match="No group can be estimated"):
        model.fit(schools.assign(x3=schools["x2"] * 2), "ml", by="school")


def test_weights_of_a_group_left_out_do_not_count(schools, model):
    third = schools.iloc[:100].assign(school="Twin", w=50.0)
    more = pd.concat([schools, third.assign(x3=third["x2"] * 2)], ignore_index=True)
    with pytest.warns(cs.errors.DataWarning, match="Twin"):
        result = model.fit(cs.SurveyData(more, weights="w"), "ml", by="school")
    alone = model.fit(cs.SurveyData(schools, weights="w"), "ml", by="school")
    np.testing.assert_allclose(result.estimates.n, alone.estimates.n)
    np.testing.assert_allclose(result.params["std_error"], alone.params["std_error"], rtol=SAME)


@pytest.mark.parametrize(
    ("free", "match"),
    [
        ("visaul =~ x9", "Did you mean"),
        ("x99 ~ 1", "no parameter"),
        ("visual =~ x1", "fixed at 1"),
        ("gibberish", "write e.g."),
    ],
)
def test_words_of_free_that_fit_nothing(schools, model, free, match):
    with pytest.raises(cs.errors.SpecificationError, match=match):
        model.fit(schools, "ml", by="school", equal=LEVELS["scalar"], free=[free])


def test_what_is_not_identified_in_later_groups_is_named(schools):
    loose = cs.PathModel(BLOCKS, {}, statements=[Statement("visual", "~~", "visual", free=True)])
    with pytest.raises(cs.errors.SpecificationError, match="visual ~~ visual"):
        loose.fit(schools, "ml", by="school", scaling="unit")


# ---------------------------------------------------------------------- fitting again


@pytest.mark.parametrize("options", [{}, {"scaling": "unit"}, {"robust": "mlr"}, {"information": "observed"}])
@pytest.mark.parametrize("level", ["configural", "scalar"])
def test_refit_is_a_fit(schools, model, options, level):
    survey = cs.SurveyData(schools, weights="w") if options.get("robust") else schools
    first = model.fit(survey, "ml", by="school", equal=("loadings",), **options)
    again = refit(first, equal=LEVELS[level], means=True)
    wanted = model.fit(survey, "ml", by="school", equal=LEVELS[level], means=True, **options)
    columns = ["estimate", "std_error", "conf_low", "conf_high", "p_value"]
    np.testing.assert_allclose(again.params[columns], wanted.params[columns], rtol=SAME, atol=SAME)
    assert dict(again.settings) == dict(wanted.settings)
    assert refit(first, scaling="unit").settings["scaling"] == "unit"


def test_refit_keeps_design_reliability_and_level(schools, model):
    data = schools.assign(cluster=np.arange(len(schools)) % 40)
    survey = cs.SurveyData(data, clusters="cluster")
    first = model.fit(survey, "ml", conf_level=0.9)
    again = refit(first)
    np.testing.assert_allclose(again.params["conf_low"], first.params["conf_low"], rtol=SAME, atol=SAME)
    lone = cs.PathModel({"visual": BLOCKS["visual"], "t": ["x4"]}, {"t": ["visual"]})
    held = lone.fit(schools, "ml", reliability={"t": 0.8})
    np.testing.assert_allclose(refit(held).params["estimate"], held.params["estimate"], atol=SAME)


def test_refit_of_resamples_has_errors_from_the_information(schools, model):
    drawn = model.fit(schools, "ml", n_boot=20)
    again, wanted = refit(drawn), model.fit(schools, "ml")
    np.testing.assert_allclose(again.params["std_error"], wanted.params["std_error"], rtol=SAME)
    assert again.settings["n_boot"] == 0


def test_moments_cannot_be_fitted_again(schools, model):
    items = list(model.items)
    moments = cs.Moments(schools[items].cov(ddof=0).to_numpy(), names=items, n=301)
    with pytest.raises(cs.errors.SpecificationError, match="no rows"):
        refit(model.fit(moments, "ml"))


def test_a_dimension_named_like_an_item_of_its_own_is_the_dimension(schools):
    """Loadings of a whole belong to its dimensions, whatever items are called."""
    text = "{0} =~ x1 + x2 + x3; u =~ x4 + x5 + x6; z =~ x7 + x8 + x9; w =~ {0} + u + z"
    named, plain = (
        cs.PathModel.from_syntax(text.format(name)).fit(schools, "ml", optimizer="scoring")
        for name in ("x1", "t")
    )
    assert named.optimum.discrepancy == pytest.approx(plain.optimum.discrepancy, abs=1e-9)
