"""Modification indices, tests of equalities and residuals of covariance models, beside those of lavaan."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import AdmissibilityWarning, SpecificationError
from csmodels.path_models.likelihood.diagnosis.diagnostics import (
    KINDS,
    RESIDUALS,
    equality_tests,
    modification_indices,
    residuals,
)
from csmodels.path_models.likelihood.result import CovarianceResult
from csmodels.tables import FrozenMapping
from csmodels.tables.strings import CATALOGUE

#: lavaan's search stops at a gradient of some 1e-6, ours at 1e-9; indices are up to 90, and where the model
#: hardly tells parameters apart (democracy) changes differ more.
LAVAAN = {"holzinger": 2e-6, "holzinger_metric": 2e-6, "holzinger_scalar": 2e-6, "democracy": 1e-4}
LAVAAN["democracy_chain"] = 1e-4
#: Two ways to the same number in floating point.
ROUNDING = 1e-9

SCHOOLS = cs.PathModel(
    {"visual": ["x1", "x2", "x3"], "textual": ["x4", "x5", "x6"], "speed": ["x7", "x8", "x9"]}, {}
)
CHAIN = """ind60 =~ x1 + x2 + x3
dem60 =~ y1 + y2 + y3 + y4
dem65 =~ y5 + y6 + y7 + y8
dem60 ~ ind60
dem65 ~ dem60"""
PAIRED = """ + ind60
y1 ~~ y5
y2 ~~ y4 + y6
y3 ~~ y7
y4 ~~ y8
y6 ~~ y8"""


@pytest.fixture(scope="module")
def schools() -> pd.DataFrame:
    pytest.importorskip("semopy")
    from semopy.examples import holzinger39

    found: pd.DataFrame = holzinger39.get_data()
    # lavaan takes groups as they come, and means are 0 in the first
    return found.assign(school=found["school"].map({"Pasteur": 1, "Grant-White": 2}))


@pytest.fixture(scope="module")
def fits(schools: pd.DataFrame) -> dict[str, CovarianceResult]:
    from semopy.examples import political_democracy

    countries = political_democracy.get_data()
    with warnings.catch_warnings():
        # these constructs correlate above .95
        warnings.simplefilter("ignore", AdmissibilityWarning)
        return {
            "holzinger": SCHOOLS.fit(schools, "ml"),
            "holzinger_metric": SCHOOLS.fit(schools, "ml", by="school", equal=("loadings",)),
            "holzinger_scalar": SCHOOLS.fit(schools, "ml", by="school", equal=("loadings", "intercepts")),
            "democracy": cs.PathModel.from_syntax(CHAIN + PAIRED).fit(countries, "ml"),
            "democracy_chain": cs.PathModel.from_syntax(CHAIN).fit(countries, "ml"),
        }


def by_name(frame: pd.DataFrame, columns: list[str]) -> dict[tuple[object, ...], np.ndarray]:
    """Rows by what they are of; covariances have no order."""
    found = {}
    for row in frame.to_dict("records"):
        names = [row["lhs"], row["rhs"]]
        names = sorted(names) if row["op"] == "~~" else names
        found[row["op"], *names, row["group"]] = np.array([row[c] for c in columns])
    return found


@pytest.mark.parametrize("name", ["holzinger", "holzinger_metric", "democracy", "democracy_chain"])
def test_indices_are_those_of_lavaan(name, fits, golden) -> None:
    """All of them, and no others; but for the paths that would make a loop."""
    columns = ["modification_index", "expected_change", "standardized_change"]
    table = modification_indices(fits[name])
    if fits[name].groups:
        table = table.reset_index().rename(columns={"school": "group"})
    else:
        table = table.assign(group=1)
    found = by_name(table, columns)
    published = by_name(golden("ml_modification").query("model == @name"), columns)
    loops = {("~", "dem60", "dem65", 1), ("~", "ind60", "dem65", 1)} if name == "democracy_chain" else set()
    assert set(published) - set(found) == loops
    assert set(found) <= set(published)
    for key, values in found.items():
        np.testing.assert_allclose(values, published[key], atol=LAVAAN[name], err_msg=str(key))


def test_order_p_values_and_minimum(fits) -> None:
    table = modification_indices(fits["holzinger"])
    first = table.iloc[0]
    assert (first["lhs"], first["op"], first["rhs"]) == ("visual", "=~", "x9")
    assert table["modification_index"].is_monotonic_decreasing
    # the 5 % and 1 % points of a chi-square with one degree of freedom
    at = np.interp([-3.841459, -6.634897], -table["modification_index"], table["p_value"])
    assert (table["p_value"] < 0.05).equals(table["modification_index"] > 3.841459)
    assert (table["p_value"] < 0.01).equals(table["modification_index"] > 6.634897)
    assert (np.diff(at) < 0).all()
    large = modification_indices(fits["holzinger"], minimum=10)
    pd.testing.assert_frame_equal(large, table[table["modification_index"] >= 10])
    assert 0 < len(large) < len(table)
    by_school = modification_indices(fits["holzinger_metric"])
    assert by_school.index.name == "school"
    for _, part in by_school.groupby(level="school"):
        assert part["modification_index"].is_monotonic_decreasing


def test_kinds(fits) -> None:
    result = fits["democracy_chain"]
    every = modification_indices(result)
    for kind, op in (("loadings", "=~"), ("paths", "~")):
        only = modification_indices(result, kinds=[kind])
        assert set(only["op"]) == {op}
        assert len(only) == (every["op"] == op).sum()
    pairs = modification_indices(result, kinds=("residual_covariances", "covariances"))
    assert len(pairs) == (every["op"] == "~~").sum()
    # markers alone are fixed here, and tell nothing
    assert modification_indices(result, kinds=["residuals", "variances"]).empty
    scalar = fits["holzinger_scalar"]
    means = modification_indices(scalar, kinds=["means"])
    assert means.empty  # those of the first group are its origin
    with pytest.raises(SpecificationError, match="Did you mean 'loadings'"):
        modification_indices(result, kinds=["loading"])
    assert set(KINDS) >= {"loadings", "intercepts"}


def test_a_parameter_fixed_at_a_value_is_tried_from_there(schools) -> None:
    """Freed, it goes where the expected change says."""
    blocks = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
    held = cs.PathModel.from_syntax(blocks.replace("x2", "0.6*x2")).fit(schools, "ml")
    row = modification_indices(held, kinds=["loadings"]).query("lhs == 'visual' and rhs == 'x2'").iloc[0]
    free = SCHOOLS.fit(schools, "ml")
    there = free.params.query("lhs == 'visual' and rhs == 'x2'")["estimate"].item()
    fall = 301 * (held.optimum.discrepancy - free.optimum.discrepancy)
    # this model fits badly, so the expected information is not quite the curvature
    assert row["modification_index"] == pytest.approx(fall, rel=0.2)
    assert 0.6 + row["expected_change"] == pytest.approx(there, abs=0.05)


def test_single_items(mobi) -> None:
    """An item that is its construct has no error that could correlate and no second construct."""
    model = cs.PathModel(
        {"Value": ["PERV1", "PERV2"], "Satisfaction": ["CUSA1", "CUSA2", "CUSA3"], "Complaints": ["CUSCO"]},
        {"Satisfaction": ["Value"], "Complaints": ["Satisfaction"]},
    )
    result = model.fit(mobi, "ml")
    table = modification_indices(result)
    assert "CUSCO" not in {*table["lhs"], *table["rhs"]}
    path = table.query("op == '~'").iloc[0]
    assert (path["lhs"], path["rhs"]) == ("Complaints", "Value")
    freed = cs.PathModel(
        dict(model.measurement), {"Satisfaction": ["Value"], "Complaints": ["Satisfaction", "Value"]}
    )
    fall = 250 * (result.optimum.discrepancy - freed.fit(mobi, "ml").optimum.discrepancy)
    assert path["modification_index"] == pytest.approx(fall, rel=0.15)
    stated = model.fit(mobi, "ml", reliability={"Complaints": 0.8})
    assert "CUSCO" in set(modification_indices(stated)["rhs"])


def test_a_construct_with_the_name_of_an_item(schools) -> None:
    """The same model with another name has the same indices; the kind tells what a name means."""
    blocks = "{0} =~ x1 + x2 + x3\nt =~ x4 + x5 + x6\nt ~ {0}\nx1 ~~ 0.1*x4"
    of_item, other = (
        cs.PathModel.from_syntax(blocks.format(name)).fit(schools, "ml") for name in ("x1", "v")
    )

    def figures(result: CovarianceResult, name: str) -> pd.DataFrame:
        # parameters are told apart by their kind: asking for one kind at a time names it
        parts = {kind: modification_indices(result, kinds=[kind]) for kind in KINDS}
        table = pd.concat(parts, names=["kind"]).droplevel(1)
        of_factor = table.index.isin(["loadings", "paths", "covariances", "variances"])
        table.loc[of_factor, "lhs"] = table.loc[of_factor, "lhs"].replace(name, "construct")
        of_factor &= table["op"] != "=~"
        table.loc[of_factor, "rhs"] = table.loc[of_factor, "rhs"].replace(name, "construct")
        return table.reset_index().sort_values(["kind", "lhs", "op", "rhs"], ignore_index=True)

    expected = figures(other, "v")
    assert {"loadings", "residual_covariances"} <= set(expected["kind"])
    assert ("x1", "x4") in set(zip(expected["lhs"], expected["rhs"], strict=True))
    pd.testing.assert_frame_equal(figures(of_item, "x1"), expected, rtol=1e-6, atol=1e-7)
    assert len(modification_indices(of_item)) == len(modification_indices(other))


def test_p_values_are_robust_where_errors_are(schools, fits) -> None:
    plain = fits["holzinger"]
    robust = SCHOOLS.fit(schools, "ml", robust="sem")
    first, second = modification_indices(plain), modification_indices(robust)
    columns = ["lhs", "op", "rhs", "modification_index", "expected_change"]
    pd.testing.assert_frame_equal(first[columns], second[columns])
    ratio = second["p_value"] / first["p_value"]
    assert (ratio - 1).abs().max() > 0.1
    # repeating every respondent doubles the index; a robust test with clusters is not taken in
    twice = pd.concat([schools, schools], ignore_index=True)
    twice["pupil"] = np.tile(np.arange(len(schools)), 2)
    survey = cs.SurveyData(twice, clusters="pupil")
    doubled = modification_indices(SCHOOLS.fit(survey, "ml"))
    both = second.merge(doubled, on=["lhs", "op", "rhs"], suffixes=("", "_doubled"))
    np.testing.assert_allclose(
        both["modification_index_doubled"], 2 * both["modification_index"], rtol=1e-6, atol=1e-6
    )
    # clusters vary about their mean: n / (n - 1)
    np.testing.assert_allclose(both["p_value_doubled"], both["p_value"], atol=2e-3)


# ------------------------------------------------------------------ equalities


@pytest.mark.parametrize("name", ["holzinger_metric", "holzinger_scalar"])
def test_equalities_are_those_of_lavaan(name, fits, golden) -> None:
    table = equality_tests(fits[name])
    published = golden("ml_equality").query("model == @name").fillna("")
    both = table.merge(published, on=["lhs", "op", "rhs"])
    assert len(both) == len(table) == len(published)
    np.testing.assert_allclose(both["statistic"], both["score"], atol=LAVAAN[name])
    assert table["statistic"].is_monotonic_decreasing
    assert set(table.index) == {2}
    assert table.index.name == "school"


def test_a_released_equality(schools, fits) -> None:
    """Chi-square falls by about the statistic, and the two groups differ by about the change."""
    before = fits["holzinger_metric"]
    first = equality_tests(before).iloc[0]
    name = f"{first['lhs']} {first['op']} {first['rhs']}"
    after = SCHOOLS.fit(schools, "ml", by="school", equal=("loadings",), free=(name,))
    fall = 301 * (before.optimum.discrepancy - after.optimum.discrepancy)
    assert first["statistic"] == pytest.approx(fall, rel=0.05)
    at = after.params.query("lhs == @first.lhs and rhs == @first.rhs and op == '=~'")["estimate"]
    assert first["expected_change"] == pytest.approx(at.loc[2] - at.loc[1], rel=0.1)


def test_labels_within_a_group(schools) -> None:
    blocks = "visual =~ x1 + a*x2 + a*x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
    result = cs.PathModel.from_syntax(blocks).fit(schools, "ml")
    (row,) = equality_tests(result).to_dict("records")
    assert (row["lhs"], row["rhs"], row["label"]) == ("visual", "x3", "a")
    fall = 301 * (result.optimum.discrepancy - SCHOOLS.fit(schools, "ml").optimum.discrepancy)
    assert row["statistic"] == pytest.approx(fall, rel=0.2)
    three = cs.PathModel.from_syntax(blocks.replace("x1 +", "x1 + ").replace("x5 + x6", "a*x5 + x6"))
    assert len(equality_tests(three.fit(schools, "ml"))) == 3


def test_without_equalities_there_is_nothing_to_test(fits) -> None:
    table = equality_tests(fits["holzinger"])
    assert table.empty
    assert table.columns.tolist() == [
        "lhs", "op", "rhs", "label", "statistic", "p_value", "expected_change",
    ]  # fmt: skip


# ------------------------------------------------------------------ residuals


@pytest.mark.parametrize("kind", RESIDUALS)
@pytest.mark.parametrize("name", ["holzinger", "democracy", "holzinger_scalar"])
def test_residuals_are_those_of_lavaan(name, kind, fits, golden) -> None:
    table = residuals(fits[name], kind)
    published = golden("ml_residuals").query("model == @name")
    if name == "holzinger_scalar":
        table = table.loc[2]
    found = np.array([table.loc[a, b] for a, b in zip(published["first"], published["second"], strict=True)])
    expected = published[kind].to_numpy()
    if kind == "standardized" and name == "holzinger_scalar":
        # lavaan leaves out what the estimates owe to the other group; its errors are too small
        ratio = expected / found
        assert (ratio > 0.98).all()
        assert (ratio[-9:] > 1.3).all()
        return
    # what the model reproduces exactly has a residual of 0 there, and none here
    missing = np.isnan(found)
    assert np.abs(expected[missing]).max(initial=0.0) < 1e-4
    assert missing.sum() == (0 if kind != "standardized" else 9 if name == "holzinger" else 3)
    np.testing.assert_allclose(found[~missing], expected[~missing], atol=LAVAAN[name])


def test_layout_of_residuals(fits) -> None:
    plain = residuals(fits["holzinger"])
    assert plain.index.tolist() == plain.columns.tolist() == list(SCHOOLS.items)
    assert plain.index.name == "item"
    np.testing.assert_allclose(plain, plain.T, atol=ROUNDING)
    grouped = residuals(fits["holzinger_scalar"])
    assert grouped.index.names == ["school", "item"]
    assert grouped.columns[-1] == "~1"
    cov = residuals(fits["holzinger"], "covariance")
    sd = np.sqrt(np.diag(fits["holzinger"].estimates.sample.cov[0, 0]))
    np.testing.assert_allclose(plain, cov / np.outer(sd, sd), atol=ROUNDING)
    with pytest.raises(SpecificationError, match="Did you mean 'correlation'"):
        residuals(fits["holzinger"], "correlations")


def test_groups_of_their_own_are_fits_of_their_own(schools) -> None:
    """Without equalities each group's indices and residuals are those of a fit to it alone."""
    joint = SCHOOLS.fit(schools, "ml", by="school")
    alone = SCHOOLS.fit(schools[schools["school"] == 2], "ml")
    first, second = modification_indices(joint).loc[2], modification_indices(alone)
    pd.testing.assert_frame_equal(first.reset_index(drop=True), second, rtol=1e-5)
    pd.testing.assert_frame_equal(
        residuals(joint, "standardized").loc[2], residuals(alone, "standardized"), rtol=1e-5
    )


def test_incomplete_answers_are_refused(fits) -> None:
    from dataclasses import replace

    given = fits["holzinger"]
    result = replace(given, settings=FrozenMapping({**given.settings, "missing": "fiml"}))
    for ask in (modification_indices, equality_tests, lambda r: residuals(r, "standardized")):
        with pytest.raises(SpecificationError, match="complete answers"):
            ask(result)
    assert residuals(result).shape == (9, 9)


def test_methods_and_words(fits) -> None:
    given = result = fits["holzinger"]
    pd.testing.assert_frame_equal(result.modification_indices(10), modification_indices(given, 10))
    pd.testing.assert_frame_equal(result.residuals("covariance"), residuals(given, "covariance"))
    assert result.equality_tests().empty
    for column in (*modification_indices(given).columns, *equality_tests(given).columns):
        assert all(CATALOGUE[f"column.{column}"])
