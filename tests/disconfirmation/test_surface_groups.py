"""Whether groups have the same surface, where they share clusters, replicate weights or resamples."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import csmodels as cs
from csmodels.disconfirmation.surface.comparison import group_covariance
from csmodels.disconfirmation.surface.figures import joint_covariance
from csmodels.errors import SpecificationError

#: The same formula twice, in double precision.
EXACT = 1e-7
#: Derivatives of moments are numerical: their error is the square of a step of 1e-4 or so.
LINEARIZED = 1e-4
SURFACE = cs.ResponseSurface("z", "e", "p", center=0)


def survey(n: int = 600, seed: int = 0, shared: float = 0.0, apart: float = 0.0, clusters: int = 50):
    """Two groups in every cluster; `shared` is the spread of a slope that a cluster's groups share."""
    rng = np.random.default_rng(seed)
    e, p = rng.normal(size=(2, n))
    cluster = np.arange(n) % clusters
    group = np.where((np.arange(n) // clusters) % 2 == 0, "a", "b")
    slope = 0.5 + shared * rng.normal(size=clusters)[cluster] + apart * (group == "b")
    z = 0.2 * e + slope * p - 0.1 * e**2 + 0.1 * e * p + rng.normal(size=n)
    weight = rng.uniform(0.5, 2, size=n)
    return pd.DataFrame({"e": e, "p": p, "z": z, "cluster": cluster, "group": group, "weight": weight})


def stacked(frame: pd.DataFrame, weights: bool):
    """One regression with a surface for each group, coded as differences from the first."""
    e, p = frame["e"], frame["p"]
    x = np.column_stack([np.ones(len(frame)), e, p, e**2, e * p, p**2])
    both = np.column_stack([x, x * (frame["group"] == "b").to_numpy()[:, None]])
    w = frame["weight"] if weights else np.ones(len(frame))
    fitted = sm.WLS(frame["z"], both, weights=w)
    return fitted.fit(cov_type="cluster", cov_kwds={"groups": frame["cluster"]})


@pytest.mark.parametrize("weights", [False, True])
def test_stacked_regression(weights):
    """With errors="cluster" the tests are those of one regression for both groups."""
    frame = survey(shared=0.6)
    data = cs.SurveyData(frame, clusters="cluster", weights="weight" if weights else None)
    found = SURFACE.fit(data, by="group", errors="cluster", n_boot=0).compare_groups()
    direct = stacked(frame, weights)
    for name, terms in (("surface", range(7, 12)), ("linear", (7, 8)), ("curvature", (9, 10, 11))):
        test = direct.wald_test(np.eye(12)[list(terms)], use_f=False, scalar=True)
        assert found.loc[name, "statistic"] == pytest.approx(float(test.statistic), rel=EXACT)
        assert found.loc[name, "p_value"] == pytest.approx(float(test.pvalue), rel=1e-5)
    assert set(found["test_statistic"]) == {"chi2"}


def test_linearised():
    """The same sums by cluster, with M / (M - 1) alone (Binder 1983), means of clusters removed."""
    frame = survey(shared=0.6)
    result = SURFACE.fit(cs.SurveyData(frame, clusters="cluster", weights="weight"), by="group")
    assert result.settings["errors"] == "linearized"
    direct = stacked(frame, True)
    factor = (600 - 12) / 599  # of the number of coefficients: not in the linearised errors
    turn = np.eye(12)
    turn[6:, :6] = np.eye(6)  # coefficients of the second group
    v = (turn @ direct.cov_params().to_numpy() @ turn.T) * factor
    at = [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]
    assert group_covariance(result) == pytest.approx(v[np.ix_(at, at)], rel=LINEARIZED, abs=1e-7)
    blocks = group_covariance(result)
    for g, one in enumerate(result.parts):
        own = blocks[5 * g : 5 * g + 5, 5 * g : 5 * g + 5]
        assert own == pytest.approx(joint_covariance(one), rel=LINEARIZED, abs=1e-8)
    assert np.abs(blocks[:5, 5:]).max() > 1e-3


def test_replicates_and_drawn_clusters_are_shared():
    """A jackknife of clusters by hand, in both groups at once; bootstraps draw clusters for both."""
    frame = survey(300, shared=0.8, clusters=30)
    names = []
    for r in range(30):
        names.append(f"r{r}")
        frame[names[-1]] = np.where(frame["cluster"] == r, 0.0, 30 / 29)
    data = cs.SurveyData(frame, weights=None, replicate_weights=names, replicate_method="jackknife")
    result = SURFACE.fit(data, by="group")
    by_hand = []
    for r in range(30):
        kept = frame[frame["cluster"] != r]
        parts = [SURFACE.fit(rows, n_boot=0).parts[0].coefficients for _, rows in kept.groupby("group")]
        by_hand.append(np.concatenate(parts))
    whole = np.concatenate([one.coefficients for one in result.parts])
    away = np.array(by_hand) - whole
    assert group_covariance(result) == pytest.approx(29 / 30 * away.T @ away, rel=1e-6, abs=1e-9)
    drawn = SURFACE.fit(
        cs.SurveyData(frame[["e", "p", "z", "cluster", "group"]], clusters="cluster"),
        by="group", errors="bootstrap", n_boot=400,
    )  # fmt: skip
    cross = group_covariance(drawn)[1, 6]
    assert cross == pytest.approx(group_covariance(result)[1, 6], rel=0.4)
    assert cross > 0.005


def test_independent_groups_have_nothing_in_common():
    frame = survey()
    result = SURFACE.fit(frame, by="group", n_boot=0)
    assert (group_covariance(result)[:5, 5:] == 0).all()
    # clusters within groups leave the groups independent, whatever the errors
    frame["cluster"] = frame["cluster"].astype(str) + frame["group"]
    nested = SURFACE.fit(cs.SurveyData(frame, clusters="cluster"), by="group", errors="HC3", n_boot=0)
    pd.testing.assert_frame_equal(nested.compare_groups(), result.compare_groups())


@pytest.mark.parametrize("options", [{"errors": "HC3"}, {"errors": "classical"}, {"missing": "mi"}])
def test_errors_that_do_not_know_of_shared_clusters(options):
    frame = survey()
    frame.loc[::20, "p"] = np.nan
    data = cs.SurveyData(frame, clusters="cluster")
    result = SURFACE.fit(data, by="group", **{"n_boot": 0, **options})
    with pytest.raises(SpecificationError, match="clusters with respondents of several groups"):
        result.compare_groups()
    for lang, said in (("en", "are not tested for equality"), ("zh", "未检验各组响应面是否相同")):
        assert said in result.to_text(lang)


def test_equality_is_printed():
    result = SURFACE.fit(survey(), by="group", n_boot=0)
    for lang, said in (("en", "Have the groups the same surface?"), ("zh", "各组响应面是否相同")):
        shown = result.to_text(lang)
        assert said in shown
        assert f"{result.compare_groups().loc['surface', 'statistic']:.3f}" in shown
        assert said not in SURFACE.fit(survey(), n_boot=0).to_text(lang)


def p_values(samples: int, **options) -> np.ndarray:
    found = []
    for seed in range(samples):
        data = cs.SurveyData(survey(300, seed=seed, **options), clusters="cluster")
        table = SURFACE.fit(data, by="group", errors="cluster", n_boot=0).compare_groups()
        found.append(table.loc["linear", "p_value"])
    return np.array(found)


def test_size_with_shared_clusters():
    """A slope that both groups of a cluster share: p-values are even, not piled up at one."""
    found = p_values(80, shared=0.8)
    # three standard errors of a mean of even p-values, and a little for 50 clusters
    assert np.mean(found) == pytest.approx(0.5, abs=3 * np.sqrt(1 / 12 / 80) + 0.02)
    assert 0 < np.mean(found < 0.05) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 80) + 0.02


def test_power_with_shared_clusters():
    """A difference of .8 between slopes of errors about .17 each: four and a half errors and more."""
    assert np.mean(p_values(30, shared=0.8, apart=0.8) < 0.05) > 0.9
