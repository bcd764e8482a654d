"""Simulated answers: the population they claim to come from is the one they come from."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.numerics.simulation import construct_correlations, implied_correlations, rounded_moments
from csmodels.path_models.planning.simulation import population_moments, population_of, simulate

#: The same sums in another order.
SAME = 1e-12
#: PLS weights settle to 1e-12, figures from them to a little more.
SETTLED = 1e-9
#: A figure of a large sample lies within so many of its standard errors (a few hundred are looked at).
ERRORS = 4.5
#: Rows of a large sample.
MANY = 200_000

MODEL = cs.PathModel(
    {
        "Image": ["i1", "i2"],
        "Price": cs.composite("p1", "p2", "p3"),
        "Quality": ["q1", "q2", "q3"],
        "Satisfaction": ["s1"],
    },
    {"Quality": ["Image"], "Satisfaction": ["Image", "Price", "Quality"]},
)
TRUTH = {
    "paths": {"Quality": {"Image": 0.5}, "Satisfaction": {"Image": 0.1, "Price": -0.3, "Quality": 0.4}},
    "loadings": {"Image": [0.9, 0.7], "Quality": {"q3": 0.6, "q1": 0.8, "q2": 0.85}},
    "weights": {"Price": [3, 2, 1]},
    "item_correlations": 0.4,
    "correlations": {("Image", "Price"): -0.2},
}


def by_equations(rng: np.random.Generator, n: int) -> np.ndarray:
    """The model written out row by row, without the library."""
    image, other = rng.normal(size=(2, n))
    within = np.linalg.cholesky(np.full((3, 3), 0.4) + 0.6 * np.eye(3))
    w = np.array([3.0, 2, 1])
    w /= np.linalg.norm(within.T @ w)
    # items of the composite: their part along the composite, and the rest that is free of it
    price = -0.2 * image + np.sqrt(1 - 0.04) * other
    free = within @ rng.normal(size=(3, n))
    loads = within @ within.T @ w
    p = free + np.outer(loads, price - w @ free)
    quality = 0.5 * image + np.sqrt(0.75) * rng.normal(size=n)
    explained = 0.1 * image - 0.3 * price + 0.4 * quality
    satisfaction = explained + np.sqrt(1 - explained.var()) * rng.normal(size=n)

    def measured(factor: np.ndarray, loading: float) -> np.ndarray:
        return loading * factor + np.sqrt(1 - loading**2) * rng.normal(size=n)

    items = [measured(image, 0.9), measured(image, 0.7), *p]
    items += [measured(quality, load) for load in (0.8, 0.85, 0.6)]
    return np.column_stack([*items, satisfaction])


def test_implied_correlations_against_the_equations():
    rows = by_equations(np.random.default_rng(0), MANY)
    population = population_moments(MODEL, **TRUTH)
    # a sample correlation has a standard error of at most 1/sqrt(n)
    assert np.abs(np.corrcoef(rows.T) - population.cov).max() < ERRORS / np.sqrt(MANY)


def test_construct_correlations_are_the_matrix_formula():
    """(I - B)^-1 Psi (I - B)^-T (Bollen 1989, eq. 4.10 for observed variables)."""
    paths = [(2, 0), (2, 1), (3, 2), (3, 0)]
    values = np.array([0.3, 0.4, 0.5, -0.2])
    given = np.eye(4)
    given[0, 1] = given[1, 0] = 0.3
    phi, explained = construct_correlations(4, values, paths, given)
    b = np.zeros((4, 4))
    for (d, p), value in zip(paths, values, strict=True):
        b[d, p] = value
    psi = np.diag([1, 1, 1 - explained[2], 1 - explained[3]])
    psi[0, 1] = psi[1, 0] = 0.3
    inverse = np.linalg.inv(np.eye(4) - b)
    np.testing.assert_allclose(inverse @ psi @ inverse.T, phi, atol=SAME)
    assert explained[:2].tolist() == [0, 0]


def test_population_gives_the_parameters_back():
    """Composites of Mode B and single items: PLS at the population is the truth itself."""
    model = cs.PathModel(
        {"A": cs.composite("a1", "a2"), "B": cs.composite("b1", "b2", "b3"), "C": ["c1"]},
        {"B": ["A"], "C": ["A", "B"]},
    )
    truth = {"B": {"A": 0.5}, "C": {"A": 0.2, "B": 0.4}}
    moments = population_moments(
        model, paths=truth, weights={"A": [2, 1], "B": [1, 1, -0.5]}, item_correlations={"A": 0.3, "B": 0.1}
    )
    params = model.fit(moments).params
    paths = params.query("kind == 'path'").set_index(["lhs", "rhs"])["estimate"]
    assert paths.loc[("B", "A")] == pytest.approx(0.5, abs=SETTLED)
    assert paths.loc[("C", "A")] == pytest.approx(0.2, abs=SETTLED)
    assert paths.loc[("C", "B")] == pytest.approx(0.4, abs=SETTLED)
    weights = params.query("kind == 'weight' and lhs == 'B'")["estimate"].to_numpy()
    np.testing.assert_allclose(weights / weights[0], [1, 1, -0.5], atol=SETTLED)


def test_population_of_common_factors_gives_plsc_the_parameters():
    """Consistent PLS corrects for unreliability: at the population of a factor model it finds the truth."""
    model = cs.PathModel({"A": ["a1", "a2", "a3"], "B": ["b1", "b2", "b3"]}, {"B": ["A"]})
    moments = population_moments(model, paths=0.5, loadings={"A": 0.8, "B": 0.7}, n=100)
    pls, plsc = (
        model.fit(moments, estimator=e).params.query("kind == 'path'")["estimate"].item()
        for e in ("pls", "plsc")
    )
    rho = [3 * load**2 / (1 + 2 * load**2) for load in (0.8, 0.7)]
    assert pls == pytest.approx(0.5 * np.sqrt(rho[0] * rho[1]), abs=SETTLED)
    assert plsc == pytest.approx(0.5, abs=SETTLED)


def test_answers_have_the_moments_they_should():
    data = simulate(MODEL, MANY, seed=1, means={"Quality": 7, "s1": 4}, sds={"i1": 2}, **TRUTH)
    moments = population_moments(MODEL, means={"Quality": 7, "s1": 4}, sds={"i1": 2}, **TRUTH)
    x = data.frame.to_numpy()
    assert (np.abs(x.mean(axis=0) - moments.mean) < ERRORS * moments.sd / np.sqrt(MANY)).all()
    worst = np.sqrt(2 / MANY) * np.outer(moments.sd, moments.sd)
    assert (np.abs(np.cov(x.T) - moments.cov) < ERRORS * worst).all()
    assert moments.mean[[5, 6, 7, 8]].tolist() == [7, 7, 7, 4]


def test_rounded_answers_have_the_moments_they_should():
    """Means at both ends of the scale, where cutting matters most."""
    options = {"scale": (1, 7), "scales": {"s1": (0, 1)}, "means": {"q1": 6.5, "i1": 1.5}, "sds": {"q2": 3}}
    data = simulate(MODEL, MANY, seed=2, **options, **TRUTH)
    moments = population_moments(MODEL, **options, **TRUTH)
    x = data.frame.to_numpy()
    assert set(np.unique(x[:, :-1])) == set(range(1, 8))
    assert set(np.unique(x[:, -1])) == {0, 1}
    assert (np.abs(x.mean(axis=0) - moments.mean) < ERRORS * moments.sd / np.sqrt(MANY)).all()
    fourth = (x - x.mean(axis=0)) ** 2
    worst = np.sqrt((fourth.T @ fourth) / MANY / MANY)
    assert (np.abs(np.cov(x.T) - moments.cov) < ERRORS * worst).all()


@pytest.mark.parametrize("r", [-0.95, -0.3, 0.0, 0.6, 0.99])
def test_rounded_moments_against_integration(r):
    """Two items on short scales: probabilities of every pair of answers from the bivariate normal."""
    from scipy.stats import multivariate_normal

    mean, sd, low, high = np.array([2.2, 3.0]), np.array([1.1, 0.8]), np.array([1.0, 1]), np.array([4.0, 5])
    corr = np.array([[1, r], [r, 1]])
    found_mean, found = rounded_moments(mean, sd, corr, low, high)
    cuts = [(np.arange(a, b) + 0.5 - m) / s for a, b, m, s in zip(low, high, mean, sd, strict=True)]
    upper = [[multivariate_normal.cdf([-t, -u], cov=corr) for u in cuts[1]] for t in cuts[0]]
    single = [multivariate_normal.cdf(-c, cov=1).sum() for c in cuts]
    assert found[0, 1] == pytest.approx(np.sum(upper) - single[0] * single[1], abs=1e-5)  # scipy's own error
    np.testing.assert_allclose(found_mean, low + single, atol=1e-12)


def test_rounding_to_very_fine_steps_changes_nothing():
    moments = population_moments(MODEL, scale=(0, 4000), means=2000, sds=300, **TRUTH)
    exact = population_moments(MODEL, means=2000, sds=300, **TRUTH)
    # a rounding error adds 1/12 to a variance of 90,000
    np.testing.assert_allclose(moments.cov, exact.cov + np.eye(9) / 12, rtol=1e-8, atol=1e-3)


# ------------------------------------------------------------------ what is handed out


def test_equal_arguments_equal_answers_and_the_first_rows_stay():
    first = simulate(MODEL, 50, seed=3, missing=0.2, scale=(1, 10), **TRUTH)
    again = simulate(MODEL, 50, seed=3, missing=0.2, scale=(1, 10), **TRUTH)
    longer = simulate(MODEL, 80, seed=3, missing=0.2, scale=(1, 10), **TRUTH)
    pd.testing.assert_frame_equal(first.frame, again.frame)
    pd.testing.assert_frame_equal(first.frame, longer.frame.head(50))
    other = simulate(MODEL, 50, seed=4, missing=0.2, scale=(1, 10), **TRUTH)
    assert not other.frame.equals(first.frame)


def test_the_data_say_that_they_are_simulated():
    data = simulate(MODEL, 20, seed=5, scale=(1, 10), **TRUTH)
    assert data.name == "simulated"
    assert "Simulated" in data.title("en")
    assert "模拟" in data.title("zh")
    assert "nobody was asked" in str(data.summary()).replace("\n", " ")
    assert data.questionnaire.constructs["Quality"] == ("q1", "q2", "q3")
    assert data.scale("q1") == (1, 10)
    assert simulate(MODEL, 20, **TRUTH).scale("q1") is None


def test_an_index_model_brings_its_scales():
    model = cs.index_model("ACSI")
    data = simulate(model, 3000, seed=6, paths=0.3, means={"Satisfaction": 8})
    assert data.scale("PTOL") == (-25, 25)
    assert set(data.frame["COMP"].unique()) == {0, 1}
    assert model.check(data).ok
    index = model.fit(data, n_boot=100).index
    truth = model.fit(population_moments(model, paths=0.3, means={"Satisfaction": 8})).index["estimate"]
    assert (abs(index["estimate"] - truth) < ERRORS * index["std_error"]).all()
    assert truth["Expectations"] == pytest.approx(50, abs=SETTLED)


def test_gaps_completely_at_random():
    data = simulate(MODEL, 20_000, seed=7, missing={"q1": 0.3, "s1": 0.1}, **TRUTH).frame
    share = data.isna().mean()
    assert share["q1"] == pytest.approx(0.3, abs=ERRORS * np.sqrt(0.21 / 20_000))
    assert share["s1"] == pytest.approx(0.1, abs=ERRORS * np.sqrt(0.09 / 20_000))
    assert share.drop(["q1", "s1"]).eq(0).all()
    whole = simulate(MODEL, 20_000, seed=7, **TRUTH).frame
    pd.testing.assert_frame_equal(whole.where(data.notna()), data)
    # who leaves q1 open is no different in s1
    gone = data["q1"].isna()
    gap = whole.loc[gone, "s1"].mean() - whole.loc[~gone, "s1"].mean()
    assert abs(gap) < ERRORS * np.sqrt(1 / gone.sum() + 1 / (~gone).sum())


def test_gaps_at_random_given_an_item():
    options = {"missing": 0.2, "mechanism": "mar", "depends_on": "s1"}
    data = simulate(MODEL, 20_000, seed=8, **options, **TRUTH).frame
    assert data["s1"].notna().all()
    gone = data["q1"].isna()
    assert gone.mean() == pytest.approx(0.2, abs=ERRORS * np.sqrt(0.16 / 20_000))
    rank = data["s1"].rank(pct=True)
    lowest, highest = gone[rank < 0.1].mean(), gone[rank > 0.9].mean()
    # 2 s (1 - u) averages .38 over the lowest tenth and .02 over the highest
    assert lowest == pytest.approx(0.38, abs=0.05)
    assert highest == pytest.approx(0.02, abs=0.02)


def test_a_fitted_result_taken_for_the_truth():
    """Mode B and single items: the population of the estimates gives the estimates back."""
    model = cs.PathModel(
        {"A": cs.composite("a1", "a2"), "B": cs.composite("b1", "b2"), "C": ["c1"]},
        {"B": ["A"], "C": ["A", "B"]},
    )
    sample = simulate(model, 300, seed=9, paths=0.4, means=5, sds=2)
    result = model.fit(sample, n_boot=0)
    again = model.fit(population_moments(result))
    old, new = (r.params.query("kind in ('path', 'weight', 'loading')")["estimate"] for r in (result, again))
    assert len(old) == 13
    np.testing.assert_allclose(new, old, atol=SETTLED)
    copy = simulate(result, 10)
    assert copy.name == "simulated"
    np.testing.assert_allclose(population_moments(result).mean, sample.frame.mean(), atol=1e-9)


def test_one_group_of_a_fitted_result():
    model = cs.PathModel({"A": ["a1", "a2"], "B": ["b1"]}, {"B": ["A"]})
    parts = [simulate(model, 150, seed=s, paths=p).frame.assign(wave=s) for s, p in ((1, 0.2), (2, 0.7))]
    result = model.fit(pd.concat(parts, ignore_index=True), by="wave", n_boot=0)
    with pytest.raises(SpecificationError, match="group= one of"):
        simulate(result, 10)
    weak, strong = (abs(population_of(result, paths=None, group=wave).paths[0]) for wave in (1, 2))
    assert weak < strong


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"paths": None}, "Give the true paths"),
        ({"paths": "strong"}, "one number, or a mapping"),
        ({"paths": {"Quality": 0.5}}, r"paths\['Quality'\] must be a mapping"),
        ({"paths": {"Quality": {"Imag": 0.5}}}, "no path Quality ~ Imag.*Did you mean 'Quality ~ Image'"),
        ({"paths": {"Quality": {"Image": 0.5}}}, "no coefficient for Satisfaction ~ Image"),
        ({"paths": float("nan")}, "finite number"),
        ({"paths": 0.9}, "of the variance of 'Satisfaction', which has only 100 %"),
        ({"loadings": 1.2}, "1.2 of 'i1'"),
        ({"loadings": {"Image": 0.7}}, "none for 'Quality'"),
        ({"loadings": {"Image": [0.7], "Quality": 0.7}}, "1 numbers for 2 items: i1, i2"),
        ({"loadings": {"Image": 0.7, "Quality": {"q1": 0.7}}}, "nothing for 'q2', 'q3'"),
        ({"weights": {"Quality": [1, 1, 1]}}, "weights names 'Quality'"),
        ({"weights": {"Price": [0, 0, 0]}}, "all zero"),
        ({"item_correlations": -0.9}, "not definite"),
        ({"correlations": {("Image", "Quality"): 0.3}}, "constructs that nothing predicts"),
        ({"correlations": {("Image", "Price"): 1.0}}, "between -1 and 1"),
        ({"scale": (10, 1)}, "whole steps"),
        ({"scale": (1, 5.5)}, "whole steps"),
        ({"scales": {"zz": (1, 5)}}, "scales names 'zz'"),
        ({"means": {"zz": 5}}, "means names 'zz'"),
        ({"sds": 0}, "must be positive"),
        ({"missing": 1.5}, "between 0 and 1"),
        ({"missing": {"zz": 0.1}}, "no item of the model"),
        ({"missing": 0.6, "mechanism": "mar", "depends_on": "s1"}, "may not exceed 0.5"),
        ({"missing": 0.1, "mechanism": "mar"}, "needs depends_on"),
        ({"missing": 0.1, "mechanism": "mnar"}, "unknown"),
        ({"depends_on": "s1"}, "goes with mechanism"),
        ({"group": "x"}, "fitted result only"),
        ({"seed": -1}, "seed=-1"),
    ],
)
def test_what_cannot_be_simulated(changes, words):
    with pytest.raises(SpecificationError, match=words):
        simulate(MODEL, 10, **({**TRUTH, **changes}))


def test_other_refusals():
    with pytest.raises(SpecificationError, match="whole number"):
        simulate(MODEL, 0, **TRUTH)
    with pytest.raises(SpecificationError, match="can be simulated, not a int"):
        simulate(5, 10, paths=0.3)
    with pytest.raises(SpecificationError, match=r"index_model\(..., scale="):
        simulate(cs.index_model("ACSI"), 10, paths=0.2, scale=(1, 5))


def test_implied_correlations_of_one_factor():
    corr = implied_correlations(np.eye(1), np.array([0.8, 0.5]), [slice(0, 2)], [None])
    np.testing.assert_allclose(corr, [[1, 0.4], [0.4, 1]], atol=SAME)
