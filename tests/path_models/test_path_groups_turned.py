"""Groups whose constructs came out turned: compared as if the items had been recoded before."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import AdmissibilityWarning, CsmodelsWarning
from csmodels.path_models.comparison.groups import GroupComparison, compare_groups

#: The same weights with another sign: sums of correlations in another order.
SAME = 1e-9
#: Three standard errors of the difference of two equal slopes in groups of 240 and 120.
CHANCE = 0.3

LINE = cs.PathModel({"X": ["x1", "x2"], "Y": ["y1", "y2"]}, {"Y": ["X"]})
PRODUCT = cs.PathModel(
    {"X": ["x1", "x2"], "Z": ["z1", "z2"], "XZ": cs.interaction("X", "Z"), "Y": ["y1", "y2"]},
    {"Y": ["X", "Z", "XZ"]},
)
ALL = ["paths", "total_effects", "loadings", "weights", "r_squared"]


def simulated(sizes=(240, 120), seed: int = 1, slopes=(0.6, 0.6)) -> pd.DataFrame:
    """Item x2 runs against x1; x1 is the better one in group a, x2 in the others: the loadings sum to less
    than zero there, and the sign rule turns X."""
    rng = np.random.default_rng(seed)
    parts = []
    for label, n, slope, noise in zip(
        "abc", sizes, (*slopes, 0.6), ((0.3, 0.9), (0.9, 0.3), (0.9, 0.3)), strict=False
    ):
        x, z = rng.normal(size=(2, n))
        y = slope * x + 0.3 * z + 0.2 * x * z + 0.6 * rng.normal(size=n)
        latent = {"x1": x, "x2": -x, "z1": z, "z2": z, "y1": y, "y2": y}
        errors = {"x1": noise[0], "x2": noise[1]}
        columns = {name: of + errors.get(name, 0.5) * rng.normal(size=n) for name, of in latent.items()}
        parts.append(pd.DataFrame({**columns, "group": label}))
    return pd.concat(parts, ignore_index=True)


def compared(model: cs.PathModel, frame: pd.DataFrame, n_permutations: int = 49, **fit) -> GroupComparison:
    """Without the warnings, which the tests read off the result."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CsmodelsWarning)
        result = model.fit(frame, by="group", **fit)
        return compare_groups(result, n_permutations, quantities=ALL)


def turned_back(table: pd.DataFrame) -> pd.DataFrame:
    """The coefficients of the item x2 with the sign they have once it is recoded; limits change places."""
    table = table.reset_index(drop=True)
    mine = (table["rhs"] == "x2").to_numpy()
    changed = table.copy()
    for name in ("estimate_1", "estimate_2", "difference"):
        changed.loc[mine, name] = -table.loc[mine, name]
    changed.loc[mine, "conf_low"] = -table.loc[mine, "conf_high"]
    changed.loc[mine, "conf_high"] = -table.loc[mine, "conf_low"]
    return changed


@pytest.mark.parametrize(
    ("model", "options"),
    [
        (LINE, {"n_boot": 60}),
        (LINE, {"n_boot": 60, "estimator": "plsc"}),
        (LINE, {"se": "linearized"}),
        (LINE, {"missing": "mi"}),
        (PRODUCT, {"n_boot": 60}),
    ],
    ids=["bootstrap", "plsc", "linearized", "mi", "product"],
)
def test_the_same_as_with_recoded_items(model, options):
    """Estimates, errors, limits and every p-value: those of the data in which x2 has been recoded."""
    frame = simulated()
    found = compared(model, frame, **options)
    recoded = compared(model, frame.assign(x2=-frame["x2"]), **options)
    first, second = found.result.params.query("kind == 'path' and rhs == 'X'")["estimate"]
    assert first > 0.3  # the fit itself tells opposite paths
    assert second < -0.3
    pd.testing.assert_frame_equal(
        turned_back(found.differences), recoded.differences.reset_index(drop=True), rtol=0, atol=SAME
    )
    pd.testing.assert_frame_equal(found.omnibus, recoded.omnibus, rtol=0, atol=SAME)
    pd.testing.assert_frame_equal(found.overall, recoded.overall, rtol=0, atol=SAME) if model.plain else None
    kept = (found.tests["rhs"] != "x2").to_numpy()  # the one-sided p of a turned item is its complement
    pd.testing.assert_frame_equal(found.tests[kept], recoded.tests[kept], rtol=1e-6, atol=SAME)
    pd.testing.assert_frame_equal(found.adjusted, recoded.adjusted, rtol=1e-6, atol=SAME)
    assert not any("points the other way" in sentence for sentence in recoded.warnings)


def test_a_turned_group_is_told():
    frame = simulated(slopes=(0.6, 0.6))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AdmissibilityWarning)
        result = LINE.fit(frame, by="group", n_boot=99)
    assert any("opposite directions" in sentence for sentence in result.warnings)
    with pytest.warns(AdmissibilityWarning, match="X points the other way in group 'b'.*other signs here"):
        found = compare_groups(result, 199)
    row = found.differences.iloc[0]
    assert abs(row["difference"]) < CHANCE  # not 1.2
    assert row["p_value"] > 3 / 200  # opposite paths would give 1 / 200
    own = result.params.query("kind == 'path'")["estimate"]
    assert row["estimate_1"] == pytest.approx(own.loc["a"], abs=SAME)
    assert row["estimate_2"] == pytest.approx(-own.loc["b"], abs=SAME)
    assert "比较时已翻转" in found.to_text("zh")


def test_a_real_difference_is_found_among_turned_groups():
    """0.9 against 0.3: signs left to each permutation would spread its differences up to 1.2."""
    found = compared(LINE, simulated(slopes=(0.9, 0.3)), 199, n_boot=0)
    row = found.differences.query("kind == 'path'").iloc[0]
    assert 0.2 < row["difference"] < 0.8
    assert row["p_value"] == 1 / 200
    assert np.abs(found.permuted[(0, 1)].draws[0]).max() < 0.6


def test_one_direction_for_all_pairs():
    """Two of three groups are turned: the largest group and the others point one way in every table."""
    found = compared(LINE, simulated(sizes=(400, 100, 100)), 49, n_boot=40)
    turned = [sentence for sentence in found.warnings if "points the other way" in sentence]
    assert [f"group {name!r}" in sentence for sentence, name in zip(turned, "bc", strict=True)] == [True] * 2
    rows = found.differences.query("kind == 'path'")
    assert (rows[["estimate_1", "estimate_2"]] > 0.3).all(axis=None)
    omnibus = found.omnibus.query("kind == 'path'")
    assert omnibus["distance"].iloc[0] < 0.05
    assert omnibus["p_value"].iloc[0] > 0.05


def with_holes(frame: pd.DataFrame) -> pd.DataFrame:
    """A twentieth of the answers missing by chance."""
    holes = frame.mask(np.random.default_rng(2).random(frame.shape) < 0.05)
    return holes.assign(group=frame["group"])


@pytest.mark.parametrize("missing", ["pairwise", "mean"])
def test_with_missing_answers(missing):
    frame = with_holes(simulated())
    found = compared(LINE, frame, 19, n_boot=20, missing=missing)
    recoded = compared(LINE, frame.assign(x2=-frame["x2"]), 19, n_boot=20, missing=missing)
    assert any("points the other way" in sentence for sentence in found.warnings)
    mine = found.differences.query("kind == 'path'")
    pd.testing.assert_frame_equal(mine, recoded.differences.query("kind == 'path'"), rtol=0, atol=SAME)


def test_with_imputed_answers():
    """No rows change places, but groups are turned all the same, and so are the members of their errors."""
    found = compared(LINE, with_holes(simulated()), missing="mi", n_imputations=5)
    assert any("points the other way in group 'b'" in sentence for sentence in found.warnings)
    own = found.result.params.query("kind == 'path'")
    row = found.differences.iloc[0]
    assert (row["estimate_1"], row["estimate_2"]) == pytest.approx(tuple(own["estimate"] * [1, -1]), abs=SAME)
    assert row["std_error"] == pytest.approx(np.hypot(*own["std_error"]), abs=SAME)
