"""Where semopy 2.3.11 is known to be wrong, our figures are right: one test for each known defect.

The published figures are those of lavaan 0.6-14, `sem(model, mobi)` with `estimator="MLR"` where scaled.
"""

from __future__ import annotations

import inspect

import numpy as np
import pandas as pd
import pytest
from ml_defects_kit import FIVE, FOUR, SAME, SMALL, TEXT_S, S, estimate
from scipy.stats import chi2 as chi_squared
from scipy.stats import multivariate_normal, ncx2

import csmodels as cs
from csmodels.errors import DataError
from csmodels.numerics.covariance.structure import implied

#: That constructs of the mobile-phone survey hardly differ is said elsewhere.
pytestmark = pytest.mark.filterwarnings("ignore::csmodels.errors.AdmissibilityWarning")


@pytest.fixture(scope="module")
def frame(mobi: cs.SurveyData) -> pd.DataFrame:
    return mobi.frame


@pytest.fixture(scope="module")
def small_model(frame: pd.DataFrame):
    return S.fit(frame, "ml")


@pytest.fixture(scope="module")
def full_model(frame: pd.DataFrame):
    return cs.index_model("ECSI-mobile").path_model().fit(frame, "ml")


def with_gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """A tenth of two items gone, and one row without any answer."""
    gaps = frame.astype(float)
    gaps.loc[gaps.index[:25], "IMAG1"] = np.nan
    gaps.loc[gaps.index[20:45], "CUSA3"] = np.nan
    gaps.loc[gaps.index[100]] = np.nan
    return gaps


# ------------------------------------------------------------------ likelihood and measures of fit


class TestLogLikelihood:
    """semopy's is the discrepancy, so that its AIC and BIC point the wrong way."""

    def test_it_is_the_sum_over_respondents(self, small_model, frame: pd.DataFrame) -> None:
        rows = frame[list(S.items)].to_numpy(float)
        at = implied(small_model.estimates.structure, small_model.estimates.theta[None])
        expected = multivariate_normal(rows.mean(axis=0), at.cov[0, 0]).logpdf(rows).sum()
        assert small_model.fit_measures["log_likelihood"] == pytest.approx(expected, abs=SAME)

    def test_the_criteria_are_the_published_ones(self, small_model, full_model) -> None:
        for result, published in (
            (small_model, (-4491.4867, 9028.9734, 9109.9670)),
            (full_model, (-10948.2598, 22014.5197, 22222.2859)),
        ):
            found = result.fit_measures[["log_likelihood", "aic", "bic"]]
            np.testing.assert_allclose(found, published, atol=FOUR)

    def test_leaving_out_a_path_that_counts_raises_aic(self, small_model, frame: pd.DataFrame) -> None:
        without = cs.PathModel.from_syntax(TEXT_S.replace("Image + Value", "Value")).fit(frame, "ml")
        assert without.fit_measures["chi2"] > small_model.fit_measures["chi2"] + 50
        assert without.fit_measures["aic"] > small_model.fit_measures["aic"] + 50
        assert without.fit_measures["aic"] == pytest.approx(9084.94, abs=0.0051)


def test_gfi_is_gfi(small_model) -> None:
    """1 - tr((Sigma^-1 S - I)^2) / tr((Sigma^-1 S)^2) (Jöreskog and Sörbom); semopy's is NFI."""
    at = implied(small_model.estimates.structure, small_model.estimates.theta[None]).cov[0, 0]
    ratio = np.linalg.solve(at, small_model.estimates.sample.cov[0, 0])
    away = ratio - np.eye(len(ratio))
    expected = 1 - np.trace(away @ away) / np.trace(ratio @ ratio)
    found = small_model.fit_measures
    assert found["gfi"] == pytest.approx(expected, abs=1e-10)
    assert found["nfi"] == pytest.approx(1 - found["chi2"] / found["chi2_baseline"], abs=1e-12)
    assert abs(found["gfi"] - found["nfi"]) > 0.01


class TestRmsea:
    """semopy mixes n and n - 1 (.074676), and has neither interval, close fit nor SRMR."""

    def test_the_published_figures(self, small_model, full_model) -> None:
        found = [[r.fit_measures[name] for name in ("rmsea", "srmr")] for r in (small_model, full_model)]
        np.testing.assert_allclose(found, [[0.06989, 0.04485], [0.07452, 0.05640]], atol=FIVE)

    def test_its_limits_and_close_fit(self, full_model) -> None:
        """The noncentralities at which the observed chi-square is the 95th and the 5th percentile."""
        found = full_model.fit_measures
        unit = 250 * found["df"]
        for name, share in (("rmsea_low", 0.95), ("rmsea_high", 0.05)):
            assert ncx2.cdf(found["chi2"], found["df"], found[name] ** 2 * unit) == pytest.approx(
                share, abs=SAME
            )
        close = ncx2.sf(found["chi2"], found["df"], 0.05**2 * unit)
        assert found["rmsea_p_close"] == pytest.approx(close, abs=SAME)


class TestBoundsOfMeasures:
    """semopy shows CFI 1.0107, an infinite RMSEA and no p-value where a model fits perfectly."""

    def test_a_model_that_fits_better_than_expected(self) -> None:
        """Moments that the model itself implies: chi-square 0 with degrees of freedom."""
        loadings = np.array([1.0, 0.9, 0.8, 0.7])
        cov = np.outer(loadings, loadings) + 0.5 * np.eye(4)
        names = ["q1", "q2", "q3", "q4"]
        moments = cs.Moments(cov=cov, n=300, names=names)
        found = cs.PathModel({"Q": names}, {}).fit(moments, "ml").fit_measures
        assert found["df"] == 2
        assert found["chi2"] == pytest.approx(0, abs=SAME)
        assert found["p_value"] == pytest.approx(1)
        assert found["cfi"] == 1
        assert found["rmsea"] == 0

    def test_a_saturated_model(self, frame: pd.DataFrame) -> None:
        found = cs.PathModel({"Satisfaction": ["CUSA1", "CUSA2", "CUSA3"]}, {}).fit(frame, "ml").fit_measures
        assert found["df"] == 0
        assert found["chi2"] == pytest.approx(0, abs=SAME)
        assert np.isnan(found["p_value"])
        assert (found["cfi"], found["tli"], found["rmsea"]) == (1, 1, 0)


def test_the_search_goes_to_the_end(full_model, small_model) -> None:
    """semopy stops at 575.6446 and says success."""
    assert full_model.fit_measures["chi2"] == pytest.approx(575.571282, abs=1e-5)
    assert full_model.fit_measures["df"] == 241
    np.testing.assert_allclose(
        full_model.fit_measures[["chi2", "cfi", "tli"]], [575.5713, 0.87654, 0.85861], atol=FOUR
    )
    np.testing.assert_allclose(
        small_model.fit_measures[["chi2", "cfi", "tli"]], [71.0773, 0.95771, 0.94053], atol=FOUR
    )
    assert small_model.converged


# ------------------------------------------------------------------ missing answers


class TestFullInformation:
    """semopy takes cross-products about 0: Sat ~ Image .895 in place of .519 without a single gap."""

    def test_without_gaps_it_is_maximum_likelihood(self, small_model, frame: pd.DataFrame) -> None:
        result = S.fit(frame, "ml", missing="fiml")
        assert estimate(result, "Satisfaction", "~", "Image") == pytest.approx(0.5196, abs=FOUR)
        expected = small_model.params.query("op != '~1'")
        found = result.params.query("op != '~1'")
        np.testing.assert_allclose(found["estimate"], expected["estimate"], atol=1e-5)

    def test_its_test_is_against_the_saturated_likelihood(self, frame: pd.DataFrame) -> None:
        """semopy's chi-square under missing answers is the discrepancy over n, its df ignores means."""
        complete = S.fit(frame, "ml", missing="fiml").fit_measures
        assert complete["chi2"] == pytest.approx(71.0773, abs=FOUR)
        assert complete["df"] == 32
        gaps = with_gaps(frame)
        result = S.fit(gaps, "ml", missing="fiml")
        found = result.fit_measures
        assert found["df"] == 32
        # lavaan's EM and search stop at about this
        np.testing.assert_allclose(
            found[["chi2", "log_likelihood", "cfi"]], [66.54898, -4387.66305, 0.961049], atol=1e-4
        )
        assert found["p_value"] == pytest.approx(chi_squared.sf(found["chi2"], 32), abs=1e-12)
        own = found["log_likelihood"]
        assert own == pytest.approx(_casewise(result, gaps), abs=SAME)
        assert found["chi2"] == pytest.approx(2 * (found["log_likelihood_saturated"] - own), abs=SAME)

    def test_rows_without_an_answer_say_nothing(
        self, frame: pd.DataFrame, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """semopy prints hundreds of lines of LAPACK's to stderr."""
        gaps = with_gaps(frame)
        found = S.fit(gaps, "ml", missing="fiml")
        again = S.fit(gaps.dropna(how="all"), "ml", missing="fiml")
        np.testing.assert_allclose(found.estimates.theta, again.estimates.theta, atol=SAME)
        assert found.fit_measures["n"] == 249
        assert capfd.readouterr() == ("", "")


def _casewise(result, gaps: pd.DataFrame) -> float:
    """Sum over respondents of the normal log-density of what they answered."""
    at = implied(result.estimates.structure, result.estimates.theta[None])
    mean, cov = at.mean[0, 0], at.cov[0, 0]
    total = 0.0
    for row in gaps[list(result.model.items)].to_numpy(float):
        seen = np.isfinite(row)
        if seen.any():
            total += multivariate_normal(mean[seen], cov[np.ix_(seen, seen)]).logpdf(row[seen])
    return total


def test_gaps_are_left_out_listwise_and_counted(frame: pd.DataFrame) -> None:
    """semopy silently puts pairwise covariances beside the full n."""
    gaps = with_gaps(frame)
    complete = gaps[list(S.items)].dropna()
    result = S.fit(gaps, "ml")
    assert result.settings["missing"] == "listwise"
    assert (result.settings["n"], result.settings["n_rows"], result.settings["n_dropped"]) == (204, 250, 46)
    assert len(complete) == 204
    expected = S.fit(complete, "ml")
    np.testing.assert_array_equal(result.estimates.theta, expected.estimates.theta)
    assert result.fit_measures["n"] == 204
    assert result.fit_measures["chi2"] == expected.fit_measures["chi2"]


def test_robust_errors_of_whole_numbers_and_of_gaps(frame: pd.DataFrame) -> None:
    """semopy raises for whole numbers, and gives no number where one answer is missing."""
    assert all(pd.api.types.is_integer_dtype(frame[item]) for item in S.items)
    paths = [("Value", "Image"), ("Satisfaction", "Image"), ("Satisfaction", "Value")]
    for rule, published in (("sem", (0.1349, 0.0876, 0.0611)), ("mlr", (0.140065, 0.099128, 0.060265))):
        result = S.fit(frame, "ml", robust=rule)
        found = [estimate(result, outcome, "~", cause, "std_error") for outcome, cause in paths]
        # lavaan's have a search that stops earlier; four digits for "sem", as published
        np.testing.assert_allclose(found, published, atol=FOUR if rule == "sem" else 2e-6)
    gaps = S.fit(with_gaps(frame), "ml", robust="sem")
    free = [p.free for p in gaps.table.parameters]
    assert np.isfinite(gaps.params["std_error"][free]).all()


def test_scores_of_respondents_with_gaps(frame: pd.DataFrame) -> None:
    """semopy's prediction writes into arrays it must not; nothing of ours touches the data."""
    from csmodels.path_models.likelihood.constructs.scores import factor_scores

    gaps = with_gaps(frame)
    values = gaps.to_numpy()
    values.setflags(write=False)
    given = pd.DataFrame(values, columns=gaps.columns, index=gaps.index)
    before = given.copy()
    found = factor_scores(S.fit(given, "ml"), given)
    pd.testing.assert_frame_equal(given, before)
    assert found.index.equals(given.index)
    complete = given[list(S.items)].notna().all(axis=1)
    assert np.isfinite(found[complete]).all(axis=None)


# ------------------------------------------------------------------ ordered items


class TestOrderedItems:
    """semopy calls functions that numpy and scipy no longer have."""

    def test_they_can_be_fitted(self, frame: pd.DataFrame) -> None:
        result = S.fit(frame, "wlsmv")
        assert result.converged
        assert result.fit_measures["df"] == 32
        assert np.isfinite(result.params["estimate"]).all()

    def test_the_polychoric_correlation_of_a_known_table(self) -> None:
        """Both items cut at their medians: the sine of (share alike - 1/2) pi (Sheppard 1899)."""
        from csmodels.numerics.polychoric import polychoric

        cells = {(0, 0): 45, (0, 1): 15, (1, 0): 15, (1, 1): 45}
        rows = np.array([pair for pair, count in cells.items() for _ in range(count)], dtype=float)
        assert polychoric(rows).corr[0, 1] == pytest.approx(np.sin(0.25 * np.pi), abs=1e-8)

    def test_their_test_is_scaled_and_their_errors_robust(self, frame: pd.DataFrame) -> None:
        """semopy: p .9645 after DWLS where ML has .0001, errors from the normal information."""
        found = S.fit(frame, "wlsmv").fit_measures
        # lavaan 0.6-14, estimator="WLSMV", ordered=TRUE: 95.4935, p = 3.1e-8
        assert found["chi2_scaled"] == pytest.approx(95.4935, abs=0.02)
        assert found["p_value_scaled"] < 1e-6


# ------------------------------------------------------------------ data that cannot be right


def test_nothing_is_offered_that_does_not_run() -> None:
    """semopy's penalties raise an AttributeError of numpy's."""
    assert "regularization" not in inspect.signature(cs.PathModel.fit).parameters


class TestTypesOfColumns:
    """semopy: an obscure TypeError about isnan."""

    def test_nullable_whole_numbers(self, frame: pd.DataFrame, small_model) -> None:
        result = S.fit(frame.astype("Int64"), "ml")
        pd.testing.assert_frame_equal(result.params, small_model.params)

    def test_nullable_gaps(self, frame: pd.DataFrame) -> None:
        gaps = frame.astype("Int64")
        gaps.loc[gaps.index[3], "IMAG1"] = pd.NA
        assert S.fit(gaps, "ml").settings["n"] == 249

    def test_text(self, frame: pd.DataFrame) -> None:
        with pytest.raises(DataError, match="'IMAG1' holds numbers stored as text"):
            S.fit(frame.assign(IMAG1=frame["IMAG1"].astype(str)), "ml")


class TestColumnsWithoutCovariances:
    """semopy: "Eigenvalues did not converge"."""

    def test_a_constant(self, frame: pd.DataFrame) -> None:
        with pytest.raises(DataError, match="'PERV2' has the same answer"):
            S.fit(frame.assign(PERV2=5), "ml")

    def test_an_infinite_value(self, frame: pd.DataFrame) -> None:
        values = frame["PERV2"].astype(float)
        values.iloc[7] = np.inf
        with pytest.raises(DataError, match="'PERV2' has 1 infinite value"):
            S.fit(frame.assign(PERV2=values), "ml")


class TestSingularCovariances:
    """semopy moves to the nearest matrix it can invert, logs a line and says success."""

    @pytest.mark.parametrize("n", [2, 9, 10])
    def test_fewer_respondents_than_items(self, frame: pd.DataFrame, n: int) -> None:
        with pytest.raises(DataError, match=f"Only {n} of {n} rows"):
            S.fit(frame.head(n), "ml")

    def test_fewer_respondents_than_items_in_a_group(self, answers: pd.DataFrame) -> None:
        answers["group"] = np.where(np.arange(len(answers)) < 5, "few", "many")
        with pytest.warns(cs.errors.DataWarning, match="few"):
            result = SMALL.fit(answers, "ml", by="group")
        assert "few" in result.failed_groups

    def test_an_item_that_repeats_another(self, frame: pd.DataFrame) -> None:
        with pytest.raises(DataError, match="'IMAG1', 'IMAG2' are linearly dependent"):
            S.fit(frame.assign(IMAG2=2 * frame["IMAG1"] + 3), "ml")

    def test_an_item_that_is_another_one_turned_round(self, frame: pd.DataFrame) -> None:
        with pytest.raises(DataError, match="'IMAG1', 'PERV2' are linearly dependent"):
            S.fit(frame.assign(PERV2=11 - frame["IMAG1"]), "ml")

    def test_an_item_that_is_the_sum_of_others(self, frame: pd.DataFrame) -> None:
        with pytest.raises(DataError, match="'IMAG1', 'IMAG2', 'CUSA3' are linearly dependent"):
            S.fit(frame.assign(CUSA3=frame["IMAG1"] + frame["IMAG2"]), "ml")

    def test_the_group_is_named(self, answers: pd.DataFrame) -> None:
        north = answers["group"] == "north"
        answers.loc[north, "s3"] = answers.loc[north, "s1"] + answers.loc[north, "s2"]
        with pytest.warns(cs.errors.DataWarning, match="north"):
            result = SMALL.fit(answers, "ml", by="group")
        assert "'s1', 's2', 's3' are linearly dependent" in result.failed_groups["north"]
