"""What an index result prints and what it warns of: scales, groups, missing resamples."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import csmodels as cs
from csmodels.errors import DataWarning

ITEMS = {"Quality": ["q1", "q2"], "Satisfaction": ["s1", "s2"], "Loyalty": ["l1", "l2", "l3"]}


@pytest.fixture
def frame():
    rng = np.random.default_rng(11)
    z = rng.normal(size=(120, 1))
    names = [item for items in ITEMS.values() for item in items]
    answers = np.clip(np.rint(3 + z + 0.7 * rng.normal(size=(120, len(names)))), 1, 5)
    return pd.DataFrame(answers, columns=names)


def test_a_scale_that_nobody_used_is_told(frame):
    model = cs.index_model("ACSI", items=ITEMS)
    with pytest.warns(DataWarning, match="scale 1 to 10 was assumed, and no answer is above 5"):
        assumed = model.fit(frame, n_boot=0)
    said = cs.index_model("ACSI", items=ITEMS, scale=(1, 5)).fit(frame, n_boot=0)
    assert not any("assumed" in warning for warning in said.warnings)
    np.testing.assert_allclose(said.index["estimate"] * 4, assumed.index["estimate"] * 9)


def test_value_labels_give_the_ends(frame):
    scale = cs.Scale(None, None, labels={1: {"en": "low"}, 5: {"en": "high"}})
    asked = cs.Questionnaire(tuple(cs.Item(name, scale=scale) for name in frame.columns))
    result = cs.index_model("ACSI", items=ITEMS).fit(cs.SurveyData(frame, asked), n_boot=0)
    assert set(result.ranges.values()) == {(1.0, 5.0)}


def test_the_ends_stand_under_the_index():
    result = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), n_boot=0)
    # (1–10; complained 0–1; price_tolerance −25–25), wherever the line is broken
    words = " ".join(str(result).split())
    assert "(1–10; complained 0–1; price_tolerance −25 to 25)" in words


def test_another_number_of_items_is_noted(frame):
    result = cs.index_model("ACSI", items=ITEMS, scale=(1, 5)).fit(frame, n_boot=0)
    assert "Loyalty has 3 items, the published model 2." in result.warnings
    assert "Quality has 2 of the 3 items of the published model." in result.warnings


def test_without_resamples_no_empty_columns(frame):
    result = cs.index_model("ACSI", items=ITEMS, scale=(1, 5)).fit(frame, n_boot=0)
    words = str(result)
    for absent in ("CI", "Std. error", "Seed", "Intervals"):
        assert absent not in words
    assert "CI" in str(cs.index_model("ACSI", items=ITEMS, scale=(1, 5)).fit(frame, n_boot=50))


def test_groups_by_their_chinese_names():
    result = cs.index_model("ACSI").fit(cs.datasets.load_hotel(), by="hotel", n_boot=0)
    assert "机场店" in result.to_text("zh")
    assert "Airport " in result.to_text("en")
    # tables keep the labels of the data
    assert "Airport" in result.index.index.get_level_values("hotel")


def test_the_catalogue_cannot_be_changed():
    model = cs.index_model("ACSI")
    with pytest.raises(TypeError):
        model.published.items["Quality"] = ("x",)
    assert hash(model) == hash(cs.index_model("ACSI"))


def test_the_arrays_of_a_result_cannot_be_changed(frame):
    result = cs.index_model("ACSI", items=ITEMS, scale=(1, 5)).fit(frame, n_boot=20)
    for array in (result.estimates.values["paths"], result.estimates.draws["paths"], result.shares):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


def test_moments_without_n_can_be_shown(frame):
    model = cs.PathModel({"A": ["q1", "q2"], "B": ["s1", "s2"]}, {"B": ["A"]})
    result = model.fit(cs.Moments(frame.corr()))
    assert "unknown" in str(result)
    assert np.isnan(result.r_squared["r_squared_adjusted"]).all()
