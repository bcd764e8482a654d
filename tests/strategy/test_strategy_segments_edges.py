"""Customers by value and need where data are odd: keys, few answers, names in the data, small groups."""

from __future__ import annotations

import warnings

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError, DataWarning
from csmodels.strategy.segments import idic, needs

mpl.use("Agg")

N = 60
NEEDS = ["a", "b", "c"]


def guests() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.integers(1, 10, (N, 3)), columns=NEEDS)
    return frame.assign(id=np.arange(1, N + 1), spend=rng.permutation(N) * 10.0)


def customers() -> pd.DataFrame:
    return pd.DataFrame({"id": np.arange(1, N + 1), "worth": np.arange(N)})


def quiet(*args, **more):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        return idic(*args, **more)


def block(result, title, lang="en"):
    return next(b for b in result.summary(lang).blocks if not isinstance(b, str) and b.title == title)


# keys


def test_keys_of_numbers_match_whatever_their_type():
    for made in (float, "category", "Int64"):
        result = quiet(guests().astype({"id": made}), "id", customers=customers(), value="worth")
        assert result.identify.loc["matched", "n"] == N


@pytest.mark.parametrize("keys", [lambda x: x.astype(str), lambda x: x.astype(float).astype(str)])
def test_keys_that_are_only_written_alike_are_told(keys):
    with pytest.raises(DataError, match="written alike"):
        idic(guests().assign(id=lambda x: keys(x["id"])), "id", customers=customers(), value="worth")


def test_some_keys_of_another_type_are_told_with_their_number():
    mixed = guests()["id"].astype(object)
    mixed[:4] = mixed[:4].astype(str)
    result = quiet(guests().assign(id=mixed), "id", customers=customers(), value="worth")
    assert "4 of them would be found" in result.warnings[-1]
    mixed[1] = "1"
    mixed[0] = 1
    with pytest.raises(DataError, match="of different types"):
        idic(guests().assign(id=mixed), "id", customers=customers(), value="worth")


def test_keys_that_lost_digits_are_refused():
    long = guests()["id"].astype("int64") + 10**17
    with pytest.raises(DataError, match="last digits"):
        idic(guests().assign(id=long.astype(float)), "id", value="spend", not_contact=["id"])


def test_customers_without_a_key_are_told():
    table = customers().assign(id=lambda x: x["id"].where(x["id"] > 3))
    result = quiet(guests(), "id", customers=table, value="worth")
    assert any("3 rows of the customer table have no id" in each for each in result.warnings)
    assert result.identify["n"][["customers", "matched"]].tolist() == [N - 3, N - 3]


def test_respondents_without_a_key_stay_without_a_value():
    frame = guests().assign(id=lambda x: x["id"].where(x["id"] > 3))
    result = quiet(frame, "id", customers=customers(), value="worth")
    assert result.identify.loc["without_key", "n"] == 3
    assert result.assigned["value"].isna().sum() == 3


# names in the data


def test_no_error_shows_what_a_text_column_holds():
    frame = guests().assign(who=[f"王小{i}" for i in range(N)], code=lambda x: x["id"].astype(str))
    for more in ({"value": "who"}, {"needs": ["a", "who"]}, {"value": "spend", "satisfaction": "who"},
                 {"value": "spend", "stage": "who"}, {"value": "spend", "profiles": ["who"]}):  # fmt: skip
        with pytest.raises(DataError, match="who") as refused:
            idic(frame, **more)
        assert "王" not in str(refused.value)
    with pytest.raises(DataError, match="to_numeric"):
        idic(frame, value="code")


def test_columns_that_are_no_contact_data_must_be_there():
    with pytest.raises(DataError, match="Did you mean 'spend'"):
        idic(guests(), value="spend", not_contact=["spent"])


def test_words_of_given_segments_are_the_users_or_the_questionnaires():
    frame = guests().assign(kind=["contact", "matched"] * (N // 2))
    shown = block(quiet(frame, value="spend", segments="kind"), "Value by need").frame
    assert shown.columns.tolist() == ["contact", "matched"]
    hotel = cs.datasets.load_hotel()
    result = quiet(hotel, value="spend", segments="purpose")
    chinese = block(result, "价值与需求交叉", "zh").frame
    words = {each["zh"] for each in cs.sampling.grouped.group_labels(hotel, "purpose").values()}
    assert set(chinese.columns) == words
    assert result.need_names == ("1", "2", "3", "4")  # codes: treatments are named by them
    labels = [each.get_text() for each in result.plot_grid(lang="zh").get_xticklabels()]
    assert set(labels) == words
    mpl.pyplot.close("all")


# few answers


def test_two_patterns_are_two_clusters_and_one_is_none():
    two = pd.DataFrame({"a": [1, 9] * 20, "b": [9, 1] * 20})
    for more in ({}, {"segments": 2}):
        assert quiet(two, needs=["a", "b"], n_boot=5, **more).grid["n"].tolist() == [20, 20]
    same = pd.DataFrame({"a": [1, 9, 5, 3] * 9}).assign(b=lambda x: x["a"])
    with pytest.raises(DataError, match=r"own mean is taken out.*scaling='none'"):
        idic(same, needs=["a", "b"])
    assert quiet(same, needs=["a", "b"], scaling="none", segments=4, n_boot=0).grid["n"].tolist() == [9] * 4


def test_fewer_customers_than_tiers_are_told():
    with pytest.raises(DataError, match="different values: 2"):
        idic(guests().head(2), value="spend")
    with pytest.raises(Exception, match="must be a list"):
        idic(guests(), value="spend", value_cuts=300)


def test_many_respondents_are_compared_in_part(monkeypatch):
    frame = pd.DataFrame({"a": [1, 9, 5] * 200, "b": [9, 1, 5] * 200, "c": [5, 5, 5] * 200})
    frame += np.random.default_rng(0).uniform(0, 1, frame.shape).round(2)
    whole = quiet(frame, needs=NEEDS, n_boot=0)
    monkeypatch.setattr(needs, "WIDTHS", 200)
    part = quiet(frame, needs=NEEDS, n_boot=0)
    assert (whole.choice["silhouette"] - part.choice["silhouette"]).abs().max() < 0.05
    assert not whole.choice["silhouette"].equals(part.choice["silhouette"])
    pd.testing.assert_series_equal(whole.assigned["need"], part.assigned["need"])


# small groups


def test_means_that_would_give_a_small_group_away_are_hidden():
    frame = pd.DataFrame({"worth": [1] * 30 + [5] * 40 + [9] * 50, "kind": ["a"] * 117 + ["b"] * 3})
    frame["sat"] = np.arange(120) % 10 + 1
    result = quiet(frame, segments="kind", value="worth", value_cuts=[3, 7], satisfaction="sat")
    treated = block(result, "Interact and customise: treatments").frame
    # "high, b" has three people: the mean of all, less those of the others, would tell theirs
    hidden = result.grid["hidden"].to_numpy()
    assert hidden.sum() >= 2
    assert (treated.loc[hidden, ["satisfaction", "state"]] == "–").all(axis=None)
    few = frame.assign(kind="a", sat=lambda x: x["sat"].where((x["worth"] < 9) | (np.arange(120) > 116)))
    result = quiet(few, value="worth", value_cuts=[3, 7], satisfaction="sat")
    treated = block(result, "Interact and customise: treatments").frame
    assert not result.grid["hidden"].any()
    assert (treated["satisfaction"] == "–").sum() == 2


def test_a_mean_value_is_hidden_with_its_tier():
    frame = pd.DataFrame({"worth": [1.0] * 30 + [5.0] * 40 + [9.0] * 3})
    shown = block(quiet(frame, value="worth", value_cuts=[3, 7]), "Differentiate by value").frame
    assert shown["mean"].tolist() == ["–", "5", "–"]


def test_needs_and_profiles_of_a_small_cluster_are_hidden_with_another():
    frame = guests().assign(kind=["x"] * 37 + ["y"] * 20 + ["z"] * 3, sex=["f", "m"] * 30)
    result = quiet(frame, segments="kind", needs=NEEDS, profiles=["sex", "spend"])
    means = block(result, "Mean answers by need").frame
    assert (means == "–").all().tolist() == [False, True, True]
    profiled = block(result, "Who is in the segments").frame
    assert [set(profiled[name]) for name in ("y", "z")] == [{"–"}, {"<5"}]
    assert not profiled["x"].isin(["–", "<5"]).any()
    drawn = [each.get_text() for each in result.plot_needs().get_legend().get_texts()] if (
        result.plot_needs().get_legend()
    ) else ["x"]  # fmt: skip
    assert "z" not in drawn
    assert "y" not in drawn
    mpl.pyplot.close("all")


def test_sparse_tables_are_called_rough():
    frame = guests().assign(kind=["x"] * 55 + ["y"] * 5, sex=["f", "m"] * 30)
    result = quiet(frame, value="spend", profiles=["kind", "sex"])
    tests = result.tests
    assert tests.loc["kind", "expected"] == pytest.approx(5 * 20 / 60)
    shown = block(result, "Do the segments differ?")
    assert "below 5 in kind" in shown.note
    assert "sex" not in shown.note
    assert "期望频数低于 5" in block(result, "各群是否有差异", "zh").note
