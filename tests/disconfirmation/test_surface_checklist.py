"""Checklist of congruence and the written paragraph: formulas, special cases, simulated truth, refusals."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import csmodels as cs
from csmodels.disconfirmation.surface.congruence.checklist import Checked, checklist
from csmodels.disconfirmation.surface.figures import joint_covariance
from csmodels.errors import DataWarning, SpecificationError
from csmodels.numerics.surface.shape import SHAPE, axes
from csmodels.tables import text

#: The same formula twice, in double precision.
EXACT = 1e-9
SURFACE = cs.ResponseSurface("z", "e", "p", center=0)


def survey(b=(0.0, 0.0, -0.3, 0.6, -0.3), n: int = 400, seed: int = 0, shift: float = 0.0) -> pd.DataFrame:
    """Made-up ratings around 0 and an outcome on a known surface; by default a ridge along P = E."""
    rng = np.random.default_rng(seed)
    e = rng.normal(size=n)
    p = 0.3 * e + shift + rng.normal(size=n)
    z = b[0] * e + b[1] * p + b[2] * e**2 + b[3] * e * p + b[4] * p**2 + rng.normal(size=n)
    return pd.DataFrame({"e": e, "p": p, "z": z, "group": np.where(rng.random(n) < 0.5, "a", "b")})


def fitted(frame: pd.DataFrame, **options):
    return SURFACE.fit(frame, **{"n_boot": 0, **options})


def test_the_surface_in_level_and_mismatch():
    """b0 + a1 s - a3 d + a2 s² + a4 d² - 2 a5 s d with E = s - d, P = s + d: what the conditions rest on."""
    b = np.array([0.3, -0.2, 0.15, 0.4, -0.25])
    a1, a2, a3, a4, a5 = SHAPE @ b
    s, d = np.random.default_rng(0).normal(size=(2, 50))
    e, p = s - d, s + d
    direct = b @ np.array([e, p, e**2, e * p, p**2])
    assert a1 * s - a3 * d + a2 * s**2 + a4 * d**2 - 2 * a5 * s * d == pytest.approx(direct, abs=EXACT)


def test_conditions_by_the_formulas():
    frame = survey()
    result = fitted(frame)
    found = checklist(result, bound=0.2).conditions
    one = result.parts[0]
    errors = np.sqrt(np.diag(SHAPE @ joint_covariance(one) @ SHAPE.T))
    values = SHAPE @ one.coefficients
    df = len(frame) - 6
    rating = np.sqrt((frame["e"].var() + frame["p"].var()) / 2)
    for i, name in enumerate(["a1", "a2", "a3", "a4", "a5"]):
        row = found.loc[name]
        size = 0.2 * frame["z"].std() / (rating if name in ("a1", "a3") else rating**2)
        # moments divide by n or n - 1
        assert row["bound_low"] == pytest.approx(-size, rel=1 / len(frame))
        size = -row["bound_low"]
        p_low, p_high = stats.t.sf((values[i] + size) / errors[i], df), stats.t.cdf(
            (values[i] - size) / errors[i], df
        )  # fmt: skip
        wanted = p_low if name == "a4" else max(p_low, p_high)
        assert row["p_equivalence"] == pytest.approx(wanted, abs=EXACT)
        assert row["p_value"] == pytest.approx(2 * stats.t.sf(abs(values[i] / errors[i]), df), abs=EXACT)
    assert found["claim"].tolist() == ["broad"] * 6 + ["strict"] * 2


def test_true_congruence_is_found():
    verdicts = checklist(fitted(survey(n=2000), n_boot=200)).verdicts
    assert verdicts["verdict"].tolist() == ["supported", "supported"]
    assert verdicts["published"].tolist() == ["met", "met"]


def test_a_level_effect_leaves_the_broad_sense():
    """a1 = .8 beside the ridge: broad, not strict."""
    verdicts = checklist(fitted(survey((0.4, 0.4, -0.3, 0.6, -0.3), n=2000))).verdicts
    assert verdicts["verdict"].tolist() == ["supported", "not_supported"]


@pytest.mark.parametrize("b", [(0.0, 0.6, 0.0, 0.0, 0.0), (-0.5, 0.5, 0.0, 0.0, 0.0), (0, 0, 0.3, -0.6, 0.3)])
def test_performance_difference_and_incongruence_are_no_congruence(b):
    assert checklist(fitted(survey(b, n=2000))).verdicts["verdict"].tolist() == ["not_supported"] * 2


def test_few_respondents_leave_it_undecided():
    """Where the published rule calls what is not significant equal."""
    verdicts = checklist(fitted(survey(n=90))).verdicts
    assert verdicts.loc["broad", "published"] == "met"
    assert verdicts.loc["broad", "verdict"] == "undecided"


def test_bounds_at_zero_leave_significance_tests():
    found = checklist(fitted(survey((0.5, 0.0, -0.3, 0.6, -0.3), n=300)), bound=0)
    equalities = found.conditions.drop(["p10", "p11", "a3/a4", "a4"])
    assert (equalities["p_equivalence"] >= 0.5).all()
    significant = equalities["p_value"] < 0.05
    assert equalities["status"].tolist() == ["violated" if s else "open" for s in significant]
    assert significant.any()
    assert not significant.all()
    assert set(found.verdicts["verdict"]) <= {"undecided", "not_supported"}


def test_size_of_the_verdict():
    """a3 lies at its bound: "supported" is wrong, and said in at most alpha of the samples."""
    said = []
    for seed in range(90):
        # pooled SD 1.02; the bound of a3 is given, so that the truth is exactly there
        frame = survey((0.1, -0.1, -0.5, 1.0, -0.5), n=600, seed=seed)
        found = checklist(fitted(frame, errors="classical"), bound={"a3": 0.2, "a5": 0.3})
        said.append(found.verdicts.loc["broad", "verdict"])
    # .05 plus three binomial standard errors of 90 samples: .12
    assert np.mean(np.array(said) == "supported") <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 90)


def test_power_of_the_verdict():
    """All conditions true and bounds of five standard errors: nearly always found."""
    said = []
    for seed in range(25):
        found = checklist(fitted(survey(n=600, seed=seed)), bound={"a3": 0.35, "a5": 0.25})
        said.append(found.verdicts.loc["broad", "verdict"])
    assert np.mean(np.array(said) == "supported") >= 0.9


def test_p10_is_a_ratio_where_a5_is_zero():
    """b3 = b5 and b4 > 0: p11 = 1 and p10 = a3/a4; Fieller's limits are where the test of a3 - r a4 turns."""
    frame = survey((0.3, -0.1, -0.3, 0.6, -0.3), n=500)
    result = fitted(frame)
    one = result.parts[0]
    found = checklist(result).conditions
    a3, a4 = SHAPE[[2, 3]] @ one.coefficients
    assert found.loc["a3/a4", "estimate"] == pytest.approx(a3 / a4, abs=EXACT)
    v = SHAPE[[2, 3]] @ joint_covariance(one) @ SHAPE[[2, 3]].T
    for end in found.loc["a3/a4", ["conf_low", "conf_high"]].astype(float):
        apart = (a3 - end * a4) / np.sqrt(np.array([1, -end]) @ v @ np.array([1, -end]))
        assert abs(apart) == pytest.approx(stats.t.ppf(0.975, 494), rel=1e-8)
    exact = axes(np.array([0.3, -0.1, -0.4, 0.6, -0.4]))
    assert (exact.slope[0], exact.intercept[0]) == pytest.approx((1.0, 0.4 / -1.4))


def test_exchanging_the_roles_keeps_the_verdict():
    frame = survey((0.3, 0.1, -0.3, 0.5, -0.2), n=800)
    one = checklist(fitted(frame, n_boot=100))
    other = checklist(cs.ResponseSurface("z", "p", "e", center=0).fit(frame, n_boot=100))
    pd.testing.assert_frame_equal(one.verdicts, other.verdicts)
    for name, sign in (("a3", -1), ("a5", -1), ("a4", 1), ("a1", 1)):
        assert other.conditions.loc[name, "estimate"] == pytest.approx(
            sign * one.conditions.loc[name, "estimate"]
        )
    slopes = [each.conditions.loc["p11", "estimate"] for each in (one, other)]
    assert slopes[1] == pytest.approx(1 / slopes[0])
    # the angle of 45 degrees is its own mirror image
    p_values = [each.conditions.loc["p11", "p_value"] for each in (one, other)]
    assert p_values[0] == pytest.approx(p_values[1], abs=0.02)


def test_units_do_not_matter():
    frame = survey((0.1, 0.2, -0.3, 0.5, -0.3), n=500)
    tenfold = frame.assign(e=10 * frame["e"], p=10 * frame["p"], z=3 * frame["z"])
    one, ten = (checklist(fitted(f)).conditions for f in (frame, tenfold))
    for column in ("p_value", "p_equivalence"):
        rows = one.index.drop("p10")
        assert ten.loc[rows, column].to_numpy() == pytest.approx(
            one.loc[rows, column].to_numpy(), rel=1e-5, nan_ok=True
        )
    assert ten["status"].tolist() == one["status"].tolist()


def test_the_published_rule_reads_the_intervals():
    """A condition is met exactly where the interval holds its value (a4: lies below 0)."""
    for seed in range(6):
        found = checklist(
            fitted(survey((0.2, 0.1, -0.3, 0.45, -0.2), n=200, seed=seed), n_boot=300)
        ).conditions
        found = found[found["supported"]]
        for name, null in (("p10", 0), ("p11", 1), ("a3", 0), ("a5", 0), ("a1", 0), ("a2", 0)):
            if name in found.index and np.isfinite(found.loc[name, "conf_high"]):
                row = found.loc[name]
                assert row["published"] == (row["conf_low"] <= null <= row["conf_high"]), (seed, name)
        if "a4" in found.index:
            assert found.loc["a4", "published"] == (found.loc["a4", "conf_high"] < 0)


def test_one_side_only_is_withheld():
    with pytest.warns(DataWarning, match="above expectation in only"):
        result = fitted(survey(n=500, shift=-2.5))
    found = checklist(result)
    mismatch = ["p10", "p11", "a3/a4", "a3", "a5", "a4"]
    assert (found.conditions.loc[mismatch, "reason"] == "rows").all()
    assert found.conditions.loc[["a3", "a5", "a4"], "status"].tolist() == ["withheld"] * 3
    assert found.verdicts["verdict"].tolist() == ["withheld", "withheld"]
    assert found.verdicts["published"].tolist() == ["withheld", "withheld"]
    written = Checked.report(result)
    assert "not interpreted, because too few answers lie on one side" in written
    assert "Nothing is said of performance above expectation" in written
    assert "was not judged" in written
    for claim in ("a3 =", "a4 =", "a5 =", "p10 =", "difference score"):
        assert claim not in written
    assert "不予解读" in Checked.report(result, "zh")


def test_slopes_at_a_centre_outside_the_answers():
    frame = survey(n=500)
    with pytest.warns(DataWarning, match="centre 9 lies outside"):
        result = cs.ResponseSurface("z", "e", "p", center=9).fit(frame, n_boot=0)
    found = checklist(result).conditions
    assert found.loc[["a1", "a3"], "reason"].tolist() == ["outside", "outside"]
    assert found.loc[["a2", "a4", "a5"], "supported"].all()
    written = Checked.report(result)
    assert "its slope a1 is not interpreted" in written
    assert "a3 =" not in written.replace("a3 = a4 = 0", "")


def test_groups_are_checklists_of_their_own():
    frame = survey(n=800)
    whole = fitted(frame, by="group")
    found = checklist(whole)
    for name in ("a", "b"):
        alone = checklist(fitted(frame[frame["group"] == name]))
        pd.testing.assert_frame_equal(found.conditions.loc[name], alone.conditions)
        pd.testing.assert_frame_equal(found.verdicts.loc[name], alone.verdicts)
        assert (frame["group"] == name).sum() == int(
            re.search(r"answers of (\d+) respondents \(group: ", Checked.report(whole, group=name)).group(1)
        )
    with pytest.raises(SpecificationError, match="Choose a group"):
        Checked.report(whole)
    with pytest.raises(SpecificationError, match="unknown"):
        Checked.report(whole, group="c")


def test_bounds_of_single_coefficients():
    result = fitted(survey())
    plain = checklist(result).conditions
    own = checklist(result, bound={"a3": 0.5, "a5": (-0.05, 0.2)}).conditions
    assert own.loc["a3", ["bound_low", "bound_high"]].tolist() == [-0.5, 0.5]
    assert own.loc["a5", ["bound_low", "bound_high"]].tolist() == [-0.05, 0.2]
    pd.testing.assert_series_equal(own.loc["a1"], plain.loc["a1"])


@pytest.mark.parametrize(
    ("bound", "message"),
    [
        (-0.1, "must be a number from 0"),
        ("small", "must be a number from 0"),
        (True, "must be a number from 0"),
        ({"a6": 0.1}, "no coefficient 'a6'"),
        ({"p10": 0.1}, "p10 and p11 are judged by their intervals"),
        ({"a3": -0.1}, "must be a number from 0, or"),
        ({"a3": (0.1, 0.2)}, "around 0"),
        ({"a3": (0.1, 0.2, 0.3)}, "around 0"),
    ],
)
def test_bounds_refused(bound, message):
    with pytest.raises(SpecificationError, match=message):
        checklist(fitted(survey(n=80)), bound)


def test_cubic_surfaces_are_refused():
    result = cs.ResponseSurface("z", "e", "p", center=0, degree=3).fit(survey(), n_boot=0)
    with pytest.raises(SpecificationError, match="quadratic surfaces"):
        checklist(result)
    with pytest.raises(SpecificationError, match="quadratic surfaces"):
        Checked.report(result)


def test_ordered_outcome_has_its_latent_scale():
    """The variance of a latent outcome: that of the terms plus that of the link."""
    frame = survey(n=600)
    frame["z"] = np.digitize(frame["z"], [-2, -1, 0, 1])
    result = SURFACE.fit(frame, estimator="probit")
    one = result.parts[0]
    terms = np.column_stack(
        [frame["e"], frame["p"], frame["e"] ** 2, frame["e"] * frame["p"], frame["p"] ** 2]
    )
    latent = np.sqrt((terms @ one.coefficients).var() + 1)
    rating = np.sqrt((frame["e"].var() + frame["p"].var()) / 2)
    low = checklist(result).conditions.loc["a3", "bound_low"]
    assert low == pytest.approx(-0.1 * latent / rating, rel=2 / 600)
    assert "McFadden's R²" in Checked.report(result)


def test_every_number_of_the_paragraph_is_in_the_tables():
    """In both languages the same figures, each as the tables print it."""
    result = fitted(survey((0.2, 0.1, -0.3, 0.5, -0.3), n=400), n_boot=200)
    english, chinese = (Checked.report(result, lang) for lang in ("en", "zh"))
    decimals = re.compile(r"-?\d*\.\d{3}(?!\d)")
    assert decimals.findall(english) == decimals.findall(chinese)
    tables = [result.params, result.shape, result.tests, result.axes, result.stationary_point,
              checklist(result).conditions]  # fmt: skip
    printed = {"-" + "<.001"}
    for table in tables:
        for value in table.select_dtypes("number").to_numpy().ravel():
            if np.isfinite(value):
                printed |= {f"{value:z.3f}", f"{value:z.3f}".replace("0.", ".", 1)}
    unknown = [number for number in decimals.findall(english) if number not in printed | {".001"}]
    assert unknown == []
    assert Checked.report(result) == english
    assert "report_" not in english + chinese
    assert not re.search(r"[{}]|nan|None|  ", english + chinese)


def test_the_paragraph_is_true_of_the_survey():
    """Rows left out, weights, centre, errors and controls are said where there are any, and only there."""
    frame = survey(n=300)
    frame["weight"] = np.random.default_rng(0).uniform(0.5, 2, 300)
    frame["age"] = np.random.default_rng(1).normal(size=300)
    frame.loc[:9, "p"] = np.nan
    data = cs.SurveyData(frame, weights="weight")
    model = cs.ResponseSurface("z", "e", "p", center="pooled", controls=["age"])
    result = model.fit(data, errors="bootstrap", n_boot=100)
    written = Checked.report(result)
    assert "The answers of 290 respondents were analysed, weighted by the survey weights (weight);" in written
    assert "of the 300 rows of the data, 10 had been left out because an answer was missing." in written
    assert "controlling for age" in written
    assert f"centred at {result.ratings.center:.6g}, their common mean" in written
    assert "Standard errors: bootstrap" in written
    assert "100 resamples" in written
    assert "χ²(2)" in written
    plain = Checked.report(fitted(survey(n=300)))
    for word in ("weighted", "left out", "controlling", "resamples", "common mean"):
        assert word not in plain


def test_summaries_in_both_languages():
    result = fitted(survey(n=800), by="group")
    found = checklist(result)
    for lang in ("en", "zh"):
        shown = found.summary(lang).to_text()
        for verdict in found.verdicts["verdict"]:
            assert text(f"value.congruence_{verdict}", lang) in shown
        assert "congruence_" not in shown
    assert set(found.tables) == {"conditions", "verdicts"}
