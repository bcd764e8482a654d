"""A model that is found in a long file can be fitted to it, whatever names its respondents."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataError

SIDES = ("functional", "dysfunctional")


@pytest.fixture(scope="module")
def wide():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        {f"{name}_{side}": rng.integers(1, 6, 60) for name in ("wifi", "bed") for side in "fd"}
    )
    return frame.assign(
        w=rng.uniform(0.5, 2, 60), area=np.arange(60) % 10, town=np.where(np.arange(60) < 25, "a", "b")
    )


@pytest.fixture(scope="module")
def long(wide):
    parts = [
        wide[[f"{name}_f", f"{name}_d"]]
        .set_axis(SIDES, axis=1)
        .assign(id=wide.index + 101, attribute=name, w=wide["w"], area=wide["area"], town=wide["town"])
        for name in ("wifi", "bed")
    ]
    return pd.concat(parts, ignore_index=True)


def tables(result):
    return result.counts, result.coefficients


def fitted(frame, **options):
    return cs.KanoModel.find(frame, respondent="id").fit(frame, respondent="id", n_boot=0, **options)


def same(result, other):
    for one, two in zip(tables(result), tables(other), strict=True):
        pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize("by", [None, "town"])
@pytest.mark.parametrize("form", ["columns", "index", "stacked"])
def test_long_data_give_the_tables_of_wide_data(wide, long, by, form):
    if form == "index":
        long = long.set_index("id")
    elif form == "stacked":
        long = long.melt(["id", "attribute", "town"], list(SIDES), "aspect", "value")
    same(fitted(long, by=by), cs.KanoModel.find(wide).fit(wide, by=by, n_boot=0))


def test_weights_and_clusters_of_a_long_survey_are_those_of_its_respondents(wide, long):
    held = {"weights": "w", "clusters": "area"}
    one = fitted(cs.SurveyData(long, **held), errors="linearized")
    other = cs.SurveyData(wide, **held)
    same(one, cs.KanoModel.find(wide).fit(other, errors="linearized", n_boot=0))
    assert one.coefficients.filter(like="std_error").notna().all(axis=None)


def test_respondents_must_be_named(long):
    model = cs.KanoModel.find(long, respondent="id")
    for attempt in (lambda: cs.KanoModel.find(long), lambda: model.fit(long)):
        with pytest.raises(
            DataError, match=r"long form.*respondent=\.\.\. \(there are 'id', 'w', 'area', 'town'\)"
        ):
            attempt()
    with pytest.raises(DataError, match=r"no column 'idd'\. Did you mean 'id'\?"):
        model.fit(long, respondent="idd")


def test_a_column_of_another_name_is_named_to_from_long(wide, long):
    named = long.rename(columns={"attribute": "feature"})
    with pytest.raises(DataError, match=r"from_long\(frame, attribute=\.\.\.\)"):
        cs.KanoModel.find(named, layout="long", respondent="id")
    turned, pairs, importance = cs.kano.from_long(named, respondent="id", attribute="feature")
    result = cs.KanoModel(pairs, importance).fit(turned, n_boot=0)
    same(result, cs.KanoModel.find(wide).fit(wide, n_boot=0))


def test_groups_and_weights_are_of_respondents(long):
    each = long.assign(round=long["attribute"] == "bed", u=np.arange(1.0, 1 + len(long)))
    with pytest.raises(DataError, match=r"'round' has several values for id 101, 102, 103, 104 and 56 more"):
        fitted(each, by="round")
    with pytest.raises(DataError, match=r"'u' has several values for id 101"):
        fitted(cs.SurveyData(each, weights="u"))
    with pytest.raises(DataError, match=r"'functional' holds answers; groups"):
        fitted(long, by="functional")


def test_a_questionnaire_does_not_know_the_columns(long):
    asked = cs.Questionnaire((cs.Item("town", "Where?"),))
    with pytest.raises(DataError, match=r"data\.replace\(questionnaire=None\)"):
        fitted(cs.SurveyData(long, asked))


def test_importance_is_found_under_another_name_of_respondents(long):
    rated = long.assign(importance=np.arange(len(long)) % 9 + 1)
    assert dict(cs.KanoModel.find(rated, respondent="id").importance) == {
        "wifi": "importance_wifi",
        "bed": "importance_bed",
    }
    assert (fitted(rated).answers.importance[:, 1] == (np.arange(60) + 60) % 9 + 1).all()
