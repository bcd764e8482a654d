"""Fit of the model as a whole: critical values by the rows, true and wrong models, conventions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.numerics import fit_measures as numbers
from csmodels.path_models.assessment.model_fit import fit_measures

#: The same formula in another order of operations.
ROUNDING = 1e-10
#: Matrix roots, and a second fit to rows instead of moments.
TWO_WAYS = 1e-8


@pytest.fixture(scope="module")
def ecsi():
    return cs.index_model("ECSI-mobile").path_model()


@pytest.fixture(scope="module")
def result(ecsi, mobi):
    return ecsi.fit(mobi, n_boot=200)


def composites(model: cs.PathModel, *names: str, mode: str = "B") -> cs.PathModel:
    blocks = {
        name: cs.composite(*c.items, mode=mode) if name in names else c
        for name, c in model.measurement.items()
    }
    return cs.PathModel(blocks, model.structure)


def test_critical_values_by_the_rows(answers, model):
    """Transform the answers themselves, fit the model to resamples of them, take the quantiles."""
    frame = answers[list(model.items)]
    indices = np.random.default_rng(8).integers(0, len(frame), size=(30, len(frame)))
    result = model.fit(frame, resample_indices=indices)
    table = fit_measures(result)
    own = result.members()
    z = (frame - frame.mean()) / frame.std(ddof=0)
    for which in ("saturated", "estimated"):
        between = own.fit.construct_corr
        if which == "estimated":
            between = numbers.structural_corr(between, own.fit.paths, result.spec)
        implied = numbers.implied_corr(own.corr, own.fit.loadings, between, result.spec, [False] * 3)[0]
        turned = pd.DataFrame(
            z.to_numpy() @ numbers.null_transformation(own.corr[0], implied), columns=z.columns
        )
        again = model.fit(turned, resample_indices=indices)

        def figures(members, which=which, again=again):
            corr = members.fit.construct_corr
            if which == "estimated":
                corr = numbers.structural_corr(corr, members.fit.paths, again.spec)
            mine = numbers.implied_corr(members.corr, members.fit.loadings, corr, again.spec, [False] * 3)
            return numbers.discrepancies(members.corr, mine)

        drawn = again.further(figures).draws
        expected = np.quantile(drawn, [0.95, 0.99], axis=1).T
        np.testing.assert_allclose(table.loc[which, ["hi95", "hi99"]], expected, rtol=0, atol=TWO_WAYS)
        estimate = table.loc[which, "estimate"].to_numpy()
        share = (1 + (drawn >= estimate[:, None]).sum(axis=1)) / 31
        np.testing.assert_allclose(table.loc[which, "p_value"], share)


def simulated(n: int, direct: float, seed: int) -> pd.DataFrame:
    """A chain of three constructs with three items each, and a direct effect that the model leaves out."""
    rng = np.random.default_rng(seed)
    a = rng.normal(size=n)
    b = 0.6 * a + 0.8 * rng.normal(size=n)
    c = 0.6 * b + direct * a + 0.8 * rng.normal(size=n)
    columns = {
        f"{name}{i}": load * x / x.std() + np.sqrt(1 - load**2) * rng.normal(size=n)
        for name, x in (("a", a), ("b", b), ("c", c))
        for i, load in enumerate((0.9, 0.8, 0.7))
    }
    return pd.DataFrame(columns)


def test_a_true_model_is_kept_and_a_wrong_one_is_not():
    chain = cs.PathModel({x: [f"{x}{i}" for i in range(3)] for x in "abc"}, {"b": ["a"], "c": ["b"]})
    right = fit_measures(chain.fit(simulated(500, 0.0, 1), estimator="plsc", n_boot=300))
    assert (right["p_value"] > 0.05).all()
    assert (right["estimate"] < right["hi95"]).all()
    wrong = fit_measures(chain.fit(simulated(500, 0.6, 1), estimator="plsc", n_boot=300))
    # the measurement is right, the structure is not
    assert (wrong.loc["saturated", "p_value"] > 0.05).all()
    assert (wrong.loc["estimated", "p_value"] < 0.05).all()


def test_a_structure_with_all_arrows_fits_as_the_saturated_model(answers, model):
    result = model.fit(answers, n_boot=20)
    table = fit_measures(result)
    pd.testing.assert_frame_equal(table.loc["saturated"], table.loc["estimated"], rtol=1e-9)


def test_conventions(result):
    ours, theirs = fit_measures(result)["estimate"], fit_measures(result, "adanco")["estimate"]
    assert theirs["saturated", "srmr"] == ours["saturated", "srmr"]
    assert ours["saturated", "d_g"] == pytest.approx(theirs["saturated", "d_g"] * np.log(10) ** 2)
    assert abs(theirs["estimated", "srmr"] - ours["estimated", "srmr"]) > 1e-5
    with pytest.raises(SpecificationError, match=r"'adnco'.*'adanco'"):
        fit_measures(result, "adnco")


def test_composites_imply_their_observed_correlations(ecsi, mobi):
    """The same weights in both models; what lies within the blocks no longer counts."""
    reflective = fit_measures(ecsi.fit(mobi, n_boot=0))["estimate"]
    made = composites(ecsi, *ecsi.constructs, mode="A").fit(mobi, n_boot=0)
    formed = fit_measures(made)["estimate"]
    members = made.members()
    between = members.fit.construct_corr[0]
    gap = 0.0
    for i, first in enumerate(made.spec.blocks):
        for j, second in enumerate(made.spec.blocks[:i]):
            implied = (
                np.outer(members.fit.loadings[0, first], members.fit.loadings[0, second]) * between[i, j]
            )
            gap += ((members.corr[0, first, second] - implied) ** 2).sum()
    assert formed["saturated", "d_uls"] == pytest.approx(gap)
    assert formed["saturated", "d_uls"] < reflective["saturated", "d_uls"]
