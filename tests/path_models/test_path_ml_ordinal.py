"""Models of ordered items (WLSMV) against lavaan, and what must hold without it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.path_models.likelihood.ordinal.fit import fit_ordinal
from csmodels.path_models.likelihood.ordinal.table import reduced
from csmodels.path_models.likelihood.parameters import parameter_table

#: lavaan's correlations are good to 3e-8 and its search stops at a gradient of about 1e-5.
ESTIMATE = 5e-6
#: Standard errors hang on the estimates.
ERROR = 1e-5
#: Chi-squares and what is made from them, relative to their size.
RELATIVE = 1e-6
#: Limits of the RMSEA: lavaan's root finder stops at 1e-7 or so of the noncentrality.
LIMIT = 1e-6

CFA = cs.PathModel({"visual": ["x1", "x2", "x3"], "textual": ["x4", "x5", "x6"], "speed": ["x7", "x8", "x9"]})
SYNTAX = """
visual =~ x1 + x2 + x3
textual =~ x4 + x5 + x6
single =~ x7
single ~ visual
textual ~ single + visual
x5 ~~ x6
"""
MEDIATED = cs.PathModel.from_syntax(SYNTAX)
KEYS = {
    "npar": "n_params", "chisq": "chi2", "df": "df", "pvalue": "p_value", "chisq.scaled": "chi2_scaled",
    "pvalue.scaled": "p_value_scaled", "chisq.scaling.factor": "scaling_factor", "shift": "shift",
    "baseline.chisq": "chi2_baseline", "baseline.df": "df_baseline",
    "baseline.chisq.scaled": "chi2_baseline_scaled",
    "baseline.chisq.scaling.factor": "scaling_factor_baseline", "cfi": "cfi", "tli": "tli", "rmsea": "rmsea",
    "rmsea.ci.lower": "rmsea_low", "rmsea.ci.upper": "rmsea_high", "rmsea.pvalue": "rmsea_p_close",
    "cfi.scaled": "cfi_scaled", "tli.scaled": "tli_scaled", "rmsea.scaled": "rmsea_scaled",
    "rmsea.ci.lower.scaled": "rmsea_low_scaled", "rmsea.ci.upper.scaled": "rmsea_high_scaled",
    "rmsea.pvalue.scaled": "rmsea_p_close_scaled", "srmr": "srmr",
}  # fmt: skip


@pytest.fixture(scope="module")
def holzinger(golden) -> pd.DataFrame:
    """Holzinger and Swineford's nine tests in four categories, with the school and a made-up weight."""
    pytest.importorskip("semopy")
    from semopy.examples import holzinger39

    frame, cuts = holzinger39.get_data(), golden("ml_ordinal_cuts").set_index("item")
    found = pd.DataFrame({i: np.searchsorted(cuts.loc[i], frame[i], side="right") + 1 for i in cuts.index})
    found["school"] = frame["school"].to_numpy()
    found["weight"] = (np.arange(1, len(found) + 1) * 7 % 5 + 1) / 3
    return found


@pytest.fixture(scope="module")
def fits(holzinger) -> dict:
    return {
        "cfa": fit_ordinal(CFA, holzinger),
        "groups": fit_ordinal(CFA, holzinger, by="school"),
        "mediated": fit_ordinal(MEDIATED, holzinger),
        "weighted": fit_ordinal(CFA, cs.SurveyData(holzinger, weights="weight")),
    }


@pytest.mark.parametrize("name", ["cfa", "groups", "mediated", "weighted"])
def test_parameters_of_lavaan(name, fits, golden):
    expected = golden("ml_ordinal_params").query("model == @name")
    result = fits[name]
    own, std = result.params, result.standardized["estimate"].to_numpy()
    found = own.reset_index().assign(std=std)
    # lavaan knows an ordered item that is predicted by its own name
    found = found.replace({"single": "x7"}).set_index(["lhs", "op", "rhs"])
    assert len(expected) > 10
    for row in expected.itertuples():
        if name == "groups":
            mine = found[found["school"] == row.group].loc[(row.lhs, row.op, row.rhs)]
        else:
            mine = found.loc[(row.lhs, row.op, row.rhs)]
        assert mine["estimate"] == pytest.approx(row.estimate, abs=ESTIMATE)
        # lavaan 0.6-14 leaves part of the mediated effect out of the variance of textual's items
        if not (name == "mediated" and "textual" in (row.lhs, row.rhs)) and row.rhs not in ("x5", "x6"):
            assert mine["std"] == pytest.approx(row.standardized, abs=ESTIMATE)
        # nor does it let the residual variance of an ordered predictor move: see the next test
        if row.std_error > 0 and not (name == "mediated" and row.lhs == "textual" and row.op != "=~"):
            assert mine["std_error"] == pytest.approx(row.std_error, abs=ERROR)


def test_errors_of_lavaan_where_an_ordered_item_is_predicted_and_predicts(fits, golden):
    """lavaan takes the residual variance of x7 for known, although it is 1 less what visual explains.

    Taking it for known gives lavaan's errors of the paths to textual.
    """
    from csmodels.numerics.covariance import least_squares

    result = fits["mediated"]
    values = result.params.set_index(["lhs", "op", "rhs"])["estimate"]
    held = cs.PathModel.from_syntax(f"{SYNTAX}\nsingle ~~ {float(values['single', '~~', 'single'])!r}*single")
    part = reduced(parameter_table(held))
    free = [p for p in part.table.parameters if p.free]
    theta = np.array([values[p.lhs, p.op, p.rhs] for p in sorted(free, key=lambda p: p.index)])
    target, influence = result.target, result.polychorics[0].influence
    n = len(influence)
    said = least_squares.robust(
        part.structure,
        least_squares.Target(target.values, target.weights, target.shares, np.empty(0, dtype=np.intp)),
        theta, [n * influence.T @ influence], np.array([float(n)]),
    )  # fmt: skip
    expected = golden("ml_ordinal_params").query("model == 'mediated' and lhs == 'textual' and op == '~'")
    for row in expected.itertuples():
        at = part.table.where("textual", "~", row.rhs.replace("x7", "single"))
        index = part.table.parameters[at].index
        assert np.sqrt(said.covariance[index, index]) == pytest.approx(row.std_error, abs=1e-7)


@pytest.mark.parametrize("name", ["cfa", "groups", "mediated", "weighted"])
def test_fit_of_lavaan(name, fits, golden):
    expected = golden("ml_ordinal_fit").query("model == @name").set_index("measure")["value"]
    found = fits[name].fit_measures
    for theirs, ours in KEYS.items():
        if np.isfinite(expected[theirs]):
            assert found[ours] == pytest.approx(expected[theirs], rel=RELATIVE, abs=LIMIT), theirs


def test_thresholds_of_lavaan(fits, golden):
    expected, found = golden("ml_ordinal_thresholds"), fits["cfa"].thresholds
    np.testing.assert_allclose(found["estimate"], expected["estimate"], atol=1e-8)
    np.testing.assert_allclose(found["std_error"], expected["std_error"], rtol=1e-7)
    assert found.index.names == ["item", "answer"]
    assert found.index[0] == ("x1", 2.0)


def test_search_is_certified(fits):
    for result in fits.values():
        assert result.converged
        assert result.optimum.agree


def test_items_have_unit_variance(fits):
    from csmodels.numerics.covariance.structure import implied

    for result in fits.values():
        cov = implied(result.estimates.structure, result.estimates.theta[None]).cov
        np.testing.assert_allclose(np.einsum("bgii->bgi", cov), 1.0, atol=1e-8)


def test_groups_without_equalities_are_separate_fits(holzinger, fits):
    joint = fits["groups"].params
    for school, frame in holzinger.groupby("school"):
        alone = fit_ordinal(CFA, frame).params
        np.testing.assert_allclose(joint.loc[school, "estimate"], alone["estimate"], atol=1e-7)


def test_names_of_the_answers_do_not_matter(holzinger, fits):
    """Only the order of the answers is used."""
    stretched = holzinger[list(CFA.items)].replace({1: -3.0, 2: 0.0, 3: 10.0, 4: 12.5})
    found = fit_ordinal(CFA, stretched)
    np.testing.assert_allclose(found.params["estimate"], fits["cfa"].params["estimate"], atol=1e-12)


def test_a_reversed_item_changes_signs_alone(holzinger, fits):
    turned = holzinger.assign(x3=5 - holzinger["x3"])
    found, plain = fit_ordinal(CFA, turned), fits["cfa"]
    assert found.fit_measures["chi2_scaled"] == pytest.approx(plain.fit_measures["chi2_scaled"], rel=1e-8)
    np.testing.assert_allclose(np.abs(found.params["estimate"]), np.abs(plain.params["estimate"]), atol=1e-7)


def test_unit_scaling_is_the_same_model(holzinger, fits):
    found = fit_ordinal(CFA, holzinger, scaling="unit")
    assert found.fit_measures["chi2"] == pytest.approx(fits["cfa"].fit_measures["chi2"], rel=1e-9)
    np.testing.assert_allclose(
        found.standardized["estimate"], fits["cfa"].standardized["estimate"], atol=1e-7
    )


def test_a_stated_reliability_is_that_of_the_item(holzinger):
    found = fit_ordinal(MEDIATED, holzinger, reliability={"single": 0.7})
    values = found.standardized.set_index(["lhs", "op", "rhs"])["estimate"]
    assert values["single", "=~", "x7"] == pytest.approx(np.sqrt(0.7), abs=1e-8)
    assert values["x7", "~~", "x7"] == pytest.approx(0.3, abs=1e-8)


def test_resamples_agree_with_the_sandwich():
    """Large sample: errors from resamples and from the formula say the same."""
    data = simulated(np.random.default_rng(0), 1500)
    found, drawn = fit_ordinal(PATHS, data), fit_ordinal(PATHS, data, n_boot=300)
    rows = found.params["kind"].isin(["path", "loading"]) & found.params["std_error"].notna()
    ratio = (drawn.params["std_error"] / found.params["std_error"])[rows]
    # the error of a standard deviation from 300 draws is 4 %
    assert ratio.between(0.85, 1.18).all()
    assert drawn.settings["n_boot_used"] == 300
    np.testing.assert_allclose(drawn.params["estimate"], found.params["estimate"], atol=1e-10)


PATHS = cs.PathModel({"A": ["a1", "a2", "a3"], "B": ["b1", "b2", "b3"]}, {"B": ["A"]})


def simulated(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Items cut from normal variables: loadings .8 .7 .6 and .8 .8 .7, path .5 (standardised)."""
    a = rng.normal(size=n)
    b = 0.5 * a + np.sqrt(0.75) * rng.normal(size=n)
    out = {}
    for name, factor, loadings in (("a", a, (0.8, 0.7, 0.6)), ("b", b, (0.8, 0.8, 0.7))):
        for i, loading in enumerate(loadings, start=1):
            y = loading * factor + np.sqrt(1 - loading**2) * rng.normal(size=n)
            out[f"{name}{i}"] = np.searchsorted([-0.8, 0.3, 1.2][: i + 1], y) + 1
    return pd.DataFrame(out)


def test_truth_is_recovered_and_covered():
    """90 samples: mean of the path, coverage of its interval, and size of the scaled test."""
    rng = np.random.default_rng(1)
    path, covered, rejected = [], 0, 0
    for _ in range(90):
        result = fit_ordinal(PATHS, simulated(rng, 400))
        row = result.standardized.query("kind == 'path'").iloc[0]
        path.append(row["estimate"])
        covered += row["conf_low"] < 0.5 < row["conf_high"]
        rejected += result.fit_measures["p_value_scaled"] < 0.05
    assert abs(np.mean(path) - 0.5) < 4 * np.std(path) / np.sqrt(90)
    # .95 and .05 with their binomial spread (4 standard deviations); errors of half the size cover .67, 60
    assert covered >= 77
    assert rejected <= 12


def test_saturated_model_has_no_test():
    data = simulated(np.random.default_rng(2), 300)[["a1", "a2", "a3"]]
    found = fit_ordinal(cs.PathModel({"A": ["a1", "a2", "a3"]}), data).fit_measures
    assert found["df"] == 0
    assert found["chi2"] == 0
    assert np.isnan(found["p_value_scaled"])
    assert found["cfi"] == 1


def test_clusters_widen_the_errors_and_leave_the_estimates(holzinger, fits):
    """Every respondent twice, as one cluster: the errors of the sample itself."""
    twice = pd.concat([holzinger, holzinger], ignore_index=True)
    twice["person"] = np.tile(np.arange(len(holzinger)), 2)
    found = fit_ordinal(CFA, cs.SurveyData(twice, clusters="person"))
    np.testing.assert_allclose(found.params["estimate"], fits["cfa"].params["estimate"], atol=1e-7)
    # both corrections for few units: m / (m - 1)
    np.testing.assert_allclose(found.params["std_error"], fits["cfa"].params["std_error"], rtol=1e-6)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"missing": "em"}, "listwise"),
        ({"equal": ("loadings",), "by": "school"}, "thresholds of its own"),
        ({"ci": "bca", "by": "school", "n_boot": 2}, "one sample"),
    ],
)
def test_what_is_not_offered_is_refused(holzinger, options, words):
    with pytest.raises(SpecificationError, match=words):
        fit_ordinal(CFA, holzinger, **options)


def test_moments_have_no_tables():
    with pytest.raises(SpecificationError, match="needs the answers"):
        fit_ordinal(CFA, cs.Moments(np.eye(9), n=100, names=list(CFA.items)))


def test_too_many_answers_are_no_categories(holzinger):
    with pytest.raises(DataError, match="'x4' takes 301 different values"):
        fit_ordinal(CFA, holzinger.assign(x4=np.arange(301)))


def test_perfect_association_is_refused():
    data = simulated(np.random.default_rng(3), 300)
    with pytest.raises(DataError, match="'a2' and 'b2' go together perfectly"):
        fit_ordinal(PATHS, data.assign(b2=5 - data["a2"]))


def test_models_that_are_not_identified_are_refused(holzinger):
    with pytest.raises(SpecificationError, match="not identified"):
        fit_ordinal(cs.PathModel({"visual": ["x1", "x2"]}), holzinger)


def test_filled_cells_are_told():
    data = (simulated(np.random.default_rng(4), 300) > 1).astype(int)
    data.loc[(data["a1"] == 0) & (data["a2"] == 1), "a2"] = 0
    with pytest.warns(DataWarning, match="a1 × a2 .1 in all."):
        found = fit_ordinal(PATHS, data)
    assert any("半名受访者" in each.text("zh") for each in found.notices)


def test_labels_of_residual_variances_are_refused():
    model = cs.PathModel.from_syntax("A =~ a1 + a2 + a3\na1 ~~ v*a1\na2 ~~ v*a2")
    with pytest.raises(SpecificationError, match="labels a residual variance"):
        fit_ordinal(model, simulated(np.random.default_rng(5), 300))


def test_intercepts_are_refused():
    model = cs.PathModel.from_syntax("A =~ a1 + a2 + a3\na1 ~ 1")
    with pytest.raises(SpecificationError, match="thresholds in its place"):
        fit_ordinal(model, simulated(np.random.default_rng(5), 300))


def test_defined_parameters_have_errors():
    model = cs.PathModel.from_syntax("A =~ a1 + a2 + a3\nB =~ b1 + l*b2 + b3\nB ~ p*A\nproduct := l*p")
    params = fit_ordinal(model, simulated(np.random.default_rng(5), 500)).params.set_index("lhs")
    row = params.query("op == ':='").loc["product"]
    l_, p_ = (params.query(text)["estimate"].iloc[0] for text in ("rhs == 'b2' and op == '=~'", "op == '~'"))
    assert row["estimate"] == pytest.approx(l_ * p_)
    assert row["std_error"] > 0


def test_higher_order_constructs():
    """A second-order factor of three first-order ones is the three correlated factors over again."""
    rng = np.random.default_rng(6)
    whole = rng.normal(size=600)
    columns = {}
    for name in "abc":
        part = 0.8 * whole + 0.6 * rng.normal(size=600)
        for i in (1, 2, 3):
            y = 0.8 * part + 0.6 * rng.normal(size=600)
            columns[f"{name}{i}"] = np.searchsorted([-0.5, 0.5], y)
    frame = pd.DataFrame(columns)
    blocks = {name.upper(): [f"{name}{i}" for i in (1, 2, 3)] for name in "abc"}
    flat = fit_ordinal(cs.PathModel(blocks), frame).fit_measures
    second = cs.PathModel({**blocks, "W": cs.higher_order(["A", "B", "C"])}, {})
    found = fit_ordinal(second, frame).fit_measures
    assert found["chi2_scaled"] == pytest.approx(flat["chi2_scaled"], rel=1e-7)


def test_what_rests_on_a_likelihood_is_refused(fits):
    asked = (
        "modification_indices", "equality_tests", "bollen_stine", "invariance", "scores", "construct_index",
    )  # fmt: skip
    for name in asked:
        with pytest.raises(SpecificationError, match=rf"^{name}\(\) is not available under"):
            getattr(fits["cfa"], name)()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_summary(fits, lang):
    title = {"en": "Path model (WLSMV)", "zh": "路径模型（WLSMV）"}[lang]
    assert fits["mediated"].summary(lang).title == title


def block(result, title, lang="en"):
    (found,) = (each for each in result.summary(lang).blocks if getattr(each, "title", None) == title)
    return found


def test_only_what_may_be_reported_is_printed(fits):
    """The plain chi-square follows no chi-square distribution; the scaled and shifted one is explained."""
    result = fits["cfa"]
    table, measures = block(result, "Fit of the model as a whole"), result.fit_measures
    shown = table.frame
    assert shown.columns.tolist() == ["Value", "Scaled"]
    assert [shown.loc[name, "Value"] for name in ("p", "CFI", "TLI", "RMSEA", "Scaling factor")] == [""] * 5
    assert shown.loc["CFI", "Scaled"] == f"{measures['cfi_scaled']:.3f}"
    printed = {name: float(shown.loc[name, "Scaled"]) for name in ("χ²", "Scaling factor", "Shift")}
    # three decimals of each; the factor divides
    whole = measures["chi2"] / printed["Scaling factor"] + printed["Shift"]
    assert whole == pytest.approx(printed["χ²"], abs=0.1)
    assert "polychoric correlations" in table.note
    assert "observed covariances" not in table.note
    assert "Report the column Scaled" in table.note
    assert "不服从 χ² 分布" in block(result, "模型整体拟合", "zh").note


def test_table_of_fit_has_what_scales(fits):
    table, measures = fits["cfa"].fit_table, fits["cfa"].fit_measures
    for name in ("scaling_factor", "shift", "scaling_factor_baseline", "shift_baseline"):
        assert np.isnan(table.loc[name, "value"])
        assert table.loc[name, "scaled"] == measures[name]


def test_reliabilities_are_of_the_variables_behind(fits):
    found = block(fits["cfa"], "Reliability and convergent validity")
    assert found.frame.columns.tolist() == ["alpha", "rho_c", "ave"]
    assert "normal variables behind the answers" in found.note
    # omega is left out because it is the same
    table = fits["cfa"].reliability
    np.testing.assert_allclose(table["omega"], table["rho_c"], rtol=1e-12)


def test_thresholds_are_printed_items_by_answers(fits):
    found = block(fits["cfa"], "Thresholds")
    assert found.frame.index.tolist() == list(CFA.items)
    assert found.frame.columns.tolist() == ["2", "3", "4"]
    expected = fits["cfa"].thresholds["estimate"].to_numpy().reshape(9, 3)
    np.testing.assert_array_equal(found.frame.to_numpy(), expected)
    groups = fits["groups"].thresholds["estimate"]
    table = block(fits["groups"], "阈值", "zh").frame
    assert table.index.names == ["school", "item"]
    np.testing.assert_array_equal(table.to_numpy().ravel(), groups.to_numpy())
    assert "unit variance" in block(fits["cfa"], "Variances").note


def test_items_with_other_answers_leave_cells_empty(holzinger):
    """Two answers in one item, in units of its own; rows stay in the order of the model."""
    frame = holzinger.assign(x3=np.where(holzinger["x3"] > 2, 1.5, 0.0))
    model = cs.PathModel({"textual": ["x5", "x4", "x6"], "visual": ["x3", "x1", "x2"]})
    result = fit_ordinal(model, frame)
    table = block(result, "Thresholds").frame
    assert table.index.tolist() == ["x5", "x4", "x6", "x3", "x1", "x2"]
    assert table.columns.tolist() == ["1.5", "2", "3", "4"]
    assert table.loc["x3"].notna().tolist() == [True, False, False, False]
    assert table.loc["x3", "1.5"] == result.thresholds["estimate"]["x3", 1.5]


def test_settings_say_things_once(fits):
    shown = block(fits["cfa"], "Settings").frame.set_index("setting")["value"]
    assert shown["Test of the model"] == "scaled and shifted χ²"
    assert not {"Robust errors", "Information"} & set(shown.index)
