"""The index against direct computation from the rows, and every option of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import AdmissibilityWarning, DataError, SpecificationError
from csmodels.testing import assert_table_close

#: The same formula in another order of operations, on weights settled to 1e-12, in points of 0 to 100.
SAME = 1e-8
COLUMNS = ["estimate", "std_error", "conf_low", "conf_high", "n"]


def acsi_answers(n: int = 300, seed: int = 0) -> pd.DataFrame:
    """Made-up answers under the names of ACSI's public data, price tolerance asked in two ways."""
    rng = np.random.default_rng(seed)
    expectations = rng.normal(size=n)
    quality = 0.6 * expectations + 0.8 * rng.normal(size=n)
    value = 0.6 * quality + 0.8 * rng.normal(size=n)
    satisfaction = 0.5 * quality + 0.4 * value + 0.5 * rng.normal(size=n)
    loyalty = 0.7 * satisfaction + 0.7 * rng.normal(size=n)

    def rating(construct: np.ndarray, noise: float) -> np.ndarray:
        return np.clip(np.rint(7 + 1.6 * (construct + noise * rng.normal(size=n))), 1, 10)

    blocks = {
        ("OVERALLX", "CUSTOMX", "WRONGX"): expectations,
        ("OVERALLQ", "CUSTOMQ", "WRONGQ"): quality,
        ("PQ", "QP"): value,
        ("SATIS", "CONFIRM", "IDEAL"): satisfaction,
        ("REPUR",): loyalty,
    }
    frame = pd.DataFrame(
        {
            name: rating(construct, 0.5 + 0.1 * i)
            for names, construct in blocks.items()
            for i, name in enumerate(names)
        }
    )
    frame["COMP"] = (satisfaction + rng.normal(size=n) < -1).astype(int)
    stays = frame["REPUR"] > 5
    up, down = (np.clip(np.rint(8 + 6 * way * loyalty + 4 * rng.normal(size=n)), 0, 25) for way in (1, -1))
    frame["HIGHPTOL"] = np.where(stays, up, np.nan)
    frame["LOWPTOL"] = np.where(stays, np.nan, down)
    frame["wave"] = np.where(np.arange(n) % 2, "spring", "autumn")
    frame["weight"] = rng.uniform(0.5, 2, size=n)
    return frame


@pytest.fixture(scope="module")
def acsi() -> pd.DataFrame:
    return acsi_answers()


@pytest.fixture(scope="module")
def fitted(acsi):
    return cs.index_model("ACSI").fit(acsi, n_boot=300)


def by_hand(result, rows: pd.DataFrame, how: str, w: np.ndarray | None = None) -> pd.Series:
    """The published rule, written out for each construct."""
    weights = result.params.query("kind == 'weight'").set_index("rhs")["estimate"]
    w = np.ones(len(rows)) if w is None else w
    out = {}
    for name, construct in result.model.measurement.items():
        items = list(construct.items)
        x = rows[items].to_numpy(float)
        mean = np.average(x, axis=0, weights=w)
        sd = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=w))
        low, high = np.array([result.ranges[item] for item in items]).T
        if how == "unstandardized":
            u = weights[items].to_numpy() / sd
            out[name] = 100 * (u @ mean - u @ low) / (u @ high - u @ low)
        else:
            share = weights[items].to_numpy() if how == "standardized" else np.ones(len(items))
            out[name] = 100 * ((mean - low) / (high - low)) @ share / share.sum()
    return pd.Series(out)


def complete(result, frame: pd.DataFrame) -> pd.DataFrame:
    derived = np.where(frame["REPUR"] > 5, frame["HIGHPTOL"], -frame["LOWPTOL"])
    return frame.assign(PTOL=derived)[list(result.model.items)]


@pytest.mark.parametrize("how", ["unstandardized", "standardized", "equal"])
def test_formula(acsi, how):
    result = cs.index_model("ACSI", index_weights=how).fit(acsi, n_boot=0)
    assert_table_close(result.index["estimate"], by_hand(result, complete(result, acsi), how), atol=SAME)
    sums = result.index_weights["weight"].groupby(level="construct").sum()
    np.testing.assert_allclose(sums, 1, atol=1e-12)
    assert how in ("unstandardized", result.settings["index_weights"])
    word = {"unstandardized": "unstandardised", "standardized": "standardised", "equal": "equal"}[how]
    assert f"Index weights     {word}" in result.to_text()


def test_draws_are_the_formula_on_the_rows_drawn(acsi):
    indices = np.random.default_rng(1).integers(0, len(acsi), size=(4, len(acsi)))
    model = cs.index_model("ACSI")
    result = model.fit(acsi, resample_indices=indices)
    for b, rows in enumerate(indices):
        alone = model.fit(acsi.iloc[rows], n_boot=0)
        np.testing.assert_allclose(
            result.estimates.draws["statistic"][0][:, b], alone.index["estimate"], atol=SAME
        )


def test_table(fitted, acsi):
    index = fitted.index
    assert index.columns.tolist() == COLUMNS
    assert index.index.tolist() == list(fitted.published.items)
    assert index.index.name == "construct"
    assert (index["n"] == 300).all()
    draws = fitted.estimates.draws["statistic"][0]
    np.testing.assert_allclose(index["std_error"], draws.std(axis=1, ddof=1))
    low, high = np.quantile(draws, [0.025, 0.975], axis=1)
    np.testing.assert_allclose(index[["conf_low", "conf_high"]], np.column_stack([low, high]))
    assert index["estimate"].between(index["conf_low"], index["conf_high"]).all()
    assert list(fitted.tables) == [
        "params",
        "r_squared",
        "total_effects",
        "effects",
        "reliability",
        "answers_by_item",
        "index",
        "index_weights",
    ]


def test_everything_a_path_model_gives(fitted, acsi):
    plain = fitted.model.fit(complete(fitted, acsi), n_boot=300)
    assert_table_close(fitted.params, plain.params, atol=1e-9)
    assert_table_close(fitted.reliability, plain.reliability, atol=1e-9)
    np.testing.assert_allclose(fitted.scores(), plain.scores(), atol=1e-9)
    assert fitted.published.name == fitted.settings["model"] == "ACSI"


@pytest.mark.parametrize("how", ["unstandardized", "standardized", "equal"])
def test_respondents_average_to_the_index(acsi, how):
    result = cs.index_model("ACSI", index_weights=how).fit(acsi, n_boot=0)
    scores = result.index_scores()
    assert_table_close(scores.mean(), result.index["estimate"], atol=SAME)
    assert scores.index.equals(acsi.index)
    assert scores.min(axis=None) >= -SAME
    assert scores.max(axis=None) <= 100 + SAME
    # one item from 1 to 10, or yes and no
    assert_table_close(scores["Complaints"], 100.0 * acsi["COMP"], atol=SAME)


def test_survey_weights(acsi):
    data = cs.SurveyData(acsi, weights="weight")
    result = cs.index_model("ACSI").fit(data, n_boot=0)
    w = acsi["weight"].to_numpy()
    expected = by_hand(result, complete(result, acsi), "unstandardized", w)
    assert_table_close(result.index["estimate"], expected, atol=SAME)
    means = pd.Series(np.average(result.index_scores(), axis=0, weights=w), index=expected.index)
    assert_table_close(means, result.index["estimate"], atol=SAME)
    plain = cs.index_model("ACSI").fit(acsi, n_boot=0)
    assert (result.index["estimate"] - plain.index["estimate"]).abs().min() > 1e-3


def test_scores_of_new_respondents_and_missing_answers(fitted, acsi):
    new = acsi.head(4).copy()
    new.index = list("wxyz")
    new.loc["x", "SATIS"] = np.nan
    scores = fitted.index_scores(new)
    assert scores.index.tolist() == list("wxyz")
    assert scores.loc["x"].isna().all()
    expected = fitted.index_scores().head(4).to_numpy()[[0, 2, 3]]
    np.testing.assert_allclose(scores.loc[["w", "y", "z"]], expected, atol=SAME)
    assert fitted.scores(new).loc[["w", "y", "z"]].notna().all(axis=None)
    new.loc["y", "SATIS"] = 98
    for score in (fitted.index_scores, fitted.scores):
        with pytest.raises(DataError, match="'SATIS' has 1 value outside its range 1 to 10"):
            score(new)


def test_by_group(acsi):
    model = cs.index_model("ACSI")
    result = model.fit(acsi, by="wave", n_boot=200)
    assert result.index.index.names == ["wave", "construct"]
    assert result.index_weights.index.names == ["wave", "construct", "item"]
    assert result.groups == ("autumn", "spring")
    for name in result.groups:
        alone = model.fit(acsi[acsi["wave"] == name], by="wave", n_boot=200)
        assert_table_close(result.index.loc[name], alone.index.loc[name], atol=SAME)
        plain = model.fit(acsi[acsi["wave"] == name], n_boot=0)
        assert_table_close(result.index["estimate"].loc[name], plain.index["estimate"], atol=SAME)
        assert_table_close(result.index_weights.loc[name], plain.index_weights, atol=1e-10)
    means = result.index_scores().groupby(acsi["wave"]).mean().rename_axis(columns="construct")
    estimates = result.index["estimate"].unstack("construct")
    assert_table_close(means, estimates[means.columns], atol=SAME)


def test_price_tolerance_of_the_published_names(fitted, acsi):
    assert fitted.model.measurement["Loyalty"].items == ("REPUR", "PTOL")
    assert fitted.ranges["PTOL"] == (-25, 25)
    ready = acsi.drop(columns=["HIGHPTOL", "LOWPTOL"]).assign(PTOL=complete(fitted, acsi)["PTOL"])
    result = cs.index_model("ACSI").fit(ready, n_boot=300)
    assert_table_close(result.index, fitted.index, atol=SAME)
    # the same items when they are named, and when only the model is asked for
    named = cs.index_model("ACSI", items=dict(fitted.published.items))
    assert_table_close(named.fit(acsi, n_boot=0).index["estimate"], fitted.index["estimate"], atol=SAME)
    assert cs.index_model("ACSI").path_model(acsi) == named.path_model(acsi) == fitted.model
    # those who were not asked how far the price could rise are no missing answers
    assert fitted.settings["n_dropped"] == 0
    gap = acsi.copy()
    gap.loc[gap.index[gap["REPUR"] > 5][:3], "HIGHPTOL"] = np.nan
    assert cs.index_model("ACSI").fit(gap, n_boot=0).settings["n_dropped"] == 3


def test_a_routed_column_is_refused(acsi):
    items = {**cs.index_model("ACSI").published.items, "Loyalty": ("REPUR", "HIGHPTOL")}
    hotel = cs.datasets.load_hotel()
    given = {name: hotel.items(name) for name in cs.index_model("ACSI").published.items}
    given["Loyalty"] = ("repurchase", "price_up")
    with pytest.raises(DataError, match=r"'price_up' was asked only if.*derived item 'price_tolerance'"):
        cs.index_model("ACSI", items=given).fit(hotel)
    # the routing of the published names is known for a plain frame too
    with pytest.raises(DataError, match=r"'HIGHPTOL' was asked only if.*derived item 'PTOL'"):
        cs.index_model("ACSI", items=items).fit(acsi, n_boot=0)


def test_rescaled_items(acsi):
    """The index does not depend on the units of an item, as long as its range goes along."""
    plain = cs.index_model("ACSI").fit(acsi, n_boot=150)
    changed = acsi.assign(SATIS=(acsi["SATIS"] - 1) / 9, CUSTOMQ=acsi["CUSTOMQ"] * 10)
    scales = {"SATIS": (0, 1), "CUSTOMQ": (10, 100)}
    result = cs.index_model("ACSI", scales=scales).fit(changed, n_boot=150)
    assert_table_close(result.index, plain.index, atol=SAME)
    assert_table_close(result.index_weights["weight"], plain.index_weights["weight"], atol=1e-10)
    assert result.ranges["CUSTOMQ"] == (10, 100)
    assert result.ranges["IDEAL"] == (1, 10)


def test_another_common_scale(acsi):
    ratings = [c for c in acsi.columns if c not in ("COMP", "HIGHPTOL", "LOWPTOL", "wave", "weight")]
    narrow = acsi.assign(**{c: acsi[c] - 1 for c in ratings})
    narrow["REPUR"] = acsi["REPUR"]  # the question that decides how the price was asked
    result = cs.index_model("ACSI", scale=(0, 9), scales={"REPUR": (1, 10)}).fit(narrow, n_boot=0)
    plain = cs.index_model("ACSI").fit(acsi, n_boot=0)
    assert_table_close(result.index["estimate"], plain.index["estimate"], atol=SAME)
    assert result.ranges["COMP"] == (0, 1)


def test_never_the_range_of_the_sample(acsi):
    """Answers from 4 to 9 on a scale from 1 to 10 stay between 33 and 89."""
    narrow = acsi.assign(**{c: acsi[c].clip(4, 9) for c in ("SATIS", "CONFIRM", "IDEAL")})
    result = cs.index_model("ACSI").fit(narrow, n_boot=0)
    scores = result.index_scores()["Satisfaction"]
    assert scores.min() == pytest.approx(100 * 3 / 9)
    assert scores.max() == pytest.approx(100 * 8 / 9)


def test_values_outside_the_range_are_refused(acsi):
    wrong = acsi.copy()
    wrong.loc[[3, 5], "SATIS"] = 98
    with pytest.raises(DataError, match="'SATIS' has 2 values outside its range 1 to 10: 98 in row"):
        cs.index_model("ACSI").fit(wrong)
    with pytest.raises(DataError, match=r"'COMP'.* outside its range 0 to 1"):
        cs.index_model("ACSI").fit(acsi.assign(COMP=acsi["COMP"] + 1))
    with pytest.raises(DataError, match=r"'PTOL'.*outside"):
        cs.index_model("ACSI").fit(acsi.assign(HIGHPTOL=acsi["HIGHPTOL"] * 4))
    with pytest.raises(DataError, match=r"'SATIS'.* outside its range 1 to 7"):
        cs.index_model("ACSI", scales={"SATIS": (1, 7)}).fit(acsi)
    # an override lets them in
    shifted = acsi.assign(COMP=acsi["COMP"] + 1)
    result = cs.index_model("ACSI", scales={"COMP": (1, 2)}).fit(shifted, n_boot=0)
    plain = cs.index_model("ACSI").fit(acsi, n_boot=0)
    assert_table_close(result.index["estimate"], plain.index["estimate"], atol=SAME)


def test_fewer_items_and_constructs(acsi):
    items = {
        "Quality": ["OVERALLQ", "CUSTOMQ"],
        "Value": "PQ",
        "Satisfaction": ("SATIS", "CONFIRM", "IDEAL"),
        "Complaints": ["COMP"],
    }
    result = cs.index_model("ACSI", items=items).fit(acsi, n_boot=50)
    assert result.model.constructs == ("Quality", "Value", "Satisfaction", "Complaints")
    assert set(result.model.paths) == {
        ("Value", "Quality"),
        ("Satisfaction", "Quality"),
        ("Satisfaction", "Value"),
        ("Complaints", "Satisfaction"),
    }
    notes = " ".join(result.warnings)
    assert "Expectations of the published model is left out" in notes
    assert "Loyalty of the published model is left out" in notes
    assert "Quality has 2 of the 3 items" in notes
    assert "Value has 1 of the 2 items" in notes
    assert "Satisfaction has" not in notes
    assert "“感知质量”只有已发表模型 3 个题项中的 2 个" in result.to_text("zh")
    assert result.index.loc["Value", "estimate"] == pytest.approx(100 * (acsi["PQ"].mean() - 1) / 9)


def test_order_of_the_given_items_is_the_published_one(acsi):
    items = dict(reversed(list(cs.index_model("ACSI").published.items.items())))
    items["Loyalty"] = ("REPUR",)
    result = cs.index_model("ACSI", items=items).fit(acsi, n_boot=0)
    assert result.index.index.tolist() == list(result.published.items)


def test_a_negative_weight_is_told(acsi):
    turned = acsi.assign(IDEAL=11 - acsi["IDEAL"])
    with pytest.warns(AdmissibilityWarning) as told:
        result = cs.index_model("ACSI").fit(turned, n_boot=0)
    words = [str(w.message) for w in told]
    assert any("IDEAL has a negative weight in the index of Satisfaction" in w for w in words)
    assert any("no weighted mean" in w for w in words)
    shares = result.index_weights.loc["Satisfaction", "weight"]
    assert shares["IDEAL"] < 0
    assert shares.sum() == pytest.approx(1)
    with pytest.warns(AdmissibilityWarning, match="reverse coded") as told:
        cs.index_model("ACSI", index_weights="equal").fit(turned, n_boot=0)
    assert not any("negative weight" in str(w.message) for w in told)


def test_from_moments(acsi, fitted):
    rows = complete(fitted, acsi)
    moments = cs.Moments(rows.cov(ddof=0), rows.mean(), n=300)
    result = cs.index_model("ACSI").fit(moments)
    assert_table_close(result.index["estimate"], fitted.index["estimate"], atol=SAME)
    assert result.index["std_error"].isna().all()
    assert_table_close(result.index_scores(rows), fitted.index_scores(), atol=SAME)
    with pytest.raises(SpecificationError, match="An index needs means"):
        cs.index_model("ACSI").fit(cs.Moments(rows.cov(), n=300))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            {"name": "ACSY"},
            r"no published model 'ACSY'. Did you mean 'ACSI'\? Models: ACSI, ECSI, ECSI-mobile",
        ),
        ({"name": "ACSI", "items": {"Qualty": ["q"]}}, r"no construct 'Qualty'. Did you mean 'Quality'\?"),
        (
            {"name": "ACSI", "items": {"Image": ["q"]}},
            "ACSI has no construct 'Image'.*Constructs: Expectations",
        ),
        ({"name": "ACSI", "items": {"Quality": ["q"]}}, "without items for 'Satisfaction'"),
        ({"name": "ACSI", "items": {"Satisfaction": []}}, "No names are given for construct 'Satisfaction'"),
        ({"name": "ACSI", "items": {"Satisfaction": ["a", "a"]}}, "'a' is listed twice"),
        ({"name": "ACSI", "index_weights": "raw"}, "index_weights='raw' is unknown.*'unstandardized'"),
        ({"name": "ACSI", "scale": (10, 1)}, r"scale=\(10, 1\) must rise"),
        ({"name": "ACSI", "scale": 10}, "scale=10 must be two numbers"),
        ({"name": "ACSI", "scales": {"COMP": (0, 0)}}, r"scales\['COMP'\]=\(0, 0\) must rise"),
        ({"name": "ACSI", "scales": {"COMP": ("no", "yes")}}, "must be two numbers"),
        (
            {"name": "ACSI", "items": {"Satisfaction": ["SATIS"]}, "scales": {"SATS": (0, 5)}},
            "scales names 'SATS', which is no item of the model. Did you mean 'SATIS'",
        ),
    ],
)
def test_refused_when_built(arguments, words):
    with pytest.raises(SpecificationError, match=words):
        cs.index_model(**arguments)


def test_refused_when_fitted(acsi):
    model = cs.index_model("ACSI")
    with pytest.raises(DataError, match=r"No item of ACSI was found.*items="):
        model.fit(pd.DataFrame({"q1": [1, 2, 3]}))
    with pytest.raises(SpecificationError, match="without items for 'Satisfaction'"):
        model.fit(acsi.drop(columns=["SATIS", "CONFIRM", "IDEAL"]))
    with pytest.raises(SpecificationError, match="An index belongs to composites"):
        model.fit(acsi, estimator="ml")
    with pytest.raises(DataError, match="no column 'qq'"):
        cs.index_model("ACSI", items={"Satisfaction": ["qq"], "Quality": ["OVERALLQ"]}).fit(acsi)
    with pytest.raises(SpecificationError, match=r"scales names 'SATS'.*Did you mean 'SATIS'"):
        cs.index_model("ACSI", scales={"SATS": (0, 5)}).fit(acsi)
    with pytest.raises(SpecificationError, match=r"no construct 'Trust'.*Constructs: "):
        model.fit(acsi, n_boot=0).plot_index("Trust")


def test_model_displays():
    model = cs.index_model("acsi", index_weights="equal")
    assert model.name == "ACSI"
    assert repr(model) == "IndexModel('ACSI', index_weights='equal')"
    assert str(model).startswith("ACSI\nExpectations =~ OVERALLX + CUSTOMX + WRONGX\n")
    assert "Fornell" in model.citation
    assert "Journal of Marketing, 60(4), 7-18" in model._repr_html_()


def test_result_displays(fitted):
    text, chinese = fitted.to_text(), fitted.to_text("zh")
    assert text.startswith("ACSI: satisfaction index")
    assert text.index("Satisfaction index (0–100)") < text.index("Path coefficients")
    assert chinese.startswith("ACSI：满意度指数")
    for heading in ("满意度指数（0–100）", "路径系数", "顾客满意度", "非标准化"):
        assert heading in chinese
    row = fitted.index.loc["Satisfaction"]
    assert f"{row['estimate']:.2f}" in text
    assert f"[{row['conf_low']:.2f}, {row['conf_high']:.2f}]" in text
    assert " at 0x" not in text + fitted.to_html() + fitted.to_latex() + fitted.to_markdown()
