"""Segments of a fitted path model: what they collapse to, what they recover, what they refuse and warn of."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import (
    AdmissibilityWarning,
    ConvergenceWarning,
    DataError,
    DataWarning,
    SpecificationError,
)
from csmodels.path_models.segments.result import Segments, compare_segments, segments
from csmodels.tables import PARAM_COLUMNS

#: One segment is least squares on the scores.
EXACT = 1e-10
#: The same optimum from other starts or rows.
SAME = 2e-5
#: Log-likelihood at the same optimum.
LIKELIHOOD = 1e-6
#: Simulated paths, attenuated by measurement error, against those of the segment fitted alone.
TRUTH = 0.08


def two_kinds(n=1200, seed=0):
    """Answers of two kinds of respondents: one led by quality, one by price."""
    rng = np.random.default_rng(seed)
    price_led = rng.random(n) < 0.4
    quality, price = rng.normal(size=(2, n))
    satisfaction = np.where(price_led, 0.1 * quality + 0.9 * price, 0.9 * quality + 0.1 * price)
    satisfaction += 0.3 * rng.normal(size=n)
    columns = {}
    for stem, construct in (("q", quality), ("p", price), ("s", satisfaction)):
        for i in (1, 2, 3):
            columns[f"{stem}{i}"] = construct + 0.2 * rng.normal(size=n)
    frame = pd.DataFrame(columns, index=pd.RangeIndex(501, 501 + n, name="id"))
    return frame, price_led


@pytest.fixture(scope="module")
def simulated():
    frame, price_led = two_kinds()
    model = cs.PathModel(
        {"Quality": ["q1", "q2", "q3"], "Price": ["p1", "p2", "p3"], "Satisfaction": ["s1", "s2", "s3"]},
        {"Satisfaction": ["Quality", "Price"]},
    )
    return model, frame, price_led, model.fit(frame, n_boot=0)


@pytest.fixture(scope="module")
def ecsi(mobi):
    return cs.index_model("ECSI-mobile").fit(mobi, n_boot=0)


@pytest.fixture(scope="module")
def found(ecsi):
    return segments(ecsi, 2)


def test_one_segment_is_the_model(ecsi):
    alone = segments(ecsi, 1)
    mine = alone.params.query("kind == 'path'").set_index(["lhs", "rhs"])["estimate"]
    whole = ecsi.params.query("kind == 'path'").set_index(["lhs", "rhs"])["estimate"]
    np.testing.assert_allclose(mine, whole, atol=EXACT)
    explained = alone.r_squared["estimate"].droplevel("segment")
    pd.testing.assert_series_equal(explained, ecsi.r_squared["estimate"], atol=EXACT)
    assert (alone.params.query("kind == 'intercept'")["estimate"].abs() < EXACT).all()
    assert (alone.membership == 1).all(axis=None)
    assert alone.settings["starts"] == 1
    assert alone.warnings == ()


def test_likelihood_is_that_of_scores_with_divisor_n(found, golden):
    """seminrExtras divides by n - 1, which moves the likelihood by a constant, whatever the segments."""
    published = golden("ecsi_mobile_fimix").query("k == 2 and segment.isna()").set_index("quantity")["value"]
    n, dependents = 250, 6
    constant = n * dependents / 2 * np.log(n / (n - 1))
    row = found.criteria.loc[2]
    assert row["log_likelihood"] + constant == pytest.approx(published["log_likelihood"], abs=LIKELIHOOD)
    for name in ("aic", "aic3", "aic4", "bic", "caic", "hq"):
        assert row[name] - 2 * constant == pytest.approx(published[name], abs=2 * LIKELIHOOD)
    assert row["entropy"] == pytest.approx(published["entropy"], abs=SAME)


def test_paths_against_seminr_extras(found, golden):
    published = golden("ecsi_mobile_fimix").query("k == 2 and quantity == 'path'")
    expected = published.set_index(["segment", "lhs", "rhs"])["value"]
    mine = found.params.query("kind == 'path'").set_index(["lhs", "rhs"], append=True)["estimate"]
    np.testing.assert_allclose(mine.loc[expected.index], expected, atol=SAME)
    assert found.sizes["n_assigned"].tolist() == [146, 104]


def test_simulated_segments_are_found(simulated):
    model, _, price_led, result = simulated
    found = segments(result, 2)
    paths = found.params.query("kind == 'path'").set_index(["lhs", "rhs"], append=True)["estimate"]
    scores = result.scores()
    for number, mine in ((1, ~price_led), (2, price_led)):
        x = np.column_stack([np.ones(mine.sum()), scores.loc[mine, ["Quality", "Price"]]])
        known = np.linalg.lstsq(x, scores.loc[mine, "Satisfaction"], rcond=None)[0][1:]
        np.testing.assert_allclose(paths.loc[number], known, atol=TRUTH)
    right = (found.assignments.to_numpy() == np.where(price_led, 2, 1)).mean()
    assert right > 0.8
    assert found.sizes["share"].tolist() == pytest.approx([0.6, 0.4], abs=TRUTH)
    assert found.warnings == ()
    # the criteria ask for two, and the limits of the two segments lie apart
    table = compare_segments(result, (1, 2, 3))
    assert table["caic"].idxmin() == 2
    assert table["aic3"].idxmin() == 2
    limits = found.params.query("kind == 'path' and rhs == 'Quality'")
    assert limits.loc[1, "conf_low"] > limits.loc[2, "conf_high"]
    assert model.constructs == ("Quality", "Price", "Satisfaction")


def test_tables(found):
    params = found.params
    assert tuple(params.columns) == PARAM_COLUMNS
    assert params.index.name == "segment"
    assert params.groupby(level="segment").size().tolist() == [24, 24]
    assert params["kind"].unique().tolist() == ["path", "intercept", "variance"]
    assert params["p_value"].isna().all()
    middle = (params["conf_low"] + params["conf_high"]) / 2
    np.testing.assert_allclose(middle, params["estimate"], atol=EXACT)
    half = (params["conf_high"] - params["conf_low"]) / 2
    np.testing.assert_allclose(half / params["std_error"], 1.959964, atol=1e-6)
    assert list(found.tables) == ["params", "sizes", "r_squared", "criteria"]
    assert found.r_squared.index.names == ["segment", "construct"]
    assert found.r_squared["estimate"].between(0, 1).all()
    assert found.sizes["share"].sum() == pytest.approx(1.0)
    assert found.sizes["certainty"].between(0.5, 1).all()


def test_explained_variance_within_segments(found, ecsi):
    """By the respondents' probabilities, from the scores."""
    p = found.membership[1].to_numpy()
    y = ecsi.scores()["Satisfaction"].to_numpy()
    spread = np.average((y - np.average(y, weights=p)) ** 2, weights=p)
    variance = found.params.query("kind == 'variance' and lhs == 'Satisfaction'").loc[1, "estimate"]
    assert found.r_squared.loc[(1, "Satisfaction"), "estimate"] == pytest.approx(1 - variance / spread)


def test_membership_follows_the_data(simulated):
    model, frame, _, _ = simulated
    holes = frame.copy()
    holes.loc[[501, 507], "q1"] = np.nan
    found = segments(model.fit(holes, n_boot=0), 2)
    assert found.membership.index.equals(frame.index)
    assert found.membership.columns.tolist() == [1, 2]
    assert found.membership.loc[[501, 507]].isna().all(axis=None)
    assert found.assignments.loc[[501, 507]].isna().all()
    rest = found.membership.drop([501, 507])
    assert np.allclose(rest.sum(axis=1), 1)
    assert (rest.idxmax(axis=1) == found.assignments.drop([501, 507])).all()
    # what is handed out is a copy
    copy = found.membership
    copy.loc[502, 1] = 9.0
    assert found.membership.loc[502, 1] <= 1


def test_seed_decides(ecsi):
    first, again, other = segments(ecsi, 2, seed=3), segments(ecsi, 2, seed=3), segments(ecsi, 2, seed=4)
    pd.testing.assert_frame_equal(first.params, again.params, check_exact=True)
    np.testing.assert_allclose(first.params["estimate"], other.params["estimate"], atol=SAME)


def test_order_of_rows_and_constructs(simulated):
    model, frame, _, result = simulated
    shuffled = frame.sample(frac=1, random_state=1)
    here, there = segments(result, 2), segments(model.fit(shuffled, n_boot=0), 2)
    np.testing.assert_allclose(here.params["estimate"], there.params["estimate"], atol=SAME)
    np.testing.assert_allclose(here.membership, there.membership.loc[frame.index], atol=10 * SAME)
    turned = cs.PathModel(
        {name: list(c.items) for name, c in reversed(list(model.measurement.items()))}, model.structure
    )
    again = segments(turned.fit(frame, n_boot=0), 2)
    np.testing.assert_allclose(here.params["estimate"], again.params["estimate"], atol=SAME)


def test_weights_count_respondents(simulated):
    model, frame, _, _ = simulated
    small = frame.iloc[:300]
    w = np.where(np.arange(300) % 3 == 0, 2.0, 1.0)
    weighted = model.fit(cs.SurveyData(small.assign(w=w), weights="w"), n_boot=0)
    doubled = model.fit(small.iloc[np.repeat(np.arange(300), w.astype(int))].reset_index(drop=True), n_boot=0)
    mine, theirs = segments(weighted, 2), segments(doubled, 2)
    np.testing.assert_allclose(mine.params["estimate"], theirs.params["estimate"], atol=SAME)
    assert mine.sizes["share"].tolist() == pytest.approx(theirs.sizes["share"].tolist(), abs=SAME)
    assert any("pseudo-likelihood" in warning for warning in mine.warnings)
    # a constant weight changes nothing but the remark
    constant = model.fit(cs.SurveyData(small.assign(w=7.0), weights="w"), n_boot=0)
    plain = segments(model.fit(small, n_boot=0), 2)
    np.testing.assert_allclose(segments(constant, 2).criteria, plain.criteria, rtol=1e-7)
    # respondents of weight zero belong to no segment
    w[:5] = 0.0
    none = segments(model.fit(cs.SurveyData(small.assign(w=w), weights="w"), n_boot=0), 2)
    assert none.membership.iloc[:5].isna().all(axis=None)
    assert none.settings["n"] == 295


def test_consistent_estimates_are_not_those_of_segments(mobi):
    model = cs.index_model("ECSI-mobile").path_model()
    plain = segments(model.fit(mobi, n_boot=0), 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AdmissibilityWarning)
        corrected = model.fit(mobi, estimator="plsc", n_boot=0)
    found = segments(corrected, 2)
    np.testing.assert_allclose(found.params["estimate"], plain.params["estimate"], atol=SAME)
    assert "not corrected" in found.warnings[0]
    # beside the segments stand the paths of all respondents, uncorrected like theirs
    assert found.summary().blocks[2].frame.iloc[0, 2] == pytest.approx(0.5049, abs=1e-4)


def test_comparison(ecsi):
    table = compare_segments(ecsi, (1, 2, 3), starts=5)
    assert table.index.name == "segments"
    assert table.index.tolist() == [1, 2, 3]
    assert table["n_parameters"].tolist() == [24, 49, 74]
    assert (table["log_likelihood"].diff().dropna() > 0).all()
    assert np.isnan(table.loc[1, "entropy"])
    assert table.loc[1, ["smallest_share", "share_at_best"]].tolist() == [1.0, 1.0]
    pd.testing.assert_frame_equal(
        table.loc[[2]].drop(columns=["smallest_share", "share_at_best"]), segments(ecsi, 2, starts=5).criteria
    )


def test_number_that_no_start_can_fit(simulated):
    """Sixty respondents of whom the first half have (almost) the same satisfaction."""
    model, frame, _, _ = simulated
    few = frame.iloc[:40].copy()
    few.loc[few.index[:36], ["s1", "s2", "s3"]] = 3.0
    few.loc[few.index[:36], "s1"] += 1e-5 * np.arange(36)
    result = model.fit(few, n_boot=0)
    with pytest.raises(DataError, match=r"None of 4 starts.*fewer segments or more starts"):
        segments(result, 2, starts=4)
    table = compare_segments(result, (1, 2), starts=4)
    assert table.loc[2].drop("n_parameters").fillna(0).eq(0).all()
    assert np.isfinite(table.loc[1, "aic"])


def test_small_segments_are_named(ecsi):
    with (
        pytest.warns(ConvergenceWarning, match="Only 1 of 10 starts"),
        pytest.warns(AdmissibilityWarning, match=r"Segment .*is small.*24 parameters"),
        pytest.warns(AdmissibilityWarning, match="R² within segment"),
    ):
        found = segments(ecsi, 8)
    assert (found.sizes["share"] * 250 < 24).any()


def patterned(n=600, seed=1):
    """One in four answers satisfaction as quality, to a hair; the others have opinions."""
    rng = np.random.default_rng(seed)
    quality = rng.normal(size=n)
    opinion = 0.4 * quality + 0.9 * rng.normal(size=n)
    straight = rng.random(n) < 0.25
    satisfaction = np.where(straight, quality + 0.02 * rng.normal(size=n), opinion)
    frame = pd.DataFrame({"q": quality, "s": satisfaction, "household": np.arange(n) // 3})
    return cs.PathModel({"Quality": ["q"], "Satisfaction": ["s"]}, {"Satisfaction": ["Quality"]}), frame


def test_a_segment_that_fits_too_well_is_named():
    model, frame = patterned()
    with pytest.warns(AdmissibilityWarning, match=r"R² within segment 2 \(Satisfaction\) exceeds 0.99"):
        found = segments(model.fit(frame, n_boot=0), 2)
    assert found.r_squared["estimate"].tolist()[1] > 0.99 > found.r_squared["estimate"].tolist()[0]
    assert "细分群 2 (Satisfaction) 内的 R² 超过 0.99" in found.notices[0].text("zh")
    # the model itself may fit as well as it likes: there is no segment to blame
    perfect = frame.assign(s=frame["q"] + 0.02 * np.random.default_rng(2).normal(size=len(frame)))
    assert not segments(model.fit(perfect, n_boot=0), 1).warnings


@pytest.mark.parametrize("declared", [{"clusters": "household"}, {"strata": "region"}])
def test_declared_designs_are_mentioned(declared, simulated):
    model, frame, _, plain = simulated
    at = np.arange(len(frame))
    survey = cs.SurveyData(frame.assign(household=at // 3, region=at % 4), **declared)
    found = segments(model.fit(survey, n_boot=0), 2)
    assert any("takes them for independent" in words for words in found.warnings)
    assert "相互独立" in "".join(found.to_text("zh").split())
    assert not any("independent" in words for words in segments(plain, 2).warnings)
    with pytest.warns(DataWarning, match="too many segments") as caught:
        table = compare_segments(found.result, (1, 2), starts=3)
    assert caught[0].filename == __file__
    assert table.index.tolist() == [1, 2]
    with pytest.warns(DataWarning, match="too many segments") as caught:
        found.result.compare_segments((1,), starts=1)
    assert caught[0].filename == __file__


def test_solution_of_one_start_is_named(ecsi):
    with pytest.warns(ConvergenceWarning, match="Only 1 of 10 starts"):
        found = segments(ecsi, 4)
    assert found.settings["starts_at_best"] == 1
    assert "更优的解" in found.to_text("zh")


def test_too_few_steps_are_named(ecsi, monkeypatch):
    from csmodels.path_models.segments import result as module

    def short(scores, k, **options):
        return real(scores, k, max_steps=6, **options)

    real = module.fit_mixture
    monkeypatch.setattr(module, "fit_mixture", short)
    with pytest.warns(ConvergenceWarning, match="did not settle within 6 steps"):
        found = module.segments(ecsi, 2, starts=1)
    assert found.settings["converged"] is False


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"k": 0}, "k=0 must be a whole number, 1 or more"),
        ({"k": 2.0}, r"k=2\.0"),
        ({"k": True}, "k=True"),
        ({"k": 2, "starts": 0}, "starts=0"),
        ({"k": 2, "seed": -1}, "seed=-1 must be a whole number, 0 or more"),
    ],
)
def test_options_that_make_no_sense(ecsi, options, message):
    with pytest.raises(SpecificationError, match=message):
        segments(ecsi, **options)


def test_too_many_segments(ecsi):
    with pytest.raises(DataError, match=r"50 segments need at least 300 respondents, there are 250"):
        segments(ecsi, 50)


def test_comparison_of_nothing(ecsi):
    for ks in (3, ()):
        with pytest.raises(SpecificationError, match="sequence of numbers"):
            compare_segments(ecsi, ks)


def test_models_without_respondents_or_with_groups(simulated, answers, model):
    measured, frame, _, _ = simulated
    published = measured.fit(cs.Moments(frame.cov().to_numpy(), n=300, names=list(frame.columns)))
    with pytest.raises(SpecificationError, match="fitted from Moments"):
        segments(published, 2)
    grouped = model.fit(answers, by="group", n_boot=0)
    with pytest.raises(SpecificationError, match="by="):
        segments(grouped, 2)


@pytest.mark.parametrize("rule", ["mean", "em"])
def test_filled_in_answers(simulated, rule):
    model, frame, _, _ = simulated
    holes = frame.copy()
    holes.loc[[501, 507], "q1"] = np.nan
    with pytest.raises(SpecificationError, match=rf"missing='{rule}'.*listwise"):
        segments(model.fit(holes, missing=rule, n_boot=0), 2)


def test_products_are_refused(simulated):
    _, frame, _, _ = simulated
    moderated = cs.PathModel.from_syntax("""
        Quality =~ q1 + q2 + q3
        Price =~ p1 + p2 + p3
        Satisfaction =~ s1 + s2 + s3
        Satisfaction ~ Quality + Price + Quality:Price
    """)
    with pytest.raises(SpecificationError, match="segments is not available"):
        segments(moderated.fit(frame, n_boot=0), 2)


def test_displays(found):
    english, chinese = found.to_text(), found.to_text("zh")
    assert "Unobserved segments" in english
    assert "Segment 2" in english
    assert "潜在细分群" in chinese
    assert "细分群 2" in chinese
    assert english == repr(found)
    assert "<table" in found._repr_html_()
    assert "tabular" in found.to_latex()
    assert isinstance(found, Segments)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_plot(found, lang):
    ax = found.plot_paths(lang=lang)
    drawn = [
        line.get_xdata()[0] for line in ax.lines if line.get_marker() != "None" and len(line.get_xdata()) == 1
    ]
    paths = found.params.query("kind == 'path'")["estimate"]
    assert set(np.round(paths, 12)) <= set(np.round(drawn, 12))
    words = [text.get_text() for text in ax.get_legend().get_texts()]
    assert words == (["Segment 1", "Segment 2"] if lang == "en" else ["细分群 1", "细分群 2"])
    ax.figure.draw_without_rendering()


def test_a_yes_no_outcome_is_refused_by_name():
    """ACSI's complaints: whoever never complained would make a segment without any error."""
    result = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), n_boot=0)
    for ask in (lambda: result.segments(2), result.compare_segments):
        with pytest.raises(DataError, match=r"'Complaints' has two different scores.*Leave"):
            ask()
