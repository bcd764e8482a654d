"""The multiverse of classes against fits one by one, statsmodels and counts by hand."""

from __future__ import annotations

import itertools
import warnings

import matplotlib
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from matplotlib import pyplot

import csmodels as cs
from csmodels.errors import DataWarning
from csmodels.numerics.three_factor.columns import Layout
from csmodels.numerics.three_factor.one_by_one import one_by_one_covariance
from csmodels.three_factor import PenaltyReward

#: The same regression, once from moments and once from rows.
SAME = 1e-9
#: The same estimates by another program.
OTHER = 1e-8
#: Shares of counts.
EXACT = 1e-12

NAMES = ["a1", "a2", "a3"]
SHARES = ["basic", "performance", "excitement", "unimportant", "none"]
CODINGS = {"1, 2 / 5": ((1, 2), (5,)), "1, 2 / 4, 5": ((1, 2), (4, 5)), "1 – 3 / 5": ((1, 2, 3), (5,))}


def survey(n=700, seed=3):
    rng = np.random.default_rng(seed)
    z = 0.7 * rng.normal(size=(n, 1)) + 0.7 * rng.normal(size=(n, 3))
    x = np.digitize(z, [-1.3, -0.6, 0.2, 0.9]) + 1
    frame = pd.DataFrame(x, columns=NAMES)
    frame["c"] = rng.normal(size=n) + 0.3 * x[:, 0]
    y = 4 - (x[:, 0] <= 2) + 0.3 * x[:, 1] + 0.8 * (x[:, 2] == 5) + 0.5 * frame["c"] + rng.normal(size=n)
    frame["y"] = np.clip(np.round(y), 1, 8)
    frame["g"] = np.array(["north", "south"])[rng.integers(0, 2, n)]
    frame["w"] = rng.uniform(0.5, 2, n)
    frame["unit"] = rng.integers(0, 60, n)
    return frame


MODEL = PenaltyReward("y", NAMES, controls=["c"], scale=(1, 5))


@pytest.fixture(scope="module")
def frame():
    return survey()


@pytest.fixture(scope="module")
def result(frame):
    return MODEL.fit(frame, n_boot=50)


@pytest.fixture(scope="module")
def found(result):
    return result.multiverse()


def test_every_universe_is_there(found):
    assert list(found.codings) == ["1, 2 / 5", "1, 2 / 4, 5", "1 / 5", "1 – 3 / 5"]  # terciles are 1, 2 / 5
    assert found.coefficients == ("ols", "standardized", "ordinal", "without_controls", "simple")
    assert found.universes.index.equals(found.classes.index)
    assert len(found.classes) == 4 * 5 * 7
    lost = found.universes[~found.universes["estimated"]]
    assert set(lost["reason"]) == {"no_null"}
    assert set(lost.index.get_level_values("rule")) == {"calibrated"}
    assert set(lost.index.get_level_values("coefficient")) == {"standardized", "simple"}
    assert found.classes.isna().all(axis=1).eq(~found.universes["estimated"]).all()


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize(
    ("kind", "changed"),
    [("ols", {}), ("without_controls", {"controls": ()}), ("ordinal", {"estimator": "ordinal"})],
)
def test_universes_are_fits(frame, found, coding, kind, changed):
    low, high = CODINGS[coding]
    options = {"controls": ["c"], "estimator": "ols", **changed}
    fit = PenaltyReward("y", NAMES, low, high, scale=(1, 5), **options).fit(
        frame, n_boot=None if kind == "ordinal" else 0
    )
    own, table = fit.classification, found.estimates.loc[coding, kind]
    for name in ("penalty", "penalty_std_error", "reward", "reward_std_error"):
        assert table[name].to_numpy() == pytest.approx(own[name].to_numpy(), rel=SAME), name
    assert table["ia"].to_numpy() == pytest.approx(fit.asymmetry["ia"].to_numpy(), rel=SAME)
    assert table["ia_linear"].to_numpy() == pytest.approx(fit.asymmetry["ia_linear"].to_numpy(), rel=SAME)
    for rule in found.rules:
        assert found.classes.loc[coding, kind, rule].tolist() == own[rule].tolist(), rule


def test_standardised_coefficients_are_those_of_standardised_columns(frame, found):
    x = frame[NAMES].to_numpy()
    table = np.column_stack([x <= 2, x == 5, frame["c"]]).astype(float)
    y = frame["y"].to_numpy()
    z = (table - table.mean(axis=0)) / table.std(axis=0)
    wanted = sm.OLS((y - y.mean()) / y.std(), sm.add_constant(z)).fit(cov_type="HC3")
    mine = found.estimates.loc["1, 2 / 5", "standardized"]
    both = [*mine["penalty"], *mine["reward"]]
    assert both == pytest.approx(wanted.params[1:7], rel=OTHER)
    errors = [*mine["penalty_std_error"], *mine["reward_std_error"]]
    assert errors == pytest.approx(wanted.bse[1:7], rel=OTHER)
    # their t is that of the unstandardised ones: significance cannot differ, symmetry can
    classes = found.classes.xs("significance", level="rule")
    assert classes.xs("standardized", level="coefficient").equals(classes.xs("ols", level="coefficient"))


@pytest.mark.parametrize("errors", ["HC0", "HC1", "HC2", "HC3", "classical", "cluster"])
@pytest.mark.parametrize("weighted", [False, True])
def test_attributes_one_by_one_are_regressions_of_statsmodels(frame, errors, weighted):
    weights = frame["w"].to_numpy() if weighted else None
    x = frame[NAMES].to_numpy()
    rows = np.column_stack([x <= 2, x == 5, x, frame["c"], frame["y"]]).astype(float)
    codes = frame["unit"].to_numpy()
    covariance, df = one_by_one_covariance(rows, Layout(3, 1), weights, errors, codes)
    w = np.ones(len(rows)) if weights is None else weights * len(rows) / weights.sum()
    for j in range(3):
        design = sm.add_constant(np.column_stack([rows[:, j], rows[:, 3 + j], frame["c"]]))
        model = sm.WLS(rows[:, -1], design, weights=w)
        if errors == "cluster":
            fit = model.fit(cov_type="cluster", cov_kwds={"groups": codes})
        else:
            fit = model.fit(cov_type="nonrobust" if errors == "classical" else errors)
        assert covariance[j] == pytest.approx(fit.cov_params()[1:3, 1:3], rel=OTHER)
    assert df == (len(np.unique(codes)) - 1 if errors == "cluster" else len(rows) - 4)


@pytest.mark.parametrize("design", [{}, {"weights": "w"}, {"weights": "w", "clusters": "unit"}])
def test_one_by_one_is_a_fit_with_one_attribute(frame, design):
    data = cs.SurveyData(frame, **design) if design else frame
    found = MODEL.fit(data, n_boot=0 if "clusters" not in design else None).multiverse({}, ["simple"])
    for name in NAMES:
        alone = PenaltyReward("y", [name], controls=["c"], scale=(1, 5))
        own = alone.fit(data, n_boot=0 if "clusters" not in design else None).classification
        mine = found.estimates.loc["1, 2 / 5", "simple"]
        for column in ("penalty", "penalty_std_error", "reward", "reward_std_error"):
            assert mine.loc[name, column] == pytest.approx(own.loc[name, column], rel=1e-6), column
        for rule in found.rules:
            if rule != "calibrated":
                assert found.classes.loc["1, 2 / 5", "simple", rule][name] == own.loc[name, rule]


def test_stability_counts_advisable_universes(found):
    classes, universes, estimates = found.classes, found.universes, found.estimates
    for name in NAMES:
        kept, every = [], []
        for key, row in classes.iterrows():
            if not universes.loc[key, "estimated"]:
                continue
            every.append(row[name] or "none")
            few = estimates.loc[(key[0], key[1], name), "few"]
            if key[1] not in ("standardized", "simple") and not few:
                kept.append(row[name] or "none")
        own = found.stability.loc[name]
        assert own["n"] == len(kept)
        for each in SHARES:
            assert own[each] == pytest.approx(kept.count(each) / len(kept), rel=EXACT)
        assert own["share"] == own[SHARES].max() == own[own["class"]]
        assert own["share_all"] == pytest.approx(every.count(own["class"]) / len(every), rel=EXACT)
    assert found.stability["own"].tolist() == found.result.classification["class"].tolist()
    assert found.stability.loc[["a1", "a3"], "class"].tolist() == ["basic", "excitement"]


def test_sources_count_pairs(found):
    table, universes = found.classes, found.universes
    at = {"coding": 0, "coefficient": 1, "rule": 2}
    few = found.estimates["few"]
    rows = {key: row for key, row in table.iterrows() if universes.loc[key, "estimated"]}
    pairs = [(a, b, [i for i in range(3) if a[i] != b[i]]) for a, b in itertools.combinations(rows, 2)]
    for choice, name in itertools.product(at, NAMES):
        lacking = {key[:2] for key, flag in few.items() if flag and key[2] == name}
        differ = both = 0
        for a, b, changed in pairs:
            plain = choice == "coefficient" or a[1] not in ("standardized", "simple")
            if changed == [at[choice]] and plain and not {a[:2], b[:2]} & lacking:
                both += 1
                differ += rows[a][name] != rows[b][name]
        assert found.sources.loc[name, choice] == pytest.approx(differ / both, rel=EXACT)


def test_linear_is_the_class_of_a_linear_world():
    """With the midpoint among the low answers a linear world looks basic by any cut-off."""
    frame = survey(n=3000)
    frame["y"] = 0.5 * frame[NAMES].sum(axis=1) + np.random.default_rng(0).normal(size=len(frame))
    model = PenaltyReward("y", NAMES, low=(1, 2, 3), high=(5,), scale=(1, 5))
    result = model.fit(frame, n_boot=0)
    found = result.multiverse({}, ["ols"], ["index_10", "calibrated"])
    assert found.classes.loc["1 – 3 / 5", "ols", "index_10"].tolist() == ["basic"] * 3
    assert found.classes.loc["1 – 3 / 5", "ols", "calibrated"].tolist() == ["performance"] * 3
    assert found.stability["linear"].tolist() == [0.5] * 3


def test_codings_of_ones_own(frame, result):
    found = result.multiverse({"top two": ((1, 2), (4, 5)), "first": ({"a1": 1}, None)}, [], ["wald"])
    assert list(found.codings) == ["1, 2 / 5", "top two", "first"]
    assert found.coefficients == ("ols",)
    assert found.codings["first"].low == ((1.0,), (1.0, 2.0), (1.0, 2.0))
    own = PenaltyReward("y", NAMES, low={"a1": 1}, controls=["c"], scale=(1, 5)).fit(frame, n_boot=0)
    mine = found.estimates.loc["first", "ols"]["penalty"].to_numpy()
    assert mine == pytest.approx(own.classification["penalty"].to_numpy(), rel=SAME)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"codings": {"x": ((0, 1), (5,))}}, "outside the scale"),
        ({"codings": {"x": ((1, 5), (5,))}}, "in low= and in high="),
        ({"codings": {"x": ((1, 2),)}}, "must be low and high codes"),
        ({"codings": [((1, 2), (5,))]}, "by a name of yours"),
        ({"coefficients": "simple"}, "for one write"),
        ({"coefficients": ["mixed"]}, 'needs an analysis with estimator="mixed"'),
        ({"coefficients": ["beta"]}, "beta"),
        ({"rules": ["index"]}, "index"),
        ({"rules": "wald"}, "for one write"),
        ({"rules": []}, "is empty"),
    ],
)
def test_wrong_choices_are_refused(result, options, match):
    with pytest.raises(ValueError, match=match):
        result.multiverse(**options)


def test_what_cannot_be_estimated_stays_with_its_reason(frame):
    some = frame.assign(a1=frame["a1"].clip(lower=2), y=frame["y"] + 0.1 * np.arange(len(frame)))
    found = MODEL.fit(some, n_boot=0).multiverse()
    empty = found.universes.loc["1 / 5"]
    assert (empty["reason"] == "empty").all()
    assert (empty["detail"] == "a1").all()
    ordinal = found.universes.xs("ordinal", level="coefficient").loc["1, 2 / 5"]
    assert (ordinal["reason"] == "many").all()
    weighted = MODEL.fit(cs.SurveyData(frame, weights="w"), n_boot=0).multiverse(coefficients=["ordinal"])
    assert (weighted.universes.xs("ordinal", level="coefficient")["reason"] == "design").all()
    text = found.to_text()
    assert "satisfaction has too many different values" in text
    assert "an attribute without low" in text


def test_few_answers_count_nowhere(frame):
    some = frame.copy()
    some.loc[some.index[some["a2"] == 1][5:], "a2"] = 2
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = MODEL.fit(some, n_boot=0).multiverse(coefficients=["ols"])
    assert found.estimates.loc[("1 / 5", "ols", "a2"), "few"]
    assert found.stability.loc["a2", "n"] == found.stability.loc["a1", "n"] - len(found.rules)
    assert found.universes.loc["1 / 5", "caution"].eq("few").all()
    assert not found.universes.loc["1 / 5", "advisable"].any()


def test_groups_and_other_estimators(frame):
    grouped = MODEL.fit(frame, by="g", n_boot=0).multiverse(coefficients=["simple"])
    for g in ("north", "south"):
        alone = MODEL.fit(frame[frame["g"] == g], n_boot=0)
        one = alone.multiverse(CODINGS, ["simple"], ["wald"])
        mine = grouped.classes.loc[g].loc[one.classes.index]
        assert mine.equals(one.classes)
    assert "north" in grouped.to_text()
    ordinal = (
        PenaltyReward("y", NAMES, estimator="ordinal", scale=(1, 5)).fit(frame).multiverse(rules=["wald"])
    )
    assert ordinal.coefficients == ("ordinal", "ols", "standardized", "simple")
    assert ordinal.universes["estimated"].all()


def test_disconfirmation_has_outer_answers(frame):
    result = PenaltyReward("y", NAMES, coding="disconfirmation", scale=(1, 5)).fit(frame, n_boot=0)
    assert list(result.multiverse(rules=["wald"]).codings) == ["1, 2 / 4, 5", "1 / 5"]


def test_terciles_hold_a_third_at_most(frame, found):
    assert "terciles" not in found.codings  # the same as another one
    skewed = frame.assign(a1=(frame["a1"] + 2).clip(upper=5))
    skewed.loc[:40, "a1"] = 1
    with warnings.catch_warnings():  # the answers no longer go with satisfaction
        warnings.simplefilter("ignore", DataWarning)
        other = PenaltyReward("y", NAMES, scale=(1, 5)).fit(skewed, n_boot=0)
    coding = other.multiverse(rules=["wald"]).codings["terciles"]
    for j, name in enumerate(NAMES):
        for codes, outermost in ((coding.low[j], 1.0), (coding.high[j], 5.0)):
            share = skewed[name].isin(codes).mean()
            assert share <= 1 / 3 or codes == (outermost,)


def test_heat_maps_are_the_shares(found):
    matplotlib.use("Agg")
    ax = found.plot_stability()
    (image,) = [each for each in ax.collections if each.get_label() == "_shares"]
    shown = found.shares()[SHARES[:4]]
    drawn = np.ma.getdata(image.get_array()).reshape(len(NAMES), -1)
    assert drawn[:, :4] == pytest.approx(shown.to_numpy(), rel=EXACT)
    cells = {each.get_label(): each.get_text() for each in ax.texts}
    assert cells["cell 0 0"] == f"{100 * shown.iloc[0, 0]:.0f}"
    frames = [line.get_xdata()[0] // 1 for line in ax.lines if line.get_label() == "_own"]
    assert frames == [SHARES.index(name) for name in found.stability["own"]]
    for by in ("coding", "coefficient", "rule"):
        ax = found.plot_stability(by=by, lang="zh")
        table = found.shares(by)
        known = table[table["n"] > 0]
        cells = [each for each in ax.texts if each.get_label().startswith("cell") and each.get_text()]
        assert [each.get_text().split("\n")[1] for each in cells] == [
            f"{100 * share:.0f}" for share in known[SHARES].max(axis=1)
        ]
    with pytest.raises(ValueError, match="by"):
        found.plot_stability(by="class")
    pyplot.close("all")


def test_summary_speaks_both_languages(found):
    for lang, word in (("en", "What decides"), ("zh", "分歧来源")):
        printed = found.to_text(lang)
        assert word in printed
        assert "three_" not in printed
        assert "universe_" not in printed
