"""Fits side by side: figures of every estimator on one footing, and reasons that follow from the figures."""

from __future__ import annotations

import dataclasses

import matplotlib as mpl

mpl.use("Agg")
import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataWarning, SpecificationError
from csmodels.path_models.side_by_side.compare import compare
from csmodels.path_models.side_by_side.views import View

# The same numbers by another way: rounding of sums alone.
EXACT = 1e-10
# Published figures of the survey of mobile phones are printed with two or three decimals.
PRINTED = 0.006
# Population values through an optimiser whose gradient is below 1e-8.
OPTIMUM = 1e-5

pytestmark = pytest.mark.filterwarnings("ignore::csmodels.errors.AdmissibilityWarning")

MEASUREMENT = {"Quality": ["q1", "q2", "q3"], "Value": ["v1", "v2"], "Satisfaction": ["s1", "s2", "s3"]}


@pytest.fixture(scope="module")
def ecsi():
    """The full model of the survey of mobile phones by three estimators."""
    try:
        mobi = cs.datasets.load_ecsi_mobile()
    except cs.errors.MissingDependencyError as error:
        pytest.skip(str(error))
    index = cs.index_model("ECSI-mobile").fit(mobi, n_boot=30)
    model = index.model
    return compare({"PLS": index, "PLSc": model.fit(mobi, "plsc", n_boot=0), "ML": model.fit(mobi, "ml")})


def keys(found, *path):
    return [each.key for each in found.reasons[path]]


def population(loadings, corr, names=("x", "m", "y")):
    """Moments of three constructs with equal loadings of three items each."""
    lam = np.zeros((9, 3))
    for j, loading in enumerate(loadings):
        lam[3 * j : 3 * j + 3, j] = loading
    cov = lam @ np.asarray(corr) @ lam.T
    np.fill_diagonal(cov, 1.0)
    items = [f"{name}{i}" for name in names for i in (1, 2, 3)]
    model = cs.PathModel(
        {name: [f"{name}{i}" for i in (1, 2, 3)] for name in names},
        {names[2]: [names[0], names[1]], names[1]: [names[0]]},
    )
    return model, cs.Moments(pd.DataFrame(cov, items, items), n=500)


# ---------------------------------------------------------------------- the survey of mobile phones


def test_figures_of_the_survey_of_mobile_phones(ecsi):
    """.49, .96 and 3.27: SmartPLS and consistent PLS as published for these data, and lavaan's solution."""
    row = ecsi.paths.loc[("Loyalty", "Satisfaction")].xs("estimate", level="figure")
    np.testing.assert_allclose(row[["PLS", "PLSc", "ML"]], [0.485478, 0.961520, 3.27], atol=PRINTED)
    largest = ecsi.differences.loc[("Loyalty", "Satisfaction")]
    assert (largest["lowest"], largest["highest"]) == ("PLS", "ML")
    assert largest["difference"] == pytest.approx(row["ML"] - row["PLS"], abs=EXACT)


def test_the_reasons_are_named(ecsi):
    """Error in the constructs up to .96, the collinear pair by name beyond it, and no causal reading."""
    assert keys(ecsi, "Loyalty", "Satisfaction") == ["cb_attenuation", "cb_collinear", "cb_beyond_one"]
    english = ecsi.differences.loc[("Loyalty", "Satisfaction"), "reasons"]
    for words in (
        "Satisfaction 0.79", "its path of 0.49 would be 0.96, as in PLSc, ",
        "17\N{NO-BREAK SPACE}% of the way to ML",
        "Satisfaction and Image, both predictors of Loyalty, correlate at 0.91 in PLSc, 0.98 in ML",
        "3.27 in ML", "points to collinearity: do not interpret it by itself",
    ):  # fmt: skip
        assert words in english
    chinese = " ".join(each.text("zh") for each in ecsi.reasons["Loyalty", "Satisfaction"])
    assert "顾客满意度与品牌形象同为“顾客忠诚”的前因变量" in chinese
    assert "Satisfaction" not in chinese
    assert "即 PLSc 的估计值，弥合与 ML 差距的 17\N{NO-BREAK SPACE}%。" in chinese
    # what closes more than all of a gap says so
    further = ecsi.reasons["Loyalty", "Complaints"][0]
    assert "131\N{NO-BREAK SPACE}% of the way to ML (beyond it)" in further.text()
    assert "弥合与 ML 差距的 131\N{NO-BREAK SPACE}%（超出）" in further.text("zh")
    near = ecsi.reasons["Loyalty", "Satisfaction"][0]
    parts = dataclasses.replace(near.fields["parts"], parts=(("ML", 1.06),))
    assert parts.text("zh") == "弥合与 ML 差距的 106\N{NO-BREAK SPACE}%（略有超出）"
    assert parts.text("en") == "106\N{NO-BREAK SPACE}% of the way to ML (a little beyond it)"


def test_the_share_of_attenuation_is_computed(ecsi):
    row = ecsi.paths.loc[("Loyalty", "Satisfaction")].xs("estimate", level="figure")
    pls = ecsi.views[None][0]
    corrected = pls.disattenuated["Loyalty", "Satisfaction"]
    assert corrected == pytest.approx(row["PLSc"], abs=EXACT)
    share = (corrected - row["PLS"]) / (row["ML"] - row["PLS"])
    assert f"{100 * share:.0f}" == "17"


def test_weak_reliability_and_single_items_are_named(ecsi):
    assert "cb_low_reliability" in keys(ecsi, "Quality", "Expectations")
    assert "Expectations 0.46" in ecsi.differences.loc[("Quality", "Expectations"), "reasons"]
    assert any("Complaints: measured by a single item" in warning for warning in ecsi.warnings)


def test_an_inadmissible_fit_is_named(ecsi):
    """The constructs' correlations under consistent PLS are no correlation matrix."""
    assert any("PLSc is not admissible" in warning for warning in ecsi.warnings)
    assert ecsi.fits["admissible"].tolist() == [True, False, True]


def test_agreement_needs_no_reason(ecsi):
    assert ecsi.differences.loc[("Complaints", "Satisfaction"), "difference"] < 0.1
    assert ecsi.reasons["Complaints", "Satisfaction"] == ()


# ---------------------------------------------------------------------- reasons, and no others


def test_attenuation_alone():
    """A model that holds exactly: what consistent PLS corrects is all of the difference."""
    model, moments = population([0.8, 0.8, 0.8], [[1, 0.7, 0.5], [0.7, 1, 0.6], [0.5, 0.6, 1]])
    found = compare(
        {"PLS": model.fit(moments), "PLSc": model.fit(moments, "plsc"), "ML": model.fit(moments, "ml")}
    )
    values = found.paths.xs("estimate", axis=1, level="figure")
    np.testing.assert_allclose(values["PLSc"], values["ML"], atol=OPTIMUM)
    truth = np.linalg.solve([[1, 0.7], [0.7, 1]], [0.5, 0.6])
    np.testing.assert_allclose(values.loc["y", "ML"], truth, atol=OPTIMUM)
    assert keys(found, "m", "x") == ["cb_attenuation"]
    text = found.differences.loc[("m", "x"), "reasons"]
    # that consistent PLS goes all the way to itself says nothing; that it does to ML is the whole reason
    assert "as in PLSc, 100\N{NO-BREAK SPACE}% of the way to ML" in text
    # loadings of .8 on three items: rho = 3 * .64 / (1 + 2 * .64) ...
    assert f"x {3 * 0.64 / (1 + 2 * 0.64):.2f}" in text
    assert not found.warnings


def test_low_reliability_is_named_only_where_it_is_low():
    model, moments = population([0.8, 0.5, 0.8], [[1, 0.5, 0.5], [0.5, 1, 0.6], [0.5, 0.6, 1]])
    found = compare({"PLS": model.fit(moments), "ML": model.fit(moments, "ml")})
    assert keys(found, "m", "x") == ["cb_attenuation", "cb_low_reliability"]
    low = 3 * 0.25 / (1 + 2 * 0.25)
    assert f"({'m'} {low:.2f})" in found.reasons["m", "x"][1].text()


def test_collinear_predictors_are_named_with_their_correlation():
    corr = [[1, 0.95, 0.6], [0.95, 1, 0.7], [0.6, 0.7, 1]]
    model, moments = population([0.8, 0.8, 0.8], corr)
    found = compare({"PLS": model.fit(moments), "ML": model.fit(moments, "ml")})
    assert "cb_collinear" in keys(found, "y", "m")
    assert (
        "m and x, both predictors of y, correlate at 0.95 in ML"
        in found.differences.loc[("y", "m"), "reasons"]
    )
    assert "cb_collinear" not in keys(found, "m", "x")
    truth = np.linalg.solve([[1, 0.95], [0.95, 1]], [0.6, 0.7])
    beyond = [name for name, value in zip(("x", "m"), truth, strict=True) if abs(value) > 1]
    assert beyond == ["m"]
    assert "cb_beyond_one" in keys(found, "y", "m")


def test_many_predictors_that_overlap_without_a_pair():
    """x4 is nearly the sum of three: no correlation above .9, inflation above 10."""
    names = ["x1", "x2", "x3", "x4", "y"]
    rng = np.random.default_rng(3)
    x = rng.normal(size=(400, 3))
    frame = pd.DataFrame(x, columns=names[:3])
    frame["x4"] = x.sum(axis=1) + 0.3 * rng.normal(size=400)
    frame["y"] = frame["x4"] - 0.8 * frame["x1"] + 0.5 * rng.normal(size=400)
    model = cs.PathModel({name: [name] for name in names}, {"y": names[:4]})
    view = View("PLS", model.fit(frame, n_boot=0), 0)
    expected = np.diag(np.linalg.inv(frame[names[:4]].corr()))
    np.testing.assert_allclose(list(view.inflation("y").values()), expected, rtol=EXACT)
    short = cs.PathModel({name: [name] for name in names}, {"y": ["x2", "x3", "x4"], "x4": ["x1"]})
    found = compare({"all": model.fit(frame, n_boot=0), "three": short.fit(frame, n_boot=0)})
    assert keys(found, "y", "x4")[:2] == ["cb_predictors", "cb_collinear_many"]
    assert f"{expected[3]:.1f} in all" in found.reasons["y", "x4"][1].text()


def test_paths_that_are_not_in_both(model, answers):
    other = cs.PathModel(model.measurement, {"Value": ["Quality"], "Satisfaction": ["Value"]})
    found = compare(
        {"full": model.fit(answers, "plsc", n_boot=0), "short": other.fit(answers, "plsc", n_boot=0)}
    )
    missing = found.paths.loc[("Satisfaction", "Quality")]
    assert np.isfinite(missing["full", "estimate"])
    assert np.isnan(missing["short", "estimate"])
    assert np.isnan(found.differences.loc[("Satisfaction", "Quality"), "difference"])
    assert keys(found, "Satisfaction", "Quality") == ["cb_absent"]
    assert found.reasons["Satisfaction", "Quality"][0].text() == "No such path in short."
    assert keys(found, "Satisfaction", "Value")[0] == "cb_predictors"


def test_other_items_and_composites_are_named(model, answers):
    shorter = cs.PathModel({**MEASUREMENT, "Satisfaction": ["s3"]}, model.structure)
    formed = cs.PathModel(
        {name: cs.composite(*items) for name, items in MEASUREMENT.items()}, model.structure
    )
    fits = {"long": model.fit(answers, "plsc", n_boot=0), "short": shorter.fit(answers, "plsc", n_boot=0)}
    found = compare(fits)
    text = found.differences.loc[("Satisfaction", "Quality"), "reasons"]
    assert "Satisfaction is measured differently (long: s1, s2, s3; short: s3)" in text
    found = compare({"factor": fits["long"], "formed": formed.fit(answers, n_boot=0)})
    path = found.differences["difference"].idxmax()
    assert found.differences.loc[path, "difference"] >= 0.1
    assert keys(found, *path) == ["cb_measured", "cb_measured"]
    assert "is measured differently (factor reflective, formed composite)." in found.reasons[path][0].text()


def test_other_respondents(model, answers):
    few = model.fit(answers.iloc[:25], n_boot=0)
    with pytest.warns(DataWarning, match="all: 200 answers.*few: 25 answers"):
        found = compare({"all": model.fit(answers, n_boot=0), "few": few})
    large = found.differences.index[found.differences["difference"] >= 0.1]
    assert len(large)
    assert all("cb_answers_differ" in keys(found, *path) for path in large)
    gaps = answers.copy()
    gaps.loc[gaps.index[:30], "q1"] = np.nan
    with pytest.warns(DataWarning, match="170 answers.*EM"):
        compare({"listwise": few.model.fit(gaps, n_boot=0), "em": model.fit(gaps, missing="em", n_boot=0)})
    shuffled = answers.sample(frac=1.0, random_state=1)
    assert not compare({"one": model.fit(answers, n_boot=0), "other": model.fit(shuffled, n_boot=0)}).warnings
    changed = answers.assign(q1=answers["q1"].to_numpy()[::-1])
    with pytest.warns(DataWarning, match="not the same"):
        compare({"one": model.fit(answers, n_boot=0), "other": model.fit(changed, n_boot=0)})


def test_the_rule_for_missing_answers_matters_only_where_some_are_missing(model, answers):
    complete = model.fit(answers, n_boot=0)
    assert not compare({"a": complete, "b": model.fit(answers, missing="em", n_boot=0)}).warnings


def test_a_stated_reliability_is_named(answers):
    measurement = {**MEASUREMENT, "Satisfaction": ["s1"]}
    model = cs.PathModel(measurement, {"Value": ["Quality"], "Satisfaction": ["Quality", "Value"]})
    plain = model.fit(answers, "ml")
    told = model.fit(answers, "ml", reliability={"Satisfaction": 0.5})
    found = compare({"plain": plain, "told": told})
    assert found.views[None][1].stated_reliability("Satisfaction") == pytest.approx(0.5, abs=EXACT)
    assert "cb_stated" in keys(found, "Satisfaction", "Quality")
    assert "plain 1.00, told 0.50" in found.differences.loc[("Satisfaction", "Quality"), "reasons"]
    # one fit corrects it, so that no sentence says that none does
    assert not any("single item" in warning for warning in found.warnings)
    assert any(
        "Satisfaction: measured by a single item" in w for w in compare({"a": plain, "b": plain}).warnings
    )


def test_a_heywood_case_is_named():
    """An item that correlates more with its construct than it can: a negative error variance."""
    corr = np.array(
        [[1, 0.8, 0.8, 0.4], [0.8, 1, 0.55, 0.4], [0.8, 0.55, 1, 0.4], [0.4, 0.4, 0.4, 1]], dtype=float
    )
    names = ["x1", "x2", "x3", "y1"]
    moments = cs.Moments(pd.DataFrame(corr, names, names), n=200)
    model = cs.PathModel({"X": names[:3], "Y": ["y1"]}, {"Y": ["X"]})
    found = compare({"PLS": model.fit(moments), "ML": model.fit(moments, "ml")})
    ml = found.views[None][1]
    assert [(place.kind, place.item, place.constructs) for place in ml.impossible] == [
        ("residual", "x1", ()),
        ("loading", "x1", ("X",)),
    ]
    assert any("ML is not admissible: residual variance of x1: -0." in warning for warning in found.warnings)


def test_a_search_that_did_not_end_is_named(model, answers):
    result = model.fit(answers, "ml")
    lost = dataclasses.replace(result, optimum=dataclasses.replace(result.optimum, gradient=0.1))
    found = compare({"PLS": model.fit(answers, n_boot=0), "ML": lost})
    assert any("ML did not converge" in warning for warning in found.warnings)
    large = found.differences.index[found.differences["difference"] >= 0.1]
    assert len(large)
    # nothing explains a difference from what is no estimate
    assert all(keys(found, *path) == ["cb_no_optimum"] for path in large)
    three = compare({"PLS": found.results["PLS"], "PLSc": model.fit(answers, "plsc", n_boot=0), "ML": lost})
    two = compare({name: three.results[name] for name in ("PLS", "PLSc")})
    for path, why in two.reasons.items():
        if path in large:
            # the others are compared as if it were not there
            assert three.reasons[path] == (found.reasons[path][0], *why)
    assert any(len(why) for why in two.reasons.values())
    for lang, word in (("en", "ML (not converged)"), ("zh", "ML（未收敛）")):
        assert word in [each.get_text() for each in three.plot(lang=lang).get_legend().get_texts()]


def test_fits_that_correct_and_part_name_the_correlation():
    """A residual correlation between blocks that the model does not have: estimators bear it differently."""
    model, moments = population([0.8, 0.7, 0.8], [[1, 0.5, 0.5], [0.5, 1, 0.6], [0.5, 0.6, 1]])
    cov = np.array(moments.cov)
    for i, j, more in ((2, 3, 0.4), (5, 6, 0.4), (1, 8, -0.3)):
        cov[i, j] = cov[j, i] = cov[i, j] + more
    assert np.linalg.eigvalsh(cov)[0] > 0
    moments = cs.Moments(pd.DataFrame(cov, model.items, model.items), n=500)
    found = compare({"PLSc": model.fit(moments, "plsc"), "ML": model.fit(moments, "ml")})
    path = found.differences["difference"].idxmax()
    assert path == ("m", "x")
    assert found.differences.loc[path, "difference"] >= 0.1
    assert keys(found, *path) == ["cb_correlation"]
    # one predictor: its path is the correlation that each fit sees
    values = found.paths.loc[path].xs("estimate", level="figure")
    seen = f"{values['PLSc']:.2f} in PLSc, {values['ML']:.2f} in ML"
    assert f"The fits see m and x at different correlations: {seen}" in found.reasons[path][0].text()


# ---------------------------------------------------------------------- tables


def test_columns_and_figures_are_those_of_the_fits(model, answers):
    pls, ml = model.fit(answers, n_boot=40), model.fit(answers, "ml")
    found = compare({"A": pls, "B": ml})
    assert found.paths.columns.names == ["fit", "figure"]
    own = pls.params.query("kind == 'path'")[["estimate", "conf_low", "conf_high"]].to_numpy()
    np.testing.assert_array_equal(found.paths["A"], own)
    own = ml.standardized.query("kind == 'path'")[["estimate", "conf_low", "conf_high"]].to_numpy()
    np.testing.assert_array_equal(found.paths["B"], own)
    np.testing.assert_array_equal(found.r_squared["B", "estimate"], ml.r_squared["estimate"])
    np.testing.assert_array_equal(found.reliability["A", "estimate"], pls.reliability["rho_c"])
    assert list(found.tables) == ["paths", "r_squared", "reliability", "differences", "fits"]


def test_reliability_is_that_of_each_method(model, answers):
    """rho_c of the standardised loadings of each fit; single items have none."""
    single = cs.PathModel({**MEASUREMENT, "Satisfaction": ["s1"]}, model.structure)
    fits = {"PLS": single.fit(answers, n_boot=0), "ML": single.fit(answers, "ml")}
    found = compare(fits).reliability
    tables = {"PLS": fits["PLS"].params, "ML": fits["ML"].standardized}
    for name, table in tables.items():
        loadings = table.query("kind == 'loading'").groupby("lhs", sort=False)["estimate"]
        expected = loadings.agg(lambda own: own.sum() ** 2 / (own.sum() ** 2 + (1 - own**2).sum()))
        several = ["Quality", "Value"]
        np.testing.assert_allclose(found.loc[several, (name, "estimate")], expected[several], atol=EXACT)
        assert np.isnan(found.loc["Satisfaction", (name, "estimate")])
    assert (found["PLS", "estimate"] > found["ML", "estimate"])[several].all()


def test_models_with_products_are_compared_without_correction(answers):
    structure = {"Satisfaction": ["Quality", "Value", "Quality:Value"]}
    found = compare(
        {
            "product": cs.PathModel(MEASUREMENT, structure).fit(answers, n_boot=0),
            "plain": cs.PathModel(MEASUREMENT, {"Satisfaction": ["Quality", "Value"]}).fit(answers, "ml"),
        }
    )
    assert np.isnan(found.paths.loc[("Satisfaction", "Quality:Value"), ("plain", "estimate")])
    assert found.views[None][0].disattenuated == {}


def test_excel(model, answers, tmp_path):
    found = compare({"A": model.fit(answers, n_boot=0), "B": model.fit(answers, "ml")})
    found.to_excel(tmp_path / "fits.xlsx")
    sheets = pd.read_excel(tmp_path / "fits.xlsx", sheet_name=None)
    assert list(sheets) == [*found.tables, "settings"]
    assert "B / estimate" in sheets["paths"].columns


# ---------------------------------------------------------------------- groups


def test_groups_are_compared_one_by_one(model, answers):
    fits = {"PLS": model.fit(answers, by="group", n_boot=0), "ML": model.fit(answers, "ml", by="group")}
    found = compare(fits)
    assert found.groups == ("north", "south", "west")
    assert found.paths.index.names == ["group", "lhs", "rhs"]
    north = answers[answers["group"] == "north"]
    alone = compare({"PLS": model.fit(north, n_boot=0), "ML": model.fit(north, "ml")})
    np.testing.assert_allclose(found.paths.loc["north"], alone.paths, atol=OPTIMUM)
    np.testing.assert_allclose(found.reliability.loc["north"], alone.reliability, atol=OPTIMUM)
    for path in alone.paths.index:
        assert keys(found, "north", *path) == keys(alone, *path)
    variance = fits["ML"].params.loc["west"].query("lhs == 'v1' and rhs == 'v1'")["estimate"].iloc[0]
    assert variance < 0
    (warning,) = found.warnings
    assert warning.startswith(f"ML is not admissible: residual variance of v1: {variance:.3f}")
    assert warning.endswith("[west]")
    assert found.fits["admissible"].tolist() == [True, True, True, True, True, False]
    with pytest.raises(SpecificationError, match="Choose a group: 'north'"):
        found.plot()
    assert found.plot(group="north").get_yticklabels()
    for lang in ("en", "zh"):
        assert "[south]" in found.summary(lang).to_text()


def test_different_groups_are_refused_and_lost_ones_told(model, answers):
    by, whole = model.fit(answers, by="group", n_boot=0), model.fit(answers, n_boot=0)
    with pytest.raises(
        SpecificationError, match=r"a: by='group'; b: no groups.*Fit all of them with the same by="
    ):
        compare({"a": by, "b": whole})
    some = answers[answers["group"] != "west"]
    found = compare({"a": by, "c": model.fit(some, by="group", n_boot=0)})
    assert found.groups == ("north", "south")
    assert any("west" in warning and "left out" in warning for warning in found.warnings)
    lone = answers[answers["group"] == "west"]
    with pytest.raises(SpecificationError, match="No group was fitted by all"):
        compare({"a": model.fit(some, by="group", n_boot=0), "b": model.fit(lone, by="group", n_boot=0)})


# ---------------------------------------------------------------------- displays


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_summary_in_both_languages(ecsi, lang):
    shown = ecsi.summary(lang)
    text = shown.to_text()
    assert "3.27 [0.21, 6.33]" in text
    assert ("Estimators side by side" if lang == "en" else "估计方法对照") in text
    assert ("Satisfaction → Loyalty" if lang == "en" else "顾客满意度 → 顾客忠诚") in text
    assert "Satisfaction" in text if lang == "en" else "Satisfaction" not in text
    for written in (shown.to_html(), shown.to_latex(), shown.to_markdown()):
        assert "3.27" in written


def test_summary_says_so_where_nothing_differs(model, answers):
    fit = model.fit(answers, n_boot=0)
    assert "No path differs by 0.10 or more" in compare({"A": fit, "B": fit}).to_text()


def test_names_of_fits_are_not_translated(model, answers):
    fit = model.fit(answers, n_boot=0)
    titles = [line.split() for line in compare({"other": fit, "Value": fit}).to_text("zh").splitlines()]
    assert any(line[-2:] == ["other", "Value"] for line in titles)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_plot_cuts_intervals_that_dwarf_the_others(ecsi, lang):
    ax = ecsi.plot(lang=lang)
    low, high = ax.get_xlim()
    paths = ecsi.paths.xs("estimate", axis=1, level="figure")
    assert low < paths.min().min()
    assert paths.max().max() < high < 10
    limits = {name: ecsi.paths.xs(name, axis=1, level="figure") for name in ("conf_low", "conf_high")}
    outside = int((limits["conf_low"] < low).sum().sum() + (limits["conf_high"] > high).sum().sum())
    arrows = [line for line in ax.lines if line.get_marker() in ("<", ">")]
    assert outside == len(arrows) > 0
    assert ("arrow: goes on" if lang == "en" else "箭头：超出图外") in ax.get_xlabel()
    assert [words.get_text() for words in ax.get_legend().get_texts()] == ["PLS", "PLSc", "ML"]


def test_plot_shows_every_estimate_at_its_place(model, answers):
    found = compare({"PLS": model.fit(answers, n_boot=30), "ML": model.fit(answers, "ml")})
    ax = found.plot(title="Both")
    dots = [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() not in ("None", "<", ">")]
    assert dots == pytest.approx(found.paths.xs("estimate", axis=1, level="figure").to_numpy().ravel())
    assert ax.get_title() == "Both"
    assert "arrow" not in ax.get_xlabel()
