"""What must hold for any answers: order, weights, exchanged pairs, curves; labels are as sure as they say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from kano_kit import CELLS, LETTERS

import csmodels as cs
from csmodels.kano.evaluation import TABLES
from csmodels.kano.model import KanoModel

#: Sums in another order.
ROUNDING = 1e-9
NAMES = ("a", "b", "c", "d", "e")
TABLE_NAMES = ("counts", "categories", "coefficients", "shares", "scores", "tests", "reread")


def model(names=NAMES, **options):
    pairs = {name: (f"{name}_f", f"{name}_d") for name in names}
    return KanoModel(pairs, importance={name: f"{name}_i" for name in names}, **options)


@pytest.fixture(scope="module")
def frame():
    """Pairs of all kinds, some open, one attribute mostly reverse."""
    rng = np.random.default_rng(11)
    columns = {}
    for name in NAMES:
        sides = [rng.choice([1.0, 2, 3, 4, 5], 120, p=rng.dirichlet(np.ones(5))) for _ in range(2)]
        for side, answers in zip("fd", sides, strict=True):
            columns[f"{name}_{side}"] = np.where(rng.random(120) < 0.05, np.nan, answers)
        columns[f"{name}_i"] = rng.integers(1, 10, 120).astype(float)
    columns["e_f"] = rng.choice([5.0, 4, 3], 120)
    columns["e_d"] = rng.choice([1.0, 2], 120)
    return pd.DataFrame(columns)


def assert_same_tables(one, two, names=TABLE_NAMES, estimates=False):
    for name in names:
        mine, theirs = getattr(one, name), getattr(two, name).reindex(getattr(one, name).index)
        if estimates:
            kept = [column for column in mine if not column.endswith(ERROR_ENDS) and column not in SIZED]
            mine, theirs = mine[kept], theirs[kept]
        pd.testing.assert_frame_equal(mine, theirs, rtol=ROUNDING, atol=ROUNDING, check_dtype=False)


#: Columns that speak of precision, which copies of rows pretend to have.
ERROR_ENDS = ("_error", "_low", "_high", "_low_all", "_high_all", "low_all", "high_all", "_sd", "covariance")
SIZED = {"probability", "agreement", "agrees", "p_value", "p_holm", "p_exact", "fong_gap", "fong_needed"}
SIZED |= {"fong_rejects"}


@pytest.mark.parametrize("seed", [0, 1])
def test_the_order_of_respondents_changes_no_table(frame, seed):
    mixed = frame.sample(frac=1.0, random_state=seed)
    assert_same_tables(model().fit(frame, errors="linearized"), model().fit(mixed, errors="linearized"))


def test_the_order_of_attributes_and_columns_changes_no_table(frame):
    turned = model(NAMES[::-1]).fit(frame[frame.columns[::-1]], n_boot=100)
    found = model().fit(frame, n_boot=100)
    assert_same_tables(found, turned, (*TABLE_NAMES, "probabilities"))


def test_a_weight_of_two_is_the_row_twice_in_every_table(frame):
    weights = np.arange(len(frame)) % 3
    weighted = model().fit(cs.SurveyData(frame.assign(w=weights * 1.0), weights="w"), n_boot=0)
    twice = frame.loc[np.repeat(frame.index, weights)].reset_index(drop=True)
    assert_same_tables(weighted, model().fit(twice, n_boot=0), estimates=True)
    compared = weighted.compare_tables()
    pd.testing.assert_frame_equal(compared, model().fit(twice, n_boot=0).compare_tables())


def test_a_constant_weight_changes_no_error(frame):
    weighted = model().fit(cs.SurveyData(frame.assign(w=0.3), weights="w"), errors="linearized")
    plain = model().fit(frame, errors="linearized")
    for name, columns in {
        "coefficients": [c for c in plain.coefficients if c != "n"],
        "scores": [c for c in plain.scores if c != "n"],
        "shares": list(plain.shares),
        "categories": list(plain.categories),
        "tests": ["first", "second", "p_value", "p_holm", "p_exact", "fong_gap", "fong_needed"],
    }.items():
        pd.testing.assert_frame_equal(
            getattr(weighted, name)[columns], getattr(plain, name)[columns], rtol=1e-6, atol=1e-8
        )


@pytest.mark.parametrize("table", ["berger", "pouliot"])
def test_exchanged_questions_are_read_in_the_transposed_table(frame, table):
    exchanged = frame.rename(columns={"e_f": "e_d", "e_d": "e_f"})
    found = model(table=table).fit(frame, n_boot=0)
    other = model(table=table).fit(exchanged, n_boot=0)
    cells = TABLES[table].codes.T
    pairs = frame[["e_f", "e_d"]].dropna().astype(int).to_numpy() - 1
    want = np.bincount(cells[pairs[:, 0], pairs[:, 1]], minlength=6)
    assert other.counts.loc["e", LETTERS].tolist() == want.tolist()
    assert found.reread.index.tolist() == ["e"]
    assert found.reread.loc["e", LETTERS].tolist() == want.tolist()
    better, worse = found.reread.loc["e", ["better", "worse"]]
    np.testing.assert_allclose([better, worse], other.coefficients.loc["e", ["better", "worse"]])


def test_better_and_worse_are_shares_of_four(frame):
    found = model().fit(frame, n_boot=0)
    counts, rows = found.counts, found.coefficients
    four = counts[list("MOAI")].sum(axis=1)
    np.testing.assert_allclose(rows["better"] - (counts["A"] + counts["O"]) / four, 0.0, atol=1e-15)
    np.testing.assert_allclose(rows["worse"] + (counts["M"] + counts["O"]) / four, 0.0, atol=1e-15)
    assert (counts[LETTERS].sum(axis=1) == counts["n"]).all()
    both = [(frame[f"{name}_f"].notna() & frame[f"{name}_d"].notna()).sum() for name in NAMES]
    assert counts["n"].tolist() == both


def test_curves_begin_at_worse_and_end_at_better():
    data = cs.datasets.load_hotel_kano()
    found = KanoModel.from_questionnaire(data).fit(data, n_boot=0)
    curves = found.curves(points=5)
    seen = set()
    for name, row in found.coefficients.iterrows():
        category = found.categories.loc[name, "category"]
        if category in "MOA":
            ends = curves.loc[name]["satisfaction"].iloc[[0, -1]]
            np.testing.assert_allclose(ends, [row["worse"], row["better"]], atol=ROUNDING)
            seen.add(category)
    assert seen == set("MOA")


@pytest.fixture(scope="module")
def surveys():
    """Surveys of 150 respondents and 60 attributes of any shares: how sure each label is, and whether it is
    right."""
    rows = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        truth = rng.dirichlet([2, 2, 2, 2, 0.5, 0.3], 60)
        names = [f"x{i}" for i in range(60)]
        columns = {}
        for name, shares in zip(names, truth, strict=True):
            columns[f"{name}_f"], columns[f"{name}_d"] = CELLS[rng.choice(6, 150, p=shares)].T
        pairs = {name: (f"{name}_f", f"{name}_d") for name in names}
        found = KanoModel(pairs).fit(pd.DataFrame(columns), n_boot=300, seed=seed).categories
        right = found["category"].to_numpy() == np.array(LETTERS)[truth.argmax(axis=1)]
        rows.append(found[["probability", "agrees"]].assign(right=right))
    return pd.concat(rows)


def test_labels_are_right_as_often_as_their_probability_says(surveys):
    found = surveys.assign(band=pd.cut(surveys["probability"], [0, 0.7, 0.9, 0.99, 1.01], right=False))
    for _, rows in found.groupby("band", observed=True):
        chances = rows["probability"]
        spread = np.sqrt((chances * (1 - chances)).sum())
        # three standard errors of the hits, and five points: resamples know the sample, not the truth
        assert abs(rows["right"].sum() - chances.sum()) <= 3 * spread + 0.05 * len(rows)
    assert len(found["band"].unique()) == 4


def test_nineteen_of_twenty_labels_that_are_given_are_right(surveys):
    given = surveys[surveys["agrees"]]
    assert len(given) > 100
    assert given["right"].mean() >= 0.95
    assert surveys[~surveys["agrees"]]["right"].mean() < 0.85
