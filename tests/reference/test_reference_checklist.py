"""The checklist on `motcon` against R's RSA: principal axis with delta-method errors, verdict."""

from __future__ import annotations

import json
import warnings

import pandas as pd
import pytest

import csmodels as cs
from csmodels.disconfirmation.surface.congruence.checklist import Checked, checklist
from csmodels.errors import DataWarning

pytestmark = pytest.mark.reference

#: The file has ten digits; what is left is where that program's optimiser stopped.
RSA = 1e-6
#: Its errors are of the delta method by derivatives of another kind, from an information matrix by
#: numerical derivatives; a share of the error.
ERRORS = 1e-4


@pytest.fixture(scope="module")
def golden(reference):
    found = json.loads((reference / "response_surface" / "rsa_golden.json").read_text())["motcon_ML"]
    return {row["label"]: row for row in found["models"]["full"]["par"] if row.get("label")}


@pytest.fixture(scope="module")
def checked(reference):
    frame = pd.read_csv(reference / "response_surface" / "motcon.tab", sep=" ")
    surface = cs.ResponseSurface("postVA", "ePow", "iPow", center=0)
    return checklist(surface.fit(frame, errors="ml", n_boot=0))


@pytest.mark.parametrize("name", ["p10", "p11", "a3", "a5", "a4", "a1", "a2"])
def test_conditions(checked, golden, name):
    """Without resamples the principal axis has errors by the delta method, as there."""
    row = checked.conditions.loc[name]
    assert row["estimate"] == pytest.approx(golden[name]["est"], abs=RSA)
    assert row["std_error"] == pytest.approx(golden[name]["se"], rel=ERRORS)
    if name != "p11":  # its limits come from the angle here
        assert row["conf_low"] == pytest.approx(golden[name]["ci.lower"], abs=1e-4)
        assert row["p_value"] == pytest.approx(golden[name]["pvalue"], abs=1e-4)


def test_published_rule(checked, golden):
    """By that program's own limits: the axis may be P = E, but a4 is not below zero, a1 not 0."""
    limits = {
        name: (golden[name]["ci.lower"], golden[name]["ci.upper"])
        for name in ("p10", "p11", "a4", "a1", "a2")
    }
    met = {name: low <= (name == "p11") <= high for name, (low, high) in limits.items()}
    met["a4"] = limits["a4"][1] < 0
    found = checked.conditions["published"]
    assert {name: found[name] for name in met} == met
    assert met == {"p10": True, "p11": True, "a4": False, "a1": False, "a2": True}
    assert checked.verdicts["published"].tolist() == ["not_met", "not_met"]
    assert checked.verdicts["verdict"].tolist() == ["undecided", "not_supported"]


def test_kiosk_says_only_what_its_answers_can(reference):
    """Performance above expectation in 4.6 % of 194 answers: no claim about mismatch is judged."""
    golden = json.loads((reference / "response_surface" / "rsa_golden.json").read_text())["kiosk_note"]
    frame = pd.read_csv(reference / "kiosk" / "kiosk_clean.csv")
    expected, performance = ([f"sq{i}_{k}" for i in range(1, 25)] for k in (1, 2))
    surface = cs.ResponseSurface([f"total{i}" for i in range(1, 5)], expected, performance, scale=(1, 7))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        result = surface.fit(frame, n_boot=0)
    assert result.support.loc["above", "share"] == pytest.approx(golden["share_P_gt_E"], abs=1e-9)
    found = checklist(result)
    assert (found.conditions.drop(["a1", "a2"])["reason"] == "rows").all()
    assert found.verdicts.loc["broad"].tolist() == ["withheld", "withheld"]
    assert "a4 =" not in Checked.report(result)
