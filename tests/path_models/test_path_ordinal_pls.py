"""PLS on polychoric correlations: the estimate, and errors by two ways that know nothing of each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.numerics.polychoric import polychoric
from csmodels.path_models.ordinal_pls import check_correlations, polychoric_and_variation
from csmodels.path_models.pls import make_estimator
from csmodels.sampling.options import Options, settled
from csmodels.sampling.variations import GroupRows

MODEL = cs.PathModel({"A": ["a1", "a2", "a3"], "B": ["b1", "b2", "b3"]}, {"B": ["A"]})
ASKED = Options(se=None, ci=None, n_boot=None, seed=0, conf_level=0.95, resample="rows", missing="listwise")


def simulated(n: int, seed: int) -> np.ndarray:
    """Items cut from normal variables: loadings .8, path .5."""
    rng = np.random.default_rng(seed)
    a = rng.normal(size=n)
    b = 0.5 * a + np.sqrt(0.75) * rng.normal(size=n)
    y = 0.8 * np.column_stack([a, a, a, b, b, b]) + 0.6 * rng.normal(size=(n, 6))
    return np.searchsorted([-0.8, 0.3, 1.2], y) + 1.0


def rows_of(values: np.ndarray, weights: np.ndarray | None = None) -> GroupRows:
    return GroupRows(values, weights, np.arange(len(values)))


def errors_of(values: np.ndarray, asked: Options, weights: np.ndarray | None = None) -> tuple:
    """Paths and loadings of ordinal PLS with their errors."""
    options = settled(check_correlations(MODEL, "polychoric", asked), None)
    moments, variation = polychoric_and_variation(MODEL, rows_of(values, weights), options, None)
    made = make_estimator(MODEL, "path", "plsc")
    batch = cs.Moments._of(moments.cov[None], None, np.array([moments.n]))
    members = made.members(batch)

    def figures(found) -> np.ndarray:
        return np.concatenate([found.fit.paths, found.fit.loadings], axis=1)

    varied = np.concatenate([figures(made.members(part, batch, members)) for part in variation.samples()])
    used = np.isfinite(varied).all(axis=1)
    return figures(members)[0], variation.uncertainty(figures(members)[0], varied.T, used)


def test_estimate_is_pls_of_these_correlations():
    values = simulated(300, 0)
    found, _ = errors_of(values, ASKED)
    moments = cs.Moments(polychoric(values).corr, n=300, names=list(MODEL.items))
    params = MODEL.fit(moments, "plsc").params
    expected = (
        params.query("kind == 'path'")["estimate"].tolist()
        + params.query("kind == 'loading'")["estimate"].tolist()
    )
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_linearised_errors_agree_with_resamples():
    values = simulated(2000, 1)
    weights = np.random.default_rng(2).uniform(0.5, 1.5, 2000)
    for weight in (None, weights, 10 * weights):
        _, linear = errors_of(values, ASKED, weight)
        _, drawn = errors_of(values, replace(ASKED, n_boot=300), weight)
        # the error of a standard deviation from 300 draws is 4 %
        np.testing.assert_allclose(linear.std_error, drawn.std_error, rtol=0.16)


def test_truth_is_recovered_where_pearson_falls_short():
    values = simulated(20000, 3)
    found, sure = errors_of(values, ASKED)
    truth = np.array([0.5, *[0.8] * 6])
    assert (np.abs(found - truth) < 4 * sure.std_error).all()
    frame = pd.DataFrame(values, columns=list(MODEL.items))
    plain = MODEL.fit(frame, "plsc", n_boot=0).params.query("kind == 'loading'")["estimate"]
    assert (plain < 0.78).all()


def test_resamples_where_they_are_asked_for():
    assert check_correlations(MODEL, "polychoric", ASKED).se == "linearized"
    assert check_correlations(MODEL, "polychoric", replace(ASKED, n_boot=200)).se is None
    assert check_correlations(MODEL, "polychoric", replace(ASKED, ci="bca")).se is None
    assert check_correlations(MODEL, "pearson", ASKED) is ASKED


@pytest.mark.parametrize(
    ("correlations", "change", "words"),
    [
        ("polycoric", {}, "Did you mean"),
        ("polychoric", {"missing": "em"}, "missing='em'"),
        ("polychoric", {"missing": "none"}, "Moments"),
        ("polychoric", {"resample": "groups"}, "groups"),
    ],
)
def test_what_does_not_go_together_is_refused(correlations, change, words):
    with pytest.raises(SpecificationError, match=words):
        check_correlations(MODEL, correlations, replace(ASKED, **change))


def test_models_with_products_are_refused():
    model = cs.PathModel.from_syntax("A =~ a1 + a2\nB =~ b1 + b2\nC =~ c1 + c2\nC ~ A + B + A:B")
    with pytest.raises(SpecificationError, match="products"):
        check_correlations(model, "polychoric", ASKED)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_reliabilities_are_of_the_variables_behind(lang):
    frame = pd.DataFrame(simulated(150, 8), columns=list(MODEL.items))
    words = {"en": "called ordinal α", "zh": "称为有序 α"}[lang]
    assert any(words in note for note in MODEL.fit(frame, correlations="polychoric").summary(lang).notes)
    assert not any(words in note for note in MODEL.fit(frame, n_boot=0).summary(lang).notes)
