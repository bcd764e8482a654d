"""Models written with modifiers, constraints and defined parameters, against lavaan."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataWarning, SpecificationError
from csmodels.path_models.likelihood.defined import Defined, defined_table
from csmodels.path_models.likelihood.parameters import Rules, parameter_table
from csmodels.path_models.statements import Statement

# democracy of 1960 and of 1965 correlate .97, which every fit of these models says
pytestmark = pytest.mark.filterwarnings("ignore::csmodels.errors.AdmissibilityWarning")

#: lavaan stops where its gradient is 5e-7: its estimates then are up to 4e-5 from the optimum, its standard
#: errors a tenth of that.
LAVAAN_ESTIMATE = 6e-5
LAVAAN_ERROR = 1e-5
#: A chi-square has no slope at the optimum; the figure is printed with 10 digits.
CHI_SQUARE = 1e-6
#: The same model in two ways, each search within its stopping rule.
SAME_FIT = 1e-7
#: Formula against central differences.
DIFFERENCES = 1e-8

BASE = "ind60 =~ x1 + x2 + x3; dem60 =~ y1 + y2 + y3 + y4; dem65 =~ y5 + y6 + y7 + y8\n"
PATHS = "dem60 ~ ind60; dem65 ~ ind60 + dem60\n"
PAIRS = "y1 ~~ y5; y2 ~~ y4 + y6; y3 ~~ y7; y4 ~~ y8; y6 ~~ y8\n"
MODELS = {
    "textbook": BASE + PATHS + PAIRS,
    "labels": PAIRS
    + """
        ind60 =~ x1 + x2 + x3; dem60 =~ y1 + a*y2 + b*y3 + c*y4; dem65 =~ y5 + a*y6 + d*y7 + e*y8
        dem60 ~ p*ind60; dem65 ~ r*ind60 + q*dem60; b == d; c == e
        indirect := p*q; total := indirect + r; share := indirect/total
        curved := exp(-p/2) + sqrt(q)*log(total)^2 - 3""",
    "fixed": """
        ind60 =~ NA*x1 + start(1.5)*x2 + l3*x3; dem60 =~ y1 + y2 + 1.1*y3 + y4
        dem65 =~ y5 + m*y6 + start(1.2)*y7 + m*y8
        dem60 ~ p*ind60 + start(1)*ind60; dem65 ~ ind60 + q*dem60; ind60 ~~ 1*ind60
        y1 ~~ k*y5 + start(.5)*y5; x2 ~~ t*x2; x3 ~~ t*x3; q == 0.8; dem60 ~~ start(3)*dem60
        indirect := p*q; gap := l3 - m + k""",
    "intercepts": BASE
    + PATHS
    + PAIRS
    + "y1 ~ 0*1; dem60 ~ 1; x1 ~ u*1 + start(5)*1; y5 ~ v*1; apart := v - u",
    "factors": BASE + "ind60 ~~ f*dem60 + g*dem65; dem60 ~~ h*dem65; y1 ~~ y5; other := f/g",
    "crossed": """
        ind60 =~ x1 + x2 + x3 + k*y1; dem60 =~ y1 + y2 + y3 + y4
        dem60 ~ p*ind60; both := k + p""",
}


@pytest.fixture(scope="module")
def democracy() -> pd.DataFrame:
    from semopy.examples import political_democracy

    found: pd.DataFrame = political_democracy.get_data()
    return found


@pytest.fixture(scope="module")
def schools() -> pd.DataFrame:
    from semopy.examples import holzinger39

    found: pd.DataFrame = holzinger39.get_data()
    return found


def keyed(table: pd.DataFrame) -> pd.DataFrame:
    """Rows by parameter: covariances in either direction, expressions and intercepts without right side."""
    keys = []
    for lhs, op, rhs in table[["lhs", "op", "rhs"]].itertuples(index=False):
        ends = sorted((lhs, rhs)) if op == "~~" else [lhs, "" if op in (":=", "~1") else rhs]
        keys.append((ends[0], op, ends[1]))
    return table.set_index(pd.MultiIndex.from_tuples(keys))


def of_lavaan(golden, name: str) -> tuple[pd.DataFrame, float, float]:
    """Parameters, chi-square and degrees of freedom."""
    table = golden("ml_syntax")
    table = table[table["model"] == name]
    fit = table[table["op"].isna()].set_index("lhs")["estimate"]
    return keyed(table[table["op"].notna()].fillna({"rhs": ""})), fit["chi2"], fit["df"]


def chi_square(result) -> float:
    return result.optimum.discrepancy * result.estimates.n_total


def freedom(result) -> int:
    structure = result.table.structure
    p = structure.n_items
    moments = p * (p + 1) // 2 + (p if structure.means else 0)
    return structure.n_groups * moments - structure.n_params


@pytest.mark.parametrize("name", MODELS)
def test_political_democracy(name, democracy, golden):
    expected, chi2, df = of_lavaan(golden, name)
    result = cs.PathModel.from_syntax(MODELS[name]).fit(democracy, "ml")
    assert result.converged
    assert chi_square(result) == pytest.approx(chi2, abs=CHI_SQUARE)
    assert freedom(result) == df
    params, standardized = (
        keyed(table).loc[expected.index] for table in (result.params, result.standardized)
    )
    assert len(result.params) == len(expected)
    np.testing.assert_allclose(params["estimate"], expected["estimate"], rtol=0, atol=LAVAAN_ESTIMATE)
    np.testing.assert_allclose(standardized["estimate"], expected["std"], rtol=0, atol=LAVAAN_ESTIMATE)
    # lavaan gives fixed parameters the error 0 (none under a constraint that fixes), which here is missing
    errors = expected["std_error"].fillna(0)
    np.testing.assert_allclose(params["std_error"].fillna(0), errors, rtol=0, atol=LAVAAN_ERROR)


def test_labels_are_shared_by_groups(schools, golden):
    expected, chi2, df = of_lavaan(golden, "groups")
    model = cs.PathModel.from_syntax(
        "visual =~ x1 + x2 + x3; textual =~ x4 + x5 + x6; speed =~ x7 + x8 + x9\n"
        "textual ~ a*visual; speed ~ b*textual; indirect := a*b"
    )
    result = model.fit(schools, "ml", by="school")
    assert chi_square(result) == pytest.approx(chi2, abs=CHI_SQUARE)
    assert freedom(result) == df
    found = result.params.query("kind in ('path', 'defined')")
    assert list(found.index) == ["Grant-White"] * 2 + ["Pasteur"] * 2 + ["overall"]
    for part in (found.loc[["Grant-White", "overall"]], found.loc[["Pasteur", "overall"]]):
        for column, tolerance in (("estimate", LAVAAN_ESTIMATE), ("std_error", LAVAAN_ERROR)):
            np.testing.assert_allclose(part[column], expected[column], rtol=0, atol=tolerance)
    # each group has a spread of its own, so the standardised figure is made for each
    of_groups = result.standardized.query("kind == 'defined'")
    assert list(of_groups.index) == ["Grant-White", "Pasteur"]
    paths = result.standardized.query("kind == 'path'").groupby("school")["estimate"].prod()
    np.testing.assert_allclose(of_groups["estimate"], paths, rtol=1e-12)


def test_the_delta_method_by_hand(democracy):
    """The indirect effect's error is Sobel's (1982), with the covariance of the two paths."""
    result = cs.PathModel.from_syntax(MODELS["labels"]).fit(democracy, "ml")
    at = [result.table.parameters[result.table.where(*key)].index for key in
          (("dem60", "~", "ind60"), ("dem65", "~", "dem60"))]  # fmt: skip
    p, q = result.estimates.theta[at]
    v = result.estimates.covariance[np.ix_(at, at)]
    error = np.sqrt(q**2 * v[0, 0] + p**2 * v[1, 1] + 2 * p * q * v[0, 1])
    row = defined_table(result).set_index("lhs").loc["indirect"]
    assert row["estimate"] == pytest.approx(p * q, rel=1e-12)
    assert row["std_error"] == pytest.approx(error, rel=DIFFERENCES)
    assert row["statistic"] == pytest.approx(p * q / error, rel=DIFFERENCES)


def test_resampled(democracy):
    result = cs.PathModel.from_syntax(
        MODELS["textbook"].replace("dem60 ~ ", "dem60 ~ p*") + "d := log(p)"
    ).fit(democracy, "ml", n_boot=50, ci="percentile")
    at = result.table.parameters[result.table.where("dem60", "~", "ind60")].index
    draws = np.log(result.estimates.draws[result.estimates.sound, at])
    row = result.params.iloc[-1]
    assert row["kind"] == "defined"
    assert row["std_error"] == pytest.approx(draws.std(ddof=1), rel=1e-10)
    assert row["conf_low"] == pytest.approx(np.quantile(draws, 0.025), abs=0.5 * draws.std())


def test_what_has_no_value_is_missing(democracy):
    model = cs.PathModel.from_syntax(
        BASE + "dem60 ~ p*ind60; bad := log(-p); odd := abs(-p); none := p/(p-p)"
    )
    with pytest.warns(DataWarning, match=r"have no value: bad := log\(-p\), none := p/\(p-p\)\. At the"):
        result = model.fit(democracy, "ml")
    assert "没有数值：bad := log(-p)、none := p/(p-p)。" in result.notices[0].text("zh")
    bad, odd, none = (row for _, row in defined_table(result).iterrows())
    path = result.params.query("kind == 'path'").iloc[0]
    assert np.isnan(bad["estimate"])
    assert np.isnan(bad["std_error"])
    assert np.isnan(none["estimate"])
    # a program that differentiates by complex steps gets this error wrong
    assert odd[["estimate", "std_error"]].tolist() == pytest.approx(
        path[["estimate", "std_error"]].tolist(), rel=DIFFERENCES
    )


def test_without_defined_parameters(democracy):
    result = cs.PathModel.from_syntax(MODELS["textbook"]).fit(democracy, "ml")
    assert len(defined_table(result)) == 0
    assert "defined" not in set(result.params["kind"])


def test_order_of_definitions_does_not_count(democracy):
    text = BASE + "dem60 ~ p*ind60; last := 2*first; first := p"
    result = cs.PathModel.from_syntax(text).fit(democracy, "ml")
    found = defined_table(result).set_index("lhs")["estimate"]
    assert list(found.index) == ["last", "first"]
    assert found["last"] == 2 * found["first"]


def test_a_fixed_label_is_a_number(democracy):
    result = cs.PathModel.from_syntax(BASE + "dem60 ~ 1.5*ind60 + p*ind60; d := p/2").fit(democracy, "ml")
    row = defined_table(result).iloc[0]
    assert row["estimate"] == 0.75
    assert np.isnan(row["std_error"])


# ---------------------------------------------------------------------- rules and what lets them go


def values(text: str, **rules) -> dict[str, float]:
    """What each fixed parameter is held at."""
    table = parameter_table(cs.PathModel.from_syntax(text), Rules(**rules))
    return {f"{p.lhs} {p.op} {p.rhs}".strip(): p.value for p in table.parameters if not p.free}


ONE = "A =~ a1 + a2 + a3\n"


@pytest.mark.parametrize(
    ("text", "rules", "expected"),
    [
        (ONE, {}, {"A =~ a1": 1}),
        ("A =~ p*a1 + a2 + a3", {}, {"A =~ a1": 1}),
        ("A =~ start(2)*a1 + a2 + a3", {}, {"A =~ a1": 1}),
        ("A =~ p*a1 + p*a2 + a3", {}, {"A =~ a1": 1, "A =~ a2": 1}),
        ("A =~ NA*a1 + 1*a2 + a3", {}, {"A =~ a2": 1}),
        ("A =~ 2*a1 + a2 + a3", {}, {"A =~ a1": 2}),
        (ONE + "A ~~ p*A", {"scaling": "unit"}, {"A ~~ A": 1}),
        (ONE + "A ~~ NA*A", {"scaling": "unit"}, {}),
        (ONE + "B =~ b; B ~ A", {}, {"A =~ a1": 1, "B =~ b": 1, "b ~~ b": 0}),
        (ONE + "B =~ b; B ~ A; b ~~ b", {}, {"A =~ a1": 1, "B =~ b": 1}),
        (ONE + "B =~ b; B ~ A; b ~~ .2*b", {}, {"A =~ a1": 1, "B =~ b": 1, "b ~~ b": 0.2}),
        (ONE + "a1 ~ 0*1; A ~ 1", {"means": True}, {"A =~ a1": 1, "a1 ~1": 0}),
        (ONE + "B =~ b1 + b2; A ~~ 0*B", {}, {"A =~ a1": 1, "B =~ b1": 1, "A ~~ B": 0}),
    ],
)  # fmt: skip
def test_what_is_fixed(text, rules, expected):
    """As lavaan's parTable(sem(...)) has it: units of constructs stay unless NA* lets them go."""
    assert values(text, **rules) == expected


def test_a_construct_with_the_name_of_its_item(democracy):
    frame = democracy.rename(columns={"x1": "wealth"})
    blocks = {"dem60": ["y1", "y2", "y3", "y4"]}
    same, other = (
        cs.PathModel({name: ["wealth"], **blocks}, {"dem60": [name]}).fit(
            frame, "ml", reliability={name: 0.8}
        )
        for name in ("wealth", "income")
    )
    for table in ("params", "standardized"):
        left, right = (getattr(result, table)["estimate"] for result in (same, other))
        np.testing.assert_allclose(left, right, rtol=0, atol=SAME_FIT)


def test_covariances_as_pairs(democracy):
    model = cs.PathModel.from_syntax(MODELS["textbook"])
    pairs = [("y1", "y5"), ("y2", "y4"), ("y2", "y6"), ("y3", "y7"), ("y4", "y8"), ("y6", "y8")]
    assert cs.PathModel(model.measurement, model.structure, covariances=pairs) == model


def test_factors_alone_have_empty_tables_of_paths(democracy):
    result = cs.PathModel.from_syntax(MODELS["factors"]).fit(democracy, "ml")
    assert [len(getattr(result, name)) for name in ("effects", "total_effects", "r_squared")] == [0, 0, 0]


def test_a_variance_of_a_single_item_cannot_be_free(democracy):
    with pytest.raises(SpecificationError, match=r"not identified.* x1 ~~ x1"):
        cs.PathModel.from_syntax("A =~ x1; B =~ y1 + y2 + y3; B ~ A; x1 ~~ x1").fit(democracy, "ml")


def test_batches_of_defined_parameters(democracy):
    """A member's figures do not depend on the others in the batch."""
    model = cs.PathModel.from_syntax(MODELS["labels"])
    result = model.fit(democracy, "ml")
    statistic = Defined(result.figures)
    theta = result.estimates.theta * np.array([[1.0], [1.1], [0.9]])
    whole = statistic(theta, result.estimates.sample)
    assert whole.shape == (3, 4)
    np.testing.assert_array_equal(whole[1], statistic(theta[1:2], result.estimates.sample)[0])
    labels = {s.label: s for s in model.statements if s.label}
    assert isinstance(labels["p"], Statement)
    p, q, r = (theta[:, result.table.parameters[result.table.where(*labels[x].key)].index] for x in "pqr")
    np.testing.assert_allclose(whole[:, 2], p * q / (p * q + r), rtol=1e-13)
