"""What a covariance model says of itself: whether its figures can be, and whether its paths mean anything."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import AdmissibilityWarning, ConvergenceWarning, ResamplingWarning
from csmodels.numerics.moments import Moments
from csmodels.path_models.likelihood.diagnosis.distinctness import correlations, free_correlations
from csmodels.path_models.likelihood.diagnosis.plausibility import (
    CHECKS,
    DISTINCT,
    IMPOSSIBLE,
    Plausibility,
    admissibility,
    admissibility_block,
    beside,
    short,
)
from csmodels.path_models.likelihood.remarks import _alike, notices_of
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.path_models.likelihood.solve import Start
from csmodels.survey import Item, Questionnaire, Scale
from csmodels.tables import Summary, text

#: Correlations are searched to a gradient of 1e-6.
SEARCHED = 1e-5


@pytest.fixture(scope="module")
def ecsi(mobi) -> CovarianceResult:
    with pytest.warns(AdmissibilityWarning, match="cannot be read causally"):
        return cs.index_model("ECSI-mobile").path_model(mobi).fit(mobi, "ml")


@pytest.fixture
def sound(answers: pd.DataFrame, model: cs.PathModel) -> CovarianceResult:
    return model.fit(answers, "ml")


def keys(result: CovarianceResult) -> list[str]:
    return [each.key for each in result.notices]


def simulated(correlation: float, n: int = 400, seed: int = 1) -> pd.DataFrame:
    """Two predictors and an outcome, three items each."""
    rng = np.random.default_rng(seed)
    a, b = rng.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], n).T
    c = 0.4 * a + 0.4 * b + rng.normal(0, 0.6, n)
    names = [f"{stem}{i}" for stem in "abc" for i in range(3)]
    columns = [x + rng.normal(0, 0.6, n) for x in (a, b, c) for _ in range(3)]
    return pd.DataFrame(np.stack(columns, axis=1), columns=names)


def two_predictors() -> cs.PathModel:
    return cs.PathModel({s.upper(): [f"{s}{i}" for i in range(3)] for s in "abc"}, {"C": ["A", "B"]})


# ------------------------------------------------------------------ the European index on the mobile survey


def test_the_full_model_of_the_real_survey_says_it_cannot_be_read(ecsi) -> None:
    assert ecsi.converged
    assert keys(ecsi) == ["ml_not_causal"]
    (said,) = ecsi.warnings
    for part in (
        "These paths cannot be interpreted one by one, and so cannot be read causally: ",
        "Satisfaction → Loyalty 3.27",
        "Image → Loyalty -2.45",
        "Quality and Satisfaction 0.955",
        "Image and Quality 0.926",
        "Image and Satisfaction 0.910",
        "Quality → Value 10.77",  # a standard error, standardised
        "VIF",
        "Image → Satisfaction 1.38, Quality → Satisfaction -1.15)",  # all of them: they are not to be read
        "Combine constructs that measure the same",
        "Loadings, and correlations of constructs, are far less affected.",
    ):
        assert part in said


def test_it_says_so_in_chinese(ecsi) -> None:
    said = ecsi.notices[0].text("zh")
    for part in (
        "不能作因果解释",
        "顾客满意度 → 顾客忠诚 3.27",
        "感知质量与顾客满意度 0.955",
        "品牌形象与感知质量 0.926",
        "VIF",
        "请合并测量同一内容的构念",
    ):
        assert part in said
    assert "Satisfaction" not in said


def test_its_table(ecsi) -> None:
    table = admissibility(ecsi)
    assert table.index.tolist() == [*CHECKS, "all_checks"]
    assert table.loc[list(IMPOSSIBLE), "admissible"].all()
    failed = ["paths", "correlations", "errors", "all_checks"]
    assert not table.loc[failed, "admissible"].any()
    assert table.loc["paths", "where"].startswith("Satisfaction → Loyalty 3.27, Image → Loyalty -2.45")
    assert table.loc["correlations", "where"].startswith("Quality and Satisfaction 0.955")
    assert (table.loc[list(IMPOSSIBLE), "where"] == "").all()


def test_its_places_are_its_figures(ecsi) -> None:
    """What is named is in the tables, and all of it."""
    paths = ecsi.standardized.query("kind == 'path'").set_index(["rhs", "lhs"])
    places = Plausibility(ecsi).paths(0)
    beyond = paths["estimate"][paths["estimate"].abs() > 1]
    assert {place.constructs: place.value for place in places} == pytest.approx(beyond.to_dict())
    assert len(places) == 6
    wide = paths["std_error"][paths["std_error"] > 0.5]
    assert {p.constructs: p.value for p in Plausibility(ecsi).errors(0)} == pytest.approx(wide.to_dict())
    # variance inflation by the textbook: 1 / (1 - R2) of the regression on the other predictors
    implied = pd.DataFrame(Plausibility(ecsi).implied[0], ecsi.table.factors, ecsi.table.factors)
    first = Plausibility(ecsi).inflation(0)[0]
    name, outcome = first.constructs
    others = [p for p in ecsi.model.structure[outcome] if p != name]
    shared = implied.loc[others, name]
    explained = shared @ np.linalg.solve(implied.loc[others, others], shared)
    assert first.value == pytest.approx(1 / (1 - explained), rel=1e-6)


def test_correlations_of_the_measurement_model(ecsi, mobi) -> None:
    """Those of a fit without paths; without the single item they are published figures."""
    measured = dict(ecsi.model.measurement)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AdmissibilityWarning)
        factors = cs.PathModel(measured, {}).fit(mobi, "ml")
        measured.pop("Complaints")
        published = cs.PathModel(measured, {}).fit(mobi, "ml")
    own = correlations(factors.estimates.structure, factors.estimates.theta)
    np.testing.assert_allclose(free_correlations(ecsi), own, atol=SEARCHED)
    assert Plausibility(factors).between[0] == pytest.approx(own[0], abs=SEARCHED)
    six = correlations(published.estimates.structure, published.estimates.theta)[0]
    names = list(published.table.factors)

    def between(a: str, b: str) -> float:
        return float(six[names.index(a), names.index(b)])

    # R 4.2.2 with lavaan 0.6-14: lavInspect(cfa(model, mobi), "cor.lv"), chi-square 521.646
    assert between("Quality", "Satisfaction") == pytest.approx(0.95714, abs=2e-5)
    assert between("Quality", "Image") == pytest.approx(0.92720, abs=2e-5)
    assert between("Satisfaction", "Image") == pytest.approx(0.91145, abs=2e-5)


def test_free_correlations_by_group_and_with_higher_order(mobi) -> None:
    model = two_predictors()
    frame = pd.concat([simulated(0.5, seed=2).assign(g="x"), simulated(0.5, seed=3).assign(g="y")])
    result = cs.PathModel(dict(model.measurement), {"B": ["A"], "C": ["B"]}).fit(
        frame.reset_index(drop=True), "ml", by="g", equal=("loadings", "intercepts")
    )
    free = cs.PathModel(dict(model.measurement), {}).fit(
        frame.reset_index(drop=True), "ml", by="g", equal=("loadings", "intercepts")
    )
    expected = correlations(free.estimates.structure, free.estimates.theta)
    np.testing.assert_allclose(free_correlations(result), expected, atol=SEARCHED)
    assert np.abs(free_correlations(result) - Plausibility(result).implied).max() > 0.02
    whole = cs.PathModel({**model.measurement, "W": cs.higher_order("A", "B", "C")}, {})
    second = whole.fit(frame.reset_index(drop=True), "ml")
    # nothing is left to free
    np.testing.assert_allclose(free_correlations(second), Plausibility(second).implied, atol=SEARCHED)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_is_printed(ecsi, lang) -> None:
    block = admissibility_block(ecsi, lang)
    said = Summary("title", (block,), lang=lang).to_text()
    assert text("value.sound_paths", lang) in said
    assert "3.27" in said
    assert block.note


# ------------------------------------------------------------------ fits without and with defects


def test_a_sound_fit_says_nothing(sound) -> None:
    assert sound.warnings == ()
    table = admissibility(sound)
    assert table["admissible"].all()
    assert (table["where"] == "").all()


def test_a_heywood_case() -> None:
    """A covariance matrix whose one factor needs a negative error variance: .9 x .9 / .72 > 1."""
    corr = np.array([[1, 0.9, 0.9], [0.9, 1, 0.72], [0.9, 0.72, 1]])
    names = ["i1", "i2", "i3"]
    model = cs.PathModel({"Value": names}, {})
    with pytest.warns(
        AdmissibilityWarning, match=r"impossible variances \(residual variance of i1: -0.125\)"
    ):
        result = model.fit(Moments(corr, n=200, names=names), "ml")
    table = admissibility(result)
    assert table.loc["variances", "where"] == "residual variance of i1: -0.125"
    assert table.loc["loadings", "where"] == f"Value =~ i1: {np.sqrt(1.125):.3f}"
    assert not table.loc["all_checks", "admissible"]
    assert "i1 的残差方差：-0.125" in result.notices[0].text("zh")
    assert keys(result) == ["ml_inadmissible"]


def test_an_item_of_two_constructs_may_load_beyond_one() -> None:
    """As a path may (Jöreskog 1999): 1.3 and -0.6, where the constructs correlate .9, explain .646."""
    loadings = np.zeros((7, 2))
    loadings[:3, 0] = loadings[3:6, 1] = 0.8
    loadings[6] = 1.3, -0.6
    between = np.array([[1, 0.9], [0.9, 1]])
    corr = loadings @ between @ loadings.T
    np.fill_diagonal(corr, 1)
    assert loadings[6] @ between @ loadings[6] < 1
    names = ["a1", "a2", "a3", "b1", "b2", "b3", "x"]
    model = cs.PathModel({"A": [*names[:3], "x"], "B": [*names[3:6], "x"]}, {})
    result = model.fit(Moments(corr, n=500, names=names), "ml")
    shares = result.standardized.query("kind == 'loading' and rhs == 'x'")["estimate"]
    assert shares.tolist() == pytest.approx([1.3, -0.6], abs=SEARCHED)
    assert admissibility(result).loc[list(IMPOSSIBLE), "admissible"].all()


def test_figures_close_to_their_limit_show_their_side() -> None:
    """What is negative is not printed as 0.000."""
    assert [beside(value, 0) for value in (-0.2, -0.0004, -3e-7)] == [3, 4, 7]
    assert [beside(value, 1) for value in (1.2, 1.00002)] == [3, 5]
    assert [short(value) for value in (0.38, -0.5, 110.4, 1.3e-5, np.nan)] == [
        "0.38", "-0.5", "110", "1.3e-05", "NaN",
    ]  # fmt: skip


def test_more_explained_than_there_is() -> None:
    """Constructs that covary more than their variances allow: the outcome's residual variance is negative."""
    corr = np.full((4, 4), 0.62)
    corr[:2, :2] = corr[2:, 2:] = 0.5
    np.fill_diagonal(corr, 1)
    names = ["a1", "a2", "b1", "b2"]
    model = cs.PathModel({"A": names[:2], "B": names[2:]}, {"B": ["A"]})
    with pytest.warns(AdmissibilityWarning):
        result = model.fit(Moments(corr, n=200, names=names), "ml")
    table = admissibility(result)
    # beta = .62 / .5, explained = 1.24 squared
    assert table.loc["r_squared", "where"] == "R²(B) = 1.538"
    assert table.loc["variances", "where"] == "unexplained variance of B: -0.269"
    assert table.loc["matrices", "where"] == "min eigenvalue(constructs) = -0.2400"
    assert table.loc["paths", "where"] == "A → B 1.24"
    assert table.loc["correlations", "where"] == "A and B 1.240"
    assert keys(result) == ["ml_inadmissible", "ml_not_causal"]
    # what cannot be does not leave the rest usable
    assert "far less affected" not in result.warnings[1]
    assert result.warnings[1].endswith("or leave out paths.")
    assert result.notices[1].text("zh").endswith("或删去部分路径。")


def test_predictors_that_hardly_differ() -> None:
    model = two_predictors()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AdmissibilityWarning)
        result = model.fit(simulated(0.99), "ml")
    (said,) = result.warnings
    assert "A and B 0.9" in said
    assert Plausibility(result).between[0, 0, 1] > DISTINCT
    far = model.fit(simulated(0.6), "ml")
    assert far.warnings == ()


def test_alike_constructs_with_moderate_paths_are_a_remark() -> None:
    """Correlated above .90, with paths that are still possible: said, but no warning."""
    model = two_predictors()
    result = model.fit(simulated(0.93, n=3000), "ml")
    assert keys(result) == ["ml_indistinct"]
    assert "with care" in result.warnings[0]
    assert result.notices[0].category is None


def test_a_standard_error_that_stands_out() -> None:
    """Ten times the median of its kind is too much; what a usual fit has is not."""
    frame = simulated(0.5, n=3000)
    checks = Plausibility(two_predictors().fit(frame, "ml"))
    assert checks.errors(0) == []
    values, error = checks.standardized
    error = error.copy()
    error[0, 1] *= 30
    checks.__dict__["standardized"] = (values, error)
    (place,) = checks.errors(0)
    assert place.text() == f"A =~ a1: {error[0, 1]:.2f}"


def test_no_maximum_and_two_maxima(sound, answers) -> None:
    slope = replace(sound, optimum=replace(sound.optimum, gradient=1e-3))
    (found,) = notices_of(slope, answers)
    assert found.category is ConvergenceWarning
    assert found.text() == (
        "The search did not end at a proper optimum (largest slope 0.001); do not use these figures. Look for"
        " constructs with few items, and for items or constructs that nearly repeat each other."
    )
    assert not admissibility(slope).loc["optimum", "admissible"]
    saddle = replace(sound, optimum=replace(sound.optimum, curvature=-0.5))
    assert "smallest curvature -0.5" in notices_of(saddle, answers)[0].text()
    ends = (
        Start("one", 1.0, 0.0, 5, True),
        Start("other", 1.25, 0.0, 5, True),
        Start("lost", 9, 1, 5, False),
    )
    apart = replace(sound, optimum=replace(sound.optimum, starts=ends))
    (found,) = notices_of(apart, answers)
    assert "searches end 0.25 apart" in found.text()
    assert "0.25" in found.text("zh")
    assert admissibility(apart).loc["optimum", "where"] == "searches end 0.25 apart"


def test_no_standard_errors(sound, answers) -> None:
    gone = np.full_like(sound.estimates.covariance, np.nan)
    result = replace(sound, estimates=replace(sound.estimates, covariance=gone))
    assert [each.key for each in notices_of(result, answers)] == ["ml_no_errors"]


def test_lost_resamples(answers, model) -> None:
    result = model.fit(answers, "ml", n_boot=40, seed=3)
    assert result.warnings == ()
    for lost, key in ((3, "resamples_lost"), (21, "ml_resamples_withheld")):
        sound = result.estimates.sound.copy()
        sound[:lost] = False
        fewer = replace(result, estimates=replace(result.estimates, sound=sound))
        (found,) = notices_of(fewer, answers)
        assert found.key == key
        assert found.category is ResamplingWarning
        assert f"{lost} of 40 resamples" in found.text()
    two = result.estimates.sound.copy()
    two[:2] = False  # 5 %
    assert notices_of(replace(result, estimates=replace(result.estimates, sound=two)), answers) == []


def test_respondents_left_out(answers, model) -> None:
    gaps = answers.copy()
    gaps.loc[gaps.index[:30], "q1"] = np.nan
    result = model.fit(gaps, "ml")
    (found,) = result.notices
    assert found.key == "ml_left_open"
    assert "30 of 200 respondents (15" in found.text()
    assert "q1 (30)" in found.text()
    assert "q1 (30)" in found.text("zh")


def test_groups() -> None:
    """A group's defect is told with its name, and only there."""
    parts = [simulated(0.5, seed=2).assign(g="north"), simulated(0.93, n=3000).assign(g="south")]
    result = two_predictors().fit(pd.concat(parts, ignore_index=True), "ml", by="g")
    table = admissibility(result)
    assert table.index.names == ["g", "check"]
    assert table.loc["north", "admissible"].all()
    assert not table.loc[("south", "all_checks"), "admissible"]
    (said,) = result.warnings
    assert said.startswith("Read paths from or between the constructs named here with care [south]: ")


def test_groups_have_the_words_of_the_questionnaire() -> None:
    """In the notices as in the tables of the display; frames keep the codes."""
    parts = [simulated(0.5, seed=2).assign(g=0), simulated(0.93, n=3000).assign(g=1)]
    scale = Scale(labels={0: {"en": "North", "zh": "北方"}, 1: {"en": "South", "zh": "南方"}})
    asked = Questionnaire([Item("g", scale=scale)])
    data = cs.SurveyData(pd.concat(parts, ignore_index=True), asked)
    result = two_predictors().fit(data, "ml", by="g")
    (said,) = result.notices
    assert "with care [South]: " in said.text()
    assert " [南方]：" in said.text("zh")
    assert result.admissibility.index.get_level_values("g").unique().tolist() == [0, 1]


def test_items_that_nearly_repeat_each_other_are_named_where_the_search_fails(sound, answers) -> None:
    lost = replace(sound, optimum=replace(sound.optimum, gradient=1e-3))
    assert [each.key for each in notices_of(lost, answers)] == ["ml_no_maximum"]
    cov = sound.estimates.sample.cov.copy()
    cov[0, 0, :, 1] = cov[0, 0, 1] = cov[0, 0, 0] * 0.999
    cov[0, 0, 1, 1] = cov[0, 0, 0, 0]
    sample = replace(sound.estimates.sample, cov=cov)
    alike = replace(lost, estimates=replace(lost.estimates, sample=sample))
    (said,) = _alike(alike)
    first, second = sound.table.items[:2]
    assert said.text().startswith(f"Items {first} and {second} nearly repeat each other (correlation 0.999)")
    assert f"题项 {first} 与 {second} 几乎重复（相关系数 0.999）" in said.text("zh")


def test_property(ecsi) -> None:
    pd.testing.assert_frame_equal(ecsi.admissibility, admissibility(ecsi))
    assert "admissibility" in ecsi.tables
