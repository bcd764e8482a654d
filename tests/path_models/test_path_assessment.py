"""The assessment of a fitted model: tables, tests, verdicts, critical values, displays."""

from __future__ import annotations

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot

import csmodels as cs
from csmodels.errors import SpecificationError
from csmodels.path_models.assessment.criteria import CRITERIA, Criterion, effect_size, htmt_criteria
from csmodels.tables import CATALOGUE

#: Published figures have 6 decimals.
SIX_DECIMALS = 5.1e-7
#: The same formula in another order of operations; the other program stops at 1e-12.
ROUNDING = 1e-10
RESAMPLES = 25


@pytest.fixture(autouse=True)
def _figures():
    matplotlib.use("Agg")
    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def ecsi():
    return cs.index_model("ECSI-mobile").path_model()


@pytest.fixture(scope="module")
def result(ecsi, mobi):
    return ecsi.fit(mobi, n_boot=200)


@pytest.fixture(scope="module")
def found(result):
    return result.assess(n_parallel=50)


def composites(model: cs.PathModel, *names: str, mode: str = "B") -> cs.PathModel:
    blocks = {
        name: cs.composite(*c.items, mode=mode) if name in names else c
        for name, c in model.measurement.items()
    }
    return cs.PathModel(blocks, model.structure)


# ------------------------------------------------------------------ published figures


def test_published_htmt(found, golden):
    published = golden("ecsi_mobile_htmt")
    assert found.htmt[["lhs", "rhs"]].values.tolist() == published[["lhs", "rhs"]].values.tolist()
    np.testing.assert_allclose(found.htmt["estimate"], published["htmt"], rtol=0, atol=SIX_DECIMALS)


def test_published_fit(found):
    """SRMR over p(p + 1)/2 elements; another program that divides by p(p - 1)/2 prints .078331."""
    fit = found.fit["estimate"]
    assert fit["saturated", "srmr"] == pytest.approx(0.075132, abs=SIX_DECIMALS)
    assert fit["saturated", "d_uls"] == pytest.approx(1.693455, abs=SIX_DECIMALS)
    assert fit["saturated", "srmr"] * np.sqrt(300 / 276) == pytest.approx(0.078331, abs=SIX_DECIMALS)


def test_published_reliability(found, golden):
    published = golden("ecsi_mobile_quality").query("measure != 'r_squared'")
    table = found.reliability.stack()
    for _, row in published.iterrows():
        ours = table[row["construct"], row["measure"]]
        assert ours == pytest.approx(row["value"], abs=SIX_DECIMALS)
    # alpha of the answers as they are, as printed by omnisem 1.0.0rc2
    assert found.reliability.loc["Satisfaction", "alpha_raw"] == pytest.approx(0.770113, abs=SIX_DECIMALS)


# ------------------------------------------------------------------ another program, draw by draw


@pytest.fixture(scope="module")
def seminr():
    return pytest.importorskip("seminr", reason="the package seminr is not installed")


@pytest.fixture(scope="module")
def indices(mobi):
    return np.random.default_rng(5).integers(0, len(mobi), size=(RESAMPLES, len(mobi)))


def their_fit(seminr, model: cs.PathModel, mobi):
    blocks = [
        seminr.composite(name, list(c.items), seminr.mode_B if c.mode == "B" else seminr.mode_A)
        for name, c in model.measurement.items()
    ]
    arrows = [seminr.paths(predictor, outcome) for outcome, predictor in model.paths]
    return seminr.estimate_pls(
        mobi.frame, seminr.constructs(*blocks), seminr.relationships(*arrows), stop_criterion=12
    )


def cell(matrix, row: str, column: str) -> float:
    return matrix.values[matrix.rows.index(row), matrix.cols.index(column)]


@pytest.mark.parametrize("formed", [(), ("Image", "Value")], ids=["A", "A and B"])
def test_htmt_draw_by_draw(seminr, ecsi, mobi, indices, formed):
    model = composites(ecsi, *formed)
    booted = seminr.bootstrap_model(their_fit(seminr, model, mobi), indices=indices, nboot=RESAMPLES)
    result = model.fit(mobi, resample_indices=indices)
    table = result.assess(fit=False).htmt
    for _, row in table.iterrows():
        drawn = [cell(matrix, row["lhs"], row["rhs"]) for matrix in booted.boot_htmt]
        if row["lhs"] in formed or row["rhs"] in formed:
            # the other program prints a ratio for items that need not correlate
            assert np.isnan(row["estimate"])
            continue
        low, high = np.quantile(drawn, [0.025, 0.975])
        assert (row["conf_low"], row["conf_high"]) == pytest.approx((low, high), abs=ROUNDING)
        assert row["std_error"] == pytest.approx(np.std(drawn, ddof=1), abs=ROUNDING)


def test_validity_of_another_program(seminr, ecsi, mobi, found):
    theirs = seminr.summarize(their_fit(seminr, ecsi, mobi))
    for _, row in found.vif_items.dropna(subset="estimate").iterrows():
        expected = theirs.validity.vif_items[row["construct"]][row["item"]]
        assert row["estimate"] == pytest.approx(expected, abs=ROUNDING)
    for _, row in found.vif_constructs.iterrows():
        expected = theirs.vif_antecedents[row["lhs"]][row["rhs"]]
        assert row["estimate"] == pytest.approx(1.0 if np.isnan(expected) else expected, abs=ROUNDING)
    for item, row in found.cross_loadings.iterrows():
        for construct, value in row.items():
            assert value == pytest.approx(cell(theirs.validity.cross_loadings, item, construct), abs=ROUNDING)
    for name, row in found.fornell_larcker.iterrows():
        for other, value in row.dropna().items():
            assert value == pytest.approx(cell(theirs.validity.fl_criteria, name, other), abs=ROUNDING)


# ------------------------------------------------------------------ tests against thresholds


def test_p_values_agree_with_the_draws(result, found):
    """By percentiles, p of "at least t" is the share of draws at or above t."""
    from csmodels.numerics.validity import construct_pairs, htmt

    names = result.model.constructs
    draws = result.further(lambda m: htmt(m.corr, result.spec)).draws
    for row, (i, j) in enumerate(construct_pairs(result.spec)):
        mine = found.htmt[(found.htmt["lhs"] == names[i]) & (found.htmt["rhs"] == names[j])].iloc[0]
        for t in (0.85, 0.9, 1.0):
            share = np.mean(draws[row] >= t)
            if share < 0.5 and mine["estimate"] < t:
                assert mine[f"p_below_{t:g}"] == pytest.approx(max(share, 1 / 201), abs=1.01 / 200)
            if mine["estimate"] >= t:
                assert mine[f"p_below_{t:g}"] >= 0.5
    assert found.htmt["p_below_1"].le(found.htmt["p_below_0.85"] + 1e-12).all()


def test_own_thresholds(result):
    own = result.assess(htmt_thresholds=(0.8,), fit=False)
    assert [name for name in own.htmt if name.startswith("p_")] == ["p_below_0.8"]
    rows = own.verdicts.query("criterion == 'htmt'")
    assert set(rows["threshold"]) == {0.8}
    assert "set by the user" in own.to_text()


@pytest.mark.parametrize("given", [(), (0.85, 0.85), (-1,), ("high",), (True,)])
def test_wrong_thresholds_are_refused(result, given):
    with pytest.raises(SpecificationError, match="htmt_thresholds"):
        result.assess(htmt_thresholds=given)


# ------------------------------------------------------------------ tables


def test_margins_agree_with_the_matrices(found):
    matrix = found.fornell_larcker.to_numpy()
    full = np.where(np.isnan(matrix), matrix.T, matrix)
    roots = np.diag(matrix)
    others = np.abs(full - np.diag(np.diag(full)))
    expected = roots - np.nanmax(others, axis=1)
    np.testing.assert_allclose(found.fornell_larcker_margins["estimate"], expected, atol=ROUNDING)
    cross = found.cross_loadings
    for _, row in found.cross_loading_margins.iterrows():
        mine = cross.loc[row["item"]].abs()
        margin = mine[row["construct"]] - mine.drop(row["construct"]).max()
        assert row["estimate"] == pytest.approx(margin, abs=ROUNDING)


def test_effect_sizes_have_words(found):
    sizes = found.f_squared.set_index(["lhs", "rhs"])
    assert sizes.loc[("Quality", "Expectations"), "size"] == "large"
    assert sizes.loc[("Value", "Expectations"), "size"] == "negligible"
    assert effect_size(0.35) == "large"
    assert effect_size(np.nan) is None


@pytest.mark.parametrize("options", [{"se": "linearized"}, {"ci": "normal", "n_boot": 100}])
def test_effect_sizes_have_no_negative_limits(ecsi, mobi, options):
    result = ecsi.fit(mobi, **options)
    table = result.assess(fit=False, n_parallel=10).f_squared
    raw = table["estimate"] - 1.96 * table["std_error"]
    assert (raw < 0).any(), "symmetric limits would leave the range, or nothing would be tested"
    assert (table["conf_low"] >= 0).all()
    assert (table["conf_low"] <= table["estimate"]).all()
    assert (table["estimate"] <= table["conf_high"]).all()
    if "se" in options:
        # by the delta method: the error of a root is that of its square over twice the root
        root = np.sqrt(table["estimate"])
        half = 1.959964 * table["std_error"] / (2 * root)
        expected = np.maximum(root - half, 0) ** 2, (root + half) ** 2
        np.testing.assert_allclose(table["conf_low"], expected[0], rtol=1e-4, atol=1e-8)
        np.testing.assert_allclose(table["conf_high"], expected[1], rtol=1e-4)


def test_effect_sizes_of_groups_have_their_own_limits(answers, model):
    both = model.fit(answers, by="group", se="linearized").assess(n_parallel=10).f_squared
    south = answers[answers["group"] == "south"]
    alone = model.fit(south, se="linearized").assess(n_parallel=10).f_squared
    for end in ("conf_low", "conf_high"):
        np.testing.assert_allclose(both.loc["south", end], alone[end], atol=1e-6)


def test_every_table_has_limits(found):
    for name in (
        "loadings",
        "htmt",
        "htmt2",
        "correlations",
        "cross_loading_margins",
        "vif_items",
        "f_squared",
    ):
        table = getattr(found, name).dropna(subset="std_error")
        assert len(table) > 5
        assert (table["conf_low"] < table["conf_high"]).all(), name
    assert set(found.tables) >= {"reliability", "fit", "verdicts", "items", "parallel", "common_method"}


def test_groups_are_those_of_fits_on_each_group(answers, model):
    both = model.fit(answers, by="group", n_boot=30).assess(n_parallel=10)
    alone = model.fit(answers[answers["group"] == "south"], n_boot=30).assess(n_parallel=10)
    for name in ("htmt", "vif_items", "f_squared", "fornell_larcker_margins", "full_collinearity"):
        mine = getattr(both, name)
        assert mine.index.name == "group"
        np.testing.assert_allclose(
            mine.loc["south", "estimate"], getattr(alone, name)["estimate"], atol=ROUNDING
        )
    for name in ("fornell_larcker", "cross_loadings"):
        np.testing.assert_allclose(getattr(both, name).loc["south"], getattr(alone, name), atol=ROUNDING)
    np.testing.assert_allclose(both.fit.xs("south")["estimate"], alone.fit["estimate"], atol=ROUNDING)
    assert list(dict.fromkeys(both.verdicts.index)) == ["north", "south", "west"]
    assert both.verdicts.index.is_monotonic_increasing
    assert "south" in both.to_text()


def test_single_items_and_formative_blocks(ecsi, mobi):
    found = composites(ecsi, "Image").fit(mobi, n_boot=20).assess(n_parallel=10)
    judged = found.verdicts
    # a single item has no reliability, a formative block none either
    for rule in ("alpha", "rho_a", "rho_c", "ave", "fornell_larcker"):
        assert set(judged[judged["criterion"] == rule]["lhs"]).isdisjoint({"Image", "Complaints"})
    assert set(judged.query("criterion == 'vif_item'")["lhs"]) == {"Image"}
    assert set(judged.query("criterion == 'loading'")["lhs"]).isdisjoint({"Image", "Complaints"})
    assert np.isnan(found.fornell_larcker.loc["Complaints", "Complaints"])


def test_consistent_estimates_are_assessed_as_they_are(ecsi, mobi):
    with pytest.warns(cs.errors.AdmissibilityWarning):
        result = ecsi.fit(mobi, estimator="plsc", n_boot=20)
    found = result.assess(n_parallel=10)
    loadings = found.loadings.set_index(["construct", "item"])["estimate"]
    for item, row in found.cross_loadings.iterrows():
        own = next(name for name, c in ecsi.measurement.items() if item in c.items)
        assert row[own] == pytest.approx(loadings[own, item], abs=ROUNDING)
        assert found.reliability.loc["Quality", "ave"] == pytest.approx((loadings["Quality"] ** 2).mean())
    # the ratio of correlations of items does not depend on how the model is estimated
    plain = ecsi.fit(mobi, n_boot=0).assess(fit=False)
    np.testing.assert_allclose(found.htmt["estimate"], plain.htmt["estimate"], atol=ROUNDING)
    np.testing.assert_allclose(
        found.full_collinearity["estimate"], plain.full_collinearity["estimate"], atol=ROUNDING
    )


def test_from_moments(ecsi, mobi):
    corr = mobi.frame[list(ecsi.items)].corr()
    result = ecsi.fit(cs.Moments(corr, n=250))
    found = result.assess(n_parallel=10)
    assert found.htmt["conf_low"].isna().all()
    assert found.fit["hi95"].isna().all()
    assert found.fit.loc[("saturated", "srmr"), "estimate"] == pytest.approx(0.075132, abs=SIX_DECIMALS)
    assert any("critical values" in warning for warning in found.warnings)
    # without limits the estimate decides alone
    assert set(found.verdicts.query("criterion == 'rho_c'")["verdict"]) == {"met"}
    assert "95 % CI" not in found.to_text()
    assert "95 % by chance" not in found.to_text()


def test_an_item_that_is_constant_in_some_resamples(ecsi, mobi):
    frame = mobi.frame[list(ecsi.items)].astype(float)
    frame["CUSA3"] = 1.0
    frame.loc[mobi.frame["CUSA1"].nlargest(2).index, "CUSA3"] = 5.0
    with pytest.warns(cs.errors.ResamplingWarning):
        result = ecsi.fit(frame, n_boot=200)
    assert result.settings["n_boot_used"] < 200
    found = result.assess(n_parallel=10)
    assert found.htmt["conf_low"].notna().any()
    assert found.fit.notna().all(axis=None)
    assert found.to_text()


def test_models_with_products_have_no_overall_fit(ecsi, mobi):
    from csmodels.path_models.terms import interaction

    blocks = {name: ecsi.measurement[name] for name in ("Image", "Value", "Satisfaction")}
    model = cs.PathModel(
        {**blocks, "Image x Value": interaction("Image", "Value")},
        {"Satisfaction": ["Image", "Value", "Image x Value"]},
    )
    result = model.fit(mobi, n_boot=20)
    found = result.assess(n_parallel=10)
    assert found.fit is None
    assert "fit" not in found.tables
    assert found.htmt[["lhs", "rhs"]].values.tolist() == [
        ["Image", "Value"],
        ["Image", "Satisfaction"],
        ["Value", "Satisfaction"],
    ]
    assert set(found.vif_constructs["rhs"]) == {"Image", "Value", "Image x Value"}
    assert any("interactions" in warning for warning in found.warnings)
    with pytest.raises(SpecificationError, match="fit_measures"):
        result.fit_measures()


def test_a_construct_is_not_set_against_its_own_dimensions(ecsi, mobi):
    from csmodels.path_models.terms import higher_order

    blocks = {name: ecsi.measurement[name] for name in ("Image", "Quality", "Satisfaction")}
    for method in ("disjoint_two_stage", "repeated_indicators"):
        model = cs.PathModel(
            {**blocks, "Offer": higher_order("Image", "Quality", method=method)}, {"Satisfaction": ["Offer"]}
        )
        found = model.fit(mobi, n_boot=10).assess(n_parallel=10)
        pairs = {frozenset(pair) for pair in found.htmt[["lhs", "rhs"]].values.tolist()}
        assert frozenset({"Offer", "Satisfaction"}) in pairs
        assert frozenset({"Offer", "Image"}) not in pairs
        # a dimension's items correlate highly with the whole, which is no fault of theirs
        margins = found.cross_loading_margins.set_index("item")["estimate"]
        assert (margins[list(ecsi.measurement["Quality"].items)] > 0).all()


# ------------------------------------------------------------------ verdicts


@pytest.mark.parametrize(
    ("rule", "figure", "low", "high", "expected"),
    [
        (Criterion("ave", 0.5, "at_least", ""), 0.6, 0.5, 0.7, "met"),
        (Criterion("ave", 0.5, "at_least", ""), 0.6, 0.4, 0.7, "borderline"),
        (Criterion("ave", 0.5, "at_least", ""), 0.4, 0.3, 0.7, "not_met"),
        (Criterion("ave", 0.5, "at_least", ""), 0.5, np.nan, np.nan, "met"),
        (Criterion("ave", 0.5, "at_least", ""), np.nan, np.nan, np.nan, "unknown"),
        (Criterion("loading", 0.7, "at_least", "", tolerable=0.4), 0.5, 0.45, 0.6, "borderline"),
        (Criterion("loading", 0.7, "at_least", "", tolerable=0.4), 0.3, 0.1, 0.6, "not_met"),
        (Criterion("htmt", 0.85, "below", ""), 0.8, 0.7, 0.84, "met"),
        (Criterion("htmt", 0.85, "below", ""), 0.8, 0.7, 0.85, "borderline"),
        (Criterion("htmt", 0.85, "below", ""), 0.85, 0.8, 0.9, "not_met"),
        (Criterion("fornell_larcker", 0.0, "above", ""), 0.0, -0.1, 0.1, "not_met"),
        (Criterion("vif_full", 3.3, "at_most", ""), 3.3, 3.0, 3.3, "met"),
    ],
)
def test_verdicts_look_at_the_whole_interval(rule, figure, low, high, expected):
    assert rule.verdicts([figure], [low], [high]) == [expected]


def test_verdicts_of_the_mobile_survey(found):
    judged = found.verdicts.set_index(["criterion", "threshold", "lhs", "rhs"])["verdict"]
    # Quality and Satisfaction: HTMT .954, its upper limit above 1
    assert judged["htmt", 0.85, "Quality", "Satisfaction"] == "not_met"
    assert judged["htmt", 0.90, "Quality", "Satisfaction"] == "not_met"
    assert judged["htmt", 1.0, "Quality", "Satisfaction"] == "borderline"
    assert judged["htmt", 0.85, "Image", "Value"] == "met"
    # a price question that loads .20
    assert judged["loading", 0.708, "Loyalty", "CUSL2"] == "not_met"
    assert judged["fornell_larcker", 0.0, "Image", ""] == "not_met"
    assert judged["srmr", 0.08, "saturated", "srmr"] == "met"
    assert judged["exact_fit", 0.05, "saturated", "srmr"] == "not_met"
    assert found.verdicts["source"].str.len().gt(0).all()


def test_rules_have_words_and_sources():
    for rule in (*CRITERIA.values(), *htmt_criteria((0.85, 0.9, 1.0)), *htmt_criteria((0.85,), "htmt2")):
        assert f"label.criterion_{rule.key}" in CATALOGUE
        assert rule.words("zh") != rule.words("en")
        assert any(character.isdigit() for character in rule.source)
        assert ("unconfirmed" in rule.cited()) == (not rule.confirmed)


# ------------------------------------------------------------------ displays


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_summary(found, lang):
    shown = found.summary(lang).to_text()
    assert found.summary(lang).to_text() == shown
    title = {"en": "Assessment of the measurement", "zh": "测量质量评估"}[lang]
    assert shown.startswith(title)
    for value in ("0.954", "[0.7", "Kock (2015)", "CUSL2"):
        assert value in shown
    assert "<table" in found._repr_html_()


def test_workbook_of_all_tables(found, tmp_path):
    pytest.importorskip("openpyxl")
    found.to_excel(tmp_path / "assessment.xlsx")
    assert pd.read_excel(tmp_path / "assessment.xlsx", sheet_name="htmt")["estimate"].iloc[0] > 0.88


def test_picture_of_the_ratios(found):
    ax = found.plot_htmt()
    words = [drawn.get_text() for drawn in ax.texts]
    assert words.count("0.95") == 1
    assert "Bold frame: 0.85 or more" in words
    assert len(ax.patches) == 21
    bold = [patch for patch in ax.patches if patch.get_linewidth() > 1]
    assert len(bold) == (found.htmt["estimate"] >= 0.85).sum()
    _, given = pyplot.subplots()
    assert found.plot_htmt(ax=given, lang="zh", title="图") is given
    assert "感知质量" in [drawn.get_text() for drawn in given.texts]


def test_picture_of_fornell_and_larcker(found, answers, model):
    ax = found.plot_fornell_larcker()
    bold = [patch for patch in ax.patches if patch.get_linewidth() > 1]
    matrix = found.fornell_larcker.to_numpy()
    roots = np.diag(matrix)
    expected = sum(
        matrix[i, j] > np.nanmin([roots[i], roots[j]]) for i in range(len(matrix)) for j in range(i)
    )
    assert len(bold) == expected > 0
    by = model.fit(answers, by="group", n_boot=5).assess(fit=False)
    assert by.plot_htmt(group="west").texts
    with pytest.raises(SpecificationError, match="west"):
        by.plot_htmt()


def test_pictures_refuse_other_tables():
    from csmodels.plots.assessment import fornell_larcker_chart, htmt_chart

    with pytest.raises(SpecificationError, match="estimate"):
        htmt_chart(pd.DataFrame({"lhs": ["a"], "rhs": ["b"]}))
    with pytest.raises(SpecificationError, match="no rows"):
        htmt_chart(pd.DataFrame({"lhs": [], "rhs": [], "estimate": []}))
    with pytest.raises(SpecificationError, match="same constructs"):
        fornell_larcker_chart(pd.DataFrame([[1.0]], index=["a"], columns=["b"]))
