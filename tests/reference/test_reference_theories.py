"""Theories that are families of R's RSA 0.10.8 under another name, on real data (84 rows)."""

from __future__ import annotations

import json
import warnings

import pandas as pd
import pytest

from csmodels.disconfirmation.contest.theories import theories
from csmodels.errors import DataWarning

pytestmark = pytest.mark.reference

#: RSA reaches its constraints up to 1e-6 or so; log-likelihoods are near -125.
RSA = 2e-5
FAMILIES = {
    "null": "null",
    "experience": "onlyy2",
    "expectations": "onlyx2",
    "disconfirmation": "diff",
    "assimilation": "additive",
    "generalised_negativity": "SQD",
    "rising_negativity": "RR",
    "surface": "full",
}


@pytest.fixture(scope="module")
def contest(reference):
    frame = pd.read_csv(reference / "response_surface" / "motcon.tab", sep=" ")
    roles = {"outcome": "postVA", "expectation": "ePow", "performance": "iPow"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        return theories(frame, **roles, center=0, n_boot=0).contest


@pytest.fixture(scope="module")
def table(reference):
    golden = json.loads((reference / "response_surface" / "rsa_golden.json").read_text())
    return pd.DataFrame(golden["motcon_ML"]["aictab"]).set_index("Modnames")


@pytest.mark.parametrize("theory", FAMILIES)
def test_likelihood_and_criterion_are_those_of_the_family(contest, table, theory):
    ours, theirs = contest.loc[theory], table.loc[FAMILIES[theory]]
    assert ours["n_params"] == theirs["K"]
    assert ours["log_likelihood"] == pytest.approx(theirs["LL"], abs=RSA)
    assert ours["aicc"] == pytest.approx(theirs["AICc"], abs=2 * RSA)
    if theory != "null":
        assert ours["r_squared"] == pytest.approx(theirs["R2"], abs=RSA)
