"""Factor scores, reliability and the index of covariance models: beside lavaan, by hand, in simulation."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import AdmissibilityWarning, DataError, DataWarning, SpecificationError
from csmodels.numerics.covariance.structure import implied, matrices
from csmodels.numerics.moments import Moments
from csmodels.path_models.likelihood.constructs.reliability import MEASURES, item_r_squared, reliability
from csmodels.path_models.likelihood.constructs.scores import METHODS, construct_index, factor_scores
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.survey import Item, Questionnaire, Scale
from csmodels.tables import FrozenMapping
from csmodels.tables.strings import CATALOGUE

#: lavaan's search stops at a gradient of some 1e-7, ours at 1e-9; democracy is ill-conditioned.
LAVAAN = {"holzinger": 1e-6, "holzinger_scalar": 1e-6, "democracy": 2e-5}
#: Two ways to the same number in floating point.
ROUNDING = 1e-9
#: The error from influence and that of 2,000 resamples: 1.6 % Monte Carlo error, 3 of them, and n = 250.
RESAMPLED = 0.05
#: Half a unit of the last digit that is reported.
REPORTED = 0.005
#: Ends of the answer scale of the mobile-phone survey, where it is used without its questionnaire.
TEN = (1, 10)

SCHOOLS = cs.PathModel(
    {"visual": ["x1", "x2", "x3"], "textual": ["x4", "x5", "x6"], "speed": ["x7", "x8", "x9"]}, {}
)
COUNTRIES = """ind60 =~ x1 + x2 + x3
dem60 =~ y1 + y2 + y3 + y4
dem65 =~ y5 + y6 + y7 + y8
dem60 ~ ind60
dem65 ~ ind60 + dem60
y1 ~~ y5
y2 ~~ y4 + y6
y3 ~~ y7
y4 ~~ y8
y6 ~~ y8"""
MOBILE = cs.PathModel(
    {
        "Image": [f"IMAG{i}" for i in range(1, 6)],
        "Value": ["PERV1", "PERV2"],
        "Satisfaction": ["CUSA1", "CUSA2", "CUSA3"],
    },
    {"Value": ["Image"], "Satisfaction": ["Image", "Value"]},
)


@pytest.fixture(scope="module")
def schools() -> pd.DataFrame:
    pytest.importorskip("semopy")
    from semopy.examples import holzinger39

    found: pd.DataFrame = holzinger39.get_data()
    return found.assign(school=found["school"].map({"Pasteur": 1, "Grant-White": 2}))


@pytest.fixture(scope="module")
def fits(schools: pd.DataFrame) -> dict[str, CovarianceResult]:
    from semopy.examples import political_democracy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AdmissibilityWarning)
        return {
            "holzinger": SCHOOLS.fit(schools, "ml"),
            "holzinger_scalar": SCHOOLS.fit(schools, "ml", by="school", equal=("loadings", "intercepts")),
            "democracy": cs.PathModel.from_syntax(COUNTRIES).fit(political_democracy.get_data(), "ml"),
        }


@pytest.fixture(scope="module")
def mobile(mobi) -> CovarianceResult:
    return MOBILE.fit(mobi, "ml")


# ------------------------------------------------------------------ factor scores


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["holzinger", "holzinger_scalar", "democracy"])
def test_scores_are_those_of_lavaan(name, method, fits, golden) -> None:
    table = factor_scores(fits[name], method=method)
    published = golden("ml_scores").query("model == @name and method == @method")
    found = [table.iloc[row - 1][c] for row, c in zip(published["row"], published["construct"], strict=True)]
    assert len(found) >= 15
    np.testing.assert_allclose(found, published["score"], atol=LAVAAN[name])


def test_bartlett_by_the_textbook(fits) -> None:
    """(Lambda' Theta^-1 Lambda)^-1 Lambda' Theta^-1 (x - mean), with error variances (Bartlett 1937)."""
    result = fits["democracy"]
    given = matrices(result.estimates.structure, result.estimates.theta[None])
    loadings, error = given["Lambda"][0, 0], given["Theta"][0, 0]
    weights = np.linalg.solve(
        loadings.T @ np.linalg.solve(error, loadings), loadings.T @ np.linalg.inv(error)
    )
    rows = result.answers.values
    expected = (rows - rows.mean(axis=0)) @ weights.T
    np.testing.assert_allclose(factor_scores(result, method="bartlett"), expected, atol=ROUNDING)


def test_regression_scores_are_fitted_values(fits) -> None:
    """Their covariance with the answers is that of the construct, and they leave its error unpredicted."""
    result = fits["holzinger"]
    scores = factor_scores(result)
    assert np.abs(scores.mean()).max() < ROUNDING
    at = implied(result.estimates.structure, result.estimates.theta[None])
    joint = at.basis[0, 0, :, 3:6]
    rows = result.answers.values - result.answers.values.mean(axis=0)
    observed, sigma = rows.T @ rows / len(rows), at.cov[0, 0]
    expected = joint.T @ np.linalg.inv(sigma) @ observed @ np.linalg.inv(sigma) @ joint
    np.testing.assert_allclose(np.cov(scores.T, bias=True), expected, atol=ROUNDING)


def test_a_single_item_is_its_construct(mobi) -> None:
    model = cs.PathModel(
        {"Satisfaction": ["CUSA1", "CUSA2", "CUSA3"], "Complaints": ["CUSCO"]},
        {"Complaints": ["Satisfaction"]},
    )
    result = model.fit(mobi, "ml")
    away = mobi.frame["CUSCO"] - mobi.frame["CUSCO"].mean()
    for method in METHODS:
        scores = factor_scores(result, method=method)["Complaints"]
        np.testing.assert_allclose(scores, away, atol=1e-8)


def test_rows_left_out_and_new_respondents(schools, fits) -> None:
    gaps = schools.set_index(pd.Index(np.arange(len(schools)) * 10, name="pupil")).copy()
    gaps.loc[20, "x5"] = np.nan
    with_gap = SCHOOLS.fit(gaps, "ml")
    scores = factor_scores(with_gap)
    assert scores.index.equals(gaps.index)
    assert scores.loc[20].isna().all()
    assert scores.drop(index=20).notna().all(axis=None)
    result = fits["holzinger"]
    some = factor_scores(result, schools.iloc[[7, 3]])
    expected = factor_scores(result).iloc[[7, 3]]
    pd.testing.assert_frame_equal(some, expected)
    assert some.columns.name == "construct"


def test_groups_are_scored_with_their_own_estimates(schools, fits) -> None:
    result = fits["holzinger_scalar"]
    every = factor_scores(result)
    second = factor_scores(result, schools[schools["school"] == 2])
    pd.testing.assert_frame_equal(second, every[schools["school"] == 2])
    # the construct means of the second group are in its scores
    means = result.params.query("op == '~1' and lhs in ('visual', 'textual', 'speed')").loc[2]
    found = factor_scores(result, method="bartlett")[schools["school"] == 2].mean()
    assert np.abs(means["estimate"].to_numpy() - found.to_numpy()).max() < 0.06
    with pytest.raises(SpecificationError, match="not fitted for group"):
        factor_scores(result, schools.assign(school=3).head(4))


def test_kept_respondents_are_scored_from_what_they_answered(schools, fits) -> None:
    """The expected value given fewer answers; without answers, nothing."""
    given = fits["holzinger"]
    result = replace(given, settings=FrozenMapping({**given.settings, "missing": "fiml"}))
    few = schools.head(3).copy()
    few.loc[few.index[1], ["x1", "x2", "x3"]] = np.nan
    few.loc[few.index[2], [f"x{i}" for i in range(1, 10)]] = np.nan
    scores = factor_scores(result, few)
    assert scores.iloc[2].isna().all()
    pd.testing.assert_series_equal(scores.iloc[0], factor_scores(given).iloc[0])
    at = implied(given.estimates.structure, given.estimates.theta[None])
    sigma, joint, mean = at.cov[0, 0], at.basis[0, 0, :, 3:6], given.estimates.sample.mean[0, 0]
    seen = few.iloc[1][[f"x{i}" for i in range(4, 10)]].to_numpy(float) - mean[3:]
    expected = joint[3:].T @ np.linalg.solve(sigma[3:, 3:], seen)
    np.testing.assert_allclose(scores.iloc[1], expected, atol=ROUNDING)
    with pytest.raises(SpecificationError, match="Bartlett scores do not exist for visual"):
        factor_scores(result, few, method="bartlett")


def test_what_cannot_be_scored(fits, schools) -> None:
    with pytest.raises(SpecificationError, match="Did you mean 'bartlett'"):
        factor_scores(fits["holzinger"], method="bartlet")
    rows = schools[list(SCHOOLS.items)].to_numpy(float)
    cov, mean = np.cov(rows.T, bias=True), rows.mean(axis=0)
    bare = SCHOOLS.fit(Moments(cov, n=301, names=SCHOOLS.items), "ml")
    with pytest.raises(SpecificationError, match="give the respondents"):
        factor_scores(bare)
    with pytest.raises(SpecificationError, match="without them"):
        factor_scores(bare, schools)
    with pytest.raises(SpecificationError, match="needs means"):
        construct_index(bare)
    known = SCHOOLS.fit(Moments(cov, mean, n=301, names=SCHOOLS.items), "ml")
    np.testing.assert_allclose(factor_scores(known, schools), factor_scores(fits["holzinger"]), atol=1e-7)


# ------------------------------------------------------------------ reliability


def test_reliability_is_that_of_semtools(fits, golden) -> None:
    published = golden("ml_reliability").query("measure != 'r_squared'")
    tables = {name: reliability(fits[name]) for name in ("holzinger", "democracy")}
    for row in published.itertuples():
        found = tables[row.model].loc[row.construct, row.measure]
        assert found == pytest.approx(row.value, abs=5e-6), row
    errors = golden("ml_reliability").query("measure == 'r_squared'").set_index("construct")["value"]
    found = item_r_squared(fits["holzinger"])
    np.testing.assert_allclose(found["estimate"], errors[found.index], atol=1e-6)


def test_reliability_by_hand(fits) -> None:
    """Standardised loadings and correlated errors of dem60 (y2 with y4)."""
    result = fits["democracy"]
    table = result.standardized
    loadings = table.query("lhs == 'dem60' and op == '=~'")["estimate"]
    own = reliability(result).loc["dem60"]
    error = (1 - loadings**2).to_numpy()
    shared = table.query("lhs == 'y2' and rhs == 'y4'")["estimate"].item() * np.sqrt(error[1] * error[3])
    whole = loadings.sum() ** 2
    assert own["rho_c"] == pytest.approx(whole / (whole + error.sum() + 2 * shared), abs=ROUNDING)
    assert own["ave"] == pytest.approx((loadings**2).mean(), abs=ROUNDING)


def test_limits_of_reliability(mobile, mobi) -> None:
    table = reliability(mobile)
    assert table.columns.tolist() == [*MEASURES, *(f"{m}_{end}" for m in MEASURES for end in ("low", "high"))]
    assert table[["alpha_low", "alpha_high"]].isna().all(axis=None)
    assert (table["omega_low"] < table["omega"]).all()
    assert (table["omega"] < table["omega_high"]).all()
    resampled = reliability(MOBILE.fit(mobi, "ml", n_boot=400, seed=2))
    assert resampled.notna().all(axis=None)
    np.testing.assert_allclose(resampled[list(MEASURES)], table[list(MEASURES)], atol=1e-9)
    widths = [frame["omega_high"] - frame["omega_low"] for frame in (table, resampled)]
    # expected information is for normal answers, which these are not
    np.testing.assert_allclose(*widths, rtol=0.35)
    single = cs.PathModel({"Value": ["PERV1", "PERV2"], "Complaints": ["CUSCO"]}, {"Complaints": ["Value"]})
    assert reliability(single.fit(mobi, "ml")).loc["Complaints"].isna().all()


def test_reliability_by_group(fits) -> None:
    table = reliability(fits["holzinger_scalar"])
    assert table.index.names == ["school", "construct"]
    assert table["omega"].is_unique


# ------------------------------------------------------------------ the index


def test_the_index_by_hand(mobile, mobi) -> None:
    """Weights are loadings over error variances, as long as errors do not correlate."""
    params = mobile.params
    table = construct_index(mobile)
    for name, block in (("Satisfaction", ["CUSA1", "CUSA2", "CUSA3"]), ("Value", ["PERV1", "PERV2"])):
        loadings = params.query("lhs == @name and op == '=~'").set_index("rhs")["estimate"]
        error = params.query("op == '~~' and lhs in @block").set_index("lhs")["estimate"]
        weights = (loadings / error)[block]
        expected = ((mobi.frame[block].mean() - 1) / 9 * 100 * weights).sum() / weights.sum()
        assert table.loc[name, "estimate"] == pytest.approx(expected, abs=1e-8)
    assert table.index.name == "construct"


def test_scales(mobile, mobi) -> None:
    assert construct_index(mobile, (1, 10), {"PERV1": (1, 10)}).equals(construct_index(mobile))
    wide = construct_index(mobile, (0, 20))
    narrow = construct_index(mobile)
    # one scale for all items: the weights stay, the index is moved and stretched
    np.testing.assert_allclose(wide["estimate"] * 20, narrow["estimate"] * 9 + 100, rtol=1e-12)
    np.testing.assert_allclose(wide["std_error"] * 20, narrow["std_error"] * 9, rtol=1e-7)
    other = construct_index(mobile, scales={"PERV1": (1, 20)})
    assert other.loc["Value", "estimate"] < narrow.loc["Value", "estimate"] - 1
    assert other.drop(index="Value").equals(narrow.drop(index="Value"))
    with pytest.raises(SpecificationError, match="must rise"):
        construct_index(mobile, (10, 1))
    with pytest.raises(SpecificationError, match="no item of the model"):
        construct_index(mobile, scales={"PERV9": (1, 5)})


def test_the_questionnaire_knows_the_ends() -> None:
    """Ratings from 1 to 10, complaints 0 or 1 and price tolerance from -25 to 25 %, derived by the survey."""
    hotel = cs.datasets.load_hotel()
    result = cs.index_model("ACSI").path_model(hotel).fit(hotel, "ml")
    table = result.construct_index()
    rows = hotel.frame.dropna(subset=list(result.model.items))
    share = np.average(rows["complained"], weights=rows[hotel.weights])
    assert table.loc["Complaints", "estimate"] == pytest.approx(100 * share, abs=ROUNDING)
    assert table.loc["Complaints", "estimate"] == pytest.approx(13.61, abs=REPORTED)
    assert table.loc["Loyalty", "estimate"] == pytest.approx(67.48, abs=REPORTED)
    by_hand = {"complained": (0, 1), "price_tolerance": (-25, 25)}
    pd.testing.assert_frame_equal(result.construct_index((1, 10), by_hand), table)
    # one scale for all goes before the questionnaire, and is refused where answers contradict it
    with pytest.raises(
        DataError, match=r"Item 'complained' has \d+ values outside .* 1 to 10: 0 in rows"
    ) as told:
        result.construct_index((1, 10))
    assert "The same holds for 'price_tolerance'" in str(told.value)
    assert "leave scale= out" in str(told.value)


def test_ends_that_nobody_gave(mobi, fits) -> None:
    with pytest.raises(
        SpecificationError, match=r"scale of 'x1', 'x2'.* had no questionnaire.*scale=\(low, high\)"
    ):
        construct_index(fits["holzinger"])
    half = cs.SurveyData(
        mobi.frame,
        Questionnaire([Item(name=n, scale=Scale(1, 10)) for n in MOBILE.items if n != "PERV2"]),
    )
    result = MOBILE.fit(half, "ml")
    with pytest.raises(SpecificationError, match="scale of 'PERV2', and the questionnaire does not"):
        construct_index(result)
    given = construct_index(result, scales={"PERV2": TEN})
    pd.testing.assert_frame_equal(given, construct_index(MOBILE.fit(mobi, "ml")))


def test_answers_beyond_the_ends(mobile, mobi) -> None:
    with pytest.raises(DataError, match=r"'CUSA1' has \d+ values outside .* 1 to 8: 9, 10 in rows labelled"):
        construct_index(mobile, scales={"CUSA1": (1, 8)})
    # nobody hears of answers that the fit did not use
    frame = mobi.frame[list(MOBILE.items)].assign(w=1.0)
    frame.loc[frame.index[3], ["CUSA1", "w"]] = [99, 0.0]
    construct_index(MOBILE.fit(cs.SurveyData(frame, weights="w"), "ml"), TEN)
    frame.loc[frame.index[3], "w"] = 1.0
    with pytest.raises(DataError, match=r"has 1 value outside .*: 99 in the row labelled"):
        construct_index(MOBILE.fit(cs.SurveyData(frame, weights="w"), "ml"), TEN)


def test_means_beyond_the_ends(mobile, mobi) -> None:
    """Of moments nobody knows the answers."""
    rows = mobi.frame[list(MOBILE.items)].to_numpy(float)
    known = Moments(np.cov(rows.T, bias=True), rows.mean(axis=0), n=len(rows), names=MOBILE.items)
    result = MOBILE.fit(known, "ml")
    expected = construct_index(mobile)["estimate"]
    np.testing.assert_allclose(construct_index(result, TEN)["estimate"], expected, atol=1e-6)
    with pytest.raises(SpecificationError, match="no questionnaire"):
        construct_index(result)
    with pytest.raises(DataError, match=r"'IMAG1' has a mean outside .* 1 to 5: 7\.\d+\. The same holds"):
        construct_index(result, (1, 5))


def test_its_error_holds_means_and_weights(mobile, mobi) -> None:
    """Errors from the joint influence of respondents beside those of resamples."""
    resampled = construct_index(MOBILE.fit(mobi, "ml", n_boot=2000, seed=4))
    plain = construct_index(mobile)
    np.testing.assert_allclose(plain["estimate"], resampled["estimate"], atol=1e-9)
    np.testing.assert_allclose(plain["std_error"], resampled["std_error"], rtol=RESAMPLED)
    half = 1.959964 * plain["std_error"]
    np.testing.assert_allclose(plain["conf_high"], plain["estimate"] + half, rtol=1e-6)
    # an error with the weights held, that of the weighted mean, is another
    loadings = mobile.params.query("lhs == 'Value' and op == '=~'")["estimate"].to_numpy()
    error = mobile.params.query("op == '~~' and lhs in ('PERV1', 'PERV2')")["estimate"].to_numpy()
    weights = loadings / error / (loadings / error).sum()
    mean = (mobi.frame[["PERV1", "PERV2"]] - 1) / 9 * 100 @ weights
    held = mean.std(ddof=0) / np.sqrt(250)
    assert abs(plain.loc["Value", "std_error"] / held - 1) > 0.005


def test_its_error_of_moments_is_that_of_normal_answers() -> None:
    """Simulated normal answers: independent means and covariances, beside the influence of respondents."""
    rng = np.random.default_rng(11)
    n = 20_000
    a = rng.normal(size=n)
    items = np.stack([a, a, a]).T * [1.0, 1.4, 0.7] + rng.normal(size=(n, 3)) + [4.0, 6.0, 7.0]
    names = ["i1", "i2", "i3"]
    model = cs.PathModel({"A": names}, {})
    frame = pd.DataFrame(items, columns=names)
    rows = construct_index(model.fit(frame, "ml"), (-100, 100))
    moments = Moments(np.cov(items.T, bias=True), items.mean(axis=0), n=n, names=names)
    published = construct_index(model.fit(moments, "ml"), (-100, 100))
    assert rows.loc["A", "estimate"] == pytest.approx(published.loc["A", "estimate"], abs=1e-8)
    # errors of variances of 20,000 rows: 1 % each
    assert rows.loc["A", "std_error"] == pytest.approx(published.loc["A", "std_error"], rel=0.03)


def test_repeated_respondents_in_clusters_tell_nothing_new(mobile, mobi) -> None:
    frame = mobi.frame[list(MOBILE.items)].copy()
    twice = pd.concat([frame, frame], ignore_index=True)
    twice["who"] = np.tile(np.arange(len(frame)), 2)
    clustered = construct_index(MOBILE.fit(cs.SurveyData(twice, clusters="who"), "ml"), TEN)
    once = construct_index(mobile)
    np.testing.assert_allclose(clustered["estimate"], once["estimate"], atol=1e-6)
    # clusters vary about their mean: n / (n - 1)
    np.testing.assert_allclose(clustered["std_error"], once["std_error"] * np.sqrt(250 / 249), rtol=1e-5)


def test_groups_and_weights(mobi) -> None:
    frame = mobi.frame[list(MOBILE.items)].copy()
    frame["half"] = np.where(np.arange(len(frame)) % 2, "b", "a")
    joint = construct_index(MOBILE.fit(frame, "ml", by="half"), TEN)
    alone = construct_index(MOBILE.fit(frame[frame["half"] == "b"], "ml"), TEN)
    pd.testing.assert_frame_equal(joint.loc["b"], alone, rtol=1e-5)
    shared = construct_index(MOBILE.fit(frame, "ml", by="half", equal=("loadings", "residuals")), TEN)
    # with common loadings and error variances, the weights are common too
    assert not np.allclose(shared["estimate"], joint["estimate"], atol=1e-3)
    frame["w"] = 1.0 + (np.arange(len(frame)) % 3)
    heavy = MOBILE.fit(cs.SurveyData(frame, weights="w"), "ml")
    repeated = frame.loc[frame.index.repeat(frame["w"].astype(int))].reset_index(drop=True)
    same = construct_index(MOBILE.fit(repeated, "ml"), TEN)
    found = construct_index(heavy, TEN)
    np.testing.assert_allclose(found["estimate"], same["estimate"], atol=1e-6)
    assert (found["std_error"] > same["std_error"]).all()


def test_negative_weights_are_said(mobi) -> None:
    frame = mobi.frame[list(MOBILE.items)].copy()
    frame["CUSA2"] = 11 - frame["CUSA2"]
    result = MOBILE.fit(frame, "ml")
    with pytest.warns(AdmissibilityWarning, match="CUSA2 has a negative weight in the index of Satisfaction"):
        construct_index(result, TEN)


def test_under_full_information_errors_need_resamples(mobile) -> None:
    result = replace(mobile, settings=FrozenMapping({**mobile.settings, "missing": "fiml"}))
    with pytest.warns(DataWarning, match='under missing="fiml" they need resamples'):
        table = construct_index(result)
    assert table["estimate"].notna().all()
    assert table["std_error"].isna().all()


@pytest.mark.filterwarnings("ignore::csmodels.errors.AdmissibilityWarning")
def test_replicate_weights_give_the_index_its_error(mobi) -> None:
    """The root mean square of how far the index moves from one set of weights to the next."""
    rng = np.random.default_rng(3)
    names = [f"r{i}" for i in range(8)]
    frame = mobi.frame[list(MOBILE.items)].assign(w=1.0)
    frame[names] = rng.poisson(1, (len(frame), len(names))).astype(float)
    found = construct_index(MOBILE.fit(cs.SurveyData(frame, weights="w", replicate_weights=names), "ml"), TEN)
    each = [
        construct_index(MOBILE.fit(cs.SurveyData(frame, weights=name), "ml"), TEN)["estimate"]
        for name in names
    ]
    moved = np.stack(each) - found["estimate"].to_numpy()
    np.testing.assert_allclose(found["std_error"], np.sqrt((moved**2).mean(axis=0)), rtol=1e-6)


def test_higher_order_constructs_use_the_items_of_their_dimensions(schools) -> None:
    measured = dict(SCHOOLS.measurement)
    model = cs.PathModel({**measured, "ability": cs.higher_order("visual", "textual", "speed")}, {})
    result = model.fit(schools, "ml")
    scores = factor_scores(result)
    assert scores.columns.tolist() == [*SCHOOLS.constructs, "ability"]
    table = construct_index(result, (0, 10))
    assert table.loc["ability", "estimate"] > 0
    with pytest.raises(SpecificationError, match="Bartlett scores do not exist for ability"):
        factor_scores(result, method="bartlett")
    assert reliability(result).loc["ability"].isna().all()


def test_methods_and_words(mobile) -> None:
    result = mobile
    pd.testing.assert_frame_equal(result.scores(method="bartlett"), factor_scores(mobile, method="bartlett"))
    pd.testing.assert_frame_equal(result.construct_index(), construct_index(mobile))
    pd.testing.assert_frame_equal(result.reliability, reliability(mobile))
    pd.testing.assert_frame_equal(result.item_r_squared, item_r_squared(mobile))
    assert {"reliability", "item_r_squared"} <= set(result.tables)
    assert all(CATALOGUE["heading.item_r_squared"])
