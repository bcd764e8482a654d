"""read_answers with gaps kept: what stays, what is counted, what is refused; routed items are never gaps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError
from csmodels.survey import DerivedItem, Item, Questionnaire, SurveyData, identical_items, read_answers
from csmodels.survey.groups import failing_groups, keep_groups

KEPT = ("mean", "pairwise", "em", "mi")


def frame(n: int = 12) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    table = pd.DataFrame(rng.integers(1, 11, (n, 3)).astype(float), columns=["q1", "q2", "q3"])
    table["hotel"] = np.where(np.arange(n) % 2, "south", "north")
    table.loc[[1, 4], "q1"] = np.nan
    table.loc[[2, 4], "q2"] = np.nan
    table.loc[4, "q3"] = np.nan
    return table


def refused(
    table: object, message: str, items: tuple[str, ...] = ("q1", "q2", "q3"), **options: object
) -> None:
    with pytest.raises(DataError, match=message):
        read_answers(table, items, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("missing", KEPT)
def test_gaps_stay_and_are_counted(missing: str) -> None:
    table = frame().assign(w=np.arange(1.0, 13))
    taken = read_answers(SurveyData(table, weights="w"), ["q3", "q1", "q2"], missing=missing, by="hotel")
    rows = [i for i in range(12) if i != 4]  # nothing was answered in row 4
    np.testing.assert_array_equal(taken.values, table.loc[rows, ["q3", "q1", "q2"]].to_numpy())
    assert (taken.missing, taken.complete, taken.n_dropped, len(taken)) == (missing, False, 1, 11)
    assert taken.rows.tolist() == taken.index.tolist() == rows
    assert taken.n_by_item.to_dict() == {"q3": 11, "q1": 10, "q2": 10}
    assert taken.missing_by_item.to_dict() == {"q3": 1, "q1": 2, "q2": 2}
    assert taken.weights is not None
    assert taken.weights.tolist() == table["w"][rows].tolist()
    assert taken.groups is not None
    assert taken.groups.tolist() == table["hotel"][rows].tolist()
    assert repr(taken) == "Answers(11 of 12 rows, 3 items, 2 groups, 2 missing answers)"
    assert not taken.values.flags.writeable
    north = keep_groups(taken, ["north"])
    assert north.n_by_item.to_dict() == {"q3": 5, "q1": 5, "q2": 4}
    assert not north.complete


def test_listwise_has_no_gaps() -> None:
    taken = read_answers(frame(), ["q1", "q2", "q3"])
    assert (taken.missing, taken.complete, taken.n_dropped) == ("listwise", True, 3)
    assert taken.n_by_item.to_dict() == {"q1": 9, "q2": 9, "q3": 9}


@pytest.mark.parametrize("missing", KEPT)
def test_without_gaps_every_rule_takes_the_same(missing: str) -> None:
    table = frame().dropna()
    taken, plain = (read_answers(table, ["q1", "q2"], missing=rule) for rule in (missing, "listwise"))
    np.testing.assert_array_equal(taken.values, plain.values)
    assert taken.complete
    assert repr(taken) == repr(plain)


@pytest.mark.parametrize("missing", KEPT)
def test_items_with_few_answers(missing: str) -> None:
    refused(frame().assign(q2=np.nan), "'q2' has no answer in any row", missing=missing)
    table = frame()
    table.loc[2:, "q2"] = np.nan
    refused(table, r"Too few answers to 'q2' \(2\); at least 5 are needed", missing=missing, min_rows=5)
    table = frame()
    table.loc[table["hotel"] == "south", "q2"] = np.nan
    refused(table, r"answers to 'q2' \(0\) in group 'south'; .*or the group out", missing=missing, by="hotel")
    why = failing_groups(
        read_answers(table, ["q1", "q2", "q3"], missing=missing, by="hotel", scoring=True), 3
    )
    assert list(why) == ["south"]
    assert why["south"].startswith("Too few answers to 'q2' (0); at least 3")


def test_answers_without_weight_do_not_count() -> None:
    table = frame().assign(w=1.0)
    table.loc[3:, "w"] = 0.0
    data = SurveyData(table, weights="w")
    refused(data, r"Too few answers to 'q1' \(2\), 'q2' \(2\); at", missing="em", min_rows=3)
    refused(data, r"Only 3 of 12 rows have an answer to any item and a weight", missing="em", min_rows=4)


@pytest.mark.parametrize("missing", ["pairwise", "em", "mi"])
def test_pairs_with_few_joint_answers(missing: str) -> None:
    table = frame(40)
    table.loc[:19, "q1"] = np.nan
    table.loc[22:, "q2"] = np.nan
    # full-information likelihood begins with EM and meets the same wall
    more = " or 'fiml'" if missing == "em" else ""
    refused(
        table,
        r"Only 2 respondents answered both 'q1' and 'q2'; at least 3 are needed for their correlation "
        rf"\(missing='{missing}'{more}\)\. Leave",
        missing=missing,
    )
    refused(table, "Only 1 respondent answered both .* in group 'north'; ", missing=missing, by="hotel")
    table.loc[20:, "q3"] = np.nan
    refused(table, r"both 'q1' and 'q2'; .*\. 1 other pair likewise\. Leave", missing=missing)
    assert len(read_answers(table, ["q1", "q2", "q3"], missing="mean")) == 39  # row 4 answered nothing


@pytest.mark.parametrize("missing", KEPT)
def test_items_that_do_not_vary_where_they_were_answered(missing: str) -> None:
    table = frame()
    table["q2"] = np.where(np.arange(12) % 3, 7.0, np.nan)
    refused(table, r"'q2' has the same answer \(7\) wherever it was answered; what", missing=missing)
    table["q2"] = np.where(np.arange(12) % 3, 7.0, 6.0)
    assert len(read_answers(table, ["q1", "q2"], missing=missing)) == 12
    table.loc[0, "q2"] = np.nan  # the first row tells nothing; the others vary
    table.loc[11, "q2"] = 6.0
    assert len(read_answers(table, ["q2", "q3"], missing=missing)) == 12
    table["q2"] = [np.nan, 7.0, 3, 7, 4, 7, np.nan, 7, 5, np.nan, 6, 7]
    refused(table, r"'q2' in group 'south' \(the first: 7 in every row\)", missing=missing, by="hotel")


@pytest.mark.parametrize("missing", KEPT)
def test_wrong_answers_are_refused_as_ever(missing: str) -> None:
    table = frame()
    table.loc[6, "q1"] = 98
    refused(table, "'q1' has 1 value outside its range 1 to 10: 98", missing=missing, ranges={"q1": (1, 10)})
    table.loc[6, "q1"] = np.inf
    refused(table, "'q1' has 1 infinite value in the row labelled 6", missing=missing)


@pytest.mark.parametrize("missing", KEPT)
def test_scoring_takes_any_respondent_with_an_answer(missing: str) -> None:
    table = frame().iloc[[4, 1]]
    taken = read_answers(table, ["q1", "q2", "q3"], missing=missing, scoring=True)
    assert (taken.rows.tolist(), taken.n_rows) == ([1], 2)
    assert np.isnan(taken.values[0, 0])
    nobody = read_answers(table.iloc[:1], ["q1", "q2", "q3"], missing=missing, scoring=True)
    assert len(nobody) == 0
    assert nobody.n_by_item.tolist() == [0, 0, 0]


def test_identical_items_with_gaps() -> None:
    nan = np.nan
    values = np.array([[1.0, 1, 1, nan], [nan, -nan, 2, nan], [3.0, 3, 3, 1]])
    assert identical_items(values, ["a", "b", "c", "d"]) == [("a", "b")]


def routed_survey() -> SurveyData:
    """The second question depends on the first; one derived item takes the one that was asked."""
    asked = Questionnaire(
        (
            Item("stay"),
            Item("up", asked_if="stay > 5"),  # type: ignore[arg-type]
            Item("down", asked_if="stay <= 5"),  # type: ignore[arg-type]
            Item("quality"),
        ),
        (DerivedItem.from_formula("tolerance", "up if stay > 5 else -down"),),
    )
    stay = [7, 8, 2, 3, 9, 4, None, 6]
    table = pd.DataFrame(
        {
            "stay": stay,
            "up": [5, 10, None, None, None, None, None, 3],
            "down": [None, None, 3, 1, None, 2, None, None],
            "quality": [6, 7, 4, None, 8, 3, 5, 6],
        }
    )
    return SurveyData(table, asked)


@pytest.mark.parametrize("missing", ["listwise", *KEPT])
def test_routed_items_are_neither_gaps_nor_a_reason_to_leave_anybody_out(missing: str) -> None:
    data = routed_survey()
    refused(
        data, "'up' was asked only if stay > 5.*derived item 'tolerance'", ("quality", "up"), missing=missing
    )
    taken = read_answers(data, ["tolerance", "quality"], missing=missing)
    tolerance = taken.values[:, 0].tolist()
    if missing == "listwise":
        # rows 3, 4 and 6 left open a question they were asked
        assert taken.rows.tolist() == [0, 1, 2, 5, 7]
        assert tolerance == [5, 10, -3, -2, 3]
        return
    # only the gaps of questions asked are left: the accepted rise of row 4, whether row 6 would stay
    assert len(taken) == 8
    np.testing.assert_array_equal(tolerance, [5, 10, -3, -1, np.nan, -2, np.nan, 3])
    assert taken.n_by_item.to_dict() == {"tolerance": 6, "quality": 7}


@pytest.mark.parametrize(
    ("load", "gate", "items"),
    [
        (cs.datasets.load_hotel, "repurchase", ["price_tolerance", "repurchase"]),
        (cs.datasets.load_telecom, "loy_stay", ["price_tolerance", "loy_stay"]),
    ],
    ids=["hotel", "telecom"],
)
@pytest.mark.parametrize("missing", ["listwise", "em"])
def test_price_tolerance_of_the_sample_surveys(load, gate: str, items: list[str], missing: str) -> None:
    """Half of the price questions were not asked of everybody; no respondent is lost by that."""
    data = load()
    for name in ("price_up", "price_down"):
        assert (data.status[name] == "routed").mean() > 0.05
        refused(data, f"'{name}' was asked only if", (name, gate), missing=missing)
    taken = read_answers(data, items, missing=missing)
    status = data.status[items]
    assert not (status == "routed").to_numpy().any()
    answered = (status == "answered").to_numpy()
    kept = answered.all(axis=1) if missing == "listwise" else answered.any(axis=1)
    assert taken.rows.tolist() == np.flatnonzero(kept).tolist()
    np.testing.assert_array_equal(~np.isnan(taken.values), answered[kept])
