"""Latent segments of a Kano analysis: tables, special cases, alarms, refusals, the samples' truth."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

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
from csmodels.kano.evaluation import TABLES
from csmodels.kano.model import KanoModel
from csmodels.numerics.kano.drawing import PAIRS, drawn_pairs
from csmodels.tables import PARAM_COLUMNS

TRUTH = json.loads((Path(__file__).resolve().parents[2] / "datasets" / "truth.json").read_text())
#: Arithmetic that is the same but for its order.
EXACT = 1e-9
#: The same optimum reached along another way, in shares.
SAME = 2e-4
NAMES = ("app", "bar", "gym", "lounge", "music", "pool")
#: Shares of M O A I R Q: two segments that want different things of the first four, and agree on the others.
FIRST = [[70, 20, 4, 4, 1, 1], [4, 4, 70, 20, 1, 1], [4, 70, 20, 4, 1, 1], [1, 1, 70, 26, 1, 1]]
SECOND = [[4, 4, 20, 70, 1, 1], [4, 4, 4, 70, 17, 1], [20, 4, 4, 70, 1, 1], [1, 1, 2, 26, 69, 1]]
BOTH = [[10, 15, 15, 58, 1, 1], [60, 20, 10, 8, 1, 1]]
WANTS = np.array([[*FIRST, *BOTH], [*SECOND, *BOTH]]) / 100.0


def frame_of(n=500, seed=0, share=0.6):
    rng = np.random.default_rng(seed)
    kind = (rng.random(n) > share).astype(int)
    place = rng.random((n, len(NAMES), 1))
    categories = (place > np.cumsum(WANTS[kind], axis=2)[..., :-1]).sum(axis=2).astype(np.int8)
    f, d = drawn_pairs(categories, rng.random(categories.shape), TABLES["berger"].codes, PAIRS)
    columns = {f"{name}_{q}": side[:, a] for a, name in enumerate(NAMES) for q, side in (("f", f), ("d", d))}
    return pd.DataFrame(columns, index=pd.RangeIndex(301, 301 + n, name="id")), kind


@pytest.fixture(scope="module")
def simulated():
    frame, kind = frame_of()
    return frame, kind, KanoModel.find(frame).fit(frame)


@pytest.fixture(scope="module")
def found(simulated):
    return simulated[2].segments(2)


def quiet(result, k, **options):
    with warnings.catch_warnings():
        for kind in (AdmissibilityWarning, ConvergenceWarning, DataWarning):
            warnings.simplefilter("ignore", kind)
        return result.segments(k, **options)


def test_known_segments_are_found(simulated, found):
    _, kind, result = simulated
    assert (found.assignments.to_numpy() - 1 == kind).mean() > 0.95
    labels = found.categories["category"].unstack("attribute")[list(NAMES)]
    assert labels.loc[1].tolist() == ["M", "A", "O", "A", "I", "M"]
    assert labels.loc[2].tolist() == ["I", "I", "I", "R", "I", "M"]
    assert found.categories["agrees"].sum() >= 10
    table = result.compare_segments((1, 2, 3), starts=6)
    assert table["bic"].idxmin() == 2
    assert table["aic3"].idxmin() == 2
    assert found.settings["starts_at_best"] == 20
    held = (found.shares["conf_low"] <= WANTS.ravel()) & (WANTS.ravel() <= found.shares["conf_high"])
    # 72 limits of 95 %, some of them dependent
    assert held.sum() >= 64


def test_hidden_opposition(found):
    """The lounge: most of 60 % enjoy it, most of 40 % want it absent; counted together it has no label."""
    row = found.hidden.loc["lounge"]
    assert not row["agrees"] or row["category"] == "I"
    assert row[["categories", "degree"]].tolist() == ["A, R", "opposed"]
    assert row["probability"] == 1.0
    assert row["camps"]
    assert "music" not in found.hidden.index
    assert any("oppose each other" in each and "lounge (A, R)" in each for each in found.warnings)
    assert any("want it absent (R)" in each for each in found.warnings)
    assert "相互对立的细分群" in "".join(found.to_text("zh").split()).replace("|", "").replace("*", "")


def test_one_segment_is_the_analysis(simulated):
    result = simulated[2]
    alone = result.segments(1)
    n = result.counts["n"].to_numpy()[:, None]
    letters = list("MOAIRQ")
    np.testing.assert_allclose(alone.profiles, result.counts[letters] / n, atol=EXACT)
    np.testing.assert_allclose(
        alone.coefficients[["better", "worse"]], result.coefficients[["better", "worse"]], atol=EXACT
    )
    linear = result.model.fit(simulated[0], errors="linearized")
    for name in ("better_std_error", "worse_std_error", "covariance"):
        np.testing.assert_allclose(alone.coefficients[name], linear.coefficients[name], rtol=1e-5)
    np.testing.assert_allclose(alone.shares["conf_low"], result.shares["conf_low"], atol=1e-6)
    np.testing.assert_allclose(alone.shares["conf_high"], result.shares["conf_high"], atol=1e-6)
    assert alone.sizes["share"].tolist() == [1.0]
    assert (alone.membership == 1).all(axis=None)
    assert alone.settings["starts"] == 1


def test_tables(found):
    assert list(found.tables) == [
        "params", "sizes", "profiles", "shares", "categories", "coefficients", "hidden", "criteria"
    ]  # fmt: skip
    assert tuple(found.params.columns) == PARAM_COLUMNS
    assert found.params.index.name == "segment"
    assert found.params["kind"].value_counts().to_dict() == {"share": 74, "coefficient": 24}
    assert found.params["p_value"].isna().all()
    assert found.profiles.index.names == ["segment", "attribute"]
    np.testing.assert_allclose(found.profiles.sum(axis=1), 1.0, atol=EXACT)
    stacked = found.shares["share"].unstack("category")[list("MOAIRQ")].loc[found.profiles.index]
    np.testing.assert_allclose(stacked, found.profiles, atol=EXACT)
    better = found.profiles[["O", "A"]].sum(axis=1) / found.profiles[["M", "O", "A", "I"]].sum(axis=1)
    np.testing.assert_allclose(found.coefficients["better"], better, atol=EXACT)
    for low, high in (("better_low", "better_high"), ("worse_low", "worse_high")):
        assert (found.coefficients[low] <= found.coefficients[high]).all()
    assert found.coefficients["better"].between(0, 1).all()
    assert found.coefficients["worse"].between(-1, 0).all()
    shares = found.shares
    assert (shares["conf_low"] <= shares["share"] + EXACT).all()
    assert (shares["share"] <= shares["conf_high"] + EXACT).all()
    assert found.sizes["share"].sum() == pytest.approx(1.0)
    assert found.sizes["share"].is_monotonic_decreasing
    assert found.sizes["n_assigned"].sum() == 500
    np.testing.assert_allclose(found.membership.mean(), found.sizes["share"], atol=1e-5)


def test_better_by_the_delta_method(found):
    """Numerical derivatives meet the covariance of the shares."""
    solution = found._solution
    c, a = 1, 0
    cov = solution.errors.of_attribute(a)[6:, 6:]
    p = solution.shares[c, a]

    def better(p):
        return (p[1] + p[2]) / p[:4].sum()

    slope = np.array([(better(p + h) - better(p - h)) / 2e-6 for h in 1e-6 * np.eye(6)])
    error = found.coefficients.loc[(2, "app"), "better_std_error"]
    assert error == pytest.approx(np.sqrt(slope @ cov @ slope), rel=1e-6)


def test_membership_follows_the_data(simulated):
    frame = simulated[0].astype("Int64")
    frame.loc[[301, 305]] = pd.NA
    frame.loc[310, "app_f"] = pd.NA
    found = quiet(KanoModel.find(frame).fit(frame, n_boot=0), 2, starts=3)
    assert found.membership.index.equals(frame.index)
    assert found.membership.loc[[301, 305]].isna().all(axis=None)
    assert found.assignments.loc[[301, 305]].isna().all()
    assert found.membership.drop([301, 305]).sum(axis=1).round(9).eq(1).all()
    assert found.settings["n"] == 498


def test_order_of_rows_and_attributes(simulated, found):
    frame = simulated[0]
    shuffled = frame.sample(frac=1, random_state=1)
    pairs = {name: (f"{name}_f", f"{name}_d") for name in reversed(NAMES)}
    other = KanoModel(pairs).fit(shuffled, n_boot=0).segments(2)
    np.testing.assert_allclose(other.profiles.loc[found.profiles.index], found.profiles, atol=SAME)
    np.testing.assert_allclose(other.membership.loc[frame.index], found.membership, atol=10 * SAME)
    chance = other.categories["probability"].loc[found.categories.index]
    np.testing.assert_allclose(chance, found.categories["probability"], atol=0.02)


def test_weights(simulated, found):
    frame = simulated[0]
    model = found.result.model
    constant = model.fit(cs.SurveyData(frame.assign(w=7.0), weights="w"), n_boot=0).segments(2)
    np.testing.assert_allclose(constant.shares, found.shares, atol=SAME)
    np.testing.assert_allclose(constant.criteria, found.criteria, rtol=1e-7)
    assert any("pseudo-likelihood" in each for each in constant.warnings)
    w = np.where(np.arange(500) % 3 == 0, 2.0, 1.0)
    weighted = model.fit(cs.SurveyData(frame.assign(w=w), weights="w"), n_boot=0).segments(2)
    twice = frame.iloc[np.repeat(np.arange(500), w.astype(int))].reset_index(drop=True)
    doubled = model.fit(twice, n_boot=0).segments(2)
    np.testing.assert_allclose(weighted.profiles, doubled.profiles, atol=SAME)
    np.testing.assert_allclose(weighted.sizes["share"], doubled.sizes["share"], atol=SAME)
    # as many respondents are still surer than fewer
    assert (weighted.sizes["std_error"] > doubled.sizes["std_error"]).all()


def test_clusters(simulated, found):
    frame = simulated[0]
    pairs = pd.concat([frame, frame], ignore_index=True).assign(home=np.tile(np.arange(500), 2))
    clustered = found.result.model.fit(cs.SurveyData(pairs, clusters="home"), n_boot=0).segments(2)
    plain = found.shares["std_error"]
    well = found.shares["share"].between(0.05, 0.95)
    ratio = clustered.shares["std_error"][well] / plain[well]
    np.testing.assert_allclose(ratio, np.sqrt(500 / 499), rtol=1e-3)
    assert any("take respondents for independent" in each for each in clustered.warnings)
    with pytest.warns(DataWarning, match="too many segments") as caught:
        clustered.result.compare_segments((1,), starts=1)
    assert caught[0].filename == __file__


@pytest.mark.filterwarnings("ignore:Only . of 5 starts")
def test_segments_of_nobody_are_told():
    """Answers without segments: BIC says so, and no attribute is said to be opposed."""
    rng = np.random.default_rng(0)
    shares = WANTS.mean(axis=0)
    place = rng.random((400, len(NAMES), 1))
    categories = (place > np.cumsum(shares, axis=1)[None, :, :-1]).sum(axis=2).astype(np.int8)
    f, d = drawn_pairs(categories, rng.random(categories.shape), TABLES["berger"].codes, PAIRS)
    columns = {f"{n}_{q}": side[:, a] for a, n in enumerate(NAMES) for q, side in (("f", f), ("d", d))}
    frame = pd.DataFrame(columns)
    result = KanoModel.find(frame).fit(frame)
    with pytest.warns(DataWarning, match="BIC prefers one segment to these 2") as caught:
        found = result.segments(2, starts=5)
    assert caught[0].filename == __file__
    assert not (found.hidden["degree"] == "opposed").any()
    # nobody belongs together, and still a third wants the lounge and a third does not
    assert found.hidden.loc["lounge", "camps"]
    assert result.compare_segments((1, 2), starts=3)["bic"].idxmin() == 1


def test_a_way_of_filling_in_the_form_is_told(simulated):
    frame = simulated[0].copy()
    frame.iloc[:60] = 1
    found = quiet(KanoModel.find(frame).fit(frame, n_boot=0), 3)
    assert any("way of filling in the form" in each for each in found.warnings)
    assert (found.assignments.iloc[:60] == 3).all()


def test_small_segments_and_lone_solutions(simulated):
    with (
        pytest.warns(AdmissibilityWarning, match="is small"),
        pytest.warns(ConvergenceWarning, match="starts found this solution"),
    ):
        simulated[2].segments(6, starts=4)


def test_too_few_steps_are_named(simulated, monkeypatch):
    from csmodels.kano.segments import find

    real = find.fit_classes
    monkeypatch.setattr(find, "fit_classes", lambda *given, **named: real(*given, **named, max_steps=6))
    with pytest.warns(ConvergenceWarning, match="did not settle within 6 steps"):
        found = simulated[2].segments(2, starts=1)
    assert found.settings["converged"] is False


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"k": 0}, "k=0 must be a whole number, 1 or more"),
        ({"k": 2.0}, r"k=2\.0"),
        ({"k": 2, "starts": 0}, "starts=0"),
        ({"k": 2, "seed": -1}, "seed=-1 must be a whole number, 0 or more"),
    ],
)
def test_options_that_make_no_sense(simulated, options, message):
    with pytest.raises(SpecificationError, match=message):
        simulated[2].segments(**options)


def test_what_is_refused(simulated):
    frame, kind, result = simulated
    grouped = KanoModel.find(frame).fit(frame.assign(camp=kind), by="camp", n_boot=0)
    with pytest.raises(SpecificationError, match="by="):
        grouped.segments(2)
    with pytest.raises(DataError, match="501 segments"):
        result.segments(501)
    alone = KanoModel({"bar": ("bar_f", "bar_d")}).fit(frame, n_boot=0)
    with pytest.raises(DataError, match="different segments would fit equally well"):
        alone.segments(2)
    for ks in (3, ()):
        with pytest.raises(SpecificationError, match="sequence of numbers"):
            result.compare_segments(ks)


def test_without_resamples(simulated, found):
    """The labels of segments need none."""
    other = KanoModel.find(simulated[0]).fit(simulated[0], n_boot=0).segments(2)
    pd.testing.assert_frame_equal(other.categories, found.categories)


def test_comparison(simulated, found):
    table = simulated[2].compare_segments((1, 2), starts=20)
    assert table.index.name == "segments"
    pd.testing.assert_frame_equal(
        table.loc[[2]].drop(columns=["smallest_share", "share_at_best"]), found.criteria
    )
    assert table.loc[2, "n_parameters"] == 61
    assert table.loc[2, "bic"] == pytest.approx(-2 * table.loc[2, "log_likelihood"] + 61 * np.log(500))
    assert np.isnan(table.loc[1, "entropy"])


def test_displays(found):
    english, chinese = found.to_text(), found.to_text("zh")
    assert "Segment 2" in english
    assert english == repr(found)
    assert "What each segment wants" in english
    assert "潜在细分群" in chinese
    assert "<table" in found._repr_html_()
    assert "tabular" in found.to_latex()
    copy = found.profiles
    copy.loc[(1, "app"), "M"] = 9.0
    assert found.profiles.loc[(1, "app"), "M"] <= 1


def test_picture(found):
    ax = found.plot_groups("better", attributes=["app", "bar"])
    legend = ax.figure.legends or [ax.get_legend()]
    names = [text.get_text() for text in legend[0].get_texts()]
    assert names == [f"Segment {k} ({100 * found.sizes.loc[k, 'share']:.0f} %)" for k in (1, 2)]
    drawn = sorted(
        round(float(line.get_xdata()[0]), 9) for line in ax.lines if line.get_marker() in ("o", "s")
    )
    held = sorted(found.coefficients["better"].loc[:, ["app", "bar"]].round(9))
    assert set(held) <= set(drawn)


@pytest.fixture(scope="module", params=["hotel_kano", "telecom_kano"])
def sample(request):
    return getattr(cs.datasets, f"load_{request.param}")(), TRUTH[request.param]


def test_opposed_attributes_of_the_samples(sample):
    """In either survey one attribute is indifferent only because segments oppose each other."""
    data, truth = sample
    alone = quiet(KanoModel.find(data).fit(data, n_boot=200), 1)
    assert alone.hidden.index[alone.hidden["camps"]].tolist() == [truth["opposed"]["attribute"]]
    assert any(": 2" in each and "want it absent" in each for each in alone.warnings)


def test_segments_of_the_samples(sample):
    """Without the careless respondents, who make segments of their own.

    Segments differ by shares of a few attributes, and a readiness to demand runs through all: members are
    recovered better than by naming the largest segment (.42 and .38), not surely.
    """
    data, truth = sample
    careless = set().union(*truth["sample"]["careless_and_contradictory"].values())
    kept = ~data.frame[data.frame.columns[0]].isin(careless).to_numpy()
    found = quiet(KanoModel.find(data).fit(data.where(kept), n_boot=0), 4)
    name = truth["opposed"]["attribute"]
    assert found.hidden["probability"].idxmax() == name
    assert found.hidden.loc[name, "probability"] > 0.75
    segments = np.array(list(truth["sample"]["segments"]))[kept]
    table = pd.crosstab(found.assignments.to_numpy(), segments)
    assert table.max(axis=1).sum() / len(segments) > 0.5
