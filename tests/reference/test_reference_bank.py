"""The ECSI model of a bank with Mode B composites, against ADANCO 2.2.1 (centroid scheme)."""

from __future__ import annotations

import pandas as pd
import pytest

import csmodels as cs
from csmodels.testing import assert_table_close

pytestmark = pytest.mark.reference

#: ADANCO prints 16 digits and stops earlier: the largest gaps are 4.7e-8 (weights) and 5.4e-9 (paths).
ADANCO = 1e-6
#: Typed R2 have 5 decimals.
FIVE_DECIMALS = 5.1e-6
SIZES = {"IMAG": 5, "EXPE": 5, "QUAL": 5, "VAL": 4, "SAT": 4, "LOY": 4}


@pytest.fixture(scope="module")
def result(reference):
    frame = pd.read_csv(reference / "bank" / "plspm_satisfaction.csv")
    blocks = {
        name: cs.composite(*(f"{name.lower()}{i + 1}" for i in range(size))) for name, size in SIZES.items()
    }
    structure = {
        "EXPE": ["IMAG"],
        "QUAL": ["EXPE"],
        "VAL": ["EXPE", "QUAL"],
        "SAT": ["IMAG", "EXPE", "QUAL", "VAL"],
        "LOY": ["IMAG", "SAT"],
    }
    return cs.PathModel(blocks, structure).fit(frame, scheme="centroid", n_boot=0)


def read(reference, name: str) -> pd.DataFrame:
    """A sheet of ADANCO's: the row of headers comes second or third, the labels stand in column two."""
    raw = pd.read_csv(reference / "bank" / f"composite_{name}.csv", header=None, skip_blank_lines=True)
    start = raw.index[raw.apply(lambda row: row.isin(["EXPE", "IMAG"]).any(), axis=1)][0]
    table = raw.iloc[start + 1 :, 2:].astype(float)
    return table.set_axis(raw.iloc[start, 2:], axis=1).set_axis(raw.iloc[start + 1 :, 1], axis=0)


def cells(table: pd.DataFrame) -> pd.Series:
    return table.rename_axis("rhs").rename_axis("lhs", axis=1).stack().dropna().swaplevel()


@pytest.mark.parametrize(("sheet", "kind"), [("Weights", "weight"), ("Loadings", "loading")])
def test_measurement(result, reference, sheet, kind):
    expected = cells(read(reference, sheet))
    actual = result.params.query("kind == @kind").set_index(["lhs", "rhs"])["estimate"]
    assert len(expected) == 27
    assert_table_close(actual, expected, atol=ADANCO)


@pytest.mark.parametrize(("sheet", "effect"), [("Path_Coefficients", "direct"), ("Total_Effects", "total")])
def test_structure(result, reference, sheet, effect):
    expected = cells(read(reference, sheet))
    actual = result.effects.query("effect == @effect").set_index(["lhs", "rhs"])["estimate"]
    assert_table_close(actual, expected, atol=ADANCO)


def test_explained_variance(result, reference):
    raw = pd.read_csv(reference / "bank" / "composite_R_Squared.csv", header=None)
    expected = raw[raw[1].isin(SIZES)].set_index(1)[[2, 3]].astype(float)
    actual = result.r_squared[["estimate", "r_squared_adjusted"]].set_axis([2, 3], axis=1)
    assert_table_close(actual, expected, atol=ADANCO)


def test_typed_figures(result, golden):
    published = golden("bank_adanco")
    paths = published.query("quantity == 'path'").set_index(["lhs", "rhs"])["value"]
    assert_table_close(
        result.params.query("kind == 'path'").set_index(["lhs", "rhs"])["estimate"], paths, atol=ADANCO
    )
    explained = published.query("quantity == 'r_squared'").set_index("lhs")["value"]
    assert_table_close(result.r_squared["estimate"], explained, atol=FIVE_DECIMALS)


def test_formative_blocks_have_no_reliability(result):
    assert result.reliability.isna().all(axis=None)
