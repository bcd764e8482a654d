"""Admissibility of a fit: what the table says of each group, of its resamples, and in both languages."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import csmodels as cs
from csmodels.errors import AdmissibilityWarning
from csmodels.numerics.plsc import CHECKS
from csmodels.path_models.admissibility import (
    Inadmissible,
    Place,
    admissibility,
    admissibility_block,
    admissibility_notices,
    checks,
)
from csmodels.tables import FrozenMapping, Summary

ROWS = [*CHECKS, "all_checks"]


@pytest.fixture(scope="module")
def ecsi(mobi):
    model = cs.index_model("ECSI-mobile").path_model()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AdmissibilityWarning)
        return model.fit(mobi, estimator="plsc", n_boot=200)


def test_the_real_survey_is_inadmissible(ecsi):
    """Its corrected correlations are not those of any seven variables, and most resamples' are not either."""
    table = admissibility(ecsi)
    assert table.index.tolist() == ROWS
    assert table["admissible"].tolist() == [True, True, True, False, True, False]
    least = np.linalg.eigvalsh(ecsi.members().fit.construct_corr[0])[0]
    assert least == pytest.approx(-0.0030, abs=5e-5)
    assert table.loc["matrices", "where"] == "min eigenvalue(constructs) = -0.0030"
    assert (table["where"].drop("matrices") == "").all()


def test_shares_are_those_of_the_resamples(ecsi):
    table = admissibility(ecsi)
    variation = ecsi.estimates.variations[0]
    held = [
        checks(ecsi.estimator, ecsi.estimator.members(part, ecsi.members().moments, ecsi.members()))
        for part in variation.samples()
    ]
    held = np.concatenate(held)[:200]
    assert len(held) == 200
    np.testing.assert_allclose(table["share_failed"].iloc[:5], 1 - held.mean(axis=0), atol=1e-12)
    assert table.loc["all_checks", "share_failed"] == pytest.approx(1 - held.all(axis=1).mean())
    assert table.loc["all_checks", "share_failed"] >= table["share_failed"].iloc[:5].max()


def test_plain_pls_is_admissible(mobi):
    table = admissibility(cs.index_model("ECSI-mobile").fit(mobi, n_boot=20))
    assert table["admissible"].all()
    assert (table["where"] == "").all()
    assert (table["share_failed"] == 0).all()


def test_without_resamples_there_is_no_share(answers, model):
    result = model.fit(answers, estimator="plsc", n_boot=0)
    table = admissibility(result)
    assert table["admissible"].all()
    assert table["share_failed"].isna().all()
    assert admissibility_notices(result.model, result.estimates, ()) == []
    block = admissibility_block(result)
    assert "share_failed" not in block.frame


def test_places_are_named(answers, model):
    """Two items that measure quality badly: correlations beyond 1 and an explained variance beyond 1."""
    frame = answers.copy()
    rng = np.random.default_rng(3)
    common = frame[["s1", "s2", "s3"]].mean(axis=1)
    for i in (1, 2, 3):
        # each item shares little with the others and all that with satisfaction
        frame[f"q{i}"] = common + 6 * rng.normal(size=len(frame))
        frame[f"v{i}"] = common + 6 * rng.normal(size=len(frame))
    model = cs.PathModel(
        {"Quality": ["q1", "q2", "q3"], "Value": ["v1", "v2", "v3"], "Satisfaction": ["s1", "s2", "s3"]},
        {"Value": ["Quality"], "Satisfaction": ["Quality", "Value"]},
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = model.fit(frame, estimator="plsc", n_boot=0)
    table = admissibility(result)
    fit = result.members().fit
    between, explained = fit.construct_corr[0], fit.r_squared[0]
    for j, i, pair in (
        (0, 1, "Quality, Value"),
        (0, 2, "Quality, Satisfaction"),
        (1, 2, "Value, Satisfaction"),
    ):
        if abs(between[i, j]) > 1:
            assert f"r({pair}) = {between[i, j]:.3f}" in table.loc["matrices", "where"]
    for name, value in zip(("Value", "Satisfaction"), explained, strict=True):
        assert (f"R²({name}) = {value:.3f}" in table.loc["variances", "where"]) == (not 0 <= value <= 1)
    assert not table.loc["all_checks", "admissible"]


def test_groups_are_judged_one_by_one(answers, model):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = model.fit(answers, estimator="plsc", by="group", n_boot=50)
    table = admissibility(result)
    assert table.index.names == ["group", "check"]
    assert table.index.get_level_values("group").unique().tolist() == list(result.groups)
    assert len(table) == 6 * len(result.groups)
    for group in result.groups:
        mine = answers[answers["group"] == group]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            alone = model.fit(mine, estimator="plsc", n_boot=0)
        assert table.loc[group, "admissible"].tolist() == admissibility(alone)["admissible"].tolist()


def test_notices(ecsi):
    first, second = admissibility_notices(ecsi.model, ecsi.estimates, ())
    assert first.category is AdmissibilityWarning
    assert "min eigenvalue(constructs) = -0.0030" in first.text()
    assert second.category is None
    share = admissibility(ecsi).loc["all_checks", "share_failed"]
    assert f"{100 * share:.1f}" in second.text()
    for each in (first, second):
        assert "不可接受" in each.text("zh")
    assert "最小特征值（构念）= -0.0030" in first.text("zh")
    assert "eigenvalue" not in first.text("zh")


@pytest.mark.parametrize(("lang", "words"), [("en", "all five"), ("zh", "五项全部")])
def test_printed(ecsi, lang, words):
    shown = Summary("x", (admissibility_block(ecsi, lang),), lang=lang).to_text()
    assert words in shown
    assert {"en": "min eigenvalue(constructs) = -0.0030", "zh": "最小特征值（构念）= -0.0030"}[lang] in shown


def test_places_have_words_and_are_counted():
    """Tables name constructs as the model does, displays by the words of their language."""
    pair = Place("correlation", 1.0142, ("Quality", "Value"))
    assert pair.text() == "r(Quality, Value) = 1.014"
    assert pair.text("zh") == "r(感知质量, 感知价值) = 1.014"
    items = Place("eigenvalue_items", -0.25, decimals=4)
    assert (items.text(), items.text("zh")) == (
        "min eigenvalue(items) = -0.2500",
        "最小特征值（题项）= -0.2500",
    )
    loadings = tuple(Place("loading", 1.1, ("Value",), f"v{i}") for i in range(6))
    told = Inadmissible("inadmissible", FrozenMapping({"group": ""}), places=((), loadings, (pair,)))
    assert "Value =~ v3: 1.100 and 2 more; r(Quality, Value)" in told.text()
    assert "感知价值 =~ v3：1.100，另有 2 项；r(感知质量, 感知价值)" in told.text("zh")
    nothing = Inadmissible("inadmissible", FrozenMapping({"group": ""}), places=((), ()))
    assert "inadmissible: -." in nothing.text()
