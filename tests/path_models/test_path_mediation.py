"""Mediation in words: verdicts, shares, and when none can be given."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.path_models.moderation.mediation import VERDICTS, mediation
from csmodels.tables.strings import text

#: The same arithmetic in another order.
EXACT = 1e-12

#: Slopes of x on m, of m on y and of x on y that make each verdict, at n = 400 with noise of variance 1.
CASES = {
    "complementary": (0.5, 0.5, 0.4),
    "competitive": (0.6, 0.6, -0.4),
    "indirect_only": (0.6, 0.6, 0.0),
    "direct_only": (0.0, 0.5, 0.5),
    "no_effect": (0.0, 0.0, 0.0),
}
SIMPLE = cs.PathModel({"X": ["x"], "M": ["m"], "Y": ["y"]}, {"M": ["X"], "Y": ["M", "X"]})


def simulated(a: float, b: float, c: float, n: int = 400, seed: int = 2) -> pd.DataFrame:
    """Noise that is exactly uncorrelated with what comes before, so that the estimates are the slopes."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(n, 3))
    x, e, u = (np.linalg.qr(noise - noise.mean(axis=0))[0] * math.sqrt(n)).T
    m = a * x + e
    return pd.DataFrame({"x": x, "m": m, "y": b * m + c * x + u})


@pytest.mark.parametrize("verdict", CASES)
def test_verdicts(verdict):
    found = mediation(SIMPLE.fit(simulated(*CASES[verdict]), n_boot=500))
    (row,) = found.effects.to_dict("records")
    assert (row["outcome"], row["predictor"], row["through"]) == ("Y", "X", "M")
    assert row["verdict"] == verdict
    assert text(f"value.{verdict}") in found.to_markdown()


def test_the_numbers_are_those_of_the_table_of_effects():
    result = SIMPLE.fit(simulated(0.5, 0.5, 0.4), n_boot=100)
    (row,) = mediation(result).effects.to_dict("records")
    effects = result.effects.query("lhs == 'Y' and rhs == 'X'").set_index("effect")
    for mine, theirs in (("indirect", "specific"), ("direct", "direct"), ("total", "total")):
        for end, column in (("", "estimate"), ("_low", "conf_low"), ("_high", "conf_high")):
            assert row[f"{mine}{end}"] == effects.loc[theirs, column]
    assert row["vaf"] == pytest.approx(row["indirect"] / row["total"], abs=EXACT)
    # slopes .5 and .5 against .4: .25 of .65, whatever the scales
    assert row["vaf"] == pytest.approx(0.25 / 0.65, abs=1e-9)


@pytest.mark.parametrize(
    ("slopes", "reason"),
    [((0.6, 0.6, -0.2), "vaf_suppressed"), ((0.6, 0.6, -0.36), "vaf_suppressed"), ((0.05, 0.05, 0.0), None)],
)
def test_no_share_where_it_says_nothing(slopes, reason):
    found = mediation(SIMPLE.fit(simulated(*slopes), n_boot=300))
    (row,) = found.effects.to_dict("records")
    assert math.isnan(row["vaf"])
    if reason is None:
        assert row["vaf_missing"] in ("vaf_total_near_zero", "vaf_suppressed")
    else:
        assert row["vaf_missing"] == reason
    for lang in ("en", "zh"):
        assert text(f"message.{row['vaf_missing']}", lang) in found.summary(lang).warnings
    assert "%" not in found.sentences()[0].split("].")[-1]


def test_total_near_zero():
    """Both effects positive and small: the total's interval holds zero."""
    (row,) = mediation(SIMPLE.fit(simulated(0.3, 0.05, 0.02), n_boot=300)).effects.to_dict("records")
    assert row["vaf_missing"] == "vaf_total_near_zero"


def test_without_a_direct_path_nothing_of_it_is_claimed():
    model = cs.PathModel(SIMPLE.measurement, {"M": ["X"], "Y": ["M"]})
    found = mediation(model.fit(simulated(0.6, 0.6, 0.0), n_boot=200))
    (row,) = found.effects.to_dict("records")
    assert row["verdict"] == "indirect_only"
    assert math.isnan(row["direct"])
    assert row["vaf"] == pytest.approx(1.0, abs=EXACT)
    assert text("note.no_direct") in found.summary().notes
    assert "not in the model" in found.sentences()[0]
    assert "模型中没有" in found.sentences("zh")[0]


def test_every_way_has_a_row(mobi):
    model = cs.index_model("ECSI-mobile").path_model()
    result = model.fit(mobi, n_boot=50)
    table = mediation(result).effects
    specific = result.effects.query("effect == 'specific'")
    assert len(table) == len(specific)
    assert table["through"].tolist() == specific["through"].tolist()
    assert set(table["verdict"]) <= set(VERDICTS)
    direct = result.effects.query("effect == 'direct'").set_index(["lhs", "rhs"])["estimate"]
    has = [pair in direct.index for pair in zip(table["outcome"], table["predictor"], strict=True)]
    assert table["direct"].notna().tolist() == has


def test_groups(mobi):
    frame = mobi.frame.assign(g=np.where(np.arange(250) % 2, "odd", "even"))
    model = cs.PathModel(
        {"Image": ["IMAG1", "IMAG4"], "Value": ["PERV1", "PERV2"], "Satisfaction": ["CUSA1", "CUSA2"]},
        {"Value": ["Image"], "Satisfaction": ["Image", "Value"]},
    )
    found = mediation(model.fit(frame, by="g", n_boot=50))
    assert found.effects.index.tolist() == ["even", "odd"]
    assert found.effects.index.name == "g"
    assert [said.split("]")[0] for said in found.sentences()] == ["[even", "[odd"]
    for lang in ("en", "zh"):
        assert "odd" in found.to_text(lang)
        assert "odd" in found.to_html(lang)


def test_paths_of_products_are_left_to_moderated_mediation(mobi):
    model = cs.PathModel(
        {"Image": ["IMAG1"], "Value": ["PERV1"], "Satisfaction": ["CUSA1"], "Loyalty": ["CUSL1"]},
        {"Satisfaction": ["Image", "Value", "Image:Value"], "Loyalty": ["Satisfaction"]},
    )
    assert set(mediation(model.fit(mobi, n_boot=50)).effects["predictor"]) == {"Image", "Value"}


def test_refused(mobi):
    flat = cs.PathModel({"A": ["IMAG1"], "B": ["CUSA1"]}, {"B": ["A"]})
    with pytest.raises(SpecificationError, match="no indirect effect"):
        mediation(flat.fit(mobi, n_boot=20))
    with pytest.raises(SpecificationError, match=r"decided by intervals.*n_boot=1000"):
        mediation(SIMPLE.fit(simulated(0.5, 0.5, 0.5), n_boot=0))


def test_the_table_is_a_copy():
    found = mediation(SIMPLE.fit(simulated(0.5, 0.5, 0.5), n_boot=50))
    table = found.effects
    table["verdict"] = "changed"
    assert found.effects["verdict"].tolist() == ["complementary"]
