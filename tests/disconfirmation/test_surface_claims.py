"""What a surface may be asked: heights, places and axes that are withheld, weights of zero, words."""

from __future__ import annotations

import re
import warnings

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.disconfirmation.surface.congruence.checklist import checklist
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.numerics.resampling import bootstrap_counts
from csmodels.numerics.surface.shape import axes
from csmodels.numerics.surface.terms import columns
from csmodels.tables import text

#: The same formula twice, in double precision; resamples by moments and by rows.
EXACT = 1e-7
FIGURES = ["estimate", "std_error", "conf_low", "conf_high"]
SHAPE_COLUMNS = ["estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"]
#: A dome: its top is where both ratings are 4.
DOME = (0.0, 0.0, -0.3, 0.1, -0.3)


def survey(b=DOME, n: int = 150, seed: int = 0, shift: float = 0.0) -> pd.DataFrame:
    """Made-up ratings from 1 to 7, a control of mean 50 and an outcome on a known surface."""
    rng = np.random.default_rng(seed)
    e, p = np.clip(4 + rng.normal(scale=1.2, size=(2, n)) + [[0.0], [shift]], 1, 7)
    frame = pd.DataFrame({"e": e, "p": p, "c": rng.normal(50, 10, size=n)})
    x = columns(e - 4, p - 4)
    frame["z"] = 1.5 + x @ np.array(b) + 0.1 * frame["c"] + rng.normal(scale=1.5, size=n)
    frame["group"] = np.where(rng.random(n) < 0.5, "a", "b")
    return frame


def fitted(frame, controls=(), **options):
    surface = cs.ResponseSurface("z", "e", "p", controls=controls, center=4)
    return surface.fit(frame, **{"n_boot": 0, **options})


def height_of(frame: pd.DataFrame, controls: list[str]) -> float:
    """The surface at its stationary point, controls at their means, from the rows."""
    x = np.column_stack([np.ones(len(frame)), columns(frame["e"] - 4, frame["p"] - 4), frame[controls]])
    b, *_ = np.linalg.lstsq(x, frame["z"])
    return b[0] + axes(b[1:6]).height + b[6:] @ frame[controls].mean().to_numpy()


@pytest.mark.parametrize("controls", [[], ["c"]])
def test_outcome_at_the_stationary_point_is_that_of_a_bootstrap_of_rows(controls):
    frame = survey()
    result = fitted(frame, controls, n_boot=200, seed=3)
    counts = np.concatenate(list(bootstrap_counts(150, 200, 3)))
    drawn = [height_of(frame.iloc[np.repeat(np.arange(150), c)], controls) for c in counts]
    row = result.stationary_point.loc["outcome"]
    assert row["estimate"] == pytest.approx(height_of(frame, controls), rel=EXACT)
    assert row["std_error"] == pytest.approx(np.std(drawn, ddof=1), rel=1e-6)
    limits = np.quantile(drawn, [0.025, 0.975])
    assert row[["conf_low", "conf_high"]].tolist() == pytest.approx(limits.tolist(), rel=1e-6)
    place = result.stationary_point["as_asked"]
    assert row["as_asked"] == pytest.approx(result.predict(place["expectation"], place["performance"]))


@pytest.mark.parametrize("errors", ["HC3", "classical"])
def test_outcome_by_the_delta_method(errors):
    """Slopes are zero at the point, so the height varies as one at a fixed point does: x'Vx."""
    result = fitted(survey(), ["c"], errors=errors)
    one = result.parts[0]
    x0, y0 = result.stationary_point["estimate"].iloc[:2]
    x = np.concatenate([[1.0], columns(np.array([x0]), np.array([y0]))[0], [survey()["c"].mean()]])
    error = np.sqrt(x @ one.covariance @ x)
    assert result.stationary_point.loc["outcome", "std_error"] == pytest.approx(error, rel=1e-5)


def test_outcome_under_a_design_has_the_errors_of_the_whole_height():
    frame = survey(n=400)
    frame["cluster"] = np.arange(400) % 40
    data = cs.SurveyData(frame, clusters="cluster")
    linearised = fitted(data, ["c"], n_boot=None).stationary_point.loc["outcome"]
    drawn = fitted(data, ["c"], errors="bootstrap", n_boot=800).stationary_point.loc["outcome"]
    assert linearised["std_error"] == pytest.approx(drawn["std_error"], rel=0.15)


def test_top_of_an_ordered_model_has_its_controls():
    frame = survey(n=600)
    frame["z"] = np.digitize(frame["z"], [3.0, 5.0, 7.0]) + 1
    result = fitted(frame, ["c"], estimator="logit", n_boot=None)
    place = result.stationary_point["as_asked"]
    assert place["outcome"] == pytest.approx(result.predict(place["expectation"], place["performance"]))


# ---------------------------------------------------------------- what is withheld


@pytest.fixture(scope="module")
def telecom():
    """Performance is above expectation in 8.7 % of the answers."""
    names = ["voice", "indoor", "internet", "tariff", "courtesy", "app"]
    expected, performed = ([f"{aspect}_{name}" for name in names] for aspect in "ep")
    surface = cs.ResponseSurface(["sat_overall", "sat_expectation", "sat_ideal"], expected, performed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        return surface.fit(cs.datasets.load_telecom(), n_boot=100)


def test_too_few_above_expectation(telecom):
    claims = telecom.claims
    assert claims.index.name == "claim"
    assert claims.columns.tolist() == ["supported", "reason"]
    few = {"a3", "a4", "a5", "test_incongruence", "test_difference", "test_squared_difference",
           "turning_point_incongruence", "first_axis", "second_axis"}  # fmt: skip
    assert set(claims.index[claims["reason"] == "rows"]) == few
    assert claims.loc[["a1", "a2", "test_congruence", "test_curvature"], "supported"].all()
    assert (claims["supported"] == (claims["reason"] == "")).all()
    # the tables hold the figures
    assert telecom.shape.columns.tolist() == SHAPE_COLUMNS
    assert np.isfinite(telecom.shape.to_numpy()).all()
    assert telecom.tests["reason"].tolist() == ["", "rows", "", "rows", "rows"]
    assert np.isfinite(telecom.tests["p_value"]).all()
    assert telecom.turning_points.loc["incongruence", "reason"] == "rows"
    assert (telecom.axes["reason"] == "rows").all()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_withheld_figures_are_not_printed(telecom, lang):
    printed = telecom.to_text(lang)
    for value in telecom.shape.loc[["a3", "a4", "a5"], "estimate"]:
        assert f" {value:.3f} " not in printed
    for name in ("incongruence", "difference"):
        assert f"{telecom.tests.loc[name, 'statistic']:.3f}" not in printed
    assert f"{telecom.shape.loc['a1', 'estimate']:.3f}" in printed
    said = {"en": "withheld: too few rows on", "zh": "不予解读：一侧样本过少"}[lang]
    assert printed.count(said) == 3 + 3 + 1 + 10


def test_one_rule_for_tables_and_checklist(telecom):
    rows = checklist(telecom).conditions
    claims = telecom.claims["reason"]
    for name in ("a1", "a2", "a3", "a4", "a5"):
        assert rows.loc[name, "reason"] == claims[name]
    assert rows.loc["p10", "reason"] == rows.loc["p11", "reason"] == claims["first_axis"]
    withheld = rows["reason"] != ""
    assert (rows.loc[withheld, "status"] == "withheld").all()
    assert withheld.sum() == 6


def test_a_point_on_the_side_with_few_rows():
    """The top lies above expectation, inside the hull, where there are few answers."""
    rng = np.random.default_rng(2)
    e = rng.uniform(1, 7, size=600)
    p = np.where(np.arange(600) < 30, np.minimum(e + 2, 7), e - rng.uniform(0, 2, size=600))
    z = rng.normal(scale=0.1, size=600) - (e - 4) ** 2 - (p - 5) ** 2
    with pytest.warns(DataWarning, match="above expectation in only 30 rows"):
        result = fitted(pd.DataFrame({"e": e, "p": p, "z": z}))
    point = result.stationary_point
    gap = point.loc["performance", "estimate"] - point.loc["expectation", "estimate"]
    inside = bool(result._support(0).inside(point["estimate"].to_numpy()[None, :2])[0])
    assert (gap > 0, inside) == (True, True)
    assert (point["reason"] == "rows").all()


def test_axes_without_direction():
    """A round dome has no axes: limits of the angle reach beyond 90 degrees."""
    result = fitted(survey((0, 0, -0.3, 0.0, -0.3), n=300), n_boot=300)
    table = result.axes
    width = table.xs("angle", level="quantity").eval("conf_high - conf_low")
    assert (width > 90).all()
    for axis in ("first", "second"):
        for name in ("slope", "intercept", "shift"):
            row = table.loc[(axis, name)]
            assert (row["supported"], row["reason"]) == (False, "undirected")
            assert np.isfinite(row["estimate"])
    assert table.xs("curvature", level="quantity")["supported"].all()
    rows = checklist(result).conditions
    assert rows.loc[["p10", "p11"], "reason"].tolist() == ["undirected"] * 2
    assert "wider than 90 degrees" in result.report()
    assert "90 度" in result.report("zh")
    assert result.to_text().count("withheld: no direction") == 6
    assert result.to_text("zh").count("不予解读：主轴方向未定") == 6


def test_ratios_run_off_together():
    """An upright second axis: its slope has no limits, so intercept and shift have none either."""
    table = fitted(survey((0.1, 0.1, -0.1, 0.0, -0.6), n=400), n_boot=300).axes
    upright = table.xs("second", level="axis")
    assert abs(upright.loc["angle", "estimate"]) > 75
    assert upright.loc["angle", ["conf_low", "conf_high"]].abs().max() > 90
    for name in ("slope", "intercept", "shift"):
        assert upright.loc[name, ["conf_low", "conf_high"]].tolist() == [-np.inf, np.inf]
        assert np.isnan(upright.loc[name, "std_error"])
    level = table.xs("first", level="axis")
    assert np.isfinite(level.loc[["slope", "intercept", "shift"], FIGURES].to_numpy(dtype=float)).all()


def test_shift_of_an_axis_along_mismatch():
    """Congruence: the second axis lies along the line of incongruence and crosses it anywhere."""
    table = fitted(survey((0, 0, -0.3, 0.5, -0.3), n=400), n_boot=300).axes.loc["second"]
    assert table.loc["angle", "conf_low"] < -45 < table.loc["angle", "conf_high"]
    assert np.isfinite(table.loc["slope", "conf_low"])
    assert table.loc["shift", ["conf_low", "conf_high"]].tolist() == [-np.inf, np.inf]
    assert np.isnan(table.loc["shift", "std_error"])


def test_curvature_of_an_axis_that_misses_the_answers():
    """A trough far from the answers."""
    frame = survey((4.0, 0.1, 0.2, 0.0, -0.3), n=400)
    table = fitted(frame).axes
    assert table.loc[("second", "curvature"), "reason"] == "outside"
    assert table.loc[("first", "curvature"), "reason"] == ""


def test_cubic_surfaces_have_no_such_places():
    frame = survey(n=400)
    result = cs.ResponseSurface("z", "e", "p", center=4, degree=3).fit(frame, n_boot=20)
    for table in (result.stationary_point, result.axes, result.turning_points):
        assert table.select_dtypes("number").isna().all(axis=None)
        assert (table["reason"] == "cubic").all()
    assert result.kinds.isna().all()
    assert "no single stationary point" in result.to_text().replace("\n", " ")
    assert "没有唯一的驻点" in result.to_text("zh").replace("\n", "")
    assert "Principal axes" not in result.to_text()


# ---------------------------------------------------------------- weights of zero


@pytest.mark.parametrize("design", [False, True])
def test_respondents_of_weight_zero_count_for_nothing(design):
    """Wild answers of weight 0: nowhere in figures, counts, degrees of freedom, hull or resamples."""
    frame = survey(n=200)
    frame["w"] = np.random.default_rng(1).uniform(0.5, 2, 200)
    frame["cluster"] = np.arange(200) % 20
    wild = frame.iloc[:60].assign(w=0.0, e=7.0, p=1.0, z=90.0)
    wild["p"] += np.arange(60) % 2
    both = pd.concat([frame, wild], ignore_index=True)
    where = {"clusters": "cluster"} if design else {}
    options = {} if design else {"n_boot": 50}
    kept, more = (
        fitted(cs.SurveyData(each, weights="w", **where), ["c"], **{"n_boot": None, **options})
        for each in (frame, both)
    )
    for name, table in kept.tables.items():
        pd.testing.assert_frame_equal(more.tables[name], table, obj=name)
    pd.testing.assert_frame_equal(checklist(more).conditions, checklist(kept).conditions)
    assert (more.settings["n"], more.settings["n_without_weight"], more.settings["n_rows"]) == (200, 60, 260)
    assert "60 more have weight 0" in more.report()
    assert "另有 60 名权重为 0" in more.report("zh")


def test_units_of_weight_zero_stay_in_the_design():
    frame = survey(n=200).assign(w=1.0, cluster=np.arange(200) % 20)
    frame.loc[frame["cluster"] >= 15, "w"] = 0.0
    part = fitted(cs.SurveyData(frame, weights="w", clusters="cluster"), n_boot=None).parts[0]
    assert part.df == 19
    assert part.n == 150


# ---------------------------------------------------------------- input


def test_answers_beyond_the_scale_given():
    frame = survey().round()
    frame.loc[3, "p"] = 70
    with pytest.raises(DataError, match=r"'p'.*70"):
        cs.ResponseSurface("z", "e", "p", scale=(1, 7)).fit(frame)
    with pytest.raises(DataError, match=r"'e'"):
        cs.ResponseSurface("z", ["e", "e2"], "p", scale=(2, 7)).fit(frame.assign(e2=3.0, p=4.0))
    # what is said for one item goes before the scale
    wide = {"p": (1, 70)}
    assert cs.ResponseSurface("z", "e", "p", scale=(1, 7)).fit(frame, n_boot=0, ranges=wide)


@pytest.mark.parametrize(
    "arguments",
    [{"scale": given} for given in ("1-10", "19", (1, 5, 10), (1,), 10, (1, None), (1, np.inf), (5, 5))]
    + [{"center": given} for given in (None, (4,), True, np.nan)],
)
def test_scale_and_centre_are_checked(arguments):
    (name,) = arguments
    with pytest.raises(SpecificationError, match=f"{name}="):
        cs.ResponseSurface("z", "e", "p", **arguments)


def test_two_values():
    frame = survey()
    frame["e"] = np.where(frame["e"] > 4, 2.0, 1.0)
    with pytest.raises(DataError, match=r"expectation has two values \(1 and 2\); its square needs three"):
        fitted(frame)
    frame = survey().assign(p=np.arange(150) % 3)
    with pytest.raises(DataError, match=r"performance has three values.*its cube needs four"):
        cs.ResponseSurface("z", "e", "p", center="pooled", degree=3).fit(frame)


def test_controls_that_the_ratings_make_up():
    frame = survey()
    frame["e2"], frame["p2"] = frame["e"] ** 1.5, frame["p"] ** 0.5
    frame["d"] = (frame["p"] + frame["p2"] - frame["e"] - frame["e2"]) / 2  # the mean of two gaps
    surface = cs.ResponseSurface("z", ["e", "e2"], ["p", "p2"], center=4, controls=["d"])
    with pytest.raises(
        DataError, match=r"'d' equals performance - expectation.*\(b1 - c\) E \+ \(b2 \+ c\) P"
    ):
        surface.fit(frame)
    for control, told in (
        (2 * frame["e"] + 3, "'k' is a linear function of expectation, which"),
        (1 - frame["p"], "'k' is a linear function of performance, which"),
        (frame["p"] + frame["e"], "'k' is a linear function of expectation and performance, which"),
        (3 * (frame["e"] - frame["p"]) + 1, "'k' equals 3 times expectation - performance"),
    ):
        with pytest.raises(DataError, match=re.escape(told)):
            fitted(frame.assign(k=control), ["k"])
    fitted(frame.assign(k=frame["e"] + 1e-3 * frame["c"]), ["k"])


def test_respondents_left_out_are_told():
    frame = survey()
    frame.loc[::10, "p"] = np.nan
    result = fitted(frame)
    ordered = fitted(frame.assign(z=np.digitize(frame["z"], [4, 6])), estimator="logit", n_boot=None)
    assert result.warnings[0].startswith("Left out: 15 of 150 respondents")
    assert 'missing="mi"' in result.warnings[0]
    # there is no remedy for ordered models
    assert ordered.warnings[0].startswith("Left out: 15 of 150")
    assert "missing=" not in ordered.warnings[0]


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("options", "kind", "sign"),
    [
        ({}, "F", "F("),
        ({"errors": "ml"}, "chi2", "χ²("),
        ({"errors": "bootstrap", "n_boot": 50}, "chi2", "χ²("),
    ],
)
def test_joint_tests_say_what_they_are(options, kind, sign):
    result = fitted(survey(n=300), **options)
    assert set(result.tests["test_statistic"]) == {kind}
    assert result.tests["df_resid"].isna().all() == (kind == "chi2")
    for lang in ("en", "zh"):
        assert (f"  {sign[:-1]} " in result.to_text(lang), sign in result.report(lang)) == (True, True)


def test_turning_points_are_printed():
    result = fitted(survey(n=400))
    for lang, title, kind in (
        ("en", "Where the surface turns on each line", "maximum"),
        ("zh", "转折点", "最大值"),
    ):
        printed = result.to_text(lang)
        assert title in printed
        assert kind in printed
        assert f"{result.turning_points.loc['congruence', 'estimate']:.3f}" in printed
    asked = result.turning_points.eval("as_asked - estimate")
    assert asked.to_numpy() == pytest.approx(4.0)


def test_ordered_models_name_categories_and_mcfadden():
    frame = survey(n=600)
    frame["z"] = np.array([1, 2, 5, 9])[np.digitize(frame["z"], [3.0, 5.0, 7.0])]
    result = fitted(frame, estimator="probit", n_boot=None)
    params = result.params
    assert params.loc[params["op"] == "|", "rhs"].tolist() == ["1|2", "2|5", "5|9"]
    assert params.loc[params["kind"] == "r_squared", "rhs"].tolist() == ["McFadden"]
    for lang, threshold, share in (
        ("en", "threshold 2|5", "McFadden's R² ="),
        ("zh", "阈值 2|5", "McFadden 的 R² ="),
    ):
        assert threshold in result.to_text(lang)
        assert share in result.to_text(lang)
    with pytest.raises(SpecificationError, match="leave errors"):
        fitted(frame, estimator="probit", errors="HC3", n_boot=None)
    assert fitted(frame, estimator="probit", errors="ml", n_boot=None).settings["errors"] == "ml"


def test_outcome_of_several_columns_is_a_mean():
    frame = survey(n=300)
    frame["y"], frame["x"] = frame["z"] + 1, frame["z"] - 0.1 * frame["c"]
    few = cs.ResponseSurface(["z", "y", "x"], "e", "p", center=4).fit(frame, n_boot=0)
    assert set(few.params["lhs"]) == {"mean(z, y, x)"}
    assert few.to_text().startswith("Response surface of the mean of z, y and x\n")
    assert few.to_text("zh").startswith("响应面：z、y、x 的均值\n")
    assert "The mean of z, y and x was regressed on expectation (E: e)" in few.report()
    assert "以 z、y、x 的均值对期望（E：e）" in few.report("zh")
    names = [f"z{i}" for i in range(8)]
    frame = frame.assign(**{name: frame["z"] + i for i, name in enumerate(names)})
    many = cs.ResponseSurface(names, "e", "p", center=4).fit(frame, n_boot=0)
    assert "The mean of 8 items was regressed" in many.report()
    assert "以 8 个题项的均值对期望" in many.report("zh")
    assert "以 z 对期望" in fitted(frame).report("zh")


def test_chinese_punctuation():
    printed = fitted(survey(n=300), n_boot=50, by="group").to_text("zh")
    assert "b0：截距" in printed
    assert "驻点（a：最大值；b：最大值）" in printed
    assert re.search(r"注：a：R² = \.?\d.*；b：R² = .*。", printed.replace("\n", ""))
    # the percent sign stands apart from its number in English only, but for headers shared by all results
    assert "95% 区间" in fitted(survey(n=300)).report("zh")
    assert not re.search(r"[\u4e00-\u9fff][:;()]|\d\s+%(?! 区间)", printed)


def test_slope_along_mismatch_has_its_direction():
    """a3 = b1 - b2: what expectation gains and performance loses."""
    result = fitted(survey((0.5, -0.5, -0.1, 0.1, -0.1), n=400))
    assert result.shape.loc["a3", "estimate"] > 0
    # from performance above expectation to below: the outcome rises with a3 > 0
    above, below = result.predict(3, 5), result.predict(5, 3)
    assert below > above
    assert text("label.a3", "en").endswith("from performance above to below expectation")
    assert text("label.a3", "zh").endswith("（由表现高于期望到低于期望）")
