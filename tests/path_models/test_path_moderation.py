"""Interactions and quadratic terms: against seminr, by hand, on simulated truth; their slopes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot

import csmodels as cs
from csmodels.errors import DataError, DataWarning, SpecificationError
from csmodels.path_models.moderation.slopes import (
    moderated_mediation,
    plot_slopes,
    simple_slopes,
    slope_lines,
    turning_point,
)
from csmodels.path_models.terms import interaction, quadratic

#: Both stop at 1e-12, but seminr's first stage of a two-stage interaction keeps its stop of 1e-7: 4e-10.
SEMINR = 1e-8
#: Figures typed with 8 decimals.
GOLDEN = 1e-8
#: The same arithmetic in another order.
EXACT = 1e-9
METHODS = ("two_stage", "product_indicator", "orthogonal")
BLOCKS = {
    "Image": [f"IMAG{i}" for i in range(1, 6)],
    "Expectation": [f"CUEX{i}" for i in range(1, 4)],
    "Value": ["PERV1", "PERV2"],
    "Satisfaction": [f"CUSA{i}" for i in range(1, 4)],
    "Loyalty": [f"CUSL{i}" for i in range(1, 4)],
}
MAIN = ["Image", "Expectation", "Value"]
ARROWS = {"Satisfaction": MAIN, "Loyalty": ["Satisfaction"]}


def moderated(term, name="T"):
    return cs.PathModel({**BLOCKS, name: term}, {**ARROWS, "Satisfaction": [*MAIN, name]})


def path(result, rhs, lhs="Satisfaction", column="estimate"):
    rows = result.params.query("kind == 'path' and lhs == @lhs and rhs == @rhs")
    return float(rows[column].iloc[0])


# ---------------------------------------------------------------------- other programs


@pytest.mark.parametrize("scheme", ["path", "factorial"])
@pytest.mark.parametrize(
    "methods", [*((m,) for m in METHODS), ("two_stage", "two_stage", "product_indicator")]
)
def test_seminr_draw_by_draw(mobi, methods, scheme):
    """Every path, weight and loading of the estimate and of each resample; the product's by a known factor.

    seminr standardises with divisor n - 1, this library with n: the path of the product differs by
    sqrt(n / (n - 1)), nothing else does.
    """
    seminr = pytest.importorskip("seminr", reason="the package seminr is not installed")
    pairs = [("Image", "Expectation"), ("Image", "Value"), ("Expectation", "Value")][: len(methods)]
    names = [f"{a}*{b}" for a, b in pairs]
    indices = np.random.default_rng(8).integers(0, len(mobi), size=(4, len(mobi)))
    theirs = seminr.estimate_pls(
        mobi.frame,
        seminr.constructs(
            *(seminr.composite(name, items) for name, items in BLOCKS.items()),
            *(
                seminr.interaction_term(a, b, method=getattr(seminr, method))
                for (a, b), method in zip(pairs, methods, strict=True)
            ),
        ),
        seminr.relationships(
            seminr.paths([*MAIN, *names], "Satisfaction"), seminr.paths("Satisfaction", "Loyalty")
        ),
        inner_weights={"path": seminr.path_weighting, "factorial": seminr.path_factorial}[scheme],
        stop_criterion=12,
    )
    booted = seminr.bootstrap_model(theirs, indices=indices, nboot=len(indices))
    terms = {
        name: interaction(a, b, method) for name, (a, b), method in zip(names, pairs, methods, strict=True)
    }
    model = cs.PathModel({**BLOCKS, **terms}, {**ARROWS, "Satisfaction": [*MAIN, *names]})
    result = model.fit(mobi, scheme=scheme, resample_indices=indices)

    def cells(matrix, places):
        return np.array([matrix.values[matrix.rows.index(r), matrix.cols.index(c)] for r, c in places])

    factor = np.array([np.sqrt(250 / 249) if p in names else 1.0 for _, p in model.paths])
    places = [(p, d) for d, p in model.paths]
    np.testing.assert_allclose(
        result.estimates.values["paths"][0] * factor, cells(theirs.path_coef, places), rtol=0, atol=SEMINR
    )
    for b, matrix in enumerate(booted.boot_paths):
        mine, expected = result.estimates.draws["paths"][0, :, b] * factor, cells(matrix, places)
        # a resample's product of items is turned towards the estimate here, and not there
        turn = np.where(factor != 1, np.sign(mine * expected), 1.0)
        np.testing.assert_allclose(mine, expected * turn, rtol=0, atol=SEMINR)
    at = [(item, name) for name, block in BLOCKS.items() for item in block]
    for quantity, matrices in (("weights", booted.boot_weights), ("loadings", booted.boot_loadings)):
        for b, matrix in enumerate(matrices):
            mine = result.estimates.draws[quantity][0, : len(at), b]
            np.testing.assert_allclose(mine, cells(matrix, at), rtol=0, atol=SEMINR)
    explained = result.r_squared.loc["Satisfaction", "estimate"]
    assert explained == pytest.approx(
        float(cells(theirs.r_squared, [("Rsq", "Satisfaction")])[0]), abs=SEMINR
    )


def test_seminr_quadratic(mobi):
    seminr = pytest.importorskip("seminr", reason="the package seminr is not installed")
    theirs = seminr.estimate_pls(
        mobi.frame,
        seminr.constructs(
            *(seminr.composite(name, items) for name, items in BLOCKS.items()),
            seminr.quadratic_term("Image", method=seminr.two_stage),
        ),
        seminr.relationships(
            seminr.paths([*MAIN, "Image*Image"], "Satisfaction"), seminr.paths("Satisfaction", "Loyalty")
        ),
        stop_criterion=12,
    )
    result = moderated(quadratic("Image")).fit(mobi, n_boot=0)
    matrix = theirs.path_coef
    for mine, name, factor in (("Image", "Image", 1.0), ("T", "Image*Image", np.sqrt(250 / 249))):
        expected = matrix.values[matrix.rows.index(name), matrix.cols.index("Satisfaction")]
        assert path(result, mine) * factor == pytest.approx(expected, abs=SEMINR)


@pytest.mark.parametrize("method", METHODS)
def test_typed_figures_of_seminr(mobi, golden, method):
    published = golden("ecsi_mobile_interactions").query("method == @method")
    result = moderated(interaction("Image", "Expectation", method)).fit(mobi, n_boot=0)
    for row in published.itertuples():
        factor = np.sqrt(250 / 249) if row.rhs == "T" else 1.0
        if row.rhs == "R2":
            mine = result.r_squared.loc[row.lhs, "estimate"]
        else:
            mine = path(result, row.rhs, row.lhs)
        assert mine * factor == pytest.approx(row.value, abs=GOLDEN)


# ---------------------------------------------------------------------- by hand


def standardised(frame):
    return (frame - frame.mean()) / frame.std(ddof=0)


@pytest.mark.parametrize("squared", [False, True])
def test_two_stages_by_hand(mobi, squared):
    """The product of the plain model's scores as one more item of a plain model."""
    first = cs.PathModel({n: BLOCKS[n] for n in BLOCKS}, ARROWS).fit(mobi, n_boot=0).scores()
    product = first["Image"] * first["Image" if squared else "Value"]
    data = mobi.frame.assign(product=product)
    plain = cs.PathModel({**BLOCKS, "T": ["product"]}, {**ARROWS, "Satisfaction": [*MAIN, "T"]})
    expected = plain.fit(data, n_boot=0)
    term = quadratic("Image") if squared else interaction("Image", "Value")
    result = moderated(term).fit(mobi, n_boot=0)
    for name in MAIN:
        assert path(result, name) == pytest.approx(path(expected, name), abs=EXACT)
    assert path(result, "T") == pytest.approx(path(expected, "T") / product.std(ddof=0), abs=EXACT)
    scores = result.scores()
    pd.testing.assert_frame_equal(scores, expected.scores(), atol=1e-9, rtol=0)


@pytest.mark.parametrize("method", ["product_indicator", "orthogonal"])
@pytest.mark.parametrize("squared", [False, True])
def test_product_items_by_hand(mobi, method, squared):
    """Standardised products (or their residuals) as items of a plain model."""
    z = standardised(mobi.frame[[item for block in BLOCKS.values() for item in block]])
    first, second = BLOCKS["Value"], BLOCKS["Value" if squared else "Expectation"]
    pairs = [(a, b) for i, a in enumerate(first) for b in second[i if squared else 0 :]]
    products = pd.DataFrame({f"{a}:{b}": z[a] * z[b] for a, b in pairs})
    if method == "orthogonal":
        design = np.column_stack([np.ones(len(z)), z[list(dict.fromkeys([*first, *second]))]])
        products -= design @ np.linalg.lstsq(design, products.to_numpy(), rcond=None)[0]
    plain = cs.PathModel(
        {**BLOCKS, "T": cs.composite(*products, mode="A")}, {**ARROWS, "Satisfaction": [*MAIN, "T"]}
    )
    expected = plain.fit(mobi.frame.join(products), n_boot=0)
    term = quadratic("Value", method) if squared else interaction("Value", "Expectation", method)
    result = moderated(term).fit(mobi, n_boot=0)
    for quantity in ("weights", "loadings", "r_squared"):
        mine, theirs = (each.estimates.values[quantity] for each in (result, expected))
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=EXACT)
    loadings = expected.params.query("kind == 'loading' and lhs == 'T'").set_index("rhs")["estimate"].abs()
    scale = (loadings * products.std(ddof=0)).sum() / loadings.sum()
    assert path(result, "T") == pytest.approx(path(expected, "T") / scale, abs=EXACT)
    pd.testing.assert_frame_equal(result.scores(), expected.scores(), atol=1e-8, rtol=0)


def test_single_items_are_ordinary_regression(mobi):
    """Every method collapses to least squares on standardised columns and their product."""
    blocks = {"X": ["IMAG1"], "W": ["CUEX1"], "Y": ["CUSA1"]}
    z = standardised(mobi.frame[["IMAG1", "CUEX1", "CUSA1"]])
    design = np.column_stack([np.ones(250), z["IMAG1"], z["CUEX1"], z["IMAG1"] * z["CUEX1"]])
    expected = np.linalg.lstsq(design, z["CUSA1"], rcond=None)[0][1:]
    for method in METHODS[:2]:
        model = cs.PathModel({**blocks, "T": interaction("X", "W", method)}, {"Y": ["X", "W", "T"]})
        found = model.fit(mobi, n_boot=0).estimates.values["paths"][0]
        np.testing.assert_allclose(found, expected, rtol=0, atol=EXACT)
    model = cs.PathModel({**blocks, "T": interaction("X", "W", "orthogonal")}, {"Y": ["X", "W", "T"]})
    main = np.linalg.lstsq(design[:, :3], z["CUSA1"], rcond=None)[0][1:]
    found = model.fit(mobi, n_boot=0).estimates.values["paths"][0]
    np.testing.assert_allclose(found, [*main, expected[2]], rtol=0, atol=EXACT)


# ---------------------------------------------------------------------- what must not matter


@pytest.fixture(scope="module")
def fitted(mobi):
    return moderated(interaction("Image", "Value")).fit(mobi, n_boot=100)


def test_order_of_the_factors_and_units_do_not_matter(mobi, fitted):
    turned = moderated(interaction("Value", "Image")).fit(mobi, n_boot=100)
    scaled = moderated(interaction("Image", "Value")).fit(mobi.frame * 100 + 1e5, n_boot=100)
    for other, tolerance in ((turned, 1e-10), (scaled, 1e-7)):
        for quantity in ("paths", "weights", "loadings"):
            np.testing.assert_allclose(
                other.estimates.draws[quantity], fitted.estimates.draws[quantity], rtol=0, atol=tolerance
            )


def test_a_weight_of_two_is_the_row_twice(mobi):
    frame = mobi.frame.copy()
    frame["w"] = np.where(np.arange(250) % 3 == 0, 2.0, 1.0)
    twice = pd.concat([frame, frame[frame["w"] == 2]])
    weighted = moderated(interaction("Image", "Value")).fit(cs.SurveyData(frame, weights="w"), n_boot=0)
    repeated = moderated(interaction("Image", "Value")).fit(twice, n_boot=0)
    np.testing.assert_allclose(
        weighted.estimates.values["paths"], repeated.estimates.values["paths"], rtol=0, atol=EXACT
    )


def test_groups_are_fits_of_their_own(mobi):
    frame = mobi.frame.assign(g=np.where(np.arange(250) % 2, "odd", "even"))
    model = moderated(interaction("Image", "Value"))
    both = model.fit(frame, by="g", n_boot=50)
    for g, name in enumerate(("even", "odd")):
        alone = model.fit(frame[frame["g"] == name], n_boot=0)
        np.testing.assert_allclose(
            both.estimates.values["paths"][g], alone.estimates.values["paths"][0], rtol=0, atol=EXACT
        )
        mine = both.scores()[frame["g"] == name]
        np.testing.assert_allclose(mine, alone.scores(), rtol=0, atol=1e-8)
    slopes = simple_slopes(both, "Satisfaction", "Image")
    assert slopes.index.names == ["g", "Value"]
    assert len(slopes) == 6


def test_new_respondents_are_scored_with_the_same_weights(mobi, fitted):
    part = fitted.scores(mobi.frame.iloc[10:30])
    pd.testing.assert_frame_equal(part, fitted.scores().iloc[10:30], atol=1e-10, rtol=0)


@pytest.mark.parametrize("options", [{"ci": "bca"}, {"se": "linearized"}, {"resample": "poisson"}])
def test_other_ways_to_an_interval_agree(mobi, options):
    model = moderated(interaction("Image", "Value"))
    rows = model.fit(mobi, n_boot=1000, seed=1)
    other = model.fit(mobi, n_boot=None if "se" in options else 1000, seed=1, **options)
    assert path(other, "T") == path(rows, "T")
    # the linear approximation and the bootstrap of fourth moments differ, but not by a third
    assert path(other, "T", column="std_error") == pytest.approx(path(rows, "T", column="std_error"), rel=0.3)


def test_a_square_of_a_yes_no_item_is_refused(mobi):
    frame = mobi.frame.assign(yes=(mobi.frame["IMAG1"] > 7).astype(float))
    model = cs.PathModel({"X": ["yes"], "Y": ["CUSA1", "CUSA2"]}, {"Y": ["X", "X:X"]})
    with pytest.raises(DataError, match=r"'X:X' .*follows from its factors"):
        model.fit(frame, n_boot=0)


def test_products_need_answers(mobi):
    model = moderated(interaction("Image", "Value"))
    frame = mobi.frame[list(model.items)]
    with pytest.raises(SpecificationError, match="'T' needs the answers themselves"):
        model.fit(cs.Moments(frame.cov(), mean=frame.mean(), n=250))


def test_an_interaction_without_main_effect_warns(mobi):
    model = cs.PathModel(
        BLOCKS, {"Satisfaction": ["Image", "Expectation", "Image:Value"], "Loyalty": ["Value"]}
    )
    with pytest.warns(DataWarning, match="Image:Value predicts Satisfaction without 'Value'"):
        model.fit(mobi, n_boot=0)


# ---------------------------------------------------------------------- truth


def simulated(n, seed):
    """y = .4 x + .3 w - .25 x w + .15 x^2 + noise, each construct by three items."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    w = 0.3 * x + np.sqrt(1 - 0.09) * rng.normal(size=n)
    m = 0.5 * x + 0.2 * x * w + 0.7 * rng.normal(size=n)
    y = 0.4 * x + 0.3 * w - 0.25 * x * w + 0.15 * x**2 + 0.6 * rng.normal(size=n)
    columns = {}
    for name, score in (("x", x), ("w", w), ("m", m), ("y", y)):
        for i in range(1, 4):
            columns[f"{name}{i}"] = score + 0.02 * rng.normal(size=n)
    return pd.DataFrame(columns), {name: score.std() for name, score in (("m", m), ("y", y))}


def test_truth_is_recovered():
    """Items almost without error: the paths are the coefficients, over the outcome's standard deviation."""
    frame, sd = simulated(20_000, 1)
    blocks = {name.upper(): [f"{name}{i}" for i in (1, 2, 3)] for name in "xwmy"}
    model = cs.PathModel(blocks, {"Y": ["X", "W", "X:W", "X:X"], "M": ["X", "W", "X:W"]})
    result = model.fit(frame, n_boot=0)
    # four standard errors of a slope, .6 / sqrt(20000), and the items' error
    for lhs, rhs, true in (
        ("Y", "X", 0.4),
        ("Y", "W", 0.3),
        ("Y", "X:W", -0.25),
        ("Y", "X:X", 0.15),
        ("M", "X:W", 0.2),
    ):
        assert path(result, rhs, lhs) * sd[lhs.lower()] == pytest.approx(true, abs=0.02), (lhs, rhs)


# ---------------------------------------------------------------------- slopes


def test_simple_slopes_are_sums_of_paths(fitted):
    table = simple_slopes(fitted, "Satisfaction", "Image", "Value", at=(-2, 0, 0.5))
    assert list(table.columns) == ["estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"]
    assert table.index.name == "Value"
    draws = fitted.estimates.draws["paths"][0]
    places = [fitted.model.paths.index(("Satisfaction", name)) for name in ("Image", "T")]
    for level, row in table.iterrows():
        drawn = draws[places[0]] + level * draws[places[1]]
        assert row["estimate"] == pytest.approx(path(fitted, "Image") + level * path(fitted, "T"), abs=EXACT)
        assert row["std_error"] == pytest.approx(drawn.std(ddof=1), abs=EXACT)
        assert row["conf_low"] == pytest.approx(np.quantile(drawn, 0.025), abs=EXACT)
    middle = table.loc[0.0, "conf_high"]
    assert middle == pytest.approx(path(fitted, "Image", column="conf_high"), abs=EXACT)


def test_the_slope_is_the_derivative_of_the_line(fitted):
    lines = slope_lines(fitted, "Satisfaction", "Image", "Value")
    slopes = simple_slopes(fitted, "Satisfaction", "Image", "Value")
    for level in (-1.0, 0.0, 1.0):
        line = lines.loc[level, "estimate"]
        steps = np.diff(line) / np.diff(line.index)
        np.testing.assert_allclose(steps, slopes.loc[level, "estimate"], rtol=0, atol=EXACT)


def test_lines_are_the_predictions(mobi):
    """Averaged over the sample, the expected outcome is the mean outcome: zero."""
    result = cs.PathModel(
        BLOCKS,
        {"Satisfaction": ["Image", "Value", "Image:Value"]} | {"Loyalty": ["Satisfaction", "Expectation"]},
    ).fit(mobi, n_boot=0)
    lines = slope_lines(result, "Satisfaction", "Image", "Value", at=(1.5,), reach=1.0)["estimate"]
    b = {name: path(result, name) for name in ("Image", "Value", "Image:Value")}
    together = result.scores()[["Image", "Value"]].corr().iloc[0, 1]
    for (level, score), value in lines.items():
        expected = b["Image"] * score + b["Value"] * level + b["Image:Value"] * (score * level - together)
        assert value == pytest.approx(expected, abs=EXACT)


def test_curved_effects(mobi):
    result = moderated(quadratic("Value")).fit(mobi, n_boot=100)
    slopes = simple_slopes(result, "Satisfaction", "Value")
    b, q = path(result, "Value"), path(result, "T")
    assert slopes["estimate"].tolist() == pytest.approx([b - 2 * q, b, b + 2 * q], abs=EXACT)
    turning = turning_point(result, "Satisfaction", "Value")
    assert turning["estimate"].tolist() == pytest.approx([b, q, -b / (2 * q)], abs=EXACT)
    # the quadratic path's interval holds zero on these data: a straight line turns nowhere
    assert turning.loc["quadratic", "conf_low"] < 0 < turning.loc["quadratic", "conf_high"]
    assert turning.loc["turning_point", ["std_error", "conf_low", "conf_high"]].isna().all()
    line = slope_lines(result, "Satisfaction", "Value")["estimate"].droplevel(0)
    score = line.index.to_numpy()
    np.testing.assert_allclose(line, b * score + q * (score**2 - 1), rtol=0, atol=EXACT)


def test_a_turning_point_that_is_there():
    frame, _ = simulated(2_000, 4)
    blocks = {name.upper(): [f"{name}{i}" for i in (1, 2, 3)] for name in "xwy"}
    result = cs.PathModel(blocks, {"Y": ["X", "W", "X:W", "X:X"]}).fit(frame, n_boot=200)
    row = turning_point(result, "Y", "X").loc["turning_point"]
    assert row["conf_low"] < -0.4 / 0.3 < row["conf_high"]


def test_index_of_moderated_mediation():
    """Hayes (2015): the product's path times the path onwards; the true value is inside its interval."""
    frame, _ = simulated(2_000, 7)
    rng = np.random.default_rng(3)
    frame = frame.assign(v1=0.5 * standardised(frame)["m1"] + rng.normal(size=2_000))
    blocks = {name.upper(): [f"{name}{i}" for i in (1, 2, 3)] for name in "xwm"} | {"V": ["v1"]}
    result = cs.PathModel(blocks, {"M": ["X", "W", "X:W"], "V": ["M", "X"]}).fit(frame, n_boot=200)
    table = moderated_mediation(result)
    mine = table.xs(("V", "X", "M", "W"), level=("outcome", "predictor", "through", "moderator"))
    onward = path(result, "M", "V")
    assert mine.loc["index", "estimate"] == pytest.approx(path(result, "X:W", "M") * onward, abs=EXACT)
    for level in (-1, 0, 1):
        expected = (path(result, "X", "M") + level * path(result, "X:W", "M")) * onward
        assert mine.loc[f"at {level}", "estimate"] == pytest.approx(expected, abs=EXACT)
    assert mine.loc["index", "conf_low"] > 0
    ends = mine.loc[["at -1", "at 1"], "estimate"]
    assert ends.diff().iloc[1] == pytest.approx(2 * mine.loc["index", "estimate"], abs=EXACT)


def test_no_index_where_two_steps_are_moderated(mobi):
    arrows = {
        "Value": ["Image", "Expectation", "Image:Expectation"],
        "Satisfaction": ["Value", "Expectation", "Expectation:Value"],
        "Loyalty": ["Satisfaction"],
    }
    result = cs.PathModel(BLOCKS, arrows).fit(mobi, n_boot=50)
    table = moderated_mediation(result, at=(0, 1))
    mine = table.xs(("Satisfaction", "Image", "Value"), level=("outcome", "predictor", "through"))
    assert mine.index.tolist() == [("Expectation", "at 0"), ("Expectation", "at 1")]
    first = path(result, "Image", "Value") + path(result, "Image:Expectation", "Value")
    second = path(result, "Value") + path(result, "Expectation:Value")
    assert mine["estimate"].iloc[1] == pytest.approx(first * second, abs=EXACT)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("Satisfaction", "Imag"), "'Imag' is no construct of the model. Did you mean 'Image'"),
        (("Loyalty", "Satisfaction"), "not moderated: put a product such as 'Satisfaction:moderator' among"),
        (
            ("Satisfaction", "Image", "Expectation"),
            "not moderated by 'Expectation': put a product such as 'Image:Expectation'",
        ),
        (("Satisfaction", "Image", "Value", (1, 1)), "different finite numbers"),
        (("Satisfaction", "Image", "Value", "low"), "sequence of numbers"),
        (("Satisfaction", "Image", "Value", ()), "different finite numbers"),
    ],
)
def test_slopes_refused(fitted, arguments, words):
    with pytest.raises(SpecificationError, match=words):
        simple_slopes(fitted, *arguments)


def test_slopes_of_special_terms_refused(mobi, fitted):
    averaged = moderated(interaction("Image", "Value", "orthogonal")).fit(mobi, n_boot=0)
    with pytest.raises(SpecificationError, match="'T' is orthogonalised"):
        simple_slopes(averaged, "Satisfaction", "Image")
    two = cs.PathModel(BLOCKS, {**ARROWS, "Satisfaction": [*MAIN, "Image:Value", "Image:Expectation"]})
    with pytest.raises(SpecificationError, match="several moderators: name one of 'Value', 'Expectation'"):
        simple_slopes(two.fit(mobi, n_boot=0), "Satisfaction", "Image")
    with pytest.raises(SpecificationError, match=r"is not curved|not moderated"):
        turning_point(fitted, "Satisfaction", "Image")
    with pytest.raises(SpecificationError, match="No indirect effect of the model is moderated"):
        moderated_mediation(cs.PathModel(BLOCKS, ARROWS).fit(mobi, n_boot=0))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_plot(fitted, lang):
    ax = plot_slopes(fitted, "Satisfaction", "Image", lang=lang)
    lines = slope_lines(fitted, "Satisfaction", "Image")
    drawn = [line.get_ydata() for line in ax.get_lines()]
    for level, each in zip((-1.0, 0.0, 1.0), drawn, strict=True):
        np.testing.assert_array_equal(each, lines.loc[level, "estimate"])
    assert len(ax.collections) == 3
    pyplot.close(ax.figure)


def test_plot_of_a_group(mobi, fitted):
    frame = mobi.frame.assign(g=np.where(np.arange(250) % 2, "odd", "even"))
    result = moderated(quadratic("Value")).fit(frame, by="g", n_boot=20)
    ax = plot_slopes(result, "Satisfaction", "Value", group="odd")
    expected = slope_lines(result, "Satisfaction", "Value").loc[("odd", 0.0), "estimate"]
    np.testing.assert_array_equal(ax.get_lines()[0].get_ydata(), expected)
    pyplot.close(ax.figure)
    with pytest.raises(SpecificationError, match="Choose a group"):
        plot_slopes(result, "Satisfaction", "Value")
    with pytest.raises(SpecificationError, match="without by="):
        plot_slopes(fitted, "Satisfaction", "Image", group="odd")
