"""Higher-order constructs: against seminr draw by draw, by hand, on simulated truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.path_models.terms import higher_order, interaction

#: Both stop at 1e-12.
SEMINR = 1e-10
#: With a two-stage interaction seminr's first stage keeps its stop of 1e-7.
SEMINR_STOP = 1e-8
#: Figures typed with 9 decimals.
GOLDEN = 1e-9
#: The same arithmetic in another order.
EXACT = 1e-9
BLOCKS = {
    "Image": [f"IMAG{i}" for i in range(1, 6)],
    "Expectation": [f"CUEX{i}" for i in range(1, 4)],
    "Value": ["PERV1", "PERV2"],
    "Satisfaction": [f"CUSA{i}" for i in range(1, 4)],
    "Loyalty": [f"CUSL{i}" for i in range(1, 4)],
}
DIMENSIONS = ("Image", "Expectation")
ARROWS = {"Satisfaction": ["Whole", "Value"], "Loyalty": ["Satisfaction", "Whole"]}


def model(mode="A", method="disjoint_two_stage", **more):
    whole = higher_order(*DIMENSIONS, mode=mode, method=method)
    return cs.PathModel({**BLOCKS, "Whole": whole}, {**ARROWS, **more})


def parameter(result, kind, lhs, rhs):
    rows = result.params.query("kind == @kind and lhs == @lhs and rhs == @rhs")
    assert len(rows) == 1
    return float(rows["estimate"].iloc[0])


# ---------------------------------------------------------------------- other programs


@pytest.mark.parametrize("moderated", [False, True])
@pytest.mark.parametrize("predicted", [False, True])
@pytest.mark.parametrize("mode", ["A", "B"])
def test_seminr_draw_by_draw(mobi, mode, predicted, moderated):
    """All paths, weights and loadings, those of the dimensions' items too; with an interaction as well."""
    seminr = pytest.importorskip("seminr", reason="the package seminr is not installed")
    indices = np.random.default_rng(9).integers(0, len(mobi), size=(4, len(mobi)))
    term = [seminr.interaction_term("Whole", "Value", method=seminr.two_stage)] if moderated else []
    extra = ["Whole*Value"] if moderated else []
    theirs = seminr.estimate_pls(
        mobi.frame,
        seminr.constructs(
            *(seminr.composite(name, items) for name, items in BLOCKS.items()),
            seminr.higher_composite(
                "Whole", list(DIMENSIONS), "two_stage", {"A": seminr.mode_A, "B": seminr.mode_B}[mode]
            ),
            *term,
        ),
        seminr.relationships(
            seminr.paths(["Whole", "Value", *extra], "Satisfaction"),
            seminr.paths(["Satisfaction", "Whole"], "Loyalty"),
            *([seminr.paths("Value", "Whole")] if predicted else []),
        ),
        stop_criterion=12,
    )
    booted = seminr.bootstrap_model(theirs, indices=indices, nboot=len(indices))
    mine = model(mode, **({"Whole": ["Value"]} if predicted else {}))
    if moderated:
        mine = cs.PathModel(
            {**mine.measurement, "Whole*Value": interaction("Whole", "Value")},
            {**mine.structure, "Satisfaction": ["Whole", "Value", "Whole*Value"]},
        )
    result = mine.fit(mobi, resample_indices=indices)
    factor = np.array([np.sqrt(250 / 249) if p in extra else 1.0 for _, p in mine.paths])
    tolerance = SEMINR_STOP if moderated else SEMINR

    def cells(matrix, places):
        return np.array([matrix.values[matrix.rows.index(r), matrix.cols.index(c)] for r, c in places])

    places = [(p, d) for d, p in mine.paths]
    at = [(item, n) for n, c in mine.measurement.items() for item in c.items if n not in extra]
    found, draws = result.estimates.values, result.estimates.draws
    for quantity, matrix, where, scale in (
        ("paths", theirs.path_coef, places, factor),
        ("weights", theirs.outer_weights, at, 1.0),
        ("loadings", theirs.outer_loadings, at, 1.0),
    ):
        np.testing.assert_allclose(
            found[quantity][0, : len(where)] * scale, cells(matrix, where), rtol=0, atol=tolerance
        )
    # resamples of seminr hold the matrices of the last stage
    last = [(i, place) for i, place in enumerate(at) if place[1] not in DIMENSIONS]
    for b in range(len(indices)):
        np.testing.assert_allclose(
            draws["paths"][0, :, b] * factor, cells(booted.boot_paths[b], places), rtol=0, atol=tolerance
        )
        numbers, where = [i for i, _ in last], [place for _, place in last]
        for quantity, matrices in (("weights", booted.boot_weights), ("loadings", booted.boot_loadings)):
            np.testing.assert_allclose(
                draws[quantity][0, numbers, b], cells(matrices[b], where), rtol=0, atol=tolerance
            )


@pytest.mark.parametrize("mode", ["A", "B"])
def test_typed_figures_of_seminr(mobi, golden, mode):
    result = model(mode).fit(mobi, n_boot=0)
    published = golden("ecsi_mobile_higher_order").query("mode == @mode")
    assert len(published) == 30
    for row in published.itertuples():
        assert parameter(result, row.quantity, row.lhs, row.rhs) == pytest.approx(row.value, abs=GOLDEN)


# ---------------------------------------------------------------------- by hand


def test_disjoint_two_stage_by_hand(mobi):
    """The dimensions take the place of the whole; then their scores are columns of the data."""
    first = cs.PathModel(
        BLOCKS, {"Satisfaction": [*DIMENSIONS, "Value"], "Loyalty": ["Satisfaction", *DIMENSIONS]}
    ).fit(mobi, n_boot=0)
    data = mobi.frame.join(first.scores()[list(DIMENSIONS)])
    blocks = {name: items for name, items in BLOCKS.items() if name not in DIMENSIONS}
    second = cs.PathModel({**blocks, "Whole": list(DIMENSIONS)}, ARROWS).fit(data, n_boot=0)
    result = model().fit(mobi, n_boot=0)
    np.testing.assert_allclose(
        result.estimates.values["paths"], second.estimates.values["paths"], rtol=0, atol=EXACT
    )
    scores = result.scores()
    for name in scores:
        source = first if name in DIMENSIONS else second
        pd.testing.assert_series_equal(scores[name], source.scores()[name], atol=1e-9, rtol=0)
    for name in DIMENSIONS:
        pd.testing.assert_series_equal(
            result.reliability.loc[name, "alpha":"ave"],
            first.reliability.loc[name, "alpha":"ave"],
            atol=1e-9,
            rtol=0,
        )
    whole = second.reliability.loc["Whole", "alpha":"ave"]
    pd.testing.assert_series_equal(result.reliability.loc["Whole", "alpha":"ave"], whole, atol=1e-9, rtol=0)


@pytest.mark.parametrize("mode", ["A", "B"])
def test_repeated_indicators_by_hand(mobi, mode):
    """Copies of all items of the dimensions, and arrows between the whole and its dimensions."""
    result = model(mode, "repeated_indicators").fit(mobi, n_boot=0)
    copied = [item for name in DIMENSIONS for item in BLOCKS[name]]
    data = mobi.frame.join(mobi.frame[copied].add_suffix("_again"))
    arrows = {**ARROWS, **({d: ["Whole"] for d in DIMENSIONS} if mode == "A" else {"Whole": DIMENSIONS})}
    again = [f"{item}_again" for item in copied]
    whole = again if mode == "A" else cs.composite(*again, mode="B")
    with pytest.warns(cs.errors.DataWarning, match="hold the same answers"):
        expected = cs.PathModel({**BLOCKS, "Whole": whole}, arrows).fit(data, n_boot=0)
    for quantity in ("paths", "weights", "loadings", "r_squared"):
        mine, theirs = (each.estimates.values[quantity] for each in (result, expected))
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=EXACT)
    pd.testing.assert_frame_equal(result.scores(), expected.scores(), atol=1e-9, rtol=0)


def test_dimensions_of_single_items_are_items(mobi):
    """With one item each, the dimensions are the items, and the whole an ordinary construct."""
    single = {f"D{i}": [f"IMAG{i}"] for i in range(1, 6)}
    rest = {name: items for name, items in BLOCKS.items() if name not in DIMENSIONS}
    whole = cs.PathModel({**single, **rest, "Whole": higher_order(*single)}, ARROWS).fit(mobi, n_boot=0)
    plain = cs.PathModel({**rest, "Whole": BLOCKS["Image"]}, ARROWS).fit(mobi, n_boot=0)
    np.testing.assert_allclose(
        whole.estimates.values["paths"], plain.estimates.values["paths"], rtol=0, atol=EXACT
    )
    assert [parameter(whole, "weight", "Whole", f"D{i}") for i in range(1, 6)] == pytest.approx(
        [parameter(plain, "weight", "Whole", f"IMAG{i}") for i in range(1, 6)], abs=EXACT
    )


def test_published_moments_are_enough(mobi):
    frame = mobi.frame[list(model().items)]
    rows = model().fit(mobi, n_boot=0)
    moments = model().fit(cs.Moments(frame.cov(), n=250))
    np.testing.assert_allclose(
        moments.estimates.values["paths"], rows.estimates.values["paths"], rtol=0, atol=EXACT
    )


# ---------------------------------------------------------------------- tables


@pytest.fixture(scope="module")
def fitted(mobi):
    return model().fit(mobi, n_boot=200)


def test_every_level_is_in_the_tables(fitted):
    loadings = fitted.params.query("kind == 'loading'")
    assert loadings.query("lhs == 'Whole'")["rhs"].tolist() == list(DIMENSIONS)
    assert loadings.query("lhs == 'Image'")["rhs"].tolist() == BLOCKS["Image"]
    assert loadings[["std_error", "conf_low", "conf_high"]].notna().all(axis=None)
    assert fitted.reliability.index.tolist() == list(fitted.model.constructs)
    assert fitted.reliability.loc[[*DIMENSIONS, "Whole"], ["rho_c", "rho_c_low"]].notna().all(axis=None)
    assert fitted.r_squared.index.tolist() == ["Satisfaction", "Loyalty"]
    assert set(fitted.effects["rhs"]) == {"Whole", "Value", "Satisfaction"}


def test_composite_correlations_across_stages(fitted):
    scores = fitted.scores()
    found = fitted.members().fit.construct_corr[0]
    np.testing.assert_allclose(found, scores.corr().to_numpy(), rtol=0, atol=EXACT)
    # the loading of a dimension is its correlation with the whole
    assert parameter(fitted, "loading", "Whole", "Image") == pytest.approx(
        scores[["Image", "Whole"]].corr().iloc[0, 1], abs=EXACT
    )


def test_resamples_of_a_dimension_are_those_of_its_items(mobi, fitted):
    first = cs.PathModel(
        BLOCKS, {"Satisfaction": [*DIMENSIONS, "Value"], "Loyalty": ["Satisfaction", *DIMENSIONS]}
    ).fit(mobi, n_boot=200)
    mine = fitted.params.query("kind == 'loading' and lhs == 'Image'").reset_index(drop=True)
    theirs = first.params.query("kind == 'loading' and lhs == 'Image'").reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, theirs, atol=1e-9, rtol=0)


def test_displays(fitted):
    assert "Whole" in fitted.to_text()
    assert "Whole" in fitted.to_text("zh")


def test_dimensions_one_by_one_or_as_a_list():
    expected = cs.higher_order("Image", "Value", mode="B")
    assert cs.higher_order(["Image", "Value"], mode="B") == expected
    assert cs.higher_order(("Image", "Value"), mode="B") == expected
    with pytest.raises(SpecificationError, match="two dimensions or more, not only 'Image'"):
        cs.higher_order(["Image"])


def test_not_for_consistent_pls(mobi):
    with pytest.raises(
        SpecificationError, match=r"higher-order construct 'Whole'\. A higher-order construct is made"
    ):
        model().fit(mobi, estimator="plsc")


# ---------------------------------------------------------------------- truth


def test_truth_is_recovered():
    """Three dimensions of one whole: the path of the whole, and loadings near the true ones."""
    rng = np.random.default_rng(11)
    n = 20_000
    whole = rng.normal(size=n)
    outcome = 0.6 * whole + 0.8 * rng.normal(size=n)
    columns, blocks = {}, {"Y": ["y"]}
    for d, loading in (("D1", 0.98), ("D2", 0.95), ("D3", 0.9)):
        score = loading * whole + np.sqrt(1 - loading**2) * rng.normal(size=n)
        blocks[d] = [f"{d}_{i}" for i in range(3)]
        columns |= {name: score + 0.05 * rng.normal(size=n) for name in blocks[d]}
    frame = pd.DataFrame({**columns, "y": outcome})
    blocks["Whole"] = higher_order("D1", "D2", "D3")
    result = cs.PathModel(blocks, {"Y": ["Whole"]}).fit(frame, n_boot=0)
    # the composite of the dimensions correlates with the whole by sqrt(1 - its small error): about .98
    assert parameter(result, "path", "Y", "Whole") == pytest.approx(0.6, abs=0.02)
    found = [parameter(result, "loading", "Whole", d) for d in ("D1", "D2", "D3")]
    assert found == sorted(found, reverse=True)
    assert min(found) > 0.9


def test_the_three_elements_of_satisfaction_as_dimensions():
    """A questionnaire blueprint: product (hard and soft value), service and image make one construct."""
    hotel = cs.datasets.load_hotel()
    elements = ("ProductHard", "ProductSoft", "Service", "Image")
    blocks = {name: list(hotel.items(name)) for name in (*elements, "Satisfaction", "Loyalty")}
    blocks["Loyalty"] = ["repurchase"]
    model = cs.PathModel(
        {**blocks, "Elements": cs.higher_order(*elements, mode="B")},
        {"Satisfaction": ["Elements"], "Loyalty": ["Satisfaction"]},
    )
    result = model.fit(hotel, n_boot=200)
    weights = result.params.query("kind == 'weight' and lhs == 'Elements'").set_index("rhs")
    assert tuple(weights.index) == elements
    assert (weights["conf_low"] > 0).all(), "every element has its share in the whole"
    assert set(elements) <= set(result.reliability.dropna().index), "dimensions keep their reliability"
    assert result.r_squared.loc["Satisfaction", "conf_low"] > 0.3
