"""Maximum likelihood from every answer there is: against lavaan, and where leaving out rows is biased."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import AdmissibilityWarning, SpecificationError
from csmodels.path_models.likelihood.goodness.measures import fit_measures
from csmodels.path_models.likelihood.incomplete import no_moments
from csmodels.path_models.likelihood.refit import refit
from csmodels.path_models.likelihood.result import CovarianceResult

#: lavaan's search stops at about this distance from the maximum, as a share of the figure (or of 1).
LAVAAN = 4e-5
#: Likelihoods are flat at the maximum, so lavaan's distance from it hardly shows.
FLAT = 1e-6
#: Two ways to the same maximum, each with a gradient below 1e-8.
SAME = 1e-6
#: Complete answers: the same likelihood by other sums.
COMPLETE = 1e-7

NAMES = {
    "chisq": "chi2", "df": "df", "npar": "n_params", "cfi": "cfi", "tli": "tli", "logl": "log_likelihood",
    "baseline.chisq": "chi2_baseline", "baseline.df": "df_baseline", "aic": "aic", "bic": "bic",
    "unrestricted.logl": "log_likelihood_saturated", "rmsea": "rmsea", "rmsea.ci.lower": "rmsea_low",
    "rmsea.ci.upper": "rmsea_high", "srmr": "srmr", "chisq.scaled": "chi2_scaled",
    "chisq.scaling.factor": "scaling_factor", "baseline.chisq.scaling.factor": "scaling_factor_baseline",
    "cfi.scaled": "cfi_scaled", "tli.scaled": "tli_scaled", "rmsea.scaled": "rmsea_scaled",
    "cfi.robust": "cfi_robust", "tli.robust": "tli_robust", "rmsea.robust": "rmsea_robust",
    "rmsea.ci.lower.robust": "rmsea_low_robust", "rmsea.ci.upper.robust": "rmsea_high_robust",
}  # fmt: skip
EQUAL = {"schools": (), "scalar": ("loadings", "intercepts")}
THREE = """
    visual =~ x1 + x2 + x3
    textual =~ x4 + x5 + x6
    speed =~ x7 + x8 + x9
"""
DEMOCRACY = """
    ind60 =~ x1 + x2 + x3
    dem60 =~ y1 + y2 + y3 + y4
    dem65 =~ y5 + y6 + y7 + y8
    dem60 ~ ind60
    dem65 ~ ind60 + dem60
    y1 ~~ y5
    y2 ~~ y4 + y6
    y3 ~~ y7
    y4 ~~ y8
    y6 ~~ y8
"""
X = [f"x{i}" for i in range(1, 10)]
Y = [f"y{i}" for i in range(1, 9)] + ["x1", "x2", "x3"]


def with_gaps(frame: pd.DataFrame, items: list[str]) -> pd.DataFrame:
    """A cell is a gap where (i i + 3 i j + 7 j) mod 17 < 2, rows and columns counted from 0."""
    values = frame[items].to_numpy(dtype=float)
    i, j = np.indices(values.shape)
    found = frame.copy()
    found[items] = np.where((i * i + 3 * i * j + 7 * j) % 17 < 2, np.nan, values)
    return found


@pytest.fixture(scope="module")
def schools() -> pd.DataFrame:
    examples = pytest.importorskip("semopy.examples", reason="the package semopy is not installed")
    return examples.holzinger39.get_data()


@pytest.fixture(scope="module")
def countries() -> pd.DataFrame:
    examples = pytest.importorskip("semopy.examples", reason="the package semopy is not installed")
    return examples.political_democracy.get_data()


@pytest.fixture(scope="module", params=("holzinger", "democracy", "schools", "scalar"))
def fitted(request: pytest.FixtureRequest, schools: pd.DataFrame, countries: pd.DataFrame):
    """Fits of one model, by the name of the model and an option."""
    name = request.param
    model = cs.PathModel.from_syntax(DEMOCRACY if name == "democracy" else THREE)
    data = with_gaps(countries, Y) if name == "democracy" else with_gaps(schools, X)
    given = {"by": "school", "equal": EQUAL[name]} if name in EQUAL else {}
    options = {"observed": {}, "expected": {"information": "expected"}, "mlr": {"robust": "mlr"}}
    with warnings.catch_warnings():  # the constructs of democracy hardly differ: .97
        warnings.simplefilter("ignore", AdmissibilityWarning)
        return name, {
            word: model.fit(data, "ml", missing="fiml", **given, **option) for word, option in options.items()
        }


class TestAgainstLavaan:
    def test_estimates_and_errors(self, fitted: tuple[str, dict[str, CovarianceResult]], golden) -> None:
        name, results = fitted
        published = golden("ml_fiml_estimates").fillna({"rhs": ""})
        published = published[published["model"] == name]
        both = [*published.itertuples(index=False)]
        place = {(r.group, r.lhs, r.op, r.rhs): i for i, r in enumerate(both)}
        place |= {(r.group, r.rhs, r.op, r.lhs): i for i, r in enumerate(both) if r.op == "~~"}
        table = results["observed"].table
        order = [place[p.group + 1, p.lhs, p.op, p.rhs] for p in table.parameters]
        assert sorted(order) == list(range(len(both)))
        np.testing.assert_allclose(
            results["observed"].params["estimate"], published["estimate"].to_numpy()[order],
            rtol=LAVAAN, atol=LAVAAN,
        )  # fmt: skip
        free = np.array([p.free for p in table.parameters])
        for word, result in results.items():
            expected = published[word].to_numpy()[order]
            np.testing.assert_allclose(
                result.params["std_error"][free], expected[free], rtol=LAVAAN, err_msg=word
            )

    @pytest.mark.parametrize("robust", ["none", "mlr"])
    def test_measures_of_fit(
        self, fitted: tuple[str, dict[str, CovarianceResult]], golden, robust: str
    ) -> None:
        name, results = fitted
        found = fit_measures(results["mlr" if robust == "mlr" else "observed"])
        published = golden("ml_fiml_measures")
        published = published[(published["model"] == name) & (published["robust"] == robust)]
        for measure, value in zip(published["measure"], published["value"], strict=True):
            if measure in NAMES:
                assert found[NAMES[measure]] == pytest.approx(value, rel=FLAT, abs=FLAT), measure

    def test_factors_of_log_likelihoods(
        self, fitted: tuple[str, dict[str, CovarianceResult]], golden
    ) -> None:
        """lavaan divides the model's trace by the parameters there would be without equalities."""
        name, results = fitted
        figures = golden("ml_fiml_measures")
        figures = figures[(figures["model"] == name) & (figures["robust"] == "mlr")]
        published = dict(zip(figures["measure"], figures["value"], strict=True))
        result = results["mlr"]
        likelihood = result.incomplete
        assert likelihood is not None
        free = sum(p.free for p in result.table.parameters)
        k = result.estimates.structure.n_params
        assert likelihood.factor_saturated == pytest.approx(published["scaling.factor.h1"], abs=FLAT)
        assert likelihood.factor_model * k / free == pytest.approx(published["scaling.factor.h0"], abs=FLAT)

    def test_the_estimate_is_certified(self, fitted: tuple[str, dict[str, CovarianceResult]]) -> None:
        for result in fitted[1].values():
            assert result.converged
            assert result.optimum.agree
            assert result.estimates.n_total * result.optimum.discrepancy == pytest.approx(
                result.incomplete.chi2, abs=1e-7
            )


@pytest.fixture(scope="module")
def three() -> cs.PathModel:
    return cs.PathModel.from_syntax(THREE)


@pytest.fixture(scope="module")
def gaps(schools: pd.DataFrame) -> pd.DataFrame:
    return with_gaps(schools, X)


class TestMomentsThatDoNotExist:
    """EM ends nowhere: the items are named."""

    ROWS = np.random.default_rng(5).normal(size=(120, 4))
    GONE = np.full((4, 4), np.nan)
    ITEMS = ("a", "b", "c", "d")

    def told(self, rows: np.ndarray) -> str:
        holes = np.where(np.random.default_rng(6).random(rows.shape) < 0.1, np.nan, rows)
        found = no_moments(self.GONE, holes, self.ITEMS)
        assert found is not None
        return found

    def test_a_copy(self) -> None:
        rows = self.ROWS.copy()
        rows[:, 2] = 3 - 2 * rows[:, 0]
        assert "items 'a' and 'c' repeat each other (correlation -1 among the " in self.told(rows)
        rows[:, 2] += 0.01 * rows[:, 1]
        assert "items 'a' and 'c' nearly repeat each other (correlation -0.99" in self.told(rows)

    def test_a_sum(self) -> None:
        rows = self.ROWS.copy()
        rows[:, 3] = rows[:, 0] + rows[:, 1]
        assert "the items 'a', 'b', 'd' are linearly dependent. Leave one of them out." in self.told(rows)

    def test_nothing_but_gaps(self) -> None:
        rows = self.ROWS.copy()
        rows[:100, 1] = np.nan
        assert "EM did not settle. Items most often left open: 'b' (1" in self.told(rows)

    def test_without_the_rows(self) -> None:
        assert no_moments(np.eye(4)) is None
        assert "an item follows from others" in str(no_moments(self.GONE))


class TestSpecialCases:
    def test_complete_answers_give_maximum_likelihood_with_means(
        self, three: cs.PathModel, schools: pd.DataFrame
    ) -> None:
        plain = three.fit(schools, "ml", means=True, information="observed")
        found = three.fit(schools, "ml", missing="fiml")
        np.testing.assert_array_equal(found.estimates.theta, plain.estimates.theta)
        np.testing.assert_array_equal(found.params["std_error"], plain.params["std_error"])
        assert found.incomplete is None
        assert found.settings["missing"] == "fiml"

    def test_rows_of_patterns_without_gaps_are_the_moments_likelihood(
        self, three: cs.PathModel, schools: pd.DataFrame
    ) -> None:
        """The machinery of patterns itself on complete answers."""
        from csmodels.path_models.likelihood.incomplete import fit_incomplete
        from csmodels.sampling.variations import GroupRows

        plain = three.fit(schools, "ml", means=True, robust="mlr")
        rows = GroupRows(schools[X].to_numpy(float), None, np.arange(len(schools)))
        found = fit_incomplete(
            three, plain.table, plain.units, plain.estimates.sample,
            plain.estimates.theta * plain.units.ratio, [rows], observed=True, robust=True,
        )  # fmt: skip
        np.testing.assert_allclose(found.theta / plain.units.ratio, plain.estimates.theta, atol=COMPLETE)
        np.testing.assert_allclose(found.covariance, plain.estimates.covariance, atol=COMPLETE)
        measured = fit_measures(plain)
        assert found.likelihood.chi2 == pytest.approx(measured["chi2"], abs=COMPLETE)
        assert found.likelihood.chi2_baseline == pytest.approx(measured["chi2_baseline"], abs=COMPLETE)
        assert found.likelihood.log_likelihood == pytest.approx(measured["log_likelihood"], abs=COMPLETE)
        assert found.likelihood.factor == pytest.approx(measured["scaling_factor"], abs=COMPLETE)
        assert found.likelihood.factor_baseline == pytest.approx(
            measured["scaling_factor_baseline"], abs=COMPLETE
        )

    def test_units_do_not_matter(self, three: cs.PathModel, gaps: pd.DataFrame) -> None:
        found, again = (
            three.fit(data, "ml", missing="fiml", robust="mlr")
            for data in (gaps, gaps.assign(**gaps[X] * 100))
        )
        assert again.incomplete.chi2 == pytest.approx(found.incomplete.chi2, abs=1e-7)
        assert again.incomplete.factor == pytest.approx(found.incomplete.factor, abs=1e-7)
        cells = int(gaps[X].notna().to_numpy().sum())
        away = found.incomplete.log_likelihood - again.incomplete.log_likelihood
        assert away == pytest.approx(cells * np.log(100), abs=1e-6)

    def test_rows_without_an_answer_are_left_out_and_counted(
        self, three: cs.PathModel, gaps: pd.DataFrame
    ) -> None:
        found = three.fit(gaps, "ml", missing="fiml")
        more = pd.concat([gaps, gaps.iloc[:3].assign(**dict.fromkeys(X, np.nan))], ignore_index=True)
        again = three.fit(more, "ml", missing="fiml")
        np.testing.assert_allclose(again.estimates.theta, found.estimates.theta, atol=SAME)
        assert (again.settings["n"], again.settings["n_dropped"]) == (301, 3)

    def test_groups_without_equalities_are_separate_fits(
        self, three: cs.PathModel, gaps: pd.DataFrame
    ) -> None:
        joint = three.fit(gaps, "ml", missing="fiml", by="school", robust="mlr")
        apart = [
            three.fit(gaps[gaps["school"] == s], "ml", missing="fiml", robust="mlr") for s in joint.groups
        ]
        found = joint.params["estimate"].to_numpy().reshape(2, -1)
        for mine, one in zip(found, apart, strict=True):
            np.testing.assert_allclose(mine, one.params["estimate"], atol=SAME)
        errors = joint.params["std_error"].to_numpy().reshape(2, -1)
        np.testing.assert_allclose(errors[0], apart[0].params["std_error"], atol=SAME)
        assert joint.incomplete.chi2 == pytest.approx(sum(one.incomplete.chi2 for one in apart), abs=1e-7)
        traces = [one.incomplete.factor * one.incomplete.df for one in apart]
        assert joint.incomplete.factor * joint.incomplete.df == pytest.approx(sum(traces), abs=1e-6)

    def test_fitting_again_changes_nothing(self, three: cs.PathModel, gaps: pd.DataFrame) -> None:
        first = three.fit(gaps, "ml", missing="fiml", by="school")
        again = refit(first)
        np.testing.assert_allclose(again.estimates.theta, first.estimates.theta, atol=SAME)
        np.testing.assert_allclose(again.params["std_error"], first.params["std_error"], atol=SAME)
        equal = refit(first, equal=("loadings", "intercepts"))
        direct = three.fit(gaps, "ml", missing="fiml", by="school", equal=("loadings", "intercepts"))
        assert equal.incomplete.chi2 == pytest.approx(direct.incomplete.chi2, abs=1e-7)

    def test_whole_weights_are_repeated_rows(self, three: cs.PathModel, gaps: pd.DataFrame) -> None:
        times = 1 + np.arange(len(gaps)) % 2
        survey = cs.SurveyData(gaps.assign(w=times.astype(float)), weights="w")
        weighted = three.fit(survey, "ml", missing="fiml")
        repeated = three.fit(gaps.loc[np.repeat(gaps.index, times)].reset_index(), "ml", missing="fiml")
        np.testing.assert_allclose(weighted.estimates.theta, repeated.estimates.theta, atol=SAME)
        assert weighted.settings["se"] == "robust_mlr"


class TestRefusals:
    @pytest.mark.parametrize("missing", ["em", "pairwise", "mean", "mi", "film"])
    def test_other_rules_for_gaps(self, three: cs.PathModel, gaps: pd.DataFrame, missing: str) -> None:
        with pytest.raises(SpecificationError, match='missing="fiml"'):
            three.fit(gaps, "ml", missing=missing)

    def test_the_test_of_complete_answers(self, three: cs.PathModel, gaps: pd.DataFrame) -> None:
        with pytest.raises(SpecificationError, match='robust="mlr"'):
            three.fit(gaps, "ml", missing="fiml", robust="sem")


class TestResamples:
    def test_each_resample_is_the_fit_of_its_rows(self, three: cs.PathModel, gaps: pd.DataFrame) -> None:
        drawn = np.random.default_rng(2).integers(0, len(gaps), (3, len(gaps)))
        result = three.fit(gaps, "ml", missing="fiml", resample_indices=drawn, n_boot=3)
        assert result.estimates.sound.all()
        for theta, rows in zip(result.estimates.draws, drawn, strict=True):
            alone = three.fit(gaps.iloc[rows].reset_index(drop=True), "ml", missing="fiml")
            # resamples are searched to a gradient of 1e-7
            np.testing.assert_allclose(theta, alone.estimates.theta, atol=1e-4)

    def test_the_size_of_chunks_does_not_matter(
        self, three: cs.PathModel, gaps: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from csmodels.path_models.likelihood import incomplete

        options = {"missing": "fiml", "n_boot": 12}
        whole = three.fit(gaps, "ml", **options)
        monkeypatch.setattr(incomplete, "NUMBERS_AT_A_TIME", 5000)
        parts = three.fit(gaps, "ml", **options)
        np.testing.assert_allclose(whole.estimates.draws, parts.estimates.draws, atol=1e-8)


def at_random(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Two factors of three items, path .5, intercepts 5; who answers low on q1 skips the items of S."""
    q = rng.normal(size=n)
    s = 0.5 * q + rng.normal(scale=np.sqrt(0.75), size=n)
    items = {f"q{i}": 5 + q + rng.normal(scale=0.6, size=n) for i in (1, 2, 3)}
    items |= {f"s{i}": 5 + s + rng.normal(scale=0.6, size=n) for i in (1, 2, 3)}
    frame = pd.DataFrame(items)
    skipped = rng.random(n) < 1 / (1 + np.exp(3 * (frame["q1"] - 4.8)))
    frame.loc[skipped, ["s1", "s2"]] = np.nan
    frame.loc[skipped & (rng.random(n) < 0.5), "s3"] = np.nan
    return frame


class TestTruth:
    MODEL = cs.PathModel({"Q": ["q1", "q2", "q3"], "S": ["s1", "s2", "s3"]}, {"S": ["Q"]})

    def figures(self, result: CovarianceResult) -> dict[str, tuple[float, float]]:
        rows = result.params.set_index(["lhs", "op", "rhs"])
        keys = {"mean": ("s1", "~1", ""), "variance": ("Q", "~~", "Q"), "path": ("S", "~", "Q")}
        return {name: tuple(rows.loc[key, ["estimate", "std_error"]]) for name, key in keys.items()}

    def test_missing_at_random_is_no_bias(self) -> None:
        """4,000 simulated respondents, nearly half with gaps: truth within three errors, listwise not."""
        frame = at_random(np.random.default_rng(11), 4000)
        full = self.figures(self.MODEL.fit(frame, "ml", missing="fiml"))
        listwise = self.figures(self.MODEL.fit(frame, "ml", means=True))
        truth = {"mean": 5.0, "variance": 1.0, "path": 0.5}
        for name, (estimate, error) in full.items():
            assert abs(estimate - truth[name]) < 3 * error, name
        for name in ("mean", "variance"):
            estimate, error = listwise[name]
            assert abs(estimate - truth[name]) > 5 * error, name

    def test_errors_tell_the_spread_of_estimates(self) -> None:
        """150 samples of 300 out of 2,000 simulated respondents: their spread against the errors."""
        frame = at_random(np.random.default_rng(5), 2000)
        plain = self.MODEL.fit(frame, "ml", missing="fiml")
        drawn = np.random.default_rng(6).integers(0, len(frame), (150, 300))
        result = self.MODEL.fit(frame, "ml", missing="fiml", resample_indices=drawn, n_boot=150)
        assert result.estimates.sound.all()
        spread = result.estimates.draws.std(axis=0, ddof=1)
        expected = np.sqrt(np.diag(plain.estimates.covariance) * len(frame) / drawn.shape[1])
        # the spread of 150 estimates is known to 6 %; the largest of 19 of them by three of that
        np.testing.assert_allclose(spread, expected, rtol=0.18)
