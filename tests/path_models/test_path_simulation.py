"""Simulated truth: known population values, the sampling error of many samples, and coverage."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs

#: At the population's own correlations nothing is left but rounding and the stop at 1e-12.
POPULATION = 1e-9
#: An estimate from a large sample lies within so many of its standard errors (41 of them are looked at).
ERRORS = 4.5
#: Samples of the coverage study, their size and resamples.
SAMPLES, ROWS, RESAMPLES = 200, 300, 300
#: The share of 95 % intervals that cover has a Monte-Carlo error of sqrt(.95 .05 / 200) = .015; three of
#: them. Below, .01 more for the ends of an interval from 300 resamples and a sample of 300.
COVERAGE = (0.95 - 3 * 0.0154 - 0.01, 0.95 + 3 * 0.0154)
#: The spread of 200 estimates is known to 1/sqrt(400) = 5 % of itself; three of these errors.
SPREAD = 0.15


def factor_population(loadings: float, sizes, phi: np.ndarray) -> np.ndarray:
    """Correlations of items with equal loadings on factors that correlate as `phi` says."""
    lam = np.zeros((sum(sizes), len(sizes)))
    at = 0
    for j, size in enumerate(sizes):
        lam[at : at + size, j] = loadings
        at += size
    r = lam @ phi @ lam.T
    np.fill_diagonal(r, 1)
    return r


PHI = np.array([[1, 0.5, 0.6], [0.5, 1, 0.7], [0.6, 0.7, 1]])
NAMES = ("Quality", "Value", "Satisfaction")
STRUCTURE = {"Value": ["Quality"], "Satisfaction": ["Quality", "Value"]}


def measurement(sizes, mode: str | None = None) -> dict:
    blocks = {n: [f"{n[0].lower()}{i}" for i in range(1, k + 1)] for n, k in zip(NAMES, sizes, strict=True)}
    return blocks if mode is None else {n: cs.composite(*items, mode=mode) for n, items in blocks.items()}


def rows_like(r: np.ndarray, n: int, names, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.normal(size=(n, len(r))) @ np.linalg.cholesky(r).T, columns=names)


@pytest.mark.parametrize("scheme", ["path", "factorial", "centroid"])
def test_factor_model_with_equal_loadings(scheme):
    """Equal loadings give equal weights, so correlations shrink by the reliability of a sum of items."""
    sizes, loading = (3, 2, 4), 0.8
    r = factor_population(loading, sizes, PHI)
    model = cs.PathModel(measurement(sizes), STRUCTURE)
    result = model.fit(cs.Moments(r, n=1000, names=model.items), scheme=scheme)
    rel = np.array([k * loading**2 / (1 + (k - 1) * loading**2) for k in sizes])
    shrunk = PHI * np.sqrt(np.outer(rel, rel))
    np.fill_diagonal(shrunk, 1)
    slopes = np.linalg.solve(shrunk[:2, :2], shrunk[:2, 2])
    found = result.params.query("kind == 'path'")["estimate"]
    assert found.tolist() == pytest.approx([shrunk[0, 1], *slopes], abs=POPULATION)
    assert result.reliability["alpha"].tolist() == pytest.approx(rel.tolist(), abs=POPULATION)
    assert result.reliability["rho_a"].tolist() == pytest.approx(rel.tolist(), abs=POPULATION)


@pytest.mark.parametrize("scheme", ["path", "factorial", "centroid"])
def test_composites_are_recovered_exactly(scheme):
    """Mode B finds the weights and paths that the correlations were made from."""
    rng = np.random.default_rng(3)
    sizes = (3, 2, 4)
    blocks, weights = [], []
    for size in sizes:
        within = np.corrcoef(rng.normal(size=(50, size)).T + 0.8 * rng.normal(size=50))
        w = rng.uniform(0.2, 1, size=size)
        blocks.append(within)
        weights.append(w / np.sqrt(w @ within @ w))
    loadings = [b @ w for b, w in zip(blocks, weights, strict=True)]
    r = np.block(
        [
            [blocks[i] if i == j else PHI[i, j] * np.outer(loadings[i], loadings[j]) for j in range(3)]
            for i in range(3)
        ]
    )
    assert np.linalg.eigvalsh(r).min() > 0
    model = cs.PathModel(measurement(sizes, "B"), STRUCTURE)
    result = model.fit(cs.Moments(r, n=1000, names=model.items), scheme=scheme)
    params = result.params.set_index("kind")["estimate"]
    assert params["weight"].tolist() == pytest.approx(np.concatenate(weights).tolist(), abs=POPULATION)
    assert params["loading"].tolist() == pytest.approx(np.concatenate(loadings).tolist(), abs=POPULATION)
    slopes = np.linalg.solve(PHI[:2, :2], PHI[:2, 2])
    assert params["path"].tolist() == pytest.approx([PHI[0, 1], *slopes], abs=POPULATION)

    # and from a large sample of it, within the standard errors
    frame = rows_like(r, 20_000, model.items, seed=4)
    sample = model.fit(frame, scheme=scheme, n_boot=100)
    gap = (sample.params["estimate"] - result.params["estimate"]).abs() / sample.params["std_error"]
    assert gap.max() < ERRORS


def test_large_sample_of_the_factor_model():
    sizes = (3, 2, 4)
    r = factor_population(0.7, sizes, PHI)
    model = cs.PathModel(measurement(sizes), STRUCTURE)
    truth = model.fit(cs.Moments(r, names=model.items))
    sample = model.fit(rows_like(r, 20_000, model.items, seed=5), n_boot=200)
    gap = (sample.params["estimate"] - truth.params["estimate"]).abs() / sample.params["std_error"]
    assert gap.max() < ERRORS
    gap = (sample.r_squared["estimate"] - truth.r_squared["estimate"]).abs() / sample.r_squared["std_error"]
    assert gap.max() < ERRORS


SURVEY_SIZES = (2, 2, 3)
SURVEY_ITEMS = measurement(SURVEY_SIZES)


def survey(n: int, seed: int) -> pd.DataFrame:
    """Ratings from 1 to 10 with a ceiling, from three factors."""
    columns = [item for items in SURVEY_ITEMS.values() for item in items]
    z = rows_like(factor_population(0.8, SURVEY_SIZES, PHI), n, columns, seed)
    return (7.2 + z * np.linspace(1.4, 2.2, len(columns))).round().clip(1, 10)


@pytest.fixture(scope="module")
def study():
    """Population values (a million respondents), and 200 samples fitted as groups of one call."""
    model = cs.index_model("ACSI", items=SURVEY_ITEMS)
    million = survey(1_000_000, seed=1)
    population = model.fit(cs.Moments(million.cov(ddof=0), million.mean(), n=len(million)))
    samples = survey(SAMPLES * ROWS, seed=2).assign(sample=np.repeat(np.arange(SAMPLES), ROWS))
    return population, model.fit(samples, by="sample", n_boot=RESAMPLES)


def tables(result) -> pd.DataFrame:
    """Index and paths under one another, one row each."""
    paths = result.params[result.params["kind"] == "path"]
    names = paths["lhs"] + " ~ " + paths["rhs"]
    paths = paths.set_index(names.rename("what"), append=paths.index.name is not None)
    if not isinstance(paths.index, pd.MultiIndex):
        paths.index = paths.index.rename("what")
    index = result.index.rename_axis(index={"construct": "what"})
    columns = ["estimate", "std_error", "conf_low", "conf_high"]
    return pd.concat([index[columns], paths[columns]])


def test_coverage(study):
    population, samples = study
    truth, found = tables(population)["estimate"], tables(samples)
    assert len(truth) == 6
    for what, value in truth.items():
        rows = found.xs(what, level="what")
        assert len(rows) == SAMPLES
        covered = ((rows["conf_low"] <= value) & (value <= rows["conf_high"])).mean()
        assert COVERAGE[0] <= covered <= COVERAGE[1], f"{what}: {covered}"


def test_sampling_error(study):
    population, samples = study
    truth, found = tables(population)["estimate"], tables(samples)
    for what, value in truth.items():
        rows = found.xs(what, level="what")
        spread = rows["estimate"].std()
        assert rows["std_error"].mean() == pytest.approx(spread, rel=SPREAD), what
        # no bias beyond the Monte-Carlo error of the mean, and a tenth of a standard error for n = 300
        assert abs(rows["estimate"].mean() - value) < (3 / np.sqrt(SAMPLES) + 0.1) * spread, what
