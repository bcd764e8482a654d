"""Every cell of the files that SmartPLS, semPLS and seminr left for the ECSI mobile-phone survey."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.testing import assert_table_close

pytestmark = pytest.mark.reference

#: SmartPLS printed 8 decimals and stopped at 1e-7; the largest gap is 2.1e-8 (2.8e-8 in cross-loadings).
SMARTPLS = 1e-7
#: seminr stops at 1e-7 and prints 16 digits.
SEMINR = 1e-7
#: The numpy figures of the index carry 4 to 6 decimals.
INDEX = 5.1e-4
INDEX_WEIGHTS = 1e-6
#: A standard error from B resamples is off by the share sqrt((kurtosis - 1) / 4B); with 36 of them the
#: largest of so many normal errors stays below 4, and skewed draws add some.
MONTE_CARLO_ERRORS = 4
SEMPLS_RESAMPLES = 500
FILES = {"centroid": "centroid", "factorial": "factorial", "path": "pathWeighting"}
NAMES = {"Expectation": "Expectations"}


def read(reference, name: str) -> pd.DataFrame:
    frame = pd.read_csv(reference / "ecsi_mobile" / f"{name}.csv", index_col=0)
    return frame.rename(index=NAMES, columns=NAMES)


def as_matrix(rows: pd.DataFrame, like: pd.DataFrame, index: str, columns: str) -> pd.DataFrame:
    """Rows of a tidy table as a matrix with zeros where there is nothing."""
    wide = rows.pivot(index=index, columns=columns, values="estimate")
    return wide.reindex(index=like.index, columns=like.columns).fillna(0.0)


@pytest.fixture(scope="module", params=list(FILES))
def fitted(request, mobi):
    return FILES[request.param], cs.index_model("ECSI-mobile").fit(mobi, scheme=request.param, n_boot=0)


def test_outer_weights(fitted, reference):
    name, result = fitted
    expected = read(reference, f"{name}_outerWeights")
    actual = as_matrix(result.params.query("kind == 'weight'"), expected, "rhs", "lhs")
    assert_table_close(actual, expected, atol=SMARTPLS)


def test_cross_loadings_from_scores(fitted, reference, mobi):
    name, result = fitted
    expected = read(reference, f"{name}_crossLoadings")
    both = mobi.frame.join(result.scores()).corr()
    assert_table_close(both.loc[expected.index, expected.columns], expected, atol=SMARTPLS)


def test_paths_and_total_effects(fitted, reference):
    name, result = fitted
    paths, totals = (read(reference, f"{name}_{part}") for part in ("pathCoefficients", "totalEffects"))
    rows = result.params.query("kind == 'path'")
    assert_table_close(as_matrix(rows, paths, "rhs", "lhs"), paths, atol=SMARTPLS)
    rows = result.effects.query("effect == 'total'")
    assert_table_close(as_matrix(rows, totals, "rhs", "lhs"), totals, atol=SMARTPLS)


def test_seminr_tables(reference, mobi):
    result = cs.index_model("ECSI-mobile").fit(mobi, n_boot=0)
    explained = read(reference, "seminr_py_0.2.1_A_path_r2").T.rename(index=NAMES)
    actual = result.r_squared[["estimate", "r_squared_adjusted"]].set_axis(["Rsq", "AdjRsq"], axis=1)
    assert_table_close(actual, explained, atol=SEMINR)
    # seminr gives a single item the reliability 1, where there is none
    expected = read(reference, "seminr_py_0.2.1_A_path_reliability").drop("Complaints")
    actual = result.reliability.loc[expected.index, ["alpha", "rho_a", "rho_c", "ave"]]
    assert_table_close(actual.set_axis(expected.columns, axis=1), expected, atol=SEMINR)


def test_index(reference, mobi):
    expected = read(reference, "mobi_index_0_100")
    columns = {
        "unstandardized": "ACSI idx (unstd w)",
        "standardized": "std-weight idx",
        "equal": "equal-weight idx",
    }
    for how, column in columns.items():
        result = cs.index_model("ECSI-mobile", index_weights=how).fit(mobi, n_boot=0)
        given = expected[column].dropna()
        assert_table_close(result.index["estimate"].loc[given.index], given, atol=INDEX)


def test_index_weights(reference, mobi):
    expected = read(reference, "mobi_normalised_unstandardised_weights")["w"]
    result = cs.index_model("ECSI-mobile").fit(mobi, n_boot=0)
    actual = result.index_weights["weight"].droplevel("construct")
    assert_table_close(actual.loc[expected.index], expected, atol=INDEX_WEIGHTS)


def test_standard_errors_of_sempls(reference, mobi):
    """24 loadings and 12 paths, centroid scheme, 500 resamples there and 10,000 here."""
    expected = read(reference, "ecsi_boot500_bca90")
    result = cs.index_model("ECSI-mobile").fit(mobi, scheme="centroid", n_boot=10_000)
    constructs = result.model.constructs
    mine, kurtosis = {}, {}
    for quantity, kind in (("loadings", "loading"), ("paths", "path")):
        draws = result.estimates.draws[quantity][0]
        centred = draws - draws.mean(axis=1, keepdims=True)
        with np.errstate(invalid="ignore"):
            peaks = (centred**4).mean(axis=1) / (centred**2).mean(axis=1) ** 2
        rows = result.params.query("kind == @kind")
        for (_, row), peak in zip(rows.iterrows(), peaks, strict=True):
            if kind == "loading":
                block = result.model.measurement[row["lhs"]].items
                key = f"lam_{constructs.index(row['lhs']) + 1}_{block.index(row['rhs']) + 1}"
            else:
                key = f"beta_{constructs.index(row['rhs']) + 1}_{constructs.index(row['lhs']) + 1}"
            mine[key], kurtosis[key] = row, peak
    assert set(mine) == set(expected.index)
    for key, row in expected.iterrows():
        assert mine[key]["estimate"] == pytest.approx(row["Estimate"], abs=SMARTPLS)
        if row["Std.Error"] < 1e-12:  # the single item
            assert np.isnan(mine[key]["std_error"])
            continue
        noise = np.sqrt((kurtosis[key] - 1) / 4 * (1 / SEMPLS_RESAMPLES + 1 / 10_000))
        assert mine[key]["std_error"] == pytest.approx(row["Std.Error"], rel=MONTE_CARLO_ERRORS * noise), key
