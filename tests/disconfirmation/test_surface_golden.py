"""Errors of surfaces on the real mobile-phone survey against R's sandwich and MASS."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs

#: Closed formulas, ten decimals typed.
EXACT = 1e-9
#: Ordered models: both programs stop where the likelihood is flat to its last digits.
SEARCHED = 2e-6
KINDS = {
    "HC0": {"errors": "HC0"},
    "HC1": {"errors": "HC1"},
    "HC2": {"errors": "HC2"},
    "HC3": {"errors": "HC3"},
    "cluster": {"errors": "cluster"},
    "HC3_weighted": {"errors": "HC3"},
    "logistic": {"estimator": "logit"},
    "probit": {"estimator": "probit"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_errors(mobi, golden, kind):
    table = golden("surface_errors")
    expected = table[table["kind"] == kind]
    frame = mobi.frame[["CUEX1", "PERQ1", "CUSA1"]].copy()
    i = np.arange(len(frame))
    ordered = kind in ("logistic", "probit")
    if ordered:
        frame["CUSA1"] = np.digitize(frame["CUSA1"], [6, 8, 9])
    data: pd.DataFrame | cs.SurveyData = frame
    if kind == "cluster":
        data = cs.SurveyData(frame.assign(cluster=i % 25), clusters="cluster")
    if kind == "HC3_weighted":
        data = cs.SurveyData(frame.assign(w=1 + (7 * i % 11) / 4), weights="w")
    surface = cs.ResponseSurface("CUSA1", "CUEX1", "PERQ1", scale=(1, 10))
    options = KINDS[kind] if ordered else {**KINDS[kind], "n_boot": 0}
    params = surface.fit(data, **options).params
    found = params[params["kind"] == "coefficient"]
    close = SEARCHED if ordered else EXACT
    for column in ("estimate", "std_error"):
        assert found[column].to_numpy() == pytest.approx(expected[column].to_numpy(), abs=close)
