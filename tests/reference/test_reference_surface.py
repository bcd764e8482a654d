"""Response surfaces of real data against R's RSA 0.10.8 with lavaan 0.6-14."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import csmodels as cs

pytestmark = pytest.mark.reference

#: The file has ten digits; what is left is where that program's optimiser stopped.
RSA = 1e-6
#: Its errors come from the observed information of a structural equation model, by numerical derivatives.
ERRORS = 2e-6


@pytest.fixture(scope="module")
def golden(reference):
    return json.loads((reference / "response_surface" / "rsa_golden.json").read_text())["motcon_ML"]


@pytest.fixture(scope="module")
def result(reference):
    frame = pd.read_csv(reference / "response_surface" / "motcon.tab", sep=" ")
    surface = cs.ResponseSurface("postVA", "ePow", "iPow", center=0)
    return surface.fit(frame, errors="ml", n_boot=200)


def named(golden):
    full = golden["models"]["full"]["par"]
    return {row["label"]: row for row in full if row.get("label")}


def test_coefficients_and_shape(result, golden):
    rows = named(golden)
    table = result.params[result.params["kind"] == "coefficient"]
    labels = [f"b{i}" for i in range(1, 6)]
    assert table["estimate"].to_numpy() == pytest.approx([rows[b]["est"] for b in labels], abs=RSA)
    assert table["std_error"].to_numpy() == pytest.approx([rows[b]["se"] for b in labels], abs=ERRORS)
    for column, key in (("estimate", "est"), ("std_error", "se"), ("p_value", "pvalue")):
        expected = [rows[a][key] for a in result.shape.index]
        assert result.shape[column].to_numpy() == pytest.approx(expected, abs=ERRORS)
    assert result.shape["conf_low"].to_numpy() == pytest.approx(
        [rows[a]["ci.lower"] for a in result.shape.index], abs=2 * ERRORS
    )


def test_axes_and_stationary_point(result, golden):
    shown = golden["RSA.ST_full"]
    point = result.stationary_point["estimate"]
    # far outside the answers, where a last digit of a coefficient moves the second decimal: relative
    assert point["expectation"] == pytest.approx(shown["X0"], rel=1e-6)
    assert point["performance"] == pytest.approx(shown["Y0"], rel=1e-6)
    for axis, one in (("first", "1"), ("second", "2")):
        rows = result.axes.loc[axis, "estimate"]
        assert rows["slope"] == pytest.approx(shown[f"p{one}1"], rel=1e-6)
        assert rows["intercept"] == pytest.approx(shown[f"p{one}0"], rel=1e-6)
        assert rows["shift"] == pytest.approx(shown[f"C{one}"], rel=1e-6)
    rows = named(golden)
    curvature = result.axes["estimate"].xs("curvature", level="quantity").to_numpy()
    assert curvature == pytest.approx([rows["l1"]["est"], rows["l2"]["est"]], abs=RSA)
    assert result.kinds.tolist() == ["saddle"]


def test_r_squared(result, golden):
    r2 = result.params.loc[result.params["kind"] == "r_squared", "estimate"].item()
    assert r2 == pytest.approx(golden["models"]["full"]["r2"], abs=RSA)


def test_cubic_terms_are_those_of_least_squares(reference, golden):
    frame = pd.read_csv(reference / "response_surface" / "motcon.tab", sep=" ")
    surface = cs.ResponseSurface("postVA", "ePow", "iPow", center=0, degree=3)
    found = surface.fit(frame, errors="classical", n_boot=0).params.iloc[:10]
    rows = {row["_row"]: row for row in golden["ols_in_RSA"]["coef"]}
    order = ["(Intercept)", "ePow", "iPow", "ePow2", "ePow_iPow", "iPow2"]
    order += ["ePow3", "ePow2_iPow", "ePow_iPow2", "iPow3"]
    for column, key in (("estimate", "Estimate"), ("std_error", "Std. Error"), ("p_value", "Pr(>|t|)")):
        expected = np.array([rows[name][key] for name in order])
        assert found[column].to_numpy() == pytest.approx(expected, abs=1e-8)
