"""Response surfaces: estimates, errors and tests against textbook formulas; what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.disconfirmation.surface.figures import TESTS, joint_covariance

#: The same formula twice, in double precision.
EXACT = 1e-8
#: Derivatives of moments are numerical: their error is the square of a step of 1e-5 or so.
LINEARIZED = 1e-5


def survey(n: int = 400, seed: int = 0, b=(0.2, 0.5, -0.1, 0.15, -0.08)) -> pd.DataFrame:
    """Made-up ratings from 1 to 7 and an outcome on a known surface."""
    rng = np.random.default_rng(seed)
    e = np.clip(np.rint(4 + rng.normal(scale=1.3, size=n)), 1, 7)
    p = np.clip(np.rint(4 + 0.4 * (e - 4) + rng.normal(scale=1.3, size=n)), 1, 7)
    x, y = e - 4, p - 4
    z = 5 + b[0] * x + b[1] * y + b[2] * x**2 + b[3] * x * y + b[4] * y**2
    frame = pd.DataFrame({"e": e, "p": p, "z": z + rng.normal(scale=0.8, size=n) * (1 + 0.2 * abs(x))})
    frame["age"] = rng.normal(40, 10, size=n)
    frame["z"] += 0.01 * frame["age"]
    frame["group"] = np.where(rng.random(n) < 0.5, "a", "b")
    frame["weight"] = rng.uniform(0.5, 2, size=n)
    frame["cluster"] = rng.integers(0, 40, size=n)
    return frame


SURFACE = cs.ResponseSurface("z", "e", "p", scale=(1, 7))


def design_of(frame: pd.DataFrame) -> np.ndarray:
    x, y = frame["e"] - 4, frame["p"] - 4
    return np.column_stack([np.ones(len(frame)), x, y, x**2, x * y, y**2])


def by_hand(
    frame: pd.DataFrame, weights: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, w = design_of(frame), np.ones(len(frame)) if weights is None else weights
    bread = np.linalg.inv(x.T @ (x * w[:, None]))
    b = bread @ (x.T @ (w * frame["z"].to_numpy()))
    return b, bread, frame["z"].to_numpy() - x @ b


def test_hc3_by_the_formula():
    """MacKinnon and White (1985): residuals divided by 1 - leverage."""
    frame = survey()
    b, bread, left = by_hand(frame)
    x = design_of(frame)
    leverage = np.einsum("ij,jk,ik->i", x, bread, x)
    meat = x.T @ (x * (left / (1 - leverage))[:, None] ** 2)
    errors = np.sqrt(np.diag(bread @ meat @ bread))
    table = SURFACE.fit(frame, n_boot=0).params.iloc[:6]
    assert table["estimate"].to_numpy() == pytest.approx(b, abs=EXACT)
    assert table["std_error"].to_numpy() == pytest.approx(errors, abs=EXACT)
    from scipy.stats import t

    p_values = 2 * t.sf(np.abs(b / errors), len(frame) - 6)
    assert table["p_value"].to_numpy() == pytest.approx(p_values, abs=EXACT)
    half = t.ppf(0.975, len(frame) - 6) * errors
    assert table["conf_high"].to_numpy() == pytest.approx(b + half, abs=EXACT)


@pytest.mark.parametrize(("errors", "divisor"), [("classical", 394), ("ml", 400)])
def test_one_variance(errors, divisor):
    frame = survey()
    _, bread, left = by_hand(frame)
    found = SURFACE.fit(frame, errors=errors, n_boot=0).params.iloc[:6]
    direct = np.sqrt(np.diag(bread) * (left @ left) / divisor)
    assert found["std_error"].to_numpy() == pytest.approx(direct, abs=EXACT)


def test_weights_as_rows_repeated():
    frame = survey(100)
    frame["weight"] = np.where(np.arange(100) % 3 == 0, 2.0, 1.0)
    weighted = SURFACE.fit(cs.SurveyData(frame, weights="weight"), n_boot=0)
    doubled = frame.loc[frame.index.repeat(frame["weight"].astype(int))]
    twice = SURFACE.fit(doubled.reset_index(drop=True), n_boot=0)
    assert weighted.params["estimate"].iloc[:7].to_numpy() == pytest.approx(
        twice.params["estimate"].iloc[:7].to_numpy(), abs=EXACT
    )


def test_errors_by_cluster_and_linearised():
    """The sandwich of sums by cluster; linearisation has the factor m / (m - 1) (Binder 1983)."""
    frame = survey()
    data = cs.SurveyData(frame, clusters="cluster", weights="weight")
    w = frame["weight"].to_numpy()
    _, bread, left = by_hand(frame, w)
    scores = design_of(frame) * (w * left)[:, None]
    sums = pd.DataFrame(scores).groupby(frame["cluster"]).sum().to_numpy()
    m = len(sums)
    direct = np.sqrt(np.diag(bread @ sums.T @ sums @ bread))
    found = SURFACE.fit(data)
    assert found.settings["errors"] == "linearized"
    linearised = direct * np.sqrt(m / (m - 1))
    assert found.params["std_error"].iloc[1:6].to_numpy() == pytest.approx(linearised[1:], rel=LINEARIZED)
    # the joint covariance is that of the same sandwich
    v = (bread @ sums.T @ sums @ bread) * m / (m - 1)
    assert joint_covariance(found.parts[0]) == pytest.approx(v[1:, 1:], rel=1e-4, abs=1e-9)
    clustered = SURFACE.fit(data, errors="cluster", n_boot=0)
    small = np.sqrt((m / (m - 1)) * ((len(frame) - 1) / (len(frame) - 6)))
    assert clustered.params["std_error"].iloc[:6].to_numpy() == pytest.approx(direct * small, rel=1e-8)


def test_joint_tests_by_comparing_residual_sums():
    """With one variance for all, Wald's F is the F of two nested regressions."""
    frame = survey()
    result = SURFACE.fit(frame, errors="classical", n_boot=0)
    x, z = design_of(frame), frame["z"].to_numpy()

    def rss(columns: np.ndarray) -> float:
        return float(np.linalg.lstsq(columns, z, rcond=None)[1][0])

    full = rss(x)
    null_spaces = {
        # columns that remain under each hypothesis
        "curvature": x[:, :3],
        "difference": np.column_stack([x[:, 0], x[:, 2] - x[:, 1]]),
        "squared_difference": np.column_stack([x[:, 0], (x[:, 2] - x[:, 1]) ** 2]),
    }
    for name, columns in null_spaces.items():
        k = len(TESTS[name])
        f = (rss(columns) - full) / k / (full / (len(z) - 6))
        assert result.tests.loc[name, "statistic"] == pytest.approx(f, rel=1e-8)
    assert result.tests["df"].tolist() == [2, 2, 3, 4, 4]


def test_exchanging_the_roles():
    frame = survey()
    one = SURFACE.fit(frame, n_boot=0)
    other = cs.ResponseSurface("z", "p", "e", scale=(1, 7)).fit(frame, n_boot=0)
    signs = np.array([1, 1, -1, 1, -1])
    assert other.shape["estimate"].to_numpy() == pytest.approx(one.shape["estimate"].to_numpy() * signs)
    assert other.shape["std_error"].to_numpy() == pytest.approx(one.shape["std_error"].to_numpy())
    slopes = [r.axes.loc[("first", "slope"), "estimate"] for r in (one, other)]
    assert slopes[1] == pytest.approx(1 / slopes[0])


def test_units_of_the_ratings():
    """Ratings in tenths: linear coefficients a tenth, quadratic ones a hundredth, statistics the same."""
    frame = survey()
    tenfold = frame.assign(e=frame["e"] * 10, p=frame["p"] * 10)
    one = SURFACE.fit(frame, n_boot=0)
    ten = cs.ResponseSurface("z", "e", "p", scale=(10, 70)).fit(tenfold, n_boot=0)
    scale = np.array([10, 100, 10, 100, 100])
    assert ten.shape["estimate"].to_numpy() * scale == pytest.approx(one.shape["estimate"].to_numpy())
    assert ten.shape["statistic"].to_numpy() == pytest.approx(one.shape["statistic"].to_numpy())


def test_another_centre_leaves_the_second_order_alone():
    frame = survey()
    one = SURFACE.fit(frame, n_boot=0).shape
    with pytest.warns(cs.errors.DataWarning, match="centre 0 lies outside"):
        other = cs.ResponseSurface("z", "e", "p", center=0).fit(frame, n_boot=0).shape
    rows = ["a2", "a4", "a5"]
    columns = ["estimate", "std_error", "p_value"]
    assert one.loc[rows, columns].to_numpy() == pytest.approx(other.loc[rows, columns].to_numpy(), rel=1e-6)
    assert one.loc["a1", "estimate"] != pytest.approx(other.loc["a1", "estimate"])


def test_resamples_are_regressions_on_the_drawn_rows():
    frame = survey(120)
    result = SURFACE.fit(frame, n_boot=20, seed=3)
    part = result.parts[0]
    from csmodels.numerics.resampling import bootstrap_counts

    counts = np.concatenate(list(bootstrap_counts(120, 20, 3)))
    x = design_of(frame)
    for drawn, found in zip(counts[:5], part.draws[:5], strict=True):
        rows = np.repeat(np.arange(120), drawn)
        direct, *_ = np.linalg.lstsq(x[rows], frame["z"].to_numpy()[rows], rcond=None)
        assert found == pytest.approx(direct, rel=1e-6)


def test_groups_are_fits_of_their_own_rows():
    frame = survey()
    result = SURFACE.fit(frame, by="group", n_boot=0)
    for name in ("a", "b"):
        alone = SURFACE.fit(frame[frame["group"] == name], n_boot=0)
        pd.testing.assert_frame_equal(result.shape.loc[name], alone.shape)
    equal = result.compare_groups()
    v = [joint_covariance(p) for p in result.parts]
    apart = result.parts[0].coefficients - result.parts[1].coefficients
    assert equal.loc["surface", "statistic"] == pytest.approx(apart @ np.linalg.solve(v[0] + v[1], apart))
    assert equal["df"].tolist() == [5, 2, 3]


def test_equal_surfaces_are_rarely_told_apart():
    """100 samples, both groups from one surface: p-values of the 5-df test are uniform."""
    p_values = []
    for seed in range(100):
        found = SURFACE.fit(survey(300, seed=seed), by="group", n_boot=0)
        p_values.append(found.compare_groups().loc["surface", "p_value"])
    share = np.mean(np.array(p_values) < 0.05)
    # .05 plus three binomial standard errors, and a little for 150 rows a group
    assert share <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 100) + 0.01
    # and not piled up at one: three standard errors of the mean of even p-values
    assert share > 0
    assert np.mean(p_values) == pytest.approx(0.5, abs=3 * np.sqrt(1 / 12 / 100))


def test_different_surfaces_are_told_apart():
    """Slopes of performance .4 apart: five standard errors and more."""
    p_values = []
    for seed in range(20):
        frame = survey(300, seed=seed)
        frame["z"] += 0.4 * (frame["p"] - 4) * (frame["group"] == "b")
        table = SURFACE.fit(frame, by="group", n_boot=0).compare_groups()
        p_values.append(table.loc[["surface", "linear"], "p_value"])
    assert (np.array(p_values) < 0.05).mean() > 0.9


def test_controls_are_entered_as_they_are():
    frame = survey()
    result = cs.ResponseSurface("z", "e", "p", controls=["age"], scale=(1, 7)).fit(frame, n_boot=0)
    x = np.column_stack([design_of(frame), frame["age"]])
    direct, *_ = np.linalg.lstsq(x, frame["z"].to_numpy(), rcond=None)
    assert result.params["estimate"].iloc[:7].to_numpy() == pytest.approx(direct, rel=1e-8)
    # the surface is read at mean controls
    at = result.predict(5, 3)
    assert at == pytest.approx(direct[:6] @ [1, 1, -1, 1, -1, 1] + direct[6] * frame["age"].mean())


def test_several_columns_are_averaged():
    frame = survey()
    frame["e2"] = np.clip(frame["e"] + 1, 1, 7)
    found = cs.ResponseSurface("z", ["e", "e2"], "p", scale=(1, 7)).fit(frame, n_boot=0)
    frame["mean"] = frame[["e", "e2"]].mean(axis=1)
    direct = cs.ResponseSurface("z", "mean", "p", scale=(1, 7)).fit(frame, n_boot=0)
    assert found.shape.to_numpy() == pytest.approx(direct.shape.to_numpy())


def test_ordered_outcome():
    """An ordered probit of a cut normal outcome finds the surface in units of the residual."""
    rng = np.random.default_rng(105)
    frame = survey(6000, seed=5)
    x = design_of(frame)[:, 1:]
    b = np.array([0.2, 0.5, -0.1, 0.15, -0.08])
    latent = x @ b + rng.normal(size=len(frame))
    frame["z"] = np.digitize(latent, [-1.0, 0.0, 1.0])
    found = SURFACE.fit(frame, "probit")
    table = found.params[found.params["kind"] == "coefficient"]
    inside = (table["conf_low"] <= b) & (b <= table["conf_high"])
    assert inside.sum() >= 4
    assert table["estimate"].to_numpy() == pytest.approx(b, abs=0.05)
    cuts = found.params[found.params["op"] == "|"]
    assert cuts["estimate"].to_numpy() == pytest.approx([-1, 0, 1], abs=0.1)
    assert cuts["estimate"].is_monotonic_increasing


def test_imputed_answers():
    frame = survey(600)
    holes = frame.copy()
    holes.loc[::10, "p"] = np.nan
    found = SURFACE.fit(holes, missing="mi")
    whole = SURFACE.fit(frame, n_boot=0)
    assert found.settings["n"] == 600
    apart = (found.shape["estimate"] - whole.shape["estimate"]) / whole.shape["std_error"]
    assert np.abs(apart).max() < 1.5
    assert (found.shape["std_error"] > 0).all()


def test_true_surface_is_recovered_and_covered():
    """180 samples of n = 300: limits of a1 to a5 hold the truth."""
    truth = np.array([0.7, -0.03, -0.3, -0.33, -0.02])
    held = np.zeros(5)
    for seed in range(180):
        table = SURFACE.fit(survey(300, seed=seed), n_boot=0).shape
        held += ((table["conf_low"] <= truth) & (truth <= table["conf_high"])).to_numpy()
    # three binomial standard errors of 180 samples
    assert (np.abs(held / 180 - 0.95) <= 3 * np.sqrt(0.95 * 0.05 / 180)).all()


def test_what_lies_outside_the_answers_is_withheld():
    frame = survey()
    frame["z"] = 5 + 0.3 * (frame["p"] - 4) + 0.001 * (frame["p"] - 4) ** 2 + 0.01 * np.arange(400) % 3
    result = SURFACE.fit(frame, n_boot=0)
    assert not result.stationary_point["supported"].any()
    assert np.isfinite(result.stationary_point["estimate"]).all()
    told = result.summary().to_text()
    assert "withheld: outside the answers" in told
    assert "不予解读" in result.summary("zh").to_text()


def test_too_few_above_expectation_is_said():
    frame = survey()
    frame["p"] = np.minimum(frame["p"], frame["e"])
    frame.loc[:5, "p"] = frame.loc[:5, "e"] + 1
    with pytest.warns(cs.errors.DataWarning, match="above expectation in only"):
        result = SURFACE.fit(frame, n_boot=0)
    assert not result.support.loc["above", "enough"]
    assert result.support.loc["below", "enough"]


@pytest.mark.parametrize(
    "change",
    [{"e": 4.0}, {"z": 1.0}],
)
def test_constant_columns(change):
    (name,) = change
    with pytest.raises(cs.errors.DataError, match=f"Column '{name}' has the same answer"):
        SURFACE.fit(survey().assign(**change))


def test_averages_that_do_not_vary():
    frame = survey()
    frame["e2"] = 8 - frame["e"]
    with pytest.raises(cs.errors.DataError, match="'expectation' has one value only"):
        cs.ResponseSurface("z", ["e", "e2"], "p", scale=(1, 7)).fit(frame)


def test_difference_beside_both_is_refused_with_the_algebra():
    frame = survey()
    frame["d"] = frame["p"] - frame["e"]
    with pytest.raises(cs.errors.DataError, match=r"\(b1 - c\) E \+ \(b2 \+ c\) P"):
        cs.ResponseSurface("z", "e", "p", controls=["d"], scale=(1, 7)).fit(frame)


def test_too_few_different_answers():
    frame = survey()
    frame["e"] = np.where(frame["e"] > 4, 2.0, 1.0)
    with pytest.raises(cs.errors.DataError, match="linear combinations of each other"):
        cs.ResponseSurface("z", "e", "p", center="pooled").fit(frame)


def test_scales_that_differ():
    frame = survey().round()
    frame["z"] = frame["z"].clip(1, 7)
    with pytest.raises(cs.errors.DataError, match="midpoint"):
        cs.ResponseSurface("z", "e", "p").fit(frame)
    hotel = cs.datasets.load_hotel()
    with pytest.raises(cs.errors.DataError, match="different scales"):
        cs.ResponseSurface("sat_overall", "e_bed", "d_bed").fit(hotel)


def test_few_rows_and_ranges_are_warned_of():
    with pytest.warns(cs.errors.DataWarning) as told:
        SURFACE.fit(survey(25), n_boot=0)
    assert any("Only 25 respondents" in str(each.message) for each in told)
    wide = survey()
    wide["p"] *= 10
    with pytest.warns(cs.errors.DataWarning) as told:
        cs.ResponseSurface("z", "e", "p", center="pooled").fit(wide, n_boot=0)
    assert any("are both on one scale" in str(each.message) for each in told)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"errors": "HC4"}, "HC4.*is unknown"),
        ({"errors": "cluster"}, "clusters="),
        ({"missing": "em"}, "missing='em' is unknown"),
        ({"missing": "mi", "errors": "HC3"}, "goes with"),
        ({"estimator": "probit", "n_boot": 100}, "no resamples"),
        ({"errors": "bootstrap", "n_boot": 0}, "needs resamples"),
    ],
)
def test_contradictions(options, message):
    with pytest.raises(cs.errors.SpecificationError, match=message):
        SURFACE.fit(survey(), **options)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"expectation": "e", "performance": "e"}, "two roles"),
        ({"center": "mean"}, "is unknown"),
        ({"degree": 4}, "degree"),
        ({"scale": (7, 1)}, "low, high"),
        ({"controls": "age"}, "write"),
    ],
)
def test_model_is_checked(arguments, message):
    given = {"outcome": "z", "expectation": "e", "performance": "p", **arguments}
    with pytest.raises(cs.errors.SpecificationError, match=message):
        cs.ResponseSurface(**given)


def test_result_prints_in_both_languages_and_every_way():
    frame = survey()
    result = SURFACE.fit(frame, by="group", n_boot=50)
    for lang in ("en", "zh"):
        document = result.summary(lang)
        assert "b4" in document.to_text()
        assert document.to_html()
        assert document.to_latex()
    assert set(result.tables) == {
        "params", "shape", "tests", "stationary_point", "axes", "turning_points", "claims", "support"
    }  # fmt: skip
    assert result.params.index.names == ["group"]
