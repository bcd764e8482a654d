"""Surfaces with and without measurement error, side by side."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from latent_kit import in_item_means, names, surface_data

import csmodels as cs
from csmodels.disconfirmation.latent.compare import SurfaceComparison
from csmodels.disconfirmation.latent.model import DisconfirmationModel
from csmodels.errors import AdmissibilityWarning, DataError, DataWarning, SpecificationError
from csmodels.numerics.surface.shape import shape
from csmodels.survey import SurveyData

#: The same least squares, on moments.
EXACT = 1e-9
#: 30,000 respondents: standard errors of b and a are below .015 (.03 for a3, a4); three and a half of them.
SAMPLED = 0.05
#: What error takes from these coefficients is at least twice that.
BENT = 0.1

#: Of sixty intervals that cover .93: three standard errors of .033 below.
COVERED = 0.83

E, P, S = names("e"), names("p"), names("s", 3)
B = (0.4, 0.7, -0.2, 0.35, -0.25)


@pytest.fixture(scope="module")
def model() -> DisconfirmationModel:
    return DisconfirmationModel(expectation=E, performance=P, satisfaction=S, measure="polynomial")


@pytest.fixture(scope="module")
def large(model: DisconfirmationModel) -> SurfaceComparison:
    return model.surfaces(surface_data(30_000, 3, B), center=5, n_boot=40)


def test_every_surface_without_error_finds_the_truth(large: SurfaceComparison) -> None:
    truth = in_item_means(B)
    truth = np.concatenate([truth, shape(truth)])
    assert large.shown == ("composite", "corrected", "distinct", "latent")
    for name in ("corrected", "distinct", "latent"):
        found = large.surfaces.loc[name]["estimate"].to_numpy()
        # items were made with mean 5, so that the scores' zero is the centre
        assert found == pytest.approx(truth, abs=SAMPLED), name
    assert np.abs(large.surfaces.loc["composite"]["estimate"].to_numpy() - truth).max() > BENT


def test_corrected_and_latent_agree(large: SurfaceComparison) -> None:
    corrected, latent = (large.surfaces.loc[n]["estimate"].to_numpy() for n in ("corrected", "latent"))
    assert corrected == pytest.approx(latent, abs=SAMPLED / 2)


def test_bending_is_the_difference_of_the_surfaces(large: SurfaceComparison) -> None:
    found, by = large.bending, large.surfaces["estimate"].unstack(0).loc[large.bending.index]
    assert found["difference"].to_numpy() == pytest.approx((by["corrected"] - by["composite"]).to_numpy())
    # every coefficient of so many respondents is told from zero, and error takes a part of each
    assert found["kept"].to_numpy() == pytest.approx((by["composite"] / by["corrected"]).to_numpy())
    assert found["latent"].tolist() == by["latent"].tolist()
    assert (found.loc["b4", "conf_low"], found.loc["b4", "kept"] < 1) > (0, 0)


def test_composites_are_the_response_surface(model: DisconfirmationModel) -> None:
    data = surface_data(400, 5, B)
    found = model.surfaces(data, center="pooled", n_boot=0, latent=False)
    surface = cs.ResponseSurface(S, E, P, center="pooled").fit(data, n_boot=0)
    plain = found.surfaces.loc["composite"]["estimate"].to_numpy()
    assert plain[:5] == pytest.approx(surface.params["estimate"].to_numpy()[1:6], abs=EXACT)
    assert plain[5:] == pytest.approx(surface.shape["estimate"].to_numpy(), abs=EXACT)


def test_reliability_of_one_leaves_the_composites(model: DisconfirmationModel) -> None:
    data = surface_data(400, 5, B)
    sure = {"expectation": 1, "performance": 1}
    found = model.surfaces(data, center="pooled", n_boot=50, latent=False, reliability=sure)
    rows = found.surfaces
    for column in ("estimate", "std_error", "conf_low"):
        assert rows.loc["corrected"][column].to_numpy() == pytest.approx(
            rows.loc["composite"][column].to_numpy(), abs=EXACT
        )
    kept = found.bending["kept"].dropna()
    assert kept.to_numpy() == pytest.approx(1, abs=EXACT)
    # those whose limits hold zero are no shares
    zero = rows.loc["corrected"].query("conf_low <= 0 <= conf_high").index
    assert set(kept.index) == set(found.bending.index) - set(zero)
    assert found.reliability["estimate"].to_numpy()[:5] == pytest.approx(1)


def test_centres_agree_over_all_surfaces(model: DisconfirmationModel) -> None:
    """a2, a4, a5 and b3 to b5 do not hang on the centre, whichever surface it is."""
    data = surface_data(600, 9, B)
    one, other = (model.surfaces(data, center=c, n_boot=0) for c in (5, 6.5))
    kept = ["b3", "b4", "b5", "a2", "a4", "a5"]
    for name in one.shown:
        before, after = (x.surfaces.loc[name].loc[kept, "estimate"].to_numpy() for x in (one, other))
        assert before == pytest.approx(after, abs=1e-6), name
        b1 = [x.surfaces.loc[name].loc["b1", "estimate"] for x in (one, other)]
        b = one.surfaces.loc[name]["estimate"]
        assert b1[1] - b1[0] == pytest.approx(1.5 * (2 * b["b3"] + b["b4"]), abs=1e-6)


def test_two_items_have_no_products_of_four(model: DisconfirmationModel) -> None:
    data = surface_data(2_000, 4, B)
    few = DisconfirmationModel(
        expectation=E[:3], performance=P[:3], satisfaction=S, measure="polynomial", structure="oliver"
    )
    found = few.surfaces(data, center="pooled", n_boot=20)
    assert found.shown == ("composite", "corrected", "latent")
    assert "distinct" not in found.bending


def test_intervals_of_the_corrected_surface_cover(model: DisconfirmationModel) -> None:
    """Forty samples of 500. In 200 others the percentile limits covered .93 (nominal .95; bias below .2
    standard deviations, errors right to 20 %), so that a share of forty has a standard error of .04.
    Errors of half the size would cover about .65."""
    truth = in_item_means(B)
    truth = np.concatenate([truth[2:], shape(truth)[[1, 3, 4]]])
    rows = ["b3", "b4", "b5", "a2", "a4", "a5"]
    covered = {name: np.zeros(6) for name in ("composite", "corrected", "distinct")}
    for seed in range(40):
        found = model.surfaces(surface_data(500, 100 + seed, B), center=5, n_boot=200, latent=False)
        for name in covered:
            table = found.surfaces.loc[name].loc[rows]
            covered[name] += (table["conf_low"] <= truth) & (truth <= table["conf_high"])
    for name in ("corrected", "distinct"):
        assert (covered[name] / 40).min() >= COVERED, name
    assert (covered["composite"] / 40).min() < 0.6


def test_weights_of_two_are_rows_twice(model: DisconfirmationModel) -> None:
    data = surface_data(300, 6, B)
    weighted = SurveyData(data.assign(w=np.where(np.arange(300) < 100, 2.0, 1.0)), weights="w")
    doubled = pd.concat([data, data.iloc[:100]], ignore_index=True)
    one = model.surfaces(weighted, center=5, n_boot=0, latent=False)
    other = model.surfaces(doubled, center=5, n_boot=0, latent=False)
    assert one.surfaces["estimate"].to_numpy() == pytest.approx(
        other.surfaces["estimate"].to_numpy(), abs=1e-7
    )


def test_clusters_and_imputation_are_respected(model: DisconfirmationModel) -> None:
    data = surface_data(600, 6, B)
    clustered = SurveyData(data.assign(c=np.repeat(np.arange(60), 10)), clusters="c")
    found = model.surfaces(clustered, center=5, se="linearized", latent=False)
    assert np.isfinite(found.surfaces["std_error"]).all()
    holed = data.mask(np.random.default_rng(0).random(data.shape) < 0.02)
    imputed = model.surfaces(holed, center=5, missing="mi", latent=False)
    listwise = model.surfaces(holed, center=5, n_boot=0, latent=False)
    assert imputed.settings["n"] > listwise.settings["n"]
    with pytest.raises(SpecificationError, match="products of unfinished answers"):
        model.surfaces(holed, center=5, missing="em")


def test_skewed_answers_are_named(model: DisconfirmationModel) -> None:
    data = surface_data(2_000, 6, B)
    ceiling = data.copy()
    ceiling[E] = np.minimum(ceiling[E], 5.3)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        found = model.surfaces(ceiling, center="pooled", n_boot=20, latent=False)
    assert [w for w in told if issubclass(w.category, DataWarning) and "pile up" in str(w.message)]
    assert any("pile up" in w and "Expectation" in w for w in found.warnings)
    assert not any("pile up" in w for w in model.surfaces(data, center=5, n_boot=20, latent=False).warnings)


def test_items_that_measure_nothing_have_no_corrected_surface(model: DisconfirmationModel) -> None:
    data = surface_data(80, 6, B)
    stated = {"expectation": 0.05, "performance": 0.05}
    with pytest.warns(AdmissibilityWarning, match="does not exist"):
        found = model.surfaces(data, center=5, n_boot=20, latent=False, reliability=stated)
    assert "corrected" not in found.shown
    assert found.surfaces.loc["composite"]["std_error"].notna().all()


def test_bad_reliabilities_are_refused(model: DisconfirmationModel) -> None:
    data = surface_data(100, 6, B)
    for given, message in (
        ({"expectation": 0.8}, "lacks 'performance'"),
        ({"expectation": 0.8, "performnce": 0.7}, "Did you mean 'performance'"),
        ({"expectation": 1.8, "performance": 0.7}, "above 0 and at most 1"),
    ):
        with pytest.raises(SpecificationError, match=message):
            model.surfaces(data, center=5, reliability=given)
    with pytest.raises(DataError, match="midpoint"):
        model.surfaces(data)


def test_it_prints_in_both_languages(large: SurfaceComparison) -> None:
    english, chinese = large.to_text(), large.to_text("zh")
    for words in ("How much unreliability bends the surface", "Surface from products of different items"):
        assert words in english
    for words in ("测量误差使响应面变形多少", "误差校正响应面", "潜变量响应面"):
        assert words in chinese
    assert list(large.params.columns[:4]) == ["kind", "lhs", "op", "rhs"]
    assert set(large.tables) == {"params", "surfaces", "bending", "reliability"}
