"""The ladder of measurement invariance: fits, differences, verdicts, single equalities, latent means."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.path_models.likelihood.invariance.ladder import LEVELS, OfLevel
from csmodels.path_models.likelihood.invariance.rules import verdicts
from csmodels.path_models.likelihood.invariance.scores import released
from csmodels.path_models.likelihood.refit import refit
from csmodels.tables import FrozenMapping

#: lavaan's figures at its own stopping point; chi-square is flat there, its scaling factor is not.
LAVAAN = 5e-5
#: Limits of the RMSEA are roots that both programs stop at 1e-6 or so; SRMR is not flat at the maximum.
ROOTS = 1e-4
#: A score test is the first term of a series: of a fall of chi-square of 15 to 20 it misses some per cent.
FIRST_ORDER = 0.05

BLOCKS = {"visual": ["x1", "x2", "x3"], "textual": ["x4", "x5", "x6"], "speed": ["x7", "x8", "x9"]}


@pytest.fixture(scope="module")
def schools() -> pd.DataFrame:
    pytest.importorskip("semopy")
    from semopy.examples import holzinger39

    found: pd.DataFrame = holzinger39.get_data()
    return found.assign(w=1 + (found["id"].astype(int) % 3) / 2)


@pytest.fixture(scope="module")
def model() -> cs.PathModel:
    return cs.PathModel(BLOCKS, {})


@pytest.fixture(scope="module")
def result(schools, model):
    return model.fit(schools, "ml", by="school")


@pytest.fixture(scope="module")
def ladder(result):
    return result.invariance()


def chi2(result) -> float:
    return float(result.optimum.discrepancy * result.estimates.n_total)


# ---------------------------------------------------------------------- against lavaan


@pytest.mark.parametrize(
    ("name", "options", "free"),
    [
        ("hs", {}, ()),
        ("hs", {"scaling": "unit"}, ()),
        ("hs", {"means": True, "equal": ("loadings",), "n_boot": 10}, ()),
        ("hs_partial", {}, ("x3 ~ 1", "x7 ~ 1")),
        ("hs_mlr", {"robust": "mlr"}, ()),
        ("hs_mlm", {"robust": "sem"}, ()),
        ("hs_weights", {"robust": "mlr"}, ()),
    ],
)
def test_steps(schools, model, golden, name, options, free):
    data = cs.SurveyData(schools, weights="w") if name == "hs_weights" else schools
    steps = model.fit(data, "ml", by="school", **options).invariance(free).steps
    wanted = golden("ml_ladder").query("ladder == @name").set_index("level")
    assert list(steps.index) == list(wanted.index)
    for column in wanted.columns.drop("ladder"):
        loose = column in ("rmsea_low", "rmsea_high", "srmr") or name == "hs_mlm"
        tolerance = ROOTS if loose else LAVAAN
        if name == "hs_mlm" and column in ("chi2", "p_value", "cfi", "tli", "rmsea"):
            tolerance = 2e-3
        np.testing.assert_allclose(
            steps[column], wanted[column], rtol=tolerance, atol=tolerance, err_msg=column
        )
    for column in ("cfi", "rmsea", "srmr"):
        np.testing.assert_allclose(steps[f"{column}_difference"], steps[column].diff())


def test_single_equalities(ladder, golden):
    """lavTestScore, whose univariate tests release one equality each; it does not test markers."""
    found = ladder.constraints.set_index(["level", "lhs", "op", "rhs"])
    wanted = golden("ml_ladder_scores").fillna({"rhs": "1"}).replace({"op": {"~1": "~"}})
    assert len(found) == 27
    assert len(wanted) == 24
    for row in wanted.itertuples():
        mine = found.loc[(row.level, row.lhs, row.op, row.rhs)]
        assert mine["chi2_change"] == pytest.approx(row.chi2, rel=1e-4, abs=1e-4)
        assert mine["p_value"] == pytest.approx(row.p_value, abs=1e-4)
        assert mine["df"] == 1


def test_latent_means(ladder, golden):
    wanted = golden("ml_ladder_params").query("ladder == 'hs' and level == 'scalar' and op == '~1'")
    wanted = wanted[wanted["lhs"].isin(BLOCKS) & (wanted["group"] == 2)].set_index("lhs")
    found = ladder.latent_means.loc["Pasteur"]
    assert list(found.index) == list(BLOCKS)
    np.testing.assert_allclose(found["difference"], wanted["estimate"], rtol=1e-4)
    np.testing.assert_allclose(found["std_error"], wanted["std_error"], rtol=1e-4)


# ---------------------------------------------------------------------- latent means


def test_standardised_means_by_hand(ladder):
    fit = ladder.fits["scalar"]
    variance = fit.params.query("lhs == rhs and lhs in @BLOCKS")["estimate"].to_numpy().reshape(2, 3)
    pooled = np.average(variance, axis=0, weights=fit.estimates.n)
    found = ladder.latent_means
    np.testing.assert_allclose(found["standardized"], found["difference"] / np.sqrt(pooled), rtol=1e-10)
    assert (found["standardized_low"] < found["standardized"]).all()
    assert (found["standardized_high"] > found["standardized"]).all()


def test_standardised_means_do_not_depend_on_the_unit(schools, model, ladder):
    unit = model.fit(schools, "ml", by="school", scaling="unit").invariance().latent_means
    columns = ["standardized", "standardized_low", "standardized_high"]
    np.testing.assert_allclose(unit[columns], ladder.latent_means[columns], rtol=1e-6)


def test_means_of_dependent_constructs_are_total_means(schools):
    """With paths the parameter is an intercept; the table has the mean all the same."""
    paths = cs.PathModel(BLOCKS, {"textual": ["visual"], "speed": ["visual", "textual"]})
    found = paths.fit(schools, "ml", by="school").invariance().latent_means
    free = cs.PathModel(BLOCKS, {}).fit(schools, "ml", by="school").invariance().latent_means
    columns = ["difference", "std_error", "standardized"]
    np.testing.assert_allclose(found[columns], free[columns], rtol=1e-5)


def test_higher_order_constructs_have_no_mean_of_their_own(schools):
    whole = cs.PathModel({**BLOCKS, "g": cs.higher_order("visual", "textual", "speed")}, {})
    found = whole.fit(schools, "ml", by="school").invariance()
    assert list(found.latent_means.loc["Pasteur"].index) == list(BLOCKS)
    second = found.constraints.query("lhs == 'g'")
    assert set(second["rhs"]) == set(BLOCKS)


# ---------------------------------------------------------------------- single equalities


@pytest.mark.parametrize(("level", "kind"), [("metric", "=~"), ("scalar", "~"), ("strict", "~~")])
def test_a_release_lowers_chi_square_as_expected(result, ladder, level, kind):
    rows = ladder.constraints.query("level == @level and op == @kind")
    assert rows["chi2_change"].is_monotonic_decreasing
    base = ladder.fits[level]
    first = rows[~rows["rhs"].isin(["x1", "x4", "x7"])].iloc[0]
    term = f"{first['lhs']} {first['op']} {first['rhs']}"
    free = refit(result, means=True, equal=LEVELS[level], free=(term,))
    assert chi2(base) - chi2(free) == pytest.approx(first["chi2_change"], rel=2 * FIRST_ORDER)
    op, rhs = ("~1", "") if first["op"] == "~" else (first["op"], first["rhs"])
    at = [free.table.where(first["lhs"], op, rhs, g) for g in (0, 1)]
    values = free.params["estimate"].to_numpy()[at]
    assert first["group"] == "Pasteur"
    assert values[1] - values[0] == pytest.approx(first["difference"], rel=0.2)


@pytest.mark.parametrize("robust", [None, "sem", "mlr"])
def test_tests_do_not_depend_on_the_marker(schools, model, robust):
    one, two = (
        model.fit(schools, "ml", by="school", scaling=scaling, robust=robust).invariance().constraints
        for scaling in ("marker", "unit")
    )
    key = ["level", "lhs", "op", "rhs"]
    one, two = one.set_index(key), two.set_index(key)
    assert set(one.index) == set(two.index)
    columns = ["chi2_change", "df", "p_value", "p_adjusted"]
    np.testing.assert_allclose(one[columns], two.loc[one.index][columns], rtol=1e-5, atol=1e-6)


def _simulated(shift: float = 0.8, slope: float = 1.0) -> pd.DataFrame:
    """Three groups of 400; in the last, item b2 is easier by `shift`, its loading `slope` times as large."""
    rng = np.random.default_rng(5)
    parts = []
    for g, name in enumerate("pqr"):
        factors = rng.normal(size=(400, 2)) @ np.array([[1, 0.5], [0, 0.9]]) + 0.3 * g
        columns = {}
        for f, stem in enumerate("ab"):
            for j in range(1, 5):
                odd = name == "r" and stem == "b" and j == 2
                loading = slope if odd else 1.0
                noise = rng.normal(scale=0.7, size=400)
                columns[f"{stem}{j}"] = 4 + loading * factors[:, f] + noise + (shift if odd else 0.0)
        parts.append(pd.DataFrame(columns).assign(g=name))
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("robust", [None, "mlr"])
def test_the_odd_item_of_three_groups_is_found(robust):
    model = cs.PathModel({"A": ["a1", "a2", "a3", "a4"], "B": ["b1", "b2", "b3", "b4"]}, {"B": ["A"]})
    result = model.fit(_simulated(), "ml", by="g", robust=robust)
    ladder = result.invariance(levels=("configural", "metric", "scalar"))
    assert list(ladder.verdicts["verdict"]) == ["holds", "fails"]
    worst = ladder.constraints.query("level == 'scalar'").iloc[0]
    assert (worst["lhs"], worst["op"], worst["rhs"], worst["group"]) == ("b2", "~", "1", "r")
    assert worst["df"] == 2
    assert worst["difference"] == pytest.approx(0.8, abs=0.15)
    partial = result.invariance(free=["b2 ~ 1"], levels=("configural", "metric", "scalar"))
    assert list(partial.verdicts["verdict"]) == ["holds", "holds"]
    # means of all groups, with the odd item out of the way
    means = partial.latent_means
    np.testing.assert_allclose(means.loc[("r", "A"), "difference"], 0.6, atol=4 * 0.08)
    assert "b2" not in partial.constraints.query("level == 'scalar'")["lhs"].tolist()


@pytest.mark.parametrize("odd", ["b1", "b2"])
def test_an_odd_marker_is_found_too(odd):
    data = _simulated(shift=0.0, slope=1.6).rename(columns={"b2": odd, odd: "b2"})
    model = cs.PathModel({"A": ["a1", "a2", "a3", "a4"], "B": ["b1", "b2", "b3", "b4"]}, {"B": ["A"]})
    ladder = model.fit(data, "ml", by="g").invariance(levels=("configural", "metric"))
    worst = ladder.constraints.iloc[0]
    assert (worst["lhs"], worst["rhs"], worst["group"]) == ("B", odd, "r")


@pytest.mark.parametrize("robust", [None, "mlr"])
def test_score_tests_of_a_true_model_have_their_level(robust):
    """Where all is equal each test rejects at its level: 5 % of 480 tests."""
    rng = np.random.default_rng(11)
    model = cs.PathModel({"A": ["a1", "a2", "a3", "a4"]}, {})
    p = []
    for _ in range(60):
        factor = rng.normal(size=(600, 1))
        items = pd.DataFrame(factor + rng.normal(size=(600, 4)), columns=list(model.items))
        data = items.assign(g=np.arange(600) % 3)
        fit = model.fit(data, "ml", by="g", equal=LEVELS["scalar"], robust=robust)
        p += [released(fit, kind)["p_value"].to_numpy() for kind in LEVELS["scalar"]]
    # three standard errors, tests within a sample being nearly independent
    assert abs(np.mean(np.concatenate(p) < 0.05) - 0.05) < 3 * np.sqrt(0.05 * 0.95 / 480)


# ---------------------------------------------------------------------- verdicts


def _steps(level: str, p: float, cfi: float, rmsea: float, srmr: float, df: float = 6.0) -> pd.DataFrame:
    columns = ["p_value_difference", "cfi_difference", "rmsea_difference", "srmr_difference", "df_difference"]
    rows = [[np.nan] * 5, [p, cfi, rmsea, srmr, df]]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(["configural", level], name="level"))


@pytest.mark.parametrize(
    ("figures", "n", "wanted"),
    [
        (("metric", 0.20, -0.002, 0.001, 0.004), 500, (True, True, True, "holds")),
        (("metric", 0.01, -0.002, 0.001, 0.004), 500, (False, True, True, "disputed")),
        (("metric", 0.01, -0.020, 0.016, 0.004), 500, (False, False, False, "fails")),
        # SRMR may rise by .03 where loadings become equal, by .01 later
        (("metric", 0.01, -0.020, 0.001, 0.020), 500, (False, False, True, "disputed")),
        (("scalar", 0.01, -0.020, 0.001, 0.020), 500, (False, False, False, "fails")),
        # Chen's limits for small samples
        (("scalar", 0.20, -0.006, 0.011, 0.000), 300, (True, True, False, "disputed")),
        (("scalar", 0.20, -0.006, 0.011, 0.000), 301, (True, True, True, "holds")),
        (("metric", np.nan, 0.0, 0.0, 0.0, 0.0), 500, (True, True, True, "untested")),
    ],
)
def test_rules(figures, n, wanted):
    found = verdicts(_steps(*figures), n, 0.05)
    assert tuple(found.iloc[0]) == wanted


def test_what_does_not_exist_does_not_pass():
    """A difference that could not be computed lies beyond no limit; the level is not known to hold."""
    good = _steps("metric", 0.20, -0.002, 0.001, 0.004)
    for figure in ("p_value_difference", "cfi_difference", "rmsea_difference", "srmr_difference"):
        gone = good.copy()
        gone.loc["metric", figure] = np.nan
        assert verdicts(gone, 500, 0.05)["verdict"].tolist() == ["unknown"]


def test_a_level_after_one_that_fails_is_not_reached():
    bad = _steps("metric", 0.01, -0.020, 0.016, 0.004)
    good = _steps("scalar", 0.20, -0.002, 0.001, 0.004)
    found = verdicts(pd.concat([bad, good.iloc[1:]]), 500, 0.05)
    assert found["verdict"].tolist() == ["fails", "not_reached"]
    assert found.loc["scalar", ["chi2_test", "cheung_rensvold", "chen"]].all()


def test_thresholds_name_their_sources(ladder):
    frame = ladder.thresholds
    assert set(frame["source"]) == {"Chen (2007)", "Cheung and Rensvold (2002)"}
    assert list(ladder.verdicts["verdict"]) == ["holds", "fails", "disputed"]


# ---------------------------------------------------------------------- what a ladder says, and refuses


def test_fits_are_results(ladder, result):
    assert list(ladder.fits) == list(LEVELS)
    for fit in ladder.fits.values():
        assert fit.converged
        assert fit.groups == result.groups
        assert fit.table.structure.means
        assert fit.settings["n_boot"] == 0


def test_single_items_add_nothing_to_test(schools):
    lone = cs.PathModel({"a": ["x1"], "b": ["x4"]}, {"b": ["a"]})
    found = lone.fit(schools, "ml", by="school").invariance(levels=("configural", "metric"))
    assert list(found.verdicts["verdict"]) == ["untested"]
    assert found.constraints.empty
    assert found.latent_means is None
    assert "nothing to test" in found.to_text()


def test_notices(schools, model, result):
    keys = {each.key for each in result.invariance(free=["visual =~ x3"]).notices}
    assert keys == {"ladder_poor", "ladder_intercepts"}
    assert {n.key for n in result.invariance(free=["visual =~ x3", "x3 ~ 1"]).notices} == {"ladder_poor"}
    labelled = cs.PathModel.from_syntax("visual =~ x1 + a*x2 + x3\ntextual =~ x4 + x5 + x6")
    found = labelled.fit(schools, "ml", by="school").invariance()
    assert "ladder_labels" in {each.key for each in found.notices}
    more = pd.concat([schools, schools.iloc[:6].assign(school="Tiny")])
    with pytest.warns(cs.errors.DataWarning, match="Tiny"):
        fit = model.fit(more, "ml", by="school")
    left = fit.invariance()
    assert any("Tiny" in sentence for sentence in left.warnings)
    np.testing.assert_allclose(left.steps, result.invariance().steps)


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"levels": ("configural", "weak")}, "unknown"),
        ({"levels": ("metric", "configural")}, "in this order"),
        ({"levels": ("metric",)}, "two or more"),
        ({"free": ["visual =~ x4"]}, "no loading"),
        ({"free": ["visual =~ x1"]}, "fixed at 1 in every group"),
        ({"free": "x3 ~~ x4"}, "no loading"),
    ],
)
def test_refusals(result, arguments, match):
    with pytest.raises(cs.errors.SpecificationError, match=match):
        result.invariance(**arguments)


def test_groups_are_needed(schools, model):
    with pytest.raises(cs.errors.SpecificationError, match="by="):
        model.fit(schools, "ml").invariance()
    more = pd.concat([schools.assign(school="One"), schools.iloc[:6].assign(school="Tiny")])
    with pytest.warns(cs.errors.DataWarning, match="Tiny"):
        fit = model.fit(more, "ml", by="school")
    with pytest.raises(cs.errors.SpecificationError, match="Only the group 'One'"):
        fit.invariance()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_display(ladder, lang):
    shown = ladder.to_text(lang)
    assert "115.85" in shown
    assert "40.06" in shown
    assert 'free=["x3~1"]' in shown
    assert "ladder" not in shown
    assert ("school: Pasteur" if lang == "en" else "school：Pasteur") in shown
    assert ("intercept of x3" if lang == "en" else "x3 的截距") in shown
    assert (
        "reference group (school: Grant-White)" if lang == "en" else "参照组（school：Grant-White）"
    ) in shown
    own = "configural level has none before it and is judged by its own fit: CFI 0.923"
    assert (own if lang == "en" else "构型层级之前没有可比较的层级") in shown
    assert ("rules disagree" if lang == "en" else "各规则不一致") in shown
    assert "<table" in ladder.to_html(lang)


def test_display_names_what_to_free_next(result, ladder):
    """After the worst is free the next is named with it; a ladder that stands, or a marker, names none."""
    partial = result.invariance(["x3 ~ 1"])
    worst = partial.constraints.query("level == 'scalar'").iloc[0]
    assert f'free=["x3~1", "{worst["lhs"]}~1"]' in partial.to_text()
    assert list(result.invariance(["x3~1", f"{worst['lhs']}~1"]).fits) == list(LEVELS)
    holds = result.invariance(levels=("configural", "metric"))
    assert "free=[" not in holds.to_text()
    odd = _simulated(shift=0.0, slope=1.6).rename(columns={"b2": "b1", "b1": "b2"})
    model = cs.PathModel({"A": ["a1", "a2", "a3", "a4"], "B": ["b1", "b2", "b3", "b4"]}, {"B": ["A"]})
    marked = model.fit(odd, "ml", by="g").invariance(levels=("configural", "metric"))
    assert marked.verdicts["verdict"].tolist() != ["holds"]
    assert "free=[" not in marked.to_text()


def test_a_search_that_did_not_end_is_told_in_both_languages(ladder):
    told = OfLevel("ladder_not_converged", FrozenMapping({"level": "scalar"}))
    assert told.text().startswith("The search for the scalar model did not end")
    assert told.text("zh").startswith("“标量（强）”模型的搜索")


@pytest.mark.parametrize("how", ["replicates", "resamples", "clusters"])
def test_weights_enter_errors_and_tests_whatever_the_errors_of_the_fit(schools, model, how):
    """Fits whose own errors need no sandwich are fitted again with it: the information knows no weights."""
    columns = {f"r{r}": schools["w"] * (1 + (schools["id"].astype(int) % 10 == r)) for r in range(10)}
    frame = schools.assign(**columns)
    options = {"replicate_weights": list(columns)} if how == "replicates" else {}
    if how == "clusters":
        frame["class"] = schools["id"].astype(int) % 60
        options = {"clusters": "class"}
    data = cs.SurveyData(frame, weights="w", **options)
    fit = model.fit(data, "ml", by="school", n_boot=None if how == "replicates" else 20)
    assert fit.settings["robust"] == "none"
    found = fit.invariance()
    plain = cs.SurveyData(frame, weights="w", clusters=options.get("clusters"))
    wanted = model.fit(plain, "ml", by="school", robust="mlr").invariance()
    assert found.settings["robust"] == "mlr"
    np.testing.assert_allclose(found.steps, wanted.steps, rtol=1e-6)
    np.testing.assert_allclose(found.latent_means["std_error"], wanted.latent_means["std_error"], rtol=1e-6)
    assert ("ladder_replicates" in {each.key for each in found.notices}) == (how == "replicates")


def test_single_equalities_need_complete_answers(schools, model):
    """Score tests at moments put together from gaps would miss the likelihood-ratio test by a tenth."""
    gaps = schools.copy()
    gaps.loc[gaps.index[::4], "x1"] = np.nan
    found = model.fit(gaps, "ml", missing="fiml", by="school").invariance()
    assert found.constraints.empty
    assert list(found.constraints.columns)[:4] == ["level", "lhs", "op", "rhs"]
    assert "ladder_gaps" in {each.key for each in found.notices}
    assert "Equalities that fit worst" not in found.to_text()
    complete = model.fit(schools, "ml", missing="fiml", by="school").invariance()
    assert len(complete.constraints) == 27
    assert "ladder_gaps" not in {each.key for each in complete.notices}


def test_tables_are_copies(ladder):
    tables = ladder.tables
    assert list(tables) == ["verdicts", "steps", "constraints", "latent_means", "thresholds"]
    tables["steps"].iloc[0, 0] = 0
    assert ladder.steps.iloc[0, 0] > 100
