"""Asymmetric and level-dependent congruence of fitted surfaces."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from csmodels.disconfirmation import ResponseSurface
from csmodels.disconfirmation.surface.congruence.cubic import cubic_congruence
from csmodels.errors import SpecificationError

#: The same least squares in another order of operations.
EXACT = 1e-8


def fitted(truth, n=800, seed=0, spread=1.0, **options):
    rng = np.random.default_rng(seed)
    e, p = spread * rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], size=n).T
    frame = pd.DataFrame({"e": e, "p": p, "z": truth(e, p) + rng.normal(size=n), "g": np.arange(n) % 2})
    model = ResponseSurface("z", "e", "p", center=0, degree=options.pop("degree", 2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(frame, **{"n_boot": 0, **options}), frame


def asymmetric(e, p):
    return -0.4 * (e - p) ** 2 - 0.1 * (e - p) ** 3


def test_truth_is_recovered():
    result, frame = fitted(asymmetric, n=4000)
    found = cubic_congruence(result)
    for name, value in (("square", -0.4), ("cube", -0.1)):
        row = found.models.loc[("CA", name)]
        assert row["conf_low"] <= value <= row["conf_high"]
    turn = found.asymmetry.loc["CA"]
    # -2 * -.4 / (3 * -.1): performance above expectation by 2.67
    assert turn["conf_low"] <= -8 / 3 <= turn["conf_high"]
    gap = frame["e"] - frame["p"]
    assert turn["n_beyond"] == (gap < turn["turn"]).sum()
    assert turn["share_beyond"] == pytest.approx(turn["n_beyond"] / 4000)


def test_answers_beyond_that_differ_are_counted():
    result, frame = fitted(asymmetric, n=4000, spread=1.6)
    found = cubic_congruence(result)
    points = found.asymmetry_points.loc["CA"]
    assert found.asymmetry.loc["CA", "n_different"] == points["different"].sum() > 20
    assert (points["different"] == (points["p_value"] < 0.05)).all()
    # beyond its lowest point the outcome rises again
    assert (points["difference"] > 0).all()
    assert frame.loc[points.index, "e"].to_numpy() - frame.loc[points.index, "p"].to_numpy() == pytest.approx(
        points["gap"].to_numpy()
    )
    strict = cubic_congruence(result, correction="bonferroni").asymmetry.loc["CA", "n_different"]
    assert strict < points["different"].sum()


def test_models_are_regressions_on_their_columns():
    result, frame = fitted(asymmetric, errors="classical")
    e, p, z = frame["e"], frame["p"], frame["z"]
    x = np.column_stack([np.ones(len(e)), e + p, (e - p) ** 2, (e - p) ** 2 * (e + p)])
    b = np.linalg.lstsq(x, z, rcond=None)[0]
    s2 = ((z - x @ b) ** 2).sum() / (len(z) - 4)
    error = np.sqrt(s2 * np.diag(np.linalg.inv(x.T @ x)))
    ours = cubic_congruence(result).models.loc["RRCL"]
    assert ours["estimate"].to_numpy() == pytest.approx(b[1:], abs=EXACT)
    assert ours["std_error"].to_numpy() == pytest.approx(error[1:], abs=EXACT)


def test_the_shape_of_a_cubic_surface_is_that_of_its_coefficients():
    quadratic, _ = fitted(asymmetric)
    cubic, _ = fitted(asymmetric, degree=3)
    one, other = cubic_congruence(quadratic).shape, cubic_congruence(cubic).shape
    assert one.to_numpy() == pytest.approx(other.to_numpy(), abs=EXACT)
    b = cubic.params.query("kind == 'coefficient'")["estimate"].to_numpy()
    assert one.loc["v3", "estimate"] == pytest.approx(b[5] - b[6] + b[7] - b[8])


def test_regions_cover_all_answers_by_group():
    def truth(e, p):
        return -0.4 * (e - p) ** 2 + 0.25 * (e - p) ** 2 * (e + p)

    result, frame = fitted(truth, by="g")
    found = cubic_congruence(result).level_regions
    assert found.index.names == ["g", "model", "region"]
    shares = found.groupby(level=["g", "model"])["share"].sum()
    assert shares.to_numpy() == pytest.approx(1.0)
    one = found.loc[(0, "CL")]
    # curvature 4 c1 + 8 k c3 changes its sign at the level .8
    assert one["mismatch"].tolist() == ["lowers", "not_told", "raises"]
    assert one["level_high"].iloc[0] < 0.8 < one["level_low"].iloc[-1]
    level = ((frame["e"] + frame["p"]) / 2)[frame["g"] == 0]
    assert one["n"].iloc[0] == (level < one["level_high"].iloc[0]).sum()


@pytest.mark.parametrize("errors", ["HC3", "bootstrap", "ml"])
def test_kinds_of_errors(errors):
    options = {"n_boot": 200} if errors == "bootstrap" else {}
    result, _ = fitted(asymmetric, errors=errors, **options)
    found = cubic_congruence(result)
    assert found.settings["errors"] == errors
    assert np.isfinite(found.models["std_error"]).all()
    assert np.isfinite(found.shape.to_numpy()).all()


def test_words():
    result, _ = fitted(asymmetric, n=2000)
    found = cubic_congruence(result)
    flat = " ".join(found.summary().to_text().split())
    assert "CA (asymmetric congruence): the outcome is highest where performance equals expectation" in flat
    assert "mismatch acts more strongly where performance is below expectation" in flat
    assert "表现低于期望时，不一致的作用更强" in found.summary("zh").to_text().replace("\n", "")
    even, _ = fitted(lambda e, p: -0.4 * (e - p) ** 2, n=500, seed=3)
    assert "no side of mismatch weighs more" in " ".join(cubic_congruence(even).to_text().split())


def test_a_model_whose_constraints_are_rejected_is_not_read():
    """Performance counts beside the mismatch and expectation does not, which all four models rule out."""
    result, _ = fitted(lambda e, p: p + asymmetric(e, p), n=2000)
    found = cubic_congruence(result)
    assert found.constraints["rejected"].all()
    assert set(found.asymmetry.index) == {"CA", "RRCA"}  # the tables keep all figures
    english, chinese = (" ".join(found.summary(lang).to_text().split()) for lang in ("en", "zh"))
    row = found.constraints.loc["CA"]
    told = f"(F = {row['statistic']:.2f}, 7 and {row['df_resid']:,.0f} df, p < .001): not read."
    assert f"The constraints of CA (asymmetric congruence) are rejected {told}" in english
    assert english.count("not read.") == 4
    assert "the outcome is highest" not in english
    assert "second line of extrema Model" not in english
    assert "cannot be told" not in english
    assert chinese.replace(" ", "").count("）：不予解读。") == 4
    groups, _ = fitted(lambda e, p: asymmetric(e, p), n=4000, by="g")
    both = cubic_congruence(groups)
    assert both.constraints.index.names == ["g", "model"]
    kept = both.constraints.index[~both.constraints["rejected"]]
    assert {(0, "CA"), (1, "CA")} <= set(kept)
    assert not {(0, "CL"), (1, "CL")} & set(kept)
    words = both.summary().to_text()
    assert "0: CA (asymmetric congruence)" in words
    assert "1: The constraints of CL" in words


@pytest.mark.parametrize("errors", ["classical", "ml"])
def test_constraints_are_tested_as_nested_regressions_are(errors):
    """The F test of two regressions; with maximum likelihood the chi-square n / (n - 10) times df times F."""
    result, frame = fitted(asymmetric, errors=errors)
    e, p, z = frame["e"], frame["p"], frame["z"]
    every = np.column_stack([e**i * p**j for i in range(4) for j in range(4) if i + j <= 3])
    square, cube, level = (e - p) ** 2, (e - p) ** 3, (e - p) ** 2 * (e + p)
    columns = {"CA": [square, cube], "RRCA": [e + p, square, cube], "CL": [square, level]}
    columns["RRCL"] = [e + p, square, level]

    def left(x):
        return ((z - x @ np.linalg.lstsq(x, z, rcond=None)[0]) ** 2).sum()

    found = cubic_congruence(result).constraints
    n = len(e)
    for name, held in columns.items():
        x = np.column_stack([np.ones(n), *held])
        df = 9 - len(held)
        f_value = (left(x) - left(every)) / df / (left(every) / (n - 10))
        wanted = f_value if errors == "classical" else f_value * df * n / (n - 10)
        assert found.loc[name, "statistic"] == pytest.approx(wanted, rel=1e-6)
        assert found.loc[name, "df"] == df
        assert np.isnan(found.loc[name, "df_resid"]) == (errors == "ml")
    assert not found.loc["CA", "rejected"]
    if errors == "ml":
        assert "χ² = " in cubic_congruence(result).to_text()


def test_too_few_values_lose_the_cubic_models_by_name():
    rng = np.random.default_rng(1)
    e, p = rng.integers(-1, 2, size=(2, 300)).astype(float)
    frame = pd.DataFrame({"e": e, "p": p, "z": p + rng.normal(size=300)})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = ResponseSurface("z", "e", "p", center=0).fit(frame, n_boot=0)
        found = cubic_congruence(result)
    assert found.shape["estimate"].isna().all()
    assert "cubic" in found.warnings[0]
    assert found.asymmetry.index.tolist() == ["CA", "RRCA"]
    assert found.constraints["p_value"].isna().all()
    assert " ".join(found.to_text().split()).count("could not be tested") == len(found.constraints)
    for lang in ("en", "zh"):
        assert found.summary(lang).to_text()


def test_options_are_checked():
    result, _ = fitted(asymmetric, n=100)
    with pytest.raises(SpecificationError, match="level"):
        cubic_congruence(result, level=5)
    with pytest.raises(SpecificationError, match="bonferroni"):
        cubic_congruence(result, correction="holm")
