"""Assessment of the ECSI model of a bank against ADANCO 2.2.1: validity, effect sizes, fit."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.path_models.assessment.model_fit import fit_measures

pytestmark = pytest.mark.reference

#: ADANCO stops earlier: the largest gaps are 4.9e-8 (Mode B) and 4.4e-8 (PLSc) in fit, 1e-7 in f2.
ADANCO = 1e-6
#: Quantiles of 1,000 resamples against those of ADANCO: a standard error of about 1.5 % at saturated models.
#: The draws of the estimated PLSc model have a long tail (its paths explode), hence more room.
QUANTILE = {("B", "saturated"): 0.05, ("B", "estimated"): 0.08, ("plsc", "saturated"): 0.05}
SIZES = {"IMAG": 5, "EXPE": 5, "QUAL": 5, "VAL": 4, "SAT": 4, "LOY": 4}
STRUCTURE = {
    "EXPE": ["IMAG"],
    "QUAL": ["EXPE"],
    "VAL": ["EXPE", "QUAL"],
    "SAT": ["IMAG", "EXPE", "QUAL", "VAL"],
    "LOY": ["IMAG", "SAT"],
}


@pytest.fixture(scope="module")
def results(reference):
    frame = pd.read_csv(reference / "bank" / "plspm_satisfaction.csv")
    names = {name: [f"{name.lower()}{i + 1}" for i in range(size)] for name, size in SIZES.items()}
    formed = {name: cs.composite(*items) for name, items in names.items()}
    with warnings.catch_warnings():
        # the consistent estimates of these data are inadmissible, and say so
        warnings.simplefilter("ignore", cs.errors.AdmissibilityWarning)
        warnings.simplefilter("ignore", cs.errors.ResamplingWarning)
        return {
            "B": cs.PathModel(formed, STRUCTURE).fit(frame, scheme="centroid", n_boot=1000),
            "plsc": cs.PathModel(names, STRUCTURE).fit(
                frame, estimator="plsc", scheme="centroid", n_boot=1000
            ),
        }


@pytest.fixture(scope="module")
def validity(golden):
    return golden("bank_adanco_validity")


@pytest.mark.parametrize("estimator", ["B", "plsc"])
def test_fit_and_its_critical_values(results, golden, estimator):
    published = golden("bank_adanco_fit").query("estimator == @estimator").set_index(["model", "measure"])
    table = fit_measures(results[estimator], "adanco")
    np.testing.assert_allclose(table["estimate"], published.loc[table.index, "estimate"], rtol=0, atol=ADANCO)
    for which in ("saturated", "estimated"):
        if (estimator, which) in QUANTILE:
            ours, theirs = table["hi95"].xs(which), published["hi95"].xs(which)
            np.testing.assert_allclose(ours, theirs.loc[ours.index], rtol=QUANTILE[estimator, which])


def test_htmt(results, validity):
    published = validity.query("quantity == 'htmt'").set_index(["lhs", "rhs"])["value"]
    ours = results["plsc"].assess(fit=False).htmt.set_index(["lhs", "rhs"])["estimate"]
    assert len(published) == 15
    np.testing.assert_allclose(ours, published.loc[ours.index], rtol=0, atol=ADANCO)


@pytest.mark.parametrize("estimator", ["B", "plsc"])
def test_effect_sizes(results, validity, estimator):
    chosen = validity.query("quantity == 'f_squared' and estimator == @estimator")
    published = chosen.set_index(["lhs", "rhs"])["value"]
    ours = results[estimator].assess(fit=False).f_squared.set_index(["lhs", "rhs"])["estimate"]
    assert len(published) == 10
    # one of the predictors explains nearly all, so that f2 is 24
    np.testing.assert_allclose(ours, published.loc[ours.index], rtol=ADANCO, atol=ADANCO)


def test_collinearity_of_items(results, validity):
    published = validity.query("quantity == 'vif'").set_index("rhs")["value"]
    ours = results["B"].assess(fit=False).vif_items.set_index("item")["estimate"]
    np.testing.assert_allclose(ours, published.loc[ours.index], rtol=0, atol=ADANCO)


def test_cross_loadings_and_fornell_larcker_of_consistent_estimates(results, reference):
    found = results["plsc"].assess(fit=False)
    theirs = sheet(reference, "Cross_Loadings")
    np.testing.assert_allclose(found.cross_loadings, theirs, rtol=0, atol=ADANCO)
    # ADANCO prints squared correlations with AVE on the diagonal
    theirs = sheet(reference, "Fornell_Larcker_Criterion")
    np.testing.assert_allclose(found.fornell_larcker**2, theirs, rtol=0, atol=ADANCO)


def sheet(reference, name: str) -> np.ndarray:
    """The numbers of one of ADANCO's sheets."""
    raw = pd.read_csv(reference / "bank" / f"cf_{name}.csv", header=None, skip_blank_lines=True)
    numbers = raw.iloc[:, 2:].apply(pd.to_numeric, errors="coerce")
    return numbers[numbers.notna().any(axis=1)].to_numpy()
