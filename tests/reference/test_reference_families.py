"""Families of surfaces and cubic regions against R's RSA 0.10.8 (lavaan 0.6-14), on two real data sets."""

from __future__ import annotations

import json
import warnings
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from csmodels.disconfirmation import ResponseSurface
from csmodels.disconfirmation.surface.congruence.cubic import cubic_congruence
from csmodels.disconfirmation.surface.families.fitted import families

pytestmark = pytest.mark.reference

#: RSA's constrained optimiser leaves its constraints a little open: its SRSQD fits 2e-6 better than can be.
LOG_LIKELIHOOD = 2e-5
#: Printed weights, and coefficients where that optimiser stops.
WEIGHT = 1e-4
COEFFICIENT = 2e-5
#: Standard errors by a tangent against lavaan's, at coefficients that differ in the sixth digit.
ERROR = 5e-5
#: Ratios to a coefficient near zero (SRSQD's b5 is .0046) magnify that difference: a share of the figure.
RATIO = 2e-3
#: Bounds of regions: roots of a quadratic equation in coefficients that differ in the ninth digit.
BOUND = 3e-6


@pytest.fixture(scope="module")
def gold(reference):
    return json.loads((reference / "response_surface" / "rsa_golden.json").read_text())


def fitted(frame, outcome, expectation, performance, center):
    surface = ResponseSurface(outcome, expectation, performance, center=center)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # few rows above expectation
        return surface.fit(frame, errors="ml", n_boot=0)


@pytest.fixture(scope="module")
def motcon(reference):
    frame = pd.read_csv(reference / "response_surface" / "motcon.tab", sep=" ")
    return fitted(frame, "postVA", "ePow", "iPow", 0)


@pytest.fixture(scope="module")
def kiosk(reference):
    frame = pd.read_csv(reference / "kiosk" / "kiosk_clean.csv")
    expectation, performance = ([f"sq{i}_{k}" for i in range(1, 25)] for k in (1, 2))
    # RSA was given ratings minus 4, the midpoint of 1 to 7: its b1, b2 say so
    return fitted(frame, [f"total{i}" for i in range(1, 5)], expectation, performance, 4)


def agree(table: pd.DataFrame, expected: list[dict]) -> None:
    names = [row["Modnames"] for row in expected]
    ours = table[table["weight"].notna()]
    assert ours.index.tolist() == names
    for column, theirs, close in (
        ("log_likelihood", "LL", LOG_LIKELIHOOD),
        ("n_params", "K", 0),
        ("aicc", "AICc", 2 * LOG_LIKELIHOOD),
        ("delta", "Delta_AICc", 2 * LOG_LIKELIHOOD),
        ("weight", "AICcWt", WEIGHT),
        ("cumulative", "Cum.Wt", WEIGHT),
        ("r_squared", "R2", COEFFICIENT),
        ("r_squared_adjusted", "R2.adj", COEFFICIENT),
    ):
        figures = [row[theirs] for row in expected]
        assert ours[column].to_numpy() == pytest.approx(figures, abs=close), column
    p_values = pd.Series({row["Modnames"]: row["R2.p"] for row in expected if row["R2.p"] is not None})
    assert ours["p_value"].loc[p_values.index].to_numpy() == pytest.approx(
        p_values.to_numpy(dtype=float), abs=COEFFICIENT
    )


@pytest.mark.parametrize("entry", ["motcon_ML", "motcon_ML_noout"])
def test_motcon(gold, motcon, entry):
    table = families(motcon, n_boot=0)
    agree(table, gold[entry]["aictab"])
    agree(families(motcon, "rsa_default", n_boot=0), gold[entry]["aictab_default_models"])
    for name, model in gold[entry]["models"].items():
        assert table.loc[name, "log_likelihood"] == pytest.approx(model["fit"]["logl"], abs=LOG_LIKELIHOOD)
        assert table.loc[name, "n_params"] == model["fit"]["npar"]
    assert set(table.index) == set(gold[entry]["models"])
    assert table.loc["strong", "redundant_with"] == "SRSQD"
    assert table.loc["weak", "redundant_with"] == "full"


def test_motcon_with_the_default_options_of_rsa(gold, motcon):
    agree(families(motcon, "rsa_default", n_boot=0), gold["motcon_default"]["aictab"])


def test_motcon_coefficients_figures_and_errors(gold, motcon):
    estimates = families(motcon, n_boot=0).estimates
    named = {"meaneffect": "mean_effect", "a4.rescaled": "a4_rescaled"}
    seen = 0
    for name, model in gold["motcon_ML"]["models"].items():
        theirs = {named.get(row["label"], row["label"]): row for row in model["par"]}
        for figure in estimates.loc[name].index if name != "null" else ():
            if figure not in theirs:  # RSA names no S and C of "strong"
                assert name == "strong"
                continue
            ours, row = estimates.loc[(name, figure)], theirs[figure]
            loose = figure in ("C", "S", "mean_effect", "a4_rescaled")
            close = {"rel": RATIO} if loose else {"abs": COEFFICIENT}
            assert ours["estimate"] == pytest.approx(row["est"], **close), (name, figure)
            if row["se"]:
                relative = {"rel": RATIO} if loose else {"abs": ERROR}
                assert ours["std_error"] == pytest.approx(row["se"], **relative), (name, figure)
            seen += 1
    assert seen > 180


def test_kiosk(gold, kiosk):
    expected = gold["kiosk_ML_noout"]
    table = families(kiosk, "rsa_default", n_boot=0)
    agree(table, expected["aictab"])
    for name, rows in expected["best"].items():
        ours = table.estimates.loc[name]
        theirs = {row["label"]: row for row in rows}
        for figure in ("b1", "b2", "b3", "b4", "b5", "S", "C"):
            if figure in ours.index:
                assert ours.loc[figure, "estimate"] == pytest.approx(theirs[figure]["est"], abs=1e-5)
                assert ours.loc[figure, "std_error"] == pytest.approx(theirs[figure]["se"], rel=1e-4)


def test_nested_tests_are_rsas(gold, kiosk):
    """Differences of chi-square along RSA's chains, which it fits by lavaan."""
    nested = families(kiosk, n_boot=0).nested_tests
    rows = gold["kiosk_ML_noout"]["compare"]
    compared = 0
    for larger, smaller in pairwise(rows):
        pair = (larger["model"], smaller["model"])
        if larger["set"] == smaller["set"] and pair in nested.index:
            assert nested.loc[pair, "statistic"] == pytest.approx(smaller["Chisq diff"], abs=1e-4)
            assert nested.loc[pair, "df"] == smaller["Df diff"]
            compared += 1
    assert compared >= 10


@pytest.mark.parametrize("entry", ["motcon_ML", "motcon_ML_noout"])
def test_cubic_regions(gold, motcon, entry):
    found = cubic_congruence(motcon)
    for model in ("CA", "RRCA"):
        theirs = gold[entry][f"caRange_{model}"]
        ours = found.asymmetry.loc[model]
        assert ours["n_beyond"] == theirs["behind"]
        assert 100 * ours["share_beyond"] == theirs["percentage.behind"]
        assert ours["n_different"] == theirs["how_many_bad_points"]
    # printed with two decimals: the line runs through (t/2, -t/2)
    assert (
        f"({found.asymmetry.loc['CA', 'turn'] / 2:.2f}"
        == gold[entry]["caRange_CA"]["reversion_point_xy"].split(",")[0]
    )
    theirs = gold[entry]["clRange_CL"]
    ours = found.level_regions.loc["CL"]
    bounds = ours["level_high"].to_numpy()[:-1]
    assert bounds == pytest.approx([theirs["k1"], theirs["k2"]], rel=BOUND)
    assert ours["n"].tolist() == [row["data_points"] for row in theirs["regions"]]
    assert 100 * ours["share"].to_numpy() == pytest.approx([row["percent_data"] for row in theirs["regions"]])
    words = {"neg. sign.": "lowers", "nonsign.": "not_told", "pos. sign.": "raises"}
    assert ours["mismatch"].tolist() == [words[row["region"]] for row in theirs["regions"]]


def test_cubic_shape(gold, motcon):
    theirs = {row["label"]: row for row in gold["motcon_ML"]["models"]["cubic"]["par"]}
    ours = cubic_congruence(motcon).shape
    for name in ours.index:
        assert ours.loc[name, "estimate"] == pytest.approx(theirs[name]["est"], abs=1e-6)
        assert ours.loc[name, "std_error"] == pytest.approx(theirs[name]["se"], abs=1e-6)
    assert np.isfinite(ours.to_numpy()).all()
