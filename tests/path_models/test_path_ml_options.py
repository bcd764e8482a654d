"""Where errors of maximum likelihood come from: formula, resamples, replicate weights; what is refused."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import SpecificationError

#: 400 resamples tell a standard error to 3.5 %, two such ones are compared; three of that.
SPREAD = 0.15

MODEL = cs.PathModel(
    {"A": ["a1", "a2", "a3"], "B": ["b1", "b2", "b3"], "C": ["c1", "c2", "c3"]}, {"B": ["A"], "C": ["A", "B"]}
)


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """Three hundred simulated rows, and 400 bootstrap weights of them."""
    rng = np.random.default_rng(11)
    a = rng.normal(size=300)
    b = 0.5 * a + rng.normal(0, 0.8, 300)
    c = 0.3 * a + 0.4 * b + rng.normal(0, 0.8, 300)
    items = np.stack([a, a, a, b, b, b, c, c, c], axis=1) + rng.normal(0, 0.6, (300, 9))
    found = pd.DataFrame(items, columns=list(MODEL.items))
    counts = np.stack([np.bincount(rng.integers(0, 300, 300), minlength=300) for _ in range(400)], axis=1)
    return found.join(pd.DataFrame(counts.astype(float)).add_prefix("r"))


def errors(result: cs.CovarianceResult) -> np.ndarray:
    return result.params.query("kind == 'path'")["std_error"].to_numpy()


def test_linearised_errors_are_the_sandwich(frame) -> None:
    linear, robust = MODEL.fit(frame, "ml", se="linearized"), MODEL.fit(frame, "ml", robust="mlr")
    np.testing.assert_array_equal(errors(linear), errors(robust))
    assert linear.settings["se"] == "robust_mlr"


@pytest.mark.parametrize(
    "options",
    [
        {"n_boot": 400},
        {"n_boot": 400, "resample": "poisson"},
        {"n_boot": 400, "resample": "groups"},
        {"n_boot": 400, "ci": "bca"},
        {"n_boot": 400, "ci": "normal"},
    ],
)
def test_resamples_agree_with_the_sandwich(frame, options) -> None:
    result = MODEL.fit(frame, "ml", **options)
    assert result.settings["n_boot_used"] == 400
    np.testing.assert_allclose(errors(result), errors(MODEL.fit(frame, "ml", robust="mlr")), rtol=SPREAD)


def test_an_interval_of_resamples_asks_for_resamples(frame) -> None:
    assert MODEL.fit(frame, "ml", ci="percentile", seed=1).settings["n_boot"] == 1000


def test_replicate_weights_are_used_and_are_right(frame) -> None:
    names = [name for name in frame.columns if name.startswith("r")]
    survey = cs.SurveyData(frame, replicate_weights=names, replicate_method="bootstrap")
    result = MODEL.fit(survey, "ml")
    assert result.settings["se"] == "replicates"
    weights = frame[names].to_numpy()
    single = [MODEL.fit(cs.SurveyData(frame.assign(w=w), weights="w"), "ml") for w in weights[:, :3].T]
    paths = np.stack([r.params.query("kind == 'path'")["estimate"].to_numpy() for r in single])
    where = [result.table.parameters[result.table.where(lhs, "~", rhs)].index for lhs, rhs in MODEL.paths]
    np.testing.assert_allclose(result.estimates.draws[:3, where], paths, atol=1e-6)
    np.testing.assert_allclose(errors(result), errors(MODEL.fit(frame, "ml", robust="mlr")), rtol=SPREAD)


def test_replicates_that_are_not_used_are_told(frame) -> None:
    survey = cs.SurveyData(frame, replicate_weights=["r0", "r1", "r2"], replicate_method="bootstrap")
    with pytest.warns(cs.errors.DataWarning, match="replicate"):
        MODEL.fit(survey, "ml", robust="mlr")


def test_given_rows_are_the_resamples(frame) -> None:
    rows = np.random.default_rng(2).integers(0, 300, (5, 300))
    result = MODEL.fit(frame, "ml", resample_indices=rows)
    again = MODEL.fit(frame.iloc[rows[2]], "ml", optimizer="scoring")
    np.testing.assert_allclose(result.estimates.draws[2], again.estimates.theta, atol=1e-5)


def test_moments_have_errors_by_formula_alone(frame) -> None:
    items = frame[list(MODEL.items)]
    moments = cs.Moments(items.cov(ddof=0), n=300)
    np.testing.assert_allclose(errors(MODEL.fit(moments, "ml")), errors(MODEL.fit(frame, "ml")), rtol=1e-8)
    with pytest.raises(SpecificationError, match="give Moments their mean"):
        MODEL.fit(moments, "ml", means=True)
    with pytest.raises(SpecificationError, match="needs respondents; Moments have none"):
        MODEL.fit(moments, "ml", se="bootstrap")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"se": "linearized", "n_boot": 100}, "draws none"),
        ({"robust": "mlmv"}, "robust='mlmv' is unknown"),
        ({"robust": "sem", "information": "observed"}, 'use robust="mlr"'),
        ({"scheme": "centroid"}, "scheme= is no option"),
        ({"optimizer": "guess"}, "optimizer='guess' is unknown"),
        ({"reliability": {"A": 0.8}}, "single item"),
        ({"reliability": 0.8}, "must name constructs"),
        ({"equal": "loadings"}, "name their column, by="),
        ({"free": "A =~ a2"}, "say what is equal"),
        ({"n_imputations": 5}, "n_imputations= is no option"),
        ({"means": "yes"}, "must be True or False"),
        ({"estimator": "mll"}, "Did you mean 'ml'"),
    ],
)
def test_contradictions_are_refused(frame, options, said) -> None:
    with pytest.raises(SpecificationError, match=said):
        MODEL.fit(frame, **{"estimator": "ml", **options})


def test_robust_errors_are_not_printed_where_there_are_no_answers(frame) -> None:
    moments = cs.Moments(frame[list(MODEL.items)].cov(ddof=0), n=300)
    with pytest.raises(SpecificationError, match="robust='mlr' needs respondents"):
        MODEL.fit(moments, "ml", robust="mlr")


@pytest.mark.parametrize(("clusters", "said"), [(8, True), (150, False)])
def test_few_clusters_are_told(frame, clusters, said) -> None:
    survey = cs.SurveyData(frame.assign(c=np.arange(300) % clusters), clusters="c")
    if said:
        with pytest.warns(
            cs.errors.DataWarning, match=r"Only 8 sampling units \(7 degrees of freedom\) for 21"
        ):
            result = MODEL.fit(survey, "ml")
    else:
        result = MODEL.fit(survey, "ml")
    assert any(each.key == "ml_few_units" for each in result.notices) is said


def test_a_scaled_test_that_does_not_exist_is_told() -> None:
    children = pytest.importorskip("semopy.examples").holzinger39.get_data()
    blocks = {name: [f"x{3 * i + k}" for k in (1, 2, 3)] for i, name in enumerate(("v", "t", "s"))}
    model = cs.PathModel(blocks, {"s": ["v", "t"]})
    with warnings.catch_warnings(record=True):  # of the small sample's estimates, too
        warnings.simplefilter("always")
        result = model.fit(children.sample(20, random_state=2), "ml", robust="mlr", optimizer="scoring")
    assert any("The scaled test does not exist" in each for each in result.warnings)
    assert result.fit_measures[["scaling_factor", "chi2_scaled", "p_value_scaled"]].isna().all()


def test_fiml_and_replicate_weights_do_not_mix(frame) -> None:
    gaps = frame.copy()
    gaps.loc[::9, "a1"] = np.nan
    survey = cs.SurveyData(gaps, replicate_weights=["r0", "r1", "r2"], replicate_method="bootstrap")
    with pytest.raises(SpecificationError, match="replicate weights"):
        MODEL.fit(survey, "ml", missing="fiml", se="replicates")
